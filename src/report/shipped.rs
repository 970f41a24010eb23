//! The statements that the program brings with it, each a file beside this one.

use super::front_matter::Report;
use crate::error::{Error, Result, SqlError};

/// An enum with a variant for each file of a folder. A file that does not exist does not compile.
macro_rules! shipped {
    ($(#[$meta:meta])* $name:ident in $folder:literal: $($variant:ident = $file:literal),+ $(,)?) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum $name {
            $($variant),+
        }

        impl $name {
            /// All of them, in the order in which they are listed.
            #[cfg_attr(not(test), allow(dead_code, reason = "only tests go through all statements of a kind"))]
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name, which is also that of the file.
            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $file),+
                }
            }

            /// The file, parsed.
            ///
            /// # Errors
            ///
            /// The front matter is malformed, which a test rules out.
            pub(crate) fn report(self) -> Result<Report> {
                let text = match self {
                    $(Self::$variant => include_str!(concat!($folder, "/", $file, ".sql"))),+
                };
                Report::parse(text).map_err(|error| {
                    Error::sql(SqlError::Failed { message: format!("the report `{}`: {error}", self.name()) })
                })
            }
        }
    };
}

shipped! {
    /// The reports for any dataset.
    Builtin in "builtin":
    Overview = "overview",
    Profile = "profile",
    Timeline = "timeline",
    Rank = "rank",
    Compare = "compare",
    Coverage = "coverage",
    Sources = "sources",
    Claims = "claims",
    GrowthCheck = "growth-check",
    Conflicts = "conflicts",
}

shipped! {
    /// The statements behind the commands that show the ledger, the data dictionary and the origin of figures.
    Internal in "internal":
    Audited = "audited",
    Documents = "documents",
    Exceptions = "exceptions",
    FindClaims = "find-claims",
    FindFigures = "find-figures",
    FindNames = "find-names",
    FindPeriods = "find-periods",
    FindSeries = "find-series",
    FindSources = "find-sources",
    History = "history",
    Log = "log",
    LogFiles = "log-files",
    MovedSeries = "moved-series",
    PublishAliases = "publish-aliases",
    PublishClaims = "publish-claims",
    PublishDictionary = "publish-dictionary",
    PublishFigures = "publish-figures",
    PublishMembers = "publish-members",
    PublishMetrics = "publish-metrics",
    PublishPreferred = "publish-preferred",
    PublishSeries = "publish-series",
    PublishSources = "publish-sources",
    PublishSubjects = "publish-subjects",
    PublishSuccessions = "publish-successions",
    PublishTitles = "publish-titles",
    RejectedRows = "rejected-rows",
    Rejects = "rejects",
    Schema = "schema",
    SchemaTable = "schema-table",
    Series = "series",
    State = "state",
    Trace = "trace",
    TraceClaim = "trace-claim",
}

shipped! {
    /// The rules of the audit: each finds figures that cannot be true together. Its name is its code.
    Rule in "audit":
    Growth = "growth",
    Parts = "parts",
    Year = "year",
    Share = "share",
    Currency = "currency",
    Range = "range",
    Validity = "validity",
}
