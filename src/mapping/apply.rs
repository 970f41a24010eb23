//! A plan applied to the rows of its file.

use std::borrow::Cow;

use super::again::{header_again, repeats_header};
use super::context::{Context, Unfilled};
use super::part::{Level, Origin};
use super::plan::{EXTRA, Plan, Target, Unpivoted};
use super::value::ParsedCell;
use crate::dataset::Row;
use crate::model::{Scale, Status};
use crate::problem::{Place, Skip, Violation};

/// A row of the table, produced by a mapping.
#[derive(Debug)]
pub(crate) struct Mapped<'a> {
    /// The texts in the order of the table's columns.
    pub cells: &'a [&'a str],
    /// The column of the file that the value stands in, where the value is a column's own cell.
    pub value_column: Option<usize>,
    /// The power of ten, or the word for it, that the value is parsed in.
    pub scale: &'a str,
    /// What is done with the figure, in SDMX's words; empty where the file does not state it.
    pub action: &'a str,
}

/// The row of the table that a row of the file became, or what is wrong with it and with which column.
pub(crate) type Outcome<'m, 'a> = Result<&'m Mapped<'a>, (Violation, Option<usize>)>;

/// What of a row does not become a row of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LeftOut {
    /// Why all of it does not.
    pub row: Option<Skip>,
    /// How many of its figures a rule skips.
    pub figures: u64,
}

impl LeftOut {
    fn row(why: Skip) -> Self {
        Self { row: Some(why), figures: 0 }
    }
}

impl Plan {
    /// Passes to `take` the rows of the table that a row of the file becomes, each with the columns of new rows of
    /// other tables, and returns what is left out. `take` returns whether to continue.
    pub(crate) fn each(&self, row: &Row<'_>, take: &mut dyn FnMut(Outcome<'_, '_>, &New<'_, '_>) -> bool) -> LeftOut {
        let mut left_out = LeftOut::default();
        if row.is_blank() {
            return left_out;
        }
        let has_figure = |unpivoted: &Unpivoted| self.keep_empty || !row.cell(unpivoted.column).trim().is_empty();
        if self.unpivoted.as_ref().is_some_and(|unpivoted| !unpivoted.iter().any(has_figure)) {
            return LeftOut::row(Skip::NoFigure);
        }
        let mut of_row = Context { plan: self, row: Some(self.row_slots(row)), column: None, cells: Some(row) };
        let nothing = New { context: &of_row };
        if self.whens.iter().any(|when| when.skip && when.level == Level::ROW && of_row.holds(when)) {
            return LeftOut::row(Skip::ByRule);
        }
        if let Some(wrong) = self.header_again(row) {
            take(Err(wrong), &nothing);
            return left_out;
        }
        let mut texts: Vec<Cow<'_, str>> = Vec::with_capacity(self.targets.len());
        for (number, target) in self.targets.iter().enumerate() {
            texts.push(match target.level {
                Level::FILE => Cow::Borrowed(self.fixed[self.slots.len() + number].as_deref().unwrap_or("")),
                Level::ROW => match of_row.text(target) {
                    Ok(text) => Cow::Owned(text),
                    Err(unfilled) => {
                        take(Err(self.problem(unfilled, row)), &nothing);
                        return left_out;
                    }
                },
                _ => Cow::Borrowed(""),
            });
        }
        let Some(unpivoted) = &self.unpivoted else {
            self.hand_over(&of_row, &texts, row, None, take);
            return left_out;
        };
        for unpivoted in unpivoted {
            if !has_figure(unpivoted) {
                continue;
            }
            let cell = row.cell(unpivoted.column).trim();
            of_row.column = Some((unpivoted, cell));
            if self.whens.iter().any(|when| when.skip && when.level != Level::ROW && of_row.holds(when)) {
                left_out.figures += 1;
                continue;
            }
            if !self.hand_over(&of_row, &texts, row, Some(unpivoted), take) {
                break;
            }
        }
        left_out
    }

