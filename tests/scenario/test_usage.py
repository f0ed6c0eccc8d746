"""Of a number that is said to be used by no design it is true: whatever it is, nothing changes."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.exploration.outputs import may_affect
from sim.analysis.exploration.probe import Probe
from sim.analysis.exploration.space import space_of
from sim.experiment.part_store import MemoryStore
from sim.experiment.point_simulation import perform_points
from sim.experiment.runner import RunSettings
from sim.outcomes.responses import Counts
from sim.outcomes.sums import SUMMED
from sim.scenario.schema import Design
from sim.scenario.usage import ONLY_MOVES, is_used
from tests.shipped import main_scenario

pytestmark = pytest.mark.long

SCENARIO = main_scenario("population.size=40", "horizon=180 days")


def at_both_ends(probe: Probe, factors: int) -> Counts:
    """The sums with all factors at their low and at their high end."""
    places = np.array([[0.0] * factors, [1.0] * factors])
    return perform_points([probe], places, MemoryStore(), RunSettings())[probe.name]


@pytest.mark.parametrize("design", SCENARIO.designs)
def test_what_is_not_used_moves_nothing(design: str) -> None:
    space = space_of({SCENARIO.name: SCENARIO})
    idle = [factor for factor in space.factors if not may_affect(factor, SCENARIO, [design], SUMMED)]
    assert idle, "every shipped design leaves something out"
    probe = Probe(space.only(idle), SCENARIO.name, (design,))
    low, high = at_both_ends(probe, len(idle))
    assert (low == high).all()


def test_what_is_used_moves_something() -> None:
    """The comparison above can fail: what a design uses is seen to move."""
    space = space_of({SCENARIO.name: SCENARIO})
    used = [factor for factor in space.factors if factor.name.startswith("opt_out")]
    assert all(may_affect(factor, SCENARIO, ["opaque"], SUMMED) for factor in used)
    probe = Probe(space.only(used), SCENARIO.name, ("opaque",))
    low, high = at_both_ends(probe, len(used))
    assert (low != high).any()


@pytest.mark.parametrize("section", ONLY_MOVES)
def test_what_only_prices_moves_only_its_own_columns(section: str) -> None:
    space = space_of({SCENARIO.name: SCENARIO})
    chosen = [factor for factor in space.factors if factor.name.startswith(f"{section}.")]
    probe = Probe(space.only(chosen), SCENARIO.name, ("opaque", "paper"))
    low, high = at_both_ends(probe, len(chosen))
    moved = {name for place, name in enumerate(SUMMED) if (low[..., place] != high[..., place]).any()}
    assert moved
    assert moved <= set(ONLY_MOVES[section])
    assert not any(may_affect(factor, SCENARIO, ["opaque"], ["effort_seconds"]) for factor in chosen)


def test_each_kind_of_contact_uses_its_own_numbers() -> None:
    (email, *_) = SCENARIO.designs["opaque"].contacts

    def used(path: str, **changes: object) -> bool:
        design: Design = SCENARIO.designs["opaque"].model_copy(update={"contacts": (email,), **changes})
        return is_used(SCENARIO, design, tuple(path.split(".")))

    push = email.model_copy(update={"channel": "push", "link": "deep", "access": "app_pin", "recipients": "opted_in"})
    for path in (
        "channels.push.sinking",
        "suspicion.deep_link",
        "login.methods.app_pin.minutes",
        "population.reminder_opt_in",
    ):
        assert not used(path)
        assert used(path, contacts=(push,))
    assert not used("population.direct_debit")
    assert used("population.direct_debit", pay_from_contact="direct_debit")
    assert used("channels.letter.lost", contacts=())
    assert used("opt_out.hazard")
    assert not used("opt_out.hazard", return_to_paper_on_opt_out=False)
    assert not used("login.retries", message_box=False)
    assert used("collections.tax.unable") != ("tax" not in SCENARIO.collections)
