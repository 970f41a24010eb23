//! A mapping made ready for one file: every placeholder is looked up once, and what is the same in a whole file, column or
//! row is put together once.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use regex::Regex;

use super::moment::{Moment, Trouble};
use super::part::{Level, Origin, Part};
use super::translation::Translation;
use super::value::{Marks, Told};
use crate::dataset::{Mapping, Row};
use crate::model::Status;
use crate::problem::{Place, Violation};

/// What a mapping may say of a figure beside the columns of the table.
pub const EXTRA: [&str; 2] = ["scale", "action"];

/// A mapping for one file.
#[derive(Debug)]
pub struct Plan {
    pub(super) mapping: Arc<Mapping>,
    pub(super) slots: Vec<Slot>,
    pub(super) parts: Vec<Part>,
    pub(super) whens: Vec<Condition>,
    /// One for each column of the table, then for [`EXTRA`].
    pub(super) targets: Vec<Target>,
    /// The place of the column `value`, where the table has one.
    pub(super) value: Option<usize>,
    pub(super) status: Option<usize>,
    pub(super) note: Option<usize>,
    /// The columns of which every cell is a figure, each with what is the same in all of it.
    pub(super) unpivoted: Option<Vec<Unpivoted>>,
    pub(super) keep_empty: bool,
    pub(super) marks: Marks,
    pub(super) totals: Vec<String>,
    /// What is the same in the whole file: the slots, and the targets.
    pub(super) fixed: Vec<Option<String>>,
    /// Targets made for a new row of another table, by that table.
    pub(super) creations: Vec<(String, Vec<(String, Target)>)>,
}

/// A place for the text of a placeholder.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) name: String,
    /// Where the text comes from; of a part's group it is what the part takes apart.
    pub(super) origin: Origin,
    pub(super) is_group: bool,
    pub(super) translation: Option<Arc<Translation>>,
}

/// What fills a column of the table.
#[derive(Debug, Default)]
pub(super) struct Target {
    pub(super) level: Level,
    /// Templates that hold under a condition; the first whose condition holds is taken.
    pub(super) cases: Vec<(usize, Template)>,
    pub(super) template: Option<Template>,
    pub(super) translation: Option<Arc<Translation>>,
    pub(super) kind: TargetKind,
    /// The bytes of the mapping that the template stands in.
    pub(super) span: Option<Range<usize>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum TargetKind {
    #[default]
    Plain,
    /// Pairs of which those without a value, or with one of the totals, are left out.
    Breakdown,
    /// A code that a total stands for none of.
    Dimension,
    /// Remarks of which pairs without a value are left out.
    Note,
}

#[derive(Debug)]
pub(super) struct Template(pub(super) Vec<Filled>);

#[derive(Debug)]
pub(super) enum Filled {
    Text(String),
    Slot(usize),
}

/// A condition on slots.
#[derive(Debug)]
pub(super) struct Condition {
    pub(super) matches: Vec<(usize, Regex)>,
    pub(super) level: Level,
    pub(super) skip: bool,
}

/// A column of which every cell is a figure.
#[derive(Debug)]
pub(super) struct Unpivoted {
    pub(super) column: usize,
    pub(super) slots: Vec<Option<String>>,
    pub(super) targets: Vec<String>,
}

/// A row of the table, as a mapping made it.
#[derive(Debug)]
pub struct Mapped<'a> {
    /// The texts in the order of the table's columns.
    pub cells: &'a [&'a str],
    /// The column of the file that the value stands in, where the value is a column's own cell.
    pub value_column: Option<usize>,
    /// The power of ten, or the word for it, that the value is told in.
    pub scale: &'a str,
    /// What is done with the figure, in SDMX's words; empty where nobody said.
    pub action: &'a str,
}

/// What came of a row of the file.
pub type Outcome<'m, 'a> = Result<&'m Mapped<'a>, (Violation, Option<usize>)>;

impl Plan {
    /// The place in the mapping where it is said what fills a column of the table.
    pub fn place(&self, target: usize) -> Place {
        match &self.targets[target].span {
            Some(span) => self.mapping.place(span.clone()),
            None => Place::of_file(&self.mapping.label),
        }
    }

