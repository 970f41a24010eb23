//! What a file holds, read past SQLite: to find the figures that are told again as they are.

use std::cmp::Ordering;
use std::io;

use crate::error::Result;
use crate::store::Store;
use crate::store::record::{Field, Fields};
use crate::store::walk::{Stored, Walk};

/// The index on all that a series is about, by the name that SQLite gives it.
pub const SERIES_INDEX: &str = "sqlite_autoindex_series_1";

/// How many records are walked past before one that is further on is sought from the root.
const NEAR: usize = 64;

/// What is stored under the key of a figure.
#[derive(Clone, Copy, Debug)]
pub enum Found<'a> {
    /// Just what is told.
    Same,
    /// Something else: the whole record of `observation`.
    Other(&'a [u8]),
    /// It may be stored all the same.
    Unknown,
}

/// The stored figures, in the order of their keys. Those that are asked for in that order are found, others may be.
pub struct StoredFigures<'a> {
    figures: Walk<'a>,
    series: Walk<'a>,
    /// Where the walk through the series has come to where the figures begin that are asked for: whether its record has been
    /// asked for.
    reached: Option<bool>,
    /// The number of the series that was looked for last.
    series_id: Option<i64>,
    /// Whether the figures of the series have not been looked for yet: what has been left behind is not looked for again.
    may_seek: bool,
    /// The record that is walked to is that of a figure that has been asked for.
    is_found: bool,
    /// How many bytes of the header and the body of the record that [`Self::next_of_series`] went on to are behind the key.
    behind_key: [usize; 2],
    /// A page was not what it should be: what is stored is asked of SQLite alone.
    is_lost: bool,
}

impl<'a> StoredFigures<'a> {
    /// The figures of a store that a transaction has begun in; `None` where they can only be asked of SQLite.
    pub fn of(store: &'a Store) -> Result<Option<Self>> {
        let walks = store.walk("observation")?.zip(store.walk(SERIES_INDEX)?);
        Ok(walks.map(|(figures, series)| Self {
            figures,
            series,
            reached: None,
            series_id: None,
            may_seek: false,
            is_found: false,
            behind_key: [0; 2],
            is_lost: false,
        }))
    }

    /// Starts anew: the next figure may have any key.
    pub fn restart(&mut self) {
        self.figures.leave();
        (self.reached, self.series_id, self.is_found) = (None, None, false);
    }

    /// What is stored of a subject under a period and the number of a source. The codes of the subject are asked for where it
    /// is another than the one looked for last, as the first of all is; `is_told` says whether the columns behind a key are told
    /// just so.
    pub fn find<'c>(
        &mut self,
        is_other: bool,
        codes: impl FnOnce() -> [&'c str; 5],
        under: (&str, i64),
        is_told: impl Fn(Fields<'_>) -> bool,
    ) -> Found<'_> {
        if self.is_lost {
            return Found::Unknown;
        }
        let found = self.walk_to(is_other, codes, under, is_told);
        self.is_lost = found.is_err();
        match found {
            Ok(Order::Same { is_told: true }) => Found::Same,
            Ok(Order::Same { is_told: false }) => match self.figures.current() {
                Some(Stored { bytes, is_whole: true }) => Found::Other(bytes),
                _ => Found::Unknown,
            },
            _ => Found::Unknown,
        }
    }

    /// Goes on from a figure that has been found: period and source of the next one of its series.
    #[inline]
    pub fn next_of_series(&mut self) -> Option<(&[u8], i64)> {
        if self.is_lost || !std::mem::take(&mut self.is_found) {
            return None;
        }
        self.is_lost = self.figures.advance().is_err();
        // A walk that is lost has no record.
        let mut fields = Fields::of(self.figures.current()?.bytes)?;
        match (fields.next()?, fields.next()?, fields.next()?) {
            (Field::Integer(series_id), Field::Text(period), Field::Integer(source_id)) => {
                let (header, body) = fields.rest();
                self.behind_key = [header.len(), body.len()];
                (Some(series_id) == self.series_id).then_some((period, source_id))
            }
            _ => None,
        }
    }

