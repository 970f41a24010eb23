//! Records as SQLite stores them: <https://www.sqlite.org/fileformat2.html#record_format>.

use rusqlite::types::ValueRef;

/// A value in a record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Field<'a> {
    Null,
    Integer(i64),
    Real(f64),
    /// UTF-8.
    Text(&'a [u8]),
}

impl<'a> From<ValueRef<'a>> for Field<'a> {
    /// The value of a column of a figure, none of which holds a BLOB.
    fn from(value: ValueRef<'a>) -> Self {
        match value {
            ValueRef::Null | ValueRef::Blob(_) => Self::Null,
            ValueRef::Integer(number) => Self::Integer(number),
            ValueRef::Real(number) => Self::Real(number),
            ValueRef::Text(text) => Self::Text(text),
        }
    }
}

/// The largest whole number that a REAL column keeps as an integer: six bytes.
const MAXIMUM_WHOLE: i64 = (1 << 47) - 1;

impl Field<'_> {
    /// The value as SQLite stores it: a REAL without a fraction is an integer.
    #[inline]
    pub(crate) fn stored(self) -> Self {
        match self {
            Self::Real(number) => {
                let whole = number as i64;
                let is_whole = whole as f64 == number && (!MAXIMUM_WHOLE..=MAXIMUM_WHOLE).contains(&whole);
                if is_whole { Self::Integer(whole) } else { self }
            }
            _ => self,
        }
    }

    /// The serial type, and how many bytes the body takes.
    fn serial_type(self) -> (u64, usize) {
        match self {
            Self::Null => (0, 0),
            Self::Integer(0) => (8, 0),
            Self::Integer(1) => (9, 0),
            Self::Integer(number) => {
                let bits = 65 - (if number < 0 { !number } else { number }).leading_zeros();
                match bits {
                    0..=8 => (1, 1),
                    9..=16 => (2, 2),
                    17..=24 => (3, 3),
                    25..=32 => (4, 4),
                    33..=48 => (5, 6),
                    _ => (6, 8),
                }
            }
            Self::Real(_) => (REAL.into(), 8),
            Self::Text(text) => (13 + 2 * text.len() as u64, text.len()),
        }
    }
}

impl Field<'_> {
    fn put_type(self, bytes: &mut Vec<u8>) {
        put_varint(self.serial_type().0, bytes);
    }

    fn put_body(self, bytes: &mut Vec<u8>) {
        match self {
            Field::Null => {}
            Field::Integer(number) => {
                let (_, length) = self.serial_type();
                // Appending eight bytes and removing some of them is faster than appending only the needed ones.
                let end = bytes.len() + length;
                bytes.extend_from_slice(&number.unbounded_shl(64 - 8 * length as u32).to_be_bytes());
                bytes.truncate(end);
            }
            Field::Real(number) => bytes.extend_from_slice(&number.to_be_bytes()),
            Field::Text(text) => bytes.extend_from_slice(text),
        }
    }
}

