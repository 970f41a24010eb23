//! What the rows of a table with periods across are of: regions, sectors or metrics.

use super::identity::{Identity, place_above};
use super::suspects::names;
use crate::mapping::quoted;
use crate::problem::listed;
use crate::profile::columns::apart::{is_apart, is_code_of};
use crate::profile::columns::called::is_code;
use crate::profile::columns::labels::{has_several, numbers_beside};
use crate::profile::columns::names::{key, placeholder, words};
use crate::profile::columns::own::Own;
use crate::profile::columns::places::{self, are_pairs, names_places};
use crate::profile::doubt::Ambiguity;
use crate::profile::sample::Sample;
use crate::profile::words::code_lists::{may_say_kinds, write_kinds_of};
use crate::profile::words::list::is_among;
use crate::profile::words::named_unit::{NamedUnits, divided};
use crate::profile::words::role::is_dimension;
use crate::profile::words::spelling::{Unpivot, period_of};
use crate::profile::writer::Writer;

/// What the rows of a table with periods across are of.
pub(crate) struct Rows<'a> {
    pub sample: &'a Sample,
    labels: Vec<usize>,
    /// The columns of numbers that are neither codes nor labels.
    numbers: Vec<usize>,
    pub own: Own,
    /// The column of their names.
    first: Option<usize>,
    /// The column of the names of the places whose codes that one holds.
    label: Option<usize>,
    /// The column of the metrics.
    metric: Option<usize>,
    /// The first column of the parts of one metric, where no column names metrics or places.
    part: Option<usize>,
    /// The column of codes of what another column names.
    code: Option<usize>,
    /// How the line above the table starts that names the metric.
    pub of_above: Option<&'static str>,
    pub is_metric: bool,
    /// The units in which the names of the metrics end.
    pub named: NamedUnits,
}

impl<'a> Rows<'a> {
    /// The rows of a table with these columns beside those of periods, of which `first_period` is the first; `down` is the column
    /// of the years or of the parts of years of each period, and `are_parts` is whether the names of the columns state the metric.
    pub(crate) fn of(
        sample: &'a Sample,
        labels: Vec<usize>,
        (first_period, down): (usize, Option<usize>),
        are_parts: bool,
    ) -> Option<Self> {
        let mut own = Own::of(sample, &labels);
        let (place, label) = match places::of(sample, &labels) {
            (place, Some(label)) => (place, Some(label)),
            _ => (labels.iter().copied().find(|&column| names_places(&sample.columns[column])), None),
        };
        let numbers = numbers_beside(sample, (&labels, down), first_period);
        let numbers: Vec<usize> =
            numbers.into_iter().filter(|column| !own.has(*column) && place != Some(*column)).collect();
        let is_name = |column: &usize| {
            !own.has(*column) && sample.cells(*column).next().is_some() && numbers.binary_search(column).is_err()
        };
        // Where a column names the places, the sectors or the metrics, no other is one of metrics.
        let is_open = place.is_none() && own.column("metric").is_none() && own.column("sector").is_none();
        let names: Vec<usize> = labels.iter().copied().filter(|column| is_open && is_name(column)).collect();
        let (code, named) = named_by_codes(sample, &names).unzip();
        let is_part = |column: &usize| are_parts || is_part(sample, &own, *column);
        let part = names.iter().copied().find(is_part);
        let metrics = || names.iter().copied().filter(|column| !is_part(column) && code != Some(*column));
        let found = metrics().find(|column| !sample.is_numbering(*column));
        let found = found.or_else(|| if part.is_none() { metrics().next() } else { None });
        let part = part.filter(|_| found.is_none());
        if let Some((code, named)) = code.zip(named.filter(|named| found == Some(*named))) {
            own.set_metric(code, named);
        }
        let first = place.or(own.column("metric")).or(found);
        if first.is_none() && part.is_none() && own.column("sector").is_none() && down.is_none() {
            return None;
        }
        let is_of_regions = place.is_some();
        let of_above =
            ["指标：", "Indicator: "].into_iter().find(|key| sample.above.iter().any(|line| line.starts_with(key)));
        let of_above = of_above.filter(|_| own.column("metric").is_none());
        let is_metric = first.is_some() && !is_of_regions && of_above.is_none();
        let metric = own.column("metric").or(first.filter(|_| is_metric));
        let named = match (metric.filter(|_| own.column("unit").is_none()), of_above) {
            (Some(metric), _) => NamedUnits::of(sample.cells(metric)),
            (None, Some(key)) => NamedUnits::of(sample.above.iter().filter_map(|line| line.strip_prefix(key))),
            (None, None) => NamedUnits::of(std::iter::empty()),
        };
        Some(Self { sample, labels, numbers, own, first, label, metric, part, code, of_above, is_metric, named })
    }

