//! One awkward table through every format.

use crate::render::Format;
use crate::table::{Cell, Heading};
use insta::assert_snapshot;

use super::{heading, render, seen, text};

/// What no format may stumble over.
pub(super) fn awkward() -> (Heading, Vec<Vec<Cell>>) {
    let heading = Heading {
        title: Some("Made in 宁波 <b>& more</b> | 2025".to_owned()),
        description: Some("Every *bound* kept; `NULL` is not \"\".".to_owned()),
        ..heading(&["name", "name_zh", "note", "count", "value", "display", "note"])
    };
    let row = |name: &str, zh: Cell, note: Cell, count: Cell, value: Cell, display: &str, raw: Cell| {
        vec![text(name), zh, note, count, value, text(display), raw]
    };
    let rows = vec![
        row(
            "Rotary hooks | \"hooks\", rotary",
            text("缝纫机旋梭"),
            text("one\ttab\nsecond line"),
            Cell::Integer(i64::MAX),
            Cell::Real(8.17e-5),
            "> 8,800",
            Cell::Blob(vec![0, 0xff, 0x1b]),
        ),
        row(
            "<script>alert('x')</script> &amp;",
            text("宁波（慈溪）"),
            text("=cmd()"),
            Cell::Integer(-4),
            Cell::Real(-4.5),
            "35 .. 68",
            Cell::Null,
        ),
        row(
            "*bold* _it_ `code` [a](b) ~x~ \\n",
            Cell::Null,
            text("\u{1b}[31mred\u{1b}[0m\r\nnext \u{202e}txt"),
            Cell::Integer(2025),
            Cell::Real(1234567.5),
            "~ 5,000",
            text(""),
        ),
        row("空", text(""), Cell::Null, Cell::Null, Cell::Null, "missing", text("\\N")),
    ];
    (heading, rows)
}

