//! Names of metrics that end in a unit: `GDP (million EUR)`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::list::{is_among, words_in};
use super::powers::{is_power_of_ten, is_round};
use crate::model::units_of;
use crate::profile::writer::{Writer, inline};

/// A name and the text in parentheses behind it, whatever that is.
const METRIC: &str = "^(?<metric>.+?)(?:[(（](?<unit>[^()（）]+)[)）])?$";

/// Codes of currencies, and what stands for one.
pub(crate) const CURRENCIES: &str = "EUR, USD, GBP, CNY, RMB, JPY, CHF, SEK, NOK, DKK, ISK, PLN, CZK, HUF, RON, BGN, TRY, RUB, \
                                     UAH, KZT, INR, BRL, MXN, ARS, CLP, COP, PEN, CAD, AUD, NZD, KRW, ZAR, IDR, THB, SGD, HKD, \
                                     TWD, PHP, MYR, VND, ILS, EGP, NGN, SAR, AED, LCU, PPS, PPP, ECU, SDR, DEM, FRF, ITL";

/// Words for units, in small letters.
const WORDS: &str = "percent, percentage, pct, prozent, pourcentage, porcentaje, permille, permil, index, indices, points, euro, \
                     euros, dollar, dollars, pound, pounds, yen, yuan, renminbi, franc, francs, peso, pesos, rupee, rupees, won, \
                     rouble, roubles, ruble, rubles, krone, kroner, krona, kronor, person, persons, people, inhabitants, \
                     residents, heads, households, number, numbers, count, units, personen, anzahl, personnes, nombre, habitants, \
                     personas, número, habitantes, tonne, tonnes, ton, tons, kilogram, kilograms, kilometre, kilometres, \
                     kilometer, kilometers, metre, metres, meter, meters, hectare, hectares, acres, litre, litres, liter, liters, \
                     barrels, hours, days, weeks, months, years, minutes, cent, cents, miles, kr, rs, zł, руб, рублей, \
                     человек, чел, osób, kişi, rupiah, baht, dong, dirhams, riyals, tenge, reais, dólares";

/// Symbols of units.
const SYMBOLS: &str = "t, kt, Mt, Gt, kg, g, mg, µg, ha, km, km2, km², km³, m, m2, m², m3, m³, cm, mm, l, hl, kl, W, kW, MW, GW, \
                       TW, Wh, kWh, MWh, GWh, TWh, J, MJ, GJ, TJ, PJ, toe, ktoe, Mtoe, tkm, pkm, TEU, °C, bbl";

/// Units in Chinese, Japanese and Korean.
const CHINESE: &str = "元, 美元, 欧元, 日元, 港元, 人民币元, 円, ドル, 人, 人次, 户, 戶, 戸, 世帯, 家, 个, 個, 件, 次, 吨, 噸, トン, 公斤, 千克, 公顷, 亩, 平方米, 平方公里, 公里, \
                       千米, 立方米, 千瓦, 千瓦时, 千瓦小时, 度, 辆, 輛, 台, 艘, 架, 所, 张, 床, 册, 岁, 歳, 天, 日, 小时, 年, 吨标准煤, 标准箱, 份, 倍, 頭, 头, 只, \
                       명, 원, 달러, 가구, 톤, 개, 건, 대";

/// What may stand between the words of a unit.
const CONNECTORS: &str =
    "per, of, de, a, and, capita, head, person, inhabitant, worker, employee, hour, day, month, year";

/// Whether a word is a percentage, a currency or an index, which name a unit wherever they stand in it.
fn names_unit(word: &str) -> bool {
    let small = word.to_lowercase();
    let is_sign = |c: char| !units_of(c.encode_utf8(&mut [0; 4])).is_empty();
    let (end, start) = (word.trim_start_matches(is_sign), small.trim_end_matches(is_sign));
    !units_of(word).is_empty()
        || is_among(CURRENCIES, word)
        || is_among("percent, prozent, index, euro, euros, yuan, dollars", &small)
        // `€m`, `$bn`; `M€`, `T€`.
        || end.len() < word.len() && (["", "m", "k"].contains(&end) || is_power_of_ten(end))
        || start.len() < word.len() && (["m", "k", "t"].contains(&start) || is_power_of_ten(start))
}

/// Whether a text is written in Chinese, Japanese or Korean.
fn is_east_asian(text: &str) -> bool {
    text.chars().any(|c| ('\u{3040}'..'\u{a000}').contains(&c) || ('\u{ac00}'..'\u{d7a4}').contains(&c))
}

