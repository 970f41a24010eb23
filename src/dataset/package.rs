//! A dataset's folder, read as far as its descriptor.

use std::io::ErrorKind;
use std::sync::Arc;

use serde_json::Value;

use super::descriptor::Descriptor;
use super::folder::Folder;
use crate::error::{Error, Result, UsageError};
use crate::problem::{Excerpt, Fact, Place, Problems};

const DESCRIPTOR: &str = "datapackage.json";

/// A dataset: its folder, what its descriptor says, and the reports it brings.
#[derive(Debug)]
pub struct Package {
    pub name: String,
    pub folder: Folder,
    pub descriptor: Descriptor,
    /// The text of the descriptor.
    pub text: String,
    pub reports: Vec<ReportFile>,
}

/// A report that comes with a dataset.
#[derive(Debug)]
pub struct ReportFile {
    /// The path as the user knows it.
    pub label: Arc<str>,
    /// The path in the package.
    pub path: String,
    pub text: String,
}

impl Package {
    /// Opens the datasets in these folders and those they build on, each once, in the order in which they load.
    /// A descriptor that cannot be read is a problem; a folder without one is a mistake on the command line.
    pub fn open_all(folders: &[Folder], problems: &mut Problems) -> Result<Vec<Self>> {
        let mut packages = Vec::new();
        let mut seen = Vec::new();
        for folder in folders {
            open(folder, &mut packages, &mut seen, problems, None)?;
        }
        Ok(packages)
    }

    /// The path of a file as the user knows it.
    pub fn label(&self, path: &str) -> Arc<str> {
        label(&self.folder, path)
    }
}

fn label(folder: &Folder, path: &str) -> Arc<str> {
    folder.path().join(path).display().to_string().into()
}

fn open(
    folder: &Folder,
    packages: &mut Vec<Package>,
    seen: &mut Vec<Folder>,
    problems: &mut Problems,
    wanted_by: Option<&Arc<str>>,
) -> Result<()> {
    if seen.iter().any(|seen| seen.is(folder)) {
        return Ok(());
    }
    seen.push(folder.clone());
    let descriptor_label = label(folder, DESCRIPTOR);
    let text = match folder.read(DESCRIPTOR) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(_) => {
                let fact = Fact::Descriptor { message: "it is not UTF-8".to_owned() };
                problems.add(fact, || Place::of_file(&descriptor_label));
                return Ok(());
            }
        },
        Err(error) => {
            let Some(wanted_by) = wanted_by else {
                let path = folder.path().to_owned();
                return Err(match error.kind() {
                    ErrorKind::NotFound | ErrorKind::NotADirectory => Error::usage(UsageError::NoDataset { path }),
                    _ => Error::io("reading", path.join(DESCRIPTOR), error),
                });
            };
            let message = format!("{descriptor_label}, which it builds on: {error}");
            let fact =
                Fact::Unreadable { message, mend: "check `buildsOn`: its folders are relative to this dataset's own" };
            problems.add(fact, || Place::of_file(wanted_by));
            return Ok(());
        }
    };
    let descriptor: Descriptor = match read_descriptor(&text) {
        Ok(descriptor) => descriptor,
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            // serde_json ends its message with the position, which the place already tells.
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or(&message);
            let is_object = text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
            let message = if is_object { message.to_owned() } else { "it is not a JSON object".to_owned() };
            problems.add(Fact::Descriptor { message }, || Place {
                file: descriptor_label,
                line: line as u64,
                excerpt: excerpt_of_line(&text, line, column),
            });
            return Ok(());
        }
    };
    for path in &descriptor.builds_on {
        open(&folder.join(path), packages, seen, problems, Some(&descriptor_label))?;
    }
    for fact in misspelt_keys(&text) {
        problems.add(fact, || Place::of_file(&descriptor_label));
    }
    let reports = read_reports(folder, problems);
    let name = descriptor.name.clone().unwrap_or_else(|| folder.name());
    if let Some(other) = packages.iter().find(|package| package.name == name) {
        let fact = Fact::SameName { name: name.clone(), other: other.folder.path().display().to_string() };
        problems.add(fact, || Place::of_file(&descriptor_label));
        return Ok(());
    }
    packages.push(Package { name, folder: folder.clone(), descriptor, text, reports });
    Ok(())
}

fn read_descriptor(text: &str) -> serde_json::Result<Descriptor> {
    serde_json::from_str(text.trim_start_matches('\u{feff}'))
}

/// Keys of the descriptor that are nearly ours: a Data Package may have any other key, but these change what is read.
fn misspelt_keys(text: &str) -> Vec<Fact> {
    const OF_A_RESOURCE: [&str; 5] = ["defaults", "dialect", "encoding", "schema", "table"];
    const OF_A_FIELD: [&str; 3] = ["decimalChar", "groupChar", "missingValues"];
    let Ok(descriptor) = serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) else { return Vec::new() };
    let mut facts = misspelt(&descriptor, &["buildsOn"]);
    let list = |object: &Value, key: &str| object.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    for resource in list(&descriptor, "resources") {
        facts.extend(misspelt(&resource, &OF_A_RESOURCE));
        let Some(schema) = resource.get("schema") else { continue };
        facts.extend(misspelt(schema, &["missingValues"]));
        facts.extend(list(schema, "fields").iter().flat_map(|field| misspelt(field, &OF_A_FIELD)));
    }
    facts
}

/// The keys of an object that are nearly, but not quite, one of those known: a letter off, or written with other capitals
/// or with underscores.
fn misspelt(object: &Value, known: &[&'static str]) -> Vec<Fact> {
    let bare = |key: &str| key.replace(['_', '-'], "").to_lowercase();
    let slip = |key: &String| {
        let is_slip =
            |near: &&str| near != key && (bare(near) == bare(key) || strsim::damerau_levenshtein(near, key) == 1);
        // `scheme` and `$schema` are keys of the standard and of its tools.
        let near = known.iter().copied().find(is_slip).filter(|_| !["scheme", "$schema"].contains(&key.as_str()))?;
        Some(Fact::MisspeltKey { key: key.clone(), near })
    };
    object.as_object().into_iter().flat_map(serde_json::Map::keys).filter_map(slip).collect()
}

fn read_reports(folder: &Folder, problems: &mut Problems) -> Vec<ReportFile> {
    const MEND: &str = "a report is an SQL file in UTF-8";
    let mut unreadable = |error: std::io::Error, path: &str| {
        let fact = Fact::Unreadable { message: error.to_string(), mend: MEND };
        problems.add(fact, || Place::of_file(&label(folder, path)));
    };
    let paths = folder.list("reports", "sql").unwrap_or_else(|error| {
        unreadable(error, "reports");
        Vec::new()
    });
    let mut reports = Vec::new();
    for path in paths {
        let text = folder.read(&path).and_then(|bytes| {
            String::from_utf8(bytes).map_err(|_| std::io::Error::new(ErrorKind::InvalidData, "it is not UTF-8"))
        });
        match text {
            Ok(text) => {
                let text = text.trim_start_matches('\u{feff}').to_owned();
                reports.push(ReportFile { label: label(folder, &path), path, text });
            }
            Err(error) => unreadable(error, &path),
        }
    }
    reports
}

fn excerpt_of_line(text: &str, line: usize, column: usize) -> Option<Excerpt> {
    let line = text.lines().nth(line.checked_sub(1)?)?;
    let start = line.char_indices().map(|(at, _)| at).take_while(|at| *at < column).last().unwrap_or(0);
    let end = line[start..].chars().next().map_or(start, |found| start + found.len_utf8());
    Some(Excerpt { text: line.to_owned(), mark: start..end, column: None })
}
