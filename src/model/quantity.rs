//! Numbers with their comparators: "more than 8,800", "approximately 5,000", "35 to 68".

use std::fmt;
use std::ops::RangeInclusive;

use super::written::{SPACES, Written, without_prefix};

/// How the reported value relates to the true one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
// Eight bytes, because millions of quantities are copied, and a single byte beside two numbers is copied more slowly.
#[repr(u64)]
#[non_exhaustive]
pub enum Comparator {
    /// `=`: the value itself.
    Equal,
    /// `~`: near the value; how near is not stated, so it implies no bound.
    About,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `..`: between the value and an upper bound.
    Range,
}

impl Comparator {
    /// The spelling in files and in the database.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::About => "~",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Range => "..",
        }
    }
}

/// A finite number with its comparator. `upper` is set for a range, and only then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantity {
    pub value: f64,
    pub comparator: Comparator,
    pub upper: Option<f64>,
}

/// The marks that a file writes numbers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// Between units and tenths.
    pub decimal: char,
    /// Between thousands, where the file groups them.
    pub group: Option<char>,
}

impl Default for Marks {
    fn default() -> Self {
        Self { decimal: '.', group: None }
    }
}

/// Why a text is not a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QuantityError {
    /// Not a number at all.
    #[error("this is not a number")]
    Form,
    /// White space around it.
    #[error("a number must not have spaces around it")]
    Blank,
    /// A mark that groups thousands, which the file does not declare.
    #[error("unexpected `{}` in a number", spelled(*.0))]
    Grouped(char),
    /// A grouping mark that does not stand between thousands, such as `1,2`.
    #[error("`{}` does not separate groups of three digits here", spelled(*.0))]
    BadGroup(char),
    /// A number with a percent or currency sign: that is a unit.
    #[error("`{0}` is a unit, not a part of the number")]
    UnitSign(char),
    /// A minus that is another character than `-`.
    #[error("`{0}` is not the minus sign `-`")]
    Minus(char),
    /// A number in parentheses, which is negative to accountants.
    #[error("a number in parentheses is negative to accountants, and marked as an estimate or the like by others")]
    Enclosed,
    /// A number with an interval in parentheses behind it, such as `12.5 (11.0-13.9)`.
    #[error("an interval, such as one of confidence, stands behind the number in the same cell")]
    Interval,
    /// A date that a spreadsheet made of a number or a range.
    #[error("a spreadsheet has turned this number or range into a date")]
    Date,
    /// A comparator or a range that is spelled another way; the symbol to write instead.
    #[error("the comparator or range is not written in a known form")]
    Comparator(&'static str),
    /// More than a double-precision number can hold.
    #[error("the number is too large for double precision")]
    TooLarge,
    /// Not zero, but nearer to it than a double-precision number can hold with all its digits.
    #[error("the number is too close to zero for double precision")]
    TooSmall,
    /// A range whose upper bound is not above its lower one.
    #[error("the upper bound of a range must be greater than its lower bound")]
    Backwards,
}

/// A mark as JSON and TOML spell it, so that one that looks like a space can be distinguished from it.
pub(crate) fn spelled(mark: char) -> String {
    if mark.is_whitespace() && mark != ' ' { format!("\\u{:04x}", u32::from(mark)) } else { mark.to_string() }
}

impl Quantity {
    /// A value without a comparator.
    pub fn exactly(value: f64) -> Self {
        Self { value, comparator: Comparator::Equal, upper: None }
    }

    /// Parses `107000`, `-4.5`, `8.17e-05`, `>8800`, `>=40`, `<3`, `<=30`, `~5000` and `35..68`.
    ///
    /// # Errors
    /// [`QuantityError`] says what is wrong, as far as that can be known.
    #[inline]
    pub fn parse(text: &str, marks: Marks) -> Result<Self, QuantityError> {
        if is_plain(text, marks) {
            parse_finite(text).map(Self::exactly)
        } else {
            Self::parse_with_comparator(text, marks)
        }
    }

    fn parse_with_comparator(text: &str, marks: Marks) -> Result<Self, QuantityError> {
        const PREFIXES: [(&str, Comparator); 5] = [
            (">=", Comparator::AtLeast),
            ("<=", Comparator::AtMost),
            (">", Comparator::Greater),
            ("<", Comparator::Less),
            ("~", Comparator::About),
        ];
        if let Some((low, high)) = text.split_once("..") {
            let (value, upper) = (parse_number(low.trim_end(), marks)?, parse_number(high.trim_start(), marks)?);
            return if value < upper {
                Ok(Self { value, comparator: Comparator::Range, upper: Some(upper) })
            } else {
                Err(QuantityError::Backwards)
            };
        }
        for (prefix, comparator) in PREFIXES {
            if let Some(rest) = text.strip_prefix(prefix) {
                return Ok(Self { value: parse_number(rest.trim_start(), marks)?, comparator, upper: None });
            }
        }
        parse_number(text, marks).map(Self::exactly)
    }

