//! Numbers as publishers write them in tables: with a typographic minus, a word before them, a unit or a power of ten behind.

use std::borrow::Cow;

use super::scale::Scale;

/// A number taken out of what is written around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written<'a> {
    /// The symbol of the comparator; empty where there is none.
    pub comparator: &'static str,
    pub is_negative: bool,
    /// Whether the number stands in parentheses.
    pub is_enclosed: bool,
    /// The sign of a unit before or behind the number, such as `%` or `US$`.
    pub unit: Option<&'a str>,
    /// The word for a power of ten behind the number; empty where there is none.
    pub scale: &'a str,
    /// Digits, and the marks between them.
    pub number: &'a str,
}

/// What stands before a number in place of a comparator. Of two that start alike, the longer one is first.
const PREFIXES: [(&str, &str); 56] = [
    (">=", ">="),
    ("<=", "<="),
    ("=>", ">="),
    ("=<", "<="),
    ("≥", ">="),
    ("≧", ">="),
    ("⩾", ">="),
    ("≤", "<="),
    ("≦", "<="),
    ("⩽", "<="),
    (">", ">"),
    ("＞", ">"),
    ("<", "<"),
    ("＜", "<"),
    ("~", "~"),
    ("～", "~"),
    ("≈", "~"),
    ("at least ", ">="),
    ("no less than ", ">="),
    ("at most ", "<="),
    ("up to ", "<="),
    ("no more than ", "<="),
    ("more than ", ">"),
    ("over ", ">"),
    ("above ", ">"),
    ("less than ", "<"),
    ("under ", "<"),
    ("below ", "<"),
    ("nearly ", "<"),
    ("almost ", "<"),
    ("about ", "~"),
    ("approximately ", "~"),
    ("around ", "~"),
    ("approx. ", "~"),
    ("approx ", "~"),
    ("ca. ", "~"),
    ("ca.", "~"),
    ("c. ", "~"),
    ("some ", "~"),
    ("大约", "~"),
    ("约为", "~"),
    ("约", "~"),
    ("約", "~"),
    ("至少", ">="),
    ("不少于", ">="),
    ("不低于", ">="),
    ("至多", "<="),
    ("不超过", "<="),
    ("超过", ">"),
    ("逾", ">"),
    ("超", ">"),
    ("不足", "<"),
    ("不到", "<"),
    ("接近", "<"),
    ("将近", "<"),
    ("近", "<"),
];

/// What stands behind a number in place of a comparator.
const SUFFIXES: [(&str, &str); 4] = [("以上", ">="), ("左右", "~"), ("多", ">"), ("余", ">")];

/// The characters that are a minus before a number.
const MINUS: [char; 5] = ['-', '\u{2212}', '\u{2013}', '\u{fe63}', '\u{ff0d}'];

/// The signs of units, each with the units that it may mean: one, or two of several. Of two signs that end alike, the longer
/// one is first.
const UNITS: [(&str, &[&str]); 32] = [
    ("%", &["percent"]),
    ("％", &["percent"]),
    ("‰", &["permille"]),
    ("US$", &["USD"]),
    ("HK$", &["HKD"]),
    ("NT$", &["TWD"]),
    ("NZ$", &["NZD"]),
    ("A$", &["AUD"]),
    ("C$", &["CAD"]),
    ("R$", &["BRL"]),
    ("S$", &["SGD"]),
    ("$", &["USD", "CAD"]),
    ("＄", &["USD", "CAD"]),
    ("€", &["EUR"]),
    ("£", &["GBP"]),
    ("￡", &["GBP"]),
    ("¥", &["CNY", "JPY"]),
    ("￥", &["CNY", "JPY"]),
    ("₩", &["KRW"]),
    ("₹", &["INR"]),
    ("₽", &["RUB"]),
    ("₺", &["TRY"]),
    ("₫", &["VND"]),
    ("₱", &["PHP", "CUP"]),
    ("₴", &["UAH"]),
    ("₦", &["NGN"]),
    ("฿", &["THB"]),
    ("₪", &["ILS"]),
    ("USD", &["USD"]),
    ("EUR", &["EUR"]),
    ("GBP", &["GBP"]),
    ("CNY", &["CNY"]),
];

/// The units that a sign may mean; none for a text that is no sign.
pub(crate) fn units_of(sign: &str) -> &'static [&'static str] {
    UNITS.into_iter().find(|(known, _)| *known == sign).map_or(&[], |(_, units)| units)
}

