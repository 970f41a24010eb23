//! One file of a dataset: its header and its rows.

use std::io::Read;
use std::sync::Arc;

use regex::bytes::Regex;

use super::blocks::{Block, Blocks};
use super::content::{self, Content, Reading};
use super::descriptor::Resource;
use super::dialect::Dialect;
use super::encoding::{self, Decided};
use super::fault::Fault;
use super::folder::Folder;
use super::input::Input;
use super::layout::Layout;
use super::package::Package;
use super::rows::{Row, Rows};
use super::section::Section;
use super::split::{line_end, next_line};
use super::unsupported::unsupported;
use crate::problem::{Place, Problems, Skip, Violation};

/// A file whose header has been read. Its rows are read in [`Blocks`], as often as they are asked for.
#[derive(Debug)]
pub(crate) struct File {
    pub(super) layout: Layout,
    /// The path in the dataset.
    pub path: String,
    /// The path that the database keeps.
    pub stored_path: String,
    /// The size of the file in bytes.
    pub size: u64,
    folder: Folder,
    /// The text of the file, where that differs from its bytes.
    pub(super) content: Option<Content>,
    /// Whether a mapping reads it.
    is_mapped: bool,
    dialect: Dialect,
    /// The lines above the header.
    pub above: String,
    /// How many bytes at the start are not rows: a byte order mark, lines above the header, and the header.
    pub(super) start: usize,
    /// The line on which the rows start.
    start_line: u64,
    /// Whether lines end in CR alone, as old spreadsheets wrote them.
    has_returns_only: bool,
}

impl File {
    /// Reads a file as far as its header.
    pub(crate) fn open(
        package: &Package,
        resource: &Resource,
        (path, section): (&str, &Section),
        problems: &mut Problems,
    ) -> Option<Self> {
        let label = package.label(path);
        if let Some(fact) = unsupported(resource, path, package.is_loose) {
            problems.add(fact, || Place::of_file(&package.label("datapackage.json")));
            return None;
        }
        let mut file = Self::unread(label, &package.folder, path, resource.dialect().clone());
        file.stored_path = package.stored_path(path);
        file.is_mapped = resource.rules.is_some();
        file.layout.columns = resource.schema.fields.iter().map(|field| field.name.clone()).collect();
        let read = file.read_content(resource, section);
        if read.is_ok()
            && let Some(mapping) = &resource.rules
            && let Some(pattern) = &mapping.rules.header
            && !file.find_header(pattern.get_ref()).unwrap_or(false)
        {
            let message = format!("no line at the start of {} matches the pattern of the header", file.label());
            let fix = Some("the pattern is compared with whole lines, delimiters and quotes included".to_owned());
            problems.add(Violation::Mapping { message, fix }, || mapping.place(pattern.span()));
            return None;
        }
        if let Err(fault) = read.and_then(|()| file.read_header()) {
            file.report(fault, problems);
            return None;
        }
        if let Some(fields) = resource.rules.as_ref().and_then(|mapping| mapping.rules.fields.as_ref()) {
            file.layout.columns.clone_from(fields);
        }
        file.layout.missing = file.layout.columns.iter().map(|column| resource.missing_values(column)).collect();
        let filled = resource.rules.as_ref().map_or(Ok(true), |mapping| file.fill_down(mapping, problems));
        match filled {
            Ok(is_filled) => is_filled.then_some(file),
            Err(fault) => {
                file.report(fault, problems);
                None
            }
        }
    }

    /// A file of which nothing has been read yet.
    fn unread(label: Arc<str>, folder: &Folder, path: &str, dialect: Dialect) -> Self {
        let header = dialect.header.then(|| (1, String::new()));
        let grammar = dialect.grammar();
        Self {
            layout: Layout { label, grammar, columns: Vec::new(), header, missing: Vec::new() },
            path: path.to_owned(),
            stored_path: path.to_owned(),
            size: 0,
            folder: folder.clone(),
            content: None,
            is_mapped: false,
            dialect,
            above: String::new(),
            start: 0,
            start_line: 1,
            has_returns_only: false,
        }
    }

    /// The path as the user knows it.
    pub(crate) fn label(&self) -> &Arc<str> {
        &self.layout.label
    }

