from __future__ import annotations

from dataclasses import replace

import pytest

from sim.experiment.pairing import Simulated, why_unpaired
from sim.experiment.runner import Study, run
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import QUEUEING, small


def study(scenario: Scenario, *, totals: bool = False) -> Study:
    """The scenario on the engine of tests."""
    return run(scenario, engine=simulate, workers=1, totals=totals)


BASE = small(20).with_({"population.dormant": 0.2})
WHY = {
    "seed": (BASE.with_({"seed": 6}), "the seeds are 5 and 6; give both the same --seed"),
    "people": (BASE.with_({"population.dormant": 0.3}), "the people differ (population.dormant)"),
    "size": (
        BASE.with_({"population.size": 30}),
        "the citizens are 20 in 1 replication and 30 in 1 replication; give both the same --size",
    ),
    "replications": (BASE.with_({"replications": 2}), "20 in 1 replication and 20 in 2 replications"),
    "time": (BASE.with_({"horizon": "90 days"}), "another time (start, horizon)"),
    "helpdesk": (
        resolve(QUEUEING).scenario.with_({"seed": 5, "population.dormant": 0.2}),
        "at a helpdesk in one of them only",
    ),
}
SAME: dict[str, dict[str, object]] = {
    "nothing": {},
    "texts": {"title": "Another", "population.dormant": {"value": 0.2, "note": "x"}},
    "behaviour": {"acting.pays_at_once": 0.4},
    "a design": {"designs.opaque.contacts.notification.channel": "letter"},
}


@pytest.mark.parametrize("what", WHY)
def test_people_who_are_others_are_not_paired(what: str) -> None:
    other, why = WHY[what]
    assert why in why_unpaired(Simulated(study(BASE), "a"), Simulated(study(other), "a"))


@pytest.mark.parametrize("what", SAME)
def test_the_same_people_are_paired_whatever_else_changes(what: str) -> None:
    other = BASE.with_(SAME[what])
    assert why_unpaired(Simulated(study(BASE), "a"), Simulated(study(other), "a")) == ""


def test_what_other_code_simulated_or_has_no_rows_is_not_paired() -> None:
    here = Simulated(study(BASE), "a")
    assert "another version of the program" in why_unpaired(here, replace(here, code="b"))
    assert "only tallies are kept" in why_unpaired(here, Simulated(study(BASE, totals=True), "a"))
