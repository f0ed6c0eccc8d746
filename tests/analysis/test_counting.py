from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from sim.analysis.counting import ATTEMPTS, Counting, countings
from sim.analysis.groups import ALL, REACHABLE
from sim.analysis.tally import Tally
from sim.outcomes.responses import Columns, responses_of
from sim.report.contacts import KINDS
from sim.rules.columns import NAMES
from sim.scenario.schema import CountedEvent
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import small

BY_HAND = {
    "citizen": [0, 1], "reachable": [1, 0], "messages": [4, 6], "box_delivered": [4, 4], "notifications": [3, 5],
    "logins": [2, 0], "box_read": [1, 1], "payments": [1, 0],
}  # fmt: skip


def table() -> Columns:
    nothing = {name: np.zeros(2, dtype=np.int64) for name in NAMES}
    return nothing | {name: np.array(values, dtype=np.int64) for name, values in BY_HAND.items()}


def by_rule(group: str) -> dict[str, Counting]:
    tally = Tally.of(small(), {"opaque": table()})
    found = countings(small(), [tally.sample(ALL), tally.sample(REACHABLE)])
    return {one.rule: one for one in found if one.group == group}


def test_contacts_are_made_of_the_events_that_the_rule_counts() -> None:
    found = by_rule("all")
    assert found["everything"].events == {"delivered": 8, "notification": 8, "login": 2, "read": 2, "payment": 1}
    assert found["everything"].total == 21
    assert found["everything"].attempt_share == pytest.approx(10 / 21)
    assert found["messages"].attempt_share == 0.0
    assert found["logins"].attempt_share == 1.0
    assert found["notifications"].attempt_share == 0.5
    assert by_rule("reachable")["everything"].attempt_share == pytest.approx(5 / 11)


def test_contacts_and_matters_are_per_citizen_and_year() -> None:
    days = small().horizon.value / 86_400
    assert by_rule("all")["everything"].contacts == pytest.approx(21 / 2 * 365.25 / days, rel=1e-12)
    assert by_rule("all")["everything"].matters == pytest.approx(10 / 2 * 365.25 / days, rel=1e-12)
    assert by_rule("reachable")["logins"].contacts == pytest.approx(2 * 365.25 / days, rel=1e-12)


def test_without_citizens_or_contacts_there_is_no_share() -> None:
    nobody = Counting("all", "opaque", "logins", 0, {"login": 0}, 0, 1.0)
    assert (nobody.contacts, nobody.matters, nobody.attempt_share) == (None, None, None)
    silent = Counting("all", "opaque", "logins", 3, {"login": 0}, 5, 1.0)
    assert (silent.contacts, silent.attempt_share) == (0.0, None)


def test_counts_agree_with_the_responses_of_the_study() -> None:
    scenario = small(40)
    columns = simulate(scenario, "sender", 0, range(40))
    listed = responses_of(scenario)
    for found in countings(scenario, [Tally.of(scenario, {"sender": columns}).sample(ALL)]):
        response = listed[f"contacts_by_{found.rule}"]
        expected = response.scale * int(response.above.values(columns).sum()) / 40
        assert found.contacts == pytest.approx(expected, rel=1e-12)
        assert found.contacts


def test_every_event_is_of_exactly_one_kind() -> None:
    listed = [event for events in KINDS.values() for event in events]
    assert sorted(listed) == sorted(get_args(CountedEvent))
    assert set(listed) >= ATTEMPTS
