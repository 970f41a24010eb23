//! The rows of a report as people read them.
//!
//! A report returns numbers, codes and sources, each in its own column, and programs get these columns. For people,
//! columns that belong together become one:
//!
//! - a number with its companions: `value` with `comparator`, `upper` and `decimals`, any other column `level` with
//!   `level_comparator`, `level_upper`, `level_decimals`, `level_unit` and `level_status`. Only a column with a comparator,
//!   and one that the front matter rounds, has companions;
//! - all `source`, `published_on` and `locator` ([`crate::cite`]), as `citation`. A report with a `citation` of its own shows that.

use std::io;

use super::row::{comparator_of, number};
use crate::cite::{Library, SourceColumns, source_columns};
use crate::model::Comparator;
use crate::render::Render;
use crate::table::{Cell, Chart, Figure, Heading, Precision};

/// A renderer that joins the columns which belong together before it passes them to another renderer.
pub(crate) struct Composed<'a> {
    render: &'a mut dyn Render,
    library: &'a Library,
    /// The columns that people see rounded, each with the number of significant digits.
    rounded: &'a [(String, usize)],
    columns: Vec<Column>,
}

/// A column that people see, made of columns of the statement.
enum Column {
    Plain(usize),
    Figure(Companions),
    Citation(Vec<SourceColumns>),
}

/// A number and what belongs to it, by the indexes of their columns.
#[derive(Clone, Copy)]
struct Companions {
    value: usize,
    comparator: Option<usize>,
    upper: Option<usize>,
    decimals: Option<usize>,
    unit: Option<usize>,
    status: Option<usize>,
    digits: Option<usize>,
}

impl Companions {
    /// The companions of a column; `None` where it has none.
    fn of(value: usize, names: &[String], rounded: &[(String, usize)]) -> Option<Self> {
        let name = names[value].as_str();
        let position = |name: &str| names.iter().position(|other| other == name);
        let prefix = if name == "value" { String::new() } else { format!("{name}_") };
        let companion = |what: &str| position(&format!("{prefix}{what}"));
        // The unit and the status of a `value` are columns that people see.
        let own = |what: &str| companion(what).filter(|_| name != "value");
        let comparator = companion("comparator");
        let digits = rounded.iter().find(|(column, _)| column == name).map(|(_, digits)| *digits);
        (comparator.is_some() || digits.is_some()).then(|| Self {
            value,
            comparator,
            upper: companion("upper"),
            decimals: companion("decimals"),
            unit: own("unit"),
            status: own("status"),
            digits,
        })
    }

    fn all(&self) -> impl Iterator<Item = usize> {
        [self.comparator, self.upper, self.decimals, self.unit, self.status].into_iter().flatten()
    }

    fn cell(&self, row: &[Cell]) -> Cell {
        let cell = |index: Option<usize>| index.and_then(|index| row.get(index));
        let text = |index| match cell(index) {
            Some(Cell::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let comparator = text(self.comparator);
        let value = match row.get(self.value) {
            Some(value @ (Cell::Integer(_) | Cell::Real(_))) => number(Some(value)),
            // If a figure is missing, it is shown as missing only where the row has a comparator.
            Some(Cell::Null) if comparator.is_some() => None,
            other => return other.cloned().unwrap_or(Cell::Null),
        };
        let decimals = number(cell(self.decimals)).map_or(0, |decimals| decimals as usize);
        let figure = Figure {
            value,
            comparator: comparator.and_then(|symbol| comparator_of(&symbol)).unwrap_or(Comparator::Equal),
            upper: number(cell(self.upper)),
            precision: self.digits.map_or(Precision::AtLeast(decimals), Precision::Digits),
            unit: text(self.unit),
            status: text(self.status),
        };
        match row.get(self.value) {
            // A number alone, such as a count, is spelled like those of other columns.
            Some(plain) if cell(self.comparator).is_none_or(|cell| *cell == Cell::Null) && self.digits.is_none() => {
                plain.clone()
            }
            _ => Cell::Figure(Box::new(figure)),
        }
    }
}

impl<'a> Composed<'a> {
    pub(crate) fn new(render: &'a mut dyn Render, library: &'a Library, rounded: &'a [(String, usize)]) -> Self {
        Self { render, library, rounded, columns: Vec::new() }
    }

    /// The columns that people see of those of a statement, with their names.
    fn compose(&self, names: &[String]) -> Vec<(String, Column)> {
        let figures: Vec<Companions> =
            (0..names.len()).filter_map(|index| Companions::of(index, names, self.rounded)).collect();
        let pairs: Vec<SourceColumns> =
            source_columns(names).into_iter().filter(|columns| columns.locator.is_some()).collect();
        let has_citation = names.iter().any(|name| name == "citation");
        let is_part = |index: usize| {
            figures.iter().any(|figure| figure.all().any(|companion| companion == index))
                || pairs
                    .iter()
                    .any(|pair| pair.source == index || [pair.published_on, pair.locator].contains(&Some(index)))
        };
        let mut columns = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let column = match figures.iter().find(|figure| figure.value == index) {
                Some(figure) => (name.clone(), Column::Figure(*figure)),
                None if pairs.first().is_some_and(|pair| pair.source == index) && !has_citation => {
                    ("citation".to_owned(), Column::Citation(pairs.clone()))
                }
                None if is_part(index) => continue,
                None => (name.clone(), Column::Plain(index)),
            };
            columns.push(column);
        }
        columns
    }

    /// The chart of the columns that people see.
    fn chart(&self, chart: Chart) -> Option<Chart> {
        let position = |wanted: usize| {
            self.columns.iter().position(|column| match column {
                Column::Plain(index) => *index == wanted,
                Column::Figure(figure) => figure.value == wanted,
                Column::Citation(_) => false,
            })
        };
        Some(Chart { kind: chart.kind, label: position(chart.label)?, value: position(chart.value)? })
    }
}

impl Render for Composed<'_> {
    fn begin(&mut self, heading: &Heading) -> io::Result<()> {
        let (names, columns) = self.compose(&heading.columns).into_iter().unzip();
        self.columns = columns;
        let chart = heading.chart.and_then(|chart| self.chart(chart));
        self.render.begin(&Heading { columns: names, chart, ..heading.clone() })
    }

    fn row(&mut self, row: &[Cell]) -> io::Result<()> {
        let cell = |column: &Column| match column {
            Column::Plain(index) => row.get(*index).cloned().unwrap_or(Cell::Null),
            Column::Figure(companions) => companions.cell(row),
            Column::Citation(pairs) => match self.library.citations(pairs, row).as_slice() {
                [] => Cell::Null,
                citations => Cell::Text(self.library.all_in_line(citations)),
            },
        };
        let cells: Vec<Cell> = self.columns.iter().map(cell).collect();
        self.render.row(&cells)
    }

    fn notes(&mut self, lines: &[String]) -> io::Result<()> {
        self.render.notes(lines)
    }

    fn end(&mut self) -> io::Result<()> {
        self.render.end()
    }
}
