//! What a line above a table says of how its figures are measured: `(USD million)`, `Mio. EUR`, `en millions d'euros`, `In %`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use crate::profile::words::list::words_in;
use crate::profile::words::named_unit::{
    CURRENCIES, divided, is_connector, is_percentage, is_symbol, is_unit_alone, per_number, says_unit,
};
use crate::profile::words::powers::pattern;
use crate::profile::words::role::is_unit;
use crate::profile::words::spelling::period_of;

/// The signs and words of currencies, as a pattern; their codes are written in capitals.
const SIGNS: &str =
    r"(?:US|HK|NT|NZ|A|C|R|S)?\$|[€£¥￥₩₹₽₺₫₱₴₦฿₪]|rs\.?|(?:us )?dollars?|euros?|pounds?|yen|rupees?|kr\.?";

/// What may stand before a statement at the start of a line, of a cell, or of a text in parentheses.
const LEAD: &str = r"(?:(?:figures|values|data|amounts|angaben|werte|beträge|valeurs|datos|valores|dati|valori)\s+)?(?:(?:in|en|em|x|×|в|w)\s+)?";

/// What says that some figures are measured in another way.
const EXCEPTIONS: &str = "unless otherwise, except where, unless stated, sofern nicht, soweit nicht, wenn nicht anders, falls nicht, sauf indication, \
                          sauf mention, salvo indicación, salvo que se, salvo indicazione, salvo diversa, salvo indicação, tenzij anders, om inte annat, \
                          hvis ikke annet, hvis ikke andet, 除另有, 除特别, 除特別, 特に断り";

/// The patterns of the end of a line, or of a cell of it, that is a power of ten and perhaps a unit: with the unit behind it, and with
/// a currency before it.
static SCALED: LazyLock<Option<[Regex; 2]>> = LazyLock::new(|| {
    let scale = format!("(?:{})\\.?", pattern());
    let codes = words_in(CURRENCIES).collect::<Vec<_>>().join("|");
    // A comma between digits groups them.
    let start = format!("(?i)(?:^|[(（;:\"–—]|(?:^|\\D),|, |\\b(?:in|en|em) )\\s*{LEAD}");
    let end = r#"\s*[)）",;.]*$"#;
    let behind = Regex::new(&format!(
        r#"{start}(?<scale>{scale})(?:\s+(?:(?:of|de|di|van|von)\s+|d['’])?(?<unit>[^\s,;:()（）"][^,;:()（）"]*?))?{end}"#
    ));
    let before =
        Regex::new(&format!("{start}(?<unit>{SIGNS}|(?-i:{codes}))(?:\\s+in)?\\s*(?<scale>{scale}|m|k|tn){end}"));
    Some([behind.ok()?, before.ok()?])
});

/// A pattern of a line that states a unit by name, as a part of a mapping.
const NAMED: &str = r#"(?i)(?:单位|單位|単位|단위|\b(?:units?(?: of measure)?|einheit))\s*[:：]\s*(?<unit>(?:\d,\d{3}|[^\s,;:，；：、()（）"])+(?: [^\s,;:，；：、()（）"]+)*)\s*(?:[()（）,;"]|$)"#;

/// What a line states.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    /// The word of a power of ten.
    pub scale: Option<String>,
    pub unit: Option<String>,
    /// A pattern of what is stated, as short as it may be, with these two as groups.
    pub pattern: String,
    /// Whether the line says nothing else.
    pub is_all: bool,
}

/// A line without what delimits its cells and without the mark of a comment.
fn text_of(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || ",;\t\"|#\u{feff}".contains(c))
}

/// The text in parentheses that a line is, and whether it is one.
fn without_parentheses(text: &str) -> (&str, bool) {
    match text.strip_prefix(['(', '（', '[']).and_then(|rest| rest.strip_suffix([')', '）', ']'])) {
        Some(inner) if !inner.contains(['(', '（', '[']) => (inner.trim(), true),
        _ => (text, false),
    }
}

/// A text without such words as `in` before it.
fn without_lead(text: &str) -> &str {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&format!("(?i)^{LEAD}")).ok());
    let length = WORDS.as_ref().and_then(|pattern| pattern.find(text)).map_or(0, |found| found.end());
    text[length..].trim_start()
}

impl Statement {
    /// What a line states for certain.
    pub(crate) fn of(line: &str) -> Option<Self> {
        let text = text_of(line);
        if is_of_several(text) {
            return None;
        }
        match Self::scaled(text) {
            Some((statement, is_sure)) => Some(statement).filter(|_| is_sure),
            None => Self::alone(text),
        }
    }

    /// The unit that one of some lines states by name.
    pub(crate) fn named(lines: &str) -> Option<Self> {
        static PATTERN: LazyLock<Option<Regex>> =
            LazyLock::new(|| RegexBuilder::new(NAMED).multi_line(true).build().ok());
        let unit = PATTERN.as_ref()?.captures(lines)?.name("unit")?.as_str().to_owned();
        Some(Self { scale: None, unit: Some(unit), pattern: NAMED.to_owned(), is_all: true })
    }

    /// Whether another line states the same.
    pub(crate) fn says_same(&self, other: &Self) -> bool {
        (&self.scale, &self.unit) == (&other.scale, &other.unit)
    }

