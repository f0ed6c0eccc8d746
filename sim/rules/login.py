"""Logging in: attempts, reactions to a failure, and unprompted logins."""

from __future__ import annotations

from typing import Final

from sim.clock import NEVER, WEEK, YEAR
from sim.compilation import compiled, compiled_inside
from sim.draws import Decision, exponential, uniform
from sim.rules.arrivals import moment_of_mass
from sim.rules.distributions import Table, cut, quantile, whole
from sim.rules.hours import moment_of, operational
from sim.rules.parameters import APP_CODE, APP_PIN, Floats, Integers

LOGIN_ATTEMPT: Final = Decision.LOGIN_ATTEMPT.value
AFTER_FAILURE: Final = Decision.AFTER_FAILURE.value
RECOVERY_DELAY: Final = Decision.RECOVERY_DELAY.value
UNPROMPTED_GAP: Final = Decision.UNPROMPTED_GAP.value
RETRY, RECOVER, GIVE_UP = range(3)
MOST_WEEKS: Final = 1 << 20
"""Largest number of weeks between two habitual logins."""


@compiled_inside
def succeeds(seed: int, replication: int, citizen: int, case: int, number: int, success: float) -> bool:
    """True if the login attempt with this occurrence number succeeds, unless there is an outage."""
    return uniform(seed, replication, citizen, case, LOGIN_ATTEMPT, number) < success


@compiled_inside
def after_failure(
    seed: int, replication: int, citizen: int, case: int, number: int, retries: float, recovers: float
) -> int:
    """The reaction to a failed attempt: try again (0), recover the credentials (1) or give up (2)."""
    return wish_after_failure(uniform(seed, replication, citizen, case, AFTER_FAILURE, number), retries, recovers)


@compiled_inside
def wish_after_failure(draw: float, retries: float, recovers: float) -> int:
    """The wished reaction to a failed attempt that follows from a uniform draw, coded as in `after_failure`."""
    if draw < retries:
        return RETRY
    return RECOVER if draw < retries + recovers else GIVE_UP


@compiled_inside
def goes_on(reaction: int, by_digid: bool, attempt: int, max_attempts: int) -> bool:
    """True if another attempt follows the failed one with number `attempt`, from 0 on.

    After the last of `max_attempts` nobody simply tries again, but a citizen who then requests new credentials has one
    more attempt with them. The app's own code has no credentials to request.
    """
    # Credentials are worth an attempt even after the last one: otherwise the time of asking for
    # them would be spent for nothing.
    if reaction == RECOVER:
        return by_digid and attempt < max_attempts
    return reaction == RETRY and attempt < max_attempts - 1


@compiled_inside
def credentials_come_at(
    seed: int,
    replication: int,
    citizen: int,
    case: int,
    number: int,
    now: int,
    table: Table,
    points: Table,
    row: int,
    clocks: Integers,
    clock: int,
) -> int:
    """The moment at which credentials requested now arrive: after a drawn operational time of at least a second."""
    p = uniform(seed, replication, citizen, case, RECOVERY_DELAY, number)
    delay = max(1, whole(quantile(table, points, row, p)))
    return moment_of(clocks, clock, operational(clocks, clock, now) + delay)


@compiled_inside
def next_unprompted(
    seed: int,
    replication: int,
    citizen: int,
    number: int,
    mass_before: float,
    logins_per_year: float,
    knots: Integers,
    masses: Floats,
    clocks: Integers,
    clock: int,
    habit: bool = False,
) -> tuple[int, float]:
    """The moment of the unprompted login with this number, and the seasonal time up to it; NEVER beyond the last knot.

    Habitual logins come at a fixed interval of whole weeks, the nearest to the citizen's rate. All weeks have the same
    number of operational seconds, so these logins fall on the same hour of the same weekday. Other logins form a
    Poisson process in seasonal time (`masses`, in years up to each knot), which runs faster in busy seasons. Seasons
    are evaluated in operational time, which never differs from real time by more than a few hours.
    """
    if logins_per_year <= 0.0:
        return NEVER, mass_before
    if habit:
        weeks = min(max(1, whole(YEAR / WEEK / logins_per_year)), MOST_WEEKS)
        first = uniform(seed, replication, citizen, 0, UNPROMPTED_GAP, 0)
        # Multiplied from the number and not added up, so that rounding does not drift over the years.
        return moment_of(clocks, clock, cut((number + first) * weeks * WEEK)), mass_before
    # The gap is drawn with mean 1 and divided by the rate, so that another rate moves the logins
    # and draws none of them anew.
    mass = mass_before + exponential(seed, replication, citizen, 0, UNPROMPTED_GAP, number) / logins_per_year
    at = moment_of_mass(knots, masses, mass)
    return (NEVER if at < 0.0 else moment_of(clocks, clock, int(at))), mass


@compiled_inside
def method_for(access: int, app: bool, own: int) -> int:
    """The login method that a contact leads to, as a place in `METHODS`; the citizen's own without the app."""
    return APP_PIN if access == APP_CODE and app else own


@compiled
def expected_login_seconds(seconds: float, success: float, max_attempts: int) -> float:
    """Expected seconds of a login if every failure is retried: a geometric number of attempts, cut at the maximum."""
    expected = 0.0
    still_trying = 1.0
    # The sum of P(attempt k is made) over k: each attempt is made if all before it failed.
    for _ in range(max_attempts):
        expected += still_trying * seconds
        still_trying *= 1.0 - success
    return expected
