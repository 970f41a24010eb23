//! SDMX-CSV, versions 1.0 and 2.x (<https://github.com/sdmx-twg/sdmx-csv>): one observation a row, components by their
//! identifiers, their labels beside them or behind a colon.

use super::writer::{Writer, group};
use super::{Proposal, Seen};

/// Components that are a region, a metric, a unit or a sector in most structures, the likeliest first.
const REGIONS: [&str; 6] = ["REF_AREA", "GEO", "COUNTRY", "REGION", "AREA", "LOCATION"];
const METRICS: [&str; 7] = ["MEASURE", "INDICATOR", "INDICATORS", "SUBJECT", "NA_ITEM", "VARIABLE", "SERIES"];
const UNITS: [&str; 2] = ["UNIT_MEASURE", "UNIT"];
const SECTORS: [&str; 4] = ["ACTIVITY", "NACE_R2", "INDUSTRY", "ISIC4"];

/// Components that are attributes wherever they stand.
const ATTRIBUTES: [&str; 14] = [
    "OBS_STATUS",
    "OBS_CONF",
    "CONF_STATUS",
    "OBS_FLAG",
    "UNIT_MULT",
    "DECIMALS",
    "COLLECTION",
    "AVAILABILITY",
    "COMMENT_OBS",
    "COMMENT_TS",
    "TITLE",
    "TIME_FORMAT",
    "CURRENCY",
    "BASE_PER",
];

/// What tells no more than other columns do, or how a message was made.
const PASSED_OVER: [&str; 10] = [
    "STRUCTURE",
    "STRUCTURE_ID",
    "STRUCTURE_NAME",
    "DATAFLOW",
    "ACTION",
    "SERIES_KEY",
    "OBS_KEY",
    "FREQ",
    "DECIMALS",
    "TIME_FORMAT",
];

/// A component of the structure.
struct Component {
    id: String,
    /// What its code is named in a template.
    placeholder: String,
    /// What the label of its code is named.
    label: Option<String>,
    is_attribute: bool,
}

/// Whether a row is the header of a message.
pub fn is_header(row: &[String]) -> bool {
    let first = row.first().map_or("", |first| id(first));
    let is_first = ["DATAFLOW", "STRUCTURE"].contains(&first.split('[').next().unwrap_or(first));
    is_first && row.iter().any(|column| id(column) == "OBS_VALUE")
}

pub fn propose(seen: &Seen) -> Option<Proposal> {
    let first = id(seen.columns.first()?);
    let first = first.split('[').next().unwrap_or(first);
    let version = match first {
        "DATAFLOW" => 1,
        "STRUCTURE" => 2,
        _ => return None,
    };
    let ids: Vec<&str> = seen.columns.iter().map(|column| id(column)).collect();
    let position = |wanted: &str| ids.iter().position(|id| *id == wanted);
    let (value, period) = (position("OBS_VALUE")?, position("TIME_PERIOD")?);
    let has_both = seen.columns[value] != "OBS_VALUE" || seen.columns[0].contains(": ");
    let has_names = position("STRUCTURE_NAME").is_some();
    let components = components(seen, &ids, has_both, has_names, period, value);
    let find = |names: &[&str]| names.iter().find_map(|name| components.iter().find(|component| component.id == *name));

    let profile = match (version, has_both, has_names) {
        (1, false, _) => "SDMX-CSV 1.0",
        (1, true, _) => "SDMX-CSV 1.0, labels=both",
        (_, true, _) => "SDMX-CSV 2, labels=both",
        (_, _, true) => "SDMX-CSV 2, labels=name",
        _ => "SDMX-CSV 2",
    };
    let structure = if version == 1 { 0 } else { position("STRUCTURE_ID").unwrap_or(1) };
    let mut writer = Writer::default();
    writer.raw("dialect", &format!("{{ delimiter = \"{}\" }}", seen.delimiter.escape_default()));
    // A message in a locale of decimal commas is divided by semicolons.
    if seen.delimiter == ';' {
        writer.pair("decimalChar", ",");
    }
    writer.raw("missingValues", "[\"NaN\"]").raw("totals", "[\"_T\", \"_Z\", \"~\"]");

    writer.table("parts");
    writer.pair(
        &seen.columns[structure],
        "^(?:(?<agency>[^:]+):)?(?<flow>[^(:]+)(?:\\([^)]*\\))?(?:: (?<flow_name>.*))?$",
    );
    if has_both {
        for (column, name) in seen.columns.iter().zip(&ids) {
            if components.iter().any(|component| component.id == *name)
                || [value, period].map(|at| &seen.columns[at]).contains(&column)
                || *name == "ACTION"
            {
                let group = group(name);
                writer.pair(column, &format!("^(?<{group}>.*?)(?:: (?<{group}_name>.*))?$"));
            }
        }
    }
    let own = |column: usize| match has_both {
        true => group(ids[column]),
        false => seen.columns[column].clone(),
    };
    let (metric, unit, region, sector) = (find(&METRICS), find(&UNITS), find(&REGIONS), find(&SECTORS));
    let metric_text = match metric {
        Some(metric) => format!("{{{}}}", metric.placeholder),
        None => "{flow}".to_owned(),
    };
    // Where figures of one measure are told in several units, each is a metric of its own.
    let metric_text = match unit {
        Some(unit) if metric.is_some() => format!("{metric_text}.{{{}}}", unit.placeholder),
        _ => metric_text,
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
    writer.pair("period", &format!("{{{}}}", own(period))).pair("value", &format!("{{{}}}", own(value)));
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
    writer.table("create.source").pair("title", flow_name).pair("publisher", "{agency}");
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
    Some(Proposal { profile, text: writer.finish() })
}

/// The identifier of a component, which its name may follow.
fn id(column: &str) -> &str {
    column.split(": ").next().unwrap_or(column)
}

/// The components of the structure but time and value. Dimensions stand before time where nothing else is known of a column,
/// and all of them do where time stands last.
fn components(
    seen: &Seen,
    ids: &[&str],
    has_both: bool,
    has_names: bool,
    period: usize,
    value: usize,
) -> Vec<Component> {
    let mut components = Vec::new();
    let mut is_label = false;
    let first_pair =
        ids.iter().position(|id| *id == "ACTION").or_else(|| ids.iter().position(|id| *id == "STRUCTURE_NAME"));
    for (column, id) in ids.iter().enumerate() {
        let name = id.split('[').next().unwrap_or(id);
        let is_key = ["SERIES_KEY", "OBS_KEY"].contains(id);
        if std::mem::take(&mut is_label) {
            continue;
        }
        // Where labels have columns of their own, each stands behind its component's.
        is_label = has_names && first_pair.is_some_and(|first| column > first) && !is_key;
        if column == period || column == value || PASSED_OVER.contains(&name) {
            continue;
        }
        components.push(Component {
            id: name.to_owned(),
            placeholder: if has_both { group(id) } else { seen.columns[column].clone() },
            label: match (has_both, is_label) {
                (true, _) => Some(format!("{}_name", group(id))),
                (_, true) => seen.columns.get(column + 1).cloned(),
                _ => None,
            },
            is_attribute: ATTRIBUTES.contains(&name) || name.starts_with("ATT") || (column > period && period < value),
        });
    }
    components
}
