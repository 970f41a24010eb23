//! How many styles a workbook claims. The reader of workbooks keeps for each format of cells a copy of its font and of the code of its
//! number format.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::dataset::fault::Fault;

/// The most styles that a workbook may have. Spreadsheets allow 65,490 formats of cells.
pub(super) const STYLES: u64 = 1 << 18;

/// The most bytes of an element that is a style or a part of one: the code of a number format has at most 255 characters.
const LONGEST: usize = 1 << 10;

/// Checks the styles of a workbook in Office Open XML. The rest behind a fault is not read by anybody.
pub(super) fn check(xml: impl BufRead) -> Result<(), Fault> {
    let mut reader = Reader::from_reader(xml);
    reader.config_mut().check_end_names = false;
    let (mut buffer, mut styles) = (Vec::new(), 0);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let is_style = ["xf", "numFmt", "font", "name", "fill", "border"].contains(&tag.local_name().as_ref());
                if is_style && tag.len() > LONGEST {
                    return Err(Fault::Damaged(format!("it claims a style of {} bytes", tag.len())));
                }
                styles += u64::from(is_style);
                check_number(styles)?;
            }
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
    }
}

/// Checks how many styles there are so far.
pub(super) fn check_number(styles: u64) -> Result<(), Fault> {
    match styles > STYLES {
        true => Err(Fault::Damaged(format!("it claims more than {STYLES} styles"))),
        false => Ok(()),
    }
}
