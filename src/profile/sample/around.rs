//! What stands around the rows of a table: prose below it, another table above it, and its header once more.

use std::ops::Range;

use crate::dataset::joined;
use crate::mapping::quoted;
use crate::model::is_mark;
use crate::model::office_period::part_named;
use crate::profile::doubt::Ambiguity;
use crate::profile::words::figure::{is_figure, is_number};
use crate::profile::words::named_unit::{divided, is_unit};
use crate::profile::words::spelling::{columns_in_digits, period_of};
use crate::profile::words::statuses::core;

/// What may delimit the cells of a text.
pub(crate) const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// A row of a text, with its line.
pub(crate) type Record = (u64, Vec<String>);

/// Writes the key `dialect` of a mapping for the file, with something more in it.
pub(crate) type Dialect<'a> = dyn Fn(&str) -> String + 'a;

/// The delimiter that the first line of a text states for spreadsheets: `sep=;`.
pub(crate) fn stated_delimiter(text: &str) -> Option<char> {
    let line = text.lines().next()?.trim_matches(['\u{feff}', '"']);
    let mut stated = line.strip_prefix("sep=").or_else(|| line.strip_prefix("SEP="))?.chars();
    stated.next().filter(|mark| mark.is_ascii() && stated.next().is_none())
}

/// The number of the first of the lines at the end of a text that are prose; `None` where the last one is not. `lines` are those of
/// the text, and rows of the table have `width` cells.
pub(crate) fn prose_below(below: &[Record], lines: &[&str], width: usize) -> Option<u64> {
    let line = |number: u64| lines.get((number as usize).wrapping_sub(1)).copied().unwrap_or_default().trim();
    // Quotes around all of a line are no part of its text, and spreadsheets save a line of prose with as many delimiters as
    // rows have. A remark with commas has another number of cells than rows have.
    let text = |(number, cells): &Record| match cells.as_slice() {
        [only] => Some(only.clone()),
        [first, rest @ ..] if !first.is_empty() && rest.iter().all(String::is_empty) => Some(first.clone()),
        [first, ..] if cells.len() != width && is_footnote(first) => Some(line(*number).to_owned()),
        _ => None,
    };
    let are_plain = |text: &String| text.lines().all(is_plain);
    let plain: Vec<(&Record, String)> =
        below.iter().rev().map_while(|row| Some((row, text(row).filter(are_plain)?))).collect();
    let prose = plain.into_iter().rev().find(|((number, cells), text)| {
        let above = line(number - 1).trim_matches(|c: char| DELIMITERS.contains(&c) || c == '"');
        // A label with delimiters may be that of a row without figures.
        above.is_empty() || if cells.len() == 1 { is_sentence(text) } else { is_footnote(text) }
    });
    prose.map(|((number, _), _)| *number)
}

/// Whether a line holds nothing that may be a part of a table: a number at its end, or between delimiters, may be a figure. A
/// year may stand in a remark.
fn is_plain(line: &str) -> bool {
    let last = line.split_whitespace().last().unwrap_or_default();
    let is_remark = line.contains([':', '：']);
    let is_cell = |part: &str| if period_of(part).is_some() { !is_remark } else { is_number(part) };
    let mut parts = line.split([';', '\t', '|', ',']).map(str::trim);
    let has_cell = line.contains([';', '\t', '|', ',']) && parts.any(is_cell);
    !line.contains('"') && !has_cell && (!is_number(last) || period_of(last).is_some())
}

/// Whether a line is prose by itself. A word or two may be the start of a row that is cut off.
fn is_sentence(line: &str) -> bool {
    let has_mark = line.contains(['。', '；', ';', '*', '†', '(', '（', '=', '©']) || line.ends_with('.');
    has_mark || is_footnote(line) || line.split_whitespace().count() > 3
}

/// Whether a line starts as a footnote or a remark does: `1) revised`, `* estimate`, `¹ provisional`, `- nil`, `Source: ...`.
fn is_footnote(line: &str) -> bool {
    const MARKS: [char; 12] = ['¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '*', '†', '‡'];
    let rest = line.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    let mark = line.len() - rest.len();
    let is_marked = line.starts_with(MARKS) || line.starts_with("- ");
    (1..=2).contains(&mark) && rest.starts_with(')') || is_marked || line.contains([':', '：'])
}

/// Whether a cell is a mark, alone or behind a number: `12.5p`, `c`.
pub(crate) fn is_marked(cell: &str) -> bool {
    let mark = cell.trim_start_matches(|c: char| c.is_ascii_digit() || "+-.,' \u{a0}\u{202f}".contains(c));
    let number = cell[..cell.len() - mark.len()].trim();
    (number.is_empty() || is_number(number)) && is_mark(mark)
}

/// The rows of a header of two or three rows, of which the upper ones name groups of columns, each above the first of its columns or
/// above all of them; `at` is the row that looks like a header by itself.
pub(crate) fn header_rows(records: &[Record], at: usize) -> Option<Range<usize>> {
    let rows = [Some(at..at + 3), Some(at..at + 2), at.checked_sub(1).map(|upper| upper..at + 1)];
    let is_header = |rows: &Range<usize>| {
        let Some(header) = records.get(rows.clone()) else { return false };
        let are_consecutive = header.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1);
        are_consecutive && are_groups(header, &records[rows.end..])
    };
    rows.into_iter().flatten().find(is_header)
}

