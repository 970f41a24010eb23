//! Rows of `observation`: the figures. Their codes become small numbers as they are read, so that millions fit in
//! memory and the text of a code is looked at once.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::types::Value;

use super::registry::{Registry, key_of};
use super::rows::{TableFile, unknown_code};
use super::{Counts, Header};
use crate::dataset::Row;
use crate::model::{Breakdown, Period, Quantity, Status, nearest};
use crate::problem::{Fact, Problems, Suggestion};

/// What a series is about, in the order of its unique key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeriesKey {
    pub metric: String,
    pub region: String,
    pub sector: String,
    pub enterprise: String,
    pub breakdown: String,
}

/// One figure; `series`, `period` and `source` count the lists of [`Observations`].
#[derive(Clone, Debug)]
pub struct Observation {
    pub series: u32,
    pub period: u32,
    pub source: u32,
    pub file: u32,
    pub line: u32,
    /// `None` is a missing value.
    pub quantity: Option<Quantity>,
    pub status: char,
    pub reported: Option<Box<str>>,
    pub locator: Option<Box<str>>,
    pub note: Option<Box<str>>,
}

/// The figures of a load, in the order (series, period, source).
#[derive(Debug, Default)]
pub struct Observations {
    pub series: Vec<SeriesKey>,
    pub periods: Vec<String>,
    pub sources: Vec<String>,
    pub rows: Vec<Observation>,
}

/// Texts that have been looked up and are right, each with its number.
type Seen = HashMap<String, u32>;

impl Observations {
    /// Reads all files of observations. The counts are those of the files, with what becomes of good rows still open.
    pub fn read(
        &mut self,
        files: &[TableFile<'_>],
        registry: &mut Registry,
        problems: &mut Problems,
        progress: &mut dyn FnMut(u64),
    ) -> Vec<Counts> {
        let mut counts = vec![Counts::default(); files.len()];
        let mut reader = Reader {
            found: self,
            registry,
            problems,
            series: Seen::new(),
            periods: Seen::new(),
            sources: Seen::new(),
            keys: HashMap::new(),
            ratios: HashMap::new(),
            codes: HashMap::new(),
        };
        let mut bytes_before = 0;
        for (source, counts) in files.iter().zip(&mut counts) {
            let mut rows = source.file.rows();
            let mut refused = 0;
            while let Some(row) = rows.next(&mut refused, reader.problems) {
                counts.read += 1;
                match reader.observation(source, &row) {
                    Some(observation) => reader.found.rows.push(observation),
                    None => counts.rejected += 1,
                }
                if counts.read.is_multiple_of(4096) {
                    progress(bytes_before + row.offset as u64);
                }
            }
            counts.read += refused;
            counts.rejected += refused;
            bytes_before += source.file.size;
        }
        self.order();
        self.refuse_repeated(files, &mut counts, problems);
        counts
    }

    /// Sorts everything by its meaning, so that neither the order of rows nor that of files shows in the database.
    fn order(&mut self) {
        let series = sorted(&mut self.series);
        let periods = sorted(&mut self.periods);
        let sources = sorted(&mut self.sources);
        for row in &mut self.rows {
            row.series = series[row.series as usize];
            row.period = periods[row.period as usize];
            row.source = sources[row.source as usize];
        }
        self.rows.sort_unstable_by_key(|row| (row.series, row.period, row.source, row.file, row.line));
    }

    fn refuse_repeated(&mut self, files: &[TableFile<'_>], counts: &mut [Counts], problems: &mut Problems) {
        let file_of = |number: u32| files.iter().position(|file| file.number == number as usize).unwrap_or(0);
        let series = &self.series;
        let (periods, sources) = (&self.periods, &self.sources);
        self.rows.dedup_by(|row, first| {
            let is_repeated = (row.series, row.period, row.source) == (first.series, first.period, first.source);
            if is_repeated {
                let (index, first_index) = (file_of(row.file), file_of(first.file));
                counts[index].rejected += 1;
                let key = &series[row.series as usize];
                let parts = [
                    &key.metric,
                    &key.region,
                    &key.sector,
                    &key.enterprise,
                    &key.breakdown,
                    &periods[row.period as usize],
                    &sources[row.source as usize],
                ];
                let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
                let fact = Fact::Repeated {
                    table: "observation",
                    key: parts.join(" | "),
                    file: Arc::clone(&files[first_index].file.label),
                    line: u64::from(first.line),
                };
                let value = files[index].header.position("value");
                problems.add(fact, || files[index].file.place_of_line(u64::from(row.line), value));
            }
            is_repeated
        });
    }
}

/// Sorts a list and tells for each old place the new one.
fn sorted<T: Ord>(list: &mut Vec<T>) -> Vec<u32> {
    let mut old: Vec<(T, usize)> = list.drain(..).zip(0..).collect();
    old.sort_unstable();
    let mut places = vec![0; old.len()];
    for (new, (item, before)) in old.into_iter().enumerate() {
        places[before] = new as u32;
        list.push(item);
    }
    places
}

/// Reads rows and remembers every text that it has looked up.
struct Reader<'a> {
    found: &'a mut Observations,
    registry: &'a mut Registry,
    problems: &'a mut Problems,
    series: Seen,
    periods: Seen,
    sources: Seen,
    /// The number of each series by its canonical key.
    keys: HashMap<String, u32>,
    /// How many of the metric's unit one of a told unit is, by metric and unit.
    ratios: HashMap<(String, String), f64>,
    /// The number of each canonical period.
    codes: HashMap<String, u32>,
}

/// The five columns of a series' key.
const SUBJECT: [&str; 5] = ["metric", "region", "sector", "enterprise", "breakdown"];

impl Reader<'_> {
    /// Reads one row; `None` where it is refused.
    fn observation(&mut self, source: &TableFile<'_>, row: &Row<'_>) -> Option<Observation> {
        let header = source.header;
        let subject = SUBJECT.map(|column| header.cell(row, column));
        // Every cell is looked at, also when an earlier one is wrong: all problems are told at once.
        let series = self.remembered(row, header, &key_of(subject), |seen| &mut seen.series, Self::find_series);
        let period =
            self.remembered(row, header, header.cell(row, "period"), |seen| &mut seen.periods, Self::find_period);
        let told_by =
            self.remembered(row, header, header.cell(row, "source"), |seen| &mut seen.sources, Self::find_source);
        let quantity = self.quantity(row, header, subject[0]);
        let status = self.status(row, header, !header.cell(row, "value").is_empty());
        let ((quantity, told), status) = (quantity?, status?);
        let text = |column| Some(header.cell(row, column)).filter(|text| !text.is_empty()).map(Box::from);
        Some(Observation {
            series: series?,
            period: period?,
            source: told_by?,
            file: source.number as u32,
            line: row.line as u32,
            quantity,
            status: status.code(),
            reported: text("reported").or(told),
            locator: text("locator"),
            note: text("note"),
        })
    }

