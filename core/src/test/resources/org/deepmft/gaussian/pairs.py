"""Averages over pairs of unequal variances to 20 digits: prints the reference table pairs.csv for erf and sin.

With K = E phi phi^T, rho its correlation, r = ln(q_b/q_a), and D = E phi'_a phi'_b,

  growth  ln(K_bb/K_aa)/r
  spread  (1 - rho)/r^2 at c = 1
  mean    mean of D over correlations in [c, 1], (K_ab(1) - K_ab(c))/(sqrt(q_a q_b) (1 - c)) [Price 1958]
  d       D at c

from E erf erf = (2/pi) asin(2k/sqrt((1 + 2q_a)(1 + 2q_b))) [Williams 1998] and E sin sin = exp(-(q_a + q_b)/2) sinh k,
k = c sqrt(q_a q_b), as they stand, with so many digits that 20 are left of every difference. All columns are exact
functions of the doubles qa, r and one_minus_c.

Run: python3 pairs.py > pairs.csv       (needs mpmath; a minute)
"""
import itertools
from mpmath import mp, mpf, asin, cosh, exp, log, nstr, pi, sinh, sqrt

mp.dps = 2600                                          # q and r of 1e-300 and 1e-290 are squared and subtracted from 1


def of_erf(qa, qb, k):
    s = sqrt((1 + 2 * qa) * (1 + 2 * qb))
    return 2 / pi * asin(2 * k / s), 4 / pi / sqrt(s * s - 4 * k * k)


def of_sin(qa, qb, k):
    f = exp(-(qa + qb) / 2)
    return f * sinh(k), f * cosh(k)


VARIANCES = {'erf': (1e-300, 1e-20, 1e-4, .03, .2, .25, 1., 30., 1e5, 1e20, 1e300),
             'sin': (1e-300, 1e-20, 1e-4, .03, .4, .55, 1., 3., 30.)}
RATIOS = (1e-290, -1e-100, 1e-20, -1e-7, 1e-3, -.1, .9, -1.1, 3., -9.)
ONE_MINUS_C = (1e-300, 1e-100, 1e-20, 1e-8, 1e-3, .3, .9, 1., 1.1, 1.7, 1.9999, 2.)
FUNCTIONS = {'erf': of_erf, 'sin': of_sin}


def main():
    print('activation,qa,r,one_minus_c,growth,spread,mean,d')
    for name, f in FUNCTIONS.items():
        angles = itertools.cycle(ONE_MINUS_C)
        for qa, r in itertools.product(VARIANCES[name], RATIOS):
            a, b = mpf(qa), mpf(qa) * exp(mpf(r))
            if b > 1e300:
                continue
            root = sqrt(a * b)
            ka, kb, k = f(a, a, a)[0], f(b, b, b)[0], f(a, b, root)[0]
            radial = log(kb / ka) / r, (1 - k / sqrt(ka * kb)) / mpf(r) ** 2
            for e in (next(angles) for _ in range(2)):
                kc, d = f(a, b, (1 - mpf(e)) * root)
                row = [nstr(x, 20) for x in radial + ((k - kc) / (root * e), d)]
                print(','.join([name, repr(qa), repr(r), repr(e)] + row))


if __name__ == '__main__':
    main()
