//! `yearbook verify`: runs a stamped report again, and compares it with what was written.

use std::path::Path;

use super::difference::Difference;
use super::edition::{Edition, Rendered};
use super::opening::open;
use super::paths::shown;
use super::stamp::{Found, Stamp, Text, beside};
use crate::cite::Document;
use crate::cli;
use crate::console::Console;
use crate::error::{Error, Result, StampFault, UsageError};
use crate::model::period::parse_date;
use crate::render::BYTE_ORDER_MARK;
use crate::report::{Builtin, catalogue};
use crate::store::Sandbox;

pub(super) fn run(db: &Path, arguments: &cli::Verify, console: &mut Console) -> Result<()> {
    let file = &arguments.file;
    let unverified = |fault| Error::Unverified { file: file.clone(), fault, loads: (0, 0), difference: Vec::new() };
    let (found, text) = written(file)?.map_err(unverified)?;
    let stamp = &found.stamp;
    let as_of = stamp.as_of.as_deref().and_then(|day| parse_date(day).ok());
    let reading = cli::Reading { as_of, at_load: stamp.at_load, timeout: arguments.timeout.clone() };
    let sandbox = open(db, &reading, console).map_err(|error| match error {
        Error::Usage(reason) => match *reason {
            UsageError::NoLoad { load, loads, .. } => unverified(StampFault::NoLoad { load, loads }),
            reason => Error::usage(reason),
        },
        error => error,
    })?;
    let given: Vec<(String, String)> = stamp.parameters.clone().into_iter().collect();
    let bound = catalogue::find(&stamp.report, &sandbox)
        .and_then(|report| report.bind(&given, &sandbox).map(|values| (report, values)));
    let (report, values) = match bound {
        Ok(bound) => bound,
        // Another database lacks the report, or what a parameter names.
        Err(Error::Usage(reason)) => return Err(unverified(StampFault::CannotRun { reason: reason.to_string() })),
        Err(error) => return Err(error),
    };
    let loads = sandbox.loads()?;
    let newest = loads.last().copied().unwrap_or(0);
    if stamp.load != 0 && !loads.contains(&stamp.load) {
        return Err(unverified(StampFault::NoLoad { load: stamp.load, loads: loads.len() }));
    }
    let edition = Edition {
        given: &given,
        values,
        as_of,
        at_load: stamp.at_load,
        cites: stamp.cite,
        stamps: true,
        ..Edition::of(&report)
    };
    let compared = Compared::of(&edition, &sandbox, stamp, &text)?;
    let rows_stand = compared.rendered.sha256 == stamp.sha256;
    let cited = compared.rendered.cited.iter().map(|document| &document.code);
    let stands = rows_stand && compared.difference.is_none() && compared.changed().is_empty();
    let evidence = Evidence {
        // The same rows cite the same sources.
        is_intact: found.is_intact(&text) && (!rows_stand || stamp.sources.iter().map(|it| &it.code).eq(cited)),
        rows_stand,
        text_stands: compared.difference.is_none(),
        sources_stand: compared.changed().is_empty(),
        sources_explain: compared.sources_explain,
        // Where nothing was loaded since, the database is what it was.
        stood: (stamp.load == newest).then_some(stands),
        is_builtin: Builtin::ALL.iter().any(|builtin| builtin.name() == report.name),
        is_of_version: stamp.version == env!("CARGO_PKG_VERSION"),
    };
    compared.print(evidence.is_intact, console)?;
    if let Some(fault) = evidence.fault() {
        let difference = compared.difference.map(|difference| difference.sentences()).unwrap_or_default();
        return Err(Error::Unverified { file: file.clone(), fault, loads: (stamp.load, newest), difference });
    }
    console.say(&format!("{} is verified: the database still gives the same rows and the same text", shown(file)));
    Ok(())
}

