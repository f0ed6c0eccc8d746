"""The attributes of citizens: arrays, one place per citizen, each attribute drawn by its own address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.compilation import compiled_with_arrays
from sim.draws import Decision, signed, uniform, uniforms
from sim.elementary import logistic, logit
from sim.rules.distributions import Table, quantile, whole
from sim.rules.parameters import (
    ADDRESSES,
    EMAIL,
    METHODS,
    NO_ADDRESS,
    PREFERENCES,
    PUSH,
    SMS,
    VALID,
    Floats,
    Integers,
)
from sim.rules.preparation import DistributionTable
from sim.scenario.quantities import Categories, VariedShare
from sim.scenario.schema import Population, Scenario

SHORTEST_INTERVAL: Final = 60
"""Smallest mean interval between looks in seconds: nobody looks at their mail more than once a minute on average."""


ATTITUDES: Final = ("activation", "paper", "opt_out", "burden")
"""Numbers of the citizens with one preference, in the order of the columns of `AttributeRows.attitudes`."""
NEUTRAL: Final = (0.0, 0.0, 1.0, 1.0)
"""Neutral values for citizens without a known preference: nothing is added, and factors are 1."""
ABSENT: Final = -1
"""Row number that stands for an attribute missing in the scenario, which no citizen has."""


@dataclass(frozen=True, slots=True)
class Citizens:
    """Attributes of the citizens `first`, `first` + 1, ... of one replication."""

    first: int
    segment: Integers
    """Place of the segment."""
    activated: npt.NDArray[np.bool_]
    dormant: npt.NDArray[np.bool_]
    """Activated, but nothing digital reaches its owner."""
    email: Integers
    """Place in `ADDRESSES`: valid, none or stale."""
    phone: Integers
    """As `email`, for text messages."""
    app: npt.NDArray[np.bool_]
    reminder_opt_in: npt.NDArray[np.bool_]
    check_interval: Integers
    """Seconds."""
    letterbox_interval: Integers
    """Seconds."""
    attention: Floats
    """Logit of the probability of noticing at the first look."""
    diligence: Floats
    login_method: Integers
    """Place in `METHODS`."""
    forgets: Floats
    direct_debit: npt.NDArray[np.bool_]
    unprompted_logins: Floats
    """Per year."""
    preference: Integers
    """Place in `PREFERENCES`; -1 where the scenario has no preferences."""
    chooses_paper: npt.NDArray[np.bool_]
    """True if the citizen chooses paper wherever a design offers the choice."""
    opt_out_factor: Floats
    burden: Floats
    """Factors on the hazard of opting out (`opt_out_factor`) and on the perceived burden of a login (`burden`)."""
    habit: npt.NDArray[np.bool_]
    helper: npt.NDArray[np.bool_]
    mail_rule: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.segment)

    @property
    def registered(self) -> Integers:
        """Bit mask of the electronic channels over which the citizen has any address."""
        return over_channels(self.email != NO_ADDRESS, self.app, self.phone != NO_ADDRESS)

    @property
    def valid(self) -> Integers:
        """Bit mask of the electronic channels over which the citizen has a valid address."""
        return over_channels(self.email == VALID, self.app, self.phone == VALID)

    @property
    def reachable(self) -> Integers:
        """Bit mask of the electronic channels that can reach the citizen: 0 if not activated or dormant."""
        return np.where(self.activated & ~self.dormant, self.valid, 0)


def over_channels(email: npt.NDArray[np.bool_], push: npt.NDArray[np.bool_], sms: npt.NDArray[np.bool_]) -> Integers:
    """The bit mask of three flags, one for each electronic channel."""
    return email.astype(np.int64) << EMAIL | push.astype(np.int64) << PUSH | sms.astype(np.int64) << SMS


class AttributeRows:
    """The first rows of the attributes' distributions in the scenario's table of distributions."""

    def __init__(self, population: Population, table: DistributionTable) -> None:
        self.activated = table.add(population.activated)
        self.dormant = table.add(population.dormant)
        self.app = table.add(population.app)
        self.reminder_opt_in = table.add(population.reminder_opt_in)
        self.check_interval = table.add(population.check_interval)
        self.letterbox_interval = table.add(population.letterbox_interval)
        self.attention = table.add(population.attention)
        self.diligence = table.add(population.diligence)
        self.forgets = table.add(population.forgets)
        self.direct_debit = table.add(population.direct_debit)
        self.unprompted_logins = table.add(population.unprompted_logins)
        self.habit = optional(table, population.habit)
        self.helper = optional(table, population.helper)
        self.mail_rule = optional(table, population.mail_rule)
        self.preference, self.attitudes = None, np.array([NEUTRAL])
        if population.preference is not None:
            self.preference = _shares(population.preference.shares, list(population.segments), PREFERENCES)
            every = [getattr(population.preference, name) for name in PREFERENCES]
            self.attitudes = np.array([[getattr(each, name).value for name in ATTITUDES] for each in every])
        self.segments = np.array([[segment.share.value for segment in population.segments.values()]])
        self.email = _shares(population.email, list(population.segments), ADDRESSES)
        phone = population.phone
        self.phone = None if phone is None else _shares(phone, list(population.segments), ADDRESSES)
        self.login_method = _shares(population.login_method, list(population.segments), METHODS[:3])


def optional(table: DistributionTable, share: VariedShare | None) -> int:
    """The first row of a share that may be absent; `ABSENT` if it is."""
    return ABSENT if share is None else table.add(share)


def _shares(categories: Categories[Any], segments: list[str], names: tuple[str, ...]) -> Floats:
    """Shares by segment and category."""
    return np.array(
        [[categories.for_segment(segment)[name].value for name in names] for segment in segments], dtype=np.float64
    )


def draw_citizens(
    scenario: Scenario,
    rows: AttributeRows,
    table: Table,
    points: Table,
    replication: int,
    numbers: range,
    given: Mapping[str, npt.NDArray[Any]] | None = None,
) -> Citizens:
    """The citizens with these consecutive numbers in a replication; attributes that are not `given` are drawn."""
    seed, known = signed(scenario.seed), given or {}
    first, count = numbers.start, len(numbers)

    def known_or(name: str, draw: Callable[[], npt.NDArray[Any]]) -> npt.NDArray[Any]:
        # Attributes from the file are taken, and the others drawn as if there were no file: a
        # draw has the same address either way.
        return known[name][first : first + count] if name in known else draw()

    def categories(name: str, decision: Decision, shares: Floats, segment: Integers) -> Integers:
        return known_or(name, lambda: chosen(seed, replication, first, segment, decision.value, shares))

    segment = categories("segment", Decision.SEGMENT, rows.segments, np.zeros(count, dtype=np.int64))

    def values(name: str, decision: Decision, row: int) -> Floats:
        return known_or(name, lambda: drawn(seed, replication, first, segment, decision.value, table, points, row))

    def flags(name: str, decision: Decision, row: int) -> npt.NDArray[np.bool_]:
        # A file may give an attribute that the scenario lacks.
        if row == ABSENT and name not in known:
            return np.zeros(count, dtype=np.bool_)
        return known_or(
            name, lambda: flags_by_chance(seed, replication, first, segment, decision.value, table, points, row)
        )

    def intervals(name: str, decision: Decision, row: int) -> Integers:
        return np.asarray(np.maximum(rounded(values(name, decision, row)), SHORTEST_INTERVAL), dtype=np.int64)

    if rows.preference is not None:
        preference = kind = categories("preference", Decision.PREFERENCE, rows.preference, segment)
    else:  # a preference in the file is only reported, since the scenario has no numbers for it
        preference, kind = known_or("preference", lambda: np.full(count, ABSENT)), np.zeros(count, dtype=np.int64)
    # Contiguous, since the columns of a transposed array lie apart, and compiled functions ask for one layout.
    activation, paper, opt_out_factor, burden = (np.ascontiguousarray(each) for each in rows.attitudes[kind].T)
    if rows.preference is None:
        activated = flags("activated", Decision.ACTIVATED, rows.activated)
    else:
        where = (Decision.ACTIVATED.value, table, points, rows.activated)
        activated = known_or(
            "activated", lambda: flags_by_inclination(seed, replication, first, segment, *where, activation)
        )
    email = categories("email", Decision.EMAIL, rows.email, segment)
    return Citizens(
        first=first,
        segment=segment,
        activated=activated,
        dormant=activated & flags("dormant", Decision.DORMANT, rows.dormant),
        email=email,
        phone=email if rows.phone is None else categories("phone", Decision.PHONE, rows.phone, segment),
        app=flags("app", Decision.APP, rows.app),
        reminder_opt_in=flags("reminder_opt_in", Decision.REMINDER_OPT_IN, rows.reminder_opt_in),
        check_interval=intervals("check_interval", Decision.CHECK_INTERVAL, rows.check_interval),
        letterbox_interval=intervals("letterbox_interval", Decision.LETTERBOX_INTERVAL, rows.letterbox_interval),
        attention=logits(values("attention", Decision.ATTENTION, rows.attention)),
        diligence=values("diligence", Decision.DILIGENCE, rows.diligence),
        login_method=categories("login_method", Decision.LOGIN_METHOD, rows.login_method, segment),
        forgets=values("forgets", Decision.FORGETFULNESS, rows.forgets),
        direct_debit=flags("direct_debit", Decision.DIRECT_DEBIT, rows.direct_debit),
        unprompted_logins=values("unprompted_logins", Decision.UNPROMPTED_RATE, rows.unprompted_logins),
        preference=preference,
        chooses_paper=flags_by_share(seed, replication, first, Decision.PAPER_CHOICE.value, paper),
        opt_out_factor=opt_out_factor,
        burden=burden,
        habit=flags("habit", Decision.HABIT, rows.habit),
        helper=flags("helper", Decision.HELPER, rows.helper),
        mail_rule=flags("mail_rule", Decision.MAIL_RULE, rows.mail_rule),
    )


@compiled_with_arrays
def drawn(
    seed: int, replication: int, first: int, segment: Integers, decision: int, table: Table, points: Table, row: int
) -> Floats:
    """One value per citizen, drawn from the distribution of the citizen's segment."""
    values = np.empty(len(segment))
    for place in range(len(segment)):
        p = uniform(seed, replication, first + place, 0, decision, 0)
        values[place] = quantile(table, points, row + segment[place], p)
    return values


