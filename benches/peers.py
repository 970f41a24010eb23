#!/usr/bin/env python3
"""Loads one CSV file of figures with yearbook and with every peer that is installed, in turn, and prints medians and ratios.

    cargo build --profile dist --bins --examples
    python3 benches/peers.py [--rows 5000000] [--runs 5] [--folder FOLDER]

Peers are looked for on the path (sqlite3, csvsql, sqlite-utils) and in Python (duckdb); those that are not there are left
out. sqlite-utils and csvsql load a tenth of the rows, and their time is printed times ten. Needs Python 3.9.
"""

import argparse
import csv
import json
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

PROJECT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TARGET = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(PROJECT, "target")), "dist")
YEARBOOK = os.path.join(TARGET, "yearbook")
GENERATE = os.path.join(TARGET, "examples", "generate")
REPORT = os.path.join(TARGET, "examples", "reports")

# The job that yearbook does, as far as others can do it: codes become numbers, comparators are split off, keys are unique.
SQLITE_JOB = """
    create table text (metric, region, sector, enterprise, period, value, status, source, locator);
    .import --csv --skip 1 {file} text
    create table series (series_id integer primary key, metric, region, sector, enterprise,
                         unique (metric, region, sector, enterprise));
    insert into series (metric, region, sector, enterprise)
      select distinct metric, region, sector, enterprise from text order by 1, 2, 3, 4;
    create table source (source_id integer primary key, code unique);
    insert into source (code) select distinct source from text order by 1;
    create table observation (series_id, period, source_id, value, comparator, upper, status, locator,
                              primary key (series_id, period, source_id)) without rowid;
    insert into observation
      select series_id, period, source_id,
             cast(case when instr(value, '..') then substr(value, 1, instr(value, '..') - 1) else ltrim(value, '<>=~') end as real),
             case when instr(value, '..') then '..' when substr(value, 1, 2) in ('>=', '<=') then substr(value, 1, 2)
                  when substr(value, 1, 1) in ('>', '<', '~') then substr(value, 1, 1) else '=' end,
             case when instr(value, '..') then cast(substr(value, instr(value, '..') + 2) as real) end, status, locator
        from text join series using (metric, region, sector, enterprise) join source on source.code = text.source
       order by 1, 2, 3;
    drop table text;
"""
DUCKDB_RAW = "create table text as select * from read_csv('{file}')"
DUCKDB_JOB = """
    create temp table text as select * from read_csv('{file}', all_varchar = true);
    create table series as
      select row_number() over (order by metric, region, sector, enterprise) as series_id, metric, region, sector, enterprise
        from (select distinct metric, region, sector, enterprise from text);
    create table source as select row_number() over (order by code) as source_id, code
                             from (select distinct source as code from text);
    create table observation as
      select series_id, period, source_id,
             try_cast(case when value like '%..%' then split_part(value, '..', 1) else ltrim(value, '<>=~') end as double) as value,
             case when value like '%..%' then '..' when value[1:2] in ('>=', '<=') then value[1:2]
                  when value[1] in ('>', '<', '~') then value[1] else '=' end as comparator,
             case when value like '%..%' then cast(split_part(value, '..', 2) as double) end as upper, status, locator
        from text join series using (metric, region, sector, enterprise) join source on source.code = text.source
       order by series_id, period, source_id;
    create unique index observation_key on observation (series_id, period, source_id);
"""


def python(*words):
    """A run of Python, which is what duckdb is called from."""
    return [sys.executable, "-c", *words]


def duckdb_run(db, sql):
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); c.execute('set threads = 2'); c.execute(sys.argv[2]); c.close()"
    return python(code, db, sql)


def seconds(command, file, stdin=None):
    """The time of a run whose output goes nowhere. What it reads is in memory and what others wrote on the disk before."""
    with open(file, "rb", buffering=0) as rows:
        while rows.read(1 << 24):
            pass
    os.sync()
    begin = time.perf_counter()
    done = subprocess.run(command, input=stdin, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    took = time.perf_counter() - begin
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)[:200]}: {done.stderr.strip()}")
    return took


def remove(*paths):
    for path in paths:
        if os.path.exists(path):
            os.remove(path)


