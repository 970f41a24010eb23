//! The tables of a file, where a mapping reads several: sheets of a workbook, and ranges of their cells.

use super::content::{self, Reading};
use super::descriptor::Resource;
use super::fault::Fault;
use super::folder::Folder;
use super::package::Package;
use super::workbook::Wanted;
use crate::problem::{PartKind, Problems};

/// One table of a file: all of it, a sheet, or a range of cells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Section {
    pub(super) sheet: Option<String>,
    pub(super) range: Option<String>,
    /// The ranges of the other tables of the sheet.
    pub(super) others: Vec<String>,
}

impl Section {
    /// The tables that a mapping reads of a file; `None` where the file does not have them, which is recorded.
    pub(crate) fn all(
        package: &Package,
        resource: &Resource,
        path: &str,
        problems: &mut Problems,
    ) -> Option<Vec<Self>> {
        let Some(mapping) = &resource.rules else { return Some(vec![Self::default()]) };
        let of_rules = mapping.rules.sheet.as_ref().map_or(&[][..], |sheet| sheet.texts());
        let wanted = mapping.sheet.as_ref().map_or(of_rules, std::slice::from_ref);
        let sheets = match sheets(&package.folder, path, wanted) {
            Ok(sheets) => sheets,
            Err(fault) => {
                problems.push(fault.problem(&package.label(path), Vec::new, true));
                return None;
            }
        };
        let ranges = mapping.rules.range.as_ref().map_or(&[][..], |range| range.texts());
        let mut sections = Vec::new();
        for sheet in sheets {
            let whole = Self { sheet, ..Self::default() };
            sections.extend(ranges.iter().enumerate().map(|(place, range)| Self {
                range: Some(range.clone()),
                others: [&ranges[..place], &ranges[place + 1..]].concat(),
                ..whole.clone()
            }));
            if ranges.is_empty() {
                sections.push(whole);
            }
        }
        Some(sections)
    }

    /// What is read of a workbook; `sheet` is the one that its dialect names.
    pub(super) fn wanted<'a>(&'a self, sheet: Option<&'a str>) -> Wanted<'a> {
        Wanted { sheet: self.sheet.as_deref().or(sheet), range: self.range.as_deref(), others: &self.others }
    }

    /// What the sheet of a section is called: with its range, where there are several.
    pub(super) fn name(&self, sheet: &str) -> String {
        match &self.range {
            Some(range) if !self.others.is_empty() => format!("{sheet}!{range}"),
            _ => sheet.to_owned(),
        }
    }
}

/// The sheets that some names and patterns mean, each once; `None` stands for the one that is meant without a name.
fn sheets(folder: &Folder, path: &str, wanted: &[String]) -> Result<Vec<Option<String>>, Fault> {
    let mut sheets: Vec<Option<String>> = Vec::new();
    for text in wanted {
        let found = match text.contains(['*', '?']) {
            true => matching(folder, path, text)?,
            false => vec![text.clone()],
        };
        for name in found {
            if !sheets.iter().flatten().any(|known| *known == name) {
                sheets.push(Some(name));
            }
        }
    }
    if sheets.is_empty() {
        sheets.push(None);
    }
    Ok(sheets)
}

/// The sheets whose names a pattern matches, in the order of the workbook. A sheet that is not shown must be named.
fn matching(folder: &Folder, path: &str, text: &str) -> Result<Vec<String>, Fault> {
    let workbook = Wanted { sheet: Some(text), ..Wanted::default() };
    // A sheet may have the name itself; a file that is no workbook has none.
    match content::read(folder, path, &Reading { is_foreign: true, workbook, ..Reading::default() }) {
        Err(Fault::Part { part: PartKind::Sheet, wanted, available }) => {
            let escaped = glob::Pattern::escape(text).replace("[*]", "*").replace("[?]", "?");
            let pattern = glob::Pattern::new(&escaped).unwrap_or_default();
            let found: Vec<String> = available.iter().filter(|name| pattern.matches(name)).cloned().collect();
            match found.is_empty() {
                true => Err(Fault::Part { part: PartKind::Sheet, wanted, available }),
                false => Ok(found),
            }
        }
        Err(fault) => Err(fault),
        Ok(_) => Ok(vec![text.to_owned()]),
    }
}
