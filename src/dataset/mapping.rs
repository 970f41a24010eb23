//! A mapping: a TOML file that says how a file of another shape becomes the rows of a table.
//!
//! Where a word means what it means in a Data Package, it is the word of the standard (`dialect`, `encoding`,
//! `missingValues`, `decimalChar`, `groupChar`).

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use regex::bytes::Regex;
use serde::Deserialize;
use toml::Spanned;

use super::dialect::Dialect;
use super::encoding;
use super::fault::unreadable;
use super::folder::Folder;
use crate::model::nearest;
use crate::problem::{Excerpt, Place, Problem, Violation};

/// A text in a mapping, with the range of its bytes there.
pub(crate) type Text = Spanned<String>;

/// A mapping, and the file that it stands in.
#[derive(Debug)]
pub(crate) struct Mapping {
    /// The path as the user knows it.
    pub label: Arc<str>,
    /// The folder of the files that the mapping names.
    pub folder: Folder,
    pub text: String,
    pub rules: Rules,
    /// When the sources of its files were published, as the command line gives it.
    pub published_on: Option<String>,
    /// The sheet of a workbook, as the command line gives it.
    pub sheet: Option<String>,
    /// Whether a profile wrote it, so that nobody has looked at what it takes for the metric and the source.
    pub is_of_profile: bool,
}

/// The contents of a mapping.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Rules {
    /// The name of the dataset in the ledger; else the name of the mapping's file.
    pub name: Option<String>,
    /// The resource of a data package that the mapping is for, where there are several.
    pub resource: Option<Text>,
    /// The table that rows are for.
    pub table: Option<Text>,
    pub encoding: Option<Text>,
    pub dialect: Option<Dialect>,
    /// The sheets of a workbook, by names or patterns, each of which is a table.
    pub sheet: Option<Names>,
    /// Cells of a sheet such as `B7:F29`, or the name that the workbook gives them; of several, each is a table.
    pub range: Option<Names>,
    /// The names of the columns, where the header has others or there is none.
    pub fields: Option<Vec<String>>,
    /// A pattern of the line of the header, in place of its number.
    pub header: Option<Text>,
    /// A pattern of the first line below the table.
    pub end: Option<Text>,
    /// The columns in which an empty cell has the text of the cell above.
    pub fill: Option<Spanned<FillRules>>,
    /// The columns of which every cell is a figure.
    pub unpivot: Option<Spanned<Unpivot>>,
    /// Patterns with named groups, by the text that they split: a column, `header`, `file`, `above` or `below`.
    #[serde(default)]
    pub parts: BTreeMap<Text, Spanned<Patterns>>,
    /// What the columns of the table are filled with.
    #[serde(default)]
    pub columns: Columns,
    /// Translations, by the placeholder or the column that they are for.
    #[serde(default)]
    pub codes: BTreeMap<Text, Spanned<Codes>>,
    /// Columns of which the texts are names, not codes, and which spellings are one.
    pub names: Option<Spanned<NameRules>>,
    /// Texts that mean that there is no value.
    #[serde(default)]
    pub missing_values: Vec<String>,
    /// Texts after a value, and the status that each means.
    #[serde(default)]
    pub flags: BTreeMap<Text, Text>,
    /// Signs of units beside a value, and the unit that each means.
    #[serde(default)]
    pub units: BTreeMap<Text, Text>,
    /// What a number in parentheses is: `negative`, or a status.
    pub parentheses: Option<Text>,
    /// Codes that mean that a figure is not broken down by a dimension.
    #[serde(default)]
    pub totals: Vec<String>,
    pub decimal_char: Option<char>,
    pub group_char: Option<char>,
    /// Whether an empty cell of an unpivoted column is a missing figure; else it is skipped.
    #[serde(default)]
    pub keep_empty: bool,
    /// Other rules for some rows; of several that match, the first is used.
    #[serde(default)]
    pub when: Vec<When>,
    /// The columns of rows that `--create` creates, by table. [`FROM`] names a file beside the data that describes the codes;
    /// else the rows of the data do.
    #[serde(default)]
    pub create: BTreeMap<Text, Columns>,
    /// The columns of such rows that a file beside the data gives, which [`FROM`] names, where it describes their code.
    #[serde(default)]
    pub labels: BTreeMap<Text, Columns>,
}

