#!/usr/bin/env python3
"""Loads made-up datasets into one database, and each into one of its own, exports all, and compares the rows of every report and view.

    /tmp/engines/bin/python tests/clients/shards.py target/debug/yearbook [--seeds 5] [--spark]

The datasets state figures of the same series in several editions, take some back, leave out parts of code lists, and prefer sources
differently. What the shards answer together, in DuckDB and with `--spark` in Spark, must be what the one database answers.
"""

import argparse
import json
import random
import sqlite3
import sys
import tempfile
from pathlib import Path

import engines

UNITS = [("person", "persons", "person", 1), ("thousand", "thousand persons", "person", 1000), ("percent", "%", "ratio", 0.01)]
METRICS = [("jobs", "Jobs", "person", "level", "sum"), ("rate", "Rate", "percent", "ratio", "none")]
REGIONS = [("c", "Country", "country", ""), ("p1", "Province 1", "province", "c"), ("p2", "Province 2", "province", "c"),
           ("d1", "District 1", "district", "p1"), ("d2", "District 2", "district", "p1"), ("d3", "District 3", "district", "p2")]
SECTORS = [("A", "Farms", ""), ("A1", "Crops", "A"), ("B", "Works", "")]
SOURCES = {"book": ("Yearbook", "Office", 10), "note": ("Note", "Office", 20), "paper": ("Paper", "Paper", 20)}
# Columns that say from which load and file a row is.
ORIGIN = {"file", "line", "load_id", "file_id", "removed_by", "removed_at"}
EDITIONS = ["2022", "2023-05", "2023-10-07", "2024"]


def table(folder, name, header, rows):
    (folder / f"{name}.csv").write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n")


def figure(chance, metric):
    """The cells value and status of a figure."""
    kind = chance.random()
    number = round(chance.choice([3, 40, 500]) * (1 + chance.random()), chance.choice([0, 1]))
    if kind < 0.7:
        return number, ""
    return [("", "O"), (f"> {number}", ""), (f"~{number}", "E"), (number, "F"), (f"{number}..{number + 5}", "")][chance.randrange(5)]


def stated(seed, source, edition, series, period):
    """What an edition states of a figure, whichever dataset has it: some editions revise it, and none contradicts itself."""
    count = len([1 for earlier in EDITIONS[:EDITIONS.index(edition) + 1] if random.Random(f"{seed}{source}{earlier}{series}{period}").random() < 0.3])
    return figure(random.Random(f"{seed}{source}{count}{series}{period}"), series[0])


def dataset(folder, seed, name, source, edition, left_out=()):
    """A dataset with the figures that one edition of a source states on some series, but for those of some periods."""
    chance = random.Random(f"{seed}{name}")
    folder.mkdir(parents=True)
    used = chance.sample(REGIONS, 4)
    closed = {code for code, *_ in used} | {"c"}
    for code, _, _, parent in reversed(REGIONS):
        closed |= {parent} if code in closed and parent else set()
    regions = [row for row in REGIONS if row[0] in closed]
    named = chance.random() < 0.5
    table(folder, "units", "code,name,symbol,dimension,factor", [(code, names, names, dimension, factor) for code, names, dimension, factor in UNITS])
    table(folder, "metrics", "code,name,name_zh,unit,kind,aggregation", [(code, label, f"指标{code}" if named else "", unit, kind, way) for code, label, unit, kind, way in METRICS])
    # Some datasets do not know what a province is a part of.
    knows = chance.random() < 0.7
    table(folder, "regions", "code,name,level,parent", [(*row[:3], row[3] if knows or row[3] != "c" else "") for row in regions])
    table(folder, "schemes", "code,name", [("s", "Scheme")])
    table(folder, "sectors", "code,name,scheme,parent", [(code, label, "s", parent) for code, label, parent in SECTORS])
    title, publisher, priority = SOURCES[source]
    table(folder, "sources", "code,title,publisher,published_on,priority", [(source, f"{title} {edition[:4]}", publisher, edition, priority)])
    rows = []
    for metric, *_ in METRICS:
        for region, *_ in regions:
            for sector in ("", "A", "A1", "B"):
                for period in ("2020", "2021", "2021-H1", "2022"):
                    series = (metric, region, sector)
                    if chance.random() < 0.25 and period not in left_out:
                        value, status = stated(seed, source, edition, series, period)
                        rows.append((metric, region, sector, period, value, "person" if metric == "jobs" else "percent", status, source))
    table(folder, "observations", "metric,region,sector,period,value,unit,status,source", rows)
    names = ("sources", "units", "regions", "schemes", "sectors", "metrics", "observations")
    resources = [{"name": name, "path": f"{name}.csv"} for name in names]
    (folder / "datapackage.json").write_text(json.dumps({"name": name, "resources": resources}))


