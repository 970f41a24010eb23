//! One text of a report, of a rule of the audit and of a view runs in SQLite, in DuckDB and in Spark, with the same rows.

use super::shipped::{FOLDERS, files, read};
use crate::lexer::{Kind, Token, tokens};
use crate::report::Choices;
use crate::store::Store;

/// The words that one of the engines does not know, or that mean something else there, each with what to write instead.
const FOREIGN: [(&str, &str); 18] = [
    ("escape", "instr(a, b) > 0 finds a text"),
    ("format", "return numbers: renderers spell them"),
    ("glob", "like"),
    ("group_concat", "return rows"),
    ("ifnull", "coalesce"),
    ("iif", "case when"),
    ("isnull", "is null"),
    ("julianday", "the table period has dates"),
    ("materialized", "a limit of 2147483647 keeps SQLite from computing a subquery again"),
    ("natural", "join on the columns"),
    ("notnull", "is not null"),
    ("printf", "return numbers: renderers spell them"),
    ("recursive", "region_within and sector_within"),
    ("regexp", "like"),
    ("round", "return digits beside the number: renderers round"),
    ("rowid", "the columns of the key"),
    ("strftime", "the table period has dates"),
    ("typeof", "columns have one type"),
];

/// Words that are columns: Spark takes `region.code` for a part of the column `region`.
const COLUMNS: [&str; 8] = ["metric", "region", "sector", "enterprise", "source", "period", "breakdown", "edition"];

/// The statements that travel, each with its name: reports with the choices of their parameters, rules of the audit, and views.
fn travelling() -> Vec<(String, String)> {
    let folders = FOLDERS.into_iter().filter(|folder| *folder != "src/report/internal");
    let mut paths: Vec<_> = folders.chain(["data/starter/reports"]).flat_map(files).collect();
    paths.extend(files("src/report/internal").into_iter().filter(|path| path.ends_with("audited.sql")));
    let mut found = Vec::new();
    for report in paths.iter().map(|path| read(path)) {
        for parameter in &report.parameters {
            if let Some(Choices::Sql(sql)) = &parameter.choices {
                found.push((format!("choices of {} of {}", parameter.name, report.name), sql.clone()));
            }
        }
        found.push((report.name, report.sql));
    }
    let store = Store::empty().expect("a store");
    // The functions that only SQLite has are in the first two, and the third one reads what only the database has.
    let views = "SELECT name, sql FROM sqlite_schema
                  WHERE type = 'view' AND name NOT IN ('fact', 'former_fact', 'removed_source')";
    let mut views = store.connection().prepare(views).expect("the views");
    let views = views.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("the views");
    found.extend(views.map(|view| view.expect("a view")));
    found
}

/// A bracket that is open.
#[derive(Clone, Copy, Default)]
struct Bracket<'a> {
    /// The word before it: the name of a function, `in`, `over`, or none.
    word: &'a str,
    /// The last word that begins a part of a statement within it.
    clause: &'a str,
    is_grouped: bool,
    commas: usize,
}

