//! Tables with periods across: regions or metrics stand below each other.

use super::doubt::Ambiguity;
use super::figure::is_figure;
use super::identity::{Identity, is_value};
use super::names::{key, placeholder};
use super::numbers::{Numbers, array};
use super::own::Own;
use super::proposal::Proposal;
use super::sample::{Sample, names_places};
use super::spelling::{period_of, unpivot, write_period};
use super::unit;
use super::writer::Writer;
use crate::dataset::{KnownBy, letters};
use crate::mapping::quoted;
use crate::problem::listed;

pub(super) fn propose(sample: &Sample) -> Option<Proposal> {
    across(sample).or_else(|| down(sample))
}

/// Periods below each other, and something else across: metrics or regions.
fn down(sample: &Sample) -> Option<Proposal> {
    let filled: Vec<usize> = (0..sample.columns.len()).filter(|&column| sample.may_hold(column)).collect();
    let (&first, others) = filled.split_first()?;
    let is_period = sample.rows.len() > 1 && sample.cells(first).all(|cell| period_of(cell).is_some());
    let are_series = others.iter().all(|&column| is_series(&sample.columns[column]));
    let are_figures = others.iter().all(|&column| sample.cells(column).all(is_figure));
    if !is_period || !are_series || !are_figures || others.len() < 2 {
        return None;
    }
    let identity = Identity::of(sample, None);
    let names: Vec<String> = others.iter().map(|&column| sample.columns[column].clone()).collect();
    let series = Series::of(sample, first, &names);
    let mut writer = Writer::default();
    head(sample, &mut writer);
    let quoted_names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    writer.raw("unpivot", &format!("[{}]", quoted_names.join(", ")));
    let numbers = marks(sample, others, &mut writer);
    let unit = unit::write(sample, &mut writer);
    writer.table("columns");
    match series {
        Series::Regions => writer.pair("metric", &identity.metric).pair("region", "{header}"),
        Series::Metrics => writer.pair("metric", "{header}"),
        Series::Unknown => {
            writer.comment("If the columns are regions of one metric, use these two lines in place of the third:");
            writer.comment(&format!("metric = {}", quoted(&identity.metric)));
            writer.comment("region = \"{header}\"");
            writer.pair("metric", "{header}")
        }
    };
    let template = format!("{{{}}}", placeholder(sample, first));
    let of_periods = write_period(&template, sample.cells(first), &mut writer);
    writer.pair("unit", unit).pair("source", &identity.source);
    identity.write_creation(&Own::default(), series == Series::Regions, &mut writer);
    // Without regions it has no effect, and whoever decides that the columns are regions needs it.
    if series != Series::Metrics {
        writer.table("create.region").pair("level", "area");
    }
    let profile = match (series == Series::Regions, numbers.has_commas()) {
        (true, false) => "periods down, regions across",
        (true, true) => "periods down, regions across, decimal commas",
        (false, false) => "periods down, metrics across",
        (false, true) => "periods down, metrics across, decimal commas",
    };
    let of_series = (series == Series::Unknown).then(|| Ambiguity {
        what: format!("the columns {} may be metrics, or regions of one metric", listed(&names)),
        ways: Vec::new(),
        written: Some(format!(
            "metric = \"{{header}}\" for metrics, or metric = {} with region = \"{{header}}\" for regions",
            quoted(&identity.metric)
        )),
    });
    // A person must decide all of them.
    let doubts = [of_periods, numbers.doubt, of_series];
    Some(Proposal { profile, text: writer.finish(), ambiguity: doubts.into_iter().flatten().reduce(Ambiguity::and) })
}

/// Whether a column of figures may be a series of its own: it has a name, and that is not one of values, of codes, or of a
/// part of a date.
fn is_series(name: &str) -> bool {
    const PARTS: [&str; 9] = ["month", "quarter", "week", "day", "hour", "月", "月份", "季度", "日"];
    let name = name.to_lowercase();
    let is_code = name.split(|c: char| !c.is_alphanumeric()).any(|word| ["code", "id", "no"].contains(&word));
    let is_place = names_places(&name) && !name.contains(' ');
    !is_value(&name) && !PARTS.contains(&name.as_str()) && !is_code && !is_place
}

