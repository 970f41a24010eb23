//! The addresses of the pages: each is the path of a file below the folder of the site, and the same in every site that has the
//! code.

use std::fmt::Write;

use twox_hash::XxHash3_64;

use crate::report::find::Kind;

/// The page that runs SQL.
pub(super) const ASK: &str = "ask.html";

/// The longest name that a code becomes; a longer one is cut, and ends with a checksum.
const LONGEST: usize = 80;

/// Names that mean a device on Windows with any ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Where a page is, which decides how its links are written.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// From the page to the folder of the site.
    pub root: String,
}

impl Place {
    pub(super) fn of(path: &str) -> Self {
        Self { root: root(path) }
    }

    /// A link to a page, by its path.
    pub(super) fn to(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }
}

/// The name of a file for a code. Two codes never have the same name, not even where upper and lower case do not count.
///
/// Lower-case letters, digits and hyphens are kept, `_` stands before what is a capital letter, and every other byte is two
/// hexadecimal digits after `~`.
pub(super) fn file_name(code: &str) -> String {
    let mut name = String::with_capacity(code.len() + 8);
    for (index, byte) in code.bytes().enumerate() {
        match byte {
            _ if index == 0 && is_taken(code) => drop(write!(name, "~{byte:02x}")),
            b'a'..=b'z' | b'0'..=b'9' | b'-' => name.push(char::from(byte)),
            b'A'..=b'Z' => name.extend(['_', char::from(byte.to_ascii_lowercase())]),
            _ => drop(write!(name, "~{byte:02x}")),
        }
    }
    if name.len() > LONGEST {
        name.truncate(LONGEST - 20);
        let _ = write!(name, "~~{:016x}", XxHash3_64::oneshot(code.as_bytes()));
    }
    name
}

/// Whether a code cannot be the name of a page: it is that of a device, or that of the list of its folder.
fn is_taken(code: &str) -> bool {
    let is_numbered =
        |device: &str| code.strip_prefix(device).is_some_and(|rest| matches!(rest.as_bytes(), [b'1'..=b'9']));
    code == "index" || DEVICES.contains(&code) || is_numbered("com") || is_numbered("lpt")
}

/// The page of a metric, a region, a sector, an enterprise or a source.
pub(super) fn of(kind: Kind, code: &str) -> String {
    format!("{}/{}.html", kind.table(), file_name(code))
}

/// The page that lists all things of a kind.
pub(super) fn list(kind: Kind) -> String {
    format!("{}/index.html", kind.table())
}

/// The heading of the list of all things of a kind.
pub(super) fn list_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Region => "Regions",
        Kind::Sector => "Sectors",
        Kind::Enterprise => "Enterprises",
        Kind::Metric => "Metrics",
        Kind::Source => "Sources",
    }
}

/// The page of the figures of a series. `dimensions` are the codes of its region, sector, enterprise and breakdown, empty where
/// it has none.
pub(super) fn series(metric: &str, dimensions: [&str; 4]) -> String {
    let names = ["region", "sector", "enterprise", "breakdown"];
    let given = names.into_iter().zip(dimensions).filter(|(_, code)| !code.is_empty());
    let parts: Vec<String> = given.map(|(name, code)| format!("{name}.{}", file_name(code))).collect();
    let mut name = parts.join(".");
    if name.is_empty() {
        "all".clone_into(&mut name);
    }
    if name.len() > 2 * LONGEST {
        let checksum = XxHash3_64::oneshot(name.as_bytes());
        name.truncate(2 * LONGEST - 20);
        let _ = write!(name, "~~{checksum:016x}");
    }
    format!("figure/{}/{name}.html", file_name(metric))
}

/// The anchor of what a source states for a period, on the page of the series.
pub(super) fn anchor(period: &str, source: &str) -> String {
    format!("{period}.{}", file_name(source))
}

/// From the folder of a page to the folder of the site: `../` for each folder that the page is in.
pub(super) fn root(path: &str) -> String {
    "../".repeat(path.matches('/').count())
}

/// The link to the page with a report, and with the value of a parameter.
pub(super) fn ask(report: &str, given: Option<(&str, &str)>) -> String {
    let part = |text: &str| -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let code = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
        text.bytes().map(code).collect()
    };
    let given = given.map(|(name, value)| format!("&p.{}={}", part(name), part(value)));
    format!("{ASK}#report={}{}", part(report), given.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_name_that_every_system_can_hold() {
        for (code, name) in [
            ("operating-revenue", "operating-revenue"),
            ("isic4-C", "isic4-_c"),
            ("isic4_c", "isic4~5fc"),
            ("上海", "~e4~b8~8a~e6~b5~b7"),
            ("../..", "~2e~2e~2f~2e~2e"),
            ("con", "~63on"),
            ("com1", "~63om1"),
            ("index", "~69ndex"),
            ("a b.", "a~20b~2e"),
        ] {
            assert_eq!(file_name(code), name);
        }
        let (one, other) = ("长".repeat(90) + "a", "长".repeat(90) + "b");
        assert_ne!(file_name(&one), file_name(&other));
        assert!(file_name(&one).len() <= LONGEST);
    }

    #[test]
    fn series_with_other_dimensions_have_other_pages() {
        assert_eq!(series("gdp", ["330200", "", "", ""]), "figure/gdp/region.330200.html");
        assert_eq!(series("gdp", ["", "", "", ""]), "figure/gdp/all.html");
        assert_ne!(series("m", ["a.sector.b", "", "", ""]), series("m", ["a", "b", "", ""]));
        assert_eq!(root("figure/gdp/all.html"), "../../");
        assert_eq!(root("index.html"), "");
    }
}
