//! Reading all but the figures of a database.

use foldhash::{HashMap, HashMapExt};

use super::book::{Book, Claim, Held, KINDS, Metric, Series, Source, Subject};
use super::ledger::Ledger;
use super::rows::{each, optional, text, whole};
use crate::error::Result;
use crate::report::find::Kind;
use crate::report::{Internal, library};
use crate::store::{Sandbox, within};
use crate::table::Cell;

impl Book {
    /// Reads a database. At most `pages` subjects get pages of their own: those with the most figures.
    ///
    /// # Errors
    /// The database cannot be read.
    pub(super) fn read(title: Option<&str>, pages: usize, sandbox: &Sandbox) -> Result<Self> {
        let title = match title {
            Some(title) => title.to_owned(),
            None => format!("Yearbook: {}", sandbox.datasets()?.join(", ")),
        };
        let mut metrics = metrics(sandbox)?;
        let (mut subjects, mut subject_by_code) = subjects(sandbox)?;
        let mut sources = sources(sandbox)?;
        let mut metric_by_code = by_code(metrics.iter().map(|metric| &metric.code));
        let source_by_code = by_code(sources.iter().map(|source| &source.code));
        let mut series = Vec::new();
        each(Internal::PublishSeries, &[], sandbox, |row| {
            let metric = text(row, 1);
            let place = *metric_by_code.entry(metric).or_insert_with_key(|code| {
                metrics.push(Metric::removed(code));
                metrics.len() - 1
            });
            series.push(series_of(row, place, |kind, code| {
                *subject_by_code.entry((kind.table(), code)).or_insert_with_key(|(_, code)| {
                    subjects.push(Subject::removed(kind, code));
                    subjects.len() - 1
                })
            }));
        })?;
        for series in &series {
            series.subjects().for_each(|place| subjects[place].figures += series.figures);
        }
        choose(&mut subjects, pages);
        let known = Known { subjects: &subject_by_code };
        let claims = claims(sandbox, &known)?;
        for (place, claim) in claims.iter().enumerate() {
            if let Some(source) = source_by_code.get(&claim.source) {
                sources[*source].claims.push(place);
            }
        }
        let titles = titles(sandbox, &known)?;
        let library = library(sandbox)?;
        Ok(Self {
            title,
            has_ask: false,
            metrics,
            subjects,
            sources,
            series,
            claims,
            titles,
            ledger: Ledger::read(sandbox)?,
            library,
            metric_by_code,
            source_by_code,
        })
    }
}

/// Where things are, by their codes.
struct Known<'a> {
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

fn kind_of(table: &str) -> Kind {
    KINDS.into_iter().find(|kind| kind.table() == table).unwrap_or(Kind::Enterprise)
}

/// Marks the subjects that get pages.
fn choose(subjects: &mut [Subject], pages: usize) {
    let mut order: Vec<usize> = (0..subjects.len()).collect();
    order.retain(|place| !subjects[*place].is_removed);
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
            attributes: attributes.filter(|(_, value)| value != "none").collect(),
            series: whole(row, 17),
            figures: whole(row, 18),
            is_removed: false,
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
            name: text(row, 2),
            name_zh: optional(row, 3),
            level: optional(row, 4),
            credit_code: optional(row, 7),
            valid: (optional(row, 8), optional(row, 9)),
            is_removed: false,
            ..Subject::removed(kind, &code)
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
    for place in 0..subjects.len() {
        let mut above = subjects[place].parent;
        for _ in 0..within::LEVELS {
            let Some(place) = above else { break };
            subjects[place].below += 1;
            above = subjects[place].parent;
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
            claims: Vec::new(),
            first_period: optional(row, 5),
            last_period: optional(row, 6),
        });
    })?;
    Ok(sources)
}

fn series_of(row: &[Cell], metric: usize, mut subject: impl FnMut(Kind, String) -> usize) -> Series {
    let [code, region, sector, enterprise, breakdown] = [1, 2, 3, 4, 5].map(|index| text(row, index));
    let path = super::address::series(&code, [&region, &sector, &enterprise, &breakdown]);
    let mut place = |kind, code: String| (!code.is_empty()).then(|| subject(kind, code));
    Series {
        id: whole(row, 0),
        metric,
        region: place(Kind::Region, region),
        sector: place(Kind::Sector, sector),
        enterprise: place(Kind::Enterprise, enterprise),
        breakdown,
        figures: whole(row, 6),
        has_alternatives: whole(row, 7) > 0,
        path,
    }
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
