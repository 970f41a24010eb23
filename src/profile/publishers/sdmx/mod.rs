//! SDMX-CSV, versions 1.0 and 2.x (<https://github.com/sdmx-twg/sdmx-csv>): one observation a row, components by their
//! identifiers, their labels beside them or behind a colon.

mod components;
mod exported;

use std::collections::HashSet;

use regex::Regex;

use super::eurostat::flags;
use crate::profile::numbers::notation::Numbers;
use crate::profile::proposal::Proposal;
use crate::profile::sample::Sample;
use crate::profile::sample::sdmx::{id, is_header};
use crate::profile::words::code_lists::{NATIONAL, write_kinds};
use crate::profile::writer::{Writer, group, inline};
use components::{
    CURRENCY, Component, METRICS, OF_METRIC, OfMetric, REGIONS, SECTORS, TRANSFORMATION, UNITS, UPDATED, components,
};

use crate::mapping::quoted;

const STATED: &str = "^[A-Z]{3}$";

/// Units for which the currency stands, and units that are a currency to which figures are converted.
const OF_CURRENCY: &str = "^(?:XDC|XNC|NC|NAC|_[A-Z])?$";
const CONVERTED: &str = "^(?:USD|EUR|GBP|JPY|CNY|CHF|XDR)(?:_|$)";

/// The spellings of the day on which Eurostat published a dataflow, each with the date that the groups of its pattern are.
const DATES: [(&str, &str); 2] = [
    ("^(?<updated>\\d{4}-\\d\\d-\\d\\d)", "{updated}"),
    (
        "^(?<updated_day>\\d\\d)/(?<updated_month>\\d\\d)/(?<updated_year>\\d\\d)(?: .*)?$",
        "20{updated_year}-{updated_month}-{updated_day}",
    ),
];

