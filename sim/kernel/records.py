"""The data of the compiled engine: records of plain numbers, which compiled functions take by reference.

A record has the fields of the named tuple that it is made from, under the same names; flags are 1 and 0.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final, TypeAlias, get_type_hints

import numpy as np
import numpy.typing as npt

from sim.rules.columns import NAMES
from sim.rules.parameters import (
    CHANNELS,
    METHODS,
    ActingNumbers,
    AppraisalNumbers,
    ChannelNumbers,
    ContactNumbers,
    DesignNumbers,
    EffortNumbers,
    HelpdeskNumbers,
    LoginNumbers,
    MessageTypeNumbers,
    MethodNumbers,
    OpeningNumbers,
    OptOutNumbers,
    Parameters,
    PhishingNumbers,
    PostNumbers,
    StepNumbers,
    SuspicionNumbers,
)
from sim.rules.tallies import TERMS

Record: TypeAlias = Any
"""One element of an array of records; its fields are read and written as attributes in compiled functions."""
Records: TypeAlias = npt.NDArray[Any]
# Flags take a word too: records are copied in words of eight bytes.
PLAIN: Final = {int: np.int64, bool: np.int64, float: np.float64}
MAX_SURPRISES: Final = 62
"""Largest number of steps of a collection scheme: the compiled engine has one bit of an integer for each."""


@cache  # to read annotations takes longer than to simulate forty citizens
def plain_fields(numbers: type, prefix: str = "") -> tuple[tuple[str, type], ...]:
    """The scalar fields of a named tuple of numbers."""
    return tuple((prefix + name, PLAIN[kind]) for name, kind in get_type_hints(numbers).items() if kind in PLAIN)


def addresses(*names: str) -> list[tuple[str, type]]:
    """Fields for the addresses and lengths of arrays."""
    return [(f"{name}_{what}", np.int64) for name in names for what in ("at", "count")]


GROUPS: Final[dict[str, type]] = {
    "appraisal": AppraisalNumbers,
    "suspicion": SuspicionNumbers,
    "opening": OpeningNumbers,
    "login": LoginNumbers,
    "acting": ActingNumbers,
    "effort": EffortNumbers,
    "opt_out": OptOutNumbers,
    "post": PostNumbers,
    "phishing": PhishingNumbers,
    "helpdesk": HelpdeskNumbers,
    "design": DesignNumbers,
}
"""Groups of numbers whose scalars are in the world's record, each name prefixed by that of its group."""

WORLD: Final = np.dtype(
    [
        *plain_fields(Parameters),
        *(field for group, numbers in GROUPS.items() for field in plain_fields(numbers, f"{group}_")),
        *((f"channel_{name}", kind, (len(CHANNELS),)) for name, kind in plain_fields(ChannelNumbers)),
        *((f"method_{name}", kind, (len(METHODS),)) for name, kind in plain_fields(MethodNumbers)),
        ("replication", np.int64),
        ("has_phishing", np.int64),
        ("has_helpdesk", np.int64),
        ("helpdesk_after", np.float64, (3,)),
        ("terms", TERMS),  # inputs of the tallies
        ("imitation_logit", np.float64),
        ("former_contacts", np.int64),  # the place of the first contact of the design before the change
        ("former_pay_from_contact", np.int64),
        *addresses("types", "kinds", "contacts", "steps", "fee_from", "fee", "moments", "classes", "initial_beliefs"),
        *addresses("split_shares", "split_means", "split_understood"),
        *addresses("exposure", "table", "points", "outages", "season_knots", "season_masses"),
        *addresses(
            "midnights", "working_days", "term_days", "delivery_days", "clocks", "screen_clocks", "letterbox_clocks"
        ),
        ("hours", np.int64),  # knots of a clock
    ],
    align=True,
)
"""Data that all citizens share: every scalar of the scenario, design and replication, and the addresses of arrays."""

MESSAGE_TYPE: Final = np.dtype(
    [*plain_fields(MessageTypeNumbers), ("unable", np.float64), ("first_step", np.int64), ("steps", np.int64)],
    align=True,
)
"""A type of message, with its collection scheme, whose steps are adjacent in the array of steps."""

CONTACT: Final = np.dtype(
    [
        *plain_fields(ContactNumbers),
        ("is_bundled", np.int64),
        ("asks_for_payment", np.int64),
        ("doubtful", np.float64),  # probability that a citizen doubts that it is genuine
        ("first_moment", np.int64),
        ("end_moment", np.int64),
    ],
    align=True,
)
"""A contact; the moments of its bundles are adjacent in the array of moments."""

STEP: Final = np.dtype([*plain_fields(StepNumbers), ("first_fee", np.int64), ("end_fee", np.int64)], align=True)
"""A step of a collection scheme; its fees are adjacent in the arrays of fees."""