    /// The column names: of the header, or of the schema where the file has none.
    pub(crate) fn columns(&self) -> &[String] {
        &self.layout.columns
    }

    /// The violation of a header that is one cell and contains a delimiter which is not declared.
    pub(crate) fn wrong_delimiter(&self, is_mapped: bool) -> Option<Violation> {
        let [column] = self.layout.columns.as_slice() else { return None };
        let found = [';', '\t', '|', ','].into_iter().find(|&mark| column.contains(mark))?;
        Some(Violation::WrongDelimiter { expected: self.dialect.delimiter, found, is_mapped })
    }

    /// The paths of the files in the same folder whose names a pattern matches, in order.
    pub(crate) fn beside(&self, pattern: &str) -> Vec<String> {
        self.folder.beside(&self.path, pattern)
    }

    /// Reads another file of the folder as far as its header: CSV in any encoding, its header on the first line.
    pub(crate) fn open_beside(&self, path: &str, problems: &mut Problems) -> Option<Self> {
        let label = self.folder.label(path);
        let mut file = Self::unread(label, &self.folder, path, Dialect::default());
        let reading = Reading { is_foreign: true, ..Reading::default() };
        let read = content::read(&file.folder, path, &reading).map(|content| file.content = content);
        if let Err(fault) = read.and_then(|()| file.read_header()) {
            file.report(fault, problems);
            return None;
        }
        file.layout.missing = vec![Vec::new(); file.layout.columns.len()];
        Some(file)
    }

    /// Unpacks and decodes the file.
    fn read_content(&mut self, resource: &Resource, section: &Section) -> Result<(), Fault> {
        let rules = resource.rules.as_ref().map(|mapping| &mapping.rules);
        let of_rules = rules.and_then(|rules| rules.encoding.as_ref().map(|name| name.get_ref()));
        let declared = resource.encoding.as_ref().or(of_rules).and_then(|name| encoding::named(name));
        // The pattern of a mapping has been checked before a file is opened.
        let end = rules.and_then(|rules| rules.end.as_ref()).and_then(|end| Regex::new(end.get_ref()).ok());
        let reading = Reading {
            encoding: declared,
            is_foreign: rules.is_some(),
            workbook: section.wanted(self.dialect.sheet_name.as_deref()),
            end: end.as_ref(),
            is_changed: rules.is_some_and(|rules| rules.fill.is_some()),
            header_rows: match self.dialect.header_rows.as_slice() {
                _ if !self.dialect.header => (0, 0),
                [first, .., last] | [first @ last] => (*first, *last),
                [] => (0, 0),
            },
        };
        let content = content::read(&self.folder, &self.path, &reading)?;
        let is_given = resource.rules.as_ref().is_some_and(|mapping| mapping.sheet.is_some());
        if is_given && content.as_ref().is_none_or(|content| content.sheet.is_none()) {
            let what = "no workbook, and --sheet names a sheet of one";
            return Err(Fault::NoTable { what, fix: "leave out --sheet, or name a file of xlsx, xls or ods" });
        }
        let Some(content) = content else { return Ok(()) };
        if let Some(sheet) = &content.sheet {
            let name = section.name(sheet);
            self.layout.label = format!("{} [{name}]", self.layout.label).into();
            self.stored_path = format!("{} [{name}]", self.stored_path);
            self.dialect = std::mem::take(&mut self.dialect).of_sheet(content.first_row);
            self.layout.grammar = self.dialect.grammar();
        }
        self.content = Some(content);
        Ok(())
    }

