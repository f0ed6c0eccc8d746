"""The evidence behind a scenario: every number with its grade and sources, and every source with its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, TypeAlias

from sim.scenario.distributions import Grade, Known
from sim.scenario.explanation import meaning_of
from sim.scenario.families import FAMILIES
from sim.scenario.paths import known_in, values_along, visit
from sim.scenario.schema import Part, Scenario, Source
from sim.scenario.writing import inline

Standing: TypeAlias = Literal["measured", "calibrated", "assumed", "ungraded", "chosen"]

STANDINGS: Final[Mapping[Standing, str]] = {
    "measured": "a published figure",
    "calibrated": "fitted to published figures",
    "assumed": "nobody published it: plausible within its range",
    "ungraded": "a number of which nothing is said",
    "chosen": "the frame or the lever of the study, where there is nothing to know",
}
"""The possible standings of a number, each with its meaning in words."""

CHOSEN: Final = ("horizon", "warm_up", "in_use", "follow_up", "designs", "search")
"""The keys below which numbers are choices of the study: they define its question and are no claims about the world."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of a resolved scenario, written as in a file, and its evidence."""

    path: str
    group: str
    """The part of the path down to the last thing that has a name of its own, such as a message type."""
    label: str
    """The path below the group, without the name of a distribution's family."""
    value: str
    low: str | None
    high: str | None
    unit: str
    """The dimension in words: a share, a number, a span of time, a rate, an amount of money."""
    meaning: str
    grade: Grade | None
    sources: tuple[str, ...]
    note: str | None

    @property
    def section(self) -> str:
        """The top-level key of the document that contains it."""
        return self.path.split(".", 1)[0]

    @property
    def standing(self) -> Standing:
        """The grade of the number, `ungraded` if it has none, or `chosen` if the study chose it."""
        return "chosen" if self.section in CHOSEN else self.grade or "ungraded"


@dataclass(frozen=True, slots=True)
class EvidenceTally:
    """Count of the numbers by standing."""

    counts: Mapping[Standing, int]

    @property
    def claims(self) -> int:
        """Count of the numbers that are claims about the world: all but those that the study chose."""
        return sum(count for standing, count in self.counts.items() if standing != "chosen")

    def share(self, standing: Standing) -> float:
        """The share of the claims with this standing, from 0 to 1; 0 for `chosen`, and if there are no claims."""
        return 0.0 if standing == "chosen" or not self.claims else self.counts[standing] / self.claims


@dataclass(frozen=True, slots=True)
class Citation:
    """A source, with the paths of the numbers, public days and lists of days that cite it."""

    key: str
    source: Source
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """All evidence of a scenario; parameters and sources in the order of the document."""

    parameters: tuple[Parameter, ...]
    citations: tuple[Citation, ...]
    """Every source of the scenario, including those that nothing cites."""

    @property
    def sections(self) -> dict[str, tuple[Parameter, ...]]:
        """The parameters by section; sections without a number are left out."""
        names = dict.fromkeys(parameter.section for parameter in self.parameters)
        return {name: tuple(each for each in self.parameters if each.section == name) for name in names}

    @property
    def tally(self) -> EvidenceTally:
        """Count of all numbers by standing."""
        return tally(self.parameters)

    @property
    def uncited(self) -> tuple[str, ...]:
        """Keys of the sources that nothing cites."""
        return tuple(citation.key for citation in self.citations if not citation.paths)


def tally(parameters: Iterable[Parameter]) -> EvidenceTally:
    """Count of these numbers by standing."""
    found = Counter(parameter.standing for parameter in parameters)
    return EvidenceTally({standing: found[standing] for standing in STANDINGS})


def ledger(scenario: Scenario) -> Ledger:
    """The evidence ledger of a resolved scenario."""
    parameters = tuple(_parameter(scenario, steps, known) for steps, known in numbers(scenario))
    named = [*days_with_sources(scenario), *((each.path, each.sources) for each in parameters)]
    citations = (
        Citation(key, source, tuple(path for path, sources in named if key in sources))
        for key, source in scenario.sources.items()
    )
    return Ledger(parameters, tuple(citations))


def days_with_sources(scenario: Scenario) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The public days and the lists of working days by their paths, with the keys of their sources."""
    yield from ((f"calendar.days.{name}", day.source) for name, day in scenario.calendar.days.items())
    yield "calendar.sending", scenario.calendar.sending.source


def numbers(scenario: Scenario) -> Iterator[tuple[tuple[str, ...], Known[int] | Known[float]]]:
    """Every number of a scenario with the steps to it, in document order, including parameters of distributions."""
    # Below a known value stand its ends and evidence, which are no numbers of their own.
    for steps, value in visit(scenario, lambda _, item: known_in(item) is None):
        known = known_in(value)
        if known is not None:
            yield steps, known


def named_steps(scenario: Scenario, steps: Sequence[str]) -> int:
    """Number of steps on the way to a number that lead to the innermost item with a name of its own.

    The items of a table have a name; so have those of a list, unless the list itself lies within a list.
    """
    named, in_list = 1, False
    for depth, (value, item) in enumerate(pairwise(values_along(scenario, steps)), 1):
        if isinstance(item, Part) and (isinstance(value, dict) or (isinstance(value, tuple) and not in_list)):
            named = depth
        in_list = in_list or isinstance(value, tuple)
    return named


def _parameter(scenario: Scenario, steps: tuple[str, ...], known: Known[int] | Known[float]) -> Parameter:
    def text(value: float) -> str:
        return inline(known.dimension.write(value))

    named = named_steps(scenario, steps)
    label = ".".join(step for step in steps[named:] if step not in FAMILIES)
    return Parameter(
        path=".".join(steps),
        group=".".join(steps[:named]),
        label=label or steps[-1],
        value=text(known.value),
        low=None if known.low is None else text(known.low),
        high=None if known.high is None else text(known.high),
        unit=known.dimension.meaning,
        meaning=meaning_of(steps),
        grade=known.grade,
        sources=known.source,
        note=known.note,
    )
