//! What is said once of a table instead of in each row.

use crate::table::{Cell, Chart, Heading, inferred};

/// Columns whose value is said above the table where all rows have the same one, as is a count that is 0 in all rows.
const SAID_ONCE: [&str; 4] = ["metric", "period", "unit", "status"];

/// Removes what people need not read in each row: columns that are empty, the unit that all numbers of a column have, and
/// the value that all rows have in a column. The heading says the unit and the value.
///
/// A column `first_subject` becomes the name of the column `first`.
pub(super) fn tidy(mut heading: Heading, rows: &mut [Vec<Cell>]) -> Heading {
    if rows.is_empty() {
        return heading;
    }
    join_status(&heading, rows);
    let is_figure: Vec<bool> =
        (0..heading.columns.len()).map(|index| rows.iter().any(|row| matches!(row[index], Cell::Figure(_)))).collect();
    let mut is_shown: Vec<bool> =
        (0..heading.columns.len()).map(|index| rows.iter().any(|row| !is_empty(&row[index]))).collect();
    let mut said = Vec::new();
    for (index, is_shown) in is_shown.iter_mut().enumerate() {
        if let Some(unit) = common_unit(rows, index) {
            heading.columns[index].push_str(&format!(" ({unit})"));
        }
        let name = heading.columns[index].clone();
        // A chart shows the status of each figure.
        let is_of_chart = |chart: Chart| name == "status" || chart.columns().any(|column| column == index);
        let is_drawn = heading.chart.is_some_and(is_of_chart);
        let Some(value) = common(rows, index).filter(|_| !is_drawn) else { continue };
        let named = name.strip_suffix("_subject").and_then(|name| {
            heading.columns.iter().position(|other| other == name).filter(|position| is_figure[*position])
        });
        if let Some(named) = named {
            heading.columns[named] = value;
        } else if SAID_ONCE.contains(&name.as_str()) || value == "0" {
            said.push((name, value));
        } else {
            continue;
        }
        *is_shown = false;
    }
    let common = [said, heading.common].concat();
    let shown: Vec<usize> = (0..is_shown.len()).filter(|&index| is_shown[index]).collect();
    for row in rows {
        *row = shown.iter().map(|&index| std::mem::replace(&mut row[index], Cell::Null)).collect();
    }
    let columns = shown.iter().map(|&index| heading.columns[index].clone()).collect();
    let chart = heading.chart.and_then(|chart| chart.moved(|wanted| shown.iter().position(|&index| index == wanted)));
    Heading { columns, chart, common, ..heading }
}

/// Moves the status of a row behind its value, `220 (forecast)`, where only some rows have one and all of these a value. A
/// chart shows the status of each figure, and needs the column.
fn join_status(heading: &Heading, rows: &mut [Vec<Cell>]) {
    let position = |name: &str| heading.columns.iter().position(|column| column == name);
    let Some((value, status)) = position("value").zip(position("status")) else { return };
    let has_value = |row: &Vec<Cell>| matches!(&row[value], Cell::Figure(figure) if figure.value.is_some());
    let is_joined = rows.iter().all(|row| is_empty(&row[status]) || has_value(row));
    if heading.chart.is_some() || !is_joined || common(rows, status).is_some() {
        return;
    }
    for row in rows {
        if let Cell::Text(text) = std::mem::replace(&mut row[status], Cell::Null)
            && let Cell::Figure(figure) = &mut row[value]
        {
            figure.status = Some(text).filter(|text| !text.is_empty());
        }
    }
}

fn is_empty(cell: &Cell) -> bool {
    matches!(cell, Cell::Null) || matches!(cell, Cell::Text(text) if text.is_empty())
}

/// The text that all rows have in a column, or the count if that is 0; a text may be missing where a row has no figure, such as one that counts others.
fn common(rows: &[Vec<Cell>], index: usize) -> Option<String> {
    let shared = rows.iter().map(|row| &row[index]).find(|cell| !is_empty(cell))?;
    let text = match shared {
        Cell::Text(text) => text.clone(),
        Cell::InferredPeriod(code) => inferred(code),
        Cell::Integer(0) => "0".to_owned(),
        _ => return None,
    };
    let has_figures = rows.iter().flatten().any(|cell| matches!(cell, Cell::Figure(_)));
    let is_same = |row: &Vec<Cell>| match &row[index] {
        other if other == shared => true,
        Cell::Null => has_figures && !row.iter().any(|cell| matches!(cell, Cell::Figure(_) | Cell::Real(_))),
        _ => false,
    };
    rows.iter().all(is_same).then_some(text)
}

/// The unit that all figures of a column name, which they then no longer do.
fn common_unit(rows: &mut [Vec<Cell>], index: usize) -> Option<String> {
    // A number without a unit of its own is in that of its row.
    if rows.iter().any(|row| matches!(row[index], Cell::Integer(_) | Cell::Real(_))) {
        return None;
    }
    let figures = || rows.iter().filter_map(|row| figure(&row[index]));
    let unit = figures().find_map(|figure| figure.unit.clone())?;
    if !figures().all(|figure| figure.value.is_none() || figure.unit.as_ref() == Some(&unit)) {
        return None;
    }
    for row in rows {
        if let Cell::Figure(figure) = &mut row[index] {
            figure.unit = None;
        }
    }
    Some(unit)
}

fn figure(cell: &Cell) -> Option<&crate::table::Figure> {
    match cell {
        Cell::Figure(figure) => Some(figure),
        _ => None,
    }
}
