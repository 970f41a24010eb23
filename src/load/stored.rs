//! What a file holds, read past SQLite: to find the figures that are told again as they are.

use std::cmp::Ordering;

use rusqlite::Connection;

use super::codes::Dictionary;
use super::figure::{DEFAULTS, Key, PLACE, Packed};
use crate::store::record::{Field, Fields, body_length};
use crate::store::walk::{Stored, Walk};

/// The numbers of all stored series that this load could tell of, in the order of what they are about.
pub fn stored_series(connection: &Connection, dictionary: &Dictionary) -> rusqlite::Result<Vec<([u32; 5], i64)>> {
    let mut query =
        connection.prepare("SELECT metric, region, sector, enterprise, breakdown, series_id FROM series")?;
    let mut rows = query.query([])?;
    let mut series = Vec::new();
    // Neighbours mostly share their codes: each is looked up when it differs from the one before.
    let mut before: [(String, Option<u32>); 5] = Default::default();
    while let Some(row) = rows.next()? {
        for (part, (code, number)) in before.iter_mut().enumerate() {
            let found = row.get_ref(part)?.as_str().unwrap_or("");
            if found != code || number.is_none() {
                *number = dictionary.number(part, found);
                found.clone_into(code);
            }
        }
        if let [Some(metric), Some(region), Some(sector), Some(enterprise), Some(breakdown)] =
            [0, 1, 2, 3, 4].map(|part: usize| before[part].1)
        {
            series.push(([metric, region, sector, enterprise, breakdown], row.get(5)?));
        }
    }
    series.sort_unstable();
    Ok(series)
}

/// The stored figures, in the order of their keys.
pub struct StoredFigures<'a> {
    walk: Walk<'a>,
    series: &'a [([u32; 5], i64)],
    dictionary: &'a Dictionary,
    source_ids: &'a [i64],
    /// The series whose figures have been looked at last.
    series_id: Option<i64>,
    /// A page was not what it should be: what is stored is asked of SQLite alone.
    is_lost: bool,
}

impl<'a> StoredFigures<'a> {
    pub fn new(
        walk: Walk<'a>,
        series: &'a [([u32; 5], i64)],
        dictionary: &'a Dictionary,
        source_ids: &'a [i64],
    ) -> Self {
        Self { walk, series, dictionary, source_ids, series_id: None, is_lost: false }
    }

    /// Whether a figure is stored just so. Figures must be asked for in the order of their keys.
    pub fn holds(&mut self, key: &Key, figure: Packed<'_>) -> bool {
        let subject = key.subject();
        let behind = self.series.iter().position(|(stored, _)| *stored >= subject).unwrap_or(self.series.len());
        self.series = &self.series[behind..];
        let Some(&(_, series_id)) = self.series.first().filter(|(stored, _)| *stored == subject) else { return false };
        let wanted = (self.dictionary.period(key.period).as_bytes(), self.source_ids[key.source as usize]);
        // A series that has been left behind is not looked for again: figures come in the order of their keys.
        let mut has_sought = self.series_id.replace(series_id) == Some(series_id);
        while !self.is_lost {
            let found = match self.walk.current() {
                Some(Ok(stored)) => compare(&stored, series_id, wanted, figure),
                Some(Err(_)) => None,
                None => Some(Found::OtherSeries),
            };
            let moved = match found {
                Some(Found::Figure { is_same }) => {
                    self.is_lost = self.walk.advance().is_err();
                    return is_same;
                }
                Some(Found::Earlier) => self.walk.advance(),
                Some(Found::OtherSeries) if !has_sought => {
                    has_sought = true;
                    self.walk.seek(series_id)
                }
                Some(Found::Later | Found::OtherSeries) => return false,
                None => Err(std::io::ErrorKind::InvalidData.into()),
            };
            self.is_lost = moved.is_err();
        }
        false
    }
}

/// Where the record that is looked at stands to the key that is looked for.
enum Found {
    Figure {
        is_same: bool,
    },
    /// A figure of the series that comes before.
    Earlier,
    /// A figure of the series that comes behind.
    Later,
    OtherSeries,
}

/// `None` where the record is none of `observation`.
fn compare(stored: &Stored<'_>, series_id: i64, wanted: (&[u8], i64), figure: Packed<'_>) -> Option<Found> {
    let mut fields = Fields::of(stored.bytes)?;
    if fields.next()? != Field::Integer(series_id) {
        return Some(Found::OtherSeries);
    }
    let (Field::Text(period), Field::Integer(source_id)) = (fields.next()?, fields.next()?) else { return None };
    Some(match (period, source_id).cmp(&wanted) {
        Ordering::Less => Found::Earlier,
        Ordering::Greater => Found::Later,
        Ordering::Equal => Found::Figure { is_same: stored.is_whole && is_same(fields, figure) },
    })
}

/// Whether the columns behind the key are those of a figure.
fn is_same(mut stored: Fields<'_>, figure: Packed<'_>) -> bool {
    let Some(told) = Fields::of(figure.record()) else { return false };
    let ((types, body), (told_types, told_body)) = (stored.rest(), told.rest());
    // Mostly the bytes are the same but for those of the place.
    if types == told_types && body.len() == told_body.len() && types.len() > PLACE[1] {
        let value = body_length(types[0]);
        let place: usize = PLACE.iter().map(|&column| body_length(types[column])).sum();
        return body[..value] == told_body[..value] && body[value + place..] == told_body[value + place..];
    }
    figure.columns().iter().enumerate().all(|(column, told)| {
        let found = stored.next().unwrap_or(DEFAULTS[column]);
        PLACE.contains(&column) || found == *told
    })
}
