//! `trace` and `history` find figures by what people type.

use crate::sandbox::Sandbox;

/// A sandbox with the dataset `names`.
fn with_names() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write_dataset("names");
    let reply = sandbox.run(&["load", "names"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    sandbox
}

/// The values of the figures that are found, in their order, and what is said of the others.
fn found(sandbox: &Sandbox, arguments: &[&str]) -> (Vec<String>, String) {
    let reply = sandbox.run(&[arguments, &["--format", "ndjson"]].concat());
    let value = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line).expect("JSON");
        row["display"].as_str().expect("a value").to_owned()
    };
    (reply.stdout.lines().map(value).collect(), reply.stderr)
}

#[test]
fn names_are_found_without_case_accents_and_unicode_form() {
    let sandbox = with_names();
    for (words, values) in [
        (&["Åland", "åland", "aland", "ALAND", "A\u{30a}land", "Ahvenanmaa", "ahvenanmää", "奥兰", "AX"][..], "1,17"),
        (&["ostfold", "ØSTFOLD", "fold", "no-31"], "2"),
        (&["İzmir", "izmir", "IZMIR", "ızmir"], "3"),
        (&["STRASSE", "Straße", "STRAẞE"], "4"),
        (&["σεισμος", "ΣΕΙΣΜΌΣ"], "5"),
        (&["上海", "海市", "３１００００", "shanghai"], "6"),
        (&["cote", "Côte", "Co\u{302}te"], "10,11"),
        (&["new york", " New\u{a0}York\u{200b}", "New  York", "york"], "12"),
        (&["lodz", "Łódź mills", "磨坊", "E7"], "13,14"),
        (&["frauen", "sex=F"], "17"),
        (&["arsbok", "STATISTIKBYRÅN", "2024-q1"], "18"),
    ] {
        for word in words {
            let (all, said) = found(&sandbox, &["trace", word]);
            assert_eq!(all, values.split(',').map(str::to_owned).collect::<Vec<_>>(), "{word}: {said}");
        }
    }
    assert_eq!(found(&sandbox, &["trace", "1016"]).0, ["1,016"]);
    assert_eq!(found(&sandbox, &["trace", "lodz", "14"]).0, ["14"]);
    assert_eq!(found(&sandbox, &["history", "lodz", "2023"]).0, ["13"]);
}

#[test]
fn a_whole_name_hides_what_only_contains_it() {
    let sandbox = with_names();
    let not_shown = |series| format!("not shown: {series} whose names fit less well; more of a name finds them\n");
    assert_eq!(found(&sandbox, &["trace", "e7"]), (vec!["13".to_owned(), "14".to_owned()], not_shown("2 series")));
    assert_eq!(found(&sandbox, &["trace", "E7", "2024"]).0, ["14"]);
    // Where the whole name has no such figure, the others are found.
    assert_eq!(found(&sandbox, &["trace", "e7", "15"]).0, ["15"]);
    assert_eq!(found(&sandbox, &["trace", "works"]).0, ["15", "1,016"]);
    assert_eq!(found(&sandbox, &["trace", "norway"]).0, ["18", "8"]);
    assert_eq!(found(&sandbox, &["trace", "annual"]).0, ["18"]);
    assert_eq!(found(&sandbox, &["trace", "annual", "lodz"]).0, ["13", "14"]);
}

#[test]
fn claims_are_found_by_their_texts_and_figures_by_their_notes() {
    let sandbox = Sandbox::new();
    let claims = "code,text,region,period,source,note\nsun,Les façades portent des panneaux,n,2024,s,\n\
        wind,海上风电领先,n,2025,s,Read as offshore\n";
    let tables = [
        ("sources", "code,title,publisher,published_on\ns,Gazette,Office,2025-01-01\n"),
        ("units", "code,name,dimension,factor\njob,Jobs,job,1\n"),
        ("metrics", "code,name,unit,kind\njobs,Jobs,job,count\n"),
        ("regions", "code,name,level\nn,North,district\n"),
        ("claims", claims),
        (
            "observations",
            "metric,region,period,value,source,note\njobs,n,2023,7,s,Sans les façades\njobs,n,2024,8,s,估计数\n",
        ),
    ];
    sandbox.write_tables("d", &tables);
    assert_eq!(sandbox.run(&["load", "d"]).code, 0);
    let found = |words: &[&str]| -> Vec<String> {
        let reply = sandbox.run(&[&["trace"], words, &["--format", "ndjson"]].concat());
        let row = |line: &str| {
            let row: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let text = |column: &str| row[column].as_str().map(str::to_owned);
            text("display").or(text("statement")).expect("a figure or a statement")
        };
        if reply.code == 0 { reply.stdout.lines().map(row).collect() } else { Vec::new() }
    };
    let (sun, wind) = ("Les façades portent des panneaux", "海上风电领先");
    for (words, expected) in [
        (&["FACADES"][..], &[sun][..]),
        (&["风电"], &[wind]),
        (&["offshore"], &[wind]),
        (&["sun"], &[sun]),
        (&["panneaux", "2025"], &[]),
        (&["panneaux", "2024"], &[sun]),
        // Names find figures and claims; notes are looked at where nothing else fits.
        (&["north"], &["7", "8", sun, wind]),
        (&["north", "facades"], &[sun]),
        (&["sans les facades"], &["7"]),
        (&["估计"], &["8"]),
        (&["jobs", "估计"], &["8"]),
        (&["--metric", "jobs", "facades"], &["7"]),
        (&["--limit", "3", "north"], &["7", "8", sun]),
        (&["portent", "估计"], &[]),
    ] {
        assert_eq!(found(words), expected, "{words:?}");
    }
    insta::assert_snapshot!("trace_of_a_claim", sandbox.talk(&["trace", "panneaux"]));
    assert_eq!(sandbox.run(&["history", "panneaux"]).code, 1);
}

