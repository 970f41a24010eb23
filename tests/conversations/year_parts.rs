//! Tables whose years and parts of years are in different places, numbers beside periods, and codes that look like years.

use super::profiles::{decided, facts, loaded, refused};
use crate::sandbox::Sandbox;

/// The figures that a file has with some changes to the mapping that `sniff` writes.
fn followed(name: &str, text: &str, changes: &[(&str, &str)]) -> Vec<String> {
    let sandbox = Sandbox::new();
    sandbox.write(name, text);
    let mut mapping = sandbox.run(&["sniff", name]).stdout;
    for (from, to) in changes {
        assert!(mapping.contains(from), "{from}: {mapping}");
        mapping = mapping.replacen(from, to, 1);
    }
    sandbox.write("mapping.toml", &mapping);
    let reply = sandbox.run(&["load", "--map", "mapping.toml", "--create", "all", name]);
    assert_eq!(reply.code, 0, "{mapping}{}", reply.stderr);
    facts(&sandbox)
}

/// The periods and the values of some figures.
fn short(facts: &[String]) -> String {
    let of = |fact: &String| fact.split(',').skip(3).take(2).collect::<Vec<_>>().join(" ");
    facts.iter().map(of).collect::<Vec<_>>().join(", ")
}

#[test]
fn months_across_with_unknown_names_are_in_doubt() {
    let text = "Jahr;Jan;Feb;Martius;Apr;Maius;Jun;Jul;Aug;Sep;Oct;Nov;Ultimus\n\
                2021;101,0;101,7;102,2;102,9;103,4;103,8;104,7;104,7;104,7;105,2;105,0;105,5\n\
                2022;106,0;106,9;109,3;110,2;111,2;111,3;111,7;112,1;114,1;115,1;114,6;113,7\n";
    let said = refused("months.csv", text);
    assert!(
        said.contains("the columns `Martius`, `Maius`, `Ultimus` stand where parts of the year would stand"),
        "{said}"
    );
    let codes = "header = { \"Martius\" = \"M03\", \"Maius\" = \"M05\", \"Ultimus\" = \"M12\" }";
    assert!(said.contains(codes) && !said.contains("annual"), "{said}");
    let unpivot = "\"Nov\", \"Martius\", \"Maius\", \"Ultimus\"]";
    assert!(said.contains(unpivot), "{said}");
    let codes = format!("[codes]\n{codes}\n[columns]");
    let facts = followed("months.csv", text, &[("\"Nov\"]\n", &format!("{unpivot}\n")), ("[columns]", &codes)]);
    assert_eq!(facts[2], "months,,,2021-03,102.2,unspecified,A,");
    assert_eq!(facts[11], "months,,,2021-12,105.5,unspecified,A,");
    assert_eq!(facts.len(), 24);
    // The mapping as it stands leaves them out, and never makes a metric of figures.
    let facts = followed("months.csv", text, &[]);
    assert_eq!(facts.len(), 18);
    // The first part of the year, and one between a month and a quarter.
    let said = refused("first.csv", "Land;Jahr;Primus;Feb;Mar;Q1;Quartus;May\nA;2021;11;12;13;36;14;15\n");
    assert!(said.contains("header = { \"Primus\" = \"M01\", \"Quartus\" = \"M04\" }"), "{said}");
    let facts = followed("region.csv", "Land;Jahr;Jan;Feb;Martius;Apr\nA;2022;10;17;22;29\nB;2022;5;7;9;11\n", &[]);
    assert_eq!(facts[0], "region,A,,2022-01,10,unspecified,A,");
    assert_eq!(facts.len(), 6);
}

