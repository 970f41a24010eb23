//! What can be wrong with a command line that clap accepts.

use std::path::{Path, PathBuf};

use crate::model::CodeError;
use crate::problem::{Suggestion, counted};

/// An error in a command line that clap accepts.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UsageError {
    /// A database whose name has a meaning of its own in SQLite.
    #[error("`{name}` is no file, and the database must be one")]
    NotAFile { name: String },
    /// No file and no folder was given.
    #[error("no input given")]
    NothingToRead,
    /// A file that does not exist, or a pattern that no file matches.
    #[error("there is no file or folder {}", .path.display())]
    NoFile { path: PathBuf },
    /// A folder or a pattern was given where one file is needed.
    #[error("{} is {files} files", .path.display())]
    SeveralFiles { path: PathBuf, files: usize },
    /// A complete load of a dataset that does not state its name; whether it is files without a descriptor.
    #[error(
        "--complete withdraws by the name of the dataset, but `{name}` is only guessed from the name of a {}",
        if *.is_loose { "file" } else { "folder" }
    )]
    GuessedName { name: String, is_loose: bool },
    /// Two modes of a load at once.
    #[error(
        "--keep-going and --complete cannot be combined: a rejected row would count as one that is left out, and its \
         stored figure would be withdrawn"
    )]
    KeepGoingAndComplete,
    /// An unknown encoding.
    #[error("there is no encoding `{name}`")]
    UnknownEncoding { name: String },
    /// A sheet was named of a file that is no workbook.
    #[error("--sheet names a sheet of a workbook, and {} is none", .file.display())]
    NoWorkbook { file: PathBuf },
    /// A date of publication was given for a dataset that has a descriptor.
    #[error("--published-on cannot date {}: a dataset states the dates of its sources itself", .path.display())]
    DatedDataset { path: PathBuf },
    /// A date of publication was given for a mapping whose rows are not figures.
    #[error("--published-on is for files of figures, but the mapping is for the table `{table}`")]
    DatedTable { table: String },
    /// A table in which no rows can be created.
    #[error("rows cannot be created in `{name}`")]
    NotCreatable { name: String, near: Option<Suggestion> },
    /// A file to be written whose name ends like that of another format; `what` is to be written, and `endings` are its own.
    #[error("{what} cannot be written as .{ending}")]
    OtherEnding { what: String, ending: String, endings: Vec<&'static str> },
    /// Standard input was given together with files.
    #[error("standard input cannot be combined with files")]
    PipeAndFiles,
    /// No profile matches the file; `against` is what stands against the nearest one, and `is_sampled` is true if `sniff` has
    /// described the file.
    #[error("no profile matches {}{}", .file.display(), .against.as_ref().map_or(String::new(), |what| format!(": {what}")))]
    NoProfile { file: PathBuf, against: Option<String>, is_sampled: bool },
    /// A file that can be read in two ways, and only a person can know which is right.
    #[error("{}: {what}", .file.display())]
    Ambiguous { file: PathBuf, what: String, fix: String },
    /// A file that a mapping is to be written to, and that holds something else.
    #[error("{} already exists, and does not hold this mapping", .file.display())]
    TargetExists { file: PathBuf },
    /// No rule has this code, and no topic this name.
    #[error("no rule and no topic is called `{code}`")]
    UnknownRule { code: String, near: Option<Suggestion>, known: Vec<String> },
    /// No report has this name.
    #[error("there is no report `{name}`")]
    UnknownReport { name: String, near: Option<Suggestion>, known: Vec<String> },
    /// A report that is to be removed comes with the program.
    #[error("the report `{name}` is built in and cannot be removed")]
    BuiltInReport { name: String },
    /// The shell has no command of this name.
    #[error("there is no command `{name}`")]
    UnknownCommand { name: String, near: Option<Suggestion> },
    /// No table or view has this name.
    #[error("there is no table or view `{name}`")]
    UnknownTable { name: String, near: Option<Suggestion> },
    /// A `-p` that is given twice.
    #[error("duplicate parameter `{name}`")]
    RepeatedParameter { name: String },
    /// The value of a `-p` is a number after a dash that is not the minus of the keyboard.
    #[error("the parameter `{name}` is `{text}`: `{dash}` is not a minus")]
    TypographicMinus { name: String, text: String, dash: char },
    /// A `-p` that is not `key=value`.
    #[error("`{text}` is not of the form key=value")]
    ParameterForm { text: String },
    /// A report's parameter is missing, unknown or not of its type.
    #[error("{}", .fault.sentence(.report, .name))]
    Parameter { report: String, name: String, fault: ParameterFault, usage: String },
    /// A dataset's folder has no descriptor.
    #[error("{}", no_dataset_sentence(.path))]
    NoDataset { path: PathBuf },
    /// The file to build exists, and holds more than the demo's datasets.
    #[error("{} already exists and holds other data than the demo", .file.display())]
    Exists { file: PathBuf },
    /// A folder for a new dataset that holds something, or is none.
    #[error("{} is not an empty folder", .folder.display())]
    NotEmpty { folder: PathBuf },
    /// A folder to write to that holds something which the same command did not write.
    #[error("{} holds other files than those that `yearbook {command}` wrote", .folder.display())]
    OtherFolder { folder: PathBuf, command: &'static str },
    /// Something to write a folder to that is no folder, or that is below a file.
    #[error("{} is not a folder", .path.display())]
    NotAFolder { path: PathBuf },
    /// An option of `export` that is for other targets only.
    #[error("{option} is not for --to {target}")]
    NotForTarget { option: &'static str, target: String, others: Vec<String> },
    /// A file of an export that someone has changed.
    #[error("{} was changed since it was exported", .file.display())]
    ChangedExport { file: PathBuf },
    /// A key of a breakdown that is called as a column of the file is.
    #[error("the breakdown key `{key}` has the same name as another column of SDMX-CSV")]
    KeyIsComponent { key: String },
    /// A code that is the one which SDMX has for no code.
    #[error("a row has the code `{code}`, which means in SDMX-CSV that there is no code")]
    CodeIsMarker { code: String },
    /// More rows than a sheet of a workbook has.
    #[error("the sheet `{sheet}` would have {rows} rows, but a sheet can hold only {limit}")]
    TooManyRows { sheet: &'static str, rows: u64, limit: u64 },
    /// A text that is longer than a cell of a workbook can be.
    #[error(
        "row {row} of the sheet `{sheet}` has a text in `{column}` that is longer than the {limit} characters of a cell"
    )]
    TooLongForCell { sheet: &'static str, column: String, row: u64, limit: usize },
    /// A file to export to that is something else.
    #[error("{} exists, and was not written by `yearbook export`", .file.display())]
    ForeignTarget { file: PathBuf },
    /// A byte-order mark for something else than one table in CSV.
    #[error("--bom begins a CSV file for Excel, and {what}")]
    NoByteOrderMark { what: String },
    /// A file in such a folder that the command did not write.
    #[error("{} was not written by `yearbook {command}`", .file.display())]
    ForeignFile { file: PathBuf, command: &'static str },
    /// The shard of this name is that of another database.
    #[error("the shard `{shard}` in {} is that of another database", .folder.display())]
    OtherShard { folder: PathBuf, shard: String },
    /// The file to write is the database itself.
    #[error("{} belongs to the database, and cannot be overwritten", .file.display())]
    OutputIsDatabase { file: PathBuf },
    /// The ledger has no load of this number.
    #[error("{} has no load {load}", .file.display())]
    NoLoad { file: PathBuf, load: i64, loads: usize },
    /// `undo` in a file without a load, or with nothing but the first one.
    #[error("{}", nothing_to_undo_sentence(.file, *.loads))]
    NothingToUndo { file: PathBuf, loads: usize },
    /// `trace` or `history` was given nothing to look for.
    #[error("no words and no codes given")]
    NothingToFind { command: &'static str },
    /// A code that no row of a table has.
    #[error("there is no {table} `{code}`")]
    UnknownCode { table: &'static str, code: String, near: Option<Suggestion> },
    /// A name that several rows of a table have.
    #[error("`{name}` is the name of {}", counted(.meant.len(), table))]
    AmbiguousName { table: &'static str, name: String, meant: Vec<Suggestion> },
    /// A code that a row cannot be given.
    #[error("`{code}`: {error}")]
    NewCode { code: String, error: CodeError },
    /// The code that a row was to be given belongs to another one.
    #[error("the {table} `{to}` exists already")]
    CodeExists { table: &'static str, from: String, to: String },
    /// The new code is a former one of something else.
    #[error("`{code}` is a former code of the {table} `{of}`, and datasets that state it mean that")]
    FormerCode { table: &'static str, code: String, of: String },
    /// A unit that cannot be removed, because these metrics have it.
    #[error("the unit `{code}` cannot be removed: it is the unit of {}", counted(.metrics.len(), "metric"))]
    UnitInUse { code: String, metrics: Vec<String> },
    /// Two rows that cannot be one.
    #[error("the {table} `{from}` cannot be merged into `{into}`: {why}")]
    CannotMerge { table: &'static str, from: String, into: String, why: String },
    /// A row whose parts would lie too deep below another one.
    #[error(
        "the {table} `{from}` cannot be merged into `{into}`: the lowest {table} that lies in `{from}` would be on level {level}, \
         and the lowest level that a {table} can be on is {levels}"
    )]
    MergeTooDeep { table: &'static str, from: String, into: String, level: usize, levels: usize },
    /// Sources state different figures of two rows, the first of which are named, so that they cannot be one.
    #[error(
        "the {table} `{from}` cannot be merged: for {}, one source states different values of the two {table}s", counted(.count, "figure")
    )]
    MergeDiffers { table: &'static str, from: String, count: usize, first: Vec<String> },
    /// `trace` found no figure with these words, and these names are near to those that nothing has; without words, the figure
    /// of a row is no longer stored.
    #[error("{}", nothing_traced_sentence(.words))]
    NothingTraced { words: Vec<String>, near: Vec<Suggestion> },
    /// `history --rows` found no row that a load has changed with these words.
    #[error("{}", no_change_sentence(.words))]
    NothingChanged { words: Vec<String> },
    /// Rejected rows of files with different columns do not fit into one file.
    #[error("the rejected rows come from {} files with different columns", .paths.len())]
    RejectsOfSeveralFiles { paths: Vec<String> },
    /// No load rejected a row, or the load with this number rejected none, or none of this file.
    #[error("{}", no_rejects_sentence(*.load, .path.as_deref()))]
    NoRejects { load: Option<i64>, path: Option<String> },
    /// A stamp was asked for in a format that cannot contain one, and there is no `--output` to write it beside.
    #[error("this format cannot contain a stamp")]
    NoPlaceForStamp,
    /// A file without a stamp.
    #[error("{} is not a stamped report", .file.display())]
    NoStamp { file: PathBuf },
    /// No row of the report cites a source.
    #[error("the rows of the report `{report}` cite no source")]
    NothingCited { report: String },
    /// A file of rows without a row.
    #[error("{} has no rows", .file.display())]
    NoRows { file: PathBuf },
    /// `--chart` was given for a report that has none.
    #[error("the report `{report}` has no chart")]
    NoChart { report: String },
    /// `--chart` was given for rows of which it is not clear what to draw.
    #[error("a chart needs the columns `period` and `value`, or two columns: names and numbers")]
    NoColumnsOfChart { columns: Vec<String> },
    /// `--row` was given, but no query has been run on the database.
    #[error("no query of {} has been run yet", .of.display())]
    NoLastQuery { of: PathBuf },
    /// The last query does not return the columns that identify a figure.
    #[error("the last query does not return the columns that identify a figure: {sql}")]
    RowWithoutKey { sql: String },
    /// The row is a figure that was revised or withdrawn.
    #[error("row {row} of the last query is a figure that was revised or withdrawn")]
    FormerRow { row: i64 },
    /// A row after the last one.
    #[error("the last query has {}, and no row {row}: {sql}", counted(.rows, "row"))]
    NoRow { row: i64, rows: i64, sql: String },
    /// A value of an option that is not the number that is expected.
    #[error("{flag} {text}: `{text}` is not {expected}")]
    Number { flag: &'static str, text: String, expected: &'static str },
}

/// What is wrong with one parameter of a report.
#[derive(Debug)]
#[non_exhaustive]
pub enum ParameterFault {
    /// It has no value.
    Missing { choices: Vec<Suggestion>, more: usize },
    /// The report does not have it.
    Unknown { near: Option<Suggestion> },
    /// It is given twice.
    Repeated,
    /// Its value is not of its type.
    Type { value: String, expected: &'static str },
    /// Its value is the name of several of its choices.
    Ambiguous { value: String, meant: Vec<Suggestion> },
    /// Its value is none of its choices.
    Choice { value: String, near: Option<Suggestion>, choices: Vec<Suggestion>, more: usize },
}

impl ParameterFault {
    fn sentence(&self, report: &str, name: &str) -> String {
        match self {
            Self::Missing { .. } => format!("the report `{report}` needs the parameter `{name}`"),
            Self::Unknown { .. } => format!("the report `{report}` has no parameter `{name}`"),
            Self::Repeated => format!("duplicate parameter `{name}`"),
            Self::Type { value, expected } => format!("`{name}={value}`: `{value}` is not {expected}"),
            Self::Ambiguous { value, meant } => {
                format!("`{value}` is the name of {} of the choices of `{name}`", meant.len())
            }
            Self::Choice { value, choices, .. } => {
                // Codes that nothing has figures of are no choices.
                let none = if choices.is_empty() {
                    ": there are none, because no figures are stored, or were by then"
                } else {
                    ""
                };
                format!("`{value}` is not one of the choices of `{name}`{none}")
            }
        }
    }
}

fn no_dataset_sentence(path: &Path) -> String {
    match path.exists() {
        true => format!("{} is not a dataset: there is no datapackage.json in it", path.display()),
        false => format!("there is no folder {}", path.display()),
    }
}

fn nothing_to_undo_sentence(file: &Path, loads: usize) -> String {
    match loads {
        0 => format!("nothing has been loaded into {}", file.display()),
        _ => format!("load 1 of {} is the first: there was nothing before it", file.display()),
    }
}

fn nothing_traced_sentence(words: &[String]) -> String {
    match words {
        [] => "the figure is no longer in the database".to_owned(),
        words => format!("no figure matches {}", words.join(", ")),
    }
}

fn no_change_sentence(words: &[String]) -> String {
    match words {
        [] => "no load after the first has changed a row of another table than observation".to_owned(),
        words => format!("no row that a load after the first has changed matches {}", words.join(", ")),
    }
}

fn no_rejects_sentence(load: Option<i64>, path: Option<&str>) -> String {
    let of = path.map(|path| format!(" of {path}")).unwrap_or_default();
    match load {
        None => format!("no load rejected a row{of}"),
        Some(load) => format!("load {load} rejected no row{of}"),
    }
}
