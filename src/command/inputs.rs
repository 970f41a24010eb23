//! What `load` and `check` read: datasets, and files of another shape with the mappings that read them.

use std::collections::HashSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::publication;
use super::mode::LoadMode;
use super::paths::dataset_folder;
use crate::cli::Inputs;
use crate::console::Console;
use crate::dataset::{Folder, KnownBy, Mapping, Package, Preview, encoding_named, is_metadata, stem};
use crate::error::{Error, Result, UsageError};
use crate::load::{CREATABLE, DatedSource, Loaded, Made, Pair, TableName, UndatedSource, is_of_figures};
use crate::model::{nearest, spelled_out};
use crate::problem::{Problem, Problems, Suggestion, counted, listed, skipped_sentences};
use crate::profile;

/// The datasets of a command line; their descriptors and mappings have been read.
pub(crate) struct Opened {
    pub packages: Vec<Package>,
    /// The names of the datasets that are given on the command line, without those that they build on.
    pub named: Vec<String>,
    /// The tables in which missing rows are created.
    pub creates: Vec<TableName>,
    /// Whether rows may replace what other datasets state of them.
    pub overrides: bool,
    /// The temporary file with the content of standard input, which must exist until it has been read.
    _piped: Option<tempfile::TempPath>,
}

impl Opened {
    /// Datasets alone.
    pub(crate) fn datasets(folders: &[Folder], problems: &mut Problems) -> Result<Self> {
        let packages = Package::open_all(folders, problems)?;
        let given: HashSet<Folder> = folders.iter().map(Folder::identity).collect();
        let is_named = |package: &&Package| given.contains(&package.folder.identity());
        let named = packages.iter().filter(is_named).map(|package| package.name.clone()).collect();
        Ok(Self { packages, named, creates: Vec::new(), overrides: false, _piped: None })
    }

    /// The datasets that a load replaces as a whole: in a complete load, those that were named.
    ///
    /// # Errors
    /// [`UsageError::GuessedName`] where such a dataset does not state its name. Another one may have the same name by
    /// chance, and its figures would be withdrawn.
    pub(crate) fn complete(&self, mode: LoadMode) -> Result<&[String]> {
        if mode != LoadMode::Complete {
            return Ok(&[]);
        }
        let mut named = self.packages.iter().filter(|package| self.named.contains(&package.name));
        match named.find(|package| package.descriptor.name.is_none()) {
            None => Ok(&self.named),
            Some(Package { name, is_loose, .. }) => {
                Err(Error::usage(UsageError::GuessedName { name: name.clone(), is_loose: *is_loose }))
            }
        }
    }
}

/// Opens the datasets and files of a command line, and prints which profile reads a file.
pub(crate) fn open(inputs: &Inputs, problems: &mut Problems, console: &mut Console) -> Result<Opened> {
    if inputs.datasets.is_empty() {
        return Err(Error::usage(UsageError::NothingToRead));
    }
    let creates = creates(&inputs.create)?;
    if let Some(name) = inputs.encoding.as_ref().filter(|name| encoding_named(name).is_none()) {
        return Err(Error::usage(UsageError::UnknownEncoding { name: name.clone() }));
    }
    let published_on = inputs.published_on.as_deref().map(publication).transpose()?;
    let given = Given { encoding: inputs.encoding.as_deref(), sheet: inputs.sheet.as_deref(), published_on };
    let mapping = match &inputs.map {
        None => None,
        Some(path) => match mapping(path)? {
            Ok(mapping) => Some(Arc::new(given.of(mapping)?)),
            Err(problem) => {
                problems.push(*problem);
                let (packages, named, overrides) = (Vec::new(), Vec::new(), inputs.overrides);
                return Ok(Opened { packages, named, creates, overrides, _piped: None });
            }
        },
    };
    let (mut folders, mut files, mut foreign) = (Vec::new(), Vec::new(), Vec::new());
    let mut piped = None;
    for path in &inputs.datasets {
        may_be_looked_at(path)?;
        if path == Path::new("-") {
            piped = Some(standard_input()?);
        } else if let Some(folder) = dataset_folder(path) {
            if mapping.is_some() { foreign.push(folder) } else { folders.push(folder) }
        } else if path.is_dir() && mapping.is_none() {
            return Err(Error::usage(UsageError::NoDataset { path: path.clone() }));
        } else {
            files.extend(files_of(path)?);
        }
    }
    if let (Some(folder), Some(_)) = (folders.first(), published_on) {
        return Err(Error::usage(UsageError::DatedDataset { path: folder.path().to_owned() }));
    }
    let mut opened = Opened::datasets(&folders, problems)?;
    (opened.creates, opened.overrides) = (creates, inputs.overrides);
    for folder in foreign {
        let Some(mapping) = &mapping else { continue };
        let package = Package::foreign(&folder, mapping, problems)?;
        opened.named.extend(package.iter().map(|package| package.name.clone()));
        opened.packages.extend(package);
    }
    let loose = match (&piped, files.is_empty()) {
        (Some(file), true) => Some((Folder::Piped(file.to_path_buf()), vec![PIPED.to_owned()])),
        (Some(_), false) => return Err(Error::usage(UsageError::PipeAndFiles)),
        (None, true) => None,
        (None, false) => Some((Folder::of_command_line(), files)),
    };
    opened._piped = piped;
    if let Some((folder, files)) = loose {
        opened.packages.extend(loose_package(&folder, files, mapping.as_ref(), given, problems, console)?);
    }
    opened.named.extend(opened.packages.iter().filter(|package| package.is_loose).map(|package| package.name.clone()));
    if let Some(encoding) = &inputs.encoding {
        let named = opened.packages.iter_mut().filter(|package| opened.named.contains(&package.name));
        named.for_each(|package| package.set_encoding(encoding));
    }
    Ok(opened)
}

