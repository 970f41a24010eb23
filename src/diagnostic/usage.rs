//! Sentences and hints for what is wrong with a command line that its grammar allows.

use super::phrases::{did_you_mean, list, suggestion};
use crate::dataset::ENCODING_NAMES;
use crate::error::{ParameterFault, UsageError};
use crate::problem::Suggestion;

/// What is wrong.
pub fn sentence(error: &UsageError) -> String {
    match error {
        UsageError::NothingToRead => "no input given".to_owned(),
        UsageError::NoFile { path } => format!("there is no file or folder {}", path.display()),
        UsageError::SeveralFiles { path, files } => format!("{} is {files} files", path.display()),
        UsageError::UnknownEncoding { name } => format!("there is no encoding `{name}`"),
        UsageError::NotCreatable { name, .. } => format!("no rows are made in `{name}`"),
        UsageError::UnknownEnding { ending } => format!("cannot write .{ending} files"),
        UsageError::PipeAndFiles => "standard input cannot be combined with files".to_owned(),
        UsageError::NoProfile { file, .. } => format!("no profile recognises {}", file.display()),
        UsageError::Doubt { file, what, .. } => format!("{}: {what}", file.display()),
        UsageError::MappingExists { file } => format!("{} is another mapping", file.display()),
        UsageError::UnknownRule { code, .. } => format!("no rule has the code `{code}`"),
        UsageError::UnknownReport { name, .. } => format!("there is no report `{name}`"),
        UsageError::UnknownTable { name, .. } => format!("there is no table or view `{name}`"),
        UsageError::RepeatedParameter { name } => format!("the parameter `{name}` is given twice"),
        UsageError::ParameterForm { text } => format!("`{text}` is not of the form key=value"),
        UsageError::Parameter { report, name, fault, .. } => match fault {
            ParameterFault::Missing { .. } => format!("the report `{report}` needs the parameter `{name}`"),
            ParameterFault::Unknown { .. } => format!("the report `{report}` has no parameter `{name}`"),
            ParameterFault::Repeated => format!("the parameter `{name}` is given twice"),
            ParameterFault::Type { value, expected } => format!("`{name}={value}`: `{value}` is not {expected}"),
            ParameterFault::Choice { value, .. } => format!("`{value}` is none of the choices of `{name}`"),
        },
        UsageError::NoDataset { path, .. } => {
            if path.exists() {
                format!("{} is not a dataset: there is no datapackage.json in it", path.display())
            } else {
                format!("there is no folder {}", path.display())
            }
        }
        UsageError::Exists { file } => format!("{} contains other data than the demo", file.display()),
        UsageError::OutputIsDatabase { file } => format!("--output {} belongs to the database", file.display()),
        UsageError::NoLoad { load, .. } => format!("there is no load {load}"),
        UsageError::NothingToTrace => "no figure is named".to_owned(),
        UsageError::NothingTraced { words } if words.is_empty() => "the figure is no longer in the database".to_owned(),
        UsageError::NothingTraced { words } => format!("no figure matches {}", list(words, "")),
        UsageError::NoPlaceForStamp => "this format cannot contain a stamp".to_owned(),
        UsageError::NoStamp { file } => format!("{} has no stamp", file.display()),
        UsageError::NothingCited { report } => format!("the rows of the report `{report}` cite no source"),
        UsageError::RejectsOfSeveralFiles { paths } => {
            format!("the rejected rows are of {} files, which have different columns", paths.len())
        }
        UsageError::NoRejects { load: None, path: None } => "no load rejected a row".to_owned(),
        UsageError::NoRejects { load, path } => {
            let of = path.as_ref().map(|path| format!(" of {path}")).unwrap_or_default();
            let load = load.map_or("no load".to_owned(), |load| format!("load {load}"));
            let a_row = if load == "no load" { "rejected a row" } else { "rejected no row" };
            format!("{load} {a_row}{of}")
        }
        UsageError::NoLastQuery { of: None } => "there is no last query".to_owned(),
        UsageError::NoLastQuery { of: Some(file) } => format!("the last query was one of {}", file.display()),
        UsageError::RowWithoutKey { sql } => {
            format!("the last query lacks the key of the figures: {sql}")
        }
        UsageError::FormerRow { row } => {
            format!("row {row} of the last query is a figure that was revised or withdrawn")
        }
        UsageError::NoRow { row, rows, sql } => {
            format!("the last query has {rows} rows, but no row {row}: {sql}")
        }
        UsageError::Number { flag, text, expected } => format!("{flag} {text}: `{text}` is not {expected}"),
    }
}

