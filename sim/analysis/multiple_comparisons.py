"""Multiple comparisons: simultaneous intervals, adjusted p-values, and judgements against the margins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from sim.analysis.comparison import Contrast
from sim.analysis.family import ContrastFamily
from sim.analysis.judgement import judged
from sim.analysis.simultaneous import Differences, holm
from sim.analysis.student_t import beyond
from sim.outcomes.responses import FAMILY, JUDGED, Response


def family_of(differences: Differences, confidence: float) -> ContrastFamily:
    """The family of all differences shown side by side: those from the reference, and those behind verdicts.

    For responses on which designs are ranked it includes the differences between any two other designs. One family
    serves both, so that no number is shown with two intervals.
    """
    reference = differences.reference
    listed = [(one, reference, response) for one in differences.designs for response in differences.responses]
    between = [
        (one, other, response)
        for one, other in combinations(differences.designs, 2)
        for response in differences.responses
        if response.name in JUDGED
    ]
    return differences.family([*listed, *between], confidence)


def with_simultaneous_intervals(
    contrasts: Sequence[Contrast], families: Mapping[str, ContrastFamily], margins: Mapping[str, float]
) -> tuple[Contrast, ...]:
    """The contrasts; those of a family have its simultaneous interval, an adjusted p-value and a judgement."""
    # Rows keep their order, because tables and files list them in it.
    members = [row for row in contrasts if belongs(row, families)]
    found = {id(row): row for row in contrasts}
    for name, family in families.items():
        rows = [row for row in members if row.group == name]
        # Holm's adjustment is over all differences of the family, whichever interval each has.
        for row, adjusted in zip(rows, adjusted_of(rows), strict=True):
            found[id(row)] = in_family(row, family, margins.get(row.response, 0.0), adjusted)
    return tuple(found[id(row)] for row in contrasts)


def belongs(row: Contrast, families: Mapping[str, ContrastFamily]) -> bool:
    """True if a contrast is a difference of a family."""
    return row.group in families and row.response in FAMILY and row.difference is not None


def in_family(row: Contrast, family: ContrastFamily, margin: float, adjusted: float | None) -> Contrast:
    """One contrast of a family, with its simultaneous interval, adjusted p-value and judgement."""
    if row.difference is None:
        return row
    together = family.widened(row.difference, row.freedom)
    return replace(row, together=together, adjusted=adjusted, judgement=judged(together, margin))


def adjusted_of(rows: Iterable[Contrast]) -> list[float | None]:
    """The p-values of differences, adjusted for their number; None without an interval."""
    listed = [chance_of(row) for row in rows]
    known = iter(holm([chance for chance in listed if chance is not None]))
    return [None if chance is None else next(known) for chance in listed]


def chance_of(row: Contrast) -> float | None:
    """The p-value of a difference, two-sided; None without an interval."""
    difference = row.difference
    if difference is None or difference.value is None or not row.error or row.freedom is None:
        return None
    return beyond(abs(difference.value) / row.error, row.freedom)


def family_responses(responses: Mapping[str, Response]) -> tuple[Response, ...]:
    """The responses of a scenario that are shown side by side."""
    return tuple(responses[name] for name in FAMILY if name in responses)
