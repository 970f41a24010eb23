//! One CSV file of a dataset: its header, its rows, and the place of every cell.

use std::ops::Range;
use std::sync::Arc;

use csv::ByteRecord;

use super::descriptor::{Dialect, Resource};
use super::package::Package;
use super::text::{sha256, text_of, without_initial_space};
use crate::problem::{Excerpt, Fact, Place, Problems};

/// A file in memory, known to be UTF-8.
#[derive(Debug)]
pub struct File {
    /// The path as the user knows it.
    pub label: Arc<str>,
    /// The path in the package.
    pub path: String,
    text: String,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// The size of the file in bytes.
    pub size: u64,
    /// Where the first row, or the header, starts: after a byte order mark and the lines above the header.
    start: usize,
    start_line: u64,
    dialect: Dialect,
    /// The column names: of the header, or of the schema where the file has none.
    pub columns: Vec<String>,
    /// The line and the byte at which the header starts.
    header: (u64, usize),
    /// For each column the texts that mean a missing value.
    missing: Vec<Vec<String>>,
}

impl File {
    /// Reads a file and its header.
    pub fn open(package: &Package, resource: &Resource, path: &str, problems: &mut Problems) -> Option<Self> {
        let label = package.label(path);
        let whole = |file: &Arc<str>| Place::of_file(file);
        if let Some(fact) = unsupported(resource, path) {
            problems.add(fact, || whole(&package.label("datapackage.json")));
            return None;
        }
        let bytes = match package.folder.read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                let fact =
                    Fact::Unreadable { message: error.to_string(), mend: "check the `path` in datapackage.json" };
                problems.add(fact, || whole(&label));
                return None;
            }
        };
        if bytes.starts_with(b"PK\x03\x04") {
            let (what, mend) = ("a workbook or an archive".to_owned(), "save the sheet as CSV".to_owned());
            problems.add(Fact::Unsupported { what, mend }, || whole(&label));
            return None;
        }
        let (sha256, size) = (sha256(&bytes), bytes.len() as u64);
        let text = match text_of(bytes) {
            Ok(text) => text,
            Err((bytes, at)) => {
                let good = &bytes[..at];
                let line = 1 + good.iter().filter(|&&byte| byte == b'\n').count() as u64;
                problems.add(Fact::Encoding { byte: bytes[at] }, || {
                    let start = good.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
                    let text = String::from_utf8_lossy(&good[start..]).into_owned() + "\u{fffd}";
                    let mark = text.len() - '\u{fffd}'.len_utf8()..text.len();
                    Place { file: Arc::clone(&label), line, excerpt: Some(Excerpt { text, mark, column: None }) }
                });
                return None;
            }
        };
        // Lines that end in CR alone, as old spreadsheets write them, are counted like any other.
        let text = if text.contains('\n') { text } else { text.replace('\r', "\n") };
        let dialect = resource.dialect.clone();
        let text = if dialect.skip_initial_space { without_initial_space(&text, &dialect) } else { text };
        let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut start_line = 1;
        for _ in 1..dialect.header_rows.first().copied().unwrap_or(1) {
            if start == text.len() {
                break;
            }
            start = text[start..].find('\n').map_or(text.len(), |end| start + end + 1);
            start_line += 1;
        }
        let mut file = Self {
            label,
            path: path.to_owned(),
            text,
            sha256,
            size,
            start,
            start_line,
            dialect,
            columns: Vec::new(),
            header: (start_line, start),
            missing: Vec::new(),
        };
        file.columns = if file.dialect.header {
            let mut rows = file.rows();
            let header = rows.next_record();
            let mut place = file.header;
            let columns = header.map(|(record, line, offset)| {
                place = (line, offset);
                record.iter().map(lossy).collect()
            });
            let columns = columns.unwrap_or_default();
            (file.start, file.start_line) = (rows.position(), rows.line());
            file.header = place;
            columns
        } else {
            resource.schema.fields.iter().map(|field| field.name.clone()).collect()
        };
        file.missing = file.columns.iter().map(|column| resource.missing_values(column)).collect();
        Some(file)
    }

    /// The place of a column's name in the header.
    pub fn header_place(&self, column: usize) -> Place {
        if !self.dialect.header {
            return Place::of_file(&self.label);
        }
        let (line, offset) = self.header;
        let mut place = self.place(line, offset, Some(column));
        // The marked text is the column's name: no need to say it again.
        place.excerpt = place.excerpt.map(|excerpt| Excerpt { column: None, ..excerpt });
        place
    }

    /// The place of a cell, or of a whole row, that starts at a byte of the file.
    pub fn place(&self, line: u64, offset: usize, column: Option<usize>) -> Place {
        let split = self.split(offset);
        let text = self.text[offset..split.end].to_owned();
        let mark = column.and_then(|column| split.cells.get(column).cloned()).unwrap_or(0..text.len());
        let column = column.and_then(|column| self.columns.get(column).cloned());
        Place { file: Arc::clone(&self.label), line, excerpt: Some(Excerpt { text, mark, column }) }
    }

    /// The place of a cell in the row that starts on a line.
    pub fn place_of_line(&self, line: u64, column: Option<usize>) -> Place {
        let (mut rows, mut refused, mut ignored) = (self.rows(), 0, Problems::default());
        while let Some(row) = rows.next(&mut refused, &mut ignored) {
            if row.line == line {
                return row.place(column);
            }
        }
        Place { file: Arc::clone(&self.label), line, excerpt: None }
    }

    /// The rows below the header.
    pub fn rows(&self) -> Rows<'_> {
        let dialect = &self.dialect;
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(dialect.delimiter as u8)
            .quote(dialect.quote_char as u8)
            .double_quote(dialect.double_quote)
            .escape(dialect.escape_char.map(|character| character as u8))
            .comment(dialect.comment_char.map(|character| character as u8))
            .from_reader(&self.text.as_bytes()[self.start..]);
        Rows { file: self, reader, record: ByteRecord::new() }
    }

    /// Takes the row at `offset` apart, as the reader does, and looks at its quotes.
    fn split(&self, offset: usize) -> Split {
        let bytes = &self.text.as_bytes()[offset..];
        let dialect = &self.dialect;
        let (quote, delimiter) = (dialect.quote_char as u8, dialect.delimiter as u8);
        let escape = dialect.escape_char.map(|character| character as u8);
        let mut split = Split { cells: Vec::new(), end: offset, bad_quote: None };
        let mut at = 0;
        loop {
            let start = at;
            if bytes.get(at) == Some(&quote) {
                at += 1;
                let mut is_closed = false;
                while let Some(&byte) = bytes.get(at) {
                    at += 1;
                    if Some(byte) == escape {
                        at += 1;
                    } else if byte == quote {
                        if dialect.double_quote && bytes.get(at) == Some(&quote) {
                            at += 1;
                        } else {
                            is_closed = true;
                            break;
                        }
                    }
                }
                let follows = bytes.get(at).copied();
                if !is_closed || !follows.is_none_or(|byte| byte == delimiter || matches!(byte, b'\n' | b'\r')) {
                    split.bad_quote.get_or_insert(split.cells.len());
                }
            }
            while bytes.get(at).is_some_and(|&byte| byte != delimiter && !matches!(byte, b'\n' | b'\r')) {
                at += 1;
            }
            let end = at.min(bytes.len());
            split.cells.push(start..end);
            split.end = offset + end;
            if bytes.get(at) != Some(&delimiter) {
                return split;
            }
            at += 1;
        }
    }
}

