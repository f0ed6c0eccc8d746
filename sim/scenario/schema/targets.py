"""A file of targets: published figures, each with the response of an ordinary scenario that it is put beside."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from sim.scenario.forms import invalid
from sim.scenario.measures import MEASURE, Measure, in_unit_of, unit_of
from sim.scenario.quantities import Known, KnownForm, Share
from sim.scenario.schema.document import Source
from sim.scenario.schema.parts import Part, Slug
from sim.scenario.units import QuantityError

Use = Literal["fit", "validate"]


class PublishedFigure(Part):
    """One published figure, and which number of which scenario it is compared with."""

    title: str
    """A description of the measurement: what was measured, of whom and when."""
    use: Use
    """`fit`: the model is fitted to it. `validate`: the model is only compared with it."""
    scenario: str
    """A shipped scenario by its bare name, or a path relative to this file that ends in .yaml."""
    design: Slug
    """The design under which it was measured."""
    minus: Slug | None = None
    """For a difference between two designs: the one whose response is taken off."""
    minus_response: Slug | None = None
    """For a difference between two responses, such as a rise from one week to another: the one that is taken off."""
    response: Slug
    """The response of the model that the figure is compared with."""
    value: Annotated[Known[Any], KnownForm(MEASURE)]
    """The figure, with its source: a share, a number, a span, a rate or an amount of money, as the response asks. With
    `low` and `high` an interval was published, such as "one to two per cent", and any value in it fits as well."""
    uncertainty: Annotated[Known[Any], KnownForm(MEASURE, positive=True)]
    """Standard deviation of what may lie between the figure and a good model: chance, rounding, another population or
    year, and what the model leaves out."""
    why: str | None = None
    """A possible explanation of a difference, in one sentence."""
    echoes: bool = False
    """True if the figure follows from figures that are fitted, or is nearly the same as one of them: then agreement is
    weak evidence."""

    @model_validator(mode="after")
    def _is_a_difference_of_two(self) -> PublishedFigure:
        if self.minus == self.design:
            raise invalid("a difference is one between two designs", "minus")
        if self.minus_response == self.response and self.minus is None:
            raise invalid("a difference is one between two responses", "minus_response")
        return self

    @property
    def is_difference(self) -> bool:
        """True if the figure is a difference between two designs or responses."""
        return self.minus is not None or self.minus_response is not None

    @model_validator(mode="after")
    def _has_a_source(self) -> PublishedFigure:
        if not self.value.source:
            raise invalid("a published figure needs its source", "value")
        return self

    @model_validator(mode="after")
    def _measures_what_the_response_measures(self) -> PublishedFigure:
        if self.minus_response is not None and unit_of(self.minus_response) is not unit_of(self.response):
            raise invalid(f"{self.response} and {self.minus_response} have different units", "minus_response")
        ends = [each for each in (self.value.low, self.value.high) if each is not None]
        stated = [("value", self.value.value), *(("value", each) for each in ends)]
        for key, measure in (*stated, ("uncertainty", self.uncertainty.value)):
            try:
                is_difference = key == "uncertainty" or self.is_difference
                found = in_unit_of(self.response, measure, difference=is_difference)
            except QuantityError as error:
                raise invalid(str(error), key) from None
            if found < 0 and not self.is_difference:
                raise invalid("below 0; only a difference between two designs or responses can be", key)
        return self

    def in_unit(self, measure: Measure) -> float:
        """One of the figures in the unit of the response."""
        return in_unit_of(self.response, measure)


class CorrelatedFigures(Part):
    """Figures whose errors go together, such as two shares of the same messages: one figure with several parts."""

    title: str
    """A description of the measurement: what was measured, of whom and when."""
    figures: Annotated[tuple[Slug, ...], Field(min_length=2)]
    """The names of the figures."""
    correlation: Share
    """How far the errors of any two of them go together: 0 not at all, 1 wholly."""

    @model_validator(mode="after")
    def _has_figures_once(self) -> CorrelatedFigures:
        if len(set(self.figures)) < len(self.figures):
            raise invalid("a figure is named twice", "figures")
        return self


class TargetsDocument(Part):
    """The whole file, with the sources that it extends."""

    targets: Annotated[dict[Slug, PublishedFigure], Field(min_length=1)]
    """Published figures by name; at least one."""
    correlated: dict[Slug, CorrelatedFigures] | None = None
    """Figures that are compared together as well, because their errors are not independent."""
    sources: dict[Slug, Source]
    """Where the figures were read, by key."""

    @model_validator(mode="after")
    def _names_its_own_figures(self) -> TargetsDocument:
        for each in (self.correlated or {}).values():
            for figure in each.figures:
                if figure not in self.targets:
                    raise invalid(f"there is no figure {figure!r}", "correlated")
        return self
