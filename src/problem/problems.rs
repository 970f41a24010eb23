//! The problems of a load, counted and bounded, and the rows that are rejected for them.

use std::collections::HashSet;

use super::place::Place;
use super::rule::{Rule, SHOWN_PER_RULE};
use super::violation::Violation;

/// A violation of a rule, and where it is.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{violation}")]
pub struct Problem {
    /// What is wrong.
    #[source]
    pub(crate) violation: Violation,
    /// Where it is wrong.
    pub(crate) place: Place,
}

impl Problem {
    /// The code of the rule that is broken, such as `unknown-code`.
    pub fn rule(&self) -> &'static str {
        self.violation.rule().code()
    }

    /// The file, as the user knows it: the folder of the dataset and the path in it.
    pub fn file(&self) -> &str {
        &self.place.file
    }

    /// The line in the file, from one; `None` where the problem is one of the file as a whole.
    pub fn line(&self) -> Option<u64> {
        Some(self.place.line).filter(|&line| line > 0)
    }
}

/// The problems of a load, grouped by rule in the order in which the rules were first broken. Bounded: of each rule
/// the first ten are kept, the rest are counted.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    groups: Vec<Group>,
    /// How many rows were read, and how many of them were rejected.
    pub(crate) rows: (u64, u64),
    /// Whether no suggestions for unknown codes are needed, because enough problems have been shown with one.
    pub(crate) skips_suggestions: bool,
    keeps_rows: bool,
    /// What is wrong with the current row.
    of_row: Vec<Problem>,
    kept: Vec<RejectedRow>,
    /// Problems that are reported once for their key and are not counted yet; and the keys of all that were recorded.
    once: Vec<(String, Problem)>,
    keys: HashSet<String>,
}

/// A row that was rejected, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RejectedRow {
    /// The line that it starts on, from one.
    pub line: u64,
    /// The first column that is wrong.
    pub column: Option<String>,
    /// The text of the cell in that column.
    pub cell: Option<String>,
    /// The rule that is broken first.
    pub rule: Rule,
    /// All that is wrong with the row.
    pub message: String,
    /// The row as it stands in the file, without its line end.
    pub row: String,
}

/// The problems of one rule.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// The first of them; at least one.
    pub shown: Vec<Problem>,
    /// How many there are.
    pub count: u64,
}

impl Group {
    /// The rule that all of them break.
    pub(crate) fn rule(&self) -> Rule {
        self.shown[0].violation.rule()
    }
}

impl Problems {
    /// No problems yet. Every rejected row will be kept whole, for [`Self::take_kept`].
    pub(crate) fn keeping_rows() -> Self {
        Self { keeps_rows: true, ..Self::default() }
    }

    /// No problems yet; rejected rows are kept if they are kept here.
    pub(crate) fn alike(&self) -> Self {
        Self { keeps_rows: self.keeps_rows, ..Self::default() }
    }

    /// Whether rejected rows are kept whole.
    pub(crate) fn keeps_rows(&self) -> bool {
        self.keeps_rows
    }

    /// Keeps a rejected row, with the problems that were recorded since the row before.
    pub(crate) fn keep_row(&mut self, line: u64, row: &str) {
        if !self.keeps_rows {
            return;
        }
        let problems = std::mem::take(&mut self.of_row);
        let Some(Problem { violation, place }) = problems.first() else { return };
        let excerpt = place.excerpt.as_ref();
        let messages: Vec<String> = problems.iter().map(ToString::to_string).collect();
        self.kept.push(RejectedRow {
            line,
            column: excerpt.and_then(|excerpt| excerpt.column.clone()),
            cell: excerpt.and_then(|excerpt| excerpt.text.get(excerpt.mark.clone())).map(str::to_owned),
            rule: violation.rule(),
            message: messages.join("; "),
            row: row.to_owned(),
        });
    }

    /// Forgets the problems since the row before: they belong to no row that will be kept.
    pub(crate) fn leave_row(&mut self) {
        self.of_row.clear();
    }

    /// The rejected rows so far.
    pub(crate) fn take_kept(&mut self) -> Vec<RejectedRow> {
        std::mem::take(&mut self.kept)
    }

