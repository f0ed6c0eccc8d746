"""How many citizens a paired difference rests on, and how far an interval can be trusted that few of them make.

Citizen i moves the difference by a score s_i whose mean is 0 (see `sim.analysis.ratio`). If a few citizens move it far
and all others hardly, the spread among the citizens seen says little of the spread there is: as likely as not none of
the few was among them. The *effective number* E = (sum s^2)^2 / sum s^4 counts the citizens behind the spread: it is n
if all move the difference equally far, n / 3 with normal scores, and k if k of them move it equally far and the others
not at all. An estimated variance has the squared relative error 1 / E - 1 / n, as Student's has 2 / freedom: so the
interval is that of Student's t with 2 n E / (n - E) degrees of freedom (Satterthwaite, An approximate distribution of
estimates of variance components, Biometrics Bulletin 2, 1946).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb
from typing import Final

from sim.analysis.ratio import Products, Ratio
from sim.analysis.student_t import LARGE

LEAST_EFFECTIVE: Final = 10
"""With a smaller effective number a difference has no interval: none is known that would hold."""
EFFECTIVE_FOR_WORTH: Final = 100
"""With a smaller one it is not said what the pairing is worth: the ratio of two variances is then a matter of luck."""
OF_A_MEAN: Final = 2
"""Sums of fourth order that are kept of a mean."""
FIGURES: Final = 100
"""Degrees of freedom keep two figures from here on, rounded down, so that few quantiles have to be worked out."""


def effective_number(one: Ratio, other: Ratio, crossed: Products, fourths: Sequence[int]) -> Fraction | None:
    """The effective number of a difference between two ratios; None if nobody moves it, or it cannot be worked out.

    `fourths` are the sums over citizens of d^4, d^3 b, d^2 b^2, d b^3 and b^4, with d the difference of the two
    numerators of a citizen and b the denominator, which has to be the same under both designs. The sums for a mean,
    where b is 1, end after the second: the others are among the products.
    """
    if not fourths or not one.denominator or not same_denominators(one, other, crossed):
        return None
    squared = one.squares.above_above - 2 * crossed.above_above + other.squares.above_above
    across = one.squares.above_below - crossed.below_above
    total, base, square = one.numerator - other.numerator, one.denominator, one.squares.below_below
    if len(fourths) == OF_A_MEAN:
        fourths = (*fourths, squared, across, square)
    second = base * base * squared - 2 * base * total * across + total * total * square
    fourth = sum(comb(4, power) * base ** (4 - power) * (-total) ** power * of for power, of in enumerate(fourths))
    return Fraction(second * second, fourth) if fourth else None


def same_denominators(one: Ratio, other: Ratio, crossed: Products) -> bool:
    """Whether every unit has the same denominator under both designs."""
    return one.squares.below_below - 2 * crossed.below_below + other.squares.below_below == 0


def freedom_by(effective: Fraction | None, units: int) -> int:
    """The degrees of freedom of an interval: as the effective number says, but never more than units less one."""
    most = max(units - 1, 1)
    if effective is None or effective >= units:
        return most
    above, below = effective.numerator, effective.denominator
    found = 2 * units * above // (units * below - above)
    return min(found if found >= LARGE else rounded_down(found), most)


def rounded_down(freedom: int) -> int:
    """The number with its first two figures."""
    step = 1
    while freedom >= FIGURES * step:
        step *= 10
    return freedom // step * step
