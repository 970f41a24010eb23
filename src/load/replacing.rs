//! Figures that are changed while others are still being read: what is told otherwise than it is stored needs nothing that
//! only the end of the reading shows.

use super::figure::Packed;
use super::revise::{Replacer, Touched};
use crate::error::Result;
use crate::store::{Store, sqlite};

/// After so many changed figures the others wait until all are read: none of their pages is written meanwhile, as other
/// threads read the file.
const MOST: usize = 1 << 16;

/// After so many the disk is asked to take what the commit would wait for.
const SYNC: usize = 1 << 13;

/// Changes figures as they are read.
pub struct Replacing<'a> {
    store: &'a Store,
    replacer: Replacer<'a>,
    count: usize,
}

impl<'a> Replacing<'a> {
    /// Begins to change a store.
    pub fn new(store: &'a Store) -> Result<Self> {
        store.holds_pages(true)?;
        let load_id = store.next_id("load", "load_id")?;
        let replacer = Replacer::new(store.connection(), load_id, Touched::default());
        let replacer = replacer.map_err(|source| sqlite(store.file(), &source))?;
        Ok(Self { store, replacer, count: 0 })
    }

    /// Replaces figures of some rows, which stand behind all rows so far; false where they are left for later, as all others
    /// must be then.
    pub fn replace(&mut self, replacements: &Replacements) -> Result<bool> {
        if self.count >= MOST {
            return Ok(false);
        }
        for replacement in replacements.iter() {
            self.replacer.replace(replacement).map_err(|source| sqlite(self.store.file(), &source))?;
        }
        let before = self.count / SYNC;
        self.count += replacements.len();
        if self.count / SYNC > before {
            self.store.sync_journal_aside();
        }
        Ok(true)
    }

    /// Takes all changes back: what was read is read again, and may be another by then.
    pub fn take_back(&mut self) -> Result<()> {
        if self.count == 0 {
            return Ok(());
        }
        self.replacer.take_back().map_err(|source| sqlite(self.store.file(), &source))
    }

    /// Ends when all have been read.
    pub fn finish(self) -> Result<Touched> {
        self.store.holds_pages(false)?;
        self.replacer.finish().map_err(|source| sqlite(self.store.file(), &source))
    }
}

/// Figures that are told otherwise than they are stored, in the order in which they are told.
#[derive(Debug, Default)]
pub struct Replacements {
    /// Of each the metric, and where it ends: first the packed figure, then the record that it replaces.
    ends: Vec<(u32, usize)>,
    bytes: Vec<u8>,
}

/// A figure of a metric, and the record of `observation` that it replaces.
pub struct Replacement<'a> {
    pub metric: u32,
    pub figure: Packed<'a>,
    pub record: &'a [u8],
}

impl Replacements {
    pub fn add(&mut self, Replacement { metric, figure, record }: Replacement<'_>) {
        self.bytes.extend_from_slice(figure.bytes());
        self.bytes.extend_from_slice(record);
        self.ends.push((metric, self.bytes.len()));
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = Replacement<'_>> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|&(_, end)| end));
        starts.zip(&self.ends).filter_map(|(start, &(metric, end))| {
            let figure = Packed::at_start_of(&self.bytes[start..end])?;
            Some(Replacement { metric, figure, record: &self.bytes[start + figure.bytes().len()..end] })
        })
    }
}
