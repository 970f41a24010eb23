//! Tables of offices in the shapes that they have, each loaded by its profile and by the mapping that `sniff` writes.

use crate::sandbox::Sandbox;

const FACTS: &str = "SELECT metric, region, breakdown, period, value, unit, status, note FROM fact \
                     ORDER BY metric, region, breakdown, period";

pub(super) fn facts(sandbox: &Sandbox) -> Vec<String> {
    let reply = sandbox.run(&["query", FACTS, "--format", "csv"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    reply.stdout.replace("\"\"", "").lines().skip(1).map(str::to_owned).collect()
}

/// The figures of a file, which its profile and the mapping that `sniff` writes read alike.
pub(super) fn loaded(name: &str, text: &str) -> Vec<String> {
    let [by_profile, by_mapping] = [Sandbox::new(), Sandbox::new()];
    for sandbox in [&by_profile, &by_mapping] {
        sandbox.write(name, text);
    }
    let reply = by_profile.run(&["load", "--create", "all", name]);
    assert_eq!(reply.code, 0, "{text}{}", reply.stderr);
    let reply = by_mapping.run(&["sniff", name, "--output", "mapping.toml"]);
    assert_eq!(reply.code, 0, "{text}{}", reply.stderr);
    let reply = by_mapping.run(&["load", "--map", "mapping.toml", "--create", "all", name]);
    assert_eq!(reply.code, 0, "{text}{}", reply.stderr);
    assert_eq!(facts(&by_profile), facts(&by_mapping), "{text}");
    facts(&by_profile)
}

/// The figures of a file in short: the period, the value and the status of each.
fn short(name: &str, text: &str) -> String {
    let facts = loaded(name, text);
    let column = |fact: &str, number: usize| fact.split(',').nth(number).unwrap_or_default().to_owned();
    let facts = facts.iter().map(|fact| [3, 4, 6].map(|number| column(fact, number)).join(" "));
    facts.collect::<Vec<_>>().join(", ")
}

/// What a load says of a file that it refuses; nothing is written.
pub(super) fn refused(name: &str, text: &str) -> String {
    let sandbox = Sandbox::new();
    sandbox.write(name, text);
    let reply = sandbox.run(&["load", "--create", "all", name]);
    assert!(reply.code != 0 && !sandbox.path("yearbook.db").exists(), "{text}{}", reply.stderr);
    reply.stderr
}

/// The figures that a file has with a change to the mapping that `sniff` writes.
pub(super) fn decided(name: &str, text: &str, from: &str, to: &str) -> Vec<String> {
    let sandbox = Sandbox::new();
    sandbox.write(name, text);
    let mapping = sandbox.run(&["sniff", name]).stdout;
    assert!(mapping.contains(from), "{mapping}");
    sandbox.write("mapping.toml", mapping.replacen(from, to, 1));
    let reply = sandbox.run(&["load", "--map", "mapping.toml", "--create", "all", name]);
    assert_eq!(reply.code, 0, "{mapping}{}", reply.stderr);
    facts(&sandbox)
}

#[test]
fn a_year_and_a_part_of_it_in_two_columns_are_one_period() {
    for (text, expected) in [
        ("country,year,quarter,value\nA,2023,Q1,1\nA,2023,Q2,2\n", "2023-Q1 1 A, 2023-Q2 2 A"),
        ("country,year,quarter,value\nA,2023,1,1\nA,2023,4,2\n", "2023-Q1 1 A, 2023-Q4 2 A"),
        ("Year,Month,Value\n2023,January,1.5\n2024,December,2\n", "2023-01 1.5 A, 2024-12 2 A"),
        ("Year,Month,Value\n2023,1,1.5\n2023,12,2\n", "2023-01 1.5 A, 2023-12 2 A"),
        ("年份,季度,地区,数值\n2023,一季度,宁波,1\n2023年,二季度,宁波,2\n", "2023-Q1 1 A, 2023-Q2 2 A"),
        ("年份,月份,地区,数值\n2023,1月,宁波,1\n2023,11月,宁波,2\n", "2023-01 1 A, 2023-11 2 A"),
        ("series_id,year,period,value\nX,2023,M01,1\nX,2023,M13,3\n", "2023 3 A, 2023-01 1 A"),
        ("Year,Month,Day,Value\n2023,1,5,1\n2023,2,28,2\n", "2023-01-05 1 A, 2023-02-28 2 A"),
        ("Year,Month,Day,Value\n2023,Jan,5,1\n2023,Feb,28,2\n", "2023-01-05 1 A, 2023-02-28 2 A"),
        ("Year,Week,Value\n2023,5,1\n2023,52,2\n", "2023-W05 1 A, 2023-W52 2 A"),
        ("Year,Quarter,Month,Value\n2023,1,1,1\n2023,4,12,2\n", "2023-01 1 A, 2023-12 2 A"),
        (
            "year,quarter,gdp (million),cpi (%)\n2023,Q1,1,2\n2023,Q2,3,4\n",
            "2023-Q1 2 A, 2023-Q2 4 A, 2023-Q1 1 A, 2023-Q2 3 A",
        ),
        (
            "Year,Jan,Feb,Mar\n2022,1,2,3\n2023,4,5,6\n",
            "2022-01 1 A, 2022-02 2 A, 2022-03 3 A, 2023-01 4 A, 2023-02 5 A, 2023-03 6 A",
        ),
        ("Region,Year,Q1,Q2\nA,2022,1,2\nA,2023,4,5\n", "2022-Q1 1 A, 2022-Q2 2 A, 2023-Q1 4 A, 2023-Q2 5 A"),
        ("Month,2022,2023\nJan,1,2\nFeb,3,4\n", "2022-01 1 A, 2022-02 3 A, 2023-01 2 A, 2023-02 4 A"),
    ] {
        assert_eq!(short("parts.csv", text), expected, "{text}");
    }
    for (text, parts) in [
        ("Year,Month,Value\n2023,1,1\n2023,2,1\n2023,,3\n", ["`Month` is empty on line 4", "\"\" = \"annual\""]),
        (
            "Year,Month,Value\n2023,Jan,1\n2023,Feb,1\n2023,Total,3\n",
            ["`Total` in the column `Month`", "\"Total\" = \"annual\""],
        ),
        (
            "Year,Jan,Feb,Avg\n2022,1,2,1.5\n2023,4,5,4.5\n",
            ["\"Avg\" holds figures of whole years", "header = { \"Avg\" = \"annual\" }"],
        ),
    ] {
        let said = refused("parts.csv", text);
        assert!(parts.iter().all(|part| said.contains(part)), "{said}");
    }
    let text = "Year,Month,Value\n2023,Jan,1\n2023,Feb,1\n2023,Total,3\n";
    let facts = decided("total.csv", text, "# [codes.\"Month\"]\n# \"Total\" =", "[codes.\"Month\"]\n\"Total\" =");
    assert_eq!(facts[0], "total,,,2023,3,unspecified,A,");
}

#[test]
fn marks_behind_the_periods_across_are_statuses() {
    for (text, expected) in [
        ("Region,2021,2022(p)\nA,1,2\n", "2021 1 A, 2022 2 P"),
        ("Region,2021,2022 (provisional)\nA,1,2\n", "2021 1 A, 2022 2 P"),
        ("Region,2021 r,2022p,2023f\nA,1,2,3\n", "2021 1 A, 2022 2 P, 2023 3 F"),
        ("地区,2021年,2022年（初步）,2023年（预测）\nA,1,2,3\n", "2021 1 A, 2022 2 P, 2023 3 F"),
        ("Region,2021,2022*\nA,1,2\n\n* preliminary data\n", "2021 1 A, 2022 2 P"),
        ("Region,31.12.2021,30.06.2022\nA,1,2\n", "2021-12-31 1 A, 2022-06-30 2 A"),
    ] {
        let found = if text.contains("31.12") {
            let facts = decided("wide.csv", text, "# period = \"day {header}\"", "period = \"day {header}\"");
            facts
                .iter()
                .map(|fact| fact.split(',').skip(3).take(2).collect::<Vec<_>>().join(" ") + " A")
                .collect::<Vec<_>>()
                .join(", ")
        } else {
            short("wide.csv", text)
        };
        assert_eq!(found, expected, "{text}");
    }
    let text = "Region,2021,2022*\nA,1,2\n";
    let said = refused("star.csv", text);
    assert!(said.contains("nothing in the file says what `*` means in the name of the column `2022*`"), "{said}");
    let facts = decided(
        "star.csv",
        text,
        "# [codes]\n# mark = { \"*\" = \"P\", \"\" = \"\" }",
        "[codes]\nmark = { \"*\" = \"P\", \"\" = \"\" }",
    );
    assert_eq!(facts, ["star,A,,2021,1,unspecified,A,", "star,A,,2022,2,unspecified,P,"]);
    let text = "Region,2022/23 Q1,2022/23 Q2\nA,1,2\n";
    assert!(refused("fiscal.csv", text).contains("`2022/23 Q1` is a part of a financial or school year"));
    let facts =
        decided("fiscal.csv", text, "# period = \"year from April {header}\"", "period = \"year from April {header}\"");
    assert_eq!(facts, ["fiscal,A,,2022-Q2,1,unspecified,A,", "fiscal,A,,2022-Q3,2,unspecified,A,"]);
    let text = "Region,01/02/2021,01/03/2021,05/04/2021\nA,1,2,3\n";
    assert!(refused("dates.csv", text).contains("either number of `01/02/2021` may be the month"));
    let facts = decided("dates.csv", text, "# period = \"month-day {header}\"", "period = \"month-day {header}\"");
    assert_eq!(facts[0], "dates,A,,2021-01-02,1,unspecified,A,");
    // One date shows the order of all.
    let text = "date,region,value\n01/02/2021,A,1\n31/03/2021,A,2\n";
    assert_eq!(short("shown.csv", text), "2021-02-01 1 A, 2021-03-31 2 A");
}

#[test]
fn years_across_with_their_flags_of_the_fao() {
    let text = "Area Code,Area,Item Code,Item,Element Code,Element,Unit,Y1961,Y1961F,Y1961N,Y1962,Y1962F,Y1962N\n\
                2,Utopia,15,Wheat,5312,Area harvested,ha,2230000,A,,2341000,E,a note\n\
                3,Erewhon,15,Wheat,5312,Area harvested,ha,,M,,,,\n";
    assert_eq!(
        loaded("wheat.csv", text),
        [
            "wheat.5312.ha,2,Item=Wheat;Item Code=15,1961,2230000,ha,A,",
            "wheat.5312.ha,2,Item=Wheat;Item Code=15,1962,2341000,ha,E,a note",
            "wheat.5312.ha,3,Item=Wheat;Item Code=15,1961,,ha,M,",
        ]
    );
}

#[test]
fn marks_of_missing_values_and_flags() {
    for mark in ["n.a.", "N/A", "na", "..", ":", "NaN", "null"] {
        let text = format!("country,2021,2022\nA,1.5,2.5\nB,3.5,{mark}\n");
        assert_eq!(short("missing.csv", &text), "2021 1.5 A, 2022 2.5 A, 2021 3.5 A, 2022  O", "{mark}");
    }
    for (mark, status) in [("*", "P"), (" p", "P"), ("(r)", "A"), (" (e)", "E"), (" 1)", "P")] {
        let text = format!("country,2021,2022\nA,1.5,2.5\nB,3.5,5.2{mark}\n");
        let said = refused("flags.csv", &text);
        let core = mark.trim();
        assert!(said.contains(&format!("nothing in the file says what the mark of `5.2{mark}` means")), "{said}");
        let key = if core == "p" { "p".to_owned() } else { format!("\"{core}\"") };
        let line = format!("flags = {{ {key} = \"{status}\" }}");
        assert!(said.contains(&line), "{line}: {said}");
        let facts = decided("flags.csv", &text, &format!("# {line}"), &line);
        assert!(facts[3].starts_with(&format!("flags,B,,2022,5.2,unspecified,{status},")), "{facts:?}");
        let legend = format!("{text}\nNote: {core} = estimated by the office.\n");
        assert_eq!(short("flags.csv", &legend), "2021 1.5 A, 2022 2.5 A, 2021 3.5 A, 2022 5.2 E", "{mark}");
    }
    let text = "country,year,value\nA,2021,1.5\nA,2022,c\nB,2022,3\n";
    let said = refused("alone.csv", text);
    assert!(said.contains("`c` is no number") && said.contains("flags = { c = \"Q\" }"), "{said}");
    let facts = decided("alone.csv", text, "# flags = { c = \"Q\" }", "flags = { c = \"Q\" }");
    assert_eq!(facts[1], "alone,A,,2022,,unspecified,Q,");
    let said = refused("dash.csv", "country,2021,2022\nA,1.5,2.5\nB,3.5,－\n");
    assert!(said.contains("`－` means a missing value to some publishers, and zero to others"), "{said}");
}

#[test]
fn a_header_of_two_lines_and_a_scale_above_a_table() {
    let quarters = ",2021,,2022,\nRegion,Q1,Q2,Q1,Q2\nA,1,2,3,4\nB,5,6,7,8\n";
    assert_eq!(
        short("quarters.csv", quarters),
        "2021-Q1 1 A, 2021-Q2 2 A, 2022-Q1 3 A, 2022-Q2 4 A, 2021-Q1 5 A, 2021-Q2 6 A, 2022-Q1 7 A, 2022-Q2 8 A"
    );
    let sexes = "Population,,,,\n,2021,,2022,\nRegion,Male,Female,Male,Female\nA,1,2,3,4\n";
    assert_eq!(
        loaded("sexes.csv", sexes),
        [
            "population,A,sex=Female,2021,2,unspecified,A,",
            "population,A,sex=Female,2022,4,unspecified,A,",
            "population,A,sex=Male,2021,1,unspecified,A,",
            "population,A,sex=Male,2022,3,unspecified,A,",
        ]
    );
    let said = refused("metrics.csv", ",2021,,2022,\nRegion,Births,Deaths,Births,Deaths\nA,1,2,3,4\n");
    assert!(said.contains("such as `Births`, may be parts of one metric, or metrics"), "{said}");
    for (above, value, unit) in [
        ("(in thousands)", "1500", "unspecified"),
        ("Mio. EUR", "1500000", "EUR"),
        ("Thousands of persons", "1500", "persons"),
        ("GDP, million euro", "1500000", "euro"),
        ("Unit: million euro", "1.5", "million euro"),
        ("单位：万元", "1.5", "万元"),
    ] {
        let text = format!("Title of a table\n{above}\nRegion,2021,2022\nA,1.5,2\n");
        let facts = loaded("above.csv", &text);
        let fact: Vec<&str> = facts[0].split(',').collect();
        assert_eq!([fact[4], fact[5]], [value, unit], "{above}");
    }
    let said = refused("both.csv", "Title of a table\n(in thousands)\nRegion,Unit,2021,2022\nA,kg,1.5,2\n");
    assert!(said.contains("a line above the table says `thousands`"), "{said}");
}

#[test]
fn a_table_above_another_has_a_mapping_of_its_own() {
    let text = "country,2021,2022\nA,1,2\nB,3,4\n\nregion,sex,2023,2024\nX,F,5,6\nY,M,7,8\n";
    let lower = decided("two.csv", text, "# dialect = { headerRows = [5] }", "dialect = { headerRows = [5] }");
    assert_eq!(lower[0], "two,X,sex=F,2023,5,unspecified,A,");
    let sandbox = Sandbox::new();
    sandbox.write("two.csv", text);
    let sniffed = sandbox.run(&["sniff", "two.csv"]).stdout;
    let (_, upper) = sniffed.split_once("for the table above:\n").expect("the mapping of the table above");
    let upper: String =
        upper.lines().map(|line| format!("{}\n", line.trim_start_matches("# ").trim_start_matches('#'))).collect();
    sandbox.write("upper.toml", upper);
    let reply = sandbox.run(&["load", "--map", "upper.toml", "--create", "all", "two.csv"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    assert_eq!(facts(&sandbox).len(), 4);
}

#[test]
fn sheets_and_encodings_that_do_not_fit_are_said() {
    let sandbox = Sandbox::new();
    sandbox.write("plain.csv", "country,2021,2022\nA,1,2\n");
    for command in [&["sniff", "plain.csv", "--sheet", "Data"][..], &["check", "plain.csv", "--sheet", "Data"]] {
        let reply = sandbox.run(command);
        assert!(
            reply.code != 0 && reply.stderr.contains("--sheet names a sheet of a workbook, and plain.csv is none"),
            "{}",
            reply.stderr
        );
    }
    let mapping = sandbox.run(&["sniff", "plain.csv"]).stdout;
    sandbox.write("mapping.toml", mapping);
    let said = sandbox.run(&["check", "--map", "mapping.toml", "plain.csv", "--sheet", "Data"]).stderr;
    assert!(said.contains("it is no workbook, and --sheet names a sheet of one"), "{said}");
    // `地区` in GBK.
    sandbox.write("gbk.csv", b"\xb5\xd8\xc7\xf8,2021,2022\nA,1,2\n");
    for command in [&["sniff", "gbk.csv", "--encoding", "utf-8"][..], &["check", "gbk.csv", "--encoding", "utf-8"]] {
        let said = sandbox.run(command).stderr;
        assert!(said.contains("gbk.csv:1") && said.contains("0xB5") && said.contains("gb18030"), "{said}");
    }
}

#[test]
fn labels_first_and_metrics_across_are_metrics() {
    for (text, expected) in [
        (
            "Region,Year,GDP,Jobs\nA,2021,100,20\nB,2021,7,3.5\n",
            [
                "GDP A  2021 100 unspecified",
                "GDP B  2021 7 unspecified",
                "Jobs A  2021 20 unspecified",
                "Jobs B  2021 3.5 unspecified",
            ],
        ),
        (
            "Country,Country Code,Year,GDP (million EUR),Unemployment rate (%)\nGermany,DE,2021,100,3.5\nFrance,FR,2021,50,\n",
            ["GDP DE  2021 100 million EUR", "GDP FR  2021 50 million EUR", "Unemployment rate DE  2021 3.5 %", ""],
        ),
        (
            "Year,Exports,Imports\n2021,5,6\n2022,7,8\n",
            [
                "Exports   2021 5 unspecified",
                "Exports   2022 7 unspecified",
                "Imports   2021 6 unspecified",
                "Imports   2022 8 unspecified",
            ],
        ),
        (
            "Region;Quarter;GDP;Jobs\nA;2021Q1;1,5;2\nA;2021Q2;3;4,25\n",
            [
                "GDP A  2021-Q1 1.5 unspecified",
                "GDP A  2021-Q2 3 unspecified",
                "Jobs A  2021-Q1 2 unspecified",
                "Jobs A  2021-Q2 4.25 unspecified",
            ],
        ),
        (
            "Region,Sex,Year,Population,Births\nA,M,2021,10,2\nA,F,2021,11,3\n",
            [
                "Births A Sex=F 2021 3 unspecified",
                "Births A Sex=M 2021 2 unspecified",
                "Population A Sex=F 2021 11 unspecified",
                "Population A Sex=M 2021 10 unspecified",
            ],
        ),
        // Numbers that tell rows from each other are labels.
        (
            "NACE,Year,Turnover,Employees\n10,2021,5,1\n11,2021,7,3\n",
            [
                "Employees   2021 1 unspecified",
                "Employees   2021 3 unspecified",
                "Turnover   2021 5 unspecified",
                "Turnover   2021 7 unspecified",
            ],
        ),
        // A measure alone is no metric, and a number of a row is nothing.
        (
            "Id,Region,Year,Index,Jobs\n1,A,2021,5,9\n2,A,2022,6,4\n",
            [
                "Jobs A  2021 9 unspecified",
                "Jobs A  2022 4 unspecified",
                "across-index A  2021 5 unspecified",
                "across-index A  2022 6 unspecified",
            ],
        ),
    ] {
        let facts = loaded("across.csv", text);
        let column = |fact: &str, number: usize| fact.split(',').nth(number).unwrap_or_default().to_owned();
        let shown: Vec<String> =
            facts.iter().map(|fact| [0, 1, 2, 3, 4, 5].map(|number| column(fact, number)).join(" ")).collect();
        let expected: Vec<&str> = expected.into_iter().filter(|line| !line.is_empty()).collect();
        assert_eq!(shown, expected, "{text}");
    }
}

#[test]
fn numbers_that_may_be_no_metric_are_in_doubt() {
    for (text, said) in [
        ("Region,Year,Rank,GDP\nA,2021,2,10\nB,2021,1,12\n", "the column `Rank` is a metric, or says something else"),
        ("Region,Code,Year,GDP\nA,7,2021,10\nA,7,2022,9\nB,8,2021,2\n", "the column `Code` is a metric, or says"),
        ("Region,Size,Year,GDP\nA,33,2021,10\nA,33,2022,9\n", "the column `Size` is a metric, or says"),
        ("Region,Zip,Year,GDP\nA,01067,2021,10\nB,04103,2021,9\n", "the column `Zip` is a metric, or says"),
        ("Region,Year,GDP,Population weight\nA,2021,1,0.5\nA,2022,2,0.6\n", "the column `Population weight` is"),
        ("Region,Year,GDP,Jobs,\nA,2021,3,5,1\nA,2022,4,6,7\n", "the column `#5` is a metric, or says"),
        (
            "Region,Age,Year,Population\nA,0,2021,9\nA,1,2021,8\n",
            "lines 2 and 3 have the same labels and the same period",
        ),
        (
            "Region,Year,GDP,Jobs\nA,2021,see note,5\nA,2022,11,6\n",
            "`see note` on line 2 in the column `GDP` is no number",
        ),
        ("Region,Year,GDP,Jobs\nA,2021,100*,5\nA,2022,11,6\nB,2022,1,6\n", "what the mark of `100*` means"),
        (
            "Region,Year,Male,Female\nA,2021,9,1\nA,2022,8,2\n",
            "the columns Male, Female may be metrics, or parts of one metric",
        ),
        ("Sector,Year,North,South\nA,2021,9,1\nA,2022,8,2\n", "the columns North, South may be metrics, or regions"),
        (
            "Region,Year,GDP,Jobs,Unit\nA,2021,9,1,EUR\nA,2022,8,2,EUR\n",
            "the column `Unit` holds for all figures of a row",
        ),
        (
            "Region,Jahrgang,Jobs,GDP\nA,2021,1950,1\nA,2022,1961,2\n",
            "`Jahrgang` and `Jobs` both hold what may be periods",
        ),
        (
            "Region,Year,GDP,GDP flag,Jobs\nA,2021,10,p,3\nB,2021,12,,5\n",
            "the column `GDP flag` holds for all figures of a row",
        ),
        ("Year,County tax,City tax\n2021,1.5,2\n2022,3,4.5\n", "County tax, City tax may be metrics, or regions"),
    ] {
        let reply = refused("doubt.csv", text);
        assert!(reply.contains(said), "{text}{reply}");
    }
    let text = "Region,Year,GDP,Jobs\nA,2021,see note,5\nA,2022,11,6\n";
    let facts = decided("text.csv", text, "[columns]", "[codes.value]\n\"see note\" = \"\"\n[columns]");
    assert_eq!(facts[0], "GDP,A,,2021,,unspecified,O,");
    // The decision on flags leaves the column that holds them.
    let text = "Region,Year,Value,flag\nA,2021,1,p\nB,2021,2,x\nA,2022,3,\n";
    let sandbox = Sandbox::new();
    sandbox.write("flags.csv", text);
    let draft = sandbox.run(&["sniff", "flags.csv"]).stdout;
    let (before, _) = draft.split_once("# or\n").expect("two ways");
    sandbox.write("m.toml", before.replace("\n# [codes]\n# status", "\n[codes]\nstatus"));
    assert_eq!(sandbox.run(&["load", "--map", "m.toml", "--create", "all", "flags.csv"]).code, 0, "{draft}");
    let statuses = sandbox.run(&["query", "SELECT status FROM fact ORDER BY line", "--format", "csv"]).stdout;
    assert_eq!(statuses, "status\nP\nP\nA\n");
    let reply = refused("typed.csv", "Region,2022,2023,2O24\nA,1,2,3\nB,4,5,6\n");
    assert!(reply.contains("the column `2O24` holds numbers, and its name is no period"), "{reply}");
    // A number beside the name of a quarter may be a month.
    let reply = refused("quarters.csv", "Region,Year,Quarter,Value\nA,2021,1,1\nA,2021,Q2,2\n");
    assert!(reply.contains("`1` in the column `Quarter` beside texts such as `Q2`"), "{reply}");
    let reply = refused("days.csv", "month,value\n202306,5\n202307,6\n20230801,7\n");
    assert!(reply.contains("no profile matches"), "{reply}");
    let title = "Population and jobs by region\nyear,Population,Jobs\n2020,5,6\n2021,7,9\n";
    let reply = refused("title.csv", title);
    assert!(reply.contains("Population, Jobs may be metrics, or regions"), "{reply}");
    let reply = refused("months.csv", "Region,Month,Value\nA,202401,1\nA,202413,2\n");
    assert!(reply.contains("`202413` on line 3 in the column `Month` is no period"), "{reply}");
    let text = "Region,Year,Rank,GDP\nA,2021,2,10\nB,2021,1,12\n";
    let facts = decided("rank.csv", text, "unpivot = [\"Rank\", \"GDP\"]", "unpivot = [\"GDP\"]");
    assert_eq!(facts.len(), 2);
}

/// A unit above the table may hold for the metrics that have none of their own.
#[test]
fn a_unit_beside_those_of_some_metrics_is_in_doubt() {
    let above = "GDP and growth\nUnit: million EUR\n";
    for table in [
        "year,region,GDP,Rate (%)\n2020,A,5,1.5\n2020,B,6,2.5\n2021,A,7,1.7\n2021,B,8,2.7\n",
        "Indicator,2020,2021\nGDP,5,6\nRate (%),1.5,2.5\n",
    ] {
        let text = format!("{above}{table}");
        let reply = refused("unit.csv", &text);
        assert!(reply.contains("says that the unit is `million EUR`, but some of its metrics"), "{reply}");
        for unit in ["million EUR", "unspecified"] {
            let line = format!("unit = {{ \"\" = \"{unit}\" }}");
            let facts = decided("unit.csv", &text, &format!("\n# {line}"), &format!("\n{line}"));
            let gdp: Vec<&String> = facts.iter().filter(|fact| fact.starts_with("GDP,")).collect();
            assert!(!gdp.is_empty() && gdp.iter().all(|fact| fact.contains(&format!(",{unit},"))), "{facts:?}");
            assert!(facts.iter().any(|fact| fact.contains("ate,") && fact.contains(",%,")), "{facts:?}");
        }
    }
}

/// What is beside the periods is a date of something else, or another code of them.
#[test]
fn a_date_beside_periods_is_no_period() {
    let dates = "year,release_date,value\n2020,20240115,5\n2021,20240115,6\n2022,20240301,7\n";
    assert!(loaded("dates.csv", dates).iter().all(|fact| !fact.contains(",2024-0")));
    let bank = "Time,Time Code,Country Name,Country Code,GDP (current US$),Population total\n\
                2020,YR2020,China,CHN,5,1\n2021,YR2021,China,CHN,6,4\n2020,YR2020,Japan,JPN,5.5,1\n2021,YR2021,Japan,JPN,6.5,5\n";
    let facts = loaded("bank.csv", bank);
    assert_eq!((facts.len(), facts[0].as_str()), (8, "GDP,CHN,,2020,5,current US$,A,"));
    // One code of two columns stands once among the translations.
    let facts = loaded("index.csv", "year,Index (2015=100),Index (2020=100)\n2020,1.5,101\n2021,2.5,103\n");
    assert_eq!(facts.len(), 4);
}

#[test]
fn a_text_in_parentheses_is_a_unit_where_it_is_one() {
    let text = "Region,Year,Exports (goods),GDP (EUR),\"GDP (growth, %)\"\nA,2021,1,2,3\nA,2022,4,5,6\n";
    let facts = loaded("units.csv", text);
    assert_eq!(facts[0], "Exports (goods),A,,2021,1,unspecified,A,");
    assert_eq!(facts[2], "GDP.EUR,A,,2021,2,EUR,A,");
    assert!(facts[4].starts_with("\"GDP.growth, %\",A,,2021,3,"), "{}", facts[4]);
    // The same where the metrics stand below each other.
    let text = "Indicator,2021,2022\nGDP (EUR),1,2\nGDP (USD),3,4\nExports (goods),5,6\n";
    let facts = loaded("down.csv", text);
    assert_eq!(facts[0], "Exports (goods),,file=down,2021,5,unspecified,A,");
    assert_eq!(facts[2], "GDP.EUR,,file=down,2021,1,EUR,A,");
    assert_eq!(facts[4], "GDP.USD,,file=down,2021,3,USD,A,");
    let facts = loaded("one.csv", "Indicator,2021,2022\nExports (goods),1,2\nJobs (people born abroad),3,4\n");
    assert_eq!(facts[2], "Jobs (people born abroad),,file=one,2021,3,unspecified,A,");
}

#[test]
fn codes_of_countries_across_have_their_names() {
    let sandbox = Sandbox::new();
    for (text, expected) in [
        ("Country Code,Country Name,2021,2022\nDE,Germany,1,2\nFR,France,3,4\n", "DE,Germany FR,France "),
        ("Country Name,Country Code,2021,2022\nGermany,DE,1,2\nFrance,FR,3,4\n", "DE,Germany FR,France "),
        // A larger place is no name.
        ("Country Code,Region,2021,2022\nDE,Europe,1,2\nFR,Europe,3,4\n", "DE,DE FR,FR "),
    ] {
        sandbox.write("c.csv", text);
        let reply = sandbox.run(&["load", "--db", "c.db", "--create", "all", "c.csv"]);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        let sql = "SELECT code, name FROM region ORDER BY code";
        let found = sandbox.run(&["query", "--db", "c.db", sql, "--format", "csv"]).stdout.replace('\n', " ");
        assert_eq!(found, format!("code,name {expected}"), "{text}");
        std::fs::remove_file(sandbox.path("c.db")).expect("the database");
    }
}
