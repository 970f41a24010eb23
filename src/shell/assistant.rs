//! What helps while a line is edited: completion, colours, and whether a statement goes on.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::rc::Rc;

use anstyle::{AnsiColor, Style};
use clap::ValueEnum;
use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};

use super::command::{Command, NAMES};
use crate::candidates;
use crate::error::TableColumns;
use crate::lexer::{Kind, is_complete, is_of_word, tokens};
use crate::problem::Suggestion;
use crate::render::Format;
use crate::store::Sandbox;
use crate::visible::on_one_line;

/// The words of SELECT statements.
const KEYWORDS: &str = "ALL AND AS ASC AVG BETWEEN BY CASE CAST COALESCE COUNT CROSS CURRENT DESC DISTINCT ELSE END ESCAPE EXCEPT \
    EXISTS FILTER FIRST FOLLOWING FROM FULL GLOB GROUP HAVING IN INNER INTERSECT IS ISNULL JOIN LAST LEFT LIKE LIMIT MAX MEDIAN MIN \
    NATURAL NOT NOTNULL NULL NULLS OFFSET ON OR ORDER OUTER OVER PARTITION PRECEDING RANGE RECURSIVE REGEXP RIGHT ROUND ROWS SELECT \
    SUM THEN UNBOUNDED UNION USING VALUES WHEN WHERE WINDOW WITH";

/// The helper of the editor.
pub(crate) struct Assistant {
    sandbox: Rc<Sandbox>,
    tables: Vec<TableColumns>,
    color: bool,
}

impl Assistant {
    pub(super) fn new(sandbox: Rc<Sandbox>, color: bool) -> Self {
        Self { tables: sandbox.tables_with_columns(), sandbox, color }
    }

    /// What the last word of a command can be.
    fn of_command(&self, before: &str, typed: &str) -> Vec<Suggestion> {
        let words: Vec<&str> = before.split_whitespace().collect();
        match words[..] {
            [] => NAMES.into_iter().map(Suggestion::of).collect(),
            [".report"] => candidates::reports(&self.sandbox),
            [".report", report, ..] => candidates::parameters(report, typed, &self.sandbox),
            [".schema" | "\\d"] => self.tables.iter().map(|table| Suggestion::of(&table.table)).collect(),
            [".mode"] => {
                let names = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
                names.map(|name| Suggestion::of(name.get_name())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What a word of a statement can be: a table, a column of the tables that the statement names, or a keyword.
    fn of_statement(&self, line: &str, before: &str, typed: &str) -> Vec<Suggestion> {
        let words: Vec<&str> = line.split(|c| !is_of_word(c)).collect();
        let follows = before.split_whitespace().last().unwrap_or_default().to_uppercase();
        let tables = self.tables.iter().map(|table| table.table.clone());
        if ["FROM", "JOIN"].contains(&follows.as_str()) {
            return tables.map(Suggestion::of).collect();
        }
        let named = |table: &&TableColumns| words.iter().any(|word| word.eq_ignore_ascii_case(&table.table));
        let has_named = self.tables.iter().any(|table| named(&table));
        let of = self.tables.iter().filter(|table| !has_named || named(table));
        let columns: BTreeSet<String> = of.flat_map(|table| table.columns.iter().cloned()).collect();
        if typed.is_empty() {
            return columns.into_iter().map(Suggestion::of).collect();
        }
        let is_lower = typed.chars().all(|c| !c.is_uppercase());
        let keywords =
            KEYWORDS.split_whitespace().map(|word| if is_lower { word.to_lowercase() } else { word.to_owned() });
        columns.into_iter().chain(tables).chain(keywords).map(Suggestion::of).collect()
    }
}

/// The place behind the last character of a kind; the start where there is none.
fn behind_last(text: &str, is_of_kind: impl Fn(char) -> bool) -> usize {
    text.char_indices().rfind(|(_, c)| is_of_kind(*c)).map_or(0, |(at, c)| at + c.len_utf8())
}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let typed_line = &line[..pos];
        let open = tokens(typed_line).pop().filter(|token| token.is_open && token.kind == Kind::Text);
        let is_command = Command::is(line);
        let start = match &open {
            _ if is_command => behind_last(typed_line, char::is_whitespace),
            Some(text) => text.range.start + 1,
            None => behind_last(typed_line, |c| !is_of_word(c)),
        };
        let (before, typed) = typed_line.split_at(start);
        let found = match open {
            _ if is_command => self.of_command(before, typed),
            Some(_) => candidates::codes(None, typed, &self.sandbox),
            None => self.of_statement(line, before, typed),
        };
        let folded = typed.to_lowercase();
        let fitting = found.into_iter().filter(|it| it.code.to_lowercase().starts_with(&folded));
        let pair = |Suggestion { code, name }: Suggestion| {
            // A name would be repeated for each of its codes, and a list of columns has none.
            let display = name.map_or_else(|| code.clone(), |name| format!("{code}  ({})", on_one_line(name)));
            Pair { display, replacement: code }
        };
        Ok((start, fitting.map(pair).collect()))
    }
}

impl Hinter for Assistant {
    type Hint = String;
}

impl Highlighter for Assistant {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if !self.color || Command::is(line) {
            return Cow::Borrowed(line);
        }
        let mut shown = String::with_capacity(line.len() * 2);
        let mut at = 0;
        for token in tokens(line) {
            let text = &line[token.range.clone()];
            let is_keyword = || KEYWORDS.split_whitespace().any(|word| word.eq_ignore_ascii_case(text));
            let style = match token.kind {
                Kind::Word if is_keyword() => AnsiColor::Blue.on_default().bold(),
                Kind::Text => AnsiColor::Green.on_default(),
                Kind::Number => AnsiColor::Cyan.on_default(),
                Kind::Comment => Style::new().dimmed(),
                _ => Style::new(),
            };
            shown += &line[at..token.range.start];
            shown += &format!("{style}{text}{style:#}");
            at = token.range.end;
        }
        shown += &line[at..];
        Cow::Owned(shown)
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        self.color && kind != CmdKind::MoveCursor
    }
}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let text = context.input();
        let is_whole = Command::is(text) || is_complete(text);
        Ok(if is_whole { ValidationResult::Valid(None) } else { ValidationResult::Incomplete })
    }
}

impl Helper for Assistant {}
