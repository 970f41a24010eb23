//! Corrections: a load is taken back, and what is stored is removed, renamed or merged, with its history.

use std::fmt::Write as _;

use rusqlite::Connection;

use crate::sandbox::Sandbox;

/// Runs a command that must succeed, and returns what it says.
fn say(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let reply = sandbox.run(arguments);
    assert_eq!(reply.code, 0, "{arguments:?}: {}", reply.stderr);
    reply.stdout + &reply.stderr
}

/// What the file holds now: the rows of all tables but the ledger and the history, without what only says when a figure
/// was stored. A series without figures is history, and so is a period of which nothing is stated.
fn content(sandbox: &Sandbox) -> String {
    let connection = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    let texts = |sql: &str| -> Vec<String> {
        let mut statement = connection.prepare(sql).expect(sql);
        statement.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect(sql)
    };
    assert_eq!(texts("SELECT integrity_check FROM pragma_integrity_check"), ["ok"]);
    assert_eq!(texts("SELECT \"table\" || ' ' || parent FROM pragma_foreign_key_check"), [""; 0]);
    for table in ["region", "sector"] {
        let within = format!("SELECT ancestor || ' ' || code || ' ' || depth FROM {table}_within ORDER BY 1");
        let by_parents = format!(
            "WITH RECURSIVE line (ancestor, code, depth) AS (
               SELECT code, code, 0 FROM {table}
                UNION ALL SELECT r.parent, l.code, l.depth + 1 FROM line AS l JOIN {table} AS r ON r.code = l.ancestor
                           WHERE r.parent IS NOT NULL)
             SELECT ancestor || ' ' || code || ' ' || depth FROM line ORDER BY 1"
        );
        assert_eq!(texts(&within), texts(&by_parents));
    }
    let history = ["load", "load_file", "reject", "revision", "row_change", "period", "refinery_schema_history"];
    let mut content = String::new();
    for table in texts("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") {
        if history.contains(&table.as_str()) {
            continue;
        }
        let mut columns = texts(&format!("SELECT name FROM pragma_table_xinfo('{table}')"));
        columns.retain(|column| column != "file_id");
        let cells: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
        let which = if table == "series" { "WHERE observations > 0" } else { "" };
        let rows = texts(&format!("SELECT {} AS line FROM \"{table}\" {which} ORDER BY 1", cells.join(" || ',' || ")));
        writeln!(content, "{table}: {}\n{}", columns.join(","), rows.join("\n")).expect("a text");
    }
    content
}

/// What the file said after a load: every row of tables and views, in one query.
fn at_load(sandbox: &Sandbox, load: &str) -> String {
    let connection = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    let tables = ["fact", "former_fact", "statement", "source", "edition", "region", "sector", "metric", "enterprise"];
    let others = ["succession", "alias", "enterprise_sector", "audit_exception", "report", "coverage", "series"];
    let rows = tables.iter().chain(&others).chain(&["region_within", "sector_within"]).map(|table| {
        let sql = format!("SELECT name FROM pragma_table_xinfo('{table}') WHERE name <> 'checksum'");
        let mut columns = connection.prepare(&sql).expect("columns");
        let columns = columns.query_map([], |row| row.get(0)).and_then(Iterator::collect::<Result<Vec<String>, _>>);
        let cells: Vec<String> = columns.expect("columns").iter().map(|column| format!("quote({column})")).collect();
        let which = if *table == "series" { "WHERE observations > 0" } else { "" };
        format!("SELECT '{table}: ' || {} AS line FROM {table} {which}", cells.join(" || ',' || "))
    });
    let sql = format!("{} ORDER BY 1", rows.collect::<Vec<_>>().join(" UNION ALL "));
    say(sandbox, &["query", &sql, "--at-load", load, "--format", "csv"])
}

/// What had been published by some days.
fn known(sandbox: &Sandbox, days: &[&str]) -> String {
    let sql = "SELECT metric, subject, period, display, status, citation, line FROM fact ORDER BY 1, 2, 3, 6";
    days.iter().map(|day| say(sandbox, &["query", sql, "--as-of", day, "--format", "csv"])).collect()
}

fn assert_same(text: &str, expected: &str, what: &str) {
    let lines = text.lines().zip(expected.lines()).find(|(line, expected)| line != expected);
    assert!(text == expected, "{what}: {lines:?}, {} and {} lines", text.lines().count(), expected.lines().count());
}

/// Loads a dataset that follows one that is loaded, and takes it back: the file holds what it held, and says of every load
/// what it said.
fn assert_undone(sandbox: &Sandbox, load: &[&str], days: &[&str]) {
    assert_undone_as(sandbox, load, days, "load");
}

/// The same of another command, which is an entry of the ledger of this name.
fn assert_undone_as(sandbox: &Sandbox, load: &[&str], days: &[&str], word: &str) {
    let number = sandbox.run(&["log", "--format", "csv"]).stdout.lines().count() - 1;
    let [first, second, third, fourth] = [0, 1, 2, 3].map(|more| (number + more).to_string());
    let before = (content(sandbox), known(sandbox, days));
    let reply = sandbox.run(load);
    assert!(reply.stderr.contains(&format!("{word} {second}: ")), "{}", reply.stderr);
    let after = (content(sandbox), known(sandbox, days));
    assert!(after.0 != before.0 || after.1 != before.1);
    // A figure that was handed over counts for the other dataset since that stated it.
    let [first_said, second_said] = [&first, &second].map(|load| at_load(sandbox, load));
    let name = match (word, load) {
        ("rename", [_, kind, old, new]) => format!("rename {second} ({kind} {old} to {new})"),
        ("remove", [_, kind, code, _]) => format!("remove {second} ({kind} {code})"),
        ("merge", [_, kind, from, into]) => format!("merge {second} ({kind} {from} into {into})"),
        _ => format!("{word} {second}"),
    };
    let assert_says = |now: &(String, String), when: &str| {
        assert_same(&content(sandbox), &now.0, &format!("content after {when}"));
        assert_same(&known(sandbox, days), &now.1, &format!("what had been published, after {when}"));
        assert_same(&at_load(sandbox, &first), &first_said, &format!("at load {first}, after {when}"));
        assert_same(&at_load(sandbox, &second), &second_said, &format!("at load {second}, after {when}"));
    };

    let said = say(sandbox, &["undo"]);
    assert!(said.starts_with(&format!("undo {third}: {name} of yearbook.db is taken back\n")), "{said}");
    assert_says(&before, "undo");
    let nothing = format!("from load {first} to load {third}: 0 added, 0 revised, 0 withdrawn\n");
    assert_eq!(sandbox.run(&["diff", &first, &third, "--rows"]).stderr, nothing);
    let figures = sandbox.run(&["diff", &first, &third]).stderr;
    assert!(figures.ends_with(&nothing), "{figures}");
    let log = sandbox.run(&["log", "--format", "csv"]).stdout;
    let entry = log.lines().nth(1).expect("an entry");
    assert!(entry.starts_with(&third) && entry.contains(&format!("undo,{name},")), "{log}");

    let said = say(sandbox, &["undo"]);
    assert!(
        said.starts_with(&format!("undo {fourth}: undo {third} ({name}) of yearbook.db is taken back\n")),
        "{said}"
    );
    assert_says(&after, "two times undo");
    say(sandbox, &["undo"]);
    assert_says(&before, "three times undo");
    // It is no longer the last load, and loads again what it loaded.
    let again = sandbox.run(load);
    assert!(again.stderr.contains(&format!("{word} {}: ", number + 5)), "{}", again.stderr);
    assert_same(&known(sandbox, days), &after.1, "what had been published, after another load");
    say(sandbox, &["undo"]);
    assert_says(&before, "undo of the other load");
}

