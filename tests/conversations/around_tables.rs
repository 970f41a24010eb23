//! What stands around the rows of a table: lines above and below it, rows of units, headings, cells that are merged.

use super::profiles::{decided, facts, loaded, refused};
use crate::sandbox::Sandbox;

#[test]
fn lines_for_programs_above_a_table_are_no_title() {
    let text = "sep=;\nLand;2021;2022\nBayern;12,5;12,9\n";
    assert_eq!(loaded("exporte.csv", text)[0], "exporte,Bayern,,2021,12.5,unspecified,A,");
    // The line decides where a table has another mark as often.
    let text = "sep=;\nLand;2021;2022\na,b;1,5;2,5\n";
    assert_eq!(loaded("quote.csv", text)[1], "quote,\"a,b\",,2022,2.5,unspecified,A,");
    let text = "# Source: Central Bank of X\n# Unit: percent\nDate,Rate\n2023-01,4.5\n2023-02,4.75\n";
    assert_eq!(loaded("rates.csv", text)[0], "rates-rate,,,2023-01,4.5,percent,A,");
    let text = "# Zinssätze\n# Quelle: Bundesbank\n# Stand: 2023-03-01\nDatum,Rate\n2023-01,4.5\n2023-02,4.75\n";
    assert_eq!(loaded("rates.csv", text)[0], "zinssätze-rate,,,2023-01,4.5,unspecified,A,");
}

#[test]
fn a_line_above_states_the_unit_whatever_its_wording() {
    for (above, value, unit) in [
        ("(USD million)", "12500000", "USD"),
        ("USD million", "12500000", "USD"),
        ("(in USD million)", "12500000", "USD"),
        ("(US$ million)", "12500000", "US$"),
        ("$ million", "12500000", "$"),
        ("(£m)", "12500000", "£"),
        ("(Rs. crore)", "125000000", "Rs."),
        ("(in crore rupees)", "125000000", "rupees"),
        (",,(Rs. crore)", "125000000", "Rs."),
        ("Million euro", "12500000", "euro"),
        ("Millones de euros", "12500000", "euros"),
        ("en millions d'euros", "12500000", "euros"),
        ("Miles de millones de euros", "12500000000", "euros"),
        ("Mill. kr", "12500000", "kr"),
        ("Mrd. EUR", "12500000000", "EUR"),
        ("(Thousands)", "12500", "unspecified"),
        ("(percent)", "12.5", "percent"),
        ("(per cent)", "12.5", "per cent"),
        ("In %", "12.5", "%"),
        ("Unit: %", "12.5", "%"),
        ("(2015 = 100)", "12.5", "2015 = 100"),
        ("(亿元)", "12.5", "亿元"),
    ] {
        let text = format!("Exports by commodity\n{above}\nCommodity,2021,2022\nCoffee,12.5,13.1\nTea,8.1,7.9\n");
        let facts = loaded("above.csv", &text);
        let fact: Vec<&str> = facts[0].split(',').collect();
        assert_eq!([fact[0], fact[4], fact[5]], ["Coffee", value, unit], "{above}");
    }
    let title = "Exports (USD million)\nRegion,2021,2022\nA,12.5,13.1\n";
    assert_eq!(loaded("title.csv", title)[0], "exports-usd-million,A,,2021,12500000,USD,A,");
    // A word of a title is no unit.
    for title in ["Number of households", "Persons", "Euro area", "Mill towns", "Exports (goods)", "Trade in services"]
    {
        let text = format!("{title}\nRegion,2021,2022\nA,12.5,13.1\n");
        assert!(loaded("title.csv", &text)[0].ends_with(",A,,2021,12.5,unspecified,A,"), "{title}");
    }
}

#[test]
fn a_line_that_may_state_the_unit_is_quoted() {
    // Of two units, nothing says which figures have which.
    for above in ["单位：万元、人", "单位：万元、%", "(constant 2015 US$ per head of household)", "Percent of GDP"]
    {
        let text = format!("Exports by commodity\n{above}\nCommodity,2021,2022\nCoffee,12.5,13.1\n");
        let said = refused("above.csv", &text);
        assert!(said.contains(&format!("says `{above}`, which may hold for all figures")), "{said}");
        assert!(said.contains("unit = \"...\" and, for a power of ten, scale = \"6\""), "{said}");
        let facts = decided("above.csv", &text, "unit = \"unspecified\"", "unit = \"percent\"\nscale = \"4\"");
        assert_eq!(facts[0], "Coffee,,file=above,2021,125000,percent,A,");
        // As it stands, the line is a remark.
        assert!(decided("above.csv", &text, "[columns]", "[columns]")[0].contains(",12.5,unspecified,"));
    }
    // Two lines that do not agree.
    let said = refused("two.csv", "Exports (USD)\nin thousands\nRegion,2021,2022\nA,1.5,2\n");
    assert!(said.contains("lines above the table say `Exports (USD)` and `in thousands`, which each may"), "{said}");
}

