//! `new`: a dataset to start from.

use crate::sandbox::Sandbox;

#[test]
fn a_new_dataset_checks_loads_reports_and_publishes() {
    let sandbox = Sandbox::new();
    let talk = |arguments: &[&str]| sandbox.talk(arguments);
    let told = [
        talk(&["new", "My City"]),
        talk(&["check", "My City"]),
        talk(&["load", "My City"]),
        talk(&["report", "population"]),
        talk(&["query", "SELECT period, subject, display, status FROM fact ORDER BY period, subject"]),
        talk(&["audit"]),
    ];
    insta::assert_snapshot!("new", told.join("\n"));
    assert!(sandbox.read("My City/datapackage.json").contains(r#""name": "my-city""#));
    assert!(sandbox.read("My City/README.md").contains("yearbook load 'My City'"));
    let published = sandbox.run(&["publish", "site"]);
    assert_eq!(published.code, 0, "{}", published.stderr);
    assert!(sandbox.path("site/index.html").exists());
}

#[test]
fn it_writes_into_no_folder_that_holds_something() {
    let sandbox = Sandbox::new();
    sandbox.write("full/mine.txt", "mine");
    std::fs::create_dir(sandbox.path("empty")).expect("a folder");
    for (folder, code) in [("full", 2), ("full/mine.txt", 2), ("empty", 0), ("empty", 2), ("deep/er", 0)] {
        let reply = sandbox.run(&["new", folder]);
        assert_eq!(reply.code, code, "{folder}: {}", reply.stderr);
        assert!(code == 0 || reply.stderr.contains("is not an empty folder"), "{}", reply.stderr);
    }
    assert_eq!(sandbox.read("full/mine.txt"), "mine");
    assert_eq!(sandbox.files(), ["deep", "empty", "full"]);
}
