"""Position of a study's numbers among the sets that fit, and those that are not central."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.exploration.ensemble import Ensemble
from sim.analysis.exploration.space import Numbers, space_of
from sim.notation import listed
from sim.scenario.factors import Factor
from sim.scenario.paths import known_in, value_at
from sim.scenario.schema import Scenario

CENTRAL: Final = (0.1, 0.9)
"""Numbers between these percentiles of the sets that fit count as central."""


@dataclass(frozen=True, slots=True)
class Outlying:
    """A number of a study that lies at the edge of the sets that fit."""

    factor: Factor
    value: float
    """Value in the study, in base units."""
    low: float
    high: float
    """The 10th and the 90th percentile of the sets that fit, in base units."""
    share: float
    """Share of the sets that lie below it."""

    @property
    def words(self) -> str:
        """The number, its value, and the middle 80 % of the sets that fit."""
        value, low, high = (self.factor.text(rounded(self.factor, each)) for each in (self.value, self.low, self.high))
        return f"{self.factor.label} {value} ({low} to {high} in 80 % of the sets that fit)"


def outlying(scenario: Scenario, unfitted: Scenario, sets: Ensemble | None) -> tuple[Outlying, ...]:
    """The numbers of a scenario that lie outside the middle 80 % of the sets that fit.

    `unfitted` is the same scenario without fitted parameters: its values identify the numbers. Empty without sets.
    """
    if sets is None:
        return ()
    space = space_of({unfitted.name: unfitted})
    found = []
    for place, column in sets.places(space).items():
        factor, values = space.factors[place], sets.values[:, column]
        known = known_in(value_at(scenario, factor.paths[0].split(".")))
        value = factor.value if known is None else float(known.value)
        share = percentile(values, value)
        if not CENTRAL[0] <= share <= CENTRAL[1]:
            low, high = np.quantile(values, CENTRAL).tolist()
            found.append(Outlying(factor, value, low, high, share))
    return tuple(found)


def outlying_words(found: Sequence[Outlying]) -> str:
    """The outlying numbers in a sentence; empty if there are none."""
    if not found:
        return ""
    named = listed([each.words for each in found])
    verb, them = ("lies", "it") if len(found) == 1 else ("lie", "them")
    return f"At the edge of what fits {verb} {named}: results that depend on {them} are not central."


def percentile(values: Numbers, value: float) -> float:
    """The share of some values that lie below a value; those equal to it count half."""
    return float((values < value).mean() + (values == value).mean() / 2.0)


def ends_words(share: float) -> str:
    """The part of the sets that fit beyond which a share lies, in words."""
    most = max(share, 1.0 - share)
    return f"the {'lower' if share == most else 'upper'} {100.0 * most:.0f} %"


def rounded(factor: Factor, value: float) -> float:
    """A value to three significant digits; an integer where the factor takes whole numbers only."""
    return float(round(value)) if factor.whole else float(f"{value:.3g}")
