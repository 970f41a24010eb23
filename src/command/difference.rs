//! The lines in which a report differs from what the database gives.

use std::borrow::Cow;
use std::collections::HashMap;

use super::stamp::Text;
use crate::render::Format;

/// How a report differs from what the database gives.
pub(super) struct Difference {
    /// The first line that differs, with what the file and the database have there.
    first: String,
    /// The lines that only one of them has, with `-` before those of the file and `+` before those of the database.
    pub lines: Vec<String>,
}

/// A text of more bytes than this is not repeated in a sentence.
const LONG: usize = 120;

/// A line and its place.
struct Line<'a> {
    place: String,
    /// What is compared: the alignment of a table is not.
    plain: String,
    text: Cow<'a, str>,
    /// What is between two cells.
    between: &'static str,
}

impl Difference {
    /// What a message says of it.
    pub(super) fn sentences(&self) -> Vec<String> {
        let mut sentences = vec![self.first.clone()];
        if !self.lines.is_empty() {
            sentences.push("lines of the file are marked -, lines from the database +".to_owned());
        }
        sentences
    }

    /// How a file differs from what the database gives; `None` where it does not.
    pub(super) fn of(file: &Text, database: &Text, format: Format) -> Option<Self> {
        if file.is_same(database) {
            return None;
        }
        let (mut before, mut after) = (lines(file, format), lines(database, format));
        let (mut gone, mut new) = (only_in(&before, &after), only_in(&after, &before));
        // The table has all that a chart shows.
        let is_of_chart = |line: &Line<'_>| ["<g>", "<desc"].iter().any(|start| line.text.starts_with(start));
        let is_in_table = |&at: &usize, lines: &[Line<'_>]| !is_of_chart(&lines[at]);
        if gone.iter().any(|at| is_in_table(at, &before)) || new.iter().any(|at| is_in_table(at, &after)) {
            gone.retain(|at| is_in_table(at, &before));
            new.retain(|at| is_in_table(at, &after));
        }
        // Without its tags a line of HTML is easier to read, unless only the tags differ.
        let bare = |lines: &[Line<'_>], places: &[usize]| -> Vec<String> {
            places.iter().map(|&at| without_tags(&lines[at].text)).collect()
        };
        if format == Format::Html && bare(&before, &gone) != bare(&after, &new) {
            before.iter_mut().chain(&mut after).for_each(|line| line.text = without_tags(&line.text).into());
        }
        let first = first((&before, gone.first().copied()), (&after, new.first().copied()));
        let marked = |mark: char, lines: &[Line<'_>], places: &[usize]| -> Vec<String> {
            places.iter().map(|&at| format!("{mark} {}", lines[at].text.trim_end())).collect()
        };
        Some(Self { first, lines: [marked('-', &before, &gone), marked('+', &after, &new)].concat() })
    }
}

/// The first line that differs, of the lines of the file and of the database, each with the place of the first that the
/// other lacks.
fn first((file, gone): (&[Line<'_>], Option<usize>), (database, new): (&[Line<'_>], Option<usize>)) -> String {
    match (gone, new) {
        (Some(old), Some(new)) if old == new => {
            let (has, gives) = cells(&file[old].text, &database[new].text, file[old].between);
            match has.len().max(gives.len()) > LONG {
                true => format!("{}: the database gives another text", file[old].place),
                false => format!("{}: the file has `{has}` where the database gives `{gives}`", file[old].place),
            }
        }
        (Some(old), new) if new.is_none_or(|new| old < new) => {
            format!("{}: the database does not give this line", file[old].place)
        }
        (_, Some(new)) => format!("the file lacks the line `{}`", database[new].text.trim()),
        _ => match file.iter().zip(database).find(|(old, new)| old.plain != new.plain) {
            Some((old, _)) => format!("{}: the database gives this line in another place", old.place),
            None => "only spaces or empty lines differ".to_owned(),
        },
    }
}

/// The lines that are not empty.
fn lines(text: &Text, format: Format) -> Vec<Line<'_>> {
    let between = match format {
        Format::Table | Format::Chart | Format::Html => "  ",
        Format::Markdown => "|",
        Format::Csv | Format::Json | Format::Ndjson => ",",
        Format::Tsv => "\t",
    };
    // A footnote is one cell.
    let parts = [(&text.report, "line", between), (&text.footnotes, "footnotes, line", "\n")];
    let lines = parts.into_iter().flat_map(|(text, part, between)| {
        text.lines().zip(1..).map(move |(text, number)| {
            let place = format!("{part} {number}");
            Line { place, plain: plain(text, format), text: text.into(), between }
        })
    });
    lines.filter(|line| !line.plain.is_empty()).collect()
}

