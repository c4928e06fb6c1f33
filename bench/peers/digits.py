"""NNGP and NTK regression of the 8 x 8 digits against depth, in order, on the edge and in chaos, beside linear models.

    python3 bench/peers/digits.py     writes bench/results/digits.json (two minutes on two idle cores)

Needs NumPy, scikit-learn (for its digits alone) and what ./deepmft needs. Runs examples/digits.py, `./deepmft kernel`
for each network of examples/digits and examples/digits_accuracy.py, which says what the columns are. `xi` is the depth
over which the posterior's mean falls by a factor e, from layers 50 and 60; `xi_c` is what `./deepmft point` says.
"""

import json
import math
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "examples")]

import digits_accuracy  # noqa: E402
import store  # noqa: E402

NETWORKS = {"ordered": "1", "critical": "1.7609546396", "chaotic": "5"}
KERNEL = ("./deepmft kernel --network examples/digits/{name}.yaml --inputs {out}/X.npy --targets {out}/y.npy"
          " --test {out}/T.npy --noise 0.01 --layers 2,5,10,20,30,40,50 --out {out}/{name}.npz --format json")
POINT = "./deepmft point --activation tanh --sigma-w2 {} --sigma-b2 0.05 --format json"


def output(command):
    return subprocess.run(command.split(), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def main():
    version = output("./deepmft --version").splitlines()
    result = {"command": "bench/peers/digits.py", "date": time.strftime("%Y-%m-%d"), "commit": store.commit(),
              "jdk": version[-1], "machine": store.machine(), "kernel_command": KERNEL.format(name="NAME", out="DIR"),
              "training": 1000, "held_out": 797}
    with tempfile.TemporaryDirectory() as out:
        output(f"{sys.executable} examples/digits.py {out}")
        result["linear_by_ridge_penalty"] = digits_accuracy.linear(out)
        for name, sigma_w2 in NETWORKS.items():
            Path(out, name + ".json").write_text(output(KERNEL.format(name=name, out=out)))
            rows = digits_accuracy.by_depth(out, name)
            mean = {row["depth"]: row["mean"] for row in rows}
            result[name] = {"sigma_w2": float(sigma_w2), "sigma_b2": 0.05,
                            "xi_c": json.loads(output(POINT.format(sigma_w2)))["xi_c"],
                            "xi": 10 / math.log(mean[50] / mean[60]), "by_depth": rows}
    store.write("digits.json", result)


if __name__ == "__main__":
    main()
