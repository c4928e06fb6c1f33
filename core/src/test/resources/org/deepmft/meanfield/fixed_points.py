"""Mean-field fixed points of wide random networks to 30 digits: prints the reference table fixed_points.csv.

Pre-activations of two inputs are Gaussian with variance q and correlation c; y = (1 - c)/2, E is over N(0, q),
sw and sb are the weight and bias variances (exactly the doubles printed in the table).

  length map    q' = sw V(q) + sb, V = E phi^2; q_star is its stable fixed point, slope = dq'/dq there
                (dV/dq = E phi'^2 + E phi phi'')
  chi_1         sw E phi'^2;   chi_2 = sw E phi''^2;   mu2_over_mu1_squared = E phi'^4 / (E phi'^2)^2
  correlation   p = (u_a + u_b)/2 and r = (u_a - u_b)/2 are independent, var p = q(1 - y), var r = q y;
                D(y) = E phi'(p+r) phi'(p-r),  G(y) = (1/y) int_0^y D = E (phi(p+r) - phi(p-r))^2 / (4 q y)
                chi_1 <= 1: one_minus_c_star = 0, chi_c = chi_1
                chi_1 >  1: sw G(y_star) = 1, one_minus_c_star = 2 y_star, chi_c = sw D(y_star)
  depth scales  xi_q = -1/ln|slope|, xi_c = -1/ln chi_c

tanh: trapezoid sums, whose error falls exponentially (to about e^-B, see step) because tanh has its poles at
+-i pi/2; the two-dimensional ones (p on a lattice that is m times coarser than that of r, so p+-r share one table)
run in integers scaled by 2^BITS. erf is erf(x) itself, relu is max(x, 0): closed forms. Both roots by Newton.
For relu chi_2 does not exist (nan). For sb = 0 and an odd phi c_star = 0, so y_star = 1/2 exactly.

Run: python3 fixed_points.py > fixed_points.csv      (needs mpmath; two to three minutes)
Each row is computed again with coarser steps; stderr gets the largest relative difference of each column.
"""
import sys
from itertools import accumulate
from operator import mul, sub
from mpmath import mp, mpf, exp, sqrt, log, pi, asin, tanh, nstr

mp.dps = 80
BITS = 232
ONE = 1 << BITS
ROUGH, FINE, COARSE = (40, 40), (175, 145), (150, 125)  # B of the one- and of the two-dimensional sums


def step(sd, B):
    """Trapezoid step with error e^-B for a N(0, sd^2) weight times a function whose poles are at +-i pi/2."""
    h = pi * sd * sqrt(mpf(2) / B)
    return h if h >= 4 * sd * sd else pi ** 2 / (B + pi ** 2 / (8 * sd * sd))


def moments(act, q, B):
    """V, dV/dq, E phi'^2, E phi'^4, E phi''^2."""
    if act == 'linear':
        return q, mpf(1), mpf(1), mpf(1), mpf(0)
    if act == 'relu':
        return q / 2, mpf(1) / 2, mpf(1) / 2, mpf(1) / 2, mp.nan
    if act == 'erf':
        s = sqrt(1 + 4 * q)
        return (2 / pi * asin(2 * q / (1 + 2 * q)), 4 / pi / ((1 + 2 * q) * s), 4 / pi / s,
                16 / pi ** 2 / sqrt(1 + 8 * q), 16 / pi * q / s ** 3)
    h = step(sqrt(q), B)
    n = int(min(sqrt(2 * B * q), mpf(B) / 2 + 2) / h) + 1
    e1 = dv = e2 = e4 = s2 = mpf(0)
    for i in range(n + 1):
        x = i * h
        w = exp(-x * x / (2 * q)) / (1 if i else 2)
        d = 1 - tanh(x) ** 2                           # phi'; phi'' = -2 tanh phi'
        e1 += w * d
        e2 += w * d * d
        dv += w * d * (3 * d - 2)
        e4 += w * d ** 4
        s2 += w * 4 * (1 - d) * d * d
    f = 2 * h / sqrt(2 * pi * q)
    return 1 - f * e1, f * dv, f * e2, f * e4, f * s2


