//! SDMX-CSV, versions 1.0 and 2.x (<https://github.com/sdmx-twg/sdmx-csv>): one observation a row, components by their
//! identifiers, their labels beside them or behind a colon.

use regex::Regex;

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

/// A dimension that is an attribute of the metric: its identifiers, the column of `metric`, and what its codes are there.
struct OfMetric {
    names: &'static [&'static str],
    column: &'static str,
    codes: &'static str,
}

/// The codes are those of CL_PRICES, CL_PRICE_BASE and CL_ADJUSTMENT; others, such as deflators and trends, say nothing.
const OF_METRIC: [OfMetric; 2] = [
    OfMetric {
        names: &["PRICES", "PRICE_BASE"],
        column: "prices",
        codes: r#"{ V = "current", Q = "constant", L = "chained", LR = "chained", "*" = "" }"#,
    },
    OfMetric {
        names: &["ADJUSTMENT"],
        column: "adjustment",
        codes: r#"{ N = "none", S = "seasonal", W = "calendar", Y = "both", "*" = "" }"#,
    },
];

impl OfMetric {
    /// What the part of the code is named that is translated.
    fn part(&self) -> String {
        format!("of_{}", self.column)
    }
}

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
    UPDATED,
    "UPDATED",
];

/// When Eurostat published a dataflow: the column of each row that says so, and its spellings, each with the date that the
/// groups of its pattern are.
const UPDATED: &str = "LAST UPDATE";
const DATES: [(&str, &str); 2] = [
    ("^(?<updated>\\d{4}-\\d\\d-\\d\\d)", "{updated}"),
    (
        "^(?<updated_day>\\d\\d)/(?<updated_month>\\d\\d)/(?<updated_year>\\d\\d)(?: .*)?$",
        "20{updated_year}-{updated_month}-{updated_day}",
    ),
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

/// A message as its header shows it.
struct Message<'a> {
    sample: &'a Sample,
    ids: Vec<String>,
    components: Vec<Component>,
    value: usize,
    period: usize,
    /// Whether labels follow codes after a colon.
    has_both: bool,
    /// Whether labels have columns of their own.
    has_names: bool,
}

/// Proposes a mapping for an SDMX-CSV message.
pub(super) fn propose(sample: &Sample) -> Option<Proposal> {
    if !is_header(&sample.columns) {
        return None;
    }
    let message = Message::of(sample)?;
    let mut writer = Writer::default();
    message.write_format(&mut writer);
    let has_agency = message.write_parts(&mut writer);
    let metric = message.write_columns(&mut writer);
    message.write_creations(&mut writer, has_agency, &metric);
    Some(Proposal { profile: message.profile(), text: writer.finish(), ambiguity: None })
}

impl<'a> Message<'a> {
    fn of(sample: &'a Sample) -> Option<Self> {
        let ids: Vec<String> = sample.columns.iter().map(|column| id(column)).collect();
        let position = |wanted: &str| ids.iter().position(|id| id == wanted);
        let (value, period) = (position("OBS_VALUE")?, position("TIME_PERIOD")?);
        let has_both = sample.columns[value].contains(':');
        let has_names = position("STRUCTURE_NAME").is_some();
        let components = components(sample, &ids, has_both, has_names, period, value);
        Some(Self { sample, ids, components, value, period, has_both, has_names })
    }

    fn position(&self, wanted: &str) -> Option<usize> {
        self.ids.iter().position(|id| id == wanted)
    }

    /// The first of some components that the message has.
    fn find(&self, names: &[&str]) -> Option<&Component> {
        names.iter().find_map(|name| self.components.iter().find(|component| component.id == *name))
    }

    /// The dimensions that are attributes of the metric. A component behind the time may be empty, and is none.
    fn of_metric(&self) -> impl Iterator<Item = (&'static OfMetric, &Component)> {
        OF_METRIC.iter().filter_map(|of| Some((of, self.find(of.names).filter(|component| !component.is_attribute)?)))
    }

