//! The columns `decimals`, `display` and `rounding` of the view `fact`, computed for millions of figures: SQLite takes four times as long for
//! them. A test compares both.

use std::collections::HashMap;

use rusqlite::types::{Value, ValueRef};

use crate::error::Result;
use crate::render::number::grouped;
use crate::store::Sandbox;
use crate::table::Cell;

/// What is shown of a figure.
pub(super) struct Shown {
    pub decimals: i64,
    pub display: String,
    pub rounding: Option<f64>,
}

fn real(value: ValueRef<'_>) -> Option<f64> {
    value.as_f64_or_null().ok().flatten()
}

/// Decimals; none are said of a metric without them.
fn count(value: ValueRef<'_>) -> usize {
    usize::try_from(value.as_i64_or_null().ok().flatten().unwrap_or(0)).unwrap_or(0)
}

fn text<'a>(value: ValueRef<'a>) -> Option<&'a str> {
    value.as_str_or_null().ok().flatten()
}

/// By what a number in one unit of a dimension is multiplied to be in another: for each unit, the numbers of all the others.
#[derive(Clone, Debug, Default)]
pub(super) struct Units(HashMap<String, Vec<f64>>);

impl Units {
    /// # Errors
    /// The database cannot be read.
    pub(super) fn read(sandbox: &Sandbox) -> Result<Self> {
        let sql = "SELECT u.code, u.factor / x.factor FROM unit AS u JOIN unit AS x ON x.dimension = u.dimension";
        let mut units: HashMap<String, Vec<f64>> = HashMap::new();
        sandbox.prepare(sql)?.for_each(|row| {
            if let [Cell::Text(unit), Cell::Real(ratio)] = row {
                units.entry(unit.clone()).or_default().push(*ratio);
            }
            Ok(true)
        })?;
        Ok(Self(units))
    }

