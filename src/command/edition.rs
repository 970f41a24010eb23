//! Running a report with its options: parameters, as of a day, with footnotes, with a stamp.

use std::io::{self, Write};

use rusqlite::types::Value;
use sha2::{Digest, Sha256};

use super::output::Rows;
use super::stamp::{self, Stamp};
use crate::cite::{Footnotes, Library, source_columns};
use crate::cli::Output;
use crate::console::Console;
use crate::dataset::hexadecimal;
use crate::error::{Error, Result};
use crate::render::{Format, Render, Screen, renderer};
use crate::report::{Composed, Report, library};
use crate::store::Sandbox;
use crate::table::Heading;

/// A report with its options.
pub(super) struct Edition<'a> {
    pub report: &'a Report,
    /// The parameters as they were given, and the values of all parameters.
    pub given: &'a [(String, String)],
    pub values: Vec<(String, Value)>,
    pub as_of: Option<&'a str>,
    /// Whether footnotes with the sources are written below the rows.
    pub cites: bool,
    /// Whether a stamp is added, so that the report can be verified.
    pub stamps: bool,
}

/// The result of rendering a report.
pub(super) struct Rendered {
    /// The SHA-256 of the rows as `--format csv` writes them; without a stamp, that of the empty text.
    pub sha256: String,
    pub footnotes: Vec<String>,
}

impl Edition<'_> {
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
        let text_sha256 = match self.stamps {
            true => Stamp::text_sha256(&self.text(sandbox, format, screen)?.1),
            false => String::new(),
        };
        let mut rendered = None;
        super::output::write(output, console, |render, format| {
            rendered = Some(self.render(sandbox, render, format, screen, &text_sha256)?);
            Ok(())
        })?;
        let Some(rendered) = rendered.filter(|_| !format.is_for_people()) else { return Ok(()) };
        let mut notes = vec![("footnotes", rendered.footnotes.join("\n"))];
        if self.stamps {
            let stamp = self.stamp(sandbox, format, screen, &rendered.sha256, &text_sha256)?;
            notes.push(("stamp", stamp.to_string()));
        }
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

    /// The report as a text, with a stamp that lacks the checksum of the text.
    pub(super) fn text(&self, sandbox: &Sandbox, format: Format, screen: Screen) -> Result<(Rendered, String)> {
        let mut text = Vec::new();
        let rendered = self.render(sandbox, &mut *renderer(format, screen, &mut text), format, screen, "")?;
        Ok((rendered, String::from_utf8_lossy(&text).into_owned()))
    }

    /// Renders the rows and the notes below them; `text_sha256` goes into the stamp.
    fn render(
        &self,
        sandbox: &Sandbox,
        render: &mut dyn Render,
        format: Format,
        screen: Screen,
        text_sha256: &str,
    ) -> Result<Rendered> {
        let mut statement = sandbox.prepare(&self.report.sql)?;
        statement.bind(&self.values)?;
        let columns = statement.columns();
        let is_citing = self.cites || format.is_for_people();
        let library = match is_citing && !source_columns(&columns).is_empty() {
            true => library(sandbox)?,
            false => Library::default(),
        };
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
        let mut rows = Rows::begin(&self.heading(&columns), render, format)?;
        statement.for_each(|row| {
            exact.iter_mut().try_for_each(|exact| exact.row(row)).map_err(failed)?;
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
            footnotes: footnotes.map(|footnotes| footnotes.lines()).unwrap_or_default(),
        };
        let mut notes = rendered.footnotes.clone();
        if self.stamps && format.is_for_people() {
            notes.push(self.stamp(sandbox, format, screen, &rendered.sha256, text_sha256)?.to_string());
        }
        rows.end(&notes)?;
        Ok(rendered)
    }

    fn heading(&self, columns: &[String]) -> Heading {
        let mut heading = self.report.heading(columns);
        if let Some(day) = self.as_of {
            let description = heading.description.get_or_insert_default();
            description.push_str(&format!(" As of {day}: sources that were published later are ignored."));
        }
        if self.cites {
            heading.columns.push("footnotes".to_owned());
        }
        heading
    }

    fn stamp(
        &self,
        sandbox: &Sandbox,
        format: Format,
        screen: Screen,
        sha256: &str,
        text_sha256: &str,
    ) -> Result<Stamp> {
        Ok(Stamp {
            report: self.report.name.clone(),
            parameters: self.given.iter().cloned().collect(),
            as_of: self.as_of.map(str::to_owned),
            sha256: sha256.to_owned(),
            text_sha256: text_sha256.to_owned(),
            format,
            width: screen.width,
            cite: self.cites,
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
