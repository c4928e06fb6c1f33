"""Gaussian averages of activations to 40 digits and more, for fixed_points.py; E, D and G are those of its header.

  Polar    any phi that is analytic on both sides of 0, in polar coordinates of the plane of u_a, u_b whose angle is
           cut where either vanishes; double exponential sums [Takahasi, Mori 1974] in the radius and, from each cut,
           in the angle, so that neither a kink at 0, nor poles near the axis, nor q from 1e-8 to 1e4 needs care
  Kinked   piecewise linear phi: truncated moments, and D and G by Price's theorem as integrals over the angle
  Closed   closed forms: erf, sin, sign, max(x,0)^2

Each has moments(q, accuracy) and pair(q, y, accuracy) -> D, G.
"""
from collections import namedtuple
from functools import lru_cache
from gmpy2 import (mpfr, asin, atan, cos, cosh, erfc, exp, expm1, get_context, log, log1p, nan, sign, sin, sinh, sqrt,
                   tanh)

get_context().precision = 210                          # bits
PI = 4 * atan(mpfr(1))
HALF, NAN = mpfr(1) / 2, nan()
Accuracy = namedtuple('Accuracy', 'B angle radius')    # e^-B is neglected; steps of the sums
Moments = namedtuple('Moments', 'V dV e2 e4 s2')       # V, dV/dq, E phi'^2, E phi'^4, E phi''^2


def density(x, q):
    return exp(-x * x / (2 * q)) / sqrt(2 * PI * q)


def until(B, step, node):
    """Nodes (x, weight) of a sum over t = 0, step, 2 step, ... while they are not negligible; half the first weight."""
    nodes, t = [], mpfr(0)
    while True:
        decay, x, weight = node(t)
        if decay > B:
            return nodes
        nodes.append((x, step * weight / (1 if t else 2)))
        t += step


@lru_cache(maxsize=8)
def radii(B, step, shift):
    """Nodes and weights of int_0^inf f(r) e^(-r^2/2) dr by r = exp(t - exp(-t - shift))."""
    def node(t):
        e = exp(-t - shift)
        r = exp(t - e)
        return max(e - t, r * r / 2) - 5, r, r * (1 + e) * exp(-r * r / 2)
    left = until(B, step, lambda t: node(-t))
    return [(r, w) for r, w in left + until(B, step, node)]


def angles(width, B, step):
    """Nodes and weights of int_0^width f for a sum that is even about width, by x = width (1 - tanh(pi/2 sinh t))."""
    def node(t):
        u = PI * sinh(t)
        e = exp(-u)
        x = 2 * width * e / (1 + e)
        return u - 3, x, x * PI * cosh(t) / (1 + e)
    return until(B, mpfr(step), node)


class Polar:
    """phi(x) gives phi, phi' and phi''; odd says that phi is.

    The steps shrink with ln q because the features of phi, at |u| = O(1), then lie at small radii and angles. Errors
    fall like e^(-const/step); tanh was also summed on a lattice, with the same 30 digits in all its rows.
    """

    def __init__(self, phi, odd=False):
        self.phi, self.odd = phi, odd

    def nodes(self, q, at, finer):
        return radii(finer * at.B, at.radius / finer, round(float(log(1 + sqrt(q))) + .5))

    def moments(self, q, at):
        v = dv = e2 = e4 = s2 = mpfr(0)
        for r, w in self.nodes(q, at, 1.3):
            for x in (sqrt(q) * r, -sqrt(q) * r):
                f, d, s = self.phi(x)
                v += w * f * f
                dv += w * f * f * (r * r - 1)
                e2 += w * d * d
                e4 += w * d ** 4
                s2 += w * s * s
        f = 1 / sqrt(2 * PI)
        return Moments(f * v, f * dv / (2 * q), f * e2, f * e4, f * s2)

    def pair(self, q, y, at):
        """u_a = r sqrt(q) sin(delta + theta), u_b = r sqrt(q) sin(delta), theta = arccos(c)."""
        theta = 2 * asin(sqrt(y))
        nodes = [(r, r * w) for r, w in self.nodes(q, at, 1)]
        step = at.angle / float(sqrt(PI ** 2 + log(1 + sqrt(q)) ** 2))
        D = G = mpfr(0)
        for side in (1,) if self.odd else (1, -1):     # the sign of u_a
            for width, other in (((PI - theta) / 2, 1), (theta / 2, -1)):      # the sign of u_b is the same or other
                for delta, weight in angles(width, at.B, step):
                    a = side * sqrt(q) * sin(theta + other * delta)
                    b = side * sqrt(q) * sin(other * delta)
                    d = g = mpfr(0)
                    for r, w in nodes:
                        fa, da, _ = self.phi(r * a)
                        fb, db, _ = self.phi(r * b)
                        d += w * da * db
                        g += w * (fa - fb) ** 2
                    D += weight * d
                    G += weight * g
        f = (2 if self.odd else 1) / PI
        return f * D, f * G / (4 * q * y)


