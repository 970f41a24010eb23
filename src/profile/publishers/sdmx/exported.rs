//! The message that `yearbook export --to sdmx-csv` writes: its figures come back as they were, with their comparators, bounds and
//! sources.

use crate::mapping::quoted;
use crate::profile::proposal::Proposal;
use crate::profile::sample::Sample;

/// The columns that only this message has; its dimensions of breakdowns stand between the first two.
const OWN: [&str; 6] = ["ENTERPRISE", "SOURCE", "COMPARATOR", "UPPER_BOUND", "MEASURE_KIND", "PERIOD_INFERRED"];

/// What fills the columns of a figure, and of what it refers to where that is new.
const MAPPING: &str = r#"dialect = { delimiter = "," }
missingValues = ["NaN"]
totals = ["_Z"]
[codes]
COMPARATOR = { "=" = "", ".." = "" }
[columns]
metric = "{MEASURE}"
region = "{REF_AREA}"
sector = "{ACTIVITY}"
enterprise = "{ENTERPRISE}"
period = "{TIME_PERIOD}"
period_inferred = "{PERIOD_INFERRED}"
value = "{COMPARATOR}{OBS_VALUE}"
unit = "{UNIT_MEASURE}"
status = "{OBS_STATUS}"
source = "{SOURCE}"
locator = "{LOCATOR}"
note = "{COMMENT_OBS}"
reported = "{REPORTED}"
action = "{ACTION}"
"#;

const CREATIONS: &str = r#"[create.source]
title = "{SOURCE_TITLE}"
publisher = "{PUBLISHER}"
published_on = "{PUBLISHED_ON}"
[create.metric]
kind = "{MEASURE_KIND}"
decimals = "{DECIMALS}"
[create.region]
level = "area"
[create.sector]
scheme = "local"
[[when]]
matches = { UPPER_BOUND = '.' }
columns = { value = "{OBS_VALUE}..{UPPER_BOUND}" }
"#;

/// The mapping of such a message; `None` for another one.
pub(crate) fn propose(sample: &Sample) -> Option<Proposal> {
    let place = |wanted: &str| sample.columns.iter().position(|column| column == wanted);
    let places = OWN.into_iter().map(place).collect::<Option<Vec<usize>>>()?;
    let keys = places[0] + 1..places[1];
    // A brace would begin a placeholder.
    let pairs: Vec<String> = sample
        .columns
        .get(keys.clone())?
        .iter()
        .zip(keys)
        .map(|(key, column)| format!("{key}={{#{}}}", column + 1))
        .collect();
    if pairs.iter().any(|pair| pair.matches(['{', '}']).count() > 2) {
        return None;
    }
    let breakdown =
        if pairs.is_empty() { String::new() } else { format!("breakdown = {}\n", quoted(&pairs.join(";"))) };
    let text = [MAPPING, &breakdown, CREATIONS].concat();
    Some(Proposal { profile: "SDMX-CSV 2, exported by yearbook", text, ambiguity: None })
}
