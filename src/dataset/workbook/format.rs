//! What a sheet shows of a number: the number formats of cells (ECMA-376, part 1, 18.8.31), as far as they make another text
//! of it.

use std::rc::Rc;

use super::sections::{Sections, divided};
use crate::model::{Scale, Written, is_mark, office_period, units_of};

/// A number format.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Format {
    /// The number itself, or the day and the time of day.
    #[default]
    Plain,
    Percent,
    /// Of a day the month, or the year.
    Month,
    Year,
    /// Digits in their places, and texts around and between them.
    Digits(Rc<Digits>),
    /// A text in place of the number; empty where the number is hidden.
    Text(Rc<str>),
    /// Texts in place of some numbers, and the format of the others.
    Sections(Rc<(Sections, Self)>),
}

/// What a number format makes of digits.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Digits {
    pieces: Vec<Piece>,
    /// Whether no digits stand behind a point.
    is_whole: bool,
    /// What is read of the texts before and behind the number: the sign of a unit, a mark, a power of ten.
    before: String,
    behind: String,
    /// The power of ten that the number is shown in.
    exponent: i32,
    /// Whether a text beside the number is not read.
    is_cut: bool,
}

/// A piece of a number format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A place for a digit; `true` where a zero fills it.
    Digit(bool),
    Text(char),
    /// Any other character: a part of a date, a mark, a sign.
    Other(char),
}

impl Format {
    /// Parses the code of a format.
    pub(super) fn parse(code: &str) -> Self {
        if code.eq_ignore_ascii_case("general") || code.is_empty() {
            return Self::Plain;
        }
        let codes = divided(code);
        let formats: Vec<Self> = codes.iter().map(|code| Self::of_section(code)).collect();
        let text = |format: &Self| if let Self::Text(text) = format { Some(Rc::clone(text)) } else { None };
        let others =
            formats.iter().find(|format| text(format).is_none()).or(formats.first()).cloned().unwrap_or_default();
        if formats.len() < 2 || formats.iter().all(|format| text(format).is_none()) {
            return others;
        }
        Self::Sections(Rc::new((Sections::new(&codes, formats.iter().map(text).collect()), others)))
    }

    /// The format of one section.
    fn of_section(code: &str) -> Self {
        let pieces = pieces(code);
        let has = |characters: &str| {
            pieces.iter().any(|piece| matches!(piece, Piece::Other(c) if characters.contains(c.to_ascii_lowercase())))
        };
        let has_digits = pieces.iter().any(|piece| matches!(piece, Piece::Digit(_)));
        let text = |piece: &Piece| if let Piece::Text(c) = piece { Some(*c) } else { None };
        if let Some(text) = pieces.iter().map(text).collect::<Option<String>>() {
            return Self::Text(text.trim().into());
        }
        match has_digits {
            true if has("%") => Self::Percent,
            true if has("e?/dhmsy@") => Self::Plain,
            true => Digits::of(pieces).map_or(Self::Plain, |digits| Self::Digits(digits.into())),
            false if has("dhsg") => Self::Plain,
            false if has("m") => Self::Month,
            false if has("ye") => Self::Year,
            false => Self::Plain,
        }
    }

    /// The text that a sheet shows of a number, with all of its digits.
    pub(super) fn shown(&self, number: f64) -> String {
        match self {
            Self::Percent => format!("{}%", plain(number * 100.0)),
            Self::Digits(digits) => digits.code(number).unwrap_or_else(|| digits.beside(number)),
            Self::Sections(sections) => sections.1.shown(number),
            _ => plain(number),
        }
    }

    /// The text that a sheet shows in place of a number; empty where it hides the number. A dash or nothing in place of zero is zero.
    pub(super) fn in_place(&self, number: f64) -> Option<&str> {
        let text = match self {
            Self::Text(text) => text,
            Self::Sections(sections) => sections.0.text(number)?,
            _ => return None,
        };
        (number != 0.0 || !text.chars().all(|c| "-–—−".contains(c))).then_some(text)
    }

    /// Whether the text of this number leaves out something that a sheet shows beside it.
    pub(super) fn cuts(&self, number: f64) -> bool {
        match self {
            Self::Digits(digits) => digits.is_cut && digits.code(number).is_none(),
            Self::Sections(sections) => sections.1.cuts(number),
            _ => false,
        }
    }
}

