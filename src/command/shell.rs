//! `yearbook shell`: statements and reports, one after the other.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::Path;
use std::rc::Rc;

use rusqlite::types::Value;

use super::arguments::key_value;
use super::opening::open;
use super::{paths, query, report, schema};
use crate::cli::{self, Groups, Look};
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::interrupt;
use crate::lexer::statements;
use crate::shell::{Command, Entry, HELP, Input};
use crate::store::Sandbox;

pub(super) fn run(db: &Path, arguments: &cli::Shell, console: &mut Console) -> Result<()> {
    if arguments.output.bom {
        let what = "the shell writes one table after the other".to_owned();
        return Err(Error::usage(UsageError::NoByteOrderMark { what }));
    }
    let sandbox = Rc::new(open(db, &arguments.reading, console)?);
    let mut shell = Shell {
        db,
        sandbox: Rc::clone(&sandbox),
        reading: &arguments.reading,
        output: cli::Output { output: None, ..arguments.output.clone() },
        parameters: BTreeMap::new(),
    };
    if let Some(file) = arguments.output.file() {
        shell.redirect(Some(file), console)?;
    }
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return shell.read(Input::stream(Box::new(stdin.lock())), console);
    }
    interrupt::listen_in_shell();
    let input = Input::editor(sandbox, arguments.history.as_deref(), console.color)?;
    console.say(&format!("{}: .help lists the commands, .quit ends", paths::shown(db)));
    shell.read(input, console)
}

/// What the lines of a shell share.
struct Shell<'a> {
    db: &'a Path,
    sandbox: Rc<Sandbox>,
    reading: &'a cli::Reading,
    /// The format of rows, and the file whose ending says it; the file is open already.
    output: cli::Output,
    parameters: BTreeMap<String, Value>,
}

impl Shell<'_> {
    /// Runs what is read, to the end or to `.quit`. A mistake ends what a file states, and only one line of a person.
    fn read(&mut self, mut input: Input, console: &mut Console) -> Result<()> {
        while let Some(entry) = input.next()? {
            interrupt::forget();
            match self.run(&entry, console) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) if entry.line.is_some() => return Err(error),
                Err(error) => drop(console.fail(&error)),
            }
            console.flush()?;
            // What ended a statement does not end the completion of the next line.
            interrupt::forget();
        }
        Ok(())
    }

    /// Runs one entry, and returns whether there may be another one.
    fn run(&mut self, entry: &Entry, console: &mut Console) -> Result<bool> {
        let at = |line: u64, error: Error| match error {
            Error::BrokenPipe => error,
            _ => Error::InShell { line: entry.line.map(|first| first + line), error: Box::new(error) },
        };
        if let Some(command) = Command::parse(&entry.text) {
            return command.and_then(|command| self.command(command, console)).map_err(|error| at(0, error));
        }
        for (line, sql) in statements(&entry.text) {
            let statement = |console: &mut Console| {
                let output = self.rows()?;
                let mut statement = self.sandbox.prepare(sql)?;
                let of = statement.parameters();
                let given = self.parameters.iter().filter(|(name, _)| of.contains(name));
                statement.bind(&given.map(|(name, value)| (name.clone(), value.clone())).collect::<Vec<_>>())?;
                query::write(self.db, sql, &mut statement, None, None, &output, console)
            };
            console.paged(statement).map_err(|error| at(line, error))?;
        }
        Ok(true)
    }

    /// Where rows go: to the stream of the console, in the chosen format.
    fn rows(&self) -> Result<cli::Output> {
        Ok(cli::Output { format: Some(self.output.chosen_format()?), ..cli::Output::default() })
    }

    fn command(&mut self, command: Command, console: &mut Console) -> Result<bool> {
        match command {
            Command::Quit => return Ok(false),
            Command::Help => console.print(HELP)?,
            Command::Report { name, parameters, cites } => {
                let output = self.rows()?;
                let reading = self.reading.clone();
                let report = cli::Report {
                    name,
                    sql: false,
                    stamp: false,
                    look: Look { parameters, chart: false, groups: Groups::Comma, cite: cites, reading, output },
                };
                console.paged(|console| report::write(&self.sandbox, &report, console))?;
            }
            Command::Schema { table } => {
                let output = self.rows()?;
                console.paged(|console| schema::write(&self.sandbox, table.as_deref(), &output, console))?;
            }
            Command::Mode(None) => console.print(&format!("{:?}\n", self.output.chosen_format()?).to_lowercase())?,
            Command::Mode(format) => self.output.format = format,
            Command::Output(file) => self.redirect(file.as_deref().map(Path::new), console)?,
            Command::Parameters(given) if given.is_empty() => self.parameters.clear(),
            Command::Parameters(given) => {
                for word in given {
                    let (name, value) = key_value(&word.text)?;
                    let is_text = word.has_quoted_value();
                    let value = if is_text { Value::Text(value) } else { query::number_or_text(&name, value)? };
                    self.parameters.insert(name, value);
                }
            }
        }
        Ok(true)
    }

    /// Sends what follows to a file, or to the screen again.
    fn redirect(&mut self, file: Option<&Path>, console: &mut Console) -> Result<()> {
        let output = cli::Output { output: file.map(Path::to_owned), ..self.output.clone() };
        output.chosen_format()?;
        if file.is_some_and(|file| paths::is_of_database(file, self.db)) {
            return Err(Error::usage(UsageError::OutputIsDatabase { file: file.unwrap_or(self.db).to_owned() }));
        }
        console.redirect(file)?;
        self.output = output;
        Ok(())
    }
}
