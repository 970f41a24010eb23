//! `export --to datapackage`: a dataset of our own format.

use super::publish::files;
use crate::sandbox::Sandbox;

const UNITS: &str = "code,name,dimension,factor\nbn,billion,money,1\n";
const REGIONS: &str = "code,name,level\nUS,United States,country\n";
const METRICS: &str = "code,name,unit,kind\ngdp,GDP,bn,level\n";

/// Loads the figures of an edition, each a period and a value.
fn load(sandbox: &Sandbox, published_on: &str, figures: &[(&str, &str)], options: &[&str]) {
    let source = format!("code,title,publisher,published_on\nrelease,Release,Office,{published_on}\n");
    let rows = figures.iter().map(|(period, value)| format!("gdp,US,{period},{value},release\n")).collect::<String>();
    let rows = format!("metric,region,period,value,source\n{rows}");
    let tables =
        [("sources", &*source), ("units", UNITS), ("regions", REGIONS), ("metrics", METRICS), ("observations", &rows)];
    sandbox.write_tables("gdp", &tables);
    let reply = sandbox.run(&[&["load", "gdp"], options].concat());
    assert_eq!(reply.code, 0, "{}", reply.stderr);
}

/// Exports the database, loads every dataset as the output says, and returns what the export said.
fn load_again(sandbox: &Sandbox, options: &[&str]) -> String {
    let reply = sandbox.run(&[&["export", "out", "--to", "datapackage"], options].concat());
    assert_eq!((reply.code, &*reply.stdout), (0, ""), "{}", reply.stderr);
    let commands = reply.stderr.split('`').filter_map(|command| command.strip_prefix("yearbook load "));
    for dataset in commands {
        let reply = sandbox.run(&["--db", "again.db", "load", dataset]);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
    }
    reply.stderr
}

fn rows(sandbox: &Sandbox, db: &str, view: &str) -> String {
    let sql = format!("SELECT metric, period, value, published_on, citation FROM {view} ORDER BY 1, 2, 3, 4");
    sandbox.run(&["--db", db, "query", &sql, "--format", "csv"]).stdout
}

