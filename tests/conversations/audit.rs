//! Figures that cannot be true together, and those that only look so.

use std::collections::BTreeMap;

use crate::sandbox::{Sandbox, project};

const RULES: [&str; 6] = ["growth", "parts", "year", "share", "currency", "range"];

fn with_cases() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write_dataset("audit");
    let load = sandbox.run(&["load", "audit"]);
    assert_eq!(load.code, 0, "{}", load.stderr);
    sandbox
}

/// What a rule finds for each case and period: `finding` or `note`, for each of them.
fn found(sandbox: &Sandbox, rule: &str) -> BTreeMap<(String, String), Vec<String>> {
    let reply = sandbox.run(&["audit", "--rule", rule, "--format", "json"]);
    let rows: Vec<BTreeMap<String, serde_json::Value>> = serde_json::from_str(&reply.stdout).expect("JSON");
    let mut found: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for row in rows {
        let is_of_forecast =
            row["finding"].as_str().is_some_and(|text| text.ends_with("; a forecast need not come true"));
        let is_incomplete = rule == "parts" && row["severity"] == "note" && !is_of_forecast;
        assert_eq!(row["rule"], if is_incomplete { "incomplete" } else { rule });
        let [low, high, least, most] = ["low", "high", "least", "most"].map(|bound| row[bound].as_f64());
        let lies_apart = |lower: Option<f64>, upper: Option<f64>| lower.zip(upper).is_some_and(|(a, b)| a <= b);
        assert!(lies_apart(most, low) || lies_apart(high, least), "the two ranges do not meet: {row:?}");
        let text = |column: &str| row[column].as_str().expect("a text").to_owned();
        let case = text("subject");
        let case = case.split("case=").nth(1).and_then(|case| case.split([']', ';']).next()).expect("a case");
        found.entry((case.to_owned(), text("period"))).or_default().push(text("severity"));
    }
    found
}

/// The verdicts of the report are those of the rule.
#[test]
fn growth_check_judges_as_the_audit_does() {
    let sandbox = with_cases();
    let reply = sandbox.run(&["report", "growth-check", "-p", "top=10000", "--format", "json"]);
    let rows: Vec<BTreeMap<String, serde_json::Value>> = serde_json::from_str(&reply.stdout).expect("JSON");
    let text =
        |row: &BTreeMap<String, serde_json::Value>, column: &str| row[column].as_str().unwrap_or_default().to_owned();
    let case = |row: &BTreeMap<String, serde_json::Value>| {
        let subject = text(row, "subject");
        subject.split("case=").nth(1).and_then(|case| case.split([']', ';']).next()).unwrap_or_default().to_owned()
    };
    let is_denied = |row: &&BTreeMap<String, serde_json::Value>| text(row, "verdict") == "disagrees";
    let mut denied: Vec<(String, String)> =
        rows.iter().filter(is_denied).map(|row| (case(row), text(row, "period"))).collect();
    denied.sort_unstable();
    let mut found = found(&sandbox, "growth");
    // A forecast need not come true.
    found.retain(|(case, _), _| case != "g27");
    assert_eq!(denied, found.into_keys().collect::<Vec<_>>());
}

/// Every case says in its note what is expected: "g05 finding: comparators on all figures, and still ...".
#[test]
fn every_rule_finds_what_is_wrong_and_nothing_else() {
    let sandbox = with_cases();
    for rule in RULES {
        let mut found = found(&sandbox, rule);
        let file = project().join(format!("tests/data/audit/{rule}.csv"));
        let mut expected = 0;
        for row in csv::Reader::from_path(file).expect("the cases").deserialize() {
            let row: BTreeMap<String, String> = row.expect("a row");
            let Some((head, why)) = row["note"].split_once(": ") else { continue };
            let Some((case, verdict)) = head.split_once(' ') else { continue };
            let severities = found.remove(&(case.to_owned(), row["period"].clone())).unwrap_or_default();
            match verdict {
                "finding" | "note" => assert_eq!(severities, [verdict], "{rule} {case}: {why}"),
                "silent" => assert!(severities.is_empty(), "{rule} {case}: {why}"),
                _ => continue,
            }
            expected += 1;
        }
        assert!(expected >= 10, "{rule} has {expected} cases");
        assert!(found.is_empty(), "{rule} also finds {found:?}");
    }
}

