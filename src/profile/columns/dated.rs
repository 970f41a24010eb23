//! Years in one column, and the quarters, months or days within them in another, or in the names of columns.

use super::called::{holds_codes, is_of_weeks, speaks_of_periods};
use super::names::{placeholder, words};
use super::places::names_places;
use crate::mapping::quoted;
use crate::model::fold;
use crate::model::office_period::{PeriodDoubt, doubt, part_named};
use crate::profile::doubt::Ambiguity;
use crate::profile::sample::Sample;
use crate::profile::sample::around::Record;
use crate::profile::words::calendar::{is_period_name, is_year_name, numbered, speaks_of_time};
use crate::profile::words::list::is_among;
use crate::profile::words::spelling::{self, period_of};
use crate::profile::words::statuses::marked;
use crate::profile::writer::Writer;

/// The columns that the periods of a table are made of.
#[derive(Debug)]
pub(crate) struct Dated {
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

/// A column of numbers that look like years, and whose name says that they are codes.
pub(crate) fn codes_like_years(sample: &Sample) -> Option<usize> {
    let is_period = |cell: &str| period_of(cell).is_some();
    (0..sample.columns.len()).find(|column| holds_codes(&sample.columns[*column]) && sample.all(*column, &is_period))
}

/// Whether a column may hold periods by its name: codes are none, and where some look like years, other numbers may do so too.
pub(crate) fn may_be_periods(sample: &Sample, column: usize) -> bool {
    let name = &sample.columns[column];
    let is_sure = || speaks_of_periods(name) || !sample.all(column, &is_year);
    !holds_codes(name) && (codes_like_years(sample).is_none() || is_sure())
}

/// Words for weeks that begin on Monday to some offices, and on Sunday to others.
const OF_HEALTH: [&str; 5] = ["epi", "epiweek", "epidemiological", "mmwr", "cdc"];

/// Whether a text is a part of a year by its name.
pub(crate) fn is_part_by_name(text: &str) -> bool {
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
    /// The cells that are none, each once, with its first line.
    others: Vec<(u64, String)>,
    has_whole: bool,
    /// Whether its parts are numbers.
    is_numbered: bool,
}

impl Part {
    fn of(sample: &Sample, column: usize) -> Option<Self> {
        let name = sample.columns[column].trim().to_lowercase();
        let of_weeks = is_of_weeks(&sample.columns[column]).then_some((53, "W"));
        let numbered = numbered(&name).or(of_weeks);
        let (highest, before) = numbered.unwrap_or_default();
        let roman = |cell: &str| ["I", "II", "III", "IV"].iter().position(|it| before == "Q" && *it == cell);
        let parsed = |cell: &str| cell.parse().ok().or_else(|| i32::try_from(roman(cell)? + 1).ok());
        let number = |cell: &str| parsed(cell).filter(|number: &i32| (1..=highest).contains(number));
        // `M1` is money and `Q1` a quartile where nothing speaks of time, and `MAR` is a country.
        let speaks = speaks_of_time(&name);
        let is_week = |cell: &str| before == "W" && cell.strip_prefix('W').and_then(number).is_some();
        let is_word = |cell: &str| {
            is_week(cell) || is_part_by_name(cell) && (speaks || !names_places(&name) && is_spelled_out(cell))
        };
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
        let mut others: Vec<(u64, String)> = Vec::new();
        for (line, row) in &sample.rows {
            let other =
                row.get(column).filter(|cell| is_other(cell) && !others.iter().any(|(_, it)| it == *cell)).cloned();
            others.extend(other.map(|cell| (*line, cell)));
        }
        let length = match before {
            "W" => 0,
            _ if !has_words => 12 / highest,
            _ => filled().filter_map(|cell| Some(part_named(cell)?.1)).min().unwrap_or(12),
        };
        let has_whole = filled().any(|cell| WHOLE.contains(&cell));
        Some(Self {
            column,
            length,
            before: if has_words { "" } else { before },
            others,
            has_whole,
            is_numbered: !has_words,
        })
    }

