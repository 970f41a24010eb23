//! Rows of all tables are corrected and withdrawn with their history, and `--at-load` shows what the file said.

use crate::sandbox::Sandbox;

/// A dataset of an enterprise with its lists: the sectors, the designations since a year, and the claims.
fn write(sandbox: &Sandbox, dataset: &str, name: &str, [sectors, since, claims]: [&str; 3]) {
    let descriptor = [
        ("sources", "code,title,published_on\ns,Gazette,2025-01-01\n".to_owned()),
        ("units", "code,name,dimension,factor\nCNY,yuan,money,1\n".to_owned()),
        ("sectors", "code,name,scheme\nC28,Fibres,gbt4754\nC39,Electronics,gbt4754\n".to_owned()),
        ("metrics", "code,name,unit,kind,aggregation\nrevenue,Revenue,CNY,level,sum\n".to_owned()),
        ("enterprises", format!("code,name\na,{name}\n")),
        ("enterprise-sectors", rows("enterprise,sector", sectors, |sector| format!("a,{sector}"))),
        ("designations", "code,name\ngiant,Little giant\n".to_owned()),
        (
            "enterprise-designations",
            rows("enterprise,designation,from_period,source,locator", since, |year| format!("a,giant,{year},s,p. 1")),
        ),
        ("claims", rows("code,text,enterprise,source", claims, |code| format!("{code},Alpha leads,a,s"))),
        ("observations", "metric,enterprise,period,value,source\nrevenue,a,2024,100,s\n".to_owned()),
    ];
    sandbox.write_tables(dataset, &descriptor);
}

fn rows(header: &str, words: &str, row: impl Fn(&str) -> String) -> String {
    words.split_whitespace().fold(format!("{header}\n"), |text, word| text + &row(word) + "\n")
}

fn query(sandbox: &Sandbox, sql: &str, options: &[&str]) -> Vec<String> {
    let reply = sandbox.run(&[&["query", sql, "--format", "csv"], options].concat());
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    reply.stdout.lines().skip(1).map(str::to_owned).collect()
}

/// What the file says of the enterprise, in one line.
fn lists(sandbox: &Sandbox, options: &[&str]) -> Vec<String> {
    let sql = "SELECT (SELECT name FROM enterprise) || ': ' ||
                      coalesce((SELECT group_concat(sector) FROM enterprise_sector), '-') || ' ' ||
                      coalesce((SELECT group_concat(from_period) FROM enterprise_designation), '-') || ' ' ||
                      coalesce((SELECT group_concat(code) FROM statement), '-') AS line";
    query(sandbox, sql, options)
}

fn load(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let reply = sandbox.run(&[&["load"], arguments].concat());
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    reply.stderr
}

#[test]
fn a_complete_load_withdraws_rows_of_all_tables() {
    let sandbox = Sandbox::new();
    write(&sandbox, "d", "Alpha", ["C28", "2022", "c1"]);
    load(&sandbox, &["d"]);
    write(&sandbox, "d", "Alpha Ltd", ["C39", "2021", ""]);
    let checked = sandbox.run(&["check", "d", "--complete"]).stderr;
    assert!(checked.contains("a load would insert 2, revise 1, withdraw 3"), "{checked}");
    let said = load(&sandbox, &["d", "--complete"]);
    assert!(said.contains("3 rows of other tables are withdrawn"), "{said}");
    let [before, after] = [["Alpha: C28 2022 c1"], ["Alpha Ltd: C39 2021 -"]];
    assert_eq!(lists(&sandbox, &[]), after);
    assert_eq!(lists(&sandbox, &["--at-load", "2"]), after);
    assert_eq!(lists(&sandbox, &["--at-load", "1"]), before);
    assert_eq!(query(&sandbox, "SELECT count(*) FROM fact", &["--at-load", "0"]), ["0"]);
    assert_eq!(query(&sandbox, "SELECT count(*) FROM enterprise", &["--at-load", "0"]), ["0"]);
    let bytes = sandbox.bytes("yearbook.db");
    load(&sandbox, &["d", "--complete"]);
    assert!(sandbox.bytes("yearbook.db") == bytes, "the same once more changes nothing");
    let rows = |arguments: &[&str]| sandbox.run(&[&["diff", "--rows", "--format", "csv"], arguments].concat()).stdout;
    let changed = "change,table,row,column,from,to\n\
        revised,enterprise,a,name,Alpha,Alpha Ltd\n\
        withdrawn,enterprise_sector,a | C28,enterprise,a,\n\
        withdrawn,enterprise_sector,a | C28,sector,C28,\n\
        added,enterprise_sector,a | C39,enterprise,,a\n\
        added,enterprise_sector,a | C39,sector,,C39\n";
    assert!(rows(&["1", "2"]).starts_with(changed), "{}", rows(&["1", "2"]));
    assert!(rows(&["1", "2"]).contains("withdrawn,claim,c1,text,Alpha leads,\n"), "{}", rows(&["1", "2"]));
    assert_eq!(rows(&["2", "yearbook.db"]).lines().count(), 1);
    assert_eq!(rows(&["0", "1"]).lines().filter(|line| line.starts_with("added,sector,")).count(), 6);
    // Reports, too, say what they said.
    let profile = |load| sandbox.run(&["report", "profile", "-p", "enterprise=a", "--at-load", load]).stdout;
    assert!(profile("1").contains("Fibres") && profile("1").contains("Alpha leads"), "{}", profile("1"));
    assert!(profile("2").contains("Electronics") && !profile("2").contains("Alpha leads"), "{}", profile("2"));
}

