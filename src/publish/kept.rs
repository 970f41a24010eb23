//! What is kept of the figures of all series after their own pages are written: what the pages of metrics, subjects and sources,
//! and the lists of what is new, show of them.

use super::figures::{Figure, Standing};

/// The most revisions that are listed.
pub(super) const REVISIONS: usize = 500;
/// The most figures that the page of a source lists.
pub(super) const STATEMENTS: usize = 2000;
/// The most figures that the pages of all sources list, which are in memory together.
const OF_ALL_SOURCES: usize = 200_000;

/// A series by its newest figure that is neither missing nor a forecast, or by its newest one.
pub(super) struct Latest {
    /// The index of the series.
    pub series: usize,
    pub figure: Figure,
    pub first_period: String,
    /// How many periods have a figure.
    pub periods: usize,
}

impl Latest {
    /// Of the figures of a series, the newest first; `None` where none is stated any more.
    pub(super) fn of(series: usize, figures: &[Figure]) -> Option<Self> {
        let preferred = || figures.iter().filter(|figure| figure.is_preferred());
        let is_actual = |figure: &&Figure| figure.value.is_some() && figure.status.as_deref() != Some("forecast");
        let newest = preferred().find(is_actual).or_else(|| preferred().next())?;
        let first = preferred().next_back()?;
        Some(Self { series, figure: newest.clone(), first_period: first.period.clone(), periods: preferred().count() })
    }
}

/// A figure of a series, by the index of the series.
pub(super) struct Of {
    pub series: usize,
    pub figure: Figure,
}

/// What is kept of all series.
#[derive(Default)]
pub(super) struct Kept {
    pub latest: Vec<Latest>,
    /// Of each source the figures that it states, up to [`STATEMENTS`], and how many more there are.
    pub by_source: Vec<(Vec<Of>, usize)>,
    /// How many figures are kept for the pages of the sources.
    stated: usize,
    /// Figures that were revised or withdrawn, the newest revision first, and how many there are.
    pub revisions: Vec<Of>,
    pub revised: usize,
}

impl Kept {
    pub(super) fn new(sources: usize) -> Self {
        Self { by_source: (0..sources).map(|_| (Vec::new(), 0)).collect(), ..Self::default() }
    }

    /// Keeps what is needed of a figure.
    pub(super) fn add(&mut self, series: usize, source: Option<usize>, figure: &Figure) {
        let kept = || Of { series, figure: figure.clone() };
        if let Standing::Former { .. } = figure.standing {
            self.revised += 1;
            self.revisions.push(kept());
            if self.revisions.len() > 2 * REVISIONS {
                self.cut();
            }
        } else if let Some((stated, more)) = source.and_then(|place| self.by_source.get_mut(place)) {
            if stated.len() < STATEMENTS && self.stated < OF_ALL_SOURCES {
                self.stated += 1;
                stated.push(kept());
            } else {
                *more += 1;
            }
        }
    }

    /// Sorts the revisions, and drops those that are not listed.
    pub(super) fn cut(&mut self) {
        let load = |revision: &Of| match &revision.figure.standing {
            Standing::Former { load, .. } => *load,
            _ => 0,
        };
        self.revisions.sort_by_key(|revision| std::cmp::Reverse(load(revision)));
        self.revisions.truncate(REVISIONS);
    }
}
