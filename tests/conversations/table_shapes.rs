//! Shapes of tables: rows that number the columns, tables beside each other, codes and their names, rows that are parts, headers of
//! two rows.

use super::profiles::{decided, facts, loaded, refused};
use crate::sandbox::Sandbox;

#[test]
fn a_row_that_numbers_the_columns_is_skipped_and_named() {
    for row in ["1,2,3", "(1),(2),(3)", "A,B,C", "甲,1,2", "A,1,2"] {
        let text = format!("Region,2020,2021\n{row}\nNorth,100,110\nSouth,200,210\n");
        let facts = loaded("numbered.csv", &text);
        assert_eq!(facts.len(), 4, "{facts:?}");
        assert_eq!(facts[0], "numbered,North,,2020,100,unspecified,A,");
        let sandbox = Sandbox::new();
        sandbox.write("numbered.csv", text);
        let said = sandbox.run(&["load", "--create", "all", "numbered.csv"]).stderr;
        assert!(said.contains(&format!("1 row that [[when]] skips is not read, on line 2: {row}")), "{said}");
    }
    let facts = loaded("down.csv", "State,Year,Value\n(1),(2),(3)\nKerala,2020,5\nBihar,2020,6\n");
    assert_eq!(facts, ["down,Bihar,,2020,6,unspecified,A,", "down,Kerala,,2020,5,unspecified,A,"]);
    // A first row of such numbers among others is one of figures.
    assert_eq!(loaded("codes.csv", "Region,2020,2021\n1,2,3\n2,5,6\n").len(), 4);
    assert_eq!(loaded("letters.csv", "Region,2020,2021\nA,1,2\nB,5,6\n").len(), 4);
}

#[test]
fn tables_beside_each_other_are_asked_about() {
    for (text, other) in [
        ("Region,2019,2020,,Country,2021,2022\nNorth,1,2,,East,5,6\nSouth,3,4,,West,7,8\n", "{Country}"),
        ("Region,2020,2021,,Region,2020,2021\nNorth,1,2,,East,5,6\nSouth,3,4,,West,7,8\n", "{#5}"),
        ("Region,2020,2021,Region,2022,2023\nNorth,1,2,East,5,6\nSouth,3,4,West,7,8\n", "{#4}"),
    ] {
        let said = refused("beside.csv", text);
        assert!(said.contains("looks like another table beside the first one"), "{said}");
        let sandbox = Sandbox::new();
        sandbox.write("beside.csv", text);
        let mapping = sandbox.run(&["sniff", "beside.csv"]).stdout;
        let breakdown = mapping.lines().find(|line| line.starts_with("breakdown")).unwrap();
        let mapping = mapping.replace(breakdown, "");
        let at = said.find("unpivot = [").unwrap();
        let ways: Vec<&str> =
            said[at..].split("unpivot = ").skip(1).map(|way| &way[..=way.find(']').unwrap()]).collect();
        let region = mapping.lines().find(|line| line.starts_with("region = ")).unwrap();
        let unpivot = mapping.lines().find(|line| line.starts_with("unpivot")).unwrap();
        for (way, region_is) in [(ways[0], region.to_owned()), (ways[1], format!("region = \"{other}\""))] {
            let changed = mapping.replace(unpivot, &format!("unpivot = {way}")).replace(region, &region_is);
            sandbox.write("m.toml", changed);
            let reply = sandbox.run(&["load", "--map", "m.toml", "--create", "all", "--override", "beside.csv"]);
            assert_eq!(reply.code, 0, "{}", reply.stderr);
        }
        let facts = facts(&sandbox);
        assert_eq!(facts.len(), 8, "{facts:?}");
        assert!(facts.iter().any(|fact| fact.contains(",West,,")), "{facts:?}");
    }
}

#[test]
fn the_rules_of_a_mapping_are_kept_beside_rules_to_choose() {
    let text = "Item,2020,2021\nAt current prices (million USD),,\nGDP,500,510\nPercentage change,,\nGDP,1.2,2.0\n";
    let facts = decided(
        "same.csv",
        text,
        "# [[when]]\n# matches = { line = \"^(?:3)$\" }\n# columns = { breakdown = \"file={table};section=At current prices (million USD)\" }\n# [[when]]\n# matches = { line = \"^(?:5)$\" }\n# columns = { breakdown = \"file={table};section=Percentage change\" }",
        "[[when]]\nmatches = { line = \"^(?:3)$\" }\ncolumns = { breakdown = \"file={table};section=At current prices (million USD)\" }\n[[when]]\nmatches = { line = \"^(?:5)$\" }\ncolumns = { breakdown = \"file={table};section=Percentage change\" }",
    );
    assert_eq!(facts.len(), 4, "{facts:?}");
}

