//! Periods as offices write them in other languages: names of months, signs of quarters, and years beside them.

use super::profiles::{decided, loaded, refused};

/// The periods of a file, each once, in their order.
fn periods(name: &str, text: &str) -> String {
    of(&loaded(name, text))
}

fn of(facts: &[String]) -> String {
    let mut periods: Vec<&str> = facts.iter().filter_map(|fact| fact.split(',').nth(3)).collect();
    periods.sort_unstable();
    periods.dedup();
    periods.join(" ")
}

#[test]
fn t_is_a_quarter_where_the_file_says_so() {
    let across = "Région;2023-T1;2023-T2;2023-T3;2023-T4\nBretagne;7,1;7,2;7,4;7,5\nCorse;6,1;6,2;6,4;6,5\n";
    assert_eq!(periods("across.csv", across), "2023-Q1 2023-Q2 2023-Q3 2023-Q4");
    let down = "Région,Trimestre,Taux\nBretagne,2023-T1,7.1\nBretagne,2023-T2,7.2\nCorse,2023-T1,6.1\n";
    assert_eq!(periods("down.csv", down), "2023-Q1 2023-Q2");
    for sign in ["T1 2023", "2023T1", "1T2023", "1T23"] {
        let fourth = sign.replace("T1", "T4").replace("1T", "4T");
        let text = format!("Region,Periodo,Valor\nMadrid,{sign},13.4\nMadrid,{fourth},13.1\n");
        assert_eq!(periods("down.csv", &text), "2023-Q1 2023-Q4", "{text}");
    }
    let year_and_part = "Année,Trimestre,Région,Taux\n2023,T1,Bretagne,7.1\n2023,T2,Bretagne,7.2\n2023,T1,Corse,6.1\n";
    assert_eq!(periods("parts.csv", year_and_part), "2023-Q1 2023-Q2");
    let parts = "Año;Comunidad;T1;T2;T3;T4\n2022;Madrid;1;2;3;4\n2023;Madrid;5;6;7;9\n";
    let of_parts = periods("parts.csv", parts);
    assert_eq!(of_parts, "2022-Q1 2022-Q2 2022-Q3 2022-Q4 2023-Q1 2023-Q2 2023-Q3 2023-Q4");
    let below = "Comunidad;Periodo;2022;2023\nMadrid;T1;1;2\nMadrid;T4;3;4\n";
    assert_eq!(periods("below.csv", below), "2022-Q1 2022-Q4 2023-Q1 2023-Q4");
}

#[test]
fn t_is_in_doubt_where_nothing_says_what_it_counts() {
    let across = "Région;2023-T1;2023-T2;2023-T3\nBretagne;7,1;7,2;7,4\nCorse;6,1;6,2;6,4\n";
    let down = "Region,Periodo,Valor\nMadrid,2023T1,13.4\nMadrid,2023T2,13.1\nMurcia,2023T1,10.1\n";
    let parts = "Ejercicio,Periodo,Region,Importe\n2023,T1,Madrid,120.5\n2023,T2,Madrid,130.5\n2023,T1,Murcia,20.5\n";
    let below = "Region;Periodo;2023;2024\nMadrid;T1;1;2\nMadrid;T2;3;4\n";
    for (text, template) in
        [(across, "{header}"), (down, "{Periodo}"), (parts, "{Ejercicio}-{Periodo}"), (below, "{header}-{Periodo}")]
    {
        let said = refused("t.csv", text);
        assert!(said.contains("T1` is a quarter, or a third of a year"), "{said}");
        for (reading, expected) in [("quarter", "2023-Q1 2023-Q2"), ("third", "2023-01/2023-04 2023-05/2023-08")] {
            let line = format!("period = \"{reading} {template}\"");
            assert!(said.contains(&line), "{said}");
            let periods = of(&decided("t.csv", text, &format!("# {line}"), &line));
            assert!(periods.starts_with(expected), "{periods}");
        }
    }
}

