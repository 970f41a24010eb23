//! Tables as offices lay them out: labels that stand once for several rows, tables on several sheets, notes below a table.
//! The keys of mappings are those of the page `explain mapping`.

use crate::sandbox::Sandbox;

/// What a mapping with the first lines given contains to make figures of a column `Region`.
const COLUMNS: &str = "[columns]\nmetric = \"m\"\nregion = \"{Region}\"\nperiod = \"{header}\"\nunit = \"u\"\nsource = \"s\"\n\
                       [create]\nmetric = { kind = \"level\" }\nregion = { level = \"area\" }\nsource = { title = \"S\" }\n";

/// The example of a key on the page of the mapping: its lines without what they are explained by.
fn of_page(start: &str) -> String {
    let page = Sandbox::new().run(&["explain", "mapping"]).stdout;
    let line = page.lines().map(str::trim_start).find(|line| line.starts_with(start)).expect(start);
    line.split("  ").next().unwrap_or(line).to_owned()
}

/// The figures: subject, breakdown, period and value.
fn facts(sandbox: &Sandbox) -> String {
    let sql = "SELECT region, breakdown, period, value FROM fact ORDER BY line, period";
    let reply = sandbox.run(&["query", sql, "--format", "tsv"]).stdout;
    reply.lines().skip(1).collect::<Vec<_>>().join("\n").replace('\t', " ").replace("  ", " ")
}

/// Loads a file with a mapping, and returns what was said.
fn load(sandbox: &Sandbox, mapping: &str, file: &str) -> (i32, String) {
    sandbox.write("map.toml", mapping);
    let reply = sandbox.run(&["load", "--create", "all", "--map", "map.toml", file]);
    (reply.code, reply.stderr)
}

const GROUPED: &str =
    "Region,Branch,2024\nNorth,Steel,1\n,Food,2\n,\"Wood, \"\"W\"\"\",3\nSouth,,4\n,Steel,5\n#,,\n,,6\n";

#[test]
fn empty_cells_have_the_text_above() {
    let mapping = |fill: &str| {
        let columns = COLUMNS.replace("period =", "breakdown = \"branch={Branch}\"\nperiod =");
        format!("unpivot = '^2'\nkeepEmpty = false\n{fill}\n{columns}")
    };
    let sandbox = Sandbox::new();
    sandbox.write("data.csv", GROUPED.replace("#,,\n,,6\n", ""));
    let (code, said) = load(&sandbox, &mapping(&of_page("fill = [")), "data.csv");
    assert_eq!(code, 0, "{said}");
    let filled = "3 empty cells in the columns of `fill` are filled with the text above, the first on line 3: ,Food,2";
    // The branch of the North is none of the South.
    let empty = "1 empty cell in the columns of `fill` that no text above fills is left empty, on line 5: South,,4";
    assert!(said.contains(filled) && said.contains(empty), "{said}");
    assert_eq!(
        facts(&sandbox),
        "North branch=Steel 2024 1\nNorth branch=Food 2024 2\nNorth branch=Wood, \"W\" 2024 3\nSouth 2024 4\nSouth branch=Steel 2024 5"
    );
    // A load of the same once more changes nothing, and `check` says the same.
    assert!(load(&sandbox, &mapping(&of_page("fill = [")), "data.csv").1.contains("unchanged"));
    let check = sandbox.run(&["check", "--create", "all", "--map", "map.toml", "data.csv"]);
    assert!(check.stderr.contains(filled) && check.stderr.contains(empty), "{}", check.stderr);
}

#[test]
fn a_blank_line_ends_what_is_filled_unless_the_mapping_says_so() {
    let table = "Region,2024\nNorth,1\n,2\n\n,3\n";
    let mapping = |fill: &str| format!("unpivot = '^2'\n{fill}\n{}", COLUMNS.replace("{Region}", "{Region}-{line}"));
    for blank in ["", ",", " , ", "\"\","] {
        let sandbox = Sandbox::new();
        sandbox.write("data.csv", table.replace("\n\n", &format!("\n{blank}\n")));
        let (code, said) = load(&sandbox, &mapping("fill = [\"#1\"]"), "data.csv");
        assert!(said.contains("1 empty cell in the columns of `fill` that no text above fills"), "{said}");
        assert_eq!(code, 0, "{said}");
        assert_eq!(facts(&sandbox), "North-2 2024 1\nNorth-3 2024 2\n-5 2024 3", "{blank}");
        let across = Sandbox::new();
        across.write("data.csv", table.replace("\n\n", &format!("\n{blank}\n")));
        let (code, said) = load(&across, &mapping(&of_page("fill = {")), "data.csv");
        assert_eq!(code, 0, "{said}");
        assert_eq!(facts(&across), "North-2 2024 1\nNorth-3 2024 2\nNorth-5 2024 3", "{blank}");
    }
}

