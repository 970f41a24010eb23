//! One figure in a few dozen bytes, so that millions of them can be sorted.

use crate::model::{Comparator, Quantity};
use crate::store::bulk::record::{Field, Fields, encode};

/// The key of a figure, its source included: numbers that sort like the codes that they stand for.
///
/// Breakdowns and periods are numbered in the order in which they are first met; when all have been met, they get numbers
/// that sort as their codes ([`super::dictionary::Ranks`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub metric: u32,
    pub region: u32,
    pub sector: u32,
    pub enterprise: u32,
    pub breakdown: u32,
    pub period: u32,
    pub source: u32,
}

impl Key {
    /// What the series is about: the key without period and source.
    pub(crate) fn subject(&self) -> [u32; 5] {
        [self.metric, self.region, self.sector, self.enterprise, self.breakdown]
    }

    pub(crate) fn to_array(self) -> [u32; 7] {
        [self.metric, self.region, self.sector, self.enterprise, self.breakdown, self.period, self.source]
    }

    pub(crate) fn from_array([metric, region, sector, enterprise, breakdown, period, source]: [u32; 7]) -> Self {
        Self { metric, region, sector, enterprise, breakdown, period, source }
    }
}

/// The content of a figure, and the file and line of its row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Figure<'a> {
    /// `None` is a missing value.
    pub quantity: Option<Quantity>,
    /// A code of `CL_OBS_STATUS`.
    pub status: u8,
    pub reported: Option<&'a str>,
    pub locator: Option<&'a str>,
    pub note: Option<&'a str>,
    /// How the period was inferred; `None` where the source states it.
    pub period_inferred: Option<&'a str>,
    pub action: Action,
    /// Whether its row states a code that was renamed or merged.
    pub is_former: bool,
    /// The number of the file in the load.
    pub file: u32,
    pub line: u32,
}

/// What a row does with a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Action {
    /// States it.
    #[default]
    State,
    /// Withdraws what is stored of it.
    Withdraw,
    /// Leaves what is stored of it as it is.
    Leave,
}

/// How many columns the content of a figure has: value, locator, status, comparator, upper, reported, note and
/// period_inferred.
pub(crate) const CONTENT: usize = 8;

/// The values of the columns of the content that its record omits at its end.
const DEFAULTS: [Field<'static>; CONTENT] = [
    Field::Null,
    Field::Null,
    Field::Text(b"A"),
    Field::Text(b"="),
    Field::Null,
    Field::Null,
    Field::Null,
    Field::Null,
];

/// How many of those columns are always in the record.
const ALWAYS: usize = 2;

/// What is counted of a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traits {
    pub is_missing: bool,
    /// It has another comparator than `=`.
    pub is_qualified: bool,
    pub is_forecast: bool,
    /// Its source does not state its period.
    pub is_inferred: bool,
}

impl Traits {
    /// The traits of a figure whose content has these columns.
    pub(crate) fn of(content: &[Field<'_>; CONTENT]) -> Self {
        Self {
            is_missing: content[0] == Field::Null,
            is_qualified: content[3] != Field::Text(b"="),
            is_forecast: content[2] == Field::Text(b"F"),
            is_inferred: content[7] != Field::Null,
        }
    }

    /// Whether it is neither missing nor a forecast.
    pub(crate) fn is_actual(self) -> bool {
        !self.is_missing && !self.is_forecast
    }
}

impl Figure<'_> {
    /// Appends the figure as a [`Packed`]; a run refuses figures of more bytes than 32 bits can count.
    pub(crate) fn pack(&self, bytes: &mut Vec<u8>) {
        let start = bytes.len();
        let comparator = self.quantity.map_or(Comparator::Equal, |quantity| quantity.comparator);
        let flags = [
            (MISSING, self.quantity.is_none()),
            (QUALIFIED, comparator != Comparator::Equal),
            (FORECAST, self.status == b'F'),
            (INFERRED, self.period_inferred.is_some()),
            (WITHDRAWS, self.action == Action::Withdraw),
            (LEAVES, self.action == Action::Leave),
            (FORMER, self.is_former),
        ];
        let mut head = [0; HEAD];
        head[4..8].copy_from_slice(&self.file.to_be_bytes());
        head[8..12].copy_from_slice(&self.line.to_be_bytes());
        head[12] = flags.into_iter().filter(|(_, holds)| *holds).map(|(bit, _)| bit).sum();
        bytes.extend_from_slice(&head);
        let number = |number: Option<f64>| number.map_or(Field::Null, Field::Real);
        let status = [self.status];
        let content = [
            number(self.quantity.map(|quantity| quantity.value)),
            optional_text(self.locator),
            Field::Text(&status),
            Field::Text(comparator.symbol().as_bytes()),
            number(self.quantity.and_then(|quantity| quantity.upper)),
            optional_text(self.reported),
            optional_text(self.note),
            optional_text(self.period_inferred),
        ];
        encode_content(&content, bytes);
        let length = (bytes.len() - start) as u32;
        bytes[start..start + 4].copy_from_slice(&length.to_le_bytes());
    }
}

