//! Which columns of a table hold its figures, where periods stand below each other: one for all, or one for each metric.

use super::suspects::{beside_values, suspects};
use crate::mapping::quoted;
use crate::profile::columns::apart::{editions_in_doubt, is_apart, is_code_of, restated_otherwise, restates};
use crate::profile::columns::called::is_code;
use crate::profile::columns::dated::{Dated, may_be_periods, spans_in_doubt};
use crate::profile::columns::labels::{needed, repeated, without};
use crate::profile::columns::names::placeholder;
use crate::profile::columns::own::Own;
use crate::profile::columns::places;
use crate::profile::doubt::Ambiguity;
use crate::profile::numbers::marks::are_figures;
use crate::profile::sample::Sample;
use crate::profile::words::calendar::is_period_name;
use crate::profile::words::figure::{is_figure, is_number};
use crate::profile::words::list::is_among;
use crate::profile::words::spelling::period_of;

/// What the columns of a table are.
pub(crate) struct Values {
    pub period: usize,
    /// The columns of figures, in ascending order.
    pub columns: Vec<usize>,
    pub region: Option<usize>,
    /// The names of the places whose codes the column of regions holds.
    pub label: Option<usize>,
    pub own: Own,
    /// The columns that may be parts of a breakdown.
    pub others: Vec<usize>,
    pub doubt: Option<Ambiguity>,
}

/// Names of a column that holds all figures of a table.
const CALLED: &str = "value, obs_value, amount, wert, valeur, valor, valore, waarde, värde, verdi, 数值, 數值, 値";

/// The columns of periods, and the others.
struct Columns<'a> {
    sample: &'a Sample,
    period: usize,
    of_period: Vec<usize>,
    rest: Vec<usize>,
}

/// A doubt which of some columns holds the periods.
fn several(sample: &Sample, periods: &[usize]) -> Option<Ambiguity> {
    let [one, other, ..] = periods else { return None };
    let [one, other] = [one, other].map(|column| &sample.columns[*column]);
    Some(Ambiguity {
        what: format!("the columns `{one}` and `{other}` both hold what may be periods"),
        ways: Vec::new(),
        written: Some(format!("period = \"{{{one}}}\", or period = \"{{{other}}}\" with `{one}` in `unpivot`")),
    })
}

impl Values {
    /// Those of a table; `None` where nothing shows which they are.
    pub(crate) fn of(sample: &Sample, dated: Option<&Dated>) -> Option<Self> {
        let is_period = |column: &usize| sample.all(*column, &|cell| period_of(cell).is_some());
        let may_be = |column: &usize| may_be_periods(sample, *column) && is_period(column);
        let periods: Vec<usize> = (0..sample.columns.len()).filter(may_be).collect();
        let named = periods.iter().copied().find(|column| is_period_name(&sample.columns[*column]));
        let of_names = || named.or(periods.first().copied());
        let period = dated.map_or_else(of_names, |dated| dated.columns.first().copied())?;
        let is_of_period = |column: &usize| *column == period || dated.is_some_and(|it| it.columns.contains(column));
        let (of_period, rest) = (0..sample.columns.len()).partition(is_of_period);
        let columns = Columns { sample, period, of_period, rest };
        let is_marked = |column: &usize| {
            sample.cells(*column).next().is_some() && are_figures(sample.cells(*column)) && !is_apart(sample, *column)
        };
        let marked: Vec<usize> = columns.rest.iter().copied().filter(is_marked).collect();
        let is_called = |column: &usize| is_among(CALLED, &sample.columns[*column].to_lowercase());
        let otherwise = columns.rest.iter().find_map(|column| restated_otherwise(sample, *column, period));
        let otherwise = otherwise.or_else(|| spans_in_doubt(sample, period).filter(|_| dated.is_none()));
        let found = columns.divided(&marked);
        if let Some(value) = marked.iter().copied().find(is_called) {
            let others = without(&found.columns, &[value]);
            let certain: Vec<usize> = columns.of_period.iter().chain(&found.labels).copied().collect();
            let others = without(&others, &needed(sample, &certain, &others));
            let doubts = [otherwise, beside_values(sample, value, &others, &found.labels)].into_iter().flatten();
            return Some(columns.with(vec![value], doubts.reduce(Ambiguity::and)));
        }
        let is_one = found.columns.len() == 1;
        let has_metrics = columns.with(found.columns.clone(), None).own.column("metric").is_some();
        if found.columns.is_empty() || !is_one && has_metrics {
            return None;
        }
        let of_periods = (dated.is_none() && named.is_none() && !is_one).then(|| several(sample, &periods)).flatten();
        let doubts = [otherwise, of_periods, found.doubt].into_iter().flatten();
        Some(columns.with(found.columns, doubts.reduce(Ambiguity::and)))
    }
}

