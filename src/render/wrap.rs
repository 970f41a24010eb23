//! How wide text is in a terminal, and where a line may be broken.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Punctuation that may not begin a line of Chinese or Japanese text.
const NOT_FIRST: &str = "，。、；：？！）】》」』〉〕’”…—％,.;:?!)]}%";
/// Punctuation that may not end one.
const NOT_LAST: &str = "（【《「『〈〔‘“([{";

/// The columns that a line without control characters takes; a Chinese character takes two.
pub(super) fn width(line: &str) -> usize {
    line.width()
}

/// The width of the widest line of a text.
pub(super) fn widest(text: &str) -> usize {
    text.split('\n').map(width).max().unwrap_or(0)
}

/// The width below which a text cannot be wrapped without cutting a word.
pub(super) fn longest_word(text: &str) -> usize {
    text.split([' ', '\n'])
        .flat_map(|word| word.split(is_wide).map(width).chain(word.chars().find(|c| is_wide(*c)).map(|_| 2)))
        .max()
        .unwrap_or(0)
}

/// The lines of a text, each broken where it is wider than `limit`: at a space or beside a Chinese character if there is
/// one, else after a mark inside a word, else anywhere.
pub(super) fn wrap(text: &str, limit: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let mut rest = line;
        while let Some((end, next)) = break_at(rest, limit) {
            lines.push(&rest[..end]);
            rest = &rest[next..];
        }
        // Spaces that hang over the edge at the end of a text are dropped as well.
        lines.push(if width(rest) > limit { rest.trim_end_matches(' ') } else { rest });
    }
    lines
}

/// Where the first piece of a line that is too wide ends, and where the next one starts, which is never at zero.
fn break_at(line: &str, limit: usize) -> Option<(usize, usize)> {
    let (mut good, mut poor) = (None, None);
    let (mut used, mut previous, mut spaces) = (0, None, None);
    for (index, c) in line.char_indices() {
        if let Some(previous) = previous {
            if c != ' '
                && let Some(spaces) = spaces.take()
            {
                good = Some((spaces, index));
            } else if is_boundary(previous, c) {
                good = Some((index, index));
            } else if matches!(previous, '-' | '_' | '/' | ',' | ';' | ':' | '.' | '&' | '=' | '?') && c != ' ' {
                poor = Some((index, index));
            }
        }
        if c == ' ' && previous.is_some() {
            spaces.get_or_insert(index);
        }
        let added = match c {
            // A variation selector turns a narrow sign into an emoji, which is wide.
            '\u{fe0f}' => 1,
            c => c.width().unwrap_or(0),
        };
        // Spaces may hang over the edge: they are dropped where the line is broken.
        if used + added > limit && c != ' ' && previous.is_some() && added > 0 && previous != Some('\u{200d}') {
            return good.or(poor).or(Some((index, index)));
        }
        used += added;
        previous = Some(c);
    }
    None
}

fn is_boundary(before: char, after: char) -> bool {
    (is_wide(before) || is_wide(after)) && after != ' ' && !NOT_FIRST.contains(after) && !NOT_LAST.contains(before)
}

fn is_wide(c: char) -> bool {
    c.width() == Some(2)
}
