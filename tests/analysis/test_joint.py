from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.analysis.groups import ALL, REACHABLE
from sim.analysis.joint import Joint, joint, net_of, wilson
from sim.analysis.tally import Tally
from sim.outcomes.distribution import burdens_of
from sim.outcomes.responses import Columns
from sim.rules.columns import NAMES
from sim.scenario.resolution import resolve
from tests.experiment.studies import QUEUEING, small


def rows(missed: list[int], effort: list[int], replication: list[int] | None = None) -> Columns:
    count = len(missed)
    return {name: np.zeros(count, dtype=np.int64) for name in NAMES} | {
        "citizen": np.arange(count, dtype=np.int64),
        "replication": np.array(replication or [0] * count, dtype=np.int64),
        "reachable": np.array([1] * (count - 1) + [0], dtype=np.int64),
        "missed": np.array(missed, dtype=np.int64),
        "invoices": np.array([3] * count, dtype=np.int64),
        "effort_seconds": np.array(effort, dtype=np.int64),
    }


OLD = rows([0, 1, 2, 0, 1, 3], [600, 300, 0, 60, 90, 30])
NEW = rows([0, 0, 1, 1, 1, 0], [540, 360, 0, 60, 30, 30])


def joined(burden: str, design: str = "new", other: str = "old") -> Joint:
    scenario = small()
    found = {one.name: one for one in burdens_of(scenario)}[burden]
    return joint(Tally.of(scenario, {"old": OLD, "new": NEW}).sample(ALL), design, other, found)


def test_every_citizen_is_counted_once_under_both_designs() -> None:
    found = joined("missed_invoices")
    assert found.citizens == 6
    assert [found.both.value, found.only_here.value, found.only_there.value, found.neither.value] == pytest.approx(
        [2 / 6, 1 / 6, 2 / 6, 1 / 6]
    )
    assert [found.more.value, found.equal.value, found.less.value] == pytest.approx([1 / 6, 2 / 6, 3 / 6])


def test_the_mean_change_is_that_of_those_whom_it_concerns() -> None:
    found, year = joined("effort_minutes"), 365.25 / 366
    assert found.mean_less == pytest.approx(year)
    assert found.mean_more == pytest.approx(year)
    fees = joined("fees_eur")
    assert (fees.mean_less, fees.mean_more, fees.equal.value) == (None, None, 1.0)


def test_seen_from_the_other_design_gains_are_losses() -> None:
    here, there = joined("missed_invoices"), joined("missed_invoices", "old", "new")
    assert (here.more, here.less, here.only_here) == (there.less, there.more, there.only_there)
    assert (here.both, here.neither, here.mean_more) == (there.both, there.neither, there.mean_less)


def test_groups_are_counted_apart() -> None:
    scenario = small()
    burden = burdens_of(scenario)[2]
    found = joint(Tally.of(scenario, {"old": OLD, "new": NEW}).sample(REACHABLE), "new", "old", burden)
    assert found.citizens == 5
    assert found.only_there.value == 1 / 5


@pytest.mark.parametrize(("count", "of"), [(0, 10), (1, 10), (5, 10), (10, 10), (37, 1_000), (0, 1)])
def test_a_share_has_wilsons_interval(count: int, of: int) -> None:
    found, expected = wilson(count, of), stats.binomtest(count, of).proportion_ci(method="wilson")
    assert found.value == count / of
    assert found.low == pytest.approx(float(expected.low), abs=1e-12)
    assert found.high == pytest.approx(float(expected.high), abs=1e-12)


def test_of_nobody_there_is_no_share() -> None:
    assert wilson(0, 0).value is None


def test_where_citizens_meet_the_interval_comes_from_replications() -> None:
    scenario = resolve(QUEUEING, settings=("replications=3",)).scenario
    of = [0, 0, 1, 1, 2, 2]
    old = rows([1, 1, 1, 0, 0, 0], [0] * 6, of)
    new = rows([0, 0, 0, 0, 0, 0], [0] * 6, of)
    found = joint(Tally.of(scenario, {"old": old, "new": new}).sample(ALL), "new", "old", burdens_of(scenario)[2])
    shares = np.array([1.0, 0.5, 0.0])
    reach = float(stats.t.ppf(0.975, 2)) * float(np.std(shares, ddof=1)) / np.sqrt(3)
    assert found.only_there.value == pytest.approx(0.5)
    assert reach > 0.5
    assert (found.only_there.low, found.only_there.high) == (0.0, 1.0)
    few = np.array([2, 0, 2, 1, 1, 2])
    found = joint(
        Tally.of(scenario, {"old": old, "new": rows([0] * 6, few.tolist(), of)}).sample(ALL),
        "new", "old", burdens_of(scenario)[0],
    )  # fmt: skip
    assert found.more.value == pytest.approx(5 / 6)


def test_a_net_share_is_gains_minus_losses_within_an_interval_by_hand() -> None:
    found = joined("missed_invoices")
    assert found.net_freed.value == pytest.approx(1 / 6)
    assert found.net_less.value == pytest.approx(2 / 6)
    # Agresti and Min: of 6 + 2 pairs 2.5 gain and 1.5 lose.
    middle, spread = 1 / 8, ((4 / 8 - (1 / 8) ** 2) / 8) ** 0.5
    reach = stats.norm.ppf(0.975) * spread
    assert (found.net_freed.low, found.net_freed.high) == pytest.approx((middle - reach, middle + reach))


@pytest.mark.parametrize(("gain", "loss"), [(0.02, 0.02), (0.1, 0.02), (0.3, 0.1)])
def test_the_interval_of_a_net_share_holds_its_level_exactly_computed(gain: float, loss: float) -> None:
    """Over every outcome of 60 citizens, each with its probability; the least that is allowed is 93.5 %."""
    held, total = 0.0, 0.0
    chances = stats.multinomial(60, [gain, loss, 1.0 - gain - loss])
    for gains in range(45):
        for losses in range(30):
            if gains + losses <= 60:
                chance = chances.pmf([gains, losses, 60 - gains - losses])
                found = net_of([(gains, losses)], [60], "citizen", 0.95)
                assert found.low is not None
                assert found.high is not None
                total += chance
                held += chance * (found.low <= gain - loss <= found.high)
    assert total > 0.999
    assert held > 0.935


def test_more_nets_read_together_have_wider_intervals() -> None:
    one, many = (net_of([(30, 10)], [200], "citizen", 1.0 - 0.05 / family) for family in (1, 24))
    assert one.value == many.value
    assert (one.half_width or 0.0) * stats.norm.ppf(1 - 0.025 / 24) / stats.norm.ppf(0.975) == pytest.approx(
        many.half_width
    )
