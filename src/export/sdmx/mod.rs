//! One SDMX-CSV message of all figures, version 2.0 (<https://github.com/sdmx-twg/sdmx-csv>): one observation a row, of a dataflow whose
//! dimensions are those of a series, each key of a breakdown and the source, because several sources may state one figure.

use std::collections::{BTreeSet, HashMap};
use std::io::Write;

use crate::error::{Error, Result, UsageError};
use crate::export::left_out::LeftOut;
use crate::export::scope::{Filter, Show};
use crate::model::{Breakdown, Period};
use crate::render::{Format, Screen, renderer};
use crate::store::Sandbox;
use crate::table::{Cell, Heading};

/// The columns before the dimensions of breakdowns.
const FIRST: [&str; 8] =
    ["STRUCTURE", "STRUCTURE_ID", "ACTION", "FREQ", "MEASURE", "REF_AREA", "ACTIVITY", "ENTERPRISE"];

/// The columns after them: the other dimensions, the value and its attributes.
const LAST: [&str; 17] = [
    "SOURCE",
    "TIME_PERIOD",
    "OBS_VALUE",
    "OBS_STATUS",
    "COMPARATOR",
    "UPPER_BOUND",
    "UNIT_MEASURE",
    "MEASURE_KIND",
    "DECIMALS",
    "PUBLISHED_ON",
    "SOURCE_TITLE",
    "PUBLISHER",
    "LOCATOR",
    "CITATION",
    "REPORTED",
    "PERIOD_INFERRED",
    "COMMENT_OBS",
];

/// What the first columns have in every row: the figures are for information.
const OF_ALL: [&str; 3] = ["dataflow", "YEARBOOK:FIGURES(1.0)", "I"];

/// The code of a dimension that a figure does not have, and the value of a figure that is missing.
const NOT_APPLICABLE: &str = "_Z";
const NOT_A_NUMBER: &str = "NaN";

/// The places of columns of the statement.
const SOURCE: usize = 5;
const PERIOD: usize = 6;
const VALUE: usize = 7;
const DATE: usize = 14;
/// The columns of codes: metric, region, sector, enterprise, source and unit.
const CODES: [usize; 6] = [1, 2, 3, 4, SOURCE, 11];

/// The statements without a number about what is chosen; none is about a metric.
const STATEMENTS: &str = "
    SELECT count(*)
      FROM (SELECT NULL AS metric, region, sector, enterprise, source_id FROM claim) AS c
      JOIN source AS q ON q.source_id = c.source_id
     WHERE {chosen}";

/// What was written, and what the format cannot say.
#[derive(Debug, Default)]
pub(crate) struct Message {
    pub figures: u64,
    /// Codes and keys of breakdowns that are no identifiers of SDMX.
    pub unidentified: BTreeSet<String>,
    /// Sources with figures of several editions.
    pub editions: BTreeSet<String>,
    /// The date of the edition of each source, the first that a figure has.
    dates: HashMap<String, Option<String>>,
    /// What has no place in it.
    pub left_out: Vec<String>,
}

/// Writes the figures; `show` gets how many of how many are written.
///
/// # Errors
/// The database cannot be read, or the file cannot be written.
pub(crate) fn export(out: &mut dyn Write, filter: &Filter, sandbox: &Sandbox, show: Show<'_>) -> Result<Message> {
    let failed = |source| Error::io("writing", "the message", source);
    let keys = keys(filter, sandbox)?;
    if let Some(key) = keys.iter().find(|key| FIRST.iter().chain(&LAST).any(|column| column == key)) {
        return Err(Error::usage(UsageError::KeyIsComponent { key: key.clone() }));
    }
    let total = filter.figures(sandbox)?;
    let mut left_out = LeftOut(vec!["names, definitions, lists of codes and designations".to_owned()]);
    left_out
        .add(filter.count(STATEMENTS, "c", sandbox)?, ("statement without a number", "statements without a number"));
    left_out.former(filter, 0, sandbox)?;
    left_out.exceptions(filter, sandbox)?;
    left_out.of_database(filter, sandbox)?;
    let mut message = Message { left_out: left_out.0, ..Message::default() };
    message.unidentified.extend(keys.iter().filter(|key| !is_component(key)).cloned());
    let columns = FIRST.into_iter().chain(keys.iter().map(String::as_str)).chain(LAST).map(str::to_owned).collect();
    let mut render = renderer(Format::Csv, Screen::default(), out);
    render.begin(&Heading { columns, ..Heading::default() }).map_err(failed)?;
    let mut statement = sandbox.prepare(&filter.choose(include_str!("figures.sql"), "f", "f.source"))?;
    filter.bind(&mut statement, &[])?;
    statement.for_each(|row| {
        render.row(&message.row(row, &keys)?).map_err(failed)?;
        message.figures += 1;
        if message.figures.is_multiple_of(1024) { show(message.figures, total).map(|()| true) } else { Ok(true) }
    })?;
    render.end().map_err(failed)?;
    Ok(message)
}

