"""The best design on a response, and the designs that are practically as good."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sim.analysis.comparison import Contrast, contrast
from sim.analysis.family import ContrastFamily
from sim.analysis.judgement import judged
from sim.analysis.sample import Sample
from sim.outcomes.responses import Response


@dataclass(frozen=True, slots=True)
class Verdict:
    """The design with the best level of a response in a group, and the distance of the others.

    The intervals hold for all differences between any two designs simultaneously, so the choice of the best design
    after seeing the data does not reduce the confidence.
    """

    group: str
    response: str
    margin: float
    """Smallest difference that matters, in the response's unit; 0 if none is stated."""
    best: str
    behind: Mapping[str, Contrast]
    """Every other design in the order of their levels, best first: that design minus the best one, judged."""
    better: str

    @property
    def as_good(self) -> tuple[str, ...]:
        """Designs that are the same as the best one within the margin."""
        return tuple(design for design, row in self.behind.items() if row.judgement == "same")

    @property
    def unsettled(self) -> tuple[str, ...]:
        """Designs that are neither clearly as good as the best one nor clearly worse by more than the margin."""
        return tuple(design for design, row in self.behind.items() if row.judgement not in {"same", self.worse})

    @property
    def worse(self) -> str:
        """The direction that is worse: `more` or `less`."""
        return "more" if self.better == "lower" else "less"

    @property
    def settled(self) -> bool:
        """True if every other design is worse than the best one by at least the margin."""
        return not self.as_good and not self.unsettled


def verdict(
    sample: Sample, contrasts: Iterable[Contrast], response: Response, family: ContrastFamily, margin: float
) -> Verdict | None:
    """The best design by a response; None if fewer than two designs have a level, or no direction is better.

    `family` is that of the differences between any two designs. Equal levels keep the order of the designs.
    """
    if response.better is None:
        return None
    # The sign turns "higher is better" into "lower is better". Ties go to the design that comes first.
    sign = 1.0 if response.better == "lower" else -1.0
    levels = [
        (sign * row.level.value, place, row.design)
        for place, row in enumerate(contrasts)
        if row.group == sample.group.name and row.response == response.name and row.level.value is not None
    ]
    if len(levels) < 2:
        return None
    best, *others = (design for _, _, design in sorted(levels))
    behind = {other: difference_from_best(sample, other, best, response, family, margin) for other in others}
    return Verdict(sample.group.name, response.name, margin, best, behind, response.better)


def difference_from_best(
    sample: Sample, design: str, best: str, response: Response, family: ContrastFamily, margin: float
) -> Contrast:
    """The difference of a design from the best one, with the interval that holds for all pairs."""
    row = contrast(sample, design, best, response)
    if row.difference is None:
        return row
    together = family.widened(row.difference, row.freedom)
    return replace(row, together=together, judgement=judged(together, margin))
