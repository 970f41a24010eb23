//! What can be wrong with a dataset: facts and places, without a word of prose.
//!
//! A stage that meets a problem records a [`Fact`] with its [`Place`]; [`crate::diagnostic`] turns both into sentences.

mod fact;

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

pub use fact::Fact;

/// How many problems of one rule are kept whole; the rest are counted.
pub const SHOWN_PER_RULE: usize = 10;

/// Where a problem stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The file as the user knows it: the dataset's folder and the path in it.
    pub file: Arc<str>,
    /// The line in the file, from one; zero where the problem is about the file as a whole.
    pub line: u64,
    /// The text of the row, or of the line, with the bytes that are wrong.
    pub excerpt: Option<Excerpt>,
}

impl Place {
    /// A file as a whole.
    pub fn of_file(file: &Arc<str>) -> Self {
        Self { file: Arc::clone(file), line: 0, excerpt: None }
    }
}

/// A piece of a file with a mark in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Excerpt {
    pub text: String,
    pub mark: Range<usize>,
    /// The column the mark stands in, where it has a name.
    pub column: Option<String>,
}

/// A name that exists, offered in place of one that does not.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    pub code: String,
    /// What the code means, where that is not the code itself.
    pub name: Option<String>,
}

impl Suggestion {
    /// A code that speaks for itself.
    pub fn of(code: impl Into<String>) -> Self {
        Self { code: code.into(), name: None }
    }
}

/// A fact and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    pub fact: Fact,
    pub place: Place,
}

/// The problems of a load, grouped by rule in the order in which the rules were first broken. Bounded: of each rule
/// the first [`SHOWN_PER_RULE`] are kept, the rest are counted.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    groups: Vec<Group>,
    /// How many rows were read, and how many of them were refused.
    pub rows: (u64, u64),
    /// Whether what was meant by an unknown code need not be looked for, since problems before these told enough.
    pub skips_suggestions: bool,
    /// Where refused rows are kept: how a fact is told.
    tell: Option<Tell>,
    /// What is wrong with the row at hand.
    of_row: Vec<Problem>,
    kept: Vec<Refused>,
    /// What is told once however often it is met, and has not been told yet; and the keys of what has.
    once: Vec<(String, Problem)>,
    told: HashSet<String>,
}

/// Turns a fact into a sentence.
pub type Tell = fn(&Fact) -> String;

/// A row that was refused, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The line that it starts on, from one.
    pub line: u64,
    /// The column that is wrong first, and the text of the cell.
    pub column: Option<String>,
    pub cell: Option<String>,
    /// The code of the rule that is broken first.
    pub rule: &'static str,
    /// All that is wrong with the row.
    pub message: String,
    /// The row as it stands in the file, without its line end.
    pub row: String,
}

/// The problems of one rule.
#[derive(Clone, Debug)]
pub struct Group {
    pub shown: Vec<Problem>,
    pub count: u64,
}

impl Problems {
    /// No problems yet. Every row that is refused will be kept whole, for [`Self::take_kept`].
    pub fn keeping_rows(tell: Tell) -> Self {
        Self { tell: Some(tell), ..Self::default() }
    }

    /// No problems yet, and the same is done with rows.
    pub fn alike(&self) -> Self {
        Self { tell: self.tell, ..Self::default() }
    }

    pub fn keeps_rows(&self) -> bool {
        self.tell.is_some()
    }

    /// Keeps a refused row, with the problems that were recorded since the row before.
    pub fn keep_row(&mut self, line: u64, row: &str) {
        let Some(tell) = self.tell else { return };
        let problems = std::mem::take(&mut self.of_row);
        let Some(Problem { fact, place }) = problems.first() else { return };
        let excerpt = place.excerpt.as_ref();
        let messages: Vec<String> = problems.iter().map(|problem| tell(&problem.fact)).collect();
        self.kept.push(Refused {
            line,
            column: excerpt.and_then(|excerpt| excerpt.column.clone()),
            cell: excerpt.and_then(|excerpt| excerpt.text.get(excerpt.mark.clone())).map(str::to_owned),
            rule: fact.rule(),
            message: messages.join("; "),
            row: row.to_owned(),
        });
    }

    /// What was recorded is of no row that will be kept.
    pub fn leave_row(&mut self) {
        self.of_row.clear();
    }

    /// The refused rows so far.
    pub fn take_kept(&mut self) -> Vec<Refused> {
        std::mem::take(&mut self.kept)
    }

    /// Whether nothing may be written: something is wrong, and where refused rows are kept more than single rows.
    pub fn forbid_writing(&self) -> bool {
        self.groups.iter().any(|group| !self.keeps_rows() || !group.shown[0].fact.is_of_a_row())
    }

    /// Records a fact; its place is only worked out when it will be shown.
    pub fn add(&mut self, fact: Fact, place: impl FnOnce() -> Place) {
        self.add_with_more(fact, 0, place);
    }

    /// Records a problem whose place is known.
    pub fn push(&mut self, problem: Problem) {
        let Problem { fact, place } = problem;
        self.add(fact, || place);
    }

    /// Records a fact that is told once for its key, however many rows it refuses.
    pub fn add_once(&mut self, key: String, fact: Fact, place: impl FnOnce() -> Place) {
        let is_new = self.told.insert(key.clone());
        if !is_new && !self.keeps_rows() {
            return;
        }
        let problem = Problem { fact, place: place() };
        if self.keeps_rows() {
            self.of_row.push(problem.clone());
        }
        if is_new {
            self.once.push((key, problem));
        }
    }

    /// Records a fact, and that there are so many more of its rule which nobody will look at.
    pub fn add_with_more(&mut self, fact: Fact, more: u64, place: impl FnOnce() -> Place) {
        if matches!(fact, Fact::RejectedReference { .. }) {
            // The row that was refused itself has told of it.
            if self.keeps_rows() {
                self.of_row.push(Problem { fact, place: place() });
            }
            return;
        }
        let group = self.groups.iter_mut().position(|group| group.shown[0].fact.rule() == fact.rule());
        let is_shown = group.is_none_or(|index| self.groups[index].shown.len() < SHOWN_PER_RULE);
        let problem = (is_shown || self.keeps_rows()).then(|| Problem { fact, place: place() });
        if self.keeps_rows() {
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
    pub fn append(&mut self, later: Self) {
        self.kept.extend(later.kept);
        for (key, problem) in later.once {
            if self.told.insert(key) {
                self.count_in(problem);
            }
        }
        for Group { shown, count } in later.groups {
            let rule = shown[0].fact.rule();
            match self.groups.iter_mut().find(|group| group.shown[0].fact.rule() == rule) {
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
        let rule = problem.fact.rule();
        match self.groups.iter_mut().find(|group| group.shown[0].fact.rule() == rule) {
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
    pub fn shows_more(&self, rule: &str) -> bool {
        if self.skips_suggestions {
            return false;
        }
        let group = self.groups.iter().find(|group| group.shown[0].fact.rule() == rule);
        let once = self.once.iter().filter(|(_, problem)| problem.fact.rule() == rule).count();
        group.map_or(0, |group| group.shown.len()) + once < SHOWN_PER_RULE
    }

    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// How many problems there are, shown or not.
    pub fn count(&self) -> u64 {
        self.groups.iter().map(|group| group.count).sum()
    }

    pub fn groups(&self) -> &[Group] {
        &self.groups
    }
}