    /// Defines the SQL functions `decimals`, `shown` and `rounding`, which take what [`Self::shown`] does.
    ///
    /// # Errors
    /// SQLite refuses them.
    pub(super) fn define(&self, sandbox: &Sandbox) -> Result<()> {
        let define = |name: &str, value: fn(Shown) -> Value| {
            let units = self.clone();
            sandbox.define(name, move |arguments: &[ValueRef<'_>; 6]| value(units.shown(*arguments)))
        };
        define("decimals", |shown| Value::Integer(shown.decimals))?;
        define("shown", |shown| Value::Text(shown.display))?;
        define("rounding", |shown| shown.rounding.map_or(Value::Null, Value::Real))
    }

    /// What is shown of a figure with a value, a comparator, an upper bound, the decimals of its metric, what was reported, and the
    /// unit of its metric.
    pub(super) fn shown(&self, arguments: [ValueRef<'_>; 6]) -> Shown {
        let [value, comparator, upper, decimals, reported, unit] = arguments;
        let fewest = count(decimals);
        let Some(value) = real(value) else {
            return Shown { decimals: fewest as i64, display: "missing".to_owned(), rounding: None };
        };
        let reported = text(reported).map_or_else(Reported::default, |reported| {
            Reported::of(reported, value, text(unit).and_then(|unit| self.0.get(unit)).map_or(&[], Vec::as_slice))
        });
        let decimals = reported.decimals(value, fewest);
        let digits = plain(value);
        Shown {
            decimals: decimals as i64,
            display: display(value, &digits, text(comparator).unwrap_or("="), real(upper), decimals, &reported),
            rounding: rounding(value, &digits, &reported),
        }
    }
}

/// The number that was reported for a value.
#[derive(Clone, Debug, Default, PartialEq)]
struct Reported {
    /// Its digits; `None` where nothing was reported, or no number of this value.
    digits: Option<String>,
    /// Whether something stands beside the number, such as a unit.
    has_words: bool,
}

impl Reported {
    fn of(reported: &str, value: f64, ratios: &[f64]) -> Self {
        let has_words = reported.contains(' ');
        let words = reported.trim_start_matches(['~', '<', '>', '=', '≥', '≤', ' ']);
        let word = words.split(' ').next().unwrap_or_default().trim_start_matches(['-', '+', '−', '–', '(']);
        let word: String =
            word.trim_end_matches(['%', '‰', '％', ')']).chars().filter(|mark| !matches!(mark, ',' | '\'')).collect();
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            && word.bytes().filter(|byte| *byte == b'.').count() < 2
            && !matches!(word.as_str(), "" | ".");
        let Some(number) = Some(&word).filter(|_| is_number).and_then(|word| word.parse::<f64>().ok()) else {
            return Self { digits: None, has_words };
        };
        let is_of_value = if number == 0.0 || value == 0.0 {
            number == value && !has_words
        } else {
            // A power of ten between them, in any unit.
            ratios.iter().any(|ratio| format!("{:.9e}", (value / number).abs() * ratio).starts_with("1.000000000"))
        };
        Self { digits: Some(word).filter(|_| is_of_value), has_words }
    }

    /// How many decimals are shown: as many as were stated, zeros at the end too, but not fewer than those of the metric. What was
    /// stated in another unit says nothing of them.
    fn decimals(&self, value: f64, fewest: usize) -> usize {
        let stated = self.digits.as_deref().and_then(|digits| {
            let (_, fraction) = digits.split_once('.')?;
            (fifteen(digits.parse().ok()?) == fifteen(value)).then_some(fraction.len())
        });
        stated.filter(|stated| (fewest..=15).contains(stated)).unwrap_or(fewest)
    }

    /// The digits, where they are more than a double can hold exactly.
    fn beyond_double(&self, value: f64) -> Option<&str> {
        let digits = self.digits.as_deref().filter(|digits| (16..=33).contains(&digits.len()) && !self.has_words)?;
        let significant = digits.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count();
        (significant > 15 && fifteen(digits.parse().ok()?) == fifteen(value)).then_some(digits)
    }
}

/// Fifteen significant digits of a number without its sign, and the exponent of the first; zeros at the end are left out.
fn fifteen(value: f64) -> (String, i32) {
    let mut digits = format!("{:.14e}", value.abs());
    let exponent = digits.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    digits.truncate(digits.find('e').unwrap_or_default());
    digits.retain(|mark| mark != '.');
    digits.truncate(digits.trim_end_matches('0').len());
    (digits, exponent)
}

/// The same as plain digits; with an exponent for what is very large or very small.
fn plain(value: f64) -> String {
    let (mut digits, exponent) = fifteen(value);
    let magnitude = value.abs();
    if digits.is_empty() {
        return "0".to_owned();
    }
    if !(1e-20..1e21).contains(&magnitude) {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{first}{point}{rest}e{sign}{:02}", exponent.abs());
    }
    match usize::try_from(exponent) {
        Ok(exponent) if digits.len() > exponent + 1 => {
            digits.insert(exponent + 1, '.');
            digits
        }
        Ok(exponent) => {
            digits.extend(std::iter::repeat_n('0', exponent + 1 - digits.len()));
            digits
        }
        Err(_) => format!("0.{}{digits}", "0".repeat(exponent.unsigned_abs() as usize - 1)),
    }
}

/// Digits in groups of three, with at least so many decimals.
fn spaced(digits: &str, decimals: usize) -> String {
    if digits.contains('e') {
        return digits.to_owned();
    }
    let mut text = grouped(digits).into_owned();
    let found = digits.split_once('.').map(|(_, fraction)| fraction.len());
    if found.unwrap_or(0) < decimals {
        if found.is_none() {
            text.push('.');
        }
        text.push_str(&"0".repeat(decimals - found.unwrap_or(0)));
    }
    text
}

/// `digits` are the plain ones of the value.
fn display(
    value: f64,
    digits: &str,
    comparator: &str,
    upper: Option<f64>,
    decimals: usize,
    reported: &Reported,
) -> String {
    let signed = |value: f64, digits: &str| {
        let mut digits = spaced(digits, decimals);
        if value < 0.0 {
            digits.insert(0, '-');
        }
        digits
    };
    let number = signed(value, reported.beyond_double(value).unwrap_or(digits));
    match (upper, comparator) {
        (Some(upper), _) => {
            let dash = if value < 0.0 { " – " } else { "–" };
            format!("{number}{dash}{}", signed(upper, &plain(upper)))
        }
        (None, "=") => number,
        (None, ">=") => format!("≥ {number}"),
        (None, "<=") => format!("≤ {number}"),
        (None, other) => format!("{other} {number}"),
    }
}

/// Half a unit of the last stated digit; zeros at the end count as stated digits only among the first three.
fn rounding(value: f64, plain: &str, reported: &Reported) -> Option<f64> {
    if value == 0.0 && reported.has_words && reported.digits.is_none() {
        return None;
    }
    let digits = reported.digits.as_deref().unwrap_or(plain);
    let half = |exponent: i32| format!("5e{exponent}").parse::<f64>().ok();
    let half = if let Some((mantissa, exponent)) = digits.split_once('e') {
        let decimals = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        half(exponent.parse::<i32>().ok()? - 1 - decimals as i32)
    } else if let Some((_, fraction)) = digits.split_once('.') {
        half(-(fraction.len() as i32 + 1))
    } else {
        let stated = digits.trim_end_matches('0').len().max(3.min(digits.len()));
        half((digits.len() - stated) as i32 - 1)
    }?;
    let scale = match &reported.digits {
        Some(digits) if value != 0.0 => (value / digits.parse::<f64>().ok()?).abs(),
        _ => 1.0,
    };
    Some(half * scale)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]

    use super::*;
    use crate::store::{Limits, Store};
    use crate::{LoadOptions, load};

    const UNITS: &str =
        "code,name,dimension,factor\none,One,d,1\nthousand,Thousand,d,1000\npercent,Percent,r,0.01\nratio,Ratio,r,1\n";
    const METRICS: &str = "code,name,unit,kind,decimals\na,A,one,level,\nb,B,one,level,2\nc,C,percent,ratio,1\n";

    /// Numbers as sources write them: short ones, long ones, and at the limits of what is written without an exponent.
    const NUMBERS: [&str; 25] = [
        "0",
        "0.00",
        "0.0000000000000000",
        "238.0",
        "7",
        "12",
        "123",
        "1200",
        "8800",
        "107000",
        "1234567",
        "13.10",
        "0.05",
        "0.300",
        "-4.5",
        "-0.5",
        "999999999999999",
        "1234567890123456",
        "0.1234567890123456789",
        "1e21",
        "1.5e300",
        "2.5e-7",
        "8.17e-25",
        "123456789.125",
        "100.0",
    ];

    /// What a source may have printed for them.
    const WORDS: [&str; 11] =
        ["{}", "~{} units", "> {}", "({})", "{}%", "1,234,567", "0", "about a third", "{} and more", "12.3.4", "0.0"];

    /// The upper end of a range from a number.
    fn above(number: &str) -> &'static str {
        match number.parse::<f64>() {
            Ok(number) if number < 0.0 => "-0.25",
            Ok(number) if number < 1e11 => "123456789012.5",
            _ => "1.6e300",
        }
    }

    #[test]
    fn what_is_shown_is_that_of_the_view() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut rows = String::from("metric,period,value,unit,source,reported\n");
        let mut year = 0;
        for (metric, unit) in [("a", "one"), ("a", "thousand"), ("b", "one"), ("c", "percent"), ("c", "ratio")] {
            for number in NUMBERS {
                let reported = WORDS.iter().map(|word| word.replace("{}", number)).chain([String::new()]);
                let range = format!("{number}..{}", above(number));
                for (index, reported) in reported.enumerate() {
                    let (comparator, other) = [("", ">="), (">", "~"), ("<=", "<")][index % 3];
                    for value in [&format!("{comparator}{number}"), &format!("{other}{number}"), &range] {
                        year += 1;
                        rows.push_str(&format!("{metric},{year:04},{value},{unit},s,\"{reported}\"\n"));
                    }
                }
            }
        }
        rows.push_str("a,0001,,one,t,\n");
        let tables =
            [("sources", "code,title\ns,S\nt,T\n"), ("units", UNITS), ("metrics", METRICS), ("observations", &rows)];
        let resources = tables.map(|(table, text)| {
            std::fs::write(folder.path().join(format!("{table}.csv")), text).expect("a file");
            format!(r#"{{"name": "{table}", "path": "{table}.csv"}}"#)
        });
        let descriptor = format!(r#"{{"name": "d", "resources": [{}]}}"#, resources.join(", "));
        std::fs::write(folder.path().join("datapackage.json"), descriptor).expect("a file");
        let db = folder.path().join("d.db");
        load(&[folder.path()], &db, &LoadOptions::new()).expect("a load");

        let sandbox = Store::open(&db).and_then(|store| store.into_sandbox(Limits::default())).expect("a sandbox");
        Units::read(&sandbox).and_then(|units| units.define(&sandbox)).expect("the functions");
        let sql = "SELECT f.value, f.reported, f.display, shown(o.value, o.comparator, o.upper, m.decimals, o.reported, m.unit),
                          f.rounding, rounding(o.value, o.comparator, o.upper, m.decimals, o.reported, m.unit),
                          f.decimals, decimals(o.value, o.comparator, o.upper, m.decimals, o.reported, m.unit)
                     FROM fact AS f JOIN observation AS o USING (series_id, period, source_id) JOIN metric AS m ON m.code = f.metric";
        let mut compared = 0;
        let compare = |row: &[Cell]| {
            let [_, _, display, ours, rounding, our_rounding, decimals, our_decimals] = row else { return Ok(false) };
            assert_eq!((display, decimals), (ours, our_decimals), "{row:?}");
            match (rounding, our_rounding) {
                (Cell::Real(one), Cell::Real(other)) => assert!((one - other).abs() <= 1e-15 * one.abs(), "{row:?}"),
                (one, other) => assert_eq!(one, other, "{row:?}"),
            }
            compared += 1;
            Ok(true)
        };
        sandbox.prepare(sql).and_then(|mut statement| statement.for_each(compare)).expect("rows");
        assert_eq!(compared, 5 * 3 * NUMBERS.len() * (WORDS.len() + 1) + 1);
    }
}
