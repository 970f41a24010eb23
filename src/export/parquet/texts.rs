//! The texts beside the files: the SELECTs of the views and the reports, for engines that read the files.

use std::path::Path;

use super::derive;
use super::manifest::Manifest;
use super::rows::Kind;
use super::tables::Table;
use crate::draft;
use crate::error::{Error, Result};
use crate::export::scope::{Exported, OtherReport};
use crate::model::Status;
use crate::report::{Origin, catalogue};
use crate::store::Sandbox;
use crate::table::Cell;

/// The folder of all texts.
const FOLDER: &str = "sql";

/// A text, with its path in the folder of the export.
struct Text {
    path: String,
    text: String,
}

/// Where the views are from, in an order in which they can be created.
const VIEWS: [(&str, View); 8] = [
    ("coverage", View::Own(include_str!("views/coverage.sql"))),
    ("removed_source", View::Own(include_str!("views/removed_source.sql"))),
    ("fact", View::Figures(&FACT)),
    ("former_fact", View::Figures(&FORMER_FACT)),
    ("current_fact", View::Figures(&CURRENT_FACT)),
    ("latest_fact", View::Stored),
    ("statement", View::Stored),
    ("successor", View::Stored),
];

enum View {
    /// The text of the database.
    Stored,
    /// A text for what files store otherwise, or not at all.
    Own(&'static str),
    Figures(&'static Figures),
}

/// What a view of figures has of its own.
struct Figures {
    row: &'static str,
    table: &'static str,
    load_id: &'static str,
    columns: &'static str,
    /// A further join, or a condition.
    tail: &'static str,
}

const FACT: Figures = Figures {
    row: "one observation, every code beside its name.",
    table: "observation",
    load_id: "f.load_id",
    columns: "",
    tail: "",
};

const FORMER_FACT: Figures = Figures {
    row: "a figure that a later edition revised, or that a load corrected or withdrew.",
    table: "revision",
    load_id: "o.loaded_by",
    columns: ",\n       o.removed_by,\n       l.started_at AS removed_at,\n       o.reason",
    tail: "\n  LEFT JOIN load AS l ON l.load_id = o.removed_by",
};

/// The files store which figure is preferred.
const CURRENT_FACT: Figures = Figures {
    row: "the preferred fact of a series and period: an actual figure before a forecast, a forecast before a missing value,\n-- then the lowest source priority, the latest publication, and the code.",
    tail: "\n WHERE o.preference = 1",
    ..FACT
};

impl Figures {
    fn text(&self) -> String {
        let names: String =
            Status::ALL.iter().map(|status| format!(" WHEN '{}' THEN '{}'", status.code(), status.name())).collect();
        [
            ("{row}", self.row),
            ("{status_name}", &format!("CASE o.status{names} END")),
            ("{load_id}", self.load_id),
            ("{own_columns}", self.columns),
            ("{table}", self.table),
            ("{own_tail}", self.tail),
        ]
        .iter()
        .fold(include_str!("views/fact.sql").to_owned(), |text, (place, words)| text.replace(place, words))
    }
}

/// Writes all texts but those that are there already. The manifest lists the reports of the database, so that another shard does not
/// put its own in their place: a report that another shard has with another text is not written.
///
/// # Errors
/// The database cannot be read, or the folder cannot be written.
pub(super) fn export(
    folder: &Path,
    former: Option<&Manifest>,
    tables: &[Table],
    sandbox: &Sandbox,
    manifest: &mut Manifest,
    exported: &mut Exported,
) -> Result<()> {
    for text in shared(tables, sandbox)? {
        write(folder, &text, exported)?;
    }
    let others = Manifest::others(folder, &manifest.shard)?;
    let other = |path: &str| others.iter().find(|other| other.reports.iter().any(|report| report == path));
    for text in own_reports(sandbox)? {
        match other(&text.path).filter(|_| !has(folder, &text)) {
            Some(other) => {
                exported.other_reports.push(OtherReport { path: text.path, shard: other.shard.clone() });
                continue;
            }
            None => write(folder, &text, exported)?,
        }
        manifest.reports.push(text.path);
    }
    let gone = former.into_iter().flat_map(|former| &former.reports).filter(|path| !manifest.reports.contains(path));
    for path in gone.filter(|path| other(path).is_none()) {
        draft::remove(&folder.join(path))?;
        exported.files.removed += 1;
    }
    Ok(())
}

fn has(folder: &Path, text: &Text) -> bool {
    std::fs::read(folder.join(&text.path)).is_ok_and(|found| found == text.text.as_bytes())
}

fn write(folder: &Path, text: &Text, exported: &mut Exported) -> Result<()> {
    if has(folder, text) {
        exported.files.unchanged += 1;
        return Ok(());
    }
    let path = folder.join(&text.path);
    let write = || {
        std::fs::create_dir_all(draft::folder_of(&path))?;
        draft::write(&path, text.text.as_bytes())
    };
    write().map_err(|source| Error::io("writing", &path, source))?;
    exported.files.written += 1;
    Ok(())
}

/// The texts that each shard writes alike: the columns of the tables, the views, what makes one database of several shards, each with a
/// list in an order in which they can be created, and the built-in reports.
///
/// # Errors
/// The database cannot be read.
fn shared(tables: &[Table], sandbox: &Sandbox) -> Result<Vec<Text>> {
    let columns = tables.iter().map(columns).collect();
    let mut texts = vec![Text { path: format!("{FOLDER}/tables.txt"), text: columns }];
    for (name, view) in &VIEWS {
        let text = match view {
            View::Stored => stored(name, sandbox)?,
            View::Own(text) => (*text).to_owned(),
            View::Figures(figures) => figures.text(),
        };
        texts.push(Text { path: format!("{FOLDER}/views/{name}.sql"), text });
    }
    let names = VIEWS.map(|(name, _)| format!("{name}\n")).concat();
    let derived = derive::all(tables);
    let derived_names = derived.iter().map(|(name, _)| format!("{name}\n")).collect();
    texts.push(Text { path: format!("{FOLDER}/derive.txt"), text: derived_names });
    texts.extend(derived.into_iter().map(|(name, text)| Text { path: format!("{FOLDER}/derive/{name}.sql"), text }));
    texts.push(Text { path: format!("{FOLDER}/views.txt"), text: names });
    texts.extend(reports(sandbox, |origin| *origin == Origin::BuiltIn)?);
    Ok(texts)
}

/// A line: the name of a table, and its columns with their types, as in a statement that creates it.
fn columns(table: &Table) -> String {
    let columns = table.columns.iter().map(|column| {
        let kind = match column.kind {
            Kind::Text => "string",
            Kind::Integer | Kind::Id => "bigint",
            Kind::Real => "double",
        };
        format!("{} {kind}", column.name)
    });
    format!("{} {}\n", table.name, columns.collect::<Vec<_>>().join(", "))
}

/// The reports that the database contains.
///
/// # Errors
/// The database cannot be read.
fn own_reports(sandbox: &Sandbox) -> Result<Vec<Text>> {
    reports(sandbox, |origin| *origin != Origin::BuiltIn)
}

fn reports(sandbox: &Sandbox, is_wanted: impl Fn(&Origin) -> bool) -> Result<Vec<Text>> {
    let reports = catalogue::all(sandbox)?.into_iter().filter(|(_, origin)| is_wanted(origin));
    let text = |sql: String| if sql.ends_with('\n') { sql } else { sql + "\n" };
    Ok(reports
        .map(|(report, _)| Text { path: format!("{FOLDER}/reports/{}.sql", report.name), text: text(report.sql) })
        .collect())
}

/// The SELECT of a view of the database.
fn stored(name: &str, sandbox: &Sandbox) -> Result<String> {
    let sql = format!("SELECT sql FROM main.sqlite_schema WHERE type = 'view' AND name = '{name}'");
    let mut text = String::new();
    sandbox.prepare(&sql)?.for_each(|row| {
        if let [Cell::Text(sql)] = row {
            text = sql.split_once(" AS\n").map_or(sql.as_str(), |(_, select)| select).to_owned() + "\n";
        }
        Ok(true)
    })?;
    Ok(text)
}
