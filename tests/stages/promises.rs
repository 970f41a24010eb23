//! What goes in comes out: random datasets through the whole program and back.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rusqlite::Connection;

use crate::sandbox::Sandbox;

/// A figure as a dataset states it.
#[derive(Clone, Debug)]
struct Figure {
    comparator: &'static str,
    value: f64,
    width: f64,
    status: &'static str,
    locator: String,
}

impl Figure {
    fn cell(&self) -> String {
        match self.comparator {
            "" => String::new(),
            ".." => format!("{}..{}", self.value, self.value + self.width),
            "=" => self.value.to_string(),
            comparator => format!("{comparator}{}", self.value),
        }
    }
}

fn figure() -> impl Strategy<Value = Figure> {
    let parts = (
        prop::sample::select(vec!["", "=", "~", ">", ">=", "<", "<=", ".."]),
        prop_oneof![-1e9f64..1e9, (-1000i32..1000).prop_map(f64::from), Just(0.0), Just(8.17e-5), Just(1e18)],
        1f64..1e6,
        prop::sample::select(vec!["A", "E", "F", "P"]),
        "[a-z,;\" \\n\u{4e00}-\u{4e20}]{0,8}",
    );
    // The upper bound of a range must differ from the lower one also where doubles are far apart.
    parts.prop_map(|(comparator, value, width, status, locator)| {
        let width = width.max(value.abs() * 1e-9);
        Figure { comparator, value, width, status, locator }
    })
}

fn figures() -> impl Strategy<Value = BTreeMap<(usize, u16), Figure>> {
    prop::collection::btree_map((0usize..5, 1990u16..2030), figure(), 1..40)
}

const PERIODS: [&str; 7] = ["2024", "2024-H1", "2024-Q1", "2024-01/2024-05", "2023-12-31", "2024-W07", "2023"];

/// A figure, whether it is stated in another unit, and how long its note is: some notes are longer than a page.
fn odd_figure() -> impl Strategy<Value = (Figure, bool, usize)> {
    let note = prop_oneof![Just(0), 1usize..20, Just(900), Just(1100), Just(9000)];
    (figure(), any::<bool>(), note)
}

const BREAKDOWNS: [&str; 4] = ["", "age=15-24", "sex=F", "size=50-249;sex=M"];

const SOURCES: [&str; 2] = ["gazette", "yearbook-2025"];

