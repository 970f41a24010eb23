//! The pages of the reports: what one shows, its parameters, and its rows.

use maud::{Markup, html};

use crate::problem::Suggestion;
use crate::publish::address::{self, Place};
use crate::publish::layout::Sheet;
use crate::publish::markup::{body, count, digits, prose, raw, table};
use crate::publish::tables::Shown;
use crate::report::{Origin, Report};

/// What a run of a report gave.
pub(in crate::publish) enum Run {
    Rows(Shown),
    /// It needs parameters that the page cannot choose.
    Needs,
    /// It failed, for this reason.
    Failed(String),
}

/// The page of a report, or of a report with a parameter.
pub(in crate::publish) struct View<'a> {
    pub report: &'a Report,
    /// The parameter that has pages of its own, with its choices, and how many there are.
    pub links: Option<(&'a str, &'a [Suggestion], usize)>,
    /// The choice that this page shows.
    pub choice: Option<&'a Suggestion>,
    pub run: Run,
    /// Whether there is a page that runs SQL.
    pub has_ask: bool,
}

/// The path of a report's page.
pub(in crate::publish) fn path(report: &str, choice: Option<&Suggestion>) -> String {
    let report = address::file_name(report);
    match choice {
        None => format!("report/{report}.html"),
        Some(choice) => format!("report/{report}/{}.html", address::file_name(&choice.code)),
    }
}

fn name_of(choice: &Suggestion) -> &str {
    choice.name.as_deref().unwrap_or(&choice.code)
}

impl View<'_> {
    pub(in crate::publish) fn page(&self) -> Sheet {
        let report = self.report;
        let path = path(&report.name, self.choice);
        let place = Place::of(&path);
        let title = match (&self.run, self.choice) {
            (Run::Rows(shown), _) if shown.title != report.title => shown.title.clone(),
            (_, Some(choice)) => format!("{}: {}", report.title, name_of(choice)),
            (_, None) => report.title.clone(),
        };
        Sheet {
            description: report.description.clone(),
            data: None,
            body: html! {
                p.up {
                    a href=(place.to("report/index.html")) { "Reports" }
                    @if self.choice.is_some() { " ‹ " a href=(place.to(&self::path(&report.name, None))) { (report.title) } }
                }
                h1 { (title) }
                p.lead { (prose(&report.description)) }
                @if self.choice.is_none() { (self.links(&place)) }
                (self.rows())
                h2 { "Run it yourself" }
                @if self.has_ask { p { a href=(place.to(&self.ask())) { "Change it and run it in the browser" } ", or on the command line:" } }
                pre tabindex="0" { code { (self.command()) } }
                (self.parameters())
                details { summary { "SQL" } pre tabindex="0" { code { (report.sql.trim_end()) } } }
            },
            title,
            path,
        }
    }

    fn ask(&self) -> String {
        let given = self.choice.zip(self.links).map(|(choice, (parameter, ..))| (parameter, choice.code.as_str()));
        address::ask(&self.report.name, given)
    }

    fn command(&self) -> String {
        match (self.choice, self.links) {
            (Some(choice), Some((parameter, ..))) => {
                // Between single quotes, a shell takes every character as it is.
                let code = choice.code.replace('\'', r"'\''");
                format!("yearbook report {} -p '{parameter}={code}'", self.report.name)
            }
            _ => self.report.usage(),
        }
    }

    fn links(&self, place: &Place) -> Markup {
        let Some((parameter, choices, all)) = self.links.filter(|(_, choices, _)| !choices.is_empty()) else {
            return html! {};
        };
        html! {
            h2 { "By " (parameter) }
            ul.choices {
                @for choice in choices { li { a href=(place.to(&path(&self.report.name, Some(choice)))) { (name_of(choice)) } } }
            }
            @if all > choices.len() { p.more { "Without a page: " (count(all - choices.len(), "other choice")) ". The command line runs the report for each." } }
        }
    }

    fn rows(&self) -> Markup {
        match &self.run {
            Run::Rows(shown) => html! {
                h2 { "Rows" }
                (raw(shown.markup.clone()))
                @if shown.more { p.more { "There are more rows: the first " (digits(shown.rows as i64)) " are shown." } }
            },
            Run::Needs => html! {},
            Run::Failed(reason) => html! { p.failed { "The report cannot be run: " (reason) "." } },
        }
    }

    fn parameters(&self) -> Markup {
        if self.report.parameters.is_empty() {
            return html! {};
        }
        let head = html! { @for name in ["Parameter", "Meaning", "Value"] { th scope="col" { (name) } } };
        let rows = html! {
            @for parameter in &self.report.parameters {
                tr {
                    th scope="row" { code { (parameter.summary()) } }
                    td.w { (prose(&parameter.meaning)) }
                    td.w { (parameter.type_name().replace('|', ", ")) }
                }
            }
        };
        table("Parameters", &head, &body(&rows))
    }
}

/// The list of the reports.
pub(in crate::publish) fn all(reports: &[(Report, Origin)]) -> Sheet {
    let path = "report/index.html".to_owned();
    let place = Place::of(&path);
    Sheet {
        title: "Reports".to_owned(),
        description: "Predefined questions, each with its answer.".to_owned(),
        data: None,
        body: html! {
            h1 { "Reports" }
            p.lead { "Predefined questions, each with its rows, its parameters and its SQL." }
            dl.reports {
                @for (report, origin) in reports {
                    dt { a href=(place.to(&self::path(&report.name, None))) { (report.title) } }
                    dd { (prose(&report.description)) @if let Origin::Package(package) = origin { " " span.said { "From the dataset " (package) "." } } }
                }
            }
        },
        path,
    }
}
