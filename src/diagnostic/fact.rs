//! One sentence for each fact about a dataset, and what would mend it.

use super::phrases::{did_you_mean, suggestion, without_number};
use crate::model::{CodeError, PeriodError, QuantityError};
use crate::problem::Fact;

/// What is wrong.
pub fn sentence(fact: &Fact) -> String {
    match fact {
        Fact::Descriptor { message } => format!("the descriptor cannot be read: {message}"),
        Fact::Unsupported { what, .. } => format!("{what} is not supported"),
        Fact::UnknownTable { name, .. } => format!("the resource `{name}` fills no table"),
        Fact::SameName { name, other } => format!("two datasets are called `{name}`: this one and {other}"),
        Fact::MisspeltKey { key, .. } => format!("`{key}` is not a key that is read"),
        Fact::EmptyFile => "the file has no header".to_owned(),
        Fact::Delimiter { found, .. } => {
            format!("the columns are not divided by the delimiter, but by `{}`", found.escape_debug())
        }
        Fact::UntilBeforeFrom => "the title ends before it starts".to_owned(),
        Fact::Unreadable { message, .. } => {
            format!("the file cannot be read: {}", without_number(message))
        }
        Fact::Encoding { byte: 0, .. } => "the byte 0x00 does not belong into a text".to_owned(),
        Fact::Encoding { byte, encoding } => format!("the byte 0x{byte:02X} is not {encoding}"),
        Fact::Inside { what, wanted: Some(wanted), .. } => format!("there is no {what} `{wanted}` in it"),
        Fact::Inside { what, wanted: None, there, .. } if there.is_empty() => format!("there is no {what} in it"),
        Fact::Inside { what, wanted: None, .. } => format!("there are several {what}s in it"),
        Fact::Mapping { message, .. } | Fact::Report { message, .. } => message.clone(),
        Fact::Placeholder { name, file, .. } => format!("{file} has no `{name}`"),
        Fact::Pattern { placeholder, cell } if cell.is_empty() => {
            format!("there is nothing that could fill `{placeholder}`")
        }
        Fact::Pattern { placeholder, cell } => {
            format!("`{cell}` does not match the pattern that fills `{placeholder}`")
        }
        Fact::Made { text, fact } => format!("{}: the mapping makes `{text}` of it", sentence(fact)),
        Fact::Creation { table, code, column } => {
            format!("the {table} `{code}` cannot be made: nothing says its {column}")
        }
        Fact::Ambiguous { table, name, .. } => format!("`{name}` is the name of more than one {table}"),
        Fact::Scale => "this is not a power of ten".to_owned(),
        Fact::UnknownColumn { table, name, .. } => format!("{table} have no column `{name}`"),
        Fact::RepeatedColumn { name } => format!("the column `{name}` stands twice in the header"),
        Fact::MissingColumn { table, name } => format!("{table} need the column `{name}`"),
        Fact::RowLength { expected, found } => {
            format!("the row has {found} cell{}, the header has {expected}", if *found == 1 { "" } else { "s" })
        }
        Fact::BadQuote => "a quote is opened here and not closed where the cell ends".to_owned(),
        Fact::EmptyCell { column } => format!("the cell is empty, and every row needs its {column}"),
        Fact::Code { error } => match error {
            CodeError::Blank => "a code has no white space around it and no control characters".to_owned(),
            CodeError::Date => "this is a date that a spreadsheet made of a code".to_owned(),
            CodeError::Rounded => "this is a code that a spreadsheet rounded".to_owned(),
            CodeError::Pairs => "a breakdown is `key=value` pairs with `;` between them".to_owned(),
            CodeError::RepeatedKey => "the breakdown names a key twice".to_owned(),
            CodeError::CreditCodeForm => {
                "a unified social credit code has 18 digits and capital letters, none of them I, O, S, V or Z"
                    .to_owned()
            }
            CodeError::CheckCharacter { expected } => {
                format!("the last character of this credit code should be {expected}")
            }
        },
        Fact::Quantity { error } => match error {
            QuantityError::Form => "this is not a number".to_owned(),
            QuantityError::Minus(minus) => format!("`{minus}` is not the minus that numbers are written with"),
            QuantityError::Date => "this is a date that a spreadsheet made of a number or a range".to_owned(),
            QuantityError::Blank => "a number has no white space around it".to_owned(),
            QuantityError::Grouped(mark) => format!("`{}` does not belong into a number here", spelled(*mark)),
            QuantityError::BadGroup(mark) => format!("`{mark}` does not stand between thousands"),
            QuantityError::UnitSign(sign) => format!("`{sign}` is a unit, not a part of the number"),
            QuantityError::Hedge(_) => "this is not how a hedge is written".to_owned(),
            QuantityError::TooLarge => "the number is larger than any double-precision number".to_owned(),
            QuantityError::Backwards => "the upper bound of a range must be above its lower one".to_owned(),
        },
        Fact::Integer { minimum, maximum } => match (*minimum, *maximum) {
            (i64::MIN, _) => "this is not a whole number".to_owned(),
            (minimum, maximum) => format!("this is not a whole number from {minimum} to {maximum}"),
        },
        Fact::NotPositive => "the number must be greater than zero".to_owned(),
        Fact::MinimumAboveMaximum => "the plausible minimum is above the plausible maximum".to_owned(),
        Fact::Period { error } => match error {
            PeriodError::Form => "this is not a period".to_owned(),
            PeriodError::NoSuchDate => "no calendar has this period".to_owned(),
            PeriodError::Backwards => "the period ends before it starts".to_owned(),
        },
        Fact::Date { error } => match error {
            PeriodError::NoSuchDate => "no calendar has this date".to_owned(),
            _ => "this is not a date".to_owned(),
        },
        Fact::Choice { .. } => "this is none of the values that the column knows".to_owned(),
        Fact::RejectedReference { table, code } => format!("the {table} `{code}` was rejected itself"),
        Fact::UnknownCode { table, code, .. } => format!("no {table} has the code `{code}`"),
        Fact::WrongDimension { unit, dimension, metric, metric_unit, metric_dimension } => format!(
            "`{unit}` measures {dimension}, and `{metric}` is in `{metric_unit}`, which measures {metric_dimension}"
        ),
        Fact::StatusAgainstValue { status, has_value: true } => {
            format!("the status `{status}` says that there is no value, and there is one")
        }
        Fact::StatusAgainstValue { status, has_value: false } => {
            format!("the status `{status}` speaks of a value, and there is none")
        }
        Fact::Repeated { key, .. } => format!("`{key}` is told a second time"),
        Fact::Cycle { codes } => format!("nothing can be its own ancestor: {}", codes.join(" -> ")),
        Fact::Frozen { table, column, stored } => {
            format!("the {column} of a stored {table} cannot change, and it is `{stored}`")
        }
        Fact::AliasSubject { subjects: 0 } => {
            "an alias names one region, sector or enterprise, and this none".to_owned()
        }
        Fact::AliasSubject { subjects } => {
            format!("an alias names one region, sector or enterprise, and this names {subjects}")
        }
        Fact::LadderRung => "ladder and rung go together".to_owned(),
        Fact::SharedRung { ladder, rung, other } => {
            format!("rung {rung} of the ladder `{ladder}` belongs to `{other}`")
        }
        Fact::SharedCreditCode { other } => format!("this credit code belongs to `{other}`"),
    }
}

