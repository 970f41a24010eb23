//! Datasets that state the same figures and the same rows: what one of them no longer states stays as long as another one does.

use crate::sandbox::Sandbox;

/// Writes a dataset that states the figures of these years, each with its value.
fn write(sandbox: &Sandbox, dataset: &str, figures: &[(&str, &str)]) {
    let rows = figures.iter().map(|(year, value)| format!("gdp,{year},{value},s\n"));
    let tables = [
        ("sources", "code,title,published_on\ns,Gazette,2025-01-01\n".to_owned()),
        ("units", "code,name,dimension,factor\nCNY,yuan,money,1\n".to_owned()),
        ("metrics", "code,name,unit,kind\ngdp,GDP,CNY,level\n".to_owned()),
        ("observations", format!("metric,period,value,source\n{}", rows.collect::<String>())),
    ];
    let resources = tables.each_ref().map(|(table, text)| {
        sandbox.write(&format!("{dataset}/{table}.csv"), text);
        format!(r#"{{"name": "{table}", "path": "{table}.csv"}}"#)
    });
    let text = format!(r#"{{"name": "{dataset}", "resources": [{}]}}"#, resources.join(", "));
    sandbox.write(&format!("{dataset}/datapackage.json"), text);
}

fn load(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let reply = sandbox.run(&[&["load"], arguments].concat());
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    let connection = rusqlite::Connection::open(sandbox.path("yearbook.db")).expect("the database");
    let broken = "SELECT count(*) FROM pragma_foreign_key_check";
    assert_eq!(connection.query_row(broken, [], |row| row.get::<_, i64>(0)), Ok(0));
    reply.stderr
}

/// Writes a dataset and loads it as a complete one, after a check that foresees the same.
fn complete(sandbox: &Sandbox, dataset: &str, figures: &[(&str, &str)]) -> String {
    write(sandbox, dataset, figures);
    let foreseen = sandbox.run(&["check", dataset, "--complete"]).stderr;
    let said = load(sandbox, &[dataset, "--complete"]);
    let (withdraws, withdrawn) = (foreseen.contains("withdraw"), said.contains("withdrawn"));
    assert_eq!(withdraws, withdrawn, "{foreseen}\n{said}");
    said
}

fn query(sandbox: &Sandbox, sql: &str, options: &[&str]) -> Vec<String> {
    let reply = sandbox.run(&[&["query", sql, "--format", "csv"], options].concat());
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    reply.stdout.lines().skip(1).map(str::to_owned).collect()
}

/// The stored figures, each with the dataset that it came from.
fn figures(sandbox: &Sandbox, options: &[&str]) -> Vec<String> {
    query(sandbox, "SELECT period || ' ' || CAST(value AS INT) || ' ' || file FROM fact ORDER BY period", options)
}

const BOTH: [(&str, &str); 2] = [("2023", "7"), ("2024", "8")];
const ONE: [(&str, &str); 1] = [("2023", "7")];
const STAYS: &str = "1 figure that it no longer states stays, because another dataset states it";

#[test]
fn a_figure_that_another_dataset_states_is_not_withdrawn_in_any_order() {
    for [first, second] in [["a", "b"], ["b", "a"]] {
        let sandbox = Sandbox::new();
        write(&sandbox, "a", &BOTH);
        write(&sandbox, "b", &BOTH);
        load(&sandbox, &[first]);
        load(&sandbox, &[second]);
        let said = complete(&sandbox, "a", &ONE);
        assert_eq!(said.contains(STAYS), first == "a", "{said}");
        let of_first = format!("2023 7 {first}/observations.csv");
        assert_eq!(figures(&sandbox, &[]), [of_first.clone(), "2024 8 b/observations.csv".to_owned()]);
        // It stays until no dataset states it.
        let bytes = sandbox.bytes("yearbook.db");
        complete(&sandbox, "a", &ONE);
        assert!(sandbox.bytes("yearbook.db") == bytes, "the same once more changes nothing");
        let said = complete(&sandbox, "b", &ONE);
        assert!(said.contains("1 figure is withdrawn"), "{said}");
        assert_eq!(figures(&sandbox, &[]), [of_first]);
        // Every load is as it was.
        let both = ["2023 7", "2024 8"];
        for (load, expected) in [("1", &both[..]), ("2", &both), ("3", &both), ("4", &both[..1])] {
            let found = figures(&sandbox, &["--at-load", load]);
            let found: Vec<&str> = found.iter().map(|figure| &figure[..6]).collect();
            assert_eq!(found, expected, "load {load}");
        }
        for (loads, expected) in [(["1", "2"], "0 withdrawn"), (["2", "3"], "0 withdrawn"), (["3", "4"], "1 withdrawn")]
        {
            let said = sandbox.run(&[&["diff"], &loads[..]].concat()).stderr;
            assert!(said.contains(&format!("0 added, 0 revised, {expected}")), "{said}");
        }
        assert_eq!(figures(&sandbox, &["--as-of", "2025-01-01"]).len(), 1);
    }
}

#[test]
fn a_figure_of_three_datasets_goes_from_one_to_the_next() {
    let sandbox = Sandbox::new();
    for dataset in ["a", "b", "c"] {
        write(&sandbox, dataset, &BOTH);
        load(&sandbox, &[dataset]);
    }
    complete(&sandbox, "a", &ONE);
    assert_eq!(figures(&sandbox, &[])[1], "2024 8 b/observations.csv");
    // The one that did before may state it again.
    complete(&sandbox, "a", &BOTH);
    complete(&sandbox, "c", &ONE);
    complete(&sandbox, "b", &ONE);
    assert_eq!(figures(&sandbox, &[])[1], "2024 8 a/observations.csv");
    assert_eq!(
        query(&sandbox, "SELECT reason, load_id, removed_by, file FROM former_fact ORDER BY load_id", &[]),
        ["handed over,1,2,a/observations.csv", "handed over,2,5,b/observations.csv"]
    );
    for load in 1..=7 {
        assert_eq!(figures(&sandbox, &["--at-load", &load.to_string()]).len(), 2, "load {load}");
    }
    let said = complete(&sandbox, "a", &ONE);
    assert!(said.contains("1 figure is withdrawn"), "{said}");
}

#[test]
fn two_complete_datasets_of_one_load_can_exchange_a_figure() {
    for [first, second] in [["a", "b"], ["b", "a"]] {
        let sandbox = Sandbox::new();
        write(&sandbox, "a", &BOTH);
        write(&sandbox, "b", &ONE[1..]);
        load(&sandbox, &[first]);
        load(&sandbox, &[second]);
        write(&sandbox, "a", &ONE);
        write(&sandbox, "b", &BOTH[1..]);
        let said = load(&sandbox, &["a", "b", "--complete"]);
        assert!(said.contains(STAYS), "{said}");
        assert_eq!(figures(&sandbox, &[]), ["2023 7 a/observations.csv", "2024 8 b/observations.csv"]);
        write(&sandbox, "b", &[]);
        // The one that `a` states stays.
        let said = load(&sandbox, &["a", "b", "--complete"]);
        assert!(said.contains("1 figure is withdrawn"), "{said}");
    }
    let sandbox = Sandbox::new();
    for dataset in ["a", "b", "c"] {
        write(&sandbox, dataset, &BOTH);
        load(&sandbox, &[dataset]);
    }
    write(&sandbox, "b", &[]);
    // The first states all of the series still, so that its checksum is the same.
    let said = load(&sandbox, &["a", "b", "--complete"]);
    assert!(!said.contains("withdrawn"), "{said}");
    assert_eq!(query(&sandbox, "SELECT DISTINCT dataset FROM also_stated", &[]), ["c"]);
    write(&sandbox, "a", &[]);
    write(&sandbox, "c", &[]);
    assert!(load(&sandbox, &["a", "c", "--complete"]).contains("2 figures are withdrawn"));
}

#[test]
fn a_dataset_that_states_another_value_revises_it_and_states_it_alone() {
    let sandbox = Sandbox::new();
    write(&sandbox, "a", &BOTH);
    write(&sandbox, "b", &BOTH);
    load(&sandbox, &["a"]);
    load(&sandbox, &["b"]);
    write(&sandbox, "b", &[("2023", "7"), ("2024", "9")]);
    assert!(load(&sandbox, &["b"]).contains("1 revised"));
    assert_eq!(figures(&sandbox, &[]), ["2023 7 a/observations.csv", "2024 9 b/observations.csv"]);
    assert_eq!(query(&sandbox, "SELECT period, dataset FROM also_stated", &[]), ["2023,b"]);
    // The first one never stated this value, and takes nothing back.
    let said = complete(&sandbox, "a", &ONE);
    assert!(!said.contains("withdrawn") && !said.contains("stays"), "{said}");
    let said = complete(&sandbox, "b", &ONE);
    assert!(said.contains("1 figure is withdrawn"), "{said}");
    assert_eq!(
        query(&sandbox, "SELECT value, reason FROM former_fact ORDER BY value", &[]),
        ["8,corrected", "9,withdrawn"]
    );
}
