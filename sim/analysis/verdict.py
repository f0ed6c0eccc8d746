"""Which design does best on a response, and whether its lead over the next one is more than chance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sim.analysis.comparison import Contrast, contrast
from sim.analysis.sample import Sample
from sim.outcomes.responses import Response


@dataclass(frozen=True, slots=True)
class Verdict:
    """The best design of a group on one response, and its paired lead over the runner-up."""

    group: str
    response: str
    best: str
    runner_up: str
    lead: Contrast
    """Best minus runner-up, on the same citizens."""

    @property
    def settled(self) -> bool:
        """Whether the best design differs from the runner-up by more than chance."""
        return self.lead.difference is not None and self.lead.difference.beyond_chance


def verdict(sample: Sample, contrasts: Iterable[Contrast], response: Response) -> Verdict | None:
    """The best design by a response; None if fewer than two designs have a level, or neither way is better.

    Equal levels keep the order of the designs.
    """
    if response.better is None:
        return None
    sign = 1.0 if response.better == "lower" else -1.0
    levels = [
        (sign * row.level.value, place, row.design)
        for place, row in enumerate(contrasts)
        if row.group == sample.group.name and row.response == response.name and row.level.value is not None
    ]
    if len(levels) < 2:
        return None
    (_, _, best), (_, _, runner_up) = sorted(levels)[:2]
    lead = contrast(sample, best, runner_up, response)
    return Verdict(sample.group.name, response.name, best, runner_up, lead)
