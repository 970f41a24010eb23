//! How the numbers of some columns are written: which marks are certain, and what only a person can decide.

use std::collections::BTreeMap;

use super::marks::{Marks, is_alone, is_unexplained};
use super::stated_twice;
use crate::mapping::quoted;
use crate::model::{SPACES, Written, mark_in_doubt, units_of};
use crate::problem::listed;
use crate::profile::doubt::Ambiguity;
use crate::profile::sample::Sample;
use crate::profile::words::figure::{DOUBTFUL, MISSING, is_number};
use crate::profile::writer::Writer;

/// How the numbers of some columns are written.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    pub decimal: Option<char>,
    pub group: Option<char>,
    /// The signs of units, each with its unit.
    units: Vec<(String, String)>,
    /// The marks behind numbers as the key `flags` of a mapping, and those that stand for missing values.
    flags: String,
    pub missing: Vec<String>,
    pub doubt: Option<Ambiguity>,
}

/// What some cells show of the two marks that may divide tenths or thousands, each with the first cell that shows it.
#[derive(Debug, Default)]
struct Evidence<'a> {
    /// Marks that certainly divide tenths, and those that certainly divide thousands.
    decimals: BTreeMap<char, &'a str>,
    groups: BTreeMap<char, &'a str>,
    /// Marks before three digits that may be either.
    either: BTreeMap<char, &'a str>,
    /// The signs of units, each with the first cell that has it; and the first number without one.
    units: BTreeMap<&'a str, &'a str>,
    without_unit: Option<&'a str>,
    /// The first number in parentheses, and the first with a word for a power of ten.
    enclosed: Option<&'a str>,
    scaled: Option<(&'a str, &'a str)>,
    /// Whether thousands are written without a mark. Some write one from five digits on.
    has_long: bool,
}

impl Numbers {
    /// Those of some columns of a file; `have_units` is whether each column has a unit of its own.
    pub(crate) fn of(sample: &Sample, columns: &[usize], have_units: bool) -> Self {
        let cells = || columns.iter().flat_map(|&column| sample.cells(column));
        let (mut numbers, mut evidence) = (Self::default(), Evidence::default());
        evidence.add_all(cells());
        if have_units {
            // Numbers without a unit are of another metric than those with one.
            evidence.without_unit = columns.iter().find_map(|column| {
                let mut of_column = Evidence::default();
                of_column.add_all(sample.cells(*column));
                of_column.without_unit.filter(|_| !of_column.units.is_empty())
            });
        }
        let signs = signs_of(sample, columns);
        let is_first = sample.missing_values(columns).is_empty();
        let of_signs = (!signs.is_empty()).then(|| signs_in_doubt(&signs, is_first));
        let of_nines = || nines_of(cells()).map(|number| nines_in_doubt(number, is_first));
        let enclosed = evidence.enclosed.map(|cell| Ambiguity {
            written: None,
            what: format!("`{cell}` is negative to accountants, and marked as an estimate or the like by others"),
            ways: vec!["parentheses = \"negative\"".to_owned(), "parentheses = \"E\"".to_owned()],
        });
        let of_powers = evidence.scaled.and_then(|scaled| stated_twice::doubt(sample, columns, scaled));
        let of_marks = numbers.decide(&evidence, cells());
        let of_units = numbers.name_units(&evidence);
        let Marks { missing, flags, doubt } = Marks::of(sample, cells().filter(|cell| !signs.contains(cell)));
        (numbers.missing, numbers.flags) = (missing, flags);
        // Both must be decided where numbers in parentheses are grouped.
        let first = of_signs.or(of_marks).or(of_units).or(of_powers);
        numbers.doubt = first.into_iter().chain(enclosed).reduce(Ambiguity::and).or(doubt).or_else(of_nines);
        numbers
    }