    /// The same quantity times a power of ten, each number rounded once.
    ///
    /// # Errors
    /// [`QuantityError::TooLarge`] or [`QuantityError::TooSmall`] where no double holds a number.
    pub(crate) fn shifted(self, exponent: i32) -> Result<Self, QuantityError> {
        let shift = |value: f64| {
            format!("{value:e}").split_once('e').map_or(Ok(value), |(digits, own)| {
                parse_finite(&format!("{digits}e{}", own.parse::<i32>().unwrap_or(0) + exponent))
            })
        };
        match exponent {
            0 => Ok(self),
            _ => Ok(Self { value: shift(self.value)?, upper: self.upper.map(shift).transpose()?, ..self }),
        }
    }

    /// Whether a text has more digits than a double can hold exactly and than all versions of SQLite write the same
    /// way.
    pub(crate) fn has_long_digits(text: &str) -> bool {
        const ALWAYS_HELD: usize = 15;
        let is_long = |number: &str| {
            let mantissa = number.split(['e', 'E']).next().unwrap_or(number);
            let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
            digits.trim_start_matches('0').trim_end_matches('0').len() > ALWAYS_HELD
        };
        text.len() > ALWAYS_HELD && text.split("..").any(is_long)
    }

    /// The same quantity in another unit; `ratio` is how many of the new unit one of the old is.
    ///
    /// # Errors
    /// [`QuantityError::TooLarge`] or [`QuantityError::TooSmall`] where no double holds a number, [`QuantityError::Backwards`]
    /// where rounding closes a range.
    pub(crate) fn scaled(self, ratio: f64) -> Result<Self, QuantityError> {
        let scale = |value| held(scale(value, ratio), value != 0.0);
        let (value, upper) = (scale(self.value)?, self.upper.map(scale).transpose()?);
        if upper.is_some_and(|upper| upper <= value) {
            return Err(QuantityError::Backwards);
        }
        Ok(Self { value, upper, ..self })
    }
}

/// Parses a quantity that is written with a decimal point and without marks between thousands.
impl std::str::FromStr for Quantity {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, QuantityError> {
        Self::parse(text, Marks::default())
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.comparator, self.upper) {
            (Comparator::Range, Some(upper)) => write!(f, "{}..{upper}", self.value),
            (Comparator::Equal, _) => write!(f, "{}", self.value),
            (comparator, _) => write!(f, "{}{}", comparator.symbol(), self.value),
        }
    }
}

/// A product rounded to the 15 digits that a double holds for certain, so that 0.07 hundreds are 7 and not
/// 7.000000000000001. A ratio of one leaves every bit as it was.
fn scale(value: f64, ratio: f64) -> f64 {
    if ratio == 1.0 {
        return value;
    }
    let product = value * ratio;
    format!("{product:.14e}").parse().unwrap_or(product)
}

