//! The rows of a report as people read them.
//!
//! A report returns numbers, codes and sources, each in its own column, and programs get these columns. For people,
//! columns that belong together become one:
//!
//! - a number with its companions: `value` with `comparator`, `upper` and `decimals`, any other column `level` with
//!   `level_comparator`, `level_upper`, `level_decimals`, `level_unit` and `level_status`. A computed number has `digits`,
//!   `level_digits`: how many significant digits people see. Only a column with a comparator, digits or a unit of its own has
//!   companions; a unit that is that of the column `unit` is not repeated;
//! - `period` with `period_inferred`: a period that the source does not state is marked;
//! - `first_period` and `last_period`, as `periods`;
//! - `title`, `publisher` and `url` of a `source` without a locator, as its footnote in `document`;
//! - all `source`, `published_on` and `locator` ([`crate::cite`]), as `citation`. A report with a `citation` of its own shows that;
//! - the rows of each `section`: one table below its name. The rows of a section follow each other;
//! - a table is shown without what is said once of all its rows ([`super::tidy`]).

use std::io;

use super::companions::Companions;
use super::tidy::tidy;
use crate::cite::{Library, SourceColumns, source_columns};
use crate::render::Render;
use crate::table::{Cell, Chart, Heading, Note};

/// The column that says how the period of a row was inferred; NULL where the source states it.
const PERIOD_INFERRED: &str = "period_inferred";

/// The column that divides the rows of a report into tables.
const SECTION: &str = "section";

/// A table with more rows than this is passed on as it comes, with all its columns: it is not for reading.
const READ: usize = 10_000;

/// A renderer that joins the columns which belong together before it passes them to another renderer.
pub(crate) struct Composed<'a> {
    render: &'a mut dyn Render,
    library: &'a Library,
    heading: Heading,
    columns: Vec<Column>,
    /// The index of the column `section` of the statement.
    section: Option<usize>,
    /// The name of the section that is written.
    name: Option<String>,
    /// The rows of the table that is not written yet.
    held: Vec<Vec<Cell>>,
    /// Whether the head of the table is written.
    is_begun: bool,
}

/// A column that people see, made of columns of the statement.
enum Column {
    Plain(usize),
    /// A period, and how it was inferred.
    Period(usize, usize),
    /// A first and a last period.
    Periods(usize, usize),
    Figure(Companions),
    Citation(Vec<SourceColumns>),
    /// The document of a source, and the index of its title.
    Document(SourceColumns, usize),
}

impl<'a> Composed<'a> {
    pub(crate) fn new(render: &'a mut dyn Render, library: &'a Library) -> Self {
        let (heading, columns, held) = (Heading::default(), Vec::new(), Vec::new());
        Self { render, library, heading, columns, section: None, name: None, held, is_begun: false }
    }