#[test]
fn a_code_and_its_name_beside_it_are_one_metric() {
    for text in [
        "SITC,Description,2020,2021\n0,Food,1200,\n1,Drinks,200,\n",
        "Code,Item,2020,2021\n0,Food,1200,\n1,Drinks,200,\n",
        "Item,Key,2020,2021\nFood,A0,1200,\nDrinks,A1,200,\n",
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("codes.csv", text);
        assert_eq!(sandbox.run(&["load", "--create", "all", "codes.csv"]).code, 0, "{text}");
        let names = sandbox
            .run(&["query", "SELECT metric_name, breakdown, value FROM fact ORDER BY value", "--format", "csv"])
            .stdout;
        assert_eq!(names, "metric_name,breakdown,value\nDrinks,file=codes,200\nFood,file=codes,1200\n", "{text}");
    }
    assert_eq!(
        loaded("no.csv", "No.,Item,2020,2021\n1,Wheat,5,6\n2,Maize,7,8\n")[0],
        "Maize,,file=no,2020,7,unspecified,A,"
    );
    // Codes that nothing names are parts of one metric, and so are products with their codes.
    assert_eq!(
        loaded("imports.csv", "HS Code,2020,2021\n0901,222,7\n0902,33,8\n")[0],
        "imports,,HS Code=0901,2020,222,unspecified,A,"
    );
    let facts = loaded("imports.csv", "HS Code,Product,2020,2021\n0901,Coffee,222,7\n0902,Tea,33,8\n");
    assert_eq!(facts[0], "imports,,Product=Coffee,2020,222,unspecified,A,");
}

#[test]
fn rows_that_are_parts_of_one_metric() {
    for (text, expected) in [
        ("Age,2020,2021\n0-4,1000,1010\n5-9,1100,1090\n", "parts,,Age=0-4,2020,1000,unspecified,A,"),
        ("Age,2020,2021\n1,1000,7\n2,1100,8\n", "parts,,Age=1,2020,1000,unspecified,A,"),
        ("Geschlecht;2020;2021\nMänner;1000;7\nFrauen;1100;8\n", "parts,,Geschlecht=Frauen,2020,1100,unspecified,A,"),
        (
            "Partner,Flow,2020,2021\nGermany,Export,100.5,7\nFrance,Export,90.5,8\n",
            "Export,,Partner=France;file=parts,2020,90.5,unspecified,A,",
        ),
        ("Sex,Indicator,2020,2021\nMen,Jobs,5,7\nWomen,Jobs,6,7\n", "Jobs,,Sex=Men;file=parts,2020,5,unspecified,A,"),
        (
            "Nationality,Arrivals 2021,Arrivals 2022\nFrench,100,110\nGerman,200,210\n",
            "Arrivals,,Nationality=French,2021,100,unspecified,A,",
        ),
        ("Clinic,Beds 2021,Beds 2022\nA,100,110\nB,200,210\n", "Beds,,Clinic=A,2021,100,unspecified,A,"),
        // Several units are those of several metrics.
        ("Product,Unit,2020,2021\nCement,t,5,7\nMilk,l,6,7\n", "Cement,,file=parts,2020,5,t,A,"),
    ] {
        assert_eq!(loaded("parts.csv", text)[0], expected, "{text}");
    }
}

#[test]
fn a_row_of_the_whole_year_below_its_parts_is_asked_about() {
    for (name, whole) in
        [("Month,2021,2022\nJanuary,1,2\nFebruary,3,4\n", "Total"), ("Quarter,2021,2022\nQ1,1,2\nQ2,3,4\n", "Year")]
    {
        let text = format!("{name}{whole},4,6\n");
        let column = &name[..name.find(',').unwrap()];
        assert!(
            refused("parts.csv", &text)
                .contains(&format!("`{whole}` in the column `{column}` is the whole year, or something else"))
        );
        let way = format!("# [codes.{column:?}]\n# {whole:?} = \"annual\"");
        let whole = decided("parts.csv", &text, &way, &way.replace("# ", ""));
        assert_eq!(whole.len(), 6, "{whole:?}");
        assert_eq!(whole[0], "parts,,,2021,4,unspecified,A,");
        let sandbox = Sandbox::new();
        sandbox.write("parts.csv", &text);
        let mapping = sandbox.run(&["sniff", "parts.csv"]).stdout;
        let at = mapping.find("# [[when]]").unwrap();
        sandbox.write("m.toml", format!("{}{}", &mapping[..at], mapping[at..].replace("# ", "")));
        let reply = sandbox.run(&["load", "--map", "m.toml", "--create", "all", "parts.csv"]);
        assert_eq!(reply.code, 0, "{mapping}{}", reply.stderr);
        assert_eq!(facts(&sandbox).len(), 4);
    }
    let text = "Month,2021,2022\nJanuary,1,2\nFebruary,3,4\nMarch,1,2\nTotal,4,5\nAverage,2,3\n";
    let way = "# [codes.\"Month\"]\n# \"Total\" = \"annual\"\n# [[when]]\n# matches = { \"Month\" = \"^(?:Average)$\" }\n# skip = true";
    assert_eq!(decided("parts.csv", text, way, &way.replace("# ", "")).len(), 8);
    let facts = loaded("roman.csv", "Quarter,2020,2021\nI,1,2\nII,3,4\nIII,5,6\nIV,7,8\n");
    assert_eq!(facts[0], "roman,,,2020-Q1,1,unspecified,A,");
}

