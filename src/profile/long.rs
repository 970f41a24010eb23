//! Tables with one figure per row: those with our own columns, and any with a column of periods and one of values.

use std::collections::HashMap;

use super::code_lists::{write_kind_of, write_kinds_by_names};
use super::dated::{self, Dated};
use super::doubt::Ambiguity;
use super::figure::is_figure;
use super::identity::Identity;
use super::marks::are_figures;
use super::names::{key, placeholder};
use super::own::{Own, is_unit};
use super::places::names_places;
use super::proposal::Proposal;
use super::sample::Sample;
use super::spelling::period_of;
use super::unit::Unit;
use super::wide::{head, marks};
use super::writer::{Writer, inline, slug};
use crate::dataset::REASON;

/// The columns of observations.
const OWN: [&str; 13] = [
    "metric",
    "region",
    "sector",
    "enterprise",
    "breakdown",
    "period",
    "value",
    "unit",
    "status",
    "source",
    "locator",
    "note",
    "reported",
];

/// Our own columns, in a file that no descriptor names.
pub(super) fn propose_own(sample: &Sample) -> Option<Proposal> {
    let has = |name: &str| sample.column(name).is_some();
    if !has("metric")
        || !has("period")
        || !has("value")
        || !sample.columns.iter().all(|name| OWN.contains(&name.as_str()) || name == REASON)
    {
        return None;
    }
    let mut writer = Writer::default();
    head(sample, &mut writer);
    writer.table("columns");
    for name in sample.columns.iter().filter(|name| *name != REASON) {
        writer.pair(name, &format!("{{{name}}}"));
    }
    if !has("source") {
        writer.pair("source", &slug(sample.stem()));
    }
    // In our own columns an empty code has a meaning: the figure is not of one region, sector or enterprise.
    for dimension in ["region", "sector", "enterprise"].into_iter().filter(|dimension| has(dimension)) {
        writer.table(&format!("codes.{dimension}")).pair("", "");
    }
    writer.table("create.metric").pair("kind", "level");
    if has("region") {
        writer.table("create.region").pair("level", "area");
    }
    Some(Proposal { profile: "yearbook's own columns", text: writer.finish(), ambiguity: None })
}

/// Whether a column has cells, and all of them hold.
fn all(sample: &Sample, column: usize, holds: &dyn Fn(&str) -> bool) -> bool {
    let mut cells = sample.cells(column).peekable();
    cells.peek().is_some() && cells.all(holds)
}

/// The column of periods and the column of values; `None` where nothing shows which they are.
fn period_and_value(sample: &Sample, dated: Option<&Dated>) -> Option<(usize, usize)> {
    let columns = 0..sample.columns.len();
    let is_period = |column: &usize| all(sample, *column, &|cell| period_of(cell).is_some());
    let named = |column: &usize, names: &[&str]| {
        let name = sample.columns[*column].to_lowercase();
        names.iter().any(|known| name == *known)
    };
    let periods: Vec<usize> = columns.clone().filter(is_period).collect();
    let is_named = |column: &usize| named(column, &["year", "period", "time", "date", "time_period"]);
    let of_names = || periods.iter().copied().find(is_named).or(periods.first().copied());
    let period = dated.map_or_else(of_names, |dated| dated.columns.first().copied())?;
    let is_of_period = |column: &usize| *column == period || dated.is_some_and(|dated| dated.columns.contains(column));
    let is_filled = |column: &usize| !is_of_period(column) && sample.cells(*column).next().is_some();
    let marked: Vec<usize> = columns.filter(|column| is_filled(column) && are_figures(sample.cells(*column))).collect();
    let plain: Vec<usize> = marked.iter().copied().filter(|column| sample.cells(*column).all(is_figure)).collect();
    let value = marked.iter().copied().find(|column| named(column, &["value", "obs_value", "amount"]));
    // Where several columns of numbers have names of their own, only a person can know which one is the value.
    let only = |found: Vec<usize>| <[usize; 1]>::try_from(found).ok().map(|[only]| only);
    let value = value.or(only(marked)).or(only(plain))?;
    Some((period, value))
}

/// Whether a column is another name for the periods: `Year Code` beside `Year`.
fn repeats(sample: &Sample, column: usize, period: usize) -> bool {
    let [name, of] = [column, period].map(|column| sample.columns[column].to_lowercase());
    let is_same = |(_, row): &(u64, Vec<String>)| row.get(column) == row.get(period);
    name.starts_with(&of) && name.ends_with("code") && sample.rows.iter().all(is_same)
}

/// The column of places among some, and the one of their names beside it.
fn places(sample: &Sample, others: &[usize]) -> (Option<usize>, Option<usize>) {
    let is_code = |column: &usize| {
        let name = sample.columns[*column].to_lowercase();
        ["code", "geo", "iso"].iter().any(|word| name.contains(word)) && all(sample, *column, &|cell| cell.len() <= 12)
    };
    let is_place = |column: &usize| names_places(&sample.columns[*column]);
    let region = others.iter().copied().find(|column| is_place(column) && is_code(column));
    let region = region.or(others.iter().copied().find(|column| is_place(column)));
    // A column of codes of places may have a column of their names beside it. Beside a column of names, another column
    // of places is another dimension.
    let is_label = |column: &usize| Some(*column) != region && is_place(column) && !is_code(column);
    let label = region.filter(is_code).and_then(|_| others.iter().copied().find(is_label));
    (region, label)
}

