//! The order in which the pages of a site are made.

use std::collections::HashSet;
use std::fs::File;
use std::path::Path;

use foldhash::{HashMap, HashMapExt};

use super::address;
use super::book::{Book, KINDS, Series};
use super::figures::{COLUMNS, Figure, Reader};
use super::folder::{Counts, Folder};
use super::kept::{Kept, Latest};
use super::layout::Sheet;
use super::page::chapter::{Chapter, Headline};
use super::page::dictionary::Entry;
use super::page::{audit, chapter, data, dictionary, front, list, metric, revisions, search, series, source, subject};
use super::rows::{each, optional, text};
use super::tables::{self, Download};
use super::{ask, downloads, reports};
use crate::error::{Error, Result};
use crate::report::audit::{Finding, Found, Scope, find};
use crate::report::find::Kind;
use crate::report::{Builtin, Internal, Rule};
use crate::store::Sandbox;

/// The most findings of each rule of the audit that are listed.
const FINDINGS: usize = 100;

/// What is published, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options<'a> {
    /// The title of the site; without one it is made of the names of the datasets.
    pub title: Option<&'a str>,
    /// How many subjects at most get pages of their own.
    pub pages: usize,
    /// Whether the database is a part of the site.
    pub has_database: bool,
    /// Whether there is a page that runs SQL on the database.
    pub has_ask: bool,
    /// What the site is restricted to, in a sentence.
    pub as_of: Option<&'a str>,
}

/// Writes the site of a database into a folder; `progress` is called with how many of how many figures are read.
///
/// # Errors
/// The database cannot be read, the folder holds other things, or a file cannot be written.
pub(crate) fn publish(
    folder: &Path,
    options: Options<'_>,
    sandbox: &Sandbox,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Counts> {
    let folder = Folder::open(folder)?;
    let book = Book { has_ask: options.has_ask, ..Book::read(options.title, options.pages, sandbox)? };
    let rules = Rule::ALL;
    let found = find(Scope { rules, load: None, most: Some(FINDINGS), tolerance: 0.0 }, sandbox)?;
    let dictionary = dictionary(sandbox)?;
    let mut site = Site { book: &book, found: &found, dictionary: &dictionary, folder, sandbox };
    let mut kept = Kept::new(book.sources.len());
    site.figures(&mut kept, progress)?;
    kept.cut();
    site.subjects(&kept)?;
    site.sources(&kept)?;
    site.lists(&kept, options)?;
    reports::pages(&book, sandbox, |sheet| site.write(sheet))?;
    site.downloads(options)?;
    for (path, content) in [
        ("site.css", [crate::render::SHEET, include_str!("site.css")].concat()),
        ("site.js", include_str!("site.js").to_owned()),
        ("search.js", include_str!("search.js").to_owned()),
        ("search-index.js", search::index(&book)),
    ] {
        site.folder.write(path, content.as_bytes())?;
    }
    site.folder.finish()
}

/// A site that is being written.
struct Site<'a> {
    book: &'a Book,
    found: &'a Found,
    dictionary: &'a [Entry],
    folder: Folder,
    sandbox: &'a Sandbox,
}

impl<'a> Site<'a> {
    fn write(&mut self, sheet: &Sheet) -> Result<()> {
        self.folder.write(&sheet.path, &sheet.bytes(self.book))
    }

    /// The pages of the metrics and of their series, and the downloads.
    fn figures(&mut self, kept: &mut Kept, progress: &mut dyn FnMut(u64, u64)) -> Result<()> {
        let book = self.book;
        let all: u64 = book.series.iter().map(|series| series.figures.max(0) as u64).sum();
        let mut done = 0;
        let mut reader = Reader::new(self.sandbox, &book.ledger)?;
        let mut of_metric: HashMap<usize, std::ops::Range<usize>> = HashMap::new();
        let mut first = 0;
        for series in book.series.chunk_by(|one, other| one.metric == other.metric) {
            of_metric.insert(series[0].metric, first..first + series.len());
            first += series.len();
        }
        for (place, metric) in book.metrics.iter().enumerate() {
            let (mut csv, mut json) = (Vec::new(), Vec::new());
            let mut download = Download::begin(&COLUMNS, &mut csv, &mut json)?;
            let mut shown = Vec::new();
            let mut has_alternatives = false;
            for index in of_metric.remove(&place).unwrap_or_default() {
                let series = &book.series[index];
                has_alternatives |= series.has_alternatives;
                let figures = reader.read(series.id, series.has_alternatives, |row| download.row(row))?;
                self.series(index, figures, kept, &mut shown)?;
                done += series.figures.max(0) as u64;
                progress(done, all);
            }
            download.end()?;
            if metric.is_removed {
                continue;
            }
            let path = address::of(Kind::Metric, &metric.code);
            let file = path.trim_end_matches(".html");
            self.folder.write(&format!("{file}.csv"), &csv)?;
            self.folder.write(&format!("{file}.json"), &json)?;
            self.metric(place, shown, has_alternatives)?;
        }
        Ok(())
    }

