//! A dataset's folder, read as far as its descriptor.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::sync::Arc;

use regex::bytes::Regex;
use serde_json::Value;

use super::descriptor::{Descriptor, Dialect, Paths, Resource, Schema};
use super::encoding;
use super::fault::of_part;
use super::folder::Folder;
use super::mapping::{Malformed, Mapping, Rules, Text};
use crate::error::{Error, Result, UsageError};
use crate::problem::{Excerpt, PartKind, Place, Problem, Problems, Violation};

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
    /// Whether it is files that were named themselves, without a descriptor.
    pub is_loose: bool,
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

    /// A dataset of files that were named themselves, each with the mapping that reads it. An encoding that is given is that
    /// of all of them.
    pub fn of_files(
        name: &str,
        folder: &Folder,
        files: Vec<(Vec<String>, Arc<Mapping>)>,
        encoding: Option<&str>,
    ) -> Self {
        let resource = |(paths, mapping): (Vec<String>, Arc<Mapping>)| Resource {
            name: mapping.rules.table.as_ref().map_or("observations", |table| table.get_ref()).to_owned(),
            table: None,
            path: Some(Paths::Several(paths)),
            format: None,
            encoding: encoding.map(str::to_owned),
            dialect: Dialect::default(),
            schema: Schema::default(),
            defaults: BTreeMap::new(),
            mapping: None,
            rules: Some(mapping),
        };
        let resources = files.into_iter().map(resource).collect();
        Self {
            name: name.to_owned(),
            folder: folder.clone(),
            descriptor: Descriptor { name: None, builds_on: Vec::new(), resources },
            text: encoding.unwrap_or_default().to_owned(),
            reports: Vec::new(),
            is_loose: true,
        }
    }

    /// Opens a data package of somebody else's for a mapping: the resource that it names, or the only one there is.
    pub fn foreign(folder: &Folder, mapping: &Arc<Mapping>, problems: &mut Problems) -> Result<Option<Self>> {
        let mut packages = Vec::new();
        open(folder, &mut packages, &mut Vec::new(), problems, None)?;
        let Some(mut package) = packages.pop() else { return Ok(None) };
        let wanted = mapping.rules.resource.as_ref();
        let resources = &mut package.descriptor.resources;
        let there: Vec<String> = resources.iter().map(|resource| resource.name.clone()).collect();
        if wanted.is_some() || resources.len() != 1 {
            resources.retain(|resource| wanted.is_some_and(|wanted| resource.name == *wanted.get_ref()));
        }
        let [resource] = resources.as_mut_slice() else {
            let wanted = wanted.map(|wanted| wanted.get_ref().clone());
            let label = package.label(DESCRIPTOR);
            problems.add(of_part(PartKind::Resource, wanted, there), || Place::of_file(&label));
            return Ok(None);
        };
        resource.table = Some(mapping.rules.table.as_ref().map_or("observations", |table| table.get_ref()).to_owned());
        resource.rules = Some(Arc::clone(mapping));
        package.reports.clear();
        Ok(Some(package))
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
                let fact = Violation::Descriptor { message: "it is not UTF-8".to_owned() };
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
            let fact = Violation::UnreadableFile {
                message,
                fix: "check `buildsOn`: its paths are relative to the folder of this dataset",
            };
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
            problems.add(Violation::Descriptor { message }, || Place {
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
    let mut descriptor = descriptor;
    for resource in &mut descriptor.resources {
        let Some(path) = &resource.mapping else { continue };
        let above = path.rsplit_once('/').map_or("", |(above, _)| above);
        match read_mapping(&label(folder, path), folder.join(above), folder.read(path)) {
            Ok(mapping) => resource.rules = Some(Arc::new(mapping)),
            Err(problem) => {
                problems.push(*problem);
                return Ok(());
            }
        }
    }
    for fact in misspelt_keys(&text) {
        problems.add(fact, || Place::of_file(&descriptor_label));
    }
    let reports = read_reports(folder, problems);
    let name = descriptor.name.clone().unwrap_or_else(|| folder.name());
    if let Some(other) = packages.iter().find(|package| package.name == name) {
        let fact = Violation::DuplicateDataset { name: name.clone(), other: other.folder.path().display().to_string() };
        problems.add(fact, || Place::of_file(&descriptor_label));
        return Ok(());
    }
    packages.push(Package { name, folder: folder.clone(), descriptor, text, reports, is_loose: false });
    Ok(())
}

/// Reads a mapping. What is wrong with it, or why it cannot be read, is the error.
pub fn read_mapping(
    label: &Arc<str>,
    folder: Folder,
    bytes: std::io::Result<Vec<u8>>,
) -> Result<Mapping, Box<Problem>> {
    let whole = |violation| Box::new(Problem { violation, place: Place::of_file(label) });
    let bytes = bytes.map_err(|error| {
        whole(Violation::UnreadableFile { message: error.to_string(), fix: "check the path of the mapping" })
    })?;
    let text = String::from_utf8(bytes)
        .map_err(|_| whole(Violation::Mapping { message: "it is not UTF-8".to_owned(), fix: None }))?;
    let mapping = Mapping::parse(label, folder, text).map_err(|malformed| {
        let Malformed { message, fix, place } = *malformed;
        Box::new(Problem { violation: Violation::Mapping { message, fix }, place })
    })?;
    let refuse = |message: String, fix: String, text: &Text| {
        let place = mapping.place(text.span());
        Err(Box::new(Problem { violation: Violation::Mapping { message, fix: Some(fix) }, place }))
    };
    let Rules { encoding, end, .. } = &mapping.rules;
    if let Some(name) = encoding.as_ref().filter(|name| encoding::named(name.get_ref()).is_none()) {
        let message = format!("there is no encoding `{}`", name.get_ref());
        return refuse(message, format!("use a name such as {}", encoding::NAMES), name);
    }
    if let Some((text, error)) = end.as_ref().and_then(|text| Some((text, Regex::new(text.get_ref()).err()?))) {
        return refuse(pattern_fault(&error), PATTERN_MEND.to_owned(), text);
    }
    Ok(mapping)
}

/// What keeps a pattern from being read, and what may fix it.
pub fn pattern_fault(error: &regex::Error) -> String {
    let message = error.to_string();
    let reason = message.lines().last().unwrap_or_default().trim_start_matches("error: ");
    format!("the pattern is not valid: {reason}")
}

pub const PATTERN_MEND: &str =
    "between single quotes a backslash needs no escape; see https://docs.rs/regex/latest/regex/#syntax";

fn read_descriptor(text: &str) -> serde_json::Result<Descriptor> {
    serde_json::from_str(text.trim_start_matches('\u{feff}'))
}

/// Keys of the descriptor that are nearly ours: a Data Package may have any other key, but these change what is read.
fn misspelt_keys(text: &str) -> Vec<Violation> {
    const OF_A_RESOURCE: [&str; 6] = ["defaults", "dialect", "encoding", "mapping", "schema", "table"];
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
fn misspelt(object: &Value, known: &[&'static str]) -> Vec<Violation> {
    let bare = |key: &str| key.replace(['_', '-'], "").to_lowercase();
    let slip = |key: &String| {
        let is_slip =
            |near: &&str| near != key && (bare(near) == bare(key) || strsim::damerau_levenshtein(near, key) == 1);
        // `scheme` and `$schema` are keys of the standard and of its tools.
        let near = known.iter().copied().find(is_slip).filter(|_| !["scheme", "$schema"].contains(&key.as_str()))?;
        Some(Violation::MisspelledKey { key: key.clone(), near })
    };
    object.as_object().into_iter().flat_map(serde_json::Map::keys).filter_map(slip).collect()
}

fn read_reports(folder: &Folder, problems: &mut Problems) -> Vec<ReportFile> {
    const MEND: &str = "a report is an SQL file in UTF-8";
    let mut unreadable = |error: std::io::Error, path: &str| {
        let fact = Violation::UnreadableFile { message: error.to_string(), fix: MEND };
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
