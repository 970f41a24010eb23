//! What the columns of a file are called in a mapping.

use crate::mapping::is_reserved;
use crate::profile::sample::Sample;
use crate::profile::words::spelling::period_of;

/// What a column is called in a template: by its place where it has no name of its own.
pub(crate) fn placeholder(sample: &Sample, column: usize) -> String {
    let name = &sample.columns[column];
    let is_own = !sample.may_lack_header
        && is_short(name)
        && !name.contains(['{', '}', '\n'])
        && sample.columns.iter().filter(|other| *other == name).count() == 1;
    if is_own && period_of(name).is_none() && !is_reserved(name) { name.clone() } else { format!("#{}", column + 1) }
}

/// The words of a name, in small letters: `AreaName` is two words, and `REF_AREA` are two.
pub(crate) fn words(name: &str) -> impl Iterator<Item = String> {
    let mut divided = String::new();
    for c in name.chars() {
        if c.is_uppercase() && divided.ends_with(char::is_lowercase) {
            divided.push(' ');
        }
        divided.push(c);
    }
    let words: Vec<String> = divided.to_lowercase().split(|c: char| !c.is_alphabetic()).map(str::to_owned).collect();
    words.into_iter().filter(|word| !word.is_empty())
}

/// What a column is called in a breakdown.
pub(crate) fn key(sample: &Sample, column: usize) -> String {
    let name = sample.columns[column].replace([';', '=', '\\', '{', '}'], "-");
    if !is_short(&name) || sample.may_lack_header { format!("column-{}", column + 1) } else { name }
}

/// Whether the name of a column can be written in a mapping: one that is as long as a text would hide all else.
fn is_short(name: &str) -> bool {
    const LONGEST: usize = 200;
    (1..=LONGEST).contains(&name.len())
}
