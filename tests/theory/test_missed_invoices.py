"""The share of invoices missed against its exact value, where looks at the inbox are all that delays.

Every account is reached, every bill that is noticed is opened at once, and each citizen gets one bill. Looks are the
points of a Poisson process with mean interval T. So a bill that an e-mail announces `delay` after its delivery is
still unread after a payment term t with probability exp(-(t - delay) / T); if a look notices it with probability p
only, with exp(-p (t - delay) / T), since looks that notice are a Poisson process of their own. Citizens are
independent, so the number missed is binomial. Each test would fail a correct program with probability FALSE_ALARM.
"""

from __future__ import annotations

import math

import pytest
from scipy import stats

from tests.shipped import (
    EVERYBODY_CAN_BE_REACHED,
    EVERYBODY_OPENS_AT_ONCE,
    NOBODY_OPTS_OUT,
    NOTHING_ALSO_ON_PAPER,
    main_scenario,
    totals,
)

pytestmark = pytest.mark.theory

FALSE_ALARM = 1e-6
CITIZENS = 2_500
BILL = "senders.municipality.message_types.yearly-tax-bill"


def eligible_for_the_bill_only() -> tuple[str, ...]:
    """Settings by which everybody gets the yearly bill, once, and nothing else."""
    senders = main_scenario().senders.items()
    paths = [f"senders.{sender}.message_types.{kind}" for sender, each in senders for kind in each.message_types]
    return tuple(f"{path}.eligible={int(path == BILL)}" for path in paths)


def missed(term: int, delay: int, interval: int, noticed: float) -> int:
    """Invoices missed among as many citizens, each with one; spans in days."""
    scenario = main_scenario(
        *EVERYBODY_CAN_BE_REACHED,
        *EVERYBODY_OPENS_AT_ONCE,
        *NOBODY_OPTS_OUT,
        *NOTHING_ALSO_ON_PAPER,
        *eligible_for_the_bill_only(),
        "population.unprompted_logins=0 / year",
        "population.reminder_opt_in=0",
        f"population.check_interval={interval} days",
        f"population.attention={noticed}",
        f"channels.email.delay={delay} days",
        "channels.email.sinking=1",
        "channels.email.looks_before_lost=60",
        f"{BILL}.payment_term={term} days",
    )
    counts = totals(scenario, "opaque", CITIZENS)
    assert counts["messages"] == counts["invoices"] == CITIZENS
    return counts["missed"]


def unread(term: float, delay: float, interval: float, noticed: float = 1.0) -> float:
    """The exact probability that an invoice is unread at its due date."""
    return math.exp(-noticed * (term - delay) / interval)


@pytest.mark.long
@pytest.mark.parametrize(
    ("term", "delay", "interval", "noticed"),
    [(42, 0, 42, 1.0), (42, 14, 30, 1.0), (14, 3, 5, 1.0), (42, 7, 14, 0.4)],
)
def test_the_share_missed_is_that_of_no_look_in_time(term: int, delay: int, interval: int, noticed: float) -> None:
    found = missed(term, delay, interval, noticed)
    assert stats.binomtest(found, CITIZENS, unread(term, delay, interval, noticed)).pvalue > FALSE_ALARM
    # The test can fail: with a payment term half as long again, or without the delay of the mail, it does.
    assert stats.binomtest(found, CITIZENS, unread(1.5 * term, delay, interval, noticed)).pvalue < FALSE_ALARM
    if delay:
        assert stats.binomtest(found, CITIZENS, unread(term, 0, interval, noticed)).pvalue < FALSE_ALARM


def test_a_bill_whose_mail_comes_after_the_due_date_is_always_missed() -> None:
    assert missed(term=7, delay=8, interval=1, noticed=1.0) == CITIZENS