#[test]
fn the_bundled_dataset_has_no_findings() {
    let sandbox = Sandbox::with_demo();
    insta::assert_snapshot!("audit_of_the_demo", sandbox.talk(&["audit"]));
}

#[test]
fn findings_mark_inferred_periods() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let rows = sandbox.read("delta/observations.csv");
    let inferred = |row: &str| match row.split(',').nth(1) {
        Some("enterprise") => "period_inferred",
        Some("alpha") => "of the page",
        _ => "",
    };
    let rows: Vec<String> = rows.lines().map(|row| format!("{row},{}", inferred(row))).collect();
    sandbox.write("delta/observations.csv", rows.join("\n"));
    let check = sandbox.run(&["check", "delta"]).stderr;
    assert!(
        check.contains("Growth of employees, Alpha Works, 2024 (inferred): -4.5 %, against > 1,300 persons"),
        "{check}"
    );
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    let told = sandbox.run(&["audit", "--rule", "growth"]).stdout;
    assert!(told.contains("  2024 (inferred)  ") && told.contains("persons in 2023 (inferred)"), "{told}");
    let rows = sandbox.run(&["audit", "--rule", "growth", "--format", "csv"]).stdout;
    assert!(rows.contains(",period,period_inferred,value,") && rows.contains(",2024,of the page,-4.5,"), "{rows}");
}

#[test]
fn findings_cite_both_figures() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.run(&["load", "delta"]);
    let mut told = String::new();
    for arguments in [
        &["audit", "--format", "tsv"][..],
        &["audit", "--load", "1", "--rule", "range"],
        &["audit", "--load", "9"],
        &["audit", "--rule", "grwth"],
    ] {
        told += &(sandbox.talk(arguments) + "\n\n");
    }
    // The level that contradicts the growth was published later than the growth.
    told += &sandbox.talk(&["audit", "--as-of", "2025-03-01"]);
    insta::assert_snapshot!("audit", told);
}

#[test]
fn a_check_audits_what_is_new_against_what_is_stored() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let alone = sandbox.run(&["check", "delta", "--format", "json"]);
    let findings = |stdout: &str| {
        let told: serde_json::Value = serde_json::from_str(stdout).expect("JSON");
        told["findings"].as_array().expect("findings").len()
    };
    assert_eq!((alone.code, findings(&alone.stdout)), (0, 1));
    sandbox.run(&["load", "delta"]);
    let before = sandbox.bytes("yearbook.db");
    assert_eq!(findings(&sandbox.run(&["check", "delta", "--format", "json"]).stdout), 0, "nothing is new");
    sandbox.write("more/datapackage.json", r#"{"resources": [{"name": "observations", "path": "o.csv"}]}"#);
    sandbox.write(
        "more/o.csv",
        "metric,enterprise,period,value,source\nemployees-growth,delta-co,2024,20,yearbook-2025\n",
    );
    let against = sandbox.talk(&["check", "more"]);
    insta::assert_snapshot!("check_finds", against);
    assert!(sandbox.bytes("yearbook.db") == before);
    assert_eq!(sandbox.files(), ["delta", "more", "yearbook.db"]);
}

