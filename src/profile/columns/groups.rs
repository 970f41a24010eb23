//! Groups that share a period in the names of columns: sexes, parts of a metric, or metrics.

use crate::profile::doubt::Ambiguity;
use crate::profile::words::list::is_among;

/// Names of sexes.
const SEXES: &str = "male, males, female, females, men, women, total, both sexes, persons, all, 男, 女, 男性, 女性, 合计, 总计, \
                                boys, girls";

/// Whether a name is one of a sex.
pub(crate) fn is_sex(name: &str) -> bool {
    is_among(SEXES, &name.to_lowercase())
}

/// What the groups in the names of columns are in a breakdown, and what only a person can decide.
pub(crate) fn groups(names: &[&str]) -> (&'static str, Option<Ambiguity>) {
    if names.iter().all(|name| is_sex(name)) {
        return ("sex={group}", None);
    }
    let doubt = Ambiguity {
        what: format!("the columns of each period, such as `{}`, may be parts of one metric, or metrics", names[0]),
        ways: Vec::new(),
        written: Some(
            "breakdown with group={group} for parts, as it stands, or metric = \"{group}\" for metrics".to_owned(),
        ),
    };
    ("group={group}", Some(doubt))
}
