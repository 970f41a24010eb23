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
    sandbox.write_tables(dataset, &tables);
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
fn undo_gives_back_a_figure_that_was_handed_over() {
    let sandbox = Sandbox::new();
    for dataset in ["a", "b"] {
        write(&sandbox, dataset, &BOTH);
        load(&sandbox, &[dataset]);
    }
    let of_a = figures(&sandbox, &[]);
    complete(&sandbox, "a", &ONE);
    let of_b = figures(&sandbox, &[]);
    assert_eq!((of_a[1].as_str(), of_b[1].as_str()), ("2024 8 a/observations.csv", "2024 8 b/observations.csv"));
    for before in [&of_a, &of_b, &of_a] {
        let reply = sandbox.run(&["undo"]);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        assert_eq!(&figures(&sandbox, &[]), before);
    }
    // Whoever states it still is known again too.
    assert!(complete(&sandbox, "a", &ONE).contains(STAYS));
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

#[test]
fn corrections_know_which_datasets_state_a_figure() {
    let sandbox = Sandbox::new();
    write(&sandbox, "a", &BOTH);
    write(&sandbox, "b", &BOTH[1..]);
    load(&sandbox, &["a"]);
    load(&sandbox, &["b"]);
    let run = |arguments: &[&str]| {
        let reply = sandbox.run(arguments);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        reply.stderr
    };
    // A load that is taken back states nothing.
    run(&["undo"]);
    assert_eq!(query(&sandbox, "SELECT dataset FROM also_stated", &[]), [""; 0]);
    load(&sandbox, &["b"]);
    let said = run(&["remove", "dataset", "a", "--yes"]);
    assert!(said.contains("1 figure withdrawn\n  1 figure stays, because another dataset states it"), "{said}");
    assert_eq!(figures(&sandbox, &[]), ["2024 8 b/observations.csv"]);
    assert_eq!(
        query(&sandbox, "SELECT value, reason FROM former_fact ORDER BY value", &[]),
        ["7,withdrawn", "8,handed over"]
    );
    assert_eq!(figures(&sandbox, &["--as-of", "2025-01-01"]).len(), 1);
    for load in 1..=4 {
        assert_eq!(figures(&sandbox, &["--at-load", &load.to_string()]).len(), 2, "load {load}");
    }
    run(&["undo"]);
    assert_eq!(figures(&sandbox, &[]), ["2023 7 a/observations.csv", "2024 8 a/observations.csv"]);
    assert_eq!(load(&sandbox, &["b"]).lines().count(), 2);
    run(&["remove", "dataset", "b", "--yes"]);
    assert!(complete(&sandbox, "a", &ONE).contains("1 figure is withdrawn"));
}

#[test]
fn a_code_that_is_merged_into_another_brings_its_statements_along() {
    let sandbox = Sandbox::new();
    for (dataset, metric) in [("a", "gdp"), ("b", "gdp"), ("c", "gross")] {
        write(&sandbox, dataset, &BOTH);
        sandbox.replace(&format!("{dataset}/metrics.csv"), "gdp,", &format!("{metric},"));
        let rows = sandbox.read(&format!("{dataset}/observations.csv")).replace("gdp,", &format!("{metric},"));
        sandbox.write(&format!("{dataset}/observations.csv"), rows);
        load(&sandbox, &[dataset]);
    }
    let reply = sandbox.run(&["merge", "metric", "gdp", "gross"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    let stating = "SELECT period, dataset FROM also_stated ORDER BY period, dataset";
    assert_eq!(query(&sandbox, stating, &[]), ["2023,a", "2023,b", "2024,a", "2024,b"]);
    let reply = sandbox.run(&["remove", "dataset", "c", "--yes"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    assert_eq!(figures(&sandbox, &[]), ["2023 7 a/observations.csv", "2024 8 a/observations.csv"]);
}

#[test]
fn a_default_states_nothing_of_what_another_dataset_states() {
    let units = "code,name,dimension,factor\nbn,billions,money,1000000000\n";
    let metrics = |aggregation: &str| match aggregation {
        "" => "code,name,unit,kind\ngdp,GDP,bn,level\n".to_owned(),
        other => format!("code,name,unit,kind,aggregation\ngdp,GDP,bn,level,{other}\n"),
    };
    for (other, priority) in [("", "code,title\ns,Gazette\n"), ("", "code,title,priority\ns,Gazette,\n")] {
        let first = Sandbox::new();
        list(&first, "u", "units", units);
        list(&first, "p", "metrics", &metrics("sum"));
        list(&first, "q", "metrics", &metrics(other));
        list(&first, "ps", "sources", "code,title,priority\ns,Gazette,50\n");
        list(&first, "qs", "sources", priority);
        load(&first, &["u"]);
        for loads in ["p q", "q p", "p, q", "q, p"] {
            let sandbox = first.copy();
            for load_of in loads.split(", ") {
                let datasets: Vec<&str> = load_of.split(' ').collect();
                let sources: Vec<String> = datasets.iter().map(|dataset| format!("{dataset}s")).collect();
                load(&sandbox, &datasets);
                load(&sandbox, &sources.iter().map(String::as_str).collect::<Vec<_>>());
            }
            assert_eq!(query(&sandbox, "SELECT aggregation FROM metric", &[]), ["sum"], "{other} {loads}");
            assert_eq!(query(&sandbox, "SELECT priority FROM source", &[]), ["50"], "{other} {loads}");
            assert!(load(&sandbox, &["q", "p"]).contains("unchanged: "), "{other} {loads}");
        }
        // What only one dataset states it may take back.
        load(&first, &["p"]);
        list(&first, "p", "metrics", &metrics("none"));
        assert!(load(&first, &["p"]).contains("1 revised"));
    }
}

#[test]
fn a_default_that_is_stated_changes_what_another_dataset_states() {
    let sandbox = Sandbox::new();
    list(&sandbox, "a", "sources", "code,title,priority\ns,Gazette,50\n");
    list(&sandbox, "b", "sources", "code,title,priority\ns,Gazette,100\n");
    load(&sandbox, &["a"]);
    let reply = sandbox.run(&["load", "b"]);
    let says = "is `50` in the dataset a of yearbook.db, but `100` here";
    assert!(reply.code == 1 && reply.stderr.contains(says), "{}", reply.stderr);
    assert!(load(&sandbox, &["b", "--override"]).contains("replaces the definition of the dataset a"));
    assert_eq!(query(&sandbox, "SELECT priority FROM source", &[]), ["100"]);
    let together = sandbox.run(&["load", "a", "b", "--db", "other.db"]);
    assert!(together.code == 1 && together.stderr.contains("error[other-definition]"), "{}", together.stderr);
}

/// Writes a dataset that has only a list.
fn list(sandbox: &Sandbox, dataset: &str, table: &str, rows: &str) {
    sandbox.write(&format!("{dataset}/{table}.csv"), rows);
    let text = format!(r#"{{"name": "{dataset}", "resources": [{{"name": "{table}", "path": "{table}.csv"}}]}}"#);
    sandbox.write(&format!("{dataset}/datapackage.json"), text);
}

fn regions(sandbox: &Sandbox) -> Vec<String> {
    query(sandbox, "SELECT code, name, name_zh, level FROM region ORDER BY code", &[])
}

#[test]
fn a_definition_of_another_dataset_is_changed_only_with_override() {
    let sandbox = Sandbox::new();
    list(&sandbox, "a", "regions", "code,name,name_zh,level\nnb,Ningbo,宁波,prefecture\nzj,Zhejiang,,province\n");
    load(&sandbox, &["a"]);
    list(&sandbox, "b", "regions", "code,name,name_zh,level\nzj,Zhejiang,浙江,province\nnb,Ningbo City,,prefecture\n");
    let told = ["check", "load"].map(|command| sandbox.talk(&[command, "b"])).join("\n\n");
    insta::assert_snapshot!("other_definition", told);
    let said = sandbox.run(&["check", "b", "--override"]).stderr;
    assert!(said.contains("1 of the revised rows replaces the definition of the dataset a"), "{said}");
    let said = load(&sandbox, &["b", "--override"]);
    assert!(said.contains("1 of the revised rows replaces the definition of the dataset a"), "{said}");
    assert_eq!(regions(&sandbox), ["nb,Ningbo City,宁波,prefecture", "zj,Zhejiang,浙江,province"]);
    // Its own definitions it may change, and now the first one is told.
    sandbox.replace("b/regions.csv", "Ningbo City", "City of Ningbo");
    assert!(load(&sandbox, &["b"]).contains("1 revised"));
    let said = sandbox.run(&["load", "a"]).stderr;
    assert!(said.contains("is `City of Ningbo` in the dataset b of yearbook.db, but `Ningbo` here"), "{said}");
    assert!(load(&sandbox, &["a", "--override"]).contains("replaces the definition of the dataset b"));
    assert_eq!(regions(&sandbox), ["nb,Ningbo,宁波,prefecture", "zj,Zhejiang,浙江,province"]);
}

#[test]
fn an_empty_cell_and_a_column_that_is_left_out_state_nothing_of_what_another_dataset_states() {
    let full = "code,name,name_zh,level\nnb,Ningbo,宁波,prefecture\n";
    for sparse in ["code,name,name_zh,level\nnb,Ningbo,,prefecture\n", "code,name,level\nnb,Ningbo,prefecture\n"] {
        for order in [["a", "b"], ["b", "a"]] {
            let sandbox = Sandbox::new();
            list(&sandbox, "a", "regions", full);
            list(&sandbox, "b", "regions", sparse);
            for dataset in [order[0], order[1], order[0], order[1]] {
                load(&sandbox, &[dataset]);
            }
            assert_eq!(regions(&sandbox), ["nb,Ningbo,宁波,prefecture"], "{order:?} {sparse}");
        }
    }
    // Alone, a dataset may empty a cell.
    let sandbox = Sandbox::new();
    list(&sandbox, "a", "regions", full);
    load(&sandbox, &["a"]);
    sandbox.replace("a/regions.csv", "宁波", "");
    load(&sandbox, &["a"]);
    assert_eq!(regions(&sandbox), ["nb,Ningbo,,prefecture"]);
}

#[test]
fn two_datasets_of_one_load_agree_on_a_definition() {
    let sandbox = Sandbox::new();
    let row = |name: &str, chinese: &str| format!("code,name,name_zh,level\nnb,{name},{chinese},prefecture\n");
    list(&sandbox, "a", "regions", &row("Ningbo", "宁波"));
    list(&sandbox, "b", "regions", &row("Ningbo", ""));
    for _ in 0..2 {
        load(&sandbox, &["a", "b"]);
        assert_eq!(regions(&sandbox), ["nb,Ningbo,宁波,prefecture"]);
    }
    list(&sandbox, "c", "regions", &row("Ningbo City", ""));
    list(&sandbox, "d", "units", "code,name,dimension,factor\nCNY,yuan,money,1\n");
    list(&sandbox, "e", "units", "code,name,dimension,factor\nCNY,yuan,money,100\n");
    let told = [["a", "c"], ["b", "a"], ["d", "e"]].map(|[first, second]| sandbox.talk(&["load", first, second]));
    insta::assert_snapshot!("other_definition_in_one_load", told.join("\n\n"));
}

#[test]
fn a_source_of_two_datasets_may_have_editions_and_days_of_retrieval() {
    let sources = |date: &str, retrieved: &str, title: &str| {
        format!("code,title,published_on,retrieved_on\ns,{title},{date},{retrieved}\n")
    };
    let sandbox = Sandbox::new();
    list(&sandbox, "a", "sources", &sources("2025-01-01", "2025-02-01", "Gazette"));
    load(&sandbox, &["a"]);
    list(&sandbox, "b", "sources", &sources("2025-01-01", "2025-03-01", "Gazette"));
    load(&sandbox, &["b"]);
    list(&sandbox, "b", "sources", &sources("2026-01-01", "2026-03-01", "Gazette of 2026"));
    load(&sandbox, &["b"]);
    list(&sandbox, "c", "sources", &sources("2025-01-01", "", "Bulletin"));
    let said = sandbox.run(&["load", "c"]).stderr;
    assert!(
        said.contains(
            "the title of the source `s` is `Gazette` in the datasets a, b of yearbook.db, but `Bulletin` here"
        ),
        "{said}"
    );
}

#[test]
fn what_figures_refer_to_is_rejected_with_a_definition_that_differs() {
    let sandbox = Sandbox::new();
    write(&sandbox, "a", &BOTH);
    load(&sandbox, &["a"]);
    write(&sandbox, "b", &[("2025", "9")]);
    sandbox.replace("b/metrics.csv", "gdp,GDP,", "gdp,Gross output,");
    let reply = sandbox.run(&["load", "b", "--keep-going"]);
    assert!(reply.stderr.contains("2 rejected"), "{}", reply.stderr);
    assert_eq!(figures(&sandbox, &[]).len(), 2);
    // A metric that a mapping created has no definition that a dataset states.
    sandbox.write("people.csv", "Region,2023,2024\nDelta,5100,5200\n");
    load(&sandbox, &["people.csv", "--create", "all"]);
    list(&sandbox, "c", "regions", "code,name,level\nDelta,The delta,area\n");
    load(&sandbox, &["c"]);
    assert!(regions(&sandbox).contains(&"Delta,The delta,,area".to_owned()), "{:?}", regions(&sandbox));
}

#[test]
fn a_load_that_leaves_rows_out_names_the_option_that_withdraws_them() {
    let sandbox = Sandbox::new();
    write(&sandbox, "a", &BOTH);
    load(&sandbox, &["a"]);
    write(&sandbox, "a", &ONE);
    let said = load(&sandbox, &["a"]);
    assert!(
        said.contains(
            "a states 1 row fewer than in load 1: what it no longer states stays, unless it is loaded with --complete"
        ),
        "{said}"
    );
    let said = load(&sandbox, &["a", "--complete"]);
    assert!(said.contains("1 figure is withdrawn") && !said.contains("fewer"), "{said}");
    assert!(!load(&sandbox, &["a"]).contains("fewer"));
}

/// Everything that two datasets state together, but for which of them a figure came from.
fn stated(sandbox: &Sandbox) -> Vec<String> {
    let rows = "SELECT 'figure', period, display, note, citation FROM fact
                 UNION ALL SELECT 'source', code, title, url, published_on FROM source
                 UNION ALL SELECT 'unit', code, name, symbol, dimension FROM unit
                 UNION ALL SELECT 'statement', dataset, table_name, row_key, NULL FROM row_statement
                 UNION ALL SELECT 'stating', period, dataset, NULL, NULL
                   FROM (SELECT period, dataset FROM also_stated
                          UNION ALL SELECT o.period, f.dataset
                                      FROM observation AS o JOIN load_file AS f USING (file_id)) AS s
                 ORDER BY 1, 2, 3, 4";
    query(sandbox, rows, &[])
}

#[test]
fn two_datasets_of_one_load_state_the_same_as_one_after_the_other() {
    let first = Sandbox::new();
    write(&first, "p", &[("2022", "6"), ("2023", "7"), ("2024", "8")]);
    write(&first, "q", &[("2023", "7"), ("2024", "8"), ("2025", "9")]);
    write(&first, "r", &ONE);
    // One lacks the column, or the cell is empty.
    first.write("p/sources.csv", "code,title,published_on,url\ns,Gazette,2025-01-01,https://example.org/\n");
    first.write("p/units.csv", "code,name,symbol,dimension,factor\nCNY,yuan,,money,1\n");
    first.write("q/units.csv", "code,name,symbol,dimension,factor\nCNY,yuan,¥,money,1\n");
    write(&first, "other", &[("2020", "5")]);
    let mut expected: Option<Vec<String>> = None;
    // Into a new file, or one that holds another dataset.
    for before in [&[][..], &["other"]] {
        for loads in ["p q r", "q p r", "r q p", "p, q, r", "q, p, r", "p q, r", "r, q p"] {
            let sandbox = first.copy();
            before.iter().for_each(|dataset| drop(load(&sandbox, &[dataset])));
            let loads: Vec<Vec<&str>> = loads.split(", ").map(|load| load.split(' ').collect()).collect();
            for datasets in &loads {
                let checked = sandbox.run(&[&["check"], &datasets[..]].concat());
                assert_eq!(checked.code, 0, "{}", checked.stderr);
                load(&sandbox, datasets);
            }
            if !before.is_empty() {
                load(&sandbox, &["other", "--complete"]);
                let removed = sandbox.run(&["remove", "dataset", "other", "--yes"]);
                assert_eq!(removed.code, 0, "{}", removed.stderr);
            }
            let found = stated(&sandbox);
            assert_eq!(&found, expected.get_or_insert_with(|| found.clone()), "{loads:?}");
            load(&sandbox, &["p", "q", "r", "--complete"]);
            for datasets in [&["p", "q", "r"][..], &["r", "q", "p"]] {
                for mode in [&[][..], &["--complete"]] {
                    let said = load(&sandbox, &[datasets, mode].concat());
                    assert!(said.contains("unchanged: "), "{loads:?} {said}");
                }
            }
            // What one of them no longer states stays with the others.
            write(&sandbox, "p", &[]);
            write(&sandbox, "q", &[("2025", "9")]);
            load(&sandbox, &["p", "q", "--complete"]);
            assert_eq!(figures(&sandbox, &[]), ["2023 7 r/observations.csv", "2025 9 q/observations.csv"], "{loads:?}");
        }
    }
    let expected = expected.expect("what is stated");
    assert!(expected.iter().any(|line| line.contains("https://example.org/")), "{expected:?}");
    assert!(expected.iter().any(|line| line.contains('¥')), "{expected:?}");
}

#[test]
fn two_datasets_of_one_load_that_state_other_values_are_told() {
    let sandbox = Sandbox::new();
    write(&sandbox, "p", &BOTH);
    write(&sandbox, "q", &BOTH);
    write(&sandbox, "r", &[("2023", "7"), ("2024", "8.5")]);
    for datasets in [["p", "q", "r"], ["r", "p", "q"], ["p", "r", "q"]] {
        let reply = sandbox.run(&[&["load"], &datasets[..]].concat());
        assert!(reply.code == 1 && reply.stderr.contains("duplicate key `gdp | 2024 | s`"), "{}", reply.stderr);
        // Of two values nothing says which one is right: none is loaded.
        let copy = sandbox.copy();
        let kept = copy.run(&[&["load", "--keep-going"], &datasets[..]].concat());
        assert_eq!(figures(&copy, &[]).len(), 1, "{}", kept.stderr);
        assert!(kept.stderr.contains("3 rejected"), "{}", kept.stderr);
        assert_eq!(query(&copy, "SELECT count(*) FROM also_stated", &[]), ["2"]);
    }
}

#[test]
fn a_load_shows_which_datasets_stated_a_figure_then() {
    let sandbox = Sandbox::new();
    for dataset in ["a", "b", "c"] {
        write(&sandbox, dataset, &BOTH);
        load(&sandbox, &[dataset]);
    }
    let stating = "SELECT period, dataset FROM also_stated ORDER BY 1, 2";
    let mut said: Vec<Vec<String>> = Vec::new();
    let mut look = |sandbox: &Sandbox| {
        said.push(query(sandbox, stating, &[]));
        for (load, said) in (3..).zip(&said) {
            assert_eq!(&query(sandbox, stating, &["--at-load", &load.to_string()]), said, "at load {load}");
        }
    };
    look(&sandbox);
    complete(&sandbox, "b", &ONE);
    look(&sandbox);
    complete(&sandbox, "a", &ONE);
    look(&sandbox);
    for arguments in [&["undo"][..], &["remove", "dataset", "c", "--yes"], &["undo"]] {
        assert_eq!(sandbox.run(arguments).code, 0);
        look(&sandbox);
    }
    assert_eq!(query(&sandbox, stating, &["--at-load", "2"]), ["2023,b", "2024,b"]);
    assert_eq!(query(&sandbox, stating, &["--at-load", "1"]), [""; 0]);
}

#[test]
fn what_a_dataset_replaced_of_a_source_is_in_force_again_with_its_edition() {
    let row = |title: &str, day: &str| format!("code,title,publisher,published_on\nrelease,{title},Office,{day}\n");
    let sandbox = Sandbox::new();
    list(&sandbox, "a", "sources", &row("First", "2025-01-30"));
    load(&sandbox, &["a"]);
    list(&sandbox, "b", "sources", &(row("Other", "2025-01-30") + "own,Own,Office,2025\n"));
    load(&sandbox, &["b", "--override"]);
    let titles = |sandbox: &Sandbox| {
        let sql =
            "SELECT source.title, edition.title FROM edition JOIN source USING (source_id) WHERE code = 'release'";
        query(sandbox, sql, &[])
    };
    assert_eq!(titles(&sandbox), ["Other,Other"]);
    let removed = sandbox.copy();
    let reply = removed.run(&["remove", "dataset", "b", "--yes"]);
    assert!(reply.stderr.contains("source: 1 row is again what another dataset states"), "{}", reply.stderr);
    assert_eq!(titles(&removed), ["First,First"]);
    assert!(load(&removed, &["a"]).contains("unchanged: "));
    assert_eq!(removed.run(&["undo"]).code, 0);
    assert_eq!(titles(&removed), ["Other,Other"]);

    let complete = sandbox.copy();
    list(&complete, "b", "sources", "code,title,publisher,published_on\nown,Own,Office,2025\n");
    let said = load(&complete, &["b", "--complete"]);
    assert!(said.contains("1 row is again what the dataset a states"), "{said}");
    assert_eq!(titles(&complete), ["First,First"]);

    // The source has a newer edition since, whose columns it has.
    list(&sandbox, "c", "sources", &row("Second", "2025-02-27"));
    load(&sandbox, &["c"]);
    let reply = sandbox.run(&["remove", "dataset", "b", "--yes"]);
    assert!(!reply.stderr.contains("is again"), "{}", reply.stderr);
    assert_eq!(titles(&sandbox), ["Second,Other", "Second,Second"]);
}

#[test]
fn what_a_dataset_replaced_is_in_force_again_when_the_dataset_goes() {
    let row = |name: &str| format!("code,name,level\nnb,{name},prefecture\n");
    let sandbox = Sandbox::new();
    list(&sandbox, "a", "regions", &(row("Ningbo") + "zj,Zhejiang,province\n"));
    load(&sandbox, &["a"]);
    list(&sandbox, "b", "regions", &(row("Ningbo City") + "hz,Hangzhou,prefecture\n"));
    load(&sandbox, &["b", "--override"]);
    let run = |sandbox: &Sandbox, arguments: &[&str]| {
        let reply = sandbox.run(arguments);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        reply.stdout + &reply.stderr
    };
    let stating = "SELECT dataset, row_key FROM row_statement ORDER BY 1, 2";
    let of_a = ["a,\"[\"\"nb\"\"]\"", "a,\"[\"\"zj\"\"]\""];
    let now = ["nb,Ningbo,,prefecture", "zj,Zhejiang,,province"];

    let removed = sandbox.copy();
    let said = run(&removed, &["remove", "dataset", "b", "--yes"]);
    let lines = "region: 1 row removed\n  region: 1 row is again what another dataset states\n";
    assert!(said.contains(lines), "{said}");
    assert_eq!(
        (regions(&removed), query(&removed, stating, &[])),
        (now.map(str::to_owned).to_vec(), of_a.map(str::to_owned).to_vec())
    );
    assert!(load(&removed, &["a"]).contains("unchanged: "));
    assert_eq!(query(&removed, "SELECT name FROM region WHERE code = 'nb'", &["--at-load", "2"]), ["Ningbo City"]);
    run(&removed, &["undo"]);
    assert!(regions(&removed).contains(&"nb,Ningbo City,,prefecture".to_owned()));

    let complete = sandbox.copy();
    list(&complete, "b", "regions", "code,name,level\nhz,Hangzhou,prefecture\n");
    let foreseen = complete.run(&["check", "b", "--complete"]).stderr;
    let again = "\n  1 row is again what the dataset a states\n";
    assert!(foreseen.contains("a load would revise 1") && foreseen.contains(again), "{foreseen}");
    assert!(!foreseen.contains("withdraw"), "{foreseen}");
    let said = load(&complete, &["b", "--complete"]);
    assert!(said.ends_with(again), "{said}");
    assert!(regions(&complete).contains(&"nb,Ningbo,,prefecture".to_owned()));

    // The first dataset has been loaded since, and nothing says what it stated of the row.
    list(&sandbox, "a", "regions", "code,name,level\nzj,Zhejiang,province\njx,Jiaxing,prefecture\n");
    load(&sandbox, &["a"]);
    let said = run(&sandbox, &["remove", "dataset", "b"]);
    assert!(said.contains("region: what a stated of 1 row before is not known; load it again\n"), "{said}");
    assert!(said.contains("region: 2 rows removed\n"), "{said}");
}
