"""Data of a study: from its parts to its rows and its analysis, a block of citizens at a time.

Only citizens that are complete, that is present under every design, are used: differences are paired.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from sim.analysis.study_analysis import Analysis
from sim.errors import ReconciliationError, StudyError
from sim.experiment.part_store import PartStore, StoredPart
from sim.experiment.plan import PlannedScenario, Span, chosen, cut, shared
from sim.experiment.tallying import analysis_of_rows, analysis_of_tallies
from sim.outcomes.responses import Columns, Counts, reconcile_pair
from sim.outcomes.sums import added_sums, over_folds
from sim.rules.columns import NAMES

BLOCK: Final = 20_000
"""Number of citizens held in memory at a time, under every design."""


@dataclass(frozen=True, slots=True)
class StudyData:
    """The stored parts of one scenario."""

    aim: PlannedScenario
    part_store: PartStore
    opened: dict[str, tuple[StoredPart, Columns]] = field(default_factory=dict)
    """The part that was read last, by design."""
    found: dict[tuple[str | None, int], list[tuple[StoredPart, Span]]] = field(default_factory=dict)
    """Parts by design and replication, each with the citizens to take from it."""

    def parts(self, design: str | None, replication: int) -> list[tuple[StoredPart, Span]]:
        """The parts of a replication, each with the citizens to take from it; in order, none twice."""
        place = design, replication
        if place not in self.found:
            key, size = self.aim.kept[design], self.aim.scenario.population.size
            taken = chosen(self.part_store.done().get((key, replication), ()), size, whole=design is None)
            sums = self.aim.batch is not None
            self.found[place] = [(StoredPart(design, key, replication, each.held, sums), each.span) for each in taken]
        return self.found[place]

    def complete(self, replication: int) -> list[Span]:
        """The citizens that are present under every design, in as few spans as possible."""
        by_design = [joined([taken for _, taken in self.parts(d, replication)]) for d in self.aim.kept]
        return shared(by_design)

    @property
    def citizens(self) -> int:
        """The number of citizens present under every design, once for each replication."""
        replications = range(self.aim.scenario.replications)
        return sum(span.end - span.first for replication in replications for span in self.complete(replication))

    @property
    def missing(self) -> int:
        """The number of citizens not present under every design, once for each replication."""
        scenario = self.aim.scenario
        return scenario.population.size * scenario.replications - self.citizens

    def blocks(self) -> Iterator[Mapping[str, Columns]]:
        """The rows of all designs, block by block, in the order of replications and citizens.

        Raises `ReconciliationError` if two designs were not simulated for the same citizens and messages.
        """
        reference = self.aim.scenario.compare.reference
        for replication in range(self.aim.scenario.replications):
            for span in self.complete(replication):
                for piece in cut(span, BLOCK):
                    tables = {design: self.rows(design, replication, piece) for design in self.aim.designs}
                    for design, columns in tables.items():
                        named_pair(design, columns, tables[reference])
                    yield tables

    def blocks_of(self, design: str) -> Iterator[Columns]:
        """The rows of one design, block by block, for citizens that are present under every design."""
        for replication in range(self.aim.scenario.replications):
            for span in self.complete(replication):
                for piece in cut(span, BLOCK):
                    yield self.rows(design, replication, piece)

    def rows(self, design: str, replication: int, citizens: Span) -> Columns:
        """The rows of some citizens that are present."""
        pieces = []
        for part, taken in self.parts(design, replication):
            first, end = max(taken.first, citizens.first), min(taken.end, citizens.end)
            if first < end:
                columns = self.read(design, part)
                pieces.append({n: columns[n][first - part.span.first : end - part.span.first] for n in NAMES})
        return {name: np.concatenate([piece[name] for piece in pieces]) for name in NAMES}

    def read(self, design: str, part: StoredPart) -> Columns:
        """The columns of a part; cached, since blocks read the same one several times in a row."""
        held = self.opened.get(design)
        if held is None or held[0] != part:
            self.opened[design] = held = (part, self.part_store.columns(part))
        return held[1]

    def table(self, design: str) -> Columns:
        """All rows of one design in memory; raises `StudyError` if only tallies are stored."""
        if self.aim.totals is not None:
            raise StudyError("Of this study only tallies are kept, and no rows of citizens.")
        pieces = list(self.blocks_of(design))
        return {name: np.concatenate([piece[name] for piece in pieces]) for name in NAMES}

    def tallies(self) -> Iterator[Columns]:
        """The tallies that add up to the study."""
        for replication in range(self.aim.scenario.replications):
            for part, _ in self.parts(None, replication):
                yield self.part_store.columns(part)

    def sums(self) -> Counts:
        """Exact sums at the points: an array of point by design by cell by quantity."""
        return over_folds(self.folded_sums())

    def folded_sums(self) -> Counts:
        """The same for each fold of the citizens: an array of point by design by fold by cell by quantity."""
        replications = range(self.aim.scenario.replications)
        return added_sums([self.part_store.columns(part) for r in replications for part, _ in self.parts(None, r)])

    def analysis(self) -> Analysis:
        """The statistics of the citizens present under every design."""
        if self.aim.totals is None:
            return analysis_of_rows(self.aim.scenario, self.blocks())
        return analysis_of_tallies(self.aim.scenario, self.tallies())

    def used(self) -> Iterator[StoredPart]:
        """Every part that is used."""
        for replication in range(self.aim.scenario.replications):
            for design in self.aim.kept:
                yield from (part for part, _ in self.parts(design, replication))


def joined(spans: list[Span]) -> list[Span]:
    """Spans in order, with adjacent ones merged."""
    found: list[Span] = []
    for span in spans:
        if found and found[-1].end == span.first:
            found[-1] = Span(found[-1].first, span.end)
        else:
            found.append(span)
    return found


def named_pair(design: str, columns: Columns, reference: Columns) -> None:
    """Checks that two designs have the same citizens and messages; an error names the design."""
    try:
        reconcile_pair(columns, reference)
    except ReconciliationError as error:
        raise ReconciliationError(f"Design {design}: {error}") from error
