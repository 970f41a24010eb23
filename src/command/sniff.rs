//! `yearbook sniff`: describes a file of another shape, and writes a mapping that loads it.

use std::path::Path;
use std::sync::Arc;

use super::inputs::ignored_sheets;
use super::paths::shown;
use crate::cli;
use crate::console::Console;
use crate::dataset::{File, KnownBy, Package, encoding_named};
use crate::error::{Error, Result, UsageError};
use crate::load::observation_columns;
use crate::mapping::Plan;
use crate::problem::Problems;
use crate::profile::{self, Proposal, Sample};
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
    let proposal = profile::propose(&sample);
    let mut text = described(&sample, proposal.as_ref());
    if let Some(proposal) = &proposal {
        let figures = figures(&sample, proposal, encoding);
        text.push_str(&format!("# its first figures:\n{figures}"));
    }
    let file = shown(&arguments.file);
    let target = arguments.output.as_deref().filter(|target| *target != Path::new("-"));
    text.push('\n');
    text.push_str(&match &proposal {
        Some(proposal) => proposal.text.clone(),
        None => skeleton(&sample),
    });
    if let Some(target) = target.filter(|target| holds_other(target, &text)) {
        return Err(Error::usage(UsageError::TargetExists { file: target.to_owned() }));
    }
    super::output::write_text(target, &text, console)?;
    match &proposal {
        Some(_) => {
            let mapping = target.map_or_else(|| "MAPPING".to_owned(), shown);
            console.say(&format!("load it with: yearbook load --map {mapping} --create all {file}"));
            Ok(())
        }
        None => Err(Error::usage(UsageError::NoProfile { file: arguments.file.clone(), is_sampled: true })),
    }
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
        let shown: Vec<&str> = sample.columns.iter().take(8).map(String::as_str).collect();
        let more = if sample.columns.len() > 8 { ", ..." } else { "" };
        let columns = format!("{}{more}", shown.join(", "));
        let plural = if sample.columns.len() == 1 { "" } else { "s" };
        lines.push(format!("header: line {}, {} column{plural}: {columns}", sample.header_line, sample.columns.len()));
    }
    lines.extend(sample.end.as_ref().map(|end| format!("below the table: {end}")));
    if sample.header_line == 0 {
        lines.push("the file has no rows".to_owned());
    }
    let doubt = proposal.and_then(|proposal| proposal.ambiguity.as_ref());
    lines.extend(doubt.map(|doubt| format!("you must decide: {}: {}", doubt.what, doubt.fix)));
    lines.push(format!("profile: {}", proposal.map_or("none", |proposal| proposal.profile)));
    let comment = |line: String| format!("# {}\n", on_one_line(line));
    lines.into_iter().map(comment).collect()
}

/// The first figures that a mapping makes of a file, as comments.
fn figures(sample: &Sample, proposal: &Proposal, encoding: Option<&str>) -> String {
    let mut lines = Vec::new();
    let mut problems = Problems::default();
    if let Ok(mapping) = proposal.mapping(&sample.folder) {
        let mapping = Arc::new(mapping);
        let files = vec![(vec![sample.path.clone()], Arc::clone(&mapping))];
        let mut package = Package::of_files("", &sample.folder, files);
        encoding.into_iter().for_each(|name| package.set_encoding(name));
        let resource = &package.descriptor.resources[0];
        let columns = observation_columns();
        let file = File::open(&package, resource, &sample.path, &mut problems);
        let plan = file.as_ref().and_then(|file| Plan::new(&mapping, file, &columns, &mut problems));
        if let (Some(file), Some(plan)) = (&file, plan)
            && let Ok(Some(Ok(block))) = file.blocks().map(|mut blocks| blocks.next())
        {
            let mut rows = file.rows(&block);
            while let Some(row) = rows.next(&mut |_| {}, &mut problems).filter(|_| lines.len() < SHOWN) {
                plan.each(&row, &mut |outcome, _| {
                    if let Ok(mapped) = outcome {
                        let filled = columns.iter().zip(mapped.cells).filter(|(_, cell)| !cell.is_empty());
                        let pairs = filled.map(|(column, cell)| format!("{column} {}", on_one_line(*cell)));
                        lines.push(pairs.collect::<Vec<_>>().join(" | "));
                    }
                    lines.len() < SHOWN
                });
            }
        }
    }
    if lines.is_empty() {
        lines.push("none".to_owned());
    }
    lines.into_iter().map(|line| format!("#   {line}\n")).collect()
}

/// A mapping to be filled in, for a file that no profile knows.
fn skeleton(sample: &Sample) -> String {
    let mut text = String::from("[columns]\n");
    for column in observation_columns() {
        text.push_str(&format!("# {column} = \"\"\n"));
    }
    text.push_str("# placeholders: ");
    let names: Vec<String> = sample.columns.iter().map(|name| format!("{{{name}}}")).collect();
    text + &on_one_line(names.join(", ")) + "\n"
}
