"""The columns that a fold over the journal counts by message, against the same counts told row by row."""

from __future__ import annotations

from collections import Counter

import pytest

from sim.clock import DAY, HOUR
from sim.outcomes.simulation import compiled_journal, simulate_compiled
from sim.rules.activity import Activity
from sim.rules.columns import NOTICED_WITHIN
from sim.rules.order import FIRST_COLLECTION_LETTER
from sim.rules.parameters import EMAIL
from sim.scenario.schema import Scenario
from tests.shipped import NOBODY_OPENS, main_scenario, totals

CITIZENS = range(400)
PAID = ("paid_on_first_notice", "first_reminders_paid", "second_reminders_paid", "later_reminders_paid")
REACHED = ("first_reminders", "second_reminders", "third_reminders")


def told(scenario: Scenario, design: str) -> Counter[str]:
    """E-mails by how soon they were noticed and invoices by their reminders, one row of the journal after the other."""
    counts: Counter[str] = Counter()
    delivered: dict[tuple[int, int], int] = {}
    sent: dict[tuple[int, int, int], int] = {}
    reminders: Counter[tuple[int, int]] = Counter()
    for citizen, case, at, activity, detail, *_ in compiled_journal(scenario, design, 0, CITIZENS).journal.tolist():
        message = (citizen, case)
        if activity in {Activity.DELIVERED, Activity.POSTED}:
            delivered[message] = at
        if case == 0 or delivered[message] >= scenario.horizon.value:
            continue
        if activity == Activity.SENT and detail >> 8 == EMAIL:
            sent[citizen, case, detail & 255] = at
        elif activity == Activity.SENT and detail & 255 >= FIRST_COLLECTION_LETTER:
            counts.update(REACHED[reminders[message] :][:1])
            reminders[message] += 1
        elif activity == Activity.NOTICED and (citizen, case, detail) in sent:
            waited = at - sent[citizen, case, detail]
            counts["emails_noticed"] += 1
            counts.update(name for name, (seconds, _) in NOTICED_WITHIN.items() if waited <= seconds)
        elif activity == Activity.PAID:
            counts[PAID[min(reminders[message], 3)]] += 1
    return counts


@pytest.mark.parametrize("design", ["opaque", "digest", "paper", "direct-debit"])
def test_emails_and_reminders_are_counted_as_the_journal_tells_them(design: str) -> None:
    scenario = main_scenario("opening.b0=-3", "opening.b_letter=0")
    rows = simulate_compiled(scenario, design, 0, CITIZENS)
    counts = told(scenario, design)
    for name in ("emails_noticed", *NOTICED_WITHIN, *PAID, *REACHED):
        assert int(rows[name].sum()) == counts[name], name
    assert counts["second_reminders_paid"] > 10
    assert (counts["emails_noticed_within_6_hours"] > 100) is (design != "paper")


def test_emails_are_noticed_at_once_by_who_always_looks_and_never_by_who_never_does() -> None:
    always = ("population.attention=1", "population.check_interval=1 min", "channels.email.delay=1 s", "hours=null")
    counts = totals(main_scenario(*always), "sender", 50)
    assert counts["emails_noticed"] > 100
    assert all(counts[name] == counts["emails_noticed"] for name in NOTICED_WITHIN)
    counts = totals(main_scenario("population.attention=0"), "sender", 50)
    assert counts["emails_noticed"] == 0
    later = ("population.attention=1", "population.check_interval=1 min", "channels.email.delay=2 h", "hours=null")
    counts = totals(main_scenario(*later), "sender", 50)
    assert counts["emails_noticed_within_1_hour"] == 0
    assert counts["emails_noticed_within_6_hours"] == counts["emails_noticed"]


def test_who_neither_opens_nor_pays_gets_every_reminder() -> None:
    nobody = main_scenario(*NOBODY_OPENS, "opening.b_letter=-1000")
    counts = totals(nobody, "opaque", 60)
    assert counts["first_reminders"] == counts["second_reminders"] == counts["invoices"] > 20
    assert counts["third_reminders"] == sum(counts[name] for name in PAID) == 0


@pytest.mark.parametrize("design", ["opaque", "paper"])
def test_who_has_logged_in_within_the_window_is_not_without_login(design: str) -> None:
    scenario = main_scenario()
    journal = compiled_journal(scenario, design, 0, CITIZENS).journal.tolist()
    logged_in = {row[0] for row in journal if row[3] == Activity.LOGGED_IN and row[2] < scenario.horizon.value}
    without = simulate_compiled(scenario, design, 0, CITIZENS)["without_login"]
    assert {place for place in CITIZENS if without[place] == 0} == logged_in
    assert (0 < len(logged_in) < len(CITIZENS)) is (design == "opaque")


def test_the_spans_of_noticing_ascend() -> None:
    assert [seconds for seconds, _ in NOTICED_WITHIN.values()] == [HOUR, 6 * HOUR, 24 * HOUR, 7 * DAY]