#[test]
fn a_row_that_another_dataset_states_is_not_withdrawn() {
    for order in [["d", "e"], ["e", "d"]] {
        let sandbox = Sandbox::new();
        write(&sandbox, "d", "Alpha", ["C28 C39", "2022", "c1"]);
        write(&sandbox, "e", "Alpha", ["C39", "2022", ""]);
        order.iter().for_each(|dataset| drop(load(&sandbox, &[dataset])));
        write(&sandbox, "d", "Alpha", ["", "", ""]);
        let said = load(&sandbox, &["d", "--complete"]);
        assert!(said.contains("2 rows of other tables are withdrawn"), "{said}");
        assert_eq!(lists(&sandbox, &[]), ["Alpha: C39 2022 -"]);
        write(&sandbox, "e", "Alpha", ["", "", ""]);
        load(&sandbox, &["e", "--complete"]);
        assert_eq!(lists(&sandbox, &[]), ["Alpha: - - -"]);
    }
}

#[test]
fn a_row_that_others_refer_to_is_not_withdrawn() {
    let sandbox = Sandbox::new();
    write(&sandbox, "d", "Alpha", ["C28", "2022", "c1"]);
    load(&sandbox, &["d"]);
    sandbox.write("e/datapackage.json", r#"{"name": "e", "resources": [{"name": "claims", "path": "c.csv"}]}"#);
    sandbox.write("e/c.csv", "code,text,sector,source\nfibres,Fibres grow,C28,s\n");
    load(&sandbox, &["e"]);
    let without = |table: &str, row: &str| sandbox.replace(&format!("d/{table}.csv"), row, "");
    without("sectors", "C28,Fibres,gbt4754\n");
    without("sectors", "C39,Electronics,gbt4754\n");
    without("enterprise-sectors", "a,C28\n");
    let said = load(&sandbox, &["d", "--complete"]);
    assert!(said.contains("2 rows of other tables are withdrawn"), "{said}");
    assert_eq!(query(&sandbox, "SELECT code FROM sector", &[]), ["C28"]);
    let broken = query(&sandbox, "SELECT count(*) FROM pragma_foreign_key_check", &[]);
    assert_eq!(broken, ["0"]);
}

#[test]
fn figures_and_names_are_those_of_the_load() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    load(&sandbox, &["delta"]);
    let state = |load: &str| {
        let read =
            |arguments: &[&str]| sandbox.run(&[arguments, &["--at-load", load, "--format", "csv"]].concat()).stdout;
        [
            read(&["query", "SELECT * FROM fact ORDER BY series_id, period, source_id"]),
            read(&[
                "query",
                "SELECT series_id, observations, first_period, last_period, qualified FROM series ORDER BY series_id",
            ]),
            read(&["query", "SELECT * FROM source ORDER BY source_id"]),
            read(&["report", "overview"]),
            read(&["report", "conflicts"]),
            read(&["trace", "alpha"]),
            read(&["history", "alpha"]),
        ]
    };
    let first = state("1");
    assert!(first.iter().all(|text| text.lines().count() > 1), "{first:?}");
    sandbox.replace("delta/observations.csv", "alpha,,2024,>1300", "alpha,,2024,1342");
    sandbox.replace("delta/enterprises.csv", "Gamma Lines", "Gamma Lines Ltd");
    sandbox.replace("delta/metrics.csv", "Employees", "Staff");
    load(&sandbox, &["delta"]);
    let second = state("2");
    assert_ne!(first, second);
    sandbox.replace("delta/observations.csv", "alpha,,2024,1342", "alpha,,2024,1350");
    load(&sandbox, &["delta"]);
    assert_eq!(state("1"), first);
    assert_eq!(state("2"), second);
    // What is no longer stated is looked up by its key, however many revisions there are.
    let plan =
        "EXPLAIN QUERY PLAN SELECT o.value FROM series AS s CROSS JOIN observation AS o ON o.series_id = s.series_id";
    for option in [["--at-load", "1"], ["--as-of", "2025-01-01"]] {
        let plan = query(&sandbox, plan, &option).join("\n");
        assert!(!plan.contains("SCAN shadow_former"), "{plan}");
    }
    let wrong = sandbox.run(&["report", "overview", "--at-load", "4"]);
    assert!(wrong.code == 2 && wrong.stderr.contains("yearbook.db has no load 4"), "{}", wrong.stderr);
}