/// Writes how the places in a column are created, with the column of their names.
fn write_places(sample: &Sample, (region, label): (Option<usize>, Option<usize>), writer: &mut Writer) {
    if region.is_some() {
        writer.table("create.region");
        if let Some(label) = label {
            writer.pair("name", &format!("{{{}}}", placeholder(sample, label)));
        }
        writer.pair("level", "area");
    }
}

/// Whether the figures of one metric are in several units.
fn has_units(sample: &Sample, metric: Option<usize>, unit: usize) -> bool {
    let mut units: HashMap<&str, &str> = HashMap::new();
    sample.rows.iter().any(|(_, row)| {
        let cell = |column: usize| row.get(column).map_or("", String::as_str);
        let unit = cell(unit);
        !unit.is_empty() && *units.entry(metric.map_or("", cell)).or_insert(unit) != unit
    })
}

/// A column of periods, one of values, and what they are of.
pub(super) fn propose(sample: &Sample) -> Option<Proposal> {
    let dated = dated::of(sample);
    let (period, value) = period_and_value(sample, dated.as_ref())?;
    let is_of_period =
        |column: &usize| *column == period || dated.as_ref().is_some_and(|it| it.columns.contains(column));
    let others: Vec<usize> =
        (0..sample.columns.len()).filter(|column| !is_of_period(column) && *column != value).collect();
    let (region, label) = places(sample, &others);
    let own = Own::of(sample, &others);
    let mut writer = Writer::default();
    head(sample, &mut writer);
    let numbers = marks(sample, &[value], &mut writer);
    let is_filled = |column: &usize| sample.cells(*column).next().is_some();
    let is_of_units = |column: &usize| is_unit(&sample.columns[*column]) && is_filled(column);
    let unit = own.column("unit").or_else(|| others.iter().copied().find(is_of_units));
    let metric = own.column("metric");
    let used = [region, label, unit];
    let broken_down = others.iter().copied().filter(|column| !used.contains(&Some(*column)) && !own.has(*column));
    let broken_down = broken_down.filter(|column| !repeats(sample, *column, period));
    // Figures of one metric in several units are of several metrics.
    let of_unit = |unit: usize| has_units(sample, metric, unit).then(|| format!(".{{{}}}", placeholder(sample, unit)));
    let of_table = Unit::of(sample);
    let of_table = if unit.is_none() { of_table } else { of_table.beside_others() };
    let of_unit_codes = unit.map(|_| ("unit".to_owned(), inline(&[("", "unspecified")])));
    let of_dates = dated.as_ref().and_then(|dated| dated.codes.clone());
    of_table.write_parts(of_unit_codes.into_iter().chain(of_dates).chain(own.codes()), &mut writer);
    let identity = Identity::of(sample, Some(value));
    let of_units = unit.and_then(of_unit).unwrap_or_default();
    let metric = metric.map(|metric| placeholder(sample, metric));
    let template = metric.as_ref().map_or(identity.metric.clone(), |metric| format!("{{{metric}}}"));
    writer.table("columns").pair("metric", &format!("{template}{of_units}"));
    own.write(sample, &mut writer);
    if let Some(region) = region {
        writer.pair("region", &format!("{{{}}}", placeholder(sample, region)));
    }
    let filled = broken_down.filter(|column| sample.may_hold(*column) && !sample.is_measured(*column));
    let pairs: Vec<String> =
        filled.map(|column| format!("{}={{{}}}", key(sample, column), placeholder(sample, column))).collect();
    if !pairs.is_empty() {
        writer.pair("breakdown", &pairs.join(";"));
    }
    let doubt = dated::write_period(sample, dated.as_ref(), period, &mut writer);
    writer.pair("value", &format!("{{{}}}", placeholder(sample, value)));
    if let Some(unit) = unit {
        writer.pair("unit", &format!("{{{}}}", placeholder(sample, unit)));
    }
    of_table.write(&mut writer);
    writer.pair("source", &identity.source);
    identity.write_creation((sample, &own), of_units.is_empty(), &mut writer);
    write_places(sample, (region, label), &mut writer);
    let unit = unit.map(|unit| placeholder(sample, unit)).or_else(|| of_table.part().map(|_| "unit".to_owned()));
    match (metric, unit) {
        (Some(metric), unit) => write_kinds_by_names(&metric, unit.as_deref(), &mut writer),
        (None, Some(unit)) => write_kind_of(&identity.metric_name, &unit, &mut writer),
        (None, None) => {}
    }
    let doubts = [doubt, of_table.doubt, own.doubt, numbers.doubt.clone()];
    let profile = if numbers.has_commas() { "one figure per row, decimal commas" } else { "one figure per row" };
    Some(Proposal { profile, text: writer.finish(), ambiguity: doubts.into_iter().flatten().reduce(Ambiguity::and) })
}
