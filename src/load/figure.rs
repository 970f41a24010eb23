//! One figure in a few dozen bytes, so that millions of them can be put in order.

use crate::model::{Comparator, Quantity};
use crate::store::record::{Field, Fields, REAL, body_length, encode};

/// What a figure is told of, by whom: numbers that stand in the order of the codes they stand for.
///
/// Breakdowns and periods are numbered as they are met, and get the order of their codes when all have been.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub metric: u32,
    pub region: u32,
    pub sector: u32,
    pub enterprise: u32,
    pub breakdown: u32,
    pub period: u32,
    pub source: u32,
}

impl Key {
    /// How many bytes [`Self::to_bytes`] gives.
    pub const LENGTH: usize = 28;

    /// What the series is about: the key without period and source.
    pub fn subject(&self) -> [u32; 5] {
        [self.metric, self.region, self.sector, self.enterprise, self.breakdown]
    }

    /// Whether both are about the same. Number by number: keys that were just put together would be waited for as a whole.
    #[inline]
    pub fn is_of_subject(&self, other: &Self) -> bool {
        self.enterprise == other.enterprise
            && self.sector == other.sector
            && self.region == other.region
            && self.metric == other.metric
            && self.breakdown == other.breakdown
    }

    pub fn to_bytes(self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        let [metric, region, sector, enterprise, breakdown] = self.subject();
        let numbers = [metric, region, sector, enterprise, breakdown, self.period, self.source];
        for (bytes, number) in bytes.chunks_exact_mut(4).zip(numbers) {
            bytes.copy_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    pub fn from_bytes(bytes: &[u8; Self::LENGTH]) -> Self {
        let number =
            |place: usize| u32::from_le_bytes([bytes[place], bytes[place + 1], bytes[place + 2], bytes[place + 3]]);
        Self {
            metric: number(0),
            region: number(4),
            sector: number(8),
            enterprise: number(12),
            breakdown: number(16),
            period: number(20),
            source: number(24),
        }
    }
}

/// What a row tells of its key, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure<'a> {
    /// `None` is a missing value.
    pub quantity: Option<Quantity>,
    /// A code of `CL_OBS_STATUS`.
    pub status: u8,
    pub reported: Option<&'a str>,
    pub locator: Option<&'a str>,
    pub note: Option<&'a str>,
    pub action: Action,
    /// The number of the file in the load.
    pub file: u32,
    pub line: u32,
}

/// What is done with a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Action {
    #[default]
    Tell,
    /// It is told no more: what is stored of it is withdrawn.
    Withdraw,
    /// What is stored of it stays as it is.
    Leave,
}

/// How many columns the key of `observation` has.
pub const KEY: usize = 3;

/// How many columns `observation` has behind its key.
pub const COLUMNS: usize = 9;

/// The places of file and line among the columns behind the key: where a figure was told is not part of what was told.
pub const PLACE: [usize; 2] = [1, 2];

/// What the columns behind the key hold where a record ends before them: value, file, line and locator, then status,
/// comparator, upper, reported and note.
pub const DEFAULTS: [Field<'static>; COLUMNS] = [
    Field::Null,
    Field::Null,
    Field::Null,
    Field::Null,
    Field::Text(b"A"),
    Field::Text(b"="),
    Field::Null,
    Field::Null,
    Field::Null,
];

/// The serial type of a text of one byte, as a status is.
const STATUS: u8 = 15;

/// How many of those columns are always in a record.
const ALWAYS: usize = 4;

