"""The complete analysis of one study: contrasts, distributions and counts of all groups, and verdicts."""

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
from sim.analysis.parameter_uncertainty import Conclusion, DifferenceRange, ParameterUncertainty, conclude
from sim.analysis.spread import Spread
from sim.analysis.verdict import Verdict
from sim.outcomes.responses import Response
from sim.scenario.schema import Scenario

Names: TypeAlias = tuple[str, str, str]
"""Names of a group, a design, and a response, burden or grade."""


@dataclass(frozen=True)
class Analysis:
    """The contrasts, intervals and verdicts of one study; each is found by its group, design and response.

    Groups are `all`, `reachable` and `segment_NAME`. A name that does not exist raises `KeyError`.

    >>> import sim
    >>> comparison = sim.compare("mijnoverheid-2016", ["opaque", "wmebv"], size=200, points=0)
    >>> analysis = comparison.analysis
    >>> analysis.reference, analysis.designs
    ('opaque', ('opaque', 'wmebv'))
    """

    scenario: Scenario
    designs: tuple[str, ...]
    reference: str
    responses: Mapping[str, Response]
    groups: tuple[Group, ...]
    unit: Unit
    """Independent unit: the citizen, or the replication where citizens meet in a queue."""
    contrasts: tuple[Contrast, ...]
    verdicts: tuple[Verdict, ...]
    burdens: Mapping[str, Response]
    """Burdens that are borne unequally: effort, fees, missed invoices."""
    spreads: tuple[Spread, ...]
    """Distribution of every burden over the citizens of each group."""
    countings: tuple[Counting, ...]
    """Contacts by counting rule."""
    associations: tuple[Association, ...]
    """Correlations of grades with the burden; empty without a survey."""
    margins: Mapping[str, float]
    """Smallest difference that matters by response, in its unit; responses without one are judged against 0."""
    families: Mapping[str, ContrastFamily]
    """By group, the family of differences with simultaneous intervals: from the reference, and behind the verdicts."""
    joints: tuple[Joint, ...]
    """Winners and losers: every design but the reference, against it."""
    uncertainty: ParameterUncertainty | None = None
    """Ranges of differences over parameter uncertainty; None if no points were simulated."""
    years: tuple[YearOfUse, ...] = ()
    """The analysis of some years of use of the designs; empty if none was requested."""

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
        """The level of a response in a group under a design, with its difference from the reference.

        Values are in the unit of the response. The difference is None for the reference itself, and has no interval
        where too few citizens differ (`sim.analysis.effective_number`).

        >>> row = analysis.contrast("all", "wmebv", "missed_share")
        >>> row.citizens, row.level.low <= row.level.value <= row.level.high
        (200, True)
        """
        return self._contrasts[group, design, response]

    def joint(self, group: str, design: str, burden: str) -> Joint:
        """The shares of a group who gain and lose by a design against the reference, for one burden.

        Shares lie from 0 to 1 and have Wilson's score interval; net shares have that of Agresti and Min (2005).

        >>> joint = analysis.joint("all", "wmebv", "effort_minutes")
        >>> round(joint.more.value + joint.equal.value + joint.less.value, 12)
        1.0
        """
        return self._joints[group, design, burden]

    def spread(self, group: str, design: str, burden: str) -> Spread:
        """The distribution of one burden over the citizens of a group under a design.

        It has percentiles, the Gini coefficient and the share of the tenth with the most, in the unit of the burden.

        >>> spread = analysis.spread("all", "opaque", "effort_minutes")
        >>> 0.0 <= spread.distribution.gini <= 1.0
        True
        """
        return self._spreads[group, design, burden]

    def association(self, group: str, design: str, grade: str) -> Association:
        """The correlation of one grade with the overhead, in a group under a design.

        Pearson's, from -1 to 1; there is one only in a scenario with a survey.

        >>> found = analysis.association("all", "opaque", "grade")
        >>> -1.0 <= found.correlation <= 1.0
        True
        """
        return self._associations[group, design, grade]

    def range_of(self, group: str, design: str, response: str) -> DifferenceRange | None:
        """The range of one difference over parameter uncertainty; None if no points were simulated.

        In the unit of the response, from the 5th to the 95th percentile over the points.

        >>> analysis.range_of("all", "wmebv", "missed_share") is None
        True
        """
        return None if self.uncertainty is None else self.uncertainty.range_of(group, design, response)

    def conclusion(self, group: str, design: str, response: str) -> Conclusion:
        """The judgement on one difference, by both sampling error and parameter uncertainty.

        Without points it rests on sampling error alone.

        >>> analysis.conclusion("all", "wmebv", "missed_share").share is None
        True
        """
        return conclude(self.contrast(group, design, response), self.range_of(group, design, response))

    @property
    def confidence(self) -> float:
        """Probability that all intervals of a family hold.

        Between 0 and 1: `compare.confidence` of the scenario, or 0.95.

        >>> analysis.confidence
        0.95
        """
        return next((family.confidence for family in self.families.values()), CONFIDENCE)

    @property
    def others(self) -> tuple[str, ...]:
        """The designs except the reference, in order.

        >>> analysis.others
        ('wmebv',)
        """
        return tuple(design for design in self.designs if design != self.reference)


@dataclass(frozen=True, slots=True)
class YearOfUse:
    """A study whose window is a later year of use of its designs."""

    year: int
    """Number of the year, from 1."""
    analysis: Analysis
    lacks: str = ""
    """Parts that are missing from the numbers because tasks failed, in a sentence; empty if there are none."""