#[test]
fn a_load_is_taken_back() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    say(&sandbox, &["load", "delta"]);
    sandbox.replace("delta/observations.csv", "alpha,,2024,>1300", "alpha,,2024,1342");
    sandbox.replace("delta/enterprises.csv", "Gamma Lines", "Gamma Lines Ltd");
    sandbox.replace("delta/metrics.csv", "Employees", "Staff");
    assert_undone(&sandbox, &["load", "delta"], &["2025-03-01", "2026-01-01"]);
}

#[test]
fn a_load_of_another_dataset_is_taken_back() {
    let sandbox = Sandbox::with_demo();
    sandbox.write_delta();
    assert_undone(&sandbox, &["load", "delta"], &["2025-03-01", "2026-01-01"]);
}

#[test]
fn a_complete_load_is_taken_back() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    say(&sandbox, &["load", "delta"]);
    let text = sandbox.read("delta/observations.csv");
    let kept: Vec<&str> = text.lines().filter(|line| !line.contains("delta-co") && !line.contains("gazette")).collect();
    sandbox.write("delta/observations.csv", kept.join("\n") + "\n");
    let text = sandbox.read("delta/enterprises.csv");
    let kept: Vec<&str> = text.lines().filter(|line| !line.contains("delta-co")).collect();
    sandbox.write("delta/enterprises.csv", kept.join("\n") + "\n");
    assert_undone(&sandbox, &["load", "delta", "--complete"], &["2025-03-01", "2026-01-01"]);
}

#[test]
fn a_load_that_rejects_rows_is_taken_back() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    say(&sandbox, &["load", "delta"]);
    sandbox.replace("delta/observations.csv", "alpha,,2024,>1300", "alpha,,2024,1342");
    sandbox.replace("delta/observations.csv", "beta,,2024,410", "gama,,2024,410");
    assert_undone(&sandbox, &["load", "delta", "--keep-going"], &["2026-01-01"]);
}

/// The index of a source that is published again and again, as it was published on a day.
fn write_edition(sandbox: &Sandbox, published_on: &str, figures: &[(&str, &str)]) {
    let tables = [
        (
            "sources",
            format!("code,title,publisher,published_on\nrelease,Release of {published_on},Office,{published_on}\n"),
        ),
        ("units", "code,name,dimension,factor\nbn,billion,money,1\n".to_owned()),
        ("regions", "code,name,level\nUS,United States,country\n".to_owned()),
        ("metrics", "code,name,unit,kind\ngdp,GDP,bn,level\n".to_owned()),
        (
            "observations",
            figures.iter().fold("metric,region,period,value,source\n".to_owned(), |text, (period, value)| {
                format!("{text}gdp,US,{period},{value},release\n")
            }),
        ),
    ];
    sandbox.write_tables("gdp", &tables);
}

#[test]
fn an_edition_is_taken_back() {
    const JANUARY: (&str, [(&str, &str); 2]) = ("2025-01-30", [("2024-Q3", "29300"), ("2024-Q4", "29700")]);
    const JANUARY_CORRECTED: (&str, [(&str, &str); 2]) = ("2025-01-30", [("2024-Q3", "29305"), ("2024-Q4", "29705")]);
    const FEBRUARY: (&str, [(&str, &str); 2]) = ("2025-02-27", [("2024-Q3", "29300"), ("2024-Q4", "29720")]);
    const MARCH: (&str, [(&str, &str); 1]) = ("2025-03-27", [("2024-Q4", "29730")]);
    let days = ["2025-01-29", "2025-01-30", "2025-02-27", "2025-03-27"];
    let editions = [
        (JANUARY.0, &JANUARY.1[..]),
        (JANUARY_CORRECTED.0, &JANUARY_CORRECTED.1),
        (FEBRUARY.0, &FEBRUARY.1),
        (MARCH.0, &MARCH.1),
    ];
    for (first, second, third) in [(0, 2, 3), (0, 2, 1), (2, 0, 1), (3, 0, 2)] {
        let sandbox = Sandbox::new();
        for edition in [first, second] {
            write_edition(&sandbox, editions[edition].0, editions[edition].1);
            say(&sandbox, &["load", "gdp"]);
        }
        write_edition(&sandbox, editions[third].0, editions[third].1);
        let complete = sandbox.copy();
        assert_undone(&sandbox, &["load", "gdp"], &days);
        assert_undone(&complete, &["load", "gdp", "--complete"], &days);
    }
}

#[test]
fn what_earlier_editions_stated_of_what_is_removed_is_no_fact_of_their_time() {
    for what in [["metric", "gdp"], ["dataset", "gdp"]] {
        let sandbox = Sandbox::new();
        for (day, value) in [("2025-01-30", "29700"), ("2025-02-27", "29720")] {
            write_edition(&sandbox, day, &[("2024-Q4", value)]);
            say(&sandbox, &["load", "gdp"]);
        }
        let figures = |day: &str| {
            let sql = "SELECT count(*) FROM fact";
            sandbox.run(&["query", sql, "--as-of", day, "--format", "csv"]).stdout.lines().nth(1).map(str::to_owned)
        };
        let before = [figures("2025-02-01"), figures("2025-03-01")];
        assert_eq!(before, [Some("1".to_owned()), Some("1".to_owned())]);
        let days = ["2025-02-01", "2025-03-01"];
        assert_undone_as(&sandbox, &["remove", what[0], what[1], "--yes"], &days, "remove");
        say(&sandbox, &["remove", what[0], what[1], "--yes"]);
        assert_eq!([figures("2025-02-01"), figures("2025-03-01")], [Some("0".to_owned()), Some("0".to_owned())]);
    }
}

#[test]
fn nothing_is_taken_back_where_there_is_nothing() {
    let sandbox = Sandbox::new();
    let refused = |code: i32, words: [&str; 2]| {
        let reply = sandbox.run(&["undo"]);
        assert!(reply.code == code && words.iter().all(|words| reply.stderr.contains(words)), "{}", reply.stderr);
    };
    refused(3, ["there is no database yearbook.db", "yearbook demo"]);
    assert!(sandbox.files().is_empty());
    say(&sandbox, &["init"]);
    refused(2, ["nothing has been loaded into yearbook.db", "`yearbook load` loads a dataset"]);
    sandbox.write_delta();
    say(&sandbox, &["load", "delta"]);
    let bytes = sandbox.bytes("yearbook.db");
    refused(2, ["load 1 of yearbook.db is the first", "to begin again, delete yearbook.db"]);
    assert!(sandbox.bytes("yearbook.db") == bytes);
    sandbox.write("yearbook.db", "no database");
    refused(3, ["yearbook.db is not an SQLite database", "--db"]);
}

