//! One CSV file of a dataset: its header, and the place of every cell.

use std::sync::Arc;

use regex::bytes::Regex;

use super::blocks::Blocks;
use super::content::{self, Content, Reading};
use super::descriptor::{Dialect, Resource};
use super::encoding::{self, Decided};
use super::fault::Fault;
use super::folder::{Folder, Input};
use super::package::Package;
use super::rows::Row;
use super::split::{Grammar, SplitRow, Splitter, line_end, next_line};
use super::workbook::Wanted;
use crate::problem::{Excerpt, Place, Problems, Violation};

/// A file whose header has been read. Its rows are read in [`Blocks`], as often as somebody asks for them.
#[derive(Debug)]
pub struct File {
    /// The path as the user knows it.
    pub label: Arc<str>,
    /// The path in the package.
    pub path: String,
    /// The size of the file in bytes.
    pub size: u64,
    folder: Folder,
    /// The text of the file, where that is not what lies there.
    content: Option<Content>,
    pub(super) dialect: Dialect,
    /// The column names: of the header, or of the schema where the file has none.
    pub columns: Vec<String>,
    /// The line and the text of the header's last row, with its line end.
    header: (u64, String),
    /// The lines above the header.
    pub above: String,
    /// How many bytes at the start are not rows: a byte order mark, lines above the header, and the header.
    start: usize,
    /// The line on which the rows start.
    start_line: u64,
    /// Whether lines end in CR alone, as old spreadsheets wrote them.
    has_returns_only: bool,
    /// For each column the texts that mean a missing value.
    pub(super) missing: Vec<Vec<String>>,
}

/// What a resource may say its files are: what they are shows in them.
const FORMATS: [&str; 8] = ["csv", "tsv", "txt", "xlsx", "xls", "xlsb", "ods", "zip"];

/// The most text of a row that a problem shows, in bytes.
const MAXIMUM_EXCERPT: usize = 4096;

impl File {
    /// Reads a file as far as its header.
    pub fn open(package: &Package, resource: &Resource, path: &str, problems: &mut Problems) -> Option<Self> {
        let label = package.label(path);
        if let Some(fact) = unsupported(resource, path, package.is_loose) {
            problems.add(fact, || Place::of_file(&package.label("datapackage.json")));
            return None;
        }
        let mut file = Self::unread(label, &package.folder, path, resource.dialect().clone());
        file.columns = resource.schema.fields.iter().map(|field| field.name.clone()).collect();
        if let Err(fault) = file.read_content(resource).and_then(|()| file.read_header()) {
            file.report(fault, problems);
            return None;
        }
        if let Some(fields) = resource.rules.as_ref().and_then(|mapping| mapping.rules.fields.as_ref()) {
            file.columns.clone_from(fields);
        }
        file.missing = file.columns.iter().map(|column| resource.missing_values(column)).collect();
        Some(file)
    }

    /// A file of which nothing has been read.
    fn unread(label: Arc<str>, folder: &Folder, path: &str, dialect: Dialect) -> Self {
        Self {
            label,
            path: path.to_owned(),
            size: 0,
            folder: folder.clone(),
            content: None,
            dialect,
            columns: Vec::new(),
            header: (1, String::new()),
            above: String::new(),
            start: 0,
            start_line: 1,
            has_returns_only: false,
            missing: Vec::new(),
        }
    }

    /// The violation of a header that is one cell and contains a delimiter which is not declared.
    pub fn wrong_delimiter(&self, is_mapped: bool) -> Option<Violation> {
        let [column] = self.columns.as_slice() else { return None };
        let found = [';', '\t', '|', ','].into_iter().find(|&mark| column.contains(mark))?;
        Some(Violation::WrongDelimiter { expected: self.dialect.delimiter, found, is_mapped })
    }

    /// The paths of the files in the same folder whose names a pattern matches, in order.
    pub fn beside(&self, pattern: &str) -> Vec<String> {
        self.folder.beside(&self.path, pattern)
    }

    /// Reads another file of the folder as far as its header: CSV in any encoding, its header on the first line.
    pub fn open_beside(&self, path: &str, problems: &mut Problems) -> Option<Self> {
        let label = self.folder.path().join(path).display().to_string().into();
        let mut file = Self::unread(label, &self.folder, path, Dialect::default());
        let reading = Reading { is_foreign: true, ..Reading::default() };
        let read = content::read(&file.folder, path, &reading).map(|content| file.content = content);
        if let Err(fault) = read.and_then(|()| file.read_header()) {
            file.report(fault, problems);
            return None;
        }
        file.missing = vec![Vec::new(); file.columns.len()];
        Some(file)
    }

