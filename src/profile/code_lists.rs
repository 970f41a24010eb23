//! What codes of SDMX code lists and of Eurostat's say about a metric.

use super::writer::Writer;

/// The codes of CL_PRICES and CL_PRICE_BASE. Others, such as deflators and prices of the previous year, are no kind of
/// prices that a metric has.
pub(super) const PRICES: &str = r#"{ V = "current", Q = "constant", L = "chained", LR = "chained", "*" = "" }"#;

/// The codes of CL_ADJUSTMENT, CL_SEASONAL_ADJUST and of Eurostat's `s_adj`; others, such as trends, are no adjustment.
pub(super) const ADJUSTMENT: &str = concat!(
    r#"{ N = "none", S = "seasonal", W = "calendar", Y = "both", NSA = "none", SA = "seasonal", CA = "calendar", "#,
    r#"WDA = "calendar", SCA = "both", SWDA = "both", "*" = "" }"#
);

/// Units that are the currency of each country, so that figures of two countries are in different units.
pub(super) const NATIONAL: &str = "(?:^|_)(?:XDC|XNC|NC|M?NAC)(?:_|$)";

/// The kind of a metric by the code of its unit: rates of change, then percentages. Not every percentage is a share, which lies
/// between 0 and 100: a debt may be more than the whole economy produces in a year.
const KINDS: [(&str, &str); 2] =
    [("(?:^|_)P?PCH(?:_|$)|^(?:RCH|PCCH)", "growth"), ("^(?:PC|PCT|PT|PERCENT)(?:_|$)|^%", "ratio")];

/// Writes which kinds of metrics the units have that a placeholder holds.
pub(super) fn write_kinds(unit: &str, writer: &mut Writer) {
    for (pattern, kind) in KINDS {
        writer.when(&[(unit, pattern)]).creates("metric", "kind", kind);
    }
}

/// The kind of a metric by the words of its unit.
const KINDS_BY_WORDS: [(&str, &str); 2] = [
    ("(?i)annual %|growth|change.*(?:%|per ?cent)|(?:%|per ?cent).*change", "growth"),
    ("(?i)^(?:%|per ?cent)|% of|per ?cent(?:age)? of", "ratio"),
];

/// Writes which kinds of metrics the units have whose words a placeholder holds.
pub(super) fn write_kinds_by_words(unit: &str, writer: &mut Writer) {
    for (pattern, kind) in KINDS_BY_WORDS {
        writer.when(&[(unit, pattern)]).creates("metric", "kind", kind);
    }
}

/// The year of `Index, 2010 = 100`, in the words of a unit.
pub(super) const BASE_OF_INDEX: &str = "\\b(?<base>\\d{4})\\s*=\\s*100\\b";