    /// The columns that people see of those of a statement, with their names.
    fn compose(names: &[String]) -> Vec<(String, Column)> {
        let figures: Vec<Companions> = (0..names.len()).filter_map(|index| Companions::of(index, names)).collect();
        let pairs: Vec<SourceColumns> =
            source_columns(names).into_iter().filter(|columns| columns.locator.is_some()).collect();
        let position = |wanted: &str| names.iter().position(|name| name == wanted);
        let document = source_columns(names).into_iter().find(|columns| columns.locator.is_none());
        let parts = [position("title"), position("publisher"), position("url")];
        let document = document.filter(|_| parts.iter().all(Option::is_some));
        let inferred = position(PERIOD_INFERRED);
        let ends = position("first_period").zip(position("last_period"));
        let has_citation = names.iter().any(|name| name == "citation");
        let is_part = |index: usize| {
            figures.iter().any(|figure| figure.all().any(|companion| companion == index))
                || pairs
                    .iter()
                    .any(|pair| pair.source == index || [pair.published_on, pair.locator].contains(&Some(index)))
                || names[index] == SECTION
                || inferred == Some(index)
                || ends.is_some_and(|(_, last)| last == index)
                || document.is_some() && parts.contains(&Some(index))
        };
        let mut columns = Vec::new();
        for (index, name) in names.iter().enumerate() {
            if let Some((first, last)) = ends.filter(|(first, _)| *first == index) {
                columns.push(("periods".to_owned(), Column::Periods(first, last)));
                continue;
            }
            if let Some(source) = document.filter(|_| parts[0] == Some(index)) {
                columns.push(("document".to_owned(), Column::Document(source, index)));
                continue;
            }
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
                Column::Plain(index) | Column::Period(index, _) | Column::Periods(index, _) => *index == wanted,
                Column::Figure(figure) => figure.value == wanted,
                Column::Citation(_) | Column::Document(..) => false,
            })
        })
    }

    /// Writes the head of the table and the rows that are held. Of several sections, a chart is drawn for the first one that
    /// has its columns.
    fn begin_table(&mut self, is_whole: bool) -> io::Result<()> {
        self.is_begun = true;
        let mut rows = std::mem::take(&mut self.held);
        let mut heading = self.heading.clone();
        if let Some(name) = &self.name {
            heading = Heading { title: Some(name.clone()), description: None, common: Vec::new(), ..heading };
        }
        if is_whole {
            heading = tidy(heading, &mut rows);
        }
        if self.name.is_some() {
            self.heading.chart = self.heading.chart.filter(|_| heading.chart.is_none());
            self.render.section(&heading)?;
        } else {
            self.render.begin(&heading)?;
        }
        rows.iter().try_for_each(|row| self.render.row(row))
    }

    /// Writes what is left of the table.
    fn end_table(&mut self) -> io::Result<()> {
        if self.is_begun { Ok(()) } else { self.begin_table(true) }
    }
}

impl Render for Composed<'_> {
    fn begin(&mut self, heading: &Heading) -> io::Result<()> {
        let (names, columns) = Self::compose(&heading.columns).into_iter().unzip();
        self.columns = columns;
        self.section = heading.columns.iter().position(|name| name == SECTION);
        let chart = heading.chart.and_then(|chart| self.chart(chart));
        self.heading = Heading { columns: names, chart, ..heading.clone() };
        Ok(())
    }

    fn row(&mut self, row: &[Cell]) -> io::Result<()> {
        let cell = |column: &Column| match column {
            Column::Plain(index) => row.get(*index).cloned().unwrap_or(Cell::Null),
            Column::Period(period, inferred) => match (row.get(*period), row.get(*inferred)) {
                (Some(Cell::Text(period)), Some(Cell::Text(_))) => Cell::InferredPeriod(period.clone()),
                (period, _) => period.cloned().unwrap_or(Cell::Null),
            },
            Column::Periods(first, last) => match (row.get(*first), row.get(*last)) {
                (Some(Cell::Text(first)), Some(Cell::Text(last))) if first != last => {
                    Cell::Text(format!("{first} to {last}"))
                }
                (first, _) => first.cloned().unwrap_or(Cell::Null),
            },
            Column::Figure(companions) => companions.cell(row),
            Column::Citation(pairs) => match self.library.citations(pairs, row).as_slice() {
                [] => Cell::Null,
                citations => self.library.cell(citations),
            },
            Column::Document(source, title) => match self.library.citations(&[*source], row).first() {
                Some(citation) => self.library.footnote(citation),
                None => row.get(*title).cloned().unwrap_or(Cell::Null),
            },
        };
        let cells: Vec<Cell> = self.columns.iter().map(cell).collect();
        if let Some(section) = self.section {
            let name = row.get(section).and_then(Cell::text).unwrap_or_default();
            if self.name.as_deref() != Some(name) {
                match self.name {
                    Some(_) => self.end_table()?,
                    None => self.render.begin(&Heading { columns: Vec::new(), chart: None, ..self.heading.clone() })?,
                }
                (self.name, self.is_begun) = (Some(name.to_owned()), false);
            }
        }
        if self.is_begun {
            return self.render.row(&cells);
        }
        self.held.push(cells);
        if self.held.len() > READ { self.begin_table(false) } else { Ok(()) }
    }

    fn notes(&mut self, notes: &[Note]) -> io::Result<()> {
        self.render.notes(notes)
    }

    fn end(&mut self) -> io::Result<()> {
        self.end_table()?;
        self.render.end()
    }
}
