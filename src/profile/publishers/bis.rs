//! The wide CSV of the Bank for International Settlements: a series a row, its key in a column, and periods across. Codes
//! have their labels behind a colon, or in the column after theirs.

use crate::mapping::quoted;
use crate::profile::columns::names::{key, placeholder};
use crate::profile::columns::places::names_places;
use crate::profile::proposal::Proposal;
use crate::profile::sample::Sample;
use crate::profile::words::code_lists::{BASE_OF_INDEX, write_kinds_by_words};
use crate::profile::writer::{Writer, group, slug};

/// The names of the column that holds the keys of the series.
const KEYS: [&str; 3] = ["time period", "series", "key"];

/// A component of the structure, and what its code and its label are named in a template.
struct Component<'a> {
    name: &'a str,
    column: usize,
    code: String,
    label: String,
}

/// A table as its header shows it.
struct Table<'a> {
    sample: &'a Sample,
    dimensions: Vec<Component<'a>>,
    attributes: Vec<Component<'a>>,
    /// Columns of text: breaks, coverage, titles.
    texts: Vec<usize>,
    has_pairs: bool,
}

impl<'a> Table<'a> {
    fn of(sample: &'a Sample) -> Option<Self> {
        let periods = sample.period_columns();
        let first = *periods.first()?;
        let named = |column: &usize| KEYS.contains(&sample.columns[*column].to_lowercase().as_str());
        let key = (0..first).find(named)?;
        let parts = sample.cells(key).next()?.split([':', '.']).count();
        let mut components = Vec::new();
        let mut texts = Vec::new();
        let is_id = |column: usize| {
            let name = &sample.columns[column];
            name.len() > 1 && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        };
        let is_pair = |cell: &str| {
            cell.split_once(':').is_some_and(|(code, label)| {
                !code.is_empty() && !code.contains(char::is_whitespace) && !label.starts_with(' ')
            })
        };
        let has_pairs = !is_id(0);
        let mut is_label = false;
        for column in (0..first).filter(|column| *column != key) {
            let name = sample.columns[column].as_str();
            if std::mem::take(&mut is_label) {
                continue;
            }
            let mut cells = sample.cells(column).peekable();
            if has_pairs && cells.peek().is_some() && cells.all(is_pair) {
                let of = group(name);
                components.push(Component { name, column, label: format!("{of}_name"), code: of });
            } else if !has_pairs && is_id(column) && column + 1 < first && !is_id(column + 1) {
                is_label = true;
                let label = sample.columns[column + 1].clone();
                components.push(Component { name, column, label, code: name.to_owned() });
            } else {
                texts.push(column);
            }
        }
        let mut names: Vec<&str> = components.iter().map(|component| component.code.as_str()).collect();
        names.sort_unstable();
        let are_apart = names.windows(2).all(|pair| pair[0] != pair[1]);
        if components.len() < parts || parts < 2 || !are_apart {
            return None;
        }
        let attributes = components.split_off(parts);
        Some(Self { sample, dimensions: components, attributes, texts, has_pairs })
    }

    /// The first component whose name fits.
    fn find(&self, fits: impl Fn(&str) -> bool) -> Option<&Component<'a>> {
        self.dimensions.iter().chain(&self.attributes).find(|component| fits(&component.name.to_lowercase()))
    }

    fn write_parts(&self, unit: Option<&Component<'_>>, writer: &mut Writer) {
        writer.table("parts");
        for component in self.dimensions.iter().chain(&self.attributes) {
            let Component { name, code, label, .. } = component;
            let is_unit = unit.is_some_and(|unit| unit.column == component.column);
            let mut patterns = Vec::new();
            if self.has_pairs {
                patterns.push(quoted(&format!("^(?:(?<{code}>[^:]*):\\s*(?<{label}>.*))?$")));
            }
            if is_unit {
                patterns.push(quoted(BASE_OF_INDEX));
            }
            if !patterns.is_empty() {
                let of = if self.has_pairs { name } else { label.as_str() };
                writer.raw(of, &format!("[{}]", patterns.join(", ")));
            }
        }
    }
}

pub(crate) fn propose(sample: &Sample) -> Option<Proposal> {
    let table = Table::of(sample)?;
    let unit = table.find(|name| name.replace('_', " ").starts_with("unit") && !name.contains("mult"));
    let scale = table.find(|name| name.contains("mult"));
    let region = table.find(|name| name == "ref_area" || names_places(name));
    let is_named = |wanted: Option<&Component<'_>>, component: &Component<'_>| {
        wanted.is_some_and(|wanted| wanted.column == component.column)
    };
    let is_left = |component: &&Component<'_>| {
        let name = component.name.to_lowercase();
        let is_used = [unit, scale, region].into_iter().any(|wanted| is_named(wanted, component));
        !is_used && !["freq", "frequency"].contains(&name.as_str())
    };
    let mut writer = Writer::default();
    writer.raw("dialect", &format!("{{ delimiter = \"{}\" }}", sample.delimiter.escape_default()));
    writer.pair("unpivot", "^\\d{4}").raw("missingValues", "[\"NaN\"]");
    table.write_parts(unit, &mut writer);
    let filled = |name: &str| format!("{{{name}}}");
    let file = slug(sample.stem());
    let metric = unit.map_or(file.clone(), |unit| format!("{file}.{}", filled(&unit.code)));
    writer.table("columns").pair("metric", &metric);
    if let Some(region) = region {
        writer.pair("region", &filled(&region.code));
    }
    let pairs = |components: &[Component<'_>]| -> Vec<String> {
        let left = components.iter().filter(is_left);
        left.map(|component| format!("{}={}", key(sample, component.column), filled(&component.code))).collect()
    };
    let breakdown = pairs(&table.dimensions);
    if !breakdown.is_empty() {
        writer.pair("breakdown", &breakdown.join(";"));
    }
    writer.pair("period", "{header}");
    writer.pair("unit", &unit.map_or("unspecified".to_owned(), |unit| filled(&unit.code)));
    if let Some(scale) = scale {
        writer.pair("scale", &filled(&scale.code));
    }
    writer.pair("source", &file);
    let texts =
        table.texts.iter().map(|column| format!("{}={{{}}}", sample.columns[*column], placeholder(sample, *column)));
    let note: Vec<String> = pairs(&table.attributes).into_iter().chain(texts).collect();
    if !note.is_empty() {
        writer.pair("note", &note.join("; "));
    }
    writer.table("create.source").pair("title", sample.stem());
    writer.pair("publisher", "Bank for International Settlements");
    writer.table("create.metric").pair("name", &name(&table)).pair("kind", "level");
    if let Some(unit) = unit {
        writer.pair("base_period", "{base}");
        writer.table("create.unit").pair("name", &filled(&unit.label));
    }
    if let Some(region) = region {
        writer.table("create.region").pair("name", &filled(&region.label)).pair("level", "area");
    }
    if let Some(unit) = unit {
        write_kinds_by_words(&unit.label, &mut writer);
    }
    Some(Proposal { profile: "BIS CSV, periods across", text: writer.finish(), ambiguity: None })
}

/// What the figures are: the title, where all series have the same, else the name of the file.
fn name(table: &Table<'_>) -> String {
    let sample = table.sample;
    let is_title = |column: &&usize| sample.columns[**column].to_lowercase().starts_with("title");
    let title = table.texts.iter().find(is_title);
    let mut titles = title.into_iter().flat_map(|column| sample.cells(*column));
    match titles.next() {
        Some(first) if titles.all(|other| other == first) => first.replace('{', "{{").replace('}', "}}"),
        _ => sample.stem().to_owned(),
    }
}