/// An artefact as `AGENCY:ID(VERSION)`, its name perhaps behind it.
const FLOW: &str = "^(?:(?<agency>[^:]+):)?(?<flow>[^(:]+)(?:\\([^)]*\\))?(?:: (?<flow_name>.*))?$";

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
pub(crate) fn propose(sample: &Sample) -> Option<Proposal> {
    if !is_header(&sample.columns) {
        return None;
    }
    if let Some(proposal) = exported::propose(sample) {
        return Some(proposal);
    }
    let message = Message::of(sample)?;
    let mut writer = Writer::default();
    message.write_format(&mut writer);
    let has_agency = message.write_parts(&mut writer);
    message.write_columns(&mut writer);
    message.write_creations(&mut writer, has_agency);
    message.write_whens(&mut writer);
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

    /// The components that are attributes of the metric.
    fn of_metric(&self) -> impl Iterator<Item = (&'static OfMetric, &Component)> {
        OF_METRIC.iter().filter_map(|of| Some((of, self.find(of.names)?)))
    }

    /// The unit of the figures; else their currency, where that is no dimension.
    fn unit(&self) -> Option<&Component> {
        self.find(&UNITS).or_else(|| self.find(&CURRENCY).filter(|currency| currency.is_attribute))
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
        // SDMX-CSV has decimal points, whatever its delimiter, but a program may have written it in its own way.
        if self.sample.delimiter != ',' && Numbers::of(self.sample, &[self.value], false).has_commas() {
            writer.pair("decimalChar", ",");
        }
        writer.raw("missingValues", "[\"NaN\", \"#N/A\"]").raw("totals", "[\"_T\", \"_Z\", \"~\", \"#N/A\"]");
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
        let of_metric: Vec<_> = self.of_metric().collect();
        let components = self.components.iter().map(|component| component.id.as_str());
        let used: HashSet<&str> = components.chain(["OBS_VALUE", "TIME_PERIOD", "ACTION", "OBS_FLAG"]).collect();
        for (column, name) in self.sample.columns.iter().zip(&self.ids) {
            let of = of_metric.iter().find(|(_, component)| component.id == *name);
            let is_used = used.contains(name.as_str());
            let group = group(name);
            // A time of day has colons of its own.
            let colon = if ["TIME_PERIOD", "OBS_VALUE"].contains(&name.as_str()) { ": " } else { ": ?" };
            let both = format!("^(?<{group}>.*?)(?:{colon}(?<{group}_name>.*))?$");
            match (of, self.has_both && is_used) {
                (Some((of, _)), true) => writer.raw(column, &format!("[{}, {}]", quoted(&both), quoted(of.pattern))),
                (Some((of, _)), false) => writer.pair(column, of.pattern),
                (None, true) => writer.pair(column, &both),
                (None, false) => writer,
            };
        }
        writer.table("codes");
        for (of, codes) in self.of_metric().filter_map(|(of, _)| Some((of, of.codes?))) {
            writer.raw(&of.part(), codes);
        }
        let nothing = |text: &str| inline(&["", "_Z", "_X", "_U", "#N/A"].map(|code| (code, text)));
        writer.raw("unit", &nothing("unspecified")).raw("status", &inline(&[("#N/A", "")])).raw("scale", &nothing(""));
        pattern.contains("agency")
    }

    /// The template of the metric, with a text behind its unit.
    fn metric(&self, of_unit: &str) -> String {
        let filled = |component: &Component| format!("{{{}}}", component.placeholder);
        let mut metric = self.find(&METRICS).map_or("{flow}".to_owned(), filled);
        // Where figures of one measure are stated in several units, each is a metric of its own.
        if let Some(component) = self.unit() {
            metric = format!("{metric}.{}{of_unit}", filled(component));
        }
        for component in self.find(&TRANSFORMATION).into_iter().chain(self.of_metric().map(|(_, component)| component))
        {
            metric = format!("{metric}.{}", filled(component));
        }
        metric
    }

    /// The components that neither the breakdown nor the note holds.
    fn used(&self) -> Vec<&Component> {
        let named = [&METRICS[..], &REGIONS, &SECTORS, &TRANSFORMATION].map(|names| self.find(names));
        let currency = self.find(&CURRENCY).filter(|currency| currency.is_attribute);
        let of_metric = self.of_metric().map(|(_, component)| component);
        named.into_iter().flatten().chain(self.unit()).chain(currency).chain(of_metric).collect()
    }

    /// Writes what fills the columns of the table.
    fn write_columns(&self, writer: &mut Writer) {
        let filled = |component: &Component| format!("{{{}}}", component.placeholder);
        writer.table("columns").pair("metric", &self.metric(""));
        for (target, names) in [("region", &REGIONS[..]), ("sector", &SECTORS)] {
            if let Some(component) = self.find(names) {
                writer.pair(target, &filled(component));
            }
        }
        let used = self.used();
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
        writer.pair("unit", &self.unit().map_or("unspecified".to_owned(), filled));
        for (target, name) in [("status", "OBS_STATUS"), ("scale", "UNIT_MULT"), ("action", "ACTION")] {
            if let Some(column) = self.position(name) {
                writer.pair(target, &format!("{{{}}}", self.placeholder(column)));
            }
        }
        writer.pair("source", "{flow}");
        if !note.is_empty() {
            writer.pair("note", &note);
        }
    }

    /// Writes the rules for some rows.
    fn write_whens(&self, writer: &mut Writer) {
        let [period, value] = [self.period, self.value].map(|column| self.placeholder(column));
        // Such a row gives the attributes of a series. One that deletes all figures of a series is an error.
        let mut matches = vec![(period.as_str(), "^~?$"), (value.as_str(), "^$")];
        let action = self.position("ACTION").map(|column| self.placeholder(column));
        matches.extend(action.as_deref().map(|action| (action, "^(?:[^Dd]|$)")));
        writer.when(&matches).raw("skip", "true");
        if let Some(component) = self.find(&TRANSFORMATION) {
            writer.when(&[(&component.placeholder, "^G")]).creates("metric", "kind", "growth");
        }
        let Some(unit) = self.find(&UNITS) else { return };
        write_kinds(&unit.placeholder, writer);
        let unit_code = &unit.placeholder;
        if let Some(currency) = self.find(&CURRENCY) {
            let [of_unit, of_currency] = [unit, currency].map(|component| format!("{{{}}}", component.placeholder));
            let joined = format!("{of_unit}.{of_currency}");
            // The first rule that fits holds.
            for (pattern, unit, is_joined) in
                [(OF_CURRENCY, &of_currency, true), (CONVERTED, &of_unit, false), ("", &joined, true)]
            {
                let behind = if is_joined { format!(".{of_currency}") } else { String::new() };
                writer.when(&[(unit_code, pattern), (&currency.placeholder, STATED)]);
                writer.raw("columns", &inline(&[("metric", &self.metric(&behind)), ("unit", unit)]));
            }
        }
        if let Some(region) = self.find(&REGIONS) {
            let of_region = format!(".{{{}}}", region.placeholder);
            let unit = format!("{{{unit_code}}}{of_region}");
            writer.when(&[(unit_code, NATIONAL)]);
            writer.raw("columns", &inline(&[("metric", &self.metric(&of_region)), ("unit", &unit)]));
        }
    }

    fn write_creations(&self, writer: &mut Writer, has_agency: bool) {
        let flow_name = match (self.has_names, self.has_both && FLOW == self.flow().1) {
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
        let label = |component: Option<&Component>| Some(format!("{{{}}}", component?.label.as_ref()?));
        // A new row without a name has that of its code.
        let name = |writer: &mut Writer, name: Option<String>| {
            if let Some(name) = name {
                writer.pair("name", &name);
            }
        };
        writer.table("create.metric");
        let of_flow = self.find(&METRICS).is_none() && (self.has_names || self.has_both);
        name(writer, if of_flow { Some(flow_name.to_owned()) } else { label(self.find(&METRICS)) });
        writer.pair("kind", "level");
        for (of, _) in self.of_metric() {
            writer.pair(of.column, &format!("{{{}}}", of.part()));
        }
        if let Some(unit) = label(self.unit()) {
            let currency = label(self.find(&CURRENCY)).filter(|currency| *currency != unit);
            writer.table("create.unit");
            name(writer, Some(std::iter::once(unit).chain(currency).collect::<Vec<_>>().join(", ")));
        }
        if let Some(region) = self.find(&REGIONS) {
            writer.table("create.region");
            name(writer, label(Some(region)));
            writer.pair("level", "area");
        }
        if let Some(sector) = self.find(&SECTORS) {
            writer.table("create.sector");
            name(writer, label(Some(sector)));
            writer.pair("scheme", "local");
        }
    }
}
