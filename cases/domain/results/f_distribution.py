"""Quantiles of the F distribution, for which the standard library has nothing.

The incomplete beta function by its continued fraction (DLMF 8.17.22, https://dlmf.nist.gov/8.17.E22), summed
with the method of Lentz as Thompson and Barnett changed it (1986, doi 10.1016/0021-9991(86)90046-X).
"""

from math import exp, lgamma, log, log1p

TINY, CLOSE_ENOUGH, MOST_TERMS, HALVINGS = 1e-300, 1e-15, 10_000, 200


def regularised_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b): from 0 at x = 0 to 1 at x = 1; a and b above 0."""
    if not (0 <= x <= 1 and a > 0 and b > 0):
        raise ValueError(f"there is no I of x={x}, a={a}, b={b}")
    if x in (0, 1):
        return float(x)
    if x > (a + 1) / (a + b + 2):  # where the fraction converges slowly, from the other side
        return 1 - regularised_beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    return front * _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, MOST_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _not_zero(1 + term * d)
            c = _not_zero(1 + term / c)
            found *= c * d
        if abs(c * d - 1) < CLOSE_ENOUGH:
            break
    return found


def _not_zero(number: float) -> float:
    return number if abs(number) > TINY else TINY


def f_quantile(share: float, above: float, below: float) -> float:
    """The value below which so much of F lies, with `above` and `below` degrees of freedom.

    share: more than 0, less than 1
    """
    if not (0 < share < 1 and above > 0 and below > 0):
        raise ValueError(f"there is no quantile {share} of F with {above} and {below} degrees of freedom")
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (
            (middle, high) if regularised_beta(middle, above / 2, below / 2) < share else (low, middle)
        )
    return below * high / (above * (1 - high))
