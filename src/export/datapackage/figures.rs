//! Writes the figures: those that sources state now, and what earlier editions stated.

use super::history::{self, Event, Fate, Stated};
use super::steps::Steps;
use super::wanted::Wanted;
use crate::error::Result;
use crate::export::folder::{ExportFolder, Table};
use crate::export::scope::{Filter, Show};
use crate::load::TableName;
use crate::store::{Row, Sandbox};

/// The columns of a file of figures. Without a unit, a value is in that of its metric.
pub(super) const COLUMNS: [&str; 13] = [
    "metric",
    "region",
    "sector",
    "enterprise",
    "breakdown",
    "period",
    "period_inferred",
    "value",
    "status",
    "source",
    "locator",
    "note",
    "reported",
];

/// The columns of a file of figures that an edition no longer states.
pub(super) const WITHDRAWN: [&str; 9] =
    ["metric", "region", "sector", "enterprise", "breakdown", "period", "value", "source", "action"];

/// How many steps are written at once: each has files that are open.
const AT_ONCE: usize = 64;

/// The figures that have no history, in the order of their keys.
const CURRENT: &str = include_str!("current.sql");

/// The figures that have one, and their former states, in the order of their keys and of the states.
const PAST: &str = include_str!("past.sql");

/// The files of figures of a step.
#[derive(Default)]
pub(super) struct Files {
    pub stated: Option<Table>,
    pub withdrawn: Option<Table>,
}

/// What was written.
#[derive(Default)]
pub(super) struct Written {
    /// By step.
    pub files: Vec<Files>,
    pub figures: u64,
    /// What editions stated before.
    pub former: u64,
    /// Figures that an edition states as one before it does.
    pub alike: u64,
}

/// Writes all figures that are asked for, and collects what they refer to.
///
/// # Errors
/// The database cannot be read, or a file cannot be written.
pub(super) fn write(
    folder: &ExportFolder,
    filter: &Filter,
    steps: &Steps,
    sandbox: &Sandbox,
    wanted: &mut Wanted,
    show: Show<'_>,
) -> Result<Written> {
    let total = sandbox.figures()?;
    let mut written = Written::default();
    for first in (0..steps.count()).step_by(AT_ONCE) {
        let mut pass = Pass { folder, steps, first, files: Vec::new(), written: Written::default() };
        pass.files.resize_with(AT_ONCE.min(steps.count() - first), Files::default);
        let mut statement = sandbox.prepare(&filter.choose(CURRENT, "s", "q.code"))?;
        filter.bind(&mut statement, &[])?;
        let mut cursor = statement.cursor();
        while let Some(row) = cursor.advance()? {
            let stated = figure(&row)?;
            refer(&stated, wanted);
            pass.put(&[(steps.of(stated.source, stated.edition).unwrap_or(0), Event::Current(stated))])?;
            show(written.figures + pass.written.figures, total)?;
        }
        pass.past(filter, sandbox, wanted)?;
        written.figures += pass.written.figures;
        written.former += pass.written.former;
        written.alike = pass.written.alike;
        written.files.append(&mut pass.files);
    }
    Ok(written)
}

/// The steps that are written at once.
struct Pass<'a> {
    folder: &'a ExportFolder,
    steps: &'a Steps,
    first: usize,
    files: Vec<Files>,
    written: Written,
}

impl Pass<'_> {
    /// Writes the figures that have a history, key by key.
    fn past(&mut self, filter: &Filter, sandbox: &Sandbox, wanted: &mut Wanted) -> Result<()> {
        let mut statement = sandbox.prepare(&filter.choose(PAST, "s", "q.code"))?;
        filter.bind(&mut statement, &[])?;
        let mut cursor = statement.cursor();
        let mut states: Vec<(Stated, Fate)> = Vec::new();
        while let Some(row) = cursor.advance()? {
            let stated = figure(&row)?;
            if states.first().is_some_and(|(first, _)| first.key() != stated.key()) {
                self.put_all(std::mem::take(&mut states), wanted)?;
            }
            states.push((stated, Fate::of(&row.text(17)?, row.integer(18)?)));
        }
        self.put_all(states, wanted)
    }

    fn put_all(&mut self, states: Vec<(Stated, Fate)>, wanted: &mut Wanted) -> Result<()> {
        let history = history::of(states, self.steps);
        self.written.alike += history.alike;
        history.events.iter().for_each(|(_, event)| refer(event.stated(), wanted));
        self.put(&history.events)
    }

    /// Writes those events that are of one of the steps.
    fn put(&mut self, events: &[(usize, Event)]) -> Result<()> {
        for (step, event) in events {
            let Some(files) = step.checked_sub(self.first).and_then(|step| self.files.get_mut(step)) else { continue };
            let stated = event.stated();
            match event {
                Event::Withdrawn(_) => {
                    let table = opened(&mut files.withdrawn, self.folder, &WITHDRAWN)?;
                    let [metric, region, sector, enterprise, breakdown, period, source] = stated.key();
                    table.write([metric, region, sector, enterprise, breakdown, period, "", source, "D"])?;
                }
                Event::Current(_) | Event::Former(_) => {
                    opened(&mut files.stated, self.folder, &COLUMNS)?.write(&stated.cells)?;
                    let is_current = matches!(event, Event::Current(_));
                    *(if is_current { &mut self.written.figures } else { &mut self.written.former }) += 1;
                }
            }
        }
        Ok(())
    }
}

fn opened<'t>(table: &'t mut Option<Table>, folder: &ExportFolder, columns: &[&str]) -> Result<&'t mut Table> {
    Ok(match table {
        Some(table) => table,
        None => table.insert(folder.table(columns, false)?),
    })
}

/// A figure in the columns of the file.
fn figure(row: &Row<'_>) -> Result<Stated> {
    let text = |index| row.text(index).map(std::borrow::Cow::into_owned);
    let value = match (row.real(7)?, &*text(8)?, row.real(9)?) {
        (None, ..) => String::new(),
        (Some(low), "..", Some(high)) => format!("{low}..{high}"),
        (Some(value), "=", _) => value.to_string(),
        (Some(value), comparator, _) => format!("{comparator}{value}"),
    };
    let cells = [
        text(0)?,
        text(1)?,
        text(2)?,
        text(3)?,
        text(4)?,
        text(5)?,
        text(6)?,
        value,
        text(10)?,
        text(11)?,
        text(12)?,
        text(13)?,
        text(14)?,
    ];
    let number = |index| Ok(row.integer(index)?.unwrap_or_default());
    Ok(Stated { cells, source: number(15)?, edition: number(16)? })
}

/// Notes the codes that a figure refers to.
fn refer(stated: &Stated, wanted: &mut Wanted) {
    let [metric, region, sector, enterprise, _, _, source] = stated.key();
    wanted.add(TableName::Metric, metric);
    wanted.add(TableName::Region, region);
    wanted.add(TableName::Sector, sector);
    wanted.add(TableName::Enterprise, enterprise);
    wanted.add(TableName::Source, source);
}
