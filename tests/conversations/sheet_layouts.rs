//! Files as spreadsheets save them: merged titles and headings, headers of several rows or lines, lines of prose below a table.

use rust_xlsxwriter::{Format, Workbook, Worksheet};

use super::profiles::{decided, facts, loaded, refused};
use crate::sandbox::Sandbox;

/// A sheet with these rows of cells, divided by commas; a number is one.
fn written(rows: &str) -> Worksheet {
    let mut sheet = Worksheet::new();
    for (row, line) in (0..).zip(rows.lines()) {
        for (column, cell) in (0..).zip(line.split(',')).filter(|(_, cell)| !cell.is_empty()) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number),
                Err(_) => sheet.write_string(row, column, cell.replace('/', "\n")),
            }
            .expect("a cell");
        }
    }
    sheet
}

/// A sandbox with a workbook of one sheet: these rows, of which these ranges are merged.
fn merged(rows: &str, ranges: &[[u32; 4]]) -> Sandbox {
    let mut sheet = written(rows);
    for [row, column, last_row, last_column] in ranges {
        let cell = rows.lines().nth(*row as usize).and_then(|line| line.split(',').nth(*column as usize));
        let (column, last_column, cell) = (*column as u16, *last_column as u16, cell.expect("a cell"));
        sheet.merge_range(*row, column, *last_row, last_column, cell, &Format::new()).expect("a range");
        if let Ok(number) = cell.parse::<f64>() {
            sheet.write_number(*row, column, number).expect("a number");
        }
    }
    sandbox(sheet)
}

fn sandbox(sheet: Worksheet) -> Sandbox {
    let mut book = Workbook::new();
    book.push_worksheet(sheet);
    let sandbox = Sandbox::new();
    sandbox.write("data.xlsx", book.save_to_buffer().expect("a workbook"));
    sandbox
}

