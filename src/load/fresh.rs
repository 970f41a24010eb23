//! The first load into a new file: nothing is there to compare with, so figures and their series are written as whole
//! trees, in the order in which the file keeps them. What SQLite would make of the same rows is the same content.

use std::collections::BTreeMap;
use std::io;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use super::STEP;
use super::codes::Dictionary;
use super::figure::{Key, Packed};
use super::stored::SERIES_INDEX;
use super::summary::{Coverage, SourceTallies, Span, Tally};
use crate::error::{Error, Result};
use crate::store::record::{Field, encode, encode_before};
use crate::store::tree::{Kind, Pages, Tree};
use crate::store::{Roots, Store};

/// A series as it is kept until all figures are written.
struct Series {
    subject: [u32; 5],
    tally: Tally,
    span: Option<Span>,
}

/// Writes figures, which must come in the order of their keys, into a store in which no transaction is open. The dictionary
/// that a figure is added with must hold what all keys so far mean.
pub struct Writer<'a> {
    store: &'a Store,
    roots: Roots,
    figures: Records,
    longest_record: usize,
    series: Vec<Series>,
    /// The `source_id` of each source, by its number.
    source_ids: Vec<i64>,
    sources: SourceTallies,
    untold: BTreeMap<u32, u64>,
}

/// The longest code for which every entry of an index on series fits on a page.
pub const LONGEST_CODE: usize = 150;

impl<'a> Writer<'a> {
    pub fn new(store: &'a Store, source_ids: Vec<i64>) -> Result<Self> {
        let (pages, roots) = store.pages()?;
        Ok(Self {
            store,
            roots,
            longest_record: pages.longest_record(),
            figures: Records::new(pages).map_err(|source| Error::database(store.file(), source))?,
            series: Vec::new(),
            source_ids,
            sources: SourceTallies::default(),
            untold: BTreeMap::new(),
        })
    }

    /// Adds a figure; false where its texts are too long for a page: SQLite must write it, when all others are written.
    pub fn add(&mut self, dictionary: &Dictionary, key: Key, figure: Packed<'_>) -> Result<bool> {
        if !figure.is_told() {
            *self.untold.entry(figure.file()).or_default() += 1;
            return Ok(true);
        }
        let subject = key.subject();
        if self.series.last().is_none_or(|series| series.subject != subject) {
            self.series.push(Series { subject, tally: Tally::default(), span: None });
        }
        let number = self.series.len();
        if let Some(series) = self.series.last_mut() {
            series.tally.add(key.period, figure);
            Span::widen(&mut series.span, dictionary, key.period);
        }
        self.sources.add(dictionary, &key);
        // The key and the head of the record take less than 64 bytes.
        if figure.record().len() + 64 > self.longest_record {
            return Ok(false);
        }
        let key = [
            Field::Integer(number as i64),
            Field::Text(dictionary.period(key.period).as_bytes()),
            Field::Integer(self.source_ids[key.source as usize]),
        ];
        encode_before(key, figure.record(), &mut self.figures.batch.records);
        self.figures.end_record().map_err(|source| Error::database(self.store.file(), source))?;
        Ok(true)
    }

    /// Leaves the store as it was before the first figure.
    pub fn abandon(mut self) -> Result<()> {
        let abandoned = self.figures.join().and_then(Pages::abandon);
        abandoned.map_err(|source| Error::database(self.store.file(), source))
    }

    /// Writes the rest of the figures, and all series. `progress` is asked now and then, and may end the writing.
    pub fn finish(self, dictionary: &Dictionary, progress: &mut dyn FnMut() -> Result<()>) -> Result<Written> {
        let Self { store, roots, figures, series, sources, untold, .. } = self;
        let mut go_on = || progress().is_ok();
        let write = || {
            let mut records = figures;
            records.end_tree(roots.page("observation"), Kind::Table)?;
            let coverage = put_series(&mut records, dictionary, &series, &mut go_on)?;
            records.end_tree(roots.page("series"), Kind::Index)?;
            for (index, parts) in INDEXES {
                put_index(&mut records, dictionary, &series, parts, &mut go_on)?;
                records.end_tree(roots.page(index), Kind::Index)?;
            }
            records.join()?.finish()?;
            Ok(coverage)
        };
        let coverage = write().map_err(|source: io::Error| match source.kind() {
            io::ErrorKind::Interrupted => Error::Interrupted,
            _ => Error::database(store.file(), source),
        })?;
        Ok(Written { sources, coverage, untold })
    }
}

/// Records on their way to a thread that makes pages of them, one tree after the other.
struct Records {
    batch: Batch,
    thread: Option<PageThread>,
}

/// Some records of one tree.
#[derive(Default)]
struct Batch {
    /// One after the other.
    records: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
    /// Where they are the last of the tree: the page of its root, and the kind of the next tree.
    end: Option<(u32, Kind)>,
}

struct PageThread {
    queue: SyncSender<Batch>,
    handle: JoinHandle<io::Result<Pages>>,
}

/// How many bytes of a page of figures stay free. A figure that is told anew grows by about eight bytes, as SQLite then
/// stores its defaults too.
const ROOM: usize = 40;

/// How many bytes of records are handed over at once.
const BATCH: usize = 256 << 10;

