//! The texts of the slots in a file, a row, an unpivoted column or a cell, and the templates filled with them.

use std::borrow::Cow;

use super::part::{Level, Origin};
use super::plan::{Condition, Filled, Plan, Slot, Target, TargetKind, Template, Unpivoted};
use crate::dataset::Row;
use crate::model::{code, tidy};
use crate::problem::Violation;

/// Why a target has no text: no pattern has filled this slot, or it is empty where a code is needed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unfilled(usize);

impl Unfilled {
    pub(super) fn slot(self, plan: &Plan) -> &Slot {
        &plan.slots[self.0]
    }

    /// What is wrong, where the slot was to be filled from a text.
    pub(super) fn fact(slot: &Slot, text: String) -> Violation {
        Violation::PatternMismatch { placeholder: slot.name.clone(), cell: text }
    }
}

/// The texts of the slots in a file, and in a row, an unpivoted column or a cell of it.
pub(super) struct Context<'p, 'r> {
    pub(super) plan: &'p Plan,
    /// By slot.
    pub(super) row: Option<Vec<Option<Cow<'r, str>>>>,
    pub(super) column: Option<(&'p Unpivoted, &'r str)>,
    /// The cells of the row.
    pub(super) cells: Option<&'r Row<'r>>,
}

impl Context<'_, '_> {
    /// The text of a slot; `None` where a pattern did not match.
    fn slot(&self, number: usize) -> Option<&str> {
        let slot = &self.plan.slots[number];
        match slot.origin.level() {
            Level::FILE => self.plan.fixed[number].as_deref(),
            Level::ROW => self.row.as_ref()?[number].as_deref(),
            Level::COLUMN => self.column?.0.slot(number),
            _ => {
                let (unpivoted, cell) = self.column?;
                let cell = match slot.origin {
                    // Behind the last column there is nothing.
                    Origin::Behind(places) if unpivoted.column + places >= self.plan.names.len() => "",
                    Origin::Behind(places) => self.cells?.cell(unpivoted.column + places).trim(),
                    _ => cell,
                };
                let text = if slot.is_group { self.plan.group_of_cell(number, cell)? } else { cell };
                Some(slot.translation.as_ref().and_then(|translation| translation.get(text)).unwrap_or(text))
            }
        }
    }

    pub(super) fn holds(&self, condition: &Condition) -> bool {
        condition.matches.iter().all(|(slot, pattern)| self.slot(*slot).is_some_and(|text| pattern.is_match(text)))
    }

    /// The text of a target.
    pub(super) fn text(&self, target: &Target) -> Result<String, Unfilled> {
        let case = target.cases.iter().find(|(condition, _)| self.holds(&self.plan.whens[*condition]));
        let Some(Template(pieces)) = case.map(|(_, template)| template).or(target.template.as_ref()) else {
            return Ok(String::new());
        };
        let mut text = String::new();
        // The length of the text without the last piece of the template.
        let mut before = 0;
        for piece in pieces {
            let filled = match piece {
                Filled::Text(piece) => {
                    before = text.len();
                    text.push_str(piece);
                    continue;
                }
                Filled::Slot(slot) => self.slot(*slot).ok_or(Unfilled(*slot))?,
            };
            match target.kind {
                // A single placeholder may give a whole breakdown; in a longer template, a placeholder is one value.
                TargetKind::Breakdown if pieces.len() > 1 => text.push_str(&code::escaped(filled)),
                // A single placeholder may be the whole note, which is a text and no code of a dimension.
                TargetKind::Note if pieces.len() > 1 && self.is_nothing(filled) => text.push(NOTHING),
                TargetKind::Joined if pieces.len() > 1 && self.is_nothing(filled) => text.truncate(before),
                _ => text.push_str(filled),
            }
            before = text.len();
        }
        let translated = target.translation.as_ref().and_then(|translation| translation.get(&text));
        // An empty code in a file is an error, unless the mapping has a translation of the empty text.
        if text.is_empty()
            && translated.is_none()
            && target.kind == TargetKind::Dimension
            && let Some(slot) = self.untranslated(pieces)
        {
            return Err(Unfilled(slot));
        }
        if let Some(translated) = translated {
            text = translated.to_owned();
        }
        if target.is_code
            && let Cow::Owned(tidy) = tidy(&text)
        {
            text = tidy;
        }
        Ok(match target.kind {
            TargetKind::Plain | TargetKind::Joined => text,
            TargetKind::Note if !text.contains(NOTHING) => text,
            TargetKind::Note => {
                let remarks = text.split("; ").filter(|remark| !remark.contains(NOTHING));
                remarks.collect::<Vec<_>>().join("; ")
            }
            TargetKind::Dimension if self.is_nothing(&text) => String::new(),
            TargetKind::Dimension => text,
            TargetKind::Breakdown => {
                let is_stated = |pair: &&str| {
                    let value = pair.split_once('=').map_or(*pair, |(_, value)| value);
                    !self.is_nothing(value)
                };
                code::pairs_of(&text).filter(is_stated).collect::<Vec<_>>().join(";")
            }
        })
    }

    /// Whether a code says that there is nothing to say: it is empty, or a total.
    fn is_nothing(&self, code: &str) -> bool {
        code.is_empty() || self.plan.totals.iter().any(|total| total == code)
    }

    /// The first slot of a template that has no translation of the empty text.
    fn untranslated(&self, pieces: &[Filled]) -> Option<usize> {
        let slots = pieces.iter().filter_map(|piece| match piece {
            Filled::Slot(slot) => Some(*slot),
            Filled::Text(_) => None,
        });
        let is_translated =
            |slot: &usize| self.plan.slots[*slot].translation.as_ref().is_some_and(|of| of.get("").is_some());
        slots.into_iter().find(|slot| !is_translated(slot))
    }
}

/// Marks an empty text in a note. No file contains this character.
const NOTHING: char = '\0';
