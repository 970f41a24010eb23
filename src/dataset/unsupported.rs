//! What a resource may ask for that is not supported.

use super::descriptor::Resource;
use super::dialect::Dialect;
use super::encoding;
use crate::problem::Violation;

/// The formats that a resource may declare. What a file really is shows in its first bytes.
const FORMATS: [&str; 8] = ["csv", "tsv", "txt", "xlsx", "xls", "xlsb", "ods", "zip"];

/// The first thing that a resource asks for and that is not supported.
pub(super) fn unsupported(resource: &Resource, path: &str, is_loose: bool) -> Option<Violation> {
    of_path(path, is_loose)
        .or_else(|| of_text(resource))
        .or_else(|| of_numbers(resource))
        .or_else(|| of_header(resource))
}

fn violation(what: String, fix: &str) -> Option<Violation> {
    Some(Violation::Unsupported { what, fix: fix.to_owned() })
}

fn of_path(path: &str, is_loose: bool) -> Option<Violation> {
    if path.contains("://") {
        return violation(format!("the remote file {path}"), "download it into the dataset's folder");
    }
    let leads_out = path.starts_with('/') || path.split(['/', '\\']).any(|part| part == "..");
    if !is_loose && leads_out {
        let what = format!("the path {path}, which leads out of the dataset's folder,");
        return violation(what, "keep the file in the folder");
    }
    None
}

/// The format, the encoding, and the characters of the dialect.
fn of_text(resource: &Resource) -> Option<Violation> {
    if let Some(format) = resource.format.as_deref().filter(|format| !FORMATS.contains(&format.to_lowercase().as_str()))
    {
        return violation(format!("the format `{format}`"), "save the file as CSV");
    }
    if let Some(encoding) = resource.encoding.as_ref().filter(|name| encoding::named(name).is_none()) {
        return violation(format!("the encoding `{encoding}`"), &format!("use a name such as {}", encoding::NAMES));
    }
    let Dialect { delimiter, quote_char, escape_char, comment_char, .. } = resource.dialect();
    let characters = [Some(*delimiter), Some(*quote_char), *escape_char, *comment_char];
    let character = characters.into_iter().flatten().find(|character| !character.is_ascii())?;
    violation(format!("the character `{character}` in a dialect"), "use an ASCII character")
}

fn of_numbers(resource: &Resource) -> Option<Violation> {
    let is_of_numbers = |mark: char| mark.is_ascii_digit() || "+-eE<>=~".contains(mark);
    let marks = resource.schema.fields.iter().map(|field| resource.marks(&field.name));
    let wrong = marks.into_iter().find(|marks| {
        is_of_numbers(marks.decimal) || marks.group.is_some_and(is_of_numbers) || marks.group == Some(marks.decimal)
    })?;
    violation(
        format!("the decimal mark `{}` with the group mark `{}`", wrong.decimal, wrong.group.unwrap_or(' ')),
        "give `decimalChar` and `groupChar` two different characters that are not part of numbers",
    )
}

fn of_header(resource: &Resource) -> Option<Violation> {
    let Dialect { header, header_rows: rows, .. } = resource.dialect();
    if rows.first().is_none_or(|&first| first == 0) || !rows.is_sorted_by(|row, next| row < next) {
        let what = format!("`headerRows` of {rows:?}");
        return violation(what, "list the lines of the header, from 1 and in ascending order");
    }
    let has_fields = resource.rules.as_ref().is_some_and(|mapping| mapping.rules.fields.is_some());
    if !header && resource.schema.fields.is_empty() && !has_fields {
        let what = "a file without a header and without a schema".to_owned();
        return violation(what, "name its columns in `schema.fields`");
    }
    None
}