const ENTERPRISES: [&str; 5] = ["alpha", "beta", "gamma", "delta-co", "epsilon"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn what_goes_in_comes_out(figures in figures()) {
        let sandbox = Sandbox::new();
        sandbox.write_delta();
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["metric", "enterprise", "period", "value", "status", "source", "locator"]).expect("a header");
        for ((enterprise, year), figure) in &figures {
            let status = if figure.comparator.is_empty() { "" } else { figure.status };
            let year = year.to_string();
            let cells = ["employees", ENTERPRISES[*enterprise], &year, &figure.cell(), status, "gazette", &figure.locator];
            writer.write_record(cells).expect("a row");
        }
        sandbox.write("delta/observations.csv", writer.into_inner().expect("the file"));
        let reply = sandbox.run(&["load", "delta"]);
        prop_assert_eq!(reply.code, 0, "{}", reply.stderr);
        let again = sandbox.run(&["load", "delta"]);
        prop_assert!(again.stderr.starts_with("unchanged"), "{}", again.stderr);

        let connection = Connection::open(sandbox.path("yearbook.db")).expect("the database");
        let mut statement = connection
            .prepare("SELECT enterprise, period, comparator, value, upper, status, locator, low, high FROM fact")
            .expect("the view");
        let mut rows = statement.query([]).expect("rows");
        let mut found = 0;
        while let Some(row) = rows.next().expect("a row") {
            found += 1;
            let enterprise: String = row.get(0).expect("a code");
            let period: String = row.get(1).expect("a code");
            let index = ENTERPRISES.iter().position(|known| *known == enterprise).expect("an enterprise");
            let figure = &figures[&(index, period.parse().expect("a year"))];
            let (comparator, status): (String, String) = (row.get(2).expect("text"), row.get(5).expect("text"));
            let (value, upper): (Option<f64>, Option<f64>) = (row.get(3).expect("a number"), row.get(4).expect("a number"));
            let (low, high): (Option<f64>, Option<f64>) = (row.get(7).expect("a number"), row.get(8).expect("a number"));
            if figure.comparator.is_empty() {
                prop_assert_eq!((comparator.as_str(), value, status.as_str()), ("=", None, "O"));
            } else {
                prop_assert_eq!(comparator.as_str(), figure.comparator);
                prop_assert_eq!(value, Some(figure.value));
                prop_assert_eq!(upper, (figure.comparator == "..").then_some(figure.value + figure.width));
                prop_assert_eq!(status.as_str(), figure.status);
                prop_assert!(low.is_none_or(|low| low <= figure.value));
                prop_assert!(high.is_none_or(|high| high >= figure.value));
            }
            let locator: Option<String> = row.get(6).expect("text");
            prop_assert_eq!(locator.unwrap_or_default(), figure.locator.clone());
        }
        prop_assert_eq!(found, figures.len());
        let counted: i64 = connection
            .query_row("SELECT sum(observations) FROM series", [], |row| row.get(0))
            .expect("a sum");
        prop_assert_eq!(usize::try_from(counted), Ok(figures.len()));
    }

    #[test]
    fn a_fresh_file_is_what_one_would_be_that_was_there(
        figures in prop::collection::btree_map(
            (0usize..5, 0usize..3, 0usize..4, 0usize..PERIODS.len(), 0usize..2), odd_figure(), 1..120),
        shuffle in prop::option::of(any::<u64>()),
    ) {
        let sandbox = Sandbox::new();
        sandbox.write_delta();
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer
            .write_record(["metric", "enterprise", "region", "breakdown", "period", "value", "unit", "status", "source", "locator", "note"])
            .expect("a header");
        let mut rows: Vec<_> = figures.iter().collect();
        rows.sort_by_key(|&(&(enterprise, region, breakdown, period, source), _)| {
            let number = (enterprise * 97 + region * 31 + breakdown * 7 + period * 3 + source) as u64 | 1;
            let place = shuffle.map(|shuffle| (shuffle.wrapping_mul(number) >> 7, period));
            (place, region, ENTERPRISES[enterprise], BREAKDOWNS[breakdown], PERIODS[period], SOURCES[source])
        });
        for ((enterprise, region, breakdown, period, source), (figure, unit, note)) in rows {
            let status = if figure.comparator.is_empty() { "" } else { figure.status };
            let unit = if *unit { "thousand-persons" } else { "" };
            writer
                .write_record([
                    "employees", ENTERPRISES[*enterprise], ["", "north", "south"][*region],
                    BREAKDOWNS[*breakdown], PERIODS[*period], &figure.cell(), unit,
                    status, SOURCES[*source], &figure.locator, &"n".repeat(*note),
                ])
                .expect("a row");
        }
        sandbox.write("delta/observations.csv", writer.into_inner().expect("the file"));
        sandbox.run(&["--db", "there.db", "init"]);
        // Where rows are kept, figures are never written before all have been read.
        for arguments in [&["fresh.db", "load", "delta"][..], &["there.db", "load", "delta"], &["sorted.db", "load", "delta", "--keep-going"]] {
            let reply = sandbox.run(&[&["--db"], arguments].concat());
            prop_assert_eq!(reply.code, 0, "{}", reply.stderr);
        }
        let [fresh, there, sorted] = ["fresh.db", "there.db", "sorted.db"].map(|db| sandbox.dump(db, &["change_counter"]));
        prop_assert_eq!(&fresh, &there);
        prop_assert_eq!(fresh, sorted);
        let connection = Connection::open(sandbox.path("fresh.db")).expect("the database");
        let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a check");
        prop_assert_eq!(check, "ok");
        // A load that is not the last one is compared row by row, and finds the same.
        connection.execute("UPDATE load SET fingerprint = NULL", []).expect("a change");
        drop(connection);
        let again = sandbox.run(&["--db", "fresh.db", "load", "delta"]);
        prop_assert!(again.stderr.starts_with("unchanged"), "{}", again.stderr);
    }

    #[test]
    fn figures_are_changed_alike_by_every_kind_of_load(
        old in prop::collection::btree_map((0usize..5, 0usize..4, 0usize..PERIODS.len(), 0usize..2), odd_figure(), 1..60),
        new in prop::collection::btree_map((0usize..5, 0usize..4, 0usize..PERIODS.len(), 0usize..2), odd_figure(), 0..20),
        is_sorted in any::<bool>(),
    ) {
        let sandbox = Sandbox::new();
        sandbox.write_delta();
        let write = |figures: &BTreeMap<_, (Figure, bool, usize)>| {
            let mut writer = csv::Writer::from_writer(Vec::new());
            let header = ["metric", "enterprise", "breakdown", "period", "value", "unit", "status", "source", "locator", "note"];
            writer.write_record(header).expect("a header");
            let mut rows: Vec<_> = figures.iter().collect();
            rows.sort_by_key(|&(&(enterprise, breakdown, period, source), _)| {
                let texts = (ENTERPRISES[enterprise], BREAKDOWNS[breakdown], PERIODS[period], SOURCES[source]);
                if is_sorted { texts } else { (texts.2, texts.0, texts.3, texts.1) }
            });
            for (&(enterprise, breakdown, period, source), (figure, unit, note)) in rows {
                let status = if figure.comparator.is_empty() { "" } else { figure.status };
                let unit = if *unit { "thousand-persons" } else { "" };
                writer
                    .write_record([
                        "employees", ENTERPRISES[enterprise], BREAKDOWNS[breakdown], PERIODS[period], &figure.cell(), unit,
                        status, SOURCES[source], &figure.locator, &"n".repeat(*note),
                    ])
                    .expect("a row");
            }
            sandbox.write("delta/observations.csv", writer.into_inner().expect("the file"));
        };
        write(&old);
        let reply = sandbox.run(&["--db", "old.db", "load", "delta", "--complete"]);
        prop_assert_eq!(reply.code, 0, "{}", reply.stderr);
        let mut all = old.clone();
        all.extend(new);
        write(&all);
        let mut told = Vec::new();
        for options in [&[][..], &["--keep-going"], &["--complete"]] {
            std::fs::copy(sandbox.path("old.db"), sandbox.path("new.db")).expect("a copy");
            let reply = sandbox.run(&[&["--db", "new.db", "load", "delta"], options].concat());
            prop_assert_eq!(reply.code, 0, "{}", reply.stderr);
            let connection = Connection::open(sandbox.path("new.db")).expect("the database");
            let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a check");
            prop_assert_eq!(check, "ok");
            told.push((reply.stderr, sandbox.dump("new.db", &["change_counter", "fingerprint"])));
        }
        prop_assert_eq!(&told[0], &told[1]);
        prop_assert_eq!(&told[0], &told[2]);
    }

    #[test]
    fn no_row_makes_the_program_panic(rows in prop::collection::vec("[^\u{0}]{0,40}", 0..6)) {
        let sandbox = Sandbox::new();
        sandbox.write_delta();
        let mut text = sandbox.read("delta/observations.csv");
        text.push_str(&rows.join("\n"));
        sandbox.write("delta/observations.csv", text);
        let reply = sandbox.run(&["check", "delta"]);
        prop_assert!(reply.code <= 1, "{}", reply.stderr);
        prop_assert!(!reply.stderr.contains("panicked"));
    }
}

