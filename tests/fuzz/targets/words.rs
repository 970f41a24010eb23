//! The parsers of single words: whatever a cell holds, it is read or refused, and what is read is spelled as it is read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use yearbook::model::{Breakdown, Marks, Period, Quantity, Scale, Status, code, period};

fuzz_target!(|text: &str| {
    if let Ok(period) = Period::parse(text) {
        assert_eq!(Period::parse(&period.to_string()), Ok(period));
        let _ = (period.frequency(), period.year_before());
    }
    let _ = period::parse_date(text);
    for (decimal, group) in [('.', None), (',', Some('.')), ('.', Some(',')), ('·', Some('\u{a0}'))] {
        if let Ok(quantity) = Quantity::parse(text, Marks { decimal, group }) {
            let _ = Quantity::has_long_digits(text);
            assert_eq!(Quantity::parse(&quantity.to_string(), Marks::default()), Ok(quantity));
            for exponent in [-30, -1, 6, 30] {
                let _ = quantity.shifted(exponent).and_then(|shifted| shifted.scaled(0.01));
            }
        }
    }
    if let Ok(breakdown) = Breakdown::parse(text) {
        assert_eq!(Breakdown::parse(&breakdown.to_string()), Ok(breakdown));
    }
    let _ = (Scale::parse(text).map(Scale::name), Status::parse(text), code::check(text), code::check_credit_code(text));
});
