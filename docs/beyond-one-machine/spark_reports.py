#!/usr/bin/env python3
"""Runs a report of a folder that `yearbook export --to parquet` wrote, on Spark.

    spark_reports.py lake                                          lists the reports
    spark_reports.py lake timeline -p metric=employees             runs one on this machine
    spark_reports.py lake timeline -p metric=employees --master spark://host:7077
    spark_reports.py s3a://bucket/lake rank -p metric=employees --master sc://host

The rows are those of `yearbook report NAME --format ndjson`, one JSON object a line. The folder is read by Spark where it is an
address, and must then be one that all machines of the cluster can read. Settings of Spark are given as it documents, in
`spark-defaults.conf` or in PYSPARK_SUBMIT_ARGS.
"""

import argparse
import difflib
import glob
import json
import re
import sys
from decimal import Decimal
from pathlib import Path

TYPES = {
    "integer": (r"[-+]?\d+", int, "a whole number such as 10"),
    "number": (r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", float, "a number such as 13.1"),
    "date": (r"\d{4}(-\d\d){0,2}", str, "a date such as 2025-06-30"),
    "period": (r"\d{4}(-(H[12]|Q[1-4]|W\d\d|\d\d(-\d\d)?))?(/\d{4}(-\d\d){0,2})?", str, "a period such as 2025, 2025-H1, 2025-Q2 or 2025-06"),
}
# Characters that would act on a terminal, which `yearbook` escapes, too.
ACTS = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


class Fault(Exception):
    """What a user can put right, as one sentence."""


def texts(folder, spark):
    """The texts below `sql` and the manifests, by their paths in the folder."""
    if "://" in folder:
        found = spark.read.option("wholetext", True).text([f"{folder}/sql/*.txt", f"{folder}/sql/*/*.sql", f"{folder}/manifest/*.json"])
        rows = found.selectExpr("_metadata.file_path AS path", "value").collect()
        found = {"/".join(row.path.split("/")[-3:]): row.value for row in rows}
        return {path[path.index("sql/") if "sql/" in path else path.index("manifest/"):]: text for path, text in found.items()}
    paths = [path for pattern in ("sql/*.txt", "sql/*/*.sql", "manifest/*.json") for path in glob.glob(f"{folder}/{pattern}")]
    return {Path(path).relative_to(folder).as_posix(): Path(path).read_text() for path in paths}


def register(spark, folder, texts):
    """Makes the tables and views known to Spark. With several shards, the tables are derived from those of all of them."""
    manifests = [json.loads(text) for path, text in texts.items() if path.startswith("manifest/")]
    files = sorted(file for manifest in manifests for file in manifest["files"])
    is_sharded = len(manifests) > 1
    for line in texts["sql/tables.txt"].splitlines():
        table, columns = line.split(" ", 1)
        rows = spark.read.schema(columns).parquet(*[f"{folder}/{file}" for file in files if file.startswith(f"{table}/")])
        if is_sharded:
            rows = rows.selectExpr("*", r"regexp_extract(_metadata.file_name, '^(.*)-[0-9]+[.]parquet$', 1) AS shard")
        rows.createOrReplaceTempView(f"shard_{table}" if is_sharded else table)
    if is_sharded:
        for name in texts["sql/derive.txt"].split():
            spark.sql(texts[f"sql/derive/{name}.sql"]).persist().createOrReplaceTempView(name)
        refused = [row.problem for row in spark.sql("SELECT problem FROM refused ORDER BY problem LIMIT 10").collect()]
        if refused:
            raise Fault("the shards contradict each other; load what is wrong again and export it:\n  " + "\n  ".join(refused))
    for name in texts["sql/views.txt"].split():
        spark.sql(texts[f"sql/views/{name}.sql"]).createOrReplaceTempView(name)


def parameters(report):
    """The parameters that a report declares: (name, type, need, choices)."""
    found = (line.split(":", 1)[1].strip().split(" | ", 4) for line in report.splitlines() if line.startswith("-- parameter:"))
    return [(*parts[:3], parts[4] if len(parts) > 4 else None) for parts in found]


def near(word, known):
    found = difflib.get_close_matches(word, known, 1)
    return f"did you mean `{found[0]}`?" if found else "known are: " + ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")


def value(spark, name, kind, choices, text):
    """The value that a text means."""
    if kind in TYPES:
        pattern, convert, example = TYPES[kind]
        if not re.fullmatch(pattern, text):
            raise Fault(f"`{name}={text}` is not {example}")
        return convert(text)
    if choices and re.match("select ", choices, re.IGNORECASE):
        known = {str(row[0]): str(row[-1]) for row in spark.sql(choices).collect()}
    else:
        known = {choice.strip(): choice.strip() for choice in choices.split(",")} if choices else {text: text}
    meant = [text] if text in known else [code for code, called in known.items() if called.casefold() == text.casefold()]
    if len(meant) > 1:
        raise Fault(f"`{name}={text}` means several: {', '.join(meant)}; give the code")
    if not meant:
        raise Fault(f"`{name}={text}` is none of the choices; {near(text, list(known))}")
    return meant[0]


def bind(spark, report, given):
    """The values of all parameters."""
    declared = parameters(report)
    names = [name for name, *_ in declared]
    for name in given:
        if name not in names:
            raise Fault(f"the report has no parameter `{name}`; " + (near(name, names) if names else "it has none"))
    values = {}
    for name, kind, need, choices in declared:
        text = given.get(name, need.removeprefix("default ") if need.startswith("default ") else None)
        if text is None and need == "required":
            raise Fault(f"the report needs the parameter `{name}`; add -p {name}=VALUE")
        values[name] = None if text is None else value(spark, name, kind, choices, text)
    return values


def spelled(cell):
    """A cell as JSON, spelled as `yearbook` does."""
    if isinstance(cell, (float, Decimal)):
        cell = float(cell)
        if cell == 0 or 1e-4 <= abs(cell) < 1e21:
            text = format(Decimal(repr(abs(cell) if cell == 0 else cell)), "f")
            return text.rstrip("0").rstrip(".") if "." in text else text
        return repr(cell) if abs(cell) < float("inf") else '"Infinity"' if cell > 0 else '"-Infinity"'
    return ACTS.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(cell, ensure_ascii=False))


