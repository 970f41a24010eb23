//! Files whose periods are written as offices write them, or can be read in two ways.

use crate::sandbox::{Sandbox, project};

/// The periods of the figures that are loaded.
fn periods(sandbox: &Sandbox) -> Vec<String> {
    let sql = "SELECT DISTINCT period FROM fact ORDER BY period";
    sandbox.run(&["query", sql, "--format", "csv"]).stdout.lines().skip(1).map(str::to_owned).collect()
}

/// Loads a file by its profile, and with the mapping that `sniff` writes; the periods of both.
fn both_ways(name: &str, text: &[u8]) -> Vec<String> {
    let [sandbox, by_profile] = [Sandbox::new(), Sandbox::new()];
    for sandbox in [&sandbox, &by_profile] {
        sandbox.write(name, text);
    }
    let sniffed = sandbox.run(&["sniff", name, "--output", "mapping.toml"]);
    assert_eq!(sniffed.code, 0, "{name}: {}", sniffed.stderr);
    let reply = sandbox.run(&["load", "--map", "mapping.toml", "--create", "all", name]);
    assert_eq!(reply.code, 0, "{name}: {}", reply.stderr);
    let reply = by_profile.run(&["load", "--create", "all", name]);
    assert_eq!(reply.code, 0, "{name}: {}", reply.stderr);
    assert_eq!(periods(&sandbox), periods(&by_profile), "{name}");
    periods(&sandbox)
}

fn case(name: &str) -> Vec<u8> {
    std::fs::read(project().join("tests/data/periods").join(name)).expect(name)
}

#[test]
fn years_and_months_in_the_words_of_offices() {
    for (name, expected) in [
        ("chinese-years-in-cells.csv", ["2023", "2024"]),
        ("chinese-years-first-column.csv", ["2022", "2023"]),
        ("month-names-in-cells.csv", ["2023-01", "2023-02"]),
    ] {
        assert_eq!(both_ways(name, &case(name)), expected, "{name}");
    }
    for (header, expected) in [
        ("2024年一季度,2024年上半年,2024年1-9月", ["2024-01/2024-09", "2024-H1", "2024-Q1"]),
        ("2021年末,2022年末,2023年末", ["2021-12-31", "2022-12-31", "2023-12-31"]),
        ("Jan-23,Feb-23,Mar-23", ["2023-01", "2023-02", "2023-03"]),
        ("Q1 2023,Q2 2023,Q3 2023", ["2023-Q1", "2023-Q2", "2023-Q3"]),
        ("Jan-Jun 2023,July 2023,2023/08", ["2023-07", "2023-08", "2023-H1"]),
    ] {
        let text = format!("region,{header}\nA,1,2,3\nB,4,5,6\n");
        assert_eq!(both_ways("across.csv", text.as_bytes()), expected, "{header}");
    }
    let long = "region,quarter,value\nA,2023年一季度,1\nA,2023年二季度,2\n";
    assert_eq!(both_ways("long.csv", long.as_bytes()), ["2023-Q1", "2023-Q2"]);
}

/// A file, its text, and its periods with the first and with the second line that decides.
type Case<'a> = (&'a str, Vec<u8>, &'a [&'a str], &'a [&'a str]);

