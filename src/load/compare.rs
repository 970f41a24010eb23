//! Figures against what is stored, as they are read: of most nothing more need be known than that they are told again.

use std::cmp::Ordering;

use super::figure::{Action, Figure, Key};
use super::replacing::{Replacement, Replacements};
use super::resolve::Known;
use super::runs::Run;
use super::stored::{Found, StoredFigures};

/// What came of comparing the figures of some rows with what is stored.
#[derive(Debug, Default)]
pub struct Compared {
    /// How many are stored just so.
    pub same: u64,
    /// Those that are told otherwise than they are stored.
    pub replacements: Replacements,
    /// Of how many it is not known yet.
    pub unknown: u64,
    /// Whether some are told otherwise than each once and in the order in which figures are stored.
    pub is_disordered: bool,
    /// The keys of the first and the last, as bytes in the order in which figures are stored.
    pub span: Option<[Vec<u8>; 2]>,
}

impl Compared {
    /// Whether so many figures have been found that others will be: rows may come in another order, or tell of what is new.
    fn is_worth_it(&self) -> bool {
        self.unknown <= self.same + self.replacements.len() as u64 + PATIENCE
    }
}

/// How many more figures may be unknown than found before those that follow in the block are left for later.
const PATIENCE: u64 = 256;

/// Puts figures into runs, by what is stored under their keys.
pub struct Comparer<'a> {
    known: &'a Known<'a>,
    stored: Option<StoredFigures<'a>>,
    keeps_same: bool,
    /// Whether the figure is of another subject than the one that was looked for last.
    is_other: bool,
    /// Whether the last figure has been found, and those behind it may be foreseen.
    is_at_last: bool,
    /// Breakdowns and periods by their numbers.
    breakdowns: Vec<String>,
    periods: Vec<String>,
    /// What has come of it in the block.
    compared: Compared,
    /// The keys of the first and the last figure of the block.
    span: Option<[Key; 2]>,
}

impl<'a> Comparer<'a> {
    /// Where nothing is stored to compare with, all figures are unknown.
    pub fn new(known: &'a Known<'a>, stored: Option<StoredFigures<'a>>) -> Self {
        let (breakdowns, periods) = (Vec::new(), Vec::new());
        Self {
            known,
            stored,
            keeps_same: true,
            is_other: true,
            is_at_last: false,
            breakdowns,
            periods,
            compared: Compared::default(),
            span: None,
        }
    }

    /// The number of a breakdown that keys will have.
    pub fn remember_breakdown(&mut self, number: u32, text: String) {
        remember(&mut self.breakdowns, number, text);
    }

    /// The number of a period that keys will have.
    pub fn remember_period(&mut self, number: u32, text: String) {
        remember(&mut self.periods, number, text);
    }

    /// The figures of another block come next. Blocks are compared each by itself, so that what is found does not depend on
    /// which thread gets which. `keeps_same` says whether runs get those too that are stored just so.
    pub fn begin_block(&mut self, keeps_same: bool) {
        (self.keeps_same, self.is_other, self.is_at_last) = (keeps_same, true, false);
        if let Some(stored) = &mut self.stored {
            stored.restart();
        }
    }

    /// What came of comparing the figures of the block.
    pub fn end_block(&mut self) -> Compared {
        let span = self.span.take().map(|span| span.map(|key| self.bytes_of(&key)));
        Compared { span, ..std::mem::take(&mut self.compared) }
    }

    /// The text of a period.
    #[inline]
    pub fn period(&self, number: u32) -> &str {
        text_of(&self.periods, number)
    }

    /// The key of the figure that is stored next behind the last one that was added, if it is of the same subject, under a
    /// period with this text, and both its period and its source are one of these. It stands behind the last one, since so do
    /// the stored ones.
    #[inline]
    pub fn foresee(&mut self, text: &str, periods: [u32; 2], sources: [u32; 2]) -> Option<Key> {
        let [_, last] = self.span.as_ref().filter(|_| std::mem::take(&mut self.is_at_last))?;
        let (stored_period, source_id) = self.stored.as_mut()?.next_of_series()?;
        if stored_period != text.as_bytes() {
            return None;
        }
        let period = periods.into_iter().find(|&period| text_of(&self.periods, period) == text)?;
        let source = sources.into_iter().find(|&source| self.known.source_ids[source as usize] == source_id)?;
        Some(Key { period, source, ..*last })
    }

