"""Complete explorations of parameter uncertainty: from a scenario and the outputs requested to the results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from sim.analysis.exploration.ensemble import Ensemble
from sim.analysis.exploration.outputs import Output, may_affect, outputs_of, probe_of
from sim.analysis.exploration.points import LEAST_POINTS, known_points
from sim.analysis.exploration.probe import Probe, require_compiled
from sim.analysis.exploration.robust import ResponseRobustness, response_robustness
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
"""Returns the sums of some probes at points of the unit cube, by probe; the text names the stage."""
MOST: Final = 12
"""Number of factors whose indices are computed, unless factors are named."""


@dataclass(frozen=True, slots=True)
class ExplorationSetup:
    """A scenario with the outputs to compute at every point."""

    scenario: Scenario
    outputs: tuple[Output, ...]
    space: Space
    """Space of the factors that are varied."""
    named: bool
    """True if the factors were named; else they are all that have a range."""
    whole: Space
    """Space of all factors requested, including those that no design or output uses."""
    coverage: Coverage
    """Numbers that are not varied, and the reasons."""

    @property
    def probe(self) -> Probe:
        """The probe of the scenario under all designs that it compares."""
        return probe_of(self.space, self.scenario)

    def points(self, count: int, seed: int, ensemble: Ensemble | None, least: int = LEAST_POINTS) -> Numbers:
        """Points over parameter uncertainty: a factor has the same coordinates whichever others are used."""
        # Drawn in the whole space and then cut to the factors in use, so that adding a factor moves no other.
        kept = [place for place, factor in enumerate(self.whole.factors) if factor in self.space.factors]
        found: Numbers = known_points(self.whole, count, seed, ensemble, least)[:, kept]
        return found


def exploration_setup(
    resolution: Resolution, responses: Sequence[str], group: str, factors: Sequence[str] = ()
) -> ExplorationSetup:
    """The outputs and factors of a scenario; raises `UsageError` for an unknown response, group or number.

    Raises it too if no requested number can move any output, or if compiled code cannot simulate the scenario.
    """
    scenario = resolution.scenario
    whole = space_of({scenario.name: scenario})
    if factors:
        whole = whole.only(chosen_factors(whole.factors, factors))
    outputs = outputs_of(scenario, responses, group)
    probe, columns = probe_of(whole, scenario), {column for output in outputs for column in output.columns}
    require_compiled(probe.name, scenario)
    used = [factor for factor in whole.factors if may_affect(factor, scenario, probe.designs, columns)]
    if not used:
        raise UsageError(
            f"Nothing that is varied ({', '.join(factors) or 'no number has a range'}) can move {', '.join(responses)} "
            f"under {', '.join(probe.designs)}."
        )
    unused = [factor.name for factor in whole.factors if factor not in used]
    reach = coverage(ranges(scenario, probe.designs, columns, resolution.root), unused=unused)
    return ExplorationSetup(scenario, outputs, whole.only(used), bool(factors), whole, reach)


@dataclass(frozen=True, slots=True)
class InfluenceResult:
    """The numbers that move the outputs, and the screening that preceded if there was one."""

    found: Sensitivity
    screening: Sensitivity | None


def measure_influence(
    setup: ExplorationSetup, method: Method, trajectories: int, base: int, seed: int, simulate: Simulate
) -> InfluenceResult:
    """The effects of all numbers on the outputs, or the indices of those that are named or have the largest effects.

    Raises `UsageError` before anything is simulated if there are too few points for a result.
    """
    require_enough(method, trajectories, base, screens=method == "morris" or not setup.named)
    space, screening = setup.space, None
    if method == "morris" or not setup.named:
        points = trajectory_points(space, trajectories, seed)
        sums = simulate([setup.probe], points, "screening")[setup.probe.name]
        screening = screened(setup.probe, setup.outputs, points, sums, seed)
        if method == "morris":
            return InfluenceResult(screening, screening)
        # Indices of k factors take k + 2 simulations for each base point, so only the most influential get them.
        space = space.only(most_moving(screening, MOST))
    probe, points = probe_of(space, setup.scenario), index_points(space, base, seed)
    sums = simulate([probe], points, "indices")[probe.name]
    return InfluenceResult(indexed(probe, setup.outputs, points, sums, seed), screening)


def comparison_setup(resolution: Resolution, responses: Sequence[str], group: str) -> ExplorationSetup:
    """The outputs and factors of a scenario whose designs compete; factors vary in the ranges that the scenario gives.

    Every factor that a design uses is varied, whichever responses are requested, so that all of them share the same
    points. Raises `UsageError` if there is only one design, or if a response has no better direction.
    """
    setup = with_all_used_factors(exploration_setup(resolution, responses, group), resolution)
    designs = {output.design for output in setup.outputs}
    if len(designs) < 2:
        raise UsageError(f"There is only the design {designs.pop()}, and nothing to compare it with. Name another.")
    for output in setup.outputs:
        if output.response.better is None:
            raise UsageError(f"Of {output.response.name} neither more nor less is better, so that no design can win.")
    return setup


def with_all_used_factors(setup: ExplorationSetup, resolution: Resolution) -> ExplorationSetup:
    """The same with every factor varied that one of the designs uses, even if it moves no requested response."""
    designs = setup.probe.designs
    used = [each for each in setup.whole.factors if any(may_move(setup.scenario, designs, None, p) for p in each.paths)]
    unused = [each.name for each in setup.whole.factors if each not in used]
    reach = coverage(ranges(setup.scenario, designs, root=resolution.root), unused=unused)
    return replace(setup, space=setup.whole.only(used), coverage=reach)


def robustness_by_response(
    setup: ExplorationSetup, places: Numbers, sums: Counts, widths: Mapping[str, float]
) -> tuple[ResponseRobustness, ...]:
    """The robustness of each response at points of parameter uncertainty.

    `widths` gives the half-width of the sampling interval of a difference, by response.
    """
    probe, margins = setup.probe, margins_of(setup.scenario)
    values = probe.space.values(places)
    found = []
    for name in dict.fromkeys(each.response.name for each in setup.outputs):
        of_it = [each for each in setup.outputs if each.response.name == name]
        margin, chance = margins.get(name, 0.0), widths.get(name)
        found.append(response_robustness(probe, sums, values, of_it, margin, chance, names=probe.space.factors))
    return tuple(found)
