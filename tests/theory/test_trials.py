"""The power of a trial and what it teaches, against exact results and against trials that are simulated."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from scipy import stats

from sim.analysis.trials.learning import results_of
from sim.analysis.trials.planning import dispersions
from sim.analysis.trials.power import Arms, detectable, power
from sim.analysis.uncertainty.cube import Matrix, Vector
from sim.analysis.uncertainty.information_value import perfect
from sim.draws import Decision, normal
from sim.outcomes.responses import Columns, responses_of
from sim.outcomes.simulation import simulate_compiled
from tests.shipped import main_scenario

NORMAL = NormalDist()
SURE = NORMAL.inv_cdf(1.0 - 1e-4 / 2.0)
"""Of counts of trials: a right program fails here once in ten thousand times."""

pytestmark = pytest.mark.theory


def exact_power(accounts: int, control: float, treated: float) -> float:
    """Of the test of two proportions, over every outcome of both binomials."""
    counts = np.arange(accounts + 1)
    chances = np.outer(stats.binom.pmf(counts, accounts, control), stats.binom.pmf(counts, accounts, treated))
    shares = counts / accounts
    error = np.sqrt(np.add.outer(shares * (1 - shares), shares * (1 - shares)) / accounts)
    with np.errstate(divide="ignore", invalid="ignore"):
        shown = np.abs(np.subtract.outer(shares, shares)) / error > NORMAL.inv_cdf(0.975)
    return float(chances[shown].sum())


@pytest.mark.parametrize(("accounts", "control", "treated"), [(200, 0.5, 0.6), (400, 0.2, 0.3), (1_000, 0.54, 0.5)])
def test_two_proportions(accounts: int, control: float, treated: float) -> None:
    variances = control * (1 - control), treated * (1 - treated)
    found = power(treated - control, Arms(accounts).error(*variances), None, 0.05)
    assert found == pytest.approx(exact_power(accounts, control, treated), abs=0.01)


def test_by_hand() -> None:
    """5 % against 7 % among 2,000 in each arm: an error of 0.00749, 2.671 of them, and a power of 0.761."""
    error = Arms(2_000).error(0.05 * 0.95, 0.07 * 0.93)
    assert error == pytest.approx(math.sqrt((0.0475 + 0.0651) / 2_000))
    assert power(0.02, error, None, 0.05) == pytest.approx(NORMAL.cdf(2.6655 - 1.95996), abs=2e-4)
    assert power(0.02, error, None, 0.05) == pytest.approx(0.760, abs=1e-3)


def test_a_cluster_randomised_mean_is_the_noncentral_t() -> None:
    arms, variance = Arms(1_000.0, clusters=10, correlation=0.02), 4.0
    error = math.sqrt(2 * variance * (1 + 99 * 0.02) / 1_000)
    assert arms.error(variance, variance) == pytest.approx(error)
    assert arms.freedom == 18
    limit = stats.t.ppf(0.975, 18)
    exact = stats.nct.sf(limit, 18, 0.5 / error) + stats.nct.cdf(-limit, 18, 0.5 / error)
    assert power(0.5, error, 18, 0.05) == pytest.approx(exact, abs=1e-9)
    assert power(0.0, error, 18, 0.05) == pytest.approx(0.05)


def test_cluster_trials_show_a_difference_as_often_as_is_said() -> None:
    """2,000 trials of 8 clusters of 50 in each arm, drawn with their correlation and tested as a trial is."""
    clusters, size, correlation, effect, trials = 8, 50, 0.05, 0.3, 2_000
    between, within = math.sqrt(correlation), math.sqrt((1 - correlation) / size)
    decision = Decision.FITTING_START.value
    draws = np.array(
        [[normal(5, 0, trial, place, decision, 0) for place in range(4 * clusters)] for trial in range(trials)]
    )
    means = between * draws[:, : 2 * clusters] + within * draws[:, 2 * clusters :]
    means[:, clusters:] += effect
    shown = stats.ttest_ind(means[:, clusters:], means[:, :clusters], axis=1).pvalue < 0.05
    arms = Arms(clusters * size, clusters, correlation)
    exact = power(effect, arms.error(1.0, 1.0), arms.freedom, 0.05)
    assert 0.3 < exact < 0.9
    assert abs(shown.sum() - trials * exact) < SURE * math.sqrt(trials * exact * (1 - exact))


@pytest.mark.parametrize("freedom", [None, 6])
def test_the_smallest_detectable_difference_has_the_power_that_is_wanted(freedom: int | None) -> None:
    least = detectable(0.01, freedom, 0.05, 0.8)
    assert power(least, 0.01, freedom, 0.05) == pytest.approx(0.8, abs=1e-6)
    if freedom is None:
        assert least == pytest.approx(0.01 * (NORMAL.inv_cdf(0.975) + NORMAL.inv_cdf(0.8)), rel=1e-3)


def test_a_covariate_takes_away_what_it_explains() -> None:
    assert Arms(100, explained=0.36).error(1.0, 1.0) == pytest.approx(0.8 * Arms(100).error(1.0, 1.0))


ACCOUNTS = 150
TRIALS = 120
SHOWN_AT = 3.0
"""The difference of the trials, in standard errors: a power of 0.85."""


def test_trials_in_the_model_show_a_difference_as_often_as_is_said() -> None:
    """Each trial has other citizens, of whom one half lives under one design and one half under the other."""
    scenario = main_scenario("horizon=120 days", "trial.among=all", "trial.outcomes=[logins]", "population.size=5000")
    response, arms = responses_of(scenario)["logins"], ("opaque", "wmebv")
    people = range(2 * ACCOUNTS * TRIALS)
    control, treated = (simulate_compiled(scenario, design, 0, people) for design in arms)
    dispersion = dispersions(scenario, arms)["logins"]
    levels = [logins(rows, people, response.scale).mean() for rows in (control, treated)]
    error = Arms(ACCOUNTS).error(*(dispersion * level for level in levels))
    shift = SHOWN_AT * error - (levels[1] - levels[0])
    predicted = power(SHOWN_AT * error, error, None, 0.05)
    shown = 0
    for trial in range(TRIALS):
        first = 2 * ACCOUNTS * trial
        one = logins(control, range(first, first + ACCOUNTS), response.scale)
        other = logins(treated, range(first + ACCOUNTS, first + 2 * ACCOUNTS), response.scale) + shift
        spread = math.sqrt((one.var(ddof=1) + other.var(ddof=1)) / ACCOUNTS)
        shown += abs(other.mean() - one.mean()) / spread > NORMAL.inv_cdf(0.975)
    assert 0.84 < predicted < 0.86
    assert abs(shown - TRIALS * predicted) < SURE * math.sqrt(TRIALS * predicted * (1 - predicted))


def test_the_variance_of_an_account_is_that_of_the_citizens() -> None:
    scenario = main_scenario("horizon=120 days", "trial.among=all", "trial.outcomes=[opened_within_21_days]",
                             "population.size=3000")  # fmt: skip
    rows = simulate_compiled(scenario, "opaque", 0, range(3_000))
    opened, delivered = (rows[name].astype(np.float64) for name in ("opened_within_21_days", "box_delivered"))
    level = opened.sum() / delivered.sum()
    influence = (opened - level * delivered) / delivered.mean()
    found = dispersions(scenario, ("opaque", "wmebv"))["opened_within_21_days"]
    assert found * level * (1 - level) == pytest.approx(influence.var(ddof=1), rel=0.1)  # both arms, nearly the same


def logins(rows: Columns, people: range, scale: float) -> Vector:
    return scale * rows["logins"][people.start : people.stop].astype(np.float64)


def gaussian(points: int, key: int) -> tuple[Matrix, Matrix]:
    """One result that is a number and as much of another, and a third number beside them."""
    decision = Decision.FITTING_START.value
    numbers = np.array([[normal(key, 0, point, place, decision, 0) for place in range(3)] for point in range(points)])
    return numbers[:, [0]] + numbers[:, [1]], numbers


@pytest.mark.parametrize("variance", [2.0, 8.0])
def test_numbers_are_narrowed_as_a_gaussian_result_narrows_them(variance: float) -> None:
    """Of x, known by x + y + error, the part 1 / (2 + variance) of its variance goes; of what is not in it none."""
    said, numbers = gaussian(300, 3)
    found = results_of(said, np.array([[variance]]), 1)
    error, least = found.chance(numbers, 1)
    narrowing = found.narrowing(numbers)
    assert narrowing[:2] == pytest.approx([1 / (2 + variance)] * 2, abs=0.12)  # of 300 points: sd of r2, about 0.04
    assert abs(narrowing[2]) < 4.0 * max(error, 0.005)
    assert narrowing[0] > least > narrowing[2]


def test_a_sharp_result_leaves_what_it_does_not_tell_apart() -> None:
    """Where x + y is known exactly half of the variance of each goes, and all of that of their sum."""
    said, numbers = gaussian(200, 4)
    found = results_of(said, np.array([[1e-8]]), 1).narrowing(np.hstack([numbers, said]))
    assert found[:2] == pytest.approx([0.5, 0.5], abs=0.12)
    assert found[3] > 0.99


@pytest.mark.parametrize("variance", [1.0, 4.0])
def test_a_result_is_worth_the_loss_that_it_spares(variance: float) -> None:
    """Of a choice by x + 0.3, of which x + error is seen: the unit normal loss of what is foreseen of x."""
    _, numbers = gaussian(300, 6)
    x = numbers[:, [0]]
    gains = np.hstack([np.zeros_like(x), x + 0.3])
    spread = 1.0 / math.sqrt(1.0 + variance)
    exact = spread * NORMAL.pdf(0.3 / spread) - 0.3 * NORMAL.cdf(-0.3 / spread)
    told = results_of(x, np.array([[variance]]), 1).worth(gains)
    assert abs(told.value - exact) < 4.0 * told.error
    assert told.value < perfect(gains).value
    assert told.error < 0.4 * exact


def test_too_few_points_teach_nothing() -> None:
    said, _ = gaussian(63, 4)
    with pytest.raises(ValueError, match="takes 64 points, not 63"):
        results_of(said, np.array([[1.0]]), 1)
