//! The lines of ancestors of rows: which of them are cycles, and which have more levels than there may be.

use std::collections::HashMap;
use std::ops::Range;

use super::catalog::Catalog;
use crate::load::schema::{Column, Table};
use crate::problem::Violation;
use crate::store::within::{LEVELS, TABLES};

/// How many codes of a cycle are shown.
const LOOP_SHOWN: usize = 12;

/// The lines of ancestors among the rows of a table. Each row is visited once, however long its line is.
#[derive(Debug, Default)]
pub(super) struct Lines<'a> {
    /// The codes of each cycle, every one followed by its parent.
    cycles: Vec<Vec<&'a str>>,
    /// For each code in a cycle: the cycle, and the place in it.
    places: HashMap<&'a str, (usize, usize)>,
    /// The level of each code whose line has an end: 1 where it has no parent.
    levels: HashMap<&'a str, usize>,
    /// The codes that bring a row of the database on too low a level, each with that row.
    lowered: HashMap<&'a str, &'a str>,
    /// The table, where its rows have a lowest level.
    of: Option<&'static str>,
}

impl<'a> Lines<'a> {
    /// The lines of a table whose column `own` refers to the table itself; none where it has no such column.
    pub(super) fn of_table(table: &Table, own: Option<&Column>, catalog: &'a Catalog) -> Self {
        let Some(own) = own else { return Self::default() };
        let rows = &catalog.entries(table.id).rows;
        let parent = |code: &'a str| catalog.text(table.id, code, own.name);
        let mut lines = Self::new(rows.keys().map(String::as_str), parent);
        if TABLES.contains(&table.name) {
            lines.of = Some(table.name);
            let is_stored = |code: &str| rows.get(code).is_some_and(|entry| entry.origin.is_none());
            lines.lowered = lines.lowered_by(is_stored, parent);
        }
        lines
    }

    /// The lines of some codes; the parent of a code is empty where it has none.
    fn new(codes: impl Iterator<Item = &'a str>, mut parent: impl FnMut(&'a str) -> &'a str) -> Self {
        let (mut found, mut walks) = (Self::default(), HashMap::new());
        for (walk, start) in codes.enumerate() {
            let (mut path, mut code) = (Vec::new(), start);
            while !code.is_empty() && !walks.contains_key(code) {
                walks.insert(code, walk);
                path.push(code);
                code = parent(code);
            }
            // A walk that comes to an earlier one adds its own codes; one that comes to itself has gone around a cycle.
            if walks.get(code) == Some(&walk) {
                let cycle = path.split_off(path.iter().position(|other| *other == code).unwrap_or_default());
                let number = found.cycles.len();
                found.places.extend(cycle.iter().enumerate().map(|(place, code)| (*code, (number, place))));
                found.cycles.push(cycle);
            }
            let above = if code.is_empty() { Some(0) } else { found.levels.get(code).copied() };
            if let Some(above) = above {
                found.levels.extend(path.into_iter().rev().zip(above + 1..));
            }
        }
        found
    }

    /// The codes that bring a row on too low a level of which only the database speaks.
    fn lowered_by(
        &self,
        is_stored: impl Fn(&str) -> bool,
        parent: impl Fn(&'a str) -> &'a str,
    ) -> HashMap<&'a str, &'a str> {
        let mut lowered = HashMap::new();
        for (&low, _) in self.levels.iter().filter(|(code, level)| **level > LEVELS && is_stored(code)) {
            let mut code = low;
            while !code.is_empty() && !lowered.contains_key(code) {
                lowered.insert(code, low);
                code = parent(code);
            }
        }
        lowered
    }

    /// What is wrong with the line of a row.
    pub(super) fn violation(&self, code: &str) -> Option<Violation> {
        if let Some(codes) = self.at(code) {
            return Some(Violation::Cycle { codes });
        }
        let table = self.of?;
        let level_of = |code: &str| self.levels.get(code).copied().filter(|level| *level > LEVELS);
        let low = level_of(code).map_or_else(|| self.lowered.get(code).copied(), |_| Some(code))?;
        Some(Violation::Level { table, code: low.to_owned(), level: level_of(low)?, levels: LEVELS })
    }

    /// The codes of the cycle that a row is in, from its own code to its own code, those in the middle left out where there are
    /// many; `None` where it is in none.
    fn at(&self, code: &str) -> Option<Vec<String>> {
        let &(number, start) = self.places.get(code)?;
        let cycle = &self.cycles[number];
        let length = cycle.len();
        let codes = |steps: Range<usize>| steps.map(|step| cycle[(start + step) % length].to_owned());
        if length < LOOP_SHOWN {
            return Some(codes(0..length + 1).collect());
        }
        let (first, last) = (0..LOOP_SHOWN / 2, length + 1 - LOOP_SHOWN / 2..length + 1);
        Some(codes(first).chain(["...".to_owned()]).chain(codes(last)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of codes, each with its parent; and how often a parent was looked up.
    fn lines<'a>(parents: &'a [(String, String)]) -> (Lines<'a>, usize) {
        let by_code: HashMap<&str, &str> =
            parents.iter().map(|(code, parent)| (code.as_str(), parent.as_str())).collect();
        let mut looked_up = 0;
        let lines = Lines::new(parents.iter().map(|(code, _)| code.as_str()), |code| {
            looked_up += 1;
            by_code.get(code).copied().unwrap_or_default()
        });
        (lines, looked_up)
    }

    fn pair(code: usize, parent: usize) -> (String, String) {
        (code.to_string(), parent.to_string())
    }

    #[test]
    fn a_long_line_of_ancestors_is_walked_once() {
        const LENGTH: usize = 1000;
        for step in [1, LENGTH - 1] {
            // In order, and in the reverse order, with a cycle at the end or with none.
            let mut parents: Vec<_> =
                (1..LENGTH).map(|code| code * step % LENGTH).map(|code| pair(code, code + 1)).collect();
            let (found, looked_up) = lines(&parents);
            assert!(found.cycles.is_empty() && looked_up <= LENGTH, "{looked_up}");
            parents.push(pair(LENGTH, LENGTH - 2));
            let (found, looked_up) = lines(&parents);
            assert!(looked_up <= LENGTH, "{looked_up}");
            assert_eq!(
                (found.at("5"), found.at("1000").map(|codes| codes.join(" "))),
                (None, Some("1000 998 999 1000".into()))
            );
        }
    }

    #[test]
    fn a_long_cycle_is_shown_by_its_ends() {
        for (length, shown) in [
            (1, "0 0"),
            (11, "0 1 2 3 4 5 6 7 8 9 10 0"),
            (12, "0 1 2 3 4 5 ... 7 8 9 10 11 0"),
            (1000, "0 1 2 3 4 5 ... 995 996 997 998 999 0"),
        ] {
            let parents: Vec<_> = (0..length).map(|code| pair(code, (code + 1) % length)).collect();
            let found = lines(&parents).0.at("0").map(|codes| codes.join(" "));
            assert_eq!(found.as_deref(), Some(shown));
        }
    }

    #[test]
    fn every_code_above_a_cycle_or_an_end_has_its_level() {
        let mut parents: Vec<_> = (0..40).map(|code| pair(code, code + 1)).collect();
        parents.push((40.to_string(), String::new()));
        parents.extend([pair(50, 51), pair(51, 52), pair(52, 51)]);
        let (found, _) = lines(&parents);
        let levels = |code: &str| found.levels.get(code).copied();
        assert_eq!(["40", "39", "0", "50", "51"].map(levels), [Some(1), Some(2), Some(41), None, None]);
    }
}
