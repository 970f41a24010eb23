//! How a CSV file is written: the Table Dialect (<https://datapackage.org/standard/table-dialect/>).

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::split::Grammar;

/// How a CSV file is written: the Table Dialect.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct Dialect {
    pub delimiter: char,
    /// [`NO_QUOTES`] where nothing is quoted, which a dialect states by the empty text.
    #[serde(deserialize_with = "quote")]
    pub quote_char: char,
    pub double_quote: bool,
    pub escape_char: Option<char>,
    pub comment_char: Option<char>,
    pub null_sequence: Option<String>,
    pub skip_initial_space: bool,
    pub header: bool,
    /// The lines that the header stands on, from one.
    pub header_rows: Vec<u64>,
    /// What is put between the parts of a column's name that stand on several rows of the header.
    pub header_join: String,
    /// The sheet of a workbook.
    pub sheet_name: Option<String>,
    // Accepted because they change nothing: every line ending is read, and names are compared as written.
    line_terminator: Option<String>,
    case_sensitive_header: Option<bool>,
    csvddf_version: Option<serde_json::Value>,
    #[serde(rename = "$schema")]
    profile: Option<String>,
}

/// The quote of files in which nothing is quoted: no text contains it.
pub(crate) const NO_QUOTES: char = '\0';

fn quote<'de, D: Deserializer<'de>>(deserializer: D) -> Result<char, D::Error> {
    let text = String::deserialize(deserializer)?;
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (None, _) => Ok(NO_QUOTES),
        (Some(quote), None) => Ok(quote),
        _ => Err(D::Error::custom(format!(
            "`quoteChar` is one character, or empty where nothing is quoted, not {text:?}"
        ))),
    }
}

impl Dialect {
    /// How rows and cells are divided. Its characters are ASCII: any other is rejected before a file is opened.
    pub(crate) fn grammar(&self) -> Grammar {
        let byte = |character: char| character as u8;
        Grammar {
            delimiter: byte(self.delimiter),
            quote: byte(self.quote_char),
            double_quote: self.double_quote,
            // A quote that escapes a quote is a doubled one.
            escape: self.escape_char.filter(|escape| *escape != self.quote_char).map(byte),
            comment: self.comment_char.map(byte),
            skip_initial_space: self.skip_initial_space,
        }
    }

    /// The dialect of the text of a sheet. A range of cells starts on this row, from one; zero where the sheet is read whole.
    pub(crate) fn of_sheet(self, first_row: u64) -> Self {
        let Self { header, header_join, sheet_name, .. } = self;
        let is_stated = first_row == 0 || self.header_rows != [1];
        let header_rows = if is_stated { self.header_rows } else { vec![first_row] };
        Self { header, header_rows, header_join, sheet_name, ..Self::default() }
    }
}

impl Default for Dialect {
    fn default() -> Self {
        Self {
            delimiter: ',',
            quote_char: '"',
            double_quote: true,
            escape_char: None,
            comment_char: None,
            null_sequence: None,
            skip_initial_space: false,
            header: true,
            header_rows: vec![1],
            header_join: " ".to_owned(),
            sheet_name: None,
            line_terminator: None,
            case_sensitive_header: None,
            csvddf_version: None,
            profile: None,
        }
    }
}
