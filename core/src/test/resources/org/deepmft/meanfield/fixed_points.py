"""Mean-field fixed points of wide random networks to 30 digits: prints the reference table fixed_points.csv.

Pre-activations of two inputs are Gaussian with variance q and correlation c; y = (1 - c)/2, E is over N(0, q),
sw and sb are the weight and bias variances (exactly the doubles printed in the table).

  length map    q' = sw V(q) + sb, V = E phi^2; q_star is the limit of its iteration from q = 1, slope = dq'/dq there
  chi_1         sw E phi'^2;   chi_2 = sw E phi''^2;   mu2_over_mu1_squared = E phi'^4 / (E phi'^2)^2
  correlation   D(y) = E phi'(u_a) phi'(u_b),  G(y) = (1/y) int_0^y D = E (phi(u_a) - phi(u_b))^2 / (4 q y)
                chi_1 <= 1: one_minus_c_star = 0, chi_c = chi_1
                chi_1 >  1: sw G(y_star) = 1, one_minus_c_star = 2 y_star, chi_c = sw D(y_star); there is one such
                y_star <= 1/2, as the map of c is a power series without negative coefficients, hence convex
  depth scales  xi_q = -1/ln|slope|, xi_c = -1/ln chi_c

nan: what does not exist, chi_2 where phi' jumps, chi_1 (infinite) and mu2/mu1^2 where phi does.

The averages are those of gaussian_averages.py.

Run: python3 fixed_points.py > fixed_points.csv      (needs gmpy2; about fifteen minutes; progress on stderr)
Words after the name keep only these activations. Each row is computed again with coarser steps; stderr gets the
largest relative difference of each column.
"""
import sys
import time
from gmpy2 import mpfr, exp, get_context, is_nan, local_context, log
from gaussian_averages import ACTIVATIONS, HALF, Accuracy

DIGITS = 30
FINE, COARSE, ROUGH = Accuracy(120, .1, .04), Accuracy(105, .115, .046), Accuracy(36, .3, .1)


def length_newton(act, sw, sb, q, at, tolerance):
    dq = q
    while abs(dq) > tolerance * q:
        m = act.moments(q, at)
        dq = (sw * m.V + sb - q) / (1 - sw * m.dV)
        q += dq
    return q


def length_limit(act, sw, sb):
    """The limit of the iteration from q = 1, roughly: after 50 steps it moves one way, to the next fixed point."""
    def drift(q):
        assert 1e-12 < q < 1e6, 'collapses or diverges'
        return sw * act.moments(q, ROUGH).V + sb - q
    q = mpfr(1)
    for _ in range(50):
        q += drift(q)
    before, up = q, drift(q)
    while up * drift(q) > 0:
        before, q = q, q * mpfr(1.05 if up > 0 else 1 / 1.05)
    limit = length_newton(act, sw, sb, q, ROUGH, 1e-8)
    assert min(before, q) * .9999 < limit < max(before, q) * 1.0001, 'not the next fixed point'
    assert abs(sw * act.moments(limit, ROUGH).dV) < 1, 'not attractive'
    return limit


def pair_newton(act, sw, q, y, at, tolerance):
    """y_star and chi_c by Newton for ln(sw G) = 0 in ln y, where y G' = D - G."""
    step = mpfr(1)
    while abs(step) > tolerance:
        D, G = act.pair(q, y, at)
        step = min(log(sw * G) * G / (G - D), log(HALF / y))
        y *= exp(step)
    return y, sw * D


def solve(act, sw, sb, at, q, y):
    """The columns, by Newton from q and y; and y."""
    q = length_newton(act, sw, sb, q, at, mpfr('1e-20'))
    m = act.moments(q, at)
    chi1, slope = sw * m.e2, sw * m.dV
    if chi1 <= 1:
        y, chi_c = mpfr(0), chi1
    elif sb == 0 and act.odd:
        y, chi_c = HALF, sw * act.pair(q, HALF, at)[0]
    else:
        if y is None:
            with local_context(get_context(), precision=80):
                y = pair_newton(act, sw, q, HALF, ROUGH, 1e-9)[0]
        y, chi_c = pair_newton(act, sw, q, y, at, mpfr('1e-32'))
    columns = (q, chi1, sw * m.s2, slope, 2 * y, chi_c, -1 / log(abs(slope)), -1 / log(chi_c), m.e4 / m.e2 ** 2)
    return columns, y


def text(x):
    """DIGITS digits as mpmath.nstr writes them."""
    if is_nan(x) or x == 0:
        return 'nan' if is_nan(x) else '0.0'
    digits, point, _ = abs(x).digits(10, DIGITS)
    if -10 < point - 1 <= DIGITS:
        digits = '0' * (1 - point) + digits
        point = max(point, 1)
        exponent = ''
    else:
        exponent, point = 'e%+03d' % (point - 1), 1
    return ('-' if x < 0 else '') + digits[:point] + '.' + digits[point:] + exponent


