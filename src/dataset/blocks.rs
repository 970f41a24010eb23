//! A file in blocks of whole rows, so that a file of any size is read with little memory, and several threads can split
//! its blocks.

use std::io::{self, Read};

use memchr::{memchr, memrchr, memrchr2};

use super::digest::{Digest, Digester};
use super::fault::Fault;
use super::input::Input;
use super::split::{Boundaries, Grammar, SplitRow, Splitter, line_ends};

/// How many bytes a block has, unless a row needs more.
const BLOCK: usize = 1 << 20;

/// The maximum length of a row in bytes. In a longer one, a quote is probably not closed; where it has no line end either, the
/// file is no table.
const MAXIMUM_ROW: usize = 16 << 20;

/// How many bytes of a row that is too long are shown.
const SHOWN: usize = 60;

/// Some rows of a file, each whole.
#[derive(Debug, Default)]
pub(crate) struct Block {
    /// The rows as they stand in the file.
    pub text: String,
    /// The line on which the block starts, from one.
    pub line: u64,
    /// How many bytes of the file have been read with this block.
    pub read: u64,
    /// Whether a quote or an escape occurs, so that a delimiter may be a part of a cell.
    pub(super) has_quotes: bool,
    /// How many lines end in the block.
    lines: u64,
}

/// A row of a header.
pub(super) struct HeaderRow {
    pub cells: Vec<String>,
    pub line: u64,
    /// The bytes of the row in the block, its line end included (`start..end`), and the number of the line after it.
    pub start: usize,
    pub end: usize,
    pub next_line: u64,
}

/// The blocks of a file, from its first row to its last.
pub(crate) struct Blocks {
    input: Input,
    grammar: Grammar,
    /// `None` where no checksums are wanted.
    digester: Option<Digester>,
    /// The checksums of the file, where these blocks are of unpacked or decoded text.
    known: Option<Digest>,
    /// The bytes that have been read and are not in a block yet.
    rest: Vec<u8>,
    line: u64,
    read: u64,
    is_at_end: bool,
    has_returns_only: bool,
    maximum_row: usize,
    /// The fault that comes after the blocks that have been returned.
    fault: Option<Fault>,
}

impl Blocks {
    /// Whether lines end in CR alone, as far as the start of a file shows.
    pub(super) fn has_returns_only(input: Input) -> io::Result<bool> {
        let mut start = Vec::new();
        input.take(BLOCK as u64).read_to_end(&mut start)?;
        Ok(memchr(b'\r', &start).is_some() && memchr(b'\n', &start).is_none())
    }

    /// Starts so many bytes into a file, which is on this line.
    pub(super) fn new(
        mut input: Input,
        grammar: Grammar,
        has_returns_only: bool,
        (start, line): (usize, u64),
    ) -> Result<Self, Fault> {
        let mut digester = Digester::default();
        let mut head = Vec::with_capacity(start);
        input.by_ref().take(start as u64).read_to_end(&mut head).map_err(Fault::Io)?;
        digester.update(&head);
        let read = head.len() as u64;
        Ok(Self {
            input,
            grammar,
            digester: Some(digester),
            known: None,
            rest: Vec::new(),
            line,
            read,
            is_at_end: false,
            has_returns_only,
            maximum_row: MAXIMUM_ROW,
            fault: None,
        })
    }

