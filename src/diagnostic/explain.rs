//! A page for every rule that a dataset can break, and for every rule of arithmetic.

use include_dir::{Dir, include_dir};

static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/diagnostic/pages");

/// The codes of all rules, in alphabetical order.
pub fn rules() -> Vec<&'static str> {
    let mut rules: Vec<&str> = PAGES.files().filter_map(|page| page.path().file_stem()?.to_str()).collect();
    rules.sort_unstable();
    rules
}

/// The page of a rule, in plain text of at most 78 columns: what it requires and how violations are fixed. `None` where no
/// rule has the code.
pub fn explain(code: &str) -> Option<&'static str> {
    PAGES.get_file(format!("{code}.md"))?.contents_utf8()
}
