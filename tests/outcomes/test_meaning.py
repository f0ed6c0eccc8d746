"""The decoder of the journal: every activity has a meaning, and every number in a row is found again in it."""

from __future__ import annotations

import pytest

from sim.model.engine import Simulation
from sim.outcomes.meaning import MEANINGS, Choice, Meaning, Settlement, known, meaning_of
from sim.rules.activity import Activity, Frustration, Lateness, Reason, Stage, Way
from tests.report.event_log.logs import DESIGNS, lively, queueing


def test_every_activity_is_decoded() -> None:
    assert set(MEANINGS) == set(Activity)


@pytest.mark.parametrize(
    ("activity", "detail", "meaning"),
    [
        (Activity.DELIVERED, 12, Meaning(message_type=12)),
        (Activity.SENT, 3 << 8 | 65, Meaning(contact=65, channel=3)),
        (Activity.BUNDLED, 1, Meaning(contact=1, channel=0)),
        (Activity.NOTICED, 2, Meaning(contact=2)),
        (Activity.CHOSE, 2 << 4 | 1, Meaning(contact=2, choice=Choice.POSTPONE)),
        (Activity.LOGGED_IN, 2, Meaning(contact=2, in_login=True)),
        (Activity.READ, 1, Meaning(way=Way.ALONG)),
        (Activity.PAID, 3, Meaning(settlement=Settlement.BY_DEBIT)),
        (Activity.LATE, 9, Meaning(cause=Stage.LOGIN_ABANDONED)),
        (Activity.LATE, 10, Meaning(cause=Lateness.FORGOT)),
        (Activity.ACTION_LATE, 0, Meaning(was_read=False)),
        (Activity.CHARGED, 1, Meaning(step=1)),
        (Activity.REMINDER_HANDLED, 1, Meaning(step=1, contact=66)),
        (Activity.ANSWERED_BY_POST, 1, Meaning(objects=True)),
        (Activity.OPTED_OUT, 1, Meaning(frustration=Frustration.ABANDONED_LOGIN)),
        (Activity.HELPED, 1, Meaning(call=Reason.RECOVERY)),
        (Activity.IMITATION_BELIEVED, 4, Meaning(occurrence=4)),
        (Activity.IMITATION_RISKED, 4, Meaning(occurrence=4)),
    ],
)
def test_a_detail_about_a_message_is_taken_apart(activity: Activity, detail: int, meaning: Meaning) -> None:
    assert meaning_of(activity, detail, 4) == meaning


def test_the_number_of_a_login_about_no_message_is_no_contact() -> None:
    assert meaning_of(Activity.LOGGED_IN, 2, 0) == Meaning(occurrence=2, in_login=True)


def test_what_a_row_does_not_tell_is_not_made_up() -> None:
    assert known(meaning_of(Activity.SENT, 0, 1).contact) == 0
    with pytest.raises(ValueError, match="does not tell"):
        known(meaning_of(Activity.SENT, 0, 1).way)


def test_no_two_details_of_an_activity_mean_the_same() -> None:
    details: dict[tuple[Activity, bool, Meaning], int] = {}
    for scenario, designs in ((lively(), DESIGNS), (queueing(), ("opaque",))):
        simulation = Simulation(scenario)
        for design in designs:
            for _, case, _, code, detail, *_ in simulation.run(design, 0, range(30)).journal.tolist():
                activity = Activity(code)
                meaning = meaning_of(activity, detail, case)
                assert details.setdefault((activity, case > 0, meaning), detail) == detail
    assert {activity for activity, *_ in details} == set(Activity)
