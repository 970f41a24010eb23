//! `yearbook completions`: writes a completion script for a shell, which asks the program for names and codes.

use clap_complete::Shell;
use clap_complete::env::Shells;

use crate::console::Console;
use crate::error::{Error, Result};

/// The variable by which a shell asks.
const VARIABLE: &str = "COMPLETE";

pub(super) fn run(shell: Shell, console: &mut Console) -> Result<()> {
    let mut script = Vec::new();
    if let Some(completer) = Shells::builtins().completer(&shell.to_string()) {
        let name = "yearbook";
        let written = completer.write_registration(VARIABLE, name, name, name, &mut script);
        written.map_err(|source| Error::io("writing", "the script", source))?;
        if shell == Shell::Bash {
            // `metric=x` is one word.
            script.extend(b"COMP_WORDBREAKS=${COMP_WORDBREAKS//=}\n");
        }
    }
    console.write(&script)
}
