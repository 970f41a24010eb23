//! Words and letters for the statuses of figures, and the names of columns that end in one.

use std::sync::LazyLock;

use regex::Regex;

use super::list::{is_among, words_in};
use super::spelling::period_of;
use crate::model::is_raised;

/// Statuses, each with the beginnings of words for it.
const WORDS: [(&str, &str); 10] = [
    ("D", "definition differs"),
    ("P", "prov, prel, vorl, 初步, 初值, 暂定, 速報"),
    ("E", "est, schätz, geschätz, 估, 推计, 推計, stima"),
    ("F", "forec, prév, previs, prognos, proj, outlook, predic, 预, 予測"),
    (
        "A",
        "rev, rév, 修订, 修正, actual, final, definit, défin, endgültig, official, normal, 最终, 最終, 正式, 確, 确, 实际",
    ),
    ("B", "break"),
    ("Q", "confid, suppress, 保密"),
    ("I", "imput"),
    ("U", "low reliab, unreliab"),
    ("", "not available, missing"),
];

/// What letters mean as marks of statistics, in SDMX and to most offices.
const LETTERS: [(&str, &str); 9] =
    [("p", "P"), ("e", "E"), ("f", "F"), ("r", "A"), ("b", "B"), ("c", "Q"), ("u", "U"), ("i", "I"), ("s", "E")];

pub(crate) fn of_word(word: &str) -> Option<&'static str> {
    let word = word.trim().to_lowercase();
    WORDS
        .into_iter()
        .find(|(_, starts)| words_in(starts).any(|start| word.starts_with(start)))
        .map(|(status, _)| status)
}

/// Whether a flag consists of several letters, of which a status states one: a word has one meaning.
pub(crate) fn is_of_several(flag: &str) -> bool {
    flag.chars().count() > 1 && of_word(flag).is_none()
}

/// Whether a text is nothing but a word for a status, whatever its column is called.
pub(crate) fn is_status_word(text: &str) -> bool {
    const WHOLE: &str = "actual, actuals, estimate, estimates, estimated, forecast, forecasts, projection, projections, \
                          projected, provisional, preliminary, revised, imputed, confidential, suppressed, final, definitive, \
                          vorläufig, geschätzt, endgültig, revidiert, prognose, provisoire, estimé, estimée, définitif, \
                          définitive, révisé, révisée, prévision, provisorio, provisoria, provvisorio, provvisoria, stima, \
                          stimato, definitivo, definitiva, estimado, estimada, previsión, 初步, 初步核算, 初步统计, 最终, 最终核实, 预测, 预计, 修订, \
                          速報, 速報値, 確報, 確報値, 確定値, 推計, 推計値";
    let text = text.trim().to_lowercase();
    is_among(WHOLE, &text)
}

/// Whether a text says yes or no; a number may be a figure.
pub(crate) fn is_boolean(text: &str) -> bool {
    is_yes(text) || is_among("false, no, n, nein, non, 否", &text.to_lowercase())
}

/// Whether a text says yes.
pub(crate) fn is_yes(text: &str) -> bool {
    is_among("true, yes, y, ja, oui, sí, 是", &text.to_lowercase())
}

/// What a letter means behind the name of a period; a letter that means something else there, too, is none.
pub(crate) fn of_period_letter(mark: &str) -> Option<&'static str> {
    of_letter(mark).filter(|status| ["P", "E", "F", "A"].contains(status))
}

pub(crate) fn of_letter(mark: &str) -> Option<&'static str> {
    let mark = core(mark).to_lowercase();
    LETTERS.into_iter().find(|(letter, _)| *letter == mark).map(|(_, status)| status)
}

/// A mark without the parentheses around it.
pub(crate) fn core(mark: &str) -> &str {
    mark.trim_matches(|c: char| c.is_whitespace() || "()（）⁽⁾[].".contains(c))
}

/// The pattern of a name that is a period with a mark behind it, as a mapping takes it apart.
pub(crate) const MARKED: &str = r"^(?<period>.*[0-9年月日度末])\s*[(（\[]?(?<mark>[^()（）\[\]0-9]*?)[)）\]]?$";

/// The period in the name of a column, and the mark behind it: `2022(p)`, `2022 (provisional)`, `2022*`.
pub(crate) fn marked(name: &str) -> Option<(&str, &str)> {
    const LONGEST: usize = 40;
    static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(MARKED).ok());
    if name.len() > LONGEST || period_of(name).is_some() {
        return None;
    }
    let found = PATTERN.as_ref()?.captures(name)?;
    let (period, mark) = (found.name("period")?.as_str(), found.name("mark")?.as_str().trim());
    let is_glued = name.ends_with(mark);
    let mut letters = mark.chars();
    // A letter of other scripts is a part of a word.
    let is_letter =
        letters.next().is_some_and(|c| c.is_ascii_alphabetic() || !c.is_alphabetic()) && letters.next().is_none();
    let is_mark = !mark.is_empty() && (!is_glued || is_letter || is_raised(core(mark)) || of_word(mark).is_some());
    // `1990s` is a decade.
    (is_mark && mark != "s" && period_of(period).is_some()).then_some((period, mark))
}