/// What would mend it.
pub fn hints(fact: &Fact) -> Vec<String> {
    let one = |text: &str| vec![text.to_owned()];
    match fact {
        Fact::Descriptor { .. } => one("see https://datapackage.org/standard/data-package/"),
        Fact::Unsupported { mend, .. } => one(mend),
        Fact::UnknownTable { near, .. } => {
            let mut hints = did_you_mean(near.as_ref());
            hints.push("name the table with the property `table`, such as \"table\": \"observations\"".to_owned());
            hints
        }
        Fact::Unreadable { mend, .. } => one(mend),
        Fact::SameName { .. } => one("give one of them another `name` in its datapackage.json"),
        Fact::MisspeltKey { near, .. } => vec![format!("did you mean `{near}`?")],
        Fact::EmptyFile => one("write the names of the columns on its first line"),
        Fact::Delimiter { found, is_mapped: true } => {
            vec![format!("declare it in the mapping: dialect = {{ delimiter = \"{}\" }}", found.escape_debug())]
        }
        Fact::Delimiter { found, .. } => {
            vec![format!("declare it in the resource: \"dialect\": {{\"delimiter\": \"{}\"}}", found.escape_debug())]
        }
        Fact::UntilBeforeFrom => one("`until_period` is the last period in which the title is held"),
        Fact::Encoding { byte: 0, .. } => one("take it out"),
        Fact::Encoding { encoding: "UTF-8", .. } => {
            one("save the file as UTF-8, or declare what it is: \"encoding\": \"gb18030\"")
        }
        Fact::Encoding { .. } => one("name another encoding, with --encoding or in the mapping"),
        Fact::Inside { what, near, there, .. } => {
            let mut hints: Vec<String> = near.iter().map(|near| format!("did you mean `{near}`?")).collect();
            if !there.is_empty() {
                let how = match *what {
                    "sheet" => "; name one in the mapping: dialect = { sheetName = \"...\" }",
                    "file" => "; name one behind the archive: archive.zip/file.csv",
                    _ => "",
                };
                hints.push(format!("there are {}{how}", there.join(", ")));
            }
            hints
        }
        Fact::Mapping { mend, .. } | Fact::Report { mend, .. } => mend.iter().cloned().collect(),
        Fact::Placeholder { near, known, .. } => {
            let near = near.iter().map(|near| format!("did you mean `{near}`?"));
            near.chain([format!("there are {known}")]).collect()
        }
        Fact::Pattern { placeholder, cell } if cell.is_empty() => vec![
            format!("say what that means: codes = {{ {placeholder} = {{ \"\" = \"...\" }} }}"),
            "or pass the row over in the mapping: [[when]] skip = true".to_owned(),
        ],
        Fact::Pattern { .. } => {
            one("widen the pattern in the mapping's `parts`, or pass the row over: [[when]] skip = true")
        }
        Fact::Made { fact, .. } => hints(fact),
        Fact::Creation { table, column, .. } => {
            vec![format!("say it in the mapping: [create.{table}] {column} = \"...\"")]
        }
        Fact::Ambiguous { table, name, codes } => {
            vec![format!("translate it in the mapping: [codes.{table}] \"{name}\" = \"{}\"", codes.join("\", or \""))]
        }
        Fact::Scale => one("write an exponent such as 6, or a word: thousand, million, billion, 万, 亿"),
        Fact::UnknownColumn { near, known, .. } => {
            let mut hints = did_you_mean(near.as_ref());
            hints.push(format!("the columns are {}", known.join(", ")));
            hints
        }
        Fact::RepeatedColumn { .. } => one("remove one of them, or give it the name it should have"),
        Fact::MissingColumn { name, .. } => {
            vec![format!("add the column, or a default for the whole file: \"defaults\": {{\"{name}\": \"...\"}}")]
        }
        Fact::RowLength { expected, found } if found > expected => {
            one("a delimiter within a cell needs quotes around the cell")
        }
        Fact::RowLength { .. } => one("an empty cell still needs its delimiter"),
        Fact::BadQuote => one("close it, or double it where it belongs to the text"),
        Fact::Code { error: CodeError::Date | CodeError::Rounded } => {
            one("write the code of the source, from a file that no spreadsheet has saved")
        }
        Fact::Code { error: CodeError::Pairs } => one("write sex=F;size=50-249"),
        Fact::Code { error: CodeError::CheckCharacter { .. } } => one("compare the code with the firm's licence"),
        Fact::Quantity { error } => match error {
            QuantityError::Form => one(
                "write 107000, 13.1, -4.5, 8.17e-05, >8800, ~5000 or 35..68; where it is missing leave it empty, or declare in `missingValues` what stands there",
            ),
            QuantityError::Minus(_) => one("write -, as in -4.5"),
            QuantityError::Date => {
                one("write what the source says, such as 3..5 or 3.05, from a file that no spreadsheet has saved")
            }
            QuantityError::Blank => one("take it out"),
            QuantityError::Grouped(mark) => {
                let mark_of = |key: &str| format!("\"{key}\": \"{}\"", spelled(*mark));
                let or = if mark.is_whitespace() { String::new() } else { format!(" or {}", mark_of("decimalChar")) };
                let group = mark_of("groupChar");
                vec![format!("leave it out, or declare it, in the schema's field or in the mapping: {group}{or}")]
            }
            QuantityError::BadGroup(_) => one("check whether it is a decimal mark"),
            QuantityError::UnitSign(_) => one("name the unit in the column `unit`"),
            QuantityError::Hedge("..") => one("write a range as 35..68"),
            QuantityError::Hedge(symbol) => vec![format!("write {symbol} before the number, such as {symbol}5000")],
            QuantityError::TooLarge => one("use a larger unit"),
            QuantityError::Backwards => one("write the lower bound first, such as 35..68"),
        },
        Fact::Period { error: PeriodError::Backwards } => one("write the earlier end first, such as 2025-01/2025-06"),
        Fact::Period { .. } => one("write 2025, 2025-H1, 2025-Q2, 2025-06, 2025-W07, 2025-06-30 or 2025-01/2025-06"),
        Fact::Date { .. } => one("write 2025-06-30"),
        Fact::Choice { allowed, near } => {
            let mut hints = did_you_mean(near.as_ref());
            hints.push(format!("the values are {}", allowed.join(", ")));
            hints
        }
        Fact::UnknownCode { table, near, is_mapped: true, code, .. } => {
            let mut hints: Vec<String> =
                near.iter().map(|near| format!("did you mean {}?", suggestion(near))).collect();
            hints.push(format!("translate it in the mapping: [codes.{table}] \"{code}\" = \"...\""));
            hints.push(format!("or make it, and all others that are new: --create {table}"));
            hints
        }
        Fact::UnknownCode { resource, near, .. } => {
            let mut hints: Vec<String> =
                near.iter().map(|near| format!("did you mean {}?", suggestion(near))).collect();
            let or = if near.is_some() { "or " } else { "" };
            hints.push(format!("{or}add it to the dataset's {resource}"));
            hints
        }
        Fact::WrongDimension { .. } => one("use a unit of the same dimension, or another metric"),
        Fact::StatusAgainstValue { has_value: true, .. } => one("empty the value, or give the status that it has"),
        Fact::StatusAgainstValue { .. } => one("leave the status empty, or use one that may lack a value, such as O"),
        Fact::Repeated { table, file, line, .. } => {
            let mut hints = vec![format!("the first is in {file}, line {line}")];
            if *table == "observation" {
                hints.push("two opinions on one figure need two sources".to_owned());
            }
            hints
        }
        Fact::Frozen { .. } => one("figures rest on it: give the changed one a new code"),
        Fact::AliasSubject { .. } => one("fill one of the columns region, sector and enterprise"),
        Fact::RejectedReference { .. } => one("mend the row of that code, and load both again"),
        Fact::EmptyCell { .. }
        | Fact::Integer { .. }
        | Fact::NotPositive
        | Fact::MinimumAboveMaximum
        | Fact::Code { .. }
        | Fact::Cycle { .. }
        | Fact::LadderRung
        | Fact::SharedRung { .. }
        | Fact::SharedCreditCode { .. } => Vec::new(),
    }
}

/// A mark as JSON and TOML spell it: one that looks like a space is told from a space.
fn spelled(mark: char) -> String {
    if mark.is_whitespace() && mark != ' ' { format!("\\u{:04x}", u32::from(mark)) } else { mark.to_string() }
}
