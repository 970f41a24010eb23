//! The start of a file: its delimiter, its header, and the contents of its columns.

use std::collections::BTreeMap;

use super::sdmx_header::is_header as is_sdmx_header;
use super::spelling::period_of;
use crate::dataset::{Folder, Grammar, Preview, SplitRow, Splitter, stem};
use crate::model::{Marks, parse_number};

/// The start of a file: its rows, and what was recognised from them.
#[derive(Debug)]
pub(crate) struct Sample {
    pub folder: Folder,
    pub path: String,
    pub preview: Preview,
    pub delimiter: char,
    /// The line of the header, from one; zero where there is nothing.
    pub header_line: u64,
    pub columns: Vec<String>,
    /// The rows below the header that have as many cells as the header, each with its line.
    pub rows: Vec<(u64, Vec<String>)>,
    /// The lines above the header.
    pub above: Vec<String>,
    /// The first line below the table, where all of the file has been looked at.
    pub end: Option<String>,
}

/// Something in a file that can be read in two ways, so that a person must decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ambiguity {
    pub what: String,
    /// The keys of a mapping that decide it.
    pub fix: String,
}

/// A header is looked for among so many rows.
const HEADER_WITHIN: usize = 60;

/// Marks of missing values that offices use.
pub(super) const MISSING: [&str; 7] = [":", "..", "--", "...", "…", "NA", "n/a"];

/// Marks that mean zero to some publishers, and a missing value to others.
const DOUBTFUL: [&str; 4] = ["-", "–", "—", "x"];

impl Sample {
    pub(crate) fn of(folder: &Folder, path: &str, preview: Preview) -> Self {
        const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
        let candidates: &[char] = if preview.sheet.is_some() { &[','] } else { &DELIMITERS };
        let candidates = candidates.iter().filter(|delimiter| divides(&preview.text, **delimiter));
        let parsed = candidates.map(|&delimiter| (delimiter, records(&preview.text, delimiter)));
        // The delimiter that divides most rows into the same number of cells; of several such, the one that makes most
        // cells.
        let best = parsed.max_by_key(|(delimiter, records)| {
            let (width, rows) = usual_width(records);
            let is_regular = width > 1 && rows * 10 >= records.len() * 8;
            // Texts do not contain tabs, but keys between tabs can contain commas.
            (is_regular && *delimiter == '\t', is_regular, if width > 1 { width.min(1000) * rows } else { 0 })
        });
        let (delimiter, records) = best.unwrap_or((',', Vec::new()));
        let mut sample = Self {
            folder: folder.clone(),
            path: path.to_owned(),
            delimiter,
            header_line: 0,
            columns: Vec::new(),
            rows: Vec::new(),
            above: Vec::new(),
            end: None,
            preview,
        };
        sample.find_table(records);
        sample
    }

    /// Finds the header and the rows below it.
    fn find_table(&mut self, records: Vec<(u64, Vec<String>)>) {
        let (width, _) = usual_width(&records);
        let filled = |row: &[String]| row.iter().filter(|cell| !cell.is_empty()).count();
        let is_text = |row: &[String]| !row.iter().any(|cell| is_figure(cell));
        let periods = |row: &[String]| row.iter().filter(|cell| period_of(cell).is_some()).count();
        // Rows above a table in a sheet are as wide as any, but mostly empty.
        let usual = records.iter().map(|(_, row)| filled(row)).max().unwrap_or(0);
        let fits = |row: &[String]| match self.preview.sheet {
            Some(_) => row.len() == width && filled(row) * 2 >= usual && filled(row) > 1,
            None => row.len() == width && filled(row) > usize::from(width > 1),
        };
        let is_header = |row: &[String]| {
            fits(row) && (is_text(row) || periods(row) * 2 >= filled(row) && !row.iter().all(|cell| is_figure(cell)))
        };
        let is_sdmx = |row: &[String]| is_sdmx_header(row);
        let header = records.iter().take(1).position(|(_, row)| is_sdmx(row));
        let header =
            header.or_else(|| records.iter().position(|(_, row)| is_header(row))).filter(|at| *at < HEADER_WITHIN);
        let header = header.or_else(|| records.iter().position(|(_, row)| fits(row)));
        let Some(header) = header else { return };
        self.header_line = records[header].0;
        self.columns = records[header].1.clone();
        self.above =
            self.preview.text.lines().take(self.header_line.saturating_sub(1) as usize).map(str::to_owned).collect();
        let body = &records[header + 1..];
        let is_row =
            |(_, row): &&(u64, Vec<String>)| row.len() == width && (self.preview.sheet.is_none() || filled(row) > 1);
        self.rows = match self.preview.sheet {
            // Blank rows, and rows that are a label alone, stand among those of a sheet; below the last figure is prose.
            Some(_) => {
                let has_figure = |(_, row): &&(u64, Vec<String>)| row.iter().skip(1).any(|cell| is_figure(cell));
                let last = body.iter().rposition(|row| has_figure(&row)).map_or(0, |last| last + 1);
                body[..last].iter().filter(is_row).cloned().collect()
            }
            None => body.iter().filter(is_row).cloned().collect(),
        };
        if self.preview.is_whole && self.preview.sheet.is_none() {
            let last = self.rows.last().map_or(self.header_line, |(line, _)| *line);
            let below = body.iter().find(|(line, row)| *line > last && row.iter().any(|cell| !cell.is_empty()));
            self.end = below.and_then(|(line, _)| self.preview.text.lines().nth(*line as usize - 1)).map(str::to_owned);
        }
    }

