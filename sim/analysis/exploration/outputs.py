"""The outputs at every point of one scenario: levels under the reference, and paired differences from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.analysis.exploration.probe import Probe, levels, require_response
from sim.analysis.exploration.space import Numbers, Space
from sim.analysis.groups import ALL, REACHABLE, Group
from sim.outcomes.responses import Counts, Response
from sim.scenario.compared_designs import designs_of
from sim.scenario.factors import Factor
from sim.scenario.schema import Scenario
from sim.scenario.suggestions import require_known
from sim.scenario.usage import may_move

GROUPS = {ALL.name: ALL, REACHABLE.name: REACHABLE}


@dataclass(frozen=True, slots=True)
class Output:
    """One number that is computed at every point."""

    response: Response
    design: str
    minus: str | None
    """Design that is subtracted; None for the level itself."""
    group: Group = ALL

    @property
    def name(self) -> str:
        """The response and its designs: `missed_share: sender - opaque`."""
        return f"{self.response.name}: {self.design}" + ("" if self.minus is None else f" - {self.minus}")

    @property
    def columns(self) -> frozenset[str]:
        """The columns of the citizen rows that the number is computed from."""
        below = self.response.denominator
        return frozenset(name for _, name in self.response.numerator) | ({below} if below else set())

    @property
    def designs(self) -> tuple[str, ...]:
        """The designs that the number depends on."""
        return (self.design,) if self.minus is None else (self.design, self.minus)

    def values(self, probe: Probe, sums: Counts) -> Numbers:
        """The number at every point."""
        found = levels(probe, sums, self.design, self.response.name, self.group)
        if self.minus is not None:
            found = found - levels(probe, sums, self.minus, self.response.name, self.group)
        return found


def may_affect(factor: Factor, scenario: Scenario, designs: Iterable[str], columns: Iterable[str]) -> bool:
    """True if a factor may move any of some columns under any of some designs."""
    names, kept = tuple(designs), tuple(columns)
    return any(may_move(scenario, names, kept, path) for path in factor.paths)


def probe_of(space: Space, scenario: Scenario) -> Probe:
    """The probe of a scenario of a space under the designs that it compares."""
    return Probe(space, scenario.name, designs_of(scenario))


def outputs_of(scenario: Scenario, responses: Sequence[str], group: str) -> tuple[Output, ...]:
    """For each response its level under the reference, and the difference of every other design from it.

    Raises `UsageError` for an unknown response or group.
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
