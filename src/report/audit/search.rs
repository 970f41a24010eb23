//! Running the rules of the audit, and making findings of their rows.
//!
//! A rule returns one row for each figure of a finding: first the figure that the finding is about (its `role` is `figure`),
//! then those that it is compared with. Every row repeats the numbers of the finding as a whole.

use rusqlite::types::Value;

use super::finding::{Aggregation, Finding, Kind, PartLength, Stated};
use crate::cite::{Citation, Library};
use crate::error::Result;
use crate::model::Comparator;
use crate::report::library::library;
use crate::report::row::{comparator_of, number};
use crate::report::shipped::Rule;
use crate::store::Sandbox;
use crate::table::{Cell, Figure, Precision};

/// Which findings are looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'a> {
    pub rules: &'a [Rule],
    /// Only findings in which a figure of this load takes part.
    pub load: Option<i64>,
    /// At most so many findings of each rule.
    pub most: Option<u64>,
}

/// Passes the findings to `take`, and returns the rules that have more findings than `most`.
///
/// # Errors
///
/// The database cannot be read, or `take` fails.
pub(crate) fn find(
    scope: Scope<'_>,
    sandbox: &Sandbox,
    take: &mut dyn FnMut(Finding) -> Result<()>,
) -> Result<Vec<Rule>> {
    let library = library(sandbox)?;
    let mut cut = Vec::new();
    for &rule in scope.rules {
        let mut statement = sandbox.prepare(&rule.report()?.sql)?;
        statement.bind(&[("load".to_owned(), scope.load.map_or(Value::Null, Value::Integer))])?;
        let names = statement.columns();
        let (mut found, mut finding): (u64, Option<Finding>) = (0, None);
        statement.for_each(|cells| {
            let row = Row { names: &names, cells };
            if row.text("role").as_deref() != Some("figure") {
                if let Some(finding) = &mut finding {
                    finding.others.push(row.stated());
                }
                return Ok(true);
            }
            if let Some(finished) = finding.take() {
                take(cited(finished, &library))?;
            }
            if scope.most == Some(found) {
                cut.push(rule);
                return Ok(false);
            }
            found += 1;
            finding = Some(row.finding(rule));
            Ok(true)
        })?;
        if let Some(finished) = finding {
            take(cited(finished, &library))?;
        }
    }
    Ok(cut)
}

/// One row of a rule.
struct Row<'a> {
    names: &'a [String],
    cells: &'a [Cell],
}

impl Row<'_> {
    fn cell(&self, name: &str) -> Option<&Cell> {
        self.cells.get(self.names.iter().position(|known| known == name)?)
    }

    fn text(&self, name: &str) -> Option<String> {
        match self.cell(name) {
            Some(Cell::Text(text)) => Some(text.clone()),
            _ => None,
        }
    }

    fn number(&self, name: &str) -> Option<f64> {
        number(self.cell(name))
    }

    fn count(&self, name: &str) -> Option<usize> {
        self.number(name).map(|number| number as usize)
    }

    fn stated(&self) -> Stated {
        let text = |name: &str| self.text(name).unwrap_or_default();
        Stated {
            metric: text("metric"),
            subject: text("subject"),
            period: text("period"),
            part: self.text("part"),
            figure: Figure {
                value: self.number("value"),
                comparator: comparator_of(&text("comparator")).unwrap_or(Comparator::Equal),
                upper: self.number("upper"),
                precision: Precision::AtLeast(self.count("decimals").unwrap_or(0)),
                unit: self.text("unit"),
                status: self.text("status"),
            },
            source: text("source"),
            published_on: self.text("published_on"),
            locator: self.text("locator"),
        }
    }

    fn finding(&self, rule: Rule) -> Finding {
        let count = |name: &str| self.count(name).unwrap_or(0);
        let kind = match rule {
            Rule::Growth => Kind::Growth,
            Rule::Parts => Kind::Parts { parts: count("parts") },
            Rule::Year => Kind::Year {
                parts: count("parts"),
                complete: count("complete"),
                length: match self.text("part_frequency").as_deref() {
                    Some("S") => PartLength::Half,
                    Some("Q") => PartLength::Quarter,
                    _ => PartLength::Month,
                },
                aggregation: match self.text("aggregation").as_deref() {
                    Some("last") => Aggregation::Last,
                    Some("average") => Aggregation::Average,
                    _ => Aggregation::Sum,
                },
            },
            Rule::Share => Kind::Share,
            Rule::Currency => Kind::Currency {
                currency: self.text("currency").unwrap_or_default(),
                base: self.text("base_currency").unwrap_or_default(),
                pairs: self.count("pairs"),
            },
            Rule::Range => Kind::Range,
        };
        Finding {
            figure: self.stated(),
            others: Vec::new(),
            kind,
            low: self.number("low"),
            high: self.number("high"),
            least: self.number("least"),
            most: self.number("most"),
            citation: String::new(),
        }
    }
}

/// How many sources of the other figures are cited.
const CITED: usize = 3;

/// A finding with the citations of its figures: one where all are stated at the same place.
fn cited(mut finding: Finding, library: &Library) -> Finding {
    let citation =
        |stated: &Stated| library.citation(&stated.source, stated.published_on.as_deref(), stated.locator.as_deref());
    let figure: Vec<Citation> = citation(&finding.figure).into_iter().collect();
    let mut others: Vec<Citation> = Vec::new();
    for citation in finding.others.iter().filter_map(citation) {
        if !others.contains(&citation) {
            others.push(citation);
        }
    }
    let more = others.len().saturating_sub(CITED);
    finding.citation = if others.is_empty() || others == figure {
        library.all_in_line(&figure)
    } else {
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        others.truncate(CITED);
        format!("figure: {}; against: {}{more}", library.all_in_line(&figure), library.all_in_line(&others))
    };
    finding
}
