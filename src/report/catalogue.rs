//! Finding reports, built-in ones and those that a database contains.

use std::collections::HashSet;

use rusqlite::types::Value;

use super::find::{self, Kind};
use super::front_matter::Report;
use super::headline::{parts, pieces};
use super::parameter::{Choices, Need, Parameter};
use super::shipped::Builtin;
use crate::error::{Error, ParameterFault, Result, UsageError};
use crate::model::nearest;
use crate::problem::Suggestion;
use crate::render::number::real;
use crate::store::Sandbox;
use crate::table::Cell;

/// How many choices a message lists.
const CHOICES_SHOWN: usize = 12;

/// The origin of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    BuiltIn,
    /// The dataset that it was loaded with.
    Package(String),
}

/// All reports that can run on a database: the built-in ones, then those that the database contains.
///
/// # Errors
///
/// The database cannot be read.
pub(crate) fn all(sandbox: &Sandbox) -> Result<Vec<(Report, Origin)>> {
    let builtin = Builtin::ALL.iter().map(|builtin| Ok((builtin.report()?, Origin::BuiltIn)));
    let mut reports: Vec<(Report, Origin)> = builtin.collect::<Result<_>>()?;
    let mut stored = sandbox.prepare("SELECT sql, dataset FROM report ORDER BY dataset, name")?;
    stored.for_each(|row| {
        if let [Cell::Text(sql), Cell::Text(package)] = row
            && let Ok(report) = Report::parse(sql)
        {
            reports.push((report, Origin::Package(package.clone())));
        }
        Ok(true)
    })?;
    Ok(reports)
}

/// The report with a name. A built-in one is found without reading the reports of the database.
///
/// # Errors
///
/// No report has the name, or the database cannot be read.
pub(crate) fn find(name: &str, sandbox: &Sandbox) -> Result<Report> {
    if let Some(builtin) = Builtin::ALL.iter().find(|builtin| builtin.name() == name) {
        return builtin.report();
    }
    let mut reports = all(sandbox)?;
    match reports.iter().position(|(report, _)| report.name == name) {
        Some(place) => Ok(reports.swap_remove(place).0),
        None => {
            let known: Vec<String> = reports.into_iter().map(|(report, _)| report.name).collect();
            let near = nearest(name, &known, |known| known).cloned().map(Suggestion::of);
            Err(Error::usage(UsageError::UnknownReport { name: name.to_owned(), near, known }))
        }
    }
}

impl Report {
    /// The value of every declared parameter, from the `key=value` texts of the command line.
    ///
    /// # Errors
    ///
    /// A parameter is unknown, repeated, missing, or not of its type.
    pub(crate) fn bind(&self, given: &[(String, String)], sandbox: &Sandbox) -> Result<Vec<(String, Value)>> {
        self.bind_or(given, sandbox, &mut |_, fault| Err(fault))
    }

    /// The same, where the rows come from another database: what is none of the choices here may be one there. `unknown` gets
    /// it, with the error that it would be.
    ///
    /// # Errors
    ///
    /// Those of `unknown`, and the others of [`Self::bind`].
    pub(crate) fn bind_or(
        &self,
        given: &[(String, String)],
        sandbox: &Sandbox,
        unknown: &mut dyn FnMut(&Parameter, Error) -> Result<()>,
    ) -> Result<Vec<(String, Value)>> {
        for (index, (name, _)) in given.iter().enumerate() {
            if !self.parameters.iter().any(|parameter| parameter.name == *name) {
                let near = nearest(name, &self.parameters, |parameter| &parameter.name);
                let near = near.map(|parameter| Suggestion::of(&parameter.name));
                return Err(self.fault(name, ParameterFault::Unknown { near }));
            }
            if given[..index].iter().any(|(earlier, _)| earlier == name) {
                return Err(self.fault(name, ParameterFault::Repeated));
            }
        }
        let bound = self.parameters.iter().map(|parameter| {
            let text = given.iter().find(|(name, _)| *name == parameter.name).map(|(_, text)| text.as_str());
            let value = match (text, &parameter.need) {
                (Some(text), _) => self.value(parameter, text, sandbox, unknown)?,
                (None, Need::Default(default)) => self.value(parameter, default, sandbox, unknown)?,
                (None, Need::Optional) => Value::Null,
                (None, Need::Required) => {
                    let (choices, more) = shorten(choices(parameter, sandbox)?);
                    return Err(self.fault(&parameter.name, ParameterFault::Missing { choices, more }));
                }
            };
            Ok((parameter.name.clone(), value))
        });
        bound.collect()
    }

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