/// The templates of columns, by name.
type Columns = BTreeMap<Text, Text>;

impl Rules {
    /// The columns of new rows that files beside the data give, by table.
    pub(crate) fn described(&self) -> impl Iterator<Item = (&Text, &Columns)> {
        self.create.iter().filter(|(_, columns)| columns.contains_key(FROM)).chain(&self.labels)
    }
}

/// The key that names a file with the columns of new rows.
pub(crate) const FROM: &str = "from";

/// The columns of which every cell is a figure.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "`unpivot` must be a pattern or a list of column names")]
pub(crate) enum Unpivot {
    Pattern(String),
    Names(Vec<String>),
}

/// Columns in which an empty cell has the text of the cell above, the outer ones first.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "`fill` must be a list of columns, or a table with `columns` and `across_blank`")]
pub(crate) enum FillRules {
    Columns(Vec<String>),
    Table(FillTable),
}

/// How columns are filled.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FillTable {
    columns: Vec<String>,
    /// Whether a text also holds below a blank line.
    #[serde(default, alias = "acrossBlank")]
    across_blank: bool,
}

impl FillRules {
    pub(crate) fn columns(&self) -> &[String] {
        match self {
            Self::Columns(columns) | Self::Table(FillTable { columns, .. }) => columns,
        }
    }

    pub(crate) fn crosses_blank(&self) -> bool {
        matches!(self, Self::Table(FillTable { across_blank: true, .. }))
    }
}

/// Columns of which the texts are names, alone or with how names are compared.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "`names` must be a list of columns, or a table with `columns` and `ignore_case`")]
pub(crate) enum NameRules {
    Columns(Vec<String>),
    Table(NameTable),
}

/// How names are compared.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameTable {
    #[serde(default)]
    columns: Vec<String>,
    /// Whether codes and names that differ only by upper and lower case are one.
    #[serde(default, alias = "ignoreCase")]
    ignore_case: bool,
}

impl NameRules {
    pub(crate) fn columns(&self) -> &[String] {
        match self {
            Self::Columns(columns) | Self::Table(NameTable { columns, .. }) => columns,
        }
    }

    pub(crate) fn ignores_case(&self) -> bool {
        matches!(self, Self::Table(NameTable { ignore_case: true, .. }))
    }
}

/// One name or several.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "this must be a text or a list of texts")]
pub(crate) enum Names {
    One(String),
    Several(Vec<String>),
}

impl Names {
    pub(crate) fn texts(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}

/// One pattern or several.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a part must be a pattern or a list of patterns")]
pub(crate) enum Patterns {
    One(String),
    Several(Vec<String>),
}

impl Patterns {
    pub(crate) fn texts(&self) -> &[String] {
        match self {
            Self::One(pattern) => std::slice::from_ref(pattern),
            Self::Several(patterns) => patterns,
        }
    }
}

/// How texts translate into codes.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "a translation must be a table of texts, or the path of a CSV file with two columns")]
pub(crate) enum Codes {
    Table(BTreeMap<String, String>),
    Path(String),
}

/// Other rules for the rows or cells whose placeholders match patterns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct When {
    pub matches: BTreeMap<Text, Text>,
    /// They are skipped.
    #[serde(default)]
    pub skip: bool,
    #[serde(default)]
    pub columns: Columns,
    /// Columns of new rows that only they have.
    #[serde(default)]
    pub create: BTreeMap<Text, Columns>,
}

impl Mapping {
    /// Reads a mapping from the bytes of its file; `label` is the path as the user knows it, `folder` where it lies.
    ///
    /// # Errors
    /// The problem, where the bytes could not be read, are not TOML, or have a key, an encoding or a pattern that is wrong.
    pub(crate) fn read(label: &Arc<str>, folder: Folder, bytes: io::Result<Vec<u8>>) -> Result<Self, Box<Problem>> {
        let whole = |violation| Box::new(Problem { violation, place: Place::of_file(label) });
        let bytes = bytes.map_err(|error| whole(unreadable(&error, "check the path of the mapping")))?;
        let text = String::from_utf8(bytes)
            .map_err(|_| whole(Violation::Mapping { message: "it is not UTF-8".to_owned(), fix: None }))?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        let rules = toml::from_str(&text).map_err(|error| {
            // The second line of a message is what was expected.
            let message = error.message().trim().replace('\n', ", ");
            let (message, fix) = unknown_key(&message).unwrap_or((message, None));
            Box::new(Problem {
                violation: Violation::Mapping { message, fix },
                place: place(label, &text, error.span()),
            })
        })?;
        let mapping = Self {
            label: Arc::clone(label),
            folder,
            text,
            rules,
            published_on: None,
            sheet: None,
            is_of_profile: false,
        };
        mapping.check_encoding()?;
        mapping.check_patterns()?;
        Ok(mapping)
    }

