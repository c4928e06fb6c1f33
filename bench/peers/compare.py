"""DeepMFT and the usual NumPy recipe on the same points, in one run: speed of both, errors of both.

    python3 bench/peers/compare.py [--help]    writes bench/results/peers-<cpu model>.json (about 3 minutes)

Needs Linux, Python 3.9, NumPy 1.26 and what ./deepmft needs; run it on an otherwise idle machine.

Speed: tanh, sigma_w2 = 0.5:4:1024 by sigma_b2 = 0:1:1024. DeepMFT computes the whole grid; its rate is
points_per_second of run.json, from tables ready to all fields in memory (nodes and weights of the recipe are
ready before its clock starts, too). Every sweep is a new process: compilation inside the Java machine counts
against DeepMFT. The recipe computes a seeded random sample of that grid in one call of phase_diagram; the
iterations it took are stored with their standard error, which is the sampling error of its rate. Each program
has one unrecorded run, then they take turns; rates are medians of the repetitions.

Errors: relative, in the rows of core's 30-digit table inside the same ranges: in all (many lie close to the
critical line, on purpose), where DeepMFT states bounds, where the recipe converged. On the sample the reference
is what the timed sweep stored, in the fields the table has, where q converges to q* > 0; it proves
nothing below DeepMFT's own errors in the table.
"""

import argparse
import csv
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path

import numpy as np

import phase_numpy
import sweep_store

ROOT = Path(__file__).resolve().parents[2]
TABLE = "core/src/test/resources/org/deepmft/meanfield/fixed_points.csv"
FIELDS = ("q_star", "chi_1", "one_minus_c_star", "chi_c", "xi_c")
BOUNDS = tuple(f + "_error" for f in FIELDS[:4])
SWEEP = "./deepmft sweep --activation tanh --sigma-w2 0.5:4:1024 --sigma-b2 0:1:1024 --backend cpu --format json"
POINT = "./deepmft point --activation tanh --sigma-w2 {sigma_w2} --sigma-b2 {sigma_b2} --backend cpu --format json"


def output(command, *more):
    done = subprocess.run(command.split() + list(more), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
                          env={**os.environ, "DEEPMFT_CACHE": ""})  # every run builds its tables
    return done.stdout.strip()


def proc(file, key):
    return re.search(rf"^{key}\s*:\s*(.*)$", Path("/proc", file).read_text(), re.M).group(1)


def columns(rows, names):
    return {n: np.array([np.nan if r[n] is None else float(r[n]) for r in rows]) for n in names}


def errors(values, reference, rows):
    """Maximum and median relative error by field; where 1 - c* = 0 (ordered) the error is absolute, given apart."""
    result = {}
    for field in FIELDS:
        v, r = values[field][rows], reference[field][rows]
        for name, pick, scale in ((field, r != 0, np.abs(r)), (field + "_absolute_at_0", r == 0, np.ones_like(r))):
            e = np.abs(v - r)[pick] / scale[pick]
            good = e[np.isfinite(e)]
            if len(good):
                result[name] = {"max": float(good.max()), "median": float(np.median(good)),
                                "points": len(e), "not_finite": len(e) - len(good)}
    return result