#[test]
fn numbers_are_grouped_as_in_india() {
    let text = "Region,Year,Output\nPunjab,2020,\"17,635\"\nPunjab,2021,\"1,48,650\"\nGoa,2021,\"12,34,567.5\"\n";
    let facts = loaded("india.csv", text);
    assert_eq!(facts[2], "Output,Punjab,,2021,148650,unspecified,A,");
    assert_eq!(facts[0], "Output,Goa,,2021,1234567.5,unspecified,A,");
}

#[test]
fn a_missing_figure_in_a_column_of_provisional_ones_is_missing() {
    let facts = loaded("marked.csv", "Country,2021,2022p\nAustria,12.5,12.9\nBelgium,11.5,..\n");
    assert_eq!(facts[1], "marked,Austria,,2022,12.9,unspecified,P,");
    assert_eq!(facts[3], "marked,Belgium,,2022,,unspecified,O,");
    let facts = loaded("flags.csv", "Region,Year,Value,Flag\nA,2021,1,p\nA,2022,..,p\nB,2022,:,c\n");
    assert_eq!(facts[1], "flags,A,,2022,,unspecified,O,status P");
    assert_eq!(facts[2], "flags,B,,2022,,unspecified,Q,");
    let text = "State,2020,2021 (RE),2022 (BE)\nKerala,1,2,3\nGoa,4,..,..\n";
    let way = "# [codes]\n# mark = { BE = \"P\", RE = \"P\" }";
    let facts = decided("estimates.csv", text, way, "[codes]\nmark = { BE = \"P\", RE = \"P\" }");
    assert!(facts.iter().any(|fact| fact.ends_with(",2021,,unspecified,O,")), "{facts:?}");
}

#[test]
fn a_row_of_units_below_the_header_states_the_units_of_the_columns() {
    let text =
        "Year,GDP,Population,Unemployment\n,EUR million,1000 persons,%\n2021,1200.5,5400,5.1\n2022,1250.5,5410,4.9\n";
    let facts = loaded("units.csv", text);
    assert_eq!(facts[0], "GDP,,,2021,1200.5,EUR million,A,");
    assert_eq!(facts[3], "Population,,,2022,5410,1000 persons,A,");
    assert_eq!(facts[4], "Unemployment,,,2021,5.1,%,A,");
    let text = "Jahr;BIP;Einwohner\n;Mio. EUR;1 000\n2021;1200,5;5400\n2022;1250,5;5410\n";
    assert_eq!(loaded("einheiten.csv", text)[2], "Einwohner,,,2021,5400,1 000,A,");
    // One column of figures.
    let facts = loaded("one.csv", "Region,Year,Output\n,,Mio. EUR\nA,2021,1.5\nA,2022,2.5\n");
    assert_eq!(facts[1], "Output,A,,2022,2.5,Mio. EUR,A,");
    let sandbox = Sandbox::new();
    sandbox.write("units.csv", "Year,GDP,Jobs\n,EUR million,persons\n2021,1200.5,5400\n");
    let reply = sandbox.run(&["load", "--create", "all", "units.csv"]);
    assert!(
        reply.stderr.contains("1 row that [[when]] skips is not read, on line 2: ,EUR million,persons"),
        "{}",
        reply.stderr
    );
}

#[test]
fn signs_in_place_of_numbers_are_decided_together() {
    let text = "Land;2021;2022\nBayern;12,5;.\nHessen;.;13,1\nSaarland;/;x\nBerlin;-;1,5\n";
    let said = refused("zeichen.csv", text);
    assert!(said.contains("`-`, `.`, `/`, `x` stand in place of numbers"), "{said}");
    for (dash, value, status) in [("", "", "O"), ("0", "0", "A")] {
        let way = format!("[codes.value]\n\"-\" = \"{dash}\"\n\".\" = \"\"\n\"/\" = \"\"\n\"x\" = \"\"");
        let comment = way.lines().map(|line| format!("# {line}")).collect::<Vec<_>>().join("\n");
        let facts = decided("zeichen.csv", text, &comment, &way);
        assert_eq!(facts[2], format!("zeichen,Berlin,,2021,{value},unspecified,{status},"));
        assert_eq!(facts[1], "zeichen,Bayern,,2022,,unspecified,O,");
    }
    // A text with digits is a number that the advice does not lose.
    let text = "Region,Year,A,B\nx,2020,1,2\nx,2021,\"1,48,65\",3\ny,2020,4,5\ny,2021,6,7\n";
    assert!(refused("digits.csv", text).contains("[codes.value] with \"1,48,65\" = \"...\" with its number"));
}

