#!/usr/bin/env python3
"""Runs every report, every rule of the audit and every view in SQLite, in DuckDB and in Spark, and compares the rows.

    cargo build && cargo run --example generate -- /tmp/generated --rows 3000
    python3 -m venv /tmp/engines && grep -E '^(duckdb|pyspark)=' tests/clients/requirements.txt | /tmp/engines/bin/pip install -r /dev/stdin
    /tmp/engines/bin/python tests/clients/engines.py target/debug/yearbook /tmp/generated

SQLite reads the database; DuckDB and Spark read what `yearbook export --to parquet` writes of it, with the views and reports that are
beside the files. The texts are the same in all three. Rows must be the same, in the same order; of numbers only sums may differ, in the
last of fifteen digits. `--engine`, `--dataset` and `--report` pick some. Spark needs Java 17.
"""

import argparse
import contextlib
import json
import math
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
DATA = PROJECT / "tests" / "data"

# What each database is loaded from, one load after the other.
DATASETS = {
    "demo": [[PROJECT / "data/reference", PROJECT / "data/ningbo"]],
    "starter": [[PROJECT / "data/starter"]],
    "generated": [],
    "delta": [[DATA / "delta"], [DATA / "gdp"]],
    "districts": [[DATA / "districts"]],
    "audit": [[DATA / "audit"]],
    "editions": [[DATA / f"editions/{edition}/output.csv", "--create", "all"] for edition in ("2025-07", "2025-10", "2025-10-corrected")],
}

# Columns of the audit that are computed from sums of doubles, whose order engines choose.
SUMS = {"least", "most", "low", "high"}

# Columns that number rows, each with the tables that say which row of the database has which id in the files.
IDS = {"series_id": "series", "source_id": "source", "edition": "edition", "file_id": "load_file", "load_id": "load", "loaded_by": "load", "removed_by": "load"}

# What identifies the rows of these tables in a database and in files.
KEYS = {
    "series": ("metric, region, sector, enterprise, breakdown", "series"),
    "source": ("code", "source"),
    "edition": ("q.code, t.published_on", "edition AS t JOIN source AS q ON q.source_id = t.source_id"),
    "load_file": ("dataset, path, sha256, fingerprint", "load_file AS t JOIN load AS l ON l.load_id = t.load_id"),
    "load": ("fingerprint, read, inserted, revised", "load"),
}


def parameters(text):
    """The parameters of a report: (name, type, need, choices)."""
    found = [line.split(":", 1)[1].strip().split(" | ", 4) for line in text.splitlines() if line.startswith("-- parameter:")]
    return [(part[0], part[1], part[2], part[4] if len(part) > 4 else None) for part in found]