#[test]
fn the_demo_is_what_its_dataset_says() {
    let sandbox = Sandbox::with_demo();
    let said = load_again(&sandbox, &[]);
    assert_eq!(
        said,
        "exported 26 figures to out: 23 files written\nnot exported: which of 2 datasets stated what; the ledger of loads\n\
         `yearbook load out` loads it\n"
    );
    let diff = sandbox.run(&["diff", "yearbook.db", "again.db", "--format", "csv"]);
    assert_eq!(diff.stdout.lines().count(), 1, "{}", diff.stdout);
    // All that differs is which dataset brought a report.
    let diff = sandbox.run(&["diff", "yearbook.db", "again.db", "--rows", "--format", "csv"]).stdout;
    assert!(
        diff.lines().skip(1).all(|line| line.starts_with("revised,report,") && line.contains(",dataset,")),
        "{diff}"
    );
    // What was loaded is exported as the same files.
    let reply = sandbox.run(&["--db", "again.db", "export", "second", "--to", "datapackage"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    for file in ["observations.csv", "claims.csv", "sources.csv", "reports/niche-products.sql"] {
        assert_eq!(sandbox.read(&format!("second/{file}")), sandbox.read(&format!("out/{file}")), "{file}");
    }
}

#[test]
fn editions_are_datasets_that_are_loaded_one_after_the_other() {
    let sandbox = Sandbox::new();
    load(&sandbox, "2025-01-30", &[("2023", "100"), ("2024", "200"), ("2025", "300")], &[]);
    load(&sandbox, "2025-02-27", &[("2023", "100"), ("2024", "250")], &["--complete"]);
    load(&sandbox, "2025-02-27", &[("2023", "100"), ("2024", "260")], &[]);
    let said = load_again(&sandbox, &[]);
    assert!(said.contains("and 2 figures that editions stated before\n"), "{said}");
    assert!(said.contains("not exported: 1 former state of a figure; "), "{said}");
    assert!(said.contains("1 statement that an edition is complete"), "{said}");
    assert!(
        said.contains("in this order, without --complete:\n  `yearbook load out/1`\n  `yearbook load out/2`\n"),
        "{said}"
    );
    assert_eq!(
        sandbox.read("out/2/withdrawals.csv"),
        "metric,region,sector,enterprise,breakdown,period,value,source,action\ngdp,US,,,,2025,,release,D\n"
    );
    assert_eq!(rows(&sandbox, "yearbook.db", "fact"), rows(&sandbox, "again.db", "fact"));
    let former = rows(&sandbox, "again.db", "former_fact");
    assert_eq!(
        former.lines().skip(1).map(|row| row.rsplit_once(",\"").expect("a citation").0).collect::<Vec<_>>(),
        ["gdp,2024,200,2025-01-30", "gdp,2025,300,2025-01-30"]
    );
    for day in ["2025-02-01", "2025-03-01"] {
        let of = |db: &str| {
            sandbox.run(&["--db", db, "query", "SELECT period, display FROM fact ORDER BY 1", "--as-of", day]).stdout
        };
        assert_eq!(of("yearbook.db"), of("again.db"), "{day}");
    }
}

#[test]
fn an_edition_that_was_loaded_later_stays_the_later_one() {
    let sandbox = Sandbox::new();
    load(&sandbox, "2025-02-27", &[("2023", "100"), ("2024", "250")], &[]);
    load(&sandbox, "2025-01-30", &[("2023", "100"), ("2024", "200")], &[]);
    let said = load_again(&sandbox, &[]);
    // That a figure was one of the later edition before the earlier one was loaded.
    assert!(said.contains("not exported: 1 former state of a figure; "), "{said}");
    for view in ["fact", "(SELECT * FROM former_fact WHERE reason = 'revised')"] {
        assert_eq!(rows(&sandbox, "yearbook.db", view), rows(&sandbox, "again.db", view));
    }
}

#[test]
fn a_part_has_what_its_figures_refer_to() {
    let sandbox = Sandbox::with_demo();
    let said = load_again(&sandbox, &["--enterprise", "比亚迪"]);
    assert!(said.starts_with("exported 2 figures to out:"), "{said}");
    assert_eq!(sandbox.read("out/enterprises.csv").lines().count(), 2);
    assert_eq!(sandbox.read("out/observations.csv").lines().count(), 3);
    assert!(said.contains("not exported: 27 claims outside the chosen part; "), "{said}");
    // Its region lies in others.
    let regions = sandbox.read("out/regions.csv");
    assert!(regions.contains("\nCN,") && !regions.contains("\n330203,"), "{regions}");
}

#[test]
fn a_part_has_a_name_of_its_own() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    let export = |options: &[&str]| {
        assert_eq!(sandbox.run(&[&["export", "out", "--to", "datapackage"], options].concat()).code, 0);
        sandbox.read("out/datapackage.json")
    };
    assert!(export(&[]).contains("\"name\": \"delta\""));
    for part in [["--as-of", "2030"], ["--at-load", "1"], ["--metric", "employees"]] {
        assert!(export(&part).contains("\"name\": \"out\""), "{part:?}");
    }
    // Also a complete load of it leaves the rest.
    let before = rows(&sandbox, "yearbook.db", "fact");
    assert_eq!(sandbox.run(&["load", "--complete", "out"]).code, 0);
    assert_eq!(rows(&sandbox, "yearbook.db", "fact"), before);
}

#[test]
fn a_part_of_the_past_loads() {
    let sandbox = Sandbox::new();
    load(&sandbox, "2025-01-30", &[("2024", "200")], &[]);
    load(&sandbox, "2025-02-27", &[("2024", "250")], &[]);
    let said = load_again(&sandbox, &["--as-of", "2025-02-01"]);
    assert!(said.contains("`yearbook load out` loads it"), "{said}");
    assert!(rows(&sandbox, "again.db", "fact").contains("gdp,2024,200,2025-01-30"));
    std::fs::remove_dir_all(sandbox.path("out")).expect("the folder");
    std::fs::remove_file(sandbox.path("again.db")).expect("the file");
    load_again(&sandbox, &["--at-load", "1"]);
    assert!(rows(&sandbox, "again.db", "fact").contains("gdp,2024,200,2025-01-30"));
}

#[test]
fn an_empty_file_is_an_empty_dataset() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.run(&["init"]).code, 0);
    let said = load_again(&sandbox, &[]);
    assert!(said.starts_with("exported 0 figures to out: 2 files written\n"), "{said}");
}

#[test]
fn a_folder_that_holds_something_is_refused() {
    let sandbox = Sandbox::with_demo();
    sandbox.write("out/mine.csv", "mine");
    let reply = sandbox.run(&["export", "out", "--to", "datapackage"]);
    assert_eq!(reply.code, 2);
    assert!(
        reply.stderr.contains("out holds other files") && reply.stderr.contains("name a new or empty folder"),
        "{}",
        reply.stderr
    );
    assert_eq!(std::fs::read_dir(sandbox.path("out")).expect("the folder").count(), 1);
}

