//! Converts numbers to text, for every format and every message. No other module does.

use std::borrow::Cow;
use std::fmt::Write;

use crate::model::Comparator;
use crate::table::{Figure, Precision};

/// The shortest spelling that reads back as the same number: plain between 0.0001 and 1e21, beyond that with an exponent of
/// at least two digits.
pub(crate) fn real(value: f64) -> String {
    let magnitude = value.abs();
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else if magnitude == 0.0 {
        // A negative zero is a zero.
        "0".to_owned()
    } else if (1e-4..1e21).contains(&magnitude) {
        value.to_string()
    } else {
        let scientific = format!("{value:e}");
        match scientific.split_once('e') {
            Some((mantissa, exponent)) => match exponent.strip_prefix('-') {
                Some(exponent) => format!("{mantissa}e-{exponent:0>2}"),
                None => format!("{mantissa}e+{exponent:0>2}"),
            },
            None => scientific,
        }
    }
}

/// A number rounded to so many decimals, half away from zero, without zeros at its end. Its decimal digits are rounded, not
/// its binary ones: 0.285 becomes 0.29.
pub(crate) fn rounded(value: f64, decimals: usize) -> String {
    // Plain digits, however large or small the number is.
    shortened(&value.abs().to_string(), decimals).map_or_else(|| real(value), |text| signed(value, &text))
}

/// The sign of a number before its digits; a zero has none.
fn signed(value: f64, digits: &str) -> String {
    let sign = if value < 0.0 && digits != "0" { "-" } else { "" };
    format!("{sign}{digits}")
}

/// Plain digits rounded to so many decimals; `None` where they have no more than that.
fn shortened(digits: &str, decimals: usize) -> Option<String> {
    let (whole, fraction) = digits.split_once('.').filter(|(_, fraction)| fraction.len() > decimals)?;
    let is_up = fraction.as_bytes()[decimals] >= b'5';
    let mut kept: Vec<u8> = [whole, &fraction[..decimals]].concat().into_bytes();
    if is_up {
        let nines = kept.iter().rev().take_while(|digit| **digit == b'9').count();
        let end = kept.len() - nines;
        kept[end..].fill(b'0');
        match end.checked_sub(1) {
            Some(last) => kept[last] += 1,
            None => kept.insert(0, b'1'),
        }
    }
    let point = kept.len() - decimals;
    let text: String = kept.into_iter().map(char::from).collect();
    let (whole, fraction) = text.split_at(point);
    let fraction = fraction.trim_end_matches('0');
    let mark = if fraction.is_empty() { "" } else { "." };
    Some(format!("{whole}{mark}{fraction}"))
}

/// How many significant digits of a computed number are free of the errors of its computation.
const SURE: usize = 12;

/// A computed number rounded to so many significant digits; digits before the decimal point are never rounded away. What is
/// beyond the digits that are sure decides nothing: 2.6749999999999545 becomes 2.68.
pub(crate) fn to_digits(value: f64, digits: usize) -> String {
    let magnitude = value.abs();
    if magnitude == 0.0 || !magnitude.is_finite() {
        return real(value);
    }
    let before_point = magnitude.log10().floor() as i64 + 1;
    let decimals = |digits: usize| usize::try_from(digits as i64 - before_point).unwrap_or(0);
    let plain = magnitude.to_string();
    let sure = shortened(&plain, decimals(SURE.max(digits)));
    let text = shortened(sure.as_deref().unwrap_or(&plain), decimals(digits)).or(sure);
    text.map_or_else(|| real(value), |text| signed(value, &text))
}

/// A number rounded to so many significant digits, also before the decimal point, where zeros take the place of the others.
fn significant(value: f64, digits: usize) -> String {
    let zeros = (value.abs().log10().floor() + 1.0 - digits as f64).clamp(0.0, 15.0) as usize;
    match zeros {
        0 => to_digits(value, digits),
        _ => format!("{}{}", rounded(value / 10f64.powi(zeros as i32), 0), "0".repeat(zeros)),
    }
}

/// Commas between the thousands of a number; one with an exponent stays as it is.
pub(crate) fn grouped(number: &str) -> Cow<'_, str> {
    let (sign, rest) = number.split_at(usize::from(number.starts_with('-')));
    let (whole, fraction) = rest.split_at(rest.find('.').unwrap_or(rest.len()));
    if whole.len() <= 3 || !rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return Cow::Borrowed(number);
    }
    let mut text = String::from(sign);
    for (index, digit) in whole.char_indices() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text.push_str(fraction);
    Cow::Owned(text)
}

/// A figure as people print it: `≥ 8,800 vehicles (forecast)`, `35–68 %`. A figure without a value is `missing`.
pub(crate) fn figure(figure: &Figure) -> String {
    let mut text = amount(figure);
    if figure.value.is_some()
        && let Some(unit) = &figure.unit
    {
        let _ = write!(text, " {unit}");
    }
    if let Some(status) = figure.status.as_ref().filter(|_| figure.value.is_some()) {
        let _ = write!(text, " ({status})");
    }
    text
}

/// The number of a figure with its comparator, without its unit and status.
pub(crate) fn amount(figure: &Figure) -> String {
    let Some(value) = figure.value else { return "missing".to_owned() };
    let number = |value: f64| grouped(&precise(value, figure.precision)).into_owned();
    match (figure.comparator, figure.upper) {
        (Comparator::Equal, _) => number(value),
        // A dash beside a minus would be read as a part of it.
        (Comparator::Range, Some(upper)) if value < 0.0 => format!("{} – {}", number(value), number(upper)),
        (Comparator::Range, Some(upper)) => format!("{}–{}", number(value), number(upper)),
        (Comparator::AtLeast, _) => format!("≥ {}", number(value)),
        (Comparator::AtMost, _) => format!("≤ {}", number(value)),
        (comparator, _) => format!("{} {}", comparator.symbol(), number(value)),
    }
}

fn precise(value: f64, precision: Precision) -> String {
    match precision {
        Precision::Digits(digits) => significant(value, digits),
        Precision::AtLeast(decimals) => {
            let text = real(value);
            let fraction = match text.split_once('.') {
                _ if text.contains(['e', 'y']) => return text,
                Some((_, fraction)) => fraction.len(),
                None => 0,
            };
            let mark = if fraction == 0 && decimals > 0 { "." } else { "" };
            format!("{text}{mark}{}", "0".repeat(decimals.saturating_sub(fraction)))
        }
    }
}

/// Bytes as text: two hexadecimal digits each.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