    /// Takes the file out of what it is packed and encoded in.
    fn read_content(&mut self, resource: &Resource) -> Result<(), Fault> {
        let rules = resource.rules.as_ref().map(|mapping| &mapping.rules);
        let of_rules = rules.and_then(|rules| rules.encoding.as_ref().map(|name| name.get_ref()));
        let declared = resource.encoding.as_ref().or(of_rules).and_then(|name| encoding::named(name));
        // What a mapping's pattern may be is known before any file is opened.
        let end = rules.and_then(|rules| rules.end.as_ref()).and_then(|end| Regex::new(end.get_ref()).ok());
        let range = rules.and_then(|rules| rules.range.as_deref());
        let reading = Reading {
            encoding: declared,
            is_foreign: rules.is_some(),
            workbook: Wanted { sheet: self.dialect.sheet_name.as_deref(), range },
            end: end.as_ref(),
            header_rows: match self.dialect.header_rows.as_slice() {
                _ if !self.dialect.header => (0, 0),
                [first, .., last] | [first @ last] => (*first, *last),
                [] => (0, 0),
            },
        };
        let Some(content) = content::read(&self.folder, &self.path, &reading)? else { return Ok(()) };
        if let Some(sheet) = &content.sheet {
            self.label = format!("{} [{sheet}]", self.label).into();
            self.dialect = std::mem::take(&mut self.dialect).of_sheet(content.first_row);
        }
        self.content = Some(content);
        Ok(())
    }

    pub(super) fn grammar(&self) -> Grammar {
        self.dialect.grammar()
    }

    /// The text of the file, and its size in bytes.
    fn input(&self) -> Result<(Input, u64), Fault> {
        match &self.content {
            Some(content) => content.text.open(),
            None => self.folder.open(&self.path),
        }
        .map_err(Fault::Io)
    }

    /// The encoding of the file and how it is known, where it is not plain UTF-8.
    pub fn encoding(&self) -> Option<Decided> {
        self.content.as_ref().map(|content| content.decided)
    }

    /// What stands below the table.
    pub fn below(&self) -> &str {
        self.content.as_ref().map_or("", |content| &content.below)
    }

    /// The sheet of a workbook.
    pub fn sheet(&self) -> &str {
        self.content.as_ref().and_then(|content| content.sheet.as_deref()).unwrap_or("")
    }

