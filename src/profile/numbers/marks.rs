//! Marks beside figures and beside the periods that name columns: letters, words and signs that say how a figure is stated, or
//! why there is none.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{MARK, is_raised, lowered};
use crate::profile::doubt::Ambiguity;
use crate::profile::sample::Sample;
use crate::profile::words::figure::{is_figure, is_number};
use crate::profile::words::role::{is_note, is_status};
use crate::profile::words::statuses::{core, is_boolean, is_yes, marked, of_letter, of_period_letter, of_word};
use crate::profile::writer::inline;

/// The status that the lines around a table give a mark: `p = provisional`, `* provisional`; empty for a missing value.
fn of_legend(sample: &Sample, mark: &str) -> Option<&'static str> {
    let core = core(mark);
    let (before, sign) = match is_raised(core) {
        // The number of a footnote starts its line, and may stand on the line there.
        true => (r"^[\x22'(（]?", format!("(?:{core}|{})\\.?", core.chars().filter_map(lowered).collect::<String>())),
        false => (r"(?:^|[\s,;:；，：\x22'`“(（\[])", regex::escape(core)),
    };
    let pattern = format!(
        r"(?m){before}{sign}[\x22'`”)）\]]*\s*(?:[=:：,–—-]|为|是|is|means|denotes|indicates)?\s*(?<word>[^\s=:：].*)$"
    );
    let pattern = Regex::new(&pattern).ok()?;
    let below = sample.preview.text.lines().skip_while(|line| Some(*line) != sample.end.as_deref());
    let below = below.take(if sample.end.is_some() { usize::MAX } else { 0 });
    let is_sheet = sample.preview.sheet.is_some() && sample.preview.is_whole;
    let of_sheet = sample.preview.text.lines().skip(if is_sheet { sample.last_line as usize } else { usize::MAX });
    let below = below.chain(of_sheet);
    let lines = sample.above.iter().map(String::as_str).chain(below);
    lines.filter_map(|line| of_word(pattern.captures(line)?.name("word")?.as_str())).next()
}

/// What the marks behind the periods that name some columns mean: the table of a mapping, or a doubt.
pub(crate) fn of_names(sample: &Sample, columns: &[usize]) -> (String, Option<Ambiguity>) {
    let mut marks: Vec<&str> = columns.iter().filter_map(|&column| Some(marked(&sample.columns[column])?.1)).collect();
    marks.sort_unstable();
    marks.dedup();
    let status = |mark: &str| of_word(mark).or_else(|| of_legend(sample, mark)).or_else(|| of_period_letter(mark));
    let table = |others: &'static str| {
        // A translation of `*` is one of all texts that have no other.
        let nothing = marks.contains(&"*").then_some(("", ""));
        let pairs: Vec<(&str, &str)> =
            marks.iter().map(|mark| (*mark, status(mark).unwrap_or(others))).chain(nothing).collect();
        inline(&pairs)
    };
    let Some(unknown) = marks.iter().find(|mark| status(mark).is_none()) else { return (table(""), None) };
    let name = columns
        .iter()
        .map(|&column| &sample.columns[column])
        .find(|name| marked(name).is_some_and(|(_, mark)| mark == *unknown));
    let what = format!(
        "nothing in the file says what `{unknown}` means in the name of the column `{}`: provisional figures, say, or a footnote",
        name.map_or("", String::as_str)
    );
    let way = |others| format!("[codes]\nmark = {}", table(others));
    (String::new(), Some(Ambiguity::new(what, vec![way("P"), way("A")])))
}

/// How many characters a flag has at most.
const LONGEST_FLAG: usize = 3;

/// Whether a cell may be a flag: a few letters.
fn is_flag(cell: &str) -> bool {
    cell.chars().count() <= LONGEST_FLAG && cell.chars().all(char::is_alphabetic)
}

/// Whether a cell may be a flag or a sign.
pub(crate) fn is_mark(cell: &str) -> bool {
    cell.chars().count() <= LONGEST_FLAG && !cell.contains(|c: char| c.is_numeric() || c.is_whitespace())
}

/// What the columns behind those of periods hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behind {
    Flags,
    Notes,
}

