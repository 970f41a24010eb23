//! Nothing that a file holds is left out in silence: it is loaded, rejected, or named.

use crate::sandbox::{Reply, Sandbox};

/// A load of a file into a new database, with every code created.
fn load(name: &str, data: impl AsRef<[u8]>) -> (Sandbox, Reply) {
    let sandbox = Sandbox::new();
    sandbox.write(name, data);
    let reply = sandbox.run(&["load", "--create", "all", name]);
    (sandbox, reply)
}

/// The figures: subject, period, value.
fn figures(sandbox: &Sandbox) -> String {
    let sql = "SELECT subject, period, value FROM fact ORDER BY 1, 2";
    let table = sandbox.run(&["query", sql, "--format", "csv"]).stdout;
    table.lines().skip(1).map(|line| format!("{line}\n")).collect()
}

/// A table of years across in other delimiters, encodings and line ends.
fn spellings(table: &str) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for (name, delimiter) in [("comma", ","), ("semicolon", ";"), ("tab", "\t"), ("pipe", "|")] {
        let text = table.replace('|', delimiter);
        all.push((format!("{name}.csv"), text.clone().into_bytes()));
        all.push((format!("{name}-crlf.csv"), text.replace('\n', "\r\n").into_bytes()));
        all.push((format!("{name}-mark.csv"), format!("\u{feff}{text}").into_bytes()));
        let wide = text.encode_utf16().flat_map(u16::to_le_bytes);
        all.push((format!("{name}-utf16.csv"), [0xff, 0xfe].into_iter().chain(wide).collect()));
    }
    all
}

#[test]
fn a_row_of_another_length_is_rejected_wherever_it_is() {
    for (table, place) in [
        ("country|year|value\nA|2020|1\nB|2020|2\nC|2020|1|234\n", ":4:"),
        ("region|2023|2024\nA|1|2\nB|3|4\nC|5\n", ":4:"),
        // More rows than not end in a delimiter that the header does not have.
        ("country|2019|2020\nA|1|2|\nB|3|4|\nC|5|6|\n", ":2:"),
        ("country|2019|2020\nA|1|2\nB|3|4\nC|5|6|\nD|5|6|\n", ":4:"),
        // A download that was cut off, in the first cell of a row or behind it.
        ("country|2019|2020\nAustria|1|2\nBelgium|3|4\nNew Zea", ":4:"),
        ("country|2019|2020\nAustria|1|2\nBelgium|3|4\nCzechia|5|", ":4:"),
        // A figure below the table, and a table below it that is wider.
        ("country|2019|2020\nA|1|2\nB|3|4\nTotal 10\n", ":4:"),
        ("country|2019|2020\nA|1|2\nB|3|4\nC|3|4\ncountry|2019|2020|2021\nD|1|2|3\n", ":5:"),
    ] {
        for (name, data) in spellings(table) {
            // A row that ends in an empty last cell is whole.
            if table.ends_with("5|") {
                continue;
            }
            let (sandbox, reply) = load(&name, data);
            let is_named = reply.stderr.contains("error[row-length]") && reply.stderr.contains(place);
            assert!(reply.code == 1 && is_named, "{name} {table:?}: {}", reply.stderr);
            let sniffed = sandbox.run(&["sniff", &name]);
            assert!(sniffed.code == 1 && sniffed.stderr.contains("error[row-length]"), "{name}: {}", sniffed.stderr);
            assert_eq!(sandbox.run(&["check", "--create", "all", &name]).code, 1, "{name}");
        }
    }
}

#[test]
fn a_file_that_ends_within_a_character_is_not_read() {
    let rows = "地区,2023年,2024年\n北京市,1,2\n上海市,3,4\n天津市,3,4\n云南";
    // The last character is one of few that are not ASCII.
    let latin = "region,2023,2024\nParis,1,2\nLyon,3,4\nGenève,5,6\nNîm";
    let (gbk, cut) = (encoding_rs::GB18030.encode(rows).0, latin.len() - 2);
    for data in [&rows.as_bytes()[..rows.len() - 1], &gbk[..gbk.len() - 1], &latin.as_bytes()[..cut]] {
        let (_, reply) = load("cut.csv", data);
        assert!(reply.stderr.contains("error[encoding]") && reply.stderr.contains("cut.csv:5:"), "{}", reply.stderr);
    }
}