#[test]
fn what_another_program_changed_is_not_broken() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    say(&sandbox, &["load", "delta"]);
    sandbox.write("more/datapackage.json", r#"{"name": "more", "resources": [{"name": "regions", "path": "r.csv"}]}"#);
    sandbox.write("more/r.csv", "code,name,level\nwest,West,district\n");
    say(&sandbox, &["load", "more"]);
    let connection = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    connection.execute("UPDATE enterprise SET region = 'west' WHERE code = 'beta'", []).expect("a change");
    let before = sandbox.dump("yearbook.db", &[]);
    let reply = sandbox.run(&["undo"]);
    assert_eq!(reply.code, 3);
    let words =
        "nothing was corrected, because rows of `enterprise` would refer to a row of `region` that does not exist";
    assert!(reply.stderr.contains(words), "{}", reply.stderr);
    assert_eq!(sandbox.dump("yearbook.db", &[]), before);
    connection.execute("UPDATE enterprise SET region = NULL WHERE code = 'beta'", []).expect("a change");
    say(&sandbox, &["undo"]);
}

#[test]
fn what_is_removed_takes_along_what_is_nothing_without_it() {
    let sandbox = Sandbox::with_demo();
    sandbox.write_delta();
    say(&sandbox, &["load", "delta"]);
    let ningbo = sandbox.run(&["query", "SELECT min(source) FROM statement", "--format", "csv"]).stdout;
    let ningbo = ningbo.lines().nth(1).expect("a source");
    let report = sandbox.run(&["query", "SELECT min(name) FROM report", "--format", "csv"]).stdout;
    let report = report.lines().nth(1).expect("a report");
    let cases = [
        ["region", "330200", "region: 13 rows lose their parent"],
        ["region", "north", "1 figure withdrawn"],
        ["region", "330105", "succession: 1 row removed"],
        ["sector", "air-fryers", "1 figure withdrawn\n  sector: 1 row removed\n  claim: 2 rows removed"],
        ["metric", "employees", "metric: 1 row loses its base_metric"],
        ["metric", "employees-growth", "2 figures withdrawn\n  metric: 1 row removed"],
        ["enterprise", "alpha", "3 figures withdrawn"],
        ["source", "gazette", "edition: 1 row removed"],
        ["source", ningbo, "claim: "],
        ["report", report, "report: 1 row removed"],
        ["dataset", "delta", "unit: 2 rows removed"],
        ["dataset", "ningbo", "report: "],
    ];
    let days = ["2025-03-01", "2026-01-01"];
    let (before, was_known) = (content(&sandbox), known(&sandbox, &days));
    let mut said = Vec::new();
    for (place, [kind, code, words]) in cases.into_iter().enumerate() {
        let load = 2 * place + 2;
        said.push(at_load(&sandbox, &load.to_string()));
        let bytes = sandbox.bytes("yearbook.db");
        let asked = say(&sandbox, &["remove", kind, code]);
        assert!(asked.starts_with(&format!("{kind} {code} of yearbook.db would be removed\n")), "{asked}");
        assert!(asked.contains(words), "{asked}");
        let ends = format!("nothing was changed; `yearbook remove {kind} {code} --yes` removes it\n");
        assert!(asked.ends_with(&ends) && sandbox.bytes("yearbook.db") == bytes, "{asked}");

        let done = say(&sandbox, &["remove", kind, code, "--yes"]);
        let number = (load + 1).to_string();
        let lines = asked.lines().skip(1).take_while(|line| line.starts_with("  ")).collect::<Vec<_>>().join("\n");
        assert_eq!(done, format!("remove {number}: {kind} {code} of yearbook.db is removed\n{lines}\n"));
        assert_ne!(content(&sandbox), before);
        let again = sandbox.run(&["remove", kind, code, "--yes"]);
        assert!(again.code == 2 && again.stderr.contains(&format!("there is no {kind} `{code}`")), "{}", again.stderr);
        let figures: u64 = lines.split_whitespace().next().and_then(|count| count.parse().ok()).expect("a number");
        let diff = sandbox.run(&["diff", &load.to_string(), &number]).stderr;
        let all = format!("from load {load} to load {number}: 0 added, 0 revised, {figures} withdrawn\n");
        assert!(diff.ends_with(&all), "{diff}");
        said.push(at_load(&sandbox, &number));
        let log = sandbox.run(&["log", "--format", "csv"]).stdout;
        assert!(log.contains(&format!(",remove,{kind} {code},")), "{log}");

        say(&sandbox, &["undo"]);
        assert_same(&content(&sandbox), &before, &format!("{kind} {code} after undo"));
        assert_same(&known(&sandbox, &days), &was_known, &format!("{kind} {code} after undo"));
    }
    for (load, said) in (2..).zip(&said) {
        assert_same(&at_load(&sandbox, &load.to_string()), said, &format!("at load {load}"));
    }
}

#[test]
fn a_dataset_that_was_removed_can_be_loaded_again() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    say(&sandbox, &["load", "delta"]);
    let before = content(&sandbox);
    say(&sandbox, &["remove", "dataset", "delta", "--yes"]);
    let empty =
        "SELECT (SELECT count(*) FROM source) + (SELECT count(*) FROM metric) + (SELECT count(*) FROM fact) AS rows";
    assert_eq!(sandbox.run(&["query", empty, "--format", "csv"]).stdout, "rows\n0\n");
    let history = sandbox.run(&["history", "--enterprise", "alpha", "2024", "--format", "csv"]);
    assert!(history.stdout.contains("yearbook-2025") && history.stdout.contains("withdrawn"), "{}", history.stdout);
    let said = say(&sandbox, &["load", "delta"]);
    assert!(said.contains("28 rows read = 28 inserted"), "{said}");
    // Sources have other numbers, because the former figures keep theirs.
    let numbers =
        |text: &str| text.lines().filter(|line| !line.contains("yearbook-2025") && !line.contains("gazette")).count();
    assert_eq!(numbers(&content(&sandbox)), numbers(&before));
    let sources = "SELECT source_id, code FROM source ORDER BY 1";
    let sources = sandbox.run(&["query", sources, "--format", "csv"]).stdout;
    assert_eq!(sources, "source_id,code\n3,gazette\n4,yearbook-2025\n");
    assert_eq!(sandbox.run(&["query", empty, "--format", "csv"]).stdout, "rows\n17\n");
}

