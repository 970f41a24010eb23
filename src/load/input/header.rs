//! Which columns of a table a file has, and what fills those that it lacks.

use std::sync::Arc;

use crate::dataset::{File, Mapping, REASON, Resource, Row};
use crate::load::schema::{Kind, Table, TableName};
use crate::mapping::Plan;
use crate::model::{Marks, nearest};
use crate::problem::{Place, Problems, Suggestion, Violation};

/// Other names of columns that a file may have: the table, the name, and the column.
const SYNONYMS: [(&str, &str, &str); 2] = [("source", "rank", "priority"), ("designation", "rank", "rung")];

/// The column of a file of figures that is no column of its table: what is done with each figure.
const ACTION: &str = "action";

/// Where the columns of a table stand in a file, and what the descriptor says of those that it lacks.
#[derive(Debug)]
pub(crate) struct Header {
    table: &'static Table,
    /// In the order of the table's columns.
    columns: Vec<HeaderColumn>,
    /// The position of the column that says what is done with a figure.
    action: Option<usize>,
}

/// A column of the table, as one file has it.
#[derive(Debug, Default)]
struct HeaderColumn {
    position: Option<usize>,
    default: Option<String>,
    /// How the file writes the numbers of the column.
    marks: Marks,
    /// Whether that is stated, and not only what is usual.
    states_marks: bool,
    /// A mapping says what fills the column.
    is_mapped: bool,
}

impl Header {
    fn column(&self, name: &str) -> Option<&HeaderColumn> {
        self.table.column(name).map(|index| &self.columns[index])
    }

    /// The texts of a row in the order of the table's columns; `cells` is a buffer for them.
    #[inline]
    pub(crate) fn cells_of<'a>(&'a self, row: &Row<'a>, cells: &'a mut [&'a str; Table::WIDEST]) -> &'a [&'a str] {
        let cells = &mut cells[..self.columns.len()];
        for (column, cell) in self.columns.iter().zip(cells.iter_mut()) {
            *cell = match column.position {
                Some(position) => row.cell(position),
                None => column.default.as_deref().unwrap_or(""),
            };
        }
        cells
    }

    /// What a row of figures does with its figure, in SDMX's words; empty where the file does not say.
    #[inline]
    pub(crate) fn action_of<'a>(&self, row: &Row<'a>) -> &'a str {
        self.action.map_or("", |position| row.cell(position))
    }

    /// The place of a column among those of the table.
    pub(crate) fn index(&self, name: &str) -> Option<usize> {
        self.table.column(name)
    }

    /// Whether a descriptor has defaults for columns that the mapping does not fill.
    pub(crate) fn has_defaults(&self) -> bool {
        self.columns.iter().any(|column| column.default.is_some() && !column.is_mapped)
    }

    /// The texts of a row, with the descriptor's defaults in columns that the mapping does not fill.
    pub(crate) fn with_defaults<'a>(&'a self, cells: &[&'a str]) -> Vec<&'a str> {
        let filled = |(column, cell): (&'a HeaderColumn, &&'a str)| match &column.default {
            Some(default) if !column.is_mapped => default.as_str(),
            _ => *cell,
        };
        self.columns.iter().zip(cells).map(filled).collect()
    }

    /// The marks of the numbers in the column at this place in the table.
    pub(crate) fn marks_at(&self, index: usize) -> Marks {
        self.columns[index].marks
    }

    /// Whether it is stated how the numbers in the column at this place in the table are written.
    pub(crate) fn states_marks(&self, index: usize) -> bool {
        self.columns[index].states_marks
    }

    /// Whether the file, its descriptor or a mapping fills a column.
    pub(crate) fn fills(&self, column: &str) -> bool {
        self.column(column)
            .is_some_and(|column| column.position.is_some() || column.default.is_some() || column.is_mapped)
    }

    /// The position of a column, where the file has it.
    pub(crate) fn position(&self, column: &str) -> Option<usize> {
        if column == ACTION { self.action } else { self.column(column)?.position }
    }
}

