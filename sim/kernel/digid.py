"""Logging in with DigiD, or with the app's own code: attempts, failures, recovery, giving up."""

from __future__ import annotations

from typing import Final

from sim.compilation import compiled
from sim.kernel.booking import book
from sim.kernel.events import schedule
from sim.kernel.helpdesk import may_call
from sim.kernel.memory import clocks_of, outages_of, points_of, table_of
from sim.kernel.records import Record
from sim.rules.activity import Activity, Reason
from sim.rules.login import RECOVER, after_failure, credentials_come_at, goes_on, succeeds
from sim.rules.order import ATTEMPT_BITS, Happening
from sim.rules.outages import in_outage
from sim.rules.parameters import APP_PIN

CREDENTIALS: Final = Happening.CREDENTIALS.value
LOGGED_IN_ACTIVITY: Final = Activity.LOGGED_IN.value
LOGIN_FAILED: Final = Activity.LOGIN_FAILED.value
LOGIN_ABANDONED: Final = Activity.LOGIN_ABANDONED.value
CREDENTIALS_REQUESTED: Final = Activity.CREDENTIALS_REQUESTED.value
ABANDONED_LOGIN: Final = Reason.ABANDONED_LOGIN.value
RECOVERY: Final = Reason.RECOVERY.value
LOGGED_IN, GAVE_UP, WAITING = range(3)
PLACE_MASK: Final = (1 << 24) - 1
"""Mask of the login attempt that causes a call; it distinguishes a citizen's calls about one message."""


@compiled
def log_in(
    world: Record,
    me: Record,
    message: Record,
    number: int,
    consideration: int,
    first_occurrence: int,
    method: int,
    attempt: int,
) -> int:
    """Attempts, from this one on, until one succeeds, the citizen gives up, or waits for new credentials.

    `message` is the one whose contact caused the login, or the record that stands for none; `number` is that of the
    contact or of the unprompted login. A waiting login is continued by an event whose note holds the consideration
    and the attempt to go on with.
    """
    by_digid = method != APP_PIN
    seconds = world.method_seconds[method]
    while True:
        # Asked before each attempt, since a failure may have sent the citizen to ask for new credentials.
        if by_digid and me.credentials_at > me.now:
            note = consideration << ATTEMPT_BITS | attempt
            # Eight bits are what the key of an event has room for. An unprompted login needs no
            # more: there is at most one, and its number is in the record.
            schedule(world, me, me.credentials_at, CREDENTIALS, message.case, number & 0xFF, note)
            return WAITING
        # Only the draws of this attempt are used. That an outage made an earlier one fail changes no later draw.
        occurrence = first_occurrence + attempt
        address = (world.seed, world.replication, me.number, message.case, occurrence)
        works = succeeds(*address, world.method_success[method])
        if works and not (by_digid and in_outage(outages_of(world), me.now)):
            book(world, me, message, LOGGED_IN_ACTIVITY, number, seconds, 0)
            return LOGGED_IN
        book(world, me, message, LOGIN_FAILED, number, seconds, 0)
        reaction = after_failure(*address, world.login_retries, world.login_recovers)
        if not goes_on(reaction, by_digid, attempt, world.login_max_attempts):
            break
        if reaction == RECOVER:
            request_credentials(world, me, message, number, occurrence)
        attempt += 1
    book(world, me, message, LOGIN_ABANDONED, number, 0, 0)
    may_call(world, me, message, ABANDONED_LOGIN, number)
    return GAVE_UP


@compiled
def request_credentials(world: Record, me: Record, message: Record, number: int, occurrence: int) -> None:
    """The citizen requests new credentials, and cannot log in until they arrive."""
    book(world, me, message, CREDENTIALS_REQUESTED, number, world.login_recovery_seconds, 0)
    row = world.login_recovery_delay_row + me.segment
    address = (world.seed, world.replication, me.number, message.case, occurrence)
    me.credentials_at = credentials_come_at(
        *address, me.now, table_of(world), points_of(world), row, clocks_of(world), me.screen_clock
    )
    may_call(world, me, message, RECOVERY, occurrence & PLACE_MASK)
