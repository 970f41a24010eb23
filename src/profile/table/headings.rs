//! Rows without figures that may be headings of the rows below them.

use std::collections::HashMap;

use crate::mapping::quoted;
use crate::model::code;
use crate::problem::listed;
use crate::profile::doubt::Ambiguity;
use crate::profile::sample::Sample;
use crate::profile::writer::inline;

/// A doubt where rows without figures stand above rows with the same labels: then the labels alone do not say what a row is of.
/// `labels` are the columns of labels, `figures` those of figures, and `pairs` the breakdown of the figures.
pub(crate) fn in_doubt(sample: &Sample, labels: &[usize], figures: &[usize], pairs: &[String]) -> Option<Ambiguity> {
    const MOST: usize = 300;
    let is_empty =
        |row: &[String], columns: &[usize]| columns.iter().all(|column| row.get(*column).is_none_or(String::is_empty));
    let label =
        |row: &[String]| labels.iter().find_map(|column| row.get(*column).filter(|cell| !cell.is_empty())).cloned();
    let key = |row: &[String]| -> Vec<String> {
        labels.iter().map(|column| row.get(*column).cloned().unwrap_or_default()).collect()
    };
    // Where each row has figures, one whose label occurs once stands above those whose labels occur again.
    let mut counts: HashMap<Vec<String>, usize> = HashMap::new();
    sample.rows.iter().for_each(|(_, row)| *counts.entry(key(row)).or_default() += 1);
    let has_empty = sample.rows.iter().any(|(_, row)| is_empty(row, figures));
    let is_above = |at: usize| {
        let count = |at: usize| sample.rows.get(at).map_or(0, |(_, row)| counts[&key(row)]);
        let has_label = sample.rows.get(at + 1).is_some_and(|(_, row)| label(row).is_some());
        !has_empty && has_label && count(at) == 1 && count(at + 1) > 1
    };
    let mut sections: Vec<(u64, String, Vec<u64>)> = Vec::new();
    let (mut keys, mut is_repeated) = (HashMap::new(), false);
    for (at, (line, row)) in sample.rows.iter().enumerate() {
        if is_empty(row, figures) || is_above(at) {
            sections.extend(label(row).map(|label| (*line, label, Vec::new())));
            continue;
        }
        let key: Vec<&str> = labels.iter().map(|column| row.get(*column).map_or("", String::as_str)).collect();
        let of = sections.len();
        is_repeated |= *keys.entry(key).or_insert(of) != of;
        sections.last_mut().into_iter().for_each(|(_, _, lines)| lines.push(*line));
    }
    sections.retain(|(_, _, lines)| !lines.is_empty());
    if !is_repeated || sections.len() < 1 + usize::from(!has_empty) || sample.rows.len() > MOST {
        return None;
    }
    let named: Vec<String> = sections.iter().map(|(line, label, _)| format!("`{label}` on line {line}")).collect();
    let rules = sections.iter().map(|(_, label, lines)| {
        let lines: Vec<String> = lines.iter().map(u64::to_string).collect();
        let heading = code::escaped(label).replace('{', "{{").replace('}', "}}");
        let section = [format!("section={heading}")];
        let breakdown = pairs.iter().chain(&section).cloned().collect::<Vec<_>>().join(";");
        let matches = inline(&[("line", &format!("^(?:{})$", lines.join("|")))]);
        format!("[[when]]\nmatches = {matches}\ncolumns = {{ breakdown = {} }}", quoted(&breakdown))
    });
    let way = rules.collect::<Vec<_>>().join("\n");
    Some(Ambiguity {
        what: format!(
            "the rows{} {}, may be headings, and rows below them have the same labels",
            if has_empty { " without figures," } else { ", such as" },
            listed(&named)
        ),
        written: Some(
            "the rules [[when]] that `sniff` writes, with each heading in the breakdown of its rows, or a column of the file with the \
             heading of each row"
                .to_owned(),
        ),
        ways: vec![way],
    })
}
