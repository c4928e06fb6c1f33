"""Stores a result with what a reader needs to judge it: machine, JDK, commit, date.

    java -cp "bench/target/classes:bench/target/lib/*" org.openjdk.jmh.Main -rf json -rff jmh.json
    python3 bench/store.py jmh.json

writes bench/results/jmh-<cpu>.json; paths of the machine and raw samples are left out. Some benchmarks alone go into a
file of their own:

    java -cp "bench/target/classes:bench/target/lib/*" org.openjdk.jmh.Main TrajectoryBenchmark -rf json -rff jmh.json
    python3 bench/store.py jmh.json trajectories        writes bench/results/jmh-trajectories-<cpu>.json

    mvn -Pfuzz -pl cli -am test -Dtest=FuzzTest -Dsurefire.failIfNoSpecifiedTests=false
    python3 bench/store.py cli/target/fuzz.json

writes bench/results/fuzz.json; a file of AccuracySurvey becomes bench/results/survey-<name>.json, a row a line.
"""

import datetime
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def machine():
    """CPU model, cores, memory and how busy it is (load average of 15 minutes), from Linux's /proc."""
    model = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text()).group(1)
    kib = int(re.search(r"MemTotal:\s*(\d+)", pathlib.Path("/proc/meminfo").read_text()).group(1))
    return {"cpu": model.strip(), "cores": os.cpu_count(), "memory_gib": round(kib / 2**20, 1),
            "load_average": os.getloadavg()[2]}


def commit():
    """The commit that is checked out."""
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return head.stdout.strip()


def store_survey(survey):
    rows = survey.pop("rows")
    document = {"command": survey.pop("command"), "date": datetime.date.today().isoformat(), "commit": commit(),
                "jdk": survey.pop("jdk"), "machine": machine(), **survey}
    lines = ",\n".join("    " + json.dumps(row) for row in rows)
    out = ROOT / "bench" / "results" / f"survey-{survey['survey']}.json"
    out.write_text(json.dumps(document, indent=2)[:-2] + f',\n  "rows": [\n{lines}\n  ]\n}}\n')
    print(out.relative_to(ROOT))


def write(name, document):
    """Writes a document among the results."""
    out = ROOT / "bench" / "results" / name
    out.write_text(json.dumps(document, indent=2) + "\n")
    print(out.relative_to(ROOT))


def main():
    runs = json.load(open(sys.argv[1]))
    if "survey" in runs:
        store_survey(runs)
        return
    host = machine()
    if "kinds" in runs:
        command = "mvn -Pfuzz -pl cli -am test -Dtest=FuzzTest -Dsurefire.failIfNoSpecifiedTests=false"
        about = {"command": command + "; bench/store.py cli/target/fuzz.json"}
        about |= {"date": datetime.date.today().isoformat(), "commit": commit(), "machine": host}
        write("fuzz.json", about | runs)
        return
    results = []
    for run in runs:
        metric = run["primaryMetric"]
        results.append(
            {
                "benchmark": run["benchmark"].rsplit(".", 2)[-2] + "." + run["benchmark"].rsplit(".", 1)[-1],
                "params": run.get("params", {}),
                "mode": run["mode"],
                "score": metric["score"],
                "error_99.9%": metric["scoreError"],
                "min": metric["scorePercentiles"]["0.0"],
                "median": metric["scorePercentiles"]["50.0"],
                "max": metric["scorePercentiles"]["100.0"],
                "unit": metric["scoreUnit"],
                "forks": run["forks"],
                "iterations": run["measurementIterations"],
            }
        )
    document = {
        "command": "org.openjdk.jmh.Main -rf json -rff jmh.json; bench/store.py " + " ".join(["jmh.json", *sys.argv[2:]]),
        "date": datetime.date.today().isoformat(),
        "commit": commit(),
        "jdk": runs[0]["jdkVersion"] + ", " + runs[0]["vmName"],
        "jmh": runs[0]["jmhVersion"],
        "machine": host,
        "results": results,
    }
    slug = re.sub(r"[^a-z0-9]+", "-", host["cpu"].lower()).strip("-") + f"-{host['cores']}-cores"
    write("-".join(["jmh", *sys.argv[2:3], slug]) + ".json", document)


if __name__ == "__main__":
    main()
