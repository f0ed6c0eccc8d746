"""The types of a scenario's fields: shares, numbers, spans, rates and money, constant or varying over citizens.

A `Known` is a value together with its evidence. A `Varied` is one distribution for everyone, or one for each segment.
`Categories` are shares that add up to 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema

from sim.scenario import forms, variation
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
from sim.scenario.units import MONEY, NUMBER, POINTS, RATE, SHARE, SPAN, Dimension

__all__ = [
    "Beta",
    "Categories",
    "CategoriesForm",
    "Constant",
    "Day",
    "Distribution",
    "Exponential",
    "Grade",
    "Instant",
    "Known",
    "LogitNormal",
    "Lognormal",
    "Money",
    "NonNegativeNumber",
    "Normal",
    "Number",
    "PositiveSpan",
    "PositiveVariedNumber",
    "PositiveVariedSpan",
    "Quantiles",
    "Rate",
    "Share",
    "ShareDifference",
    "Span",
    "Uniform",
    "Varied",
    "VariedMoney",
    "VariedNumber",
    "VariedRate",
    "VariedShare",
    "VariedSpan",
]

Category = TypeVar("Category")


@dataclass(frozen=True, slots=True)
class Categories(Generic[Category]):
    """Shares of categories that add up to 1: one set for everyone, or one for each segment."""

    everyone: Mapping[str, Known[float]] | None
    by_segment: Mapping[str, Mapping[str, Known[float]]] | None = None

    def for_segment(self, name: str) -> dict[str, Known[float]]:
        """Share of each category for citizens of this segment, in declared order; KeyError as for `Varied`."""
        if self.by_segment is not None:
            return dict(self.by_segment[name])
        if self.everyone is None:
            raise KeyError(name)
        return dict(self.everyone)


@dataclass(frozen=True, slots=True)
class CategoriesForm:
    """Field annotation: shares of the categories that the annotated type lists."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Reads shares by category."""
        return variation.categories_form(Categories, categories_of(source))


def categories_of(annotation: object) -> tuple[str, ...]:
    """The names in a type `Categories[Literal[...]]`, in order."""
    (names,) = get_args(annotation)
    return get_args(names)


@dataclass(frozen=True, slots=True)
class KnownForm:
    """Field annotation: one known value of a dimension from `least` to `most`, above 0 if `positive`."""

    dimension: Dimension
    positive: bool = False
    least: float = -math.inf
    most: float = math.inf

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Reads a bare value or a mapping with its evidence."""
        return forms.known_form(self.dimension, positive=self.positive, least=self.least, most=self.most)


@dataclass(frozen=True, slots=True)
class VariedForm:
    """Field annotation: a quantity of a dimension that varies over citizens, positive if `positive`."""

    dimension: Dimension
    positive: bool = False

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Reads a known value, a distribution, or a table by segment."""
        return variation.varied_form(self.dimension, positive=self.positive)


@dataclass(frozen=True, slots=True)
class CalendarForm:
    """Field annotation: a day or a moment, written as in ISO 8601 with a space for the T."""

    moment: bool

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Reads a day or a moment."""
        return forms.instant_form() if self.moment else forms.day_form()

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of a day or a moment."""
        day = r"^\d{4}-\d{2}-\d{2}"
        return {"type": "string", "pattern": rf"{day} \d{{2}}:\d{{2}}$" if self.moment else f"{day}$"}


Share = Annotated[Known[float], KnownForm(SHARE)]
ShareDifference = Annotated[Known[float], KnownForm(POINTS)]
Number = Annotated[Known[float], KnownForm(NUMBER)]
NonNegativeNumber = Annotated[Known[float], KnownForm(NUMBER, least=0)]
Span = Annotated[Known[int], KnownForm(SPAN)]
PositiveSpan = Annotated[Known[int], KnownForm(SPAN, positive=True)]
Rate = Annotated[Known[float], KnownForm(RATE)]
Money = Annotated[Known[int], KnownForm(MONEY)]
Day = Annotated[date, CalendarForm(moment=False)]
Instant = Annotated[datetime, CalendarForm(moment=True)]

VariedShare = Annotated[Varied[float], VariedForm(SHARE)]
VariedNumber = Annotated[Varied[float], VariedForm(NUMBER)]
PositiveVariedNumber = Annotated[Varied[float], VariedForm(NUMBER, positive=True)]
VariedSpan = Annotated[Varied[int], VariedForm(SPAN)]
PositiveVariedSpan = Annotated[Varied[int], VariedForm(SPAN, positive=True)]
VariedRate = Annotated[Varied[float], VariedForm(RATE)]
VariedMoney = Annotated[Varied[int], VariedForm(MONEY)]
