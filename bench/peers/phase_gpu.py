"""The usual recipe for the phase diagram of tanh networks on a GPU, in PyTorch or in JAX.

    python3 phase_gpu.py torch|jax [--points N] [--table fixed_points.csv]

prints one line of JSON: the device, points a second, iterations, and errors in the 30-digit table's rows.

The recipe is that of phase_numpy.py: 64-node Gauss-Hermite sums (64 x 64 in two dimensions) in double precision,
both maps iterated plainly, q from 1 until its relative change is below 1e-10, c from 0.5 until its change is, each at
most 1000 times. Points are a seeded sample of sigma_w2 = 0.5:4 by sigma_b2 = 0:1, taken in blocks that fill the GPU.
Done for speed: tanh of u1 is taken once for a point; in PyTorch points that have converged leave the iteration; in JAX
a block's iteration is one compiled loop, which ends when its last point has converged. The first block is run once
before the clock starts, so compilation does not count.
"""

import argparse
import csv
import json
import sys
import time

import numpy as np

NODES = 64
TOLERANCE = 1e-10
MAX_ITERATIONS = 1000
BLOCK = 2048  # points taken together in two dimensions: 64 MiB an array

_x, _w = np.polynomial.hermite_e.hermegauss(NODES)
WEIGHTS = _w / np.sqrt(2 * np.pi)


class Torch:
    """The recipe in PyTorch."""

    def __init__(self):
        import torch

        self.torch = torch
        self.version = "torch " + torch.__version__
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.name = torch.cuda.get_device_name() if self.device == "cuda" else "cpu"
        self.z, self.w = self.put(_x), self.put(WEIGHTS)

    def put(self, array):
        return self.torch.as_tensor(array, dtype=self.torch.float64, device=self.device)

    def iterate(self, step, x, relative):
        torch = self.torch
        active = torch.arange(len(x), device=self.device)
        total = 0
        for _ in range(MAX_ITERATIONS):
            new = step(x[active], active)
            change = (new - x[active]).abs()
            x[active] = new
            total += len(active)
            active = active[~(change < (TOLERANCE * new.abs() if relative else TOLERANCE))]
            if not len(active):
                break
        return x, total

    def solve(self, sw2, sb2):
        torch, z, w = self.torch, self.z, self.w
        sw2, sb2 = self.put(sw2), self.put(sb2)

        def length(q, k):
            phi = torch.tanh(q.sqrt()[:, None] * z)
            return sw2[k] * ((phi * phi) @ w) + sb2[k]

        q, _ = self.iterate(length, torch.ones_like(sw2), True)
        root = q.sqrt()
        phi = torch.tanh(root[:, None] * z)
        d1 = 1 - phi * phi
        chi_1 = sw2 * ((d1 * d1) @ w)

        def u2(c, k):
            a, b = root[k] * c, root[k] * (1 - c * c).clamp(min=0).sqrt()
            return torch.tanh((a[:, None] * z)[:, :, None] + (b[:, None] * z)[:, None, :])

        def correlation(c, k):
            mean = (u2(c, k) @ w * phi[k] * w).sum(1)
            return ((sw2[k] * mean + sb2[k]) / q[k]).clamp(-1, 1)

        c, total = self.iterate(correlation, torch.full_like(sw2, 0.5), False)
        everything = torch.arange(len(c), device=self.device)
        t2 = u2(c, everything)
        chi_c = sw2 * (((1 - t2 * t2) @ w) * d1 * w).sum(1)
        result = torch.stack([q, chi_1, 1 - c, chi_c]).cpu().numpy()
        return result, total