/// Parses a plain number: sign, digits, decimal mark, exponent. Nothing else that [`f64`] accepts (`inf`, `nan`, `1_000`).
///
/// # Errors
/// [`QuantityError`] says what is wrong, as far as that can be known.
pub(crate) fn parse_number(text: &str, marks: Marks) -> Result<f64, QuantityError> {
    if is_plain(text, marks) {
        return parse_finite(text);
    }
    let unsigned = text.strip_prefix('-').or_else(|| text.strip_prefix('+')).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once(marks.decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent_is_fine = exponent.is_none_or(|digits| all_digits(digits.strip_prefix(['-', '+']).unwrap_or(digits)));
    let ungrouped;
    // Spaces of several widths are one mark.
    let is_group = |c: char| {
        marks.group.is_some_and(|group| c == group || group.is_whitespace() && c.is_whitespace() && SPACES.contains(&c))
    };
    let whole = match marks.group {
        Some(group) if whole.contains(is_group) && !whole.starts_with(['(', '（']) => {
            if !are_thousands(&whole.replace(is_group, &group.to_string()), group) {
                return Err(QuantityError::BadGroup(group));
            }
            ungrouped = whole.replace(is_group, "");
            &ungrouped
        }
        _ => whole,
    };
    if !all_digits(whole) || !fraction.is_none_or(all_digits) || !exponent_is_fine {
        return Err(reason(text, marks));
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    parse_finite(&format!("{sign}{whole}.{}e{}", fraction.unwrap_or("0"), exponent.unwrap_or("0")))
}

/// Whether a mark divides digits into groups of three or, with commas, as in India: into groups of two before the last three,
/// such as `12,34,567`.
fn are_thousands(whole: &str, group: char) -> bool {
    let is_of = |part: &str, lengths: RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let Some((others, last)) = whole.rsplit_once(group) else { return false };
    let are_of = |length: usize| {
        let mut parts = others.split(group);
        parts.next().is_some_and(|first| is_of(first, 1..=length)) && parts.all(|part| is_of(part, length..=length))
    };
    is_of(last, 3..=3) && (are_of(3) || group == ',' && are_of(2))
}

/// Whether a text is digits with at most a sign before and a decimal point among them, as most numbers are.
fn is_plain(text: &str, marks: Marks) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    let point = digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
    let fraction = match digits.get(point) {
        None => &b"0"[..],
        Some(b'.') if marks.decimal == '.' => &digits[point + 1..],
        Some(_) => return false,
    };
    point > 0 && !fraction.is_empty() && fraction.iter().all(u8::is_ascii_digit)
}

fn parse_finite(text: &str) -> Result<f64, QuantityError> {
    let value = text.parse::<f64>().map_err(|_| QuantityError::Form)?;
    let has_digit =
        || text.bytes().take_while(|byte| !matches!(byte, b'e' | b'E')).any(|byte| matches!(byte, b'1'..=b'9'));
    held(value, value == 0.0 && has_digit() || value.is_subnormal())
}

/// A number that a double holds with all its digits; `is_stated` says that a number other than zero was stated.
fn held(value: f64, is_stated: bool) -> Result<f64, QuantityError> {
    if !value.is_finite() {
        return Err(QuantityError::TooLarge);
    }
    if is_stated && !value.is_normal() { Err(QuantityError::TooSmall) } else { Ok(value) }
}

/// What most likely went wrong with a text that is no number.
fn reason(text: &str, marks: Marks) -> QuantityError {
    if let Some((symbol, _)) = without_prefix(text).filter(|(symbol, _)| !text.starts_with(symbol)) {
        return QuantityError::Comparator(symbol);
    }
    if text.trim() != text {
        return QuantityError::Blank;
    }
    if is_date(text) {
        return QuantityError::Date;
    }
    if has_interval(text) {
        return QuantityError::Interval;
    }
    let spans = |dash: &str| text.split_once(dash).is_some_and(|(low, _)| low.contains(|c: char| c.is_ascii_digit()));
    if ["-", "–", "—"].into_iter().any(spans) {
        return QuantityError::Comparator("..");
    }
    // Publishers write a single dash for a missing figure.
    if let Some(minus) = text.chars().next().filter(|&first| "−–—－﹣".contains(first))
        && parse_number(&text[minus.len_utf8()..], marks).is_ok()
    {
        return QuantityError::Minus(minus);
    }
    if Written::parse(text).is_some_and(|written| written.is_enclosed) {
        return QuantityError::Enclosed;
    }
    if let Some(sign) = text.chars().find(|&sign| "%‰$€£¥￥％".contains(sign)) {
        return QuantityError::UnitSign(sign);
    }
    let looks_grouped = |mark: char| {
        mark != marks.decimal
            && text.contains(mark)
            && text.chars().all(|c| c.is_ascii_digit() || c == mark || c == marks.decimal || c == '-')
    };
    match [',', '.', '\'', '_', '\u{a0}', '\u{202f}', ' '].into_iter().find(|&mark| looks_grouped(mark)) {
        Some(mark) => QuantityError::Grouped(mark),
        None => QuantityError::Form,
    }
}

/// Whether a text is a number with two others in parentheses behind it.
fn has_interval(text: &str) -> bool {
    let Some((number, rest)) = text.split_once(['(', '（', '[']) else { return false };
    let Some(inner) = rest.strip_suffix([')', '）', ']']) else { return false };
    let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    let are_two =
        |mark: &str| inner.match_indices(mark).any(|(at, _)| has_digit(&inner[..at]) && has_digit(&inner[at..]));
    !inner.contains(['(', '[', '（'])
        && Written::parse(number).is_some()
        && ["-", "–", "—", "~", "～", ";", ", ", "至", " to ", " bis ", " à ", " a "].into_iter().any(are_two)
}

/// Whether a text is a date as spreadsheets write it: `3-Mar`, `Mar-03`, `2005/3/5`, `3/5/2005`, `2005-03-05`.
pub(crate) fn is_date(text: &str) -> bool {
    let mut parts = text.split(['-', '/']);
    let (Some(first), Some(second), third, None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let is_number =
        |text: &str, longest| (1..=longest).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    match third {
        None => is_month(first) && is_number(second, 4) || is_number(first, 2) && is_month(second),
        Some(third) => {
            let is_middle = is_number(second, 2) || is_month(second);
            is_middle
                && (is_number(first, 2) && is_number(third, 4)
                    || first.len() == 4 && is_number(first, 4) && is_number(third, 2))
        }
    }
}

/// Whether a text is the short English name of a month.
pub(crate) fn is_month(text: &str) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    MONTHS.iter().any(|month| month.eq_ignore_ascii_case(text))
}
