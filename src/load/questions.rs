//! What the figures of a load show that only a person can decide: whether a file is of other figures, and of which edition.

use super::input::file::OpenFile;
use super::ledger::counts::Counts;
use super::merge::join::Replaced;
use super::observation::dictionary::Codes;
use super::reference::catalog::Catalog;
use super::schema::TableName;
use crate::mapping::Plan;
use crate::problem::{Place, Problems, Violation};

/// Rejects a file that a profile reads and that has another value for every stored figure that it states again: it is more
/// likely to be of another series, which the profile took for the same one. Whoever dates a file says that it is an edition.
pub(super) fn check_identity(files: &[OpenFile], problems: &mut Problems) {
    let is_guessed = |plan: &Plan| plan.is_of_profile() && plan.published_on().is_none();
    for file in files.iter().filter(|file| file.plan.as_ref().is_some_and(is_guessed)) {
        let Counts { revised, unchanged, .. } = file.counts;
        if revised > 1 && unchanged == 0 {
            problems.add(Violation::RevisesAll { figures: revised }, || Place::of_file(file.file.label()));
        }
    }
}

/// Rejects figures that replace those of an edition without a date, to which they would give one: the two may be of different
/// editions.
pub(super) fn check_dates(
    files: &[OpenFile],
    (catalog, codes): (&Catalog, &Codes),
    replaced: Replaced,
    overrides: bool,
    problems: &mut Problems,
) {
    for (source_id, (figures, first)) in replaced.into_iter().filter(|_| !overrides) {
        let code = codes.code_of_source(source_id).to_owned();
        let date = catalog.text(TableName::Source, &code, "published_on").to_owned();
        let (file, line) = first.unwrap_or_default();
        let place = || Place { line: u64::from(line), ..Place::of_file(files[file as usize].file.label()) };
        problems.add(Violation::UndatedFigures { code, date, figures }, place);
    }
}
