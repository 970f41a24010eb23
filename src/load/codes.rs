//! The codes that figures are told of, as numbers in the order of the codes.

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::HashMap;

use super::registry::Registry;
use super::runs::Ranks;
use crate::model::Period;

/// The dimensions whose codes are known before the first figure is read, in the order of a key.
pub const KNOWN: [&str; 5] = ["metric", "region", "sector", "enterprise", "source"];

/// The codes of the dimensions in [`KNOWN`]; number zero is the empty one.
#[derive(Debug, Default)]
pub struct Codes {
    lists: [List; KNOWN.len()],
    numbers: [HashMap<String, u32>; KNOWN.len()],
}

impl Codes {
    pub fn of(registry: &Registry) -> Self {
        let mut codes = Self::default();
        for (dimension, table) in KNOWN.iter().enumerate() {
            let mut list: Vec<String> = registry.entries(table).rows.keys().cloned().collect();
            list.push(String::new());
            list.sort_unstable();
            codes.numbers[dimension] = list.iter().cloned().zip(0..).collect();
            codes.lists[dimension] = List::of(&list);
        }
        codes
    }

    /// The number of a code, where there is such a code.
    pub fn number(&self, dimension: usize, code: &str) -> Option<u32> {
        self.numbers[dimension].get(code).copied()
    }

    pub fn code(&self, dimension: usize, number: u32) -> &str {
        self.lists[dimension].get(number as usize)
    }

    /// Whether a number is that of a code.
    #[inline]
    pub fn is(&self, dimension: usize, number: u32, code: &str) -> bool {
        let list = &self.lists[dimension];
        list.range(number as usize).is_some_and(|range| list.text.as_bytes()[range] == *code.as_bytes())
    }

    /// The `source_id` of each source, by its number here. Those that are not stored yet will be, in the order of their codes,
    /// and get the numbers behind the greatest.
    pub fn source_ids(&self, stored: &std::collections::HashMap<String, i64>) -> Vec<i64> {
        let mut last = stored.values().max().copied().unwrap_or_default();
        let mut next = || {
            last += 1;
            last
        };
        let id_of = |code: &str| if code.is_empty() { 0 } else { stored.get(code).copied().unwrap_or_else(&mut next) };
        self.lists[4].iter().map(id_of).collect()
    }
}

/// Texts one behind the other: neighbours are near each other in memory.
#[derive(Debug, Default)]
struct List {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl List {
    fn of(texts: &[String]) -> Self {
        let mut end = 0;
        let ends = texts.iter().map(|text| {
            end += text.len();
            end
        });
        Self { ends: ends.collect(), text: texts.concat() }
    }

    #[inline]
    fn range(&self, place: usize) -> Option<Range<usize>> {
        let start = place.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        Some(start..*self.ends.get(place)?)
    }

    /// The text at a place; behind the last all are empty.
    fn get(&self, place: usize) -> &str {
        self.range(place).map_or("", |range| &self.text[range])
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|place| self.get(place))
    }
}

/// Texts that are numbered as they are met, by several threads at once.
#[derive(Debug, Default)]
pub struct Interner {
    texts: Mutex<Texts>,
}

#[derive(Debug, Default)]
struct Texts {
    numbers: HashMap<Arc<str>, u32>,
    /// By their numbers.
    list: Vec<Arc<str>>,
}

impl Interner {
    /// Starts with these texts as the first numbers.
    pub fn new(first: &[&str]) -> Self {
        let interner = Self::default();
        for text in first {
            interner.number(text);
        }
        interner
    }

    fn texts(&self) -> MutexGuard<'_, Texts> {
        // A thread that failed here would have failed the load.
        self.texts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of a text.
    pub fn number(&self, text: &str) -> u32 {
        let mut texts = self.texts();
        if let Some(&number) = texts.numbers.get(text) {
            return number;
        }
        let (text, number) = (Arc::<str>::from(text), texts.list.len() as u32);
        texts.list.push(Arc::clone(&text));
        texts.numbers.insert(text, number);
        number
    }

    /// The texts from a number on.
    pub fn since(&self, number: usize) -> Vec<Arc<str>> {
        self.texts().list.get(number..).unwrap_or_default().to_vec()
    }