/// Whether a text in Chinese, Japanese or Korean is a unit: `亿元`, `万人`, `元/人`.
fn is_chinese(text: &str) -> bool {
    let is_multiplier = |c: char| c.is_ascii_digit() || "十百千万萬亿億십백천만억조".contains(c);
    let text = text.trim_start_matches("按").split(['/', '每', '·']).next().unwrap_or_default().trim();
    let rest = text.trim_start_matches(is_multiplier);
    is_among(CHINESE, rest) || is_among(CHINESE, text) || rest.is_empty() && rest.len() < text.len()
}

/// Whether a text is a unit, and not a word about what is measured: `goods`, `provisional`, `15-24`.
pub(crate) fn is_unit(text: &str) -> bool {
    static BASE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"=\s*1(?:00|[ ,.]?000)?\s*$").ok());
    let is_base = BASE.as_ref().is_some_and(|base| base.is_match(text));
    if is_east_asian(text) && !text.contains(['%', '％', '‰']) {
        return is_base || is_chinese(text);
    }
    let words: Vec<&str> = words_of(text).skip_while(|word| ["in", "In"].contains(word)).collect();
    let is_number = |word: &str| word.chars().all(|c| c.is_ascii_digit() || ".^'’".contains(c));
    let is_any = |word: &&str| is_word(word) || is_among(SYMBOLS, word) || is_number(word) || is_connector(word);
    let [first, rest @ ..] = words.as_slice() else { return false };
    let last = rest.last().unwrap_or(first);
    is_base
        || per_number(text).is_some()
        || is_round(&words.join(" "))
        || names_unit(last)
        || words.iter().any(|word| word.contains(['%', '％', '‰']) && !word.starts_with(|c: char| c.is_ascii_digit()))
        || names_unit(first)
        || is_word(first) && (is_power_of_ten(first) || rest.iter().all(is_any))
        || is_among(SYMBOLS, first) && rest.iter().all(is_any)
        || *first == "per" && rest.first().is_some_and(|word| is_number(word) || is_word(word))
        || is_number(first) && !is_number(last) && rest.iter().all(is_any)
}

/// The end of a text that says of how many the figures are counted: `per 100,000 inhabitants`.
pub(crate) fn per_number(text: &str) -> Option<&str> {
    static PER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let number = r"(?:10{1,2}(?:[ ,.]?000)*|1(?:[ ,.]?000)+|hundred|thousand|million|mille|mil)";
        Regex::new(&format!(r"(?i)\b(?:per|je|pro|pour|por) {number}(?: [^\d,;:()（）]*)?$")).ok()
    });
    PER.as_ref()?.find(text).map(|found| found.as_str())
}

/// Whether a text is nothing but the symbol of a unit, which is no word.
pub(crate) fn is_symbol(text: &str) -> bool {
    text.len() > 1 && is_among(SYMBOLS, text)
}

/// Whether a metric or a unit has the name of a rate, a share or an index.
pub(crate) fn is_rate(name: &str) -> bool {
    const RATES: &str = "rate, rates, ratio, ratios, percent, percentage, index, indices, quote, quoten, anteil, anteile, taux, \
                         indice, tasa, tasas, porcentaje, índice, tasso, tassi, quota, taxa, taxas, andel, aandeel, indeks";
    const CHINESE: &str = "率, 比重, 占比, 比例, 指数, 指數, 构成比, 비율, 비중, 률, 지수";
    static SHARE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\bshares? (?:of|in)\b|\bshare$|%|％|‰").ok());
    let name = name.to_lowercase();
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    words.any(|word| is_among(RATES, word) || word.ends_with("quote"))
        || SHARE.as_ref().is_some_and(|share| share.is_match(&name))
        || words_in(CHINESE).any(|word| name.contains(word))
}

/// The first of some metrics with the name of a rate, a share or an index; `None` where all metrics have one, or none has.
pub(crate) fn rate_among<'n>(names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let (rates, others): (Vec<&str>, Vec<&str>) = names.partition(|name| is_rate(name));
    rates.first().copied().filter(|_| !others.is_empty())
}

/// Whether a word stands between those of a unit: `per hour and person`.
pub(crate) fn is_connector(word: &str) -> bool {
    is_among(CONNECTORS, &word.to_lowercase())
}

/// The words of a text that may be a unit.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| c.is_whitespace() || "/,;·:".contains(c));
    words.map(|word| word.trim_end_matches('.')).filter(|word| !word.is_empty())
}

/// Whether a word is one for a unit or a power of ten, and nothing else.
fn is_word(word: &str) -> bool {
    names_unit(word) || is_power_of_ten(word) || is_among(WORDS, &word.to_lowercase())
}