    /// What a column is named in a template.
    fn placeholder(&self, column: usize) -> String {
        match self.has_both {
            true => group(&self.ids[column]),
            false => self.sample.columns[column].clone(),
        }
    }

    /// The identifier of the first column, without the separator of lists.
    fn first(&self) -> &str {
        self.ids[0].split('[').next().unwrap_or(&self.ids[0])
    }

    fn profile(&self) -> &'static str {
        match (self.first(), self.has_both, self.has_names) {
            ("DATAFLOW", false, _) => "SDMX-CSV 1.0",
            ("DATAFLOW", true, _) => "SDMX-CSV 1.0, labels=both",
            ("STRUCTURE", true, _) => "SDMX-CSV 2, labels=both",
            ("STRUCTURE", _, true) => "SDMX-CSV 2, labels=name",
            ("STRUCTURE", ..) => "SDMX-CSV 2",
            _ => "SDMX components as CSV",
        }
    }

    /// The column that names what the figures are of, and its pattern: the dataflow, the start of a series key, or the file.
    fn flow(&self) -> (&str, &'static str) {
        let columns = &self.sample.columns;
        match (self.first(), self.position("STRUCTURE_ID")) {
            ("DATAFLOW", _) => (&columns[0], FLOW),
            ("STRUCTURE", Some(structure)) => (&columns[structure], FLOW),
            ("KEY", _) => (&columns[0], "^(?<flow>[^.]+)"),
            _ => ("file", "^(?<flow>[^.]+)"),
        }
    }

    /// The column that says when the figures were published, the pattern of its dates, and what their groups make.
    fn updated(&self) -> Option<(&str, &'static str, &'static str)> {
        let column = self.position(UPDATED)?;
        let (pattern, date) = DATES.into_iter().find(|(pattern, _)| {
            let pattern = Regex::new(pattern);
            let mut cells = self.sample.cells(column).peekable();
            cells.peek().is_some() && pattern.is_ok_and(|pattern| cells.all(|cell| pattern.is_match(cell)))
        })?;
        Some((&self.sample.columns[column], pattern, date))
    }

    fn write_format(&self, writer: &mut Writer) {
        let delimiter = self.sample.delimiter;
        writer.raw("dialect", &format!("{{ delimiter = \"{}\" }}", delimiter.escape_default()));
        // A message in a locale of decimal commas has semicolons between its columns.
        if delimiter == ';' {
            writer.pair("decimalChar", ",");
        }
        writer.raw("missingValues", "[\"NaN\"]").raw("totals", "[\"_T\", \"_Z\", \"~\"]");
        if self.position("OBS_FLAG").is_some() {
            writer.raw("flags", &flags());
        }
    }

    /// Writes the patterns; returns whether one of them takes the agency.
    fn write_parts(&self, writer: &mut Writer) -> bool {
        writer.table("parts");
        let (flow, pattern) = self.flow();
        writer.pair(flow, pattern);
        if let Some((column, dates, _)) = self.updated() {
            writer.pair(column, dates);
        }
        if self.has_both {
            for (column, name) in self.sample.columns.iter().zip(&self.ids) {
                let is_used = self.components.iter().any(|component| component.id == *name)
                    || ["OBS_VALUE", "TIME_PERIOD", "ACTION", "OBS_FLAG"].contains(&name.as_str());
                if is_used {
                    let group = group(name);
                    let of = self.of_metric().find(|(_, component)| component.id == *name);
                    let code = of.map_or(".*?".to_owned(), |(of, _)| format!("(?<{}>.*?)", of.part()));
                    writer.pair(column, &format!("^(?<{group}>{code})(?:: (?<{group}_name>.*))?$"));
                }
            }
        } else {
            for (of, component) in self.of_metric() {
                writer.pair(&component.placeholder, &format!("^(?<{}>.*)$", of.part()));
            }
        }
        if self.of_metric().next().is_some() {
            writer.table("codes");
            for (of, _) in self.of_metric() {
                writer.raw(&of.part(), of.codes);
            }
        }
        pattern.contains("agency")
    }

    /// Writes what fills the columns of the table; returns the template of the metric.
    fn write_columns(&self, writer: &mut Writer) -> String {
        let [metric, unit, region, sector] = [&METRICS[..], &UNITS, &REGIONS, &SECTORS].map(|names| self.find(names));
        let filled = |component: &Component| format!("{{{}}}", component.placeholder);
        let mut metric_text = metric.map_or("{flow}".to_owned(), filled);
        // Where figures of one measure are stated in several units, each is a metric of its own.
        if let Some(unit) = unit {
            metric_text = format!("{metric_text}.{}", filled(unit));
        }
        for (_, component) in self.of_metric() {
            metric_text = format!("{metric_text}.{}", filled(component));
        }
        writer.table("columns");
        writer.pair("metric", &metric_text);
        for (target, component) in [("region", region), ("sector", sector)] {
            if let Some(component) = component {
                writer.pair(target, &filled(component));
            }
        }
        let used = [metric, unit, region, sector].into_iter().flatten();
        let used: Vec<&Component> = used.chain(self.of_metric().map(|(_, component)| component)).collect();
        let pairs = |attributes: bool, join: &str| {
            let others = self.components.iter().filter(|component| used.iter().all(|used| used.id != component.id));
            let chosen = others.filter(|component| component.is_attribute == attributes);
            let pairs =
                chosen.filter(|component| !["OBS_STATUS", "UNIT_MULT", "ACTION"].contains(&component.id.as_str()));
            pairs.map(|component| format!("{}={}", component.id, filled(component))).collect::<Vec<_>>().join(join)
        };
        let (breakdown, note) = (pairs(false, ";"), pairs(true, "; "));
        if !breakdown.is_empty() {
            writer.pair("breakdown", &breakdown);
        }
        writer.pair("period", &format!("{{{}}}", self.placeholder(self.period)));
        // Flags are letters after a value to Eurostat, also where they have a column of their own.
        let flag =
            self.position("OBS_FLAG").map_or_else(String::new, |flag| format!(" {{{}}}", self.placeholder(flag)));
        writer.pair("value", &format!("{{{}}}{flag}", self.placeholder(self.value)));
        writer.pair("unit", &unit.map_or("unspecified".to_owned(), filled));
        for (target, name) in [("status", "OBS_STATUS"), ("scale", "UNIT_MULT"), ("action", "ACTION")] {
            if let Some(column) = self.position(name) {
                writer.pair(target, &format!("{{{}}}", self.placeholder(column)));
            }
        }
        writer.pair("source", "{flow}");
        if !note.is_empty() {
            writer.pair("note", &note);
        }
        metric_text
    }

    fn write_creations(&self, writer: &mut Writer, has_agency: bool, metric: &str) {
        let flow_name = match (self.has_names, self.has_both) {
            (true, _) => "{STRUCTURE_NAME}",
            (false, true) => "{flow_name}",
            (false, false) => "{flow}",
        };
        writer.table("create.source").pair("title", flow_name);
        if has_agency {
            writer.pair("publisher", "{agency}");
        }
        if let Some((.., date)) = self.updated() {
            writer.pair("published_on", date);
        }
        let label = |names: &[&str]| Some(format!("{{{}}}", self.find(names)?.label.as_ref()?));
        writer.table("create.metric");
        writer.pair("name", &label(&METRICS).unwrap_or(metric.to_owned()));
        writer.pair("kind", "level");
        for (of, _) in self.of_metric() {
            writer.pair(of.column, &format!("{{{}}}", of.part()));
        }
        if self.find(&REGIONS).is_some() {
            writer.table("create.region");
            if let Some(name) = label(&REGIONS) {
                writer.pair("name", &name);
            }
            writer.pair("level", "area");
        }
        if self.find(&SECTORS).is_some() {
            writer.table("create.sector").pair("scheme", "local");
        }
    }
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
        let is_key = ["SERIES_KEY", "OBS_KEY", UPDATED].contains(&id.as_str());
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
