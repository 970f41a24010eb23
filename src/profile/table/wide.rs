//! Tables with periods across: regions or metrics stand below each other.

use std::collections::BTreeSet;

use regex::Regex;

use super::beside::{spans, table_beside, units_behind};
use super::headings;
use super::identity::Identity;
use super::rows::Rows;
use crate::dataset::{KnownBy, letters};
use crate::model::office_period::PeriodDoubt;
use crate::profile::columns::dated;
use crate::profile::columns::groups::groups;
use crate::profile::columns::own::Own;
use crate::profile::columns::parts::Parts;
use crate::profile::doubt::Ambiguity;
use crate::profile::numbers::marks::{Behind, behind, of_column, of_names};
use crate::profile::numbers::notation::{Numbers, array};
use crate::profile::numbers::unit::Unit;
use crate::profile::proposal::Proposal;
use crate::profile::sample::Sample;
use crate::profile::words::calendar::year_ending;
use crate::profile::words::figure::is_figure;
use crate::profile::words::spelling::{
    Unpivot, columns_in_digits, in_digits, of_parts, period_of, unpivot, write_doubt, write_period,
};
use crate::profile::words::statuses::{MARKED, is_of_several, marked};
use crate::profile::writer::Writer;

/// Says how the values of some columns are written, and returns it; `have_units` is whether each column has a unit of its own.
pub(crate) fn marks(sample: &Sample, columns: &[usize], have_units: bool, writer: &mut Writer) -> Numbers {
    let numbers = Numbers::of(sample, columns, have_units);
    numbers.write(writer);
    let missing = sample.missing_values(columns);
    let missing: Vec<&str> = missing.into_iter().chain(numbers.missing.iter().map(String::as_str)).collect();
    if !missing.is_empty() {
        writer.raw("missingValues", &array(missing));
    }
    numbers
}

/// The columns of periods, in ascending order, and what their periods are made of.
#[derive(Default)]
struct Periods {
    columns: Vec<usize>,
    unpivot: Unpivot,
    /// The column of years or of parts of years that is a part of each period.
    down: Option<usize>,
    template: String,
    /// Whether some names have a mark behind the period; the statuses that the marks mean, as a table of a mapping.
    has_marks: bool,
    /// How many units the names have behind the period in place of marks.
    units: usize,
    statuses: String,
    /// The columns of the flags or the notes of the figures before them, and what the flags mean.
    behind: Option<(Vec<usize>, Behind)>,
    flag_codes: String,
    /// The pattern that divides a name into a period and a group, and what the groups are in a breakdown.
    group: Option<(&'static str, &'static str)>,
    /// Whether the groups are the same for all names, and may be the metric.
    is_one_group: bool,
    /// What can be read in two ways among the periods that the template makes.
    open: Option<PeriodDoubt>,
    /// The columns of other numbers that the doubt is about.
    beside: Vec<usize>,
    doubt: Option<Ambiguity>,
}

/// The names of columns with a year at their end, and those with a year at their start.
const NAMED: &str = r"^(?<group>.*[^\s\d])\s+(?<period>\d{4})$";
const BEGUN: &str = r"^(?<period>\d{4})\s+(?<group>[^\s\d].*)$";

impl Periods {
    fn of(sample: &Sample) -> Option<Self> {
        if let Some(grouped) = Self::grouped(sample) {
            return Some(grouped);
        }
        let columns = sample.period_columns();
        if columns.len() < 2 {
            let in_digits = if columns.is_empty() { Self::in_digits(sample) } else { None };
            return in_digits.or_else(|| Self::parts(sample)).or_else(|| Self::ended(sample, NAMED));
        }
        // Of `2020 Number` and `2020 %`, only the second has the name of a period with a mark.
        let are_marked = columns.iter().all(|&column| period_of(&sample.columns[column]).is_none());
        let begun = if are_marked { Self::ended(sample, BEGUN) } else { None };
        if let Some(begun) = begun.filter(|begun| begun.columns.len() > columns.len()) {
            return Some(begun);
        }
        let has_marks = columns.iter().any(|&column| marked(&sample.columns[column]).is_some());
        let units = units_behind(sample, &columns);
        let (statuses, doubt) =
            if has_marks && units == 0 { of_names(sample, &columns) } else { (String::new(), None) };
        let header = if has_marks { "{period}" } else { "{header}" };
        let (down, template, open, of_parts) = match dated::below(sample, &columns) {
            Some(it) => (Some(it.column), format!("{header}{}", it.template), it.periods, it.doubt),
            None => (None, header.to_owned(), None, None),
        };
        let (beside, of_spans) = spans(sample, &columns).unzip();
        let (unpivot, columns) = unpivot(&sample.columns, columns);
        let behind = if has_marks { None } else { behind(sample, &columns) };
        let (flag_codes, of_flags) = match &behind {
            Some((flags, Behind::Flags)) => of_column(sample, flags),
            _ => (String::new(), None),
        };
        let doubt = [doubt.or(of_flags), of_spans, of_parts].into_iter().flatten().reduce(Ambiguity::and);
        let of_names = Self { columns, unpivot, down, template, open, has_marks, units, ..Self::default() };
        Some(Self { statuses, behind, flag_codes, beside: beside.unwrap_or_default(), doubt, ..of_names })
    }