/// A dataset of one metric, with these rows of regions and figures.
fn with_figures(sandbox: &Sandbox, regions: &str, figures: &str, more: &[(&str, &str)]) {
    let mut resources = String::new();
    let fixed = [
        ("sources", "code,title,published_on\ns,Gazette,2025-01-01\n"),
        (
            "units",
            "code,name,dimension,factor\nCNY,yuan,money-CNY,1\nwan,10k yuan,money-CNY,10000\nyi,100m yuan,money-CNY,100000000\n",
        ),
        ("metrics", "code,name,unit,kind,aggregation,plausible_minimum\ngdp,GDP,yi,level,sum,0\n"),
        ("regions", regions),
        ("observations", figures),
    ];
    for (resource, rows) in fixed.iter().chain(more) {
        sandbox.write(&format!("d/{resource}.csv"), rows);
        let schema = match *resource {
            "observations" => r#", "schema": {"fields": [{"name": "value", "type": "number", "groupChar": " "}]}"#,
            _ => "",
        };
        resources += &format!("{{\"name\": \"{resource}\", \"path\": \"{resource}.csv\"{schema}}},");
    }
    sandbox.write("d/datapackage.json", format!("{{\"resources\": [{}]}}", resources.trim_end_matches(',')));
    let load = sandbox.run(&["load", "d"]);
    assert_eq!(load.code, 0, "{}", load.stderr);
}

const CITY: &str = "code,name,level,parent\nc,City,prefecture,\na,Alpha,county,c\nb,Beta,county,c\n";

#[test]
fn rounding_is_that_of_the_reported_number() {
    let sandbox = Sandbox::new();
    let figures = "metric,region,period,value,unit,source,reported\n\
                   gdp,c,2020,1 234 567,wan,s,\n\
                   gdp,c,2021,+5.0,,s,\n\
                   gdp,c,2022,0.0,,s,\n\
                   gdp,c,2023,66.7,,s,2 of every 3\n\
                   gdp,c,2024,1234567,,s,1 234 567 yuan\n\
                   gdp,c,2025,123.4,,s,12340000000 yuan\n\
                   gdp,c,2026,1.20,,s,12000 wan\n";
    with_figures(&sandbox, CITY, figures, &[]);
    let reply = sandbox.run(&[
        "query",
        "select period, round(rounding, 9) as rounding from fact order by period",
        "--format",
        "csv",
    ]);
    assert_eq!(
        reply.stdout,
        "period,rounding\n2020,5e-05\n2021,0.05\n2022,0.05\n2023,0.05\n2024,0.5\n2025,0.05\n2026,0.005\n"
    );
}

#[test]
fn findings_are_ordered_tolerated_and_counted() {
    let sandbox = Sandbox::new();
    let figures = "metric,region,period,value,source\n\
                   gdp,c,2022,1000.0,s\ngdp,a,2022,600.0,s\ngdp,b,2022,405.0,s\n\
                   gdp,c,2023,1000.0,s\ngdp,a,2023,900.0,s\ngdp,b,2023,900.0,s\n\
                   gdp,c,2024,1000.0,s\ngdp,a,2024,200.0,s\ngdp,b,2024,300.0,s\n\
                   gdp,c,2025,1000.0,s\ngdp,a,2025,700.0,s\ngdp,b,2025,700.0,s\n";
    let exceptions = "rule,metric,region,period,reason\nparts,gdp,c,2025,The port is counted twice\n";
    with_figures(&sandbox, CITY, figures, &[("audit-exceptions", exceptions)]);
    let mut told = String::new();
    for arguments in [
        &["audit"][..],
        &["audit", "--tolerance", "1", "--top", "1", "--format", "tsv"],
        &["audit", "--tolerance", "100", "--rule", "parts", "--format", "tsv"],
        &["audit", "--tolerance=-1"],
    ] {
        told += &(sandbox.talk(arguments) + "\n\n");
    }
    insta::assert_snapshot!("order_and_tolerance", told);
    // A database without a contradiction: exit 0, also with notes.
    let sandbox = Sandbox::new();
    with_figures(
        &sandbox,
        CITY,
        "metric,region,period,value,source\ngdp,c,2024,9,s\ngdp,a,2024,1,s\ngdp,b,2024,1,s\n",
        &[],
    );
    insta::assert_snapshot!("only_notes", sandbox.talk(&["audit"]));
}