#[test]
fn awkward_as_table() {
    let (heading, rows) = awkward();
    assert_snapshot!(seen(&render(Format::Table, &heading, &rows)), @r#"
    Made in 宁波 <b>& more</b> | 2025
    Every *bound* kept; `NULL` is not "".

    name                               name_zh       note                                        count        value   display  note
    ─────────────────────────────────  ────────────  ──────────────────────  ─────────────────────────  ───────────  ────────  ──────
    Rotary hooks | "hooks", rotary     缝纫机旋梭    one\ttab                9,223,372,036,854,775,807     8.17e-05   > 8,800  00ff1b
                                                     second line

    <script>alert('x')</script> &amp;  宁波（慈溪）  =cmd()                                         -4         -4.5  35 .. 68

    *bold* _it_ `code` [a](b) ~x~ \n                 \u{1b}[31mred\u{1b}[0m                      2,025  1,234,567.5   ~ 5,000
                                                     next \u{202e}txt

    空                                                                                                                missing  \N
    "#);
}

#[test]
fn awkward_as_csv() {
    let (heading, rows) = awkward();
    assert_snapshot!(seen(&render(Format::Csv, &heading, &rows)), @r#"
    name,name_zh,note,count,value,display,note
    "Rotary hooks | ""hooks"", rotary",缝纫机旋梭,"one⇥tab
    second line",9223372036854775807,8.17e-05,"> 8,800",00ff1b
    <script>alert('x')</script> &amp;,宁波（慈溪）,=cmd(),-4,-4.5,35 .. 68,
    *bold* _it_ `code` [a](b) ~x~ \n,,"␛[31mred␛[0m␍
    next ⟲txt",2025,1234567.5,"~ 5,000",""
    空,"",,,,missing,\N
    "#);
}

#[test]
fn awkward_as_tsv() {
    let (heading, rows) = awkward();
    assert_snapshot!(seen(&render(Format::Tsv, &heading, &rows)), @r#"
    name⇥name_zh⇥note⇥count⇥value⇥display⇥note
    Rotary hooks | "hooks", rotary⇥缝纫机旋梭⇥one\ttab\nsecond line⇥9223372036854775807⇥8.17e-05⇥> 8,800⇥00ff1b
    <script>alert('x')</script> &amp;⇥宁波（慈溪）⇥=cmd()⇥-4⇥-4.5⇥35 .. 68⇥\N
    *bold* _it_ `code` [a](b) ~x~ \\n⇥\N⇥␛[31mred␛[0m\r\nnext ⟲txt⇥2025⇥1234567.5⇥~ 5,000⇥
    空⇥⇥\N⇥\N⇥\N⇥missing⇥\\N
    "#);
}

#[test]
fn awkward_as_json() {
    let (heading, rows) = awkward();
    assert_snapshot!(seen(&render(Format::Json, &heading, &rows)), @r#"
    [
      {"name":"Rotary hooks | \"hooks\", rotary","name_zh":"缝纫机旋梭","note":"one\ttab\nsecond line","count":9223372036854775807,"value":8.17e-05,"display":"> 8,800","note_2":"00ff1b"},
      {"name":"<script>alert('x')</script> &amp;","name_zh":"宁波（慈溪）","note":"=cmd()","count":-4,"value":-4.5,"display":"35 .. 68","note_2":null},
      {"name":"*bold* _it_ `code` [a](b) ~x~ \\n","name_zh":null,"note":"\u001b[31mred\u001b[0m\r\nnext \u202etxt","count":2025,"value":1234567.5,"display":"~ 5,000","note_2":""},
      {"name":"空","name_zh":"","note":null,"count":null,"value":null,"display":"missing","note_2":"\\N"}
    ]
    "#);
}

#[test]
fn awkward_as_ndjson() {
    let (heading, rows) = awkward();
    assert_snapshot!(seen(&render(Format::Ndjson, &heading, &rows)), @r#"
    {"name":"Rotary hooks | \"hooks\", rotary","name_zh":"缝纫机旋梭","note":"one\ttab\nsecond line","count":9223372036854775807,"value":8.17e-05,"display":"> 8,800","note_2":"00ff1b"}
    {"name":"<script>alert('x')</script> &amp;","name_zh":"宁波（慈溪）","note":"=cmd()","count":-4,"value":-4.5,"display":"35 .. 68","note_2":null}
    {"name":"*bold* _it_ `code` [a](b) ~x~ \\n","name_zh":null,"note":"\u001b[31mred\u001b[0m\r\nnext \u202etxt","count":2025,"value":1234567.5,"display":"~ 5,000","note_2":""}
    {"name":"空","name_zh":"","note":null,"count":null,"value":null,"display":"missing","note_2":"\\N"}
    "#);
}

#[test]
fn awkward_as_markdown() {
    let (heading, rows) = awkward();
    assert_snapshot!(seen(&render(Format::Markdown, &heading, &rows)), @r#"
    ## Made in 宁波 &lt;b&gt;&amp; more&lt;/b&gt; \| 2025

    Every \*bound\* kept; `NULL` is not "".

    | name | name\_zh | note | count | value | display | note |
    | --- | --- | --- | ---: | ---: | ---: | --- |
    | Rotary hooks \| "hooks", rotary | 缝纫机旋梭 | one\\ttab<br>second line | 9,223,372,036,854,775,807 | 8.17e-05 | &gt; 8,800 | 00ff1b |
    | &lt;script&gt;alert('x')&lt;/script&gt; &amp;amp; | 宁波（慈溪） | =cmd() | -4 | -4.5 | 35 .. 68 | |
    | \*bold\* \_it\_ \`code\` \[a\](b) \~x\~ \\n | | \\u{1b}\[31mred\\u{1b}\[0m<br>next \\u{202e}txt | 2,025 | 1,234,567.5 | \~ 5,000 | |
    | 空 | | | | | missing | \\N |
    "#);
}

#[test]
fn awkward_as_html() {
    let (heading, rows) = awkward();
    assert_snapshot!(seen(&without_style(&render(Format::Html, &heading, &rows))), @r#"
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Made in 宁波 &lt;b&gt;&amp; more&lt;/b&gt; | 2025</title>
    <meta name="description" content="Every *bound* kept; `NULL` is not &quot;&quot;.">
    <style></style>
    </head>
    <body>
    <main>
    <header>
    <h1>Made in 宁波 &lt;b&gt;&amp; more&lt;/b&gt; | 2025</h1>
    <p>Every *bound* kept; <code>NULL</code> is not &quot;&quot;.</p>
    </header>
    <div class="scroll" role="region" aria-label="Made in 宁波 &lt;b&gt;&amp; more&lt;/b&gt; | 2025" tabindex="0">
    <table>
    <thead>
    <tr><th scope="col">name</th><th scope="col">name_<wbr>zh</th><th scope="col">note</th><th scope="col" class="n">count</th><th scope="col" class="n">value</th><th scope="col" class="n">display</th><th scope="col">note</th></tr>
    </thead>
    <tbody>
    <tr><td>Rotary hooks | &quot;hooks&quot;, rotary</td><td lang="zh">缝纫机旋梭</td><td>one\ttab<br>second line</td><td class="n" data-value="9223372036854775807">9,223,372,036,854,775,807</td><td class="n" data-value="8.17e-05">8.17e-05</td><td class="n">&gt; 8,800</td><td>00ff1b</td></tr>
    <tr><td class="w">&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp;amp;</td><td lang="zh">宁波（慈溪）</td><td>=cmd()</td><td class="n" data-value="-4">-4</td><td class="n" data-value="-4.5">-4.5</td><td class="n">35 .. 68</td><td></td></tr>
    <tr><td class="w">*bold* _it_ `code` [a](b) ~x~ \n</td><td></td><td>\u{1b}[31mred\u{1b}[0m<br>next \u{202e}txt</td><td class="n" data-value="2025">2,025</td><td class="n" data-value="1234567.5">1,234,567.5</td><td class="n">~ 5,000</td><td></td></tr>
    <tr><td>空</td><td></td><td></td><td class="n"></td><td class="n"></td><td class="n">missing</td><td>\N</td></tr>
    </tbody>
    </table>
    </div>
    </main>
    </body>
    </html>
    "#);
}

/// A page without its style sheet, which is looked at rather than compared.
fn without_style(page: &str) -> String {
    let (before, rest) = page.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    format!("{before}<style></style>{after}")
}
