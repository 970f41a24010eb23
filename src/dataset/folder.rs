//! Where a dataset lies: in a folder of the file system, or bundled with the binary.

use std::io;
use std::path::{Component, Path, PathBuf};

use include_dir::{Dir, include_dir};

static BUNDLED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data");

/// A folder that files are read from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Folder {
    Disk(PathBuf),
    /// A path below the bundled datasets.
    Bundled(PathBuf),
}

impl Folder {
    /// The bundled dataset of this name.
    pub fn bundled(name: &str) -> Self {
        Self::Bundled(PathBuf::from(name))
    }

    /// The folder at a relative path from this one; `..` goes up.
    pub fn join(&self, relative: &str) -> Self {
        match self {
            Self::Disk(path) => Self::Disk(normal(&path.join(relative))),
            Self::Bundled(path) => Self::Bundled(normal(&path.join(relative))),
        }
    }

    /// The whole content of a file in this folder.
    pub fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match self {
            Self::Disk(folder) => {
                let path = folder.join(path);
                // A pipe or a device may never end.
                if std::fs::metadata(&path)?.is_file() {
                    std::fs::read(path)
                } else {
                    Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"))
                }
            }
            Self::Bundled(folder) => BUNDLED
                .get_file(folder.join(path))
                .map(|file| file.contents().to_vec())
                .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound)),
        }
    }

    /// The names of the files in a subfolder that end in `.extension`, sorted; none where there is no such subfolder.
    pub fn list(&self, subfolder: &str, extension: &str) -> io::Result<Vec<String>> {
        let paths: Vec<PathBuf> = match self {
            Self::Disk(folder) => match std::fs::read_dir(folder.join(subfolder)) {
                Ok(entries) => entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
                Err(error) => return Err(error),
            },
            Self::Bundled(folder) => BUNDLED
                .get_dir(folder.join(subfolder))
                .map(|dir| dir.files().map(|file| file.path().to_owned()).collect())
                .unwrap_or_default(),
        };
        let mut names: Vec<String> = paths
            .iter()
            .filter(|path| path.extension().is_some_and(|found| found == extension))
            .filter_map(|path| Some(format!("{subfolder}/{}", path.file_name()?.to_str()?)))
            .collect();
        names.sort_unstable();
        Ok(names)
    }

    /// Whether both are the same place, by whatever way.
    pub fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Disk(path), Self::Disk(other)) => match (path.canonicalize(), other.canonicalize()) {
                (Ok(path), Ok(other)) => path == other,
                _ => path == other,
            },
            _ => self == other,
        }
    }

    /// The path as a person would name it.
    pub fn path(&self) -> &Path {
        match self {
            Self::Disk(path) | Self::Bundled(path) => path,
        }
    }

    /// The last part of the path: what the dataset is called where its descriptor does not say.
    pub fn name(&self) -> String {
        let path = match self {
            Self::Disk(path) => path.canonicalize().unwrap_or_else(|_| path.clone()),
            Self::Bundled(path) => path.clone(),
        };
        path.file_name().map_or_else(|| "dataset".to_owned(), |name| name.to_string_lossy().into_owned())
    }
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
