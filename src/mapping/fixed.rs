//! The texts of a plan that are the same in a whole file, or in a whole column.

use std::borrow::Cow;
use std::sync::Arc;

use super::context::{Context, Unfilled};
use super::part::{Level, Origin};
use super::plan::{Plan, Unpivoted};
use crate::dataset::{File, file_name};
use crate::problem::{Problems, Violation};

/// Fills what is the same in the whole file, and in each of the `unpivoted` columns.
pub(super) fn fill(plan: &mut Plan, file: &File, unpivoted: Option<Vec<usize>>, problems: &mut Problems) {
    let name = file_name(&file.path);
    let of_file = |origin: Origin| match origin {
        Origin::File => name,
        Origin::Sheet => file.sheet(),
        Origin::Above => &file.above,
        Origin::Below => file.below(),
        _ => "",
    };
    let mut fixed = vec![None; plan.slots.len() + plan.targets.len()];
    for (slot, text) in filled(plan, Level::FILE, of_file) {
        fixed[slot] = Some(text);
    }
    plan.fixed = fixed;
    for number in 0..plan.targets.len() {
        let target = &plan.targets[number];
        if target.level != Level::FILE {
            continue;
        }
        let text = Context { plan, row: None, column: None, cells: None }.text(target);
        match text {
            Ok(text) => plan.fixed[plan.slots.len() + number] = Some(text),
            Err(unfilled) => {
                let span = target.span.clone().unwrap_or_default();
                let (fact, mapping) = (violation(plan, unfilled, of_file), Arc::clone(&plan.mapping));
                problems.add(fact, || mapping.place(span));
            }
        }
    }
    let Some(unpivoted) = unpivoted else { return };
    let mut columns = Vec::new();
    for column in unpivoted {
        let header = |origin: Origin| if origin == Origin::Header { file.columns()[column].as_str() } else { "" };
        let mut of_column = Unpivoted { column, slots: filled(plan, Level::COLUMN, header), targets: Vec::new() };
        let mut targets = Vec::new();
        for target in &plan.targets {
            let context = Context { plan, row: None, column: Some((&of_column, "")), cells: None };
            targets.push(match target.level {
                Level::COLUMN => match context.text(target) {
                    Ok(text) => text,
                    Err(unfilled) => {
                        problems.add(violation(plan, unfilled, header), || file.header_place(column));
                        String::new()
                    }
                },
                _ => String::new(),
            });
        }
        of_column.targets = targets;
        columns.push(of_column);
    }
    plan.unpivoted = Some(columns);
}

/// What is wrong where a target has no text, whatever the row.
fn violation<'t>(plan: &Plan, unfilled: Unfilled, text: impl Fn(Origin) -> &'t str) -> Violation {
    const SHOWN: usize = 60;
    let slot = unfilled.slot(plan);
    let shown: String = text(slot.origin).trim().chars().take(SHOWN).collect();
    Unfilled::fact(slot, shown.replace(['\n', '\r'], " "))
}

/// The slots of one level, with their numbers, filled from texts by their origin.
fn filled<'t>(plan: &Plan, level: Level, text: impl Fn(Origin) -> &'t str) -> Vec<(usize, String)> {
    let mut slots = Vec::new();
    let translated = |slot: usize, text: &str| plan.slots[slot].translated(Cow::Borrowed(text)).into_owned();
    for (number, slot) in plan.slots.iter().enumerate() {
        if slot.origin.level() == level && !slot.is_group {
            slots.push((number, translated(number, text(slot.origin).trim())));
        }
    }
    for part in plan.parts.iter().filter(|part| part.origin.level() == level) {
        let Some(found) = part.pattern.captures(text(part.origin).trim()) else { continue };
        for &(group, slot) in &part.groups {
            slots.push((slot, translated(slot, found.get(group).map_or("", |found| found.as_str()).trim())));
        }
    }
    slots
}