#[test]
fn a_stray_quote_is_named_and_no_row_behind_it_is_lost() {
    let rows = |from: u32, to: u32| (from..to).map(|row| format!("R{row},{row},{row}\n")).collect::<String>();
    let header = "region,2023,2024\n";
    let quoted = |row: u32| format!("\"R{row},{row},{row}\n");
    for (table, read, rejected) in [
        (format!("{header}{}{}{}", rows(0, 500), quoted(500), rows(501, 1000)), 1999, 1),
        (format!("{header}{}R500,\"500,500\n{}", rows(0, 500), rows(501, 1000)), 1999, 1),
        // A second stray quote, which closes the first.
        (format!("{header}{}{}{}R600\",600,600\n", rows(0, 500), quoted(500), rows(501, 510)), 0, 1),
    ] {
        for table in [table.clone(), table.replace('\n', "\r\n"), table.replace(',', ";")] {
            let (_, reply) = load("quote.csv", table);
            assert!(reply.stderr.contains("error[unclosed-quote]"), "{}", reply.stderr);
            assert!(reply.stderr.contains("quote.csv:502:"), "{}", reply.stderr);
            let counted = format!("{read} rows read = {} good + {rejected} rejected", read - rejected.min(read));
            assert!(read == 0 || reply.stderr.contains(&counted), "{}", reply.stderr);
        }
    }
    // In the header, or where nothing else can be recognised.
    for table in ["\"region,2023,2024\nA,1,2\nB,3,4\n", "a;b\n\"x;1\n"] {
        let (sandbox, reply) = load("quote.csv", table);
        assert!(reply.stderr.starts_with("error[unclosed-quote]"), "{}", reply.stderr);
        assert_eq!(sandbox.run(&["sniff", "quote.csv"]).code, 1);
    }
}

#[test]
fn prose_around_a_table_is_counted_and_data_around_it_is_not_prose() {
    let table = "Population of the areas\nUnit: persons\n\ncountry|2019|2020\nA|1|2\nB|3|4\n\nSource: Office\nNote\n";
    for (name, data) in spellings(table) {
        let (sandbox, reply) = load(&name, data);
        let above =
            format!("{name}: 2 lines above the header are not read as figures, the first on line 1: Population");
        let below = format!("{name}: 2 lines below the table are not read as figures, the first on line 8: Source");
        let named = |said: &str| said.contains(&above) && said.contains(&below);
        assert!(reply.code == 0 && named(&reply.stderr), "{name}: {}", reply.stderr);
        assert!(named(&sandbox.run(&["check", "--create", "all", &name]).stderr), "{name}");
        assert!(named(&sandbox.run(&["sniff", &name]).stdout), "{name}");
        assert_eq!(figures(&sandbox).lines().count(), 4);
    }
    // Rows without a figure, rows and figures that a rule skips, columns that nothing is filled from.
    let sandbox = Sandbox::new();
    let mapping = "unpivot = '^2'\n[columns]\nmetric = \"m\"\nregion = \"{geo}\"\nperiod = \"{header}\"\nunit = \"u\"\nsource = \"s\"\n\
                   [[when]]\nmatches = { geo = '^Total' }\nskip = true\n[[when]]\nmatches = { cell = '^0$' }\nskip = true\n\
                   [create]\nmetric = { kind = \"level\" }\nregion = { level = \"area\" }\n";
    sandbox.write("m.toml", mapping);
    sandbox.write("data.csv", "geo,sex,2020,2021,\nEast,,,,\nA,F,1,0,x\nTotal,F,1,0,\n,,,,\nB,M,2,0,y\n");
    let said = sandbox.run(&["load", "--map", "m.toml", "--create", "all", "data.csv"]).stderr;
    for named in [
        "1 row without a figure is skipped, on line 2: East",
        "1 row that [[when]] skips is not read, on line 4: Total",
        "2 figures that [[when]] skips are not read, the first on line 3: A",
        "1 column that the mapping does not use is not read: sex",
        "2 cells of columns without a name are not read, the first on line 3: x",
        "2 rows read = 2 inserted",
    ] {
        assert!(said.contains(named), "{named}: {said}");
    }
}

