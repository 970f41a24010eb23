//! What every format does with a heading and its rows.

use std::io;

use crate::table::{Cell, Heading, Note};

/// A table on its way out: [`begin`](Render::begin) once, [`row`](Render::row) for each row, [`end`](Render::end) once.
///
/// For people, several tables may follow each other: then the heading of `begin` has no columns, and each table starts with
/// [`section`](Render::section).
///
/// A row shorter than the heading is filled with missing values; what is longer is cut. The only errors are those of
/// the output.
pub(crate) trait Render {
    /// Takes the heading; what must know the rows first writes nothing yet.
    fn begin(&mut self, heading: &Heading) -> io::Result<()>;
    /// Ends the table before, if there is one, and takes the heading of the next one, whose title is written above it. A
    /// format for programs has one table.
    fn section(&mut self, _heading: &Heading) -> io::Result<()> {
        Ok(())
    }
    /// Takes one row.
    fn row(&mut self, row: &[Cell]) -> io::Result<()>;
    /// Writes what is left and flushes the output.
    fn end(&mut self) -> io::Result<()>;

    /// Lines below the rows, such as footnotes: before [`end`](Render::end). A format for programs leaves them out.
    fn notes(&mut self, _notes: &[Note]) -> io::Result<()> {
        Ok(())
    }
}

/// Exactly `count` cells of a row, so that no format has to think of a row that does not fit its heading.
pub(super) fn fitted(row: &[Cell], count: usize) -> impl Iterator<Item = &Cell> {
    row.iter().chain(std::iter::repeat(&Cell::Null)).take(count)
}
