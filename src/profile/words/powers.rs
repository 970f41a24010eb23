//! Words for powers of ten, as publishers state the scale of a table.

use super::list::{is_among, words_in};

/// Words for powers of ten, in small letters, each list with its exponent.
const POWERS: [(u8, &str); 7] = [
    (2, "hundred, hundreds"),
    (
        3,
        "thousand, thousands, tsd, tausend, milliers, miles de, mil, milhares, migliaia, duizend, tusen, tusind, tys, тыс, тысяч, \
         тысячи, тисяч, bin, ribu, 천, 000, 000s, '000, '000s",
    ),
    (5, "lakh, lakhs"),
    (
        6,
        "million, millions, millionen, mio, mill, mln, mn, millones, milhões, milioni, miljoen, miljoner, millioner, млн, milyon, \
         juta, 백만",
    ),
    (7, "crore, crores"),
    (
        9,
        "billion, billions, bln, bn, mrd, mld, mds, milliard, milliards, milliarden, milliarder, miljard, miljarder, miliardi, \
         bilhões, млрд, milyar, miliar, 십억, thousand million, thousand millions, miles de millones, mil millones, mil milhões",
    ),
    (12, "trillion, trillions, billones, billionen, billioner, трлн, trilyon, triliun, 조"),
];

/// A one with zeros behind it, in groups or not, as a pattern; and the same before a word, or a word for it.
const DIGITS: &str = "10{0,2}(?:[ ,.]?000)+";
const PRODUCTS: &str = "(?:10{0,2}|ten|hundred) (?:thousand|million|billion)s?";

/// Powers of ten as a pattern: digits and words, of two that start alike the longer one first.
pub(crate) fn pattern() -> String {
    let mut words: Vec<&str> = POWERS.into_iter().flat_map(|(_, words)| words_in(words)).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    // Without its point `mill` is an English word.
    let escaped = words.into_iter().map(|word| if word == "mill" { r"mill\.".to_owned() } else { regex::escape(word) });
    [PRODUCTS, DIGITS].map(str::to_owned).into_iter().chain(escaped).collect::<Vec<_>>().join("|")
}

/// The exponent of a one with zeros behind it.
fn of_digits(text: &str) -> Option<u8> {
    let digits: String = text.chars().filter(|c| !" ,.'’".contains(*c)).collect();
    let zeros = digits.strip_prefix('1')?;
    zeros.bytes().all(|byte| byte == b'0').then(|| u8::try_from(zeros.len()).ok()).flatten()
}

/// The exponent of a text for a power of ten: `Mio.`, `1 000`, `100 million`; `None` for another text.
pub(crate) fn exponent(text: &str) -> Option<String> {
    let word = text.trim().to_lowercase();
    let word = word.trim_end_matches('.');
    // `£m`, `€k` and `$tn`: these are units by themselves.
    let of_letter = |word: &str| [(6, "m"), (3, "k"), (12, "tn")].into_iter().find(|(_, letter)| *letter == word);
    let listed = |word: &str| POWERS.into_iter().find(|(_, words)| is_among(words, word)).or_else(|| of_letter(word));
    let of_word = |word: &str| listed(word).map(|(exponent, _)| exponent);
    let of_product = || {
        let (factor, word) = word.split_once(' ')?;
        let factor = if factor == "ten" { Some(1) } else { of_digits(factor).or_else(|| of_word(factor)) };
        Some(factor? + of_word(word)?)
    };
    let exponent = of_digits(word).filter(|zeros| *zeros > 0).or_else(|| of_word(word)).or_else(of_product);
    exponent.map(|exponent| exponent.to_string())
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

/// The exponent of a cell that states a power of ten, or none: `Millions`, `1000`, `x 1000`, `10^6`, `units`.
pub(crate) fn exponent_of(cell: &str) -> Option<String> {
    const ONES: &str = "1, unit, units, ones, einheiten";
    let cell = cell.trim().to_lowercase();
    let power = cell.trim_start_matches(['x', '×', '*']).trim_start();
    let digits = ["10^", "10**", "1e"].into_iter().find_map(|base| power.strip_prefix(base));
    match digits.map(|digits| digits.trim_start_matches('+').parse::<u8>()) {
        _ if is_among(ONES, power) => Some("0".to_owned()),
        Some(Ok(exponent)) => Some(exponent.to_string()),
        _ => exponent(power),
    }
}
