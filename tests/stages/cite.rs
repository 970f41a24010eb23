//! Citations: found in cells, and spelled for people and programs.

use serde_json::json;
use yearbook::cite::{Document, Finder, bibtex, csl_json, footnote};

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

/// The codes of the documents that a cell cites, with the places in them.
fn found(text: &str, documents: &[Document]) -> Vec<(String, Option<String>)> {
    let citations = Finder::new(documents).find(text);
    citations.into_iter().map(|citation| (documents[citation.document].code.clone(), citation.locator)).collect()
}

fn assert_found(text: &str, documents: &[Document], expected: &[(&str, Option<&str>)]) {
    let expected: Vec<(String, Option<String>)> =
        expected.iter().map(|(code, locator)| ((*code).to_owned(), locator.map(str::to_owned))).collect();
    assert_eq!(found(text, documents), expected, "{text}");
}

#[test]
fn a_citation_is_found_as_the_views_spell_it() {
    let documents = [
        document("daily", "Ningbo accelerates", Some("People's Daily"), Some("2025-08-13")),
        document("bureau", "Communiqué", Some("National Bureau"), Some("2025-02-01")),
        document("statistics", "Yearbook", Some("National Bureau of Statistics"), Some("2025-02-01")),
        document("codes", "ISO 3166-1:2020 Codes; names, countries / regions: Country codes", None, None),
        document("m49", "Standard Codes (M49)", Some("United Nations"), None),
        document("yearbook-zh", "统计年鉴", Some("宁波市统计局"), Some("2024-11-02")),
    ];
    let codes = "ISO 3166-1:2020 Codes; names, countries / regions: Country codes";
    for (text, expected) in [
        ("People's Daily, 2025-08-13, paragraph 8", &[("daily", Some("paragraph 8"))][..]),
        ("People's Daily, 2025-08-13", &[("daily", None)]),
        ("United Nations", &[("m49", None)]),
        ("United Nations, row 7", &[("m49", Some("row 7"))]),
        ("National Bureau, 2025-02-01, p. 1", &[("bureau", Some("p. 1"))]),
        ("National Bureau of Statistics, 2025-02-01, p. 1", &[("statistics", Some("p. 1"))]),
        (codes, &[("codes", None)]),
        (&format!("{codes}, annex B: names"), &[("codes", Some("annex B: names"))]),
        ("宁波市统计局, 2024-11-02, 表3", &[("yearbook-zh", Some("表3"))]),
        // A locator goes on to the next document that is named.
        (
            "United Nations, note 3; see table 4, row 1 / 2: all",
            &[("m49", Some("note 3; see table 4, row 1 / 2: all"))],
        ),
        (
            "United Nations, note 3; row 4; National Bureau, 2025-02-01; United Nations",
            &[("m49", Some("note 3; row 4")), ("bureau", None), ("m49", None)],
        ),
        // compare and growth-check join with a stroke, port-exports with a semicolon; a label is passed over.
        (
            "United Nations, row 7 / 宁波市统计局, 2024-11-02, 表3",
            &[("m49", Some("row 7")), ("yearbook-zh", Some("表3"))],
        ),
        (
            "growth: National Bureau, 2025-02-01, table 3; year before: United Nations, page 7; 来源: People's Daily, 2025-08-13",
            &[("bureau", Some("table 3")), ("m49", Some("page 7")), ("daily", None)],
        ),
        (&format!("{codes} / {codes}; United Nations"), &[("codes", None), ("codes", None), ("m49", None)]),
        // Neither within a locator nor in the middle of a name.
        ("People's Daily, 2025-08-13, as in United Nations", &[("daily", Some("as in United Nations"))]),
        ("The United Nations", &[]),
        ("United Nations Statistics Division", &[]),
        ("United Nations;", &[]),
        ("People's Daily", &[]),
        ("People's Daily, 2025-08-14", &[]),
        ("Ningbo accelerates, 2025-08-13", &[]),
        ("", &[]),
        ("; ", &[]),
        (" / ", &[]),
        ("宁", &[]),
    ] {
        assert_found(text, &documents, expected);
    }
    assert_found("People's Daily, 2025-08-13", &[], &[]);
}

#[test]
fn documents_that_are_spelled_alike_are_all_cited() {
    let documents = [
        document("first", "Output", Some("National Bureau"), Some("2025-02-01")),
        document("other", "Prices", Some("Gazette"), Some("2025-02-01")),
        document("second", "Prices", Some("National Bureau"), Some("2025-02-01")),
        document("undated", "Method", Some("National Bureau"), None),
        document("third", "National Bureau, 2025-02-01", None, None),
    ];
    assert_found(
        "National Bureau, 2025-02-01, table 3",
        &documents,
        &[("first", Some("table 3")), ("second", Some("table 3")), ("third", Some("table 3"))],
    );
    assert_found("National Bureau, table 3", &documents, &[("undated", Some("table 3"))]);
}

#[test]
fn a_name_that_ends_in_a_mark_does_not_lose_its_end() {
    let documents = [document("odd", "A;", None, None), document("stroke", "/ B", None, None)];
    assert_found("A; / B", &documents, &[("odd", None)]);
    assert_found("A; / / B", &documents, &[("odd", None), ("stroke", None)]);
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
    assert_eq!(bibtex(&[]), "");
    assert_eq!(
        bibtex(&[article(), document("b", "统计年鉴", None, Some("2024-11-02"))]),
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
        bibtex(&[odd]),
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
    let text = bibtex(&documents);
    let keys: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("@misc{")?.strip_suffix(',')).collect();
    assert_eq!(keys, ["a-b", "a-b-2", "A-B-3", "a-b-2-2", "a------------b", "宁波-2024", "document", "un.m49:2025_x"]);
}

#[test]
fn csl_json_has_what_the_schema_has() {
    assert_eq!(csl_json(&[]), json!([]));
    let documents = [article(), document("b", "", Some(" "), Some("2024")), document("c", "C", None, Some("spring"))];
    assert_eq!(
        csl_json(&documents),
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
