"""What each kind of contact does, read off the journal of small worlds in which the rest is certain."""

from collections import Counter
from datetime import timedelta

import numpy as np
import pytest

from sim.clock import DAY, WEEKDAYS, Calendar
from sim.model.engine import Simulation
from sim.rules.activity import ACTIVITY, AT, CASE, CITIZEN, DETAIL, SECONDS, Activity, Way
from sim.rules.parameters import EMAIL, LETTER, PUSH, SMS, Integers
from sim.scenario.schema.calendar import WorkingDays
from tests.shipped import (
    EVERYBODY_CAN_BE_REACHED,
    EVERYBODY_LOOKS_AND_NOTICES,
    EVERYBODY_OPENS_AT_ONCE,
    NOBODY_OPENS,
    NOTHING_ALSO_ON_PAPER,
    main_scenario,
    totals,
)

CITIZENS = 40
CALENDAR = main_scenario().calendar
NOBODY_EVER_OPENS = (*EVERYBODY_CAN_BE_REACHED, *NOBODY_OPENS, *NOTHING_ALSO_ON_PAPER, "opening.b_letter=-1000")
IDEAL = (
    *EVERYBODY_CAN_BE_REACHED,
    *EVERYBODY_LOOKS_AND_NOTICES,
    *EVERYBODY_OPENS_AT_ONCE,
    *NOTHING_ALSO_ON_PAPER,
    "population.unprompted_logins=0 / year",
)


def journal_of(design: str, *settings: str) -> Integers:
    """The journal of a few citizens."""
    return Simulation(main_scenario(*settings)).run(design, 0, range(CITIZENS)).journal


def rows(journal: Integers, activity: Activity) -> Integers:
    """The rows of one activity."""
    found: Integers = journal[journal[:, ACTIVITY] == activity]
    return found


def sent(journal: Integers, number: int) -> dict[tuple[int, int], int]:
    """When the contact with this number of each message was sent."""
    found = rows(journal, Activity.SENT)
    found = found[found[:, DETAIL] & 0xFF == number]
    return {(int(row[CITIZEN]), int(row[CASE])): int(row[AT]) for row in found}


def postponed(at: int, days: int, listed: WorkingDays) -> int:
    """So many days later at the same time of day, or on the first of some listed days after it, by dates alone."""
    calendar = Calendar(main_scenario().start)
    moment = calendar.local(at).replace(tzinfo=None) + timedelta(days=days)
    closed = {rule.within(moment.year) for rule in (CALENDAR.days[name].rule for name in listed.closed)}
    while moment.date() in closed or WEEKDAYS[moment.weekday()] not in listed.weekdays:
        moment += timedelta(days=1)
        closed |= {rule.within(moment.year) for rule in (CALENDAR.days[name].rule for name in listed.closed)}
    return calendar.seconds(moment)


def delivered(journal: Integers) -> dict[tuple[int, int], int]:
    """When each message was delivered."""
    return {(int(row[CITIZEN]), int(row[CASE])): int(row[AT]) for row in rows(journal, Activity.DELIVERED)}


