//! The terminal that a table is laid out for.

use std::io::{self, Write};

use anstyle::Style;

/// What a terminal can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Screen {
    /// The columns of characters there are; `None` where nothing is to be wrapped, as into a pipe or a file.
    pub width: Option<usize>,
    /// Whether bold and dim text is understood.
    pub color: bool,
}

/// The styles that the screen allows.
#[derive(Clone, Copy)]
pub(super) struct Pen {
    /// For what names.
    pub strong: Style,
    /// For what divides.
    pub faint: Style,
}

impl Pen {
    pub(super) fn new(screen: Screen) -> Self {
        if screen.color {
            Self { strong: Style::new().bold(), faint: Style::new().dimmed() }
        } else {
            Self { strong: Style::new(), faint: Style::new() }
        }
    }

    /// A line without what hangs over its end.
    pub(super) fn line(self, out: &mut dyn Write, text: &str, style: Style) -> io::Result<()> {
        writeln!(out, "{style}{}{style:#}", text.trim_end())
    }
}
