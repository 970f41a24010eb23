//! Files that nobody vouches for: what they hold, what they are called, and where they lead.

use crate::sandbox::{Reply, Sandbox};

/// Starts a window title, rings a bell, ends a line for those who know C1, reverses the rest of the line, ends a C string.
const HOSTILE: &str = "\u{1b}]0;x\u{7}\u{85}\u{9b}2J\u{61c}\u{202e}\u{feff}";

/// No text controls a terminal, and the tests know of no other characters than the program.
fn assert_tame(reply: &Reply, what: &str) {
    let acts = |c: char| {
        (c.is_control() && c != '\n')
            || ['\u{61c}', '\u{200e}', '\u{200f}', '\u{feff}'].contains(&c)
            || ('\u{2028}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
    };
    for stream in [&reply.stdout, &reply.stderr] {
        assert!(!stream.contains(acts), "{what}: {stream:?}");
    }
}

/// A dataset every text of which has characters that control a terminal.
fn hostile_dataset(sandbox: &Sandbox) {
    sandbox.write_delta();
    let name = serde_json::json!(format!("delta{HOSTILE}")).to_string();
    sandbox.replace("delta/datapackage.json", "\"delta\"", &name);
    for (file, text) in [
        ("sources", "Statistical yearbook 2025"),
        ("sources", "Statistics Office"),
        ("regions", "North"),
        ("enterprises", "Alpha Works"),
        ("metrics", "Growth of employees"),
        ("units", "persons"),
        ("observations", "table 3"),
        ("observations", "not surveyed"),
    ] {
        sandbox.replace(&format!("delta/{file}.csv"), text, &format!("{text}{HOSTILE}"));
    }
    let head =
        format!("-- name: mine\n-- title: Title{HOSTILE}\n-- description: All{HOSTILE}.\n-- columns: text, display\n");
    let report = head + &format!("SELECT '{HOSTILE}' AS text, display FROM fact\n");
    sandbox.write("delta/reports/mine.sql", report);
}

#[test]
fn no_text_of_a_dataset_controls_a_terminal() {
    let sandbox = Sandbox::new();
    hostile_dataset(&sandbox);
    let db = format!("a{HOSTILE}.db");
    let wide = format!("region{HOSTILE},2023,2024\nNorth{HOSTILE},1,2\nSouth,3,4\nEast,5,6\n");
    sandbox.write(&format!("wide{HOSTILE}.csv"), wide);
    let output = format!("out{HOSTILE}.md");
    let conversations: [&[&str]; 27] = [
        &["check", "delta"],
        &["load", "delta"],
        &["load", "delta"],
        &["report"],
        &["report", "mine"],
        &["report", "mine", "--format", "markdown"],
        &["report", "mine", "--format", "json"],
        &["report", "mine", "--format", "html"],
        &["report", "mine", "--stamp", "--output", &output],
        &["verify", &output],
        &["query", "SELECT * FROM fact"],
        &["query", "SELECT * FROM fact", "--format", "ndjson"],
        &["query", HOSTILE],
        &["query", "SELECT 1", "-p", HOSTILE],
        &["trace", "alpha"],
        &["history", "alpha"],
        &["cite", "current-figures", "--style", "csl-json"],
        &["audit"],
        &["log"],
        &["schema"],
        &["diff", "0", "1"],
        &["report", HOSTILE],
        &[HOSTILE],
        &["load", HOSTILE],
        &["sniff", &format!("wide{HOSTILE}.csv")],
        &["load", &format!("wide{HOSTILE}.csv"), "--create", "all"],
        &["load", "--map", HOSTILE, "delta"],
    ];
    let mut succeeded = 0;
    for conversation in conversations {
        let reply = sandbox.run(&[&["--db", &db], conversation].concat());
        assert_tame(&reply, &format!("{conversation:?}"));
        assert!(reply.code != 101 && !(reply.stdout.is_empty() && reply.stderr.is_empty()), "{conversation:?}");
        succeeded += usize::from(reply.code == 0);
    }
    assert!(succeeded >= 17, "{succeeded} commands succeeded");
    sandbox.replace(&output, "1,300", "1,301\u{1b}[31m");
    let reply = sandbox.run(&["--db", &db, "verify", &output]);
    assert!(reply.stdout.contains("1,301\\u{1b}[31m"), "{}", reply.stdout);
    assert_tame(&reply, "verify");
}

#[test]
fn no_text_in_a_problem_controls_a_terminal() {
    let sandbox = Sandbox::new();
    hostile_dataset(&sandbox);
    sandbox.replace(
        "delta/observations.csv",
        "employees,alpha,,2024,>1300",
        &format!("employees,alpha{HOSTILE},,2024,{HOSTILE}"),
    );
    for format in ["text", "json"] {
        let reply = sandbox.run(&["check", "delta", "--format", format]);
        assert_eq!(reply.code, 1, "{}", reply.stderr);
        assert_tame(&reply, format);
        let shown = if format == "text" { "\\u{1b}]0;x\\u{7}\\u{85}" } else { "\\u001b]0;x\\u0007\\u0085" };
        assert!((reply.stdout + &reply.stderr).contains(shown));
    }
}

#[test]
fn formats_for_programs_keep_every_character() {
    let sandbox = Sandbox::new();
    hostile_dataset(&sandbox);
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    let sql = "SELECT name FROM enterprise WHERE code = 'alpha'";
    let name = format!("Alpha Works{HOSTILE}");
    let as_csv = sandbox.run(&["query", sql, "--format", "csv"]);
    assert_eq!(as_csv.stdout, format!("name\n{name}\n"));
    assert_eq!(sandbox.run(&["query", sql, "--format", "tsv"]).stdout, as_csv.stdout);
    let as_json: serde_json::Value =
        serde_json::from_str(&sandbox.run(&["query", sql, "--format", "json"]).stdout).expect("JSON");
    assert_eq!(as_json, serde_json::json!([{ "name": name }]));
    assert_eq!(sandbox.run(&["query", sql, "--output", "names.csv"]).code, 0);
    assert_eq!(sandbox.read("names.csv"), as_csv.stdout);
    let report = sandbox.run(&["report", "mine", "--sql"]).stdout;
    assert_eq!(report, sandbox.read("delta/reports/mine.sql"));
}

#[test]
fn a_mapping_of_a_hostile_file_is_tame_and_loads_it() {
    let sandbox = Sandbox::new();
    sandbox.write("wide.csv", format!("region{HOSTILE},2023,2024\nNorth,1,2\nSouth,3,4\nEast,5,6\n"));
    let sniffed = sandbox.run(&["sniff", "wide.csv"]);
    assert_eq!(sniffed.code, 0, "{}", sniffed.stderr);
    assert_tame(&sniffed, "sniff");
    sandbox.write("wide.toml", &sniffed.stdout);
    let loaded = sandbox.run(&["load", "--map", "wide.toml", "--create", "all", "wide.csv"]);
    assert_eq!(loaded.code, 0, "{}\n{}", sniffed.stdout, loaded.stderr);
}

/// A dataset with one more change; the check of it must name this problem and this fix.
#[cfg(unix)]
fn leads_out(change: impl FnOnce(&Sandbox), message: &str, fix: &str) {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.write("secret/units.csv", sandbox.bytes("delta/units.csv"));
    sandbox.write("secret/a.sql", "SELECT 'secret'\n").write("secret/map.toml", "secret\n");
    change(&sandbox);
    let reply = sandbox.run(&["check", "delta"]);
    let message =
        message.replace("[folder]", &sandbox.path("").canonicalize().expect("a folder").display().to_string());
    assert!(reply.stderr.contains(&message) && reply.stderr.contains(fix), "{message}\n{}", reply.stderr);
    assert!(reply.code != 0 && !reply.stderr.contains("'secret'"), "{}", reply.stderr);
}

#[cfg(unix)]
#[test]
fn a_dataset_reads_nothing_outside_its_folder() {
    use std::os::unix::fs::symlink;
    let link = |to: &'static str, at: &'static str| {
        move |sandbox: &Sandbox| {
            std::fs::remove_file(sandbox.path(at)).ok();
            symlink(to, sandbox.path(at)).expect("a link");
        }
    };
    let copy = "help: copy the file that it leads to into the folder: nothing outside the folder is read";
    let out =
        |at: &str, to: &str| format!("the symbolic link delta/{at} leads out of the folder delta, to [folder]/{to}");
    leads_out(link("../secret/units.csv", "delta/units.csv"), &out("units.csv", "secret/units.csv"), copy);
    leads_out(link("../secret", "delta/reports"), &out("reports", "secret"), copy);
    let descriptor = "delta/datapackage.json";
    leads_out(link("../secret/map.toml", descriptor), &out("datapackage.json", "secret/map.toml"), copy);
    let links = |sandbox: &Sandbox| {
        link("../secret", "delta/inner")(sandbox);
        sandbox.replace(descriptor, "units.csv", "inner/units.csv");
    };
    leads_out(links, &out("inner", "secret"), copy);
    let report = |sandbox: &Sandbox| {
        sandbox.write("delta/reports/b.sql", "");
        link("../../secret/a.sql", "delta/reports/b.sql")(sandbox);
    };
    leads_out(report, &out("reports/b.sql", "secret/a.sql"), copy);

    let by_path = "the path leads out of the folder delta, to [folder]/secret/";
    let mapping = |path: &'static str| {
        move |sandbox: &Sandbox| {
            let mapped = format!("\"path\": \"units.csv\", \"mapping\": \"{path}\"");
            sandbox.replace(descriptor, "\"path\": \"units.csv\"", &mapped);
        }
    };
    leads_out(mapping("../secret/map.toml"), &format!("{by_path}map.toml"), copy);
    let codes = |sandbox: &Sandbox| {
        mapping("maps/map.toml")(sandbox);
        sandbox
            .write("delta/maps/map.toml", "codes = { a = \"../../secret/units.csv\" }\n[columns]\ncode = \"{code}\"\n");
    };
    leads_out(codes, &format!("../../secret/units.csv cannot be read: {by_path}units.csv"), copy);
}

