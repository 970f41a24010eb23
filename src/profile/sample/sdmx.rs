//! The header of an SDMX-CSV message.

use crate::profile::writer::group;

/// Whether a row is the header of a message.
pub(crate) fn is_header(row: &[String]) -> bool {
    let has = |wanted: &str| row.iter().any(|column| id(column) == wanted);
    // Where labels follow a colon, every component becomes a group of a pattern, so that no two may have the same name.
    let has_groups = row.iter().any(|column| column.to_uppercase().starts_with("OBS_VALUE:"));
    let mut groups: Vec<String> = row.iter().filter(|_| has_groups).map(|column| group(&id(column))).collect();
    groups.sort_unstable();
    has("OBS_VALUE") && has("TIME_PERIOD") && groups.windows(2).all(|pair| pair[0] != pair[1])
}

/// The identifier of a component, which its name may follow, in capitals.
pub(crate) fn id(column: &str) -> String {
    column.split(':').next().unwrap_or(column).trim().to_uppercase()
}
