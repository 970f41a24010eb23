//! Tables whose years stand in a column, and whose parts of a year are across.

use super::dated::{Years, is_part_by_name};
use super::labels::numbers_beside;
use super::names::words;
use crate::mapping::quoted;
use crate::model::office_period::{PeriodDoubt, doubt, part_named};
use crate::problem::listed;
use crate::profile::doubt::Ambiguity;
use crate::profile::sample::Sample;
use crate::profile::words::list::{is_among, words_in};
use crate::profile::words::spelling::{Unpivot, unpivot};

/// The columns of such a table.
pub(crate) struct Parts {
    /// Those that are called by parts of a year, in ascending order.
    pub columns: Vec<usize>,
    pub unpivot: Unpivot,
    pub year: usize,
    pub template: String,
    /// What can be read in two ways among the periods.
    pub periods: Option<PeriodDoubt>,
    /// The columns of other numbers, in ascending order, and what these may be.
    pub beside: Vec<usize>,
    pub doubt: Option<Ambiguity>,
}

/// Words in the names of columns that hold the figures of whole years.
const WHOLE: &str = "total, totals, year, yearly, annual, annually, average, avg, mean, sum, overall, full, gesamt, insgesamt, \
                     summe, jahr, durchschnitt, mittel, jahresdurchschnitt, jahresmittel, jahressumme, année, annuel, annuelle, \
                     moyenne, ensemble, somme, año, anual, media, promedio, suma, ano, média, soma, anno, annuale, annua, somma, \
                     totale, jaar, totaal, gemiddelde, gemiddeld, år, året, sum, gjennomsnitt, genomsnitt, gennemsnit, medel, \
                     medeltal, helår";
const CHINESE_WHOLE: &str = "全年, 年度, 年计, 合计, 合計, 平均, 总计, 総数";

/// Whether a name is one of figures of whole years.
fn names_whole(name: &str) -> bool {
    let is_known = |word: String| is_among(WHOLE, &word);
    words(name).any(is_known) || words_in(CHINESE_WHOLE).any(|word| name.contains(word))
}

impl Parts {
    pub(crate) fn of(sample: &Sample) -> Option<Self> {
        let columns: Vec<usize> =
            (0..sample.columns.len()).filter(|&column| is_part_by_name(&sample.columns[column])).collect();
        // Three columns `M1` to `M3` are of money.
        let is_money =
            |column: &usize| sample.columns[*column].starts_with(['M', 'm']) && sample.columns[*column].len() == 2;
        if columns.len() < 4 && columns.iter().all(is_money) {
            return None;
        }
        let is_other = |year: &Years| columns.len() > 1 && columns.binary_search(&year.column).is_err();
        let year = Years::of(sample).filter(is_other)?;
        let names = || columns.iter().map(|&column| &sample.columns[column]);
        let of_year = |year: &str| names().map(|part| format!("{year} {part}")).collect::<Vec<_>>();
        let texts: Vec<String> = sample.cells(year.column).flat_map(of_year).collect();
        let periods = if year.are_financial { Some(doubt(texts.iter().map(String::as_str), None)?) } else { None };
        let others = |column: &usize| *column != year.column && columns.binary_search(column).is_err();
        let others: Vec<usize> = (0..sample.columns.len()).filter(others).collect();
        let beside = numbers_beside(sample, (&others, Some(year.column)), columns[0]);
        let template = year.template(sample, "header");
        let (unpivot, columns) = unpivot(&sample.columns, columns);
        let doubt = of_numbers(sample, &columns, &beside);
        Some(Self { columns, unpivot, year: year.column, template, periods, beside, doubt })
    }
}

/// The part of a year that a column is by its place among the columns of parts, unless one of these is that part.
fn by_place(sample: &Sample, parts: &[usize], column: usize) -> Option<String> {
    let part = |column: usize| part_named(&sample.columns[column]);
    let distance = |from: usize, to: usize| i32::try_from(to - from).ok();
    let lengths = || parts.iter().filter_map(|&column| Some(part(column)?.1));
    let length = lengths().min()?;
    let first = match parts.iter().rev().find(|part| **part < column) {
        Some(&before) => part(before)?.0 + part(before)?.1 + (distance(before, column)? - 1) * length,
        None => part(*parts.first()?)?.0 - distance(column, *parts.first()?)? * length,
    };
    let first = (first - 1).rem_euclid(12) + 1;
    let is_taken = |first: i32, length: i32| parts.iter().any(|&column| part(column) == Some((first, length)));
    match length {
        1 if !is_taken(first, 1) => Some(format!("M{first:02}")),
        // Behind the months of a quarter may stand the quarter.
        1 if parts.last() > Some(&column) => Some(format!("Q{}", (first + 10) % 12 / 3 + 1)),
        3 if !is_taken(first, 3) => Some(format!("Q{}", first / 3 + 1)),
        6 if !is_taken(first, 6) => Some(format!("H{}", first / 6 + 1)),
        _ => None,
    }
}

/// What numbers beside the columns of the parts of a year may be, if there are some.
fn of_numbers(sample: &Sample, parts: &[usize], beside: &[usize]) -> Option<Ambiguity> {
    let name = |column: usize| sample.columns[column].as_str();
    let (mut unknown, mut whole, mut codes) = (Vec::new(), Vec::new(), Vec::new());
    for &column in beside {
        match by_place(sample, parts, column).filter(|_| !names_whole(name(column))) {
            Some(code) => {
                unknown.push(format!("`{}`", name(column)));
                codes.push((name(column), code));
            }
            None => whole.push(column),
        }
    }
    // One figure is that of the year.
    codes.extend(whole.first().map(|&column| (name(column), "annual".to_owned())));
    let of_unknown = match unknown.len() {
        0 => None,
        1 => Some(format!(
            "the column {} stands where a part of the year would stand, and its name is not understood",
            unknown[0]
        )),
        _ => Some(format!(
            "the columns {} stand where parts of the year would stand, and their names are not understood",
            listed(&unknown)
        )),
    };
    // Where the figures of the year are there already, it takes their place.
    let of_year = |column: &usize| part_named(name(*column)).is_some_and(|(_, length)| length == 12);
    let kept = parts.iter().copied().filter(|column| whole.is_empty() || !of_year(column)).collect();
    let (kept, _) = unpivot(&sample.columns, kept);
    let whole: Vec<String> = whole.iter().map(|&column| quoted(name(column))).collect();
    let of_whole = match whole.len() {
        0 => None,
        1 => Some(format!("the column {} holds figures of whole years, or something else", whole[0])),
        _ => Some(format!(
            "one of the columns {} holds figures of whole years, or they hold something else",
            listed(&whole)
        )),
    };
    let what = [of_unknown, of_whole].into_iter().flatten().reduce(|one, other| format!("{one}; and {other}"))?;
    let all = codes.iter().fold(kept, |unpivot, (name, _)| unpivot.with(name));
    let codes: Vec<String> = codes.iter().map(|(name, code)| format!("{} = {}", quoted(name), quoted(code))).collect();
    let other = if codes.len() > 1 { ", both without a column that is something else" } else { "" };
    let them = if beside.len() > 1 { "them" } else { "it" };
    Some(Ambiguity {
        what,
        ways: Vec::new(),
        written: Some(format!(
            "unpivot = {} with [codes] header = {{ {} }}{other}, or the mapping as it stands, which does not read {them}",
            all.text(),
            listed(&codes)
        )),
    })
}
