//! A dataset of our own format: a Data Package that `yearbook load` reads into a file that says the same.
//!
//! A load states one edition of a source. Where sources have several editions, the folder holds several datasets, which are
//! loaded one after the other.

mod descriptor;
mod figures;
mod history;
mod rows;
mod steps;
#[cfg(test)]
mod tests;
mod wanted;

use std::path::Path;

use self::descriptor::{Meanings, Resource, descriptor};
use self::figures::Files;
use self::rows::Rows;
use self::steps::Steps;
use self::wanted::Wanted;
use super::folder::ExportFolder;
use super::left_out::{Counted, LeftOut};
use super::scope::{Exported, Filter, Show};
use crate::error::Result;
use crate::folder::Kind;
use crate::load::TableName;
use crate::load::schema::TABLES;
use crate::problem::counted;
use crate::store::Sandbox;

const AHEAD: (&str, &str) =
    ("name of a source that had not been published", "names of sources that had not been published");
const UNFIT: (&str, &str) =
    ("report whose name cannot be that of a file", "reports whose names cannot be those of files");
/// What is stated beside figures, and is not exported where it is not about what was chosen.
const BESIDE: [(TableName, (&str, &str)); 3] = [
    (TableName::Claim, ("claim outside the chosen part", "claims outside the chosen part")),
    (
        TableName::EnterpriseDesignation,
        ("enterprise designation outside the chosen part", "enterprise designations outside the chosen part"),
    ),
    (
        TableName::AuditException,
        ("audit exception outside the chosen part", "audit exceptions outside the chosen part"),
    ),
];
const COMPLETE: Counted = (
    "statement that an edition is complete",
    "statements that an edition is complete",
    "SELECT count(*) FROM row_statement WHERE table_name = 'edition'",
);

/// What was written.
pub(crate) struct Packaged {
    pub exported: Exported,
    /// Figures that editions stated before.
    pub former: u64,
    /// Figures that an edition states as the one before it, to which they belong when they are loaded.
    pub alike: u64,
    /// The datasets, in the order in which they are loaded: their paths in the folder, or that of the folder itself.
    pub datasets: Vec<String>,
    /// What no dataset can state, each kind with its count.
    pub left_out: Vec<String>,
}

/// Exports the figures, what earlier editions stated, and what they refer to. `name` is that of the dataset, where the database
/// does not hold exactly one; without it, and of a part, the dataset is called as the folder is; `show` gets how many figures of how
/// many are written.
///
/// # Errors
/// The database cannot be read, or the folder cannot be written or is not empty.
pub(crate) fn export(
    path: &Path,
    name: Option<&str>,
    filter: &Filter,
    sandbox: &Sandbox,
    show: Show<'_>,
) -> Result<Packaged> {
    let mut folder = ExportFolder::new(path, Kind::Datapackage)?;
    let (steps, datasets) = (Steps::read(sandbox)?, sandbox.datasets()?);
    // A part, or what was stated at another time, under the name of the whole: loaded with --complete, it would withdraw the rest.
    let folder_name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let name = match (name.filter(|_| !filter.is_of_part()), datasets.as_slice()) {
        (None, _) => &*folder_name,
        (Some(_), [only]) => only,
        (Some(name), _) => name,
    };
    let mut wanted = Wanted::new(filter.is_of_part());
    let figures = figures::write(&folder, filter, &steps, sandbox, &mut wanted, show)?;
    let rows = rows::read(filter, &steps, sandbox, &mut wanted)?;
    let count_of_steps = rows.iter().flat_map(|rows| &rows.rows).map(|row| row.step + 1).max().unwrap_or(1);
    let ahead = rows.iter().flat_map(|rows| &rows.rows).filter(|row| row.is_ahead).count() as u64;
    let written = Written { name, rows, meanings: Meanings::read(sandbox)?, reports: reports(sandbox)? };
    let mut paths = Vec::new();
    for (step, files) in figures.files.into_iter().take(count_of_steps).enumerate() {
        let above = if count_of_steps == 1 { String::new() } else { format!("{}/", step + 1) };
        written.dataset(&mut folder, &above, step, files)?;
        paths.push(above.trim_end_matches('/').to_owned());
    }
    let (_, unfit) = &written.reports;
    let mut left_out = LeftOut::default();
    for (table, words) in BESIDE {
        let of_table = written.rows.iter().filter(|rows| rows.table.id == table);
        left_out.add(of_table.map(|rows| rows.left_out).sum(), words);
    }
    left_out.former(filter, figures.former, sandbox)?;
    left_out.add(ahead, AHEAD);
    left_out.add(*unfit, UNFIT);
    left_out.count(&[COMPLETE], filter, sandbox)?;
    if datasets.len() > 1 {
        left_out.0.push(format!("which of {} stated what", counted(datasets.len(), "dataset")));
    }
    left_out.0.push("the ledger of loads".to_owned());
    let exported = Exported { figures: figures.figures, files: folder.place()?, ..Exported::default() };
    Ok(Packaged { exported, former: figures.former, alike: figures.alike, datasets: paths, left_out: left_out.0 })
}

