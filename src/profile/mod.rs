//! What a file of another shape is, seen from its start, and a mapping that reads it.
//!
//! A profile is a shape that many files share. It writes the mapping that a person would: what `sniff` shows is what `load`
//! reads by.

mod eurostat;
mod long;
mod sdmx;
mod seen;
mod spelling;
mod wide;
mod world_bank;
mod writer;

use std::sync::Arc;

use crate::dataset::{Folder, Look, Mapping};
use crate::mapping::RESERVED;
use crate::problem::{Problem, Problems};
pub use seen::{Doubt, Seen};

/// A mapping for a file, and the profile that wrote it.
#[derive(Debug)]
pub struct Proposal {
    pub profile: &'static str,
    pub text: String,
    /// What only a person can know: until somebody says it, the mapping is not to be loaded by.
    pub doubt: Option<Doubt>,
}

impl Proposal {
    /// The mapping, read as if it lay beside the files of a folder.
    pub fn mapping(&self, folder: &Folder) -> Result<Mapping, Box<Problem>> {
        let label: Arc<str> = format!("profile {}", self.profile).into();
        Mapping::read(&label, folder.clone(), Ok(self.text.clone().into_bytes()))
    }
}

/// Every profile, those that are surest first.
type Profile = fn(&Seen) -> Option<Proposal>;
const PROFILES: [Profile; 6] =
    [sdmx::propose, eurostat::propose, world_bank::propose, long::propose_own, wide::propose, long::propose];

/// Whether a mapping means something else than a column by a name.
pub fn is_reserved(name: &str) -> bool {
    RESERVED.iter().any(|(reserved, _)| *reserved == name)
}

/// Looks at a file. What keeps it from being read is told, and then there is nothing to see.
pub fn see(
    folder: &Folder,
    path: &str,
    encoding: Option<&str>,
    sheet: Option<&str>,
    problems: &mut Problems,
) -> Option<Seen> {
    match Look::at(folder, path, encoding, sheet) {
        Ok(look) => Some(Seen::of(folder, path, look)),
        Err(fault) => {
            let label = folder.label(path);
            problems.push(fault.problem(&label));
            None
        }
    }
}

/// The mapping for a file that some profile knows.
pub fn propose(seen: &Seen) -> Option<Proposal> {
    PROFILES.iter().find_map(|profile| profile(seen))
}
