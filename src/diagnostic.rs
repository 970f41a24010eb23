//! The only place that turns what went wrong into sentences, hints and exit codes.

mod explain;
mod fact;
mod json;
mod phrases;
mod usage;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use crate::error::{Error, SqlError, StampFault, StoreFault, TableColumns, UsageError};
use crate::store::APPLICATION_ID;
pub use explain::{explain, rules};
pub use json::problems_as_json;
use phrases::{did_you_mean, list, without_number};

use crate::problem::{Excerpt, Place, Problem, Problems, Suggestion};
use crate::report::audit::{Findings, Stated};

/// The exit code: 0 fine, 1 the data or the SQL is wrong, 2 usage, 3 the environment.
pub fn exit_code(error: &Error) -> u8 {
    match error {
        Error::BrokenPipe => 0,
        Error::Interrupted => crate::interrupt::ENDED,
        Error::Problems(_)
        | Error::Reported { .. }
        | Error::Rejected { .. }
        | Error::Findings { .. }
        | Error::Unverified { .. } => 1,
        Error::Sql(sql) if matches!(**sql, SqlError::Parameter { .. }) => 2,
        Error::Usage(usage) => match **usage {
            UsageError::NothingTraced { .. }
            | UsageError::NoRejects { .. }
            | UsageError::NoStamp { .. }
            | UsageError::NoProfile { .. }
            | UsageError::Doubt { .. }
            | UsageError::NothingCited { .. } => 1,
            UsageError::NoDataset { .. } | UsageError::NoFile { .. } => 3,
            _ => 2,
        },
        Error::Sql(_) => 1,
        Error::Store { .. } | Error::Io { .. } => 3,
    }
}

/// The whole message, with its last line ended; empty where there is nothing to say.
pub fn tell(error: &Error, color: bool) -> String {
    let renderer = renderer(color);
    match error {
        Error::BrokenPipe => String::new(),
        Error::Problems(problems) => tell_problems(problems, &renderer),
        Error::Rejected { problems, .. } => {
            tell_groups(problems, &renderer) + &message_of(&renderer, None, &sentence(error), None, &hints(error))
        }
        Error::Sql(sql) => match &**sql {
            SqlError::Syntax { sql, offset: Some(offset), message, near, columns } => {
                let (line, excerpt) = excerpt_at(sql, *offset);
                let title = syntax_sentence(message);
                let hints = syntax_hints(near.as_ref(), columns);
                let place = Place { file: "the statement".into(), line, excerpt: Some(excerpt) };
                message_of(&renderer, None, &title, Some(&place), &hints)
            }
            _ => message_of(&renderer, None, &sentence(error), None, &hints(error)),
        },
        _ => message_of(&renderer, None, &sentence(error), None, &hints(error)),
    }
}

fn renderer(color: bool) -> Renderer {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii)
}

