"""Common definitions for all parts of the document: frozen parts, names, and the words that keys can take."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from sim.scenario.forms import invalid
from sim.scenario.units import LARGEST_NUMBER


def some_positive_weight(weights: tuple[float, ...]) -> tuple[float, ...]:
    """The weights, at least one of which is above 0."""
    if not any(weights):
        raise invalid("at least one of the twelve weights is above 0")
    return weights


def day_of_every_year(day: str) -> str:
    """A day that every year has: it exists, and is not 29 February."""
    try:
        date.fromisoformat(f"2023-{day}")
    except ValueError:
        raise invalid(f"not a day of every year: {day}") from None
    return day


DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
)
"""File names that Windows treats as devices, whatever their extension."""


def portable_name(name: str) -> str:
    """A name that files can be called by on every system."""
    if name in DEVICES:
        raise invalid(f"{name} is the name of a device on Windows, and no file there can be called so")
    return name


Kind = Literal["announcement", "action", "invoice"]


Channel = Literal["email", "push", "sms", "letter"]


Disclosed = Literal["sender", "nature", "action", "amount", "deadline", "content"]


LoginMethod = Literal["password", "sms", "app"]


Preferred = Literal["prefers", "can", "could", "cannot"]


CountedEvent = Literal["delivered", "notification", "letter", "login", "read", "payment"]


Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]


FileName = Annotated[Slug, AfterValidator(portable_name)]


DayOfYear = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"), AfterValidator(day_of_every_year)]


TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


Weights = Annotated[
    tuple[Annotated[float, Field(ge=0, le=LARGEST_NUMBER, allow_inf_nan=False)], ...],
    Field(min_length=12, max_length=12),
    AfterValidator(some_positive_weight),
]


def with_tuples(value: object) -> object:
    """A piece of a document with tuples for lists, as a read one has them."""
    if isinstance(value, dict):
        return {key: with_tuples(item) for key, item in value.items()}
    return tuple(map(with_tuples, value)) if isinstance(value, list | tuple) else value


class PartialForm:
    """Marks a partial scenario: any keys of a scenario, which are looked at when it is merged into one."""


Partial = Annotated[dict[str, Any], BeforeValidator(with_tuples), PartialForm()]
Partials = tuple[Partial, ...]


class Part(BaseModel):
    """A piece of the document: frozen, and no key that is not declared."""

    # Validators are built when needed: most parts are validated by that of the whole document, which holds them.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True, defer_build=True)

    bare: ClassVar[str | None] = None
    """The key that a text stands for, where one may stand in place of the whole part."""
