//! `yearbook completions`: writes a completion script for a shell.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Cli;
use crate::console::Console;
use crate::error::Result;

pub(super) fn run(shell: Shell, console: &mut Console) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "yearbook", &mut script);
    console.write(&script)
}
