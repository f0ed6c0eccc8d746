"""Habituation: what opened messages teach people about the contacts that announce them."""

import numpy as np
import pytest

from sim.clock import DAY
from sim.model.engine import Simulation
from sim.rules.activity import ACTIVITY, AT, CASE, CITIZEN, DETAIL, Activity
from sim.rules.parameters import INVOICE
from tests.shipped import EVERYBODY_CAN_BE_REACHED, EVERYBODY_LOOKS_AND_NOTICES, NOTHING_ALSO_ON_PAPER, main_scenario

YEARS = 3
SETTINGS = (
    *EVERYBODY_CAN_BE_REACHED,
    *EVERYBODY_LOOKS_AND_NOTICES,
    *NOTHING_ALSO_ON_PAPER,
    f"horizon={YEARS * 365} days",
    "population.unprompted_logins=0 / year",
    "population.size=400",
    "suspicion.base=-1000",
    "opening.sd_message=0",
    "opening.b0=-1.5",
    "opening.b_postpone=-1000",
    "opening.reads_all=0",
    "opt_out.hazard=0",
    "appraisal.learning_rate=0.2",
    "appraisal.understood=0",
    "population.reminder_opt_in=0",
)


def opened_by_year(design: str) -> list[float]:
    """Share of the bills that were opened when their first notification was noticed, in each year."""
    simulation = Simulation(main_scenario(*SETTINGS))
    journal = simulation.run(design, 0, range(400)).journal
    kinds = np.array([kind.kind for kind in simulation.parameters.types])
    posted = journal[journal[:, ACTIVITY] == Activity.DELIVERED]
    bills = {(int(r[CITIZEN]), int(r[CASE])) for r in posted if kinds[r[DETAIL]] == INVOICE}
    chose = [r for r in journal[journal[:, ACTIVITY] == Activity.CHOSE] if (int(r[CITIZEN]), int(r[CASE])) in bills]
    opened: list[list[bool]] = [[] for _ in range(YEARS)]
    for row in chose:
        year = int(row[AT]) // (365 * DAY)
        if row[DETAIL] >> 4 == 0 and year < YEARS:
            opened[year].append(row[DETAIL] & 15 == 0)
    assert min(len(year) for year in opened) > 400
    return [float(np.mean(year)) for year in opened]


def test_bills_are_opened_ever_less_when_announcements_dominate_and_nothing_is_told() -> None:
    shares = opened_by_year("opaque")
    assert shares[0] > shares[1] > shares[2]
    assert shares[0] - shares[2] > 0.1


@pytest.mark.long
def test_bills_are_opened_as_before_when_the_nature_is_told() -> None:
    shares = opened_by_year("wmebv")
    assert shares[2] >= shares[0] - 0.02


def test_what_a_text_says_of_the_message_is_worth_something_at_first_sight() -> None:
    simulation = Simulation(main_scenario("appraisal.understood=1"))
    initial = simulation.design("wmebv").initial_beliefs
    worth = [kind.importance for kind in simulation.parameters.types]
    contact = simulation.design("wmebv").contacts[0]
    assert [initial[place] for place in contact.beliefs] == pytest.approx(worth, rel=1e-12)
    assert set(simulation.design("opaque").initial_beliefs[:1]) == {0.8}
