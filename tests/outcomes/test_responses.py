from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from sim.errors import ReconciliationError
from sim.outcomes.responses import (
    AT_MOST,
    COUNTED,
    EQUAL_SUMS,
    UNAFFECTED,
    Columns,
    Counts,
    Response,
    reconcile,
    reconcile_pair,
    responses_of,
    yearly_scale,
)
from sim.rules.columns import CAUSES, NAMES
from sim.scenario.schema import CountedEvent
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import small


def columns_of(design: str = "sender") -> dict[str, Counts]:
    return dict(simulate(small(40), design, 0, range(40)))


def value(response: Response, columns: Columns) -> float:
    return response.scale * int(response.above.values(columns).sum()) / int(response.below.values(columns).sum())


def test_every_response_stands_on_columns_that_exist() -> None:
    listed = responses_of(small())
    used = {name for response in listed.values() for _, name in response.numerator}
    used |= {response.denominator for response in listed.values() if response.denominator}
    assert used <= set(NAMES)
    assert all(name == response.name for name, response in listed.items())


def test_no_column_of_outcomes_is_left_unreported() -> None:
    optional = {
        "exposure_thousandths", "sender_cost_cents", "phishing_losses_cents", "imitations_noticed",
        "imitations_believed", "calls", "calls_given_up", "waiting_seconds",
        "answers", "answers_by_post", "answers_without_paper", "postage_cents",
        "surveyed", "grade",
    }  # fmt: skip
    used = {name for response in responses_of(small()).values() for _, name in response.numerator}
    of_citizens_and_messages = {*UNAFFECTED, "box_delivered", "unprompted_seconds", "emails_noticed"}
    counted_by_rule = {"payments", "box_read"}
    assert set(NAMES) - of_citizens_and_messages - counted_by_rule - optional <= used


def test_a_year_has_365_25_days_whatever_the_horizon() -> None:
    scenario, columns = small(), columns_of()
    days = scenario.horizon.value / 86_400
    assert yearly_scale(scenario) == pytest.approx(365.25 / days, rel=1e-15)
    effort = responses_of(scenario)["effort_minutes"]
    assert value(effort, columns) == pytest.approx(columns["effort_seconds"].mean() / 60 * 365.25 / days, rel=1e-12)


def test_money_is_in_euros_and_shares_are_not_scaled() -> None:
    columns, listed = columns_of(), responses_of(small())
    fees = columns["fees_cents"].sum() / 100 / 40 * yearly_scale(small())
    assert value(listed["fees_eur"], columns) == pytest.approx(fees, rel=1e-12)
    missed = columns["missed"].sum() / columns["invoices"].sum()
    assert value(listed["missed_share"], columns) == pytest.approx(missed, rel=1e-12)


def test_effort_without_unprompted_logins_leaves_their_time_out() -> None:
    columns, listed = columns_of(), responses_of(small())
    assert listed["prompted_effort_minutes"].above.values(columns).tolist() == (
        (columns["effort_seconds"] - columns["unprompted_seconds"]).tolist()
    )


def test_every_event_that_can_be_counted_has_a_column() -> None:
    assert set(COUNTED) == set(get_args(CountedEvent))
    assert set(COUNTED.values()) <= set(NAMES)


def test_contacts_follow_the_counting_rules() -> None:
    scenario, columns, listed = small(), columns_of(), responses_of(small())
    for name, rule in scenario.counting.items():
        total = sum(int(columns[COUNTED[event]].sum()) for event in rule.counts)
        inflation = value(listed[f"contact_inflation_by_{name}"], columns)
        assert inflation == pytest.approx(total / columns["messages"].sum(), rel=1e-12)
    chosen = listed[f"contacts_by_{scenario.compare.counting}"]
    assert value(listed["contacts"], columns) == value(chosen, columns)


def test_causes_of_missed_invoices_add_up_to_the_share_missed() -> None:
    columns, listed = columns_of(), responses_of(small())
    by_cause = sum(value(listed[f"missed_{cause}_share"], columns) for cause in CAUSES)
    assert by_cause == pytest.approx(value(listed["missed_share"], columns), rel=1e-12)


def test_good_counts_reconcile() -> None:
    for design in ("opaque", "sender", "paper"):
        reconcile(columns_of(design))
        reconcile_pair(columns_of(design), columns_of("opaque"))


