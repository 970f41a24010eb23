//! Which parts of a workbook its sheets are, in Office Open XML and in its binary form (MS-XLSB). The reader of workbooks
//! keeps the path of a part for each sheet, and reads a part as often as it is a sheet.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Cursor, Read};

use encoding_rs::UTF_16LE;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::dataset::allowance::Allowance;
use crate::dataset::fault::{Fault, damaged};
use crate::problem::listed;

/// Checks the sheets of a workbook: each must be a part of its own. In a binary one checks the records, too.
pub(super) fn check(archive: &mut ZipArchive<Cursor<&[u8]>>, allowance: Allowance) -> Result<(), Fault> {
    let names = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned()));
    let names = names.map(|name| (name.replace('\\', "/").to_ascii_lowercase(), name)).collect();
    let mut parts = Parts { archive, names };
    for relation in parts.relations("_rels/.rels")?.into_values().filter(|relation| relation.is_document) {
        let target = unescape(&relation.target).map_err(|_| damaged())?;
        let target = target.strip_prefix('/').unwrap_or(&target);
        parts.check_xml(target.rfind('/').map_or(("", target), |end| target.split_at(end + 1)), allowance)?;
    }
    parts.check_binary(allowance)
}

/// Where a relation of a part leads to.
#[derive(Debug)]
struct Relation {
    target: String,
    /// Whether that is the workbook itself.
    is_document: bool,
}

struct Parts<'a, 'b> {
    archive: &'a mut ZipArchive<Cursor<&'b [u8]>>,
    /// The names of the members by how they are found: in small letters, and with slashes.
    names: HashMap<String, String>,
}

impl Parts<'_, '_> {
    /// The bytes of a part, where there is one.
    fn open(&mut self, path: &str) -> Option<impl BufRead> {
        let name = self.names.get(&path.to_ascii_lowercase()).map_or(path, String::as_str);
        self.archive.by_name(name).ok().map(BufReader::new)
    }

    /// The relations in a part, by their ids.
    fn relations(&mut self, path: &str) -> Result<HashMap<String, Relation>, Fault> {
        let mut relations = HashMap::new();
        let Some(part) = self.open(path) else { return Ok(relations) };
        elements(part, "Relationship", |tag| {
            let [mut id, mut kind, mut target] = [const { String::new() }; 3];
            for attribute in tag.attributes() {
                let attribute = attribute.map_err(|_| damaged())?;
                match attribute.key.as_ref() {
                    "Id" => id = attribute.value.into_owned(),
                    "Type" => kind = attribute.value.into_owned(),
                    "Target" => target = attribute.value.into_owned(),
                    _ => {}
                }
            }
            let relation = Relation { target, is_document: kind.ends_with("/relationships/officeDocument") };
            if relations.insert(id, relation).is_some() { Err(damaged()) } else { Ok(()) }
        })?;
        Ok(relations)
    }

    /// Checks the sheets of a workbook that has its parts in this folder.
    fn check_xml(&mut self, (folder, name): (&str, &str), allowance: Allowance) -> Result<(), Fault> {
        let relations = self.relations(&format!("{folder}_rels/{name}.rels"))?;
        let mut sheets = Sheets { allowance, paths: HashSet::new(), bytes: 0 };
        let path = format!("{folder}{name}");
        let Some(part) = self.open(&path) else { return Ok(()) };
        elements(part, "sheet", |tag| {
            let mut relation = None;
            for attribute in tag.attributes() {
                let attribute = attribute.map_err(|_| damaged())?;
                if attribute.key.local_name().as_ref() == "id" {
                    relation = relations.get(attribute.value.as_ref());
                }
            }
            relation.map_or(Ok(()), |relation| match relation.target.strip_prefix('/') {
                Some(path) => sheets.add("", path),
                None => sheets.add(folder, &relation.target),
            })
        })
    }