    /// What is stored where [`Self::next_of_series`] went on to.
    #[inline]
    pub fn found_next(&mut self, is_told: impl Fn(Fields<'_>) -> bool) -> Found<'_> {
        self.is_found = true;
        let columns = |bytes| Fields::of(bytes)?.last(self.behind_key);
        match self.figures.current() {
            Some(Stored { bytes, is_whole: true }) if columns(bytes).is_some_and(is_told) => Found::Same,
            Some(Stored { bytes, is_whole: true }) => Found::Other(bytes),
            _ => Found::Unknown,
        }
    }

    /// Walks to the record under a key, or to where it would be.
    fn walk_to<'c>(
        &mut self,
        is_other: bool,
        codes: impl FnOnce() -> [&'c str; 5],
        (period, source_id): (&str, i64),
        is_told: impl Fn(Fields<'_>) -> bool,
    ) -> io::Result<Order> {
        if std::mem::take(&mut self.is_found) {
            self.figures.advance()?;
        }
        if is_other {
            self.series_id = self.find_series(codes())?;
            self.may_seek = true;
        }
        let Some(series_id) = self.series_id else { return Ok(Order::OtherSeries) };
        let mut may_seek = std::mem::take(&mut self.may_seek);
        let mut steps = 0;
        loop {
            let order = match self.figures.current() {
                Some(stored) => order(&stored, series_id, (period.as_bytes(), source_id), &is_told),
                None => Some(Order::OtherSeries),
            };
            let order = order.ok_or(io::ErrorKind::InvalidData)?;
            let is_far = matches!(order, Order::Earlier) && steps == NEAR;
            if is_far || may_seek && matches!(order, Order::OtherSeries) {
                self.figures.seek(|mut fields| match (fields.next()?, fields.next()?, fields.next()?) {
                    (Field::Integer(found), Field::Text(found_period), Field::Integer(found_source)) => {
                        Some((found, found_period, found_source) < (series_id, period.as_bytes(), source_id))
                    }
                    _ => None,
                })?;
            } else if matches!(order, Order::Earlier) && steps < NEAR {
                self.figures.advance()?;
            } else {
                self.is_found = matches!(order, Order::Same { .. });
                return Ok(order);
            }
            steps += 1;
            may_seek = false;
        }
    }

    /// The number of the series that is told of by these codes.
    fn find_series(&mut self, codes: [&str; 5]) -> io::Result<Option<i64>> {
        // What a record of several pages does not show is passed over.
        let order = |fields: &mut Fields<'_>| {
            let differs = codes.iter().find_map(|code| match fields.next() {
                Some(Field::Text(found)) => Some(found.cmp(code.as_bytes())).filter(|order| order.is_ne()),
                _ => Some(Ordering::Less),
            });
            differs.unwrap_or(Ordering::Equal)
        };
        match self.reached.replace(false) {
            None => self.series.seek(|mut fields| Some(order(&mut fields).is_lt()))?,
            Some(true) => self.series.advance()?,
            Some(false) => {}
        }
        let mut steps = 0;
        while let Some(stored) = self.series.current() {
            let mut fields = Fields::of(stored.bytes).ok_or(io::ErrorKind::InvalidData)?;
            match (order(&mut fields), fields.next()) {
                (Ordering::Less, _) if steps == NEAR => {
                    self.series.seek(|mut fields| Some(order(&mut fields).is_lt()))?
                }
                (Ordering::Less, _) if steps < NEAR => self.series.advance()?,
                (Ordering::Equal, Some(Field::Integer(series_id))) => {
                    self.reached = Some(true);
                    return Ok(Some(series_id));
                }
                _ => return Ok(None),
            }
            steps += 1;
        }
        Ok(None)
    }
}

/// Where a record stands to the key that is looked for.
enum Order {
    Same {
        /// Whether the figure is told again just so.
        is_told: bool,
    },
    /// A figure of the series that comes before.
    Earlier,
    /// A figure of the series that comes behind.
    Later,
    OtherSeries,
}

/// `None` where the record is none of `observation`.
fn order(
    stored: &Stored<'_>,
    series_id: i64,
    wanted: (&[u8], i64),
    is_told: impl Fn(Fields<'_>) -> bool,
) -> Option<Order> {
    let mut fields = Fields::of(stored.bytes)?;
    if fields.next()? != Field::Integer(series_id) {
        return Some(Order::OtherSeries);
    }
    let (Field::Text(period), Field::Integer(source_id)) = (fields.next()?, fields.next()?) else { return None };
    Some(match (period, source_id).cmp(&wanted) {
        Ordering::Less => Order::Earlier,
        Ordering::Greater => Order::Later,
        Ordering::Equal => Order::Same { is_told: stored.is_whole && is_told(fields) },
    })
}