/// The lines of `history --rows` as CSV, without the time of the load.
fn history(sandbox: &Sandbox, arguments: &[&str]) -> Vec<String> {
    let reply = sandbox.run(&[&["history", "--rows", "--format", "csv"], arguments].concat());
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    let mut lines = reply.stdout.lines();
    assert_eq!(lines.next(), Some("table,row,load,loaded_at,change,column,from,to"));
    let without_time = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        [&cells[..3], &cells[4..]].concat().join(",")
    };
    lines.map(without_time).collect()
}

#[test]
fn history_lists_the_changes_of_rows_load_by_load() {
    let sandbox = Sandbox::new();
    write(&sandbox, "d", "Alpha", ["C28", "2022", "c1"]);
    load(&sandbox, &["d"]);
    let nothing = sandbox.run(&["history", "--rows"]);
    assert!(nothing.code == 1 && nothing.stderr.contains("no load after the first has changed a row"));
    write(&sandbox, "d", "Alpha Ltd", ["C39", "2022", ""]);
    load(&sandbox, &["d", "--complete"]);
    write(&sandbox, "d", "Alpha Group", ["C39", "2022", ""]);
    load(&sandbox, &["d", "--complete"]);
    let names = ["enterprise,a,2,revised,name,Alpha,Alpha Ltd", "enterprise,a,3,revised,name,Alpha Ltd,Alpha Group"];
    assert_eq!(history(&sandbox, &["enterprise", "ltd"]), names);
    let sectors = [
        "enterprise_sector,a | C28,2,withdrawn,enterprise,a,",
        "enterprise_sector,a | C28,2,withdrawn,sector,C28,",
        "enterprise_sector,a | C39,2,added,enterprise,,a",
        "enterprise_sector,a | C39,2,added,sector,,C39",
    ];
    // Of an enterprise, by its code or name, also what refers to it.
    for arguments in [["--enterprise", "a"], ["--enterprise", "alpha group"]] {
        let lines = history(&sandbox, &arguments);
        assert_eq!(lines[..6], [&names[..], &sectors[..]].concat(), "{arguments:?}");
        assert!(lines.iter().any(|line| line == "claim,c1,2,withdrawn,text,Alpha leads,"), "{lines:?}");
    }
    assert_eq!(history(&sandbox, &["--sector", "Electronics"]), sectors[2..]);
    assert_eq!(history(&sandbox, &["Fibres"]), sectors[..2], "a word is also the name of what a row is about");
    assert_eq!(history(&sandbox, &["enterprise", "ltd", "--at-load", "2"]), names[..1]);
    for format in ["table", "json"] {
        let reply = sandbox.run(&["history", "--rows", "ltd", "--format", format]);
        assert!(reply.code == 0 && reply.stdout.contains("Alpha Ltd"), "{}", reply.stdout);
    }
    let few = sandbox.run(&["history", "--rows", "--limit", "1"]);
    assert!(few.stderr.contains("there are more changes: stopped after 1 (--limit)"), "{}", few.stderr);
    let nothing = sandbox.run(&["history", "--rows", "Atlantis"]);
    assert!(nothing.code == 1 && nothing.stderr.contains("changed matches Atlantis"), "{}", nothing.stderr);
    assert_eq!(sandbox.run(&["history", "--rows", "--period", "2024"]).code, 2);
}

#[test]
fn diff_shows_what_has_been_removed_by_its_names_and_the_corrections() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    load(&sandbox, &["delta"]);
    let before = sandbox.run(&["diff", "0", "1", "--format", "csv"]).stdout;
    for arguments in
        [&["remove", "enterprise", "gamma", "--yes"][..], &["remove", "metric", "employees-growth", "--yes"]]
    {
        assert_eq!(sandbox.run(arguments).code, 0, "{arguments:?}");
    }
    // The names and units of what is no longer there are those that it had.
    assert_eq!(sandbox.run(&["diff", "0", "1", "--format", "csv"]).stdout, before);
    let reply = sandbox.run(&["diff", "1", "3", "--format", "csv"]);
    assert!(reply.stdout.contains("withdrawn,Employees,Gamma Lines"), "{}", reply.stdout);
    assert!(reply.stdout.contains("withdrawn,Growth of employees,"), "{}", reply.stdout);
    assert!(
        reply.stderr.contains("remove 2: enterprise gamma\nremove 3: metric employees-growth\n"),
        "{}",
        reply.stderr
    );
    assert_eq!(sandbox.run(&["rename", "enterprise", "alpha", "alfa"]).code, 0);
    let reply = sandbox.run(&["diff", "3", "4"]);
    assert!(reply.stderr.contains("rename 4: enterprise alpha to alfa\n"), "{}", reply.stderr);
}
