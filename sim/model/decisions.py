"""Records of decisions in a life, each with the probabilities and draws by which it was made.

In these records `chance` is a probability. Probabilities and draws lie between 0 and 1; an event happens if its draw is
below its probability. Moments are seconds, NEVER for events that do not happen.
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
    """The components of the utility of opening: the arguments of `utility_of_opening`, in their order."""

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
    """A message came, with the attributes that no design influences."""

    number_of_type: int
    kind: int
    words: float
    amount: int
    deadline: int
    unable: bool
    """True if the citizen cannot pay it in time, under any design."""


class Look(NamedTuple):
    """One look at a channel on which a contact waited."""

    at: int
    chance: float
    draw: float


@dataclass(frozen=True, slots=True)
class Travelled:
    """A contact left: its arrival, and the looks up to the one that noticed it."""

    contact: int
    channel: int
    has_address: bool
    """True if it can reach the citizen at all."""
    lost: float
    """The probability that it is lost on the way."""
    draw: float
    arrives_at: int
    looks: tuple[Look, ...]
    """Looks of the citizen, not of a helper."""
    noticed_at: int
    filed: bool = False
    """True if a rule of the mail program files it away."""
    helped: bool = False
    """True if a helper saw it first."""

    @property
    def is_lost(self) -> bool:
        """True if it was lost on the way."""
        return self.has_address and self.arrives_at == NEVER


@dataclass(frozen=True, slots=True)
class Judged:
    """An electronic contact was judged genuine or not."""

    contact: int
    chance: float
    """The probability of being suspected."""
    draw: float
    checks: float
    """The probability that a suspected contact is checked instead of dropped."""
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
    """0 at first sight, then the number of times it was postponed."""
    worth: OpeningUtility
    utilities: tuple[float, float, float]
    luck: tuple[float, float, float]
    """The Gumbel variate of each alternative."""
    most_worth: int = 0
    """In a bundle, the case of the message worth most to open, to which `worth` belongs; else 0."""

    @property
    def totals(self) -> tuple[float, float, float]:
        """The compared values: utility plus Gumbel variate of each alternative."""
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
        """The probability of each: exp(utility) over the sum of all (multinomial logit, McFadden 1974)."""
        highest = max(self.utilities)
        opening, postponing, ignoring = (exp(utility - highest) for utility in self.utilities)
        # The largest utility is taken off first, so that no exponential overflows. The probabilities do not change.
        total = opening + postponing + ignoring
        return opening / total, postponing / total, ignoring / total


@dataclass(frozen=True, slots=True)
class Postponed:
    """A postponed contact was remembered or forgotten."""

    contact: int
    consideration: int
    remembers: float
    draw: float
    back_at: int
    """The moment at which it is reconsidered; NEVER if it is forgotten."""
    by_deadline: bool
    """True if a disclosed deadline brings it back to mind."""
    too_often: bool
    """True if it had been postponed the largest possible number of times: then it is forgotten without a draw."""


@dataclass(frozen=True, slots=True)
class Attempted:
    """One attempt to log in, and the reaction if it fails."""

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
    """True if another attempt would follow a failure of this one."""

    @property
    def works(self) -> bool:
        """True if it succeeds."""
        return self.draw < self.chance and not self.outage

    @property
    def reaction(self) -> int:
        """The reaction to a failure: trying again (0), new credentials (1), giving up (2)."""
        return wish_after_failure(self.reaction_draw, self.retries, self.recovers) if self.may_go_on else GIVE_UP


@dataclass(frozen=True, slots=True)
class LayBeside:
    """An unread message that was in the box during a login for another message."""

    cause: int
    """Case of the message that the login was for."""
    contact: int
    chance: float
    draw: float

    @property
    def is_read(self) -> bool:
        """True if it is read in the same login."""
        return self.draw < self.chance


@dataclass(frozen=True, slots=True)
class Learnt:
    """The belief about contacts like the one that announced a message, before and after reading it."""

    contact: int
    before: float
    worth: float
    """The true worth of the message."""
    after: float


@dataclass(frozen=True, slots=True)
class ActionPlanned:
    """The intention after reading a request: act at once (0), plan it (1), or not act (2)."""

    intention: int
    at_once: float
    draw: float
    forgets: float
    forget_draw: float
    planned_at: int
    """The moment at which a plan is carried out; NEVER if there is none."""
    last_minute: bool
    """True if the deadline is too near for a plan."""


@dataclass(frozen=True, slots=True)
class WeighedPayment:
    """The decision to pay on opening a collection letter."""

    step: int
    chance: float
    draw: float
    unable: bool

    @property
    def pays(self) -> bool:
        """True if the citizen pays."""
        return self.draw < self.chance


@dataclass(frozen=True, slots=True)
class Frustrated:
    """An event caused frustration where the citizen could opt out; `chance` is the probability of that."""

    by: int
    level: float
    """Frustration now, including this event."""
    chance: float
    draw: float

    @property
    def opts_out(self) -> bool:
        """True if the citizen opts out."""
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
    """A record of a decision with its moment."""

    at: int
    case: int
    rows: int
    """Number of the citizen's journal rows at that time: the record comes before the row at this place."""
    what: Testimony