class Kinked:
    """Piecewise linear phi: its kinks, the slopes left of, between and right of them, and phi itself."""

    def __init__(self, kinks, slopes, phi):
        self.kinks, self.slopes, self.phi = [mpfr(k) for k in kinks], [mpfr(s) for s in slopes], phi
        self.jumps = [(k, b - a) for k, a, b in zip(self.kinks, self.slopes, self.slopes[1:])]
        self.odd = all(phi(-x) == -phi(x) for x in self.kinks + [mpfr(1) / 7])

    def moments(self, q, at):
        below = [(mpfr(0),) * 3] + [self.below(k, q) for k in self.kinks] + [(mpfr(1), mpfr(0), q)]
        v = e2 = e4 = mpfr(0)
        for i, slope in enumerate(self.slopes):
            m0, m1, m2 = (right - left for left, right in zip(below[i], below[i + 1]))
            k = self.kinks[max(i - 1, 0)] if self.kinks else mpfr(0)           # an end of this piece
            offset = self.phi(k) - slope * k
            v += offset ** 2 * m0 + 2 * offset * slope * m1 + slope ** 2 * m2
            e2 += slope ** 2 * m0
            e4 += slope ** 4 * m0
        dv = e2 + sum(jump * self.phi(k) * density(k, q) for k, jump in self.jumps)
        return Moments(v, dv, e2, e4, NAN if self.kinks else mpfr(0))

    @staticmethod
    def below(k, q):
        """E x^n over x < k for n = 0, 1, 2."""
        p, d = erfc(-k / sqrt(2 * q)) / 2, density(k, q)
        return p, -q * d, q * (p - k * d)

    def pair(self, q, y, at):
        """dD/dtheta = -q sum_kl J_k J_l p(k, l) sin(theta), with p the density of u_a = k, u_b = l."""
        theta, e2 = 2 * asin(sqrt(y)), self.moments(q, at).e2
        D, G = e2, e2
        for delta, w in angles(theta / 2, at.B, at.angle / 8 / (1 + log(1 + sqrt(q)))):
            for beta in (delta, theta - delta):
                p = sum(i * j * exp(-(k - l) ** 2 / (2 * q * sin(beta) ** 2) - k * l / (2 * q * cos(beta / 2) ** 2))
                        for k, i in self.jumps for l, j in self.jumps)
                D -= w * p / (2 * PI)
                G -= w * p / (2 * PI) * (1 - sin(beta / 2) ** 2 / y)
        return D, G


class Closed:
    """Closed forms of the moments and of D, G; without the latter where no row has chi_1 > 1. They are odd then."""
    odd = True

    def __init__(self, moments, pair=None):
        self.moments = lambda q, at: Moments(*moments(q))
        self.pair = pair and (lambda q, y, at: pair(q, y))


def erf_moments(q):
    s = sqrt(1 + 4 * q)
    return (2 / PI * asin(2 * q / (1 + 2 * q)), 4 / PI / ((1 + 2 * q) * s), 4 / PI / s,
            16 / PI ** 2 / sqrt(1 + 8 * q), 16 / PI * q / s ** 3)


def erf_pair(q, y):
    k, c = 2 * q / (1 + 2 * q), 1 - 2 * y
    return 4 / PI / ((1 + 2 * q) * sqrt(1 - (k * c) ** 2)), (asin(k) - asin(k * c)) / (PI * q * y)


def sin_moments(q):
    e = exp(-2 * q)
    return (1 - e) / 2, e, (1 + e) / 2, (3 + 4 * e + e ** 4) / 8, (1 - e) / 2


