from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.errors import UsageError
from sim.experiment.engines import COMPILED
from sim.experiment.part_store import MemoryStore
from sim.experiment.plan import Batch, Span, Task, chosen, cut, gaps, plan, planned_at_batches, planned_scenario, shared
from sim.experiment.runner import missing_tasks
from sim.scenario.compared_designs import designs_of
from sim.scenario.resolution import resolve
from tests.experiment.studies import QUEUEING, small

spans = some.lists(some.tuples(some.integers(0, 60), some.integers(1, 20)).map(lambda each: Span(each[0], sum(each))))


def named(tasks: Sequence[Task]) -> list[tuple[str | None, int, int, int]]:
    return [
        (" ".join(task.designs) if task.designs else None, task.replication, task.first, task.end) for task in tasks
    ]


def each_once(tasks: Sequence[Task]) -> bool:
    """Whether every one of 60 citizens is in the tasks once per design and each of two replications."""
    planned = Counter(
        (design, task.replication, citizen) for task in tasks for design, _ in task.parts for citizen in task.citizens
    )
    return planned == Counter(
        (design, replication, citizen)
        for design in ("opaque", "sender", "paper")
        for replication in range(2)
        for citizen in range(60)
    )


@pytest.mark.parametrize("citizens_per_task", [1, 7, 60, 1_000])
def test_every_citizen_is_planned_once_per_design_and_replication(citizens_per_task: int) -> None:
    assert each_once(plan(planned_scenario(small(60, 2)), citizens_per_task))


def test_a_plan_that_lacks_or_repeats_a_task_is_seen() -> None:
    tasks = plan(planned_scenario(small(60, 2)), 7)
    assert not each_once(tasks[1:])
    assert not each_once([*tasks, tasks[3]])


def test_all_designs_of_the_same_citizens_come_together() -> None:
    assert named(plan(planned_scenario(small(60)), 50)) == [
        ("opaque sender paper", 0, 0, 50),
        ("opaque sender paper", 0, 50, 60),
    ]


def test_a_part_that_another_scenario_wants_too_is_left_out() -> None:
    wanted = planned_scenario(small(60))
    (task,) = plan(wanted, 60)
    left = task.without({wanted.keys["sender"]})
    assert left is not None
    assert left.parts == (("opaque", wanted.keys["opaque"]), ("paper", wanted.keys["paper"]))
    assert task.without(()) is task
    assert task.without(wanted.keys.values()) is None


def test_only_what_is_missing_is_planned() -> None:
    wanted = planned_scenario(small(60))
    done = {
        (wanted.keys["opaque"], 0): [Span(0, 25), Span(20, 40)],
        (wanted.keys["paper"], 0): [Span(0, 100)],
        (wanted.keys["sender"], 1): [Span(0, 60)],
        ("another key", 0): [Span(0, 60)],
    }
    assert named(plan(wanted, 30, done)) == [("sender", 0, 0, 30), ("sender", 0, 30, 60), ("opaque", 0, 40, 60)]


def test_tallies_are_of_all_designs_and_taken_whole_or_not_at_all() -> None:
    wanted = planned_scenario(small(60), totals=True)
    assert wanted.totals is not None
    assert named(plan(wanted, 40)) == [(None, 0, 0, 40), (None, 0, 40, 60)]
    for done in (Span(0, 61), Span(50, 70)):
        assert named(plan(wanted, 60, {(wanted.totals, 0): [done]})) == [(None, 0, 0, 60)]
    assert named(plan(wanted, 60, {(wanted.totals, 0): [Span(0, 20), Span(0, 45), Span(20, 40)]})) == [
        (None, 0, 45, 60)
    ]


def test_citizens_who_meet_in_a_queue_are_one_task() -> None:
    assert named(plan(planned_scenario(resolve(QUEUEING).scenario), 7)) == [
        ("opaque paper", replication, 0, 30) for replication in range(3)
    ]


def test_an_engine_that_divides_queues_gets_tasks_of_a_usual_size_but_for_points() -> None:
    scenario = resolve(QUEUEING, settings=("replications=1",)).scenario
    assert named(plan(planned_scenario(scenario), 20, divides_queues=True)) == [
        ("opaque paper", 0, 0, 20),
        ("opaque paper", 0, 20, 30),
    ]
    (at_points,) = planned_at_batches(scenario, [Batch((("population", "dormant"),), ((0.1,),))])
    assert named(plan(at_points, 20, divides_queues=True)) == [(None, 0, 0, 30)]


@given(spans, some.integers(1, 70), some.booleans())
def test_what_is_taken_and_what_is_left_make_the_whole_once(held: list[Span], size: int, whole: bool) -> None:
    taken = chosen(held, size, whole=whole)
    citizens = [citizen for span in (*(each.span for each in taken), *gaps(taken, size)) for citizen in range(*span)]
    assert sorted(citizens) == list(range(size))
    for each in taken:
        assert each.held in held
        assert each.held.first <= each.span.first < each.span.end <= each.held.end
        assert not whole or each.held == each.span
    if not whole:
        assert {citizen for span in held for citizen in range(*span) if citizen < size}.isdisjoint(
            citizen for span in gaps(taken, size) for citizen in range(*span)
        )


@given(some.integers(0, 50), some.integers(1, 50), some.integers(1, 20))
def test_pieces_end_at_multiples(first: int, length: int, piece: int) -> None:
    pieces = cut(Span(first, first + length), piece)
    assert [citizen for each in pieces for citizen in range(*each)] == list(range(first, first + length))
    assert all(each.end % piece == 0 for each in pieces[:-1])


def test_citizens_that_every_design_has() -> None:
    assert shared([[Span(0, 10), Span(20, 30)], [Span(5, 25)]]) == [Span(5, 10), Span(20, 25)]
    assert shared([[Span(0, 10)], []]) == []


def test_the_reference_is_simulated_though_not_listed() -> None:
    assert designs_of(small(60, designs="sender, paper")) == ("opaque", "sender", "paper")
    assert designs_of(small(60, designs="sender, opaque")) == ("sender", "opaque")


def test_a_task_without_citizens_is_refused() -> None:
    with pytest.raises(UsageError, match="at least one citizen, not 0"):
        plan(planned_scenario(small(60)), 0)


@pytest.mark.parametrize(
    ("size", "totals", "usual_tasks"),
    [(14_000_000, True, 4), (64 * 2 * 5_000, True, 2), (10_000, True, 1), (1_000_000, False, 1)],
)
def test_tasks_are_larger_where_only_tallies_are_stored_as_long_as_many_are_left(
    size: int, totals: bool, usual_tasks: int
) -> None:
    engine = replace(COMPILED, citizens_per_task=5_000)
    tasks = missing_tasks([planned_scenario(small(size), totals=totals)], MemoryStore(), engine)
    assert {task.end - task.first for task in tasks[:-1]} == {usual_tasks * 5_000}
    assert tasks[-1].end == size
