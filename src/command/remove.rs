//! `yearbook remove`: removes a dataset or something that has a code, and says first what it would take along.

use std::path::Path;

use super::figures::codes_to_correct;
use super::paths::{db_option, shown};
use super::undo::correct;
use crate::cli::{self, Removable};
use crate::console::Console;
use crate::correction::{self, Fate, Kind, Removal};
use crate::diagnostic::typed;
use crate::error::Result;
use crate::load::TableName;
use crate::problem::counted;

pub(super) fn run(db: &Path, arguments: &cli::Remove, console: &mut Console) -> Result<()> {
    let cli::Remove { kind, code, yes } = arguments;
    let kind = match kind {
        Removable::Dataset => Kind::Dataset,
        Removable::Report => Kind::Report,
        Removable::Source => Kind::Of(TableName::Source),
        Removable::Metric => Kind::Of(TableName::Metric),
        Removable::Region => Kind::Of(TableName::Region),
        Removable::Sector => Kind::Of(TableName::Sector),
        Removable::Enterprise => Kind::Of(TableName::Enterprise),
        Removable::Unit => Kind::Of(TableName::Unit),
    };
    let [code] = &codes_to_correct(db, kind.word(), [code])?;
    let removal = correct(db, !*yes, |store, when| correction::remove(store, when, kind, code))?;
    let (word, db_text, list) = (kind.word(), shown(db), list(&removal));
    console.say(&match removal.load_id {
        Some(load_id) => format!("remove {load_id}: {word} {code} of {db_text} is removed{list}"),
        None => format!(
            "{word} {code} of {db_text} would be removed{list}\nnothing was changed; `yearbook{} remove {word} {} --yes` removes it",
            db_option(db),
            typed(code)
        ),
    });
    Ok(())
}

/// What is removed, or changed, one kind of rows on a line.
fn list(Removal { figures, rows, .. }: &Removal) -> String {
    let line = |(table, fate): &(String, Fate)| match fate {
        Fate::Removed(rows) => format!("\n  {table}: {} removed", counted(*rows, "row")),
        Fate::Freed(1, column) => format!("\n  {table}: 1 row loses its {column}"),
        Fate::Freed(rows, column) => format!("\n  {table}: {rows} rows lose their {column}"),
        Fate::Returned(1) => format!("\n  {table}: 1 row is again what another dataset states"),
        Fate::Returned(rows) => format!("\n  {table}: {rows} rows are again what other datasets state"),
        Fate::Unknown(rows, datasets) => format!(
            "\n  {table}: what {datasets} stated of {} before is not known; load it again",
            counted(*rows, "row")
        ),
        Fate::Kept(1) => format!("\n  {table}: 1 row stays, because other rows refer to it"),
        Fate::Kept(rows) => format!("\n  {table}: {rows} rows stay, because other rows refer to them"),
    };
    let lines: String = rows.iter().map(line).collect();
    let stay = match figures.replaced {
        0 => String::new(),
        1 => "\n  1 figure stays, because another dataset states it".to_owned(),
        figures => format!("\n  {figures} figures stay, because other datasets state them"),
    };
    format!("\n  {} withdrawn{stay}{lines}", counted(figures.withdrawn, "figure"))
}
