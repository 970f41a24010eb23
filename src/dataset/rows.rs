//! Rows and cells, and what is wrong with their shape.

use std::io::{Cursor, SeekFrom};
use std::ops::Range;

use csv::StringRecord;
use memchr::{memchr, memchr2};

use super::File;
use super::blocks::{Block, end_of_plain_cell, line_ends};
use super::descriptor::Dialect;
use super::marks::Marks;
use crate::problem::{Fact, Place, Problems};

/// The rows of a block, one at a time.
pub struct Rows<'a> {
    block: &'a Block,
    file: Option<&'a File>,
    dialect: &'a Dialect,
    /// Takes quoted cells apart; where the block has none, delimiters and line ends are all there is.
    reader: Option<csv::Reader<Cursor<&'a [u8]>>>,
    record: StringRecord,
    /// The delimiters and line ends of a plain block.
    marks: Marks<'a>,
    /// Where the cells of a plain row end, from its start.
    ends: Vec<usize>,
    /// The byte that will be read next, and its line.
    at: usize,
    line: u64,
}

/// One row.
pub struct Row<'a> {
    file: &'a File,
    block: &'a Block,
    cells: Cells<'a>,
    /// The line on which the row starts, from one.
    pub line: u64,
    /// The bytes of the block that are the row, its line end perhaps among them.
    bytes: Range<usize>,
}

enum Cells<'a> {
    /// The text of the row and where its cells end.
    Plain(&'a str, &'a [usize]),
    Quoted(&'a StringRecord),
}

impl<'a> Cells<'a> {
    fn len(&self) -> usize {
        match self {
            Self::Plain(_, ends) => ends.len(),
            Self::Quoted(record) => record.len(),
        }
    }

    fn get(&self, column: usize) -> &'a str {
        match self {
            Self::Plain(text, ends) => {
                let start = if column == 0 { 0 } else { ends[column - 1] + 1 };
                &text[start..ends[column]]
            }
            Self::Quoted(record) => record.get(column).unwrap_or(""),
        }
    }

    fn texts(&self) -> Vec<&'a str> {
        (0..self.len()).map(|column| self.get(column)).collect()
    }
}

impl<'a> Rows<'a> {
    pub(super) fn new(block: &'a Block, file: &'a File) -> Self {
        let mut rows = Self::of_records(block, &file.dialect);
        rows.file = Some(file);
        if !block.has_quotes {
            rows.reader = None;
        }
        rows
    }

    /// Rows of any length.
    pub(super) fn of_records(block: &'a Block, dialect: &'a Dialect) -> Self {
        Self {
            block,
            file: None,
            dialect,
            reader: Some(reader(block.text.as_bytes(), dialect)),
            record: StringRecord::new(),
            marks: Marks::new([dialect.delimiter as u8, b'\n', b'\r'], block.text.as_bytes()),
            ends: Vec::new(),
            at: 0,
            line: block.line,
        }
    }

