//! The fixes of errors in a command line that clap accepts.

use super::fix_violation::of_code;
use super::words::{did_you_mean, list, suggestion, typed, typed_path};
use crate::dataset::ENCODING_NAMES;
use crate::error::{ParameterFault, UsageError};
use crate::problem::Suggestion;

/// What would fix it.
pub(super) fn fixes(error: &UsageError) -> Vec<String> {
    match error {
        UsageError::NotCreatable { near, .. } => and(
            near.as_ref(),
            "rows can be created in source, unit, region, scheme, sector, metric and enterprise; `all` means each of them",
        ),
        UsageError::UnknownRule { near, known, .. } => {
            and(near.as_ref(), &format!("the topics and rules are {}", list(known, "")))
        }
        UsageError::UnknownReport { known, .. } if known.is_empty() => {
            vec!["no dataset of the file has a report".to_owned()]
        }
        UsageError::BuiltInReport { .. } => vec!["only a report that came with a dataset can be removed".to_owned()],
        UsageError::UnknownReport { near, known, .. } => {
            and(near.as_ref(), &format!("the reports are {}", list(known, "")))
        }
        UsageError::UnknownCode { table: "dataset", near, .. } => {
            and(near.as_ref(), "`yearbook query \"select distinct dataset from load_file\"` lists them")
        }
        UsageError::UnknownCode { table, near, .. } => {
            and(near.as_ref(), &format!("`yearbook query \"select * from {table}\"` lists them"))
        }
        UsageError::AmbiguousName { meant, .. } => vec![codes_line(meant)],
        UsageError::NothingChanged { .. } => {
            vec!["fewer words find more; without --rows, `yearbook history` finds figures".to_owned()]
        }
        UsageError::MergeDiffers { table, from, count, first } => {
            let more = if *count > first.len() { ", ..." } else { "" };
            let fix =
                format!("correct or withdraw one of them in its dataset, or `yearbook remove {table} {}`", typed(from));
            vec![format!("{}{more}", first.join(", ")), fix]
        }
        UsageError::UnknownCommand { near, .. } => and(near.as_ref(), "`.help` lists them"),
        UsageError::NewCode { error, .. } => of_code(*error).into_iter().map(str::to_owned).collect(),
        UsageError::UnitInUse { metrics, .. } => {
            let more = if metrics.len() > 3 { ", ..." } else { "" };
            let first = &metrics[..metrics.len().min(3)];
            vec![
                format!("{}{more}", first.join(", ")),
                format!("remove them first: `yearbook remove metric {}`", typed(&first[0])),
            ]
        }
        UsageError::UnknownTable { near, .. } => and(near.as_ref(), "`yearbook schema` lists them"),
        UsageError::Parameter { fault, usage, .. } => {
            of_parameter(fault).into_iter().chain([format!("usage: {usage}")]).collect()
        }
        UsageError::NothingTraced { near, .. } => {
            let fixes = [
                "fewer words find more; `yearbook history` also finds withdrawn figures",
                "names, codes, aliases, breakdowns, periods, values, sources, claims and notes of figures were searched; units, \
                 locators and file names were not",
            ];
            near.iter().flat_map(|near| did_you_mean(Some(near))).chain(fixes.map(str::to_owned)).collect()
        }
        UsageError::NoDataset { .. } => vec![
            "a dataset is a folder with a datapackage.json and CSV files; `yearbook demo` brings its own".to_owned(),
            "other files in a folder are read with a mapping: --map MAPPING".to_owned(),
        ],
        UsageError::RejectsOfSeveralFiles { paths } => {
            paths.iter().map(|path| format!("write the rows of one file with `--path {}`", typed(path))).collect()
        }
        _ => of_file(error).or_else(|| of_report(error)).into_iter().collect(),
    }
}

