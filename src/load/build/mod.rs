//! A load into a new file: the sorted figures and their series go through the bulk page writer.

mod series;

use rusqlite::{Connection, params};

use self::series::{Series, put_index, put_series};
use crate::error::{Error, Result};
use crate::load::ledger::counts::{Change, Counts};
use crate::load::merge::history::ALSO_STATE;
use crate::load::observation::dictionary::Dictionary;
use crate::load::observation::duplicates::FileLine;
use crate::load::observation::figure::Action;
use crate::load::observation::series::StatedSeries;
use crate::load::observation::statistics::{Coverage, SourceTotals, Totals};
use crate::store::Store;
use crate::store::bulk::record::{Field, encode_around};
use crate::store::bulk::{BulkWriter, Kind};

/// How many bytes of a page of figures stay free. A revised figure grows by about eight bytes, because SQLite also
/// stores the columns with their defaults.
const ROOM: usize = 40;

/// The tables `observation` and `series` of a new file, while they are written.
pub(super) struct Build<'s> {
    store: &'s Store,
    writer: BulkWriter,
    first_file: i64,
    series: Vec<Series>,
    sources: SourceTotals,
    also_stated: Vec<AlsoStated>,
    /// What became of the figures of each file, by its number in the load.
    counts: Vec<Counts>,
}

/// That a row of another dataset states a figure, too.
#[derive(Debug)]
struct AlsoStated {
    series_id: i64,
    period: u32,
    source_id: i64,
    row: FileLine,
}

/// What SQLite writes after the pages.
#[derive(Debug)]
pub(super) struct Built {
    first_file: i64,
    also_stated: Vec<AlsoStated>,
    sources: SourceTotals,
    coverage: Coverage,
    /// What became of the figures of each file, by its number in the load.
    pub counts: Vec<Counts>,
}

impl<'s> Build<'s> {
    /// Begins in a store in which no transaction is open. `first_file` is the `file_id` of the first file of the load,
    /// and `files` is the number of its files.
    ///
    /// # Errors
    /// Fails where the store is not a new one, and where its file cannot be written.
    pub(super) fn new(store: &'s Store, first_file: i64, files: usize) -> Result<Self> {
        let mut writer = store.bulk_writer()?;
        writer.begin("observation", Kind::Index, ROOM).map_err(|source| Error::database(store.file(), source))?;
        let (series, sources, counts) = (Vec::new(), SourceTotals::default(), vec![Counts::default(); files]);
        Ok(Self { store, writer, first_file, series, sources, also_stated: Vec::new(), counts })
    }

    /// Adds the next series of the load, in the order of their keys.
    ///
    /// # Errors
    /// Fails where the file cannot be written.
    pub(super) fn add(&mut self, dictionary: &Dictionary, stated: StatedSeries<'_>) -> Result<()> {
        let number = self.series.len() as i64 + 1;
        let mut totals = Totals::NONE;
        let mut last_period = None;
        for stated in stated.iter() {
            let figure = stated.figure;
            let is_stated = figure.action() == Action::State;
            // There is nothing to withdraw, or to leave as it is.
            let change = if is_stated { Change::Inserted } else { Change::Unchanged };
            self.counts[figure.file() as usize].add(Some(change));
            if !is_stated {
                continue;
            }
            let (code, period) = &dictionary.periods[stated.period as usize];
            let source_id = dictionary.codes.source_id(stated.source);
            let dataset = |file| dictionary.dataset(file).checksum;
            for &row in stated.also {
                self.counts[row.0 as usize].add(Some(Change::Unchanged));
                if dataset(row.0) != dataset(figure.file()) {
                    self.also_stated.push(AlsoStated { series_id: number, period: stated.period, source_id, row });
                }
            }
            totals.add(figure.traits());
            totals.alternatives += u64::from(last_period.replace(stated.period) == Some(stated.period));
            totals.periods.add(*period, figure.traits());
            self.sources.add(source_id, *period, 1);
            let key = [Field::Integer(number), Field::Text(code.as_bytes()), Field::Integer(source_id)];
            let file_id = self.first_file + i64::from(figure.file());
            let place = [Field::Integer(file_id), Field::Integer(i64::from(figure.line()))];
            let added = self.writer.add(|bytes| encode_around(key, figure.content(), place, bytes));
            added.map_err(|source| Error::database(self.store.file(), source))?;
        }
        if totals.observations > 0 {
            totals.checksum = stated.checksum;
            self.series.push(Series { subject: stated.subject, totals });
        }
        Ok(())
    }

    /// Writes the rest of the figures, and all series. `go_on` is called repeatedly, and its error ends the writing.
    ///
    /// # Errors
    /// Fails where the file cannot be written, or `go_on` does.
    pub(super) fn finish(self, dictionary: &Dictionary, go_on: &mut dyn FnMut() -> Result<()>) -> Result<Built> {
        let Self { store, mut writer, first_file, series, sources, also_stated, counts } = self;
        let broken = |source| Error::database(store.file(), source);
        let mut coverage = Coverage::default();
        series.iter().for_each(|series| coverage.add(series.subject[0], &series.totals));
        put_series(&mut writer, dictionary, &series).map_err(broken)?;
        for (index, parts) in series::INDEXES {
            go_on()?;
            put_index(&mut writer, dictionary, &series, index, parts).map_err(broken)?;
        }
        go_on()?;
        writer.finish().map_err(broken)?;
        Ok(Built { first_file, also_stated, sources, coverage, counts })
    }
}

impl Built {
    /// Writes the totals of sources and metrics, and which datasets state a figure beside the one that it came from.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(super) fn write(&self, connection: &Connection, dictionary: &Dictionary) -> rusqlite::Result<()> {
        let mut also_state = connection.prepare(ALSO_STATE)?;
        for AlsoStated { series_id, period, source_id, row: (file, line) } in &self.also_stated {
            let (period, dataset) = (dictionary.period(*period), &dictionary.dataset(*file).name);
            also_state.execute(params![
                series_id,
                period,
                source_id,
                dataset,
                self.first_file + i64::from(*file),
                line
            ])?;
        }
        self.sources.add_to_stored(connection)?;
        self.coverage.write(connection, |metric| dictionary.codes.code(0, metric))
    }
}
