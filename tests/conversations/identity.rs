//! What a profile takes for the metric and the source of a file, and which names are one code.

use crate::sandbox::Sandbox;

/// The metrics and their sources.
fn identities(sandbox: &Sandbox) -> String {
    let sql = "SELECT DISTINCT metric, source FROM fact ORDER BY metric, source";
    sandbox.run(&["query", sql, "--format", "csv"]).stdout.replace('\n', " ")
}

/// Two files of one name in the folders `a` and `b`.
fn with(name: &str, one: &str, other: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(&format!("a/{name}"), one);
    sandbox.write(&format!("b/{name}"), other);
    sandbox
}

#[test]
fn files_of_one_name_are_what_they_say() {
    const UNEMPLOYMENT: &str = "observation_date,UNRATE\n2023-01-01,3.5\n2023-04-01,3.6\n";
    const PRODUCT: &str = "observation_date,GDPC1\n2023-01-01,22112.3\n2023-04-01,22225.4\n";
    let births = "Table 3. Births by region, 2021-2022\nSource: office\nregion,2021,2022\nA,1,2\nB,3,4\n";
    let deaths = "Table 7. Deaths by region, 2021-2022\nSource: office\nregion,2021,2022\nA,9,8\nB,7,6\n";
    let men = "Office of Delta;;\nMen;;\nregion;2021;2022\nA;1;2\nB;3;4\n";
    for (name, one, other, expected) in [
        ("fredgraph.csv", UNEMPLOYMENT, PRODUCT, "GDPC1,fredgraph-gdpc1 UNRATE,fredgraph-unrate "),
        ("table.csv", births, deaths, "births-by-region,births-by-region deaths-by-region,deaths-by-region "),
        (
            "office.csv",
            men,
            &men.replace("Men", "Women"),
            "office-of-delta-men,office-of-delta-men office-of-delta-women,office-of-delta-women ",
        ),
        (
            "trade.csv",
            "country,year,Exports\nA,2021,1\nA,2022,2\n",
            "country,year,Imports\nA,2021,3\nA,2022,4\n",
            "Exports,trade-exports Imports,trade-imports ",
        ),
    ] {
        let paths = [format!("a/{name}"), format!("b/{name}")];
        for at_once in [false, true] {
            let sandbox = with(name, one, other);
            let loads: Vec<Vec<&str>> = match at_once {
                true => vec![paths.iter().map(String::as_str).collect()],
                false => paths.iter().map(|path| vec![path.as_str()]).collect(),
            };
            for files in loads {
                let reply = sandbox.run(&[&["load", "--create", "all"][..], &files].concat());
                assert_eq!(reply.code, 0, "{name}: {}", reply.stderr);
                assert!(reply.stderr.contains("+ 0 revised"), "{name}: {}", reply.stderr);
            }
            assert_eq!(identities(&sandbox), format!("metric,source {expected}"), "{name}");
        }
    }
}

