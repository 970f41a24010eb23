//! Columns of a table of somebody else that are called as our own are.

use super::labels::has_several;
use super::names::placeholder;
use super::places::{are_pairs, names_places};
use crate::model::Status;
use crate::profile::doubt::Ambiguity;
use crate::profile::numbers::marks::{is_mark, may_be_final, of_column};
use crate::profile::sample::Sample;
use crate::profile::words::powers::{exponent_of, is_power_of_ten};
use crate::profile::words::role::{ROLES, role};
use crate::profile::words::statuses::{is_boolean, is_of_several, is_status_word, of_word};
use crate::profile::writer::{Writer, inline};

/// The role of a column; `is_code` is whether its name says that its cells are codes.
struct Role {
    column: usize,
    name: &'static str,
    is_code: bool,
}

/// The role of a column by its name and its cells, and whether its name says that they are codes.
fn role_in(sample: &Sample, column: usize) -> Option<(&'static str, bool)> {
    let name = &sample.columns[column];
    let are = |holds: &dyn Fn(&str) -> bool| sample.all(column, holds);
    let may_be_flags = || are(&is_mark) || sample.cells(column).any(|cell| of_word(cell).is_some());
    match role(name) {
        Some(("status", _)) if are(&|cell| Status::parse(cell).is_some()) && !may_be_final(sample, &[column]) => {
            Some(("status", false))
        }
        Some(("status" | "flag", is_code)) => may_be_flags().then_some(("flag", is_code)),
        Some(("scale", is_code)) => exponents(sample, column).map(|_| ("scale", is_code)),
        // The numbers that a database gives its units name none.
        Some(("unit", true)) if are(&|cell| cell.bytes().all(|byte| byte.is_ascii_digit())) => None,
        Some(("note", _)) if are(&is_status_word) => Some(("flag", false)),
        None if are(&is_status_word) || is_status_word(name) && are(&is_boolean) => Some(("flag", false)),
        role => role,
    }
}

/// The powers of ten that the cells of a column state, as a table of a mapping; `None` where they state none. Where they are all
/// small numbers, they are exponents. Beside words for powers of ten, another text is a mistake, which the load refuses.
fn exponents(sample: &Sample, column: usize) -> Option<String> {
    let mut cells: Vec<&str> = sample.cells(column).collect();
    cells.sort_unstable();
    cells.dedup();
    let are_exponents = cells.iter().all(|cell| ["0", "2", "3", "6", "9", "12"].contains(cell));
    let exponent = |cell: &&str| if are_exponents { Some((*cell).to_owned()) } else { exponent_of(cell) };
    let found: Vec<(&str, String)> = cells.iter().filter_map(|cell| Some((*cell, exponent(cell)?))).collect();
    let has_words = found.iter().any(|(cell, _)| is_power_of_ten(cell));
    let pairs: Vec<(&str, &str)> = found.iter().map(|(cell, exponent)| (*cell, exponent.as_str())).collect();
    (!pairs.is_empty() && (has_words || pairs.len() == cells.len())).then(|| inline(&pairs))
}

