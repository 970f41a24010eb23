//! The rows of a report as people read them.
//!
//! A report returns numbers, codes and sources, each in its own column, and programs get these columns. For people,
//! columns that belong together become one:
//!
//! - a number with its companions: `value` with `comparator`, `upper` and `decimals`, any other column `level` with
//!   `level_comparator`, `level_upper`, `level_decimals`, `level_unit` and `level_status`. A computed number has `digits`,
//!   `level_digits`: how many significant digits people see. Only a column with a comparator or with digits has companions;
//! - `period` with `period_inferred`: a period that the source does not state is marked;
//! - all `source`, `published_on` and `locator` ([`crate::cite`]), as `citation`. A report with a `citation` of its own shows that;
//! - the rows of each `section`: one table below its name, without the columns that are empty in it. The rows of a section
//!   follow each other.

use std::io;

use super::row::{comparator_of, number};
use crate::cite::{Library, SourceColumns, source_columns};
use crate::model::Comparator;
use crate::render::Render;
use crate::table::{Cell, Chart, Figure, Heading, Precision};

/// The column that says how the period of a row was inferred; NULL where the source states it.
const PERIOD_INFERRED: &str = "period_inferred";

/// The column that divides the rows of a report into tables.
const SECTION: &str = "section";

/// A renderer that joins the columns which belong together before it passes them to another renderer.
pub(crate) struct Composed<'a> {
    render: &'a mut dyn Render,
    library: &'a Library,
    heading: Heading,
    columns: Vec<Column>,
    /// The index of the column `section` of the statement.
    section: Option<usize>,
    /// The section that is not written yet: its name and its rows.
    held: Option<(String, Vec<Vec<Cell>>)>,
}

/// A column that people see, made of columns of the statement.
enum Column {
    Plain(usize),
    /// A period, and how it was inferred.
    Period(usize, usize),
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
    fn of(value: usize, names: &[String]) -> Option<Self> {
        let name = names[value].as_str();
        let position = |name: &str| names.iter().position(|other| other == name);
        let prefix = if name == "value" { String::new() } else { format!("{name}_") };
        let companion = |what: &str| position(&format!("{prefix}{what}"));
        // The unit and the status of a `value` are columns that people see.
        let own = |what: &str| companion(what).filter(|_| name != "value");
        let comparator = companion("comparator");
        let digits = companion("digits");
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
        [self.comparator, self.upper, self.decimals, self.unit, self.status, self.digits].into_iter().flatten()
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
        let count = |index| number(cell(index)).map(|count| count as usize);
        let digits = count(self.digits);
        let figure = Figure {
            value,
            comparator: comparator.and_then(|symbol| comparator_of(&symbol)).unwrap_or(Comparator::Equal),
            upper: number(cell(self.upper)),
            precision: digits.map_or_else(|| Precision::AtLeast(count(self.decimals).unwrap_or(0)), Precision::Digits),
            unit: text(self.unit),
            status: text(self.status),
        };
        match row.get(self.value) {
            // A number alone, such as a count, is spelled like those of other columns.
            Some(plain) if cell(self.comparator).is_none_or(|cell| *cell == Cell::Null) && digits.is_none() => {
                plain.clone()
            }
            _ => Cell::Figure(Box::new(figure)),
        }
    }
}

impl<'a> Composed<'a> {
    pub(crate) fn new(render: &'a mut dyn Render, library: &'a Library) -> Self {
        Self { render, library, heading: Heading::default(), columns: Vec::new(), section: None, held: None }
    }

