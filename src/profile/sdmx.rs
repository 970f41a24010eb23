//! SDMX-CSV, versions 1.0 and 2.x (<https://github.com/sdmx-twg/sdmx-csv>): one observation a row, components by their
//! identifiers, their labels beside them or behind a colon.

use super::eurostat::flags;
use super::proposal::Proposal;
use super::sample::Sample;
use super::sdmx_header::{id, is_header};
use super::writer::{Writer, group};

/// Components that are a region, a metric, a unit or a sector in most structures, the likeliest first.
const REGIONS: [&str; 6] = ["REF_AREA", "GEO", "COUNTRY", "REGION", "AREA", "LOCATION"];
const METRICS: [&str; 7] = ["MEASURE", "INDICATOR", "INDICATORS", "SUBJECT", "NA_ITEM", "VARIABLE", "SERIES"];
const UNITS: [&str; 2] = ["UNIT_MEASURE", "UNIT"];
const SECTORS: [&str; 4] = ["ACTIVITY", "NACE_R2", "INDUSTRY", "ISIC4"];

/// Components that are attributes wherever they stand.
const ATTRIBUTES: [&str; 6] = ["OBS_STATUS", "OBS_CONF", "CONF_STATUS", "UNIT_MULT", "OBS_COM", "OBS_PRE_BREAK"];

/// Components that repeat others, or describe how and when a message was made.
const IGNORED: [&str; 14] = [
    "STRUCTURE",
    "STRUCTURE_ID",
    "STRUCTURE_NAME",
    "DATAFLOW",
    "ACTION",
    "KEY",
    "SERIES_KEY",
    "OBS_KEY",
    "FREQ",
    "DECIMALS",
    "TIME_FORMAT",
    "OBS_FLAG",
    "LAST UPDATE",
    "UPDATED",
];

/// An artefact as `AGENCY:ID(VERSION)`, its name perhaps behind it.
const FLOW: &str = "^(?:(?<agency>[^:]+):)?(?<flow>[^(:]+)(?:\\([^)]*\\))?(?:: (?<flow_name>.*))?$";

/// A component of the structure.
struct Component {
    id: String,
    /// What its code is named in a template.
    placeholder: String,
    /// What the label of its code is named.
    label: Option<String>,
    is_attribute: bool,
}

