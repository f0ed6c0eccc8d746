"""The certificate: what it compares, and that it stops at any difference."""

from __future__ import annotations

import pytest

from sim.errors import StudyError
from sim.experiment.certificate import Simulated, by_kernel, by_simpy, certify, compared, drawn, sampled
from sim.rules.activity import FIELDS
from sim.rules.columns import NAMES
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
        "designs": ["opaque", "wmebv"],
        "fields_per_citizen": len(NAMES),
        "events": certificate.events,
        "equal": True,
    }
    assert certificate.events > 30 * 2 * 20
    assert certify(main_scenario(*SMALL), 30) == certificate


def test_the_sample_is_spread_over_citizens_and_replications() -> None:
    scenario = main_scenario(*SMALL)
    blocks = sampled(scenario, 195)
    citizens = {(replication, number) for replication, block in blocks for number in block}
    assert len(citizens) == 195
    assert [len(block) for _, block in blocks] == 19 * [10] + [5]
    assert {replication for replication, _ in blocks} == {0, 1}
    assert sum(block.start < 2_500 for _, block in blocks) in range(4, 17)
    assert blocks != sampled(main_scenario(*SMALL, "seed=2"), 195)


@pytest.mark.parametrize(("size", "replications", "sample"), [(7, 1, 200), (23, 3, 200), (23, 3, 50), (200, 1, 200)])
def test_no_citizen_is_left_out_or_taken_twice(size: int, replications: int, sample: int) -> None:
    scenario = main_scenario(f"population.size={size}", f"replications={replications}")
    citizens = [(replication, number) for replication, block in sampled(scenario, sample) for number in block]
    assert len(citizens) == len(set(citizens)) == min(sample, size * replications)
    assert all(replication < replications and number < size for replication, number in citizens)


def test_numbers_are_drawn_in_any_order_and_each_once() -> None:
    orders = [list(drawn(main_scenario(f"seed={seed}"), 50)) for seed in (1, 2)]
    assert orders[0] != orders[1]
    assert [sorted(order) for order in orders] == 2 * [list(range(50))]


@pytest.mark.long
def test_in_a_queue_the_sample_are_neighbours() -> None:
    scenario = resolve(SCENARIOS / "digid-outage.yaml").scenario
    ((replication, citizens),) = sampled(scenario, 200)
    assert len(citizens) == 200
    assert citizens.stop <= scenario.population.size
    assert replication < scenario.replications
    assert certify(scenario, 60).citizens == 60


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