/// The names of the groups that the upper rows of a header give to its columns.
pub(crate) fn group_names(upper: &[Record]) -> Vec<String> {
    // Only in rows above the last one a name holds for the columns behind it.
    let nothing = vec![String::new(); upper.first().map_or(0, |(_, row)| row.len())];
    joined(upper.iter().map(|(_, row)| row.as_slice()).chain([nothing.as_slice()]).collect(), " ")
}

/// Whether the upper rows of a header name groups of the columns that its last row names, and these are periods on one side, or the
/// figures that are below them show that no row is one of data.
fn are_groups(header: &[Record], below: &[Record]) -> bool {
    let Some(((_, lower), upper)) =
        header.split_last().filter(|((_, lower), _)| header.iter().all(|(_, row)| row.len() == lower.len()))
    else {
        return false;
    };
    let names = group_names(upper);
    let is_name = |name: &String| period_of(name).is_some() || !is_figure(name);
    // Parts of years below the years, each of which stands above each of them, or above the first.
    let in_year = |column: usize| {
        let part = &lower[column];
        let is_part = period_of(part).is_none() && !part.is_empty() && !is_figure(part);
        is_part && period_of(&format!("{} {part}", names[column])).is_some()
    };
    if let Some(first) = names.iter().position(|name| period_of(name).is_some())
        && (first..lower.len()).all(in_year)
    {
        return lower[..first].iter().all(is_name);
    }
    let is_own = |column: usize| upper.iter().any(|(_, row)| !row[column].is_empty());
    let is_start = |column: &usize| is_own(*column) && !lower[*column].is_empty() && names[*column] != lower[*column];
    let Some(start) = (0..lower.len()).find(is_start) else { return false };
    let is_other = |column: &usize| *column == start || is_own(*column) && names[*column] != names[column - 1];
    let starts: Vec<usize> = (start..lower.len()).filter(is_other).collect();
    let groups: Vec<&[String]> = starts
        .iter()
        .enumerate()
        .map(|(number, from)| &lower[*from..starts.get(number + 1).copied().unwrap_or(lower.len())])
        .collect();
    // The columns of each group are called alike; the last group may have fewer.
    let longest = groups.iter().max_by_key(|group| group.len()).copied().unwrap_or_default();
    let are_alike = groups.iter().all(|group| longest.starts_with(group));
    let is_period = |name: &&String| period_of(name).is_some();
    let are_periods = starts.iter().map(|column| &names[*column]).all(|name| is_period(&name))
        || longest.iter().all(|name| is_period(&name));
    let are_named = lower[start..].iter().all(|name| !name.is_empty() && is_name(name));
    // The names of labels stand in one of the rows.
    let is_label = |column: usize| {
        let mut names: Vec<&str> = header.iter().map(|(_, row)| row[column].as_str()).collect();
        names.retain(|name| !name.is_empty());
        names.windows(2).all(|pair| pair[0] == pair[1])
    };
    let has_figures = |(_, row): &Record| row.len() == lower.len() && row[start..].iter().all(|cell| is_figure(cell));
    let are_labelled = start > 0 && (0..start).all(is_label);
    // Labels that stand in both rows, as cells merged with those below them do.
    let are_repeated = (0..start).all(|column| !lower[column].is_empty() && lower[column] == names[column]);
    let is_sure = match are_periods && are_alike {
        true => upper.len() == 1 || are_labelled,
        false => {
            let has_words = groups.len() > 1 && !lower.iter().any(|name| is_figure(name));
            are_labelled && has_words && below.iter().take(2).any(has_figures)
        }
    };
    is_sure && are_named && (longest.len() > 1 || are_labelled && are_repeated) && lower[..start].iter().all(is_name)
}

