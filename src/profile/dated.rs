//! Years in one column, and the quarters, months or days within them in another, or in the names of columns.

use super::doubt::Ambiguity;
use super::figure::is_figure;
use super::names::placeholder;
use super::places::names_places;
use super::sample::Sample;
use super::spelling::{self, period_of};
use super::statuses::marked;
use super::writer::Writer;
use crate::mapping::quoted;
use crate::model::office_period::{PeriodDoubt, part_named};

/// The columns that the periods of a table are made of.
#[derive(Debug)]
pub(super) struct Dated {
    /// All of them, that of the years first.
    pub columns: Vec<usize>,
    /// What a mapping makes the periods of.
    pub template: String,
    /// The translations of a column: its name, and the texts.
    pub codes: Option<(String, String)>,
    pub doubt: Option<Ambiguity>,
    /// What can be read in two ways among the periods that the template makes.
    pub periods: Option<PeriodDoubt>,
}

/// Names of columns of years.
const YEARS: [&str; 9] = ["year", "years", "yr", "jahr", "année", "año", "年份", "年", "年度"];

/// Names of columns of periods that may be others.
const PERIODS: [&str; 9] = ["period", "time", "time_period", "date", "month", "quarter", "时间", "日期", "月份"];

fn is_among(names: &[&str], name: &str) -> bool {
    names.contains(&name.trim().to_lowercase().as_str())
}

/// Whether a column is called by a word for periods.
pub(super) fn is_period_name(name: &str) -> bool {
    is_among(&YEARS, name) || is_among(&PERIODS, name)
}

/// Names of columns whose numbers are parts of a year, each with the highest number and what stands before it in a period.
const NUMBERED: [(&str, i32, &str); 20] = [
    ("month", 12, ""),
    ("months", 12, ""),
    ("mon", 12, ""),
    ("mth", 12, ""),
    ("monat", 12, ""),
    ("mois", 12, ""),
    ("mes", 12, ""),
    ("月", 12, ""),
    ("月份", 12, ""),
    ("月度", 12, ""),
    ("quarter", 4, "Q"),
    ("quarters", 4, "Q"),
    ("qtr", 4, "Q"),
    ("quartal", 4, "Q"),
    ("trimestre", 4, "Q"),
    ("季度", 4, "Q"),
    ("季", 4, "Q"),
    ("half", 2, "H"),
    ("semester", 2, "H"),
    ("week", 53, "W"),
];

/// What the names of columns of parts of years contain.
const HINTS: [&str; 14] = [
    "month", "quarter", "qtr", "period", "half", "semester", "trimest", "time", "date", "monat", "quartal", "mois",
    "月", "季",
];

/// Whether a text is a part of a year by its name.
fn is_part_by_name(text: &str) -> bool {
    text.contains(char::is_alphabetic) && part_named(text).is_some()
}

/// Whether it is a word that means nothing else.
fn is_spelled_out(text: &str) -> bool {
    text.contains(['月', '季', '年']) || text.chars().filter(|c| c.is_lowercase()).count() > 1
}

/// What a period means that a publisher numbers behind the last one: the whole year.
const WHOLE: [&str; 4] = ["M13", "Q05", "S03", "A01"];

/// What the cells of a column are of a year.
struct Part {
    column: usize,
    /// How many months the longest of its parts has; zero for weeks.
    length: i32,
    before: &'static str,
    /// The first cell that is none, with its line.
    other: Option<(u64, String)>,
    has_whole: bool,
}

