//! The unit of a whole table and the power of ten that its figures are stated in, where a line above or below it states them:
//! `单位：万元`, `(Unit: million euro)`, `in thousands`, `Mio. EUR`.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use super::doubt::Ambiguity;
use super::sample::Sample;
use super::writer::{Writer, inline};
use crate::mapping::quoted;

/// A pattern of a line that states a unit by name, as a part of a mapping.
const PATTERN: &str = r#"(?i)(?:单位|單位|単位|\bunits?(?: of measure)?)\s*[:：]\s*(?<unit>[^\s,;:，；：、()（）"]+(?: [^\s,;:，；：、()（）"]+)*)\s*(?:[()（）,"]|$)"#;

/// A pattern of the end of a line, or of a cell of it, that is a power of ten and perhaps a unit.
const SCALED: &str = concat!(
    r#"(?i)(?:^|[(（,;:"–—]|\bin )\s*(?:figures |values |data )?(?:in )?(?<scale>hundreds?|thousands?|millions?|billions?|trillions?|"#,
    r#"'?000s?|1[ ,.]?000|1[ ,.]?000[ ,.]?000|tsd\.?|mio\.?|mln\.?|mrd\.?|mld\.?|bln\.?|bn\.?)"#,
    r#"(?: (?:of )?(?<unit>[^\s,;:()（）"][^,;:()（）"]*?))?\s*[)）",;.]*$"#
);

/// The exponents of the words for powers of ten in such a line.
const EXPONENTS: [(&str, &str); 11] = [
    ("hundred", "2"),
    ("thousand", "3"),
    ("tsd", "3"),
    ("million", "6"),
    ("mio", "6"),
    ("mln", "6"),
    ("billion", "9"),
    ("mrd", "9"),
    ("mld", "9"),
    ("bln", "9"),
    ("bn", "9"),
];

/// The exponent of a word for a power of ten in such a line.
pub(super) fn exponent(word: &str) -> &'static str {
    let word = word.to_lowercase();
    let known = EXPONENTS.into_iter().find(|(start, _)| word.starts_with(start)).map(|(_, exponent)| exponent);
    let zeros = word.bytes().filter(|byte| *byte == b'0').count();
    known.unwrap_or(match zeros {
        0 => "12",
        6 => "6",
        _ => "3",
    })
}

/// The exponent of a cell that states a power of ten: `Millions`, `Tsd.`, `1000`, `units`.
pub(super) fn exponent_of(cell: &str) -> Option<String> {
    const ONES: [&str; 5] = ["1", "unit", "units", "ones", "einheiten"];
    let word = cell.trim().trim_end_matches('.').to_lowercase();
    let zeros = word.strip_prefix('1').filter(|zeros| !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0'));
    match zeros {
        Some(zeros) => Some(zeros.len().to_string()),
        None if ONES.contains(&word.as_str()) => Some("0".to_owned()),
        None => is_power_of_ten(&word).then(|| exponent(&word).to_owned()),
    }
}

/// Whether a word is one for a power of ten.
pub(super) fn is_power_of_ten(word: &str) -> bool {
    static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new("(?i)^(?:(?:hundred|thousand|million|billion|trillion|'?000)s?|tausend|milliers|miles|millions?|millones|milliards?|milliarden|millionen|tsd|mio|mill|mln|mrd|mld|bln|bn|mn|tn)$").ok()
    });
    WORD.as_ref().is_some_and(|pattern| pattern.is_match(word))
}

fn pattern(text: &str) -> Option<Regex> {
    RegexBuilder::new(text).multi_line(true).build().ok()
}

static STATED: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(PATTERN));
static IN_TENS: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(SCALED));

/// Whether a line says nothing but how its figures are measured.
pub(super) fn is_statement(line: &str) -> bool {
    let all = |pattern: &LazyLock<Option<Regex>>| {
        pattern.as_ref().and_then(|pattern| pattern.find(line)).is_some_and(|found| found.start() == 0)
    };
    all(&IN_TENS)
}

/// The unit of a table, and how a mapping takes it from the file.
#[derive(Debug, Default)]
pub(super) struct Unit {
    /// Where it is stated, and the pattern that takes it from there.
    part: Option<(&'static str, String)>,
    /// The unit, where a line states it by name.
    pub stated: Option<String>,
    /// The unit that may hold for metrics without one of their own.
    open: Option<String>,
    /// The word of a power of ten.
    pub scale: Option<String>,
    has_unit: bool,
    pub doubt: Option<Ambiguity>,
}

impl Unit {
    pub(super) fn of(sample: &Sample) -> Self {
        let above = sample.above.join("\n");
        // What is below the range of a sheet is not read.
        let end = sample.end.as_deref();
        let below: Vec<&str> = sample.preview.text.lines().skip_while(|line| Some(*line) != end).collect();
        let below = if end.is_some() { below.join("\n") } else { String::new() };
        let count = |lines: &str| STATED.as_ref().map_or(0, |pattern| pattern.find_iter(lines).count());
        let stated = [("above", &above), ("below", &below)].into_iter().find(|(_, lines)| count(lines) == 1);
        // A number may be that of the table: only `in 1000` or `(1000)` is a power of ten for certain.
        let is_sure = |found: &regex::Captures<'_>| {
            !found["scale"].starts_with('1')
                || found[0].contains(['(', '（'])
                || found[0].to_lowercase().contains("in ")
        };
        let scaled: Vec<_> = IN_TENS.iter().flat_map(|pattern| pattern.captures_iter(&above)).filter(is_sure).collect();
        let part = stated.map(|(origin, _)| (origin, PATTERN.to_owned()));
        let found = stated.and_then(|(_, lines)| STATED.as_ref()?.captures(lines)?.name("unit"));
        let name = found.map(|unit| unit.as_str().to_owned());
        match (scaled.as_slice(), part.clone()) {
            ([], _) => Self { part, stated: name, ..Self::default() },
            ([found], None) => Self {
                part: Some(("above", pattern_of(found))),
                scale: found.name("scale").map(|word| word.as_str().to_owned()),
                has_unit: found.name("unit").is_some(),
                ..Self::default()
            },
            ([found, ..], _) => {
                let word = found.name("scale").map_or("", |word| word.as_str());
                let mut unit = Self { part, stated: name, ..Self::default() };
                // The unit may say the same power of ten: `Unit: million euro`.
                let is_same = scaled.len() == 1
                    && found.get(0).is_some_and(|all| {
                        stated.is_some_and(|(_, lines)| {
                            STATED.as_ref().is_some_and(|pattern| {
                                pattern.find(lines).is_some_and(|it| it.start() < all.end() && all.start() < it.end())
                            })
                        })
                    });
                if !is_same {
                    unit.doubt = Some(scale_in_doubt(word));
                }
                unit
            }
        }
    }

