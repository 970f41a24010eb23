//! Translations of codes: a table of the mapping, or a CSV file beside it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::dataset::{Codes, Folder};

/// What texts become; a text that is not here stays as it is, unless [`OTHERS`] is.
#[derive(Debug, Default)]
pub struct Translation(HashMap<String, String>);

/// The text that stands for all others.
const OTHERS: &str = "*";

impl Translation {
    /// What a text becomes, if it does not stay as it is.
    pub fn get(&self, text: &str) -> Option<&str> {
        self.0.get(text).or_else(|| self.0.get(OTHERS)).map(String::as_str)
    }
}

/// Reads a translation. The error says what is wrong with the file that it is in.
pub fn read(codes: &Codes, folder: &Folder) -> Result<Arc<Translation>, String> {
    let path = match codes {
        Codes::Table(table) => return Ok(Arc::new(Translation(table.clone().into_iter().collect()))),
        Codes::Path(path) => path,
    };
    let bytes = folder.read(path).map_err(|_| format!("{path} cannot be read"))?;
    let text = String::from_utf8(bytes).map_err(|_| format!("{path} is not UTF-8"))?;
    let mut reader = csv::ReaderBuilder::new().from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut table = HashMap::new();
    for record in reader.records() {
        let record = record.map_err(|error| format!("{path}: {error}"))?;
        let (Some(from), Some(to)) = (record.get(0), record.get(1)) else {
            return Err(format!("{path} needs two columns: a text, and the code that it becomes"));
        };
        if let Some(other) = table.insert(from.to_owned(), to.to_owned()).filter(|other| other != to) {
            return Err(format!("{path} translates `{from}` twice, into `{other}` and `{to}`"));
        }
    }
    Ok(Arc::new(Translation(table)))
}
