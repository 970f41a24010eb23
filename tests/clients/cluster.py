#!/usr/bin/env python3
"""Runs a report of three shards on a Spark cluster of this machine, a master and two workers, and compares the rows with those of one
database that has all.

    /tmp/engines/bin/python tests/clients/cluster.py target/debug/yearbook

The cluster is that of the package pyspark; the report runs as docs/beyond-one-machine says. Needs Java 17.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pyspark

import engines
import shards

SETTINGS = {
    "spark.executor.memory": "600m", "spark.buffer.pageSize": "1m", "spark.sql.shuffle.partitions": "2", "spark.ui.enabled": "false",
    "spark.sql.adaptive.enabled": "false", "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.driver.memory": "1g",
}
SCRIPT = engines.PROJECT / "docs/beyond-one-machine/spark_reports.py"
REPORTS = [["timeline", "-p", "metric=jobs"]]

# What a user can get wrong, and how what is said begins.
FAULTS = {
    "nothing timeline": "error: nothing holds no export; write one with `yearbook export nothing --to parquet`",
    "LAKE timelin": "error: there is no report `timelin`; did you mean `timeline`? there are: claims, ",
    "LAKE timeline": "error: the report needs the parameter `metric` (What is measured); add -p metric=VALUE; there are: metric, ",
    "LAKE timeline -p metrik=jobs": "error: the report has no parameter `metrik`; did you mean `metric`? there are: metric, ",
    "LAKE rank -p metric=jobs -p top=ten": "error: `top=ten` is not a whole number such as 10",
    "LAKE rank -p metric=jobs -p period=2025-13": "error: `period=2025-13` is not a period such as 2025, ",
    "LAKE rank -p metric=jobs -p order=up": "error: `order=up` is none of the choices; there are: highest, lowest",
    "LAKE timeline -p metric": "error: `-p metric` is no parameter; write -p NAME=VALUE",
    "LAKE timeline -p metric=jobs -p metric=rate": "error: `-p metric` is given twice; give it once",
}


class Cluster:
    """A master and two workers, which end with the block."""

    def __enter__(self):
        self.processes = []
        self.home = Path(pyspark.__file__).parent
        self.folder = tempfile.TemporaryDirectory()
        log = self.start("master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        self.address = said(log, rb"Starting Spark master at (spark://\S+)")
        logs = [self.start("worker.Worker", "--host", "127.0.0.1", "--webui-port", "0", "-c", "1", "-m", "1g", "-d", self.folder.name, self.address) for _ in range(2)]
        for log in logs:
            said(log, rb"Successfully registered with master (\S+)")
        return self.address

    def start(self, what, *arguments):
        environment = {**os.environ, "SPARK_HOME": str(self.home), "SPARK_DAEMON_MEMORY": "256m", "SPARK_LOCAL_IP": "127.0.0.1"}
        command = [self.home / "bin/spark-class", f"org.apache.spark.deploy.{what}", *arguments]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.processes.append(process)
        return process.stderr

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.wait()
        self.folder.cleanup()


def said(log, pattern):
    """What a pattern finds in a log, which is read until it does."""
    lines = []
    for line in log:
        lines.append(line)
        if found := re.search(pattern, line):
            # Nobody reads the rest, and a full pipe would stop its writer.
            subprocess.Popen(["cat"], stdin=log, stdout=subprocess.DEVNULL)
            return found[1].decode()
    sys.exit(f"no {pattern} in:\n" + b"".join(lines).decode())


def main(binary):
    binary = Path(binary).resolve()
    settings = " ".join(f"--conf {key}={value}" for key, value in SETTINGS.items())
    environment = {**os.environ, "PYSPARK_SUBMIT_ARGS": f"{settings} pyspark-shell", "PYSPARK_PYTHON": sys.executable}
    with tempfile.TemporaryDirectory() as folder, Cluster() as master:
        folder = Path(folder)
        one, lake, _ = shards.written(binary, folder, 3, 3)
        for arguments, sentence in FAULTS.items():
            arguments = [lake if argument == "LAKE" else argument for argument in arguments.split()]
            done = subprocess.run([sys.executable, SCRIPT, *arguments], capture_output=True, text=True)
            if (done.returncode, done.stdout, done.stderr.count("\n")) != (1, "", 1) or not done.stderr.startswith(sentence):
                sys.exit(f"{arguments}: {done.returncode} {done.stderr}")
        wrong = subprocess.run([sys.executable, SCRIPT, lake, "timeline", "-p", "metric=job", "--master", master], env=environment, capture_output=True, text=True)
        if not wrong.stderr.endswith("error: `metric=job` is none of the choices; did you mean `jobs`? there are: jobs, rate\n"):
            sys.exit(wrong.stderr)
        for report in REPORTS:
            expected = subprocess.run([binary, "--db", one, "report", *report, "--format", "ndjson"], capture_output=True, text=True, check=True).stdout
            done = subprocess.run([sys.executable, SCRIPT, lake, *report, "--master", master], env=environment, capture_output=True, text=True)
            if done.returncode or done.stdout != expected:
                lines = zip(expected.splitlines(), done.stdout.splitlines())
                differ = next((f"{theirs}\nnot\n{ours}" for ours, theirs in lines if ours != theirs), "")
                sys.exit(f"{' '.join(report)} on {master}: {differ}\n{done.stderr[-3000:]}")
            print(f"{' '.join(report)} on {master}: {len(expected.splitlines())} rows of three shards are the same")


if __name__ == "__main__":
    main(*sys.argv[1:])
