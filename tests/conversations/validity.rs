//! Classifications are data, and places, sectors and enterprises begin, end and have successors.

use crate::sandbox::Sandbox;

fn query(sandbox: &Sandbox, sql: &str) -> Vec<String> {
    let reply = sandbox.run(&["query", sql, "--format", "csv"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    reply.stdout.lines().skip(1).map(str::to_owned).collect()
}

/// Writes a dataset of these tables, without their headers where the first line has none.
fn write(sandbox: &Sandbox, dataset: &str, tables: &[(&str, &str)]) {
    let resources = tables.iter().map(|(table, text)| {
        sandbox.write(&format!("{dataset}/{table}.csv"), text);
        format!(r#"{{"name": "{table}", "path": "{table}.csv"}}"#)
    });
    let resources: Vec<String> = resources.collect();
    let text = format!(r#"{{"name": "{dataset}", "resources": [{}]}}"#, resources.join(", "));
    sandbox.write(&format!("{dataset}/datapackage.json"), text);
}

const SECTORS: &str = "code,name,scheme\n2011-37,Transport equipment,gbt4754-2011\n\
    2017-37,Transport equipment,gbt4754-2017\nlocal-1,Port economy,local\n";

#[test]
fn a_dataset_brings_its_schemes() {
    let sandbox = Sandbox::new();
    let schemes = "code,name,name_zh,version,source\n\
        gbt4754-2011,Industrial classification,国民经济行业分类,GB/T 4754-2011,nbs\n\
        gbt4754-2017,Industrial classification,国民经济行业分类,GB/T 4754-2017,nbs\n";
    let sources = "code,title\nnbs,Industrial classification\n";
    write(&sandbox, "d", &[("sources", sources), ("schemes", schemes), ("sectors", SECTORS)]);
    let reply = sandbox.run(&["load", "d"]);
    assert!(reply.stderr.contains("6 rows read = 6 inserted"), "{}", reply.stderr);
    // Of the built-in schemes, the file has the one that a sector uses.
    let sql = "SELECT s.code, s.version, q.code FROM scheme AS s LEFT JOIN source AS q USING (source_id) ORDER BY 1";
    let expected = ["gbt4754-2011,GB/T 4754-2011,nbs", "gbt4754-2017,GB/T 4754-2017,nbs", "local,,"];
    assert_eq!(query(&sandbox, sql), expected);
    let bytes = sandbox.bytes("yearbook.db");
    assert_eq!(sandbox.run(&["load", "d"]).code, 0);
    assert!(sandbox.bytes("yearbook.db") == bytes, "the same once more changes nothing");
    // A built-in scheme may be described by a dataset, before and after it is used.
    write(&sandbox, "own", &[("schemes", "code,name\nlocal,Groups of our own\nnbs,Groups of the bureau\n")]);
    let reply = sandbox.run(&["load", "own"]);
    assert!(reply.stderr.contains("2 rows read = 1 inserted + 1 revised"), "{}", reply.stderr);
    assert_eq!(query(&sandbox, "SELECT name FROM scheme WHERE code = 'local'"), ["Groups of our own"]);
}

#[test]
fn an_unknown_scheme_is_a_problem_with_a_suggestion() {
    let sandbox = Sandbox::new();
    write(&sandbox, "d", &[("schemes", "code,name\ngbt4754-2017,2017\n"), ("sectors", SECTORS)]);
    insta::assert_snapshot!(sandbox.talk(&["load", "d"]));
    assert_eq!(sandbox.files(), ["d"]);
}
