//! Powers of ten that are stated twice: beside a number, and above the table or in its unit.

use super::unit::Unit;
use crate::model::Scale;
use crate::profile::doubt::Ambiguity;
use crate::profile::sample::Sample;
use crate::profile::words::named_unit::{divided, is_unit};
use crate::profile::words::powers::{exponent, is_power_of_ten};
use crate::profile::writer::inline;

/// A doubt where a number has a word for a power of ten beside it, and a line above the table says another one, or a unit says one,
/// too; `columns` are those of figures.
pub(crate) fn doubt(sample: &Sample, columns: &[usize], (cell, word): (&str, &str)) -> Option<Ambiguity> {
    let flags = inline(&[(word, "A")]);
    let unit = Unit::of(sample, columns);
    let stated = Scale::parse(word).map(|scale| scale.exponent.to_string());
    if let Some(other) = unit.scale.filter(|other| exponent(other) != stated) {
        return Some(Ambiguity {
            what: format!("`{cell}` states its power of ten, and a line above the table says `{other}`"),
            ways: Vec::new(),
            written: Some(format!(
                "flags = {flags} where the line holds, or scale = \"0\" under [columns] where `{word}` holds"
            )),
        });
    }
    let names = columns.iter().filter_map(|column| Some(divided(&sample.columns[*column])?.1));
    let others = (0..sample.columns.len()).filter(|column| !columns.contains(column));
    let cells = others.flat_map(|column| sample.cells(column)).filter(|cell| is_unit(cell));
    let has_power = |unit: &&str| {
        let mut words = unit.split(|c: char| !c.is_alphanumeric());
        words.any(is_power_of_ten) || unit.contains(['万', '萬', '亿', '億'])
    };
    let other = unit.stated.as_deref().into_iter().chain(names).chain(cells).find(has_power)?;
    Some(Ambiguity {
        what: format!("`{cell}` states its power of ten, and its unit `{other}` does so, too"),
        ways: Vec::new(),
        written: Some(format!(
            "flags = {flags} where both are the same power of ten, or the mapping as it stands where the unit is `{other}` all the same"
        )),
    })
}