    /// The next row of the right length; rows of another length are problems, and their cells are handed to `misshapen`.
    pub fn next(&mut self, misshapen: &mut dyn FnMut(&[&str]), problems: &mut Problems) -> Option<Row<'_>> {
        let file = self.file?;
        let (line, start) = loop {
            let (line, start) = if self.reader.is_some() { self.next_record()? } else { self.next_plain()? };
            let mut text = &self.block.text[start..self.at];
            let length = self.cells(start).len();
            let has_quote = self.reader.is_some() && text.contains(self.dialect.quote_char);
            let split = if has_quote { Some(split(text.as_bytes(), self.dialect)) } else { None };
            let bad_quote = split.as_ref().and_then(|split| split.bad_quote);
            if length == file.columns.len() && bad_quote.is_none() {
                break (line, start);
            }
            // A line of white space alone is a blank one.
            if length == 1 && self.cells(start).get(0).trim().is_empty() && !has_quote {
                continue;
            }
            misshapen(&self.cells(start).texts());
            // A cell of several lines that is closed, in a row of the wrong length: its lines may be rows that a stray quote
            // took, or a text. All of them are refused together.
            let over = split
                .as_ref()
                .and_then(|split| split.cells.iter().position(|cell| text[cell.clone()].contains(['\n', '\r'])));
            if let Some(split) = split.filter(|_| bad_quote.is_some()) {
                text = &text[..split.end];
                self.go_on_behind(start + split.end, line);
            }
            let (fact, column) = match bad_quote.or(over) {
                Some(column) => (Fact::BadQuote, column),
                // The first cell too many, or the last one there is.
                None => (
                    Fact::RowLength { expected: file.columns.len(), found: length },
                    file.columns.len().min(length.saturating_sub(1)),
                ),
            };
            let shown = text.lines().next().unwrap_or_default();
            problems.add(fact, || file.place(shown, line, Some(column)));
            problems.keep_row(line, text.trim_end_matches(['\n', '\r']));
        };
        Some(Row { file, block: self.block, cells: self.cells(start), line, bytes: start..self.at })
    }

    /// Goes on with the line behind one that ends at a byte, whatever the reader took for a part of it.
    fn go_on_behind(&mut self, end: usize, line: u64) {
        let bytes = self.block.text.as_bytes();
        self.at = end + if bytes[end..].starts_with(b"\r\n") { 2 } else { 1 };
        self.at = self.at.min(bytes.len());
        self.line = line + 1;
        if let Some(reader) = &mut self.reader {
            let mut position = csv::Position::new();
            position.set_byte(self.at as u64);
            // Going to a place in memory cannot fail.
            drop(reader.seek_raw(SeekFrom::Start(self.at as u64), position));
        }
    }

    fn cells(&self, start: usize) -> Cells<'_> {
        match self.reader {
            Some(_) => Cells::Quoted(&self.record),
            None => Cells::Plain(&self.block.text[start..], &self.ends),
        }
    }

    /// The next row of any length in a block without quotes: its line and its first byte.
    fn next_plain(&mut self) -> Option<(u64, usize)> {
        let bytes = self.block.text.as_bytes();
        self.skip_blank_lines()?;
        let (line, start) = (self.line, self.at);
        self.ends.clear();
        // Marks before the row were those of blank lines and comments.
        let mut marks = self.marks.by_ref().skip_while(|&mark| mark < start);
        loop {
            let end = marks.next().unwrap_or(bytes.len());
            self.ends.push(end - start);
            if bytes.get(end) != Some(&(self.dialect.delimiter as u8)) {
                self.at = end;
                return Some((line, start));
            }
        }
    }

    /// The next row of any length that the reader finds: its line and its first byte.
    pub(super) fn next_record(&mut self) -> Option<(u64, usize)> {
        self.skip_blank_lines()?;
        let (line, start) = (self.line, self.at);
        let reader = self.reader.as_mut()?;
        // Every byte is in memory, is UTF-8, and every length is accepted, so reading cannot fail.
        if !reader.read_record(&mut self.record).unwrap_or(false) {
            return None;
        }
        let end = reader.position().byte() as usize;
        self.line += line_ends(&self.block.text.as_bytes()[start..end]);
        self.at = end;
        // The reader ends a row within CR LF.
        let bytes = self.block.text.as_bytes();
        if end > 0 && bytes[end - 1] == b'\r' && bytes.get(end) == Some(&b'\n') {
            self.at += 1;
        }
        Some((line, start))
    }

    /// Goes to the first byte of the next row; `None` where there is none.
    fn skip_blank_lines(&mut self) -> Option<()> {
        let bytes = self.block.text.as_bytes();
        let comment = self.dialect.comment_char.map(|character| character as u8);
        while let Some(&byte) = bytes.get(self.at) {
            if Some(byte) == comment {
                self.at += memchr(b'\n', &bytes[self.at..]).unwrap_or(bytes.len() - self.at);
            } else if byte == b'\n' || byte == b'\r' && bytes.get(self.at + 1) != Some(&b'\n') {
                self.line += 1;
                self.at += 1;
            } else if byte == b'\r' {
                self.at += 1;
            } else {
                return Some(());
            }
        }
        None
    }

    pub(super) fn record(&self) -> &StringRecord {
        &self.record
    }

    /// The byte that will be read next.
    pub(super) fn position(&self) -> usize {
        self.at
    }
}

