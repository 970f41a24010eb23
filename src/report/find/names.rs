//! Which names, sources and periods of a database fit the terms.

use std::collections::HashMap;

use super::term::{Fit, Kind, Term};
use crate::error::Result;
use crate::model::fold;
use crate::problem::Suggestion;
use crate::report::shipped::Internal;
use crate::store::{Row, Sandbox};
use crate::table::Cell;

/// A set of terms: a bit for each.
pub(super) type Terms = u64;

/// What the terms fit.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// For each kind but the sources, the codes that a term fits by code, name or alias, and how well each term does.
    codes: [HashMap<String, Vec<Fit>>; 4],
    sources: HashMap<i64, OfSource>,
    /// The periods in the order of time, each with the words that its code contains.
    periods: HashMap<String, (usize, Terms)>,
    /// How well each term fits some source, period or value.
    pub of_figures: Vec<Fit>,
    /// The terms that fit no source and no period.
    pub of_values: Terms,
    /// The terms that fit anything at all.
    pub known: Terms,
    /// Whether words may also fit the notes of figures.
    pub has_notes: bool,
}

/// A source.
#[derive(Debug)]
struct OfSource {
    /// Its place among all sources, the preferred ones first.
    place: usize,
    fits: Vec<Fit>,
}

impl Names {
    /// Reads all names.
    pub(super) fn read(terms: &[Term], sandbox: &Sandbox) -> Result<Self> {
        let mut names = Self { of_figures: vec![0; terms.len()], ..Self::default() };
        each_name(sandbox, |kind, row| {
            let fits = fits(terms, kind, [row.text(1)?, row.text(2)?, row.text(3)?]);
            if fits.iter().any(|fit| *fit > 0) {
                let code = row.text(1)?;
                match names.codes[kind as usize].get_mut(&*code) {
                    Some(known) => better(known, &fits),
                    None => drop(names.codes[kind as usize].insert(code.into_owned(), fits)),
                }
            }
            Ok(())
        })?;
        each_source(sandbox, |row| {
            let fits = fits(terms, Kind::Source, [row.text(1)?, row.text(2)?, row.text(3)?]);
            better(&mut names.of_figures, &fits);
            if let Cell::Integer(source_id) = row.cell(0)? {
                names.sources.insert(source_id, OfSource { place: names.sources.len(), fits });
            }
            Ok(())
        })?;
        each_row(Internal::FindPeriods, sandbox, |row| {
            let period = row.text(0)?.into_owned();
            let fits: Vec<Fit> = terms.iter().map(|term| term.is_in_period(&period).into()).collect();
            better(&mut names.of_figures, &fits);
            names.periods.insert(period, (names.periods.len(), set(&fits, 1)));
            Ok(())
        })?;
        names.of_values = !set(&names.of_figures, 1);
        let values: Vec<Fit> = terms.iter().map(|term| term.can_be_value().into()).collect();
        better(&mut names.of_figures, &values);
        let codes = names.codes.iter().flat_map(HashMap::values);
        names.known = codes.chain([&names.of_figures]).fold(0, |known, fits| known | set(fits, 1));
        Ok(names)
    }

    /// From here on, words may also fit the notes of figures.
    pub(super) fn look_at_notes(&mut self, terms: &[Term]) {
        self.has_notes = true;
        self.of_values = 0;
        let words: Vec<Fit> = terms.iter().map(|term| term.kind.is_none().into()).collect();
        better(&mut self.of_figures, &words);
    }

    /// The period that all figures have which fit these terms; `None` where there may be several.
    pub(super) fn only_period(&self, terms: &[Term], open: Terms) -> Option<String> {
        let of_sources = self.sources.values().fold(0, |all, source| all | set(&source.fits, 1));
        let mut periods =
            self.periods.iter().filter(|(_, (_, fits))| fits & self.not_of_values(terms, open) & !of_sources != 0);
        let only = periods.next();
        only.filter(|_| periods.next().is_none()).map(|(period, _)| period.clone())
    }

    /// The source that all figures have which fit these terms; `None` where there may be several.
    pub(super) fn only_source(&self, terms: &[Term], open: Terms, only_best: bool) -> Option<i64> {
        let of_periods = self.periods.values().fold(0, |all, (_, fits)| all | fits);
        let open = self.not_of_values(terms, open) & !of_periods;
        let mut sources = self.sources.keys().filter(|source_id| self.of_source(**source_id, only_best).1 & open != 0);
        let only = sources.next();
        only.filter(|_| sources.next().is_none()).copied()
    }

    /// Whether a term fits some source less well than something else of a figure.
    pub(super) fn has_lesser_sources(&self) -> bool {
        let is_lesser = |(fit, best): (&Fit, &Fit)| (1..*best).contains(fit);
        self.sources.values().any(|source| source.fits.iter().zip(&self.of_figures).any(is_lesser))
    }

    /// Those of the terms that only a period or a source can fit.
    fn not_of_values(&self, terms: &[Term], open: Terms) -> Terms {
        let is_other = |term: &Term| term.can_be_value() || self.has_notes && term.kind.is_none();
        let others = terms.iter().enumerate().filter(|(_, term)| is_other(term));
        others.fold(open, |open, (index, _)| open & !(1 << index))
    }

