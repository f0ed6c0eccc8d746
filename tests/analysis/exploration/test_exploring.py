"""Sums at points: exact, kept, found again, tried again, certified."""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.exploration.probe import Probe, levels
from sim.analysis.exploration.space import Numbers, space_of
from sim.analysis.groups import REACHABLE
from sim.errors import StudyError, StudyInterruptedError, UsageError
from sim.experiment import task_execution
from sim.experiment.engines import COMPILED
from sim.experiment.part_store import FileStore, MemoryStore, PartStore
from sim.experiment.point_simulation import certified, perform_points, planned_at_points
from sim.experiment.progress import StudyProgress
from sim.experiment.runner import RunSettings
from sim.experiment.task_execution import FailedTask
from sim.outcomes.responses import Columns, Counts
from sim.outcomes.sums import CELLS, SUMMED, sums_of
from sim.scenario.factors import chosen_factors
from sim.scenario.schema import Scenario
from sim.studies.compare import compare
from tests.analysis.exploration.spaces import small_probe, small_space
from tests.shipped import main_scenario


def explored(probe: Probe, places: Numbers, part_store: PartStore | None = None, **means: int) -> Counts:
    store = MemoryStore() if part_store is None else part_store
    return perform_points([probe], places, store, RunSettings(**means))[probe.name]  # type: ignore[arg-type]


def kept_in(folder: Path, probe: Probe, places: Numbers) -> FileStore:
    found = FileStore(folder)
    found.find(key_of(probe, places))
    return found


def key_of(probe: Probe, places: Numbers) -> list[str]:
    return [str(aim.totals) for aim in planned_at_points([probe], places)]


class Watching:
    """Remembers what it was told, and interrupts after so many tasks."""

    def __init__(self, most: int | None = None) -> None:
        self.most = most
        self.failures: list[tuple[str, bool]] = []

    def began(self, what: str) -> None:
        pass

    def advanced(self, pace: StudyProgress) -> None:
        if pace.tasks == self.most:
            signal.raise_signal(signal.SIGINT)

    def failed(self, failure: FailedTask, *, again: bool) -> None:
        self.failures.append((failure.stage, again))

    def log_line(self, line: str) -> None:
        pass


def test_a_point_gives_what_an_ordinary_study_gives() -> None:
    probe = small_probe()
    values = probe.space.values(np.array([[0.1, 0.9, 0.5]]))
    sums = explored(probe, np.array([[0.1, 0.9, 0.5]]))
    study = compare(probe.space.scenario_at(probe.name, values[0]), probe.designs, reference="opaque")
    for group in ("all", "reachable"):
        for design in probe.designs:
            for response in ("effort_minutes", "missed_share", "logins", "read_share", "fees_eur"):
                chosen = {"group": REACHABLE} if group == "reachable" else {}
                (found,) = levels(probe, sums, design, response, **chosen)
                assert found == pytest.approx(study.analysis.contrast(group, design, response).level.value), response


def test_all_citizens_are_counted_once() -> None:
    probe = small_probe()
    sums = explored(probe, np.full((3, 3), 0.5))
    assert sums.shape == (3, 2, CELLS, len(SUMMED))
    assert (sums[..., 0].sum(axis=2) == 60).all()


def test_the_same_citizens_with_the_same_luck_at_every_point() -> None:
    """What a factor does not touch is the same: phishing moves no invoice."""
    probe = small_probe()
    places = np.tile(np.full(3, 0.5), (2, 1))
    places[1, probe.space.names.index("phishing.per_year")] = 1.0
    sums = explored(probe, places)
    for response in ("missed_share", "read_share"):
        one, other = levels(probe, sums, "opaque", response)
        assert one == other
    believed = levels(probe, sums, "opaque", "imitations_noticed")
    assert believed[1] > believed[0]


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_change_nothing(workers: int) -> None:
    probe = small_probe()
    places = np.linspace(0.0, 1.0, 40)[:, np.newaxis] * np.ones(3)
    found = explored(probe, places, workers=workers)
    alone = np.concatenate([explored(probe, places[i : i + 1]) for i in (0, 17, 39)])
    assert (found[[0, 17, 39]] == alone).all()


def test_what_is_done_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    probe = small_probe()
    places = np.linspace(0.0, 1.0, 40)[:, np.newaxis] * np.ones(3)
    first = explored(probe, places[:32], FileStore(tmp_path))
    performed: list[int] = []
    placing = sums_of

    def counted(tables: Mapping[str, Columns], scenario: Scenario, folds: int, summed: Sequence[str]) -> Counts:
        performed.append(1)
        return placing(tables, scenario, folds, summed)

    monkeypatch.setattr(task_execution, "sums_of", counted)
    whole = explored(probe, places, kept_in(tmp_path, probe, places))
    assert len(performed) == 8
    assert (whole[:32] == first).all()
    assert (explored(probe, places, kept_in(tmp_path, probe, places)) == whole).all()
    assert len(performed) == 8


