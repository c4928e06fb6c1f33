"""Pairs of inputs layer by layer to 30 digits: prints the reference table trajectories.csv.

Pre-activations of inputs a, b are Gaussian with variances q_a, q_b and correlation c; layer 0 is given. In orthonormal
Hermite polynomials h_n [Mehler 1866], with a_n = E phi(sqrt(q_a) z) h_n(z) and b_n the same for q_b,

  E phi_a phi_b = sum a_n b_n c^n,   E phi'_a phi'_b = sum (n + 1) a_(n+1) b_(n+1) c^n / sqrt(q_a q_b)

so that nothing cancels in the correlation rho after the activation, with mu = sqrt(sum b_n^2 / sum a_n^2):

  1 - rho = sum (b_n - mu a_n)^2 / (2 sum b_n^2) + sum a_n b_n (1 - c^n) / sqrt(sum a_n^2 sum b_n^2)

A dense layer then gives q' = sw sum a_n^2 + sb and sqrt(q_a' q_b') (1 - c') = sqrt(q_a' q_b') - sb - sw E phi_a phi_b,
which is computed with so many digits that 30 are left. relu by its arc-cosine kernels [Cho and Saul 2009].

  ratio               ln(q_b/q_a), nan where fewer than 24 of its digits are left
  gradient_aa, _bb    product over the layers before this one of sw E phi'_a^2: variance of the gradient at layer 0
  gradient_ab         product of sw E phi'_a phi'_b: covariance of the gradients of a and b

Run: python3 trajectories.py > trajectories.csv       (needs gmpy2; minutes; progress on stderr)
Every trajectory is computed again with a coarser rule and fewer terms for its first layers; stderr gets the largest
relative difference.
"""
import sys
from gmpy2 import mpfr, asin, atan, cos, erf, exp, expm1, get_context, is_nan, log, log1p, nan, sin, sqrt
sys.path.insert(0, sys.path[0] + '/../meanfield')
from gaussian_averages import gelu, of_tanh, rational, silu  # noqa: E402

get_context().precision = 400                          # bits
PI = 4 * atan(mpfr(1))
DIGITS = 30
SETTLED = mpfr('1e-55')                                # relative changes of q below this are left out
NEGLIGIBLE = mpfr('1e-45')                             # coefficients where the series ends
LAYERS = (0, 1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500, 1000)


class Hermite:
    """Averages over z ~ N(0, 1) by the trapezoidal rule, and h_n at its nodes z >= 0."""

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

    def coefficients(self, q):
        if q not in self.known:
            s = sqrt(q)
            plus = [self.phi(s * z) for z in self.z]
            minus = [self.phi(-s * z) for z in self.z]
            even, odd = [a + b for a, b in zip(plus, minus)], [a - b for a, b in zip(plus, minus)]
            zero = all(x == 0 for x in even)
            self.known = dict(list(self.known.items())[-3:])
            self.known[q] = a = []
            for n, h in enumerate(self.h):
                a.append(mpfr(0) if zero and n % 2 == 0 else sum(map(mpfr.__mul__, h, odd if n % 2 else even)))
                if n > 20 and max(map(abs, a[-10:])) < NEGLIGIBLE:
                    break
        return self.known[q]

    def pair(self, qa, qb, e):
        """E phi_a^2, E phi_b^2, 1 - rho and E phi'_a^2, E phi'_b^2, E phi'_a phi'_b; e = 1 - c."""
        a, b = self.coefficients(qa), self.coefficients(qb)
        ka, kb = sum(x * x for x in a), sum(x * x for x in b)
        mu, lnc = sqrt(kb / ka), log1p(-e) if e < 1 else None
        power = (lambda n: exp(n * lnc)) if e < 1 else (lambda n: (1 - e) ** n)
        rise = (lambda n: -expm1(n * lnc)) if e < 1 else (lambda n: 1 - (1 - e) ** n)
        apart = sum((y - mu * x) ** 2 for x, y in zip(a, b)) / (2 * kb)
        turned = sum(x * y * rise(n) for n, (x, y) in enumerate(zip(a, b)) if n) / sqrt(ka * kb)
        slopes = [sum(n * x * y for n, (x, y) in enumerate(zip(f, g))) / p for f, g, p in ((a, a, qa), (b, b, qb))]
        both = sum(n * x * y * power(n - 1) for n, (x, y) in enumerate(zip(a, b)) if n) / sqrt(qa * qb)
        return ka, kb, apart + turned, slopes[0], slopes[1], both


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


PHI = {'tanh': lambda x: of_tanh(x)[0], 'gelu': lambda x: gelu(x)[0], 'erf': erf, 'silu': lambda x: silu(x)[0],
       'x/(1+x^2)': lambda x: rational(x)[0]}
# activation, sw, sb, q_a, q_b, 1 - c at layer 0, depth
ROWS = [
    ('tanh', 1.734694, .05, 1., 1., .5, 1000), ('tanh', 1.69, .09, .5, 2., .375, 1000),
    ('tanh', .9, .2, 2., .03125, 1.25, 1000), ('tanh', 2.5, .2, 1., 1., 2. ** -20, 50),
    ('tanh', 3., .5, 2., .25, .0078125, 50),
    ('erf', 1.36, .05, .5, .5, .75, 1000), ('erf', 1.2, .5, 1.5, .25, 2. ** -20, 1000),
    ('erf', 3., .5, 1., 1., 2. ** -20, 50), ('erf', 2., .05, .5, 1.5, 1., 50),
    ('gelu', 1.98, .1, 1., 1., .5, 1000), ('gelu', 1.8, .15, .25, 1.5, .375, 200),
    ('gelu', 2.2, .02, .25, .25, 2. ** -20, 50), ('gelu', 2.2, .02, .125, .5, .25, 50),
    ('silu', 1.98, .1, 1., 1., .5, 1000), ('silu', 1.9, .2, .25, 1.5, .375, 1000),
    ('silu', 2.5, .02, .25, .25, 2. ** -20, 50), ('silu', 2.5, .02, .125, .5, .25, 50),
    ('x/(1+x^2)', 2., .1, .5, .5, .5, 1000), ('x/(1+x^2)', 2., .1, .75, .125, .625, 1000),
    ('x/(1+x^2)', 3., .1, .25, .25, 2. ** -20, 50), ('x/(1+x^2)', 3., .1, .125, .5, .25, 50),
    ('relu', 2., 0., 1., 1., .5, 1000), ('relu', 1.9, .1, .25, 4., 1.375, 1000), ('relu', 2.5, .1, 1., 3., .5, 50),
]
CHECKED = 10


def main():
    print('activation,sigma_w2,sigma_b2,start_a,start_b,start_one_minus_c,layer,q_a,ratio,one_minus_c,'
          'gradient_aa,gradient_bb,gradient_ab')
    for name, *case, depth in ROWS:
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        fine = Relu if name == 'relu' else FINE.setdefault(name, Hermite(PHI[name], 1 / 16, 1200))
        coarse = Relu if name == 'relu' else COARSE.setdefault(name, Hermite(PHI[name], 1 / 14, 1000))
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


FINE, COARSE = {}, {}

if __name__ == '__main__':
    main()