def edition_of(folder):
    """The date of publication of a dataset, as a day."""
    day = (folder / "sources.csv").read_text().splitlines()[1].split(",")[3]
    return day + {4: "-12-31", 7: "-31", 10: ""}[len(day)]


def loads(folder, seed, shards):
    """For each shard its loads: folders, each with the options of its load."""
    chance = random.Random(seed)
    found, editions_of = [], []
    for shard in range(shards):
        source = chance.choice(list(SOURCES))
        editions = sorted(chance.sample(EDITIONS, chance.choice([1, 1, 2])))
        for number, edition in enumerate(editions):
            dataset(folder / f"s{shard}-{number}", seed, f"d{shard}", source, edition)
        found.append([[folder / f"s{shard}-{number}", *(["--complete"] if number and chance.random() < 0.5 else [])] for number in range(len(editions))])
        editions_of.append([(source, edition) for edition in editions])
    for shard, (*_, (source, edition)) in enumerate(editions_of):
        # Some take figures of an edition back by that edition. What other shards say of it has no order, so that none does.
        if chance.random() < 0.5 and sum(editions_of, []).count((source, edition)) == 1:
            dataset(folder / f"s{shard}-again", seed, f"d{shard}", source, edition, {"2021", "2022"})
            found[shard].append([folder / f"s{shard}-again", "--complete"])
    return found


class Shards(engines.DuckDb):
    """The tables of all shards, derived."""

    def tables(self, folder):
        for line in (folder / "sql/tables.txt").read_text().splitlines():
            table = line.split(" ", 1)[0]
            self.connection.execute(f"create table shard_{table} as select *, regexp_extract(filename, '([^/]*)-[0-9]+[.]parquet$', 1) as shard from read_parquet('{folder}/{table}/*.parquet', filename = true)")
        for name in (folder / "sql/derive.txt").read_text().split():
            text = (folder / f"sql/derive/{name}.sql").read_text()
            self.connection.execute(f"create table {name} as {text}")


class SparkShards(engines.Spark):
    def tables(self, folder):
        for line in (folder / "sql/tables.txt").read_text().splitlines():
            table, columns = line.split(" ", 1)
            rows = self.session.read.schema(columns).parquet(str(folder / table))
            rows = rows.selectExpr("*", "regexp_extract(_metadata.file_name, '^(.*)-[0-9]+[.]parquet$', 1) AS shard")
            engines.local(rows).createOrReplaceTempView(f"shard_{table}")
        for name in (folder / "sql/derive.txt").read_text().split():
            engines.local(self.session.sql((folder / f"sql/derive/{name}.sql").read_text())).createOrReplaceTempView(name)


def written(binary, folder, seed, count=None):
    """One database, the export of the shards, and what was asked for."""
    chance = random.Random(seed)
    shards = loads(folder / "datasets", seed, count or chance.randrange(3, 11))
    one, lake = folder / "one.db", folder / "lake"
    # A figure belongs to the edition that first stated it, so that the one database is loaded in the order of publication.
    order = sorted((load for loads_of_shard in shards for load in loads_of_shard), key=lambda load: edition_of(load[0]))
    for load in order:
        engines.run(binary, "--db", one, "load", *load)
    names = chance.sample([f"shard{number}" for number in range(len(shards))], len(shards))
    day = None if count else chance.choice([None, None, "2023-09-01", "2024-12-31"])
    options = ["--as-of", day] if day else []
    for name, loads_of_shard in zip(names, shards):
        for load in loads_of_shard:
            engines.run(binary, "--db", folder / f"{name}.db", "load", *load)
        engines.run(binary, "--db", folder / f"{name}.db", "export", lake, "--to", "parquet", "--shard", name, *options)
    engines.run(binary, "--db", one, "export", folder / "whole", "--to", "parquet", *options)
    return one, lake, f"{len(shards)} shards, {len(order)} loads, as of {day or 'now'}"


