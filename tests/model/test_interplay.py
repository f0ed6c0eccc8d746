"""Where stories meet: waiting for credentials, fees that surprise, links, the app's code, bundles, and no box."""

from collections.abc import Mapping

import numpy as np
import pytest

from sim.clock import DAY, Calendar
from sim.model.engine import Simulation
from sim.outcomes.responses import reconcile
from sim.outcomes.simulation import simulate_compiled as simulate
from sim.rules.activity import ACTIVITY, AT, CASE, CITIZEN, DETAIL, SECONDS, Activity, Way
from sim.scenario.schema import ContactPlan, Scenario
from tests.shipped import (
    EVERYBODY_CAN_BE_REACHED,
    EVERYBODY_LOOKS_AND_NOTICES,
    EVERYBODY_OPENS_AT_ONCE,
    NOBODY_OPTS_OUT,
    NOTHING_ALSO_ON_PAPER,
    main_scenario,
    totals,
)

CITIZENS = 60
IDEAL = (
    *EVERYBODY_CAN_BE_REACHED,
    *EVERYBODY_LOOKS_AND_NOTICES,
    *EVERYBODY_OPENS_AT_ONCE,
    *NOTHING_ALSO_ON_PAPER,
    *NOBODY_OPTS_OUT,
    "population.unprompted_logins=0 / year",
)
EVERY_LOGIN_FAILS = tuple(f"login.methods.{method}.success=0" for method in ("password", "sms", "app"))


def with_contacts(scenario: Scenario, design: str, *contacts: Mapping[str, object], **changes: object) -> Scenario:
    """The scenario with one design changed."""
    plans = tuple(ContactPlan.model_validate(contact) for contact in contacts)
    changed = scenario.designs[design].model_copy(update={"contacts": plans, **changes})
    return scenario.model_copy(update={"designs": {**scenario.designs, design: changed}})


def rows_of(
    scenario: Scenario, design: str, *activities: Activity
) -> "np.ndarray[tuple[int, int], np.dtype[np.int64]]":
    """The journal rows of these activities."""
    journal = Simulation(scenario).run(design, 0, range(CITIZENS)).journal
    return journal[np.isin(journal[:, ACTIVITY], activities)]


def test_a_bill_that_waits_for_credentials_is_missed_for_the_login() -> None:
    settings = (*IDEAL, *EVERY_LOGIN_FAILS, "login.retries=0", "login.recovers=1", "login.recovery_delay=100 days")
    counts = totals(main_scenario(*settings), "opaque", CITIZENS)
    assert counts["missed_login_abandoned"] == counts["missed"] == counts["invoices"] > 50


def test_nobody_tries_to_log_in_before_the_new_credentials_have_come() -> None:
    settings = (*IDEAL, "login.retries=0.1", "login.recovers=0.8", "login.recovery_delay=20 days")
    scenario = main_scenario(*settings, *(f"login.methods.{m}.success=0.4" for m in ("password", "sms", "app")))
    attempts = rows_of(scenario, "opaque", Activity.LOGGED_IN, Activity.LOGIN_FAILED, Activity.CREDENTIALS_REQUESTED)
    requests = attempts[attempts[:, ACTIVITY] == Activity.CREDENTIALS_REQUESTED]
    assert len(requests) > 50
    least = 19 * DAY  # twenty days of operational time, whose nights are short
    for request in requests:
        own = attempts[(attempts[:, CITIZEN] == request[CITIZEN]) & (attempts[:, ACTIVITY] != request[ACTIVITY])]
        assert not ((own[:, AT] > request[AT]) & (own[:, AT] < request[AT] + least)).any()


