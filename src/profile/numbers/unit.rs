//! The unit of a whole table and the power of ten that its figures are stated in, where a line above or below it states them:
//! `单位：万元`, `(Unit: million euro)`, `in thousands`, `Mio. EUR`.

use super::elsewhere::{self, Elsewhere};
use super::stated::{Statement, is_of_several, may_state};
use crate::mapping::quoted;
use crate::profile::doubt::Ambiguity;
use crate::profile::sample::Sample;
use crate::profile::words::named_unit::{is_rate, rate_among};
use crate::profile::words::powers::exponent;
use crate::profile::writer::{Writer, inline};

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
    /// What states the two.
    place: &'static str,
    pub doubt: Option<Ambiguity>,
    /// Whether the doubt is about a power of ten, which a unit of its own does not decide.
    is_of_scale: bool,
}

impl Unit {
    /// That of a table whose figures stand in these columns.
    pub(crate) fn of(sample: &Sample, figures: &[usize]) -> Self {
        Self { place: "a line above the table", ..Self::around(sample) }.with(&elsewhere::all(sample, figures))
    }

    /// What the lines above a table state, or one below it by name.
    fn around(sample: &Sample) -> Self {
        let above = sample.above.join("\n");
        // What is below the range of a sheet is not read.
        let end = sample.end.as_deref();
        let below: Vec<&str> = sample.preview.text.lines().skip_while(|line| Some(*line) != end).collect();
        let below = if end.is_some() { below.join("\n") } else { String::new() };
        let is_match = |line: &&str| Statement::named(line).is_some();
        let is_one = |lines: &str| {
            let found: Vec<&str> = lines.lines().filter(is_match).collect();
            matches!(found[..], [line] if !is_of_several(line))
        };
        let stated = [("above", &above), ("below", &below)].into_iter().find(|(_, lines)| is_one(lines));
        let found = stated.and_then(|(origin, lines)| Some((origin, Statement::named(lines)?)));
        // A line that names the unit may say the power of ten in it: `Unit: million euro`.
        let lines = || {
            let is_other =
                |line: &&String| stated.is_none_or(|(_, lines)| *lines != above || !is_match(&line.as_str()));
            sample.above.iter().filter(is_other)
        };
        let named = Self {
            part: found.as_ref().map(|(origin, statement)| (*origin, statement.pattern.clone())),
            stated: found.and_then(|(_, statement)| statement.unit),
            ..Self::default()
        };
        let others: Vec<(&str, Statement)> =
            lines().filter_map(|line| Some((line.as_str(), Statement::of(line)?))).collect();
        let scaled = others.iter().find(|(_, statement)| statement.scale.is_some());
        match (others.as_slice(), scaled) {
            ([], _) => Self { doubt: unclear(lines(), named.part.is_some()), ..named },
            (_, Some((line, _))) if named.part.is_some() => {
                Self { doubt: Some(in_doubt(ABOVE, [*line])), is_of_scale: true, ..named }
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
                let doubt = Some(in_doubt(ABOVE, several.iter().map(|(line, _)| *line)));
                Self { doubt, is_of_scale: scaled.is_some(), ..named }
            }
        }
    }

    /// This unit, and what is stated elsewhere.
    fn with(self, elsewhere: &[Elsewhere<'_>]) -> Self {
        let says_same = |it: &&Elsewhere<'_>| {
            it.statement.as_ref().is_some_and(|one| (&one.scale, &one.unit) == (&self.scale, &self.stated))
        };
        let others: Vec<&Elsewhere<'_>> = elsewhere.iter().filter(|it| !says_same(it)).collect();
        let Some(first) = others.first().filter(|_| self.doubt.is_none()) else { return self };
        if let (None, Some(one)) = (&self.part, &first.statement)
            && others.iter().all(|it| it.is_certain && it.statement.as_ref().is_some_and(|other| other.says_same(one)))
        {
            return Self { stated: one.unit.clone(), scale: one.scale.clone(), place: first.place, ..self };
        }
        Self {
            doubt: Some(in_doubt((first.place, SEVERAL), others.iter().map(|it| it.text))),
            is_of_scale: true,
            ..self
        }
    }

