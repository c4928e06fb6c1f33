"""Pairs of inputs layer by layer to 30 digits: prints the reference table trajectories.csv.

Pre-activations of inputs a, b are Gaussian with variances q_a, q_b and correlation c; layer 0 is given. In orthonormal
Hermite polynomials h_n [Mehler 1866], with a_n = E phi(sqrt(q_a) z) h_n(z) and b_n the same for q_b,

  E phi_a phi_b = sum a_n b_n c^n,   E phi'_a phi'_b = sum (n + 1) a_(n+1) b_(n+1) c^n / sqrt(q_a q_b)

so that nothing cancels in the correlation rho after the activation, with mu = sqrt(sum b_n^2 / sum a_n^2):

  1 - rho = sum (b_n - mu a_n)^2 / (2 sum b_n^2) + sum a_n b_n (1 - c^n) / sqrt(sum a_n^2 sum b_n^2)

A dense layer then gives q' = sw sum a_n^2 + sb and sqrt(q_a' q_b') (1 - c') = sqrt(q_a' q_b') - sb - sw E phi_a phi_b,
which is computed with so many digits that 30 are left. relu by its arc-cosine kernels [Cho and Saul 2009]. Where q is
large coefficients fall too slowly to be summed to the end (silu's like exp(-pi sqrt(n/q)) because of its poles, so that
the chaotic phase, at q > 20, would need tens of thousands): what is left of sum a_n b_n is E phi_a phi_b at c = 1, summed
over the nodes, less the terms summed, and c^n makes the rest of the other sums negligible, which is asserted.

  ratio               ln(q_b/q_a), nan where fewer than 24 of its digits are left
  gradient_aa, _bb    product over the layers before this one of sw E phi'_a^2: variance of the gradient at layer 0
  gradient_ab         product of sw E phi'_a phi'_b: covariance of the gradients of a and b

Run: python3 trajectories.py > trajectories.csv       (needs gmpy2; half an hour; progress on stderr)
Every trajectory is computed again with a coarser rule and fewer terms for its first layers; stderr gets the largest
relative difference.
"""
import sys
from functools import lru_cache
from gmpy2 import mpfr, asin, atan, cos, erf, exp, expm1, get_context, is_nan, log, log1p, nan, sin, sqrt
sys.path.insert(0, sys.path[0] + '/../meanfield')
from gaussian_averages import gelu, of_tanh, rational, silu  # noqa: E402

get_context().precision = 400                          # bits
PI = 4 * atan(mpfr(1))
DIGITS = 30
SETTLED = mpfr('1e-100')                              # relative changes of q below this are left out
NEGLIGIBLE = mpfr('1e-45')                             # coefficients where the series ends
LAYERS = (0, 1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500, 1000)