/// What went wrong, in one sentence.
pub fn sentence(error: &Error) -> String {
    match error {
        Error::BrokenPipe => String::new(),
        Error::Interrupted => "interrupted: nothing was changed".to_owned(),
        Error::Problems(problems) => summary(problems.count()),
        Error::Reported { problems } => summary(*problems),
        Error::Findings { count: 1, .. } => "1 finding: figures that cannot be true together".to_owned(),
        Error::Findings { count, cut } if !cut.is_empty() => {
            format!("more than {count} findings: figures that cannot be true together")
        }
        Error::Findings { count, .. } => format!("{count} findings: figures that cannot be true together"),
        Error::Unverified { file, fault, .. } => {
            let file = file.display();
            match fault {
                StampFault::Rows => format!("{file} is outdated: the database gives other rows"),
                StampFault::Text => {
                    format!("the database still gives the same rows, but {file} was changed after it was written")
                }
                StampFault::Both => format!("{file} is outdated, and was changed after it was written"),
                StampFault::Stamp => format!("the stamp of {file} was changed after it was written"),
            }
        }
        Error::Rejected { rejected: 1, .. } => "1 row was REJECTED, and is not in the database".to_owned(),
        Error::Rejected { rejected, .. } => format!("{rejected} rows were REJECTED, and are not in the database"),
        Error::Io { action, file, source } => format!("{action} {}: {}", file.display(), system_message(source)),
        Error::Store { file, fault } => {
            let file = file.display();
            match fault {
                StoreFault::NotFound => format!("there is no database {file}"),
                StoreFault::IsFolder => format!("{file} is a folder, not a database"),
                StoreFault::Appeared => format!("another program created {file} meanwhile"),
                StoreFault::NotADatabase => format!("{file} is not an SQLite database"),
                StoreFault::NotOurs => format!("{file} is an SQLite database of another program, not a yearbook"),
                StoreFault::Unmarked { .. } => {
                    format!("{file} has the tables of a yearbook, but is not marked as one: a dump leaves the mark out")
                }
                StoreFault::OtherMigrations => {
                    format!("{file} was made by a yearbook with another schema of the same version")
                }
                StoreFault::Newer { file: found, known } => {
                    format!("{file} has schema {found}, and this yearbook knows schemas up to {known}")
                }
                StoreFault::Older { file: found, known } => {
                    format!("{file} has schema {found}, and this yearbook reads schema {known}")
                }
                StoreFault::Locked => format!("another program is using {file}"),
                StoreFault::ReadOnly => format!("{file} cannot be written"),
                StoreFault::Full => format!("the disk is full: {file} was left as it was"),
                StoreFault::Damaged { message } => format!("{file} is damaged: {message}"),
                StoreFault::Folder { message } => format!("{file} cannot be created: {}", without_number(message)),
                StoreFault::Other { message } => format!("{file}: {message}"),
            }
        }
        Error::Sql(error) => match &**error {
            SqlError::Syntax { message, .. } => syntax_sentence(message),
            SqlError::Forbidden { action } => format!("a statement can only read, and this one would {action}"),
            SqlError::NotOneStatement { found_any: true } => "there is more than one statement".to_owned(),
            SqlError::NotOneStatement { found_any: false } => "there is no statement".to_owned(),
            SqlError::Failed { message } => format!("the statement failed: {message}"),
            SqlError::TooLargeForTable { rows } => {
                format!("there are too many rows for a table: the memory limit was reached at row {rows}")
            }
            SqlError::TimedOut { seconds } => format!("the statement took longer than {seconds} seconds (--timeout)"),
            SqlError::Parameter { missing, unknown, .. } => {
                if missing.iter().any(|name| name == "?" || name.chars().all(|c| c.is_ascii_digit())) {
                    "the statement has a parameter without a name".to_owned()
                } else if missing.is_empty() {
                    format!("the statement has no parameter {}", list(unknown, ":"))
                } else {
                    format!("no value is given for {}", list(missing, ":"))
                }
            }
        },
        Error::Usage(error) => usage::sentence(error),
    }
}

/// What is wrong with a row, in one sentence.
pub fn tell_fact(fact: &crate::problem::Fact) -> String {
    visible(&fact::sentence(fact))
}