    fn read_header(&mut self) -> Result<(), Fault> {
        let (input, size) = self.input()?;
        self.size = size;
        self.has_returns_only = Blocks::has_returns_only(input).map_err(Fault::Io)?;
        let (input, _) = self.input()?;
        let mut lines_above = self.dialect.header_rows.first().copied().unwrap_or(1) - 1;
        for block in Blocks::new(input, self.grammar(), self.has_returns_only, (0, 1))?.without_digest() {
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
        self.header.0 = self.start_line;
        if !self.dialect.header {
            return Ok(());
        }
        // Read from where the header starts: a quote above it opens nothing.
        let Some(block) = self.blocks()?.next().transpose()? else {
            self.columns.clear();
            return Ok(());
        };
        let last = self.dialect.header_rows.last().copied().unwrap_or(1);
        let mut rows = block.first_rows(last, self.grammar());
        if rows.len() > 1 {
            rows.retain(|row| self.dialect.header_rows.contains(&row.line));
        }
        let Some(row) = rows.last() else {
            self.columns.clear();
            self.start_line = block.end_line();
            self.start += block.text.len();
            return Ok(());
        };
        self.columns = joined(rows.iter().map(|row| row.cells.as_slice()).collect(), &self.dialect.header_join);
        self.header = (row.line, block.text[row.start..row.end].to_owned());
        self.start_line = row.next_line;
        self.start += row.end;
        Ok(())
    }

    /// The rows below the header, in blocks, with the SHA-256 of the whole file when they have all been read.
    pub fn blocks(&self) -> Result<Blocks, Fault> {
        let (input, _) = self.input()?;
        let blocks = Blocks::new(input, self.grammar(), self.has_returns_only, (self.start, self.start_line))?;
        Ok(match &self.content {
            Some(content) => blocks.with_digest(content.digest.clone()),
            None => blocks,
        })
    }

    /// Records why the file could not be read, or not to its end.
    pub fn report(&self, fault: Fault, problems: &mut Problems) {
        problems.push(fault.problem(&self.label));
    }

    /// The place of a column's name in the header.
    pub fn header_place(&self, column: usize) -> Place {
        if !self.dialect.header {
            return Place::of_file(&self.label);
        }
        let (line, text) = &self.header;
        let mut place = self.place(text, *line, Some(column));
        // The marked text is the column's name: no need to say it again.
        place.excerpt = place.excerpt.map(|excerpt| Excerpt { column: None, ..excerpt });
        place
    }

    /// The place of a cell, or of a whole row, in the text that starts with that row.
    pub fn place(&self, text: &str, line: u64, column: Option<usize>) -> Place {
        let mut row = SplitRow::default();
        Splitter::new(text, self.grammar()).next_row(&mut row);
        let mark = column.and_then(|column| row.cell_bytes(column)).unwrap_or(row.bytes.clone());
        let shown = text.floor_char_boundary(row.bytes.end.min(mark.start.saturating_add(MAXIMUM_EXCERPT)));
        let start = text.floor_char_boundary(mark.start.saturating_sub(MAXIMUM_EXCERPT));
        let mark = mark.start - start..mark.end.min(shown) - start;
        let column = column.and_then(|column| self.columns.get(column).cloned());
        let text = text[start..shown].to_owned();
        Place { file: Arc::clone(&self.label), line, excerpt: Some(Excerpt { text, mark, column }) }
    }

    /// The place of a cell in the row that starts on a line.
    pub fn place_of_line(&self, line: u64, column: Option<usize>) -> Place {
        let mut place = Place { file: Arc::clone(&self.label), line, excerpt: None };
        self.rows_on(&[line], &mut |row| place = row.place(column));
        place
    }

    /// Hands over the rows that start on some lines, which are given in order.
    pub fn rows_on(&self, lines: &[u64], take: &mut dyn FnMut(&Row<'_>)) {
        let mut wanted = lines.iter().peekable();
        // What cannot be read any more has been read before.
        let Ok(blocks) = self.blocks().map(Blocks::without_digest) else { return };
        for block in blocks.map_while(Result::ok) {
            if wanted.peek().is_none_or(|&&line| block.end_line() < line) {
                continue;
            }
            let (mut rows, mut ignored) = (block.rows(self), Problems::default());
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
    pub fn header_text(&self) -> (Option<String>, String) {
        let text = self.dialect.header.then(|| self.header.1.trim_end_matches(['\n', '\r']).to_owned());
        let Dialect { delimiter, quote_char, .. } = self.dialect;
        (text, serde_json::json!({ "delimiter": delimiter, "quoteChar": quote_char }).to_string())
    }
}

/// The names of columns that the rows of a header tell together. In a row above the last, a cell that is empty goes on with
/// what stands left of it, and a name that a cell repeats from above is told once.
fn joined(rows: Vec<&[String]>, join: &str) -> Vec<String> {
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
    names.iter().map(|parts| parts.join(join)).collect()
}

/// What a resource asks for that no reader here can do.
fn unsupported(resource: &Resource, path: &str, is_loose: bool) -> Option<Violation> {
    let refuse = |what: String, fix: &str| Some(Violation::Unsupported { what, fix: fix.to_owned() });
    let dialect = resource.dialect();
    let characters = [Some(dialect.delimiter), Some(dialect.quote_char), dialect.escape_char, dialect.comment_char];
    if path.contains("://") {
        return refuse(format!("the remote file {path}"), "download it into the dataset's folder");
    }
    if !is_loose && (path.starts_with('/') || path.split(['/', '\\']).any(|part| part == "..")) {
        return refuse(
            format!("the path {path}, which leads out of the dataset's folder,"),
            "keep the file in the folder",
        );
    }
    if let Some(format) = resource.format.as_deref().filter(|format| !FORMATS.contains(&format.to_lowercase().as_str()))
    {
        return refuse(format!("the format `{format}`"), "save the file as CSV");
    }
    if let Some(encoding) = resource.encoding.as_ref().filter(|name| encoding::named(name).is_none()) {
        return refuse(format!("the encoding `{encoding}`"), &format!("use a name such as {}", encoding::NAMES));
    }
    if let Some(character) = characters.into_iter().flatten().find(|character| !character.is_ascii()) {
        return refuse(format!("the character `{character}` in a dialect"), "use an ASCII character");
    }
    for field in &resource.schema.fields {
        let marks = resource.marks(&field.name);
        let is_odd = |mark: char| mark.is_ascii_digit() || "+-eE<>=~".contains(mark);
        if is_odd(marks.decimal) || marks.group.is_some_and(is_odd) || marks.group == Some(marks.decimal) {
            let what =
                format!("the decimal mark `{}` with the group mark `{}`", marks.decimal, marks.group.unwrap_or(' '));
            return refuse(
                what,
                "give `decimalChar` and `groupChar` two different characters that are not part of numbers",
            );
        }
    }
    let rows = &dialect.header_rows;
    if rows.first().is_none_or(|&first| first == 0) || !rows.is_sorted_by(|row, next| row < next) {
        return refuse(
            format!("`headerRows` of {rows:?}"),
            "list the lines of the header, from 1 and in ascending order",
        );
    }
    let has_fields = resource.rules.as_ref().is_some_and(|mapping| mapping.rules.fields.is_some());
    if !dialect.header && resource.schema.fields.is_empty() && !has_fields {
        return refuse(
            "a file without a header and without a schema".to_owned(),
            "name its columns in `schema.fields`",
        );
    }
    None
}
