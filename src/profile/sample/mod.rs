//! The start of a file: its delimiter, its header, and the contents of its columns.

pub(super) mod around;
mod divided;
pub(super) mod sdmx;

use crate::dataset::{Folder, Preview, joined, stem};
use crate::mapping::quoted;
use crate::mapping::{header_again, repeats_header};
use crate::problem::ways_listed;
use crate::profile::doubt::Ambiguity;
use crate::profile::words::calendar::is_period_name;
use crate::profile::words::figure::{MISSING, is_figure};
use crate::profile::words::named_unit::is_unit;
use crate::profile::words::spelling::period_of;
use crate::profile::words::statuses::marked;
use around::{DELIMITERS, Record, is_marked, stated_delimiter};
pub(crate) use divided::records;
use divided::{divides, usual_width};
use sdmx::is_header as is_sdmx_header;

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
    /// The names of the groups of columns that rows above their names state, one for each column; none where the header is
    /// one row.
    pub groups: Vec<String>,
    /// The lines of the rows of the header.
    pub header_rows: Vec<u64>,
    /// The rows below the header that have as many cells as the header, each with its line.
    pub rows: Vec<Record>,
    /// The row right below the header that states the units of the columns; empty where none does.
    pub units: Vec<String>,
    /// The lines of rows below the header that a rule skips: one that numbers the columns, and one of the unit of all periods.
    pub skipped: Vec<u64>,
    /// Whether the empty cells of the first column have the period above.
    pub is_filled: bool,
    /// The line of the last row of a sheet that is none of prose.
    pub last_line: u64,
    /// The lines above the header.
    pub above: Vec<String>,
    /// The first of the lines of prose below the table, where all of the file has been looked at.
    pub end: Option<String>,
    /// The table above this one, where both cannot be read with the same mapping.
    pub upper: Option<Box<Self>>,
    /// The tables below this one, each with a header of its own.
    pub lower: Vec<Self>,
    /// Whether it is such a table itself, below which no other is looked for.
    is_part: bool,
    /// What of the header and of what is above it only a person can decide.
    pub doubt: Option<Ambiguity>,
    /// The line of the first row with a quote that is not closed at the end of its cell.
    pub bad_quote: Option<u64>,
    /// Whether the header may be a row.
    pub may_lack_header: bool,
}

/// Another header below the first one, and the line that its table starts on.
struct Start {
    line: u64,
    header: Record,
}

/// A header is looked for among so many rows.
const HEADER_WITHIN: usize = 60;

impl Sample {
    pub(crate) fn of(folder: &Folder, path: &str, preview: Preview) -> Self {
        Self::read(folder, path, preview, false)
    }

