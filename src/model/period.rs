//! Spans of time, as they are written in statistics.
//!
//! A [`Period`] is its first and last day; its code is the shortest standard spelling of that span, so `2025-S1`,
//! `2025-H1` and `2025-01/2025-06` are one period. Frequencies are those of the SDMX code list `CL_FREQ`; week numbers
//! are those of ISO 8601; a free span is an ISO 8601 interval whose end is included.

use std::fmt;
use std::str::FromStr;

use time::{Date, Duration, Month, Weekday};

/// How long a period is: a code of SDMX `CL_FREQ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Frequency {
    Annual,
    HalfYearly,
    Quarterly,
    Monthly,
    Weekly,
    Daily,
    Other,
}

impl Frequency {
    /// The SDMX code: `A`, `S`, `Q`, `M`, `W`, `D`, or `_O` for any other span.
    pub fn code(self) -> &'static str {
        match self {
            Self::Annual => "A",
            Self::HalfYearly => "S",
            Self::Quarterly => "Q",
            Self::Monthly => "M",
            Self::Weekly => "W",
            Self::Daily => "D",
            Self::Other => "_O",
        }
    }
}

/// A span of whole days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    start: Date,
    end: Date,
}

/// Why a text is not a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PeriodError {
    /// None of the accepted spellings.
    #[error("this is not a period")]
    Form,
    /// The right spelling of a day, week, month or quarter that does not exist, such as `2025-13`.
    #[error("this period does not exist in the calendar")]
    NoSuchDate,
    /// An interval that ends before it starts.
    #[error("the period ends before it starts")]
    Backwards,
    /// A financial or school year, or one that is named by its first or last calendar year, without its first month.
    #[error("the month in which this year begins is not stated")]
    FirstMonth,
    /// A date such as `1/2/2023`, of which either number may be the month.
    #[error("either number of this date may be the month")]
    DayOrMonth,
    /// `202306` or `20230630`, which nothing says to be a month or a day.
    #[error("this number is a period only where the mapping says so")]
    Digits,
    /// `T1 2023`, which is a quarter or a third of a year.
    #[error("nothing says what this number counts: quarters, thirds of a year, or weeks")]
    Counted,
}

impl Period {
    /// The span from `start` to `end`, both included.
    ///
    /// # Errors
    /// [`PeriodError::Backwards`] where it ends before it starts.
    pub fn new(start: Date, end: Date) -> Result<Self, PeriodError> {
        if start <= end { Ok(Self { start, end }) } else { Err(PeriodError::Backwards) }
    }

    /// Parses `2025`, `2025-H1`, `2025-S1`, `2025-Q2`, `2025-06`, `2025-M06`, `2025-W07`, `2025-D045`, `2025-06-30`, an
    /// interval of two of these with `/` between them, or SDMX's `2025-01-01/P1Y`: a day, and how long the period lasts.
    ///
    /// ```
    /// use yearbook::model::Period;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let period: Period = "2025-01/2025-06".parse()?;
    /// assert_eq!(period, Period::parse("2025-H1")?);
    /// assert_eq!(period.to_string(), "2025-H1");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`PeriodError`] says whether the spelling or the calendar is wrong.
    pub fn parse(text: &str) -> Result<Self, PeriodError> {
        match text.split_once('/') {
            Some((from, duration)) if duration.starts_with('P') => Self::lasting(from, &duration[1..]),
            Some((from, to)) => Self::new(Self::parse_standard(from)?.start, Self::parse_standard(to)?.end),
            None => Self::parse_standard(text),
        }
    }

    /// The period from a day on that lasts so many years, months, weeks and days: `1Y`, `1Y6M`, `2W`, `10D`.
    fn lasting(from: &str, duration: &str) -> Result<Self, PeriodError> {
        let from = from.strip_suffix("T00:00:00").unwrap_or(from);
        let start = Self::parse_standard(from).ok().filter(|day| day.start == day.end).ok_or(PeriodError::Form)?.start;
        let (mut months, mut days, mut rest) = (0_i32, 0_i32, duration);
        while let Some(end) = rest.find(|c: char| !c.is_ascii_digit()) {
            let count = i32::from(digits::<u16>(&rest[..end])?);
            let (of, times) = match rest.as_bytes()[end] {
                b'Y' => (&mut months, 12),
                b'M' => (&mut months, 1),
                b'W' => (&mut days, 7),
                b'D' => (&mut days, 1),
                _ => return Err(PeriodError::Form),
            };
            *of = of.saturating_add(times * count);
            rest = &rest[end + 1..];
        }
        let month = (i32::from(u8::from(start.month())) - 1).saturating_add(months);
        let to = Month::try_from((month % 12 + 1) as u8).map_err(|_| PeriodError::NoSuchDate)?;
        let to = day_or_last(start.year().saturating_add(month / 12), to, start.day())?;
        let end = to.checked_add(Duration::days(i64::from(days) - 1)).ok_or(PeriodError::NoSuchDate)?;
        if rest.is_empty() && end >= start { Ok(Self { start, end }) } else { Err(PeriodError::Form) }
    }

