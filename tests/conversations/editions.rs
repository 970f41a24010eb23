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

/// Figures of an earlier edition change nothing of what the source states now: the differences do not show them.
#[test]
fn diff_counts_the_figures_that_a_load_adds_to_earlier_editions() {
    let sandbox = Sandbox::new();
    load(&sandbox, SECOND, &SECOND_FIGURES);
    load(&sandbox, FIRST, &FIRST_FIGURES);
    let said = sandbox.run(&["diff", "1", "2"]);
    assert!(
        said.stderr.contains("1 figure of earlier editions added: former_fact has them, by load_id"),
        "{}",
        said.stderr
    );
    let former =
        sandbox.run(&["query", "SELECT period, value FROM former_fact WHERE load_id = 2", "--format", "csv"]).stdout;
    assert_eq!(former, "period,value\n2024-Q4,29700\n");
    load(&sandbox, SECOND, &[("2024-Q3", "29300"), ("2024-Q4", "29730")]);
    let said = sandbox.run(&["diff", "2", "3"]).stderr;
    assert!(!said.contains("earlier editions"), "{said}");
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
        ["2024-Q3 29300.0 Statistics Office, 2025-01-30", "2024-Q4 29720.0 Statistics Office, 2025-02-27"]
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
    // The first edition, complete without the figures: it never stated them, and the second one states one of them.
    let said = load_complete(&sandbox, FIRST, &[]);
    assert!(!said.contains("withdrawn") && !said.contains("unchanged:"), "{said}");
    assert_eq!(figures(&sandbox, "fact", &["--as-of", "2025-02-26"]), [""; 0]);
    assert_eq!(figures(&sandbox, "fact", &[]), ["2024-Q3 29300.0 Statistics Office, 2025-02-27"]);
}

/// Loads an edition as all that the dataset `gdp` states.
fn load_complete(sandbox: &Sandbox, edition: (&str, &str), figures: &[(&str, &str)]) -> String {
    load_complete_of(sandbox, "gdp", edition, figures)
}

