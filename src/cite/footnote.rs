//! A citation for readers.

use super::date::{MONTHS, date_parts};
use super::document::{Document, line};

/// A full note by the Chicago Manual of Style, 17th edition, 14.19 to 14.23: on one line, ended by a full stop, and
/// without the parts that are missing.
///
/// ```text
/// Li Zhongwen, Liu Junguo, "E China's Ningbo accelerates ...," People's Daily, 13 August 2025, paragraph 8, accessed
/// 20 August 2025, https://en.qstheory.cn/2025-08/13/c_1116337.htm.
/// ```
///
/// Of the two orders of a date that Chicago allows (9.35) this is day, month, year. The day of retrieval is given if it is
/// known; licence and language are not. <https://www.chicagomanualofstyle.org/tools_citationguide/citation-guide-1.html>
pub(crate) fn footnote(document: &Document, locator: Option<&str>) -> String {
    let parts = [
        line(document.author.as_deref()),
        // A quotation within a quotation has the other marks.
        line(Some(&document.title)).map(|title| format!("\"{}\"", title.replace('"', "'"))),
        line(document.publisher.as_deref()),
        line(document.published_on.as_deref()).map(|day| spelled(&day)),
        line(locator),
        line(document.retrieved_on.as_deref()).map(|day| format!("accessed {}", spelled(&day))),
        line(document.url.as_deref()),
    ];
    let mut note = String::new();
    for part in parts.into_iter().flatten() {
        if !note.is_empty() {
            punctuate(&mut note, ',');
            note.push(' ');
        }
        note.push_str(&part);
    }
    if !note.is_empty() {
        punctuate(&mut note, '.');
    }
    note
}

/// Adds a comma or a full stop, which Chicago puts before a closing quotation mark.
fn punctuate(note: &mut String, mark: char) {
    let is_quoted = note.ends_with('"');
    if is_quoted {
        note.pop();
    }
    // A comma follows "Ltd." and "Why?"; a second full stop does not.
    if mark == ',' || !note.ends_with(['.', '?', '!', '。', '？', '！']) {
        note.push(mark);
    }
    if is_quoted {
        note.push('"');
    }
}

/// A date as `13 August 2025`; a text that is not a date is unchanged.
fn spelled(date: &str) -> String {
    match date_parts(date).as_deref() {
        Some([year, month, day]) => format!("{day} {} {year}", MONTHS[month - 1]),
        Some([year, month]) => format!("{} {year}", MONTHS[month - 1]),
        _ => date.to_owned(),
    }
}
