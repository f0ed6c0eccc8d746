"""Small worlds in which one thing happens, with the value it must have, in both engines."""

import numpy as np
import pytest

from sim.clock import DAY
from sim.rules.activity import ACTIVITY, AT, CASE, CENTS, CITIZEN, DETAIL, Activity
from sim.scenario.schema import Scenario
from tests.engines.journals import ENGINES, JournalOf, only
from tests.shipped import (
    EVERYBODY_CAN_BE_REACHED,
    EVERYBODY_LOOKS_AND_NOTICES,
    EVERYBODY_OPENS_AT_ONCE,
    NOBODY_OPENS,
    NOBODY_OPTS_OUT,
    NOTHING_ALSO_ON_PAPER,
    main_scenario,
)

CITIZENS = 60
IDEAL = (
    *EVERYBODY_CAN_BE_REACHED,
    *EVERYBODY_LOOKS_AND_NOTICES,
    *EVERYBODY_OPENS_AT_ONCE,
    *NOTHING_ALSO_ON_PAPER,
    *NOBODY_OPTS_OUT,
    "population.reminder_opt_in=0",
    "population.unprompted_logins=0 / year",
)
METHODS = ("password", "sms", "app")
NEVER_PAID = "able_pays: 0, unable_pays: 0"


@pytest.fixture(params=ENGINES)
def journal_of(request: pytest.FixtureRequest) -> JournalOf:
    """Either engine."""
    return ENGINES[request.param]


def with_bills_that_grow(*steps: str) -> Scenario:
    """Bills of EUR 100 that nobody opens or pays, and these steps of their collection, a week apart."""
    scheme = ", ".join(f"{{title: Step, after: 7 days, term: 0 days, {step}, {NEVER_PAID}}}" for step in steps)
    return main_scenario(
        *NOBODY_OPENS,
        "opening.b_letter=-1000",
        f"collections.municipal.steps=[{scheme}]",
        "senders.municipality.message_types.parking-bill.amount=EUR 100",
        "senders.municipality.message_types.yearly-tax-bill.amount=EUR 100",
    )


@pytest.mark.parametrize(
    ("steps", "cents"),
    [
        (("fees: [{amount_from: EUR 0, fee: EUR 9}]", "multiplies: 1.5", "multiplies: 3"), (900, 5_000, 15_000)),
        (("multiplies: 1.5", "fees: [{amount_from: EUR 0, fee: EUR 9}]", "multiplies: 3"), (5_000, 900, 15_000)),
        (("multiplies: 1.5, fees: [{amount_from: EUR 0, fee: EUR 9}]", "multiplies: 1.5"), (5_900,)),
        (("multiplies: 3", "multiplies: 2", "multiplies: 3.5"), (20_000, 5_000)),
        (("multiplies: 0.5",), ()),
    ],
)
def test_increases_keep_the_fees_of_earlier_steps(
    journal_of: JournalOf, steps: tuple[str, ...], cents: tuple[int, ...]
) -> None:
    journal = journal_of(with_bills_that_grow(*steps), "opaque", CITIZENS)
    bills = journal[:, CASE] + (journal[:, CITIZEN] << 32)
    charged = only(journal, Activity.CHARGED)
    letters = only(journal, Activity.SENT)
    with_last_letter = letters[(letters[:, DETAIL] & 0xFF) == 65 + len(steps) - 1]
    municipal = np.intersect1d(bills[journal[:, ACTIVITY] == Activity.LATE], with_last_letter[:, CASE]
                               + (with_last_letter[:, CITIZEN] << 32))  # fmt: skip
    assert len(municipal) > 20
    found = {
        bill: tuple(charged[charged[:, CASE] + (charged[:, CITIZEN] << 32) == bill][:, CENTS].tolist())
        for bill in municipal.tolist()
    }
    assert sum(each == cents for each in found.values()) > 20


@pytest.mark.parametrize("most", [1, 2, 5])
def test_credentials_asked_for_after_the_last_attempt_are_used_once(journal_of: JournalOf, most: int) -> None:
    """Every attempt fails and is followed by new credentials: one attempt more, and no request after it."""
    scenario = main_scenario(
        *IDEAL,
        *(f"login.methods.{method}.success=0" for method in METHODS),
        "login.retries=0",
        "login.recovers=1",
        "login.recovery_delay=3 days",
        f"login.max_attempts={most}",
    )
    journal = journal_of(scenario, "opaque", CITIZENS)
    given_up = only(journal, Activity.LOGIN_ABANDONED)
    assert len(given_up) > 50
    for citizen, case, at in given_up[:, [CITIZEN, CASE, AT]].tolist():
        own = journal[(journal[:, CITIZEN] == citizen) & (journal[:, CASE] == case)]
        failed, asked = only(own, Activity.LOGIN_FAILED), only(own, Activity.CREDENTIALS_REQUESTED)
        assert (len(failed), len(asked)) == (most + 1, most)
        assert failed[-1, AT] == at
        assert (np.diff(failed[:, AT]) >= 3 * DAY).all()


def test_an_attempt_with_credentials_asked_for_after_the_last_one_can_work(journal_of: JournalOf) -> None:
    """An outage of DigiD until the credentials have come: the attempt that they allow works, for everybody."""
    scenario = main_scenario(
        *IDEAL,
        "login.retries=0",
        "login.recovers=1",
        "login.recovery_delay=200 days",
        "login.max_attempts=1",
        "login.outages=[{begins: 2016-01-01 00:00, lasts: 190 days}]",
        "opening.b_letter=-1000",
    )
    journal = journal_of(scenario, "opaque", CITIZENS)
    asked = only(journal, Activity.CREDENTIALS_REQUESTED)
    assert len(asked) > CITIZENS // 2
    assert not len(only(journal, Activity.LOGIN_ABANDONED))
    logins = only(journal, Activity.LOGGED_IN)
    for citizen, at in asked[:, [CITIZEN, AT]].tolist():
        assert at + 200 * DAY in logins[logins[:, CITIZEN] == citizen][:, AT]


def test_who_would_try_again_after_the_last_attempt_gives_up(journal_of: JournalOf) -> None:
    scenario = main_scenario(
        *IDEAL,
        *(f"login.methods.{method}.success=0" for method in METHODS),
        "login.retries=1",
        "login.recovers=0",
        "login.max_attempts=3",
    )
    journal = journal_of(scenario, "opaque", CITIZENS)
    failed, given_up = only(journal, Activity.LOGIN_FAILED), only(journal, Activity.LOGIN_ABANDONED)
    assert len(failed) == 3 * len(given_up) > 500
