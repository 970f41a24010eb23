//! What the editions of a source stated of one figure, as events that can be loaded one after the other.

use std::collections::BTreeMap;

use super::steps::Steps;

/// A figure as an edition states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stated {
    /// In the columns of a file of figures.
    pub cells: [String; 13],
    /// The number of its source.
    pub source: i64,
    pub edition: i64,
}

impl Stated {
    /// What identifies the figure: metric, region, sector, enterprise, breakdown, period and source.
    pub(super) fn key(&self) -> [&str; 7] {
        [0, 1, 2, 3, 4, 5, 9].map(|index| self.cells[index].as_str())
    }
}

/// What became of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Its source states it.
    Current,
    /// A later edition states another figure.
    Revised,
    /// This edition no longer states it.
    Withdrawn(i64),
    /// No edition states it: it was corrected, or handed over to another dataset.
    Corrected,
}

impl Fate {
    pub(super) fn of(fate: &str, withdrawn_in: Option<i64>) -> Self {
        match (fate, withdrawn_in) {
            ("", _) => Self::Current,
            ("revised", _) => Self::Revised,
            ("withdrawn", Some(edition)) => Self::Withdrawn(edition),
            _ => Self::Corrected,
        }
    }
}

/// What an edition says of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// What the source states now.
    Current(Stated),
    Former(Stated),
    /// It no longer states the figure.
    Withdrawn(Stated),
}

impl Event {
    pub(super) fn stated(&self) -> &Stated {
        match self {
            Self::Current(stated) | Self::Former(stated) | Self::Withdrawn(stated) => stated,
        }
    }
}

/// The events of a figure, each with its step.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct History {
    pub events: Vec<(usize, Event)>,
    /// How often an edition states the figure as the one before it did.
    pub alike: u64,
}

/// The history of a figure that had these states, in the order in which they ended.
pub(super) fn of(states: Vec<(Stated, Fate)>, steps: &Steps) -> History {
    let Some(source) = states.first().map(|(first, _)| first.source) else { return History::default() };
    let is_by_date = steps.are_by_date(source);
    let mut events: BTreeMap<usize, Event> = BTreeMap::new();
    let mut now = None;
    for (stated, fate) in states {
        if let Fate::Withdrawn(edition) = fate
            && let Some(step) = steps.of(source, edition)
        {
            events.entry(step).or_insert_with(|| Event::Withdrawn(stated.clone()));
        }
        let is_stated = match fate {
            Fate::Current | Fate::Revised => true,
            // What an edition withdrew itself it does not state.
            Fate::Withdrawn(edition) => edition != stated.edition,
            Fate::Corrected => false,
        };
        if let Some(step) = steps.of(source, stated.edition).filter(|_| is_stated) {
            now = (fate == Fate::Current).then_some(step);
            let event = if now.is_some() { Event::Current } else { Event::Former };
            events.insert(step, event(stated));
        }
    }
    match now {
        // Nothing that comes after it has changed it.
        Some(step) if is_by_date => drop(events.split_off(&(step + 1))),
        Some(_) => {}
        // Its source states nothing of it now, so that nothing stays that is not withdrawn.
        None => {
            while events.last_entry().is_some_and(|last| !matches!(last.get(), Event::Withdrawn(_))) {
                events.pop_last();
            }
        }
    }
    let mut is_there = false;
    events.retain(|_, event| {
        let was_there = std::mem::replace(&mut is_there, !matches!(event, Event::Withdrawn(_)));
        is_there || was_there
    });
    let alike = alike(&events, source, steps);
    History { events: events.into_iter().collect(), alike }
}

/// How often an edition states the figure as the one before it did, which is loaded before it.
fn alike(events: &BTreeMap<usize, Event>, source: i64, steps: &Steps) -> u64 {
    let mut by_date: Vec<(&str, usize, &Event)> =
        events.iter().map(|(step, event)| (steps.published(source, *step), *step, event)).collect();
    by_date.sort_by_key(|(published, step, _)| (*published, *step));
    let is_alike = |pair: &&[(&str, usize, &Event)]| match pair {
        [(_, _, Event::Withdrawn(_)), _] | [_, (_, _, Event::Withdrawn(_))] => false,
        [(_, first, one), (_, second, other)] => first < second && one.stated().cells == other.stated().cells,
        _ => false,
    };
    by_date.windows(2).filter(is_alike).count() as u64
}