/// Nothing is loaded until a line of the mapping decides; both lines that `sniff` writes as comments do.
#[test]
fn periods_that_can_be_read_in_two_ways_are_refused() {
    let years = ["2008-04/2009-03", "2009-04/2010-03", "2010-04/2011-03", "2011-04/2012-03"];
    let from_2021 = ["2021-04/2022-03", "2022-04/2023-03", "2023-04/2024-03"];
    let inline = |text: &str| text.as_bytes().to_vec();
    let cases: [Case; 11] = [
        (
            "financial-years-across.csv",
            case("financial-years-across.csv"),
            &years,
            &["2008-09", "2009-10", "2010-11", "2011-12"],
        ),
        ("financial-years-down.csv", case("financial-years-down.csv"), &years[1..], &["2009-10", "2010-11", "2011-12"]),
        ("two-year-spans.csv", case("two-year-spans.csv"), &from_2021, &["2021/2022", "2022/2023", "2023/2024"]),
        (
            "quarter-as-first-day.csv",
            case("quarter-as-first-day.csv"),
            &["2023-Q1", "2023-Q2", "2023-Q3"],
            &["2023-01-01", "2023-04-01", "2023-07-01"],
        ),
        (
            "month-ends.csv",
            inline("date,value\n2023-01-31,1\n2023-02-28,2\n"),
            &["2023-01", "2023-02"],
            &["2023-01-31", "2023-02-28"],
        ),
        (
            "year-ends.csv",
            inline("date,A,B,C\n2022-12-31,1,2,3\n2023-12-31,1,2,3\n"),
            &["2022", "2023"],
            &["2022-12-31", "2023-12-31"],
        ),
        (
            "years-to-march.csv",
            inline("date,value\n2022-03-31,1\n2023-03-31,2\n"),
            &["2021-04/2022-03", "2022-04/2023-03"],
            &["2022-03-31", "2023-03-31"],
        ),
        (
            "short.csv",
            inline("region,2012/13,2013/14\nA,1,2\n"),
            &["2012-04/2013-03", "2013-04/2014-03"],
            &["2012/2013", "2013/2014"],
        ),
        (
            "fy.csv",
            inline("region,FY2022,FY2023\nA,1,2\n"),
            &["2022-04/2023-03", "2023-04/2024-03"],
            &["2021-04/2022-03", "2022-04/2023-03"],
        ),
        (
            "week-by-monday.csv",
            inline("region,date,value\nA,2023-01-02,1\nA,2023-01-09,2\nA,2023-01-16,2\n"),
            &["2023-W01", "2023-W02", "2023-W03"],
            &["2023-01-02", "2023-01-09", "2023-01-16"],
        ),
        (
            "week-by-saturday.csv",
            inline("week_ending,claims\n2023-01-07,1\n2023-01-14,2\n2023-01-21,2\n"),
            &["2023-01-01/2023-01-07", "2023-01-08/2023-01-14", "2023-01-15/2023-01-21"],
            &["2023-01-07", "2023-01-14", "2023-01-21"],
        ),
    ];
    let mut said = String::new();
    for (name, text, first, second) in cases {
        let sandbox = Sandbox::new();
        sandbox.write(name, text);
        said += &sandbox.talk(&["load", "--create", "all", name]);
        let mapping = sandbox.run(&["sniff", name]).stdout;
        let lines: Vec<&str> = mapping.lines().filter(|line| line.starts_with("# period = ")).collect();
        for (number, expected) in [first, second].into_iter().enumerate() {
            let line = if number == 0 { lines[0] } else { lines[lines.len() - 1] };
            sandbox.write("mapping.toml", mapping.replace(line, &line[2..]));
            let database = format!("{number}.db");
            let arguments = ["--db", &database, "load", "--map", "mapping.toml", "--create", "all", name];
            let reply = sandbox.run(&arguments);
            assert_eq!(reply.code, 0, "{name}: {}", reply.stderr);
            let sql = "SELECT DISTINCT period FROM fact ORDER BY period";
            let found = sandbox.run(&["--db", &database, "query", sql, "--format", "csv"]).stdout;
            assert_eq!(found.lines().skip(1).collect::<Vec<_>>(), expected, "{name}");
            // A mapping of a person's own that leaves it open is refused too, also with --keep-going.
            let template = line.rsplit_once(' ').map_or("", |(_, template)| template.trim_end_matches('"'));
            sandbox.write("open.toml", mapping.replace(line, &format!("period = \"{template}\"")));
            let reply = sandbox.run(&["load", "--keep-going", "--map", "open.toml", "--create", "all", name]);
            assert!(reply.code == 1 && reply.stderr.contains("ambiguous-period"), "{name}: {}", reply.stderr);
        }
    }
    insta::assert_snapshot!("ambiguous_periods", said);
}

/// A name of the column says that numbers are months or days; where each may be a financial year, a person decides.
#[test]
fn months_and_days_in_digits_alone() {
    for (text, expected) in [
        ("region,month,value\nA,202301,1\nA,202302,2\n", ["2023-01", "2023-02"]),
        ("region,月份,value\nA,200910,1\nA,200911,2\n", ["2009-10", "2009-11"]),
        ("Datum;value\n20230115;1\n20230117;2\n", ["2023-01-15", "2023-01-17"]),
    ] {
        assert_eq!(both_ways("digits.csv", text.as_bytes()), expected, "{text}");
    }
    let sandbox = Sandbox::new();
    sandbox.write("years.csv", "region,period,value\nA,200910,1\nA,201011,2\nA,201112,2\n");
    sandbox.write("numbers.csv", "region,total,value\nA,202301,1\nA,202302,2\n");
    let mapping = "[columns]\nmetric = 'm'\nregion = '{region}'\nperiod = '{period}'\nvalue = '{value}'\nsource = 's'\nunit = 'unspecified'\n\n[create.region]\nlevel = 'area'\n\n[create.metric]\nkind = 'level'\n";
    sandbox.write("open.toml", mapping);
    insta::assert_snapshot!(
        [
            sandbox.talk(&["load", "--create", "all", "years.csv"]),
            sandbox.talk(&["load", "--create", "all", "numbers.csv"]),
            sandbox.talk(&["check", "--map", "open.toml", "--create", "all", "years.csv"]),
        ]
        .concat()
    );
}