    /// What stands before the part of a financial year. Its months are those of the calendar.
    fn in_financial_year(&self) -> &'static str {
        if self.length == 1 && self.is_numbered && self.before.is_empty() { "M" } else { self.before }
    }

    /// A doubt about the cells that are no parts of a year: the first one may be the whole year.
    fn doubt(&self, sample: &Sample) -> Option<Ambiguity> {
        let (line, cell) = self.others.first()?;
        let (name, of_part) = (&sample.columns[self.column], placeholder(sample, self.column));
        let what = match cell.as_str() {
            "" => format!(
                "`{name}` is empty on line {line}: the figure is of the whole year, or of a period that is not stated"
            ),
            cell if cell.parse::<u8>().is_ok() => format!(
                "`{cell}` in the column `{name}` beside texts such as `Q2` is a part of the year, or something else"
            ),
            cell => format!("`{cell}` in the column `{name}` is the whole year, or something else"),
        };
        let skipped = |others: &[(u64, String)]| {
            let cells: Vec<String> = others.iter().map(|(_, cell)| regex::escape(cell)).collect();
            let pattern = quoted(&format!("^(?:{})$", cells.join("|")));
            format!("[[when]]\nmatches = {{ {} = {pattern} }}\nskip = true", quoted(&of_part))
        };
        let mut whole = format!("[codes.{}]\n{} = \"annual\"", quoted(&of_part), quoted(cell));
        if self.others.len() > 1 {
            whole = format!("{whole}\n{}", skipped(&self.others[1..]));
        }
        Some(Ambiguity::new(what, vec![whole, skipped(&self.others)]))
    }
}

/// The column of years, and whether they are financial or school years, which two numbers name.
pub(crate) struct Years {
    pub column: usize,
    pub are_financial: bool,
}

impl Years {
    /// That of a table. A column that is called by a word for years comes before others.
    pub(crate) fn of(sample: &Sample) -> Option<Self> {
        let find = |is_named: bool, are_financial: bool| {
            let holds = |column: &usize| {
                let is_year = if are_financial { is_financial } else { is_year };
                !holds_codes(&sample.columns[*column]) && sample.all(*column, &is_year)
            };
            let name = |column: usize| sample.columns[column].as_str();
            let mut found = (0..sample.columns.len()).filter(holds);
            let column = match is_named {
                true => found
                    .clone()
                    .find(|column| is_year_name(name(*column)))
                    .or_else(|| found.find(|column| words(name(*column)).any(|word| is_year_name(&word)))),
                false => found.next(),
            };
            column.map(|column| Self { column, are_financial })
        };
        find(true, false).or_else(|| find(true, true)).or_else(|| find(false, false)).or_else(|| find(false, true))
    }

    /// The template of periods, whose parts of a year this placeholder holds.
    pub(crate) fn template(&self, sample: &Sample, part: &str) -> String {
        let mark = if self.are_financial { ' ' } else { '-' };
        format!("{{{}}}{mark}{{{part}}}", placeholder(sample, self.column))
    }
}

/// Whether a text is a financial or school year.
fn is_financial(text: &str) -> bool {
    let part = format!("{text} Q1");
    !is_year(text) && doubt(std::iter::once(part.as_str()), None).is_some()
}

/// Whether a text is a year in digits.
fn is_year(text: &str) -> bool {
    let has_length = text.len() == 4 || text.strip_suffix(['年', '년']).is_some_and(|year| year.len() == 4);
    has_length && period_of(text).is_some()
}

/// The column of years and the one of parts of them, or a column of months or days in digits alone, if there are some.
pub(crate) fn of(sample: &Sample) -> Option<Dated> {
    (0..sample.columns.len()).find_map(|column| in_digits(sample, column)).or_else(|| in_columns(sample))
}