#[test]
fn a_period_that_stands_once_for_several_rows_is_that_of_all() {
    let facts = loaded("merged.csv", "Year,Region,Births\n2021,North,100\n,South,200\n2022,North,101\n,South,201\n");
    assert_eq!(facts[2], "Births,South,,2021,200,unspecified,A,");
    let facts = loaded("monthly.csv", "年,月,指数\n2023,1,104.7\n,2,104.0\n,3,104.4\n2024,1,106.9\n");
    assert_eq!(facts[1], "指数,,,2023-02,104,unspecified,A,");
    // A row that no other period has may be of none.
    let text = "Year,Region,Births\n2021,North,100\n,South,200\n2022,North,101\n,South,201\n,Total,602\n";
    let said = refused("total.csv", text);
    assert!(said.contains("`Year` is empty on line 6, which begins with `Total`"), "{said}");
    let facts = decided("total.csv", text, "# fill = [\"Year\"]", "fill = [\"Year\"]");
    assert_eq!(facts.len(), 5);
    let rule = "# [[when]]\n# matches = { \"Year\" = '^$' }\n# skip = true";
    let facts = decided("total.csv", text, rule, &rule.replace("# ", ""));
    assert_eq!(facts.len(), 2);
    // A mapping of one's own.
    let sandbox = Sandbox::new();
    sandbox.write("merged.csv", "Year,Region,Births\n2021,North,100\n,South,200\n");
    let mapping = "[columns]\nmetric = \"births\"\nregion = \"{Region}\"\nperiod = \"{Year}\"\nvalue = \"{Births}\"\nunit = \"unspecified\"\n\
                   source = \"s\"\n[create.metric]\nkind = \"level\"\n[create.region]\nlevel = \"area\"\n";
    sandbox.write("m.toml", mapping);
    let load = ["load", "--map", "m.toml", "--create", "all", "merged.csv"];
    let said = sandbox.run(&load).stderr;
    assert!(said.contains("add to the mapping fill = [\"Year\"]"), "{said}");
    sandbox.write("m.toml", format!("fill = [\"Year\"]\n{mapping}"));
    assert_eq!(sandbox.run(&load).code, 0);
}

#[test]
fn footnotes_with_delimiters_below_a_table_are_no_rows() {
    let text = "Land;Jahr;Arbeitslose;Fußnote\nBayern;2021;260000;1)\nBayern;2022;230000;\nHessen;2021;180000;2)\n\
                1) geschätzt;;;\n2) revidiert;;;\n";
    assert_eq!(loaded("noten.csv", text).len(), 3);
    let sandbox = Sandbox::new();
    sandbox.write("noten.csv", text);
    let said = sandbox.run(&["load", "--create", "all", "noten.csv"]).stderr;
    assert!(
        said.contains("2 lines below the table are not read as figures, the first on line 5: 1) geschätzt"),
        "{said}"
    );
}

#[test]
fn an_estimate_with_its_interval_is_no_range() {
    for (open, close) in [('(', ')'), ('[', ']')] {
        let text = format!("Country,2021,2022\nKenya,12.5 {open}11.0-13.9{close},12.9 {open}11.5-14.2{close}\n");
        let said = refused("interval.csv", &text);
        assert!(said.contains("an interval, such as one of confidence, stands behind the number"), "{said}");
        // What the message says to write.
        let keys = said.split("cell = ").nth(1).and_then(|rest| rest.split(", with value").next()).expect("a pattern");
        let part = format!("[parts]\ncell = {keys}\n\n[columns]\nvalue = \"{{number}}\"\nnote = \"{{cell}}\"");
        let facts = decided("interval.csv", &text, "[columns]", &part);
        assert_eq!(facts[0], format!("interval,Kenya,,2021,12.5,unspecified,A,12.5 {open}11.0-13.9{close}"));
    }
}

#[test]
fn rows_without_figures_that_may_be_headings_are_named() {
    let text = "Item,2021,2022\nExports,,\nGoods,12.5,12.6\nServices,8.5,8.6\nImports,,\nGoods,22.5,22.6\nServices,18.5,18.6\n";
    let said = refused("trade.csv", text);
    assert!(
        said.contains("the rows without figures, `Exports` on line 2, `Imports` on line 5, may be headings"),
        "{said}"
    );
    let sandbox = Sandbox::new();
    sandbox.write("trade.csv", text);
    let mapping = sandbox.run(&["sniff", "trade.csv"]).stdout;
    let (before, rules) = mapping.split_once("in place of a key of the same name\n").expect("rules");
    sandbox.write("m.toml", format!("{before}\n{}", rules.replace("\n# ", "\n").trim_start_matches("# ")));
    let reply = sandbox.run(&["load", "--map", "m.toml", "--create", "all", "trade.csv"]);
    assert_eq!(reply.code, 0, "{mapping}{}", reply.stderr);
    assert_eq!(facts(&sandbox)[2], "Goods,,file=trade;section=Imports,2021,22.5,unspecified,A,");
    let different = text.replacen("Goods", "Coffee", 1).replacen("Services", "Tea", 1);
    sandbox.write("different.csv", different);
    let said = sandbox.run(&["load", "--create", "all", "different.csv"]).stderr;
    assert!(
        said.contains("2 rows without a figure are skipped, the first on line 2: Exports,,; line 5: Imports,,"),
        "{said}"
    );
}