/// The columns that stand behind those of periods and hold their flags or their notes, as in workbooks of Eurostat: they have no
/// name, or one such as `Flag` or `2022 flag`. `None` where one of the periods has no such column.
pub(crate) fn behind(sample: &Sample, columns: &[usize]) -> Option<(Vec<usize>, Behind)> {
    let is_behind = |column: usize, what: Behind| {
        let Some(name) = sample.columns.get(column) else { return false };
        let name = name.strip_prefix(&sample.columns[column - 1]).unwrap_or(name).trim();
        let mut cells = sample.cells(column);
        match what {
            Behind::Flags if name.is_empty() => cells.all(is_flag),
            Behind::Flags => is_status(name) && cells.all(|cell| is_mark(cell) || of_word(cell).is_some()),
            Behind::Notes => is_note(name),
        }
    };
    [Behind::Flags, Behind::Notes].into_iter().find_map(|what| {
        let found: Vec<usize> = columns.iter().map(|column| column + 1).filter(|it| is_behind(*it, what)).collect();
        // The last column may be cut off where it is empty.
        let is_last = |column: usize| column + 1 == sample.columns.len();
        let are_all = columns.iter().all(|column| found.binary_search(&(column + 1)).is_ok() || is_last(*column));
        let are_filled = found.iter().any(|column| sample.cells(*column).next().is_some());
        (are_all && are_filled).then_some((found, what))
    })
}

/// Whether the `F` in some columns of flags may be a forecast, as in SDMX, or a final figure, as to others: the other flags are
/// letters that SDMX and other offices share, and nothing says which it is.
pub(crate) fn may_be_final(sample: &Sample, columns: &[usize]) -> bool {
    let cells = || columns.iter().flat_map(|column| sample.cells(*column));
    let is_of_sdmx = |column: &usize| {
        let name = sample.columns[*column].to_lowercase();
        name.contains("obs") || name.contains("flag")
    };
    cells().any(|cell| cell == "F")
        && cells().all(|cell| ["F", "P", "R", "C"].contains(&cell))
        && !columns.iter().any(is_of_sdmx)
        && of_legend(sample, "F").is_none()
}

/// What the flags in some columns mean: the table of a mapping, or a doubt.
pub(crate) fn of_column(sample: &Sample, columns: &[usize]) -> (String, Option<Ambiguity>) {
    let mut flags: Vec<&str> = columns.iter().flat_map(|column| sample.cells(*column)).collect();
    flags.sort_unstable();
    flags.dedup();
    let is_final = may_be_final(sample, columns);
    let may_be_final = |flag: &str| flag == "F" && is_final;
    let letters = |flag: &str| flag.split_inclusive(|_: char| true).find_map(|letter| of_flag(sample, letter));
    let first = |flag: &str| if is_flag(flag) { letters(flag) } else { None };
    let of_name = |flag: &str| match columns {
        [column] if is_boolean(flag) => {
            of_word(&sample.columns[*column]).map(|status| if is_yes(flag) { status } else { "A" })
        }
        _ => None,
    };
    let status = |flag: &str| {
        let found = of_name(flag).or_else(|| of_flag(sample, flag)).or_else(|| first(flag));
        found.filter(|status| !status.is_empty() && !may_be_final(flag))
    };
    let usual = |flag: &str, others| if may_be_final(flag) && others == "P" { "F" } else { others };
    let table = |others: &'static str| {
        inline(&flags.iter().map(|flag| (*flag, status(flag).unwrap_or(usual(flag, others)))).collect::<Vec<_>>())
    };
    let Some(unknown) = flags.iter().find(|flag| status(flag).is_none()) else { return (table(""), None) };
    let what = format!("nothing in the file says what the flag `{unknown}` beside a figure means");
    let way = |others| format!("[codes]\nstatus = {}", table(others));
    (String::new(), Some(Ambiguity::new(what, vec![way("P"), way("A")])))
}

fn of_flag(sample: &Sample, flag: &str) -> Option<&'static str> {
    of_word(flag).or_else(|| of_legend(sample, flag)).or_else(|| of_letter(flag))
}