    /// Decides which mark divides tenths and which thousands; what cannot be decided is returned.
    fn decide<'a>(&mut self, evidence: &Evidence<'a>, mut cells: impl Iterator<Item = &'a str>) -> Option<Ambiguity> {
        let Evidence { decimals, groups, either, has_long, .. } = evidence;
        let other = |mark: char| if mark == '.' { ',' } else { '.' };
        self.decimal = decimals.keys().next().copied();
        self.group = groups.keys().next().copied();
        if let (Some(comma), Some(point)) = (decimals.get(&','), decimals.get(&'.')) {
            // The mark of fewer cells is the exception.
            let divides = |mark: char| move |cell: &&str| Evidence::divides(cell, mark);
            let all: Vec<&str> = cells.by_ref().collect();
            let count = |mark: char| all.iter().filter(|cell| divides(mark)(cell)).count();
            let rare = if count(',') <= count('.') { ',' } else { '.' };
            let mut exceptions: Vec<&str> = all.iter().copied().filter(divides(rare)).collect();
            exceptions.sort_unstable();
            exceptions.dedup();
            self.decimal = Some(other(rare));
            let lines = exceptions
                .iter()
                .take(8)
                .map(|cell| format!("{} = {}", quoted(cell), quoted(&cell.replace(rare, &other(rare).to_string()))));
            return Some(Ambiguity {
                written: None,
                what: format!("`{comma}` has a decimal comma, and `{point}` a decimal point"),
                ways: vec![format!("[codes.value]\n{}", lines.collect::<Vec<_>>().join("\n"))],
            });
        }
        let all: Vec<&str> = if *has_long && !either.is_empty() { cells.collect() } else { Vec::new() };
        for (&mark, &cell) in either {
            if self.decimal == Some(other(mark)) {
                self.group = Some(mark);
            } else if self.decimal == Some(mark) || self.group == Some(mark) {
            } else if self.group == Some(other(mark))
                || self.group.is_some_and(|group| SPACES.contains(&group))
                || *has_long && !are_like_groups(&all, mark)
            {
                self.decimal = Some(mark);
            } else {
                let (what, ways) = mark_in_doubt(cell, mark);
                return Some(Ambiguity::new(what, ways));
            }
        }
        if self.group == Some('.') && self.decimal.is_none() {
            self.decimal = Some(',');
        }
        None
    }

    /// Names the units whose signs stand beside numbers; what cannot be decided is returned.
    fn name_units(&mut self, evidence: &Evidence<'_>) -> Option<Ambiguity> {
        for sign in evidence.units.keys() {
            match units_of(sign) {
                [unit] => self.units.push(((*sign).to_owned(), (*unit).to_owned())),
                units => {
                    return Some(Ambiguity {
                        written: None,
                        what: format!("`{sign}` is the sign of several currencies, such as {}", units.join(" and ")),
                        ways: units.iter().map(|unit| format!("units = {{ {} = \"{unit}\" }}", quoted(sign))).collect(),
                    });
                }
            }
        }
        let ((_, with), (_, unit), without) =
            (evidence.units.iter().next()?, self.units.first()?, evidence.without_unit?);
        Some(Ambiguity {
            written: None,
            what: format!("`{with}` states its unit, and `{without}` does not: it is in the same unit, or in another"),
            ways: vec![format!("[codes.unit]\nunspecified = \"{unit}\"")],
        })
    }

    /// Whether commas mark decimals.
    pub(crate) fn has_commas(&self) -> bool {
        self.decimal == Some(',')
    }

    /// Says in a mapping how the numbers are written.
    pub(crate) fn write(&self, writer: &mut Writer) {
        if let Some(decimal) = self.decimal.filter(|decimal| *decimal != '.') {
            writer.pair("decimalChar", &decimal.to_string());
        }
        if let Some(group) = self.group {
            writer.pair("groupChar", &group.to_string());
        }
        if !self.units.is_empty() {
            let pairs = self.units.iter().map(|(sign, unit)| format!("{} = {}", quoted(sign), quoted(unit)));
            writer.raw("units", &format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", ")));
        }
        if !self.flags.is_empty() {
            writer.raw("flags", &self.flags);
        }
    }
}

impl<'a> Evidence<'a> {
    /// Adds what the numbers of a column show.
    fn add_all(&mut self, cells: impl Iterator<Item = &'a str>) {
        for cell in cells.filter(|cell| !MISSING.contains(cell)) {
            if let Some(written) = Written::parse(cell).filter(|_| is_number(cell)) {
                self.add(&written, cell);
            }
        }
    }

    /// Adds what a number shows; `cell` is the text that it stands in.
    fn add(&mut self, written: &Written<'a>, cell: &'a str) {
        let number = written.number;
        match written.unit {
            Some(sign) => drop(self.units.entry(sign).or_insert(cell)),
            None if number.contains(|c: char| ('1'..='9').contains(&c)) => drop(self.without_unit.get_or_insert(cell)),
            None => {}
        }
        if !written.scale.is_empty() {
            self.scaled.get_or_insert((cell, written.scale));
        }
        if written.is_enclosed {
            self.enclosed.get_or_insert(cell);
        }
        let mantissa = number.split(['e', 'E']).next().unwrap_or(number);
        let places = |mark: char| mantissa.matches(mark).count();
        if let Some(space) = SPACES.into_iter().find(|space| mantissa.contains(*space)) {
            self.groups.entry(space).or_insert(cell);
        }
        let (points, commas) = (places('.'), places(','));
        let last = if mantissa.rfind('.') > mantissa.rfind(',') { '.' } else { ',' };
        let first = if last == '.' { ',' } else { '.' };
        match (points, commas) {
            (0, 0) => self.has_long |= mantissa.len() > 4 && mantissa.bytes().all(|byte| byte.is_ascii_digit()),
            (1.., 1..) => {
                self.decimals.entry(last).or_insert(cell);
                self.groups.entry(first).or_insert(cell);
            }
            (2.., 0) | (0, 2..) => drop(self.groups.entry(last).or_insert(cell)),
            _ if Self::divides(cell, last) || mantissa != number => drop(self.decimals.entry(last).or_insert(cell)),
            _ => drop(self.either.entry(last).or_insert(cell)),
        }
    }

