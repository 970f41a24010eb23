#!/usr/bin/env python3
"""Runs a report with Spark, on a folder that `yearbook export --to parquet` wrote.

    spark_reports.py lake                                          lists the reports
    spark_reports.py lake timeline -p metric=employees             runs one on this machine
    spark_reports.py s3a://bucket/lake timeline -p metric=employees --master spark://host:7077    (or sc://host)

It prints the same rows as `yearbook report NAME --format ndjson`; `yearbook render --report NAME` reads them. Every machine must find the folder.
"""

import argparse
import difflib
import glob
import json
import logging
import re
import sys
from decimal import Decimal
from pathlib import Path
TYPES = {
    "integer": (r"[-+]?\d{1,18}", int, "a whole number such as 10"),
    "number": (r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", float, "a number such as 13.1"),
    "date": (r"\d{4}(-\d\d){0,2}", str, "a date such as 2025-06-30"),
    "period": (r"\d{4}(-(H[12]|Q[1-4]|W\d\d|\d\d(-\d\d)?))?(/\d{4}(-\d\d){0,2})?", str, "a period such as 2025, 2025-H1, 2025-Q2 or 2025-06"),
}
TEXTS = ["sql/*.txt", "sql/*/*.sql", "manifest/*.json"]
ACTS = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")  # Characters that act on a terminal.
Fault = type("Fault", (Exception,), {"__doc__": "What the user can fix, as one sentence."})

def read_texts(folder, spark):
    """The texts beside the tables, by their paths."""
    if spark is None:
        paths = [Path(path) for pattern in TEXTS for path in glob.glob(f"{folder}/{pattern}")]
        return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    rows = spark.read.text([f"{folder}/{pattern}" for pattern in TEXTS], wholetext=True).selectExpr("_metadata.file_path AS path", "value")
    return {re.search(r"(sql|manifest)/[^/]+(/[^/]+\.sql)?$", row.path)[0]: row.value for row in rows.collect()}


def register(spark, folder, texts):
    """Makes the tables and views known to Spark; tables of several shards are joined."""
    manifests = [json.loads(text) for path, text in texts.items() if path.startswith("manifest/")]
    files = sorted(file for manifest in manifests for file in manifest["files"])
    for line in texts["sql/tables.txt"].splitlines():
        table, columns = line.split(" ", 1)
        rows = spark.read.schema(columns).parquet(*[f"{folder}/{file}" for file in files if file.startswith(f"{table}/")])
        if len(manifests) > 1:
            rows = rows.selectExpr("*", "regexp_extract(_metadata.file_name, '^(.*)-[0-9]+[.]parquet$', 1) AS shard")
        rows.createOrReplaceTempView(f"shard_{table}" if len(manifests) > 1 else table)
    if len(manifests) > 1:
        for name in texts["sql/derive.txt"].split():
            spark.sql(texts[f"sql/derive/{name}.sql"]).persist().createOrReplaceTempView(name)
        refused = [row.problem for row in spark.sql("SELECT problem FROM refused ORDER BY problem LIMIT 10").collect()]
        if refused:
            raise Fault("the shards state different things; correct one of them and export it again:\n  " + "\n  ".join(refused))
    for name in texts["sql/views.txt"].split():
        spark.sql(texts[f"sql/views/{name}.sql"]).createOrReplaceTempView(name)


def near(word, known):
    found = difflib.get_close_matches(word, known, 1)
    return f"did you mean `{found[0]}`?" if found else "there are: " + ", ".join(known[:12]) + (", ..." if known[12:] else "")


def value(spark, name, kind, choices, text):
    """The value that a text means."""
    if text is None or (kind not in TYPES and not choices):
        return text
    if kind in TYPES:
        if not re.fullmatch(TYPES[kind][0], text):
            raise Fault(f"`{name}={text}` is not {TYPES[kind][2]}")
        return TYPES[kind][1](text)
    rows = spark.sql(choices).collect() if choices.lower().startswith("select ") else [[it.strip()] for it in choices.split(",")]
    known = {str(row[0]): str(row[-1]) for row in rows}
    meant = [text] if text in known else [code for code, called in known.items() if called.casefold() == text.casefold()]
    if len(meant) != 1:
        said = f"means several: {', '.join(meant)}; give a code" if meant else f"is none of the choices; {near(text, list(known))}"
        raise Fault(f"`{name}={text}` {said}")
    return meant[0]


def given_texts(report, given):
    """The parameters that a report declares, each with its type, its choices and the text that it is given; None where it has none."""
    pairs = [text.partition("=") for text in given]
    lines = [line.split(":", 1)[1].strip().split(" | ", 4) for line in report.splitlines() if line.startswith("-- parameter:")]
    declared = {name: parts for name, *parts in lines}
    texts = {name: text for name, _, text in pairs}
    for name, equals, _ in pairs:
        if not equals or [other for other, *_ in pairs].count(name) > 1:
            raise Fault(f"`-p {name}` is {'given twice; give it once' if equals else 'no parameter; write -p NAME=VALUE'}")
        if name not in declared:
            raise Fault(f"the report has no parameter `{name}`; " + (near(name, list(declared)) if declared else "it has none"))
    for name, (kind, need, meaning, *choices) in declared.items():
        if need == "required" and name not in texts:
            raise Fault(f"the report needs the parameter `{name}` ({meaning}); add -p {name}=VALUE")
        default = need[len("default "):] if need.startswith("default ") else None
        yield name, kind, choices[0] if choices else None, texts.get(name, default)


def spelled(cell):
    """A cell as JSON, as `yearbook` spells it."""
    if isinstance(cell, (float, Decimal)):
        cell = float(cell) or 0.0
        if cell == 0 or 1e-4 <= abs(cell) < 1e21:
            return re.sub(r"\.0$", "", format(Decimal(repr(cell)), "f"))
        return repr(cell) if abs(cell) < float("inf") else f'"{"-" if cell < 0 else ""}Infinity"'
    return ACTS.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(cell, ensure_ascii=False))


