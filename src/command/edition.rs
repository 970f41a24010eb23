//! Running a report with its options: parameters, as of a day, with footnotes, with a stamp.

use std::collections::BTreeSet;
use std::io::{self, Write};

use rusqlite::types::Value;
use sha2::{Digest, Sha256};
use time::Date;

use super::output::Rows;
use super::stamp::{self, Stamp, Text};
use crate::cite::{Document, Footnotes, Library, source_columns};
use crate::cli::Output;
use crate::console::Console;
use crate::dataset::hexadecimal;
use crate::error::{Error, Result};
use crate::render::{Format, Render, Screen, renderer};
use crate::report::{Composed, Lines, Report, library};
use crate::store::{Sandbox, Statement};
use crate::table::{Cell, Heading, Note};

/// A report with its options.
pub(super) struct Edition<'a> {
    pub report: &'a Report,
    /// The parameters as they were given, and the values of all parameters.
    pub given: &'a [(String, String)],
    pub values: Vec<(String, Value)>,
    pub as_of: Option<Date>,
    pub at_load: Option<i64>,
    /// Whether footnotes with the sources are written below the rows.
    pub cites: bool,
    /// Whether thin spaces divide the thousands of numbers.
    pub has_thin_groups: bool,
    /// Whether a stamp is added, so that the report can be verified.
    pub stamps: bool,
    /// Sources that are cited as they were, each with what the database has in its place.
    pub sources: &'a [(&'a Document, &'a Document)],
    /// The rows, with what they cite and the database does not have; `None` for what the database returns.
    pub written: Option<(&'a Lines, &'a [Document])>,
}

/// The rows of a report, wherever they come from.
enum Source<'a> {
    Queried(Statement<'a>),
    Written(&'a Lines),
}

impl Source<'_> {
    fn columns(&self) -> Vec<String> {
        match self {
            Self::Queried(statement) => statement.columns(),
            Self::Written(lines) => lines.columns().to_vec(),
        }
    }

    fn for_each(&mut self, row: &mut dyn FnMut(&[Cell]) -> Result<bool>) -> Result<()> {
        match self {
            Self::Queried(statement) => statement.for_each(row),
            Self::Written(lines) => lines.for_each(row),
        }
    }
}

/// The result of rendering a report.
pub(super) struct Rendered {
    /// The SHA-256 of the rows as `--format csv` writes them; without a stamp, that of the empty text.
    pub sha256: String,
    /// Whether there are no rows.
    is_empty: bool,
    footnotes: Vec<Note>,
    /// The documents that the rows cite; without a stamp, none.
    pub cited: Vec<Document>,
}

impl Rendered {
    /// The footnotes, one a line.
    fn footnote_lines(&self) -> String {
        self.footnotes.iter().map(Note::to_string).collect::<Vec<_>>().join("\n")
    }
}

impl<'a> Edition<'a> {
    /// A report without any option.
    pub(super) fn of(report: &'a Report) -> Self {
        Self {
            report,
            given: &[],
            values: Vec::new(),
            as_of: None,
            at_load: None,
            cites: false,
            has_thin_groups: false,
            stamps: false,
            sources: &[],
            written: None,
        }
    }

    /// Writes the report to its target. In a format for programs, footnotes and the stamp are written to files beside it, or to
    /// standard error.
    pub(super) fn write(&self, sandbox: &Sandbox, output: &Output, console: &mut Console) -> Result<()> {
        let format = output.chosen_format()?;
        let target = output.file();
        if self.stamps && !format.is_for_people() && target.is_none() {
            return Err(stamp::nowhere());
        }
        let screen = if target.is_some() { Screen::default() } else { console.screen };
        // A stamp contains the checksum of the text around it, so the text is rendered first.
        let stamp = match self.stamps {
            true => {
                let (rendered, text) = self.text(sandbox, format, screen.width)?;
                Some(self.stamp(sandbox, format, screen.width, &rendered)?.signed(&text).to_string())
            }
            false => None,
        };
        let mut rendered = None;
        super::output::write(output, console, |render, format| {
            rendered = Some(self.render(sandbox, render, format, &|_| Ok(stamp.clone()))?);
            Ok(())
        })?;
        let Some(rendered) = rendered.filter(|_| !format.is_for_people()) else { return Ok(()) };
        if rendered.is_empty {
            super::output::say_empty(console)?;
        }
        let mut notes = vec![("footnotes", rendered.footnote_lines()), ("stamp", stamp.unwrap_or_default())];
        notes.retain(|(_, text)| !text.is_empty());
        for (what, text) in notes {
            match target {
                Some(target) => {
                    super::output::write_text(Some(&stamp::beside(target, what)), &(text + "\n"), console)?;
                }
                None => {
                    console.flush()?;
                    console.say(&text);
                }
            }
        }
        Ok(())
    }