/// The columns of a file that are called as ours are, each with its place in the file.
#[derive(Debug, Default)]
pub(crate) struct Own {
    columns: Vec<(&'static str, usize)>,
    /// The columns of labels beside those of codes.
    labels: Vec<(&'static str, usize)>,
    /// What the flags mean, as a table of a mapping; empty where there are none.
    flags: String,
    pub doubt: Option<Ambiguity>,
}

impl Own {
    /// Those among some columns. A column of statuses that nobody knows, such as `married`, is another column, and so is one of
    /// several units where one metric is of places: a metric has one unit.
    pub(crate) fn of(sample: &Sample, columns: &[usize]) -> Self {
        let roles: Vec<Role> = columns
            .iter()
            .filter_map(|&column| role_in(sample, column).map(|(name, is_code)| Role { column, name, is_code }))
            .collect();
        let has_metrics = roles.iter().any(|role| role.name == "metric");
        let is_of_places = columns.iter().any(|column| names_places(&sample.columns[*column])) && !has_metrics;
        let is_ours = |role: &&Role| {
            sample.cells(role.column).next().is_some()
                && (role.name != "unit" || !is_of_places || !has_several(sample, role.column))
        };
        let mut own = Self::default();
        for (name, _) in ROLES {
            let found = |wanted: Option<bool>| {
                let is_wanted =
                    |role: &&Role| role.name == name && wanted.is_none_or(|is_code| is_code == role.is_code);
                roles.iter().filter(is_wanted).find(is_ours).map(|role| role.column)
            };
            let Some(column) = found(Some(true)).or_else(|| found(None)) else { continue };
            own.columns.push((name, column));
            own.labels.extend(found(Some(false)).filter(|label| *label != column).map(|label| (name, label)));
        }
        own.find_flags(sample, &roles);
        own
    }

    /// Finds what the flags mean, and in which of several columns they stand.
    fn find_flags(&mut self, sample: &Sample, roles: &[Role]) {
        let Some(flag) = self.column("flag") else { return };
        (self.flags, self.doubt) = of_column(sample, &[flag]);
        let is_other = |role: &&Role| role.name == "flag" && !self.has(role.column);
        let others: Vec<usize> = roles.iter().filter(is_other).map(|role| role.column).collect();
        if let Some(other) = others.first() {
            let [name, other] = [flag, *other].map(|column| &sample.columns[column]);
            let doubt = Ambiguity {
                what: format!("the columns `{name}` and `{other}` both hold statuses, and a figure has one"),
                ways: Vec::new(),
                written: Some(format!(
                    "status = \"{{{name}}}\" under [columns], as it stands, or status = \"{{{other}}}\" with its flags under [codes], or a [[when]] for each"
                )),
            };
            self.doubt = self.doubt.take().into_iter().chain([doubt]).reduce(Ambiguity::and);
            self.labels.extend(others.into_iter().map(|column| ("flag", column)));
        }
    }

    /// The place of a column of ours in the file.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().find(|(own, _)| *own == name).map(|(_, column)| *column)
    }

    /// States that a column holds the codes of metrics, and another one their names.
    pub(crate) fn set_metric(&mut self, code: usize, named: usize) {
        self.columns.push(("metric", code));
        self.labels.push(("metric", named));
    }

    /// Whether a column of the file is one of them.
    pub(crate) fn has(&self, column: usize) -> bool {
        self.columns.iter().chain(&self.labels).any(|(_, own)| *own == column)
    }

    /// Whether a column holds codes of what another one of them names: the numbers of units, say.
    pub(crate) fn is_code_of(&self, sample: &Sample, column: usize) -> bool {
        let Some((name, true)) = role(&sample.columns[column]) else { return false };
        self.column(name).is_some_and(|of| of != column && are_pairs(sample, of, column))
    }

    /// Whether a column of the file says how figures are stated.
    pub(crate) fn says_how(&self, column: usize) -> bool {
        ["flag", "status", "note", "scale"].iter().any(|role| self.column(role) == Some(column))
    }

    /// Whether a column of the file holds codes or labels that another column has the other of.
    pub(crate) fn has_label(&self, column: usize) -> bool {
        let of =
            |columns: &[(&'static str, usize)]| columns.iter().find(|(_, own)| *own == column).map(|(name, _)| *name);
        of(&self.columns).or(of(&self.labels)).is_some_and(|name| self.labels.iter().any(|(role, _)| *role == name))
    }

    /// The translations that it needs.
    pub(crate) fn codes(&self, sample: &Sample) -> impl Iterator<Item = (String, String)> {
        let of_flags = (!self.flags.is_empty()).then(|| ("status".to_owned(), self.flags.clone()));
        let of_scale = self.column("scale").and_then(|column| Some(("scale".to_owned(), exponents(sample, column)?)));
        // A figure without a sector is not broken down by sectors.
        let of_sectors = self.column("sector").map(|_| ("sector".to_owned(), inline(&[("", "")])));
        of_flags.into_iter().chain(of_scale).chain(of_sectors)
    }

    /// Writes what fills them.
    pub(crate) fn write(&self, sample: &Sample, writer: &mut Writer) {
        let template = |column: &usize| format!("{{{}}}", placeholder(sample, *column));
        for (name, column) in &self.columns {
            writer.pair(if *name == "flag" { "status" } else { name }, &template(column));
        }
        if let Some(flag) = self.noted(sample) {
            writer.pair("note", &template(&flag));
        }
    }

    /// The column of flags, where some consist of several letters: a status says what one word or letter means.
    fn noted(&self, sample: &Sample) -> Option<usize> {
        let is_noted = |cell: &str| is_of_several(cell) && !is_boolean(cell);
        self.column("flag").filter(|flag| sample.cells(*flag).any(is_noted))
    }

    /// Writes the note of a figure that has flags of several letters, and none in the column of notes.
    pub(crate) fn write_notes(&self, sample: &Sample, writer: &mut Writer) {
        if let (Some(flag), Some(note)) = (self.noted(sample), self.column("note")) {
            let template = format!("{{{}}}", placeholder(sample, flag));
            writer.when(&[(&placeholder(sample, note), "^$")]).raw("columns", &inline(&[("note", &template)]));
        }
    }

    /// The template of the names of what a column has the codes of, where another column has them.
    pub(crate) fn name(&self, sample: &Sample, role: &str) -> Option<String> {
        let (_, label) = self.labels.iter().find(|(of, _)| *of == role)?;
        Some(format!("{{{}}}", placeholder(sample, *label)))
    }

    /// Writes how units and sectors are created.
    pub(crate) fn write_creations(&self, sample: &Sample, writer: &mut Writer) {
        for role in ["unit", "sector"].into_iter().filter(|role| self.column(role).is_some()) {
            let name = self.name(sample, role);
            if name.is_none() && role == "unit" {
                continue;
            }
            writer.table(&format!("create.{role}"));
            if let Some(name) = name {
                writer.pair("name", &name);
            }
            if role == "sector" {
                writer.pair("scheme", "local");
            }
        }
    }
}
