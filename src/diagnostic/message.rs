//! Errors as text, with the marked line and what would fix them.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::{fix_error, fix_violation};
use crate::error::{Error, SqlError};
use crate::problem::{Excerpt, Place, Problem, Problems, Rule, counted, skipped_sentences};
use crate::report::audit::{Findings, Standing, Stated};
use crate::visible::{visible, visible_lines};

/// The text of a whole message, with a line end; empty where an error needs no message. The commands that it proposes have the
/// option `db`.
pub(crate) fn render(error: &Error, db: &str, color: bool) -> String {
    let renderer = renderer(color);
    match error {
        Error::BrokenPipe => return String::new(),
        Error::Problems(problems) => return render_problems(error, problems, db, &renderer),
        _ => {}
    }
    let place = place_of(error);
    let message = message_of(&renderer, None, &error.to_string(), place.as_ref(), &fix_error::fixes_of(error, db));
    match error {
        Error::Rejected { problems, .. } => render_groups(problems, &renderer) + &message,
        _ => message,
    }
}

fn renderer(color: bool) -> Renderer {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii)
}

/// The place in a statement that SQLite cannot compile, in a file of rows, or in standard input.
pub(super) fn place_of(error: &Error) -> Option<Place> {
    match error {
        Error::Sql(sql) => {
            let SqlError::Syntax { sql, offset: Some(offset), .. } = &**sql else { return None };
            let (line, excerpt) = excerpt_at(sql, *offset);
            Some(Place { file: "the statement".into(), line, excerpt: Some(excerpt) })
        }
        Error::Row(row) => Some(row.place.clone()),
        Error::InShell { line: None, error } => place_of(error),
        Error::InShell { line: Some(first), error } => {
            let (line, excerpt) = place_of(error).map_or((1, None), |place| (place.line, place.excerpt));
            Some(Place { file: "standard input".into(), line: first + line - 1, excerpt })
        }
        _ => None,
    }
}

/// The line, from one, and its text around a byte of a statement, with the token there marked.
pub(crate) fn excerpt_at(sql: &str, offset: usize) -> (u64, Excerpt) {
    let offset = (0..=offset.min(sql.len())).rev().find(|&at| sql.is_char_boundary(at)).unwrap_or(0);
    let start = sql[..offset].rfind('\n').map_or(0, |end| end + 1);
    let end = sql[offset..].find('\n').map_or(sql.len(), |end| offset + end);
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let token = sql[offset..end].find(|c| !is_word(c)).map_or(end, |length| offset + length);
    let next = sql[offset..end].chars().next().map_or(offset, |c| offset + c.len_utf8());
    let mark = offset - start..token.max(next) - start;
    let line = 1 + sql[..offset].matches('\n').count() as u64;
    (line, Excerpt { text: sql[start..end].to_owned(), mark, column: None })
}

fn render_problems(error: &Error, problems: &Problems, db: &str, renderer: &Renderer) -> String {
    let mut text = render_groups(problems, renderer);
    text.push_str(&message_of(renderer, None, &error.to_string(), None, &explained(problems, db)));
    let (read, rejected) = problems.rows;
    if read > 0 {
        let why = if rejected > problems.count() { ", some of them because they refer to a rejected row" } else { "" };
        text.push_str(&format!(
            "  {} read = {} good + {rejected} rejected{why}\n",
            counted(read, "row"),
            read - rejected
        ));
    }
    for sentence in skipped_sentences(problems.skipped()) {
        text.push_str(&format!("  {}\n", visible(&sentence)));
    }
    text
}