def run(folder, name, given, master):
    def start():
        from pyspark.sql import SparkSession
        logging.disable()
        builder = SparkSession.builder.appName("yearbook")
        if master.startswith("local"):  # A report joins many small tables: that needs few tasks, small pages, and memory for the plan.
            builder = builder.config("spark.sql.shuffle.partitions", 8).config("spark.buffer.pageSize", "1m").config("spark.driver.memory", "4g")
        return (builder.remote(master) if master.startswith("sc://") else builder.master(master).config("spark.log.level", "OFF")).getOrCreate()

    if not (is_address := "://" in folder) and not glob.glob(f"{folder}/manifest/*.json"):
        raise Fault(f"{folder} holds no export; write one with `yearbook export {folder} --to parquet`")
    texts = read_texts(folder, spark := start() if is_address else None)
    reports = {Path(path).stem: text for path, text in sorted(texts.items()) if path.startswith("sql/reports/")}
    if name is None:
        return print("\n".join(reports))
    if name not in reports:
        raise Fault(f"there is no report `{name}`; {near(name, list(reports))}")
    declared = list(given_texts(reports[name], given))
    register(spark := spark or start(), folder if is_address else Path(folder).resolve().as_uri(), texts)
    rows = spark.sql(reports[name], {key: value(spark, key, *rest) for key, *rest in declared})
    for row in rows.toLocalIterator():
        print("{" + ",".join(f"{json.dumps(column)}:{spelled(cell)}" for column, cell in zip(rows.columns, row)) + "}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", help="what `yearbook export FOLDER --to parquet` wrote, or its address")
    parser.add_argument("report", nargs="?", help="the name of a report; without one, all are listed")
    parser.add_argument("-p", dest="given", action="append", default=[], metavar="NAME=VALUE", help="a parameter of the report")
    parser.add_argument("--master", default="local[*]", help="local[*], spark://HOST:PORT or sc://HOST [default: local[*]]")
    asked = parser.parse_args()
    try:
        run(asked.folder.rstrip("/"), asked.report, asked.given, asked.master)
    except Fault as fault:
        sys.exit(f"error: {fault}")
    except Exception as error:
        hint = f"see that Java 17 and pyspark (pyspark[connect] for sc://) are installed, the cluster runs, and it can read {asked.folder}"
        sys.exit(f"error: Spark says: {' '.join(str(error).split())[:300]}; {hint}")


if __name__ == "__main__":
    main()
