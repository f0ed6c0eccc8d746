"""The certificate: what it compares, and that it stops at any difference."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from sim.errors import StudyError
from sim.experiment.certificate import (
    Simulated,
    by_kernel,
    by_simpy,
    certify,
    compared,
    drawn,
    sample_in_words,
    sampled,
)
from sim.rules.activity import FIELDS
from sim.rules.columns import NAMES
from sim.scenario.compared_designs import designs_of
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from tests.shipped import SCENARIOS, main_scenario

SMALL = ("population.size=5000", "replications=2", "compare.designs=[opaque, wmebv]")


def test_a_certificate_tells_what_was_compared() -> None:
    certificate = certify(main_scenario(*SMALL), 30)
    assert certificate.record() == {
        "engine": "compiled",
        "reference_engine": "simpy",
        "citizens": 30,
        "lives": 30,
        "designs": ["opaque", "wmebv"],
        "fields_per_citizen": len(NAMES),
        "events": certificate.events,
        "equal": True,
    }
    assert certificate.events > 30 * 20
    assert certify(main_scenario(*SMALL), 30) == certificate


def test_the_sample_is_spread_over_citizens_designs_and_replications() -> None:
    scenario = main_scenario(*SMALL)
    blocks = sampled(scenario, 195)
    citizens = {(replication, number) for _, replication, block in blocks for number in block}
    assert len(citizens) == 195
    assert [len(block) for _, _, block in blocks] == 19 * [10] + [5]
    assert [design for design, _, _ in blocks] == 10 * ["opaque", "wmebv"]
    assert {replication for _, replication, _ in blocks} == {0, 1}
    assert sum(block.start < 2_500 for _, _, block in blocks) in range(4, 17)
    assert blocks != sampled(main_scenario(*SMALL, "seed=2"), 195)


@pytest.mark.parametrize("sample", [1, 5, 7, 44, 200])
def test_every_design_is_compared_and_as_often_as_any_other(sample: int) -> None:
    scenario = main_scenario()
    lives = Counter(design for design, _, block in sampled(scenario, sample) for _ in block)
    assert set(lives) == set(designs_of(scenario))
    assert sum(lives.values()) == max(sample, 5)
    assert max(lives.values()) - min(lives.values()) <= min(10, max(1, sample // 5))


@pytest.mark.parametrize(("size", "replications", "sample"), [(7, 1, 200), (23, 3, 200), (23, 3, 50), (200, 1, 200)])
def test_nobody_is_taken_under_a_second_design_before_all_are_under_one(
    size: int, replications: int, sample: int
) -> None:
    scenario = main_scenario(f"population.size={size}", f"replications={replications}")
    everybody = size * replications
    lives = [(each, number, design) for design, each, block in sampled(scenario, sample) for number in block]
    assert len(lives) == len(set(lives)) == min(sample, everybody * 5)
    assert all(replication < replications and number < size for replication, number, _ in lives)
    assert len({(replication, number) for replication, number, _ in lives}) == min(sample, everybody)


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"citizens": 200, "lives": 200, "designs": 5}, "200 citizens, each under one of 5 designs"),
        ({"citizens": 7, "lives": 35, "designs": 5}, "35 lives of 7 citizens under 5 designs"),
        ({"citizens": 1, "lives": 5, "designs": 5}, "5 lives of 1 citizen under 5 designs"),
        ({"citizens": 200, "lives": 200, "designs": 1}, "200 citizens under 1 design"),
        ({"citizens": 1, "lives": 1, "designs": 1}, "1 citizen under 1 design"),
        ({"citizens": 100, "designs": 5}, "100 citizens under 5 designs"),
        ({"citizens": 100, "lives": None, "designs": 5}, "100 citizens under 5 designs"),
    ],
)
def test_words_say_how_many_lives_were_compared(record: dict[str, Any], words: str) -> None:
    assert sample_in_words({**record, "designs": ["d"] * record["designs"]}) == words


def test_numbers_are_drawn_in_any_order_and_each_once() -> None:
    orders = [list(drawn(main_scenario(f"seed={seed}"), 50)) for seed in (1, 2)]
    assert orders[0] != orders[1]
    assert [sorted(order) for order in orders] == 2 * [list(range(50))]


@pytest.mark.long
def test_in_a_queue_the_sample_of_a_design_are_neighbours() -> None:
    scenario = resolve(SCENARIOS / "digid-outage.yaml").scenario
    blocks = sampled(scenario, 200)
    assert [design for design, _, _ in blocks] == list(designs_of(scenario))
    for _, replication, citizens in blocks:
        assert len(citizens) == 200 // len(blocks)
        assert citizens.stop <= scenario.population.size
        assert replication < scenario.replications
    assert certify(scenario, 60).lives == 60


def test_a_queue_of_few_citizens_is_compared_under_every_design() -> None:
    scenario = resolve(SCENARIOS / "digid-outage.yaml", settings=["population.size=3", "replications=1"]).scenario
    assert sampled(scenario, 200) == [(design, 0, range(3)) for design in designs_of(scenario)]


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_a_number_that_differs_stops_the_study(name: str) -> None:
    def wrong(scenario: Scenario, design: str, replication: int, citizens: range) -> Simulated:
        rows, journal = by_kernel(scenario, design, replication, citizens)
        changed = {column: values.copy() for column, values in rows.items()}
        changed[name][2] += 1
        return changed, journal

    scenario = main_scenario()
    right = int(by_simpy(scenario, "opaque", 0, range(4, 9))[0][name][2])
    with pytest.raises(StudyError, match=f"citizen 6, .*field {name}: {right + 1}, and SimPy {right}"):
        compared(scenario, "opaque", 0, range(4, 9), engine=wrong)


@pytest.mark.parametrize("field", range(len(FIELDS)))
def test_an_event_that_differs_stops_the_study(field: int) -> None:
    def wrong(scenario: Scenario, design: str, replication: int, citizens: range) -> Simulated:
        rows, journal = by_kernel(scenario, design, replication, citizens)
        changed = journal.copy()
        changed[-1, field] += 1
        return rows, changed

    with pytest.raises(StudyError, match=f"field {FIELDS[field]}"):
        compared(main_scenario(), "opaque", 0, range(5), engine=wrong)


def test_an_event_too_many_stops_the_study() -> None:
    def wrong(scenario: Scenario, design: str, replication: int, citizens: range) -> Simulated:
        rows, journal = by_kernel(scenario, design, replication, citizens)
        return rows, journal[:-1]

    with pytest.raises(StudyError, match=r"events, and SimPy"):
        compared(main_scenario(), "opaque", 0, range(5), engine=wrong)