#[test]
fn a_number_is_found_in_many_series() {
    let sandbox = Sandbox::new();
    let mut figures = "metric,breakdown,period,value,source\n".to_owned();
    // The firms are named aaa, aab, ..., so that their names contain no numbers.
    let letter = |place: u32| char::from_u32('a' as u32 + place % 26).expect("a letter");
    let name = |number: u32| [letter(number / 676), letter(number / 26), letter(number)].iter().collect::<String>();
    for number in 0..2500 {
        figures += &format!("jobs,firm={},2024,{},s\n", name(number), 5000 + number);
    }
    let [last, other] = [name(2499), name(2498)];
    figures +=
        &format!("jobs,firm={last},2023,7499,t\njobs,firm={last},2025,>7499,s\njobs,firm={other},2025,-7499,s\n");
    let tables = [
        ("sources", "code,title\ns,Gazette\nt,Yearbook\n".to_owned()),
        ("units", "code,name,dimension,factor\njob,Jobs,job,1\n".to_owned()),
        ("metrics", "code,name,unit,kind\njobs,Jobs,job,level\n".to_owned()),
        ("observations", figures),
    ];
    sandbox.write_tables("d", &tables);
    assert_eq!(sandbox.run(&["load", "d"]).code, 0);
    for (words, expected) in [
        (&["7499"][..], &["-7,499", "7,499", "7,499", "> 7,499"][..]),
        (&["7,498"], &["7,498"]),
        (&["--limit", "2", "7499"], &["-7,499", "7,499"]),
        (&["yearbook"], &["7,499"]),
        (&["2025"], &["-7,499", "> 7,499"]),
        (&["2025", ">7499"], &["> 7,499"]),
        (&["--period", "2023", "firm="], &["7,499"]),
    ] {
        assert_eq!(found(&sandbox, &[&["trace"], words].concat()).0, expected, "{words:?}");
    }
    // What is withdrawn is found among all figures too.
    sandbox.write("d/observations.csv", "metric,breakdown,period,value,source\njobs,firm=aaa,2024,5000,s\n");
    assert_eq!(sandbox.run(&["load", "d", "--complete"]).code, 0);
    assert_eq!(found(&sandbox, &["history", "7498"]).0, ["7,498"]);
}

#[test]
fn options_take_codes_and_names() {
    let sandbox = with_names();
    for (option, values) in [
        (["--region", "aland"], "1,17"),
        (["--region", "AHVENANMAA"], "1,17"),
        (["--region", "nfc"], "10"),
        (["--region", "Co\u{302}te"], "11"),
        (["--enterprise", "e7"], "13,14"),
        (["--enterprise", "lodz mills"], "13,14"),
        (["--source", "annual"], "18"),
        (["--source", "ARSBOK for åland"], "18"),
    ] {
        assert_eq!(found(&sandbox, &[&["trace"], &option[..]].concat()).0.join(","), values, "{option:?}");
    }
    // The name of two regions, whose code must be given.
    for command in ["trace", "history"] {
        let two = sandbox.run(&[command, "--region", "COTE"]);
        assert_eq!(two.code, 2);
        assert!(two.stderr.contains("`COTE` is the name of 2 regions"), "{}", two.stderr);
        assert!(two.stderr.contains("`nfc` (Côte)") && two.stderr.contains("`nfd`"), "{}", two.stderr);
    }
    for (name, value) in [("NORWAY", "8"), ("no", "8"), ("挪威", "8"), ("ostfold", "2"), ("ahvenanmaa", "1")] {
        let parameter = format!("region={name}");
        let rows = sandbox.run(&["report", "timeline", "-p", "metric=JOBS", "-p", &parameter, "--format", "tsv"]);
        assert!(rows.stdout.contains(&format!("\t{value}\t")), "{name}: {}{}", rows.stdout, rows.stderr);
    }
    let several = sandbox.run(&["report", "timeline", "-p", "metric=jobs", "-p", "region=cote"]);
    assert!(several.stderr.contains("`cote` is the name of 2 of the choices of `region`"), "{}", several.stderr);
}

