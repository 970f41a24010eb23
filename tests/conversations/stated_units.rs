//! What a file says of how its figures are measured: units and powers of ten above and below a table, in its header and in its rows.

use super::profiles::{decided, loaded, refused};

/// The value and the unit of the first figure of a table of regions below a line.
fn below_line(above: &str) -> String {
    let text = format!("\"{above}\",,\nRegion,2020,2021\nNorth,10.5,10.4\nSouth,11.5,11.1\n");
    value_and_unit(&loaded("above.csv", &text)[0])
}

fn value_and_unit(fact: &str) -> String {
    let mut rest = fact.splitn(5, ',').last().unwrap_or_default().splitn(2, ',');
    let (value, rest) = (rest.next().unwrap_or_default(), rest.next().unwrap_or_default());
    format!("{value} {}", rest.trim_end_matches(",A,").trim_matches('"'))
}

/// What a load asks about a file, and the first figure where a change to the mapping decides it.
fn asked(text: &str, says: &str, from: &str, to: &str) -> String {
    let said = refused("asked.csv", text);
    assert!(said.contains(says), "{text}{said}");
    value_and_unit(&decided("asked.csv", text, from, to)[0])
}

#[test]
fn a_number_in_a_title_is_no_power_of_ten() {
    for (above, expected) in [
        ("(deaths per 100,000 population)", "10.5 deaths per 100,000 population"),
        ("Mortality (deaths per 100,000 population)", "10.5 deaths per 100,000 population"),
        ("Birth rate per 1,000 inhabitants", "10.5 per 1,000 inhabitants"),
        ("Mobile subscriptions per 1,000 people", "10.5 per 1,000 people"),
        ("Birth rate (per 1,000)", "10.5 per 1,000"),
        ("Rate per 10,000", "10.5 per 10,000"),
        ("Patents per million inhabitants", "10.5 per million inhabitants"),
        ("Prices, EUR per 1,000 l", "10.5 EUR per 1,000 l"),
        ("Index (2000=1,000)", "10.5 2000=1,000"),
        ("Birth rate - 1,000 inhabitants", "10.5 unspecified"),
        ("Total population 2021: 5,500,000", "10.5 unspecified"),
        ("Firms with 1,000 or more employees", "10.5 unspecified"),
        ("Minimum wage: amounts above 2,000 EUR excluded", "10.5 unspecified"),
        ("Household survey (sample of 5,000 households)", "10.5 unspecified"),
        ("Households earning less than 1,000 EUR", "10.5 unspecified"),
        ("Cities of 100,000 inhabitants or more", "10.5 unspecified"),
        ("Exchange rate, 1 USD = 13,000 IDR", "10.5 unspecified"),
        ("Income over $1,000", "10.5 unspecified"),
        ("Founded in 1,000 AD", "10.5 unspecified"),
    ] {
        assert_eq!(below_line(above), expected, "{above}");
    }
}

#[test]
fn powers_of_ten_have_up_to_three_digits_and_words_of_many_languages() {
    for (above, expected) in [
        ("Population at year-end (10,000 persons)", "105000 persons"),
        ("Output of grain (10,000 tons)", "105000 tons"),
        ("10,000 tons", "105000 tons"),
        ("(100,000 t)", "1050000 t"),
        ("(10 000 tons)", "105000 tons"),
        ("Ten thousand tons", "105000 tons"),
        ("10 thousand tons", "105000 tons"),
        ("100 million yuan", "1050000000 yuan"),
        ("1000 kr", "10500 kr"),
        ("Employment, in 1,000", "10500 unspecified"),
        ("Energy consumption by fuel, PJ", "10.5 PJ"),
        ("ВВП (в текущих ценах; млн рублей)", "10500000 рублей"),
        ("Численность населения, тыс. человек", "10500 человек"),
        ("Valor da produção (Mil Reais)", "10500 Reais"),
        ("(단위: 천명)", "10.5 천명"),
        ("İstihdam (Bin kişi)", "10500 kişi"),
        ("Unit: 10,000 persons", "10.5 10,000 persons"),
        ("Unit: million euro, current prices", "10.5 million euro"),
        ("Einheit: 1 000 EUR", "10.5 1 000 EUR"),
    ] {
        assert_eq!(below_line(above), expected, "{above}");
    }
    // Without quotes the comma divides cells.
    let facts = loaded("persons.csv", "Unit: 10,000 persons,,\nRegion,2020,2021\nBeijing,2189,2188\n");
    assert_eq!(value_and_unit(&facts[0]), "2189 10,000 persons");
}

