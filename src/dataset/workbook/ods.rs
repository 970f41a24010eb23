//! The number formats of cells in an OpenDocument spreadsheet (ODF 1.2, part 1, 16.27), which the reader of workbooks leaves
//! out.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Cursor};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::format::Format;
use super::range::Corner;
use super::unseen::Unseen;
use crate::dataset::claims::COLUMNS;
use crate::dataset::fault::{Fault, damaged};

/// The formats of the filled cells of a sheet that have one which makes another text of a number. The workbook has been
/// checked: its repeated rows and cells are as many as it may have.
pub(super) fn formats(bytes: &[u8], sheet: &str) -> Result<HashMap<Corner, Format>, Fault> {
    Cells::of(bytes, sheet).map(|cells| cells.formats)
}

/// What a sheet hides (19.749).
pub(super) fn unseen(bytes: &[u8], sheet: &str) -> Result<Unseen, Fault> {
    Cells::of(bytes, sheet).map(|cells| cells.unseen)
}

#[derive(Default)]
struct Cells<'a> {
    sheet: &'a str,
    /// The codes of data styles, as other spreadsheets write them, and the data style of each style of cells.
    codes: HashMap<String, String>,
    styles: HashMap<String, String>,
    /// The data style that is being read, and whether its text is.
    data_style: Option<String>,
    is_text: bool,
    /// The formats of styles of cells that have been looked up.
    known: HashMap<String, Format>,
    /// Whether the sheet is being read; the formats of its columns, each with the number of the first column behind those that
    /// have it.
    is_here: bool,
    columns: Vec<(u32, Format)>,
    row: u32,
    row_repeats: u32,
    column: u32,
    formats: HashMap<Corner, Format>,
    unseen: Unseen,
}

impl<'a> Cells<'a> {
    fn of(bytes: &[u8], sheet: &'a str) -> Result<Self, Fault> {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
        let mut cells = Self { sheet, ..Self::default() };
        for member in ["styles.xml", "content.xml"] {
            if let Ok(member) = archive.by_name(member) {
                cells.read(BufReader::new(member))?;
            }
        }
        Ok(cells)
    }

