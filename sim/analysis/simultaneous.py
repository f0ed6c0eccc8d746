"""Intervals that hold for many paired differences at once: the family of all that is read side by side.

With k intervals at 95 % each, some miss their truth far more often than one study in twenty. Here the number of
standard errors is such that in 95 % of studies all intervals of a family hold. Differences between designs on the same
citizens go together closely, so the widening that max-t asks for is less than Bonferroni's; it is never more.
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
"""With fewer units for each difference their correlations are too ill known, and Bonferroni's bound is taken."""

LEAST_BEYOND: Final = 20
"""With fewer draws beyond the quantile it is too rough, and Bonferroni's bound, close at such confidence, is taken."""


class Differences:
    """The differences of a group from its reference design that vary, and how they vary together."""

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
        """Those of two levels that were asked for, by design and response of each."""
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
        """How many independent units there are."""
        return self.ratios[self.reference, self.responses[0].name].units

    def family(self, differences: Sequence[Difference], confidence: float) -> ContrastFamily:
        """The family of some differences between any two designs; those without spread are left out."""
        contrasts = [contrast for one in differences if (contrast := self._contrast(one)) is not None]
        name, size = self.sample.group.name, len(contrasts)
        apart = 1.0 - (1.0 - confidence) / max(size, 1)
        beyond = (1.0 - confidence) * DRAWS
        if size < 2 or beyond < LEAST_BEYOND or self.units < UNITS_PER_DIFFERENCE * len(self.varying):
            return ContrastFamily(name, size, confidence, "Bonferroni", apart)
        places = np.array([place for place, _ in contrasts], dtype=np.int64)
        weights = np.array([weight for _, weight in contrasts])
        drawn = np.sort(largest_by_chance(factored(self.correlations), places, weights, DRAWS))
        reach = float(drawn[math.ceil(confidence * DRAWS) - 1])
        together = 2.0 * NormalDist().cdf(reach) - 1.0
        return ContrastFamily(name, size, confidence, "max-t", min(max(together, confidence), apart))

    @cached_property
    def correlations(self) -> Numbers:
        """The correlations of the differences from the reference that vary."""
        found = np.eye(len(self.varying))
        for row, one in enumerate(self.varying):
            for column, other in enumerate(self.varying[:row]):
                shared = self._shared(one, other)
                spread = math.sqrt(self._variance(one)) * math.sqrt(self._variance(other))
                found[row, column] = found[column, row] = 0.0 if shared is None else float(shared) / spread
        return found

    def _variance(self, one: tuple[str, Response]) -> Fraction:
        return self.variances[one[0], one[1].name] or Fraction(0)

    def _contrast(self, difference: Difference) -> tuple[tuple[int, int], tuple[float, float]] | None:
        """The places of a difference between two designs and its weights, so that its variance is 1; None without."""
        design, other, response = difference
        one, second = ((name, response) for name in (design, other))
        first, last = (self.place_of.get((name, response.name), NONE) for name in (design, other))
        if first == NONE:
            first, last, one, second = last, NONE, second, one
        if first == NONE:
            return None
        if last == NONE:
            return (first, NONE), (1.0, 0.0)
        shared = self._shared(one, second) or Fraction(0)
        variance = self._variance(one) + self._variance(second) - 2 * shared
        if not variance:
            return None
        spread = math.sqrt(variance)
        return (first, last), (math.sqrt(self._variance(one)) / spread, math.sqrt(self._variance(second)) / spread)

    def _shared(self, one: tuple[str, Response], other: tuple[str, Response]) -> Fraction | None:
        """The covariance of two differences from the reference; None where one of them is not estimable."""
        (design, response), (second, by) = one, other
        found = Fraction(0)
        for first, sign in ((design, 1), (self.reference, -1)):
            for last, turn in ((second, 1), (self.reference, -1)):
                part = self._levels(first, response, last, by)
                if part is None:
                    return None
                found += sign * turn * part
        return found

    def _levels(self, design: str, response: Response, second: str, by: Response) -> Fraction | None:
        """The covariance of two levels; None where one of them is not estimable."""
        key = design, response.name, second, by.name
        if key not in self.covariances:
            crossed = self.sample.crossed((design, response), (second, by))
            found = covariance(self.ratios[key[:2]], self.ratios[key[2:]], crossed)
            self.covariances[key] = self.covariances[second, by.name, design, response.name] = found
        return self.covariances[key]


def holm(probabilities: Sequence[float]) -> tuple[float, ...]:
    """Probabilities adjusted for being many, step down (Holm, Scandinavian Journal of Statistics 6, 1979).

    Each is the smallest level at which its difference would be told from chance while the chance of any false claim
    among all of them stays at that level; in the order given.
    """
    count, found, least = len(probabilities), [0.0] * len(probabilities), 0.0
    for rank, place in enumerate(sorted(range(count), key=probabilities.__getitem__)):
        least = max(least, min(1.0, (count - rank) * probabilities[place]))
        found[place] = least
    return tuple(found)