def check(binary, folder, seed, kinds, rules):
    _, lake, what = written(binary, folder, seed)
    whole = engines.DuckDb(folder / "whole")
    failures = 0
    texts = {f"view {name}": f"select * from {name}" for name in (lake / "sql/views.txt").read_text().split()}
    # Which of its datasets a figure is from is known in one database only.
    texts["view former_fact"] += " where reason <> 'handed over'"
    texts.update({path.stem: path.read_text() for path in sorted((lake / "sql/reports").glob("*.sql"))})
    texts.update(rules)
    for kind in kinds:
        together = kind(lake)
        refused = together.rows("select problem from refused", {})[1]
        for row in refused:
            print(f"{kind.name}: seed {seed}: {row[0]}")
        failures += len(refused)
        for name, text in texts.items():
            is_view = name.startswith("view ")
            for values in [{}] if is_view else together.chosen(list(engines.sets_of(text, whole.connection))):
                values = engines.named(text, values)
                wrong = engines.differ(whole.rows(text, values), together.rows(text, values), not is_view, ORIGIN)
                if wrong:
                    failures += 1
                    print(f"{kind.name}: seed {seed}: {name} {json.dumps(values, ensure_ascii=False)}: {wrong}", flush=True)
    print(f"seed {seed}: {what}: {failures} differ", flush=True)
    return failures


def contradictions(binary, folder):
    """What two shards state that cannot be true together is refused, each with a sentence."""
    tables = {"regions": ["code,name,level,parent", "c,Country,country,", "p,Province,province,c"], "sources": ["code,title,published_on", "s,S,2024"],
              "units": ["code,name,dimension,factor", "one,One,d,1", "many,Many,d,1000"], "metrics": ["code,name,unit,kind", "m,M,one,level", "n,N,one,level"],
              "enterprises": ["code,name,credit_code", "e,E,913302010000000010"], "observations": ["metric,region,period,value,unit,source", "m,c,2020,5,one,s", "m,c,2021,6,one,s"]}
    other = {"regions": ("p,Province,province,c", "p,Province,province,"), "units": ("many,Many,d,1000", "many,Many,d,100"), "metrics": ("n,N,one,level", "n,N,one,ratio"),
             "enterprises": ("e,E,", "f,F,"), "observations": ("2021,6", "2021,7")}
    for shard in ("a", "b"):
        for name, rows in tables.items():
            (folder / shard).mkdir(parents=True, exist_ok=True)
            text = "\n".join(rows) + "\n"
            (folder / shard / f"{name}.csv").write_text(text.replace(*other[name]) if shard == "b" and name in other else text)
        resources = [{"name": name, "path": f"{name}.csv"} for name in tables]
        (folder / shard / "datapackage.json").write_text(json.dumps({"name": "d", "resources": resources}))
        complete = ["--complete"] if shard == "b" else []
        engines.run(binary, "--db", folder / f"{shard}.db", "load", folder / shard, *complete)
        engines.run(binary, "--db", folder / f"{shard}.db", "export", folder / "lake", "--to", "parquet", "--shard", shard)
    found = sorted(row[0] for row in Shards(folder / "lake").rows("select problem from refused", {})[1])
    expected = [
        "the credit code `913302010000000010` is that of the enterprise `e` in the shard `a`, and of `f` in `b`",
        "the dataset `d` states all figures of an edition of `s` in the shard `b`, and some of that edition or an earlier one in `a`; load both into one database",
        "the factor of the unit `many` is another one in the shard `b` than in `a`",
        "the figure of `m`, `c`, 2021, by `s` is another one in the shard `b` than in `a`",
        "the kind of the metric `n` is another one in the shard `b` than in `a`",
    ]
    print(f"contradictions: {len(found)} are refused")
    return [line for line in found + expected if (line in found) != (line in expected)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("binary", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--spark", action="store_true")
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    rules = {f"audit {path.stem}": path.read_text() for path in sorted((engines.PROJECT / "src/report/audit").glob("*.sql"))}
    with tempfile.TemporaryDirectory() as folder:
        differ = contradictions(arguments.binary.resolve(), Path(folder))
    print("".join(f"contradictions: {line}\n" for line in differ), end="")
    failures = len(differ)
    for seed in range(arguments.first, arguments.first + arguments.seeds):
        with tempfile.TemporaryDirectory() as folder:
            folder = arguments.keep or Path(folder)
            kinds = [Shards, SparkShards] if arguments.spark and seed == arguments.first else [Shards]
            failures += check(arguments.binary.resolve(), folder, seed, kinds, rules)
    sys.exit(f"{failures} runs differ" if failures else 0)


if __name__ == "__main__":
    main()
