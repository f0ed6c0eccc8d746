"""The compiled engine and SimPy on every shipped study and every design."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.outcomes.simulation import compiled_journal, simulate_compiled
from sim.rules.activity import ACTIVITY, AT, CITIZEN, Activity
from sim.scenario.resolution import resolve
from tests.engines.agreement import assert_engines_agree, assert_equal_events
from tests.shipped import MAIN, SCENARIOS, equal, main_scenario

STUDIES = sorted(file.name for file in SCENARIOS.glob("*.yaml"))
DESIGNS = sorted(resolve(MAIN).scenario.designs)
CITIZENS = 40
CITIZENS_IN_A_QUEUE = 200
FEWEST_EVENTS = 3
"""Events of a citizen at least, on average: where all post is one fine in two years they are few."""


@pytest.mark.long
@pytest.mark.parametrize("study", STUDIES)
def test_engines_agree_on_every_design_of_a_shipped_study(study: str) -> None:
    scenario = resolve(SCENARIOS / study).scenario
    citizens = range(CITIZENS_IN_A_QUEUE if scenario.helpdesk is not None else CITIZENS)
    designs = scenario.compare.designs if scenario.helpdesk is not None else scenario.designs
    events = [assert_engines_agree(scenario, design, 1, citizens) for design in designs]
    assert min(events) > FEWEST_EVENTS * len(citizens)


def test_no_result_of_the_compiled_engine_depends_on_who_else_is_simulated() -> None:
    scenario = main_scenario()
    together = simulate_compiled(scenario, "wmebv", 0, range(700))
    for numbers in (range(1), range(350, 420), range(699, 700)):
        part = {name: values[numbers.start : numbers.stop] for name, values in together.items()}
        assert equal(simulate_compiled(scenario, "wmebv", 0, numbers), part)


def test_a_citizen_with_more_than_there_is_room_for_lives_again_in_more_room() -> None:
    """Hundreds of messages a year overflow every array that a citizen begins with."""
    busy = main_scenario(
        "senders.uwv.message_types.payment-specification.arrival={per_year: 900 / year}",
        "population.unprompted_logins=0 / year",
        "opening.b0=-1000",
        "phishing.per_year=300 / year",
        "population.check_interval=30 days",
    )
    assert assert_engines_agree(busy, "opaque", 0, range(6)) > 6 * 500
    with_helpdesk = Path(SCENARIOS / "digid-outage.yaml")
    calling = resolve(with_helpdesk, settings=("helpdesk.after_abandoned_login=1", "login.methods.password.success=0"))
    assert_engines_agree(calling.scenario, "opaque", 0, range(300))


def test_the_journal_of_the_compiled_engine_is_kept_on_request_only_and_changes_nothing() -> None:
    scenario = main_scenario()
    journal = compiled_journal(scenario, "opaque", 0, range(40)).journal
    alone = [compiled_journal(scenario, "opaque", 0, range(n, n + 1)).journal for n in range(40)]
    assert np.array_equal(np.concatenate(alone), journal)


def test_a_changed_event_is_not_taken_for_equal() -> None:
    journal = compiled_journal(main_scenario(), "opaque", 0, range(5)).journal
    assert_equal_events(journal, journal.copy())
    for place in (0, len(journal) - 1):
        for field in range(journal.shape[1]):
            changed = journal.copy()
            changed[place, field] += 1
            with pytest.raises(AssertionError, match=f"event {place} "):
                assert_equal_events(journal, changed)
    with pytest.raises(AssertionError):
        assert_equal_events(journal[:-1], journal)
    with pytest.raises(AssertionError):
        assert_equal_events(journal, journal[:-1])


@pytest.mark.parametrize("success", [0.1, 0.5])
def test_engines_agree_on_logins_that_waited_for_the_same_credentials(success: float) -> None:
    """In the second in which they come one login is made; how it ends holds for all that waited, and no more is tried.

    Where logins seldom work some are given up, and where they often do some visit the box without one of their own.
    """
    waiting = main_scenario(
        "login.retries=0",
        "login.recovers=0.6",
        "login.recovery_delay=30 days",
        "opt_out.hazard=0.5",
        "population.unprompted_logins=40 / year",
        *(f"login.methods.{method}.success={success}" for method in ("password", "sms", "app")),
    )
    journal = compiled_journal(waiting, "opaque", 0, range(200)).journal
    ended = journal[np.isin(journal[:, ACTIVITY], (Activity.LOGGED_IN, Activity.LOGIN_ABANDONED))][:, [CITIZEN, AT]]
    assert len(ended) > 200
    assert len(np.unique(ended, axis=0)) == len(ended)
    assert_engines_agree(waiting, "opaque", 0, range(200))
