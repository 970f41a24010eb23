//! Where a dataset lies: in a folder of the file system, or bundled with the binary.
//!
//! A dataset and a mapping may come from anybody, so they read nothing outside their folder, also not by a symbolic link. That
//! is decided in one place, [`within`]; only a file that the command line names may lie anywhere.

use std::io::{self, Cursor, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use super::compression::members as members_of;
use super::input::Input;

static BUNDLED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data");

/// A folder that files are read from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Folder {
    Disk {
        path: PathBuf,
        /// The folder outside which nothing is read; `None` for files that the command line names.
        root: Option<PathBuf>,
    },
    /// A path below the bundled datasets.
    Bundled(PathBuf),
    /// The temporary file that holds standard input; the folder has no other file.
    Piped(PathBuf),
}

impl Folder {
    /// The bundled dataset of this name.
    pub(crate) fn bundled(name: &str) -> Self {
        Self::Bundled(PathBuf::from(name))
    }

    /// The files of a dataset to start from, each with its path and its text.
    pub(crate) fn starter() -> impl Iterator<Item = (&'static Path, &'static str)> {
        let folder = BUNDLED.get_dir("starter");
        let files = folder.into_iter().flat_map(|folder| folder.files().chain(folder.dirs().flat_map(Dir::files)));
        files.filter_map(|file| Some((file.path().strip_prefix("starter").ok()?, file.contents_utf8()?)))
    }

    /// The folder of a dataset, or of a mapping that the command line names.
    pub(crate) fn disk(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self::Disk { root: Some(path.clone()), path }
    }

    /// The folder that the paths of a command line start from.
    pub(crate) fn of_command_line() -> Self {
        Self::Disk { path: PathBuf::new(), root: None }
    }

    /// The folder of another dataset, at a relative path from this one; `..` goes up.
    pub(crate) fn base(&self, relative: &str) -> Self {
        match self.join(relative) {
            Self::Disk { path, .. } => Self::disk(path),
            other => other,
        }
    }

    /// Fails where a path leads out of this folder.
    ///
    /// # Errors
    /// [`Outside`], and what the system says where there is no such file.
    pub(crate) fn holds(&self, file: &Path) -> io::Result<()> {
        within(Some(self.path()), file).map(drop)
    }

    /// Fails where this folder lies neither in the folder that another one lies in nor in one that the command line names.
    ///
    /// # Errors
    /// [`Outside`], and what the system says where there is no such folder.
    pub(crate) fn is_near(&self, other: &Self, named: &[Self]) -> io::Result<()> {
        let Self::Disk { path, .. } = self else { return Ok(()) };
        if named.iter().any(|named| named.holds(path).is_ok()) {
            return Ok(());
        }
        other.join("..").holds(path)
    }

    /// The folder at a relative path from this one, as a part of the same dataset; `..` goes up.
    pub(crate) fn join(&self, relative: &str) -> Self {
        match self {
            Self::Disk { path, root } => Self::Disk { path: normal(&path.join(relative)), root: root.clone() },
            Self::Bundled(path) => Self::Bundled(normal(&path.join(relative))),
            Self::Piped(file) => Self::Piped(file.clone()),
        }
    }

    /// A file in this folder, to be read, and its size in bytes. Of a file within an archive it is the archive.
    pub(crate) fn open(&self, path: &str) -> io::Result<(Input, u64)> {
        match self {
            Self::Piped(file) => {
                let file = std::fs::File::open(file)?;
                let size = file.metadata()?.len();
                Ok((Input::Disk(file), size))
            }
            Self::Disk { path: folder, root } => {
                let path = archive_of(&folder.join(path)).unwrap_or_else(|| folder.join(path));
                let path = within(root.as_deref(), &path)?;
                let facts = std::fs::metadata(&path)?;
                // A pipe or a device may never end.
                if !facts.is_file() {
                    return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
                }
                Ok((Input::Disk(std::fs::File::open(path)?), facts.len()))
            }
            Self::Bundled(folder) => {
                let file =
                    BUNDLED.get_file(folder.join(path)).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
                Ok((Input::Bundled(Cursor::new(file.contents())), file.contents().len() as u64))
            }
        }
    }

