//! `yearbook sniff`: describes a file of another shape, and writes a mapping that loads it.

use std::path::Path;
use std::sync::Arc;

use super::inputs::ignored_sheets;
use super::paths::shown;
use crate::cli;
use crate::console::Console;
use crate::dataset::{File, KnownBy, Package, Section, encoding_named};
use crate::error::{Error, Result, UsageError};
use crate::interrupt;
use crate::load::{self, CREATABLE, How, Input, observation_columns};
use crate::mapping::Plan;
use crate::problem::{Problems, listed, skipped_sentences};
use crate::profile::{self, Proposal, Sample};
use crate::store::Store;
use crate::visible::on_one_line;

/// The number of figures that are shown.
const SHOWN: usize = 5;

pub(super) fn run(arguments: &cli::Sniff, console: &mut Console) -> Result<()> {
    if let Some(name) = arguments.encoding.as_ref().filter(|name| encoding_named(name).is_none()) {
        return Err(Error::usage(UsageError::UnknownEncoding { name: name.clone() }));
    }
    super::output::ending(arguments.output.as_deref(), "a mapping", &["toml", "txt"])?;
    let (encoding, sheet) = (arguments.encoding.as_deref(), arguments.sheet.as_deref());
    let mut problems = Problems::default();
    let opened = super::inputs::loose(&arguments.file)?;
    let (folder, path) = (&opened.0, &opened.1);
    let Some(sample) = profile::sample(folder, path, encoding, sheet, &mut problems) else {
        return Err(Error::Problems(Box::new(problems)));
    };
    if sheet.is_some() && sample.preview.sheet.is_none() {
        return Err(Error::usage(UsageError::NoWorkbook { file: arguments.file.clone() }));
    }
    let proposal = profile::propose(&sample);
    let doubt = proposal.as_ref().map_or(sample.doubt.as_ref(), |proposal| proposal.ambiguity.as_ref());
    let mut text = described(&sample, proposal.as_ref());
    // A mapping that a person must still change is not tried.
    if let (Some(proposal), None) = (&proposal, doubt) {
        problems = trial(&sample, proposal, encoding)?;
        let sentences = skipped_sentences(problems.skipped());
        sentences.iter().for_each(|sentence| text.push_str(&comment(sentence)));
    }
    if let Some(proposal) = &proposal {
        text.push_str(&format!("# its first figures:\n{}", figures(&sample, proposal, encoding)));
    }
    text.push('\n');
    let ways = doubt.map_or(&[][..], |doubt| &doubt.ways);
    text.push_str(&undecided(ways, false));
    text.push_str(&match &proposal {
        Some(proposal) => without_keys(&proposal.text, ways),
        None => profile::draft(&sample, &observation_columns()),
    });
    text.push_str(&undecided(ways, true));
    let upper = sample.upper.iter().map(|table| (&**table, "above".to_owned()));
    let lower = sample.lower.iter().map(|table| (table, format!("whose header is line {}", table.header_line)));
    for (table, place) in upper.chain(lower) {
        text.push_str(&format!("\n# or this mapping in place of all of the above, for the table {place}:\n"));
        let mapping = profile::propose(table)
            .map_or_else(|| profile::draft(table, &observation_columns()), |proposal| proposal.text);
        mapping.lines().for_each(|line| text.push_str(&format!("# {line}\n")));
    }
    let file = shown(&arguments.file);
    let target = arguments.output.as_deref().filter(|target| *target != Path::new("-"));
    if let Some(target) = target.filter(|target| holds_other(target, &text)) {
        return Err(Error::usage(UsageError::TargetExists { file: target.to_owned() }));
    }
    super::output::write_text(target, &text, console)?;
    if !problems.is_empty() {
        return Err(Error::Problems(Box::new(problems)));
    }
    match &proposal {
        Some(_) => {
            let mapping = target.map_or_else(|| "MAPPING".to_owned(), shown);
            console.say(&format!("load it with: yearbook load --map {mapping} --create all {file}"));
            Ok(())
        }
        None => Err(Error::usage(UsageError::NoProfile {
            file: arguments.file.clone(),
            against: profile::nearest(&sample),
            is_sampled: true,
        })),
    }
}

