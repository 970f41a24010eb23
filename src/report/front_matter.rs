//! The front matter of a report's file: `-- key: value` lines, then one SELECT.
//!
//! ```sql
//! -- name: rank
//! -- title: Subjects in the order of their figures
//! -- headline: {metric}[, {period}]: ranking
//! -- description: Subjects of one metric, the largest first.
//! -- parameter: metric | choice | required | What is ranked | select code, name from metric order by code
//! -- parameter: top | integer | default 10 | How many rows
//! -- columns: place, subject, value, comparator, upper, unit, source, locator
//! -- chart: bar | subject | value
//! select ...
//! ```

use std::collections::HashMap;

use super::headline;
use super::parameter::Parameter;
use crate::table::{Chart, ChartKind, Heading};

/// A report as its file has it.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub name: String,
    pub title: String,
    /// The title of its rows: `{name}` stands for a parameter, and what is between brackets is left out without its parameters.
    pub headline: Option<String>,
    pub description: String,
    pub parameters: Vec<Parameter>,
    pub columns: Vec<String>,
    pub chart: Option<Chart>,
    /// The whole file: the front matter is a comment of the statement.
    pub sql: String,
}

/// What is wrong with the front matter of a report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FrontMatterError {
    #[error("the front matter has no `-- {0}:` line")]
    Missing(&'static str),
    #[error("the front matter has two `-- {0}:` lines")]
    Repeated(String),
    #[error(
        "`-- {key}:` is not a key of the front matter; keys are name, title, headline, description, parameter, columns, chart"
    )]
    UnknownKey { key: String, line: usize },
    #[error(
        "the parameter `{text}` is not `name | type | required, optional or default X | meaning | choices`: {fault}"
    )]
    Parameter { text: String, fault: String, line: usize },
    #[error(
        "the chart `{0}` is not `bar | label | value`, `line | label | value` or `line | label | value | line`, where the last three are columns"
    )]
    Chart(String),
    #[error(
        "the headline `{0}` names something that is no parameter, or needs one that may be missing outside of `[...]`"
    )]
    Headline(String),
    #[error("the name `{0}` is not lower-case letters, digits and hyphens")]
    Name(String),
}

impl FrontMatterError {
    /// What would fix it, where the sentence does not say so.
    pub(crate) fn fix(&self) -> Option<String> {
        match self {
            Self::Missing(key) => Some(format!("write lines such as `-- {key}: ...` above the statement")),
            Self::Repeated(_) => Some("remove one of them".to_owned()),
            _ => None,
        }
    }

    /// The line of the file, from one; zero for an error of the whole front matter.
    pub(crate) fn line(&self) -> usize {
        match self {
            Self::UnknownKey { line, .. } | Self::Parameter { line, .. } => *line,
            _ => 0,
        }
    }
}

impl Report {
    /// Reads a report's file.
    ///
    /// # Errors
    ///
    /// The front matter lacks a key, has one twice or has one that cannot be read.
    pub(crate) fn parse(text: &str) -> Result<Self, FrontMatterError> {
        let Head { values, parameters } = Head::read(text)?;
        let required = |key: &'static str| values.get(key).copied().ok_or(FrontMatterError::Missing(key));
        let name = required("name")?.to_owned();
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || !name.chars().all(is_plain) {
            return Err(FrontMatterError::Name(name));
        }
        let headline = values.get("headline").map(|headline| {
            let is_right = headline::is_right(headline, &parameters);
            is_right.then(|| (*headline).to_owned()).ok_or_else(|| FrontMatterError::Headline((*headline).to_owned()))
        });
        let columns: Vec<String> = required("columns")?.split(',').map(|column| column.trim().to_owned()).collect();
        let chart = values
            .get("chart")
            .map(|chart| read_chart(chart, &columns).ok_or_else(|| FrontMatterError::Chart((*chart).to_owned())));
        Ok(Self {
            name,
            title: required("title")?.to_owned(),
            headline: headline.transpose()?,
            description: required("description")?.to_owned(),
            parameters,
            chart: chart.transpose()?,
            columns,
            sql: text.to_owned(),
        })
    }

    /// The heading of the report's table.
    pub(crate) fn heading(&self, columns: &[String]) -> Heading {
        Heading {
            title: Some(self.title.clone()),
            description: Some(self.description.clone()),
            columns: columns.to_vec(),
            chart: self.chart,
            ..Heading::default()
        }
    }

    /// One line that shows how the report is called.
    pub(crate) fn usage(&self) -> String {
        let mut usage = format!("yearbook report {}", self.name);
        for parameter in &self.parameters {
            usage.push(' ');
            usage.push_str(&parameter.usage());
        }
        usage
    }
}

/// The lines of a front matter, by their keys.
struct Head<'a> {
    /// The values of the keys that may occur once.
    values: HashMap<&'a str, &'a str>,
    parameters: Vec<Parameter>,
}

impl<'a> Head<'a> {
    fn read(text: &'a str) -> Result<Self, FrontMatterError> {
        let mut head = Self { values: HashMap::new(), parameters: Vec::new() };
        for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
            let Some((key, value)) = line.strip_prefix("--").and_then(|comment| comment.split_once(':')) else { break };
            let (key, value) = (key.trim(), value.trim());
            match key {
                "name" | "title" | "headline" | "description" | "columns" | "chart" => {
                    if head.values.insert(key, value).is_some() {
                        return Err(FrontMatterError::Repeated(key.to_owned()));
                    }
                }
                "parameter" => {
                    head.parameters.push(Parameter::parse(value).map_err(|fault| FrontMatterError::Parameter {
                        text: value.to_owned(),
                        fault,
                        line: number,
                    })?)
                }
                _ => return Err(FrontMatterError::UnknownKey { key: key.to_owned(), line: number }),
            }
        }
        Ok(head)
    }
}

fn read_chart(text: &str, columns: &[String]) -> Option<Chart> {
    let mut parts = text.split('|').map(str::trim);
    let kind = match parts.next()? {
        "bar" => ChartKind::Bar,
        "line" => ChartKind::Line,
        _ => return None,
    };
    let position = |name: &str| columns.iter().position(|column| column == name);
    let mut column = || position(parts.next()?);
    let (label, value) = (column()?, column()?);
    let line = match (parts.next(), kind) {
        (None, _) => None,
        (Some(name), ChartKind::Line) => Some(position(name)?),
        (Some(_), ChartKind::Bar) => return None,
    };
    parts.next().is_none().then_some(Chart { kind, label, value, line })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_names_columns_of_the_report() {
        let columns = ["subject", "period", "value"].map(str::to_owned);
        let chart = |text| read_chart(text, &columns);
        let (bar, line) = (ChartKind::Bar, ChartKind::Line);
        assert_eq!(chart("bar | subject | value"), Some(Chart { kind: bar, label: 0, value: 2, line: None }));
        assert_eq!(chart("line | period | value"), Some(Chart { kind: line, label: 1, value: 2, line: None }));
        let with_lines = Some(Chart { kind: line, label: 1, value: 2, line: Some(0) });
        assert_eq!(chart("line | period | value | subject"), with_lines);
        for wrong in
            ["pie | subject | value", "bar | subject", "bar | subject | price", "bar | period | value | subject"]
        {
            assert_eq!(chart(wrong), None, "{wrong}");
        }
    }
}
