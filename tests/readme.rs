//! The conversations of the README and of the pages beside it are what the program says.

use std::path::{Path, PathBuf};

use crate::sandbox::{Sandbox, project, shared};

/// A test of each page: its name, the page, and the folders of `tests/data` that it uses.
macro_rules! pages {
    ($($name:ident: $page:literal, $folders:expr;)+) => {
        $(#[test]
        fn $name() {
            run_console_blocks($page, &$folders);
        })+

        #[test]
        fn every_page_with_console_blocks_is_tested() {
            let tested = [$($page),+];
            let pages = markdown(&project().join("docs")).into_iter().chain([project().join("README.md")]);
            for page in pages {
                let text = std::fs::read_to_string(&page).expect("a page");
                let name = page.strip_prefix(project()).expect("a page of the project").to_str().expect("a name");
                // That page repeats others.
                let repeats = name == "docs/reference/rules.md";
                assert!(repeats || !text.contains("```console\n") || tested.contains(&name), "{name}");
            }
        }
    };
}

pages! {
    the_readme: "README.md", ["delta"];
    the_tutorial: "docs/tutorial.md", [];
    on_datasets: "docs/reference/dataset.md", ["delta", "wrong"];
    on_editions: "docs/explanation/editions.md", ["editions", "editions/2025-07", "editions/2025-10", "editions/2025-10-corrected"];
    on_publishing: "docs/how-to/publish.md", [];
    on_validity: "docs/explanation/validity.md", ["districts"];
    on_eurostat: "docs/how-to/eurostat.md", [];
    on_gbk: "docs/how-to/gbk-export.md", ["shapes"];
    on_workbooks: "docs/how-to/workbook.md", ["workbooks"];
    on_revised_releases: "docs/how-to/revised-release.md", ["editions/2025-07", "editions/2025-10"];
    on_parquet: "docs/how-to/parquet.md", ["delta"];
    on_exports: "docs/how-to/export.md", [];
    on_other_programs: "docs/how-to/other-programs.md", [];
    on_the_audit: "docs/explanation/audit.md", ["delta"];
}

/// The Markdown files below a folder.
fn markdown(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let of = |path: PathBuf| if path.is_dir() { markdown(&path) } else { vec![path] };
    entries.flat_map(of).filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

/// The files that a page shows: its blocks with `file=NAME` after their language.
fn shown_files(page: &str) -> impl Iterator<Item = (&str, &str)> {
    page.split("\n```").filter_map(|block| {
        let (language, text) = block.split_once('\n')?;
        Some((language.split_once(" file=")?.1, text))
    })
}

/// Runs the conversations of a page in a folder that has the files that the page shows, and these folders of `tests/data`, as a
/// clone has them.
fn run_console_blocks(page: &str, folders: &[&str]) {
    let sandbox = Sandbox::new();
    let text = std::fs::read_to_string(project().join(page)).expect("the page");
    sandbox.write("page.md", &text);
    // Commands run in this folder, which must be there: without it they run in that of the project.
    std::fs::create_dir(sandbox.path("page.in")).expect("a folder");
    for (name, text) in shown_files(&text) {
        sandbox.write(&format!("page.in/{name}"), format!("{text}\n"));
    }
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
        .register_bin("yearbook", Path::new(env!("CARGO_BIN_EXE_yearbook")))
        .case(sandbox.path("page.md"))
        .run();
    if std::env::var_os("KEEP_README").is_some() {
        std::fs::copy(sandbox.path("page.md"), project().join(page)).expect("a copy");
    }
}

#[test]
fn it_is_short() {
    let readme = std::fs::read_to_string(project().join("README.md")).expect("the README");
    assert!(readme.lines().count() <= 120, "{} lines", readme.lines().count());
}

#[test]
fn the_report_of_ones_own_runs() {
    let page = std::fs::read_to_string(project().join("docs/reference/dataset.md")).expect("the page");
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
    let page = std::fs::read_to_string(project().join("docs/reference/files.md")).expect("the page");
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
