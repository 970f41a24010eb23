//! Datasets of any size for benches: every figure is a function of its number and the seed, so the same call gives the
//! same bytes, in the order of the keys or shuffled, without holding a row in memory.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// The order of the figures in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Metric, region, sector, enterprise, period, as a database keeps them.
    Key,
    Shuffled,
}

/// What to generate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figures {
    pub rows: u64,
    pub seed: u64,
    pub order: Order,
    /// One row in this many is changed; zero changes none.
    pub changed: u64,
}

const METRICS: u64 = 20;
const PERIODS: u64 = 21;
const REGIONS: u64 = 100;
const SECTORS: u64 = 50;

/// Level metrics; each has a growth metric that is based on it.
const LEVELS: [&str; 10] = [
    "assets",
    "cash",
    "debt",
    "employees",
    "exports",
    "inventory",
    "net-profit",
    "r-and-d-expense",
    "revenue",
    "tax-paid",
];

impl Figures {
    /// Writes a dataset: descriptor, the tables that figures refer to, and `observations.csv`.
    pub(crate) fn write(&self, folder: &Path) -> io::Result<()> {
        self.write_tables(folder, PERIODS)?;
        let number = |place: u64| if self.order == Order::Key { place } else { self.shuffled(place) };
        write_observations(folder, (0..self.rows).map(number), &|number, line| self.row(number, line))
    }

    /// Writes a dataset with one more quarter for each series, in the order of the keys.
    #[allow(dead_code, reason = "only the program that generates datasets needs it")]
    pub(crate) fn write_next_quarter(&self, folder: &Path) -> io::Result<()> {
        self.write_tables(folder, PERIODS + 1)?;
        write_observations(folder, 0..self.rows.div_ceil(PERIODS), &|series, line| {
            self.row_of(series, PERIODS, self.rows + series, line);
        })
    }