#[test]
fn what_is_not_there_is_not_removed() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    say(&sandbox, &["load", "delta"]);
    for (arguments, words) in [
        (["enterprise", "Gama Lines"], "there is no enterprise `Gama Lines`\n  help: did you mean `gamma`"),
        (["metric", "employes"], "there is no metric `employes`\n  help: did you mean `employees`"),
        (["source", "gazete"], "there is no source `gazete`\n  help: did you mean `gazette`"),
        (["dataset", "delte"], "there is no dataset `delte`\n  help: did you mean `delta`"),
        (["report", "larger"], "there is no report `larger`"),
        (["scheme", "isic4"], "invalid value 'scheme' for '<KIND>'"),
    ] {
        let reply = sandbox.run(&["remove", arguments[0], arguments[1], "--yes"]);
        assert!(reply.code == 2 && reply.stderr.contains(words), "{}", reply.stderr);
    }
    let reply = sandbox.run(&["--db", "none.db", "remove", "dataset", "delta"]);
    assert!(reply.code == 3 && reply.stderr.contains("there is no database none.db"), "{}", reply.stderr);
}

#[test]
fn what_is_corrected_can_be_named_as_for_a_report() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    say(&sandbox, &["load", "delta"]);
    let said = say(&sandbox, &["rename", "enterprise", "Alpha Works", "alfa"]);
    assert!(said.starts_with("rename 2: enterprise alpha of yearbook.db is now alfa\n"), "{said}");
    let said = say(&sandbox, &["merge", "region", "北区", "SOUTH", "--dry-run"]);
    assert!(said.starts_with("region north of yearbook.db would be merged into south\n"), "{said}");
    // A former code is a name too.
    let said = say(&sandbox, &["remove", "enterprise", "alpha"]);
    assert!(said.starts_with("enterprise alfa of yearbook.db would be removed\n"), "{said}");
    assert!(said.ends_with("nothing was changed; `yearbook remove enterprise alfa --yes` removes it\n"), "{said}");
    say(&sandbox, &["remove", "source", "Industry gazette", "--yes"]);
    let left = sandbox.run(&["query", "SELECT code FROM source", "--format", "csv"]).stdout;
    assert_eq!(left, "code\nyearbook-2025\n");
    // A name that several have is refused.
    sandbox.replace("delta/enterprises.csv", "Beta Mills", "Gamma Lines");
    say(&sandbox, &["load", "delta"]);
    let reply = sandbox.run(&["remove", "enterprise", "Gamma Lines", "--yes"]);
    assert!(reply.code == 2 && reply.stderr.contains("`beta`") && reply.stderr.contains("`gamma`"), "{}", reply.stderr);
}

#[test]
fn what_is_renamed_keeps_its_figures_and_its_history() {
    let sandbox = Sandbox::with_demo();
    sandbox.write_delta();
    say(&sandbox, &["load", "delta"]);
    let cases = [
        ["region", "north", "nord"],
        ["region", "330200", "ningbo"],
        ["region", "330105", "gongshu"],
        ["sector", "air-fryers", "fryers"],
        ["enterprise", "alpha", "alfa"],
        ["metric", "employees", "staff"],
        ["source", "gazette", "industry-gazette"],
    ];
    let (before, first) = (content(&sandbox), at_load(&sandbox, "2"));
    let mut said = Vec::new();
    for (load, [kind, old, new]) in (3..).zip(cases) {
        let done = say(&sandbox, &["rename", kind, old, new]);
        assert!(done.starts_with(&format!("rename {load}: {kind} {old} of yearbook.db is now {new}\n")), "{done}");
        let (now, at) = (content(&sandbox), at_load(&sandbox, &load.to_string()));
        let codes = format!("SELECT group_concat(code) AS codes FROM {kind} WHERE code IN ('{old}', '{new}')");
        assert_eq!(sandbox.run(&["query", &codes, "--format", "csv"]).stdout, format!("codes\n{new}\n"));
        said.push(at);
        let diff = say(&sandbox, &["diff", &(load - 1).to_string(), &load.to_string()]);
        assert!(
            diff.ends_with(&format!("from load {} to load {load}: 0 added, 0 revised, 0 withdrawn\n", load - 1)),
            "{diff}"
        );
        let rows = say(&sandbox, &["diff", "--rows", &(load - 1).to_string(), &load.to_string()]);
        assert!(rows.contains(old) && rows.contains(new), "{rows}");
        // What the datasets state is what is stored.
        for dataset in [["load", "delta"], ["check", "delta"]] {
            let said = say(&sandbox, &dataset);
            assert!(said.contains("unchanged") || said.contains("change nothing"), "{said}");
        }
        assert_same(&content(&sandbox), &now, "content after another load");
    }
    assert_same(&at_load(&sandbox, "2"), &first, "at load 2");
    for (load, said) in (3..).zip(&said) {
        assert_same(&at_load(&sandbox, &load.to_string()), said, &format!("at load {load}"));
    }
    let trace = say(&sandbox, &["trace", "alpha", "2024", "staff"]);
    assert!(trace.contains("Alpha Works"), "{trace}");
    // Back again, one by one.
    for [kind, old, new] in cases {
        say(&sandbox, &["rename", kind, new, old]);
    }
    // Only what is left behind differs: the former codes, and aliases.
    let rest = |text: String| -> Vec<String> {
        let codes = cases.iter().flat_map(|[_, old, new]| [format!("'{old}',"), format!("'{new}',")]);
        let is_alias = |line: &str| codes.clone().any(|code| line.starts_with(&code) && line.contains(",'','',"));
        text.lines().filter(|line| !is_alias(line)).map(str::to_owned).collect()
    };
    let (now, before) = (rest(content(&sandbox)), rest(before));
    let added: Vec<&String> = now.iter().filter(|line| !before.contains(line)).collect();
    assert!(added.iter().all(|line| line.ends_with(",0") || line.contains("NULL,")), "{added:?}");
    assert!(before.iter().all(|line| line.is_empty() || now.contains(line)), "{now:?}");
}

#[test]
fn a_renaming_is_taken_back() {
    for [kind, old, new] in
        [["enterprise", "alpha", "alfa"], ["metric", "employees", "staff"], ["source", "gazette", "paper"]]
    {
        let sandbox = Sandbox::new();
        sandbox.write_delta();
        say(&sandbox, &["load", "delta"]);
        assert_undone_as(&sandbox, &["rename", kind, old, new], &["2025-03-01", "2026-01-01"], "rename");
    }
}