#[test]
fn what_reports_count_is_what_plain_counting_finds() {
    let sandbox = Sandbox::with_demo();
    let connection = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    let mut statement = connection
        .prepare(
            "SELECT m.name, o.value IS NULL, o.comparator, o.status, o.period_inferred IS NOT NULL FROM observation AS o
                    JOIN series AS s USING (series_id) JOIN metric AS m ON m.code = s.metric",
        )
        .expect("a statement");
    let mut rows = statement.query([]).expect("rows");
    let mut counted: BTreeMap<String, [i64; 5]> = BTreeMap::new();
    while let Some(row) = rows.next().expect("a row") {
        let counts = counted.entry(row.get(0).expect("a name")).or_default();
        let (missing, comparator, status, inferred): (bool, String, String, bool) = (
            row.get(1).expect("a flag"),
            row.get(2).expect("text"),
            row.get(3).expect("text"),
            row.get(4).expect("a flag"),
        );
        let found = [true, missing, comparator != "=", status == "F", inferred];
        counts.iter_mut().zip(found).for_each(|(count, found)| *count += i64::from(found));
    }
    let reply = sandbox.run(&["report", "coverage", "--format", "json"]);
    let report: Vec<serde_json::Value> = serde_json::from_str(&reply.stdout).expect("JSON");
    let told: BTreeMap<String, [i64; 5]> = report
        .iter()
        .filter(|row| row["figures"] != 0)
        .map(|row| {
            let count = |column: &str| row[column].as_i64().expect("a count");
            let name = row["metric"].as_str().expect("a name").to_owned();
            (name, ["figures", "missing", "qualified", "forecast", "inferred"].map(count))
        })
        .collect();
    assert_eq!(told, counted);
}
