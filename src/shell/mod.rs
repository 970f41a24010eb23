//! What is typed into `yearbook shell`: lines of a terminal or of a file become statements and commands of the shell.

mod assistant;
mod command;
mod input;
mod pager;

pub(crate) use command::{Command, HELP};
pub(crate) use input::{Entry, Input};
pub(crate) use pager::Pager;