#[test]
fn a_dataset_that_states_a_former_code_means_the_code_of_now() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    say(&sandbox, &["load", "delta"]);
    say(&sandbox, &["rename", "enterprise", "alpha", "alfa"]);
    say(&sandbox, &["rename", "metric", "employees", "staff"]);
    say(&sandbox, &["rename", "source", "yearbook-2025", "yearbook"]);
    sandbox.replace("delta/observations.csv", "employees,alpha,,2024,>1300", "employees,alpha,,2024,1342");
    sandbox.replace("delta/enterprises.csv", "Alpha Works", "Alpha Works Ltd");
    let said = say(&sandbox, &["load", "delta", "--complete"]);
    assert!(said.contains("28 rows read = 0 inserted + 2 revised + 26 unchanged"), "{said}");
    let sql = "SELECT enterprise_name || ' ' || value || ' ' || source AS line FROM fact WHERE metric = 'staff' AND enterprise = 'alfa' AND period = '2024'";
    assert_eq!(sandbox.run(&["query", sql, "--format", "csv"]).stdout, "line\nAlpha Works Ltd 1342.0 yearbook\n");
    content(&sandbox);
    // Neither does a file of another shape create what it means.
    sandbox.write("figures.csv", "metric,enterprise,period,value,source\nemployees,alpha,2025,1400,yearbook-2025\nemployees,zeta,2025,7,yearbook-2025\n");
    let said = say(&sandbox, &["load", "figures.csv", "--create", "all"]);
    assert!(
        said.contains("created 1 enterprise: zeta\n") && !said.contains("metric") && !said.contains("created 1 source"),
        "{said}"
    );
    let sql = "SELECT count(*) AS n FROM fact WHERE metric = 'staff' AND period = '2025' AND source = 'yearbook'";
    assert_eq!(sandbox.run(&["query", sql, "--format", "csv"]).stdout, "n\n2\n");
    // Another thing may get the code of what was removed, whose history stays.
    say(&sandbox, &["remove", "enterprise", "zeta", "--yes"]);
    say(&sandbox, &["rename", "enterprise", "alfa", "zeta"]);
    let history = sandbox.run(&["history", "--enterprise", "zeta", "2025", "--format", "csv"]).stdout;
    assert!(history.contains(",withdrawn,") && history.contains("1,400"), "{history}");
    content(&sandbox);
}

#[test]
fn two_things_become_one() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.replace("delta/enterprises.csv", "gamma,", "gamma-2,Gamma Lines Two,,,\ngamma,");
    let text = sandbox.read("delta/observations.csv");
    let more = "employees,gamma-2,,2022,30,,,yearbook-2025,table 3,\nemployees,gamma-2,,2023,35..68,,,yearbook-2025,table 3,\n\
                employees-growth,gamma-2,,2023,1,,,gazette,page 4,\n";
    sandbox.write("delta/observations.csv", text.trim_end().to_owned() + "\n" + more);
    say(&sandbox, &["load", "delta"]);
    let days = ["2025-03-01", "2026-01-01"];
    assert_undone_as(&sandbox, &["merge", "enterprise", "gamma-2", "gamma"], &days, "merge");
    let said = say(&sandbox, &["merge", "enterprise", "gamma-2", "gamma"]);
    assert!(said.ends_with("\n  3 figures moved\n  4 rows of other tables changed\n"), "{said}");
    let newest = sandbox.run(&["log", "--format", "csv"]).stdout.lines().nth(1).map(str::to_owned).expect("an entry");
    assert!(newest.contains(",merge,enterprise gamma-2 into gamma,1,0,0,0,0,0,0,"), "{newest}");
    let number = newest.split(',').next().expect("a number").parse::<i64>().expect("a number");
    for [from, to] in [[number - 1, number], [number, number - 1], [1, number]] {
        let said = say(&sandbox, &["diff", &from.to_string(), &to.to_string()]);
        assert!(said.ends_with(": 0 added, 0 revised, 0 withdrawn\n"), "{from} {to} {said}");
    }
    let sql =
        "SELECT metric || ' ' || period || ' ' || display AS line FROM fact WHERE enterprise = 'gamma' ORDER BY 1";
    let expected = "line\nemployees 2022 30\nemployees 2023 35–68\nemployees 2024 missing\nemployees-growth 2023 1.0\n";
    assert_eq!(sandbox.run(&["query", sql, "--format", "csv"]).stdout, expected);
    let former = "SELECT count(*) AS n FROM enterprise WHERE code = 'gamma-2'";
    assert_eq!(sandbox.run(&["query", former, "--format", "csv"]).stdout, "n\n0\n");
    assert!(say(&sandbox, &["trace", "gamma-2", "2022"]).contains("Gamma Lines"), "an alias");
    assert!(say(&sandbox, &["trace", "gamma lines two", "2022"]).contains("Gamma Lines"), "its name");
    // The dataset states the two still, which are one figure, as long as they are the same.
    let said = say(&sandbox, &["load", "delta"]);
    assert!(said.starts_with("unchanged: yearbook.db holds all of delta already"), "{said}");
    content(&sandbox);
    sandbox.replace("delta/observations.csv", "employees,gamma-2,,2023,35..68", "employees,gamma-2,,2023,36..68");
    let reply = sandbox.run(&["load", "delta"]);
    let sentence =
        "duplicate key `employees | gamma | 2023 | yearbook-2025`: the enterprise `gamma-2` was merged into `gamma`\n";
    assert!(reply.code == 1 && reply.stderr.contains(sentence), "{}", reply.stderr);
    // What a row twice states of a code that is no former one is an error still.
    let text = sandbox.read("delta/observations.csv").replace(",36..68", ",35..68");
    let again = "employees,gamma,,2023,35..68,,,yearbook-2025,table 3,\n";
    let other = "employees-growth,gamma,,2023,1,,,gazette,page 4,\n";
    sandbox.write("delta/observations.csv", text.clone() + again);
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0, "three rows of one figure, one by its former code");
    sandbox
        .write("delta/observations.csv", text.replace("employees-growth,gamma-2,", "employees-growth,gamma,") + other);
    let reply = sandbox.run(&["load", "delta"]);
    assert!(reply.stderr.contains("duplicate key `employees-growth | gamma | 2023 | gazette`\n"), "{}", reply.stderr);
}

#[test]
fn what_is_moved_is_not_added_and_withdrawn_but_what_changes_is_told() {
    let sandbox = Sandbox::new();
    write_regions(&sandbox, "gdp", "2025-01-30", &[("a", "2022", "1"), ("a", "2023", "2"), ("b", "2023", "2")]);
    say(&sandbox, &["load", "gdp"]);
    write_regions(&sandbox, "gdp", "2025-01-30", &[("a", "2022", "1.5"), ("b", "2024", "4")]);
    say(&sandbox, &["load", "gdp"]);
    say(&sandbox, &["merge", "region", "a", "b"]);
    let diff = |from: &str, to: &str| say(&sandbox, &["diff", from, to, "--format", "csv"]);
    let said = diff("1", "3");
    assert!(said.contains("revised,GDP,Beta,2022,release,1,") && said.contains("added,GDP,Beta,2024,"), "{said}");
    assert!(said.ends_with("1 added, 1 revised, 0 withdrawn\n"), "{said}");
    say(&sandbox, &["remove", "dataset", "gdp", "--yes"]);
    assert!(diff("1", "3").ends_with("1 added, 1 revised, 0 withdrawn\n"));
    assert!(diff("2", "3").ends_with("0 added, 0 revised, 0 withdrawn\n"));
    // After the last load there is nothing that the two became.
    assert!(diff("2", "4").ends_with("0 added, 0 revised, 4 withdrawn\n"));
    assert!(diff("3", "4").ends_with("0 added, 0 revised, 3 withdrawn\n"));
    // Before the merge they were two.
    let said = diff("1", "2");
    assert!(said.contains("1 added, 1 revised, 0 withdrawn\n"), "{said}");
    say(&sandbox, &["undo"]);
    say(&sandbox, &["undo"]);
    say(&sandbox, &["undo"]);
    assert!(say(&sandbox, &["undo"]).contains("undo 8: undo 7"));
    assert!(diff("2", "8").ends_with("0 added, 0 revised, 4 withdrawn\n"));
}