    /// What is wrong with a row that is the header once more, and the column that shows it.
    fn header_again(&self, row: &Row<'_>) -> Option<(Violation, Option<usize>)> {
        let label = self.names.iter().position(|(_, is_figure)| !is_figure)?;
        let name = &self.names[label].0;
        // Most rows start like no header, and have no year as their first figure.
        let has_year = || self.first_unpivoted().is_some_and(|column| row.cell(column).trim().len() == 4);
        if row.cell(label).trim() != name && !has_year() {
            return None;
        }
        let pairs = |of_figures: bool| -> Vec<(&str, &str)> {
            let columns = self.names.iter().enumerate().filter(|(_, (_, is_figure))| *is_figure == of_figures);
            columns.map(|(column, (name, _))| (name.as_str(), row.cell(column))).collect()
        };
        if !repeats_header(&pairs(false), &pairs(true)) {
            return None;
        }
        let (what, ways) = header_again(row.line, row.text().text, (name, row.cell(label).trim()));
        Some((Violation::Ambiguous { what, ways }, Some(label)))
    }

    /// Builds one row of the table, and passes it to `take`; returns whether to continue.
    fn hand_over(
        &self,
        context: &Context<'_, '_>,
        texts: &[Cow<'_, str>],
        row: &Row<'_>,
        unpivoted: Option<&Unpivoted>,
        take: &mut dyn FnMut(Outcome<'_, '_>, &New<'_, '_>) -> bool,
    ) -> bool {
        let new = New { context };
        let of_cell = match self.texts_of_cell(context) {
            Ok(of_cell) => of_cell,
            Err(unfilled) => return take(Err(self.problem(unfilled, row)), &new),
        };
        let mut cells: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
        if let Some(unpivoted) = unpivoted {
            for (number, target) in self.targets.iter().enumerate() {
                match target.level {
                    Level::COLUMN => cells[number] = &unpivoted.targets[number],
                    Level::CELL => cells[number] = context.column.map_or("", |(_, cell)| cell),
                    _ => {}
                }
            }
        }
        for (number, text) in &of_cell {
            cells[*number] = text;
        }
        let cell = self.value.map_or("", |value| cells[value].trim());
        let parsed = self.marks.parse(cell);
        let note = self.take_value(&parsed, cell, &mut cells);
        if let (Some(place), Some(note)) = (self.note, &note) {
            cells[place] = note;
        }
        let (cells, extra) = cells.split_at(cells.len() - EXTRA.len());
        let value_column = unpivoted.map(|unpivoted| unpivoted.column);
        take(Ok(&Mapped { cells, value_column, scale: extra[0], action: extra[1] }), &new)
    }

    /// The texts of the targets that change with the unpivoted cell, but for the cell itself, which needs no copy.
    fn texts_of_cell(&self, context: &Context<'_, '_>) -> Result<Vec<(usize, String)>, Unfilled> {
        let is_cell = |number: usize, target: &Target| Some(number) == self.value && target.is_cell(&self.slots);
        let of_cell = self.targets.iter().enumerate().filter(|(_, target)| target.level == Level::CELL);
        let copied = of_cell.filter(|(number, target)| !is_cell(*number, target));
        copied.map(|(number, target)| Ok((number, context.text(target)?))).collect()
    }

    /// Moves flags from the value to the status, unless the file states a status of its own, and the unit and the power of
    /// ten that are written beside the value to their columns. Returns a note, if a flag means something that no status can
    /// state.
    fn take_value<'c>(&self, parsed: &'c ParsedCell<'c>, cell: &'c str, cells: &mut [&'c str]) -> Option<String> {
        let value = self.value?;
        let scale = cells.len() - EXTRA.len();
        // Of two powers of ten that differ, a person must say which one holds.
        let differs = |other| other != Some(Scale::default()) && other != Scale::parse(parsed.scale);
        if !parsed.scale.is_empty() && differs(Scale::parse(cells[scale])) {
            return None;
        }
        let mut note = parsed.note.clone();
        cells[value] = &parsed.value;
        if let (Some(place), true) = (self.reported, parsed.is_rewritten)
            && cells[place].is_empty()
        {
            cells[place] = cell;
        }
        if !parsed.scale.is_empty() {
            cells[scale] = parsed.scale;
        }
        if let (Some(place), Some(unit)) = (self.unit, parsed.unit) {
            cells[place] = unit;
        }
        if let (Some(status), Some((flag, of_flag))) = (self.status, parsed.status) {
            if cells[status].is_empty() {
                cells[status] = Status::CODES[Status::ALL.iter().position(|known| *known == of_flag).unwrap_or(0)];
            } else if note.is_none() {
                // The file states a status of its own: the status that the flag means goes to the note.
                note = Some(format!("flag {flag}"));
            }
        }
        // An office marks a whole column, or beside a figure, what the figures are: where there is none, nothing is provisional.
        if let Some(status) = self.status.filter(|status| cells[value].is_empty() && self.is_marked(*status))
            && let Some(stated) = Status::parse(cells[status]).filter(|stated| !stated.allows_missing())
        {
            if !self.is_by_column(status) && stated != Status::NORMAL && note.is_none() {
                note = Some(format!("status {}", stated.code()));
            }
            cells[status] = "O";
        }
        let place = self.note?;
        let flags = note?;
        Some(if cells[place].is_empty() { flags } else { format!("{}; {flags}", cells[place]) })
    }

    fn row_slots<'r>(&self, row: &Row<'r>) -> Vec<Option<Cow<'r, str>>> {
        let mut texts: Vec<Option<Cow<'r, str>>> = vec![None; self.slots.len()];
        for (text, slot) in texts.iter_mut().zip(&self.slots).filter(|(_, slot)| !slot.is_group) {
            *text = match slot.origin {
                Origin::Column(column) => Some(slot.translated(Cow::Borrowed(row.cell(column).trim()))),
                Origin::Line => Some(Cow::Owned(row.line.to_string())),
                _ => None,
            };
        }
        for part in &self.parts {
            let Origin::Column(column) = part.origin else { continue };
            let Some(found) = part.pattern.captures(row.cell(column).trim()) else { continue };
            for &(group, slot) in &part.groups {
                let text = found.get(group).map_or("", |found| found.as_str().trim());
                texts[slot] = Some(self.slots[slot].translated(Cow::Borrowed(text)));
            }
        }
        texts
    }

    /// What is wrong where a target has no text, and the column that it is about.
    fn problem(&self, unfilled: Unfilled, row: &Row<'_>) -> (Violation, Option<usize>) {
        let slot = unfilled.slot(self);
        let column = match slot.origin {
            Origin::Column(column) => Some(column),
            _ => None,
        };
        let cell = column.map_or("", |column| row.cell(column).trim());
        (Unfilled::fact(slot, cell.to_owned()), column)
    }
}

/// The columns of a new row of another table, as far as the mapping gives them.
pub(crate) struct New<'m, 'a> {
    context: &'m Context<'a, 'a>,
}

impl New<'_, '_> {
    /// The place in the mapping of the columns of new rows of a table.
    pub(crate) fn place(&self, table: &str) -> Option<Place> {
        let mapping = &self.context.plan.mapping;
        let (name, _) = mapping.rules.create.iter().find(|(name, _)| name.get_ref() == table)?;
        Some(mapping.place(name.span()))
    }

    /// A column of a new row of a table; empty where the mapping does not give it.
    pub(crate) fn column(&self, table: &str, name: &str) -> String {
        let target = self.context.plan.creation(table).and_then(|columns| columns.iter().find(|(of, _)| of == name));
        target.map_or_else(String::new, |(_, target)| self.context.text(target).unwrap_or_default())
    }

    /// The columns of a new row of a table; `None` where the mapping has none for that table.
    pub(crate) fn columns(&self, table: &str) -> Option<Vec<(String, String)>> {
        let columns = self.context.plan.creation(table)?;
        Some(
            columns
                .iter()
                .map(|(name, target)| (name.clone(), self.context.text(target).unwrap_or_default()))
                .collect(),
        )
    }
}