    /// This unit of a table of some metrics, which may not hold for all of them.
    pub(crate) fn of_metrics<'n>(self, names: impl Iterator<Item = &'n str>) -> Self {
        let is_rate = self.stated.as_deref().is_some_and(is_rate);
        let Some(word) = self.scale.as_ref().or(self.stated.as_ref()).filter(|_| !is_rate && self.doubt.is_none())
        else {
            return self;
        };
        let doubt = rate_among(names).map(|name| Ambiguity {
            what: format!("{} says `{word}`, which may not hold for `{name}`", self.place),
            ways: Vec::new(),
            written: Some(
                "the mapping as it stands where it holds for all figures, or unit = \"...\" and scale = \"0\" in a [[when]] for those of which \
                 it does not hold"
                    .to_owned(),
            ),
        });
        Self { doubt, ..self }
    }

    /// The unit of a table whose metrics have units of their own: all of them, or some.
    pub(crate) fn beside_others(self, are_all: bool) -> Self {
        let of_scale = self
            .scale
            .as_deref()
            .map(|word| scale_in_doubt(self.place, word))
            .or(self.doubt.filter(|_| self.is_of_scale || !are_all));
        let open = self.stated.filter(|_| !are_all && self.scale.is_none());
        let of_unit = open.as_deref().map(|unit| unit_in_doubt(self.place, unit));
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
        let Some(word) = self.scale.as_ref().filter(|_| self.part.is_some()) else { return Vec::new() };
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
        let is_part = self.part.is_some();
        let unit = self.stated.as_ref().filter(|_| !is_part).map(|unit| unit.replace('{', "{{").replace('}', "}}"));
        writer.pair("unit", if is_part { "{unit}" } else { unit.as_deref().unwrap_or("unspecified") });
        let literal = self.scale.as_deref().and_then(exponent);
        if let Some(exponent) = &literal {
            writer.pair("scale", if is_part { "{scale}" } else { exponent });
        }
    }
}

/// What a power of ten is that may hold for all figures of a table or for some.
fn scale_in_doubt(place: &str, word: &str) -> Ambiguity {
    let scale = quoted(&exponent(word).unwrap_or_default());
    Ambiguity {
        what: format!("{place} says `{word}`, which may hold for all its figures, or for some or none of them"),
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
    Some(in_doubt(ABOVE, [line.as_str()]))
}

/// The place of a line above the table, and of several.
const ABOVE: (&str, &str) = ("a line above the table", "lines above the table");
const SEVERAL: &str = "several texts around the table";

/// What lines say of how figures are measured, and the keys that state it; the places are that of one line, and of several.
fn in_doubt<'l>((place, all): (&str, &str), lines: impl IntoIterator<Item = &'l str>) -> Ambiguity {
    let lines: Vec<String> = lines.into_iter().map(|line| format!("`{}`", line.trim())).collect();
    let (say, each) = if let [_] = lines[..] { (format!("{place} says"), "") } else { (format!("{all} say"), " each") };
    Ambiguity {
        what: format!("{say} {}, which{each} may hold for all figures, for some or for none of them", lines.join(" and ")),
        ways: Vec::new(),
        written: Some(
            "unit = \"...\" and, for a power of ten, scale = \"6\" or the like, under [columns] where it holds for all, or in a [[when]] \
             for some of them"
                .to_owned(),
        ),
    }
}

/// What a unit is that may hold for the figures whose metric has none of its own.
fn unit_in_doubt(place: &str, unit: &str) -> Ambiguity {
    Ambiguity {
        what: format!("{place} says that the unit is `{unit}`, but some of its metrics have units of their own"),
        ways: Vec::new(),
        written: Some(format!("{}, or {}, under [codes]", of_others(unit), of_others("unspecified"))),
    }
}

/// The line of a mapping that gives a unit to metrics without one of their own.
fn of_others(unit: &str) -> String {
    format!("unit = {}", inline(&[("", unit)]))
}
