//! `query`: reading, and nothing else.

use crate::sandbox::Sandbox;

#[test]
fn hostile_statements_leave_the_file_as_it_was() {
    let sandbox = Sandbox::with_demo();
    let before = sandbox.bytes("yearbook.db");
    let mut told = String::new();
    for sql in [
        "INSERT INTO claim (code, text, source_id) VALUES ('x', 'x', 1)",
        "UPDATE observation SET value = 0",
        "DELETE FROM observation",
        "REPLACE INTO unit VALUES ('x', 'x', 'x', 'x', 1)",
        "WITH x AS (SELECT 1) DELETE FROM claim",
        "DELETE FROM claim RETURNING *",
        "DROP TABLE observation",
        "DROP VIEW fact",
        "ALTER TABLE claim RENAME TO statement",
        "CREATE TABLE x (y)",
        "CREATE TEMP TABLE x (y)",
        "CREATE VIRTUAL TABLE x USING fts5 (y)",
        "CREATE TRIGGER x AFTER INSERT ON claim BEGIN SELECT 1; END",
        "ATTACH 'x.db' AS x",
        "VACUUM",
        "VACUUM INTO 'x.db'",
        "REINDEX",
        "ANALYZE",
        "BEGIN EXCLUSIVE",
        "PRAGMA user_version = 99",
        "PRAGMA journal_mode = wal",
        "PRAGMA writable_schema = on",
        "PRAGMA query_only = off",
        "PRAGMA wal_checkpoint",
        "PRAGMA optimize",
        "SELECT load_extension('x')",
        "SELECT * FROM pragma_user_version; DELETE FROM claim",
        "EXPLAIN DELETE FROM claim",
        "SELECT writefile('x', 'y')",
        "SELECT fts3_tokenizer('simple')",
    ] {
        let reply = sandbox.run(&["query", sql]);
        assert_eq!(reply.code, 1, "{sql}: {}{}", reply.stdout, reply.stderr);
        assert_eq!(reply.stdout, "", "{sql}");
        told += &format!("{sql}\n    {}\n", reply.stderr.lines().next().unwrap_or_default());
    }
    assert!(sandbox.bytes("yearbook.db") == before, "a statement changed the file");
    assert_eq!(sandbox.files(), ["yearbook.db"], "nothing is left beside the file");
    insta::assert_snapshot!("hostile", told);
}

#[test]
fn mistakes_are_shown_where_they_stand() {
    let sandbox = Sandbox::with_demo();
    let told: Vec<String> = [
        "SELECT * FROM fcat",
        "SELECT metric,\n       vlaue FROM fact",
        "SELECT code, rnak FROM source",
        "SELECT aggregation FROM main.fact AS f WHERE metric = 'source'",
        "SELEC 1",
        "SELECT 'open FROM fact",
        "SELECT count( FROM fact",
        "",
        "-- only a comment",
        "SELECT 1; SELECT 2",
        "SELECT * FROM fact WHERE metric = :metric",
        "SELECT * FROM fact WHERE metric = ?",
        "SELECT abs('x', 1)",
        "SELECT zeroblob(1000000000)",
        "SELECT \"vlaue\" FROM source",
        "SELECT code FROM source WHERE code = \"gazette\"",
        ".tables",
        ".schema fact",
        "\\d fact",
        "DESCRIBE fact;",
        "show tables",
        ".mode csv",
    ]
    .into_iter()
    .map(|sql| sandbox.talk(&["query", sql]))
    .collect();
    insta::assert_snapshot!("query_mistakes", told.join("\n\n"));
    let unknown = sandbox.talk(&["query", "SELECT :a", "-p", "a=1", "-p", "b=2"]);
    insta::assert_snapshot!("query_unknown_parameter", unknown);
}

#[test]
fn a_statement_that_never_ends_is_ended() {
    let sandbox = Sandbox::with_demo();
    let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
    insta::assert_snapshot!("query_timeout", sandbox.talk(&["query", "--timeout", "0.2", endless]));
    for timeout in ["soon", "-1", "nan"] {
        assert_eq!(sandbox.run(&["query", &format!("--timeout={timeout}"), "SELECT 1"]).code, 2, "{timeout}");
    }
}

