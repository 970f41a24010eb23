//! FAOSTAT's tables with one figure a row, as its site and its bulk files have them.

use super::code_lists::write_kinds_by_words;
use super::proposal::Proposal;
use super::sample::Sample;
use super::writer::{Writer, inline, slug};

/// FAOSTAT's flags and what they mean in `CL_OBS_STATUS`, first those in use since 2022. Figures of others (`T`, `X`,
/// `Q`, `S`, `W`) are stated like any other; their description is in the note.
const FLAGS: [(&str, &str); 23] = [
    ("A", "A"),
    ("B", "B"),
    ("E", "E"),
    ("I", "I"),
    ("M", "M"),
    ("N", "N"),
    ("O", "O"),
    ("P", "P"),
    ("U", "U"),
    ("V", "V"),
    ("T", "A"),
    ("X", "A"),
    ("F", "E"),
    ("Fb", "E"),
    ("Fc", "E"),
    ("Fk", "E"),
    ("Fm", "E"),
    ("Im", "I"),
    ("Cv", "E"),
    ("R", "E"),
    ("S", "A"),
    ("Q", "A"),
    ("W", "A"),
];

/// The columns that say which region, item and year a figure is of, and those that repeat others.
const AREAS: [&str; 4] = ["Area Code (ISO3)", "Area Code (M49)", "Area Code (FAO)", "Area Code"];
const REPEATED: [&str; 4] = ["Domain", "Year Code", "Months", "Item Code (CPC)"];

pub(super) fn propose(sample: &Sample) -> Option<Proposal> {
    let has = |name: &str| sample.column(name).is_some();
    if !["Area", "Element", "Item", "Year", "Unit", "Value"].into_iter().all(has) {
        return None;
    }
    let area = AREAS.into_iter().find(|name| has(name)).unwrap_or("Area");
    let element = if has("Element Code") { "Element Code" } else { "Element" };
    let domain = if has("Domain Code") { "{Domain Code}".to_owned() } else { slug(sample.stem()) };
    let mut writer = Writer::default();
    writer.raw("dialect", &format!("{{ delimiter = \"{}\" }}", sample.delimiter.escape_default()));
    writer.table("parts").pair("Year", "^(?<from>\\d{4})(?:-(?<to>\\d{4}))?$");
    writer.table("codes").raw("unit", &inline(&[("", "unspecified")])).raw("status", &inline(&FLAGS));
    // `7001` is January, and `7021` the whole year.
    let months: Vec<(String, String)> = (1..=12)
        .map(|month| (format!("70{month:02}"), format!("-{month:02}")))
        .chain([("7021".into(), String::new())])
        .collect();
    let months: Vec<(&str, &str)> = months.iter().map(|(code, month)| (code.as_str(), month.as_str())).collect();
    if has("Months Code") {
        writer.raw("Months Code", &inline(&months));
    }
    writer.table("columns").pair("metric", &format!("{domain}.{{{element}}}.{{Unit}}"));
    writer.pair("region", &format!("{{{area}}}"));
    let used = [area, "Area", element, "Element", "Year", "Unit", "Value", "Domain Code", "Flag", "Months Code"];
    let is_left = |name: &&String| {
        let is_of_note = ["Flag Description", "Note"].contains(&name.as_str());
        !used.contains(&name.as_str())
            && !REPEATED.contains(&name.as_str())
            && !is_of_note
            && !name.starts_with("Area Code")
    };
    let breakdown: Vec<String> =
        sample.columns.iter().filter(is_left).map(|name| format!("{name}={{{name}}}")).collect();
    writer.pair("breakdown", &breakdown.join(";"));
    writer.pair("period", if has("Months Code") { "{from}{Months Code}" } else { "{from}" });
    writer.pair("value", "{Value}").pair("unit", "{Unit}").pair("source", &format!("faostat-{domain}"));
    if has("Flag") {
        writer.pair("status", "{Flag}");
    }
    let note: Vec<String> =
        ["Flag Description", "Note"].into_iter().filter(|name| has(name)).map(|name| format!("{{{name}}}")).collect();
    if !note.is_empty() {
        writer.pair("note", &note.join("; "));
    }
    let title = if has("Domain") { "FAOSTAT, {Domain}".to_owned() } else { format!("FAOSTAT, {}", sample.stem()) };
    writer.table("create.source").pair("title", &title).pair("publisher", "FAO");
    writer.table("create.metric").pair("name", "{Element}").pair("kind", "level");
    writer.table("create.region").pair("name", "{Area}").pair("level", "area");
    writer.when(&[("to", "^\\d")]).raw("columns", &inline(&[("period", "{from}/{to}")]));
    write_kinds_by_words("Unit", &mut writer);
    Some(Proposal { profile: "FAOSTAT", text: writer.finish(), ambiguity: None })
}