/// A row taken apart.
struct Split {
    /// The cells as ranges from the start of the row, quotes included.
    cells: Vec<Range<usize>>,
    /// The byte of the file at which the row ends.
    end: usize,
    /// The first cell whose quote is not closed, or is closed before the cell ends.
    bad_quote: Option<usize>,
}

/// What a resource asks for that no reader here can do.
fn unsupported(resource: &Resource, path: &str) -> Option<Fact> {
    let refuse = |what: String, mend: &str| Some(Fact::Unsupported { what, mend: mend.to_owned() });
    let dialect = &resource.dialect;
    let characters = [Some(dialect.delimiter), Some(dialect.quote_char), dialect.escape_char, dialect.comment_char];
    if path.contains("://") {
        return refuse(format!("the remote file {path}"), "download it into the dataset's folder");
    }
    if path.starts_with('/') || path.split(['/', '\\']).any(|part| part == "..") {
        return refuse(
            format!("the path {path}, which leads out of the dataset's folder"),
            "keep the file in the folder",
        );
    }
    if let Some(format) = resource.format.as_deref().filter(|format| !matches!(*format, "csv" | "tsv")) {
        return refuse(format!("the format `{format}`"), "save the file as CSV");
    }
    if let Some(encoding) = &resource.encoding
        && !matches!(encoding.to_ascii_lowercase().as_str(), "utf-8" | "utf8" | "utf-8-sig" | "ascii" | "us-ascii")
    {
        return refuse(format!("the encoding `{encoding}`"), "save the file as UTF-8");
    }
    if let Some(character) = characters.into_iter().flatten().find(|character| !character.is_ascii()) {
        return refuse(format!("`{character}` as a mark of the dialect"), "use an ASCII character");
    }
    for field in &resource.schema.fields {
        let marks = resource.marks(&field.name);
        let is_odd = |mark: char| mark.is_ascii_digit() || "+-eE<>=~".contains(mark);
        if is_odd(marks.decimal) || marks.group.is_some_and(is_odd) || marks.group == Some(marks.decimal) {
            let what =
                format!("the decimal mark `{}` with the group mark `{}`", marks.decimal, marks.group.unwrap_or(' '));
            return refuse(
                what,
                "give `decimalChar` and `groupChar` two different marks that no number is spelled with",
            );
        }
    }
    if dialect.header_rows.len() != 1 || dialect.header_rows[0] == 0 {
        return refuse("a header of several rows".to_owned(), "give `headerRows` one row number, counted from 1");
    }
    if !dialect.header && resource.schema.fields.is_empty() {
        return refuse(
            "a file without a header and without a schema".to_owned(),
            "name its columns in `schema.fields`",
        );
    }
    None
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

/// The rows of a file, one at a time.
pub struct Rows<'a> {
    file: &'a File,
    reader: csv::Reader<&'a [u8]>,
    record: ByteRecord,
}

