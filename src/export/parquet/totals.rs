//! The SELECTs of the tables that have totals of figures. They read the series and sources of `shard_series` and `shard_source`, and the
//! figures in place of `{figures}`.

pub(super) const SERIES: &str = include_str!("derive/series.sql");
pub(super) const SOURCE: &str = include_str!("derive/source.sql");

/// The SELECT of a table; `None` of one without totals.
pub(super) fn of(table: &str, figures: &str) -> Option<String> {
    let sql = match table {
        "series" => SERIES,
        "source" => SOURCE,
        _ => return None,
    };
    Some(sql.replace("{figures}", figures))
}