    fn read(&mut self, xml: impl BufRead) -> Result<(), Fault> {
        let mut reader = Reader::from_reader(xml);
        reader.config_mut().check_end_names = false;
        reader.config_mut().expand_empty_elements = true;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(tag)) => self.start(&tag)?,
                Ok(Event::End(tag)) => match tag.name().as_ref() {
                    "number:text" | "number:currency-symbol" => self.is_text = false,
                    name if is_data_style(name) => self.data_style = None,
                    "table:table-row" => self.row = self.row.saturating_add(self.row_repeats),
                    "table:table" => self.is_here = false,
                    _ => {}
                },
                Ok(Event::Text(text)) if self.is_text => {
                    let quoted = format!("\"{}\"", text.xml10_content());
                    self.add(&quoted)?;
                }
                Ok(Event::Eof) | Err(_) => return Ok(()),
                Ok(_) => {}
            }
        }
    }

    /// Adds to the code of the data style that is being read.
    fn add(&mut self, code: &str) -> Result<(), Fault> {
        // Every cell with the format is written in its pieces.
        const LONGEST: usize = 4096;
        if let Some(style) = &self.data_style {
            let whole = self.codes.entry(style.clone()).or_default();
            whole.push_str(code);
            if whole.len() > LONGEST {
                return Err(Fault::Damaged(format!("it claims a number format of more than {LONGEST} bytes")));
            }
        }
        Ok(())
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Fault> {
        let value = |key: &str| {
            let mut attributes = tag.attributes().flatten();
            attributes.find(|attribute| attribute.key.as_ref() == key).map(|attribute| attribute.value.into_owned())
        };
        let is_hidden =
            || value("table:visibility").is_some_and(|value| ["collapse", "filter"].contains(&value.as_str()));
        let count = |key: &str, otherwise: u32| value(key).and_then(|text| text.parse().ok()).unwrap_or(otherwise);
        match tag.name().as_ref() {
            name if is_data_style(name) => self.data_style = value("style:name"),
            "number:text" | "number:currency-symbol" => self.is_text = true,
            "number:number" => {
                let digits = count("number:min-integer-digits", 1).min(32) as usize;
                let is_grouped = value("number:grouping").is_some_and(|text| text == "true");
                self.add(if is_grouped { "#,#" } else { "" })?;
                self.add(&if digits == 0 { "#".to_owned() } else { "0".repeat(digits) })?;
                let has_decimals = count("number:decimal-places", 0) > 0;
                self.add(if has_decimals { ".#" } else { "" })?;
                let factor = value("number:display-factor").and_then(|text| text.parse().ok()).unwrap_or(1.0_f64);
                self.add(&",".repeat((factor.log10() / 3.0).clamp(0.0, 4.0) as usize))?;
            }
            "number:fraction" | "number:scientific-number" => self.add("0e")?,
            "number:year" => self.add("y")?,
            "number:month" => self.add("m")?,
            "number:day" | "number:day-of-week" | "number:week-of-year" => self.add("d")?,
            "number:hours" | "number:minutes" | "number:seconds" => self.add("h")?,
            "number:quarter" | "number:era" => self.add("g")?,
            "style:style" => {
                if let (Some(name), Some(data)) = (value("style:name"), value("style:data-style-name")) {
                    self.styles.insert(name, data);
                }
            }
            "table:table" => {
                self.is_here = value("table:name").is_some_and(|name| is_named(&name, self.sheet));
                (self.row, self.columns) = (0, Vec::new());
            }
            "table:table-column" if self.is_here => {
                let first = self.columns.last().map_or(0, |(end, _)| *end);
                let repeats = count("table:number-columns-repeated", 1);
                if repeats > 0 && u64::from(first) < COLUMNS {
                    self.unseen.columns.extend(is_hidden().then(|| (first, first.saturating_add(repeats - 1))));
                    let format = self.format(&value("table:default-cell-style-name").unwrap_or_default());
                    self.columns.push((first.saturating_add(repeats), format));
                }
            }
            "table:table-row" => {
                (self.column, self.row_repeats) = (0, count("table:number-rows-repeated", 1));
                let last = self.row.saturating_add(self.row_repeats.saturating_sub(1));
                self.unseen.rows.extend((self.is_here && is_hidden()).then_some((self.row, last)));
            }
            "table:table-cell" | "table:covered-table-cell" if self.is_here => {
                let repeats = count("table:number-columns-repeated", 1);
                let is_filled = value("office:value").or(value("office:date-value")).is_some();
                let is_percent = value("office:value-type").is_some_and(|kind| kind == "percentage");
                if is_filled {
                    let format = match is_percent {
                        true => Format::Percent,
                        false => match value("table:style-name") {
                            Some(style) => self.format(&style),
                            None => self.of_column(),
                        },
                    };
                    self.keep(format, repeats);
                }
                self.column = self.column.saturating_add(repeats);
            }
            _ => {}
        }
        Ok(())
    }

    /// The format of a style of cells.
    fn format(&mut self, style: &str) -> Format {
        if let Some(format) = self.known.get(style) {
            return format.clone();
        }
        let code = self.styles.get(style).and_then(|style| self.codes.get(style));
        let format = code.map(|code| Format::parse(code)).unwrap_or_default();
        self.known.insert(style.to_owned(), format.clone());
        format
    }

    /// The format of the column of the cell.
    fn of_column(&self) -> Format {
        let place = self.columns.partition_point(|(end, _)| *end <= self.column);
        self.columns.get(place).map(|(_, format)| format.clone()).unwrap_or_default()
    }

    fn keep(&mut self, format: Format, repeats: u32) {
        if format == Format::Plain {
            return;
        }
        for row in (self.row..).take(self.row_repeats as usize) {
            for column in (self.column..).take(repeats as usize) {
                self.formats.insert((row, column), format.clone());
            }
        }
    }
}

/// Whether an element is a style of numbers.
fn is_data_style(name: &str) -> bool {
    name.starts_with("number:") && name.ends_with("-style")
}

/// Whether a name as it stands in XML is this one.
fn is_named(name: &str, sheet: &str) -> bool {
    quick_xml::escape::unescape(name).is_ok_and(|name| name == sheet)
}
