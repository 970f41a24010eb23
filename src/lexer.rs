//! The tokens of SQL: where a statement ends, which words are parameters, and what an editor shows how.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A keyword or a name without quotes.
    Word,
    Number,
    /// A text between single quotes.
    Text,
    /// A name between double quotes, backticks or brackets.
    Name,
    Comment,
    Semicolon,
    Other,
}

/// A token and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub kind: Kind,
    pub range: Range<usize>,
    /// Whether what closes it is missing.
    pub is_open: bool,
}

/// The tokens of a text, without the spaces between them.
pub(crate) fn tokens(sql: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = sql[at..].chars().next() {
        let rest = &sql[at..];
        let (kind, length, is_open) = match c {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            ';' => (Kind::Semicolon, 1, false),
            '\'' => quoted(rest, Kind::Text, '\''),
            '"' | '`' => quoted(rest, Kind::Name, c),
            '[' => quoted(rest, Kind::Name, ']'),
            _ if rest.starts_with("--") => (Kind::Comment, rest.find('\n').unwrap_or(rest.len()), false),
            _ if rest.starts_with("/*") => {
                let end = rest[2..].find("*/");
                (Kind::Comment, end.map_or(rest.len(), |end| end + 4), end.is_none())
            }
            c if c.is_ascii_digit() => (Kind::Number, length(rest, |c| c.is_alphanumeric() || c == '.'), false),
            c if is_of_word(c) => (Kind::Word, length(rest, is_of_word), false),
            c => (Kind::Other, c.len_utf8(), false),
        };
        tokens.push(Token { kind, range: at..at + length, is_open });
        at += length;
    }
    tokens
}

/// Whether a character can be a part of a name without quotes.
pub(crate) fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

fn length(text: &str, is_part: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

/// A text from its opening quote on. The closing one twice is a part of the text, unless it is a bracket.
fn quoted(text: &str, kind: Kind, close: char) -> (Kind, usize, bool) {
    let mut from = 1;
    while let Some(end) = text[from..].find(close) {
        from += end + 1;
        if close == ']' || !text[from..].starts_with(close) {
            return (kind, from, false);
        }
        from += 1;
    }
    (kind, text.len(), true)
}

/// The names that a statement reads from, as far as its words show: what follows FROM, JOIN and a comma after these.
pub(crate) fn names_read(sql: &str) -> Vec<&str> {
    const ENDS: [&str; 6] = ["where", "on", "using", "group", "order", "select"];
    let mut names = Vec::new();
    let (mut reads, mut is_next) = (false, false);
    for Token { kind, range, .. } in tokens(sql) {
        let word = &sql[range];
        match kind {
            Kind::Word if ["from", "join"].iter().any(|start| word.eq_ignore_ascii_case(start)) => {
                (reads, is_next) = (true, true);
            }
            Kind::Word | Kind::Name | Kind::Text if is_next => {
                names.push(word.trim_matches(['"', '`', '[', ']', '\'']));
                is_next = false;
            }
            Kind::Word if ENDS.iter().any(|end| word.eq_ignore_ascii_case(end)) => reads = false,
            Kind::Other => is_next = reads && (matches!(word, "," | ".") || is_next && word == "("),
            _ => {}
        }
    }
    names
}

/// Whether a text ends with a whole statement, or holds none.
pub(crate) fn is_complete(sql: &str) -> bool {
    let tokens = tokens(sql);
    let is_open = tokens.last().is_some_and(|token| token.is_open);
    let last = tokens.iter().rfind(|token| token.kind != Kind::Comment);
    !is_open && last.is_none_or(|last| last.kind == Kind::Semicolon)
}

/// The statements of a text, each with the line on which it begins, from zero. The last one may lack its semicolon.
pub(crate) fn statements(sql: &str) -> Vec<(u64, &str)> {
    let mut statements = Vec::new();
    let mut begins = None;
    let mut ends = 0;
    let all = tokens(sql);
    for token in all.iter().filter(|token| token.kind != Kind::Comment) {
        match (token.kind, begins) {
            (Kind::Semicolon, Some(begin)) => {
                statements.push((begin, ends));
                begins = None;
            }
            (Kind::Semicolon, None) => {}
            _ => {
                begins = begins.or(Some(token.range.start));
                ends = token.range.end;
            }
        }
    }
    statements.extend(begins.map(|begin| (begin, ends)));
    let line = |at: usize| sql[..at].matches('\n').count() as u64;
    statements.into_iter().map(|(begin, end)| (line(begin), sql[begin..end].trim_end())).collect()
}

/// The statement with other SQL in place of each parameter `:name` for which there is one.
pub(crate) fn replace_parameters(sql: &str, replacement: impl Fn(&str) -> Option<String>) -> String {
    let mut replaced = String::with_capacity(sql.len());
    let mut at = 0;
    for Token { range, .. } in tokens(sql).into_iter().filter(|token| token.kind == Kind::Word) {
        let name = sql[..range.start].ends_with(':').then(|| &sql[range.clone()]);
        if let Some(other) = name.and_then(&replacement) {
            replaced += &sql[at..range.start - 1];
            replaced += &other;
            at = range.end;
        }
    }
    replaced + &sql[at..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_ends_where_sqlite_ends_it() {
        for (sql, expected) in [
            ("select 1", &[(0, "select 1")][..]),
            ("select 1;\nselect ';' ;", &[(0, "select 1"), (1, "select ';'")]),
            (
                "-- a;\n\nselect 'it''s;' -- b;\n, \"x;\"\"\", [y;], `z;` /* ; */; ",
                &[(2, "select 'it''s;' -- b;\n, \"x;\"\"\", [y;], `z;`")],
            ),
            (";; ;", &[]),
            ("-- only a comment", &[]),
            ("select 'open; ", &[(0, "select 'open;")]),
        ] {
            assert_eq!(statements(sql), expected, "{sql}");
        }
    }

    #[test]
    fn a_statement_reads_what_follows_from_and_join() {
        for (sql, expected) in [
            ("select metric, 'from x' from fact where source = 1", &["fact"][..]),
            (
                "select a from fact f, [metric] as m left join main.source s on s.unit = f.unit",
                &["fact", "metric", "main", "source"],
            ),
            (
                "with c as (select 1 from (select * from \"unit\")) select region from c, (alias) order by a, sector",
                &["select", "unit", "c", "alias"],
            ),
        ] {
            assert_eq!(names_read(sql), expected, "{sql}");
        }
    }

    #[test]
    fn parameters_are_no_texts_and_no_comments() {
        let sql = "-- :a\nselect ':a', :a, \":a\", x.a, :b, :ab from t where y = :a";
        let expected = "-- :a\nselect ':a', (1), \":a\", x.a, :b, :ab from t where y = (1)";
        assert_eq!(replace_parameters(sql, |name| (name == "a").then(|| "(1)".to_owned())), expected);
    }

    #[test]
    fn a_statement_is_complete_with_its_semicolon() {
        for sql in ["select 1;", "select 1; -- it", "", "  ", "-- it", "select 1; /* it */ "] {
            assert!(is_complete(sql), "{sql}");
        }
        for sql in
            ["select 1", "select ';", "select 1 /* ;", "select 1; select", "select \"a;", "/* it", "select 1 -- ;"]
        {
            assert!(!is_complete(sql), "{sql}");
        }
    }
}