#[cfg(unix)]
#[test]
fn a_link_within_a_dataset_and_a_folder_that_is_named_by_a_link_are_read() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    std::fs::rename(sandbox.path("delta/units.csv"), sandbox.path("delta/u.csv")).expect("a file");
    std::os::unix::fs::symlink("u.csv", sandbox.path("delta/units.csv")).expect("a link");
    std::os::unix::fs::symlink("delta", sandbox.path("link")).expect("a link");
    for path in ["delta", "./delta/", "link", "link/datapackage.json"] {
        assert_eq!(sandbox.run(&["check", path]).code, 0, "{path}");
    }
}

/// The descriptor of a dataset without rows of its own.
fn empty_dataset(name: &str, base: &str) -> String {
    format!("{{ \"name\": \"{name}\", \"buildsOn\": [\"{base}\"], \"resources\": [] }}")
}

#[test]
fn a_base_lies_beside_the_dataset_or_is_named() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.write("a/near/datapackage.json", empty_dataset("near", "../base"));
    sandbox.write("a/base/datapackage.json", empty_dataset("base", "inner"));
    sandbox.write("a/base/inner/datapackage.json", empty_dataset("inner", "../../other"));
    sandbox.write("a/other/datapackage.json", empty_dataset("other", "."));
    let reply = sandbox.run(&["check", "a/near"]);
    assert_eq!(reply.code, 1, "a folder beside the one that it lies in is not beside it: {}", reply.stderr);
    sandbox.write("a/base/inner/datapackage.json", empty_dataset("inner", ".."));
    assert_eq!(sandbox.run(&["check", "a/near"]).code, 0);
    sandbox.write("a/far/datapackage.json", empty_dataset("far", "../../delta"));
    let reply = sandbox.run(&["check", "a/far"]);
    assert_eq!(reply.code, 1);
    let told = [
        "delta/datapackage.json, which it builds on: the path leads out of the folder a, to ",
        "name it on the command line too",
    ];
    assert!(told.iter().all(|text| reply.stderr.contains(text)), "{}", reply.stderr);
    for named in [["delta", "a/far"], ["a/far", "delta"]] {
        assert_eq!(sandbox.run(&[&["check"], &named[..]].concat()).code, 0, "{named:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_of_files_is_read_without_what_its_links_lead_to() {
    let sandbox = Sandbox::new();
    sandbox.write("map.toml", "codes = { a = \"codes.csv\" }\n[columns]\ncode = \"{a}\"\n");
    sandbox.write("files/1.csv", "a\nb\n").write("2.csv", "a\nc\n").write("codes.csv", "a,b\nc,d\n");
    std::os::unix::fs::symlink("../2.csv", sandbox.path("files/2.csv")).expect("a link");
    let reply = sandbox.run(&["check", "--map", "map.toml", "files"]);
    let told = [
        "reading files/2.csv: the symbolic link files/2.csv leads out of the folder files, to ",
        "help: copy the file",
    ];
    assert!(told.iter().all(|text| reply.stderr.contains(text)), "{}", reply.stderr);
}

/// An archive of files without content, each of these names once.
fn archive(names: impl IntoIterator<Item = String>) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in names {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a file");
    }
    archive.finish().expect("an archive").into_inner()
}

