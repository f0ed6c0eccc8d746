"""Published figures as targets, and the model outputs that correspond to them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sim.analysis.comparison import CONFIDENCE, Contrast
from sim.analysis.exploration.ordinary import analyse_in_process
from sim.analysis.exploration.probe import Probe, levels, require_compiled
from sim.analysis.exploration.space import Numbers, Space
from sim.analysis.student_t import half_width
from sim.errors import UsageError
from sim.outcomes.responses import Counts, responses_of
from sim.outcomes.target_checks import check
from sim.scenario.coverage import Coverage, coverage, ranges
from sim.scenario.resolution import Resolution, resolve
from sim.scenario.schema import Scenario
from sim.scenario.suggestions import require_known
from sim.scenario.targets import Target

SMALL: Final = 0.4
"""Sampling error up to this part of a target's uncertainty counts as small: together they are then 8 % more."""
MOST_TIMES: Final = 5.0


@dataclass(frozen=True, slots=True)
class Question:
    """Published figures, each with the scenario that predicts it."""

    space: Space
    targets: tuple[Target, ...]
    probes: tuple[Probe, ...]
    """One for each scenario that a target names, with the designs of its targets."""

    @property
    def published(self) -> Numbers:
        """The figures, in the units of their responses."""
        return np.array([target.value for target in self.targets])

    def probe(self, target: Target) -> Probe:
        """The probe that predicts a target."""
        return next(probe for probe in self.probes if probe.name == target.scenario)

    def answers(self, sums: Mapping[str, Counts]) -> Numbers:
        """The predictions of the model: an array of point by target."""
        return np.stack([self.answer(target, sums) for target in self.targets], axis=1)

    def answer(self, target: Target, sums: Mapping[str, Counts]) -> Numbers:
        """The predictions of the model for one target, one for each point."""
        probe = self.probe(target)
        found = levels(probe, sums[probe.name], target.design, target.response)
        if target.is_difference:
            design, response = target.minus or target.design, target.minus_response or target.response
            found = found - levels(probe, sums[probe.name], design, response)
        return found

    def is_share(self, target: Target) -> bool:
        """True if the prediction is a share, which lies between 0 and 1."""
        return not target.is_difference and responses_of(self.probe(target).scenario)[target.response].unit.startswith(
            "share"
        )

    def sized(self, scenarios: Mapping[str, Scenario]) -> Question:
        """The same question with scenarios of these population sizes."""
        return self.within(replace(self.space, scenarios=scenarios))

    def within(self, space: Space) -> Question:
        """The same question in a space with fewer factors."""
        probes = tuple(Probe(space, probe.name, probe.designs) for probe in self.probes)
        return Question(space, self.targets, probes)


def question_of(space: Space, targets: Sequence[Target]) -> Question:
    """The question for some targets, in a space that holds the scenarios that they name.

    Raises `UsageError` if the compiled engine cannot simulate one of them.
    """
    designs: dict[str, dict[str, None]] = {}
    for target in targets:
        asked = designs.setdefault(target.scenario, {})
        asked |= dict.fromkeys(name for name in (target.design, target.minus) if name is not None)
    probes = tuple(Probe(space, name, tuple(asked)) for name, asked in designs.items())
    for probe in probes:
        require_compiled(probe.name, probe.scenario)
    return Question(space, tuple(targets), probes)


def sampling_errors(question: Question) -> Numbers:
    """The sampling standard error of each prediction, at the numbers that the scenarios state.

    It is that of an ordinary study of the same size, and hardly depends on the point of the space.
    """
    return np.array([standard_error(question, target) for target in question.targets])


def standard_error(question: Question, target: Target) -> float:
    """The sampling standard error of one prediction; for a difference between two responses an upper bound.

    Responses of the same citizens are mostly positively correlated, so their difference varies less than if they were
    independent.
    """
    if target.minus_response is not None:
        parts = (replace(target, minus=None, minus_response=None),
                 replace(target, design=target.minus or target.design, response=target.minus_response, minus=None,
                         minus_response=None))  # fmt: skip
        return math.hypot(*(standard_error(question, each) for each in parts))
    row, units = measured(question.probe(target), target)
    if target.minus is not None:
        return row.error or 0.0
    half = row.level.half_width
    # A half-width is the standard error times this quantile of Student's t.
    return 0.0 if half is None else half / half_width(max(units - 1, 1), CONFIDENCE)


