//! The nearest known name to one that is not known.

use super::fold::fold;

/// Names longer than this many bytes are not compared: comparing takes memory for every pair of their letters.
const LONGEST: usize = 256;

/// The candidate that is most similar to `name`, if one is similar enough to be what was meant.
pub(crate) fn nearest<'a, T>(
    name: &str,
    candidates: impl IntoIterator<Item = T>,
    spelling: impl Fn(&T) -> &'a str,
) -> Option<T> {
    if name.len() > LONGEST {
        return None;
    }
    let wanted = fold(name);
    let mut best: Option<(f64, T)> = None;
    for candidate in candidates.into_iter().filter(|candidate| spelling(candidate).len() <= LONGEST) {
        let likeness = likeness(&wanted, &fold(spelling(&candidate)));
        if likeness > best.as_ref().map_or(0.0, |(best, _)| *best) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// From 0, nothing alike, to 1, equal: high where a letter or two differ, or where one text continues the other.
fn likeness(wanted: &str, candidate: &str) -> f64 {
    let (length, other) = (wanted.chars().count(), candidate.chars().count());
    let slips = strsim::damerau_levenshtein(wanted, candidate);
    let is_slip = length.max(other) >= 3 && slips <= (length.max(other) / 4).max(1);
    let continues = length.min(other) >= 4 && (candidate.contains(wanted) || wanted.contains(candidate));
    let jaro_winkler = strsim::jaro_winkler(wanted, candidate);
    match (is_slip, continues) {
        (true, _) => 1.0 - slips as f64 / 100.0,
        (false, true) => 0.85_f64.max(jaro_winkler).min(0.95),
        (false, false) if jaro_winkler >= 0.8 => jaro_winkler.min(0.95),
        (false, false) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_not_compared() {
        let (short, long) = ("n".repeat(LONGEST), "n".repeat(LONGEST + 1));
        let found = |name: &str, known: &'static str| nearest(name, [known], |known| known);
        assert_eq!(found("vlaue", "value"), Some("value"));
        assert_eq!(
            (nearest(&short, [&*short], |known| known), nearest(&long, [&*short], |known| known)),
            (Some(&*short), None)
        );
        assert_eq!(nearest(&short, [&*long], |known| known), None);
    }
}
