//! SQL functions that the bundled SQLite is built without: those of mathematics and statistics, and `REGEXP`.
//!
//! Mathematics and percentiles have the names and results of SQLite's own extensions
//! (<https://sqlite.org/lang_mathfunc.html>, <https://sqlite.org/percentile.html>).

use std::collections::VecDeque;

use regex::Regex;
use rusqlite::functions::{Aggregate, Context, FunctionFlags, WindowAggregate};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Error, Result};

/// A function of one number, and one of two.
type OfOne = fn(f64) -> f64;
type OfTwo = fn(f64, f64) -> f64;

/// Functions of one number.
const OF_ONE: [(&str, OfOne); 20] = [
    ("acos", f64::acos),
    ("acosh", f64::acosh),
    ("asin", f64::asin),
    ("asinh", f64::asinh),
    ("atan", f64::atan),
    ("atanh", f64::atanh),
    ("cos", f64::cos),
    ("cosh", f64::cosh),
    ("degrees", f64::to_degrees),
    ("exp", f64::exp),
    ("ln", |x| logarithm(x, f64::ln)),
    ("log", |x| logarithm(x, f64::log10)),
    ("log10", |x| logarithm(x, f64::log10)),
    ("log2", |x| logarithm(x, f64::log2)),
    ("radians", f64::to_radians),
    ("sin", f64::sin),
    ("sinh", f64::sinh),
    ("sqrt", f64::sqrt),
    ("tan", f64::tan),
    ("tanh", f64::tanh),
];

/// Functions of two numbers.
const OF_TWO: [(&str, OfTwo); 5] = [
    ("atan2", f64::atan2),
    ("log", |base, x| logarithm(x, f64::ln) / logarithm(base, f64::ln)),
    ("mod", |x, y| x % y),
    ("pow", f64::powf),
    ("power", f64::powf),
];

/// Functions that leave a whole number as it is.
const ROUNDING: [(&str, OfOne); 4] =
    [("ceil", f64::ceil), ("ceiling", f64::ceil), ("floor", f64::floor), ("trunc", f64::trunc)];

/// The aggregate functions, which are window functions too, each with the number of its arguments.
const STATISTICS: [(&str, i32, Statistic); 10] = [
    ("median", 1, Statistic::Percentile { whole: 100.0, is_discrete: false }),
    ("percentile", 2, Statistic::Percentile { whole: 100.0, is_discrete: false }),
    ("percentile_cont", 2, Statistic::Percentile { whole: 1.0, is_discrete: false }),
    ("percentile_disc", 2, Statistic::Percentile { whole: 1.0, is_discrete: true }),
    ("stddev", 1, Statistic::Deviation { is_of_sample: true }),
    ("stddev_samp", 1, Statistic::Deviation { is_of_sample: true }),
    ("stddev_pop", 1, Statistic::Deviation { is_of_sample: false }),
    ("variance", 1, Statistic::Variance { is_of_sample: true }),
    ("var_samp", 1, Statistic::Variance { is_of_sample: true }),
    ("var_pop", 1, Statistic::Variance { is_of_sample: false }),
];

/// The most numbers that one group of an aggregate function may have: SQLite does not count their memory.
const MOST_NUMBERS: usize = 64 << 20;

/// Adds the functions to a connection.
pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    for (name, function) in OF_ONE {
        connection.create_scalar_function(name, 1, flags, move |context| Ok(argument(context, 0).map(function)))?;
    }
    for (name, function) in OF_TWO {
        connection.create_scalar_function(name, 2, flags, move |context| {
            let arguments = argument(context, 0).zip(argument(context, 1));
            Ok(arguments.map(|(first, second)| function(first, second)))
        })?;
    }
    for (name, function) in ROUNDING {
        connection.create_scalar_function(name, 1, flags, move |context| {
            Ok(match context.get_raw(0) {
                ValueRef::Integer(number) => Value::Integer(number),
                value => number(value).map_or(Value::Null, |number| Value::Real(function(number))),
            })
        })?;
    }
    connection.create_scalar_function("pi", 0, flags, |_| Ok(std::f64::consts::PI))?;
    connection.create_scalar_function("regexp", 2, flags, matches)?;
    for (name, arguments, statistic) in STATISTICS {
        connection.create_window_function(name, arguments, flags, Named { name, statistic })?;
    }
    Ok(())
}

/// The logarithm of a positive number; of others NaN, which SQL shows as NULL.
fn logarithm(x: f64, of: fn(f64) -> f64) -> f64 {
    if x > 0.0 { of(x) } else { f64::NAN }
}

fn argument(context: &Context<'_>, index: usize) -> Option<f64> {
    number(context.get_raw(index))
}

