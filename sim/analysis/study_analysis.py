"""Everything that is said about one study: contrasts, spreads and counts of all groups, and verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from sim.analysis.association import Association
from sim.analysis.comparison import CONFIDENCE, Contrast
from sim.analysis.counting import Counting
from sim.analysis.family import ContrastFamily
from sim.analysis.groups import Group
from sim.analysis.joint import Joint
from sim.analysis.moments import Unit
from sim.analysis.parameter_uncertainty import Conclusion, Reach, Unknowns, concluded
from sim.analysis.spread import Spread
from sim.analysis.verdict import Verdict
from sim.outcomes.responses import Response
from sim.scenario.schema import Scenario

Names: TypeAlias = tuple[str, str, str]
"""Of a group, a design and a response or its like."""


@dataclass(frozen=True)
class Analysis:
    """The contrasts and verdicts of one study. Not slotted: rows are found by name in what is kept for that."""

    scenario: Scenario
    designs: tuple[str, ...]
    reference: str
    responses: Mapping[str, Response]
    groups: tuple[Group, ...]
    unit: Unit
    """What is independent of its like: the citizen, or the replication where citizens meet in a queue."""
    contrasts: tuple[Contrast, ...]
    verdicts: tuple[Verdict, ...]
    burdens: Mapping[str, Response]
    """What is borne unequally: effort, fees, missed invoices."""
    spreads: tuple[Spread, ...]
    """How burdens are spread over the citizens of each group."""
    countings: tuple[Counting, ...]
    """What every counting rule counts."""
    associations: tuple[Association, ...]
    """Whether grades go with the burden carried; empty without a survey."""
    margins: Mapping[str, float]
    """The smallest difference that matters by response, in its unit; what has none is judged against 0."""
    families: Mapping[str, ContrastFamily]
    """By group, the differences whose intervals hold together: from the reference, and behind the verdicts."""
    joints: tuple[Joint, ...]
    """Who gains and who loses: every design but the reference, against it."""
    unknown: Unknowns | None = None
    """How far differences range over what is not known; None where no points were simulated."""
    years: tuple[YearOfUse, ...] = ()
    """The same in some years of use of the designs; empty where that was not asked for."""

    @cached_property
    def _contrasts(self) -> Mapping[Names, Contrast]:
        return {(row.group, row.design, row.response): row for row in self.contrasts}

    @cached_property
    def _joints(self) -> Mapping[Names, Joint]:
        return {(row.group, row.design, row.burden): row for row in self.joints}

    @cached_property
    def _spreads(self) -> Mapping[Names, Spread]:
        return {(row.group, row.design, row.burden): row for row in self.spreads}

    @cached_property
    def _associations(self) -> Mapping[Names, Association]:
        return {(row.group, row.design, row.grade): row for row in self.associations}

    def contrast(self, group: str, design: str, response: str) -> Contrast:
        """One contrast by its three names."""
        return self._contrasts[group, design, response]

    def joint(self, group: str, design: str, burden: str) -> Joint:
        """Who gains and loses by a design, by its three names."""
        return self._joints[group, design, burden]

    def spread(self, group: str, design: str, burden: str) -> Spread:
        """One spread by its three names."""
        return self._spreads[group, design, burden]

    def association(self, group: str, design: str, grade: str) -> Association:
        """One association by its three names."""
        return self._associations[group, design, grade]

    def reach(self, group: str, design: str, response: str) -> Reach | None:
        """How far one difference ranges over what is not known, by its three names; None if that is not known."""
        return None if self.unknown is None else self.unknown.reach(group, design, response)

    def conclusion(self, group: str, design: str, response: str) -> Conclusion:
        """One judgement on a difference, by sampling error and by what is not known."""
        return concluded(self.contrast(group, design, response), self.reach(group, design, response))

    @property
    def confidence(self) -> float:
        """The probability with which all intervals of a family hold."""
        return next((family.confidence for family in self.families.values()), CONFIDENCE)

    @property
    def others(self) -> tuple[str, ...]:
        """The designs but for the reference."""
        return tuple(design for design in self.designs if design != self.reference)


@dataclass(frozen=True, slots=True)
class YearOfUse:
    """A study whose window is a later year of use of its designs."""

    year: int
    """1 for the first."""
    analysis: Analysis
    lacks: str = ""
    """What the numbers lack because tasks failed, in a sentence; empty if nothing."""
