//! Whatever was loaded, and however often: the exported datasets, loaded into an empty file, say the same.

#![allow(clippy::expect_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::{Packaged, export};
use crate::export::scope::Filter;
use crate::load::schema::{Kind, TABLES, Table, TableName};
use crate::model::period::parse_date;
use crate::store::{Limits, Sandbox, Store};
use crate::{LoadMode, LoadOptions, load};

/// The days of the editions; the second source has only one.
const DAYS: [&str; 4] = ["2025-01", "2025-02-27", "2025-06-30", "2026"];

/// What a source may say of a figure: value, unit, status, reported, locator, note and how the period was inferred.
const CONTENTS: [[&str; 7]; 12] = [
    ["13.1", "", "", "", "page 1", "", ""],
    ["13.10", "", "A", "", "page 1", "", ""],
    ["-4.5", "thousand", "E", "", "", "a, \"note\"\nof two lines", ""],
    [">8800", "", "P", "", "", "", ""],
    [">=-40", "", "", "", "", "=SUM(A1)", ""],
    ["~5000", "thousand", "F", "", "", "", "undated"],
    ["-35..-1.5e-10", "", "", "", "", "", ""],
    ["1.5e-10..1.5e300", "", "D", "from nothing to all", "", "", ""],
    ["0.30000000000000004", "", "", "", "", "", ""],
    ["", "", "", "", "", "not published", ""],
    ["", "", "M", "..", "p. 2", "", ""],
    ["1234567890123456789", "", "", "one out of every three", "", "", ""],
];

/// A figure: metric, region and breakdown, period.
type Key = (usize, usize, usize);

/// A load: the edition of its source, whether it is complete, and its figures with what is said of them.
type Load = (usize, bool, BTreeMap<Key, usize>);

fn loads() -> impl Strategy<Value = Vec<Load>> {
    let figures = prop::collection::btree_map((0..2_usize, 0..3_usize, 0..2_usize), 0..CONTENTS.len(), 0..6);
    prop::collection::vec((0..DAYS.len(), any::<bool>(), figures), 1..5)
}

const SOURCES: &str =
    "code,title,publisher,published_on,priority,url\nother,\"Other, the\",,2024,-5,https://example.org/?a=1&b\n";

const TABLES_OF_DATASET: [(&str, &str); 13] = [
    (
        "units",
        "code,name,symbol,dimension,factor\none,One,,count,1\nthousand,Thousand,k,count,1000\nmicro,Micro,,count,1.5e-10\n",
    ),
    (
        "regions",
        "code,name,name_zh,level,parent,source,valid_from,valid_until\nr0,Zero,零,area,,,,\nr1,One,,part,r0,other,2001,2020-06-30\nr2,Two,,part,r0,,2020-07,\n",
    ),
    ("schemes", "code,name,version,source\nours,Ours,2,other\n"),
    ("sectors", "code,name,scheme,parent\nx,X,ours,\ny,Y,isic4,x\n"),
    (
        "metrics",
        "code,name,definition,unit,kind,aggregation,base_metric,decimals,plausible_minimum,plausible_maximum,prices,base_period\nm0,Zero,\"defined; at length\",one,level,sum,,1,-1e300,1.5e300,constant,2020\nm1,One,,one,growth,,m0,,,,,\n",
    ),
    ("enterprises", "code,name,region,parent,valid_from\ne,Mother,r0,,\nf,Daughter,r1,e,1999\n"),
    ("enterprise-sectors", "enterprise,sector\nf,y\n"),
    ("aliases", "name,region,sector,enterprise,language\nZero,r0,,,en\n+Plus,,,f,\n"),
    (
        "successions",
        "region,successor_region,succeeded_on,source,locator,note\nr1,r2,2020-07-01,other,\"no. 3\",whole\n",
    ),
    ("designations", "code,name,level,ladder,rung\nd,Champion,national,steps,-2\n"),
    (
        "enterprise-designations",
        "enterprise,designation,from_period,until_period,source,note\nf,d,2024-Q4,2026,s,granted\ne,d,2023,,other,\n",
    ),
    ("claims", "code,text,region,period,source,locator\nc,\"It \"\"grows\"\".\",r0,2024-01/2024-05,s,page 9\n"),
    ("audit-exceptions", "rule,metric,region,breakdown,period,reason\ngrowth,m1,r1,sex=F,2024,known\n"),
];

