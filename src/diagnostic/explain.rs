//! A page for every rule that a dataset can break, and for every rule of arithmetic.

use include_dir::{Dir, include_dir};

static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/diagnostic/pages");

/// The codes of all rules, in alphabetical order.
pub(crate) fn rules() -> Vec<&'static str> {
    let mut rules: Vec<&str> = PAGES.files().filter_map(|page| page.path().file_stem()?.to_str()).collect();
    rules.sort_unstable();
    rules
}

/// The page of a rule, in plain text of at most 78 columns: what it requires and how violations are fixed. `None` where no
/// rule has the code.
pub(crate) fn explain(code: &str) -> Option<&'static str> {
    PAGES.get_file(format!("{code}.md"))?.contents_utf8()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]

    use super::*;

    #[test]
    fn every_rule_has_a_page() {
        let of_datasets = crate::problem::Rule::ALL.iter().map(|rule| rule.code());
        let mut all: Vec<&str> = of_datasets.chain(crate::report::Rule::ALL.iter().map(|rule| rule.name())).collect();
        all.sort_unstable();
        assert_eq!(all, rules());
        for rule in all {
            let page = explain(rule).expect("a page");
            assert!(page.starts_with(&format!("# {rule}: ")), "{page}");
            assert!(page.lines().all(|line| line.chars().count() <= 78), "{page}");
            assert!(page.contains("\nWrong:\n") && page.contains("\nRight:\n"), "{page}");
        }
    }
}