impl Figure<'_> {
    /// How the value is hedged; a missing one is not.
    pub fn comparator(&self) -> Comparator {
        self.quantity.map_or(Comparator::Equal, |quantity| quantity.comparator)
    }

    /// The columns behind the key; `first_file` is the `file_id` of the load's first file, `status` the figure's.
    fn columns<'s>(&'s self, status: &'s [u8; 1], first_file: i64) -> [Field<'s>; COLUMNS] {
        let number = |number: Option<f64>| number.map_or(Field::Null, Field::Real);
        let text = |text: Option<&'s str>| text.map_or(Field::Null, |text| Field::Text(text.as_bytes()));
        [
            number(self.quantity.map(|quantity| quantity.value)),
            Field::Integer(first_file + i64::from(self.file)),
            Field::Integer(i64::from(self.line)),
            text(self.locator),
            Field::Text(status),
            Field::Text(self.comparator().symbol().as_bytes()),
            number(self.quantity.and_then(|quantity| quantity.upper)),
            text(self.reported),
            text(self.note),
        ]
    }

    /// Whether the columns behind the key are stored just so, but for the place.
    #[inline]
    pub fn is_same(&self, stored: Fields<'_>) -> bool {
        self.is_seen_to_be_same(&stored).unwrap_or_else(|| self.is_found_to_be_same(stored))
    }

    /// The same column by column.
    fn is_found_to_be_same(&self, mut stored: Fields<'_>) -> bool {
        let status = [self.status];
        let told = self.columns(&status, 0);
        for column in 0..COLUMNS {
            match stored.next() {
                Some(_) if PLACE.contains(&column) => {}
                Some(found) if found == told[column].stored() => {}
                Some(_) => return false,
                None => return told[column..] == DEFAULTS[column..],
            }
        }
        true
    }

    /// The same at a glance, for what most records hold: a number with a fraction, the place, a short locator and perhaps a
    /// status. `None` where it cannot be seen.
    #[inline]
    fn is_seen_to_be_same(&self, stored: &Fields<'_>) -> Option<bool> {
        let (&[value, file, line, locator, ref more @ ..], body) = stored.rest() else { return None };
        let (quantity, told) = (self.quantity?, self.locator?.as_bytes());
        let is_plain = quantity.comparator == Comparator::Equal && self.reported.is_none() && self.note.is_none();
        let is_so_long = value == REAL && usize::from(locator) == 13 + 2 * told.len();
        let (stored_value, behind) = body.split_first_chunk::<8>()?;
        let (stored_locator, status) =
            behind.get(body_length(file) + body_length(line)..)?.split_at_checked(told.len())?;
        let status = match (more, status) {
            ([], []) => b'A',
            (&[STATUS], &[status]) => status,
            _ => return None,
        };
        (is_plain && is_so_long)
            .then(|| *stored_value == quantity.value.to_be_bytes() && self.status == status && stored_locator == told)
    }

    /// Appends the figure as a [`Packed`]; `first_file` is the `file_id` of the load's first file.
    pub fn pack(&self, first_file: i64, bytes: &mut Vec<u8>) {
        let status = [self.status];
        let fields = self.columns(&status, first_file);
        // SQLite reads columns that a record lacks as their defaults.
        let told = fields[ALWAYS..].iter().zip(&DEFAULTS[ALWAYS..]).rposition(|(field, default)| field != default);
        let told = ALWAYS + told.map_or(0, |last| last + 1);
        let traits = [
            (MISSING, self.quantity.is_none()),
            (HEDGED, self.comparator() != Comparator::Equal),
            (FORECAST, self.status == b'F'),
            (WITHDRAWN, self.action == Action::Withdraw),
            (LEFT, self.action == Action::Leave),
        ];
        let traits = traits.into_iter().filter(|(_, holds)| *holds).map(|(bit, _)| bit).sum();
        let start = self.pack_head(traits, bytes);
        encode::<COLUMNS>(&fields[..told], bytes);
        set_length(bytes, start);
    }

    /// Appends the figure as a [`Packed`] that is known to be stored just so: what it tells is left out.
    pub fn pack_stored(&self, bytes: &mut Vec<u8>) {
        let start = self.pack_head(STORED, bytes);
        encode::<0>(&[], bytes);
        set_length(bytes, start);
    }

    /// Appends what stands before the record, and returns where it starts.
    fn pack_head(&self, traits: u8, bytes: &mut Vec<u8>) -> usize {
        let mut head = [0; HEAD];
        head[4..8].copy_from_slice(&self.file.to_be_bytes());
        head[8..12].copy_from_slice(&self.line.to_be_bytes());
        head[12] = traits;
        bytes.extend_from_slice(&head);
        bytes.len() - HEAD
    }
}

/// Writes the length of a packed figure that goes from its start to the end of the bytes.
fn set_length(bytes: &mut [u8], start: usize) {
    let length = (bytes.len() - start) as u32;
    bytes[start..start + 4].copy_from_slice(&length.to_le_bytes());
}