impl Part {
    fn of(sample: &Sample, column: usize) -> Option<Self> {
        let name = sample.columns[column].trim().to_lowercase();
        let numbered = NUMBERED.into_iter().find(|(known, ..)| *known == name);
        let (_, highest, before) = numbered.unwrap_or(("", 0, ""));
        let number = |cell: &str| cell.parse().ok().filter(|number| (1..=highest).contains(number));
        // `M1` is money and `Q1` a quartile where nothing speaks of time, and `MAR` is a country.
        let speaks = HINTS.iter().any(|hint| name.contains(hint));
        let is_word = |cell: &str| is_part_by_name(cell) && (speaks || !names_places(&name) && is_spelled_out(cell));
        let is_part = |cell: &str| number(cell).is_some() || is_word(cell) || WHOLE.contains(&cell);
        let filled = || sample.cells(column);
        let (count, parts) = (filled().count(), filled().filter(|cell| is_part(cell)).count());
        // The name of the column says that the other cells should be parts of a year too.
        if parts == 0 || parts < count && (numbered.is_none() || parts * 2 < count) {
            return None;
        }
        let has_words = filled().any(is_word);
        // Beside `Q2`, a `1` may be a quarter or a month.
        let is_other = |cell: &str| !is_part(cell) || has_words && !before.is_empty() && number(cell).is_some();
        let other = sample.rows.iter().find_map(|(line, row)| {
            let cell = row.get(column).filter(|cell| is_other(cell))?;
            Some((*line, cell.clone()))
        });
        let length = match before {
            "W" => 0,
            _ if !has_words => 12 / highest,
            _ => filled().filter_map(|cell| Some(part_named(cell)?.1)).min().unwrap_or(12),
        };
        let has_whole = filled().any(|cell| WHOLE.contains(&cell));
        Some(Self { column, length, before: if has_words { "" } else { before }, other, has_whole })
    }
}

/// Whether a text is a year.
fn is_year(text: &str) -> bool {
    let has_length = text.len() == 4 || text.strip_suffix('年').is_some_and(|year| year.len() == 4);
    has_length && period_of(text).is_some()
}

/// The column of years and the one of parts of them, or a column of months or days in digits alone, if there are some.
pub(super) fn of(sample: &Sample) -> Option<Dated> {
    (0..sample.columns.len()).find_map(|column| in_digits(sample, column)).or_else(|| in_columns(sample))
}

/// A column of months or days in digits alone, `202306` or `20230630`, whose name says that it holds periods.
fn in_digits(sample: &Sample, column: usize) -> Option<Dated> {
    const NAMES: [&str; 3] = ["yyyymm", "yyyymmdd", "datum"];
    let name = &sample.columns[column];
    let is_named = is_period_name(name) || is_among(&NUMBERED.map(|(known, ..)| known), name) || is_among(&NAMES, name);
    // Beside periods, such a date is one of something else.
    let is_other = |other: usize| other != column && sample.all(other, &|cell| period_of(cell).is_some());
    if !is_named || (0..sample.columns.len()).any(is_other) {
        return None;
    }
    let (reading, periods) = spelling::in_digits(name, sample.cells(column))?;
    let template = format!("{reading}{{{}}}", placeholder(sample, column));
    Some(Dated { columns: vec![column], template, codes: None, doubt: None, periods })
}

/// The column of years and the one of parts of them.
fn in_columns(sample: &Sample) -> Option<Dated> {
    let columns = 0..sample.columns.len();
    let year = years(sample)?;
    let mut parts: Vec<Part> =
        columns.clone().filter(|column| *column != year).filter_map(|column| Part::of(sample, column)).collect();
    // Months lie within quarters: the shortest parts say most.
    parts.sort_by_key(|part| if part.length == 0 { 13 } else { part.length });
    let part = parts.first()?;
    let [of_year, of_part] = [year, part.column].map(|column| placeholder(sample, column));
    let is_day =
        |column: &usize| ["day", "日", "tag"].contains(&sample.columns[*column].trim().to_lowercase().as_str());
    let is_number = |cell: &str| cell.parse().is_ok_and(|day: u32| (1..=31).contains(&day));
    let day = columns.clone().find(|column| is_day(column) && part.length == 1 && sample.cells(*column).all(is_number));
    let has_words = sample.cells(part.column).any(|cell| cell.contains(char::is_alphabetic));
    let template = match day.map(|day| placeholder(sample, day)) {
        Some(day) if has_words => format!("{{{day}}} {{{of_part}}} {{{of_year}}}"),
        Some(day) => format!("{{{of_year}}}-{{{of_part}}}-{{{day}}}"),
        None => format!("{{{of_year}}}-{}{{{of_part}}}", part.before),
    };
    let codes = part.has_whole.then(|| {
        let pairs: Vec<String> = WHOLE.iter().map(|whole| format!("{whole} = \"annual\"")).collect();
        (of_part.clone(), format!("{{ {} }}", pairs.join(", ")))
    });
    let doubt = part.other.as_ref().map(|(line, cell)| {
        let name = &sample.columns[part.column];
        let what = match cell.as_str() {
            "" => format!(
                "`{name}` is empty on line {line}: the figure is of the whole year, or of a period that is not stated"
            ),
            cell if cell.parse::<u8>().is_ok() => format!(
                "`{cell}` in the column `{name}` beside texts such as `Q2` is a part of the year, or something else"
            ),
            cell => format!("`{cell}` in the column `{name}` is the whole year, or something else"),
        };
        let whole = format!("[codes.{}]\n{} = \"annual\"", quoted(&of_part), quoted(cell));
        let pattern = quoted(&format!("^{}$", regex::escape(cell)));
        Ambiguity::new(
            what,
            vec![whole, format!("[[when]]\nmatches = {{ {} = {pattern} }}\nskip = true", quoted(&of_part))],
        )
    });
    let columns = [year].into_iter().chain(parts.iter().map(|part| part.column)).chain(day).collect();
    Some(Dated { columns, template, codes: codes.filter(|_| doubt.is_none()), doubt, periods: None })
}

