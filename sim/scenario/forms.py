"""Validators of single values: the written forms of known values, days and moments.

The forms are built from pydantic's core schemas, so that every problem inside a leaf is reported with the rest of the
document.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final, get_args

from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sim.clock import EARLIEST_YEAR, LATEST_YEAR
from sim.scenario.distributions import Grade, Known
from sim.scenario.families import FAMILIES, TABLE
from sim.scenario.units import Dimension, QuantityError, described, plain_decimal

KNOWN_KEYS: Final = ("value", "low", "high", "grade", "source", "note")
_DAY: Final = re.compile(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_YEARS: Final = range(EARLIEST_YEAR, LATEST_YEAR + 1)
_EVER: Final = f"from {EARLIEST_YEAR} to {LATEST_YEAR}"
_MOMENT: Final = re.compile(_DAY.pattern + " [0-9]{2}:[0-9]{2}")
TOLERANCE: Final = 1e-9
"""Largest deviation of a sum of shares from 1, which allows for rounded decimals."""


def invalid(problem: str, key: str | None = None) -> PydanticCustomError:
    """The error for an invalid value, located at one of its keys if given."""
    return PydanticCustomError("scenario", "{problem}", {"problem": problem, "key": key})


def missing_error(problem: str, key: str | None = None) -> PydanticCustomError:
    """The error for something missing, which is ignored in a partial document because another file may add it."""
    return PydanticCustomError("lacking", "{problem}", {"problem": problem, "key": key})


def read_by(read: Callable[[object], Any]) -> CoreSchema:
    """A schema that reads values by a function; its `QuantityError`s become validation errors."""

    def checked(found: object) -> object:
        try:
            return read(found)
        except QuantityError as error:
            raise invalid(str(error)) from None

    return core_schema.no_info_plain_validator_function(checked)


def mapping_of(required: Mapping[str, CoreSchema], optional: Mapping[str, CoreSchema]) -> CoreSchema:
    """A mapping with these keys and no others."""
    fields = {name: core_schema.typed_dict_field(schema) for name, schema in required.items()}
    fields |= {name: core_schema.typed_dict_field(schema, required=False) for name, schema in optional.items()}
    return core_schema.typed_dict_schema(fields, extra_behavior="forbid")


def _read_grade(found: object) -> object:
    if found not in get_args(Grade):
        raise QuantityError(f"a grade is one of {', '.join(get_args(Grade))}; found {described(found)}")
    return found


def _read_note(found: object) -> str:
    if not isinstance(found, str):
        raise QuantityError(f"expected text; found {described(found)}")
    return found


def _read_sources(found: object) -> tuple[str, ...]:
    keys = found if isinstance(found, tuple) else (found,)
    if not keys or not all(isinstance(key, str) for key in keys):
        raise QuantityError("expected the key of a source, or a list of such keys")
    if len(set(keys)) < len(keys):
        raise QuantityError("a source is named twice")
    return keys


@dataclass(frozen=True, slots=True)
class Domain:
    """The values allowed within a dimension: bounds that are excluded (`above`, `below`) or included."""

    dimension: Dimension
    above: float = -math.inf
    least: float = -math.inf
    most: float = math.inf
    below: float = math.inf

    def read(self, found: object) -> int | float:
        """The value in its base unit; raises `QuantityError` outside the domain."""
        value: int | float = self.dimension.read(found)
        # Written so that a value that is not a number is refused too.
        if not (value > self.above and self.least <= value <= self.most and value < self.below):
            bounds = {
                f"above {self.above:g}": self.above > -math.inf,
                f"{plain_decimal(self.least)} or more": self.least > -math.inf,
                f"{plain_decimal(self.most)} or less": self.most < math.inf,
                f"below {self.below:g}": self.below < math.inf,
            }
            allowed = " and ".join(text for text, holds in bounds.items() if holds)
            raise QuantityError(f"must be {allowed}; found {found}")
        return value


@cache
def known_in_domain(domain: Domain) -> CoreSchema:
    """A bare value of the domain, or one with its evidence."""
    value = read_by(domain.read)
    fields = mapping_of(
        {"value": value},
        {
            "low": value,
            "high": value,
            "grade": read_by(_read_grade),
            "source": read_by(_read_sources),
            "note": read_by(_read_note),
        },
    )

    def spelled_out(found: object) -> object:
        if not isinstance(found, dict):
            return {"value": found}
        # Named before the fields are checked: pydantic would say of each key of a distribution that it is unknown.
        varied = next((key for key in found if key in FAMILIES or key == TABLE), None)
        if varied is not None and "value" not in found:
            raise invalid("this value is one and the same: neither a distribution nor a table by segment", varied)
        return found

    def checked(found: dict[str, Any]) -> Known[Any]:
        low, high = found.get("low", found["value"]), found.get("high", found["value"])
        if not low <= found["value"] <= high:
            given = [key for key in ("low", "value", "high") if key in found]
            text = " <= ".join(str(domain.dimension.write(found[key])) for key in given)
            raise invalid(f"{' <= '.join(given)} must hold; found {text}", given[0] if given[0] == "low" else "high")
        if found.get("grade") == "measured" and "source" not in found:
            raise invalid("a measured value needs its source", "grade")
        return Known(dimension=domain.dimension, **found)

    return core_schema.no_info_after_validator_function(
        checked, core_schema.no_info_before_validator_function(spelled_out, fields)
    )


def known_form(
    dimension: Dimension, *, positive: bool = False, least: float = -math.inf, most: float = math.inf
) -> CoreSchema:
    """A bare value, or a mapping of `value`, `low`, `high`, `grade`, `source` and `note`."""
    return known_in_domain(Domain(dimension, above=0.0 if positive else -math.inf, least=least, most=most))


def _read_day(found: object) -> date:
    try:
        # The pattern first, since `fromisoformat` also takes forms without hyphens.
        if isinstance(found, str) and _DAY.fullmatch(found) and int(found[:4]) in _YEARS:
            return date.fromisoformat(found)
    except ValueError:
        pass
    raise QuantityError(f"expected a day {_EVER} such as 2016-01-31; found {described(found)}")


def _read_instant(found: object) -> datetime:
    try:
        if isinstance(found, str) and _MOMENT.fullmatch(found) and int(found[:4]) in _YEARS:
            return datetime.strptime(found, "%Y-%m-%d %H:%M")  # noqa: DTZ007  # Dutch local time by definition
    except ValueError:
        pass
    raise QuantityError(f"expected Dutch time {_EVER} such as 2023-03-01 09:00; found {described(found)}")


def day_form() -> CoreSchema:
    """A day in the calendar."""
    return read_by(_read_day)


def instant_form() -> CoreSchema:
    """A minute of Dutch local time."""
    return read_by(_read_instant)