class Bench:
    def __init__(self, folder, rows, runs):
        self.folder, self.rows, self.runs = folder, rows, runs
        self.times = {}

    def path(self, name):
        return os.path.join(self.folder, name)

    def generate(self, name, rows, *options):
        if not os.path.exists(self.path(name)):
            subprocess.run([GENERATE, self.path(name), "--rows", str(rows), *options], check=True)

    def file(self, name):
        return os.path.join(self.path(name), "observations.csv")

    def time(self, name, command, file, stdin=None, scale=1):
        self.times.setdefault(name, []).append(scale * seconds(command, file, stdin))

    def load(self, name, db, dataset, *options):
        self.time(name, [YEARBOOK, "--db", self.path(db), "load", *options, self.path(dataset)], self.file(dataset))

    def load_into_copy(self, name, dataset, *options):
        """A load into a copy of the file that holds the first load."""
        shutil.copy(self.path("key.db"), self.path("later.db"))
        self.load(name, "later.db", dataset, *options)
        remove(self.path("later.db"))

    def round(self, has):
        """Runs everything once, so that a disturbance of the machine affects all programs in the same way."""
        file, small = self.file("key"), self.file("small")
        remove(self.path("key.db"), self.path("shuffled.db"))
        self.load("yearbook, first load", "key.db", "key")
        self.load("yearbook, the same again", "key.db", "key")
        self.load_into_copy("yearbook, one row in a hundred changed", "changed")
        self.load_into_copy("yearbook, --complete, nothing withdrawn", "key", "--complete")
        self.load_into_copy("yearbook, a new quarter for each series", "quarter")
        self.load("yearbook, first load, shuffled", "shuffled.db", "shuffled")
        self.time("yearbook, check only", [YEARBOOK, "--db", self.path("none.db"), "check", self.path("key")], file)
        if has["sqlite3"]:
            remove(self.path("sqlite.db"))
            self.time("sqlite3, raw .import", ["sqlite3", self.path("sqlite.db"), f".import --csv {file} text"], file)
            remove(self.path("sqlite.db"))
            job = "\n".join(line.strip() for line in SQLITE_JOB.format(file=file).splitlines())
            self.time("sqlite3, same job", ["sqlite3", self.path("sqlite.db")], file, job)
        if has["duckdb"]:
            for name, sql in (("duckdb, raw create table as", DUCKDB_RAW), ("duckdb, same job", DUCKDB_JOB)):
                remove(self.path("duck.db"))
                self.time(name, duckdb_run(self.path("duck.db"), sql.format(file=file)), file)
        if has["csvsql"]:
            remove(self.path("csvsql.db"))
            command = ["csvsql", "--db", f"sqlite:///{self.path('csvsql.db')}", "--no-inference", "--insert", small]
            self.time("csvsql, raw (a tenth, times ten)", command, small, scale=10)
        if has["sqlite-utils"]:
            remove(self.path("utils.db"))
            command = ["sqlite-utils", "insert", self.path("utils.db"), "text", small, "--csv"]
            self.time("sqlite-utils, raw (a tenth, times ten)", command, small, scale=10)

    def print(self):
        medians = {name: statistics.median(times) for name, times in self.times.items()}
        first = medians["yearbook, first load"]
        size = os.path.getsize(self.file("key"))
        print(f"{self.rows:,} rows, {size / 1e6:,.0f} MB, {os.cpu_count()} processors, median of {self.runs} in turn\n")
        print(f"{'':42} {'seconds':>8}  this / first load  first load / this")
        for name, median in medians.items():
            print(f"{name:42} {median:8.2f}  {median / first:17.3f}  {first / median:17.2f}")
        print(f"\ndatabase / CSV: {os.path.getsize(self.path('key.db')) / size:.2f}")
        rate = self.rows / medians["yearbook, check only"] / 1e6
        print(f"check: {rate:.1f} million rows a second")


REPORTS = {
    "overview": [],
    "coverage": [],
    "sources": [],
    "claims": [],
    "rank": ["metric=revenue"],
    "timeline": ["metric=revenue"],
    "profile": ["enterprise=e0000012"],
    "compare": ["first=e0000001", "second=e0000002"],
    "growth-check": [],
}

TIMED_DUCKDB = """
import duckdb, json, statistics, sys, time
c = duckdb.connect(sys.argv[1], read_only=True); c.execute('set threads = 2')
parameters = json.loads(sys.argv[3])
def once():
    begin = time.perf_counter(); rows = c.execute(sys.argv[2], parameters).fetchall(); return time.perf_counter() - begin, len(rows)
runs = [once() for _ in range(5)]
print(statistics.median(run[0] for run in runs), runs[0][1])
"""