impl Records {
    /// Records of figures come first.
    fn new(mut pages: Pages) -> io::Result<Self> {
        let (queue, batches) = sync_channel::<Batch>(4);
        let make_pages = move || {
            let mut tree = Tree::new(&pages, Kind::Index).with_room(ROOM);
            let mut number = 0;
            for Batch { records, ends, end } in batches {
                let mut start = 0;
                for end in ends {
                    number += 1;
                    tree.add(&mut pages, number, &records[start..end])?;
                    start = end;
                }
                if let Some((root, kind)) = end {
                    std::mem::replace(&mut tree, Tree::new(&pages, kind)).finish(&mut pages, root)?;
                    number = 0;
                }
            }
            Ok(pages)
        };
        let handle = std::thread::Builder::new().spawn(make_pages)?;
        Ok(Self { batch: Batch::default(), thread: Some(PageThread { queue, handle }) })
    }

    /// Ends the record that has been appended to the batch.
    fn end_record(&mut self) -> io::Result<()> {
        self.batch.ends.push(self.batch.records.len());
        if self.batch.records.len() < BATCH {
            return Ok(());
        }
        self.hand_over()
    }

    /// Ends the tree with the last record, and begins one of another kind.
    fn end_tree(&mut self, root: u32, next: Kind) -> io::Result<()> {
        self.batch.end = Some((root, next));
        self.hand_over()
    }

    fn hand_over(&mut self) -> io::Result<()> {
        let next = Batch { records: Vec::with_capacity(BATCH + BATCH / 8), ..Batch::default() };
        let batch = std::mem::replace(&mut self.batch, next);
        match &self.thread {
            Some(thread) if thread.queue.send(batch).is_ok() => Ok(()),
            // The thread has ended early: it says why.
            _ => self.join().map(drop),
        }
    }

    /// The pages, when those of all records are among them that have been handed over.
    fn join(&mut self) -> io::Result<Pages> {
        let ended = || io::Error::other("a thread failed");
        let PageThread { queue, handle } = self.thread.take().ok_or_else(ended)?;
        drop(queue);
        handle.join().map_err(|_| ended())?
    }
}

/// What is left to tell SQLite.
#[derive(Debug)]
pub struct Written {
    pub sources: SourceTallies,
    pub coverage: Coverage,
    /// By the number of the file, how many figures it withdraws or leaves as they are: there was nothing to withdraw.
    pub untold: BTreeMap<u32, u64>,
}

/// Puts the records of series.
fn put_series(
    records: &mut Records,
    dictionary: &Dictionary,
    series: &[Series],
    go_on: &mut dyn FnMut() -> bool,
) -> io::Result<Coverage> {
    let period = |number: u32| Field::Text(dictionary.period(number).as_bytes());
    let mut coverage = Coverage::default();
    for (number, Series { subject, tally, span }) in (1..).zip(series) {
        let [metric, region, sector, enterprise, breakdown] =
            dictionary.subject(*subject).map(|code| Field::Text(code.as_bytes()));
        coverage.add(subject[0], *span, tally);
        let count = |count: u32| Field::Integer(i64::from(count));
        // The first value is the number of the row, which stands before the record.
        encode::<13>(
            &[
                Field::Null,
                metric,
                region,
                sector,
                enterprise,
                breakdown,
                count(tally.observations),
                span.map_or(Field::Null, |span| period(span.first)),
                span.map_or(Field::Null, |span| period(span.last)),
                count(tally.missing),
                count(tally.hedged),
                count(tally.forecast),
                count(tally.alternatives),
            ],
            &mut records.batch.records,
        );
        records.end_record()?;
        if (number as u64).is_multiple_of(STEP) && !go_on() {
            return Err(io::ErrorKind::Interrupted.into());
        }
    }
    Ok(coverage)
}

/// The parts of a subject that each index on series keeps, in its order; the number of the series comes last.
const INDEXES: [(&str, &[usize]); 4] = [
    (SERIES_INDEX, &[0, 1, 2, 3, 4]),
    ("series_by_enterprise", &[3]),
    ("series_by_region", &[1, 3]),
    ("series_by_sector", &[2, 3]),
];

/// Puts the records of an index on series.
fn put_index(
    records: &mut Records,
    dictionary: &Dictionary,
    series: &[Series],
    parts: &[usize],
    go_on: &mut dyn FnMut() -> bool,
) -> io::Result<()> {
    let mut order: Vec<u32> = (0..series.len() as u32).collect();
    // Series come in the order of all their parts, which is that of the index on all.
    if let [first, rest @ ..] = parts
        && rest.len() < 2
    {
        let part = |number: u32, part: usize| series[number as usize].subject[part];
        let second = |number| rest.first().map_or(0, |&rest| part(number, rest));
        order.sort_unstable_by_key(|&number| (part(number, *first), second(number), number));
    }
    for number in order {
        let codes = dictionary.subject(series[number as usize].subject);
        let mut fields = [Field::Null; 6];
        for (field, &part) in fields.iter_mut().zip(parts) {
            *field = Field::Text(codes[part].as_bytes());
        }
        fields[parts.len()] = Field::Integer(i64::from(number) + 1);
        encode::<6>(&fields[..=parts.len()], &mut records.batch.records);
        records.end_record()?;
        if u64::from(number).is_multiple_of(STEP) && !go_on() {
            return Err(io::ErrorKind::Interrupted.into());
        }
    }
    Ok(())
}