#[test]
fn what_holds_a_date_or_a_figure_between_delimiters_is_no_prose() {
    for line in ["2024-04-01;2005-03-05", "Total;5", "Total|5"] {
        let (_, reply) = load("below.csv", format!("country,2019,2020\nA,1,2\nB,3,4\n{line}\n"));
        assert!(reply.code == 1 && reply.stderr.contains("below.csv:4:1"), "{line}: {}", reply.stderr);
    }
    let workbook = crate::sandbox::project().join("tests/data/shapes/workbooks/delta.xlsx");
    let sandbox = Sandbox::new();
    sandbox.write("delta.xlsx", std::fs::read(workbook).expect("a workbook"));
    let reply = sandbox.run(&["load", "--create", "all", "--sheet", "Dates", "delta.xlsx"]);
    assert!(reply.code == 1 && reply.stderr.contains("delta.xlsx [Dates]:3:12"), "{}", reply.stderr);
}

#[test]
fn each_of_several_tables_has_a_mapping() {
    let sandbox = Sandbox::new();
    let tables = "region,2023,2024\nA,1,2\nB,3,4\nregion,2021,2022\nC,5,6\nregion,2019,2020\nD,7,8\n";
    sandbox.write("data.csv", tables);
    let said = sandbox.run(&["sniff", "data.csv"]).stdout;
    let mut mappings =
        said.split("# or this mapping in place of all of the above, for the table whose header is line ");
    let first = mappings.next().expect("a mapping").replace("# end = ", "end = ");
    let lower = mappings.map(|of| {
        let lines = of.lines().skip(1).map(|line| line.strip_prefix("# ").unwrap_or_default());
        lines.collect::<Vec<_>>().join("\n")
    });
    for mapping in std::iter::once(first).chain(lower) {
        sandbox.write("map.toml", mapping);
        let reply = sandbox.run(&["load", "--create", "all", "--map", "map.toml", "data.csv"]);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
    }
    assert_eq!(figures(&sandbox), "A,2023,1\nA,2024,2\nB,2023,3\nB,2024,4\nC,2021,5\nC,2022,6\nD,2019,7\nD,2020,8\n");
}

#[test]
fn rows_of_a_sheet_below_a_range_are_counted() {
    let sandbox = Sandbox::new();
    let shapes = crate::sandbox::project().join("tests/data/shapes");
    let read = |name: &str| std::fs::read(shapes.join(name)).expect(name);
    let mapping = String::from_utf8(read("employed.toml")).expect("a text");
    let narrow = mapping.replace("A4:E7", "A4:E6");
    assert_ne!(mapping, narrow);
    sandbox.write("m.toml", narrow).write("delta.xlsx", read("workbooks/delta.xlsx"));
    let reply = sandbox.run(&["check", "--map", "m.toml", "--create", "all", "delta.xlsx"]);
    let named = "2 lines below the table are not read as figures, the first on line 7: Delta Hills";
    assert!(reply.code == 0 && reply.stderr.contains(named), "{}", reply.stderr);
}