def test_more_citizens_cost_only_the_new() -> None:
    probe, places, part_store = small_probe(), np.full((2, 3), 0.5), MemoryStore()
    explored(probe, places, part_store, citizens_per_task=20)
    (whole,) = (explored(small_probe(), places),)
    assert (explored(probe, places, part_store, citizens_per_task=20) == whole).all()
    space = small_space("population.size=80")
    larger = Probe(space, probe.name, probe.designs)
    assert (explored(larger, places, part_store) == explored(larger, places)).all()
    assert sorted(part.span for part in part_store.held) == [(0, 20), (20, 40), (40, 60), (60, 80)]


def test_a_damaged_file_is_put_aside_and_made_anew(tmp_path: Path) -> None:
    probe = small_probe()
    places = np.full((2, 3), 0.5)
    first = explored(probe, places, FileStore(tmp_path))
    (file,) = (tmp_path / "parts").glob("*.parquet")
    file.write_bytes(file.read_bytes()[:-7] + b"changed")
    assert (explored(probe, places, kept_in(tmp_path, probe, places)) == first).all()
    assert [path.suffix for path in sorted((tmp_path / "parts").iterdir())].count(".damaged") == 1


def test_a_key_tells_everything_that_sums_depend_on() -> None:
    probe, places = small_probe(), np.array([[0.1, 0.4, 0.3]])
    key = key_of(probe, places)
    assert key == key_of(small_probe(), places.copy())
    assert key != key_of(small_probe("opaque", "action"), places)
    assert key != key_of(probe, places + 0.01)
    other = small_space("opening.b_friction=0.1")
    assert key != key_of(Probe(other, probe.name, probe.designs), places)
    larger = small_space("population.size=61")
    assert key == key_of(Probe(larger, probe.name, probe.designs), places)  # citizens stand in the name of a part


def test_an_interrupt_keeps_what_is_done() -> None:
    probe, part_store = small_probe(), MemoryStore()
    places = np.linspace(0.0, 1.0, 64)[:, np.newaxis] * np.ones(3)
    with pytest.raises(StudyInterruptedError) as caught:
        perform_points([probe], places, part_store, RunSettings(workers=1), [Watching(2)])
    assert caught.value.args[:2] == (2, 4)
    assert len(part_store.held) == 2


@pytest.mark.parametrize("times", [1, 2])
def test_a_point_that_fails_is_tried_once_more(times: int) -> None:
    left = [times]

    def fails(scenario: Scenario, design: str, replication: int, citizens: range) -> Columns:
        if left[0]:
            left[0] -= 1
            raise ValueError("on purpose")
        return COMPILED.simulate(scenario, design, replication, citizens)

    probe, places, watching = small_probe(), np.full((2, 3), 0.5), Watching()
    means = RunSettings(replace(COMPILED, simulate=fails, together=None), workers=1)
    if times == 1:
        found = perform_points([probe], places, MemoryStore(), means, [watching])
        assert (found[probe.name] == explored(probe, places)).all()
    else:
        with pytest.raises(StudyError, match=r"simulating all designs at 2 points, replication 0.*on purpose"):
            perform_points([probe], places, MemoryStore(), means, [watching])
    assert watching.failures == [("simulating", True), ("simulating", False)][:times]


def test_points_at_which_numbers_do_not_go_together_are_named() -> None:
    low, high = "{value: 1 h, low: 0 h, high: 9 h}", "{value: 2 h, low: 1 h, high: 9 h}"
    lead = f"acting.planned_lead={{uniform: {{low: {low}, high: {high}}}}}"
    scenario = main_scenario("population.size=10", lead)
    space = space_of({scenario.name: scenario})
    space = space.only(chosen_factors(space.factors, ["acting.planned_lead"]))
    with pytest.raises(UsageError, match=r"acting\.planned_lead.*Points 0 to 0 of mijnoverheid-2016"):
        explored(Probe(space, scenario.name, ("opaque",)), np.array([[1.0, 0.0]]))


def test_points_are_certified_by_simpy() -> None:
    found = certified([small_probe()], np.linspace(0.0, 1.0, 5)[:, np.newaxis] * np.ones(3), RunSettings())
    assert found is not None
    assert found["points"] == [0, 2, 4]
    assert found["equal"] is True
    assert found["designs"] == ["opaque", "sender"]
    assert found["citizens"] == found["lives"] == 60
