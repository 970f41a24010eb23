//! The unit of a whole table and the power of ten that its figures are stated in, where a line above or below it states them:
//! `单位：万元`, `(Unit: million euro)`, `in thousands`, `Mio. EUR`.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use super::stated::{Statement, may_state};
use crate::mapping::quoted;
use crate::profile::doubt::Ambiguity;
use crate::profile::sample::Sample;
use crate::profile::words::powers::exponent;
use crate::profile::writer::{Writer, inline};

/// A pattern of a line that states a unit by name, as a part of a mapping.
const PATTERN: &str = r#"(?i)(?:单位|單位|単位|\bunits?(?: of measure)?)\s*[:：]\s*(?<unit>[^\s,;:，；：、()（）"]+(?: [^\s,;:，；：、()（）"]+)*)\s*(?:[()（）,"]|$)"#;

static STATED: LazyLock<Option<Regex>> = LazyLock::new(|| RegexBuilder::new(PATTERN).multi_line(true).build().ok());

/// The unit of a table, and how a mapping takes it from the file.
#[derive(Debug, Default)]
pub(crate) struct Unit {
    /// Where it is stated, and the pattern that takes it from there.
    part: Option<(&'static str, String)>,
    /// The unit, where a line states it by name.
    pub stated: Option<String>,
    /// The unit that may hold for metrics without one of their own.
    open: Option<String>,
    /// The word of a power of ten.
    pub scale: Option<String>,
    pub doubt: Option<Ambiguity>,
    /// Whether the doubt is about a power of ten, which a unit of its own does not decide.
    is_of_scale: bool,
}

impl Unit {
    pub(crate) fn of(sample: &Sample) -> Self {
        let above = sample.above.join("\n");
        // What is below the range of a sheet is not read.
        let end = sample.end.as_deref();
        let below: Vec<&str> = sample.preview.text.lines().skip_while(|line| Some(*line) != end).collect();
        let below = if end.is_some() { below.join("\n") } else { String::new() };
        let matches = |lines: &str| STATED.as_ref().map_or(0, |pattern| pattern.find_iter(lines).count());
        let stated = [("above", &above), ("below", &below)].into_iter().find(|(_, lines)| matches(lines) == 1);
        let found = stated.and_then(|(_, lines)| STATED.as_ref()?.captures(lines)?.name("unit"));
        // A line that names the unit may say the power of ten in it: `Unit: million euro`.
        let lines =
            || sample.above.iter().filter(|line| stated.is_none_or(|(_, lines)| *lines != above || matches(line) == 0));
        let named = Self {
            part: stated.map(|(origin, _)| (origin, PATTERN.to_owned())),
            stated: found.map(|unit| unit.as_str().to_owned()),
            ..Self::default()
        };
        let others: Vec<(&str, Statement)> =
            lines().filter_map(|line| Some((line.as_str(), Statement::of(line)?))).collect();
        let scaled = others.iter().find(|(_, statement)| statement.scale.is_some());
        match (others.as_slice(), scaled) {
            ([], _) => Self { doubt: unclear(lines(), named.part.is_some()), ..named },
            (_, Some((line, _))) if named.part.is_some() => {
                Self { doubt: Some(in_doubt([*line])), is_of_scale: true, ..named }
            }
            // A unit that a line names is more than one in a title.
            (_, None) if named.part.is_some() => named,
            ([(_, one), others @ ..], _) if others.iter().all(|(_, other)| other.says_same(one)) => Self {
                part: Some(("above", one.pattern.clone())),
                stated: one.unit.clone(),
                scale: one.scale.clone(),
                ..Self::default()
            },
            (several, _) => {
                let doubt = Some(in_doubt(several.iter().map(|(line, _)| *line)));
                Self { doubt, is_of_scale: scaled.is_some(), ..named }
            }
        }
    }

    /// The unit of a table whose metrics have units of their own: all of them, or some.
    pub(crate) fn beside_others(self, are_all: bool) -> Self {
        let of_scale =
            self.scale.as_deref().map(scale_in_doubt).or(self.doubt.filter(|_| self.is_of_scale || !are_all));
        let open = self.stated.filter(|_| !are_all && self.scale.is_none());
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
    pub(crate) fn part(&self) -> Option<(&'static str, String)> {
        self.part.clone()
    }

    /// The translations that it needs.
    pub(crate) fn codes(&self) -> Vec<(String, String)> {
        let Some(word) = &self.scale else { return Vec::new() };
        let mut codes = vec![("scale".to_owned(), inline(&[(word, &exponent(word).unwrap_or_default())]))];
        if self.stated.is_none() {
            codes.push(("unit".to_owned(), inline(&[("", "unspecified")])));
        }
        codes
    }

    /// Writes the parts and the translations of a mapping: these, and others; `has_units` is whether metrics have units of their own.
    pub(crate) fn write_parts<'t>(
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
    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.pair("unit", if self.part.is_some() { "{unit}" } else { "unspecified" });
        if self.scale.is_some() {
            writer.pair("scale", "{scale}");
        }
    }
}

/// What a power of ten is that may hold for all figures of a table or for some.
fn scale_in_doubt(word: &str) -> Ambiguity {
    let scale = quoted(&exponent(word).unwrap_or_default());
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

/// A doubt about the lines that may say how figures are measured, where no other line says it for certain.
fn unclear<'l>(lines: impl Iterator<Item = &'l String>, is_known: bool) -> Option<Ambiguity> {
    let mut lines = lines.filter(|line| !line.is_empty()).enumerate();
    let (_, line) = lines.find(|(number, line)| may_state(line, *number == 0)).filter(|_| !is_known)?;
    Some(in_doubt([line.as_str()]))
}

/// What lines say of how figures are measured, and the keys that state it.
fn in_doubt<'l>(lines: impl IntoIterator<Item = &'l str>) -> Ambiguity {
    let lines: Vec<String> = lines.into_iter().map(|line| format!("`{}`", line.trim())).collect();
    let (say, all) =
        if let [_] = lines[..] { ("a line above the table says", "") } else { ("lines above the table say", " each") };
    Ambiguity {
        what: format!("{say} {}, which{all} may hold for all figures, for some or for none of them", lines.join(" and ")),
        ways: Vec::new(),
        written: Some(
            "unit = \"...\" and, for a power of ten, scale = \"6\" or the like, under [columns] where it holds for all, or in a [[when]] \
             for some of them"
                .to_owned(),
        ),
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