#[test]
fn a_line_that_may_hold_for_some_figures_is_asked_about() {
    for above in [
        "(Unit: 1,000 persons, %)",
        "(Unit: million yen, %)",
        "（单位：人、万元）",
        "National accounts, million USD unless otherwise stated",
        "Angaben in Mio. EUR, sofern nicht anders angegeben",
        "Millions d'euros, sauf indication contraire",
        "GDP in million EUR and % of GDP",
        "Energy use (million toe) and share (%)",
        "Value (million USD) and quantity (tonnes)",
        "Number (thousand) and percentage",
        "Mn ore production",
        "Manganese (Mn)",
        "Thousand Islands visitors",
        "Cars, 1000",
    ] {
        let text = format!("\"{above}\",,\nRegion,2020,2021\nNorth,10.5,10.4\n");
        let found = asked(&text, above, "unit = \"unspecified\"", "unit = \"EUR\"\nscale = \"6\"");
        assert_eq!(found, "10500000 EUR", "{above}");
    }
    for above in ["(million EUR), 2015 prices", "Consumer price index (2015 = 100)", "Million EUR per hour and person"]
    {
        let text = format!("Title\n\"{above}\",,\nRegion,2020,2021\nNorth,10.5,10.4\n");
        assert_eq!(loaded("clear.csv", &text).len(), 2, "{above}");
    }
}

#[test]
fn a_power_of_ten_may_not_hold_for_rates() {
    let says = "a line above the table says `thousands`, which may not hold for `Unemployment rate`";
    let down = "Labour market (thousands),,\nIndicator,2020,2021\nEmployed,16192,16346\nUnemployment rate,32.9,32.6\n";
    assert_eq!(asked(down, says, "[columns]", "[columns]"), "16192000 unspecified");
    let rule = "[[when]]\nmatches = { Indicator = \"rate\" }\ncolumns = { unit = \"%\", scale = \"0\" }\n";
    let facts = decided("rates.csv", down, "[create.source]", &format!("{rule}\n[create.source]"));
    assert_eq!([&facts[0], &facts[2]].map(|fact| value_and_unit(fact)), ["16192000 unspecified", "32.9 %"]);
    let across = "Labour force (thousands),,\nYear,Employed,Unemployment rate\n2020,16192,32.6\n2021,16346,32.5\n";
    assert_eq!(asked(across, says, "[columns]", "[columns]"), "16192000 unspecified");
    // All of them are rates.
    let text = "Rates (%),,\nIndicator,2020,2021\nEmployment rate,60.5,61\nUnemployment rate,32.9,32.6\n";
    assert_eq!(value_and_unit(&loaded("all.csv", text)[0]), "60.5 %");
}

#[test]
fn the_name_of_the_column_of_labels_states_the_unit() {
    for (name, expected) in [
        ("million EUR", "12000000 EUR"),
        ("(in thousands)", "12000 unspecified"),
        ("单位：亿元", "12 亿元"),
        ("Sector (thousand persons)", "12000 persons"),
        ("Region (million EUR)", "12000000 EUR"),
        ("Indicator (in % of GDP)", "12 % of GDP"),
        ("USD million", "12000000 USD"),
        ("%", "12 %"),
        ("Units: thousands", "12 thousands"),
        ("Index", "12 unspecified"),
        ("Region", "12 unspecified"),
    ] {
        let text = format!("{name},2020,2021\nFarming,12,13\nMining,15,17\n");
        assert_eq!(value_and_unit(&loaded("name.csv", &text)[0]), expected, "{name}");
    }
    let text = "In percent of GDP,2020,2021\nDebt,12,13\nDeficit,15,17\n";
    let says = "the header says `In percent of GDP`, which may hold for all figures";
    assert_eq!(asked(text, says, "unit = \"unspecified\"", "unit = \"percent\""), "12 percent");
    // Spans of ages are no figures.
    let text = "Age (years),2020,2021\n0-14,12,13\n15-64,15,17\n";
    assert_eq!(value_and_unit(&loaded("ages.csv", text)[0]), "12 unspecified");
    // Above the table and in the header.
    let text = "Exports (million EUR)\nRegion (tonnes),2020,2021\nNorth,12,13\n";
    let says = "the header says `Region (tonnes)`";
    assert_eq!(asked(text, says, "[columns]", "[columns]"), "12000000 EUR");
}

