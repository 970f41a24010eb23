//! Writes mappings.

use crate::mapping::quoted;
use crate::visible::on_one_line;

/// A mapping that is being written.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    text: String,
    /// The keys of the table at hand: one that is there is not written again.
    keys: Vec<String>,
}

impl Writer {
    /// The head of a table.
    pub(crate) fn table(&mut self, name: &str) -> &mut Self {
        self.text.push_str(&format!("\n[{name}]\n"));
        self.keys.clear();
        self
    }

    /// A line for a person to choose.
    pub(crate) fn comment(&mut self, text: &str) -> &mut Self {
        self.text.push_str(&format!("# {}\n", on_one_line(text)));
        self
    }

    pub(crate) fn pair(&mut self, key: &str, value: &str) -> &mut Self {
        self.raw(key, &quoted(value))
    }

    /// A value that is TOML already.
    pub(crate) fn raw(&mut self, key: &str, value: &str) -> &mut Self {
        if self.keys.iter().any(|there| there == key) {
            return self;
        }
        self.keys.push(key.to_owned());
        self.text.push_str(&format!("{} = {value}\n", self::key(key)));
        self
    }

    /// The head of a rule for the rows or cells whose placeholders match patterns; its keys follow.
    pub(crate) fn when(&mut self, matches: &[(&str, &str)]) -> &mut Self {
        self.text.push_str("\n[[when]]\n");
        self.keys.clear();
        self.raw("matches", &inline(matches))
    }

    /// A column of new rows of a table, in a rule.
    pub(crate) fn creates(&mut self, table: &str, column: &str, text: &str) -> &mut Self {
        self.raw("create", &format!("{{ {table} = {} }}", inline(&[(column, text)])))
    }

    pub(crate) fn finish(&mut self) -> String {
        std::mem::take(&mut self.text)
    }
}

/// A table on one line.
pub(crate) fn inline(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(name, text)| format!("{} = {}", key(name), quoted(text))).collect();
    format!("{{ {} }}", pairs.join(", "))
}

/// A key: bare where that is allowed.
pub(crate) fn key(key: &str) -> String {
    let is_bare =
        !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if is_bare { key.to_owned() } else { quoted(key) }
}

/// A name for a group of a pattern.
pub(crate) fn group(name: &str) -> String {
    let letters = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' });
    let name: String = letters.collect();
    if name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') { name } else { format!("_{name}") }
}

/// A code made of a name: small letters, digits and hyphens; other letters stay.
pub(crate) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}
