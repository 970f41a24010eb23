//! Recognises the format of a file from its start, and writes a mapping that reads it.
//!
//! A profile is a shape that many files share. It writes the mapping that a person would: what `sniff` shows is what `load`
//! reads by.

mod bis;
mod code_lists;
mod eurostat;
mod faostat;
mod identity;
mod long;
mod proposal;
mod sample;
mod sdmx;
mod sdmx_header;
mod spelling;
mod wide;
mod world_bank;
mod writer;

use crate::dataset::{Folder, Preview, valid_encodings};
use crate::problem::Problems;
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

/// Reads the start of a file; `None` where it cannot be read, which is recorded in `problems`.
pub(crate) fn sample(
    folder: &Folder,
    path: &str,
    encoding: Option<&str>,
    sheet: Option<&str>,
    problems: &mut Problems,
) -> Option<Sample> {
    match Preview::at(folder, path, encoding, sheet) {
        Ok(preview) => Some(Sample::of(folder, path, preview)),
        Err(fault) => {
            let label = folder.label(path);
            problems.push(fault.problem(&label, || valid_encodings(folder, path), true));
            None
        }
    }
}

/// The mapping of the first profile that matches a file.
pub(crate) fn propose(sample: &Sample) -> Option<Proposal> {
    PROFILES.iter().find_map(|profile| profile(sample))
}
