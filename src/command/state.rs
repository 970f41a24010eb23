//! The figures that a database held after a load.

use std::rc::Rc;

use rusqlite::types::Value;

use crate::error::Result;
use crate::model::Status;
use crate::store::{Cursor, Statement};
use crate::table::Cell;

/// A series of a state.
#[derive(Debug)]
pub(super) struct Series {
    pub id: Cell,
    /// Its metric, region, sector, enterprise and breakdown.
    codes: [Cell; 5],
}

/// A figure of a state.
#[derive(Debug)]
pub(super) struct Figure {
    pub series: Rc<Series>,
    pub period: Cell,
    pub source: Cell,
    /// What its source states, in the order of [`STATED`].
    pub stated: [Cell; 8],
}

/// The names of [`Figure::stated`].
pub(super) const STATED: [&str; 8] = ["value", "comparator", "upper", "unit", "status", "reported", "locator", "note"];

impl Figure {
    /// The codes of the figure, in the order in which SQLite sorts texts.
    pub(super) fn key(&self) -> impl Ord {
        (self.series.codes.each_ref().map(text), text(&self.period), text(&self.source))
    }

    /// The name of the status; NULL for a normal figure.
    pub(super) fn status(&self) -> Cell {
        let status = Status::parse(text(&self.stated[4])).filter(|status| *status != Status::NORMAL);
        status.map_or(Cell::Null, |status| Cell::Text(status.name().to_owned()))
    }
}

fn text(cell: &Cell) -> &str {
    match cell {
        Cell::Text(text) => text,
        _ => "",
    }
}

/// The figures of a state, in the order of their keys.
pub(super) struct Figures<'a> {
    rows: Cursor<'a>,
    /// The series of the last row.
    series: Option<Rc<Series>>,
    /// Figures of one series and period, the last one first.
    held: Vec<Figure>,
    /// The first figure of the next period.
    ahead: Option<Figure>,
}

impl<'a> Figures<'a> {
    /// The figures that `Internal::State` returns.
    pub(super) fn of(rows: Cursor<'a>) -> Self {
        Self { rows, series: None, held: Vec::new(), ahead: None }
    }

    /// The next figure.
    pub(super) fn advance(&mut self) -> Result<Option<Figure>> {
        if self.held.is_empty() {
            self.held.extend(self.ahead.take());
            while let Some(figure) = self.read()? {
                let is_beside =
                    |first: &Figure| Rc::ptr_eq(&first.series, &figure.series) && first.period == figure.period;
                if !self.held.first().is_none_or(is_beside) {
                    self.ahead = Some(figure);
                    break;
                }
                self.held.push(figure);
            }
            self.held.sort_by(|one, other| text(&other.source).cmp(text(&one.source)));
        }
        Ok(self.held.pop())
    }

    fn read(&mut self) -> Result<Option<Figure>> {
        let Some(row) = self.rows.advance()? else { return Ok(None) };
        let id = row.cell(5)?;
        let series = match &self.series {
            Some(series) if series.id == id => Rc::clone(series),
            _ => Rc::new(Series { id, codes: row.cells(0)? }),
        };
        let [period, source] = row.cells(6)?;
        let figure = Figure { series: Rc::clone(&series), period, source, stated: row.cells(8)? };
        self.series = Some(series);
        Ok(Some(figure))
    }
}

/// The names of series, of which the last one is kept.
pub(super) struct Names<'a> {
    statement: Statement<'a>,
    id: Cell,
    names: [Cell; 4],
}

impl<'a> Names<'a> {
    /// The names that `Internal::Names` returns.
    pub(super) fn of(statement: Statement<'a>) -> Self {
        Self { statement, id: Cell::Null, names: [const { Cell::Null }; 4] }
    }

    /// The names of metric and subject, the decimals of the metric, and its unit.
    pub(super) fn of_series(&mut self, series: &Series) -> Result<&[Cell; 4]> {
        if self.id != series.id {
            let id = match series.id {
                Cell::Integer(id) => Value::Integer(id),
                _ => Value::Null,
            };
            self.statement.bind(&[("series_id".to_owned(), id)])?;
            self.names = match self.statement.cursor().advance()? {
                Some(row) => row.cells(0)?,
                None => [const { Cell::Null }; 4],
            };
            self.id = series.id.clone();
        }
        Ok(&self.names)
    }
}
