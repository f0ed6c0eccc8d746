"""The columns of a citizen's row, added up by hand from a journal in which everything happens."""

from __future__ import annotations

import numpy as np

from sim.clock import DAY, HOUR
from sim.rules.activity import Activity, Lateness, Stage, Way
from sim.rules.columns import NAMES
from sim.rules.order import FIRST_COLLECTION_LETTER, ON_PAPER
from sim.rules.parameters import ACTION, ANNOUNCEMENT, EMAIL, INVOICE, LETTER, SMS, Integers
from sim.rules.tallies import Terms, fold, nothing_tallied

HORIZON = 100 * DAY
NEWS, BILL, REQUEST = range(3)
FIRST, SECOND = 7, 8
"""Two citizens."""
REMINDER = 1
"""The second contact of the design."""
EXPOSURE = np.zeros((256, 3), dtype=np.int64)
EXPOSURE[:2], EXPOSURE[ON_PAPER:] = (1, 2, 3), (10, 20, 30)
TERMS = Terms(0, HORIZON, 2, np.array([ANNOUNCEMENT, INVOICE, ACTION], dtype=np.int64), EXPOSURE, 80, 7, 500, 600)


def row(
    citizen: int, case: int, at: int, activity: Activity, detail: int = 0, seconds: int = 0, cents: int = 0
) -> tuple[int, ...]:
    """A row of the journal."""
    return citizen, case, at, int(activity), detail, seconds, cents


def counted(*journal: tuple[int, ...]) -> list[dict[str, int]]:
    """The columns of both citizens that are not 0."""
    rows: Integers = np.full((2, len(NAMES)), -1, dtype=np.int64)
    fold(np.array(journal, dtype=np.int64).reshape(-1, 7), FIRST, TERMS, nothing_tallied(4), rows)
    return [{name: int(value) for name, value in zip(NAMES, line, strict=True) if value} for line in rows]


def test_nothing_happens_to_who_has_no_post() -> None:
    assert counted() == [{"without_login": 1}] * 2


def test_a_bill_is_noticed_opened_and_paid() -> None:
    found = counted(
        row(SECOND, 1, 0, Activity.DELIVERED, BILL),
        row(SECOND, 1, 10, Activity.SENT, EMAIL << 8),
        row(SECOND, 1, 10 + 2 * HOUR, Activity.NOTICED, 0, 3),
        row(SECOND, 1, 8000, Activity.DOUBTED, 0, 60),
        row(SECOND, 1, 8000, Activity.CHOSE, 0),
        row(SECOND, 1, 8000, Activity.LOGIN_FAILED, 0, 30),
        row(SECOND, 1, 8000, Activity.LOGGED_IN, 0, 31),
        row(SECOND, 1, 8000, Activity.NAVIGATED, 0, 20),
        row(SECOND, 1, 8000, Activity.OPENED, Way.DRAWN, 5),
        row(SECOND, 1, 8000, Activity.READ, Way.DRAWN, 90),
        row(SECOND, 1, 8000, Activity.PAID, 0, 100, 4200),
        row(SECOND, 1, 22 * DAY, Activity.OPENED, Way.UNPROMPTED, 5),
        row(SECOND, 1, 22 * DAY, Activity.READ, Way.UNPROMPTED),
    )
    assert found == [
        {"without_login": 1},
        {
            "messages": 1, "box_delivered": 1, "invoices": 1, "notifications": 1, "exposure_thousandths": 2,
            "emails_noticed": 1, "emails_noticed_within_6_hours": 1, "emails_noticed_within_24_hours": 1,
            "emails_noticed_within_7_days": 1, "login_failures": 1, "logins": 1, "payments": 1,
            "read": 1, "read_after_seconds": 8000, "box_read": 1, "opened_within_21_days": 1,
            "opened_within_42_days": 1, "paid_on_first_notice": 1,
            "triage_seconds": 3, "checking_seconds": 60, "login_seconds": 61, "navigating_seconds": 20,
            "opening_seconds": 10, "reading_seconds": 90, "paying_seconds": 100,
            "effort_seconds": 344, "overhead_seconds": 154, "steps": 9,
        },
    ]  # fmt: skip


