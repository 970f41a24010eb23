//! What a file says that its figures are of: the metric, and the source that states them.
//!
//! The name of a file alone says little: every download of one service may have the same. What stands in the file comes
//! first: the name of the column of values, the title above the table, the name of the sheet.

use std::sync::LazyLock;

use regex::Regex;

use crate::profile::columns::own::Own;
use crate::profile::columns::places::{may_be_codes, names_places};
use crate::profile::numbers::stated::Statement;
use crate::profile::sample::Sample;
use crate::profile::words::figure::is_figure;
use crate::profile::words::list::is_among;
use crate::profile::words::role::is_remark;
use crate::profile::words::spelling::period_of;
use crate::profile::writer::{Writer, slug};

/// Names of columns of values that say nothing about them.
const VALUES: &str = "value, values, obs_value, obs, observation, amount, figure, figures, number, total, data, val, wert, \
                      valeur, valor, waarde, 数值, 数据, 值, 値, y, result";

/// Names that say how something is measured, but not what.
const MEASURES: &str = "rate, index, percent, percentage, pct, %, share, change, growth, level, count, ratio, quantity, price, \
                        sum, average, mean, median, estimate, volume";

/// The first words of lines above a table that give its title.
const TITLES: &str = "title, dataset, data set, table, 标题, 表名";

/// The first words of lines above a table that say something else, beside the names of columns such as sources and units.
const REMARKS: &str = "indicator, updated, last updated, last update, date, time, frequency, downloaded, extracted, published, \
                       release, contact, copyright, licence, license, stand, aktualisiert, erstellt am, periodizität, \
                       mise à jour, dernière mise à jour, publié le, fréquence, actualizado, última actualización, fecha, \
                       frecuencia, aggiornamento, ultimo aggiornamento, frequenza, atualizado, última atualização, frequência, \
                       bijgewerkt, laatst bijgewerkt, uppdaterad, senast uppdaterad, oppdatert, opdateret, 数据库, 指标, 时间, 更新时间, \
                       更新日, 時間";

/// Names that programs give to sheets.
static SHEETS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let names = "sheet|tabelle|feuil|feuille|hoja|foglio|blad|plan|planilha|ark|лист|工作表|シート|data|table|tab|表";
    Regex::new(&format!("(?i)^(?:{names})[ _(]*\\d*\\)?$")).ok()
});

/// The number of a table before its title.
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("(?i)^(?:table|tab\\.|tableau|tabelle|tabla|表)\\s*[\\d.\\-–]*\\d[a-z]?\\s*[.:：)]?\\s*").ok()
});

/// The years at the end of a title: next year's table has others.
static YEARS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("[\\s,;:(（]*(?:\\b(?:in|for|from)\\s+)?\\b(?:19|20)\\d{2}年?(?:\\s*(?:[-–—/~至]|to|and)\\s*\\d{2,4}年?)?[)）]?$").ok()
});

/// Longer lines above a table are prose.
const LONGEST_TITLE: usize = 120;

/// The metric and the source of a table, each with its code and its name.
pub(crate) struct Identity {
    pub metric: String,
    pub metric_name: String,
    /// What the whole table is called.
    table: String,
    pub source: String,
    pub source_title: String,
}

impl Identity {
    /// The identity of a table; `value` is its only column of values, where there is one.
    pub(crate) fn of(sample: &Sample, value: Option<usize>) -> Self {
        let stem = sample.stem();
        let (title, sheet) = (title(sample), sheet(sample));
        let table = title.as_deref().or(sheet).unwrap_or(stem);
        let column =
            value.map(|column| sample.columns[column].as_str()).filter(|name| !is_value(name) && !is_figure(name));
        let (metric, metric_name) = match column {
            Some(name) if is_measure(name) => (slug(&format!("{table} {name}")), format!("{table}: {name}")),
            Some(name) => (as_text(name), name.to_owned()),
            None => (slug(table), table.to_owned()),
        };
        let source_title = match (&title, sheet.or(column)) {
            (Some(title), _) => title.clone(),
            (None, Some(part)) if slug(part) != slug(stem) => format!("{stem}: {part}"),
            (None, _) => stem.to_owned(),
        };
        Self { metric, metric_name, table: table.to_owned(), source: slug(&source_title), source_title }
    }

    /// The code of the metric of a column whose name does not say what is measured.
    pub(crate) fn measured(&self, name: &str) -> Option<String> {
        match name {
            _ if is_value(name) => Some(slug(&self.table)),
            _ => is_measure(name).then(|| slug(&format!("{} {name}", self.table))),
        }
    }