def measured(probe: Probe, target: Target) -> tuple[Contrast, int]:
    """The contrast of an ordinary study for a target, with its interval, and the number of units behind it."""
    designs = probe.designs
    reference = target.minus or target.design
    own = probe.scenario.compare
    # The warm-up keeps its design, whichever designs are compared here.
    compared = own.model_copy(update={"designs": designs, "reference": reference, "before": own.former})
    scenario = probe.scenario.model_copy(update={"compare": compared})
    analysis = analyse_in_process(scenario, designs)
    units = scenario.replications if analysis.unit == "replication" else scenario.population.size
    return analysis.contrast("all", target.design, target.response), units


def scenarios_of(
    targets: Sequence[Target], size: int, *, given: Scenario | None = None, fitted: bool = True
) -> dict[str, Scenario]:
    """The scenarios that some targets name, by that name, with `size` citizens each.

    A scenario that is `given` replaces the one with its name. Without `fitted`, calibrated numbers have the values and
    ranges of the scenarios themselves. Raises `ScenarioError` with every problem of a file, or of the designs and
    responses that the targets name, and `UsageError` if two scenarios have the same file name.
    """
    found: dict[str, Scenario] = {}
    files = {target.scenario: target.scenario_file.resolve() for target in targets}
    for name, file in files.items():
        if other := next((each for each, at in files.items() if at.stem == file.stem and at != file), None):
            raise UsageError(f"Targets are of {name} and of {other}, which have one name. Give one of them another.")
    for target in targets:
        if given is not None and target.scenario_file.stem == given.name:
            found[target.scenario] = given
        elif target.scenario not in found:
            settings = (f"population.size={size}",)
            found[target.scenario] = resolve(target.scenario_file, settings=settings, fitted=fitted).scenario
    check(targets, found)
    return found


def coverage_of(question: Question, given: Resolution | None = None) -> Coverage:
    """The numbers of the scenarios of a question that have no range; for the `given` one also the reasons."""
    return coverage(
        *(
            ranges(
                probe.scenario,
                probe.designs,
                root=given.root if given is not None and probe.scenario.name == given.scenario.name else None,
            )
            for probe in question.probes
        )
    )


def require_a_figure(targets: Sequence[Target], scenario: Scenario) -> None:
    """Raises `UsageError` if none of some targets, fitted or not, belongs to a scenario: they cannot test it then."""
    named = dict.fromkeys(target.scenario_file.stem for target in targets)
    if scenario.name not in named:
        raise UsageError(f"No figure is of {scenario.name}. They are of {', '.join(named)}.")


def precise_enough(question: Question) -> dict[str, Scenario]:
    """The scenarios of a question, enlarged until sampling error is small beside the uncertainty of each target.

    Each grows at most by the factor `MOST_TIMES`: rare events would otherwise need far more citizens.
    """
    wanted = dict.fromkeys((probe.name for probe in question.probes), 1.0)
    for target, chance in zip(question.targets, sampling_errors(question).tolist(), strict=True):
        # The standard error falls with the root of the number of citizens.
        more = (chance / (SMALL * target.uncertainty)) ** 2
        wanted[target.scenario] = min(max(wanted[target.scenario], more), MOST_TIMES)
    return {name: larger(scenario, wanted.get(name, 1.0)) for name, scenario in question.space.scenarios.items()}


def larger(scenario: Scenario, times: float) -> Scenario:
    """A scenario with `times` as many citizens, rounded up to thousands."""
    if times <= 1.0:
        return scenario
    size = 1_000 * math.ceil(scenario.population.size * times / 1_000)
    return scenario.model_copy(update={"population": scenario.population.model_copy(update={"size": size})})


def chosen_targets(targets: Sequence[Target], names: Sequence[str]) -> tuple[Target, ...]:
    """The targets with these names, or all if none is named; raises `UsageError` with the nearest name if unknown."""
    known = [target.name for target in targets]
    for name in names:
        require_known(name, known, "There is no figure {} to fit to")
    return tuple(target for target in targets if not names or target.name in names)
