//! The README's conversations are what the program says.

use crate::sandbox::{Sandbox, project, shared};

#[test]
fn console_blocks_are_what_the_program_says() {
    let sandbox = Sandbox::new();
    sandbox.write("README.md", std::fs::read(project().join("README.md")).expect("the README"));
    // The folder in which the conversations take place has what a clone has.
    for dataset in ["delta", "wrong"] {
        for entry in std::fs::read_dir(project().join("tests/data").join(dataset)).expect("a dataset") {
            let file = entry.expect("an entry").path();
            let name = file.file_name().expect("a name").to_string_lossy().into_owned();
            let bytes = std::fs::read(&file).expect("a file");
            sandbox.write(&format!("README.in/tests/data/{dataset}/{name}"), bytes);
        }
    }
    trycmd::TestCases::new()
        .env("COLUMNS", "120")
        .env("SOURCE_DATE_EPOCH", "1755043200")
        .register_bin("yearbook", std::path::Path::new(env!("CARGO_BIN_EXE_yearbook")))
        .case(sandbox.path("README.md"))
        .run();
    if std::env::var_os("KEEP_README").is_some() {
        std::fs::copy(sandbox.path("README.md"), project().join("README.md")).expect("a copy");
    }
}

#[test]
fn it_is_short() {
    let readme = std::fs::read_to_string(project().join("README.md")).expect("the README");
    assert!(readme.lines().count() <= 200, "{} lines", readme.lines().count());
}

#[test]
fn the_report_of_ones_own_runs() {
    let readme = std::fs::read_to_string(project().join("README.md")).expect("the README");
    let report = readme.split("```sql\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a report");
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
    let readme = std::fs::read_to_string(project().join("README.md")).expect("the README");
    let block = readme.split("```console,ignore\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a block");
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
