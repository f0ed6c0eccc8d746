"""Collection steps that follow when an invoice is not paid by its due date."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.distributions import Known
from sim.scenario.forms import invalid
from sim.scenario.quantities import KnownForm, Money, Share, Span
from sim.scenario.schema.parts import Part
from sim.scenario.units import NUMBER


class Fee(Part):
    """A fee for bills from an amount on."""

    amount_from: Money
    """The fee holds for bills of at least this amount, up to the next bracket."""
    fee: Money
    """The amount charged."""


class CollectionStep(Part):
    """One step after an unpaid due date: a letter, what it costs, and who then pays."""

    title: str
    """Name of the step."""
    title_nl: str | None = None
    """The same in Dutch, for letters and mails; where absent they have the title as it is."""
    after: Span
    """From the previous deadline to the sending of this step."""
    term: Span
    """From sending to the deadline of this step."""
    fees: tuple[Fee, ...] = ()
    """Fees by amount, in ascending order; none for a free reminder."""
    multiplies: Annotated[Known[float], KnownForm(NUMBER, least=0.01, most=100)] | None = None
    """The amount itself is multiplied to this many times the original, for example 1.5; the increase is a fee.
    Fees of earlier steps are owed besides."""
    able_pays: Share
    """Probability that a citizen who can pay does so on opening this letter."""
    unable_pays: Share
    """Probability that a citizen who could not pay before does so on opening this letter."""

    @property
    def is_free(self) -> bool:
        """True if the step only reminds, at no cost to the citizen."""
        return not self.fees and self.multiplies is None

    @model_validator(mode="after")
    def _fees_ascend(self) -> CollectionStep:
        brackets = [fee.amount_from.value for fee in self.fees]
        if any(low >= high for low, high in pairwise(brackets)):
            raise invalid("the brackets of fees ascend in amount_from", "fees")
        return self


class Collection(Part):
    """A collection scheme: what follows when an invoice is not paid by its due date."""

    @property
    def taken(self) -> tuple[CollectionStep, ...]:
        """The steps that are taken."""
        return tuple(step for step in self.steps if self.free_reminders or not step.is_free)

    title: str
    """How tables name it."""
    unable: Share
    """Probability that a citizen cannot pay an invoice of this scheme in time, whatever the design."""
    steps: Annotated[tuple[CollectionStep, ...], Field(max_length=40)]
    """Steps in order. Each is a letter with its own attention."""
    free_reminders: bool = True
    """True if the steps that cost nothing are taken. If not, the first one with a fee follows the due date, by its own
    `after`; messages are followed as long as with them."""
