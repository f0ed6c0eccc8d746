"""A study that grows: more and more citizens of one state, and then its parameter sets.

Citizens come in blocks, and those that were simulated are kept while the state stays. Every step is short, so that
another study can begin between two of them. After each the numbers are those of `mbsim compare` of as many citizens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sim.analysis.evaluation import analyse
from sim.analysis.exploration.comparison_points import difference_ranges
from sim.analysis.exploration.outputs import outputs_of
from sim.analysis.exploration.points import spread_points
from sim.analysis.exploration.robust import decisive_factors, relevant_factors
from sim.analysis.groups import ALL, REACHABLE
from sim.analysis.parameter_uncertainty import ParameterUncertainty
from sim.analysis.study_analysis import Analysis
from sim.analysis.tally import Tally
from sim.experiment.part_store import MemoryStore
from sim.outcomes.biography import life_pair
from sim.outcomes.finding import most_contrasting, why_found
from sim.outcomes.life import LifePair
from sim.outcomes.responses import FAMILY, Columns, Counts
from sim.outcomes.simulation import simulate_together
from sim.play.copying import explained
from sim.play.played_study import PlayedStudy
from sim.play.state import State
from sim.report.causes import response_of_cause
from sim.rules.columns import CAUSES
from sim.scenario.factors import Factor
from sim.studies.execution import RunOptions, StudyPlace
from sim.studies.parameter_uncertainty import WHAT, Points, points_of
from sim.studies.session import PROGRAM

FIRST: Final = 2_000
"""Citizens of the first answer, and of every block until there are many."""
MANY: Final = 10_000
"""From here on blocks are larger, and the parameter sets come before them."""
LARGE: Final = 5_000
POINTS: Final = 4
"""Parameter sets that are simulated in one step."""
RESTS: Final = 6
"""Numbers that are named behind a verdict."""
RESPONSES: Final = frozenset({*FAMILY, *map(response_of_cause, CAUSES)})
"""Responses that the page reports, and all that are read side by side with them."""


@dataclass(frozen=True, slots=True)
class FoundLife:
    """One citizen's life under both designs."""

    pair: LifePair
    why: str
    command: str
    """The command that tells the whole story."""


@dataclass(frozen=True, slots=True)
class CorrelatedNumber:
    """A number with which a difference correlates over the parameter sets."""

    factor: Factor
    clear: bool
    """True if the rank correlation is stronger than chance alone would explain."""


