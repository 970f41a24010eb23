//! A load that keeps going: each rejected row is kept once, with all that is wrong with it, and nothing of it is stored.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::TOY;
use crate::dataset::{Folder, Package};
use crate::load::{How, Input, Loaded, TableName, load};
use crate::problem::Problems;
use crate::store::Store;

const SOURCES: (&str, &str) = ("sources", "code,title\ns,Source\n");
const UNITS: (&str, &str) = ("units", "code,name,dimension,factor\nu,unit,d,1\nv,other,d,1\n");
const METRICS: (&str, &str) = ("metrics", "code,name,unit,kind\nm,Metric,u,level\n");
const REGIONS: (&str, &str) = ("regions", "code,name,level\nr,Region,area\n");

/// Every cell whose column starts with a two is a figure of the region in the first column.
const WIDE: &str = "unpivot = '^2'\n[columns]\nmetric = \"m\"\nregion = \"{region}\"\n\
                    breakdown = \"{size}\"\nperiod = \"{header}\"\nsource = \"s\"\n";

/// A folder with a database and datasets.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn db(&self) -> PathBuf {
        self.0.path().join("t.db")
    }

    /// Writes a dataset. A resource whose name starts with `wide` is read by [`WIDE`], another fills the table that its name
    /// starts with.
    fn write(&self, dataset: &str, resources: &[(&str, &str)]) {
        let folder = self.0.path().join(dataset);
        std::fs::create_dir_all(&folder).expect("a folder");
        let mut listed = Vec::new();
        for (name, text) in resources {
            std::fs::write(folder.join(format!("{name}.csv")), text).expect("a file");
            let table = name.trim_end_matches(|c: char| c.is_ascii_digit());
            let is_wide = table == "wide";
            let table = if is_wide { "observations" } else { table };
            let mapping = if is_wide { r#", "mapping": "wide.toml""# } else { "" };
            listed.push(format!(r#"{{"name": "{name}", "path": "{name}.csv", "table": "{table}"{mapping}}}"#));
        }
        std::fs::write(folder.join("wide.toml"), WIDE).expect("a mapping");
        let descriptor = format!(r#"{{"name": "{dataset}", "resources": [{}]}}"#, listed.join(", "));
        std::fs::write(folder.join("datapackage.json"), descriptor).expect("a descriptor");
    }

    /// Loads datasets, and keeps the rows that are rejected.
    fn load(&self, datasets: &[&str], creates: &[TableName]) -> Loaded {
        let mut problems = Problems::new(true);
        let folders: Vec<Folder> = datasets.iter().map(|name| Folder::disk(self.0.path().join(name))).collect();
        let packages = Package::open_all(&folders, &mut problems).expect("datasets");
        let how = How { limits: TOY, ..How::unrecorded(&[]) };
        let store = Store::open_or_create(&self.db(), None).expect("a store");
        let input = Input { packages: &packages, reports: Vec::new(), creates, overrides: true };
        let loaded = load(&store, input, how, &mut problems, &mut |_| Ok(())).expect("a load");
        store.finish().expect("a file");
        assert_eq!(self.rows("SELECT \"table\" FROM pragma_foreign_key_check"), [""; 0]);
        assert_eq!(
            self.rows("SELECT file_id || ' ' || line FROM reject GROUP BY file_id, line HAVING count(*) > 1"),
            [""; 0]
        );
        loaded
    }

    fn rows(&self, sql: &str) -> Vec<String> {
        let connection = Connection::open(self.db()).expect("the database");
        let mut statement = connection.prepare(sql).expect("a statement");
        statement.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("rows")
    }

    /// File, line and message of the rows that a load rejected.
    fn rejected(&self, load: i64) -> Vec<String> {
        self.rows(&format!(
            "SELECT dataset || '/' || path || ':' || line || ': ' || message FROM reject JOIN load_file USING (file_id)
              WHERE load_id = {load} ORDER BY file_id, line"
        ))
    }
}

fn with(dataset: &[(&str, &str)]) -> Place {
    let place = Place::new();
    place.write("d", dataset);
    place.load(&["d"], &[]);
    place
}

#[test]
fn what_depends_on_a_unit_that_may_not_change_is_rejected_with_it() {
    let place = with(&[SOURCES, UNITS, METRICS]);
    place.write(
        "e",
        &[
            ("units", "code,name,dimension,factor\nu,unit,d,2\n"),
            ("metrics", "code,name,unit,kind,base_metric\nn,New,u,level,\nq,Quotient,v,level,n\np,Pure,v,level,\n"),
            ("observations", "metric,period,value,source\nm,2024,1,s\np,2024,2,s\n"),
        ],
    );
    let loaded = place.load(&["e"], &[]);
    assert_eq!(
        place.rejected(2),
        [
            "e/units.csv:2: the factor of a stored unit cannot change: it is `1`",
            "e/metrics.csv:2: the row of the unit `u` was rejected",
            "e/metrics.csv:3: the row of the metric `n` was rejected",
            // The metric itself is stored, but what the dataset states of it is in another unit.
            "e/observations.csv:2: the row of the metric `m` was rejected",
        ]
    );
    assert_eq!((loaded.counts.inserted, loaded.counts.rejected), (2, 4));
    assert_eq!(place.rows("SELECT code FROM metric ORDER BY code"), ["m", "p"]);
}

#[test]
fn a_row_that_is_wrong_twice_may_not_change_what_figures_depend_on_either() {
    let place = with(&[SOURCES, UNITS, METRICS]);
    place.write(
        "e",
        &[
            ("units", "code,name,dimension,factor\nv,,d,3\n"),
            ("metrics", "code,name,unit,kind,decimals\nm,Metric,v,level,many\n"),
            ("observations", "metric,period,value,source\nm,2024,1,s\n"),
        ],
    );
    place.load(&["e"], &[]);
    assert_eq!(
        place.rejected(2),
        [
            "e/units.csv:2: the cell is empty, but every row needs its name; the factor of a stored unit cannot change: it is `1`",
            "e/metrics.csv:2: the row of the unit `v` was rejected; this is not a whole number from 0 to 15; the unit of a \
             stored metric cannot change: it is `u`",
            "e/observations.csv:2: the row of the metric `m` was rejected",
        ]
    );
}

#[test]
fn a_second_dataset_does_not_bring_a_rejected_change_back() {
    let place = with(&[SOURCES, UNITS]);
    place.write("e", &[("units", "code,name,dimension,factor\nu,unit,d,2\n")]);
    let loaded = place.load(&["e", "d"], &[]);
    assert_eq!(
        place.rejected(2),
        ["e/units.csv:2: the factor of a stored unit cannot change: it is `1`", "d/units.csv:2: duplicate key `u`"]
    );
    assert_eq!(loaded.counts.rejected, 2);
}

#[test]
fn identical_rows_of_two_datasets_are_decided_together() {
    let place = Place::new();
    let regions = ("regions", "code,name,level,parent\nr1,One,area,nope\nr2,Two,area,\nr3,Three,area,r1\n");
    place.write("c1", &[regions]);
    place.write("c2", &[regions]);
    let loaded = place.load(&["c1", "c2"], &[]);
    let mut expected = String::new();
    for dataset in ["c1", "c2"] {
        writeln!(expected, "{dataset}/regions.csv:2: no region has the code `nope`").expect("a line");
        writeln!(expected, "{dataset}/regions.csv:4: the row of the region `r1` was rejected").expect("a line");
    }
    assert_eq!(place.rejected(1).join("\n") + "\n", expected);
    let counts = loaded.counts;
    assert_eq!((counts.read, counts.inserted, counts.unchanged, counts.rejected), (6, 1, 1, 4));
    // Where a row is stored already, it stays as it was.
    let place = with(&[("regions", "code,name,level,parent\nr1,First,area,\n")]);
    place.write("c1", &[regions]);
    place.write("c2", &[regions]);
    place.load(&["c1", "c2"], &[]);
    assert_eq!(place.rows("SELECT name FROM region ORDER BY code"), ["First", "Two", "Three"]);
    assert_eq!(place.rejected(2).len(), 2);
}

#[test]
fn a_rejected_row_is_not_created_from_a_code() {
    let place = Place::new();
    let regions = ("regions", "code,name,level,parent\nr1,One,area,nope\n");
    place.write("d", &[SOURCES, UNITS, METRICS, regions, ("wide", "region,size,2024\nr1,,1\n")]);
    place.load(&["d"], &[TableName::Region]);
    assert_eq!(place.rows("SELECT code FROM region"), [""; 0]);
    assert_eq!(place.rejected(1)[1], "d/wide.csv:2: the row of the region `r1` was rejected");
}

#[test]
fn a_mapped_file_is_checked_alike_beside_any_other() {
    let place = Place::new();
    let plain: Vec<(String, String)> = (0..20)
        .map(|number| {
            let row = format!("m,{},1,size=Oct-49,s", 2000 + number);
            (format!("observations{number}"), format!("metric,period,value,breakdown,source\n{row}\n"))
        })
        .collect();
    let wide: Vec<String> = (0..20).map(|number| format!("wide{number}")).collect();
    let mut resources = vec![SOURCES, UNITS, METRICS, REGIONS];
    resources.extend(plain.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    resources.extend(wide.iter().map(|name| (name.as_str(), "region,size,2024\nr,size=Oct-49,1\n")));
    place.write("d", &resources);
    let loaded = place.load(&["d"], &[]);
    assert_eq!(loaded.counts.rejected, 20);
    assert_eq!(place.rows("SELECT DISTINCT rule FROM reject"), ["code"]);
}

#[test]
fn periods_of_rejected_rows_are_not_stored() {
    let place = Place::new();
    place.write(
        "d",
        &[
            SOURCES,
            UNITS,
            METRICS,
            ("claims", "code,text,period,source\nc1,Text,1776,nobody\nc2,Text,2023,s\n"),
            (
                "observations",
                "metric,period,value,source\nm,1777,x,s\nnope,1778,1,s\nm,1779,1,nobody\nm,2024,x,s\nm,2024,1,s\n",
            ),
        ],
    );
    let loaded = place.load(&["d"], &[]);
    assert_eq!(loaded.counts.rejected, 5);
    assert_eq!(place.rows("SELECT code FROM period ORDER BY code"), ["2023", "2024"]);
}

#[test]
fn a_row_that_is_rejected_for_several_figures_is_kept_once() {
    let place = Place::new();
    let observations = ("observations", "metric,region,period,value,source\nm,r,2024,1,s\nm,r,2025,1,s\n");
    place.write(
        "d",
        &[SOURCES, UNITS, METRICS, REGIONS, observations, ("wide", "region,size,2024,2025,2026,2027\nr,,5,6,x,7\n")],
    );
    let loaded = place.load(&["d"], &[]);
    assert_eq!(
        place.rejected(1),
        [
            // Of two values nothing says which one is right.
            "d/observations.csv:2: duplicate key `m | r | 2024 | s`",
            "d/observations.csv:3: duplicate key `m | r | 2025 | s`",
            "d/wide.csv:2: this is not a number; duplicate key `m | r | 2024 | s`; duplicate key `m | r | 2025 | s`"
        ]
    );
    assert_eq!(place.rows("SELECT column_name || '=' || cell FROM reject WHERE rule = 'number'"), ["2026=x"]);
    assert_eq!(loaded.counts.rejected, 5);
    let paths = place.rows("SELECT path FROM load_file WHERE rejected > 0 ORDER BY path");
    assert_eq!(Path::new(&paths[1]), Path::new("wide.csv"));
}

#[test]
fn of_rows_of_one_key_that_differ_none_is_kept() {
    let place = with(&[SOURCES, UNITS, METRICS, REGIONS]);
    place.write(
        "e",
        &[
            ("regions", "code,name,level\nx,One,area\nx,Other,area\nr,New,area\nr,Newer,area\ny,Right,area\n"),
            ("observations", "metric,region,period,value,source\nm,x,2024,1,s\nm,r,2024,2,s\nm,y,2024,3,s\n"),
        ],
    );
    place.load(&["e"], &[]);
    assert_eq!(
        place.rejected(2),
        [
            "e/regions.csv:2: duplicate key `x`",
            "e/regions.csv:3: duplicate key `x`",
            "e/regions.csv:4: duplicate key `r`",
            "e/regions.csv:5: duplicate key `r`",
            "e/observations.csv:2: the row of the region `x` was rejected",
        ]
    );
    // What is stored stays.
    assert_eq!(place.rows("SELECT code || ' ' || name FROM region ORDER BY code"), ["r Region", "y Right"]);
    // Nor of the rows of two datasets.
    place.write("f", &[("regions", "code,name,level\nz,One,area\n")]);
    place.write("g", &[("regions", "code,name,level\nz,Other,area\n")]);
    place.load(&["f", "g"], &[]);
    assert_eq!(place.rejected(3).len(), 2, "{:?}", place.rejected(3));
    assert_eq!(place.rows("SELECT code FROM region WHERE code = 'z'"), [""; 0]);
}
