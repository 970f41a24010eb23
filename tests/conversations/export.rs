//! `export`: the database for other programs.

use rusqlite::types::Value;

use crate::sandbox::Sandbox;

#[test]
fn reports_run_unchanged_in_datasette() {
    let sandbox = Sandbox::with_demo();
    let reply = sandbox.run(&["export", "out", "--to", "datasette"]);
    assert_eq!((reply.code, &*reply.stdout), (0, ""), "{}", reply.stderr);
    assert!(sandbox.bytes("out/yearbook.db") == sandbox.bytes("yearbook.db"));
    let metadata: serde_json::Value = serde_json::from_str(&sandbox.read("out/metadata.json")).expect("JSON");
    let database = &metadata["databases"]["yearbook"];
    let fact = &database["tables"]["fact"];
    assert_eq!(fact["columns"]["metric"], "code of the metric");
    assert!(fact["facets"].as_array().is_some_and(|facets| facets.contains(&"metric_name".into())), "{fact}");
    assert_eq!(database["tables"]["metric"]["label_column"], "name");

    // Datasette passes each parameter as a text, and one that is not given as the empty text.
    let connection = rusqlite::Connection::open(sandbox.path("out/yearbook.db")).expect("the database");
    let rows = |name: &str, given: &[(&str, &str)]| -> Vec<Vec<Value>> {
        let sql = database["queries"][name]["sql"].as_str().expect("a query");
        let mut statement = connection.prepare(sql).unwrap_or_else(|error| panic!("{name}: {error}"));
        for index in 1..=statement.parameter_count() {
            let parameter = statement.parameter_name(index).expect("a name")[1..].to_owned();
            let value = given.iter().find(|(key, _)| *key == parameter).map_or("", |(_, value)| value);
            statement.raw_bind_parameter(index, value).expect("a value");
        }
        let width = statement.column_count();
        let rows = statement.raw_query().mapped(|row| (0..width).map(|index| row.get(index)).collect());
        rows.collect::<Result<_, _>>().unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    let queries = database["queries"].as_object().expect("queries");
    assert!(queries.len() > 15, "{}", queries.len());
    for name in queries.keys() {
        let reply = sandbox.run(&["report", name, "--format", "ndjson"]);
        if reply.code == 0 {
            assert_eq!(rows(name, &[]).len(), reply.stdout.lines().count(), "{name}");
        } else {
            // It needs a parameter, for which Datasette shows the first choice.
            rows(name, &[]);
        }
    }
    let arguments = ["report", "rank", "-p", "metric=parts-suppliers", "-p", "top=1", "--format", "ndjson"];
    let expected = sandbox.run(&arguments).stdout.lines().count();
    assert_eq!(rows("rank", &[("metric", "parts-suppliers"), ("top", "1")]).len(), expected);
}

#[test]
fn it_writes_over_nothing_but_an_earlier_export() {
    let sandbox = Sandbox::with_demo();
    sandbox.write("mine/metadata.txt", "mine");
    let reply = sandbox.run(&["export", "mine", "--to", "datasette"]);
    assert!(reply.code == 2 && reply.stderr.contains("mine holds other files than"), "{}", reply.stderr);
    for files in ["4 files written", "0 files written, 4 unchanged"] {
        let reply = sandbox.run(&["export", "out", "--to", "datasette"]);
        let said = format!("exported the database to out: {files}\n\n`datasette out` serves it\n");
        assert_eq!((reply.code, reply.stderr), (0, said));
    }
    // What somebody made of the metadata is their work.
    let metadata = sandbox.read("out/metadata.json");
    sandbox.replace("out/metadata.json", "\"title\": \"", "\"title\": \"Our ");
    let changed = sandbox.read("out/metadata.json");
    let reply = sandbox.run(&["export", "out", "--to", "datasette"]);
    assert!(reply.code == 2 && reply.stderr.contains("out/metadata.json was changed since"), "{}", reply.stderr);
    assert_eq!(sandbox.read("out/metadata.json"), changed);
    sandbox.write("out/metadata.json", metadata);
    // The database itself may lie there.
    let before = sandbox.bytes("out/yearbook.db");
    let reply = sandbox.run(&["--db", "out/yearbook.db", "export", "out", "--to", "datasette"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    assert!(sandbox.bytes("out/yearbook.db") == before);
    // It is no file of the export any more.
    let reply = sandbox.run(&["export", "out", "--to", "datasette"]);
    assert!(reply.code == 2 && reply.stderr.contains("out/yearbook.db"), "{}", reply.stderr);
    assert!(sandbox.bytes("out/yearbook.db") == before);
    for arguments in [&["export", "out"][..], &["export", "out", "--to", "lotus"]] {
        assert_eq!(sandbox.run(arguments).code, 2);
    }
}

#[test]
fn a_database_of_ones_own_is_not_replaced() {
    let sandbox = Sandbox::with_demo();
    sandbox.write_delta();
    assert_eq!(sandbox.run(&["--db", "mine/yearbook.db", "load", "delta"]).code, 3);
    std::fs::create_dir(sandbox.path("mine")).expect("a folder");
    assert_eq!(sandbox.run(&["--db", "mine/yearbook.db", "load", "delta"]).code, 0);
    let before = sandbox.bytes("mine/yearbook.db");
    let reply = sandbox.run(&["export", "mine", "--to", "datasette"]);
    assert!(reply.code == 2 && reply.stderr.contains("mine holds other files than"), "{}", reply.stderr);
    assert!(sandbox.bytes("mine/yearbook.db") == before);
    assert_eq!(sandbox.run(&["--db", "mine/yearbook.db", "export", "mine", "--to", "datasette"]).code, 0);
}
