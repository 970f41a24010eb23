//! Finds figures by the names of what they are about and of their sources, by their periods and their values.
//!
//! No index is stored for it. Names and claims are few compared with figures, so all of them are read, and then the codes of all
//! series; figures are read only of the series that the words fit, until there are enough. Notes of figures are looked at where
//! nothing else fits.

mod claims;
mod figures;
mod names;
mod term;
mod wanted;

use std::collections::BTreeMap;

use self::figures::{Candidate, Search};
use self::names::{Names, better, set};
pub(crate) use self::names::{resolve, suggestions};
pub(crate) use self::term::Kind;
use self::term::{Fit, Term};
pub(crate) use self::wanted::{Found, FoundFigure, Unknown, Wanted};
use super::shipped::Internal;
use crate::error::Result;
use crate::model::fold;
use crate::problem::Suggestion;
use crate::store::Sandbox;
use crate::table::Cell;

/// Finds figures and claims. Of figures, those of the series whose names fit best are found; where these have none that fits,
/// those of the next best.
///
/// # Errors
///
/// The database cannot be read.
pub(crate) fn find(wanted: &Wanted, sandbox: &Sandbox) -> Result<Found> {
    let words = wanted.words.iter().map(|word| (None, word));
    let named = wanted.named.iter().map(|(kind, name)| (Some(*kind), name));
    let terms: Vec<Term> = named.chain(words).filter_map(|(kind, text)| Term::of(text, kind)).collect();
    let mut names = Names::read(&terms, sandbox)?;
    let mut found = Found::default();
    find_figures(wanted, &terms, &mut names, sandbox, &mut found)?;
    if !wanted.former {
        let room = wanted.limit - found.figures.len();
        found.claims = claims::find(wanted, &terms, &names, sandbox)?;
        found.has_more |= found.claims.len() > room;
        found.claims.truncate(room);
    }
    if found.figures.is_empty() && found.claims.is_empty() && terms.iter().any(|term| term.kind.is_none()) {
        names.look_at_notes(&terms);
        find_figures(wanted, &terms, &mut names, sandbox, &mut found)?;
    }
    if !found.figures.is_empty() || !found.claims.is_empty() {
        return Ok(found);
    }
    let unknown = terms.iter().enumerate().filter(|(index, _)| names.known & (1 << index) == 0);
    for (_, Term { kind, given, .. }) in unknown {
        let near = Suggestion::nearest(given, &suggestions(*kind, sandbox)?);
        found.unknown.push(Unknown { kind: *kind, text: given.clone(), near });
    }
    Ok(found)
}

/// Finds the figures of the series whose names fit best, or else of the next best.
fn find_figures(
    wanted: &Wanted,
    terms: &[Term],
    names: &mut Names,
    sandbox: &Sandbox,
    found: &mut Found,
) -> Result<()> {
    let groups = candidates(terms, names, sandbox)?;
    let search = Search { wanted, terms, names, sandbox };
    // A source whose name only contains a word counts where the source with this name has no figure that fits.
    let passes: &[bool] = if names.has_lesser_sources() { &[true, false] } else { &[true] };
    for &only_best in passes {
        for (fit, group) in groups.iter().rev() {
            search.collect(group, only_best, found)?;
            if !found.figures.is_empty() {
                let others = groups.range(..fit).flat_map(|(_, group)| group);
                found.longer = others.filter(|candidate| candidate.open == 0).count();
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The series that can have figures that fit all terms, by how well they can fit.
fn candidates(terms: &[Term], names: &mut Names, sandbox: &Sandbox) -> Result<BTreeMap<u32, Vec<Candidate>>> {
    const KINDS: [Kind; 4] = [Kind::Metric, Kind::Region, Kind::Sector, Kind::Enterprise];
    let mut groups: BTreeMap<u32, Vec<Candidate>> = BTreeMap::new();
    let mut known = names.known;
    let mut fits = vec![0; terms.len()];
    names::each_row(Internal::FindSeries, sandbox, |row| {
        fits.fill(0);
        for (column, kind) in (1..).zip(KINDS).filter(|(_, kind)| !names.has_none(*kind)) {
            if let Some(of_code) = names.of_code(kind, &row.text(column)?) {
                better(&mut fits, of_code);
            }
        }
        let breakdown = row.text(5)?;
        if !breakdown.is_empty() {
            let folded = fold(&breakdown);
            let of_breakdown: Vec<Fit> = terms.iter().map(|term| term.is_in_text(&folded).into()).collect();
            better(&mut fits, &of_breakdown);
        }
        let by_name = set(&fits, 1);
        known |= by_name;
        better(&mut fits, &names.of_figures);
        if let Cell::Integer(series_id) = row.cell(0)?
            && fits.iter().all(|fit| *fit > 0)
        {
            let open = set(&names.of_figures, 1) & !by_name;
            groups.entry(fits.iter().map(|fit| u32::from(*fit)).sum()).or_default().push(Candidate { series_id, open });
        }
        Ok(())
    })?;
    names.known = known;
    Ok(groups)
}
