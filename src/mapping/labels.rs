//! Files beside the data that describe codes, such as the metadata of a World Bank download.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::plan::Plan;
use super::template::{Piece, pieces};
use crate::dataset::{FROM, File, Mapping, Rules, Text};
use crate::problem::{Problems, Violation};

/// Columns of new rows, by name.
pub(crate) type Columns = Vec<(String, String)>;

/// Columns of new rows, by table and code.
pub(crate) type Labels = HashMap<String, HashMap<String, Columns>>;

/// Reads the files beside a file that describe the codes of tables that are `wanted`.
pub(crate) fn read(plan: &Plan, file: &File, wanted: &dyn Fn(&str) -> bool, problems: &mut Problems) -> Labels {
    let mapping = &plan.mapping;
    let mut labels = Labels::new();
    for (table, creation) in mapping.rules.described().filter(|(table, _)| wanted(table.get_ref())) {
        let Some(from) = creation.get(FROM) else {
            let (message, fix) = ("the file that describes the codes is not given", "add its name: from = \"...\"");
            let fact = Violation::Mapping { message: message.to_owned(), fix: Some(fix.to_owned()) };
            problems.add(fact, || mapping.place(table.span()));
            continue;
        };
        if let Some(of_table) = read_one(mapping, file, creation, from, problems) {
            labels.insert(table.get_ref().clone(), of_table);
        }
    }
    labels
}

fn read_one(
    mapping: &Arc<Mapping>,
    file: &File,
    creation: &BTreeMap<Text, Text>,
    from: &Text,
    problems: &mut Problems,
) -> Option<HashMap<String, Columns>> {
    let mut reject = |message: String, fix: &str| {
        let fix = Some(fix.to_owned());
        problems.add(Violation::Mapping { message, fix }, || mapping.place(from.span()));
    };
    if !creation.contains_key("code") {
        reject("the column of that file that holds the code is not given".to_owned(), "add it: code = \"{...}\"");
        return None;
    }
    let paths = file.beside(from.get_ref());
    let [path] = paths.as_slice() else {
        let found = if paths.is_empty() { "no file" } else { "more than one file" };
        reject(
            format!("{found} in the folder of {} has this name", file.label()),
            "give the name of one file; * matches any characters",
        );
        return None;
    };
    let labels = file.open_beside(path, problems)?;
    let mapping = Arc::new(mapping_of_labels(mapping, creation));
    let names: Vec<String> = mapping.rules.columns.keys().map(|name| name.get_ref().clone()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let plan = Plan::new(&mapping, &labels, &names, problems)?;
    let code = names.iter().position(|name| *name == "code")?;
    let mut of_table = HashMap::new();
    let blocks = labels.blocks().map_err(|fault| labels.report(fault, problems)).ok()?.without_digest();
    for block in blocks {
        let block = block.map_err(|fault| labels.report(fault, problems)).ok()?;
        let mut rows = labels.rows(&block);
        while let Some(row) = rows.next(&mut |_| {}, problems) {
            plan.each(&row, &mut |outcome, _| {
                if let Ok(mapped) = outcome {
                    let columns =
                        names.iter().zip(mapped.cells).map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned()));
                    of_table.insert(mapped.cells[code].to_owned(), columns.collect());
                }
                true
            });
        }
    }
    Some(of_table)
}

/// The mapping of a file of labels: the templates of new rows, and the translations of their placeholders.
fn mapping_of_labels(mapping: &Mapping, creation: &BTreeMap<Text, Text>) -> Mapping {
    let columns: BTreeMap<Text, Text> = creation
        .iter()
        .filter(|(name, _)| name.get_ref() != FROM)
        .map(|(name, text)| (name.clone(), text.clone()))
        .collect();
    let is_placed = |name: &str| {
        let placed = columns.values().flat_map(|text| pieces(text.get_ref()).unwrap_or_default());
        placed.into_iter().any(|piece| piece == Piece::Placeholder(name.to_owned()))
    };
    let codes = mapping.rules.codes.iter().filter(|(name, _)| is_placed(name.get_ref()));
    let codes = codes.map(|(name, codes)| (name.clone(), codes.clone())).collect();
    let rules = Rules { columns, codes, ..Rules::default() };
    let (label, folder, text) = (Arc::clone(&mapping.label), mapping.folder.clone(), mapping.text.clone());
    Mapping { label, folder, text, rules, published_on: None, sheet: None }
}
