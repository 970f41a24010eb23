//! Errors in files and mappings that must not change or lose figures without a message.

use crate::sandbox::Sandbox;

const CREATE: &str = "[create]\nmetric = { kind = \"level\" }\nregion = { level = \"area\" }\n";

/// A mapping for tables of years across, with more keys before its columns, and more columns.
fn wide(keys: &str, columns: &str) -> String {
    format!(
        "unpivot = '^\\d{{4}}$'\n{keys}\n[columns]\nmetric = \"m\"\nperiod = \"{{header}}\"\nunit = \"u\"\nsource = \"s\"\n{columns}\n{CREATE}"
    )
}

/// A sandbox with a file and its mapping, and what a load of it says.
fn load(mapping: &str, data: impl AsRef<[u8]>) -> (Sandbox, String) {
    let sandbox = Sandbox::new();
    sandbox.write("m.toml", mapping).write("data.csv", data);
    let reply = sandbox.run(&["load", "--map", "m.toml", "--create", "all", "data.csv"]);
    let said = format!("{}{}", reply.stdout, reply.stderr);
    (sandbox, said)
}

fn query(sandbox: &Sandbox, sql: &str) -> String {
    sandbox.run(&["query", sql, "--format", "csv"]).stdout
}

/// The figures: subject, period, value, status, what was reported, and the note.
fn figures(sandbox: &Sandbox) -> String {
    let sql = "SELECT subject, period, value, status, reported, note FROM fact ORDER BY 1, 2, 3";
    query(sandbox, sql).lines().skip(1).map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_file_that_is_renamed_is_another_file_to_a_mapping() {
    let sandbox = Sandbox::new();
    let mapping = "parts = { file = '^f(?<year>\\d{4})' }\n[columns]\nmetric = \"m\"\nregion = \"{geo}\"\nperiod = \"{year}\"\nvalue = \"{v}\"\nunit = \"u\"\nsource = \"s\"\n";
    sandbox.write("m.toml", format!("{mapping}{CREATE}"));
    for year in ["2023", "2024"] {
        let file = format!("f{year}.csv");
        sandbox.write(&file, "geo,v\nA,1\n");
        let said = sandbox.run(&["load", "--map", "m.toml", "--create", "all", &file]).stderr;
        assert!(said.contains("1 inserted"), "{said}");
    }
    assert_eq!(figures(&sandbox).lines().count(), 2);
}

#[test]
fn names_of_one_file_are_no_codes_in_another() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    let mapping = |keys: &str| {
        format!(
            "{keys}unpivot = '^2'\n[columns]\nmetric = \"employees\"\nenterprise = \"{{who}}\"\nperiod = \"{{header}}\"\nsource = \"gazette\"\n"
        )
    };
    sandbox.write("two/a.csv", "who,2031\nGamma Lines,1\n").write("two/b.csv", "who,2032\nGamma Lines,2\n");
    sandbox.write("two/a.toml", mapping("names = [\"enterprise\"]\n")).write("two/b.toml", mapping(""));
    let resource = |name: &str| {
        format!(r#"{{"name": "{name}", "table": "observations", "path": "{name}.csv", "mapping": "{name}.toml"}}"#)
    };
    sandbox.write(
        "two/datapackage.json",
        format!(r#"{{"name": "two", "resources": [{}, {}]}}"#, resource("a"), resource("b")),
    );
    let reply = sandbox.run(&["check", "two"]);
    assert!(reply.stderr.contains("no enterprise has the code `Gamma Lines`"), "{}", reply.stderr);
    assert!(reply.stderr.contains("two/b.csv:2:1") && reply.stderr.contains("1 problem;"), "{}", reply.stderr);
}

#[test]
fn flags_and_statuses_are_all_kept() {
    let mapping = wide("flags = { b = \"B\", e = \"E\", r = \"A\", \"(p)\" = \"P\" }", "region = \"{geo}\"");
    let (sandbox, said) = load(&mapping, "geo,2021,2022,2023,2024\nA,1b,2 e,3be,5 r\nB,6 (p),-1e,>2b,~3\n");
    assert!(said.contains("8 inserted"), "{said}");
    let told = "A,2021,1,B,,\nA,2022,2,E,,\nA,2023,3,B,,flags b e\nA,2024,5,A,,flag r\nB,2021,6,P,,\nB,2022,-1,E,,\nB,2023,2,B,,\nB,2024,3,A,,\n";
    assert_eq!(figures(&sandbox), told);
    // A status of the file's own stands, and what the flag says beside it is noted.
    let (sandbox, _) = load(&wide("flags = { e = \"E\" }", "status = \"P\""), "geo,2024\nA,131e\n");
    assert_eq!(figures(&sandbox), "\"\",2024,131,P,,flag e\n");
    // The number of a footnote is one behind a space: `5.21)` may be 5.2 or 5.21.
    let mapping = wide("flags = { \"1)\" = \"P\" }", "region = \"{geo}\"");
    let (sandbox, _) = load(&mapping, "geo,2023,2024\nA,5.2 1),7\n");
    assert_eq!(figures(&sandbox), "A,2023,5.2,P,,\nA,2024,7,A,,\n");
    let (_, said) = load(&mapping, "geo,2023,2024\nA,5.21),7\n");
    assert!(said.contains("error[number]: this is not a number"), "{said}");
    let (_, said) = load(&wide("flags = { 1 = \"P\" }", ""), "geo,2024\nA,131\n");
    assert!(
        said.contains("error[mapping]: a flag must not be empty or contain a character that is used to write numbers"),
        "{said}"
    );
}

#[test]
fn parts_and_translations_of_a_cell_are_followed() {
    let (sandbox, _) = load(
        &wide("codes = { cell = { \"-\" = \"0\", x = \"\" } }\nkeepEmpty = true", "region = \"{geo}\""),
        "geo,2023,2024\nA,-,x\n",
    );
    assert_eq!(figures(&sandbox), "A,2023,0,A,,\nA,2024,,O,,\n");
    let mapping = wide(
        "parts = { cell = '^(?<number>[\\d.]+)(?: \\((?<rank>\\d+)\\))?$' }",
        "value = \"{number}\"\nbreakdown = \"rank={rank}\"",
    );
    let (sandbox, said) = load(&mapping, "geo,2023,2024\nA,1.5 (3),2\n");
    assert_eq!(figures(&sandbox), "\"\",2024,2,A,,\n [rank=3],2023,1.5,A,,\n", "{said}");
    let (_, said) = load(&mapping, "geo,2023\nA,none\n");
    assert!(said.contains("error[pattern-mismatch]"), "{said}");
}

#[test]
fn a_cell_is_one_value_of_a_breakdown() {
    let mapping = wide("", "breakdown = \"sex={sex};age={age}\"\nnote = \"from {sex} =; base={age}\"");
    let (sandbox, _) = load(&mapping, "sex,age,2024\na;b=c,0-14,1\n");
    assert_eq!(figures(&sandbox), " [age=0-14;sex=a\\;b\\=c],2024,1,A,,from a;b=c =; base=0-14\n");
    // What is empty is left out, and nothing else.
    let (sandbox, _) = load(&mapping, "sex,age,2024\nF,,1\nF,x,2\n");
    assert_eq!(figures(&sandbox), " [age=x;sex=F],2024,2,A,,from F =; base=x\n [sex=F],2024,1,A,,from F =\n");
    let whole = wide("", "breakdown = \"{all}\"");
    let (sandbox, _) = load(&whole, "all,2024\nsex=F;age=Y,1\n");
    assert_eq!(figures(&sandbox), " [age=Y;sex=F],2024,1,A,,\n");
}

#[test]
fn what_stands_around_a_table_is_no_part_of_it() {
    let mapping = wide(
        "dialect = { headerRows = [3] }\nend = '^$|^Source:'\nparts = { above = '^Unit: (?<of>\\w+)$', below = '(?<year>\\d{4})' }",
        "region = \"{geo}\"\nlocator = \"{of}, {year}\"",
    );
    for line_end in ["\n", "\r\n", "\r"] {
        let text = [
            "Source: here it is a title",
            "Unit: persons",
            "geo,2024",
            "A,1",
            "B,2",
            "",
            "Source: Office, 2025",
            "C,3",
            "",
        ]
        .join(line_end);
        let (sandbox, said) = load(&mapping, text);
        assert!(said.contains("2 rows read = 2 inserted"), "{line_end:?}: {said}");
        assert_eq!(query(&sandbox, "SELECT DISTINCT locator FROM fact"), "locator\n\"persons, 2025\"\n");
    }
    let (_, said) = load(&wide("parts = { above = '^Unit: (?<of>\\w+)$' }", "region = \"{of}\""), "geo,2024\nA,1\n");
    assert!(said.contains("there is no text for `of`"), "{said}");
    // A name that two columns have stands for neither.
    let (_, said) = load(&wide("", "region = \"{geo}\""), "geo,geo,2024\nA,B,1\n");
    assert!(said.contains("more than one column has this name") && said.contains("{#1}"), "{said}");
}

#[test]
fn rows_of_tables_are_counted_one_by_one() {
    let sandbox = Sandbox::new();
    sandbox.write("m.toml", "table = \"regions\"\nparts = { code = '^(?<short>[A-Z]\\d)$' }\n[columns]\ncode = \"{short}\"\nname = \"{name}\"\nlevel = \"{level}\"\n[[when]]\nmatches = { name = '^Total' }\nskip = true\n");
    sandbox.write("data.csv", "code,name,level\nA1,One,city\nA2,Total,city\nbad,Three,city\nA4,,city\nA5,Five,city\n");
    let reply = sandbox.run(&["load", "--map", "m.toml", "--keep-going", "data.csv"]);
    assert!(
        reply.stderr.contains("4 rows read = 2 inserted + 0 revised + 0 unchanged + 2 rejected"),
        "{}",
        reply.stderr
    );
    let rejects = sandbox.run(&["rejects", "--output", "-"]).stdout;
    assert!(rejects.contains("bad,Three,city,") && rejects.contains("A4,,city,"), "{rejects}");
    // One row of the file may be several rows of a table.
    sandbox.write("wide.toml", "table = \"regions\"\nunpivot = ['north', 'south']\n[columns]\ncode = \"{cell}\"\nname = \"{header} of {who}\"\nlevel = \"part\"\n");
    sandbox.write("wide.csv", "who,north,south\nX,X1,X2\nY,Y1,\n");
    let reply = sandbox.run(&["load", "--map", "wide.toml", "wide.csv"]);
    assert!(reply.stderr.contains("3 rows read = 3 inserted"), "{}", reply.stderr);
}

#[test]
fn rows_that_are_made_go_with_the_others() {
    for (create, rule) in [
        ("metric = { kind = \"growth\", base_metric = \"nope\" }\nregion = { level = \"area\" }", "unknown-code"),
        ("metric = { kind = \"level\" }\nregion = { level = \"area\", parent = \"nowhere\" }", "unknown-code"),
        ("metric = { kind = \"level\" }\nregion = { level = \"area\", parent = \"{other}\" }", "cycle"),
        ("metric = { kind = \"flow\" }\nregion = { level = \"area\" }", "unknown-value"),
    ] {
        let mapping = wide("", "region = \"{geo}\"").replace(&CREATE["[create]\n".len()..], create);
        let (sandbox, said) = load(&mapping, "geo,other,2024\nA,B,1\nB,A,2\n");
        assert!(said.contains(&format!("error[{rule}]")) && !said.contains("created "), "{create}: {said}");
        let reply = sandbox.run(&["load", "--map", "m.toml", "--create", "all", "--keep-going", "data.csv"]);
        if sandbox.path("yearbook.db").exists() {
            let broken = rusqlite::Connection::open(sandbox.path("yearbook.db")).expect("the database");
            let broken: i64 = broken
                .query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))
                .expect("a count");
            assert_eq!(broken, 0, "{create}: {}", reply.stderr);
        }
    }
}