    /// What a path names within an archive; `None` where it names a file of the folder.
    pub(crate) fn member(&self, path: &str) -> Option<String> {
        let Self::Disk { path: folder, .. } = self else { return None };
        let path = folder.join(path);
        let inside = path.strip_prefix(archive_of(&path)?).ok()?;
        // Archives divide paths in one way on every system.
        Some(inside.iter().filter_map(|part| part.to_str()).collect::<Vec<_>>().join("/"))
    }

    /// The whole content of a file in this folder.
    pub(crate) fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open(path)?.0.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The names of the files in a subfolder that end in `.extension`, sorted; none where there is no such subfolder.
    pub(crate) fn list(&self, subfolder: &str, extension: &str) -> io::Result<Vec<String>> {
        let paths: Vec<PathBuf> = match self {
            Self::Disk { path, root } => {
                match within(root.as_deref(), &path.join(subfolder)).and_then(std::fs::read_dir) {
                    Ok(entries) => entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?,
                    Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
                    Err(error) => return Err(error),
                }
            }
            Self::Bundled(folder) => BUNDLED
                .get_dir(folder.join(subfolder))
                .map(|dir| dir.files().map(|file| file.path().to_owned()).collect())
                .unwrap_or_default(),
            Self::Piped(_) => Vec::new(),
        };
        let mut names: Vec<String> = paths
            .iter()
            .filter(|path| path.extension().is_some_and(|found| found == extension))
            .filter_map(|path| Some(format!("{subfolder}/{}", path.file_name()?.to_str()?)))
            .collect();
        names.sort_unstable();
        Ok(names)
    }

    /// The paths of the files beside a file whose names a pattern matches, in order; `*` and `?` stand for letters, as in a
    /// shell. Beside an archive are the files within it.
    pub(crate) fn beside(&self, path: &str, pattern: &str) -> Vec<String> {
        let Self::Disk { path: folder, .. } = self else { return Vec::new() };
        if pattern.contains(std::path::is_separator) {
            return Vec::new();
        }
        let whole = folder.join(path);
        let archive = archive_of(&whole).or_else(|| Some(whole.clone()).filter(|whole| has_ending(whole, "zip")));
        if let Some(archive) = archive {
            let Ok(pattern) = glob::Pattern::new(pattern) else { return Vec::new() };
            let members = std::fs::File::open(&archive).ok().and_then(|file| zip::ZipArchive::new(file).ok());
            let members = members.map(|archive| members_of(&archive)).unwrap_or_default();
            let is_meant = |member: &String| pattern.matches(member.rsplit('/').next().unwrap_or(member));
            let archive = archive.strip_prefix(folder).unwrap_or(&archive).display().to_string();
            return members.into_iter().filter(is_meant).map(|member| format!("{archive}/{member}")).collect();
        }
        let above = glob::Pattern::escape(&whole.parent().unwrap_or(folder).display().to_string());
        let Ok(paths) = glob::glob(&Path::new(&above).join(pattern).display().to_string()) else { return Vec::new() };
        let files = paths.filter_map(Result::ok).filter(|path| path.is_file());
        files.filter_map(|path| Some(path.strip_prefix(folder).unwrap_or(&path).to_str()?.to_owned())).collect()
    }

    /// The path of a file in it as the user knows it.
    pub(crate) fn label(&self, path: &str) -> Arc<str> {
        self.path().join(path).display().to_string().into()
    }

    /// The same folder by the one path that it has however it is reached: two folders are the same where these are equal.
    pub(crate) fn identity(&self) -> Self {
        match self {
            Self::Disk { path, .. } => {
                Self::Disk { path: path.canonicalize().unwrap_or_else(|_| path.clone()), root: None }
            }
            Self::Bundled(_) | Self::Piped(_) => self.clone(),
        }
    }