/// A doubt where the rows above a header are another table.
pub(crate) fn table_above(above: &[Record], (line, text): (u64, &str), dialect: &Dialect<'_>) -> Option<Ambiguity> {
    let figures = |cells: &[String]| {
        let is_figure = |cell: &&String| is_number(cell) && period_of(cell).is_none();
        cells.iter().skip(1).filter(is_figure).count()
    };
    let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.is_empty()).count();
    let is_of_rows = |pair: &[Record]| {
        let [(_, first), (_, second)] = pair else { return false };
        first.len() == second.len() && filled(first) > 1 && filled(second) > 1 && figures(first) + figures(second) > 0
    };
    let is_table = above.windows(2).any(is_of_rows) || above.iter().any(|(_, cells)| figures(cells) > 1);
    let (first, last) = (above.first().filter(|_| is_table)?.0, above.last()?.0);
    let lines = if first == last { format!("line {first} looks") } else { format!("lines {first} to {last} look") };
    Some(Ambiguity {
        written: None,
        what: format!("{lines} like another table above the one whose header is line {line}"),
        ways: vec![
            dialect(&format!("headerRows = [{line}]")),
            format!(
                "{}\nend = {}",
                dialect(&format!("headerRows = [{first}]")),
                quoted(&format!("^{}", regex::escape(text)))
            ),
        ],
    })
}

/// A doubt where a header names a column as a figure is written, or a column of periods holds periods: it may be a row.
pub(crate) fn no_header((line, header): &Record, rows: &[Record], dialect: &Dialect<'_>) -> Option<Ambiguity> {
    let is_of_periods = |column: usize| {
        let year = |text: &str| period_of(text).filter(|_| text.len() == 4).map(|period| period.start().year());
        let Some(named) = year(&header[column]) else { return false };
        let is_near =
            |(_, row): &Record| row.get(column).and_then(|cell| year(cell)).is_some_and(|at| (at - named).abs() < 60);
        rows.len() > 1 && rows.iter().all(is_near)
    };
    // A projection may end in 2200 or later.
    let is_year = |name: &str| name.len() == 4 && name.parse().is_ok_and(|year: u32| (1500..2600).contains(&year));
    let is_named = |name: &str| period_of(name).is_some() || is_year(name);
    let in_digits = columns_in_digits(header);
    // `2020 %`, `2020.1` and `20201`, with a footnote, are names that begin with a year.
    let begins_with_year = |name: &str| {
        let has_year = name.get(..4).is_some_and(|year| period_of(year).is_some());
        has_year && (name.len() == 5 || !name[4..].starts_with(|c: char| c.is_ascii_digit()))
    };
    let is_figure = |column: &usize| {
        is_number(&header[*column])
            && !begins_with_year(&header[*column])
            && !is_named(&header[*column])
            && in_digits.binary_search(column).is_err()
    };
    let column = (0..header.len()).find(|column| is_figure(column) || is_of_periods(*column))?;
    let names: Vec<String> = (1..=header.len()).map(|column| format!("\"column-{column}\"")).collect();
    Some(Ambiguity {
        written: None,
        what: format!(
            "line {line} is the header, with a column named `{}`, or it is the first row, and there is no header",
            header[column]
        ),
        ways: vec![
            dialect(&format!("headerRows = [{line}]")),
            format!("{}\nfields = [{}]", dialect("header = false"), names.join(", ")),
        ],
    })
}

/// Whether a row is another header: it starts as the header does, or fills all columns below a blank line, and holds no figure though other
/// rows do; `above` is the line above it.
pub(crate) fn starts_again(header: &[String], row: &[String], above: &str) -> bool {
    let others = || row.iter().skip(1).filter(|cell| !cell.is_empty());
    let starts_alike = header.first().is_some_and(|name| !name.is_empty() && row.first() == Some(name));
    let is_apart = above.chars().all(|c| c.is_whitespace() || c == '"' || DELIMITERS.contains(&c));
    let is_full = row.iter().all(|cell| !cell.is_empty());
    let is_number = |cell: &String| is_figure(cell) || is_marked(cell) && cell.contains(|c: char| c.is_ascii_digit());
    let is_prose = row.first().is_some_and(|cell| is_footnote(cell));
    (starts_alike || is_apart && is_full && !is_prose) && others().next().is_some() && !others().any(is_number)
}

/// Whether the first row below a header states the units of the columns: its other cells are empty.
pub(crate) fn are_units(header: &[String], row: &[String]) -> bool {
    let mut filled = row.iter().zip(header).filter(|(cell, _)| !cell.is_empty()).peekable();
    let is_of_units =
        filled.peek().is_some() && filled.clone().all(|(cell, name)| is_unit(cell) && divided(name).is_none());
    // A column of labels or of periods has no unit, and a row of numbers alone is one of figures.
    let has_word = filled.any(|(cell, _)| !is_figure(cell));
    let mut of_periods = header.iter().zip(row).filter(|(name, _)| period_of(name).is_some()).map(|(_, cell)| cell);
    // Below several periods stands one unit.
    let is_one = of_periods.next().is_none_or(|first| {
        let is_alone = of_periods.clone().next().is_none();
        !is_figure(first) && (is_alone || !first.is_empty() && of_periods.all(|cell| cell == first))
    });
    is_of_units && has_word && row.iter().any(String::is_empty) && is_one
}

