//! What stands across where periods stand below each other: metrics, regions, or parts of one metric.

use super::identity::{Identity, is_measure};
use crate::profile::columns::groups::is_sex;
use crate::profile::columns::names::placeholder;
use crate::profile::doubt::Ambiguity;
use crate::profile::words::code_lists::{may_say_kinds, write_kinds_of};
use crate::profile::words::list::{is_among, words_in};
use crate::profile::words::named_unit::{NamedUnits, divided};

use super::values::Values;
use crate::mapping::quoted;
use crate::problem::listed;
use crate::profile::columns::places::names_places;
use crate::profile::sample::Sample;
use crate::profile::words::role::{is_note, is_status, is_unit};
use crate::profile::writer::{Writer, inline};

/// What stands across.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Series {
    Metrics,
    Regions,
    /// Metrics, or parts of one metric, such as women and men.
    Parts,
    /// Metrics, or regions of one metric.
    Unknown,
}

/// Words for what is measured.
const METRICS: &str = "gdp, gva, gnp, gni, cpi, ppi, hicp, population, births, deaths, marriages, divorces, migration, \
                       employment, unemployment, employed, unemployed, jobs, employees, vacancies, exports, imports, trade, \
                       output, production, turnover, sales, revenue, revenues, expenditure, expenditures, investment, income, \
                       wages, earnings, salaries, prices, inflation, consumption, savings, debt, deficit, surplus, taxes, \
                       visitors, arrivals, nights, enterprises, households, students, bevölkerung, ausfuhr, einfuhr, \
                       beschäftigte, erwerbstätige, exportations, importations, emploi, exportaciones, importaciones, población, \
                       empleo";
const CHINESE_METRICS: &str = "总值, 產值, 产值, 人口, 人数, 出口, 进口, 收入, 支出, 就业, 投资, 消费, 指数, 输出";

/// Whether a name says what is measured.
fn is_metric(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    words.any(|word| is_among(METRICS, word) || !word.is_empty() && is_measure(word))
        || words_in(CHINESE_METRICS).any(|word| name.contains(word))
}

impl Series {
    fn of(sample: &Sample, table: &Values, names: &[&str]) -> Self {
        const BY: &str = "by region, by country, by countries, by province, by state, by city, by district, by county, \
                          by municipalit";
        const CHINESE_BY: &str = "分地区, 各地区, 分省, 各省";
        let says_regions = |line: &String| {
            let line = line.to_lowercase();
            words_in(BY).chain(words_in(CHINESE_BY)).any(|by| line.contains(by))
        };
        let is_region =
            |name: &&str| name.chars().count() > 1 && name.ends_with(['省', '市', '县', '區', '区', '州', '県']);
        let sexes = names.iter().filter(|name| is_sex(divided(name).map_or(name, |(name, _)| name))).count();
        let is_group = |name: &&str| !name.is_empty() && !name.contains(char::is_alphabetic);
        if sexes > 1 || names.iter().any(is_group) {
            return Self::Parts;
        }
        let has_places = names_places(&sample.columns[table.period])
            || sample.above.iter().any(says_regions)
            || names.iter().all(is_region);
        let are_metrics = names.iter().any(|name| divided(name).is_some()) || names.iter().all(|name| is_metric(name));
        match (table.region.is_some(), has_places, are_metrics) {
            (true, ..) | (_, false, true) => Self::Metrics,
            (_, true, false) => Self::Regions,
            (_, true, true) | (_, false, false) => Self::Unknown,
        }
    }
}

/// The name of the profile of a table with one column of figures.
pub(crate) fn profile(has_commas: bool) -> &'static str {
    if has_commas { "one figure per row, decimal commas" } else { "one figure per row" }
}

/// The columns of figures of a table with several of them.
pub(crate) struct Across<'a> {
    sample: &'a Sample,
    columns: &'a [usize],
    names: Vec<&'a str>,
    pub series: Series,
    named: NamedUnits,
    has_region: bool,
    /// A column that states one unit or one status for several figures.
    shared: Option<usize>,
    /// Whether a row below the header states the units.
    has_row: bool,
}

