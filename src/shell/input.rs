//! Where lines come from: an editor on a terminal, or a file.

use std::ffi::OsStr;
use std::io::BufRead;
use std::path::PathBuf;
use std::rc::Rc;

use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{ColorMode, CompletionType, Config, Editor};

use super::assistant::Assistant;
use super::command::Command;
use crate::error::{Error, Result};
use crate::lexer::is_complete;
use crate::state_file::{create_private, state_file};
use crate::store::Sandbox;

/// What is longer than SQLite takes is not looked at again with each of its lines: a quote may be open.
const LONGEST: usize = 100_000;

/// Lines that belong together: a command of the shell, or whole statements.
pub(crate) struct Entry {
    pub text: String,
    /// The number of the first line; `None` where it was typed.
    pub line: Option<u64>,
}

/// What the shell reads.
pub(crate) enum Input {
    Editor { editor: Box<Editor<Assistant, FileHistory>>, history: Option<PathBuf> },
    Stream { lines: Box<dyn BufRead>, read: u64 },
}

/// What the editor asks for.
const PROMPT: &str = "yearbook> ";

impl Input {
    /// Lines of a file or a pipe.
    pub(crate) fn stream(lines: Box<dyn BufRead>) -> Self {
        Self::Stream { lines, read: 0 }
    }

    /// An editor that completes what the database has. `history` names the file of earlier lines; an empty name is none.
    pub(crate) fn editor(sandbox: Rc<Sandbox>, history: Option<&OsStr>, color: bool) -> Result<Self> {
        let color_mode = if color { ColorMode::Enabled } else { ColorMode::Disabled };
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .auto_add_history(true)
            .history_ignore_space(true)
            .color_mode(color_mode)
            .build();
        let mut editor = Editor::with_config(config).map_err(failed)?;
        editor.set_helper(Some(Assistant::new(sandbox, color)));
        let history = match history {
            None => state_file("history"),
            Some(name) => Some(PathBuf::from(name)).filter(|name| !name.as_os_str().is_empty()),
        };
        if let Some(folder) = history.as_deref().and_then(std::path::Path::parent) {
            drop(create_private(folder));
        }
        // Without a history, only the arrows find nothing.
        history.iter().for_each(|file| drop(editor.load_history(file)));
        Ok(Self::Editor { editor: Box::new(editor), history })
    }

    /// The next entry; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Entry>> {
        match self {
            Self::Editor { editor, history } => loop {
                match editor.readline(PROMPT) {
                    Ok(text) => {
                        history.iter().for_each(|file| drop(editor.append_history(file)));
                        return Ok(Some(Entry { text, line: None }));
                    }
                    // Ctrl-C gives up the line, Ctrl-D ends.
                    Err(ReadlineError::Interrupted) => {}
                    Err(ReadlineError::Eof) => return Ok(None),
                    Err(error) => return Err(failed(error)),
                }
            },
            Self::Stream { lines, read } => {
                let mut text = String::new();
                let first = *read + 1;
                loop {
                    let failed = |source| Error::io("reading", "standard input", source);
                    let is_over = lines.read_line(&mut text).map_err(failed)? == 0;
                    *read += u64::from(!is_over);
                    if *read == 1 && text.starts_with('\u{feff}') {
                        text.remove(0);
                    }
                    if is_over && text.is_empty() {
                        return Ok(None);
                    }
                    if is_over || Command::is(&text) || text.len() > LONGEST || is_complete(&text) {
                        return Ok(Some(Entry { text, line: Some(first) }));
                    }
                }
            }
        }
    }
}

fn failed(error: ReadlineError) -> Error {
    let source = match error {
        ReadlineError::Io(source) => source,
        other => std::io::Error::other(other.to_string()),
    };
    Error::io("reading", "the terminal", source)
}
