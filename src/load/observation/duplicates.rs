//! Duplicates: figures whose key an earlier row of the same load has.

use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

use super::dictionary::Dictionary;
use super::figure::Key;
use crate::dataset::Row;
use crate::load::input::file::OpenFile;
use crate::load::schema::DIMENSIONS;
use crate::model::spelled_out;
use crate::problem::{Problems, RejectedRow, Rule, SHOWN_PER_RULE, Violation};

/// How many duplicates each file has, and those of them that will be shown or kept.
#[derive(Debug, Default)]
pub(crate) struct Duplicates {
    counts: BTreeMap<u32, u64>,
    /// Where each stands, its key, and where the first of that key stands.
    known: BinaryHeap<(FileLine, Key, FileLine)>,
    keeps_all: bool,
}

/// File and line of a figure.
pub(crate) type FileLine = (u32, u32);

impl Duplicates {
    /// No duplicates yet. All of them will be kept if `problems` keeps rejected rows.
    pub(crate) fn new(problems: &Problems) -> Self {
        Self { keeps_all: problems.keeps_rows(), ..Self::default() }
    }

    /// Whether all rows that are rejected are kept, and the others loaded.
    pub(crate) fn keeps_all(&self) -> bool {
        self.keeps_all
    }

    /// Adds a duplicate of the figure at `first`.
    pub(crate) fn add(&mut self, key: Key, line: FileLine, first: FileLine) {
        *self.counts.entry(line.0).or_default() += 1;
        self.known.push((line, key, first));
        if self.known.len() > SHOWN_PER_RULE && !self.keeps_all {
            self.known.pop();
        }
    }

    /// Rejects the figures, and returns the rows that are to be kept with the number of their file.
    pub(crate) fn reject(
        self,
        dictionary: &Dictionary,
        files: &mut [OpenFile],
        problems: &mut Problems,
    ) -> Vec<(usize, Vec<RejectedRow>)> {
        let more: u64 = self.counts.values().sum::<u64>() - self.known.len() as u64;
        let mut kept = Vec::new();
        let firsts = self.firsts(files);
        for (&file, &count) in &self.counts {
            files[file as usize].counts.rejected += count;
        }
        for of_file in self.known.into_sorted_vec().chunk_by(|left, right| left.0.0 == right.0.0) {
            let Some(&((file, _), ..)) = of_file.first() else { continue };
            let file = file as usize;
            // One row of the file may state several figures.
            let mut of_rows = of_file.chunk_by(|left, right| left.0 == right.0);
            let lines: Vec<u64> = of_rows.clone().map(|of_row| u64::from(of_row[0].0.1)).collect();
            let OpenFile { file: source, header, .. } = &files[file];
            source.rows_on(&lines, &mut |row| {
                let own = codes(&files[file], row);
                for (_, key, first) in of_rows.next().into_iter().flatten() {
                    let two: Vec<_> = firsts.get(first).into_iter().chain([&own]).collect();
                    let fact = violation(key, *first, &two, dictionary, files);
                    problems.reject(row.text(), fact, || row.place(header.position("value")));
                }
            });
            kept.push((file, problems.take_kept()));
        }
        problems.count_more(Rule::DuplicateKey, more);
        kept
    }

    /// The cells with the codes of the rows that stand first: a mapping may make one code of two spellings, and two codes may
    /// have become one.
    fn firsts(&self, files: &[OpenFile]) -> BTreeMap<FileLine, [String; DIMENSIONS.len()]> {
        let mut lines: Vec<FileLine> = self.known.iter().map(|(_, _, first)| *first).take(SHOWN_PER_RULE).collect();
        lines.sort_unstable();
        lines.dedup();
        let mut firsts = BTreeMap::new();
        for of_file in lines.chunk_by(|left, right| left.0 == right.0) {
            let Some(&(number, _)) = of_file.first() else { continue };
            let file = &files[number as usize];
            let lines: Vec<u64> = of_file.iter().map(|(_, line)| u64::from(*line)).collect();
            file.file.rows_on(&lines, &mut |row| {
                firsts.insert((number, row.line as u32), codes(file, row));
            });
        }
        firsts
    }
}

/// The cells of a row with the codes of its figures; empty where a mapping takes them from elsewhere.
fn codes(file: &OpenFile, row: &Row<'_>) -> [String; DIMENSIONS.len()] {
    DIMENSIONS.map(|dimension| {
        let column = file.table.column(dimension.text());
        let position = match &file.plan {
            Some(plan) => column.and_then(|column| plan.position(column)),
            None => file.header.position(dimension.text()),
        };
        position.map_or_else(String::new, |position| row.cell(position).to_owned())
    })
}

/// The spellings of the first code that two rows do not spell alike.
fn spellings(one: &[String], other: &[String]) -> Vec<String> {
    let differ = |(one, other): &(&String, &String)| one != other && !one.is_empty() && !other.is_empty();
    let found = one.iter().zip(other).find(differ);
    found.map_or_else(Vec::new, |(one, other)| [one, other].map(|text| spelled_out(text)).to_vec())
}

/// That a figure has the key of another, which stands first. `cells` has the codes of the two, as far as they are known.
fn violation(
    key: &Key,
    (file, line): FileLine,
    cells: &[&[String; DIMENSIONS.len()]],
    dictionary: &Dictionary,
    files: &[OpenFile],
) -> Violation {
    let mut parts = dictionary.subject(key.subject()).to_vec();
    parts.extend([dictionary.period(key.period), dictionary.source(key.source)]);
    parts.retain(|part| !part.is_empty());
    let mut former: Vec<&str> = Vec::new();
    for (dimension, code) in cells.iter().flat_map(|cells| cells.iter().enumerate()) {
        former.extend(dictionary.codes.former(dimension, code).map(String::as_str));
    }
    former.dedup();
    let because = (!former.is_empty()).then(|| former.join(", "));
    let spellings = match cells {
        [one, other] if because.is_none() => spellings(*one, *other),
        _ => Vec::new(),
    };
    Violation::DuplicateKey {
        table: "observation",
        key: parts.join(" | "),
        file: Arc::clone(files[file as usize].file.label()),
        line: u64::from(line),
        spellings,
        because,
    }
}
