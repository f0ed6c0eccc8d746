"""Everything that is said about one study: contrasts, spreads and counts of all groups, and verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from sim.analysis.association import Association, associations
from sim.analysis.comparison import Contrast, compare
from sim.analysis.counting import Counting, countings
from sim.analysis.groups import ALL, REACHABLE, Group, groups_of
from sim.analysis.layout import Unit
from sim.analysis.spread import Spread, spreads
from sim.analysis.verdict import Verdict, verdict
from sim.outcomes.distribution import burdens_of
from sim.outcomes.responses import JUDGED, Response, responses_of
from sim.scenario.schema import Scenario

if TYPE_CHECKING:  # whoever only reports an analysis needs no compiler
    from sim.analysis.tally import Tally

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

    @cached_property
    def _contrasts(self) -> Mapping[Names, Contrast]:
        return {(row.group, row.design, row.response): row for row in self.contrasts}

    @cached_property
    def _spreads(self) -> Mapping[Names, Spread]:
        return {(row.group, row.design, row.burden): row for row in self.spreads}

    @cached_property
    def _associations(self) -> Mapping[Names, Association]:
        return {(row.group, row.design, row.grade): row for row in self.associations}

    def contrast(self, group: str, design: str, response: str) -> Contrast:
        """One contrast by its three names."""
        return self._contrasts[group, design, response]

    def spread(self, group: str, design: str, burden: str) -> Spread:
        """One spread by its three names."""
        return self._spreads[group, design, burden]

    def association(self, group: str, design: str, grade: str) -> Association:
        """One association by its three names."""
        return self._associations[group, design, grade]

    @property
    def others(self) -> tuple[str, ...]:
        """The designs but for the reference."""
        return tuple(design for design in self.designs if design != self.reference)


def analyse(scenario: Scenario, tally: Tally) -> Analysis:
    """Compares the simulated designs of a scenario with its reference design."""
    responses = responses_of(scenario)
    groups = groups_of(scenario)
    reference = scenario.compare.reference
    samples = [tally.sample(group) for group in groups]
    contrasts = compare(samples, reference, responses.values())
    ranked = [sample for sample in samples if sample.group in (ALL, REACHABLE)]
    judged = (verdict(sample, contrasts, responses[name]) for sample in ranked for name in JUDGED)
    burdens = {burden.name: burden for burden in burdens_of(scenario)}
    return Analysis(
        scenario,
        tally.layout.designs,
        reference,
        responses,
        groups,
        tally.layout.unit,
        contrasts,
        tuple(found for found in judged if found is not None),
        burdens,
        spreads(samples, burdens.values()),
        countings(scenario, samples),
        associations(scenario, samples),
    )
