"""What a reader would check first: the ends of the scale, at which the model leaves nothing to chance."""

import pytest

from sim.rules.columns import CAUSES
from tests.shipped import (
    EVERYBODY_CAN_BE_REACHED,
    EVERYBODY_LOOKS_AND_NOTICES,
    EVERYBODY_OPENS_AT_ONCE,
    NOBODY_OPENS,
    NOBODY_OPTS_OUT,
    NOTHING_ALSO_ON_PAPER,
    main_scenario,
    totals,
)

CITIZENS = 150
DIGITAL = ("opaque", "sender", "action", "wmebv")
POSTPONES = ("opening.b0=-1000", "opening.remembers=1", "opening.max_postponements=8")
IDEAL = (*EVERYBODY_CAN_BE_REACHED, *EVERYBODY_LOOKS_AND_NOTICES, *EVERYBODY_OPENS_AT_ONCE)


@pytest.mark.parametrize("design", [*DIGITAL, "paper"])
def test_nothing_is_missed_when_everybody_notices_and_opens_at_once(design: str) -> None:
    counts = totals(main_scenario(*IDEAL), design, CITIZENS)
    assert counts["invoices"] > 100
    assert counts["missed"] == 0
    assert counts["read"] == counts["messages"]


@pytest.mark.parametrize("design", DIGITAL)
def test_every_invoice_is_missed_when_nobody_opens_anything(design: str) -> None:
    counts = totals(main_scenario(*NOBODY_OPENS, *NOTHING_ALSO_ON_PAPER), design, CITIZENS)
    assert counts["invoices"] > 100
    assert counts["missed"] == counts["invoices"]
    assert counts["logins"] == counts["box_read"] == 0


def test_paper_causes_no_login_and_no_notification() -> None:
    counts = totals(main_scenario(), "paper", CITIZENS)
    assert counts["messages"] > 1000
    assert counts["logins"] == counts["login_failures"] == counts["notifications"] == counts["box_delivered"] == 0
    assert counts["letters"] >= counts["messages"]


def test_a_letter_without_box_is_the_only_one_for_its_message() -> None:
    counts = totals(
        main_scenario(*IDEAL, "collections.tax.unable=0", "collections.municipal.unable=0", "population.forgets=0"),
        "paper",
        CITIZENS,
    )
    assert counts["late"] == 0
    assert counts["letters"] == counts["messages"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("settings", "cause"),
    [
        (("population.activated=0",), "not_activated"),
        (("population.activated=1", "population.dormant=1"), "dormant"),
        (("population.dormant=0", "population.email={valid: 0, none: 1, stale: 0}"), "no_valid_address"),
        (("population.dormant=0", "population.email={valid: 0, none: 0, stale: 1}"), "no_valid_address"),
        ((*EVERYBODY_CAN_BE_REACHED, "channels.email.lost=1"), "not_delivered"),
        ((*EVERYBODY_CAN_BE_REACHED, "population.attention=0"), "not_noticed"),
        ((*IDEAL, "suspicion.base=1000", "suspicion.checks=0"), "taken_for_phishing"),
        ((*IDEAL, "opening.b0=-1000", "opening.b_postpone=-1000"), "ignored"),
        ((*IDEAL, "opening.b0=-1000", "opening.b_postpone=1000", "opening.remembers=0"), "postponed"),
        ((*IDEAL, *POSTPONES, "opening.b_postpone=1000", "opening.postponement=700 days"), "postponed"),
        ((*IDEAL, *POSTPONES, "opening.b_postpone=-2", "opening.postponement=1 h"), "ignored"),
        (
            (*IDEAL, *(f"login.methods.{m}.success=0" for m in ("password", "sms", "app")), "login.recovers=0"),
            "login_abandoned",
        ),
    ],
)
def test_each_cause_of_a_missed_invoice_is_the_only_one_where_it_rules(settings: tuple[str, ...], cause: str) -> None:
    scenario = main_scenario(
        "population.unprompted_logins=0 / year", *NOBODY_OPTS_OUT, *NOTHING_ALSO_ON_PAPER, *settings
    )
    counts = totals(scenario, "opaque", CITIZENS)
    assert counts["invoices"] > 100
    assert {name: counts[f"missed_{name}"] for name in CAUSES if counts[f"missed_{name}"]} == {
        cause: counts["invoices"]
    }


def test_who_cannot_pay_is_late_whatever_was_read() -> None:
    scenario = main_scenario(*IDEAL, "collections.tax.unable=1", "collections.municipal.unable=1")
    counts = totals(scenario, "opaque", CITIZENS)
    assert counts["late"] == counts["late_unable"] == counts["invoices"] > 100


def test_a_forgetful_planner_is_late_though_everything_was_read() -> None:
    scenario = main_scenario(
        *IDEAL,
        "population.forgets=1",
        "acting.pays_at_once=0",
        "collections.tax.unable=0",
        "collections.municipal.unable=0",
    )
    counts = totals(scenario, "opaque", CITIZENS)
    assert counts["late"] == counts["late_forgot"] == counts["invoices"] > 100
    assert counts["actions_late"] == counts["actions"] > 0


def test_a_planner_who_remembers_is_never_late() -> None:
    scenario = main_scenario(
        *IDEAL,
        "population.forgets=0",
        "acting.pays_at_once=0",
        "collections.tax.unable=0",
        "collections.municipal.unable=0",
    )
    counts = totals(scenario, "opaque", CITIZENS)
    assert counts["late"] == counts["actions_late"] == 0