#[test]
fn texts_and_names_of_what_is_given_up_are_kept() {
    let sandbox = Sandbox::new();
    let enterprises = "code,name,name_zh,credit_code\nht,Haitian,,\nht-2,Haitian Group,海天,91350100M000100Y43\n\
                       ht-3,Haitian,海天集团,\n";
    sandbox.write_tables("firms", &[("enterprises", enterprises)]);
    say(&sandbox, &["load", "firms"]);
    assert_undone_as(&sandbox, &["merge", "enterprise", "ht-2", "ht"], &[], "merge");
    say(&sandbox, &["merge", "enterprise", "ht-2", "ht"]);
    say(&sandbox, &["merge", "enterprise", "ht-3", "ht"]);
    let row = "SELECT code, name, name_zh, credit_code FROM enterprise";
    assert_eq!(
        sandbox.run(&["query", row, "--format", "csv"]).stdout,
        "code,name,name_zh,credit_code\nht,Haitian,海天,91350100M000100Y43\n"
    );
    let aliases = "SELECT group_concat(name, ', ') AS names FROM (SELECT name FROM alias ORDER BY name)";
    let expected = "names\nHaitian Group, ht-2, ht-3, 海天集团\n";
    assert_eq!(sandbox.run(&["query", aliases, "--format", "tsv"]).stdout, expected);
    for mode in [&["load", "firms"][..], &["load", "firms", "--complete"]] {
        assert!(say(&sandbox, mode).starts_with("unchanged: "), "an empty cell does not empty it");
    }
}

#[test]
fn a_dataset_takes_along_what_was_renamed_or_merged() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    say(&sandbox, &["load", "delta"]);
    write_regions(&sandbox, "gdp", "2025-01-30", &[("a", "2022", "1"), ("b", "2023", "2")]);
    say(&sandbox, &["load", "gdp"]);
    say(&sandbox, &["rename", "region", "c", "d"]);
    say(&sandbox, &["merge", "region", "a", "b"]);
    say(&sandbox, &["rename", "metric", "gdp", "product"]);
    let said = say(&sandbox, &["remove", "dataset", "gdp", "--yes"]);
    assert!(said.contains("region: 2 rows removed") && !said.contains("stay"), "{said}");
    let rest = "SELECT (SELECT count(*) FROM alias) + (SELECT count(*) FROM former_code) AS n";
    assert_eq!(sandbox.run(&["query", rest, "--format", "csv"]).stdout, "n\n0\n");
    // It is loaded again as if it were new.
    assert!(say(&sandbox, &["load", "gdp"]).contains("8 inserted + 0 revised + 0 unchanged"), "all of it");
    content(&sandbox);
}

#[test]
fn a_dry_run_says_what_would_change_and_changes_nothing() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    say(&sandbox, &["load", "delta"]);
    say(&sandbox, &["rename", "metric", "employees", "staff"]);
    let bytes = sandbox.bytes("yearbook.db");
    let cases: [(&[&str], &[&str]); 4] = [
        (
            &["rename", "enterprise", "alpha", "alfa"],
            &["enterprise alpha of yearbook.db would be alfa\n", "it is renamed"],
        ),
        (&["merge", "metric", "staff", "staff-2"], &["there is no metric `staff-2`"]),
        (&["undo"], &["rename 2 (metric employees to staff) of yearbook.db would be taken back\n", "it is taken back"]),
        (
            &["merge", "region", "north", "delta"],
            &["region north of yearbook.db would be merged into delta\n  1 figure moved\n", "it is merged"],
        ),
    ];
    for (command, words) in cases {
        let reply = sandbox.run(&[command, &["--dry-run"]].concat());
        let said = &reply.stderr;
        assert!(words.iter().all(|words| said.contains(words)), "{said}");
        assert!(reply.code == 2 || said.contains(" changed\nnothing was changed; without --dry-run "), "{said}");
        assert!(sandbox.bytes("yearbook.db") == bytes);
    }
    say(&sandbox, &["merge", "region", "north", "delta"]);
}

#[test]
fn a_unit_is_removed_where_no_metric_has_it() {
    let sandbox = Sandbox::new();
    write_years(&sandbox, "a", &[("2022", "6")]);
    let units = "code,name,dimension,factor\nCNY,yuan,money,1\nUSD,dollar,dollars,1\n";
    sandbox.write("a/units.csv", units);
    say(&sandbox, &["load", "a"]);
    say(&sandbox, &["rename", "metric", "gdp", "product"]);
    let reply = sandbox.run(&["remove", "unit", "CNY", "--yes"]);
    let sentence = "the unit `CNY` cannot be removed: it is the unit of 2 metrics\n  help: gdp-2, product\n  help: remove them first: `yearbook remove metric gdp-2`";
    assert!(reply.code == 2 && reply.stderr.contains(sentence), "{}", reply.stderr);
    assert!(say(&sandbox, &["remove", "unit", "USD"]).contains("\n  unit: 1 row removed\n"));
    assert_undone_as(&sandbox, &["remove", "unit", "USD", "--yes"], &["2026-01-01"], "remove");
    let reply = sandbox.run(&["remove", "unit", "usd", "--yes"]);
    assert!(reply.code == 2 && reply.stderr.contains("there is no unit `usd`"), "{}", reply.stderr);
}

/// Writes an edition of a dataset that states the product of two regions, which are one; the values are those of some periods.
fn write_regions(sandbox: &Sandbox, dataset: &str, published_on: &str, figures: &[(&str, &str, &str)]) {
    let rows = figures.iter().map(|(region, period, value)| format!("gdp,{region},{period},{value},release\n"));
    let tables = [
        ("sources", format!("code,title,publisher,published_on\nrelease,Release,Office,{published_on}\n")),
        ("units", "code,name,dimension,factor\nbn,billion,money,1\n".to_owned()),
        ("regions", "code,name,level\na,Alpha,country\nb,Beta,country\nc,Gamma,country\n".to_owned()),
        ("metrics", "code,name,unit,kind\ngdp,GDP,bn,level\n".to_owned()),
        ("observations", format!("metric,region,period,value,source\n{}", rows.collect::<String>())),
    ];
    sandbox.write_tables(dataset, &tables);
}

