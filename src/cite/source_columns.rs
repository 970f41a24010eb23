//! The columns of a report that say where its figures come from.
//!
//! A report names the source of a row by its code in a column `source`, its edition by the date in a column
//! `published_on`, and the place in it in a column `locator`. A row with several figures has such columns for each:
//! `level_source`, `level_published_on` and `level_locator`. A `source` without a locator is cited as a whole, and one
//! without a date by its newest edition.

/// A column with codes of sources, and the columns with the dates of their editions and their locators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SourceColumns {
    pub source: usize,
    pub published_on: Option<usize>,
    pub locator: Option<usize>,
}

/// The columns with sources among these names, in their order.
pub(crate) fn source_columns(names: &[String]) -> Vec<SourceColumns> {
    let pair = |(source, name): (usize, &String)| {
        let prefix = name.strip_suffix("source").filter(|prefix| prefix.is_empty() || prefix.ends_with('_'))?;
        let companion = |what| names.iter().position(|name| name.strip_prefix(prefix) == Some(what));
        Some(SourceColumns { source, published_on: companion("published_on"), locator: companion("locator") })
    };
    names.iter().enumerate().filter_map(pair).collect()
}