/// The folder of a single file, its path in the folder, and the temporary file if it is standard input.
pub(super) fn loose(path: &Path) -> Result<(Folder, String, Option<tempfile::TempPath>)> {
    if path == Path::new("-") {
        let piped = standard_input()?;
        return Ok((Folder::Piped(piped.to_path_buf()), PIPED.to_owned(), Some(piped)));
    }
    match files_of(path)?.as_slice() {
        [file] => Ok((Folder::of_command_line(), file.clone(), None)),
        files => Err(Error::usage(UsageError::SeveralFiles { path: path.to_owned(), files: files.len() })),
    }
}

/// The file name of standard input in the ledger.
const PIPED: &str = "standard-input";

/// What the command line says of the files.
#[derive(Clone, Copy)]
struct Given<'a> {
    encoding: Option<&'a str>,
    sheet: Option<&'a str>,
    published_on: Option<&'a str>,
}

impl Given<'_> {
    /// A mapping as it reads these files.
    fn of(self, mapping: Mapping) -> Result<Mapping> {
        let table = mapping.rules.table.as_ref().map(|table| table.get_ref());
        match table.filter(|table| self.published_on.is_some() && !is_of_figures(table)) {
            Some(table) => Err(Error::usage(UsageError::DatedTable { table: table.clone() })),
            None => {
                let [sheet, published_on] = [self.sheet, self.published_on].map(|text| text.map(str::to_owned));
                Ok(Mapping { sheet, published_on, ..mapping })
            }
        }
    }
}

/// A dataset of single files, each read with the mapping or with the profile that matches it. The encoding and the date of
/// publication are those that the command line gives.
fn loose_package(
    folder: &Folder,
    files: Vec<String>,
    mapping: Option<&Arc<Mapping>>,
    given: Given<'_>,
    problems: &mut Problems,
    console: &mut Console,
) -> Result<Option<Package>> {
    if let Some(mapping) = mapping {
        return Ok(Some(Package::of_files(stem(&mapping.label), folder, vec![(files, Arc::clone(mapping))])));
    }
    let name = files.first().map_or_else(String::new, |file| stem(file).to_owned());
    let mut mapped = Vec::new();
    let before = problems.count();
    for file in files.into_iter().filter(|file| !is_metadata(file)) {
        let Some(sample) = profile::sample(folder, &file, given.encoding, given.sheet, problems) else { continue };
        if given.sheet.is_some() && sample.preview.sheet.is_none() {
            return Err(Error::usage(UsageError::NoWorkbook { file: PathBuf::from(file) }));
        }
        let proposal = profile::propose(&sample);
        let doubt = proposal.as_ref().map_or(&sample.doubt, |proposal| &proposal.ambiguity);
        if let Some(doubt) = doubt {
            let (what, fix) = (doubt.what.clone(), doubt.fix());
            return Err(Error::usage(UsageError::Ambiguous { file: PathBuf::from(file), what, fix }));
        }
        let Some(proposal) = proposal else {
            return Err(Error::usage(UsageError::NoProfile {
                file: PathBuf::from(file),
                against: profile::nearest(&sample),
                is_sampled: false,
            }));
        };
        let looks = match sample.preview.decided {
            decided if decided.by == KnownBy::Detection => {
                format!(" in the detected encoding {} (--encoding sets another)", decided.name())
            }
            _ => String::new(),
        };
        let sheet = sample.preview.sheet.as_ref().map_or_else(String::new, |sheet| format!(" [{sheet}]"));
        console.say(&format!("{file}{sheet}: read by the profile {}{looks}", proposal.profile));
        ignored_sheets(&sample.preview).iter().for_each(|line| console.say(&format!("{file}: {line}")));
        match proposal.mapping(folder) {
            Ok(mapping) => mapped.push((vec![file], Arc::new(given.of(mapping)?))),
            Err(problem) => problems.push(*problem),
        }
    }
    Ok((problems.count() == before).then(|| Package::of_files(&name, folder, mapped)))
}