#[test]
fn a_foreign_package_is_read_as_it_says() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "p/datapackage.json",
        r#"{"name": "p", "resources": [{"name": "gdp", "path": "gdp.csv", "dialect": {"delimiter": ";"},
        "schema": {"fields": [{"name": "geo"}, {"name": "2023", "decimalChar": ",", "groupChar": "."}]}}]}"#,
    );
    sandbox.write("m.toml", wide("", "region = \"{geo}\""));
    sandbox.write("p/gdp.csv", "geo;2023\nA;1.234,5\nB;2\n");
    let load = |extra: &[&str]| sandbox.run(&[&["load", "--map", "m.toml", "--create", "all", "p"], extra].concat());
    assert_eq!(load(&[]).code, 0);
    assert_eq!(figures(&sandbox), "A,2023,1234.5,A,,\nB,2023,2,A,,\n");
    sandbox.write("p/gdp.csv", "geo;2023\nA;1.234,5\n");
    let reply = load(&["--complete"]);
    assert!(reply.stderr.contains("1 figure is withdrawn"), "{}", reply.stderr);
    sandbox.write("p/gdp.csv", b"geo;2023\n\xa4\xa4;1\n");
    assert_eq!(load(&["--encoding", "big5"]).code, 0);
    assert!(figures(&sandbox).contains('中'), "{}", figures(&sandbox));
}

