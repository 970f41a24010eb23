//! Marks behind numbers, which say how a figure is stated or where a footnote is.

use std::sync::LazyLock;

use regex::Regex;

/// The pattern of a mark right behind a number: `*`, `p`, `(r)`, `(1)`, `¹⁾`, `¹,²`.
pub(crate) const MARK: &str = r"[bcdefinprsuzBCDEFINPRSUZ]{1,2}|[*†‡§#^]+|⁽?[¹²³⁴⁵⁶⁷⁸⁹⁰]+(?:,[¹²³⁴⁵⁶⁷⁸⁹⁰]+)*[)⁾]?|[(（\[](?:[A-Za-z]{1,2}|[0-9]{1,2}|[*†‡§#]+)[)）\]]";

/// Whether a text is a mark that stands behind a number.
pub(crate) fn is_mark(text: &str) -> bool {
    static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&format!("^(?:{MARK})$")).ok());
    PATTERN.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

/// Whether a text is digits above the line, as the number of a footnote is written: `¹`, `¹,²`.
pub(crate) fn is_raised(text: &str) -> bool {
    !text.is_empty() && !text.starts_with(',') && text.chars().all(|c| lowered(c).is_some())
}

/// The digit that one above the line stands for; a comma divides two of them.
pub(crate) fn lowered(c: char) -> Option<char> {
    if c == ',' {
        return Some(c);
    }
    DIGITS.iter().position(|digit| *digit == c).and_then(|digit| char::from_digit(digit as u32, 10))
}

/// A character as it is written above the line; as it is where there is no other one.
pub(crate) fn raised(c: char) -> char {
    match c.to_digit(10) {
        Some(digit) => DIGITS[digit as usize],
        None if c == '-' => '⁻',
        None => c,
    }
}

/// The digits above the line.
const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
