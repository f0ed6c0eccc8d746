from __future__ import annotations

import re

import pytest

from sim.outcomes.meaning import Choice, Settlement, meaning_of
from sim.report.event_log.event_labels import (
    ACTIVITIES,
    CALLS,
    CAUSES,
    CHOICES,
    DETAILS,
    FRUSTRATIONS,
    SETTLEMENTS,
    STAGES,
    WAYS,
    Contact,
    contact_of,
    explained,
)
from sim.rules.activity import Activity, Frustration, Lateness, Reason, Stage, Way
from tests.report.event_log.logs import lively, lively_events


def test_everything_that_a_journal_can_say_has_words_of_its_own() -> None:
    assert set(ACTIVITIES) == set(Activity)
    assert set(WAYS) == set(Way)
    assert set(STAGES) == set(Stage)
    assert set(CHOICES) == set(Choice)
    assert set(SETTLEMENTS) == set(Settlement)
    assert set(CAUSES) == {int(each) for each in (*Stage, *Lateness)}
    assert set(FRUSTRATIONS) == set(Frustration)
    assert set(CALLS) == set(Reason)
    told = (ACTIVITIES.values(), CHOICES.values(), STAGES.values(), *(words.values() for words in DETAILS.values()))
    for words in told:
        assert len(set(words)) == len(words)


def test_every_activity_occurs_in_the_logs_tested_here() -> None:
    assert {event.activity for event in lively_events()} == set(Activity)


def test_every_event_has_a_detail_that_begins_with_a_word() -> None:
    details = {event.detail for event in lively_events()}
    assert len(details) > 50
    assert all(re.match(r"[a-z0-9]", detail) for detail in details)


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
        (Activity.OBJECTED, 1, "to the bill"),
        (Activity.ANSWERED_BY_POST, 0, "to what is asked"),
        (Activity.CHARGED, 1, "step 2: Writ"),
        (Activity.CHOSE, 2 << 4 | 1, "postpone: reminder by email"),
        (Activity.NOTICED, 2, "reminder by email"),
        (Activity.HUNG_UP, Reason.RECOVERY, "about new credentials"),
    ],
)
def test_details_are_explained(activity: Activity, detail: int, words: str) -> None:
    contact = Contact("reminder", "email")
    told = explained(meaning_of(activity, detail, 1), contact, ("Reminder", "Writ"), "rdw.inspection-expiry")
    assert told == words


def test_what_no_contact_led_to_is_said_to_be_a_login_or_a_phishing_mail() -> None:
    assert explained(meaning_of(Activity.LOGIN_FAILED, 6, 0), None, (), "") == "unprompted login"
    assert explained(meaning_of(Activity.IMITATION_NOTICED, 0, 0), None, (), "") == "imitates a notification"
