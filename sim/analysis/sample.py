"""Exact sums over the citizens of one group."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.groups import Group
from sim.analysis.moments import Moments, Unit, fourths_between
from sim.analysis.ratio import Products, Ratio
from sim.outcomes.quantity import CITIZEN, Quantity
from sim.outcomes.responses import Counts, Response


@dataclass(frozen=True, slots=True)
class Sample:
    """The sums over the citizens of a group, under every design."""

    group: Group
    layout: Moments
    pooled: list[int]
    """The moments over all replications."""
    by_replication: list[list[int]]
    """The moments of each replication, if the replication is the unit."""
    differing_citizens: list[int]
    """The contests, if the citizen is the unit."""
    fourths: list[int]
    """The fourth-order sums, if the citizen is the unit."""
    joint: list[list[int]]
    """Joint counts of burdens under two designs: for each replication if that is the unit, else once."""
    distinct: dict[tuple[str, Quantity], tuple[Counts, Counts]]
    """For each design and burden the distinct values, ascending, and the number of citizens with each."""

    @property
    def designs(self) -> tuple[str, ...]:
        """The designs, in their order."""
        return self.layout.designs

    @property
    def unit(self) -> Unit:
        """The independent unit: the citizen or the replication."""
        return self.layout.unit

    @property
    def citizens(self) -> int:
        """The number of citizens of the group; a citizen counts once for each replication."""
        return self.total(self.designs[0], CITIZEN)

    def total(self, design: str, quantity: Quantity) -> int:
        """The sum of a quantity over the citizens."""
        return self.product((design, CITIZEN), (design, quantity))

    def product(self, one: tuple[str, Quantity], other: tuple[str, Quantity]) -> int:
        """The sum over the citizens of the product of two quantities; `KeyError` if it is not added up."""
        places = self.layout.place_of
        return self.pooled[self.layout.moment(places[one], places[other])]

    def ratio(self, design: str, response: Response) -> Ratio:
        """A response under a design, over the units."""
        # A replication whose citizens share a queue is one observation, however many citizens it has.
        units = self.citizens if self.unit == "citizen" else len(self.by_replication)
        numerator, denominator = self.total(design, response.above), self.total(design, response.below)
        return Ratio(units, numerator, denominator, self.crossed((design, response), (design, response)))

    def crossed(self, one: tuple[str, Response], other: tuple[str, Response]) -> Products:
        """The sums of products over the units between a response under one design and a response under another.

        They exist for the same response under any two designs, and for any two responses shown side by side; `KeyError`
        for others, unless the replication is the unit.
        """
        (design, response), (second, against) = one, other
        places = self.layout.place_of
        columns = [places[second, quantity] for quantity in (against.above, against.below)]
        return Products(
            *(
                self._over_units(places[design, quantity], column)
                for quantity in (response.above, response.below)
                for column in columns
            )
        )

    def differing(self, design: str, other: str, response: Response) -> int:
        """The number of units whose numerator or denominator differs between two designs."""
        contest = self.layout.contest(response, design, other)
        if self.unit == "citizen":
            return self.differing_citizens[self.layout.contest_of[contest]]
        # Over replications the totals are compared, because a replication is one unit.
        above, other_above, below, other_below = (self.layout.moment(0, place) for place in contest)
        return sum(
            moments[above] != moments[other_above] or moments[below] != moments[other_below]
            for moments in self.by_replication
        )

    def fourths_of(self, design: str, other: str, response: Response) -> list[int]:
        """The fourth-order sums of a response between two designs, as `effective_number` takes them.

        Empty if the replication is the unit, or if the denominator can differ between the designs.
        """
        if self.unit == "replication" or design == other:
            return []
        # Stored once for each pair, in the order of the designs.
        first, second = sorted((design, other), key=self.designs.index)
        listed = fourths_between(self.layout.place_of, response, first, second)
        found = [self.fourths[self.layout.fourth_of[one]] for one in listed]
        # Swapping the designs turns the sign of d, and so that of its odd powers.
        return found if first == design else [-total if power % 2 else total for power, total in enumerate(found)]

    def _over_units(self, one: int, other: int) -> int:
        """The sum over the units of the product of the quantities at two places, each a total of its unit."""
        if self.unit == "citizen":
            return self.pooled[self.layout.moment(one, other)]
        # At place 0 every citizen is 1, so that its products are totals.
        first, second = (self.layout.moment(0, place) for place in (one, other))
        return sum(moments[first] * moments[second] for moments in self.by_replication)
