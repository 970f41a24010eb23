//! Tables with periods across: regions or metrics stand below each other.

use super::figure::is_figure;
use super::names::{key, placeholder};
use super::numbers::{Numbers, listed};
use super::own::Own;
use super::proposal::Proposal;
use super::sample::{Sample, names_places};
use super::spelling::{period_of, unpivot, write_period};
use super::writer::{Writer, quoted, slug};
use crate::dataset::{KnownBy, letters};

pub(super) fn propose(sample: &Sample) -> Option<Proposal> {
    across(sample).or_else(|| down(sample))
}

/// Periods below each other, and something else across: regions or metrics.
fn down(sample: &Sample) -> Option<Proposal> {
    let filled: Vec<usize> = (0..sample.columns.len()).filter(|&column| sample.may_hold(column)).collect();
    let (&first, others) = filled.split_first()?;
    let is_period = sample.rows.len() > 1 && sample.cells(first).all(|cell| period_of(cell).is_some());
    let are_named = others.iter().all(|&column| !sample.columns[column].is_empty());
    let are_figures = others.iter().all(|&column| sample.cells(column).all(is_figure));
    if !is_period || !are_named || !are_figures || others.len() < 3 {
        return None;
    }
    let mut writer = Writer::default();
    head(sample, &mut writer);
    let names: Vec<String> = others.iter().map(|&column| quoted(&sample.columns[column])).collect();
    writer.raw("unpivot", &format!("[{}]", names.join(", ")));
    marks(sample, others, &mut writer);
    writer.table("columns").pair("metric", &slug(sample.stem())).pair("region", "{header}");
    let template = format!("{{{}}}", placeholder(sample, first));
    let doubt = write_period(&template, sample.cells(first), &mut writer);
    writer.pair("unit", "unspecified").pair("source", &slug(sample.stem()));
    writer.table("create.source").pair("title", sample.stem());
    writer.table("create.metric").pair("name", sample.stem()).pair("kind", "level");
    writer.table("create.region").pair("level", "area");
    let profile = match Numbers::of(sample, others).has_commas() {
        false => "periods down, regions across",
        true => "periods down, regions across, decimal commas",
    };
    Some(Proposal { profile, text: writer.finish(), ambiguity: doubt.or(Numbers::of(sample, others).doubt) })
}

/// Says how the values of some columns are written.
pub(super) fn marks(sample: &Sample, columns: &[usize], writer: &mut Writer) {
    Numbers::of(sample, columns).write(writer);
    let missing = sample.missing_values(columns);
    if !missing.is_empty() {
        writer.raw("missingValues", &listed(missing));
    }
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
        (None, _) => others.clone().find(|&column| sample.cells(column).next().is_some())?,
    };
    let name = placeholder(sample, first);
    let is_of_regions = names_places(&sample.columns[first]);
    let of_above =
        ["指标：", "Indicator: "].into_iter().find(|key| sample.above.iter().any(|line| line.starts_with(key)));
    let of_above = of_above.filter(|_| own.column("metric").is_none());
    let is_metric = !is_of_regions && of_above.is_none();
    let mut writer = Writer::default();
    head(sample, &mut writer);
    writer.raw("unpivot", &unpivot);
    marks(sample, &periods, &mut writer);
    let with_unit = |text: &str| text.ends_with([')', '）']);
    let has_units = is_metric && own.column("unit").is_none() && sample.cells(first).any(with_unit);
    write_parts(is_metric, of_above, has_units.then_some(&*name), &mut writer);
    // A pattern that takes the metric takes its unit too.
    let has_unit = of_above.is_some() || has_units;
    if has_unit || own.column("unit").is_some() {
        writer.table("codes").raw("unit", "{ \"\" = \"unspecified\" }");
    }
    writer.table("columns");
    own.write(sample, &mut writer);
    let metric = match (has_unit, is_metric) {
        (true, _) => "{metric}".to_owned(),
        (false, true) => format!("{{{name}}}"),
        (false, false) => slug(sample.stem()),
    };
    writer.pair("metric", &metric);
    if !is_metric {
        writer.pair("region", &format!("{{{name}}}"));
    }
    let is_dimension = |column: &usize| sample.may_hold(*column) && !sample.is_measured(*column);
    let others = others.filter(|column| *column != first && is_dimension(column));
    let of_file = is_metric.then(|| "file={table}".to_owned());
    let of_columns = others.map(|column| format!("{}={{{}}}", key(sample, column), placeholder(sample, column)));
    let pairs: Vec<String> = of_file.into_iter().chain(of_columns).collect();
    if !pairs.is_empty() {
        writer.pair("breakdown", &pairs.join(";"));
    }
    let names = periods.iter().map(|&column| sample.columns[column].as_str());
    let doubt = write_period("{header}", names, &mut writer);
    writer.pair("unit", if has_unit { "{unit}" } else { "unspecified" });
    let proposal = finish_across(sample, &periods, is_metric, &own, writer);
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
fn finish_across(sample: &Sample, periods: &[usize], is_metric: bool, own: &Own, mut writer: Writer) -> Proposal {
    writer.pair("source", &slug(sample.stem()));
    own.write_source(sample, &mut writer);
    writer.table("create.metric").pair("kind", "level");
    if !is_metric {
        writer.table("create.region").pair("level", "area");
    }
    let profile = match (is_metric, Numbers::of(sample, periods).has_commas()) {
        (true, false) => "metrics down, periods across",
        (true, true) => "metrics down, periods across, decimal commas",
        (false, false) => "regions down, periods across",
        (false, true) => "regions down, periods across, decimal commas",
    };
    Proposal { profile, text: writer.finish(), ambiguity: Numbers::of(sample, periods).doubt }
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