    /// Whether a pattern takes the metric and its unit.
    pub(crate) fn has_pattern(&self) -> bool {
        self.of_above.is_some() || self.named.has_units
    }

    /// Whether a column or a line above the table names the metric.
    pub(crate) fn has_metric(&self) -> bool {
        self.metric.is_some() || self.of_above.is_some()
    }

    /// What the column of the metrics is called in a template.
    pub(crate) fn metric(&self) -> Option<String> {
        self.metric.map(|metric| placeholder(self.sample, metric))
    }

    /// The names of the metrics.
    pub(crate) fn metrics(&self) -> impl Iterator<Item = &'a str> {
        self.metric.into_iter().flat_map(|metric| self.sample.cells(metric))
    }

    /// Writes the metric, with something behind its code, and the region; returns whether the metric is the same for all rows.
    pub(crate) fn write(&self, identity: &Identity, of_unit: &str, writer: &mut Writer) -> bool {
        let of_column = self.metric().map(|metric| format!("{{{metric}}}"));
        let metric = match (self.has_pattern(), &of_column) {
            (true, _) => "{metric}",
            (false, Some(metric)) => metric,
            (false, None) => &identity.metric,
        };
        writer.pair("metric", &format!("{metric}{of_unit}"));
        match (self.first.filter(|_| !self.is_metric), place_above(self.sample)) {
            (Some(first), _) => _ = writer.pair("region", &format!("{{{}}}", placeholder(self.sample, first))),
            (None, Some(place)) => _ = writer.pair("region", &place),
            (None, None) => {}
        }
        metric == identity.metric && of_unit.is_empty()
    }

    /// Writes which kinds the metrics have; `has_unit` is whether a line states the unit of the table.
    pub(crate) fn write_kinds(&self, identity: &Identity, has_unit: bool, writer: &mut Writer) {
        let columns = self.own.column("unit").into_iter().chain(self.metric);
        let cells = columns.flat_map(|column| self.sample.cells(column));
        let around = self.sample.preview.text.lines().take(self.sample.header_line as usize);
        if self.sample.preview.is_whole && !may_say_kinds(cells.chain(around)) {
            return;
        }
        let of_column = self.own.column("unit").map(|unit| placeholder(self.sample, unit));
        let unit = of_column.or((self.has_pattern() || has_unit).then(|| "unit".to_owned()));
        let name = if self.has_pattern() { Some("metric".to_owned()) } else { self.metric() };
        write_kinds_of((name.as_deref(), &identity.metric_name), unit.as_deref(), writer);
    }

    /// A doubt where the regions stand once for several rows.
    pub(crate) fn empty_in_doubt(&self) -> Option<Ambiguity> {
        places::empty_in_doubt(self.sample, self.first.filter(|_| !self.is_metric)?)
    }

    /// Writes how the regions are created.
    pub(crate) fn write_places(&self, writer: &mut Writer) {
        let region = self.first.filter(|_| !self.is_metric);
        places::write(self.sample, (region, self.label), writer);
        if region.is_none() && place_above(self.sample).is_some() {
            writer.table("create.region").pair("level", "area");
        }
    }

    pub(crate) fn profile(&self, has_commas: bool) -> &'static str {
        if self.part.is_some() {
            return if has_commas {
                "parts down, periods across, decimal commas"
            } else {
                "parts down, periods across"
            };
        }
        match (self.is_metric, self.first.is_none() && self.own.column("sector").is_some(), has_commas) {
            (true, _, false) => "metrics down, periods across",
            (true, _, true) => "metrics down, periods across, decimal commas",
            (false, true, false) => "sectors down, periods across",
            (false, true, true) => "sectors down, periods across, decimal commas",
            (false, false, false) => "regions down, periods across",
            (false, false, true) => "regions down, periods across, decimal commas",
        }
    }

    /// The columns that break the figures down.
    pub(crate) fn others(&self) -> impl Iterator<Item = usize> {
        let sample = self.sample;
        let is_other = |column: &usize| {
            !self.own.has(*column)
                && self.code != Some(*column)
                && self.numbers.binary_search(column).is_err()
                && ![self.first, self.label, self.metric].contains(&Some(*column))
                && sample.may_hold(*column)
                && !sample.is_measured(*column)
                && (self.part == Some(*column) || !sample.is_numbering(*column))
                && !is_apart(sample, *column)
                && !self.first.is_some_and(|first| is_code_of(sample, *column, first))
        };
        self.labels.iter().copied().filter(is_other)
    }

    /// Whether the file may name the region or the enterprise that the figures are of.
    pub(crate) fn may_be_of_file(&self) -> bool {
        self.is_metric && place_above(self.sample).is_none()
    }

    /// The pairs of the breakdown: the file, where it may name the region or the enterprise, and the other columns.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = String> {
        let of_file = self.may_be_of_file().then(|| "file={table}".to_owned());
        of_file.into_iter().chain(self.others().map(|column| self.pair(column)))
    }

    /// A doubt about columns of numbers that are called by no periods, such as `Total` or `2O24`; `unpivot` is of the columns of periods,
    /// where another column can be one of them, for which the year after these periods is an example. A measured one is none, unless it stands
    /// among the periods, or has one of their years in its name.
    pub(crate) fn beside(&self, periods: &[usize], unpivot: Option<&Unpivot>) -> Option<Ambiguity> {
        let sample = self.sample;
        let years: Vec<i32> =
            periods.iter().filter_map(|&column| Some(period_of(&sample.columns[column])?.end().year())).collect();
        let year = years.iter().max().unwrap_or(&2000) + 1;
        let is_dated =
            |name: &str| years.iter().map(i32::to_string).any(|year| name.starts_with(&year) || name.ends_with(&year));
        let is_among = |column: usize| {
            periods.first() < Some(&column) && periods.last() > Some(&column) || is_dated(&sample.columns[column])
        };
        let is_open = |column: &usize| !sample.is_measured(*column) || is_among(*column);
        let numbers: Vec<usize> = self.numbers.iter().copied().filter(is_open).collect();
        let first = &sample.columns[*numbers.first()?];
        let names = names(sample, &numbers);
        let (plural, hold, is) = match names[..] {
            [_] => ("", "holds", "its name is no period"),
            _ => ("s", "hold", "their names are no periods"),
        };
        let pairs: Vec<String> = numbers.iter().map(|column| self.pair(*column)).collect();
        let of_period = |unpivot: &Unpivot| {
            let (unpivot, name) = (unpivot.with(first).text(), quoted(first));
            format!(", or unpivot = {unpivot} with [codes] header = {{ {name} = \"{year}\" }} and its period there")
        };
        let way = unpivot.filter(|_| !first.is_empty()).map(of_period).unwrap_or_default();
        Some(Ambiguity {
            what: format!("the column{plural} {} {hold} numbers, and {is}", listed(&names)),
            ways: Vec::new(),
            written: Some(format!(
                "the mapping as it stands, which does not read {}, or `{}` in the breakdown{way}",
                listed(&names),
                pairs.join(";")
            )),
        })
    }

    /// A column as a pair of the breakdown.
    fn pair(&self, column: usize) -> String {
        format!("{}={{{}}}", key(self.sample, column), placeholder(self.sample, column))
    }
}

