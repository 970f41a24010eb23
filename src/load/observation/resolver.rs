//! From a row to a figure: its codes become numbers, its value is converted, and what is wrong with it is reported.

use foldhash::HashMap;

use super::expectation::Expectation;
use super::figure::{Action, Figure, Key};
use super::row::{Known, Reading};
use super::sort::Run;
use super::units::Conversions;
use crate::load::input::record::Record;
use crate::load::reference::integrity::unknown_code;
use crate::load::schema::{DIMENSIONS, TableName};
use crate::model::{Breakdown, Period, PeriodError, Status, code, nearest, office_period};
use crate::problem::{Problems, Suggestion, Violation};

/// The period of a row. The file of an office, which a mapping reads, may write it in other ways.
fn parsed(record: &Record<'_>, cell: &str) -> Result<Period, PeriodError> {
    if record.plan.is_some() { office_period::read(cell) } else { Period::parse(cell) }
}

/// Where each column of `observation` stands among the columns of the table.
#[derive(Clone, Copy)]
struct Columns {
    /// In the order of [`DIMENSIONS`].
    dimensions: [usize; DIMENSIONS.len()],
    breakdown: usize,
    period: usize,
    value: usize,
    unit: usize,
    status: usize,
    locator: usize,
    note: usize,
    period_inferred: usize,
    reported: usize,
}

/// The number of a valid text, unless no accepted row has had it: only accepted rows give numbers to texts, since every
/// numbered period is stored.
#[derive(Clone, Copy)]
enum Numbered {
    Known(u32),
    New,
}

/// The key of a row that may yet be rejected, its breakdown and period apart.
struct Subject {
    key: Key,
    breakdown: Numbered,
    period: Numbered,
}

