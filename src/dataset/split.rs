//! The grammar of delimited text, and the one splitter that divides a text into rows and cells by it.
//!
//! It is the grammar of RFC 4180 as the `csv` crate reads it, with three differences, each so that nothing is misread
//! without a message: a quoted cell that is not closed where it should be ends its row with the line, and the row is
//! marked; a comment ends with its line, however that ends; and spaces at the start of a cell may be skipped.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memchr2};

use super::marks::Marks;

/// How the rows of a text are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Grammar {
    /// The byte between cells.
    pub delimiter: u8,
    /// The byte around a cell that holds delimiters, line ends or quotes.
    pub quote: u8,
    /// Whether two quotes in a quoted cell are one quote of its text.
    pub double_quote: bool,
    /// The byte in a quoted cell that makes the next one a part of its text.
    pub escape: Option<u8>,
    /// The byte that makes a line a comment where it is the first of the line.
    pub comment: Option<u8>,
    /// Whether spaces at the start of a cell are no part of it.
    pub skip_initial_space: bool,
}

impl Default for Grammar {
    fn default() -> Self {
        Self {
            delimiter: b',',
            quote: b'"',
            double_quote: true,
            escape: None,
            comment: None,
            skip_initial_space: false,
        }
    }
}

impl Grammar {
    /// Whether a byte occurs that can make a line end or a delimiter a part of a cell.
    pub(crate) fn has_quotes(&self, bytes: &[u8]) -> bool {
        match self.escape {
            Some(escape) => memchr2(self.quote, escape, bytes).is_some(),
            None => memchr(self.quote, bytes).is_some(),
        }
    }
}

/// A row that a [`Splitter`] found: where it stands in the text, and where its cells are.
#[derive(Clone, Debug, Default)]
pub(crate) struct SplitRow {
    /// The line on which the row starts.
    pub line: u64,
    /// The bytes of the row, without its line end.
    pub bytes: Range<usize>,
    /// The end of the bytes that were examined: after the end of the row where a quote is not closed as it should be.
    pub reach: usize,
    /// The first cell whose quote is not closed, or is closed before the cell ends.
    pub bad_quote: Option<usize>,
    /// The end of each cell; the next cell starts after the delimiter there.
    ends: Vec<usize>,
    /// The cells whose text is only a part of the bytes between the delimiters.
    inner: Vec<Inner>,
    /// The concatenated texts of the cells with doubled quotes or escapes.
    unescaped: String,
}

/// The text of a cell within its quotes or after its spaces.
#[derive(Clone, Debug)]
struct Inner {
    cell: usize,
    text: Range<usize>,
    is_quoted: bool,
    /// The bytes of [`SplitRow::unescaped`] that are the text, where quotes are doubled or escaped in the cell.
    unescaped: Option<Range<usize>>,
}

impl SplitRow {
    /// The number of cells.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether a cell is quoted.
    pub(crate) fn has_quotes(&self) -> bool {
        self.bad_quote.is_some() || self.inner.iter().any(|inner| inner.is_quoted)
    }

    /// The bytes of a cell, its quotes included; `None` where the row has no such cell.
    pub(crate) fn cell_bytes(&self, cell: usize) -> Option<Range<usize>> {
        let end = *self.ends.get(cell)?;
        let start = if cell == 0 { self.bytes.start } else { self.ends[cell - 1] + 1 };
        Some(start..end)
    }

    /// The text of a cell, which must be there. `text` is the one that the row was found in.
    #[inline]
    pub(crate) fn cell<'a>(&'a self, text: &'a str, cell: usize) -> &'a str {
        if !self.inner.is_empty()
            && let Ok(place) = self.inner.binary_search_by_key(&cell, |inner| inner.cell)
        {
            let inner = &self.inner[place];
            return match &inner.unescaped {
                Some(unescaped) => &self.unescaped[unescaped.clone()],
                None => &text[inner.text.clone()],
            };
        }
        let start = if cell == 0 { self.bytes.start } else { self.ends[cell - 1] + 1 };
        &text[start..self.ends[cell]]
    }

    /// The texts of all cells.
    pub(crate) fn cells<'a>(&'a self, text: &'a str) -> Vec<&'a str> {
        (0..self.len()).map(|cell| self.cell(text, cell)).collect()
    }