/// What stands across where periods stand below each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Series {
    Metrics,
    Regions,
    /// Nothing in the file says which.
    Unknown,
}

impl Series {
    fn of(sample: &Sample, periods: usize, names: &[String]) -> Self {
        const BY: [&str; 9] = [
            "by region",
            "by country",
            "by countries",
            "by province",
            "by state",
            "by city",
            "by district",
            "by county",
            "by municipalit",
        ];
        const CHINESE_BY: [&str; 4] = ["分地区", "各地区", "分省", "各省"];
        let says_regions = |line: &String| {
            let line = line.to_lowercase();
            BY.iter().chain(&CHINESE_BY).any(|by| line.contains(by))
        };
        let is_region =
            |name: &String| name.chars().count() > 1 && name.ends_with(['省', '市', '县', '區', '区', '州', '県']);
        let is_measured = |name: &String| {
            let unit =
                name.trim_end_matches([')', '）']).rsplit(['(', '（']).next().filter(|_| name.ends_with([')', '）']));
            unit.is_some_and(|unit| MEASURED.iter().any(|word| unit.to_lowercase().contains(word)))
        };
        if names_places(&sample.columns[periods])
            || sample.above.iter().any(says_regions)
            || names.iter().all(is_region)
        {
            Self::Regions
        } else if names.iter().any(is_measured) {
            Self::Metrics
        } else {
            Self::Unknown
        }
    }
}

/// What only the unit of a metric contains, between parentheses after its name.
const MEASURED: [&str; 20] = [
    "%", "$", "€", "£", "¥", "‰", "million", "billion", "thousand", "percent", "index", "eur", "usd", "cny", "per ",
    "元", "亿", "万", "人", "吨",
];

/// Says how the values of some columns are written, and returns it.
pub(super) fn marks(sample: &Sample, columns: &[usize], writer: &mut Writer) -> Numbers {
    let numbers = Numbers::of(sample, columns);
    numbers.write(writer);
    let missing = sample.missing_values(columns);
    if !missing.is_empty() {
        writer.raw("missingValues", &array(missing));
    }
    numbers
}

/// Periods across, and regions or metrics below each other.
fn across(sample: &Sample) -> Option<Proposal> {
    let periods = sample.period_columns();
    if periods.len() < 2 || sample.rows.is_empty() {
        return None;
    }
    let (unpivot, periods) = unpivot(&sample.columns, periods);
    let labels: Vec<usize> =
        (0..sample.columns.len()).filter(|column| periods.binary_search(column).is_err()).collect();
    let own = Own::of(sample, &labels);
    let place = labels.iter().copied().find(|&column| names_places(&sample.columns[column]));
    let others = labels.iter().copied().filter(|column| !own.has(*column));
    // Where a column names the metrics, the rows are of places, or of metrics alone.
    let first = match (own.column("metric"), place) {
        (Some(metric), None) => metric,
        (Some(_), Some(place)) => place,
        (None, _) => {
            let filled = |column: &usize| sample.cells(*column).next().is_some();
            let names = others.clone().find(|column| filled(column) && !sample.is_numbering(*column));
            names.or_else(|| others.clone().find(filled))?
        }
    };
    let name = placeholder(sample, first);
    let is_of_regions = names_places(&sample.columns[first]);
    let of_above =
        ["指标：", "Indicator: "].into_iter().find(|key| sample.above.iter().any(|line| line.starts_with(key)));
    let of_above = of_above.filter(|_| own.column("metric").is_none());
    let is_metric = !is_of_regions && of_above.is_none();
    let identity = Identity::of(sample, None);
    let mut writer = Writer::default();
    head(sample, &mut writer);
    writer.raw("unpivot", &unpivot);
    let numbers = marks(sample, &periods, &mut writer);
    let with_unit = |text: &str| text.ends_with([')', '）']);
    let has_units = is_metric && own.column("unit").is_none() && sample.cells(first).any(with_unit);
    // A pattern that takes the metric takes its unit too.
    let has_unit = of_above.is_some() || has_units;
    let of_table = unit::part(sample).filter(|_| !has_unit && own.column("unit").is_none());
    write_parts(is_metric, of_above, has_units.then_some(&*name), of_table, &mut writer);
    if has_unit || own.column("unit").is_some() {
        writer.table("codes").raw("unit", "{ \"\" = \"unspecified\" }");
    }
    writer.table("columns");
    own.write(sample, &mut writer);
    let metric = match (has_unit, is_metric) {
        (true, _) => "{metric}".to_owned(),
        (false, true) => format!("{{{name}}}"),
        (false, false) => identity.metric.clone(),
    };
    writer.pair("metric", &metric);
    if !is_metric {
        writer.pair("region", &format!("{{{name}}}"));
    }
    let is_dimension =
        |column: &usize| sample.may_hold(*column) && !sample.is_measured(*column) && !sample.is_numbering(*column);
    let others = others.filter(|column| *column != first && is_dimension(column));
    let of_file = is_metric.then(|| "file={table}".to_owned());
    let of_columns = others.map(|column| format!("{}={{{}}}", key(sample, column), placeholder(sample, column)));
    let pairs: Vec<String> = of_file.into_iter().chain(of_columns).collect();
    if !pairs.is_empty() {
        writer.pair("breakdown", &pairs.join(";"));
    }
    let names = periods.iter().map(|&column| sample.columns[column].as_str());
    let doubt = write_period("{header}", names, &mut writer);
    writer.pair("unit", if has_unit || of_table.is_some() { "{unit}" } else { "unspecified" });
    let is_one = metric == identity.metric;
    let proposal = finish_across(numbers, (is_metric, is_one), (&identity, &own), writer);
    Some(Proposal { ambiguity: doubt.or(proposal.ambiguity), ..proposal })
}