#[test]
fn a_header_that_comes_again_is_a_doubt() {
    for table in [
        "region|2023|2024\nA|1|2\nB|3|4\nregion|2021|2022\nC|5|6\nD|7|8\n",
        "country|year|value\nA|2020|1\nB|2020|2\ncountry|year|value\nC|2020|5\n",
        "region|2023|2024\nA|1|2\nB|3|4\nprovince|2021|2022\nC|5|6\n",
        "地区|2023年|2024年\nA|1|2\nB|3|4\n地区|2021年|2022年\nC|5|6\n",
        "year|A|B|C\n2020|1|2|3\n2021|1|2|3\nyear|D|E|F\n2020|1|2|3\n",
    ] {
        for (name, data) in spellings(table) {
            let (sandbox, reply) = load(&name, data);
            assert!(reply.stderr.contains("line 4 looks like a header"), "{name}: {}", reply.stderr);
            assert!(reply.stderr.contains("skip = true under [[when]], or end = "), "{name}: {}", reply.stderr);
            assert!(reply.code == 1 && !sandbox.path("yearbook.db").exists());
        }
    }
    // Far behind what a profile looks at, and in a mapping of one's own.
    let rows: String = (0..30_000).map(|row| format!("R{row},{},{row}\n", row % 997)).collect();
    let (sandbox, reply) = load("late.csv", format!("region,2023,2024\n{rows}region,2021,2022\nC,5,6\n"));
    assert!(reply.stderr.contains("error[ambiguous]: line 30002 looks like a header"), "{}", reply.stderr);
    let keeping = sandbox.run(&["load", "--create", "all", "--keep-going", "late.csv"]);
    assert!(keeping.code == 1 && !sandbox.path("yearbook.db").exists(), "{}", keeping.stderr);
}

#[test]
fn each_way_out_of_a_doubt_loads() {
    let ways = |name: &str, data: &str| {
        let sandbox = Sandbox::new();
        sandbox.write(name, data);
        let text = sandbox.run(&["sniff", name]).stdout;
        // The lines of the ways, by the lines between them.
        let mut blocks: Vec<Vec<String>> = Vec::new();
        let mut is_open = false;
        for line in text.lines() {
            match line.strip_prefix("# ") {
                Some(line) if line.starts_with("decide:") => {
                    (is_open, blocks) = (true, [blocks, vec![vec![]]].concat())
                }
                Some("or") if is_open => blocks.push(Vec::new()),
                Some(line) if is_open => blocks.last_mut().expect("a way").push(line.to_owned()),
                _ => is_open = false,
            }
        }
        let with = |block: &Vec<String>| {
            let commented: String = block.iter().map(|line| format!("# {line}\n")).collect();
            let text = text.replace(&commented, &format!("{}\n", block.join("\n")));
            sandbox.write("way.toml", &text);
            let reply = sandbox.run(&["--db", "way.db", "load", "--map", "way.toml", "--create", "all", name]);
            assert_eq!(reply.code, 0, "{text}{}", reply.stderr);
            let sql = "SELECT subject, metric, period, value, status, unit FROM fact ORDER BY 1, 2, 3";
            let told = sandbox.run(&["--db", "way.db", "query", sql, "--format", "csv"]).stdout;
            std::fs::remove_file(sandbox.path("way.db")).expect("the database");
            format!("{name}: {}\n{told}", block.join("; "))
        };
        blocks.iter().map(with).collect::<String>()
    };
    let told = [
        ("header-again.csv", "region,2023,2024\nA,1,2\nB,3,4\nregion,2021,2022\nC,5,6\nD,7,8\n"),
        ("narrow-above.csv", "country;2019;2020\nA;1;2\nB;3;4\ncountry;2019;2020;2021\nD;1;2;3\nE;3;4;5\nF;5;6;7\n"),
        ("no-header.csv", "123.0,TEST1,2000-12-12\n345.0,TEST1,2000-12-13\n"),
        (
            "points.tsv",
            "Provincias\tSexo\tPeriodo\tTotal\nBadajoz\tHombres\t2022\t331.700\nBadajoz\tMujeres\t2022\t12.311\n",
        ),
        ("commas.csv", "region,2023,2024\nA,\"1,045\",\"2,000\"\n"),
        ("parentheses.csv", "Account,2023,2024\nRevenue,\"1,234.56\",\"2,000.00\"\nCost,\"(987.65)\",\"(1,100.10)\"\n"),
        ("percent.csv", "region,2023,2024\nA,50 %,\"7,5 %\"\nB,12.5%,3%\n"),
        ("one-percent.csv", "region,2023,2024\nA,50 %,7\nB,12.5%,3%\n"),
        ("dollar.csv", "region|2023|2024\nA|$5|$7\n"),
        ("dash.csv", "region,2023,2024\nA,:,-\nB,3,4\n"),
        ("long-dash.csv", "country;year;amount\nA;2020;-\nB;2020;5\n"),
        ("long-percent.csv", "country;year;amount\nA;2020;\"7,5 %\"\nB;2020;5.5 %\n"),
    ];
    insta::assert_snapshot!("rows_ways", told.map(|(name, data)| ways(name, data)).concat());
}