    /// The column of the file that fills a column of the table first.
    pub fn position(&self, target: usize) -> Option<usize> {
        let target = &self.targets[target];
        let templates = target.template.iter().chain(target.cases.iter().map(|(_, template)| template));
        templates.flat_map(|template| &template.0).find_map(|piece| match piece {
            Filled::Slot(slot) => match self.slots[*slot].origin {
                Origin::Column(column) => Some(column),
                _ => None,
            },
            Filled::Text(_) => None,
        })
    }

    /// Whether the mapping says what fills a column of the table.
    pub fn tells(&self, target: usize) -> bool {
        let Target { template, cases, .. } = &self.targets[target];
        template.is_some() || !cases.is_empty()
    }

    /// Whether all figures of a row of the file have the same text in a column of the table.
    pub fn is_by_row(&self, target: usize) -> bool {
        matches!(self.targets[target].level, Level::FILE | Level::ROW)
    }

    /// The first of the columns of which every cell is a figure.
    pub fn first_unpivoted(&self) -> Option<usize> {
        self.unpivoted.as_ref()?.first().map(|unpivoted| unpivoted.column)
    }

    /// Whether a column of the table is told by the name of an unpivoted column.
    pub fn is_by_column(&self, target: usize) -> bool {
        self.targets[target].level == Level::COLUMN
    }

    /// Whether a column of the table holds names in place of codes.
    pub fn has_names(&self, column: &str) -> bool {
        self.mapping.rules.names.iter().any(|name| name.get_ref() == column)
    }

    /// Hands over the rows of the table that a row of the file becomes. Whoever takes them can ask what a
    /// new row of another table would be made of, and says whether to go on.
    pub fn each(&self, row: &Row<'_>, take: &mut dyn FnMut(Outcome<'_, '_>, &New<'_, '_>) -> bool) {
        // A row without a figure needs nothing else either.
        let is_told = |unpivoted: &Unpivoted| self.keep_empty || !row.cell(unpivoted.column).trim().is_empty();
        if self.unpivoted.as_ref().is_some_and(|unpivoted| !unpivoted.iter().any(is_told)) {
            return;
        }
        let mut of_row = Moment { plan: self, row: Some(self.row_slots(row)), column: None };
        let nothing = New { moment: &of_row };
        if self.whens.iter().any(|when| when.skip && when.level == Level::ROW && of_row.holds(when)) {
            return;
        }
        let mut texts: Vec<Cow<'_, str>> = Vec::with_capacity(self.targets.len());
        for (number, target) in self.targets.iter().enumerate() {
            texts.push(match target.level {
                Level::FILE => Cow::Borrowed(self.fixed[self.slots.len() + number].as_deref().unwrap_or("")),
                Level::ROW => match of_row.text(target) {
                    Ok(text) => Cow::Owned(text),
                    Err(trouble) => {
                        take(Err(self.told(trouble, row)), &nothing);
                        return;
                    }
                },
                _ => Cow::Borrowed(""),
            });
        }
        let Some(unpivoted) = &self.unpivoted else {
            self.hand_over(&of_row, &texts, row, None, take);
            return;
        };
        for unpivoted in unpivoted {
            if !is_told(unpivoted) {
                continue;
            }
            let cell = row.cell(unpivoted.column).trim();
            of_row.column = Some((unpivoted, cell));
            if self.whens.iter().any(|when| when.skip && when.level != Level::ROW && of_row.holds(when)) {
                continue;
            }
            if !self.hand_over(&of_row, &texts, row, Some(unpivoted), take) {
                return;
            }
        }
    }

