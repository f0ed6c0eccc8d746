"""A family of differences with simultaneous intervals: its size, and the width of each interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sim.analysis.comparison import CONFIDENCE, Estimate
from sim.analysis.student_t import half_width

Method: TypeAlias = Literal["max-t", "Bonferroni"]


@dataclass(frozen=True, slots=True)
class ContrastFamily:
    """Differences of one group whose intervals hold simultaneously."""

    group: str
    size: int
    """Number of differences with spread, including those that rest on too few citizens for an interval."""
    confidence: float
    """Probability that all intervals of the family hold."""
    method: Method
    single: float
    """Coverage of each interval taken by itself."""

    def standard_errors(self, freedom: int) -> float:
        """The half-width of each interval in standard errors, by Student's t."""
        return half_width(freedom, self.single)

    def widened(self, difference: Estimate, freedom: int | None) -> Estimate:
        """A difference with its simultaneous interval, from the interval that holds by itself.

        Each difference has its own degrees of freedom, and all have the same coverage `single`: none is wider because
        another rests on fewer citizens. A difference without an interval (`freedom` is None) is returned as it is.
        """
        if freedom is None:
            return difference
        return difference.widened(self.standard_errors(freedom) / half_width(freedom, CONFIDENCE))
