//! A row of figures while it is resolved, and what it is resolved against.

use std::sync::{Arc, OnceLock};

use super::dictionary::{Codes, Interned};
use crate::load::input::record::Record;
use crate::load::reference::alike::Spellings;
use crate::load::reference::catalog::Catalog;
use crate::load::reference::names::Names;
use crate::load::schema::{CREATABLE, TableName};
use crate::mapping::Plan;
use crate::problem::{Problems, Violation};

/// What all rows of a load are resolved against; threads share it.
pub(crate) struct Known<'a> {
    pub catalog: &'a Catalog,
    pub codes: &'a Arc<Codes>,
    pub interned: &'a Interned,
    names: OnceLock<Names>,
    spellings: OnceLock<Spellings>,
}

impl<'a> Known<'a> {
    pub(crate) fn new(catalog: &'a Catalog, codes: &'a Arc<Codes>, interned: &'a Interned) -> Self {
        Self { catalog, codes, interned, names: OnceLock::new(), spellings: OnceLock::new() }
    }

    /// The rows of the catalog by their names, which are only collected where a mapping asks for them.
    pub(crate) fn names(&self) -> &Names {
        self.names.get_or_init(|| Names::of(self.catalog))
    }

    /// The code that a text of a file is but for how it is written, where a mapping reads the file.
    pub(crate) fn spelled(&self, table: TableName, text: &str, plan: Option<&Plan>) -> Option<&str> {
        let ignores_case = plan?.ignores_case();
        let spellings = self.spellings.get_or_init(|| {
            let mut spellings = Spellings::default();
            for table in CREATABLE {
                [false, true].iter().for_each(|ignores_case| spellings.read(self.catalog, table, *ignores_case));
            }
            spellings
        });
        spellings.code(table, text, ignores_case)
    }
}

/// One row that is being resolved.
pub(crate) struct Reading<'a> {
    pub record: &'a Record<'a>,
    pub problems: &'a mut Problems,
}

impl Reading<'_> {
    /// Rejects the row because a column at a place of the table is empty.
    pub(crate) fn reject_empty(&mut self, column: &'static str, place: usize) {
        let of_file = self.record.plan.and_then(|plan| plan.name(place));
        self.reject(column, Violation::EmptyCell { column, of_file });
    }

    /// Rejects the row because of the value of a column.
    pub(crate) fn reject(&mut self, column: &str, fact: Violation) {
        let record = self.record;
        let fact = match record.made(column) {
            Some(text) => Violation::OfMappedText { text: text.to_owned(), violation: Box::new(fact) },
            None => fact,
        };
        self.problems.reject(record.row.text(), fact, || record.place(column));
    }

    /// Rejects the row because of an unknown code. In a file that is read with a mapping, one fix corrects all rows
    /// with the code, so the problem is reported once.
    pub(crate) fn reject_code(&mut self, column: &str, fact: Violation) {
        let record = self.record;
        match fact {
            Violation::UnknownCode { table, resource, code, near, .. } if record.plan.is_some() => {
                let key = format!("{table} {code}");
                let fact = Violation::UnknownCode { table, resource, code, near, is_mapped: true };
                self.problems.reject_once(record.row.text(), key, fact, || record.place(column));
            }
            fact => self.problems.reject(record.row.text(), fact, || record.place(column)),
        }
    }
}
