"""Further consequences of a design: disclosure, phishing, costs to senders, and the grade that people give it.

Each of these parts may be absent; then its responses are not reported.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.forms import invalid
from sim.scenario.quantities import Money, NonNegativeNumber, Number, Rate, Share, Span, VariedMoney, VariedSpan
from sim.scenario.schema.parts import Part, TimeOfDay


class DisclosedWeights(Part):
    """How personal each disclosed field is; a weight of 1 is the unit of `exposure`."""

    sender: NonNegativeNumber
    """Who wrote."""
    nature: NonNegativeNumber
    """The kind of message."""
    action: NonNegativeNumber
    """The action asked."""
    amount: NonNegativeNumber
    """How much is to be paid."""
    deadline: NonNegativeNumber
    """Until when."""
    content: NonNegativeNumber
    """The whole letter."""


class ChannelWeights(Part):
    """How open each channel is to others' eyes, from 0 (sealed) to 1 (a postcard)."""

    email: Share
    """E-mail."""
    push: Share
    """Push message on a locked screen."""
    sms: Share
    """Text message."""
    letter: Share
    """Letter in an envelope."""


class Exposure(Part):
    """Disclosure by contacts: each counts the weight of its channel times the weights of what it discloses."""

    fields: DisclosedWeights
    """Weights of what is disclosed."""
    channels: ChannelWeights
    """Weights of the channels."""


class Phishing(Part):
    """Mails that imitate the notification of the design. All effects are on the logit scale."""

    per_year: Rate
    """Imitations that arrive per citizen with a valid e-mail address."""
    base: Number
    """Logit of the probability that a noticed imitation is believed, where genuine mail has no link and no details."""
    portal_link: Number
    """Effect of genuine mail that links to the portal: a link in an imitation then looks normal."""
    deep_link: Number
    """Effect of genuine mail that links to the message itself."""
    details: Number
    """Effect of genuine mail that names the sender, amount or content, which an imitation cannot know."""
    loss: VariedMoney
    """Money that a believed imitation costs the citizen."""
    sorting_out: Span
    """Time that a believed imitation costs the citizen."""


class SenderCosts(Part):
    """Costs of contacts and of their consequences to the bodies that send."""

    letter: Money
    """One letter: print, envelope and postage."""
    sms: Money
    """One text message."""
    collection_step: Money
    """Handling of one collection step, besides its letter."""
    call: Money
    """Handling of one call at the helpdesk."""


class Survey(Part):
    """The grade that a sample of citizens would give, from 1 to 10."""

    share: Share
    """Share of the citizens that is asked."""
    base: Number
    """Mean grade of somebody who carried no burden."""
    per_hour: Number
    """Points lost per hour of overhead in a year."""
    per_fee: Number
    """Points lost per invoice on which a fee was charged."""
    adaptation: Number
    """Points added by citizens who have no alternative."""
    sd: NonNegativeNumber
    """Standard deviation of the grade between citizens with the same burden."""


class Helpdesk(Part):
    """A helpdesk that citizens call: the one place where citizens meet, in a queue."""

    agents: Annotated[int, Field(ge=1, le=10_000)]
    """Number of agents."""
    opens: TimeOfDay
    """Opening time on working days, Dutch time."""
    closes: TimeOfDay
    """Closing time; who waits then is still helped."""
    after_abandoned_login: Share
    """Probability to call after a login that was given up."""
    after_recovery: Share
    """Probability to call after asking for new credentials."""
    after_fee: Share
    """Probability to call when a fee is charged for a bill that was not seen."""
    calls_after: VariedSpan
    """From the event to the call; a call outside opening hours is made at a random moment of the next working day."""
    talks: VariedSpan
    """Duration of a call once it is answered."""
    patience: VariedSpan
    """Longest time a caller waits before hanging up."""

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Helpdesk:
        if self.opens >= self.closes:
            raise invalid("the helpdesk opens before it closes", "closes")
        return self