class Hermite:
    """Averages over z ~ N(0, 1) by the trapezoidal rule, and h_n at its nodes z >= 0; phi(x) gives phi, phi', ..."""

    def __init__(self, phi, step, terms, cut=20):
        self.phi, self.known = phi, {}
        count = int(cut / step)
        self.z = [mpfr(step) * j for j in range(count + 1)]
        norm = mpfr(step) / sqrt(2 * PI)
        self.w = [norm * exp(-z * z / 2) / (1 if j else 2) for j, z in enumerate(self.z)]
        before, now = [mpfr(0)] * len(self.z), list(self.w)
        self.h = []
        for n in range(terms):
            self.h.append(now)
            f, g = 1 / sqrt(mpfr(n + 1)), sqrt(mpfr(n) / (n + 1))
            before, now = now, [f * z * x - g * y for z, x, y in zip(self.z, now, before)]

    def values(self, q):
        """phi and phi' at sqrt(q) z for z >= 0 and at -sqrt(q) z, and h_n's coefficients."""
        if q not in self.known:
            s = sqrt(q)
            plus, minus = [self.phi(s * z)[:2] for z in self.z], [self.phi(-s * z)[:2] for z in self.z]
            even, odd = [a[0] + b[0] for a, b in zip(plus, minus)], [a[0] - b[0] for a, b in zip(plus, minus)]
            zero, a = all(x == 0 for x in even), []
            for n, h in enumerate(self.h):
                a.append(mpfr(0) if zero and n % 2 == 0 else sum(map(mpfr.__mul__, h, odd if n % 2 else even)))
                if n > 20 and max(map(abs, a[-10:])) < NEGLIGIBLE:
                    break
            self.known = dict(list(self.known.items())[-3:])
            self.known[q] = plus + minus, a
        return self.known[q]

    def mean(self, f, g, order):
        """E of phi (order 0) or phi' (1) at one variance times that at another."""
        return sum(w * x[order] * y[order] for w, x, y in zip(self.w + self.w, f, g))

    def pair(self, qa, qb, e):
        """E phi_a^2, E phi_b^2, 1 - rho and E phi'_a^2, E phi'_b^2, E phi'_a phi'_b; e = 1 - c."""
        (fa, a), (fb, b) = self.values(qa), self.values(qb)
        ka, kb = self.mean(fa, fa, 0), self.mean(fb, fb, 0)
        mu, lnc = sqrt(kb / ka), log1p(-e) if e < 1 else None
        power = (lambda n: exp(n * lnc)) if e < 1 else (lambda n: (1 - e) ** n)
        rise = (lambda n: -expm1(n * lnc)) if e < 1 else (lambda n: 1 - (1 - e) ** n)
        apart = sum(w * (y[0] - mu * x[0]) ** 2 for w, x, y in zip(self.w + self.w, fa, fb)) / (2 * kb)
        products = [x * y for x, y in zip(a, b)]
        turned = sum(x * rise(n) for n, x in enumerate(products) if n)
        n = len(products)
        left = n * max(map(abs, products[-2:]))
        assert n * left * abs(power(n)) < mpfr('1e-32')
        if left * rise(n) > e * mpfr('1e-32'):
            assert left * abs(power(n)) < e * mpfr('1e-32')
            turned += self.mean(fa, fb, 0) - sum(products)
        both = sum(n * x * power(n - 1) for n, x in enumerate(products) if n) / sqrt(qa * qb)
        return ka, kb, apart + turned / sqrt(ka * kb), self.mean(fa, fa, 1), self.mean(fb, fb, 1), both


class Relu:
    @staticmethod
    def pair(qa, qb, e):
        t = 2 * asin(sqrt(e / 2))
        return qa / 2, qb / 2, 1 - (sin(t) + (PI - t) * cos(t)) / PI, mpfr(.5), mpfr(.5), (PI - t) / (2 * PI)


def text(x):
    """DIGITS digits with an exponent."""
    if x == 0 or is_nan(x):
        return '0' if x == 0 else 'nan'
    digits, point, _ = abs(x).digits(10, DIGITS)
    return ('-' if x < 0 else '') + digits[0] + '.' + digits[1:] + 'e%d' % (point - 1)


def trajectory(duals, sw, sb, qa, qb, e, depth):
    """Yields layer, q_a, ratio, 1 - c, gradient_aa, gradient_bb, gradient_ab."""
    sw, sb, qa, qb, e = map(mpfr, (sw, sb, qa, qb, e))
    g, unequal = [mpfr(1)] * 3, qa != qb
    for layer in range(depth + 1):
        ratio = log(qb / qa)
        if unequal and abs(ratio) < 1e-31 and ratio ** 2 < 1e-33 * e:
            qb, ratio = qa, nan()                      # what it does to 1 - c is of order ratio^2
        yield (layer, qa, ratio, e) + tuple(g)
        ka, kb, apart, *slopes = duals.pair(qa, qb, e)
        g = [x * sw * s for x, s in zip(g, slopes)]
        na, nb = sw * ka + sb, sw * kb + sb
        both, bare = sqrt(na * nb), sw * sqrt(ka * kb)
        # sqrt(q_a' q_b') - sb - sw sqrt(K_a K_b), without cancellation
        spread = sw * sb * (sqrt(ka) - sqrt(kb)) ** 2 / (both + sb + bare)
        na, nb = (q if abs(n - q) < SETTLED * q else n for n, q in ((na, qa), (nb, qb)))
        qa, qb, e = na, nb, (bare * apart + spread) / both