/// A line without what aligns it with others.
fn plain(line: &str, format: Format) -> String {
    match format {
        Format::Json => line.trim_end_matches(',').to_owned(),
        Format::Table | Format::Markdown => {
            let is_rule = |word: &str| word.chars().all(|c| matches!(c, '-' | '─' | ':' | '|'));
            line.split_whitespace().filter(|word| *word == "|" || !is_rule(word)).collect::<Vec<_>>().join(" ")
        }
        _ => line.to_owned(),
    }
}

/// The places of the lines that others lack.
fn only_in(lines: &[Line<'_>], others: &[Line<'_>]) -> Vec<usize> {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for line in others {
        *left.entry(&line.plain).or_default() += 1;
    }
    let mut is_left = |line: &Line<'_>| match left.get_mut(line.plain.as_str()).filter(|count| **count > 0) {
        Some(count) => {
            *count -= 1;
            true
        }
        None => false,
    };
    (0..lines.len()).filter(|&at| !is_left(&lines[at])).collect()
}

/// The first cells of two lines that differ; the whole lines where one has more cells.
fn cells<'a>(old: &'a str, new: &'a str, between: &str) -> (&'a str, &'a str) {
    let of_line = |line: &'a str| -> Vec<&'a str> {
        let cells = line.split(between).map(str::trim);
        cells.filter(|cell| between != "  " || !cell.is_empty()).collect()
    };
    let (olds, news) = (of_line(old), of_line(new));
    let differs = olds.iter().zip(&news).find(|(old, new)| old != new).filter(|_| olds.len() == news.len());
    differs.map_or((old.trim(), new.trim()), |(old, new)| (*old, *new))
}

/// The text of a line of HTML.
fn without_tags(line: &str) -> String {
    let texts = line.split('<').enumerate().map(|(index, part)| match index {
        0 => part,
        _ => part.split_once('>').map_or("", |(_, text)| text),
    });
    let text = texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("  ");
    text.replace("&#39;", "'").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    /// The first difference and all lines that differ, of two reports.
    fn difference(file: &str, database: &str, format: Format) -> Option<(String, Vec<String>)> {
        let text = |report: &str| Text { report: report.to_owned(), footnotes: String::new() };
        Difference::of(&text(file), &text(database), format).map(|it| (it.first, it.lines))
    }

    #[test]
    fn the_first_difference_is_a_cell_a_line_or_a_place() {
        let first = |file: &str, database: &str, format| difference(file, database, format).map(|it| it.0);
        assert_eq!(first("a,1\r\nb,2\r\n", "a,1\nb,2\n", Format::Csv), None);
        for (file, database, sentence) in [
            ("a,1\nb,2", "a,1\nb,3", "line 2: the file has `2` where the database gives `3`"),
            ("a,1\nb,2", "a,1\nb,2,3", "line 2: the file has `b,2` where the database gives `b,2,3`"),
            ("a,1\nx,9\nb,2", "a,1\nb,3", "line 2: the file has `x` where the database gives `b`"),
            ("a,1\nx,9\nb,2", "a,1\nb,2", "line 2: the database does not give this line"),
            ("a,1", "a,1\nb,2", "the file lacks the line `b,2`"),
            ("b,2\na,1", "a,1\nb,2", "line 1: the database gives this line in another place"),
            ("a,1\n\nb,2", "a,1\nb,2", "only spaces or empty lines differ"),
        ] {
            assert_eq!(first(file, database, Format::Csv).as_deref(), Some(sentence));
        }
        let long = "x".repeat(LONG + 1);
        let sentence = first(&long, "y", Format::Table);
        assert_eq!(sentence.as_deref(), Some("line 1: the database gives another text"));
    }

    #[test]
    fn lines_of_html_are_shown_without_tags_unless_only_tags_differ() {
        let row = |value: &str, text: &str| format!("<tr><td data-value=\"{value}\">{text}</td><td>a &lt; b</td></tr>");
        let (first, lines) = difference(&row("9", "9"), &row("8", "8"), Format::Html).expect("a difference");
        assert_eq!(first, "line 1: the file has `9` where the database gives `8`");
        assert_eq!(lines, ["- 9  a < b", "+ 8  a < b"]);
        let (_, lines) = difference(&row("9", "8"), &row("8", "8"), Format::Html).expect("a difference");
        assert!(lines[0].starts_with("- <tr><td data-value=\"9\">"), "{lines:?}");
    }
}