#[test]
fn what_is_merged_brings_its_former_values_along() {
    let sandbox = Sandbox::new();
    write_regions(&sandbox, "gdp", "2025-01-30", &[("a", "2023", "7"), ("a", "2024", "5"), ("b", "2022", "1")]);
    say(&sandbox, &["load", "gdp"]);
    write_regions(&sandbox, "gdp", "2025-02-27", &[("a", "2023", "8"), ("b", "2023", "8"), ("a", "2024", "6")]);
    say(&sandbox, &["load", "gdp"]);
    write_regions(&sandbox, "gdp", "2025-03-27", &[("a", "2024", "6.5"), ("b", "2024", "6.5"), ("b", "2025", "9")]);
    say(&sandbox, &["load", "gdp"]);
    let days = ["2025-01-30", "2025-02-27", "2025-03-27"];
    let merge = ["merge", "region", "a", "b"];
    let before = ["1", "2", "3"].map(|load| at_load(&sandbox, load));
    assert_undone_as(&sandbox, &merge, &days, "merge");
    say(&sandbox, &merge);
    for (load, before) in ["1", "2", "3"].into_iter().zip(before) {
        assert_same(&at_load(&sandbox, load), &before, &format!("at load {load}"));
    }
    let figures = |day: &str| {
        let sql = "SELECT group_concat(period || ' ' || display, ', ') FROM (SELECT * FROM fact ORDER BY period)";
        sandbox.run(&["query", sql, "--as-of", day, "--format", "tsv"]).stdout.lines().nth(1).map(str::to_owned)
    };
    assert_eq!(figures(days[0]).as_deref(), Some("2022 1, 2023 7, 2024 5"));
    assert_eq!(figures(days[1]).as_deref(), Some("2022 1, 2023 8, 2024 6"));
    assert_eq!(figures(days[2]).as_deref(), Some("2022 1, 2023 8, 2024 6.5, 2025 9"));
    let history = say(&sandbox, &["history", "gdp", "Beta", "2023", "--format", "csv"]);
    assert!(history.contains(",7,") && history.contains(",revised,"), "{history}");
    // Loaded again, the older edition has nothing to add.
    write_regions(&sandbox, "gdp", "2025-01-30", &[("a", "2023", "7"), ("a", "2024", "5"), ("b", "2022", "1")]);
    assert!(say(&sandbox, &["load", "gdp"]).starts_with("unchanged: "));
}

#[test]
fn a_code_of_something_removed_brings_its_former_values_along() {
    let sandbox = Sandbox::new();
    for (day, value) in [("2025-01-30", "7"), ("2025-02-27", "8")] {
        write_regions(&sandbox, "gdp", day, &[("a", "2023", value), ("b", "2023", value)]);
        say(&sandbox, &["load", "gdp"]);
    }
    say(&sandbox, &["remove", "region", "b", "--yes"]);
    let before = at_load(&sandbox, "2");
    let days = ["2025-01-30", "2025-02-27"];
    assert_undone_as(&sandbox, &["rename", "region", "a", "b"], &days, "rename");
    say(&sandbox, &["rename", "region", "a", "b"]);
    assert_same(&at_load(&sandbox, "2"), &before, "at load 2");
    let sql = "SELECT region || ' ' || display FROM fact";
    let reply = sandbox.run(&["query", sql, "--as-of", "2025-01-30", "--format", "csv"]).stdout;
    assert_eq!(reply.lines().nth(1), Some("b 7"));
}

#[test]
fn a_code_that_was_given_up_is_followed_through_merges_and_renames() {
    let figures = [("a", "2022", "1"), ("b", "2022", "1"), ("b", "2023", "2"), ("c", "2024", "3")];
    for chain in [
        "merge a b, rename b a",
        "merge a b, rename b a, rename a b",
        "rename a d, rename d a",
        "rename a d, merge d b, rename b a",
        "merge a b, merge b c, rename c a",
        "merge a b, rename b d, merge d c, rename c b",
        "rename b d, merge a d, rename d b",
        "merge a b, rename b a, merge a c",
        "merge a b, rename b a, merge c a, rename a c",
        "merge a b, rename b a, rename a d, rename d a",
    ] {
        let sandbox = Sandbox::new();
        write_regions(&sandbox, "gdp", "2025-01-30", &figures);
        say(&sandbox, &["load", "gdp", "--complete"]);
        for step in chain.split(", ") {
            let words: Vec<&str> = step.split(' ').collect();
            say(&sandbox, &[words[0], "region", words[1], words[2]]);
            let before = content(&sandbox);
            let reply = sandbox.run(&["load", "gdp"]);
            assert!(reply.stderr.starts_with("unchanged: "), "{chain}, {step}: {}", reply.stderr);
            say(&sandbox, &["load", "gdp", "--complete"]);
            assert_same(&content(&sandbox), &before, &format!("{chain}, {step}"));
        }
        let alias = "SELECT count(*) FROM alias WHERE name = region";
        assert_eq!(sandbox.run(&["query", alias, "--format", "tsv"]).stdout.lines().nth(1), Some("0"), "{chain}");
    }
}

#[test]
fn two_rows_that_mean_one_thing_by_a_new_code_are_told_why() {
    let sandbox = Sandbox::new();
    write_regions(&sandbox, "gdp", "2025-01-30", &[("b", "2023", "2")]);
    say(&sandbox, &["load", "gdp"]);
    say(&sandbox, &["remove", "region", "a", "--yes"]);
    say(&sandbox, &["rename", "region", "b", "a"]);
    let reply = sandbox.run(&["load", "gdp"]);
    let sentence = "error[duplicate-key]: duplicate key `a`: the region `b` is now `a`\n";
    assert!(reply.code == 1 && reply.stderr.contains(sentence), "{}", reply.stderr);
}

#[test]
fn a_dataset_that_states_only_a_code_of_now_means_what_has_it() {
    let sandbox = Sandbox::new();
    write_regions(&sandbox, "gdp", "2025-01-30", &[("a", "2022", "1"), ("b", "2023", "2")]);
    say(&sandbox, &["load", "gdp"]);
    say(&sandbox, &["merge", "region", "a", "b"]);
    say(&sandbox, &["rename", "region", "b", "a"]);
    write_regions(&sandbox, "gdp", "2025-01-30", &[("a", "2022", "1"), ("a", "2023", "2")]);
    sandbox.write("gdp/regions.csv", "code,name,level\na,One,country\nc,Gamma,country\n");
    assert!(say(&sandbox, &["load", "gdp"]).contains("1 revised"));
    let name = sandbox.run(&["query", "SELECT name FROM region WHERE code = 'a'", "--format", "tsv"]).stdout;
    assert_eq!(name, "name\nOne\n");
}

