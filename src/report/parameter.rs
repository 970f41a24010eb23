//! A report's parameters: their types, and values that people give them.

use rusqlite::types::Value;
use serde::Serialize;

use crate::model::{Marks, Period, period, quantity};

/// One declared parameter.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Parameter {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: Type,
    #[serde(flatten)]
    pub need: Need,
    pub meaning: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choices: Option<Choices>,
}

/// What a parameter's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Type {
    Text,
    Integer,
    /// A whole number from 1 on.
    Count,
    Number,
    Date,
    Period,
    Choice,
}

/// Whether a value must be given, and the value that is used if it is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "need", content = "default")]
pub(crate) enum Need {
    Required,
    /// NULL where it is not given.
    Optional,
    Default(String),
}

/// What a choice can be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Choices {
    List(Vec<String>),
    /// A statement whose first column is the code and whose second, if any, is the name.
    Sql(String),
}

impl Parameter {
    /// Parses the text after `-- parameter:`.
    ///
    /// # Errors
    ///
    /// A clause that says what is wrong.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut parts = text.splitn(5, " | ").map(str::trim);
        let mut part = |what: &str| parts.next().filter(|part| !part.is_empty()).ok_or_else(|| format!("no {what}"));
        let name = part("name")?.to_owned();
        if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
            return Err(format!("`{name}` is not a name of lower-case letters"));
        }
        let kind = match part("type")? {
            "text" => Type::Text,
            "integer" => Type::Integer,
            "count" => Type::Count,
            "number" => Type::Number,
            "date" => Type::Date,
            "period" => Type::Period,
            "choice" => Type::Choice,
            other => {
                return Err(format!("`{other}` is not a type (text, integer, count, number, date, period, choice)"));
            }
        };
        let need = match part("`required`, `optional` or `default X`")? {
            "required" => Need::Required,
            "optional" => Need::Optional,
            other => match other.strip_prefix("default ") {
                Some(default) => Need::Default(default.trim().to_owned()),
                None => return Err(format!("`{other}` is not `required`, `optional` or `default X`")),
            },
        };
        let meaning = part("meaning")?.to_owned();
        let choices = match (kind, parts.next()) {
            (Type::Choice, None) => return Err("a parameter of type choice needs a list of choices".to_owned()),
            (Type::Choice, Some(sql)) if sql.get(..6).is_some_and(|head| head.eq_ignore_ascii_case("select")) => {
                Some(Choices::Sql(sql.to_owned()))
            }
            (Type::Choice, Some(list)) => {
                Some(Choices::List(list.split(',').map(|choice| choice.trim().to_owned()).collect()))
            }
            (_, None) => None,
            (_, Some(_)) => return Err("only a parameter of type choice has choices".to_owned()),
        };
        let parameter = Self { name, kind, need, meaning, choices };
        if let Need::Default(default) = &parameter.need {
            parameter.value(default).map_err(|expected| format!("the default `{default}` is not {expected}"))?;
            if matches!(&parameter.choices, Some(Choices::List(list)) if !list.contains(default)) {
                return Err(format!("the default `{default}` is none of the choices"));
            }
        }
        Ok(parameter)
    }

    /// Whether a value must be given.
    pub(crate) fn is_required(&self) -> bool {
        self.need == Need::Required
    }

    /// Whether it always has a value.
    pub(crate) fn is_given(&self) -> bool {
        self.need != Need::Optional
    }

    /// The parameter in a usage line.
    pub(crate) fn usage(&self) -> String {
        let kind = self.type_name();
        match &self.need {
            Need::Required => format!("-p {}=<{kind}>", self.name),
            Need::Optional => format!("[-p {}=<{kind}>]", self.name),
            Need::Default(default) => format!("[-p {}={default}]", self.name),
        }
    }

    /// The parameter in a list: its name, with `*` if it is required, and with its default.
    pub(crate) fn summary(&self) -> String {
        match &self.need {
            Need::Required => format!("{}*", self.name),
            Need::Optional => self.name.clone(),
            Need::Default(default) => format!("{}={default}", self.name),
        }
    }

    /// The type in one word, or the list of choices.
    pub(crate) fn type_name(&self) -> String {
        match (&self.choices, self.kind) {
            (Some(Choices::List(list)), _) => list.join("|"),
            (Some(Choices::Sql(_)), _) => "code".to_owned(),
            (None, Type::Text) => "text".to_owned(),
            (None, Type::Integer | Type::Count) => "whole number".to_owned(),
            (None, Type::Number) => "number".to_owned(),
            (None, Type::Date) => "date".to_owned(),
            (None, _) => "period".to_owned(),
        }
    }

    /// The value that a text means. Choices are checked elsewhere, since some of them come from a database.
    ///
    /// # Errors
    ///
    /// What was expected.
    pub(crate) fn value(&self, text: &str) -> Result<Value, &'static str> {
        match self.kind {
            Type::Text | Type::Choice => Ok(Value::Text(text.to_owned())),
            Type::Integer => text.parse().map(Value::Integer).map_err(|_| "a whole number such as 10"),
            Type::Count => {
                let count = text.parse().ok().filter(|count| *count > 0);
                count.map(Value::Integer).ok_or("a whole number from 1 on")
            }
            Type::Number => {
                quantity::parse_number(text, Marks::default()).map(Value::Real).map_err(|_| "a number such as 13.1")
            }
            Type::Date => period::parse_date(text)
                .map(|date| Value::Text(date.to_string()))
                .map_err(|_| "a date such as 2025-06-30"),
            Type::Period => Period::parse(text)
                .map(|period| Value::Text(period.to_string()))
                .map_err(|_| "a period such as 2025, 2025-H1, 2025-Q2, 2025-06 or 2025-01/2025-06"),
        }
    }
}
