//! Words for powers of ten, as publishers state the scale of a table.

/// Words for powers of ten, in small letters, each list with its exponent.
pub(crate) const POWERS: [(&str, &[&str]); 7] = [
    ("2", &["hundred", "hundreds"]),
    (
        "3",
        &[
            "thousand",
            "thousands",
            "tsd",
            "tausend",
            "milliers",
            "miles de",
            "milhares",
            "migliaia",
            "duizend",
            "tusen",
            "tusind",
            "1000",
            "1 000",
            "1,000",
            "1.000",
            "000",
            "000s",
            "'000",
            "'000s",
        ],
    ),
    ("5", &["lakh", "lakhs"]),
    (
        "6",
        &[
            "million",
            "millions",
            "millionen",
            "mio",
            "mill",
            "mln",
            "mn",
            "millones",
            "milhões",
            "milioni",
            "miljoen",
            "miljoner",
            "millioner",
            "1000000",
            "1 000 000",
            "1,000,000",
            "1.000.000",
        ],
    ),
    ("7", &["crore", "crores"]),
    (
        "9",
        &[
            "billion",
            "billions",
            "bln",
            "bn",
            "mrd",
            "mld",
            "milliard",
            "milliards",
            "milliarden",
            "milliarder",
            "miljard",
            "miljarder",
            "miliardi",
            "bilhões",
            "thousand million",
            "thousand millions",
            "miles de millones",
            "mil millones",
            "mil milhões",
        ],
    ),
    ("12", &["trillion", "trillions", "billones", "billionen", "billioner"]),
];

/// The exponent of a word for a power of ten; `None` for another word.
pub(crate) fn exponent(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    let word = word.trim_end_matches('.');
    // `£m`, `€k` and `$tn`: these are units by themselves.
    let of_letter = [("m", "6"), ("k", "3"), ("tn", "12")].into_iter().find(|(letter, _)| *letter == word);
    let known = POWERS.into_iter().find(|(_, words)| words.contains(&word)).map(|(exponent, _)| exponent);
    known.or(of_letter.map(|(_, exponent)| exponent))
}

/// Whether a word is one for a power of ten.
pub(crate) fn is_power_of_ten(word: &str) -> bool {
    word.len() > 1 && !word.starts_with('1') && exponent(word).is_some()
}

/// The exponent of a cell that states a power of ten: `Millions`, `Tsd.`, `1000`, `units`.
pub(crate) fn exponent_of(cell: &str) -> Option<String> {
    const ONES: [&str; 5] = ["1", "unit", "units", "ones", "einheiten"];
    let word = cell.trim().to_lowercase();
    let zeros = word.strip_prefix('1').filter(|zeros| !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0'));
    match zeros {
        Some(zeros) => Some(zeros.len().to_string()),
        None if ONES.contains(&word.as_str()) => Some("0".to_owned()),
        None => exponent(&word).map(str::to_owned),
    }
}
