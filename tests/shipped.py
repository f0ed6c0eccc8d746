"""The shipped main scenario, with settings, for tests that simulate."""

from functools import cache
from pathlib import Path

import numpy as np

from sim.outcomes.simulation import simulate
from sim.rules.parameters import Integers
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario

SCENARIOS = Path(__file__).parent.parent / "scenarios"
MAIN = SCENARIOS / "mijnoverheid-2016.yaml"

EVERYBODY_CAN_BE_REACHED = (
    "population.activated=1",
    "population.dormant=0",
    "population.email={valid: 1, none: 0, stale: 0}",
    "population.phone={valid: 1, none: 0, stale: 0}",
    "channels.email.lost=0",
    "channels.letter.lost=0",
)
EVERYBODY_LOOKS_AND_NOTICES = (
    "population.attention=1",
    "population.check_interval=1 h",
    "population.letterbox_interval=1 day",
)
EVERYBODY_OPENS_AT_ONCE = (
    "suspicion.base=-1000",
    "opening.b0=1000",
    "opening.b_letter=1000",
    "login.methods.password.success=1",
    "login.methods.sms.success=1",
    "login.methods.app.success=1",
)
NOBODY_OPTS_OUT = ("opt_out.hazard=0",)
NOBODY_OPENS = ("opening.b0=-1000", "population.unprompted_logins=0 / year", *NOBODY_OPTS_OUT)
NOTHING_ALSO_ON_PAPER = tuple(
    f"senders.{sender}.message_types.{message_type}.also_on_paper=0"
    for sender, message_types in {
        "belastingdienst": (
            "benefit-decision",
            "benefit-payment",
            "assessment-refund",
            "assessment-to-pay",
            "return-invitation",
            "motor-vehicle-tax",
        ),
        "uwv": ("payment-specification", "information-request"),
        "rdw": ("inspection-expiry",),
        "svb": ("decision",),
        "municipality": ("yearly-tax-bill", "parking-bill", "municipal-notice"),
    }.items()
    for message_type in message_types
)


PREFERENCE = """population.preference={shares: {prefers: 0.3, can: 0.1, could: 0.4, cannot: 0.2},
    prefers: {activation: 1, paper: 0, opt_out: 0.5, burden: 0},
    can: {activation: 0, paper: 0.2, opt_out: 1, burden: 1},
    could: {activation: -1, paper: 0.5, opt_out: 2, burden: 1.2},
    cannot: {activation: -3, paper: 1, opt_out: 0, burden: 3}}"""
"""The setting of a preference by which people differ in everything that it shapes."""


@cache
def main_scenario(*settings: str) -> Scenario:
    """The shipped main scenario with these settings, at the numbers it states itself: no test hangs on a later fit.

    It has no warm-up unless a setting asks for one: tests count what happens from the start, and take half the time.
    """
    warmed = any(each.startswith("warm_up=") for each in settings)
    settings = settings if warmed else ("warm_up=0 days", *settings)
    return resolve(MAIN, settings=settings, fitted=False).scenario


def totals(scenario: Scenario, design: str, citizens: int, replication: int = 0) -> dict[str, int]:
    """Sums of the per-citizen columns over the first citizens."""
    rows = simulate(scenario, design, replication, range(citizens))
    return {name: int(values.sum()) for name, values in rows.items()}


def equal(one: dict[str, Integers], other: dict[str, Integers]) -> bool:
    """Whether two tables are equal in every column and row."""
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)