/// Statements that spend hours in one call of a function, which SQLite cannot stop.
const LONG_CALLS: [&str; 4] = [
    "SELECT instr(printf('%.*c', 16000000, 'a'), printf('%.*c', 8000000, 'a') || 'b')",
    "SELECT replace(printf('%.*c', 16000000, 'a'), printf('%.*c', 8000000, 'a') || 'b', 'c')",
    "SELECT trim(printf('%.*c', 8000000, 'a'), replace(hex(zeroblob(250000)), '0', 'b') || 'a')",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) \
     SELECT json_patch(x, x) FROM (SELECT '{' || group_concat('\"k' || i || '\":1') || '}' AS x FROM n)",
];

#[test]
fn a_call_of_a_function_that_never_ends_is_ended() {
    let sandbox = Sandbox::with_demo();
    let expected = "error: the statement took longer than 0.5 seconds (--timeout)\n  help: allow more time with --timeout SECONDS; 0 removes the limit\n";
    let ends = |arguments: &[&str], sql: &str| {
        let start = std::time::Instant::now();
        let reply = sandbox.run(arguments);
        assert_eq!((reply.code, reply.stderr.as_str()), (1, expected), "{sql}");
        assert!(start.elapsed().as_secs_f64() < 2.5, "{sql}: {:?}", start.elapsed());
    };
    for sql in LONG_CALLS {
        ends(&["query", sql, "--timeout", "0.5", "--output", "rows.csv"], sql);
    }
    assert_eq!(sandbox.files(), ["yearbook.db"], "no draft is left");
    let report = |name: &str, parameter: &str, sql: &str| {
        format!("-- name: {name}\n-- title: Endless\n-- description: Never ends.\n{parameter}-- columns: x\n{sql}")
    };
    let [sql, choices] = [LONG_CALLS[0], LONG_CALLS[1]];
    let parameter = format!("-- parameter: c | choice | required | A choice | {choices}\n");
    sandbox.write_delta();
    sandbox.write("delta/reports/endless.sql", report("endless", "", &format!("{sql} AS x")));
    sandbox.write("delta/reports/choices.sql", report("choices", &parameter, "SELECT :c AS x"));
    let loaded = sandbox.run(&["load", "delta"]);
    assert_eq!(loaded.code, 0, "{}", loaded.stderr);
    ends(&["report", "endless", "--timeout", "0.5"], sql);
    ends(&["report", "choices", "-p", "c=1", "--timeout", "0.5"], choices);
}

