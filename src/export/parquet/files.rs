//! The Parquet files of one table: row groups that are sorted and have statistics, in files that an engine can read in parallel.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use super::rows::{Column, Kind, Rows};
use crate::draft::{self, Draft};
use crate::error::{Error, Result};

/// The rows of a row group.
pub(super) const GROUP: usize = 1 << 17;

/// The bytes after which a file is full.
const FULL: usize = 192 << 20;

/// A file that is complete, under the name of its draft.
pub(super) struct Written {
    /// Its path in the folder of the export.
    pub path: String,
    pub rows: u64,
    pub draft: Draft,
}

/// The files of one table, while they are written.
pub(super) struct Files<'a> {
    folder: &'a Path,
    table: &'a str,
    shard: &'a str,
    schema: TypePtr,
    properties: WriterPropertiesPtr,
    open: Option<Open>,
    written: Vec<Written>,
}

/// The file that is being written.
struct Open {
    file: Written,
    writer: SerializedFileWriter<File>,
}

impl<'a> Files<'a> {
    pub(super) fn new(folder: &'a Path, table: &'a str, shard: &'a str, columns: &[Column]) -> Result<Self> {
        let fields = columns.iter().map(field).collect::<Result<Vec<TypePtr>, ParquetError>>();
        let schema = fields.and_then(|fields| Type::group_type_builder(table).with_fields(fields).build());
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(concat!("yearbook ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let target = folder.join(table);
        Ok(Self {
            schema: Arc::new(schema.map_err(|source| failed(&target, source))?),
            properties: Arc::new(properties),
            open: None,
            written: Vec::new(),
            folder,
            table,
            shard,
        })
    }

    /// Writes a row group.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn write(&mut self, mut rows: Rows) -> Result<()> {
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.begin()?,
        };
        let target = self.folder.join(&open.file.path);
        let mut write = || {
            let mut group = open.writer.next_row_group()?;
            let mut column = 0;
            while let Some(mut writer) = group.next_column()? {
                rows.write(column, &mut writer)?;
                writer.close()?;
                column += 1;
            }
            group.close().map(drop)
        };
        write().map_err(|source| failed(&target, source))?;
        open.file.rows += rows.count as u64;
        if open.writer.bytes_written() < FULL {
            self.open = Some(open)
        } else {
            self.complete(open)?
        }
        Ok(())
    }

    /// Completes the last file; a table without rows has one, too, from which its columns can be read.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn finish(mut self) -> Result<Vec<Written>> {
        match self.open.take() {
            Some(open) => self.complete(open)?,
            None if self.written.is_empty() => {
                let open = self.begin()?;
                self.complete(open)?;
            }
            None => {}
        }
        Ok(self.written)
    }

    fn begin(&self) -> Result<Open> {
        let path = format!("{}/{}-{:04}.parquet", self.table, self.shard, self.written.len() + 1);
        let target = self.folder.join(&path);
        let begin = || {
            std::fs::create_dir_all(draft::folder_of(&target))?;
            let draft = draft::of_output(&target)?;
            Ok((draft.file.as_file().try_clone()?, draft))
        };
        let (file, draft) = begin().map_err(|source| Error::io("writing", &target, source))?;
        let writer = SerializedFileWriter::new(file, Arc::clone(&self.schema), Arc::clone(&self.properties))
            .map_err(|source| failed(&target, source))?;
        Ok(Open { file: Written { path, rows: 0, draft }, writer })
    }

    fn complete(&mut self, Open { file, writer }: Open) -> Result<()> {
        writer.close().map_err(|source| failed(&self.folder.join(&file.path), source))?;
        self.written.push(file);
        Ok(())
    }
}

fn field(column: &Column) -> Result<TypePtr, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer | Kind::Id => (Physical::INT64, None),
        Kind::Real => (Physical::DOUBLE, None),
    };
    let builder = Type::primitive_type_builder(&column.name, physical).with_repetition(Repetition::OPTIONAL);
    builder.with_logical_type(logical).build().map(Arc::new)
}

/// The error of a file; the library hides that of the system in its own.
fn failed(file: &Path, source: ParquetError) -> Error {
    let source = match source {
        ParquetError::External(source) => match source.downcast::<std::io::Error>() {
            Ok(source) => *source,
            Err(source) => std::io::Error::other(source),
        },
        source => std::io::Error::other(source),
    };
    Error::io("writing", file, source)
}