    /// Writes the descriptor, and all tables but the observations.
    fn write_tables(&self, folder: &Path, periods: u64) -> io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let resources = ["sources", "units", "regions", "sectors", "metrics", "enterprises", "observations"]
            .map(|name| format!("{{\"name\": \"{name}\", \"path\": \"{name}.csv\"}}"));
        let descriptor = format!("{{\"name\": \"figures\", \"resources\": [{}]}}\n", resources.join(", "));
        std::fs::write(folder.join("datapackage.json"), descriptor)?;
        let table = |name: &str, header: &str, rows: u64, row: &dyn Fn(u64) -> String| -> io::Result<()> {
            let mut file = BufWriter::new(File::create(folder.join(format!("{name}.csv")))?);
            writeln!(file, "{header}")?;
            (0..rows).try_for_each(|number| writeln!(file, "{}", row(number)))?;
            file.flush()
        };
        table("sources", "code,title,publisher,published_on", periods, &|number| {
            let (code, year) = (period(number), 2020 + number / 4);
            format!("filings-{code},Filings of {code},Exchange,{year}-{:02}-28", number % 4 * 3 + 3)
        })?;
        std::fs::write(
            folder.join("units.csv"),
            "code,name,dimension,factor\nyuan,yuan,money,1\npercent,percent,ratio,0.01\n",
        )?;
        table("regions", "code,name,level", REGIONS, &|number| format!("{},Region {number},district", region(number)))?;
        table("sectors", "code,name,scheme", SECTORS, &|number| format!("{},Sector {number},local", sector(number)))?;
        table("metrics", "code,name,unit,kind,aggregation,base_metric", METRICS, &|number| {
            let level = LEVELS[(number / 2) as usize];
            match number % 2 {
                0 => format!("{level},{level},yuan,level,sum,"),
                _ => format!("{level}-growth,{level} growth,percent,growth,none,{level}"),
            }
        })?;
        table("enterprises", "code,name,region", self.enterprises(), &|number| {
            format!("{},Enterprise {number},{}", enterprise(number), region(self.region_of(number)))
        })?;
        Ok(())
    }

    fn enterprises(&self) -> u64 {
        self.rows.div_ceil(METRICS * PERIODS)
    }

    /// Enterprises are numbered by region and sector, so that their order is that of the keys.
    fn region_of(&self, enterprise: u64) -> u64 {
        enterprise * REGIONS / self.enterprises()
    }

    /// Appends one line of `observations.csv`.
    pub(crate) fn row(&self, number: u64, line: &mut String) {
        self.row_of(number / PERIODS, number % PERIODS, number, line);
    }

    /// Appends the line of a series and a period; the rest follows from the number.
    fn row_of(&self, series: u64, period_number: u64, number: u64, line: &mut String) {
        let (metric, firm) = (series / self.enterprises(), series % self.enterprises());
        let region_number = self.region_of(firm);
        let first = (region_number * self.enterprises()).div_ceil(REGIONS);
        let count = ((region_number + 1) * self.enterprises()).div_ceil(REGIONS) - first;
        let sector_number = (firm - first) * SECTORS / count.max(1);
        let (level, is_growth) = (LEVELS[(metric / 2) as usize], metric % 2 == 1);
        let random = mix(self.seed ^ number);
        let change = if self.changed > 0 && mix(number).is_multiple_of(self.changed) { 1 } else { 0 };
        let code = period(period_number);
        let growth = if is_growth { "-growth" } else { "" };
        let _ = write!(
            line,
            "{level}{growth},{},{},{},{code},",
            region(region_number),
            sector(sector_number),
            enterprise(firm)
        );
        let (whole, cents) = if is_growth {
            (random % 90, random / 90 % 10 + change)
        } else {
            (random % 9_000_000, random / 9_000_000 % 100 + change)
        };
        let hedge = random >> 32;
        let status = match hedge % 100 {
            0 => "O",
            1..=4 => "E",
            5 => "F",
            6..=8 => "P",
            _ => "A",
        };
        let _ = match (status, hedge / 100 % 50) {
            ("O", _) => Ok(()),
            (_, 0) => write!(line, ">{whole}"),
            (_, 1) => write!(line, "~{whole}.{cents}"),
            (_, 2) => write!(line, ">={whole}"),
            (_, 3) => write!(line, "<{}", whole + 1),
            (_, 4) => write!(line, "{whole}..{}", whole + 10 + change),
            _ => write!(line, "{whole}.{cents}"),
        };
        let _ = writeln!(line, ",{status},filings-{code},page {}", random % 180 + 1);
    }

    /// A place in a pseudo-random order of all rows: a Feistel network over the next power of four, walked until it
    /// falls below the number of rows.
    fn shuffled(&self, place: u64) -> u64 {
        let half_bits = (64 - self.rows.leading_zeros()).div_ceil(2).max(1);
        let mask = (1 << half_bits) - 1;
        let mut number = place;
        loop {
            let (mut left, mut right) = (number >> half_bits, number & mask);
            for round in 0..4 {
                (left, right) = (right, left ^ mix(self.seed ^ right << 8 ^ round) & mask);
            }
            number = left << half_bits | right;
            if number < self.rows {
                return number;
            }
        }
    }
}

fn write_observations(
    folder: &Path,
    numbers: impl Iterator<Item = u64>,
    row: &dyn Fn(u64, &mut String),
) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(folder.join("observations.csv"))?);
    let mut line = String::new();
    writeln!(file, "metric,region,sector,enterprise,period,value,status,source,locator")?;
    for number in numbers {
        line.clear();
        row(number, &mut line);
        file.write_all(line.as_bytes())?;
    }
    file.flush()
}

fn period(number: u64) -> String {
    format!("{}-Q{}", 2020 + number / 4, number % 4 + 1)
}

fn region(number: u64) -> String {
    format!("{}", 330_100 + number)
}

fn sector(number: u64) -> String {
    format!("s{:03}", 100 + number)
}

fn enterprise(number: u64) -> String {
    format!("e{number:07}")
}

/// The finalizer of SplitMix64 (<https://prng.di.unimi.it/splitmix64.c>, public domain).
pub(crate) fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}