/// Whether the cells of a column are parts of one metric by its name, or codes of a classification. Those with units of their own are metrics.
fn is_part(sample: &Sample, own: &Own, column: usize) -> bool {
    let name = &sample.columns[column];
    // `HS code`, but not `Code`.
    let is_classification = is_code(name) && !words(name).all(|word| is_among("code, codes, id, no, nr", &word));
    (is_dimension(name) || is_classification)
        && !own.column("unit").is_some_and(|unit| has_several(sample, unit))
        && !sample.cells(column).any(|cell| divided(cell).is_some())
}

/// A column of codes, by its name or its cells, and the one beside it that names what each of them is of.
fn named_by_codes(sample: &Sample, names: &[usize]) -> Option<(usize, usize)> {
    let is_of_codes = |cell: &str| {
        cell.contains(|c: char| c.is_ascii_digit()) && !cell.contains(|c: char| c.is_lowercase() || c.is_whitespace())
    };
    let holds_codes = |column: usize| {
        // The numbers of the rows are codes of nothing.
        let is_full = sample.cells(column).count() == sample.rows.len() && !sample.is_numbering(column);
        is_full && (is_code(&sample.columns[column]) || sample.all(column, &is_of_codes))
    };
    let pairs = names.windows(2).flat_map(|pair| [(pair[0], pair[1]), (pair[1], pair[0])]);
    let mut pairs = pairs.filter(|(code, named)| code.abs_diff(*named) == 1 && are_pairs(sample, *code, *named));
    pairs.find(|(code, named)| holds_codes(*code) && !holds_codes(*named) && !is_code(&sample.columns[*named]))
}
