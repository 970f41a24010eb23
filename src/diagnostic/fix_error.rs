//! The fixes of errors other than the problems of a dataset.

use super::fix_usage;
use super::words::{did_you_mean, list, typed_path};
use crate::dataset::{Outside, is_full};
use crate::error::{Error, RowFault, SqlError, StampFault, StoreFault, TableColumns};
use crate::problem::Suggestion;
use crate::store::APPLICATION_ID;

/// What would fix it, in commands that have the option `db`, such as ` --db FILE`.
pub(super) fn fixes_of(error: &Error, db: &str) -> Vec<String> {
    fixes(error).iter().map(|fix| with_database(fix, db)).collect()
}

/// A fix in which the commands that read or write a database have the option `db`.
pub(super) fn with_database(fix: &str, db: &str) -> String {
    const OTHERS: [&str; 6] = ["--db", "check --explain", "demo", "explain", "new", "sniff"];
    let mut parts = fix.split("yearbook ");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_command = text.ends_with('`') || text.ends_with("usage: ");
        let db = if is_command && !OTHERS.iter().any(|other| part.starts_with(other)) { db } else { "" };
        text.push_str(&format!("yearbook{db} {part}"));
    }
    text
}

/// What would fix it.
fn fixes(error: &Error) -> Vec<String> {
    match error {
        Error::Io { source, .. } if Outside::is(source) => vec![Outside::FIX.to_owned()],
        Error::Io { source, .. } if source.kind() == std::io::ErrorKind::PermissionDenied => {
            vec!["check the permissions of the file and of its folder".to_owned()]
        }
        Error::Io { source, .. } if is_full(source) => {
            vec!["free space on the disk, or write to another one, and run the command again".to_owned()]
        }
        Error::BrokenPipe | Error::Interrupted | Error::Problems(_) | Error::Reported { .. } | Error::Io { .. } => {
            Vec::new()
        }
        Error::Findings { cut, .. } => {
            let mut fixes =
                vec!["`yearbook history` shows which source states what, `yearbook trace` shows where".to_owned()];
            if !cut.is_empty() {
                fixes.push(format!("there are more findings of {}: list them with --top 0", list(cut, "")));
            }
            fixes
        }
        Error::Unverified { fault, loads, difference, .. } => of_stamp(fault, *loads, difference),
        Error::Rejected { db, .. } => vec![format!(
            "`yearbook --db {0} rejects` lists them; with `--output rejects.csv` they can be fixed and loaded again",
            typed_path(db)
        )],
        Error::Store { file, fault } => of_store(&typed_path(file), fault).into_iter().collect(),
        Error::Sql(error) => of_sql(error),
        Error::Row(error) => of_row(&error.fault),
        Error::InShell { line, error } => {
            let stopped = "the shell stopped here: the statements after this line did not run".to_owned();
            fixes(error).iter().map(|fix| in_shell(fix)).chain(line.map(|_| stopped)).collect()
        }
        Error::Usage(error) => fix_usage::fixes(error),
    }
}

/// A fix with the commands of the shell in place of those of the command line.
fn in_shell(fix: &str) -> String {
    const COMMANDS: [(&str, &str); 6] = [
        ("yearbook report ", ".report "),
        ("`yearbook schema`", "`.tables`"),
        ("`yearbook schema ", "`.schema "),
        ("give -p ", "write .parameter "),
        ("[-p ", "["),
        ("-p ", ""),
    ];
    COMMANDS.iter().fold(fix.to_owned(), |fix, (command, of_shell)| fix.replace(command, of_shell))
}

fn of_stamp(fault: &StampFault, (then, now): (i64, i64), difference: &[String]) -> Vec<String> {
    let mut fixes = difference.to_vec();
    let fix = match fault {
        StampFault::Text | StampFault::Recomputed | StampFault::TextOrStamp => return fixes,
        StampFault::Sources | StampFault::Stamp | StampFault::Malformed { .. } => "write the report again".to_owned(),
        StampFault::NoLoad { .. } | StampFault::CannotRun { .. } => {
            "name the database that the report was written from: --db FILE; if this is it, the stamp was changed".to_owned()
        }
        StampFault::Rows | StampFault::Both => format!(
            "`yearbook diff {then} {now}` shows which figures were loaded since; a line that it does not explain was changed in the file"
        ),
        StampFault::Around => {
            "write the report again; a line that differs in more than a title or a description was changed in the file".to_owned()
        }
        StampFault::Unexplained => {
            "the file and its stamp were changed together, or this is another database, or another program has changed this one".to_owned()
        }
    };
    fixes.push(fix);
    fixes
}

