"""The effective number of citizens behind a paired difference, and the degrees of freedom that follow from it.

Citizen i moves the difference by a score s_i whose mean is 0 (see `sim.analysis.ratio`). If a few citizens move it far
and the others hardly, a sample that happens to hold none of those few underestimates the variance. The *effective
number* E = (sum s^2)^2 / sum s^4 counts the citizens behind the variance. It is n if all move the difference equally
far, n / 3 with normal scores, and k if k of them move it equally far and the others not at all. The estimated variance
has the squared relative error 1 / E - 1 / n, and a variance with Student's degrees of freedom has 2 / freedom. So the
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
"""Least effective number for an interval; below it no known interval has its nominal coverage."""
EFFECTIVE_FOR_WORTH: Final = 100
"""Least effective number for reporting the gain from pairing; below it the ratio of two variances is too noisy."""
OF_A_MEAN: Final = 2
"""Number of fourth-order sums that are stored for a mean."""
FIGURES: Final = 100
"""From here on degrees of freedom are rounded down to two figures, so that few quantiles have to be computed."""


def effective_number(one: Ratio, other: Ratio, crossed: Products, fourths: Sequence[int]) -> Fraction | None:
    """The effective number of a difference between two ratios; None if no citizen moves it or it is unknown.

    `fourths` are the sums over citizens of d^4, d^3 b, d^2 b^2, d b^3 and b^4. Here d is the difference of a citizen's
    two numerators, and b the denominator, which has to be the same under both designs. For a mean, where b is 1, only
    the first two are given: the others equal sums of lower order.
    """
    if not fourths or not one.denominator or not same_denominators(one, other, crossed):
        return None
    # sum d^2 with d = N1 - N2, expanded: sum N1^2 - 2 sum N1 N2 + sum N2^2.
    squared = one.squares.above_above - 2 * crossed.above_above + other.squares.above_above
    # sum d b: both numerators meet the one denominator, which is the same under both designs.
    across = one.squares.above_below - crossed.below_above
    total, base, square = one.numerator - other.numerator, one.denominator, one.squares.below_below
    if len(fourths) == OF_A_MEAN:
        # With b = 1 the missing ones are sum d^2, sum d and n, which are of lower order and stored already.
        fourths = (*fourths, squared, across, square)
    # Scores are s = (b_total d - d_total b) / b_total^2; the common factor cancels, so all sums stay exact integers.
    second = base * base * squared - 2 * base * total * across + total * total * square
    # The fourth power of b_total d - d_total b, summed over citizens by the binomial theorem.
    fourth = sum(comb(4, power) * base ** (4 - power) * (-total) ** power * of for power, of in enumerate(fourths))
    return Fraction(second * second, fourth) if fourth else None


def same_denominators(one: Ratio, other: Ratio, crossed: Products) -> bool:
    """True if every unit has the same denominator under both designs.

    The sum of squared differences of the denominators is zero only if each of them is.
    """
    return one.squares.below_below - 2 * crossed.below_below + other.squares.below_below == 0


def degrees_of_freedom(effective: Fraction | None, units: int) -> int:
    """The degrees of freedom of an interval by Satterthwaite's formula, at most the number of units less one."""
    most = max(units - 1, 1)
    # As many behind the difference as there are units: Satterthwaite's formula would divide by 0 or less.
    if effective is None or effective >= units:
        return most
    above, below = effective.numerator, effective.denominator
    found = 2 * units * above // (units * below - above)
    # n E 2 / (n - E) in whole numbers, with E a fraction: no rounding before the division.
    return min(found if found >= LARGE else rounded_down(found), most)


def rounded_down(freedom: int) -> int:
    """The number rounded down to its first two figures."""
    step = 1
    while freedom >= FIGURES * step:
        step *= 10
    return freedom // step * step
