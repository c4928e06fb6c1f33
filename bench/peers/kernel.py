"""NNGP and NTK of 5,000 inputs over 20 layers: `./deepmft kernel` and the closed-form recipe in NumPy, in one run.

    python3 bench/peers/kernel.py [--help]    writes bench/results/kernels-<cpu>.json (some ten minutes)

Needs Linux, NumPy and what ./deepmft needs (with SciPy its dpotrf gives the Cholesky's rate); run it on an otherwise
idle machine. 64 random pixels an input, all of one norm; ReLU at (2, 0) and erf on its edge.

recipe   layer by layer over whole [M, M] arrays, in place, as a careful NumPy user writes it: K' from the closed form of
         K (arccos or arcsin of every element), and for the NTK Theta' = sigma_w^2 D Theta + K'; then Cholesky of K.
deepmft  a new process a run, so compilation inside the Java machine counts. kernel_seconds is K and Theta of all pairs;
         cholesky_seconds that of K. nngp = both together: more than the NNGP alone, as Theta cannot be left out.
floor    what the machine needs to read and write K once a layer (NumPy's copy) and for one dpotrf of its size. The goal
         is three times that. For activations without closed form: pairs/s, and the rate at which this machine's GEMM
         does a pair's 64 multiply-adds of X X^T and the 64 of two Chebyshev series.
Each program has one unrecorded run, then they take turns; figures are medians.
"""

import argparse
import json
import math
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))

import store  # noqa: E402

VARIANCES = {"relu": (2.0, 0.0), "erf": (1.3758390073, 0.05), "tanh": (1.7609546396, 0.05), "gelu": (2.0, 0.2)}
COLUMNS = 64
NETWORK = """layers:
  - dense: {{sigma_w2: {0}, sigma_b2: {1}}}
  - repeat: {2}
    layers:
      - activation: {3}
      - dense: {{sigma_w2: {0}, sigma_b2: {1}}}
"""
COMMAND = "./deepmft kernel --network {out}/net.yaml --inputs {out}/X.npy --out {out}/K.npy --overwrite --format json"


def recipe(x, activation, depth, ntk):
    """K, and Theta or None, of inputs of mean square 1."""
    w, b = VARIANCES[activation]
    k = x @ x.T / x.shape[1]
    k *= w
    k += b
    q = w + b
    np.fill_diagonal(k, q)
    theta = k.copy() if ntk else None
    work = np.empty_like(k)
    slope = np.empty_like(k) if ntk else None
    for _ in range(depth - 1):
        if activation == "relu":  # E phi phi = q (sin t + (pi - t) cos t)/(2 pi), E phi' phi' = (pi - t)/(2 pi)
            k /= q
            np.clip(k, -1, 1, out=k)
            np.arccos(k, out=work)
            np.subtract(math.pi, work, out=work)
            if ntk:
                np.multiply(work, w / (2 * math.pi), out=slope)
            work *= k
            np.multiply(k, k, out=k)
            np.subtract(1, k, out=k)
            np.sqrt(k, out=k)
            k += work
            k *= w * q / (2 * math.pi)
            q = w * q / 2 + b
        else:  # E phi phi = (2/pi) asin(2 K/(1 + 2 q)), E phi' phi' = (4/pi)/sqrt((1 + 2 q)^2 - 4 K^2)
            if ntk:
                np.multiply(k, k, out=slope)
                slope *= -4
                slope += (1 + 2 * q) ** 2
                np.sqrt(slope, out=slope)
                np.divide(4 * w / math.pi, slope, out=slope)
            k *= 2 / (1 + 2 * q)
            np.arcsin(k, out=k)
            k *= 2 * w / math.pi
            q = 2 * w / math.pi * math.asin(2 * q / (1 + 2 * q)) + b
        k += b
        np.fill_diagonal(k, q)
        if ntk:
            theta *= slope
            theta += k
    return k, theta


def seconds(action):
    start = time.perf_counter()
    result = action()
    return time.perf_counter() - start, result


def best(action, times=3):
    return min(seconds(action)[0] for _ in range(times))


def cholesky(k):
    try:
        from scipy.linalg import lapack
    except ImportError:
        return "numpy.linalg.cholesky", best(lambda: np.linalg.cholesky(k))
    fresh = np.asfortranarray(k)  # dpotrf overwrites
    times = []
    for _ in range(3):
        a = fresh.copy(order="F")
        times.append(seconds(lambda: lapack.dpotrf(a, lower=1, overwrite_a=1, clean=0))[0])
    return "scipy.linalg.lapack.dpotrf", min(times)


