//! What codes of SDMX code lists and of Eurostat's say about a metric.

use regex::Regex;

use crate::profile::writer::Writer;

/// The codes of CL_PRICES and CL_PRICE_BASE. Others, such as deflators and prices of the previous year, are no kind of
/// prices that a metric has.
pub(crate) const PRICES: &str = r#"{ V = "current", Q = "constant", L = "chained", LR = "chained", "*" = "" }"#;

/// The codes of CL_ADJUSTMENT, CL_SEASONAL_ADJUST and of Eurostat's `s_adj`; others, such as trends, are no adjustment.
pub(crate) const ADJUSTMENT: &str = concat!(
    r#"{ N = "none", S = "seasonal", W = "calendar", Y = "both", NSA = "none", SA = "seasonal", CA = "calendar", "#,
    r#"WDA = "calendar", SCA = "both", SWDA = "both", "*" = "" }"#
);

/// Units that are the currency of each country, so that figures of two countries are in different units.
pub(crate) const NATIONAL: &str = "(?:^|_)(?:XDC|XNC|NC|M?NAC)(?:_|$)";

/// The kind of a metric by the code of its unit: rates of change, then percentages. Not every percentage is a share, which lies
/// between 0 and 100: a debt may be more than the whole economy produces in a year.
const KINDS: [(&str, &str); 2] =
    [("(?:^|_)P?PCH(?:_|$)|^(?:RCH|PCCH)", "growth"), ("^(?:PC|PCT|PT|PERCENT)(?:_|$)|^%", "ratio")];

/// Writes which kinds of metrics the units have that a placeholder holds.
pub(crate) fn write_kinds(unit: &str, writer: &mut Writer) {
    for (pattern, kind) in KINDS {
        writer.when(&[(unit, pattern)]).creates("metric", "kind", kind);
    }
}

/// The kind of a metric by the words of its unit.
const KINDS_BY_WORDS: [(&str, &str); 2] = [
    (
        "(?i)annual %|growth|change.*(?:%|per ?cent)|(?:%|per ?cent).*change|(?:同比|环比|增[长减速幅]).*[%％]|[%％].*(?:同比|环比|增[长减速幅])",
        "growth",
    ),
    ("(?i)^(?:[%％]|per ?cent)|% of|per ?cent(?:age)? of", "ratio"),
];

/// The words of a name that say that its figures are rates of change, where their unit is a percentage.
const GROWTH: &str = concat!(
    r"(?i)\bgrowth(?: rates?)?\s*(?:$|[,;:(（]|(?:of|in|on|over)\b)|\b(?:change|increase) (?:on|over|from)\b|",
    r"\byear[- ]on[- ]year|同比|环比|比上|比去年|增(?:长(?:率|速度)?|[速幅])\s*(?:$|[(（])"
);

/// The words of a name that say the same, and that its figures are percentages.
const GROWTH_IN_PERCENT: &str = concat!(
    r"(?i)\bgrowth(?: rates?)?,? *(?:in )?(?:%|per ?cent)|\bchange (?:on|over|from)\b.*(?:%|per ?cent)|",
    r"(?:%|per ?cent(?:age)?) (?:change|growth)\b|(?:同比|环比|比上|比去年|增[长速幅]).*[%％]"
);

/// A percentage, as a unit or the beginning of one.
const PERCENTAGE: &str = r"(?i)^\s*(?:[%％]|per ?cent)";

/// Whether one of some texts may say that figures are rates of change or percentages.
pub(crate) fn may_say_kinds<'t>(mut texts: impl Iterator<Item = &'t str>) -> bool {
    let words = Regex::new("(?i)[%％]|per ?cent|growth");
    words.is_ok_and(|words| texts.any(|text| words.is_match(text)))
}

/// Writes which kinds of metrics the units have whose words a placeholder holds.
pub(crate) fn write_kinds_by_words(unit: &str, writer: &mut Writer) {
    for (pattern, kind) in KINDS_BY_WORDS {
        writer.when(&[(unit, pattern)]).creates("metric", "kind", kind);
    }
}

/// Writes which kinds metrics have: those whose names a placeholder holds, or else the one of this name. `unit` is the placeholder of
/// their units.
pub(crate) fn write_kinds_of((names, name): (Option<&str>, &str), unit: Option<&str>, writer: &mut Writer) {
    match (names, unit) {
        (Some(names), unit) => write_kinds_by_names(names, unit, writer),
        (None, Some(unit)) => write_kind_of(name, unit, writer),
        (None, None) => {}
    }
}

/// Writes which kind a metric of this name has by the words of its unit, which a placeholder holds.
fn write_kind_of(name: &str, unit: &str, writer: &mut Writer) {
    if Regex::new(GROWTH).is_ok_and(|growth| growth.is_match(name)) {
        writer.when(&[(unit, PERCENTAGE)]).creates("metric", "kind", "growth");
    }
    write_kinds_by_words(unit, writer);
}

/// Writes which kinds of metrics have the names and the units that two placeholders hold.
fn write_kinds_by_names(name: &str, unit: Option<&str>, writer: &mut Writer) {
    match unit {
        Some(unit) => {
            writer.when(&[(name, GROWTH), (unit, PERCENTAGE)]).creates("metric", "kind", "growth");
            write_kinds_by_words(unit, writer);
        }
        None => _ = writer.when(&[(name, GROWTH_IN_PERCENT)]).creates("metric", "kind", "growth"),
    }
}

/// The year of `Index, 2010 = 100`, in the words of a unit.
pub(crate) const BASE_OF_INDEX: &str = "\\b(?<base>\\d{4})\\s*=\\s*100\\b";
