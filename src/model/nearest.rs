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
    let most = (length.max(other) / 4).max(1);
    // Most candidates are not near, and counting letters is much faster than comparing their order.
    let slips = (length.max(other) >= 3 && letters_apart(wanted, candidate) <= most)
        .then(|| strsim::damerau_levenshtein(wanted, candidate))
        .filter(|slips| *slips <= most);
    let continues = length.min(other) >= 4 && (candidate.contains(wanted) || wanted.contains(candidate));
    let jaro_winkler = strsim::jaro_winkler(wanted, candidate);
    match (slips, continues) {
        (Some(slips), _) => 1.0 - slips as f64 / 100.0,
        (None, true) => 0.85_f64.max(jaro_winkler).min(0.95),
        (None, false) if jaro_winkler >= 0.8 => jaro_winkler.min(0.95),
        (None, false) => 0.0,
    }
}

/// How many letters one text has and the other lacks: never more than the edits between them.
fn letters_apart(one: &str, other: &str) -> usize {
    let mut counts = [0_isize; 64];
    one.chars().for_each(|c| counts[c as usize % 64] += 1);
    other.chars().for_each(|c| counts[c as usize % 64] -= 1);
    let apart = |sign: isize| counts.iter().map(|count| (count * sign).max(0)).sum::<isize>().unsigned_abs();
    apart(1).max(apart(-1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_apart_are_no_more_than_the_edits() {
        let texts = ["", "a", "ab", "ba", "abc", "bca", "ningbo", "nigbo", "zhoushan", "zoushan", "上海市", "上海"];
        for (one, other) in texts.into_iter().flat_map(|one| texts.map(|other| (one, other))) {
            assert!(letters_apart(one, other) <= strsim::damerau_levenshtein(one, other), "{one} {other}");
        }
        assert_eq!((letters_apart("nigbo", "ningbo"), letters_apart("ab", "cd")), (1, 2));
    }

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
