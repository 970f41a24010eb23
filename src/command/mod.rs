//! The commands, one file each: arguments, stages, rendering. Only here do the stages meet.

mod arguments;
mod audit;
mod bar;
mod check;
mod cite;
mod completions;
mod dataset_reports;
mod demo;
mod diff;
mod difference;
mod edition;
mod explain;
mod export;
mod figures;
mod history;
mod init;
mod inputs;
mod key;
mod last_query;
mod load;
mod log;
mod man;
mod mode;
mod new;
mod opening;
mod output;
mod paths;
mod problems;
mod publish;
mod query;
mod rejects;
mod remove;
mod rename;
mod render;
mod report;
mod row_diff;
mod row_history;
mod schema;
mod shell;
mod sniff;
mod stamp;
mod state;
mod trace;
mod undo;
mod verify;

pub(crate) use check::Against;
pub(crate) use inputs::{Opened, open as open_inputs};
pub(crate) use load::{How, load};
pub use mode::LoadMode;

use crate::cli::{Cli, Command, database_of_environment};
use crate::console::Console;
use crate::error::{Error, Result, UsageError};

/// Runs a command. Where it was to write rows as JSON and has not begun, its error is written as JSON too.
pub(crate) fn run(cli: Cli, console: &mut Console) -> Result<()> {
    let writes_json = cli.command.writes_json();
    console.db = cli.db.as_deref().map(paths::db_option).unwrap_or_default();
    let result = run_command(cli, console);
    if let (true, Err(error)) = (writes_json, &result) {
        problems::write_error(error, console)?;
    }
    result
}

fn run_command(cli: Cli, console: &mut Console) -> Result<()> {
    let given = cli.db.or_else(database_of_environment);
    let is_given = given.is_some();
    let db = match (&cli.command, given) {
        (Command::Demo { file: Some(file), .. }, _) => file.clone(),
        (_, Some(db)) => db,
        (Command::Demo { .. }, None) => "ningbo.db".into(),
        (_, None) => "yearbook.db".into(),
    };
    if let Some(target) = cli.command.target()
        && cli.command.other_databases().into_iter().chain([db.as_path()]).any(|db| paths::is_of_database(target, db))
    {
        return Err(Error::usage(UsageError::OutputIsDatabase { file: target.to_owned() }));
    }
    for name in cli.command.other_databases().into_iter().chain([db.as_path()]).filter_map(std::path::Path::to_str) {
        if name == ":memory:" || name.starts_with("file:") {
            return Err(Error::usage(UsageError::NotAFile { name: name.to_owned() }));
        }
    }
    match cli.command {
        Command::Demo { output, .. } => demo::run(&db, &output, console),
        Command::New { folder } => new::run(&folder, console),
        Command::Init => init::run(&db, console),
        Command::Check(arguments) => check::run(&db, &arguments, console),
        Command::Load(arguments) => load::run(&db, &arguments, console),
        Command::Sniff(arguments) => sniff::run(&arguments, console),
        Command::Rejects(arguments) => rejects::run(&db, &arguments, console),
        Command::Report(arguments) => report::run(&db, &arguments, console),
        Command::Render(arguments) => render::run(&db, is_given, &arguments, console),
        Command::Publish(arguments) => publish::run(&db, &arguments, console),
        Command::Export(arguments) => export::run(&db, &arguments, console),
        Command::Audit(arguments) => audit::run(&db, &arguments, console),
        Command::Cite(arguments) => cite::run(&db, &arguments, console),
        Command::Verify(arguments) => verify::run(&db, &arguments, console),
        Command::Query(arguments) => query::run(&db, &arguments, console),
        Command::Shell(arguments) => shell::run(&db, &arguments, console),
        Command::Trace(arguments) => trace::run(&db, &arguments, console),
        Command::History(arguments) => history::run(&db, &arguments, console),
        Command::Explain { topic } => explain::run(topic.as_deref(), console),
        Command::Schema { table, output } => schema::run(&db, table.as_deref(), &output, console),
        Command::Diff(arguments) if arguments.rows => row_diff::run(&db, &arguments, console),
        Command::Diff(arguments) => diff::run(&db, &arguments, console),
        Command::Log { load, output } => log::run(&db, load, &output, console),
        Command::Rename(arguments) => rename::run(&db, &arguments, console),
        Command::Merge(arguments) => rename::merge(&db, &arguments, console),
        Command::Remove(arguments) => remove::run(&db, &arguments, console),
        Command::Undo(arguments) => undo::run(&db, &arguments, console),
        Command::Man { folder } => man::run(&folder, console),
        Command::Completions { shell } => completions::run(shell, console),
    }
}
