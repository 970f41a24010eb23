//! The codes that figures are told of, as numbers in the order of the codes.

use std::sync::Mutex;

use foldhash::HashMap;

use super::registry::Registry;
use super::runs::Ranks;
use crate::model::Period;

/// The dimensions whose codes are known before the first figure is read, in the order of a key.
pub const KNOWN: [&str; 5] = ["metric", "region", "sector", "enterprise", "source"];

/// The codes of the dimensions in [`KNOWN`]; number zero is the empty one.
#[derive(Debug, Default)]
pub struct Codes {
    lists: [Vec<String>; KNOWN.len()],
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
            codes.lists[dimension] = list;
        }
        codes
    }

    /// The number of a code, where there is such a code.
    pub fn number(&self, dimension: usize, code: &str) -> Option<u32> {
        self.numbers[dimension].get(code).copied()
    }

    pub fn code(&self, dimension: usize, number: u32) -> &str {
        self.lists[dimension].get(number as usize).map_or("", String::as_str)
    }

    /// The number in the database of each source, by its number here; zero where it has none.
    pub fn source_ids(&self, ids: &std::collections::HashMap<String, i64>) -> Vec<i64> {
        self.lists[4].iter().map(|code| ids.get(code).copied().unwrap_or_default()).collect()
    }
}

/// Texts that are numbered as they are met, by several threads at once.
#[derive(Debug)]
pub struct Interner {
    numbered: Mutex<HashMap<String, u32>>,
}

impl Interner {
    /// Starts with these texts as the first numbers.
    pub fn new(first: &[&str]) -> Self {
        Self { numbered: Mutex::new(first.iter().map(|text| (*text).to_owned()).zip(0..).collect()) }
    }

    /// The number of a text.
    pub fn number(&self, text: &str) -> u32 {
        // A thread that failed here would have failed the load.
        let mut numbered = self.numbered.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match numbered.get(text) {
            Some(&number) => number,
            None => {
                let number = numbered.len() as u32;
                numbered.insert(text.to_owned(), number);
                number
            }
        }
    }

    /// The texts so far in order, and for each number its place among them.
    pub fn in_order(&self) -> (Vec<String>, Vec<u32>) {
        let numbered = self.numbered.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut texts: Vec<(String, u32)> = numbered.iter().map(|(text, &number)| (text.clone(), number)).collect();
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

/// The numbers of all codes when every figure has been read.
#[derive(Debug, Default)]
pub struct Dictionary {
    pub codes: Codes,
    pub breakdowns: Vec<String>,
    /// The periods in the order of their codes, each with its code.
    pub periods: Vec<(String, Period)>,
}

impl Dictionary {
    /// The codes of a subject: metric, region, sector, enterprise, breakdown.
    pub fn subject(&self, subject: [u32; 5]) -> [&str; 5] {
        let [metric, region, sector, enterprise, breakdown] = subject;
        [
            self.codes.code(0, metric),
            self.codes.code(1, region),
            self.codes.code(2, sector),
            self.codes.code(3, enterprise),
            self.breakdowns.get(breakdown as usize).map_or("", String::as_str),
        ]
    }

    /// The number of a code in a part of a subject, where it is known here.
    pub fn number(&self, part: usize, code: &str) -> Option<u32> {
        match part {
            4 => self.breakdowns.binary_search_by(|known| known.as_str().cmp(code)).ok().map(|number| number as u32),
            _ => self.codes.number(part, code),
        }
    }

    pub fn period(&self, number: u32) -> &str {
        self.periods.get(number as usize).map_or("", |(code, _)| code)
    }

    pub fn source(&self, number: u32) -> &str {
        self.codes.code(4, number)
    }

    /// The longest code or breakdown, in bytes.
    pub fn longest_code(&self) -> usize {
        self.codes.lists.iter().flatten().chain(&self.breakdowns).map(String::len).max().unwrap_or(0)
    }
}
