//! The rows of a report that another program ran, as it wrote them: one JSON object a line, with the columns of the report.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::companions::Companions;
use super::front_matter::Report;
use super::object::Object;
use super::row::comparator_of;
use crate::cite::source_columns;
use crate::error::{Error, Result, RowError, RowFault};
use crate::interrupt;
use crate::model::nearest;
use crate::problem::{Excerpt, Place, Suggestion};
use crate::render::json_keys;
use crate::table::Cell;

/// The longest line, in bytes.
const LONGEST: usize = 16 << 20;

/// How many characters of a long line are shown on each side of what is marked in it.
const AROUND: usize = 60;

/// A file of rows, which can be read any number of times.
pub(crate) struct Lines {
    label: Arc<str>,
    file: File,
    report: String,
    columns: Vec<String>,
    /// The name of each column in an object.
    keys: Vec<String>,
    kinds: Vec<Kind>,
}

/// What all rows have.
pub(crate) struct Checked {
    pub rows: u64,
    /// The codes of the sources that are cited, each with the date of its edition.
    pub cited: BTreeSet<(String, Option<String>)>,
}

/// What a column may hold, besides missing values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Any,
    Number,
    Text,
    Comparator,
}

impl Lines {
    /// The rows of a report in a file, or on standard input where none is given. What can be read only once is copied.
    ///
    /// # Errors
    /// The file cannot be read.
    pub(crate) fn open(path: Option<&Path>, report: &Report) -> Result<Self> {
        let label = path.map_or("standard input".into(), |path| path.to_string_lossy().into_owned());
        let file = file(path).map_err(|source| Error::io("reading", PathBuf::from(&label), source))?;
        let columns = report.columns.clone();
        let (keys, kinds) = (json_keys(&columns), kinds(&columns));
        Ok(Self { label: label.into(), file, report: report.name.clone(), columns, keys, kinds })
    }

    /// The name of the file in messages.
    pub(crate) fn label(&self) -> &str {
        &self.label
    }

    /// The columns of the report.
    pub(crate) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Reads all rows.
    ///
    /// # Errors
    /// A line is not a row of the report.
    pub(crate) fn check(&self) -> Result<Checked> {
        let mut checked = Checked { rows: 0, cited: BTreeSet::new() };
        let citing = source_columns(&self.columns);
        let text = |cell: Option<&Cell>| cell.and_then(Cell::text).filter(|text| !text.is_empty()).map(str::to_owned);
        self.for_each(&mut |row| {
            checked.rows += 1;
            for columns in &citing {
                let date = columns.published_on.and_then(|column| text(row.get(column)));
                checked.cited.extend(text(row.get(columns.source)).map(|source| (source, date)));
            }
            Ok(true)
        })?;
        Ok(checked)
    }

    /// Passes the rows to `row` one by one, until there are no more or `row` returns false. Empty lines are no rows.
    ///
    /// # Errors
    /// A line is not a row of the report.
    pub(crate) fn for_each(&self, row: &mut dyn FnMut(&[Cell]) -> Result<bool>) -> Result<()> {
        let failed = |source| Error::io("reading", PathBuf::from(&*self.label), source);
        let mut file = &self.file;
        file.rewind().map_err(failed)?;
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let mut line = Vec::new();
        for number in 1.. {
            interrupt::check()?;
            line.clear();
            let length = reader.by_ref().take(LONGEST as u64 + 1).read_until(b'\n', &mut line).map_err(failed)?;
            if length == 0 {
                break;
            }
            let cells = self.row(&line).map_err(|wrong| self.error(number, *wrong))?;
            if let Some(cells) = cells
                && !row(&cells)?
            {
                break;
            }
        }
        Ok(())
    }

    /// The cells of a line; `None` where it is empty.
    fn row(&self, line: &[u8]) -> Result<Option<Vec<Cell>>, Box<Wrong>> {
        if line.len() > LONGEST {
            let start = String::from_utf8_lossy(&line[..AROUND]).into_owned();
            return Err(Wrong::new(&start, 0..start.len(), RowFault::TooLong { limit: LONGEST }));
        }
        let line = match std::str::from_utf8(line) {
            Ok(line) => line.trim_start_matches('\u{feff}').trim(),
            Err(error) => {
                let text = String::from_utf8_lossy(line);
                let at = error.valid_up_to();
                return Err(Wrong::new(
                    text.trim_end(),
                    at..at + char::REPLACEMENT_CHARACTER.len_utf8(),
                    RowFault::NotUtf8,
                ));
            }
        };
        if line.is_empty() {
            return Ok(None);
        }
        let object: Object = serde_json::from_str(line).map_err(|error| {
            // A column is that of the last byte which was read, from one.
            let at = floor(line, error.column().saturating_sub(1).min(line.len() - 1));
            let end = line[at..].chars().next().map_or(at, |c| at + c.len_utf8());
            Wrong::new(line, at..end, RowFault::not_json(&error))
        })?;
        let mut cells: Vec<Option<Cell>> = vec![None; self.keys.len()];
        for (place, (key, value)) in object.0.into_iter().enumerate() {
            let wrong = |fault| Wrong::new(line, marked(line, &key), fault);
            // Most programs write the columns in their order.
            let is_next = self.keys.get(place) == Some(&key);
            let found = if is_next { Some(place) } else { self.keys.iter().position(|known| *known == key) };
            let Some(index) = found else {
                let near = nearest(&key, &self.keys, |known| known).map(Suggestion::of);
                return Err(wrong(RowFault::Unknown { column: key.clone(), report: self.report.clone(), near }));
            };
            if cells[index].is_some() {
                return Err(wrong(RowFault::Repeated { column: key.clone() }));
            }
            cells[index] = Some(self.kinds[index].cell(&key, value).map_err(wrong)?);
        }
        if let Some(missing) = cells.iter().position(Option::is_none) {
            let fault = RowFault::Missing { column: self.keys[missing].clone() };
            return Err(Wrong::new(line, line.len() - 1..line.len(), fault));
        }
        Ok(Some(cells.into_iter().flatten().collect()))
    }