PERSON: Final = np.dtype(
    [
        *(
            (name, np.int64)
            for name in ("segment", "activated", "dormant", "registered", "valid", "app", "reminder_opt_in")
        ),
        *((name, np.int64) for name in ("check_interval", "letterbox_interval", "login_method", "direct_debit")),
        *((name, np.int64) for name in ("habit", "helper", "mail_rule", "chooses_paper")),
        *((name, np.float64) for name in ("attention", "diligence", "forgets", "unprompted_logins")),
        *((name, np.float64) for name in ("opt_out_factor", "burden")),
    ],
    align=True,
)
"""The attributes with which a citizen begins."""

CITIZEN: Final = np.dtype(
    [
        ("own_at", np.int64),  # where this record lies
        *addresses("types_of_post", "post_at", "contents", "journeys"),
        *addresses("heap", "messages", "tallied", "lying", "trips", "following", "beliefs", "journal", "calls"),
        ("following_width", np.int64),
        ("written", np.int64),  # rows in the journal
        ("called", np.int64),  # calls to the helpdesk
        ("written_before", np.int64),  # the same when this citizen was born
        ("called_before", np.int64),
        ("shortage", np.int64),  # which array turned out too short, or 0
        ("number", np.int64),
        *((name, PERSON[name]) for name in PERSON.names or () if not name.endswith(("_interval", "attention"))),
        ("look_interval", np.int64, (len(CHANNELS),)),
        ("notice_chance", np.float64, (len(CHANNELS),)),
        ("screen_clock", np.int64),
        ("letterbox_clock", np.int64),
        ("first_stage", np.int64),
        ("now", np.int64),
        ("happening", np.int64),  # the kind of event that is being handled
        ("credentials_at", np.int64),
        ("logged_in_at", np.int64),
        ("gave_up_at", np.int64),
        ("found_more", np.int64),  # whether the last login that a contact caused brought more than news
        ("frustration", np.float64),
        ("frustrated_at", np.int64),
        ("opted_out", np.int64),
        ("delivered", np.int64),  # messages delivered so far
        ("posted", np.int64),  # messages that will ever be delivered
        ("unread", np.int64),  # messages that lie unread in the box
        ("delivery_key", np.int64),  # next delivery, unprompted login and imitation: they never wait in the heap
        ("unprompted_key", np.int64),
        ("unprompted_number", np.int64),
        ("unprompted_mass", np.float64),
        ("imitation_key", np.int64),
        ("imitation_number", np.int64),
        ("imitation_at", np.int64),
        ("pending", np.int64),  # events in the heap
        ("scheduled", np.int64),  # events ever put there
        ("row", np.int64, (len(NAMES),)),  # the tallies: the citizen's row in the per-citizen table
    ],
    align=True,
)
"""One citizen: the addresses of the citizen's arrays and, from `number` on, the state."""

ROW_AT: Final = CITIZEN.fields["row"][1]  # type: ignore[index]  # it has fields
"""Offset of the tallies in the record of a citizen, in bytes."""
# Fields before it belong to the workspace and must not be copied with the state.
STATE_AT: Final = next(place for name, (_, place, *_) in (CITIZEN.fields or {}).items() if name == "number")
STATE_SIZE: Final = CITIZEN.itemsize - STATE_AT
"""Offset and size of the state in the record of a citizen, in bytes."""

CONTENT: Final = np.dtype(
    [
        *((name, np.float64) for name in ("appeal", "words")),
        *((name, np.int64) for name in ("deadline", "amount", "unable", "also_on_paper")),
    ],
    align=True,
)
"""Attributes of a message that no design influences."""

MESSAGE: Final = np.dtype(
    [
        ("appeal", np.float64),
        ("words", np.float64),
        *(
            (name, np.int64)
            for name in ("case", "number_of_type", "kind", "delivered_at", "deadline", "amount", "unable", "charged")
        ),
        ("surprises", np.int64),  # a bit for each collection step that charged a fee while the bill was not known
        *((name, np.int64) for name in ("stage", "announcement", "arrived_at", "opened_at", "known_at", "settled_at")),
        ("put_off", np.int64),  # contacts that were postponed and are still to come back to mind
    ],
    align=True,
)
"""A message with its state. The one at place 0 stands for no message: its case is 0."""

TRIP: Final = np.dtype(
    [(name, np.int64) for name in ("left_at", "last_case", "arrives_at", "noticed_at")],
    align=True,
)
"""The last trip of each contact of the design; the messages of a bundle share it, and `last_case` joined last."""

JOURNEY: Final = np.dtype(
    [(name, np.int64) for name in ("citizen", "contact", "channel", "left_at", "arrives_at", "noticed_at")], align=True
)
"""The journey of a contact under one design, reused by all designs that send it in the same second and way."""


POST_TOO_SHORT, HEAP_TOO_SHORT, JOURNAL_TOO_SHORT, CALLS_TOO_SHORT = 1, 2, 3, 4
