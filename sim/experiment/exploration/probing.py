"""What is measured at one point of the space: exact sums over the citizens, from which any response follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from sim.analysis.groups import ALL, REACHABLE, Group
from sim.errors import UsageError
from sim.experiment.exploration.space import Numbers, Space
from sim.experiment.identity import keys_of
from sim.kernel.engine import Kernel
from sim.kernel.parameters import obstacle
from sim.outcomes.consequences import terms_of
from sim.outcomes.responses import Counts, Response, reconcile, responses_of
from sim.outcomes.simulation import rows_by
from sim.population.prepared import PreparedScenario
from sim.rules.columns import NAMES
from sim.scenario.schema import Scenario

CITIZENS: Final = "citizens"
SUMMED: Final = (CITIZENS, *(name for name in NAMES if name not in {"replication", "citizen", "segment", "reachable"}))
"""What is added up: the citizens themselves, and every column that counts or measures something."""
CELLS: Final = 2
"""Citizens whom no electronic contact can reach, and those whom one can."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A scenario of a space, and the designs under which it is simulated at every point."""

    space: Space
    name: str
    """Of the scenario in the space."""
    designs: tuple[str, ...]

    @property
    def scenario(self) -> Scenario:
        """The scenario as it states its numbers."""
        return self.space.scenarios[self.name]

    def keys(self) -> Mapping[str, str]:
        """What the sums of each design depend on, but for the values of the factors."""
        return keys_of(self.scenario, self.designs)

    def sums(self, values: Sequence[float] | Numbers) -> Counts:
        """Exact sums at a point given in base units: design by cell by what is summed.

        Raises `UsageError` if the compiled engine cannot simulate the scenario, `ReconciliationError` if the counts of
        a citizen do not add up.
        """
        scenario = self.space.scenario_at(self.name, values)
        prepared = PreparedScenario(scenario)
        kernel = Kernel(prepared, partial(terms_of, prepared))
        reason = obstacle(kernel.prepared.parameters)
        if reason is not None:
            raise UsageError(
                f"The compiled engine cannot simulate {self.name}: {reason}. It alone is fast enough here."
            )
        found = np.zeros((len(self.designs), CELLS, len(SUMMED)), dtype=np.int64)
        for replication in range(scenario.replications):
            for place, design in enumerate(self.designs):
                rows = rows_by(kernel, design, replication, range(scenario.population.size))
                reconcile(rows)
                reached = rows["reachable"] == 1
                for cell, chosen in enumerate((~reached, reached)):
                    found[place, cell, 0] += int(chosen.sum())
                    found[place, cell, 1:] += [int(rows[name][chosen].sum()) for name in SUMMED[1:]]
        return found


def levels(probe: Probe, sums: Counts, design: str, response: str, group: Group = ALL) -> Numbers:
    """A response under one design at every point; not a number where its denominator is 0.

    `sums` are those of a probe, point by design by cell by what is summed.
    """
    measured = require_response(probe.scenario, response)
    cells = [cell for cell in range(CELLS) if group is not REACHABLE or cell == 1]
    added = sums[:, probe.designs.index(design), cells, :].sum(axis=1)
    above = sum(factor * added[:, SUMMED.index(name)] for factor, name in measured.numerator)
    below = added[:, SUMMED.index(measured.denominator or CITIZENS)]
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Numbers = np.where(below > 0, measured.scale * above / below, np.nan)
    return found


def require_response(scenario: Scenario, name: str) -> Response:
    """A response of a scenario by its name; raises `UsageError` with the nearest one if there is none."""
    from sim.scenario.nearness import nearest  # noqa: PLC0415  (needed for errors only)

    responses = responses_of(scenario)
    if name not in responses:
        near = nearest(name, list(responses))
        hint = f" Did you mean {near}?" if near else ""
        raise UsageError(f"The scenario {scenario.name} has no response {name!r}.{hint}")
    return responses[name]
