//! Finds figures by the names of what they are about and of their sources, by their periods and their values.
//!
//! No index is stored for it. Names and claims are few compared with figures, so all of them are read, and then the codes of all
//! series; figures are read only of the series that the words fit, until there are enough. Notes of figures are looked at where
//! nothing else fits.

mod claims;
mod figures;
mod names;
mod term;

use std::collections::BTreeMap;

pub(crate) use self::names::codes_of;
use self::figures::{Candidate, Search};
use self::names::{Names, better, set};
pub(crate) use self::term::Kind;
use self::term::{Fit, Term};
use super::shipped::Internal;
use crate::error::Result;
use crate::model::{Period, fold};
use crate::problem::Suggestion;
use crate::store::Sandbox;
use crate::table::Cell;

/// What is looked for: figures that fit all of it.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    /// Each is, or is contained in, a name or code of a figure's subject, metric or source, its period, or its value; or a text
    /// of a claim; or, where nothing else fits, the note of a figure.
    pub words: Vec<String>,
    /// Codes or names of what a figure is about and of its source.
    pub named: Vec<(Kind, String)>,
    pub period: Option<Period>,
    /// Whether figures that were revised or withdrawn are found too.
    pub former: bool,
    /// The most figures to be found.
    pub limit: usize,
}

/// The figures that were found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub figures: Vec<FoundFigure>,
    /// The codes of claims that fit; none where figures that were revised are found too.
    pub claims: Vec<String>,
    /// Whether there are more than the limit.
    pub has_more: bool,
    /// How many series were not searched because their names only contain what is a whole name elsewhere.
    pub longer: usize,
    /// What nothing fits, where nothing was found.
    pub unknown: Vec<Unknown>,
}

/// A term that nothing fits.
#[derive(Debug)]
pub(crate) struct Unknown {
    /// The kind of thing that an option names; `None` for a word.
    pub kind: Option<Kind>,
    pub text: String,
    /// The nearest name.
    pub near: Option<Suggestion>,
}

/// The key of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FoundFigure {
    pub series_id: i64,
    pub period: String,
    pub source_id: i64,
}

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
        let near = Suggestion::nearest(given, &names::suggestions(*kind, sandbox)?);
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
    for only_best in [true, false] {
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
