"""D = E phi'(u_a) phi'(u_b) of nearly opposite pairs, c = -1 + 2 z, to 20 digits: prints the table opposite.csv.

One average is known in closed form, the other is integrated on panels that the kinks and their images cut: for
phi' = left(x) below k and 1 above, left(x) = slope or e^x,

  E [phi'(u_b) | u_a] = E left(m + s t) 1[m + s t < k] + P(m + s t > k),   m = c u_a,   s^2 = q (1 - c^2),   t ~ N(0, 1)

A jump by h at k adds h times the density there to E phi' (once to each factor) [Price 1958]. All columns are exact
functions of the doubles q and z.

Run: python3 opposite.py > opposite.csv       (needs mpmath; a minute)
"""
from mpmath import mp, mpf, erfc, exp, npdf, nstr, quad, sqrt

mp.dps = 40


def below(x):
    return erfc(-x / sqrt(2)) / 2


class Bent:
    """left below k, 1 above, and a jump by h at k; left is a slope, or None for e^x."""

    def __init__(self, k, left, h=0):
        self.k, self.left, self.h = mpf(k), left, mpf(h)

    def slope(self, x, side):
        return mpf(1) if side else exp(x) if self.left is None else mpf(self.left)

    def mean(self, m, s):
        """Of phi' over N(m, s^2)."""
        low = (self.k - m) / s
        left = exp(m + s * s / 2) * below(low - s) if self.left is None else self.left * below(low)
        return left + below(-low) + self.h * npdf(low) / s


ACTIVATIONS = {
    'elu': Bent(0, None),
    'max(x,0.5)': Bent(.5, 0),
    'where(x>1,x,0.2*x+0.8)': Bent(1, mpf(1) / 5),
    'where(x>0.5,x,0)': Bent(.5, 0, .5),
}
VARIANCES = (2.0**-10, .25, 1.75, 40., 3000.)
PLACES = (2.0**-46, 2.0**-33, 2.0**-23, 2.0**-17, 2.0**-10, 2.0**-5, .1875)


def d(phi, q, z):
    q, c = mpf(q), 2 * mpf(z) - 1
    root, s = sqrt(q), sqrt(q * (1 - c * c))
    kink, image = phi.k / root, phi.k / (c * root)
    cuts = set(mpf(j) for j in range(-14, 15)) | {kink, image}
    for k in range(-2, 7):
        for sign in (-1, 1):
            cuts.add(image + sign * 2**k * s / root)
            cuts.add(kink + sign * 2**k / root)
    cuts = sorted(cut for cut in cuts if -14 <= cut <= 14)
    total = phi.h * npdf(kink) / root * phi.mean(c * phi.k, s) if phi.h else mpf(0)
    for a, b in zip(cuts, cuts[1:]):
        side = (a + b) / 2 > kink
        total += quad(lambda t: npdf(t) * phi.slope(root * t, side) * phi.mean(c * root * t, s), [a, b])
    return total


def main():
    print('activation,q,z,d')
    for name, phi in ACTIVATIONS.items():
        for q in VARIANCES:
            for z in PLACES:
                print('"%s",%r,%r,%s' % (name, q, z, nstr(d(phi, q, z), 20)), flush=True)


main()
