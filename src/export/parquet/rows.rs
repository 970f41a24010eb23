//! Rows on their way into a row group, column by column.

use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::Result;
use parquet::file::writer::SerializedColumnWriter;
use rusqlite::types::ValueRef;
use twox_hash::XxHash3_64;

/// What a column has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Integer,
    Real,
    /// A hash of the natural key, which the statement returns as a text: the same in every file that has this key.
    Id,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub name: String,
    pub kind: Kind,
}

#[derive(Debug)]
enum Values {
    /// All texts, one after the other, and where each ends.
    Texts(Vec<u8>, Vec<usize>),
    Integers(Vec<i64>),
    Reals(Vec<f64>),
}

/// The values of one column; `levels` has 1 for each row with a value, and 0 for one without.
#[derive(Debug)]
struct Buffer {
    kind: Kind,
    levels: Vec<i16>,
    values: Values,
}

/// The rows of a row group.
#[derive(Debug)]
pub(super) struct Rows {
    buffers: Vec<Buffer>,
    pub count: usize,
}

impl Rows {
    pub(super) fn new(columns: &[Column]) -> Self {
        let buffers = columns.iter().map(|column| Buffer::new(column.kind)).collect();
        Self { buffers, count: 0 }
    }

    /// Adds a row; `value` returns the value of a column.
    pub(super) fn push<'a, E>(
        &mut self,
        mut value: impl FnMut(usize) -> std::result::Result<ValueRef<'a>, E>,
    ) -> std::result::Result<(), E> {
        for (index, buffer) in self.buffers.iter_mut().enumerate() {
            buffer.push(value(index)?);
        }
        self.count += 1;
        Ok(())
    }

    /// Writes a column, and frees its memory.
    pub(super) fn write(&mut self, column: usize, writer: &mut SerializedColumnWriter<'_>) -> Result<()> {
        let Some(buffer) = self.buffers.get_mut(column) else { return Ok(()) };
        let Buffer { levels, values, .. } = std::mem::replace(buffer, Buffer::new(buffer.kind));
        let levels = Some(levels.as_slice());
        match values {
            Values::Texts(bytes, ends) => {
                // All texts share one allocation.
                let all = ByteArray::from(bytes);
                let starts = std::iter::once(&0).chain(&ends);
                let texts: Vec<ByteArray> =
                    starts.zip(&ends).map(|(start, end)| all.slice(*start, end - start)).collect();
                writer.typed::<ByteArrayType>().write_batch(&texts, levels, None)
            }
            Values::Integers(values) => writer.typed::<Int64Type>().write_batch(&values, levels, None),
            Values::Reals(values) => writer.typed::<DoubleType>().write_batch(&values, levels, None),
        }
        .map(drop)
    }
}

impl Buffer {
    fn new(kind: Kind) -> Self {
        let values = match kind {
            Kind::Text => Values::Texts(Vec::new(), Vec::new()),
            Kind::Integer | Kind::Id => Values::Integers(Vec::new()),
            Kind::Real => Values::Reals(Vec::new()),
        };
        Self { kind, levels: Vec::new(), values }
    }

    /// Adds a value. The constraints of the tables say which type it has.
    fn push(&mut self, value: ValueRef<'_>) {
        let is_there = match (&mut self.values, value) {
            (Values::Texts(bytes, ends), ValueRef::Text(text)) => {
                bytes.extend_from_slice(text);
                ends.push(bytes.len());
                true
            }
            (Values::Integers(values), ValueRef::Text(key)) if self.kind == Kind::Id => {
                values.push(id(key));
                true
            }
            (Values::Integers(values), ValueRef::Integer(value)) => {
                values.push(value);
                true
            }
            (Values::Reals(values), ValueRef::Real(value)) => {
                values.push(value);
                true
            }
            _ => false,
        };
        self.levels.push(i16::from(is_there));
    }
}

/// The id of a natural key.
pub(super) fn id(key: &[u8]) -> i64 {
    XxHash3_64::oneshot(key).cast_signed()
}
