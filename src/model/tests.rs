//! Periods, quantities, statuses and codes.

#![allow(clippy::panic)]

use super::*;
use proptest::prelude::*;

fn code_of(text: &str) -> String {
    Period::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}")).to_string()
}

#[test]
fn a_period_is_known_by_its_shortest_spelling() {
    for (text, code, frequency, start, end) in [
        ("2025", "2025", "A", "2025-01-01", "2025-12-31"),
        ("2025-H1", "2025-H1", "S", "2025-01-01", "2025-06-30"),
        ("2025-S2", "2025-H2", "S", "2025-07-01", "2025-12-31"),
        ("2025-Q2", "2025-Q2", "Q", "2025-04-01", "2025-06-30"),
        ("2024-02", "2024-02", "M", "2024-02-01", "2024-02-29"),
        ("2025-M06", "2025-06", "M", "2025-06-01", "2025-06-30"),
        ("2025-W01", "2025-W01", "W", "2024-12-30", "2025-01-05"),
        ("2020-W53", "2020-W53", "W", "2020-12-28", "2021-01-03"),
        ("2025-06-30", "2025-06-30", "D", "2025-06-30", "2025-06-30"),
        ("2025-01/2025-06", "2025-H1", "S", "2025-01-01", "2025-06-30"),
        ("2025-01/2025-05", "2025-01/2025-05", "_O", "2025-01-01", "2025-05-31"),
        ("2024-07/2025-06", "2024-07/2025-06", "_O", "2024-07-01", "2025-06-30"),
        ("2021/2025", "2021/2025", "_O", "2021-01-01", "2025-12-31"),
        ("2021-01/2025-12", "2021/2025", "_O", "2021-01-01", "2025-12-31"),
        ("2025-02-10/2025-02-16", "2025-W07", "W", "2025-02-10", "2025-02-16"),
        ("2025-02-10/2025-02-17", "2025-02-10/2025-02-17", "_O", "2025-02-10", "2025-02-17"),
    ] {
        let period = Period::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        let found =
            (period.to_string(), period.frequency().code(), period.start().to_string(), period.end().to_string());
        assert_eq!(found, (code.to_owned(), frequency, start.to_owned(), end.to_owned()), "{text}");
    }
}

#[test]
fn what_is_no_period_says_why() {
    for text in [
        "",
        "25",
        "2025-",
        "2025-6",
        "2025/",
        "/2025",
        "2025-Q",
        "2025-q2",
        "2025-06-3",
        "2025 ",
        " 2025",
        "二〇二五",
        "2025-H1-",
        "+025",
        "2025-W007",
        "2025-D45",
        "2025-01-01/P",
        "2025-01-01/P1",
        "2025-01/P1Y",
        "2025-01-01/P1H",
        "2025-0６",
    ] {
        assert_eq!(Period::parse(text), Err(PeriodError::Form), "{text}");
    }
    for text in [
        "2025-13",
        "2025-00",
        "2025-Q5",
        "2025-Q0",
        "2025-H3",
        "2025-W54",
        "2025-W53",
        "2025-D366",
        "2025-02-29",
        "2025-06-31",
    ] {
        assert_eq!(Period::parse(text), Err(PeriodError::NoSuchDate), "{text}");
    }
    assert_eq!(Period::parse("2025-06/2025-01"), Err(PeriodError::Backwards));
}

#[test]
fn a_growth_is_measured_against_the_same_span_a_year_before() {
    for (text, before) in [
        ("2025", "2024"),
        ("2025-H1", "2024-H1"),
        ("2025-02", "2024-02"),
        ("2024-02", "2023-02"),
        ("2024-02-29", "2023-02-28"),
        ("2025-W07", "2024-W07"),
        ("2020-W53", "2019-W52"),
        ("2025-01/2025-05", "2024-01/2024-05"),
        ("2024-01/2024-02", "2023-01/2023-02"),
        ("2025-02-10/2025-02-17", "2024-02-10/2024-02-17"),
    ] {
        let period = Period::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        assert_eq!(period.year_before().to_string(), before, "{text}");
    }
}

