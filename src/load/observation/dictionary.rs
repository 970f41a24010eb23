//! The codes that figures refer to, as numbers that sort like the codes.

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::HashMap;

use super::figure::Key;
use super::statistics::dataset_checksum;
use crate::load::reference::catalog::Catalog;
use crate::load::reference::editions::StatedSource;
use crate::load::schema::{DIMENSIONS, TableName};
use crate::model::Period;

/// The place of sources among the [`DIMENSIONS`].
pub(crate) const SOURCE: usize = 4;

/// The codes of the [`DIMENSIONS`], all of which are known before the first figure is read; number zero is the empty
/// code.
#[derive(Debug, Default)]
pub(crate) struct Codes {
    lists: [List; DIMENSIONS.len()],
    numbers: [HashMap<String, u32>; DIMENSIONS.len()],
    /// By their numbers, but for the empty code.
    sources: Vec<StatedSource>,
    /// For each code that was renamed, or whose row was merged, the words for what became of it.
    former: [HashMap<String, String>; DIMENSIONS.len()],
}

impl Codes {
    /// The codes of a catalog. Sources sort by their `source_id`, as stored figures do: stored ones have one, the others will
    /// be stored in the order of their codes.
    pub(crate) fn of(catalog: &Catalog) -> Self {
        let mut codes = Self::default();
        for (dimension, table) in DIMENSIONS.iter().enumerate() {
            let mut list: Vec<String> = catalog.entries(*table).rows.keys().cloned().collect();
            list.push(String::new());
            list.sort_unstable();
            if dimension == SOURCE {
                let editions = &catalog.editions;
                let stored = |code: &String| editions.source_id(code);
                list.sort_by_key(|code| if code.is_empty() { 0 } else { stored(code).unwrap_or(i64::MAX) });
                let mut last = editions.last_source_id();
                let mut next = || {
                    last += 1;
                    last
                };
                let rows = &catalog.entries(TableName::Source).rows;
                codes.sources = list[1..]
                    .iter()
                    .map(|code| {
                        let values = rows.get(code).map_or(&[][..], |row| &row.values);
                        StatedSource::new(editions, stored(code).unwrap_or_else(&mut next), code, values)
                    })
                    .collect();
            }
            codes.numbers[dimension] = list.iter().cloned().zip(0..).collect();
            for (former, code) in catalog.former(*table).filter(|(former, code)| former != code) {
                let numbers = &mut codes.numbers[dimension];
                if let (Some(&number), false) = (numbers.get(code), numbers.contains_key(former)) {
                    numbers.insert(former.to_owned(), number);
                    codes.former[dimension].insert(former.to_owned(), catalog.became(*table, former));
                }
            }
            codes.lists[dimension] = List::of(&list);
        }
        codes
    }

    /// What became of a code that was renamed, or whose row was merged.
    pub(crate) fn former(&self, dimension: usize, code: &str) -> Option<&String> {
        self.former[dimension].get(code)
    }

    /// The number of a code, where there is such a code.
    pub(crate) fn number(&self, dimension: usize, code: &str) -> Option<u32> {
        self.numbers[dimension].get(code).copied()
    }

    pub(crate) fn code(&self, dimension: usize, number: u32) -> &str {
        self.lists[dimension].get(number as usize)
    }

    /// Whether a number is that of a code.
    #[inline]
    pub(crate) fn is(&self, dimension: usize, number: u32, code: &str) -> bool {
        let list = &self.lists[dimension];
        list.range(number as usize).is_some_and(|range| list.text.as_bytes()[range] == *code.as_bytes())
    }

    /// The source of this number; `None` for that of the empty code.
    pub(crate) fn source(&self, number: u32) -> Option<&StatedSource> {
        self.sources.get((number as usize).checked_sub(1)?)
    }

    /// The `source_id` of a source.
    pub(crate) fn source_id(&self, number: u32) -> i64 {
        self.source(number).map_or(0, |source| source.source_id)
    }

    /// The source with this `source_id`.
    pub(crate) fn source_of_id(&self, source_id: i64) -> Option<&StatedSource> {
        self.sources.get(self.place_of_source(source_id)?)
    }

    /// The code of the source with this `source_id`.
    pub(crate) fn code_of_source(&self, source_id: i64) -> &str {
        self.code(SOURCE, self.place_of_source(source_id).map_or(0, |place| place as u32 + 1))
    }

    fn place_of_source(&self, source_id: i64) -> Option<usize> {
        self.sources.binary_search_by_key(&source_id, |source| source.source_id).ok()
    }

    /// All sources, in the order of their `source_id`.
    pub(crate) fn sources(&self) -> &[StatedSource] {
        &self.sources
    }
}

/// Texts one after the other: neighbours are near each other in memory.
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

    /// The text at a place; after the last all are empty.
    fn get(&self, place: usize) -> &str {
        self.range(place).map_or("", |range| &self.text[range])
    }
}

/// Texts that are numbered in the order in which several threads first use them.
#[derive(Debug, Default)]
pub(crate) struct Interner {
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
    pub(crate) fn new(first: &[&str]) -> Self {
        let interner = Self::default();
        for text in first {
            interner.number(text);
        }
        interner
    }

