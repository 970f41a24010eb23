//! When the sources of files that a mapping reads were published. A source that is stored already gets another edition
//! where a file states another date.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rusqlite::types::Value;

use super::catalog::{Catalog, Entry, text};
use super::cell::value;
use super::editions::StatedEdition;
use crate::load::input::file::OpenFile;
use crate::load::ledger::counts::Change;
use crate::load::schema::TableName;
use crate::mapping::Columns;
use crate::model::{Marks, period};
use crate::problem::{Place, Problems, Violation};

const DATE: &str = "published_on";

/// An edition of a stored source, or the date of one, that a load adds.
#[derive(Clone, Debug)]
pub(crate) struct DatedSource {
    pub code: String,
    pub date: String,
    /// Otherwise the stored edition had no date.
    pub is_new: bool,
}

/// A source of figures for which neither the file nor the command line states a date.
#[derive(Clone, Debug)]
pub(crate) struct UndatedSource {
    pub code: String,
    /// The date of its newest edition, where one is known.
    pub newest: Option<String>,
}

/// What the files of a load state about the dates of sources.
#[derive(Debug, Default)]
pub(super) struct SourceDates {
    /// The date that a source is stated with, and the file that states it.
    stated: HashMap<String, (String, Arc<str>)>,
    undated: BTreeSet<String>,
    added: Vec<DatedSource>,
}

impl SourceDates {
    /// Puts the date that holds for a source in a file among the columns that the mapping gives: its own, or that of the
    /// command line. Returns false where it is a problem.
    pub(super) fn put(
        &mut self,
        code: &str,
        columns: &mut Columns,
        file: &OpenFile,
        problems: &mut Problems,
        place: &dyn Fn() -> Place,
    ) -> bool {
        let label = file.file.label();
        let given = file.plan.as_ref().and_then(|plan| plan.published_on());
        let of_file = columns.iter().position(|(name, _)| name == DATE).map(|index| columns.swap_remove(index).1);
        let of_file = of_file.as_deref().unwrap_or_default().trim();
        if !of_file.is_empty() && period::parse_publication(of_file).is_err() {
            let message = format!("`{of_file}` is not a date on which the source `{code}` was published");
            let fix = "write 2025, 2025-06 or 2025-06-30; [parts] splits a date of the file".to_owned();
            problems.add(Violation::Mapping { message, fix: Some(fix) }, place);
            return false;
        }
        let date = given.unwrap_or(of_file);
        if date.is_empty() {
            if file.takes_date {
                self.undated.insert(code.to_owned());
            }
            return true;
        }
        columns.push((DATE.to_owned(), date.to_owned()));
        let mut reject = |first: String, second: String, fix| {
            problems.add(Violation::TwoDates { code: code.to_owned(), first, second, fix }, place);
            false
        };
        if !of_file.is_empty() && of_file != date {
            let fix = "leave out --published-on, or state the other date in the mapping: [create.source] published_on";
            return reject(format!("{of_file} by {label}"), format!("{date} by --published-on"), fix);
        }
        match self.stated.get(code) {
            Some((first, by)) if first != date => {
                let fix = match by == label {
                    true => "state one date of the file in the mapping: [create.source] published_on = \"...\"",
                    false => ONE_AFTER_THE_OTHER,
                };
                reject(format!("{first} by {by}"), format!("{date} by {label}"), fix)
            }
            Some(_) => true,
            None => {
                self.stated.insert(code.to_owned(), (date.to_owned(), Arc::clone(label)));
                true
            }
        }
    }

    /// Compares what a file states of a source that exists with the stored editions. What the mapping does not give is
    /// taken over from the newest edition. Returns false where it is a problem.
    pub(super) fn compare(
        &mut self,
        code: &str,
        columns: &Columns,
        catalog: &mut Catalog,
        problems: &mut Problems,
        place: &dyn Fn() -> Place,
    ) -> bool {
        let table = TableName::Source.table();
        let given = |name: &str| columns.iter().find(|(column, _)| column == name).map(|(_, text)| text.trim());
        let Some((date, index)) = given(DATE).zip(table.column(DATE)) else { return true };
        let Some(entry) = catalog.entries(TableName::Source).rows.get(code) else { return true };
        let known = text(&entry.values[index]);
        if entry.change.is_some() && !known.is_empty() {
            if known != date {
                let (first, second) = (format!("{known} by the dataset that lists it"), date.to_owned());
                let code = code.to_owned();
                problems.add(Violation::TwoDates { code, first, second, fix: ONE_AFTER_THE_OTHER }, place);
            }
            return known == date;
        }
        let mut values = entry.values.clone();
        values[index] = Value::Text(date.to_owned());
        let stated = catalog.editions.stated_by(code, &values);
        let is_new = stated.as_ref().is_some_and(|stated| stated.is_new);
        if entry.change.is_none()
            && let Some(StatedEdition { before, .. }) = stated
        {
            values = before.to_vec();
            values[index] = Value::Text(date.to_owned());
        }
        for (column, cell) in table.columns.iter().zip(&mut values).filter(|_| is_new) {
            let Some(text) = given(column.name).filter(|text| !text.is_empty() && column.name != "code") else {
                continue;
            };
            match value(table, column, text, Marks::default(), catalog, problems) {
                Ok(value) => *cell = value,
                Err(violation) => {
                    problems.add(violation, place);
                    return false;
                }
            }
        }
        let stored = catalog.editions.stated_by(code, &values);
        let change = match (entry.change, stored) {
            (Some(Change::Inserted), _) | (_, None) => Change::Inserted,
            (_, Some(stated)) if stated.is_new => Change::Inserted,
            (_, Some(stated)) if *stated.before == *values => Change::Unchanged,
            _ => Change::Revised,
        };
        if change != Change::Unchanged && catalog.editions.source_id(code).is_some() {
            self.added.push(DatedSource { code: code.to_owned(), date: date.to_owned(), is_new });
        }
        let entry = Entry { values, change: Some(change), ..entry.clone() };
        catalog.entries_mut(TableName::Source).rows.insert(code.to_owned(), entry);
        true
    }

    /// What is added, and the sources whose date is not known, but for those that a dataset of the load lists.
    pub(super) fn finish(self, catalog: &Catalog) -> (Vec<DatedSource>, Vec<UndatedSource>) {
        let sources = &catalog.entries(TableName::Source).rows;
        let is_of_file = |code: &String| sources.get(code).is_some_and(|entry| entry.origin.is_none());
        let undated = self.undated.into_iter().filter(is_of_file).map(|code| {
            let newest = catalog.text(TableName::Source, &code, DATE);
            UndatedSource { newest: (!newest.is_empty()).then(|| newest.to_owned()), code }
        });
        (self.added, undated.collect())
    }
}

const ONE_AFTER_THE_OTHER: &str = "load the files one after the other, so that each date becomes an edition of its own";
