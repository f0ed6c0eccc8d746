"""Memory access: arrays and their elements, found from the addresses in the records of world and citizen.

Compiled functions pass on two records, and so two addresses, instead of two dozen arrays: passing arrays at every call
took longer than the work on them. `Scene` and `Workspace` keep the arrays alive, and `note_addresses` writes their
addresses into the records. No access is out of bounds, because scenarios are checked before compiled code is entered
(`sim.rules.bounds`, `sim.kernel.parameters.obstacle`). With `NUMBA_BOUNDSCHECK=1` every access is checked as well.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from sim.addresses import array_at, matrix_at, part_at, record_at
from sim.compilation import compiled, compiled_with_arrays
from sim.kernel.records import CONTACT, CONTENT, JOURNEY, MESSAGE, MESSAGE_TYPE, ROW_AT, STEP, TRIP, Record, Records
from sim.rules.activity import FIELDS as JOURNAL_FIELDS
from sim.rules.columns import NAMES
from sim.rules.distributions import FIELDS, Table
from sim.rules.parameters import Floats, Integers
from sim.rules.tallies import TALLIED

INTEGER: Final = np.dtype(np.int64)
NUMBER: Final = np.dtype(np.float64)
JOURNAL_WIDTH: Final = len(JOURNAL_FIELDS) + 1
"""Columns of a journal row, plus the kind of event that wrote it."""
CALL_FIELDS: Final = ("called_at", "citizen", "case", "contact", "measured", "reason", "patience", "talk")
"""The fields of a call: its second; citizen, case and contact number, which order calls of the same second; 1 if its
message is measured; its reason; and the seconds that the caller waits at most, and talks."""
CALL_WIDTH: Final = len(CALL_FIELDS)
WORD: Final = INTEGER.itemsize
JOURNEYS: Final = 6
"""Number of contacts of a message whose journeys are remembered: four of the design, the letter with the whole message,
and the first step of collection, whose numbers all differ modulo this one."""


def note_addresses(record: Record, arrays: Scene | Post | Workspace) -> None:
    """Write the address and length of each array into the fields of its name.

    The arrays must stay alive and in place for as long as the record is used.
    """
    for name, array in zip(arrays._fields, arrays, strict=True):
        record[f"{name}_at"], record[f"{name}_count"] = array.ctypes.data, len(array)


class Scene(NamedTuple):
    """Arrays that all citizens share."""

    types: Records
    kinds: Integers
    """Kind by type of message."""
    contacts: Records
    """By contact number."""
    steps: Records
    fee_from: Integers
    fee: Integers
    moments: Integers
    """Moments of bundles, contact after contact."""
    classes: Integers
    """Contact place by message type: the class of belief, or -1."""
    initial_beliefs: Floats
    split_shares: Floats
    split_means: Floats
    split_understood: Floats
    exposure: Integers
    """Contact number by message type: exposure of personal data in thousandths."""
    table: Floats
    points: Floats
    outages: Integers
    season_knots: Integers
    season_masses: Floats
    midnights: Integers
    working_days: Integers
    term_days: Integers
    delivery_days: Integers
    clocks: Integers
    """Two rows for each clock of operational time."""
    screen_clocks: Integers
    letterbox_clocks: Integers
    """By segment: the first row of its clock."""


class Post(NamedTuple):
    """Arrays for data that no design influences, reused for one citizen after the other."""

    types_of_post: Integers
    post_at: Integers
    """Types and delivery times of the citizen's messages, in order."""
    contents: Records
    """By case; unused at 0."""
    journeys: Records
    """By case and contact number."""


class Workspace(NamedTuple):
    """Arrays for one citizen's events under one design, reused for one citizen after the other."""

    heap: Integers
    """Pending events: key, and the rest (see `events`)."""
    messages: Records
    """By case; the one at 0 stands for no message."""
    tallied: Records
    """State of the messages in the tallies, by case."""
    lying: Integers
    """Cases of the unread messages in the box, in order of delivery."""
    trips: Records
    """By place of the contact."""
    following: Integers
    """Case by number of a bundled contact: the next case in the bundle, 0 after the last."""
    beliefs: Floats
    journal: Integers
    """Rows of the journal; empty if none is kept."""
    calls: Integers
    """Calls to the helpdesk."""


# In the scene


@compiled
def is_former(world: Record, message: Record) -> bool:
    """True if a message was delivered before the change of design, so that its contacts are those of the former one."""
    return bool(message.delivered_at < world.changes)


@compiled
def place_of(world: Record, message: Record, number: int) -> int:
    """The place of the contact with a number, under the design of its message."""
    return int(number + world.former_contacts if is_former(world, message) else number)