def sin_pair(q, y):
    same, opposite = exp(-2 * q * y), exp(-2 * q * (1 - y))
    return (same + opposite) / 2, (1 - exp(-2 * q) - same + opposite) / (4 * q * y)


def sign_pair(q, y):
    return 1 / (PI * q * sqrt(y * (1 - y))), 2 * asin(sqrt(y)) / (PI * q * y)


def of_tanh(x):
    t = tanh(x)
    return t, 1 - t * t, -2 * t * (1 - t * t)


def tanh_and_line(x):
    t, d, s = of_tanh(x)
    return t + mpfr(.1) * x, d + mpfr(.1), s


def gelu(x):
    p, d = erfc(-x / sqrt(mpfr(2))) / 2, density(x, 1)
    return x * p, p + x * d, d * (2 - x * x)


def sigmoid(x):
    s = 1 / (1 + exp(-x))
    return s, s * (1 - s), s * (1 - s) * (1 - 2 * s)


def silu(x):
    s, d, dd = sigmoid(x)
    return x * s, s + x * d, 2 * d + x * dd


def softplus(x):
    s, d, _ = sigmoid(x)
    return log1p(exp(x)), s, d


def mish(x):
    s, ds, _ = sigmoid(x)
    e = exp(x)
    n = e * (e + 2)
    t = n / (n + 2)                                    # tanh(softplus)
    d = 4 * (n + 1) / (n + 2) ** 2                     # 1 - t^2
    return x * t, t + x * d * s, 2 * d * s + x * (d * ds - 2 * t * d * s * s)


def arctan(x):
    d = 1 / (1 + x * x)
    return atan(x), d, -2 * x * d * d


def softsign(x):
    d = 1 / (1 + abs(x))
    return x * d, d * d, -2 * sign(x) * d ** 3


def rational(x):
    d = 1 / (1 + x * x)
    return x * d, (1 - x * x) * d * d, 2 * x * (x * x - 3) * d ** 3


def bump(x):
    e, t = exp(-x * x), x * x
    return x * e, (1 - 2 * t) * e, 2 * x * (2 * t - 3) * e


def elu(x):
    e = 0 if x > 0 else expm1(x)
    return (x, mpfr(1), mpfr(0)) if x > 0 else (e, e + 1, e + 1)


def selu(x, scale=mpfr(1.0507009873554804934193349852946), alpha=mpfr(1.6732632423543772848170429916717)):
    f, d, _ = elu(x)
    return (scale * f, scale, NAN) if x > 0 else (scale * alpha * f, scale * alpha * d, NAN)


def leaky(slope):
    return Kinked([0], [slope, 1], lambda x: mpfr(0))


ACTIVATIONS = {
    'tanh': Polar(of_tanh, odd=True),
    'erf': Closed(erf_moments, erf_pair),
    'relu': leaky(0),
    'linear': Kinked([], [1], lambda x: x),
    'leaky-relu': leaky(.01),
    'leaky-relu(0.1)': leaky(.1),
    'gelu': Polar(gelu),
    'silu': Polar(silu),
    'softplus': Polar(softplus),
    'sigmoid': Polar(sigmoid),
    'hard-tanh': Kinked([-1, 1], [0, 1, 0], lambda x: mpfr(max(-1, min(1, x)))),
    'elu': Polar(elu),
    'selu': Polar(selu),
    'mish': Polar(mish),
    'sin': Closed(sin_moments, sin_pair),
    'arctan': Polar(arctan, odd=True),
    'softsign': Polar(softsign, odd=True),
    'sign': Closed(lambda q: (mpfr(1), mpfr(0), NAN, NAN, NAN), sign_pair),
    'x/(1+x^2)': Polar(rational, odd=True),
    'tanh(x)+0.1*x': Polar(tanh_and_line, odd=True),
    'max(x,0)^2': Closed(lambda q: (1.5 * q * q, 3 * q, 2 * q, 24 * q * q, mpfr(2))),
    'where(x>0,x,exp(x)-1)': Polar(elu),
    'x*exp(-x^2)': Polar(bump, odd=True),
    'max(0,min(1,0.2*x+0.5))': Kinked([-HALF / mpfr(.2), HALF / mpfr(.2)], [0, .2, 0],
                                      lambda x: max(mpfr(0), min(mpfr(1), mpfr(.2) * x + HALF))),
}