impl<'a> Row<'a> {
    /// The text of a cell; empty where the cell holds one of the column's missing values.
    pub fn cell(&self, column: usize) -> &'a str {
        let text = self.cells.get(column);
        if self.file.missing[column].iter().any(|missing| missing == text) { "" } else { text }
    }

    /// The place of a cell, or of the row.
    pub fn place(&self, column: Option<usize>) -> Place {
        self.file.place(&self.block.text[self.bytes.start..], self.line, column)
    }

    /// The place of a column's name in the header.
    pub fn header_place(&self, column: usize) -> Place {
        self.file.header_place(column)
    }

    /// The row as it stands in the file, without its line end.
    pub fn text(&self) -> &'a str {
        self.block.text[self.bytes.clone()].trim_end_matches(['\n', '\r'])
    }
}

fn reader<'a>(bytes: &'a [u8], dialect: &Dialect) -> csv::Reader<Cursor<&'a [u8]>> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(dialect.delimiter as u8)
        .quote(dialect.quote_char as u8)
        .double_quote(dialect.double_quote)
        .escape(dialect.escape_char.map(|character| character as u8))
        .comment(dialect.comment_char.map(|character| character as u8))
        // What is read ahead is read again where a stray quote ends with its line.
        .buffer_capacity(1 << 10)
        .from_reader(Cursor::new(bytes))
}

/// A row taken apart.
pub(super) struct Split {
    /// The cells as ranges from the start of the row, quotes included.
    pub cells: Vec<Range<usize>>,
    /// Where the row ends, without its line end.
    pub end: usize,
    /// How far had to be looked to know that: behind a quote that is not closed as it should be, further than the row.
    pub reach: usize,
    /// The first cell whose quote is not closed, or is closed before the cell ends.
    pub bad_quote: Option<usize>,
}

impl Split {
    /// Ends a row with its line where a quote is not closed as it should be: what comes behind is another row.
    fn end_with_line(&mut self, bytes: &[u8]) {
        if self.bad_quote.is_none() {
            return;
        }
        let Some(end) = memchr2(b'\n', b'\r', &bytes[..self.end]) else { return };
        self.end = end;
        self.cells.retain(|cell| cell.start <= end);
        if let Some(last) = self.cells.last_mut() {
            last.end = last.end.min(end);
        }
        self.bad_quote = self.cells.len().checked_sub(1);
    }
}

/// Takes the row at the start of some bytes apart, as the reader does, and looks at its quotes.
pub(super) fn split(bytes: &[u8], dialect: &Dialect) -> Split {
    let (quote, delimiter) = (dialect.quote_char as u8, dialect.delimiter as u8);
    let escape = dialect.escape_char.map(|character| character as u8);
    let mut split = Split { cells: Vec::with_capacity(16), end: 0, reach: 0, bad_quote: None };
    let mut at = 0;
    loop {
        let start = at;
        if dialect.skip_initial_space {
            at += bytes[at..].iter().take_while(|&&byte| byte == b' ').count();
        }
        if bytes.get(at) == Some(&quote) {
            at += 1;
            let mut is_closed = false;
            while at < bytes.len() {
                let Some(found) = memchr2(quote, escape.unwrap_or(quote), &bytes[at..]) else {
                    at = bytes.len();
                    break;
                };
                at += found + 1;
                let is_doubled = dialect.double_quote && bytes.get(at) == Some(&quote);
                if Some(bytes[at - 1]) == escape || is_doubled {
                    at += 1;
                } else {
                    is_closed = true;
                    break;
                }
            }
            at = at.min(bytes.len());
            let follows = bytes.get(at).copied();
            if !is_closed || !follows.is_none_or(|byte| byte == delimiter || matches!(byte, b'\n' | b'\r')) {
                split.bad_quote.get_or_insert(split.cells.len());
            }
        }
        at += end_of_plain_cell(&bytes[at..], delimiter);
        split.cells.push(start..at);
        split.end = at;
        if bytes.get(at) != Some(&delimiter) {
            split.reach = at;
            split.end_with_line(bytes);
            return split;
        }
        at += 1;
    }
}