class GrowingStudy:
    """The results so far of one state."""

    def __init__(self, played: PlayedStudy, state: State) -> None:
        self.played = played
        self.state = state
        self.scenario = played.scenario_of(state)
        self.designs = (state.reference, played.compared(state))
        self.tally = Tally(self.scenario, self.designs)
        self.found: Analysis | None = None
        """The analysis of the citizens so far, without parameter uncertainty."""
        self.first: dict[str, Columns] = {}
        """The rows of the first block."""
        self.life: FoundLife | None = None
        self.points: Points | ParameterUncertainty | None = None
        self.sums: list[Counts] = []
        self.unknown: ParameterUncertainty | None = None
        self.rests: tuple[CorrelatedNumber, ...] = ()
        """The uncertain numbers on which the first difference depends most."""
        self.points_drawn = False
        """True once points of the uncertain parameters have been asked for."""

    @property
    def citizens(self) -> int:
        """How many have lived."""
        return self.tally.citizens

    @property
    def is_grown(self) -> bool:
        """True if no more citizens are to be simulated."""
        return self.citizens >= self.played.most

    def grow(self) -> None:
        """Lets the next block of citizens live, and finds what is known then."""
        begun = self.citizens
        end = min(begun + (FIRST if begun < MANY else LARGE), self.played.most)
        if end > begun:
            rows = simulate_together(self.scenario, self.designs, 0, range(begun, end))
            self.tally.add(rows)
            self.first = self.first or dict(rows)
        self.analysed()

    def analysed(self) -> None:
        """Finds what is said of the citizens so far."""
        size = self.citizens
        scenario = self.scenario.model_copy(
            update={"population": self.scenario.population.model_copy(update={"size": size})}
        )
        self.found = analyse(scenario, self.tally, groups=(ALL, REACHABLE), only=RESPONSES)

    @property
    def analysis(self) -> Analysis:
        """Everything that is known so far; some citizens must have lived."""
        assert self.found is not None  # noqa: S101  (they have)
        return replace(self.found, uncertainty=self.unknown)

    def find_example_life(self) -> None:
        """Finds the citizen of the first block that tells most about the two designs, and lets them live again."""
        found = most_contrasting(self.first, self.designs)
        pair = life_pair(self.scenario, found.citizen, self.designs)
        size = len(self.first[self.designs[0]]["citizen"])
        command = explained(self.played, self.state, found.citizen, size)
        self.life = FoundLife(pair, why_found(found, self.designs), command)

    def draw_points(self) -> None:
        """Draws the parameter sets."""
        if self.points is None:
            self.points = points_of(self.played.asked_for(self.state, min(self.citizens, MANY)))
        if isinstance(self.points, ParameterUncertainty):
            self.unknown = self.points
        self.points_drawn = True

    @property
    def awaits_points(self) -> bool:
        """True if there are points that have not been simulated yet."""
        return isinstance(self.points, Points) and len(self.sums) * POINTS < len(self.points.places)

    @property
    def progress(self) -> tuple[int, int]:
        """How many points were simulated, and of how many."""
        if not isinstance(self.points, Points):
            return 0, 0
        every = len(self.points.places)
        return min(len(self.sums) * POINTS, every), every

    def simulate_points(self) -> None:
        """Simulates the next few points."""
        if not self.awaits_points:
            return
        points = self.points
        assert isinstance(points, Points)  # noqa: S101  (some are awaited)
        begun = len(self.sums) * POINTS
        here = points.places[begun : begun + POINTS]
        means = RunOptions(workers=1).means([points.probe.scenario], PROGRAM)
        self.sums.append(StudyPlace(None, MemoryStore(), means, PROGRAM).points(WHAT, points.probe, here))

    def conclude(self) -> None:
        """Finds the range of every difference from all points, and what the first one rests on."""
        points = self.points
        assert isinstance(points, Points)  # noqa: S101  (all were simulated)
        sums = np.concatenate(self.sums)
        self.rests = most_correlated(self.analysis, points, sums, main_response(self.analysis))
        self.unknown = replace(points.facts, ranges=difference_ranges(self.analysis, sums), points=len(sums))


def group_of(analysis: Analysis) -> str:
    """Whose numbers are told: accounts that a notification can reach, or all citizens where there are none."""
    contrast = analysis.contrast(REACHABLE.name, analysis.reference, "effort_minutes")
    return REACHABLE.name if contrast.citizens else ALL.name


def main_response(analysis: Analysis) -> str:
    """The response that the verdict is about: the share of invoices missed, or of messages read without invoices."""
    missed = analysis.contrast(group_of(analysis), analysis.reference, "missed_share").level.value
    return "read_share" if missed is None else "missed_share"


def most_correlated(analysis: Analysis, points: Points, sums: Counts, response: str) -> tuple[CorrelatedNumber, ...]:
    """The numbers that correlate most with a difference over the parameter sets, and which of them do so clearly."""
    probe = points.probe
    _, difference = outputs_of(probe.scenario, (response,), group_of(analysis))
    values, output = probe.space.values(points.places), difference.values(probe, sums.sum(axis=2))
    factors, columns = relevant_factors(probe, difference.designs, difference, probe.space.factors, values)
    clear = {each.factor for each in decisive_factors(factors, columns, output, RESTS)}
    # As many false alarms are allowed as there are factors, so the strongest are named even if none is clear.
    every = decisive_factors(factors, columns, output, len(factors), luck=float(len(factors)))
    # A structural alternative cannot be moved on the page.
    named = [each for each in every if not each.factor.choices]
    return tuple(CorrelatedNumber(each.factor, each.factor in clear) for each in named[:RESTS])


def warm(played: PlayedStudy, state: State) -> None:
    """Lets a few citizens live, so that everything is compiled and loaded before anybody waits for an answer."""
    # Called to load SciPy, which takes half a second.
    spread_points(1, 1, 1)
    growing = GrowingStudy(played, state)
    growing.first = dict(simulate_together(growing.scenario, growing.designs, 0, range(100)))
    growing.tally.add(growing.first)
    growing.analysed()