/// Matches a header with the columns of a table.
pub(crate) fn read_header(
    table: &'static Table,
    resource: &Resource,
    file: &File,
    problems: &mut Problems,
    descriptor: &Arc<str>,
) -> Option<Header> {
    let columns = table.columns.iter();
    let columns =
        columns.map(|column| HeaderColumn { marks: resource.marks(column.name), ..HeaderColumn::default() }).collect();
    let mut header = Header { table, columns, action: None };
    let mut is_good = true;
    let wrong = match file.columns().is_empty() {
        true => Some(Violation::MissingHeader),
        false => file.wrong_delimiter(false),
    };
    if let Some(fact) = wrong {
        problems.add(fact, || file.header_place(0));
        return None;
    }
    let unknown = |name: &str| {
        let near = nearest(name, table.columns.iter(), |column| column.name);
        let near = near.map(|column| Suggestion::of(column.name));
        Violation::UnknownColumn { table: table.resource, name: name.to_owned(), near, known: table.column_names() }
    };
    for (position, name) in file.columns().iter().enumerate() {
        // A file of rejected rows has the reason in its last column.
        if name == REASON && table.column(name).is_none_or(|own| header.columns[own].position.is_some()) {
            continue;
        }
        if name == ACTION && table.id == TableName::Observation && header.action.is_none() {
            header.action = Some(position);
            continue;
        }
        let synonym = SYNONYMS.iter().find(|(of, other, _)| *of == table.name && other == name);
        let column = synonym.map_or(name.as_str(), |(_, _, column)| column);
        let fact = match table.column(column) {
            None => unknown(name),
            Some(index) => match header.columns[index].position.replace(position) {
                None => continue,
                Some(_) => Violation::DuplicateColumn { name: name.clone() },
            },
        };
        problems.add(fact, || file.header_place(position));
        is_good = false;
    }
    for (name, value) in &resource.defaults {
        match table.column(name) {
            Some(index) => header.columns[index].default = Some(value.clone()),
            None => {
                problems.add(unknown(name), || Place::of_file(descriptor));
                is_good = false;
            }
        }
    }
    for column in table.columns.iter().filter(|column| column.must_be_filled()) {
        if !header.fills(column.name) {
            let fact = Violation::MissingColumn { table: table.resource, name: column.name };
            problems.add(fact, || Place::of_file(file.label()));
            is_good = false;
        }
    }
    is_good.then_some(header)
}

/// Where the columns of a table stand in a file that a mapping is for.
pub(crate) fn mapped_header(
    table: &'static Table,
    resource: &Resource,
    (file, plan): (&File, &Plan),
    problems: &mut Problems,
    mapping: &Mapping,
) -> Option<Header> {
    let rules = &mapping.rules;
    let mut columns = Vec::new();
    let mut is_good = true;
    for (index, column) in table.columns.iter().enumerate() {
        // The descriptor states the marks of its own columns.
        let of_file = plan.position(index).or(plan.first_unpivoted().filter(|_| column.name == "value"));
        let of_file = of_file.and_then(|position| file.columns().get(position));
        let of_resource = of_file.map(|name| resource.marks(name)).unwrap_or_default();
        let has_field = of_file.is_some_and(|name| resource.schema.fields.iter().any(|field| field.name == *name));
        let marks = Marks {
            decimal: rules.decimal_char.unwrap_or(of_resource.decimal),
            group: rules.group_char.or(of_resource.group),
        };
        let default = resource.defaults.get(column.name).cloned();
        let is_unpivoted = column.kind == Kind::Quantity && plan.first_unpivoted().is_some();
        if column.must_be_filled() && !is_unpivoted && default.is_none() && !plan.fills(index) {
            let message = format!("the mapping does not fill `{}`, which every row needs", column.name);
            let fix = Some(format!("add it under [columns]: {} = \"...\"", column.name));
            problems.add(Violation::Mapping { message, fix }, || Place::of_file(&mapping.label));
            is_good = false;
        }
        let states_marks = rules.decimal_char.is_some() || rules.group_char.is_some() || has_field;
        let (position, is_mapped) = (plan.position(index), plan.fills(index));
        columns.push(HeaderColumn { position, default, marks, states_marks, is_mapped });
    }
    is_good.then_some(Header { table, columns, action: None })
}
