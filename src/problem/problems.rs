//! The problems of a load, counted and bounded, and the rows that are rejected for them.

use std::collections::HashSet;
use std::sync::Arc;

use super::place::Place;
use super::rule::{Rule, SHOWN_PER_RULE};
use super::skipped::{Skip, Skipped};
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

/// The problems of a load, grouped by rule in the order in which the rules were first broken. Their number is bounded:
/// of each rule, the first ten are kept and the rest are counted.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    groups: Vec<Group>,
    /// How many rows were read, and how many of them were rejected.
    pub(crate) rows: (u64, u64),
    /// Whether no suggestions for unknown codes are needed, because enough problems have been shown with one.
    pub(crate) skips_suggestions: bool,
    /// Whether rejected rows are kept whole.
    keeps_rows: bool,
    kept: Vec<RejectedRow>,
    /// Problems that are reported once for their key and are not counted yet; and the keys of all that were recorded.
    once: Vec<(String, Problem)>,
    keys: HashSet<String>,
    /// What the files hold and is not read. It is no problem.
    skipped: Vec<Skipped>,
}

/// A row as it stands in a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowText<'a> {
    /// The line that it starts on, from one.
    pub line: u64,
    /// Without its line end.
    pub text: &'a str,
}

/// A rejected row, whole, and one of the problems for which it is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RejectedRow {
    /// The line that it starts on, from one.
    pub line: u64,
    /// The column that is wrong.
    pub column: Option<String>,
    /// The text of the cell in that column.
    pub cell: Option<String>,
    /// The rule that is broken.
    pub rule: Rule,
    /// What is wrong.
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
    /// No problems yet. Where rejected rows are kept, [`Self::take_kept`] returns them.
    pub(crate) fn new(keeps_rows: bool) -> Self {
        Self { keeps_rows, ..Self::default() }
    }

    /// Whether rejected rows are kept whole.
    pub(crate) fn keeps_rows(&self) -> bool {
        self.keeps_rows
    }

    /// The rejected rows since the last call, once for each of their problems.
    pub(crate) fn take_kept(&mut self) -> Vec<RejectedRow> {
        std::mem::take(&mut self.kept)
    }

    /// Whether nothing may be written: where rejected rows are kept, because of a problem that is not of a single row;
    /// otherwise because of any problem.
    pub(crate) fn forbid_writing(&self) -> bool {
        self.groups.iter().any(|group| !self.keeps_rows || !group.rule().is_of_a_row())
    }

    /// Records a violation that is not of a row; its place is only computed where it will be shown.
    pub(crate) fn add(&mut self, violation: Violation, place: impl FnOnce() -> Place) {
        if matches!(violation, Violation::RejectedReference { .. }) {
            // The row that it refers to has been reported.
            return;
        }
        let rule = violation.rule();
        match self.groups.iter_mut().find(|group| group.rule() == rule) {
            Some(group) => {
                group.count += 1;
                if group.shown.len() < SHOWN_PER_RULE {
                    group.shown.push(Problem { violation, place: place() });
                }
            }
            None => self.groups.push(Group { shown: vec![Problem { violation, place: place() }], count: 1 }),
        }
    }

    /// Records a problem whose place is known.
    pub(crate) fn push(&mut self, problem: Problem) {
        let Problem { violation, place } = problem;
        self.add(violation, || place);
    }

    /// Records a violation for which a row is rejected.
    pub(crate) fn reject(&mut self, row: RowText<'_>, violation: Violation, place: impl FnOnce() -> Place) {
        if !self.keeps_rows {
            return self.add(violation, place);
        }
        let problem = Problem { violation, place: place() };
        self.keep(row, &problem);
        self.push(problem);
    }

    /// Records a violation for which a row is rejected. It is reported once for its key, however many rows are rejected for
    /// it.
    pub(crate) fn reject_once(
        &mut self,
        row: RowText<'_>,
        key: String,
        violation: Violation,
        place: impl FnOnce() -> Place,
    ) {
        let is_new = self.keys.insert(key.clone());
        if !is_new && !self.keeps_rows {
            return;
        }
        let problem = Problem { violation, place: place() };
        if self.keeps_rows {
            self.keep(row, &problem);
        }
        if is_new {
            self.once.push((key, problem));
        }
    }

    fn keep(&mut self, row: RowText<'_>, Problem { violation, place }: &Problem) {
        let excerpt = place.excerpt.as_ref();
        self.kept.push(RejectedRow {
            line: row.line,
            column: excerpt.and_then(|excerpt| excerpt.column.clone()),
            cell: excerpt.and_then(|excerpt| excerpt.text.get(excerpt.mark.clone())).map(str::to_owned),
            rule: violation.rule(),
            message: violation.to_string(),
            row: row.text.to_owned(),
        });
    }

    /// Counts what is not read of a file: so many of a kind, the first on this line.
    pub(crate) fn skip(&mut self, what: Skip, file: &Arc<str>, count: u64, (line, text): (u64, &str)) {
        self.add_skipped(Skipped::new(what, file, count, (line, text)));
    }

    fn add_skipped(&mut self, skipped: Skipped) {
        match self.skipped.iter_mut().find(|known| known.what == skipped.what && known.file == skipped.file) {
            Some(known) => known.add(skipped),
            None => self.skipped.push(skipped),
        }
    }

    /// What the files hold and is not read, in the order in which it was first met.
    pub(crate) fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// Counts so many more violations of a rule of which some have been recorded.
    pub(crate) fn count_more(&mut self, rule: Rule, more: u64) {
        self.groups.iter_mut().filter(|group| group.rule() == rule).for_each(|group| group.count += more);
    }

    /// Adds problems that come after those here.
    pub(crate) fn append(&mut self, later: Self) {
        self.kept.extend(later.kept);
        later.skipped.into_iter().for_each(|skipped| self.add_skipped(skipped));
        for (key, problem) in later.once {
            if self.keys.insert(key) {
                self.push(problem);
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