#[test]
fn what_cannot_be_renamed_or_merged_is_said() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    say(&sandbox, &["load", "delta"]);
    let bytes = sandbox.bytes("yearbook.db");
    for (arguments, words) in [
        (["rename", "enterprise", "alfa", "x"], "there is no enterprise `alfa`\n  help: did you mean `alpha`"),
        (
            ["rename", "enterprise", "alpha", "beta"],
            "the enterprise `beta` exists already\n  help: `yearbook merge enterprise alpha beta` makes one of the two",
        ),
        (["rename", "enterprise", "alpha", "alpha"], "give it a code that no other has"),
        (["rename", "enterprise", "alpha", " x"], "a code must not have spaces around it"),
        (
            ["rename", "enterprise", "alpha", "Oct-49"],
            "a spreadsheet has turned this code into a date\n  help: write the code as the source states it",
        ),
        (["rename", "enterprise", "alpha", ""], "a value is required for '<NEW>' but none was supplied"),
        (["rename", "unit", "person", "x"], "invalid value 'unit' for '<KIND>'"),
        (["merge", "source", "gazette", "yearbook-2025"], "invalid value 'source' for '<KIND>'"),
        (["merge", "enterprise", "alpha", "bete"], "there is no enterprise `bete`\n  help: did you mean `beta`"),
        (["merge", "enterprise", "alpha", "alpha"], "cannot be merged into `alpha`: they are the same"),
        (["remove", "report", "rank", "--yes"], "the report `rank` is built in and cannot be removed"),
        (
            ["remove", "report", "ranks", "--yes"],
            "there is no report `ranks`\n  help: no dataset of the file has a report",
        ),
        (
            ["merge", "enterprise", "alpha", "gamma"],
            "for 2 figures, one source states different values of the two enterprises",
        ),
        (
            ["merge", "metric", "employees-growth", "employees"],
            "the unit of one is `percent`, that of the other `person`",
        ),
        (["merge", "region", "delta", "north"], "`delta` is above `north`, which would become its own parent"),
    ] {
        let reply = sandbox.run(&arguments);
        assert!(reply.code == 2 && reply.stderr.contains(words), "{arguments:?}: {}", reply.stderr);
        assert!(sandbox.bytes("yearbook.db") == bytes);
    }
    say(&sandbox, &["rename", "enterprise", "alpha", "it's alpha"]);
    let reply = sandbox.run(&["rename", "enterprise", "beta", "it's alpha"]);
    assert!(reply.stderr.contains(r"`yearbook merge enterprise beta 'it'\''s alpha'` makes one"), "{}", reply.stderr);
}

#[test]
fn metrics_in_other_prices_are_not_merged_and_a_former_code_is_not_given_to_another() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let metrics = "code,name,unit,kind,aggregation,base_metric,decimals,prices\nturnover,Turnover,person,level,sum,,0,current\n\
                   real-turnover,Turnover,person,level,sum,,0,constant\n";
    sandbox.write("prices/metrics.csv", metrics);
    let descriptor =
        r#"{"name": "prices", "buildsOn": ["../delta"], "resources": [{"name": "metrics", "path": "metrics.csv"}]}"#;
    sandbox.write("prices/datapackage.json", descriptor);
    say(&sandbox, &["load", "prices"]);
    let reply = sandbox.run(&["merge", "metric", "real-turnover", "turnover"]);
    let said = "the prices of one is `constant`, that of the other `current`";
    assert!(reply.code == 2 && reply.stderr.contains(said), "{}", reply.stderr);
    say(&sandbox, &["rename", "enterprise", "alpha", "first"]);
    let reply = sandbox.run(&["rename", "enterprise", "beta", "alpha"]);
    assert!(reply.code == 2 && reply.stderr.contains("is a former code of the enterprise `first`"), "{}", reply.stderr);
    say(&sandbox, &["rename", "enterprise", "first", "alpha"]);
}

/// Writes a dataset that states the figures of some years, each with its value.
fn write_years(sandbox: &Sandbox, dataset: &str, figures: &[(&str, &str)]) {
    let rows = figures.iter().map(|(year, value)| format!("gdp,{year},{value},s\n"));
    let tables = [
        ("sources", "code,title,published_on\ns,Gazette,2025-01-01\n".to_owned()),
        ("units", "code,name,dimension,factor\nCNY,yuan,money,1\n".to_owned()),
        ("metrics", "code,name,unit,kind\ngdp,GDP,CNY,level\ngdp-2,Product,CNY,level\n".to_owned()),
        ("observations", format!("metric,period,value,source\n{}", rows.collect::<String>())),
    ];
    sandbox.write_tables(dataset, &tables);
}

#[test]
fn a_figure_that_two_datasets_state_stays_with_the_other() {
    let sandbox = Sandbox::new();
    write_years(&sandbox, "a", &[("2022", "6"), ("2023", "7"), ("2024", "8")]);
    write_years(&sandbox, "b", &[("2023", "7"), ("2024", "8"), ("2025", "9")]);
    write_years(&sandbox, "c", &[("2024", "8"), ("2025", "9")]);
    let days = ["2025-06-01"];
    say(&sandbox, &["load", "a"]);
    // Another dataset states the same, ...
    assert_undone(&sandbox, &["load", "b"], &days);
    say(&sandbox, &["load", "b"]);
    assert_undone(&sandbox, &["load", "c"], &days);
    say(&sandbox, &["load", "c"]);
    // ... takes over what the first one no longer states, ...
    write_years(&sandbox, "a", &[("2022", "6")]);
    assert_undone(&sandbox, &["load", "a", "--complete"], &days);
    // ... or has another value.
    write_years(&sandbox, "b", &[("2023", "7"), ("2024", "8.5"), ("2025", "9")]);
    assert_undone(&sandbox, &["load", "b"], &days);
    let said = say(&sandbox, &["remove", "dataset", "a"]);
    assert!(said.contains("\n  1 figure withdrawn\n  2 figures stay, because other datasets state them\n"), "{said}");
    assert_undone_as(&sandbox, &["remove", "dataset", "a", "--yes"], &days, "remove");
    say(&sandbox, &["remove", "dataset", "a", "--yes"]);
    let figures = "SELECT period || ' ' || file AS line FROM fact ORDER BY 1";
    let expected = "line\n2023 b/observations.csv\n2024 b/observations.csv\n2025 b/observations.csv\n";
    assert_eq!(sandbox.run(&["query", figures, "--format", "csv"]).stdout, expected);
    assert_undone_as(&sandbox, &["remove", "metric", "gdp", "--yes"], &days, "remove");
    sandbox.write("b/observations.csv", "metric,period,value,source\ngdp-2,2024,8,s\ngdp-2,2026,10,s\n");
    say(&sandbox, &["load", "b"]);
    assert_undone_as(&sandbox, &["merge", "metric", "gdp", "gdp-2"], &days, "merge");
    say(&sandbox, &["merge", "metric", "gdp", "gdp-2"]);
    let also = "SELECT group_concat(period || ' ' || dataset, ', ') AS line FROM also_stated ORDER BY period";
    assert_eq!(sandbox.run(&["query", also, "--format", "csv"]).stdout, "line\n\"2024 c, 2025 c\"\n");
    content(&sandbox);
}

#[test]
fn a_predecessor_can_be_merged_into_its_successor() {
    let sandbox = Sandbox::with_demo();
    sandbox.write("d/datapackage.json", r#"{"name": "d", "resources": [{"name": "regions", "path": "r.csv"}]}"#);
    sandbox.write("d/r.csv", "code,name,level,parent\nxiacheng,Xiacheng Park,place,330103\n");
    say(&sandbox, &["load", "d"]);
    assert_undone_as(&sandbox, &["merge", "region", "330103", "330105"], &["2026-01-01"], "merge");
    say(&sandbox, &["merge", "region", "330103", "330105"]);
    let sql = "SELECT (SELECT parent FROM region WHERE code = 'xiacheng') || ' ' || count(*) AS line
                 FROM succession WHERE successor_region = '330105'";
    assert_eq!(sandbox.run(&["query", sql, "--format", "csv"]).stdout, "line\n330105 0\n");
    content(&sandbox);
}
