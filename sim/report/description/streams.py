"""The random streams: the quantity that each declared decision draws, and the parts of its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sim.draws import Decision
from sim.report.description.markdown import code, table


@dataclass(frozen=True, slots=True)
class Stream:
    """The quantity that a decision draws, and the last two parts of its addresses."""

    draws: str
    case: str
    """The message that the draw belongs to."""
    occurrence: str
    """The number that distinguishes draws of the same decision for the same message."""


NONE: Final = "none"
WHOSE: Final = "none; 1 of a helper"
MESSAGE: Final = "the message"
CONTACTS: Final = "the message, or the day of the bundle"
CONTACT: Final = "contact"
CONSIDERATION: Final = "contact and consideration"
ATTEMPT: Final = "contact, consideration and attempt; or number of the unprompted login, and attempt"
ARRIVAL: Final = "type of message, and place among those of the type"
OF_A_CALL: Final = "reason, and the contact, step or login that gave it"
OUTAGE: Final = "number of the outage, drawn for nobody in particular"


def attribute(draws: str) -> Stream:
    """The stream of an attribute of a citizen, drawn once."""
    return Stream(draws, NONE, "0")


def looks(channel: str) -> tuple[Stream, Stream]:
    """The streams for the number of looks at a channel and for their times."""
    count = Stream(f"how often the citizen looks at {channel} in a cell of time", WHOSE, "cell")
    return count, Stream(f"when in the cell each look at {channel} is", WHOSE, "cell and look")


EMAIL, PUSH, SMS, LETTER = looks("e-mail"), looks("push messages"), looks("text messages"), looks("the letterbox")

STREAMS: Final[Mapping[Decision, Stream]] = {
    Decision.SEGMENT: attribute("the segment"),
    Decision.ACTIVATED: attribute("whether the account is activated"),
    Decision.DORMANT: attribute("whether an activated account is dormant"),
    Decision.EMAIL: attribute("the e-mail address: valid, none or out of date"),
    Decision.APP: attribute("whether the app is installed with push on"),
    Decision.REMINDER_OPT_IN: attribute("whether reminders were asked for"),
    Decision.CHECK_INTERVAL: attribute("mean time between looks at e-mail"),
    Decision.LETTERBOX_INTERVAL: attribute("mean time between looks into the letterbox"),
    Decision.ATTENTION: attribute("attention"),
    Decision.DILIGENCE: attribute("diligence"),
    Decision.LOGIN_METHOD: attribute("the way to log in"),
    Decision.FORGETFULNESS: attribute("how easily a planned payment is forgotten"),
    Decision.DIRECT_DEBIT: attribute("whether there is a mandate for direct debit"),
    Decision.UNPROMPTED_RATE: attribute("how often the citizen logs in unprompted"),
    Decision.PHONE: attribute("the number for text messages: valid, none or out of date"),
    Decision.HABIT: attribute("whether looks and logins of their own come at regular moments"),
    Decision.HELPER: attribute("whether somebody else sees mail and letters as well"),
    Decision.MAIL_RULE: attribute("whether the mail program files notifications away"),
    Decision.PREFERENCE: attribute("which channel the citizen prefers"),
    Decision.ELIGIBLE: Stream("whether the citizen ever gets a type of message", NONE, "type of message"),
    Decision.ARRIVAL_GAP: Stream("time between messages that come at random", NONE, ARRIVAL),
    Decision.ARRIVAL_SPREAD: Stream("how long after its date a scheduled message comes", NONE, ARRIVAL),
    Decision.BATCH_HOUR: Stream("the batch of the day that a message leaves with", NONE, ARRIVAL),
    Decision.BATCH_MOMENT: Stream("the moment within the batch", NONE, ARRIVAL),
    Decision.WORDS: Stream("length of the message", MESSAGE, "0"),
    Decision.AMOUNT: Stream("amount of the bill", MESSAGE, "0"),
    Decision.ALSO_ON_PAPER: Stream("whether the message also goes out as a letter", MESSAGE, "0"),
    Decision.MESSAGE_APPEAL: Stream("what the message adds to the utility of opening it", MESSAGE, "0"),
    Decision.UNABLE: Stream("whether the citizen cannot pay the bill in time", MESSAGE, "0"),
    Decision.LOST: Stream("whether a contact is lost on the way", CONTACTS, CONTACT),
    Decision.DELAY: Stream("how long a contact is under way", CONTACTS, CONTACT),
    Decision.PAPER_CHOICE: attribute("whether paper is chosen where it can be"),
    Decision.LOOK_COUNT_EMAIL: EMAIL[0],
    Decision.LOOK_COUNT_PUSH: PUSH[0],
    Decision.LOOK_COUNT_SMS: SMS[0],
    Decision.LOOK_COUNT_LETTER: LETTER[0],
    Decision.LOOK_POSITION_EMAIL: EMAIL[1],
    Decision.LOOK_POSITION_PUSH: PUSH[1],
    Decision.LOOK_POSITION_SMS: SMS[1],
    Decision.LOOK_POSITION_LETTER: LETTER[1],
    Decision.LOOK_REGULAR: Stream("when in each cell somebody of habit looks", WHOSE, "channel"),
    Decision.BUSY: Stream("whether a spell is busy", WHOSE, "number of the spell"),
    Decision.NOTICE: Stream(
        "whether a contact, or an imitation of one, is noticed at a look",
        CONTACTS,
        "contact or imitation, whose look, and look",
    ),
    Decision.SUSPICION: Stream("whether a genuine contact looks like phishing", CONTACTS, CONTACT),
    Decision.SUSPICION_CHECK: Stream("whether a doubted contact is checked", CONTACTS, CONTACT),
    Decision.OPENING: Stream(
        "what opening, postponing and ignoring are worth beyond the rule", CONTACTS, CONSIDERATION
    ),
    Decision.REMEMBER: Stream("whether a postponed contact comes back to mind", CONTACTS, CONSIDERATION),
    Decision.POSTPONEMENT: Stream("when it comes back to mind", CONTACTS, CONSIDERATION),
    Decision.LOGIN_ATTEMPT: Stream("whether an attempt to log in works", MESSAGE, ATTEMPT),
    Decision.AFTER_FAILURE: Stream("what follows a failed attempt", MESSAGE, ATTEMPT),
    Decision.RECOVERY_DELAY: Stream("how long new credentials take", MESSAGE, ATTEMPT),
    Decision.READ_ALONG: Stream(
        "whether an unread message is read along", MESSAGE, "the message and the contact that caused the login"
    ),
    Decision.ACT_AT_ONCE: Stream("whether the citizen acts on reading", MESSAGE, "0"),
    Decision.PLANNED_LEAD: Stream("how long before the deadline a planned action is taken", MESSAGE, "0"),
    Decision.FORGET: Stream("whether a plan is forgotten", MESSAGE, "0"),
    Decision.PAY_ON_STEP: Stream("whether a collection letter is paid", MESSAGE, "step"),
    Decision.PAY_ON_REMINDER: Stream("whether a reminder of the due date is paid on", MESSAGE, CONTACT),
    Decision.MEANS: Stream("how far the means of a citizen reach", NONE, "number of the spell"),
    Decision.MEANS_GAP: Stream("how long means stay as they are", NONE, "number of the spell"),
    Decision.OBJECTION: Stream("whether the citizen objects to a bill", MESSAGE, "0"),
    Decision.ANSWER_BY_POST: Stream("whether an answer has to go by post", MESSAGE, "0"),
    Decision.UNPROMPTED_GAP: Stream("time between unprompted logins", NONE, "number of the login"),
    Decision.OPT_OUT: Stream("whether a frustrated citizen opts out", MESSAGE, "what frustrates, and which one of it"),
    Decision.OUTAGE_GAP: Stream("time between outages", NONE, OUTAGE),
    Decision.OUTAGE_LENGTH: Stream("length of an outage", NONE, OUTAGE),
    Decision.IMITATION_GAP: Stream("time between imitations", NONE, "number of the imitation"),
    Decision.IMITATION_BELIEVED: Stream("whether an imitation is believed", NONE, "number of the imitation"),
    Decision.IMITATION_LOSS: Stream("what it costs", NONE, "number of the imitation"),
    Decision.IMITATION_ROUNDING: Stream(
        "which of two whole seconds, and of two cents, its expected cost is booked as", NONE, "number of the imitation"
    ),
    Decision.CALL: Stream("whether something makes the citizen call", MESSAGE, OF_A_CALL),
    Decision.CALL_DELAY: Stream("how long after it", MESSAGE, OF_A_CALL),
    Decision.CALL_MOMENT: Stream("the moment of a call that waits for the desk to open", MESSAGE, OF_A_CALL),
    Decision.CALL_LENGTH: Stream("length of the call", MESSAGE, OF_A_CALL),
    Decision.CALL_PATIENCE: Stream("patience of the caller", MESSAGE, OF_A_CALL),
    Decision.SURVEYED: attribute("whether the citizen is asked for a grade"),
    Decision.GRADE: attribute("what the grade has beyond the burden"),
    Decision.CERTIFIED: Stream(
        "which citizens are simulated by SimPy as well; of no influence on a result", NONE, "number of the draw"
    ),
    Decision.LARGEST_DIFFERENCE: Stream(
        "the distribution of the largest difference, for simultaneous intervals; its key is fixed, not the seed",
        "place of the difference",
        "0, with the draw's number as citizen",
    ),
    Decision.FITTING_START: Stream(
        "where the search for numbers that fit begins; its key is not the seed",
        "place of the number",
        "0, with the point's number as citizen",
    ),
    Decision.FITTING_STEP: Stream(
        "where that search goes next", "step", "which part of the step, with the chain's number as citizen"
    ),
}
"""The stream of every declared decision. A draw that belongs to no message has case 0."""


def stream_table() -> str:
    """All streams in the order of their numbers, as a table."""
    rows = (
        (str(decision.value), code(decision.name), stream.draws, stream.case, stream.occurrence)
        for decision, stream in STREAMS.items()
    )
    return table(("number", "decision", "what is drawn", "message", "occurrence"), rows)