/// What the datasets of an export are made of, besides figures.
struct Written<'a> {
    name: &'a str,
    rows: Vec<Rows>,
    meanings: Meanings,
    reports: (Vec<(String, String)>, u64),
}

impl Written<'_> {
    /// Adds the dataset of a step to the folder, its descriptor last.
    fn dataset(&self, folder: &mut ExportFolder, above: &str, step: usize, files: Files) -> Result<()> {
        let mut resources = Vec::new();
        let Files { stated, withdrawn } = files;
        let observations = TableName::Observation.table();
        for table in TABLES.iter().filter(|table| table.id != TableName::Observation) {
            let rows = self.rows.iter().filter(|rows| rows.table.id == table.id).flat_map(|rows| &rows.rows);
            let mut rows = rows.filter(|row| row.step == step).peekable();
            if rows.peek().is_none() {
                continue;
            }
            let columns = table.column_names();
            let mut file = folder.table(&columns, false)?;
            rows.try_for_each(|row| file.write(&row.cells))?;
            let path = format!("{}.csv", table.resource);
            folder.add(format!("{above}{path}"), file)?;
            resources.push(Resource { name: table.resource, path, table, columns });
        }
        let of_figures = [
            (observations.resource, stated, figures::COLUMNS.as_slice()),
            ("withdrawals", withdrawn, figures::WITHDRAWN.as_slice()),
        ];
        for (name, file, columns) in of_figures {
            // A dataset has a place for figures also where there are none.
            let file = match file {
                None if step == 0 && name == observations.resource => Some(folder.table(columns, false)?),
                file => file,
            };
            let Some(file) = file else { continue };
            let path = format!("{name}.csv");
            folder.add(format!("{above}{path}"), file)?;
            resources.push(Resource { name, path, table: observations, columns: columns.to_vec() });
        }
        for (name, sql) in self.reports.0.iter().filter(|_| step == 0) {
            folder.add_text(format!("{above}reports/{name}.sql"), sql)?;
        }
        folder.add_text(format!("{above}datapackage.json"), &descriptor(self.name, &resources, &self.meanings))
    }
}

/// The names and the texts of the reports that datasets brought, and how many have names that cannot be those of files.
fn reports(sandbox: &Sandbox) -> Result<(Vec<(String, String)>, u64)> {
    let (mut reports, mut unfit) = (Vec::new(), 0);
    let mut statement = sandbox.prepare("SELECT name, sql FROM report ORDER BY name")?;
    let mut cursor = statement.cursor();
    while let Some(row) = cursor.advance()? {
        let (name, sql) = (row.text(0)?.into_owned(), row.text(1)?.into_owned());
        // Another program may have written any name.
        match name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
            true => reports.push((name, sql)),
            false => unfit += 1,
        }
    }
    Ok((reports, unfit))
}
