"""Quantities are read exactly, written canonically, and agree with an independent library of units."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.units import (
    DIMENSIONS,
    LARGEST_AMOUNT,
    LARGEST_NUMBER,
    LONGEST_SPAN,
    MONEY,
    MOST_PER_YEAR,
    NUMBER,
    PER_YEAR,
    RATE,
    SECONDS,
    SHARE,
    SPAN,
    Dimension,
    QuantityError,
    dimension_named,
    plain_decimal,
)

REGISTRY: Any = pint.UnitRegistry(non_int_type=Fraction)
PINT_NAMES = {"s": "second", "min": "minute", "h": "hour"}


@pytest.mark.parametrize("unit", SECONDS)
def test_span_units_agree_with_pint(unit: str) -> None:
    there = REGISTRY.Quantity(Fraction(7), PINT_NAMES.get(unit, unit)).to("second").magnitude
    assert SPAN.read(f"7 {unit}") == there


@pytest.mark.parametrize("period", PER_YEAR)
def test_rates_agree_with_pint(period: str) -> None:
    there = REGISTRY.Quantity(Fraction(2), f"1 / {period}").to("1 / year").magnitude
    assert RATE.read(f"2 / {period}") == float(there)


@pytest.mark.parametrize(
    ("dimension", "written", "value"),
    [
        (SPAN, "0.1 h", 360),
        (SPAN, "1.5 min", 90),
        (SPAN, "0 s", 0),
        (SPAN, "36525 days", LONGEST_SPAN),
        (SHARE, "30 %", 0.3),
        (SHARE, "0.1 %", 0.001),
        (SHARE, 1, 1.0),
        (RATE, "1 / year", 1.0),
        (RATE, "2 / month", 24.0),
        (MONEY, "EUR 66.50", 6650),
        (MONEY, "EUR 0.1", 10),
        (MONEY, "€9", 900),
        (MONEY, "EUR 1000000000", LARGEST_AMOUNT),
        (NUMBER, -0.17, -0.17),
        (NUMBER, 3, 3.0),
    ],
)
def test_reading_is_exact(dimension: Dimension, written: object, value: float) -> None:
    assert dimension.read(written) == value
    assert type(dimension.read(written)) is type(value)


@pytest.mark.parametrize(
    ("dimension", "written"),
    [
        (SPAN, "36525.1 days"),
        (SPAN, "-1 s"),
        (SPAN, 0),
        (SPAN, "1"),
        (SPAN, "1 year"),
        (SPAN, "0.3 s"),
        (SPAN, True),
        (SPAN, "1" * 500 + " s"),
        (RATE, "1 / s"),
        (RATE, "-1 / year"),
        (RATE, "9" * 399 + "/day"),
        (MONEY, "EUR 1000000000.01"),
        (MONEY, "EUR 1.234"),
        (MONEY, 9),
        (SHARE, "100.1 %"),
        (SHARE, -0.0001),
        (SHARE, math.nan),
        (SHARE, False),
        (NUMBER, math.inf),
        (NUMBER, "3"),
        (NUMBER, 10**400),
        (NUMBER, LARGEST_NUMBER + 0.1),
        (NUMBER, -LARGEST_NUMBER - 0.1),
        (RATE, "1000.1 / year"),
        (RATE, "3 / day"),
        (NUMBER, None),
    ],
)
def test_what_a_dimension_does_not_allow_is_refused(dimension: Dimension, written: object) -> None:
    with pytest.raises(QuantityError):
        dimension.read(written)


def test_negative_zero_is_zero() -> None:
    assert math.copysign(1, NUMBER.read(-0.0)) == 1


@given(st.integers(0, LONGEST_SPAN))
def test_spans_are_written_as_they_are_read(seconds: int) -> None:
    assert SPAN.read(SPAN.write(seconds)) == seconds


@given(st.integers(0, LARGEST_AMOUNT))
def test_money_is_written_as_it_is_read(cents: int) -> None:
    assert MONEY.read(MONEY.write(cents)) == cents


@given(st.floats(0, MOST_PER_YEAR))
def test_rates_are_written_as_they_are_read(rate: float) -> None:
    assert RATE.read(RATE.write(rate)) == rate


@given(st.floats(-LARGEST_NUMBER, LARGEST_NUMBER))
def test_numbers_are_written_as_they_are_read(value: float) -> None:
    assert NUMBER.read(NUMBER.write(value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_plain_decimals_read_back_to_the_same_number(value: float) -> None:
    assert float(plain_decimal(value)) == value
    assert "e" not in plain_decimal(value)


@given(st.integers(0, 10**6))
def test_percentages_are_the_nearest_share(millionths: int) -> None:
    assert SHARE.read(f"{millionths // 10_000}.{millionths % 10_000:04d} %") == millionths / 10**6


@given(st.floats(0, 36525 * 86400).map(lambda seconds: round(seconds, 3)), st.sampled_from(sorted(SECONDS)))
def test_a_span_is_exact_or_refused(amount: float, unit: str) -> None:
    exact = Fraction(plain_decimal(amount)) * SECONDS[unit]
    if exact.denominator == 1 and exact <= LONGEST_SPAN:
        assert SPAN.read(f"{plain_decimal(amount)} {unit}") == exact
    else:
        with pytest.raises(QuantityError):
            SPAN.read(f"{plain_decimal(amount)} {unit}")


def test_dimensions_are_known_by_name() -> None:
    for name, dimension in DIMENSIONS.items():
        assert dimension_named(name) is dimension