/// Whether a text begins with a percentage.
pub(crate) fn is_percentage(text: &str) -> bool {
    const WORDS: &str = "percent, percentage, prozent, pourcentage, porcentaje, percentuale";
    let text = text.to_lowercase();
    let first = text.split_whitespace().next().unwrap_or_default();
    first.starts_with(['%', '％']) || is_among(WORDS, first) || text.starts_with("per cent")
}

/// Whether a text has a word for a unit or a power of ten in it.
pub(crate) fn says_unit(text: &str) -> bool {
    is_unit(text) || words_of(text).any(|word| is_word(word) || word.contains(['%', '％', '‰']))
}

/// Whether a line is nothing but a unit. A word such as `Persons` may be a title, unless the line is marked as none: it stands in
/// parentheses, or begins with `in`.
pub(crate) fn is_unit_alone(text: &str, is_marked: bool) -> bool {
    let words: Vec<&str> = words_of(text).collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let is_percent = |word: &str| word.contains(['%', '％', '‰']) && !word.contains(char::is_alphanumeric);
    let is_known = |word: &&str| {
        is_word(word)
            || is_percent(word)
            || is_among(SYMBOLS, word)
            || is_connector(word)
            || word.chars().all(|c| c.is_ascii_digit())
    };
    // A title may be `Index`.
    let is_sure =
        !text.eq_ignore_ascii_case("index") && [first, last].iter().any(|word| names_unit(word) || is_percent(word));
    let is_label = text.contains(['：', ':', '、', '，']);
    let are_known = words.iter().all(is_known) && (is_marked || is_sure);
    let is_per = is_marked && per_number(text).is_some();
    is_unit(text) && !is_label && (is_per || is_east_asian(text) || !text.contains(char::is_alphabetic) || are_known)
}

/// A name without the unit in parentheses behind it, and the unit; `None` where it has none.
pub(crate) fn divided(name: &str) -> Option<(&str, &str)> {
    let inner = name.trim().strip_suffix([')', '）'])?;
    let at = inner.rfind(['(', '（'])?;
    let (name, unit) = (inner[..at].trim(), inner[at..].trim_start_matches(['(', '（']));
    (!name.is_empty() && !unit.contains([')', '）']) && is_unit(unit)).then_some((name, unit))
}

/// Whether a name ends in something in parentheses that is not its unit.
fn has_other(name: &str) -> bool {
    name.ends_with([')', '）']) && divided(name).is_none()
}

/// How names are divided into metrics and their units.
#[derive(Debug)]
pub(crate) struct NamedUnits {
    /// The pattern that divides a name.
    pub pattern: String,
    pub has_units: bool,
    /// Whether all names have one.
    pub are_all: bool,
    /// The names that have a unit, and of which another one names the same metric in another unit.
    repeated: Vec<String>,
}

impl NamedUnits {
    pub(crate) fn of<'t>(names: impl Iterator<Item = &'t str>) -> Self {
        let mut metrics: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let (mut units, mut has_others, mut are_all) = (BTreeSet::new(), false, true);
        for name in names {
            has_others |= has_other(name);
            let (metric, unit) = divided(name).map_or((name.trim(), None), |(metric, unit)| (metric, Some(unit)));
            are_all &= unit.is_some();
            units.extend(unit);
            metrics.entry(metric).or_default().insert(name);
        }
        let escaped = units.iter().map(|unit| regex::escape(unit)).collect::<Vec<_>>().join("|");
        let pattern = if has_others { METRIC.replace("[^()（）]+", &escaped) } else { METRIC.to_owned() };
        let of_several = metrics.into_values().filter(|names| names.len() > 1).flatten();
        let repeated = of_several.filter(|name| divided(name).is_some()).map(str::to_owned).collect();
        Self { pattern, has_units: !units.is_empty(), are_all, repeated }
    }

    /// The pattern without the start and the end of a line.
    pub(crate) fn inner(&self) -> &str {
        self.pattern.trim_start_matches('^').trim_end_matches('$')
    }

    /// Writes that metrics of one name in several units are several metrics; `origin` is the placeholder of the names.
    pub(crate) fn write(&self, origin: &str, writer: &mut Writer) {
        if self.repeated.is_empty() {
            return;
        }
        let names: Vec<String> = self.repeated.iter().map(|name| regex::escape(name)).collect();
        writer.when(&[(origin, &format!("^(?:{})$", names.join("|")))]);
        writer.raw("columns", &inline(&[("metric", "{metric}.{unit}")]));
        writer.creates("metric", "name", &format!("{{{origin}}}"));
    }
}
