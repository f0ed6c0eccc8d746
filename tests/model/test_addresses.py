"""No address is drawn from for two purposes: watched in a run of the same rules without the compiler."""

import json
import os
import subprocess
import sys
from collections import Counter

import pytest

from sim.draws import Decision

WATCH = """
import json, sys
from collections import Counter
import sim.draws
SETTINGS = (
    "seed=3", "login.methods.password.success=0.5", "login.random_outages={per_year: 12 / year, lasts: 2 days}",
    "phishing.per_year=20 / year",
    "helpdesk={agents: 1, opens: '09:00', closes: '17:00', after_abandoned_login: 1, after_recovery: 1, after_fee: 1, "
    "calls_after: 1 h, talks: 20 min, patience: 5 min}",
)
original, seen = sim.draws.block, Counter()

def watched(seed, replication, citizen, case, decision, occurrence):
    frame = sys._getframe(1)
    while frame.f_globals["__name__"] == "sim.draws":
        frame = frame.f_back
    seen[(frame.f_code.co_name, int(citizen), int(case), int(decision), int(occurrence))] += 1
    return original(seed, replication, citizen, case, decision, occurrence)

sim.draws.block = watched
from tests.shipped import main_scenario
from sim.outcomes.simulation import simulate
simulate(main_scenario(*SETTINGS), sys.argv[1], 0, range(12))
print(json.dumps([[*address, times] for address, times in seen.items()]))
"""

EVALUATED_AGAIN = {
    *(decision for decision in Decision if decision.name.startswith("LOOK_")),  # every contact that waits in a cell
    Decision.ACT_AT_ONCE,  # the same answer each time the message is read: in the box, and on paper
    Decision.FORGET,
    Decision.MEANS,  # the spells of a citizen, which all bills of the time share
    Decision.MEANS_GAP,
    Decision.PLANNED_LEAD,
}


@pytest.mark.long
def test_every_address_serves_one_purpose_and_one_moment() -> None:
    for design in ("opaque", "kivra", "digest"):
        run = subprocess.run(
            [sys.executable, "-c", WATCH, design],
            check=True, capture_output=True, text=True, env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        )  # fmt: skip
        draws = json.loads(run.stdout)
        assert len(draws) > 2000
        seen = {Decision(decision) for _, _, _, decision, _, _ in draws}
        assert {Decision.CALL, Decision.OUTAGE_GAP, Decision.IMITATION_GAP, Decision.OPENING} <= seen
        purposes = Counter((decision, name) for name, _, _, decision, _, _ in draws)
        functions = Counter(decision for decision, _ in purposes)
        assert {Decision(decision) for decision, count in functions.items() if count > 1} == set()
        repeated = {Decision(decision) for _, _, _, decision, _, times in draws if times > 1} - EVALUATED_AGAIN
        assert repeated == set()
