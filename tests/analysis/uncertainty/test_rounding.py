from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from sim.analysis.uncertainty.rounding import roundest, without_noise_digits


@pytest.mark.parametrize(
    ("low", "high", "near", "unit", "found"),
    [
        (0.24, 0.262, 0.255, 1.0, 0.25),
        (0.241, 0.249, 0.2449, 1.0, 0.245),
        (-0.1, 0.3, 0.2, 1.0, 0.0),
        (230_000.0, 275_000.0, 240_000.0, 86_400.0, 259_200.0),
        (0.000_31, 0.000_42, 0.000_35, 1.0, 0.000_4),
        (94.0, 118.0, 98.0, 1.0, 100.0),
        (-118.0, -94.0, -98.0, 1.0, -100.0),
        (3.0, 3.0, 3.0, 1.0, 3.0),
    ],
)
def test_the_roundest_number_is_found(low: float, high: float, near: float, unit: float, found: float) -> None:
    assert roundest(low, high, near, unit) == pytest.approx(found, rel=1e-12)


@given(some.floats(-1e6, 1e6), some.floats(1e-3, 1e6), some.floats(0.01, 0.99))
def test_it_lies_between(low: float, width: float, place: float) -> None:
    near = low + place * width
    assume(low < near < low + width)
    assert low < roundest(low, low + width, near) < low + width


def test_what_machines_differ_in_is_left_out() -> None:
    assert without_noise_digits(1.0 / 3.0) == without_noise_digits(1.0 / 3.0 * (1.0 + 1e-12)) == 0.333333333
    assert without_noise_digits(0.1) != without_noise_digits(0.1 * (1.0 + 1e-7))
    assert without_noise_digits(0.0) == 0.0