    /// Whether a mark certainly divides tenths in a cell: not before three digits, behind zero, or behind more digits than a
    /// group has.
    fn divides(cell: &str, mark: char) -> bool {
        let Some((before, behind)) = Written::parse(cell).and_then(|written| written.number.rsplit_once(mark)) else {
            return false;
        };
        let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
        let other = if mark == '.' { ',' } else { '.' };
        !behind.contains(other)
            && (digits != 3 || before.starts_with('0') || before.contains(other) || before.len() > 3)
    }
}

/// Whether numbers with this mark before three digits would be below all other numbers where it marks decimals, and like some of them
/// where it groups: a file may write `12.345` beside 12400.
fn are_like_groups(cells: &[&str], mark: char) -> bool {
    let (marked, others): (Vec<&str>, Vec<&str>) = cells.iter().partition(|cell| cell.contains(mark));
    let numbers = |cells: Vec<&str>| -> Vec<f64> {
        let numbers = cells.into_iter().filter_map(|cell| cell.replace(mark, "").parse().ok());
        numbers.filter(|number| *number > 0.0).collect()
    };
    let (grouped, others) = (numbers(marked), numbers(others));
    let is_below = |number: &f64| others.iter().all(|other| number / 1000.0 < *other);
    let is_like = |number: &f64| others.iter().any(|other| (0.5..=2.0).contains(&(number / other)));
    grouped.iter().all(is_below) && grouped.iter().any(is_like)
}

/// The signs in place of numbers that nothing explains, where one of them is written as numbers are, or means zero to some.
fn signs_of<'s>(sample: &'s Sample, columns: &[usize]) -> Vec<&'s str> {
    let cells = || columns.iter().flat_map(|&column| sample.cells(column));
    let is_of_numbers = |cell: &str| cell.contains(['.', ',', '+', '-', '<', '>', '=', '~']);
    if !cells().any(|cell| DOUBTFUL.contains(&cell) || is_alone(cell) && is_of_numbers(cell)) {
        return Vec::new();
    }
    let mut signs: Vec<&str> = cells().filter(|cell| DOUBTFUL.contains(cell) || is_alone(cell)).collect();
    signs.sort_unstable();
    signs.dedup();
    signs.retain(|sign| DOUBTFUL.contains(sign) || is_unexplained(sample, sign));
    signs
}

/// A number that may stand for a missing value: `-9999`, which is the only negative number, or larger than all others.
fn nines_of<'a>(cells: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let are_nines = |cell: &str| {
        let (whole, tenths) =
            cell.strip_prefix('-').map_or(("", ""), |digits| digits.split_once('.').unwrap_or((digits, "")));
        whole.len() > 2
            && whole.bytes().all(|digit| digit == b'9')
            && tenths.bytes().all(|digit| b"09".contains(&digit))
    };
    let numbers: Vec<(&str, f64)> = cells.filter_map(|cell| Some((cell, cell.parse().ok()?))).collect();
    let (cell, value) = *numbers.iter().find(|(cell, _)| are_nines(cell))?;
    let mut others = numbers.iter().map(|(_, number)| *number).filter(|number| *number != value);
    let is_only = others.clone().all(|number| number >= 0.0);
    (is_only || others.all(|number| number.abs() < -value)).then_some(cell)
}

/// A doubt about such a number; `is_first` is whether no other text stands for a missing value.
fn nines_in_doubt(number: &str, is_first: bool) -> Ambiguity {
    let line = |meaning: &str| format!("[codes.value]\n{} = {}", quoted(number), quoted(meaning));
    let missing = if is_first { format!("missingValues = {}", array([number])) } else { line("") };
    let what = format!("`{number}` is a number, but some publishers write it for a missing value");
    Ambiguity::new(what, vec![missing, line(number)])
}

/// A doubt about signs in place of numbers; `is_first` is whether no other text stands for a missing value.
fn signs_in_doubt(signs: &[&str], is_first: bool) -> Ambiguity {
    let lines = |of: &dyn Fn(&str) -> &'static str| {
        let lines = signs.iter().map(|sign| format!("{} = \"{}\"", quoted(sign), of(sign)));
        format!("[codes.value]\n{}", lines.collect::<Vec<_>>().join("\n"))
    };
    if let [sign] = signs {
        // The mapping may have the key already, for other marks.
        let missing = if is_first { format!("missingValues = {}", array([*sign])) } else { lines(&|_| "") };
        let what = format!("`{sign}` means a missing value to some publishers, and zero to others");
        return Ambiguity::new(what, vec![missing, lines(&|_| "0")]);
    }
    let named: Vec<String> = signs.iter().map(|sign| format!("`{sign}`")).collect();
    // A dash is the sign of nothing; the others say why a number is not stated.
    let of_dash = |sign: &str| if DOUBTFUL.contains(&sign) && sign != "x" { "0" } else { "" };
    let what = format!(
        "{} stand in place of numbers: each means a missing value to some publishers, and a dash means zero to others",
        listed(&named)
    );
    let zero = if signs.iter().any(|sign| of_dash(sign) == "0") { lines(&of_dash) } else { lines(&|_| "0") };
    Ambiguity::new(what, vec![lines(&|_| ""), zero])
}

/// Texts as a list of a mapping.
pub(crate) fn array<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    format!("[{}]", texts.into_iter().map(quoted).collect::<Vec<_>>().join(", "))
}
