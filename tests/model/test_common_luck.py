"""Common random numbers: nothing that leaves the world alone moves a draw, and designs meet the same luck."""

import numpy as np
import pytest

from sim.model.engine import Simulation
from sim.outcomes.citizen_rows import citizen_rows
from sim.outcomes.simulation import simulate_compiled as simulate
from sim.rules.activity import FIELDS, Activity
from tests.shipped import equal, main_scenario

CITIZENS = range(400)
SMALLEST_GAIN = 20
"""How many times smaller the variance of the paired difference in missed invoices must be than that between seeds."""


def test_the_same_luck_makes_the_difference_between_opaque_and_sender_many_times_surer() -> None:
    """The difference of two designs varies least when both are lived by the same citizens with the same luck.

    The variance of a mean difference over n citizens is that of one citizen's difference, over n, in both cases; so
    the ratio for one citizen is the ratio for any number.
    """
    scenario, citizens = main_scenario(), range(2_500)
    opaque = simulate(scenario, "opaque", 0, citizens)["missed"]
    paired = simulate(scenario, "sender", 0, citizens)["missed"] - opaque
    other_seed = simulate(main_scenario("seed=77"), "sender", 0, citizens)["missed"] - opaque
    assert paired.any()
    assert other_seed.var() / paired.var() > SMALLEST_GAIN


@pytest.mark.long
def test_messages_are_the_same_under_every_design() -> None:
    scenario = main_scenario()
    posts = []
    for design in scenario.designs:
        journal = Simulation(scenario).run(design, 0, range(60)).journal
        posted = np.isin(journal[:, 3], (Activity.DELIVERED, Activity.POSTED))
        posts.append(journal[posted][:, [0, 1, 2, 4]])
    assert len(posts[0]) > 500
    assert all(np.array_equal(post, posts[0]) for post in posts)


@pytest.mark.parametrize("first", [0, 1, 37, 399])
def test_a_citizen_can_be_simulated_alone(first: int) -> None:
    scenario = main_scenario()
    together = simulate(scenario, "wmebv", 0, CITIZENS)
    alone = simulate(scenario, "wmebv", 0, range(first, first + 1))
    assert equal(alone, {name: values[first : first + 1] for name, values in together.items()})
    assert not equal(alone, {name: values[first - 1 : first] for name, values in together.items()})


def test_the_journal_does_not_depend_on_who_else_is_simulated() -> None:
    simulation = Simulation(main_scenario())
    together = simulation.run("opaque", 0, range(60)).journal
    apart = [simulation.run("opaque", 0, range(first, first + 20)).journal for first in (0, 20, 40)]
    assert np.array_equal(together, np.concatenate(apart))


def test_replications_are_different_worlds_and_seeds_too() -> None:
    scenario = main_scenario()
    first = simulate(scenario, "opaque", 0, CITIZENS)
    again = simulate(scenario, "opaque", 0, CITIZENS)
    second = simulate(scenario, "opaque", 1, CITIZENS)
    reseeded = simulate(main_scenario("seed=5"), "opaque", 0, CITIZENS)
    assert equal(first, again)
    assert not np.array_equal(first["effort_seconds"], second["effort_seconds"])
    assert not np.array_equal(first["effort_seconds"], reseeded["effort_seconds"])


def test_a_reminder_moves_no_draw_of_what_happens_without_it() -> None:
    """Taking the reminder away leaves every journal row up to the first reminder of each citizen as it was."""
    scenario = main_scenario()
    contacts = scenario.designs["opaque"].contacts
    bare = scenario.designs["opaque"].model_copy(update={"contacts": contacts[:1]})
    without = scenario.model_copy(update={"designs": {**scenario.designs, "opaque": bare}})
    with_reminder = Simulation(scenario).run("opaque", 0, range(80)).journal
    no_reminder = Simulation(without).run("opaque", 0, range(80)).journal
    reminded = 0
    for citizen in range(80):
        one = with_reminder[with_reminder[:, 0] == citizen]
        other = no_reminder[no_reminder[:, 0] == citizen]
        sent = np.flatnonzero((one[:, 3] == Activity.SENT) & (one[:, 4] & 0xFF == 1))
        until = int(sent[0]) if len(sent) else len(one)
        reminded += bool(len(sent))
        assert np.array_equal(one[:until], other[:until])
        assert len(sent) or len(one) == len(other)
    assert reminded > 5


def test_rows_are_made_of_the_journal_alone_and_every_count_reconciles() -> None:
    scenario = main_scenario()
    simulation = Simulation(scenario)
    chunk = simulation.run("opaque", 0, CITIZENS)
    rows = citizen_rows(chunk, simulation, "opaque", 0)
    assert chunk.journal.shape[1] == len(FIELDS)
    assert np.array_equal(rows["missed"], sum(rows[name] for name in rows if name.startswith("missed_")))
    late = sum(rows[name] for name in rows if name.startswith("late_"))
    assert np.array_equal(rows["late"], rows["missed"] + late)
    assert np.array_equal(rows["messages"], rows["read"] + rows["unread_at_end"])
    assert (rows["effort_seconds"] >= rows["overhead_seconds"]).all()
    assert (rows["overhead_seconds"] >= rows["unprompted_seconds"]).all()
