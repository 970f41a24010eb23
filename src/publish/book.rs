//! What the pages are about: the metrics, subjects, sources, series and claims of a database, read once.

use foldhash::{HashMap, HashMapExt};

use super::rows::{each, optional, text, whole};
use crate::cite::Library;
use crate::error::Result;
use crate::report::find::Kind;
use crate::report::{Internal, library};
use crate::store::Sandbox;

/// Everything but the figures.
pub(super) struct Book {
    pub title: String,
    pub metrics: Vec<Metric>,
    pub subjects: Vec<Subject>,
    pub sources: Vec<Source>,
    pub series: Vec<Series>,
    pub claims: Vec<Claim>,
    pub titles: Vec<Held>,
    /// The days of the loads, by their numbers.
    pub loads: HashMap<i64, String>,
    pub library: Library,
    metric_by_code: HashMap<String, usize>,
    source_by_code: HashMap<String, usize>,
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
    /// The fewest decimals that are shown.
    pub decimals: usize,
    pub base_metric: Option<String>,
    /// What else the field's attributes say, by their names.
    pub attributes: Vec<(&'static str, String)>,
    pub series: i64,
    pub figures: i64,
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
    pub figures: i64,
    pub has_page: bool,
}

/// A source, in all its editions.
pub(super) struct Source {
    pub code: String,
    pub title: String,
    pub publisher: Option<String>,
    pub priority: i64,
    pub figures: i64,
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

impl Series {
    /// The indexes of what it is about, the nearest first.
    pub(super) fn subjects(&self) -> impl Iterator<Item = usize> {
        [self.enterprise, self.sector, self.region].into_iter().flatten()
    }
}

impl Book {
    /// Reads a database. At most `pages` subjects get pages of their own: those with the most figures.
    ///
    /// # Errors
    /// The database cannot be read.
    pub(super) fn read(title: Option<&str>, pages: usize, sandbox: &Sandbox) -> Result<Self> {
        let title = match title {
            Some(title) => title.to_owned(),
            None => format!("Yearbook: {}", sandbox.packages()?.join(", ")),
        };
        let metrics = metrics(sandbox)?;
        let (mut subjects, subject_by_code) = subjects(sandbox)?;
        let sources = sources(sandbox)?;
        let metric_by_code = by_code(metrics.iter().map(|metric| &metric.code));
        let source_by_code = by_code(sources.iter().map(|source| &source.code));
        let known = Known { metrics: &metric_by_code, subjects: &subject_by_code };
        let series = series(sandbox, &known)?;
        for series in &series {
            series.subjects().for_each(|place| subjects[place].figures += series.figures);
        }
        choose(&mut subjects, pages);
        let claims = claims(sandbox, &known)?;
        let titles = titles(sandbox, &known)?;
        let mut loads = HashMap::new();
        each(Internal::Log, &[], sandbox, |row| {
            let day = text(row, 1).split('T').next().map(str::to_owned);
            loads.insert(whole(row, 0), day.unwrap_or_default());
        })?;
        let library = library(sandbox)?;
        Ok(Self {
            title,
            metrics,
            subjects,
            sources,
            series,
            claims,
            titles,
            loads,
            library,
            metric_by_code,
            source_by_code,
        })
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

    /// Whether a series has a page: all that it is about has one.
    pub(super) fn has_page(&self, series: &Series) -> bool {
        series.subjects().all(|place| self.subjects[place].has_page)
    }

    /// The subjects of a kind, in the order of their names.
    pub(super) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Subject> {
        self.subjects.iter().filter(move |subject| subject.kind == kind)
    }
}

/// Where things are, by their codes.
struct Known<'a> {
    metrics: &'a HashMap<String, usize>,
    subjects: &'a HashMap<(&'static str, String), usize>,
}

impl Known<'_> {
    fn subject(&self, kind: Kind, code: String) -> Option<usize> {
        self.subjects.get(&(kind.table(), code)).copied()
    }
}

fn by_code<'a>(codes: impl Iterator<Item = &'a String>) -> HashMap<String, usize> {
    codes.cloned().zip(0..).collect()
}

/// The kinds of subjects.
pub(super) const KINDS: [Kind; 3] = [Kind::Region, Kind::Sector, Kind::Enterprise];

fn kind_of(table: &str) -> Kind {
    KINDS.into_iter().find(|kind| kind.table() == table).unwrap_or(Kind::Enterprise)
}

/// Marks the subjects that get pages.
fn choose(subjects: &mut [Subject], pages: usize) {
    let mut order: Vec<usize> = (0..subjects.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(subjects[*place].figures));
    for place in order.into_iter().take(pages) {
        subjects[place].has_page = true;
    }
}

fn metrics(sandbox: &Sandbox) -> Result<Vec<Metric>> {
    let mut metrics = Vec::new();
    each(Internal::PublishMetrics, &[], sandbox, |row| {
        let names = [
            (8, "Adds up over its parts as"),
            (10, "Decimals"),
            (11, "Plausible from"),
            (12, "Plausible to"),
            (13, "Prices"),
            (14, "Adjustment"),
            (15, "Base period"),
            (16, "Form of growth"),
        ];
        let attributes = names.into_iter().filter_map(|(index, name)| Some((name, optional(row, index)?)));
        metrics.push(Metric {
            code: text(row, 0),
            name: text(row, 1),
            name_zh: optional(row, 2),
            definition: optional(row, 3),
            kind: text(row, 4),
            unit: optional(row, 7).unwrap_or_else(|| text(row, 5)),
            unit_name: optional(row, 6).unwrap_or_else(|| text(row, 5)),
            base_metric: optional(row, 9),
            decimals: usize::try_from(whole(row, 10)).unwrap_or(0),
            attributes: attributes.filter(|(_, value)| value != "none").collect(),
            series: whole(row, 17),
            figures: whole(row, 18),
        });
    })?;
    Ok(metrics)
}