#[test]
fn numbers_that_only_a_person_can_read_are_not_guessed() {
    let sandbox = Sandbox::new();
    sandbox.write("thousands.csv", "Region;2021;2022\nA;1.234;2.500\nB;3.500;4.100\n");
    sandbox.write("nothing.csv", "Region,2021,2022\nA,1,-\nB,3,4\n");
    let mut said = String::new();
    for file in ["thousands.csv", "nothing.csv"] {
        said += &sandbox.talk(&["load", "--create", "all", file]);
        said += &sandbox.talk(&["sniff", file]);
    }
    insta::assert_snapshot!("mapped_doubts", said);
    assert!(!sandbox.path("yearbook.db").exists());
    // A mapping that has been edited is not overwritten.
    sandbox.write("mapping.toml", "# mine\n");
    let reply = sandbox.run(&["sniff", "nothing.csv", "--output", "mapping.toml"]);
    assert_eq!((reply.code, sandbox.read("mapping.toml").as_str()), (2, "# mine\n"), "{}", reply.stderr);
}

/// Shapes that publishers of statistics write, each by its profile.
#[test]
fn other_publishers_are_read_too() {
    let mut told = String::new();
    for (name, text) in [
        (
            "eurostat.csv",
            "DATAFLOW,LAST UPDATE,freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\nESTAT:TPS00001(1.0),01/02/25 11:00:00,A,THS,DE,2024,83456,bp,\nESTAT:TPS00001(1.0),01/02/25 11:00:00,A,THS,FR,2024,68467,,C\n",
        ),
        (
            "labelled.csv",
            "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,freq,Time frequency,geo,Geopolitical entity (reporting),TIME_PERIOD,Time,OBS_VALUE,Observation value,OBS_FLAG,Observation status (Flag)\ndataflow,ESTAT:TPS00001(1.0),Population,A,Annual,DE,Germany,2024,,83456,,p,provisional\n",
        ),
        (
            "ecb.csv",
            "KEY,FREQ,CURRENCY,CURRENCY_DENOM,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT,UNIT_MULT,TITLE\nEXR.D.USD.EUR,D,USD,EUR,2025-01-02,1.0321,A,USD,0,US dollar\nEXR.D.JPY.EUR,D,JPY,EUR,2025-01-02,162.35,P,JPY,3,Yen\n",
        ),
        (
            "bis.csv",
            "STRUCTURE,STRUCTURE_ID,ACTION,FREQ:Frequency,REF_AREA:Reference area,TIME_PERIOD:Time period,OBS_VALUE:Value,UNIT_MULT:Multiplier,OBS_STATUS:Status\ndataflow,BIS:WS_X(1.0): Credit,I,Q: Quarterly,CN: China,2024-Q1: 2024-Q1,69.5,9: Billions,A: Normal value\n",
        ),
        ("months.csv", "地区,2024年1-6月,2024年1-12月\n浙江省,1,2\n"),
        ("single-months.csv", "地区,2024年6月,2024年12月\n浙江省,1,2\n"),
        ("named-months.csv", "Region,Jan 2024,Feb 2024\nA,1,2\n"),
        ("merge.csv", "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,TIME_PERIOD,OBS_VALUE\ndataflow,X:F(1.0),M,A,2024,5\n"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write(name, text);
        let reply = sandbox.run(&["load", "--create", "all", name]);
        told += &reply.stderr;
        told += &query(
            &sandbox,
            "SELECT metric, subject, period, value, status, reported, unit, note FROM fact ORDER BY 1, 2, 3",
        );
        if name == "merge.csv" {
            // A merge leaves the figures that it does not state unchanged.
            sandbox.write(name, text.replace(",5\n", ",\n"));
            let reply = sandbox.run(&["load", name]);
            assert!(reply.stderr.contains("unchanged"), "{}", reply.stderr);
            assert_eq!(query(&sandbox, "SELECT value FROM fact"), "value\n5\n");
        }
    }
    insta::assert_snapshot!("mapped_publishers", told);
}

#[test]
fn what_would_break_a_reader_is_a_problem() {
    let sandbox = Sandbox::new();
    sandbox.write("data.csv", "geo,2024\nA,1\n").write("m.toml", "name = \"u\r\r\n");
    let reply = sandbox.run(&["check", "--map", "m.toml", "data.csv"]);
    assert!(reply.code == 1 && reply.stderr.starts_with("error[mapping]"), "{}", reply.stderr);
    // Sectors of an older workbook that go round in a circle.
    let mut bytes = vec![0_u8; 512 * 4];
    bytes[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    bytes[30..34].copy_from_slice(&[9, 0, 6, 0]);
    bytes[48..52].copy_from_slice(&1_u32.to_le_bytes());
    bytes[60..72].copy_from_slice(&[0xfe, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff]);
    bytes[76..512].fill(0xff);
    bytes[76..80].copy_from_slice(&0_u32.to_le_bytes());
    bytes[512..1024].fill(0xff);
    for (at, next) in [(1, 2_u32), (2, 1)] {
        bytes[512 + at * 4..516 + at * 4].copy_from_slice(&next.to_le_bytes());
    }
    sandbox.write("circle.xls", bytes);
    // An archive that starts as one, and a gzip within an archive.
    sandbox.write("short.zip", b"PK\x03\x04");
    for name in ["circle.xls", "short.zip"] {
        let reply = sandbox.run(&["sniff", name]);
        assert!(reply.code == 1 && reply.stderr.starts_with("error[unreadable-file]"), "{name}: {}", reply.stderr);
    }
}

#[test]
fn a_header_is_found_by_a_pattern() {
    let text = "header = '^geo,'\nunpivot = '^\\d{4}$'\n[columns]\nmetric = \"m\"\nregion = \"{geo}\"\nperiod = \"{header}\"\nunit = \"u\"\nsource = \"s\"\n[create]\nmetric = { kind = \"level\" }\nregion = { level = \"area\" }\n";
    let sandbox = Sandbox::new();
    sandbox.write("m.toml", text);
    // Of several files of one mapping each has the line where it is.
    sandbox.write("one.csv", "\u{feff}geo,2023\nA,1\n");
    sandbox.write("two.csv", "Table 2\r\nUnit: u\r\n\r\ngeo,2024\r\nA,2\r\nB,3\r\n");
    let reply = sandbox.run(&["load", "--map", "m.toml", "--create", "all", "one.csv", "two.csv"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    let lines =
        sandbox.run(&["query", "SELECT region, period, value, line FROM fact ORDER BY 1, 2", "--format", "csv"]);
    assert_eq!(lines.stdout, "region,period,value,line\nA,2023,1,2\nA,2024,2,5\nB,2024,3,6\n");
    sandbox.write("none.csv", "area,2023\nA,1\n");
    let missing = sandbox.talk(&["check", "--map", "m.toml", "none.csv"]);
    sandbox.write("wrong.toml", text.replace("'^geo,'", "'^(geo,'"));
    insta::assert_snapshot!(
        "mapped_header",
        missing + "\n" + &sandbox.talk(&["check", "--map", "wrong.toml", "one.csv"])
    );
}

#[test]
fn quotes_are_text_where_nothing_is_quoted() {
    let text = "dialect = { delimiter = \"\\t\", quoteChar = \"\" }\nunpivot = '^\\d{4}$'\n[columns]\nmetric = \"m\"\nregion = \"{geo}\"\nperiod = \"{header}\"\nunit = \"u\"\nsource = \"s\"\n[create]\nmetric = { kind = \"level\" }\nregion = { level = \"area\" }\n";
    let sandbox = Sandbox::new();
    sandbox.write("m.toml", text);
    sandbox.write("data.tsv", "geo\t2023\n\"A\" the first\t1\n\"B\t2\nC\"\tx\n");
    let reply = sandbox.run(&["load", "--map", "m.toml", "--create", "all", "--keep-going", "data.tsv"]);
    assert_eq!(reply.code, 1, "{}", reply.stderr);
    let found = sandbox.run(&["query", "SELECT region, value FROM fact ORDER BY value", "--format", "tsv"]);
    assert_eq!(found.stdout, "region\tvalue\n\"A\" the first\t1\n\"B\t2\n", "{}", reply.stderr);
    assert_eq!(sandbox.run(&["rejects", "--output", "rejects.csv"]).code, 0);
    let rejects = sandbox.read("rejects.csv");
    assert!(rejects.starts_with("geo\t2023\treason\nC\"\tx\t") && !rejects.contains('\0'), "{rejects:?}");
    sandbox.write("m.toml", text.replace("quoteChar = \"\"", "quoteChar = \"''\""));
    let wrong = sandbox.run(&["check", "--map", "m.toml", "data.tsv"]);
    assert!(wrong.stderr.contains("`quoteChar` is one character"), "{}", wrong.stderr);
}
