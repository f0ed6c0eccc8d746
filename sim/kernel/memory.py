"""Where things lie: arrays and their elements, found from the addresses that the records of world and citizen hold.

Compiled functions hand on two records, and so two addresses, instead of two dozen arrays: handing arrays on at every
call took longer than what was done with them. `Scene` and `Workspace` keep the arrays alive and write their addresses
into the records (`note_addresses`). Nothing here looks beyond their ends, because a scenario is asked before compiled
code is entered (`sim.rules.bounds`, `sim.kernel.parameters.obstacle`). With `NUMBA_BOUNDSCHECK=1` every access is
checked as well.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from sim.addresses import array_at, matrix_at, part_at, record_at
from sim.compilation import compiled, compiled_with_arrays
from sim.kernel.records import CONTACT, CONTENT, JOURNEY, MESSAGE, MESSAGE_TYPE, STEP, TRIP, Record, Records
from sim.rules.activity import FIELDS as JOURNAL_FIELDS
from sim.rules.distributions import FIELDS, Table
from sim.rules.parameters import Floats, Integers
from sim.rules.tallies import TOLD

INTEGER: Final = np.dtype(np.int64)
NUMBER: Final = np.dtype(np.float64)
JOURNAL_WIDTH: Final = len(JOURNAL_FIELDS) + 1
"""A row of the journal, and behind it the kind of event that wrote it."""
CALL_FIELDS: Final = ("called_at", "citizen", "case", "contact", "measured", "reason", "patience", "talk")
"""The fields of a call: when it is made; whose it is, and its place among those of the same second; whether its message
is measured; why; and how long the caller waits at most, and talks."""
CALL_WIDTH: Final = len(CALL_FIELDS)
WORD: Final = INTEGER.itemsize
JOURNEYS: Final = 4
"""Contacts of a message of which it is remembered what became of them."""


def note_addresses(record: Record, arrays: Scene | Post | Workspace) -> None:
    """Writes where each array begins and how long it is into the fields of its name.

    The arrays must live, and stay where they are, for as long as the record is used.
    """
    for name, array in zip(arrays._fields, arrays, strict=True):
        record[f"{name}_at"], record[f"{name}_count"] = array.ctypes.data, len(array)


class Scene(NamedTuple):
    """Arrays that all citizens share."""

    types: Records
    kinds: Integers
    """By type of message."""
    contacts: Records
    """By contact number."""
    steps: Records
    fee_from: Integers
    fee: Integers
    moments: Integers
    """Moments of bundles, contact after contact."""
    classes: Integers
    """Place of the contact by message type: the class of belief, or -1."""
    initial_beliefs: Floats
    split_shares: Floats
    split_means: Floats
    split_understood: Floats
    exposure: Integers
    """Contact number by message type: thousandths of personal data laid open."""
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
    """Arrays for what does not depend on the design: they serve one citizen under all designs, and then the next."""

    types_of_post: Integers
    post_at: Integers
    """Types and delivery times of the citizen's messages, in order."""
    contents: Records
    """By case; nothing at 0."""
    journeys: Records
    """By case and contact number."""


class Workspace(NamedTuple):
    """Arrays that serve one citizen after the other under one design: all have room for one citizen's events."""

    heap: Integers
    """Pending events: key, and the rest (see `events`)."""
    messages: Records
    """By case; the one at 0 stands for no message."""
    told: Records
    """What the journal has told of them."""
    lying: Integers
    """Cases that lie unread in the box, in order of delivery."""
    trips: Records
    """By place of the contact."""
    following: Integers
    """Case by number of a contact that bundles: the case that follows it in its bundle, 0 after the last."""
    beliefs: Floats
    journal: Integers
    """Rows of the journal; none where it is not kept."""
    calls: Integers
    """Calls to the helpdesk."""


# In the scene


@compiled
def is_former(world: Record, message: Record) -> bool:
    """Whether a message was delivered before the design changed: then its contacts are those of the design before."""
    return bool(message.delivered_at < world.changes)


@compiled
def place_of(world: Record, message: Record, number: int) -> int:
    """The place of the contact of a message that has this number."""
    return int(number + world.former_contacts if is_former(world, message) else number)


@compiled
def contact_of(world: Record, message: Record, number: int) -> Record:
    """The contact of a message that has this number."""
    return record_at(world.contacts_at, world.contacts_count, place_of(world, message, number), CONTACT)