#[test]
fn the_next_export_writes_what_differs_and_no_change_of_a_person_is_lost() {
    let sandbox = Sandbox::new();
    load(&sandbox, "2025-01-30", &[("2024", "200")], &[]);
    let export = || sandbox.run(&["export", "out", "--to", "datapackage"]);
    assert!(export().stderr.contains("out: 6 files written\n"));
    assert!(export().stderr.contains("out: 0 files written, 6 unchanged\n"));
    load(&sandbox, "2025-01-30", &[("2024", "210")], &[]);
    assert!(export().stderr.contains("out: 1 file written, 5 unchanged\n"));
    // Where a source has another edition, the folder holds a dataset for each.
    load(&sandbox, "2025-02-27", &[("2024", "250")], &[]);
    let said = export().stderr;
    assert!(said.contains("out: 9 files written, 6 removed\n"), "{said}");
    assert!(sandbox.path("out/2/observations.csv").exists() && !sandbox.path("out/observations.csv").exists());
    sandbox.write("out/2/observations.csv", "changed");
    let reply = export();
    let expected = "out/2/observations.csv was changed since it was exported";
    assert!(reply.code == 2 && reply.stderr.contains(expected), "{}", reply.stderr);
    assert_eq!(sandbox.read("out/2/observations.csv"), "changed");
    std::fs::remove_file(sandbox.path("out/2/observations.csv")).expect("a file");
    sandbox.write("out/2/mine.csv", "mine");
    let reply = export();
    let expected = "out/2/mine.csv was not written by `yearbook export --to datapackage`";
    assert!(reply.code == 2 && reply.stderr.contains(expected), "{}", reply.stderr);
}

#[test]
fn an_export_that_was_interrupted_while_it_placed_its_files_is_done_again() {
    let sandbox = Sandbox::new();
    let export = |folder: &str| sandbox.run(&["export", folder, "--to", "datapackage"]);
    load(&sandbox, "2025-01-30", &[("2024", "200")], &[]);
    assert_eq!(export("out").code, 0);
    load(&sandbox, "2025-02-27", &[("2024", "250")], &[]);
    assert_eq!(export("whole").code, 0);
    // All files are listed, some have their names, and the last line of the manifest is not complete.
    let (before, all) = (sandbox.read("out/manifest.txt"), sandbox.read("whole/manifest.txt"));
    let lines: Vec<&str> = all.lines().skip(1).collect();
    let listed = format!("{before}{}", lines.join("\n"));
    sandbox.write("out/manifest.txt", &listed[..listed.len() - 10]);
    for file in ["1/regions.csv", "1/metrics.csv", "2/observations.csv"] {
        sandbox.write(&format!("out/{file}"), sandbox.bytes(&format!("whole/{file}")));
    }
    let reply = export("out");
    assert!(reply.stderr.contains("out: 6 files written, 3 unchanged, 6 removed\n"), "{}", reply.stderr);
    assert_eq!(sandbox.read("out/manifest.txt"), all);
    assert_eq!(std::fs::read_dir(sandbox.path("out")).expect("the folder").count(), 3);
    assert!(export("out").stderr.contains("out: 0 files written, 9 unchanged\n"));
}

#[test]
fn a_folder_of_another_kind_is_refused() {
    let sandbox = Sandbox::with_demo();
    let commands = [
        &["export", "csv", "--to", "csv"][..],
        &["export", "datapackage", "--to", "datapackage"],
        &["publish", "publish", "--no-database"],
        &["export", "parquet", "--to", "parquet"],
    ];
    for command in commands {
        assert_eq!(sandbox.run(command).code, 0, "{command:?}");
    }
    for (command, of_other) in commands.iter().flat_map(|one| commands.iter().map(move |other| (one, other))) {
        let folder = of_other[1];
        let before = files(&sandbox.path(folder));
        let mut arguments = command.to_vec();
        arguments[1] = folder;
        let reply = sandbox.run(&arguments);
        let is_same = command[1] == folder;
        let refused = format!("{folder} holds other files than those that `yearbook ");
        assert_eq!((reply.code == 0, reply.stderr.contains(&refused)), (is_same, !is_same), "{}", reply.stderr);
        assert!(is_same || files(&sandbox.path(folder)) == before, "{arguments:?}");
    }
}

#[test]
fn a_row_of_a_dataset_can_withdraw_a_figure() {
    let sandbox = Sandbox::new();
    load(&sandbox, "2025-01-30", &[("2024", "200")], &[]);
    load(&sandbox, "2025-02-27", &[], &[]);
    let rows = "metric,region,period,value,source,action\ngdp,US,2024,,release,D\n";
    sandbox.write("gdp/observations.csv", rows);
    let reply = sandbox.run(&["load", "gdp"]);
    assert!(reply.code == 0 && reply.stderr.contains("1 figure is withdrawn"), "{}", reply.stderr);
    assert_eq!(self::rows(&sandbox, "yearbook.db", "fact").lines().count(), 1);
    sandbox.write("gdp/observations.csv", rows.replace(",D", ",X"));
    let reply = sandbox.run(&["load", "gdp"]);
    assert!(reply.code == 1 && reply.stderr.contains("observations.csv:2:22"), "{}", reply.stderr);
}
