from __future__ import annotations

from collections import Counter

import pytest

from sim.errors import UsageError
from sim.experiment.plan import Task, designs_of, plan
from sim.scenario.resolution import resolve
from tests.experiment.studies import QUEUEING, small


@pytest.mark.parametrize("citizens_per_task", [1, 7, 60, 1_000])
def test_every_citizen_is_planned_once_per_design_and_replication(citizens_per_task: int) -> None:
    planned = Counter(
        (task.design, task.replication, citizen)
        for task in plan(small(60, 2), citizens_per_task)
        for citizen in task.citizens
    )
    expected = Counter(
        (design, replication, citizen)
        for design in ("opaque", "sender", "paper")
        for replication in range(2)
        for citizen in range(60)
    )
    assert planned == expected


def test_all_designs_of_the_same_citizens_come_together() -> None:
    assert plan(small(60), 50)[:4] == (
        Task("opaque", 0, 0, 50), Task("sender", 0, 0, 50), Task("paper", 0, 0, 50), Task("opaque", 0, 50, 60),
    )  # fmt: skip


def test_citizens_who_meet_in_a_queue_are_one_task() -> None:
    assert plan(resolve(QUEUEING).scenario, 7) == tuple(
        Task(design, replication, 0, 30) for replication in range(3) for design in ("opaque", "paper")
    )


def test_the_reference_is_simulated_though_not_listed() -> None:
    assert designs_of(small(60, designs="sender, paper")) == ("opaque", "sender", "paper")
    assert designs_of(small(60, designs="sender, opaque")) == ("sender", "opaque")


def test_a_task_without_citizens_is_refused() -> None:
    with pytest.raises(UsageError, match="at least one citizen, not 0"):
        plan(small(60), 0)