#[test]
fn a_mapping_that_does_not_say_what_t_counts_is_refused() {
    for text in
        ["Region,Periodo,Valor\nMadrid,2023-T1,1\n", "Region,Periodo,Valor\nMadrid,2023-T1,1\nMadrid,2023-T4,1\n"]
    {
        let sandbox = crate::sandbox::Sandbox::new();
        sandbox.write("t.csv", text);
        let mapping = "columns = { metric = \"t\", region = \"{Region}\", period = \"{Periodo}\", value = \"{Valor}\", \
                       unit = \"unspecified\", source = \"t\" }\n";
        sandbox.write("m.toml", mapping);
        let reply = sandbox.run(&["load", "--map", "m.toml", "--create", "all", "t.csv"]);
        assert!(reply.code != 0 && reply.stderr.contains("period = \"quarter {Periodo}\""), "{}", reply.stderr);
    }
}

#[test]
fn months_and_quarters_beside_years_are_read_in_other_languages() {
    for (text, expected) in [
        ("Año,Mes,Región,Turistas\n2023,Enero,Baleares,120345\n2023,Setiembre,Baleares,1000000\n", "2023-01 2023-09"),
        ("Jahr;Monat;Land;Werte\n2023;Januar;Bayern;5500\n2023;März;Bayern;5600\n", "2023-01 2023-03"),
        ("Année;Mois;Région;Chômeurs\n2023;janvier;Corse;5500\n2023;février;Corse;5600\n", "2023-01 2023-02"),
        ("Anno,Mese,Regione,Valore\n2023,gennaio,Lazio,1.5\n2023,agosto,Lazio,2.5\n", "2023-01 2023-08"),
        ("Jaar,Maand,Gemeente,Waarde\n2023,mei,Breda,1.5\n2023,augustus,Breda,2.5\n", "2023-05 2023-08"),
        ("År,Måned,Kommune,Verdi\n2023,mai,Oslo,1.5\n2023,desember,Oslo,2.5\n", "2023-05 2023-12"),
        ("Ano,Trimestre,UF,Desemprego\n2023,1º trimestre,SP,8.5\n2023,2º trimestre,SP,7.8\n", "2023-Q1 2023-Q2"),
        ("Ano,Mês,UF,Desemprego\n2023,1,SP,8.5\n2023,12,SP,7.8\n", "2023-01 2023-12"),
        ("Jahr;KW;Land;Werte\n2023;5;Bayern;1500\n2023;52;Bayern;1300\n", "2023-W05 2023-W52"),
        ("År,Kvartal,Kommune,Verdi\n2023,K1,Oslo,1.5\n2023,K4,Oslo,2.5\n", "2023-Q1 2023-Q4"),
    ] {
        assert_eq!(periods("words.csv", text), expected, "{text}");
    }
}

#[test]
fn a_column_called_by_a_word_for_months_is_no_breakdown_in_silence() {
    let text = "Ano,Mês,UF,Valor\n2023,Primeiro,SP,8.5\n2023,Segundo,SP,7.8\n2023,Primeiro,RJ,11.5\n";
    let said = refused("mes.csv", text);
    assert!(said.contains("`Primeiro` in the column `Mês` is a part of a year, or something else"), "{said}");
    let as_it_stands = decided("mes.csv", text, "Mês={Mês}", "Mês={Mês}");
    assert_eq!(as_it_stands.len(), 3);
    let codes = "[codes.\"Mês\"]\n\"Primeiro\" = \"M01\"\n\"Segundo\" = \"M02\"\n\n[columns]";
    let sandbox = crate::sandbox::Sandbox::new();
    sandbox.write("mes.csv", text);
    let mapping = sandbox.run(&["sniff", "mes.csv"]).stdout.replace("[columns]", codes);
    let mapping = mapping.replace("period = \"{Ano}\"", "period = \"{Ano}-{Mês}\"").replace("Mês={Mês};", "");
    sandbox.write("mapping.toml", &mapping);
    let reply = sandbox.run(&["load", "--map", "mapping.toml", "--create", "all", "mes.csv"]);
    assert_eq!(reply.code, 0, "{mapping}{}", reply.stderr);
    assert_eq!(of(&super::profiles::facts(&sandbox)), "2023-01 2023-02");
    let across = "Region;Monat;2022;2023\nBayern;Erster;1;2\nBayern;Zweiter;3;4\n";
    assert!(refused("across.csv", across).contains("`Erster` in the column `Monat`"));
}