/// The place of the row that numbers the columns, among the first two below a header: `1,2,3`, `(1),(2),(3)`, `A,B,C`, `甲,1,2`. Some
/// column has labels in all other rows.
pub(crate) fn numbering(rows: &[Record]) -> Option<usize> {
    const FIRST: [&str; 5] = ["A", "a", "А", "а", "甲"];
    let is_letter = |cell: &str| cell.chars().count() == 1 && cell.chars().all(char::is_alphabetic);
    let numbers_columns = |row: &[String]| {
        let cells: Vec<&str> = row.iter().map(|cell| core(cell)).collect();
        let letters = cells.iter().take_while(|cell| cell.is_empty() || is_letter(cell)).count();
        let (before, numbers) = cells.split_at(letters);
        let number = |cell: &&str| cell.parse::<usize>().ok();
        let from = |first: usize| numbers.iter().map(number).eq((first..first + numbers.len()).map(Some));
        let codes = || before.iter().filter_map(|cell| cell.chars().next()).map(u32::from);
        let are_letters = before.len() > 2 && codes().zip(codes().skip(1)).all(|(one, other)| one + 1 == other);
        let are_named =
            before.iter().all(|cell| cell.is_empty()) || before.first().is_some_and(|it| FIRST.contains(it));
        // A row without a label may hold 1 and 2.
        let has_empty = before.contains(&"");
        match numbers {
            [] => are_letters && are_named && !has_empty,
            _ => numbers.len() > 1 + usize::from(has_empty) && are_named && (from(1) || from(letters + 1)),
        }
    };
    let is_label = |cell: &str| {
        let is_word = cell.chars().count() > 1 && !cell.starts_with(|c: char| c.is_ascii_digit());
        cell.is_empty() || is_word || period_of(cell).is_some()
    };
    let at = rows.iter().take(2).position(|(_, row)| numbers_columns(row))?;
    let others = || rows.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, (_, row))| row);
    let are_labels = |column: usize| {
        let mut cells = others().map(|row| row.get(column).map_or("", String::as_str));
        cells.clone().any(|cell| !cell.is_empty()) && cells.all(is_label)
    };
    (0..rows[at].1.len()).any(are_labels).then_some(at)
}

/// Fills the empty cells of the first column where it holds periods, each of which stands once for several rows, as merged cells do: with
/// the period above. Returns whether it does, and a doubt where a row may be of no period, such as a total.
pub(crate) fn fill_periods(name: &str, rows: &mut [Record]) -> Option<Option<Ambiguity>> {
    let period = |(_, row): &Record| row.first().filter(|cell| !cell.is_empty()).cloned();
    let is_period = |row: &Record| period(row).is_none_or(|cell| period_of(&cell).is_some());
    let others = |(_, row): &Record| row.iter().skip(1).filter(|cell| !cell.is_empty()).count();
    let is_filled =
        rows.first().is_some_and(|row| period(row).is_some()) && rows.iter().any(|row| period(row).is_none());
    // Where all other columns are periods too, or none has a label, nothing is known of the rows.
    if !is_filled || !rows.iter().all(is_period) || rows.iter().any(|row| others(row) < 2) {
        return None;
    }
    let mut blocks: Vec<Vec<&str>> = Vec::new();
    for row in rows.iter() {
        let label = row.1.get(1).map_or("", String::as_str);
        match blocks.last_mut().filter(|_| period(row).is_none()) {
            Some(block) => block.push(label),
            None => blocks.push(vec![label]),
        }
    }
    // A label of several periods, or a part of a year, is one of rows of periods.
    let is_usual = |label: &str| {
        blocks.len() == 1
            || part_named(label).is_some()
            || blocks.iter().filter(|block| block.contains(&label)).count() > 1
    };
    let odd = rows.iter().find(|row| period(row).is_none() && !is_usual(row.1.get(1).map_or("", String::as_str)));
    let doubt = odd.map(|(line, row)| {
        let what = format!(
            "`{name}` is empty on line {line}, which begins with `{}`: the row is of the period above, or of none",
            row.get(1).map_or("", String::as_str)
        );
        let pattern = format!("[[when]]\nmatches = {{ {} = '^$' }}\nskip = true", quoted(name));
        Ambiguity::new(what, vec![format!("fill = [{}]", quoted(name)), pattern])
    });
    let mut above = String::new();
    for (_, row) in rows.iter_mut() {
        match row.first_mut() {
            Some(cell) if cell.is_empty() => cell.clone_from(&above),
            Some(cell) => above.clone_from(cell),
            None => {}
        }
    }
    Some(doubt)
}
