//! Running the rules of the audit, and making findings of their rows.
//!
//! A rule returns one row for each figure of a finding: first the figure that the finding is about (its `role` is `figure`),
//! then those that it is compared with, and then the parts that have no figure (`absent`). The first row has the numbers of the
//! finding as a whole.

use foldhash::HashMap;
use rusqlite::types::Value;

use super::finding::{Absent, Aggregation, Finding, GrowthForm, Kind, PartLength, Standing, Stated, Validity};
use crate::cite::{Citation, Library};
use crate::error::Result;
use crate::model::Comparator;
use crate::problem::counted;
use crate::report::library::library;
use crate::report::row::{comparator_of, number};
use crate::report::shipped::{Internal, Rule};
use crate::store::Sandbox;
use crate::table::{Cell, Figure, Precision};

/// Which findings are looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'a> {
    pub rules: &'a [Rule],
    /// Only findings in which a figure of this load takes part.
    pub load: Option<i64>,
    /// At most so many findings of each rule: those that are the furthest off.
    pub most: Option<usize>,
    /// Only findings that are off by more than this, in percent of the figure, beyond what rounding explains.
    pub tolerance: f64,
}

/// The findings of an audit, those that are the furthest off first; notes come after them, then known exceptions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub findings: Vec<Finding>,
    /// How many contradictions, notes and exceptions there are, those that are cut included.
    pub counts: [u64; 3],
    /// How many are within the tolerance, and are left out.
    pub tolerated: u64,
    /// The rules that have more findings than are listed.
    pub cut: Vec<Rule>,
}

impl Found {
    /// Adds the findings of a rule, which come one after the other.
    fn add(&mut self, mut finding: Finding, scope: Scope<'_>, from: usize) {
        if finding.standing == Standing::Contradiction && finding.mixes_forecasts() {
            finding.standing = Standing::Note;
        }
        if finding.excess() < scope.tolerance {
            self.tolerated += 1;
            return;
        }
        self.counts[finding.standing.place()] += 1;
        let rule = finding.rule();
        self.findings.push(finding);
        // Sorting when there are twice as many as are listed takes little memory, and little time for each finding.
        if let Some(most) = scope.most.filter(|most| self.findings.len() - from > 2 * most) {
            sort(&mut self.findings[from..]);
            self.findings.truncate(from + most);
            if self.cut.last() != Some(&rule) {
                self.cut.push(rule);
            }
        }
    }

    /// Ends the findings of a rule.
    fn end(&mut self, rule: Rule, scope: Scope<'_>, from: usize) {
        sort(&mut self.findings[from..]);
        if let Some(most) = scope.most.filter(|most| self.findings.len() - from > *most) {
            self.findings.truncate(from + most);
            if self.cut.last() != Some(&rule) {
                self.cut.push(rule);
            }
        }
    }
}

fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| a.standing.place().cmp(&b.standing.place()).then(b.excess().total_cmp(&a.excess())));
}

/// The findings of an audit.
///
/// # Errors
///
/// The database cannot be read.
pub(crate) fn find(scope: Scope<'_>, sandbox: &Sandbox) -> Result<Found> {
    let library = library(sandbox)?;
    let known = exceptions(sandbox)?;
    let mut found = Found::default();
    for &rule in scope.rules {
        let from = found.findings.len();
        let mut statement = sandbox.prepare(&rule.report()?.sql)?;
        statement.bind(&[("load".to_owned(), scope.load.map_or(Value::Null, Value::Integer))])?;
        let names = statement.columns();
        let mut finding: Option<Finding> = None;
        statement.for_each(|cells| {
            let row = Row { names: &names, cells };
            if row.text("role").as_deref() != Some("figure") {
                if let Some(finding) = &mut finding {
                    row.add_to(finding);
                }
                return Ok(true);
            }
            if let Some(finished) = finding.replace(row.finding(rule, &known)) {
                found.add(finished, scope, from);
            }
            Ok(true)
        })?;
        if let Some(finished) = finding {
            found.add(finished, scope, from);
        }
        found.end(rule, scope, from);
    }
    sort(&mut found.findings);
    found.findings.iter_mut().for_each(|finding| cite(finding, &library));
    Ok(found)
}

/// The reasons of findings that a dataset lists as known, by rule, series and period.
type Exceptions = HashMap<(String, i64, String), String>;