    /// The name of the file without folder and endings.
    pub(crate) fn stem(&self) -> &str {
        stem(&self.path)
    }

    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// The cells of a column, as far as they are filled.
    pub(crate) fn cells(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(move |(_, row)| row.get(column)).map(String::as_str).filter(|cell| !cell.is_empty())
    }

    /// The columns that are called by a period.
    pub(crate) fn period_columns(&self) -> Vec<usize> {
        (0..self.columns.len()).filter(|&column| period_of(&self.columns[column]).is_some()).collect()
    }

    /// The marks of missing values that occur in some columns.
    pub(crate) fn missing_values(&self, columns: &[usize]) -> Vec<&'static str> {
        let occurs = |mark: &&str| columns.iter().any(|&column| self.cells(column).any(|cell| cell == *mark));
        MISSING.into_iter().filter(occurs).collect()
    }

    /// Whether some columns are written with decimal commas: a comma divides other than thousands, and no point occurs.
    pub(crate) fn has_decimal_commas(&self, columns: &[usize]) -> bool {
        let cells = || columns.iter().flat_map(|&column| self.cells(column));
        let divides_tenths = |cell: &str| {
            let behind = cell.split_once(',').map_or("", |(_, behind)| behind);
            let marks = Marks { decimal: ',', group: None };
            behind.bytes().take_while(u8::is_ascii_digit).count() != 3
                && parse_number(cell, marks).is_ok()
                && !behind.is_empty()
        };
        self.delimiter != ','
            && cells().any(divides_tenths)
            && !cells().any(|cell| cell.contains('.') && !MISSING.contains(&cell))
    }

    /// What can be read in two ways among the values of some columns, if there is something.
    pub(crate) fn ambiguity(&self, columns: &[usize]) -> Option<Ambiguity> {
        let cells = || columns.iter().flat_map(|&column| self.cells(column));
        if let Some(mark) = DOUBTFUL.iter().find(|mark| cells().any(|cell| cell == **mark)) {
            return Some(Ambiguity {
                what: format!("`{mark}` means a missing value to some publishers, and zero to others"),
                fix: format!("missingValues = [\"{mark}\"], or codes = {{ cell = {{ \"{mark}\" = \"0\" }} }}"),
            });
        }
        // `1.234` in a file that semicolons divide is a thousand in most countries that write such files.
        let is_grouped = |cell: &str| {
            cell.rsplit_once('.')
                .is_some_and(|(_, behind)| behind.len() == 3 && behind.bytes().all(|b| b.is_ascii_digit()))
        };
        let mut with_point = cells().filter(|cell| cell.contains('.') && !MISSING.contains(cell)).peekable();
        let example = (*with_point.peek()?).to_owned();
        (self.delimiter == ';' && with_point.all(is_grouped)).then(|| Ambiguity {
            what: format!("the point in `{example}` groups thousands in some countries, and marks decimals in others"),
            fix: "groupChar = \".\" with decimalChar = \",\", or decimalChar = \".\"".to_owned(),
        })
    }

    /// A pattern of the first line below the table.
    pub(crate) fn end_pattern(&self) -> Option<String> {
        let end = self.end.as_ref()?;
        let mut length = end.find([':', '：', ',', ' ']).unwrap_or(end.len());
        let is_sure = |length: usize| {
            let body = self.preview.text.lines().skip(self.header_line as usize);
            length > 0 && body.take_while(|line| line != end).all(|line| !line.starts_with(&end[..length]))
        };
        if !is_sure(length) {
            length = end.len();
        }
        Some(format!("^{}", regex::escape(&end[..length])))
    }
}

