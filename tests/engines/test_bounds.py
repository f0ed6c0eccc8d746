"""What no compiled code may be given: refused in a sentence where it is entered, whoever asks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.analysis.exploration.probe import Probe
from sim.analysis.exploration.space import space_of
from sim.draws import MAX_CITIZENS, MAX_REPLICATIONS
from sim.errors import UsageError
from sim.experiment import point_simulation
from sim.experiment.certificate import certify
from sim.experiment.engines import COMPILED
from sim.experiment.part_store import MemoryStore
from sim.experiment.plan import planned_at_batches, planned_scenario
from sim.experiment.point_simulation import perform_points
from sim.experiment.runner import RunSettings
from sim.outcomes.simulation import compiled_journal, simulate, simulate_compiled
from sim.population.prepared import PreparedScenario
from sim.rules.attention import LONGEST_INTERVAL, interval_between_looks
from sim.rules.bounds import MOST_OF_A_KIND
from sim.rules.distributions import LARGEST, cut, whole
from sim.scenario.schema import Scenario
from tests.cli.program import mbsim
from tests.engines.agreement import assert_engines_agree
from tests.shipped import main_scenario

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
TERM = "senders.belastingdienst.message_types.assessment-to-pay.payment_term"
TOO_LONG = f"{TERM}=36525 days"
SAID = r"it follows citizens for 3\d{9} seconds, and the compiled engine for fewer than 2147483648"
"""A payment term of a hundred years: its seconds do not fit into the keys of events."""


RARE = f"0.{'0' * 300}1"
FOLLOWED = f"{TERM}=18000 days"
"""A term of half a century, in which messages keep coming."""


def at_a_point(scenario: Scenario) -> object:
    space = space_of({"study": scenario})
    return perform_points(
        [Probe(space, "study", ("opaque",))], space.stated()[None], MemoryStore(), RunSettings(COMPILED)
    )


@pytest.mark.parametrize(
    "enter",
    [
        lambda scenario: simulate_compiled(scenario, "opaque", 0, range(3)),
        lambda scenario: compiled_journal(scenario, "opaque", 0, range(3)),
        lambda scenario: certify(scenario, 3),
        lambda scenario: sim.simulate(scenario, "opaque", range(3), engine="compiled"),
        lambda scenario: sim.compare(scenario, ["opaque", "paper"], engine="compiled"),
        at_a_point,
    ],
)
def test_compiled_code_is_not_entered_with_what_it_cannot_hold(enter: Callable[[Scenario], object]) -> None:
    scenario = main_scenario(TOO_LONG, "population.size=3", "compare.designs=[opaque]")
    with pytest.raises(UsageError, match=SAID):
        enter(scenario)
    assert len(simulate(scenario, "opaque", 0, range(3))["citizen"]) == 3


@pytest.mark.parametrize("verb", [("robust", "--points", "16"), ("sensitivity", "--trajectories", "2")])
def test_studies_of_what_is_not_known_ask_before_they_simulate(verb: tuple[str, ...], tmp_path: object) -> None:
    options = ["--set", TOO_LONG, "--size", "5", "--out", f"{tmp_path}/out"]
    run = mbsim(verb[0], "mijnoverheid-2016", *verb[1:], *options)
    assert run.returncode == 2
    assert re.search(SAID, run.stderr)
    assert "Traceback" not in run.stderr


def test_every_point_is_asked_before_any_is_simulated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The term has a range here, and is too long only in its upper part."""
    scenario = main_scenario(
        f"{TERM}={{value: 60 days, low: 30 days, high: 36525 days, grade: assumed, note: a test}}", "population.size=2"
    )
    space = space_of({"study": scenario})
    probe = Probe(space, "study", ("opaque",))
    places = np.repeat(space.stated()[None], 3, axis=0)
    term = next(place for place, factor in enumerate(space.factors) if TERM in factor.paths)
    places[:, term] = 0.1, 0.2, 1.0
    monkeypatch.setattr(point_simulation, "performed", lambda *_: pytest.fail("a point was simulated"))
    with pytest.raises(UsageError, match=r"it follows citizens for .*\(Point 2 of study\.\)"):
        perform_points([probe], places, MemoryStore(), RunSettings(COMPILED))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            ("senders.uwv.message_types.payment-specification.arrival={per_year: 1000 / year}", FOLLOWED),
            "senders.uwv.message_types.payment-specification: about 5",
        ),
        (("phishing.per_year=1000 / year", FOLLOWED), r"imitations \(phishing.per_year\), and 32,768 is the most"),
        (
            ("login.random_outages={per_year: 1000 / year, lasts: 1 h}", FOLLOWED),
            r"outages \(login.random_outages.per_year\), and 32,768 is the most",
        ),
    ],
)
def test_what_draws_could_not_tell_apart_is_refused(settings: tuple[str, ...], said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        PreparedScenario(main_scenario(*settings))
    assert str(refused.value).endswith("Lower the rate, or shorten the horizon or the follow_up.")


def test_more_messages_than_have_numbers_are_refused() -> None:
    scenario = main_scenario("senders.uwv.message_types.payment-specification.arrival={per_year: 500 / year}", FOLLOWED)
    uwv = scenario.senders["uwv"]
    more = {f"extra-{number}": uwv.message_types["payment-specification"] for number in range(25)}
    senders = {**scenario.senders, "uwv": uwv.model_copy(update={"message_types": more})}
    with pytest.raises(UsageError, match=r"about 6.* messages for one citizen, and 524,288 is the most"):
        PreparedScenario(scenario.model_copy(update={"senders": senders}))


def test_a_citizen_who_would_log_in_too_often_is_named() -> None:
    often = main_scenario("population.unprompted_logins=1000 / year", FOLLOWED)
    for run in (simulate, simulate_compiled):
        with pytest.raises(UsageError, match=r"citizen 5 would log in unprompted about 50,[0-9]{3} times, and 32,768"):
            run(often, "opaque", 0, range(5, 8))


@pytest.mark.parametrize(
    ("replication", "citizens", "said"),
    [
        (-1, range(3), "Replications are numbered from 0 to 1048575; found -1"),
        (MAX_REPLICATIONS, range(3), "Replications are numbered from 0 to 1048575; found 1048576"),
        (0, range(-1, 2), "Citizens follow on each other from 0"),
        (0, range(0, 10, 2), "Citizens follow on each other from 0"),
        (0, range(MAX_CITIZENS - 2, MAX_CITIZENS + 1), "from 0 to at most 4294967294"),
    ],
)
def test_no_draw_has_such_an_address(replication: int, citizens: range, said: str) -> None:
    for run in (simulate, simulate_compiled):
        with pytest.raises(UsageError, match=said):
            run(main_scenario(), "opaque", replication, citizens)


def test_the_last_citizens_and_replications_are_simulated_alike() -> None:
    for first in (2**31 - 2, MAX_CITIZENS - 4):
        assert assert_engines_agree(main_scenario(), "opaque", MAX_REPLICATIONS - 1, range(first, first + 4)) > 0


def test_more_citizens_than_are_added_up_exactly_are_refused_before_anything_is_planned() -> None:
    scenario = main_scenario("population.size=100000000", "replications=100000")
    said = "has 10,000,000,000,000 citizens over all replications, and 1,073,741,824"
    with pytest.raises(UsageError, match=said):
        planned_scenario(scenario)
    with pytest.raises(UsageError, match=said):
        list(planned_at_batches(scenario, ()))


def test_more_contacts_than_have_numbers_are_refused() -> None:
    scenario = main_scenario()
    contact = scenario.designs["opaque"].contacts[0]
    many = scenario.designs["opaque"].model_copy(update={"contacts": (contact,) * 65})
    crowded = scenario.model_copy(update={"designs": {**scenario.designs, "many": many}})
    for run in (simulate, simulate_compiled):
        with pytest.raises(UsageError, match="Design many has 65 contacts, and 64 is the most"):
            run(crowded, "many", 0, range(3))


def test_no_number_is_too_large_to_become_a_whole_one() -> None:
    for value in (float("inf"), float("nan"), 1e300, LARGEST):
        assert whole(value) == cut(value) == LARGEST
    assert (cut(2.9), whole(2.5), whole(-1e300)) == (2, 3, -LARGEST)
    assert interval_between_looks(3600, 5e-324, 60) == LONGEST_INTERVAL
    assert interval_between_looks(3600, 2.0, 60) == 1800
    assert interval_between_looks(3600, 2.0, 2400) == 2400


def test_engines_agree_where_nearly_nothing_happens() -> None:
    """Rates so small that the next time lies beyond every number."""
    rare = main_scenario(
        f"phishing.per_year={RARE} / year",
        f"login.random_outages={{per_year: {RARE} / year, lasts: 1 h}}",
        "channels.email.looks_per_interval=0.001",
        f"population.unprompted_logins={RARE} / year",
    )
    assert assert_engines_agree(rare, "opaque", 0, range(20)) > 0
    assert MOST_OF_A_KIND < 2**16


def test_compiled_code_looks_beyond_the_end_of_nothing() -> None:
    """On drawn and on shipped scenarios, with every access checked; such code is compiled by a process of its own."""
    command = [sys.executable, "-m", "pytest", "-n0", "-q", "tests/engines/long_checked.py"]
    checked = {**os.environ, "NUMBA_BOUNDSCHECK": "1"}
    run = subprocess.run(command, cwd=ROOT, env=checked, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    assert " passed" in run.stdout