CRITICAL = {                                           # sb, sw with chi_1 = 1
    'tanh': (.05, 1.7609546396), 'erf': (.05, 1.3758390073), 'silu': (1., 1.9670410826),
    'sigmoid': (0., 103.0075538555), 'hard-tanh': (.1, 1.2634059324), 'elu': (.1, 1.6067435579),
    'selu': (.1, .9803272864), 'sin': (.1, 1.6118115549), 'arctan': (.05, 1.7722268269),
    'softsign': (.05, 3.141247236), 'x/(1+x^2)': (.05, 2.1031610297), 'tanh(x)+0.1*x': (.05, 1.4429959822),
    'x*exp(-x^2)': (.05, 1.9577234114), 'max(0,min(1,0.2*x+0.5))': (0., 74.0959870374),
}
NEAR = {'tanh': (2e-3, 2e-4, 1e-4, 1e-5, 2e-6), 'erf': (2e-3, 2e-4, 1e-4, 1e-5, 2e-6)}   # relative distances in sw
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
    'leaky-relu': [(.02, .1), (.1, 1e4), (.5, 1e-8), (1., .1), (1.5, .3), (1.69, .09), (1.9, 1e-3), (1.95, 1.),
                   (1.99, 10.), (1.997, .05)],
    'leaky-relu(0.1)': [(.02, .1), (.1, 9000.), (.5, 5e-9), (1., .1), (1.5, .3), (1.69, .09), (1.8, 2.), (1.9, 1e-3),
                        (1.97, 10.), (1.978, .05)],
    'gelu': [(.02, .1), (.1, 1e4), (.5, 1e-8), (.5, 1e-4), (1., .1), (1.5, .3), (1.69, .09), (1.8, .15), (1.9, 3.),
             (1.98, .1), (2., .1), (2.2, .02), (2.3, .005), (1.97, .16), (1.985, 1.), (1.99, 3.), (1.995, 1.),
             (1.995, 3.), (1.997, 1.)],
    'silu': [(.02, .1), (.1, 1e4), (.5, 1e-8), (.5, 1e-4), (1., .1), (1.5, .3), (1.69, .09), (1.9, 3.), (1.98, .1),
             (2.2, .1), (2.5, .02), (1.975, 1.), (1.98, .6), (1.985, 1.), (1.99, 3.)],
    'softplus': [(.02, .1), (.1, 1e4), (.5, 1e-8), (.5, 0.), (.8, 1.), (1., 0.), (1., .1), (1.5, 0.), (1.5, .3),
                 (1.69, .09), (1.9, 0.), (1.9, 3.), (1.95, .01), (1.98, 0.), (1.98, 1.)],
    'sigmoid': [(.001, 0.), (.02, 1e-4), (.1, 9000.), (.5, 0.), (1., .1), (4., 0.), (10., 3.), (30., .1), (90., 0.),
                (100., 50.), (109., 3.), (130., 0.), (300., .1), (1000., 0.), (1000., 100.), (3000., 1.), (1e4, 0.)],
    'hard-tanh': [(.02, 1e-8), (.1, 9000.), (.5, 1e-4), (.5, 1.), (.9, .05), (1., .1), (1.2, .5), (1.69, .09), (2., 1.),
                  (1.02, 0.), (1.2, 0.), (2., 0.), (16., 0.), (1000., 0.), (1.5, .1), (3., .05), (10., 3.), (100., .3),
                  (1000., 100.), (1e4, 1.)],
    'elu': [(.02, .1), (.1, 9000.), (.5, 1e-8), (.5, .1), (1., .1), (1., 3.), (1.5, .3), (1.1, 0.), (1.3, 0.),
            (1.5, 0.), (1.8, 0.), (1.9, 0.), (1.95, .01), (1.9, .1), (1.95, 1.), (1.98, 3.)],
    'selu': [(.02, .1), (.1, 9000.), (.4, 1e-8), (.5, .1), (.9, .1), (1., 3.), (.8, 0.), (1., 0.), (1.2, 0.), (1.5, 0.),
             (1.7, 0.), (1.1, .1), (1.5, .01), (1.5, 1.), (1.6, 3.)],
    'mish': [(.02, .1), (.1, 1e4), (.5, 1e-8), (.5, 1e-4), (1., .1), (1.5, .3), (1.69, .09), (1.9, .1), (1.9, 3.),
             (2.1, .02), (2.1, .001), (1.98, 1.), (1.985, 3.), (1.99, 1.), (1.992, 2.)],
    'sin': [(.02, 1e-8), (.5, 1e-4), (.5, .1), (1., .1), (1.2, .5), (1.95, 1.), (1.01, 0.), (1.2, 0.),
            (2., 0.), (10., 0.), (1.5, .01), (2., .05), (2.5, 1.), (4., .1), (10., .3), (30., 3.), (100., 1.)],
    'arctan': [(.02, 1e-8), (.1, 9000.), (.5, 1e-4), (.5, 1.), (1., .1), (1.69, .09), (4., 3.), (1.01, 0.), (1.2, 0.),
               (2., 0.), (16., 0.), (1000., 0.), (1.5, .01), (3., .1), (10., 3.), (30., .05), (100., 30.), (1000., 1.),
               (1e4, 100.)],
    'softsign': [(.02, 1e-8), (.1, 9000.), (.5, 1e-4), (.5, 1.), (1., .1), (2., .1), (10., 3.), (1.1, 0.), (1.5, 0.),
                 (4., 0.), (100., 0.), (1e4, 0.), (1.5, 1e-4), (4., .1), (11., 3.), (30., .05), (100., 30.),
                 (1000., 1.), (1e4, 100.)],
    'sign': [(.02, .1), (1., 0.), (100., 0.), (.01, 100.), (.5, .5), (1., .001), (1., .1), (2., 5.), (3., 20.),
             (16., .09), (100., 25.), (1000., 9000.), (1e4, .3)],
    'x/(1+x^2)': [(.02, 1e-8), (.1, 9000.), (.5, 1e-4), (.5, .1), (1., .1), (2., .1), (4., 3.), (6.7, 3.), (1.01, 0.),
                  (1.2, 0.), (2., 0.), (30., 0.), (1e4, 0.), (1.5, .001), (3., .1), (10., 3.), (30., .1), (300., 1.),
                  (1e4, 10.)],
    'tanh(x)+0.1*x': [(.02, 1e-8), (.1, 9000.), (.5, 1e-4), (.5, 1.), (1., .1), (4., 3.), (.84, 0.), (1., 0.), (2., 0.),
                      (10., 0.), (80., 0.), (1.2, .001), (2., .1), (6., 3.), (10., .3), (30., .1), (50., 100.),
                      (80., 1.)],
    'max(x,0)^2': [(.01, .1), (.02, 1e-4), (.1, .1), (.1, 1.), (.1, 1.6), (.2, 1e-8), (.2, .5), (.3, .1), (.3, .5),
                   (.4, .3), (.5, .01), (.5, .2), (.6, .05)],
    'where(x>0,x,exp(x)-1)': [(.02, 1e-8), (.3, 1.), (.8, .05), (1.4, .1), (1.69, .09), (1.9, 3.), (1.2, 0.), (1.4, 0.),
                              (1.6, 0.), (1.94, 0.), (1.3, .001), (1.8, .1), (1.92, .3)],
    'x*exp(-x^2)': [(.02, 1e-8), (.1, 9000.), (.5, 1e-4), (.5, .1), (1., .1), (2., .1), (4., 3.), (1.01, 0.), (1.2, 0.),
                    (2., 0.), (30., 0.), (1e4, 0.), (1.5, .001), (3., .1), (10., 3.), (30., .1), (300., 1.),
                    (1e4, 10.)],
    'max(0,min(1,0.2*x+0.5))': [(.001, 0.), (.02, 1e-4), (.1, 9000.), (.5, 0.), (1., .1), (4., 0.), (10., 3.),
                                (60., 0.), (80., 3.), (90., 0.), (300., .1), (1000., 0.), (1000., 100.), (1e4, 0.)],
}
COLUMNS = 'q_star chi_1 chi_2 slope one_minus_c_star chi_c xi_q xi_c mu2_over_mu1_squared'.split()


