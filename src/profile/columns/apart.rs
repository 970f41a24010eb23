//! Columns that say nothing of what figures are of: when and where they were published, how precise they are, and the period in
//! other words. They are not read, because a figure that is published again would be one of another series.

use std::collections::HashSet;

use super::called::is_code;
use super::names::{key, placeholder, words};
use super::places::{are_pairs, determines, names_places};
use crate::mapping::quoted;
use crate::model::fold;
use crate::model::office_period::{compact, doubt};
use crate::profile::doubt::Ambiguity;
use crate::profile::sample::Sample;
use crate::profile::words::list::{is_among, words_in};
use crate::profile::words::spelling::period_of;

/// Words in the names of columns of the day on which something was published, or of the address at which it is.
const RELEASES: &str = "release, publish, publication, vintage, updated, last update, modified, created, retrieved, download, \
                        actualiz, aktualis, actualis, mise a jour, veroffentlich, aggiorn, pubblicaz, publicac, 更新, 发布, 公布, 公表";

/// Further such words, which must be whole words, because other words contain them.
const SHORT_RELEASES: &str = "stand, url";

/// Words in the names of columns of intervals.
const INTERVALS: &str = "confidence interval, confidence limit, 95% ci, 95 % ci, ci 95%";

/// Names of columns that number the rows of a database.
const IDS: &str = "id, uuid, guid, row id, record id, obs id, objectid, fid";

/// Columns of Statistics Canada: codes of what others name, the numbers of series, and the decimals that figures have.
/// (<https://www.statcan.gc.ca/en/developers/csv/user-guide>)
const OF_CANADA: &str = "dguid, uom id, scalar id, vector, coordinate, decimals, identificateur d'unite de mesure, \
                         identificateur scalaire, vecteur, coordonnees, decimales";

fn is_distinct(sample: &Sample, column: usize) -> bool {
    let mut seen = HashSet::new();
    sample.rows.len() > 1 && sample.cells(column).all(|cell| seen.insert(cell))
}

/// Whether a column of this name may say when or where something was published.
fn names_release(name: &str) -> bool {
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    words.any(|word| is_among(SHORT_RELEASES, word)) || words_in(RELEASES).any(|word| name.contains(word))
}

/// Whether a column says when or where figures were published, how precise they are, or which number a database gives their series. A column of numbers does not, but one of
/// dates in digits alone.
pub(crate) fn is_apart(sample: &Sample, column: usize) -> bool {
    let name = fold(&sample.columns[column].replace(['_', '.'], " "));
    let are = |holds: &dyn Fn(&str) -> bool| sample.all(column, holds);
    let is_day = |cell: &str| {
        compact(cell).is_some_and(|day| day.len() == 10)
            || period_of(cell).is_some_and(|period| period.start() == period.end())
    };
    let is_number = |cell: &str| cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let is_number_of_rows = is_among(IDS, &name) && is_distinct(sample, column);
    is_number_of_rows
        || is_among(OF_CANADA, &name)
        || are(&is_day)
        || are(&|cell| cell.starts_with("http://") || cell.starts_with("https://"))
        || !are(&is_number) && (names_release(&name) || words_in(INTERVALS).any(|word| name.contains(word)))
}

/// A doubt where rows of one figure differ in nothing but a column that says when they were published.
pub(crate) fn editions_in_doubt(sample: &Sample, column: usize) -> Ambiguity {
    let (name, place) = (&sample.columns[column], placeholder(sample, column));
    Ambiguity {
        what: format!("rows differ in nothing but the column `{name}`, which may say of which edition they are"),
        ways: Vec::new(),
        written: Some(format!(
            "`{}={{{place}}}` in the breakdown, as it stands, for series beside each other, or skip = true under a [[when]] with matches = {{ {} = '...' }} for the rows of other editions, and --published-on for each",
            key(sample, column),
            quoted(&place)
        )),
    }
}

/// Whether a column states the periods of another one in other words: `Year Code` beside `Year`, `January 2023` beside `2023-01`.
pub(crate) fn restates(sample: &Sample, column: usize, period: usize) -> bool {
    let [name, of] = [column, period].map(|column| sample.columns[column].to_lowercase());
    let is_code = name.starts_with(&of) && name.ends_with("code");
    let mut cells = sample.rows.iter().filter_map(|(_, row)| Some((row.get(column)?, row.get(period)?)));
    let has_year = |(cell, period): (&String, &String)| {
        period_of(period).is_some_and(|period| cell.contains(&period.start().year().to_string()))
    };
    column != period && are_pairs(sample, column, period) && (is_code || cells.all(has_year))
}

/// A doubt where a column states the periods of another one in such words that they may be others: `2021/22` beside `2021`.
pub(crate) fn restated_otherwise(sample: &Sample, column: usize, period: usize) -> Option<Ambiguity> {
    let found = doubt(sample.cells(column), None).filter(|_| restates(sample, column, period))?;
    let [other, name] = [column, period].map(|column| &sample.columns[column]);
    let template = |column: usize| format!("{{{}}}", placeholder(sample, column));
    doubt(sample.cells(period), None).is_none().then(|| Ambiguity {
        what: format!("the column `{other}` states the periods of `{name}` in another way: {}", found.what),
        ways: Vec::new(),
        written: Some(format!(
            "period = \"{}\", as it stands, or {}, under [columns]",
            template(period),
            found.fix(&template(column))
        )),
    })
}

/// Whether a column holds codes of the places in another one, which has their names: it is called `Code`, or by a word for places.
pub(crate) fn is_code_of(sample: &Sample, column: usize, region: usize) -> bool {
    const PLAIN: &str = "code, codes, id, iso, alpha, fips";
    let name = &sample.columns[column];
    let is_plain = words(name).all(|word| is_among(PLAIN, &word));
    is_code(name) && (is_plain || names_places(name)) && column != region && determines(sample, region, column)
}