#[test]
fn a_measure_alone_is_no_metric() {
    let sandbox = Sandbox::new();
    sandbox.write("unemployment.csv", "country,year,rate\nX,2021,1\nX,2022,2\n");
    sandbox.write("inflation.csv", "country,year,rate\nX,2021,7\nX,2022,8\n");
    sandbox.write("price.csv", "year,value\n2021,7\n2022,8\n");
    let reply = sandbox.run(&["load", "--create", "all", "unemployment.csv", "inflation.csv", "price.csv"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    let expected = "metric,source inflation-rate,inflation-rate price,price unemployment-rate,unemployment-rate ";
    assert_eq!(identities(&sandbox), expected);
}

#[test]
fn a_file_that_says_nothing_revises_no_other() {
    let sandbox = with("data.csv", "date,value\n2021,1\n2022,2\n", "date,value\n2021,7\n2022,8\n2023,9\n");
    assert_eq!(sandbox.run(&["load", "--create", "all", "a/data.csv"]).code, 0);
    let said = sandbox.talk(&["load", "b/data.csv"]) + "\n" + &sandbox.talk(&["check", "b/data.csv"]);
    insta::assert_snapshot!("identity_revises_all", said);
    // With --keep-going too: nothing is wrong with single rows.
    assert_eq!(sandbox.run(&["load", "--keep-going", "b/data.csv"]).code, 1);
    // Some figures are the same: a newer version of the series.
    sandbox.write("b/data.csv", "date,value\n2021,1\n2022,8\n2023,9\n");
    let reply = sandbox.run(&["load", "b/data.csv"]);
    assert!(reply.stderr.contains("1 inserted + 1 revised + 1 unchanged"), "{}", reply.stderr);
    // A mapping is what a person has looked at.
    sandbox.write("b/data.csv", "date,value\n2021,11\n2022,12\n");
    assert_eq!(sandbox.run(&["load", "b/data.csv"]).code, 1);
    assert_eq!(sandbox.run(&["sniff", "b/data.csv", "--output", "m.toml"]).code, 0);
    assert_eq!(sandbox.run(&["load", "--map", "m.toml", "b/data.csv"]).code, 0);
}

#[test]
fn series_across_are_no_regions() {
    let sandbox = Sandbox::new();
    let series = "observation_date,UNRATE,GDPC1,CPIAUCSL\n2023-01-01,3.5,22112.3,300.4\n2023-04-01,3.6,22225.4,303.0\n";
    sandbox.write("series-across.csv", series);
    let said = sandbox.talk(&["load", "--create", "all", "series-across.csv"]);
    insta::assert_snapshot!("identity_across", said + "\n" + &sandbox.talk(&["sniff", "series-across.csv"]));
    let columns = |file: &str| {
        let sniffed = sandbox.run(&["sniff", file]).stdout;
        let profile = sniffed.lines().find(|line| line.starts_with("# profile")).unwrap_or_default();
        (profile.trim_start_matches("# profile: periods down, ").to_owned(), sniffed.contains("you must decide"))
    };
    for (name, text, across, is_doubt) in [
        ("two.csv", "year,GDP,CPI\n2021,1,2\n2022,3,4\n", "metrics across", true),
        ("countries.csv", "year,Germany,France\n2021,1,2\n2022,3,4\n", "metrics across", true),
        ("units.csv", "year,Steel (million tons),Coal\n2021,1,2\n2022,3,4\n", "metrics across", false),
        ("provinces.csv", "年份,浙江省,江苏省\n2021,1,2\n2022,3,4\n", "regions across", false),
        ("by.csv", "GDP by country\nyear,DE,FR\n2021,1,2\n2022,3,4\n", "regions across", false),
    ] {
        sandbox.write(name, text);
        assert_eq!(columns(name), (across.to_owned(), is_doubt), "{name}");
    }
    // A code and a value beside a period are one figure a row.
    sandbox.write("codes.csv", "year,code,value\n2021,330200,1\n2022,330200,2\n");
    assert!(sandbox.run(&["sniff", "codes.csv"]).stdout.contains("# profile: one figure per row"));
    // Both decisions load, each with the lines that `sniff` writes.
    assert_eq!(sandbox.run(&["sniff", "series-across.csv", "--output", "m.toml"]).code, 0);
    let mapping = sandbox.read("m.toml");
    let regions = mapping.replace("\nmetric = \"{header}\"", "").replace("# metric =", "metric =");
    sandbox.write("regions.toml", regions.replace("# region =", "region ="));
    for (mapping, counts) in [("m.toml", "3,0"), ("regions.toml", "1,3")] {
        let db = format!("{mapping}.db");
        let loaded = sandbox.run(&["load", "--db", &db, "--map", mapping, "--create", "all", "series-across.csv"]);
        assert_eq!(loaded.code, 0, "{}", loaded.stderr);
        let sql = "SELECT count(DISTINCT metric) AS metrics, count(DISTINCT NULLIF(region, '')) AS regions FROM fact";
        let found = sandbox.run(&["query", "--db", &db, sql, "--format", "csv"]).stdout;
        assert_eq!(found, format!("metrics,regions\n{counts}\n"), "{mapping}");
    }
}
