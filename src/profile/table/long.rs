//! Tables with periods below each other: those with our own columns, and any with a column of periods and one or more of values.

use std::collections::HashMap;

use super::down::{Across, Series, profile};
use super::identity::Identity;
use super::values::Values;
use super::wide::{head, marks};
use crate::dataset::REASON;
use crate::profile::columns::dated;
use crate::profile::columns::names::{key, placeholder};
use crate::profile::columns::places;
use crate::profile::doubt::Ambiguity;
use crate::profile::numbers::unit::Unit;
use crate::profile::proposal::Proposal;
use crate::profile::sample::Sample;
use crate::profile::words::code_lists::write_kinds_of;
use crate::profile::words::role::is_unit;
use crate::profile::writer::{Writer, slug};

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
pub(crate) fn propose_own(sample: &Sample) -> Option<Proposal> {
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

/// Whether the figures of one metric are in several units.
fn has_units(sample: &Sample, metric: Option<usize>, unit: usize) -> bool {
    let mut units: HashMap<&str, &str> = HashMap::new();
    sample.rows.iter().any(|(_, row)| {
        let cell = |column: usize| row.get(column).map_or("", String::as_str);
        let unit = cell(unit);
        !unit.is_empty() && *units.entry(metric.map_or("", cell)).or_insert(unit) != unit
    })
}

/// Writes the region and the breakdown of the figures of a row; `unit` is the column of units.
fn write_labels(sample: &Sample, table: &Values, unit: Option<usize>, writer: &mut Writer) {
    if let Some(region) = table.region {
        writer.pair("region", &format!("{{{}}}", placeholder(sample, region)));
    }
    let broken_down = table.others.iter().copied().filter(|column| unit != Some(*column));
    let filled = broken_down.filter(|column| sample.may_hold(*column) && !sample.is_measured(*column));
    let pairs: Vec<String> =
        filled.map(|column| format!("{}={{{}}}", key(sample, column), placeholder(sample, column))).collect();
    if !pairs.is_empty() {
        writer.pair("breakdown", &pairs.join(";"));
    }
}

/// Periods below each other, with one column of values, or with several: metrics or regions.
pub(crate) fn propose(sample: &Sample) -> Option<Proposal> {
    let dated = dated::of(sample);
    let table = Values::of(sample, dated.as_ref())?;
    let (own, across) = (&table.own, Across::of(sample, &table));
    let mut writer = Writer::default();
    head(sample, &mut writer);
    across.iter().for_each(|across| _ = writer.raw("unpivot", &across.unpivot()));
    let are_metrics = across.as_ref().is_some_and(|across| across.series == Series::Metrics);
    let numbers = marks(sample, &table.columns, are_metrics, &mut writer);
    let is_of_units = |column: &usize| is_unit(&sample.columns[*column]) && sample.cells(*column).next().is_some();
    let unit = own.column("unit").or_else(|| table.others.iter().copied().find(is_of_units));
    let metric = own.column("metric");
    // Figures of one metric in several units are of several metrics.
    let of_unit = |unit: usize| has_units(sample, metric, unit).then(|| format!(".{{{}}}", placeholder(sample, unit)));
    let of_table = Unit::of(sample, &table.columns);
    let has_units = unit.is_some() || across.as_ref().is_some_and(Across::has_units);
    let are_all = unit.is_some() || across.as_ref().is_none_or(Across::all_have_units);
    let names = across.iter().flat_map(Across::names).chain(metric.into_iter().flat_map(|metric| sample.cells(metric)));
    let of_table = if has_units { of_table.beside_others(are_all) } else { of_table.of_metrics(names) };
    let of_dates = dated.as_ref().and_then(|dated| dated.codes.clone());
    let identity = Identity::of(sample, Some(table.columns[0]).filter(|_| across.is_none()));
    let of_names = across.as_ref().and_then(|across| across.codes(&identity));
    let by_name = across.as_ref().and_then(Across::units_by_name);
    let is_by_row = by_name.is_some();
    let codes = by_name.into_iter().chain(of_names).chain(of_dates).chain(own.codes(sample));
    of_table.write_parts(across.as_ref().and_then(Across::part), codes, has_units && !is_by_row, &mut writer);
    let of_units = unit.and_then(of_unit).filter(|_| across.is_none()).unwrap_or_default();
    let metric = metric.map(|metric| placeholder(sample, metric));
    let template = metric.as_ref().map_or(identity.metric.clone(), |metric| format!("{{{metric}}}"));
    writer.table("columns");
    match &across {
        Some(across) => across.write(&identity, &mut writer),
        None => _ = writer.pair("metric", &format!("{template}{of_units}")),
    }
    own.write(sample, &mut writer);
    write_labels(sample, &table, unit, &mut writer);
    let doubt = dated::write_period(sample, dated.as_ref(), table.period, &mut writer);
    if across.is_none() {
        writer.pair("value", &format!("{{{}}}", placeholder(sample, table.columns[0])));
    }
    if let Some(unit) = unit {
        writer.pair("unit", &format!("{{{}}}", placeholder(sample, unit)));
    } else if has_units {
        writer.pair("unit", "{unit}");
    }
    of_table.write(&mut writer);
    writer.pair("source", &identity.source);
    let is_one = across.as_ref().map_or(of_units.is_empty(), |across| across.series == Series::Regions);
    identity.write_creation((sample, own), is_one, &mut writer);
    places::write(sample, (table.region, table.label), &mut writer);
    let is_named = of_table.part().is_some() || has_units;
    let unit = unit.map(|unit| placeholder(sample, unit)).or_else(|| is_named.then(|| "unit".to_owned()));
    match &across {
        Some(across) => across.finish(&identity, unit.as_deref(), &mut writer),
        None => write_kinds_of((metric.as_deref(), &identity.metric_name), unit.as_deref(), &mut writer),
    }
    let of_across = across.as_ref().and_then(|across| across.doubt(&identity));
    let of_parts = dated::not_understood(sample, table.others.iter().copied());
    let of_places = table.region.and_then(|region| places::empty_in_doubt(sample, region));
    let doubts = [
        of_places,
        doubt,
        of_parts,
        of_table.doubt,
        table.own.doubt.clone(),
        numbers.doubt.clone(),
        of_across,
        table.doubt.clone(),
    ];
    let profile = across.as_ref().map_or_else(|| profile(numbers.has_commas()), |it| it.profile(numbers.has_commas()));
    Some(Proposal { profile, text: writer.finish(), ambiguity: doubts.into_iter().flatten().reduce(Ambiguity::and) })
}
