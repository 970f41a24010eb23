//! What a profile proposes for a file.

use std::sync::Arc;

use super::doubt::Ambiguity;
use crate::dataset::{Folder, Mapping};
use crate::problem::Problem;

/// A mapping for a file, and the profile that wrote it.
#[derive(Debug)]
pub(crate) struct Proposal {
    pub profile: &'static str,
    pub text: String,
    /// What only a person can decide: until then nothing is loaded with the mapping.
    pub ambiguity: Option<Ambiguity>,
}

impl Proposal {
    /// The mapping, as if it were a file in this folder.
    ///
    /// # Errors
    /// The problem, where the text is no valid mapping.
    pub(crate) fn mapping(&self, folder: &Folder) -> Result<Mapping, Box<Problem>> {
        let label: Arc<str> = format!("profile {}", self.profile).into();
        Mapping::read(&label, folder.clone(), Ok(self.text.clone().into_bytes()))
    }
}
