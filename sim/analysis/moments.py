"""The sums of a tally, and the place of each.

Every quantity of a citizen under a design has a place, and place 0 is the number 1, the citizen. A *moment* is the sum
over citizens of the product of the numbers at two places; with place 0 it is a total. A *contest* counts the citizens
in whom a response differs between two designs. An *encounter* is a burden under two designs: who bears more, and who
bears it under one of them only. A *fourth* is the sum of products of four numbers, from which the effective number of
citizens behind a difference follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, combinations_with_replacement
from typing import Final, Literal, TypeAlias

import numpy as np

from sim.outcomes.distribution import burdens_of
from sim.outcomes.quantity import CITIZEN, Quantity, of_column
from sim.outcomes.responses import COUNTED, FAMILY, UNAFFECTED, Columns, Counts, Response, responses_of
from sim.rules.design import channels_of
from sim.rules.parameters import ELECTRONIC
from sim.scenario.schema import Scenario

Unit: TypeAlias = Literal["citizen", "replication"]
"""The independent unit: the citizen, unless citizens meet in a shared queue. Then it is the replication, and all its
citizens are a single observation."""
Moment: TypeAlias = tuple[int, int]
"""Two places, the lower first."""
Contest: TypeAlias = tuple[int, int, int, int]
"""The places of two numerators and of their two denominators."""
Encounter: TypeAlias = tuple[str, str, Quantity]
"""A burden under two designs, the first one earlier in the order of designs."""
Fourth: TypeAlias = tuple[int, int, int, int]
"""The places of two numerators and a denominator, and the power p of the denominator: the product has 4 - p times the
difference of the numerators and p times the denominator."""
ASKED: Final = Quantity(((1, "surveyed"),), "surveyed")
BURDEN: Final = Quantity(((1, "overhead_seconds"),), "surveyed")
GRADES: Final[Mapping[str, Quantity]] = {name: Quantity(((1, name),), "surveyed") for name in ("grade",)}
"""Grades and overhead of the citizens who were asked."""


@dataclass(frozen=True)
class Moments:
    """The places of the sums of one study. Not slotted: derived properties are cached."""

    designs: tuple[str, ...]
    segments: int
    channels: int
    """The channels of the designs, one bit for each: citizens whom an electronic one of them can reach count as
    reachable."""
    unit: Unit
    quantities: tuple[Quantity, ...]
    moments: tuple[Moment, ...]
    contests: tuple[Contest, ...]
    fourths: tuple[Fourth, ...]
    burdens: tuple[Quantity, ...]
    """Quantities of which every distinct value is counted."""

    @property
    def cells(self) -> int:
        """The number of cells: reachable and unreachable citizens of each segment."""
        return 2 * self.segments

    @property
    def places(self) -> int:
        """The number of places: one for the citizen, and one for each quantity under each design."""
        return 1 + len(self.designs) * len(self.quantities)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that quantities are computed from."""
        listed = (*self.quantities, *self.burdens)
        among = (quantity.among for quantity in listed if quantity.among is not None)
        return tuple(dict.fromkeys((*(name for quantity in listed for _, name in quantity.terms), *among)))

    @cached_property
    def place_of(self) -> Mapping[tuple[str, Quantity], int]:
        """The place of each quantity under each design."""
        return places(self.designs, self.quantities)

    @cached_property
    def moment_of(self) -> Mapping[Moment, int]:
        """The position of each moment."""
        return {moment: position for position, moment in enumerate(self.moments)}

    @cached_property
    def contest_of(self) -> Mapping[Contest, int]:
        """The position of each contest."""
        return {contest: position for position, contest in enumerate(self.contests)}

    @cached_property
    def fourth_of(self) -> Mapping[Fourth, int]:
        """The position of each fourth."""
        return {fourth: position for position, fourth in enumerate(self.fourths)}

    @cached_property
    def encounters(self) -> tuple[Encounter, ...]:
        """Every burden under any two designs."""
        return tuple((*pair, burden) for pair in combinations(self.designs, 2) for burden in self.burdens)

    @cached_property
    def encounter_of(self) -> Mapping[Encounter, int]:
        """The position of each encounter."""
        return {encounter: position for position, encounter in enumerate(self.encounters)}

    @cached_property
    def encounter_places(self) -> Counts:
        """The encounters as rows of two places."""
        listed = [(self.place_of[one, burden], self.place_of[other, burden]) for one, other, burden in self.encounters]
        return np.array(listed, dtype=np.int64).reshape(-1, 2)

    @cached_property
    def moment_places(self) -> Counts:
        """The moments as rows of two places."""
        return np.array(self.moments, dtype=np.int64).reshape(-1, 2)

    @cached_property
    def contest_places(self) -> Counts:
        """The contests as rows of four places."""
        return np.array(self.contests, dtype=np.int64).reshape(-1, 4)

    @cached_property
    def fourth_places(self) -> Counts:
        """The fourths as rows of three places and a power."""
        return np.array(self.fourths, dtype=np.int64).reshape(-1, 4)

    def moment(self, one: int, other: int) -> int:
        """The position of the moment of two places; `KeyError` if it is not added up."""
        return self.moment_of[in_order(one, other)]

    def contest(self, response: Response, design: str, other: str) -> Contest:
        """The places that show whether a response differs between two designs."""
        return contest(self.place_of, response, *sorted((design, other), key=self.designs.index))

    def values(self, rows: Mapping[str, Columns]) -> Counts:
        """The numbers of some citizens: an array of place by citizen."""
        found = np.empty((self.places, len(rows[self.designs[0]][self.columns[0]])), dtype=np.int64)
        found[0] = 1
        for (design, quantity), place in self.place_of.items():
            if place:
                # Place 0 is written above, and is no column of any design.
                found[place] = quantity.values(rows[design])
        return found


