//! What a line above a table says of how its figures are measured: `(USD million)`, `Mio. EUR`, `en millions d'euros`, `In %`.

use std::sync::LazyLock;

use regex::Regex;

use crate::profile::words::list::words_in;
use crate::profile::words::named_unit::{CURRENCIES, divided, is_percentage, is_unit_alone, says_unit};
use crate::profile::words::powers::pattern;
use crate::profile::words::role::is_unit;

/// The signs and words of currencies, as a pattern; their codes are written in capitals.
const SIGNS: &str =
    r"(?:US|HK|NT|NZ|A|C|R|S)?\$|[€£¥￥₩₹₽₺₫₱₴₦฿₪]|rs\.?|(?:us )?dollars?|euros?|pounds?|yen|rupees?|kr\.?";

/// What may stand before a statement at the start of a line, of a cell, or of a text in parentheses.
const LEAD: &str = r"(?:(?:figures|values|data|amounts|angaben|werte|beträge|valeurs|datos|valores|dati|valori)\s+)?(?:(?:in|en|em)\s+)?";

/// The patterns of the end of a line, or of a cell of it, that is a power of ten and perhaps a unit: with the unit behind it, and with
/// a currency before it.
static SCALED: LazyLock<Option<[Regex; 2]>> = LazyLock::new(|| {
    let scale = format!("(?:{})\\.?", pattern());
    let codes = words_in(CURRENCIES).collect::<Vec<_>>().join("|");
    let start = format!("(?i)(?:^|[(（,;:\"–—]|\\b(?:in|en|em) )\\s*{LEAD}");
    let end = r#"\s*[)）",;.]*$"#;
    let behind = Regex::new(&format!(
        r#"{start}(?<scale>{scale})(?:\s+(?:(?:of|de|di|van|von)\s+|d['’])?(?<unit>[^\s,;:()（）"][^,;:()（）"]*?))?{end}"#
    ));
    let before =
        Regex::new(&format!("{start}(?<unit>{SIGNS}|(?-i:{codes}))(?:\\s+in)?\\s*(?<scale>{scale}|m|k|tn){end}"));
    Some([behind.ok()?, before.ok()?])
});

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
        Self::scaled(text).or_else(|| Self::alone(text))
    }

    /// Whether another line states the same.
    pub(crate) fn says_same(&self, other: &Self) -> bool {
        (&self.scale, &self.unit) == (&other.scale, &other.unit)
    }

    /// A power of ten, perhaps with a unit.
    fn scaled(text: &str) -> Option<Self> {
        let found = SCALED.as_ref()?.iter().find_map(|pattern| pattern.captures(text))?;
        let (all, scale) = (found.get(0)?, found.name("scale")?);
        // A number may be that of the table: only `in 1000` or `(1000)` is a power of ten for certain.
        let is_sure = !scale.as_str().starts_with('1')
            || all.as_str().contains(['(', '（'])
            || ["in ", "en ", "em "].iter().any(|word| all.as_str().to_lowercase().contains(word));
        if !is_sure {
            return None;
        }
        let of_scale = format!("(?<scale>{})", regex::escape(scale.as_str()));
        let of_unit = |unit: &str| format!("(?<unit>{})", regex::escape(unit));
        let pattern = match found.name("unit") {
            None => format!("{of_scale}(?<unit>)"),
            Some(unit) if unit.start() > scale.start() => {
                format!("{of_scale}{}{}", regex::escape(&text[scale.end()..unit.start()]), of_unit(unit.as_str()))
            }
            Some(unit) => {
                format!("{}{}{of_scale}", of_unit(unit.as_str()), regex::escape(&text[unit.end()..scale.start()]))
            }
        };
        Some(Self {
            scale: Some(scale.as_str().to_owned()),
            unit: found.name("unit").map(|unit| unit.as_str().to_owned()),
            pattern,
            is_all: all.start() == 0,
        })
    }

    /// A unit without a power of ten: all of the line, or in parentheses behind its text.
    fn alone(text: &str) -> Option<Self> {
        let (inner, is_enclosed) = without_parentheses(text);
        let unit = without_lead(inner);
        let is_all = is_unit_alone(unit, is_enclosed || unit.len() < inner.len());
        // A row of cells is no title.
        let is_row = text.char_indices().any(|(at, c)| ",;\t|".contains(c) && !text[at + 1..].starts_with(' '));
        let unit = if is_all { unit } else { without_lead(divided(text).filter(|_| !is_row)?.1) };
        let pattern = format!("(?<unit>{})", regex::escape(unit));
        Some(Self { scale: None, unit: Some(unit.to_owned()), pattern, is_all })
    }
}

/// Whether a line that states nothing for certain may say how figures are measured: it is called a unit, stands in parentheses or begins
/// with such words as `in`, and names a unit or a power of ten. The first line may be a title: `Percentage of households`.
pub(crate) fn may_state(line: &str, is_first: bool) -> bool {
    const MOST: usize = 8;
    let text = text_of(line);
    if text.split_once([':', '：']).is_some_and(|(label, unit)| is_unit(label) && !unit.trim().is_empty()) {
        return true;
    }
    let (inner, is_enclosed) = without_parentheses(text);
    let rest = without_lead(inner);
    let is_short = rest.split_whitespace().count() <= MOST;
    is_short && (is_enclosed || rest.len() < inner.len() || !is_first && is_percentage(rest)) && says_unit(rest)
}