type Subjects = (Vec<Subject>, HashMap<(&'static str, String), usize>);

fn subjects(sandbox: &Sandbox) -> Result<Subjects> {
    let mut subjects = Vec::new();
    let mut above = Vec::new();
    let mut places = HashMap::new();
    each(Internal::PublishSubjects, &[], sandbox, |row| {
        let (kind, code) = (kind_of(&text(row, 0)), text(row, 1));
        places.insert((kind.table(), code.clone()), subjects.len());
        above.push((optional(row, 5), optional(row, 6)));
        subjects.push(Subject {
            kind,
            code,
            name: text(row, 2),
            name_zh: optional(row, 3),
            aliases: Vec::new(),
            level: optional(row, 4),
            credit_code: optional(row, 7),
            valid: (optional(row, 8), optional(row, 9)),
            successors: Vec::new(),
            predecessors: Vec::new(),
            parent: None,
            parts: Vec::new(),
            region: None,
            sectors: Vec::new(),
            figures: 0,
            has_page: false,
        });
    })?;
    let find = |kind: Kind, code: Option<String>| places.get(&(kind.table(), code?)).copied();
    for (place, (parent, region)) in above.into_iter().enumerate() {
        subjects[place].parent = find(subjects[place].kind, parent);
        subjects[place].region = find(Kind::Region, region);
        if let Some(parent) = subjects[place].parent {
            subjects[parent].parts.push(place);
        }
    }
    each(Internal::PublishAliases, &[], sandbox, |row| {
        if let Some(place) = find(kind_of(&text(row, 0)), optional(row, 1)) {
            subjects[place].aliases.push(text(row, 2));
        }
    })?;
    each(Internal::PublishMembers, &[], sandbox, |row| {
        let sector = find(Kind::Sector, optional(row, 1));
        if let (Some(place), Some(sector)) = (find(Kind::Enterprise, optional(row, 0)), sector) {
            subjects[place].sectors.push(sector);
        }
    })?;
    each(Internal::PublishSuccessions, &[], sandbox, |row| {
        let kind = kind_of(&text(row, 0));
        let (followed, follows) = (find(kind, optional(row, 1)), find(kind, optional(row, 2)));
        if let (Some(followed), Some(follows)) = (followed, follows) {
            subjects[followed].successors.push((follows, text(row, 3), optional(row, 4)));
            subjects[follows].predecessors.push((followed, text(row, 3), optional(row, 4)));
        }
    })?;
    Ok((subjects, places))
}

fn sources(sandbox: &Sandbox) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    each(Internal::PublishSources, &[], sandbox, |row| {
        sources.push(Source {
            code: text(row, 0),
            title: text(row, 1),
            publisher: optional(row, 2),
            priority: whole(row, 3),
            figures: whole(row, 4),
            first_period: optional(row, 5),
            last_period: optional(row, 6),
        });
    })?;
    Ok(sources)
}

fn series(sandbox: &Sandbox, known: &Known<'_>) -> Result<Vec<Series>> {
    let mut series = Vec::new();
    each(Internal::PublishSeries, &[], sandbox, |row| {
        let [metric, region, sector, enterprise, breakdown] = [1, 2, 3, 4, 5].map(|index| text(row, index));
        let path = super::address::series(&metric, [&region, &sector, &enterprise, &breakdown]);
        let Some(place) = known.metrics.get(&metric) else { return };
        series.push(Series {
            id: whole(row, 0),
            metric: *place,
            region: known.subject(Kind::Region, region),
            sector: known.subject(Kind::Sector, sector),
            enterprise: known.subject(Kind::Enterprise, enterprise),
            breakdown,
            figures: whole(row, 6),
            has_alternatives: whole(row, 7) > 0,
            path,
        });
    })?;
    Ok(series)
}

fn claims(sandbox: &Sandbox, known: &Known<'_>) -> Result<Vec<Claim>> {
    let mut claims = Vec::new();
    each(Internal::PublishClaims, &[], sandbox, |row| {
        let about = [(4, Kind::Enterprise), (3, Kind::Sector), (2, Kind::Region)];
        claims.push(Claim {
            code: text(row, 0),
            text: text(row, 1),
            subjects: about
                .into_iter()
                .filter_map(|(index, kind)| known.subject(kind, optional(row, index)?))
                .collect(),
            period: optional(row, 5),
            period_inferred: optional(row, 10),
            source: text(row, 6),
            published_on: optional(row, 7),
            locator: optional(row, 8),
            note: optional(row, 9),
        });
    })?;
    Ok(claims)
}

fn titles(sandbox: &Sandbox, known: &Known<'_>) -> Result<Vec<Held>> {
    let mut titles = Vec::new();
    each(Internal::PublishTitles, &[], sandbox, |row| {
        let Some(enterprise) = known.subject(Kind::Enterprise, text(row, 0)) else { return };
        titles.push(Held {
            enterprise,
            name: text(row, 1),
            name_zh: optional(row, 2),
            definition: optional(row, 3),
            from: text(row, 4),
            until: optional(row, 5),
            source: text(row, 6),
            published_on: optional(row, 7),
            locator: optional(row, 8),
            note: optional(row, 9),
        });
    })?;
    Ok(titles)
}
