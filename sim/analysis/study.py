"""Everything that is said about one study: contrasts, spreads and counts of all groups, and verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.analysis.association import Association, associations
from sim.analysis.comparison import Contrast, Unit, compare
from sim.analysis.counting import Counting, countings
from sim.analysis.groups import ALL, REACHABLE, Group, groups_of
from sim.analysis.spread import Spread, spreads
from sim.analysis.verdict import Verdict, verdict
from sim.outcomes.distribution import burdens_of
from sim.outcomes.responses import Columns, Response, responses_of
from sim.scenario.schema import Scenario

JUDGED = ("effort_minutes", "missed_share")
"""Responses on which designs are ranked in words."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """The contrasts and verdicts of one study."""

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

    def contrast(self, group: str, design: str, response: str) -> Contrast:
        """One contrast by its three names."""
        for row in self.contrasts:
            if (row.group, row.design, row.response) == (group, design, response):
                return row
        raise KeyError(group, design, response)

    def spread(self, group: str, design: str, burden: str) -> Spread:
        """One spread by its three names."""
        for row in self.spreads:
            if (row.group, row.design, row.burden) == (group, design, burden):
                return row
        raise KeyError(group, design, burden)

    def association(self, group: str, design: str, grade: str) -> Association:
        """One association by its three names."""
        for row in self.associations:
            if (row.group, row.design, row.grade) == (group, design, grade):
                return row
        raise KeyError(group, design, grade)

    @property
    def others(self) -> tuple[str, ...]:
        """The designs but for the reference."""
        return tuple(design for design in self.designs if design != self.reference)


def analyse(scenario: Scenario, tables: Mapping[str, Columns]) -> Analysis:
    """Compares the simulated designs of a scenario with its reference design.

    `tables` holds the per-citizen columns by design; its order is the order of the designs.
    """
    responses = responses_of(scenario)
    groups = groups_of(scenario)
    reference = scenario.compare.reference
    unit: Unit = "citizen" if scenario.helpdesk is None else "replication"
    contrasts = compare(tables, reference, responses.values(), groups, unit)
    judged = (verdict(tables, contrasts, responses[name], group, unit) for group in (ALL, REACHABLE) for name in JUDGED)
    verdicts = tuple(found for found in judged if found is not None)
    burdens = {burden.name: burden for burden in burdens_of(scenario)}
    return Analysis(
        scenario,
        tuple(tables),
        reference,
        responses,
        groups,
        unit,
        contrasts,
        verdicts,
        burdens,
        spreads(tables, burdens.values(), groups),
        countings(scenario, tables, groups),
        associations(scenario, tables, groups),
    )
