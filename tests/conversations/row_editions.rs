//! Editions of rows that a source states beside figures: claims, and designations of enterprises.

use crate::sandbox::Sandbox;

/// What an edition states: the text of each claim by its code, which is also the note of a designation.
type Rows<'a> = &'a [(&'a str, &'a str)];

/// Writes the dataset `d`, as it was published on a date.
fn write(sandbox: &Sandbox, published_on: &str, rows: Rows<'_>) {
    let lines = |head: &str, line: &dyn Fn(&(&str, &str)) -> String| {
        head.to_owned() + &rows.iter().map(line).collect::<String>()
    };
    sandbox.write_tables(
        "d",
        &[
            ("sources", format!("code,title,published_on\ns,Yearbook,{published_on}\n")),
            ("enterprises", "code,name\nalpha,Alpha\n".to_owned()),
            ("designations", "code,name\nc1,First\nc2,Second\nc3,Third\n".to_owned()),
            (
                "enterprise-designations",
                lines("enterprise,designation,from_period,source,note\n", &|(code, text)| {
                    format!("alpha,{code},2020,s,{text}\n")
                }),
            ),
            ("claims", lines("code,text,enterprise,source\n", &|(code, text)| format!("{code},{text},alpha,s\n"))),
        ],
    );
}

fn load(sandbox: &Sandbox, published_on: &str, rows: Rows<'_>, options: &[&str]) -> String {
    write(sandbox, published_on, rows);
    let checked = sandbox.run(&[&["check", "d"], options].concat());
    let reply = sandbox.run(&[&["load", "d"], options].concat());
    assert_eq!((checked.code, reply.code), (0, 0), "{}{}", checked.stderr, reply.stderr);
    let is_unchanged = reply.stderr.contains("unchanged: ");
    assert_eq!(checked.stderr.contains("change nothing"), is_unchanged, "{}", checked.stderr);
    // A check says of them what the load says, unless that is equal to the last one, and nothing is read.
    for words in ["replace", "stay"] {
        let lines = |text: &str| -> Vec<String> {
            text.lines()
                .filter(|line| line.contains("newer edition") && line.contains(words))
                .map(str::to_owned)
                .collect()
        };
        assert!(is_unchanged || lines(&checked.stderr) == lines(&reply.stderr), "{}{}", checked.stderr, reply.stderr);
    }
    reply.stderr
}

/// The claims with the date of their edition, after asserting that the designations are the same.
fn stated(sandbox: &Sandbox, options: &[&str]) -> Vec<String> {
    let of = |table: &str, columns: &str| {
        let sql = format!(
            "SELECT {columns} || ' ' || e.published_on AS line
               FROM {table} AS t JOIN edition AS e ON e.source_id = t.source_id AND e.edition = t.edition ORDER BY 1"
        );
        let reply = sandbox.run(&[&["query", &sql, "--format", "csv"], options].concat());
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        let lines = reply.stdout.lines().skip(1).map(str::to_owned);
        lines.filter(|line| !line.is_empty()).collect::<Vec<String>>()
    };
    let claims = of("claim", "t.code || ' ' || t.text");
    assert_eq!(claims, of("enterprise_designation", "t.designation || ' ' || t.note"));
    claims
}

const FIRST: Rows<'_> = &[("c1", "grows"), ("c2", "exports"), ("c3", "hires")];
const SECOND: Rows<'_> = &[("c1", "grows"), ("c2", "exports a lot")];

#[test]
fn an_older_edition_replaces_nothing_that_a_newer_one_states() {
    let both = ["c1 grows 2024", "c2 exports a lot 2025", "c3 hires 2024"];
    for (complete, after) in [(&[][..], &both[..]), (&["--complete"], &both[..2])] {
        let in_order = Sandbox::new();
        load(&in_order, "2024", FIRST, complete);
        load(&in_order, "2025", SECOND, complete);
        assert_eq!(stated(&in_order, &[]), after);
        let reversed = Sandbox::new();
        load(&reversed, "2025", SECOND, complete);
        let said = load(&reversed, "2024", FIRST, complete);
        assert_eq!(stated(&reversed, &[]), after, "{said}");
        let (rows, first) = if complete.is_empty() { ("1 row replaces", 3) } else { ("2 rows replace", 3) };
        let of_claims = format!("d/claims.csv: {rows} nothing, because a newer edition states or withdraws");
        assert!(said.contains(&of_claims) && said.contains(&format!("on line {first}\n")), "{said}");
        // What is loaded again changes nothing.
        let bytes = reversed.bytes("yearbook.db");
        for (published_on, rows) in [("2025", SECOND), ("2024", FIRST), ("2025", SECOND)] {
            let said = load(&reversed, published_on, rows, complete);
            assert!(said.contains("unchanged: ") && reversed.bytes("yearbook.db") == bytes, "{said}");
        }
    }
}

