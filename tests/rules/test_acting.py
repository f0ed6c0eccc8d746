"""Acting on a message, and what a collection step charges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clock import DAY
from sim.rules.acting import AT_ONCE, NOT_AT_ALL, PLANNED, charged, is_unable, plan


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


BILLS, CITIZENS, SPELL = 12, 4_000, 200 * DAY


def unable(lasts: int, chance: float = 0.1) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Whether citizens cannot pay bills that are due a month apart: citizen by bill."""
    return np.array(
        [
            [is_unable(3, 0, citizen, bill, (30 * bill + 1) * DAY, chance, lasts) for bill in range(BILLS)]
            for citizen in range(CITIZENS)
        ]
    )


def test_inability_belongs_to_the_citizen_for_a_spell_and_its_share_is_that_of_the_scheme() -> None:
    """Two bills so many days apart are alike unless means have changed between them: exp(-days / spell)."""
    persistent, alone = unable(SPELL), unable(0)
    # The mean of 4,000 citizens with bills that go together this closely has a standard error below 0.005.
    for found in (persistent, alone):
        assert found.mean() == pytest.approx(0.1, abs=0.02)
    for months in (1, 6):
        together = np.corrcoef(persistent[:, :-months].ravel(), persistent[:, months:].ravel())[0, 1]
        assert together == pytest.approx(np.exp(-30 * DAY * months / SPELL), abs=0.06)
        assert abs(np.corrcoef(alone[:, :-months].ravel(), alone[:, months:].ravel())[0, 1]) < 0.05


def test_who_cannot_pay_the_easier_bill_cannot_pay_the_harder_one() -> None:
    assert (unable(SPELL, 0.2) | ~unable(SPELL, 0.05)).all()
    assert unable(SPELL, 1.0).all()
    assert not unable(SPELL, 0.0).any()