/// Writes what periods are made of: of some columns together, or of one alone; what cannot be decided is returned.
pub(super) fn write_period(
    sample: &Sample,
    dated: Option<&Dated>,
    period: usize,
    writer: &mut Writer,
) -> Option<Ambiguity> {
    let Some(dated) = dated else {
        let template = format!("{{{}}}", placeholder(sample, period));
        return spelling::write_period(&sample.columns[period], &template, sample.cells(period), writer);
    };
    if let Some(doubt) = &dated.periods {
        return Some(spelling::write_doubt(doubt, &dated.template, writer));
    }
    writer.pair("period", &dated.template);
    dated.doubt.clone()
}

/// The column of years.
fn years(sample: &Sample) -> Option<usize> {
    let holds = |column: &usize| sample.cells(*column).next().is_some() && sample.cells(*column).all(is_year);
    let is_named = |column: &usize| is_among(&YEARS, &sample.columns[*column]);
    let mut found = (0..sample.columns.len()).filter(holds);
    let first = found.clone().find(is_named);
    first.or_else(|| found.next())
}

/// The columns that are called by parts of a year, where another column holds the years, and the template of their periods.
pub(super) fn across(sample: &Sample) -> Option<(Vec<usize>, usize, String)> {
    let columns: Vec<usize> =
        (0..sample.columns.len()).filter(|&column| is_part_by_name(&sample.columns[column])).collect();
    // Three columns `M1` to `M3` are of money.
    let is_money =
        |column: &usize| sample.columns[*column].starts_with(['M', 'm']) && sample.columns[*column].len() == 2;
    if columns.len() < 4 && columns.iter().all(is_money) {
        return None;
    }
    let year = years(sample).filter(|year| columns.len() > 1 && columns.binary_search(year).is_err())?;
    let template = format!("{{{}}}-{{header}}", placeholder(sample, year));
    Some((columns, year, template))
}

/// What figures beside the columns of the parts of a year, in ascending order, may be, if there are some.
pub(super) fn beside(sample: &Sample, parts: &[usize]) -> Option<Ambiguity> {
    let year = years(sample);
    let is_other = |column: &usize| Some(*column) != year && parts.binary_search(column).is_err();
    let has_figures = |column: &usize| sample.cells(*column).next().is_some() && sample.cells(*column).all(is_figure);
    let last = *parts.last()?;
    let column = (last + 1..sample.columns.len()).filter(is_other).find(has_figures)?;
    let name = quoted(&sample.columns[column]);
    Some(Ambiguity {
        what: format!("the column {name} holds figures of whole years, or something else"),
        ways: Vec::new(),
        written: Some(format!(
            "unpivot with {name} and [codes] header = {{ {name} = \"annual\" }} for whole years, or {name} in nothing that is loaded"
        )),
    })
}

/// The column of the parts of years below each other, where the years are across in these columns, in ascending order, and what a
/// period has of it.
pub(super) fn below(sample: &Sample, periods: &[usize]) -> Option<(usize, String)> {
    let name =
        |column: usize| marked(&sample.columns[column]).map_or(sample.columns[column].as_str(), |(period, _)| period);
    if !periods.iter().all(|&column| is_year(name(column))) {
        return None;
    }
    let labels = (0..sample.columns.len()).filter(|column| periods.binary_search(column).is_err());
    let part =
        labels.filter_map(|column| Part::of(sample, column)).find(|part| part.other.is_none() && !part.has_whole)?;
    Some((part.column, format!("{}{{{}}}", part.before, placeholder(sample, part.column))))
}
