//! Which parts of a workbook its sheets are, in Office Open XML and in its binary form (MS-XLSB). The reader of workbooks
//! keeps the path of a part for each sheet, and reads a part as often as it is a sheet.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Cursor, Read};

use encoding_rs::UTF_16LE;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::records::number;
use super::styles::check_number;
use crate::dataset::allowance::Allowance;
use crate::dataset::fault::{Fault, damaged};
use crate::problem::listed;

/// Checks the sheets of a workbook: each must be a part of its own. In a binary one checks the records, too.
pub(super) fn check(archive: &mut ZipArchive<Cursor<&[u8]>>, allowance: Allowance) -> Result<(), Fault> {
    let mut parts = Parts::of(archive);
    let mut sheets = Sheets { allowance, paths: HashSet::new(), bytes: 0 };
    parts.xml_sheets(&mut |_, folder, target| sheets.add(folder, target))?;
    parts.check_binary(allowance)
}

/// Where a relation of a part leads to.
#[derive(Debug)]
struct Relation {
    target: String,
    /// Whether that is the workbook itself, or the comments of a sheet.
    is_document: bool,
    is_comments: bool,
}

/// The parts of a workbook.
pub(in crate::dataset) struct Parts<'a, 'b> {
    archive: &'a mut ZipArchive<Cursor<&'b [u8]>>,
    /// The names of the members by how they are found: in small letters, and with slashes.
    names: HashMap<String, String>,
}

/// A sheet of a binary workbook.
#[derive(Debug)]
struct BinarySheet {
    relation: String,
    name: String,
}

impl BinarySheet {
    /// The kind of the record that is one (`BrtBundleSh`, MS-XLSB 2.4.304).
    const KIND: u16 = 0x009C;

    fn of(data: &[u8]) -> Option<Self> {
        let (relation, next) = wide_text(data, 8)?;
        // Without a name it has a path all the same.
        let name = wide_text(data, next).map_or(String::new(), |(name, _)| name);
        Some(Self { relation, name })
    }
}

/// A text with its length in front of it (MS-XLSB 2.5.168), and where it ends.
pub(in crate::dataset) fn wide_text(data: &[u8], start: usize) -> Option<(String, usize)> {
    let length = number(data, start, 4)? as usize;
    let start = start + 4;
    let end = start.checked_add(length.checked_mul(2)?)?;
    Some((UTF_16LE.decode_without_bom_handling(data.get(start..end)?).0.into_owned(), end))
}

