//! The order in which the pages of a site are made.

use std::fs::File;
use std::path::Path;

use super::book::{Book, KINDS};
use super::kept::{Kept, Latest};
use super::layout::Sheet;
use super::page::chapter::Headline;
use super::page::dictionary::Entry;
use super::page::{audit, chapter, data, dictionary, front, list, revisions, search, subject};
use super::rows::{each, optional, text};
use super::{ask, downloads, reports};
use crate::error::{Error, Result};
use crate::folder::{Counts, Folder, Kind};
use crate::report::audit::{Found, Scope, find};
use crate::report::{Internal, Rule};
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
    let folder = Folder::open(folder, Kind::Site)?;
    let book = Book { has_ask: options.has_ask, ..Book::read(options.title, options.pages, sandbox)? };
    let rules = Rule::ALL;
    let found = find(Scope { rules, load: None, most: Some(FINDINGS), tolerance: 0.0 }, sandbox)?;
    let dictionary = dictionary(sandbox)?;
    let mut site = Site { book: &book, found: &found, dictionary: &dictionary, folder, sandbox };
    let mut kept = Kept::new(book.sources.len());
    site.figures(&mut kept, progress)?;
    kept.cut();
    site.subjects(&kept)?;
    site.sources(&mut kept)?;
    site.lists(&kept, options)?;
    reports::pages(&book, sandbox, |sheet| site.write(sheet))?;
    site.downloads(options)?;
    let index = search::Index::new(&book, kept.searched);
    site.write(&index.page())?;
    for (path, content) in [
        ("site.css", [crate::render::SHEET, include_str!("site.css")].concat()),
        ("site.js", include_str!("site.js").to_owned()),
        ("search.js", include_str!("search.js").to_owned()),
    ] {
        site.folder.write(path, content.as_bytes())?;
    }
    for (path, part) in index.files() {
        site.folder.write(&path, part.as_bytes())?;
    }
    site.folder.finish()
}

/// A site that is being written.
pub(super) struct Site<'a> {
    pub book: &'a Book,
    pub found: &'a Found,
    dictionary: &'a [Entry],
    pub folder: Folder,
    pub sandbox: &'a Sandbox,
}

impl Site<'_> {
    pub(super) fn write(&mut self, sheet: &Sheet) -> Result<()> {
        self.folder.write(&sheet.path, &sheet.bytes(self.book))
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
            for part in view.parts() {
                self.write(&view.page(&part))?;
            }
        }
        Ok(())
    }

    /// The front page, the chapters, the lists, and the pages of which there is one.
    fn lists(&mut self, kept: &Kept, options: Options<'_>) -> Result<()> {
        let book = self.book;
        let headlines = headlines(book, kept);
        let chapters = chapter::chapters(&headlines);
        for chapter in &chapters {
            chapter.pages(book).try_for_each(|sheet| self.write(&sheet))?;
        }
        chapter::all(book, &chapters).try_for_each(|sheet| self.write(&sheet))?;
        let subjects = KINDS.into_iter().flat_map(|kind| list::subjects(book, kind));
        subjects.chain(list::sources(book)).try_for_each(|sheet| self.write(&sheet))?;
        self.write(&revisions::page(book, kept))?;
        self.write(&audit::page(book, self.found))?;
        self.write(&dictionary::page(self.dictionary))?;
        let as_of = options.as_of.map(str::to_owned);
        let findings = self.found.counts[0];
        self.write(&front::View { book, chapters: &chapters, headlines: &headlines, kept, as_of, findings }.page())
    }

    /// The tables, their descriptor and the database.
    fn downloads(&mut self, options: Options<'_>) -> Result<()> {
        let resources = downloads::write(self.book, self.sandbox, &mut self.folder)?;
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
        data::pages(&resources, options.has_database).try_for_each(|sheet| self.write(&sheet))
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

/// The metrics, each with the newest of its newest figures, and of several the one of the widest subject.
fn headlines<'a>(book: &'a Book, kept: &'a Kept) -> Vec<Headline<'a>> {
    let place = |latest: &'a Latest| (latest.figure.time(), book.width(&book.series[latest.series]));
    let mut newest: Vec<Option<&Latest>> = vec![None; book.metrics.len()];
    for latest in &kept.latest {
        let known = &mut newest[book.series[latest.series].metric];
        if known.is_none_or(|known| place(known) < place(latest)) {
            *known = Some(latest);
        }
    }
    book.metrics.iter().zip(newest).collect()
}