impl<'a> Across<'a> {
    /// Those of a table; `None` where one column holds all figures, unless its name ends in their unit.
    pub(crate) fn of(sample: &'a Sample, table: &'a Values) -> Option<Self> {
        let columns = table.columns.as_slice();
        let names: Vec<&str> = columns.iter().map(|column| sample.columns[*column].as_str()).collect();
        let shared = ["unit", "status", "flag", "scale"].into_iter().find_map(|role| table.own.column(role));
        // `GDP flag` beside `GDP` and `Jobs`.
        let is_of_figure = |column: &usize| {
            sample.columns[*column]
                .rsplit(' ')
                .next()
                .is_some_and(|word| is_unit(word) || is_status(word) || is_note(word))
        };
        let shared = shared.or_else(|| table.others.iter().copied().find(is_of_figure));
        let states_unit = || {
            let is_stated = ["metric", "unit"].iter().any(|role| table.own.column(role).is_some());
            divided(names[0]).is_some() && !is_stated
        };
        let is_one = columns.len() == 1;
        let has_units = columns.iter().any(|column| sample.units.get(*column).is_some_and(|unit| !unit.is_empty()));
        (!is_one || has_units || states_unit()).then(|| Self {
            sample,
            columns,
            series: if is_one || has_units { Series::Metrics } else { Series::of(sample, table, &names) },
            named: NamedUnits::of(names.iter().copied()),
            names,
            has_region: table.region.is_some(),
            shared,
            has_row: has_units,
        })
    }

    pub(crate) fn unpivot(&self) -> String {
        let names: Vec<String> = self.columns.iter().map(|column| quoted(&placeholder(self.sample, *column))).collect();
        format!("[{}]", names.join(", "))
    }

    /// Whether the columns have units of their own: the names end in them, or a row below states them.
    pub(crate) fn has_units(&self) -> bool {
        self.named.has_units || self.has_row
    }

    pub(crate) fn all_have_units(&self) -> bool {
        self.named.are_all || self.has_row && self.units().all(|(_, unit)| !unit.is_empty())
    }

    /// The name of each column, and the unit that the row below it states.
    fn units(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let units = self.columns.iter().map(|column| self.sample.units.get(*column).map_or("", String::as_str));
        self.names.iter().copied().zip(units)
    }