#[test]
fn months_across_are_read_in_other_languages() {
    for (text, expected) in [
        ("Produkt;Jan 2023;Feb 2023;Mrz 2023;Mai 2023\nBrot;3,51;3,55;3,60;3,72\n", "2023-01 2023-02 2023-03 2023-05"),
        ("Regione;gen-23;feb-23;mag-23\nLazio;3,51;3,55;3,72\n", "2023-01 2023-02 2023-05"),
        ("Région;jan 2023;fév 2023;avr 2023\nCorse;6,1;6,2;6,5\n", "2023-01 2023-02 2023-04"),
        ("Produit;janv. 2023;févr. 2023;août 2023\nPain;3,51;3,55;3,71\n", "2023-01 2023-02 2023-08"),
        ("Land;Jahr;Jan;Mär;Okt;Dez\nBayern;2022;1010;1022;1029;1038\n", "2022-01 2022-03 2022-10 2022-12"),
    ] {
        assert_eq!(periods("months.csv", text), expected, "{text}");
    }
}

#[test]
fn numbers_among_columns_of_periods_are_never_left_out_in_silence() {
    let text = "Tuote;tammi 2023;feb 2023;apr 2023;mai 2023\nLeipä;3,51;3,55;3,60;3,72\nMaito;1,10;1,12;1,15;1,21\n";
    assert!(refused("months.csv", text).contains("the column `tammi 2023` holds numbers, and its name is no period"));
    let text = "Tuote;feb 2023;apr 2023;kesä 2023\nLeipä;3,51;3,55;3,60\nMaito;1,10;1,12;1,15\n";
    assert!(refused("months.csv", text).contains("the column `kesä 2023` holds numbers, and its name is no period"));
}

#[test]
fn numbers_that_count_quarters() {
    for head in ["2021. 1/4;2021. 2/4;2021. 3/4;2021. 4/4", "2021 1/4;2021 2/4;2021 3/4;2021 4/4"] {
        let text = format!("지역;{head}\n서울;12.5;12.6;12.7;12.8\n부산;3.5;3.6;3.7;3.8\n");
        assert_eq!(periods("korea.csv", &text), "2021-Q1 2021-Q2 2021-Q3 2021-Q4");
    }
    let days = "지역;2021. 1/4;2021. 1/5\n서울;12.5;12.6\n";
    assert_eq!(periods("days.csv", days), "2021-01-04 2021-01-05");
    let rows = "1/2022,North,100.1\n2/2022,North,100.2\n3/2022,North,100.3\n4/2022,North,100.4\n";
    for name in ["Quarter", "Trimestre", "Kwartaal"] {
        let text = format!("{name},Region,Index\n{rows}");
        assert_eq!(periods("quarters.csv", &text), "2022-Q1 2022-Q2 2022-Q3 2022-Q4");
    }
    for name in ["Month", "Mes"] {
        let text = format!("{name},Region,Index\n{rows}");
        assert_eq!(periods("months.csv", &text), "2022-01 2022-02 2022-03 2022-04");
    }
    let text = format!("Okres,Region,Index\n{rows}");
    let said = refused("open.csv", &text);
    assert!(said.contains("`1/2022` is a quarter, or a month"), "{said}");
    for (reading, last) in [("quarter", "2022-Q4"), ("month", "2022-04")] {
        let line = format!("period = \"{reading} {{Okres}}\"");
        assert!(said.contains(&line), "{said}");
        assert!(of(&decided("open.csv", &text, &format!("# {line}"), &line)).ends_with(last));
    }
    let ends = "Quarter,Region,Index\nMar-22,North,100.1\nJun-22,North,100.2\n";
    let said = refused("ends.csv", ends);
    assert!(said.contains("`Mar-22` may stand for the quarter that it lies in, or for that month alone"), "{said}");
    let line = "period = \"quarter of {Quarter}\"";
    assert_eq!(of(&decided("ends.csv", ends, &format!("# {line}"), line)), "2022-Q1 2022-Q2");
}