#[test]
fn quantities_keep_their_comparators() {
    for (text, value, comparator, upper) in [
        ("107000", 107_000.0, Comparator::Equal, None),
        ("-4.5", -4.5, Comparator::Equal, None),
        ("8.17e-05", 8.17e-5, Comparator::Equal, None),
        ("0.1", 0.1, Comparator::Equal, None),
        (">8800", 8800.0, Comparator::Greater, None),
        ("> 8800", 8800.0, Comparator::Greater, None),
        (">=40", 40.0, Comparator::AtLeast, None),
        ("<3", 3.0, Comparator::Less, None),
        ("<=30", 30.0, Comparator::AtMost, None),
        ("~5000", 5000.0, Comparator::About, None),
        ("35..68", 35.0, Comparator::Range, Some(68.0)),
        ("-2..-1", -2.0, Comparator::Range, Some(-1.0)),
    ] {
        assert_eq!(Quantity::parse(text, Marks::default()), Ok(Quantity { value, comparator, upper }), "{text}");
    }
}

#[test]
fn what_is_no_quantity_says_what_to_write() {
    use QuantityError::{Backwards, BadGroup, Comparator, Form, Grouped, Minus, TooLarge, TooSmall, UnitSign};
    let marks = Marks::default();
    for (text, error) in [
        ("abc", Form),
        (">", Form),
        ("inf", Form),
        ("NaN", Form),
        ("1e", Form),
        (".5", Form),
        ("5.", Form),
        ("1,234.5", Grouped(',')),
        ("1 234", Grouped(' ')),
        ("\u{2212}5", Minus('\u{2212}')),
        ("\u{2013}", Form),
        ("12%", UnitSign('%')),
        ("$5", UnitSign('$')),
        ("over 90", Comparator(">")),
        ("about 5000", Comparator("~")),
        ("≥40", Comparator(">=")),
        ("35-68", Comparator("..")),
        ("35–68", Comparator("..")),
        ("1e999", TooLarge),
        ("1e-400", TooSmall),
        ("-0.3e-308", TooSmall),
        ("~1e-400", TooSmall),
        ("0..1e-400", TooSmall),
        ("68..35", Backwards),
        ("5..5", Backwards),
    ] {
        assert_eq!(Quantity::parse(text, marks), Err(error), "{text}");
    }
    let german = Marks { decimal: ',', group: Some('.') };
    assert_eq!(Quantity::parse("1.234,5", german).map(|quantity| quantity.value), Ok(1234.5));
    assert_eq!(Quantity::parse("1.2", german), Err(BadGroup('.')));
    assert_eq!(Quantity::parse("1,2", german).map(|quantity| quantity.value), Ok(1.2));
    let grouped = Marks { decimal: '.', group: Some(',') };
    assert_eq!(Quantity::parse("1,2", grouped), Err(BadGroup(',')), "1,2 is never 12");
}

#[test]
fn conversion_does_not_invent_digits() {
    let scaled = |value: f64, ratio: f64| Quantity::exactly(value).scaled(ratio).map(|quantity| quantity.value);
    assert_eq!(scaled(0.07, 100.0), Ok(7.0));
    assert_eq!(scaled(1.7, 1e6), Ok(1_700_000.0));
    assert_eq!(scaled(1e308, 1e3), Err(QuantityError::TooLarge));
    assert_eq!(scaled(1e-307, 1e-3), Err(QuantityError::TooSmall));
    assert_eq!(scaled(0.0, 1e-3), Ok(0.0));
    assert_eq!(scaled(0.1 + 0.2, 1.0), Ok(0.1 + 0.2), "a ratio of one leaves every bit");
}

#[test]
fn statuses_are_read_by_code_and_by_name() {
    for (text, code) in
        [("F", 'F'), ("f", 'F'), ("forecast", 'F'), ("Provisional", 'P'), ("estimated", 'E'), ("missing", 'O')]
    {
        assert_eq!(Status::parse(text).map(Status::code), Some(code), "{text}");
    }
    assert_eq!(Status::parse("C"), None);
    assert_eq!(Status::parse(""), None);
    for (status, code) in Status::ALL.into_iter().zip(Status::CODES) {
        assert_eq!(status.code().to_string(), code);
        assert!(status.allows_value() || status.allows_missing());
    }
}

#[test]
fn breakdowns_are_sorted() {
    let sorted = |text: &str| Breakdown::parse(text).map(|breakdown| breakdown.to_string());
    assert_eq!(sorted(""), Ok(String::new()));
    assert_eq!(sorted("size=50-249;sex=F"), Ok("sex=F;size=50-249".to_owned()));
    assert_eq!(sorted("sex"), Err(CodeError::Pairs));
    assert_eq!(sorted("sex=F;"), Err(CodeError::Pairs));
    assert_eq!(sorted("sex=F;sex=M"), Err(CodeError::DuplicateKey));
    assert_eq!(sorted("sex=F,size=50-249"), Err(CodeError::Pairs), "a comma in place of the semicolon");
    assert_eq!(sorted(r"unit=Index, 2010 \= 100;base=a\; b"), Ok(r"base=a\; b;unit=Index, 2010 \= 100".to_owned()));
    assert_eq!(sorted(r"path=C:\x"), Ok(r"path=C:\\x".to_owned()));
}

