"""Writes regression.csv: posterior of depth-3 networks, sigma_w2 = 1.5, sigma_b2 = 0.1, by mpmath.

6 training and 3 test inputs, two outputs, without noise and with noise of variance 0.75 in the
targets; KernelRegressionTest has the same inputs. Values of an array
follow one another: nngp_mean and ntk_mean [output][test], nngp_variance [test],
ln_likelihood [output].

    python3 regression.py > regression.csv
"""

from mpmath import acos, asin, cos, det, eye, log, lu_solve, matrix, mp, mpf, pi, sin, sqrt

mp.dps = 40
SW2, SB2, DEPTH, TRAINING = mpf(1.5), mpf(0.1), 3, 6
X = [[mpf((7 * a + 5 * i + a * i * i) % 11) - mpf(4.5) for i in range(4)] for a in range(9)]
Y = [[mpf(a % 3 - 1) for a in range(TRAINING)], [a / mpf(2) for a in range(TRAINING)]]


def relu(kaa, kbb, kab):
    theta = acos(max(-1, min(1, kab / sqrt(kaa * kbb))))
    both = sqrt(kaa * kbb) * (sin(theta) + (pi - theta) * cos(theta)) / (2 * pi)
    return kaa / 2, kbb / 2, both, (pi - theta) / (2 * pi)


def erf(kaa, kbb, kab):
    v = lambda x, y, xy: 2 / pi * asin(2 * xy / sqrt((1 + 2 * x) * (1 + 2 * y)))
    slope = 4 / pi / sqrt((1 + 2 * kaa) * (1 + 2 * kbb) - 4 * kab**2)
    return v(kaa, kaa, kaa), v(kbb, kbb, kbb), v(kaa, kbb, kab), slope


def kernels(phi, a, b):
    dot = lambda x, y: sum(p * q for p, q in zip(x, y)) / 4
    kaa, kbb, kab, theta = dot(a, a), dot(b, b), dot(a, b), mpf(0)
    for layer in range(DEPTH):
        if layer:
            kaa, kbb, kab, slope = phi(kaa, kbb, kab)
            theta *= slope
        kaa, kbb, kab = (SW2 * k + SB2 for k in (kaa, kbb, kab))
        theta = SW2 * theta + kab
    return kab, theta


def main():
    print("activation,noise,quantity,value")
    for name, phi in (("relu", relu), ("erf", erf)):
        both = [[kernels(phi, a, b) for b in X] for a in X]
        for noise in (mpf(0), mpf(0.75)):
            start = f"{name},{mp.nstr(noise, 3)}"
            for which, kind in enumerate(("nngp", "ntk")):
                predict([[entry[which] for entry in row] for row in both], noise, kind, start)


def predict(both, noise, kind, start):
    k = matrix([row[:TRAINING] for row in both[:TRAINING]]) + noise * eye(TRAINING)
    tests = range(TRAINING, len(X))
    dot = lambda x, y: sum(p * q for p, q in zip(x, y))
    for y in Y:
        weights = lu_solve(k, matrix(y))
        for t in tests:
            print(f"{start},{kind}_mean,{mp.nstr(dot(both[t], weights), 17)}")
        if kind == "nngp":
            ln = -(dot(y, weights) + log(det(k)) + TRAINING * log(2 * pi)) / 2
            print(f"{start},ln_likelihood,{mp.nstr(ln, 17)}")
    if kind == "nngp":
        for t in tests:
            weights = lu_solve(k, matrix(both[t][:TRAINING]))
            print(f"{start},nngp_variance,{mp.nstr(both[t][t] - dot(both[t], weights), 17)}")


main()