const MISSING: u8 = 1;
const HEDGED: u8 = 2;
const FORECAST: u8 = 4;
const WITHDRAWN: u8 = 8;
const LEFT: u8 = 16;
const STORED: u8 = 32;

/// Where the record starts in a packed figure: behind its length, file, line and traits.
const HEAD: usize = 13;

/// A figure as bytes: what is asked of every one of millions, and then the columns behind the key as SQLite stores them.
#[derive(Clone, Copy, Debug)]
pub struct Packed<'a>(&'a [u8]);

impl<'a> Packed<'a> {
    /// The figure at the start of some bytes; `None` where there is none.
    pub fn at_start_of(bytes: &'a [u8]) -> Option<Self> {
        let length = u32::from_le_bytes(*bytes.first_chunk::<4>()?) as usize;
        bytes.get(..length).filter(|bytes| bytes.len() > HEAD).map(Self)
    }

    pub fn bytes(self) -> &'a [u8] {
        self.0
    }

    /// File and line, in bytes that stand in the order of both.
    pub fn place(self) -> &'a [u8] {
        &self.0[4..12]
    }

    /// The number of the file in the load.
    pub fn file(self) -> u32 {
        u32::from_be_bytes([self.0[4], self.0[5], self.0[6], self.0[7]])
    }

    pub fn line(self) -> u32 {
        u32::from_be_bytes([self.0[8], self.0[9], self.0[10], self.0[11]])
    }

    pub fn is_missing(self) -> bool {
        self.0[12] & MISSING != 0
    }

    pub fn is_hedged(self) -> bool {
        self.0[12] & HEDGED != 0
    }

    pub fn is_forecast(self) -> bool {
        self.0[12] & FORECAST != 0
    }

    /// Whether nothing is told but that the figure is told no more.
    pub fn is_withdrawn(self) -> bool {
        self.0[12] & WITHDRAWN != 0
    }

    /// Whether it is told what the figure is.
    pub fn is_told(self) -> bool {
        self.0[12] & (WITHDRAWN | LEFT) == 0
    }

    /// Whether the figure is stored just so; its columns are left out.
    pub fn is_stored(self) -> bool {
        self.0[12] & STORED != 0
    }

    /// The columns behind the key as a record of their own, without those at its end that hold their defaults.
    pub fn record(self) -> &'a [u8] {
        &self.0[HEAD..]
    }

    /// The columns behind the key.
    pub fn columns(self) -> [Field<'a>; COLUMNS] {
        columns(Fields::of(self.record()).into_iter().flatten())
    }

    /// Whether the columns behind the key are stored just so, but for the place.
    #[inline]
    pub fn is_same(self, stored: Fields<'_>) -> bool {
        let Some(told) = Fields::of(self.record()) else { return false };
        let ((types, body), (told_types, told_body)) = (stored.rest(), told.rest());
        // Mostly the bytes are the same but for those of the place.
        if types == told_types && body.len() == told_body.len() && types.len() > PLACE[1] {
            let value = body_length(types[0]);
            let place: usize = PLACE.iter().map(|&column| body_length(types[column])).sum();
            let is_value_same = match (body.first_chunk::<8>(), told_body.first_chunk::<8>()) {
                (Some(stored), Some(told)) if value == 8 => stored == told,
                _ => body[..value] == told_body[..value],
            };
            return is_value_same && body[value + place..] == told_body[value + place..];
        }
        let (stored, told) = (columns(stored), columns(told));
        (0..COLUMNS).all(|column| PLACE.contains(&column) || stored[column] == told[column])
    }
}

/// All columns behind the key, where some at the end may be left out.
pub fn columns<'a>(told: impl Iterator<Item = Field<'a>>) -> [Field<'a>; COLUMNS] {
    let mut columns = DEFAULTS;
    columns.iter_mut().zip(told).for_each(|(column, field)| *column = field);
    columns
}

/// What a record of `observation` holds behind its key.
pub fn behind_key(record: &[u8]) -> Option<Fields<'_>> {
    let mut fields = Fields::of(record)?;
    for _ in 0..KEY {
        fields.next()?;
    }
    Some(fields)
}