/// One row.
pub struct Row<'a> {
    file: &'a File,
    record: &'a ByteRecord,
    /// The line on which the row starts, from one.
    pub line: u64,
    /// The byte at which the row starts.
    pub offset: usize,
}

impl<'a> Rows<'a> {
    /// The next row of the right length; rows of another length are problems and counted in `refused`.
    pub fn next(&mut self, refused: &mut u64, problems: &mut Problems) -> Option<Row<'_>> {
        let file = self.file;
        let (line, offset) = loop {
            let (length, line, offset) = {
                let (record, line, offset) = self.next_record()?;
                (record.len(), line, offset)
            };
            // The reader forgives a stray quote and swallows rows up to the next one.
            let has_quote = file.text[offset..self.position()].contains(file.dialect.quote_char);
            let bad_quote = if has_quote { file.split(offset).bad_quote } else { None };
            if length == file.columns.len() && bad_quote.is_none() {
                break (line, offset);
            }
            *refused += 1;
            let (fact, column) = match bad_quote {
                Some(column) => (Fact::BadQuote, column),
                // The first cell too many, or the last one there is.
                None => (
                    Fact::RowLength { expected: file.columns.len(), found: length },
                    file.columns.len().min(length.saturating_sub(1)),
                ),
            };
            problems.add(fact, || file.place(line, offset, Some(column)));
        };
        Some(Row { file, record: &self.record, line, offset })
    }

    /// The next record of any length, its line and its first byte.
    fn next_record(&mut self) -> Option<(&ByteRecord, u64, usize)> {
        // Every byte is in memory and every length is accepted, so reading cannot fail.
        if !self.reader.read_byte_record(&mut self.record).unwrap_or(false) {
            return None;
        }
        let position = self.record.position()?;
        let (mut offset, mut line) =
            (self.file.start + position.byte() as usize, self.file.start_line + position.line() - 1);
        // The reader notes where it began to look; blank lines and comments may lie before the row itself.
        let bytes = self.file.text.as_bytes();
        let comment = self.file.dialect.comment_char.map(|character| character as u8);
        while let Some(&byte) = bytes.get(offset) {
            if Some(byte) == comment {
                offset += bytes[offset..].iter().position(|&byte| byte == b'\n').unwrap_or(bytes.len() - offset);
            } else if !matches!(byte, b'\n' | b'\r') {
                break;
            } else {
                line += u64::from(byte == b'\n');
                offset += 1;
            }
        }
        // A comment that ends the file without a line end comes back as a row.
        (offset < bytes.len()).then_some((&self.record, line, offset))
    }

    /// The byte that will be read next.
    pub fn position(&self) -> usize {
        self.file.start + self.reader.position().byte() as usize
    }

    fn line(&self) -> u64 {
        self.file.start_line + self.reader.position().line() - 1
    }
}

impl<'a> Row<'a> {
    /// The text of a cell; empty where the cell holds one of the column's missing values.
    pub fn cell(&self, column: usize) -> &'a str {
        // The whole file is UTF-8, and no mark of a dialect lies within a character.
        let text = self.record.get(column).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("");
        if self.file.missing[column].iter().any(|missing| missing == text) { "" } else { text }
    }

    /// The place of a cell, or of the row.
    pub fn place(&self, column: Option<usize>) -> Place {
        self.file.place(self.line, self.offset, column)
    }
}