    fn check_encoding(&self) -> Result<(), Box<Problem>> {
        match self.rules.encoding.as_ref().filter(|name| encoding::named(name.get_ref()).is_none()) {
            None => Ok(()),
            Some(name) => {
                let message = format!("there is no encoding `{}`", name.get_ref());
                Err(self.problem(name, message, format!("use a name such as {}", encoding::NAMES)))
            }
        }
    }

    /// The patterns of lines.
    fn check_patterns(&self) -> Result<(), Box<Problem>> {
        let patterns = self.rules.header.iter().chain(&self.rules.end);
        let mut wrong = patterns.filter_map(|text| Some((text, Regex::new(text.get_ref()).err()?)));
        wrong
            .next()
            .map_or(Ok(()), |(text, error)| Err(self.problem(text, pattern_fault(&error), PATTERN_FIX.to_owned())))
    }

    fn problem(&self, text: &Text, message: String, fix: String) -> Box<Problem> {
        let violation = Violation::Mapping { message, fix: Some(fix) };
        Box::new(Problem { violation, place: self.place(text.span()) })
    }

    /// The bytes of everything that decides what the mapping does: itself, the date of publication, the sheet, and the translations
    /// beside it.
    pub(super) fn contents(&self) -> Vec<Vec<u8>> {
        let paths = self.rules.codes.values().filter_map(|codes| match codes.get_ref() {
            Codes::Path(path) => Some(path),
            Codes::Table(_) => None,
        });
        let beside = paths.map(|path| self.folder.read(path).unwrap_or_default());
        let [date, sheet] = [&self.published_on, &self.sheet].map(|text| text.clone().unwrap_or_default());
        [self.text.clone(), date, sheet].map(String::into_bytes).into_iter().chain(beside).collect()
    }

    /// The place of some bytes.
    pub(crate) fn place(&self, span: Range<usize>) -> Place {
        place(&self.label, &self.text, Some(span))
    }
}

/// The message and the fix for an unknown key, where that is what `toml` reports.
fn unknown_key(message: &str) -> Option<(String, Option<String>)> {
    let mut names = message.strip_prefix("unknown field `")?.split('`').step_by(2);
    let key = names.next()?;
    let known: Vec<&str> = names.collect();
    let near = nearest(key, known.iter(), |known| known);
    let fix =
        near.map_or_else(|| format!("the keys are {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
    Some((format!("unknown key `{key}` in the mapping"), Some(fix)))
}

/// What is wrong with a pattern.
pub(crate) fn pattern_fault(error: &regex::Error) -> String {
    let message = error.to_string();
    let reason = message.lines().last().unwrap_or_default().trim_start_matches("error: ");
    format!("the pattern is not valid: {reason}")
}

/// What may fix a pattern.
pub(crate) const PATTERN_FIX: &str =
    "between single quotes a backslash needs no escape; see https://docs.rs/regex/latest/regex/#syntax";

fn place(label: &Arc<str>, text: &str, span: Option<Range<usize>>) -> Place {
    let Some(span) = span else { return Place::of_file(label) };
    let at = text.floor_char_boundary(span.start.min(text.len()));
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let line = text[start..end].trim_end_matches('\r');
    let mark = line.floor_char_boundary((at - start).min(line.len()));
    let mark_end = line.floor_char_boundary(span.end.saturating_sub(start).min(line.len())).max(mark);
    let number = 1 + text[..start].matches('\n').count() as u64;
    Place {
        file: Arc::clone(label),
        line: number,
        excerpt: Some(Excerpt { text: line.to_owned(), mark: mark..mark_end, column: None }),
    }
}
