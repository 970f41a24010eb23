//! Names that are the same to a reader.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// The name in the form in which it is compared: two names are the same where this is equal.
///
/// The form does not keep what people type or leave out without meaning another name: upper and lower case, accents, the
/// Unicode normalization form, the width of letters, repeated spaces and those at the ends, and invisible characters.
/// `Åland`, `ÅLAND` and `aland` are the same, and so are `Straße` and `STRASSE`.
pub(crate) fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    let mut follows_space = true;
    let mut add = |c: char| {
        let is_space = c.is_whitespace();
        if !(is_space && follows_space) {
            folded.push(if is_space { ' ' } else { c });
        }
        follows_space = is_space;
    };
    if name.is_ascii() {
        name.chars().for_each(|c| add(c.to_ascii_lowercase()));
    } else {
        // What remains is composed again, so that a syllable of Hangul is one character.
        for c in name.nfkd().filter(|c| !is_accent(*c) && !is_invisible(*c)).nfc() {
            // The lower case of the upper case: it is the same for all forms of a letter, such as the three of sigma.
            for c in c.to_uppercase().flat_map(char::to_lowercase) {
                match plain_letters(c) {
                    Some(letters) => letters.chars().for_each(&mut add),
                    None => add(c),
                }
            }
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// A code as it is stored: in normalization form C, with single spaces within and none around, and without the characters
/// that show nothing and mean nothing where they stand.
pub(crate) fn tidy(code: &str) -> Cow<'_, str> {
    let is_plain = |code: &str| {
        let is_odd = |bytes: &[u8]| !bytes[0].is_ascii_graphic() && (bytes[0] != b' ' || bytes[1] == b' ');
        let ends = [code.as_bytes().first(), code.as_bytes().last()];
        !code.as_bytes().windows(2).any(is_odd) && ends.into_iter().flatten().all(u8::is_ascii_graphic)
    };
    if is_plain(code) {
        return Cow::Borrowed(code);
    }
    let mut tidy = String::with_capacity(code.len());
    for c in code.nfc() {
        // A joiner says how letters of other scripts are written, and a variation selector which form a character has.
        let is_of_writing = !matches!(c, '\u{200c}' | '\u{200d}') || tidy.ends_with(|before: char| !before.is_ascii());
        if c.is_whitespace() {
            if !tidy.is_empty() && !tidy.ends_with(' ') {
                tidy.push(' ');
            }
        } else if !is_invisible(c) || (is_selector(c) || matches!(c, '\u{200c}' | '\u{200d}')) && is_of_writing {
            tidy.push(c);
        }
    }
    tidy.truncate(tidy.trim_end().len());
    if tidy == code { Cow::Borrowed(code) } else { Cow::Owned(tidy) }
}

/// What two codes have in common that differ only by their form, or also by upper and lower case.
pub(crate) fn alike(code: &str, ignores_case: bool) -> String {
    let mut key = String::with_capacity(code.len());
    for c in tidy(code).chars().filter(|c| !is_invisible(*c)) {
        // Full-width Latin letters and half-width Korean and Japanese ones.
        match c {
            '\u{ff01}'..='\u{ffee}' => key.extend(std::iter::once(c).nfkc()),
            c => key.push(c),
        }
    }
    if ignores_case {
        // The lower case of the upper case is the same for all forms of a letter.
        key = key.to_uppercase().to_lowercase();
    }
    if key.is_ascii() { key } else { key.nfc().collect() }
}

/// A code with escapes for what would not be seen in it: a code that is not tidy looks like another one.
pub(crate) fn spelled_out(code: &str) -> String {
    let is_seen = |c: &char| {
        let is_joined = canonical_combining_class(*c) != 0 || matches!(c, '\u{1100}'..='\u{11ff}');
        !is_joined && !is_invisible(*c) && (*c == ' ' || !c.is_whitespace())
    };
    if tidy(code) == code {
        return code.to_owned();
    }
    code.chars().map(|c| if is_seen(&c) { c.to_string() } else { c.escape_unicode().to_string() }).collect()
}

/// Whether a character selects a form of the character before it.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether a character changes the letter before it in a way that many writers omit: by its combining class, a mark above,
/// below or across a letter, or a point of Hebrew, Arabic or Syriac. The marks of other classes (the vowels of Indic scripts,
/// the voicing of kana, the tones of Thai) make another word.
fn is_accent(c: char) -> bool {
    matches!(canonical_combining_class(c), 1 | 10..=36 | 200..240)
}

/// Whether a character shows nothing: formatting characters and variation selectors.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// What is typed in place of a character that Unicode does not decompose.
fn plain_letters(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' | 'ɵ' => "o",
        'đ' | 'ð' | 'ɖ' | 'ɗ' => "d",
        'ħ' => "h",
        'ı' | 'ɨ' => "i",
        'ł' => "l",
        'ŋ' => "ng",
        'ŧ' => "t",
        'ƀ' | 'ɓ' => "b",
        'ƙ' => "k",
        'ƴ' => "y",
        'ƶ' => "z",
        'ʉ' => "u",
        'ə' => "e",
        '‘' | '’' | 'ʻ' | 'ʼ' | 'ʹ' | '′' => "'",
        '“' | '”' | '„' | '″' => "\"",
        '‐' | '‒' | '–' | '—' | '−' => "-",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_the_same() {
        for names in [
            &["Åland", "ÅLAND", "aland", "A\u{30a}land", " Åland\u{200b} "][..],
            &["Østfold", "ostfold"],
            &["İzmir", "izmir", "IZMIR", "ızmır"],
            &["Straße", "STRASSE", "STRAẞE", "strasse"],
            &["σεισμός", "ΣΕΙΣΜΟΣ", "σεισμος"],
            &["Côte d’Ivoire", "Co\u{302}te d'Ivoire", "COTE D'IVOIRE"],
            &["New York", "New  York ", "New\u{a0}York", "\tnew york"],
            &["上海", "\u{feff}上海"],
            &["ＧＤＰ", "gdp"],
            &["Łódź", "lodz"],
            &["Đà Nẵng", "da nang"],
            &["Þórshöfn", "thorshofn"],
            &["ガ", "カ\u{3099}", "ｶﾞ"],
            &["각", "\u{1100}\u{1161}\u{11a8}"],
            &["co\u{ad}operation", "Cooperation"],
        ] {
            assert_eq!(names.iter().map(|name| fold(name)).find(|form| *form != fold(names[0])), None, "{names:?}");
        }
        for (one, other) in [("ハス", "バス"), ("की", "का"), ("ไม้", "ไม่"), ("上海", "上汽"), ("new york", "newyork")]
        {
            assert_ne!(fold(one), fold(other));
        }
        assert!(!fold("각").contains(&fold("가")));
    }

    #[test]
    fn codes_that_differ_by_their_form() {
        for (code, tidied) in [
            ("New York", "New York"),
            ("", ""),
            (" ", ""),
            ("a", "a"),
            (" New\u{a0}\u{3000} York\t", "New York"),
            ("Co\u{302}te", "C\u{f4}te"),
            ("\u{feff}Ning\u{ad}bo\u{200b}", "Ningbo"),
            ("Nin\u{200d}gbo", "Ningbo"),
            ("上海\u{3000}市", "上海 市"),
            ("می\u{200c}شود", "می\u{200c}شود"),
            ("葛\u{e0100}", "葛\u{e0100}"),
            ("A\nB", "A B"),
        ] {
            assert_eq!(tidy(code), tidied, "{code:?}");
            assert_eq!(tidy(&tidy(code)), tidied, "{code:?}");
        }
        assert_eq!(alike("می\u{200c}شود", false), alike("میشود", false));
        assert_eq!(alike("NINGBO", true), alike("Ningbo", true));
        assert_eq!(alike("STRASSE", true), alike("Straße", true));
        assert_eq!(alike("ＣＨＮ１", false), alike("CHN1", false));
        assert_eq!(alike("ｶﾞｽ", false), alike("ガス", false));
        for (one, other, ignores_case) in
            [("NINGBO", "Ningbo", false), ("Åland", "Aland", true), ("ガ", "カ", true), ("a b", "ab", true)]
        {
            assert_ne!(alike(one, ignores_case), alike(other, ignores_case));
        }
    }

    #[test]
    fn every_character_has_one_form() {
        // The ideographs and the syllables of Hangul, which have neither case nor accents, would take most of the time.
        let ranges = ['\0'..='\u{33ff}', '\u{a000}'..='\u{ac10}', '\u{f900}'..='\u{1ffff}', '\u{e0000}'..='\u{e0fff}'];
        for c in ranges.into_iter().flatten() {
            let name = c.to_string();
            let folded = fold(&name);
            assert_eq!(fold(&folded), folded, "{c:?}");
            let others: [String; 4] =
                [name.to_uppercase(), name.to_lowercase(), name.nfd().collect(), name.nfkc().collect()];
            for other in others {
                assert_eq!(fold(&other), folded, "{c:?} {other:?}");
            }
        }
    }
}