    /// Whether nothing may be written: there is a problem, and where rejected rows are kept one that is not of a single row.
    pub(crate) fn forbid_writing(&self) -> bool {
        self.groups.iter().any(|group| !self.keeps_rows || !group.rule().is_of_a_row())
    }

    /// Records a violation; its place is only computed where it will be shown.
    pub(crate) fn add(&mut self, violation: Violation, place: impl FnOnce() -> Place) {
        self.add_with_more(violation, 0, place);
    }

    /// Records a problem whose place is known.
    pub(crate) fn push(&mut self, problem: Problem) {
        let Problem { violation, place } = problem;
        self.add(violation, || place);
    }

    /// Records a violation that is reported once for its key, however many rows are rejected for it.
    pub(crate) fn add_once(&mut self, key: String, violation: Violation, place: impl FnOnce() -> Place) {
        let is_new = self.keys.insert(key.clone());
        if !is_new && !self.keeps_rows {
            return;
        }
        let problem = Problem { violation, place: place() };
        if self.keeps_rows {
            self.of_row.push(problem.clone());
        }
        if is_new {
            self.once.push((key, problem));
        }
    }

    /// Records a violation, and counts so many more of its rule that will not be shown.
    pub(crate) fn add_with_more(&mut self, violation: Violation, more: u64, place: impl FnOnce() -> Place) {
        if matches!(violation, Violation::RejectedReference { .. }) {
            // The row that it refers to has been reported.
            if self.keeps_rows {
                self.of_row.push(Problem { violation, place: place() });
            }
            return;
        }
        let group = self.groups.iter_mut().position(|group| group.rule() == violation.rule());
        let is_shown = group.is_none_or(|index| self.groups[index].shown.len() < SHOWN_PER_RULE);
        let problem = (is_shown || self.keeps_rows).then(|| Problem { violation, place: place() });
        if self.keeps_rows {
            self.of_row.extend(problem.clone());
        }
        match (group, problem.filter(|_| is_shown)) {
            (Some(index), problem) => {
                self.groups[index].count += 1 + more;
                self.groups[index].shown.extend(problem);
            }
            (None, Some(problem)) => self.groups.push(Group { shown: vec![problem], count: 1 + more }),
            (None, None) => {}
        }
    }

    /// Adds problems that come after those here.
    pub(crate) fn append(&mut self, later: Self) {
        self.kept.extend(later.kept);
        for (key, problem) in later.once {
            if self.keys.insert(key) {
                self.count_in(problem);
            }
        }
        for Group { shown, count } in later.groups {
            let rule = shown[0].violation.rule();
            match self.groups.iter_mut().find(|group| group.rule() == rule) {
                Some(group) => {
                    group.count += count;
                    group.shown.extend(shown.into_iter().take(SHOWN_PER_RULE.saturating_sub(group.shown.len())));
                }
                None => self.groups.push(Group { shown, count }),
            }
        }
    }

    /// Counts a problem, and shows it if so few of its rule are shown.
    fn count_in(&mut self, problem: Problem) {
        let rule = problem.violation.rule();
        match self.groups.iter_mut().find(|group| group.rule() == rule) {
            Some(group) => {
                group.count += 1;
                if group.shown.len() < SHOWN_PER_RULE {
                    group.shown.push(problem);
                }
            }
            None => self.groups.push(Group { shown: vec![problem], count: 1 }),
        }
    }

    /// Whether a further problem of this rule would be kept whole.
    pub(crate) fn shows_more(&self, rule: Rule) -> bool {
        if self.skips_suggestions {
            return false;
        }
        let group = self.groups.iter().find(|group| group.rule() == rule);
        let once = self.once.iter().filter(|(_, problem)| problem.violation.rule() == rule).count();
        group.map_or(0, |group| group.shown.len()) + once < SHOWN_PER_RULE
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// How many problems there are. Of each rule, only the first are kept, and all are counted.
    pub fn count(&self) -> u64 {
        self.groups.iter().map(|group| group.count).sum()
    }

    /// The problems that are kept: the first ten of each rule, in the order in which the rules were first broken.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.groups.iter().flat_map(|group| &group.shown)
    }

    /// The problems of each rule, in the order in which the rules were first broken.
    pub(crate) fn groups(&self) -> &[Group] {
        &self.groups
    }
}
