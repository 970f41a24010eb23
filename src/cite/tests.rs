//! Citations: found by the columns of a row, and spelled for people and programs.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use crate::cite::footnote::footnote;
use crate::cite::{Document, Footnotes, Library, bibtex, csl_json, source_columns};
use crate::table::Cell;
use serde_json::json;

fn document(code: &str, title: &str, publisher: Option<&str>, published_on: Option<&str>) -> Document {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Document {
        code: code.to_owned(),
        cited_as: publisher.unwrap_or(title).to_owned(),
        title: title.to_owned(),
        publisher: owned(publisher),
        published_on: owned(published_on),
        ..Document::default()
    }
}

fn article() -> Document {
    Document {
        author: Some("Li Zhongwen, Liu Junguo".to_owned()),
        url: Some("https://en.qstheory.cn/2025-08/13/c_1116337.htm".to_owned()),
        retrieved_on: Some("2025-08-20".to_owned()),
        language: Some("en".to_owned()),
        licence: Some("CC BY 4.0".to_owned()),
        ..document("daily-2025", "E China's Ningbo accelerates", Some("People's Daily"), Some("2025-08-13"))
    }
}

/// The documents of a database, with their keys.
fn library(documents: &[Document]) -> Library {
    Library::new(documents.to_vec())
}

fn as_bibtex(documents: &[Document]) -> String {
    bibtex(&library(documents).keyed(0..documents.len()))
}