def values_of(name, kind, need, choices, stored):
    """Some values of a parameter; the first is the one that is used where none is given."""
    if name == "load":
        # Files have ids of loads, not their numbers.
        return [None]
    if choices and choices.lower().startswith("select "):
        found = [row[0] for row in stored.execute(choices).fetchall()]
        found = list(dict.fromkeys([*found[:1], *found[len(found) // 2:][:1], *found[-1:]]))
    elif choices:
        found = [choice.strip() for choice in choices.split(",")]
    elif kind == "period":
        found = [row[0] for row in stored.execute("select period from observation group by period order by count(*) desc, period limit 2").fetchall()]
    elif kind in ("integer", "count"):
        found = [1, 3]
    else:
        found = ["ningbo", "50%"]
    if need == "optional":
        return [None, *found]
    if need.startswith("default "):
        default = need.removeprefix("default ")
        default = int(default) if kind in ("integer", "count") else float(default) if kind == "number" else default
        return list(dict.fromkeys([default, *found]))
    return found


def sets_of(text, stored):
    """Sets of values of all parameters: each value of each parameter beside the first ones of the others, and all given."""
    declared = [(name, values_of(name, kind, need, choices, stored)) for name, kind, need, choices in parameters(text)]
    if any(not values for _, values in declared):
        return
    first = {name: values[0] for name, values in declared}
    yield first
    for name, values in declared:
        for value in values[1:]:
            yield {**first, name: value}
    last = {name: values[-1] for name, values in declared}
    if len(declared) > 1 and last != first:
        yield last


def named(text, values):
    """The values that a text names: engines refuse others."""
    body = re.sub(r"--.*", "", text)
    return {name: value for name, value in values.items() if re.search(rf":{name}\b", body)}


class DuckDb:
    name = "duckdb"
    threads = 1

    def chosen(self, sets):
        return sets

    def __init__(self, folder):
        import duckdb
        self.connection = duckdb.connect()
        self.tables(folder)
        for view in (folder / "sql/views.txt").read_text().split():
            self.view(view, (folder / f"sql/views/{view}.sql").read_text())

    def tables(self, folder):
        for line in (folder / "sql/tables.txt").read_text().splitlines():
            table = line.split(" ", 1)[0]
            self.connection.execute(f"create table {table} as from read_parquet('{folder}/{table}/*.parquet')")

    def view(self, name, text):
        self.connection.execute(f"create view {name} as {text}")

    def rows(self, text, values):
        names = list(values)
        text = re.sub(r"--.*", "", text).rstrip().rstrip(";")
        found = self.connection.execute(re.sub(r":([a-z_]+)", r"$\1", text), values) if names else self.connection.execute(text)
        return [column[0] for column in found.description], found.fetchall()


class Spark:
    name = "spark"
    session = None
    # One thread plans its query while the other one runs.
    threads = 2

    def chosen(self, sets):
        """Planning a query takes Spark half a second: it gets the first values and all that can be given."""
        return sets[:1] + sets[1:][-1:]

    def __init__(self, folder):
        if not Spark.session:
            Spark.session = start()
        self.tables(folder)
        for view in (folder / "sql/views.txt").read_text().split():
            try:
                self.view(view, (folder / f"sql/views/{view}.sql").read_text())
            except Exception as error:
                print(f"spark: the view {view}: {sentence(error)}")

    def tables(self, folder):
        for line in (folder / "sql/tables.txt").read_text().splitlines():
            table, columns = line.split(" ", 1)
            local(self.session.read.schema(columns).parquet(str(folder / table))).createOrReplaceTempView(table)

    def view(self, name, text):
        self.session.sql(text).createOrReplaceTempView(name)

    def rows(self, text, values):
        found = self.session.sql(text, values)
        return found.columns, [tuple(row) for row in found.collect()]


def local(rows):
    """The same rows in memory: a query then needs no task for each table, which takes most of its time where tables are small."""
    from pyspark.sql import DataFrame
    session = rows.sparkSession
    return DataFrame(session._jsparkSession.createDataFrame(rows._jdf.collectAsList(), rows._jdf.schema()), session)


def start():
    from pyspark.sql import SparkSession
    settings = {
        "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "OFF",
        "spark.buffer.pageSize": "1m", "spark.sql.shuffle.partitions": "1", "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.ui.retainedExecutions": "1", "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC", "spark.sql.sources.parallelPartitionDiscovery.threshold": "1000",
    }
    builder = SparkSession.builder.master("local[2]")
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def run(*arguments):
    done = subprocess.run([str(argument) for argument in arguments], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, arguments))}: {done.stderr}")


def database(binary, name, loads, folder):
    """A database, and the folder of its export."""
    db, lake = folder / f"{name}.db", folder / name
    for load in loads:
        run(binary, "--db", db, "load", *load)
    run(binary, "--db", db, "export", lake, "--to", "parquet")
    return db, lake


def opened(db):
    return sqlite3.connect(f"file:{db}?mode=ro", uri=True)


def ids(stored, lake):
    """For each table, the number of a row in the database by its id in the files."""
    import duckdb
    connection = duckdb.connect()
    for table in KEYS:
        connection.execute(f"create view {table} as from read_parquet('{lake}/{table}/*.parquet')")
    found = {}
    for table, (key, rows) in KEYS.items():
        number = {"series": "series_id", "source": "source_id", "edition": "t.source_id || '/' || t.edition", "load_file": "file_id", "load": "load.load_id"}[table]
        sql = f"select {number}, {key} from {rows} order by 2, 3, 4, 5" if table in ("series", "load_file") else f"select {number}, {key} from {rows}"
        ours = {row[1:]: row[0] for row in stored.execute(sql)}
        found[table] = {row[0]: ours[row[1:]] for row in connection.execute(sql).fetchall()}
    return found


def same(column, ours, theirs):
    if isinstance(ours, (int, float)) and theirs is not None and not isinstance(theirs, str):
        ours, theirs = float(ours), float(theirs)
        return ours == theirs or column in SUMS and math.isclose(ours, theirs, rel_tol=1e-14)
    return ours == theirs


def translated(columns, rows, known):
    """Rows with the ids of the database."""
    places = [(index, known[IDS[column]]) for index, column in enumerate(columns) if column in IDS and column != "edition"]
    for row in rows:
        row = list(row)
        for index, numbers in places:
            row[index] = numbers.get(row[index], row[index])
        yield row


def difference(columns, expected, found, found_columns, is_typed):
    """What differs first, as a sentence; None where nothing does. Where it `is_typed`, a whole number is not a double."""
    if [name.lower() for name in columns] != [name.lower() for name in found_columns]:
        return f"columns {found_columns}, not {columns}"
    for number, (ours, theirs) in enumerate(zip(expected, found)):
        for column, one, other in zip(columns, ours, theirs):
            if not same(column, one, other):
                return f"row {number + 1} of {len(expected)}: {column} is {other!r}, not {one!r}"
    return None if len(expected) == len(found) else f"{len(found)} rows, not {len(expected)}"


def sentence(error):
    """The first lines of what an engine says."""
    return " ".join(line.strip() for line in str(error).splitlines() if line.strip())[:300] or repr(error)


def compare(text, values, db, engine, known, is_ordered):
    """One text in SQLite and in another engine; what differs, as a sentence."""
    with contextlib.closing(opened(db)) as stored:
        cursor = stored.execute(text, values)
        columns, expected = [column[0] for column in cursor.description], cursor.fetchall()
    try:
        found_columns, found = engine.rows(text, values)
    except Exception as error:
        return sentence(error)
    found = list(translated(found_columns, found, known))
    return differ((columns, expected), (found_columns, found), is_ordered)


def differ(ours, theirs, is_ordered, without=("edition",)):
    """What differs between two results, as a sentence. Rows without an order are sorted."""
    (columns, expected), (found_columns, found) = ours, theirs
    if not is_ordered:
        places = [index for index, column in enumerate(columns) if column not in without]
        expected, found = ([[row[index] for index in places] for row in rows] for rows in (expected, found))
        columns, found_columns = ([names[index] for index in places] for names in (columns, found_columns))
        expected, found = (sorted(rows, key=lambda row: [(cell is not None, str(cell)) for cell in row]) for rows in (expected, found))
    # Rows without an order are those of views, whose columns have types.
    return difference(columns, expected, found, found_columns, not is_ordered)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("binary", type=Path)
    parser.add_argument("generated", type=Path)
    for name in ("engine", "dataset", "report"):
        parser.add_argument(f"--{name}", action="append")
    arguments = parser.parse_args()
    wanted = lambda kind, name: not getattr(arguments, kind) or name in getattr(arguments, kind)
    DATASETS["generated"] = [[arguments.generated]]
    rules = {f"audit {path.stem}": path.read_text() for path in sorted((PROJECT / "src/report/audit").glob("*.sql"))}
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for dataset, loads in DATASETS.items():
            if not wanted("dataset", dataset):
                continue
            db, lake = database(arguments.binary.resolve(), dataset, loads, Path(folder))
            stored = opened(db)
            known = ids(stored, lake)
            reports = {path.stem: path.read_text() for path in sorted((lake / "sql/reports").glob("*.sql"))}
            texts = {f"view {name}": f"select * from {name}" for name in (lake / "sql/views.txt").read_text().split()}
            texts.update({**reports, **rules})
            # Choices of the built-in reports are the same everywhere.
            for name, text in reports.items() if dataset == "demo" else ():
                texts.update({f"choices {name} {it[0]}": it[3] for it in parameters(text) if (it[3] or "").lower().startswith("select ")})
            for engine in (DuckDb, Spark):
                if not wanted("engine", engine.name):
                    continue
                begun = time.monotonic()
                reader = engine(lake)
                runs = [(name, text, values) for name, text in texts.items() if wanted("report", name)
                        for values in reader.chosen([{}] if name.startswith("view ") else list(sets_of(text, stored)))]
                check = lambda run: (run, compare(run[1], named(run[1], run[2]), db, reader, known, not run[0].startswith("view ")))
                with ThreadPoolExecutor(reader.threads) as threads:
                    wrong = [(run, said) for run, said in threads.map(check, runs) if said]
                for (name, text, values), said in wrong:
                    print(f"{engine.name}: {dataset}: {name} {json.dumps(named(text, values), ensure_ascii=False)}: {said}", flush=True)
                failures += len(wrong)
                print(f"{engine.name}: {dataset}: {len(runs)} runs, {len(wrong)} differ, {time.monotonic() - begun:.1f} s", flush=True)
    sys.exit(f"{failures} runs differ" if failures else 0)


if __name__ == "__main__":
    main()
