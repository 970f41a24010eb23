//! What the columns of a table of somebody else are: statuses in words, notes, sources, labels, further values.

use super::profiles::{decided, facts, loaded, refused};
use crate::sandbox::Sandbox;

#[test]
fn statuses_in_words_are_statuses_and_remarks_are_notes() {
    let text = "Region,Year,Value,Status,Notes\nA,2020,1,provisional,\nA,2021,2,estimated,rebased\nB,2020,3,final,\nB,2021,4,,\n";
    let facts = loaded("words.csv", text);
    let expected = [
        "words,A,,2020,1,unspecified,P,",
        "words,A,,2021,2,unspecified,E,rebased",
        "words,B,,2020,3,unspecified,A,",
        "words,B,,2021,4,unspecified,A,",
    ];
    assert_eq!(facts, expected);
    let facts = loaded("chinese.csv", "地区,年份,数值,状态,备注\nA,2020,1.5,初步,\nA,2021,2.5,最终,口径调整\n");
    assert_eq!(facts, ["chinese,A,,2020,1.5,unspecified,P,", "chinese,A,,2021,2.5,unspecified,A,口径调整"]);
    // A word that nobody knows beside one that is known is a doubt, and is not read by its letters.
    let text = "Region,Year,Value,Obs status\nA,2020,1.5,wobbly\nA,2021,2.5,estimated\n";
    assert!(refused("unknown.csv", text).contains("what the flag `wobbly` beside a figure means"));
    let facts = loaded("people.csv", "Region,Year,Value,Status\nA,2020,1,single\nA,2020,2,married\n");
    assert_eq!(facts[1], "people,A,Status=single,2020,1,unspecified,A,");
    let facts = loaded("flags.csv", "Region,Year,Value,Flag,Remarks\nA,2020,1,be,\nA,2021,2,p,see page 3\n");
    assert_eq!(facts, ["flags,A,,2020,1,unspecified,B,be", "flags,A,,2021,2,unspecified,P,see page 3"]);
}

