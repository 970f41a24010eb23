//! The sections of a number format (ECMA-376, part 1, 18.8.31): those of positive numbers, of negative ones, and of zero, or of the
//! numbers that conditions name, as far as some of them show a text in place of a number.

use std::rc::Rc;

/// What numbers each section is for, and its text where the section is only a text; the first section that a number fits shows it.
#[derive(Debug, PartialEq)]
pub(super) struct Sections(Vec<(Condition, Option<Rc<str>>)>);

/// A comparison with a number.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Condition(&'static str, f64);

impl Condition {
    /// The condition that a section states between brackets: `[<=5]`.
    fn parse(section: &str) -> Option<Self> {
        const SIGNS: [&str; 6] = ["<=", ">=", "<>", "<", ">", "="];
        let mut inner = section.split('[').skip(1).filter_map(|rest| rest.split_once(']'));
        inner.find_map(|(inner, _)| {
            let sign = SIGNS.into_iter().find(|sign| inner.starts_with(sign))?;
            Some(Self(sign, inner[sign.len()..].trim().parse().ok()?))
        })
    }

    /// The condition of a section that states none, by its place among so many.
    fn usual(place: usize, count: usize) -> Option<Self> {
        match (place, count) {
            (0, 2) => Some(Self(">=", 0.0)),
            (0, 3) => Some(Self(">", 0.0)),
            (1, 3) => Some(Self("<", 0.0)),
            _ => None,
        }
    }

    fn holds(self, number: f64) -> bool {
        let Self(sign, other) = self;
        match sign {
            "<=" => number <= other,
            ">=" => number >= other,
            "<>" => number != other,
            "<" => number < other,
            ">" => number > other,
            _ => number == other,
        }
    }
}

impl Sections {
    /// Sections with these texts.
    pub(super) fn new(codes: &[&str], texts: Vec<Option<Rc<str>>>) -> Self {
        let any = Condition("<>", f64::INFINITY);
        let usual = |place: usize| Condition::usual(place, codes.len()).unwrap_or(any);
        let conditions = codes.iter().enumerate().map(|(place, code)| Condition::parse(code).unwrap_or(usual(place)));
        Self(conditions.zip(texts).collect())
    }

    /// The text in place of a number.
    pub(super) fn text(&self, number: f64) -> Option<&Rc<str>> {
        self.0.iter().find(|(condition, _)| condition.holds(number))?.1.as_ref()
    }
}

/// The first three sections of a code, which semicolons divide that are neither quoted nor escaped; a fourth one is for texts.
pub(super) fn divided(code: &str) -> Vec<&str> {
    let (mut sections, mut start, mut is_quoted, mut is_escaped) = (Vec::new(), 0, false, false);
    for (place, c) in code.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '"' => is_quoted = !is_quoted,
            '\\' | '_' | '*' if !is_quoted => is_escaped = true,
            ';' if !is_quoted => {
                sections.push(&code[start..place]);
                start = place + 1;
            }
            _ => {}
        }
    }
    sections.push(&code[start..]);
    sections.truncate(3);
    sections
}