/// The keys that a person must choose from, as comments in a mapping: those of tables, which stand at its end, or the others.
fn undecided(ways: &[String], are_tables: bool) -> String {
    let ways: Vec<&String> = ways.iter().filter(|way| way.starts_with('[') == are_tables).collect();
    if ways.is_empty() {
        return String::new();
    }
    let (before, behind) = if are_tables { ("\n", "") } else { ("", "\n") };
    let ways: Vec<String> = ways.iter().map(|way| way.lines().map(|line| format!("# {line}\n")).collect()).collect();
    format!(
        "{before}# decide: without the # of one of these, in place of a key of the same name\n{}{behind}",
        ways.join("# or\n")
    )
}

/// A mapping without the keys that each of some ways to change it states.
fn without_keys(text: &str, ways: &[String]) -> String {
    let stated = |key: &(&str, &str)| ways.iter().all(|way| keyed(way).any(|(_, other)| other.as_ref() == Some(key)));
    let is_kept = |key: Option<(&str, &str)>| ways.is_empty() || !key.is_some_and(|key| stated(&key));
    keyed(text).filter(|(_, key)| is_kept(*key)).map(|(line, _)| line).collect()
}

/// The lines of a mapping, each with the table and the name of its key, if it has one.
fn keyed(text: &str) -> impl Iterator<Item = (&str, Option<(&str, &str)>)> {
    text.split_inclusive('\n').scan("", |table, line| {
        if line.starts_with('[') {
            *table = line.trim_end();
        }
        // Each rule has keys of its own.
        let key = line.split_once(" = ").filter(|_| !table.starts_with("[["));
        Some((line, key.map(|(key, _)| (*table, key))))
    })
}

/// What is wrong with the whole of a file for the mapping that a profile wrote, and what is not read of it. A large file is
/// not tried: that would take as long as to load it.
fn trial(sample: &Sample, proposal: &Proposal, encoding: Option<&str>) -> Result<Problems> {
    const LARGEST: u64 = 16 << 20;
    let mut problems = Problems::default();
    if sample.preview.size > LARGEST {
        return Ok(problems);
    }
    let mapping = match proposal.mapping(&sample.folder) {
        Ok(mapping) => Arc::new(mapping),
        Err(problem) => {
            problems.push(*problem);
            return Ok(problems);
        }
    };
    let mut package = Package::of_files("", &sample.folder, vec![(vec![sample.path.clone()], mapping)]);
    encoding.into_iter().for_each(|name| package.set_encoding(name));
    let input = Input { packages: &[package], reports: Vec::new(), creates: &CREATABLE, overrides: false };
    let (store, db) = (Store::empty()?, std::env::temp_dir().join("yearbook.db"));
    load::check(&store, &db, input, How::unrecorded(&[]), &mut problems, &mut |_| interrupt::check())?;
    Ok(problems)
}

/// Whether a file exists that is not this text: data, or a mapping that somebody may have edited. A device holds nothing.
fn holds_other(target: &Path, text: &str) -> bool {
    let is_text =
        |size: u64| size == text.len() as u64 && std::fs::read(target).is_ok_and(|there| there == text.as_bytes());
    std::fs::metadata(target).is_ok_and(|there| there.is_file() && !is_text(there.len()))
}

