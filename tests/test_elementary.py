"""The exponential and the logarithm against the machine's own, which are within 1 unit in the last place."""

import math

from hypothesis import given
from hypothesis import strategies as st

from sim.elementary import exp, log, logistic, logit, scaled, split

ULPS = 2
"""Largest distance from the machine's own result, itself up to 1 unit away from the truth."""


def distance(value: float, reference: float) -> float:
    """Distance in units in the last place of the reference."""
    return abs(value - reference) / math.ulp(reference)


@given(st.floats(-700, 700))
def test_exp_is_close_to_the_machines(x: float) -> None:
    assert distance(exp(x), math.exp(x)) <= ULPS


@given(st.floats(min_value=1e-300, max_value=1e300))
def test_log_is_close_to_the_machines(x: float) -> None:
    assert distance(log(x), math.log(x)) <= ULPS


@given(st.floats(-1e-3, 1e-3))
def test_log_is_close_near_one(y: float) -> None:
    assert distance(log(1.0 + y), math.log(1.0 + y)) <= ULPS


def test_a_wrong_exponential_would_be_seen() -> None:
    assert distance(math.exp(1.0) * (1 + 1e-14), math.exp(1.0)) > ULPS


def test_the_ends_of_the_range() -> None:
    assert exp(-math.inf) == 0.0
    assert exp(math.inf) == math.inf
    assert exp(-746.0) == 0.0
    assert exp(710.0) == math.inf
    assert math.isnan(exp(math.nan))
    assert log(0.0) == -math.inf
    assert log(math.inf) == math.inf
    assert math.isnan(log(-1.0))
    assert log(5e-324) == math.log(5e-324)
    assert exp(0.0) == 1.0
    assert log(1.0) == 0.0


@given(st.floats(1e-12, 1 - 1e-12))
def test_logistic_undoes_logit(p: float) -> None:
    assert math.isclose(logistic(logit(p)), p, rel_tol=1e-12)


def test_certainty_has_an_infinite_logit() -> None:
    assert logit(1.0) == math.inf
    assert logit(0.0) == -math.inf
    assert logistic(math.inf) == 1.0
    assert logistic(-math.inf) == 0.0


@given(st.floats(0.5, 2.0), st.integers(-1100, 1030))
def test_scaling_by_a_power_of_two_is_that_of_the_machine(value: float, k: int) -> None:
    try:
        expected = math.ldexp(value, k)
    except OverflowError:
        expected = math.inf
    assert scaled(value, k) == expected


@given(st.floats(min_value=0.0, exclude_min=True, allow_infinity=False))
def test_splitting_into_fraction_and_exponent_is_that_of_the_machine(x: float) -> None:
    assert split(x) == math.frexp(x)


def test_scaling_and_splitting_at_the_ends_of_normal_numbers() -> None:
    for k in range(-1080, 1024):
        for value in (0.5, 0.7, 1.0, math.nextafter(2.0, 0.0)):
            assert scaled(value, k) == math.ldexp(value, k)
    for x in (5e-324, 2.0**-1022, math.nextafter(2.0**-1022, 0.0), math.nextafter(math.inf, 0.0)):
        assert split(x) == math.frexp(x)
