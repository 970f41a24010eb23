//! Powers of ten that values are stated in: SDMX's `UNIT_MULT` (code list `CL_UNIT_MULT`), or a word.

/// A power of ten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scale {
    pub exponent: i32,
}

/// Words for powers of ten, each with its exponent. The first word of an exponent is its name.
const WORDS: [(&str, i32); 18] = [
    ("hundred", 2),
    ("thousand", 3),
    ("million", 6),
    ("billion", 9),
    ("trillion", 12),
    ("hundreds", 2),
    ("thousands", 3),
    ("millions", 6),
    ("billions", 9),
    ("trillions", 12),
    ("lakh", 5),
    ("crore", 7),
    ("千", 3),
    ("万", 4),
    ("百万", 6),
    ("千万", 7),
    ("亿", 8),
    ("万亿", 12),
];

/// A text that is no power of ten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a power of ten")]
pub struct ScaleError;

impl std::str::FromStr for Scale {
    type Err = ScaleError;

    fn from_str(text: &str) -> Result<Self, ScaleError> {
        Self::parse(text).ok_or(ScaleError)
    }
}

impl Scale {
    /// Parses an exponent from -30 to 30, or a word; an empty text is no scale. `None` where the text is neither.
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::default());
        }
        let word = || WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, exponent)| *exponent);
        let exponent = text.parse().ok().filter(|exponent| (-30..=30).contains(exponent)).or_else(word)?;
        Some(Self { exponent })
    }

    /// What stands between a number and its unit where the number is stated in this scale.
    pub fn name(self) -> String {
        match WORDS.iter().find(|(_, exponent)| *exponent == self.exponent) {
            Some((word, _)) => (*word).to_owned(),
            None => format!("× 10^{}", self.exponent),
        }
    }
}
