//! The reports of datasets, checked before anything is written.

use std::sync::Arc;

use crate::dataset::Package;
use crate::diagnostic;
use crate::error::{Error, Result, SqlError};
use crate::load::StoredReport;
use crate::problem::{Excerpt, Place, Problem, Problems, Violation};
use crate::report::{Builtin, Choices, Report};
use crate::store::{Limits, Sandbox, Store};

/// The reports of datasets, each parsed and compiled against the database, in which no transaction may have begun, or against
/// an empty one.
pub(super) fn read(packages: &[Package], store: Option<&Store>, problems: &mut Problems) -> Result<Vec<StoredReport>> {
    let mut reports: Vec<StoredReport> = Vec::new();
    if packages.iter().all(|package| package.reports.is_empty()) {
        return Ok(reports);
    }
    let stored = store.map(Store::reports).transpose()?.unwrap_or_default();
    let sandbox = match store {
        Some(store) => store.reader()?,
        None => Store::empty()?.into_sandbox(Limits::default())?,
    };
    for (package, file) in packages.iter().flat_map(|package| package.reports.iter().map(move |file| (package, file))) {
        let at_line = |line: usize| Place { file: Arc::clone(&file.label), line: line as u64, excerpt: None };
        let report = match Report::parse(&file.text) {
            Ok(report) => report,
            Err(error) => {
                let fix = error.fix();
                problems.add(Violation::Report { message: error.to_string(), fix }, || at_line(error.line()));
                continue;
            }
        };
        let taken = reports.iter().find(|earlier| earlier.name == report.name).map(|earlier| earlier.package.as_str());
        let others = stored.iter().find(|(name, owner)| *name == report.name && *owner != package.name);
        let taken = taken.or_else(|| others.map(|(_, owner)| owner.as_str()));
        let taken = if Builtin::ALL.iter().any(|builtin| builtin.name() == report.name) {
            Some("yearbook itself")
        } else {
            taken
        };
        if let Some(owner) = taken {
            let message = format!("the name `{}` is already used by a report of {owner}", report.name);
            let fix = Some("give this report another name".to_owned());
            problems.add(Violation::Report { message, fix }, || at_line(0));
            continue;
        }
        if let Err(problem) = compile(&report, &sandbox, &file.label) {
            problems.push(*problem);
            continue;
        }
        reports.push(StoredReport {
            package: package.name.clone(),
            path: file.path.clone(),
            name: report.name,
            title: report.title,
            description: report.description,
            sql: report.sql,
            parameters: serde_json::to_string(&report.parameters).unwrap_or_default(),
        });
    }
    Ok(reports)
}

/// Checks that the statement of a report compiles, and that it has the parameters and columns of its front matter.
fn compile(report: &Report, sandbox: &Sandbox, file: &Arc<str>) -> Result<(), Box<Problem>> {
    let fault = |message: String, fix: Option<String>, line: u64, excerpt: Option<Excerpt>| {
        let place = Place { file: Arc::clone(file), line, excerpt };
        Box::new(Problem { violation: Violation::Report { message, fix }, place })
    };
    let statement = sandbox.prepare(&report.sql).map_err(|error| match &error {
        Error::Sql(sql) => match &**sql {
            SqlError::Syntax { sql, message, offset, near, .. } => {
                let (line, excerpt) = offset.map(|offset| diagnostic::excerpt_at(sql, offset)).unzip();
                let fix = near.as_ref().map(|near| format!("did you mean `{}`?", near.code));
                fault(message.clone(), fix, line.unwrap_or(0), excerpt)
            }
            _ => fault(error.to_string(), None, 0, None),
        },
        _ => fault(error.to_string(), None, 0, None),
    })?;
    let mut used = statement.parameters();
    let mut declared: Vec<String> = report.parameters.iter().map(|parameter| parameter.name.clone()).collect();
    used.sort_unstable();
    declared.sort_unstable();
    if used != declared {
        let message = format!(
            "the front matter declares the parameters [{}], but the statement uses [{}]",
            declared.join(", "),
            used.join(", ")
        );
        return Err(fault(message, Some("declare exactly the parameters that the statement uses".to_owned()), 0, None));
    }
    for parameter in &report.parameters {
        let Some(Choices::Sql(sql)) = &parameter.choices else { continue };
        if let Err(error) = sandbox.prepare(sql) {
            let message = format!("the choices of `{}`: {}", parameter.name, error);
            return Err(fault(message, None, 0, None));
        }
    }
    if statement.columns() != report.columns {
        let message = format!(
            "the front matter declares the columns [{}], but the statement returns [{}]",
            report.columns.join(", "),
            statement.columns().join(", ")
        );
        return Err(fault(message, Some("write the same columns in the same order".to_owned()), 0, None));
    }
    Ok(())
}
