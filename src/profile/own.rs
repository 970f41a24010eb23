//! Columns of a table of somebody else that are called as our own are.

use super::doubt::Ambiguity;
use super::marks::{is_flag, of_column};
use super::names::placeholder;
use super::places::names_places;
use super::sample::Sample;
use super::statuses::of_word;
use super::writer::{Writer, inline};
use crate::model::Status;

/// The columns that a table of somebody else may have too, with the names that publishers give them, in small letters.
const ROLES: [(&str, &[&str]); 8] = [
    (
        "metric",
        &[
            "metric",
            "indicator",
            "indicators",
            "element",
            "series",
            "variable",
            "indikator",
            "merkmal",
            "indicateur",
            "indicador",
            "指标",
            "指標",
            "統計項目",
        ],
    ),
    (
        "unit",
        &[
            "unit",
            "units",
            "unit of measure",
            "units of measure",
            "unit measure",
            "unit of measurement",
            "einheit",
            "maßeinheit",
            "unité",
            "unité de mesure",
            "unidad",
            "unidad de medida",
            "unità di misura",
            "unidade",
            "unidade de medida",
            "eenheid",
            "enhet",
            "单位",
            "計量單位",
            "计量单位",
            "單位",
            "単位",
        ],
    ),
    (
        "sector",
        &[
            "sector",
            "sectors",
            "industry",
            "industries",
            "nace",
            "nace r1",
            "nace r2",
            "nace rev 2",
            "isic",
            "isic4",
            "economic activity",
            "wirtschaftszweig",
            "wirtschaftszweige",
            "branche",
            "secteur",
            "secteur d'activité",
            "branche d'activité",
            "settore",
            "bedrijfstak",
            "näringsgren",
            "行业",
            "行業",
            "产业",
            "產業",
            "産業",
        ],
    ),
    (
        "source",
        &[
            "source",
            "sources",
            "data source",
            "quelle",
            "datenquelle",
            "fuente",
            "fonte",
            "bron",
            "来源",
            "來源",
            "数据来源",
            "資料來源",
            "出典",
        ],
    ),
    ("status", &["status", "状态", "狀態", "数据状态", "statut", "estado"]),
    (
        "flag",
        &[
            "flag",
            "flags",
            "status flag",
            "obs flag",
            "obs status",
            "observation status",
            "observation flag",
            "data status",
            "value status",
        ],
    ),
    ("locator", &["locator"]),
    (
        "note",
        &[
            "note",
            "notes",
            "remark",
            "remarks",
            "comment",
            "comments",
            "footnote",
            "footnotes",
            "bemerkung",
            "bemerkungen",
            "anmerkung",
            "anmerkungen",
            "fußnote",
            "fußnoten",
            "hinweis",
            "hinweise",
            "remarque",
            "remarques",
            "commentaire",
            "commentaires",
            "nota",
            "notas",
            "observaciones",
            "observações",
            "osservazioni",
            "opmerking",
            "opmerkingen",
            "备注",
            "備註",
            "備考",
            "注释",
            "注釋",
            "说明",
            "說明",
        ],
    ),
];

/// What stands behind the name of a column of codes, and behind that of a column of labels.
const OF_CODES: [&str; 4] = [" code", " id", "代码", "代碼"];
const OF_LABELS: [&str; 4] = [" name", " label", "名称", "名稱"];

/// The role that the name of a column gives it, and whether it says that its cells are codes.
fn role(name: &str) -> Option<(&'static str, bool)> {
    let name = name.trim().to_lowercase().replace(['_', '-', '.'], " ");
    let strip = |ends: [&str; 4]| ends.into_iter().find_map(|end| name.strip_suffix(end)).map(str::to_owned);
    let code = strip(OF_CODES);
    let is_code = code.is_some();
    let plain = code.or_else(|| strip(OF_LABELS)).unwrap_or_else(|| name.clone());
    let found = ROLES.into_iter().find(|(_, names)| names.contains(&plain.as_str()));
    let (role, _) = found.filter(|(role, _)| plain == name || DIMENSIONS.contains(role))?;
    Some((role, is_code))
}

/// The roles of which a table may have a column of codes and one of labels.
const DIMENSIONS: [&str; 3] = ["metric", "unit", "sector"];

/// Whether the name of a column gives it a role.
pub(super) fn is_role(name: &str) -> bool {
    role(name).is_some()
}

/// Whether a column is called as one of statuses or flags is.
pub(super) fn is_status(name: &str) -> bool {
    role(name).is_some_and(|(role, _)| ["status", "flag"].contains(&role))
}

