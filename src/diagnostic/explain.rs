//! A page for every rule that a dataset can break, for every rule of arithmetic, and for what people ask about.
//!
//! Nothing is written twice: a topic is the page of a rule, or a page of the documentation.

use std::borrow::Cow;

use clap::ValueEnum;
use clap::builder::PossibleValue;
use include_dir::{Dir, include_dir};

use crate::model::Status;
use crate::render::Format;

static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/diagnostic/pages");

/// Where the text of a topic is.
enum Text {
    /// The page of a rule.
    Rule(&'static str),
    /// A page of the documentation.
    Page(&'static str),
    /// The list of statuses, and the page of their rule.
    Statuses,
    /// The list of formats.
    Formats,
}

/// The topics, each with what it is about.
const TOPICS: [(&str, &str, Text); 9] = [
    (
        "dataset",
        "the format of a dataset: its descriptor, its tables and their columns",
        Text::Page(include_str!("../../docs/reference/dataset.md")),
    ),
    (
        "files",
        "files of another shape: profiles, and what they can be",
        Text::Page(include_str!("../../docs/reference/files.md")),
    ),
    ("mapping", "all keys of a mapping", Text::Rule("mapping")),
    ("periods", "the forms of periods", Text::Rule("period")),
    ("statuses", "the statuses of figures", Text::Statuses),
    ("reports", "the format of a report", Text::Rule("report")),
    ("formats", "the formats that rows are written in", Text::Formats),
    (
        "editions",
        "sources that are published again and again, and going back in time",
        Text::Page(include_str!("../../docs/explanation/editions.md")),
    ),
    (
        "validity",
        "when places, sectors and enterprises existed",
        Text::Page(include_str!("../../docs/explanation/validity.md")),
    ),
];

/// The codes of all rules, in alphabetical order.
pub(crate) fn rules() -> Vec<&'static str> {
    let mut rules: Vec<&str> = PAGES.files().filter_map(|page| page.path().file_stem()?.to_str()).collect();
    rules.sort_unstable();
    rules
}

/// The topics and the codes of the rules.
pub(crate) fn topics() -> Vec<&'static str> {
    let is_topic = |rule: &&str| TOPICS.iter().any(|(topic, ..)| topic == rule);
    TOPICS.iter().map(|(topic, ..)| *topic).chain(rules().into_iter().filter(|rule| !is_topic(rule))).collect()
}

/// A line for each topic and each rule.
pub(crate) fn contents() -> String {
    let of_topics = TOPICS.iter().map(|(topic, about, _)| (*topic, *about));
    let title = |rule: &'static str| page_of(rule)?.lines().next()?.split_once(": ").map(|(_, title)| (rule, title));
    let mut text = String::from("Topics:\n");
    let mut list = |entries: &mut dyn Iterator<Item = (&str, &str)>| {
        entries.for_each(|(name, about)| text.push_str(&format!("  {name:<22} {about}\n")));
    };
    list(&mut of_topics.into_iter());
    list(&mut [("\nRules:", "")].into_iter());
    list(&mut rules().into_iter().filter_map(title));
    text.replace("  \nRules:", "\nRules:").lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The page of a topic or a rule: what it requires and how violations are fixed. `None` where there is none of this name. The
/// page of a rule is plain text of at most 78 columns.
pub(crate) fn explain(name: &str) -> Option<Cow<'static, str>> {
    let is = |topic: &str| topic == name || topic.strip_suffix("es").or(topic.strip_suffix('s')) == Some(name);
    let Some((.., text)) = TOPICS.iter().find(|(topic, ..)| is(topic)) else { return page_of(name).map(Cow::Borrowed) };
    match text {
        Text::Rule(rule) => page_of(rule).map(Cow::Borrowed),
        // A rule may have the name of a topic.
        Text::Page(page) => Some(match page_of(name) {
            Some(rule) => Cow::Owned(format!("{rule}\n{page}")),
            None => Cow::Borrowed(*page),
        }),
        Text::Formats => {
            let formats = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
            let line = |format: PossibleValue| {
                format!(
                    "    {:<9} {}\n",
                    format.get_name(),
                    format.get_help().map(ToString::to_string).unwrap_or_default()
                )
            };
            let list: String = formats.map(line).collect();
            Some(Cow::Owned(format!(
                "# formats: how rows are written, with --format or by the ending of --output\n\n{list}"
            )))
        }
        Text::Statuses => {
            let list = Status::ALL.iter().map(|status| format!("    {}  {}\n", status.code(), status.name()));
            let rule = page_of("status-value-mismatch")?;
            Some(Cow::Owned(format!(
                "# statuses: those of SDMX, CL_OBS_STATUS\n\n{}\n{rule}",
                list.collect::<String>()
            )))
        }
    }
}

fn page_of(rule: &str) -> Option<&'static str> {
    PAGES.get_file(format!("{rule}.md"))?.contents_utf8()
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
            let page = page_of(rule).expect("a page");
            assert!(page.starts_with(&format!("# {rule}: ")), "{page}");
            assert!(page.lines().all(|line| line.chars().count() <= 78), "{page}");
            assert!(page.contains("\nWrong:\n") && page.contains("\nRight:\n"), "{page}");
        }
    }

    #[test]
    fn every_topic_has_a_page() {
        for topic in topics() {
            assert!(explain(topic).is_some_and(|page| page.starts_with("# ")), "{topic}");
        }
        assert_eq!(explain("period"), explain("periods"));
        assert_eq!(explain("status"), explain("statuses"));
        assert_eq!(explain("nothing"), None);
        let dataset = explain("dataset").expect("a page");
        assert!(dataset.contains("| `observations` |") && !dataset.contains("\n## "), "{dataset}");
        assert!(contents().contains("\n\nRules:\n  alias-subject "), "{}", contents());
    }
}