    fn parse_standard(text: &str) -> Result<Self, PeriodError> {
        let (year, rest) = text.split_at_checked(4).ok_or(PeriodError::Form)?;
        let year = digits(year)?;
        if year == 0 {
            return Err(PeriodError::NoSuchDate);
        }
        if rest.is_empty() {
            return Self::months(year, 1, 12);
        }
        // `2015Q3`, `2015M06`, `2015M07D03`: how Eurostat wrote periods before it adopted SDMX.
        let is_letter = rest.starts_with(['H', 'S', 'Q', 'M', 'W']);
        let Some(rest) = rest.strip_prefix('-').or(Some(rest).filter(|_| is_letter)) else {
            return Err(PeriodError::Form);
        };
        match (rest.as_bytes().first(), rest.len()) {
            (Some(b'A'), 2) => Self::part(year, digits(&rest[1..])?, 12),
            (Some(b'T'), 2) => Self::part(year, digits(&rest[1..])?, 4),
            (Some(b'H' | b'S'), 2) => Self::part(year, digits(&rest[1..])?, 6),
            (Some(b'Q'), 2) => Self::part(year, digits(&rest[1..])?, 3),
            (Some(b'M'), 2 | 3) => Self::part(year, digits(&rest[1..])?, 1),
            (Some(b'W'), 2 | 3) => Self::week(year, digits(&rest[1..])?),
            (Some(b'D'), 4) => {
                let day = Date::from_ordinal_date(year, digits(&rest[1..])?).map_err(|_| PeriodError::NoSuchDate)?;
                Ok(Self { start: day, end: day })
            }
            (Some(b'M'), 6) if rest.as_bytes()[3] == b'D' => {
                let day = day_of(year, digits(&rest[1..3])?, digits(&rest[4..])?)?;
                Ok(Self { start: day, end: day })
            }
            (_, 2) => Self::part(year, digits(rest)?, 1),
            (_, 5) if rest.as_bytes()[2] == b'-' => {
                let (month, day) = (digits(&rest[..2])?, digits(&rest[3..])?);
                let date = day_of(year, month, day)?;
                Ok(Self { start: date, end: date })
            }
            _ => Err(PeriodError::Form),
        }
    }

    /// The `number`th part of a year, counted from one, in parts of `length` months.
    fn part(year: i32, number: u8, length: u8) -> Result<Self, PeriodError> {
        if number == 0 || number > 12 / length {
            return Err(PeriodError::NoSuchDate);
        }
        Self::months(year, (number - 1) * length + 1, length)
    }

    fn months(year: i32, first: u8, length: u8) -> Result<Self, PeriodError> {
        let last = day_of(year, first + length - 1, 1)?;
        Ok(Self { start: day_of(year, first, 1)?, end: day_or_last(year, last.month(), 31)? })
    }

    /// So many months from a month on, which is counted from the year zero.
    pub(super) fn of_months(first: i32, length: i32) -> Result<Self, PeriodError> {
        let day = |month: i32| day_of(month.div_euclid(12), month.rem_euclid(12) as u8 + 1, 1);
        let end = day(first + length)?.previous_day().ok_or(PeriodError::NoSuchDate)?;
        Self::new(day(first)?, end)
    }

    fn week(year: i32, number: u8) -> Result<Self, PeriodError> {
        let start = Date::from_iso_week_date(year, number, Weekday::Monday).map_err(|_| PeriodError::NoSuchDate)?;
        let end = start.checked_add(Duration::days(6)).ok_or(PeriodError::NoSuchDate)?;
        Ok(Self { start, end })
    }

    /// The first day.
    pub fn start(self) -> Date {
        self.start
    }

    /// The last day, which belongs to the period.
    pub fn end(self) -> Date {
        self.end
    }

    /// The standard frequency of the span, [`Frequency::Other`] where it is none.
    pub fn frequency(self) -> Frequency {
        let (start, end) = (self.start, self.end);
        if start == end {
            return Frequency::Daily;
        }
        if self.is_whole_months() && start.year() == end.year() {
            let first = u8::from(start.month()) - 1;
            let length = u8::from(end.month()) - first;
            match length {
                12 => return Frequency::Annual,
                6 if first % 6 == 0 => return Frequency::HalfYearly,
                3 if first % 3 == 0 => return Frequency::Quarterly,
                1 => return Frequency::Monthly,
                _ => {}
            }
        }
        let is_week = start.weekday() == Weekday::Monday && end - start == Duration::days(6);
        if is_week { Frequency::Weekly } else { Frequency::Other }
    }

