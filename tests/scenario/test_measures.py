from __future__ import annotations

import pytest

from sim.outcomes.responses import responses_of
from sim.scenario.measures import (
    DAYS,
    EUROS,
    MEASURE,
    MINUTES,
    NUMBERS,
    SHARES,
    Measure,
    Unit,
    in_unit_of,
    read_measure,
    unit_of,
)
from sim.scenario.resolution import resolve
from sim.scenario.units import MONEY, NUMBER, RATE, SHARE, SPAN, Dimension, QuantityError
from tests.shipped import SCENARIOS


@pytest.mark.parametrize(
    ("written", "dimension", "value"),
    [
        ("54 %", SHARE, 0.54),
        ("-4 %", SHARE, -0.04),
        (0.54, NUMBER, 0.54),
        (-3, NUMBER, -3.0),
        ("3 days", SPAN, 259_200),
        ("-90 s", SPAN, -90),
        ("9 / year", RATE, 9.0),
        ("1 / month", RATE, 12.0),
        ("EUR 66.50", MONEY, 6_650),
        ("- € 9", MONEY, -900),
    ],
)
def test_a_figure_is_read_in_the_dimension_of_its_unit(written: object, dimension: Dimension, value: float) -> None:
    found = read_measure(written)
    assert (float(found), found.dimension) == (value, dimension)
    again = read_measure(MEASURE.write(found))
    assert float(again) == value
    assert again.dimension == (NUMBER if dimension is SHARE else dimension)


@pytest.mark.parametrize("written", [None, True, "many", "", "54", "54 apples", "120 %", "--4 %", "9 / decade", [1]])
def test_what_measures_nothing_is_refused(written: object) -> None:
    with pytest.raises(QuantityError):
        read_measure(written)


@pytest.mark.parametrize(
    ("response", "written", "value"),
    [
        ("opened_within_21_days", "54 %", 0.54),
        ("opened_within_21_days", 0.54, 0.54),
        ("missed_share", "-4 %", -0.04),
        ("effort_minutes", "90 s", 1.5),
        ("days_to_read", "36 h", 1.5),
        ("fees_eur", "EUR 1.50", 1.5),
        ("logins", "2 / month", 24.0),
        ("contact_inflation", 3.5, 3.5),
        ("grade", 7.1, 7.1),
    ],
)
def test_a_figure_is_told_in_the_unit_of_its_response(response: str, written: object, value: float) -> None:
    assert in_unit_of(response, read_measure(written)) == value


@pytest.mark.parametrize(
    ("response", "written"),
    [("missed_share", 7.6), ("missed_share", "7 days"), ("effort_minutes", 4), ("fees_eur", 4), ("logins", "4 %")],
)
def test_a_figure_of_another_kind_is_refused(response: str, written: object) -> None:
    with pytest.raises(QuantityError):
        in_unit_of(response, read_measure(written))


UNITS = {"share": SHARES, "minutes": MINUTES, "days,": DAYS, "EUR": EUROS, "per": NUMBERS, "from": NUMBERS}
"""Units by the first word of what a response says of its own."""


@pytest.mark.parametrize("file", sorted(SCENARIOS.glob("*.yaml")), ids=lambda file: file.stem)
def test_the_name_of_every_response_tells_its_unit(file: object) -> None:
    expected: dict[str, Unit] = {}
    for name, response in responses_of(resolve(str(file)).scenario).items():
        expected[name] = UNITS[response.unit.split()[0]]
    assert {name: unit_of(name) for name in expected} == expected
    assert len(expected) > 60


@pytest.mark.parametrize(
    ("response", "amount", "written", "spoken", "apart"),
    [
        ("missed_share", "0.5", "0.5 %", "0.5 points", "pp"),
        ("read_share", "1", "1 %", "1 point", "pp"),
        ("effort_minutes", "1", "1 min", "1 minute", "min"),
        ("effort_minutes", "2", "2 min", "2 minutes", "min"),
        ("fees_eur", "0.1", "EUR 0.1", "EUR 0.1", "EUR"),
        ("contact_inflation", "0.05", "0.05", "0.05", ""),
    ],
)
def test_amounts_are_written_in_the_unit_of_a_response(
    response: str, amount: str, written: str, spoken: str, apart: str
) -> None:
    unit = unit_of(response)
    assert (unit.written(amount), unit.spoken(amount), unit.apart) == (written, spoken, apart)


def test_a_plain_number_is_written_without_a_unit() -> None:
    assert MEASURE.write(Measure.of(NUMBER, 2.0)) == 2
    assert MEASURE.write(0.5) == 0.5
