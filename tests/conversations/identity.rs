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
    const UNEMPLOYMENT: &str = "observation_date,UNRATE\n2021,3.5\n2022,3.6\n";
    const PRODUCT: &str = "observation_date,GDPC1\n2021,22112.3\n2022,22225.4\n";
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
    let series = "observation_date,UNRATE,GDPC1,CPIAUCSL\n2021,3.5,22112.3,300.4\n2022,3.6,22225.4,303.0\n";
    sandbox.write("series-across.csv", series);
    let said = sandbox.talk(&["load", "--create", "all", "series-across.csv"]);
    insta::assert_snapshot!("identity_across", said + "\n" + &sandbox.talk(&["sniff", "series-across.csv"]));
    let columns = |file: &str| {
        let sniffed = sandbox.run(&["sniff", file]).stdout;
        let profile = sniffed.lines().find(|line| line.starts_with("# profile")).unwrap_or_default();
        (profile.trim_start_matches("# profile: periods down, ").to_owned(), sniffed.contains("you must decide"))
    };
    for (name, text, across, is_doubt) in [
        ("two.csv", "year,AAA,BBB\n2021,1,2\n2022,3,4\n", "metrics across", true),
        ("known.csv", "year,GDP,CPI\n2021,1,2\n2022,3,4\n", "metrics across", false),
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

/// The regions of a database.
fn regions(sandbox: &Sandbox) -> String {
    sandbox.run(&["query", "SELECT code FROM region ORDER BY code", "--format", "csv"]).stdout.replace('\n', " ")
}

#[test]
fn spellings_of_one_name_are_one_code() {
    for (one, other) in [
        ("C\u{f4}te", "Co\u{302}te"),
        ("\u{ac01}", "\u{1100}\u{1161}\u{11a8}"),
        ("New York", "New  York"),
        ("New York", "New York "),
        ("New York", " New York"),
        ("New York", "New\u{a0}York"),
        ("New York", "New\u{3000}York"),
        ("New York", "\"New\nYork\""),
        ("Ningbo", "Nin\u{200b}gbo"),
        ("Ningbo", "Ning\u{ad}bo"),
        ("Ningbo", "Ningbo\u{feff}"),
        ("می\u{200c}شود", "میشود"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("2023.csv", format!("region,2021,2022\n{one},1,2\n"));
        sandbox.write("2024.csv", format!("region,2023,2024\n{other},3,4\n"));
        assert_eq!(sandbox.run(&["load", "--create", "all", "2023.csv"]).code, 0);
        assert_eq!(sandbox.run(&["load", "--create", "all", "2024.csv"]).code, 0);
        assert_eq!(regions(&sandbox), format!("code {one} "), "{other:?}");
        let at_once = Sandbox::new();
        at_once.write("m.csv", format!("region,2021,2022\n{one},1,\n{other},,4\n"));
        let reply = at_once.run(&["load", "--create", "all", "m.csv"]);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        assert_eq!(regions(&at_once), format!("code {one} "), "{other:?}");
    }
    // Two values for what is one region now are a problem that names both spellings.
    let sandbox = Sandbox::new();
    sandbox.write("nfc-nfd.csv", "region,2023,2024\nC\u{f4}te,1,2\nCo\u{302}te,3,4\n");
    sandbox.write("spaces.csv", "region,2023,2024\nSouth Africa ,1,2\nNew  York,3,4\nNew York,5,6\n");
    for (file, said) in [
        ("nfc-nfd.csv", "`C\u{f4}te` and `Co\\u{302}te` are one code"),
        ("spaces.csv", "`New  York` and `New York` are one code"),
    ] {
        let reply = sandbox.run(&["load", "--create", "all", file]);
        assert_eq!(reply.code, 1);
        assert!(reply.stderr.contains(said), "{}", reply.stderr);
    }
    // What a mapping translates is found however the file spells it.
    sandbox.write("m.toml", "unpivot = '^\\d'\ncodes = { region = { \"New York\" = \"NY\" } }\n[columns]\nmetric = \"m\"\nregion = \"{region}\"\nperiod = \"{header}\"\nunit = \"u\"\nsource = \"s\"\n[create]\nmetric = { kind = \"level\" }\nregion = { level = \"area\" }\n");
    sandbox.write("us.csv", "region,2023\nNew\u{a0}York,1\n");
    assert_eq!(sandbox.run(&["load", "--map", "m.toml", "--create", "all", "us.csv"]).code, 0);
    assert_eq!(regions(&sandbox), "code NY ");
}

#[test]
fn names_that_differ_by_case_are_warned_of() {
    let sandbox = Sandbox::new();
    sandbox.write("one.csv", "region,2021,2022\nNingbo,1,2\n");
    sandbox.write("two.csv", "region,2021,2022\nNINGBO,3,4\n");
    assert_eq!(sandbox.run(&["load", "--create", "all", "one.csv"]).code, 0);
    let warning = "warning: the region codes `NINGBO` and `Ningbo` differ only by upper and lower case; \
                   `names = { ignore_case = true }` in a mapping makes them one";
    for command in ["check", "load"] {
        let reply = sandbox.run(&[command, "--create", "all", "two.csv"]);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        assert!(reply.stderr.contains(warning), "{}", reply.stderr);
    }
    assert_eq!(regions(&sandbox), "code NINGBO Ningbo ");
    // The rows of a dataset keep their codes, so that it is warned of other forms too.
    sandbox.write_delta();
    let regions_csv = sandbox.read("delta/regions.csv");
    let width = regions_csv.lines().next().unwrap_or_default().split(',').count();
    let row = |code: &str| {
        let header: Vec<&str> = regions_csv.lines().next().unwrap_or_default().split(',').collect();
        let cells = header.iter().map(|name| match *name {
            "code" | "name" => code,
            "level" => "city",
            _ => "",
        });
        cells.collect::<Vec<_>>().join(",") + "\n"
    };
    assert!(width > 2);
    sandbox.write("delta/regions.csv", regions_csv.clone() + &row("C\u{f4}te") + &row("Co\u{302}te"));
    let reply = sandbox.run(&["check", "delta"]);
    let warning = "warning: the region codes `Co\\u{302}te` and `C\u{f4}te` differ only by the form of their characters or spaces";
    assert!(reply.stderr.contains(warning), "{}", reply.stderr);
}

#[test]
fn a_mapping_may_ignore_case() {
    let sandbox = Sandbox::new();
    let mapping = "names = { ignore_case = true }\n[columns]\nmetric = \"{what}\"\nregion = \"{place}\"\nperiod = \"{year}\"\n\
                   value = \"{value}\"\nunit = \"{unit}\"\nsource = \"s\"\n[create]\nmetric = { kind = \"level\" }\n\
                   region = { level = \"area\" }\n";
    sandbox.write("m.toml", mapping);
    sandbox.write("a.csv", "what,place,year,value,unit\nGDP,Ningbo,2021,1,KT\ngdp,NINGBO,2022,2,kt\n");
    sandbox.write("b.csv", "what,place,year,value,unit\nGdp,ningbo,2023,3,Kt\n");
    for file in ["a.csv", "b.csv"] {
        let reply = sandbox.run(&["load", "--map", "m.toml", "--create", "all", file]);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        assert!(!reply.stderr.contains("warning"), "{}", reply.stderr);
    }
    let sql = "SELECT metric, region, unit, sum(value) AS v FROM fact GROUP BY 1, 2, 3";
    let found = sandbox.run(&["query", sql, "--format", "csv"]).stdout;
    assert_eq!(found, "metric,region,unit,v\nGDP,Ningbo,KT,6\n");
    sandbox.write("m.toml", mapping.replace("ignore_case", "ignore_caze"));
    let wrong = sandbox.run(&["check", "--map", "m.toml", "a.csv"]);
    assert!(wrong.stderr.contains("`columns` and `ignore_case`"), "{}", wrong.stderr);
    sandbox.write("m.toml", mapping.replace("{ ignore_case", "{ columns = [\"region\"], ignore_case"));
    assert_eq!(sandbox.run(&["check", "--map", "m.toml", "a.csv"]).code, 0);
}

#[test]
fn names_are_found_without_accents_and_case() {
    let sandbox = Sandbox::new();
    sandbox.write("accents.csv", "region,2023\nÅland,1\nØstfold,3\nİzmir,5\nStraße,7\nσεισμός,9\n");
    sandbox.write("m.toml", "unpivot = '^\\d'\n[columns]\nmetric = \"m\"\nregion = \"{region}\"\nperiod = \"{header}\"\nunit = \"u\"\nsource = \"s\"\n[create]\nmetric = { kind = \"level\" }\nregion = { level = \"area\" }\n");
    assert_eq!(sandbox.run(&["load", "--map", "m.toml", "--create", "all", "accents.csv"]).code, 0);
    for (word, region) in [
        ("åland", "Åland"),
        ("ALAND", "Åland"),
        ("ostfold", "Østfold"),
        ("STRASSE", "Straße"),
        ("İzmir", "İzmir"),
        ("izmir", "İzmir"),
        ("ΣΕΙΣΜΟΣ", "σεισμός"),
    ] {
        let reply = sandbox.run(&["trace", word, "--format", "csv"]);
        assert!(reply.code == 0 && reply.stdout.contains(region), "{word}: {}", reply.stderr);
    }
}
