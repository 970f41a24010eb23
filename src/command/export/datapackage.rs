//! `yearbook export --to datapackage`.

use std::path::Path;

use super::scope::{self, report};
use crate::cli;
use crate::command::paths::shown;
use crate::console::Console;
use crate::diagnostic::typed_path;
use crate::error::Result;
use crate::export::{self, Packaged};
use crate::problem::counted;

pub(super) fn run(db: &Path, arguments: &cli::Export, console: &mut Console) -> Result<()> {
    let folder = &arguments.path;
    let name = db.file_stem().unwrap_or_default().to_string_lossy();
    let name = arguments.reading.is_of_now().then_some(&*name);
    let packaged = scope::export(db, arguments, console, |sandbox, filter, show| {
        export::to_datapackage(folder, name, filter, sandbox, show)
    })?;
    let Packaged { exported, former, alike, datasets, left_out } = packaged;
    report(&exported, folder, console);
    if former > 0 {
        console.say(&format!("and {} that editions stated before", counted(former, "figure")));
    }
    if alike > 0 {
        let figures = counted(alike, "figure");
        console.say(&format!("{figures}: the same in two editions; when loaded, they belong to the first of them"));
    }
    console.say(&format!("not exported: {}", left_out.join("; ")));
    let load = |dataset: &String| format!("`yearbook load {}`", typed_path(&folder.join(dataset)));
    match datasets.as_slice() {
        [_] => console.say(&format!("`yearbook load {}` loads it", shown(folder))),
        several => {
            console.say("a load states one edition of a source; load the datasets in this order, without --complete:");
            several.iter().map(load).for_each(|command| console.say(&format!("  {command}")));
        }
    }
    Ok(())
}
