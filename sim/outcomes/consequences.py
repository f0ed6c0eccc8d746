"""What else a design brings about, citizen by citizen: personal data laid open, costs of the senders, and the grade."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from sim.clock import YEAR
from sim.rules.activity import ACTIVITY, CITIZEN, DETAIL, Activity
from sim.rules.order import FIRST_COLLECTION_LETTER, MAX_DESIGN_CONTACTS
from sim.rules.parameters import LETTER, SMS, Integers
from sim.rules.survey import grades
from sim.scenario.schema import Design, Exposure, MessageType, Scenario

CONTACT_NUMBERS: Final = 256
APPLIES_TO: Final[Mapping[str, frozenset[str]]] = {
    "sender": frozenset({"announcement", "action", "invoice"}),
    "nature": frozenset({"announcement", "action", "invoice"}),
    "action": frozenset({"action", "invoice"}),
    "amount": frozenset({"invoice"}),
    "deadline": frozenset({"action", "invoice"}),
    "content": frozenset({"announcement", "action", "invoice"}),
}
"""The kinds of message that have something to tell under each disclosed field."""


def added_up(citizens: Integers, values: Integers, count: int) -> Integers:
    """The sum of whole numbers for each citizen, exactly: beyond 2^53 floating-point numbers would round it."""
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, citizens, values)
    return sums


def exposure(scenario: Scenario, design: str, journal: Integers, types: Integers, count: int) -> Integers:
    """Thousandths of a unit weight that contacts lay open, by citizen; 0 without an `exposure` part.

    Every contact sent counts the weight of its channel times the sum of the weights of the fields it discloses about
    this message, also when it travels in a bundle; the content discloses everything. `types` is the type of message of
    each journal row.
    """
    if scenario.exposure is None:
        return np.zeros(count, dtype=np.int64)
    weights = exposure_weights(scenario, scenario.designs[design], scenario.exposure)
    sent = np.isin(journal[:, ACTIVITY], (Activity.SENT, Activity.BUNDLED))
    weight = weights[journal[sent, DETAIL] & (CONTACT_NUMBERS - 1), types[sent]]
    return added_up(journal[sent, CITIZEN], weight, count)


def exposure_weights(scenario: Scenario, design: Design, parts: Exposure) -> Integers:
    """Thousandths laid open by one contact, by contact number and message type."""
    kinds = [message_type.kind for message_type in types_of(scenario)]

    def weights(discloses: Sequence[str], channel: str) -> list[int]:
        openness = getattr(parts.channels, channel).value
        told = tuple(APPLIES_TO) if "content" in discloses else tuple(discloses)
        fields = {field: getattr(parts.fields, field).value for field in told}
        return [
            round(1000 * openness * math.fsum(weight for field, weight in fields.items() if kind in APPLIES_TO[field]))
            for kind in kinds
        ]

    table = np.zeros((CONTACT_NUMBERS, len(kinds)), dtype=np.int64)
    table[MAX_DESIGN_CONTACTS:] = weights(("content",), "letter")
    for number, plan in enumerate(design.contacts):
        table[number] = weights(plan.discloses, plan.channel)
    return table


def types_of(scenario: Scenario) -> list[MessageType]:
    """The message types of a scenario in the order of their numbers."""
    return [kind for sender in scenario.senders.values() for kind in sender.message_types.values()]


def sender_cost(scenario: Scenario, journal: Integers, count: int) -> Integers:
    """Cents that contacts, collection steps and answered calls cost the senders, by citizen; 0 without the part."""
    costs = scenario.sender_costs
    if costs is None:
        return np.zeros(count, dtype=np.int64)
    sent = journal[:, ACTIVITY] == Activity.SENT
    channel, number = journal[:, DETAIL] >> 8, journal[:, DETAIL] & (CONTACT_NUMBERS - 1)
    cents = (
        (sent & (channel == LETTER)) * costs.letter.value
        + (sent & (channel == SMS)) * costs.sms.value
        + (sent & (number >= FIRST_COLLECTION_LETTER)) * costs.collection_step.value
        + (journal[:, ACTIVITY] == Activity.HELPED) * costs.call.value
    )
    return added_up(journal[:, CITIZEN], cents, count)


def survey(scenario: Scenario, seed: int, replication: int, rows: Mapping[str, Integers]) -> dict[str, Integers]:
    """Whether each citizen is asked, and the grade given where the box is free and where it is mandatory.

    Nobody is asked where the scenario has no `survey` part.
    """
    names = ("surveyed", "grade_free", "grade_mandatory")
    numbers = scenario.survey
    if numbers is None:
        return {name: np.zeros(len(rows["citizen"]), dtype=np.int64) for name in names}
    given = grades(
        seed,
        replication,
        rows["citizen"],
        rows["overhead_seconds"],
        rows["reminded"],
        YEAR / scenario.horizon.value,
        numbers.share.value,
        numbers.base.value,
        numbers.per_hour.value,
        numbers.per_fee.value,
        numbers.sd.value,
        numbers.adaptation.value,
    )
    return dict(zip(names, given, strict=True))
