"""What a recorder is told of a life: each decision with the numbers and the draws that it was made with.

Chances and draws lie between 0 and 1; something happens if its draw is below its chance. Moments are seconds, NEVER for
what does not happen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from sim.clock import NEVER
from sim.elementary import exp
from sim.rules.appraisal import CHECKED, GENUINE, PHISHING
from sim.rules.login import GIVE_UP, wish_after_failure
from sim.rules.opening import IGNORE, OPEN, POSTPONE

DECISIONS: Final = ("open", "postpone", "ignore")


class OpeningUtility(NamedTuple):
    """What opening is worth, in parts: the arguments of `utility_of_opening`, in their order."""

    b_value: float
    belief: float
    diligence: float
    appeal: float
    b_urgency: float
    urgency: float
    constant: float
    b_friction: float
    minutes: float


@dataclass(frozen=True, slots=True)
class Received:
    """A message came: what its address alone decides."""

    number_of_type: int
    kind: int
    words: float
    amount: int
    deadline: int
    unable: bool
    """Whether the citizen cannot pay it in time, whatever the design."""


class Look(NamedTuple):
    """One look at a channel on which something waited."""

    at: int
    chance: float
    draw: float


@dataclass(frozen=True, slots=True)
class Travelled:
    """A contact left: whether it came through, and the looks up to the one that noticed it."""

    contact: int
    channel: int
    has_address: bool
    """Whether it can reach the citizen at all."""
    lost: float
    """The chance that it is lost on the way."""
    draw: float
    arrives_at: int
    looks: tuple[Look, ...]
    """Of the citizen."""
    noticed_at: int
    filed: bool = False
    """Whether a rule of the mail program files it away."""
    helped: bool = False
    """Whether somebody who helps saw it first."""

    @property
    def is_lost(self) -> bool:
        """Whether it was lost on the way."""
        return self.has_address and self.arrives_at == NEVER


@dataclass(frozen=True, slots=True)
class Judged:
    """An electronic contact was looked at for whether it is genuine."""

    contact: int
    chance: float
    """The chance to be suspected."""
    draw: float
    checks: float
    """The chance that a suspicion is checked and not the end."""
    check_draw: float

    @property
    def verdict(self) -> int:
        """Genuine (0), doubted and checked (1), or taken for phishing (2)."""
        if self.draw >= self.chance:
            return GENUINE
        return CHECKED if self.check_draw < self.checks else PHISHING


@dataclass(frozen=True, slots=True)
class Considered:
    """A choice between opening, postponing and ignoring, in this order."""

    contact: int
    consideration: int
    """0 at first sight, then counting the returns of what was postponed."""
    worth: OpeningUtility
    utilities: tuple[float, float, float]
    luck: tuple[float, float, float]
    """The Gumbel variate of each alternative."""
    most_worth: int = 0
    """Of a bundle: the message that was worth most to open, whose worth this is."""

    @property
    def totals(self) -> tuple[float, float, float]:
        """What was compared: utility plus luck."""
        opening, postponing, ignoring = (value + draw for value, draw in zip(self.utilities, self.luck, strict=True))
        return opening, postponing, ignoring

    @property
    def decision(self) -> int:
        """The alternative with the largest total."""
        opening, postponing, ignoring = self.totals
        if opening >= postponing and opening >= ignoring:
            return OPEN
        return POSTPONE if postponing >= ignoring else IGNORE

    @property
    def chances(self) -> tuple[float, float, float]:
        """How likely each was before the draws: exp(utility) over the sum of all (multinomial logit, McFadden 1974)."""
        highest = max(self.utilities)
        opening, postponing, ignoring = (exp(utility - highest) for utility in self.utilities)
        total = opening + postponing + ignoring
        return opening / total, postponing / total, ignoring / total


@dataclass(frozen=True, slots=True)
class Postponed:
    """What was postponed is remembered or forgotten."""

    contact: int
    consideration: int
    remembers: float
    draw: float
    back_at: int
    """When it comes back to mind; NEVER if it is forgotten."""
    by_deadline: bool
    """Whether a deadline that was told brings it back."""
    too_often: bool
    """Whether it had been postponed as often as anybody does: then it is forgotten without a draw."""


@dataclass(frozen=True, slots=True)
class Attempted:
    """One attempt to log in, and what follows if it fails."""

    number: int
    """The number of the contact that caused it, or of the unprompted login."""
    prompted: bool
    method: int
    chance: float
    draw: float
    outage: bool
    retries: float
    recovers: float
    reaction_draw: float
    may_go_on: bool
    """Whether another attempt would follow if this one fails."""

    @property
    def works(self) -> bool:
        """Whether it succeeds."""
        return self.draw < self.chance and not self.outage

    @property
    def reaction(self) -> int:
        """What follows a failure: trying again (0), new credentials (1), giving up (2)."""
        return wish_after_failure(self.reaction_draw, self.retries, self.recovers) if self.may_go_on else GIVE_UP


@dataclass(frozen=True, slots=True)
class LayBeside:
    """A message lay unread beside the one that a login was for."""

    cause: int
    """Case of the message that the login was for."""
    contact: int
    chance: float
    draw: float

    @property
    def is_read(self) -> bool:
        """Whether it is read along."""
        return self.draw < self.chance


@dataclass(frozen=True, slots=True)
class Learnt:
    """What contacts like the one that announced a message are thought to be worth, before and after reading it."""

    contact: int
    before: float
    worth: float
    """What the message turned out to be worth."""
    after: float


@dataclass(frozen=True, slots=True)
class ActionPlanned:
    """Having read what must be done: at once (0), planned (1), or not at all (2)."""

    intention: int
    at_once: float
    draw: float
    forgets: float
    forget_draw: float
    planned_at: int
    """When a plan is carried out; NEVER if there is none."""
    last_minute: bool
    """Whether the deadline is too near for a plan."""


@dataclass(frozen=True, slots=True)
class WeighedPayment:
    """A collection letter was opened: whether the citizen pays on it."""

    step: int
    chance: float
    draw: float
    unable: bool

    @property
    def pays(self) -> bool:
        """Whether the citizen pays."""
        return self.draw < self.chance


@dataclass(frozen=True, slots=True)
class Frustrated:
    """Something frustrated; where digital post can be given up, with what chance it was."""

    by: int
    level: float
    """Frustration now, with what this added."""
    chance: float
    draw: float

    @property
    def opts_out(self) -> bool:
        """Whether digital post is given up."""
        return self.draw < self.chance


Testimony: TypeAlias = (
    Received
    | Travelled
    | Judged
    | Considered
    | Postponed
    | Attempted
    | LayBeside
    | Learnt
    | ActionPlanned
    | WeighedPayment
    | Frustrated
)


class Recorded(NamedTuple):
    """Something that was told, and when."""

    at: int
    case: int
    rows: int
    """Rows of the citizen in the journal at that time: what was told comes before the row with this place."""
    what: Testimony