#[test]
fn parameters_have_names_and_numbers_are_numbers() {
    let sandbox = Sandbox::with_demo();
    let ask = |sql: &str, parameter: &str| {
        let reply = sandbox.run(&["query", sql, "-p", parameter, "--format", "json"]);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        reply.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(ask("SELECT typeof(:x) AS x", "x=8800"), r#"[ {"x":"integer"} ]"#);
    assert_eq!(ask("SELECT typeof(:x) AS x", "x=0.5"), r#"[ {"x":"real"} ]"#);
    assert_eq!(ask("SELECT typeof(@x) AS x", "x=007"), r#"[ {"x":"text"} ]"#);
    for number in ["1e3", "1.50", "-4.0", "8.17e-05"] {
        assert_eq!(ask("SELECT typeof($x) AS x", &format!("x={number}")), r#"[ {"x":"real"} ]"#, "{number}");
    }
    for number in ["+5", "913302001440524867"] {
        assert_eq!(ask("SELECT typeof($x) AS x", &format!("x={number}")), r#"[ {"x":"integer"} ]"#, "{number}");
    }
    for text in ["00", "-007", "1,000", "inf", "1e999", "2024-06", "91330200144052486700"] {
        assert_eq!(ask("SELECT typeof($x) AS x", &format!("x={text}")), r#"[ {"x":"text"} ]"#, "{text}");
    }
    assert_eq!(ask("SELECT :x AS x", "x='10.10'"), r#"[ {"x":"10.10"} ]"#);
    assert_eq!(ask("SELECT :x AS x", "x='−3.5'"), r#"[ {"x":"−3.5"} ]"#);
    let dash = sandbox.run(&["query", "SELECT :x", "-p", "x=−3.5"]);
    assert!(dash.code == 2 && dash.stderr.contains("write -p x=-3.5"), "{}", dash.stderr);
    assert_eq!(ask("SELECT count(*) AS n FROM fact WHERE low * 2 > :x", "x=17598.0"), r#"[ {"n":3} ]"#);
    assert_eq!(ask("SELECT count(*) AS n FROM region WHERE code = :x", "x=330200"), r#"[ {"n":1} ]"#);
    assert_eq!(ask("SELECT count(*) AS n FROM fact WHERE low > :x", "x=8799"), r#"[ {"n":3} ]"#);
    assert_eq!(sandbox.run(&["query", "SELECT 1", "-p", "x"]).code, 2);
}

#[test]
fn functions_of_mathematics_and_statistics_exist() {
    let sandbox = Sandbox::with_demo();
    let sql = "SELECT sqrt(16) AS s, round(ln(10), 3) AS n, log(100) AS l, power(2, 3) AS p, median(factor) > 0 AS m,
                      percentile(factor, 100) = max(factor) AS c, stddev(factor) > 0 AS d, sum(code REGEXP '^per') AS r
                 FROM unit";
    let reply = sandbox.run(&["query", sql, "--format", "csv"]);
    assert_eq!(reply.stdout, "s,n,l,p,m,c,d,r\n4,2.303,2,8,1,1,1,1\n", "{}", reply.stderr);
    // The sizes of a text and of a pattern have limits, but not that of their product.
    let long = "SELECT printf('%.*c', 16000000, 'a') REGEXP '(a{1,500}){1,100}b'";
    let start = std::time::Instant::now();
    let reply = sandbox.run(&["query", long, "--timeout", "0.5"]);
    assert!(reply.stderr.contains("took longer than 0.5 seconds"), "{}", reply.stderr);
    assert!(start.elapsed().as_secs_f64() < 2.5, "{:?}", start.elapsed());
}

#[test]
fn errors_are_json_where_the_rows_are() {
    let sandbox = Sandbox::with_demo();
    let object = |arguments: &[&str]| {
        let reply = sandbox.run(arguments);
        let json = serde_json::from_str(&reply.stdout).unwrap_or(serde_json::Value::Null);
        (reply.code, json["problems"][0]["rule"].to_string(), json["problems"][0]["column"].to_string())
    };
    let expected = |code: i32, rule: &str, column: &str| (code, format!("\"{rule}\""), column.to_owned());
    let sql = "SELECT vlaue FROM fact";
    assert_eq!(object(&["query", sql, "--format", "json"]), expected(1, "sql", "8"));
    assert_eq!(object(&["query", sql, "--format", "ndjson"]), expected(1, "sql", "8"));
    assert_eq!(object(&["query", "SELECT 1", "-p", "x", "--format", "json"]), expected(2, "usage", "null"));
    assert_eq!(object(&["query", "SELECT 1", "--db", "none.db", "--format", "json"]), expected(3, "database", "null"));
    assert_eq!(object(&["report", "rnak", "--format", "json"]), expected(2, "usage", "null"));
    assert_eq!(object(&["report", "rank", "--format", "json"]), expected(2, "usage", "null"));
    assert_eq!(object(&["trace", "nothing", "--format", "json"]), expected(1, "usage", "null"));
    assert_eq!(object(&["check", "none.csv", "--format", "json"]), expected(3, "usage", "null"));
    let shown = sandbox.run(&["query", sql, "--format", "csv"]);
    assert_eq!((shown.code, shown.stdout.as_str()), (1, ""));
    // The rows before an error are not followed by another object.
    let late = "SELECT abs(column1) FROM (VALUES (1), (-9223372036854775807 - 1))";
    let rows = sandbox.run(&["query", late, "--format", "ndjson"]);
    assert_eq!((rows.code, rows.stdout.as_str()), (1, "{\"abs(column1)\":1}\n"));
}

#[test]
fn standard_input_limits_and_output_files() {
    let sandbox = Sandbox::with_demo();
    let sql = "SELECT metric, display FROM fact ORDER BY metric, period";
    let from_input = sandbox.run_with_input(&["query", "-", "--limit", "2", "--format", "csv"], sql);
    assert_eq!(from_input.code, 0, "{}", from_input.stderr);
    assert_eq!(from_input.stdout.lines().count(), 3);
    assert_eq!(from_input.stderr, "there are more rows: stopped after 2 (--limit)\n");
    let all = sandbox.run(&["query", sql, "--format", "csv"]);
    assert!(all.stdout.starts_with(&from_input.stdout));
    let written = sandbox.run(&["query", sql, "--output", "rows.csv"]);
    assert_eq!((written.stdout.as_str(), written.stderr.as_str()), ("", "wrote rows.csv\n"));
    assert_eq!(sandbox.read("rows.csv"), all.stdout, "the ending of the file chooses the format");
    let failed = sandbox.run(&["query", "SELECT abs(-9223372036854775807 - 1)", "--output", "rows.csv"]);
    assert_eq!(failed.code, 1);
    assert_eq!(sandbox.read("rows.csv"), all.stdout, "a failure leaves the file that was there");
    assert_eq!(sandbox.files(), ["rows.csv", "yearbook.db"]);
    assert_eq!(sandbox.run(&["query", sql, "--output", "no/such/folder/rows.csv"]).code, 3);
    for file in ["yearbook.db", "./yearbook.db-journal"] {
        let onto_itself = sandbox.run(&["query", sql, "--output", file]);
        assert_eq!(onto_itself.code, 2, "{}", onto_itself.stderr);
    }
    let dash = sandbox.run(&["query", sql, "--output", "-", "--format", "csv"]);
    assert_eq!(dash.stdout, all.stdout);
    assert_eq!(sandbox.run(&["query", "SELECT 1"]).code, 0, "the database is still one");
}

#[test]
#[cfg(unix)]
fn an_output_that_is_a_link_or_a_device_stays_one() {
    let sandbox = Sandbox::with_demo();
    std::os::unix::fs::symlink("rows.csv", sandbox.path("link.csv")).expect("a link");
    sandbox.write("rows.csv", "before");
    let sql = "SELECT code FROM unit WHERE code = 'percent'";
    assert_eq!(sandbox.run(&["query", sql, "-o", "link.csv"]).code, 0);
    assert_eq!(sandbox.read("rows.csv"), "code\npercent\n");
    assert!(std::fs::symlink_metadata(sandbox.path("link.csv")).expect("the link").is_symlink());
    assert_eq!(sandbox.run(&["query", sql, "-o", "/dev/null"]).code, 0);
    assert!(!std::fs::metadata("/dev/null").expect("the device").is_file());
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let sandbox = Sandbox::with_demo();
    let numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) SELECT i FROM n";
    let mut child = sandbox
        .command(&["query", numbers, "--format", "csv"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn too_many_rows_for_a_table_are_an_error_and_other_formats_stream() {
    let sandbox = Sandbox::with_demo();
    let sql = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 14) SELECT printf('%.*c', 10000000, 'a') AS a FROM n";
    let table = sandbox.run(&["query", sql]);
    assert_eq!((table.code, table.stdout.as_str()), (1, ""));
    assert!(table.stderr.contains("--format csv"), "{}", table.stderr);
    assert_eq!(sandbox.run(&["query", sql, "--format", "ndjson", "-o", "/dev/null"]).code, 0);
}

#[test]
fn a_slow_reader_is_no_slow_statement() {
    let sandbox = Sandbox::with_demo();
    let sql = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT i FROM n";
    let mut child = sandbox
        .command(&["query", sql, "--format", "csv", "--timeout", "1"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the program runs");
    // The pipe is full long before the last row.
    std::thread::sleep(std::time::Duration::from_millis(1500));
    let mut rows = String::new();
    std::io::Read::read_to_string(&mut child.stdout.take().expect("the output"), &mut rows).expect("the rows");
    assert!(child.wait().expect("the program ends").success());
    assert_eq!(rows.lines().count(), 50_001);
}