    /// Checks the parts of a binary workbook.
    fn check_binary(&mut self, allowance: Allowance) -> Result<(), Fault> {
        const SHEET: u16 = 0x009C;
        const NAME: u16 = 0x0027;
        let relations = self.relations("xl/_rels/workbook.bin.rels")?;
        let mut sheets = Sheets { allowance, paths: HashSet::new(), bytes: 0 };
        let Some(part) = self.open("xl/workbook.bin") else { return Ok(()) };
        let mut effort = 0_u64;
        records(part, |kind, data| {
            match kind {
                // The names of a sheet and of its relation have at most 31 and 255 characters.
                SHEET if data.len() > 1024 => return Err(too_long(data.len())),
                SHEET => {
                    let length = data.get(8..12).and_then(|bytes| Some(u32::from_le_bytes(bytes.try_into().ok()?)));
                    let id = length.and_then(|length| data.get(12..12_usize.checked_add(length as usize * 2)?));
                    if let Some(relation) = id.and_then(|id| relations.get(UTF_16LE.decode(id).0.as_ref())) {
                        sheets.add("xl/", &unescape(&relation.target).map_err(|_| damaged())?)?;
                    }
                }
                // The formula of a name is read in a time that grows with the square of its length.
                NAME => effort += (data.len() as u64).pow(2),
                _ => {}
            }
            if effort > 1 << 34 { Err(too_long(data.len())) } else { Ok(()) }
        })?;
        let others = ["xl/sharedstrings.bin", "xl/styles.bin"].map(str::to_owned);
        for path in sheets.paths.into_iter().chain(others) {
            if let Some(part) = self.open(&path) {
                records(part, |_, _| Ok(()))?;
            }
        }
        Ok(())
    }
}

/// The parts that are sheets.
struct Sheets {
    allowance: Allowance,
    paths: HashSet<String>,
    bytes: u64,
}

impl Sheets {
    fn add(&mut self, folder: &str, target: &str) -> Result<(), Fault> {
        self.bytes += (folder.len() + target.len()) as u64;
        self.allowance.check("the paths of its sheets take", self.bytes)?;
        let path = format!("{folder}{target}").replace('\\', "/").to_ascii_lowercase();
        if self.paths.contains(&path) {
            return Err(Fault::Damaged(format!(
                "it claims that two of its sheets are the same part, {}",
                listed(&[path])
            )));
        }
        self.paths.insert(path);
        Ok(())
    }
}

/// Hands over the elements of a name, whatever they lie in. The rest behind a fault is not read by anybody.
fn elements(
    xml: impl BufRead,
    name: &str,
    mut take: impl FnMut(&BytesStart<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut reader = Reader::from_reader(xml);
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == name => take(&tag)?,
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
    }
}

/// Hands over the records of a part, each with its kind (MS-XLSB 2.1.4). A part that ends within a record is damaged, as its
/// reader finds too.
fn records(mut part: impl BufRead, mut take: impl FnMut(u16, &[u8]) -> Result<(), Fault>) -> Result<(), Fault> {
    // The longest, a list of the sheets that formulas mention, has 12 bytes for each of at most 65535.
    const LONGEST: usize = 1 << 20;
    let mut data = Vec::new();
    while let Some(kind) = variable(&mut part, 2) {
        let Some(length) = variable(&mut part, 4) else { return Ok(()) };
        if length > LONGEST {
            return Err(too_long(length));
        }
        data.clear();
        let read = (&mut part).take(length as u64).read_to_end(&mut data).map_err(|_| damaged())?;
        if read < length {
            return Ok(());
        }
        take(kind as u16, &data)?;
    }
    Ok(())
}

/// A number of at most so many bytes, the lowest seven bits first; a byte with the highest bit set is not the last.
fn variable(part: &mut impl Read, most: u32) -> Option<usize> {
    let mut number = 0;
    for place in 0..most {
        let mut byte = [0];
        part.read_exact(&mut byte).ok()?;
        number |= usize::from(byte[0] & 0x7F) << (7 * place);
        if byte[0] & 0x80 == 0 {
            break;
        }
    }
    Some(number)
}

fn too_long(bytes: usize) -> Fault {
    Fault::Damaged(format!("it claims a record of {bytes} bytes, which is more than such a record may have"))
}