impl Message {
    /// A figure as a row of the file.
    ///
    /// # Errors
    /// A code is the one that says that there is none.
    fn row(&mut self, row: &[Cell], keys: &[String]) -> Result<Vec<Cell>> {
        let text = |text: &str| Cell::Text(text.to_owned());
        let breakdown = row.last().and_then(breakdown).unwrap_or_default();
        let broken = keys.iter().map(|key| breakdown.get(key));
        for code in CODES.into_iter().filter_map(|index| row[index].text()).chain(broken.clone().flatten()) {
            if code == NOT_APPLICABLE {
                return Err(Error::usage(UsageError::CodeIsMarker { code: code.to_owned() }));
            }
            if !is_identifier(code) && !self.unidentified.contains(code) {
                self.unidentified.insert(code.to_owned());
            }
        }
        if let Some(source) = row[SOURCE].text() {
            let date = row[DATE].text().map(str::to_owned);
            match self.dates.get(source) {
                None => drop(self.dates.insert(source.to_owned(), date)),
                Some(first) if *first == date => {}
                Some(_) => drop(self.editions.insert(source.to_owned())),
            }
        }
        let cell = |(index, cell): (usize, &Cell)| match (index, cell) {
            (PERIOD, Cell::Text(code)) => Cell::Text(Period::parse(code).map_or(code.clone(), Period::in_sdmx)),
            (VALUE, Cell::Null) => text(NOT_A_NUMBER),
            (index, cell) if index < PERIOD && cell.text().is_none_or(str::is_empty) => text(NOT_APPLICABLE),
            (_, cell) => cell.clone(),
        };
        let cells: Vec<Cell> = row[..row.len() - 1].iter().enumerate().map(cell).collect();
        let (dimensions, others) = cells.split_at(FIRST.len() - OF_ALL.len());
        let broken = broken.map(|value| text(value.unwrap_or(NOT_APPLICABLE)));
        Ok(OF_ALL.map(text).into_iter().chain(dimensions.to_vec()).chain(broken).chain(others.to_vec()).collect())
    }
}

/// Whether a code can be one of an SDMX code list.
fn is_identifier(code: &str) -> bool {
    code.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'@' | b'$'))
}

/// Whether a key can be the identifier of an SDMX component.
fn is_component(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// The breakdown that a cell has as text.
fn breakdown(cell: &Cell) -> Option<Breakdown> {
    Breakdown::parse(cell.text()?).ok()
}

/// The keys of the breakdowns of the figures.
fn keys(filter: &Filter, sandbox: &Sandbox) -> Result<Vec<String>> {
    let mut keys = BTreeSet::new();
    let sql = "SELECT DISTINCT f.breakdown FROM fact AS f WHERE f.breakdown <> '' AND {chosen}";
    let mut statement = sandbox.prepare(&filter.choose(sql, "f", "f.source"))?;
    filter.bind(&mut statement, &[])?;
    statement.for_each(|row| {
        keys.extend(row.first().and_then(breakdown).iter().flat_map(Breakdown::keys).map(str::to_owned));
        Ok(true)
    })?;
    Ok(keys.into_iter().collect())
}