def duckdb_copy(db, target):
    """The tables and views of a yearbook as a native file of DuckDB, so that it runs the same statements."""
    remove(target)
    lite = sqlite3.connect(db)
    statements = []
    tables = [name for (name,) in lite.execute("select name from sqlite_schema where type = 'table' and name not like 'sqlite%'")]
    for table in tables:
        columns = [(row[1], row[2]) for row in lite.execute(f"pragma table_info('{table}')")]
        file = f"{target}.{table}.csv"
        with open(file, "w", newline="", encoding="utf-8") as out:
            cells = ", ".join(f"coalesce({quote(name)}, '\\N')" for name, _ in columns)
            csv.writer(out, lineterminator='\n').writerows(lite.execute(f"select {cells} from {quote(table)}"))
        types = {"INTEGER": "bigint", "REAL": "double"}
        declared = ", ".join(f"{quote(name)} {types.get(kind, 'varchar')}" for name, kind in columns)
        statements.append(f"create table {quote(table)} ({declared})")
        if os.path.getsize(file) > 0:
            statements.append(f"copy {quote(table)} from '{file}' (auto_detect false, delimiter ',', quote '\"', escape '\"', header false, nullstr '\\N')")
    for (sql,) in lite.execute("select sql from sqlite_schema where type = 'view' order by rowid"):
        statements.append(sql)
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); [c.execute(sql) for sql in sys.stdin.read().split(';;')]; c.close()"
    subprocess.run(python(code, target), input=";;".join(statements), text=True, check=True)
    for table in tables:
        remove(f"{target}.{table}.csv")


def quote(name):
    return '"' + name + '"'


def print_reports(bench, has_duckdb):
    """The statement of each built-in report on an open database, and the same statement with the same parameters in DuckDB,
    on the same tables: medians of five."""
    db, copy = bench.path("key.db"), bench.path("yearbook.duck.db")
    if has_duckdb:
        duckdb_copy(db, copy)
    print(f"\n{'report':14} {'ms':>7}  {'duckdb ms':>9}  ratio")
    for report, given in REPORTS.items():
        timed = subprocess.run([REPORT, db, report, *given], text=True, capture_output=True, check=True).stdout
        own = float(timed.split()[0])
        line = f"{report:14} {own * 1000:7.1f}"
        if has_duckdb:
            sql = subprocess.run([YEARBOOK, "--db", db, "report", report, "--sql"], text=True, capture_output=True, check=True).stdout
            defaults = {name: default for name, default in re.findall(r"-- parameter: (\w+) \|[^|]*\| (?:default )?(\S+)", sql)}
            values = {name: None if default in ("optional", "required") else default for name, default in defaults.items()}
            values.update(parameter.split("=") for parameter in given)
            values = {name: int(value) if value and value.isdigit() else value for name, value in values.items()}
            sql = re.sub(r"(?<!:):(\w+)", r"$\1", "\n".join(line for line in sql.splitlines() if not line.startswith("-- ")))
            run = subprocess.run(python(TIMED_DUCKDB, copy, sql, json.dumps(values)), text=True, capture_output=True)
            if run.returncode == 0:
                other, rows = run.stdout.split()[-2:]
                line += f"  {float(other) * 1000:9.1f}  {own / float(other):.2f}"
            else:
                line += f"  {run.stderr.strip().splitlines()[-1][:60] if run.stderr.strip() else 'failed'}"
        print(line)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--reports-only", action="store_true", help="in a folder of an earlier run")
    parser.add_argument("--folder", help="where files are made; a temporary folder unless given")
    arguments = parser.parse_args()
    for program in (YEARBOOK, GENERATE, REPORT):
        if not os.path.exists(program):
            sys.exit(f"{program} is not there: build it with cargo build --profile dist --bins --examples")
    has = {name: shutil.which(name) is not None for name in ("sqlite3", "csvsql", "sqlite-utils")}
    has["duckdb"] = subprocess.run(python("import duckdb"), stderr=subprocess.DEVNULL).returncode == 0
    with tempfile.TemporaryDirectory() as temporary:
        bench = Bench(arguments.folder or temporary, arguments.rows, arguments.runs)
        os.makedirs(bench.folder, exist_ok=True)
        bench.generate("key", arguments.rows)
        bench.generate("changed", arguments.rows, "--changed", "100")
        bench.generate("quarter", arguments.rows, "--next-quarter")
        bench.generate("shuffled", arguments.rows, "--order", "shuffled")
        bench.generate("small", arguments.rows // 10)
        for _ in range(0 if arguments.reports_only else arguments.runs):
            bench.round(has)
        if bench.times:
            bench.print()
        print_reports(bench, has["duckdb"])


if __name__ == "__main__":
    main()
