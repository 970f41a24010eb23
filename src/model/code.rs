//! Codes: identifiers, the breakdown of a series, and the unified social credit code of a Chinese firm.

use std::collections::BTreeMap;

/// Why a text is not a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeError {
    /// White space around it or a control character within.
    Blank,
    /// A breakdown that is not `key=value` pairs joined by `;`.
    Pairs,
    /// A breakdown that names a key twice.
    RepeatedKey,
    /// A credit code that is not 18 characters of the standard's alphabet.
    CreditCodeForm,
    /// A credit code whose last character should be another one.
    CheckCharacter { expected: char },
}

/// Checks a code that people filter by.
pub fn check(text: &str) -> Result<(), CodeError> {
    if text.trim() == text && !text.chars().any(char::is_control) { Ok(()) } else { Err(CodeError::Blank) }
}

/// Further dimensions of a series: sorted `key=value` pairs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breakdown(BTreeMap<String, String>);

impl Breakdown {
    /// Reads `size=50-249;sex=F` in any order; the empty text has no pairs.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let mut pairs = BTreeMap::new();
        for pair in text.split(';').filter(|_| !text.is_empty()) {
            let (key, value) = pair.split_once('=').ok_or(CodeError::Pairs)?;
            check(key).and(check(value))?;
            if key.is_empty() || value.is_empty() || value.contains('=') {
                return Err(CodeError::Pairs);
            }
            if pairs.insert(key.to_owned(), value.to_owned()).is_some() {
                return Err(CodeError::RepeatedKey);
            }
        }
        Ok(Self(pairs))
    }
}

impl std::fmt::Display for Breakdown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, (key, value)) in self.0.iter().enumerate() {
            write!(f, "{}{key}={value}", if index == 0 { "" } else { ";" })?;
        }
        Ok(())
    }
}

/// Checks a unified social credit code by the check character of GB 32100-2015: weights are powers of three modulo 31
/// over an alphabet without I, O, S, V and Z.
pub fn check_credit_code(text: &str) -> Result<(), CodeError> {
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
