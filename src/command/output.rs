//! Writing rows to standard output, or to a file that is replaced only when all of them are written.

use std::io::{BufWriter, Write};
use std::path::Path;

use clap::ValueEnum;
use rusqlite::types::Value;

use super::paths::shown;
use crate::cli::Output;
use crate::console::Console;
use crate::draft;
use crate::error::{Error, Result, SqlError, UsageError};
use crate::interrupt;
use crate::render::{BYTE_ORDER_MARK, Format, Render, Screen, renderer};
use crate::report::Report;
use crate::store::{Sandbox, Statement};
use crate::table::{Cell, Heading, Note};

/// The formats of rows, each with the endings of the names of its files.
const FORMATS: [(Format, &[&str]); 7] = [
    (Format::Csv, &["csv"]),
    (Format::Tsv, &["tsv", "tab"]),
    (Format::Json, &["json"]),
    (Format::Ndjson, &["ndjson", "jsonl"]),
    (Format::Markdown, &["md", "markdown"]),
    (Format::Html, &["html", "htm"]),
    (Format::Table, &["txt"]),
];

/// Endings of other formats. A name with any other ending, or with none, may hold anything.
const OTHERS: [&str; 15] =
    ["bib", "db", "docx", "gz", "ods", "parquet", "pdf", "sqlite", "toml", "xls", "xlsx", "xml", "yaml", "yml", "zip"];

/// The ending of a target's name, in lower case, where it is that of a known format.
///
/// # Errors
/// [`UsageError::OtherEnding`] where it is not among `endings`: who opens the file would take it for something else.
pub(super) fn ending(target: Option<&Path>, what: &str, endings: &[&'static str]) -> Result<Option<String>> {
    let ending = target.and_then(Path::extension).map(|ending| ending.to_string_lossy().to_lowercase());
    let is_known = |ending: &String| {
        let mut of_rows = FORMATS.iter().flat_map(|(_, endings)| *endings);
        OTHERS.contains(&ending.as_str()) || of_rows.any(|known| known == ending)
    };
    match ending.filter(is_known) {
        Some(ending) if !endings.contains(&ending.as_str()) => {
            Err(Error::usage(UsageError::OtherEnding { what: what.to_owned(), ending, endings: endings.to_vec() }))
        }
        ending => Ok(ending),
    }
}

impl Output {
    /// The format of `--format`, else that of the file extension.
    ///
    /// # Errors
    /// The file extension is that of another format, or one that cannot begin with a byte-order mark is to.
    pub(crate) fn chosen_format(&self) -> Result<Format> {
        // A chart is written to a file of text, as a table is.
        let chosen = self.format.map(|format| if format == Format::Chart { Format::Table } else { format });
        let of_format = FORMATS.iter().filter(|(format, _)| chosen.is_none_or(|chosen| chosen == *format));
        let endings: Vec<&'static str> = of_format.flat_map(|(_, endings)| *endings).copied().collect();
        let what = match self.format.and_then(|format| Some(format.to_possible_value()?.get_name().to_owned())) {
            Some(format) => format!("rows in --format {format}"),
            None => "rows".to_owned(),
        };
        let ending = ending(self.output.as_deref(), &what, &endings)?;
        let by_ending = FORMATS.iter().find(|(_, endings)| ending.as_deref().is_some_and(|it| endings.contains(&it)));
        let format = self.format.or(by_ending.map(|(format, _)| *format)).unwrap_or(Format::Table);
        if self.bom && format != Format::Csv {
            let name = format!("{format:?}").to_lowercase();
            return Err(Error::usage(UsageError::NoByteOrderMark { what: format!("the rows are written as {name}") }));
        }
        Ok(format)
    }
}

/// Renders rows to the chosen target in the chosen format, which is passed to `rows`.
pub(super) fn write(
    output: &Output,
    console: &mut Console,
    rows: impl FnOnce(&mut dyn Render, Format) -> Result<()>,
) -> Result<()> {
    let format = output.chosen_format()?;
    let mark = if output.bom { BYTE_ORDER_MARK } else { b"" };
    let path = match &output.output {
        Some(path) if path != Path::new("-") => path,
        _ => {
            let (screen, mut out) = (console.screen, console.rows(format));
            out.write_all(mark).map_err(|source| Error::io("writing", "the rows", source))?;
            return rows(&mut *renderer(format, screen, &mut out), format);
        }
    };
    let mut rows = Some(rows);
    write_file(path, console, &mut |file| {
        file.write_all(mark).map_err(|source| Error::io("writing", path, source))?;
        match rows.take() {
            Some(rows) => rows(&mut *renderer(format, Screen::default(), file), format),
            None => Ok(()),
        }
    })
}

/// Writes a text to a file, or to standard output if none is given or it is `-`.
pub(super) fn write_text(target: Option<&Path>, text: &str, console: &mut Console) -> Result<()> {
    match target.filter(|path| *path != Path::new("-")) {
        None => console.write(text.as_bytes()),
        Some(path) => write_file(path, console, &mut |out| {
            out.write_all(text.as_bytes()).map_err(|source| Error::io("writing", path, source))
        }),
    }
}

/// Writes a file, which is replaced only when all of it is written.
pub(super) fn write_file(
    path: &Path,
    console: &mut Console,
    content: &mut dyn FnMut(&mut dyn Write) -> Result<()>,
) -> Result<()> {
    let failed = |source| Error::io("writing", path, source);
    let mut to_file = |file: &mut dyn Write| -> Result<()> {
        let mut file = BufWriter::new(file);
        content(&mut file)?;
        file.flush().map_err(failed)
    };
    // A symbolic link is followed; a device or a pipe is written to directly. A path under /dev may be an open file, which
    // must not be replaced.
    let is_device = path.starts_with("/dev") || path.starts_with("/proc");
    let target = if is_device { path.to_owned() } else { draft::followed(path).map_err(failed)? };
    if is_device || std::fs::metadata(&target).is_ok_and(|before| !before.is_file()) {
        let mut file = std::fs::OpenOptions::new().write(true).open(&target).map_err(failed)?;
        to_file(&mut file)?;
    } else {
        // An interrupted program removes the draft.
        interrupt::listen();
        let mut draft = draft::of_output(&target).map_err(failed)?;
        to_file(draft.file.as_file_mut())?;
        interrupt::check()?;
        draft.place(&target, true).map_err(failed)?;
    }
    console.say(&format!("wrote {}", shown(path)));
    Ok(())
}

/// Runs a report and renders its rows.
pub(super) fn write_report(
    report: &Report,
    values: &[(String, Value)],
    sandbox: &Sandbox,
    output: &Output,
    console: &mut Console,
) -> Result<()> {
    let mut statement = sandbox.prepare(&report.sql)?;
    statement.bind(values)?;
    let heading = report.heading(&statement.columns());
    write(output, console, |render, format| {
        write_rows(&heading, &mut statement, render, format, None, &mut |_| {}).map(drop)
    })
}

/// Says that rows for programs are none, which the rows do not say themselves.
pub(super) fn say_empty(console: &mut Console) -> Result<()> {
    console.flush()?;
    console.say("there are no rows");
    Ok(())
}

/// The maximum size of the cells that are kept in memory to lay out a table, in bytes.
const MAXIMUM_TABLE: usize = 128 << 20;

/// Passes rows to a renderer.
pub(super) struct Rows<'a> {
    render: &'a mut dyn Render,
    streams: bool,
    written: u64,
    held: usize,
}