    /// Takes doubled quotes and escapes out of the quoted cells.
    fn unescape(&mut self, text: &str, grammar: &Grammar) {
        self.unescaped.clear();
        for inner in self.inner.iter_mut().filter(|inner| inner.is_quoted) {
            let quoted = &text[inner.text.clone()];
            if !grammar.has_quotes(quoted.as_bytes()) {
                continue;
            }
            let start = self.unescaped.len();
            let (mut from, mut at) = (0, 0);
            while let Some(found) =
                memchr2(grammar.quote, grammar.escape.unwrap_or(grammar.quote), &quoted.as_bytes()[at..])
            {
                // The byte that is found is omitted, and the byte after it is text, whatever it is.
                self.unescaped.push_str(&quoted[from..at + found]);
                from = at + found + 1;
                at = (from + 1).min(quoted.len());
            }
            self.unescaped.push_str(&quoted[from.min(quoted.len())..]);
            inner.unescaped = Some(start..self.unescaped.len());
        }
    }

    /// Ends the row at the end of its first line.
    fn end_with_line(&mut self, bytes: &[u8]) {
        let Some(end) = memchr2(b'\n', b'\r', &bytes[self.bytes.clone()]).map(|end| self.bytes.start + end) else {
            return;
        };
        let cells = self.ends.iter().take_while(|cell_end| **cell_end < end).count();
        self.ends.truncate(cells);
        self.ends.push(end);
        self.inner.retain(|inner| inner.text.end <= end);
        self.bytes.end = end;
        self.bad_quote = Some(cells);
    }
}

/// Divides a text into rows and cells, from its start to its end. Blank lines and comments are skipped.
pub(crate) struct Splitter<'a> {
    text: &'a str,
    boundaries: Boundaries<'a>,
}

impl<'a> Splitter<'a> {
    /// Starts on the first line of a text.
    pub(crate) fn new(text: &'a str, grammar: Grammar) -> Self {
        Self { text, boundaries: Boundaries::new(text.as_bytes(), grammar) }
    }

    /// Starts on another line of the file.
    pub(crate) fn on_line(mut self, line: u64) -> Self {
        self.boundaries.line = line;
        self
    }

    /// The same, faster, for a text in which [`Grammar::has_quotes`] finds nothing.
    pub(super) fn without_quotes(mut self) -> Self {
        self.boundaries.has_quotes = false;
        self
    }

    /// Finds the next row; false where there is none.
    pub(crate) fn next_row(&mut self, row: &mut SplitRow) -> bool {
        let is_found = self.boundaries.next_row(row);
        if is_found && !row.inner.is_empty() {
            row.unescape(self.text, &self.boundaries.grammar);
        }
        is_found
    }

    /// The byte after the line end of the last row, and its line.
    pub(super) fn position(&self) -> (usize, u64) {
        (self.boundaries.at, self.boundaries.line)
    }
}

/// Finds rows and cells in bytes that need not be text yet.
pub(super) struct Boundaries<'a> {
    bytes: &'a [u8],
    grammar: Grammar,
    /// The delimiters and line ends, also those in quoted cells.
    marks: Marks<'a>,
    has_quotes: bool,
    /// The byte that will be read next, and its line.
    at: usize,
    line: u64,
}

/// A cell that is not all that stands between two delimiters.
struct Opened {
    text: Range<usize>,
    is_quoted: bool,
    /// Where to look for the end of the cell.
    behind: usize,
    is_closed: bool,
}

impl<'a> Boundaries<'a> {
    pub(super) fn new(bytes: &'a [u8], grammar: Grammar) -> Self {
        let marks = Marks::new([grammar.delimiter, b'\n', b'\r'], bytes);
        Self { bytes, grammar, marks, has_quotes: true, at: 0, line: 1 }
    }