/// What a rule says of each figure that it is about, by region and period.
fn sentences(sandbox: &Sandbox, rule: &str) -> Vec<[String; 4]> {
    let reply = sandbox.run(&["audit", "--rule", rule, "--format", "json"]);
    let rows: Vec<BTreeMap<String, serde_json::Value>> = serde_json::from_str(&reply.stdout).expect("JSON");
    let text = |row: &BTreeMap<String, serde_json::Value>, column| row[column].as_str().expect("a text").to_owned();
    rows.iter().map(|row| ["severity", "subject", "period", "finding"].map(|column| text(row, column))).collect()
}

#[test]
fn a_part_without_a_figure_is_named() {
    let mut regions = "code,name,level,parent\nc,City,prefecture,\nd,Dale,prefecture,\n".to_owned();
    let mut figures = "metric,region,period,value,source\n".to_owned();
    for county in 0..3 {
        regions += &format!("c{county},County {county},county,c\n");
    }
    // County 2 has no figure of 2022, and County 1 none at all before 2022.
    for (year, counties) in [(2021, &[0, 2][..]), (2022, &[0, 1]), (2023, &[0, 1, 2]), (2024, &[0, 1, 2])] {
        figures += &format!("gdp,c,{year},30.0,s\n");
        figures.extend(counties.iter().map(|county| format!("gdp,c{county},{year},10.0,s\n")));
    }
    // Of thirty, three have no figure, and of these one has none of any period.
    for district in 0..30 {
        regions += &format!("d{district:02},District {district:02},county,d\n");
        let missing: &[i32] = if district < 27 {
            &[]
        } else if district < 29 {
            &[2024]
        } else {
            &[2023, 2024]
        };
        let years = [2023, 2024].into_iter().filter(|year| !missing.contains(year));
        figures.extend(years.map(|year| format!("gdp,d{district:02},{year},1.0,s\n")));
    }
    figures += "gdp,d,2023,30.0,s\ngdp,d,2024,30.0,s\n";
    let sandbox = Sandbox::new();
    with_figures(&sandbox, &regions, &figures, &[]);
    let mut notes: Vec<String> = sentences(&sandbox, "parts")
        .into_iter()
        .map(|[severity, subject, period, sentence]| {
            let (_, remark) = sentence.split_once("unexplained; ").expect("a remark");
            format!("{severity} {subject} {period}: {remark}")
        })
        .collect();
    notes.sort();
    assert_eq!(
        notes,
        [
            "note City 2021: there is no figure of County 1 (it has figures from 2022 to 2024)",
            "note City 2022: there is no figure of County 2 (it has figures from 2021 to 2024)",
            "note Dale 2024: there is no figure of District 27 (it has one for 2023), District 28 (it has one for 2023), \
             District 29",
        ]
    );
    // The load that adds the figure ends the note.
    sandbox.write("d/observations.csv", figures + "gdp,c2,2022,10.0,s\ngdp,c1,2021,10.0,s\n");
    assert_eq!(sandbox.run(&["load", "d"]).code, 0);
    assert_eq!(sentences(&sandbox, "parts").len(), 1);
}

#[test]
fn a_whole_that_is_broken_down_is_counted() {
    let sandbox = Sandbox::new();
    let figures = "metric,region,breakdown,period,value,source\n\
                   gdp,a,,2023,100.0,s\ngdp,a,sex=F,2023,60.0,s\ngdp,a,sex=M,2023,50.0,s\n\
                   gdp,a,age=T;gender=T,2024,10.0,s\ngdp,a,age=old;gender=T,2024,9.0,s\ngdp,a,age=old;gender=F,2024,5.0,s\n";
    with_figures(&sandbox, "code,name,level,parent\na,Alpha,county,\n", figures, &[]);
    let audit = sandbox.run(&["audit", "--rule", "parts"]);
    assert!(audit.stderr.contains("parts: 3 figures checked\n"), "{}", audit.stderr);
}