def run(arguments):
    from pyspark.sql import SparkSession

    remote = arguments.master.startswith("sc://")
    folder = arguments.folder.rstrip("/")
    builder = SparkSession.builder.appName("yearbook")
    builder = builder.remote(arguments.master) if remote else builder.master(arguments.master).config("spark.log.level", "ERROR")
    if "://" not in folder and not glob.glob(f"{folder}/manifest/*.json"):
        raise Fault(f"{folder} holds no export; write one with `yearbook export {folder} --to parquet`")
    spark = None if "://" not in folder and not arguments.report else builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    found = texts(folder, spark)
    reports = {Path(path).stem: text for path, text in sorted(found.items()) if path.startswith("sql/reports/")}
    if not arguments.report:
        for name, text in reports.items():
            print(name, *(f"[{it[0]}]" if it[2] != "required" else it[0] for it in parameters(text)))
        return
    if arguments.report not in reports:
        raise Fault(f"there is no report `{arguments.report}`; {near(arguments.report, list(reports))}")
    report = reports[arguments.report]
    given = {}
    for text in arguments.parameter:
        name, equals, text = text.partition("=")
        if not equals or name in given:
            raise Fault(f"-p {name} is {'given twice' if equals else 'not NAME=VALUE'}; give each parameter once, as -p NAME=VALUE")
        given[name] = text
    register(spark, folder if "://" in folder or remote else Path(folder).resolve().as_uri(), found)
    rows = spark.sql(report, bind(spark, report, given))
    for row in rows.toLocalIterator():
        print("{" + ",".join(f"{json.dumps(name)}:{spelled(cell)}" for name, cell in zip(rows.columns, row)) + "}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", help="what `yearbook export FOLDER --to parquet` wrote")
    parser.add_argument("report", nargs="?", help="the name of a report; all are listed without one")
    parser.add_argument("-p", "--parameter", action="append", default=[], metavar="NAME=VALUE", help="a parameter of the report")
    parser.add_argument("--master", default="local[*]", help="local[*], spark://HOST:PORT or sc://HOST [default: local[*]]")
    try:
        run(parser.parse_args())
    except Fault as fault:
        sys.exit(f"error: {fault}")
    except ImportError as error:
        sys.exit(f"error: {error.name or error} is missing; install it with `pip install pyspark`, or `pip install pyspark[connect]` for sc://")
    except Exception as error:
        sys.exit(f"error: Spark says: {(str(error).strip().splitlines() or [repr(error)])[0]}; see that Java 17 or later is installed, and that the cluster can read the folder")


if __name__ == "__main__":
    main()