/// What would mend it.
pub fn hints(error: &UsageError) -> Vec<String> {
    match error {
        UsageError::NothingToRead => {
            vec!["name a dataset's folder, or files of another shape".to_owned()]
        }
        UsageError::NoFile { .. } => {
            vec!["check its path; write a pattern between quotation marks: 'data/*.csv'".to_owned()]
        }
        UsageError::SeveralFiles { .. } => vec!["name one of them".to_owned()],
        UsageError::UnknownEncoding { .. } => vec![format!("name one such as {}", ENCODING_NAMES)],
        UsageError::NotCreatable { near, .. } => {
            let mut hints = did_you_mean(near.as_ref());
            hints.push(
                "rows are made in source, unit, region, sector, metric and enterprise; all is each of them".to_owned(),
            );
            hints
        }
        UsageError::UnknownEnding { .. } => {
            vec!["end the name in .csv, .tsv, .json, .ndjson, .md, .html or .txt, or say --format".to_owned()]
        }
        UsageError::PipeAndFiles => vec!["load the files separately".to_owned()],
        UsageError::Doubt { file, mend, .. } => vec![format!(
            "`yearbook sniff {} --output mapping.toml` writes a mapping; add to it: {mend}",
            file.display()
        )],
        UsageError::MappingExists { .. } => vec!["write it to another file, or to standard output".to_owned()],
        UsageError::NoProfile { is_seen: true, .. } => {
            vec![
                "fill in its columns, and load it with --map; `yearbook check --explain mapping` has all keys"
                    .to_owned(),
            ]
        }
        UsageError::NoProfile { file, .. } => {
            vec![format!("`yearbook sniff {}` shows what it is, and a mapping to be filled in", file.display())]
        }
        UsageError::UnknownRule { near, known, .. } => {
            let mut hints = did_you_mean(near.as_ref());
            hints.push(format!("the rules are {}", list(known, "")));
            hints
        }
        UsageError::UnknownReport { near, known, .. } => {
            let mut hints = did_you_mean(near.as_ref());
            hints.push(format!("the reports are {}", list(known, "")));
            hints
        }
        UsageError::UnknownTable { near, .. } => {
            let mut hints = did_you_mean(near.as_ref());
            hints.push("`yearbook schema` lists them".to_owned());
            hints
        }
        UsageError::RepeatedParameter { .. } => vec!["give it once".to_owned()],
        UsageError::ParameterForm { .. } => vec!["write -p period=2025-H1".to_owned()],
        UsageError::Parameter { fault, usage, .. } => {
            let mut hints = match fault {
                ParameterFault::Missing { choices, more } => choice_lines(choices, *more),
                ParameterFault::Unknown { near } => did_you_mean(near.as_ref()),
                ParameterFault::Choice { near: Some(near), .. } => did_you_mean(Some(near)),
                ParameterFault::Choice { choices, more, .. } => choice_lines(choices, *more),
                ParameterFault::Repeated | ParameterFault::Type { .. } => Vec::new(),
            };
            hints.push(format!("usage: {usage}"));
            hints
        }
        UsageError::NoDataset { .. } => {
            vec![
                "a dataset is a folder with a datapackage.json and CSV files; `yearbook demo` needs none".to_owned(),
                "files of another shape in a folder are read by a mapping: --map MAPPING".to_owned(),
            ]
        }
        UsageError::Exists { .. } => vec!["name another file: `yearbook demo ningbo.db`".to_owned()],
        UsageError::OutputIsDatabase { .. } => vec!["name another file".to_owned()],
        UsageError::NoLoad { loads: 0, .. } => vec!["nothing has been loaded yet".to_owned()],
        UsageError::NoLoad { .. } => vec!["`yearbook log` lists them".to_owned()],
        UsageError::NothingToTrace => {
            vec!["give words that occur in the names of the figure, such as `yearbook trace BYD 68`".to_owned()]
        }
        UsageError::NothingTraced { .. } => {
            vec!["fewer words match more figures; `yearbook history` also finds what was withdrawn".to_owned()]
        }
        UsageError::NoPlaceForStamp => {
            vec!["with --output FILE it is written to FILE.stamp; table, markdown and html can contain it".to_owned()]
        }
        UsageError::NoStamp { .. } => {
            vec![
                "write it with `yearbook report NAME --stamp`; the stamp of a CSV file is in a file beside it"
                    .to_owned(),
            ]
        }
        UsageError::NothingCited { .. } => vec!["`yearbook report sources` lists all sources".to_owned()],
        UsageError::RejectsOfSeveralFiles { paths } => {
            paths.iter().map(|path| format!("write those of one file with `--path {path}`")).collect()
        }
        UsageError::NoRejects { .. } => vec!["`yearbook log` shows how many rows each load rejected".to_owned()],
        UsageError::NoLastQuery { of: None } => {
            vec!["run one first, such as `yearbook query \"select * from fact\"`".to_owned()]
        }
        UsageError::NoLastQuery { of: Some(file) } => vec![format!("name it: --db {}", file.display())],
        UsageError::RowWithoutKey { .. } => {
            vec!["select * from fact, or its columns series_id, period and source_id among others".to_owned()]
        }
        UsageError::FormerRow { row } => vec![format!("`yearbook history --row {row}` shows its revisions")],
        UsageError::NoRow { .. } => vec!["rows are counted from 1".to_owned()],
        UsageError::Number { .. } => Vec::new(),
    }
}

fn choice_lines(choices: &[Suggestion], more: usize) -> Vec<String> {
    if choices.is_empty() {
        return Vec::new();
    }
    let listed: Vec<String> = choices.iter().map(suggestion).collect();
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    vec![format!("the choices are {}{more}", listed.join(", "))]
}