/// The fix of an error about the files that are given.
fn of_file(error: &UsageError) -> Option<String> {
    let fix = match error {
        UsageError::NotAFile { name } => {
            return Some(format!("give the path of a file, such as yearbook.db, or ./{name} for a file of this name"));
        }
        UsageError::NothingToRead => "give the folder of a dataset, or files and a mapping",
        UsageError::NoFile { .. } => "check the path; put a pattern in quotes: 'data/*.csv'",
        UsageError::SeveralFiles { .. } => "give one of them",
        UsageError::GuessedName { is_loose: true, .. } => {
            "write its name in the mapping, such as name = \"gdp-of-regions\"; `yearbook sniff` writes a mapping"
        }
        UsageError::GuessedName { name, .. } => {
            return Some(format!("write \"name\": \"{name}\" in its datapackage.json"));
        }
        UsageError::KeepGoingAndComplete => "fix the rows first, or load them without --complete",
        UsageError::UnknownEncoding { .. } => return Some(format!("use a name such as {ENCODING_NAMES}")),
        UsageError::NoWorkbook { .. } => "leave out --sheet, or name a file of xlsx, xls or ods",
        UsageError::DatedDataset { .. } => "write the date in the column `published_on` of its resource `sources`",
        UsageError::DatedTable { .. } => "load the files of figures in a command of their own",
        UsageError::OtherEnding { endings, .. } => {
            return Some(format!("end the name in .{}", endings.join(", .")));
        }
        UsageError::PipeAndFiles => "load the files in one command, and standard input in another",
        UsageError::Ambiguous { file, fix, .. } => {
            let file = typed_path(file);
            return Some(format!(
                "`yearbook sniff {file} --output mapping.toml` writes a mapping; decide in it: {fix}"
            ));
        }
        UsageError::TargetExists { .. } => "write it to another file, or to standard output",
        UsageError::NoProfile { is_sampled: true, .. } => {
            "fill in its columns, and load the file with --map; `yearbook check --explain mapping` lists all keys"
        }
        UsageError::NoProfile { file, .. } => {
            return Some(format!("`yearbook sniff {}` describes it and prints a mapping to fill in", typed_path(file)));
        }
        UsageError::Exists { .. } => "name another file: `yearbook demo FILE`",
        UsageError::NotEmpty { .. } => "name a new folder",
        UsageError::OtherFolder { .. } => "name a new or empty folder, or one that this command wrote",
        UsageError::NotAFolder { .. } => "name a folder: a new one, or one that the same command wrote before",
        UsageError::NotForTarget { others, .. } => {
            return Some(format!("leave the option out: it is only for --to {}", list(others, "")));
        }
        UsageError::ChangedExport { .. } => "name a new folder: an export here would undo the change",
        UsageError::KeyIsComponent { .. } => "give the key another name in its dataset, or export --to parquet",
        UsageError::MergeTooDeep { table, from, .. } => {
            return Some(format!(
                "merge it into a {table} on a higher level, or first load the {table}s in `{from}` with a parent on a higher level"
            ));
        }
        UsageError::CodeIsMarker { .. } => "give it another code in its dataset, or export --to parquet",
        UsageError::TooManyRows { .. } | UsageError::TooLongForCell { .. } => {
            "choose a part with --metric, --region, --sector, --enterprise or --source, or export --to parquet"
        }
        UsageError::ForeignTarget { .. } => {
            "name a file: neither a folder nor a device is replaced, and --to plain replaces only an earlier export"
        }
        UsageError::NoByteOrderMark { .. } => "leave it out, or write one table with --format csv",
        UsageError::OtherShard { .. } => {
            "give this database a name of its own with --shard NAME; or replace the shard with --replace"
        }
        UsageError::ForeignFile { .. } => "move the file, or name a new folder",
        UsageError::OutputIsDatabase { .. } => "name another file",
        _ => return None,
    };
    Some(fix.to_owned())
}