/// What would mend it.
fn hints(error: &Error) -> Vec<String> {
    match error {
        Error::BrokenPipe | Error::Interrupted | Error::Problems(_) | Error::Reported { .. } => Vec::new(),
        Error::Findings { cut, .. } => {
            let mut hints = vec!["`yearbook history` shows what each source states, `yearbook trace` where".to_owned()];
            if !cut.is_empty() {
                hints.push(format!("there are more findings of {}: --top 0 shows all", list(cut, "")));
            }
            hints
        }
        Error::Unverified { fault: StampFault::Stamp, .. } => vec!["write the report again".to_owned()],
        Error::Unverified { fault, loads: (then, now), .. } => {
            let mut hints = vec!["lines of the file are marked with -, those of the database now with +".to_owned()];
            if *fault != StampFault::Text {
                hints.push(match then < now {
                    true => format!("`yearbook diff {then} {now}` lists the figures that were loaded since"),
                    false => "nothing was loaded since: it is another database, or somebody changed it".to_owned(),
                });
            }
            hints
        }
        Error::Rejected { db, .. } => vec![format!(
            "`yearbook --db {0} rejects` lists them; with `--output rejects.csv` they can be corrected and loaded again",
            db.display()
        )],
        Error::Io { .. } => Vec::new(),
        Error::Store { file, fault } => {
            let file = file.display();
            match fault {
                StoreFault::NotFound => vec![format!(
                    "`yearbook demo` builds one to look at, `yearbook --db {file} load DATASET` one of your own"
                )],
                StoreFault::IsFolder | StoreFault::NotADatabase | StoreFault::NotOurs => {
                    vec!["name another file with --db".to_owned()]
                }
                StoreFault::Unmarked { version } => vec![format!(
                    "`sqlite3 {file} \"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {version}\"` marks it again"
                )],
                StoreFault::Newer { .. } => vec![
                    "use a newer yearbook, or load the datasets into a new file where this one was made before 0.1.0"
                        .to_owned(),
                ],
                StoreFault::OtherMigrations => vec!["load the datasets into a new file".to_owned()],
                StoreFault::Older { .. } => vec![format!("`yearbook --db {file} init` migrates it")],
                StoreFault::Locked => vec!["try again when it is done: one that only reads keeps a load out as long as its transaction is open".to_owned()],
                StoreFault::Appeared => vec!["load again, into the file that is there now".to_owned()],
                StoreFault::ReadOnly => vec!["check the permissions of the file and its folder".to_owned()],
                StoreFault::Full => vec!["free some space and try again".to_owned()],
                StoreFault::Damaged { .. } => vec!["load the datasets into a new file".to_owned()],
                StoreFault::Folder { .. } => vec!["check that its folder exists and can be written".to_owned()],
                StoreFault::Other { .. } => Vec::new(),
            }
        }
        Error::Sql(error) => match &**error {
            SqlError::Syntax { near, columns, .. } => syntax_hints(near.as_ref(), columns),
            SqlError::Forbidden { .. } => vec!["figures are changed by loading a dataset".to_owned()],
            SqlError::NotOneStatement { .. } => vec!["give one SELECT".to_owned()],
            SqlError::Failed { .. } => Vec::new(),
            SqlError::TooLargeForTable { .. } => {
                vec!["use --format csv, which needs no memory, or fewer rows with --limit".to_owned()]
            }
            SqlError::TimedOut { .. } => vec!["use a larger --timeout SECONDS, or 0 for no limit".to_owned()],
            SqlError::Parameter { known, missing, .. } => {
                if missing.iter().any(|name| name == "?" || name.chars().all(|c| c.is_ascii_digit())) {
                    vec!["write :name in the statement and give -p name=value".to_owned()]
                } else if known.is_empty() {
                    vec!["it has none".to_owned()]
                } else {
                    known.iter().map(|name| format!("give -p {name}=value")).collect()
                }
            }
        },
        Error::Usage(error) => usage::hints(error),
    }
}