const REPORT: &str = "-- name: own\n-- title: Own\n-- description: Ours.\n-- columns: n\nselect 1 as n\n";

/// Writes a load as a dataset.
fn write(folder: &Path, (day, _, figures): &Load) {
    std::fs::create_dir_all(folder.join("reports")).expect("a folder");
    std::fs::write(folder.join("reports/own.sql"), REPORT).expect("a report");
    let sources = format!("{SOURCES}s,Series {day},Office,{},100,\n", DAYS[*day]);
    let mut rows =
        "metric,region,breakdown,period,source,value,unit,status,reported,locator,note,period_inferred\n".to_owned();
    rows += "m1,r2,sex=M;age=0\\;1,2024-W07,other,7,,,,,,\n";
    for ((metric, region, period), content) in figures {
        let region = ["r1,", "r1,sex=F", "r0,"][*region];
        let cells = CONTENTS[*content].map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        rows += &format!("m{metric},{region},{},s,{}\n", ["2024", "2024-Q4"][*period], cells.join(","));
    }
    let tables = TABLES_OF_DATASET.map(|(table, text)| (table, text.to_owned()));
    let of_load = [("sources", sources), ("observations", rows)];
    let resources: Vec<String> = tables
        .into_iter()
        .chain(of_load)
        .map(|(table, text)| {
            std::fs::write(folder.join(format!("{table}.csv")), text).expect("a table");
            format!(r#"{{"name": "{table}", "path": "{table}.csv"}}"#)
        })
        .collect();
    let descriptor = format!(r#"{{"name": "d", "resources": [{}]}}"#, resources.join(", "));
    std::fs::write(folder.join("datapackage.json"), descriptor).expect("a descriptor");
}

fn open(db: &Path, day: Option<&str>) -> Sandbox {
    let mut store = Store::open(db).expect("a store");
    if let Some(day) = day {
        store = store.published_by(parse_date(day).expect("a day")).expect("a part").0;
    }
    store.into_sandbox(Limits::default()).expect("a sandbox")
}

fn rows(sandbox: &Sandbox, sql: &str) -> Vec<String> {
    let mut rows = Vec::new();
    let each = |row: &[crate::table::Cell]| {
        rows.push(format!("{row:?}"));
        Ok(true)
    };
    sandbox.prepare(sql).and_then(|mut statement| statement.for_each(each)).expect("rows");
    rows.sort();
    rows
}

/// The rows of a table, with codes in place of numbers.
fn content(sandbox: &Sandbox, table: &Table) -> Vec<String> {
    let source = "(SELECT code FROM source AS q WHERE q.source_id = t.source_id)";
    let columns = table.columns.iter().map(|column| match column.kind {
        Kind::Reference(TableName::Source) => source.to_owned(),
        _ => format!("t.{}", column.name),
    });
    let mut columns: Vec<String> = columns.collect();
    if table.has_edition() {
        columns.push(
            "(SELECT published_on FROM edition AS e WHERE e.source_id = t.source_id AND e.edition = t.edition)"
                .to_owned(),
        );
    }
    rows(sandbox, &format!("SELECT {} FROM {} AS t", columns.join(", "), table.name))
}

/// The figures that can be seen, with the editions that they are cited from unless figures may move to another one.
fn figures(sandbox: &Sandbox, moves: bool) -> Vec<String> {
    let edition = if moves { "NULL" } else { "f.published_on" };
    let sql = format!(
        "SELECT f.metric, f.region, f.sector, f.enterprise, f.breakdown, f.period, f.source, {edition}, o.value, o.comparator, o.upper,
                o.status, o.reported, o.locator, o.note, o.period_inferred
           FROM fact AS f JOIN observation AS o USING (series_id, period, source_id)"
    );
    rows(sandbox, &sql)
}

/// Exports a database, and loads what was exported into a new one.
fn again(db: &Path, folder: &Path, filter: &Filter, day: Option<&str>) -> (PathBuf, Packaged) {
    let (out, new) = (folder.join("out"), folder.join("new.db"));
    let packaged = export(&out, Some("d"), filter, &open(db, day), &mut |_, _| Ok(())).expect("an export");
    for dataset in &packaged.datasets {
        load(&[out.join(dataset)], &new, &LoadOptions::new()).expect("a load");
    }
    (new, packaged)
}

/// Loads datasets one after the other.
fn database(folder: &Path, loads: &[Load]) -> PathBuf {
    let db = folder.join("old.db");
    for (number, one) in loads.iter().enumerate() {
        let dataset = folder.join(number.to_string());
        write(&dataset, one);
        let mode = if one.1 { LoadMode::Complete } else { LoadMode::default() };
        load(&[dataset], &db, &LoadOptions::new().mode(mode)).expect("a load");
    }
    db
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_database_is_what_its_datasets_say(loads in loads()) {
        let place = tempfile::tempdir().expect("a folder");
        let db = database(place.path(), &loads);
        let (new, packaged) = again(&db, place.path(), &Filter::default(), None);
        let moves = packaged.alike > 0;
        let (before, after) = (open(&db, None), open(&new, None));
        prop_assert_eq!(figures(&before, moves), figures(&after, moves));
        for table in TABLES.iter().filter(|table| table.id != TableName::Observation) {
            prop_assert_eq!(content(&before, table), content(&after, table), "{}", table.name);
        }
        let editions = "SELECT q.code, e.title, e.published_on, e.cited_as FROM edition AS e JOIN source AS q USING (source_id)";
        let reports = "SELECT name, dataset, title, sql FROM report";
        for sql in [editions, reports] {
            prop_assert_eq!(rows(&before, sql), rows(&after, sql));
        }
        // What had been published by a day is the same, too.
        for day in ["2024-12-31", "2025-01-31", "2025-03-01", "2025-07-01"] {
            let (before, after) = (open(&db, Some(day)), open(&new, Some(day)));
            prop_assert_eq!(figures(&before, moves), figures(&after, moves), "{}", day);
        }
    }

    #[test]
    fn a_part_holds_what_its_figures_refer_to(loads in loads(), kind in 0..5_usize, day in prop::option::of(0..2_usize)) {
        let place = tempfile::tempdir().expect("a folder");
        let db = database(place.path(), &loads);
        let code = |code: &str| Some(code.to_owned());
        let filter = match kind {
            0 => Filter { metric: code("m1"), ..Filter::default() },
            1 => Filter { region: code("r1"), ..Filter::default() },
            2 => Filter { source: code("s"), ..Filter::default() },
            3 => Filter { enterprise: code("f"), ..Filter::default() },
            _ => Filter::default(),
        };
        let day = day.map(|day| ["2025-01-31", "2025-07-01"][day]);
        let (new, packaged) = again(&db, place.path(), &filter, day);
        let (before, after) = (open(&db, day), open(&new, None));
        let (moves, expected) = (packaged.alike > 0, figures(&before, packaged.alike > 0));
        let [metric, region, source, enterprise] =
            ["m1", "r1", "s", "f"].map(|code| format!("Text(\"{code}\")"));
        let is_wanted = |row: &&String| {
            let cells: Vec<&str> = row.split(", ").collect();
            match kind {
                0 => cells[0].ends_with(&metric),
                1 => cells[1] == region,
                2 => row.contains(&format!(", {source}, ")),
                3 => cells[3] == enterprise,
                _ => true,
            }
        };
        let expected: Vec<&String> = expected.iter().filter(is_wanted).collect();
        let found = figures(&after, moves);
        prop_assert_eq!(expected, found.iter().collect::<Vec<_>>());
    }
}
