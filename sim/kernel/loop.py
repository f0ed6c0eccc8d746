"""The event loop: one citizen from the first second to the last, and one citizen after the other."""

from __future__ import annotations

from typing import Final

from sim.compilation import compiled
from sim.kernel.citizen import (
    act_as_planned,
    attend,
    begin_unprompted,
    expect_unprompted,
    leave_box,
    receive_credentials,
    reconsider,
)
from sim.kernel.contacts import send
from sim.kernel.events import CASE_SHIFT, HAPPENING_SHIFT, NO_EVENT, SECOND_SHIFT, take_first
from sim.kernel.imitations import expect_imitation, meet_imitation, receive_imitation
from sim.kernel.memory import (
    CALL_WIDTH,
    JOURNAL_WIDTH,
    WORD,
    beliefs_of,
    contact_of,
    copy,
    following_of,
    heap_of,
    initial_beliefs_of,
    letterbox_clocks_of,
    message_at,
    moments_of_post,
    points_of,
    row_of,
    screen_clocks_of,
    split_means_of,
    split_shares_of,
    split_understood_of,
    table_of,
    tallied_at,
    trip_at,
    types_of_post,
)
from sim.kernel.records import (
    CALLS_TOO_SHORT,
    HEAP_TOO_SHORT,
    JOURNAL_TOO_SHORT,
    MESSAGE,
    POST_TOO_SHORT,
    STATE_AT,
    STATE_SIZE,
    TRIP,
    Record,
    Records,
)
from sim.kernel.senders import collect, compose, deliver, expect_delivery, meet_deadline
from sim.rules.appraisal import belief_in_new
from sim.rules.arrivals import post
from sim.rules.attention import chance_of_notice, interval_between_looks
from sim.rules.frustration import begins_on_paper
from sim.rules.order import Happening
from sim.rules.parameters import CHANNELS, EMAIL, LETTER, Arrivals, Integers
from sim.rules.reaching import can_reach, first_stage
from sim.rules.tallies import begin, close

SENDING: Final = Happening.SENDING.value
NOTICING: Final = Happening.NOTICING.value
RECONSIDERING: Final = Happening.RECONSIDERING.value
CREDENTIALS: Final = Happening.CREDENTIALS.value
ACTING: Final = Happening.ACTING.value
LEAVING: Final = Happening.LEAVING.value
DEADLINE: Final = Happening.DEADLINE.value
COLLECTING: Final = Happening.COLLECTING.value
NUMBER_OF_CHANNELS: Final = len(CHANNELS)
CASES: Final = (1 << (HAPPENING_SHIFT - CASE_SHIFT)) - 1
CONTACTS: Final = (1 << CASE_SHIFT) - 1
HAPPENINGS: Final = (1 << (SECOND_SHIFT - HAPPENING_SHIFT)) - 1
EVENT_SIZE: Final = 2 * WORD
MESSAGE_SIZE: Final = MESSAGE.itemsize
TRIP_SIZE: Final = TRIP.itemsize
JOURNAL_SIZE: Final = JOURNAL_WIDTH * WORD
CALL_SIZE: Final = CALL_WIDTH * WORD
"""Sizes of the records and rows in bytes."""


@compiled
def live_all(
    worlds: Records,
    people: Records,
    arrivals: Arrivals,
    persons: Records,
    first: int,
    begin: int,
    rows: Integers,
) -> int:
    """Simulate the citizens from place `begin` on, each under all designs; returns the place at which it stopped.

    Place 0 of `worlds` and `people` is for the design of the warm-up, which is simulated once, and the citizen's state
    at its end; each further place is for one design. `rows` are by design, citizen and column, and `first` is the
    number of the citizen at place 0.

    It stops early if an array is too short for a citizen. The `shortage` of people then states which one, journals and
    calls are reset to the state before that citizen, and the citizen can be simulated again with longer arrays.
    """
    for place in range(begin, len(persons)):
        if not live_under_all(worlds, people, arrivals, persons[place], first + place):
            forget(people)
            return place
        for design in range(1, len(people)):
            me = people[design]
            own, row = row_of(me), rows[design - 1, place]
            for column in range(len(row)):
                row[column] = own[column]
    return len(persons)


@compiled
def live_under_all(worlds: Records, people: Records, arrivals: Arrivals, person: Record, number: int) -> bool:
    """Simulate one citizen up to the change of design, and from there under each design; False if room was lacking."""
    # Noted for every design before any of them is simulated, because a shortage under one sets all of them back.
    for design in range(len(people)):
        me = people[design]
        me.shortage, me.written_before, me.called_before = 0, me.written, me.called
    before, past = worlds[0], people[0]
    past.written, past.called = 0, 0
    be_born(before, past, arrivals, person, number)
    live(before, past, before.changes)
    for design in range(1, len(people)):
        if past.shortage != 0:
            return False
        world, me = worlds[design], people[design]
        remember(world, me, past)
        meet_design(world, me, before, past)
        live(world, me, world.end)
        if me.shortage != 0:
            return False
        close(row_of(me))
    return True