#[test]
fn a_total_beside_the_parts_of_a_year_is_in_doubt() {
    for name in ["Total", "Year", "Durchschnitt", "Moyenne", "合计", "Whatever"] {
        let text = format!("Year of report,Q1,Q2,Q3,Q4,{name}\n2021,10,11,12,13,46\n2022,14,15,16,17,62\n");
        let said = refused("total.csv", &text);
        assert!(said.contains(&format!("the column \"{name}\" holds figures of whole years")), "{said}");
        let unpivot = format!("unpivot = [\"Q1\", \"Q2\", \"Q3\", \"Q4\", \"{name}\"]");
        let codes = format!("header = {{ \"{name}\" = \"annual\" }}");
        assert!(said.contains(&unpivot) && said.contains(&codes), "{said}");
        let lines = format!("{unpivot}\n[codes]\n{codes}\n");
        let facts = decided("total.csv", &text, "unpivot = [\"Q1\", \"Q2\", \"Q3\", \"Q4\"]\n", &lines);
        assert_eq!(facts[0], "total,,,2021,46,unspecified,A,");
        assert_eq!(facts.len(), 10);
        let left_out = decided("total.csv", &text, "[columns]", "[columns]");
        assert_eq!(left_out[0], "total,,,2021-Q1,10,unspecified,A,");
        assert_eq!(left_out.len(), 8);
    }
    let said = refused("two.csv", "Year,H1,H2,Sum,Mean\n2021,10,12,22,11\n2022,12,14,26,13\n");
    assert!(said.contains("one of the columns \"Sum\", \"Mean\" holds figures of whole years"), "{said}");
    let text = "Year,Q1,Q2,Annual,Average\n2021,10,12,22,11\n2022,12,14,26,13\n";
    let said = refused("annual.csv", text);
    let unpivot = "unpivot = [\"Q1\", \"Q2\", \"Average\"]";
    assert!(said.contains(unpivot), "{said}");
    let lines = format!("{unpivot}\n[codes]\nheader = {{ \"Average\" = \"annual\" }}\n");
    let facts = decided("annual.csv", text, "unpivot = [\"Q1\", \"Q2\", \"Annual\"]\n", &lines);
    assert_eq!(short(&facts[..3]), "2021 11, 2021-Q1 10, 2021-Q2 12");
    // The whole year by its name is a part of itself.
    assert_eq!(loaded("whole.csv", "年份,一季度,二季度,全年\n2021,1.5,2,3.5\n")[0], "whole,,,2021,3.5,unspecified,A,");
    // Codes before the parts are labels, and so are numbers that tell rows apart.
    let facts = loaded("codes.csv", "Region code,Age,Year,Q1,Q2\n11,30,2021,1.5,2\n11,40,2021,3,4\n");
    assert_eq!(facts[0], "codes,11,Age=30,2021-Q1,1.5,unspecified,A,");
}

#[test]
fn parts_of_financial_years_are_one_period_with_them() {
    let text = "Fiscal Year,Quarter,Ministry,Expenditure\n2022/23,Q1,Health,104.5\n2022/23,Q4,Health,109.1\n";
    let said = refused("below.csv", text);
    let line = "period = \"year from April {Fiscal Year} {Quarter}\"";
    assert!(said.contains("`2022/23 Q1` is a part of a financial or school year") && said.contains(line), "{said}");
    let facts = decided("below.csv", text, &format!("# {line}"), line);
    assert_eq!(facts[0], "Expenditure,,Ministry=Health,2022-Q2,104.5,unspecified,A,");
    assert_eq!(facts[1], "Expenditure,,Ministry=Health,2023-Q1,109.1,unspecified,A,");
    let line = "period = \"year from July {Fiscal Year} {Quarter}\"";
    assert_eq!(short(&decided("below.csv", text, &format!("# {line}"), line)), "2022-Q3 104.5, 2023-Q2 109.1");
    let text = "Financial year,Region,Q1,Q2,Total\n2021-22,North,10,11,22\n2022-23,North,14,15,30\n";
    let line = "period = \"year from April {Financial year} {header}\"";
    assert!(refused("across.csv", text).contains(line));
    let unpivot = "unpivot = [\"Q1\", \"Q2\", \"Total\"]\n[codes]\nheader = { \"Total\" = \"annual\" }\n";
    let facts =
        followed("across.csv", text, &[(&format!("# {line}"), line), ("unpivot = [\"Q1\", \"Q2\"]\n", unpivot)]);
    assert_eq!(facts[0], "across,North,,2021-04/2022-03,22,unspecified,A,");
    assert_eq!(facts[1], "across,North,,2021-Q2,10,unspecified,A,");
    let text = "Quarter,2021/22,2022/23\n1,10.5,11\n2,12,13\n";
    let line = "period = \"year from April {header} Q{Quarter}\"";
    let facts = decided("years.csv", text, &format!("# {line}"), line);
    assert_eq!(short(&facts), "2021-Q2 10.5, 2021-Q3 12, 2022-Q2 11, 2022-Q3 13");
    let text = "FY,Month,Value\nFY2022,4,1.5\nFY2022,5,2\n";
    let line = "period = \"year from April {FY} M{Month}\"";
    assert_eq!(short(&decided("month.csv", text, &format!("# {line}"), line)), "2022-04 1.5, 2022-05 2");
    let text = "FY,Quarter,Value\nFY2022,Q1,1.5\nFY2022,Total,2\n";
    let said = refused("whole.csv", text);
    assert!(said.contains("`Total` in the column `Quarter` is the whole year, or something else"), "{said}");
    let line = "period = \"year from April {FY} {Quarter}\"";
    let codes = "[codes.\"Quarter\"]\n\"Total\" = \"annual\"";
    let whole = [
        (format!("# {line}"), line.to_owned()),
        ("# [codes.\"Quarter\"]\n# \"Total\" = \"annual\"".to_owned(), codes.to_owned()),
    ];
    let whole: Vec<(&str, &str)> = whole.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    assert_eq!(short(&followed("whole.csv", text, &whole)), "2022-04/2023-03 2, 2022-Q2 1.5");
}