/// The stamp of a file, and its text.
///
/// # Errors
///
/// A file cannot be read, or there is no stamp. The inner error is a stamp that is malformed.
fn written(file: &Path) -> Result<Result<(Found, Text), StampFault>> {
    let report = read(file)?;
    let in_text = Found::in_text(&report);
    let stamp_file = beside(file, "stamp");
    if matches!(in_text, Some(Ok(_))) || !stamp_file.exists() {
        let Some(found) = in_text else { return Err(Error::usage(UsageError::NoStamp { file: file.to_owned() })) };
        return Ok(found.map(|found| {
            let text = Text { report: found.around.clone(), footnotes: String::new() };
            (found, text)
        }));
    }
    let found = match Found::in_text(&read(&stamp_file)?) {
        Some(Ok(found)) if found.is_alone() => found,
        Some(Err(fault)) => return Ok(Err(fault)),
        _ => {
            let reason = format!("{} is not one line with a stamp", shown(&stamp_file));
            return Ok(Err(StampFault::Malformed { reason }));
        }
    };
    let footnotes = beside(file, "footnotes");
    let footnotes = if found.stamp.cite && footnotes.exists() { read(&footnotes)? } else { String::new() };
    Ok(Ok((found, Text { report, footnotes })))
}

/// The text of a regular file, whatever its bytes are; a device might never end.
fn read(path: &Path) -> Result<String> {
    let failed = |source| Error::io("reading", path, source);
    if std::fs::metadata(path).map_err(failed)?.is_file() {
        let bytes = std::fs::read(path).map_err(failed)?;
        // It says how the text is encoded, and is no part of it.
        return Ok(String::from_utf8_lossy(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes)).into_owned());
    }
    Err(failed(std::io::Error::other("it is not a file")))
}

/// A report that was written, compared with what the database gives.
struct Compared<'a> {
    stamp: &'a Stamp,
    rendered: Rendered,
    /// How the texts differ, sources that have changed aside if there is another difference.
    difference: Option<Difference>,
    /// The sources have changed, and the texts differ in nothing else.
    sources_explain: bool,
}

impl<'a> Compared<'a> {
    fn of(edition: &Edition<'_>, sandbox: &Sandbox, stamp: &'a Stamp, text: &Text) -> Result<Self> {
        let (rendered, now) = edition.text(sandbox, stamp.format, stamp.width)?;
        let difference = Difference::of(text, &now, stamp.format);
        let mut compared = Self { stamp, rendered, difference, sources_explain: false };
        let changed = compared.changed();
        if compared.difference.is_some() && !changed.is_empty() {
            let edition = Edition { sources: &changed, values: edition.values.clone(), ..*edition };
            let (_, with_former) = edition.text(sandbox, stamp.format, stamp.width)?;
            match Difference::of(text, &with_former, stamp.format) {
                Some(difference) => compared.difference = Some(difference),
                None => compared.sources_explain = true,
            }
        }
        Ok(compared)
    }

    /// The sources that the report cited and still cites, and that have another title, publisher, date or address now.
    /// An edition is compared with itself; where its date has changed, with the edition that the report did not cite.
    fn changed(&self) -> Vec<(&Document, &Document)> {
        let (then, now) = (&self.stamp.sources, &self.rendered.cited);
        let is_in = |all: &[Document], one: &Document| all.iter().any(|other| other.is_edition_of(one));
        let mut redated: Vec<&Document> = now.iter().filter(|one| !is_in(then, one)).collect();
        let pairs = then.iter().filter_map(|then| {
            if let Some(same) = now.iter().find(|now| now.is_edition_of(then)) {
                return Some((then, same));
            }
            let place = redated.iter().position(|now| now.code == then.code)?;
            Some((then, redated.remove(place)))
        });
        pairs.filter(|(then, now)| then != now).collect()
    }

    /// Writes the lines that differ, and what else is other than in the stamp if that can be trusted.
    fn print(&self, is_intact: bool, console: &mut Console) -> Result<()> {
        for line in self.difference.iter().flat_map(|difference| &difference.lines) {
            console.print(&format!("{line}\n"))?;
        }
        console.flush()?;
        if !is_intact {
            return Ok(());
        }
        for (then, now) in self.changed() {
            let text = |text: Option<&str>| text.map_or("missing".to_owned(), |text| format!("`{text}`"));
            let changes = then.differences(now).into_iter();
            let changes: Vec<String> =
                changes.map(|(name, then, now)| format!("{name} was {}, now {}", text(then), text(now))).collect();
            console.say(&format!("the source `{}` has changed: {}", now.code, changes.join("; ")));
        }
        let (then, now) = (&self.stamp.version, env!("CARGO_PKG_VERSION"));
        if then != now {
            console.say(&format!("the report was written by yearbook {then}, and this is yearbook {now}"));
        }
        Ok(())
    }
}