    /// Writes the end of a mapping: how what no column of the file names is created, and what its columns of labels name.
    /// `is_one` is whether all figures are of the metric of this identity.
    pub(crate) fn write_creation(&self, (sample, own): (&Sample, &Own), is_one: bool, writer: &mut Writer) {
        writer.table("create.source");
        if own.column("source").is_none() {
            writer.pair("title", &as_text(&self.source_title));
        }
        own.write_notes(sample, writer);
        own.write_creations(sample, writer);
        writer.table("create.metric");
        if let Some(name) = own.name(sample, "metric") {
            writer.pair("name", &name);
        } else if is_one && own.column("metric").is_none() && self.metric_name != self.metric {
            writer.pair("name", &as_text(&self.metric_name));
        }
        writer.pair("kind", "level");
    }
}

/// Whether a column of values is called by a word that says nothing about them.
pub(crate) fn is_value(name: &str) -> bool {
    is_one_of(VALUES, name)
}

/// Whether a name says how something is measured, but not what.
pub(crate) fn is_measure(name: &str) -> bool {
    is_one_of(MEASURES, name)
}

fn is_one_of(list: &'static str, name: &str) -> bool {
    name.is_empty() || is_among(list, &name.trim().to_lowercase())
}

/// A name as the text of a template, on one line.
fn as_text(name: &str) -> String {
    let line = name.split_whitespace().collect::<Vec<_>>().join(" ");
    line.replace('{', "{{").replace('}', "}}")
}

/// The name of the sheet, unless a program gave it.
fn sheet(sample: &Sample) -> Option<&str> {
    let is_given = |name: &&str| !SHEETS.as_ref().is_some_and(|pattern| pattern.is_match(name.trim()));
    sample.preview.sheet.as_deref().filter(is_given)
}

/// The title above the table: the line that calls itself one, else the first two lines that may be one.
fn title(sample: &Sample) -> Option<String> {
    let mut lines = Vec::new();
    for line in sample.above.iter().filter(|line| !Statement::of(line).is_some_and(|statement| statement.is_all)) {
        // A comma before a space is one of a sentence.
        let line = if sample.delimiter == ',' { line.replace(", ", "\u{1f} ") } else { line.clone() };
        let cells = line.split(sample.delimiter).map(|cell| cell.replace('\u{1f}', ","));
        let cells: Vec<String> = cells.map(|cell| cell.trim_matches(['"', ' ', '\u{feff}']).to_owned()).collect();
        // `#` begins a comment in files of programs.
        let cells = cells.iter().map(|cell| cell.trim_start_matches(['#', ' ']));
        let mut cells = cells.filter(|cell| !cell.is_empty());
        let Some(first) = cells.next() else { continue };
        let next = cells.next();
        let (label, rest) = first.split_once([':', '：']).map_or((first, None), |(label, rest)| (label, Some(rest)));
        let rest = rest.or(next).map(str::trim).filter(|rest| !rest.is_empty());
        let label = label.trim().to_lowercase();
        if let (true, Some(rest)) = (is_among(TITLES, &label), rest) {
            return plain(rest);
        }
        let is_numbered = NUMBER.as_ref().is_some_and(|pattern| pattern.is_match(first));
        if is_numbered && next.is_none() && plain(first).is_some() {
            return plain(first);
        }
        if next.is_none() && !is_among(REMARKS, &label) && !is_remark(&label) {
            lines.extend(plain(first));
        }
    }
    lines.truncate(2);
    if lines.is_empty() { None } else { Some(lines.join(": ")) }
}

/// Whether a line that starts so names the place of all figures.
fn names_place(label: &str) -> bool {
    names_places(label) && may_be_codes(label)
}

/// The place that a line above the table names for all figures: `地区：浙江省`, `Region: North`.
pub(crate) fn place_above(sample: &Sample) -> Option<String> {
    let place = |line: &String| {
        let line = line.trim_matches(|c: char| c == '"' || c == sample.delimiter || c.is_whitespace());
        let (label, place) = line.split_once([':', '：'])?;
        let place = place.trim();
        let is_one =
            !place.contains(['"', sample.delimiter, ':', '：', '、', ';', ',', '，']) && !place.contains(" and ");
        // `State: provisional`, `Provinces: 31`.
        let is_name = place.chars().next().is_some_and(|first| first.is_alphabetic() && !first.is_lowercase());
        (is_one && is_name && names_place(label)).then(|| as_text(place))
    };
    let mut places = sample.above.iter().filter_map(place);
    places.next().filter(|_| places.next().is_none())
}

/// A title without the number of its table and without the years at its end.
fn plain(line: &str) -> Option<String> {
    let is_title = line.chars().count() <= LONGEST_TITLE && line.chars().any(char::is_alphabetic);
    if !is_title || is_figure(line) || period_of(line).is_some() {
        return None;
    }
    let without = |pattern: &LazyLock<Option<Regex>>, text: &str| match pattern.as_ref() {
        Some(pattern) => pattern.replace(text, "").trim().to_owned(),
        None => text.to_owned(),
    };
    let shorter = without(&YEARS, &without(&NUMBER, line));
    Some(if shorter.chars().any(char::is_alphabetic) { shorter } else { line.to_owned() })
}
