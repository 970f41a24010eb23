//! Reading datasets: dialects, marks, missing values and the places of cells.

use rusqlite::Connection;

use crate::sandbox::Sandbox;

/// Loads the small dataset after `change`, and returns what a query finds.
fn loaded(change: impl FnOnce(&Sandbox), sql: &str) -> Vec<String> {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    change(&sandbox);
    let reply = sandbox.run(&["load", "delta"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    let connection = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    let mut statement = connection.prepare(sql).expect("a statement");
    let rows = statement.query_map([], |row| row.get(0)).expect("rows");
    rows.collect::<Result<_, _>>().expect("texts")
}

const FIGURES: &str = "SELECT metric || ' | ' || subject || ' | ' || period || ' | ' || display || ' | ' || status || ' | ' ||
                              coalesce(reported, '') || ' | ' || citation FROM fact ORDER BY series_id, start_date, source";

fn described(resource: &str) -> String {
    format!("{{ \"name\": \"observations\", \"path\": \"observations.csv\", {resource} }}")
}

const PLAIN: &str = r#"{ "name": "observations", "path": "observations.csv" }"#;

#[test]
fn the_figures_of_the_small_dataset() {
    insta::assert_snapshot!("small_dataset", loaded(|_| {}, FIGURES).join("\n"));
}

#[test]
fn a_range_is_reported_only_where_its_numbers_do_not_say_all() {
    for (cell, reported) in
        [("1200..1400", None), ("1.5..20", None), ("1.50..2", Some("1.50..2")), ("1..2.0", Some("1..2.0"))]
    {
        let change = |sandbox: &Sandbox| {
            sandbox.replace("delta/observations.csv", "35..68", cell);
        };
        let found = loaded(change, "SELECT coalesce(reported, '') FROM fact WHERE comparator = '..'");
        assert_eq!(found, [reported.unwrap_or_default()], "{cell}");
    }
}

#[test]
fn every_dialect_that_a_descriptor_can_declare_reads_the_same() {
    let plain = loaded(|_| {}, FIGURES);
    let semicolons = |sandbox: &Sandbox| {
        sandbox.replace(
            "delta/datapackage.json",
            PLAIN,
            &described(
                r##""dialect": {"delimiter": ";", "quoteChar": "'", "commentChar": "#", "skipInitialSpace": true, "headerRows": [2]},
                   "schema": {"fields": [{"name": "value", "type": "string", "decimalChar": ",", "groupChar": "."}],
                              "missingValues": ["", "..", "n/a"]}"##,
            ),
        );
        let text = sandbox.read("delta/observations.csv");
        let text = text
            .replace("0.4", "0\u{1}4")
            .replace("-4.5", "-4\u{1}5")
            .replace("35..68", "35\u{2}68")
            .replace(",1200,", ",1.200,")
            .replace("gamma,,2024,,", "gamma,,2024,n/a,")
            .replace(',', "; ")
            .replace('\u{1}', ",")
            .replace('\u{2}', "..")
            .replace("table 3", "'table 3'")
            .replace("n/a; ; ; yearbook", "n/a;; 'O'; yearbook");
        let lines: Vec<&str> = text.lines().collect();
        let text = format!("A title above the header\n{}\n# a comment\n\n{}\n", lines[0], lines[1..].join("\r\n"));
        sandbox.write("delta/observations.csv", format!("\u{feff}{text}"));
    };
    // What was reported is kept as the file writes it.
    let found: Vec<String> = loaded(semicolons, FIGURES).iter().map(|row| row.replace("~0,4 ", "~0.4 ")).collect();
    assert_eq!(found, plain);
}

#[test]
fn a_file_without_a_header_takes_its_columns_from_the_schema() {
    let plain = loaded(|_| {}, FIGURES);
    let headless = |sandbox: &Sandbox| {
        let text = sandbox.read("delta/observations.csv");
        let (header, rows) = text.split_once('\n').expect("a header");
        let fields: Vec<String> = header.split(',').map(|name| format!("{{\"name\": \"{name}\"}}")).collect();
        let schema = format!("\"dialect\": {{\"header\": false}}, \"schema\": {{\"fields\": [{}]}}", fields.join(", "));
        sandbox.replace("delta/datapackage.json", PLAIN, &described(&schema));
        sandbox.write("delta/observations.csv", rows);
    };
    assert_eq!(loaded(headless, FIGURES), plain);
}

#[test]
fn several_files_and_resources_fill_one_table_in_any_order() {
    let plain = loaded(|_| {}, FIGURES);
    let split = |sandbox: &Sandbox| {
        let text = sandbox.read("delta/observations.csv");
        let (header, rows) = text.split_once('\n').expect("a header");
        let mut rows: Vec<&str> = rows.lines().collect();
        rows.reverse();
        let part = |rows: &[&str]| format!("{header}\n{}\n", rows.join("\n"));
        sandbox.write("delta/a.csv", part(&rows[..4])).write("delta/b.csv", part(&rows[4..9]));
        // The last part has no column `source`: the descriptor says what it would hold.
        let rest: Vec<String> = rows[9..].iter().map(|row| row.replace(",yearbook-2025,", ",")).collect();
        sandbox.write("delta/c.csv", format!("{}\n{}\n", header.replace(",source", ""), rest.join("\n")));
        let resources = r#"{ "name": "observations", "path": ["a.csv", "b.csv"] },
            { "name": "more", "table": "observations", "path": "c.csv", "defaults": {"source": "yearbook-2025"} }"#;
        sandbox.replace("delta/datapackage.json", PLAIN, resources);
    };
    assert_eq!(loaded(split, FIGURES), plain);
}

#[test]
fn quotes_hold_delimiters_quotes_and_lines_and_the_line_is_still_right() {
    let note = |sandbox: &Sandbox| {
        sandbox.replace("delta/observations.csv", "not surveyed", "\"not, \"\"really\"\"\nsurveyed\"");
        sandbox.replace("delta/observations.csv", "employees,epsilon", "\r\n\nemployees,epsilon");
    };
    let found = loaded(
        note,
        "SELECT line || ': ' || coalesce(note, '-') FROM fact WHERE enterprise IN ('gamma', 'epsilon') ORDER BY line",
    );
    assert_eq!(found, ["6: -", "7: not, \"really\"\nsurveyed", "14: -"]);
}

#[test]
fn lines_that_end_in_cr_alone_are_counted() {
    let plain = loaded(|_| {}, "SELECT line || ' ' || display FROM fact ORDER BY line");
    let old = |sandbox: &Sandbox| {
        let text = sandbox.read("delta/observations.csv").replace('\n', "\r");
        sandbox.write("delta/observations.csv", text);
    };
    assert_eq!(loaded(old, "SELECT line || ' ' || display FROM fact ORDER BY line"), plain);
    // A comment ends with such a line too.
    let commented = |sandbox: &Sandbox| {
        sandbox.replace("delta/datapackage.json", PLAIN, &described(r##""dialect": {"commentChar": "#"}"##));
        let text = sandbox.read("delta/observations.csv").replace("\nemployees,beta", "\n# a comment\nemployees,beta");
        sandbox.write("delta/observations.csv", format!("# another\n{text}").replace('\n', "\r"));
    };
    assert_eq!(loaded(commented, "SELECT display FROM fact ORDER BY line").len(), plain.len());
}

#[test]
fn quotes_within_a_cell_are_text_and_a_comment_may_end_the_file() {
    let odd = |sandbox: &Sandbox| {
        let resource = described(r##""dialect": {"commentChar": "#", "skipInitialSpace": true}"##);
        sandbox.replace("delta/datapackage.json", PLAIN, &resource);
        sandbox.replace("delta/observations.csv", "not surveyed", "5\" pipe");
        sandbox.replace("delta/observations.csv", "table 2,", "\"p 1, table 2\",");
        let text = sandbox.read("delta/observations.csv");
        sandbox.write("delta/observations.csv", format!("{}a\"\"b\n# the end", text.trim_end()));
    };
    let found =
        loaded(odd, "SELECT coalesce(note, locator) FROM fact WHERE note <> '' OR locator LIKE 'p %' ORDER BY line");
    assert_eq!(found, ["5\" pipe", "p 1, table 2", "a\"\"b"]);
}

#[test]
fn declared_marks_hold_in_every_column() {
    let german = |sandbox: &Sandbox| {
        let with =
            r#""path": "units.csv", "schema": {"fields": [{"name": "factor", "decimalChar": ",", "groupChar": "."}]}"#;
        sandbox.replace("delta/datapackage.json", r#""path": "units.csv""#, with);
        sandbox.replace("delta/units.csv", "1000", "1.000");
        sandbox.replace("delta/units.csv", "0.01", "\"0,01\"");
    };
    assert_eq!(loaded(german, "SELECT factor || '' FROM unit ORDER BY factor"), ["0.01", "1.0", "1000.0"]);
}

#[test]
fn cells_of_every_width_are_taken_apart() {
    for line_end in ["\n", "\r\n", "\r"] {
        let write = |sandbox: &Sandbox| {
            let rows =
                (0..150).map(|width| format!("employees,alpha,{},{width},gazette,{}", 1850 + width, "é".repeat(width)));
            let header = "metric,enterprise,period,value,source,locator".to_owned();
            // The last row has no line end.
            let text = [header].into_iter().chain(rows).collect::<Vec<_>>().join(line_end);
            sandbox.write("delta/observations.csv", text);
        };
        let sql =
            "SELECT CAST(value AS INTEGER) || ' ' || length(coalesce(locator, '')) FROM observation ORDER BY value";
        let expected: Vec<String> = (0..150).map(|width| format!("{width} {width}")).collect();
        assert_eq!(loaded(write, sql), expected);
    }
}