/// The mark behind a number: `5.2*`, `5.2 p`, `5.2(r)`, `5.2(1)`, `5.2 1)`, `5.2 ¹⁾`.
fn behind_number(cell: &str) -> Option<&str> {
    static MARKS: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(&format!(r"^(?<number>.*[0-9])(?<mark>\s*(?:{MARK})|\s+[0-9]{{1,2}}[)）])$")).ok());
    let found = MARKS.as_ref()?.captures(cell)?;
    let mark = found.name("mark").map(|mark| mark.as_str().trim()).filter(|_| !is_number(cell))?;
    is_number(found["number"].trim()).then_some(mark)
}

/// Whether a short text may stand in place of a number.
pub(crate) fn is_alone(cell: &str) -> bool {
    const LONGEST: usize = 4;
    !is_figure(cell) && cell.chars().count() <= LONGEST && !cell.contains(|c: char| c.is_ascii_digit())
}

/// Whether such a text stands in place of a number, and no line around the table says what it means.
pub(crate) fn is_unexplained(sample: &Sample, cell: &str) -> bool {
    is_alone(cell) && of_legend(sample, cell).is_none()
}

/// Whether the cells of a column are figures, some of them with a mark, or with a short text in their place.
pub(crate) fn are_figures<'c>(cells: impl Iterator<Item = &'c str>) -> bool {
    let (mut numbers, mut others) = (0, 0);
    for cell in cells {
        if is_number(cell) {
            numbers += 1;
        } else if behind_number(cell).is_some() || is_alone(cell) {
            others += 1;
        } else if !is_figure(cell) {
            return false;
        }
    }
    others == 0 || numbers > others
}

/// The marks of some columns of figures, as keys of a mapping.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// The marks that mean a missing value, beside those that always do.
    pub missing: Vec<String>,
    /// The value of the key `flags`; empty where there is none.
    pub flags: String,
    pub doubt: Option<Ambiguity>,
}

/// A mark, whether it stands alone, and its status where the file says it.
type Flag<'c> = (&'c str, bool, Option<&'static str>);

impl Marks {
    pub(crate) fn of<'c>(sample: &Sample, cells: impl Iterator<Item = &'c str>) -> Self {
        let (mut flags, mut first): (Vec<Flag<'_>>, _) = (Vec::new(), None);
        let mut marks = Self::default();
        for cell in cells {
            let behind = behind_number(cell);
            let is_lone = behind.is_none();
            let Some(mark) = behind.or(Some(cell).filter(|_| is_alone(cell))) else { continue };
            if flags.iter().any(|(known, ..)| *known == mark) || marks.missing.iter().any(|known| known == mark) {
                continue;
            }
            match of_legend(sample, mark) {
                Some("") if is_lone => marks.missing.push(mark.to_owned()),
                status => {
                    flags.push((mark, is_lone, status));
                    first = first.or(Some((cell, is_lone)).filter(|_| status.is_none()));
                }
            }
        }
        let table = |of: [&dyn Fn(&str) -> &'static str; 2]| {
            let status = |mark, is_lone| of[usize::from(is_lone)](mark);
            let pairs: Vec<(&str, &str)> = flags
                .iter()
                .map(|(mark, is_lone, known)| (*mark, known.unwrap_or_else(|| status(mark, *is_lone))))
                .collect();
            inline(&pairs)
        };
        let plain: [&dyn Fn(&str) -> &'static str; 2] = [&|_| "A", &|_| "O"];
        let Some((cell, is_lone)) = first else {
            marks.flags = if flags.is_empty() { String::new() } else { table(plain) };
            return marks;
        };
        let what = match is_lone {
            true => format!("`{cell}` is no number, and nothing in the file says why there is none"),
            false => format!("nothing in the file says what the mark of `{cell}` means"),
        };
        let usual: [&dyn Fn(&str) -> &'static str; 2] = [&|mark| of_letter(mark).unwrap_or("P"), &|mark| {
            of_letter(mark).filter(|status| *status == "Q").unwrap_or("M")
        }];
        let ways = [usual, plain].map(|of| format!("flags = {}", table(of)));
        marks.doubt = Some(Ambiguity::new(what, ways.to_vec()));
        marks
    }
}