/// A line for each kind of sheets of a workbook that are not read.
pub(super) fn ignored_sheets(preview: &Preview) -> Vec<String> {
    let line = |kind: &str, sheets: &[String]| {
        let (are, more) = if sheets.len() == 1 { ("is", "it") } else { ("are", "one") };
        let names = listed(sheets);
        let count = counted(sheets.len(), kind);
        (!sheets.is_empty()).then(|| format!("{count} {are} not read: {names} (--sheet reads {more})"))
    };
    line("hidden sheet", &preview.hidden).into_iter().chain(line("other sheet", &preview.others)).collect()
}

/// Reads a mapping. The outer error means that there is no such file, the inner one that its content is wrong.
fn mapping(path: &Path) -> Result<Result<Mapping, Box<Problem>>> {
    let bytes = std::fs::read(path);
    if let Err(error) = &bytes
        && error.kind() == std::io::ErrorKind::NotFound
    {
        return Err(Error::usage(UsageError::NoFile { path: path.to_owned() }));
    }
    let label: Arc<str> = path.display().to_string().into();
    let folder = Folder::disk(path.parent().unwrap_or(Path::new("")));
    Ok(Mapping::read(&label, folder, bytes))
}

/// The tables that the names of `--create` mean.
fn creates(names: &[String]) -> Result<Vec<TableName>> {
    let mut tables = Vec::new();
    for name in names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        if name == "all" {
            tables.extend(CREATABLE);
            continue;
        }
        let singular = name.strip_suffix('s').unwrap_or(name);
        match CREATABLE.iter().find(|table| [name, singular].contains(&table.text())) {
            Some(table) => tables.push(*table),
            None => {
                let near =
                    nearest(name, CREATABLE.iter(), |table| table.text()).map(|table| Suggestion::of(table.text()));
                return Err(Error::usage(UsageError::NotCreatable { name: name.to_owned(), near }));
            }
        }
    }
    Ok(tables)
}

/// Fails where a folder on the way to a file may not be searched, because it is then not known whether the file exists, and where
/// it is a pipe or a device, which may never end.
fn may_be_looked_at(path: &Path) -> Result<()> {
    match std::fs::metadata(path) {
        Ok(facts) if !facts.is_file() && !facts.is_dir() => {
            let message = "it is not a regular file";
            Err(Error::io("reading", path, std::io::Error::new(std::io::ErrorKind::InvalidInput, message)))
        }
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => Err(Error::io("reading", path, error)),
        _ => Ok(()),
    }
}

/// The files that a path, a folder or a pattern names, in order.
fn files_of(path: &Path) -> Result<Vec<String>> {
    may_be_looked_at(path)?;
    let nothing = || Error::usage(UsageError::NoFile { path: path.to_owned() });
    let text = path.to_str().ok_or_else(nothing)?;
    // A file within an archive has no folder of its own.
    if path.is_file() || path.ancestors().skip(1).any(Path::is_file) {
        return Ok(vec![text.to_owned()]);
    }
    let pattern = match path.is_dir() {
        true => Path::new(&glob::Pattern::escape(text)).join("*").display().to_string(),
        false => text.to_owned(),
    };
    let found = glob::glob(&pattern).map_err(|_| nothing())?;
    let is_shown = |path: &PathBuf| {
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        path.is_file() && !is_hidden
    };
    let found = found.collect::<std::result::Result<Vec<PathBuf>, _>>();
    let found = found.map_err(|error| Error::io("reading", error.path().to_owned(), error.into()))?;
    let files: Vec<String> =
        found.into_iter().filter(is_shown).filter_map(|path| path.to_str().map(str::to_owned)).collect();
    if path.is_dir() {
        // The folder is named, and not what links in it lead to.
        let folder = Folder::disk(path);
        let held = files
            .iter()
            .try_for_each(|file| folder.holds(Path::new(file)).map_err(|error| Error::io("reading", file, error)));
        held?;
    }
    if files.is_empty() { Err(nothing()) } else { Ok(files) }
}

