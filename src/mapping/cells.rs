//! What a mapping says of the contents of cells: flags, signs of units, parentheses.

use super::compiler::Compiler;
use crate::mapping::value::{CellMarks, Enclosed};
use crate::model::{Status, is_raised};

impl Compiler<'_> {
    pub(super) fn marks(&mut self) -> CellMarks {
        let rules = &self.mapping.rules;
        let mut flags = Vec::new();
        for (flag, name) in &rules.flags {
            let is_of_numbers = |c: char| c.is_ascii_digit() || "+-.,<>=~".contains(c);
            match Status::parse(name.get_ref()) {
                Some(_)
                    if flag.get_ref().is_empty()
                        || flag.get_ref().contains(is_of_numbers) && !is_of_footnote(flag.get_ref()) =>
                {
                    self.reject(
                        flag.span(),
                        "a flag must not be empty or contain a character that is used to write numbers",
                        None,
                    );
                }
                Some(status) => flags.push((flag.get_ref().clone(), status)),
                None => {
                    let fix = format!("the statuses are {}", Status::CODES.join(", "));
                    self.reject(name.span(), format!("`{}` is not a status", name.get_ref()), Some(fix));
                }
            }
        }
        flags.sort_by_key(|(flag, _)| std::cmp::Reverse(flag.len()));
        let units = rules.units.iter().map(|(sign, unit)| (sign.get_ref().clone(), unit.get_ref().clone())).collect();
        let enclosed = match &rules.parentheses {
            None => None,
            Some(text) if text.get_ref() == "negative" => Some(Enclosed::Negative),
            Some(text) => Status::parse(text.get_ref()).map(Enclosed::Marked),
        };
        if let (Some(text), None) = (&rules.parentheses, enclosed) {
            let fix = format!("write \"negative\", or one of the statuses {}", Status::CODES.join(", "));
            self.reject(
                text.span(),
                format!("`{}` is not what a number in parentheses can be", text.get_ref()),
                Some(fix),
            );
        }
        CellMarks { missing: rules.missing_values.clone(), flags, units, enclosed }
    }
}

/// Whether a flag is the number of a footnote: digits in brackets, before a closing one, or above the line.
fn is_of_footnote(flag: &str) -> bool {
    let inner = flag.strip_suffix([')', '）', ']']).map(|rest| rest.strip_prefix(['(', '（', '[']).unwrap_or(rest));
    is_raised(flag) || inner.is_some_and(|inner| !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_digit()))
}