    fn value(
        &self,
        parameter: &Parameter,
        text: &str,
        sandbox: &Sandbox,
        unknown: &mut dyn FnMut(&Parameter, Error) -> Result<()>,
    ) -> Result<Value> {
        let value = parameter.value(text).map_err(|expected| {
            self.fault(&parameter.name, ParameterFault::Type { value: text.to_owned(), expected })
        })?;
        if parameter.choices.is_none() {
            return Ok(value);
        }
        let choices = choices(parameter, sandbox)?;
        if choices.iter().any(|choice| choice.code == text) {
            return Ok(value);
        }
        let meant = named(parameter, text, &choices, sandbox)?;
        match meant.as_slice() {
            [] => {}
            [choice] => return Ok(Value::Text(choice.code.clone())),
            _ => {
                let fault = ParameterFault::Ambiguous { value: text.to_owned(), meant };
                return Err(self.fault(&parameter.name, fault));
            }
        }
        let near = Suggestion::nearest(text, &choices);
        let (choices, more) = shorten(choices);
        let fault = ParameterFault::Choice { value: text.to_owned(), near, choices, more };
        unknown(parameter, self.fault(&parameter.name, fault))?;
        Ok(value)
    }

    fn fault(&self, name: &str, fault: ParameterFault) -> Error {
        Error::usage(UsageError::Parameter {
            report: self.name.clone(),
            name: name.to_owned(),
            fault,
            usage: self.usage(),
        })
    }
}

/// The choices that a text means which is the code of none.
fn named(parameter: &Parameter, text: &str, choices: &[Suggestion], sandbox: &Sandbox) -> Result<Vec<Suggestion>> {
    let mut known = choices.to_vec();
    if matches!(parameter.choices, Some(Choices::Sql(_))) {
        let codes: HashSet<&str> = choices.iter().map(|choice| choice.code.as_str()).collect();
        let kind = Kind::ALL.into_iter().find(|kind| kind.table() == parameter.name);
        let names = find::suggestions(kind, sandbox)?;
        known.extend(names.into_iter().filter(|name| codes.contains(name.code.as_str())));
    }
    Ok(find::resolve(text, known))
}

/// The choices of a parameter; empty if it is not a choice.
///
/// # Errors
///
/// The statement that returns them fails.
pub(crate) fn choices(parameter: &Parameter, sandbox: &Sandbox) -> Result<Vec<Suggestion>> {
    match &parameter.choices {
        None => Ok(Vec::new()),
        Some(Choices::List(list)) => Ok(list.iter().map(Suggestion::of).collect()),
        Some(Choices::Sql(sql)) => codes_and_names(sql, sandbox),
    }
}

/// The rows of a statement that returns codes, and names if it has a second column.
///
/// # Errors
///
/// The statement does not compile, or fails.
pub(crate) fn codes_and_names(sql: &str, sandbox: &Sandbox) -> Result<Vec<Suggestion>> {
    let mut found = Vec::new();
    sandbox.prepare(sql)?.for_each(|row| {
        let text = |cell: Option<&Cell>| match cell {
            Some(Cell::Text(text)) => Some(text.clone()),
            Some(Cell::Integer(number)) => Some(number.to_string()),
            _ => None,
        };
        found.extend(text(row.first()).map(|code| Suggestion { code, name: text(row.get(1)) }));
        Ok(true)
    })?;
    Ok(found)
}

/// The choices that a message lists, and the number of the others.
fn shorten(mut choices: Vec<Suggestion>) -> (Vec<Suggestion>, usize) {
    let more = choices.len().saturating_sub(CHOICES_SHOWN);
    choices.truncate(CHOICES_SHOWN);
    (choices, more)
}
