"""The hours at which people look, remember and act."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from sim.scenario.forms import invalid
from sim.scenario.quantities import Share, Span
from sim.scenario.schema.parts import Part, Slug
from sim.scenario.units import LARGEST_NUMBER


def some_positive_hour(weights: tuple[float, ...]) -> tuple[float, ...]:
    """Twenty-four weights, at least one of which is above 0."""
    if not any(weights):
        raise invalid("at least one of the twenty-four weights is above 0")
    return weights


DayWeights = Annotated[
    tuple[Annotated[float, Field(ge=0, le=LARGEST_NUMBER, allow_inf_nan=False)], ...],
    Field(min_length=24, max_length=24),
    AfterValidator(some_positive_hour),
]


class Pattern(Part):
    """How activity is spread over the hours of a week; weights are relative to each other, across days too."""

    weekday: DayWeights
    """Weights of the hours from 0:00 to 23:00, Monday to Friday."""
    saturday: DayWeights
    """The same on Saturdays."""
    sunday: DayWeights
    """The same on Sundays."""
    grade: Literal["measured", "assumed"] | None = None
    """Evidence for the weights: measured or assumed."""
    source: tuple[Slug, ...] = ()
    """Keys of the sources that they were read in."""
    note: str | None = None
    """Remarks for the reader."""


class Hours(Part):
    """The hours at which people look, remember and act.

    All spans of human behaviour (the interval between looks, how long something is put off, how long before the due
    date a payment is planned) run on a clock that passes as many seconds a week as any other, and hardly any at night.
    """

    screens: Pattern
    """Looks at e-mail, push and text messages, and what people do of their own accord: reconsider, log in, pay."""
    screens_by_segment: dict[Slug, Pattern] | None = None
    """The same for segments with other hours."""
    letterbox: Pattern
    """Looks into the letterbox."""
    follows: Share
    """Share of looks and acts at a screen that follow the pattern; the others are spread evenly over day and night."""
    least_interval: Span
    """The shortest mean interval between two looks at a channel, whatever the citizen's own interval is."""