#[test]
fn periods_that_have_one_reading_are_no_doubt() {
    for (text, expected) in [
        ("date,value\n2023-01-01,1\n2023-01-02,2\n", ["2023-01-01", "2023-01-02"]),
        ("date,value\n2023-01-01,1\n2023-04-01,2\n", ["2023-01-01", "2023-04-01"]),
        ("date,value\n2023-01-02,1\n2023-01-09,2\n", ["2023-01-02", "2023-01-09"]),
        ("month,value\n2009-10,1\n2009-11,2\n", ["2009-10", "2009-11"]),
        ("years,value\n2010/2015,1\n2015/2020,2\n", ["2010/2015", "2015/2020"]),
        ("DATAFLOW,FREQ,TIME_PERIOD,OBS_VALUE\nX:F(1.0),M,2009-10,1\nX:F(1.0),M,2010-11,2\n", ["2009-10", "2010-11"]),
    ] {
        assert_eq!(both_ways("one.csv", text.as_bytes()), expected, "{text}");
    }
}

/// A line above or below a table states the unit of its figures.
#[test]
fn the_unit_of_a_table_is_found() {
    let across = "地区,2022年,2023年\n宁波,1,2\n杭州,5,6\n";
    for (text, expected) in [
        (format!("各地区生产总值\n单位：万元\n{across}注：初步数。\n"), "万元"),
        (format!("表1 各地区生产总值（单位：亿元）\n{across}"), "亿元"),
        (format!("{across}单位：亿元\n"), "亿元"),
        ("Output\n\"(Unit: million euro, current prices)\"\nRegion,2022,2023\nA,1,2\n".to_owned(), "million euro"),
        ("Unit of measure: Persons\nyear,A市,B市,C市\n2022,1,2,3\n2023,4,5,6\n".to_owned(), "Persons"),
        ("Units: tonnes\nregion,year,value\nA,2022,1\nA,2023,2\n".to_owned(), "tonnes"),
        (across.to_owned(), "unspecified"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("table.csv", &text);
        let reply = sandbox.run(&["load", "--create", "all", "table.csv"]);
        assert_eq!(reply.code, 0, "{text}: {}", reply.stderr);
        let units = sandbox.run(&["query", "SELECT DISTINCT unit FROM fact", "--format", "csv"]).stdout;
        assert_eq!(units, format!("unit\n{expected}\n"), "{text}");
    }
}

/// The templates of the page `explain mapping` for periods that stand in several columns.
#[test]
fn a_period_is_made_of_several_columns() {
    let page = Sandbox::new().run(&["explain", "mapping"]).stdout;
    let of_page = |start: &str| {
        let line = page.lines().map(str::trim_start).find(|line| line.starts_with(start)).expect(start);
        line.split("  ").next().unwrap_or(line).to_owned()
    };
    for (template, table, expected) in [
        (
            of_page("period = \"{year} {part}"),
            "year,part,value\n2021,一季度,1\n2022,Q1,2\n2023,1-6月,3\n2024,3,4\n2025,May,5\n2026,H1,6\n",
            &["2021-Q1", "2022-Q1", "2023-H1", "2024-03", "2025-05", "2026-H1"][..],
        ),
        (
            of_page("period = \"{n} months"),
            "n,end,value\n12,2023-06-30,1\n3,2023-06,2\n9,2023-09-30,3\n",
            &["2022-07/2023-06", "2023-01/2023-09", "2023-Q2"],
        ),
        (of_page("period = \"year from"), "y,value\n2022-23,1\n2023/24,2\n", &["2022-04/2023-03", "2023-04/2024-03"]),
        (
            "period = \"year from April {y} {quarter}\"".to_owned(),
            "y,quarter,value\n2022-23,Q1,1\nFY2023,Q4,2\n",
            &["2022-Q2", "2024-Q1"],
        ),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("data.csv", table);
        let rest = "metric = \"m\"\nregion = \"A\"\nvalue = \"{value}\"\nunit = \"u\"\nsource = \"s\"\n[create]\n\
                    metric = { kind = \"level\" }\nregion = { level = \"area\" }\nsource = { title = \"S\" }\n";
        sandbox.write("map.toml", format!("[columns]\n{template}\n{rest}"));
        let reply = sandbox.run(&["load", "--create", "all", "--map", "map.toml", "data.csv"]);
        assert_eq!(reply.code, 0, "{template}: {}", reply.stderr);
        assert_eq!(periods(&sandbox), expected, "{template}");
    }
}