#[test]
fn words_below_a_table_and_in_a_row_are_asked_about() {
    for below in ["Note: Figures in thousands.", "Angaben in Mio. EUR", "Values in million EUR and per cent"] {
        let text = format!("Region,2020,2021\nNorth,12,13\nSouth,15,17\n{below}\n");
        let says = format!("a line below the table says `{below}`, which may hold for all figures");
        let found = asked(&text, &says, "unit = \"unspecified\"", "unit = \"persons\"\nscale = \"3\"");
        assert_eq!(found, "12000 persons");
    }
    let facts = loaded("row.csv", "Region,2020,2021\n(thousands),,\nNorth,5,6\nSouth,7,8\n");
    assert_eq!(value_and_unit(&facts[0]), "5000 unspecified");
    let text = "Item,2020,2021\nThousands,,\nA,5,6\nPercent,,\nB,7,8\n";
    let says = "several texts around the table say `Thousands` and `Percent`";
    assert_eq!(asked(text, says, "[columns]", "[columns]"), "5 unspecified");
}

/// The values of a table with semicolons between its cells.
fn values(text: &str) -> Vec<String> {
    let facts = loaded("values.csv", text);
    facts.iter().map(|fact| fact.split(',').nth(4).unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_point_beside_long_numbers_may_group() {
    let text = "Gemeinde;2020;2021\nA;1234;1250\nB;12.345;12400\nC;500;510\n";
    let says = "`12.345` is 12345 where the point groups thousands, and 12.345 where it marks decimals";
    assert!(refused("mixed.csv", text).contains(says));
    for (way, value) in [("groupChar = \".\"\ndecimalChar = \",\"", "12345"), ("decimalChar = \".\"", "12.345")] {
        let facts = decided("mixed.csv", text, "unpivot", &format!("{way}\nunpivot"));
        assert!(facts.iter().any(|fact| fact.contains(&format!(",B,,2020,{value},"))), "{facts:?}");
    }
    // Beside rates nothing is like a group.
    let rates = "Gemeinde;2020;2021\nA;83200000;83100000\nB;12.345;12.400\n";
    assert_eq!(values(rates), ["83200000", "83100000", "12.345", "12.4"]);
}

#[test]
fn a_number_in_parentheses_with_groups_needs_two_decisions() {
    let text = "Item;2021;2022\nRevenue;1,200;1,340\nExpenditure;(1,350);(1,400)\n";
    let said = refused("balance.csv", text);
    assert!(
        said.contains("groupChar = \",\" with decimalChar = \".\"") && said.contains("parentheses = \"negative\""),
        "{said}"
    );
    let way = "groupChar = \",\"\ndecimalChar = \".\"\n";
    let facts = decided("balance.csv", text, "unpivot", &format!("{way}parentheses = \"negative\"\nunpivot"));
    assert_eq!(facts[0], "Expenditure,,file=balance,2021,-1350,unspecified,A,");
    let sandbox = crate::sandbox::Sandbox::new();
    sandbox.write("balance.csv", text);
    let mapping = sandbox.run(&["sniff", "balance.csv"]).stdout;
    sandbox.write("mapping.toml", mapping.replacen("unpivot", &format!("{way}unpivot"), 1));
    let said = sandbox.run(&["load", "--map", "mapping.toml", "--create", "all", "balance.csv"]).stderr;
    assert!(said.contains("a number in parentheses is negative to accountants"), "{said}");
}

#[test]
fn short_words_behind_money_are_powers_of_ten() {
    let text = "Company;2021;2022\nAlpha;€1.2m;€1.5m\nBeta;€0.9 mn;€1.1bn\n";
    assert_eq!(values(text), ["1200000", "1500000", "900000", "1100000000"]);
    assert_eq!(values("Region;2020;2021\nNord;1\u{a0}234,5;1\u{202f}300,7\n"), ["1234.5", "1300.7"]);
    let text = "Indicator,Unit,Multiplier,Year,Value\nJobs,Persons,x1000,2020,12.5\nGDP,EUR,10^6,2020,15.1\n";
    assert_eq!(values(text), ["15100000", "12500"]);
    // Two numbers may have been divided.
    let said = refused("ragged.csv", "Region,2019,2020\nNorth,100,110\nSouth,200,210,999\n");
    assert!(said.contains("the row has 4 cells") && !said.contains("200210"), "{said}");
}
