"""Validators of quantities that vary over citizens: distributions, tables by segment, and shares of categories.

Branches of a choice have a label in angle brackets, which cannot be confused with a key.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from pydantic_core import CoreSchema, core_schema

from sim.scenario.distributions import (
    Constant,
    Distribution,
    Exponential,
    Known,
    Lognormal,
    Normal,
    Quantiles,
    Uniform,
    Varied,
)
from sim.scenario.families import CAPS, FAMILIES, TABLE, families_of
from sim.scenario.forms import KNOWN_KEYS, TOLERANCE, Domain, invalid, known_form, known_in_domain, mapping_of
from sim.scenario.suggestions import did_you_mean
from sim.scenario.units import NUMBER, SHARE, Dimension, described

_PROBABILITY: Final = re.compile(r"[01]|0?\.[0-9]{1,30}|1\.0{1,30}")


SMALLEST_SHAPE: Final = 0.01
"""Smallest shape parameter of a beta distribution: below it nearly all of the mass lies next to 0 or 1."""


def _parameter(kind: str, dimension: Dimension) -> CoreSchema:
    domains = {
        "own": Domain(dimension),
        "positive": Domain(dimension, above=0),
        "median": Domain(SHARE, above=0, below=1),
        "spread": Domain(NUMBER, least=0),
        "shape": Domain(NUMBER, least=SMALLEST_SHAPE),
    }
    return known_in_domain(domains[kind])


def _read_points(found: dict[str, Known[Any]]) -> tuple[tuple[float, Known[Any]], ...]:
    points = []
    for key, known in found.items():
        if not _PROBABILITY.fullmatch(key):
            raise invalid(f"a quantile's key is a probability from 0 to 1; found {described(key)}", key)
        points.append((float(key), known))
    probabilities = [probability for probability, _ in points]
    if len(points) < 2 or probabilities[0] != 0 or probabilities[-1] != 1:
        raise invalid("quantiles run from probability 0 to probability 1, both given")
    for (before, low), (after, high), key in zip(points, points[1:], list(found)[1:], strict=False):
        if not before < after:
            raise invalid("the probabilities of quantiles ascend", key)
        if low.value > high.value:
            raise invalid("the values of quantiles ascend", key)
    return tuple(points)


@cache
def _family_form(name: str, dimension: Dimension) -> CoreSchema:
    family, own = FAMILIES[name], _parameter("own", dimension)
    if name == "quantiles":
        inner: CoreSchema = core_schema.no_info_after_validator_function(
            _read_points, core_schema.dict_schema(core_schema.str_schema(), own)
        )
    else:
        inner = mapping_of({key: _parameter(kind, dimension) for key, kind in family.parameters.items()}, {})

    def made(found: dict[str, Any]) -> object:
        parameters = found.pop(name)
        if name == "quantiles":
            parameters = {"points": parameters}
        if name == "uniform" and parameters["low"].value > parameters["high"].value:
            raise invalid("the low end of a uniform distribution is above its high end", name)
        low, high = found.get("at_least"), found.get("at_most")
        if low is not None and high is not None and low.value > high.value:
            raise invalid("at_least is above at_most", "at_least")
        return family.record(**parameters, **found)

    return core_schema.no_info_after_validator_function(made, mapping_of({name: inner}, dict.fromkeys(CAPS, own)))


def _lowest(distribution: Distribution[Any]) -> float:
    """The infimum of the values of a distribution, before rounding."""
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
def distribution_form(dimension: Dimension, *, positive: bool) -> CoreSchema:
    """A known value, or a distribution of a family that the dimension can have."""
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
            raise invalid("every value must be above 0, and this distribution can yield 0 or less; give it at_least")
        return distribution

    choice = core_schema.tagged_union_schema(choices, discriminator=label)
    return core_schema.no_info_after_validator_function(
        checked, core_schema.no_info_before_validator_function(recognised, choice)
    )


def _recognise(found: object, dimension: Dimension, families: tuple[str, ...]) -> None:
    """Raise if a mapping is neither a known value nor exactly one distribution that the dimension can have."""
    if not isinstance(found, dict):
        return
    if TABLE in found:
        raise invalid("a table by segment does not hold another", TABLE)
    named = [key for key in found if key in FAMILIES]
    if len(named) > 1:
        raise invalid(f"one distribution at a time; found {' and '.join(named)}", named[1])
    if named and named[0] not in families:
        raise invalid(f"{dimension.meaning} is not {named[0]}; allowed: {', '.join(families)}", named[0])
    if not named and not any(key in KNOWN_KEYS for key in found):
        key = next((key for key in found if key not in CAPS), None)
        hint = did_you_mean(key or "", families)
        raise invalid(
            f"expected a value, or a mapping with value, by_segment, {', '.join(families)}"
            + (f"; found {key!r}" if key else "")
            + (f"; {hint}" if hint else ""),
            key,
        )


def _table_or(form: CoreSchema, label: str, made: Callable[[Any, Any], Any]) -> CoreSchema:
    """A schema for a table by segment of values of `form`, or for one such value for everyone."""
    table = core_schema.no_info_after_validator_function(
        lambda found: made(None, found[TABLE]),
        mapping_of({TABLE: core_schema.dict_schema(core_schema.str_schema(), form, min_length=1)}, {}),
    )
    everyone = core_schema.no_info_after_validator_function(lambda found: made(found, None), form)
    return core_schema.tagged_union_schema(
        {"<table>": table, label: everyone},
        discriminator=lambda found: "<table>" if isinstance(found, dict) and TABLE in found else label,
    )


@cache
def varied_form(dimension: Dimension, *, positive: bool = False) -> CoreSchema:
    """A known value, a distribution, or a table of these by segment."""
    return _table_or(distribution_form(dimension, positive=positive), "<everyone>", Varied)


def categories_form(record: Callable[[Any, Any], Any], names: tuple[str, ...]) -> CoreSchema:
    """A share for every category, adding up to 1, or a table of these by segment."""
    shares = mapping_of({name: known_form(SHARE) for name in names}, {})

    def checked(found: dict[str, Known[float]]) -> dict[str, Known[float]]:
        total = math.fsum(known.value for known in found.values())
        if abs(total - 1) > TOLERANCE:
            raise invalid(f"the shares of {', '.join(names)} must add up to 1; they add up to {total:.12g}")
        return {name: found[name] for name in names}

    form = core_schema.no_info_after_validator_function(checked, shares)
    return _table_or(form, "<shares>", record)
