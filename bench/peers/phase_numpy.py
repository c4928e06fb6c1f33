"""Mean-field phase diagram of tanh networks, by the recipe most published codes use.

This is the peer that DeepMFT is compared with, written as a careful NumPy user would write it:

  length map       q' = sw2 V(q) + sb2,      V(q)    = E phi(sqrt(q) z)^2
  correlation map  c' = (sw2 C(q, c) + sb2) / q*,  C = E phi(u1) phi(u2)
  chi_1 = sw2 E phi'(sqrt(q*) z)^2,          chi_c = sw2 E phi'(u1) phi'(u2) at c*
  xi_q = -1 / ln|dq'/dq|,                    xi_c  = -1 / ln|chi_c|

with u1 = sqrt(q) z1, u2 = sqrt(q) (c z1 + sqrt(1 - c^2) z2), z, z1, z2 ~ N(0, 1). Weights have variance
sw2 / fan_in, biases sb2; q is the variance of pre-activations. Expectations are 64-node Gauss-Hermite sums
(64 x 64 in two dimensions); both maps are iterated plainly, q from 1 until its relative change is below
1e-10, c from 0.5 until its change is, each at most 1000 times.

Done for speed, as far as NumPy goes: tanh of u1 is taken once for each point and not in every iteration,
the sums are matrix products, arrays are filled in place in blocks that stay in cache, points that have
converged leave the iteration.

    python3 phase_numpy.py 1.69 0.09        prints one point (variances); needs NumPy only
"""

import sys

import numpy as np

NODES = 64
TOLERANCE = 1e-10
MAX_ITERATIONS = 1000
BLOCK = 32  # points taken together in two dimensions, 32 x 64 x 64 doubles = 1 MiB; 16 to 128 are within 4 %

_x, _w = np.polynomial.hermite_e.hermegauss(NODES)
Z = _x
W = _w / np.sqrt(2 * np.pi)


def length_map(q, sw2, sb2):
    """q' for arrays of points."""
    phi = np.tanh(np.sqrt(q)[:, None] * Z)
    return sw2 * ((phi * phi) @ W) + sb2


def single_input(q, sw2):
    """chi_1 and the slope dq'/dq = sw2 E[phi'^2 + phi phi''] at q."""
    phi = np.tanh(np.sqrt(q)[:, None] * Z)
    d1 = 1 - phi * phi
    d2 = -2 * phi * d1
    chi_1 = sw2 * ((d1 * d1) @ W)
    return chi_1, chi_1 + sw2 * ((phi * d2) @ W)


def pair_mean(f_u1_w, q, c, buffer, derivative=False):
    """E f(u1) f(u2) by Gauss-Hermite in two dimensions; f_u1_w[p, i] = W_i f(u1_i), f = phi or phi'."""
    out = np.empty_like(q)
    r = np.sqrt(q)
    a, b = r * c, r * np.sqrt(np.maximum(1 - c * c, 0))
    for start in range(0, len(q), BLOCK):
        s = slice(start, min(start + BLOCK, len(q)))
        u2 = buffer[: s.stop - s.start]
        np.add((a[s, None] * Z)[:, :, None], (b[s, None] * Z)[:, None, :], out=u2)
        np.tanh(u2, out=u2)
        if derivative:
            np.multiply(u2, u2, out=u2)
            np.subtract(1, u2, out=u2)
        inner = (u2.reshape(-1, NODES) @ W).reshape(-1, NODES)
        out[s] = np.einsum("pi,pi->p", f_u1_w[s], inner)
    return out


def iterate(step, x0, relative):
    """Plain iteration; step(x, active) maps the points still active. Returns the limits and the counts."""
    x = x0.copy()
    iterations = np.full(len(x), MAX_ITERATIONS)
    active = np.arange(len(x))
    for n in range(1, MAX_ITERATIONS + 1):
        new = step(x[active], active)
        change = np.abs(new - x[active])
        x[active] = new
        done = change < (TOLERANCE * np.abs(new) if relative else TOLERANCE)
        iterations[active[done]] = n
        active = active[~done]
        if not len(active):
            break
    capped = np.zeros(len(x), dtype=bool)
    capped[active] = True
    return x, iterations, capped


def phase_diagram(sw2, sb2, q0=1.0, c0=0.5):
    """Fixed points and depth scales at the points (sw2[p], sb2[p]); a dict of arrays of shape (points,)."""
    sw2, sb2 = np.asarray(sw2, dtype=float), np.asarray(sb2, dtype=float)
    buffer = np.empty((BLOCK, NODES, NODES))
    q, q_iterations, q_capped = iterate(
        lambda q, k: length_map(q, sw2[k], sb2[k]), np.full(len(sw2), q0), relative=True)
    chi_1, slope = single_input(q, sw2)

    phi_u1 = np.tanh(np.sqrt(q)[:, None] * Z)
    phi_u1_w = W * phi_u1

    def correlation_map(c, k):
        new = (sw2[k] * pair_mean(phi_u1_w[k], q[k], c, buffer) + sb2[k]) / q[k]
        return np.clip(new, -1, 1)

    c, c_iterations, c_capped = iterate(correlation_map, np.full(len(sw2), c0), relative=False)
    chi_c = sw2 * pair_mean(W * (1 - phi_u1 * phi_u1), q, c, buffer, derivative=True)
    with np.errstate(divide="ignore"):
        xi_q, xi_c = -1 / np.log(np.abs(slope)), -1 / np.log(np.abs(chi_c))
    return {
        "q_star": q, "chi_1": chi_1, "c_star": c, "one_minus_c_star": 1 - c, "chi_c": chi_c,
        "xi_q": xi_q, "xi_c": xi_c, "phase": np.where(chi_1 > 1, "chaotic", "ordered"),
        "q_iterations": q_iterations, "c_iterations": c_iterations,
        "q_capped": q_capped, "c_capped": c_capped,
    }


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: phase_numpy.py SIGMA_W2 SIGMA_B2")
    for name, value in phase_diagram([float(sys.argv[1])], [float(sys.argv[2])]).items():
        print(f"{name} {value[0]}")