#[test]
fn an_archive_of_many_files_gets_short_lines() {
    let sandbox = Sandbox::new();
    sandbox.write("many.zip", archive((0..20_000).map(|number| format!("table-{number}.csv"))));
    sandbox.write("long.zip", archive((0..3).map(|number| format!("{number}{}", "x".repeat(60_000)))));
    for path in ["many.zip", "many.zip/table-7.cvs", "long.zip"] {
        let reply = sandbox.run(&["load", path]);
        assert_eq!((reply.code, reply.stdout.as_str()), (1, ""));
        assert!(reply.stderr.lines().all(|line| line.len() < 600), "{}", reply.stderr);
    }
    let told = sandbox.run(&["sniff", "many.zip"]).stderr;
    assert!(
        told.contains("there are table-0.csv, table-1.csv, ") && told.contains(", ... (20000 in all); add"),
        "{told}"
    );
}

/// One byte so often, packed in each way that a file may be packed in.
fn packed(bytes: usize) -> [(&'static str, Vec<u8>); 5] {
    use std::io::Write;
    let text = vec![b'0'; bytes];
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    let mut xz = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(0)).expect("options");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("a.csv", zip::write::SimpleFileOptions::default()).expect("a file");
    let writers: [&mut dyn Write; 4] = [&mut gzip, &mut bzip2, &mut xz, &mut zip];
    for writer in writers {
        writer.write_all(&text).expect("space");
    }
    [
        ("gz", gzip.finish().expect("gzip")),
        ("bz2", bzip2.finish().expect("bzip2")),
        ("xz", xz.finish().expect("xz")),
        ("zst", zstd::encode_all(text.as_slice(), 1).expect("zstd")),
        ("zip", zip.finish().expect("an archive").into_inner()),
    ]
}

