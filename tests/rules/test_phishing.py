"""What a noticed imitation books: an expectation in whole seconds and cents, exact in the mean."""

from __future__ import annotations

import numpy as np

from sim.elementary import logistic
from sim.rules.phishing import expected_cost

LOGIT, SECONDS, CENTS = -3.5, 7_200, 27_013
DRAWS = 40_000
ERRORS = 4.5
"""Standard errors that a mean may be off: 1 in 147,000 if it is exact."""


def costs(logit: float, seconds: int, cents: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """What many citizens book for an imitation each."""
    return np.array([expected_cost(7, 0, citizen, 3, logit, seconds, cents) for citizen in range(DRAWS)])


def off_by(booked: np.ndarray[tuple[int, ...], np.dtype[np.int64]], exact: float) -> float:
    """How far the mean is from what it should be, in standard errors."""
    return float(abs(booked.mean() - exact) / (booked.std() / np.sqrt(len(booked))))


def test_the_mean_is_the_probability_times_the_cost_and_nobody_is_off_by_a_whole_unit() -> None:
    booked, exact = costs(LOGIT, SECONDS, CENTS), np.array([SECONDS, CENTS]) * logistic(LOGIT)
    assert (np.abs(booked - exact) < 1.0).all()
    for column in (0, 1):
        assert off_by(booked[:, column], exact[column]) < ERRORS
        assert off_by(booked[:, column], exact[column] + 0.05) > ERRORS  # so little would be noticed
    assert abs(np.corrcoef(booked.T)[0, 1]) < ERRORS / np.sqrt(DRAWS)  # rounded by draws of their own


def test_what_costs_nothing_or_is_never_believed_books_nothing() -> None:
    assert not costs(LOGIT, 0, 0)[:100].any()
    assert not costs(-60.0, SECONDS, CENTS)[:100].any()
