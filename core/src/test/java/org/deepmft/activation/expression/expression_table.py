"""Writes ExpressionTable.java: values and derivatives by mpmath at 60 digits.

    python3 expression_table.py > ExpressionTable.java

The x are exact doubles; derivatives are fourth-order differences with 140 digits.
"""
from mpmath import (mp, mpf, exp, expm1, log, log1p, sqrt, sin, cos, tan, sinh, cosh, tanh,
                    atan, asinh, erf, erfc, pi, e, nstr)

mp.dps = 60


def sigmoid(u):
    return 1 / (1 + exp(-u))


def softplus(u):
    return log1p(exp(u))


def normcdf(u):
    return erfc(-u / sqrt(mpf(2))) / 2


def relu(u):
    return u if u.real > 0 else mpf(0)


WIDE = [-30.0, -5.5, -1.3, -0.4, 0.007, 0.3, 0.9, 2.75, 8.5, 25.0]
ROWS = [
    # activations of the literature
    ("x*normcdf(x)", WIDE), ("x*sigmoid(x)", WIDE), ("softplus(x)", WIDE), ("sigmoid(x)", WIDE),
    ("x*tanh(softplus(x))", WIDE), ("x*tanh(log1p(exp(x)))", WIDE), ("tanh(x)", WIDE),
    ("x/(1+abs(x))", WIDE), ("sin(x)", WIDE), ("arctan(x)", WIDE), ("erf(x)", [v for v in WIDE if abs(v) < 26]),
    ("where(x>0,x,expm1(x))", WIDE), ("min(max(x,-1),1)", WIDE), ("where(x>0,x,0.01*x)", WIDE),
    ("1.0507009873554805*where(x>0,x,1.6732632423543772*expm1(x))", WIDE),
    # every function and operator
    ("erfc(x)", [-5.5, -1.3, 0.3, 0.46, 0.48, 2.75, 3.99, 4.01, 8.5, 20.0, 26.0]),
    ("normcdf(x)", [-37.0, -20.0, -5.7, -5.6, -1.3, -0.6, 0.3, 0.7, 2.75, 8.5]),
    ("exp(-abs(x))", [-1.3, 0.3, 8.5]),
    ("log(2+x^2)", WIDE), ("log1p(x^2)", WIDE), ("sqrt(1+x^2)", [-5.5, -1.3, 0.3, 8.5]), ("cos(x)", WIDE), ("sinh(tanh(x))*cosh(tanh(x))", [-1.3, 0.3, 2.75]),
    ("tan(tanh(x))", [-1.3, 0.3, 2.75]), ("asinh(x)", WIDE), ("relu(x)^2", [-1.3, 0.3, 2.75]),
    ("x/(1+x^2)", WIDE), ("(1+x^2)^-1.5", WIDE), ("(1+x^2)^-2", WIDE), ("x^3", WIDE), ("x^12", [-1.3, 0.3]),
    ("2^(-x^2)", [-1.3, 0.3, 2.75]), ("e^-x^2", [-1.3, 0.3, 2.75]), ("(2+sin(x))^cos(x)", WIDE),
    ("x^2*exp(-x^2/2)", [-5.5, -1.3, 0.3, 0.9]), ("tanh(x)*sigmoid(x)-0.1*x", [-5.5, -1.3, 0.3, 0.9]),
    ("log(1+exp(x))", WIDE), ("1/(1+exp(-x))", WIDE), ("(exp(x)-exp(-x))/(exp(x)+exp(-x))", WIDE),
]

NAMES = dict(exp=exp, expm1=expm1, log=log, log1p=log1p, sqrt=sqrt, sin=sin, cos=cos, tan=tan, sinh=sinh,
             cosh=cosh, tanh=tanh, arctan=atan, asinh=asinh, erf=erf, erfc=erfc, pi=pi, e=e, sigmoid=sigmoid,
             softplus=softplus, normcdf=normcdf, relu=relu, abs=lambda u: u if u.real > 0 else -u,
             min=lambda a, b: a if mpf(a.real) < mpf(b.real) else b, max=lambda a, b: a if mpf(a.real) > mpf(b.real) else b,
             where=lambda c, a, b: a if c else b)


def python(text):
    import re
    text = re.sub(r"(?<![A-Za-z_0-9])(\d+\.?\d*)", r"mpf(float('\1'))", text)
    text = text.replace("min(", "min_(").replace("max(", "max_(")
    text = re.sub(r"x([<>])", r"x.real\1", text)
    return text.replace("^", "**")


def main():
    print("package org.deepmft.activation.expression;\n")
    print("/** Made by expression_table.py with mpmath: expression | x | value | φ' | φ''. */")
    print("final class ExpressionTable {\n")
    print("  private ExpressionTable() {}\n")
    print("  static final String ROWS =\n      \"\"\"")
    names = dict(NAMES, mpf=mpf)
    names["min_"], names["max_"] = names.pop("min"), names.pop("max")
    for text, xs in ROWS:
        code = compile(python(text), text, "eval")
        for x in xs:
            f = lambda u: mpf(1) * eval(code, dict(names, x=u))
            c = derivatives(f, mpf(x))
            print("      %s | %r | %s" % (text, x, " | ".join(nstr(v, 20) for v in c)))
    print("      \"\"\";\n}")


def derivatives(f, x):
    h = mpf(10) ** -15  # errors h^4 = 1e-60 relative, with 120 digits in the differences
    mp.dps = 140
    p1, m1, p2, m2, z = f(x + h), f(x - h), f(x + 2 * h), f(x - 2 * h), f(x)
    d1 = (8 * (p1 - m1) - (p2 - m2)) / (12 * h)
    d2 = (16 * (p1 + m1) - (p2 + m2) - 30 * z) / (12 * h * h)
    mp.dps = 60
    chop = lambda v: mpf(0) if abs(v) < mpf(10) ** -70 and abs(z) > mpf(10) ** -40 else v
    return z, chop(d1), chop(d2)


main()
