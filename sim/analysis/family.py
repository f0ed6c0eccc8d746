"""A family of differences whose intervals hold together: how many there are, and how wide each must be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sim.analysis.comparison import CONFIDENCE, Estimate
from sim.analysis.student_t import half_width

Method: TypeAlias = Literal["max-t", "Bonferroni"]


@dataclass(frozen=True, slots=True)
class ContrastFamily:
    """Differences of one group whose intervals hold together."""

    group: str
    size: int
    """How many differences have spread, also those that rest on too few citizens for an interval."""
    confidence: float
    """The probability with which all intervals of the family hold."""
    method: Method
    single: float
    """The probability with which each of them holds, taken by itself."""

    def standard_errors(self, freedom: int) -> float:
        """Half the width of each interval in standard errors, with Student's allowance for an estimated spread."""
        return half_width(freedom, self.single)

    def widened(self, difference: Estimate, freedom: int | None) -> Estimate:
        """A difference with the interval that holds with all others of the family, from that which holds by itself.

        Each has its own degrees of freedom, and all hold with the same probability, `single`: none is wider because
        another rests on fewer citizens. A difference without an interval, for which they are None, gets none.
        """
        if freedom is None:
            return difference
        return difference.widened(self.standard_errors(freedom) / half_width(freedom, CONFIDENCE))
