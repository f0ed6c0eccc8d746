"""Published figures as written, in any dimension, and the units in which responses are shown."""

from __future__ import annotations

from typing import Final, NamedTuple

from sim.scenario.units import MONEY, NUMBER, RATE, SHARE, SPAN, Dimension, QuantityError, described

ALLOWED: Final = (
    "a share such as 54 %, a number, a span such as 3 days, a rate such as 9 / year, or euros such as EUR 9"
)


class Measure(float):
    """A value in the base unit of its dimension, together with the dimension."""

    __slots__ = ("dimension",)
    dimension: Dimension

    @classmethod
    def of(cls, dimension: Dimension, value: float) -> Measure:
        """A value of a dimension."""
        made = cls(value)
        made.dimension = dimension
        return made


def read_measure(found: object) -> Measure:
    """The figure written in any dimension; a leading minus is allowed, for differences."""
    if not isinstance(found, str):
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise QuantityError(f"expected {ALLOWED}; found {described(found)}")
        return Measure.of(NUMBER, NUMBER.read(found))
    text = found.strip()
    size = text.removeprefix("-").strip()
    dimension = _dimension_of(size)
    if dimension is None:
        raise QuantityError(f"expected {ALLOWED}; found {described(found)}")
    value = dimension.read(size)
    return Measure.of(dimension, -value if text.startswith("-") else value)


def _dimension_of(text: str) -> Dimension | None:
    """The dimension of a text, guessed from its unit; None if it contains no digit."""
    if not any(each.isdigit() for each in text):
        return None
    if text.startswith(("EUR", "€")):
        return MONEY
    if text.endswith("%"):
        return SHARE
    return RATE if "/" in text else SPAN


def write_measure(value: float) -> str | int | float:
    """The canonical form of a measure."""
    if not isinstance(value, Measure):
        return NUMBER.write(value)
    whole = value.dimension in {SPAN, MONEY}
    size = value.dimension.write(int(abs(value)) if whole else float(abs(value)))
    if isinstance(size, str):
        return f"-{size}" if value < 0 else size
    return -size if value < 0 else size


MEASURE: Final = Dimension("measure", "what a response measures", "", ALLOWED, None, read_measure, write_measure)


class Unit(NamedTuple):
    """The unit of a response: the dimensions in which figures for it may be written, and the way they are shown."""

    dimensions: tuple[Dimension, ...]
    base: int = 1
    """Number of base units of the dimension in one unit of the response."""
    sign: str = ""
    """Sign behind a number."""
    points: str = ""
    """Word behind a difference in a sentence; the sign if empty."""
    factor: float = 1.0
    """Factor from the unit of the response to the unit shown."""
    decimals: int = 2

    @property
    def apart(self) -> str:
        """Sign behind a difference in narrow places and in options: `pp` for shares."""
        return "pp" if self.sign == "%" else self.sign

    def written(self, amount: str) -> str:
        """An amount in this unit as written in a scenario: `0.5 %`, `EUR 9`."""
        return f"EUR {amount}" if self.sign == "EUR" else f"{amount} {self.sign}".rstrip()

    def spoken(self, amount: str) -> str:
        """A difference in this unit in a sentence: `0.5 points`, `1 minute`, `EUR 9`."""
        if not self.points:
            return self.written(amount)
        return f"{amount} {self.points.removesuffix('s') if amount == '1' else self.points}"


SHARES: Final = Unit((SHARE, NUMBER), sign="%", points="points", factor=100.0, decimals=1)
MINUTES: Final = Unit((SPAN,), 60, sign="min", points="minutes", decimals=1)
DAYS: Final = Unit((SPAN,), 86_400, sign="days", points="days", decimals=1)
EUROS: Final = Unit((MONEY,), 100, sign="EUR")
NUMBERS: Final = Unit((NUMBER, RATE))


def unit_of(response: str) -> Unit:
    """The unit of a response, determined from its name."""
    if response.endswith("_minutes"):
        return MINUTES
    if response.endswith("_eur"):
        return EUROS
    if response.startswith("days_to_"):
        return DAYS
    return SHARES if response.endswith("_share") or "_within_" in response else NUMBERS


def in_unit_of(response: str, measure: Measure, *, difference: bool = False) -> float:
    """A figure in the unit of a response: a share from 0 to 1, minutes, days, EUR, or a number per citizen and year.

    Raises `QuantityError` if the figure has another dimension. It also does for a `difference` of shares written as a
    bare number, because 0.5 may be meant as half a percentage point.
    """
    unit = unit_of(response)
    if difference and unit is SHARES and measure.dimension is NUMBER:
        raise QuantityError(f"{response} is a share, whose differences are written with %; found {float(measure):g}")
    if measure.dimension not in unit.dimensions:
        possible = unit.dimensions[:1] if unit is SHARES else unit.dimensions
        allowed = " or ".join(dimension.meaning for dimension in possible)
        raise QuantityError(f"{response} is {allowed}; found {measure.dimension.meaning}")
    value = float(measure) / unit.base
    if unit is SHARES and abs(value) > 1:
        raise QuantityError(f"a share lies from 0 to 1 (0 % to 100 %), both included; found {value:g}")
    return value