/// A column of months or days in digits alone, `202306` or `20230630`, whose name says that it holds periods.
fn in_digits(sample: &Sample, column: usize) -> Option<Dated> {
    const NAMES: [&str; 3] = ["yyyymm", "yyyymmdd", "datum"];
    let name = &sample.columns[column];
    let is_named = is_period_name(name) || NAMES.contains(&name.trim().to_lowercase().as_str());
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
    let Years { column: year, are_financial } = Years::of(sample)?;
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
    let words =
        sample.rows.iter().filter_map(|(_, row)| Some((row.get(year)?.as_str(), row.get(part.column)?.as_str())));
    let words: Vec<(&str, &str)> = words.filter(|_| day.is_none()).collect();
    let (before, of_parts) = spelling::of_parts(&sample.columns[part.column], words.into_iter());
    let template = match day.map(|day| placeholder(sample, day)) {
        _ if are_financial => format!("{{{of_year}}} {}{{{of_part}}}", part.in_financial_year()),
        Some(day) if has_words => format!("{{{day}}} {{{of_part}}} {{{of_year}}}"),
        Some(day) => format!("{{{of_year}}}-{{{of_part}}}-{{{day}}}"),
        None => format!("{before}{{{of_year}}}-{}{{{of_part}}}", part.before),
    };
    let text =
        |(_, row): &Record| Some(format!("{} {}{}", row.get(year)?, part.in_financial_year(), row.get(part.column)?));
    let texts: Vec<String> = sample.rows.iter().filter_map(text).collect();
    let periods = match are_financial {
        true => Some(doubt(texts.iter().map(String::as_str), None)?),
        false => of_parts,
    };
    let codes = part.has_whole.then(|| {
        let pairs: Vec<String> = WHOLE.iter().map(|whole| format!("{whole} = \"annual\"")).collect();
        (of_part.clone(), format!("{{ {} }}", pairs.join(", ")))
    });
    let doubt = part.doubt(sample).or_else(|| of_health(sample, part, &template));
    let columns = [year].into_iter().chain(parts.iter().map(|part| part.column)).chain(day).collect();
    Some(Dated { columns, template, codes: codes.filter(|_| part.others.is_empty()), doubt, periods })
}

/// A doubt on which day weeks begin that are numbered as offices of health do.
fn of_health(sample: &Sample, part: &Part, template: &str) -> Option<Ambiguity> {
    let name = &sample.columns[part.column];
    let is_of_health = part.length == 0 && words(name).any(|word| OF_HEALTH.contains(&word.as_str()));
    is_of_health.then(|| Ambiguity {
        what: format!("the weeks in the column `{name}` begin on Monday, as those of ISO 8601 do, or on Sunday"),
        ways: Vec::new(),
        written: Some(format!(
            "period = {}, as it stands, for weeks from Monday to Sunday, or period = \"7 days from {{first day}}\" for others, for which the file needs a column `first day` of dates",
            quoted(template)
        )),
    })
}

/// Writes what periods are made of: of some columns together, or of one alone; what cannot be decided is returned.
pub(crate) fn write_period(
    sample: &Sample,
    dated: Option<&Dated>,
    period: usize,
    writer: &mut Writer,
) -> Option<Ambiguity> {
    let Some(dated) = dated else {
        let template = format!("{{{}}}", placeholder(sample, period));
        return spelling::write_period(
            (&sample.columns[period], &sample.above),
            &template,
            sample.cells(period),
            writer,
        );
    };
    if let Some(doubt) = &dated.periods {
        let doubts = [Some(spelling::write_doubt(doubt, &dated.template, writer)), dated.doubt.clone()];
        return doubts.into_iter().flatten().reduce(Ambiguity::and);
    }
    writer.pair("period", &dated.template);
    dated.doubt.clone()
}

