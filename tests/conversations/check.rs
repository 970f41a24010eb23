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

#[test]
fn a_rule_is_explained() {
    let reply = Sandbox::new().run(&["check", "--explain", "unknown-code"]);
    assert!(reply.code == 0 && reply.stdout.starts_with("# unknown-code: "), "{}", reply.stdout);
    insta::assert_snapshot!("explain", Sandbox::new().talk(&["check", "--explain", "unknown-cod"]));
    let explain = |arguments: &[&str]| {
        let reply = Sandbox::new().run(&[&["explain"][..], arguments].concat());
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        reply.stdout
    };
    assert_eq!(explain(&["unknown-code"]), reply.stdout);
    assert!(explain(&["dataset"]).contains("| `observations` | metric*,"));
    assert!(explain(&["statuses"]).contains("    E  estimate\n"));
    for topic in ["mapping", "periods", "reports", "editions", "validity", "files"] {
        assert!(explain(&[]).contains(&format!("\n  {topic} ")) && explain(&[topic]).starts_with("# "), "{topic}");
    }
    assert_eq!(Sandbox::new().run(&["explain", "perids"]).code, 2);
}

#[test]
fn problems_for_machines() {
    let sandbox = Sandbox::new();
    sandbox.write_delta().write_dataset("wrong");
    sandbox.run(&["load", "delta"]);
    let told = sandbox.talk(&["check", "wrong", "--format", "json"]) + "\n\n";
    insta::assert_snapshot!("problems_as_json", told + &sandbox.talk(&["check", "delta", "--format", "json"]));
    let kept = sandbox.run(&["load", "wrong", "--keep-going", "--format", "json"]);
    let problems: serde_json::Value = serde_json::from_str(&kept.stdout).expect("JSON");
    assert_eq!((kept.code, &problems["rows"]["rejected"]), (1, &serde_json::json!(2)), "{}", kept.stderr);
}

/// The lines on which problems stand, by rule.
fn lines(sandbox: &Sandbox) -> Vec<(String, u64)> {
    let reply = sandbox.run(&["check", "delta", "--format", "json"]);
    let problems: serde_json::Value = serde_json::from_str(&reply.stdout).expect("JSON");
    let problems = problems["problems"].as_array().expect("problems");
    let line = |problem: &serde_json::Value| {
        (problem["rule"].as_str().expect("a rule").to_owned(), problem["line"].as_u64().expect("a line"))
    };
    problems.iter().map(line).collect()
}

#[test]
fn a_stray_quote_is_named_and_swallows_no_row() {
    let quote = |line: u64| ("unclosed-quote".to_owned(), line);
    let header = "metric,enterprise,period,value,source,note\n";
    for (rows, expected) in [
        // It is never closed.
        (
            "employees,alpha,2025,\"12,gazette,\nemployees,beta,2025,x,gazette,\n",
            vec![quote(2), ("number".to_owned(), 3)],
        ),
        // Another stray one closes it, within a cell or where a cell ends.
        (
            "employees,alpha,2025,\"12,gazette,\nemployees,beta,2025,1\"3,gazette,\n",
            vec![quote(2), ("number".to_owned(), 3)],
        ),
        ("employees,alpha,2025,\"12,gazette,\nemployees,beta,2025,13,gazette,two\"\n", vec![quote(2)]),
        // A quoted cell closes it, and would open another.
        (
            "employees,alpha,2025,1,gazette,\"as\nemployees,beta,2025,2,gazette,\"a, b\"\nemployees,gamma,2025,3,gazette,\n",
            vec![quote(2)],
        ),
        // A cell of several lines is none.
        ("employees,alpha,2025,1,gazette,\"one\ntwo\"\nemployees,beta,2025,13,gazette,\n", vec![]),
        // Every row has one.
        (
            "employees,alpha,2025,\"1,gazette,\nemployees,beta,2025,\"2,gazette,\nemployees,gamma,2025,\"3,gazette,\n",
            vec![quote(2), quote(3), quote(4)],
        ),
    ] {
        for ending in ["\n", "\r\n"] {
            let sandbox = Sandbox::new();
            sandbox.write_delta();
            sandbox.write("delta/observations.csv", format!("{header}{rows}").replace('\n', ending));
            assert_eq!(lines(&sandbox), expected, "{rows}");
        }
    }
}

