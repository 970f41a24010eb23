//! A disk after a loss of power: what was synced is there, and of the rest anything may be missing or torn.

use std::collections::{BTreeMap, HashMap};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::figures::mix;

/// A call that changed files, as `shim.c` writes it down. A path is relative to the folder of the program.
#[derive(Debug)]
pub(super) enum Call {
    Write { inode: u64, at: u64, bytes: Vec<u8> },
    Truncate { inode: u64, length: u64 },
    Sync { inode: u64 },
    Create { inode: u64, path: String },
    Rename { from: String, to: String },
    Link { from: String, to: String },
    Unlink { path: String },
    SyncFolder,
}

impl Call {
    /// Reads the records of `shim.c`.
    pub(super) fn read_all(mut log: &[u8], folder: &Path) -> Vec<Self> {
        let mut calls = Vec::new();
        while !log.is_empty() {
            let (head, rest) = log.split_at(40);
            let number = |place: usize| u64::from_ne_bytes(head[place * 8..][..8].try_into().expect("8 bytes"));
            let (first, rest) = rest.split_at(number(3) as usize);
            let (second, rest) = rest.split_at(number(4) as usize);
            log = rest;
            let path = |text: &[u8]| {
                let text = String::from_utf8_lossy(text);
                let path = Path::new(&*text);
                let inner = path.strip_prefix(folder).or_else(|_| path.strip_prefix(".")).unwrap_or(path);
                inner.display().to_string()
            };
            let inode = number(1);
            calls.push(match number(0) {
                1 => Self::Write { inode, at: number(2), bytes: first.to_vec() },
                2 => Self::Truncate { inode, length: number(2) },
                3 => Self::Sync { inode },
                4 => Self::Create { inode, path: path(first) },
                5 => Self::Rename { from: path(first), to: path(second) },
                6 => Self::Link { from: path(first), to: path(second) },
                7 => Self::Unlink { path: path(first) },
                _ => Self::SyncFolder,
            });
        }
        calls
    }
}

/// Whether syncs count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Crash {
    Honest,
    /// As with a program that never syncs.
    WithoutSyncs,
}

/// The files of one folder. They are numbered, since the system gives the inode of a removed file to a new one.
#[derive(Clone, Debug, Default)]
pub(super) struct Disk {
    names: BTreeMap<String, usize>,
    contents: Vec<Vec<u8>>,
    numbers: HashMap<u64, usize>,
}

impl Disk {
    /// The files in a folder.
    pub(super) fn of(folder: &Path) -> Self {
        let mut disk = Self::default();
        for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
            if entry.file_type().expect("a type").is_file() {
                let number = disk.begin(entry.metadata().expect("its inode").ino());
                disk.contents[number] = std::fs::read(entry.path()).expect("a file");
                disk.names.insert(entry.file_name().to_string_lossy().into_owned(), number);
            }
        }
        disk
    }

    /// Writes the files into a folder, but for those of other folders.
    pub(super) fn write(&self, folder: &Path) {
        for (name, number) in self.names.iter().filter(|(name, _)| !name.contains('/')) {
            std::fs::write(folder.join(name), &self.contents[*number]).expect("a file");
        }
    }

    /// Begins an empty file without a name.
    fn begin(&mut self, inode: u64) -> usize {
        self.contents.push(Vec::new());
        self.numbers.insert(inode, self.contents.len() - 1);
        self.contents.len() - 1
    }

    /// What is on the disk if the power is lost after these calls. What was not synced is there, missing or torn, each by a
    /// chance that `seed` decides; new, changed and removed names are there up to one of them.
    pub(super) fn after(&self, calls: &[Call], crash: Crash, seed: u64) -> Self {
        let mut disk = self.clone();
        // The number of the file of each call.
        let mut names = disk.names.clone();
        let files: Vec<Option<usize>> = calls.iter().map(|call| disk.file_of(call, &mut names)).collect();
        let counts = crash == Crash::Honest;
        let is_sync_of = |file: usize| {
            move |(call, of): (&Call, &Option<usize>)| counts && matches!(call, Call::Sync { .. }) && *of == Some(file)
        };
        let last_sync: Vec<usize> = (0..disk.contents.len())
            .map(|file| calls.iter().zip(&files).rposition(is_sync_of(file)).unwrap_or(0))
            .collect();
        let last_folder_sync = calls.iter().rposition(|call| counts && matches!(call, Call::SyncFolder)).unwrap_or(0);
        let mut chance = Chance(seed.wrapping_mul(1_000_003).wrapping_add(calls.len() as u64));
        let mut loses_names = false;
        for (place, (call, file)) in calls.iter().zip(&files).enumerate() {
            match (call, file) {
                (Call::Write { at, bytes, .. }, Some(file)) => {
                    let kept = if place < last_sync[*file] { bytes.len() } else { chance.part(bytes.len()) };
                    disk.put(*file, *at as usize, &bytes[..kept]);
                }
                (Call::Truncate { length, .. }, Some(file)) => {
                    if place < last_sync[*file] || chance.below(2) == 0 {
                        disk.contents[*file].resize(*length as usize, 0);
                    }
                }
                (Call::Write { .. } | Call::Truncate { .. } | Call::Sync { .. } | Call::SyncFolder, _) => {}
                (name, file) => {
                    loses_names |= place >= last_folder_sync && chance.below(8) == 0;
                    if !loses_names {
                        rename(&mut disk.names, name, *file);
                    }
                }
            }
        }
        disk
    }

    /// The number of the file that a call is about; `names` are those that the program sees.
    fn file_of(&mut self, call: &Call, names: &mut BTreeMap<String, usize>) -> Option<usize> {
        match call {
            Call::Write { inode, .. } | Call::Truncate { inode, .. } | Call::Sync { inode } => {
                self.numbers.get(inode).copied()
            }
            Call::Create { inode, path } => {
                let known = names.get(path).copied();
                let number = known.unwrap_or_else(|| self.begin(*inode));
                names.insert(path.clone(), number);
                Some(number)
            }
            call => {
                rename(names, call, None);
                None
            }
        }
    }

    fn put(&mut self, file: usize, at: usize, bytes: &[u8]) {
        let content = &mut self.contents[file];
        if content.len() < at + bytes.len() {
            content.resize(at + bytes.len(), 0);
        }
        content[at..at + bytes.len()].copy_from_slice(bytes);
    }
}

/// Changes names as a call does; `file` is the one that it creates.
fn rename(names: &mut BTreeMap<String, usize>, call: &Call, file: Option<usize>) {
    match call {
        Call::Create { path, .. } => {
            names.extend(file.map(|file| (path.clone(), file)));
        }
        Call::Rename { from, to } => {
            let moved = names.remove(from);
            names.extend(moved.map(|file| (to.clone(), file)));
        }
        Call::Link { from, to } => {
            let linked = names.get(from).copied();
            names.extend(linked.map(|file| (to.clone(), file)));
        }
        Call::Unlink { path } => drop(names.remove(path)),
        Call::Write { .. } | Call::Truncate { .. } | Call::Sync { .. } | Call::SyncFolder => {}
    }
}

/// Random numbers, by their place in the sequence.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(1);
        mix(self.0) as usize % most
    }

    /// How much of a write is on the disk: all, nothing, or some of its sectors.
    fn part(&mut self, length: usize) -> usize {
        const SECTOR: usize = 512;
        match self.below(3) {
            0 => length,
            1 => 0,
            _ => self.below(length.div_ceil(SECTOR)) * SECTOR,
        }
    }
}