/// The fix of an error about a report, a query or a load.
fn of_report(error: &UsageError) -> Option<String> {
    let fix = match error {
        UsageError::RepeatedParameter { .. } => "give it once",
        UsageError::TypographicMinus { name, text, dash } => {
            return Some(format!(
                "write -p {name}={}, or -p {name}=\"'{text}'\" for a text",
                text.replacen(*dash, "-", 1)
            ));
        }
        UsageError::ParameterForm { .. } => "write -p period=2025-H1",
        UsageError::NoLoad { loads: 0, .. } => "nothing has been loaded yet",
        UsageError::NoLoad { file, .. } => return Some(format!("`yearbook --db {} log` lists them", typed_path(file))),
        UsageError::CodeExists { table: "source", .. } => "give it a code that no other has",
        UsageError::FormerCode { .. } => "give it a code that no other has or had",
        UsageError::CodeExists { from, to, .. } if from == to => "give it a code that no other has",
        UsageError::CodeExists { table, from, to } => {
            return Some(format!("`yearbook merge {table} {} {}` makes one of the two", typed(from), typed(to)));
        }
        UsageError::NothingToUndo { loads: 0, .. } => "`yearbook load` loads a dataset",
        UsageError::NothingToUndo { file, .. } => return Some(format!("to begin again, delete {}", file.display())),
        UsageError::NothingToFind { command } => {
            return Some(format!(
                "give words from the name of the figure's subject, such as `yearbook {command} BYD 68`"
            ));
        }
        UsageError::NoPlaceForStamp => {
            "with --output FILE the stamp is written to FILE.stamp; the formats table, markdown and html contain it"
        }
        UsageError::NoStamp { .. } => {
            "write the report with `yearbook report NAME --stamp`; the stamp of FILE.csv is in the file FILE.csv.stamp"
        }
        UsageError::NoRows { .. } => {
            "check whether the program that should have written them failed; if the report found nothing, add --allow-empty"
        }
        UsageError::NoChart { .. } => {
            "show its rows without --chart; of the built-in reports, `rank` and `timeline` have a chart"
        }
        UsageError::NoColumnsOfChart { columns } => {
            return Some(format!("select or rename columns; the statement returns {}", columns.join(", ")));
        }
        UsageError::NothingCited { .. } => "`yearbook report sources` lists all sources",
        UsageError::NoRejects { .. } => "`yearbook log` shows how many rows each load rejected",
        UsageError::NoLastQuery { of } => {
            return Some(format!(
                "run one first, such as `yearbook --db {} query \"select * from fact\"`",
                typed_path(of)
            ));
        }
        UsageError::RowWithoutKey { .. } => {
            "use select * from fact, or select series_id, period and source_id among the columns"
        }
        UsageError::FormerRow { row } => {
            return Some(format!("`yearbook history --row {row}` shows what happened to it"));
        }
        UsageError::NoRow { .. } => "rows are counted from 1",
        _ => return None,
    };
    Some(fix.to_owned())
}

fn of_parameter(fault: &ParameterFault) -> Vec<String> {
    match fault {
        ParameterFault::Unknown { near } => did_you_mean(near.as_ref()),
        ParameterFault::Ambiguous { meant, .. } => vec![codes_line(meant)],
        ParameterFault::Choice { near: Some(near), .. } => did_you_mean(Some(near)),
        ParameterFault::Missing { choices, more } | ParameterFault::Choice { choices, more, .. } => {
            choice_line(choices, *more).into_iter().collect()
        }
        ParameterFault::Repeated | ParameterFault::Type { .. } => Vec::new(),
    }
}

/// A suggestion, if there is one, and another fix.
fn and(near: Option<&Suggestion>, fix: &str) -> Vec<String> {
    did_you_mean(near).into_iter().chain([fix.to_owned()]).collect()
}

/// The codes of what has one name.
fn codes_line(meant: &[Suggestion]) -> String {
    const SHOWN: usize = 12;
    let listed: Vec<String> = meant.iter().take(SHOWN).map(suggestion).collect();
    let more = meant.len().checked_sub(SHOWN + 1).map_or(String::new(), |more| format!(", and {} more", more + 1));
    format!("give the code of one: {}{more}", listed.join(", "))
}

fn choice_line(choices: &[Suggestion], more: usize) -> Option<String> {
    let listed: Vec<String> = choices.iter().map(suggestion).collect();
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    (!choices.is_empty()).then(|| format!("the choices are {}{more}", listed.join(", ")))
}
