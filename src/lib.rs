//! `yearbook` keeps the statistics of a place, its enterprises and its sectors in one SQLite file in which every figure
//! can be cited.
//!
//! [`load()`] and [`check()`] read datasets, [`open()`] reads a database; [`model`] has the types of statistics:
//! periods, quantities with their comparators, statuses, codes. The `Display` of an [`Error`] says what is wrong.
//!
//! # Modules
//!
//! Data flows one way, and each step has a module:
//!
//! 1. `dataset` reads a folder: descriptor, files, rows;
//! 2. `mapping` converts rows of another shape into rows of our tables, with a mapping that a person or a `profile`
//!    wrote;
//! 3. `load` turns rows into checked records, sorts figures and writes them;
//! 4. `correction` takes loads back, and removes, renames and merges what is stored;
//! 5. `store` opens the database, migrates it, and runs statements that can only read;
//! 6. `report` knows the predefined reports and their parameters;
//! 7. `cite` finds the documents that the rows of a report cite, and writes references;
//! 8. `table` is columns and rows, all that `render` sees;
//! 9. `publish` writes a site of pages about all of it, and `export` the database for other programs.
//!
//! `command` joins the stages, one file for each command, and `shell` reads what is typed into the command of that name; `diagnostic` shows an error (`problem`, [`error`]) with its fix.
//!
//! The tables of the database, each with the tables that refer to it:
//!
//! ```mermaid
//! erDiagram
//!   designation ||--o{ enterprise_designation : ""
//!   edition ||--o{ claim : ""
//!   edition ||--o{ enterprise_designation : ""
//!   edition ||--o{ observation : ""
//!   enterprise ||--o{ alias : ""
//!   enterprise ||--o{ audit_exception : ""
//!   enterprise ||--o{ claim : ""
//!   enterprise ||--o{ enterprise : ""
//!   enterprise ||--o{ enterprise_designation : ""
//!   enterprise ||--o{ enterprise_sector : ""
//!   enterprise ||--o{ series : ""
//!   enterprise ||--o{ succession : ""
//!   load ||--o{ load_file : ""
//!   load ||--o{ revision : ""
//!   load ||--o{ row_change : ""
//!   load_file ||--o{ also_stated : ""
//!   load_file ||--o{ observation : ""
//!   load_file ||--o{ reject : ""
//!   load_file ||--o{ revision : ""
//!   metric ||--o{ audit_exception : ""
//!   metric ||--o{ coverage : ""
//!   metric ||--o{ metric : ""
//!   metric ||--o{ series : ""
//!   observation ||--o{ also_stated : ""
//!   period ||--o{ audit_exception : ""
//!   period ||--o{ claim : ""
//!   period ||--o{ coverage : ""
//!   period ||--o{ enterprise_designation : ""
//!   period ||--o{ metric : ""
//!   period ||--o{ observation : ""
//!   period ||--o{ revision : ""
//!   period ||--o{ series : ""
//!   period ||--o{ source : ""
//!   region ||--o{ alias : ""
//!   region ||--o{ audit_exception : ""
//!   region ||--o{ claim : ""
//!   region ||--o{ enterprise : ""
//!   region ||--o{ region : ""
//!   region ||--o{ region_within : ""
//!   region ||--o{ series : ""
//!   region ||--o{ succession : ""
//!   scheme ||--o{ sector : ""
//!   sector ||--o{ alias : ""
//!   sector ||--o{ audit_exception : ""
//!   sector ||--o{ claim : ""
//!   sector ||--o{ enterprise_sector : ""
//!   sector ||--o{ sector : ""
//!   sector ||--o{ sector_within : ""
//!   sector ||--o{ series : ""
//!   sector ||--o{ succession : ""
//!   series ||--o{ observation : ""
//!   series ||--o{ revision : ""
//!   source ||--o{ claim : ""
//!   source ||--o{ edition : ""
//!   source ||--o{ enterprise_designation : ""
//!   source ||--o{ observation : ""
//!   source ||--o{ region : ""
//!   source ||--o{ scheme : ""
//!   source ||--o{ sector : ""
//!   source ||--o{ succession : ""
//!   unit ||--o{ metric : ""
//! ```

mod candidates;
mod cite;
mod cli;
mod command;
mod console;
mod correction;
mod dataset;
mod diagnostic;
mod draft;
pub mod error;
mod export;
mod folder;
// Tests compile it too, so that it keeps up with what it calls.
#[cfg(any(fuzzing, test))]
pub mod fuzzing;
mod interrupt;
mod lexer;
mod load;
mod mapping;
pub mod model;
mod problem;
mod profile;
mod publish;
mod render;
mod report;
mod shell;
mod state_file;
mod store;
mod table;
mod thread;
mod visible;
mod yearbook;

pub use command::LoadMode;
pub use error::{Error, Result};
pub use load::{Counts, Loaded};
pub use rusqlite::types::Value;
pub use store::{APPLICATION_ID, SCHEMA_VERSION};
pub use yearbook::{LoadOptions, Rows, Yearbook, check, load, open};

use std::ffi::OsString;
use std::process::ExitCode;

use clap::builder::Styles;
use clap::{CommandFactory, Parser};
use clap_complete::CompleteEnv;

use console::Console;

/// Runs one command line as the program `yearbook` does, and returns how it ended. It writes to the streams of the process,
/// handles its signals, sets its panic hook, and may end it: it is for a program that does nothing else.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    silence_workbooks();
    interrupt::end_without_memory();
    // A shell asks what a word may become.
    let here = std::env::current_dir().ok();
    match CompleteEnv::with_factory(cli::Cli::command).try_complete(std::env::args_os(), here.as_deref()) {
        Ok(false) => {}
        Ok(true) => return ExitCode::SUCCESS,
        Err(_) => return ExitCode::FAILURE,
    }
    run_on(arguments, &mut Console::of_process())
}

/// The reader of workbooks panics on some damaged ones. That is caught, and reported as a problem of the file.
fn silence_workbooks() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !dataset::is_reading_workbook() {
            report(panic);
        }
    }));
}

fn run_on(arguments: impl IntoIterator<Item = OsString>, console: &mut Console) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let result = match cli::Cli::try_parse_from(&arguments) {
        Ok(cli) => command::run(cli, console),
        Err(error) => {
            let render = |color: bool| {
                // The `Display` of an error drops the escape sequences of its arguments too, so it is made again without styles.
                let again = || cli::Cli::command().styles(Styles::plain()).try_get_matches_from(&arguments).err();
                let plain = if color { None } else { again() };
                plain.as_ref().unwrap_or(&error).render().ansi().to_string()
            };
            match error.use_stderr() {
                true => console.say_styled(render),
                false => console.print_styled(render),
            }
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let result = result.and_then(|()| console.flush());
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => ExitCode::from(console.fail(&error)),
    }
}