@compiled
def forget(people: Records) -> None:
    """Reset the journals and calls to their state before this citizen."""
    for design in range(len(people)):
        people[design].written, people[design].called = people[design].written_before, people[design].called_before


@compiled
def be_born(world: Record, me: Record, arrivals: Arrivals, person: Record, number: int) -> None:
    """Initialise a citizen: attributes, beliefs, messages, and the first event of each recurring kind."""
    me.number = number
    me.segment, me.activated, me.dormant = person.segment, person.activated, person.dormant
    me.registered, me.valid = person.registered, person.valid
    me.app, me.reminder_opt_in, me.diligence = person.app, person.reminder_opt_in, person.diligence
    me.login_method, me.forgets = person.login_method, person.forgets
    me.direct_debit, me.unprompted_logins = person.direct_debit, person.unprompted_logins
    me.chooses_paper, me.opt_out_factor, me.burden = person.chooses_paper, person.opt_out_factor, person.burden
    me.habit, me.helper, me.mail_rule = person.habit, person.helper, person.mail_rule
    looked_at = 1.0 - world.busy_share
    for channel in range(NUMBER_OF_CHANNELS):
        # Looks fall only outside busy spells, and are closer together there, so that their number
        # over time stays as stated.
        own = person.letterbox_interval if channel == LETTER else person.check_interval
        looks = world.channel_looks_per_interval[channel] / looked_at
        me.look_interval[channel] = interval_between_looks(own, looks, world.least_interval)
        me.notice_chance[channel] = chance_of_notice(person.attention, world.channel_visibility[channel])
    me.screen_clock, me.letterbox_clock = screen_clocks_of(world)[me.segment], letterbox_clocks_of(world)[me.segment]
    # The study begins at second 0, so no login yet is -1.
    me.now, me.happening, me.credentials_at, me.logged_in_at, me.gave_up_at = 0, 0, 0, -1, -1
    me.frustration, me.frustrated_at, me.opted_out = 0.0, 0, 1 if is_on_paper(world, me) else 0
    me.delivered, me.unread, me.pending, me.scheduled = 0, 0, 0, 0
    begin(row_of(me))
    beliefs, initial_beliefs = beliefs_of(me), initial_beliefs_of(world)
    for belief_class in range(len(beliefs)):
        beliefs[belief_class] = initial_beliefs[belief_class]
    message_at(me, 0).case = 0
    for contact in range(me.trips_count):
        trip_at(me, contact).left_at = -1
    me.first_stage = stage_without_contacts(world, me)
    begin_post(world, me, arrivals)
    expect_first_unprompted(world, me)
    expect_first_imitation(world, me)


@compiled
def is_on_paper(world: Record, me: Record) -> bool:
    """True if the citizen gets letters from the beginning of the design on."""
    return begins_on_paper(me.chooses_paper != 0, world.design_message_box != 0, world.design_compulsory != 0)


@compiled
def stage_without_contacts(world: Record, me: Record) -> int:
    """The stage of a message for which no contact leaves."""
    return first_stage(
        me.activated != 0,
        me.dormant != 0,
        me.valid,
        world.design_message_box != 0,
        world.design_channels,
    )


@compiled
def begin_post(world: Record, me: Record, arrivals: Arrivals) -> None:
    """Draw all messages of the citizen, up to the end of the simulation."""
    me.posted = post(
        world.seed,
        world.replication,
        me.number,
        me.segment,
        arrivals,
        table_of(world),
        points_of(world),
        world.end,
        types_of_post(me),
        moments_of_post(me),
    )
    if me.posted > me.post_at_count:
        me.shortage = POST_TOO_SHORT
        return
    # Composed at once, and once for all designs, which read the same content.
    for case in range(1, me.posted + 1):
        compose(world, me, case)
    expect_delivery(me)


@compiled
def expect_first_unprompted(world: Record, me: Record) -> None:
    """Find the first unprompted login."""
    me.unprompted_key, me.unprompted_number, me.unprompted_mass = NO_EVENT, 0, 0.0
    if me.activated and not me.dormant:
        expect_unprompted(world, me)


@compiled
def expect_first_imitation(world: Record, me: Record) -> None:
    """Find the first imitation."""
    me.imitation_key, me.imitation_number, me.imitation_at = NO_EVENT, 0, 0
    if can_reach(EMAIL, me.activated != 0, me.dormant != 0, me.valid):
        expect_imitation(world, me)


# The change of design


