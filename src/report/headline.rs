//! The title of the rows of a report, made of its parameters: `{metric}[, {period}]: ranking`.

use rusqlite::types::Value;

use super::catalogue::choices;
use super::front_matter::Report;
use super::parameter::{Choices, Parameter};
use crate::error::Result;
use crate::render::number::real;
use crate::store::Sandbox;

/// The parts of a headline, each with whether it is between brackets.
fn parts(headline: &str) -> impl Iterator<Item = (bool, &str)> {
    headline.split(['[', ']']).enumerate().map(|(index, part)| (index % 2 == 1, part))
}

/// The texts of a part, each with whether it is the name of a parameter.
fn pieces(part: &str) -> impl Iterator<Item = (bool, &str)> {
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

impl Report {
    /// The title of the rows for these values of the parameters; a report without a headline has its own title.
    ///
    /// # Errors
    ///
    /// The choices of a parameter cannot be read.
    pub(crate) fn title_of(&self, values: &[(String, Value)], sandbox: &Sandbox) -> Result<String> {
        let Some(headline) = &self.headline else { return Ok(self.title.clone()) };
        let mut title = String::new();
        for (_, part) in parts(headline) {
            let texts = pieces(part).map(|(is_name, piece)| match is_name {
                true => self.name_of(piece, values, sandbox),
                false => Ok(Some(piece.to_owned())),
            });
            let texts: Option<Vec<String>> = texts.collect::<Result<_>>()?;
            title.extend(texts.into_iter().flatten());
        }
        Ok(title)
    }

    /// The value of a parameter as people call it; `None` where it is not given.
    fn name_of(&self, name: &str, values: &[(String, Value)], sandbox: &Sandbox) -> Result<Option<String>> {
        let value = values.iter().find(|(known, _)| known == name).map(|(_, value)| value);
        let text = match value {
            Some(Value::Text(text)) => text.clone(),
            Some(Value::Integer(number)) => number.to_string(),
            Some(Value::Real(number)) => real(*number),
            _ => return Ok(None),
        };
        let parameter = self.parameters.iter().find(|parameter| parameter.name == name);
        let Some(parameter) = parameter.filter(|it| matches!(it.choices, Some(Choices::Sql(_)))) else {
            return Ok(Some(text));
        };
        let choice = choices(parameter, sandbox)?.into_iter().find(|choice| choice.code == text);
        Ok(choice.and_then(|choice| choice.name).or(Some(text)))
    }
}
