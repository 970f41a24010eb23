//! The two output streams of a command, and the properties of the terminal.

use std::io::{BufWriter, IsTerminal, Write};

use crate::diagnostic;
use crate::error::{Error, Result};
use crate::render::Screen;

/// The output streams of a command.
pub(crate) struct Console {
    /// The stream for data, normally standard output.
    pub out: Box<dyn Write>,
    /// The stream for messages, normally standard error.
    pub err: Box<dyn Write>,
    /// The terminal that `out` writes to.
    pub screen: Screen,
    /// Whether messages are coloured.
    pub color: bool,
    /// Whether `err` is a terminal, so that a progress bar may be shown.
    pub is_watched: bool,
}

impl Console {
    /// The streams of this process. `NO_COLOR` and a pipe switch colour off; `COLUMNS` sets the width also of a pipe.
    pub(crate) fn of_process() -> Self {
        let (out, err) = (std::io::stdout(), std::io::stderr());
        let wants_color = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            && std::env::var_os("TERM").is_none_or(|terminal| terminal != "dumb");
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|&width| width > 0);
        let width = columns.or_else(|| {
            let size = if out.is_terminal() { terminal_size::terminal_size_of(&out) } else { None };
            size.map(|(terminal_size::Width(width), _)| usize::from(width))
        });
        Self {
            screen: Screen { width, color: wants_color && out.is_terminal() },
            color: wants_color && err.is_terminal(),
            is_watched: err.is_terminal(),
            out: Box::new(BufWriter::new(out)),
            err: Box::new(err),
        }
    }

    /// Streams that nobody reads.
    pub(crate) fn silent() -> Self {
        let sink = || Box::new(std::io::sink());
        Self { out: sink(), err: sink(), screen: Screen::default(), color: false, is_watched: false }
    }

    /// Writes data.
    pub(crate) fn print(&mut self, text: impl std::fmt::Display) -> Result<()> {
        write!(self.out, "{text}").map_err(Self::failed)
    }

    /// Flushes the data written so far, before a message.
    pub(crate) fn flush(&mut self) -> Result<()> {
        self.out.flush().map_err(Self::failed)
    }

    fn failed(source: std::io::Error) -> Error {
        Error::io("writing", "standard output", source)
    }

    /// Writes a message to the stream for messages; errors are ignored, because a closed stream has no reader.
    pub(crate) fn say(&mut self, text: &str) {
        drop(writeln!(self.err, "{text}"));
    }

    /// Reports the error that ends the program, and returns the exit code.
    pub(crate) fn fail(&mut self, error: &Error) -> u8 {
        let text = diagnostic::render(error, self.color);
        drop(self.err.write_all(text.as_bytes()));
        diagnostic::exit_code(error)
    }

    /// Removes the line above the cursor, where the terminal has echoed the key that interrupted a progress bar.
    pub(crate) fn clear_line_above(&mut self) {
        drop(write!(self.err, "\x1b[A\r\x1b[2K"));
    }
}