#[test]
fn a_complete_older_edition_withdraws_nothing_that_a_newer_one_states() {
    let sandbox = Sandbox::new();
    load(&sandbox, "2024", &[("c1", "grows"), ("c2", "exports")], &[]);
    load(&sandbox, "2025", &[("c1", "grows fast"), ("c2", "exports"), ("c3", "hires")], &[]);
    let said = load(&sandbox, "2024", &[], &["--complete"]);
    // Both editions stated c2, of which only the first is known.
    assert_eq!(stated(&sandbox, &[]), ["c1 grows fast 2025", "c3 hires 2025"]);
    assert!(said.contains("4 rows of other tables that it no longer states stay, because a newer edition"), "{said}");
    assert!(said.contains("2 rows of other tables are withdrawn"), "{said}");
    // They are stated by the dataset as before.
    let said = load(&sandbox, "2025", &[], &["--complete"]);
    assert!(said.contains("4 rows of other tables are withdrawn"), "{said}");
}

#[test]
fn three_editions_of_rows_can_be_loaded_in_any_order() {
    let editions: [(&str, Rows<'_>); 3] = [
        ("2023", &[("c1", "grows"), ("c2", "exports"), ("c3", "hires")]),
        ("2024", &[("c1", "shrinks"), ("c2", "exports"), ("c3", "hires more")]),
        ("2025", &[("c1", "grows"), ("c2", "exports a lot"), ("c3", "hires more")]),
    ];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let sandbox = Sandbox::new();
        for edition in order {
            load(&sandbox, editions[edition].0, editions[edition].1, &[]);
        }
        // That the third edition states the text of the first again is not known where it was loaded after it.
        let first = if order == [0, 2, 1] { "c1 shrinks 2024" } else { "c1 grows 2025" };
        assert_eq!(stated(&sandbox, &[]), [first, "c2 exports a lot 2025", "c3 hires more 2024"], "{order:?}");
    }
}

#[test]
fn a_row_that_is_stated_twice_is_rejected_in_an_older_edition_too() {
    let sandbox = Sandbox::new();
    load(&sandbox, "2025", &[("c1", "grows")], &[]);
    write(&sandbox, "2024", &[("c1", "shrinks"), ("c1", "stays")]);
    let reply = sandbox.run(&["load", "d"]);
    assert!(reply.code == 1 && reply.stderr.contains("error[duplicate-key]"), "{}", reply.stderr);
}

#[test]
fn a_load_of_an_older_edition_can_be_taken_back() {
    let sandbox = Sandbox::new();
    load(&sandbox, "2025", SECOND, &[]);
    let before = stated(&sandbox, &[]);
    load(&sandbox, "2024", FIRST, &[]);
    assert_eq!(sandbox.run(&["undo"]).code, 0);
    assert_eq!(stated(&sandbox, &[]), before);
    assert_eq!(stated(&sandbox, &["--at-load", "1"]), before);
    // It is not known any more what it stated, until it is loaded again.
    let said = load(&sandbox, "2024", FIRST, &[]);
    assert!(said.contains("load 4: ") && said.contains("1 row replaces nothing"), "{said}");
    assert_eq!(stated(&sandbox, &[]), ["c1 grows 2024", "c2 exports a lot 2025", "c3 hires 2024"]);
}

/// Asserts what is stated as of each year.
fn assert_as_of(sandbox: &Sandbox, years: &[(&str, &[&str])]) {
    for (year, rows) in years {
        assert_eq!(stated(sandbox, &["--as-of", year]), *rows, "as of {year}");
    }
}

const THIRD: Rows<'_> = &[("c1", "grows fast"), ("c2", "exports a lot"), ("c3", "hires")];

