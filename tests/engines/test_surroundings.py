"""What surrounds a process moves no number: its time zone, its language, and how Python hashes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from sim.kernel.memory import JOURNEYS
from sim.rules.order import FIRST_COLLECTION_LETTER, ON_PAPER

PROGRAM = """
import hashlib
from sim.experiment.engines import SIMPY, COMPILED
from sim.experiment.identity import keys_of
from sim.scenario.resolution import resolve
from tests.shipped import MAIN
scenario = resolve(MAIN).scenario
print(keys_of(scenario, ["wmebv"]))
for engine in (SIMPY, COMPILED):
    rows = engine.simulate(scenario, "wmebv", 0, range(30))
    print(hashlib.sha256(b"".join(name.encode() + values.tobytes() for name, values in rows.items())).hexdigest())
"""


def told(**surroundings: str) -> list[str]:
    """The keys and the digests of rows that a process of its own tells."""
    run = [sys.executable, "-c", PROGRAM]
    found = subprocess.run(run, env=os.environ | surroundings, capture_output=True, text=True, check=True)
    return found.stdout.splitlines()


@pytest.mark.long
def test_no_surroundings_move_a_number() -> None:
    here = told(TZ="UTC", LC_ALL="C", PYTHONHASHSEED="0")
    assert len(here) == 3
    assert here[1] == here[2]
    assert told(TZ="America/New_York", LC_ALL="nl_NL.UTF-8", LANG="nl_NL.UTF-8", PYTHONHASHSEED="4711") == here


def test_journeys_that_most_messages_have_are_remembered_at_places_of_their_own() -> None:
    """At one place each would forget the other, and be drawn again under the next design."""
    usual = (0, 1, 2, 3, ON_PAPER, FIRST_COLLECTION_LETTER)
    assert len({number % JOURNEYS for number in usual}) == len(usual)
