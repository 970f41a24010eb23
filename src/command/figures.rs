//! Finding figures by words, by codes, or by a row of the last query.

use std::collections::BTreeSet;
use std::path::Path;

use super::key::{Key, key};
use super::last_query::LastQuery;
use super::opening::open_to_read;
use super::output::Rows;
use crate::cli::{self, Output};
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::model::{Period, fold};
use crate::problem::Suggestion;
use crate::report::Internal;
use crate::report::find::{self, FoundFigure, Kind, Unknown, Wanted};
use crate::store::Sandbox;
use crate::table::Heading;

/// Figures and claims, and what to say of those that are not among them.
pub(super) struct Figures {
    keys: Vec<Key>,
    /// The codes of the claims.
    claims: Vec<String>,
    notes: Vec<String>,
}

/// The figures that the arguments name; with `former` also those that were revised or withdrawn.
pub(super) fn find(db: &Path, arguments: &cli::Figures, sandbox: &Sandbox, former: bool) -> Result<Figures> {
    let cli::Figures { words, metric, region, sector, enterprise, period, source, row, limit, .. } = arguments;
    if let Some(row) = row {
        return LastQuery::recall(db)?.key_of_row(*row, former).map(|key| Figures {
            keys: vec![key],
            claims: Vec::new(),
            notes: Vec::new(),
        });
    }
    let given = period.as_ref().map(|text| {
        let expected = "a period such as 2025, 2025-H1, 2025-06 or 2025-01/2025-05";
        let wrong = |_| Error::usage(UsageError::Number { flag: "--period", text: text.clone(), expected });
        Period::parse(text).map_err(wrong)
    });
    let named = Kind::ALL.into_iter().zip([metric, region, sector, enterprise, source]);
    let wanted = Wanted {
        words: words.clone(),
        named: named
            .filter_map(|(kind, name)| Some((kind, name.as_ref()?)))
            .map(|(kind, name)| Ok((kind, code_of(kind, name, sandbox)?)))
            .collect::<Result<_>>()?,
        period: given.transpose()?,
        former,
        limit: usize::try_from(*limit).ok().filter(|limit| *limit > 0).unwrap_or(usize::MAX),
    };
    if wanted.named.is_empty() && period.is_none() && words.iter().all(|word| fold(word).is_empty()) {
        return Err(Error::usage(UsageError::NothingToFind { command: if former { "history" } else { "trace" } }));
    }
    let found = find::find(&wanted, sandbox)?;
    if found.figures.is_empty() && found.claims.is_empty() {
        return Err(Error::usage(nothing(wanted, found.unknown)));
    }
    let mut notes = Vec::new();
    if found.has_more {
        let what = if found.claims.is_empty() { "figures" } else { "figures and statements" };
        notes.push(format!("there are more {what}: stopped after {limit} (--limit)"));
    }
    if found.longer > 0 {
        let series = if found.longer == 1 { "1 series".to_owned() } else { format!("{} series", found.longer) };
        notes.push(format!("not shown: {series} whose names fit less well; more of a name finds them"));
    }
    let key_of = |FoundFigure { series_id, period, source_id }| key(series_id, period, source_id);
    Ok(Figures { keys: found.figures.into_iter().map(key_of).collect(), claims: found.claims, notes })
}

/// The code of what has a code or a name; the text itself where nothing has.
///
/// # Errors
/// Several have the name.
pub(super) fn code_of(kind: Kind, name: &str, sandbox: &Sandbox) -> Result<String> {
    let code = code_among(kind, name, find::suggestions(Some(kind), sandbox)?)?;
    Ok(code.unwrap_or_else(|| name.to_owned()))
}

/// The same, where it must be there.
///
/// # Errors
/// Nothing has the code or the name, or several have the name.
pub(super) fn known_code(kind: Kind, name: &str, sandbox: &Sandbox) -> Result<String> {
    let known = find::suggestions(Some(kind), sandbox)?;
    if let Some(code) = code_among(kind, name, known.clone())? {
        return Ok(code);
    }
    let near = Suggestion::nearest(name, &known);
    Err(Error::usage(UsageError::UnknownCode { table: kind.table(), code: name.to_owned(), near }))
}

/// The codes of what a correction changes; the text itself where nothing has the code or the name.
///
/// # Errors
/// Several have the name, or the database cannot be read.
pub(super) fn codes_to_correct<const N: usize>(db: &Path, table: &str, names: [&str; N]) -> Result<[String; N]> {
    let mut codes = names.map(str::to_owned);
    if let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.table() == table) {
        let known = find::suggestions(Some(kind), &open_to_read(db)?)?;
        for code in &mut codes {
            *code = code_among(kind, code, known.clone())?.unwrap_or_else(|| code.clone());
        }
    }
    Ok(codes)
}

/// The code of what has a code or a name among what is known; `None` where nothing has.
///
/// # Errors
/// Several have the name.
fn code_among(kind: Kind, name: &str, known: Vec<Suggestion>) -> Result<Option<String>> {
    let mut meant = find::resolve(name, known);
    match meant.len() {
        0 | 1 => Ok(meant.pop().map(|one| one.code)),
        _ => Err(Error::usage(UsageError::AmbiguousName { table: kind.table(), name: name.to_owned(), meant })),
    }
}

/// Why nothing was found.
fn nothing(wanted: Wanted, unknown: Vec<Unknown>) -> UsageError {
    let mut near_words = Vec::new();
    for Unknown { kind, text, near } in unknown {
        match kind {
            Some(kind) => return UsageError::UnknownCode { table: kind.table(), code: text, near },
            None => near_words.extend(near),
        }
    }
    let named = wanted.named.into_iter().map(|(_, name)| name);
    let words = named.chain(wanted.period.map(|period| period.to_string())).chain(wanted.words).collect();
    UsageError::NothingTraced { words, near: near_words }
}

/// Runs a statement for every key, with the parts of the key that are its parameters, and renders all rows as one table, with
/// the claims at its end.
pub(super) fn write(
    statement: Internal,
    Figures { keys, claims, notes }: &Figures,
    sandbox: &Sandbox,
    output: &Output,
    console: &mut Console,
) -> Result<()> {
    let mut statement = sandbox.prepare(&statement.report()?.sql)?;
    // The origin of a figure is too wide for one line, even if the width of the screen is unknown.
    console.screen.width.get_or_insert(100);
    let heading = Heading { columns: statement.columns(), ..Heading::default() };
    let asked_for = statement.parameters();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut is_empty = true;
    super::output::write(output, console, |render, format| {
        let mut rows = Rows::begin(&heading, render, format)?;
        for key in keys {
            let key: Key = key.iter().filter(|(name, _)| asked_for.contains(name)).cloned().collect();
            if seen.insert(format!("{key:?}")) {
                statement.bind(&key)?;
                statement.for_each(|row| {
                    is_empty = false;
                    rows.row(row).map(|()| true)
                })?;
            }
        }
        let mut statement = sandbox.prepare(&Internal::TraceClaim.report()?.sql)?;
        for code in claims {
            is_empty = false;
            statement.bind(&[("code".to_owned(), code.clone().into())])?;
            statement.for_each(|row| rows.row(row).map(|()| true))?;
        }
        if is_empty {
            return Err(Error::usage(UsageError::NothingTraced { words: Vec::new(), near: Vec::new() }));
        }
        rows.end(&[])
    })?;
    console.flush()?;
    notes.iter().for_each(|note| console.say(note));
    Ok(())
}
