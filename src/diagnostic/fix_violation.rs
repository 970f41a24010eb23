//! The fixes of violations.

use super::words::did_you_mean;
use crate::model::{CodeError, PeriodError, QuantityError, spelled};
use crate::problem::{PartKind, Suggestion, Violation, listed, ways_listed};

/// What would fix it.
pub(super) fn fixes(violation: &Violation) -> Vec<String> {
    match violation {
        Violation::UnknownTable { near, .. } => and(
            near.as_ref(),
            "name the table with the property `table`, such as \"table\": \"observations\"".to_owned(),
        ),
        Violation::UnknownColumn { near, known, .. } => {
            and(near.as_ref(), format!("the columns are {}", known.join(", ")))
        }
        Violation::UnknownValue { allowed, near } => {
            and(near.as_ref(), format!("the values are {}", allowed.join(", ")))
        }
        Violation::UnknownPart { part, near, available, .. } => {
            let near = near.iter().map(|near| format!("did you mean `{near}`?"));
            near.chain(of_part(*part, available)).collect()
        }
        Violation::Ambiguous { ways, .. } => vec![format!("add to the mapping {}", ways_listed(ways))],
        Violation::AmbiguousPart { part, available } => of_part(*part, available).into_iter().collect(),
        Violation::AmbiguousPeriod { fix, .. } => vec![format!("write in the mapping, under [columns], {fix}")],
        Violation::UnknownPlaceholder { near, known, .. } => {
            let near = near.iter().map(|near| format!("did you mean `{near}`?"));
            near.chain([format!("there are {known}")]).collect()
        }
        Violation::PatternMismatch { placeholder, cell } if cell.is_empty() => vec![
            format!("translate the empty text: codes = {{ {placeholder} = {{ \"\" = \"...\" }} }}"),
            format!("or {}", skip_row(placeholder)),
        ],
        Violation::OfMappedText { violation, .. } => fixes(violation),
        Violation::UnknownCode { code, .. } if code.trim() != code => vec!["remove the spaces around it".to_owned()],
        Violation::UnknownCode { table, near, is_mapped: true, code, .. } => {
            let mut fixes = did_you_mean(near.as_ref());
            fixes.push(translate(table, code, "..."));
            fixes.push(format!("or create it, and every other unknown {table}: --create {table}"));
            fixes
        }
        Violation::UnknownCode { resource, near, .. } => {
            let or = if near.is_some() { "or " } else { "" };
            and(near.as_ref(), format!("{or}add it to the dataset's {resource}"))
        }
        Violation::RowLength { ungrouped: Some(number), .. } => {
            vec![format!("if they are the groups of one number, write {number} without separators")]
        }
        Violation::RowLength { expected, found, .. } if found > expected => vec![
            "a cell that contains the delimiter must be in quotes, and no row may end in more delimiters than the header"
                .to_owned(),
        ],
        Violation::RowLength { .. } => vec![
            "an empty cell also needs its delimiter; where the row is the last one, the file may be cut off".to_owned(),
            "a line below the table that is no row is named in the mapping: end = '^...'".to_owned(),
        ],
        Violation::DuplicateKey { table, file, line, spellings, .. } => {
            let alike = match spellings.as_slice() {
                [one, other] => Some(format!("`{one}` and `{other}` are one code")),
                _ => None,
            };
            let two = (*table == "observation").then(|| "two values for one figure need two sources".to_owned());
            std::iter::once(format!("another row with it is {file}, line {line}")).chain(alike).chain(two).collect()
        }
        Violation::OtherDefinition { datasets, stored, db, .. } => {
            let same = match stored.as_str() {
                "" => "state the same in both".to_owned(),
                stored => format!("write `{stored}` here too, or give the row another code"),
            };
            let or = format!("or load with --override, which replaces the definition of {datasets}");
            let other = "or, where the datasets do not belong together, use another database: --db FILE".to_owned();
            std::iter::once(same).chain(db.iter().flat_map(|_| [or.clone(), other.clone()])).collect()
        }
        Violation::EmptyCell { of_file: Some(name), .. } => vec![
            format!("where the row above states it, as in merged cells, add to the mapping fill = [\"{name}\"]"),
            "a line below the table that is no row is named in the mapping: end = '^...'".to_owned(),
        ],
        Violation::UndatedFigures { .. } => [
            "if they are of another edition, first load their file again with its own date: --published-on DATE, or published_on in its sources",
            "if this file corrects them, load it with --override",
        ]
        .map(str::to_owned)
        .into(),
        Violation::RevisesAll { .. } => [
            "if they are other figures, give them a metric or a source of their own: `yearbook sniff FILE --output mapping.toml`",
            "if all of them are revised, load the file with that mapping as it is; if it is a later edition, give --published-on DATE",
        ]
        .map(str::to_owned)
        .into(),
        _ => of_file(violation).or_else(|| of_row(violation)).into_iter().collect(),
    }
}

