//! The rows of `series` and its indexes as records.

use std::io;

use crate::load::observation::dictionary::Dictionary;
use crate::load::observation::statistics::Totals;
use crate::store::bulk::record::{Field, encode};
use crate::store::bulk::{BulkWriter, Kind};

/// A series, which is kept until all figures are written. Its `series_id` is its place in the list, counted from one.
pub(super) struct Series {
    pub subject: [u32; 5],
    pub totals: Totals,
}

/// The indexes of series, each with the parts of a subject that are its columns, in order; `series_id` is its last column.
pub(super) const INDEXES: [(&str, &[usize]); 4] = [
    ("sqlite_autoindex_series_1", &[0, 1, 2, 3, 4]),
    ("series_by_enterprise", &[3]),
    ("series_by_region", &[1, 3]),
    ("series_by_sector", &[2, 3]),
];

/// Writes the table.
pub(super) fn put_series(writer: &mut BulkWriter, dictionary: &Dictionary, series: &[Series]) -> io::Result<()> {
    writer.begin("series", Kind::Table, 0)?;
    for Series { subject, totals } in series {
        let [metric, region, sector, enterprise, breakdown] =
            dictionary.subject(*subject).map(|code| Field::Text(code.as_bytes()));
        let codes = totals.periods.codes();
        let [first, last, latest] =
            codes.each_ref().map(|code| code.as_ref().map_or(Field::Null, |code| Field::Text(code.as_bytes())));
        let count = |count: u64| Field::Integer(count.cast_signed());
        writer.add(|bytes| {
            encode::<17>(
                &[
                    // The first value is the number of the row, which stands before the record.
                    Field::Null,
                    metric,
                    region,
                    sector,
                    enterprise,
                    breakdown,
                    count(totals.observations),
                    first,
                    last,
                    count(totals.missing),
                    count(totals.qualified),
                    count(totals.forecast),
                    count(totals.inferred),
                    count(totals.alternatives),
                    totals.checksum.map_or(Field::Null, count),
                    latest,
                    Field::Integer(i64::from(totals.periods.is_mixed)),
                ],
                bytes,
            );
        })?;
    }
    Ok(())
}

/// Writes an index.
pub(super) fn put_index(
    writer: &mut BulkWriter,
    dictionary: &Dictionary,
    series: &[Series],
    index: &str,
    parts: &[usize],
) -> io::Result<()> {
    writer.begin(index, Kind::Index, 0)?;
    let mut order: Vec<u32> = (0..series.len() as u32).collect();
    // Series come in the order of all their parts, which is that of the index on all.
    if let [first, rest @ ..] = parts
        && rest.len() < 2
    {
        let part = |number: u32, part: usize| series[number as usize].subject[part];
        let second = |number| rest.first().map_or(0, |&rest| part(number, rest));
        order.sort_unstable_by_key(|&number| (part(number, *first), second(number), number));
    }
    for number in order {
        let codes = dictionary.subject(series[number as usize].subject);
        let mut fields = [Field::Null; 6];
        for (field, &part) in fields.iter_mut().zip(parts) {
            *field = Field::Text(codes[part].as_bytes());
        }
        fields[parts.len()] = Field::Integer(i64::from(number) + 1);
        writer.add(|bytes| encode::<6>(&fields[..=parts.len()], bytes))?;
    }
    Ok(())
}