@pytest.mark.parametrize("total", [total for total, _ in EQUAL_SUMS])
@pytest.mark.parametrize("step", [1, -1])
def test_a_sum_that_is_off_by_one_is_caught(total: str, step: int) -> None:
    columns = columns_of()
    parts = next(parts for name, parts in EQUAL_SUMS if name == total)
    row = int(np.argmax(columns[total]))
    columns[parts[-1]][row] += step + 5
    if total == "overhead_seconds":
        columns["effort_seconds"][row] += step + 5
    with pytest.raises(ReconciliationError, match=rf"citizen {row} of replication 0: expected {total} equal to"):
        reconcile(columns)


SOUND = {
    "messages": 10, "read": 5, "unread_at_end": 5, "opened_within_21_days": 2, "opened_within_42_days": 3,
    "invoices": 5, "late": 3, "missed": 1, "missed_ignored": 1, "late_forgot": 2, "reminded": 1, "unpaid_at_end": 2,
    "payments": 3,
    "actions": 2, "actions_late": 1, "logins": 6, "unprompted_logins": 1, "wasted_logins": 1, "effort_seconds": 100,
    "overhead_seconds": 50, "login_seconds": 50, "reading_seconds": 50, "unprompted_seconds": 10,
    "box_delivered": 9, "box_read": 4,
    "paid_on_first_notice": 1, "first_reminders": 3, "first_reminders_paid": 1, "second_reminders": 2,
    "second_reminders_paid": 1, "third_reminders": 1, "notifications": 9, "emails_noticed": 5,
    "emails_noticed_within_1_hour": 1, "emails_noticed_within_6_hours": 2, "emails_noticed_within_24_hours": 3,
    "emails_noticed_within_7_days": 4,
}  # fmt: skip


@pytest.mark.parametrize(("parts", "limit"), AT_MOST)
def test_a_count_above_its_limit_is_caught(parts: tuple[str, ...], limit: str) -> None:
    columns = {name: np.full(3, SOUND.get(name, 0), dtype=np.int64) for name in NAMES}
    columns["citizen"] += np.arange(3)
    reconcile(columns)
    columns[parts[0]][1] = SOUND.get(limit, 0) + 1
    if parts[0] == "invoices":
        columns["payments"][1] += columns["invoices"][1] - SOUND["invoices"]
        columns["paid_on_first_notice"][1] += columns["invoices"][1] - SOUND["invoices"]
    if parts[0] == "late":
        columns["late_forgot"][1] += SOUND[limit] + 1 - SOUND["late"]
    if parts[0] == "later_reminders_paid":
        columns["first_reminders_paid"][1] = columns["second_reminders_paid"][1] = 0
    with pytest.raises(ReconciliationError, match=rf"citizen 1 of replication 0: .* at most {limit}, found"):
        reconcile(columns)


def test_the_message_names_citizen_and_both_values() -> None:
    columns = columns_of()
    columns["replication"] += 2
    columns["read"][11] = columns["messages"][11] + 4
    with pytest.raises(ReconciliationError) as failed:
        reconcile(columns)
    messages, unread = int(columns["messages"][11]), int(columns["unread_at_end"][11])
    assert str(failed.value) == (
        "Counts do not add up for citizen 11 of replication 2: expected messages equal to read + unread_at_end, "
        f"found {messages} against {messages + 4 + unread}."
    )


@pytest.mark.parametrize(("name", "wrong"), [("logins", -1), ("opted_out", 2), ("reachable", 8)])
def test_a_count_below_zero_or_a_flag_above_one_is_caught(name: str, wrong: int) -> None:
    columns = columns_of()
    columns[name][0] = wrong
    with pytest.raises(ReconciliationError, match=rf"citizen 0 .* expected {name} at (least|most)"):
        reconcile(columns)


@pytest.mark.parametrize("name", UNAFFECTED)
def test_designs_on_other_citizens_or_messages_are_caught(name: str) -> None:
    columns, reference = columns_of(), columns_of("opaque")
    columns[name][5] += 1
    with pytest.raises(ReconciliationError, match=f"expected {name} as in the reference"):
        reconcile_pair(columns, reference)


def test_designs_of_other_sizes_are_caught() -> None:
    with pytest.raises(ReconciliationError, match="40 and 30 citizens"):
        reconcile_pair(columns_of(), dict(simulate(small(40), "opaque", 0, range(30))))