    /// The byte after the line end of the last row.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Finds the next row; false where there is none.
    pub(super) fn next_row(&mut self, row: &mut SplitRow) -> bool {
        if !self.skip_blank_lines() {
            return false;
        }
        let start = self.at;
        row.line = self.line;
        row.bad_quote = None;
        row.ends.clear();
        row.inner.clear();
        let mut at = start;
        let end = loop {
            let opened = if self.has_quotes || self.grammar.skip_initial_space { self.open(at) } else { None };
            let behind = opened.as_ref().map_or(at, |opened| opened.behind);
            let end = self.next_mark(behind);
            match opened {
                Some(Opened { is_quoted: true, is_closed, .. }) if !is_closed || end != behind => {
                    row.bad_quote.get_or_insert(row.ends.len());
                }
                Some(Opened { text, is_quoted, .. }) => {
                    let text = if is_quoted { text } else { text.start..end };
                    row.inner.push(Inner { cell: row.ends.len(), text, is_quoted, unescaped: None });
                }
                None => {}
            }
            row.ends.push(end);
            if self.bytes.get(end) != Some(&self.grammar.delimiter) {
                break end;
            }
            at = end + 1;
        };
        row.bytes = start..end;
        row.reach = end;
        if row.bad_quote.is_some() {
            row.end_with_line(self.bytes);
            self.marks.seek(row.bytes.end);
        }
        if row.has_quotes() {
            self.line += line_ends(&self.bytes[row.bytes.clone()]);
        }
        self.at = row.bytes.end;
        self.end_line();
        true
    }

    /// The first delimiter or line end at a byte or after it, or the end of the text.
    #[inline]
    fn next_mark(&mut self, from: usize) -> usize {
        loop {
            match self.marks.next() {
                // Marks before it are in quotes or in comments, or end blank lines.
                Some(mark) if mark < from => {}
                Some(mark) => return mark,
                None => return self.bytes.len(),
            }
        }
    }

    /// Looks into the cell that starts at a byte; `None` where it is plain.
    fn open(&self, start: usize) -> Option<Opened> {
        let bytes = self.bytes;
        let spaces = match self.grammar.skip_initial_space {
            true => bytes[start..].iter().take_while(|byte| **byte == b' ').count(),
            false => 0,
        };
        let mut at = start + spaces;
        if bytes.get(at) != Some(&self.grammar.quote) {
            return (spaces > 0).then_some(Opened { text: at..at, is_quoted: false, behind: at, is_closed: true });
        }
        at += 1;
        let (opened, quote, escape) = (at, self.grammar.quote, self.grammar.escape);
        while let Some(found) = memchr2(quote, escape.unwrap_or(quote), bytes.get(at..).unwrap_or_default()) {
            let found = at + found;
            let is_doubled = self.grammar.double_quote && bytes.get(found + 1) == Some(&quote);
            if Some(bytes[found]) != escape && !is_doubled {
                return Some(Opened { text: opened..found, is_quoted: true, behind: found + 1, is_closed: true });
            }
            at = found + 2;
        }
        Some(Opened { text: opened..bytes.len(), is_quoted: true, behind: bytes.len(), is_closed: false })
    }

    /// Goes to the first byte of the next row; false where there is none.
    fn skip_blank_lines(&mut self) -> bool {
        while let Some(&byte) = self.bytes.get(self.at) {
            if Some(byte) == self.grammar.comment {
                self.at = line_end(self.bytes, self.at);
            } else if byte != b'\n' && byte != b'\r' {
                return true;
            }
            self.end_line();
        }
        false
    }

    /// Goes to the start of the next line where a line ends here.
    fn end_line(&mut self) {
        let next = next_line(self.bytes, self.at);
        self.line += u64::from(next > self.at);
        self.at = next;
    }
}

/// Where the line ends that a byte stands on: its LF, CR LF or CR, or the end of the text.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |length| at + length)
}

/// The byte after the line end that starts at a byte; the same byte where no line end starts there.
pub(super) fn next_line(bytes: &[u8], end: usize) -> usize {
    match bytes.get(end) {
        Some(b'\r') if bytes.get(end + 1) == Some(&b'\n') => end + 2,
        Some(b'\n' | b'\r') => end + 1,
        _ => end,
    }
}

/// How many lines end in some bytes: in LF, CR LF or CR alone.
pub(super) fn line_ends(bytes: &[u8]) -> u64 {
    let feeds = memchr_iter(b'\n', bytes).count();
    let returns = memchr_iter(b'\r', bytes).filter(|&at| bytes.get(at + 1) != Some(&b'\n')).count();
    (feeds + returns) as u64
}

#[cfg(test)]
mod tests;
