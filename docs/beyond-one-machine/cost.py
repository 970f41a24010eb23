#!/usr/bin/env python3
"""Computes what a report reads of very many figures, from the footers of a real export and the distribution of benches/generate.rs.

    cargo run --release --example generate -- /tmp/figures --rows 5000000
    yearbook --db /tmp/figures.db load /tmp/figures
    yearbook --db /tmp/figures.db export /tmp/lake --to parquet
    python3 docs/beyond-one-machine/cost.py /tmp/lake 1e9 1e11

The generator states 21 quarters of each series, on 20 metrics for each enterprise; enterprises lie in 100 regions, in the order of the keys.
So figures are sorted by metric and region, and the statistics of row groups leave out all others. The script counts the row groups that hold
a row that is asked for, with the bytes that a row of the columns takes in the export. It needs `pyarrow`.
"""

import argparse
import json
from pathlib import Path

import pyarrow.parquet as parquet

METRICS, REGIONS, PERIODS = 20, 100, 21
GROUP, FILE = 1 << 17, 192 << 20
FIGURE = "metric series_id period source_id source edition value comparator upper decimals rounding status locator period_inferred preference"
SERIES = "series_id metric region sector enterprise breakdown observations first_period last_period missing forecast latest_period mixed"

# What reports read of the two large tables, and for which rows: of all metrics, of one, or of one in one region.
READS = {
    "`coverage`": [("series", SERIES, "all")],
    "`sources`": [("observation", "source_id edition period", "all")],
    "`overview`": [("series", SERIES, "all"), ("observation", FIGURE, "all")],
    "`timeline -p metric=M`, `rank`, `conflicts`": [("series", SERIES, "metric"), ("observation", FIGURE, "metric")],
    "`timeline -p metric=M -p region=R`": [("series", SERIES, "region"), ("observation", FIGURE, "metric")],
    "a query for M and R": [("observation", FIGURE, "region")],
    "several shards become one": [("observation", None, "all"), ("series", None, "all")],
}


def measured(lake, table):
    """Of a table: its rows, the bytes of a row in each column, those of a footer for each row group, and what its groups hold."""
    rows, sizes, footers, groups = 0, {}, 0, []
    for path in sorted(lake.glob(f"{table}/*.parquet")):
        footer = parquet.read_metadata(path)
        rows, footers = rows + footer.num_rows, footers + footer.serialized_size
        for group in (footer.row_group(number) for number in range(footer.num_row_groups)):
            columns = {column.path_in_schema: column for column in (group.column(place) for place in range(group.num_columns))}
            for name, column in columns.items():
                sizes[name] = sizes.get(name, 0) + column.total_compressed_size
            groups.append([(columns[name].statistics.min, columns[name].statistics.max) for name in ("metric", "region")])
    return rows, {name: size / rows for name, size in sizes.items()}, footers / len(groups), groups


def touched(rows, which):
    """How many row groups of a sorted table hold a row of the metric and the region in its middle."""
    groups = -(-rows // GROUP)
    if which == "all":
        return groups
    part = rows / METRICS if which == "metric" else rows / METRICS / REGIONS
    first = METRICS // 2 * rows / METRICS + (REGIONS // 2 * part if which == "region" else 0)
    return int((first + part - 1) // GROUP - first // GROUP + 1)


def in_export(groups, which):
    """The same in the export, by the statistics of its row groups; the largest number of any metric and region."""
    if which == "all":
        return len(groups)
    metrics = sorted({edge for metric, _ in groups for edge in metric})
    regions = sorted({edge for _, region in groups for edge in region})
    holds = lambda edges, code: edges[0] <= code <= edges[1]
    asked = [(metric, region) for metric in metrics for region in (regions if which == "region" else [None])]
    # A group with more than one metric may hold every region.
    return max(sum(holds(group[0], metric) and (region is None or group[0][0] != group[0][1] or holds(group[1], region)) for group in groups)
               for metric, region in asked)


def spelled(size):
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if size < 1000 or unit == "TB":
            return f"{size:.3g} {unit}" if size < 1000 else f"{size:.0f} {unit}"
        size /= 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("lake", type=Path, help="what `yearbook export --to parquet` wrote")
    parser.add_argument("figures", type=float, nargs="+", help="for how many figures to compute")
    arguments = parser.parse_args()
    tables = {table: measured(arguments.lake, table) for table in ("observation", "series")}
    figures = tables["observation"][0]
    print("| report | figures | files | row groups that are read | bytes that are read | requests |\n|---|---|---|---|---|---|")
    for report, reads in READS.items():
        for count in [figures, *map(int, arguments.figures)]:
            files = read = of = size = requests = 0
            for table, columns, which in reads:
                table_rows, sizes, footer, groups = tables[table]
                rows = count * table_rows // figures
                all_groups = -(-rows // GROUP)
                read_groups = in_export(groups, which) if count == figures else touched(rows, which)
                names = columns.split() if columns else list(sizes)
                table_files = -(-int(rows * sum(sizes.values())) // FILE)
                files, of, read = files + table_files, of + all_groups, read + read_groups
                size += read_groups * min(GROUP, rows) * sum(sizes[name] for name in names if name in sizes) + footer * all_groups
                # The length of a footer, the footer, and each column of each row group.
                requests += 2 * table_files + read_groups * len(names)
            print(f"| {report} | {count:.0e} | {files:,} | {read:,} of {of:,} | {spelled(size)} | {requests:,} |".replace("e+0", "e").replace("e+", "e"))


if __name__ == "__main__":
    main()
