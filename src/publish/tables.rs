//! Tables of reports inside a page, and tables for programs.

use std::io::BufWriter;

use rusqlite::types::Value;
use tempfile::SpooledTempFile;

use crate::error::{Error, Result};
use crate::folder::Folder;
use crate::render::{Format, Render, Screen, part, renderer};
use crate::report::{Composed, Report};
use crate::store::Sandbox;
use crate::table::{Cell, Heading};

fn failed(source: std::io::Error) -> Error {
    Error::io("writing", "a temporary file", source)
}

/// The most rows of a report that a page shows.
const ROWS: usize = 1000;

/// The rows of a report on a page.
pub(super) struct Shown {
    /// The title of the rows, made of the parameters.
    pub title: String,
    pub markup: String,
    pub rows: usize,
    /// Whether there are more rows than are shown.
    pub more: bool,
}

/// The rows of a report, as people read them.
///
/// # Errors
/// The report fails.
pub(super) fn of_report(
    report: &Report,
    values: &[(String, Value)],
    library: &crate::cite::Library,
    sandbox: &Sandbox,
) -> Result<Shown> {
    let mut statement = sandbox.prepare(&report.sql)?;
    statement.bind(values)?;
    let title = report.title_of(values, sandbox)?;
    let heading = Heading { title: Some(title.clone()), ..report.heading(&statement.columns()) };
    let mut out = Vec::new();
    let (mut rows, mut more) = (0, false);
    {
        let mut part = part(&mut out);
        let mut composed = Composed::new(&mut *part, library);
        composed.begin(&heading).map_err(failed)?;
        statement.for_each(|row| {
            more = rows == ROWS;
            if !more {
                rows += 1;
                composed.row(row).map_err(failed)?;
            }
            Ok(!more)
        })?;
        composed.end().map_err(failed)?;
    }
    Ok(Shown { title, markup: String::from_utf8_lossy(&out).into_owned(), rows, more })
}

/// How many bytes of a file are in memory; a larger one is in a temporary file.
const IN_MEMORY: usize = 4 << 20;

/// The files of a table for programs: CSV and JSON.
pub(super) struct Files([BufWriter<SpooledTempFile>; 2]);

impl Files {
    pub(super) fn new() -> Self {
        Self([(); 2].map(|()| BufWriter::new(SpooledTempFile::new(IN_MEMORY))))
    }

    /// Writes them into the folder of a site; `path` is without an ending.
    ///
    /// # Errors
    /// A file cannot be written.
    pub(super) fn write(self, path: &str, folder: &mut Folder) -> Result<()> {
        for (file, ending) in self.0.into_iter().zip(["csv", "json"]) {
            let mut file = file.into_inner().map_err(|error| failed(error.into_error()))?;
            folder.copy(&format!("{path}.{ending}"), &mut file)?;
        }
        Ok(())
    }
}

/// Rows for programs, as CSV and as JSON at the same time.
pub(super) struct Download<'a> {
    renders: [Box<dyn Render + 'a>; 2],
}

impl<'a> Download<'a> {
    /// # Errors
    /// The temporary folder has no space.
    pub(super) fn begin(columns: &[&str], Files([csv, json]): &'a mut Files) -> Result<Self> {
        let heading =
            Heading { columns: columns.iter().map(|name| (*name).to_owned()).collect(), ..Heading::default() };
        let screen = Screen::default();
        let mut renders = [renderer(Format::Csv, screen, csv), renderer(Format::Json, screen, json)];
        renders.iter_mut().try_for_each(|render| render.begin(&heading)).map_err(failed)?;
        Ok(Self { renders })
    }

    pub(super) fn row(&mut self, row: &[Cell]) -> Result<()> {
        self.renders.iter_mut().try_for_each(|render| render.row(row)).map_err(failed)
    }

    pub(super) fn end(mut self) -> Result<()> {
        self.renders.iter_mut().try_for_each(|render| render.end()).map_err(failed)
    }
}