@compiled
def contact_of(world: Record, message: Record, number: int) -> Record:
    """The contact with a number, under the design of its message."""
    return record_at(world.contacts_at, world.contacts_count, place_of(world, message, number), CONTACT)


@compiled
def payment_of(world: Record, message: Record) -> int:
    """The way of paying without a login, under the design of a message."""
    return int(world.former_pay_from_contact if is_former(world, message) else world.design_pay_from_contact)


@compiled
def type_at(world: Record, number: int) -> Record:
    """The message type with this number."""
    return record_at(world.types_at, world.types_count, number, MESSAGE_TYPE)


@compiled
def step_at(world: Record, number: int) -> Record:
    """The collection step with this number among those of all schemes."""
    return record_at(world.steps_at, world.steps_count, number, STEP)


@compiled
def belief_class_of(world: Record, message: Record, number: int) -> int:
    """The class of belief that a contact puts its message in; -1 if it discloses the content itself."""
    classes = matrix_at(world.classes_at, world.classes_count, world.types_count, INTEGER)
    return int(classes[place_of(world, message, number), message.number_of_type])


@compiled_with_arrays
def exposure_of(world: Record) -> Integers:
    """Exposure of personal data in thousandths: contact number by message type."""
    return matrix_at(world.exposure_at, world.exposure_count, world.types_count, INTEGER)


@compiled_with_arrays
def kinds_of(world: Record) -> Integers:
    """The kind of each message type."""
    return array_at(world.kinds_at, world.kinds_count, INTEGER)


@compiled_with_arrays
def moments_of(world: Record, contact: Record) -> Integers:
    """The moments of a contact's bundles."""
    return part_at(world.moments_at, world.moments_count, contact.first_moment, contact.end_moment, INTEGER)


@compiled_with_arrays
def brackets_of(world: Record, step: Record) -> Integers:
    """The amounts from which the fees of a collection step hold."""
    return part_at(world.fee_from_at, world.fee_from_count, step.first_fee, step.end_fee, INTEGER)


@compiled_with_arrays
def fees_of(world: Record, step: Record) -> Integers:
    """The fees of a collection step."""
    return part_at(world.fee_at, world.fee_count, step.first_fee, step.end_fee, INTEGER)


@compiled_with_arrays
def table_of(world: Record) -> Table:
    """The table of distributions."""
    return matrix_at(world.table_at, world.table_count, FIELDS, NUMBER)


@compiled_with_arrays
def points_of(world: Record) -> Table:
    """The points of distributions given by quantiles."""
    return matrix_at(world.points_at, world.points_count, 2, NUMBER)


@compiled_with_arrays
def outages_of(world: Record) -> Integers:
    """Outages as (begin, end)."""
    return matrix_at(world.outages_at, world.outages_count, 2, INTEGER)


@compiled_with_arrays
def season_knots_of(world: Record) -> Integers:
    """Seconds at which calendar months begin."""
    return array_at(world.season_knots_at, world.season_knots_count, INTEGER)


@compiled_with_arrays
def season_masses_of(world: Record) -> Floats:
    """Seasonal years from the start up to each knot."""
    return array_at(world.season_masses_at, world.season_masses_count, NUMBER)


@compiled_with_arrays
def midnights_of(world: Record) -> Integers:
    """Seconds at which days begin."""
    return array_at(world.midnights_at, world.midnights_count, INTEGER)


@compiled_with_arrays
def working_days_of(world: Record) -> Integers:
    """For each day the first working day from it on."""
    return array_at(world.working_days_at, world.working_days_count, INTEGER)


@compiled_with_arrays
def term_days_of(world: Record) -> Integers:
    """For each day the first day from it on which a term may end."""
    return array_at(world.term_days_at, world.term_days_count, INTEGER)


@compiled_with_arrays
def delivery_days_of(world: Record) -> Integers:
    """For each day the first day from it on which post is delivered."""
    return array_at(world.delivery_days_at, world.delivery_days_count, INTEGER)


@compiled_with_arrays
def clocks_of(world: Record) -> Integers:
    """The clocks of operational time, two rows each."""
    return matrix_at(world.clocks_at, world.clocks_count, world.hours, INTEGER)


@compiled_with_arrays
def screen_clocks_of(world: Record) -> Integers:
    """By segment: the first row of the clock of looks at a screen."""
    return array_at(world.screen_clocks_at, world.screen_clocks_count, INTEGER)


