//! The conversations of the README and of the pages beside it are what the program says.

use crate::sandbox::{Sandbox, project, shared};

#[test]
fn console_blocks_are_what_the_program_says() {
    run_console_blocks("README.md", &["delta"]);
}

#[test]
fn console_blocks_of_the_page_on_datasets_are_what_the_program_says() {
    run_console_blocks("docs/dataset.md", &["delta", "wrong"]);
}

#[test]
fn console_blocks_of_the_page_on_editions_are_what_the_program_says() {
    let of = ["editions", "editions/2025-07", "editions/2025-10", "editions/2025-10-corrected"];
    run_console_blocks("docs/editions.md", &of);
}

#[test]
fn console_blocks_of_the_page_on_publishing_are_what_the_program_says() {
    run_console_blocks("docs/publish.md", &[]);
}

#[test]
fn console_blocks_of_the_page_on_validity_are_what_the_program_says() {
    run_console_blocks("docs/validity.md", &["districts"]);
}

/// Runs the conversations of a page in a folder that has these folders of `tests/data`, as a clone has them.
fn run_console_blocks(page: &str, folders: &[&str]) {
    let sandbox = Sandbox::new();
    sandbox.write("page.md", std::fs::read(project().join(page)).expect("the page"));
    // Commands run in this folder, which must be there: without it they run in that of the project.
    std::fs::create_dir(sandbox.path("page.in")).expect("a folder");
    for folder in folders {
        for entry in std::fs::read_dir(project().join("tests/data").join(folder)).expect("a folder") {
            let file = entry.expect("an entry").path();
            if file.is_file() {
                let name = file.file_name().expect("a name").to_string_lossy().into_owned();
                let bytes = std::fs::read(&file).expect("a file");
                sandbox.write(&format!("page.in/tests/data/{folder}/{name}"), bytes);
            }
        }
    }
    trycmd::TestCases::new()
        .env("COLUMNS", "120")
        .env("SOURCE_DATE_EPOCH", "1755043200")
        .register_bin("yearbook", std::path::Path::new(env!("CARGO_BIN_EXE_yearbook")))
        .case(sandbox.path("page.md"))
        .run();
    if std::env::var_os("KEEP_README").is_some() {
        std::fs::copy(sandbox.path("page.md"), project().join(page)).expect("a copy");
    }
}

#[test]
fn it_is_short() {
    let readme = std::fs::read_to_string(project().join("README.md")).expect("the README");
    assert!(readme.lines().count() <= 130, "{} lines", readme.lines().count());
}

#[test]
fn the_report_of_ones_own_runs() {
    let page = std::fs::read_to_string(project().join("docs/dataset.md")).expect("the page");
    let report = page.split("```sql\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a report");
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.write("delta/reports/largest.sql", report);
    let load = sandbox.run(&["load", "delta"]);
    assert_eq!(load.code, 0, "{}", load.stderr);
    let rows = sandbox.run(&["report", "largest", "-p", "top=2", "--format", "csv"]).stdout;
    assert_eq!(rows.lines().count(), 3, "{rows}");
}

/// The file itself is not part of the project.
#[test]
#[ignore = "reads files that are no part of the project: see `sandbox::shared`"]
fn an_office_file_becomes_a_report_in_three_commands() {
    let bytes = std::fs::read(shared("data/eurostat-tsv/nama_10r_2gdp.tsv")).expect("the office's file");
    let page = std::fs::read_to_string(project().join("docs/files.md")).expect("the page");
    let block = page.split("```console,ignore\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a block");
    let sandbox = Sandbox::new();
    sandbox.write("nama_10r_2gdp.tsv", bytes);
    let commands: Vec<&str> = block.lines().filter_map(|line| line.strip_prefix("$ yearbook ")).collect();
    assert_eq!(commands.len(), 3);
    let replies: Vec<String> = commands
        .iter()
        .map(|command| {
            let reply = sandbox.run(&command.split(' ').collect::<Vec<_>>());
            assert_eq!(reply.code, 0, "{command}: {}", reply.stderr);
            reply.stdout
        })
        .collect();
    let shown: Vec<&str> = block.lines().filter(|line| !line.starts_with('$')).collect();
    assert!(shown.len() > 1 && replies[2].starts_with(&shown.join("\n")), "{}", replies[2]);
}
