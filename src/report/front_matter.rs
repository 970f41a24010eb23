//! The head of a report's file: `-- key: value` lines, then one SELECT.
//!
//! ```sql
//! -- name: rank
//! -- title: Who is first
//! -- description: Subjects of one metric, the largest first.
//! -- parameter: metric | choice | required | What is ranked | select code, name from metric order by code
//! -- parameter: top | integer | default 10 | How many rows
//! -- columns: place, subject, display, citation
//! -- chart: bar | subject | value
//! select ...
//! ```

use super::parameter::Parameter;
use crate::table::{Chart, ChartKind, Heading};

/// A report as its file tells it.
#[derive(Clone, Debug)]
pub struct Report {
    pub name: String,
    pub title: String,
    pub description: String,
    pub parameters: Vec<Parameter>,
    pub columns: Vec<String>,
    pub chart: Option<Chart>,
    /// The whole file: the front matter is a comment of the statement.
    pub sql: String,
}

/// What is wrong with the head of a report's file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrontMatterError {
    #[error("the front matter has no `-- {0}:` line")]
    Missing(&'static str),
    #[error("the front matter has two `-- {0}:` lines")]
    Repeated(String),
    #[error(
        "`-- {key}:` is not a key of the front matter; keys are name, title, description, parameter, columns, chart"
    )]
    UnknownKey { key: String, line: usize },
    #[error(
        "the parameter `{text}` is not `name | type | required, optional or default X | meaning | choices`: {fault}"
    )]
    Parameter { text: String, fault: String, line: usize },
    #[error("the chart `{0}` is not `bar` or `line`, a label column and a value column, with ` | ` between them")]
    Chart(String),
    #[error("the name `{0}` is not lower-case letters, digits and hyphens")]
    Name(String),
}

impl FrontMatterError {
    /// The line of the file, from one; zero where it is about the whole head.
    pub fn line(&self) -> usize {
        match self {
            Self::UnknownKey { line, .. } | Self::Parameter { line, .. } => *line,
            _ => 0,
        }
    }
}

impl Report {
    /// Reads a report's file.
    pub fn parse(text: &str) -> Result<Self, FrontMatterError> {
        let (mut name, mut title, mut description, mut columns, mut chart) = (None, None, None, None, None);
        let mut parameters = Vec::new();
        for (line, number) in text.lines().zip(1..) {
            if line.trim().is_empty() {
                continue;
            }
            let Some((key, value)) = line.strip_prefix("--").and_then(|comment| comment.split_once(':')) else { break };
            let value = value.trim();
            let slot = match key.trim() {
                "name" => &mut name,
                "title" => &mut title,
                "description" => &mut description,
                "columns" => &mut columns,
                "chart" => &mut chart,
                "parameter" => {
                    let parameter = Parameter::parse(value).map_err(|fault| FrontMatterError::Parameter {
                        text: value.to_owned(),
                        fault,
                        line: number,
                    })?;
                    parameters.push(parameter);
                    continue;
                }
                key => return Err(FrontMatterError::UnknownKey { key: key.to_owned(), line: number }),
            };
            if slot.replace(value.to_owned()).is_some() {
                return Err(FrontMatterError::Repeated(key.trim().to_owned()));
            }
        }
        let name = name.ok_or(FrontMatterError::Missing("name"))?;
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || !name.chars().all(is_plain) {
            return Err(FrontMatterError::Name(name));
        }
        let columns: String = columns.ok_or(FrontMatterError::Missing("columns"))?;
        let columns: Vec<String> = columns.split(',').map(|column| column.trim().to_owned()).collect();
        let chart =
            chart.map(|chart| read_chart(&chart, &columns).ok_or(FrontMatterError::Chart(chart))).transpose()?;
        Ok(Self {
            name,
            title: title.ok_or(FrontMatterError::Missing("title"))?,
            description: description.ok_or(FrontMatterError::Missing("description"))?,
            parameters,
            columns,
            chart,
            sql: text.to_owned(),
        })
    }

    /// What is known of the report's table before its first row.
    pub fn heading(&self, columns: &[String]) -> Heading {
        Heading {
            title: Some(self.title.clone()),
            description: Some(self.description.clone()),
            columns: columns.to_vec(),
            chart: self.chart,
        }
    }

    /// One line that shows how the report is called.
    pub fn usage(&self) -> String {
        let mut usage = format!("yearbook report {}", self.name);
        for parameter in &self.parameters {
            usage.push(' ');
            usage.push_str(&parameter.usage());
        }
        usage
    }
}

fn read_chart(text: &str, columns: &[String]) -> Option<Chart> {
    let mut parts = text.split('|').map(str::trim);
    let kind = match parts.next()? {
        "bar" => ChartKind::Bar,
        "line" => ChartKind::Line,
        _ => return None,
    };
    let mut column = || {
        let name = parts.next()?;
        columns.iter().position(|column| column == name)
    };
    let chart = Chart { kind, label: column()?, value: column()? };
    parts.next().is_none().then_some(chart)
}