#[test]
fn what_is_packed_is_unpacked_to_no_more_than_the_size_of_the_file_allows() {
    let sandbox = Sandbox::new();
    for (ending, bytes) in packed(17 << 20) {
        let path = format!("zeros.csv.{ending}");
        sandbox.write(&path, &bytes);
        let reply = sandbox.run(&["load", &path]);
        let limit = format!("bytes; the limit for a file of {} bytes is 16777216\n--> {path}\n", bytes.len());
        let told = ["the file cannot be read: it unpacks to ", &limit, "help: unpack it with another program, "];
        assert!(told.iter().all(|text| reply.stderr.contains(text)), "{}", reply.stderr);
    }
    let [(_, gzip), ..] = packed(17 << 20);
    sandbox.write("twice.csv.zst", zstd::encode_all(gzip.as_slice(), 1).expect("zstd"));
    let reply = sandbox.run(&["sniff", "twice.csv.zst"]);
    assert!(reply.stderr.contains("it unpacks to at least 16777217 bytes"), "{}", reply.stderr);
    // A window of 2 GiB.
    sandbox.write("window.csv.zst", [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00]);
    let reply = sandbox.run(&["sniff", "window.csv.zst"]);
    assert!(reply.stderr.contains("the Zstandard data needs more memory than it may"), "{}", reply.stderr);
}

