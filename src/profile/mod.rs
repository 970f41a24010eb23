//! Recognises the format of a file from its start, and writes a mapping that reads it.
//!
//! A profile is a shape that many files share. It writes the mapping that a person would: what `sniff` shows is what `load`
//! reads by.

mod bis;
mod code_lists;
mod eurostat;
mod faostat;
mod long;
mod proposal;
mod sample;
mod sdmx;
mod sdmx_header;
mod spelling;
mod unit;
mod wide;
mod world_bank;
mod writer;

use crate::dataset::{Fault, Folder, Preview, valid_encodings};
use crate::problem::{PartKind, Problems};
pub(crate) use proposal::Proposal;
pub(crate) use sample::{Ambiguity, Sample};

/// All profiles, the most certain first.
type Profile = fn(&Sample) -> Option<Proposal>;
const PROFILES: [Profile; 8] = [
    sdmx::propose,
    eurostat::propose,
    world_bank::propose,
    faostat::propose,
    bis::propose,
    long::propose_own,
    wide::propose,
    long::propose,
];

/// Reads the start of a file; `None` where it cannot be read, which is recorded in `problems`. Of a workbook it is the sheet
/// that is named, else the only one that can be meant: that holds a table which a profile recognises.
pub(crate) fn sample(
    folder: &Folder,
    path: &str,
    encoding: Option<&str>,
    sheet: Option<&str>,
    problems: &mut Problems,
) -> Option<Sample> {
    let look = |sheet: Option<&str>| Preview::at(folder, path, encoding, sheet);
    let found = match look(sheet) {
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
    };
    found
        .map_err(|fault| problems.push(fault.problem(&folder.label(path), || valid_encodings(folder, path), true)))
        .ok()
}

/// The mapping of the first profile that matches a file.
pub(crate) fn propose(sample: &Sample) -> Option<Proposal> {
    PROFILES.iter().find_map(|profile| profile(sample))
}
