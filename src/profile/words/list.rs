//! Lists of words, each one text with commas between the words.

/// The words of a list.
pub(crate) fn words_in(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split(',').map(str::trim)
}

/// Whether a list has a word.
pub(crate) fn is_among(list: &'static str, word: &str) -> bool {
    words_in(list).any(|known| known == word)
}
