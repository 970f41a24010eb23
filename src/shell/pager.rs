//! A stream to a terminal that passes what is longer than the screen to a pager.

use std::io::{self, Write};
use std::process::{Child, Command, Stdio};

/// Holds what is written until it is known whether it fits on the screen.
pub(crate) struct Pager {
    held: Vec<u8>,
    /// How many more lines fit on the screen.
    lines: usize,
    target: Target,
}

enum Target {
    Undecided,
    Terminal,
    Pager(Child),
}

impl Pager {
    pub(crate) fn new(lines: usize) -> Self {
        Self { held: Vec::new(), lines, target: Target::Undecided }
    }

    /// The program of `PAGER`, else `less`, with a pipe to it; `None` where there is none, or it is to be none.
    fn start() -> Option<Child> {
        let mut command = match std::env::var("PAGER") {
            Ok(pager) if pager.trim().is_empty() => return None,
            Ok(pager) => {
                let mut command = Command::new("sh");
                command.args(["-c", &pager]);
                command
            }
            Err(_) => {
                let mut command = Command::new("less");
                command.arg("-FRX");
                command
            }
        };
        command.stdin(Stdio::piped()).spawn().ok()
    }

    /// Writes to the pager, or to the terminal.
    fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.target {
            Target::Pager(Child { stdin: Some(pipe), .. }) => pipe.write_all(bytes),
            _ => io::stdout().write_all(bytes),
        }
    }
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !matches!(self.target, Target::Undecided) {
            return self.pass(bytes).map(|()| bytes.len());
        }
        self.held.extend_from_slice(bytes);
        self.lines = self.lines.saturating_sub(bytes.iter().filter(|byte| **byte == b'\n').count());
        if self.lines == 0 {
            self.target = Self::start().map_or(Target::Terminal, Target::Pager);
            let held = std::mem::take(&mut self.held);
            self.pass(&held)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Pager {
    /// Waits until the person has read it.
    fn drop(&mut self) {
        let held = std::mem::take(&mut self.held);
        drop(self.pass(&held));
        match &mut self.target {
            Target::Pager(pager) => {
                drop(pager.stdin.take());
                drop(pager.wait());
            }
            _ => drop(io::stdout().flush()),
        }
    }
}
