//! The names of the project's files.

use std::path::Path;

use crate::sandbox::project;

/// Whether every system can hold a file of this name.
fn is_portable(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let number = |device: &str| stem.strip_prefix(device).is_some_and(|rest| matches!(rest.as_bytes(), [b'1'..=b'9']));
    let is_reserved = ["con", "prn", "aux", "nul"].contains(&stem.as_str()) || number("com") || number("lpt");
    let is_plain = |c: char| c.is_alphanumeric() || c.is_ascii_graphic() && !"<>:\"|?*\\/".contains(c) || c == ' ';
    !name.is_empty() && name.chars().all(is_plain) && !name.ends_with(['.', ' ']) && !is_reserved
}

/// The files below a folder, but for what is built or belongs to git.
fn check(folder: &Path) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = entry.file_name();
        let name = name.to_str().expect("a name in Unicode");
        if ["target", ".git", "node_modules"].contains(&name) {
            continue;
        }
        assert!(is_portable(name), "{name:?} in {} cannot be checked out on every system", folder.display());
        if entry.file_type().expect("a type").is_dir() {
            check(&entry.path());
        }
    }
}

#[test]
fn every_name_can_be_checked_out_on_every_system() {
    check(project());
    for name in ["a\u{1b}b", "a:b", "aux", "COM1.txt", "a.", "a ", "what?", ""] {
        assert!(!is_portable(name), "{name:?}");
    }
    for name in ["指标000002.csv", ".gitignore", "console.rs", "com10.csv", "a b.csv"] {
        assert!(is_portable(name), "{name:?}");
    }
}