def layout_of(scenario: Scenario, designs: Sequence[str]) -> Moments:
    """The places of all sums that the analysis of a scenario needs under these designs."""
    responses = tuple(responses_of(scenario).values())
    # Rows may be of designs that the scenario does not define; nothing is known of their channels.
    known = [scenario.designs[design] for design in designs if design in scenario.designs]
    return laid_out(
        tuple(designs),
        len(scenario.population.segments),
        channels_of(*known) if known else ELECTRONIC,
        # A shared queue makes the citizens of a replication dependent on each other.
        "citizen" if scenario.helpdesk is None else "replication",
        quantities_of(scenario, responses),
        responses,
        tuple(burden.above for burden in burdens_of(scenario)),
        has_grades=scenario.survey is not None,
    )


@lru_cache(maxsize=8)  # every task of a study needs the same, and it takes as long as simulating a hundred citizens
def laid_out(
    designs: tuple[str, ...],
    segments: int,
    channels: int,
    unit: Unit,
    quantities: tuple[Quantity, ...],
    responses: tuple[Response, ...],
    burdens: tuple[Quantity, ...],
    *,
    has_grades: bool,
) -> Moments:
    """The places of all sums behind these responses."""
    place_of = places(designs, quantities)
    moments = dict.fromkeys((0, place) for place in range(1 + len(designs) * len(quantities)))
    contests: dict[Contest, None] = {}
    fourths: dict[Fourth, None] = {}
    if unit == "citizen":
        # Only for citizens: products over replications are formed from the totals of each, when they are needed.
        moments |= dict.fromkeys(paired_moments(place_of, designs, responses))
        contests = dict.fromkeys(
            contest(place_of, response, *pair) for pair in combinations(designs, 2) for response in responses
        )
        fourths = dict.fromkeys(
            fourth
            for pair in combinations(designs, 2)
            for response in responses
            for fourth in fourths_between(place_of, response, *pair)
        )
    if has_grades:
        moments |= dict.fromkeys(grade_moments(place_of, designs))
    return Moments(
        designs, segments, channels, unit, quantities, tuple(moments), tuple(contests), tuple(fourths), burdens
    )


def quantities_of(scenario: Scenario, responses: Sequence[Response]) -> tuple[Quantity, ...]:
    """The quantities behind responses, counting rules and grades, without duplicates."""
    found = [quantity for response in responses for quantity in (response.above, response.below)]
    found += [of_column(COUNTED[event]) for rule in scenario.counting.values() for event in rule.counts]
    found.append(of_column("messages"))
    if scenario.survey is not None:
        found += [ASKED, BURDEN, *GRADES.values()]
    return tuple(quantity for quantity in dict.fromkeys(found) if quantity != CITIZEN)


def places(designs: Sequence[str], quantities: Sequence[Quantity]) -> dict[tuple[str, Quantity], int]:
    """The place of each quantity under each design; that of the citizen is the same under all."""
    listed = [(design, quantity) for design in designs for quantity in quantities]
    return {(design, CITIZEN): 0 for design in designs} | {one: place for place, one in enumerate(listed, start=1)}


def paired_moments(
    place_of: Mapping[tuple[str, Quantity], int], designs: Sequence[str], responses: Sequence[Response]
) -> Iterator[Moment]:
    """The moments behind the variances of all responses and their covariances between any two designs.

    For responses that are shown side by side they include those between two of these responses, for simultaneous
    intervals.
    """
    parts: list[tuple[Quantity, ...]] = [(response.above, response.below) for response in responses]
    # Simultaneous intervals need covariances across responses, but only of those that are shown side by side.
    parts.append(tuple(part for one in responses if one.name in FAMILY for part in (one.above, one.below)))
    for one, other in combinations_with_replacement(designs, 2):
        for together in parts:
            for first in together:
                for second in together:
                    yield in_order(place_of[one, first], place_of[other, second])


def grade_moments(place_of: Mapping[tuple[str, Quantity], int], designs: Sequence[str]) -> Iterator[Moment]:
    """The moments behind the correlations of grades with the overhead."""
    for design in designs:
        for grade in GRADES.values():
            for pair in combinations_with_replacement((grade, BURDEN), 2):
                yield in_order(*(place_of[design, quantity] for quantity in pair))


def contest(place_of: Mapping[tuple[str, Quantity], int], response: Response, design: str, other: str) -> Contest:
    """The places that show whether a response differs between two designs."""
    above, below = response.above, response.below
    return place_of[design, above], place_of[other, above], place_of[design, below], place_of[other, below]


def fourths_between(
    place_of: Mapping[tuple[str, Quantity], int], response: Response, design: str, other: str
) -> tuple[Fourth, ...]:
    """The fourths of a response between two designs, by the power of the denominator.

    For a mean, whose denominator is 1, only the first two are of fourth order; the others are moments. Empty for a
    ratio whose denominator a design can change. The last one depends on the denominator alone.
    """
    above, below = response.above, response.below
    if response.denominator is not None and response.denominator not in UNAFFECTED:
        return ()
    one, second, base = place_of[design, above], place_of[other, above], place_of[design, below]
    # With b = 1 the higher powers of b add nothing new.
    if below == CITIZEN:
        return (one, second, base, 0), (one, second, base, 1)
    # b^4 alone depends on no design, so that all pairs share one sum.
    return *((one, second, base, power) for power in range(4)), (0, 0, base, 4)


def in_order(one: int, other: int) -> Moment:
    """Two places, the lower first."""
    return (one, other) if one <= other else (other, one)