    /// Adds a figure to a run; without one it is only looked at. The key may be one that has been foreseen just now.
    pub fn add(&mut self, key: Key, figure: &Figure<'_>, run: Option<&mut Run>, is_foreseen: bool) {
        match &mut self.span {
            Some([_, last]) if is_foreseen => (last.period, last.source) = (key.period, key.source),
            Some([_, last]) => {
                let before = std::mem::replace(last, key);
                self.is_other |= !before.is_of_subject(&key);
                self.compared.is_disordered |= self.order(&before, &key) != Ordering::Less;
            }
            None => self.span = Some([key, key]),
        }
        let Some(run) = run else { return };
        let Self { known, stored, keeps_same, is_other, breakdowns, periods, compared, .. } = self;
        let found = match stored {
            Some(stored) if is_foreseen => stored.found_next(|columns| figure.is_same(columns)),
            Some(stored) if figure.action == Action::Tell && compared.is_worth_it() => {
                let under = (text_of(periods, key.period), known.source_ids[key.source as usize]);
                let codes = || codes_of(known, breakdowns, &key);
                stored.find(std::mem::take(is_other), codes, under, |columns| figure.is_same(columns))
            }
            _ => Found::Unknown,
        };
        self.is_at_last = !matches!(found, Found::Unknown);
        match found {
            Found::Same => {
                compared.same += 1;
                if *keeps_same {
                    run.add_stored(key, figure);
                }
            }
            Found::Other(record) => {
                if let Some(figure) = run.add(key, figure, known.first_file) {
                    compared.replacements.add(Replacement { metric: key.metric, figure, record });
                }
            }
            Found::Unknown => {
                compared.unknown += 1;
                run.add(key, figure, known.first_file);
            }
        }
    }

    /// The order in which two figures are stored.
    fn order(&self, left: &Key, right: &Key) -> Ordering {
        let codes = |key: &Key| [key.metric, key.region, key.sector, key.enterprise];
        let by_text = |texts: &[String], left, right| match left == right {
            true => Ordering::Equal,
            false => text_of(texts, left).cmp(text_of(texts, right)),
        };
        let source_id = |key: &Key| self.known.source_ids[key.source as usize];
        codes(left)
            .cmp(&codes(right))
            .then_with(|| by_text(&self.breakdowns, left.breakdown, right.breakdown))
            .then_with(|| by_text(&self.periods, left.period, right.period))
            .then_with(|| source_id(left).cmp(&source_id(right)))
    }

    /// A key as bytes that stand in the order in which figures are stored: no code holds the byte between two.
    fn bytes_of(&self, key: &Key) -> Vec<u8> {
        let codes = codes_of(self.known, &self.breakdowns, key);
        let texts = codes.into_iter().chain([text_of(&self.periods, key.period)]);
        let mut bytes: Vec<u8> = texts.flat_map(|text| text.bytes().chain([0])).collect();
        bytes.extend_from_slice(&self.known.source_ids[key.source as usize].to_be_bytes());
        bytes
    }
}

/// The codes of what a figure is about.
fn codes_of<'t>(known: &'t Known<'_>, breakdowns: &'t [String], key: &Key) -> [&'t str; 5] {
    let code = |dimension, number| known.codes.code(dimension, number);
    let breakdown = text_of(breakdowns, key.breakdown);
    [code(0, key.metric), code(1, key.region), code(2, key.sector), code(3, key.enterprise), breakdown]
}

/// Puts a text at the place of its number.
fn remember(texts: &mut Vec<String>, number: u32, text: String) {
    let place = number as usize;
    if texts.len() <= place {
        texts.resize(place + 1, String::new());
    }
    texts[place] = text;
}

fn text_of(texts: &[String], number: u32) -> &str {
    texts.get(number as usize).map_or("", String::as_str)
}