#[test]
fn a_report_of_a_dataset_has_no_more_time_than_a_query() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let endless =
        "select (with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n) as code";
    let head = "-- name: mine\n-- title: Mine\n-- description: Mine.\n-- columns: text\n";
    let parameter = format!("-- parameter: one | choice | required | Which | {endless}\n");
    sandbox.write("delta/reports/mine.sql", format!("{head}{parameter}SELECT :one AS text\n"));
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    for command in [
        &["report", "mine", "--timeout", "0.2"][..],
        &["report", "mine", "-p", "one=1", "--timeout", "0.2"],
        &["cite", "mine", "-p", "one=1", "--timeout", "0.2"],
        &["export", "folder", "--to", "datasette", "--timeout", "0.2"],
    ] {
        let reply = sandbox.run(command);
        let told = "error: the statement took longer than 0.2 seconds (--timeout)\n";
        assert!(reply.code == 1 && reply.stderr.starts_with(told), "{command:?}: {}", reply.stderr);
    }
    let published = sandbox.run(&["publish", "site", "--timeout", "0.2"]);
    assert_eq!(published.code, 0, "{}", published.stderr);
    assert!(sandbox.read("site/report/mine.html").contains("took longer than 0.2 seconds"));
}

/// The time to look at many columns grows as they do.
#[test]
fn many_columns_with_few_names_take_no_more_time_than_others() {
    let sandbox = Sandbox::new();
    let time = |columns: u32| {
        let names: String =
            (0..columns).map(|column| format!(",{}-{:02}", 1900 + column % 50, 1 + column % 12)).collect();
        let row = |name: &str| format!("{name},F{}\n", ",1.5".repeat(columns as usize));
        sandbox.write("wide.csv", format!("region,sex{names}\n{}{}", row("North"), row("South")));
        let start = std::time::Instant::now();
        let reply = sandbox.run(&["check", "wide.csv"]);
        assert_eq!(reply.code, 1, "{}", reply.stderr);
        start.elapsed()
    };
    let (few, many) = (time(2_000), time(16_000));
    assert!(many < few * 24, "2,000 columns take {few:?}, 16,000 columns take {many:?}");
}

#[test]
fn an_archive_with_one_name_twice_is_rejected() {
    let sandbox = Sandbox::new();
    let twice = |bytes: Vec<u8>, name: &[u8], other: &[u8]| {
        let mut bytes = bytes;
        for at in 0..bytes.len() - name.len() {
            if bytes[at..].starts_with(other) {
                bytes[at..at + name.len()].copy_from_slice(name);
            }
        }
        bytes
    };
    sandbox.write("two.zip", twice(archive(["a.csv", "b.csv", "c.csv"].map(str::to_owned)), b"b.csv", b"c.csv"));
    let parts = ["[Content_Types].xml", "xl/a.xml", "xl/b.xml"].map(str::to_owned);
    sandbox.write("book.xlsx", twice(archive(parts), b"xl/a.xml", b"xl/b.xml"));
    for (path, name) in [("two.zip/b.csv", "b.csv"), ("two.zip", "b.csv"), ("book.xlsx", "xl/a.xml")] {
        let reply = sandbox.run(&["load", path]);
        let message = format!("it is an archive with two files of the name {name}\n");
        assert!(reply.stderr.contains(&message) && reply.stderr.contains("help: pack it again"), "{}", reply.stderr);
    }
}

#[cfg(unix)]
#[test]
fn the_last_query_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::with_demo();
    let mode = |path: &str| std::fs::metadata(sandbox.path(path)).expect("a file").permissions().mode() & 0o777;
    let folder = ".state/yearbook/last-queries";
    let query = |sql: &str| assert_eq!(sandbox.run(&["query", sql]).code, 0);
    query("SELECT 1");
    let file = std::fs::read_dir(sandbox.path(folder)).expect("the folder").next().expect("a file").expect("a file");
    let file = format!("{folder}/{}", file.file_name().display());
    let file = file.as_str();
    assert_eq!([".state/yearbook", folder, file].map(mode), [0o700, 0o700, 0o600]);
    let open = std::fs::Permissions::from_mode(0o666);
    std::fs::set_permissions(sandbox.path(file), open).expect("a mode");
    query("SELECT 2");
    assert_eq!(mode(file), 0o600);
    assert!(sandbox.read(file).contains("SELECT 2"));
    assert_eq!(std::fs::read_dir(sandbox.path(folder)).expect("the folder").count(), 1);
}