def test_of_logins_that_waited_for_the_same_credentials_one_is_made_and_the_others_go_along() -> None:
    scenario = main_scenario(
        *IDEAL[:-1],
        "population.unprompted_logins=40 / year",
        "opening.reads_all=0",
        "login.retries=0",
        "login.recovers=1",
        "login.recovery_delay=30 days",
        *(f"login.methods.{method}.success=0.5" for method in ("password", "sms", "app")),
    )
    rows = rows_of(scenario, "opaque", Activity.LOGGED_IN, Activity.LOGIN_ABANDONED, Activity.READ)
    ended = rows[rows[:, ACTIVITY] != Activity.READ]
    assert len(ended) > 500
    assert len(np.unique(ended[:, [CITIZEN, AT]], axis=0)) == len(ended)
    drawn = rows[(rows[:, ACTIVITY] == Activity.READ) & (rows[:, DETAIL] == Way.DRAWN)]
    with_own_login = {tuple(row) for row in ended[:, [CITIZEN, CASE, AT]].tolist()}
    assert sum(tuple(row) not in with_own_login for row in drawn[:, [CITIZEN, CASE, AT]].tolist()) > 50


def test_unprompted_logins_wanted_during_a_wait_for_credentials_are_not_made_later() -> None:
    """Who never logs in but of their own accord makes no attempt for those; the one that asked for them goes on."""
    scenario = main_scenario(
        *EVERYBODY_CAN_BE_REACHED,
        "opening.b0=-1000",
        "opening.b_postpone=-1000",
        "population.unprompted_logins=60 / year",
        "login.retries=0",
        "login.recovers=1",
        "login.recovery_delay=60 days",
        *(f"login.methods.{method}.success=0.5" for method in ("password", "sms", "app")),
    )
    attempts = rows_of(scenario, "opaque", Activity.LOGGED_IN, Activity.LOGIN_FAILED, Activity.CREDENTIALS_REQUESTED)
    requests = attempts[attempts[:, ACTIVITY] == Activity.CREDENTIALS_REQUESTED]
    assert len(requests) > 50
    for citizen, at, number in requests[:, [CITIZEN, AT, DETAIL]].tolist():
        own = attempts[(attempts[:, CITIZEN] == citizen) & (attempts[:, AT] == at + 60 * DAY)]
        assert set(own[:, DETAIL].tolist()) <= {number}


def test_a_fee_frustrates_when_its_letter_is_opened_and_not_before() -> None:
    settings = ("opening.b0=-1000", "population.unprompted_logins=0 / year", "opt_out.hazard=1000")
    unseen = totals(main_scenario(*settings, *NOTHING_ALSO_ON_PAPER, "channels.letter.lost=1"), "opaque", CITIZENS)
    assert unseen["reminded"] > 30
    assert unseen["opted_out"] == 0
    seen = main_scenario(*settings, *NOTHING_ALSO_ON_PAPER, "channels.letter.lost=0", "opening.b_letter=1000")
    opted = rows_of(seen, "opaque", Activity.OPTED_OUT)
    handled = rows_of(seen, "opaque", Activity.REMINDER_HANDLED)
    assert len(opted) > 10
    assert {tuple(row) for row in opted[:, [CITIZEN, CASE, AT]]} <= {
        tuple(row) for row in handled[:, [CITIZEN, CASE, AT]]
    }


def test_a_pay_link_shows_and_pays_a_bill_without_a_login() -> None:
    scenario = main_scenario(*IDEAL, "opening.reads_all=0", "population.forgets=0", "acting.pays_at_once=1")
    scenario = with_contacts(scenario, "opaque", {"name": "mail", "channel": "email"}, pay_from_contact="link")
    counts = totals(scenario, "opaque", CITIZENS)
    paid = rows_of(scenario, "opaque", Activity.PAID)
    logins = rows_of(scenario, "opaque", Activity.LOGGED_IN)
    assert len(paid) > 50
    assert not {tuple(row) for row in logins[:, [CITIZEN, CASE]]} & {tuple(row) for row in paid[:, [CITIZEN, CASE]]}
    assert counts["read"] == counts["messages"]
    assert counts["missed"] == 0
    reconcile(simulate(scenario, "opaque", 0, range(CITIZENS)))


def test_kivras_link_makes_a_difference() -> None:
    scenario = main_scenario()
    without = scenario.designs["kivra"].model_copy(update={"pay_from_contact": "none"})
    changed = scenario.model_copy(update={"designs": {**scenario.designs, "kivra": without}})
    assert totals(scenario, "kivra", CITIZENS)["logins"] < totals(changed, "kivra", CITIZENS)["logins"]


