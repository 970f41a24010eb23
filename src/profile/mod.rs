//! Recognises the format of a file from its start, and writes a mapping that reads it.
//!
//! A profile is a shape that many files share. It writes the mapping that a person would: what `sniff` shows is what `load`
//! reads by.
//!
//! Each of these modules imports only modules that are later in this list: `nearest`; `table`, `publishers`; `columns`;
//! `numbers`; `sample`; `words`; `proposal`, `doubt`, `writer`.

mod columns;
mod doubt;
mod nearest;
mod numbers;
mod proposal;
mod publishers;
mod sample;
mod table;
mod words;
mod writer;

use crate::dataset::{Fault, Folder, Preview, valid_encodings};
use crate::problem::{Excerpt, PartKind, Place, Problems, Violation};
pub(crate) use nearest::{draft, nearest};
pub(crate) use proposal::Proposal;
use publishers::{bis, eurostat, faostat, sdmx, world_bank};
pub(crate) use sample::Sample;
use table::{long, wide};
use writer::Writer;

/// All profiles, the most certain first: those of publishers who always write decimal points, and those of any table.
type Profile = fn(&Sample) -> Option<Proposal>;
const OF_PUBLISHERS: [Profile; 6] =
    [sdmx::propose, eurostat::propose, world_bank::propose, faostat::propose, bis::propose, long::propose_own];
const OF_TABLES: [Profile; 2] = [wide::propose, long::propose];

/// Reads the start of a file; `None` where it cannot be read, which is recorded in `problems`. Of a workbook it is the sheet
/// that is named, else the only one that can be meant: that holds a table which a profile recognises.
pub(crate) fn sample(
    folder: &Folder,
    path: &str,
    encoding: Option<&str>,
    sheet: Option<&str>,
    problems: &mut Problems,
) -> Option<Sample> {
    let sample = table_of(folder, path, encoding, sheet)
        .map_err(|fault| problems.push(fault.problem(&folder.label(path), || valid_encodings(folder, path), true)))
        .ok()?;
    let bad_quote = sample.bad_quote.filter(|line| *line <= sample.header_line || propose(&sample).is_none());
    let Some(line) = bad_quote else { return Some(sample) };
    let text = sample.preview.text.lines().nth(line as usize - 1).unwrap_or_default().to_owned();
    let mark = 0..text.len();
    let excerpt = Some(Excerpt { text, mark, column: None });
    problems.add(Violation::UnclosedQuote, || Place { file: folder.label(path), line, excerpt });
    None
}

fn table_of(folder: &Folder, path: &str, encoding: Option<&str>, sheet: Option<&str>) -> Result<Sample, Fault> {
    let look = |sheet: Option<&str>| Preview::at(folder, path, encoding, sheet);
    match look(sheet) {
        Err(Fault::Part { part: PartKind::Sheet, wanted: None, available }) if available.len() > 1 => {
            let read = |name: &String| look(Some(name)).map(|preview| Sample::of(folder, path, preview));
            // One that cannot be read may be meant, too.
            let may_be_meant = |found: &Result<Sample, Fault>| found.as_ref().map_or(true, |it| propose(it).is_some());
            let mut tables: Vec<_> = available.iter().map(read).filter(may_be_meant).take(2).collect();
            match tables.pop().filter(|_| tables.is_empty()) {
                None => Err(Fault::Part { part: PartKind::Sheet, wanted: None, available }),
                Some(table) => table.map(|mut table| {
                    let chosen = table.preview.sheet.clone();
                    table.preview.others = available;
                    table.preview.others.retain(|name| Some(name) != chosen.as_ref());
                    table
                }),
            }
        }
        preview => preview.map(|preview| Sample::of(folder, path, preview)),
    }
}

/// The mapping of the first profile that matches a file.
pub(crate) fn propose(sample: &Sample) -> Option<Proposal> {
    let of_publisher = OF_PUBLISHERS.iter().find_map(|profile| profile(sample)).map(|proposal| {
        let marks = if proposal.text.contains("decimalChar") { "" } else { "decimalChar = \".\"\n" };
        Proposal { text: format!("{marks}{}", proposal.text), ..proposal }
    });
    let mut proposal = of_publisher.or_else(|| OF_TABLES.iter().find_map(|profile| profile(sample)))?;
    for line in &sample.skipped {
        let mut writer = Writer::default();
        writer.when(&[("line", &format!("^{line}$"))]).raw("skip", "true");
        proposal.text.push_str(&writer.finish());
    }
    Some(Proposal { ambiguity: sample.doubt.clone().or(proposal.ambiguity), ..proposal })
}