    /// Puts one row of the table together; false where nobody wants more.
    fn hand_over(
        &self,
        moment: &Moment<'_, '_>,
        texts: &[Cow<'_, str>],
        row: &Row<'_>,
        unpivoted: Option<&Unpivoted>,
        take: &mut dyn FnMut(Outcome<'_, '_>, &New<'_, '_>) -> bool,
    ) -> bool {
        let new = New { moment };
        let mut of_cell: Vec<(usize, String)> = Vec::new();
        for (number, target) in self.targets.iter().enumerate().filter(|(_, target)| target.level == Level::CELL) {
            // The cell itself needs no copy.
            if !(Some(number) == self.value && target.is_cell(&self.slots)) {
                match moment.text(target) {
                    Ok(text) => of_cell.push((number, text)),
                    Err(trouble) => return take(Err(self.told(trouble, row)), &new),
                }
            }
        }
        let mut cells: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
        if let Some(unpivoted) = unpivoted {
            for (number, target) in self.targets.iter().enumerate() {
                match target.level {
                    Level::COLUMN => cells[number] = &unpivoted.targets[number],
                    Level::CELL => cells[number] = moment.column.map_or("", |(_, cell)| cell),
                    _ => {}
                }
            }
        }
        for (number, text) in &of_cell {
            cells[*number] = text;
        }
        let note;
        let mut told = Told::default();
        if let Some(value) = self.value {
            told = self.marks.read(cells[value].trim());
            cells[value] = told.value;
        }
        if let (Some(status), Some((flag, of_flag))) = (self.status, told.status) {
            if cells[status].is_empty() {
                cells[status] = Status::CODES[Status::ALL.iter().position(|known| *known == of_flag).unwrap_or(0)];
            } else if told.note.is_none() {
                // The file tells a status of its own: what the flag tells beside it is not lost.
                told.note = Some(format!("flag {flag}"));
            }
        }
        if let (Some(place), Some(flags)) = (self.note, told.note) {
            note = if cells[place].is_empty() { flags } else { format!("{}; {flags}", cells[place]) };
            cells[place] = &note;
        }
        let (cells, extra) = cells.split_at(cells.len() - EXTRA.len());
        let value_column = unpivoted.map(|unpivoted| unpivoted.column);
        take(Ok(&Mapped { cells, value_column, scale: extra[0], action: extra[1] }), &new)
    }

    /// The text of a group that a pattern takes from an unpivoted cell.
    pub(super) fn group_of_cell<'c>(&self, slot: usize, cell: &'c str) -> Option<&'c str> {
        let parts = self.parts.iter().filter(|part| part.origin == Origin::Cell);
        let mut groups = parts.flat_map(|part| part.groups.iter().map(move |group| (part, group)));
        let (part, (group, _)) = groups.find(|(_, (_, filled))| *filled == slot)?;
        Some(part.pattern.captures(cell)?.get(*group).map_or("", |found| found.as_str()))
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
                let text = found.get(group).map_or("", |found| found.as_str());
                texts[slot] = Some(self.slots[slot].translated(Cow::Borrowed(text)));
            }
        }
        texts
    }

    /// What is wrong where a target has no text, and the column that it is about.
    fn told(&self, trouble: Trouble, row: &Row<'_>) -> (Violation, Option<usize>) {
        let slot = trouble.slot(self);
        let column = match slot.origin {
            Origin::Column(column) => Some(column),
            _ => None,
        };
        let cell = column.map_or("", |column| row.cell(column).trim());
        (trouble.fact(slot, cell.to_owned()), column)
    }
}

/// What a new row of another table would be made of.
pub struct New<'m, 'a> {
    moment: &'m Moment<'a, 'a>,
}

impl New<'_, '_> {
    /// The place in the mapping where it is said what new rows of a table are made of.
    pub fn place(&self, table: &str) -> Option<Place> {
        let mapping = &self.moment.plan.mapping;
        let (name, _) = mapping.rules.create.iter().find(|(name, _)| name.get_ref() == table)?;
        Some(mapping.place(name.span()))
    }

    /// The columns of a new row of a table, as the mapping says; `None` where it says nothing of that table.
    pub fn columns(&self, table: &str) -> Option<Vec<(String, String)>> {
        let (_, columns) = self.moment.plan.creations.iter().find(|(of, _)| of == table)?;
        Some(
            columns.iter().map(|(name, target)| (name.clone(), self.moment.text(target).unwrap_or_default())).collect(),
        )
    }
}

impl Slot {
    pub(super) fn translated<'t>(&self, text: Cow<'t, str>) -> Cow<'t, str> {
        match self.translation.as_ref().and_then(|translation| translation.get(&text)) {
            Some(translated) => Cow::Owned(translated.to_owned()),
            None => text,
        }
    }
}

impl Target {
    /// Whether it is the cell of an unpivoted column and nothing else.
    fn is_cell(&self, slots: &[Slot]) -> bool {
        let is_cell = |slot: &usize| {
            slots[*slot].origin == Origin::Cell && !slots[*slot].is_group && slots[*slot].translation.is_none()
        };
        self.cases.is_empty()
            && self.translation.is_none()
            && matches!(self.template.as_ref().map(|template| template.0.as_slice()), Some([Filled::Slot(slot)]) if is_cell(slot))
    }
}
