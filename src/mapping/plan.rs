//! A mapping compiled for one file: every placeholder is resolved to a slot.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use regex::Regex;

use super::part::{Level, Origin, Part};
use super::translation::Translation;
use super::value::CellMarks;
use crate::dataset::Mapping;
use crate::problem::Place;

/// What a mapping may state about a figure in addition to the columns of the table.
pub(super) const EXTRA: [&str; 2] = ["scale", "action"];

/// A mapping for one file.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(super) mapping: Arc<Mapping>,
    pub(super) slots: Vec<Slot>,
    pub(super) parts: Vec<Part>,
    pub(super) whens: Vec<Condition>,
    /// One for each column of the table, then for [`EXTRA`].
    pub(super) targets: Vec<Target>,
    /// The place of the column `value`, where the table has one.
    pub(super) value: Option<usize>,
    pub(super) status: Option<usize>,
    pub(super) unit: Option<usize>,
    pub(super) reported: Option<usize>,
    pub(super) note: Option<usize>,
    /// The columns of which every cell is a figure, each with what is the same in all of it.
    pub(super) unpivoted: Option<Vec<Unpivoted>>,
    pub(super) keep_empty: bool,
    /// The columns of the file that nothing is filled from.
    pub(super) unused: Vec<usize>,
    /// The names of the columns of the file, each with whether every cell of the column is a figure.
    pub(super) names: Vec<(String, bool)>,
    pub(super) marks: CellMarks,
    pub(super) totals: Vec<String>,
    /// What is the same in the whole file: the slots, and the targets.
    pub(super) fixed: Vec<Option<String>>,
    /// The targets of new rows of other tables, by table.
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
    /// Whether it is a code, so that texts that differ only by their form are one.
    pub(super) is_code: bool,
    /// The bytes of the mapping that the template stands in.
    pub(super) span: Option<Range<usize>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum TargetKind {
    #[default]
    Plain,
    /// Parts of a code or a name; an empty one, or a total, is left out together with the text before it.
    Joined,
    /// Pairs; those whose value is empty or a total are left out.
    Breakdown,
    /// A code; a total of that dimension becomes the empty code.
    Dimension,
    /// Remarks; those with an empty placeholder are left out.
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
    /// The slots that are the same in the whole column, with their numbers: few of all of them.
    pub(super) slots: Vec<(usize, String)>,
    pub(super) targets: Vec<String>,
}

impl Unpivoted {
    /// The text of a slot that is the same in the whole column.
    pub(super) fn slot(&self, number: usize) -> Option<&str> {
        self.slots.iter().find(|(slot, _)| *slot == number).map(|(_, text)| text.as_str())
    }
}

impl Plan {
    /// The place in the mapping of the template that fills a column of the table.
    pub(crate) fn place(&self, target: usize) -> Place {
        match &self.targets[target].span {
            Some(span) => self.mapping.place(span.clone()),
            None => Place::of_file(&self.mapping.label),
        }
    }

    /// The column of the file that fills a column of the table first.
    pub(crate) fn position(&self, target: usize) -> Option<usize> {
        self.targets[target].slots().find_map(|slot| match self.slots[slot].origin {
            Origin::Column(column) => Some(column),
            _ => None,
        })
    }

    /// The name of that column of the file, or its place where it has none.
    pub(crate) fn name(&self, target: usize) -> Option<String> {
        let column = self.position(target)?;
        let name = &self.names[column].0;
        Some(if name.is_empty() { format!("#{}", column + 1) } else { name.clone() })
    }

    /// Whether the mapping fills a column of the table.
    pub(crate) fn fills(&self, target: usize) -> bool {
        let Target { template, cases, .. } = &self.targets[target];
        template.is_some() || !cases.is_empty()
    }

    /// Whether all figures of a row of the file have the same text in a column of the table.
    pub(crate) fn is_by_row(&self, target: usize) -> bool {
        matches!(self.targets[target].level, Level::FILE | Level::ROW)
    }

    /// The first of the columns of which every cell is a figure.
    pub(crate) fn first_unpivoted(&self) -> Option<usize> {
        self.unpivoted.as_ref()?.first().map(|unpivoted| unpivoted.column)
    }

    /// The columns of the file that nothing is filled from.
    pub(crate) fn unused(&self) -> &[usize] {
        &self.unused
    }

    /// Whether all figures of the file have the same text in a column of the table.
    pub(crate) fn is_fixed(&self, target: usize) -> bool {
        self.targets[target].level == Level::FILE
    }