    /// The columns that people see of those of a statement, with their names.
    fn compose(names: &[String]) -> Vec<(String, Column)> {
        let figures: Vec<Companions> = (0..names.len()).filter_map(|index| Companions::of(index, names)).collect();
        let pairs: Vec<SourceColumns> =
            source_columns(names).into_iter().filter(|columns| columns.locator.is_some()).collect();
        let inferred = names.iter().position(|name| name == PERIOD_INFERRED);
        let has_citation = names.iter().any(|name| name == "citation");
        let is_part = |index: usize| {
            figures.iter().any(|figure| figure.all().any(|companion| companion == index))
                || pairs
                    .iter()
                    .any(|pair| pair.source == index || [pair.published_on, pair.locator].contains(&Some(index)))
                || names[index] == SECTION
                || inferred == Some(index)
        };
        let mut columns = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let column = match figures.iter().find(|figure| figure.value == index) {
                Some(figure) => (name.clone(), Column::Figure(*figure)),
                None if pairs.first().is_some_and(|pair| pair.source == index) && !has_citation => {
                    ("citation".to_owned(), Column::Citation(pairs.clone()))
                }
                None if is_part(index) => continue,
                None if name == "period" => {
                    (name.clone(), inferred.map_or(Column::Plain(index), |inferred| Column::Period(index, inferred)))
                }
                None => (name.clone(), Column::Plain(index)),
            };
            columns.push(column);
        }
        columns
    }

    /// The chart of the columns that people see.
    fn chart(&self, chart: Chart) -> Option<Chart> {
        chart.moved(|wanted| {
            self.columns.iter().position(|column| match column {
                Column::Plain(index) | Column::Period(index, _) => *index == wanted,
                Column::Figure(figure) => figure.value == wanted,
                Column::Citation(_) => false,
            })
        })
    }

    /// Writes the section that is held, without its empty columns. A chart is drawn for the first one that has its columns.
    fn end_section(&mut self) -> io::Result<()> {
        let Some((name, rows)) = self.held.take() else { return Ok(()) };
        let filled: Vec<usize> = (0..self.heading.columns.len())
            .filter(|&index| rows.iter().any(|row| !matches!(&row[index], Cell::Null)))
            .collect();
        let position = |wanted: usize| filled.iter().position(|&index| index == wanted);
        let chart = self.heading.chart.and_then(|chart| chart.moved(position));
        if chart.is_some() {
            self.heading.chart = None;
        }
        let columns = filled.iter().map(|&index| self.heading.columns[index].clone()).collect();
        self.render.section(&Heading { title: Some(name), description: None, columns, chart })?;
        rows.iter().try_for_each(|row| {
            let cells: Vec<Cell> = filled.iter().map(|&index| row[index].clone()).collect();
            self.render.row(&cells)
        })
    }
}

impl Render for Composed<'_> {
    fn begin(&mut self, heading: &Heading) -> io::Result<()> {
        let (names, columns) = Self::compose(&heading.columns).into_iter().unzip();
        self.columns = columns;
        self.section = heading.columns.iter().position(|name| name == SECTION);
        let chart = heading.chart.and_then(|chart| self.chart(chart));
        self.heading = Heading { columns: names, chart, ..heading.clone() };
        if self.section.is_some() { Ok(()) } else { self.render.begin(&self.heading) }
    }

    fn row(&mut self, row: &[Cell]) -> io::Result<()> {
        let cell = |column: &Column| match column {
            Column::Plain(index) => row.get(*index).cloned().unwrap_or(Cell::Null),
            Column::Period(period, inferred) => match (row.get(*period), row.get(*inferred)) {
                (Some(Cell::Text(period)), Some(Cell::Text(_))) => Cell::InferredPeriod(period.clone()),
                (period, _) => period.cloned().unwrap_or(Cell::Null),
            },
            Column::Figure(companions) => companions.cell(row),
            Column::Citation(pairs) => match self.library.citations(pairs, row).as_slice() {
                [] => Cell::Null,
                citations => Cell::Text(self.library.all_in_line(citations)),
            },
        };
        let cells: Vec<Cell> = self.columns.iter().map(cell).collect();
        let Some(section) = self.section else { return self.render.row(&cells) };
        let name = match row.get(section) {
            Some(Cell::Text(name)) => name.as_str(),
            _ => "",
        };
        match &self.held {
            Some((held, _)) if held == name => {}
            Some(_) => self.end_section()?,
            None => self.render.begin(&Heading { columns: Vec::new(), chart: None, ..self.heading.clone() })?,
        }
        let (_, rows) = self.held.get_or_insert_with(|| (name.to_owned(), Vec::new()));
        rows.push(cells);
        Ok(())
    }

    fn notes(&mut self, lines: &[String]) -> io::Result<()> {
        self.render.notes(lines)
    }

    fn end(&mut self) -> io::Result<()> {
        match self.section {
            Some(_) if self.held.is_none() => self.render.begin(&self.heading)?,
            _ => self.end_section()?,
        }
        self.render.end()
    }
}
