//! Tables with periods across: regions or metrics stand below each other.

use super::identity::{Identity, is_value};
use super::proposal::Proposal;
use super::sample::{Ambiguity, Sample, is_figure, names_places};
use super::spelling::{period_of, unpivot, write_period};
use super::writer::{Writer, quoted};
use crate::dataset::KnownBy;
use crate::mapping::is_reserved;
use crate::problem::listed;

pub(super) fn propose(sample: &Sample) -> Option<Proposal> {
    across(sample).or_else(|| down(sample))
}

/// Periods below each other, and something else across: metrics or regions.
fn down(sample: &Sample) -> Option<Proposal> {
    let filled: Vec<usize> =
        (0..sample.columns.len()).filter(|&column| sample.cells(column).next().is_some()).collect();
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
    marks(sample, others, &mut writer);
    writer.table("columns");
    match series {
        Series::Regions => writer.pair("metric", &identity.metric).pair("region", "{header}"),
        Series::Metrics => writer.pair("metric", "{header}"),
        Series::Unknown => writer
            .comment("If the columns are regions of one metric, use these two lines in place of the third:")
            .comment(&format!("metric = {}", quoted(&identity.metric)))
            .comment("region = \"{header}\"")
            .pair("metric", "{header}"),
    };
    let template = format!("{{{}}}", placeholder(sample, first));
    let of_periods = write_period(&template, sample.cells(first), &mut writer);
    writer.pair("unit", "unspecified").pair("source", &identity.source);
    identity.write_creation(&mut writer, series == Series::Regions);
    // Without regions it has no effect, and whoever decides that the columns are regions needs it.
    if series != Series::Metrics {
        writer.table("create.region").pair("level", "area");
    }
    let profile = match (series == Series::Regions, sample.has_decimal_commas(others)) {
        (true, false) => "periods down, regions across",
        (true, true) => "periods down, regions across, decimal commas",
        (false, false) => "periods down, metrics across",
        (false, true) => "periods down, metrics across, decimal commas",
    };
    let of_series = || {
        (series == Series::Unknown).then(|| Ambiguity {
            what: format!("the columns {} may be metrics, or regions of one metric", listed(&names)),
            fix: format!(
                "metric = \"{{header}}\" for metrics, or metric = {} with region = \"{{header}}\" for regions",
                quoted(&identity.metric)
            ),
        })
    };
    // A person must decide all of them.
    let doubts = [of_periods, sample.ambiguity(others), of_series()];
    let ambiguity = doubts.into_iter().flatten().reduce(|one, other| Ambiguity {
        what: format!("{}; and {}", one.what, other.what),
        fix: format!("{}; and {}", one.fix, other.fix),
    });
    Some(Proposal { profile, text: writer.finish(), ambiguity })
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

/// Says how the values of some columns are written.
pub(super) fn marks(sample: &Sample, columns: &[usize], writer: &mut Writer) {
    if sample.has_decimal_commas(columns) {
        writer.pair("decimalChar", ",");
    }
    let missing: Vec<String> = sample.missing_values(columns).into_iter().map(quoted).collect();
    if !missing.is_empty() {
        writer.raw("missingValues", &format!("[{}]", missing.join(", ")));
    }
}

/// Periods across, and regions or metrics below each other.
fn across(sample: &Sample) -> Option<Proposal> {
    let periods = sample.period_columns();
    if periods.len() < 2 || sample.rows.is_empty() {
        return None;
    }
    let (unpivot, periods) = unpivot(sample, periods);
    let labels: Vec<usize> =
        (0..sample.columns.len()).filter(|column| periods.binary_search(column).is_err()).collect();
    let first = labels.iter().copied().find(|&column| sample.cells(column).next().is_some())?;
    let name = placeholder(sample, first);
    let is_of_regions = names_places(&sample.columns[first]);
    let of_above =
        ["指标：", "Indicator: "].into_iter().find(|key| sample.above.iter().any(|line| line.starts_with(key)));
    let is_metric = !is_of_regions && of_above.is_none();
    let identity = Identity::of(sample, None);
    let mut writer = Writer::default();
    head(sample, &mut writer);
    writer.raw("unpivot", &unpivot);
    marks(sample, &periods, &mut writer);
    let with_unit = |text: &str| text.ends_with([')', '）']);
    let has_units = is_metric && sample.cells(first).any(with_unit);
    write_parts(is_metric, of_above, has_units.then_some(&*name), &mut writer);
    // A pattern that takes the metric takes its unit too.
    let has_unit = of_above.is_some() || has_units;
    if has_unit {
        writer.table("codes").raw("unit", "{ \"\" = \"unspecified\" }");
    }
    writer.table("columns");
    let metric = match (has_unit, is_metric) {
        (true, _) => "{metric}".to_owned(),
        (false, true) => format!("{{{name}}}"),
        (false, false) => identity.metric.clone(),
    };
    writer.pair("metric", &metric);
    if !is_metric {
        writer.pair("region", &format!("{{{name}}}"));
    }
    let others = labels.iter().filter(|&&column| column != first && sample.cells(column).next().is_some());
    let of_file = is_metric.then(|| "file={table}".to_owned());
    let of_columns = others.map(|&column| format!("{}={{{}}}", key(sample, column), placeholder(sample, column)));
    let pairs: Vec<String> = of_file.into_iter().chain(of_columns).collect();
    if !pairs.is_empty() {
        writer.pair("breakdown", &pairs.join(";"));
    }
    let names = periods.iter().map(|&column| sample.columns[column].as_str());
    let doubt = write_period("{header}", names, &mut writer);
    writer.pair("unit", if has_unit { "{unit}" } else { "unspecified" });
    let proposal = finish_across(sample, &periods, (is_metric, metric == identity.metric), &identity, writer);
    Some(Proposal { ambiguity: doubt.or(proposal.ambiguity), ..proposal })
}

/// Writes the patterns of a mapping with periods across; `with_units` is the column of names that units follow.
fn write_parts(is_metric: bool, of_above: Option<&str>, with_units: Option<&str>, writer: &mut Writer) {
    const METRIC: &str = "(?<metric>.+?)(?:[(（](?<unit>[^()（）]+)[)）])?";
    let parts = [
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
    sample: &Sample,
    periods: &[usize],
    (is_metric, is_one): (bool, bool),
    identity: &Identity,
    mut writer: Writer,
) -> Proposal {
    writer.pair("source", &identity.source);
    identity.write_creation(&mut writer, is_one);
    if !is_metric {
        writer.table("create.region").pair("level", "area");
    }
    let profile = match (is_metric, sample.has_decimal_commas(periods)) {
        (true, false) => "metrics down, periods across",
        (true, true) => "metrics down, periods across, decimal commas",
        (false, false) => "regions down, periods across",
        (false, true) => "regions down, periods across, decimal commas",
    };
    Proposal { profile, text: writer.finish(), ambiguity: sample.ambiguity(periods) }
}

/// How the file is read: what every mapping of a table of no known publisher starts with.
pub(super) fn head(sample: &Sample, writer: &mut Writer) {
    if sample.preview.decided.by == KnownBy::Detection {
        writer.pair("encoding", &sample.preview.decided.name().to_lowercase());
    }
    let mut dialect = Vec::new();
    if sample.delimiter != ',' {
        dialect.push(format!("delimiter = \"{}\"", sample.delimiter.escape_default()));
    }
    if let Some(sheet) = &sample.preview.sheet {
        dialect.push(format!("sheetName = {}", quoted(sheet)));
    }
    match &sample.preview.sheet {
        Some(_) if sample.preview.is_whole => {
            writer.pair("range", &range(sample));
        }
        _ if sample.header_line > 1 => dialect.push(format!("headerRows = [{}]", sample.header_line)),
        _ => {}
    }
    if !dialect.is_empty() {
        writer.raw("dialect", &format!("{{ {} }}", dialect.join(", ")));
    }
    if let Some(end) = sample.end_pattern() {
        writer.pair("end", &end);
    }
}

/// The cells of the table in its sheet.
fn range(sample: &Sample) -> String {
    let letters = |mut column: usize| {
        let mut letters = String::new();
        loop {
            letters.insert(0, char::from(b'A' + (column % 26) as u8));
            if column < 26 {
                return letters;
            }
            column = column / 26 - 1;
        }
    };
    let last = sample.rows.last().map_or(sample.header_line, |(line, _)| *line);
    let start = sample.preview.first_column;
    format!(
        "{}{}:{}{last}",
        letters(start),
        sample.header_line,
        letters(start + sample.columns.len().saturating_sub(1))
    )
}

/// What a column is called in a template: by its place where it has no name of its own.
pub(super) fn placeholder(sample: &Sample, column: usize) -> String {
    let name = &sample.columns[column];
    let is_own = !name.is_empty() && !name.contains(['{', '}', '\n']) && sample.column(name) == Some(column);
    if is_own && period_of(name).is_none() && !is_reserved(name) { name.clone() } else { format!("#{}", column + 1) }
}

/// What a column is called in a breakdown.
pub(super) fn key(sample: &Sample, column: usize) -> String {
    let name = sample.columns[column].replace([';', '='], "-");
    if name.is_empty() { format!("column-{}", column + 1) } else { name }
}