#[test]
fn a_stray_quote_swallows_no_row_where_a_file_is_read_in_blocks() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let mut text = String::from("metric,enterprise,breakdown,period,value,source,note\n");
    for number in 0..60_000 {
        let (open, close) = match number {
            20_000 => ("\"", ""),
            40_000 => ("", " said so\""),
            _ if number % 7 == 0 => ("\"two\n", " lines\""),
            _ => ("", ""),
        };
        text.push_str(&format!("employees,alpha,number={number},2025,{number},gazette,{open}a note{close}\n"));
    }
    sandbox.write("delta/observations.csv", text);
    // The closing quote of the other row is none that opens a cell.
    assert_eq!(lines(&sandbox), [("unclosed-quote".to_owned(), 22_860)]);
    let reply = sandbox.run(&["load", "delta", "--keep-going"]);
    assert!(
        reply.stderr.contains("60015 rows read = 60014 inserted + 0 revised + 0 unchanged + 1 rejected"),
        "{}",
        reply.stderr
    );
}

#[test]
fn text_that_is_not_utf_8_is_reported_even_in_a_header() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    for header in [&b"code,name,name_zh,level,p\xe4rent\n"[..], &b"\xff\xfec\0o\0\0\xd8e\0"[..]] {
        sandbox.write("delta/regions.csv", header);
        let reply = sandbox.run(&["check", "delta"]);
        assert!(
            reply.stderr.starts_with("error[encoding]: ") && reply.stderr.contains(" the byte 0x"),
            "{}",
            reply.stderr
        );
    }
}

#[test]
fn a_stray_quote_behind_a_space_ends_with_its_line_too() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.replace(
        "delta/datapackage.json",
        r#""path": "observations.csv""#,
        r##""path": "observations.csv", "dialect": { "skipInitialSpace": true, "commentChar": "#" }"##,
    );
    let mut text = String::from("metric, enterprise, period, value, source, note\n# a remark, \"not closed\n");
    text += "employees, alpha, 2025, 1, gazette, \"told, and\n told again\"\n";
    text += "employees, beta, 2025, \"2, gazette,\n";
    text += "employees, gamma, 2025, 3, gazette,  \"as told\"\nemployees, epsilon, 2025, 4, gazette,\n";
    sandbox.write("delta/observations.csv", &text);
    assert_eq!(lines(&sandbox), [("unclosed-quote".to_owned(), 5)]);
    let kept = sandbox.run(&["load", "delta", "--keep-going"]);
    assert!(kept.stderr.contains("= 18 inserted + 0 revised + 0 unchanged + 1 rejected"), "{}", kept.stderr);
    let notes =
        sandbox.run(&["query", "SELECT note FROM fact WHERE note IS NOT NULL ORDER BY note", "--format", "csv"]);
    assert_eq!(notes.stdout, "note\nas told\n\"told, and\n told again\"\n");
}

#[test]
fn a_check_says_what_a_load_would_do() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let would = |options: &[&str]| {
        let told = sandbox.run(&[&["check", "delta"], options].concat()).stderr;
        told.split_once("nothing was written").map_or(told.clone(), |(_, would)| would.trim().to_owned())
    };
    assert_eq!(would(&[]), "");
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    assert_eq!(would(&[]), "a load would change nothing");
    assert_eq!(would(&["--complete"]), "a load would record that its editions are complete, and change no figure");
    let before = sandbox.bytes("yearbook.db");
    sandbox
        .replace("delta/observations.csv", "employees,delta-co,,2023,900,", "employees,delta-co,,2023,901,")
        .replace("delta/observations.csv", "employees,epsilon,,2024,<=50,,,yearbook-2025,table 3,\n", "")
        .replace("delta/observations.csv", "employees,,north,2024", "employees,,north,2025");
    assert_eq!(would(&[]), "a load would insert 1, revise 1");
    assert_eq!(would(&["--complete"]), "a load would insert 1, revise 1, withdraw 2");
    assert!(sandbox.bytes("yearbook.db") == before);
    let loaded = sandbox.run(&["load", "delta", "--complete"]).stderr;
    assert!(loaded.contains("= 1 inserted + 1 revised") && loaded.contains("2 figures"), "{loaded}");
}