def rates(m):
    """Copy bandwidth (bytes read and written), multiply-adds of GEMM and seconds of a Cholesky of size m."""
    a = np.random.default_rng(0).random((m, m))
    b = np.empty_like(a)
    copy = 2 * a.nbytes / best(lambda: np.copyto(b, a), 5)
    side = min(m, 2000)
    c = a[:side, :side].copy()
    gemm = side**3 / best(lambda: c @ c)
    np.matmul(a, a.T, out=b)
    b /= m
    b[np.diag_indices(m)] += 1
    name, potrf = cholesky(b)
    return {"copy_bytes_per_second": copy, "gemm_multiply_adds_per_second": gemm,
            "cholesky": name, "cholesky_seconds": potrf}


def ours(out):
    command = COMMAND.format(out=out).split()
    wall, done = seconds(lambda: subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True))
    summary = json.loads(done.stdout)
    return {"kernel_seconds": summary["kernel_seconds"], "cholesky_seconds": summary["nngp"]["cholesky_seconds"],
            "nngp": summary["kernel_seconds"] + summary["nngp"]["cholesky_seconds"],
            "seconds": summary["seconds"], "process": wall}


def medians(runs):
    return {name: float(np.median([run[name] for run in runs])) for name in runs[0]}


def compare(activation, args, out, floor):
    x = np.load(f"{out}/X.npy")
    Path(out, "net.yaml").write_text(NETWORK.format(*VARIANCES[activation], args.depth - 1, activation))
    own, peer = [], []
    for repetition in range(args.repetitions + 1):
        own.append(ours(out))
        nngp, (k, _) = seconds(lambda: recipe(x, activation, args.depth, False))
        factor, _ = seconds(lambda: np.linalg.cholesky(k))
        both, (k, theta) = seconds(lambda: recipe(x, activation, args.depth, True))
        peer.append({"nngp_kernel": nngp, "cholesky": factor, "nngp": nngp + factor, "nngp_and_ntk_kernels": both})
    ours_k, ours_theta = np.load(f"{out}/K.npy")
    mine, theirs = medians(own[1:]), medians(peer[1:])
    return {"deepmft": mine, "numpy": theirs, "floor_seconds": floor, "times_floor": mine["nngp"] / floor,
            "numpy_times_floor": theirs["nngp"] / floor, "times_as_fast_as_numpy": theirs["nngp"] / mine["nngp"],
            "largest_difference_of_k": float(np.abs(ours_k - k).max() / k.max()),
            "largest_difference_of_theta": float(np.abs(ours_theta - theta).max() / theta.max()), "runs": own[1:]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=5000, help="M (default: 5000)")
    parser.add_argument("--depth", type=int, default=20, help="dense layers (default: 20)")
    parser.add_argument("--repetitions", type=int, default=3, help="timed runs of each (default: 3)")
    parser.add_argument("--name", help="name of the result (default: by the CPU)")
    args = parser.parse_args()
    version = subprocess.run(["./deepmft", "--version"], cwd=ROOT, check=True, stdout=subprocess.PIPE,
                             text=True).stdout.splitlines()
    m = args.inputs
    host = store.machine()
    rate = rates(m)
    floor = args.depth * 2 * m * m * 8 / rate["copy_bytes_per_second"] + rate["cholesky_seconds"]
    result = {"command": "bench/peers/kernel.py", "date": time.strftime("%Y-%m-%d"), "commit": store.commit(),
              "jdk": version[-1], "numpy": np.__version__, "machine": host, "inputs": m, "dimension": COLUMNS,
              "depth": args.depth, "kernel_command": COMMAND.format(out="DIR"), "rates": rate}
    with tempfile.TemporaryDirectory() as out:
        x = np.random.default_rng(1).standard_normal((m, COLUMNS))
        np.save(f"{out}/X.npy", x / np.sqrt(np.mean(x * x, axis=1, keepdims=True)))
        for activation in ("relu", "erf"):
            result[activation] = compare(activation, args, out, floor)
        pairs = m * (m + 1) / 2
        for activation in ("tanh", "gelu"):
            Path(out, "net.yaml").write_text(NETWORK.format(*VARIANCES[activation], args.depth - 1, activation))
            runs = [ours(out) for _ in range(args.repetitions + 1)][1:]
            mine = medians(runs)
            result[activation] = {"deepmft": mine, "pairs_per_second": pairs / mine["kernel_seconds"],
                                  "floor_pairs_per_second":
                                      rate["gemm_multiply_adds_per_second"] / (COLUMNS + 64), "runs": runs}
    slug = re.sub(r"[^a-z0-9]+", "-", host["cpu"].lower()).strip("-")
    store.write(f"kernels-{args.name or slug}.json", result)
    print(json.dumps({a: {n: result[a].get(n) for n in ("times_floor", "times_as_fast_as_numpy", "pairs_per_second")}
                      for a in VARIANCES}, indent=2))


if __name__ == "__main__":
    main()
