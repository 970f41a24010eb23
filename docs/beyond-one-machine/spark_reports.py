#!/usr/bin/env python3
"""Runs a report with Spark, on a folder that `yearbook export --to parquet` wrote.

    spark_reports.py lake                                          lists the reports
    spark_reports.py lake timeline -p metric=employees             runs one on this machine
    spark_reports.py s3a://bucket/lake timeline -p metric=employees --master spark://host:7077    (or sc://host)

It prints the same rows as `yearbook report NAME --format ndjson`; `yearbook render --report NAME` reads them. Every machine must find the folder.
"""
import argparse, difflib, glob, json, logging, os, re, sys
from decimal import Decimal
from pathlib import Path
DAY = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
TYPES = {
    "integer": (r"[-+]?\d{1,18}", int, "a whole number such as 10"),
    "count": (r"\+?0*[1-9]\d{0,17}", int, "a whole number from 1 on"),
    "number": (r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", float, "a number such as 13.1"),
    "date": (DAY, str, "a date such as 2025-06-30"),
    "period": (rf"(\d{{4}}-(H[12]|Q[1-4]|W\d\d)|{DAY})(/{DAY})?", str, "a period such as 2025, 2025-H1, 2025-Q2 or 2025-06"),
}
TEXTS = ["sql/*.txt", "sql/*/*.sql", "manifest/*.json"]
ACTS = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")  # Characters that act on a terminal.
MEMORY = "OutOfMemory|Java heap space|GC overhead|Answer from Java side is empty|SparkContext was shut down|must be at least"  # What Spark says where it has too little.
Fault = type("Fault", (Exception,), {"__doc__": "What the user can fix, as one sentence."})
# One machine gets few tasks and small pages. Up to so many rows, planning and compiling take nearly all the time: then there is no compiling.
SMALL = 100_000
LOCAL = {"spark.driver.memory": "4g", "spark.buffer.pageSize": "1m", "spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1"}
FOR_SMALL = {"spark.sql.shuffle.partitions": "1", "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
             "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1", "spark.ui.showConsoleProgress": "false"}

def read_texts(folder, spark):
    """The texts beside the tables, by their paths."""
    if spark is None:
        paths = [Path(path) for pattern in TEXTS for path in glob.glob(f"{glob.escape(folder)}/{pattern}")]
        return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    rows = spark.read.text([f"{folder}/{pattern}" for pattern in TEXTS], wholetext=True).selectExpr("_metadata.file_path AS path", "value")
    return {re.search(r"(sql|manifest)/[^/]+(/[^/]+\.sql)?$", row.path)[0]: row.value for row in rows.collect()}

def in_plan(rows):
    """The same rows as a part of the plan: no task reads them, and nothing computes them again."""
    return type(rows)(rows.sparkSession._jsparkSession.createDataFrame(rows._jdf.collectAsList(), rows._jdf.schema()), rows.sparkSession)

def register(spark, folder, texts, shards, files, is_small):
    """Makes the tables and views known to Spark; tables of several shards are joined."""
    for table, columns in (line.split(" ", 1) for line in texts["sql/tables.txt"].splitlines()):
        rows = spark.read.schema(columns).parquet(*[f"{folder}/{file}" for file in sorted(files) if file.startswith(f"{table}/")])
        rows = rows.selectExpr("*", "regexp_extract(_metadata.file_name, '^(.*)-[0-9]+[.]parquet$', 1) AS shard") if shards > 1 else rows
        (in_plan(rows) if is_small else rows).createOrReplaceTempView("shard_" * (shards > 1) + table)
    for name in texts["sql/derive.txt"].split() if shards > 1 else []:
        rows = spark.sql(texts[f"sql/derive/{name}.sql"])
        (in_plan(rows) if is_small else rows.persist()).createOrReplaceTempView(name)
    if shards > 1 and (refused := spark.sql("SELECT problem FROM refused ORDER BY problem LIMIT 10").collect()):
        raise Fault("the shards state different things; correct one of them and export it again:\n  " + "\n  ".join(row.problem for row in refused))
    for name in texts["sql/views.txt"].split():
        spark.sql(texts[f"sql/views/{name}.sql"]).createOrReplaceTempView(name)

def near(word, known):
    """What may have been meant, and all that there is."""
    found = "".join(f"did you mean `{name}`? " for name in difflib.get_close_matches(word, known, 1))
    return f"{found}there {'are: ' + ', '.join(known[:30]) if known else 'are none'}{', ...' if known[30:] else ''}"

def chosen(name, text, known):
    """The code that a text means, which is the code or the name; `known` has the names by their codes."""
    meant = [text] if text in known else [code for code, called in known.items() if called.casefold() == text.casefold()]
    if len(meant) == 1:
        return meant[0]
    raise Fault(f"`{name}={text}` " + (f"means several: {', '.join(meant)}; give a code" if meant else f"is none of the choices; {near(text, list(known))}"))

def given_values(report, given):
    """The parameters that a report declares, each with its value, None where it has none, and with the SQL of its choices."""
    pairs = [text.partition("=") for text in given]
    lines = [line.split(":", 1)[1].strip().split(" | ", 4) for line in report.splitlines() if line.startswith("-- parameter:")]
    texts, declared = {name: text for name, _, text in pairs}, [name for name, *_ in lines]
    for name, equals, _ in pairs:
        if not equals or [other for other, *_ in pairs].count(name) > 1:
            raise Fault(f"`-p {name}` is {'given twice; give it once' if equals else 'no parameter; write -p NAME=VALUE'}")
        if name not in declared:
            raise Fault(f"the report has no parameter `{name}`; {near(name, declared)}")
    for name, kind, need, meaning, *choices in lines:
        if need == "required" and name not in texts:
            raise Fault(f"the report needs the parameter `{name}` ({meaning}); add -p {name}=VALUE; there are: {', '.join(declared)}")
        text = texts.get(name, need[len("default "):] if need.startswith("default ") else None)
        pattern, typed, example = TYPES.get(kind, ("(?s:.*)", str, ""))
        if text is not None and not re.fullmatch(pattern, text, re.ASCII):
            raise Fault(f"`{name}={text}` is not {example}")
        choices = "" if text is None or kind in TYPES else "".join(choices)
        if choices and not choices.lower().startswith("select "):
            text, choices = chosen(name, text, {it.strip(): it.strip() for it in choices.split(",")}), ""
        yield name, text if text is None else typed(text), choices

def spelled(cell):
    """A cell as JSON, as `yearbook` spells it."""
    if not isinstance(cell, (float, Decimal)):
        return ACTS.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(cell, ensure_ascii=False))
    cell = float(cell) or 0.0
    if cell == 0 or 1e-4 <= abs(cell) < 1e21:
        return re.sub(r"\.0$", "", format(Decimal(repr(cell)), "f"))
    return repr(cell) if abs(cell) < float("inf") else f'"{"-" if cell < 0 else ""}Infinity"'

