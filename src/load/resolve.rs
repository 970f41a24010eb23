//! From a row to a figure: its codes become numbers, its value is converted, and what is wrong with it is told.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use foldhash::HashMap;

use super::codes::{Codes, KNOWN, Met};
use super::compare::Comparer;
use super::conversion::Conversions;
use super::figure::{Action, Figure, Key};
use super::record::Record;
use super::registry::{Names, Registry};
use super::rows::unknown_code;
use super::runs::Run;
use super::sequence::Sequence;
use super::stored::StoredFigures;
use super::tables::Table;
use crate::model::{Breakdown, Period, Status, code, nearest};
use crate::problem::{Problems, Suggestion, Violation};

/// What all rows of a load are resolved against; threads share it.
pub struct Known<'a> {
    pub registry: &'a Registry,
    pub codes: &'a Arc<Codes>,
    pub met: &'a Met,
    /// Rows by their names, when somebody asks for one.
    pub names: OnceLock<Names>,
    /// The database that rows are resolved for.
    pub db: &'a Path,
    /// The `file_id` of the load's first file.
    pub first_file: i64,
    /// The `source_id` of each source, by its number.
    pub source_ids: Vec<i64>,
}

impl Known<'_> {
    fn names(&self) -> &Names {
        self.names.get_or_init(|| Names::of(self.registry))
    }
}

/// Where each column of `observation` stands among the columns of the table.
#[derive(Clone, Copy)]
struct Columns {
    /// In the order of [`KNOWN`].
    known: [usize; KNOWN.len()],
    breakdown: usize,
    period: usize,
    value: usize,
    unit: usize,
    status: usize,
    locator: usize,
    note: usize,
    reported: usize,
}

/// Resolves rows, and remembers every text that it has looked up and found right.
pub struct Resolver<'a> {
    known: &'a Known<'a>,
    columns: Columns,
    /// The codes in each of the columns [`KNOWN`], and the periods.
    codes: [Sequence; KNOWN.len()],
    period: Sequence,
    breakdowns: HashMap<String, u32>,
    periods: HashMap<String, u32>,
    conversions: Conversions<'a>,
    comparer: Comparer<'a>,
}

/// One row that is being resolved.
pub struct Reading<'a> {
    pub record: &'a Record<'a>,
    pub problems: &'a mut Problems,
}

impl Reading<'_> {
    pub fn refuse(&mut self, column: &str, fact: Violation) {
        let record = self.record;
        let fact = match record.made(column) {
            Some(text) => Violation::OfMappedText { text: text.to_owned(), violation: Box::new(fact) },
            None => fact,
        };
        self.problems.add(fact, || record.place(column));
    }

    /// Refuses a code that nothing has. In a file that a mapping is for, what fixes one row fixes all that have it: it is told
    /// once.
    pub fn refuse_code(&mut self, column: &str, fact: Violation) {
        let record = self.record;
        match fact {
            Violation::UnknownCode { table, resource, code, near, .. } if record.plan.is_some() => {
                let key = format!("{table} {code}");
                let fact = Violation::UnknownCode { table, resource, code, near, is_mapped: true };
                self.problems.add_once(key, fact, || record.place(column));
            }
            fact => self.problems.add(fact, || record.place(column)),
        }
    }
}

impl<'a> Resolver<'a> {
    pub fn new(known: &'a Known<'a>, stored: Option<StoredFigures<'a>>) -> Self {
        let table = Table::named("observation");
        let column = |name: &str| table.column(name).unwrap_or_default();
        let columns = Columns {
            known: KNOWN.map(column),
            breakdown: column("breakdown"),
            period: column("period"),
            value: column("value"),
            unit: column("unit"),
            status: column("status"),
            locator: column("locator"),
            note: column("note"),
            reported: column("reported"),
        };
        Self {
            known,
            columns,
            codes: Default::default(),
            period: Sequence::default(),
            breakdowns: HashMap::default(),
            periods: HashMap::default(),
            conversions: Conversions::new(known),
            comparer: Comparer::new(known, stored),
        }
    }

    pub fn known(&self) -> &'a Known<'a> {
        self.known
    }

