//! A report as somebody wants it: of its parameters, as of a day, with footnotes, with a stamp.

use std::io::{self, Write};

use rusqlite::types::Value;
use sha2::{Digest, Sha256};

use super::output::Rows;
use super::stamp::{self, Stamp};
use crate::cite::{Document, Footnotes};
use crate::cli::Output;
use crate::console::Console;
use crate::dataset::hexadecimal;
use crate::error::{Error, Result};
use crate::render::{Format, Render, Screen, renderer};
use crate::report::{Report, internal};
use crate::store::Sandbox;
use crate::table::{Cell, Heading};

/// A report that will be run.
pub struct Edition<'a> {
    pub report: &'a Report,
    /// The parameters as they were given, and the values of all.
    pub given: &'a [(String, String)],
    pub values: Vec<(String, Value)>,
    pub as_of: Option<&'a str>,
    /// Whether every source that the rows cite stands below them.
    pub cites: bool,
    /// Whether the report says what it is, so that it can be verified.
    pub stamps: bool,
}

/// What is known of a report when it has been rendered.
pub struct Rendered {
    /// The SHA-256 of the rows as `--format csv` writes them; of a report without a stamp, that of nothing.
    pub sha256: String,
    pub footnotes: Vec<String>,
}

impl Edition<'_> {
    /// Writes the report where it is wanted. Footnotes and a stamp that its format has no room for go into files beside it, or
    /// to standard error.
    pub fn write(&self, sandbox: &Sandbox, output: &Output, console: &mut Console) -> Result<()> {
        let format = output.chosen_format()?;
        let target = output.file();
        if self.stamps && !format.has_notes() && target.is_none() {
            return Err(stamp::nowhere());
        }
        let screen = if target.is_some() { Screen::default() } else { console.screen };
        // A stamp holds the checksum of the text that it stands in, which is made for that first.
        let text_sha256 = match self.stamps {
            true => Stamp::text_sha256(&self.text(sandbox, format, screen)?.1),
            false => String::new(),
        };
        let mut rendered = None;
        super::output::write(output, console, |render, format| {
            rendered = Some(self.render(sandbox, render, format, screen, &text_sha256)?);
            Ok(())
        })?;
        let Some(rendered) = rendered.filter(|_| !format.has_notes()) else { return Ok(()) };
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

    /// The report as a text, with a stamp that does not know the text.
    pub fn text(&self, sandbox: &Sandbox, format: Format, screen: Screen) -> Result<(Rendered, String)> {
        let mut text = Vec::new();
        let rendered = self.render(sandbox, &mut *renderer(format, screen, &mut text), format, screen, "")?;
        Ok((rendered, String::from_utf8_lossy(&text).into_owned()))
    }

    /// Renders the rows, with what stands below them; `text_sha256` is told in the stamp.
    fn render(
        &self,
        sandbox: &Sandbox,
        render: &mut dyn Render,
        format: Format,
        screen: Screen,
        text_sha256: &str,
    ) -> Result<Rendered> {
        let failed = |source| Error::io("writing", "the rows", source);
        let mut statement = sandbox.prepare(&self.report.sql)?;
        statement.bind(&self.values)?;
        let columns = statement.columns();
        let mut footnotes = if self.cites { Some(Footnotes::new(documents(sandbox)?, &columns)) } else { None };
        let mut heading = self.report.heading(&columns);
        if let Some(day) = self.as_of {
            let description = heading.description.get_or_insert_default();
            description.push_str(&format!(" As of {day}: what was published later is left out."));
        }
        let plain = Heading { columns: columns.clone(), ..Heading::default() };
        if footnotes.is_some() {
            heading.columns.push("footnotes".to_owned());
        }
        let mut hash = Hash(Sha256::new());
        let mut exact = if self.stamps { Some(renderer(Format::Csv, Screen::default(), &mut hash)) } else { None };
        exact.iter_mut().try_for_each(|exact| exact.begin(&plain)).map_err(failed)?;
        let mut rows = Rows::begin(&heading, render, format)?;
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
        if self.stamps && format.has_notes() {
            notes.push(self.stamp(sandbox, format, screen, &rendered.sha256, text_sha256)?.to_string());
        }
        rows.end(&notes)?;
        Ok(rendered)
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

/// Takes bytes for their checksum.
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

/// All sources that a database has.
pub fn documents(sandbox: &Sandbox) -> Result<Vec<Document>> {
    let mut documents = Vec::new();
    let Some(report) = internal("documents") else { return Ok(documents) };
    sandbox.prepare(&report.sql)?.for_each(|row| {
        let text = |index: usize| match row.get(index) {
            Some(Cell::Text(text)) => Some(text.clone()),
            _ => None,
        };
        documents.push(Document {
            code: text(0).unwrap_or_default(),
            cited_as: text(1).unwrap_or_default(),
            title: text(2).unwrap_or_default(),
            publisher: text(3),
            author: text(4),
            url: text(5),
            published_on: text(6),
            retrieved_on: text(7),
            language: text(8),
            licence: text(9),
        });
        Ok(true)
    })?;
    Ok(documents)
}
