//! Whether the periods that a plan makes of a file can be read in two ways.

use std::collections::BTreeSet;

use super::plan::Plan;
use crate::dataset::File;
use crate::model::office_period::doubt;
use crate::problem::{Problems, Violation};

/// Records that the periods at the start of a file can be read in two ways, where they can; `columns` are those of the table.
/// Returns whether they cannot.
pub(crate) fn check(plan: &Plan, file: &File, columns: &[&str], problems: &mut Problems) -> bool {
    // Tables of SDMX and of Eurostat write periods in one way, which is that of the standard.
    let is_standard = |name: &String| name.contains("TIME_PERIOD") || name.ends_with("\\time");
    let Some(period) = columns.iter().position(|column| *column == "period") else { return true };
    // A template of several pieces is what a person made of them.
    let rules = &plan.mapping.rules;
    let tables = std::iter::once(&rules.columns).chain(rules.when.iter().map(|when| &when.columns));
    let templates = tables.flatten().filter(|(name, _)| name.get_ref() == "period").map(|(_, template)| template);
    let is_lone = |text: &str| text.starts_with('{') && text.find('}') == Some(text.len() - 1);
    let Some(template) = templates.into_iter().find(|template| is_lone(template.get_ref())) else { return true };
    if file.columns().iter().any(is_standard) {
        return true;
    }
    let mut texts = BTreeSet::new();
    // What cannot be read is reported when all of the file is.
    let block = file.blocks().ok().and_then(|blocks| blocks.without_digest().next()?.ok());
    let block = block.unwrap_or_default();
    let mut rows = file.rows(&block);
    while let Some(row) = rows.next(&mut |_| {}, &mut Problems::default()) {
        plan.each(&row, &mut |outcome, _| {
            let text = outcome.map_or("", |mapped| mapped.cells[period]);
            if !texts.contains(text) {
                texts.insert(text.to_owned());
            }
            true
        });
    }
    let Some(doubt) = doubt(texts.iter().map(String::as_str), None) else { return true };
    let fix = doubt.fix(template.get_ref());
    problems.add(Violation::AmbiguousPeriod { what: doubt.what, fix }, || plan.mapping.place(template.span()));
    false
}
