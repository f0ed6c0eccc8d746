"""How leaves of a scenario are read: the written forms of known values, distributions, tables and categories.

The forms are built from pydantic's core schemas, so that every problem inside a leaf is reported with the rest of the
document. Branches of a choice carry a label in angle brackets, which no key can equal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final, get_args

from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sim.scenario.distributions import (
    Beta,
    Constant,
    Distribution,
    Exponential,
    Grade,
    Known,
    LogitNormal,
    Lognormal,
    Normal,
    Quantiles,
    Uniform,
    Varied,
)
from sim.scenario.nearness import nearest
from sim.scenario.units import NUMBER, SHARE, Dimension, QuantityError, described

KNOWN_KEYS: Final = ("value", "low", "high", "grade", "source", "note")
CAPS: Final = ("at_least", "at_most")
TABLE: Final = "by_segment"
TOLERANCE: Final = 1e-9
"""Shares may miss 1 by this much in total, for the rounding of decimals."""


@dataclass(frozen=True, slots=True)
class Family:
    """A family of distributions: its class, its parameters in order, and the dimensions it can have.

    A parameter is `own` (the field's dimension), `positive` (own and above 0), `median` (a share strictly between 0
    and 1), `spread` (a number from 0 on) or `shape` (a number above 0).
    """

    record: type[Any]
    parameters: Mapping[str, str]
    dimensions: frozenset[str]


_AMOUNTS: Final = frozenset({"number", "span", "rate", "money"})
FAMILIES: Final[dict[str, Family]] = {
    "lognormal": Family(Lognormal, {"median": "positive", "sigma": "spread"}, _AMOUNTS),
    "exponential": Family(Exponential, {"mean": "positive"}, _AMOUNTS),
    "normal": Family(Normal, {"mean": "own", "sd": "spread"}, frozenset({"number"})),
    "uniform": Family(Uniform, {"low": "own", "high": "own"}, _AMOUNTS | {"share"}),
    "beta": Family(Beta, {"a": "shape", "b": "shape"}, frozenset({"share", "number"})),
    "logit_normal": Family(LogitNormal, {"median": "median", "sd": "spread"}, frozenset({"share"})),
    "quantiles": Family(Quantiles, {}, _AMOUNTS | {"share"}),
}
"""Families by the name they have in a file."""


def families_of(dimension: Dimension) -> tuple[str, ...]:
    """Names of the families that a quantity of this dimension can have."""
    return tuple(name for name, family in FAMILIES.items() if dimension.name in family.dimensions)


def wrong(problem: str, key: str | None = None) -> PydanticCustomError:
    """A problem of the value being read, at one of its keys if given."""
    return PydanticCustomError("scenario", "{problem}", {"problem": problem, "key": key})


def _plain(read: Callable[[object], Any]) -> CoreSchema:
    def checked(found: object) -> object:
        try:
            return read(found)
        except QuantityError as error:
            raise wrong(str(error)) from None

    return core_schema.no_info_plain_validator_function(checked)


def _mapping(required: Mapping[str, CoreSchema], optional: Mapping[str, CoreSchema]) -> CoreSchema:
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
    """What a value may be besides its dimension: above 0, or strictly between 0 and 1, or anything."""

    dimension: Dimension
    above: float = -math.inf
    from_: float = -math.inf
    below: float = math.inf

    def read(self, found: object) -> int | float:
        """The value; raises QuantityError outside the domain."""
        value: int | float = self.dimension.read(found)
        if not (value > self.above and value >= self.from_ and value < self.below):
            bounds = {
                f"above {self.above:g}": self.above > -math.inf,
                f"{self.from_:g} or more": self.from_ > -math.inf,
                f"below {self.below:g}": self.below < math.inf,
            }
            allowed = " and ".join(text for text, holds in bounds.items() if holds)
            raise QuantityError(f"must be {allowed}; found {found}")
        return value


@cache
def _known_in(domain: Domain) -> CoreSchema:
    value = _plain(domain.read)
    fields = _mapping(
        {"value": value},
        {
            "low": value,
            "high": value,
            "grade": _plain(_read_grade),
            "source": _plain(_read_sources),
            "note": _plain(_read_note),
        },
    )

    def spelled_out(found: object) -> object:
        if not isinstance(found, dict):
            return {"value": found}
        varied = next((key for key in found if key in FAMILIES or key == TABLE), None)
        if varied is not None and "value" not in found:
            raise wrong("this value is one and the same: neither a distribution nor a table by segment", varied)
        return found

    def checked(found: dict[str, Any]) -> Known[Any]:
        low, high = found.get("low", found["value"]), found.get("high", found["value"])
        if not low <= found["value"] <= high:
            given = [key for key in ("low", "value", "high") if key in found]
            text = " <= ".join(str(domain.dimension.write(found[key])) for key in given)
            raise wrong(f"{' <= '.join(given)} must hold; found {text}", given[0] if given[0] == "low" else "high")
        if found.get("grade") == "measured" and "source" not in found:
            raise wrong("a measured value needs its source", "grade")
        return Known(dimension=domain.dimension, **found)

    return core_schema.no_info_after_validator_function(
        checked, core_schema.no_info_before_validator_function(spelled_out, fields)
    )


def known_form(dimension: Dimension, *, positive: bool = False, non_negative: bool = False) -> CoreSchema:
    """A bare value, or a mapping of `value`, `low`, `high`, `grade`, `source` and `note`."""
    return _known_in(Domain(dimension, above=0 if positive else -math.inf, from_=0 if non_negative else -math.inf))


def _parameter(kind: str, dimension: Dimension) -> CoreSchema:
    domains = {
        "own": Domain(dimension),
        "positive": Domain(dimension, above=0),
        "median": Domain(SHARE, above=0, below=1),
        "spread": Domain(NUMBER, from_=0),
        "shape": Domain(NUMBER, above=0),
    }
    return _known_in(domains[kind])


def _read_points(found: dict[str, Known[Any]]) -> tuple[tuple[float, Known[Any]], ...]:
    points = []
    for key, known in found.items():
        try:
            probability = float(key)
        except ValueError:
            raise wrong(f"a quantile's key is a probability from 0 to 1; found {described(key)}", key) from None
        points.append((probability, known))
    probabilities = [probability for probability, _ in points]
    if len(points) < 2 or probabilities[0] != 0 or probabilities[-1] != 1:
        raise wrong("quantiles run from probability 0 to probability 1, both given")
    for (before, low), (after, high), key in zip(points, points[1:], list(found)[1:], strict=False):
        if not before < after:
            raise wrong("the probabilities of quantiles ascend", key)
        if low.value > high.value:
            raise wrong("the values of quantiles ascend", key)
    return tuple(points)


@cache
def _family_form(name: str, dimension: Dimension) -> CoreSchema:
    family, own = FAMILIES[name], _parameter("own", dimension)
    if name == "quantiles":
        inner: CoreSchema = core_schema.no_info_after_validator_function(
            _read_points, core_schema.dict_schema(core_schema.str_schema(), own)
        )
    else:
        inner = _mapping({key: _parameter(kind, dimension) for key, kind in family.parameters.items()}, {})

    def made(found: dict[str, Any]) -> object:
        parameters = found.pop(name)
        if name == "quantiles":
            parameters = {"points": parameters}
        if name == "uniform" and parameters["low"].value > parameters["high"].value:
            raise wrong("the low end of a uniform distribution is above its high end", name)
        low, high = found.get("at_least"), found.get("at_most")
        if low is not None and high is not None and low.value > high.value:
            raise wrong("at_least is above at_most", "at_least")
        return family.record(**parameters, **found)

    return core_schema.no_info_after_validator_function(made, _mapping({name: inner}, dict.fromkeys(CAPS, own)))


def _lowest(distribution: Distribution[Any]) -> float:
    """The infimum of what a distribution yields, before rounding."""
    if isinstance(distribution, Constant):
        return float(distribution.value.value)
    if isinstance(distribution, Lognormal | Exponential):
        lowest = math.ulp(0.0)
    elif isinstance(distribution, Uniform):
        lowest = float(distribution.low.value)
    elif isinstance(distribution, Quantiles):
        lowest = float(distribution.points[0][1].value)
    else:
        lowest = -math.inf if isinstance(distribution, Normal) else 0.0
    return lowest if distribution.at_least is None else max(lowest, float(distribution.at_least.value))


@cache
def _distribution_form(dimension: Dimension, *, positive: bool) -> CoreSchema:
    families = families_of(dimension)
    constant = core_schema.no_info_after_validator_function(Constant, known_form(dimension, positive=positive))
    choices = {f"<{name}>": _family_form(name, dimension) for name in families} | {"<value>": constant}

    def label(found: object) -> str:
        named = [name for name in families if isinstance(found, dict) and name in found]
        return f"<{named[0]}>" if named else "<value>"

    def recognised(found: object) -> object:
        _recognise(found, dimension, families)
        return found

    def checked(distribution: Distribution[Any]) -> Distribution[Any]:
        if positive and not _lowest(distribution) > 0:
            raise wrong("every value must be above 0, and this distribution can yield 0 or less; give it at_least")
        return distribution

    choice = core_schema.tagged_union_schema(choices, discriminator=label)
    return core_schema.no_info_after_validator_function(
        checked, core_schema.no_info_before_validator_function(recognised, choice)
    )


def _recognise(found: object, dimension: Dimension, families: tuple[str, ...]) -> None:
    """Raises if a mapping is neither a known value nor exactly one distribution that the dimension can have."""
    if not isinstance(found, dict):
        return
    if TABLE in found:
        raise wrong("a table by segment does not hold another", TABLE)
    named = [key for key in found if key in FAMILIES]
    if len(named) > 1:
        raise wrong(f"one distribution at a time; found {' and '.join(named)}", named[1])
    if named and named[0] not in families:
        raise wrong(f"{dimension.meaning} is not {named[0]}; allowed: {', '.join(families)}", named[0])
    if not named and not any(key in KNOWN_KEYS for key in found):
        key = next((key for key in found if key not in CAPS), None)
        hint = nearest(key, families) if key else None
        raise wrong(
            f"expected a value, or a mapping with value, by_segment, {', '.join(families)}"
            + (f"; found {key!r}" if key else "")
            + (f"; did you mean {hint}?" if hint else ""),
            key,
        )


def _table_or(form: CoreSchema, label: str, made: Callable[[Any, Any], Any]) -> CoreSchema:
    """A table by segment of what `form` reads, or one of them for everyone."""
    table = core_schema.no_info_after_validator_function(
        lambda found: made(None, found[TABLE]),
        _mapping({TABLE: core_schema.dict_schema(core_schema.str_schema(), form, min_length=1)}, {}),
    )
    everyone = core_schema.no_info_after_validator_function(lambda found: made(found, None), form)
    return core_schema.tagged_union_schema(
        {"<table>": table, label: everyone},
        discriminator=lambda found: "<table>" if isinstance(found, dict) and TABLE in found else label,
    )


@cache
def varied_form(dimension: Dimension, *, positive: bool = False) -> CoreSchema:
    """A known value, a distribution, or a table of these by segment."""
    return _table_or(_distribution_form(dimension, positive=positive), "<everyone>", Varied)


def categories_form(record: Callable[[Any, Any], Any], names: tuple[str, ...]) -> CoreSchema:
    """A share for every category, adding up to 1, or a table of these by segment."""
    shares = _mapping({name: known_form(SHARE) for name in names}, {})

    def checked(found: dict[str, Known[float]]) -> dict[str, Known[float]]:
        total = math.fsum(known.value for known in found.values())
        if abs(total - 1) > TOLERANCE:
            raise wrong(f"the shares of {', '.join(names)} must add up to 1; they add up to {total:.12g}")
        return {name: found[name] for name in names}

    form = core_schema.no_info_after_validator_function(checked, shares)
    return _table_or(form, "<shares>", record)


def _read_day(found: object) -> date:
    try:
        if isinstance(found, str) and len(found) == 10 and "1900" <= found < "2200":
            return date.fromisoformat(found)
    except ValueError:
        pass
    raise QuantityError(f"expected a day from 1900 to 2199 such as 2016-01-31; found {described(found)}")


def _read_instant(found: object) -> datetime:
    try:
        if isinstance(found, str) and len(found) == 16 and "1900" <= found < "2200":
            return datetime.strptime(found, "%Y-%m-%d %H:%M")  # noqa: DTZ007  # Dutch local time by definition
    except ValueError:
        pass
    raise QuantityError(f"expected Dutch time such as 2023-03-01 09:00; found {described(found)}")


def day_form() -> CoreSchema:
    """A day in the calendar."""
    return _plain(_read_day)


def instant_form() -> CoreSchema:
    """A minute of Dutch local time."""
    return _plain(_read_instant)