#[test]
fn another_table_above_and_a_header_of_figures_are_doubts() {
    for (table, doubt) in [
        (
            "country|2019|2020\nA|1|2\nB|3|4\ncountry|2019|2020|2021\nD|1|2|3\nE|3|4|5\nF|5|6|7\n",
            "lines 1 to 3 look like another table",
        ),
        (
            "country|value\nA|1\nB|3\ncountry|year|value\nD|2019|3\nE|2019|5\nF|2019|7\n",
            "lines 1 to 3 look like another table",
        ),
        (
            "T 1\n\nc|2019|2020\nA|1|2\n\nT 2\nc|2019|2020|2021\nD|1|2|3\nE|3|4|5\nF|5|6|7\n",
            "lines 1 to 6 look like another table",
        ),
        (
            "123.0|TEST1|2000-12-12\n345.0|TEST1|2000-12-13\n",
            "line 1 is the header, with a column named `123.0`, or it is the first row",
        ),
        ("Norway|2020|2100\nSweden|2020|1900\nDenmark|2021|1850\n", "line 1 is the header, with a column named `2020`"),
        ("2020-01|Oslo|5\n2020-02|Oslo|6\n", "line 1 is the header, with a column named `5`"),
    ] {
        for (name, data) in spellings(table) {
            let (sandbox, reply) = load(&name, data);
            assert!(reply.code == 1 && reply.stderr.contains(doubt), "{name} {table:?}: {}", reply.stderr);
            assert!(reply.stderr.contains("decide in it: dialect = {") && !sandbox.path("yearbook.db").exists());
        }
    }
    // What only looks like it: a title with a date, and years far ahead.
    for table in ["Last update|2025-01-02\nregion|2023|2024\nA|1|2\nB|3|4\n", "region|2090|2100|2200\nA|1|2|3\n"] {
        for (name, data) in spellings(table) {
            let (_, reply) = load(&name, data);
            assert_eq!(reply.code, 0, "{name}: {}", reply.stderr);
        }
    }
}

#[test]
fn a_column_that_is_filled_late_is_kept() {
    let rows =
        |count: u32, sex: &str| (0..count).map(|row| format!("R{row:06},{sex},2020,{row}\n")).collect::<String>();
    for count in [2_000, 30_000] {
        let (sandbox, reply) =
            load("late.csv", format!("country,sex,year,value\n{}{}", rows(count, ""), rows(50, "F")));
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        let sql = "SELECT count(*), count(CASE WHEN breakdown = 'sex=F' THEN 1 END) FROM fact";
        let told = sandbox.run(&["query", sql, "--format", "csv"]).stdout;
        assert_eq!(told.lines().nth(1), Some(&*format!("{},50", count + 50)));
    }
    let months: String =
        (0..4_000).map(|month| format!("{}-{:02},1,2,3,\n", 1600 + month / 12, month % 12 + 1)).collect();
    let (sandbox, _) = load("down.csv", format!("month,A市,B市,C市,D市\n{months}2050-01,1,2,3,4\n"));
    let told = sandbox.run(&["query", "SELECT count(*) FROM fact WHERE region = 'D市'", "--format", "csv"]).stdout;
    assert_eq!(told.lines().nth(1), Some("1"));
}

