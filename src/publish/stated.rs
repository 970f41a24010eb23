//! The pages that are made of figures: those of series, of metrics, and the tables of sources. Figures are read once, series by
//! series, and a page is written as soon as it is full.

use std::collections::HashSet;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use super::book::Series;
use super::figures::{COLUMNS, Figure, Reader, Standing};
use super::kept::{Kept, Latest, Rows};
use super::markup::{about_text, raw};
use super::page::metric::{View, Whole};
use super::page::{search, series, source};
use super::part::{Part, ROWS};
use super::site::Site;
use super::tables::{self, Download, Files};
use super::{address, picture};
use crate::error::Result;
use crate::report::Builtin;
use crate::report::find::Kind;

/// Series with their figures, the newest first.
type Shown<'a> = Vec<(&'a Series, Vec<Figure>)>;

impl<'a> Site<'a> {
    /// The pages of the metrics and of their series, and the downloads.
    pub(super) fn figures(&mut self, kept: &mut Kept, progress: &mut dyn FnMut(u64, u64)) -> Result<()> {
        let book = self.book;
        let all: u64 = book.series.iter().map(|series| series.figures.max(0) as u64).sum();
        let mut done = 0;
        let mut reader = Reader::new(self.sandbox, &book.ledger)?;
        let mut of_metric: HashMap<usize, Range<usize>> = HashMap::new();
        let mut first = 0;
        for series in book.series.chunk_by(|one, other| one.metric == other.metric) {
            of_metric.insert(series[0].metric, first..first + series.len());
            first += series.len();
        }
        for place in 0..book.metrics.len() {
            let range = of_metric.remove(&place).unwrap_or_default();
            self.metric(place, range, &mut reader, kept, &mut |figures| {
                done += figures;
                progress(done, all);
            })?;
        }
        Ok(())
    }

    /// The pages of a metric and of its series.
    fn metric(
        &mut self,
        place: usize,
        range: Range<usize>,
        reader: &mut Reader<'_>,
        kept: &mut Kept,
        progress: &mut dyn FnMut(u64),
    ) -> Result<()> {
        let book = self.book;
        let path = address::of(Kind::Metric, &book.metrics[place].code);
        let is_shown = |series: &&Series| book.has_page(series) && series.figures > 0;
        let many = book.series[range.clone()].iter().filter(is_shown).count();
        let mut parts = Part::all(&path, many);
        let mut files = Files::new();
        let mut download = Download::begin(&COLUMNS, &mut files)?;
        let (mut first, mut shown): (Option<(Part, Shown<'a>)>, Shown<'a>) = (None, Vec::new());
        let first_latest = kept.latest.len();
        for index in range.clone() {
            let series = &book.series[index];
            let figures = reader.read(series.id, series.has_alternatives, |row| download.row(row))?;
            self.series(index, &figures, kept)?;
            progress(series.figures.max(0) as u64);
            if !is_shown(&series) {
                continue;
            }
            shown.push((series, figures));
            if shown.len() == ROWS
                && let Some(part) = parts.next()
            {
                let full = std::mem::take(&mut shown);
                match part.is_first() {
                    true => first = Some((part, full)),
                    false => self.write(&View { book, place, part, series: full, more: 0, whole: None }.page())?,
                }
            }
        }
        download.end()?;
        if book.metrics[place].is_removed {
            return Ok(());
        }
        files.write(path.trim_end_matches(".html"), &mut self.folder)?;
        let last = parts.next().map(|part| (part, shown));
        let whole = Some(self.whole(place, &range, &kept.latest[first_latest..], many)?);
        let more = range.len() - many;
        let (first, last) = if first.is_some() { (first, last) } else { (last, None) };
        for ((part, series), whole) in first.into_iter().zip([whole]).chain(last.into_iter().zip([None])) {
            self.write(&View { book, place, part, series, more, whole }.page())?;
        }
        Ok(())
    }

    /// What is said of a metric as a whole. A chart of several pages of series has the newest figure of each.
    fn whole(&self, place: usize, range: &Range<usize>, latest: &[Latest], many: usize) -> Result<Whole<'a>> {
        let book = self.book;
        let metric = &book.metrics[place];
        let chart = (many > ROWS).then(|| {
            let name = |latest: &Latest| about_text(book, &book.series[latest.series]);
            let all: Vec<(String, &[Figure])> =
                latest.iter().map(|latest| (name(latest), std::slice::from_ref(&latest.figure))).collect();
            picture::of_subjects(metric, &all)
        });
        let series = &book.series[range.clone()];
        let has_alternatives = series.iter().any(|series| series.has_alternatives);
        let conflicts = if has_alternatives { self.conflicts(&metric.code)? } else { None };
        let numbers: HashSet<i64> = series.iter().map(|series| series.id).collect();
        let findings = self.found.findings.iter().filter(|finding| numbers.contains(&finding.figure.series)).collect();
        Ok(Whole { chart: chart.flatten(), conflicts, findings })
    }

    /// The page of a series; what other pages need of its figures is kept.
    fn series(&mut self, index: usize, figures: &[Figure], kept: &mut Kept) -> Result<()> {
        let book = self.book;
        let series = &book.series[index];
        for of_period in figures.chunk_by(|one, other| one.period == other.period) {
            for figure in of_period {
                match (&figure.standing, book.source_place(&figure.source)) {
                    (Standing::Former { .. }, _) => kept.revised(index, figure, of_period),
                    (_, Some(place)) => self.stated(place, &mut kept.by_source[place], series, figure)?,
                    (_, None) => {}
                }
            }
        }
        if book.has_page(series) {
            kept.search(figures.iter().map(|figure| search::figure(book, series, figure)));
            kept.latest.extend(Latest::of(index, figures));
            self.write(&series::page(book, series, figures))?;
        }
        Ok(())
    }

    /// Adds a figure to the page of its source, which is written when it is full.
    fn stated(&mut self, place: usize, kept: &mut Rows, series: &Series, figure: &Figure) -> Result<()> {
        kept.markup.push_str(&source::row(self.book, series, figure).into_string());
        kept.rows += 1;
        if kept.rows == ROWS { self.source(place, kept) } else { Ok(()) }
    }

    /// The next page of a source.
    fn source(&mut self, place: usize, kept: &mut Rows) -> Result<()> {
        let book = self.book;
        let source = &book.sources[place];
        let rows = std::mem::take(kept);
        kept.written = rows.written + 1;
        let Some(part) = source.parts().nth(rows.written) else { return Ok(()) };
        self.write(&source::View { book, source, part, figures: raw(rows.markup) }.page())
    }

    /// The last pages of the sources.
    pub(super) fn sources(&mut self, kept: &mut Kept) -> Result<()> {
        for (place, rows) in kept.by_source.iter_mut().enumerate() {
            while rows.written < self.book.sources[place].parts().count() {
                self.source(place, rows)?;
            }
        }
        Ok(())
    }

    fn conflicts(&self, metric: &str) -> Result<Option<String>> {
        let report = Builtin::Conflicts.report()?;
        let values = report.bind(&[("metric".to_owned(), metric.to_owned())], self.sandbox)?;
        let shown = tables::of_report(&report, &values, &self.book.library, self.sandbox)?;
        Ok((shown.rows > 0).then_some(shown.markup))
    }
}