impl Digits {
    /// What these pieces make of digits; `None` where that is the number itself.
    fn of(pieces: Vec<Piece>) -> Option<Self> {
        let first = pieces.iter().position(|piece| matches!(piece, Piece::Digit(_)))?;
        let last = pieces.iter().rposition(|piece| matches!(piece, Piece::Digit(_)))?;
        let text = |pieces: &[Piece]| -> String {
            let texts = pieces.iter().map(|piece| if let Piece::Text(c) = piece { *c } else { ' ' });
            texts.collect::<String>()
        };
        let is_comma = |piece: &&Piece| **piece == Piece::Other(',');
        // Each comma behind the digits, or right before the point, is a thousand.
        let point = pieces.iter().position(|piece| *piece == Piece::Other('.')).unwrap_or(0);
        let commas =
            pieces[last + 1..].iter().take_while(is_comma).chain(pieces[..point].iter().rev().take_while(is_comma));
        let exponent = 3 * commas.count() as i32;
        let (before, behind) = (text(&pieces[..first]), text(&pieces[last + 1..]));
        let is_unit = |text: &str| !units_of(text.trim()).is_empty();
        let is_comparator =
            |text: &str| Written::parse(&format!("{text}5")).is_some_and(|it| !it.comparator.is_empty());
        // A power of ten is read where the number is not shown in it already: `0.0,,"M"`.
        let is_scale = |text: &str| exponent == 0 && Scale::parse(text.trim()).is_some();
        // A word for a power of ten that is not known must be decided.
        let is_behind = |text: &str| {
            is_unit(text) || exponent == 0 && (is_mark(text.trim()) || may_be_power(text)) || is_scale(text)
        };
        // Parentheses around numbers that are not negative.
        let is_enclosed = before.trim() == "(" && behind.trim() == ")";
        let is_read = [is_unit(&before) || is_comparator(&before), is_behind(&behind)].map(|is| is || is_enclosed);
        let is_name = |text: &str| text.contains(char::is_alphanumeric) && (exponent == 0 || text.trim().len() > 3);
        let is_cut = is_name(&before) && !is_read[0] || is_name(&behind) && !is_read[1];
        let [before, behind] = [(before, is_read[0]), (behind, is_read[1])]
            .map(|(text, is_read)| if is_read { text } else { String::new() });
        let is_whole = !pieces.contains(&Piece::Other('.'));
        let zeros = pieces.iter().filter(|piece| **piece == Piece::Digit(true)).count();
        let has_text = pieces.iter().any(|piece| matches!(piece, Piece::Text(c) if !c.is_whitespace()));
        let is_any = is_whole && zeros > 1 || has_text || exponent > 0;
        is_any.then_some(Self { pieces, is_whole, before, behind, exponent, is_cut })
    }

    /// The code or the period that a whole number is shown as: digits in their places, with texts beside and between them.
    fn code(&self, number: f64) -> Option<String> {
        if !self.is_whole || self.exponent > 0 || number.fract() != 0.0 || number.abs() >= LARGEST {
            return None;
        }
        let text = filled(&self.pieces, number);
        let zeros = self.pieces.iter().filter(|piece| **piece == Piece::Digit(true)).count();
        (zeros > 1 || office_period::recognised(&text).is_some()).then_some(text)
    }

    /// A number with what is read beside it. One that is shown in thousands has this word, so that it is the same number to
    /// everybody: whether the sheet says so is not known here.
    fn beside(&self, number: f64) -> String {
        let Self { before, behind, exponent, .. } = self;
        let (sign, size) = if number < 0.0 { ("-", -number) } else { ("", number) };
        if *exponent == 0 {
            return format!("{sign}{before}{}{behind}", plain(size));
        }
        let size = plain(size / 10_f64.powi(*exponent));
        let word = Scale { exponent: *exponent }.name();
        format!("{sign}{before}{size} {word}{behind}")
    }
}

/// Whole numbers from here on are not all different in double precision.
const LARGEST: f64 = 9_007_199_254_740_992.0;

/// Whether a number has more digits than a workbook keeps.
pub(super) fn is_too_long(number: f64) -> bool {
    number.abs() >= LARGEST && rounded(number) != number
}

/// A number with the digits that spreadsheets keep: the others are noise of binary arithmetic, as in 0.30000000000000004.
fn plain(number: f64) -> String {
    let is_exact = number.fract() == 0.0 && number.abs() < LARGEST;
    (if is_exact { number } else { rounded(number) }).to_string()
}

