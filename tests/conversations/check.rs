//! `check`: everything that `load` checks, and nothing written.

use crate::sandbox::Sandbox;

#[test]
fn a_good_dataset_passes_with_and_without_a_database() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let alone = sandbox.talk(&["check", "delta"]);
    assert_eq!(sandbox.files(), ["delta"], "no database is made");
    sandbox.run(&["load", "delta"]);
    let before = sandbox.bytes("yearbook.db");
    let against = sandbox.talk(&["check", "delta"]);
    assert_eq!(sandbox.bytes("yearbook.db"), before);
    insta::assert_snapshot!("check_good", alone + "\n" + &against);
}

#[test]
fn codes_may_be_in_the_database_already() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.write("more/datapackage.json", r#"{"resources": [{"name": "observations", "path": "o.csv"}]}"#);
    sandbox.write("more/o.csv", "metric,enterprise,period,value,source\nemployees,gamma,2025,70,gazette\n");
    assert_eq!(sandbox.run(&["check", "more"]).code, 1);
    sandbox.run(&["load", "delta"]);
    assert_eq!(sandbox.run(&["check", "more"]).code, 0);
    assert_eq!(sandbox.run(&["load", "more"]).code, 0);
}
