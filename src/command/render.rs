//! `yearbook render`: the rows of a report that another program has run, in every format that `report` has.

use std::collections::BTreeSet;
use std::path::Path;

use super::edition::Edition;
use super::opening::open_if_any;
use super::paths::shown;
use super::report::{edition, given};
use crate::cite::{Document, Library};
use crate::cli;
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::problem::{counted, listed};
use crate::report::{Choices, Lines, catalogue, library};

pub(super) fn run(db: &Path, is_given: bool, arguments: &cli::Render, console: &mut Console) -> Result<()> {
    let look = &arguments.look;
    let format = look.output.drawn(look.chart).chosen_format()?;
    let sandbox = open_if_any(db, is_given, &look.reading, console)?;
    let given = given(look)?;
    let report = catalogue::find(&arguments.name, &sandbox)?;
    let edition = edition(&report, look)?;
    let mut unknown = Vec::new();
    let values = report.bind_or(&given, &sandbox, &mut |parameter, error| match parameter.choices {
        Some(Choices::Sql(_)) => {
            unknown.push(parameter.name.clone());
            Ok(())
        }
        _ => Err(error),
    })?;
    let lines = Lines::open(arguments.file.as_deref().filter(|file| *file != Path::new("-")), &report)?;
    let checked = lines.check()?;
    if checked.rows == 0 && !arguments.allow_empty {
        return Err(Error::usage(UsageError::NoRows { file: lines.label().into() }));
    }
    let others =
        if look.cite || format.is_for_people() { undescribed(&library(&sandbox)?, &checked.cited) } else { Vec::new() };
    let database = (is_given || db.exists()).then(|| shown(db));
    let why = |it: &str| match &database {
        Some(database) => format!("because {it} not in {database}"),
        None => "because there is no --db".to_owned(),
    };
    for (name, value) in given.iter().filter(|(name, _)| unknown.contains(name)) {
        console.say(&format!("the title has `{name}={value}` as it is given, {}", why("it is")));
    }
    if !others.is_empty() {
        console.say(&not_described(&others, why));
    }
    let edition = Edition { given: &given, values, written: Some((&lines, &others)), ..edition };
    edition.write(&sandbox, &look.output.drawn(look.chart), console)
}

/// What is cited and the library does not have, in the order of their codes.
fn undescribed(library: &Library, cited: &BTreeSet<(String, Option<String>)>) -> Vec<Document> {
    cited.iter().filter_map(|(source, date)| library.unknown(source, date.as_deref())).collect()
}

fn not_described(others: &[Document], why: impl Fn(&str) -> String) -> String {
    let names: Vec<String> = others
        .iter()
        .map(|other| match &other.published_on {
            Some(date) => format!("{} of {date}", other.code),
            None => other.code.clone(),
        })
        .collect();
    let count = counted(others.len(), "source");
    match others {
        [_] => format!("{count} is cited by its code or as its other editions, {}: {}", why("it is"), listed(&names)),
        _ => format!(
            "{count} are cited by their codes or as their other editions, {}: {}",
            why("they are"),
            listed(&names)
        ),
    }
}
