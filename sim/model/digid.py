"""Logging in with DigiD, or with the app's own code: attempts, failures, recovery, giving up."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Final, NamedTuple

import simpy

from sim.model.world import World
from sim.rules.activity import Activity, Reason
from sim.rules.login import RECOVER, RETRY, after_failure, in_outage, recovery_delay, succeeds
from sim.rules.order import Happening

if TYPE_CHECKING:
    from sim.model.citizen import Citizen

PLACE_MASK: Final = (1 << 24) - 1
"""What tells one call of a citizen about a message from another: the login attempt that gave rise to it."""


class Visit(NamedTuple):
    """What a login is for: the case and contact that caused it, and the number of its first attempt's draws."""

    case: int
    """The message whose contact caused it; 0 for an unprompted login."""
    cause: int
    """The contact's number; for an unprompted login its own number."""
    first_occurrence: int
    method: int
    """Place in `METHODS`."""


def log_in(world: World, citizen: Citizen, visit: Visit) -> Generator[simpy.Event, object, bool]:
    """Attempts until one succeeds or the citizen gives up; says which. New credentials take days to come."""
    login = world.parameters.login
    method = login.methods[visit.method]
    for attempt in range(login.max_attempts):
        if citizen.credentials_at > world.now:
            yield citizen.at(citizen.credentials_at, Happening.CREDENTIALS, visit.case, visit.cause & 0xFF)
        number = visit.first_occurrence + attempt
        works = succeeds(*citizen.address, visit.case, number, method.success)
        if works and not in_outage(world.outages, world.now):
            citizen.spends(visit.case, Activity.LOGGED_IN, visit.cause, method.seconds)
            return True
        citizen.spends(visit.case, Activity.LOGIN_FAILED, visit.cause, method.seconds)
        reaction = after_failure(*citizen.address, visit.case, number, login.retries, login.recovers)
        if reaction == RECOVER:
            request_credentials(world, citizen, visit, number)
        elif reaction != RETRY:
            break
    citizen.spends(visit.case, Activity.LOGIN_ABANDONED, visit.cause, 0)
    citizen.may_call(visit.case, Reason.ABANDONED_LOGIN, visit.cause)
    return False


def request_credentials(world: World, citizen: Citizen, visit: Visit, number: int) -> None:
    """The citizen asks for new credentials, and cannot log in until they come."""
    parameters = world.parameters
    citizen.spends(visit.case, Activity.CREDENTIALS_REQUESTED, visit.cause, parameters.login.recovery_seconds)
    row = parameters.login.recovery_delay_row + citizen.segment
    delay = recovery_delay(*citizen.address, visit.case, number, parameters.table, parameters.points, row)
    citizen.credentials_at = world.now + delay
    citizen.may_call(visit.case, Reason.RECOVERY, number & PLACE_MASK)
