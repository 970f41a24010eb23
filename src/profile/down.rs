//! Tables with periods below each other, and metrics or regions across.

use super::dated;
use super::doubt::Ambiguity;
use super::identity::{Identity, is_value};
use super::marks::are_figures;
use super::own::Own;
use super::places::names_places;
use super::proposal::Proposal;
use super::sample::Sample;
use super::spelling::period_of;
use super::unit::Unit;
use super::wide::{head, marks};
use super::writer::Writer;
use crate::mapping::quoted;
use crate::problem::listed;

/// Periods below each other, and something else across: metrics or regions.
pub(super) fn propose(sample: &Sample) -> Option<Proposal> {
    let dated = dated::of(sample);
    let filled: Vec<usize> = (0..sample.columns.len()).filter(|&column| sample.may_hold(column)).collect();
    let first = dated.as_ref().map_or_else(|| filled.first().copied(), |dated| dated.columns.first().copied())?;
    let is_of_period =
        |column: &usize| *column == first || dated.as_ref().is_some_and(|it| it.columns.contains(column));
    let others: Vec<usize> = filled.into_iter().filter(|column| !is_of_period(column)).collect();
    let others = others.as_slice();
    let is_period = sample.rows.len() > 1 && sample.cells(first).all(|cell| period_of(cell).is_some());
    let are_series = others.iter().all(|&column| is_series(&sample.columns[column]));
    let are_figures = others.iter().all(|&column| are_figures(sample.cells(column)));
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
    let unit = Unit::of(sample);
    unit.write_parts(dated.as_ref().and_then(|dated| dated.codes.clone()), &mut writer);
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
    let of_periods = dated::write_period(sample, dated.as_ref(), first, &mut writer);
    unit.write(&mut writer);
    writer.pair("source", &identity.source);
    identity.write_creation((sample, &Own::default()), series == Series::Regions, &mut writer);
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
    let doubts = [of_periods, unit.doubt, numbers.doubt, of_series];
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