    /// What compares the figures.
    pub fn comparer(&mut self) -> &mut Comparer<'a> {
        &mut self.comparer
    }

    /// Adds the figure of a row to a run; without one it is only looked at. False where the row is refused. `file` is the
    /// number of the file.
    pub fn resolve(
        &mut self,
        record: &Record<'_>,
        file: usize,
        problems: &mut Problems,
        run: Option<&mut Run>,
    ) -> bool {
        let columns = self.columns;
        let mut reading = Reading { record, problems };
        let cell = |column: usize| Some(record.cells[column]).filter(|text| !text.is_empty());
        let foreseen = self.foreseen(record);
        // Every cell is looked at, also when an earlier one is wrong: all problems are told at once.
        let (metric, key) = match foreseen {
            Some(key) => (Some(key.metric), Some(key)),
            None => self.key(&mut reading),
        };
        let action = self.action(&mut reading);
        let (quantity, status) = match action {
            // Of a figure that is taken back, or left, only the key counts.
            Some(Action::Withdraw | Action::Leave) => (Some((None, None)), Some(Status::MISSING)),
            _ => (
                self.conversions.quantity(metric, [columns.value, columns.unit], &mut reading),
                self.status(&mut reading),
            ),
        };
        let (Some(key), Some((quantity, told)), Some(status), Some(action)) = (key, quantity, status, action) else {
            return false;
        };
        let figure = Figure {
            quantity,
            status: status.code() as u8,
            reported: cell(columns.reported).or(told.as_deref()),
            locator: cell(columns.locator),
            note: cell(columns.note),
            action,
            file: file as u32,
            line: record.row.line as u32,
        };
        self.comparer.add(key, &figure, run, foreseen.is_some());
        true
    }

    /// The metric of a row and its key; `None` where it is refused.
    fn key(&mut self, reading: &mut Reading<'_>) -> (Option<u32>, Option<Key>) {
        let [metric, region, sector, enterprise] = [0, 1, 2, 3].map(|dimension| self.code(dimension, reading));
        let (breakdown, period, source) = (self.breakdown(reading), self.period(reading), self.code(4, reading));
        let key = || {
            Some(Key {
                metric: metric?,
                region: region?,
                sector: sector?,
                enterprise: enterprise?,
                breakdown: breakdown?,
                period: period?,
                source: source?,
            })
        };
        (metric, key())
    }

    /// The key of a row that tells, of the subject of the row before, the figure that is stored next: nothing need be looked up
    /// for it.
    #[inline]
    fn foreseen(&mut self, record: &Record<'_>) -> Option<Key> {
        let columns = self.columns;
        let cell = |column: usize| record.cells[column];
        if !cell(columns.breakdown).is_empty() || !record.action.is_empty() {
            return None;
        }
        let numbers = |sequence: &Sequence| [sequence.follower(), sequence.last];
        let (periods, sources) = (numbers(&self.period), numbers(&self.codes[4]));
        let key = self.comparer.foresee(cell(columns.period), periods, sources)?;
        let Key { metric, region, sector, enterprise, breakdown, period, source } = key;
        let is_told = |(dimension, number)| self.known.codes.is(dimension, number, cell(columns.known[dimension]));
        let is_foreseen =
            [(4, source), (3, enterprise), (2, sector), (1, region), (0, metric)].into_iter().all(is_told)
                && breakdown == 0;
        is_foreseen.then(|| {
            (self.period.last, self.codes[4].last) = (period, source);
            key
        })
    }

    /// The number of the code in a column. A code that is wrong is told for every row that has it, since each row must
    /// be fixed.
    fn code(&mut self, dimension: usize, reading: &mut Reading<'_>) -> Option<u32> {
        let code = reading.record.cells[self.columns.known[dimension]];
        let column = KNOWN[dimension];
        if code.is_empty() {
            if matches!(column, "metric" | "source") {
                reading.refuse(column, Violation::EmptyCell { column });
                return None;
            }
            return Some(0);
        }
        let expected = self.codes[dimension].expect(|number| self.known.codes.is(dimension, number, code));
        if expected.is_some() {
            return expected;
        }
        let number = self.known.codes.number(dimension, code);
        if number.is_none()
            && let Some(number) = self.named(dimension, code, reading)
        {
            return Some(number);
        }
        let Some(number) = number else {
            let has_names = reading.record.plan.is_some_and(|plan| plan.has_names(column));
            let codes = if has_names { self.known.names().codes(column, code) } else { &[] };
            if codes.len() > 1 {
                let (record, table) = (reading.record, column);
                let fact = Violation::AmbiguousName { table, name: code.to_owned(), codes: codes.to_vec() };
                reading.problems.add_once(format!("{table} {code}"), fact, || record.place(column));
                return None;
            }
            if let Some(fact) = unknown_code(self.known.registry, column, code, reading.problems) {
                reading.refuse_code(column, fact);
            }
            return None;
        };
        self.codes[dimension].go_on(number);
        Some(number)
    }

    /// The number of the code that the text in a column is the name of, where the column holds names.
    fn named(&self, dimension: usize, name: &str, reading: &Reading<'_>) -> Option<u32> {
        let table = KNOWN[dimension];
        reading.record.plan.filter(|plan| plan.has_names(table))?;
        match self.known.names().codes(table, name) {
            [code] => self.known.codes.number(dimension, code),
            _ => None,
        }
    }

    fn breakdown(&mut self, reading: &mut Reading<'_>) -> Option<u32> {
        let cell = reading.record.cells[self.columns.breakdown];
        if cell.is_empty() {
            return Some(0);
        }
        if let Some(&number) = self.breakdowns.get(cell) {
            return Some(number);
        }
        // In files of other programs a size class of `10-49` has often become a day.
        let checked = Breakdown::parse(cell).and_then(|breakdown| {
            let is_mapped = reading.record.plan.is_some();
            breakdown.values().filter(|_| is_mapped).try_for_each(code::check)?;
            Ok(breakdown)
        });
        match checked {
            Ok(breakdown) => {
                let text = breakdown.to_string();
                let number = self.known.met.breakdowns.number(&text);
                self.breakdowns.insert(cell.to_owned(), number);
                self.comparer.remember_breakdown(number, text);
                Some(number)
            }
            Err(error) => {
                reading.refuse("breakdown", Violation::Code { error });
                None
            }
        }
    }

    fn period(&mut self, reading: &mut Reading<'_>) -> Option<u32> {
        let cell = reading.record.cells[self.columns.period];
        if cell.is_empty() {
            reading.refuse("period", Violation::EmptyCell { column: "period" });
            return None;
        }
        let expected = self.period.expect(|number| self.comparer.period(number) == cell);
        if expected.is_some() {
            return expected;
        }
        if let Some(&number) = self.periods.get(cell) {
            self.period.go_on(number);
            return Some(number);
        }
        match Period::parse(cell) {
            Ok(period) => {
                let text = period.to_string();
                let number = self.known.met.periods.number(&text);
                self.periods.insert(cell.to_owned(), number);
                self.comparer.remember_period(number, text);
                Some(number)
            }
            Err(error) => {
                reading.refuse("period", Violation::Period { error });
                None
            }
        }
    }

    /// What the row does with its figure. To append, merge or replace one, or to inform of it, is to tell it; a merge leaves
    /// what it does not tell (<https://github.com/sdmx-twg/sdmx-csv>). `None` where the row is refused.
    fn action(&self, reading: &mut Reading<'_>) -> Option<Action> {
        const ACTIONS: [(&str, &str); 5] =
            [("A", "append"), ("D", "delete"), ("I", "information"), ("M", "merge"), ("R", "replace")];
        let told = reading.record.action;
        if told.is_empty() {
            return Some(Action::Tell);
        }
        let is = |(code, name): &&(&str, &str)| told.eq_ignore_ascii_case(code) || told.eq_ignore_ascii_case(name);
        let Some((code, _)) = ACTIONS.iter().find(is) else {
            let allowed = ACTIONS.iter().map(|(code, _)| *code).collect();
            reading.refuse("action", Violation::UnknownValue { allowed, near: None });
            return None;
        };
        let columns = self.columns;
        let tells = [columns.value, columns.status].iter().any(|column| !reading.record.cells[*column].is_empty());
        Some(match *code {
            "D" => Action::Withdraw,
            "M" if !tells => Action::Leave,
            _ => Action::Tell,
        })
    }

    fn status(&mut self, reading: &mut Reading<'_>) -> Option<Status> {
        let cell = reading.record.cells[self.columns.status];
        let has_value = !reading.record.cells[self.columns.value].is_empty();
        let status = match cell {
            "A" if has_value => return Some(Status::NORMAL),
            "" if has_value => Status::NORMAL,
            "" => Status::MISSING,
            _ => match Status::parse(cell) {
                Some(status) => status,
                None => {
                    let near = nearest(cell, Status::ALL.iter(), |status| status.name());
                    let near = near.map(|status| Suggestion {
                        code: status.code().to_string(),
                        name: Some(status.name().to_owned()),
                    });
                    reading.refuse("status", Violation::UnknownValue { allowed: Status::CODES.to_vec(), near });
                    return None;
                }
            },
        };
        // A file may state the normal status in every row, also beside an empty value.
        let status = if !has_value && status == Status::NORMAL { Status::MISSING } else { status };
        if if has_value { status.allows_value() } else { status.allows_missing() } {
            return Some(status);
        }
        reading.refuse("status", Violation::StatusValueMismatch { status: status.name(), has_value });
        None
    }
}