def recipe_counts(result):
    c = result["c_iterations"]
    return {"points": len(c), "q_at_cap": int(result["q_capped"].sum()), "c_at_cap": int(result["c_capped"].sum()),
            "q_iterations_mean": float(result["q_iterations"].mean()), "c_iterations_mean": float(c.mean()),
            "c_iterations_std_error": float(c.std(ddof=1) / np.sqrt(len(c)))}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=400, help="points of the sample (default: 400)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the sample (default: 1)")
    parser.add_argument("--repetitions", type=int, default=3, help="timed runs of each (default: 3)")
    parser.add_argument("--out", type=Path, help="result file")
    args = parser.parse_args()
    cpu, load = proc("cpuinfo", "model name"), os.getloadavg()
    version = output("./deepmft --version").splitlines()  # builds first, if need be

    rows = [r for r in csv.DictReader((ROOT / TABLE).read_text().splitlines())
            if r["activation"] == "tanh" and float(r["sigma_w2"]) <= 4 and float(r["sigma_b2"]) <= 1]
    table = columns(rows, ("sigma_w2", "sigma_b2") + FIELDS)
    our_rows = columns([json.loads(output(POINT.format(**r))) for r in rows], FIELDS + BOUNDS)
    numpy_rows = phase_numpy.phase_diagram(table["sigma_w2"], table["sigma_b2"])

    recipe, sweeps, one_thread = [], [], []
    with tempfile.TemporaryDirectory() as out:
        store = Path(out, "phase.zarr")
        for repetition in range(args.repetitions + 1):
            one_thread.append(json.loads(output(SWEEP, "--overwrite", "--threads", "1", "--out", out)))
            sweeps.append(json.loads(output(SWEEP, "--overwrite", "--out", out)))
            sw2, sb2 = sweep_store.read(store, "sigma_w2"), sweep_store.read(store, "sigma_b2")
            pick = np.random.default_rng(args.seed).choice(len(sb2) * len(sw2), args.sample, replace=False)
            i, j = np.divmod(pick, len(sw2))  # arrays of the store are (sigma_b2, sigma_w2)
            wall, busy = time.perf_counter(), time.process_time()
            sample = phase_numpy.phase_diagram(sw2[j], sb2[i])
            recipe.append((time.perf_counter() - wall, time.process_time() - busy))
        ours = {f: sweep_store.read(store, f)[i, j] for f in FIELDS}
        solved = sweep_store.read(store, "status")[i, j] == 0
    rates = {"numpy": [args.sample / wall for wall, _ in recipe[1:]],
             "deepmft": [r["points_per_second"] for r in sweeps[1:]],
             "deepmft_one_thread": [r["points_per_second"] for r in one_thread[1:]],
             "deepmft_with_files": [r["points"] / r["wall_seconds"] for r in sweeps[1:]]}
    median = {name: float(np.median(rate)) for name, rate in rates.items()}
    settled = ~(sample["q_capped"] | sample["c_capped"])
    groups = {"all": np.ones(len(rows), dtype=bool),
              "deepmft_states_bounds": np.all([np.isfinite(our_rows[b]) for b in BOUNDS], axis=0),
              "numpy_converged": ~(numpy_rows["q_capped"] | numpy_rows["c_capped"])}
    result = {
        "date": datetime.now(timezone.utc).isoformat(timespec="seconds"), "command": ["bench/peers/compare.py", *sys.argv[1:]],
        "machine": {"cpu": cpu, "cpu_family": proc("cpuinfo", "cpu family"), "cpu_model": proc("cpuinfo", "model"),
                    "cores": os.cpu_count(), "memory": proc("meminfo", "MemTotal"),
                    "load_before": load, "load_after": os.getloadavg()},
        "python": platform.python_version(), "numpy": np.__version__,
        "numpy_simd": np.show_config(mode="dicts")["SIMD Extensions"].get("found"),
        "jdk": version[-1], "deepmft": version[0], "commit": output("git rev-parse HEAD"),
        "changed_files": output("git status --porcelain").splitlines(),
        "sweep_command": SWEEP, "sweep_device": sweeps[-1]["device"], "sweep_counts": sweeps[-1]["status_counts"],
        "sample": {"points": args.sample, "seed": args.seed}, "points_per_second": median,
        "points_per_second_all": rates, "numpy_cores_used": float(np.median([busy / wall for wall, busy in recipe[1:]])),
        "deepmft_wall_seconds": [r["wall_seconds"] for r in sweeps[1:]],
        "ratio_to_numpy": {name: rate / median["numpy"] for name, rate in median.items() if name != "numpy"},
        "numpy_iterations": {"sample": recipe_counts(sample), "table": recipe_counts(numpy_rows)},
        "errors_in_table": {name: {"numpy": errors(numpy_rows, table, group), "deepmft": errors(our_rows, table, group)}
                            for name, group in groups.items()},
        "numpy_against_deepmft_in_sample": {"all": errors(sample, ours, solved),
                                            "numpy_converged": errors(sample, ours, solved & settled)},
        "phase_differs_in_sample": int(((sample["chi_1"] > 1) != (ours["chi_1"] > 1))[solved].sum()),
        "notes": __doc__.strip().split("\n\n")[3:],
    }
    slug = re.sub(r"[^a-z0-9]+", "-", cpu.lower()).strip("-")
    file = args.out or ROOT / "bench" / "results" / f"peers-{slug}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(result, indent=2, allow_nan=False) + "\n")
    print(json.dumps({k: result[k] for k in ("points_per_second", "ratio_to_numpy", "numpy_iterations")}, indent=2))


if __name__ == "__main__":
    main()
