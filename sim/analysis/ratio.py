"""Responses as ratios of two sums over units, and the covariance of two of them.

A response is a ratio of two sums over citizens (a mean is the ratio to their number). Its variance follows by
linearisation: unit i contributes the score (N_i - R D_i) / mean(D), and a difference between two designs is judged by
the difference of the two scores of the same unit (Cochran, Sampling Techniques, on ratio estimators; the delta method).
Columns are integers, so every sum and every variance here is an exact fraction, rounded once at the end. No order of
summation, no chunking and no machine can change a digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple


class Products(NamedTuple):
    """Sums over the same units of the products of one ratio's numerator and denominator with those of another."""

    above_above: int
    above_below: int
    below_above: int
    below_below: int


@dataclass(frozen=True, slots=True)
class Ratio:
    """Sums over some units of a numerator and a denominator."""

    units: int
    numerator: int
    denominator: int
    squares: Products
    """Products of the ratio with itself."""

    @property
    def value(self) -> Fraction | None:
        """Sum of numerators over sum of denominators; None if the denominator is 0."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def variance(self) -> Fraction | None:
        """Variance of the estimated ratio; None with fewer than two units or a denominator of 0."""
        return covariance(self, self, self.squares)


def covariance(one: Ratio, other: Ratio, crossed: Products) -> Fraction | None:
    """Covariance of two estimated ratios on the same units; of a ratio with itself, its variance.

    With sums A and B of the n numerators and denominators, the score of a unit is n (N B - A D) / B^2, whose mean is
    exactly 0. None with fewer than two units or a denominator of 0.
    """
    n = one.units
    if n < 2 or not one.denominator or not other.denominator:
        return None
    a, b, c, d = one.numerator, one.denominator, other.numerator, other.denominator
    products = (
        b * d * crossed.above_above
        - b * c * crossed.above_below
        - a * d * crossed.below_above
        + a * c * crossed.below_below
    )
    # Bessel's correction n / (n - 1), and the scores divided by B and D: an exact fraction.
    return Fraction(n * products, (n - 1) * b * b * d * d)