impl<'a> Written<'a> {
    /// Takes a text apart; `None` where it is no number with something around it that is known.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let mut written = Self::default();
        let mut rest = text.trim();
        if let Some(inner) = enclosed(rest) {
            written.is_enclosed = true;
            rest = inner.trim();
        }
        if let Some((comparator, behind)) = without_prefix(rest) {
            written.comparator = comparator;
            rest = behind.trim_start();
        }
        // A minus stands before the sign of a unit, or behind it.
        for _ in 0..2 {
            if let Some(behind) = rest.strip_prefix(MINUS).filter(|_| !written.is_negative) {
                written.is_negative = true;
                rest = behind.trim_start();
            }
            if let Some((sign, _)) =
                UNITS.into_iter().find(|(sign, _)| written.unit.is_none() && rest.starts_with(sign))
            {
                written.unit = rest.get(..sign.len());
                rest = rest[sign.len()..].trim_start();
            }
        }
        rest = rest.strip_prefix('+').filter(|_| !written.is_negative).unwrap_or(rest);
        if let Some((suffix, comparator)) =
            SUFFIXES.into_iter().find(|(suffix, _)| written.comparator.is_empty() && rest.ends_with(suffix))
        {
            written.comparator = comparator;
            rest = rest[..rest.len() - suffix.len()].trim_end();
        }
        if let Some((sign, _)) = UNITS.into_iter().find(|(sign, _)| written.unit.is_none() && rest.ends_with(sign)) {
            let number = rest.len() - sign.len();
            written.unit = rest.get(number..);
            rest = rest[..number].trim_end();
        }
        let last = rest.rfind(|c: char| c.is_ascii_digit()).map_or(0, |last| last + 1);
        let (number, scale) = rest.split_at(last);
        written.scale = written.unit.and_then(|sign| power_of(sign, scale.trim())).unwrap_or(scale.trim());
        written.number = number;
        let is_scale = written.scale.is_empty()
            || !written.scale.contains(|c: char| c.is_ascii_digit()) && Scale::parse(written.scale).is_some();
        (is_scale && is_marked_number(number)).then_some(written)
    }

    /// The number with its comparator and its minus, as [`super::Quantity`] parses it.
    pub(crate) fn quantity(&self, is_negative: bool) -> Cow<'a, str> {
        match (self.comparator, is_negative) {
            ("", false) => Cow::Borrowed(self.number),
            (comparator, true) => Cow::Owned(format!("{comparator}-{}", self.number)),
            (comparator, false) => Cow::Owned(format!("{comparator}{}", self.number)),
        }
    }
}

/// The power of ten that a short word behind an amount of money stands for: `$1.2m`.
fn power_of(sign: &str, word: &str) -> Option<&'static str> {
    const WORDS: [(&str, &[&str]); 4] = [
        ("thousand", &["k"]),
        ("million", &["m", "mn", "mln", "mio"]),
        ("billion", &["bn", "bln", "mrd"]),
        ("trillion", &["tn", "trn"]),
    ];
    let word = word.trim_end_matches('.').to_lowercase();
    let found = WORDS.into_iter().find(|(_, short)| short.contains(&word.as_str()));
    found.map(|(power, _)| power).filter(|_| !["%", "％", "‰"].contains(&sign))
}

/// What a number says in whose text a mark, a point or a comma, may group thousands, and the keys of a mapping that decide.
pub(crate) fn mark_in_doubt(text: &str, mark: char) -> (String, Vec<String>) {
    let (name, other) = if mark == '.' { ("point", ",") } else { ("comma", ".") };
    let grouped = text.replace(mark, "");
    let decimal = text.replace(mark, ".");
    let what =
        format!("`{text}` is {grouped} where the {name} groups thousands, and {decimal} where it marks decimals");
    (what, vec![format!("groupChar = \"{mark}\"\ndecimalChar = \"{other}\""), format!("decimalChar = \"{mark}\"")])
}

/// The text in a pair of parentheses.
fn enclosed(text: &str) -> Option<&str> {
    text.strip_prefix(['(', '（'])?.strip_suffix([')', '）'])
}

/// The comparator that a text starts with, and what is behind it.
pub(super) fn without_prefix(text: &str) -> Option<(&'static str, &str)> {
    PREFIXES.into_iter().find_map(|(prefix, comparator)| {
        let start = text.get(..prefix.len())?;
        start.eq_ignore_ascii_case(prefix).then(|| (comparator, &text[prefix.len()..]))
    })
}

/// The characters that divide groups of three digits, besides the point and the comma.
pub(crate) const SPACES: [char; 6] = [' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '\u{2019}'];

/// Whether a text is digits with marks between them, and perhaps an exponent.
fn is_marked_number(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let starts = mantissa.starts_with(|c: char| c.is_ascii_digit());
    let ends = mantissa.ends_with(|c: char| c.is_ascii_digit());
    let is_part = |c: char| c.is_ascii_digit() || c == '.' || c == ',' || SPACES.contains(&c);
    starts
        && ends
        && mantissa.chars().all(is_part)
        && !mantissa.split(is_mark).any(str::is_empty)
        && !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_mark(c: char) -> bool {
    !c.is_ascii_digit()
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_a_number_is_taken_off() {
        for (text, comparator, quantity, unit, scale) in [
            ("12", "", "12", None, ""),
            ("−3,5", "", "-3,5", None, ""),
            ("–0.5 %", "", "-0.5", Some("%"), ""),
            ("约5000", "~", "~5000", None, ""),
            ("About 5,000", "~", "~5,000", None, ""),
            ("1.2万", "", "1.2", None, "万"),
            ("约1.2万余", "~", "", None, ""),
            ("1.2万余", ">", ">1.2", None, "万"),
            ("3.4 million", "", "3.4", None, "million"),
            ("-$5", "", "-5", Some("$"), ""),
            ("€ -5", "", "-5", Some("€"), ""),
            ("$1.2m", "", "1.2", Some("$"), "million"),
            ("€ 1.1 bn", "", "1.1", Some("€"), "billion"),
            ("US$1,200", "", "1,200", Some("US$"), ""),
            ("1 234,5", "", "1 234,5", None, ""),
        ] {
            match Written::parse(text) {
                Some(written) => {
                    assert_eq!(
                        (written.comparator, &*written.quantity(written.is_negative), written.unit, written.scale),
                        (comparator, quantity, unit, scale),
                        "{text}"
                    );
                }
                None => assert_eq!(quantity, "", "{text}"),
            }
        }
        assert!(Written::parse("(987.65)").expect("a number").is_enclosed);
        for text in ["", "abc", "5 kg", "5m", "5m%", "12..3", "2024-01", "5-", "1.2.", "1e", "$", "3-Mar", "A1"] {
            assert_eq!(Written::parse(text), None, "{text}");
        }
    }
}