def row(act, sw, sb):
    """The columns, and how far those of the coarser steps are from them."""
    with local_context(get_context(), precision=80):
        start = length_limit(act, mpfr(sw), mpfr(sb))
    coarse, y = solve(act, mpfr(sw), mpfr(sb), COARSE, start, None)
    fine, _ = solve(act, mpfr(sw), mpfr(sb), FINE, coarse[0], y)
    return fine, [abs(a - b) / abs(a) if a != b and not is_nan(a) else mpfr(0) for a, b in zip(fine, coarse)]


def main():
    print(','.join(['activation', 'sigma_w2', 'sigma_b2'] + COLUMNS))
    worst, count, start = {}, 0, time.time()
    for name, points in ROWS.items():
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        worst[name] = [mpfr(0)] * len(COLUMNS)
        near = [(sw * (1 + s * d), sb) for sb, sw in [CRITICAL[name]]
                for d in NEAR.get(name, (5e-4, 1e-5)) for s in (-1, 1)] if name in CRITICAL else []
        for sw, sb in points + near:
            values, differences = row(ACTIVATIONS[name], sw, sb)
            worst[name] = list(map(max, worst[name], differences))
            quoted = '"%s"' % name if ',' in name else name
            print(','.join([quoted, repr(sw), repr(sb)] + [text(v) for v in values]), flush=True)
            count += 1
        print('%-24s %3d rows, %4.0f s' % (name, count, time.time() - start), file=sys.stderr)
    print('largest relative difference from the coarser steps:', ' '.join(COLUMNS), file=sys.stderr)
    for name, columns in worst.items():
        print('%-24s' % name, ' '.join('%.0e' % v for v in columns), file=sys.stderr)


if __name__ == '__main__':
    main()
