//! The names of columns that hold places.

/// The beginnings of words in the names of columns of places.
const PLACES: [&str; 10] = [
    "geograph",
    "region",
    "subregion",
    "countr",
    "provinc",
    "prefecture",
    "county",
    "counties",
    "district",
    "municipal",
];

/// Further such words, which must be whole words, because other words contain them: electricity is not a city.
const SHORT_PLACES: [&str; 16] = [
    "geo",
    "area",
    "areas",
    "place",
    "places",
    "city",
    "cities",
    "país",
    "países",
    "pays",
    "paese",
    "ort",
    "orte",
    "gemeinde",
    "commune",
    "bundesland",
];

/// The same in languages that do not separate words.
const CHINESE_PLACES: [&str; 7] = ["地区", "地區", "地域", "都道府県", "省份", "城市", "区县"];

/// Words with which they mean something else: land use, district heating, floor area.
const NO_PLACES: [&str; 9] = ["cover", "floor", "heating", "land", "size", "surface", "type", "use", "waste"];

/// Whether a column of this name holds places.
pub(super) fn names_places(column: &str) -> bool {
    let mut name = String::new();
    for c in column.chars() {
        // `AreaName` is two words, `REF_AREA` are two.
        if c.is_uppercase() && name.ends_with(char::is_lowercase) {
            name.push(' ');
        }
        name.push(c);
    }
    let name = name.to_lowercase();
    let words: Vec<&str> = name.split(|c: char| !c.is_alphabetic()).collect();
    let is_place = |word: &&str| SHORT_PLACES.contains(word) || PLACES.iter().any(|place| word.starts_with(place));
    let is_of_another = words.iter().any(|word| NO_PLACES.contains(word));
    // The German and Dutch word for a country.
    name == "land"
        || words.iter().any(is_place) && !is_of_another
        || CHINESE_PLACES.iter().any(|place| name.contains(place))
}
