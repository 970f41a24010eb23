//! How much may be made of the bytes of a file.

use super::fault::Fault;

/// How many bytes the reader of workbooks needs for a cell and its formula, without their texts.
pub(super) const CELL: u64 = 64;

/// How many bytes a file may be unpacked to, or the cells of a workbook may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowance {
    /// The size of the file as it lies.
    pub size: u64,
    pub bytes: u64,
    pub fix: &'static str,
}

/// How many times its size a file may take. Tables are packed to a hundredth at the least, and workbooks to about a tenth of
/// their XML. A small file may repeat itself more often.
const RATIO: u64 = 200;

/// How something is loaded that is packed too tightly.
pub(super) const UNPACK: &str =
    "unpack it with another program, check that it holds a table, and load the unpacked file";

impl Allowance {
    /// The allowance in memory of a workbook that is a file of this size, or is packed in one.
    pub(super) fn of_workbook(size: u64) -> Self {
        let fix = "save the sheet that holds the table as CSV, and load that file";
        Self { size, bytes: size.saturating_mul(RATIO).clamp(256 << 20, 2 << 30), fix }
    }

    /// The allowance on the disk, in a temporary file, of what is packed in a file of this size. It is less for small files:
    /// a dataset may have thousands.
    pub(super) fn of_packed(size: u64) -> Self {
        Self { size, bytes: size.saturating_mul(RATIO).clamp(16 << 20, 16 << 30), fix: UNPACK }
    }

    /// Checks what something takes: `what` is the start of the sentence that says so.
    ///
    /// # Errors
    /// [`Fault::Limit`] where that is more than the allowance.
    pub(super) fn check(self, what: &str, bytes: u64) -> Result<(), Fault> {
        if bytes <= self.bytes {
            return Ok(());
        }
        let Self { size, bytes: limit, fix } = self;
        Err(Fault::Limit {
            message: format!("{what} {bytes} bytes; the limit for a file of {size} bytes is {limit}"),
            fix,
        })
    }
}