    fn texts(&self) -> MutexGuard<'_, Texts> {
        // A poisoned lock means that a thread panicked, and then the load has failed.
        self.texts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of a text.
    pub(crate) fn number(&self, text: &str) -> u32 {
        let mut texts = self.texts();
        if let Some(&number) = texts.numbers.get(text) {
            return number;
        }
        let (text, number) = (Arc::<str>::from(text), texts.list.len() as u32);
        texts.list.push(Arc::clone(&text));
        texts.numbers.insert(text, number);
        number
    }

    /// The texts so far in order, and for each number its place among them.
    fn in_order(&self) -> (Vec<Arc<str>>, Vec<u32>) {
        let mut texts: Vec<(Arc<str>, u32)> = self.texts().list.iter().cloned().zip(0..).collect();
        texts.sort_unstable();
        let mut ranks = vec![0; texts.len()];
        for ((_, number), rank) in texts.iter().zip(0..) {
            ranks[*number as usize] = rank;
        }
        (texts.into_iter().map(|(text, _)| text).collect(), ranks)
    }
}

/// The breakdowns and periods of figures, which no table lists, numbered in the order in which they are first met.
#[derive(Debug)]
pub(crate) struct Interned {
    pub breakdowns: Interner,
    pub periods: Interner,
}

impl Default for Interned {
    fn default() -> Self {
        Self { breakdowns: Interner::new(&[""]), periods: Interner::new(&[]) }
    }
}

impl Interned {
    pub(crate) fn ranks(&self) -> Ranks {
        Ranks { breakdowns: self.breakdowns.in_order().1, periods: self.periods.in_order().1 }
    }
}

/// For each number of a breakdown or period its place among all of them in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ranks {
    breakdowns: Vec<u32>,
    periods: Vec<u32>,
}

impl Ranks {
    /// A key whose breakdown and period sort as their texts.
    #[inline]
    pub(crate) fn of(&self, key: &Key) -> Key {
        let rank = |ranks: &[u32], number: u32| ranks.get(number as usize).copied().unwrap_or(number);
        Key { breakdown: rank(&self.breakdowns, key.breakdown), period: rank(&self.periods, key.period), ..*key }
    }

    /// The inverse, which returns the key that was given to [`Self::of`].
    pub(crate) fn inverse(&self) -> Self {
        let turn = |ranks: &[u32]| {
            let mut numbers = vec![0; ranks.len()];
            ranks.iter().zip(0..).for_each(|(&rank, number)| numbers[rank as usize] = number);
            numbers
        };
        Self { breakdowns: turn(&self.breakdowns), periods: turn(&self.periods) }
    }
}

/// A dataset of a load.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dataset {
    pub name: String,
    /// The one of its name.
    pub checksum: u64,
}

/// What the numbers of keys mean when all figures have been read.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    pub codes: Arc<Codes>,
    breakdowns: Vec<Arc<str>>,
    /// Each with its code.
    pub periods: Vec<(Arc<str>, Period)>,
    /// The dataset of each file that states figures, by the number of the file.
    datasets: Vec<Dataset>,
    /// How many figures have no region, sector, enterprise and breakdown; known when all have been passed on.
    pub without_subject: u64,
}

impl Dictionary {
    /// The dictionary, and the ranks that translate the keys so far into keys of the dictionary. `files` has the number of
    /// each file, and the name of its dataset.
    pub(crate) fn of<'a>(
        codes: &Arc<Codes>,
        interned: &Interned,
        files: impl Iterator<Item = (usize, &'a String)>,
    ) -> (Self, Ranks) {
        let mut datasets = Vec::new();
        for (number, name) in files {
            datasets.resize(number, Dataset::default());
            datasets.push(Dataset { name: name.clone(), checksum: dataset_checksum(name) });
        }
        let (breakdowns, breakdown_ranks) = interned.breakdowns.in_order();
        let (periods, period_ranks) = interned.periods.in_order();
        // These texts are the codes of periods, so they can be parsed.
        let periods = periods.into_iter().filter_map(|code| Period::parse(&code).ok().map(|period| (code, period)));
        let dictionary =
            Self { codes: Arc::clone(codes), breakdowns, periods: periods.collect(), datasets, without_subject: 0 };
        (dictionary, Ranks { breakdowns: breakdown_ranks, periods: period_ranks })
    }

    /// The codes of a subject: metric, region, sector, enterprise, breakdown.
    pub(crate) fn subject(&self, subject: [u32; 5]) -> [&str; 5] {
        let [metric, region, sector, enterprise, breakdown] = subject;
        [
            self.codes.code(0, metric),
            self.codes.code(1, region),
            self.codes.code(2, sector),
            self.codes.code(3, enterprise),
            self.breakdowns.get(breakdown as usize).map_or("", |breakdown| breakdown),
        ]
    }

    /// The code of a period.
    pub(crate) fn period(&self, number: u32) -> &str {
        self.periods.get(number as usize).map_or("", |(code, _)| code)
    }

    /// The dataset of a file that states figures.
    pub(crate) fn dataset(&self, file: u32) -> &Dataset {
        &self.datasets[file as usize]
    }

    /// The code of a source.
    pub(crate) fn source(&self, number: u32) -> &str {
        self.codes.code(SOURCE, number)
    }
}