def test_a_bill_that_nobody_reads_is_collected_and_paid_on_the_second_letter() -> None:
    letters = [FIRST_COLLECTION_LETTER, FIRST_COLLECTION_LETTER + 1]
    found = counted(
        row(FIRST, 1, 5, Activity.POSTED, BILL),
        row(FIRST, 1, 5, Activity.SENT, LETTER << 8 | ON_PAPER),
        row(FIRST, 1, 30 * DAY, Activity.LATE, Stage.NOT_NOTICED),
        row(FIRST, 1, 40 * DAY, Activity.CHARGED, 0, 0, 900),
        row(FIRST, 1, 40 * DAY, Activity.SENT, LETTER << 8 | letters[0]),
        row(FIRST, 1, 60 * DAY, Activity.CHARGED, 1, 0, 4000),
        row(FIRST, 1, 60 * DAY, Activity.SENT, LETTER << 8 | letters[1]),
        row(FIRST, 1, 120 * DAY, Activity.NOTICED, letters[1], 4),  # beyond the window, and of a message within it
        row(FIRST, 1, 120 * DAY, Activity.REMINDER_HANDLED, 1, 300),
        row(FIRST, 1, 120 * DAY, Activity.PAID, 2, 100, 9100),
    )
    assert found[0] == {
        "without_login": 1, "messages": 1, "invoices": 1, "unread_at_end": 1, "late": 1, "missed": 1,
        "missed_not_noticed": 1, "reminded": 1, "fees_cents": 4900, "letters": 3, "exposure_thousandths": 60,
        "sender_cost_cents": 3 * 80 + 2 * 500, "first_reminders": 1, "second_reminders": 1,
        "second_reminders_paid": 1, "payments": 1, "triage_seconds": 4, "reminders_seconds": 300,
        "paying_seconds": 100, "effort_seconds": 404, "overhead_seconds": 304, "steps": 3,
    }  # fmt: skip


def test_a_bundle_is_one_e_mail_and_a_text_message_is_none() -> None:
    found = counted(
        row(FIRST, 1, 0, Activity.DELIVERED, NEWS),
        row(FIRST, 2, 0, Activity.DELIVERED, REQUEST),
        row(FIRST, 1, 50, Activity.SENT, EMAIL << 8),
        row(FIRST, 2, 50, Activity.BUNDLED, EMAIL << 8),
        row(FIRST, 2, 60, Activity.SENT, SMS << 8 | REMINDER),
        row(FIRST, 1, 50 + HOUR, Activity.NOTICED, 0, 3),
        row(FIRST, 2, 50 + HOUR, Activity.NOTICED, 0),
        row(FIRST, 2, 50 + HOUR, Activity.NOTICED, REMINDER, 3),
        row(FIRST, 1, 2 * HOUR, Activity.READ, Way.ON_PAPER, 9),
        row(FIRST, 2, 43 * DAY, Activity.READ, Way.IN_CONTACT, 9),
        row(FIRST, 2, 44 * DAY, Activity.ACTION_LATE, 1),
        row(FIRST, 2, 45 * DAY, Activity.RESPONDED, 1, 600),
    )
    assert found[0] == {
        "without_login": 1, "messages": 2, "box_delivered": 2, "actions": 1, "notifications": 2,
        "exposure_thousandths": 1 + 3 + 3, "sender_cost_cents": 7, "emails_noticed": 1,
        "emails_noticed_within_1_hour": 1, "emails_noticed_within_6_hours": 1, "emails_noticed_within_24_hours": 1,
        "emails_noticed_within_7_days": 1, "read": 2, "read_after_seconds": 2 * HOUR + 43 * DAY, "box_read": 1,
        "actions_late": 1, "triage_seconds": 6, "reading_seconds": 18, "responding_seconds": 600,
        "effort_seconds": 624, "overhead_seconds": 6, "steps": 5, "answers": 1, "answers_without_paper": 1,
    }  # fmt: skip


def test_answers_are_without_paper_if_they_and_what_they_answer_are() -> None:
    """A request read on a screen and one on paper, both answered online; a bill objected to, by post."""
    found = counted(
        row(FIRST, 1, 0, Activity.DELIVERED, REQUEST),
        row(FIRST, 2, 0, Activity.DELIVERED, REQUEST),
        row(FIRST, 3, 0, Activity.DELIVERED, BILL),
        row(FIRST, 1, 5, Activity.READ, Way.ALONG),
        row(FIRST, 2, 5, Activity.READ, Way.ON_PAPER),
        row(FIRST, 3, 5, Activity.READ, Way.DRAWN),
        row(FIRST, 3, 5, Activity.OBJECTED, 1, 900),
        row(FIRST, 3, 5, Activity.ANSWERED_BY_POST, 1, 1200, 73),
        row(FIRST, 1, 9, Activity.RESPONDED, 0, 900),
        row(FIRST, 2, 9, Activity.RESPONDED, 0, 900),
    )
    assert found[0] == {
        "without_login": 1, "messages": 3, "box_delivered": 3, "actions": 2, "invoices": 1, "read": 3,
        "read_after_seconds": 15, "box_read": 2, "opened_within_21_days": 2, "opened_within_42_days": 2,
        "answers": 3, "answers_by_post": 1, "answers_without_paper": 1, "postage_cents": 73,
        "responding_seconds": 2700, "posting_seconds": 1200, "effort_seconds": 3900, "steps": 4, "unpaid_at_end": 1,
    }  # fmt: skip