    /// Finds the line of the header by a pattern, and returns whether there is one. A header of several lines starts there.
    fn find_header(&mut self, pattern: &str) -> Result<bool, Fault> {
        const WITHIN: u64 = 1 << 20;
        // The pattern has been checked before a file is opened.
        let Ok(pattern) = Regex::new(pattern) else { return Ok(false) };
        let mut bytes = Vec::new();
        self.input()?.0.take(WITHIN).read_to_end(&mut bytes).map_err(Fault::Io)?;
        let (mut start, mut number) = (if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 }, 1);
        while start < bytes.len() {
            let end = line_end(&bytes, start);
            if pattern.is_match(&bytes[start..end]) {
                let first = self.dialect.header_rows.first().copied().unwrap_or(1);
                self.dialect.header_rows.iter_mut().for_each(|row| *row = *row - first + number);
                return Ok(true);
            }
            (start, number) = (next_line(&bytes, end), number + 1);
        }
        Ok(false)
    }

    /// The text of the file, and its size in bytes.
    pub(super) fn input(&self) -> Result<(Input, u64), Fault> {
        match &self.content {
            Some(content) => content.text.open(),
            None => self.folder.open(&self.path),
        }
        .map_err(Fault::Io)
    }

    /// The encoding of the file and how it is known, where it is not plain UTF-8.
    pub(crate) fn encoding(&self) -> Option<Decided> {
        self.content.as_ref().map(|content| content.decided)
    }

    /// What stands below the table.
    pub(crate) fn below(&self) -> &str {
        self.content.as_ref().map_or("", |content| &content.below.0)
    }

    /// Counts the lines above the header and those below the table, and the cells of a workbook that shows something else.
    pub(crate) fn skip_around(&self, problems: &mut Problems) {
        let otherwise = self.content.iter().flat_map(|content| &content.otherwise);
        for (what, cells) in otherwise.filter(|(_, cells)| cells.count > 0) {
            problems.skip(*what, self.label(), cells.count, (cells.row, &cells.text));
        }
        let below = self.content.as_ref().map_or(0, |content| content.below.1);
        for (what, text, first) in [(Skip::Above, self.above.as_str(), 1), (Skip::Below, self.below(), below)] {
            let text = text.replace("\r\n", "\n");
            let lines = text.split(['\n', '\r']).zip(first..);
            for (line, number) in lines.filter(|(line, _)| !line.trim_matches(is_nothing).is_empty()) {
                problems.skip(what, self.label(), 1, (number, line));
            }
        }
    }

    /// The sheet of a workbook.
    pub(crate) fn sheet(&self) -> &str {
        self.content.as_ref().and_then(|content| content.sheet.as_deref()).unwrap_or("")
    }

    /// The other sheets of the workbook that a reader of it sees.
    pub(crate) fn other_sheets(&self) -> &[String] {
        self.content.as_ref().map_or(&[], |content| &content.others)
    }

    fn read_header(&mut self) -> Result<(), Fault> {
        let (input, size) = self.input()?;
        self.size = size;
        self.has_returns_only = Blocks::has_returns_only(input).map_err(Fault::Io)?;
        let (input, _) = self.input()?;
        let mut lines_above = self.dialect.header_rows.first().copied().unwrap_or(1) - 1;
        for block in Blocks::new(input, self.layout.grammar, self.has_returns_only, (0, 1))?.without_digest() {
            let block = block?;
            let text = block.text.strip_prefix('\u{feff}').filter(|_| self.start == 0).unwrap_or(&block.text);
            self.start += block.text.len() - text.len();
            let mut rest = text;
            while lines_above > 0 && !rest.is_empty() {
                let end = next_line(rest.as_bytes(), line_end(rest.as_bytes(), 0));
                self.above.push_str(&rest[..end]);
                self.start += end;
                self.start_line += 1;
                lines_above -= 1;
                rest = &rest[end..];
            }
            if lines_above == 0 {
                break;
            }
        }
        if let Some((line, _)) = &mut self.layout.header {
            *line = self.start_line;
        }
        if !self.dialect.header {
            return Ok(());
        }
        // Read from where the header starts: a quote above it opens nothing.
        let Some(block) = self.blocks()?.next().transpose()? else {
            self.layout.columns.clear();
            return Ok(());
        };
        let last = self.dialect.header_rows.last().copied().unwrap_or(1);
        let mut rows = block.first_rows(last, self.layout.grammar);
        if rows.len() > 1 {
            rows.retain(|row| self.dialect.header_rows.contains(&row.line));
        }
        let Some(row) = rows.last() else {
            self.layout.columns.clear();
            self.start_line = block.end_line();
            self.start += block.text.len();
            return Ok(());
        };
        self.layout.columns = joined(rows.iter().map(|row| row.cells.as_slice()).collect(), &self.dialect.header_join);
        self.layout.header = Some((row.line, block.text[row.start..row.end].to_owned()));
        self.start_line = row.next_line;
        self.start += row.end;
        Ok(())
    }

    /// The rows below the header, in blocks, with the SHA-256 of the whole file when they have all been read.
    pub(crate) fn blocks(&self) -> Result<Blocks, Fault> {
        let (input, _) = self.input()?;
        let blocks = Blocks::new(input, self.layout.grammar, self.has_returns_only, (self.start, self.start_line))?;
        Ok(match &self.content {
            Some(content) => blocks.with_digest(content.digest.clone()),
            None => blocks,
        })
    }

    /// Records why the file could not be read, or not to its end.
    pub(crate) fn report(&self, fault: Fault, problems: &mut Problems) {
        let encodings = || content::valid_encodings(&self.folder, &self.path);
        problems.push(fault.problem(&self.layout.label, encodings, self.is_mapped));
    }

    /// The place of a column's name in the header.
    pub(crate) fn header_place(&self, column: usize) -> Place {
        self.layout.header_place(column)
    }

    /// The place of a cell, or of a whole row, in the text that starts with that row.
    pub(crate) fn place(&self, text: &str, line: u64, column: Option<usize>) -> Place {
        self.layout.place(text, line, column)
    }

    /// The rows of a block of this file.
    pub(crate) fn rows<'a>(&'a self, block: &'a Block) -> Rows<'a> {
        Rows::new(block, &self.layout)
    }

    /// The place of a cell in the row that starts on a line.
    pub(crate) fn place_of_line(&self, line: u64, column: Option<usize>) -> Place {
        let mut place = Place { file: Arc::clone(&self.layout.label), line, excerpt: None };
        self.rows_on(&[line], &mut |row| place = row.place(column));
        place
    }

    /// Hands over the rows that start on some lines, which are given in order.
    pub(crate) fn rows_on(&self, lines: &[u64], take: &mut dyn FnMut(&Row<'_>)) {
        let mut wanted = lines.iter().peekable();
        // What cannot be read any more has been read before.
        let Ok(blocks) = self.blocks().map(Blocks::without_digest) else { return };
        for block in blocks.map_while(Result::ok) {
            if wanted.peek().is_none_or(|&&line| block.end_line() < line) {
                continue;
            }
            let (mut rows, mut ignored) = (self.rows(&block), Problems::default());
            while let Some(row) = rows.next(&mut |_| {}, &mut ignored) {
                while wanted.next_if(|&&line| line < row.line).is_some() {}
                if wanted.next_if_eq(&&row.line).is_some() {
                    take(&row);
                }
            }
            if wanted.peek().is_none() {
                return;
            }
        }
    }

    /// The header as it stands in the file, if it has one, and how the file is written: a Table Dialect in JSON.
    pub(crate) fn header_text(&self) -> (Option<String>, String) {
        let text = self.layout.header.as_ref().map(|(_, text)| text.trim_end_matches(['\n', '\r']).to_owned());
        let Dialect { delimiter, quote_char, .. } = self.dialect;
        (text, serde_json::json!({ "delimiter": delimiter, "quoteChar": quote_char }).to_string())
    }
}

/// Whether a character says nothing on a line of its own: white space, and what divides and quotes empty cells.
fn is_nothing(c: char) -> bool {
    c.is_whitespace() || ",;|\"".contains(c)
}

/// The names of columns whose parts stand on several rows of a header. In a row above the last, an empty cell has the text
/// of the cell to its left; a part that repeats the one above is left out. A line end within a cell is a space.
pub(crate) fn joined(rows: Vec<&[String]>, join: &str) -> Vec<String> {
    let width = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let last = rows.len().saturating_sub(1);
    let mut names: Vec<Vec<&str>> = vec![Vec::new(); width];
    for (number, row) in rows.into_iter().enumerate() {
        let mut left = "";
        for (column, name) in names.iter_mut().enumerate() {
            let cell = row.get(column).map_or("", String::as_str);
            left = if cell.is_empty() && number < last { left } else { cell };
            if !left.is_empty() && name.last() != Some(&left) {
                name.push(left);
            }
        }
    }
    let in_line = |text: String| match text.contains(['\n', '\r']) {
        true => text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" "),
        false => text,
    };
    names.iter().map(|parts| in_line(parts.join(join))).collect()
}
