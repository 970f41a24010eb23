//! The commands of the shell, as people know them from `sqlite3` and `psql`.

use clap::ValueEnum;

use crate::error::{Error, Result, UsageError};
use crate::model::nearest;
use crate::problem::Suggestion;
use crate::render::Format;

/// What `.help` writes.
pub(crate) const HELP: &str = "\
A statement is one SELECT, on as many lines as it needs, and ends with a semicolon.
Tab completes, the arrows up and down bring earlier lines back, Ctrl-C ends a statement, Ctrl-D the shell.

.report NAME [KEY=VALUE...]  run a report; 'KEY=a b' with quotes where there is a space; --cite adds footnotes
.reports                     list the reports
.tables, \\d, \\dt             list the tables and views
.schema TABLE, \\d TABLE      the columns of one
.mode [FORMAT]               the format of what follows; without one, say which it is
.output [FILE]               write what follows to this file; without one, to the screen again
.parameter [KEY=VALUE...]    values for :KEY in the statements that follow; without one, forget all;
                             1 is a number, '1' a text
.help                        this page
.quit, \\q                    end the shell
";

/// A command of the shell.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Report {
        name: Option<String>,
        parameters: Vec<String>,
        cites: bool,
    },
    Schema {
        table: Option<String>,
    },
    /// `None` asks which it is.
    Mode(Option<Format>),
    /// `None` is the screen.
    Output(Option<String>),
    /// None at all forgets all.
    Parameters(Vec<Word>),
    Help,
    Quit,
}

/// A word of a line, without its quotes.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Word {
    pub text: String,
    /// Where in the text the first quote was opened.
    quoted_from: Option<usize>,
}

impl Word {
    /// Whether it is `KEY='VALUE'`: the value alone is between quotes.
    pub(crate) fn has_quoted_value(&self) -> bool {
        self.text.find('=').is_some_and(|sign| self.quoted_from == Some(sign + 1))
    }
}

/// The commands with a dot, for completion.
pub(super) const NAMES: [&str; 9] =
    [".help", ".mode", ".output", ".parameter", ".quit", ".report", ".reports", ".schema", ".tables"];

impl Command {
    /// Whether a line is a command and not a part of a statement.
    pub(super) fn is(text: &str) -> bool {
        let text = text.trim();
        text.starts_with(['.', '\\']) || ["quit", "exit", "help"].contains(&text.trim_end_matches(';'))
    }

    /// The command of a line; `None` where the line is not a command.
    ///
    /// # Errors
    /// There is no such command, or no such format.
    pub(crate) fn parse(text: &str) -> Option<Result<Self>> {
        if !Self::is(text) {
            return None;
        }
        let mut words = words(text.trim().trim_end_matches(';')).into_iter();
        let command = words.next()?.text;
        let mut first = || words.next().map(|word| word.text);
        Some(Ok(match command.as_str() {
            ".report" => {
                let name = first();
                let (options, parameters): (Vec<_>, Vec<_>) =
                    words.map(|word| word.text).partition(|word| is_option(word));
                Self::Report { name, parameters, cites: options.iter().any(|option| option == "--cite") }
            }
            ".reports" => Self::Report { name: None, parameters: Vec::new(), cites: false },
            ".schema" | ".tables" | "\\d" | "\\dt" => Self::Schema { table: first() },
            ".mode" => match first().map(|name| format(&name)).transpose() {
                Ok(format) => Self::Mode(format),
                Err(error) => return Some(Err(error)),
            },
            ".output" => Self::Output(first().filter(|file| file != "stdout")),
            ".parameter" => Self::Parameters(words.filter(|word| word.text != "-p").collect()),
            ".help" | "help" | "\\?" => Self::Help,
            ".quit" | ".exit" | "\\q" | "quit" | "exit" => Self::Quit,
            _ => {
                let near = nearest(&command, NAMES.iter(), |known| known).map(|known| Suggestion::of(*known));
                return Some(Err(Error::usage(UsageError::UnknownCommand { name: command, near })));
            }
        }))
    }
}

/// Whether a word behind the name of a report is an option, and not a parameter. On the command line, each parameter has a
/// `-p` before it, which needs not be typed here.
fn is_option(word: &str) -> bool {
    matches!(word, "-p" | "--cite")
}

/// A format by our name, or by that of `sqlite3`.
fn format(name: &str) -> Result<Format> {
    match name {
        "box" | "column" => Ok(Format::Table),
        "tabs" => Ok(Format::Tsv),
        "jsonl" => Ok(Format::Ndjson),
        _ => Format::from_str(name, true).map_err(|_| {
            let expected = "a format: table, csv, tsv, json, ndjson, markdown or html";
            Error::usage(UsageError::Number { flag: ".mode", text: name.to_owned(), expected })
        }),
    }
}

/// The words of a line. A space between quotes is a part of a word.
fn words(line: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word: Option<Word> = None;
    let mut quote = None;
    for c in line.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '\'' || c == '"' => {
                quote = Some(c);
                let word = word.get_or_insert_default();
                word.quoted_from.get_or_insert(word.text.len());
            }
            None if c.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().text.push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn commands_are_those_of_other_shells() {
        let parsed = |line: &str| Command::parse(line).unwrap().unwrap();
        let named = |name: &str| Some(name.to_owned());
        let parameters = vec!["metric=a b".to_owned(), "top=1".to_owned()];
        assert_eq!(
            parsed(" .report rank 'metric=a b'  top=\"1\" "),
            Command::Report { name: named("rank"), parameters: parameters.clone(), cites: false }
        );
        assert_eq!(
            parsed(".report rank -p 'metric=a b' --cite -p top=1"),
            Command::Report { name: named("rank"), parameters, cites: true }
        );
        let Command::Parameters(given) = parsed(".parameter -p a=1 'b=1' c='1' d=\"1 2\" e=1'2'") else {
            unreachable!()
        };
        let given: Vec<_> = given.iter().map(|word| (word.text.as_str(), word.has_quoted_value())).collect();
        assert_eq!(given, [("a=1", false), ("b=1", false), ("c=1", true), ("d=1 2", true), ("e=12", false)]);
        assert_eq!(parsed("\\d fact;"), Command::Schema { table: named("fact") });
        assert_eq!(parsed("\\dt"), Command::Schema { table: None });
        assert_eq!(parsed(".mode box"), Command::Mode(Some(Format::Table)));
        assert_eq!(parsed(".mode CSV"), Command::Mode(Some(Format::Csv)));
        assert_eq!(parsed(".output stdout"), Command::Output(None));
        assert_eq!(parsed("quit"), Command::Quit);
        assert!(Command::parse("select 1;").is_none());
        assert_eq!(Command::parse(".tabels").unwrap().unwrap_err().to_string(), "there is no command `.tabels`");
        assert!(Command::parse(".mode xml").unwrap().is_err());
    }
}