#[test]
fn years_that_do_not_end_in_december() {
    let facts = loaded("years.csv", "Year ended 30 June,Revenue,Expenditure\n2021,100,90\n2022,110,95\n");
    assert_eq!(facts[0], "Expenditure,,,2020-07/2021-06,90,unspecified,A,");
    let text = "Budget by fiscal year ending 30 June,,\nItem,2021,2022\nRevenue,100,110\n";
    assert!(refused("title.csv", text).contains("`2021` is the year to June"));
    for (reading, period) in [("year to June", "2020-07/2021-06"), ("year of", "2021")] {
        let line = format!("period = \"{reading} {{header}}\"");
        let facts = decided("title.csv", text, &format!("# {line}"), &line);
        assert!(facts[0].contains(&format!(",{period},100,")), "{facts:?}");
    }
    let text = "Start year,End year,Region,Value\n2015,2019,North,15\n2016,2020,North,16\n";
    assert!(
        refused("spans.csv", text)
            .contains("`Start year` and `End year` may be the first and the last part of one period")
    );
    let facts = decided("spans.csv", text, "period = \"{Start year}\"", "period = \"span {Start year}/{End year}\"");
    assert!(facts[0].contains(",2015/2019,15,"), "{facts:?}");
}

#[test]
fn a_final_figure_and_a_forecast_have_the_same_letter() {
    let text = "Region,Year,Value,Status\nA,2020,1.5,F\nA,2021,1.6,P\n";
    assert!(refused("flags.csv", text).contains("what the flag `F` beside a figure means"));
    for (status, way) in [("F", "status = { F = \"F\", P = \"P\" }"), ("A", "status = { F = \"A\", P = \"P\" }")] {
        let facts = decided("flags.csv", text, &format!("# [codes]\n# {way}"), &format!("[codes]\n{way}"));
        assert_eq!(facts[0], format!("flags,A,,2020,1.5,unspecified,{status},"));
    }
    assert_eq!(
        loaded("sdmx.csv", "Region,Year,Value,OBS_STATUS\nA,2020,1.5,F\n")[0],
        "sdmx,A,,2020,1.5,unspecified,F,"
    );
}

#[test]
fn a_line_above_the_table_names_the_place_of_its_figures() {
    let facts = loaded(
        "place.csv",
        "地区：浙江省,,\n时间：最近3年,,\n指标,2023年,2022年\n地区生产总值(亿元),82553.2,78060.6\n",
    );
    assert_eq!(facts[0], "地区生产总值,浙江省,,2022,78060.6,亿元,A,");
    let facts = loaded("units.csv", "Показатель;Ед. изм.;2020;2021\nЭкспорт;млн долл.;12,5;2,5\nИнфляция;%;15,1;1,5\n");
    assert!(facts.iter().any(|fact| fact.ends_with(",%,A,") || fact.contains(",percent,")), "{facts:?}");
}

