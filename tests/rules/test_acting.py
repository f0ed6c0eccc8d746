"""Acting on a message, and what a collection step charges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clock import DAY
from sim.rules.acting import AT_ONCE, NOT_AT_ALL, PLANNED, charged, plan


@given(st.integers(0, 500))
def test_certain_intentions(citizen: int) -> None:
    def intends(pays_at_once: float, forgets: float, deadline: int) -> int:
        return plan(1, 0, citizen, 1, 0, deadline, 3 * DAY, pays_at_once, forgets)

    assert intends(1.0, 1.0, 30 * DAY) == AT_ONCE
    assert intends(0.0, 1.0, 30 * DAY) == NOT_AT_ALL
    assert intends(0.0, 0.0, 30 * DAY) == PLANNED
    assert intends(0.0, 0.0, 3 * DAY) == AT_ONCE
    assert intends(0.0, 1.0, -DAY) == NOT_AT_ALL


@pytest.mark.parametrize(
    ("amount", "fee_from", "fee", "multiplied", "multiplies", "cents"),
    [
        (45_399, (0, 45_400), (700, 1_500), 1.0, 0.0, 700),
        (45_400, (0, 45_400), (700, 1_500), 1.0, 0.0, 1_500),
        (9_000, (), (), 1.0, 0.0, 0),
        (9_000, (), (), 1.0, 1.5, 4_500),
        (9_000, (), (), 1.5, 3.0, 13_500),
        (9_000, (), (), 4.0, 3.0, 0),
        (9_000, (0,), (700,), 1.5, 3.0, 14_200),
        (100, (45_400,), (1_500,), 1.0, 0.0, 0),
    ],
)
def test_fees_by_bracket_and_increases(
    amount: int, fee_from: tuple[int, ...], fee: tuple[int, ...], multiplied: float, multiplies: float, cents: int
) -> None:
    brackets, fees = np.array(fee_from, dtype=np.int64), np.array(fee, dtype=np.int64)
    assert charged(amount, brackets, fees, multiplied, multiplies) == cents