    /// The report as a text, without the stamp.
    pub(super) fn text(&self, sandbox: &Sandbox, format: Format, width: Option<usize>) -> Result<(Rendered, Text)> {
        let mut text = Vec::new();
        let screen = Screen { width, color: false };
        let rendered = self.render(sandbox, &mut *renderer(format, screen, &mut text), format, &|rendered| {
            self.stamp(sandbox, format, width, rendered).map(|stamp| Some(stamp.to_string()))
        })?;
        let report = String::from_utf8_lossy(&text).into_owned();
        let text = match format.is_for_people() {
            true => Text { report: stamp::around(report), footnotes: String::new() },
            false => Text { report, footnotes: rendered.footnote_lines() },
        };
        Ok((rendered, text))
    }

    /// Renders the rows and the notes below them, the last of which is the stamp.
    fn render(
        &self,
        sandbox: &Sandbox,
        render: &mut dyn Render,
        format: Format,
        stamp: &dyn Fn(&Rendered) -> Result<Option<String>>,
    ) -> Result<Rendered> {
        let mut source = self.source(sandbox)?;
        let columns = source.columns();
        let citing = source_columns(&columns);
        let is_citing = self.cites || self.stamps || format.is_for_people();
        let library = if is_citing && !citing.is_empty() { self.library(sandbox)? } else { Library::default() };
        let mut composed;
        let render: &mut dyn Render = if format.is_for_people() {
            composed = Composed::new(render, &library);
            &mut composed
        } else {
            render
        };
        let mut footnotes = self.cites.then(|| Footnotes::new(&library, &columns));
        let failed = |source| Error::io("writing", "the rows", source);
        let mut hash = Hash(Sha256::new());
        let mut exact = self.stamps.then(|| renderer(Format::Csv, Screen::default(), &mut hash));
        let plain = Heading { columns: columns.clone(), ..Heading::default() };
        exact.iter_mut().try_for_each(|exact| exact.begin(&plain)).map_err(failed)?;
        let mut cited = BTreeSet::new();
        let mut rows = Rows::begin(&self.heading(&columns, sandbox)?, render, format)?;
        source.for_each(&mut |row| {
            if let Some(exact) = &mut exact {
                exact.row(row).map_err(failed)?;
                cited.extend(library.citations(&citing, row).into_iter().map(|citation| citation.document));
            }
            match &mut footnotes {
                None => rows.row(row)?,
                Some(footnotes) => rows.row(&[row, &[footnotes.of_row(row)]].concat())?,
            }
            Ok(true)
        })?;
        exact.iter_mut().try_for_each(|exact| exact.end()).map_err(failed)?;
        drop(exact);
        let rendered = Rendered {
            sha256: hexadecimal(&hash.0.finalize()),
            is_empty: rows.is_empty(),
            footnotes: footnotes.map(|footnotes| footnotes.notes()).unwrap_or_default(),
            cited: cited.into_iter().map(|document| library.documents()[document].clone()).collect(),
        };
        let mut notes = rendered.footnotes.clone();
        if format.is_for_people() {
            notes.extend(stamp(&rendered)?.map(|text| Note { number: None, text }));
        }
        rows.end(&notes)?;
        Ok(rendered)
    }

    fn source<'b>(&self, sandbox: &'b Sandbox) -> Result<Source<'b>>
    where
        'a: 'b,
    {
        if let Some((lines, _)) = self.written {
            return Ok(Source::Written(lines));
        }
        let mut statement = sandbox.prepare(&self.report.sql)?;
        statement.bind(&self.values)?;
        Ok(Source::Queried(statement))
    }

    /// The documents that the rows may cite.
    fn library(&self, sandbox: &Sandbox) -> Result<Library> {
        let others = self.written.map_or(&[][..], |(_, others)| others);
        Ok(library(sandbox)?.with(self.sources).and(others))
    }

    fn heading(&self, columns: &[String], sandbox: &Sandbox) -> Result<Heading> {
        let mut heading = self.report.heading(columns);
        heading.title = Some(self.report.title_of(&self.values, sandbox)?);
        heading.has_thin_groups = self.has_thin_groups;
        heading.common.extend(self.as_of.map(|day| ("as of".to_owned(), day.to_string())));
        heading.common.extend(self.at_load.map(|load| ("at load".to_owned(), load.to_string())));
        if self.cites {
            heading.columns.push("footnotes".to_owned());
        }
        Ok(heading)
    }

    /// The stamp without the checksum of the text.
    fn stamp(&self, sandbox: &Sandbox, format: Format, width: Option<usize>, rendered: &Rendered) -> Result<Stamp> {
        Ok(Stamp {
            report: self.report.name.clone(),
            parameters: self.given.iter().cloned().collect(),
            as_of: self.as_of.map(|day| day.to_string()),
            at_load: self.at_load,
            sha256: rendered.sha256.clone(),
            text_sha256: String::new(),
            format,
            // Only a table is laid out for a width.
            width: width.filter(|_| format == Format::Table),
            cite: self.cites,
            sources: rendered.cited.clone(),
            load: sandbox.loads()?.last().copied().unwrap_or(0),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }
}

/// Computes the checksum of the bytes that are written.
struct Hash(Sha256);

impl Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