def pair(act, q, y0, B):
    """The function y -> (D, G) for y near y0."""
    if act == 'erf':
        def closed(y):
            c = 1 - 2 * y
            G = (asin(2 * q / (1 + 2 * q)) - asin(2 * q * c / (1 + 2 * q))) / (pi * q * y)
            return 4 / pi / sqrt((1 + 2 * q) ** 2 - (2 * q * c) ** 2), G
        return closed
    h = step(sqrt(q * y0), B)                          # of r
    m = max(1, int(step(sqrt(q * (1 - y0)), B) / h))   # p has step m h
    flat = int((mpf(B) / 2 + 2) / h) + 1               # tanh(flat h) = 1, and p or r beyond flat/2 adds nothing to D
    nr = int(sqrt(2 * B * q * y0) / h) + 1
    np = min(int(sqrt(2 * B * q * (1 - y0)) / (m * h)) + 1, (nr + flat) // m)
    o = m * np + nr                                    # index of x = 0 in the tables
    right, e, f = [], mpf(1), exp(2 * h)
    for k in range(1, o + 1):
        e *= f
        right.append(int((e - 1) / (e + 1) * ONE) if k < flat else ONE)
    T = [-t for t in reversed(right)] + [0] + right
    P = [(ONE * ONE - t * t) >> BITS for t in T]

    def lattice(y):
        def weights(n, h, var):
            return [ONE // 2] + [int(exp(-(i * h) ** 2 / (2 * var)) * ONE) for i in range(1, n + 1)]
        wp, wr = weights(np, m * h, q * (1 - y)), weights(nr, h, q * y)
        below = [0] + list(accumulate(wp))
        D = G = 0
        for j, w in enumerate(wr):
            lo, hi = max(0, (j - flat) // m), min(np, (j + flat) // m) + 1     # below lo the difference is 2

            def row(table, j, lo, hi):
                return table[o + j + m * lo:o + j + m * (hi - 1) + 1:m]
            d = list(map(sub, row(T, j, lo, hi), row(T, -j, lo, hi)))
            G += w * (4 * ONE * ONE * below[lo] + sum(map(mul, wp[lo:hi], map(mul, d, d))))
            if 2 * j <= flat:
                hi = min(np, flat // (2 * m)) + 1
                D += w * sum(map(mul, wp, map(mul, row(P, j, 0, hi), row(P, -j, 0, hi))))
        f = 4 * m * h * h / (2 * pi * q * sqrt(y * (1 - y))) / mpf(ONE) ** 4
        return f * D, f * G / (4 * q * y)
    return lattice


def q_fixed_point(act, sw, sb, B):
    if act in ('relu', 'linear'):
        return sb / (1 - sw / (2 if act == 'relu' else 1))
    q = sw + sb                                        # right of the root of the concave sw V + sb - q
    for b, tol in ((ROUGH[0], mpf('1e-6')), (B, mpf('1e-45'))):
        dq = q
        while abs(dq) > tol * q:
            V, dV = moments(act, q, b)[:2]
            dq = (sw * V + sb - q) / (1 - sw * dV)
            q += dq
    return q


def y_fixed_point(act, sw, q, chi1, chi2, B):
    """y_star and chi_c: Newton for (sw G)^-2 = 1, with y G' = D - G, from the tangent of G at y = 0."""
    def advance(f, y):
        d, g = (sw * v for v in f(y))
        return min(y * (g ** 3 - g) / (2 * (g - d)), mpf(1) / 2 - y), d
    y, dy = min((chi1 - 1) / (q * chi2), mpf(1) / 2), mpf(1)
    while abs(dy) > y * mpf('1e-8'):
        dy = advance(pair(act, q, y, ROUGH[1]), y)[0]
        y += dy
    f, dy = pair(act, q, y, B), mpf(1)
    while abs(dy) > y * mpf('1e-31'):
        dy, chi_c = advance(f, y)
        y += dy
    return y, chi_c


def solve(act, sw, sb, B):
    sw, sb = mpf(sw), mpf(sb)
    q = q_fixed_point(act, sw, sb, B[0])
    V, dV, e2, e4, s2 = moments(act, q, B[0])
    chi1, chi2, slope, y, chi_c = sw * e2, sw * s2, sw * dV, mpf(0), sw * e2
    if chi1 > 1 and sb == 0:
        y = mpf(1) / 2
        chi_c = sw * pair(act, q, y, B[1])(y)[0]
    elif chi1 > 1:
        y, chi_c = y_fixed_point(act, sw, q, chi1, chi2, B[1])
    return q, chi1, chi2, slope, 2 * y, chi_c, -1 / log(abs(slope)), -1 / log(chi_c), e4 / e2 ** 2


CRITICAL = {'tanh': ((.05, 1.7609546396),), 'erf': ((.05, 1.3758390073),)}   # sb, sw with chi_1 = 1
ROWS = {
    'tanh': [(.01, .1), (.01, .001), (.02, 1e-8), (.05, .5), (.1, .01), (.1, 9900.), (.3, .3), (.5, 1e-4), (.5, 1.),
             (.5, 5e-9), (.8, .05), (.9, .2), (.9, 1e-9), (.99, 1e-10), (.999, 1e-9), (.9999, 1e-6), (1., 1e-12),
             (1., 1e-6), (1., .1), (1., 1.), (1., 100.), (1., 1e4), (1.2, .5), (1.69, .09), (1.734694, .05), (2., 1.),
             (2., 5.), (3., 20.), (10., 1000.), (1.00000002, 0.), (1.0000003, 0.), (1.00001, 0.), (1.001, 0.),
             (1.1, 0.), (1.5, 0.), (2., 0.), (3., 0.), (6., 0.), (16., 0.), (100., 0.), (1000., 0.), (1e4, 0.),
             (1.01, 1e-7), (1.2, .001), (1.5, .01), (2., .05), (2.5, .2), (3., .5), (4., 1.), (6.25, .09), (9., 2.),
             (16., .09), (16., 8.), (25., .01), (50., 10.), (64., 1.), (100., 25.), (200., 100.), (300., .05),
             (500., 50.), (100., 5000.), (1000., 1.), (1000., 9000.), (3000., .5), (1e4, .3), (1e4, 1000.)],
    'erf': [(.01, .1), (.01, 1e-8), (.1, .01), (.3, 1.), (.5, 5e-9), (.7, 1e-8), (.7, .05), (1., .1), (1., 1e4),
            (1.2, .5), (2., 5.), (.78539818, 0.), (.7854, 0.), (.8, 0.), (1.5, 0.), (4., 0.), (100., 0.), (1e4, 0.),
            (1.69, .09), (2., .05), (3., .5), (6.25, .09), (16., .09), (50., 10.), (200., 100.), (1000., 1.),
            (1000., 9000.), (1e4, .3), (1e4, 1000.)],
    'relu': [(.02, .1), (.1, 1e4), (.5, 1e-8), (1., .1), (1.5, .3), (1.69, .09), (1.9, 1e-3), (1.99, 10.), (1.999, .05),
             (1.999998, .01)],
    'linear': [(.01, .1), (.1, 9000.), (.5, 5e-9), (.5, 1.), (.75, .3), (.9, .1), (.99, 1e-3), (.999, 2.), (.9999, .05),
               (.999999, .01)],
}
COLUMNS = 'q_star chi_1 chi_2 slope one_minus_c_star chi_c xi_q xi_c mu2_over_mu1_squared'.split()


def main():
    print(','.join(['activation', 'sigma_w2', 'sigma_b2'] + COLUMNS))
    worst, count = [mpf(0)] * len(COLUMNS), 0
    for act, rows in ROWS.items():
        near = [(sw * (1 + s * d), sb) for sb, sw in CRITICAL.get(act, ())
                for d in (2e-3, 2e-4, 1e-4, 1e-5, 2e-6) for s in (-1, 1)]
        for sw, sb in rows + near:
            values = solve(act, sw, sb, FINE)
            for k, (a, b) in enumerate(zip(values, solve(act, sw, sb, COARSE))):
                if a != b and not mp.isnan(a):
                    worst[k] = max(worst[k], abs(a - b) / abs(a))
            print(','.join([act, repr(sw), repr(sb)] + [nstr(v, 30, strip_zeros=False) for v in values]), flush=True)
            count += 1
    print(count, 'rows; largest relative difference from the coarser steps:', file=sys.stderr)
    for name, v in zip(COLUMNS, worst):
        print(' ', name, nstr(v, 3), file=sys.stderr)


if __name__ == '__main__':
    main()
