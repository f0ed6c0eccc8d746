"""Simultaneous intervals for many paired differences: the family of all that are shown side by side.

With k intervals at 95 % each, some miss their true value far more often than in one study of twenty. Here the number of
standard errors is such that in 95 % of studies all intervals of a family hold. Differences between designs on the same
citizens are strongly correlated, so max-t widens them less than Bonferroni's bound, and never more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from statistics import NormalDist
from typing import Final, TypeAlias

import numpy as np

from sim.analysis.family import ContrastFamily
from sim.analysis.ratio import covariance
from sim.analysis.sample import Sample
from sim.analysis.studentized_maximum import DRAWS, NONE, Numbers, factored, largest_by_chance
from sim.outcomes.responses import Response

Difference: TypeAlias = tuple[str, str, Response]
"""A design, the one it is compared with, and the response: design minus other."""
UNITS_PER_DIFFERENCE: Final = 10
"""Least number of units for each difference; with fewer, correlations are poorly known, and Bonferroni's bound is used.
"""

LEAST_BEYOND: Final = 20
"""Least number of draws beyond the quantile; with fewer it is imprecise, and Bonferroni's bound, close at such
confidence, is used."""


class Differences:
    """The differences of a group from its reference design that vary, and their covariances."""

    def __init__(self, sample: Sample, reference: str, responses: Sequence[Response]) -> None:
        self.sample = sample
        self.reference = reference
        self.responses = tuple(responses)
        self.designs = tuple(design for design in sample.designs if design != reference)
        self.ratios = {
            (design, response.name): sample.ratio(design, response)
            for design in sample.designs
            for response in self.responses
        }
        self.covariances: dict[tuple[str, str, str, str], Fraction | None] = {}
        """Cache of covariances of two levels, by design and response of each."""
        self.variances = {
            (design, response.name): self._shared((design, response), (design, response))
            for design in self.designs
            for response in self.responses
        }
        self.varying = [
            (design, response)
            for design in self.designs
            for response in self.responses
            if self.variances[design, response.name]
        ]
        self.place_of = {(design, response.name): place for place, (design, response) in enumerate(self.varying)}

    @property
    def units(self) -> int:
        """The number of independent units."""
        return self.ratios[self.reference, self.responses[0].name].units

    def family(self, differences: Sequence[Difference], confidence: float) -> ContrastFamily:
        """The family of some differences between any two designs; those without spread are left out."""
        contrasts = [contrast for one in differences if (contrast := self._contrast(one)) is not None]
        name, size = self.sample.group.name, len(contrasts)
        # Bonferroni's bound: each interval by itself at 1 - alpha / k.
        # Bonferroni's inequality: the probabilities of missing add up to at most alpha.
        apart = 1.0 - (1.0 - confidence) / max(size, 1)
        beyond = (1.0 - confidence) * DRAWS
        # With so few draws beyond the quantile, or so few units behind the correlations, max-t
        # would promise more than it knows.
        if size < 2 or beyond < LEAST_BEYOND or self.units < UNITS_PER_DIFFERENCE * len(self.varying):
            return ContrastFamily(name, size, confidence, "Bonferroni", apart)
        places = np.array([place for place, _ in contrasts], dtype=np.int64)
        weights = np.array([weight for _, weight in contrasts])
        drawn = np.sort(largest_by_chance(factored(self.correlations), places, weights, DRAWS))
        # The smallest drawn value that at least this share of the draws does not exceed.
        reach = float(drawn[math.ceil(confidence * DRAWS) - 1])
        # Given back as a confidence, because each difference is widened by its own degrees of freedom.
        together = 2.0 * NormalDist().cdf(reach) - 1.0
        # Drawing error must neither undercut a single interval nor exceed Bonferroni's bound.
        return ContrastFamily(name, size, confidence, "max-t", min(max(together, confidence), apart))

    @cached_property
    def correlations(self) -> Numbers:
        """The correlation matrix of the differences from the reference that vary."""
        found = np.eye(len(self.varying))
        for row, one in enumerate(self.varying):
            for column, other in enumerate(self.varying[:row]):
                shared = self._shared(one, other)
                spread = math.sqrt(self._variance(one)) * math.sqrt(self._variance(other))
                # Divided by two roots and not by the root of a product, which could overflow or vanish.
                found[row, column] = found[column, row] = 0.0 if shared is None else float(shared) / spread
        return found

    def _variance(self, one: tuple[str, Response]) -> Fraction:
        return self.variances[one[0], one[1].name] or Fraction(0)

    def _contrast(self, difference: Difference) -> tuple[tuple[int, int], tuple[float, float]] | None:
        """The places of a difference between two designs, and weights that make its variance 1; None if it is 0."""
        design, other, response = difference
        one, second = ((name, response) for name in (design, other))
        # Only differences from the reference are drawn; one between two other designs is the contrast of two of these.
        first, last = (self.place_of.get((name, response.name), NONE) for name in (design, other))
        if first == NONE:
            first, last, one, second = last, NONE, second, one
        if first == NONE:
            return None
        if last == NONE:
            return (first, NONE), (1.0, 0.0)
        shared = self._shared(one, second) or Fraction(0)
        # Var(a - b) = Var(a) + Var(b) - 2 Cov(a, b), of two differences from the same reference.
        variance = self._variance(one) + self._variance(second) - 2 * shared
        if not variance:
            return None
        spread = math.sqrt(variance)
        return (first, last), (math.sqrt(self._variance(one)) / spread, math.sqrt(self._variance(second)) / spread)

    def _shared(self, one: tuple[str, Response], other: tuple[str, Response]) -> Fraction | None:
        """The covariance of two differences from the reference; None if one of them cannot be estimated."""
        (design, response), (second, by) = one, other
        found = Fraction(0)
        # Cov(a - r, b - r) = Cov(a, b) - Cov(a, r) - Cov(r, b) + Var(r).
        for first, sign in ((design, 1), (self.reference, -1)):
            for last, turn in ((second, 1), (self.reference, -1)):
                part = self._levels(first, response, last, by)
                if part is None:
                    return None
                found += sign * turn * part
        return found

    def _levels(self, design: str, response: Response, second: str, by: Response) -> Fraction | None:
        """The covariance of two levels; None if one of them cannot be estimated."""
        key = design, response.name, second, by.name
        if key not in self.covariances:
            crossed = self.sample.crossed((design, response), (second, by))
            found = covariance(self.ratios[key[:2]], self.ratios[key[2:]], crossed)
            # A covariance is symmetric, so that both orders are known at once.
            self.covariances[key] = self.covariances[second, by.name, design, response.name] = found
        return self.covariances[key]


def holm(probabilities: Sequence[float]) -> tuple[float, ...]:
    """p-values adjusted for multiplicity by the step-down method (Holm, Scandinavian Journal of Statistics 6, 1979).

    Each is the smallest level at which its difference would be significant while the probability of any false claim
    among all of them stays at that level. They are in the order given.
    """
    count, found, least = len(probabilities), [0.0] * len(probabilities), 0.0
    # From the smallest p-value up: the k-th smallest is compared with alpha / (count - k + 1).
    for rank, place in enumerate(sorted(range(count), key=probabilities.__getitem__)):
        # The maximum keeps the order: a larger p-value never has a smaller adjusted one.
        least = max(least, min(1.0, (count - rank) * probabilities[place]))
        found[place] = least
    return tuple(found)
