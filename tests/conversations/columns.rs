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
