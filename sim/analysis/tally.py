"""Exact sums over citizens, from which the whole analysis of a study follows.

A tally takes the rows of citizens part by part and keeps sums. Its size depends on the designs and responses and on the
number of distinct values of a burden, not on the number of citizens. All sums are integers, so neither the parts nor
their order change a tally.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from sim.analysis.fourth_moments import accumulate_fourth
from sim.analysis.groups import Group, cells_of
from sim.analysis.histogram import Histogram
from sim.analysis.joint_table import FATES
from sim.analysis.moments import Moments, layout_of
from sim.analysis.product_sums import COLUMN_BITS, MOST_CITIZENS, NARROW, accumulate, spans
from sim.analysis.record import RecordPart, entries, identity, joined, of_part, require_laid_out
from sim.analysis.sample import Sample
from sim.analysis.wide_integers import FourWordIntegers, TwoWordIntegers
from sim.errors import TallyError
from sim.outcomes.responses import Columns, Counts
from sim.rules.parameters import ELECTRONIC
from sim.scenario.schema import Scenario

SLICE: Final = 8_192
"""Citizens whose quantities are laid out at once: more would take more memory and no less time."""
SAME: Final = ("replication", "citizen", "segment", "reachable")
"""Columns that must be equal under all designs: they identify the citizens and their cells."""


class Tally:
    """Sums over the citizens seen so far, with all designs on the same citizens."""

    __slots__ = ("contests", "fourths", "histograms", "joint", "layout", "moments")

    def __init__(self, scenario: Scenario, designs: Sequence[str]) -> None:
        self.layout: Moments = layout_of(scenario, designs)
        self.moments: dict[int, TwoWordIntegers] = {}
        """By replication if that is the unit, else under 0: a row for each cell and a column for each moment."""
        self.joint: dict[int, TwoWordIntegers] = {}
        """By replication as the moments: a row for each cell, and `FATES` columns for each encounter."""
        self.contests: Counts = np.zeros((self.layout.cells, len(self.layout.contests)), dtype=np.int64)
        """A row for each cell and a column for each contest."""
        self.fourths = FourWordIntegers.zeros(self.layout.cells, len(self.layout.fourths))
        """A row for each cell and a column for each fourth."""
        self.histograms = {(design, burden): Histogram() for design in designs for burden in self.layout.burdens}
        """One for each design and burden."""

    @classmethod
    def of(cls, scenario: Scenario, tables: Mapping[str, Columns]) -> Tally:
        """The tally of complete per-citizen tables by design, in their order."""
        found = cls(scenario, tuple(tables))
        replications = next(iter(tables.values()))["replication"]
        for replication in np.unique(replications):
            rows = replications == replication
            found.add({design: {name: columns[name][rows] for name in columns} for design, columns in tables.items()})
        return found

    @classmethod
    def from_columns(cls, scenario: Scenario, designs: Sequence[str], columns: Mapping[str, Counts]) -> Tally:
        """The tally with this long table; raises `TallyError` if it is of another study."""
        found = cls(scenario, designs)
        require_laid_out(columns, found.layout)
        contests, values = (of_part(columns, part) for part in (RecordPart.CONTEST, RecordPart.VALUE))
        found.moments = restored(of_part(columns, RecordPart.MOMENT), found.layout, len(found.layout.moments))
        found.joint = restored(of_part(columns, RecordPart.JOINT), found.layout, FATES * len(found.layout.encounters))
        for halves in restored(
            of_part(columns, RecordPart.FOURTH), found.layout, 2 * len(found.layout.fourths)
        ).values():
            found.fourths.add(FourWordIntegers.of_halves(halves))
        found.contests[contests["cell"], contests["place"]] = contests["low"]
        for position, histogram in enumerate(found.histograms.values()):
            # Counts stay below 2^30 and need only the low word.
            of_it = values["place"] == position
            histogram.restore(*(values[name][of_it] for name in ("cell", "value", "low")))
        return found

    def to_columns(self) -> dict[str, Counts]:
        """The tally as a long table of 64-bit integers, the same for equal tallies: see `sim.analysis.record`."""
        tables = [entries(RecordPart.LAYOUT, low=np.array([identity(self.layout)], dtype=np.int64))]
        fourths = {0: self.fourths.halves}
        for part, kept in (
            (RecordPart.MOMENT, self.moments),
            (RecordPart.JOINT, self.joint),
            (RecordPart.FOURTH, fourths),
        ):
            # In order of replication, so that equal tallies are equal tables whatever the order of merging.
            for replication in sorted(kept):
                words = kept[replication]
                # Zeros are left out, so that a table holds only what has been seen.
                at = np.nonzero(words.high | words.low)
                low, high = words.low[at], words.high[at]
                tables.append(entries(part, replication=replication, cell=at[0], place=at[1], high=high, low=low))
        at = np.nonzero(self.contests)
        tables.append(entries(RecordPart.CONTEST, cell=at[0], place=at[1], low=self.contests[at]))
        for position, histogram in enumerate(self.histograms.values()):
            cells, values, counts = histogram.entries()
            tables.append(entries(RecordPart.VALUE, cell=cells, place=position, value=values, low=counts))
        return joined(tables)

    def __eq__(self, other: object) -> bool:
        """True if another tally is of the same study and has the same sums."""
        if not isinstance(other, Tally):
            return NotImplemented
        # Compared as tables, since the order in which replications came is no part of a tally.
        ours, theirs = self.to_columns(), other.to_columns()
        return self.layout == other.layout and all(np.array_equal(ours[name], theirs[name]) for name in ours)

    __hash__ = None  # type: ignore[assignment]  # it changes

    @property
    def citizens(self) -> int:
        """The number of citizens seen so far; a citizen counts once for each replication."""
        each = self.layout.moment(0, 0)
        return sum(int(words.low[:, each].sum()) for words in self.moments.values())

    def add(self, rows: Mapping[str, Columns]) -> None:
        """Adds the rows of some citizens of one replication, under every design in the same order.

        Raises `TallyError`, and leaves the tally unchanged, if the rows are not of the same citizens, or if a number is
        too large for exact sums.
        """
        require_same_citizens(self.layout, rows)
        reference = rows[self.layout.designs[0]]
        count = len(reference["citizen"])
        if not count:
            return
        # Checked before anything is added, so that an error leaves the tally unchanged.
        self._require_room(count)
        require_exact(self.layout, rows)
        cells = cells_of(reference, self.layout.channels)
        for first in range(0, count, SLICE):
            # Citizens of a cell lie together: this is where they are put in order, the loops take them as they come.
            order = first + np.argsort(cells[first : first + SLICE], kind="stable")
            cut = {
                design: {name: rows[design][name].take(order) for name in self.layout.columns}
                for design in self.layout.designs
            }
            self._accumulate(cut, cells[order], int(reference["replication"][0]))
        for (design, burden), histogram in self.histograms.items():
            histogram.add(cells, burden.values(rows[design]))

    def merge(self, other: Tally) -> None:
        """Adds the citizens of another tally of the same study; raises `TallyError` if it is of another."""
        if other.layout != self.layout:
            raise TallyError("Two tallies cannot be merged: they are of other designs or of another scenario.")
        self._require_room(other.citizens)
        for replication in other.moments:
            self._words(replication).add(other.moments[replication])
        for replication in other.joint:
            self._joint(replication).add(other.joint[replication])
        self.contests += other.contests
        self.fourths.add(other.fourths)
        for key, histogram in other.histograms.items():
            self.histograms[key].merge(histogram)

    def sample(self, group: Group) -> Sample:
        """The sums over the citizens of one group."""
        cells = [cell for cell in range(self.layout.cells) if group.holds(cell)]
        # Words are added up as Python integers, so that a sum over cells cannot overflow.
        by_replication = [self.moments[replication].added_up(cells) for replication in sorted(self.moments)]
        pooled = [sum(values) for values in zip(*by_replication, strict=True)] or [0] * len(self.layout.moments)
        differing = [int(count) for count in self.contests[cells].sum(axis=0)]
        joint = [self._joint(replication).added_up(cells) for replication in sorted(self.moments)]
        distinct = {key: histogram.among(cells) for key, histogram in self.histograms.items()}
        fourths = self.fourths.added_up(cells)
        return Sample(group, self.layout, pooled, by_replication, differing, fourths, joint, distinct)

    def _accumulate(self, rows: Mapping[str, Columns], cells: Counts, replication: int) -> None:
        """Adds the rows of citizens sorted by cell, few enough that all their quantities fit in memory at once."""
        values, moments = self.layout.values(rows), self.layout.moment_places
        widths = widths_of(values)
        # Most products are small enough to be added up in one word, which is faster.
        # Bits of a product are at most those of both factors together.
        wide = widths[moments[:, 0]] + widths[moments[:, 1]] > NARROW
        starts = np.concatenate(([0], np.cumsum(np.bincount(cells, minlength=self.layout.cells))))
        words, joint = self._words(replication), self._joint(replication)
        contests, encounters = self.layout.contest_places, self.layout.encounter_places
        accumulate(
            values,
            starts,
            moments,
            wide,
            words.high,
            words.low,
            contests,
            self.contests,
            encounters,
            joint.high,
            joint.low,
        )
        accumulate_fourth(values, starts, self.layout.fourth_places, self.fourths.words)

    def _words(self, replication: int) -> TwoWordIntegers:
        """The sums of moments of a replication."""
        key = replication if self.layout.unit == "replication" else 0
        if key not in self.moments:
            self.moments[key] = TwoWordIntegers.zeros(self.layout.cells, len(self.layout.moments))
        return self.moments[key]

    def _joint(self, replication: int) -> TwoWordIntegers:
        """The joint counts of burdens under two designs."""
        key = replication if self.layout.unit == "replication" else 0
        if key not in self.joint:
            self.joint[key] = TwoWordIntegers.zeros(self.layout.cells, FATES * len(self.layout.encounters))
        return self.joint[key]

    def _require_room(self, count: int) -> None:
        """Raises `TallyError` if so many more citizens could make a sum overflow its two words."""
        # The bound on the number of citizens is what keeps every sum within its words.
        if self.citizens + count > MOST_CITIZENS:
            raise TallyError(f"A tally holds at most 2^30 citizens, not {self.citizens:,} and another {count:,}.")


def restored(rows: Mapping[str, Counts], layout: Moments, columns: int) -> dict[int, TwoWordIntegers]:
    """The two-word numbers of a long table, by replication."""
    found: dict[int, TwoWordIntegers] = {}
    for replication in np.unique(rows["replication"]).tolist():
        of_it = rows["replication"] == replication
        at = rows["cell"][of_it], rows["place"][of_it]
        words = found[replication] = TwoWordIntegers.zeros(layout.cells, columns)
        words.high[at], words.low[at] = rows["high"][of_it], rows["low"][of_it]
    return found


def require_same_citizens(layout: Moments, rows: Mapping[str, Columns]) -> None:
    """Raises `TallyError` unless the rows are of one replication, of all designs, and of the same citizens."""
    if set(rows) != set(layout.designs):
        raise TallyError(f"A tally of {', '.join(layout.designs)} was given rows of {', '.join(rows)}.")
    reference = rows[layout.designs[0]]
    for design in layout.designs:
        for name in SAME:
            # Value by value: a citizen paired with somebody else would leave every mean as it is,
            # and make the intervals wrong.
            if not np.array_equal(rows[design][name], reference[name]):
                raise TallyError(f"Rows under {design} and {layout.designs[0]} have another {name}.")
    if np.any(reference["replication"] != reference["replication"][:1]):
        raise TallyError("Rows that are added together are of one replication.")
    for name, end in (("segment", layout.segments), ("reachable", ELECTRONIC + 1)):
        if np.any((reference[name] < 0) | (reference[name] >= end)):
            raise TallyError(f"A tally with {name} from 0 to below {end} was given another.")


def require_exact(layout: Moments, rows: Mapping[str, Columns]) -> None:
    """Raises `TallyError` unless every column is below 2^42 in absolute value, and no burden is negative."""
    for design in layout.designs:
        for name in layout.columns:
            values = rows[design][name]
            # By the bits in use, in one pass over the numbers, instead of a maximum and a minimum.
            if widths_of(values[np.newaxis])[0] > COLUMN_BITS:
                found = max((int(values.max()), int(values.min())), key=abs)
                limit = f"sums are exact only below 2^{COLUMN_BITS}"
                raise TallyError(f"Column {name} under {design} is {found:,} for a citizen; {limit}.")
        for burden in layout.burdens:
            least = int(burden.values(rows[design]).min())
            if least < 0:
                names = " + ".join(name for _, name in burden.terms)
                raise TallyError(f"The burden {names} under {design} is {least} for a citizen; none is below 0.")


def widths_of(values: Counts) -> Counts:
    """The number of bits that the numbers of each row need: they lie from -2^bits to below 2^bits."""
    return np.array([span.bit_length() for span in spans(values).tolist()], dtype=np.int64)
