//! FAOSTAT's tables with one figure a row, as its site and its bulk files have them, and those with the years across.

use crate::profile::proposal::Proposal;
use crate::profile::sample::Sample;
use crate::profile::words::code_lists::write_kinds_by_words;
use crate::profile::writer::{Writer, inline, slug};

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

/// A pattern of the columns of years.
const YEARS: &str = "^Y\\d{4}$";

/// How the figures of a table stand in it.
enum Shape {
    /// One in each row.
    Long,
    /// The years are across, each with so many columns behind it: none, one of flags, or one of flags and one of notes.
    Wide(usize),
}

impl Shape {
    fn of(sample: &Sample) -> Option<Self> {
        let has = |name: &str| sample.column(name).is_some();
        if !["Area", "Element", "Item", "Unit"].into_iter().all(has) {
            return None;
        }
        if has("Year") && has("Value") {
            return Some(Self::Long);
        }
        let is_year = |name: &str| {
            name.len() == 5 && name.starts_with('Y') && name[1..].bytes().all(|byte| byte.is_ascii_digit())
        };
        let years: Vec<usize> = (0..sample.columns.len()).filter(|&column| is_year(&sample.columns[column])).collect();
        let has_behind = |places: usize, letter: &str| {
            let is_behind = |year: &usize| {
                sample
                    .columns
                    .get(year + places)
                    .is_some_and(|name| *name == format!("{}{letter}", sample.columns[*year]))
            };
            years.iter().all(is_behind)
        };
        let behind = ["F", "N"].iter().zip(1..).take_while(|(letter, places)| has_behind(*places, letter)).count();
        (!years.is_empty()).then_some(Self::Wide(behind))
    }

    /// Writes which columns are figures, and the pattern of their years.
    fn write_periods(&self, writer: &mut Writer) {
        if let Self::Wide(behind) = self {
            writer.pair("unpivot", YEARS);
            // A year without a figure has a flag where that says why.
            if *behind > 0 {
                writer.raw("keepEmpty", "true");
            }
        }
        writer.table("parts");
        match self {
            Self::Long => writer.pair("Year", "^(?<from>\\d{4})(?:-(?<to>\\d{4}))?$"),
            Self::Wide(_) => writer.pair("header", "^Y(?<from>\\d{4})$"),
        };
    }

    /// Writes the rules for spans of years, and for years without a figure and a flag.
    fn write_whens(&self, writer: &mut Writer) {
        let empty = [("cell", "^$"), ("+1", "^$"), ("+2", "^$")];
        match self {
            Self::Long => _ = writer.when(&[("to", "^\\d")]).raw("columns", &inline(&[("period", "{from}/{to}")])),
            Self::Wide(0) => {}
            Self::Wide(behind) => _ = writer.when(&empty[..=*behind]).raw("skip", "true"),
        }
    }
}

pub(crate) fn propose(sample: &Sample) -> Option<Proposal> {
    let shape = Shape::of(sample)?;
    let has = |name: &str| sample.column(name).is_some();
    let area = AREAS.into_iter().find(|name| has(name)).unwrap_or("Area");
    let element = if has("Element Code") { "Element Code" } else { "Element" };
    let domain = if has("Domain Code") { "{Domain Code}".to_owned() } else { slug(sample.stem()) };
    let mut writer = Writer::default();
    writer.raw("dialect", &format!("{{ delimiter = \"{}\" }}", sample.delimiter.escape_default()));
    shape.write_periods(&mut writer);
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
    let is_of_year = |name: &str| name.starts_with('Y') && name[1..].starts_with(|c: char| c.is_ascii_digit());
    let is_left = |name: &&String| {
        let is_of_note = ["Flag Description", "Note"].contains(&name.as_str());
        !used.contains(&name.as_str())
            && !REPEATED.contains(&name.as_str())
            && !is_of_note
            && !name.starts_with("Area Code")
            && !is_of_year(name)
    };
    let breakdown: Vec<String> =
        sample.columns.iter().filter(is_left).map(|name| format!("{name}={{{name}}}")).collect();
    writer.pair("breakdown", &breakdown.join(";"));
    writer.pair("period", if has("Months Code") { "{from}{Months Code}" } else { "{from}" });
    if matches!(shape, Shape::Long) {
        writer.pair("value", "{Value}");
    }
    writer.pair("unit", "{Unit}").pair("source", &format!("faostat-{domain}"));
    if let Shape::Wide(behind @ 1..) = shape {
        writer.pair("status", "{+1}");
        if behind > 1 {
            writer.pair("note", "{+2}");
        }
    }
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
    shape.write_whens(&mut writer);
    write_kinds_by_words("Unit", &mut writer);
    Some(Proposal { profile: "FAOSTAT", text: writer.finish(), ambiguity: None })
}
