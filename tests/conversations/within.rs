//! What a region or a sector lies in is kept beside its parent.

use rusqlite::Connection;

use crate::sandbox::Sandbox;

/// A table of regions, each with the one of the line before as its parent.
fn line(codes: impl Iterator<Item = usize>) -> String {
    let mut text = "code,name,level,parent\n".to_owned();
    let mut parent = String::new();
    for code in codes.map(|number| format!("r{number}")) {
        text += &format!("{code},Region {code},place,{parent}\n");
        parent = code;
    }
    text
}

/// The pairs of the file, as `ancestor code depth`, of regions whose codes end alike, such as `r31`.
fn within(sandbox: &Sandbox, code: &str) -> Vec<String> {
    let connection = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    let sql = "SELECT ancestor || ' ' || code || ' ' || depth FROM region_within WHERE code = ? ORDER BY depth";
    let mut statement = connection.prepare(sql).expect("a statement");
    statement.query_map([code], |row| row.get(0)).and_then(Iterator::collect).expect("pairs")
}

#[test]
fn what_a_region_lies_in_is_kept_up_to_32_levels() {
    let sandbox = Sandbox::new();
    sandbox.write_tables("deep", &[("regions", &line(0..33))]);
    insta::assert_snapshot!("too_many_levels", sandbox.talk(&["check", "deep"]));
    sandbox.write_tables("d", &[("regions", &line(0..32))]);
    assert_eq!(sandbox.run(&["load", "d"]).code, 0);
    let pairs = within(&sandbox, "r31");
    assert_eq!((pairs.len(), pairs[0].as_str(), pairs[31].as_str()), (32, "r31 r31 0", "r0 r31 31"));

    // What is stored would come to lie too low, too.
    let above = "code,name,level,parent\nworld,World,place,\nr0,Region r0,place,world\n";
    sandbox.write_tables("above", &[("regions", above)]);
    insta::assert_snapshot!("stored_too_low", sandbox.talk(&["load", "above", "--override"]));
    let other = "code,name,level,parent\nx,X,place,\ny,Y,place,x\nz,Z,place,r31\n";
    sandbox.write_tables("other", &[("regions", other)]);
    assert_eq!(sandbox.run(&["load", "other"]).code, 1);
    sandbox.write_tables("other", &[("regions", other.trim_end_matches("z,Z,place,r31\n"))]);
    assert_eq!(sandbox.run(&["load", "other"]).code, 0);
    insta::assert_snapshot!("merge_too_low", sandbox.talk(&["merge", "region", "x", "r31"]));
}

#[test]
fn a_line_of_twenty_thousand_regions_is_a_short_list_of_problems() {
    let sandbox = Sandbox::new();
    sandbox.write_tables("d", &[("regions", &line(0..20_000))]);
    let reply = sandbox.run(&["check", "d"]);
    assert_eq!(reply.code, 1, "{}", reply.stderr);
    assert!(reply.stderr.contains("19968"), "{}", reply.stderr);
    assert!(reply.stderr.lines().count() < 150, "{}", reply.stderr);
}

#[test]
fn parents_that_another_program_has_changed_are_followed_by_the_next_load() {
    let sandbox = Sandbox::new();
    sandbox.write_tables("d", &[("regions", &line(0..3))]);
    assert_eq!(sandbox.run(&["load", "d"]).code, 0);
    let connection = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    connection.execute_batch("UPDATE region SET parent = 'r2' WHERE code = 'r0'").expect("a cycle");
    drop(connection);
    sandbox.write_tables("e", &[("regions", "code,name,level,parent\nx,X,place,\n")]);
    assert_eq!(sandbox.run(&["load", "e"]).code, 0);
    assert_eq!(within(&sandbox, "r0"), ["r0 r0 0", "r2 r0 1", "r1 r0 2"]);
}