/// The number that a value is, or that its text spells.
fn number(value: ValueRef<'_>) -> Option<f64> {
    match value {
        ValueRef::Integer(number) => Some(number as f64),
        ValueRef::Real(number) => Some(number),
        ValueRef::Text(text) => {
            let number = std::str::from_utf8(text).ok()?.trim().parse::<f64>().ok();
            number.filter(|number| number.is_finite())
        }
        ValueRef::Null | ValueRef::Blob(_) => None,
    }
}

/// `text REGEXP pattern`: whether the pattern occurs in the text. The time is linear in the length of the text.
fn matches(context: &Context<'_>) -> Result<Option<bool>> {
    let (pattern, text) = (context.get_raw(0), context.get_raw(1));
    let Some(text) = spelled(text).filter(|_| pattern != ValueRef::Null) else { return Ok(None) };
    let pattern = context.get_or_create_aux(0, |pattern| {
        let compiled = Regex::new(&spelled(pattern).unwrap_or_default());
        compiled.map_err(|error| crate::dataset::pattern_fault(&error))
    })?;
    Ok(Some(pattern.is_match(&text)))
}

/// A value as text.
fn spelled(value: ValueRef<'_>) -> Option<std::borrow::Cow<'_, str>> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string().into()),
        ValueRef::Real(number) => Some(number.to_string().into()),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(String::from_utf8_lossy(bytes)),
    }
}

/// What an aggregate function computes from the numbers of a group.
#[derive(Clone, Copy)]
enum Statistic {
    /// `whole` is the fraction that means the largest number; a discrete percentile is one of the numbers.
    Percentile {
        whole: f64,
        is_discrete: bool,
    },
    Deviation {
        is_of_sample: bool,
    },
    Variance {
        is_of_sample: bool,
    },
}

struct Named {
    name: &'static str,
    statistic: Statistic,
}

/// The numbers of a group, in the order of its rows, and the fraction of a percentile, from zero to one.
struct Numbers {
    fraction: f64,
    numbers: VecDeque<f64>,
}

impl Named {
    fn fault(&self, message: &str) -> Error {
        Error::UserFunctionError(format!("{}(): {message}", self.name).into())
    }

    /// The number of the first argument; `None` for NULL.
    fn number(&self, context: &Context<'_>) -> Result<Option<f64>> {
        match context.get_raw(0) {
            ValueRef::Null => Ok(None),
            value => {
                let number = number(value).filter(|number| number.is_finite());
                number.map(Some).ok_or_else(|| self.fault("a value is not a number"))
            }
        }
    }

    /// The fraction of a percentile, from zero to one.
    fn fraction(&self, context: &Context<'_>) -> Result<f64> {
        match self.statistic {
            Statistic::Percentile { whole, .. } if context.len() > 1 => {
                let fraction = argument(context, 1).map(|fraction| fraction / whole);
                let fraction = fraction.filter(|fraction| (0.0..=1.0).contains(fraction));
                fraction.ok_or_else(|| self.fault(&format!("the fraction is not a number from 0 to {whole}")))
            }
            _ => Ok(0.5),
        }
    }

    fn result(&self, numbers: &VecDeque<f64>, fraction: f64) -> Option<f64> {
        match self.statistic {
            Statistic::Percentile { is_discrete, .. } => {
                let mut sorted: Vec<f64> = numbers.iter().copied().collect();
                sorted.sort_unstable_by(f64::total_cmp);
                let place = fraction * (sorted.len().checked_sub(1)? as f64);
                let (below, above) = (sorted[place as usize], sorted[place.ceil() as usize]);
                Some(if is_discrete { below } else { below + (above - below) * place.fract() })
            }
            Statistic::Deviation { is_of_sample } => variance(numbers, is_of_sample).map(f64::sqrt),
            Statistic::Variance { is_of_sample } => variance(numbers, is_of_sample),
        }
    }
}

/// The variance of numbers; of a sample it is undefined where there is only one.
fn variance(numbers: &VecDeque<f64>, is_of_sample: bool) -> Option<f64> {
    let count = numbers.len() as f64;
    let divisor = if is_of_sample { count - 1.0 } else { count };
    let mean = numbers.iter().sum::<f64>() / count;
    (divisor > 0.0).then(|| numbers.iter().map(|number| (number - mean) * (number - mean)).sum::<f64>() / divisor)
}

impl Aggregate<Numbers, Option<f64>> for Named {
    fn init(&self, context: &mut Context<'_>) -> Result<Numbers> {
        Ok(Numbers { fraction: self.fraction(context)?, numbers: VecDeque::new() })
    }