/// Whether a mark stands between cells: in most lines that have it, it stands outside quotes.
fn divides(text: &str, mark: char) -> bool {
    let (mut outside, mut inside) = (0, 0);
    for line in text.lines() {
        let mut parts = line.split('"').enumerate().filter(|(_, part)| part.contains(mark)).peekable();
        match (parts.peek().is_some(), parts.any(|(number, _)| number % 2 == 0)) {
            (true, true) => outside += 1,
            (true, false) => inside += 1,
            _ => {}
        }
    }
    outside >= inside
}

/// The rows of a text, each with its line.
pub(super) fn records(text: &str, delimiter: char) -> Vec<(u64, Vec<String>)> {
    const LOOKED_AT: usize = 2000;
    let mut splitter = Splitter::new(text, Grammar { delimiter: delimiter as u8, ..Grammar::default() });
    let (mut rows, mut row) = (Vec::new(), SplitRow::default());
    while rows.len() < LOOKED_AT && splitter.next_row(&mut row) {
        let cells: Vec<String> = row.cells(text).into_iter().map(|cell| cell.trim().to_owned()).collect();
        if cells.len() > 1 || cells.iter().any(|cell| !cell.is_empty()) {
            rows.push((row.line, cells));
        }
    }
    rows
}

/// How many cells most rows have, and how many rows those are. Lines of prose above and below a table are rows of one cell.
fn usual_width(records: &[(u64, Vec<String>)]) -> (usize, usize) {
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    records.iter().for_each(|(_, row)| *widths.entry(row.len()).or_default() += 1);
    if widths.len() > 1 {
        widths.remove(&1);
    }
    widths.into_iter().max_by_key(|&(width, rows)| (rows, width)).unwrap_or((0, 0))
}

/// Whether a text is a number, with a decimal point or a comma, or a mark of a missing one.
pub(super) fn is_figure(text: &str) -> bool {
    let is_number = |decimal| parse_number(text, Marks { decimal, group: None }).is_ok();
    MISSING.contains(&text) || DOUBTFUL.contains(&text) || is_number('.') || is_number(',')
}

/// The beginnings of words in the names of columns of places.
const PLACES: [&str; 10] = [
    "geograph",
    "region",
    "subregion",
    "countr",
    "provinc",
    "prefecture",
    "county",
    "counties",
    "district",
    "municipal",
];

/// Further such words, which must be whole words, because other words contain them: electricity is not a city.
const SHORT_PLACES: [&str; 9] = ["geo", "area", "areas", "place", "places", "city", "cities", "país", "países"];

/// The same in languages that do not separate words.
const CHINESE_PLACES: [&str; 7] = ["地区", "地區", "地域", "都道府県", "省份", "城市", "区县"];

/// Words with which they mean something else: land use, district heating, floor area.
const NO_PLACES: [&str; 9] = ["cover", "floor", "heating", "land", "size", "surface", "type", "use", "waste"];

/// Whether a column of this name holds places.
pub(super) fn names_places(column: &str) -> bool {
    let mut name = String::new();
    for c in column.chars() {
        // `AreaName` is two words, `REF_AREA` are two.
        if c.is_uppercase() && name.ends_with(char::is_lowercase) {
            name.push(' ');
        }
        name.push(c);
    }
    let name = name.to_lowercase();
    let words: Vec<&str> = name.split(|c: char| !c.is_alphabetic()).collect();
    let is_place = |word: &&str| SHORT_PLACES.contains(word) || PLACES.iter().any(|place| word.starts_with(place));
    let is_of_another = words.iter().any(|word| NO_PLACES.contains(word));
    // The German and Dutch word for a country.
    name == "land"
        || words.iter().any(is_place) && !is_of_another
        || CHINESE_PLACES.iter().any(|place| name.contains(place))
}
