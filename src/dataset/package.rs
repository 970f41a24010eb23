//! A dataset whose descriptor has been read.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::sync::Arc;

use super::descriptor::{Descriptor, Paths, Resource, Schema};
use super::dialect::Dialect;
use super::fault::{is_of_system, of_part};
use super::folder::{Folder, Outside};
use super::keys::misspelled_keys;
use super::mapping::Mapping;
use super::reports::{ReportFile, read_reports};
use crate::error::{Error, Result, UsageError};
use crate::problem::{Excerpt, PartKind, Place, Problem, Problems, Violation};

const DESCRIPTOR: &str = "datapackage.json";

/// A dataset: its folder, its descriptor, and the reports that come with it.
#[derive(Debug)]
pub(crate) struct Package {
    /// The name in the descriptor, else that of the folder.
    pub name: String,
    pub folder: Folder,
    pub descriptor: Descriptor,
    /// The text of the descriptor; empty where there is none.
    pub text: String,
    pub reports: Vec<ReportFile>,
    /// Whether the dataset is files that were given one by one, without a descriptor.
    pub is_loose: bool,
}

impl Package {
    /// Opens the datasets in these folders and those they build on, each once, in the order in which they load.
    /// A descriptor that cannot be read is a problem.
    ///
    /// # Errors
    /// [`Error::Usage`] where a folder has no descriptor.
    pub(crate) fn open_all(folders: &[Folder], problems: &mut Problems) -> Result<Vec<Self>> {
        let mut opener = Opener::new(folders, problems);
        for folder in folders {
            opener.open(folder, None)?;
        }
        Ok(opener.packages)
    }

    /// A dataset of files that were named one by one, each with the mapping that reads it. `guess` is its name where no
    /// mapping states one.
    pub(crate) fn of_files(guess: &str, folder: &Folder, files: Vec<(Vec<String>, Arc<Mapping>)>) -> Self {
        let stated = files.iter().find_map(|(_, mapping)| mapping.rules.name.clone());
        let resource = |(paths, mapping): (Vec<String>, Arc<Mapping>)| Resource {
            name: mapping.rules.table.as_ref().map_or("observations", |table| table.get_ref()).to_owned(),
            table: None,
            path: Some(Paths::Several(paths)),
            format: None,
            encoding: None,
            dialect: Dialect::default(),
            schema: Schema::default(),
            defaults: BTreeMap::new(),
            mapping: None,
            rules: Some(mapping),
        };
        let resources = files.into_iter().map(resource).collect();
        Self {
            name: stated.clone().unwrap_or_else(|| guess.to_owned()),
            folder: folder.clone(),
            descriptor: Descriptor { name: stated, builds_on: Vec::new(), resources },
            text: String::new(),
            reports: Vec::new(),
            is_loose: true,
        }
    }

    /// Opens a data package of another publisher for a mapping: the resource that the mapping names, or the only one.
    ///
    /// # Errors
    /// [`Error::Usage`] where the folder has no descriptor.
    pub(crate) fn foreign(folder: &Folder, mapping: &Arc<Mapping>, problems: &mut Problems) -> Result<Option<Self>> {
        let mut opener = Opener::new(std::slice::from_ref(folder), problems);
        opener.open(folder, None)?;
        let Some(mut package) = opener.packages.pop() else { return Ok(None) };
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
        if package.descriptor.name.is_none()
            && let Some(name) = &mapping.rules.name
        {
            package.name.clone_from(name);
            package.descriptor.name = Some(name.clone());
        }
        Ok(Some(package))
    }

    /// The name as a person should read it: one that is guessed from the first of several files says how many there are.
    pub(crate) fn title(&self) -> String {
        let files: usize = self.descriptor.resources.iter().map(|resource| resource.paths().len()).sum();
        match self.is_loose && files > 1 {
            true => format!("{} ({files} files)", self.name),
            false => self.name.clone(),
        }
    }

    /// Reads all files in this encoding, whatever descriptor and mapping say.
    pub(crate) fn set_encoding(&mut self, name: &str) {
        self.descriptor.resources.iter_mut().for_each(|resource| resource.encoding = Some(name.to_owned()));
    }

    /// The path of a file as the database keeps it: what the descriptor says, or the name of a file that was named itself. It
    /// does not say where the dataset is.
    pub(crate) fn stored_path(&self, path: &str) -> String {
        if self.is_loose { self.folder.name_of(path) } else { path.to_owned() }
    }

    /// The path of a file as the user knows it.
    pub(crate) fn label(&self, path: &str) -> Arc<str> {
        self.folder.label(path)
    }
}

/// Opens datasets and those they build on, each once.
struct Opener<'a> {
    packages: Vec<Package>,
    /// The folders that the command line names.
    named: &'a [Folder],
    seen: Vec<Folder>,
    problems: &'a mut Problems,
}

impl<'a> Opener<'a> {
    fn new(named: &'a [Folder], problems: &'a mut Problems) -> Self {
        Self { packages: Vec::new(), named, seen: Vec::new(), problems }
    }

