//! The two output streams of a command, and the properties of the terminal.
//!
//! Nothing reaches the streams but through here, so that no text of a file controls a terminal: text for people is made
//! visible wherever it goes, and data are exact in a pipe or a file, and visible on a terminal.

use std::borrow::Cow;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::Path;

use crate::diagnostic;
use crate::error::{Error, Result};
use crate::render::{Format, Screen};
use crate::shell::Pager;
use crate::visible::{VisibleStream, visible, visible_lines};

/// The output streams of a command.
pub(crate) struct Console {
    /// The stream for data, normally standard output.
    out: Box<dyn Write>,
    /// The stream for messages, normally standard error.
    err: Box<dyn Write>,
    /// Whether `out` is a terminal.
    is_shown: bool,
    /// Standard output and its terminal, while `out` is a file.
    aside: Option<(Box<dyn Write>, bool, Screen)>,
    /// The terminal that `out` writes to.
    pub screen: Screen,
    /// Whether messages are coloured.
    pub color: bool,
    /// Whether `err` is a terminal, so that a progress bar may be shown.
    pub is_watched: bool,
    /// Whether rows have been written to `out`, or a part of them.
    pub has_rows: bool,
    /// The option ` --db FILE` as it was given, for commands that a message proposes; empty for the default database.
    pub db: String,
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
            is_shown: out.is_terminal(),
            is_watched: err.is_terminal(),
            has_rows: false,
            db: String::new(),
            aside: None,
            out: Box::new(BufWriter::new(out)),
            err: Box::new(err),
        }
    }

    /// Streams that nobody reads.
    pub(crate) fn silent() -> Self {
        let sink = || Box::new(std::io::sink());
        Self {
            out: sink(),
            err: sink(),
            aside: None,
            is_shown: false,
            screen: Screen::default(),
            color: false,
            is_watched: false,
            has_rows: false,
            db: String::new(),
        }
    }

    /// The stream for rows in a format. The renderer of a table makes its cells visible, to lay them out, and adds its styles.
    pub(crate) fn rows(&mut self, format: Format) -> Box<dyn Write + '_> {
        self.has_rows = true;
        if matches!(format, Format::Table | Format::Chart) { Box::new(&mut self.out) } else { self.data() }
    }

    fn data(&mut self) -> Box<dyn Write + '_> {
        if self.is_shown { Box::new(VisibleStream(&mut self.out)) } else { Box::new(&mut self.out) }
    }

    /// Writes data.
    pub(crate) fn write(&mut self, data: &[u8]) -> Result<()> {
        self.data().write_all(data).map_err(Self::failed)
    }

    /// Writes text for people to the stream for data.
    pub(crate) fn print(&mut self, text: &str) -> Result<()> {
        self.out.write_all(visible_lines(text).as_bytes()).map_err(Self::failed)
    }

    /// Flushes the data written so far, before a message.
    pub(crate) fn flush(&mut self) -> Result<()> {
        self.out.flush().map_err(Self::failed)
    }

    /// Runs what writes data, with a pager for what is longer than the screen. Where the pager is closed early, that is not a
    /// failure.
    pub(crate) fn paged(&mut self, work: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let size = if self.is_shown { terminal_size::terminal_size_of(std::io::stdout()) } else { None };
        let Some((_, terminal_size::Height(height))) = size else { return work(self) };
        self.flush()?;
        let terminal = std::mem::replace(&mut self.out, Box::new(Pager::new(usize::from(height).saturating_sub(1))));
        let result = work(self);
        // The pager is waited for.
        drop(std::mem::replace(&mut self.out, terminal));
        result.or_else(|error| if matches!(error, Error::BrokenPipe) { Ok(()) } else { Err(error) })
    }

    /// Writes data to a file from here on, or to standard output again.
    pub(crate) fn redirect(&mut self, file: Option<&Path>) -> Result<()> {
        self.flush()?;
        if let Some(file) = file {
            let created = std::fs::File::create(file).map_err(|source| Error::io("writing", file, source))?;
            let before = std::mem::replace(&mut self.out, Box::new(BufWriter::new(created)));
            let before = (before, self.is_shown, self.screen);
            self.aside.get_or_insert(before);
            (self.is_shown, self.screen) = (false, Screen::default());
        } else if let Some((out, is_shown, screen)) = self.aside.take() {
            (self.out, self.is_shown, self.screen) = (out, is_shown, screen);
        }
        Ok(())
    }

    fn failed(source: std::io::Error) -> Error {
        Error::io("writing", "standard output", source)
    }

    /// Writes a message to the stream for messages; errors are ignored, because a closed stream has no reader.
    pub(crate) fn say(&mut self, text: &str) {
        drop(writeln!(self.err, "{}", visible(text)));
    }

    /// Writes lines that have styles of our own where `render` is asked for them. Text that would itself control the terminal is
    /// written without styles, because the two could not be distinguished.
    pub(crate) fn say_styled(&mut self, render: impl Fn(bool) -> String) {
        drop(self.err.write_all(shown(render, self.color).as_bytes()));
    }

    /// Writes help to the stream for data; errors are ignored, because a closed stream has no reader.
    pub(crate) fn print_styled(&mut self, render: impl Fn(bool) -> String) {
        drop(self.out.write_all(shown(render, self.screen.color).as_bytes()));
        drop(self.out.flush());
    }

    /// Reports the error that ends the program, and returns the exit code.
    pub(crate) fn fail(&mut self, error: &Error) -> u8 {
        let db = self.db.clone();
        self.say_styled(|color| diagnostic::render(error, &db, color));
        diagnostic::exit_code(error)
    }

    /// Removes the line above the cursor, where the terminal has echoed the key that interrupted a progress bar.
    pub(crate) fn clear_line_above(&mut self) {
        drop(write!(self.err, "\x1b[A\r\x1b[2K"));
    }
}