#[test]
fn what_is_not_found_is_compared_with_all_names() {
    let sandbox = with_names();
    let talks = [
        &["trace", "alnad"][..],
        &["trace", "lodz", "mils", "99"],
        &["trace", "Ahvenanma"],
        &["trace", "--region", "Ostfolt"],
        &["trace", "--region", "lodz mills"],
        &["trace", "\u{200b}", " "],
        &["trace", "--limit", "2", "jobs", "--format", "csv"],
        &["trace", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
    ];
    insta::assert_snapshot!("nothing_found", talks.map(|arguments| sandbox.talk(arguments)).join("\n\n"));
}

#[test]
fn the_last_query_of_each_database_is_remembered() {
    let sandbox = with_names();
    sandbox.run(&["--db", "other.db", "load", "names"]);
    sandbox.run(&["query", "SELECT * FROM fact WHERE value = 2"]);
    sandbox.run(&["--db", "other.db", "query", "SELECT * FROM fact WHERE value = 3"]);
    assert_eq!(found(&sandbox, &["trace", "--row", "1"]).0, ["2"]);
    assert_eq!(found(&sandbox, &["--db", "other.db", "trace", "--row", "1"]).0, ["3"]);
    for number in 0..40 {
        let db = format!("{number}.db");
        std::fs::copy(sandbox.path("other.db"), sandbox.path(&db)).expect("a copy");
        sandbox.run(&["--db", &db, "query", "SELECT 1"]);
    }
    assert_eq!(std::fs::read_dir(sandbox.path(".state/yearbook/last-queries")).expect("a folder").count(), 32);
}

#[test]
fn a_code_a_name_an_alias_and_a_former_code_mean_the_same_everywhere() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    let reports = |spelling: &str| {
        [
            &["report", "profile", "-p"][..],
            &["report", "timeline", "-p", "metric=employees", "-p"],
            &["report", "conflicts", "-p"],
        ]
        .map(|arguments| {
            let reply = sandbox.run(&[arguments, &[&format!("enterprise={spelling}"), "--format", "csv"]].concat());
            assert_eq!(reply.code, 0, "{spelling}: {}", reply.stderr);
            reply.stdout
        })
    };
    let figures = |command: &str, spelling: &str| {
        let reply = sandbox.run(&[command, "--enterprise", spelling, "--format", "csv"]);
        assert_eq!(reply.code, 0, "{spelling}: {}", reply.stderr);
        reply.stdout
    };
    assert_eq!(sandbox.run(&["rename", "enterprise", "alpha", "alfa"]).code, 0);
    let (of_code, traced, history) = (reports("alfa"), figures("trace", "alfa"), figures("history", "alfa"));
    for spelling in ["alpha", "Alpha Works", "alpha works", "阿尔法"] {
        assert_eq!(reports(spelling), of_code, "{spelling}");
        assert_eq!(figures("trace", spelling), traced, "{spelling}");
        assert_eq!(figures("history", spelling), history, "{spelling}");
    }
    assert_eq!(sandbox.run(&["rename", "metric", "employees", "staff"]).code, 0);
    let rank = |metric: &str| sandbox.run(&["report", "rank", "-p", metric, "--format", "csv"]).stdout;
    assert!(rank("metric=staff").lines().count() > 1);
    assert_eq!(rank("metric=employees"), rank("metric=staff"));
    assert_eq!(sandbox.run(&["trace", "--metric", "employees", "--period", "2024"]).code, 0);
}

#[test]
fn an_ambiguous_name_is_refused_with_the_candidates() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.replace("delta/enterprises.csv", "Beta Mills", "Gamma Lines");
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    for arguments in [
        &["trace", "--enterprise", "gamma lines"][..],
        &["history", "--enterprise", "gamma lines"],
        &["history", "--rows", "--enterprise", "gamma lines"],
        &["report", "profile", "-p", "enterprise=gamma lines"],
    ] {
        let reply = sandbox.run(arguments);
        assert_eq!(reply.code, 2, "{}", reply.stderr);
        assert!(reply.stderr.contains("`gamma lines` is the name of 2"), "{}", reply.stderr);
        assert!(
            reply.stderr.contains("give the code of one: `beta` (Gamma Lines), `gamma` (Gamma Lines)"),
            "{}",
            reply.stderr
        );
    }
    assert_eq!(sandbox.run(&["trace", "--enterprise", "gamma"]).code, 0);
}