#[test]
fn columns_called_as_ours_fill_ours() {
    let table =
        "region|metric|unit|source|note|status|2022|change\nA|gdp|EUR|office|rough|P|1|2.5\nB|gdp|EUR|bank||A|3|0.5\n";
    for (name, data) in
        spellings(&table.replace("2022", "2022|2023").replace("|2.5", "|4|2.5").replace("|0.5", "|4|0.5"))
    {
        let (sandbox, reply) = load(&name, data);
        assert!(reply.stderr.contains("not read: change"), "{name}: {}", reply.stderr);
        let sql =
            "SELECT metric, subject, period, value, unit, source, note, status FROM fact ORDER BY line, period LIMIT 2";
        let told = sandbox.run(&["query", sql, "--format", "csv"]).stdout;
        assert_eq!(
            told,
            "metric,subject,period,value,unit,source,note,status\ngdp,A,2022,1,EUR,office,rough,P\ngdp,A,2023,4,EUR,office,rough,P\n",
            "{name}"
        );
    }
}

#[test]
fn numbers_are_read_where_they_are_certain() {
    for (cell, value, unit, reported, comparator) in [
        ("−3.5", "-3.5", "unspecified", "−3.5", "="),
        ("–3.5", "-3.5", "unspecified", "–3.5", "="),
        ("12.5%", "12.5", "percent", "12.5%", "="),
        ("-7.5 ％", "-7.5", "percent", "-7.5 ％", "="),
        ("€5.25", "5.25", "EUR", "€5.25", "="),
        ("5.25 €", "5.25", "EUR", "5.25 €", "="),
        ("US$7.5", "7.5", "USD", "US$7.5", "="),
        ("约5000", "5000", "unspecified", "约5000", "~"),
        ("1.2万", "12000", "unspecified", "1.2万", "="),
        ("超过3.5亿", "350000000", "unspecified", "超过3.5亿", ">"),
        ("2.5 million", "2500000", "unspecified", "2.5 million", "="),
        ("about 70", "70", "unspecified", "about 70", "~"),
        ("1 234.5", "1234.5", "unspecified", "\"\"", "="),
        ("1'234.5", "1234.5", "unspecified", "\"\"", "="),
        ("12345678901234567890", "12345678901234567000", "unspecified", "12345678901234567890", "="),
    ] {
        for (name, data) in spellings(&format!("region|2023|2024\nA|{cell}|{cell}\n")) {
            let (sandbox, reply) = load(&name, data);
            assert_eq!(reply.code, 0, "{name} {cell}: {}", reply.stderr);
            let sql = "SELECT value, unit, coalesce(reported, '') AS reported, comparator FROM fact LIMIT 1";
            let told = sandbox.run(&["query", sql, "--format", "csv"]).stdout;
            assert_eq!(told.lines().nth(1), Some(&*format!("{value},{unit},{reported},{comparator}")), "{name} {cell}");
        }
    }
    for (first, second, doubt) in [
        ("1.045", "331.700", "`1.045` is 1045 where the point groups thousands, and 1.045 where it marks decimals"),
        ("1.5", "(2.5)", "`(2.5)` is negative to accountants, and marked as an estimate"),
        ("1.5%", "7", "`1.5%` states its unit, and `7` does not"),
        ("$5", "$7", "`$` is the sign of several currencies"),
        ("5", "-", "`-` means a missing value to some publishers, and zero to others"),
        ("1e400", "1", "the number is too large"),
    ] {
        for (name, data) in spellings(&format!("region|2023|2024\nA|{first}|{second}\n")) {
            let (_, reply) = load(&name, data);
            assert!(reply.code == 1 && reply.stderr.contains(doubt), "{name} {first}: {}", reply.stderr);
        }
    }
}

