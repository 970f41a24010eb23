//! The hidden rows and columns of a sheet in Office Open XML (ECMA-376, part 1, 18.3.1.13 and 18.3.1.73) and the comments on its
//! cells (18.7), which the reader of workbooks leaves out.

use std::io::{BufRead, Cursor, Read};

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::range::bounds;
use super::unseen::Unseen;
use crate::dataset::claims::{Parts, elements};
use crate::dataset::fault::{Fault, damaged};

/// What a sheet hides, and the comments on its cells.
pub(super) fn unseen(bytes: &[u8], sheet: &str) -> Result<Unseen, Fault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let mut parts = Parts::of(&mut archive);
    let mut unseen = Unseen::default();
    let Some(path) = parts.xml_sheet(sheet)? else { return Ok(unseen) };
    let mut xml = Vec::new();
    // Of a part that cannot be unpacked, the reader of workbooks says that it is damaged.
    let is_read = parts.open(&path).is_some_and(|mut part| part.read_to_end(&mut xml).is_ok());
    // Few sheets hide something, and most of a sheet is its cells.
    let marks = ["hidden=\"1\"", "hidden=\"true\"", "hidden='"];
    if is_read && marks.iter().any(|mark| memmem::find(&xml, mark.as_bytes()).is_some()) {
        let mut row = 0;
        elements(xml.as_slice(), "row", |tag| {
            row = number(tag, "r").unwrap_or(row + 1);
            unseen.rows.extend(is_hidden(tag).then(|| (row.saturating_sub(1), row.saturating_sub(1))));
            Ok(())
        })?;
        elements(xml.as_slice(), "col", |tag| {
            let columns = number(tag, "min").zip(number(tag, "max")).filter(|_| is_hidden(tag));
            unseen.columns.extend(columns.map(|(from, to)| (from.saturating_sub(1), to.saturating_sub(1))));
            Ok(())
        })?;
    }
    let path = parts.comments(&path)?.unwrap_or_default();
    if let Some(part) = parts.open(&path) {
        comments(part, &mut unseen);
    }
    Ok(unseen)
}

fn value(tag: &BytesStart<'_>, key: &str) -> Option<String> {
    tag.attributes().flatten().find(|it| it.key.as_ref() == key).map(|it| it.value.into_owned())
}

fn number(tag: &BytesStart<'_>, key: &str) -> Option<u32> {
    value(tag, key)?.parse().ok()
}

fn is_hidden(tag: &BytesStart<'_>) -> bool {
    value(tag, "hidden").is_some_and(|value| ["1", "true", "on"].contains(&value.as_str()))
}

/// Reads the comments in a part. The rest behind a fault is left out.
fn comments(part: impl BufRead, unseen: &mut Unseen) {
    // A comment has as many characters as a cell, of which the first are shown.
    const LONGEST: usize = 1 << 10;
    let mut reader = Reader::from_reader(part);
    reader.config_mut().check_end_names = false;
    let (mut buffer, mut is_text) = (Vec::new(), false);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) if tag.local_name().as_ref() == "comment" => {
                let at = value(&tag, "ref").and_then(|cell| bounds(&cell)).map(|(at, _)| at);
                unseen.comments.push((at.unwrap_or_default(), String::new()));
            }
            Ok(Event::Start(tag)) => is_text = tag.local_name().as_ref() == "t",
            Ok(Event::End(_)) => is_text = false,
            Ok(Event::Text(text)) if is_text => {
                let last = unseen.comments.last_mut().filter(|(_, all)| all.len() < LONGEST);
                last.into_iter().for_each(|(_, all)| all.push_str(&text.xml10_content().replace(['\n', '\r'], " ")));
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
}
