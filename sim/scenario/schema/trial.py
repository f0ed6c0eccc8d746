"""A randomised trial in the field, as it is planned: what is compared, on whom, for how long, what is seen."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.forms import invalid
from sim.scenario.quantities import Share, Span
from sim.scenario.schema.parts import Part, Slug

SIZES = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)


class Clusters(Part):
    """Accounts that are randomised together, because a design cannot be given to one of them alone."""

    of: str
    """The characteristic that they share, such as a household, a postcode area or a sending week."""
    size: Annotated[int, Field(ge=2, strict=True)]
    """Accounts in each."""
    correlation: Share
    """The intracluster correlation of the outcome: which part of its variance is between clusters."""


class Adjustment(Part):
    """A covariate known before the trial, for which the analysis adjusts."""

    covariate: str
    """A description of the covariate, such as the share of last year's messages that the account opened."""
    explains: Share
    """Which part of the variance of the outcome between accounts it explains."""


class Trial(Part):
    """How a randomised trial of designs in the field is planned. `mbsim trial` tells what it would show and teach."""

    designs: Annotated[tuple[Slug, ...], Field(min_length=2)] | None = None
    """The arms; the first is the control. By default those that `compare` compares, its reference first."""
    among: Literal["all", "reachable"] = "reachable"
    """Whose accounts are randomised: all, or those that an electronic contact of an arm can reach."""
    outcomes: Annotated[tuple[Slug, ...], Field(min_length=1)] | None = None
    """Responses that the holder of the data sees, the primary one first; minutes are not among them. By default
    messages opened within 21 days, where every arm has a message box, and invoices paid before any reminder."""
    duration: Span | None = None
    """For how long messages of the trial are sent; whole days. By default the horizon of the scenario."""
    clusters: Clusters | None = None
    """Accounts that are randomised together; absent, each by itself."""
    drop_out: Share | None = None
    """Share of the accounts that are lost: closed, moved, or out of the data. Absent: none."""
    adjusts_for: Adjustment | None = None
    """A covariate for which the analysis adjusts; absent, none."""
    sizes: Annotated[tuple[Annotated[int, Field(ge=10, strict=True)], ...], Field(min_length=1)] = SIZES
    """Accounts in each arm for which the power is told."""
    significance: Annotated[float, Field(gt=0.0, lt=0.5)] = 0.05
    """The two-sided probability to find a difference where there is none; with several arms it is shared by those that
    are compared with the control."""
    power: Annotated[float, Field(ge=0.5, lt=1.0)] = 0.8
    """The power for which the smallest detectable effect and the size are told."""

    @model_validator(mode="after")
    def _names_each_once(self) -> Trial:
        for key in ("designs", "outcomes", "sizes"):
            found = getattr(self, key) or ()
            if len(set(found)) < len(found):
                raise invalid("something is named twice", key)
        if self.clusters is not None and min(self.sizes) < 2 * self.clusters.size:
            raise invalid(f"each arm needs two clusters of {self.clusters.size} accounts or more", "sizes")
        return self
