//! The reports that come with a dataset.

use std::io::ErrorKind;
use std::sync::Arc;

use super::fault::unreadable;
use super::folder::Folder;
use crate::problem::{Place, Problems};

/// A report that comes with a dataset.
#[derive(Debug)]
pub(crate) struct ReportFile {
    /// The path as the user knows it.
    pub label: Arc<str>,
    /// The path in the dataset.
    pub path: String,
    pub text: String,
}

/// Reads the SQL files in the folder `reports`; one that cannot be read is a problem.
pub(super) fn read_reports(folder: &Folder, problems: &mut Problems) -> Vec<ReportFile> {
    const FIX: &str = "a report is an SQL file in UTF-8";
    let mut unreadable = |error: std::io::Error, path: &str| {
        problems.add(unreadable(&error, FIX), || Place::of_file(&folder.label(path)));
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
                reports.push(ReportFile { label: folder.label(&path), path, text });
            }
            Err(error) => unreadable(error, &path),
        }
    }
    reports
}