/// A large file is read in blocks, and a packed one is another text than its bytes.
#[test]
fn what_is_filled_goes_on_from_block_to_block() {
    let rows: String =
        (0..60_000).map(|row| if row == 0 { "North,0\n".to_owned() } else { format!(",{row}\n") }).collect();
    let mut text = format!("\u{feff}Region,2024\r\n{}", rows.replace('\n', "\r\n")).into_bytes();
    text.extend(b"\"two\r\nlines\",1\r\n,2\r\n");
    let sandbox = Sandbox::new();
    sandbox.write("data.csv", &text);
    let mapping = format!("unpivot = '^2'\nfill = [\"Region\"]\n{}", COLUMNS.replace("{Region}", "{Region}-{line}"));
    let (code, said) = load(&sandbox, &mapping, "data.csv");
    assert_eq!(code, 0, "{said}");
    let sql = "SELECT count(*), max(line) FROM fact WHERE region LIKE 'North-%'";
    assert_eq!(sandbox.run(&["query", sql, "--format", "tsv"]).stdout.lines().last(), Some("60000\t60001"));
    let sql = "SELECT region, line, value FROM fact WHERE line > 60001 ORDER BY line";
    let last = sandbox.run(&["query", sql, "--format", "csv"]).stdout;
    assert_eq!(last, "region,line,value\ntwo lines-60002,60002,1\ntwo lines-60004,60004,2\n");
    let sql = "SELECT bytes FROM load_file";
    assert_eq!(sandbox.run(&["query", sql, "--format", "csv"]).stdout, format!("bytes\n{}\n", text.len()));
}

#[test]
fn a_column_that_is_named_twice_is_filled_once() {
    let sandbox = Sandbox::new();
    sandbox.write("data.csv", "Region,2024\nNorth,1\n\"\",2\n  ,3\n");
    let mapping =
        format!("unpivot = '^2'\nfill = [\"Region\", \"#1\"]\n{}", COLUMNS.replace("{Region}", "{Region}-{line}"));
    let (code, said) = load(&sandbox, &mapping, "data.csv");
    assert_eq!(code, 0, "{said}");
    let regions = sandbox.run(&["query", "SELECT region FROM fact ORDER BY line", "--format", "csv"]).stdout;
    assert_eq!(regions, "region\nNorth-2\nNorth-3\nNorth-4\n");
}

#[test]
fn what_cannot_be_filled_is_refused_at_its_place() {
    let sandbox = Sandbox::new();
    sandbox.write("data.csv", GROUPED);
    let mut said = String::new();
    for fill in [
        "fill = [\"Regoin\"]",
        "fill = [\"#4\"]",
        "fill = [\"2024\"]",
        "fill = { columns = [\"Region\"], accross = true }",
    ] {
        sandbox.write("map.toml", format!("unpivot = '^2'\n{fill}\n{COLUMNS}"));
        said += &sandbox.talk(&["check", "--create", "all", "--map", "map.toml", "data.csv"]);
    }
    insta::assert_snapshot!("wrong_fill", said);
}

/// Signs and words of numbers, and the texts of a breakdown, that the page of the mapping names.
#[test]
fn numbers_and_breakdowns_as_the_page_says() {
    let sandbox = Sandbox::new();
    sandbox.write("data.csv", "Region,size,2024\nA,\"a=b;c\",−3\nB,x,约5000\nC,y,1.2万\nD,z,(1.5)\nE,v,€7\n");
    let breakdown = of_page("breakdown = ");
    let columns = COLUMNS.replace("period =", &format!("{breakdown}\nperiod =")).replace("\"u\"", "\"EUR\"");
    let keys = format!("unpivot = '^2'\n{}\n{}", of_page("units = "), of_page("parentheses = "));
    let (code, said) = load(&sandbox, &format!("{keys}\n{columns}"), "data.csv");
    assert_eq!(code, 0, "{said}");
    assert_eq!(
        facts(&sandbox),
        // A table of tab-separated values writes a backslash twice.
        "A size=a\\\\=b\\\\;c 2024 -3\nB size=x 2024 5000\nC size=y 2024 12000\nD size=z 2024 -1.5\nE size=v 2024 7"
    );
}