pub fn propose(sample: &Sample) -> Option<Proposal> {
    if !is_header(&sample.columns) {
        return None;
    }
    let ids: Vec<String> = sample.columns.iter().map(|column| id(column)).collect();
    let position = |wanted: &str| ids.iter().position(|id| id == wanted);
    let (value, period) = (position("OBS_VALUE")?, position("TIME_PERIOD")?);
    let has_both = sample.columns[value].contains(':');
    let has_names = position("STRUCTURE_NAME").is_some();
    let components = components(sample, &ids, has_both, has_names, period, value);
    let find = |names: &[&str]| names.iter().find_map(|name| components.iter().find(|component| component.id == *name));

    let first = ids[0].split('[').next().unwrap_or(&ids[0]);
    let profile = match (first, has_both, has_names) {
        ("DATAFLOW", false, _) => "SDMX-CSV 1.0",
        ("DATAFLOW", true, _) => "SDMX-CSV 1.0, labels=both",
        ("STRUCTURE", true, _) => "SDMX-CSV 2, labels=both",
        ("STRUCTURE", _, true) => "SDMX-CSV 2, labels=name",
        ("STRUCTURE", ..) => "SDMX-CSV 2",
        _ => "SDMX components as CSV",
    };
    // What the figures are of: the dataflow, the start of a series key, or the file.
    let (flow, flow_pattern) = match (first, position("STRUCTURE_ID")) {
        ("DATAFLOW", _) => (sample.columns[0].clone(), FLOW),
        ("STRUCTURE", Some(structure)) => (sample.columns[structure].clone(), FLOW),
        ("KEY", _) => (sample.columns[0].clone(), "^(?<flow>[^.]+)"),
        _ => ("file".to_owned(), "^(?<flow>[^.]+)"),
    };
    let has_agency = flow_pattern.contains("agency");
    let mut writer = Writer::default();
    writer.raw("dialect", &format!("{{ delimiter = \"{}\" }}", sample.delimiter.escape_default()));
    // A message in a locale of decimal commas is divided by semicolons.
    if sample.delimiter == ';' {
        writer.pair("decimalChar", ",");
    }
    writer.raw("missingValues", "[\"NaN\"]").raw("totals", "[\"_T\", \"_Z\", \"~\"]");
    let flag = position("OBS_FLAG");
    if flag.is_some() {
        writer.raw("flags", &flags());
    }

    writer.table("parts");
    writer.pair(&flow, flow_pattern);
    let own = |column: usize| match has_both {
        true => group(&ids[column]),
        false => sample.columns[column].clone(),
    };
    if has_both {
        for (column, name) in sample.columns.iter().zip(&ids) {
            let is_used = components.iter().any(|component| component.id == *name)
                || ["OBS_VALUE", "TIME_PERIOD", "ACTION", "OBS_FLAG"].contains(&name.as_str());
            if is_used {
                let group = group(name);
                writer.pair(column, &format!("^(?<{group}>.*?)(?:: (?<{group}_name>.*))?$"));
            }
        }
    }
    let (metric, unit, region, sector) = (find(&METRICS), find(&UNITS), find(&REGIONS), find(&SECTORS));
    let metric_text = match metric {
        Some(metric) => format!("{{{}}}", metric.placeholder),
        None => "{flow}".to_owned(),
    };
    // Where figures of one measure are told in several units, each is a metric of its own.
    let metric_text = match unit {
        Some(unit) => format!("{metric_text}.{{{}}}", unit.placeholder),
        None => metric_text,
    };
    writer.table("columns");
    writer.pair("metric", &metric_text);
    for (target, component) in [("region", region), ("sector", sector)] {
        if let Some(component) = component {
            writer.pair(target, &format!("{{{}}}", component.placeholder));
        }
    }
    let is_told = |component: &&Component| {
        [metric, unit, region, sector].into_iter().flatten().any(|told| told.id == component.id)
    };
    let others: Vec<&Component> = components.iter().filter(|component| !is_told(component)).collect();
    let pairs = |attributes: bool, join: &str| {
        let chosen = others.iter().filter(|component| component.is_attribute == attributes);
        let pairs = chosen.filter(|component| !["OBS_STATUS", "UNIT_MULT", "ACTION"].contains(&component.id.as_str()));
        pairs.map(|component| format!("{}={{{}}}", component.id, component.placeholder)).collect::<Vec<_>>().join(join)
    };
    let (breakdown, note) = (pairs(false, ";"), pairs(true, "; "));
    if !breakdown.is_empty() {
        writer.pair("breakdown", &breakdown);
    }
    writer.pair("period", &format!("{{{}}}", own(period)));
    // Flags are letters behind a value to Eurostat, also where they have a column of their own.
    let flag = flag.map_or_else(String::new, |flag| format!(" {{{}}}", own(flag)));
    writer.pair("value", &format!("{{{}}}{flag}", own(value)));
    let unit_text = unit.map_or("unspecified".to_owned(), |unit| format!("{{{}}}", unit.placeholder));
    writer.pair("unit", &unit_text);
    for (target, name) in [("status", "OBS_STATUS"), ("scale", "UNIT_MULT"), ("action", "ACTION")] {
        if let Some(column) = position(name) {
            writer.pair(target, &format!("{{{}}}", own(column)));
        }
    }
    writer.pair("source", "{flow}");
    if !note.is_empty() {
        writer.pair("note", &note);
    }

    let flow_name = if has_names {
        "{STRUCTURE_NAME}"
    } else if has_both {
        "{flow_name}"
    } else {
        "{flow}"
    };
    writer.table("create.source").pair("title", flow_name);
    if has_agency {
        writer.pair("publisher", "{agency}");
    }
    let name = |component: Option<&Component>| component.and_then(|component| component.label.clone());
    writer.table("create.metric");
    writer.pair("name", &name(metric).map_or(metric_text, |name| format!("{{{name}}}")));
    writer.pair("kind", "level");
    if region.is_some() {
        writer.table("create.region");
        if let Some(name) = name(region) {
            writer.pair("name", &format!("{{{name}}}"));
        }
        writer.pair("level", "area");
    }
    if sector.is_some() {
        writer.table("create.sector").pair("scheme", "local");
    }
    Some(Proposal { profile, text: writer.finish(), ambiguity: None })
}

/// The components of the structure but time and value. Dimensions stand before time, and all of them do where time stands
/// last.
fn components(
    sample: &Sample,
    ids: &[String],
    has_both: bool,
    has_names: bool,
    period: usize,
    value: usize,
) -> Vec<Component> {
    let mut components = Vec::new();
    let mut is_label = false;
    let place = |wanted: &str| ids.iter().position(|id| id == wanted);
    let first_pair = place("ACTION").or_else(|| place("STRUCTURE_NAME"));
    let is_last = period > value;
    for (column, id) in ids.iter().enumerate() {
        let name = id.split('[').next().unwrap_or(id);
        let is_key = ["SERIES_KEY", "OBS_KEY", "LAST UPDATE"].contains(&id.as_str());
        if std::mem::take(&mut is_label) {
            continue;
        }
        // Where labels have columns of their own, each stands behind its component's.
        is_label = has_names && first_pair.is_some_and(|first| column > first) && !is_key;
        if column == period || column == value || IGNORED.contains(&name) {
            continue;
        }
        components.push(Component {
            id: name.to_owned(),
            placeholder: if has_both { group(id) } else { sample.columns[column].clone() },
            label: match (has_both, is_label) {
                (true, _) => Some(format!("{}_name", group(id))),
                (_, true) => sample.columns.get(column + 1).cloned(),
                _ => None,
            },
            is_attribute: ATTRIBUTES.contains(&name) || if is_last { name.starts_with("ATT") } else { column > period },
        });
    }
    components
}