/// The columns of figures, and what of them only a person can decide.
struct Found {
    columns: Vec<usize>,
    /// The columns that say what a row is of, beside its period.
    labels: Vec<usize>,
    doubt: Option<Ambiguity>,
}

impl Columns<'_> {
    /// What the columns are, where these hold the figures.
    fn with(&self, values: Vec<usize>, doubt: Option<Ambiguity>) -> Values {
        let sample = self.sample;
        let others = without(&self.rest, &values);
        let (region, label) = places::of(sample, &others);
        let own = Own::of(sample, &others);
        let is_other = |column: &usize| {
            ![region, label].contains(&Some(*column))
                && !own.has(*column)
                && !own.is_code_of(sample, *column)
                && !restates(sample, *column, self.period)
                && !region.is_some_and(|region| is_code_of(sample, *column, region))
                && !sample.is_row_number(*column)
        };
        let is_read = |column: &usize| !is_apart(sample, *column);
        let (read, apart): (Vec<usize>, Vec<usize>) = others.iter().copied().filter(is_other).partition(is_read);
        // Two rows that differ in nothing else are of two figures.
        let labels: Vec<usize> = self.of_period.iter().copied().chain(without(&others, &apart)).collect();
        let is_needed = !apart.is_empty() && repeated(sample, &labels).is_some();
        let of_editions = apart.first().filter(|_| is_needed).map(|column| editions_in_doubt(sample, *column));
        let doubt = of_editions.into_iter().chain(doubt).reduce(Ambiguity::and);
        let others = if is_needed { others.into_iter().filter(is_other).collect() } else { read };
        Values { period: self.period, columns: values, region, label, own, others, doubt }
    }

    /// Divides the columns that may hold figures into those that do, and those that say what a row is of.
    fn divided(&self, marked: &[usize]) -> Found {
        let sample = self.sample;
        let roles = self.with(Vec::new(), None);
        let is_free = |column: &usize| roles.others.binary_search(column).is_ok();
        // An industry may be a metric.
        let is_place = |column: usize| places::may_be_codes(&sample.columns[column]) && !sample.is_measured(column);
        let is_label = |column: &usize| {
            roles.label == Some(*column)
                || roles.region == Some(*column) && (roles.label.is_some() || is_place(*column))
                || roles.own.has_label(*column)
                || roles.own.says_how(*column)
                || restates(sample, *column, self.period)
        };
        let is_plain = |column: &usize| sample.cells(*column).all(is_figure);
        let is_text = |column: &usize| {
            let numbers = sample.cells(*column).filter(|cell| is_number(cell)).count();
            is_free(column)
                && numbers * 2 >= sample.cells(*column).count().max(1)
                && !are_figures(sample.cells(*column))
        };
        let figures: Vec<usize> = marked.iter().copied().filter(|column| !is_label(column)).collect();
        let texts: Vec<usize> = self.rest.iter().copied().filter(is_text).collect();
        // A column without which two rows of one period would be the same is a label, whatever it looks like.
        let in_doubt = |column: &usize| !is_free(column) || !is_plain(column) || is_code(&sample.columns[*column]);
        let doubtful: Vec<usize> = texts.iter().chain(&figures).copied().filter(in_doubt).collect();
        let mut open: Vec<usize> = texts.iter().chain(&figures).copied().collect();
        open.sort_unstable();
        let certain: Vec<usize> = self.of_period.iter().copied().chain(without(&self.rest, &open)).collect();
        let labels = if open.len() > 1 { needed(sample, &certain, &doubtful) } else { Vec::new() };
        let (figures, texts) = (without(&figures, &labels), without(&texts, &labels));
        let certain: Vec<usize> = certain.into_iter().chain(labels).collect();
        let mut columns: Vec<usize> = figures.into_iter().filter(|column| !sample.is_row_number(*column)).collect();
        let labels = &certain[self.of_period.len()..];
        let of_metrics = || self.rows_in_doubt(&certain, &columns).or_else(|| suspects(sample, &columns, labels));
        let doubts = [self.texts_in_doubt(&texts), (columns.len() > 1).then(of_metrics).flatten()];
        columns.extend(if columns.is_empty() { Vec::new() } else { texts });
        // A column that is filled below the start of the file is one of figures where several are.
        let is_unseen = |column: &usize| sample.may_hold(*column) && sample.cells(*column).next().is_none();
        let unseen = roles.others.iter().copied().filter(|_| columns.len() > 1).filter(is_unseen);
        let unseen: Vec<usize> = unseen.collect();
        columns.extend(unseen);
        columns.sort_unstable();
        Found { columns, labels: labels.to_vec(), doubt: doubts.into_iter().flatten().reduce(Ambiguity::and) }
    }

    /// A doubt where some cells of a column are numbers and others texts.
    fn texts_in_doubt(&self, texts: &[usize]) -> Option<Ambiguity> {
        const MOST: usize = 8;
        let column = *texts.first()?;
        let (name, place) = (&self.sample.columns[column], placeholder(self.sample, column));
        let is_other = |cell: &&String| !cell.is_empty() && !is_figure(cell);
        let cells = self.sample.rows.iter().filter_map(|(line, row)| Some((line, row.get(column).filter(is_other)?)));
        let (line, cell) = cells.clone().next()?;
        // A text with digits states a number, which must not be lost.
        let has_digits = |cell: &str| cell.contains(|c: char| c.is_ascii_digit());
        let translated = |cell: &str| format!("{} = \"{}\"", quoted(cell), if has_digits(cell) { "..." } else { "" });
        let (of_digits, mut others): (bool, Vec<String>) =
            (has_digits(cell), cells.map(|(_, cell)| translated(cell)).collect());
        others.sort_unstable();
        others.dedup();
        others.truncate(MOST);
        let meaning = if of_digits { "with its number in place of the dots" } else { "for missing values" };
        Some(Ambiguity {
            what: format!("`{cell}` on line {line} in the column `{name}` is no number, though most of its cells are"),
            ways: Vec::new(),
            written: Some(format!(
                "[codes.value] with {} {meaning}, or `{name}={{{place}}}` in the breakdown, and not `{name}` in `unpivot`",
                others.join(" and ")
            )),
        })
    }

    /// A doubt where two rows have the same labels and the same period.
    fn rows_in_doubt(&self, labels: &[usize], values: &[usize]) -> Option<Ambiguity> {
        let (above, line) = repeated(self.sample, labels)?;
        let first = *values.first()?;
        let (name, place) = (&self.sample.columns[first], placeholder(self.sample, first));
        Some(Ambiguity {
            what: format!(
                "lines {above} and {line} have the same labels and the same period: one of them is a duplicate, or a column of numbers, such as `{name}`, says what they are of"
            ),
            ways: Vec::new(),
            written: Some(format!(
                "`{name}={{{place}}}` in the breakdown, and not `{name}` in `unpivot`, or the same with another column; remove a duplicate from the file"
            )),
        })
    }
}
