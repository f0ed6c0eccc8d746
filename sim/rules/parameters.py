"""The scenario as numbers, the input of the rules and both engines: nested tuples of scalars and arrays only.

Spans are whole seconds, money whole cents; a field that ends in `_row` is a first row in the table of distributions,
and the row for a citizen is that row plus the citizen's segment.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.rules.order import FIRST_COLLECTION_LETTER

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

KINDS = ("announcement", "action", "invoice")
ANNOUNCEMENT, ACTION, INVOICE = range(3)
CHANNELS = ("email", "push", "sms", "letter")
EMAIL, PUSH, SMS, LETTER = range(4)
ELECTRONIC = 1 << EMAIL | 1 << PUSH | 1 << SMS
"""Bit mask of the electronic channels."""
ADDRESSES = ("valid", "none", "stale")
VALID, NO_ADDRESS, STALE = range(3)
PREFERENCES = ("prefers", "can", "could", "cannot")
METHODS = ("password", "sms", "app", "app_pin")
APP_PIN = 3


class MessageTypeNumbers(NamedTuple):
    """One type of message."""

    sender: int
    kind: int
    importance: float
    words_row: int
    amount_row: int
    term: int
    """Payment or response term; 0 for an announcement."""
    collection: int
    """Place of the collection scheme; -1 if there is none."""
    also_on_paper: float
    objections: float
    """Share of bills to which citizens object."""
    online: float
    """Share of the answers that can be given online."""
    by_post: int
    postage: int
    """Seconds (`by_post`) and cents (`postage`) that an answer by post takes."""
    term_runs_on: bool
    """True if the law extends its term to the next day on which terms may end."""


class Arrivals(NamedTuple):
    """Arrival times of messages, for all types together (arrays by type unless stated otherwise)."""

    eligible_rows: Integers
    scheduled: Integers
    """1 for types whose messages come after dates, 0 for those that come at a rate."""
    knots: Integers
    """Seconds at which calendar months begin (one array for all types)."""
    masses: Floats
    """Type by knot: expected number of messages from the start up to the knot."""
    dates: Integers
    """Type by place: midnights of the dates after which messages come, NEVER after the last.

    A date before the start is included if its spread reaches into the study."""
    spreads: Integers
    senders: Integers
    batch_hours: Integers
    """Sender by place: seconds after midnight; -1 after the last."""
    batch_spreads: Integers
    """By sender."""
    midnights: Integers
    """Seconds at which days begin."""
    sending_days: Integers
    """By day: the first working day from it on."""


class PostNumbers(NamedTuple):
    """The days on which terms may end and post is delivered."""

    longest_term: int
    """Longer terms end on any day."""
    opens: int
    closes: int
    """Seconds after midnight between which post is delivered."""
    term_days: Integers
    """By day: the first day from it on which a term may end; empty if terms may end on any day."""
    delivery_days: Integers
    """By day: the first day from it on which post is delivered; empty if post comes at any moment."""


class ClockNumbers(NamedTuple):
    """The clocks of operational time (see `sim.rules.hours`)."""

    knots: Integers
    """Two rows for each clock."""
    screens: Integers
    """By segment: the first row of the clock for looks at a screen and for all spontaneous actions of citizens."""
    letterbox: Integers
    """By segment: the first row of the clock of looks into the letterbox."""


class ChannelNumbers(NamedTuple):
    """Arrival and noticing of contacts over one channel."""

    delay_row: int
    lost: float
    visibility: float
    sinking: float
    looks_before_lost: int
    looks_per_interval: float


class AppraisalNumbers(NamedTuple):
    """Beliefs: how they start and move."""

    initial_belief: float
    learning_rate: float
    understood: float


class SuspicionNumbers(NamedTuple):
    """Effects on the logit of taking a contact for phishing."""

    base: float
    portal_link: float
    deep_link: float
    details: float
    checks: float


class OpeningNumbers(NamedTuple):
    """The choice between opening, postponing and ignoring."""

    b0: float
    b_letter: float
    b_value: float
    b_urgency: float
    b_friction: float
    b_postpone: float
    sd_message: float
    urgency_window: int
    postponement_row: int
    remembers: float
    max_postponements: int
    deadline_lead: int
    reads_all: float


class MethodNumbers(NamedTuple):
    """One login method."""

    success: float
    seconds: int
    expected_minutes: float
    """Expected minutes of a login if every failure is retried."""


class LoginNumbers(NamedTuple):
    """DigiD."""

    methods: tuple[MethodNumbers, MethodNumbers, MethodNumbers, MethodNumbers]
    """In the order of `METHODS`."""
    retries: float
    recovers: float
    max_attempts: int
    recovery_seconds: int
    recovery_delay_row: int
    outages: Integers
    """Outage by (begin, end): seconds, ascending; the end is excluded."""
    season_knots: Integers
    season_masses: Floats
    """By knot: seasonal years from the start; unprompted logins come at the citizen's own rate in seasonal time."""


class ActingNumbers(NamedTuple):
    """Paying and responding."""

    pays_at_once: float
    planned_lead_row: int
    last_minute: int
    pays_on_reminder: float
    inability_lasts: int
    """Mean seconds of a spell of equal means; 0 if ability to pay is drawn for every bill separately."""


class StepNumbers(NamedTuple):
    """One step of a collection scheme."""

    after: int
    term: int
    fee_from: Integers
    fee: Integers
    """The fee for bills from an amount on, by ascending amount."""
    multiplied: float
    """Multiple of the original amount that earlier steps have reached, at least 1."""
    multiplies: float
    """Multiple of the original amount that this step raises the bill to; 0 if it does not."""
    able_pays: float
    unable_pays: float