impl<'a> Rows<'a> {
    pub(super) fn begin(heading: &Heading, render: &'a mut dyn Render, format: Format) -> Result<Self> {
        render.begin(heading).map_err(Self::failed)?;
        Ok(Self { render, streams: format.streams(), written: 0, held: 0 })
    }

    fn failed(source: std::io::Error) -> Error {
        Error::io("writing", "the rows", source)
    }

    pub(super) fn row(&mut self, row: &[Cell]) -> Result<()> {
        interrupt::check()?;
        self.written += 1;
        self.held += row.iter().map(Cell::size).sum::<usize>();
        if self.held > MAXIMUM_TABLE && !self.streams {
            return Err(Error::sql(SqlError::TooLargeForTable { rows: self.written }));
        }
        self.render.row(row).map_err(Self::failed)
    }

    /// Whether no row has been written.
    pub(super) fn is_empty(&self) -> bool {
        self.written == 0
    }

    /// Ends the table and writes the notes below it.
    pub(super) fn end(self, notes: &[Note]) -> Result<()> {
        self.render.notes(notes).and_then(|()| self.render.end()).map_err(Self::failed)
    }
}

/// Renders the rows of a statement, at most `limit`, and calls `note` for each; returns whether there are more.
pub(super) fn write_rows(
    heading: &Heading,
    statement: &mut Statement<'_>,
    render: &mut dyn Render,
    format: Format,
    limit: Option<u64>,
    note: &mut dyn FnMut(&[Cell]),
) -> Result<bool> {
    let mut rows = Rows::begin(heading, render, format)?;
    let mut is_cut = false;
    statement.for_each(|row| {
        is_cut = limit.is_some_and(|limit| rows.written == limit);
        if !is_cut {
            rows.row(row)?;
            note(row);
        }
        Ok(!is_cut)
    })?;
    rows.end(&[])?;
    Ok(is_cut)
}
