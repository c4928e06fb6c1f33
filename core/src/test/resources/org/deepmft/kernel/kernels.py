"""Writes kernels.csv: NNGP and NTK of ReLU and erf to 17 digits, from 40-digit closed forms.

K^0 = X X^T/D; then 50 times a dense layer and, between them, the activation; NTK parametrisation,
biases trained. ReLU: arc-cosine kernels (Cho and Saul 2009); erf: Williams 1998. The inputs are the
doubles written here; kernels.csv names the set, the layer and the pair.

    python3 kernels.py > kernels.csv
"""

from mpmath import acos, asin, mp, mpf, pi, sin, cos, sqrt

mp.dps = 40
NEAR = 1 + 2.0**-30

SETS = {
    # one norm: turned, opposite, and equal to 18 digits of 1 - c
    "equal": [[3, 4, 0], [4, 3, 0], [0, -3, 4], [-3, -4, 0], [5, 0, 0], [0, 4, -3]],
    "near": [[1, NEAR, 2], [NEAR, 1, 2], [2, NEAR, 1], [-1, 2, NEAR], [1, NEAR, 2]],
    # several norms: multiples, opposite, and nearly equal
    "unequal": [[1, 2, 2], [2, 4, 4], [-0.5, -1, -1], [1, 2, 2.001], [0.25, 0, 0.5], [3, -1, 0.125]],
}
NETWORKS = [("relu", "2", "0"), ("relu", "1.5", "0.1"), ("relu", "2", "0.25"),
            ("erf", "1.2", "0.1"), ("erf", "0.75", "0"), ("erf", "4", "0.05")]
STORED = (1, 2, 10, 50)


def relu(kaa, kbb, kab):
    c = kab / sqrt(kaa * kbb)
    theta = acos(max(-1, min(1, c)))
    both = sqrt(kaa * kbb) * (sin(theta) + (pi - theta) * cos(theta)) / (2 * pi)
    return kaa / 2, kbb / 2, both, (pi - theta) / (2 * pi)


def erf(kaa, kbb, kab):
    def v(x, y, xy):
        return 2 / pi * asin(2 * xy / sqrt((1 + 2 * x) * (1 + 2 * y)))

    slope = 4 / pi / sqrt((1 + 2 * kaa) * (1 + 2 * kbb) - 4 * kab**2)
    return v(kaa, kaa, kaa), v(kbb, kbb, kbb), v(kaa, kbb, kab), slope


def main():
    print("set,activation,sigma_w2,sigma_b2,layer,a,b,k,theta")
    for name, rows in SETS.items():
        x = [[mpf(v) for v in row] for row in rows]
        for activation, sw2, sb2 in NETWORKS:
            # The doubles that Java reads.
            w, s = mpf(float(sw2)), mpf(float(sb2))
            phi = {"relu": relu, "erf": erf}[activation]
            for a in range(len(x)):
                for b in range(a + 1):
                    dot = lambda i, j: sum(p * q for p, q in zip(x[i], x[j])) / 3
                    kaa, kbb, kab, theta = dot(a, a), dot(b, b), dot(a, b), mpf(0)
                    for layer in range(1, 51):
                        if layer > 1:
                            kaa, kbb, kab, slope = phi(kaa, kbb, kab)
                            theta *= slope
                        kaa, kbb, kab = w * kaa + s, w * kbb + s, w * kab + s
                        theta = w * theta + kab
                        if layer in STORED:
                            k17, t17 = mp.nstr(kab, 17), mp.nstr(theta, 17)
                            print(f"{name},{activation},{sw2},{sb2},{layer},{a},{b},{k17},{t17}")


main()
