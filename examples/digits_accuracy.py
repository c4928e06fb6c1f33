"""Held-out accuracy of the kernels of digits.py, depth by depth, beside that of linear models on the same rows.

    python3 digits.py DIR
    ./deepmft kernel --network ordered.yaml --inputs DIR/X.npy --targets DIR/y.npy --test DIR/T.npy --noise 0.01 \\
        --layers 2,5,10,20 --out DIR/ordered.npz --format json > DIR/ordered.json        (chaotic, critical alike)
    python3 digits_accuracy.py DIR ordered critical chaotic

Needs NumPy. A row of the table is one depth:
  nngp, ntk  share of held-out images whose largest posterior mean stands at the right digit
  drawn      probability that a function drawn from the NNGP posterior has its largest output there; chance is 0.1
  mean       root mean square of the NNGP posterior's mean: what the network claims to know of an image
The posterior's ten outputs are independent and have one variance s^2, so a draw is right with probability
E_z prod_k Phi((m_right - m_k)/s + z).
"""

import json
import math
import sys

import numpy as np

Z = np.linspace(-8, 8, 161)
WEIGHTS = np.exp(-Z * Z / 2) / np.exp(-Z * Z / 2).sum()
STEP = 0.002
PHI = np.array([0.5 * math.erfc(-x / math.sqrt(2)) for x in np.arange(-40, 40 + STEP, STEP)])
RIDGES = (0, 1e-4, 1e-2, 1, 10, 100, 1000)


def normal_cdf(x):
    return np.interp(x, np.arange(-40, 40 + STEP, STEP), PHI)


def accuracy(outputs, labels):
    return float(np.mean(outputs.argmax(axis=1) == labels))


def drawn(mean, variance, labels):
    sigma = np.sqrt(np.maximum(variance, 1e-300))
    right = mean[np.arange(len(labels)), labels]
    below = np.ones((len(labels), len(Z)))
    for k in range(mean.shape[1]):
        others = labels != k
        gap = np.clip((right - mean[:, k]) / sigma, -60, 60)
        below[others] *= normal_cdf(gap[others, None] + Z)
    return float(np.mean(below @ WEIGHTS))


def linear(directory):
    """Accuracy of least squares with a constant, for each ridge penalty."""
    x, y, t = (np.load(f"{directory}/{name}.npy") for name in ("X", "y", "T"))
    labels = np.load(f"{directory}/labels.npy")
    x, t = (np.hstack([rows, np.ones((len(rows), 1))]) for rows in (x, t))
    result = {}
    for ridge in RIDGES:
        weights = np.linalg.lstsq(np.vstack([x, math.sqrt(ridge) * np.eye(x.shape[1])]),
                                  np.vstack([y, np.zeros((x.shape[1], y.shape[1]))]), rcond=None)[0]
        result[str(ridge)] = accuracy(t @ weights, labels)
    return result


def by_depth(directory, name):
    """What the file of a network says at each of its depths."""
    with open(f"{directory}/{name}.json") as file:
        summary = json.load(file)
    labels, file = np.load(f"{directory}/labels.npy"), np.load(f"{directory}/{name}.npz")
    rows = []
    for layer in summary["layers"] + [{"layer": summary["depth"], "nngp": summary["nngp"]}]:
        end = "" if layer["layer"] == summary["depth"] else f"_layer_{layer['layer']}"
        mean = file["nngp_mean" + end]
        rows.append({"depth": layer["layer"],
                     "nngp": accuracy(mean, labels),
                     "ntk": accuracy(file["ntk_mean" + end], labels),
                     "drawn": drawn(mean, file["nngp_variance" + end], labels),
                     "mean": float(np.sqrt(np.mean(mean**2)))})
    return rows


def main():
    print("linear, by ridge penalty:", linear(sys.argv[1]))
    for name in sys.argv[2:]:
        print(f"\n{name}\ndepth   nngp    ntk  drawn  mean")
        for row in by_depth(sys.argv[1], name):
            print("{depth:5} {nngp:6.3f} {ntk:6.3f} {drawn:6.3f}  {mean:.2e}".format(**row))


if __name__ == "__main__":
    main()