    /// Those that the names of columns state in digits alone.
    fn in_digits(sample: &Sample) -> Option<Self> {
        let columns = columns_in_digits(&sample.columns);
        let (reading, open) = in_digits("", columns.iter().map(|column| sample.columns[*column].as_str()))?;
        let unpivot = "^\\d{6}(?:\\d\\d)?$";
        Some(Self {
            columns,
            unpivot: Unpivot::Pattern(unpivot.to_owned()),
            template: format!("{reading}{{header}}"),
            open,
            ..Self::default()
        })
    }

    /// Those whose years stand in a column, and whose parts of a year are across.
    fn parts(sample: &Sample) -> Option<Self> {
        let Parts { columns, unpivot, year, template, periods, beside, doubt } = Parts::of(sample)?;
        let of_parts = Self { columns, unpivot, template, down: Some(year), open: periods, ..Self::default() };
        Some(Self { beside, doubt, ..of_parts })
    }

    /// Those of a header of two rows, of which one names the periods and the other something else.
    fn grouped(sample: &Sample) -> Option<Self> {
        let is_named =
            |column: &usize| !sample.groups[*column].is_empty() && sample.columns[*column] != sample.groups[*column];
        let columns: Vec<usize> = (0..sample.groups.len()).filter(is_named).collect();
        let name =
            |column: &usize| sample.columns[*column].strip_prefix(&sample.groups[*column]).unwrap_or_default().trim();
        let is_period = |name: &str| period_of(name).is_some() && !name.contains(' ');
        let is_whole = |column: &usize| period_of(&sample.columns[*column]).is_some();
        if columns.len() < 2 || columns.iter().any(is_whole) {
            return None;
        }
        let (pattern, others): (&str, Vec<&str>) = if columns.iter().all(|column| is_period(&sample.groups[*column])) {
            ("^(?<period>\\S+) (?<group>.+)$", columns.iter().map(name).collect())
        } else if columns.iter().all(|column| is_period(name(column))) {
            ("^(?<group>.+) (?<period>\\S+)$", columns.iter().map(|column| sample.groups[*column].as_str()).collect())
        } else {
            return None;
        };
        let (pair, doubt) = groups(&others);
        Some(Self {
            unpivot: Unpivot::Names(columns.iter().map(|&column| sample.columns[column].clone()).collect()),
            columns,
            template: "{period}".to_owned(),
            group: Some((pattern, pair)),
            doubt,
            ..Self::default()
        })
    }

    /// Those of years at the end or the start of names that are alike but for the years, such as `Population 2020`.
    fn ended(sample: &Sample, form: &'static str) -> Option<Self> {
        // The year of prices or of a base is no period.
        const OTHERS: &str =
            "(?i)\\b(?:base|basis|prices?|constant|chained|reference|index|since|before|after|from|to)$";
        let [pattern, others] = [form, OTHERS].map(|pattern| Regex::new(pattern).ok());
        let (pattern, others) = pattern.zip(others)?;
        let group = |column: usize| {
            let found = pattern.captures(&sample.columns[column])?;
            let group = found.name("group")?.as_str();
            (period_of(&found["period"]).is_some() && !others.is_match(group)).then_some(group)
        };
        let has_periods = |column: usize| sample.all(column, &|cell| period_of(cell).is_some());
        let columns = 0..sample.columns.len();
        let is_of_year = |column: &usize| group(*column).is_some() && sample.cells(*column).all(is_figure);
        let found: Vec<usize> = columns.clone().filter(is_of_year).collect();
        let names: Vec<&str> = found.iter().filter_map(|column| group(*column)).collect();
        let is_alone = |name: &&str| names.iter().filter(|other| *other == name).count() < 2;
        if found.is_empty() || names.iter().any(is_alone) || columns.into_iter().any(has_periods) {
            return None;
        }
        let is_one_group = names.iter().all(|name| *name == names[0]);
        let (pair, doubt) = groups(&names);
        let (unpivot, columns) = unpivot(&sample.columns, found);
        let ending = year_ending(names[0]).filter(|_| is_one_group);
        let template = ending.as_ref().map_or("{period}".to_owned(), |ending| format!("{ending} {{period}}"));
        let doubt = doubt.filter(|_| !is_one_group);
        // `Year ended June 2020` says nothing more than the period.
        let group = Some((form, if ending.is_some() { "" } else { pair }));
        let is_one_group = is_one_group && ending.is_none();
        Some(Self { columns, unpivot, template, group, is_one_group, doubt, ..Self::default() })
    }