PHI = {'tanh': of_tanh, 'gelu': gelu, 'erf': lambda x: (erf(x), 2 * exp(-x * x) / sqrt(PI)), 'silu': silu,
       'x/(1+x^2)': rational}
# activation, sw, sb, q_a, q_b, 1 - c at layer 0, depth
ROWS = [
    ('tanh', 1.734694, .05, 1., 1., .5, 1000), ('tanh', 1.69, .09, .5, 2., .375, 1000),
    ('tanh', .9, .2, 2., .03125, 1.25, 1000), ('tanh', 2.5, .2, 1., 1., 2. ** -20, 50),
    ('tanh', 3., .5, 2., .25, .0078125, 50),
    ('erf', 1.36, .05, .5, .5, .75, 1000), ('erf', 1.2, .5, 1.5, .25, 2. ** -20, 1000),
    ('erf', 3., .5, 1., 1., 2. ** -20, 50), ('erf', 2., .05, .5, 1.5, 1., 50),
    ('gelu', 1.98, .1, 1., 1., .5, 1000), ('gelu', 1.8, .15, .25, 1.5, .375, 1000),
    ('gelu', 2.2, .02, .25, .25, 2. ** -20, 50), ('gelu', 2.2, .02, .125, .5, .25, 50),
    ('gelu', 1.97, .25, 10., 10., 2. ** -10, 50), ('gelu', 1.97, .25, 8., 12., .25, 50),
    ('silu', 1.98, .1, 1., 1., .5, 1000), ('silu', 1.9, .2, .25, 1.5, .375, 1000),
    ('silu', 2.5, .02, .25, .25, 2. ** -20, 50), ('silu', 2.5, .02, .125, .5, .25, 50),
    ('silu', 1.99, .6, 60., 60., 2. ** -5, 50), ('silu', 1.99, .6, 48., 64., .25, 50),
    ('x/(1+x^2)', 2., .1, .5, .5, .5, 1000), ('x/(1+x^2)', 2., .1, .75, .125, .625, 1000),
    ('x/(1+x^2)', 3., .1, .25, .25, 2. ** -20, 50), ('x/(1+x^2)', 3., .1, .125, .5, .25, 50),
    ('relu', 2., 0., 1., 1., .5, 1000), ('relu', 1.8, .1, 2., 2., .75, 1000), ('relu', 1.9, .1, .25, 4., 1.375, 1000),
    ('relu', 2.5, .1, 1., 1., 2. ** -20, 50), ('relu', 2.5, .1, 1., 3., .5, 50),
]
CHECKED = 10
FINE, COARSE = (1 / 16, 1200), (1 / 14, 1000)          # step, terms
WIDE_FINE, WIDE_COARSE = (1 / 40, 5000), (1 / 36, 4500)
WIDE = 20                                              # above this variance


@lru_cache(maxsize=2)
def duals(name, step, terms):
    return Relu if name == 'relu' else Hermite(PHI[name], step, terms)


def main():
    print('activation,sigma_w2,sigma_b2,start_a,start_b,start_one_minus_c,layer,q_a,ratio,one_minus_c,'
          'gradient_aa,gradient_bb,gradient_ab')
    for name, *case, depth in ROWS:
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        wide = max(case[2:4]) > WIDE
        fine, coarse = (duals(name, *sizes) for sizes in ((WIDE_FINE, WIDE_COARSE) if wide else (FINE, COARSE)))
        worst = 0
        checks = trajectory(coarse, *case, CHECKED)
        for row in trajectory(fine, *case, depth):
            if row[0] in LAYERS:
                print(','.join([name] + [repr(x) for x in case] + [str(row[0])] + [text(x) for x in row[1:]]))
            if row[0] <= CHECKED:
                worst = max([worst] + [float(abs(x - y) / abs(x)) for x, y in zip(row[1:], next(checks)[1:]) if abs(x) > 1e-60])
        sys.stdout.flush()
        print(name, case, 'differs by %.0e; ends at' % worst, ' '.join('%.5g' % float(x) for x in row[1:]),
              'rate of c %.5g' % float(row[3]), file=sys.stderr, flush=True)


if __name__ == '__main__':
    main()