#[test]
fn numbers_beside_a_column_of_values_are_in_doubt() {
    let text = "Region,Year,value,jobs\nA,2020,1.5,10\nA,2021,2.5,20\nB,2020,1.5,11\nB,2021,2.5,20\n";
    assert!(refused("jobs.csv", text).contains("the column `jobs` holds numbers beside `value`"));
    let as_it_stands = decided("jobs.csv", text, "jobs={jobs}", "jobs={jobs}");
    assert_eq!(as_it_stands[0], "jobs,A,jobs=10,2020,1.5,unspecified,A,");
    let metrics = "unpivot = [\"value\", \"jobs\"]\ncolumns = { metric = \"{header}\", region = \"{Region}\", period = \"{Year}\", \
                   unit = \"unspecified\", source = \"jobs\" }\n[create.metric]\nkind = \"level\"\n[create.region]\nlevel = \"area\"\n";
    let sandbox = Sandbox::new();
    sandbox.write("jobs.csv", text);
    sandbox.write("m.toml", metrics);
    let reply = sandbox.run(&["load", "--map", "m.toml", "--create", "all", "jobs.csv"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    assert_eq!(facts(&sandbox).len(), 8);
    // The same number for each region is its code, and an age is needed to tell rows apart.
    assert_eq!(loaded("codes.csv", "Region,No,Year,value\nA,7,2020,1\nA,7,2021,2\nB,8,2020,1\n").len(), 3);
    assert_eq!(loaded("groups.csv", "Region,Group,Year,value\nA,1,2020,1\nA,2,2020,2\n").len(), 2);
}

#[test]
fn a_name_beside_a_code_of_a_place_is_its_name() {
    let facts = loaded("geo.csv", "geo,geo name,year,value\nDE,Germany,2020,1\nFR,France,2020,2\n");
    assert_eq!(facts, ["geo,DE,,2020,1,unspecified,A,", "geo,FR,,2020,2,unspecified,A,"]);
}

#[test]
fn the_unit_behind_the_name_of_the_only_column_of_figures_is_its_unit() {
    let facts = loaded("one.csv", "Region,Year,GDP (million EUR)\nA,2020,1.5\nA,2021,2.5\n");
    assert_eq!(facts, ["GDP,A,,2020,1.5,million EUR,A,", "GDP,A,,2021,2.5,million EUR,A,"]);
    let facts = loaded("one.csv", "Region,Year,Value (million EUR)\nA,2020,1.5\n");
    assert_eq!(facts, ["one,A,,2020,1.5,million EUR,A,"]);
    // Where the metrics stand in a column, they stay there.
    let facts = loaded("one.csv", "Indicator,Year,Value (EUR)\nGDP,2020,1.5\nWages,2020,2.5\n");
    assert!(facts[0].starts_with("GDP,"), "{facts:?}");
    // Numbers with a unit are of another metric than those without.
    let facts = loaded("growth.csv", "Year,GDP,Growth\n2020,100,1%\n2021,101,1.5%\n");
    assert_eq!(facts[0], "GDP,,,2020,100,unspecified,A,");
    assert_eq!(facts[2], "growth-growth,,,2020,1,percent,A,");
    let mixed = refused("mixed.csv", "Year,GDP,Growth\n2020,100,1%\n2021,101,1.5\n");
    assert!(mixed.contains("`1%` states its unit, and `1.5` does not"), "{mixed}");
}

#[test]
fn months_in_digits_alone_name_columns() {
    let facts = loaded("months.csv", "Region,202111,202112,202201\nA,1.5,2,3\n");
    assert_eq!(facts[0], "months,A,,2021-11,1.5,unspecified,A,");
    assert_eq!(facts[2], "months,A,,2022-01,3,unspecified,A,");
    let days = "Region,20230131,20230228\nA,1.5,2\n";
    assert!(refused("days.csv", days).contains("`20230131` may stand for the month of which it is the last day"));
    let facts = decided("days.csv", days, "# period = \"month of {header}\"", "period = \"month of {header}\"");
    assert_eq!(facts[1], "days,A,,2023-02,2,unspecified,A,");
    // Numbers that do not follow each other may be figures.
    let reply = refused("figures.csv", "A,202301,202312,202305\nB,2,3,5\n");
    assert!(reply.contains("it is the first row, and there is no header"), "{reply}");
}

#[test]
fn the_name_of_a_column_says_that_one_date_is_a_week() {
    let text = "Region,Week ending,value\nA,2023-01-07,5\nB,2023-01-07,6\n";
    assert!(refused("week.csv", text).contains("may stand for the seven days that end with it"));
    for (reading, period) in
        [("7 days to", "2023-01-01/2023-01-07"), ("7 days from", "2023-01-07/2023-01-13"), ("day", "2023-01-07")]
    {
        let line = format!("period = \"{reading} {{Week ending}}\"");
        let facts = decided("week.csv", text, &format!("# {line}"), &line);
        assert_eq!(facts[0], format!("week,A,,{period},5,unspecified,A,"));
    }
}

#[test]
fn names_of_columns_that_a_mapping_cannot_hold_as_they_are() {
    let facts = loaded("brace.csv", "Region,Year,value,{age}\nA,2020,1,x\nA,2020,2,y\n");
    assert_eq!(facts[0], "brace,A,-age-=x,2020,1,unspecified,A,");
    let text = "Region,Year,value,value\nA,2020,1.5,2\nA,2021,2.5,3\n";
    assert!(refused("two.csv", text).contains("the column `value` holds numbers beside `value`"));
}

#[test]
fn a_column_of_powers_of_ten_scales_the_figures() {
    let text =
        "Region,Year,Unit,Scale,Value\nNorth,2021,EUR,Thousands,12.5\nNorth,2022,EUR,Mio.,2\nNorth,2023,EUR,units,7\n";
    let facts = loaded("words.csv", text);
    assert_eq!(facts[0], "words,North,,2021,12500,EUR,A,");
    assert_eq!(facts[1], "words,North,,2022,2000000,EUR,A,");
    assert_eq!(facts[2], "words,North,,2023,7,EUR,A,");
    let text = "Indicator,Unit,Multiplier,2021,2022\nExports,EUR,1000000,12.5,\nPopulation,persons,1000,5.5,\n";
    let facts = loaded("factors.csv", text);
    assert!(facts[0].ends_with(",2021,12500000,EUR,A,") && facts[1].ends_with(",2021,5500,persons,A,"), "{facts:?}");
    let text = "LOCATION,Year,PowerCode Code,PowerCode,Value\nAUS,2021,6,Millions,1.5\nAUT,2021,0,Units,2\n";
    let facts = loaded("codes.csv", text);
    assert_eq!(facts, ["codes,AUS,,2021,1500000,unspecified,A,", "codes,AUT,,2021,2,unspecified,A,"]);
    let text = "Region,Year,Scale,Value\nA,2020,Millionz,1\nA,2021,Millions,2\n";
    assert!(refused("typed.csv", text).contains("typed.csv:2"));
    // A factor that is no power of ten is something else.
    let facts = loaded("other.csv", "Region,Year,Factor,Value\nA,2021,b,1\nA,2021,c,2\n");
    assert_eq!(facts[0], "other,A,Factor=b,2021,1,unspecified,A,");
}

#[test]
fn words_and_answers_of_any_column_are_statuses() {
    let facts = loaded("types.csv", "Country,Year,GDP,Type\nChile,2023,1.5,Actual\nChile,2024,2.5,Forecast\n");
    assert_eq!(facts, ["GDP,Chile,,2023,1.5,unspecified,A,", "GDP,Chile,,2024,2.5,unspecified,F,"]);
    let facts = loaded("answers.csv", "period,region,value,provisional\n2023-01,A,1,false\n2023-02,A,2,true\n");
    assert_eq!(facts[0], "answers,A,,2023-01,1,unspecified,A,");
    assert_eq!(facts[1], "answers,A,,2023-02,2,unspecified,P,");
    let text = "period,region,value,provisional,estimated\n2023-01,A,1,N,Y\n2023-02,A,2,Y,N\n";
    assert!(refused("two.csv", text).contains("the columns `provisional` and `estimated` both hold statuses"));
    let facts = decided("two.csv", text, "\nstatus = \"{provisional}\"", "\nstatus = \"{estimated}\"");
    assert!(facts[0].ends_with(",2023-01,1,unspecified,P,"), "{facts:?}");
    let facts = loaded("symbols.csv", "年,都道府県,値,注記\n2021,東京都,5,\n2022,東京都,6,速報値\n");
    assert!(facts[1].ends_with(",2022,6,unspecified,P,"), "{facts:?}");
    assert!(
        refused("stars.csv", "Region,Period,Value,Symbol\nA,2021,1,\nA,2022,2,*\n").contains("the flag `*` beside")
    );
}

#[test]
fn what_says_when_a_figure_was_published_is_no_part_of_its_series() {
    let first = "Region,Period,Index,Release date,url\nA,2024-01,101,2024-02-15,https://a.example\nA,2024-02,102,2024-03-15,https://b.example\n";
    let facts = loaded("cpi.csv", first);
    assert_eq!(facts[1], "cpi-index,A,,2024-02,102,unspecified,A,");
    let sandbox = Sandbox::new();
    sandbox.write("cpi.csv", first);
    let reply = sandbox.run(&["load", "--create", "all", "cpi.csv"]);
    assert!(reply.stderr.contains("2 columns that the mapping does not use are not read"), "{}", reply.stderr);
    sandbox.write("cpi.csv", first.replace("102,2024-03-15", "103,2024-04-15"));
    let reply = sandbox.run(&["load", "cpi.csv"]);
    assert!(reply.stderr.contains("0 inserted + 1 revised + 1 unchanged"), "{}", reply.stderr);
    // Where rows differ in nothing else, they are of several editions.
    let text = "Period,Vintage,GDP\n2023-Q1,2023-05,1.5\n2023-Q1,2023-06,1.6\n";
    assert!(refused("vintages.csv", text).contains("rows differ in nothing but the column `Vintage`"));
    assert_eq!(decided("vintages.csv", text, "Vintage=", "Vintage=").len(), 2);
    let when = "[[when]]\nmatches = { Vintage = '2023-05' }\nskip = true\n\n[create.source]";
    let facts = decided("vintages.csv", text, "[create.source]", when);
    assert_eq!(facts.len(), 1);
}

#[test]
fn the_period_in_other_words_is_no_part_of_the_series() {
    let text = "DATE,DATE_NAME,GEOGRAPHY_NAME,OBS_VALUE\n2023-01,January 2023,A,5\n2023-02,February 2023,A,6\n2023-01,January 2023,B,7\n";
    let facts = loaded("names.csv", text);
    assert_eq!(facts[0], "names,A,,2023-01,5,unspecified,A,");
    // In other words, it may be another one.
    let text = "Region,Year,Year label,Value\nA,2021,FY 2021/22,5\nA,2022,FY 2022/23,6\n";
    assert!(refused("label.csv", text).contains("`Year label` states the periods of `Year` in another way"));
    let facts = decided("label.csv", text, "\nperiod = \"{Year}\"", "\nperiod = \"year from April {Year label}\"");
    assert_eq!(facts[0], "label,A,,2021-04/2022-03,5,unspecified,A,");
}

#[test]
fn flags_and_notes_stand_behind_the_periods_across() {
    for header in ["Country,2021,Flag,2022,Flag", "Country,2021,2021 flag,2022,2022 flag", "Country,2021,,2022,"] {
        let facts = loaded("flags.csv", &format!("{header}\nA,100,,110,p\nB,300,b,310,e\n"));
        let statuses: Vec<&str> = facts.iter().filter_map(|fact| fact.split(',').nth(6)).collect();
        assert_eq!(statuses, ["A", "P", "B", "E"], "{header}");
        assert!(facts.iter().all(|fact| fact.split(',').nth(2) == Some("")), "{facts:?}");
    }
    let facts =
        loaded("notes.csv", "Country,2021,Footnotes,2022,Footnotes\nA,100,,110,Provisional\nB,300,New series,310,\n");
    assert_eq!(facts[1], "notes,A,,2022,110,unspecified,A,Provisional");
    assert_eq!(facts[2], "notes,B,,2021,300,unspecified,A,New series");
}

#[test]
fn codes_and_names_of_places_are_one_place() {
    for (name, text) in [
        ("code.csv", "Gemeinde;Name;2021;2022\n7011;Altdorf;95;96\n7012;Andermatt;15;16\n"),
        ("name.csv", "LAD Code,LAD Name,2021,2022\n7011,Altdorf,95,96\n7012,Andermatt,15,16\n"),
        (
            "long.csv",
            "LOCATION,Country,TIME,Value\n7011,Altdorf,2021,95\n7011,Altdorf,2022,96\n7012,Andermatt,2021,15\n7012,Andermatt,2022,16\n",
        ),
        (
            "accents.csv",
            "Código región;Región;Año;Valor\n7011;Altdorf;2021;95\n7011;Altdorf;2022;96\n7012;Andermatt;2021;15\n7012;Andermatt;2022;16\n",
        ),
    ] {
        let facts = loaded(name, text);
        assert!(facts[0].contains(",7011,,2021,95,") && facts[3].contains(",7012,,2022,16,"), "{name}: {facts:?}");
    }
    // Sizes are no codes.
    let text = "Region,Area (km2),2011,2021\nNorth,1200,1,2\nSouth,800,3,4\n";
    assert!(refused("sizes.csv", text).contains("the column `Area (km2)` holds numbers"));
    // The codes of places of which some have none are left out, and named.
    let facts =
        loaded("world.csv", "Entity,Code,Year,Life expectancy\nAsia,,2020,70\nEurope,,2020,80\nFiji,FJI,2020,67\n");
    assert_eq!(facts[2], "Life expectancy,Fiji,,2020,67,unspecified,A,");
}

#[test]
fn nines_may_stand_for_missing_values() {
    let text = "City,2021,2022\nA,12.5,-9999\nB,-3,13.1\n";
    let said = refused("nines.csv", text);
    assert!(said.contains("`-9999` is a number, but some publishers write it for a missing value"), "{said}");
    let missing = decided("nines.csv", text, "# missingValues", "missingValues");
    assert_eq!(missing[1], "nines,A,,2022,,unspecified,O,");
    let kept = decided("nines.csv", text, "# [codes.value]\n# \"-9999\"", "[codes.value]\n\"-9999\"");
    assert_eq!(kept[1], "nines,A,,2022,-9999,unspecified,A,");
    // Among larger numbers it is one.
    assert_eq!(
        loaded("large.csv", "Region,2021,2022\nA,12000,-999\nB,-10,900\n")[1],
        "large,A,,2022,-999,unspecified,A,"
    );
}

#[test]
fn tables_of_statistics_canada_are_broken_down_by_their_dimensions_alone() {
    for text in [
        "REF_DATE,GEO,DGUID,Sex,UOM,UOM_ID,SCALAR_FACTOR,SCALAR_ID,VECTOR,COORDINATE,VALUE,STATUS,SYMBOL,TERMINATED,DECIMALS\n\
         2023-01,Canada,2021A000011124,Males,Persons,249,thousands,3,v2062811,1.1,10521.3,,,,1\n\
         2023-02,Canada,2021A000011124,Males,Persons,249,thousands,3,v2062811,1.1,10540.1,,,,1\n",
        "PÉRIODE DE RÉFÉRENCE;GÉO;DGUID;Sex;UNITÉ DE MESURE;IDENTIFICATEUR D'UNITÉ DE MESURE;FACTEUR SCALAIRE;\
         IDENTIFICATEUR SCALAIRE;VECTEUR;COORDONNÉES;VALEUR;STATUT;SYMBOLE;TERMINÉ;DÉCIMALES\n\
         2023-01;Canada;2021A000011124;Males;Persons;249;milliers;3;v2062811;1.1;10521,3;;;;1\n\
         2023-02;Canada;2021A000011124;Males;Persons;249;milliers;3;v2062811;1.1;10540,1;;;;1\n",
    ] {
        let facts = loaded("lfs.csv", text);
        assert_eq!(
            facts[1].split_once(',').map(|(_, fact)| fact),
            Some("Canada,Sex=Males,2023-02,10540100,Persons,A,")
        );
    }
}

#[test]
fn a_column_called_as_codes_are_is_a_label_where_rows_need_it() {
    let text = "HS code,Year,Exports\n01,2021,5\n02,2021,7\n01,2022,6\n02,2022,8\n";
    assert_eq!(loaded("hs.csv", text)[0], "Exports,,HS code=01,2021,5,unspecified,A,");
}

#[test]
fn codes_of_what_another_column_names_are_left_out_or_are_its_codes() {
    let text = "Unidade de Medida (Código),Unidade de Medida,Valor,Região,Ano,Variável (Código),Variável\n\
                45,Pessoas,100,Norte,2022,93,População\n45,Pessoas,110,Norte,2023,93,População\n";
    assert_eq!(loaded("sidra.csv", text)[0], "93,Norte,,2022,100,Pessoas,A,");
}