/// What does not travel in a statement.
fn foreign(sql: &str) -> Vec<String> {
    let all: Vec<Token> = tokens(sql).into_iter().filter(|token| token.kind != Kind::Comment).collect();
    let lower = sql.to_lowercase();
    let text = |at: usize| all.get(at).map_or("", |token| &lower[token.range.clone()]);
    let (mut found, mut open) = (Vec::new(), vec![Bracket::default()]);
    for (at, token) in all.iter().enumerate() {
        let (word, before, next) = (text(at), if at > 0 { text(at - 1) } else { "" }, text(at + 1));
        let depth = open.len();
        let bracket = open.last_mut().expect("a bracket");
        match (token.kind, word) {
            (Kind::Name, _) => found.push(format!("{word}: Spark reads a name in quotes as a text")),
            (Kind::Text, _) if word.replace("\\\\", "").contains('\\') => {
                found.push(format!("{word}: Spark reads a backslash as the start of an escape"));
            }
            (Kind::Other, "(") => {
                let word = if all[at - 1].kind == Kind::Word { before } else { "" };
                open.push(Bracket { word, ..Bracket::default() });
            }
            (Kind::Other, ")") => {
                if bracket.commas > 0 && ["max", "min", "trim", "ltrim", "rtrim"].contains(&bracket.word) {
                    found.push(format!("{} of two: case when", bracket.word));
                }
                open.pop();
            }
            (Kind::Other, ",") => bracket.commas += 1,
            (Kind::Word, "select" | "from" | "where" | "having" | "on" | "order" | "limit") => {
                if word == "having" && !bracket.is_grouped {
                    found.push("having without group by: where".to_owned());
                }
                if word == "limit" && next != "2147483647" && depth > 1 {
                    found.push("limit within a statement: row_number()".to_owned());
                }
                bracket.clause = word;
            }
            (Kind::Word, "group") => bracket.is_grouped = true,
            (Kind::Word, "as") if bracket.word == "cast" && !["varchar", "double", "bigint"].contains(&next) => {
                found.push(format!("cast as {next}: varchar(40), double or bigint"));
            }
            (Kind::Word, "exists") if ["select", "on"].contains(&bracket.clause) => {
                found.push(format!("exists after {}: join it, and ask whether its key is null", bracket.clause));
            }
            (Kind::Word, "is") if !["null", "not"].contains(&next) || next == "not" && text(at + 2) != "null" => {
                found.push(format!("is {next}: ="));
            }
            (Kind::Word, _) if COLUMNS.contains(&word) && next == "." => {
                found.push(format!("{word}.{}: give the table a short name", text(at + 2)));
            }
            // `a.total` and `1 as total` are columns, and `total as (` is a name.
            (Kind::Word, _) if word == "materialized" || ![".", "as"].contains(&before) && next != "as" => {
                let other = FOREIGN.iter().find(|(foreign, _)| *foreign == word);
                found.extend(other.map(|(word, instead)| format!("{word}: {instead}")));
            }
            _ => {}
        }
    }
    found
}

#[test]
fn every_shipped_statement_travels() {
    let all = travelling();
    assert!(all.len() > 50, "{}", all.len());
    let wrong: Vec<String> = all
        .iter()
        .flat_map(|(name, sql)| foreign(sql).into_iter().map(move |what| format!("{name}: {what}")))
        .collect();
    assert!(wrong.is_empty(), "SQLite, DuckDB and Spark do not agree on these:\n{}", wrong.join("\n"));
}

#[test]
fn what_does_not_travel_is_found() {
    for (sql, expected) in [
        ("select a from t where a like 'b' escape '!'", "escape: "),
        ("select cast(a as text) from t", "cast as text: "),
        ("select cast(a as integer) from t", "cast as integer: "),
        ("select max(a, b) from t", "max of two: "),
        ("select a from t where trim(a, 'x') = ''", "trim of two: "),
        ("select exists (select 1 from u) from t", "exists after select: "),
        ("select a from t join u on exists (select 1 from v)", "exists after on: "),
        ("with recursive a as (select 1) select * from a", "recursive: "),
        ("with a as materialized (select 1) select * from a", "materialized: "),
        ("select (select a from u where u.b = t.b order by a limit 1) from t", "limit within a statement: "),
        ("select round(a, n) from t", "round: "),
        ("select printf('%d', a) from t", "printf: "),
        ("select count(*) from t having count(*) > 1", "having without group by: "),
        ("select a as \"b\" from t", "\"b\": "),
        ("select a from t where a = '\\'", "'\\': "),
        ("select a from t where a is b", "is b: "),
        (
            "select code from region where exists (select 1 from series as s where s.region = region.code)",
            "region.code: ",
        ),
    ] {
        let found = foreign(sql);
        assert!(found.len() == 1 && found[0].starts_with(expected), "{sql}: {found:?}");
    }
    let fine = "select max(a), t.round, count(*) as total from t where a is not null and exists (select 1 from u)
                 group by t.round having count(*) > 1 order by 1 limit :top";
    assert_eq!(foreign(fine), [""; 0]);
}