fn of_store(file: &str, fault: &StoreFault) -> Option<String> {
    let fix = match fault {
        StoreFault::NotFound => {
            return Some(format!(
                "`yearbook demo {file}` creates it with example data, `yearbook --db {file} load DATASET` with yours"
            ));
        }
        StoreFault::Older { file: 0, .. } => {
            return Some(format!("`yearbook --db {file} load DATASET` loads a dataset into it"));
        }
        StoreFault::Older { .. } => return Some(format!("`yearbook --db {file} init` migrates it")),
        StoreFault::IsFolder | StoreFault::NotADatabase | StoreFault::NotOurs => "name another file with --db",
        StoreFault::Unmarked { version } => {
            return Some(format!(
                "`sqlite3 {file} \"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {version}\"` marks it again"
            ));
        }
        StoreFault::OtherSchema { .. } => {
            "undo these changes, or load the datasets into a new file; other tables and views may stay, and indexes that are not unique"
        }
        StoreFault::WrongVersion { .. } => "set it back to what it was, or load the datasets into a new file",
        StoreFault::Newer { .. } => {
            "use a newer yearbook; if this file was made before version 0.1.0, load the datasets into a new file"
        }
        StoreFault::Locked => "try again when the transaction of that program has ended",
        StoreFault::Wal => {
            return Some(format!(
                "copy it, and what lies beside it, to a folder that can be written, or run `sqlite3 {file} \"PRAGMA journal_mode = delete\"` where it can be changed"
            ));
        }
        StoreFault::ChangedSince { .. } => "undo what that program changed, or load the datasets into a new file",
        StoreFault::BeingBuilt => "try again when that program has ended",
        StoreFault::Appeared => "load again, into the file that exists now",
        StoreFault::ReadOnly => "check the permissions of the file and its folder",
        StoreFault::Full => "free some space and try again",
        StoreFault::Damaged { .. } | StoreFault::OtherMigrations => "load the datasets into a new file",
        StoreFault::Folder { .. } => "check that its folder exists and can be written",
        StoreFault::Other { .. } => return None,
    };
    Some(fix.to_owned())
}

fn of_row(fault: &RowFault) -> Vec<String> {
    let fix = match fault {
        RowFault::Unknown { near, .. } => {
            let columns = "`yearbook report NAME --sql` begins with the columns of the report";
            return did_you_mean(near.as_ref()).into_iter().chain([columns.to_owned()]).collect();
        }
        RowFault::Missing { .. } => {
            "write a missing value as null: Spark does so with spark.sql.jsonGenerator.ignoreNullFields=false"
        }
        RowFault::Comparator { .. } => "the comparators are = ~ > >= < <= and .. for a range",
        RowFault::NotJson { .. } => {
            "write each row as one line, such as those of `yearbook report NAME --format ndjson`"
        }
        RowFault::NotUtf8 => "write the rows as UTF-8",
        RowFault::TooLong { .. } => "write each row as a line of its own",
        RowFault::Repeated { .. } | RowFault::Type { .. } => return Vec::new(),
    };
    vec![fix.to_owned()]
}

fn of_sql(error: &SqlError) -> Vec<String> {
    let one = |text: &str| vec![text.to_owned()];
    match error {
        SqlError::Syntax { sql, near, columns, .. } => {
            of_shell(sql).into_iter().chain(of_syntax(near.as_ref(), columns)).collect()
        }
        SqlError::Forbidden { .. } => one("figures are changed by loading a dataset"),
        SqlError::NotOneStatement { .. } => one("give one SELECT"),
        SqlError::Failed { .. } => Vec::new(),
        SqlError::TooLargeForTable { .. } => one("write the rows with --format csv, or fewer rows with --limit"),
        SqlError::TooLarge { .. } => one("return, sort or group fewer rows or columns"),
        SqlError::DiskFull => one("free some space, or set SQLITE_TMPDIR to a folder on another disk"),
        SqlError::TimedOut { .. } => one("allow more time with --timeout SECONDS; 0 removes the limit"),
        SqlError::Parameter { missing, .. } if SqlError::has_nameless(missing) => {
            one("write :name in the statement, and give -p name=value")
        }
        SqlError::Parameter { known, .. } if known.is_empty() => one("the statement has no parameters"),
        SqlError::Parameter { known, .. } => known.iter().map(|name| format!("give -p {name}=value")).collect(),
    }
}

/// What shows the tables here, where a statement is the command of another program for that: `.tables`, `\d fact`,
/// `describe fact`.
fn of_shell(sql: &str) -> Option<String> {
    let words: Vec<&str> = sql.trim().trim_end_matches(';').split_whitespace().collect();
    let (first, others) = words.split_first()?;
    let is_word = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(first));
    let describes = first.starts_with("\\d") || is_word(&[".schema", "describe", "desc", "show"]);
    let is_command = describes || first.starts_with(['.', '\\']) || is_word(&["help"]);
    let is_name = |word: &&&str| {
        describes && word.chars().all(|c| c.is_alphanumeric() || c == '_') && !word.eq_ignore_ascii_case("tables")
    };
    let table = others
        .last()
        .filter(is_name)
        .map_or(String::new(), |table| format!(", `yearbook schema {table}` the columns of {table}"));
    is_command.then(|| format!("`yearbook schema` lists the tables and views{table}"))
}

/// What may have been meant where SQLite cannot compile a statement.
pub(super) fn of_syntax(near: Option<&Suggestion>, columns: &[TableColumns]) -> Vec<String> {
    let mut fixes = did_you_mean(near);
    fixes.extend(columns.iter().map(|table| match table.table.as_str() {
        "" => format!("the tables and views are {}", list(&table.columns, "")),
        name => format!("{name} has the columns {}", list(&table.columns, "")),
    }));
    fixes
}