@compiled_with_arrays
def letterbox_clocks_of(world: Record) -> Integers:
    """By segment: the first row of the clock of looks into the letterbox."""
    return array_at(world.letterbox_clocks_at, world.letterbox_clocks_count, INTEGER)


@compiled_with_arrays
def initial_beliefs_of(world: Record) -> Floats:
    """The initial belief about each class."""
    return array_at(world.initial_beliefs_at, world.initial_beliefs_count, NUMBER)


@compiled_with_arrays
def split_shares_of(world: Record, belief_class: int) -> Floats:
    """The fractions of a class created by the change of design that come from each former class."""
    first = world.design_known_classes * belief_class
    length = world.design_known_classes * world.split_shares_count
    return part_at(world.split_shares_at, length, first, first + world.design_known_classes, NUMBER)


@compiled_with_arrays
def split_means_of(world: Record) -> Floats:
    """Average worth of the messages of each new class."""
    return array_at(world.split_means_at, world.split_means_count, NUMBER)


@compiled_with_arrays
def split_understood_of(world: Record) -> Floats:
    """Fraction of the gap to that average that the wording of each new class closes by itself."""
    return array_at(world.split_understood_at, world.split_understood_count, NUMBER)


# In the workspace


@compiled_with_arrays
def copy(source: int, target: int, size: int) -> None:
    """Copy `size` bytes, a multiple of eight, from one address to another."""
    words = size // WORD
    # Compiled code has no copying of raw memory, and all records consist of whole words.
    from_, to = array_at(source, words, INTEGER), array_at(target, words, INTEGER)
    for place in range(words):
        to[place] = from_[place]


@compiled
def content_at(me: Record, case: int) -> Record:
    """The design-independent attributes of the citizen's message with this case number."""
    return record_at(me.contents_at, me.contents_count, case, CONTENT)


@compiled
def journey_at(me: Record, case: int, number: int) -> Record:
    """The remembered journey of a contact of this message; contacts with equal numbers modulo `JOURNEYS` share it."""
    return record_at(me.journeys_at, me.journeys_count, case * JOURNEYS + number % JOURNEYS, JOURNEY)


@compiled
def message_at(me: Record, case: int) -> Record:
    """The citizen's message with this case number; 0 stands for no message."""
    return record_at(me.messages_at, me.messages_count, case, MESSAGE)


@compiled
def tallied_at(me: Record, case: int) -> Record:
    """The state, in the tallies, of the message with this case number."""
    return record_at(me.tallied_at, me.tallied_count, case, TALLIED)


@compiled
def trip_at(me: Record, place: int) -> Record:
    """The last trip of the contact at this place."""
    return record_at(me.trips_at, me.trips_count, place, TRIP)


@compiled_with_arrays
def following_of(me: Record) -> Integers:
    """The array of the next case in a bundle, by case and contact number."""
    return matrix_at(me.following_at, me.following_count, me.following_width, INTEGER)


@compiled_with_arrays
def heap_of(me: Record) -> Integers:
    """Pending events."""
    return matrix_at(me.heap_at, me.heap_count, 2, INTEGER)


@compiled_with_arrays
def types_of_post(me: Record) -> Integers:
    """Types of the citizen's messages, in order of delivery."""
    return array_at(me.types_of_post_at, me.types_of_post_count, INTEGER)


@compiled_with_arrays
def moments_of_post(me: Record) -> Integers:
    """Delivery times of the citizen's messages, in order."""
    return array_at(me.post_at_at, me.post_at_count, INTEGER)


@compiled_with_arrays
def lying_of(me: Record) -> Integers:
    """Cases of unread messages in the box; only the first `me.unread` entries are valid."""
    return array_at(me.lying_at, me.lying_count, INTEGER)


@compiled_with_arrays
def beliefs_of(me: Record) -> Floats:
    """The current belief about each class."""
    return array_at(me.beliefs_at, me.beliefs_count, NUMBER)


@compiled_with_arrays
def row_of(me: Record) -> Integers:
    """The tallies: the citizen's row in the per-citizen table."""
    return array_at(me.own_at + ROW_AT, len(NAMES), INTEGER)


@compiled_with_arrays
def journal_row_at(me: Record, number: int) -> Integers:
    """A row of the journal."""
    first = JOURNAL_WIDTH * number
    return part_at(me.journal_at, JOURNAL_WIDTH * me.journal_count, first, first + JOURNAL_WIDTH, INTEGER)


@compiled_with_arrays
def call_at(me: Record, number: int) -> Integers:
    """A call to the helpdesk."""
    first = CALL_WIDTH * number
    return part_at(me.calls_at, CALL_WIDTH * me.calls_count, first, first + CALL_WIDTH, INTEGER)
