//! Codes: identifiers, the breakdown of a series, and the unified social credit code of a Chinese firm.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::quantity::is_month;

/// Why a text is not a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CodeError {
    /// White space around it or a control character within.
    #[error("a code must not have spaces around it or control characters in it")]
    Blank,
    /// A date that a spreadsheet made of it, such as `Oct-49` of `10-49`.
    #[error("a spreadsheet has turned this code into a date")]
    Date,
    /// A number that a spreadsheet rounded, such as `1.23E+11`.
    #[error("a spreadsheet has rounded this code")]
    Rounded,
    /// A breakdown that is not `key=value` pairs joined by `;`.
    #[error("a breakdown must be `key=value` pairs separated by `;`")]
    Pairs,
    /// A breakdown that names a key twice.
    #[error("duplicate key in the breakdown")]
    DuplicateKey,
    /// A credit code that is not 18 characters of the standard's alphabet.
    #[error(
        "a unified social credit code must have 18 characters: digits and capital letters other than I, O, S, V and Z"
    )]
    CreditCodeForm,
    /// A credit code whose check character, the last one, should be another one.
    #[error("wrong last character in this credit code: expected {expected}")]
    CheckCharacter { expected: char },
}

/// Checks a code.
///
/// # Errors
/// [`CodeError`] where people could not filter by it: it has white space around it or a control character, or is what a
/// spreadsheet makes of a code.
pub(crate) fn check(text: &str) -> Result<(), CodeError> {
    if text.trim() != text || text.chars().any(char::is_control) {
        return Err(CodeError::Blank);
    }
    if text.contains('-') && looks_like_spreadsheet_date(text) {
        return Err(CodeError::Date);
    }
    if text.contains("E+") && looks_like_rounded_number(text) {
        return Err(CodeError::Rounded);
    }
    Ok(())
}

/// Whether a text is what a spreadsheet shows of a code that it took for a day: `3-May`, `Oct-49`.
fn looks_like_spreadsheet_date(text: &str) -> bool {
    let is_number = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    // Spreadsheets write the month with one capital; in other letters it is an ordinary word.
    let is_month = |text: &str| {
        is_month(text)
            && text.starts_with(|c: char| c.is_ascii_uppercase())
            && text[1..].bytes().all(|b| b.is_ascii_lowercase())
    };
    text.split_once('-')
        .is_some_and(|(first, second)| is_month(first) && is_number(second) || is_number(first) && is_month(second))
}

/// Whether a text is what a spreadsheet shows of a code of many digits: `1.23457E+11`.
fn looks_like_rounded_number(text: &str) -> bool {
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once("E+").is_some_and(|(mantissa, exponent)| {
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
        whole.len() == 1 && all_digits(whole) && all_digits(fraction) && exponent.len() == 2 && all_digits(exponent)
    })
}

/// Further dimensions of a series: sorted `key=value` pairs. In a value `;`, `=` and a backslash are written with a
/// backslash before them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breakdown(BTreeMap<String, String>);

impl Breakdown {
    /// Parses `size=50-249;sex=F` in any order; the empty text has no pairs.
    ///
    /// # Errors
    /// [`CodeError`] where the text is not pairs, repeats a key, or has white space around a key or a value.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let mut pairs = BTreeMap::new();
        for pair in pairs_of(text).filter(|_| !text.is_empty()) {
            let (key, value) = pair.split_once('=').ok_or(CodeError::Pairs)?;
            let has_two = value.contains(unescaped_mark('='));
            let value = &*unescaped(value);
            // What looks like a day of a spreadsheet may be meant, as in `vintage=Dec-23`.
            for text in [key, value] {
                check(text).or_else(|error| if error == CodeError::Blank { Err(error) } else { Ok(()) })?;
            }
            if key.is_empty() || value.is_empty() || key.contains('\\') || has_two {
                return Err(CodeError::Pairs);
            }
            if pairs.insert(key.to_owned(), value.to_owned()).is_some() {
                return Err(CodeError::DuplicateKey);
            }
        }
        Ok(Self(pairs))
    }

    /// The keys of the pairs.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// The values of the pairs.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(String::as_str)
    }
}

impl std::str::FromStr for Breakdown {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        Self::parse(text)
    }
}

impl std::fmt::Display for Breakdown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, (key, value)) in self.0.iter().enumerate() {
            write!(f, "{}{key}={}", if index == 0 { "" } else { ";" }, escaped(value))?;
        }
        Ok(())
    }
}

/// The pairs of a breakdown as they are written, each up to a `;` without a backslash before it.
pub(crate) fn pairs_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(unescaped_mark(';'))
}

/// Returns whether a character is this mark and no backslash before it escapes it.
fn unescaped_mark(mark: char) -> impl FnMut(char) -> bool {
    let mut is_escaped = false;
    move |c| {
        let is_mark = c == mark && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        is_mark
    }
}

/// A value as it is written in a breakdown.
pub(crate) fn escaped(value: &str) -> Cow<'_, str> {
    if !value.contains(['\\', ';', '=']) {
        return Cow::Borrowed(value);
    }
    Cow::Owned(value.replace('\\', r"\\").replace(';', r"\;").replace('=', r"\="))
}

/// The value that is written so in a breakdown. A backslash before any other character stands for itself.
fn unescaped(written: &str) -> Cow<'_, str> {
    if !written.contains('\\') {
        return Cow::Borrowed(written);
    }
    let (mut value, mut rest) = (String::with_capacity(written.len()), written.chars().peekable());
    while let Some(c) = rest.next() {
        let escaped = rest.next_if(|next| c == '\\' && ['\\', ';', '='].contains(next));
        value.push(escaped.unwrap_or(c));
    }
    Cow::Owned(value)
}

/// Checks a unified social credit code by the check character of GB 32100-2015: weights are powers of three modulo 31
/// over an alphabet without I, O, S, V and Z.
///
/// # Errors
/// [`CodeError::CreditCodeForm`] or [`CodeError::CheckCharacter`].
pub(crate) fn check_credit_code(text: &str) -> Result<(), CodeError> {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let digits: Option<Vec<usize>> =
        text.bytes().map(|byte| ALPHABET.iter().position(|&letter| letter == byte)).collect();
    let Some([body @ .., last]) = digits.as_deref().filter(|digits| digits.len() == 18) else {
        return Err(CodeError::CreditCodeForm);
    };
    let mut weight = 1;
    let mut sum = 0;
    for digit in body {
        sum += digit * weight;
        weight = weight * 3 % 31;
    }
    let expected = (31 - sum % 31) % 31;
    if *last == expected { Ok(()) } else { Err(CodeError::CheckCharacter { expected: char::from(ALPHABET[expected]) }) }
}
