//! How far a load is.

use crate::error::Result;

/// What a load is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// It has read so many bytes.
    Reading { bytes: u64, of: u64 },
    /// It has compared so many figures with what is stored, or written them.
    Placing { figures: u64, of: u64 },
}

/// A function that is called repeatedly with the progress; its error ends the load.
pub(super) type Watch<'a> = dyn FnMut(Progress) -> Result<()> + 'a;
