//! What a file holds and a load does not read: it is no problem, and it is named all the same.

use std::fmt;
use std::sync::Arc;

use super::violation::counted;

/// A part of a file that is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Skip {
    /// Lines above the header.
    Above,
    /// Lines below the table.
    Below,
    /// Rows of which no column of figures is filled.
    NoFigure,
    /// Rows that a rule of the mapping skips.
    ByRule,
    /// Figures that a rule of the mapping skips.
    FigureByRule,
    /// Columns that the mapping does not use.
    Column,
    /// Cells of columns that have no name, and that the mapping does not use.
    Cell,
    /// Sheets of a workbook that the mapping does not name.
    Sheet,
    /// Cells of a workbook whose formats are not known: the sheet may show a percentage or a month.
    Format,
    /// Cells of a workbook that shows a mark or a unit in them: a footnote of a label, a text of a number format.
    Beside,
    /// Numbers of a workbook whose formats show nothing.
    Concealed,
    /// Cells of a workbook that are merged with one of a number.
    Spread,
    /// Rows and columns that a sheet hides.
    HiddenRow,
    HiddenColumn,
    /// Comments on the cells of a sheet.
    Comment,
    /// Empty cells that have the text of the cell above.
    Filled,
    /// Empty cells of such columns above which no text holds.
    Unfilled,
}

/// How much of a file is skipped, and where that starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Skipped {
    pub what: Skip,
    pub count: u64,
    /// The file as the user knows it.
    pub file: Arc<str>,
    /// The lines of the first of them, from one, and their texts; at least one. The text of columns is the names of all.
    pub lines: Vec<(u64, String)>,
}

/// How many characters of a text are shown.
const SHOWN: usize = 60;
const SHOWN_OF_NAMES: usize = 200;

/// How many rows without a figure are named: each may be the heading of the rows below it.
const NAMED: usize = 5;

impl Skipped {
    /// So many of a kind in a file, the first on this line.
    pub(super) fn new(what: Skip, file: &Arc<str>, count: u64, (line, text): (u64, &str)) -> Self {
        let text = text.trim();
        let most = if what == Skip::Column { SHOWN_OF_NAMES } else { SHOWN };
        let mut shown: String = text.chars().take(most).collect();
        if shown.len() < text.len() {
            shown.push_str("...");
        }
        Self { what, count, file: Arc::clone(file), lines: vec![(line, shown)] }
    }

    /// Adds further ones of the same kind in the same file.
    pub(super) fn add(&mut self, others: Self) {
        let named = if self.what == Skip::NoFigure { NAMED } else { 1 };
        self.count += others.count;
        self.lines.extend(others.lines);
        self.lines.truncate(named);
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, count, file, lines } = self;
        let Some(((line, text), others)) = lines.split_first() else { return Ok(()) };
        let (noun, behind, verb) = match what {
            Skip::Above => ("line", "above the header", "not read as figures"),
            Skip::Below => ("line", "below the table", "not read as figures"),
            Skip::NoFigure => ("row", "without a figure", "skipped"),
            Skip::ByRule => ("row", "that [[when]] skips", "not read"),
            Skip::FigureByRule => ("figure", "that [[when]] skips", "not read"),
            Skip::Column => ("column", "that the mapping does not use", "not read"),
            Skip::Cell => ("cell", "of columns without a name", "not read"),
            Skip::Sheet => ("sheet", "that the mapping does not name", "not read"),
            Skip::Format => ("number", "that this workbook may show as a percentage or a month", "read as stored"),
            Skip::Beside => ("cell", "that the sheet shows with a footnote or a unit", "read without it"),
            Skip::Concealed => ("number", "that the format of its cell hides", "not read"),
            Skip::Spread => ("cell", "merged with one that holds a number", "read as empty"),
            Skip::HiddenRow => ("row", "that the sheet hides", "read like the others"),
            Skip::HiddenColumn => ("column", "that the sheet hides", "read like the others"),
            Skip::Comment => ("comment", "on a cell", "not read"),
            Skip::Filled => ("empty cell", "in the columns of `fill`", "filled with the text above"),
            Skip::Unfilled => ("empty cell", "in the columns of `fill` that no text above fills", "left empty"),
        };
        let (is, first) = if *count == 1 { ("is", "on") } else { ("are", "the first on") };
        let counted = counted(count, noun);
        match what {
            Skip::Column => write!(f, "{file}: {counted} {behind} {is} {verb}: {text}"),
            Skip::Sheet if *count == 1 => write!(f, "{file}: {counted} {behind} is {verb}: {text}"),
            Skip::Sheet => write!(f, "{file}: {counted} {behind} are {verb}, the first of them {text}"),
            _ => write!(f, "{file}: {counted} {behind} {is} {verb}, {first} line {line}: {text}"),
        }?;
        others.iter().try_for_each(|(line, text)| write!(f, "; line {line}: {text}"))?;
        let is_cut = !others.is_empty() && *count > lines.len() as u64;
        if is_cut { f.write_str("; ...") } else { Ok(()) }
    }
}

/// A sentence for each kind of what is skipped in a file; where many files have it, for the first of them.
pub(crate) fn sentences(all: &[Skipped]) -> Vec<String> {
    const FILES: usize = 3;
    let mut sentences = Vec::new();
    for (place, skipped) in all.iter().enumerate() {
        let before = all[..place].iter().filter(|other| other.what == skipped.what).count();
        let behind = all[place + 1..].iter().filter(|other| other.what == skipped.what).count();
        match before + 1 {
            ..FILES => sentences.push(skipped.to_string()),
            FILES if behind == 0 => sentences.push(skipped.to_string()),
            FILES => sentences.push(format!("{skipped}; and the like in {}", counted(behind, "more file"))),
            _ => {}
        }
    }
    sentences
}
