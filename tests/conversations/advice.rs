//! What the program says to do where something is wrong, and that it applies.

use crate::sandbox::Sandbox;

/// A mapping of tables of years across, without a name.
const MAPPING: &str = "unpivot = '^\\d{4}$'\n[columns]\nmetric = \"m\"\nregion = \"{geo}\"\nperiod = \"{header}\"\nunit = \"u\"\nsource = \"s\"\n[create]\nmetric = { kind = \"level\" }\nregion = { level = \"area\" }\n";

/// Two figures of the region `中`, in GBK.
const GBK: &[u8] = b"geo,2023,2024\n\xd6\xd0,1,2\n";

/// All that a command says.
fn said(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let reply = sandbox.run(arguments);
    reply.stdout + &reply.stderr
}

fn holds(text: &str, parts: &[&str]) {
    parts.iter().for_each(|part| assert!(text.contains(part), "{part:?} is not in:\n{text}"));
}

#[test]
fn a_command_that_is_proposed_names_the_database_that_was_given() {
    let sandbox = Sandbox::with_demo();
    std::fs::rename(sandbox.path("yearbook.db"), sandbox.path("my city.db")).expect("a file");
    let with_database = |arguments: &[&str]| said(&sandbox, &[&["--db", "my city.db"], arguments].concat());
    let region = ["export", "out", "--to", "csv", "--region", "nowhere"];
    holds(&with_database(&region), &["`yearbook --db 'my city.db' query \"select * from region\"` lists them"]);
    holds(&with_database(&["report", "rank"]), &["usage: yearbook --db 'my city.db' report rank -p metric"]);
    holds(&with_database(&["trace", "nothing"]), &["`yearbook --db 'my city.db' history` also finds"]);
    let json = with_database(&["query", "describe fact", "--format", "json"]);
    holds(&json, &["`yearbook --db 'my city.db' schema"]);
    let explained = with_database(&["load", "my city.db"]);
    assert!(!explained.contains("db' check --explain") && !explained.contains("db' sniff"), "{explained}");
}

#[test]
fn an_option_that_the_sql_of_a_report_does_not_take_is_refused() {
    let sandbox = Sandbox::with_demo();
    for option in [&["--bom"][..], &["--groups", "thin"], &["--cite"]] {
        let reply = sandbox.run(&[&["report", "rank", "--sql"], option].concat());
        let expected = format!("the argument '--sql' cannot be used with '{}", option[0]);
        assert!(reply.code == 2 && reply.stderr.contains(&expected), "{}", reply.stderr);
    }
}

#[test]
fn sniff_overwrites_nothing_but_its_own_mapping() {
    let sandbox = Sandbox::with_demo();
    sandbox.write("gbk.csv", GBK).write("plain.csv", "geo,2024\nA,1\n").write("nothing.csv", "a,b\nx,y\n");
    sandbox.write("latin", b"caf\xe9").write("cut.toml", "unpivot = '").write("empty.toml", "");
    sandbox.write("store", sandbox.bytes("yearbook.db"));
    let kept = ["gbk.csv", "plain.csv", "latin", "cut.toml", "yearbook.db", "empty.toml", "store"];
    for target in ["latin", "cut.toml", "empty.toml", "store"] {
        for file in ["gbk.csv", "nothing.csv"] {
            let before = kept.map(|name| sandbox.bytes(name));
            let reply = sandbox.run(&["sniff", file, "-o", target]);
            assert_eq!(reply.code, 2, "{file} {target}: {}", reply.stderr);
            holds(&reply.stderr, &[&format!("{target} already exists, and does not hold this mapping")]);
            assert!(before == kept.map(|name| sandbox.bytes(name)), "{file} {target}");
        }
    }
    // A name that ends like that of another format is not written at all.
    for target in ["gbk.csv", "plain.csv", "yearbook.db", "new.xlsx"] {
        let before = kept.map(|name| sandbox.bytes(name));
        let reply = sandbox.run(&["--db", "other.db", "sniff", "gbk.csv", "-o", target]);
        assert_eq!(reply.code, 2, "{target}: {}", reply.stderr);
        holds(&reply.stderr, &["a mapping cannot be written as ."]);
        assert!(before == kept.map(|name| sandbox.bytes(name)), "{target}");
    }
    assert_eq!(sandbox.run(&["sniff", "gbk.csv", "-o", "new.toml"]).code, 0);
    assert_eq!(sandbox.run(&["sniff", "gbk.csv", "-o", "new.toml"]).code, 0);
    assert_eq!(sandbox.run(&["sniff", "gbk.csv", "-o", "/dev/null"]).code, 0);
}

