"""Measurements at one point of the space: exact sums over the citizens, from which any response follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.exploration.space import Numbers, Space
from sim.analysis.groups import ALL, REACHABLE, Group
from sim.analysis.uncertainty.variance_components import influences
from sim.errors import UsageError
from sim.kernel.parameters import obstacle
from sim.outcomes.responses import Counts, Response, responses_of
from sim.outcomes.sums import CELLS, CITIZENS, SUMMED
from sim.rules.parameters import Parameters
from sim.rules.preparation import prepare
from sim.scenario.schema import Scenario
from sim.scenario.suggestions import require_known

FOLDS: Final = 20
"""Number of folds of citizens whose sums are kept apart, to separate sampling error from parameter uncertainty."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A scenario of a space, and the designs under which it is simulated at every point."""

    space: Space
    name: str
    """Name of the scenario in the space."""
    designs: tuple[str, ...]
    folds: int = 1
    """Number of folds into which the citizens are divided; their sums are kept apart to estimate the sampling error."""
    columns: tuple[str, ...] = ()
    """Columns that are summed; empty for all."""
    points_per_part: int = 16
    """Number of points stored in one part, counted from the first point, so that more points cost only the new ones."""

    @property
    def scenario(self) -> Scenario:
        """The scenario, with its numbers as stated."""
        return self.space.scenarios[self.name]


def require_compiled(name: str, scenario: Scenario) -> None:
    """Raises `UsageError` if the compiled engine cannot simulate a scenario with its numbers as stated."""
    refuse_obstacle(name, prepare(scenario)[0])


def refuse_obstacle(name: str, parameters: Parameters) -> None:
    """Raises `UsageError` if the compiled engine cannot simulate a scenario of these numbers."""
    reason = obstacle(parameters)
    if reason is not None:
        raise UsageError(f"The compiled engine cannot simulate {name}: {reason}. It alone is fast enough here.")


def levels(probe: Probe, sums: Counts, design: str, response: str, group: Group = ALL) -> Numbers:
    """A response under one design at every point; nan where its denominator is 0.

    `sums` are those of a probe: an array of point by design by cell by quantity.
    """
    measured = require_response(probe.scenario, response)
    # Of the two cells of a probe, the second holds the reachable citizens.
    cells = [cell for cell in range(CELLS) if group is not REACHABLE or cell == 1]
    added = sums[:, probe.designs.index(design), cells, :].sum(axis=1)
    above = sum(factor * added[:, SUMMED.index(name)] for factor, name in measured.numerator)
    below = added[:, SUMMED.index(measured.denominator or CITIZENS)]
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Numbers = np.where(below > 0, measured.scale * above / below, np.nan)
    return found


def folded_levels(
    scenario: Scenario, sums: Counts, response: str, group: Group = ALL, summed: Sequence[str] = SUMMED
) -> tuple[Numbers, Numbers]:
    """A response under one design at every point, and the influence of each fold of the citizens on it.

    `sums` are of one design: an array of point by fold by cell by quantity, named by `summed`. The response is nan if
    the denominator is 0. The influences are an array of point by fold.
    """
    measured = require_response(scenario, response)
    cells = [cell for cell in range(CELLS) if group is not REACHABLE or cell == 1]
    added = sums[:, :, cells, :].sum(axis=2)
    above = measured.scale * sum(factor * added[..., summed.index(name)] for factor, name in measured.numerator)
    below = added[..., summed.index(measured.denominator or CITIZENS)].astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Numbers = above.sum(axis=1) / below.sum(axis=1)
    return np.where(below.sum(axis=1) > 0, found, np.nan), influences(above, below)


def require_response(scenario: Scenario, name: str) -> Response:
    """A response of a scenario by its name; raises `UsageError` that suggests the nearest name if there is none."""
    responses = responses_of(scenario)
    require_known(name, responses, f"The scenario {scenario.name} has no response {{}}", present="")
    return responses[name]
