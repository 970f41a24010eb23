//! The figures of a series, each with what became of it.

use std::collections::{HashMap, HashSet};

use rusqlite::types::Value;

use super::ledger::Ledger;
use super::rows::{optional, text, whole};
use crate::error::Result;
use crate::model::Comparator;
use crate::report::{Internal, comparator_of};
use crate::store::{Sandbox, Statement};
use crate::table::Cell;

/// A figure as a source states or stated it.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    pub period: String,
    /// How the period was inferred; `None` where the source states it.
    pub period_inferred: Option<String>,
    pub start_date: String,
    pub end_date: String,
    pub value: Option<f64>,
    pub comparator: Comparator,
    pub upper: Option<f64>,
    /// How many decimals are shown.
    pub decimals: usize,
    /// The number with its comparator, as people read it.
    pub display: String,
    /// The name of the status; `None` for a normal figure.
    pub status: Option<String>,
    pub reported: Option<String>,
    pub note: Option<String>,
    pub source: String,
    pub published_on: Option<String>,
    pub locator: Option<String>,
    /// The source, the date and the place in it, on one line.
    pub citation: String,
    pub file: String,
    pub line: i64,
    pub load: i64,
    pub standing: Standing,
}

/// What a figure counts for among those of its period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The one that stands for the period.
    Preferred,
    /// What another source states.
    Stated,
    /// What its source no longer states: why, which load removed it, and when; of those of its period and source it is this one,
    /// the oldest first.
    Former { reason: String, load: i64, at: String, number: usize },
}

impl Standing {
    /// The word for it, as `yearbook history` has it.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Preferred => "preferred",
            Self::Stated => "stated",
            Self::Former { reason, .. } => reason,
        }
    }
}

impl Figure {
    /// Whether it is what the reader of a table sees for its period.
    pub(super) fn is_preferred(&self) -> bool {
        self.standing == Standing::Preferred
    }

    /// Whether it is the same figure as another one, however many decimals each is shown with.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let of = |figure: &Self| (figure.value, figure.comparator, figure.upper);
        of(self) == of(other) && self.status == other.status
    }

    /// What a table says beside the figure, among all figures of its series: that it was another one before, and that other sources
    /// state another one.
    pub(super) fn marks(&self, figures: &[Self]) -> Vec<&'static str> {
        let others = || figures.iter().filter(|other| other.period == self.period && !other.is_like(self));
        let was =
            others().any(|other| matches!(other.standing, Standing::Former { .. }) && other.source == self.source);
        let differs = others().any(|other| other.standing == Standing::Stated);
        [was.then_some("revised"), differs.then_some("others differ")].into_iter().flatten().collect()
    }

    /// The place in the order of time.
    pub(super) fn time(&self) -> (&str, &str) {
        (&self.end_date, &self.start_date)
    }
}

/// The names of the columns that programs get, which are the first ones of the statement.
pub(super) const COLUMNS: [&str; 25] = [
    "metric",
    "region",
    "sector",
    "enterprise",
    "breakdown",
    "period",
    "period_inferred",
    "start_date",
    "end_date",
    "comparator",
    "value",
    "upper",
    "unit",
    "status",
    "display",
    "reported",
    "note",
    "source",
    "published_on",
    "locator",
    "citation",
    "file",
    "line",
    "load",
    "state",
];

/// The column of the number of the source; programs get the state of the figure in its place.
const STATE: usize = 24;
/// The column of the load that removed the figure.
const REMOVED_BY: usize = 26;

/// Reads the figures of one series after the other.
pub(super) struct Reader<'a> {
    figures: Statement<'a>,
    preferred: Statement<'a>,
    ledger: &'a Ledger,
}

impl<'a> Reader<'a> {
    /// # Errors
    /// The statements do not compile.
    pub(super) fn new(sandbox: &'a Sandbox, ledger: &'a Ledger) -> Result<Self> {
        let prepare = |statement: Internal| sandbox.prepare(&statement.report()?.sql);
        Ok(Self {
            figures: prepare(Internal::PublishFigures)?,
            preferred: prepare(Internal::PublishPreferred)?,
            ledger,
        })
    }

    /// The figures of a series, the newest period first, and of a period the preferred one first; the cells that programs get are
    /// passed to `program` in the same order. What was only changed by a load that was undone is not among them.
    ///
    /// # Errors
    /// The database cannot be read, or `program` fails.
    pub(super) fn read(
        &mut self,
        series_id: i64,
        has_alternatives: bool,
        mut program: impl FnMut(&[Cell]) -> Result<()>,
    ) -> Result<Vec<Figure>> {
        let key = [("series_id".to_owned(), Value::Integer(series_id))];
        let mut preferred = HashSet::new();
        if has_alternatives {
            self.preferred.bind(&key)?;
            self.preferred.for_each(|row| {
                preferred.insert((text(row, 0), whole(row, 1)));
                Ok(true)
            })?;
        }
        let mut rows: Vec<(Figure, Vec<Cell>)> = Vec::new();
        self.figures.bind(&key)?;
        self.figures.for_each(|row| {
            if self.ledger.is_undone(whole(row, REMOVED_BY)) {
                return Ok(true);
            }
            let is_preferred = !has_alternatives || preferred.contains(&(text(row, 5), whole(row, STATE)));
            let figure = figure(row, is_preferred);
            let mut cells = row[..COLUMNS.len()].to_vec();
            cells[STATE] = Cell::Text(figure.standing.name().to_owned());
            rows.push((figure, cells));
            Ok(true)
        })?;
        rows.sort_by(|(one, _), (other, _)| order(other).cmp(&order(one)).then_with(|| one.source.cmp(&other.source)));
        let mut former: HashMap<(String, String), usize> = HashMap::new();
        for (figure, _) in rows.iter_mut().rev() {
            if let Standing::Former { number, .. } = &mut figure.standing {
                let count = former.entry((figure.period.clone(), figure.source.clone())).or_default();
                *count += 1;
                *number = *count;
            }
        }
        rows.iter().try_for_each(|(_, cells)| program(cells))?;
        Ok(rows.into_iter().map(|(figure, _)| figure).collect())
    }
}

/// The newest first.
fn order(figure: &Figure) -> ((&str, &str), &str, u8, i64) {
    let (standing, load) = match figure.standing {
        Standing::Preferred => (2, 0),
        Standing::Stated => (1, 0),
        Standing::Former { load, .. } => (0, load),
    };
    (figure.time(), &figure.period, standing, load)
}

fn figure(row: &[Cell], is_preferred: bool) -> Figure {
    let standing = match optional(row, 28) {
        Some(reason) => Standing::Former { reason, load: whole(row, REMOVED_BY), at: text(row, 27), number: 0 },
        None if is_preferred => Standing::Preferred,
        None => Standing::Stated,
    };
    let real = |index: usize| match row.get(index) {
        Some(Cell::Real(value)) => Some(*value),
        _ => None,
    };
    Figure {
        period: text(row, 5),
        period_inferred: optional(row, 6),
        start_date: text(row, 7),
        end_date: text(row, 8),
        value: real(10),
        comparator: comparator_of(&text(row, 9)).unwrap_or(Comparator::Equal),
        upper: real(11),
        decimals: usize::try_from(whole(row, 29)).unwrap_or(0),
        display: text(row, 14),
        status: optional(row, 25),
        reported: optional(row, 15),
        note: optional(row, 16),
        source: text(row, 17),
        published_on: optional(row, 18),
        locator: optional(row, 19),
        citation: text(row, 20),
        file: text(row, 21),
        line: whole(row, 22),
        load: whole(row, 23),
        standing,
    }
}