@compiled
def payment_of(world: Record, message: Record) -> int:
    """How a message lets itself be paid without a login."""
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
    """The class of belief that the contact with this number puts its message in; -1 if it tells the content itself."""
    classes = matrix_at(world.classes_at, world.classes_count, world.types_count, INTEGER)
    return int(classes[place_of(world, message, number), message.number_of_type])


@compiled_with_arrays
def exposure_of(world: Record) -> Integers:
    """Thousandths of personal data that contacts lay open: contact number by message type."""
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
    """For each day the first one from it on on which a term may end."""
    return array_at(world.term_days_at, world.term_days_count, INTEGER)


@compiled_with_arrays
def delivery_days_of(world: Record) -> Integers:
    """For each day the first one from it on on which post is delivered."""
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
    """What each class of belief is thought to be worth at first."""
    return array_at(world.initial_beliefs_at, world.initial_beliefs_count, NUMBER)


@compiled_with_arrays
def split_shares_of(world: Record, belief_class: int) -> Floats:
    """How much of a class of belief that the change of design makes comes from each class before it."""
    first = world.design_known_classes * belief_class
    length = world.design_known_classes * world.split_shares_count
    return part_at(world.split_shares_at, length, first, first + world.design_known_classes, NUMBER)


@compiled_with_arrays
def split_means_of(world: Record) -> Floats:
    """What messages of each new class are worth on average."""
    return array_at(world.split_means_at, world.split_means_count, NUMBER)


@compiled_with_arrays
def split_understood_of(world: Record) -> Floats:
    """How much of the way to that average the words of each new class tell by themselves."""
    return array_at(world.split_understood_at, world.split_understood_count, NUMBER)


# In the workspace


@compiled_with_arrays
def copy(source: int, target: int, size: int) -> None:
    """Copies so many bytes, a multiple of eight, from one address to another."""
    words = size // WORD
    from_, to = array_at(source, words, INTEGER), array_at(target, words, INTEGER)
    for place in range(words):
        to[place] = from_[place]


@compiled
def content_at(me: Record, case: int) -> Record:
    """What the citizen's message with this case number is like."""
    return record_at(me.contents_at, me.contents_count, case, CONTENT)


@compiled
def journey_at(me: Record, case: int, number: int) -> Record:
    """Where it is remembered what became of a contact of this message; contacts with other numbers share the place."""
    return record_at(me.journeys_at, me.journeys_count, case * JOURNEYS + number % JOURNEYS, JOURNEY)


@compiled
def message_at(me: Record, case: int) -> Record:
    """The citizen's message with this case number; 0 stands for no message."""
    return record_at(me.messages_at, me.messages_count, case, MESSAGE)


@compiled
def told_at(me: Record, case: int) -> Record:
    """What the journal has told of the message with this case number."""
    return record_at(me.told_at, me.told_count, case, TOLD)


@compiled
def trip_at(me: Record, place: int) -> Record:
    """The last trip of the contact at this place."""
    return record_at(me.trips_at, me.trips_count, place, TRIP)


@compiled_with_arrays
def following_of(me: Record) -> Integers:
    """The case that follows another in the bundle of a contact."""
    return matrix_at(me.following_at, me.following_count, me.following_width, INTEGER)


@compiled_with_arrays
def heap_of(me: Record) -> Integers:
    """Pending events."""
    return matrix_at(me.heap_at, me.heap_count, 2, INTEGER)


@compiled_with_arrays
def types_of_post(me: Record) -> Integers:
    """Types of the messages that are on their way, in order of delivery."""
    return array_at(me.types_of_post_at, me.types_of_post_count, INTEGER)


@compiled_with_arrays
def moments_of_post(me: Record) -> Integers:
    """When those messages are delivered."""
    return array_at(me.post_at_at, me.post_at_count, INTEGER)


@compiled_with_arrays
def lying_of(me: Record) -> Integers:
    """Cases that lie unread in the box; only the first `me.unread` count."""
    return array_at(me.lying_at, me.lying_count, INTEGER)


@compiled_with_arrays
def beliefs_of(me: Record) -> Floats:
    """What each class of belief is thought to be worth now."""
    return array_at(me.beliefs_at, me.beliefs_count, NUMBER)


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
