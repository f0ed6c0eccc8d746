"""The plan of a study: the simulations to run, divided into tasks. No result depends on the division.

A task is some citizens of one replication under all designs that lack them, since work that does not depend on the
design is done once for all of them. Its results are stored by design, each under the key of its rows, so that a design
that is added later costs only itself. The results of an earlier run are used however that run was divided: only the
citizens still missing are planned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter
from typing import Final, NamedTuple, TypeAlias

from sim.analysis.product_sums import MOST_CITIZENS
from sim.errors import UsageError
from sim.experiment.identity import bare, keys_of, sums_key, totals_key
from sim.notation import listed
from sim.scenario.compared_designs import designs_of
from sim.scenario.placement import placed
from sim.scenario.schema import Scenario
from sim.scenario.writing import explicit, inline

KEPT_ROWS: Final = 2_000_000
"""Most rows of citizens and designs that are stored; a larger study stores only tallies."""


class Span(NamedTuple):
    """Citizens from `first` to below `end`."""

    first: int
    end: int


Done: TypeAlias = Mapping[tuple[str, int], Sequence[Span]]
"""The citizens that are done, by key and replication."""
NOTHING: Final[Done] = {}


@dataclass(frozen=True, slots=True)
class Batch:
    """Some points of one scenario, with other values at some of its paths. Their parts are exact sums over citizens."""

    paths: tuple[tuple[str, ...], ...]
    """Paths of each number that is varied; one number may have several."""
    values: tuple[tuple[float, ...], ...]
    """One row for each point: the value of each number in its base unit."""
    folds: int = 1
    """Number of folds into which the citizens are divided, each with separate sums."""
    columns: tuple[str, ...] = ()
    """Columns that are summed; empty for all. The citizens are always counted."""

    def __len__(self) -> int:
        """The number of points."""
        return len(self.values)

    def scenarios(self, scenario: Scenario) -> Iterator[Scenario]:
        """The scenario at each point; raises `UsageError` at a point whose values are inconsistent."""
        return (placed(scenario, self.paths, row) for row in self.values)


@dataclass(frozen=True, slots=True)
class Task:
    """Some citizens of one replication under some designs, or under all designs for their tally or sums."""

    designs: tuple[str, ...] | None
    """None stands for all designs: their tally, or their sums at the points of a batch, are stored."""
    replication: int
    first: int
    """First citizen."""
    end: int
    """One past the last citizen."""
    keys: tuple[str, ...] = ("",)
    """For each stored part the hash of everything it depends on except replication and citizens: one for each design,
    or a single one for the tally or sums."""
    point: int = 0
    """Index of the scenario within the study."""
    batch: Batch | None = None
    """The points at which the scenario is simulated; None is the scenario with its numbers as stated."""

    @property
    def amount(self) -> int:
        """The number of citizens simulated, counted once for each stored part and each point."""
        return (self.end - self.first) * len(self.keys) * (1 if self.batch is None else len(self.batch))

    @property
    def parts(self) -> tuple[tuple[str | None, str], ...]:
        """The design, if there is one, and the key of each stored part."""
        return tuple(zip(self.designs or (None,), self.keys, strict=True))

    def without(self, keys: Collection[str]) -> Task | None:
        """The same task without the parts of these keys; None if nothing is left."""
        left = [part for part in self.parts if part[1] not in keys]
        if len(left) == len(self.keys):
            return self
        designs = None if self.designs is None else tuple(design for design, _ in left if design is not None)
        return replace(self, designs=designs, keys=tuple(key for _, key in left)) if left else None

    @property
    def citizens(self) -> range:
        """The citizens of this task."""
        return range(self.first, self.end)

    @property
    def words(self) -> str:
        """The task in words."""
        who = "all designs" if self.designs is None else f"design{'s'[: len(self.designs) > 1]} {listed(self.designs)}"
        at = "" if self.batch is None else f" at {len(self.batch)} points"
        return f"{who}{at}, replication {self.replication}, citizens {self.first} to {self.end - 1}"


@dataclass(frozen=True, slots=True)
class PlannedScenario:
    """A scenario to be simulated, with the parts to be stored and their keys."""

    scenario: Scenario
    designs: tuple[str, ...]
    keys: Mapping[str, str]
    """Key of each design, in order."""
    totals: str | None
    """Key of the tally or of the sums, if no rows are stored."""
    batch: Batch | None = None
    """Points at which sums are stored; None is the scenario with its numbers as stated."""
    point: int = 0
    """Index of the scenario within the study."""

    @property
    def kept(self) -> Mapping[str | None, str]:
        """The keys under which parts are stored, by design; None stands for all designs."""
        return dict(self.keys.items()) if self.totals is None else {None: self.totals}

    @property
    def amount(self) -> int:
        """The number of citizens behind one key: those of all replications, once for each point."""
        each = self.scenario.population.size * self.scenario.replications
        return each * (1 if self.batch is None else len(self.batch))


def require_countable(scenario: Scenario) -> None:
    """Raises `UsageError` if a scenario has more citizens than can be added up exactly."""
    citizens = scenario.population.size * scenario.replications
    if citizens > MOST_CITIZENS:
        raise UsageError(
            f"{scenario.name} has {citizens:,} citizens over all replications, and {MOST_CITIZENS:,} is the most that "
            "is added up exactly. Lower population.size or replications."
        )


def planned_scenario(scenario: Scenario, point: int = 0, *, totals: bool = False) -> PlannedScenario:
    """The simulations that a scenario needs; raises `UsageError` if it has too many citizens for exact sums."""
    require_countable(scenario)
    designs = designs_of(scenario)
    keys = keys_of(scenario, designs)
    return PlannedScenario(scenario, designs, keys, totals_key(scenario, keys) if totals else None, None, point)


def planned_at_batches(scenario: Scenario, batches: Iterable[Batch], point: int = 0) -> Iterator[PlannedScenario]:
    """The simulations that a scenario needs at some batches of points: sums under all designs that it compares."""
    require_countable(scenario)
    designs = designs_of(scenario)
    keys = keys_of(scenario, designs)
    structures = inline(explicit(bare(scenario.alternatives))) if scenario.alternatives else ""
    for batch in batches:
        key = sums_key(keys, batch.paths, batch.values, structures, batch.folds, batch.columns)
        yield PlannedScenario(scenario, designs, keys, key, batch, point)


def rows_of(scenarios: Iterable[Scenario]) -> int:
    """The number of rows of some scenarios: one for each citizen, replication and design."""
    return sum(each.population.size * each.replications * len(designs_of(each)) for each in scenarios)


def plan(
    wanted: PlannedScenario, citizens_per_task: int, done: Done = NOTHING, *, divides_queues: bool = False
) -> tuple[Task, ...]:
    """The tasks still missing, by replication, then by citizens.

    All designs of the same citizens are one task, so that an interrupted study has complete pairs. Where citizens share
    the queue of a helpdesk, all citizens of a replication are one task, unless the engine `divides_queues`. At a batch
    of points they are one task in any case: dividing them would simulate each point more than once.
    """
    if citizens_per_task < 1:
        raise UsageError(f"A task needs at least one citizen, not {citizens_per_task}.")
    scenario, size = wanted.scenario, wanted.scenario.population.size
    divides = scenario.helpdesk is None or (divides_queues and wanted.batch is None)
    together = citizens_per_task if divides else size
    lacking: defaultdict[tuple[int, Span], list[tuple[str | None, str]]] = defaultdict(list)
    for design, key in wanted.kept.items():
        for replication in range(scenario.replications):
            for gap in gaps(chosen(done.get((key, replication), ()), size, whole=design is None), size):
                for piece in cut(gap, together):
                    lacking[replication, piece].append((design, key))
    return tuple(
        Task(
            None if wanted.totals is not None else tuple(design for design, _ in parts if design is not None),
            replication,
            *piece,
            tuple(key for _, key in parts),
            wanted.point,
            wanted.batch,
        )
        for (replication, piece), parts in sorted(lacking.items(), key=itemgetter(0))
    )


class SelectedSpan(NamedTuple):
    """The citizens to take from a span that is done."""

    held: Span
    span: Span


def chosen(spans: Iterable[Span], size: int, *, whole: bool) -> list[SelectedSpan]:
    """The citizens to take from each of some overlapping spans, so that none is taken twice; in order.

    `whole` spans are taken entirely or not at all, as a tally must be.
    """
    taken: list[SelectedSpan] = []
    at = 0
    # Of spans with the same start the longest comes first, so that the fewest are needed.
    for span in sorted(spans, key=lambda span: (span.first, -span.end)):
        first, end = max(span.first, at), min(span.end, size)
        # Cut off at the size: a smaller study uses the parts of a larger one as far as they reach.
        if first < end and (not whole or (first, end) == span):
            taken.append(SelectedSpan(span, Span(first, end)))
            at = end
    return taken


def gaps(taken: Sequence[SelectedSpan], size: int) -> list[Span]:
    """The spans of citizens from 0 to below the size that are not taken."""
    edges = [Span(0, 0), *(each.span for each in taken), Span(size, size)]
    between = (Span(left.end, right.first) for left, right in pairwise(edges))
    return [span for span in between if span.first < span.end]


def cut(span: Span, length: int) -> list[Span]:
    """The span in pieces that end at multiples of the length."""
    # At multiples of the length, so that parts of studies of different size begin and end at the same citizens.
    starts = [span.first, *range((span.first // length + 1) * length, span.end, length)]
    return [Span(*piece) for piece in zip(starts, [*starts[1:], span.end], strict=True)]


def shared(lists: Iterable[Sequence[Span]]) -> list[Span]:
    """The citizens that are in every one of some ordered lists of spans."""
    first, *others = lists
    found = list(first)
    for other in others:
        found = [
            Span(max(one.first, two.first), min(one.end, two.end))
            for one in found
            for two in other
            if max(one.first, two.first) < min(one.end, two.end)
        ]
    return found
