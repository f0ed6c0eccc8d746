"""A file of targets: published figures, each with the response of an ordinary scenario that it is put beside."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from sim.scenario.forms import wrong
from sim.scenario.measures import MEASURE, Measure, in_unit_of
from sim.scenario.quantities import Known, KnownForm
from sim.scenario.schema.document import Source
from sim.scenario.schema.parts import Part, Slug
from sim.scenario.units import QuantityError

Use = Literal["fit", "validate"]


class PublishedFigure(Part):
    """One published figure, and which number of which scenario it is compared with."""

    title: str
    """What was measured, of whom and when."""
    use: Use
    """`fit`: the model is fitted to it. `validate`: the model is only compared with it."""
    scenario: str
    """A shipped scenario by its bare name, or a path relative to this file that ends in .yaml."""
    design: Slug
    """The design under which it was measured."""
    minus: Slug | None = None
    """For a difference between two designs: the one whose response is taken off."""
    response: Slug
    """The response of the model that the figure is compared with."""
    value: Annotated[Known[Any], KnownForm(MEASURE)]
    """The figure, with its source: a share, a number, a span, a rate or an amount of money, as the response asks."""
    uncertainty: Annotated[Known[Any], KnownForm(MEASURE, positive=True)]
    """Standard deviation of what may lie between the figure and a good model: chance, rounding, another population or
    year, and what the model leaves out."""
    why: str | None = None
    """What may explain a difference, in one sentence."""
    echoes: bool = False
    """Whether the figure follows from figures that are fitted, or says nearly the same: then that it is met says
    little."""

    @model_validator(mode="after")
    def _is_a_difference_of_two(self) -> PublishedFigure:
        if self.minus == self.design:
            raise wrong("a difference is one between two designs", "minus")
        return self

    @model_validator(mode="after")
    def _has_a_source(self) -> PublishedFigure:
        if not self.value.source:
            raise wrong("a published figure needs its source", "value")
        return self

    @model_validator(mode="after")
    def _measures_what_the_response_measures(self) -> PublishedFigure:
        for key, known in (("value", self.value), ("uncertainty", self.uncertainty)):
            try:
                is_difference = key == "uncertainty" or self.minus is not None
                found = in_unit_of(self.response, known.value, difference=is_difference)
            except QuantityError as error:
                raise wrong(str(error), key) from None
            if found < 0 and self.minus is None:
                raise wrong("below 0; only a difference between two designs can be", key)
        return self

    def in_unit(self, measure: Measure) -> float:
        """One of the figures in the unit of the response."""
        return in_unit_of(self.response, measure)


class TargetsDocument(Part):
    """The whole file, with the sources that it extends."""

    targets: Annotated[dict[Slug, PublishedFigure], Field(min_length=1)]
    """Published figures by name; at least one."""
    sources: dict[Slug, Source]
    """Where the figures were read, by key."""
