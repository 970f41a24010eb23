//! Editions: the same source, published again under another date.

use crate::sandbox::Sandbox;

const DESCRIPTOR: &str = r#"{"name": "gdp", "resources": [
    {"name": "sources", "path": "sources.csv"}, {"name": "units", "path": "units.csv"},
    {"name": "regions", "path": "regions.csv"}, {"name": "metrics", "path": "metrics.csv"},
    {"name": "claims", "path": "claims.csv"}, {"name": "observations", "path": "observations.csv"}]}"#;

/// Writes the dataset `gdp`, as the statistics office published it on a date.
fn write(sandbox: &Sandbox, (published_on, title): (&str, &str), figures: &[(&str, &str)]) {
    sandbox.write("gdp/datapackage.json", DESCRIPTOR);
    sandbox.write(
        "gdp/sources.csv",
        format!("code,title,publisher,published_on\nrelease,{title},Statistics Office,{published_on}\n"),
    );
    sandbox.write("gdp/units.csv", "code,name,dimension,factor\nbn,billion,money,1\n");
    sandbox.write("gdp/regions.csv", "code,name,level\nUS,United States,country\n");
    sandbox.write("gdp/metrics.csv", "code,name,unit,kind\ngdp,GDP,bn,level\n");
    sandbox.write("gdp/claims.csv", "code,text,region,source\n");
    let rows = figures.iter().map(|(period, value)| format!("gdp,US,{period},{value},release\n"));
    sandbox.write("gdp/observations.csv", "metric,region,period,value,source\n".to_owned() + &rows.collect::<String>());
}