/// Whether a column is called as one of units is.
pub(super) fn is_unit(name: &str) -> bool {
    role(name).is_some_and(|(role, _)| role == "unit")
}

/// The columns of a file that are called as ours are, each with its place in the file.
#[derive(Debug, Default)]
pub(super) struct Own {
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
    pub(super) fn of(sample: &Sample, columns: &[usize]) -> Self {
        let are = |column: usize, holds: &dyn Fn(&str) -> bool| sample.cells(column).all(holds);
        let may_be_flags = |column: usize| sample.cells(column).any(|cell| of_word(cell).is_some());
        let role_of = |column: usize| match role(&sample.columns[column]) {
            Some(("status", _)) if are(column, &|cell| Status::parse(cell).is_some()) => Some(("status", false)),
            Some(("status", _)) => may_be_flags(column).then_some(("flag", false)),
            Some(("flag", _)) => (are(column, &is_flag) || may_be_flags(column)).then_some(("flag", false)),
            role => role,
        };
        let names = || columns.iter().map(|column| sample.columns[*column].as_str());
        let has_metrics = columns.iter().any(|column| role_of(*column).is_some_and(|(role, _)| role == "metric"));
        let is_of_places = names().any(names_places) && !has_metrics;
        let has_several = |column: usize| {
            let mut cells = sample.cells(column);
            let first = cells.next();
            cells.any(|cell| Some(cell) != first)
        };
        let is_ours = |role: &str, column: usize| {
            sample.cells(column).next().is_some() && (role != "unit" || !is_of_places || !has_several(column))
        };
        let mut own = Self::default();
        for (name, _) in ROLES {
            let found = |wanted: Option<bool>| {
                let is_wanted = |column: &usize| {
                    role_of(*column)
                        .is_some_and(|(role, is_code)| role == name && wanted.is_none_or(|it| it == is_code))
                };
                columns.iter().copied().filter(is_wanted).find(|column| is_ours(name, *column))
            };
            let Some(column) = found(Some(true)).or_else(|| found(None)) else { continue };
            own.columns.push((name, column));
            own.labels.extend(found(Some(false)).filter(|label| *label != column).map(|label| (name, label)));
        }
        if let Some(flag) = own.column("flag") {
            (own.flags, own.doubt) = of_column(sample, &[flag]);
        }
        own
    }

    /// The place of a column of ours in the file.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().find(|(own, _)| *own == name).map(|(_, column)| *column)
    }

    /// Whether a column of the file is one of them.
    pub(super) fn has(&self, column: usize) -> bool {
        self.columns.iter().chain(&self.labels).any(|(_, own)| *own == column)
    }

    /// Whether a column of the file holds codes or labels that another column has the other of.
    pub(super) fn has_label(&self, column: usize) -> bool {
        let of =
            |columns: &[(&'static str, usize)]| columns.iter().find(|(_, own)| *own == column).map(|(name, _)| *name);
        of(&self.columns).or(of(&self.labels)).is_some_and(|name| self.labels.iter().any(|(role, _)| *role == name))
    }

    /// The translations that it needs.
    pub(super) fn codes(&self) -> impl Iterator<Item = (String, String)> {
        let of_flags = (!self.flags.is_empty()).then(|| ("status".to_owned(), self.flags.clone()));
        // A figure without a sector is not broken down by sectors.
        let of_sectors = self.column("sector").map(|_| ("sector".to_owned(), inline(&[("", "")])));
        of_flags.into_iter().chain(of_sectors)
    }

    /// Writes what fills them.
    pub(super) fn write(&self, sample: &Sample, writer: &mut Writer) {
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
        let is_of_several = |cell: &str| cell.chars().count() > 1 && of_word(cell).is_none();
        self.column("flag").filter(|flag| sample.cells(*flag).any(is_of_several))
    }

    /// Writes the note of a figure that has flags of several letters, and none in the column of notes.
    pub(super) fn write_notes(&self, sample: &Sample, writer: &mut Writer) {
        if let (Some(flag), Some(note)) = (self.noted(sample), self.column("note")) {
            let template = format!("{{{}}}", placeholder(sample, flag));
            writer.when(&[(&placeholder(sample, note), "^$")]).raw("columns", &inline(&[("note", &template)]));
        }
    }

    /// The template of the names of what a column has the codes of, where another column has them.
    pub(super) fn name(&self, sample: &Sample, role: &str) -> Option<String> {
        let (_, label) = self.labels.iter().find(|(of, _)| *of == role)?;
        Some(format!("{{{}}}", placeholder(sample, *label)))
    }

    /// Writes how units and sectors are created.
    pub(super) fn write_creations(&self, sample: &Sample, writer: &mut Writer) {
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