#[test]
fn credit_codes_are_checked_by_their_last_character() {
    // The examples of two large firms, from their published annual reports.
    assert_eq!(code::check_credit_code("91440300192317458F"), Ok(()), "BYD Company Limited");
    assert_eq!(code::check_credit_code("91440300708461136T"), Ok(()), "Tencent Computer Systems");
    assert_eq!(code::check_credit_code("914403001923174580"), Err(CodeError::CheckCharacter { expected: 'F' }));
    assert_eq!(code::check_credit_code("91440300192317458"), Err(CodeError::CreditCodeForm));
    assert_eq!(code::check_credit_code("9144030019231745OF"), Err(CodeError::CreditCodeForm));
}

proptest! {
    #[test]
    fn values_of_a_breakdown_survive_its_text(values in proptest::collection::vec(r"[a-z;=\\% ]{0,5}[a-z;=\\]", 1..4)) {
        let written = values.iter().enumerate().map(|(key, value)| format!("k{key}={}", code::escaped(value)));
        let text = written.collect::<Vec<_>>().join(";");
        let is_blank = values.iter().any(|value| value.starts_with(' '));
        match Breakdown::parse(&text) {
            Ok(breakdown) => {
                prop_assert_eq!(breakdown.values().collect::<Vec<_>>(), values);
                prop_assert_eq!(breakdown.to_string(), text);
            }
            Err(error) => prop_assert!(is_blank && error == CodeError::Blank),
        }
    }

    #[test]
    fn a_period_survives_its_code(year in 1i16..9998, first in 0u8..12, length in 1u8..24, day in 1i8..28) {
        let from = format!("{year:04}-{:02}-{day:02}", first + 1);
        let months = i32::from(first) + i32::from(length);
        let to = format!("{:04}-{:02}", i32::from(year) + months / 12, months % 12 + 1);
        prop_assume!(to.len() == 7);
        let interval = format!("{from}/{to}");
        let period = Period::parse(&interval);
        prop_assert!(period.is_ok(), "{interval}");
        let code = code_of(&interval);
        prop_assert_eq!(Period::parse(&code), period);
        prop_assert_eq!(code_of(&code), code);
        let in_sdmx = period.map(Period::in_sdmx).unwrap_or_default();
        prop_assert_eq!(Period::parse(&in_sdmx), period, "{}", in_sdmx);
    }

    #[test]
    fn nothing_that_looks_like_a_period_panics(text in "[0-9QHMWS/ -]{0,24}|\\PC{0,12}") {
        if let Ok(period) = Period::parse(&text) {
            prop_assert!(period.start() <= period.end());
            prop_assert_ne!(period.year_before().frequency().code(), "");
            prop_assert_eq!(Period::parse(&period.to_string()), Ok(period));
        }
    }

    #[test]
    fn a_quantity_survives_its_spelling(value in -1e12f64..1e12, width in 0.001f64..1e9, form in 0usize..7) {
        let quantity = match form {
            0 => Quantity { value, comparator: Comparator::Equal, upper: None },
            1 => Quantity { value, comparator: Comparator::About, upper: None },
            2 => Quantity { value, comparator: Comparator::Greater, upper: None },
            3 => Quantity { value, comparator: Comparator::AtLeast, upper: None },
            4 => Quantity { value, comparator: Comparator::Less, upper: None },
            5 => Quantity { value, comparator: Comparator::AtMost, upper: None },
            _ => Quantity { value, comparator: Comparator::Range, upper: Some(value + width) },
        };
        prop_assert_eq!(Quantity::parse(&quantity.to_string(), Marks::default()), Ok(quantity));
    }

    #[test]
    fn no_text_makes_a_quantity_panic_or_infinite(text in "[-+0-9.,eE<>=~% ]{0,16}|\\PC{0,12}") {
        for marks in [Marks::default(), Marks { decimal: ',', group: Some('.') }, Marks { decimal: '.', group: Some(' ') }] {
            if let Ok(quantity) = Quantity::parse(&text, marks) {
                prop_assert!(quantity.value.is_finite());
                prop_assert_eq!(quantity.upper.is_some(), quantity.comparator == Comparator::Range);
            }
        }
    }
}

#[test]
fn a_frequency_is_one_of_sdmx() {
    assert_eq!(Period::parse("2025-W07").map(Period::frequency), Ok(Frequency::Weekly));
}