fn optional_text(text: Option<&str>) -> Field<'_> {
    text.map_or(Field::Null, |text| Field::Text(text.as_bytes()))
}

/// Appends the record of a content. Columns at its end that hold their defaults are omitted, and SQLite reads the
/// defaults. So each content has exactly one record, and two figures are equal if these bytes are equal.
pub(crate) fn encode_content(content: &[Field<'_>; CONTENT], bytes: &mut Vec<u8>) {
    let last = content[ALWAYS..].iter().zip(&DEFAULTS[ALWAYS..]).rposition(|(field, default)| field != default);
    let length = ALWAYS + last.map_or(0, |last| last + 1);
    encode::<CONTENT>(&content[..length], bytes);
}

/// The columns of a content, which may end before the last of them.
pub(crate) fn decode_content(record: &[u8]) -> [Field<'_>; CONTENT] {
    let mut columns = DEFAULTS;
    columns.iter_mut().zip(Fields::of(record).into_iter().flatten()).for_each(|(column, field)| *column = field);
    columns
}

const MISSING: u8 = 1;
const QUALIFIED: u8 = 2;
const FORECAST: u8 = 4;
const WITHDRAWS: u8 = 8;
const INFERRED: u8 = 64;
const LEAVES: u8 = 16;
const FORMER: u8 = 32;

/// Where the content starts in a packed figure: after its length, file, line and flags.
const HEAD: usize = 13;

/// A figure as bytes: first the values that are needed often, then its content as SQLite stores it. The file and line
/// of a figure are not part of its content.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packed<'a>(&'a [u8]);

impl<'a> Packed<'a> {
    /// The figure at the start of some bytes; `None` where there is none.
    pub(crate) fn at_start_of(bytes: &'a [u8]) -> Option<Self> {
        let length = u32::from_le_bytes(*bytes.first_chunk::<4>()?) as usize;
        bytes.get(..length).filter(|bytes| bytes.len() > HEAD).map(Self)
    }

    pub(crate) fn bytes(self) -> &'a [u8] {
        self.0
    }

    /// File and line, in bytes that sort as both do.
    pub(crate) fn place(self) -> &'a [u8] {
        &self.0[4..12]
    }

    /// The number of the file in the load.
    pub(crate) fn file(self) -> u32 {
        u32::from_be_bytes([self.0[4], self.0[5], self.0[6], self.0[7]])
    }

    pub(crate) fn line(self) -> u32 {
        u32::from_be_bytes([self.0[8], self.0[9], self.0[10], self.0[11]])
    }

    pub(crate) fn traits(self) -> Traits {
        let has = |flag: u8| self.0[12] & flag != 0;
        Traits {
            is_missing: has(MISSING),
            is_qualified: has(QUALIFIED),
            is_forecast: has(FORECAST),
            is_inferred: has(INFERRED),
        }
    }

    /// Whether its row states a code that was renamed or merged.
    pub(crate) fn is_former(self) -> bool {
        self.0[12] & FORMER != 0
    }

    pub(crate) fn action(self) -> Action {
        match self.0[12] & (WITHDRAWS | LEAVES) {
            0 => Action::State,
            WITHDRAWS => Action::Withdraw,
            _ => Action::Leave,
        }
    }

    /// Whether it states the same value with the same status as another, whatever is remarked on it.
    pub(crate) fn states_what(self, other: Self) -> bool {
        let stated = |figure: Self| {
            let [value, _, status, comparator, upper, ..] = decode_content(figure.content());
            (value, status, comparator, upper)
        };
        self.action() == other.action() && stated(self) == stated(other)
    }

    /// The record of the content.
    pub(crate) fn content(self) -> &'a [u8] {
        &self.0[HEAD..]
    }
}
