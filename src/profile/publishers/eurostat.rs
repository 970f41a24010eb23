//! Eurostat's TSV, old and new: the codes of a series stand in the first column with commas between them, the periods
//! are columns, and flags follow values.
//! (<https://wikis.ec.europa.eu/display/EUROSTATHELP/API+-+FAQ+-+TSV+data+format>)

use regex::Regex;

use crate::mapping::quoted;
use crate::profile::proposal::Proposal;
use crate::profile::sample::Sample;
use crate::profile::words::code_lists::{ADJUSTMENT, NATIONAL, write_kinds};
use crate::profile::writer::{Writer, group, inline};

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
pub(crate) fn flags() -> String {
    let flags: Vec<String> = FLAGS.iter().map(|(flag, status)| format!("{flag} = \"{status}\"")).collect();
    format!("{{ {} }}", flags.join(", "))
}

/// The year that units such as `CLV10_MEUR` and `I15` are of, as a pattern behind that of the codes before.
const BASE_YEAR: &str = "(?:CLV|PD|I|CLV_I|PD_I)(?<base_year>[0-39]\\d)(?:[_,]|$)";

/// What its two digits mean.
fn base_years() -> String {
    let years = (1990..2040).map(|year| format!("{:02} = \"{year}\"", year % 100));
    format!("{{ {} }}", years.collect::<Vec<_>>().join(", "))
}

/// Several years: `2006_2008`.
const SPAN: &str = "^(?<from>\\d{4})_(?<to>\\d{4})$";

/// The dimensions that say what is measured; each of their codes is a part of the metric's.
const METRICS: [&str; 9] =
    ["na_item", "indic", "indic_na", "indic_de", "indic_is", "indic_il", "indic_sb", "s_adj", "unit"];

/// A table as its header shows it.
struct Table<'a> {
    first: &'a str,
    dimensions: Vec<&'a str>,
    has_spans: bool,
    /// The pattern of the year that some units are of.
    base_year: Option<String>,
}

impl<'a> Table<'a> {
    fn of(sample: &'a Sample) -> Option<(&'static str, Self)> {
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
        let is_span = |name: &String| name.len() == 9 && name.as_bytes()[4] == b'_';
        let has_spans = sample.columns.iter().skip(1).any(is_span);
        let has_periods = has_spans || !sample.period_columns().is_empty();
        let base_year = dimensions.iter().position(|name| *name == "unit").and_then(|unit| {
            let pattern = format!("^(?:[^,]*,){{{unit}}}{BASE_YEAR}");
            let units = Regex::new(&pattern).ok()?;
            sample.cells(0).any(|cell| units.is_match(cell)).then_some(pattern)
        });
        let table = Self { first, dimensions, has_spans, base_year };
        (sample.delimiter == '\t' && has_periods && are_apart).then_some((profile, table))
    }

    fn has(&self, name: &str) -> bool {
        self.dimensions.contains(&name)
    }

    /// The first of some dimensions that the table has, as a placeholder.
    fn find(&self, names: &[&'static str]) -> Option<&'static str> {
        names.iter().copied().find(|name| self.has(name))
    }

    fn write_parts(&self, writer: &mut Writer) {
        writer.table("parts");
        let groups: Vec<String> = self.dimensions.iter().map(|name| format!("(?<{}>[^,]*)", group(name))).collect();
        let mut patterns = vec![format!("^{}$", groups.join(","))];
        patterns.extend(self.base_year.clone());
        let adjustment = self.dimensions.iter().position(|name| *name == "s_adj");
        if let Some(adjustment) = adjustment {
            patterns.push(format!("^(?:[^,]*,){{{adjustment}}}(?<adjustment>[^,]*)"));
        }
        let patterns: Vec<String> = patterns.iter().map(|pattern| quoted(pattern)).collect();
        writer.raw(self.first, &format!("[{}]", patterns.join(", ")));
        writer.pair("file", "^(?:estat_)?(?<table>[^.]+)");
        if self.has_spans {
            writer.pair("header", SPAN);
        }
        if self.base_year.is_some() || adjustment.is_some() {
            writer.table("codes");
        }
        if self.base_year.is_some() {
            writer.raw("base_year", &base_years());
        }
        if adjustment.is_some() {
            writer.raw("adjustment", ADJUSTMENT);
        }
    }

    /// Writes the columns of new metrics, and what is different for some units.
    fn write_metric(&self, metric: &str, region: Option<&str>, writer: &mut Writer) {
        writer.table("create.metric").pair("kind", "level");
        if self.has("s_adj") {
            writer.pair("adjustment", "{adjustment}");
        }
        if self.base_year.is_some() {
            writer.pair("base_period", "{base_year}");
        }
        if !self.has("unit") {
            return;
        }
        write_kinds("unit", writer);
        for (pattern, prices) in [("^CP_", "current"), ("^CLV", "chained")] {
            writer.when(&[("unit", pattern)]).creates("metric", "prices", prices);
        }
        if let Some(region) = region {
            let of_region = |text: &str| format!("{text}.{{{region}}}");
            writer.when(&[("unit", NATIONAL)]);
            writer.raw("columns", &inline(&[("metric", &of_region(metric)), ("unit", &of_region("{unit}"))]));
        }
    }
}

pub(crate) fn propose(sample: &Sample) -> Option<Proposal> {
    let (profile, table) = Table::of(sample)?;
    let mut writer = Writer::default();
    writer.raw("dialect", "{ delimiter = \"\\t\" }").pair("unpivot", "^\\d{4}").raw("missingValues", "[\":\"]");
    writer.raw("flags", &flags());
    table.write_parts(&mut writer);
    let of_metric: Vec<&str> = METRICS.into_iter().filter(|name| table.has(name)).collect();
    let metric: Vec<String> = of_metric.iter().map(|name| format!("{{{}}}", group(name))).collect();
    let metric = std::iter::once("{table}".to_owned()).chain(metric).collect::<Vec<_>>().join(".");
    writer.table("columns").pair("metric", &metric);
    let region = table.find(&["geo", "reporter", "metroreg"]);
    let sector = table.find(&["nace_r2", "nace_r1"]);
    for (target, dimension) in [("region", region), ("sector", sector)] {
        if let Some(dimension) = dimension {
            writer.pair(target, &format!("{{{dimension}}}"));
        }
    }
    let is_used =
        |name: &str| of_metric.contains(&name) || region == Some(name) || sector == Some(name) || name == "freq";
    let others = table.dimensions.iter().filter(|name| !is_used(name));
    let breakdown: Vec<String> = others.map(|name| format!("{name}={{{}}}", group(name))).collect();
    if !breakdown.is_empty() {
        writer.pair("breakdown", &breakdown.join(";"));
    }
    writer.pair("period", "{header}").pair("unit", if table.has("unit") { "{unit}" } else { "unspecified" });
    writer.pair("source", "eurostat-{table}");
    writer.table("create.source").pair("title", "Eurostat, table {table}").pair("publisher", "Eurostat");
    if region.is_some() {
        writer.table("create.region").pair("level", "area");
    }
    if sector.is_some() {
        writer.table("create.sector").pair("scheme", "local");
    }
    table.write_metric(&metric, region, &mut writer);
    if table.has_spans {
        writer.when(&[("header", "_")]).raw("columns", &inline(&[("period", "{from}/{to}")]));
    }
    Some(Proposal { profile, text: writer.finish(), ambiguity: None })
}
