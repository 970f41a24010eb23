//! `yearbook verify`: runs a stamped report again, and shows what has changed.

use std::collections::HashMap;
use std::path::Path;

use super::edition::Edition;
use super::opening::open;
use super::paths::shown;
use super::stamp::{Stamp, beside};
use crate::cli;
use crate::console::Console;
use crate::error::{Error, Result, StampFault, UsageError};
use crate::render::{Format, Screen};
use crate::report::catalogue;

pub(super) fn run(db: &Path, arguments: &cli::Verify, console: &mut Console) -> Result<()> {
    let file = &arguments.file;
    let text = read(file)?;
    let stamp = match Stamp::find(&text) {
        Some(stamp) => Some(stamp),
        None if beside(file, "stamp").exists() => Stamp::find(&read(&beside(file, "stamp"))?),
        None => None,
    };
    let Some(stamp) = stamp else { return Err(Error::usage(UsageError::NoStamp { file: file.clone() })) };
    let reading = cli::Reading { as_of: stamp.as_of.clone(), timeout: arguments.timeout.clone() };
    let sandbox = open(db, &reading, console)?;
    let given: Vec<(String, String)> = stamp.parameters.clone().into_iter().collect();
    let newest = sandbox.loads()?.last().copied().unwrap_or(0);
    let unverified = |fault| Err(Error::Unverified { file: file.clone(), fault, loads: (stamp.load, newest) });
    let found = catalogue::find(&stamp.report, &sandbox)
        .and_then(|report| report.bind(&given, &sandbox).map(|values| (report, values)));
    let (report, values) = match found {
        Ok(found) => found,
        // Another database lacks the report, or what a parameter names.
        Err(Error::Usage(reason)) => return unverified(StampFault::CannotRun { reason: reason.to_string() }),
        Err(error) => return Err(error),
    };
    let as_of = stamp.as_of.as_deref();
    let edition = Edition { report: &report, given: &given, values, as_of, cites: stamp.cite, stamps: true };
    let (rendered, now) = edition.text(&sandbox, stamp.format, Screen { width: stamp.width, color: false })?;
    let rows_stand = rendered.sha256 == stamp.sha256;
    let is_intact = Stamp::text_sha256(&text) == stamp.text_sha256;
    let is_same_text = Stamp::lines_without(&text) == Stamp::lines_without(&now);
    let mut lines = changed_lines(&text, &now, stamp.format);
    if lines.is_empty() && !is_same_text {
        lines.push("(the same lines in another order or with other spaces)".to_owned());
    }
    if !is_same_text {
        for line in &lines {
            console.print(&format!("{line}\n"))?;
        }
        console.flush()?;
    }
    let shown = shown(file);
    match (rows_stand, is_intact) {
        (true, _) if is_same_text => {
            console.say(&format!("{shown} is verified: the database still gives the same rows"))
        }
        (true, true) => console.say(&format!(
            "{shown} is verified: the database still gives the same rows; titles or notes around them have changed"
        )),
        (false, true) if is_same_text => return unverified(StampFault::Stamp),
        (true, false) => return unverified(StampFault::Text),
        (false, true) => return unverified(StampFault::Rows),
        (false, false) => return unverified(StampFault::Both),
    }
    Ok(())
}

/// The text of a regular file, whatever its bytes are; a device might never end.
fn read(path: &Path) -> Result<String> {
    let failed = |source| Error::io("reading", path, source);
    if std::fs::metadata(path).map_err(failed)?.is_file() {
        let bytes = std::fs::read(path).map_err(failed)?;
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    Err(failed(std::io::Error::other("it is not a file")))
}

/// The lines that only one of two texts has, with `-` before those of the first and `+` before those of the second. The
/// alignment of a table and its stamp are not compared.
fn changed_lines(before: &str, after: &str, format: Format) -> Vec<String> {
    let plain = |line: &str| match format {
        Format::Json => line.trim_end_matches(',').to_owned(),
        Format::Table | Format::Markdown => {
            let is_rule = |word: &str| word.chars().all(|c| matches!(c, '-' | '─' | ':' | '|'));
            line.split_whitespace().filter(|word| *word == "|" || !is_rule(word)).collect::<Vec<_>>().join(" ")
        }
        _ => line.to_owned(),
    };
    let lines = |text: &str| -> Vec<(String, String)> {
        let lines = Stamp::lines_without(text).into_iter().map(|line| (plain(line), line.to_owned()));
        lines.filter(|(plain, _)| !plain.is_empty()).collect()
    };
    let (before, after) = (lines(before), lines(after));
    let only_in = |lines: &[(String, String)], others: &[(String, String)], mark: char| {
        let mut left: HashMap<&str, usize> = HashMap::new();
        for (plain, _) in others {
            *left.entry(plain).or_default() += 1;
        }
        let mut only = Vec::new();
        for (plain, line) in lines {
            match left.get_mut(plain.as_str()).filter(|count| **count > 0) {
                Some(count) => *count -= 1,
                None => only.push(format!("{mark} {}", line.trim_end())),
            }
        }
        only
    };
    let changed = [only_in(&before, &after, '-'), only_in(&after, &before, '+')].concat();
    if format != Format::Html {
        return changed;
    }
    // The table has all that a chart shows.
    let is_of_chart = |line: &String| ["<g>", "<desc"].iter().any(|start| line[2..].starts_with(start));
    let (of_chart, others): (Vec<String>, Vec<String>) = changed.into_iter().partition(is_of_chart);
    (if others.is_empty() { of_chart } else { others }).iter().map(|line| without_tags(line)).collect()
}

/// The text of a line of HTML.
fn without_tags(line: &str) -> String {
    let texts = line.split('<').enumerate().map(|(index, part)| match index {
        0 => part,
        _ => part.split_once('>').map_or("", |(_, text)| text),
    });
    let text = texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("  ");
    text.replace("&#39;", "'").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