    /// Whether the columns of new rows of another table are not the same in the whole file.
    pub(crate) fn varies(&self, table: &str) -> bool {
        self.creation(table).is_some_and(|columns| columns.iter().any(|(_, target)| target.level != Level::FILE))
    }

    /// What fills the columns of new rows of another table.
    pub(super) fn creation(&self, table: &str) -> Option<&[(String, Target)]> {
        self.creations.iter().find(|(of, _)| of == table).map(|(_, columns)| columns.as_slice())
    }

    /// The date of publication that the command line gives.
    pub(crate) fn published_on(&self) -> Option<&str> {
        self.mapping.published_on.as_deref()
    }

    /// Whether a profile wrote the mapping.
    pub(crate) fn is_of_profile(&self) -> bool {
        self.mapping.is_of_profile
    }

    /// Whether a column of the table is filled from the name of an unpivoted column.
    pub(crate) fn is_by_column(&self, target: usize) -> bool {
        self.targets[target].level == Level::COLUMN
    }

    /// Whether a column of the table is filled from marks: from the name of an unpivoted column, or from texts that the mapping
    /// translates.
    pub(super) fn is_marked(&self, target: usize) -> bool {
        let of = &self.targets[target];
        self.is_by_column(target)
            || of.translation.is_some()
            || of.slots().any(|slot| self.slots[slot].translation.is_some())
    }

    /// Whether a column of the table holds names in place of codes.
    pub(crate) fn has_names(&self, column: &str) -> bool {
        self.mapping
            .rules
            .names
            .as_ref()
            .is_some_and(|names| names.get_ref().columns().iter().any(|name| name == column))
    }

    /// Whether codes that differ only by upper and lower case are one.
    pub(crate) fn ignores_case(&self) -> bool {
        self.mapping.rules.names.as_ref().is_some_and(|names| names.get_ref().ignores_case())
    }

    /// The text of a group that a pattern takes from an unpivoted cell, or from one behind it.
    pub(super) fn group_of_cell<'c>(&self, slot: usize, cell: &'c str) -> Option<&'c str> {
        let parts = self.parts.iter().filter(|part| part.origin == self.slots[slot].origin);
        let mut groups = parts.flat_map(|part| part.groups.iter().map(move |group| (part, group)));
        let (part, (group, _)) = groups.find(|(_, (_, filled))| *filled == slot)?;
        Some(part.pattern.captures(cell)?.get(*group).map_or("", |found| found.as_str()))
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
    /// The target of a column of this name, which nothing fills yet.
    pub(super) fn of(name: &str) -> Self {
        let kind = match name {
            "breakdown" => TargetKind::Breakdown,
            "note" => TargetKind::Note,
            "metric" => TargetKind::Joined,
            "region" | "sector" | "enterprise" => TargetKind::Dimension,
            _ => TargetKind::Plain,
        };
        const CODES: [&str; 9] =
            ["code", "parent", "metric", "region", "sector", "enterprise", "unit", "source", "designation"];
        Self { kind, is_code: CODES.contains(&name), ..Self::default() }
    }

    /// The slots of its templates.
    pub(super) fn slots(&self) -> impl Iterator<Item = usize> {
        let templates = self.template.iter().chain(self.cases.iter().map(|(_, template)| template));
        templates.flat_map(|template| &template.0).filter_map(|piece| match piece {
            Filled::Slot(slot) => Some(*slot),
            Filled::Text(_) => None,
        })
    }

    /// What a target depends on: its templates, and their conditions.
    pub(super) fn level_of(&self, slots: &[Slot], whens: &[Condition]) -> Level {
        let of_pieces = self.slots().map(|slot| slots[slot].origin.level());
        let of_conditions = self.cases.iter().map(|(condition, _)| whens[*condition].level);
        of_pieces.chain(of_conditions).fold(Level::FILE, Level::with)
    }

    /// Whether it is the cell of an unpivoted column and nothing else.
    pub(super) fn is_cell(&self, slots: &[Slot]) -> bool {
        let is_cell = |slot: &usize| {
            slots[*slot].origin == Origin::Cell && !slots[*slot].is_group && slots[*slot].translation.is_none()
        };
        self.cases.is_empty()
            && self.translation.is_none()
            && matches!(self.template.as_ref().map(|template| template.0.as_slice()), Some([Filled::Slot(slot)]) if is_cell(slot))
    }
}
