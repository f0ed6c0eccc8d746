"""The queue of a helpdesk in compiled code: against a plain one, and with citizens simulated piece by piece."""

from __future__ import annotations

import heapq
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.kernel.helpdesk import (
    CALL_CASE,
    CALL_CONTACT,
    CALL_MEASURED,
    CALL_REASON,
    CALLED_AT,
    CALLER,
    PATIENCE,
    TALK,
)
from sim.kernel.memory import CALL_WIDTH
from sim.kernel.queue import Answers, answered
from sim.kernel.shared_desk import SharedDesk
from sim.outcomes.simulation import simulate, simulate_together
from sim.rules.activity import Activity
from sim.rules.parameters import Integers
from sim.scenario.resolution import resolve
from tests.experiment.studies import QUEUEING

END = 60
FEW = st.integers(0, 12)
CALLS = st.lists(st.tuples(st.integers(0, END - 1), st.integers(0, 4), FEW, FEW, FEW, st.integers(0, 90)), max_size=25)


def calls_of(drawn: list[tuple[int, int, int, int, int, int]]) -> Integers:
    calls = np.zeros((len(drawn), CALL_WIDTH), dtype=np.int64)
    for call, (at, citizen, case, contact, talk, patience) in zip(calls, drawn, strict=True):
        call[[CALLED_AT, CALLER, CALL_CASE, CALL_CONTACT, TALK]] = at, citizen, case, contact, talk
        call[[PATIENCE, CALL_REASON, CALL_MEASURED]] = patience, contact % 3, case % 2
    return calls


def plainly_answered(calls: Integers, agents: int) -> list[tuple[int, int, int, int, int, int]]:
    """Citizen, case, second, activity, reason and seconds of everything that happens, in order."""
    order = np.lexsort((calls[:, CALL_CONTACT], calls[:, CALL_CASE], calls[:, CALLER], calls[:, CALLED_AT]))
    numbers = count()
    pending = [(int(call[CALLED_AT]), 0, 0, 0, 0, next(numbers), call) for call in calls[order]]
    found, queue, done, free = [], [], set(), agents

    def tells(call: Integers, at: int, activity: Activity, seconds: int) -> None:
        found.append((int(call[CALLER]), int(call[CALL_CASE]), at, int(activity), int(call[CALL_REASON]), seconds))

    while pending and pending[0][0] < END:
        at, kind, *_, call = heapq.heappop(pending)
        who = [int(call[field]) for field in (CALLER, CALL_CASE, CALL_CONTACT)]
        if kind == 0:
            heapq.heappush(pending, (at + int(call[PATIENCE]), 2, *who, next(numbers), call))
            queue.append(call)
        elif kind == 1:
            tells(call, at, Activity.HELPED, int(call[TALK]))
            free += 1
        elif id(call) not in done:
            done.add(id(call))
            queue = [each for each in queue if each is not call]
            tells(call, at, Activity.HUNG_UP, at - int(call[CALLED_AT]))
        while free and queue:
            free, next_one = free - 1, queue.pop(0)
            done.add(id(next_one))
            tells(next_one, at, Activity.CALLED, at - int(next_one[CALLED_AT]))
            who = [int(next_one[field]) for field in (CALLER, CALL_CASE, CALL_CONTACT)]
            heapq.heappush(pending, (at + int(next_one[TALK]), 1, *who, next(numbers), next_one))
    return found


@given(CALLS, st.integers(1, 3))
def test_calls_are_answered_as_by_a_plain_queue(drawn: list[tuple[int, int, int, int, int, int]], agents: int) -> None:
    calls = calls_of(drawn)
    expected = plainly_answered(calls, agents)
    found = answered(calls, agents, END).journal[:, :6].tolist()
    assert [tuple(row) for row in found] == sorted(expected, key=lambda row: row[0])


def test_citizens_simulated_piece_by_piece_meet_in_one_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.kernel.shared_desk.PIECE", 16)
    busy = (
        "helpdesk.patience=1 min",
        "helpdesk.talks=8 h",
        "helpdesk.closes=09:30",
        "login.methods.password.success=0.1",
    )
    scenario = resolve(QUEUEING, settings=("population.size=50", *busy)).scenario
    designs = ("opaque", "paper")
    pieces = [range(first, min(first + 12, 50)) for first in range(0, 50, 12)]
    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(lambda piece: simulate_together(scenario, designs, 1, piece), pieces))
    for design in designs:
        whole = simulate(scenario, design, 1, range(50))
        for name, values in whole.items():
            assert np.array_equal(np.concatenate([piece[design][name] for piece in found]), values), name
    alone = simulate(scenario, "opaque", 1, pieces[1])
    assert not np.array_equal(alone["waiting_seconds"], found[1]["opaque"]["waiting_seconds"])


def test_who_waits_for_a_piece_that_fails_tries_it_and_fails_as_well() -> None:
    tried = []
    both = threading.Barrier(2, timeout=600)

    def calls(piece: range) -> list[Integers]:
        tried.append(piece)
        if len(tried) <= 2:
            both.wait()
        raise MemoryError(piece)

    desk = SharedDesk(range(2), calls, lambda _: Answers(np.zeros((0, 8), np.int64), np.zeros(0, np.int64)))
    desk.waiting.append(range(2, 4))
    desk.pieces = 2
    with ThreadPoolExecutor(2) as threads:
        for answer in [threads.submit(desk.answers) for _ in range(2)]:
            with pytest.raises(MemoryError):
                answer.result()
    assert sorted(desk.waiting, key=lambda piece: piece.start) == [range(2), range(2, 4)]