class Jax:
    """The recipe in JAX."""

    def __init__(self):
        import jax

        jax.config.update("jax_enable_x64", True)
        import jax.numpy as jnp

        self.version = "jax " + jax.__version__
        self.name = jax.devices()[0].device_kind
        z, w = jnp.asarray(_x), jnp.asarray(WEIGHTS)

        def iterate(step, x, relative):
            def go_on(state):
                _, done, n = state
                return (~done.all()) & (n < MAX_ITERATIONS)

            def once(state):
                x, done, n = state
                new = jnp.where(done, x, step(x))
                change = jnp.abs(new - x)
                return new, done | (change < (TOLERANCE * jnp.abs(new) if relative else TOLERANCE)), n + 1

            x, _, n = jax.lax.while_loop(go_on, once, (x, jnp.zeros(x.shape, bool), 0))
            return x, n

        def solve(sw2, sb2):
            def length(q):
                phi = jnp.tanh(jnp.sqrt(q)[:, None] * z)
                return sw2 * ((phi * phi) @ w) + sb2

            q, _ = iterate(length, jnp.ones_like(sw2), True)
            root = jnp.sqrt(q)
            phi = jnp.tanh(root[:, None] * z)
            d1 = 1 - phi * phi
            chi_1 = sw2 * ((d1 * d1) @ w)

            def u2(c):
                a, b = root * c, root * jnp.sqrt(jnp.maximum(1 - c * c, 0))
                return jnp.tanh((a[:, None] * z)[:, :, None] + (b[:, None] * z)[:, None, :])

            def correlation(c):
                return jnp.clip((sw2 * ((u2(c) @ w) * phi * w).sum(1) + sb2) / q, -1, 1)

            c, n = iterate(correlation, jnp.full_like(sw2, 0.5), False)
            t2 = u2(c)
            chi_c = sw2 * (((1 - t2 * t2) @ w) * d1 * w).sum(1)
            return jnp.stack([q, chi_1, 1 - c, chi_c]), n

        self.compiled = jax.jit(solve)

    def solve(self, sw2, sb2):
        result, n = self.compiled(sw2, sb2)
        return np.asarray(result), int(n) * len(sw2)


def table_errors(recipe, file):
    """Median and largest relative error in the tanh rows of the 30-digit table inside the sampled ranges."""
    with open(file) as text:
        rows = [r for r in csv.DictReader(text) if r["activation"] == "tanh"]
    rows = [r for r in rows if float(r["sigma_w2"]) <= 4 and float(r["sigma_b2"]) <= 1]
    got, _ = recipe.solve(*(np.array([float(r[n]) for r in rows]) for n in ("sigma_w2", "sigma_b2")))
    errors = {}
    for name, values in zip(("q_star", "chi_1", "one_minus_c_star", "chi_c"), got):
        exact = np.array([float(r[name]) for r in rows])
        pick = exact != 0
        error = np.abs(values - exact)[pick] / exact[pick]
        errors[name] = {"median": float(np.median(error)), "max": float(error.max()), "rows": int(pick.sum())}
    return errors


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library", choices=("torch", "jax"))
    parser.add_argument("--points", type=int, default=16384, help="points of the sample (default: 16384)")
    parser.add_argument("--table", help="core's fixed_points.csv, for errors")
    parser.add_argument("--block", type=int, default=BLOCK, help="points of a block (default: 2048)")
    args = parser.parse_args()
    try:
        recipe = Torch() if args.library == "torch" else Jax()
    except ImportError as missing:
        sys.exit(f"{args.library} is not installed: {missing}")
    random = np.random.default_rng(1)
    blocks = max(1, args.points // args.block)
    sw2 = random.uniform(0.5, 4, (blocks, args.block))
    sb2 = random.uniform(0, 1, (blocks, args.block))
    recipe.solve(sw2[0], sb2[0])
    start = time.perf_counter()
    iterations = sum(recipe.solve(w, b)[1] for w, b in zip(sw2, sb2))
    seconds = time.perf_counter() - start
    result = {
        "library": recipe.version, "device": recipe.name, "points": sw2.size, "seconds": seconds,
        "points_per_second": sw2.size / seconds, "c_iterations_mean": iterations / sw2.size,
    }
    if args.table:
        result["errors_in_table"] = table_errors(recipe, args.table)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
