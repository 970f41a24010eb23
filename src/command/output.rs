//! Rows on their way out: to standard output, or to a file that is only replaced when all of them are there.

use std::io::{BufWriter, Write};
use std::path::Path;

use rusqlite::types::Value;

use crate::cli::Output;
use crate::console::Console;
use crate::error::{Error, Result};
use crate::render::{Format, Render, Screen, renderer};
use crate::report::Report;
use crate::store::{Sandbox, Statement};
use crate::table::Heading;

impl Output {
    /// The format that was asked for, in words or by the ending of the file.
    pub fn chosen_format(&self) -> Format {
        let ending = self.output.as_deref().and_then(Path::extension).and_then(|ending| ending.to_str());
        self.format.unwrap_or(match ending {
            Some("csv") => Format::Csv,
            Some("tsv" | "tab") => Format::Tsv,
            Some("json") => Format::Json,
            Some("ndjson" | "jsonl") => Format::Ndjson,
            Some("md" | "markdown") => Format::Markdown,
            Some("html" | "htm") => Format::Html,
            _ => Format::Table,
        })
    }
}

/// Renders rows where they were asked for.
pub fn write(output: &Output, console: &mut Console, rows: impl FnOnce(&mut dyn Render) -> Result<()>) -> Result<()> {
    let format = output.chosen_format();
    let Some(path) = &output.output else {
        return rows(&mut *renderer(format, console.screen, &mut console.out));
    };
    let failed = |source| Error::io("writing", path, source);
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let mut draft = tempfile::Builder::new().prefix(".yearbook.").tempfile_in(folder).map_err(failed)?;
    {
        let mut file = BufWriter::new(draft.as_file_mut());
        rows(&mut *renderer(format, Screen { width: None, color: false }, &mut file))?;
        file.flush().map_err(failed)?;
    }
    // The draft is private; what replaces it has the permissions of any new file, or of the one that was there.
    let permissions = match std::fs::metadata(path) {
        Ok(before) => before.permissions(),
        Err(_) => {
            let new = std::fs::File::create(path).and_then(|file| file.metadata()).map_err(failed)?;
            new.permissions()
        }
    };
    draft.as_file().set_permissions(permissions).map_err(failed)?;
    draft.persist(path).map_err(|error| failed(error.error))?;
    console.say(&format!("wrote {}", super::shown(path)));
    Ok(())
}

/// Runs a report and renders its rows.
pub fn write_report(
    report: &Report,
    values: &[(String, Value)],
    sandbox: &Sandbox,
    output: &Output,
    console: &mut Console,
) -> Result<()> {
    let mut statement = sandbox.prepare(&report.sql)?;
    statement.bind(values)?;
    let heading = Heading {
        title: Some(report.title.clone()),
        description: Some(report.description.clone()),
        columns: statement.columns(),
        chart: report.chart,
    };
    write(output, console, |render| write_rows(&heading, &mut statement, render, None).map(drop))
}

/// Renders the rows of a statement, at most `limit`; says whether there were more.
pub fn write_rows(
    heading: &Heading,
    statement: &mut Statement<'_>,
    render: &mut dyn Render,
    limit: Option<u64>,
) -> Result<bool> {
    let failed = |source| Error::io("writing", "the rows", source);
    render.begin(heading).map_err(failed)?;
    let (mut written, mut is_cut) = (0, false);
    statement.for_each(|row| {
        is_cut = limit.is_some_and(|limit| written == limit);
        if !is_cut {
            written += 1;
            render.row(row).map_err(failed)?;
        }
        Ok(!is_cut)
    })?;
    render.end().map_err(failed)?;
    Ok(is_cut)
}