    /// How well the terms fit a code of a kind; `None` where none does.
    pub(super) fn of_code(&self, kind: Kind, code: &str) -> Option<&[Fit]> {
        self.codes.get(kind as usize)?.get(code).map(Vec::as_slice)
    }

    /// Whether no term fits any code of a kind.
    pub(super) fn has_none(&self, kind: Kind) -> bool {
        self.codes.get(kind as usize).is_none_or(HashMap::is_empty)
    }

    /// The place of a period in the order of time, and the words that its code contains.
    pub(super) fn of_period(&self, code: &str) -> (usize, Terms) {
        self.periods.get(code).copied().unwrap_or((usize::MAX, 0))
    }

    /// The place of a source in the order of preference, and the terms that fit it; with `only_best` those that fit no source
    /// better.
    pub(super) fn of_source(&self, source_id: i64, only_best: bool) -> (usize, Terms) {
        let Some(source) = self.sources.get(&source_id) else { return (usize::MAX, 0) };
        let is_fit = |(fit, best): (&Fit, &Fit)| *fit > 0 && (!only_best || fit == best);
        let terms = source.fits.iter().zip(&self.of_figures).enumerate();
        (source.place, terms.filter(|(_, fits)| is_fit(*fits)).fold(0, |terms, (index, _)| terms | 1 << index))
    }
}

/// The names of a kind, or of all, as suggestions: each name, alias and former code is one, with the code.
///
/// # Errors
///
/// The database cannot be read.
pub(crate) fn suggestions(of: Option<Kind>, sandbox: &Sandbox) -> Result<Vec<Suggestion>> {
    let mut known = Vec::new();
    let mut add = |kind, row: &Row<'_>| {
        if of.is_none_or(|of| of == kind) {
            let code = row.text(1)?.into_owned();
            let name = Some(row.text(2)?.into_owned()).filter(|name| !name.is_empty());
            let other = row.text(3)?.into_owned();
            known.push(Suggestion { code: code.clone(), name });
            if !other.is_empty() && kind != Kind::Source {
                known.push(Suggestion { code, name: Some(other) });
            }
        }
        Ok(())
    };
    each_name(sandbox, &mut add)?;
    each_source(sandbox, |row| add(Kind::Source, row))?;
    Ok(known)
}

/// What a text that people write means: what has it as its code, else as a name, else as a code or name that is the same to a
/// reader. More than one where the name is ambiguous.
pub(crate) fn resolve(text: &str, known: Vec<Suggestion>) -> Vec<Suggestion> {
    let folded = fold(text);
    let is_code = |known: &Suggestion| known.code == text;
    let is_name = |known: &Suggestion| known.name.as_deref() == Some(text);
    let is_same = |known: &Suggestion| {
        [Some(&known.code), known.name.as_ref()].into_iter().flatten().any(|spelling| fold(spelling) == folded)
    };
    let ways: [&dyn Fn(&Suggestion) -> bool; 3] = [&is_code, &is_name, &is_same];
    let way = ways.into_iter().find(|is| known.iter().any(is));
    let mut meant: Vec<Suggestion> = Vec::new();
    for known in known.into_iter().filter(|known| way.is_some_and(|is| is(known))) {
        if meant.iter().all(|other| other.code != known.code) {
            meant.push(known);
        }
    }
    meant
}

/// How well each term fits a row with these names.
fn fits(terms: &[Term], kind: Kind, names: [std::borrow::Cow<'_, str>; 3]) -> Vec<Fit> {
    let mut fits = vec![0; terms.len()];
    for name in names.iter().filter(|name| !name.is_empty()) {
        let folded = fold(name);
        for (fit, term) in fits.iter_mut().zip(terms) {
            *fit = term.fit(kind, name, &folded).max(*fit);
        }
    }
    fits
}

/// Keeps for each term the better fit.
pub(super) fn better(fits: &mut [Fit], others: &[Fit]) {
    for (fit, other) in fits.iter_mut().zip(others) {
        *fit = (*fit).max(*other);
    }
}

/// The terms that fit at least so well.
pub(super) fn set(fits: &[Fit], least: Fit) -> Terms {
    fits.iter().enumerate().filter(|(_, fit)| **fit >= least).fold(0, |terms, (index, _)| terms | 1 << index)
}

fn each_name(sandbox: &Sandbox, mut name: impl FnMut(Kind, &Row<'_>) -> Result<()>) -> Result<()> {
    each_row(Internal::FindNames, sandbox, |row| {
        let kind = row.text(0)?;
        let kind = Kind::ALL.into_iter().find(|known| known.table() == kind);
        kind.map_or(Ok(()), |kind| name(kind, row))
    })
}

fn each_source(sandbox: &Sandbox, source: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
    each_row(Internal::FindSources, sandbox, source)
}

pub(super) fn each_row(
    statement: Internal,
    sandbox: &Sandbox,
    mut row: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let mut statement = sandbox.prepare(&statement.report()?.sql)?;
    let mut rows = statement.cursor();
    while let Some(found) = rows.advance()? {
        row(&found)?;
    }
    Ok(())
}