    /// The other columns.
    fn labels(&self, sample: &Sample) -> Vec<usize> {
        let behind = self.behind.iter().flat_map(|(columns, _)| columns);
        let of_periods: BTreeSet<usize> = self.columns.iter().chain(behind).chain(&self.beside).copied().collect();
        let is_of_periods = |column: &usize| of_periods.contains(column);
        (0..sample.columns.len()).filter(|column| !is_of_periods(column) && self.down != Some(*column)).collect()
    }

    /// Writes periods of which one column holds the years or the parts of years, and the names of others the other; what cannot be decided
    /// is returned.
    fn write_parts<'s>(
        &self,
        sample: &'s Sample,
        down: usize,
        names: impl Iterator<Item = &'s str> + Clone,
        writer: &mut Writer,
    ) -> Option<Ambiguity> {
        let [name, cell] = [names.clone().next(), sample.cells(down).next()].map(Option::unwrap_or_default);
        let (before, doubt) = if period_of(name).is_some() {
            of_parts(&sample.columns[down], sample.cells(down).map(|part| (name, part)))
        } else {
            of_parts("", names.map(|part| (cell, part)))
        };
        let template = format!("{before}{}", self.template);
        match doubt {
            Some(doubt) => Some(write_doubt(&doubt, &template, writer)),
            None => {
                writer.pair("period", &template);
                None
            }
        }
    }

    /// Writes what periods are made of; what cannot be decided is returned.
    fn write<'s>(&self, sample: &'s Sample, writer: &mut Writer) -> Option<Ambiguity> {
        let names = self.columns.iter().map(|&column| sample.columns[column].as_str());
        let divided = self.group.and_then(|(pattern, _)| Regex::new(pattern).ok());
        let period = |name: &'s str| match &divided {
            Some(pattern) => {
                pattern.captures(name).and_then(|found| found.name("period")).map_or(name, |it| it.as_str())
            }
            None => marked(name).map_or(name, |(period, _)| period),
        };
        let names = names.map(period);
        let doubt = match (&self.open, self.down) {
            (Some(doubt), _) => Some(write_doubt(doubt, &self.template, writer)),
            (None, None) => {
                let labels = self.labels(sample).into_iter().map(|column| sample.columns[column].clone());
                let lines: Vec<String> = sample.above.iter().cloned().chain(labels).collect();
                write_period(("", &lines), &self.template, names, writer)
            }
            (None, Some(down)) => self.write_parts(sample, down, names, writer),
        };
        if self.has_marks {
            writer.pair(if self.units > 0 { "unit" } else { "status" }, "{mark}");
        }
        if let Some((columns, what)) = &self.behind {
            if *what == Behind::Flags {
                writer.pair("status", "{+1}");
            }
            if *what == Behind::Notes || columns.iter().any(|column| sample.cells(*column).any(is_of_several)) {
                writer.pair("note", "{+1}");
            }
        }
        doubt
    }
}

