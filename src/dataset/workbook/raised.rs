//! Texts that a sheet shows above the line: the marks of footnotes, and exponents. The reader of workbooks joins them with what
//! is before them, so that `125` with the footnote 1 would be 1251.

use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Read, Write};
use std::sync::Arc;

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::dataset::fault::{Fault, damaged};
use crate::model::{Written, office_period, raised};

/// What stands around a text above the line while a workbook is read: Unicode's characters for annotations, which no text of a
/// sheet holds otherwise.
const START: char = '\u{fff9}';
const END: char = '\u{fffb}';

/// The workbook in which the texts above the line stand between marks; `None` where there are none in the parts that are looked
/// at, by their names in small letters.
pub(super) fn marked(bytes: &[u8], is_looked_at: impl Fn(&str) -> bool) -> Result<Option<Arc<[u8]>>, Fault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let mut parts = HashMap::new();
    for number in 0..archive.len() {
        let part = archive.by_index_raw(number).map_err(|_| damaged())?;
        let Ok(name) = part.name().map(|name| name.into_owned()) else { continue };
        if !is_looked_at(&name.to_ascii_lowercase().replace('\\', "/")) {
            continue;
        }
        drop(part);
        let mut xml = Vec::new();
        // Of a part that cannot be unpacked, the reader of workbooks says that it is damaged.
        let is_read = archive.by_index(number).is_ok_and(|mut part| part.read_to_end(&mut xml).is_ok());
        if let Some(xml) = spliced(&xml).filter(|_| is_read) {
            parts.insert(number, (name, xml));
        }
    }
    if parts.is_empty() {
        return Ok(None);
    }
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len())));
    for number in 0..archive.len() {
        let written = match parts.remove(&number) {
            Some((name, xml)) => {
                writer.start_file(name, options).and_then(|()| writer.write_all(&xml).map_err(Into::into))
            }
            None => archive.by_index_raw(number).and_then(|part| writer.raw_copy_file(part)),
        };
        written.map_err(|_| damaged())?;
    }
    Ok(Some(writer.finish().map_err(|_| damaged())?.into_inner().into()))
}