@compiled_with_arrays
def flags_by_chance(
    seed: int, replication: int, first: int, segment: Integers, decision: int, table: Table, points: Table, row: int
) -> npt.NDArray[np.bool_]:
    """One flag per citizen, True with the segment's probability; if that is a distribution, it is drawn as well."""
    flags = np.empty(len(segment), dtype=np.bool_)
    for place in range(len(segment)):
        # One block gives both: whether it happens, and the probability itself where that is a distribution.
        p, q = uniforms(seed, replication, first + place, 0, decision, 0)
        flags[place] = p < quantile(table, points, row + segment[place], q)
    return flags


@compiled_with_arrays
def flags_by_inclination(
    seed: int,
    replication: int,
    first: int,
    segment: Integers,
    decision: int,
    table: Table,
    points: Table,
    row: int,
    inclinations: Floats,
) -> npt.NDArray[np.bool_]:
    """Flags as in `flags_by_chance`, with each citizen's inclination added to the logit of the probability.

    Probabilities of 0 and 1 are unaffected, because their logits are infinite.
    """
    flags = np.empty(len(segment), dtype=np.bool_)
    for place in range(len(segment)):
        p, q = uniforms(seed, replication, first + place, 0, decision, 0)
        # On the scale of logits an inclination cannot carry a probability beyond 0 or 1.
        flags[place] = p < logistic(logit(quantile(table, points, row + segment[place], q)) + inclinations[place])
    return flags