impl<'a, 'b> Parts<'a, 'b> {
    pub(in crate::dataset) fn of(archive: &'a mut ZipArchive<Cursor<&'b [u8]>>) -> Self {
        let names = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned()));
        let names = names.map(|name| (name.replace('\\', "/").to_ascii_lowercase(), name)).collect();
        Self { archive, names }
    }

    /// The path of the part that is a sheet of a binary workbook.
    pub(in crate::dataset) fn binary_sheet(&mut self, sheet: &str) -> Result<Option<String>, Fault> {
        let relations = self.relations("xl/_rels/workbook.bin.rels")?;
        let Some(part) = self.open("xl/workbook.bin") else { return Ok(None) };
        let mut path = None;
        records(part, |kind, data| {
            let found = BinarySheet::of(data).filter(|found| kind == BinarySheet::KIND && found.name == sheet);
            if let Some(relation) = found.and_then(|found| relations.get(&found.relation)) {
                path = Some(format!("xl/{}", unescape(&relation.target).map_err(|_| damaged())?));
            }
            Ok(())
        })?;
        Ok(path)
    }

    /// The bytes of a part, where there is one.
    pub(in crate::dataset) fn open(&mut self, path: &str) -> Option<impl BufRead> {
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
            let [is_document, is_comments] =
                ["officeDocument", "comments"].map(|name| kind.ends_with(&format!("/relationships/{name}")));
            let relation = Relation { target, is_document, is_comments };
            if relations.insert(id, relation).is_some() { Err(damaged()) } else { Ok(()) }
        })?;
        Ok(relations)
    }

    /// The path of the part that is a sheet of a workbook, in small letters.
    pub(in crate::dataset) fn xml_sheet(&mut self, sheet: &str) -> Result<Option<String>, Fault> {
        let mut found = None;
        self.xml_sheets(&mut |name, folder, target| {
            if found.is_none() && unescape(name).is_ok_and(|name| name == sheet) {
                found = Some(format!("{folder}{target}").replace('\\', "/").to_ascii_lowercase());
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The path of the part that has the comments on the cells of a sheet, which is the part at this path.
    pub(in crate::dataset) fn comments(&mut self, sheet: &str) -> Result<Option<String>, Fault> {
        let (folder, name) = sheet.rfind('/').map_or(("", sheet), |end| sheet.split_at(end + 1));
        let mut relations = self.relations(&format!("{folder}_rels/{name}.rels"))?.into_values();
        let Some(relation) = relations.find(|relation| relation.is_comments) else { return Ok(None) };
        let target = unescape(&relation.target).map_err(|_| damaged())?.into_owned();
        if let Some(path) = target.strip_prefix('/') {
            return Ok(Some(path.to_owned()));
        }
        // A step up leaves the last folder.
        let (mut folder, mut target) = (folder.trim_end_matches('/'), target.as_str());
        while let Some(rest) = target.strip_prefix("../") {
            (folder, target) = (folder.rfind('/').map_or("", |end| &folder[..end]), rest);
        }
        Ok(Some(format!("{folder}/{target}").trim_start_matches('/').to_owned()))
    }

    /// Hands over the sheets of a workbook in Office Open XML, each with its name, its folder and its path there.
    fn xml_sheets(&mut self, take: &mut dyn FnMut(&str, &str, &str) -> Result<(), Fault>) -> Result<(), Fault> {
        for relation in self.relations("_rels/.rels")?.into_values().filter(|relation| relation.is_document) {
            let path = unescape(&relation.target).map_err(|_| damaged())?;
            let path = path.strip_prefix('/').unwrap_or(&path);
            let (folder, name) = path.rfind('/').map_or(("", path), |end| path.split_at(end + 1));
            let relations = self.relations(&format!("{folder}_rels/{name}.rels"))?;
            let Some(part) = self.open(path) else { continue };
            elements(part, "sheet", |tag| {
                let (mut name, mut relation) = (String::new(), None);
                for attribute in tag.attributes() {
                    let attribute = attribute.map_err(|_| damaged())?;
                    match attribute.key.local_name().as_ref() {
                        "id" => relation = relations.get(attribute.value.as_ref()),
                        "name" => name = attribute.value.into_owned(),
                        _ => {}
                    }
                }
                relation.map_or(Ok(()), |relation| match relation.target.strip_prefix('/') {
                    Some(path) => take(&name, "", path),
                    None => take(&name, folder, &relation.target),
                })
            })?;
        }
        Ok(())
    }

    /// Checks the parts of a binary workbook.
    fn check_binary(&mut self, allowance: Allowance) -> Result<(), Fault> {
        const NAME: u16 = 0x0027;
        let relations = self.relations("xl/_rels/workbook.bin.rels")?;
        let mut sheets = Sheets { allowance, paths: HashSet::new(), bytes: 0 };
        let Some(part) = self.open("xl/workbook.bin") else { return Ok(()) };
        let mut effort = 0_u64;
        records(part, |kind, data| {
            match kind {
                // The names of a sheet and of its relation have at most 31 and 255 characters.
                BinarySheet::KIND if data.len() > 1024 => return Err(too_long(data.len())),
                BinarySheet::KIND => {
                    let sheet = BinarySheet::of(data);
                    if let Some(relation) = sheet.and_then(|sheet| relations.get(&sheet.relation)) {
                        sheets.add("xl/", &unescape(&relation.target).map_err(|_| damaged())?)?;
                    }
                }
                // The formula of a name is read in a time that grows with the square of its length.
                NAME => effort += (data.len() as u64).pow(2),
                _ => {}
            }
            if effort > 1 << 34 { Err(too_long(data.len())) } else { Ok(()) }
        })?;
        for path in sheets.paths.into_iter().chain(["xl/sharedstrings.bin".to_owned()]) {
            if let Some(part) = self.open(&path) {
                records(part, |_, _| Ok(()))?;
            }
        }
        let mut styles = 0;
        if let Some(part) = self.open("xl/styles.bin") {
            records(part, |_, _| {
                styles += 1;
                check_number(styles)
            })?;
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
pub(in crate::dataset) fn elements(
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
pub(in crate::dataset) fn records(
    mut part: impl BufRead,
    mut take: impl FnMut(u16, &[u8]) -> Result<(), Fault>,
) -> Result<(), Fault> {
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
