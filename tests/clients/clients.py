#!/usr/bin/env python3
"""Opens a database with the programs that people open it with, reads every table and view, and compares names, types and
values with Python's sqlite3.

    python3 -m venv /tmp/clients && /tmp/clients/bin/pip install -r tests/clients/requirements.txt
    (mkdir -p /tmp/clients/node && cd /tmp/clients/node && npm install better-sqlite3@12 sql.js@1.2.2)
    NODE_PATH=/tmp/clients/node/node_modules /tmp/clients/bin/python tests/clients/clients.py yearbook.db

Without names of clients all of them run; `--client` picks some. A client that is not installed is a failure, not a pass.
`.ci/run` has the clients `shell` and `duckdb` read the demo and 60,000 made-up figures, beside Python's module; the others are for before a release,
on a file of two million figures too (`cargo run --release --example generate -- DIR --rows 2000000`), where Datasette
answers within its default limit of a second.

DB Browser has no command that reads, and shows itself in a picture:

    xvfb-run -s '-screen 0 1280x900x24' sh -c 'sqlitebrowser -t fact yearbook.db & sleep 9; import -window root fact.png'
"""

import argparse
import glob
import json
import math
import os
import sqlite3
import subprocess
import sys

# The largest number of rows of a table that are compared; of a longer table only the number of rows is.
ROWS = 5000


class Difference(Exception):
    """A value that a client reads in another way than Python."""


def rows_of(connection, table):
    return connection.execute(f"select * from {table} limit {ROWS + 1}").fetchall()


def compare(table, columns, expected, found):
    """Rows may come in any order, and a number may have been spelled with fifteen digits on its way."""
    if len(expected) > ROWS:
        return
    if len(expected) != len(found):
        raise Difference(f"{table}: {len(found)} rows, not {len(expected)}")
    def order(row):
        return [(value is not None, str(type(value)), f"{value:.12g}" if isinstance(value, float) else str(value)) for value in row]
    for ours, theirs in zip(sorted(map(tuple, expected), key=order), sorted(map(tuple, found), key=order)):
        for column, one, other in zip(columns, ours, theirs, strict=True):
            is_number = isinstance(one, float) and isinstance(other, (int, float))
            if not (math.isclose(one, other, rel_tol=1e-14) if is_number else one == other):
                raise Difference(f"{table}.{column}: {other!r}, not {one!r}")


def shell(db, tables, connection):
    """The stock command line, whichever version is installed."""
    def run(sql):
        output = subprocess.run(["sqlite3", "-readonly", "-json", db, sql], capture_output=True, text=True, check=True).stdout
        return json.loads(output or "[]")
    if run("pragma integrity_check") != [{"integrity_check": "ok"}] or run("pragma foreign_key_check"):
        raise Difference("the file is not whole")
    for table, columns in tables.items():
        found = [list(row.values()) for row in run(f"select * from {table} limit {ROWS + 1}")]
        compare(table, columns, rows_of(connection, table), found)


def duckdb(db, tables, connection):
    """DuckDB reads the text of a view and runs it itself. It does not show generated columns."""
    import duckdb as client
    import duckdb_extension_sqlite_scanner as scanner
    extension = glob.glob(os.path.dirname(scanner.__file__) + "/extensions/*/sqlite_scanner.duckdb_extension")[0]
    duck = client.connect()
    duck.execute(f"load '{extension}'")
    duck.execute(f"attach '{db}' as db (type sqlite, read_only)")
    duck.execute("use db")
    shown = {name for (name,) in duck.execute("show tables").fetchall()}
    if shown != set(tables):
        raise Difference(f"tables {shown ^ set(tables)}")
    kinds = {"INTEGER": "BIGINT", "REAL": "DOUBLE", "TEXT": "VARCHAR"}
    types = connection.execute("select table_name, column_name, type from data_dictionary where position > 0").fetchall()
    types = {(table, column): kinds.get(kind) for table, column, kind in types}
    for table, columns in tables.items():
        for column, kind, *_ in duck.execute(f"describe {table}").fetchall():
            if types[table, column] not in (None, kind):
                raise Difference(f"{table}.{column} is {kind}")
        columns = [row[1] for row in connection.execute(f"pragma table_info({table})")]
        select = f"select {', '.join(columns)} from {table} limit {ROWS + 1}"
        compare(table, columns, connection.execute(select).fetchall(), duck.execute(select).fetchall())
    average = connection.execute("select avg(value) from fact").fetchone()[0]
    if not math.isclose(duck.execute("select avg(value) from db.fact").fetchone()[0], average, rel_tol=1e-9):
        raise Difference("the average of fact")


