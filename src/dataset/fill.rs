//! Empty cells that have the text of the cell above: labels that stand once for several rows, as merged cells of a workbook
//! do.

use std::io::{Read, Write};

use super::file::File;
use crate::dataset::fault::Fault;
use crate::dataset::mapping::Mapping;
use crate::dataset::split::{Grammar, SplitRow, Splitter};
use crate::dataset::spool::{Spool, SpoolWriter};
use crate::model::nearest;
use crate::problem::{Problems, Skip, Violation, listed};

impl File {
    /// Fills the columns that a mapping names, and says how many cells that were; false where it names none of the file.
    pub(super) fn fill_down(&mut self, mapping: &Mapping, problems: &mut Problems) -> Result<bool, Fault> {
        let (Some(fill), Some(_)) = (&mapping.rules.fill, &self.content) else { return Ok(true) };
        let mut columns = Vec::new();
        for name in fill.get_ref().columns() {
            let by_place = || name.strip_prefix('#')?.parse::<usize>().ok()?.checked_sub(1);
            let column = self.layout.columns.iter().position(|known| known == name).or_else(by_place);
            let Some(column) = column.filter(|column| *column < self.layout.columns.len()) else {
                let near = nearest(name, self.layout.columns.iter(), |known| known);
                let fix = near.map_or_else(
                    || format!("the columns are {}", listed(&self.layout.columns)),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("{} has no column `{name}` to fill", self.label());
                let violation = Violation::Mapping { message, fix: Some(fix) };
                problems.add(violation, || mapping.place(fill.span()));
                return Ok(false);
            };
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        let mut filling = Filling::new(columns, fill.get_ref().crosses_blank());
        let text = self.filled(&mut filling)?;
        self.content.iter_mut().for_each(|content| content.text = text.clone());
        for (what, Counted { count, first: (line, row) }) in
            [(Skip::Filled, &filling.filled), (Skip::Unfilled, &filling.empty)]
        {
            if *count > 0 {
                problems.skip(what, self.label(), *count, (*line, row));
            }
        }
        Ok(true)
    }

    /// The text of the file with its cells filled. Lines keep their numbers, and what is not filled keeps its bytes.
    fn filled(&self, filling: &mut Filling) -> Result<Spool, Fault> {
        let (mut spool, (head, _)) = (SpoolWriter::default(), self.input()?);
        std::io::copy(&mut head.take(self.start as u64), &mut spool).map_err(Fault::Io)?;
        for block in self.blocks()?.without_digest() {
            let block = block?;
            let text = filling.rows(&block.text, block.line, self.layout.grammar);
            spool.write_all(text.as_bytes()).map_err(Fault::Io)?;
        }
        spool.finish().map_err(Fault::Io)
    }
}

/// How far the columns of a file are filled.
struct Filling {
    /// The outer columns first: another label in one of them ends the labels of those behind it.
    columns: Vec<usize>,
    /// Whether a label holds below a blank line, too.
    crosses_blank: bool,
    /// The last label of each column.
    labels: Vec<String>,
    filled: Counted,
    /// The cells that stay empty.
    empty: Counted,
}

/// How many cells there are of a kind, and the line and the text of the row of the first of them.
#[derive(Default)]
struct Counted {
    count: u64,
    first: (u64, String),
}

impl Counted {
    fn add(&mut self, line: u64, text: &str) {
        if self.count == 0 {
            self.first = (line, text.lines().next().unwrap_or_default().to_owned());
        }
        self.count += 1;
    }
}

impl Filling {
    fn new(columns: Vec<usize>, crosses_blank: bool) -> Self {
        let labels = vec![String::new(); columns.len()];
        Self { columns, crosses_blank, labels, filled: Counted::default(), empty: Counted::default() }
    }

    /// Notes the end of a part of the table.
    fn end_part(&mut self) {
        if !self.crosses_blank {
            self.labels.iter_mut().for_each(String::clear);
        }
    }

    /// Fills the cells of some rows, the first of which is on this line.
    fn rows(&mut self, text: &str, line: u64, grammar: Grammar) -> String {
        let (mut splitter, mut row) = (Splitter::new(text, grammar).on_line(line), SplitRow::default());
        let (mut filled, mut at) = (String::with_capacity(text.len() + text.len() / 8), 0);
        while splitter.next_row(&mut row) {
            let is_blank = (0..row.len()).all(|cell| row.cell(text, cell).trim().is_empty());
            if is_blank || has_blank_line(&text[at..row.bytes.start]) {
                self.end_part();
            }
            if !is_blank && row.bad_quote.is_none() {
                self.row(text, &row, (&mut filled, &mut at));
            }
            let end = splitter.position().0;
            filled.push_str(&text[at..end]);
            at = end;
        }
        if has_blank_line(&text[at..]) {
            self.end_part();
        }
        filled.push_str(&text[at..]);
        filled
    }

    /// Fills the cells of a row. `filled` is the text so far, which holds all bytes before `at`.
    fn row(&mut self, text: &str, row: &SplitRow, (filled, at): (&mut String, &mut usize)) {
        let mut changes = Vec::new();
        for place in 0..self.columns.len() {
            let column = self.columns[place];
            let Some(bytes) = row.cell_bytes(column) else { continue };
            if !row.cell(text, column).trim().is_empty() {
                let label = text[bytes].replace(['\n', '\r'], " ");
                if label != self.labels[place] {
                    self.labels[place + 1..].iter_mut().for_each(String::clear);
                    self.labels[place] = label;
                }
            } else if self.labels[place].is_empty() {
                self.empty.add(row.line, &text[row.bytes.clone()]);
            } else {
                self.filled.add(row.line, &text[row.bytes.clone()]);
                changes.push((bytes, place));
            }
        }
        changes.sort_unstable_by_key(|(bytes, _)| bytes.start);
        for (bytes, place) in changes {
            filled.push_str(&text[*at..bytes.start]);
            filled.push_str(&self.labels[place]);
            *at = bytes.end;
        }
    }
}

/// Whether a line of what stands between two rows is blank: others are comments.
fn has_blank_line(between: &str) -> bool {
    between.lines().any(|line| line.trim().is_empty())
}