    /// The path as a person would name it.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Disk { path, .. } | Self::Bundled(path) => path,
            Self::Piped(_) => Path::new(""),
        }
    }

    /// The name of the file at a path; for a file in an archive, the name of the archive and then that of the file.
    pub(crate) fn name_of(&self, path: &str) -> String {
        let whole = self.path().join(path);
        let file = archive_of(&whole).unwrap_or_else(|| whole.clone());
        let above = file.parent().unwrap_or(Path::new(""));
        whole.strip_prefix(above).unwrap_or(&whole).display().to_string()
    }

    /// The last part of the path: what the dataset is called where its descriptor does not say.
    pub(crate) fn name(&self) -> String {
        let path = match self {
            Self::Disk { path, .. } => path.canonicalize().unwrap_or_else(|_| path.clone()),
            Self::Bundled(path) | Self::Piped(path) => path.clone(),
        };
        path.file_name().map_or_else(|| "dataset".to_owned(), |name| name.to_string_lossy().into_owned())
    }
}

/// A path that leads out of the folder that may be read.
#[derive(Debug, thiserror::Error)]
#[error("{what} leads out of the folder {}, to {}", .root.display(), .target.display())]
pub(crate) struct Outside {
    /// The symbolic link that leads there, or the path itself.
    what: String,
    root: PathBuf,
    target: PathBuf,
}

impl Outside {
    /// What would fix it.
    pub(crate) const FIX: &str = "copy the file that it leads to into the folder: nothing outside the folder is read";

    /// Whether this is why something was not read.
    pub(crate) fn is(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|error| error.is::<Self>())
    }
}

/// A path without symbolic links.
///
/// # Errors
/// [`Outside`] where it does not lie within `root`, and what the system says where there is nothing.
fn within(root: Option<&Path>, path: &Path) -> io::Result<PathBuf> {
    let Some(folder) = root else { return Ok(path.to_owned()) };
    let folder = if folder == Path::new("") { Path::new(".") } else { folder };
    let (root, target) = (folder.canonicalize()?, path.canonicalize()?);
    if target.starts_with(&root) {
        return Ok(target);
    }
    let (start, path) = (normal(folder), normal(path));
    let start = if start == Path::new(".") { PathBuf::new() } else { start };
    let below = path.ancestors().take_while(|part| part.strip_prefix(&start).is_ok_and(|rest| rest != Path::new("")));
    let links = below.filter(|part| part.is_symlink()).filter_map(|link| Some((link, link.canonicalize().ok()?)));
    let (what, target) = match links.filter(|(_, to)| !to.starts_with(&root)).last() {
        Some((link, to)) => (format!("the symbolic link {}", link.display()), to),
        None => ("the path".to_owned(), target),
    };
    let root = if folder.file_name().is_some() { folder.to_owned() } else { root };
    Err(io::Error::other(Outside { what, root, target }))
}

/// A path with `.` and `..` taken out where the text alone allows it.
fn normal(path: &Path) -> PathBuf {
    let mut parts: Vec<Component<'_>> = Vec::new();
    for part in path.components() {
        match (part, parts.last()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    if parts.is_empty() { PathBuf::from(".") } else { parts.into_iter().collect() }
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending)) && path.is_file()
}

/// The archive that a path leads into: the part of the path that is a file.
fn archive_of(path: &Path) -> Option<PathBuf> {
    if path.exists() {
        return None;
    }
    path.ancestors().skip(1).find(|ancestor| ancestor.is_file()).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::Folder;

    #[test]
    fn what_lies_beside_a_file_is_in_its_folder() {
        let place = tempfile::tempdir().unwrap();
        std::fs::create_dir(place.path().join("data")).unwrap();
        for name in ["secret.csv", "data/a.csv", "data/b.csv"] {
            std::fs::write(place.path().join(name), "").unwrap();
        }
        let file = place.path().join("data/a.csv").display().to_string();
        let beside = |pattern: &str| Folder::of_command_line().beside(&file, pattern).len();
        assert_eq!(beside("*"), 2);
        assert_eq!(beside("../secret.csv"), 0);
        assert_eq!(beside(&place.path().join("secret.csv").display().to_string()), 0);
    }
}