fn as_csl(documents: &[Document]) -> serde_json::Value {
    csl_json(&library(documents).keyed(0..documents.len()))
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

#[test]
fn pairs_of_columns_name_sources_and_places() {
    let found = |columns: &[&str]| {
        let pairs = source_columns(&names(columns)).into_iter().map(|columns| (columns.source, columns.locator));
        pairs.collect::<Vec<_>>()
    };
    assert_eq!(found(&["subject", "source", "locator"]), [(1, Some(2))]);
    assert_eq!(
        found(&["level_source", "level_locator", "base_locator", "base_source"]),
        [(0, Some(1)), (3, Some(2))],
        "in any order"
    );
    assert_eq!(found(&["source", "level_locator"]), [(0, None)]);
    assert_eq!(found(&["resource", "sources", "citation", "source_id"]), []);
}

#[test]
fn a_row_cites_each_place_once() {
    let library = Library::new(vec![
        document("daily", "Ningbo accelerates", Some("People's Daily"), Some("2025-08-13")),
        document("m49", "Standard Codes; names / regions", None, None),
    ]);
    let columns = source_columns(&names(&["source", "locator", "base_source", "base_locator"]));
    let cited = |row: &[Cell]| library.all_in_line(&library.citations(&columns, row));
    let daily = [text("daily"), text("paragraph 8")];
    assert_eq!(cited(&[daily.clone(), daily.clone()].concat()), "People's Daily, 2025-08-13, paragraph 8");
    assert_eq!(
        cited(&[&daily[..], &[text("m49"), text("row 7 / 8")]].concat()),
        "People's Daily, 2025-08-13, paragraph 8 / Standard Codes; names / regions, row 7 / 8"
    );
    assert_eq!(cited(&[text("m49"), Cell::Null, Cell::Null, Cell::Null]), "Standard Codes; names / regions");
    assert_eq!(cited(&[text("nobody"), text("page 1"), Cell::Integer(1), Cell::Null]), "");
}

#[test]
fn footnotes_are_numbered_in_the_order_in_which_rows_cite() {
    let library = Library::new(vec![document("a", "A", None, None), document("b", "B", None, None)]);
    let mut footnotes = Footnotes::new(&library, &names(&["source", "locator"]));
    assert_eq!(footnotes.of_row(&[text("b"), text("p. 1")]), Cell::Notes(vec![1]));
    assert_eq!(footnotes.of_row(&[text("a"), Cell::Null]), Cell::Notes(vec![2]));
    assert_eq!(footnotes.of_row(&[text("b"), text("p. 1")]), Cell::Notes(vec![1]));
    assert_eq!(footnotes.of_row(&[Cell::Null, Cell::Null]), Cell::Null);
    assert_eq!(footnotes.lines(), ["[1] \"B,\" p. 1.", "[2] \"A.\""]);
    assert_eq!(footnotes.documents().iter().map(|(key, _)| *key).collect::<Vec<_>>(), ["b", "a"]);
}

#[test]
fn a_footnote_has_the_parts_that_there_are() {
    let bare = Document::default();
    let mut retrieved = document("a", "Codes", None, None);
    retrieved.retrieved_on = Some("2025-08-01".to_owned());
    for (document, locator, note) in [
        (
            article(),
            Some("paragraph 8"),
            "Li Zhongwen, Liu Junguo, \"E China's Ningbo accelerates,\" People's Daily, 13 August 2025, paragraph 8, accessed 20 August 2025, https://en.qstheory.cn/2025-08/13/c_1116337.htm.",
        ),
        (bare.clone(), None, ""),
        (bare.clone(), Some("p. 1"), "p. 1."),
        (bare.clone(), Some(" "), ""),
        (document("a", "Codes", None, None), None, "\"Codes.\""),
        (document("a", "Codes", None, None), Some("row 7"), "\"Codes,\" row 7."),
        (document("a", "Why?", None, None), None, "\"Why?\""),
        (document("a", "Why?", Some("Press Co., Ltd."), None), None, "\"Why?,\" Press Co., Ltd."),
        (document("a", "Why?", Some("Press Co., Ltd."), Some("2025")), None, "\"Why?,\" Press Co., Ltd., 2025."),
        (document("a", "The \"new\" line", None, Some("2025-02")), None, "\"The 'new' line,\" February 2025."),
        (document("a", "统计。", Some(""), Some("spring 2025")), Some("表\n3"), "\"统计。,\" spring 2025, 表 3."),
        (document("a", "Two\r\nlines", Some(" \t"), Some("2025-13-01")), None, "\"Two lines,\" 2025-13-01."),
        (retrieved, Some("part \"B\""), "\"Codes,\" part \"B,\" accessed 1 August 2025."),
    ] {
        assert_eq!(footnote(&document, locator), note);
    }
}

#[test]
fn bibtex_has_an_entry_a_document() {
    assert_eq!(as_bibtex(&[]), "");
    assert_eq!(
        as_bibtex(&[article(), document("b", "统计年鉴", None, Some("2024-11-02"))]),
        "@misc{daily-2025,
  author = {{Li Zhongwen, Liu Junguo}},
  title = {{E China's Ningbo accelerates}},
  howpublished = {People's Daily},
  year = {2025},
  month = aug,
  day = {13},
  url = {https://en.qstheory.cn/2025-08/13/c_1116337.htm},
  urldate = {2025-08-20},
  language = {en},
  note = {Licence: CC BY 4.0},
}

@misc{b,
  title = {{统计年鉴}},
  year = {2024},
  month = nov,
  day = {2},
}
"
    );
}

#[test]
fn bibtex_has_nothing_that_tex_would_act_on() {
    let mut odd = document("a", r"A & B_1 100% $5 #2 {x} ~y^2 \z", None, Some("spring_2025"));
    odd.url = Some(r"https://example.org/a_b%20c?d={e}&f=\~g h#i".to_owned());
    assert_eq!(
        as_bibtex(&[odd]),
        r"@misc{a,
  title = {{A \& B\_1 100\% \$5 \#2 \textbraceleft{}x\textbraceright{} \textasciitilde{}y\textasciicircum{}2 \textbackslash{}z}},
  year = {spring\_2025},
  url = {https://example.org/a_b%20c?d=%7Be%7D&f=%5C~g%20h#i},
}
"
    );
}

#[test]
fn bibtex_keys_are_safe_and_unique() {
    let codes = ["a b", "a,b", "A-B", "a-b-2", "a{}\\%#~\"'()=@b", "宁波/2024", "", "un.m49:2025_x"];
    let documents: Vec<Document> = codes.iter().map(|code| document(code, "", None, None)).collect();
    let text = as_bibtex(&documents);
    let keys: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("@misc{")?.strip_suffix(',')).collect();
    assert_eq!(keys, ["a-b", "a-b-2", "A-B-3", "a-b-2-2", "a------------b", "宁波-2024", "document", "un.m49:2025_x"]);
}

#[test]
fn csl_json_has_what_the_schema_has() {
    assert_eq!(as_csl(&[]), json!([]));
    let documents = [article(), document("b", "", Some(" "), Some("2024")), document("c", "C", None, Some("spring"))];
    assert_eq!(
        as_csl(&documents),
        json!([
            {
                "id": "daily-2025",
                "type": "document",
                "title": "E China's Ningbo accelerates",
                "author": [{ "literal": "Li Zhongwen, Liu Junguo" }],
                "publisher": "People's Daily",
                "issued": { "date-parts": [[2025, 8, 13]] },
                "accessed": { "date-parts": [[2025, 8, 20]] },
                "URL": "https://en.qstheory.cn/2025-08/13/c_1116337.htm",
                "language": "en",
                "note": "Licence: CC BY 4.0",
            },
            { "id": "b", "type": "document", "issued": { "date-parts": [[2024]] } },
            { "id": "c", "type": "document", "title": "C", "issued": { "raw": "spring" } },
        ])
    );
}

#[test]
fn a_key_means_the_same_edition_everywhere() {
    let edition = |published_on| document("bulletin", "Bulletin", None, published_on);
    let library =
        library(&[edition(None), edition(Some("2024")), edition(Some("2025-06")), document("b", "B", None, None)]);
    for (places, keys) in
        [(0..4, vec!["bulletin", "bulletin-2024", "bulletin-2025-06", "b"]), (2..3, vec!["bulletin-2025-06"])]
    {
        let documents = library.keyed(places);
        let ids: Vec<serde_json::Value> = keys.iter().map(|key| json!(key)).collect();
        let csl = csl_json(&documents);
        assert_eq!(csl.as_array().unwrap().iter().map(|item| item["id"].clone()).collect::<Vec<_>>(), ids);
        let bibtex = bibtex(&documents);
        let of_bibtex: Vec<&str> =
            bibtex.lines().filter_map(|line| line.strip_prefix("@misc{")?.strip_suffix(',')).collect();
        assert_eq!(of_bibtex, keys);
    }
}