/// A number rounded to fifteen significant digits.
fn rounded(number: f64) -> f64 {
    format!("{number:.14e}").parse().unwrap_or(number)
}

/// A format that has a number and no code (18.8.30), as far as it makes another text of a number.
pub(super) fn built_in(id: u32) -> Format {
    match id {
        9 | 10 => Format::Percent,
        17 => Format::Month,
        _ => Format::Plain,
    }
}

/// Whether a text starts with a day, as in `2023-01-31`.
pub(super) fn is_day(text: &str) -> bool {
    let is = |(place, byte): (usize, u8)| if [4, 7].contains(&place) { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() >= 10 && text.bytes().take(10).enumerate().all(is)
}

/// Whether a text behind a number starts with a word for a power of ten in the languages of the big publishers: `Mio. €`, `тыс.`.
fn may_be_power(text: &str) -> bool {
    const WORDS: [&str; 29] = [
        "mil",
        "mill",
        "million",
        "millions",
        "millionen",
        "millones",
        "mio",
        "mln",
        "mrd",
        "mld",
        "milliard",
        "milliarden",
        "billion",
        "billions",
        "bln",
        "bn",
        "mn",
        "tn",
        "trillion",
        "tsd",
        "tausend",
        "thousand",
        "thousands",
        "hundred",
        "lakh",
        "crore",
        "тыс",
        "млн",
        "млрд",
    ];
    let text = text.trim().to_lowercase();
    let word = text.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    WORDS.contains(&word) || text.starts_with(['千', '万', '萬', '亿', '億'])
}

/// The pieces of a section of a format.
fn pieces(code: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut characters = code.chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => pieces.extend(characters.by_ref().take_while(|c| *c != '"').map(Piece::Text)),
            '\\' => pieces.extend(characters.next().map(Piece::Text)),
            // A space as wide as a character, and a character that fills the cell.
            '_' | '*' => drop(characters.next()),
            '[' => {
                let inner: String = characters.by_ref().take_while(|c| *c != ']').collect();
                // `[$€-407]`: a currency, and a language.
                let currency = inner.strip_prefix('$').and_then(|inner| inner.split('-').next()).unwrap_or_default();
                pieces.extend(currency.chars().map(Piece::Text));
                let is_duration = inner.chars().all(|c| "hmsHMS".contains(c));
                pieces.extend(is_duration.then_some(Piece::Other('h')));
            }
            '0' => pieces.push(Piece::Digit(true)),
            '#' => pieces.push(Piece::Digit(false)),
            '-' | ' ' | '(' | ')' | ':' | '+' | '\'' | '$' | '<' | '>' | '=' | '~' => pieces.push(Piece::Text(c)),
            '\u{80}'.. => pieces.push(Piece::Text(c)),
            _ => pieces.push(Piece::Other(c)),
        }
    }
    pieces
}