fn exceptions(sandbox: &Sandbox) -> Result<Exceptions> {
    let mut exceptions = Exceptions::default();
    sandbox.prepare(&Internal::Exceptions.report()?.sql)?.for_each(|cells| {
        if let [Cell::Text(rule), Cell::Integer(series), Cell::Text(period), Cell::Text(reason)] = cells {
            exceptions.insert((rule.clone(), *series, period.clone()), reason.clone());
        }
        Ok(true)
    })?;
    Ok(exceptions)
}

/// What a rule checked of a file.
#[derive(Clone, Debug)]
pub(crate) struct Audited {
    rule: Rule,
    /// How many figures it checked.
    pub checked: i64,
    /// How many figures that it applies to it could not check, by the reason.
    unchecked: Vec<(String, i64)>,
}

impl Audited {
    /// Whether there are figures that it could not check.
    pub(crate) fn has_unchecked(&self) -> bool {
        !self.unchecked.is_empty()
    }
}

impl std::fmt::Display for Audited {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.checked == 0 && self.unchecked.is_empty() {
            return write!(f, "{}: there are no figures that it applies to", self.rule.name());
        }
        write!(f, "{}: {} checked", self.rule.name(), counted(self.checked, "figure"))?;
        self.unchecked.iter().try_for_each(|(reason, figures)| write!(f, "; {figures} not checked: {reason}"))
    }
}

/// How many figures a rule checked, and how many it could not check, with the reasons.
///
/// # Errors
///
/// The database cannot be read.
pub(crate) fn audited(rule: Rule, sandbox: &Sandbox) -> Result<Audited> {
    let mut statement = sandbox.prepare(&Internal::Audited.report()?.sql)?;
    statement.bind(&[("rule".to_owned(), Value::Text(rule.name().to_owned()))])?;
    let mut audited = Audited { rule, checked: 0, unchecked: Vec::new() };
    statement.for_each(|cells| {
        match cells {
            [Cell::Null, Cell::Integer(figures)] => audited.checked = *figures,
            [Cell::Text(reason), Cell::Integer(figures)] => audited.unchecked.push((reason.clone(), *figures)),
            _ => {}
        }
        Ok(true)
    })?;
    Ok(audited)
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
        self.cell(name).and_then(Cell::text).map(str::to_owned)
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
            series: self.count("series_id").unwrap_or_default() as i64,
            metric: text("metric"),
            subject: text("subject"),
            period: text("period"),
            period_inferred: self.text("period_inferred"),
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

    /// Adds a figure that the finding is compared with, or a part that has none.
    fn add_to(&self, finding: &mut Finding) {
        match &mut finding.kind {
            Kind::Parts { absent, .. } if self.text("role").as_deref() == Some("absent") => absent.push(Absent {
                name: self.text("part").unwrap_or_default(),
                stated: self.text("first_period").zip(self.text("last_period")),
            }),
            _ => finding.others.push(self.stated()),
        }
    }

    fn finding(&self, rule: Rule, known: &Exceptions) -> Finding {
        let count = |name: &str| self.count(name).unwrap_or(0);
        let kind = match rule {
            Rule::Growth => Kind::Growth(match self.text("growth_form").as_deref() {
                Some("points") => GrowthForm::Points,
                Some("logarithmic") => GrowthForm::Logarithmic,
                _ => GrowthForm::Percent,
            }),
            Rule::Parts => Kind::Parts { parts: count("parts"), absent: Vec::new() },
            Rule::Year => Kind::Year {
                parts: count("parts"),
                complete: count("complete"),
                length: match self.text("part_frequency").as_deref() {
                    Some("A") => PartLength::Year,
                    Some("S") => PartLength::Half,
                    Some("Q") => PartLength::Quarter,
                    Some("M") => PartLength::Month,
                    Some("W") => PartLength::Week,
                    Some("D") => PartLength::Day,
                    _ => PartLength::Other,
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
            Rule::Validity => Kind::Validity(Validity {
                name: self.text("part").unwrap_or_default(),
                from: self.text("valid_from"),
                until: self.text("valid_until"),
                is_before: count("is_note") == 1,
                other: self.text("other").zip(self.count("others")),
            }),
        };
        let series = self.number("series_id").map_or(0, |number| number as i64);
        let key = (rule.name().to_owned(), series, self.text("period").unwrap_or_default());
        let standing = match known.get(&key) {
            Some(reason) => Standing::Exception(reason.clone()),
            None if count("is_note") == 1 => Standing::Note,
            None => Standing::Contradiction,
        };
        Finding {
            figure: self.stated(),
            standing,
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

/// Adds the citations of the figures of a finding: one where all are stated at the same place.
fn cite(finding: &mut Finding, library: &Library) {
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
}
