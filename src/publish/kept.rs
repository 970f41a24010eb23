//! What is kept of the figures of all series after their own pages are written: what the pages of subjects and sources, and the
//! lists of what is new, show of them.

use super::figures::{Figure, Standing};

/// The most revisions that are listed.
pub(super) const REVISIONS: usize = 500;

/// The most figures, former ones too, that are found by their numbers: a browser reads the entries of all of them.
const SEARCHED: usize = 20_000;

/// A series by its newest figure that is neither missing nor a forecast, or by its newest one.
pub(super) struct Latest {
    /// The index of the series.
    pub series: usize,
    pub figure: Figure,
    /// What a table says beside it.
    pub marks: Vec<&'static str>,
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
        let (first_period, periods) = (first.period.clone(), preferred().count());
        Some(Self { series, figure: newest.clone(), marks: newest.marks(figures), first_period, periods })
    }
}

/// A figure that is no longer stated.
pub(super) struct Revision {
    /// The index of the series.
    pub series: usize,
    pub was: Figure,
    /// What its source states in its place; `None` where it states nothing.
    pub now: Option<Figure>,
}

/// The rows of a page that is not full yet.
#[derive(Default)]
pub(super) struct Rows {
    pub markup: String,
    pub rows: usize,
    /// How many pages are written.
    pub written: usize,
}

/// What is kept of all series.
#[derive(Default)]
pub(super) struct Kept {
    pub latest: Vec<Latest>,
    /// Of each source the rows of its next page, with their number, and the number of that page.
    pub by_source: Vec<Rows>,
    /// Figures that were revised or withdrawn, the newest revision first, and how many there are.
    pub revisions: Vec<Revision>,
    pub revised: usize,
    /// The entries of figures in the search; `None` where there are too many.
    pub searched: Option<Vec<String>>,
}

impl Kept {
    pub(super) fn new(sources: usize) -> Self {
        let by_source = (0..sources).map(|_| Rows::default()).collect();
        Self { by_source, searched: Some(Vec::new()), ..Self::default() }
    }

    /// Keeps the entries of figures in the search, as long as there are not too many.
    pub(super) fn search(&mut self, entries: impl Iterator<Item = String>) {
        if let Some(searched) = &mut self.searched {
            searched.extend(entries.take(SEARCHED + 1 - searched.len()));
        }
        self.searched.take_if(|searched| searched.len() > SEARCHED);
    }

    /// Keeps a figure that is no longer stated, with what is stated in its place among the figures of its period.
    pub(super) fn revised(&mut self, series: usize, was: &Figure, of_period: &[Figure]) {
        let is_now = |one: &&Figure| one.source == was.source && !matches!(one.standing, Standing::Former { .. });
        self.revised += 1;
        self.revisions.push(Revision { series, was: was.clone(), now: of_period.iter().find(is_now).cloned() });
        if self.revisions.len() > 2 * REVISIONS {
            self.cut();
        }
    }

    /// Sorts the revisions, and drops those that are not listed.
    pub(super) fn cut(&mut self) {
        let load = |revision: &Revision| match &revision.was.standing {
            Standing::Former { load, .. } => *load,
            _ => 0,
        };
        self.revisions.sort_by_key(|revision| std::cmp::Reverse(load(revision)));
        self.revisions.truncate(REVISIONS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_has_all_figures_or_none() {
        let mut kept = Kept::new(0);
        kept.search((0..SEARCHED - 1).map(|number| number.to_string()));
        kept.search(std::iter::once(String::new()));
        assert_eq!(kept.searched.as_ref().map(Vec::len), Some(SEARCHED));
        kept.search(std::iter::once(String::new()));
        kept.search(std::iter::once(String::new()));
        assert!(kept.searched.is_none());
    }
}
