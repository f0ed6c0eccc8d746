"""Logging in with DigiD, or with the app's own code: attempts, failures, recovery, giving up."""

from __future__ import annotations

from collections.abc import Generator
from enum import IntEnum
from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple

import simpy

from sim.model.message_box import Message, Trip
from sim.model.world import World
from sim.rules.activity import Activity, Reason, Stage
from sim.rules.login import RECOVER, after_failure, credentials_come_at, goes_on, succeeds
from sim.rules.order import Happening
from sim.rules.outages import in_outage
from sim.rules.parameters import APP_PIN, ContactNumbers

if TYPE_CHECKING:
    from sim.model.citizen import Citizen

PLACE_MASK: Final = (1 << 24) - 1
"""Mask of the login attempt that causes a call; it distinguishes a citizen's calls about one message."""


class Visit(NamedTuple):
    """The purpose of a login, and the address of its draws."""

    trip: Trip | None
    """The trip of the contact that caused it; None for an unprompted login."""
    contact: ContactNumbers | None
    number: int
    """The contact's number; for an unprompted login its own number."""
    first_occurrence: int
    """Number of its first attempt's draws."""
    method: int
    """Place in `METHODS`."""

    @property
    def case(self) -> int:
        """The case of the message that the contact announced, or the first of a bundle; 0 for an unprompted login."""
        return self.trip.case if self.trip is not None else 0

    @property
    def reasons(self) -> list[Message]:
        """The messages of the contact that are still news; empty for an unprompted login."""
        return self.trip.news(self.contact) if self.trip is not None and self.contact is not None else []


class Outcome(IntEnum):
    """Outcomes of a login."""

    LOGGED_IN = 0
    GAVE_UP = 1
    NEEDLESS = 2
    """When new credentials came there was no longer a reason to log in."""
    LOGGED_IN_ALREADY = 3
    """Another login succeeded in this second, so no further one is made."""


def log_in(world: World, citizen: Citizen, visit: Visit) -> Generator[simpy.Event, object, Outcome]:
    """Attempts until one succeeds or the citizen gives up, possibly waiting for new credentials in between.

    The app's own code is not affected by outages of DigiD and has no credentials to recover: after a failure the
    citizen tries again or gives up. At most one login ends in any second; its outcome holds for all of that second.
    """
    # Also asked when new credentials come, because several logins may have waited for the same ones.
    if (ended := ended_this_second(world, citizen)) is not None:
        return ended
    login = world.parameters.login
    method = login.methods[visit.method]
    by_digid = visit.method != APP_PIN
    for attempt in count():
        # A loop: a call of another login may have asked for new credentials again in the meantime.
        while by_digid and citizen.credentials_at > world.now:
            # The bill counts as lost at the login until the credentials come, for its due date may pass before.
            for message in visit.reasons:
                message.reaches(Stage.LOGIN_ABANDONED)
            yield citizen.at(citizen.credentials_at, Happening.CREDENTIALS, visit.case, visit.number & 0xFF)
            if citizen.has_nothing_to_log_in_for(visit):
                return Outcome.NEEDLESS
            if (ended := ended_this_second(world, citizen)) is not None:
                return ended
        # Numbered within a consideration of a contact. A count of all logins would depend on the design.
        number = visit.first_occurrence + attempt
        works = succeeds(*citizen.address, visit.case, number, method.success)
        outage = in_outage(world.outages, world.now)
        citizen.observer.tries(citizen, visit, number, outage=outage)
        if works and not (by_digid and outage):
            citizen.spends(visit.case, Activity.LOGGED_IN, visit.number, method.seconds)
            return Outcome.LOGGED_IN
        citizen.spends(visit.case, Activity.LOGIN_FAILED, visit.number, method.seconds)
        reaction = after_failure(*citizen.address, visit.case, number, login.retries, login.recovers)
        if not goes_on(reaction, by_digid, attempt, login.max_attempts):
            break
        if reaction == RECOVER:
            request_credentials(world, citizen, visit, number)
    citizen.spends(visit.case, Activity.LOGIN_ABANDONED, visit.number, 0)
    citizen.may_call(visit.case, Reason.ABANDONED_LOGIN, visit.number)
    return Outcome.GAVE_UP


def ended_this_second(world: World, citizen: Citizen) -> Outcome | None:
    """The outcome of a further login in this second that follows from an earlier one; None if none has ended."""
    if citizen.logged_in_at == world.now:
        return Outcome.LOGGED_IN_ALREADY
    return Outcome.GAVE_UP if citizen.gave_up_at == world.now else None


def request_credentials(world: World, citizen: Citizen, visit: Visit, number: int) -> None:
    """The citizen requests new credentials, and cannot log in until they arrive."""
    parameters = world.parameters
    citizen.spends(visit.case, Activity.CREDENTIALS_REQUESTED, visit.number, parameters.login.recovery_seconds)
    row = parameters.login.recovery_delay_row + citizen.segment
    address = (*citizen.address, visit.case, number)
    citizen.credentials_at = credentials_come_at(
        *address, world.now, parameters.table, parameters.points, row, *citizen.clock
    )
    citizen.may_call(visit.case, Reason.RECOVERY, number & PLACE_MASK)