    /// The unit of a table whose metrics have units of their own: all of them, or some.
    pub(super) fn beside_others(self, are_all: bool) -> Self {
        let of_scale = self.scale.as_deref().map(scale_in_doubt).or(self.doubt);
        let open = self.stated.filter(|_| !are_all);
        let of_unit = open.as_deref().map(unit_in_doubt);
        Self { doubt: of_scale.into_iter().chain(of_unit).reduce(Ambiguity::and), open, ..Self::default() }
    }

    /// Writes the unit of metrics that have none of their own, among the translations of a mapping; both, where a person must decide.
    fn write_others(&self, writer: &mut Writer) {
        match &self.open {
            Some(unit) => _ = writer.comment(&of_others(unit)).comment(&of_others("unspecified")),
            None => _ = writer.raw("unit", &inline(&[("", "unspecified")])),
        }
    }

    /// The part of a mapping that takes it from the file.
    pub(super) fn part(&self) -> Option<(&'static str, String)> {
        self.part.clone()
    }

    /// The translations that it needs.
    pub(super) fn codes(&self) -> Vec<(String, String)> {
        let Some(word) = &self.scale else { return Vec::new() };
        let mut codes = vec![("scale".to_owned(), inline(&[(word, exponent(word))]))];
        if !self.has_unit {
            codes.push(("unit".to_owned(), inline(&[("", "unspecified")])));
        }
        codes
    }

    /// Writes the parts and the translations of a mapping: these, and others; `has_units` is whether metrics have units of their own.
    pub(super) fn write_parts<'t>(
        &self,
        parts: impl IntoIterator<Item = (&'t str, String)>,
        codes: impl IntoIterator<Item = (String, String)>,
        has_units: bool,
        writer: &mut Writer,
    ) {
        let parts: Vec<_> = self.part().into_iter().chain(parts).collect();
        if !parts.is_empty() {
            writer.table("parts");
        }
        parts.iter().for_each(|(origin, pattern)| _ = writer.pair(origin, pattern));
        let codes: Vec<_> = self.codes().into_iter().chain(codes).collect();
        if has_units || !codes.is_empty() {
            writer.table("codes");
        }
        if has_units {
            self.write_others(writer);
        }
        codes.iter().for_each(|(name, table)| _ = writer.raw(name, table));
    }

    /// Writes the columns that it fills.
    pub(super) fn write(&self, writer: &mut Writer) {
        writer.pair("unit", if self.part.is_some() { "{unit}" } else { "unspecified" });
        if self.scale.is_some() {
            writer.pair("scale", "{scale}");
        }
    }
}

/// A pattern of what a line states, as short as it may be.
fn pattern_of(found: &regex::Captures<'_>) -> String {
    let scale = format!("(?<scale>{})", regex::escape(&found["scale"]));
    match (found.name("scale"), found.name("unit")) {
        (Some(word), Some(unit)) => {
            let between =
                &found[0][word.end() - found.get(0).map_or(0, |all| all.start())..][..unit.start() - word.end()];
            format!("{scale}{}(?<unit>{})", regex::escape(between), regex::escape(unit.as_str()))
        }
        _ => format!("{scale}(?<unit>)"),
    }
}

/// What a power of ten is that may hold for all figures of a table or for some.
fn scale_in_doubt(word: &str) -> Ambiguity {
    let scale = quoted(exponent(word));
    Ambiguity {
        what: format!(
            "a line above the table says `{word}`, which may hold for all its figures, or for some or none of them"
        ),
        ways: Vec::new(),
        written: Some(format!(
            "scale = {scale} under [columns] where it holds for all, or `scale` in a [[when]] for some of them"
        )),
    }
}

/// What a unit is that may hold for the figures whose metric has none of its own.
fn unit_in_doubt(unit: &str) -> Ambiguity {
    Ambiguity {
        what: format!(
            "a line above or below the table says that the unit is `{unit}`, but some of its metrics have units of their own"
        ),
        ways: Vec::new(),
        written: Some(format!("{}, or {}, under [codes]", of_others(unit), of_others("unspecified"))),
    }
}

/// The line of a mapping that gives a unit to metrics without one of their own.
fn of_others(unit: &str) -> String {
    format!("unit = {}", inline(&[("", unit)]))
}