@pytest.mark.parametrize(("design", "days"), [("norway", 7), ("austria", 2), ("paper-fallback", 2)])
def test_what_stays_unread_is_announced_again_after_the_time_the_design_says(design: str, days: int) -> None:
    """Or on the first working day after it."""
    simulation = Simulation(main_scenario(*NOBODY_EVER_OPENS))
    journal = simulation.run(design, 0, range(CITIZENS)).journal
    first, second = sent(journal, 0), sent(journal, 1)
    assert len(second) > 200
    expected = {key: postponed(at, days, CALENDAR.sending) for key, at in first.items()}
    assert second == {key: at for key, at in expected.items() if at < simulation.parameters.end}
    assert {(at - first[key]) // DAY for key, at in second.items()} > {days}  # some wait for a working day


@pytest.mark.parametrize("design", ["norway", "opaque"])
def test_what_was_read_at_once_is_not_announced_again(design: str) -> None:
    journal = journal_of(design, *IDEAL)
    assert len(sent(journal, 0)) > 200
    assert not sent(journal, 1)


def test_a_reminder_on_request_goes_to_those_who_asked() -> None:
    for asked, expected in ((0, 0), (1, len(delivered(journal_of("norway", *NOBODY_EVER_OPENS))))):
        journal = journal_of("opaque", *NOBODY_EVER_OPENS, f"population.reminder_opt_in={asked}")
        found = len(sent(journal, 1))
        assert found == 0 if expected == 0 else found > 0.8 * expected


def test_the_letter_that_falls_back_is_opened_without_a_login() -> None:
    journal = journal_of("paper-fallback", *IDEAL, "opening.b0=-1000", "opening.b_postpone=-1000")
    assert not len(rows(journal, Activity.LOGGED_IN))
    ways = set(rows(journal, Activity.READ)[:, DETAIL].tolist())
    assert ways == {Way.ON_PAPER}


def test_the_content_in_a_mail_is_read_without_a_login() -> None:
    journal = journal_of("content", *IDEAL)
    assert not len(rows(journal, Activity.LOGGED_IN))
    assert set(rows(journal, Activity.READ)[:, DETAIL].tolist()) == {Way.IN_CONTACT}
    assert len(rows(journal, Activity.READ)) > 200


def test_push_reaches_only_those_with_the_app_and_takes_the_apps_code() -> None:
    without = journal_of("app-push", *IDEAL, "population.app=0")
    assert set(rows(without, Activity.SENT)[:, DETAIL] >> 8) <= {EMAIL, LETTER}
    with_app = journal_of(
        "app-push", *IDEAL, "population.app=1", "population.email={valid: 0, none: 1, stale: 0}",
        "login.methods.app_pin={success: 1, minutes: 11 s}",
    )  # fmt: skip
    assert PUSH in set(rows(with_app, Activity.SENT)[:, DETAIL] >> 8)
    assert set(rows(with_app, Activity.LOGGED_IN)[:, SECONDS].tolist()) == {11}


def test_text_messages_reach_those_with_a_number_and_no_email_address() -> None:
    nowhere = "population.email={valid: 0, none: 1, stale: 0}"
    reached = journal_of("sms", *IDEAL, nowhere, "population.phone={valid: 1, none: 0, stale: 0}")
    assert len(rows(reached, Activity.LOGGED_IN)) > 100
    without = journal_of("sms", *IDEAL, "population.phone={valid: 0, none: 1, stale: 0}")
    assert SMS not in set(rows(without, Activity.SENT)[:, DETAIL] >> 8)
    outdated = journal_of("sms", *IDEAL, "population.phone={valid: 0, none: 0, stale: 1}")
    assert SMS in set(rows(outdated, Activity.SENT)[:, DETAIL] >> 8)
    assert not len(rows(outdated, Activity.LOGGED_IN))
    like_email = journal_of("sms", *IDEAL, "population.phone=null", nowhere)
    assert SMS not in set(rows(like_email, Activity.SENT)[:, DETAIL] >> 8)


def test_text_messages_need_no_app() -> None:
    journal = journal_of("sms", *IDEAL)
    assert set(rows(journal, Activity.SENT)[:, DETAIL] >> 8) <= {SMS, LETTER}
    assert len(rows(journal, Activity.LOGGED_IN)) > 100


def test_a_daily_digest_leaves_at_its_hour_once_a_day_and_takes_one_look() -> None:
    simulation = Simulation(main_scenario(*IDEAL, "opening.b0=-1000", "opening.b_postpone=-1000"))
    journal = simulation.run("digest", 0, range(CITIZENS)).journal
    digests = rows(journal, Activity.SENT)
    digests = digests[digests[:, DETAIL] == EMAIL << 8]  # the first contact, not the reminder to who asked for one
    assert {Calendar(simulation.scenario.start).local(int(row[AT])).strftime("%H:%M") for row in digests} == {"09:00"}
    days = Counter((int(row[CITIZEN]), int(row[AT])) for row in digests)
    assert set(days.values()) == {1}
    noticed = rows(journal, Activity.NOTICED)
    noticed = noticed[noticed[:, DETAIL] == 0]
    seen = {(int(row[CITIZEN]), int(row[CASE])) for row in noticed}
    at_the_end = {key for key, at in delivered(journal).items() if at > simulation.parameters.end - 2 * DAY}
    assert seen | at_the_end == set(delivered(journal))  # a digest of the last days may be seen after them
    assert len(digests) - len(at_the_end) <= (noticed[:, SECONDS] > 0).sum() <= len(digests) < len(noticed) == len(seen)


def test_the_reminder_before_the_due_date_comes_that_long_before_it_and_only_for_unpaid_invoices() -> None:
    settings = (*IDEAL, "population.forgets=1", "acting.pays_at_once=0.5", "collections.tax.unable=0")
    settings = (*settings, "collections.municipal.unable=0")
    simulation = Simulation(main_scenario(*settings, "acting.pays_on_reminder=1"))
    journal = simulation.run("kivra", 0, range(CITIZENS)).journal
    reminders = sent(journal, 2)
    terms = {number: kind.term for number, kind in enumerate(simulation.parameters.types)}
    types = {(int(r[CITIZEN]), int(r[CASE])): int(r[DETAIL]) for r in rows(journal, Activity.DELIVERED)}
    assert len(reminders) > 5
    assert CALENDAR.terms is not None
    for key, at in reminders.items():
        due = postponed(delivered(journal)[key], terms[types[key]] // DAY, CALENDAR.terms)
        assert at == postponed(due, -3, CALENDAR.sending)
        assert simulation.parameters.types[types[key]].kind == 2
    late = {share: totals(main_scenario(*settings, f"acting.pays_on_reminder={share}"), "kivra", CITIZENS)["late"]
            for share in (0, 0.5, 1)}  # fmt: skip
    assert late[1] == 0  # who had forgotten pays on the reminder
    assert late[0] > late[0.5] > 0


def test_direct_debit_pays_in_time_without_effort_for_those_with_a_mandate() -> None:
    settings = (*NOBODY_EVER_OPENS, "collections.tax.unable=0", "collections.municipal.unable=0")
    scenario = main_scenario(*settings, "population.direct_debit=1")
    counts = totals(scenario, "direct-debit", CITIZENS)
    assert counts["invoices"] == counts["payments"] > 20
    assert counts["late"] == counts["paying_seconds"] == 0
    assert totals(main_scenario(*settings, "population.direct_debit=0"), "direct-debit", CITIZENS)["payments"] == 0
    assert totals(scenario, "opaque", CITIZENS)["payments"] == 0


def test_a_link_in_genuine_mail_makes_imitations_believable() -> None:
    settings = (*EVERYBODY_CAN_BE_REACHED, *EVERYBODY_LOOKS_AND_NOTICES, "phishing.per_year=6 / year")
    believed = {
        design: totals(main_scenario(*settings, "phishing.base=-1", "phishing.deep_link=2", "phishing.details=0"),
                       design, CITIZENS)
        for design in ("action", "deep-link", "paper")
    }  # fmt: skip
    assert believed["paper"]["imitations_noticed"] == 0
    assert believed["action"]["imitations_noticed"] == believed["deep-link"]["imitations_noticed"] > 100
    assert believed["action"]["imitations_believed"] < believed["deep-link"]["imitations_believed"]
    assert believed["deep-link"]["phishing_losses_cents"] > 0


def test_weekly_bundles_leave_on_their_day() -> None:
    scenario = main_scenario(*NOBODY_EVER_OPENS)
    design = scenario.designs["digest"]
    schema = type(design.contacts[0])
    weekly = schema.model_validate(
        {"name": "digest", "channel": "email", "send": {"weekly": {"day": "monday", "at": "09:00"}}}
    )
    changed = design.model_copy(update={"contacts": (weekly,)})
    simulation = Simulation(scenario.model_copy(update={"designs": {"digest": changed}}))
    at = [int(row[AT]) for row in rows(simulation.run("digest", 0, range(CITIZENS)).journal, Activity.SENT)
          if row[DETAIL] >> 8 == EMAIL]  # fmt: skip
    assert {Calendar(simulation.scenario.start).local(moment).strftime("%a %H:%M") for moment in at} == {"Mon 09:00"}
    assert len(at) > 100


def test_an_outage_fails_every_attempt_in_it_and_none_after_it() -> None:
    begins, lasts = "2016-03-01 00:00", 30 * DAY
    simulation = Simulation(main_scenario(*IDEAL, f"login.outages=[{{begins: {begins}, lasts: 30 days}}]"))
    journal = simulation.run("opaque", 0, range(CITIZENS)).journal
    first = simulation.parameters.login.outages[0, 0]
    succeeded, failed = rows(journal, Activity.LOGGED_IN)[:, AT], rows(journal, Activity.LOGIN_FAILED)[:, AT]
    inside = (failed >= first) & (failed < first + lasts)
    assert inside.all()
    assert len(failed) > 10
    assert not ((succeeded >= first) & (succeeded < first + lasts)).any()
    assert (succeeded >= first + lasts).any()


def test_random_outages_are_the_same_for_all_citizens_and_designs() -> None:
    settings = (*IDEAL, "login.random_outages={per_year: 12 / year, lasts: 5 days}")
    simulation = Simulation(main_scenario(*settings))
    failures = []
    for design in ("opaque", "sender"):
        failed = rows(simulation.run(design, 0, range(CITIZENS)).journal, Activity.LOGIN_FAILED)[:, AT]
        failures.append(sorted(set(failed.tolist())))
    assert len(failures[0]) > 10
    assert failures[0] == failures[1]


def test_who_opts_out_gets_letters_from_then_on() -> None:
    settings = (*IDEAL, "opt_out.hazard=1000", "opt_out.opened_announcement=1")
    journal = journal_of("opaque", *settings)
    left = {int(row[CITIZEN]): int(row[AT]) for row in rows(journal, Activity.OPTED_OUT)}
    assert len(left) > CITIZENS / 2
    for row in rows(journal, Activity.DELIVERED):
        assert row[AT] <= left.get(int(row[CITIZEN]), np.inf)
    for row in rows(journal, Activity.POSTED):
        assert row[AT] >= left[int(row[CITIZEN])]
    assert len(rows(journal, Activity.POSTED)) > 50