#[test]
fn as_of_a_day_rows_are_as_the_last_edition_by_then_stated_them() {
    let editions: [(&str, Rows<'_>); 3] = [("2023", FIRST), ("2024", SECOND), ("2025", THIRD)];
    let first = ["c1 grows 2023", "c2 exports 2023", "c3 hires 2023"];
    let third = ["c1 grows fast 2025", "c2 exports a lot 2024", "c3 hires 2023"];
    let second = ["c1 grows 2023", "c2 exports a lot 2024", "c3 hires 2023"];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let sandbox = Sandbox::new();
        for edition in order {
            load(&sandbox, editions[edition].0, editions[edition].1, &[]);
        }
        assert_as_of(&sandbox, &[("2022", &[]), ("2023", &first), ("2024", &second), ("2025", &third)]);
    }
}

#[test]
fn as_of_a_day_rows_are_shown_that_a_later_complete_edition_withdrew() {
    let sandbox = Sandbox::new();
    load(&sandbox, "2022", &[("c1", "grows"), ("c3", "hires")], &["--complete"]);
    load(&sandbox, "2023", FIRST, &["--complete"]);
    load(&sandbox, "2024", SECOND, &["--complete"]);
    load(&sandbox, "2025", THIRD, &["--complete"]);
    let years: [(&str, &[&str]); 4] = [
        ("2022", &["c1 grows 2022", "c3 hires 2022"]),
        ("2023", &["c1 grows 2022", "c2 exports 2023", "c3 hires 2022"]),
        ("2024", &["c1 grows 2022", "c2 exports a lot 2024"]),
        ("2025", &["c1 grows fast 2025", "c2 exports a lot 2024", "c3 hires 2025"]),
    ];
    assert_as_of(&sandbox, &years);
    // All of it can be taken back, and that be taken back.
    assert_eq!(sandbox.run(&["undo"]).code, 0);
    assert_as_of(&sandbox, &[years[0], years[1], years[2], ("2025", years[2].1)]);
    assert_eq!(sandbox.run(&["undo"]).code, 0);
    assert_as_of(&sandbox, &years);
    // Codes are those of now.
    assert_eq!(sandbox.run(&["rename", "enterprise", "alpha", "beta"]).code, 0);
    let sql = "SELECT group_concat(code) AS codes
                 FROM (SELECT designation || ' ' || t.enterprise || ' ' || c.enterprise AS code
                         FROM enterprise_designation AS t JOIN claim AS c ON c.text = t.note ORDER BY 1)";
    let codes = |year: &str| sandbox.run(&["query", sql, "--as-of", year, "--format", "csv"]).stdout;
    assert_eq!(codes("2022"), "codes\n\"c1 beta beta,c3 beta beta\"\n");
    assert_eq!(codes("2024"), "codes\n\"c1 beta beta,c2 beta beta\"\n");
}

#[test]
fn as_of_a_day_no_row_is_shown_that_was_corrected_removed_or_taken_back() {
    let sandbox = Sandbox::new();
    load(&sandbox, "2023", FIRST, &["--complete"]);
    // A correction of the first edition, which leaves out one row and words another one in another way.
    load(&sandbox, "2023", &[("c1", "grows"), ("c2", "sells")], &["--complete"]);
    assert_as_of(&sandbox, &[("2023", &["c1 grows 2023", "c2 sells 2023"])]);
    load(&sandbox, "2024", &[("c1", "shrinks"), ("c2", "buys")], &[]);
    assert_as_of(&sandbox, &[("2023", &["c1 grows 2023", "c2 sells 2023"])]);
    assert_eq!(sandbox.run(&["undo"]).code, 0);
    load(&sandbox, "2023", &[("c1", "stays"), ("c2", "sells")], &[]);
    load(&sandbox, "2024", &[("c1", "shrinks"), ("c2", "sells")], &[]);
    assert_as_of(&sandbox, &[("2023", &["c1 stays 2023", "c2 sells 2023"])]);
    sandbox.write_tables("e", &[("sources", sandbox.read("d/sources.csv"))]);
    assert_eq!(sandbox.run(&["load", "e"]).code, 0);
    assert_eq!(sandbox.run(&["remove", "dataset", "d", "--yes"]).code, 0);
    assert_as_of(&sandbox, &[("2023", &[]), ("2024", &[])]);
    assert_eq!(sandbox.run(&["undo"]).code, 0);
    assert_as_of(&sandbox, &[("2023", &["c1 stays 2023", "c2 sells 2023"])]);
}

#[test]
fn changed_rows_name_a_source_by_its_code_and_an_edition_by_its_date() {
    let sandbox = Sandbox::new();
    load(&sandbox, "2024", FIRST, &[]);
    load(&sandbox, "2025-06", SECOND, &[]);
    let diff = sandbox.run(&["diff", "--rows", "1", "2", "--format", "csv"]).stdout;
    let history = sandbox.run(&["history", "--rows", "--format", "csv"]).stdout;
    for (rows, edition, designation) in [
        (
            &diff,
            "added,edition,s | 2025-06,published_on,,2025-06\n",
            "enterprise_designation,alpha | c2 | 2020 | s,note",
        ),
        (&history, "edition,s | 2025-06,2,", "enterprise_designation,alpha | c2 | 2020 | s,2,"),
    ] {
        assert!(rows.contains(edition) && rows.contains(designation), "{rows}");
    }
    let back = sandbox.run(&["diff", "--rows", "2", "1", "--format", "csv"]).stdout;
    assert!(back.contains("withdrawn,edition,s | 2025-06,published_on,2025-06,\n"), "{back}");
}

/// What the newest complete edition states stays, and what it leaves out stays away, whatever is loaded after it.
#[test]
fn the_newest_complete_edition_decides_on_rows() {
    let complete = &["--complete"];
    let (both, one): (Rows<'_>, Rows<'_>) = (&[("c1", "grows"), ("c2", "exports")], &[("c2", "exports")]);
    let sandbox = Sandbox::new();
    for (edition, rows) in [("2020", both), ("2022", both), ("2021", one)] {
        load(&sandbox, edition, rows, complete);
    }
    assert_eq!(stated(&sandbox, &[]), ["c1 grows 2020", "c2 exports 2020"]);
    let sandbox = Sandbox::new();
    for (edition, rows) in [("2021", both), ("2022", one), ("2020", both)] {
        load(&sandbox, edition, rows, complete);
    }
    assert_eq!(stated(&sandbox, &[]), ["c2 exports 2020"]);
}

/// A correction of the newest edition takes nothing from those before it.
#[test]
fn what_a_corrected_edition_leaves_out_was_stated_before_it() {
    let (complete, both): (&[&str], Rows<'_>) = (&["--complete"], &[("c1", "grows"), ("c2", "exports")]);
    let sandbox = Sandbox::new();
    for (edition, rows) in [("2020", both), ("2022", both), ("2022", &both[1..])] {
        load(&sandbox, edition, rows, complete);
    }
    assert_eq!(stated(&sandbox, &[]), ["c2 exports 2020"]);
    assert_eq!(stated(&sandbox, &["--as-of", "2021-01-01"]), ["c1 grows 2020", "c2 exports 2020"]);
    assert_eq!(stated(&sandbox, &["--as-of", "2022-12-31"]), ["c2 exports 2020"]);
    // A correction of the first edition is none of the second.
    let sandbox = Sandbox::new();
    for (edition, rows) in [("2020", both), ("2020", &both[1..])] {
        load(&sandbox, edition, rows, complete);
    }
    assert_eq!(stated(&sandbox, &["--as-of", "2021-01-01"]), ["c2 exports 2020"]);
}

/// A newer complete edition states what it found stored.
#[test]
fn a_corrected_older_edition_changes_nothing_that_a_newer_one_states_alike() {
    let sandbox = Sandbox::new();
    for (edition, text) in [("2020", "grows"), ("2022", "grows"), ("2020", "shrinks")] {
        load(&sandbox, edition, &[("c1", text)], &["--complete"]);
    }
    assert_eq!(stated(&sandbox, &[]), ["c1 grows 2022"]);
    assert_eq!(stated(&sandbox, &["--as-of", "2021-01-01"]), ["c1 shrinks 2020"]);
    load(&sandbox, "2020", &[("c1", "grows")], &["--complete"]);
    assert_eq!(stated(&sandbox, &[]), ["c1 grows 2020"]);
}
