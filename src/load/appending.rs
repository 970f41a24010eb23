//! Figures that are written into a new file while others are still being read: those that stand in their files in the order in
//! which a database keeps them need no sorting.

use std::sync::Arc;

use super::codes::{Codes, Dictionary, Met};
use super::fresh::{LONGEST_CODE, Writer, Written};
use super::registry::Registry;
use super::runs::Run;
use super::write::write_referred;
use crate::error::Result;
use crate::store::{Store, sqlite};

/// Writes figures as they are read.
pub struct Appending<'a> {
    store: &'a Store,
    writer: Writer<'a>,
    /// What has been met so far, numbered as it was met.
    dictionary: Dictionary,
    /// Whether no code so far is too long for the indexes.
    is_fit: bool,
}

/// All figures of a load, but those that the writer left.
#[derive(Debug)]
pub struct Appended {
    /// What the numbers of what has been written mean.
    pub dictionary: Dictionary,
    pub written: Written,
}

impl<'a> Appending<'a> {
    /// Begins with a new store, in which a transaction has begun: what figures refer to is written first.
    pub fn begin(store: &'a Store, registry: &Registry, codes: &Arc<Codes>) -> Result<Self> {
        let source_ids = write_referred(store.connection(), registry, codes, false);
        let source_ids = source_ids.map_err(|source| sqlite(store.file(), &source))?;
        store.commit()?;
        let writer = Writer::new(store, source_ids)?;
        let dictionary = Dictionary::as_met(codes);
        let is_fit = dictionary.longest_code() <= LONGEST_CODE;
        Ok(Self { store, writer, dictionary, is_fit })
    }

    /// Adds figures that stand behind all so far; false where they cannot be written so, nor any other then. Those that SQLite
    /// must write go `aside`.
    pub fn add(&mut self, run: &Run, met: &Met, aside: &mut Run) -> Result<bool> {
        self.is_fit &= self.dictionary.learn(met) <= LONGEST_CODE;
        if !self.is_fit {
            return Ok(false);
        }
        for (key, figure) in run.iter() {
            if !self.writer.add(&self.dictionary, key, figure)? {
                aside.add_packed(key, figure);
            }
        }
        Ok(true)
    }

    /// Takes all figures out again.
    pub fn abandon(self) -> Result<()> {
        self.writer.abandon()?;
        self.store.begin()
    }

    /// Ends when all have been read.
    pub fn finish(self, progress: &mut dyn FnMut() -> Result<()>) -> Result<Appended> {
        let Self { store, writer, dictionary, .. } = self;
        let written = writer.finish(&dictionary, progress)?;
        store.begin()?;
        Ok(Appended { dictionary, written })
    }
}