/// A whole number in the places of a format; the first place takes all digits that are left.
fn filled(pieces: &[Piece], number: f64) -> String {
    let digits = number.abs().to_string();
    let mut digits = digits.chars().rev();
    let first = pieces.iter().position(|piece| matches!(piece, Piece::Digit(_)));
    let mut text: Vec<char> = Vec::new();
    for (place, piece) in pieces.iter().enumerate().rev() {
        match piece {
            Piece::Digit(is_filled) => text.extend(digits.next().or(is_filled.then_some('0'))),
            Piece::Text(c) | Piece::Other(c) => text.push(*c),
        }
        if Some(place) == first {
            text.extend(digits.by_ref());
        }
    }
    let sign = if number < 0.0 { "-" } else { "" };
    sign.chars().chain(text.into_iter().rev()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_format_makes_of_a_number() {
        for (code, number, expected) in [
            ("000000", 10100.0, "010100"),
            ("000000", 3302001.0, "3302001"),
            ("000\\-00\\-0000", 12_345_678.0, "012-34-5678"),
            ("\"CN\"0000", 7.0, "CN0007"),
            ("00", 7.5, "7.5"),
            ("0", 7.0, "7"),
            ("#,##0.00", 12345.678, "12345.678"),
            ("0\"年\"", 2023.0, "2023年"),
            ("0年", 2023.0, "2023年"),
            ("0\"万元\"", 2023.0, "2023万元"),
            ("0\"元\"", 2023.0, "2023"),
            ("0.0%", 0.125, "12.5%"),
            ("0%", 0.07 + 0.01 - 0.01, "7%"),
            ("0%;[Red]-0%", -0.03, "-3%"),
            ("General", 0.1 + 0.2, "0.3"),
            ("#,##0\"p\"", 1126.0, "1126p"),
            ("0.0\" (e)\"", 226.1, "226.1 (e)"),
            ("0.0\"*\"", -1.5, "-1.5*"),
            ("0.0\" (e)\";-0.0", 226.1, "226.1 (e)"),
            ("0.0\"%\"", 12.5, "12.5%"),
            ("[$$-409]#,##0.00", 1200.5, "$1200.5"),
            ("[$€-407] #,##0.00", -12.6, "-€ 12.6"),
            ("#,##0.00\\ \"€\"", 12.6, "12.6 €"),
            ("_-[$US$]* #,##0_-", 12.0, "US$12"),
            ("#,##0.0\" CHF\"", 12.5, "12.5"),
            ("0.0\"万\"", 1.5, "1.5万"),
            ("#,##0\" тыс.\"", 5.0, "5 тыс."),
            ("0.0\" Mio. €\"", 5.0, "5 Mio. €"),
            ("\"> \"0", 5.0, "> 5"),
            (">0", 5.0, ">5"),
            ("(0.0)", 5.0, "(5)"),
            ("#,##0_);(#,##0)", -5.0, "-5"),
            ("[<5]\"<5\";0.0\"p\"", 7.25, "7.25p"),
            ("#,##0,", 8_925_400.0, "8925.4 thousand"),
            ("0.0,,\"M\"", -12_500_000.0, "-12.5 million"),
            ("0.00,,,\"bn\"", 1.25e9, "1.25 billion"),
            ("#,##0,.0", 8_925_400.0, "8925.4 thousand"),
            ("$#,##0.0,,", 12_500_000.0, "$12.5 million"),
            ("General", 1234567890123456.0, "1234567890123456"),
            ("0.00E+00", 1e20, "100000000000000000000"),
        ] {
            assert_eq!(Format::parse(code).shown(number), expected, "{code}");
        }
        for code in ["mmm yyyy", "yyyy\"年\"m\"月\"", "yyyy\\-mm;@", "[$-409]mmm\\-yy;@", "m/yyyy", "mmm", "yyyy年m月"]
        {
            assert_eq!(Format::parse(code), Format::Month, "{code}");
        }
        for code in ["yyyy", "yyyy\"年\"", "[$-804]yyyy"] {
            assert_eq!(Format::parse(code), Format::Year, "{code}");
        }
        for code in ["yyyy-mm-dd", "m/d/yy h:mm", "h:mm AM/PM", "mm:ss.0", "[h]:mm", "@", "", "# ?/?", "d-mmm"] {
            assert_eq!(Format::parse(code), Format::Plain, "{code}");
        }
        for (code, is_cut) in [
            ("0.0\" CHF\"", true),
            ("\"No. \"0", true),
            ("0.0\" p\"", false),
            ("0.0,,\" M\"", false),
            ("0\"年\"", false),
            ("0.0_);(0.0)", false),
        ] {
            assert_eq!(Format::parse(code).cuts(2023.0), is_cut, "{code}");
        }
        for (code, number, expected) in [
            ("\"c\"", 5.0, Some("c")),
            (";;;", 5.0, Some("")),
            (";;;", 0.0, None),
            ("0;-0;", 0.0, None),
            ("0;-0;\"nil\"", 0.0, Some("nil")),
            ("0;;", -5.0, Some("")),
            ("_-* #,##0_-;-* #,##0_-;_-* \"-\"_-;_-@_-", 0.0, None),
            ("[<5]\"<5\";0.0", 3.0, Some("<5")),
            ("[<5]\"<5\";0.0", 5.0, None),
            ("0.0;[=-1]\"..\";\"c;d\"", -2.0, Some("c;d")),
            ("[Red][>=10]0;[<>2]\\c;0", 2.0, None),
            ("General;\"x\"", -1.0, Some("x")),
            ("General;@", -1.0, None),
        ] {
            assert_eq!(Format::parse(code).in_place(number), expected, "{code}");
        }
        assert!(is_too_long(330_200_000_000_000_123.0) && !is_too_long(1.5e17) && !is_too_long(0.1));
    }
}