/// Periods across, and regions or metrics below each other.
pub(crate) fn propose(sample: &Sample) -> Option<Proposal> {
    let periods = Periods::of(sample).filter(|_| !sample.rows.is_empty())?;
    let rows =
        Rows::of(sample, periods.labels(sample), (*periods.columns.first()?, periods.down), periods.is_one_group)?;
    let identity = Identity::of(sample, None);
    let mut writer = Writer::default();
    head(sample, &mut writer);
    writer.raw("unpivot", &periods.unpivot.text());
    let numbers = marks(sample, &periods.columns, false, &mut writer);
    let has_units = rows.has_pattern() || rows.own.column("unit").is_some();
    let unit = Unit::of(sample, &periods.columns);
    let unit = match has_units {
        true => unit.beside_others(!rows.named.has_units || rows.named.are_all),
        false => unit.of_metrics(rows.metrics()),
    };
    let name = rows.metric().unwrap_or_default();
    let parts = [
        rows.of_above.map(|key| ("above", format!("^{key}{}\\s*$", rows.named.inner()))),
        rows.named.has_units.then(|| (name.as_str(), rows.named.pattern.clone())).filter(|_| rows.of_above.is_none()),
        // The region or enterprise that the figures are of is named by the file, if at all.
        rows.may_be_of_file().then(|| ("file", "^(?<table>[^.]+)".to_owned())),
        periods.has_marks.then(|| ("header", MARKED.to_owned())),
        periods.group.map(|(pattern, _)| ("header", pattern.to_owned())),
    ];
    unit.write_parts(parts.into_iter().flatten(), codes(sample, &periods, &rows.own), has_units, &mut writer);
    writer.table("columns");
    let is_of_names = periods.is_one_group && !rows.has_metric();
    if is_of_names {
        writer.pair("metric", "{group}");
    }
    // Figures of one metric in several units are of several metrics.
    let of_unit = if periods.units > 1 { ".{mark}" } else { "" };
    let is_one = rows.write(&identity, of_unit, &mut writer) && !is_of_names;
    rows.own.write(sample, &mut writer);
    let of_group = periods.group.filter(|(_, pair)| !is_of_names && !pair.is_empty()).map(|(_, pair)| pair.to_owned());
    let pairs: Vec<String> = rows.pairs().chain(of_group).collect();
    if !pairs.is_empty() {
        writer.pair("breakdown", &pairs.join(";"));
    }
    let doubt = periods.write(sample, &mut writer);
    if rows.has_pattern() {
        writer.pair("unit", "{unit}");
    }
    if let Some(unit) = periods.columns.iter().find_map(|column| sample.units.get(*column)) {
        writer.pair("unit", unit);
    }
    unit.write(&mut writer);
    finish_across(&rows, is_one, &identity, &mut writer);
    rows.named.write(&name, &mut writer);
    rows.write_kinds(&identity, unit.part().is_some(), &mut writer);
    let profile = rows.profile(numbers.has_commas());
    // Where the names are divided, all of them must be called by periods.
    let is_divided = periods.has_marks || periods.group.is_some();
    let beside = rows.beside(&periods.columns, Some(&periods.unpivot).filter(|_| !is_divided));
    let unknown = dated::not_understood(sample, rows.others());
    let labels = periods.labels(sample);
    let of_headings = headings::in_doubt(sample, &labels, &periods.columns, &pairs).filter(|_| periods.down.is_none());
    let of_places = rows.empty_in_doubt();
    let of_headings = of_headings.filter(|_| of_places.is_none());
    let of_table = table_beside(sample, &periods.columns, &labels);
    let doubts = [
        of_table,
        of_places,
        doubt,
        periods.doubt,
        unit.doubt,
        beside,
        unknown,
        rows.own.doubt,
        numbers.doubt,
        of_headings,
    ];
    let ambiguity = doubts.into_iter().flatten().reduce(Ambiguity::and);
    Some(Proposal { profile, text: writer.finish(), ambiguity })
}

/// The translations of a mapping with periods across: of the flags behind the periods, where there are some, else of a column of flags.
fn codes(sample: &Sample, periods: &Periods, own: &Own) -> Vec<(String, String)> {
    let of_marks = Some(("mark".to_owned(), periods.statuses.clone())).filter(|(_, table)| !table.is_empty());
    let of_flags = Some(("status".to_owned(), periods.flag_codes.clone())).filter(|(_, table)| !table.is_empty());
    let of_own = own.codes(sample).filter(|(name, _)| of_flags.is_none() || name != "status");
    let of_own: Vec<_> = of_own.collect();
    of_marks.into_iter().chain(of_flags).chain(of_own).collect()
}

/// Writes the end of a mapping with periods across: the source, and what is created; `is_one` is whether the figures are all
/// of the metric of the identity.
fn finish_across(rows: &Rows, is_one: bool, identity: &Identity, writer: &mut Writer) {
    writer.pair("source", &identity.source);
    identity.write_creation((rows.sample, &rows.own), is_one, writer);
    rows.write_places(writer);
}

/// How the file is read: what every mapping of a table of no known publisher starts with.
pub(crate) fn head(sample: &Sample, writer: &mut Writer) {
    if sample.preview.decided.by == KnownBy::Detection {
        writer.pair("encoding", &sample.preview.decided.name().to_lowercase());
    }
    if sample.preview.sheet.is_some() && sample.preview.is_whole {
        writer.pair("range", &range(sample));
    }
    if let Some(dialect) = sample.dialect(None) {
        writer.raw("dialect", dialect.trim_start_matches("dialect = "));
    }
    if let Some(end) = sample.end_pattern() {
        writer.pair("end", &end);
    }
    if sample.is_filled {
        let name = sample.columns.first().filter(|name| !name.is_empty()).map_or("#1", String::as_str);
        writer.raw("fill", &array([name]));
    }
}

/// The cells of the table in its sheet.
fn range(sample: &Sample) -> String {
    let start = sample.preview.first_column;
    format!(
        "{}{}:{}{}",
        letters(start),
        sample.header_line,
        letters(start + sample.columns.len().saturating_sub(1)),
        sample.last_line
    )
}
