"""Compaction: tallies of neighbouring citizens are merged, so that neither number nor size grows without bound."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from sim.experiment.part_store import PartStore, StoredPart, parts_of
from sim.experiment.plan import Span, Task, chosen
from sim.experiment.tallying import merged_columns
from sim.experiment.task_execution import CompletedTask, TaskCost
from sim.scenario.schema import Scenario

MOST: Final = 16
"""Number of neighbouring parts of about one size that are merged into one; a study then has fewer than that of each
size."""


def compact(part_store: PartStore, scenario: Scenario, task: Task, borders: Collection[int] = ()) -> None:
    """Merges the neighbours of a tally that has just been stored, if there are enough of them.

    Nothing is merged across `borders`, the sizes of populations that share the tally: a smaller population could not
    use the merged part, and its pieces would be gone. The merged part is written before its pieces are removed. A run
    that is killed in between has both, and uses the merged part.
    """
    held = parts_of(part_store.done(), None, task.keys[0], task.replication)
    row = row_of(held, Span(task.first, task.end), borders) if len(held) >= MOST else []
    if len(row) < MOST:
        return
    efforts = [part_store.effort(part) for part in row]
    memory = [effort.memory_mb for effort in efforts if effort.memory_mb is not None]
    whole = replace(task, first=row[0].span.first, end=row[-1].span.end)
    columns = merged_columns(scenario, (part_store.columns(part) for part in row))
    seconds = sum(effort.seconds for effort in efforts)
    effort = TaskCost(efforts[-1].engine, seconds, max(memory, default=None), efforts[-1].machine)
    part_store.put(CompletedTask(whole, (columns,), effort))
    part_store.drop(row)
    # The merged part may complete a row of the next size.
    compact(part_store, scenario, whole, borders)


def row_of(held: list[StoredPart], span: Span, borders: Collection[int] = ()) -> list[StoredPart]:
    """The parts of the same size as a span that follow each other without a gap and include it, in order.

    All lie on the same sides of the borders.
    """
    places = {part.span: part for part in held}
    rows: list[list[Span]] = [[]]
    for each in chosen(places, max(part.span.end for part in held), whole=True):
        if magnitude(each.span) != magnitude(span):
            rows.append([])
        elif rows[-1] and not continues(rows[-1][-1], each.span, borders):
            rows.append([each.span])
        else:
            rows[-1].append(each.span)
    return [places[each] for row in rows if span in row for each in row]


def continues(span: Span, following: Span, borders: Collection[int]) -> bool:
    """True if a part follows another without a gap, and no border lies between them or within one of them."""
    return span.end == following.first and sides(span, borders) == sides(following, borders)


def sides(span: Span, borders: Collection[int]) -> list[tuple[bool, bool]]:
    """For each border, whether a part lies entirely before it, and entirely behind it."""
    return [(span.end <= border, span.first >= border) for border in borders]


def magnitude(span: Span) -> int:
    """The size of a part as a power of `MOST`, rounded down."""
    citizens, power = span.end - span.first, 0
    while citizens >= MOST:
        citizens //= MOST
        power += 1
    return power