#[test]
fn points_are_a_doubt_in_the_whole_file_and_in_any_mapping() {
    let rows: String = (0..30_000).map(|row| format!("R{row};{};{}\n", row % 999, row % 77)).collect();
    let (sandbox, reply) = load("late.csv", format!("region;2023;2024\n{rows}X;331.700;1.045\n"));
    assert!(reply.stderr.contains("error[ambiguous]: `331.700` is 331700"), "{}", reply.stderr);
    assert!(reply.stderr.contains("late.csv:30002:3"), "{}", reply.stderr);
    // One number decides.
    let (_, reply) = load("late.csv", format!("region;2023;2024\n{rows}X;331.700;1.045\nY;2.5;1\n"));
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    let mapping = "dialect = { delimiter = ';' }\nunpivot = '^2'\n[columns]\nmetric = \"m\"\nregion = \"{region}\"\nperiod = \"{header}\"\n\
                   unit = \"u\"\nsource = \"s\"\n[create]\nmetric = { kind = \"level\" }\nregion = { level = \"area\" }\n";
    sandbox.write("points.csv", "region;2023\nA;1.045\nB;2.045\n");
    for (key, code) in [("", 1), ("decimalChar = \".\"\n", 0), ("groupChar = \".\"\ndecimalChar = \",\"\n", 0)] {
        sandbox.write("m.toml", format!("{key}{mapping}"));
        let reply = sandbox.run(&["check", "--map", "m.toml", "--create", "all", "points.csv"]);
        assert_eq!(reply.code, code, "{}", reply.stderr);
    }
}

#[test]
fn of_rows_that_conflict_none_is_kept() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "dup.csv",
        "country,year,value\nA,2020,1\nB,2020,2\nA,2020,3\nC,2020,4\nC,2020,4\nD,2021,7\nD,2021,8\nD,2021,7\nD,2022,1\n",
    );
    for plain in [&[][..], &["--plain"]] {
        let arguments = ["load", "--create", "all", "--keep-going", "dup.csv"];
        let reply = sandbox.run(&[&arguments[..], plain].concat());
        assert!(
            reply.stderr.contains("9 rows read = 3 inserted + 0 revised + 0 unchanged + 6 rejected"),
            "{}",
            reply.stderr
        );
        assert_eq!(figures(&sandbox), "B,2020,2\nC,2020,4\nD,2022,1\n");
        let rejects = sandbox.run(&["rejects", "--format", "csv"]).stdout;
        assert!(
            rejects.contains(",2,value,1,duplicate-key") && rejects.contains(",4,value,3,duplicate-key"),
            "{rejects}"
        );
        // Nothing of it is stored that a second load would change.
        let again = sandbox.run(&arguments);
        assert!(
            again.stderr.contains("9 rows read = 0 inserted + 0 revised + 3 unchanged + 6 rejected"),
            "{}",
            again.stderr
        );
        std::fs::remove_file(sandbox.path("yearbook.db")).expect("the database");
    }
}

