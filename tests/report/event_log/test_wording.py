from __future__ import annotations

import re

import pytest

from sim.report.event_log.wording import (
    ACTIVITIES,
    CALLS,
    FRUSTRATIONS,
    REASONS,
    STAGES,
    WAYS,
    Contact,
    contact_number,
    contact_of,
    explained,
    occurrence,
)
from sim.rules.activity import Activity, Frustration, Lateness, Reason, Stage, Way
from tests.report.event_log.logs import lively, lively_events


def test_everything_that_a_journal_can_say_has_words_of_its_own() -> None:
    assert set(ACTIVITIES) == set(Activity)
    assert set(WAYS) == set(Way)
    assert set(STAGES) == set(Stage)
    assert set(REASONS) == {int(each) for each in (*Stage, *Lateness)}
    assert set(FRUSTRATIONS) == set(Frustration)
    assert set(CALLS) == set(Reason)
    for words in (ACTIVITIES, WAYS, STAGES, REASONS, FRUSTRATIONS, CALLS):
        assert len(set(words.values())) == len(words)


def test_every_activity_occurs_in_the_logs_tested_here() -> None:
    assert {event.activity for event in lively_events()} == set(Activity)


def test_every_event_has_a_detail_that_begins_with_a_word() -> None:
    details = {event.detail for event in lively_events()}
    assert len(details) > 50
    assert all(re.match(r"[a-z0-9]", detail) for detail in details)


@pytest.mark.parametrize(
    ("activity", "detail", "case", "number"),
    [
        (Activity.SENT, 3 << 8 | 65, 1, 65),
        (Activity.BUNDLED, 1, 4, 1),
        (Activity.CHOSE, 2 << 4 | 1, 4, 2),
        (Activity.NOTICED, 2, 4, 2),
        (Activity.LOGGED_IN, 2, 4, 2),
        (Activity.LOGGED_IN, 2, 0, None),
        (Activity.REMINDER_HANDLED, 1, 4, 66),
        (Activity.READ, 1, 4, None),
        (Activity.CHARGED, 1, 4, None),
    ],
)
def test_the_number_of_the_contact_is_taken_from_the_detail(
    activity: Activity, detail: int, case: int, number: int | None
) -> None:
    assert contact_number(activity, detail, case) == number


def test_contacts_have_the_names_of_the_design_or_names_that_no_design_can_have() -> None:
    design = lively().designs["opaque"]
    assert contact_of(design, 0) == (design.contacts[0].name, design.contacts[0].channel)
    assert contact_of(design, 64) == ("the message itself", "letter")
    assert contact_of(design, 66) == ("collection letter 2", "letter")
    assert str(Contact("reminder", "email")) == "reminder by email"
    assert str(Contact("letter", "letter")) == "letter"


@pytest.mark.parametrize(
    ("activity", "detail", "words"),
    [
        (Activity.DELIVERED, 3, "rdw.inspection-expiry"),
        (Activity.LATE, Stage.IGNORED, "unread: contact ignored"),
        (Activity.LATE, Lateness.UNABLE, "read, but unable to pay"),
        (Activity.ACTION_LATE, 0, "unread"),
        (Activity.PAID, 3, "by direct debit"),
        (Activity.RESPONDED, 1, "as planned"),
        (Activity.CHARGED, 1, "step 2: Writ"),
        (Activity.CHOSE, 2 << 4 | 1, "postpone: reminder by email"),
        (Activity.NOTICED, 2, "reminder by email"),
        (Activity.HUNG_UP, Reason.RECOVERY, "about new credentials"),
    ],
)
def test_details_are_explained(activity: Activity, detail: int, words: str) -> None:
    told = explained(activity, detail, Contact("reminder", "email"), ("Reminder", "Writ"), "rdw.inspection-expiry")
    assert told == words


def test_an_unprompted_login_and_a_phishing_mail_are_counted_from_one() -> None:
    assert explained(Activity.LOGIN_FAILED, 6, None, (), "") == "unprompted login"
    assert occurrence(Activity.LOGIN_FAILED, 6, 0) == 7
    assert occurrence(Activity.LOGIN_FAILED, 6, 2) is None
    assert occurrence(Activity.IMITATION_NOTICED, 0, 0) == 1
    assert occurrence(Activity.READ, 0, 2) is None