/// Figures that conflict, as warnings; empty where there are none.
pub(crate) fn render_findings(findings: &Findings, color: bool) -> String {
    let renderer = renderer(color);
    let mut text = String::new();
    for (shown, count) in findings.groups() {
        for finding in shown {
            let title = visible(finding.sentence());
            let level = if finding.standing == Standing::Note { Level::NOTE } else { Level::WARNING };
            let head = level.primary_title(&*title).id(finding.code());
            text.push_str(&renderer.render(&[head.elements(std::iter::empty::<annotate_snippets::Element<'_>>())]));
            let Stated { metric, subject, .. } = &finding.figure;
            let period = finding.figure.period_in_words();
            let (figure, against) = (finding.figure_in_words(), finding.against());
            let figures = format!("{metric}, {subject}, {period}: {figure}, against {against}");
            text.push_str(&format!("\n  {}\n  {}\n\n", visible(&figures), visible(finding.citation.as_str())));
        }
        let more = count - shown.len() as u64;
        if more > 0 {
            let rule = shown[0].rule().name();
            text.push_str(&format!(
                "... and {more} more [{rule}]: after a load, `yearbook audit --rule {rule} --top 0` lists all\n\n"
            ));
        }
    }
    text
}

/// How to read the page of a rule, and how to see the problems that are only counted.
fn explained(problems: &Problems, db: &str) -> Vec<String> {
    let rule = problems.groups().first().map(|group| group.rule());
    let is_cut =
        problems.groups().iter().any(|group| group.rule().is_of_a_row() && group.count > group.shown.len() as u64);
    let rejects = "`yearbook load --keep-going` writes the correct rows, and `yearbook rejects` then lists all others";
    let rejects = is_cut.then(|| fix_error::with_database(rejects, db));
    rule.map(|rule| format!("`yearbook check --explain {rule}` explains a rule")).into_iter().chain(rejects).collect()
}

/// The problems of each rule that are shown, and how many more there are.
fn render_groups(problems: &Problems, renderer: &Renderer) -> String {
    let mut text = String::new();
    for group in problems.groups() {
        for problem in &group.shown {
            text.push_str(&render_problem(problem, renderer));
            text.push('\n');
        }
        let more = group.count - group.shown.len() as u64;
        if more > 0 {
            let rule = group.rule();
            text.push_str(&format!("... and {more} more [{rule}]\n\n"));
        }
    }
    text
}

fn render_problem(problem: &Problem, renderer: &Renderer) -> String {
    let Problem { violation, place } = problem;
    message_of(renderer, Some(violation.rule()), &violation.to_string(), Some(place), &fix_violation::fixes(violation))
}

fn message_of(renderer: &Renderer, rule: Option<Rule>, title: &str, place: Option<&Place>, hints: &[String]) -> String {
    let mut head = Level::ERROR.primary_title(visible(title));
    if let Some(rule) = rule {
        head = head.id(rule.code());
    }
    let place = place.map(visible_place);
    let hints: Vec<_> = hints.iter().map(visible).collect();
    let mut group = head.elements(std::iter::empty::<annotate_snippets::Element<'_>>());
    match &place {
        Some(Place { file, line, excerpt: Some(excerpt) }) => {
            let mut annotation = AnnotationKind::Primary.span(excerpt.mark.clone());
            if let Some(label) = &excerpt.column {
                annotation = annotation.label(label.as_str());
            }
            group = group.element(
                Snippet::source(excerpt.text.as_str())
                    .line_start(usize::try_from(*line).unwrap_or(0))
                    .path(&**file)
                    .annotation(annotation),
            );
        }
        Some(Place { file, line, excerpt: None }) => {
            let origin = Origin::path(&**file);
            let line = usize::try_from(*line).unwrap_or(0);
            group = group.element(if line > 0 { origin.line(line) } else { origin });
        }
        None => {}
    }
    // Without a place, plain lines read better than a margin with nothing in it.
    if place.is_none() {
        let mut text = renderer.render(&[group]);
        for hint in hints {
            text.push_str(&format!("\n  help: {hint}"));
        }
        return text + "\n";
    }
    let group = hints.iter().fold(group, |group, hint| group.element(Level::HELP.message(&**hint)));
    renderer.render(&[group]) + "\n"
}

/// A place whose texts are visible; the mark follows the text that it marks.
fn visible_place(place: &Place) -> Place {
    let excerpt = place.excerpt.as_ref().map(|Excerpt { text, mark, column }| {
        let part = |range: Range<usize>| visible_lines(text.get(range).unwrap_or_default());
        let [before, marked, after] = [0..mark.start, mark.clone(), mark.end..text.len()].map(part);
        let mark = before.len()..before.len() + marked.len();
        Excerpt { text: [before, marked, after].concat(), mark, column: column.as_deref().map(|it| visible(it).into()) }
    });
    Place { file: visible(&*place.file).into(), line: place.line, excerpt }
}
