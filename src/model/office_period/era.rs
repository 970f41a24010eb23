//! Years that are counted within an era, as in Japan, in Taiwan and in Thailand: `令和5年`, `平成元年`, `民國112年`, `พ.ศ. 2564`.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::part::pattern;

/// The names of eras, each with the year before its first.
const ERAS: [(&str, i32); 8] = [
    ("令和", 2018),
    ("平成", 1988),
    ("昭和", 1925),
    ("大正", 1911),
    ("明治", 1867),
    ("民國", 1911),
    ("民国", 1911),
    ("พ.ศ.", -543),
];

/// A text in which the years of eras are those of the common calendar.
pub(super) fn in_common_years(text: &str) -> Cow<'_, str> {
    static ERA: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let names = ERAS.map(|(name, _)| regex::escape(name)).join("|");
        pattern(&format!("(?:中[華华])?(?<era>{names}) *(?<year>0*[1-9][0-9]{{0,3}}|元)"))
    });
    let common = |found: &Captures<'_>| {
        let before = ERAS.into_iter().find(|(name, _)| *name == &found["era"]).map_or(0, |(_, before)| before);
        // The first year of an era has a name.
        let year = found["year"].parse().unwrap_or(1);
        format!("{:04}", before + year)
    };
    ERA.as_ref().map_or(Cow::Borrowed(text), |era| era.replace_all(text, common))
}