/// What is known of a report that was written, compared with what the database gives now.
#[derive(Clone, Copy)]
struct Evidence {
    /// The stamp has the checksum of the text and of its other fields.
    is_intact: bool,
    /// The database gives rows with the checksum of the stamp.
    rows_stand: bool,
    /// The database gives the same text.
    text_stands: bool,
    /// The sources that are cited have the same titles, dates and so on.
    sources_stand: bool,
    /// They have not, and the text differs in nothing else.
    sources_explain: bool,
    /// Whether all this was what the database gave after the load of the stamp; `None` where that is not known.
    stood: Option<bool>,
    /// The report is one of the program, which no load changes.
    is_builtin: bool,
    /// The same version of the program wrote the report.
    is_of_version: bool,
}

impl Evidence {
    /// What is wrong; `None` where nothing is.
    fn fault(self) -> Option<StampFault> {
        let may_be_older = self.stood != Some(false);
        let may_have_other_text = !self.is_of_version || (may_be_older && !self.is_builtin);
        let fault = match (self.text_stands, self.is_intact, self.rows_stand) {
            (true, true, true) if self.sources_stand || may_be_older => return None,
            // The rows differ in what the format does not show.
            (true, true, false) | (false, true, false) if may_be_older => StampFault::Rows,
            (false, true, true) if self.sources_explain && may_be_older => StampFault::Sources,
            (true, true, true) | (false, true, false) => StampFault::Unexplained,
            (false, true, true) if self.sources_explain => StampFault::Unexplained,
            (true, ..) => StampFault::Stamp,
            (false, true, true) if may_have_other_text => StampFault::Around,
            (false, true, true) => StampFault::Recomputed,
            (false, false, true) => StampFault::Text,
            (false, false, false) if may_be_older => StampFault::Both,
            (false, false, false) => StampFault::TextOrStamp,
        };
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STANDS: Evidence = Evidence {
        is_intact: true,
        rows_stand: true,
        text_stands: true,
        sources_stand: true,
        sources_explain: false,
        stood: None,
        is_builtin: true,
        is_of_version: true,
    };

    #[test]
    fn only_a_report_that_the_database_still_gives_has_no_fault() {
        for bits in 0..64_u8 {
            let [is_intact, rows_stand, text_stands, sources_stand, is_builtin, is_of_version] =
                [0, 1, 2, 3, 4, 5].map(|bit| bits >> bit & 1 == 1);
            for stood in [None, Some(false), Some(true)] {
                let evidence = Evidence {
                    is_intact,
                    rows_stand,
                    text_stands,
                    sources_stand,
                    sources_explain: !sources_stand,
                    stood,
                    is_builtin,
                    is_of_version,
                };
                let stands = is_intact && rows_stand && text_stands && (sources_stand || stood != Some(false));
                assert_eq!(evidence.fault().is_none(), stands, "{bits:b} {stood:?}");
            }
        }
    }

    #[test]
    fn a_text_that_no_load_explains_was_changed_in_the_file() {
        let forged = Evidence { text_stands: false, ..STANDS };
        assert_eq!(forged.fault(), Some(StampFault::Recomputed));
        let with_other_source = Evidence { sources_stand: false, ..forged };
        assert_eq!(with_other_source.fault(), Some(StampFault::Recomputed), "the source is not all that differs");
        let explained = Evidence { sources_explain: true, ..with_other_source };
        assert_eq!(explained.fault(), Some(StampFault::Sources));
        assert_eq!(Evidence { is_builtin: false, ..forged }.fault(), Some(StampFault::Around));
        // The state after the load of the stamp is known, and it is not what the file has.
        assert_eq!(Evidence { stood: Some(false), is_builtin: false, ..forged }.fault(), Some(StampFault::Recomputed));
        assert_eq!(Evidence { stood: Some(false), ..explained }.fault(), Some(StampFault::Unexplained));
        let with_other_rows = Evidence { rows_stand: false, ..forged };
        assert_eq!(with_other_rows.fault(), Some(StampFault::Rows));
        assert_eq!(Evidence { stood: Some(true), ..with_other_rows }.fault(), Some(StampFault::Rows));
        assert_eq!(Evidence { stood: Some(false), ..with_other_rows }.fault(), Some(StampFault::Unexplained));
    }
}
