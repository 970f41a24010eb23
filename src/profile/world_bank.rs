//! The wide CSV of the World Bank's data catalogue: years across, and two files beside it that say what the codes mean.

use super::proposal::Proposal;
use super::sample::Sample;
use super::writer::{Writer, slug};
use crate::model::period::parse_publication;

pub(super) fn propose(sample: &Sample) -> Option<Proposal> {
    const HEADER: [&str; 4] = ["Country Name", "Country Code", "Indicator Name", "Indicator Code"];
    if !sample.columns.iter().take(HEADER.len()).eq(HEADER.iter()) {
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
    writer.pair("unpivot", "^\\d{4}$");
    writer.table("parts").pair("Indicator Name", "^.*?(?:\\((?<unit>[^()]*[%$][^()]*)\\))?$");
    writer.table("codes").raw("unit", "{ \"\" = \"unspecified\" }");
    let metadata = |kind: &str| {
        let pattern = format!("Metadata_{kind}_*.csv");
        (sample.folder.beside(&sample.path, &pattern).len() == 1).then_some(pattern)
    };
    let (countries, indicators) = (metadata("Country"), metadata("Indicator"));
    if countries.is_some() {
        writer.raw("Region", "{ \"\" = \"group\", \"*\" = \"country\" }");
    }
    writer.table("columns").pair("metric", "{Indicator Code}").pair("region", "{Country Code}");
    writer.pair("period", "{header}").pair("unit", "{unit}").pair("source", &slug(&dataset));
    writer.table("create.source").pair("title", &dataset).pair("publisher", "World Bank");
    if let Some(updated) = updated {
        writer.pair("published_on", &updated);
    }
    writer.table("create.metric");
    match indicators {
        Some(from) => {
            writer.pair("from", &from).pair("code", "{INDICATOR_CODE}").pair("name", "{INDICATOR_NAME}");
            writer.pair("definition", "{SOURCE_NOTE}")
        }
        None => writer.pair("name", "{Indicator Name}"),
    };
    writer.pair("kind", "level");
    writer.table("create.region");
    match countries {
        Some(from) => {
            writer.pair("from", &from).pair("code", "{Country Code}").pair("name", "{TableName}");
            writer.pair("level", "{Region}")
        }
        None => writer.pair("name", "{Country Name}").pair("level", "country"),
    };
    Some(Proposal { profile: "World Bank CSV", text: writer.finish(), ambiguity: None })
}
