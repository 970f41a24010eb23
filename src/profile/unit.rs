//! The unit of a whole table, where a line above or below it states one: `单位：万元`, `(Unit: million euro)`.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use super::sample::Sample;
use super::writer::Writer;

/// A pattern of what such a line states, as a part of a mapping.
const PATTERN: &str = r#"(?i)(?:单位|單位|単位|\bunits?(?: of measure)?)\s*[:：]\s*(?<unit>[^\s,;:，；：、()（）"]+(?: [^\s,;:，；：、()（）"]+)*)\s*(?:[()（）,"]|$)"#;

/// Where the unit of a table is stated, and the pattern that takes it from there; `None` where no line states one unit.
pub(super) fn part(sample: &Sample) -> Option<(&'static str, &'static str)> {
    static STATES: LazyLock<Option<Regex>> = LazyLock::new(|| RegexBuilder::new(PATTERN).multi_line(true).build().ok());
    let states = |lines: &str| STATES.as_ref().is_some_and(|pattern| pattern.find_iter(lines).count() == 1);
    if states(&sample.above.join("\n")) {
        return Some(("above", PATTERN));
    }
    // What is below the range of a sheet is not read.
    let end = sample.end.as_ref()?;
    let below: Vec<&str> = sample.preview.text.lines().skip_while(|line| line != end).collect();
    states(&below.join("\n")).then_some(("below", PATTERN))
}

/// Writes the part of a mapping that has no other, and returns the template of the unit.
pub(super) fn write(sample: &Sample, writer: &mut Writer) -> &'static str {
    let Some((origin, pattern)) = part(sample) else { return "unspecified" };
    writer.table("parts").pair(origin, pattern);
    "{unit}"
}