/// A suggestion, if there is one, and another fix.
fn translate(table: &str, code: &str, to: &str) -> String {
    format!("translate it in the mapping: \"{code}\" = \"{to}\" under [codes.{table}]")
}

fn skip_row(placeholder: &str) -> String {
    format!("skip the row: matches = {{ {placeholder} = '...' }} with skip = true under [[when]]")
}

fn and(near: Option<&Suggestion>, fix: String) -> Vec<String> {
    did_you_mean(near).into_iter().chain([fix]).collect()
}

/// How one of several parts is chosen.
fn of_part(part: PartKind, available: &[String]) -> Option<String> {
    let how = match part {
        PartKind::Sheet => "; name one with --sheet, or in the mapping: dialect = { sheetName = \"...\" }",
        PartKind::File => "; add the name of one to the path of the archive: archive.zip/file.csv",
        _ => "",
    };
    (!available.is_empty()).then(|| format!("there are {}{how}", listed(available)))
}

/// The fix of a violation by a descriptor, a mapping or a file.
fn of_file(violation: &Violation) -> Option<String> {
    let fix = match violation {
        Violation::Descriptor { .. } => "see https://datapackage.org/standard/data-package/",
        Violation::Unsupported { fix, .. } => fix,
        Violation::UnreadableFile { fix, .. } | Violation::TwoDates { fix, .. } => fix,
        Violation::DuplicateDataset { .. } => {
            "give one of them another `name` in its datapackage.json; load two releases of one dataset one after the other"
        }
        Violation::MisspelledKey { near, .. } => return Some(format!("did you mean `{near}`?")),
        Violation::MissingHeader => "write the names of the columns on its first line",
        Violation::WrongDelimiter { found, is_mapped, .. } => {
            let found = found.escape_debug();
            return Some(match is_mapped {
                true => format!("declare it in the mapping: dialect = {{ delimiter = \"{found}\" }}"),
                false => format!("declare it in the resource: \"dialect\": {{\"delimiter\": \"{found}\"}}"),
            });
        }
        Violation::Encoding { byte: 0, .. } => "remove it",
        Violation::Encoding { valid, is_mapped, .. } => return Some(of_encoding(valid, *is_mapped)),
        Violation::Mapping { fix, .. } | Violation::Report { fix, .. } => return fix.clone(),
        Violation::PatternMismatch { placeholder, .. } => {
            return Some(format!("widen the pattern in the mapping's `parts`, or {}", skip_row(placeholder)));
        }
        Violation::CannotCreate { table, column, .. } => {
            return Some(format!("give it in the mapping: {column} = \"...\" under [create.{table}]"));
        }
        Violation::AmbiguousName { table, name, codes } => {
            let codes = codes.join("\", or \"");
            return Some(translate(table, name, &codes));
        }
        Violation::DuplicateColumn { .. } => "remove one of them, or give it another name",
        Violation::MissingColumn { name, .. } => {
            return Some(format!(
                "add the column, or a default for the whole file: \"defaults\": {{\"{name}\": \"...\"}}"
            ));
        }
        _ => return None,
    };
    Some(fix.to_owned())
}

/// The fix of a file with bytes that are not valid in its encoding; every byte is valid in the encodings `valid`.
fn of_encoding(valid: &[&str], is_mapped: bool) -> String {
    let [first, others @ ..] = valid else {
        return "correct the bytes that are wrong, or save the file as UTF-8".to_owned();
    };
    let key = match is_mapped {
        true => format!("with --encoding {first}, or in the mapping: encoding = \"{first}\""),
        false => format!("with --encoding {first}, or in the resource: \"encoding\": \"{first}\""),
    };
    let others = match others {
        [] => String::new(),
        others => format!("; all are valid in {} too: compare the text", others.join(", ")),
    };
    format!("save the file as UTF-8, or name an encoding in which all its bytes are valid, {key}{others}")
}