def test_a_deep_link_saves_the_way_to_the_message() -> None:
    scenario = main_scenario(*IDEAL)
    plain = with_contacts(scenario, "opaque", {"name": "mail", "channel": "email"})
    deep = with_contacts(scenario, "opaque", {"name": "mail", "channel": "email", "link": "deep"})
    with_way, without = (totals(world, "opaque", CITIZENS) for world in (plain, deep))
    assert with_way["logins"] == without["logins"]
    assert without["navigating_seconds"] == 0 < with_way["navigating_seconds"]


def test_the_apps_code_knows_no_outage_of_digid_and_needs_the_app() -> None:
    settings = (
        *IDEAL,
        "login.methods.app_pin={success: 1, minutes: 11 s}",
        "login.outages=[{begins: 2016-01-01 00:00, lasts: 900 days}]",
    )
    contact = {"name": "push", "channel": "email", "access": "app_pin"}
    with_app = with_contacts(main_scenario(*settings, "population.app=1"), "opaque", contact)
    assert not len(rows_of(with_app, "opaque", Activity.LOGIN_FAILED))
    assert set(rows_of(with_app, "opaque", Activity.LOGGED_IN)[:, SECONDS].tolist()) == {11}
    without = with_contacts(main_scenario(*settings, "population.app=0"), "opaque", contact)
    assert not len(rows_of(without, "opaque", Activity.LOGGED_IN))


def test_no_account_no_way_in() -> None:
    scenario = main_scenario(*IDEAL, "population.activated=0")
    letter = with_contacts(scenario, "opaque", {"name": "letter", "channel": "letter"})
    counts = totals(letter, "opaque", CITIZENS)
    assert counts["logins"] == 0
    assert counts["missed_login_abandoned"] == counts["invoices"]


def test_one_login_serves_all_that_is_opened_in_the_same_second() -> None:
    scenario = main_scenario(*IDEAL, "opening.reads_all=0", "population.check_interval=10 days")
    logins = rows_of(scenario, "opaque", Activity.LOGGED_IN)
    read = rows_of(scenario, "opaque", Activity.READ)
    assert len({tuple(row) for row in logins[:, [CITIZEN, AT]]}) == len(logins) < len(read)
    assert set(read[:, DETAIL].tolist()) == {Way.DRAWN}


@pytest.mark.parametrize("design", ["content", "paper"])
def test_without_a_box_every_contact_still_keeps_to_its_plan(design: str) -> None:
    scenario = main_scenario(*IDEAL)
    weekly = {"send": {"weekly": {"day": "monday", "at": "09:00"}}, "for": "needs_action"}
    channel = "email" if design == "content" else "letter"
    plan = {"name": "all", "channel": channel, "discloses": ("content",), "access": "none", **weekly}
    world = with_contacts(scenario, design, plan, message_box=False)
    sent = rows_of(world, design, Activity.SENT)
    first = sent[(sent[:, DETAIL] & 0xFF) == 0]
    assert {Calendar(world.start).local(int(row[AT])).strftime("%a %H:%M") for row in first} == {"Mon 09:00"}
    counts = totals(world, design, CITIZENS)
    assert counts["read"] <= counts["invoices"] + counts["actions"] < counts["messages"]
    assert counts["box_read"] == counts["box_delivered"] == 0
    reconcile(simulate(world, design, 0, range(CITIZENS)))


def test_a_bill_for_which_no_contact_was_meant_is_told_apart() -> None:
    scenario = main_scenario(*IDEAL, "population.reminder_opt_in=0")
    world = with_contacts(scenario, "opaque", {"name": "mail", "channel": "email", "for": "opted_in"})
    counts = totals(world, "opaque", CITIZENS)
    assert counts["missed_not_sent"] == counts["missed"] == counts["invoices"] > 50