class CollectionNumbers(NamedTuple):
    """A collection scheme."""

    unable: float
    steps: tuple[StepNumbers, ...]


class EffortNumbers(NamedTuple):
    """Seconds that activities take."""

    triage: int
    triage_letter: int
    opening_letter: int
    checking: int
    navigating: int
    opening_message: int
    words_per_minute: float
    paying: int
    responding: int
    handling_reminder: int
    opting_out: int


class OptOutNumbers(NamedTuple):
    """Frustration."""

    hazard: float
    half_life: int
    fee_for_unseen_bill: float
    abandoned_login: float
    opened_announcement: float


class ContactNumbers(NamedTuple):
    """One contact of a design."""

    number: int
    when: int
    """0 on delivery, 1 unread for, 2 unpaid before due, 3 unpaid after due."""
    span: int
    channel: int
    tells_deadline: bool
    tells_details: bool
    """Names the amount or the content."""
    link: int
    """0 none, 1 portal, 2 deep."""
    access: int
    """0 DigiD, 1 the app's code, 2 none: the content is in the contact."""
    bundle_moments: Integers
    """Moments at which bundles are sent, ascending, until after the end; empty for a contact that is not bundled."""
    on_working_days: bool
    """True if it waits for a day on which government sends, unless it is bundled."""
    recipients: int
    """0 all, 1 opted in, 2 needs action."""
    beliefs: tuple[int, ...]
    """By message type: the class of belief that follows from the disclosed fields; -1 if the content is disclosed."""

    @property
    def is_bundled(self) -> bool:
        """True if it is sent together with other contacts to the same citizen."""
        return len(self.bundle_moments) > 0

    @property
    def asks_for_payment(self) -> bool:
        """True if it is a reminder of payment: a contact around the due date, or a step of collection."""
        return self.number >= FIRST_COLLECTION_LETTER or self.when in {UNPAID_BEFORE_DUE, UNPAID_AFTER_DUE}


ON_DELIVERY, UNREAD_FOR, UNPAID_BEFORE_DUE, UNPAID_AFTER_DUE = range(4)
DIGID, APP_CODE, NO_LOGIN = range(3)
ALL, OPTED_IN, NEEDS_ACTION = range(3)
NOT_FROM_CONTACT, PAY_LINK, DIRECT_DEBIT = range(3)
NO_LINK, PORTAL, DEEP = range(3)


class DesignNumbers(NamedTuple):
    """A notification design."""

    message_box: bool
    contacts: tuple[ContactNumbers, ...]
    compulsory: bool
    return_to_paper_on_opt_out: bool
    pay_from_contact: int
    """0 none, 1 link, 2 direct debit."""
    paper: ContactNumbers
    """The letter with the whole message, which is sent in addition to the box or instead of it."""
    collection_letters: tuple[ContactNumbers, ...]
    """By step of a collection scheme."""
    imitated_link: int
    """The deepest link in an electronic contact (0 none, 1 portal, 2 deep): imitations with it look as usual."""
    imitated_details: bool
    """True if an electronic contact names the sender, amount or content, which an imitation cannot know."""
    notifies: bool
    """True if there is any electronic contact to imitate."""
    channels: int
    """Bit mask of the channels of its contacts."""
    initial_beliefs: tuple[float, ...]
    """By class of belief."""
    known_classes: int
    """Number of classes that citizens know from a former design; 0 if there was none."""
    split_shares: Floats
    """New class by known class: fraction of its messages that belonged to that known class."""
    split_means: Floats
    """By new class: average worth of its messages."""
    split_understood: Floats
    """By new class: fraction of the gap to that average that its wording closes by itself."""


class RandomOutageNumbers(NamedTuple):
    """Outages at random moments."""

    per_year: float
    lasts_row: int


class PhishingNumbers(NamedTuple):
    """Mails that imitate the notification."""

    per_year: float
    base: float
    portal_link: float
    deep_link: float
    details: float
    loss_row: int
    sorting_out: int


class HelpdeskNumbers(NamedTuple):
    """The queue in which citizens meet."""

    agents: int
    opens: int
    closes: int
    """Seconds after midnight."""
    after: tuple[float, float, float]
    """Probability of calling, by reason."""
    calls_after_row: int
    talks_row: int
    patience_row: int


class Parameters(NamedTuple):
    """Everything about a scenario but its designs and citizens."""

    seed: int
    """Signed 64-bit form of the key."""
    changes: int
    """Second at which the design changes: the end of the warm-up, which begins at second 0."""
    opens: int
    """Second at which the measured window opens."""
    horizon: int
    """Second at which the measured window closes."""
    end: int
    """Second at which the simulation ends: the horizon plus the follow-up."""
    least_interval: int
    """The shortest mean interval between two looks at a channel, in operational seconds."""
    busy_share: float
    busy_lasts: int
    """Share of busy spells, in which nobody looks at anything, and the length of a spell in operational seconds.

    Both are 0 without busy spells."""
    clocks: ClockNumbers
    post: PostNumbers
    table: Floats
    points: Floats
    """The table of distributions, and the points of those given by quantiles."""
    types: tuple[MessageTypeNumbers, ...]
    arrivals: Arrivals
    channels: tuple[ChannelNumbers, ChannelNumbers, ChannelNumbers, ChannelNumbers]
    """In the order of `CHANNELS`."""
    appraisal: AppraisalNumbers
    suspicion: SuspicionNumbers
    opening: OpeningNumbers
    login: LoginNumbers
    acting: ActingNumbers
    collections: tuple[CollectionNumbers, ...]
    effort: EffortNumbers
    opt_out: OptOutNumbers
    random_outages: RandomOutageNumbers | None
    phishing: PhishingNumbers | None
    helpdesk: HelpdeskNumbers | None
