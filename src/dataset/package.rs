//! A dataset whose descriptor has been read.

use std::collections::{BTreeMap, HashSet};
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
            opener.open(folder)?;
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
        opener.open(folder)?;
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
    /// The folders that have been visited, as [`Folder::identity`] names them.
    seen: HashSet<Folder>,
    problems: &'a mut Problems,
}

/// A dataset of which only the descriptor has been read; those that it builds on are opened first.
struct Pending {
    folder: Folder,
    label: Arc<str>,
    text: String,
    descriptor: Descriptor,
    /// The paths of the datasets that it builds on and that have not been visited yet.
    bases: std::vec::IntoIter<String>,
}

impl<'a> Opener<'a> {
    fn new(named: &'a [Folder], problems: &'a mut Problems) -> Self {
        Self { packages: Vec::new(), named, seen: HashSet::new(), problems }
    }

    /// Opens the dataset in a folder, after all that it builds on. The datasets that wait for others are kept in a list,
    /// because a chain of them may be longer than the call stack allows.
    fn open(&mut self, folder: &Folder) -> Result<()> {
        let mut waiting: Vec<Pending> = self.visit(folder, None)?.into_iter().collect();
        while let Some(mut dataset) = waiting.pop() {
            let Some(path) = dataset.bases.next() else {
                self.finish(dataset);
                continue;
            };
            let base = self.visit_base(&dataset, &path)?;
            waiting.push(dataset);
            waiting.extend(base);
        }
        Ok(())
    }

    /// Visits a dataset that another one builds on, at this path from it.
    fn visit_base(&mut self, dataset: &Pending, path: &str) -> Result<Option<Pending>> {
        let base = dataset.folder.base(path);
        match base.is_near(&dataset.folder, self.named) {
            Err(error) if Outside::is(&error) => {
                let fix = "keep it in that folder, or name it on the command line too";
                self.add_unreadable_base(&base.label(DESCRIPTOR), &error, fix, &dataset.label);
                Ok(None)
            }
            _ => self.visit(&base, Some(&dataset.label)),
        }
    }

    /// Reads the descriptor in a folder that has not been visited yet; `wanted_by` is the descriptor of the dataset that
    /// builds on it.
    fn visit(&mut self, folder: &Folder, wanted_by: Option<&Arc<str>>) -> Result<Option<Pending>> {
        if !self.seen.insert(folder.identity()) {
            return Ok(None);
        }
        let label = folder.label(DESCRIPTOR);
        let Some(text) = self.descriptor_text(folder, &label, wanted_by)? else { return Ok(None) };
        match parse_descriptor(&text, &label) {
            Ok(mut descriptor) => {
                let bases = std::mem::take(&mut descriptor.builds_on).into_iter();
                Ok(Some(Pending { folder: folder.clone(), label, text, descriptor, bases }))
            }
            Err(problem) => {
                self.problems.push(*problem);
                Ok(None)
            }
        }
    }

    /// Reads what else belongs to a dataset, and adds it to the others.
    fn finish(&mut self, dataset: Pending) {
        let Pending { folder, label, text, mut descriptor, .. } = dataset;
        if let Err(problem) = read_mappings(&folder, &mut descriptor) {
            self.problems.push(*problem);
            return;
        }
        for violation in misspelled_keys(&text) {
            self.problems.add(violation, || Place::of_file(&label));
        }
        let reports = read_reports(&folder, self.problems);
        let name = descriptor.name.clone().unwrap_or_else(|| folder.name());
        if let Some(other) = self.packages.iter().find(|package| package.name == name) {
            let other = other.folder.path().display().to_string();
            self.problems.add(Violation::DuplicateDataset { name, other }, || Place::of_file(&label));
            return;
        }
        self.packages.push(Package { name, folder, descriptor, text, reports, is_loose: false });
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A chain of datasets needs no more of the call stack than a single one, and its last one is loaded first.
    #[test]
    fn a_long_chain_of_datasets_opens_on_a_small_stack() -> Result<(), Box<dyn std::error::Error>> {
        const LENGTH: usize = 300;
        let folder = tempfile::tempdir()?;
        for number in 0..LENGTH {
            let own = folder.path().join(number.to_string());
            std::fs::create_dir(&own)?;
            // The last one builds on the first.
            let base = (number + 1) % LENGTH;
            let descriptor = format!(r#"{{ "name": "d{number}", "buildsOn": ["../{base}"], "resources": [] }}"#);
            std::fs::write(own.join(DESCRIPTOR), descriptor)?;
        }
        let first = Folder::disk(folder.path().join("0"));
        let open = move || {
            let mut problems = Problems::default();
            let opened = Package::open_all(&[first], &mut problems).map_err(|error| error.to_string())?;
            let names: Vec<String> = opened.into_iter().map(|package| package.name).collect();
            Ok::<_, String>((names, problems.is_empty()))
        };
        let thread = std::thread::Builder::new().stack_size(256 << 10).spawn(open)?;
        let (names, is_fine) = thread.join().map_err(|_| "the thread panicked")??;
        assert!(is_fine);
        assert_eq!(names, (0..LENGTH).rev().map(|number| format!("d{number}")).collect::<Vec<_>>());
        Ok(())
    }
}
