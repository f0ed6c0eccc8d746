"""What is asked at every point of one scenario: levels under the reference, and paired differences from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.analysis.groups import ALL, REACHABLE, Group
from sim.experiment.exploration.probing import Probe, levels, require_response
from sim.experiment.exploration.space import Numbers, Space
from sim.experiment.plan import designs_of
from sim.outcomes.responses import Counts, Response
from sim.scenario.nearness import require_known
from sim.scenario.schema import Scenario

GROUPS = {ALL.name: ALL, REACHABLE.name: REACHABLE}


@dataclass(frozen=True, slots=True)
class Output:
    """One number at every point."""

    response: Response
    design: str
    minus: str | None
    """The design whose number is taken off; None for the level itself."""
    group: Group = ALL

    @property
    def name(self) -> str:
        """The response and its designs: `missed_share: sender - opaque`."""
        return f"{self.response.name}: {self.design}" + ("" if self.minus is None else f" - {self.minus}")

    def values(self, probe: Probe, sums: Counts) -> Numbers:
        """The number at every point."""
        found = levels(probe, sums, self.design, self.response.name, self.group)
        if self.minus is not None:
            found = found - levels(probe, sums, self.minus, self.response.name, self.group)
        return found


def probe_of(space: Space, scenario: Scenario) -> Probe:
    """The probe of a scenario of a space under the designs that it compares."""
    return Probe(space, scenario.name, designs_of(scenario))


def outputs_of(scenario: Scenario, responses: Sequence[str], group: str) -> tuple[Output, ...]:
    """For each response its level under the reference, and the difference of every other design from that.

    Raises `UsageError` for a response or group that there is not.
    """
    require_known(group, GROUPS, "There is no group {} here")
    reference = scenario.compare.reference
    found = []
    for name in dict.fromkeys(responses):
        response = require_response(scenario, name)
        found.append(Output(response, reference, None, GROUPS[group]))
        others = (design for design in designs_of(scenario) if design != reference)
        found += [Output(response, design, reference, GROUPS[group]) for design in others]
    return tuple(found)