/// Loads an edition as all that a dataset with this name states.
fn load_complete_of(sandbox: &Sandbox, dataset: &str, edition: (&str, &str), figures: &[(&str, &str)]) -> String {
    write(sandbox, edition, figures);
    sandbox.replace("gdp/datapackage.json", "\"name\": \"gdp\"", &format!("\"name\": \"{dataset}\""));
    let reply = sandbox.run(&["load", "gdp", "--complete"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    reply.stderr
}

const THIRD: (&str, &str) = ("2025-03-27", "Third estimate");

#[test]
fn what_a_newer_edition_withdrew_stays_withdrawn_in_any_order() {
    let [kept, withdrawn] =
        ["2024-Q3 29300.0 Statistics Office, 2025-01-30", "2024-Q4 29700.0 Statistics Office, 2025-01-30"];
    for order in ["12", "121", "1212", "21", "212", "2121"] {
        let sandbox = Sandbox::new();
        for edition in order.chars() {
            match edition {
                '1' => load(&sandbox, FIRST, &FIRST_FIGURES),
                _ => load_complete(&sandbox, SECOND, &FIRST_FIGURES[..1]),
            };
        }
        let current = figures(&sandbox, "fact", &[]);
        assert!(current.len() == 1 && current[0].starts_with("2024-Q3 29300.0"), "{order}: {current:?}");
        assert_eq!(figures(&sandbox, "fact", &["--as-of", "2025-02-26"])[1], withdrawn, "{order}");
        assert_eq!(figures(&sandbox, "fact", &["--as-of", "2025-02-27"]), current, "{order}");
        // Each edition once more changes nothing.
        let bytes = sandbox.bytes("yearbook.db");
        assert!(load(&sandbox, FIRST, &FIRST_FIGURES).contains("unchanged"), "{order}");
        assert!(load_complete(&sandbox, SECOND, &FIRST_FIGURES[..1]).contains("unchanged"), "{order}");
        assert!(sandbox.bytes("yearbook.db") == bytes, "{order}");
        // The first edition, corrected, is corrected in its time only.
        load(&sandbox, FIRST, &[("2024-Q3", "29300"), ("2024-Q4", "29701")]);
        assert_eq!(figures(&sandbox, "fact", &[]), current, "{order}");
        assert!(figures(&sandbox, "fact", &["--as-of", "2025-02-26"])[1].starts_with("2024-Q4 29701.0"), "{order}");
        // A still newer edition states the figure again; the first one is history all the same.
        load(&sandbox, THIRD, &FIRST_FIGURES[1..]);
        load(&sandbox, FIRST, &FIRST_FIGURES);
        let again = figures(&sandbox, "fact", &[]);
        assert_eq!(again[1], "2024-Q4 29700.0 Statistics Office, 2025-03-27", "{order}");
        assert_eq!(figures(&sandbox, "fact", &["--as-of", "2025-02-27"]), current, "{order}");
        assert_eq!(figures(&sandbox, "fact", &["--as-of", "2025-02-26"])[1], withdrawn, "{order}");
    }
    // Without the second edition, the first states both.
    let sandbox = Sandbox::new();
    load(&sandbox, FIRST, &FIRST_FIGURES);
    assert_eq!(figures(&sandbox, "fact", &[]), [kept, withdrawn]);
}

#[test]
fn that_an_edition_is_complete_is_remembered_where_nothing_else_changes() {
    let sandbox = Sandbox::new();
    load(&sandbox, SECOND, &FIRST_FIGURES[..1]);
    let checked = sandbox.run(&["check", "gdp", "--complete"]);
    let note = "a load would record that its editions are complete, and change no figure";
    assert!(checked.stderr.contains(note), "{}", checked.stderr);
    let said = load_complete(&sandbox, SECOND, &FIRST_FIGURES[..1]);
    assert!(said.contains("load 2: gdp into") && said.contains("it counts as all that its editions state"), "{said}");
    let bytes = sandbox.bytes("yearbook.db");
    assert!(load_complete(&sandbox, SECOND, &FIRST_FIGURES[..1]).contains("unchanged"));
    assert!(sandbox.bytes("yearbook.db") == bytes);
    let before = sandbox.copy();
    load(&sandbox, FIRST, &FIRST_FIGURES);
    let second = figures(&sandbox, "fact", &[]);
    assert_eq!(second, ["2024-Q3 29300.0 Statistics Office, 2025-01-30"]);
    assert_eq!(figures(&sandbox, "fact", &["--as-of", "2025-02-26"]).len(), 2);
    // Without the note, the first edition states what the second one does not.
    assert_eq!(before.run(&["undo"]).code, 0);
    load(&before, FIRST, &FIRST_FIGURES);
    assert_eq!(figures(&before, "fact", &[]).len(), 2);
}

#[test]
fn a_complete_edition_withdraws_in_its_time_where_no_newer_one_was_loaded_between() {
    let sets: [&[(&str, &str)]; 3] = [&FIRST_FIGURES, &FIRST_FIGURES[..1], &FIRST_FIGURES];
    let expected = ["2025-01-30", "2025-02-27", "2025-03-27"];
    for order in ["123", "213", "231", "321"] {
        let sandbox = Sandbox::new();
        for edition in order.chars() {
            match edition {
                '1' => load(&sandbox, FIRST, sets[0]),
                '2' => load_complete(&sandbox, SECOND, sets[1]),
                _ => load(&sandbox, THIRD, sets[2]),
            };
        }
        let counts = expected.map(|day| figures(&sandbox, "fact", &["--as-of", day]).len());
        assert_eq!(counts, [2, 1, 2], "{order}");
        assert_eq!(figures(&sandbox, "fact", &[]).len(), 2, "{order}");
    }
}

const DAYS: [&str; 4] = ["2025-01-30", "2025-02-26", "2025-02-27", "2025-03-27"];

/// What the sources state, now and on each day, and what they stated.
fn stated(sandbox: &Sandbox) -> Vec<Vec<String>> {
    let former = "(SELECT * FROM former_fact WHERE reason IN ('revised', 'withdrawn'))";
    let of_days = DAYS.map(|day| figures(sandbox, "fact", &["--as-of", day]));
    [figures(sandbox, "fact", &[]), figures(sandbox, former, &[])].into_iter().chain(of_days).collect()
}

/// Loads three editions in each order, and holds what they state to be the same; each figure is a period with its value in each
/// edition, or without one.
fn assert_any_order(load: impl Fn(&Sandbox, (&str, &str), &[(&str, &str)]) -> String, table: &[(&str, [&str; 3])]) {
    let editions = [FIRST, SECOND, THIRD];
    let mut expected = None;
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let sandbox = Sandbox::new();
        let state = |edition: usize| {
            let rows =
                table.iter().map(|(period, values)| (*period, values[edition])).filter(|(_, value)| !value.is_empty());
            load(&sandbox, editions[edition], &rows.collect::<Vec<_>>())
        };
        let mut after = Vec::new();
        for edition in order {
            state(edition);
            after.push(figures(&sandbox, "fact", &[]));
        }
        let found = stated(&sandbox);
        assert_eq!(&found, expected.get_or_insert_with(|| found.clone()), "{order:?}");
        for (number, after) in (1..).zip(&after) {
            assert_eq!(&figures(&sandbox, "fact", &["--at-load", &number.to_string()]), after, "{order:?} {number}");
        }
        let bytes = sandbox.bytes("yearbook.db");
        for edition in order {
            assert!(state(edition).contains("unchanged:"), "{order:?} {edition}");
            assert!(sandbox.bytes("yearbook.db") == bytes, "{order:?} {edition}");
        }
        assert_eq!(sandbox.run(&["undo"]).code, 0);
        assert_eq!(figures(&sandbox, "fact", &[]), after[1], "{order:?}");
        assert_eq!(sandbox.run(&["undo"]).code, 0);
        assert_eq!(stated(&sandbox), found, "{order:?}");
    }
}

/// All lists of this length of these values.
fn patterns(values: &str, length: usize) -> Vec<String> {
    (0..length).fold(vec![String::new()], |lists, _| {
        lists.iter().flat_map(|list| values.chars().map(move |value| format!("{list}{value}"))).collect()
    })
}

/// All orders of so many loads.
fn orders(loads: usize) -> Vec<String> {
    let digits = &"0123456789"[..loads];
    patterns(digits, loads).into_iter().filter(|order| digits.chars().all(|digit| order.contains(digit))).collect()
}

/// The period of each figure of a list.
fn years() -> impl Iterator<Item = String> {
    (1900..).map(|year: u32| year.to_string())
}

/// Loads an edition as all that the dataset states; each figure has the value at this place of its pattern, and `-` is none.
fn load_patterns(sandbox: &Sandbox, dataset: &str, edition: (&str, &str), patterns: &[String], place: usize) {
    let rows: Vec<(String, String)> = years()
        .zip(patterns.iter().map(|pattern| pattern[place..=place].to_owned()))
        .filter(|(_, value)| value != "-")
        .collect();
    let rows: Vec<(&str, &str)> = rows.iter().map(|(year, value)| (year.as_str(), value.as_str())).collect();
    load_complete_of(sandbox, dataset, edition, &rows);
}

const EDITIONS: [(&str, &str); 4] = [FIRST, SECOND, THIRD, ("2025-04-24", "Annual update")];

/// Holds that as of each edition each figure is what the newest edition until then states, cited from the first one that stated
/// it since, and that what was revised or withdrawn says so. Of each figure there is the value in each edition, `-` where it is not
/// stated, and a space where the edition is not known.
fn assert_stated(sandbox: &Sandbox, figures_stated: &[String], context: &str) {
    let (mut as_of, mut former) = (vec![Vec::new(); figures_stated[0].len()], Vec::new());
    for (year, pattern) in years().zip(figures_stated) {
        let mut held: Option<(char, &str)> = None;
        for (place, value) in pattern.chars().enumerate() {
            let stated = match value {
                ' ' => held,
                '-' => None,
                value => held.filter(|(held, _)| *held == value).or(Some((value, EDITIONS[place].0))),
            };
            if let Some((value, day)) = held.filter(|_| stated != held) {
                former.push(format!("{year} {value} {day} {}", if stated.is_some() { "revised" } else { "withdrawn" }));
            }
            as_of[place].extend(stated.map(|(value, day)| format!("{year} {value}.0 Statistics Office, {day}")));
            held = stated;
        }
    }
    for (expected, (day, _)) in as_of.iter().zip(EDITIONS) {
        assert_eq!(&figures(sandbox, "fact", &["--as-of", day]), expected, "{context} as of {day}");
    }
    assert_eq!(Some(figures(sandbox, "fact", &[])), as_of.pop(), "{context}");
    // What its own edition withdrew was never stated.
    let connection = rusqlite::Connection::open(sandbox.path("yearbook.db")).expect("the database");
    let sql = "SELECT period || ' ' || CAST(value AS INT) || ' ' || published_on || ' ' || reason
                 FROM revision AS r JOIN edition USING (source_id, edition)
                WHERE reason IN ('revised', 'withdrawn') AND withdrawn_in IS NOT edition ORDER BY period, published_on";
    let mut rows = connection.prepare(sql).expect("the statement");
    let rows = rows.query_map([], |row| row.get(0)).expect("the rows");
    assert_eq!(rows.collect::<rusqlite::Result<Vec<String>>>().as_ref(), Ok(&former), "{context}");
}

/// Loads editions in this order, each with the values of its place, then one of them with those of the last place.
fn assert_loads(patterns: &[String], order: &str, corrected: Option<usize>, is_each_checked: bool) {
    let sandbox = Sandbox::new();
    let mut known = vec![" ".repeat(order.len()); patterns.len()];
    let places = order.chars().filter_map(|digit| digit.to_digit(10)).map(|digit| digit as usize);
    let loads = places.map(|place| (place, place)).chain(corrected.map(|edition| (edition, order.len())));
    let loads: Vec<(usize, usize)> = loads.collect();
    for (number, (edition, place)) in (1..).zip(&loads) {
        load_patterns(&sandbox, "gdp", EDITIONS[*edition], patterns, *place);
        for (known, pattern) in known.iter_mut().zip(patterns) {
            known.replace_range(*edition..=*edition, &pattern[*place..=*place]);
        }
        if is_each_checked || number == loads.len() {
            assert_stated(&sandbox, &known, &format!("{order}, then {corrected:?}, after load {number}"));
        }
    }
}

#[test]
fn complete_editions_state_what_they_state_in_any_order() {
    for order in orders(3) {
        assert_loads(&patterns("-12", 3), &order, None, true);
    }
    for order in orders(4).iter().step_by(2) {
        assert_loads(&patterns("-12", 4), order, None, false);
    }
}

#[test]
fn an_older_complete_edition_is_corrected_in_its_time() {
    for order in orders(3) {
        for corrected in [0, 1] {
            assert_loads(&patterns("-12", 4), &order, Some(corrected), false);
        }
    }
}

#[test]
fn a_figure_of_two_complete_datasets_is_stated_while_the_newest_edition_of_one_of_them_states_it() {
    // The first and the second edition of one dataset, then those of the other one.
    let patterns = patterns("-1", 4);
    // What is loaded first is of the one dataset; of the other one it is the same.
    for order in orders(4).iter().filter(|order| order.starts_with(['0', '1'])) {
        let sandbox = Sandbox::new();
        for digit in order.bytes() {
            let place = usize::from(digit - b'0');
            let dataset = if place < 2 { "gdp" } else { "archive" };
            load_patterns(&sandbox, dataset, EDITIONS[place % 2], &patterns, place);
        }
        let years = |options: &[&str], of: fn(&str) -> bool| -> Vec<(String, &String)> {
            let stated = figures(&sandbox, "fact", options);
            let is_stated = |year: &str| stated.iter().any(|figure| figure.starts_with(year));
            years().zip(&patterns).filter(|(year, pattern)| is_stated(year) != of(pattern)).collect()
        };
        let of_second = |pattern: &str| pattern[1..2] == *"1" || pattern[3..] == *"1";
        assert_eq!(years(&[], of_second), [], "{order}");
        assert_eq!(years(&["--as-of", SECOND.0], of_second), [], "{order}");
        let mut wrong = years(&["--as-of", FIRST.0], |pattern| pattern[..1] == *"1" || pattern[2..3] == *"1");
        // Which other datasets state a figure is only known of now.
        wrong.retain(|(_, pattern)| !["1--1", "-11-"].contains(&pattern.as_str()));
        assert_eq!(wrong, [], "{order}");
    }
}

#[test]
fn a_value_between_two_editions_is_not_of_a_dataset_that_states_only_the_older_one() {
    let sandbox = Sandbox::new();
    let load = |dataset: &str, edition, value| load_patterns(&sandbox, dataset, edition, &[String::from(value)], 0);
    load("gdp", FIRST, "1");
    load("archive", FIRST, "1");
    load("gdp", THIRD, "1");
    load("gdp", SECOND, "2");
    load("gdp", THIRD, "-");
    assert_eq!(figures(&sandbox, "fact", &[]), [""; 0]);
    assert_eq!(figures(&sandbox, "fact", &["--as-of", SECOND.0]), ["1900 2.0 Statistics Office, 2025-02-27"]);
}

#[test]
fn what_a_load_that_is_taken_back_revised_or_withdrew_is_not_former() {
    let sandbox = Sandbox::new();
    load_complete(&sandbox, FIRST, &FIRST_FIGURES);
    load_complete(&sandbox, SECOND, &[("2024-Q3", "29310")]);
    let reasons = |options: &[&str]| {
        let sql = "SELECT period, reason FROM former_fact WHERE reason <> 'corrected' ORDER BY period";
        sandbox.run(&[&["query", sql, "--format", "csv"], options].concat()).stdout
    };
    let both = "period,reason\n2024-Q3,revised\n2024-Q4,withdrawn\n";
    assert_eq!(reasons(&[]), both);
    assert_eq!(sandbox.run(&["undo"]).code, 0);
    assert_eq!(reasons(&[]), "period,reason\n");
    assert_eq!(reasons(&["--at-load", "2"]), both);
    assert_eq!(figures(&sandbox, "fact", &["--at-load", "1"]), figures(&sandbox, "fact", &[]));
    assert_eq!(sandbox.run(&["undo"]).code, 0);
    assert_eq!(reasons(&[]), both);
}

#[test]
fn three_complete_editions_state_the_same_in_any_order() {
    let (years, patterns): (Vec<String>, Vec<String>) = years().zip(patterns("-12", 3)).unzip();
    let table = years.iter().zip(&patterns).map(|(year, pattern)| {
        let values =
            [0, 1, 2].map(|place| Some(&pattern[place..=place]).filter(|value| *value != "-").unwrap_or_default());
        (year.as_str(), values)
    });
    assert_any_order(load_complete, &table.collect::<Vec<_>>());
}

#[test]
fn three_editions_state_the_same_in_any_order() {
    let table = [
        ("2010", ["1", "1", "1"]),
        ("2012", ["1", "", "1"]),
        ("2014", ["1", "2", "2"]),
        ("2015", ["1", "1", "2"]),
        ("2016", ["", "1", "1"]),
        ("2019", ["1", "2", "3"]),
    ];
    assert_any_order(load, &table);
}

#[test]
fn an_older_edition_withdraws_nothing_that_a_newer_one_may_state() {
    let sandbox = Sandbox::new();
    load(&sandbox, FIRST, &FIRST_FIGURES);
    load(&sandbox, THIRD, &FIRST_FIGURES);
    let before = figures(&sandbox, "fact", &[]);
    let said = load_complete(&sandbox, SECOND, &FIRST_FIGURES[..1]);
    assert!(!said.contains("withdrawn"), "{said}");
    assert_eq!(figures(&sandbox, "fact", &[]), before);
    assert!(said.contains("1 figure of an older edition that it no longer states stays, because"), "{said}");
    // Also where only another dataset states the newer edition, of which this one may have stated a part.
    load_complete_of(&sandbox, "other", THIRD, &[("2025-Q1", "1")]);
    let said = load_complete(&sandbox, SECOND, &[]);
    assert!(said.contains("2 figures of older editions that it no longer states stay, because"), "{said}");
    assert_eq!(figures(&sandbox, "fact", &[]).len(), 3);
}

#[test]
fn a_figure_belongs_to_the_edition_that_first_stated_it_where_another_dataset_states_a_later_one() {
    let sandbox = Sandbox::new();
    load(&sandbox, SECOND, &FIRST_FIGURES);
    write(&sandbox, FIRST, &FIRST_FIGURES);
    sandbox.replace("gdp/datapackage.json", "\"name\": \"gdp\"", "\"name\": \"archive\"");
    assert_eq!(sandbox.run(&["load", "gdp"]).code, 0);
    let first = ["2024-Q3 29300.0 Statistics Office, 2025-01-30", "2024-Q4 29700.0 Statistics Office, 2025-01-30"];
    assert_eq!(figures(&sandbox, "fact", &[]), first);
    let second = figures(&sandbox, "fact", &["--at-load", "1"]);
    assert!(second.iter().all(|line| line.ends_with("2025-02-27")), "{second:?}");
    let datasets = figures(&sandbox, "(SELECT period, load_id AS value, file AS citation FROM fact)", &[]);
    assert!(datasets.iter().all(|line| line.contains("2 gdp/observations.csv")), "{datasets:?}");
    // The dataset that states the later edition gives them up, and the other one has them.
    write(&sandbox, SECOND, &[]);
    assert_eq!(sandbox.run(&["load", "gdp", "--complete"]).code, 0);
    assert_eq!(figures(&sandbox, "fact", &[]), first);
}

#[test]
fn an_older_edition_does_not_say_that_a_dataset_states_a_newer_one_no_longer() {
    let sandbox = Sandbox::new();
    let complete = |dataset: &str, edition: (&str, &str), figures: &[(&str, &str)]| {
        load_complete_of(&sandbox, dataset, edition, figures);
    };
    complete("gdp", SECOND, &FIRST_FIGURES);
    complete("archive", SECOND, &FIRST_FIGURES);
    complete("archive", FIRST, &FIRST_FIGURES[..1]);
    // What this dataset gives up, the other one still states.
    complete("gdp", SECOND, &FIRST_FIGURES[..1]);
    assert_eq!(figures(&sandbox, "fact", &[]).len(), 2);
}

#[test]
fn another_dataset_may_state_what_an_edition_of_this_one_leaves_out() {
    let sandbox = Sandbox::new();
    load_complete(&sandbox, SECOND, &FIRST_FIGURES[..1]);
    write(&sandbox, FIRST, &FIRST_FIGURES);
    sandbox.replace("gdp/datapackage.json", "\"name\": \"gdp\"", "\"name\": \"archive\"");
    assert_eq!(sandbox.run(&["load", "gdp"]).code, 0);
    assert_eq!(figures(&sandbox, "fact", &[]).len(), 2);
    // What was removed was never stated, and the dataset brings it back.
    assert_eq!(sandbox.run(&["remove", "dataset", "archive", "--yes"]).code, 0);
    assert_eq!(figures(&sandbox, "fact", &[]).len(), 1);
    assert_eq!(sandbox.run(&["load", "gdp"]).code, 0);
    assert_eq!(figures(&sandbox, "fact", &[]).len(), 2);
}

#[test]
fn a_date_may_be_a_year_or_a_month() {
    let sandbox = Sandbox::new();
    load(&sandbox, ("2024", "Yearbook"), &[("2023", "1")]);
    load(&sandbox, ("2025-02", "Bulletin"), &[("2023", "2")]);
    for (day, value) in [
        ("2024-11", None),
        ("2024-12-30", None),
        ("2024-12-31", Some("1.0")),
        ("2024", Some("1.0")),
        ("2025-01", Some("1.0")),
        ("2025-02-27", Some("1.0")),
        ("2025-02-28", Some("2.0")),
        ("2025-02", Some("2.0")),
    ] {
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
        let reply = sandbox.run(&["query", "select 1", "--as-of", wrong]);
        let expected = "it must be a date such as 2025-06-30, 2025-06 or 2025";
        assert!(reply.code == 2 && reply.stderr.contains(expected), "{wrong}: {}", reply.stderr);
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

/// A download of the World Bank: two figures, of which the second is revised.
fn world_bank(sandbox: &Sandbox, updated: &str, value: &str) {
    sandbox.write(
        "wdi.csv",
        format!(
            "\"Data Source\",\"Delta Indicators\",\n\n\"Last Updated Date\",\"{updated}\",\n\n\
             \"Country Name\",\"Country Code\",\"Indicator Name\",\"Indicator Code\",\"2022\",\"2023\",\n\
             \"Delta\",\"DLT\",\"People, total\",\"PEOPLE\",\"5\",\"{value}\",\n"
        ),
    );
}

fn load_files(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let reply = sandbox.run(&[&["load"], arguments].concat());
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    reply.stderr
}

/// What a command line that is refused says.
fn refused(sandbox: &Sandbox, code: i32, arguments: &[&str]) -> String {
    let reply = sandbox.run(arguments);
    assert_eq!(reply.code, code, "{}", reply.stderr);
    reply.stderr
}

#[test]
fn a_later_download_is_a_later_edition() {
    for newest_first in [false, true] {
        let sandbox = Sandbox::new();
        let mut downloads = [("2025-07-01", "6"), ("2025-10-07", "7")];
        if newest_first {
            downloads.reverse();
        }
        for (at, (updated, value)) in downloads.into_iter().enumerate() {
            world_bank(&sandbox, updated, value);
            // An edition is no new source: it needs no `--create`.
            let options: &[&str] = if at == 0 { &["wdi.csv", "--create", "all"] } else { &["wdi.csv"] };
            let check = sandbox.run(&["check", "wdi.csv", "--create", "all"]).stderr;
            assert_eq!(check.contains("another edition"), at == 1, "{check}");
            let said = load_files(&sandbox, options);
            let expected = format!("delta-indicators: {updated} is another edition of it");
            assert_eq!(said.contains(&expected), at == 1, "{said}");
            assert!(!said.contains("no date"), "{said}");
        }
        let old = ["2022 5.0 World Bank, 2025-07-01", "2023 6.0 World Bank, 2025-07-01"];
        assert_eq!(figures(&sandbox, "fact", &["--as-of", "2025-10-06"]), old);
        assert_eq!(figures(&sandbox, "fact", &[])[1], "2023 7.0 World Bank, 2025-10-07");
        if !newest_first {
            assert_eq!(figures(&sandbox, "former_fact", &[]), [old[1]]);
        }
        let sources = sandbox.run(&["query", "SELECT code, published_on FROM source", "--format", "csv"]).stdout;
        assert_eq!(sources, "code,published_on\ndelta-indicators,2025-10-07\n");
        let bytes = sandbox.bytes("yearbook.db");
        for (updated, value) in downloads {
            world_bank(&sandbox, updated, value);
            assert!(load_files(&sandbox, &["wdi.csv", "--create", "all"]).contains("unchanged: "));
            assert!(sandbox.bytes("yearbook.db") == bytes);
        }
    }
}

#[test]
fn an_edition_in_which_no_figure_changed_is_recorded() {
    let sandbox = Sandbox::new();
    for updated in ["2025-07-01", "2025-10-07"] {
        world_bank(&sandbox, updated, "6");
        load_files(&sandbox, &["wdi.csv", "--create", "all"]);
    }
    let reply = sandbox.run(&["query", "SELECT title, publisher, published_on FROM edition", "--format", "csv"]);
    let row = "Delta Indicators,World Bank";
    assert_eq!(reply.stdout, format!("title,publisher,published_on\n{row},2025-07-01\n{row},2025-10-07\n"));
    assert_eq!(figures(&sandbox, "fact", &[])[0], "2022 5.0 World Bank, 2025-07-01");
}

const WIDE: &str = "Region,2022,2023\nDelta,5,6\n";

#[test]
fn the_command_line_dates_a_file() {
    let sandbox = Sandbox::new();
    sandbox.write("people.csv", WIDE);
    let said = load_files(&sandbox, &["people.csv", "--create", "all"]);
    assert!(
        said.contains("people has no date of publication, so that --as-of ignores its figures; --published-on"),
        "{said}"
    );
    let said = load_files(&sandbox, &["people.csv", "--published-on", "2025-07"]);
    assert!(said.contains("people: 2025-07 is its date, which was not known"), "{said}");
    assert!(said.contains("2 unchanged"), "{said}");
    assert_eq!(figures(&sandbox, "fact", &["--as-of", "2025-07-31"]).len(), 2);
    // A later file: as another edition, or, without a date, as a correction of the newest one.
    sandbox.write("people.csv", WIDE.replace('6', "7"));
    load_files(&sandbox, &["people.csv", "--published-on", "2025-10-07"]);
    assert_eq!(figures(&sandbox, "fact", &["--as-of", "2025-10-01"])[1], "2023 6.0 people, 2025-07");
    assert_eq!(figures(&sandbox, "fact", &[])[1], "2023 7.0 people, 2025-10-07");
    sandbox.write("people.csv", WIDE.replace('6', "8"));
    let said = load_files(&sandbox, &["people.csv"]);
    assert!(
        said.contains("people: no date is stated, so that the figures belong to its newest edition, 2025-10-07"),
        "{said}"
    );
    assert_eq!(figures(&sandbox, "fact", &[])[1], "2023 8.0 people, 2025-10-07");
    let reasons = sandbox.run(&["query", "SELECT value, reason FROM former_fact ORDER BY value", "--format", "csv"]);
    assert_eq!(reasons.stdout, "value,reason\n6,revised\n7,corrected\n");
}

#[test]
fn a_date_of_the_command_line_that_cannot_hold_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("people.csv", WIDE);
    world_bank(&sandbox, "2025-07-01", "6");
    write(&sandbox, FIRST, &FIRST_FIGURES);
    sandbox.write(
        "regions.toml",
        "table = \"regions\"\n[columns]\ncode = \"{Region}\"\nname = \"{Region}\"\nlevel = \"area\"\n",
    );
    let mut said = String::new();
    for command in ["load", "check"] {
        said += &refused(&sandbox, 2, &[command, "people.csv", "--create", "all", "--published-on", "07/10/25"]);
        said += &refused(&sandbox, 2, &[command, "gdp", "--published-on", "2025"]);
        said += &refused(&sandbox, 2, &[command, "--map", "regions.toml", "people.csv", "--published-on", "2025"]);
        said += &refused(&sandbox, 1, &[command, "wdi.csv", "--create", "all", "--published-on", "2025-10-07"]);
    }
    let (loaded, checked) = said.split_at(said.len() / 2);
    assert_eq!(loaded, checked);
    insta::assert_snapshot!("dates_refused", loaded);
    // The same date is no contradiction.
    load_files(&sandbox, &["wdi.csv", "--create", "all", "--published-on", "2025-07-01"]);
}

/// A message of Eurostat, with the dates of its rows.
fn message(dates: &[&str]) -> String {
    let rows = dates.iter().zip(2020..).map(|(date, year)| format!("ESTAT:TPS00001(1.0),{date},DE,{year},83456\n"));
    "DATAFLOW,LAST UPDATE,geo,TIME_PERIOD,OBS_VALUE\n".to_owned() + &rows.collect::<String>()
}

#[test]
fn a_message_says_when_it_was_published() {
    for (date, expected) in [
        ("28/05/25 11:00:00", "2025-05-28"),
        ("2025-05-28T11:00:00+0200", "2025-05-28"),
        ("28/05/25", "2025-05-28"),
        ("May 2025", ""),
        ("", ""),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("m.csv", message(&[date, date]));
        let said = load_files(&sandbox, &["m.csv", "--create", "all"]);
        assert_eq!(said.contains("no date of publication"), expected.is_empty(), "{date}: {said}");
        let published = sandbox.run(&["query", "SELECT code, published_on FROM source", "--format", "csv"]).stdout;
        assert_eq!(published, format!("code,published_on\nTPS00001,{expected}\n"));
    }
}

#[test]
fn a_load_states_one_date_of_a_source() {
    let sandbox = Sandbox::new();
    sandbox.write("both.csv", message(&["28/05/25 11:00:00", "28/05/25 11:00:00", "29/05/25 11:00:00"]));
    sandbox.write("first.csv", message(&["28/05/25 11:00:00"]));
    sandbox.write("second.csv", message(&["28/06/25 11:00:00"]));
    sandbox.write("impossible.csv", message(&["28/13/25 11:00:00"]));
    let mut said = String::new();
    for files in [&["both.csv"][..], &["first.csv", "second.csv"], &["impossible.csv"]] {
        said += &refused(&sandbox, 1, &[&["load", "--create", "all"], files].concat());
    }
    insta::assert_snapshot!("two_dates", said);
    load_files(&sandbox, &["--create", "all", "first.csv"]);
    let again = [&["load", "--create", "all"][..], &["first.csv", "second.csv"]].concat();
    assert!(refused(&sandbox, 1, &again).starts_with("first.csv: read by"));
    load_files(&sandbox, &["second.csv"]);
    let editions = sandbox.run(&["query", "SELECT published_on FROM edition", "--format", "csv"]).stdout;
    assert_eq!(editions, "published_on\n2025-05-28\n2025-06-28\n");
}

/// The row of a dataset and a mapping of the same dataset.
#[test]
fn a_mapping_of_a_dataset_dates_the_source_that_the_dataset_lists() {
    let sandbox = Sandbox::new();
    let load = |of_row: &str, of_mapping: &str| {
        write(&sandbox, (of_row, "Release"), &[]);
        let mapped = "{\"name\": \"observations\", \"path\": \"wide.csv\", \"mapping\": \"wide.toml\"}";
        let observations = "{\"name\": \"observations\", \"path\": \"observations.csv\"}";
        sandbox.write("gdp/datapackage.json", DESCRIPTOR.replace(observations, mapped));
        sandbox.write("gdp/wide.csv", "geo,2024\nUS,5\n");
        sandbox.write(
            "gdp/wide.toml",
            format!(
                "unpivot = '^2'\n[columns]\nmetric = \"gdp\"\nregion = \"{{geo}}\"\nperiod = \"{{header}}\"\n\
                 source = \"release\"\n[create.source]\npublished_on = \"{of_mapping}\"\n"
            ),
        );
        sandbox.run(&["load", "gdp"])
    };
    let reply = load("2025-01-30", "2025-02-27");
    assert!(reply.code == 1 && reply.stderr.contains("error[two-dates]"), "{}", reply.stderr);
    let reply = load("", "");
    assert!(reply.code == 0 && !reply.stderr.contains("no date"), "{}", reply.stderr);
    assert_eq!(load("", "2025-01-30").code, 0);
    assert_eq!(figures(&sandbox, "fact", &["--as-of", "2025-01-30"]), ["2024 5.0 Statistics Office, 2025-01-30"]);
    assert_eq!(load("2025-02-27", "2025-02-27").code, 0);
    assert_eq!(figures(&sandbox, "fact", &[]), ["2024 5.0 Statistics Office, 2025-01-30"]);
}

#[test]
fn a_report_that_cites_two_editions_of_a_source_is_verified() {
    let sandbox = Sandbox::new();
    load(&sandbox, FIRST, &FIRST_FIGURES);
    load(&sandbox, SECOND, &SECOND_FIGURES);
    let timeline = ["report", "timeline", "-p", "metric=gdp", "--cite", "--stamp", "--output", "timeline.md"];
    let written = sandbox.run(&timeline);
    assert_eq!(written.code, 0, "{}", written.stderr);
    for (_, title) in [FIRST, SECOND] {
        assert!(sandbox.read("timeline.md").contains(title), "{}", sandbox.read("timeline.md"));
    }
    let verified = sandbox.run(&["verify", "timeline.md"]);
    assert_eq!(verified.code, 0, "{}", verified.stderr);
    assert!(!verified.stderr.contains("changed"), "{}", verified.stderr);
    // A title that is corrected is that of its own edition.
    load(&sandbox, (SECOND.0, "Second estimate corrected"), &SECOND_FIGURES);
    let unverified = sandbox.run(&["verify", "timeline.md"]);
    assert_ne!(unverified.code, 0, "{}", unverified.stderr);
    let changed = "the source `release` has changed: title was `Second estimate`, now `Second estimate corrected`\n";
    assert_eq!(unverified.stderr.matches("the source `release`").count(), 1, "{}", unverified.stderr);
    assert!(unverified.stderr.contains(changed), "{}", unverified.stderr);
}

#[test]
fn reports_count_each_edition_with_its_own_figures() {
    let sandbox = Sandbox::new();
    load(&sandbox, FIRST, &FIRST_FIGURES);
    let sources = |options: &[&str]| {
        let reply = sandbox.run(&[&["report", "sources", "--format", "csv"], options].concat());
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        reply.stdout.lines().skip(1).map(str::to_owned).collect::<Vec<String>>()
    };
    let row = |(day, title): (&str, &str), rest: &str| format!("release,{title},Statistics Office,{day},{rest},");
    let both = [row(FIRST, "2,0,0,0,2024-Q3 to 2024-Q4")];
    assert_eq!(sources(&[]), both);
    load(&sandbox, SECOND, &SECOND_FIGURES);
    assert_eq!(sources(&[]), [row(SECOND, "1,0,0,0,2024-Q4"), row(FIRST, "1,0,0,0,2024-Q3")]);
    assert_eq!(sources(&["--as-of", "2025-02-26"]), both);
    assert_eq!(sources(&["--at-load", "1"]), both);
    let overview = sandbox.run(&["report", "overview", "--format", "csv"]).stdout;
    assert!(overview.contains("by date of publication\",2025-01-30 to 2025-02-27,"), "{overview}");
}

#[test]
fn a_site_shows_what_is_stated_now_beside_what_was() {
    let sandbox = Sandbox::new();
    load(&sandbox, FIRST, &FIRST_FIGURES);
    load(&sandbox, SECOND, &SECOND_FIGURES);
    assert_eq!(sandbox.run(&["publish", "site"]).code, 0);
    for page in ["site/revisions.html", "site/index.html"] {
        let html = sandbox.read(page);
        let row = html.split("<tr>").find(|row| row.contains("<s>29,700")).expect("the revision");
        let words = [
            "29,700",
            "Statistics Office, 2025-01-30",
            "29,720",
            "Statistics Office, 2025-02-27",
            "revised, loaded on 2025-08-13",
        ];
        let places: Vec<Option<usize>> = words.iter().map(|word| row.find(word)).collect();
        assert!(places.is_sorted() && places[0].is_some(), "{row}");
    }
    let keys = ["@misc{release-2025-01-30,", "\"id\": \"release-2025-02-27\""];
    let page = sandbox.read("site/source/release.html").replace("&quot;", "\"");
    assert!(keys.iter().all(|key| page.contains(key)), "{page}");
    // A source that no longer states a figure has nothing in its place.
    load(&sandbox, ("2025-03-27", "Third estimate"), &SECOND_FIGURES[1..]);
    assert_eq!(sandbox.run(&["publish", "site"]).code, 0);
    assert!(sandbox.read("site/revisions.html").contains("no longer stated"));
}

/// A date may be that of the stored figures, or of another edition: it is not taken for theirs where the figures differ.
#[test]
fn figures_without_a_date_are_not_replaced_by_dated_ones() {
    let sandbox = Sandbox::new();
    let (first, second) = ("Region,2020,2021\nA,1,2\nB,5,6\n", "Region,2020,2021\nA,1,3\nB,5,6\n");
    sandbox.write("people.csv", first);
    sandbox.write("new/people.csv", second);
    load_files(&sandbox, &["people.csv", "--create", "all"]);
    for command in ["load", "check"] {
        let reply = sandbox.run(&[command, "new/people.csv", "--published-on", "2025-10"]);
        let said = "no date of publication, and this file, of 2025-10, would replace 1 figure\n--> new/people.csv:2";
        assert!(reply.code == 1 && reply.stderr.contains(said), "{}", reply.stderr);
    }
    // Both ways that the message names.
    sandbox.write("new/people.csv", second);
    let fact = |of: &str| figures(&sandbox, "fact", &["--as-of", of]);
    load_files(&sandbox, &["people.csv", "--published-on", "2025-07"]);
    load_files(&sandbox, &["new/people.csv", "--published-on", "2025-10"]);
    assert_eq!(fact("2025-07-31")[2], "2021 2.0 people, 2025-07");
    assert_eq!(fact("2025-12-31")[2], "2021 3.0 people, 2025-10");
    let other = Sandbox::new();
    other.write("people.csv", first);
    load_files(&other, &["people.csv", "--create", "all"]);
    other.write("people.csv", second);
    load_files(&other, &["people.csv", "--published-on", "2025-10", "--override"]);
    assert_eq!(figures(&other, "fact", &[])[2], "2021 3.0 people, 2025-10");
    assert_eq!(figures(&other, "former_fact", &[]), ["2021 2.0 people, 2025-10"]);
    let other = Sandbox::new();
    load_complete(&other, ("", "Release"), &FIRST_FIGURES);
    write(&other, SECOND, &FIRST_FIGURES[..1]);
    let reply = other.run(&["load", "--complete", "gdp"]);
    assert!(reply.code == 1 && reply.stderr.contains("would replace 1 figure"), "{}", reply.stderr);
    // A dated file may revise every figure.
    sandbox.write("people.csv", "Region,2020,2021\nA,7,8\n");
    load_files(&sandbox, &["people.csv", "--published-on", "2025-11"]);
}