    fn read(folder: &Folder, path: &str, preview: Preview, is_part: bool) -> Self {
        let stated = stated_delimiter(&preview.text).filter(|_| preview.sheet.is_none());
        let candidates: &[char] = match &stated {
            Some(stated) => std::slice::from_ref(stated),
            None if preview.sheet.is_some() => &[','],
            None => &DELIMITERS,
        };
        let candidates = candidates.iter().filter(|delimiter| divides(&preview.text, **delimiter));
        let parsed = candidates.map(|&delimiter| (delimiter, records(&preview.text, delimiter).0));
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
            groups: Vec::new(),
            header_rows: Vec::new(),
            rows: Vec::new(),
            units: Vec::new(),
            skipped: Vec::new(),
            is_filled: false,
            last_line: 0,
            above: Vec::new(),
            end: None,
            upper: None,
            lower: Vec::new(),
            is_part,
            doubt: None,
            bad_quote: None,
            may_lack_header: false,
            preview,
        };
        sample.bad_quote = divided::records(&sample.preview.text, delimiter).1;
        sample.find_table(records);
        sample
    }

    /// Finds the header and the rows below it.
    fn find_table(&mut self, records: Vec<Record>) {
        let (width, _) = usual_width(&records);
        let filled = |row: &[String]| row.iter().filter(|cell| !cell.is_empty()).count();
        let is_text = |row: &[String]| !row.iter().any(|cell| is_figure(cell));
        let is_period = |cell: &String| period_of(cell).is_some() || marked(cell).is_some();
        let periods = |row: &[String]| row.iter().filter(|cell| is_period(cell)).count();
        // Rows above a table in a sheet are as wide as any, but mostly empty.
        let usual = records.iter().map(|(_, row)| filled(row)).max().unwrap_or(0);
        let fits = |row: &[String]| match self.preview.sheet {
            Some(_) => row.len() == width && filled(row) * 2 >= usual && filled(row) > 1,
            None => row.len() == width && filled(row) > usize::from(width > 1),
        };
        let is_header = |row: &[String]| {
            fits(row) && (is_text(row) || periods(row) * 2 >= filled(row) && !row.iter().all(|cell| is_figure(cell)))
        };
        let header = records.iter().take(1).position(|(_, row)| is_sdmx_header(row));
        let header =
            header.or_else(|| records.iter().position(|(_, row)| is_header(row))).filter(|at| *at < HEADER_WITHIN);
        let header = header.or_else(|| records.iter().position(|(_, row)| fits(row)));
        let Some(at) = header else { return };
        // Rows that end in more delimiters than their header are as many, and wrong.
        let is_above = |at: usize| {
            let (Some((_, row)), false) = (at.checked_sub(1).map(|above| &records[above]), is_header(&records[at].1))
            else {
                return false;
            };
            let is_named = filled(row) > 1 && (is_text(row) || periods(row) * 2 >= filled(row));
            // Rows with marks of thousands in place of delimiters have more cells than their header.
            let is_of_periods = periods(row) > 1 && periods(row) + 1 >= filled(row);
            let are_empty = records[at].1.iter().skip(row.len()).all(String::is_empty);
            is_named && row.len() < width && (are_empty || is_of_periods)
        };
        let at = if is_above(at) { at - 1 } else { at };
        let (at, last, header) = self.joined_header(&records, at);
        let (above, header, body) = (&records[..at], &header, &records[last + 1..]);
        self.header_line = header.0;
        self.columns = header.1.clone();
        let lines: Vec<&str> = self.preview.text.lines().collect();
        // A line for spreadsheets says nothing about the table, and keeps its number. Rows of a sheet are as wide as its widest one.
        let is_sheet = self.preview.sheet.is_some();
        let filled_part = |line: &str| if is_sheet { line.trim_end_matches(',').to_owned() } else { line.to_owned() };
        let shown = |line: &&str| if stated_delimiter(line).is_some() { String::new() } else { filled_part(line) };
        self.above = lines.iter().take(self.header_line.saturating_sub(1) as usize).map(shown).collect();
        let is_row = |(_, row): &&Record| row.len() == width && (!is_sheet || filled(row) > 1);
        // Blank rows, and rows that are a label alone, stand among those of a sheet; below the last figure is prose. A row that
        // holds a date is no prose, and is read.
        let has_figure = |(_, row): &Record| row.iter().skip(1).any(|cell| is_figure(cell) || is_marked(cell));
        let has_date = |(_, row): &Record| row.iter().skip(1).any(|cell| period_of(cell).is_some());
        let is_last = |row: &&Record| is_row(row) && (has_figure(row) || has_date(row));
        self.last_line = body.iter().rfind(is_last).map_or(header.0, |(line, _)| *line);
        let last = body.iter().rposition(|row| !is_sheet || has_figure(row)).map_or(0, |last| last + 1);
        self.rows = body[..last].iter().filter(is_row).cloned().collect();
        if !is_sheet && self.preview.is_whole {
            let line = around::prose_below(body, &lines, width).and_then(|line| lines.get(line as usize - 1));
            self.end = line.map(|line| (*line).to_owned());
        }
        if !is_sdmx_header(&header.1) {
            let line = lines.get(header.0 as usize - 1).copied().unwrap_or_default().to_owned();
            self.find_doubt((above, body), header, &line);
        }
        self.read_first_rows();
    }

    /// Takes the numbers of the columns and their units out of the rows, and fills the periods that stand once for several rows.
    fn read_first_rows(&mut self) {
        self.skipped = around::numbering(&self.rows).map(|at| self.rows.remove(at).0).into_iter().collect();
        if self.rows.first().is_some_and(|(_, row)| around::are_units(&self.columns, row)) {
            let (line, units) = self.rows.remove(0);
            self.skipped.extend((self.period_columns().len() > 1).then_some(line));
            self.units = units;
        }
        let name = self.columns.first().filter(|name| !name.is_empty()).map_or("#1", String::as_str);
        if let Some(doubt) = around::fill_periods(name, &mut self.rows) {
            self.is_filled = doubt.is_none();
            self.doubt = self.doubt.take().or(doubt);
        }
    }

    /// The header whose row at a place is found: its first and its last row, and the names of the columns with their line.
    fn joined_header(&mut self, records: &[Record], at: usize) -> (usize, usize, Record) {
        let mut rows = around::header_rows(records, at).unwrap_or(at..at + 1);
        let last = rows.end - 1;
        let groups = around::group_names(&records[rows.start..last]);
        // A name such as `Year` above all years says nothing more, and a unit alone in its row is a line above the table.
        let names = &records[last].1;
        let mut of_several = groups.iter().zip(names).filter(|(group, name)| !group.is_empty() && group != name);
        let only = of_several.next().map(|(group, _)| group);
        let is_alone = |only: &String| groups.iter().all(|group| group.is_empty() || group == only);
        let is_stated = |only: &String| is_period_name(only) || is_unit(only) && is_alone(only);
        if only.is_none_or(|only| is_stated(only) && of_several.all(|(group, _)| group == only)) {
            rows = last..last + 1;
        } else {
            self.groups = groups;
        }
        let rows = &records[rows];
        self.header_rows = rows.iter().map(|(line, _)| *line).collect();
        let names = joined(rows.iter().map(|(_, row)| row.as_slice()).collect(), " ");
        (last + 1 - rows.len(), last, (rows[0].0, names))
    }

    /// Finds what of the header only a person can decide. A row that is the header once more is none of the rows.
    fn find_doubt(&mut self, (above, body): (&[Record], &[Record]), header: &Record, text: &str) {
        let is_period: Vec<bool> = header.1.iter().map(|name| period_of(name).is_some()).collect();
        let lines: Vec<&str> = self.preview.text.lines().collect();
        let repeats = |&(line, ref row): &Record| {
            let pairs = |of_periods: bool| -> Vec<(&str, &str)> {
                let pairs = header.1.iter().zip(row).zip(&is_period).filter(|(_, is_period)| **is_period == of_periods);
                pairs.map(|((name, cell), _)| (name.as_str(), cell.as_str())).collect()
            };
            let above = lines.get(line as usize - 2).map_or("", |line| line);
            repeats_header(&pairs(false), &pairs(true)) || around::starts_again(&header.1, row, above)
        };
        // A row right below the header is a part of it.
        let repeats = |row: &Record| row.0 > header.0 + 1 && repeats(row);
        let headers: Vec<Record> = self.rows.iter().filter(|row| repeats(row)).cloned().collect();
        let starts: Vec<Start> = headers.into_iter().map(|row| self.start_of(row, body, &lines)).collect();
        self.lower = if self.is_part { Vec::new() } else { self.tables_below(&starts, &lines) };
        let again = starts.first().map(|start| self.again(start, body));
        self.rows.retain(|row| !repeats(row));
        let dialect = |more: &str| self.dialect(Some(more.to_owned())).unwrap_or_default();
        let no_header = around::no_header(header, &self.rows, &dialect);
        let is_table = around::table_above(above, (header.0, text), &dialect);
        let names = above.iter().find(|(_, row)| row.len() > 1).map_or(&[][..], |(_, row)| row.as_slice());
        let labels = header.1.iter().filter(|name| period_of(name).is_none());
        if is_table.is_some() && self.preview.sheet.is_none() && !labels.into_iter().all(|name| names.contains(name)) {
            self.upper = Some(Box::new(self.table_above(text)));
        }
        let mut above = is_table;
        if let (Some(doubt), Some(_)) = (&mut above, &self.upper) {
            doubt.ways.truncate(1);
            doubt.written =
                Some(format!("{}, or the other mapping that `sniff` writes, for the table above", doubt.ways[0]));
        }
        self.may_lack_header = no_header.is_some();
        self.doubt = above.or(again).or(no_header);
    }

    /// The table above the header, whose line is this text.
    fn table_above(&self, header: &str) -> Self {
        let text = self.above.iter().map(|line| format!("{line}\n")).collect();
        let preview = Preview { text, is_whole: true, ..self.preview.clone() };
        Self { end: Some(header.to_owned()), ..Self::of(&self.folder, &self.path, preview) }
    }

    /// Where the table of another header starts: on its line, or on the first of the lines of prose above it.
    fn start_of(&self, header: Record, body: &[Record], lines: &[&str]) -> Start {
        let before = &body[..body.partition_point(|(line, _)| *line < header.0)];
        let prose = around::prose_below(before, lines, self.columns.len()).filter(|_| self.preview.sheet.is_none());
        Start { line: prose.unwrap_or(header.0), header }
    }

    /// A doubt where a header is stated once more. Lines of prose above it that are no rows end the table.
    fn again(&self, Start { line, header: (number, row) }: &Start, body: &[Record]) -> Ambiguity {
        let (what, mut ways) =
            header_again(*number, &row.join(&self.delimiter.to_string()), (&self.columns[0], &row[0]));
        if let Some(prose) = self.preview.text.lines().nth(*line as usize - 1).filter(|_| line < number) {
            ways[1] = format!("end = {}", quoted(&format!("^{}", regex::escape(prose))));
            let mut between = body.iter().filter(|(at, _)| (*line..*number).contains(at));
            if between.any(|(_, cells)| cells.len() != self.columns.len()) {
                ways.remove(0);
            }
        }
        let more = "with the other mapping that `sniff` writes, for the table below";
        let several = (!self.lower.is_empty()).then(|| format!("{}, {more}", ways_listed(&ways)));
        Ambiguity { what, written: several, ways }
    }

    /// The tables below the rows that are other headers. A header that is repeated word by word below no prose begins no other table.
    fn tables_below(&self, starts: &[Start], lines: &[&str]) -> Vec<Self> {
        const MOST: usize = 20;
        let is_other = |start: &Start| start.header.1 != self.columns || start.line < start.header.0;
        let mut tables = Vec::new();
        for (number, start) in starts.iter().enumerate().filter(|(_, start)| is_other(start)).take(MOST) {
            let (from, next) = (start.line as usize - 1, starts.get(number + 1).map(|next| next.line as usize - 1));
            // The lines above stay as empty ones, so that each keeps its number.
            let rows = lines.get(from..next.unwrap_or(lines.len())).unwrap_or_default();
            let text = "\n".repeat(from) + &rows.join("\n") + "\n";
            let mut table = Self::read(&self.folder, &self.path, Preview { text, ..self.preview.clone() }, true);
            // Of a sheet a range is read.
            if let Some(next) = next.and_then(|next| lines.get(next)).filter(|_| self.preview.sheet.is_none()) {
                table.end = Some((*next).to_owned());
            }
            tables.push(table);
        }
        tables
    }

    /// The key `dialect` of a mapping for the file, with something `more` in it; `None` where nothing need be said.
    pub(crate) fn dialect(&self, more: Option<String>) -> Option<String> {
        let mut parts = Vec::new();
        if self.delimiter != ',' {
            parts.push(format!("delimiter = \"{}\"", self.delimiter.escape_default()));
        }
        if let Some(sheet) = &self.preview.sheet {
            parts.push(format!("sheetName = {}", quoted(sheet)));
        }
        if more.is_none() && self.header_rows.len() > 1 {
            parts.push(format!("headerRows = {:?}", self.header_rows));
        } else if more.is_none() && self.header_line > 1 && self.preview.sheet.is_none() {
            parts.push(format!("headerRows = [{}]", self.header_line));
        }
        parts.extend(more);
        (!parts.is_empty()).then(|| format!("dialect = {{ {} }}", parts.join(", ")))
    }

    /// Whether a column holds something, or may hold something where the file has not been looked at.
    pub(crate) fn may_hold(&self, column: usize) -> bool {
        self.cells(column).next().is_some() || !self.preview.is_whole
    }

    /// Whether a column says something about each figure that no other figure has in common with it: it is measured too.
    pub(crate) fn is_measured(&self, column: usize) -> bool {
        let has_mark = |cell: &str| cell.contains(['.', ',', '%']);
        self.cells(column).any(has_mark) && self.cells(column).all(is_figure)
    }

    /// Whether a column only numbers the rows: 1, 2, 3.
    pub(crate) fn is_numbering(&self, column: usize) -> bool {
        let numbers = self.cells(column).map(|cell| cell.parse::<usize>().ok());
        self.rows.len() > 1
            && self.cells(column).count() == self.rows.len()
            && numbers.eq((1..=self.rows.len()).map(Some))
    }

    /// Whether a column holds the numbers of the rows and is called by such a name.
    pub(crate) fn is_row_number(&self, column: usize) -> bool {
        const NAMES: [&str; 10] = ["", "#", "id", "no", "no.", "nr", "nr.", "row", "序号", "编号"];
        NAMES.contains(&self.columns[column].to_lowercase().as_str()) && self.is_numbering(column)
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

    /// Whether a column has cells, and all of them hold.
    pub(crate) fn all(&self, column: usize, holds: &dyn Fn(&str) -> bool) -> bool {
        let mut cells = self.cells(column).peekable();
        cells.peek().is_some() && cells.all(holds)
    }

    /// The columns that are called by a period.
    pub(crate) fn period_columns(&self) -> Vec<usize> {
        let is_period = |name: &str| period_of(name).is_some() || marked(name).is_some();
        (0..self.columns.len()).filter(|&column| is_period(&self.columns[column])).collect()
    }

    /// The marks of missing values that occur in some columns.
    pub(crate) fn missing_values(&self, columns: &[usize]) -> Vec<&'static str> {
        let occurs = |mark: &&str| columns.iter().any(|&column| self.cells(column).any(|cell| cell == *mark));
        MISSING.into_iter().filter(occurs).collect()
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
