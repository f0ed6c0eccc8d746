"""Who writes, what, and when."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field, model_validator

from sim.scenario.forms import invalid, missing_error
from sim.scenario.quantities import Money, PositiveVariedNumber, Rate, Share, Span, VariedMoney, VariedShare
from sim.scenario.schema.parts import DayOfYear, Kind, Part, Slug, Weights

LONGEST_SPREAD: Final = 366 * 86_400


class Arrival(Part):
    """When messages of a type come: at a yearly rate, or around fixed dates. Exactly one of the two."""

    per_year: Rate | None = None
    """Poisson arrivals at this mean rate per eligible citizen."""
    monthly_weights: Weights | None = None
    """Relative intensity of the twelve months from January on; all equal if absent. Only with `per_year`."""
    on: Annotated[tuple[DayOfYear, ...], Field(min_length=1)] | None = None
    """Days of the year as month-day, such as 02-28: one message each, every year of the horizon."""
    spread: Span | None = None
    """Messages come uniformly within this span after each date in `on`; at most 366 days, 0 days
    if absent. Only with `on`."""

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Arrival:
        if self.per_year is None and self.on is None:
            raise missing_error("an arrival has exactly one of per_year and on")
        if self.per_year is not None and self.on is not None:
            raise invalid("an arrival has exactly one of per_year and on", "on")
        if self.on is None and self.spread is not None:
            raise invalid("spread goes with on, not with per_year", "spread")
        if self.spread is not None and self.spread.value > LONGEST_SPREAD:
            raise invalid("the messages of one date come within 366 days, for then comes the next", "spread")
        if self.per_year is None and self.monthly_weights is not None:
            raise invalid("monthly_weights go with per_year, not with on", "monthly_weights")
        return self

    @property
    def expected_per_year(self) -> float:
        """Messages of the type that an eligible citizen can expect in a year."""
        return self.per_year.value if self.per_year is not None else float(len(self.on or ()))


class Answer(Part):
    """Replies that citizens send to a message: the response that an action asks for, or an objection to a bill."""

    online: Share
    """Share of the answers that can be given online. The others go by post: what needs a signature, or evidence."""
    by_post: Span
    """Time that an answer by post takes besides the answer itself: printing, copying, the way to a letterbox."""
    postage: Money
    """Postage that the citizen pays to send it."""
    objections: Share | None = None
    """Of bills: the share to which the citizen, once they know of it, objects, which takes as long as doing what an
    action asks. It is paid, or not, all the same. Required for an invoice, refused otherwise."""


class MessageType(Part):
    """One kind of letter that a sender sends."""

    title: str
    """How tables and letters name it."""
    title_nl: str | None = None
    """The same in Dutch, for letters and mails; where absent they have the title as it is."""
    kind: Kind
    """announcement: nothing is asked; action: something is asked; invoice: money is asked."""
    arrival: Arrival
    """When messages of this type come."""
    eligible: VariedShare
    """Share of citizens who ever receive this type."""
    words: PositiveVariedNumber
    """Length of the letter in words."""
    importance: Share
    """Worth of the message to the citizen once it has been read, from 0 to 1."""
    amount: VariedMoney | None = None
    """Amount to pay. Required for an invoice, refused otherwise."""
    payment_term: Span | None = None
    """From delivery to due date. Required for an invoice, refused otherwise."""
    collection: Slug | None = None
    """The collection scheme that follows an unpaid invoice. Required for an invoice, refused otherwise."""
    response_term: Span | None = None
    """From delivery to the last day to respond. Required for an action, refused otherwise."""
    also_on_paper: Share
    """Share of the messages of this type that also go out as a letter with the whole content."""
    answer: Answer | None = None
    """How what is asked can be answered, of an action; and whether the citizen objects, to an invoice. Absent: every
    answer is given online, and nobody objects."""
    term_runs_on: bool = True
    """True if a payment or response term that would end on a day on which no term ends (`calendar.terms`) runs on to
    the next day; terms of the law do, agreed ones do not. The terms of its collection steps follow it."""

    @model_validator(mode="after")
    def _has_the_keys_of_its_kind(self) -> MessageType:
        needed = {"announcement": (), "action": ("response_term",), "invoice": ("amount", "payment_term", "collection")}
        missing = [key for key in needed[self.kind] if getattr(self, key) is None]
        if missing:
            raise missing_error(f"an {self.kind} needs {', '.join(missing)}", "kind")
        every = {key for keys in needed.values() for key in keys}
        for key in sorted(every - set(needed[self.kind])):
            if getattr(self, key) is not None:
                raise invalid(f"an {self.kind} has no {key}", key)
        if self.answer is not None:
            if self.kind == "announcement":
                raise invalid("an announcement has no answer", "answer")
            if (self.answer.objections is None) == (self.kind == "invoice"):
                raise invalid(
                    "an answer says how many object (objections) if and only if it is to an invoice", "answer"
                )
        return self


class Sender(Part):
    """A government body and its message types."""

    title: str
    """How tables and letters name it."""
    title_nl: str | None = None
    """The same in Dutch, for letters and mails; where absent they have the title as it is."""
    batch_hours: Annotated[tuple[Annotated[int, Field(ge=0, le=23)], ...], Field(min_length=1)] = (9,)
    """Hours of the day, Dutch time, at which batches are sent; each message takes one of them."""
    batch_spread: Span
    """Messages of one batch are delivered uniformly within this span after its hour."""
    message_types: Annotated[dict[Slug, MessageType], Field(min_length=1)]
    """The types of message that the body sends; at least one."""