#[test]
fn numbers_of_weeks_beside_years_are_weeks() {
    for name in ["KW", "Kalenderwoche", "Semaine", "Week number", "ISO week", "周"] {
        let text = format!("Jahr,{name},Land,Deaths\n2023,1,A,3211\n2023,52,A,3100\n");
        assert_eq!(short(&loaded("weeks.csv", &text)), "2023-W01 3211, 2023-W52 3100", "{name}");
    }
    assert_eq!(
        short(&loaded("weeks.csv", "Year,Week,Deaths\n2023,W01,3211\n2023,W02,3100\n")),
        "2023-W01 3211, 2023-W02 3100"
    );
    let text = "Epi year,Epi week,Country,Cases\n2023,1,A,120\n2023,2,A,130\n2023,1,B,90\n";
    let said = refused("epi.csv", text);
    let line = "period = \"{Epi year}-W{Epi week}\"";
    assert!(said.contains("the weeks in the column `Epi week` begin on Monday") && said.contains(line), "{said}");
    assert!(!said.contains("breakdown"), "{said}");
    assert_eq!(short(&decided("epi.csv", text, line, line)), "2023-W01 120, 2023-W02 130, 2023-W01 90");
    // Hours of a week are no weeks.
    let facts = loaded("hours.csv", "Region,Year,Hours per week\nA,2021,38\nA,2022,39\n");
    assert_eq!(facts[0], "Hours per week,A,,2021,38,unspecified,A,");
}

#[test]
fn codes_of_four_digits_are_no_periods() {
    for name in ["ISIC", "HS code", "NAICS", "PLZ", "Gemeinde", "ISIC4", "GSS", "FIPS"] {
        let text = format!("{name},Product,Employment\n2011,x,1700\n2012,y,1800\n2101,z,1900\n");
        let said = refused("codes.csv", &text);
        assert!(
            said.contains(&format!("no column holds periods: the numbers in `{name}` are codes, as its name says")),
            "{said}"
        );
    }
    // Another column may hold the periods.
    let text = "NACE,Year,Turnover\n2011,2021,1.5\n2012,2021,2.5\n";
    assert_eq!(short(&loaded("years.csv", text)), "2021 1.5, 2021 2.5");
    let facts = loaded("month.csv", "NACE,Year,Month,Index\n2011,2021,1,1.5\n2012,2021,1,2.5\n");
    assert_eq!(short(&facts), "2021-01 1.5, 2021-01 2.5");
}