def start(master, memory, is_small):
    from pyspark.sql import SparkSession
    settings = {"spark.log.level": "OFF", **(LOCAL if master.startswith("local") else {}), **(FOR_SMALL if is_small else {})}
    settings.update({"spark.driver.memory": memory, "spark.executor.memory": memory} if memory else {})
    builder = SparkSession.builder.appName("yearbook")
    return (builder.remote(master) if master.startswith("sc://") else builder.master(master).config(map=settings)).getOrCreate()

def run(folder, name, given, master, memory):
    logging.disable()
    if not (is_address := "://" in folder) and not glob.glob(f"{glob.escape(folder)}/manifest/*.json"):
        raise Fault(f"{folder} holds no export; write one with `yearbook export {folder} --to parquet`")
    texts = read_texts(folder, spark := start(master, memory, False) if is_address else None)
    manifests = [json.loads(text) for path, text in texts.items() if path.startswith("manifest/")]
    files = {path: file["rows"] for manifest in manifests for path, file in manifest["files"].items()}
    reports = {Path(path).stem: text for path, text in sorted(texts.items()) if path.startswith("sql/reports/")}
    if name is None:
        return print("\n".join(reports))
    if name not in reports:
        raise Fault(f"there is no report `{name}`; {near(name, list(reports))}")
    values = list(given_values(reports[name], given))
    is_small = not is_address and master.startswith("local") and sum(files.values()) <= SMALL
    spark = spark or start(master, memory, is_small)
    register(spark, folder if is_address else Path(folder).resolve().as_uri(), texts, len(manifests), files, is_small)
    known = {name: {str(row[0]): str(row[-1]) for row in spark.sql(choices).collect()} for name, _, choices in values if choices}
    rows = spark.sql(reports[name], {name: chosen(name, value, known[name]) if name in known else value for name, value, _ in values})
    for row in rows.toLocalIterator():
        print("{" + ",".join(f"{json.dumps(column)}:{spelled(cell)}" for column, cell in zip(rows.columns, row)) + "}")
    sys.stdout.flush()

def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", help="what `yearbook export FOLDER --to parquet` wrote, or its address")
    parser.add_argument("report", nargs="?", help="the name of a report; without one, all are listed")
    parser.add_argument("-p", dest="given", action="append", default=[], metavar="NAME=VALUE", help="a parameter of the report")
    parser.add_argument("--master", default="local[*]", help="local[*], spark://HOST:PORT or sc://HOST [default: local[*]]")
    parser.add_argument("--memory", help="memory of Spark, such as 8g [default: 4g on this machine]")
    asked = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8")
    try:
        run(asked.folder.rstrip("/"), asked.report, asked.given, asked.master, asked.memory)
    except (BrokenPipeError, KeyboardInterrupt):  # Nobody reads any more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (Fault, KeyError, json.JSONDecodeError) as error:
        sys.exit(f"error: {error if isinstance(error, Fault) else f'{asked.folder} is not complete ({error}); export it again'}")
    except Exception as error:
        if re.search(MEMORY, said := " ".join(str(error).split())):
            sys.exit("error: Spark has too little memory for this report; give it more, such as --memory 8g")
        hint = f"see that Java 17 and pyspark (pyspark[connect] for sc://) are installed, --memory is a size such as 8g, the cluster runs, and it can read {asked.folder}"
        sys.exit(f"error: Spark says: {said[:300]}; {hint}")

if __name__ == "__main__":
    main()