/// The description of a file, as comments.
fn described(sample: &Sample, proposal: Option<&Proposal>) -> String {
    let look = &sample.preview;
    let by = match look.decided.by {
        KnownBy::Mark => "by its byte order mark",
        KnownBy::Validity => "all bytes are valid in it",
        KnownBy::Detection => "detected; --encoding overrides it",
        KnownBy::Declaration => "by --encoding",
    };
    let mut lines = vec![format!("{}: {} bytes", sample.path, look.size)];
    lines.extend(look.packing.filter(|_| look.sheet.is_none()).map(|packing| format!("packed: {packing}")));
    match &look.sheet {
        Some(sheet) => {
            lines.push(format!("sheet: {sheet}"));
            lines.extend(ignored_sheets(look));
        }
        None => {
            lines.push(format!("encoding: {} ({by})", look.decided.name()));
            if sample.columns.len() > 1 {
                lines.push(format!("delimiter: `{}`", sample.delimiter.escape_default()));
            }
        }
    }
    if sample.header_line > 0 {
        let more = if sample.columns.len() > 8 { ", ..." } else { "" };
        let columns = listed(&sample.columns[..sample.columns.len().min(8)]) + more;
        let plural = if sample.columns.len() == 1 { "" } else { "s" };
        lines.push(format!("header: line {}, {} column{plural}: {columns}", sample.header_line, sample.columns.len()));
    }
    if sample.header_line == 0 {
        lines.push("the file has no rows".to_owned());
    }
    let doubt = proposal.map_or(&sample.doubt, |proposal| &proposal.ambiguity);
    lines.extend(doubt.as_ref().map(|doubt| format!("you must decide: {}: {}", doubt.what, doubt.fix())));
    lines.push(format!("profile: {}", proposal.map_or("none", |proposal| proposal.profile)));
    lines.into_iter().map(|line| comment(&line)).collect()
}

/// A line of a mapping that is a comment.
fn comment(line: &str) -> String {
    format!("# {}\n", on_one_line(line))
}

/// The first figures that a mapping makes of a file, as comments.
fn figures(sample: &Sample, proposal: &Proposal, encoding: Option<&str>) -> String {
    let (mut lines, mut missing) = (Vec::new(), None);
    let mut problems = Problems::default();
    if let Ok(mapping) = proposal.mapping(&sample.folder) {
        let mapping = Arc::new(mapping);
        let files = vec![(vec![sample.path.clone()], Arc::clone(&mapping))];
        let mut package = Package::of_files("", &sample.folder, files);
        encoding.into_iter().for_each(|name| package.set_encoding(name));
        let resource = &package.descriptor.resources[0];
        let columns = observation_columns();
        let file = File::open(&package, resource, (&sample.path, &Section::default()), &mut problems);
        let plan = file.as_ref().and_then(|file| Plan::new(&mapping, file, &columns, &mut problems));
        if let (Some(file), Some(plan)) = (&file, plan)
            && let Ok(Some(Ok(block))) = file.blocks().map(|mut blocks| blocks.next())
        {
            let mut rows = file.rows(&block);
            let value = columns.iter().position(|column| *column == "value").unwrap_or_default();
            while let Some(row) = rows.next(&mut |_| {}, &mut problems).filter(|_| lines.len() < SHOWN) {
                plan.each(&row, &mut |outcome, _| {
                    if let Ok(mapped) = outcome {
                        let filled = columns.iter().zip(mapped.cells).filter(|(_, cell)| !cell.is_empty());
                        let pairs = filled.map(|(column, cell)| format!("{column} {}", short(cell)));
                        let line = pairs.collect::<Vec<_>>().join(" | ");
                        if mapped.cells[value].is_empty() {
                            missing.get_or_insert(line);
                        } else {
                            lines.push(line);
                        }
                    }
                    lines.len() < SHOWN
                });
            }
        }
    }
    // A figure without a value says little, but more than nothing.
    lines.extend(missing.filter(|_| lines.is_empty()));
    if lines.is_empty() {
        lines.push("none".to_owned());
    }
    lines.into_iter().map(|line| format!("#   {line}\n")).collect()
}

/// A cell on one line, cut where it is long.
fn short(cell: &str) -> String {
    const LONGEST: usize = 120;
    let shown: String = cell.chars().take(LONGEST).collect();
    let more = if shown.len() < cell.len() { "..." } else { "" };
    on_one_line(shown) + more
}
