"""The event loop: one citizen's life from the first second to the last, and one citizen after the other."""

from __future__ import annotations

from typing import Final

from sim.compilation import compiled
from sim.kernel.citizen import (
    act_as_planned,
    attend,
    begin_unprompted,
    expect_unprompted,
    receive_credentials,
    reconsider,
)
from sim.kernel.contacts import send
from sim.kernel.events import CASE_SHIFT, HAPPENING_SHIFT, NO_EVENT, SECOND_SHIFT, take_first
from sim.kernel.helpdesk import PLACE
from sim.kernel.imitations import expect_imitation, meet_imitation, receive_imitation
from sim.kernel.memory import (
    beliefs_of,
    call_at,
    contact_at,
    heap_of,
    initial_beliefs_of,
    letterbox_clocks_of,
    message_at,
    moments_of_post,
    points_of,
    screen_clocks_of,
    table_of,
    trip_at,
    types_of_post,
)
from sim.kernel.records import POST_TOO_SHORT, Record, Records
from sim.kernel.senders import collect, deliver, expect_delivery, meet_deadline
from sim.rules.arrivals import post
from sim.rules.attention import interval_between_looks
from sim.rules.order import Happening
from sim.rules.parameters import CHANNELS, LETTER, VALID, Arrivals, Integers
from sim.rules.reaching import first_stage
from sim.rules.tallies import begin, close

SENDING: Final = Happening.SENDING.value
NOTICING: Final = Happening.NOTICING.value
RECONSIDERING: Final = Happening.RECONSIDERING.value
CREDENTIALS: Final = Happening.CREDENTIALS.value
ACTING: Final = Happening.ACTING.value
DEADLINE: Final = Happening.DEADLINE.value
COLLECTING: Final = Happening.COLLECTING.value
NUMBER_OF_CHANNELS: Final = len(CHANNELS)
CASES: Final = (1 << (HAPPENING_SHIFT - CASE_SHIFT)) - 1
CONTACTS: Final = (1 << CASE_SHIFT) - 1
HAPPENINGS: Final = (1 << (SECOND_SHIFT - HAPPENING_SHIFT)) - 1


@compiled
def live_all(
    world: Record,
    me: Record,
    arrivals: Arrivals,
    persons: Records,
    first: int,
    begin: int,
    rows: Integers,
) -> int:
    """Citizens from place `begin` on live one after the other, each filling a row; returns where it stopped.

    `first` is the number of the citizen at place 0. It stops before the end if an array is too short for a citizen:
    `me.shortage` tells which one, the journal and the calls are as they were before that citizen, and the citizen can
    live again with longer arrays.
    """
    for place in range(begin, len(persons)):
        written, called = me.written, me.called
        be_born(world, me, arrivals, persons[place], first + place)
        if me.shortage == 0:
            live(world, me)
        if me.shortage != 0:
            me.written, me.called = written, called
            return place
        close(me.row)
        row = rows[place]
        for column in range(len(row)):
            row[column] = me.row[column]
        for call in range(called, me.called):
            call_at(me, call)[PLACE] = place
    return len(persons)


@compiled
def be_born(world: Record, me: Record, arrivals: Arrivals, person: Record, number: int) -> None:
    """A citizen begins: attributes, beliefs, post, and the first of everything that comes by itself."""
    me.number, me.shortage = number, 0
    me.segment, me.activated, me.dormant, me.email = person.segment, person.activated, person.dormant, person.email
    me.app, me.reminder_opt_in, me.attention = person.app, person.reminder_opt_in, person.attention
    me.diligence, me.login_method, me.forgets = person.diligence, person.login_method, person.forgets
    me.direct_debit, me.unprompted_logins = person.direct_debit, person.unprompted_logins
    for channel in range(NUMBER_OF_CHANNELS):
        own = person.letterbox_interval if channel == LETTER else person.check_interval
        looks = world.channel_looks_per_interval[channel]
        me.look_interval[channel] = interval_between_looks(own, looks, world.least_interval)
    me.screen_clock, me.letterbox_clock = screen_clocks_of(world)[me.segment], letterbox_clocks_of(world)[me.segment]
    me.now, me.happening, me.credentials_at, me.logged_in_at, me.gave_up_at = 0, 0, 0, -1, -1
    me.frustration, me.frustrated_at, me.opted_out = 0.0, 0, 0
    me.delivered, me.unread, me.pending, me.scheduled = 0, 0, 0, 0
    begin(me.row)
    beliefs, initial_beliefs = beliefs_of(me), initial_beliefs_of(world)
    for belief_class in range(len(beliefs)):
        beliefs[belief_class] = initial_beliefs[belief_class]
    message_at(me, 0).case = 0
    for contact in range(me.trips_count):
        trip_at(me, contact).left_at = -1
    me.first_stage = first_stage(
        me.activated != 0,
        me.dormant != 0,
        me.email,
        me.app != 0,
        world.design_message_box != 0,
        world.design_has_letter != 0,
        world.design_has_push != 0,
    )
    begin_post(world, me, arrivals)
    begin_of_their_own_accord(world, me)


@compiled
def begin_post(world: Record, me: Record, arrivals: Arrivals) -> None:
    """All messages that the citizen will ever get are on their way."""
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
    expect_delivery(me)


@compiled
def begin_of_their_own_accord(world: Record, me: Record) -> None:
    """The first unprompted login and the first imitation."""
    me.unprompted_key, me.unprompted_number, me.unprompted_mass = NO_EVENT, 0, 0.0
    if me.activated and not me.dormant and world.design_message_box:
        expect_unprompted(world, me)
    me.imitation_key, me.imitation_number, me.imitation_at = NO_EVENT, 0, 0
    has_mail = me.activated and not me.dormant and me.email == VALID
    if world.has_phishing and world.design_notifies and has_mail:
        expect_imitation(world, me)


@compiled
def live(world: Record, me: Record) -> None:
    """Handles one event after the other, in the declared order, until the end of the simulation."""
    while me.shortage == 0:
        key = heap_of(me)[0, 0] if me.pending > 0 else NO_EVENT
        key = min(key, me.delivery_key, me.unprompted_key, me.imitation_key)
        at = key >> SECOND_SHIFT
        if at >= world.end:
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
    """Handles an event from the heap."""
    message = message_at(me, case)
    if me.happening == NOTICING:
        if case == 0:
            meet_imitation(world, me, note)
        else:
            attend(world, me, message, contact_at(world, number), note)
    elif me.happening == RECONSIDERING:
        reconsider(world, me, message, contact_at(world, number), note)
    elif me.happening == SENDING:
        send(world, me, message, contact_at(world, number))
    elif me.happening == CREDENTIALS:
        receive_credentials(world, me, case, number, note)
    elif me.happening == ACTING:
        act_as_planned(world, me, message)
    elif me.happening == DEADLINE:
        meet_deadline(world, me, message)
    elif me.happening == COLLECTING:
        collect(world, me, message, number)
