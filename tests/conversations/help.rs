//! What helps at the prompt: completions, manual pages, help texts.

use std::path::Path;

use crate::sandbox::{Sandbox, project};

/// What bash is offered for the last of these words.
fn offered(sandbox: &Sandbox, words: &[&str]) -> Vec<String> {
    let mut command = sandbox.command(&[&["--", "yearbook"], words].concat());
    let index = words.len().to_string();
    command.env("COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", index).env("_CLAP_COMPLETE_COMP_TYPE", "9");
    command.env("_CLAP_COMPLETE_SPACE", "true").env("_CLAP_IFS", "\n");
    let output = command.output().expect("the program runs");
    assert!(output.status.success() && output.stderr.is_empty(), "{words:?}: {output:?}");
    String::from_utf8(output.stdout).expect("UTF-8").lines().map(|line| line.trim_end().to_owned()).collect()
}

#[test]
fn completions_know_the_database() {
    let sandbox = Sandbox::with_demo();
    let before = sandbox.bytes("yearbook.db");
    for (words, expected) in [
        (&["report", "niche"][..], &["niche-products"][..]),
        (&["cite", "niche"], &["niche-products"]),
        (&["report", "rank", "-p", "or"], &["order="]),
        (&["report", "rank", "-p", "order=hi"], &["order=highest"]),
        (&["report", "rank", "-p", "metric=parts-s"], &["metric=parts-suppliers"]),
        (&["trace", "--metric", "parts-s"], &["parts-suppliers"]),
        (&["rename", "metric", "parts-s"], &["parts-suppliers"]),
        (&["remove", "report", "niche"], &["niche-products"]),
        (&["schema", "latest"], &["latest_fact"]),
        (&["explain", "statu"], &["statuses", "status-value-mismatch"]),
        (&["--db", "none.db", "report", "niche"], &[]),
        (&["--db=yearbook.db", "report", "niche"], &["niche-products"]),
    ] {
        assert_eq!(offered(&sandbox, words), expected, "{words:?}");
    }
    assert!(sandbox.bytes("yearbook.db") == before);
    assert_eq!(sandbox.files(), ["yearbook.db"]);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let reply = sandbox.run(&["completions", shell]);
        assert!(reply.code == 0 && reply.stdout.contains("COMPLETE"), "{shell}: {}", reply.stdout);
    }
}

#[test]
fn there_is_a_manual_page_for_each_command() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.run(&["man", "pages"]).code, 0);
    assert!(sandbox.read("pages/yearbook.1").contains(".TH yearbook 1"));
    let load = sandbox.read("pages/yearbook-load.1");
    assert!(load.contains("keep\\-going") && load.contains("Examples:"), "{load}");
}

#[test]
fn help_has_examples_that_are_commands_and_no_list_of_formats() {
    let sandbox = Sandbox::with_demo();
    for command in
        ["load", "check", "sniff", "report", "query", "shell", "trace", "history", "diff", "audit", "publish", "export"]
    {
        let help = sandbox.run(&[command, "--help"]).stdout;
        let (_, examples) = help.split_once("Examples:\n").unwrap_or_else(|| panic!("{command} has no examples"));
        for example in examples.lines() {
            assert!(example.trim_start().starts_with(&format!("yearbook {command}")), "{example}");
        }
        assert!(!help.contains("ndjson"), "{help}");
    }
}

/// The pages of `docs/reference` are what `explain` prints. With `KEEP_REFERENCE` they are written.
#[test]
fn the_reference_is_what_explain_prints() {
    let sandbox = Sandbox::new();
    let explained = |topic: &str| sandbox.run(&["explain", topic]).stdout;
    let contents = sandbox.run(&["explain"]).stdout;
    let (_, rules) = contents.split_once("\nRules:\n").expect("rules");
    let codes = rules.lines().filter_map(|line| line.split_whitespace().next());
    let rules: Vec<String> = codes.map(|code| explained(code).trim_end().to_owned()).collect();
    let topics = ["formats", "mapping", "periods", "reports", "statuses"].map(|topic| (topic, explained(topic)));
    let folder = project().join("docs/reference");
    for (name, text) in topics.into_iter().chain([("rules", rules.join("\n\n") + "\n")]) {
        let page: &Path = &folder.join(format!("{name}.md"));
        if std::env::var_os("KEEP_REFERENCE").is_some() {
            std::fs::write(page, &text).expect("a file");
        }
        assert_eq!(
            std::fs::read_to_string(page).unwrap_or_default(),
            text,
            "KEEP_REFERENCE=1 writes {}",
            page.display()
        );
    }
}