def test_a_reminder_before_the_due_date_never_leaves_after_it_nor_to_who_pays_by_debit() -> None:
    scenario = main_scenario(*IDEAL, "population.forgets=1", "acting.pays_at_once=0", "population.direct_debit=0.5")
    plan = {"name": "reminder", "channel": "email", "when": {"unpaid_before_due": "3 days"},
            "send": {"weekly": {"day": "monday", "at": "09:00"}}}  # fmt: skip
    world = with_contacts(scenario, "opaque", plan, pay_from_contact="direct_debit")
    simulation = Simulation(world)
    journal = simulation.run("opaque", 0, range(CITIZENS)).journal
    mandates = {citizen for citizen in range(CITIZENS) if _has_mandate(simulation, citizen)}
    sent = journal[(journal[:, ACTIVITY] == Activity.SENT) & ((journal[:, DETAIL] & 0xFF) == 0)]
    late = {(int(r[CITIZEN]), int(r[CASE])): int(r[AT]) for r in journal[journal[:, ACTIVITY] == Activity.LATE]}
    assert len(sent) > 10
    assert not {int(row[CITIZEN]) for row in sent} & mandates
    assert all(row[AT] < late.get((int(row[CITIZEN]), int(row[CASE])), row[AT] + 1) for row in sent)


def test_a_bill_whose_direct_debit_failed_is_reminded_of_after_its_due_date() -> None:
    """Nobody is reminded of a bill that was debited; who cannot pay has a mandate in vain, and is."""
    plans = (
        {"name": "mail", "channel": "email"},
        {"name": "overdue", "when": {"unpaid_after_due": "3 days"}, "channel": "email"},
    )
    scenario = main_scenario(
        *IDEAL,
        "population.direct_debit=1",
        "collections.tax.unable=0.5",
        "collections.municipal.unable=0.5",
        "acting.inability_lasts=0 days",
    )
    world = with_contacts(scenario, "opaque", *plans, pay_from_contact="direct_debit")
    sent = rows_of(world, "opaque", Activity.SENT)
    reminded = sent[(sent[:, DETAIL] & 0xFF) == 1][:, [CITIZEN, CASE]]
    late = rows_of(world, "opaque", Activity.LATE)
    late = late[late[:, AT] + 3 * DAY < Simulation(world).parameters.end][:, [CITIZEN, CASE]]
    assert len(rows_of(world, "opaque", Activity.PAID)) > 50
    assert len(late) > 50
    assert {tuple(row) for row in reminded.tolist()} == {tuple(row) for row in late.tolist()}


def _has_mandate(simulation: Simulation, citizen: int) -> bool:
    settled = simulation.run("opaque", 0, range(citizen, citizen + 1)).journal
    return bool(((settled[:, ACTIVITY] == Activity.PAID) & (settled[:, DETAIL] == 3)).any())


def test_what_is_known_from_a_letter_is_not_read_again_when_it_is_opened_in_the_box() -> None:
    everything_on_paper = tuple(setting.replace("=0", "=1") for setting in NOTHING_ALSO_ON_PAPER)
    settings = tuple(s for s in IDEAL if s not in NOTHING_ALSO_ON_PAPER)
    scenario = main_scenario(
        *settings, *everything_on_paper, "population.unprompted_logins=12 / year", "opening.b0=-1000"
    )
    read = rows_of(scenario, "opaque", Activity.READ)
    again = read[read[:, DETAIL] == Way.UNPROMPTED]
    assert len(again) > 100
    first_read: dict[tuple[int, int], int] = {}
    for row in read:
        first_read.setdefault((int(row[CITIZEN]), int(row[CASE])), int(row[DETAIL]))
    seconds = [int(row[SECONDS]) for row in again if first_read[int(row[CITIZEN]), int(row[CASE])] == Way.ON_PAPER]
    assert len(seconds) > 50
    assert set(seconds) == {0}


def test_no_more_logins_are_wasted_than_made() -> None:
    """Contacts noticed in the second of an unprompted login, or of another's, spend no login of their own."""
    everything_at_once = (
        "population.check_interval=5 days",
        "population.unprompted_logins=60 / year",
        "opening.reads_all=0",
    )
    scenario = main_scenario(*IDEAL[:-1], *everything_at_once)
    reconcile(simulate(scenario, "opaque", 0, range(600)))
