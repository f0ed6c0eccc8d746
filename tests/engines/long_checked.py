"""Compiled code in which every access to an array or a record is checked, on drawn and on shipped scenarios.

Run by a long test of `test_bounds.py`, for such code is compiled apart; by hand
`NUMBA_BOUNDSCHECK=1 pytest -n0 tests/engines/long_checked.py`. The tests themselves are the ordinary ones.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.addresses import part_at, record_at
from sim.compilation import CHECKED, compiled, compiled_with_arrays
from sim.kernel.records import STEP
from tests.engines.test_bounds import (
    test_engines_agree_where_nearly_nothing_happens,
    test_the_last_citizens_and_replications_are_simulated_alike,
)
from tests.engines.test_drawn import (
    test_engines_agree_on_any_scenario,
    test_engines_agree_where_citizens_meet_in_a_queue,
)
from tests.engines.test_shipped import (
    test_a_citizen_with_more_than_there_is_room_for_lives_again_in_more_room,
    test_engines_agree_on_every_design_of_a_shipped_study,
    test_engines_agree_on_logins_that_waited_for_the_same_credentials,
)

__all__ = [
    "test_a_citizen_with_more_than_there_is_room_for_lives_again_in_more_room",
    "test_engines_agree_on_any_scenario",
    "test_engines_agree_on_every_design_of_a_shipped_study",
    "test_engines_agree_on_logins_that_waited_for_the_same_credentials",
    "test_engines_agree_where_citizens_meet_in_a_queue",
    "test_engines_agree_where_nearly_nothing_happens",
    "test_the_last_citizens_and_replications_are_simulated_alike",
]
INTEGER = np.dtype(np.int64)


@compiled
def term_of(address: int, count: int, place: int) -> int:
    return int(record_at(address, count, place, STEP).term)


@compiled_with_arrays
def length_of(address: int, count: int, first: int, end: int) -> int:
    return len(part_at(address, count, first, end, INTEGER))


@compiled
def element(values: object, place: int) -> int:
    return int(values[place])  # type: ignore[index]


def test_a_look_beyond_the_end_of_anything_is_noticed() -> None:
    assert CHECKED, "run with NUMBA_BOUNDSCHECK=1"
    steps, values = np.zeros(3, dtype=STEP), np.arange(3)
    assert term_of(steps.ctypes.data, 3, 2) == 0
    assert length_of(values.ctypes.data, 3, 1, 3) == 2
    assert length_of(values.ctypes.data, 3, 3, 3) == 0
    assert element(values, 2) == 2
    for beyond in (-1, 3, 1 << 40):
        with pytest.raises(IndexError):
            term_of(steps.ctypes.data, 3, beyond)
    for first, end in ((-1, 2), (0, 4), (2, 1), (4, 4)):
        with pytest.raises(IndexError):
            length_of(values.ctypes.data, 3, first, end)
    with pytest.raises(IndexError):
        element(values, 3)
