//! The components of the structures that SDMX messages have: which of them are regions, metrics, units or sectors, which belong
//! to the metric, and which are attributes.

use crate::profile::sample::Sample;
use crate::profile::words::code_lists::{ADJUSTMENT, PRICES};
use crate::profile::writer::group;

/// Components that are a region, a metric, a unit or a sector in most structures, the likeliest first.
pub(crate) const REGIONS: [&str; 6] = ["REF_AREA", "GEO", "COUNTRY", "REGION", "AREA", "LOCATION"];
pub(crate) const METRICS: [&str; 13] = [
    "MEASURE",
    "INDICATOR",
    "INDICATORS",
    "SUBJECT",
    "NA_ITEM",
    "INDIC",
    "INDIC_NA",
    "INDIC_DE",
    "INDIC_IS",
    "INDIC_IL",
    "INDIC_SB",
    "VARIABLE",
    "SERIES",
];
pub(crate) const UNITS: [&str; 2] = ["UNIT_MEASURE", "UNIT"];
pub(crate) const SECTORS: [&str; 4] = ["ACTIVITY", "NACE_R2", "INDUSTRY", "ISIC4"];

/// The currency of a figure, where its unit does not say it.
pub(crate) const CURRENCY: [&str; 1] = ["CURRENCY"];

/// A component whose codes belong to the metric: its identifiers, and the column of `metric` that it fills with the group of
/// a pattern, translated.
pub(crate) struct OfMetric {
    pub names: &'static [&'static str],
    pub column: &'static str,
    pub pattern: &'static str,
    pub codes: Option<&'static str>,
}

pub(crate) const OF_METRIC: [OfMetric; 3] = [
    OfMetric {
        names: &["PRICES", "PRICE_BASE"],
        column: "prices",
        pattern: "^(?<of_prices>[^:]*)",
        codes: Some(PRICES),
    },
    OfMetric {
        names: &["ADJUSTMENT", "SEASONAL_ADJUST", "SEAS_ADJ", "S_ADJ"],
        column: "adjustment",
        pattern: "^(?<of_adjustment>[^:]*)",
        codes: Some(ADJUSTMENT),
    },
    OfMetric {
        names: &["BASE_PER", "BASE_PERIOD", "REF_YEAR_PRICE"],
        column: "base_period",
        pattern: "^(?:.*[^0-9])?(?<of_base_period>\\d{4}(?:-?Q[1-4]|-\\d\\d)?)",
        codes: None,
    },
];

/// Rates of change, in place of the figures themselves.
pub(crate) const TRANSFORMATION: [&str; 1] = ["TRANSFORMATION"];

impl OfMetric {
    /// What the part of the code is named that fills the column.
    pub(crate) fn part(&self) -> String {
        format!("of_{}", self.column)
    }
}

/// Components that are attributes wherever they stand.
const ATTRIBUTES: [&str; 6] = ["OBS_STATUS", "OBS_CONF", "CONF_STATUS", "UNIT_MULT", "OBS_COM", "OBS_PRE_BREAK"];

/// The column in which Eurostat says when it published a dataflow.
pub(crate) const UPDATED: &str = "LAST UPDATE";

/// What stands behind the identifier of a component in that of the column of its labels.
const LABELS: [&str; 3] = ["_LABEL", "_NAME", "_DESC"];

/// Components that repeat others, or describe how and when a message was made.
const IGNORED: [&str; 14] = [
    "STRUCTURE",
    "STRUCTURE_ID",
    "STRUCTURE_NAME",
    "DATAFLOW",
    "ACTION",
    "KEY",
    "SERIES_KEY",
    "OBS_KEY",
    "FREQ",
    "DECIMALS",
    "TIME_FORMAT",
    "OBS_FLAG",
    UPDATED,
    "UPDATED",
];

/// A component of the structure.
pub(crate) struct Component {
    pub id: String,
    /// What its code is named in a template.
    pub placeholder: String,
    /// What the label of its code is named.
    pub label: Option<String>,
    pub is_attribute: bool,
}

/// The components of the structure but time and value. Dimensions stand before time, and all of them do where time stands
/// last.
pub(crate) fn components(
    sample: &Sample,
    ids: &[String],
    has_both: bool,
    has_names: bool,
    period: usize,
    value: usize,
) -> Vec<Component> {
    let mut components = Vec::new();
    let mut is_label = false;
    let place = |wanted: &str| ids.iter().position(|id| id == wanted);
    let first_pair = place("ACTION").or_else(|| place("STRUCTURE_NAME"));
    let is_last = period > value;
    // Every dimension of a figure has a code.
    let is_message = ids.iter().any(|id| ["DATAFLOW", "STRUCTURE"].contains(&id.as_str()));
    let figures = || sample.rows.iter().filter(|(_, row)| row.get(period).is_some_and(|cell| !cell.is_empty()));
    let may_be_empty = |column: usize| {
        figures().any(|(_, row)| row.get(column).is_none_or(|cell| ["", "#N/A"].contains(&cell.as_str())))
    };
    // Other programs write the labels of `GEO` into a column `GEO_LABEL`.
    let of_labels = |id: &str| LABELS.into_iter().find_map(|end| place(&format!("{id}{end}")));
    for (column, id) in ids.iter().enumerate() {
        let name = id.split('[').next().unwrap_or(id);
        let is_key = ["SERIES_KEY", "OBS_KEY", UPDATED].contains(&id.as_str());
        let is_of_code = LABELS.into_iter().any(|end| id.strip_suffix(end).is_some_and(|code| place(code).is_some()));
        if std::mem::take(&mut is_label) || is_of_code {
            continue;
        }
        // Where labels have columns of their own, each stands behind its component's.
        is_label = has_names && first_pair.is_some_and(|first| column > first) && !is_key;
        if column == period || column == value || IGNORED.contains(&name) {
            continue;
        }
        components.push(Component {
            id: name.to_owned(),
            placeholder: if has_both { group(id) } else { sample.columns[column].clone() },
            label: match (has_both, is_label) {
                (true, _) => Some(format!("{}_name", group(id))),
                (_, true) => sample.columns.get(column + 1).cloned(),
                _ => of_labels(id).map(|label| sample.columns[label].clone()),
            },
            is_attribute: ATTRIBUTES.contains(&name)
                || is_message && may_be_empty(column)
                || if is_last { name.starts_with("ATT") } else { column > period },
        });
    }
    components
}