/// A part with marks around its texts above the line; `None` where it has no such text.
fn spliced(xml: &[u8]) -> Option<Vec<u8>> {
    // Of Office Open XML, and of OpenDocument.
    if ["superscript", "text-position"].iter().all(|word| memmem::find(xml, word.as_bytes()).is_none()) {
        return None;
    }
    let mut reader = Reader::from_reader(xml);
    reader.config_mut().check_end_names = false;
    let (mut places, mut runs) = (Vec::new(), Runs::default());
    loop {
        let before = reader.buffer_position() as usize;
        match reader.read_event() {
            Ok(Event::Start(tag)) if runs.start(&tag) => places.push((reader.buffer_position() as usize, START)),
            Ok(Event::Empty(tag)) => runs.empty(&tag),
            Ok(Event::End(tag)) if runs.end(tag.name().as_ref()) => places.push((before, END)),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    let (mut marked, mut done) = (Vec::with_capacity(xml.len() + 3 * places.len()), 0);
    for (place, mark) in &places {
        marked.extend_from_slice(xml.get(done..*place)?);
        marked.extend_from_slice(mark.encode_utf8(&mut [0; 4]).as_bytes());
        done = *place;
    }
    marked.extend_from_slice(&xml[done..]);
    (!places.is_empty()).then_some(marked)
}

/// Which runs of a text are above the line, as a part is read from its start to its end.
#[derive(Default)]
struct Runs {
    /// Whether the run of Office Open XML is (ECMA-376, part 1, 18.4.6).
    is_raised: bool,
    /// Of OpenDocument, the style that is read, those that are above the line, and whether the open spans have such a style.
    style: String,
    styles: HashSet<String>,
    spans: Vec<bool>,
}

impl Runs {
    /// Notes the start of an element; whether what follows is above the line.
    fn start(&mut self, tag: &BytesStart<'_>) -> bool {
        match tag.name().as_ref() {
            "text:span" => {
                let is_raised = self.styles.contains(&value(tag, "text:style-name"));
                self.spans.push(is_raised);
                is_raised
            }
            _ if tag.local_name().as_ref() == "t" => self.is_raised,
            _ => {
                self.empty(tag);
                false
            }
        }
    }

    /// Notes an element without content.
    fn empty(&mut self, tag: &BytesStart<'_>) {
        match tag.name().as_ref() {
            "style:style" => self.style = value(tag, "style:name"),
            "style:text-properties" if is_above(&value(tag, "style:text-position")) => {
                self.styles.insert(self.style.clone());
            }
            _ if tag.local_name().as_ref() == "vertAlign" => self.is_raised = value(tag, "val") == "superscript",
            _ => {}
        }
    }

    /// Notes the end of an element; whether what is before it is above the line.
    fn end(&mut self, name: &str) -> bool {
        match name {
            "text:span" => self.spans.pop() == Some(true),
            _ => match name.rsplit(':').next() {
                Some("t") => self.is_raised,
                Some("r") => {
                    self.is_raised = false;
                    false
                }
                _ => false,
            },
        }
    }
}

fn value(tag: &BytesStart<'_>, key: &str) -> String {
    let mut attributes = tag.attributes().flatten();
    attributes.find(|attribute| attribute.key.as_ref() == key).map_or(String::new(), |it| it.value.into_owned())
}

/// Whether a position of OpenDocument is above the line: `super 58%`, `33% 58%`.
fn is_above(position: &str) -> bool {
    let first = position.split_whitespace().next().unwrap_or_default();
    first == "super" || first.strip_suffix('%').is_some_and(|height| height.parse::<f64>().is_ok_and(|it| it > 0.0))
}

/// A text with marks around what is above the line; `runs` are the places in UTF-16 from which it is above the line, or on it again.
pub(super) fn with_runs(text: &str, runs: &[(usize, bool)]) -> String {
    let (mut marked, mut place, mut is_above, mut runs) = (String::new(), 0, false, runs.iter().peekable());
    for c in text.chars() {
        while let Some((_, is_raised)) = runs.next_if(|(start, _)| *start <= place) {
            if *is_raised != is_above {
                marked.push(if *is_raised { START } else { END });
                is_above = *is_raised;
            }
        }
        marked.push(c);
        place += c.len_utf16();
    }
    marked.extend(is_above.then_some(END));
    marked
}

/// Whether parts of a text are marked as above the line.
pub(super) fn has(text: &str) -> bool {
    text.contains(START)
}

/// The text of a cell of which parts are marked, and whether one of them is left out. Behind a number or a period it is kept as
/// a mark, at the start of a text as the number of a footnote, and behind a unit as an exponent; behind any other text it is a
/// mark that says nothing of which place or metric is meant.
pub(super) fn read(text: &str) -> (String, bool) {
    let texts: Vec<&str> = text.split(END).collect();
    let (mut plain, mut read, mut is_cut) = (String::new(), String::new(), false);
    texts.iter().for_each(|text| plain.push_str(text.split(START).next().unwrap_or_default()));
    let plain = plain.trim();
    let is_number = Written::parse(plain).is_some() || office_period::recognised(plain).is_some();
    for (number, text) in texts.iter().enumerate() {
        let (before, above) = text.split_once(START).unwrap_or((text, ""));
        read.push_str(before);
        let is_last = texts[number + 1..].iter().all(|text| text.trim().is_empty());
        match kept(read.trim_end(), above.trim(), is_number, is_last) {
            Some(kept) => read.push_str(&kept),
            None => is_cut = true,
        }
    }
    (read, is_cut)
}

/// What is read of a text above the line; `None` where it is left out.
fn kept(before: &str, above: &str, is_number: bool, is_last: bool) -> Option<String> {
    /// What has a power.
    const BASES: [&str; 16] =
        ["m", "mm", "cm", "dm", "dam", "hm", "km", "Mm", "Nm", "Sm", "µm", "nm", "ft", "mi", "yd", "10"];
    /// A longer text is no mark.
    const LONGEST: usize = 8;
    let has_digit = above.contains(|c: char| c.is_ascii_digit());
    let has_letter = above.contains(char::is_alphabetic);
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is_power = BASES.contains(&word) && above.trim_start_matches(['-', '−']).parse::<u8>().is_ok();
    if above.is_empty() || before.is_empty() && (!has_digit || above.len() > LONGEST) {
        return Some(above.to_owned());
    }
    if is_power {
        return Some(above.replace('−', "-").chars().map(raised).collect());
    }
    if has_digit && (is_number || before.is_empty()) {
        let parts = above.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
        return Some(parts.collect::<Vec<_>>().join(",").chars().map(raised).collect());
    }
    // `1st`, `2e trimestre`, `Mme`.
    let is_ending = has_letter && !has_digit && !is_last && before.ends_with(|c: char| c.is_ascii_digit());
    match has_letter && !has_digit {
        true if is_ending || !is_number && word.chars().count() == 1 => Some(above.to_owned()),
        true if is_number => Some(format!("({})", above.trim_matches(|c: char| !c.is_alphanumeric()))),
        false if is_number => Some(above.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_of_texts_above_the_line() {
        // They stand between brackets.
        for (text, expected, is_cut) in [
            ("125<1>", "125¹", false),
            ("1 234.5 <1>", "1 234.5 ¹", false),
            ("125<(1)>", "125¹", false),
            ("125<1)><,><2>", "125¹,²", false),
            ("125<1, 2>", "125¹,²", false),
            ("126<p>", "126(p)", false),
            ("126<*>", "126*", false),
            ("2021<1>", "2021¹", false),
            ("2021年<1>", "2021年¹", false),
            ("2021/22<1>", "2021/22¹", false),
            ("Austria<2>", "Austria", true),
            ("Austria<a>", "Austria", true),
            ("Austria<1) > (EU)", "Austria (EU)", true),
            ("15-24<1>", "15-24", true),
            ("<1> Provisional.", "¹ Provisional.", false),
            ("<1)> Provisional.", "¹ Provisional.", false),
            ("<1 Provisional figures.>", "1 Provisional figures.", false),
            ("persons per km<2>", "persons per km²", false),
            ("km<2><1>", "km²", true),
            ("10<3> t", "10³ t", false),
            ("10<-3>", "10⁻³", false),
            ("1<st> quarter", "1st quarter", false),
            ("M<me> Dupont", "Mme Dupont", false),
            ("n.a.<1>", "n.a.", true),
        ] {
            let marked = text.replace('<', &START.to_string()).replace('>', &END.to_string());
            assert_eq!(read(&marked), (expected.to_owned(), is_cut), "{text}");
        }
    }

    #[test]
    fn runs_above_the_line_stand_between_marks() {
        let run = |kind: &str, text: &str| format!(r#"<r><rPr><b/><vertAlign val="{kind}"/></rPr><t>{text}</t></r>"#);
        let above = run("superscript", "1");
        let marked = above.replace(">1<", &format!(">{START}1{END}<"));
        let others = format!("<r><t>125</t></r>{}<si><t>superscript</t></si>", run("subscript", "2"));
        let xml = format!("<si>{others}{above}</si><si><t>126</t></si>");
        let expected = format!("<si>{others}{marked}</si><si><t>126</t></si>");
        assert_eq!(spliced(xml.as_bytes()), Some(expected.clone().into_bytes()));
        // With the prefix of a namespace, as some programs write all elements.
        let prefixed = |xml: &str| xml.replace("</", "<!").replace('<', "<x:").replace("<x:!", "</x:");
        assert_eq!(spliced(prefixed(&xml).as_bytes()), Some(prefixed(&expected).into_bytes()));
        assert_eq!(spliced(format!("<si>{others}</si>").as_bytes()), None);
        let style = |name: &str, position: &str| {
            format!(
                r#"<style:style style:name="{name}"><style:text-properties style:text-position="{position}"/></style:style>"#
            )
        };
        let span = |name: &str, text: &str| format!(r#"<text:span text:style-name="{name}">{text}</text:span>"#);
        let styles = style("T1", "super 58%") + &style("T2", "sub 58%") + &style("T3", "33% 58%");
        let text = |mark: &dyn Fn(&str) -> String| {
            let inner = |name, text: &str| span(name, &mark(text));
            format!("{styles}<text:p>125{}{}{}</text:p>", inner("T1", "1"), span("T2", "2"), inner("T3", "3"))
        };
        let expected = text(&|text| format!("{START}{text}{END}"));
        assert_eq!(spliced(text(&str::to_owned).as_bytes()), Some(expected.into_bytes()));
    }
}