/// The fix of a violation by a row.
fn of_row(violation: &Violation) -> Option<String> {
    let fix = match violation {
        Violation::UntilBeforeFrom { column: "until_period", .. } => {
            "`until_period` is the last period in which the designation is held"
        }
        Violation::UntilBeforeFrom { column, what } => {
            return Some(format!("`{column}` is the last day, month or year in which the {what} existed"));
        }
        Violation::Succession => {
            "fill one of region and successor_region, sector and successor_sector, enterprise and \
                                  successor_enterprise; a merger or a split is a row for each pair"
        }
        Violation::WholeNumber { .. } => "write digits alone, such as 2",
        Violation::NotPositive => "write a number such as 0.01, 1 or 1000",
        Violation::MinimumAboveMaximum => "exchange the two, or leave one of them empty",
        Violation::Cycle { .. } => "correct the parent of one of them: the highest has none",
        Violation::Level { .. } => {
            "correct a parent: the highest one has none, and each other one lies in the level above"
        }
        Violation::Scale => "write an exponent such as 6, or a word: thousand, million, billion, 万, 亿",
        Violation::UnclosedQuote => "close the quote, or double it if it is a part of the text",
        Violation::Code { error } => return of_code(*error).map(str::to_owned),
        Violation::Number { error } => return Some(of_number(*error)),
        Violation::Period { error: PeriodError::Backwards } => "write the earlier end first, such as 2025-01/2025-06",
        Violation::Period { error: PeriodError::FirstMonth } => {
            "say in the mapping, under [columns], when it begins or ends: period = \"year from April {...}\""
        }
        Violation::Period { error: PeriodError::DayOrMonth } => {
            "say in the mapping, under [columns], which it is: period = \"day-month {...}\", or \"month-day {...}\""
        }
        Violation::Period { error: PeriodError::Digits } => {
            "say in the mapping, under [columns], what it is: period = \"month {...}\", or \"day {...}\""
        }
        Violation::Period { error: PeriodError::Counted } => {
            "say in the mapping, under [columns], what it counts: period = \"quarter {...}\", \"third {...}\", or \"week {...}\""
        }
        Violation::Period { .. } => "write 2025, 2025-H1, 2025-Q2, 2025-06, 2025-W07, 2025-06-30 or 2025-01/2025-06",
        Violation::Date { .. } => "write 2025, 2025-06 or 2025-06-30",
        Violation::WrongDimension { .. } => "use a unit of the same dimension, or another metric",
        Violation::StatusValueMismatch { has_value: true, .. } => "remove the value, or use a status that allows one",
        Violation::StatusValueMismatch { .. } => {
            "leave the status empty, or use one that does not require a value, such as O"
        }
        Violation::Immutable { .. } => "figures depend on it: add the changed row under a new code",
        Violation::AliasSubject { .. } => "fill one of the columns region, sector and enterprise",
        Violation::RejectedReference { .. } => "fix the row of that code, and load both again",
        _ => return None,
    };
    Some(fix.to_owned())
}

/// What would fix a code.
pub(super) fn of_code(error: CodeError) -> Option<&'static str> {
    match error {
        CodeError::Date | CodeError::Rounded => {
            Some("write the code as the source states it, from a file that was not saved by a spreadsheet")
        }
        CodeError::Pairs => Some(r"write sex=F;size=50-249; within a value, write \; and \="),
        CodeError::CheckCharacter { .. } => Some("compare the code with the enterprise's licence"),
        _ => None,
    }
}

fn of_number(error: QuantityError) -> String {
    let fix = match error {
        QuantityError::Form => {
            "write 107000, 13.1, -4.5, 8.17e-05, >8800, ~5000 or 35..68; leave the cell empty if the value is missing, or declare its mark in `missingValues`, and a mark behind a number in `flags`, such as flags = { \"p\" = \"P\", \"(1)\" = \"A\" }"
        }
        QuantityError::Minus(_) => "write -, as in -4.5",
        QuantityError::Date => {
            "write what the source states, such as 3..5 or 3.05, from a file that was not saved by a spreadsheet"
        }
        QuantityError::Blank => "remove the spaces",
        QuantityError::Grouped(mark) => {
            let of_key = |key: &str| format!("{key} = \"{}\"", spelled(mark));
            let or = if mark.is_whitespace() { String::new() } else { format!(", or {}", of_key("decimalChar")) };
            let group = of_key("groupChar");
            return format!("remove it, or declare it in the mapping or, as JSON, in the schema's field: {group}{or}");
        }
        QuantityError::Interval => {
            "take the number out of it by a pattern for its column in the mapping's `parts`, or for `cell` where columns are unpivoted: cell = '^(?<number>[^ (\\[]+)', with value = \"{number}\" and note = \"{cell}\" under [columns]"
        }
        QuantityError::BadGroup(_) => "check whether it is the decimal mark",
        QuantityError::UnitSign(sign) => {
            return format!(
                "name the unit in the column `unit`, or in the mapping: units = {{ \"{sign}\" = \"...\" }}"
            );
        }
        QuantityError::Comparator("..") => "write a range as 35..68",
        QuantityError::Comparator(symbol) => {
            return format!("write {symbol} before the number, such as {symbol}5000");
        }
        QuantityError::Enclosed => {
            "say in the mapping which it is: parentheses = \"negative\", or a status such as parentheses = \"E\""
        }
        QuantityError::TooLarge => "use a larger unit",
        QuantityError::TooSmall => "use a smaller unit",
        QuantityError::Backwards => {
            "write the lower bound first, such as 35..68; where both bounds are equal, write one number, such as 35"
        }
    };
    fix.to_owned()
}