fn load(sandbox: &Sandbox, edition: (&str, &str), figures: &[(&str, &str)]) -> String {
    write(sandbox, edition, figures);
    let reply = sandbox.run(&["load", "gdp"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    reply.stderr
}

const FIRST: (&str, &str) = ("2025-01-30", "Advance estimate");
const SECOND: (&str, &str) = ("2025-02-27", "Second estimate");

/// The figures of a view, each with the edition that it is cited from.
fn figures(sandbox: &Sandbox, view: &str, options: &[&str]) -> Vec<String> {
    let sql = format!("SELECT period || ' ' || value || ' ' || citation AS line FROM {view} ORDER BY 1");
    let reply = sandbox.run(&[&["query", &sql, "--format", "csv"], options].concat());
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    reply.stdout.lines().skip(1).map(|line| line.trim_matches('"').to_owned()).collect()
}

const FIRST_FIGURES: [(&str, &str); 2] = [("2024-Q3", "29300"), ("2024-Q4", "29700")];
const SECOND_FIGURES: [(&str, &str); 2] = [("2024-Q3", "29300"), ("2024-Q4", "29720")];

/// Two editions, of which the second revises one figure and states the other again.
fn assert_two_editions(sandbox: &Sandbox) {
    let [third, fourth, revised] = [
        "2024-Q3 29300.0 Statistics Office, 2025-01-30",
        "2024-Q4 29700.0 Statistics Office, 2025-01-30",
        "2024-Q4 29720.0 Statistics Office, 2025-02-27",
    ];
    assert_eq!(figures(sandbox, "fact", &["--as-of", "2025-01-29"]), [""; 0]);
    assert_eq!(figures(sandbox, "fact", &["--as-of", "2025-02-26"]), [third, fourth]);
    assert_eq!(figures(sandbox, "current_fact", &["--as-of", "2025-02-26"]), [third, fourth]);
    assert_eq!(figures(sandbox, "fact", &["--as-of", "2025-02-27"]), [third, revised]);
    assert_eq!(figures(sandbox, "fact", &[]), [third, revised]);
    let conflicts = sandbox.run(&["report", "conflicts", "--format", "csv"]).stdout;
    assert_eq!(conflicts.lines().count(), 1, "{conflicts}");
}

#[test]
fn a_later_edition_revises_what_an_earlier_one_states() {
    let sandbox = Sandbox::new();
    load(&sandbox, FIRST, &FIRST_FIGURES);
    let said = load(&sandbox, SECOND, &SECOND_FIGURES);
    assert!(said.contains("6 rows read = 1 inserted + 1 revised + 4 unchanged"), "{said}");
    assert_two_editions(&sandbox);
    assert_eq!(figures(&sandbox, "former_fact", &[]), ["2024-Q4 29700.0 Statistics Office, 2025-01-30"]);
    let history = sandbox.run(&["history", "gdp", "2024-Q4", "--format", "csv"]).stdout;
    assert!(history.contains("2025-01-30,release,\"29,700\"") && history.contains(",revised,1,"), "{history}");
    assert!(history.contains("2025-02-27,release,\"29,720\""), "{history}");
    let diff = sandbox.run(&["diff", "1", "2", "--format", "csv"]).stdout;
    assert!(diff.lines().nth(1).is_some_and(|line| line.starts_with("revised,GDP,")), "{diff}");
    // Each edition keeps its own title, and a row is cited from its own edition.
    let notes = |options: &[&str]| sandbox.run(&[&["cite", "timeline", "-p", "metric=gdp"], options].concat()).stdout;
    assert!(notes(&[]).contains("\"Second estimate,\" Statistics Office, 27 February 2025"), "{}", notes(&[]));
    assert!(notes(&[]).contains("\"Advance estimate,\" Statistics Office, 30 January 2025"), "{}", notes(&[]));
    let earlier = notes(&["--as-of", "2025-02-01"]);
    assert!(earlier.contains("Advance") && !earlier.contains("Second"), "{earlier}");
    // Either edition once more changes nothing.
    let bytes = sandbox.bytes("yearbook.db");
    for (edition, figures) in [(FIRST, FIRST_FIGURES), (SECOND, SECOND_FIGURES)] {
        assert!(load(&sandbox, edition, &figures).contains("unchanged"));
        assert!(sandbox.bytes("yearbook.db") == bytes);
    }
}

#[test]
fn editions_can_be_loaded_in_any_order() {
    let sandbox = Sandbox::new();
    load(&sandbox, SECOND, &SECOND_FIGURES);
    let said = load(&sandbox, FIRST, &FIRST_FIGURES);
    assert!(said.contains("6 rows read = 3 inserted + 0 revised + 3 unchanged"), "{said}");
    assert_eq!(
        figures(&sandbox, "fact", &["--as-of", "2025-02-01"]),
        ["2024-Q3 29300.0 Statistics Office, 2025-01-30", "2024-Q4 29700.0 Statistics Office, 2025-01-30"]
    );
    assert_eq!(
        figures(&sandbox, "fact", &[]),
        ["2024-Q3 29300.0 Statistics Office, 2025-02-27", "2024-Q4 29720.0 Statistics Office, 2025-02-27"]
    );
    // An edition between the two revises nothing that is stored, and is only seen in its time.
    load(&sandbox, ("2025-02-10", "Flash"), &[("2024-Q4", "29710")]);
    assert_eq!(
        figures(&sandbox, "fact", &["--as-of", "2025-02-11"])[1],
        "2024-Q4 29710.0 Statistics Office, 2025-02-10"
    );
    // A correction of the first edition is a correction.
    let said = load(&sandbox, FIRST, &[("2024-Q4", "29705")]);
    assert!(said.contains("1 revised"), "{said}");
    assert_eq!(
        figures(&sandbox, "fact", &["--as-of", "2025-02-01"])[1],
        "2024-Q4 29705.0 Statistics Office, 2025-01-30"
    );
    assert_eq!(
        figures(&sandbox, "fact", &["--as-of", "2025-02-11"])[1],
        "2024-Q4 29710.0 Statistics Office, 2025-02-10"
    );
    assert_eq!(figures(&sandbox, "fact", &[])[1], "2024-Q4 29720.0 Statistics Office, 2025-02-27");
}

#[test]
fn a_correction_keeps_the_day_of_publication() {
    let sandbox = Sandbox::new();
    load(&sandbox, FIRST, &[("2024", "200")]);
    load(&sandbox, FIRST, &[("2024", "250")]);
    let corrected = ["2024 250.0 Statistics Office, 2025-01-30"];
    assert_eq!(figures(&sandbox, "fact", &[]), corrected);
    assert_eq!(figures(&sandbox, "fact", &["--as-of", "2025-01-30"]), corrected);
    let reply = sandbox.run(&["query", "SELECT value, reason FROM former_fact", "--format", "csv"]);
    assert_eq!(reply.stdout, "value,reason\n200,corrected\n");
}

#[test]
fn an_edition_that_no_longer_states_a_figure_withdraws_it_from_its_day_on() {
    let sandbox = Sandbox::new();
    load(&sandbox, FIRST, &FIRST_FIGURES);
    write(&sandbox, SECOND, &SECOND_FIGURES[..1]);
    let reply = sandbox.run(&["load", "gdp", "--complete"]);
    assert!(reply.stderr.contains("1 figure is withdrawn"), "{}", reply.stderr);
    assert_eq!(figures(&sandbox, "fact", &[]).len(), 1);
    assert_eq!(figures(&sandbox, "fact", &["--as-of", "2025-02-27"]).len(), 1);
    assert_eq!(figures(&sandbox, "fact", &["--as-of", "2025-02-26"]).len(), 2);
    // The first edition, complete without the figure: it never was stated.
    write(&sandbox, FIRST, &[]);
    let reply = sandbox.run(&["load", "gdp", "--complete"]);
    assert!(reply.stderr.contains("1 figure is withdrawn"), "{}", reply.stderr);
    assert_eq!(
        figures(&sandbox, "fact", &["--as-of", "2025-02-26"]),
        ["2024-Q4 29700.0 Statistics Office, 2025-01-30"]
    );
}

#[test]
fn a_date_may_be_a_year_or_a_month() {
    let sandbox = Sandbox::new();
    load(&sandbox, ("2024", "Yearbook"), &[("2023", "1")]);
    load(&sandbox, ("2025-02", "Bulletin"), &[("2023", "2")]);
    for (day, value) in
        [("2024-12-30", None), ("2024-12-31", Some("1.0")), ("2025-02-27", Some("1.0")), ("2025-02-28", Some("2.0"))]
    {
        let expected: Vec<String> = value
            .map(|value| format!("2023 {value} Statistics Office, {}", if value == "1.0" { "2024" } else { "2025-02" }))
            .into_iter()
            .collect();
        assert_eq!(figures(&sandbox, "fact", &["--as-of", day]), expected, "{day}");
    }
    for wrong in ["2025-13", "2025-2", "February 2025", "2025-Q1", "2025-02-30"] {
        write(&sandbox, (wrong, "Bulletin"), &[]);
        let reply = sandbox.run(&["load", "gdp"]);
        assert!(reply.code == 1 && reply.stderr.contains("sources.csv:2"), "{wrong}: {}", reply.stderr);
    }
}

#[test]
fn a_date_is_filled_in_where_none_was_known() {
    let sandbox = Sandbox::new();
    load(&sandbox, ("", "Release"), &[("2024", "1")]);
    load(&sandbox, FIRST, &[("2024", "1")]);
    assert_eq!(figures(&sandbox, "fact", &["--as-of", "2025-01-30"]), ["2024 1.0 Statistics Office, 2025-01-30"]);
    // Without a date, a row of `source` says what the newest edition is called.
    load(&sandbox, ("", "Release"), &[("2024", "2")]);
    assert_eq!(figures(&sandbox, "fact", &[]), ["2024 2.0 Statistics Office, 2025-01-30"]);
    let reply = sandbox.run(&["query", "SELECT edition, title, published_on FROM edition", "--format", "csv"]);
    assert_eq!(reply.stdout, "edition,title,published_on\n1,Release,2025-01-30\n");
}
