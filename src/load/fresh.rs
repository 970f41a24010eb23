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
    pub fn abandon(self) -> Result<()> {
        let abandoned = self.figures.finish().and_then(|(pages, _)| pages.abandon());
        abandoned.map_err(|source| Error::database(self.store.file(), source))
    }

    /// Writes the rest of the figures, and all series. `progress` is asked now and then, and may end the writing.
    pub fn finish(self, dictionary: &Dictionary, progress: &mut dyn FnMut() -> Result<()>) -> Result<Written> {
        let Self { store, roots, figures, series, sources, untold, .. } = self;
        let mut go_on = || progress().is_ok();
        let write = || {
            let (mut pages, observation) = figures.finish()?;
            observation.finish(&mut pages, roots.page("observation"))?;
            let coverage = write_series(&mut pages, dictionary, &series, roots.page("series"), &mut go_on)?;
            for (index, parts) in INDEXES {
                write_index(&mut pages, dictionary, &series, parts, roots.page(index), &mut go_on)?;
            }
            pages.finish()?;
            Ok(coverage)
        };
        let coverage = write().map_err(|source: io::Error| match source.kind() {
            io::ErrorKind::Interrupted => Error::Interrupted,
            _ => Error::database(store.file(), source),
        })?;
        Ok(Written { sources, coverage, untold })
    }
}

/// Records on their way to a thread that makes pages of them.
struct Records {
    batch: Batch,
    thread: Option<PageThread>,
}

/// Some records.
#[derive(Default)]
struct Batch {
    /// One after the other.
    records: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
}

struct PageThread {
    queue: SyncSender<Batch>,
    handle: JoinHandle<io::Result<(Pages, Tree)>>,
}

/// How many bytes of a page of figures stay free. A figure that is told anew grows by about eight bytes, as SQLite then
/// stores its defaults too.
const ROOM: usize = 40;

/// How many bytes of records are handed over at once.
const BATCH: usize = 256 << 10;

impl Records {
    fn new(mut pages: Pages) -> io::Result<Self> {
        let (queue, batches) = sync_channel::<Batch>(4);
        let make_pages = move || {
            let mut tree = Tree::new(&pages, Kind::Index).with_room(ROOM);
            for Batch { records, ends } in batches {
                let mut start = 0;
                for end in ends {
                    tree.add(&mut pages, None, &records[start..end])?;
                    start = end;
                }
            }
            Ok((pages, tree))
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

    fn hand_over(&mut self) -> io::Result<()> {
        let next = Batch { records: Vec::with_capacity(BATCH + BATCH / 8), ends: Vec::new() };
        let batch = std::mem::replace(&mut self.batch, next);
        match &self.thread {
            Some(thread) if thread.queue.send(batch).is_ok() => Ok(()),
            // The thread has ended early: it says why.
            _ => self.join().map(drop),
        }
    }

    fn finish(mut self) -> io::Result<(Pages, Tree)> {
        self.hand_over()?;
        self.join()
    }

    fn join(&mut self) -> io::Result<(Pages, Tree)> {
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

fn write_series(
    pages: &mut Pages,
    dictionary: &Dictionary,
    series: &[Series],
    root: u32,
    go_on: &mut dyn FnMut() -> bool,
) -> io::Result<Coverage> {
    let mut record = Vec::new();
    let period = |number: u32| Field::Text(dictionary.period(number).as_bytes());
    let mut coverage = Coverage::default();
    let mut tree = Tree::new(pages, Kind::Table);
    for (number, Series { subject, tally, span }) in (1..).zip(series) {
        let [metric, region, sector, enterprise, breakdown] =
            dictionary.subject(*subject).map(|code| Field::Text(code.as_bytes()));
        coverage.add(subject[0], *span, tally);
        let count = |count: u32| Field::Integer(i64::from(count));
        record.clear();
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
            &mut record,
        );
        tree.add(pages, Some(number), &record)?;
        if (number as u64).is_multiple_of(STEP) && !go_on() {
            return Err(io::ErrorKind::Interrupted.into());
        }
    }
    tree.finish(pages, root)?;
    Ok(coverage)
}

/// The parts of a subject that each index on series keeps, in its order; the number of the series comes last.
const INDEXES: [(&str, &[usize]); 4] = [
    (SERIES_INDEX, &[0, 1, 2, 3, 4]),
    ("series_by_enterprise", &[3]),
    ("series_by_region", &[1, 3]),
    ("series_by_sector", &[2, 3]),
];

fn write_index(
    pages: &mut Pages,
    dictionary: &Dictionary,
    series: &[Series],
    parts: &[usize],
    root: u32,
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
    let mut tree = Tree::new(pages, Kind::Index);
    let mut record = Vec::new();
    for number in order {
        let codes = dictionary.subject(series[number as usize].subject);
        let mut fields = [Field::Null; 6];
        for (field, &part) in fields.iter_mut().zip(parts) {
            *field = Field::Text(codes[part].as_bytes());
        }
        fields[parts.len()] = Field::Integer(i64::from(number) + 1);
        record.clear();
        encode::<6>(&fields[..=parts.len()], &mut record);
        tree.add(pages, None, &record)?;
        if u64::from(number).is_multiple_of(STEP) && !go_on() {
            return Err(io::ErrorKind::Interrupted.into());
        }
    }
    tree.finish(pages, root)
}