/// Everything that standard input gives, in a file.
fn standard_input() -> Result<tempfile::TempPath> {
    let fault = |source| Error::io("reading", "standard input", source);
    let mut file = tempfile::NamedTempFile::new().map_err(fault)?;
    std::io::copy(&mut std::io::stdin().lock().by_ref(), &mut file).map_err(fault)?;
    Ok(file.into_temp_path())
}

/// Prints the encodings of the files whose encoding was detected.
pub(super) fn say_encodings(loaded: &Loaded, console: &mut Console) {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for (file, decided) in &loaded.encodings {
        if decided.by != KnownBy::Detection {
            continue;
        }
        match groups.iter_mut().find(|(name, _)| *name == decided.name()) {
            Some((_, files)) => files.push(file),
            None => groups.push((decided.name(), vec![file])),
        }
    }
    for (name, files) in groups {
        let files = match files.as_slice() {
            [file] => format!("{file} was read in the detected encoding {name}"),
            [first, ..] => format!("{first} and {} more were read in the detected encoding {name}", files.len() - 1),
            [] => continue,
        };
        console.say(&format!("{files} (--encoding sets another)"));
    }
}

/// Prints what the files hold and is not read.
pub(super) fn say_skipped(problems: &Problems, console: &mut Console) {
    skipped_sentences(problems.skipped()).iter().for_each(|sentence| console.say(sentence));
}

/// Prints what a load added for files that a mapping reads, or would add, and which sources have no date.
pub(super) fn tell_made(made: &Made, verb: &str, console: &mut Console) {
    for (table, codes) in &made.rows {
        console.say(&format!("{verb} {}: {}", counted(codes.len(), table.text()), first_of(codes)));
    }
    tell_alike(&made.alike, console);
    if made.without_subject > 0 {
        let figures = counted(made.without_subject, "figure");
        console.say(&format!(
            "warning: {figures} without region, sector, enterprise and breakdown: nothing says what they are about"
        ));
    }
    for DatedSource { code, date, is_new } in &made.editions {
        let what = if *is_new { "is another edition of it" } else { "is its date, which was not known" };
        console.say(&format!("{code}: {date} {what}"));
    }
    let undated = made.undated.iter().filter(|source| source.newest.is_none());
    let undated: Vec<&str> = undated.map(|source| source.code.as_str()).collect();
    let (has, its) = if undated.len() == 1 { ("has", "its") } else { ("have", "their") };
    if !undated.is_empty() {
        console.say(&format!(
            "{} {has} no date of publication, so that --as-of ignores {its} figures; --published-on DATE gives it",
            first_of(&undated)
        ));
    }
    for UndatedSource { code, newest } in &made.undated {
        let Some(newest) = newest else { continue };
        console.say(&format!(
            "{code}: no date is stated, so that the figures belong to its newest edition, {newest}; --published-on DATE \
             gives another"
        ));
    }
}

/// Warns of codes that differ only by how they are written.
fn tell_alike(pairs: &[Pair], console: &mut Console) {
    const SHOWN: usize = 8;
    for Pair { table, codes: [one, other], is_of_case } in pairs.iter().take(SHOWN) {
        let table = table.text();
        let how = match is_of_case {
            true => "upper and lower case; `names = { ignore_case = true }` in a mapping makes them one",
            false => "the form of their characters or spaces",
        };
        console.say(&format!(
            "warning: the {table} codes `{}` and `{}` differ only by {how}",
            spelled_out(one),
            spelled_out(other)
        ));
    }
    if pairs.len() > SHOWN {
        console.say(&format!("warning: {} more codes differ only by how they are written", pairs.len() - SHOWN));
    }
}

/// The first of some codes.
fn first_of<T: AsRef<str>>(codes: &[T]) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<&str> = codes.iter().take(SHOWN).map(AsRef::as_ref).collect();
    let more = if codes.len() > SHOWN { ", ..." } else { "" };
    format!("{}{more}", shown.join(", "))
}