#[test]
fn a_file_that_is_no_table_is_named_for_what_it_is() {
    let tar = [&b"data.csv"[..], &[0; 249], b"ustar\0", &[0; 300]].concat();
    for (name, data, what) in [
        ("empty.csv", &b""[..], "empty"),
        ("blank.csv", b"\n \n", "empty"),
        ("mark.csv", b"\xef\xbb\xbf", "empty"),
        ("data.csv", &tar, "a tar archive"),
        ("page.xls", b"<meta charset=\"utf-8\"><table><tr><td>a</td></tr></table>", "an HTML page"),
        ("page.csv", b"<!-- saved -->\n<HTML lang=en>", "an HTML page"),
        ("data.db", b"SQLite format 3\0....", "an SQLite database"),
        ("data.xml", b"<?xml version=\"1.0\"?><a/>", "an XML file"),
        ("data.json", b"[{\"a\": 1}]", "a JSON file"),
        ("data.pdf", b"%PDF-1.7\n", "a PDF document"),
        ("data.parquet", b"PAR1....", "a Parquet file"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write(name, data);
        for arguments in [&["load", "--create", "all", name][..], &["check", name], &["sniff", name]] {
            let reply = sandbox.run(arguments);
            let named = format!("the file cannot be read: it is {what}\n");
            assert!(reply.code == 1 && reply.stderr.contains(&named), "{arguments:?}: {}", reply.stderr);
        }
    }
}

#[test]
fn a_dataset_without_rows_creates_no_file() {
    let sandbox = Sandbox::new();
    sandbox.write("ds/datapackage.json", r#"{"name": "ds", "resources": [{"name": "observations", "path": "o.csv"}]}"#);
    sandbox.write("ds/o.csv", "metric,period,value,source\n");
    let reply = sandbox.run(&["load", "ds"]);
    assert!(reply.code == 0 && reply.stderr.starts_with("nothing was written: ds has no rows\n"), "{}", reply.stderr);
    assert_eq!(sandbox.files(), ["ds"]);
}

#[test]
fn sniff_shows_figures_and_no_endless_names() {
    let sandbox = Sandbox::new();
    let name = "x".repeat(100_000);
    sandbox.write("names.csv", format!("region,{name},2023,2024\nA,p,,\nB,p,,1\nC,q,2,3\n"));
    let text = sandbox.run(&["sniff", "names.csv"]).stdout;
    assert!(text.lines().all(|line| line.len() < 300), "{text}");
    assert!(text.contains("region B | breakdown column-2=p | period 2024 | value 1"), "{text}");
    assert!(!text.contains("region A | "), "{text}");
}

#[test]
fn a_column_that_numbers_the_rows_names_nothing() {
    for (header, rows) in [("序号,地区", ["1,宁波", "2,杭州"]), ("Region,Rank", ["A,1", "B,2"])] {
        let table = format!("{header},2022,2023\n{},5,6\n{},7,8\n", rows[0], rows[1]);
        let (sandbox, reply) = load("numbered.csv", table);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        assert!(reply.stderr.contains("1 column that the mapping does not use is not read"), "{}", reply.stderr);
        let sql = "SELECT count(DISTINCT region) AS regions, count(DISTINCT metric) AS metrics, max(breakdown) AS b FROM fact";
        assert_eq!(sandbox.run(&["query", sql, "--format", "csv"]).stdout, "regions,metrics,b\n2,1,\"\"\n");
    }
}

#[test]
fn a_column_of_units_may_be_called_in_chinese() {
    let (sandbox, reply) = load("units.csv", "指标,单位,2022年,2023年\n产值,亿元,5,6\n就业,万人,7,8\n");
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    let sql = "SELECT DISTINCT metric, unit FROM fact ORDER BY unit DESC";
    assert_eq!(sandbox.run(&["query", sql, "--format", "csv"]).stdout, "metric,unit\n产值,亿元\n就业,万人\n");
}

#[test]
fn of_a_file_without_a_profile_the_nearest_one_and_all_that_is_found_is_said() {
    for (table, said, draft) in [
        (
            "地区,年份,数值\n甲,2023,1\n乙,令年,2\n",
            "the nearest is one figure per row, but `令年` on line 3 in the column `年份` is no period",
            "# period = \"\"",
        ),
        (
            "name;year;how\nx;2021;many\ny;2022;2\n\nSource: me\n",
            "but `many` on line 2 in the column `how` is no figure",
            "delimiter = \";\"",
        ),
        (
            "Indicator;Jahr;Men;Women\nA;2021;1;2\nB;2022;3;4\n",
            "the columns Men, Women all hold figures, and nothing says which of them are values",
            "period = \"{Jahr}\"",
        ),
        ("a,b\nx,y\nz,w\n", "no column is called by a period, and none holds periods", "# placeholders: {a}, {b}"),
    ] {
        let (sandbox, reply) = load("none.csv", table);
        assert!(reply.code != 0 && reply.stderr.contains(said), "{table}{}", reply.stderr);
        let reply = sandbox.run(&["sniff", "none.csv"]);
        assert!(reply.stderr.contains(said) && reply.stdout.contains(draft), "{}{}", reply.stdout, reply.stderr);
    }
    let (sandbox, _) = load("one.csv", "name\nx\nz\n");
    assert!(!sandbox.run(&["sniff", "one.csv"]).stdout.contains("dialect"));
    let (sandbox, _) = load("end.csv", "name;year;how\nx;2021;many\nz;2022;few\n\nSource: me\n");
    assert!(sandbox.run(&["sniff", "end.csv"]).stdout.contains("\nend = "));
}