#[test]
fn a_little_too_little_may_come_from_rounding() {
    let sandbox = Sandbox::new();
    let figures = "metric,region,period,value,source\ngdp,c,2024,9000.4,s\ngdp,a,2024,4000.0,s\ngdp,b,2024,5000.0,s\n";
    with_figures(&sandbox, CITY, figures, &[]);
    let [[severity, _, _, sentence]] = &sentences(&sandbox, "parts")[..] else { panic!("one note") };
    assert!(severity == "note" && sentence.ends_with("so little may come from rounding twice"), "{sentence}");
}

#[test]
fn what_a_mapping_created_cannot_be_audited_until_it_is_described() {
    let sandbox = Sandbox::new();
    sandbox.write("gdp.csv", "region,2023,2024\nCity,30,60\nAlpha,10,20\nBeta,20,50\n");
    sandbox.write(
        "gdp.toml",
        "unpivot = '^\\d{4}$'\n[columns]\nmetric = \"gdp\"\nregion = \"{region}\"\nperiod = \"{header}\"\nunit = \"yi\"\n\
         source = \"office\"\n[create.source]\ntitle = \"Office\"\n[create.metric]\nkind = \"level\"\n\
         [create.region]\nlevel = \"area\"\n",
    );
    assert_eq!(sandbox.run(&["load", "--map", "gdp.toml", "--create", "all", "gdp.csv"]).code, 0);
    let mut told = sandbox.talk(&["audit"]);
    // What the help says: the same codes, with their properties. First the parts alone, without the whole.
    let datapackage = r#"{"resources": [{"name": "regions", "path": "r.csv"}, {"name": "metrics", "path": "m.csv"}]}"#;
    sandbox.write("described/datapackage.json", datapackage);
    sandbox.write("described/m.csv", "code,name,unit,kind,aggregation\ngdp,GDP,yi,level,sum\n");
    let regions = "code,name,level,parent\nLand,Land,country,\nAlpha,Alpha,county,Land\nBeta,Beta,county,Land\n";
    sandbox.write("described/r.csv", regions);
    assert_eq!(sandbox.run(&["load", "described"]).code, 0);
    told += &("\n\n".to_owned() + &sandbox.talk(&["audit", "--rule", "parts"]));
    sandbox.write("described/r.csv", regions.replace("Land", "City"));
    assert_eq!(sandbox.run(&["load", "described"]).code, 0);
    told += &("\n\n".to_owned() + &sandbox.talk(&["audit", "--rule", "parts"]));
    insta::assert_snapshot!("created", told);
}

#[test]
fn the_steps_of_an_audit_grow_with_the_figures_and_not_with_their_square() {
    let sql = std::fs::read_to_string(project().join("src/report/audit/parts.sql")).expect("the rule");
    let steps = |years: std::ops::Range<u32>| {
        let sandbox = Sandbox::new();
        let mut figures = "metric,region,period,value,source\n".to_owned();
        let mut regions = CITY.to_owned();
        for city in 0..40 {
            regions += &format!(
                "c{city},City {city},prefecture,\nc{city}a,Alpha,county,c{city}\nc{city}b,Beta,county,c{city}\n"
            );
            for year in years.clone() {
                for (part, value) in [("", 1), ("a", 2), ("b", 3)] {
                    figures += &format!("gdp,c{city}{part},{year},{value},s\n");
                }
            }
        }
        with_figures(&sandbox, &regions, &figures, &[]);
        let reply = sandbox.run(&["audit", "--rule", "parts", "--format", "csv"]);
        assert!(reply.stderr.contains(&format!("{} findings", 40 * years.len())), "{}", reply.stderr);
        let connection = rusqlite::Connection::open(sandbox.path("yearbook.db")).expect("the database");
        let mut statement = connection.prepare(&sql).expect("the rule");
        let mut rows = statement.raw_query();
        while rows.next().expect("a row").is_some() {}
        drop(rows);
        statement.get_status(rusqlite::StatementStatus::VmStep)
    };
    let (few, many) = (steps(2000..2020), steps(1800..2000));
    // The smallest value of a part is looked up for each of its periods, which makes a little more than ten times as many.
    assert!(few > 0 && many < 20 * few, "{few} steps for 800 findings, {many} for 8,000");
}
