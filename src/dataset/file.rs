//! One CSV file of a dataset: its header, and the place of every cell.

use std::sync::Arc;

use super::blocks::{Blocks, Fault};
use super::descriptor::{Dialect, Resource};
use super::folder::Folder;
use super::package::Package;
use super::rows::{Row, split};
use crate::problem::{Excerpt, Fact, Place, Problems};

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
    pub(super) dialect: Dialect,
    /// The column names: of the header, or of the schema where the file has none.
    pub columns: Vec<String>,
    /// The line and the text of the header, with its line end.
    header: (u64, String),
    /// How many bytes at the start are not rows: a byte order mark, lines above the header, and the header.
    start: usize,
    /// The line on which the rows start.
    start_line: u64,
    /// Whether lines end in CR alone, as old spreadsheets wrote them.
    has_returns_only: bool,
    /// For each column the texts that mean a missing value.
    pub(super) missing: Vec<Vec<String>>,
}

/// The most text of a row that a problem shows, in bytes.
const MAXIMUM_EXCERPT: usize = 4096;

impl File {
    /// Reads a file as far as its header.
    pub fn open(package: &Package, resource: &Resource, path: &str, problems: &mut Problems) -> Option<Self> {
        let label = package.label(path);
        if let Some(fact) = unsupported(resource, path) {
            problems.add(fact, || Place::of_file(&package.label("datapackage.json")));
            return None;
        }
        let mut file = Self {
            label,
            path: path.to_owned(),
            size: 0,
            folder: package.folder.clone(),
            dialect: resource.dialect.clone(),
            columns: resource.schema.fields.iter().map(|field| field.name.clone()).collect(),
            header: (1, String::new()),
            start: 0,
            start_line: 1,
            has_returns_only: false,
            missing: Vec::new(),
        };
        if let Err(fault) = file.read_header() {
            file.tell(fault, problems);
            return None;
        }
        file.missing = file.columns.iter().map(|column| resource.missing_values(column)).collect();
        Some(file)
    }

    fn read_header(&mut self) -> Result<(), Fault> {
        // A byte order mark and lines above the header belong to no dialect.
        let mut plain = self.dialect.clone();
        plain.skip_initial_space = false;
        let (input, size) = self.folder.open(&self.path).map_err(Fault::Io)?;
        self.size = size;
        self.has_returns_only = Blocks::has_returns_only(input).map_err(Fault::Io)?;
        let (input, _) = self.folder.open(&self.path).map_err(Fault::Io)?;
        let mut lines_above = self.dialect.header_rows.first().copied().unwrap_or(1) - 1;
        let blocks = Blocks::new(input, &plain, self.has_returns_only, (0, 1))?.without_digest();
        for block in blocks {
            let block = block?;
            let text = block.text.strip_prefix('\u{feff}').filter(|_| self.start == 0).unwrap_or(&block.text);
            self.start += block.text.len() - text.len();
            let mut rest = text;
            while lines_above > 0 && !rest.is_empty() {
                let end = rest
                    .find(['\n', '\r'])
                    .map_or(rest.len(), |end| end + if rest[end..].starts_with("\r\n") { 2 } else { 1 });
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
        let (columns, line, start, end) = block.first_record(&self.dialect);
        self.columns = columns;
        self.header = (line, block.text[start..end].to_owned());
        self.start_line = block.line_at(end);
        self.start += block.raw_length(end);
        Ok(())
    }

    /// The rows below the header, in blocks, with the SHA-256 of the whole file when they have all been read.
    pub fn blocks(&self) -> Result<Blocks, Fault> {
        let (input, _) = self.folder.open(&self.path).map_err(Fault::Io)?;
        Blocks::new(input, &self.dialect, self.has_returns_only, (self.start, self.start_line))
    }

    /// Records why a file could not be read, or not to its end.
    pub fn tell(&self, fault: Fault, problems: &mut Problems) {
        match fault {
            Fault::Io(error) => {
                let fact =
                    Fact::Unreadable { message: error.to_string(), mend: "check the `path` in datapackage.json" };
                problems.add(fact, || Place::of_file(&self.label));
            }
            Fault::Archive => {
                let (what, mend) = ("a workbook or an archive".to_owned(), "save the sheet as CSV".to_owned());
                problems.add(Fact::Unsupported { what, mend }, || Place::of_file(&self.label));
            }
            Fault::Encoding { byte, line, before } => problems.add(Fact::Encoding { byte }, || {
                let text = before + "\u{fffd}";
                let mark = text.len() - '\u{fffd}'.len_utf8()..text.len();
                Place { file: Arc::clone(&self.label), line, excerpt: Some(Excerpt { text, mark, column: None }) }
            }),
        }
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
        let split = split(text.as_bytes(), &self.dialect);
        let mark = column.and_then(|column| split.cells.get(column).cloned()).unwrap_or(0..split.end);
        let shown = text.floor_char_boundary(split.end.min(mark.start.saturating_add(MAXIMUM_EXCERPT)));
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
            format!("the path {path}, which leads out of the dataset's folder,"),
            "keep the file in the folder",
        );
    }
    if let Some(format) =
        resource.format.as_deref().filter(|format| !["csv", "tsv"].contains(&format.to_lowercase().as_str()))
    {
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
