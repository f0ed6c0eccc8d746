"""The choice between opening, postponing and ignoring."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.clock import DAY, NEVER
from sim.draws import GUMBEL_LEAST, GUMBEL_MOST, GUMBEL_SHIFT, gumbel_quantile, gumbels
from sim.rules.distributions import DistributionShape
from sim.rules.opening import IGNORE, OPEN, OPENING, POSTPONE, choice, reconsidered_at

FALSE_ALARM = 1e-6
TWO_DAYS = np.array([[float(DistributionShape.CONSTANT), 2.0 * DAY, 0.0, -math.inf, math.inf]])
NO_POINTS = np.zeros((1, 2))
FLAT = np.array([[0, 3600], [0, 0]])
utilities = st.floats(-10, 10)


def test_shares_follow_the_multinomial_logit() -> None:
    opening, postponing, draws = 0.7, -0.4, 30_000
    counts = np.bincount([choice(1, 0, citizen, 1, 0, 0, opening, postponing) for citizen in range(draws)], minlength=3)
    weights = np.exp([opening, postponing, 0.0])
    assert stats.chisquare(counts, weights / weights.sum() * draws).pvalue > FALSE_ALARM
    assert stats.chisquare(counts, np.roll(weights, 1) / weights.sum() * draws).pvalue < FALSE_ALARM


@given(st.integers(0, 1000), utilities, utilities, st.floats(0, 10))
def test_a_rise_in_the_appeal_of_opening_only_ever_moves_choices_to_opening(
    citizen: int, opening: float, postponing: float, rise: float
) -> None:
    before = choice(1, 0, citizen, 1, 0, 0, opening, postponing)
    after = choice(1, 0, citizen, 1, 0, 0, opening + rise, postponing)
    assert after in {before, OPEN}


anything = st.floats(allow_nan=False) | st.sampled_from([-1e300, -1e9, -710.0, 0.0, 5e-324, 1e-9, 30.0, 1e16])


@given(st.integers(0, 2**32 - 1), utilities | anything, utilities | anything)
def test_bounds_of_the_draws_decide_as_the_draws_do(citizen: int, opening: float, postponing: float) -> None:
    assert choice(1, 0, citizen, 1, 0, 0, opening, postponing) == by_the_draws(citizen, opening, postponing)


def by_the_draws(citizen: int, opening: float, postponing: float) -> int:
    """The choice by the largest sum of a utility and its draw."""
    luck = gumbels(1, 0, citizen, 1, OPENING, 0)
    sums = (luck[0] + opening, luck[1] + postponing, luck[2])
    return OPEN if sums[0] >= max(sums[1:]) else POSTPONE if sums[1] >= sums[2] else IGNORE


@pytest.mark.parametrize(("opening", "postponing"), [(0.0, 0.0), (-1.0, 0.3), (2.0, 1.5)])
def test_bounds_decide_as_the_draws_do_also_where_these_lie_close(opening: float, postponing: float) -> None:
    """Of so many choices some hundred are between draws with the same first bits."""
    for citizen in range(40_000):
        assert choice(1, 0, citizen, 1, 0, 0, opening, postponing) == by_the_draws(citizen, opening, postponing)


def test_the_bounds_hold_at_the_ends_of_every_cell() -> None:
    size = 1 << int(GUMBEL_SHIFT)
    for cell in range(1024):
        for word in (cell * size, (cell + 1) * size - 1):
            assert GUMBEL_LEAST[cell] < gumbel_quantile(np.uint64(word)) < GUMBEL_MOST[cell]


@given(st.integers(0, 1000))
def test_certain_choices(citizen: int) -> None:
    assert choice(1, 0, citizen, 1, 0, 0, math.inf, 0.0) == OPEN
    assert choice(1, 0, citizen, 1, 0, 0, -math.inf, 1e9) == POSTPONE
    assert choice(1, 0, citizen, 1, 0, 0, -math.inf, -math.inf) == IGNORE


def returns_at(remembers: float, reminded_at: int) -> int:
    """When a contact postponed at second 1000 comes back to mind."""
    return reconsidered_at(1, 0, 5, 1, 0, 0, 1000, remembers, TWO_DAYS, NO_POINTS, 0, reminded_at, FLAT, 0)


def test_what_is_remembered_comes_back_after_the_delay_and_what_is_not_never() -> None:
    assert returns_at(1.0, NEVER) == 1000 + 2 * DAY
    assert returns_at(0.0, NEVER) == NEVER


def test_a_known_deadline_brings_a_contact_back_at_the_latest() -> None:
    assert returns_at(0.0, 5000) == 5000
    assert returns_at(1.0, 5000) == 5000
    assert returns_at(1.0, 1000 + 3 * DAY) == 1000 + 2 * DAY
    assert returns_at(0.0, 999) == NEVER
