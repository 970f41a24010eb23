//! How much a workbook may make of its bytes.

use super::fault::Fault;

/// How many bytes the members of a workbook may be unpacked to, and how many its cells may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowance {
    /// The size of the workbook itself.
    pub size: u64,
    pub bytes: u64,
}

impl Allowance {
    /// The allowance of a workbook of this size. Workbooks are packed to about a tenth of their XML; a small one may repeat
    /// itself more often.
    pub(super) fn of(size: u64) -> Self {
        Self { size, bytes: size.saturating_mul(200).clamp(256 << 20, 2 << 30) }
    }

    /// Checks what something takes: `what` is the start of the sentence that says so.
    ///
    /// # Errors
    /// [`Fault::Limit`] where that is more than the allowance.
    pub(super) fn check(self, what: &str, bytes: u64) -> Result<(), Fault> {
        if bytes <= self.bytes {
            return Ok(());
        }
        let Self { size, bytes: limit } = self;
        let message = format!("{what} {bytes} bytes; the limit for a workbook of {size} bytes is {limit}");
        Err(Fault::Limit { message, fix: "save the sheet that holds the table as CSV, and load that file" })
    }
}