#[test]
fn units_and_parts_of_a_year_behind_years_across_are_no_marks() {
    let facts = loaded("state.csv", "State,2021 (₹ crore),2022 (₹ crore)\nKerala,1,2\nBihar,3,4\n");
    assert_eq!(facts[0], "state,Bihar,,2021,3,₹ crore,A,");
    let facts = loaded("fuel.csv", "Fuel,2020 (ktoe),2020 (%),2021 (ktoe),2021 (%)\nCoal,1200.5,40.1,1100.5,37.2\n");
    assert_eq!(facts[0], "fuel.%,,Fuel=Coal,2020,40.1,%,A,");
    assert_eq!(facts[2], "fuel.ktoe,,Fuel=Coal,2020,1200.5,ktoe,A,");
    let facts = loaded("unit.csv", "Region,2020,2021\n,%,%\nNorth,5,6\nSouth,7,8\n");
    assert_eq!(
        facts,
        ["unit,North,,2020,5,%,A,", "unit,North,,2021,6,%,A,", "unit,South,,2020,7,%,A,", "unit,South,,2021,8,%,A,"]
    );
    let text = "Cause,2020 Number,2020 %,2021 Number,2021 %\nCancer,100,40,110,42\nStroke,150,60,152,58\n";
    assert!(refused("cause.csv", text).contains("such as `Number`, may be parts of one metric, or metrics"));
    let facts = decided("cause.csv", text, "metric = \"cause\"", "metric = \"{group}\"");
    assert!(facts[0].starts_with("%,,Cause=Cancer;group=%,2020,40,"), "{facts:?}");
    let facts = loaded("part.csv", "Country,2021,2022,2023 (Jan-Sep)\nEgypt,800,1100,900\n");
    assert_eq!(facts[2], "part,Egypt,,2023-01/2023-09,900,unspecified,A,");
    assert_eq!(
        loaded("part.csv", "地区,2022年,2023年（1-9月）\n宁波,1,2\n")[1],
        "part,宁波,,2023-01/2023-09,2,unspecified,A,"
    );
    // Years with something behind them are no rows.
    let said = refused("floats.csv", "Country,2019.0,2020.0\nPeru,100.5,88.9\nChile,99.2,93.4\n");
    assert!(said.contains("no column is called by a period"), "{said}");
    let said = refused("commas.csv", "Region,2020,2021\nNorth,1,200,1,300\nSouth,2,400,2,500\n");
    assert!(said.contains("the row has 5 cells, but the header has 3"), "{said}");
}

#[test]
fn months_below_years_are_a_header_of_two_rows() {
    for text in [
        "Year,2022,,2023,\nMonth,Nov,Dec,Jan,Feb\nCPI,1.5,2.5,3.5,4.5\nPPI,5,6,7,8\n",
        "Item,2022,2022,2023,2023\n,Nov,Dec,Jan,Feb\nCPI,1.5,2.5,3.5,4.5\nPPI,5,6,7,8\n",
    ] {
        let facts = loaded("months.csv", text);
        assert_eq!(facts[0], "CPI,,file=months,2022-11,1.5,unspecified,A,");
        assert_eq!(facts[3], "CPI,,file=months,2023-02,4.5,unspecified,A,");
    }
    let text = "Region,2020,2021\nNorth,1.5,2.5\n\nAge,Male,Female\n0-14,55,66\n15+,75,85\n";
    assert!(refused("below.csv", text).contains("line 4 looks like a header"));
    let facts = decided("below.csv", text, "# end =", "end =");
    assert_eq!(facts, ["below,North,,2020,1.5,unspecified,A,", "below,North,,2021,2.5,unspecified,A,"]);
}

#[test]
fn a_place_that_stands_once_for_several_rows_is_asked_about() {
    let text = "Region,Sex,2020,2021\nNorth,Male,1,2\n,Female,3,4\nSouth,Male,5,6\n,Female,7,8\n";
    assert!(refused("fill.csv", text).contains("`Region` is empty on line 3"));
    let facts = decided("fill.csv", text, "# fill = [\"Region\"]", "fill = [\"Region\"]");
    assert_eq!(facts.len(), 8, "{facts:?}");
    let skip = "[[when]]\n# matches = { \"Region\" = '^$' }\n# skip = true";
    assert_eq!(decided("fill.csv", text, &format!("# {skip}"), &skip.replace("# ", "")).len(), 4);
}

#[test]
fn a_row_may_be_the_heading_of_rows_with_labels_that_occur_again() {
    let text =
        "Indicator,2020,2021\nExports,1000,1100\nof which: oil,600,650\nImports,900,950\nof which: oil,100,120\n";
    assert!(
        refused("which.csv", text)
            .contains("the rows, such as `Exports` on line 2, `Imports` on line 4, may be headings")
    );
    let sandbox = Sandbox::new();
    sandbox.write("which.csv", text);
    let mapping = sandbox.run(&["sniff", "which.csv"]).stdout;
    let at = mapping.find("# [[when]]").unwrap();
    sandbox.write("m.toml", format!("{}{}", &mapping[..at], mapping[at..].replace("# ", "")));
    let reply = sandbox.run(&["load", "--map", "m.toml", "--create", "all", "which.csv"]);
    assert_eq!(reply.code, 0, "{mapping}{}", reply.stderr);
    assert!(facts(&sandbox).iter().any(|fact| fact.contains("section=Imports,2020,100,")));
}

#[test]
fn a_column_called_by_the_end_of_a_year_and_the_year_is_that_year() {
    let facts =
        loaded("visas.csv", "Visa,Year ended June 2022,Year ended June 2023\nStudent,1200,1500\nWork,800,900\n");
    assert_eq!(facts[0], "Student,,file=visas,2021-07/2022-06,1200,unspecified,A,");
}
