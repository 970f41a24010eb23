#!/usr/bin/env python3
"""Compares a folder that `yearbook export --to parquet` wrote with its database, figure by figure, as DuckDB reads it.

    yearbook --db yearbook.db export lake --to parquet
    python3 tests/clients/parquet.py yearbook.db lake

Needs what `requirements.txt` lists for DuckDB.
"""

import math
import sqlite3
import sys

import duckdb

KEY = "metric, region, sector, enterprise, breakdown, period, source"
COLUMNS = f"{KEY}, value, comparator, upper, display, decimals, rounding, status, reported, locator, note, line"
# Of two numbers of the view, only the last of fifteen digits may differ.
COLUMN_OF_ROUNDING = COLUMNS.split(", ").index("rounding")


def same(ours, theirs):
    def equal(index, one, other):
        is_rounding = index == COLUMN_OF_ROUNDING and one is not None and other is not None
        return math.isclose(one, other, rel_tol=1e-14) if is_rounding else one == other
    return all(equal(index, one, other) for index, (one, other) in enumerate(zip(ours, theirs, strict=True)))


def main(db, folder):
    stored = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    lake = duckdb.connect()
    figures = f"'{folder}/observation/*.parquet'"
    for view, where in [("fact", ""), ("current_fact", "where preference = 1")]:
        expected = stored.execute(f"select {COLUMNS} from {view} order by {KEY}")
        found = lake.execute(f"select {COLUMNS} from {figures} {where} order by {KEY}")
        count = 0
        while rows := expected.fetchmany(10000):
            for ours, theirs in zip(rows, found.fetchmany(len(rows)), strict=True):
                if not same(ours, theirs):
                    sys.exit(f"{view}: {theirs}, not {ours}")
            count += len(rows)
        if found.fetchone():
            sys.exit(f"{view}: more rows than in the database")
        print(f"{view}: {count} figures are the same")
    # Ids are those of the other tables.
    for table, columns in [("series", ["series_id"]), ("source", ["source_id"]), ("edition", ["source_id", "edition"]), ("load_file", ["file_id"])]:
        other = f"'{folder}/{table}/*.parquet'"
        on = " and ".join(f"t.{column} = o.{column}" for column in columns)
        lost = lake.execute(f"select count(*) from {figures} as o where not exists (select 1 from {other} as t where {on})").fetchone()[0]
        twice = lake.execute(f"select count(*) - count(distinct ({', '.join(columns)})) from {other}").fetchone()[0]
        if lost or twice:
            sys.exit(f"{table}: {lost} figures without a row, {twice} ids twice")


main(*sys.argv[1:])