    /// A power of ten, perhaps with a unit; and whether it is one for certain.
    fn scaled(text: &str) -> Option<(Self, bool)> {
        let found = SCALED.as_ref()?.iter().find_map(|pattern| pattern.captures(text))?;
        let (all, scale, unit) = (found.get(0)?, found.name("scale")?, found.name("unit"));
        let of_scale = format!("(?<scale>{})", regex::escape(scale.as_str()));
        let of_unit = |unit: &str| format!("(?<unit>{})", regex::escape(unit));
        let between = unit.map(|unit| match unit.start() > scale.start() {
            true => &text[scale.end()..unit.start()],
            false => &text[unit.end()..scale.start()],
        });
        let pattern = match unit.zip(between) {
            None => format!("{of_scale}(?<unit>)"),
            Some((unit, between)) if unit.start() > scale.start() => {
                format!("{of_scale}{}{}", regex::escape(between), of_unit(unit.as_str()))
            }
            Some((unit, between)) => format!("{}{}{of_scale}", of_unit(unit.as_str()), regex::escape(between)),
        };
        // What stands before the statement, and whether its unit is known.
        let start = unit.map_or(scale.start(), |unit| unit.start().min(scale.start()));
        let before = text[all.start()..start].to_lowercase();
        let is_enclosed = before.contains(['(', '（']);
        let is_in = ["in ", "en ", "em ", "x ", "× "].iter().any(|word| before.contains(word));
        let is_known = unit.is_none_or(|unit| unit.start() < scale.start() || is_unit_alone(unit.as_str(), true));
        let is_linked =
            between.is_some_and(|between| between.contains(|c: char| c.is_alphabetic() || "'’".contains(c)));
        let is_sure = if scale.as_str().starts_with('1') {
            // A number may be one of the table, or of what is measured.
            is_known && (is_enclosed || is_in || start == 0 && unit.is_some())
        } else {
            // `Thousand Islands`; `Mn` is the symbol of manganese, too.
            let is_manganese = scale.as_str() == "Mn" && !(unit.is_some() && is_known);
            (is_known || is_linked || is_enclosed) && !is_manganese
        };
        let statement = Self {
            scale: Some(scale.as_str().to_owned()),
            unit: unit.map(|unit| unit.as_str().to_owned()),
            pattern,
            is_all: all.start() == 0 && !before.contains(','),
        };
        // Digits before words that are no unit are no power of ten.
        (is_sure || is_known || !scale.as_str().starts_with('1') || is_enclosed).then_some((statement, is_sure))
    }

    /// A unit without a power of ten: all of the line, in parentheses behind its text, or at its end.
    fn alone(text: &str) -> Option<Self> {
        let (inner, is_enclosed) = without_parentheses(text);
        let unit = without_lead(inner);
        let is_all = is_unit_alone(unit, is_enclosed || unit.len() < inner.len());
        // A row of cells is no title.
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let is_row = text.char_indices().any(|(at, c)| {
            let behind = &text[at + c.len_utf8()..];
            let is_group = c == ',' && digit(text[..at].chars().next_back()) && digit(behind.chars().next());
            ",;\t|".contains(c) && !behind.starts_with(' ') && !is_group
        });
        let last = || text.rsplit_once(", ").map(|(_, last)| last);
        let at_end =
            || last().filter(|last| is_unit_alone(last, false) || is_symbol(last)).or_else(|| per_number(text));
        let behind = || divided(text).map(|(_, unit)| without_lead(unit)).or_else(at_end);
        let unit = if is_all { Some(unit) } else { behind().filter(|_| !is_row) }?;
        let pattern = format!("(?<unit>{})", regex::escape(unit));
        Some(Self { scale: None, unit: Some(unit.to_owned()), pattern, is_all })
    }
}

/// Whether a line names several units, or says that figures may have another one.
pub(crate) fn is_of_several(line: &str) -> bool {
    static BETWEEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i), | (?:and|und|et|y|e|och|og) |[()（）;；、，]|\b(?:units?|einheit|unité|unidad|unità|eenheid|enhet)\s*[:：]|单位[:：]|單位[:：]").ok()
    });
    let text = text_of(line);
    let small = text.to_lowercase();
    if words_in(EXCEPTIONS).any(|words| small.contains(words)) && says_unit(text) {
        return true;
    }
    let Some(between) = BETWEEN.as_ref() else { return false };
    let mut units = BTreeSet::new();
    let mut start = 0;
    for end in between.find_iter(text).map(|found| (found.start(), found.end())).chain([(text.len(), text.len())]) {
        let part = text[start..end.0].trim();
        let is_enclosed = text[..start].ends_with(['(', '（', '、', ':', '：']);
        start = end.1;
        let unit = without_lead(part);
        let is_scaled = || Statement::scaled(part).is_some_and(|(_, is_sure)| is_sure);
        // An index and its base are one unit.
        if unit.is_empty() || unit.contains('=') || is_connector(unit) || period_of(unit).is_some() {
        } else if is_percentage(unit) {
            units.insert("%");
        } else if is_unit_alone(unit, is_enclosed || unit.len() < part.len()) || is_scaled() {
            units.insert(unit);
        }
    }
    units.len() > 1
}

/// Whether a line that states nothing for certain may say how figures are measured: it names several units, is called a unit, stands in
/// parentheses or begins with such words as `in`, and names a unit or a power of ten. The first line may be a title: `Percentage of
/// households`.
pub(crate) fn may_state(line: &str, is_first: bool) -> bool {
    const MOST: usize = 8;
    let text = text_of(line);
    let is_label = |label: &str| is_unit(label) || is_unit(label.rsplit(['(', '（', ' ']).next().unwrap_or_default());
    if text.split_once([':', '：']).is_some_and(|(label, unit)| is_label(label) && !unit.trim().is_empty()) {
        return true;
    }
    let (inner, is_enclosed) = without_parentheses(text);
    let rest = without_lead(inner);
    let is_short = rest.split_whitespace().count() <= MOST;
    is_of_several(text)
        || Statement::scaled(text).is_some()
        || is_short && (is_enclosed || rest.len() < inner.len() || !is_first && is_percentage(rest)) && says_unit(rest)
}
