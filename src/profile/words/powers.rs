//! Words for powers of ten, as publishers state the scale of a table.

use super::list::{is_among, words_in};

/// Words for powers of ten, in small letters, each list with its exponent.
const POWERS: [(&str, &str); 7] = [
    ("2", "hundred, hundreds"),
    (
        "3",
        "thousand, thousands, tsd, tausend, milliers, miles de, milhares, migliaia, duizend, tusen, tusind, 000, 000s, '000, '000s",
    ),
    ("5", "lakh, lakhs"),
    ("6", "million, millions, millionen, mio, mill, mln, mn, millones, milhões, milioni, miljoen, miljoner, millioner"),
    ("7", "crore, crores"),
    (
        "9",
        "billion, billions, bln, bn, mrd, mld, milliard, milliards, milliarden, milliarder, miljard, miljarder, miliardi, \
         bilhões, thousand million, thousand millions, miles de millones, mil millones, mil milhões",
    ),
    ("12", "trillion, trillions, billones, billionen, billioner"),
];

/// A one with zeros behind it, in groups or not, as a pattern.
const DIGITS: &str = "1(?:[ ,.]?000)+";

/// Powers of ten as a pattern: digits and words, of two that start alike the longer one first.
pub(crate) fn pattern() -> String {
    let mut words: Vec<&str> = POWERS.into_iter().flat_map(|(_, words)| words_in(words)).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    // Without its point `mill` is an English word.
    let escaped = words.into_iter().map(|word| if word == "mill" { r"mill\.".to_owned() } else { regex::escape(word) });
    std::iter::once(DIGITS.to_owned()).chain(escaped).collect::<Vec<_>>().join("|")
}

/// The exponent of a one with zeros behind it.
fn of_digits(text: &str) -> Option<usize> {
    let digits: String = text.chars().filter(|c| !" ,.'’".contains(*c)).collect();
    let zeros = digits.strip_prefix('1')?;
    zeros.bytes().all(|byte| byte == b'0').then_some(zeros.len())
}

/// The exponent of a text for a power of ten: `Mio.`, `1 000`; `None` for another text.
pub(crate) fn exponent(text: &str) -> Option<String> {
    let word = text.trim().to_lowercase();
    let word = word.trim_end_matches('.');
    // `£m`, `€k` and `$tn`: these are units by themselves.
    let of_letter = || [("6", "m"), ("3", "k"), ("12", "tn")].into_iter().find(|(_, letter)| *letter == word);
    let of_word = || POWERS.into_iter().find(|(_, words)| is_among(words, word)).or_else(of_letter);
    let of_digits = of_digits(word).filter(|zeros| *zeros > 0).map(|zeros| zeros.to_string());
    of_digits.or_else(|| of_word().map(|(exponent, _)| exponent.to_owned()))
}

/// Whether a text is nothing but digits for a power of ten: `1 000`, `000`, `10^6`.
pub(crate) fn is_round(text: &str) -> bool {
    let is_power = text.strip_prefix("10^").is_some_and(|exponent| exponent.parse::<u8>().is_ok());
    is_power || of_digits(text).is_some_and(|zeros| zeros > 1) || text == "000" || text == "'000"
}

/// Whether a word is one for a power of ten.
pub(crate) fn is_power_of_ten(word: &str) -> bool {
    word.len() > 1 && !word.starts_with('1') && exponent(word).is_some()
}

/// The exponent of a cell that states a power of ten, or none: `Millions`, `1000`, `units`.
pub(crate) fn exponent_of(cell: &str) -> Option<String> {
    const ONES: &str = "1, unit, units, ones, einheiten";
    if is_among(ONES, &cell.trim().to_lowercase()) { Some("0".to_owned()) } else { exponent(cell) }
}
