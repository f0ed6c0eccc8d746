"""Sums at points: exact, kept, found again, certified."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.analysis.groups import REACHABLE
from sim.errors import StudyInterruptedError, UsageError
from sim.experiment.exploration.exploring import PointTask, certified, explored
from sim.experiment.exploration.probing import CELLS, SUMMED, Probe, levels
from sim.experiment.exploration.shelf import PointFiles, PointMemory, key_of
from sim.experiment.exploration.space import space_of
from sim.experiment.interface import compare
from sim.outcomes.responses import Counts
from sim.scenario.factors import chosen_factors
from tests.experiment.exploration.spaces import small_probe, small_space
from tests.shipped import main_scenario


def test_a_point_gives_what_an_ordinary_study_gives() -> None:
    probe = small_probe()
    values = probe.space.values(np.array([[0.1, 0.9, 0.5]]))
    sums = explored([probe], np.array([[0.1, 0.9, 0.5]]), PointMemory())[probe.name]
    study = compare(probe.space.scenario_at(probe.name, values[0]), probe.designs, reference="opaque")
    for group in ("all", "reachable"):
        for design in probe.designs:
            for response in ("effort_minutes", "missed_share", "logins", "read_share", "fees_eur"):
                chosen = {"group": REACHABLE} if group == "reachable" else {}
                (found,) = levels(probe, sums, design, response, **chosen)
                assert found == pytest.approx(study.analysis.contrast(group, design, response).level.value), response


def test_all_citizens_are_counted_once() -> None:
    probe = small_probe()
    sums = explored([probe], np.full((3, 3), 0.5), PointMemory())[probe.name]
    assert sums.shape == (3, 2, CELLS, len(SUMMED))
    assert (sums[..., 0].sum(axis=2) == 60).all()


def test_the_same_citizens_with_the_same_luck_at_every_point() -> None:
    """What a factor does not touch is the same: phishing moves no invoice."""
    probe = small_probe()
    places = np.tile(np.full(3, 0.5), (2, 1))
    places[1, probe.space.names.index("phishing.per_year")] = 1.0
    sums = explored([probe], places, PointMemory())[probe.name]
    for response in ("missed_share", "read_share"):
        one, other = levels(probe, sums, "opaque", response)
        assert one == other
    believed = levels(probe, sums, "opaque", "imitations_noticed")
    assert believed[1] > believed[0]


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_change_nothing(workers: int) -> None:
    probe = small_probe()
    places = np.linspace(0.0, 1.0, 40)[:, np.newaxis] * np.ones(3)
    found = explored([probe], places, PointMemory(), workers=workers)[probe.name]
    alone = np.concatenate([explored([probe], places[i : i + 1], PointMemory())[probe.name] for i in (0, 17, 39)])
    assert (found[[0, 17, 39]] == alone).all()


def test_what_is_done_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    probe = small_probe()
    places = np.linspace(0.0, 1.0, 40)[:, np.newaxis] * np.ones(3)
    first = explored([probe], places[:32], PointFiles(tmp_path))[probe.name]
    performed: list[int] = []
    simulate = PointTask.perform

    def counted(task: PointTask) -> Counts:
        performed.append(task.first)
        return simulate(task)

    monkeypatch.setattr(PointTask, "perform", counted)
    whole = explored([probe], places, PointFiles(tmp_path))[probe.name]
    assert performed == [32]
    assert (whole[:32] == first).all()
    assert (explored([probe], places, PointFiles(tmp_path))[probe.name] == whole).all()
    assert performed == [32]


def test_a_damaged_file_is_put_aside_and_made_anew(tmp_path: Path) -> None:
    probe = small_probe()
    places = np.full((2, 3), 0.5)
    first = explored([probe], places, PointFiles(tmp_path))[probe.name]
    (file,) = (tmp_path / "parts").glob("*.parquet")
    file.write_bytes(file.read_bytes()[:-7] + b"changed")
    assert (explored([probe], places, PointFiles(tmp_path))[probe.name] == first).all()
    assert [path.suffix for path in sorted((tmp_path / "parts").iterdir())].count(".damaged") == 1


def test_a_key_tells_everything_that_sums_depend_on() -> None:
    probe, values = small_probe(), np.array([[0.1, 2.0, 0.3]])
    key = key_of(probe, values)
    assert key == key_of(small_probe(), values.copy())
    assert key != key_of(small_probe("opaque", "action"), values)
    assert key != key_of(probe, values + 0.01)
    other = small_space("opening.b_friction=0.1")
    assert key != key_of(Probe(other, probe.name, probe.designs), values)
    larger = small_space("population.size=61")
    assert key != key_of(Probe(larger, probe.name, probe.designs), values)


def test_an_interrupt_keeps_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    probe, shelf = small_probe(), PointMemory()
    places = np.linspace(0.0, 1.0, 64)[:, np.newaxis] * np.ones(3)

    def interrupt(done: int, total: int) -> None:
        if done >= 32:
            raise KeyboardInterrupt

    with pytest.raises(StudyInterruptedError) as caught:
        explored([probe], places, shelf, workers=1, told=interrupt)
    done, missing = caught.value.args[:2]
    assert (2 <= done <= 4, missing) == (True, 4)
    assert len(shelf.held) == done  # what was under way is kept too


def test_points_at_which_numbers_do_not_go_together_are_named() -> None:
    low, high = "{value: 1 h, low: 0 h, high: 9 h}", "{value: 2 h, low: 1 h, high: 9 h}"
    lead = f"acting.planned_lead={{uniform: {{low: {low}, high: {high}}}}}"
    scenario = main_scenario("population.size=10", lead)
    space = space_of({scenario.name: scenario})
    space = space.only(chosen_factors(space.factors, ["acting.planned_lead"]))
    with pytest.raises(UsageError, match=r"acting\.planned_lead.*Points 0 to 0 of mijnoverheid-2016"):
        explored([Probe(space, scenario.name, ("opaque",))], np.array([[1.0, 0.0]]), PointMemory())


def test_points_are_certified_by_simpy() -> None:
    probe = small_probe()
    found = certified([probe], np.linspace(0.0, 1.0, 5)[:, np.newaxis] * np.ones(3))[probe.name]
    assert found["points"] == [0, 2, 4]
    assert found["equal"] is True
    assert found["designs"] == ["opaque", "sender"]