#[test]
fn further_spellings_of_years_quarters_and_days() {
    for (text, expected) in [
        ("Регион;2021 г.;2022 г.\nМосква;12655,1;12635,5\n", "2021 2022"),
        ("region;variabel;2023K1;2023K4\nOslo;Folketall;709037;712000\n", "2023-Q1 2023-Q4"),
        ("RegioS;Perioden;Bevolking\nNL01;2021JJ00;17475415\nNL01;2021MM01;1747541\n", "2021 2021-01"),
        ("RegioS;Perioden;Bevolking\nNL01;2021JJ00;17475415\nNL01;2021KW01;1747541\n", "2021 2021-Q1"),
        (
            "Date,Region,Deaths\n06-Jan-23,A,14983\n09-Jan-23,A,17381\n10-Jan-23,A,15804\n",
            "2023-01-06 2023-01-09 2023-01-10",
        ),
        ("지역;2021년;2022년\n서울;12.5;12.6\n", "2021 2022"),
    ] {
        assert_eq!(periods("spellings.csv", text), expected, "{text}");
    }
    assert!(
        refused("kw.csv", "Region;Periode;Wert\nA;2021KW01;17\nA;2021KW02;18\n").contains("is a quarter, or a week")
    );
}

#[test]
fn years_at_the_end_of_names_that_are_alike() {
    let text = "Prefecture,Census 2010,Census 2020\nTokyo,13159388,14047594\nOsaka,8865245,8837685\n";
    assert_eq!(loaded("census.csv", text)[0], "Census,Osaka,,2010,8865245,unspecified,A,");
    let text = "Region,Men 2020,Women 2020,Men 2015,Women 2015\nA,1,2,3,4\n";
    assert_eq!(loaded("sexes.csv", text)[2], "sexes,A,sex=Women,2015,4,unspecified,A,");
    let text = "Product,Sales 2020,Sales 2021\nBread,1.5,2.5\nMilk,3.5,4.5\n";
    assert_eq!(loaded("sales.csv", text)[0], "Sales,,Product=Bread,2020,1.5,unspecified,A,");
    let several = "Region,Births 2020,Deaths 2020,Births 2021,Deaths 2021\nA,1,2,3,4\n";
    assert!(refused("several.csv", several).contains("such as `Births`, may be parts of one metric, or metrics"));
    let metrics = decided("several.csv", several, "metric = \"several\"", "metric = \"{group}\"");
    assert_eq!(metrics[0], "Births,A,group=Births,2020,1,unspecified,A,");
    // The year of a base or of prices is no period, and a column of periods says which one is meant.
    assert!(
        refused("base.csv", "Region,Index base 2015,Index base 2020\nA,100.1,99.5\n")
            .contains("`Index base 2015` is none")
    );
    let down = "Year,Region,Price level 2015,Price level 2020\n2021,A,1,2\n2022,A,3,5\n";
    assert_eq!(periods("down.csv", down), "2021 2022");
    let decades = refused("decades.csv", "Region,1990s,2000s\nNorth,1.2,1.4\nSouth,2.2,2.4\n");
    assert!(decades.contains("none holds periods: `1990s` is none"), "{decades}");
}

#[test]
fn years_of_eras_are_those_of_the_calendar() {
    let facts = loaded("era.csv", "年次,出生数\n平成30年,918400\n令和元年,865239\n令和2年,840835\n");
    let periods: Vec<&str> = facts.iter().filter_map(|fact| fact.split(',').nth(3)).collect();
    assert_eq!(periods, ["2018", "2019", "2020"], "{facts:?}");
    let facts = loaded("across.csv", "地区,民國110年,民國111年\n臺北市,2524,2480\n");
    assert!(facts.iter().any(|fact| fact.contains(",2021,2524,")), "{facts:?}");
    // Japanese financial years begin in April, others do not.
    let said = refused("years.csv", "年度,売上\n令和3年度,120\n令和4年度,130\n");
    assert!(said.contains("`令和3年度` is a year that begins in 2021") && said.contains("year from April"), "{said}");
}