/// Writes the patterns of a mapping with periods across; `with_units` is the column of names that units follow, and `of_table`
/// says where the unit of the table stands.
fn write_parts(
    is_metric: bool,
    of_above: Option<&str>,
    with_units: Option<&str>,
    of_table: Option<(&str, &str)>,
    writer: &mut Writer,
) {
    const METRIC: &str = "(?<metric>.+?)(?:[(（](?<unit>[^()（）]+)[)）])?";
    let parts = [
        of_table.map(|(origin, pattern)| (origin, pattern.to_owned())),
        of_above.map(|key| ("above", format!("^{key}{METRIC}\\s*$"))),
        with_units.map(|name| (name, format!("^{METRIC}$"))),
        // The region or enterprise that the figures are of is named by the file, if at all.
        is_metric.then(|| ("file", "^(?<table>[^.]+)".to_owned())),
    ];
    for (index, (origin, pattern)) in parts.into_iter().flatten().enumerate() {
        if index == 0 {
            writer.table("parts");
        }
        writer.pair(origin, &pattern);
    }
}

/// Writes the end of a mapping with periods across: the source, and what is created.
///
/// `is_metric` is whether the rows are metrics, and `is_one` whether the figures are all of the metric of the identity.
fn finish_across(
    numbers: Numbers,
    (is_metric, is_one): (bool, bool),
    (identity, own): (&Identity, &Own),
    mut writer: Writer,
) -> Proposal {
    writer.pair("source", &identity.source);
    identity.write_creation(own, is_one, &mut writer);
    if !is_metric {
        writer.table("create.region").pair("level", "area");
    }
    let profile = match (is_metric, numbers.has_commas()) {
        (true, false) => "metrics down, periods across",
        (true, true) => "metrics down, periods across, decimal commas",
        (false, false) => "regions down, periods across",
        (false, true) => "regions down, periods across, decimal commas",
    };
    Proposal { profile, text: writer.finish(), ambiguity: numbers.doubt }
}

/// How the file is read: what every mapping of a table of no known publisher starts with.
pub(super) fn head(sample: &Sample, writer: &mut Writer) {
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
}

/// The cells of the table in its sheet.
fn range(sample: &Sample) -> String {
    let last = sample.rows.last().map_or(sample.header_line, |(line, _)| *line);
    let start = sample.preview.first_column;
    format!(
        "{}{}:{}{last}",
        letters(start),
        sample.header_line,
        letters(start + sample.columns.len().saturating_sub(1))
    )
}