    fn next_block(&mut self) -> Result<Option<Block>, Fault> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        let mut bytes = std::mem::take(&mut self.rest);
        let mut wanted = BLOCK;
        let end = loop {
            self.fill(&mut bytes, wanted)?;
            if self.is_at_end {
                break bytes.len();
            }
            match self.end_of_rows(&bytes) {
                Some(end) => break end,
                None if bytes.len() >= self.maximum_row => match memrchr2(b'\n', b'\r', &bytes[..bytes.len() - 1]) {
                    Some(end) => break end + 1,
                    None => {
                        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN)]).into_owned();
                        return Err(Fault::LongRow { line: self.line, start, maximum: self.maximum_row });
                    }
                },
                None => wanted = 2 * bytes.len(),
            }
        };
        if bytes.is_empty() {
            return Ok(None);
        }
        self.rest.reserve(BLOCK + BLOCK / 8);
        self.rest.extend_from_slice(&bytes[end..]);
        bytes.truncate(end);
        self.block(bytes).map(Some)
    }

    /// Reads until there are as many bytes as wanted, or no more.
    fn fill(&mut self, bytes: &mut Vec<u8>, wanted: usize) -> Result<(), Fault> {
        let before = bytes.len();
        bytes.reserve(wanted.saturating_sub(before));
        let missing = wanted.saturating_sub(before) as u64;
        let read = self.input.by_ref().take(missing).read_to_end(bytes).map_err(Fault::Io)?;
        self.is_at_end = (read as u64) < missing;
        if let Some(digester) = &mut self.digester {
            digester.update(&bytes[before..]);
        }
        if self.has_returns_only {
            // Every other part of reading then knows one kind of line end.
            bytes[before..].iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        }
        self.read += read as u64;
        Ok(())
    }

    /// The end of the last row that certainly ends within these bytes; `None` where there is none.
    fn end_of_rows(&self, bytes: &[u8]) -> Option<usize> {
        if !self.grammar.has_quotes(bytes) {
            let end = memrchr(b'\n', bytes).or_else(|| {
                // A CR that is the last byte may be half of a line end.
                memrchr(b'\r', &bytes[..bytes.len() - 1])
            });
            return end.map(|end| end + 1);
        }
        let mut rows = Boundaries::new(bytes, self.grammar);
        let (mut row, mut end) = (SplitRow::default(), None);
        // A row whose end depends on the last byte may continue after it.
        while rows.next_row(&mut row) && row.reach + 1 < bytes.len() {
            end = Some(rows.position());
        }
        end
    }

    fn block(&mut self, bytes: Vec<u8>) -> Result<Block, Fault> {
        let text = match text_of(bytes) {
            Ok(text) => text,
            Err((mut bytes, at)) => {
                let start = memrchr2(b'\n', b'\r', &bytes[..at]).map_or(0, |end| end + 1);
                let before = String::from_utf8_lossy(&bytes[start..at]).into_owned();
                let line = self.line + line_ends(&bytes[..start]);
                self.fault = Some(Fault::Encoding { byte: bytes[at], line, before, encoding: "UTF-8" });
                // What stands before that line is read like anything else.
                bytes.truncate(start);
                if start == 0
                    && let Some(fault) = self.fault.take()
                {
                    return Err(fault);
                }
                String::from_utf8(bytes).unwrap_or_default()
            }
        };
        let has_quotes = self.grammar.has_quotes(text.as_bytes());
        let lines = line_ends(text.as_bytes());
        let line = self.line;
        self.line += lines;
        Ok(Block { text, line, read: self.read - self.rest.len() as u64, has_quotes, lines })
    }

    /// The same blocks without computing checksums, which is faster.
    pub(crate) fn without_digest(self) -> Self {
        Self { digester: None, ..self }
    }

    /// The same blocks, of a file whose checksums are known.
    pub(super) fn with_digest(self, known: Digest) -> Self {
        Self { digester: None, known: Some(known), ..self }
    }

    /// The checksums of the file, when the last block has been read.
    pub(crate) fn digest(self) -> Digest {
        self.known.or_else(|| self.digester.map(Digester::finish)).unwrap_or_default()
    }
}

/// Returns the blocks; a fault is the last item.
impl Iterator for Blocks {
    type Item = Result<Block, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_block().transpose()
    }
}

impl Block {
    /// The first rows, up to the first one that starts on line `last` or after it.
    pub(super) fn first_rows(&self, last: u64, grammar: Grammar) -> Vec<HeaderRow> {
        let mut splitter = Splitter::new(&self.text, grammar).on_line(self.line);
        let mut rows = Vec::new();
        let mut row = SplitRow::default();
        while splitter.next_row(&mut row) {
            let cells = row.cells(&self.text).into_iter().map(|cell| cell.trim().to_owned()).collect();
            let (end, next_line) = splitter.position();
            rows.push(HeaderRow { cells, line: row.line, start: row.bytes.start, end, next_line });
            if row.line >= last {
                break;
            }
        }
        rows
    }

    /// The number of the line after the last line end.
    pub(crate) fn end_line(&self) -> u64 {
        self.line + self.lines
    }
}

/// The text of some bytes; the error has the bytes and the position of the first one that is not valid in a text.
fn text_of(bytes: Vec<u8>) -> Result<String, (Vec<u8>, usize)> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        (error.into_bytes(), at)
    })?;
    // SQLite's clients end a text at this byte.
    match memchr(0, text.as_bytes()) {
        Some(at) => Err((text.into_bytes(), at)),
        None => Ok(text),
    }
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// The texts of the blocks of a text, up to the first fault.
    fn blocks(text: &str, maximum_row: usize) -> (Vec<String>, Option<Fault>) {
        let input = Input::Memory(Cursor::new(text.as_bytes().into()));
        let blocks =
            Blocks::new(input, Grammar::default(), false, (0, 1)).map(|blocks| Blocks { maximum_row, ..blocks });
        let (mut texts, mut fault) = (Vec::new(), None);
        for block in blocks.into_iter().flatten() {
            match block {
                Ok(block) => texts.push(block.text),
                Err(found) => {
                    fault = Some(found);
                    break;
                }
            }
        }
        (texts, fault)
    }

    #[test]
    fn a_row_without_an_end_is_not_read_to_its_end() {
        let rows = "a,b\n1,2\n";
        for quote in ["", "\""] {
            let text = format!("{rows}3,{quote}{}", "x".repeat(5 * BLOCK));
            let (texts, fault) = blocks(&text, 2 * BLOCK);
            assert_eq!(texts, [rows]);
            let Some(Fault::LongRow { line: 3, start, maximum }) = fault else { panic!("{fault:?}") };
            assert_eq!((start.as_str(), maximum), (&text[8..8 + SHOWN], 2 * BLOCK));
            // A longer row may be as long as it is.
            let (texts, fault) = blocks(&text, 8 * BLOCK);
            assert!(fault.is_none());
            assert!(texts.concat() == text);
        }
    }

    #[test]
    fn a_quote_that_is_not_closed_does_not_keep_the_rest_in_memory() {
        let text = format!("a,b\n1,\"2\n{}", "3,4\n".repeat(BLOCK));
        let (texts, fault) = blocks(&text, 2 * BLOCK);
        assert!(fault.is_none());
        assert!(texts.concat() == text);
        assert!(texts.iter().all(|text| text.len() <= 3 * BLOCK));
    }
}