@compiled_with_arrays
def flags_by_share(seed: int, replication: int, first: int, decision: int, shares: Floats) -> npt.NDArray[np.bool_]:
    """One flag per citizen, True with the citizen's own probability."""
    flags = np.empty(len(shares), dtype=np.bool_)
    for place in range(len(shares)):
        # Without preferences all shares are 0, and no draw is spent on them.
        flags[place] = shares[place] > 0.0 and uniform(seed, replication, first + place, 0, decision, 0) < shares[place]
    return flags


@compiled_with_arrays
def chosen(seed: int, replication: int, first: int, segment: Integers, decision: int, shares: Floats) -> Integers:
    """One category per citizen by the shares of the citizen's segment (segment by category)."""
    places = np.empty(len(segment), dtype=np.int64)
    for place in range(len(segment)):
        p = uniform(seed, replication, first + place, 0, decision, 0)
        category = 0
        total = shares[segment[place], 0]
        # The last category takes what is left, for shares add up to 1 only within rounding.
        while p >= total and category < shares.shape[1] - 1:
            category += 1
            total += shares[segment[place], category]
        places[place] = category
    return places


@compiled_with_arrays
def rounded(values: Floats) -> Integers:
    """The nearest integers."""
    result = np.empty(len(values), dtype=np.int64)
    for place in range(len(values)):
        result[place] = whole(values[place])
    return result


@compiled_with_arrays
def logits(values: Floats) -> Floats:
    """The logits of probabilities."""
    result = np.empty(len(values))
    for place in range(len(values)):
        result[place] = logit(values[place])
    return result
