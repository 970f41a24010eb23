//! No file of `src` imports a file that, directly or by others, imports it, and none imports what its parent module defines.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::sandbox::project;

/// The modules of the crate, by their paths, each with the modules that its file imports.
fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let src = project().join("src");
    let mut files = Vec::new();
    collect(&src, &mut files);
    let modules: BTreeMap<String, String> = files
        .iter()
        .map(|file| (module_of(&src, file), std::fs::read_to_string(file).expect("a source file")))
        .collect();
    let named = |module: &str, text: &str| -> BTreeSet<String> {
        let parent = module.rsplit_once("::").map_or("", |(parent, _)| parent);
        uses(text)
            .into_iter()
            .filter_map(|path| {
                let path = match path.strip_prefix("crate::").map(str::to_owned) {
                    Some(path) => path,
                    None if path.starts_with("super::super::") => return None,
                    None => format!("{parent}::{}", path.strip_prefix("super::")?).trim_start_matches("::").to_owned(),
                };
                // The longest beginning of the path that is a module.
                let parts: Vec<&str> = path.split("::").collect();
                (1..=parts.len()).rev().map(|length| parts[..length].join("::")).find(|path| modules.contains_key(path))
            })
            .filter(|import| import != module)
            .collect()
    };
    modules.iter().map(|(module, text)| (module.clone(), named(module, text))).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("tests") {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            files.push(path);
        }
    }
}

fn module_of(src: &Path, file: &Path) -> String {
    let path = file.strip_prefix(src).expect("a file of the crate").with_extension("");
    let parts: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    parts.join("::").trim_end_matches("::mod").to_owned()
}

/// The paths that a file names: in `use` declarations, groups taken apart, and within its code.
fn uses(text: &str) -> Vec<String> {
    let code = text.split("\nmod tests {").next().unwrap_or_default();
    let declarations = code.split('\n').collect::<Vec<_>>().join("\n");
    let mut paths = Vec::new();
    for part in declarations.split("\nuse ").skip(1).chain(declarations.split("\npub use ").skip(1)) {
        let Some((path, _)) = part.split_once(';') else { continue };
        match path.split_once("::{") {
            None => paths.push(path.split(" as ").next().unwrap_or(path).to_owned()),
            Some((start, group)) => paths.extend(
                group
                    .trim_end_matches('}')
                    .split(',')
                    .map(|name| format!("{start}::{}", name.trim().split(' ').next().unwrap_or_default())),
            ),
        }
    }
    let is_code = |line: &&str| {
        !line.trim_start().starts_with("//") && !line.starts_with("use ") && !line.starts_with("pub use ")
    };
    for line in code.lines().filter(is_code) {
        for (at, _) in line.match_indices("crate::").chain(line.match_indices("super::")) {
            if line[..at].ends_with(|before: char| !before.is_alphanumeric() && before != ':')
                && !line[..at].ends_with("(in ")
            {
                let ends = |letter: char| !letter.is_alphanumeric() && !"_:".contains(letter);
                paths.push(line[at..].split(ends).next().unwrap_or_default().to_owned());
            }
        }
    }
    paths
}

#[test]
fn files_import_each_other_one_way() {
    let imports = imports();
    assert!(imports.len() > 100, "{} modules", imports.len());
    // A module that re-exports its children is not one of their users.
    let is_parent = |module: &str, import: &str| import.starts_with(&format!("{module}::"));
    let mut circles = BTreeSet::new();
    for start in imports.keys() {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&str> = vec![start];
        while let Some(module) = open.pop() {
            for import in &imports[module] {
                if !is_parent(module, import) && !is_parent(import, module) && reached.insert(import.as_str()) {
                    open.push(import);
                }
            }
        }
        if reached.contains(start.as_str()) {
            circles.insert(start);
        }
    }
    assert!(circles.is_empty(), "{circles:?}");
}

#[test]
fn no_file_imports_its_parent() {
    let imports = imports();
    let of_parents = imports.iter().flat_map(|(module, imports)| {
        imports
            .iter()
            .filter(move |import| module.starts_with(&format!("{import}::")))
            .map(move |import| (module, import))
    });
    let found: Vec<_> = of_parents.collect();
    assert!(found.is_empty(), "{found:?}");
}
