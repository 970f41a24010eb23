//! Eurostat's TSV, old and new: the codes of a series stand in the first column with commas between them, the periods
//! are columns, and flags follow values.
//! (<https://wikis.ec.europa.eu/display/EUROSTATHELP/API+-+FAQ+-+TSV+data+format>)

use super::proposal::Proposal;
use super::sample::Sample;
use super::writer::{Writer, group};

/// The flags of Eurostat and what they mean in `CL_OBS_STATUS`; `r` (revised) and `s` (Eurostat's estimate) are older
/// than Eurostat's use of that list.
const FLAGS: [(&str, &str); 14] = [
    ("b", "B"),
    ("c", "Q"),
    ("d", "D"),
    ("e", "E"),
    ("f", "F"),
    ("i", "I"),
    ("m", "M"),
    ("n", "N"),
    ("p", "P"),
    ("r", "A"),
    ("s", "E"),
    ("u", "U"),
    ("z", "M"),
    ("C", "Q"),
];

/// The flags as a table of a mapping.
pub(super) fn flags() -> String {
    let flags: Vec<String> = FLAGS.iter().map(|(flag, status)| format!("{flag} = \"{status}\"")).collect();
    format!("{{ {} }}", flags.join(", "))
}

pub(super) fn propose(sample: &Sample) -> Option<Proposal> {
    let first = sample.columns.first()?;
    let (dimensions, across) = first.split_once('\\')?;
    let profile = match across {
        "time" => "Eurostat TSV, old header",
        "TIME_PERIOD" => "Eurostat TSV",
        _ => return None,
    };
    let dimensions: Vec<&str> = dimensions.split(',').collect();
    let mut groups: Vec<String> = dimensions.iter().map(|name| group(name)).collect();
    groups.sort_unstable();
    let are_apart = groups.windows(2).all(|pair| pair[0] != pair[1]);
    if sample.delimiter != '\t' || sample.period_columns().is_empty() || !are_apart {
        return None;
    }
    let has = |name: &str| dimensions.contains(&name);
    let mut writer = Writer::default();
    writer.raw("dialect", "{ delimiter = \"\\t\" }").pair("unpivot", "^\\d{4}").raw("missingValues", "[\":\"]");
    writer.raw("flags", &flags());
    writer.table("parts");
    let groups: Vec<String> = dimensions.iter().map(|name| format!("(?<{}>[^,]*)", group(name))).collect();
    writer.pair(first, &format!("^{}$", groups.join(",")));
    writer.pair("file", "^(?:estat_)?(?<table>[^.]+)");

    let metrics = ["na_item", "indic", "indic_na", "indic_de", "indic_is", "indic_il", "indic_sb", "unit"];
    let of_metric: Vec<&str> = metrics.into_iter().filter(|name| has(name)).collect();
    let metric: Vec<String> = of_metric.iter().map(|name| format!("{{{}}}", group(name))).collect();
    let metric = std::iter::once("{table}".to_owned()).chain(metric).collect::<Vec<_>>().join(".");
    writer.table("columns").pair("metric", &metric);
    let region = ["geo", "reporter", "metroreg"].into_iter().find(|name| has(name));
    if let Some(region) = region {
        writer.pair("region", &format!("{{{}}}", group(region)));
    }
    let sector = ["nace_r2", "nace_r1"].into_iter().find(|name| has(name));
    if let Some(sector) = sector {
        writer.pair("sector", &format!("{{{}}}", group(sector)));
    }
    let is_told =
        |name: &str| of_metric.contains(&name) || region == Some(name) || sector == Some(name) || name == "freq";
    let others = dimensions.iter().filter(|name| !is_told(name));
    let breakdown: Vec<String> = others.map(|name| format!("{name}={{{}}}", group(name))).collect();
    if !breakdown.is_empty() {
        writer.pair("breakdown", &breakdown.join(";"));
    }
    writer.pair("period", "{header}").pair("unit", if has("unit") { "{unit}" } else { "unspecified" });
    writer.pair("source", "eurostat-{table}");
    writer.table("create.source").pair("title", "Eurostat, table {table}").pair("publisher", "Eurostat");
    writer.table("create.metric").pair("kind", "level");
    if region.is_some() {
        writer.table("create.region").pair("level", "area");
    }
    if sector.is_some() {
        writer.table("create.sector").pair("scheme", "local");
    }
    Some(Proposal { profile, text: writer.finish(), ambiguity: None })
}
