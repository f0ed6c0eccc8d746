"""What is asked of the points: the published figures, and where in the sums the answer to each is found."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sim.analysis.comparison import CONFIDENCE, Contrast
from sim.analysis.exploration.ordinary import ordinary
from sim.analysis.exploration.probe import Probe, levels, require_compiled
from sim.analysis.exploration.space import Numbers, Space
from sim.analysis.student_t import half_width
from sim.errors import UsageError
from sim.outcomes.responses import Counts, responses_of
from sim.outcomes.targets import check
from sim.scenario.coverage import Coverage, coverage, ranges
from sim.scenario.resolution import Resolution, resolve
from sim.scenario.schema import Scenario
from sim.scenario.suggestions import require_known
from sim.scenario.targets import Target

SMALL: Final = 0.4
"""Chance is small beside the uncertainty of a target up to this part of it: together they are then 8 % more."""
MOST_TIMES: Final = 5.0


@dataclass(frozen=True, slots=True)
class Question:
    """Published figures, each with the scenario that is to answer it."""

    space: Space
    targets: tuple[Target, ...]
    probes: tuple[Probe, ...]
    """One for each scenario that a target names, with the designs that targets ask for."""

    @property
    def published(self) -> Numbers:
        """The figures, in the units of their responses."""
        return np.array([target.value for target in self.targets])

    def probe(self, target: Target) -> Probe:
        """The probe that answers a target."""
        return next(probe for probe in self.probes if probe.name == target.scenario)

    def answers(self, sums: Mapping[str, Counts]) -> Numbers:
        """What the model says of every target at every point: point by target."""
        return np.stack([self.answer(target, sums) for target in self.targets], axis=1)

    def answer(self, target: Target, sums: Mapping[str, Counts]) -> Numbers:
        """What the model says of a target at every point."""
        probe = self.probe(target)
        found = levels(probe, sums[probe.name], target.design, target.response)
        if target.is_difference:
            design, response = target.minus or target.design, target.minus_response or target.response
            found = found - levels(probe, sums[probe.name], design, response)
        return found

    def is_share(self, target: Target) -> bool:
        """Whether the answer is a share, which lies between 0 and 1."""
        return not target.is_difference and responses_of(self.probe(target).scenario)[target.response].unit.startswith(
            "share"
        )

    def sized(self, scenarios: Mapping[str, Scenario]) -> Question:
        """The same question to as large scenarios as these."""
        return self.within(replace(self.space, scenarios=scenarios))

    def within(self, space: Space) -> Question:
        """The same question to a space with fewer factors."""
        probes = tuple(Probe(space, probe.name, probe.designs) for probe in self.probes)
        return Question(space, self.targets, probes)


def question_of(space: Space, targets: Sequence[Target]) -> Question:
    """The question that some targets put to a space which has the scenarios that they name.

    Raises `UsageError` if the compiled engine cannot simulate one of these.
    """
    designs: dict[str, dict[str, None]] = {}
    for target in targets:
        asked = designs.setdefault(target.scenario, {})
        asked |= dict.fromkeys(name for name in (target.design, target.minus) if name is not None)
    probes = tuple(Probe(space, name, tuple(asked)) for name, asked in designs.items())
    for probe in probes:
        require_compiled(probe.name, probe.scenario)
    return Question(space, tuple(targets), probes)


def chances(question: Question) -> Numbers:
    """The standard error of each answer that chance alone makes, at the numbers that the scenarios state.

    It is that of an ordinary study of so many citizens, and hardly depends on where in the space it is taken.
    """
    return np.array([standard_error(question, target) for target in question.targets])


def standard_error(question: Question, target: Target) -> float:
    """The standard error of one answer by chance; of a difference between two responses at most so much.

    Responses of the same citizens mostly go together, and their difference varies less than if they did not.
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
    return 0.0 if half is None else half / half_width(max(units - 1, 1), CONFIDENCE)


def measured(probe: Probe, target: Target) -> tuple[Contrast, int]:
    """The answer of an ordinary study, with its interval, and the number of units behind it."""
    designs = probe.designs
    reference = target.minus or target.design
    own = probe.scenario.compare
    compared = own.model_copy(update={"designs": designs, "reference": reference, "before": own.former})
    scenario = probe.scenario.model_copy(update={"compare": compared})
    analysis = ordinary(scenario, designs)
    units = scenario.replications if analysis.unit == "replication" else scenario.population.size
    return analysis.contrast("all", target.design, target.response), units


def scenarios_of(
    targets: Sequence[Target], size: int, *, given: Scenario | None = None, fitted: bool = True
) -> dict[str, Scenario]:
    """The scenarios that some targets name, by that name, with so many citizens each.

    A scenario that is `given` stands for the one that its name says. Without `fitted` their calibrated numbers have the
    values and ranges that they themselves give. Raises `ScenarioError` with every problem of a file, or of the designs
    and responses that the targets name.
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
    """Which numbers of the scenarios of a question have no range; of the one that is `given` it is known why."""
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
    """Raises `UsageError` if none of some targets, fitted or not, is of a scenario: then they say nothing of it."""
    named = dict.fromkeys(target.scenario_file.stem for target in targets)
    if scenario.name not in named:
        raise UsageError(f"No figure is of {scenario.name}. They are of {', '.join(named)}.")


def precise_enough(question: Question) -> dict[str, Scenario]:
    """The scenarios of a question with so many citizens that chance is small beside the uncertainty of each target.

    At most so many times as many as there were: what happens rarely costs most citizens.
    """
    wanted = dict.fromkeys((probe.name for probe in question.probes), 1.0)
    for target, chance in zip(question.targets, chances(question).tolist(), strict=True):
        more = (chance / (SMALL * target.uncertainty)) ** 2
        wanted[target.scenario] = min(max(wanted[target.scenario], more), MOST_TIMES)
    return {name: larger(scenario, wanted.get(name, 1.0)) for name, scenario in question.space.scenarios.items()}


def larger(scenario: Scenario, times: float) -> Scenario:
    """A scenario with so many times as many citizens, in steps of a thousand."""
    if times <= 1.0:
        return scenario
    size = 1_000 * math.ceil(scenario.population.size * times / 1_000)
    return scenario.model_copy(update={"population": scenario.population.model_copy(update={"size": size})})


def chosen_targets(targets: Sequence[Target], names: Sequence[str]) -> tuple[Target, ...]:
    """The targets with these names, or all if none is named; raises `UsageError` with the nearest for what is none."""
    known = [target.name for target in targets]
    for name in names:
        require_known(name, known, "There is no figure {} to fit to")
    return tuple(target for target in targets if not names or target.name in names)