    /// The names of the metrics, or of what else stands across.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.names.iter().copied()
    }

    /// The part of a mapping that divides the names.
    pub(crate) fn part(&self) -> Option<(&'static str, String)> {
        // A unit that another row states is found by the name of its column.
        let pattern = if self.has_row { "^(?<unit>.*)$" } else { &self.named.pattern };
        self.has_units().then(|| ("header", pattern.to_owned()))
    }

    /// The translation of the names to the units that a row below them states.
    pub(crate) fn units_by_name(&self) -> Option<(String, String)> {
        let stated = |(name, unit): (&'a str, &'a str)| (name, if unit.is_empty() { "unspecified" } else { unit });
        self.has_row.then(|| ("unit".to_owned(), inline(&self.units().map(stated).collect::<Vec<_>>())))
    }

    /// Writes that the row of the units is none of figures.
    fn write_row(&self, writer: &mut Writer) {
        let stated = |column: &&usize| self.sample.units.get(**column).is_some_and(|unit| !unit.is_empty());
        if let Some(column) = self.columns.iter().find(stated) {
            let pattern = format!("^{}$", regex::escape(&self.sample.units[*column]));
            writer.when(&[(&placeholder(self.sample, *column), &pattern)]).raw("skip", "true");
        }
    }

    /// What the names of the metrics are called in a template.
    fn placeholder(&self) -> &'static str {
        if self.named.has_units { "metric" } else { "header" }
    }

    /// The translations of names that say how something is measured, but not what.
    pub(crate) fn codes(&self, identity: &Identity) -> Option<(String, String)> {
        let bare = self.names.iter().map(|name| divided(name).map_or(*name, |(name, _)| name));
        let pairs: Vec<(&str, String)> = bare.filter_map(|name| Some((name, identity.measured(name)?))).collect();
        let mut pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, code)| (*name, code.as_str())).collect();
        // Two names may be alike but for their units.
        pairs.sort_unstable();
        pairs.dedup();
        (!pairs.is_empty()).then(|| (self.placeholder().to_owned(), inline(&pairs)))
    }

    /// Writes what stands across.
    pub(crate) fn write(&self, identity: &Identity, writer: &mut Writer) {
        let metric = format!("{{{}}}", self.placeholder());
        match self.series {
            Series::Regions => {
                writer.pair("metric", &identity.metric).pair("region", "{header}");
            }
            Series::Unknown => {
                writer.comment("If the columns are regions of one metric, use these two lines in place of the third:");
                writer.comment(&format!("metric = {}", quoted(&identity.metric))).comment("region = \"{header}\"");
                writer.pair("metric", &metric);
            }
            Series::Metrics | Series::Parts => _ = writer.pair("metric", &metric),
        }
    }

    /// Writes which regions and kinds of metrics are created; `unit` is the placeholder of their units.
    pub(crate) fn finish(&self, identity: &Identity, unit: Option<&str>, writer: &mut Writer) {
        // Whoever decides that the columns are regions needs it; for metrics it has no effect.
        if !self.has_region && matches!(self.series, Series::Regions | Series::Unknown) {
            writer.table("create.region").pair("level", "area");
        }
        if self.series != Series::Regions {
            self.named.write("header", writer);
        }
        self.write_row(writer);
        let above = self.sample.above.iter().chain(&self.sample.units).map(String::as_str);
        if may_say_kinds(self.names.iter().copied().chain(above)) {
            let names = (self.series != Series::Regions).then_some("header");
            write_kinds_of((names, &identity.metric_name), unit, writer);
        }
    }

    pub(crate) fn profile(&self, has_commas: bool) -> &'static str {
        match (self.series == Series::Regions, self.columns.len(), has_commas) {
            (_, 1, _) => profile(has_commas),
            (true, _, false) => "periods down, regions across",
            (true, _, true) => "periods down, regions across, decimal commas",
            (false, _, false) => "periods down, metrics across",
            (false, _, true) => "periods down, metrics across, decimal commas",
        }
    }

    /// What only a person can decide.
    pub(crate) fn doubt(&self, identity: &Identity) -> Option<Ambiguity> {
        let names: Vec<String> = self.names.iter().map(|name| (*name).to_owned()).collect();
        let (of, way) = match self.series {
            Series::Unknown => ("regions", "region = \"{header}\"".to_owned()),
            Series::Parts => ("parts", format!("`part={{{}}}` in the breakdown", self.placeholder())),
            Series::Metrics | Series::Regions => ("", String::new()),
        };
        let of_series = (!of.is_empty()).then(|| Ambiguity {
            what: format!("the columns {} may be metrics, or {of} of one metric", listed(&names)),
            ways: Vec::new(),
            written: Some(format!(
                "metric = \"{{{}}}\" for metrics, or metric = {} with {way} for {of}",
                self.placeholder(),
                quoted(&identity.metric)
            )),
        });
        // A part of the names of columns may be called as the column is.
        let of_shared = self.shared.map(|column| Ambiguity {
            what: format!(
                "the column `{}` holds for all figures of a row, or for one of them",
                self.sample.columns[column]
            ),
            ways: Vec::new(),
            written: Some(format!(
                "{{#{}}} under [columns] for all, or in the columns of a [[when]] with matches = {{ header = '...' }} for one",
                column + 1
            )),
        });
        of_series.into_iter().chain(of_shared).reduce(Ambiguity::and)
    }
}