    /// The number of a text that may have been looked up before. A text that is wrong is told for every row that has
    /// it, since each row must be mended.
    fn remembered(
        &mut self,
        row: &Row<'_>,
        header: &Header,
        text: &str,
        seen: impl Fn(&mut Self) -> &mut Seen,
        find: impl Fn(&mut Self, &Row<'_>, &Header) -> Option<u32>,
    ) -> Option<u32> {
        if let Some(&number) = seen(self).get(text) {
            return Some(number);
        }
        let number = find(self, row, header)?;
        seen(self).insert(text.to_owned(), number);
        Some(number)
    }

    fn refuse(&mut self, row: &Row<'_>, header: &Header, column: &str, fact: Fact) {
        self.problems.add(fact, || row.place(header.position(column)));
    }

    fn find_series(&mut self, row: &Row<'_>, header: &Header) -> Option<u32> {
        let mut is_good = true;
        let mut parts = SUBJECT.map(|column| header.cell(row, column).to_owned());
        for (column, code) in SUBJECT.into_iter().zip(&parts).take(4) {
            if code.is_empty() && column == "metric" {
                self.refuse(row, header, column, Fact::EmptyCell { column });
                is_good = false;
            } else if let Some(fact) = unknown_code(self.registry, column, code, self.problems) {
                if let Some(fact) = fact {
                    self.refuse(row, header, column, fact);
                }
                is_good = false;
            }
        }
        match Breakdown::parse(&parts[4]) {
            Ok(breakdown) => parts[4] = breakdown.to_string(),
            Err(error) => {
                self.refuse(row, header, "breakdown", Fact::Code { error });
                is_good = false;
            }
        }
        if !is_good {
            return None;
        }
        let key = key_of(parts.iter().map(String::as_str));
        let series = &mut self.found.series;
        Some(*self.keys.entry(key).or_insert_with(|| {
            let [metric, region, sector, enterprise, breakdown] = parts;
            series.push(SeriesKey { metric, region, sector, enterprise, breakdown });
            series.len() as u32 - 1
        }))
    }

    fn find_period(&mut self, row: &Row<'_>, header: &Header) -> Option<u32> {
        let cell = header.cell(row, "period");
        if cell.is_empty() {
            self.refuse(row, header, "period", Fact::EmptyCell { column: "period" });
            return None;
        }
        let period = match Period::parse(cell) {
            Ok(period) => period,
            Err(error) => {
                self.refuse(row, header, "period", Fact::Period { error });
                return None;
            }
        };
        let code = period.to_string();
        let periods = &mut self.found.periods;
        let number = *self.codes.entry(code.clone()).or_insert_with(|| {
            periods.push(code.clone());
            periods.len() as u32 - 1
        });
        self.registry.periods.insert(code, period);
        Some(number)
    }

    fn find_source(&mut self, row: &Row<'_>, header: &Header) -> Option<u32> {
        let code = header.cell(row, "source");
        if code.is_empty() {
            self.refuse(row, header, "source", Fact::EmptyCell { column: "source" });
            return None;
        }
        if let Some(fact) = unknown_code(self.registry, "source", code, self.problems) {
            if let Some(fact) = fact {
                self.refuse(row, header, "source", fact);
            }
            return None;
        }
        self.found.sources.push(code.to_owned());
        Some(self.found.sources.len() as u32 - 1)
    }

    /// The quantity in the metric's unit, and how it was told where that differs. The outer `None` is a refused row,
    /// the inner one a missing value.
    fn quantity(
        &mut self,
        row: &Row<'_>,
        header: &Header,
        metric: &str,
    ) -> Option<(Option<Quantity>, Option<Box<str>>)> {
        let cell = header.cell(row, "value");
        let unit = header.cell(row, "unit");
        let ratio = if unit.is_empty() { Some(1.0) } else { self.ratio(row, header, metric, unit) };
        if cell.is_empty() {
            return ratio.map(|_| (None, None));
        }
        let quantity = match Quantity::parse(cell, header.marks("value")) {
            Ok(quantity) => quantity,
            Err(error) => {
                self.refuse(row, header, "value", Fact::Quantity { error });
                return None;
            }
        };
        let ratio = ratio?;
        let own_unit = self.registry.text("metric", metric, "unit");
        let told = (!unit.is_empty() && unit != own_unit).then(|| {
            let name = self.registry.text("unit", unit, "name");
            format!("{cell} {}", if name.is_empty() { unit } else { name }).into()
        });
        match quantity.scaled(ratio) {
            Ok(quantity) => Some((Some(quantity), told)),
            Err(error) => {
                self.refuse(row, header, "value", Fact::Quantity { error });
                None
            }
        }
    }

    /// How many of the metric's own unit one of `unit` is; `None` where the row is refused.
    fn ratio(&mut self, row: &Row<'_>, header: &Header, metric: &str, unit: &str) -> Option<f64> {
        let pair = (metric.to_owned(), unit.to_owned());
        if let Some(&ratio) = self.ratios.get(&pair) {
            return Some(ratio);
        }
        if let Some(fact) = unknown_code(self.registry, "unit", unit, self.problems) {
            if let Some(fact) = fact {
                self.refuse(row, header, "unit", fact);
            }
            return None;
        }
        let own = self.registry.text("metric", metric, "unit").to_owned();
        let dimension = |code: &str| self.registry.text("unit", code, "dimension").to_owned();
        let factor = |code: &str| match self.registry.value("unit", code, "factor") {
            Some(Value::Real(factor)) => Some(*factor),
            _ => None,
        };
        let (told_dimension, own_dimension) = (dimension(unit), dimension(&own));
        // A metric that is refused, or whose unit is, has been told of already.
        let (told_factor, own_factor) = (factor(unit)?, factor(&own)?);
        if told_dimension != own_dimension {
            let fact = Fact::WrongDimension {
                unit: unit.to_owned(),
                dimension: told_dimension,
                metric: metric.to_owned(),
                metric_unit: own,
                metric_dimension: own_dimension,
            };
            self.refuse(row, header, "unit", fact);
            return None;
        }
        let ratio = if own == unit { 1.0 } else { told_factor / own_factor };
        self.ratios.insert(pair, ratio);
        Some(ratio)
    }

    fn status(&mut self, row: &Row<'_>, header: &Header, has_value: bool) -> Option<Status> {
        let cell = header.cell(row, "status");
        let status = match cell {
            "" if has_value => Status::NORMAL,
            "" => Status::MISSING,
            _ => match Status::parse(cell) {
                Some(status) => status,
                None => {
                    let near = nearest(cell, Status::ALL.iter(), |status| status.name());
                    let near = near.map(|status| Suggestion {
                        code: status.code().to_string(),
                        name: Some(status.name().to_owned()),
                    });
                    self.refuse(row, header, "status", Fact::Choice { allowed: Status::CODES.to_vec(), near });
                    return None;
                }
            },
        };
        // A file may state the normal status in every row, also beside an empty value.
        let status = if !has_value && status == Status::NORMAL { Status::MISSING } else { status };
        if if has_value { status.allows_value() } else { status.allows_missing() } {
            return Some(status);
        }
        self.refuse(row, header, "status", Fact::StatusAgainstValue { status: status.name(), has_value });
        None
    }
}