#[test]
fn another_encoding_is_another_load() {
    let descriptor =
        |name: &str, more: &str| format!(r#"{{"name": "f", "resources": [{{"name": "{name}", {more}}}]}}"#);
    for (folder, options) in [("f", &["--map", "m.toml"][..]), ("f/gbk.csv", &["--map", "m.toml"]), ("d", &[])] {
        let sandbox = Sandbox::new();
        sandbox.write("m.toml", MAPPING).write("f/gbk.csv", GBK);
        sandbox.write("f/datapackage.json", descriptor("gdp", r#""path": "gbk.csv""#));
        sandbox.write("d/datapackage.json", descriptor("regions", r#""path": "regions.csv""#));
        sandbox.write("d/regions.csv", b"code,name,level\nA,\xd6\xd0,area\n");
        let load = |encoding: &str| {
            let arguments = [&["load", folder, "--create", "all", "--encoding", encoding], options].concat();
            assert_eq!(sandbox.run(&arguments).code, 0, "{folder}: {}", said(&sandbox, &arguments));
            said(&sandbox, &["query", "SELECT name FROM region", "--format", "csv"])
        };
        assert!(!load("windows-1252").contains('中'), "{folder}");
        assert!(load("gbk").contains('中'), "{folder}");
        holds(
            &said(&sandbox, &[&["load", folder, "--encoding", "gbk", "--create", "all"], options].concat()),
            &["holds all of"],
        );
    }
}

#[test]
fn an_encoding_that_is_proposed_reads_the_whole_file() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let regions = sandbox.read("delta/regions.csv");
    let ascii: String = regions.lines().map(|line| line.replace(|c: char| !c.is_ascii(), "") + "\n").collect();
    let cafe = |text: &[u8]| [ascii.as_bytes(), b"cafe,", text, b",,city,\n"].concat();
    sandbox.write("delta/regions.csv", cafe(b"Caf\xe9 de la R\xe9gion"));
    let wrong = said(&sandbox, &["check", "delta"]);
    holds(&wrong, &["--encoding windows-1252, or in the resource: \"encoding\": \"windows-1252\""]);
    assert!(!wrong.contains("gb18030"), "{wrong}");
    // The other files are ASCII, but for Chinese names.
    sandbox.replace(
        "delta/datapackage.json",
        "\"path\": \"regions.csv\"",
        "\"path\": \"regions.csv\", \"encoding\": \"windows-1252\"",
    );
    assert_eq!(sandbox.run(&["check", "delta"]).code, 0);
    // One broken byte among UTF-8 is no other encoding.
    sandbox.replace("delta/datapackage.json", ", \"encoding\": \"windows-1252\"", "");
    sandbox.write("delta/regions.csv", [regions.as_bytes(), b"cafe,Caf\xe9,,city,\n"].concat());
    holds(&said(&sandbox, &["check", "delta"]), &["correct the bytes that are wrong"]);
    sandbox.write("m.toml", MAPPING).write("gbk.csv", GBK);
    let mapped = said(&sandbox, &["check", "--map", "m.toml", "gbk.csv", "--encoding", "utf-8"]);
    holds(&mapped, &["or in the mapping: encoding = \""]);
    assert!(!mapped.contains("in the resource"), "{mapped}");
}

#[test]
fn a_guessed_name_withdraws_nothing() {
    let sandbox = Sandbox::new();
    sandbox.write("eu/map.toml", MAPPING).write("eu/x.csv", "geo,2024\nA,1\n");
    sandbox.write("wb/map.toml", MAPPING).write("wb/y.csv", "geo,2023,2024\nB,2,3\n");
    let load = |options: &[&str]| sandbox.run(&[&["load", "--create", "all"], options].concat());
    assert_eq!(load(&["eu/x.csv", "--map", "eu/map.toml"]).code, 0);
    for options in [&["wb/y.csv", "--map", "wb/map.toml"][..], &["wb/y.csv"]] {
        for command in ["load", "check"] {
            let reply = sandbox.run(&[&[command, "--complete", "--create", "all"], options].concat());
            assert_eq!(reply.code, 2, "{}", reply.stderr);
            holds(&reply.stderr, &["is only guessed from the name of a file", "write its name in the mapping"]);
        }
    }
    // Names that are stated are two datasets.
    sandbox.write("wb/map.toml", format!("name = \"wb\"\n{MAPPING}"));
    let reply = load(&["wb/y.csv", "--map", "wb/map.toml", "--complete"]);
    assert!(reply.code == 0 && !reply.stderr.contains("withdrawn"), "{}", reply.stderr);
    sandbox.write("wb/y.csv", "geo,2023,2024\nC,2,3\n");
    holds(&load(&["wb/y.csv", "--map", "wb/map.toml", "--complete"]).stderr, &["2 figures are withdrawn"]);
    // A folder is no name either.
    sandbox.write_delta().replace("delta/datapackage.json", "\"name\": \"delta\",", "");
    let reply = load(&["delta", "--complete"]);
    holds(&reply.stderr, &["guessed from the name of a folder", "write \"name\": \"delta\" in its datapackage.json"]);
}

#[test]
fn a_report_of_another_database_says_so() {
    let sandbox = Sandbox::with_demo();
    sandbox.write_delta();
    assert_eq!(sandbox.run(&["--db", "delta.db", "load", "delta"]).code, 0);
    let report = ["report", "rank", "-p", "metric=employees", "--stamp", "-o", "rank.md"];
    assert_eq!(sandbox.run(&[&["--db", "delta.db"], &report[..]].concat()).code, 0);
    let wrong = said(&sandbox, &["verify", "rank.md"]);
    holds(
        &wrong,
        &["the report in rank.md cannot be run on this database: `employees` is not one of the choices", "--db FILE"],
    );
    holds(&said(&sandbox, &["verify", "yearbook.db"]), &["yearbook.db is not a stamped report"]);
}

#[test]
fn no_format_is_written_under_the_name_of_another() {
    let sandbox = Sandbox::with_demo();
    for (arguments, sentence) in [
        (&["cite", "profile", "-p", "enterprise=BYD", "-o", "x.pdf"][..], "these sources cannot be written as .pdf"),
        (
            &["cite", "profile", "-p", "enterprise=BYD", "-o", "x.bib", "--style", "csl-json"],
            "cannot be written as .bib",
        ),
        (&["report", "overview", "-o", "x.csv", "--format", "json"], "rows in --format json cannot be written as .csv"),
        (&["report", "overview", "-o", "x.xls", "--format", "csv"], "rows in --format csv cannot be written as .xls"),
        (&["rejects", "-o", "x.json"], "rejected rows cannot be written as .json"),
    ] {
        let reply = sandbox.run(arguments);
        assert_eq!(reply.code, 2, "{}", reply.stderr);
        holds(&reply.stderr, &[sentence]);
    }
    assert!(sandbox.files().iter().all(|name| !name.starts_with('x')));
    for target in ["x.txt", "x.dat", "x", "x.TSV"] {
        assert_eq!(
            sandbox.run(&["report", "overview", "-o", target, "--format", "tsv"]).code,
            i32::from(target == "x.txt") * 2
        );
    }
}

#[test]
fn databases_and_pages_are_no_tables() {
    let sandbox = Sandbox::with_demo();
    sandbox.write("page.csv", "\n<!DOCTYPE HTML>\n<html>\n<p>a; b; c\n").write("bare.csv", "<html><body>1,2,3\n");
    sandbox.write("m.toml", MAPPING);
    for (file, sentence) in [
        ("yearbook.db", "it is an SQLite database"),
        ("page.csv", "it is an HTML page"),
        ("bare.csv", "it is an HTML page"),
    ] {
        for command in [&["sniff"][..], &["load"], &["load", "--map", "m.toml"]] {
            let reply = sandbox.run(&[&["--db", "new.db"], command, &[file]].concat());
            assert_eq!(reply.code, 1, "{}", reply.stderr);
            holds(&reply.stderr, &[sentence, "help: "]);
            assert!(!reply.stdout.contains("[columns]"));
        }
    }
}

#[test]
fn the_words_of_one_command_are_not_those_of_another() {
    let sandbox = Sandbox::with_demo();
    for (arguments, parts) in [
        (&["history"][..], &["no words and no codes given", "`yearbook history BYD 68`"][..]),
        (&["history", "--metric", "value-add-growth"], &["there is no metric `value-add-growth`", "did you mean `"]),
        (
            &["trace", "--region", "ningbo-zoushan-port"],
            &["there is no region", "did you mean `ningbo-zhoushan-port` (Ningbo-Zhoushan Port)?"],
        ),
        (&["query", "delete from fact"], &["a statement must only read, but this one would change fact"]),
        (&["query", "delete from metric"], &["a statement must only read"]),
        (&["--db", "empty.db", "report"], &["empty.db is empty", "load DATASET"]),
        (&["diff", "before.db", "2"], &["before.db"]),
    ] {
        sandbox.write("empty.db", "");
        let reply = sandbox.run(arguments);
        assert_ne!(reply.code, 0);
        holds(&reply.stderr, parts);
    }
    std::fs::copy(sandbox.path("yearbook.db"), sandbox.path("before.db")).expect("a copy");
    holds(&said(&sandbox, &["diff", "before.db", "2"]), &["yearbook.db has no load 2"]);
}

#[test]
fn many_files_are_counted_and_not_named_like_the_first() {
    let sandbox = Sandbox::new();
    for name in ["a", "b", "c"] {
        sandbox.write(&format!("{name}.csv"), format!("geo,2023,2024\n{name},1,2\n"));
    }
    holds(&said(&sandbox, &["load", "*.csv", "--create", "all"]), &["load 1: a (3 files) into yearbook.db"]);
}

#[test]
fn small_slips_in_a_dataset_have_a_fix() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let refused = |file: &str, from: &str, to: &str, parts: &[&str]| {
        let before = sandbox.read(file);
        sandbox.replace(file, from, to);
        holds(&said(&sandbox, &["check", "delta"]), parts);
        sandbox.write(file, before);
    };
    refused("delta/datapackage.json", "\"path\": \"units.csv\"", "\"pth\": \"units.csv\"", &["did you mean `path`?"]);
    refused("delta/observations.csv", "35..68", "5..5", &["write one number, such as 35"]);
    refused("delta/observations.csv", "employees,gamma,", "employees, gamma,", &["remove the spaces around it"]);
}