/// What a load of the workbook says, and its figures, which the mapping that `sniff` writes reads alike.
fn read(sandbox: &Sandbox) -> (String, Vec<String>) {
    let reply = sandbox.run(&["load", "--create", "all", "data.xlsx"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    let sniffed = sandbox.run(&["sniff", "data.xlsx", "--output", "mapping.toml"]);
    assert_eq!(sniffed.code, 0, "{}", sniffed.stderr);
    let load = ["load", "--map", "mapping.toml", "--create", "all", "--db", "other.db", "data.xlsx"];
    let other = sandbox.run(&load);
    assert_eq!(other.code, 0, "{}", other.stderr);
    (reply.stderr, facts(sandbox))
}

#[test]
fn a_quoted_line_below_a_table_is_prose() {
    let table = "Region,2020,2021\nNorth,1.5,2.5\nSouth,3.5,4.5\n";
    for line in [
        "\"Fonte: IBGE\"",
        "\"Källa: SCB\"",
        "\"資料：総務省\"",
        "\"Last updated: 2023-01-01\"",
        "\"© OECD 2023\"",
        "\"-- End of table --\"",
        "\"p = provisional\"",
        "\"World Bank, World Development Indicators\"",
        "\"Source: Customs, 2023\"",
        "\"Note: the figures of the North\nare provisional\"",
        "\"Source: Customs\"\n\"Note: a, b, c, d\"",
        "Source: Customs, Excise",
        "Note: Figures for 2020, 2021 are provisional",
    ] {
        assert_eq!(loaded("data.csv", &format!("{table}{line}\n")).len(), 4, "{line}");
    }
    let sandbox = Sandbox::new();
    sandbox.write("data.csv", format!("{table}\"Source: Customs\"\n"));
    let said = sandbox.run(&["load", "--create", "all", "data.csv"]).stderr;
    assert!(said.contains("1 line below the table is not read as figures, on line 4: \"Source: Customs\""), "{said}");
    // Those below a table of which something is decided.
    let text = "Region,2020,2021\nNorth,1.5,0.0\nSouth,-,4.5\nWest,*,5.5\n- nil\n* less than half the unit\n";
    let way = "[codes.value]\n\"*\" = \"\"\n\"-\" = \"\"\n";
    let comment: String = way.lines().map(|line| format!("# {line}\n")).collect();
    assert_eq!(decided("data.csv", text, &comment, way).len(), 6);
    let text = "\"Tabela 6579\"\n\"Unidade da Federação\";\"Ano\";\n;\"2020\";\"2021\"\n\"Rondônia\";1796460;1815278\n\"Acre\";894470;906876\n\"Fonte: IBGE - Estimativas\"\n";
    assert_eq!(decided("data.csv", text, "[columns]", "[columns]").len(), 4);
    // What may be a row, or a part of one, is none.
    for line in
        ["\"12.5\"", "\"1,234,500\"", "\"East,5.5,6.5\"", "\"East 5.5\"", "\"Total\"", "\"Source: 5,5\"", "East: 1,5"]
    {
        let said = refused("data.csv", &format!("{table}{line}\n"));
        assert!(said.contains("[row-length]"), "{line}: {said}");
    }
    assert!(refused("data.csv", &format!("{table}\"Source: Customs\nEast,5.5,6.5\n")).contains("[unclosed-quote]"));
}

#[test]
fn a_line_end_in_the_name_of_a_column_is_a_space() {
    let text = "\"Region\",\"GDP\n(million EUR)\",\"Population\r\n (thousand)\",\"Year\"\nNorth,100.5,1100,2020\nSouth,200.1,2100,2020\n";
    let facts = loaded("data.csv", text);
    assert_eq!(facts[0], "GDP,North,,2020,100.5,million EUR,A,");
    assert_eq!(facts[2], "Population,North,,2020,1100,thousand,A,");
    // Most lines of this file with a delimiter start or end within quotes.
    let facts = loaded("data.csv", "\"Indicator\n(name)\",\"2020\",\"2021\"\n\"GDP\",100.5,110.5\n\"Jobs\",50,51\n");
    assert_eq!(facts[0], "GDP,,file=data,2020,100.5,unspecified,A,");
    let (_, facts) = read(&sandbox(written("Year,GDP/(million EUR)\n2020,100.5\n2021,110.5")));
    assert_eq!(facts[0], "GDP,,,2020,100.5,million EUR,A,");
}

#[test]
fn a_text_merged_over_the_columns_is_a_title_a_heading_or_a_remark() {
    let rows = "Exports by region\nRegion,2020,2021\nNorth,5,6\nSouth,7,8\nSource: customs";
    let (said, facts) = read(&merged(rows, &[[0, 0, 0, 2], [4, 0, 4, 2]]));
    assert_eq!(facts[0], "exports-by-region,North,,2020,5,unspecified,A,");
    assert!(said.contains("1 line above the header is not read as figures, on line 1: Exports by region\n"), "{said}");
    assert!(said.contains("1 line below the table is not read as figures, on line 5: Source: customs\n"), "{said}");
    // Over two rows, and a unit below it.
    let rows = "Exports by region\n\nmillion USD\nRegion,2020,2021\nNorth,5,6\nSouth,7,8";
    let (_, facts) = read(&merged(rows, &[[0, 0, 1, 2], [2, 0, 2, 2]]));
    assert_eq!(facts[0], "exports-by-region,North,,2020,5000000,USD,A,");
    let rows = "Item,2020,2021\nAgriculture\nCrops,5,6\nIndustry\nMining,7,8";
    let (said, facts) = read(&merged(rows, &[[1, 0, 1, 2], [3, 0, 3, 2]]));
    assert_eq!(facts[0], "Crops,,file=data,2020,5,unspecified,A,");
    assert!(said.contains("2 rows without a figure are skipped, the first on line 2: Agriculture,,"), "{said}");
    // A cell that is merged with others beside a row of its own still holds for each of them.
    let rows = "Table 1. Population by sex\nRegion,2020,,2021\n,Male,Female,Male,Female\nNorth,1,2,3,4\nSouth,5,6,7,8";
    let (_, facts) = read(&merged(rows, &[[0, 0, 0, 4], [1, 0, 2, 0], [1, 1, 1, 2], [1, 3, 1, 4]]));
    assert_eq!(facts[1], "population-by-sex,North,sex=Female,2021,4,unspecified,A,");
}

#[test]
fn groups_of_columns_may_be_named_once_or_above_each_column() {
    for header in [
        "Region,Male,Male,Female,Female\n,2020,2021,2020,2021",
        "Region,Male,Male,Female,Female\nRegion,2020,2021,2020,2021",
    ] {
        let facts = loaded("data.csv", &format!("{header}\nNorth,1,2,3,4\nSouth,5,6,7,8\n"));
        assert_eq!(facts[0], "data,North,sex=Female,2020,3,unspecified,A,", "{header}");
    }
    let text = "행정구역별,2021,2021,2022,2022\n행정구역별,총인구,남자,총인구,남자\n전국,51738071,25850044,51692272,25835039\n서울,9472127,4589875,9428372,4567000\n";
    assert!(refused("data.csv", text).contains("the columns of each period, such as `총인구`, may be parts"));
    let facts =
        decided("data.csv", text, "breakdown = \"file={table};group={group}\"", "breakdown = \"group={group}\"");
    assert_eq!(facts[0], "서울,,group=남자,2021,4589875,unspecified,A,");
    let rows = "Region,Male,,Female\n,2020,2021,2020,2021\nNorth,1,2,3,4\nSouth,5,6,7,8";
    let (_, facts) = read(&merged(rows, &[[0, 0, 1, 0], [0, 1, 0, 2], [0, 3, 0, 4]]));
    assert_eq!(facts[0], "data,North,sex=Female,2020,3,unspecified,A,");
    // A word for periods above all of them, and a unit.
    let rows = "Region,Year\n,2020,2021\nNorth,5,6\nSouth,7,8";
    let (said, facts) = read(&merged(rows, &[[0, 0, 1, 0], [0, 1, 0, 2]]));
    assert_eq!(facts[0], "data,North,,2020,5,unspecified,A,");
    assert!(said.contains("1 line above the header is not read as figures, on line 1: Region,Year\n"), "{said}");
    let (_, facts) = read(&merged(&rows.replace("Region,Year\n", ",Percent\nRegion"), &[[0, 1, 0, 2]]));
    assert_eq!(facts[0], "data,North,,2020,5,Percent,A,");
}

#[test]
fn groups_of_metrics_and_groups_of_groups_are_parts_of_names() {
    for header in [
        "Year,Exports,,Imports,\n,Goods,Services,Goods,Services",
        "Year,Exports,Exports,Imports,Imports\nYear,Goods,Services,Goods,Services",
    ] {
        let facts = loaded("data.csv", &format!("{header}\n2020,1,2,3,4\n2021,5,6,7,8\n"));
        assert_eq!(facts[2], "Exports Services,,,2020,2,unspecified,A,", "{header}");
    }
    // Names and their units, below labels that are merged.
    let rows = "Region,Year,GDP,Jobs\n,,(million USD),(thousand)\nNorth,2020,5,6\nSouth,2020,7,8";
    let (_, facts) = read(&merged(rows, &[[0, 0, 1, 0], [0, 1, 1, 1]]));
    assert_eq!(facts[0], "GDP,North,,2020,5,million USD,A,");
    let text = "Year,GDP,,Population,\n,Current prices,Constant prices,Total,Urban\n,USD million,USD million,thousand,thousand\n2020,100.5,98.1,5000,2000\n2021,110.5,99.1,5050,2050\n";
    assert_eq!(loaded("data.csv", text)[0], "GDP Constant prices,,,2020,98.1,USD million,A,");
    let text = ",Exports,,,,Imports,,,\n,Goods,,Services,,Goods,,Services,\nCountry,2020,2021,2020,2021,2020,2021,2020,2021\nPeru,1,2,3,4,5,6,7,8\nChile,9,10,11,12,13,14,15,16\n";
    assert!(refused("data.csv", text).contains("such as `Exports Goods`, may be parts of one metric, or metrics"));
    let facts = decided("data.csv", text, "[columns]", "[columns]");
    assert_eq!(facts[0], "data,Chile,group=Exports Goods,2020,9,unspecified,A,");
}

/// A workbook whose figures have this number format, the second row of them that of a text.
fn formatted(code: &str, figures: [f64; 4]) -> Sandbox {
    let mut sheet = written("Region,2020,2021\nNorth\nSouth");
    let format = Format::new().set_num_format(code);
    for (place, figure) in (0..).zip(figures) {
        let (row, column) = (1 + u32::from(place / 2), 1 + place % 2);
        sheet.write_number_with_format(row, column, figure, &format).expect("a number");
    }
    sandbox(sheet)
}

#[test]
fn what_a_number_format_shows_in_place_of_a_number_is_read() {
    let facts = |sandbox: &Sandbox| read(sandbox).1.join("\n");
    let sandbox = formatted("[<5]\"<5\";0.0", [5.0, 6.5, 7.25, 3.0]);
    assert!(facts(&sandbox).ends_with(",South,,2021,5,unspecified,A,"), "{}", facts(&sandbox));
    let reply = sandbox.run(&["query", "SELECT comparator FROM fact ORDER BY region, period", "--format", "csv"]);
    assert_eq!(reply.stdout, "comparator\n=\n=\n=\n<\n", "{}", reply.stderr);
    let sandbox = formatted("\"> \"0", [5.0, 6.0, 7.0, 3.0]);
    assert!(facts(&sandbox).contains(",South,,2021,3,"));
    assert!(
        sandbox.run(&["query", "SELECT comparator FROM fact", "--format", "csv"]).stdout.ends_with("\n>\n>\n>\n>\n")
    );
    // Zero is shown as a dash, or not at all.
    for code in ["#,##0;-#,##0;\"-\"", "0;-0;"] {
        let facts = facts(&formatted(code, [5.0, -6.5, 7.25, 0.0]));
        assert!(facts.contains(",North,,2021,-6.5,") && facts.ends_with(",South,,2021,0,unspecified,A,"), "{facts}");
    }
    let sandbox = formatted("0;;", [5.0, -6.5, 7.25, 3.0]);
    let (said, facts) = read(&sandbox);
    assert_eq!(facts.len(), 3);
    assert!(said.contains("1 number that the format of its cell hides is not read, on line 2: C2"), "{said}");
    // The power of ten and the unit that it shows are those of the figure.
    let (_, facts) = read(&formatted("0.0\" Mio. €\"", [5.0, 6.5, 7.25, 3.0]));
    assert_eq!(facts[1], "data,North,,2021,6500000,EUR,A,");
    let asked = |code: &str| {
        let sandbox = formatted(code, [5.0, 6.5, 7.25, 3.0]);
        let reply = sandbox.run(&["load", "--create", "all", "data.xlsx"]);
        assert!(reply.code != 0 && !sandbox.path("yearbook.db").exists(), "{code}: {}", reply.stderr);
        reply.stderr
    };
    for (code, expected) in [
        ("(0.0)", "`(5)` is negative to accountants, and marked as an estimate"),
        ("\"c\"", "`c` is no number, and nothing in the file says why"),
        (";;;", "no row below the header on line 1 holds a figure: the first is `North"),
        ("[h]:mm", "holds a figure: the first is `North,120:00,156:00`"),
        ("#,##0\" тыс.\"", "holds a figure: the first is `North,5 тыс.,6.5 тыс.`"),
        ("0.0\"p\"", "what the mark of `5p` means"),
        ("0.0\"*\"", "what the mark of `5*` means"),
        ("0.0\" bn\"", "what the mark of `5 bn` means"),
    ] {
        assert!(asked(code).contains(expected), "{code}: {}", asked(code));
    }
    // What the message about a mark says.
    let sandbox = formatted("0.0\"p\"", [5.0, 6.5, 7.25, 3.0]);
    let mapping = sandbox.run(&["sniff", "data.xlsx"]).stdout;
    sandbox.write("mapping.toml", format!("flags = {{ p = \"P\" }}\n{mapping}"));
    let reply = sandbox.run(&["load", "--map", "mapping.toml", "--create", "all", "data.xlsx"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    assert!(super::profiles::facts(&sandbox)[0].ends_with(",North,,2020,5,unspecified,P,"));
}

#[test]
fn what_a_reader_of_a_sheet_does_not_see_is_named() {
    use rust_xlsxwriter::Note;
    let mut sheet = written("Region,2019,2020,2021\nNorth,1,2,3\nOld North,5,6,7\nEast,1,2,3\nSouth,3,4,5");
    sheet.set_row_hidden(2).expect("a row");
    sheet.set_row_hidden(9).expect("a row");
    sheet.set_column_hidden(1).expect("a column");
    sheet.insert_note(4, 3, &Note::new("Break in series")).expect("a note");
    sheet.merge_range(3, 2, 4, 2, "", &Format::new()).expect("a range");
    sheet.write_number(3, 2, 2).expect("a number");
    let sandbox = sandbox(sheet);
    let (said, facts) = read(&sandbox);
    assert_eq!(facts.len(), 11);
    let sniffed = sandbox.run(&["sniff", "data.xlsx"]).stdout;
    let checked = sandbox.run(&["check", "--create", "all", "data.xlsx"]).stderr;
    for sentence in [
        "1 row that the sheet hides is read like the others, on line 3: A3: Old North",
        "1 column that the sheet hides is read like the others, on line 1: B1: 2019",
        "1 comment on a cell is not read, on line 5: D5: ",
        "1 cell merged with one that holds a number is read as empty, on line 4: C4: 2",
    ] {
        for said in [&said, &sniffed, &checked] {
            assert!(said.contains(sentence), "{sentence}: {said}");
        }
    }
    assert!(said.contains("Break in series"), "{said}");
    // A row outside the table is not read.
    assert!(!said.contains("2 rows"), "{said}");
}

#[test]
fn the_lines_above_another_header_end_the_table() {
    let table = "Region,2020,2021\nNorth,1.5,2.5\nSouth,3.5,4.5\n";
    let second = |decision: &str, text: &str| {
        let sandbox = Sandbox::new();
        sandbox.write("data.csv", text);
        let mapping = sandbox.run(&["sniff", "data.csv"]).stdout;
        let (first, rest) =
            mapping.split_once("\n# or this mapping in place of all of the above").expect("two mappings");
        let rest = rest.split_once('\n').expect("a mapping").1.replace("\n# ", "\n").replace("\n#\n", "\n\n");
        assert!(first.contains(&format!("# {decision}")), "{mapping}");
        let first = first.replacen(&format!("# {decision}"), decision, 1);
        let both = [first, rest.trim_start_matches("# ").to_owned()];
        both.map(|mapping| {
            let sandbox = Sandbox::new();
            sandbox.write("data.csv", text);
            sandbox.write("m.toml", &mapping);
            let reply = sandbox.run(&["load", "--map", "m.toml", "--create", "all", "data.csv"]);
            assert_eq!(reply.code, 0, "{mapping}{}", reply.stderr);
            facts(&sandbox)
        })
    };
    // A line of prose between the tables is no row.
    let text = format!("{table}Source: Customs\n\nRegion,2022,2023\nNorth,5.5,6.5\nSouth,7.5,8.5\n");
    let said = refused("data.csv", &text);
    assert!(said.contains("decide in it: end = \"^Source: Customs\", with the other mapping"), "{said}");
    let [first, second_table] = second("end = \"^Source: Customs\"", &text);
    assert_eq!((first.len(), second_table.len()), (4, 4));
    assert!(second_table[0].contains(",North,,2022,5.5,"), "{second_table:?}");
    // A title above a header that is the same names another table.
    let title = |number: u32, name: &str| format!("Table {number}. {name},,\n");
    let text = title(1, "Population") + table + ",,\n" + &title(2, "Households") + &table.replace(".5", ".7");
    let said = refused("data.csv", &text);
    assert!(said.contains("with the other mapping that `sniff` writes, for the table below"), "{said}");
    let [first, second_table] = second("end = '^Table 2\\. Households,,'", &text);
    assert_eq!(first[0], "population,North,,2020,1.5,unspecified,A,");
    assert_eq!(second_table[0], "households,North,,2020,1.7,unspecified,A,");
}