    fn step(&self, context: &mut Context<'_>, group: &mut Numbers) -> Result<()> {
        if self.fraction(context)? != group.fraction {
            return Err(self.fault("the fraction is not the same for all rows"));
        }
        if group.numbers.len() >= MOST_NUMBERS {
            return Err(self.fault(&format!("a group has more than {MOST_NUMBERS} numbers")));
        }
        group.numbers.extend(self.number(context)?);
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, group: Option<Numbers>) -> Result<Option<f64>> {
        Ok(group.and_then(|group| self.result(&group.numbers, group.fraction)))
    }
}

impl WindowAggregate<Numbers, Option<f64>> for Named {
    fn value(&self, group: Option<&mut Numbers>) -> Result<Option<f64>> {
        Ok(group.and_then(|group| self.result(&group.numbers, group.fraction)))
    }

    /// A frame loses its rows in the order in which it got them.
    fn inverse(&self, context: &mut Context<'_>, group: &mut Numbers) -> Result<()> {
        if self.number(context)?.is_some() {
            group.numbers.pop_front();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]

    use rusqlite::Connection;
    use rusqlite::types::Value;

    fn connection() -> Connection {
        let connection = Connection::open_in_memory().expect("a database");
        super::register(&connection).expect("functions");
        connection
    }

    /// The value of an expression over the rows 1, 2, 4, 10 and NULL of `x`.
    fn value(expression: &str) -> Result<Value, String> {
        let sql = format!("select {expression} from (select column1 as x from (values (1), (2), (4), (10), (null)))");
        connection().query_row(&sql, [], |row| row.get(0)).map_err(|error| error.to_string())
    }

    #[test]
    fn mathematics_has_the_results_of_sqlite() {
        for (expression, expected) in [
            ("sqrt(16)", Value::Real(4.0)),
            ("sqrt(-1)", Value::Null),
            ("sqrt(null)", Value::Null),
            ("sqrt('9')", Value::Real(3.0)),
            ("sqrt('nine')", Value::Null),
            ("ln(0)", Value::Null),
            ("ln(1)", Value::Real(0.0)),
            ("log(1000)", Value::Real(3.0)),
            ("log(2, 8)", Value::Real(3.0)),
            ("log(0, 8)", Value::Null),
            ("power(2, 10)", Value::Real(1024.0)),
            ("mod(7, 2.5)", Value::Real(2.0)),
            ("ceil(3)", Value::Integer(3)),
            ("floor(-1.5)", Value::Real(-2.0)),
            ("round(sin(pi() / 2), 9)", Value::Real(1.0)),
        ] {
            assert_eq!(value(expression), Ok(expected), "{expression}");
        }
    }

    #[test]
    fn statistics_of_groups_and_of_windows() {
        for (expression, expected) in [
            ("median(x)", Value::Real(3.0)),
            ("percentile(x, 25)", Value::Real(1.75)),
            ("percentile(x, 100)", Value::Real(10.0)),
            ("percentile_cont(x, 0.25)", Value::Real(1.75)),
            ("percentile_disc(x, 0.5)", Value::Real(2.0)),
            ("median(x) filter (where x > 100)", Value::Null),
            ("round(stddev(x), 6)", Value::Real(4.031129)),
            ("var_pop(x)", Value::Real(12.1875)),
            ("stddev(x) filter (where x = 1)", Value::Null),
            ("stddev_pop(x) filter (where x = 1)", Value::Real(0.0)),
        ] {
            assert_eq!(value(expression), Ok(expected), "{expression}");
        }
        let windows =
            "select group_concat(m) from (select median(column1) over (order by column1 rows 1 preceding) as m
                         from (values (1), (2), (4), (10)))";
        let medians: String = connection().query_row(windows, [], |row| row.get(0)).expect("medians");
        assert_eq!(medians, "1.0,1.5,3.0,7.0");
        assert_eq!(value("median('a')"), Err("median(): a value is not a number".to_owned()));
        assert_eq!(
            value("percentile(x, 101)"),
            Err("percentile(): the fraction is not a number from 0 to 100".to_owned())
        );
        assert_eq!(
            value("percentile(x, x)"),
            Err("percentile(): the fraction is not the same for all rows".to_owned())
        );
    }

    #[test]
    fn regular_expressions() {
        assert_eq!(value("'Ningbo' regexp '^N.*o$'"), Ok(Value::Integer(1)));
        assert_eq!(value("'Ningbo' not regexp 'x'"), Ok(Value::Integer(1)));
        assert_eq!(value("null regexp 'a'"), Ok(Value::Null));
        assert_eq!(value("2024 regexp '^20'"), Ok(Value::Integer(1)));
        let wrong = value("'a' regexp '('").expect_err("a wrong pattern");
        assert_eq!(wrong, "the pattern is not valid: unclosed group");
    }
}