    /// The span as SDMX writes it: `2025`, `2025-S1`, `2025-Q2`, `2025-06`, `2025-W07`, `2025-06-30`, or its first day and how long it
    /// lasts, `2025-01-01/P5M`.
    pub fn in_sdmx(self) -> String {
        match self.frequency() {
            Frequency::HalfYearly => self.to_string().replace("-H", "-S"),
            Frequency::Other => {
                let (start, end) = (self.start, self.end);
                let months = (end.year() - start.year()) * 12 + i32::from(u8::from(end.month())) + 1
                    - i32::from(u8::from(start.month()));
                let lasting = match months {
                    months if !self.is_whole_months() || months < 1 => format!("{}D", (end - start).whole_days() + 1),
                    months if months % 12 == 0 => format!("{}Y", months / 12),
                    months => format!("{months}M"),
                };
                format!("{start}/P{lasting}")
            }
            _ => self.to_string(),
        }
    }

    fn is_whole_months(self) -> bool {
        self.start.day() == 1 && self.end.day() == self.end.month().length(self.end.year())
    }

    /// The same span one calendar year earlier: the base of a growth "year on year". The base of week 53 is week 52 where the
    /// year before has no week 53.
    pub fn year_before(self) -> Self {
        if self.frequency() == Frequency::Weekly {
            let (year, week, _) = self.start.to_iso_week_date();
            return Self::week(year - 1, week).or_else(|_| Self::week(year - 1, 52)).unwrap_or(self);
        }
        let back = |date: Date, day| day_or_last(date.year() - 1, date.month(), day).unwrap_or(date);
        let end_day = if self.is_whole_months() { 31 } else { self.end.day() };
        Self { start: back(self.start, self.start.day()), end: back(self.end, end_day) }
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        Self::parse(text)
    }
}

impl fmt::Display for Period {
    /// The code: the shortest standard spelling of the span.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, end) = (self.start, self.end);
        let (year, month) = (start.year(), u8::from(start.month()));
        match self.frequency() {
            Frequency::Annual => write!(f, "{year:04}"),
            Frequency::HalfYearly => write!(f, "{year:04}-H{}", (month - 1) / 6 + 1),
            Frequency::Quarterly => write!(f, "{year:04}-Q{}", (month - 1) / 3 + 1),
            Frequency::Monthly => write!(f, "{year:04}-{month:02}"),
            Frequency::Daily => write!(f, "{start}"),
            Frequency::Weekly => {
                let (year, week, _) = start.to_iso_week_date();
                write!(f, "{year:04}-W{week:02}")
            }
            Frequency::Other if self.is_whole_months() => {
                if month == 1 && end.month() == Month::December {
                    write!(f, "{year:04}/{:04}", end.year())
                } else {
                    write!(f, "{year:04}-{month:02}/{:04}-{:02}", end.year(), u8::from(end.month()))
                }
            }
            Frequency::Other => write!(f, "{start}/{end}"),
        }
    }
}

/// Parses a date, `2025-08-13`, and nothing looser.
///
/// # Errors
/// [`PeriodError`] says whether the spelling or the calendar is wrong.
pub(crate) fn parse_date(text: &str) -> Result<Date, PeriodError> {
    let period = Period::parse(text)?;
    if text.len() == 10 && period.start == period.end { Ok(period.start) } else { Err(PeriodError::Form) }
}

/// How a period is written, with a zero for each digit: periods of one length that are written alike have the same shape.
pub(crate) fn shape(period: &str) -> String {
    period.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
}

/// Parses the date of a document, which is known by its year, month or day: `2025`, `2025-08` or `2025-08-13`.
///
/// # Errors
/// [`PeriodError`] says whether the spelling or the calendar is wrong.
pub(crate) fn parse_publication(text: &str) -> Result<Period, PeriodError> {
    let period = Period::parse(text)?;
    let is_date = matches!(period.frequency(), Frequency::Annual | Frequency::Monthly | Frequency::Daily);
    if is_date && period.to_string() == text { Ok(period) } else { Err(PeriodError::Form) }
}

pub(super) fn day_of(year: i32, month: u8, day: u8) -> Result<Date, PeriodError> {
    let date = Month::try_from(month).and_then(|month| Date::from_calendar_date(year, month, day));
    date.map_err(|_| PeriodError::NoSuchDate)
}

/// A day of a month, or its last day where the month is shorter.
pub(super) fn day_or_last(year: i32, month: Month, day: u8) -> Result<Date, PeriodError> {
    day_of(year, month.into(), day.min(month.length(year)))
}

fn digits<T: FromStr>(text: &str) -> Result<T, PeriodError> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(PeriodError::Form);
    }
    text.parse().map_err(|_| PeriodError::Form)
}
