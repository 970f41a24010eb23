//! The wide CSV of the World Bank's data catalogue: years across, and two files beside it that say what the codes mean.
//! The table that its DataBank exports has the same columns in another order, and `2021 [YR2021]` for a year.

use crate::dataset::{Preview, file_name};
use crate::model::period::parse_publication;
use crate::profile::proposal::Proposal;
use crate::profile::sample::{Sample, records};
use crate::profile::words::code_lists::write_kinds_by_words;
use crate::profile::writer::{Writer, inline, slug};

/// The name of an indicator ends with its unit, which a remark about the method may follow. Sums of money are stated in
/// current prices, or in those of a year.
const NAME: &str = concat!(
    "^.*?(?:\\((?<unit>(?:(?<prices>current|constant)(?: (?<base>\\d{4}))? )?[^()]*)\\)",
    "(?: \\([^()]*\\bestimate\\))?)?$"
);

pub(crate) fn propose(sample: &Sample) -> Option<Proposal> {
    let series = ["Indicator", "Series"].into_iter().find(|series| {
        let has = |name: &str| sample.column(name).is_some();
        ["Country Name", "Country Code"].into_iter().all(has)
            && has(&format!("{series} Name"))
            && has(&format!("{series} Code"))
    })?;
    let is_year = |name: &&String| name.starts_with(|c: char| c.is_ascii_digit());
    if !sample.columns.iter().any(|name| is_year(&name)) {
        return None;
    }
    let above = |key: &str| {
        let line = sample.above.iter().find(|line| line.trim_start_matches(['\u{feff}', '"']).starts_with(key))?;
        line.split("\",\"").nth(1).map(|rest| rest.trim_end_matches([',', '"', '\r']).to_owned())
    };
    let dataset = above("Data Source").unwrap_or_else(|| "World Bank data".to_owned());
    let updated = above("Last Updated Date").filter(|day| parse_publication(day).is_ok());
    let mut writer = Writer::default();
    writer.raw("dialect", &format!("{{ headerRows = [{}] }}", sample.header_line));
    if let Some(end) = sample.end_pattern() {
        writer.pair("end", &end);
    }
    writer.pair("unpivot", "^\\d{4}").raw("missingValues", "[\"..\"]");
    writer.table("parts").pair("header", "^(?<year>\\S+)").pair(&format!("{series} Name"), NAME);
    writer.table("codes").raw("unit", "{ \"\" = \"unspecified\" }");
    let countries = described(sample, "Country", "Country Code");
    if countries.is_some() {
        writer.raw("Region", "{ \"\" = \"group\", \"*\" = \"country\" }");
    }
    writer.table("columns").pair("metric", &format!("{{{series} Code}}")).pair("region", "{Country Code}");
    writer.pair("period", "{year}").pair("unit", "{unit}").pair("source", &slug(&dataset));
    writer.table("create.source").pair("title", &dataset).pair("publisher", "World Bank");
    if let Some(updated) = updated {
        writer.pair("published_on", &updated);
    }
    writer.table("create.metric").pair("name", &format!("{{{series} Name}}")).pair("kind", "level");
    writer.pair("prices", "{prices}").pair("base_period", "{base}");
    if let Some(from) = described(sample, "Indicator", &format!("{series} Code")) {
        writer.table("labels.metric").pair("from", &from).pair("code", "{INDICATOR_CODE}");
        writer.pair("name", "{INDICATOR_NAME}").pair("definition", "{SOURCE_NOTE}");
    }
    writer.table("create.region").pair("name", "{Country Name}").pair("level", "country");
    if let Some(from) = countries {
        writer.table("labels.region").pair("from", &from).pair("code", "{Country Code}");
        writer.pair("name", "{TableName}").pair("level", "{Region}");
    }
    write_kinds_by_words("unit", &mut writer);
    // One code stands for the currencies of all countries, and figures in different currencies are different metrics.
    let metric = format!("{{{series} Code}}.{{Country Code}}");
    writer
        .when(&[("unit", "\\bLCU\\b")])
        .raw("columns", &inline(&[("metric", &metric), ("unit", "{unit}.{Country Code}")]));
    let profile = if series == "Series" { "World Bank DataBank" } else { "World Bank CSV" };
    Some(Proposal { profile, text: writer.finish(), ambiguity: None })
}

/// The file of the same download that describes codes, if there is one: the one with the name of this file, or the only
/// one that describes a code of this file.
fn described(sample: &Sample, kind: &str, column: &str) -> Option<String> {
    let all = format!("Metadata_{kind}_*.csv");
    let files = sample.folder.beside(&sample.path, &all);
    let own = format!("Metadata_{kind}_{}.csv", sample.stem());
    if files.iter().any(|file| file_name(file) == own) {
        return Some(if files.len() == 1 { all } else { glob::Pattern::escape(&own) });
    }
    let column = sample.column(column)?;
    let describes = |file: &&String| {
        let Ok(preview) = Preview::at(&sample.folder, file, None, None) else { return false };
        let (codes, _) = records(&preview.text, ',');
        let codes: Vec<&str> = codes.iter().filter_map(|(_, row)| row.first()).map(String::as_str).collect();
        !preview.is_whole || sample.cells(column).any(|code| codes.contains(&code))
    };
    let found: Vec<&String> = files.iter().filter(describes).collect();
    match found.as_slice() {
        [_] if files.len() == 1 => Some(all),
        [only] => Some(glob::Pattern::escape(file_name(only))),
        _ => None,
    }
}