    /// The texts so far in order, and for each number its place among them.
    pub fn in_order(&self) -> (Vec<Arc<str>>, Vec<u32>) {
        let mut texts: Vec<(Arc<str>, u32)> = self.since(0).into_iter().zip(0..).collect();
        texts.sort_unstable();
        let mut ranks = vec![0; texts.len()];
        for ((_, number), rank) in texts.iter().zip(0..) {
            ranks[*number as usize] = rank;
        }
        (texts.into_iter().map(|(text, _)| text).collect(), ranks)
    }
}

/// What figures are told of and no table lists: breakdowns and periods.
#[derive(Debug)]
pub struct Met {
    pub breakdowns: Interner,
    pub periods: Interner,
}

impl Default for Met {
    fn default() -> Self {
        Self { breakdowns: Interner::new(&[""]), periods: Interner::new(&[]) }
    }
}

impl Met {
    pub fn ranks(&self) -> Ranks {
        Ranks { breakdowns: self.breakdowns.in_order().1, periods: self.periods.in_order().1 }
    }
}

/// What the numbers of keys mean.
#[derive(Debug, Default)]
pub struct Dictionary {
    pub codes: Arc<Codes>,
    breakdowns: Vec<Arc<str>>,
    /// Each with its code.
    pub periods: Vec<(Arc<str>, Period)>,
}

impl Dictionary {
    /// Where all figures have been read, and breakdowns and periods are numbered in their order; and the place of each by the
    /// number that it was met as.
    pub fn in_order(codes: &Arc<Codes>, met: &Met) -> (Self, Ranks) {
        let (breakdowns, breakdown_ranks) = met.breakdowns.in_order();
        let (periods, period_ranks) = met.periods.in_order();
        let dictionary = Self { codes: Arc::clone(codes), breakdowns, periods: with_codes(periods).collect() };
        (dictionary, Ranks { breakdowns: breakdown_ranks, periods: period_ranks })
    }

    /// Where breakdowns and periods have the numbers that they were met as. None is known before [`Self::learn`].
    pub fn as_met(codes: &Arc<Codes>) -> Self {
        Self { codes: Arc::clone(codes), ..Self::default() }
    }

    /// Learns what has been met since, and returns the length of the longest new breakdown in bytes.
    pub fn learn(&mut self, met: &Met) -> usize {
        let known = self.breakdowns.len();
        self.breakdowns.extend(met.breakdowns.since(known));
        self.periods.extend(with_codes(met.periods.since(self.periods.len())));
        self.breakdowns[known..].iter().map(|breakdown| breakdown.len()).max().unwrap_or(0)
    }

    /// The codes of a subject: metric, region, sector, enterprise, breakdown.
    pub fn subject(&self, subject: [u32; 5]) -> [&str; 5] {
        let [metric, region, sector, enterprise, breakdown] = subject;
        [
            self.codes.code(0, metric),
            self.codes.code(1, region),
            self.codes.code(2, sector),
            self.codes.code(3, enterprise),
            self.breakdowns.get(breakdown as usize).map_or("", |breakdown| breakdown),
        ]
    }

    /// The number of a code in a part of a subject, where it is known here and breakdowns are numbered in their order.
    pub fn number(&self, part: usize, code: &str) -> Option<u32> {
        match part {
            4 => self.breakdowns.binary_search_by(|known| known.as_ref().cmp(code)).ok().map(|number| number as u32),
            _ => self.codes.number(part, code),
        }
    }

    pub fn period(&self, number: u32) -> &str {
        self.periods.get(number as usize).map_or("", |(code, _)| code)
    }

    pub fn source(&self, number: u32) -> &str {
        self.codes.code(4, number)
    }

    /// The length of the longest code or breakdown, in bytes.
    pub fn longest_code(&self) -> usize {
        let breakdowns = self.breakdowns.iter().map(|breakdown| breakdown.len());
        self.codes.lists.iter().flat_map(List::iter).map(str::len).chain(breakdowns).max().unwrap_or(0)
    }
}

/// Codes of periods with what they mean: they are spelled by periods, so they are read as such.
fn with_codes(codes: Vec<Arc<str>>) -> impl Iterator<Item = (Arc<str>, Period)> {
    codes.into_iter().filter_map(|code| Period::parse(&code).ok().map(|period| (code, period)))
}
