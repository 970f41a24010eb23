//! A dataset's folder, read as far as its descriptor.

use std::sync::Arc;

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
    if seen.contains(folder) {
        return Ok(());
    }
    seen.push(folder.clone());
    let descriptor_label = label(folder, DESCRIPTOR);
    let text = match folder.read(DESCRIPTOR) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(_) => {
                let fact = Fact::Descriptor { message: "it is not UTF-8".to_owned() };
                problems.add(fact, || Place { file: descriptor_label, line: 0, excerpt: None });
                return Ok(());
            }
        },
        Err(error) => {
            let Some(wanted_by) = wanted_by else {
                let path = folder.path().to_owned();
                return Err(Error::usage(UsageError::NoDataset { path, embedded: &["ningbo", "reference"] }));
            };
            let message = format!("{descriptor_label}, which `buildsOn` names: {error}");
            problems.add(Fact::Unreadable { message }, || Place {
                file: Arc::clone(wanted_by),
                line: 0,
                excerpt: None,
            });
            return Ok(());
        }
    };
    let descriptor: Descriptor = match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(descriptor) => descriptor,
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            // serde_json ends its message with the position, which the place already tells.
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
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
    let mut reports = Vec::new();
    let mut read_reports = || -> std::io::Result<()> {
        for path in folder.list("reports", "sql")? {
            let text = String::from_utf8(folder.read(&path)?)
                .map_err(|_| std::io::Error::new(std::io::ErrorKind::InvalidData, format!("{path} is not UTF-8")))?;
            reports.push(ReportFile { label: label(folder, &path), path, text });
        }
        Ok(())
    };
    if let Err(error) = read_reports() {
        let fact = Fact::Unreadable { message: error.to_string() };
        problems.add(fact, || Place { file: label(folder, "reports"), line: 0, excerpt: None });
    }
    let name = descriptor.name.clone().unwrap_or_else(|| folder.name());
    packages.push(Package { name, folder: folder.clone(), descriptor, reports });
    Ok(())
}

fn excerpt_of_line(text: &str, line: usize, column: usize) -> Option<Excerpt> {
    let line = text.lines().nth(line.checked_sub(1)?)?;
    let start = line.char_indices().map(|(at, _)| at).take_while(|at| *at < column).last().unwrap_or(0);
    let end = line[start..].chars().next().map_or(start, |found| start + found.len_utf8());
    Some(Excerpt { text: line.to_owned(), mark: start..end, column: None })
}
