"""Dimensions: exact reading and writing of shares, numbers, spans, rates and amounts of money.

Texts are read with exact fractions, so that `0.1 h` is 360 seconds and `30 %` is the same share as `0.3`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from sim.scenario.suggestions import did_you_mean

SECONDS: Final[dict[str, int]] = {
    "s": 1,
    "min": 60,
    "h": 3600,
    "day": 86_400,
    "days": 86_400,
    "week": 604_800,
    "weeks": 604_800,
}
"""Seconds in each unit of a span. Only units of fixed length."""

PER_YEAR: Final[dict[str, Fraction]] = {
    "year": Fraction(1),
    "month": Fraction(12),
    "week": Fraction(36_525, 700),
    "day": Fraction(36_525, 100),
}
"""Number of periods of a rate in a year of 365.25 days."""

LONGEST_SPAN: Final = 36_525 * 86_400
LARGEST_AMOUNT: Final = 10**11
LARGEST_NUMBER: Final = 10**6
"""Largest absolute value: far beyond any meaningful logit or utility, and small enough that no sum overflows."""
MOST_PER_YEAR: Final = 1000
"""The highest rate; more events per citizen are implausible, and each takes time to simulate."""

_AMOUNT = r"(?P<amount>[+-]?[0-9]+(?:\.[0-9]+)?)"
_WITH_UNIT = re.compile(rf"{_AMOUNT} *(?P<unit>[A-Za-z%]+)")
_PER_PERIOD = re.compile(rf"{_AMOUNT} */ *(?P<period>[A-Za-z]+)")
_DECIMAL_COMMA = re.compile(r" *(?:EUR|€)? *[-+]?[0-9]*,[0-9]+ *[^0-9,]*")
_CURRENCY = re.compile(r"(?:EUR|€) ?(?P<amount>[0-9]+(?:\.[0-9]{1,2})?)")


class QuantityError(ValueError):
    """A value that its dimension does not allow."""


@dataclass(frozen=True)
class Dimension:
    """The kind of a quantity: its base unit, the forms in which it may be written, and its canonical text."""

    name: str
    meaning: str
    """The kind of quantity in words, with its article."""
    base: str
    """The unit of the value once read; empty if it has none."""
    allowed: str
    """The allowed forms in words."""
    pattern: str | None
    """Regular expression of the text form, for editors; None if there is no text form."""
    read: Callable[[object], Any]
    """Function from the content of the file to the value; raises `QuantityError`."""
    write: Callable[[Any], str | int | float]
    """Function from the value to its canonical form, which reads back to the same value."""
    least: float = -math.inf
    """The smallest value in the base unit; draws from a distribution are clipped to it."""
    most: float = math.inf
    """The largest value in the base unit; draws from a distribution are clipped to it."""

    def __reduce__(self) -> tuple[Callable[[str], Dimension], tuple[str]]:
        """Pickled by name, because dimensions are compared by identity in every process."""
        return dimension_named, (self.name,)


def described(found: object) -> str:
    """The value found, in words for an error."""
    if found is None:
        return "nothing (null)"
    if isinstance(found, bool):
        return f"the truth value {str(found).lower()}"
    if isinstance(found, int | float):
        return f"the bare number {_shortened(repr(found))}"
    if isinstance(found, str):
        comma = " (decimals have a point, and thousands no mark)" if has_decimal_comma(found) else ""
        return f"the text {_shortened(repr(found))}{comma}"
    return {"dict": "a mapping", "tuple": "a list"}.get(type(found).__name__, f"a {type(found).__name__}")


def has_decimal_comma(text: str) -> bool:
    """True if a text would be a number, with or without a unit, once its comma is replaced by a decimal point."""
    return _DECIMAL_COMMA.fullmatch(text) is not None


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."


def _matched(pattern: re.Pattern[str], found: object) -> re.Match[str] | None:
    # A long text is no quantity, and matching one takes time.
    if not isinstance(found, str) or len(found) > 400:
        return None
    return pattern.fullmatch(found.strip())


def _is_number(found: object) -> bool:
    return isinstance(found, int | float) and not isinstance(found, bool)


def _finite(found: object) -> float:
    try:
        value = float(found)  # type: ignore[arg-type]  # callers have checked that it is a number
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise QuantityError(f"expected a finite number, found {_shortened(str(found))}")
    # Adding zero turns -0.0 into 0.0, so that both have one canonical text.
    return value + 0.0


def _read_number(found: object) -> float:
    if not _is_number(found):
        raise QuantityError(f"expected a number without a unit, such as -0.17; found {described(found)}")
    value = _finite(found)
    if abs(value) > LARGEST_NUMBER:
        raise QuantityError(f"a number lies from -{LARGEST_NUMBER} to {LARGEST_NUMBER}, both included; found {found}")
    return value


def _read_share(found: object) -> float:
    if _is_number(found):
        value = _finite(found)
    else:
        match = _matched(_WITH_UNIT, found)
        if match is None or match["unit"] != "%":
            raise QuantityError(f'expected a share, such as 0.3 or "30 %"; found {described(found)}')
        value = float(Fraction(match["amount"]) / 100)
    if not 0 <= value <= 1:
        raise QuantityError(f"a share lies from 0 to 1 (0 % to 100 %), both included; found {found}")
    return value


def _read_points(found: object) -> float:
    """A difference of shares. A bare number is refused, because 0.5 may be meant as half a percentage point."""
    match = _matched(_WITH_UNIT, found)
    if match is None or match["unit"] not in {"%", "pp"}:
        raise QuantityError(f"expected percentage points, such as 0.5 % or 0.5 pp; found {described(found)}")
    value = float(Fraction(match["amount"]) / 100)
    if not 0 <= value <= 1:
        raise QuantityError(f"a difference of shares lies from 0 % to 100 %, both included; found {found}")
    return value


def _write_points(value: float) -> str:
    return f"{Decimal(repr(value)).scaleb(2):f} %".replace(".0 %", " %")


def _read_span(found: object) -> int:
    match = _matched(_WITH_UNIT, found)
    if match is None:
        raise QuantityError(f"expected a span with its unit, such as 21 days or 1.5 min; found {described(found)}")
    if match["unit"] not in SECONDS:
        raise QuantityError(_unknown_unit("span", match["unit"], tuple(SECONDS)))
    seconds = Fraction(match["amount"]) * SECONDS[match["unit"]]
    if seconds.denominator != 1:
        raise QuantityError(f"a span is a whole number of seconds; found {found}")
    if not 0 <= seconds <= LONGEST_SPAN:
        raise QuantityError(f"a span lies from 0 s to 36525 days, both included; found {found}")
    return int(seconds)


def _read_rate(found: object) -> float:
    match = _matched(_PER_PERIOD, found)
    if match is None:
        raise QuantityError(f"expected a rate, such as 9 / year or 2 / month; found {described(found)}")
    if match["period"] not in PER_YEAR:
        raise QuantityError(_unknown_unit("rate", match["period"], tuple(PER_YEAR)))
    rate = Fraction(match["amount"]) * PER_YEAR[match["period"]]
    if rate < 0:
        raise QuantityError(f"a rate is not negative; found {found}")
    if rate > MOST_PER_YEAR:
        raise QuantityError(f"a rate is at most {MOST_PER_YEAR} / year; found {_shortened(str(found))}")
    return float(rate)


def _read_money(found: object) -> int:
    match = _matched(_CURRENCY, found)
    if match is None:
        raise QuantityError(f"expected euros, such as EUR 9 or EUR 66.50; found {described(found)}")
    cents = int(Fraction(match["amount"]) * 100)
    if cents > LARGEST_AMOUNT:
        raise QuantityError(f"an amount is at most EUR {LARGEST_AMOUNT // 100}; found {found}")
    return cents


def _unknown_unit(dimension: str, unit: str, allowed: tuple[str, ...]) -> str:
    hint = did_you_mean(unit, allowed)
    return f"unknown unit {_shortened(repr(unit))} of a {dimension}; allowed: {', '.join(allowed)}" + (
        f"; {hint}" if hint else ""
    )


def _write_span(seconds: int) -> str:
    for unit in ("day", "h", "min"):
        count, rest = divmod(seconds, SECONDS[unit])
        if count and not rest:
            return f"{count} {unit}{'s' if unit == 'day' and count > 1 else ''}"
    return f"{seconds} s"


def _write_rate(rate: float) -> str:
    return f"{plain_decimal(rate)} / year"


def _write_money(cents: int) -> str:
    whole, rest = divmod(cents, 100)
    return f"EUR {whole}.{rest:02d}" if rest else f"EUR {whole}"


def plain_decimal(value: float) -> str:
    """The shortest decimal text that reads back to the same value, without an exponent."""
    text = repr(value)
    if "e" in text:
        text = _without_exponent(text)
    return text.removesuffix(".0")


def _without_exponent(text: str) -> str:
    mantissa, _, exponent = text.partition("e")
    whole, _, decimals = mantissa.lstrip("-").partition(".")
    shift = int(exponent)
    digits = whole + decimals
    point = len(whole) + shift
    sign = "-" if text.startswith("-") else ""
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    return f"{sign}{digits.ljust(point, '0')[:point]}.{digits[point:] or '0'}"


def _write_number(value: float) -> int | float:
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


_PLAIN = r"[0-9]+(\.[0-9]+)?"

SHARE: Final = Dimension(
    "share",
    "a share",
    "",
    'a number from 0 to 1, or a percentage such as "30 %"',
    rf"^{_PLAIN} *%$",
    _read_share,
    _write_number,
    0,
    1,
)
NUMBER: Final = Dimension(
    "number",
    "a number",
    "",
    "a number without a unit",
    None,
    _read_number,
    _write_number,
    -LARGEST_NUMBER,
    LARGEST_NUMBER,
)
POINTS: Final = Dimension(
    "share difference",
    "a difference of shares",
    "",
    "percentage points, such as 0.5 % or 0.5 pp",
    rf"^{_PLAIN} *(%|pp)$",
    _read_points,
    _write_points,
    0,
    1,
)
SPAN: Final = Dimension(
    "span",
    "a span of time",
    "s",
    "a number with one of s, min, h, day(s), week(s), such as 21 days",
    rf"^\+?{_PLAIN} *({'|'.join(SECONDS)})$",
    _read_span,
    _write_span,
    0,
    LONGEST_SPAN,
)
RATE: Final = Dimension(
    "rate",
    "a rate",
    "/ year",
    "a number per year, month, week or day, such as 9 / year",
    rf"^\+?{_PLAIN} */ *({'|'.join(PER_YEAR)})$",
    _read_rate,
    _write_rate,
    0,
    MOST_PER_YEAR,
)
MONEY: Final = Dimension(
    "money",
    "an amount of money",
    "EUR cent",
    "euros, such as EUR 9 or EUR 66.50",
    r"^(EUR|€) ?[0-9]+(\.[0-9]{1,2})?$",
    _read_money,
    _write_money,
    0,
    LARGEST_AMOUNT,
)

DIMENSIONS: Final = {dimension.name: dimension for dimension in (SHARE, POINTS, NUMBER, SPAN, RATE, MONEY)}


def dimension_named(name: str) -> Dimension:
    """The dimension of that name."""
    return DIMENSIONS[name]
