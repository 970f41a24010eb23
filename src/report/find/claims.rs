//! Statements without a number that fit what is looked for.

use super::names::{Names, each_row, set};
use super::term::{Kind, Term};
use super::wanted::Wanted;
use crate::error::Result;
use crate::model::fold;
use crate::report::shipped::Internal;
use crate::store::Sandbox;
use crate::table::Cell;

/// The codes of the claims that fit all terms: by what they are about, their source or their period; a word also by their text,
/// code or note.
///
/// # Errors
///
/// The database cannot be read.
pub(super) fn find(wanted: &Wanted, terms: &[Term], names: &Names, sandbox: &Sandbox) -> Result<Vec<String>> {
    let mut found = Vec::new();
    each_row(Internal::FindClaims, sandbox, |row| {
        let period = row.text(5)?;
        if wanted.period.is_some_and(|wanted| wanted.to_string() != period) {
            return Ok(());
        }
        let texts = [fold(&row.text(0)?), fold(&row.text(6)?), fold(&row.text(7)?)];
        let source = if let Cell::Integer(source_id) = row.cell(4)? { names.of_source(source_id, false).1 } else { 0 };
        let mut fits = names.of_period(&period).1 | source;
        for (column, kind) in [(1, Kind::Region), (2, Kind::Sector), (3, Kind::Enterprise)] {
            fits |= names.of_code(kind, &row.text(column)?).map_or(0, |of_code| set(of_code, 1));
        }
        let is_in_texts = |term: &Term| texts.iter().any(|text| term.is_in_text(text));
        if terms.iter().enumerate().all(|(index, term)| fits & (1 << index) != 0 || is_in_texts(term)) {
            found.push(row.text(0)?.into_owned());
        }
        Ok(())
    })?;
    Ok(found)
}