/// A doubt about a column that is called by a word for parts of years, and holds something else, among some columns.
pub(crate) fn not_understood(sample: &Sample, mut columns: impl Iterator<Item = usize>) -> Option<Ambiguity> {
    let is_unknown = |column: &usize| {
        let name = &sample.columns[*column];
        numbered(name).is_some() && sample.cells(*column).next().is_some() && Part::of(sample, *column).is_none()
    };
    let column = columns.find(is_unknown)?;
    let is_unread = |cell: &&str| part_named(cell).is_none() && period_of(cell).is_none();
    let cell = sample.cells(column).find(is_unread).or_else(|| sample.cells(column).next())?;
    let (name, place) = (&sample.columns[column], placeholder(sample, column));
    let year = Years::of(sample).map_or_else(|| "...".to_owned(), |year| placeholder(sample, year.column));
    Some(Ambiguity {
        what: format!("`{cell}` in the column `{name}` is a part of a year, or something else"),
        ways: Vec::new(),
        written: Some(format!(
            "period = \"{{{year}}}-{{{place}}}\" with [codes.{}] for each of its texts, such as {} = \"M01\", and without `{name}` in the breakdown, for parts of years, or `{name}={{{place}}}` in the breakdown, as it stands",
            quoted(&place),
            quoted(cell)
        )),
    })
}

/// A doubt about a column of the last years or days of spans, beside that of the first ones.
pub(crate) fn spans_in_doubt(sample: &Sample, first: usize) -> Option<Ambiguity> {
    const FIRST: &str = "start, begin, beginning, from, von, ab, debut, inicio, desde, inizio, inicial";
    const LAST: &str = "end, ending, to, until, till, bis, ende, fin, hasta, fine, fim, ate, final";
    let is_called =
        |column: usize, list: &'static str| words(&sample.columns[column]).any(|word| is_among(list, &fold(&word)));
    let is_period = |cell: &str| period_of(cell).is_some();
    let is_last = |column: &usize| *column != first && is_called(*column, LAST) && sample.all(*column, &is_period);
    let last = (0..sample.columns.len()).find(is_last).filter(|_| is_called(first, FIRST))?;
    let [from, to] = [first, last].map(|column| placeholder(sample, column));
    Some(Ambiguity {
        what: format!(
            "`{}` and `{}` may be the first and the last part of one period",
            sample.columns[first], sample.columns[last]
        ),
        ways: Vec::new(),
        written: Some(format!(
            "period = \"span {{{from}}}/{{{to}}}\", and `{{{to}}}` in no breakdown, for such periods, or the period of `{{{from}}}` alone"
        )),
    })
}

/// The column of the parts of years below each other, and what makes a period of both, after the placeholder of the years.
pub(crate) struct Below {
    pub column: usize,
    pub template: String,
    /// What can be read in two ways among the periods.
    pub periods: Option<PeriodDoubt>,
    pub doubt: Option<Ambiguity>,
}

/// The parts of years below each other, where the years are across in these columns, in ascending order.
pub(crate) fn below(sample: &Sample, periods: &[usize]) -> Option<Below> {
    let name =
        |column: usize| marked(&sample.columns[column]).map_or(sample.columns[column].as_str(), |(period, _)| period);
    let are_financial = periods.iter().all(|&column| is_financial(name(column)));
    if !are_financial && !periods.iter().all(|&column| is_year(name(column))) {
        return None;
    }
    let labels = (0..sample.columns.len()).filter(|column| periods.binary_search(column).is_err());
    let part = labels.filter_map(|column| Part::of(sample, column)).find(|part| !part.has_whole)?;
    let (column, of_part, open) = (part.column, placeholder(sample, part.column), part.doubt(sample));
    if !are_financial {
        let template = format!("-{}{{{of_part}}}", part.before);
        return Some(Below { column, template, periods: None, doubt: open });
    }
    let before = part.in_financial_year();
    let of_years =
        |cell: &str| periods.iter().map(|&column| format!("{} {before}{cell}", name(column))).collect::<Vec<_>>();
    let texts: Vec<String> = sample.cells(part.column).flat_map(of_years).collect();
    let periods = Some(doubt(texts.iter().map(String::as_str), None)?);
    Some(Below { column, template: format!(" {before}{{{of_part}}}"), periods, doubt: open })
}
