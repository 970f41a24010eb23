//! What the pages are about: the metrics, subjects, sources, series and claims of a database, read once.

use foldhash::HashMap;

use super::address;
use super::ledger::Ledger;
use super::part::Part;
use crate::cite::Library;
use crate::report::find::Kind;

/// Everything but the figures.
pub(super) struct Book {
    pub title: String,
    /// Whether there is a page that runs SQL.
    pub has_ask: bool,
    pub metrics: Vec<Metric>,
    pub subjects: Vec<Subject>,
    pub sources: Vec<Source>,
    pub series: Vec<Series>,
    pub claims: Vec<Claim>,
    pub titles: Vec<Held>,
    pub ledger: Ledger,
    pub library: Library,
    pub(super) metric_by_code: HashMap<String, usize>,
    pub(super) source_by_code: HashMap<String, usize>,
}

/// What is measured.
pub(super) struct Metric {
    pub code: String,
    pub name: String,
    pub name_zh: Option<String>,
    pub definition: Option<String>,
    pub kind: String,
    /// How the unit is written after a number, and its name.
    pub unit: String,
    pub unit_name: String,
    pub base_metric: Option<String>,
    /// What else the field's attributes say, by their names.
    pub attributes: Vec<(&'static str, String)>,
    pub series: i64,
    pub figures: i64,
    /// Whether only figures that it had are known, and nothing of itself but its code.
    pub is_removed: bool,
}

/// A region, a sector or an enterprise.
pub(super) struct Subject {
    pub kind: Kind,
    pub code: String,
    pub name: String,
    pub name_zh: Option<String>,
    pub aliases: Vec<String>,
    /// The level of a region, or the scheme of a sector.
    pub level: Option<String>,
    pub credit_code: Option<String>,
    /// The first and the last year, month or day in which it was there.
    pub valid: (Option<String>, Option<String>),
    /// The indexes of what followed it and of what it followed, each with when, and with a note.
    pub successors: Vec<(usize, String, Option<String>)>,
    pub predecessors: Vec<(usize, String, Option<String>)>,
    /// Indexes of subjects: the one that it is a part of, its parts, and for an enterprise its region and its sectors.
    pub parent: Option<usize>,
    pub parts: Vec<usize>,
    pub region: Option<usize>,
    pub sectors: Vec<usize>,
    /// How many subjects are parts of it, or parts of its parts.
    pub below: usize,
    pub figures: i64,
    pub has_page: bool,
    /// Whether only figures that it had are known, and nothing of itself but its code.
    pub is_removed: bool,
}

/// A source, in all its editions.
pub(super) struct Source {
    pub code: String,
    pub title: String,
    pub publisher: Option<String>,
    pub priority: i64,
    pub figures: i64,
    /// The indexes of the claims that it states.
    pub claims: Vec<usize>,
    pub first_period: Option<String>,
    pub last_period: Option<String>,
}

/// A metric of one subject.
pub(super) struct Series {
    pub id: i64,
    /// The index of the metric.
    pub metric: usize,
    /// The indexes of its region, its sector and its enterprise.
    pub region: Option<usize>,
    pub sector: Option<usize>,
    pub enterprise: Option<usize>,
    pub breakdown: String,
    pub figures: i64,
    pub has_alternatives: bool,
    /// The path of its page.
    pub path: String,
}

/// A statement without a number.
pub(super) struct Claim {
    pub code: String,
    pub text: String,
    pub subjects: Vec<usize>,
    pub period: Option<String>,
    pub period_inferred: Option<String>,
    pub source: String,
    pub published_on: Option<String>,
    pub locator: Option<String>,
    pub note: Option<String>,
}

/// A designation that an enterprise holds.
pub(super) struct Held {
    pub enterprise: usize,
    pub name: String,
    pub name_zh: Option<String>,
    pub definition: Option<String>,
    pub from: String,
    pub until: Option<String>,
    pub source: String,
    pub published_on: Option<String>,
    pub locator: Option<String>,
    pub note: Option<String>,
}

impl Metric {
    /// One that was removed: figures that it had are in the history.
    pub(super) fn removed(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            name: format!("{code} (removed)"),
            name_zh: None,
            definition: None,
            kind: String::new(),
            unit: String::new(),
            unit_name: String::new(),
            base_metric: None,
            attributes: Vec::new(),
            series: 0,
            figures: 0,
            is_removed: true,
        }
    }
}

impl Subject {
    /// One that was removed: figures that it had are in the history.
    pub(super) fn removed(kind: Kind, code: &str) -> Self {
        Self {
            kind,
            code: code.to_owned(),
            name: format!("{code} (removed)"),
            name_zh: None,
            aliases: Vec::new(),
            level: None,
            credit_code: None,
            valid: (None, None),
            successors: Vec::new(),
            predecessors: Vec::new(),
            parent: None,
            parts: Vec::new(),
            region: None,
            sectors: Vec::new(),
            below: 0,
            figures: 0,
            has_page: false,
            is_removed: true,
        }
    }
}

impl Source {
    /// The pages of the source, each with a part of its figures and of its claims.
    pub(super) fn parts(&self) -> impl Iterator<Item = Part> + use<> {
        let rows = self.claims.len().max(self.figures.max(0) as usize);
        Part::all(&address::of(Kind::Source, &self.code), rows)
    }
}

impl Series {
    /// The indexes of what it is about, the nearest first.
    pub(super) fn subjects(&self) -> impl Iterator<Item = usize> {
        [self.enterprise, self.sector, self.region].into_iter().flatten()
    }
}

impl Book {
    /// The metrics that have pages: those that were not removed.
    pub(super) fn metrics(&self) -> impl Iterator<Item = &Metric> {
        self.metrics.iter().filter(|metric| !metric.is_removed)
    }

    pub(super) fn metric(&self, code: &str) -> Option<&Metric> {
        self.metric_by_code.get(code).map(|place| &self.metrics[*place])
    }

    pub(super) fn source(&self, code: &str) -> Option<&Source> {
        self.source_by_code.get(code).map(|place| &self.sources[*place])
    }

    pub(super) fn source_place(&self, code: &str) -> Option<usize> {
        self.source_by_code.get(code).copied()
    }

    /// The place of a series from the narrowest to the widest: an enterprise is narrower than its region, a breakdown than its
    /// whole, a sector than all sectors, and of two regions or sectors that with more parts below it is the wider. The report
    /// `overview` has the same order.
    pub(super) fn width(&self, series: &Series) -> impl Ord + use<> {
        let below = |place: Option<usize>| place.map_or(usize::MAX, |place| self.subjects[place].below);
        (below(series.enterprise), below(series.region), series.breakdown.is_empty(), below(series.sector))
    }

    /// Whether a series has a page: all that it is about has one.
    pub(super) fn has_page(&self, series: &Series) -> bool {
        !self.metrics[series.metric].is_removed && series.subjects().all(|place| self.subjects[place].has_page)
    }

    /// The subjects of a kind, in the order of their names.
    pub(super) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Subject> {
        self.subjects.iter().filter(move |subject| subject.kind == kind && !subject.is_removed)
    }
}

/// The kinds of subjects.
pub(super) const KINDS: [Kind; 3] = [Kind::Region, Kind::Sector, Kind::Enterprise];
