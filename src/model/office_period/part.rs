//! The names of parts of a year: months, quarters and halves, in the languages of the big publishers.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The names of each month and their usual short forms in English, German, French, Spanish, Italian, Portuguese, Dutch, Danish,
/// Norwegian and Swedish, in small letters and without accents.
const MONTHS: [&str; 12] = [
    "jan january januar janner januari janv janvier janeiro ene enero gen genn gennaio",
    "feb february februar feber februari fev fevr fevrier fevereiro febrero febbr febbraio",
    "mar march marz maerz mrz mars marts marzo marco mrt maart",
    "apr april avr avril abr abril aprile",
    "may mai maj mei mayo maio mag magg maggio",
    "jun june juni juin junio junho giu giugno",
    "jul july juli juil juill juillet julio julho lug luglio",
    "aug august augusti augustus aout aou ago agosto",
    "sep sept september septembre septiembre setiembre set sett settembre setembro",
    "oct october okt oktober octobre octubre ott ottobre out outubro",
    "nov november novembre noviembre novembro",
    "dec december decembre dez dezember dezembro dic diciembre dicembre des desember",
];

/// A pattern of this module; all are tested.
pub(super) fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

/// A text in the letters that the patterns know: full-width letters are plain ones, and the Korean words for years, months, days and
/// quarters are the Chinese ones.
pub(super) fn plain(text: &str) -> String {
    const KOREAN: [(&str, &str); 4] = [("분기", "季度"), ("년", "年"), ("월", "月"), ("일", "日")];
    let text: String = text.trim().nfkc().collect();
    if text.is_ascii() { text } else { KOREAN.iter().fold(text, |text, (korean, word)| text.replace(korean, word)) }
}

/// The first month of a part of a year by its name or its number, such as `Q1`, `January`, `一季度` or `5`, and how many months
/// it has. `T1` is a quarter, and may be a third of a year.
pub(crate) fn part_named(text: &str) -> Option<(i32, i32)> {
    static TRIMESTER: LazyLock<Option<Regex>> = LazyLock::new(|| pattern("^(?:T0?([1-4])|([1-4])T)$"));
    let text = plain(text);
    let found = TRIMESTER.as_ref()?.captures(&text);
    let trimester = found.and_then(|found| number(found.get(1).or(found.get(2))?.as_str()));
    trimester.map(|number| (number * 3 - 2, 3)).or_else(|| months_named(&text).filter(|_| !text.is_empty()))
}

/// The first month of a part of a year, and how many it has.
pub(super) fn months_named(part: &str) -> Option<(i32, i32)> {
    static SPAN: LazyLock<Option<Regex>> =
        LazyLock::new(|| pattern("^(?<a>[^-–—~至]+?) *月?份? *[-–—~至] *(?<b>[^-–—~至]+?)(?<unit>月份?|季度?|)$"));
    if let Some(found) = quarter_or_half(part) {
        return Some(found);
    }
    match part.to_lowercase().as_str() {
        "上半年" => return Some((1, 6)),
        "下半年" => return Some((7, 6)),
        "前三季度" | "前三季" => return Some((1, 9)),
        "" | "全年" | "annual" | "full year" | "г." | "г" | "год" | "jj00" => return Some((1, 12)),
        _ => {}
    }
    let month = |text: &str| month_named(text).or_else(|| number(text)).filter(|month| (1..=12).contains(month));
    let is_digits = |rest: &&str| number(rest).is_some();
    let digits = ["MM", "M", "m"].into_iter().find_map(|mark| part.strip_prefix(mark).filter(is_digits));
    if let Some(month) = month(digits.unwrap_or(part).trim_end_matches('份').trim_end_matches('月')) {
        return Some((month, 1));
    }
    let found = SPAN.as_ref()?.captures(part)?;
    let (first, last) = (month(&found["a"])?, month(&found["b"])?);
    let length = if found["unit"].starts_with('季') { 3 } else { 1 };
    (first < last && last * length <= 12).then_some((first * length - length + 1, (last - first + 1) * length))
}

/// The first month of a quarter or a half of a year, and how many it has: `Q1`, `1º trimestre`, `K1`, `II. Quartal`, `H1`.
fn quarter_or_half(part: &str) -> Option<(i32, i32)> {
    static FORMS: LazyLock<[Option<Regex>; 4]> = LazyLock::new(|| {
        const ORDINAL: &str = "(?:st|nd|rd|th|er|re|ère|ème|eme|e|o|a|°|\\.|:a|:e)?";
        const QUARTERS: &str = "Q(?:uarter|tr)?|quartal|trimestre|trim\\.?|kwartaal|kvartal|四半期|季度?";
        const HALVES: &str = "H|half|S|semestre|semester|halbjahr|halfjaar|halvår";
        [
            pattern(&format!("(?i)^(?:{QUARTERS}|KV?) *0?(?<number>[1-4]|I{{1,3}}|IV)$")),
            pattern(&format!("(?i)^第?(?<number>[1-4一二三四]|I{{1,3}}|IV){ORDINAL}(?:/4)? *(?:{QUARTERS}|kv\\.?)$")),
            pattern(&format!("(?i)^(?:{HALVES}) *0?(?<number>[12]|II?)$")),
            pattern(&format!("(?i)^(?<number>[12]|II?|first|second){ORDINAL} *(?:{HALVES})$")),
        ]
    });
    FORMS.iter().flatten().zip([3, 3, 6, 6]).find_map(|(form, length)| {
        let found = form.captures(part)?;
        let number = match found["number"].to_lowercase().as_str() {
            "i" | "first" => 1,
            "ii" | "second" => 2,
            "iii" => 3,
            "iv" => 4,
            digits => number(digits)?,
        };
        Some((number * length - length + 1, length))
    })
}

/// The number of a month by its name.
pub(super) fn month_named(text: &str) -> Option<i32> {
    let text = text.trim_end_matches(['.', ',']);
    let text = text.strip_suffix(" de").or(text.strip_suffix(" del")).unwrap_or(text).trim_end_matches('.');
    let name: String = text.to_lowercase().nfkd().filter(|c| !is_combining_mark(*c)).collect();
    let place = MONTHS.iter().position(|names| names.split(' ').any(|known| known == name))?;
    i32::try_from(place + 1).ok()
}

/// A number up to twelve, in digits or in Chinese.
pub(super) fn number(text: &str) -> Option<i32> {
    const NUMBERS: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
    let text = text.trim();
    let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let place = NUMBERS.iter().position(|number| *number == text);
    if is_number { text.parse().ok() } else { place.map(|place| place as i32 + 1) }
}
