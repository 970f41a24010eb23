//! Workbooks: what a sheet shows beside a number or a name, by text above the line and by number formats.

use super::mapped_workbooks::{open_document, rows, workbook};
use crate::sandbox::{Sandbox, project};

const FACTS: &str = "SELECT region, period, value, unit, status, reported FROM fact ORDER BY 1, 2";

/// A sandbox with a workbook of one sheet: these rows, and the number formats of its styles from one on.
fn sheet(rows: &str, formats: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("data.xlsx", workbook(&[("S", "visible", rows)], formats));
    sandbox
}

/// What is said of a workbook that loads, and its figures, which are the same by the mapping that `sniff` writes.
fn loaded(rows: &str, formats: &[&str]) -> (String, String) {
    let (said, facts) = decided(rows, formats, |mapping| mapping);
    let sandbox = sheet(rows, formats);
    let reply = sandbox.run(&["load", "--create", "all", "data.xlsx"]);
    assert_eq!((reply.code, facts), (0, figures(&sandbox)), "{said}{}", reply.stderr);
    (reply.stderr, figures(&sandbox))
}

/// The same with a change to the mapping that `sniff` writes.
fn decided(rows: &str, formats: &[&str], change: impl Fn(String) -> String) -> (String, String) {
    let sandbox = sheet(rows, formats);
    sandbox.write("mapping.toml", change(sandbox.run(&["sniff", "data.xlsx"]).stdout));
    let reply = sandbox.run(&["load", "--map", "mapping.toml", "--create", "all", "data.xlsx"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    (reply.stderr, figures(&sandbox))
}

fn figures(sandbox: &Sandbox) -> String {
    let all = sandbox.run(&["query", FACTS, "--format", "csv"]).stdout;
    all.lines().skip(1).map(|line| format!("{line}\n")).collect()
}

/// What a load says of a workbook of which something must be decided.
fn refused(rows: &str, formats: &[&str]) -> String {
    let sandbox = sheet(rows, formats);
    let reply = sandbox.run(&["load", "--create", "all", "data.xlsx"]);
    assert!(reply.code == 1 && !sandbox.path("yearbook.db").exists(), "{}", reply.stderr);
    reply.stderr
}

/// The XML of rows; `^` divides a text and what is above the line behind it.
fn rich(text: &str) -> String {
    text.lines().fold(String::new(), |all, line| {
        let cell = |cell: &str| match cell.split_once('^') {
            None => rows(cell).replace("<row>", "").replace("</row>", ""),
            Some((text, above)) => format!(
                r#"<c t="inlineStr"><is><r><t>{text}</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>{above}</t></r></is></c>"#
            ),
        };
        format!("{all}<row>{}</row>", line.split(',').map(cell).collect::<String>())
    })
}

#[test]
fn a_footnote_above_the_line_is_no_digit_of_a_number() {
    let table = "Country,2020,2021\nAustria,125^1,126\nBelgium,225,226^2";
    let asked = refused(&rich(table), &[]);
    assert!(asked.contains("what the mark of `125¹` means") && asked.contains(r#""¹" = "P""#), "{asked}");
    // The lines below say what the marks mean, above the line or on it.
    for notes in ["1 Provisional.\n2 Break in series.", "^1) Provisional.\n^2) Break in series."] {
        let notes = match notes.strip_prefix('^') {
            None => rich(notes),
            Some(_) => ["1)^Provisional.", "2)^Break in series."]
                .map(|note| {
                    let (mark, text) = note.split_once('^').expect("two parts");
                    format!(r#"<row><c t="inlineStr"><is><r><rPr><vertAlign val="superscript"/></rPr><t>{mark}</t></r><r><t xml:space="preserve"> {text}</t></r></is></c></row>"#)
                })
                .concat(),
        };
        let (_, facts) = loaded(&(rich(table) + &notes), &[]);
        let expected = "Austria,2020,125,unspecified,P,\nAustria,2021,126,unspecified,A,\n\
                        Belgium,2020,225,unspecified,A,\nBelgium,2021,226,unspecified,B,\n";
        assert_eq!(facts, expected);
    }
    // Several of them are one mark.
    let table = rich("Country,2020,2021\nAustria,125^1;2,126\nBelgium,225,226").replace("1;2", "1,2");
    let flags = r#"flags = { "¹,²" = "P" }"#;
    assert!(refused(&table, &[]).contains(flags));
    let (_, facts) = decided(&table, &[], |mapping| format!("{flags}\n{mapping}"));
    assert!(facts.starts_with("Austria,2020,125,unspecified,P,"), "{facts}");
    let (_, facts) = loaded(&rich("Country,2020,2021\nAustria,125^p,126\nBelgium,225,226\np = provisional"), &[]);
    assert!(facts.contains("Austria,2020,125,unspecified,P,"), "{facts}");
}

#[test]
fn a_footnote_above_the_line_is_no_part_of_a_name() {
    let (said, facts) = loaded(&rich("Country,2020,2021\nAustria^2,125,126\nBelgium^a),225,226"), &[]);
    assert!(facts.starts_with("Austria,2020,125,") && facts.contains("\nBelgium,2020,225,"), "{facts}");
    let expected =
        "2 cells that the sheet shows with a footnote or a unit are read without it, the first on line 2: Austria";
    assert!(said.contains(expected), "{said}");
    let asked = refused(&rich("Country,2020,2021^1\nAustria,125,126\nBelgium,225,226"), &[]);
    assert!(asked.contains("what `¹` means in the name of the column `2021¹`"), "{asked}");
    let (_, facts) = loaded(
        &rich("Country,2020,2021^1,2022^1;2\nAustria,125,126,1\n1 Provisional\n1,2 Estimates").replace("1;2", "1,2"),
        &[],
    );
    assert!(facts.contains("Austria,2021,126,unspecified,P,"), "{facts}");
}

#[test]
fn marks_and_units_of_number_formats_are_read_as_in_cells() {
    let flags = ["#,##0&quot;p&quot;", "0.0&quot; (e)&quot;"];
    let table = "Country,2021,2022\nAustria,125,1:126\nBelgium,225,2:226.1";
    assert!(refused(&rows(table), &flags).contains("what the mark of `126p` means"));
    let (_, facts) = loaded(&rows(&format!("{table}\np = provisional; (e) = estimated")), &flags);
    assert!(facts.contains("Austria,2022,126,unspecified,P,\n") && facts.contains("226.1,unspecified,E,"), "{facts}");
    let table = rows("Item,2021,2022\nExports,1:12.5,2:12.6\nImports,1:22.5,2:22.6");
    let asked = refused(&table, &["[$$-409]#,##0.00", "[$€-407] #,##0.00"]);
    assert!(asked.contains("`$` is the sign of several currencies"), "{asked}");
    for (format, unit) in
        [("[$US$-409]#,##0.00", "USD"), ("#,##0.00\\ [$€-407]", "EUR"), ("0.0&quot;%&quot;", "percent")]
    {
        let (_, facts) = loaded(&table, &[format, format]);
        assert!(facts.contains(&format!("2021,12.5,{unit},A,")), "{facts}");
    }
    // A word that is no unit of ours is named.
    let (said, facts) = loaded(&table, &["0.0&quot; CHF&quot;", "0.0"]);
    assert!(facts.contains("2021,12.5,unspecified,A,"), "{facts}");
    assert!(said.contains("2 cells that the sheet shows with a footnote or a unit"), "{said}");
}

#[test]
fn a_number_shown_in_thousands_is_the_same_number() {
    let thousands = ["#,##0,"];
    let table = "Country,2021,2022\nAustria,1:8925400,1:8978900";
    let expected = "Austria,2021,8925400,unspecified,A,8925.4 thousand\n";
    for line in ["", "(in thousands)\n"] {
        assert!(
            loaded(&rows(&format!("{line}{table}\nBelgium,1:1,1:2")), &thousands).1.starts_with(expected),
            "{line}"
        );
    }
    // The line says another power of ten than the format.
    let table = rows(&format!("(in millions)\n{table}\nBelgium,1:1,1:2"));
    let asked = refused(&table, &thousands);
    let [line, cell] = [r#"flags = { thousand = "A" }"#, r#"scale = "0""#];
    assert!(asked.contains("`8925.4 thousand`") && asked.contains(line) && asked.contains(cell), "{asked}");
    let (_, facts) = decided(&table, &thousands, |mapping| format!("{line}\n{mapping}"));
    assert!(facts.starts_with("Austria,2021,8925400000,"), "{facts}");
    let (_, facts) = decided(&table, &thousands, |mapping| mapping.replace(r#"scale = "{scale}""#, cell));
    assert!(facts.starts_with("Austria,2021,8925400,"), "{facts}");
    // And so does the unit of a metric.
    let table = rows("Country,Year,GDP (thousand EUR)\nAustria,2021,1:8925400\nBelgium,2021,1:1");
    let asked = refused(&table, &thousands);
    assert!(asked.contains("its unit `thousand EUR` does so, too") && asked.contains(line), "{asked}");
    let (_, facts) = decided(&table, &thousands, |mapping| format!("{line}\n{mapping}"));
    assert!(facts.starts_with("Austria,2021,8925.4,thousand EUR,A,"), "{facts}");
    let (_, facts) = decided(&table, &thousands, |mapping| mapping);
    assert!(facts.starts_with("Austria,2021,8925400,thousand EUR,A,"), "{facts}");
}

/// The fonts of an older workbook and the spans of an OpenDocument spreadsheet are above the line, too.
#[test]
fn footnotes_above_the_line_are_marks_in_workbooks_of_other_formats() {
    let style = |kind: &str, name: &str, more: &str, inner: &str| {
        format!(r#"<style:style style:family="{kind}" style:name="{name}" {more}>{inner}</style:style>"#)
    };
    let styles = r#"<number:currency-style style:name="N1"><number:number number:decimal-places="1" number:grouping="true"/><number:text> </number:text><number:currency-symbol>€</number:currency-symbol></number:currency-style>
        <number:number-style style:name="N2"><number:number number:grouping="true" number:display-factor="1000"/></number:number-style>"#
        .to_owned()
        + &style("table-cell", "c1", r#"style:data-style-name="N1""#, "")
        + &style("table-cell", "c2", r#"style:data-style-name="N2""#, "")
        + &style("text", "T1", "", r#"<style:text-properties style:text-position="super 58%"/>"#);
    let text = |text: &str, above: &str| {
        let above = if above.is_empty() {
            String::new()
        } else {
            format!(r#"<text:span text:style-name="T1">{above}</text:span>"#)
        };
        format!(r#"<table:table-cell office:value-type="string"><text:p>{text}{above}</text:p></table:table-cell>"#)
    };
    let number = |style: &str, number: &str| {
        format!(r#"<table:table-cell table:style-name="{style}" office:value-type="float" office:value="{number}"/>"#)
    };
    let header = ["Country", "2020", "2021"].map(|name| text(name, "")).concat();
    let written = |rows: &[String]| {
        let rows: String = rows.iter().map(|row| format!("<table:table-row>{row}</table:table-row>")).collect();
        let sandbox = Sandbox::new();
        sandbox.write("data.ods", open_document(&styles, &rows));
        sandbox
    };
    let rows = [
        header.clone(),
        text("Austria", "2") + &text("125", "1") + &text("126", ""),
        text("Belgium", "") + &text("225", "") + &text("226", ""),
        text("", "1").replace("</text:p>", " Provisional.</text:p>"),
    ];
    let xls = Sandbox::new();
    xls.write("data.xls", std::fs::read(project().join("tests/data/workbooks/footnotes.xls")).expect("a workbook"));
    for (sandbox, name) in [(written(&rows), "data.ods"), (xls, "data.xls")] {
        let reply = sandbox.run(&["load", "--create", "all", name]);
        assert_eq!(reply.code, 0, "{name}: {}", reply.stderr);
        let expected = "Austria,2020,125,unspecified,P,\nAustria,2021,126,unspecified,A,\n\
                        Belgium,2020,225,unspecified,A,\nBelgium,2021,226,unspecified,A,\n";
        assert_eq!(figures(&sandbox), expected, "{name}");
        assert!(reply.stderr.contains("1 cell that the sheet shows with a footnote"), "{name}: {}", reply.stderr);
    }
    for (style, stored, expected) in
        [("c1", "1200.5", "1200.5,EUR,A,1200.5 €"), ("c2", "8925400", "8925400,unspecified,A,8925.4 thousand")]
    {
        let row = |name| text(name, "") + &number(style, stored) + &number(style, "7");
        let sandbox = written(&[header.clone(), row("Austria"), row("Belgium")]);
        let reply = sandbox.run(&["load", "--create", "all", "data.ods"]);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        assert!(figures(&sandbox).starts_with(&format!("Austria,2020,{expected}\n")), "{}", figures(&sandbox));
    }
}
