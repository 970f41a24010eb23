//! What the words in the names of columns say that these hold: periods, weeks, or codes.

use super::names::words;
use super::places::{may_be_codes, names_places};
use crate::profile::words::calendar::is_period_name;
use crate::profile::words::list::{is_among, words_in};

/// Whether a word in the name of a column is one for periods.
pub(crate) fn speaks_of_periods(name: &str) -> bool {
    is_period_name(name)
        || words(name).any(|word| is_period_name(&word))
        || name.contains(['年', '時'])
        || name.contains("时间")
}

/// Words for weeks of the calendar in the name of a column, and what may stand beside them.
const WEEKS: &str = "week, kw, kalenderwoche, woche, semaine, semana, settimana, uke, vecka, isoweek, epiweek";
const OF_WEEKS: &str = "epi, epidemiological, mmwr, cdc, iso, calendar, reporting, number, num, no, nr, of, the, year";

/// Whether a column is called as one of the numbers of weeks is.
pub(crate) fn is_of_weeks(name: &str) -> bool {
    words(name).any(|word| is_among(WEEKS, &word))
        && words(name).all(|word| is_among(WEEKS, &word) || is_among(OF_WEEKS, &word))
}

/// Words in the names of columns of codes.
const CODES: &str = "code, codes, id, no, nr, zip, plz, postal, postcode, postleitzahl, fips, gss, lau, nuts, ags, isic, nace, \
                     sic, naics, noga, ateco, cnae, ciiu, scian, hs, sitc, cpc, cpv, coicop, cofog, isco, código, códigos, \
                     codigo, codice, kode, kod, koodi, schlüssel, kennziffer, clave";
const CHINESE_CODES: &str = "代码, 代碼, 编码, 編碼, 编号, 序号, 邮编, コード";

/// Whether the name of a column says that it holds codes. Those of periods are periods.
pub(crate) fn is_code(name: &str) -> bool {
    let mut words = words(name);
    let is_known = |word: String| is_among(CODES, &word) || word.ends_with("code");
    !speaks_of_periods(name) && (words.any(is_known) || words_in(CHINESE_CODES).any(|code| name.contains(code)))
}

/// Whether the name of a column says that it holds codes, or places, which may be codes.
pub(crate) fn holds_codes(name: &str) -> bool {
    is_code(name) || names_places(name) && may_be_codes(name)
}
