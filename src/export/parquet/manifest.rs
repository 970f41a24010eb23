//! The manifest of a shard: what its files are. It is written last, so that it never names a file that is not complete.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::draft;
use crate::error::{Error, Result, UsageError};

/// The folder of the manifests.
const FOLDER: &str = "manifest";

/// The version of the format of the folder.
const FORMAT: u32 = 1;

/// What a shard has.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub format: u32,
    pub shard: String,
    /// The ledger of its database: what each load read, by its checksum, or what a correction was about.
    pub loads: Vec<String>,
    /// The files, by their paths.
    pub files: BTreeMap<String, File>,
    /// The texts of reports that came with its datasets, by their paths.
    #[serde(default)]
    pub reports: Vec<String>,
}

/// A file of a shard.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct File {
    pub rows: u64,
    pub bytes: u64,
    pub sha256: String,
}

impl Manifest {
    pub(super) fn new(shard: &str, loads: Vec<String>) -> Self {
        Self { format: FORMAT, shard: shard.to_owned(), loads, files: BTreeMap::new(), reports: Vec::new() }
    }

    /// The manifest that a former export wrote; `None` where there is none.
    ///
    /// # Errors
    /// The folder holds something else, or cannot be read.
    pub(super) fn read(folder: &Path, shard: &str) -> Result<Option<Self>> {
        let path = path_of(folder, shard);
        let not_ours =
            || Error::usage(UsageError::OtherFolder { folder: folder.to_owned(), command: "export --to parquet" });
        match std::fs::read(&path) {
            Ok(bytes) => match serde_json::from_slice::<Self>(&bytes) {
                Ok(manifest) if manifest.format == FORMAT => Ok(Some(manifest)),
                _ => Err(not_ours()),
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let has_others = folder.join(FOLDER).is_dir();
                match std::fs::read_dir(folder).map(|mut entries| entries.next().is_some()) {
                    Ok(true) if !has_others => Err(not_ours()),
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                        Err(Error::io("reading the folder", folder, error))
                    }
                    _ => Ok(None),
                }
            }
            Err(error) => Err(Error::io("reading", &path, error)),
        }
    }

    /// Whether a database with this ledger wrote the shard: one ledger continues the other. A database that was made again of the
    /// same datasets is the same one.
    pub(super) fn is_of(&self, loads: &[String]) -> bool {
        self.loads.is_empty() == loads.is_empty() && self.loads.iter().zip(loads).all(|(one, other)| one == other)
    }

    /// The manifests of the other shards, in the order of their names. What is no manifest is not listed.
    ///
    /// # Errors
    /// The folder of manifests cannot be read.
    pub(super) fn others(folder: &Path, shard: &str) -> Result<Vec<Self>> {
        let path = folder.join(FOLDER);
        let entries = std::fs::read_dir(&path).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
        let entries = entries.map_err(|source| Error::io("reading the folder", &path, source))?;
        let texts = entries.iter().filter_map(|entry| std::fs::read(entry.path()).ok());
        let mut others: Vec<Self> = texts.filter_map(|text| serde_json::from_slice(&text).ok()).collect();
        others.retain(|other| other.shard != shard);
        others.sort_by(|one, other| one.shard.cmp(&other.shard));
        Ok(others)
    }

    /// Makes the folder of manifests.
    ///
    /// # Errors
    /// It cannot be made.
    pub(super) fn make_folder(folder: &Path) -> Result<()> {
        let path = folder.join(FOLDER);
        std::fs::create_dir_all(&path).map_err(|source| Error::io("making the folder", &path, source))
    }

    /// Writes the manifest in place of a former one.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let path = path_of(folder, &self.shard);
        let write = || {
            let mut text = serde_json::to_vec_pretty(self)?;
            text.push(b'\n');
            draft::write(&path, &text)
        };
        write().map_err(|source| Error::io("writing", &path, source))
    }
}

fn path_of(folder: &Path, shard: &str) -> PathBuf {
    folder.join(FOLDER).join(format!("{shard}.json"))
}
