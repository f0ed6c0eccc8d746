from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from sim.experiment.engines import COMPILED, SIMPY, engine_for
from sim.model.engine import Chunk, Simulation
from sim.outcomes.citizen_rows import citizen_rows
from sim.report.event_log.log import EventLog
from sim.rules.activity import Activity
from sim.scenario.schema import Scenario
from tests.report.event_log.logs import (
    DESIGNS,
    lively,
    lively_events,
    log_of,
    ocel_of,
    queueing,
    table_of,
    xes_of,
)


@pytest.mark.parametrize("design", DESIGNS)
def test_events_are_the_rows_of_the_journal_in_their_order(design: str) -> None:
    journal = Simulation(lively()).run(design, 0, range(30)).journal
    events = [event for life in log_of(lively(), (design,)).lives() for event in life]
    told = [
        (
            event.citizen.number,
            event.case,
            event.at,
            int(event.activity),
            event.detail_number,
            event.seconds,
            event.cents,
        )
        for event in events
    ]
    assert told == [tuple(row) for row in journal.tolist()]


@pytest.mark.parametrize("scenario", [lively(), queueing()], ids=["independent", "queue"])
def test_a_citizen_asked_for_alone_lives_as_among_others(scenario: Scenario) -> None:
    everybody = {life[0].citizen.number: life for life in log_of(scenario).lives()}
    some = (range(3, 5), range(17, 18), range(27, 30))
    for life in log_of(scenario, citizens=some).lives():
        assert life == everybody[life[0].citizen.number]
    assert [life[0].citizen.number for life in log_of(scenario, citizens=some).lives()] == [
        number for part in some for number in part if number in everybody
    ]


def test_what_is_measured_adds_up_to_the_rows_of_the_study() -> None:
    for design in DESIGNS:
        simulation = Simulation(lively())
        rows = citizen_rows(simulation.run(design, 0, range(30)), simulation, design, 0)
        events = [event for life in log_of(lively(), (design,)).lives() for event in life if event.measured]
        counted = [event for event in events if event.activity != Activity.IMITATION_BELIEVED]  # booked as expected
        assert sum(event.seconds for event in counted) == rows["effort_seconds"].sum()
        assert len(events) - len(counted) == rows["imitations_believed"].sum()
        for activity, column in ((Activity.LOGGED_IN, "logins"), (Activity.PAID, "payments"), (Activity.LATE, "late")):
            assert sum(event.activity == activity for event in events) == rows[column].sum()
        assert sum(event.cents for event in events if event.activity == Activity.CHARGED) == rows["fees_cents"].sum()
        reachable = {event.citizen.number for event in events if event.citizen.reachable}
        assert reachable <= set(np.flatnonzero(rows["reachable"]).tolist())
    assert {event.measured for event in lively_events()} == {True, False}


def test_another_replication_is_another_history() -> None:
    first, second = (list(log_of(lively(), replication=number).lives()) for number in (0, 1))
    assert [life[0].citizen.number for life in first] != []
    assert {event.at for life in first for event in life} != {event.at for life in second for event in life}
    assert {life[0].citizen.replication for life in second} == {1}


def test_time_is_dutch_with_the_offset_of_its_season() -> None:
    start = datetime.fromisoformat(f"{lively().start}T00:00:00+01:00")
    assert all(event.time - start == timedelta(seconds=event.at) for event in lively_events())
    assert {event.time.isoformat()[-6:] for event in lively_events()} == {"+01:00", "+02:00"}


def test_lives_are_told_as_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    simulated: list[range] = []

    def noted(scenario: Scenario, design: str, replication: int, numbers: range) -> Chunk:
        simulated.append(numbers)
        return COMPILED.tell(scenario, design, replication, numbers)

    monkeypatch.setattr("sim.report.event_log.log.LIVES_AT_ONCE", 25)
    log: EventLog = log_of(lively(), engine=replace(COMPILED, tell=noted))
    told: list[tuple[int, int]] = []
    lives = log.lives(lambda done, every: told.append((done, every)))
    assert simulated == []
    next(lives)
    assert simulated == [range(25)]
    assert sum(1 for _ in lives) > 0
    assert simulated == [range(25), range(25, 30)]
    assert told == [(25, 30), (30, 30)]


@pytest.mark.parametrize("scenario", [lively(), queueing()], ids=["independent", "queue"])
@pytest.mark.parametrize("written", [table_of, xes_of, ocel_of])
def test_both_engines_write_the_same_bytes(written: Callable[[EventLog], str], scenario: Scenario) -> None:
    some = (range(3), range(8, 11))
    texts = [written(log_of(scenario, citizens=some, engine=engine)) for engine in (SIMPY, COMPILED)]
    assert texts[0] == texts[1]
    assert texts[0] != written(log_of(scenario, citizens=(range(2),), engine=COMPILED))
    assert engine_for(scenario) is COMPILED