/// Resolves rows, and remembers every text that it has looked up and found valid.
pub(super) struct Resolver<'a> {
    known: &'a Known<'a>,
    columns: Columns,
    /// The codes in each of the columns [`DIMENSIONS`], and the periods.
    codes: [Expectation; DIMENSIONS.len()],
    period: Expectation,
    /// Those of plain files, and those of files that a mapping is for: the two are not checked alike.
    breakdowns: [HashMap<String, u32>; 2],
    periods: [HashMap<String, u32>; 2],
    /// The codes of periods by their numbers.
    period_codes: Vec<String>,
    conversions: Conversions<'a>,
    /// Whether a code of the row was renamed or merged.
    is_former: bool,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(known: &'a Known<'a>) -> Self {
        let table = TableName::Observation.table();
        let column = |name: &str| table.column(name).unwrap_or_default();
        let columns = Columns {
            dimensions: DIMENSIONS.map(|dimension| column(dimension.text())),
            breakdown: column("breakdown"),
            period: column("period"),
            value: column("value"),
            unit: column("unit"),
            status: column("status"),
            locator: column("locator"),
            note: column("note"),
            period_inferred: column("period_inferred"),
            reported: column("reported"),
        };
        Self {
            known,
            columns,
            codes: Default::default(),
            period: Expectation::default(),
            breakdowns: Default::default(),
            periods: Default::default(),
            period_codes: Vec::new(),
            conversions: Conversions::new(known),
            is_former: false,
        }
    }

    /// Adds the figure of a row to a run; false where the row is rejected. `file` is the number of the file in the load.
    pub(super) fn resolve(&mut self, record: &Record<'_>, file: u32, problems: &mut Problems, run: &mut Run) -> bool {
        let columns = self.columns;
        let mut reading = Reading { record, problems };
        let cell = |column: usize| Some(record.cells[column]).filter(|text| !text.is_empty());
        self.is_former = false;
        // Every cell is looked at, also when an earlier one is wrong: all problems are reported at once.
        let (metric, subject) = self.subject(&mut reading);
        let action = self.action(&mut reading);
        let (quantity, status) = match action {
            // Of a figure that is withdrawn, or left as it is, only the key counts.
            Some(Action::Withdraw | Action::Leave) => (Some((None, None)), Some(Status::MISSING)),
            _ => (
                self.conversions.quantity(metric, [columns.value, columns.unit], &mut reading),
                self.status(&mut reading),
            ),
        };
        let (Some(subject), Some((quantity, exact)), Some(status), Some(action)) = (subject, quantity, status, action)
        else {
            return false;
        };
        let key = self.key(subject, record);
        let figure = Figure {
            quantity,
            status: status.code() as u8,
            reported: cell(columns.reported).or(exact.as_deref()),
            locator: cell(columns.locator),
            note: cell(columns.note),
            period_inferred: cell(columns.period_inferred),
            action,
            is_former: self.is_former,
            file,
            // The last line of its block is known to fit.
            line: record.row.line as u32,
        };
        run.add(key, &figure);
        true
    }

    /// The metric of a row and all of its key; `None` where it is rejected.
    fn subject(&mut self, reading: &mut Reading<'_>) -> (Option<u32>, Option<Subject>) {
        let [metric, region, sector, enterprise] = [0, 1, 2, 3].map(|dimension| self.code(dimension, reading));
        let (breakdown, period, source) = (self.breakdown(reading), self.period(reading), self.code(4, reading));
        let subject = || {
            let (metric, region, sector, enterprise, source) = (metric?, region?, sector?, enterprise?, source?);
            let key = Key { metric, region, sector, enterprise, source, ..Key::default() };
            Some(Subject { key, breakdown: breakdown?, period: period? })
        };
        (metric, subject())
    }

    /// The key of an accepted row.
    #[inline]
    fn key(&mut self, subject: Subject, record: &Record<'_>) -> Key {
        let Subject { key, breakdown, period } = subject;
        let breakdown = match breakdown {
            Numbered::Known(number) => number,
            Numbered::New => self.number_breakdown(record),
        };
        let period = match period {
            Numbered::Known(number) => number,
            Numbered::New => self.number_period(record),
        };
        Key { breakdown, period, ..key }
    }

    #[cold]
    fn number_breakdown(&mut self, record: &Record<'_>) -> u32 {
        let cell = record.cells[self.columns.breakdown];
        let number =
            Breakdown::parse(cell).map_or(0, |breakdown| self.known.interned.breakdowns.number(&breakdown.to_string()));
        self.breakdowns[usize::from(record.plan.is_some())].insert(cell.to_owned(), number);
        number
    }

    #[cold]
    fn number_period(&mut self, record: &Record<'_>) -> u32 {
        let cell = record.cells[self.columns.period];
        let code = parsed(record, cell).map_or_else(|_| cell.to_owned(), |period| period.to_string());
        let number = self.known.interned.periods.number(&code);
        self.periods[usize::from(record.plan.is_some())].insert(cell.to_owned(), number);
        self.remember(number, code);
        number
    }

    /// The number of the code in a column. A wrong code is reported for every row that has it, since each row must be
    /// fixed.
    fn code(&mut self, dimension: usize, reading: &mut Reading<'_>) -> Option<u32> {
        let code = reading.record.cells[self.columns.dimensions[dimension]];
        let table = DIMENSIONS[dimension];
        let column = table.text();
        if code.is_empty() {
            if matches!(table, TableName::Metric | TableName::Source) {
                reading.reject_empty(column, self.columns.dimensions[dimension]);
                return None;
            }
            return Some(0);
        }
        let expected = self.codes[dimension].find(|number| self.known.codes.is(dimension, number, code));
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
            let codes = if has_names { self.known.names().codes(table, code) } else { &[] };
            if codes.len() > 1 {
                let record = reading.record;
                let fact = Violation::AmbiguousName { table: column, name: code.to_owned(), codes: codes.to_vec() };
                let key = format!("{column} {code}");
                reading.problems.reject_once(record.row.text(), key, fact, || record.place(column));
                return None;
            }
            if let Some(fact) = unknown_code(self.known.catalog, table, code, reading.problems) {
                reading.reject_code(column, fact);
            }
            return None;
        };
        self.is_former |= !self.known.codes.is(dimension, number, code);
        self.codes[dimension].learn(number);
        Some(number)
    }

    /// The number of the code that the text in a column is the name of, where the column holds names, or another spelling
    /// of.
    fn named(&self, dimension: usize, name: &str, reading: &Reading<'_>) -> Option<u32> {
        let (table, plan) = (DIMENSIONS[dimension], reading.record.plan?);
        let names = if plan.has_names(table.text()) { self.known.names().codes(table, name) } else { &[] };
        let code = match names {
            [code] => code,
            [] => self.known.spelled(table, name, Some(plan))?,
            _ => return None,
        };
        self.known.codes.number(dimension, code)
    }

    fn breakdown(&mut self, reading: &mut Reading<'_>) -> Option<Numbered> {
        let cell = reading.record.cells[self.columns.breakdown];
        if cell.is_empty() {
            return Some(Numbered::Known(0));
        }
        let is_mapped = reading.record.plan.is_some();
        if let Some(&number) = self.breakdowns[usize::from(is_mapped)].get(cell) {
            return Some(Numbered::Known(number));
        }
        // In files of other programs a size class of `10-49` has often become a day.
        let checked = Breakdown::parse(cell).and_then(|breakdown| {
            breakdown.values().filter(|_| is_mapped).try_for_each(code::check)?;
            Ok(breakdown)
        });
        match checked {
            Ok(_) => Some(Numbered::New),
            Err(error) => {
                reading.reject("breakdown", Violation::Code { error });
                None
            }
        }
    }

    fn period(&mut self, reading: &mut Reading<'_>) -> Option<Numbered> {
        let cell = reading.record.cells[self.columns.period];
        if cell.is_empty() {
            reading.reject_empty("period", self.columns.period);
            return None;
        }
        let expected =
            self.period.find(|number| self.period_codes.get(number as usize).is_some_and(|code| code == cell));
        if let Some(number) = expected {
            return Some(Numbered::Known(number));
        }
        if let Some(&number) = self.periods[usize::from(reading.record.plan.is_some())].get(cell) {
            self.period.learn(number);
            return Some(Numbered::Known(number));
        }
        match parsed(reading.record, cell) {
            Ok(_) => Some(Numbered::New),
            Err(error) => {
                reading.reject("period", Violation::Period { error });
                None
            }
        }
    }

    /// Keeps the code of a period, to compare cells with.
    fn remember(&mut self, number: u32, code: String) {
        let place = number as usize;
        if self.period_codes.len() <= place {
            self.period_codes.resize(place + 1, String::new());
        }
        self.period_codes[place] = code;
    }

    /// What the row does with its figure. To append, merge or replace one, or to inform of it, is to state it; a merge
    /// leaves what it does not state (<https://github.com/sdmx-twg/sdmx-csv>). `None` where the row is rejected.
    fn action(&self, reading: &mut Reading<'_>) -> Option<Action> {
        const ACTIONS: [(&str, &str); 5] =
            [("A", "append"), ("D", "delete"), ("I", "information"), ("M", "merge"), ("R", "replace")];
        let action = reading.record.action;
        if action.is_empty() {
            return Some(Action::State);
        }
        let is = |(code, name): &&(&str, &str)| action.eq_ignore_ascii_case(code) || action.eq_ignore_ascii_case(name);
        let Some((code, _)) = ACTIONS.iter().find(is) else {
            let allowed = ACTIONS.iter().map(|(code, _)| *code).collect();
            reading.reject("action", Violation::UnknownValue { allowed, near: None });
            return None;
        };
        let columns = self.columns;
        let states = [columns.value, columns.status].iter().any(|column| !reading.record.cells[*column].is_empty());
        Some(match *code {
            "D" => Action::Withdraw,
            "M" if !states => Action::Leave,
            _ => Action::State,
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
                    reading.reject("status", Violation::UnknownValue { allowed: Status::CODES.to_vec(), near });
                    return None;
                }
            },
        };
        // A file may state the normal status in every row, also beside an empty value.
        let status = if !has_value && status == Status::NORMAL { Status::MISSING } else { status };
        if if has_value { status.allows_value() } else { status.allows_missing() } {
            return Some(status);
        }
        reading.reject("status", Violation::StatusValueMismatch { status: status.name(), has_value });
        None
    }
}
