//! The keys by which programs that keep references know the documents of a database.

use std::collections::{HashMap, HashSet};

use super::document::Document;

/// A key for each document of a database: its code, and `CODE-DATE` where there are several editions of the source. It
/// depends on nothing but the database, so that it means the same document wherever it is cited.
pub(super) fn keys(documents: &[Document]) -> Vec<String> {
    let mut editions: HashMap<&str, usize> = HashMap::new();
    documents.iter().for_each(|document| *editions.entry(&document.code).or_default() += 1);
    let mut taken = HashSet::new();
    let key = |document: &Document| {
        let date = document.published_on.as_deref().filter(|_| editions[document.code.as_str()] > 1);
        unique(&[Some(document.code.as_str()), date].into_iter().flatten().collect::<Vec<_>>().join("-"), &mut taken)
    };
    documents.iter().map(key).collect()
}

/// The key with a hyphen in place of each character that BibTeX does not allow, and with a number where another document
/// has the same key.
fn unique(key: &str, taken: &mut HashSet<String>) -> String {
    let is_safe = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | ':' | '_');
    let safe: String = key.chars().map(|c| if is_safe(c) { c } else { '-' }).collect();
    let base = if safe.is_empty() { "document".to_owned() } else { safe };
    let mut key = base.clone();
    let mut number = 1;
    // BibTeX treats keys that differ only in case as the same key.
    while !taken.insert(key.to_lowercase()) {
        number += 1;
        key = format!("{base}-{number}");
    }
    key
}
