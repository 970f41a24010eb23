//! The title of the rows of a report, made of its parameters: `{metric}[, {period}]: ranking`.

use super::parameter::Parameter;

/// The parts of a headline, each with whether it is between brackets.
pub(super) fn parts(headline: &str) -> impl Iterator<Item = (bool, &str)> {
    headline.split(['[', ']']).enumerate().map(|(index, part)| (index % 2 == 1, part))
}

/// The texts of a part, each with whether it is the name of a parameter.
pub(super) fn pieces(part: &str) -> impl Iterator<Item = (bool, &str)> {
    part.split(['{', '}']).enumerate().map(|(index, piece)| (index % 2 == 1, piece))
}

/// Whether a headline names only parameters of the report, and outside of brackets only those that always have a value.
pub(super) fn is_right(headline: &str, parameters: &[Parameter]) -> bool {
    parts(headline).all(|(is_optional, part)| {
        pieces(part).filter(|(is_name, _)| *is_name).all(|(_, name)| {
            let parameter = parameters.iter().find(|parameter| parameter.name == name);
            parameter.is_some_and(|parameter| is_optional || parameter.is_given())
        })
    })
}