def data_frame(name, read, is_number):
    """A data frame whose columns of numbers are numbers, also where the first row has none."""
    def client(db, tables, connection):
        numbers = "select table_name, column_name from data_dictionary where type in ('REAL', 'INTEGER')"
        numbers = set(connection.execute(numbers).fetchall())
        for table, columns in tables.items():
            frame = read(db, table)
            if list(frame.columns) != columns:
                raise Difference(f"{table} has the columns {list(frame.columns)}")
            for column in columns:
                if (table, column) in numbers and len(frame) and not is_number(frame[column]):
                    raise Difference(f"{table}.{column} is {frame[column].dtype}")
            rows = [[None if value != value else value for value in row] for row in frame_rows(frame)]
            compare(table, columns, rows_of(connection, table), rows)
    client.__name__ = name
    return client


def frame_rows(frame):
    if hasattr(frame, "rows"):
        return frame.rows()
    return frame.astype(object).where(frame.notna(), None).values.tolist()


def read_pandas(db, table):
    import pandas
    return pandas.read_sql(f"select * from {table}", sqlite3.connect(db))


def is_number_of_pandas(column):
    from pandas.api.types import is_numeric_dtype
    return is_numeric_dtype(column) or column.isna().all()


def read_polars(db, table):
    import polars
    return polars.read_database_uri(f"select * from {table}", f"sqlite://{os.path.abspath(db)}", engine="connectorx")


def datasette(db, tables, connection):
    """Each page answers within the default limit of a second, and has the rows."""
    name = os.path.splitext(os.path.basename(db))[0]
    def get(path):
        command = [sys.executable, "-m", "datasette", db, "--get", path]
        output = subprocess.run(command, capture_output=True, text=True)
        if output.returncode != 0:
            raise Difference(f"{path}: {output.stdout[:300]} {output.stderr[-300:]}")
        return output.stdout
    for table, columns in tables.items():
        if "Error" in get(f"/{name}/{table}").split("<title>")[1].split("</title>")[0]:
            raise Difference(f"{table}: the page is an error")
        found = json.loads(get(f"/{name}/{table}.json?_shape=arrays&_size=max"))
        expected = rows_of(connection, table)
        if found["columns"][-len(columns):] != columns:
            raise Difference(f"{table} has the columns {found['columns']}")
        if len(expected) <= 1000:
            compare(table, columns, expected, [row[-len(columns):] for row in found["rows"]])


def node(script):
    def client(db, tables, connection):
        def run(names):
            command = ["node", "--no-experimental-fetch", "-e", script, db, str(ROWS + 1), *names]
            return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        for table, found in run(tables).items():
            compare(table, tables[table], rows_of(connection, table), found)
    return client


BETTER_SQLITE3 = """
const [file, limit, ...tables] = process.argv.slice(1), db = new (require('better-sqlite3'))(file, {readonly: true});
const rows = table => db.prepare(`select * from ${table} limit ${limit}`).raw().all();
console.log(JSON.stringify(Object.fromEntries(tables.map(table => [table, rows(table)]))));
"""

# This version is SQLite 3.31.1, the oldest that reads the file.
SQL_JS = """
const [file, limit, ...tables] = process.argv.slice(1);
require('sql.js')().then(SQL => {
  const db = new SQL.Database(require('fs').readFileSync(file));
  const rows = table => (db.exec(`select * from ${table} limit ${limit}`)[0] || {values: []}).values;
  console.log(JSON.stringify(Object.fromEntries(tables.map(table => [table, rows(table)]))));
});
"""

CLIENTS = {
    "shell": shell,
    "duckdb": duckdb,
    "pandas": data_frame("pandas", read_pandas, is_number_of_pandas),
    "polars": data_frame("polars", read_polars, lambda column: column.dtype.is_numeric()),
    "datasette": datasette,
    "better-sqlite3": node(BETTER_SQLITE3),
    "sql.js": node(SQL_JS),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("db")
    parser.add_argument("--client", action="append", choices=CLIENTS)
    arguments = parser.parse_args()
    connection = sqlite3.connect(f"file:{arguments.db}?mode=ro", uri=True)
    names = "select name from sqlite_master where type in ('table', 'view') and substr(name, 1, 7) <> 'sqlite_' order by name"
    tables = {}
    for (table,) in connection.execute(names).fetchall():
        tables[table] = [column[0] for column in connection.execute(f"select * from {table} limit 0").description]
    failed = 0
    for name in arguments.client or CLIENTS:
        try:
            CLIENTS[name](arguments.db, tables, connection)
            print(f"{name}: read {len(tables)} tables and views")
        except (Difference, ImportError, FileNotFoundError, subprocess.CalledProcessError) as error:
            failed += 1
            print(f"{name}: {getattr(error, 'stderr', None) or error}", file=sys.stderr)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
