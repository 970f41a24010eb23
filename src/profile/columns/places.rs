//! The columns that hold places.

use std::collections::HashMap;

use super::names::{placeholder, words};
use crate::mapping::quoted;
use crate::model::fold;
use crate::profile::doubt::Ambiguity;
use crate::profile::sample::Sample;
use crate::profile::sample::around::Record;
use crate::profile::words::figure::{is_figure, is_number};
use crate::profile::words::list::{is_among, words_in};
use crate::profile::writer::Writer;

/// The beginnings of words in the names of columns of places.
const PLACES: &str = "geograph, region, subregion, countr, provinc, prefecture, county, counties, district, municip, \
                      departement, regiao, regioes, departamento, governorate, wojewodztw";

/// Further such words, which must be whole words, because other words contain them: electricity is not a city.
const SHORT_PLACES: &str = "geo, area, areas, place, places, city, cities, pais, paises, pays, paese, ort, orte, \
                            gemeinde, commune, comune, kommun, kommune, kreis, kanton, canton, comunidad, bundesland, \
                            lan, fylke, state, territory, location, entity, nuts, lad, ward, lsoa, msoa, town, towns, \
                            lga, provinsi, comuna, gemeente, maakunta, megye, judet, kraj, kraje, parish, borough, \
                            oblast, il, sehir, economy, reporter, регион, регионы, область, субъект, город, \
                            περιφερεια, المنطقة";

/// The same in languages that do not separate words.
const CHINESE_PLACES: &str = "地区, 地區, 地域, 都道府県, 省份, 城市, 区县, 지역, 시도, 시군구";

/// Words with which they mean something else: land use, district heating, floor area.
const NO_PLACES: &str = "cover, floor, heating, land, size, surface, type, use, waste";

/// The same in Chinese: the product of a region is no region.
const CHINESE_NO_PLACES: &str = "总值, 增加值, 产值, 人口, 收入, 支出";

/// Whether a column of this name holds places.
pub(crate) fn names_places(column: &str) -> bool {
    let name = fold(column);
    let words: Vec<String> = words(column).map(|word| fold(&word)).collect();
    let words = || words.iter().map(String::as_str);
    let is_place = |word: &str| is_among(SHORT_PLACES, word) || words_in(PLACES).any(|place| word.starts_with(place));
    let is_of_another = words().any(|word| is_among(NO_PLACES, word));
    // Names of several words, and the German and Dutch word for a country.
    is_among("land, local authority, entidad federativa, unidad territorial", &name)
        || words().any(is_place) && !is_of_another
        || words_in(CHINESE_PLACES).any(|place| name.contains(place))
            && !words_in(CHINESE_NO_PLACES).any(|other| name.contains(other))
}

/// Whether the numbers in a column of places may be their codes: those of areas may be their sizes, and a county tax is no county.
pub(crate) fn may_be_codes(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    !name.contains(' ') && !name.contains("area")
}

/// Whether beside each text in one column always stands the same text in another one.
pub(crate) fn determines(sample: &Sample, one: usize, other: usize) -> bool {
    let mut texts: HashMap<&str, &str> = HashMap::new();
    sample.rows.iter().all(|(_, row)| {
        let [one, other] = [one, other].map(|column| row.get(column).map_or("", String::as_str));
        *texts.entry(one).or_insert(other) == other
    })
}

/// Whether each text in one column stands beside one text in another one, and the other way round.
pub(crate) fn are_pairs(sample: &Sample, one: usize, other: usize) -> bool {
    determines(sample, one, other) && determines(sample, other, one)
}

/// The column of places among some, and the one of their names beside it.
pub(crate) fn of(sample: &Sample, others: &[usize]) -> (Option<usize>, Option<usize>) {
    const LABELS: &str = "name, label, bezeichnung, nom, nombre, nome, naam, namn, navn, 名称, 名稱";
    let is_of_capitals =
        |cell: &str| cell.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-');
    let is_code = |column: &usize| {
        let name = fold(&sample.columns[*column]);
        !words_in(LABELS).any(|word| name.ends_with(word))
            && sample.all(*column, &|cell| cell.len() <= 12)
            && (words_in("code, codigo, geo, iso, 代码, 代碼, 编码, コード").any(|word| name.contains(word))
                || may_be_codes(&name) && sample.all(*column, &is_of_capitals))
    };
    let is_place = |column: &usize| names_places(&sample.columns[*column]);
    let region = others.iter().copied().find(|column| is_place(column) && is_code(column));
    let region = region.or(others.iter().copied().find(|column| is_place(column)));
    // A column of codes of places may have a column of their names beside it. Beside a column of names, another column
    // of places is another dimension, and so is one of larger places.
    let code = region.filter(is_code);
    let is_label = |column: &usize| {
        code.is_some_and(|code| code != *column && !is_code(column) && are_pairs(sample, code, *column))
    };
    let may_be_label = |column: &usize| is_place(column) || is_among(LABELS, &fold(&sample.columns[*column]));
    let label = others.iter().copied().filter(may_be_label).find(is_label);
    (region, label)
}

/// Writes how the places in a column are created, with the column of their names.
pub(crate) fn write(sample: &Sample, (region, label): (Option<usize>, Option<usize>), writer: &mut Writer) {
    if region.is_some() {
        writer.table("create.region");
        if let Some(label) = label {
            writer.pair("name", &format!("{{{}}}", placeholder(sample, label)));
        }
        writer.pair("level", "area");
    }
}

/// A doubt where the places in a column stand once for several rows, as merged cells do.
pub(crate) fn empty_in_doubt(sample: &Sample, region: usize) -> Option<Ambiguity> {
    let cell = |row: &[String], column: usize| row.get(column).is_some_and(|cell| !cell.is_empty());
    let is_open = |(_, row): &&Record| {
        !cell(row, region)
            && row.iter().any(|cell| !cell.is_empty() && !is_figure(cell))
            && row.iter().any(|it| is_number(it))
    };
    let (line, _) = sample.rows.iter().find(is_open).filter(|_| cell(&sample.rows[0].1, region))?;
    let (name, place) = (&sample.columns[region], placeholder(sample, region));
    Some(Ambiguity::new(
        format!("`{name}` is empty on line {line}: the row is of the place above, or of none"),
        vec![
            format!("fill = [{}]", quoted(&place)),
            format!("[[when]]\nmatches = {{ {} = '^$' }}\nskip = true", quoted(&place)),
        ],
    ))
}