def test_what_concerns_no_message_counts_within_the_window() -> None:
    """A message delivered after it counts for nothing, whatever follows; but an account is used, or given up."""
    within = (
        row(FIRST, 0, HORIZON - 1, Activity.LOGGED_IN, 0, 30),
        row(FIRST, 0, HORIZON - 1, Activity.IMITATION_NOTICED, 0, 3),
        row(FIRST, 0, HORIZON - 1, Activity.IMITATION_RISKED, 0, 36, 250),
        row(FIRST, 0, HORIZON - 1, Activity.IMITATION_BELIEVED, 0, 3600, 25_000),
        row(FIRST, 0, HORIZON - 1, Activity.CALLED, 0, 120),
        row(FIRST, 0, HORIZON - 1, Activity.HELPED, 0, 240),
        row(FIRST, 0, HORIZON - 1, Activity.HUNG_UP, 0, 180),
        row(FIRST, 0, HORIZON - 1, Activity.HUNG_UP, 0, 5),
        row(FIRST, 0, HORIZON - 1, Activity.LOGIN_ABANDONED),
        row(FIRST, 0, HORIZON - 1, Activity.OPTED_OUT, 1, 60),
    )
    beyond = (
        row(SECOND, 1, HORIZON, Activity.DELIVERED, BILL),
        row(SECOND, 1, HORIZON, Activity.SENT, EMAIL << 8),
        row(SECOND, 0, HORIZON, Activity.LOGGED_IN, 0, 30),
        row(SECOND, 1, HORIZON, Activity.READ, Way.UNPROMPTED, 90),
        row(SECOND, 1, HORIZON, Activity.LATE, Lateness.FORGOT),
        row(SECOND, 0, HORIZON, Activity.OPTED_OUT, 1, 60),
    )
    assert counted(*within, *beyond) == [
        {
            "logins": 1, "unprompted_logins": 1, "imitations_noticed": 1, "imitations_believed": 1,
            "phishing_losses_cents": 250, "calls": 3, "calls_given_up": 2, "waiting_seconds": 305,
            "sender_cost_cents": 600, "abandoned_logins": 1, "opted_out": 1, "login_seconds": 30, "triage_seconds": 3,
            "losses_seconds": 36, "calling_seconds": 545, "opting_out_seconds": 60, "steps": 8,
            "effort_seconds": 674, "overhead_seconds": 674, "unprompted_seconds": 635,
        },
        {"without_login": 1},
    ]  # fmt: skip


def test_an_invoice_read_in_time_is_late_and_not_missed() -> None:
    found = counted(
        row(FIRST, 1, 0, Activity.DELIVERED, BILL),
        row(FIRST, 1, 9, Activity.READ, Way.UNPROMPTED),
        row(FIRST, 1, 30 * DAY, Activity.LATE, Lateness.FORGOT),
        row(FIRST, 2, 0, Activity.DELIVERED, BILL),
        row(FIRST, 2, 9, Activity.READ, Way.ON_PAPER),
        row(FIRST, 2, 30 * DAY, Activity.LATE, Lateness.UNABLE),
    )
    assert found[0] == {
        "without_login": 1, "messages": 2, "box_delivered": 2, "invoices": 2, "read": 2, "read_after_seconds": 18,
        "box_read": 1, "opened_within_21_days": 1, "opened_within_42_days": 1, "late": 2, "late_forgot": 1,
        "late_unable": 1, "unpaid_at_end": 2,
    }  # fmt: skip


def test_how_soon_a_message_is_opened_and_where() -> None:
    """Each citizen's first message is another one, of which nothing was tallied before."""
    journal = [
        (
            row(citizen, 1, 0, delivered, NEWS),
            row(citizen, 1, days * DAY, Activity.READ, way),
            row(citizen, 1, days * DAY + later, Activity.READ, way),
        )
        for citizen, delivered, days, later, way in (
            (FIRST, Activity.DELIVERED, 21, 0, Way.DRAWN),
            (SECOND, Activity.POSTED, 42, 1, Way.IN_CONTACT),
        )
    ]
    read = {"without_login": 1, "messages": 1, "read": 1, "opened_within_42_days": 1}
    assert counted(*journal[0], *journal[1]) == [
        read | {"read_after_seconds": 21 * DAY, "opened_within_21_days": 1, "box_delivered": 1, "box_read": 1},
        read | {"read_after_seconds": 42 * DAY},
    ]