@compiled
def remember(world: Record, me: Record, past: Record) -> None:
    """Copy a citizen's state at the change of design, including all pending events, to the record for one design."""
    if past.pending > me.heap_count:
        me.shortage = HEAP_TOO_SHORT
    elif me.journal_count > 0 and me.written + past.written > me.journal_count:
        me.shortage = JOURNAL_TOO_SHORT
    elif me.called + past.called > me.calls_count:
        me.shortage = CALLS_TOO_SHORT
    if me.shortage != 0:
        return
    copy(past.own_at + STATE_AT, me.own_at + STATE_AT, STATE_SIZE)
    copy(past.heap_at, me.heap_at, past.pending * EVENT_SIZE)
    copy(past.lying_at, me.lying_at, past.unread * WORD)
    copy(past.messages_at, me.messages_at, (1 + past.delivered) * MESSAGE_SIZE)
    # Messages of the warm-up are counted in no row. The flag is cleared because the record may
    # still hold that of an earlier citizen.
    for case in range(1, past.delivered + 1):
        tallied_at(me, case).measured = 0
    for place in range(world.former_contacts):
        trip_at(me, place).left_at = -1
    # Contacts of the former design have places behind those of this one, because both designs may use one number.
    former = me.trips_at + world.former_contacts * TRIP_SIZE
    copy(past.trips_at, former, (me.trips_count - world.former_contacts) * TRIP_SIZE)
    if past.following_width > 0:
        # Copied row by row, since arrays of two designs may differ in width.
        before, following = following_of(past), following_of(me)
        for case in range(1, past.delivered + 1):
            for number in range(past.following_width):
                following[case, number] = before[case, number]
    if me.journal_count > 0:
        copy(past.journal_at, me.journal_at + me.written * JOURNAL_SIZE, past.written * JOURNAL_SIZE)
        me.written += past.written
    copy(past.calls_at, me.calls_at + me.called * CALL_SIZE, past.called * CALL_SIZE)
    me.called += past.called


@compiled
def meet_design(world: Record, me: Record, before: Record, past: Record) -> None:
    """Change the design: beliefs about new classes are derived from those about former classes."""
    me.now = world.changes
    me.first_stage = stage_without_contacts(world, me)
    if world.design_compulsory:
        me.opted_out = 0
    elif is_on_paper(world, me):
        me.opted_out = 1
    beliefs, known = beliefs_of(me), world.design_known_classes
    if known == 0:
        # Without a warm-up the citizen has learnt nothing that could be carried over.
        initial_beliefs = initial_beliefs_of(world)
        for belief_class in range(len(beliefs)):
            beliefs[belief_class] = initial_beliefs[belief_class]
    else:
        carried, means, understood = beliefs_of(past), split_means_of(world), split_understood_of(world)
        for belief_class in range(known):
            beliefs[belief_class] = carried[belief_class]
        for place in range(len(beliefs) - known):
            shares = split_shares_of(world, place)
            beliefs[known + place] = belief_in_new(carried, shares, means[place], understood[place])
    if world.design_message_box == 0:
        me.unprompted_key = NO_EVENT
    elif before.design_message_box == 0:
        expect_first_unprompted(world, me)
    if world.design_notifies == 0:
        me.imitation_key = NO_EVENT
    elif before.design_notifies == 0:
        expect_first_imitation(world, me)


# From one event to the next


@compiled
def live(world: Record, me: Record, until: int) -> None:
    """Handle one event after the other, in the declared order, before the second `until`."""
    # Deliveries, unprompted logins and imitations have one pending event each, which needs no place in the heap.
    while me.shortage == 0:
        key = heap_of(me)[0, 0] if me.pending > 0 else NO_EVENT
        # Keys hold the second and the declared order, so the smallest one is the next event, wherever it waits.
        key = min(key, me.delivery_key, me.unprompted_key, me.imitation_key)
        at = key >> SECOND_SHIFT
        if at >= until:
            return
        me.now, me.happening = at, key >> HAPPENING_SHIFT & HAPPENINGS
        if key == me.delivery_key:
            deliver(world, me)
        elif key == me.unprompted_key:
            begin_unprompted(world, me)
        elif key == me.imitation_key:
            receive_imitation(world, me)
        else:
            handle(world, me, key >> CASE_SHIFT & CASES, key & CONTACTS, take_first(me))


@compiled
def handle(world: Record, me: Record, case: int, number: int, note: int) -> None:
    """Handle an event from the heap."""
    message = message_at(me, case)
    if me.happening == NOTICING:
        if case == 0:
            meet_imitation(world, me, note)
        else:
            attend(world, me, message, contact_of(world, message, number), note)
    elif me.happening == RECONSIDERING:
        reconsider(world, me, message, contact_of(world, message, number), note)
    elif me.happening == SENDING:
        send(world, me, message, contact_of(world, message, number))
    elif me.happening == LEAVING:
        leave_box(world, me, message, number)
    elif me.happening == CREDENTIALS:
        receive_credentials(world, me, case, number, note)
    elif me.happening == ACTING:
        act_as_planned(world, me, message)
    elif me.happening == DEADLINE:
        meet_deadline(world, me, message)
    elif me.happening == COLLECTING:
        collect(world, me, message, number)