/// The line, from one, and its text around a byte of a statement, with the token there marked.
pub fn excerpt_at(sql: &str, offset: usize) -> (u64, Excerpt) {
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

fn tell_problems(problems: &Problems, renderer: &Renderer) -> String {
    let mut text = tell_groups(problems, renderer);
    text.push_str(&message_of(renderer, None, &summary(problems.count()), None, &explained(problems)));
    let (read, rejected) = problems.rows;
    if read > 0 {
        let why = if rejected > problems.count() { ", some for referring to a rejected row" } else { "" };
        text.push_str(&format!("  {read} rows read = {} good + {rejected} rejected{why}\n", read - rejected));
    }
    text
}

/// What figures contradict, as warnings; empty where they do not.
pub fn tell_findings(findings: &Findings, color: bool) -> String {
    let renderer = renderer(color);
    let mut text = String::new();
    for (shown, count) in findings.groups() {
        for finding in shown {
            let title = visible(&finding.sentence());
            let head = Level::WARNING.primary_title(title.as_str()).id(finding.rule().name());
            text.push_str(&renderer.render(&[head.elements(std::iter::empty::<annotate_snippets::Element<'_>>())]));
            let Stated { metric, subject, period, .. } = &finding.figure;
            let (figure, against) = (finding.figure_in_words(), finding.against());
            let figures = format!("{metric}, {subject}, {period}: {figure}, against {against}");
            text.push_str(&format!("\n  {}\n  {}\n\n", visible(&figures), visible(&finding.citation)));
        }
        let more = count - shown.len() as u64;
        if more > 0 {
            text.push_str(&format!("... and {more} more [{}]\n\n", shown[0].rule().name()));
        }
    }
    text
}

/// Where more is said of a rule.
fn explained(problems: &Problems) -> Vec<String> {
    let rule = problems.groups().first().map(|group| group.shown[0].fact.rule());
    rule.map(|rule| format!("`yearbook check --explain {rule}` explains a rule")).into_iter().collect()
}

/// The problems of each rule, as many as are shown.
fn tell_groups(problems: &Problems, renderer: &Renderer) -> String {
    let mut text = String::new();
    for group in problems.groups() {
        for problem in &group.shown {
            text.push_str(&tell_problem(problem, renderer));
            text.push('\n');
        }
        let more = group.count - group.shown.len() as u64;
        if more > 0 {
            let rule = group.shown[0].fact.rule();
            text.push_str(&format!("... and {more} more [{rule}]\n\n"));
        }
    }
    text
}

fn summary(count: u64) -> String {
    format!("{count} problem{}; nothing was written", if count == 1 { "" } else { "s" })
}

fn tell_problem(problem: &Problem, renderer: &Renderer) -> String {
    let title = fact::sentence(&problem.fact);
    let hints = fact::hints(&problem.fact);
    message_of(renderer, Some(problem.fact.rule()), &title, Some(&problem.place), &hints)
}

fn message_of(renderer: &Renderer, rule: Option<&str>, title: &str, place: Option<&Place>, hints: &[String]) -> String {
    let mut head = Level::ERROR.primary_title(visible(title));
    if let Some(rule) = rule {
        head = head.id(rule);
    }
    let path = place.map(|place| visible(&place.file)).unwrap_or_default();
    let label = place.and_then(|place| place.excerpt.as_ref()?.column.as_deref()).map(visible);
    let hints: Vec<String> = hints.iter().map(|hint| visible(hint)).collect();
    let mut group = head.elements(std::iter::empty::<annotate_snippets::Element<'_>>());
    match place {
        Some(Place { line, excerpt: Some(excerpt), .. }) => {
            let mut annotation = AnnotationKind::Primary.span(excerpt.mark.clone());
            if let Some(label) = &label {
                annotation = annotation.label(label.as_str());
            }
            group = group.element(
                Snippet::source(excerpt.text.as_str())
                    .line_start(usize::try_from(*line).unwrap_or(0))
                    .path(path.as_str())
                    .annotation(annotation),
            );
        }
        Some(Place { line, excerpt: None, .. }) => {
            let origin = Origin::path(path.as_str());
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
    let group = hints.iter().fold(group, |group, hint| group.element(Level::HELP.message(hint.as_str())));
    renderer.render(&[group]) + "\n"
}

fn syntax_sentence(message: &str) -> String {
    format!("the SQL is wrong: {message}")
}

fn syntax_hints(near: Option<&Suggestion>, columns: &[TableColumns]) -> Vec<String> {
    let mut hints = did_you_mean(near);
    hints.extend(columns.iter().map(|table| match table.table.as_str() {
        "" => format!("the tables and views are {}", list(&table.columns, "")),
        name => format!("{name} has the columns {}", list(&table.columns, "")),
    }));
    hints
}

/// What the system says of a failure, without its number.
fn system_message(source: &std::io::Error) -> String {
    without_number(&source.to_string()).to_lowercase()
}

/// A text of somebody else's without what would act on a terminal.
fn visible(text: &str) -> String {
    let spelled = |c: char| if c.is_control() && c != '\n' { c.escape_unicode().to_string() } else { c.to_string() };
    text.chars().map(spelled).collect()
}
