//! `yearbook explain`: the page of a topic or a rule.

use crate::console::Console;
use crate::diagnostic;
use crate::error::{Error, Result, UsageError};
use crate::model::nearest;
use crate::problem::Suggestion;

pub(super) fn run(topic: Option<&str>, console: &mut Console) -> Result<()> {
    let Some(topic) = topic else { return console.print(&diagnostic::contents()) };
    let Some(page) = diagnostic::explain(topic) else {
        let known = diagnostic::topics();
        let near = nearest(topic, known.iter(), |known| known).map(|known| Suggestion::of(*known));
        let known = known.into_iter().map(str::to_owned).collect();
        return Err(Error::usage(UsageError::UnknownRule { code: topic.to_owned(), near, known }));
    };
    console.print(&page)
}