fn shown(render: impl Fn(bool) -> String, wants_style: bool) -> String {
    let plain = render(false);
    match visible_lines(&*plain) {
        Cow::Borrowed(_) if wants_style => render(true),
        visible => visible.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::Console;
    use crate::render::tests::Shared;
    use crate::render::{Format, Screen, renderer};
    use crate::table::{Cell, Heading, Note};
    use clap::ValueEnum;

    /// What a console with colours writes to its two streams.
    fn written(is_terminal: bool, work: impl FnOnce(&mut Console)) -> (String, String) {
        let (out, err) = (Shared::default(), Shared::default());
        let mut console = Console {
            out: Box::new(out.clone()),
            err: Box::new(err.clone()),
            aside: None,
            is_shown: is_terminal,
            screen: Screen { width: Some(60), color: true },
            color: true,
            is_watched: false,
            has_rows: false,
            db: String::new(),
        };
        work(&mut console);
        drop(console);
        let text = |stream: &Shared| String::from_utf8(stream.0.borrow().clone()).unwrap();
        (text(&out), text(&err))
    }

    /// A window title, a new line for who knows C1, a reversed line, and a colour.
    const HOSTILE: &str = "a\u{1b}]0;b\u{7}\u{85}\u{202e}c\u{1b}[31m";
    const SHOWN: &str = "a\\u{1b}]0;b\\u{7}\\u{85}\\u{202e}c\\u{1b}[31m";

    #[test]
    fn rows_in_every_format_leave_a_terminal_alone() {
        for format in Format::value_variants().iter().chain(&[Format::Chart]) {
            let (out, _) = written(true, |console| {
                let screen = console.screen;
                let mut stream = console.rows(*format);
                let mut rows = renderer(*format, screen, &mut stream);
                let title = Some(HOSTILE.to_owned());
                let columns = vec![HOSTILE.to_owned()];
                rows.begin(&Heading { title: title.clone(), description: title, columns, ..Heading::default() })
                    .unwrap();
                rows.row(&[Cell::Text(HOSTILE.to_owned())]).unwrap();
                rows.notes(&[Note { number: Some(1), text: HOSTILE.to_owned() }]).unwrap();
                rows.end().unwrap();
            });
            // The styles of a table are ours.
            let out = out.replace("\u{1b}[1m", "").replace("\u{1b}[2m", "").replace("\u{1b}[0m", "");
            assert!(!out.contains(|c| crate::visible::acts(c) && c != '\n' && c != '\t'), "{format:?}: {out:?}");
        }
    }

    #[test]
    fn data_are_exact_but_on_a_terminal() {
        assert_eq!(written(false, |console| console.write(HOSTILE.as_bytes()).unwrap()).0, HOSTILE);
        assert_eq!(written(true, |console| console.write(HOSTILE.as_bytes()).unwrap()).0, SHOWN);
    }

    #[test]
    fn text_for_people_is_visible_everywhere() {
        for is_terminal in [true, false] {
            assert_eq!(written(is_terminal, |console| console.print(HOSTILE).unwrap()).0, SHOWN);
            assert_eq!(written(is_terminal, |console| console.say(HOSTILE)).1, format!("{SHOWN}\n"));
        }
    }

    #[test]
    fn only_styles_of_our_own_survive() {
        let bold = |text: &str| format!("\u{1b}[1m{text}\u{1b}[0m");
        let styled = |text: &'static str| move |wanted: bool| if wanted { bold(text) } else { text.to_owned() };
        assert_eq!(written(true, |console| console.say_styled(styled("ours"))).1, bold("ours"));
        assert_eq!(written(true, |console| console.say_styled(styled(HOSTILE))).1, SHOWN);
    }
}