    fn error(&self, line: u64, Wrong { excerpt, fault }: Wrong) -> Error {
        let place = Place { file: Arc::clone(&self.label), line, excerpt: Some(excerpt) };
        Error::Row(Box::new(RowError { place, fault }))
    }
}

/// What is wrong with a line, and where.
struct Wrong {
    excerpt: Excerpt,
    fault: RowFault,
}

impl Wrong {
    fn new(line: &str, mark: Range<usize>, fault: RowFault) -> Box<Self> {
        let before = line[..mark.start].char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
        let after = line[mark.end..].char_indices().nth(AROUND).map_or(line.len(), |(at, _)| mark.end + at);
        let (head, tail) = (if before > 0 { "..." } else { "" }, if after < line.len() { "..." } else { "" });
        let text = [head, &line[before..after], tail].concat();
        let at = mark.start - before + head.len();
        Box::new(Self { excerpt: Excerpt { text, mark: at..at + mark.len(), column: None }, fault })
    }
}

/// The start of the character that a byte belongs to.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The last key of this name in an object; the whole object where it is written with escapes.
fn marked(line: &str, key: &str) -> Range<usize> {
    let quoted = format!("\"{key}\"");
    let keys = line.rmatch_indices(&quoted).map(|(at, _)| at..at + quoted.len());
    keys.into_iter().find(|key| line[key.end..].trim_start().starts_with(':')).unwrap_or(0..line.len())
}

impl Kind {
    fn cell(self, column: &str, value: Value) -> Result<Cell, RowFault> {
        let cell = match value {
            Value::Null => Cell::Null,
            Value::Number(number) => match number.as_i64() {
                Some(number) => Cell::Integer(number),
                None => number.as_f64().map_or(Cell::Null, Cell::Real),
            },
            Value::String(text) => Cell::Text(text),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                return Err(RowFault::Type { column: column.to_owned(), expected: self.expected() });
            }
        };
        match (self, &cell) {
            // JSON has no infinity.
            (Self::Number, Cell::Text(text)) if text == "Infinity" => Ok(Cell::Real(f64::INFINITY)),
            (Self::Number, Cell::Text(text)) if text == "-Infinity" => Ok(Cell::Real(f64::NEG_INFINITY)),
            (Self::Number, Cell::Text(_)) | (Self::Text | Self::Comparator, Cell::Integer(_) | Cell::Real(_)) => {
                Err(RowFault::Type { column: column.to_owned(), expected: self.expected() })
            }
            (Self::Comparator, Cell::Text(text)) if comparator_of(text).is_none() => {
                Err(RowFault::Comparator { text: text.clone() })
            }
            _ => Ok(cell),
        }
    }

    fn expected(self) -> &'static str {
        match self {
            Self::Any => "a text or a number",
            Self::Number => "a number without quotation marks",
            Self::Text | Self::Comparator => "a text between quotation marks",
        }
    }
}

/// What the columns of a report may hold, by the names that give them a meaning.
fn kinds(names: &[String]) -> Vec<Kind> {
    let mut kinds = vec![Kind::Any; names.len()];
    for (kind, name) in kinds.iter_mut().zip(names) {
        if matches!(name.as_str(), "period" | "period_inferred" | "section" | "status" | "unit") {
            *kind = Kind::Text;
        }
    }
    for columns in source_columns(names) {
        for index in [Some(columns.source), columns.published_on, columns.locator].into_iter().flatten() {
            kinds[index] = Kind::Text;
        }
    }
    for figure in (0..names.len()).filter_map(|index| Companions::of(index, names)) {
        let columns = [
            (Some(figure.value), Kind::Number),
            (figure.upper, Kind::Number),
            (figure.decimals, Kind::Number),
            (figure.digits, Kind::Number),
            (figure.unit, Kind::Text),
            (figure.status, Kind::Text),
            (figure.comparator, Kind::Comparator),
        ];
        for (index, kind) in columns.into_iter().filter_map(|(index, kind)| Some((index?, kind))) {
            kinds[index] = kind;
        }
    }
    kinds
}

/// A file that can be read from its start again.
fn file(path: Option<&Path>) -> io::Result<File> {
    let copied = |mut from: &mut dyn Read| {
        let mut copy = tempfile::tempfile()?;
        io::copy(&mut from, &mut copy).map(|_| copy)
    };
    let Some(path) = path else { return copied(&mut io::stdin().lock()) };
    let mut file = File::open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { copied(&mut file) }
}