    /// The page of a series; what other pages need of its figures is kept.
    fn series(
        &mut self,
        index: usize,
        figures: Vec<Figure>,
        kept: &mut Kept,
        shown: &mut Vec<(&'a Series, Vec<Figure>)>,
    ) -> Result<()> {
        let book = self.book;
        let series = &book.series[index];
        for figure in &figures {
            kept.add(index, book.source_place(&figure.source), figure);
        }
        if !book.has_page(series) {
            return Ok(());
        }
        self.write(&series::page(book, series, &figures))?;
        if let Some(latest) = Latest::of(index, &figures) {
            kept.latest.push(latest);
            if shown.len() < metric::ROWS {
                shown.push((series, figures));
            }
        }
        Ok(())
    }

    fn metric(&mut self, place: usize, series: Vec<(&'a Series, Vec<Figure>)>, has_alternatives: bool) -> Result<()> {
        let book = self.book;
        let metric = &book.metrics[place];
        let conflicts = if has_alternatives { self.conflicts(&metric.code)? } else { None };
        let of_series: HashSet<i64> =
            book.series.iter().filter(|series| series.metric == place).map(|series| series.id).collect();
        let is_of = |finding: &&Finding| of_series.contains(&finding.figure.series);
        let more = (metric.series.max(0) as usize).saturating_sub(series.len());
        let findings = self.found.findings.iter().filter(is_of).collect();
        let view = metric::View { book, metric, series, more, conflicts, findings };
        self.write(&view.page())
    }

    fn conflicts(&self, metric: &str) -> Result<Option<String>> {
        let report = Builtin::Conflicts.report()?;
        let values = report.bind(&[("metric".to_owned(), metric.to_owned())], self.sandbox)?;
        let shown = tables::of_report(&report, &values, &self.book.library, self.sandbox)?;
        Ok((shown.rows > 0).then_some(shown.markup))
    }

    fn subjects(&mut self, kept: &Kept) -> Result<()> {
        let book = self.book;
        let many = book.subjects.len();
        let mut latest: Vec<Vec<&Latest>> = vec![Vec::new(); many];
        for of_series in &kept.latest {
            book.series[of_series.series].subjects().for_each(|place| latest[place].push(of_series));
        }
        let mut claims = vec![Vec::new(); many];
        for claim in &book.claims {
            claim.subjects.iter().for_each(|place| claims[*place].push(claim));
        }
        let mut titles = vec![Vec::new(); many];
        book.titles.iter().for_each(|held| titles[held.enterprise].push(held));
        let mut enterprises = vec![Vec::new(); many];
        for subject in &book.subjects {
            subject.region.iter().chain(&subject.sectors).for_each(|place| enterprises[*place].push(subject));
        }
        for place in (0..many).filter(|place| book.subjects[*place].has_page) {
            let view = subject::View {
                book,
                place,
                latest: &latest[place],
                claims: &claims[place],
                titles: &titles[place],
                enterprises: &enterprises[place],
            };
            self.write(&view.page())?;
        }
        Ok(())
    }

    fn sources(&mut self, kept: &Kept) -> Result<()> {
        let book = self.book;
        for (source, (figures, more)) in book.sources.iter().zip(&kept.by_source) {
            let claims = book.claims.iter().filter(|claim| claim.source == source.code).collect();
            self.write(&source::View { book, source, figures, more: *more, claims }.page())?;
        }
        Ok(())
    }

    /// The front page, the chapters, the lists, and the pages of which there is one.
    fn lists(&mut self, kept: &Kept, options: Options<'_>) -> Result<()> {
        let book = self.book;
        let headlines = headlines(book, kept);
        let chapters = chapter::chapters(&headlines);
        for chapter in &chapters {
            self.write(&Chapter::page(chapter, book))?;
        }
        self.write(&chapter::all(book, &chapters))?;
        for kind in KINDS {
            self.write(&list::subjects(book, kind))?;
        }
        self.write(&list::sources(book))?;
        self.write(&revisions::page(book, kept))?;
        self.write(&audit::page(book, self.found))?;
        self.write(&dictionary::page(self.dictionary))?;
        self.write(&search::page())?;
        let as_of = options.as_of.map(str::to_owned);
        let findings = self.found.counts[0];
        self.write(&front::View { book, chapters: &chapters, headlines: &headlines, kept, as_of, findings }.page())
    }

    /// The tables, their descriptor and the database.
    fn downloads(&mut self, options: Options<'_>) -> Result<()> {
        let resources = downloads::write(self.book, self.sandbox, |path, bytes| self.folder.write(path, bytes))?;
        let descriptor = data::descriptor(&self.book.title, &resources, self.dictionary);
        self.folder.write("datapackage.json", &descriptor)?;
        // The last that is read.
        if options.has_database {
            let draft = self.folder.draft()?;
            self.sandbox.copy_to(draft.file.path())?;
            if self.book.has_ask {
                let failed = |source| Error::io("reading", draft.file.path(), source);
                let copy = File::open(draft.file.path()).map_err(failed)?;
                self.folder.write("ask/database.js", ask::database(copy).map_err(failed)?.as_bytes())?;
                self.folder.write("ask/engine.js", ask::engine().as_bytes())?;
                self.folder.write("ask/ask.js", ask::SCRIPT.as_bytes())?;
                self.folder.write("ask/LICENSE-sql.js.txt", ask::LICENCE.as_bytes())?;
            }
            self.folder.place("yearbook.db", draft)?;
        }
        self.write(&data::page(&resources, options.has_database))
    }
}

/// The tables and columns, each with its meaning.
fn dictionary(sandbox: &Sandbox) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    each(Internal::PublishDictionary, &[], sandbox, |row| {
        entries.push(Entry {
            table: text(row, 0),
            column: text(row, 2),
            kind: text(row, 3),
            meaning: text(row, 4),
            unit: optional(row, 5),
        });
    })?;
    Ok(entries)
}

/// The metrics, each with the newest of its newest figures.
fn headlines<'a>(book: &'a Book, kept: &'a Kept) -> Vec<Headline<'a>> {
    let mut newest: Vec<Option<&Latest>> = vec![None; book.metrics.len()];
    for latest in &kept.latest {
        let place = &mut newest[book.series[latest.series].metric];
        if place.is_none_or(|known| known.figure.time() < latest.figure.time()) {
            *place = Some(latest);
        }
    }
    book.metrics.iter().zip(newest).collect()
}