#[test]
fn groups_that_look_like_spans_of_years_are_in_doubt() {
    for (name, like, other) in [
        ("1000-1499;1500-1999;2000-2499", "1500-1999", "1000-1499"),
        ("1500-1999;2000-2499;2500-2999", "1500-1999", "2500-2999"),
    ] {
        let text = format!("Region;{name}\nNorth;100;200;300\nSouth;110;210;310\n");
        let said = refused("bands.csv", &text);
        let what =
            format!("the columns such as `{like}` are spans of years, or groups, such as of sizes, as `{other}` is");
        assert!(said.contains(&what), "{said}");
        let unpivot = "unpivot = '^\\d+ *[-–—] *\\d+$'\n";
        assert!(said.contains(unpivot.trim_end()), "{said}");
        let spans = "unpivot = [\"1500-1999\", \"2000-2499\"]\n";
        let groups = "\nperiod = \"2024\"\nbreakdown = \"group={header}\"";
        let facts = followed("bands.csv", &text, &[(spans, unpivot), ("\nperiod = \"{header}\"", groups)]);
        assert_eq!(facts[0], format!("bands,North,group={},2024,100,unspecified,A,", &name[..9]));
        assert_eq!(facts.len(), 6);
        assert_eq!(followed("bands.csv", &text, &[]).len(), 4);
    }
    assert_eq!(loaded("spans.csv", "Region,1990-1994,1995-1999\nA,1.5,2\n").len(), 2);
}

#[test]
fn numbers_beside_periods_across_are_in_doubt() {
    for (header, names) in [
        ("Region,2020,2021,Total", "column `Total` holds"),
        ("Region,2020,2021,Share", "column `Share` holds"),
        ("Region,Area (km2),2020,2021", "column `Area (km2)` holds"),
        ("COICOP,Weight,2020-01,2020-02", "column `Weight` holds"),
        ("Indicator,Rank,2020,2021", "column `Rank` holds"),
    ] {
        let text = format!("{header}\nA,1200,13,33\nB,900,20,63\n");
        let said = refused("beside.csv", &text);
        assert!(said.contains(&format!("the {names} numbers, and its name is no period")), "{said}");
        assert_eq!(followed("beside.csv", &text, &[]).len(), 4);
    }
    let text = "Indicator,Baseline,2020,2021,Target\nPoverty rate,12,11,10,5\nLiteracy,78,80,81,95\n";
    let said = refused("two.csv", text);
    let pairs = "Baseline={Baseline};Target={Target}";
    assert!(said.contains("the columns `Baseline`, `Target` hold numbers") && said.contains(pairs), "{said}");
    let facts = decided("two.csv", text, "file={table}", &format!("file={{table}};{pairs}"));
    assert_eq!(facts[0], "Literacy,,Baseline=78;Target=95;file=two,2020,80,unspecified,A,");
    let period = "unpivot = '^\\d{4}$|^Baseline$'";
    assert!(said.contains(period), "{said}");
    let changes =
        [("unpivot = '^\\d{4}$'", period), ("[columns]", "[codes]\nheader = { \"Baseline\" = \"2022\" }\n[columns]")];
    assert_eq!(followed("two.csv", text, &changes)[2], "Literacy,,file=two,2022,78,unspecified,A,");
    // Names that are divided into periods and marks must be periods.
    let said = refused("marks.csv", "Region,2021,2022p,Total\nA,1,2,33\nB,4,5,19\n");
    assert!(said.contains("`Total={Total}` in the breakdown") && !said.contains("[codes] header"), "{said}");
    // Numbers with decimals break nothing down: they are not read, and named.
    let sandbox = Sandbox::new();
    sandbox.write("rate.csv", "Region,2020,2021,Rate\nA,1,2,3.5\nB,4,5,6.5\n");
    let reply = sandbox.run(&["load", "--create", "all", "rate.csv"]);
    assert!(reply.code == 0 && reply.stderr.contains("is not read: Rate"), "{}", reply.stderr);
    // Codes are labels, and so are numbers that tell rows apart.
    for (text, breakdown) in [
        ("Region,Item code,2020,2021\nA,12,1.5,2\nB,14,3,4\n", "Item code=12"),
        ("Region,Age,2020,2021\nA,30,1.5,2\nA,40,3,4\n", "Age=30"),
    ] {
        assert_eq!(loaded("labels.csv", text)[0], format!("labels,A,{breakdown},2020,1.5,unspecified,A,"));
    }
}
