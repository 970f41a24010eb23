//! The columns of a report that say where its figures come from.
//!
//! A report names the source of a row by its code in a column `source`, and the place in it in a column `locator`. A row
//! with several figures has such a pair for each: `level_source` and `level_locator`. A `source` without a locator is
//! cited as a whole.

/// A column with codes of sources, and the column with their locators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SourceColumns {
    pub source: usize,
    pub locator: Option<usize>,
}

/// The columns with sources among these names, in their order.
pub(crate) fn source_columns(names: &[String]) -> Vec<SourceColumns> {
    let pair = |(source, name): (usize, &String)| {
        let prefix = name.strip_suffix("source").filter(|prefix| prefix.is_empty() || prefix.ends_with('_'))?;
        let locator = names.iter().position(|name| name.strip_prefix(prefix) == Some("locator"));
        Some(SourceColumns { source, locator })
    };
    names.iter().enumerate().filter_map(pair).collect()
}