/// Appends a record of at most `N` values to `bytes`.
pub(crate) fn encode<const N: usize>(fields: &[Field<'_>], bytes: &mut Vec<u8>) {
    let mut stored = [Field::Null; N];
    stored.iter_mut().zip(fields).for_each(|(stored, field)| *stored = field.stored());
    let stored = &stored[..fields.len()];
    let start = begin(bytes);
    stored.iter().for_each(|field| field.put_type(bytes));
    end_header(start, bytes);
    stored.iter().for_each(|field| field.put_body(bytes));
}

/// Appends the record that has the values `before`, then the first value of the record `content`, then the values
/// `between`, then all other values of `content`.
pub(crate) fn encode_around<const B: usize, const I: usize>(
    before: [Field<'_>; B],
    content: &[u8],
    between: [Field<'_>; I],
    bytes: &mut Vec<u8>,
) {
    let (length, start) = get_varint(content).unwrap_or((0, 0));
    let (types, body) = (&content[start..length as usize], &content[length as usize..]);
    let (first, types) = types.split_at(types.len().min(1));
    let (first_body, body) = body.split_at(first.first().map_or(0, |&serial_type| body_length(serial_type.into())));
    let (before, between) = (before.map(Field::stored), between.map(Field::stored));
    let start = begin(bytes);
    before.iter().for_each(|field| field.put_type(bytes));
    bytes.extend_from_slice(first);
    between.iter().for_each(|field| field.put_type(bytes));
    bytes.extend_from_slice(types);
    end_header(start, bytes);
    before.iter().for_each(|field| field.put_body(bytes));
    bytes.extend_from_slice(first_body);
    between.iter().for_each(|field| field.put_body(bytes));
    bytes.extend_from_slice(body);
}

/// Begins a record, and returns its place.
fn begin(bytes: &mut Vec<u8>) -> usize {
    bytes.push(0);
    bytes.len() - 1
}

/// Writes the length of the header of the record that starts at `start`, where all types have been written.
#[inline]
fn end_header(start: usize, bytes: &mut Vec<u8>) {
    // The length of the header counts itself.
    match bytes.len() - start {
        header @ 0..128 => bytes[start] = header as u8,
        header => {
            let mut length = Vec::new();
            put_varint(header as u64 + 1, &mut length);
            bytes.splice(start..=start, length);
        }
    }
}

/// The values of a record, one after the other.
pub(crate) struct Fields<'a> {
    header: &'a [u8],
    body: &'a [u8],
}

impl<'a> Fields<'a> {
    /// The values of a record; `None` where the bytes are no record.
    #[inline]
    pub(crate) fn of(record: &'a [u8]) -> Option<Self> {
        let (length, start) = get_varint(record)?;
        let length = usize::try_from(length).ok()?;
        Some(Self { header: record.get(start..length)?, body: record.get(length..)? })
    }
}

/// The serial type of a number that is no integer.
const REAL: u8 = 7;

/// How many bytes the body of a value takes.
fn body_length(serial_type: u64) -> usize {
    match serial_type {
        0 | 8 | 9 => 0,
        1..=4 => serial_type as usize,
        5 => 6,
        6 | 7 => 8,
        _ => ((serial_type.max(12) - 12) / 2) as usize,
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    #[inline]
    fn next(&mut self) -> Option<Field<'a>> {
        let (serial_type, read) = get_varint(self.header)?;
        self.header = &self.header[read..];
        let length = body_length(serial_type);
        let all = self.body;
        let (body, rest) = all.split_at_checked(length)?;
        self.body = rest;
        Some(match serial_type {
            0 => Field::Null,
            8 => Field::Integer(0),
            9 => Field::Integer(1),
            7 => Field::Real(f64::from_be_bytes(body.try_into().ok()?)),
            1..=6 => Field::Integer(match all.first_chunk() {
                Some(eight) => i64::from_be_bytes(*eight) >> (64 - 8 * length),
                None => {
                    let sign = if body[0] & 0x80 == 0 { 0 } else { -1 };
                    body.iter().fold(sign, |number, &byte| number << 8 | i64::from(byte))
                }
            }),
            _ => Field::Text(body),
        })
    }
}

/// A variable-length integer and how many bytes it takes; `None` where the bytes end before it does.
#[inline(always)]
pub(crate) fn get_varint(bytes: &[u8]) -> Option<(u64, usize)> {
    match bytes.first() {
        Some(&first) if first < 0x80 => return Some((u64::from(first), 1)),
        _ => {}
    }
    let mut number = 0;
    for (index, &byte) in bytes.iter().take(9).enumerate() {
        if index == 8 {
            return Some((number << 8 | u64::from(byte), 9));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte < 0x80 {
            return Some((number, index + 1));
        }
    }
    None
}

/// Appends a variable-length integer.
#[inline]
pub(crate) fn put_varint(number: u64, bytes: &mut Vec<u8>) {
    if number < 0x80 {
        bytes.push(number as u8);
        return;
    }
    let length = varint_length(number);
    if length == 9 {
        bytes.extend((1..9).rev().map(|group| (number >> (1 + 7 * group)) as u8 | 0x80));
        bytes.push(number as u8);
        return;
    }
    for group in (0..length).rev() {
        let more = if group > 0 { 0x80 } else { 0 };
        bytes.push((number >> (7 * group)) as u8 & 0x7f | more);
    }
}

/// How many bytes a variable-length integer takes: seven bits in each, or nine bytes for all 64.
fn varint_length(number: u64) -> usize {
    let bits = 64 - (number | 1).leading_zeros() as usize;
    if bits > 56 { 9 } else { bits.div_ceil(7) }
}
