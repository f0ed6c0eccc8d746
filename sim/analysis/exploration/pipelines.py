"""Whole studies over what is not known: from a scenario and what is asked of it to what came out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from sim.analysis.exploration.ensemble import Ensemble
from sim.analysis.exploration.outputs import Output, moves, outputs_of, probe_of
from sim.analysis.exploration.points import LEAST_POINTS, known_points
from sim.analysis.exploration.probe import Probe, require_compiled
from sim.analysis.exploration.robust import Survival, survival
from sim.analysis.exploration.sensitivity import (
    Method,
    Sensitivity,
    index_points,
    indexed,
    most_moving,
    require_enough,
    screened,
    trajectory_points,
)
from sim.analysis.exploration.space import Numbers, Space, space_of
from sim.analysis.judgement import margins_of
from sim.errors import UsageError
from sim.outcomes.responses import Counts
from sim.scenario.coverage import Coverage, coverage, ranges
from sim.scenario.factors import chosen_factors
from sim.scenario.resolution import Resolution
from sim.scenario.schema import Scenario
from sim.scenario.usage import may_move

Simulate: TypeAlias = Callable[[Sequence[Probe], Numbers, str], Mapping[str, Counts]]
"""Gives the sums of some probes at points of the unit cube; told what they are for."""
MOST: Final = 12
"""Numbers whose indices are computed unless they are named."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is asked of a scenario at every point."""

    scenario: Scenario
    outputs: tuple[Output, ...]
    space: Space
    """Of the numbers that are varied."""
    named: bool
    """Whether these were named; else they are all that have a range."""
    whole: Space
    """Of the numbers that were asked for, those that nothing here uses as well."""
    coverage: Coverage
    """Which numbers are not varied, and why."""

    @property
    def probe(self) -> Probe:
        """The scenario under all designs that it compares."""
        return probe_of(self.space, self.scenario)

    def points(self, count: int, seed: int, ensemble: Ensemble | None, least: int = LEAST_POINTS) -> Numbers:
        """Points of what is not known; those of a number are the same whatever else is used or not."""
        kept = [place for place, factor in enumerate(self.whole.factors) if factor in self.space.factors]
        found: Numbers = known_points(self.whole, count, seed, ensemble, least)[:, kept]
        return found


def inquiry(resolution: Resolution, responses: Sequence[str], group: str, factors: Sequence[str] = ()) -> Inquiry:
    """What is asked of a scenario; raises `UsageError` for a response, group or number that there is not.

    Raises it too if no number that is asked for can move any of it, or if compiled code cannot simulate the scenario.
    """
    scenario = resolution.scenario
    whole = space_of({scenario.name: scenario})
    if factors:
        whole = whole.only(chosen_factors(whole.factors, factors))
    outputs = outputs_of(scenario, responses, group)
    probe, columns = probe_of(whole, scenario), {column for output in outputs for column in output.columns}
    require_compiled(probe.name, scenario)
    used = [factor for factor in whole.factors if moves(factor, scenario, probe.designs, columns)]
    if not used:
        raise UsageError(
            f"Nothing that is varied ({', '.join(factors) or 'no number has a range'}) can move {', '.join(responses)} "
            f"under {', '.join(probe.designs)}."
        )
    unused = [factor.name for factor in whole.factors if factor not in used]
    reach = coverage(ranges(scenario, probe.designs, columns, resolution.root), unused=unused)
    return Inquiry(scenario, outputs, whole.only(used), bool(factors), whole, reach)


@dataclass(frozen=True, slots=True)
class Moved:
    """Which numbers move the outputs, and the screening that came before if there was one."""

    found: Sensitivity
    screening: Sensitivity | None


def moved(asked: Inquiry, method: Method, trajectories: int, base: int, seed: int, simulate: Simulate) -> Moved:
    """Which numbers move the outputs: effects of all of them, or indices of those that are named or move them most.

    Raises `UsageError` before anything is simulated if there are too few points to say anything.
    """
    require_enough(method, trajectories, base, screens=method == "morris" or not asked.named)
    space, screening = asked.space, None
    if method == "morris" or not asked.named:
        points = trajectory_points(space, trajectories, seed)
        sums = simulate([asked.probe], points, "screening")[asked.probe.name]
        screening = screened(asked.probe, asked.outputs, points, sums, seed)
        if method == "morris":
            return Moved(screening, screening)
        space = space.only(most_moving(screening, MOST))
    probe, points = probe_of(space, asked.scenario), index_points(space, base, seed)
    sums = simulate([probe], points, "indices")[probe.name]
    return Moved(indexed(probe, asked.outputs, points, sums, seed), screening)


def judged_inquiry(resolution: Resolution, responses: Sequence[str], group: str) -> Inquiry:
    """What is asked of a scenario where designs compete; numbers vary in the ranges that the scenario gives them.

    Every number varies that a design uses, whatever responses are asked for: so points are the same for all of them.
    Raises `UsageError` if there is only one design, or if neither way of a response is better.
    """
    asked = of_every_response(inquiry(resolution, responses, group), resolution)
    designs = {output.design for output in asked.outputs}
    if len(designs) < 2:
        raise UsageError(f"There is only the design {designs.pop()}, and nothing to compare it with. Name another.")
    for output in asked.outputs:
        if output.response.better is None:
            raise UsageError(f"Of {output.response.name} neither more nor less is better, so that no design can win.")
    return asked


def of_every_response(asked: Inquiry, resolution: Resolution) -> Inquiry:
    """The same with every number varied that one of the designs uses, also where it moves no response asked for."""
    designs = asked.probe.designs
    used = [each for each in asked.whole.factors if any(may_move(asked.scenario, designs, None, p) for p in each.paths)]
    unused = [each.name for each in asked.whole.factors if each not in used]
    reach = coverage(ranges(asked.scenario, designs, root=resolution.root), unused=unused)
    return replace(asked, space=asked.whole.only(used), coverage=reach)


def survivals(asked: Inquiry, places: Numbers, sums: Counts, widths: Mapping[str, float]) -> tuple[Survival, ...]:
    """What holds of each response at points of what is not known; `widths` are what chance makes of a difference."""
    probe, margins = asked.probe, margins_of(asked.scenario)
    values = probe.space.values(places)
    found = []
    for name in dict.fromkeys(each.response.name for each in asked.outputs):
        of_it = [each for each in asked.outputs if each.response.name == name]
        margin, chance = margins.get(name, 0.0), widths.get(name)
        found.append(survival(probe, sums, values, of_it, margin, chance, names=probe.space.factors))
    return tuple(found)