    /// Opens the dataset in a folder; `wanted_by` is the descriptor of the dataset that builds on it.
    fn open(&mut self, folder: &Folder, wanted_by: Option<&Arc<str>>) -> Result<()> {
        if self.seen.iter().any(|seen| seen.is(folder)) {
            return Ok(());
        }
        self.seen.push(folder.clone());
        let label = folder.label(DESCRIPTOR);
        let Some(text) = self.descriptor_text(folder, &label, wanted_by)? else { return Ok(()) };
        let mut descriptor = match parse_descriptor(&text, &label) {
            Ok(descriptor) => descriptor,
            Err(problem) => {
                self.problems.push(*problem);
                return Ok(());
            }
        };
        for path in &descriptor.builds_on {
            let base = folder.base(path);
            match base.is_near(folder, self.named) {
                Err(error) if Outside::is(&error) => {
                    let fix = "keep it in that folder, or name it on the command line too";
                    self.add_unreadable_base(&base.label(DESCRIPTOR), &error, fix, &label);
                }
                _ => self.open(&base, Some(&label))?,
            }
        }
        if let Err(problem) = read_mappings(folder, &mut descriptor) {
            self.problems.push(*problem);
            return Ok(());
        }
        for violation in misspelled_keys(&text) {
            self.problems.add(violation, || Place::of_file(&label));
        }
        let reports = read_reports(folder, self.problems);
        let name = descriptor.name.clone().unwrap_or_else(|| folder.name());
        if let Some(other) = self.packages.iter().find(|package| package.name == name) {
            let other = other.folder.path().display().to_string();
            self.problems.add(Violation::DuplicateDataset { name, other }, || Place::of_file(&label));
            return Ok(());
        }
        self.packages.push(Package { name, folder: folder.clone(), descriptor, text, reports, is_loose: false });
        Ok(())
    }

    /// The text of a descriptor; `None` where it cannot be read, and that is a problem of the dataset.
    fn descriptor_text(
        &mut self,
        folder: &Folder,
        label: &Arc<str>,
        wanted_by: Option<&Arc<str>>,
    ) -> Result<Option<String>> {
        let error = match folder.read(DESCRIPTOR).map(String::from_utf8) {
            Ok(Ok(text)) => return Ok(Some(text)),
            Ok(Err(_)) => {
                let violation = Violation::Descriptor { message: "it is not UTF-8".to_owned() };
                self.problems.add(violation, || Place::of_file(label));
                return Ok(None);
            }
            Err(error) => error,
        };
        let Some(wanted_by) = wanted_by else {
            let path = folder.path().to_owned();
            return Err(match error.kind() {
                ErrorKind::NotFound | ErrorKind::NotADirectory => Error::usage(UsageError::NoDataset { path }),
                _ => Error::io("reading", path.join(DESCRIPTOR), error),
            });
        };
        let fix = "check `buildsOn`: its paths are relative to the folder of this dataset";
        self.add_unreadable_base(label, &error, fix, wanted_by);
        Ok(None)
    }

    fn add_unreadable_base(&mut self, label: &str, error: &std::io::Error, fix: &'static str, wanted_by: &Arc<str>) {
        let message = format!("{label}, which it builds on: {error}");
        let violation = Violation::UnreadableFile { message, fix, is_of_system: is_of_system(error) };
        self.problems.add(violation, || Place::of_file(wanted_by));
    }
}

fn parse_descriptor(text: &str, label: &Arc<str>) -> Result<Descriptor, Box<Problem>> {
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        // serde_json ends its message with the position, which is the place.
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message);
        let is_object = text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
        let message = if is_object { message } else { "it is not a JSON object" }.to_owned();
        let excerpt = excerpt_of_line(text, line, column);
        let place = Place { file: Arc::clone(label), line: line as u64, excerpt };
        Box::new(Problem { violation: Violation::Descriptor { message }, place })
    })
}

/// Reads the mappings that the resources of a descriptor name.
fn read_mappings(folder: &Folder, descriptor: &mut Descriptor) -> Result<(), Box<Problem>> {
    for resource in &mut descriptor.resources {
        let Some(path) = &resource.mapping else { continue };
        let above = path.rsplit_once('/').map_or("", |(above, _)| above);
        let mapping = Mapping::read(&folder.label(path), folder.join(above), folder.read(path))?;
        resource.rules = Some(Arc::new(mapping));
    }
    Ok(())
}

fn excerpt_of_line(text: &str, line: usize, column: usize) -> Option<Excerpt> {
    let line = text.lines().nth(line.checked_sub(1)?)?;
    let start = line.char_indices().map(|(at, _)| at).take_while(|at| *at < column).last().unwrap_or(0);
    let end = line[start..].chars().next().map_or(start, |found| start + found.len_utf8());
    Some(Excerpt { text: line.to_owned(), mark: start..end, column: None })
}
