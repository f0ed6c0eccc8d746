"""Further consequences of a design, citizen by citizen: exposure of personal data, costs of the senders, the grade."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from sim.clock import YEAR
from sim.population.prepared import PreparedScenario
from sim.rules.order import MAX_DESIGN_CONTACTS
from sim.rules.parameters import Floats, Integers
from sim.rules.survey import grades
from sim.rules.tallies import Terms
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
"""By field that a contact may disclose: the kinds of message that have such a field."""


def terms_of(prepared: PreparedScenario, design: str) -> Terms:
    """The inputs of a design's tallies besides the journal; weights and costs are 0 where the scenario has none.

    Every contact sent exposes the weight of its channel times the sum of the weights of the fields that it discloses
    about its message, also when it travels in a bundle. Disclosing the content discloses every field.
    """
    scenario, parameters = prepared.scenario, prepared.parameters
    exposure = np.zeros((CONTACT_NUMBERS, len(parameters.types)), dtype=np.int64)
    if scenario.exposure is not None:
        exposure = exposure_weights(scenario, scenario.designs[design], scenario.exposure)
    costs = scenario.sender_costs
    return Terms(
        opens=parameters.opens,
        horizon=parameters.horizon,
        design_contact_count=len(prepared.design(design).contacts),
        kinds=np.array([message_type.kind for message_type in parameters.types], dtype=np.int64),
        exposure=exposure,
        letter_cents=costs.letter.value if costs else 0,
        sms_cents=costs.sms.value if costs else 0,
        collection_step_cents=costs.collection_step.value if costs else 0,
        call_cents=costs.call.value if costs else 0,
    )


def exposure_weights(scenario: Scenario, design: Design, parts: Exposure) -> Integers:
    """The exposure of one contact in thousandths, by contact number and message type."""
    kinds = [message_type.kind for message_type in types_of(scenario)]

    def weights(discloses: Sequence[str], channel: str) -> list[int]:
        openness = getattr(parts.channels, channel).value
        disclosed = tuple(APPLIES_TO) if "content" in discloses else tuple(discloses)
        fields = {field: getattr(parts.fields, field).value for field in disclosed}
        return [
            round(1000 * openness * math.fsum(weight for field, weight in fields.items() if kind in APPLIES_TO[field]))
            for kind in kinds
        ]

    table = np.zeros((CONTACT_NUMBERS, len(kinds)), dtype=np.int64)
    # Numbers from here on are letters that carry the whole message: those of the box itself and of collections.
    table[MAX_DESIGN_CONTACTS:] = weights(("content",), "letter")
    for number, plan in enumerate(design.contacts):
        table[number] = weights(plan.discloses, plan.channel)
    return table


def types_of(scenario: Scenario) -> list[MessageType]:
    """The message types of a scenario in the order of their numbers."""
    return [kind for sender in scenario.senders.values() for kind in sender.message_types.values()]


def survey(
    scenario: Scenario, seed: int, replication: int, design: str, burdens: Floats, rows: Mapping[str, Integers]
) -> dict[str, Integers]:
    """Two columns: `surveyed`, 1 for each citizen who is asked, and `grade`, given after a life under a design.

    Both are 0 for everybody where the scenario has no `survey` part.
    """
    names = ("surveyed", "grade")
    numbers = scenario.survey
    if numbers is None:
        return {name: np.zeros(len(rows["citizen"]), dtype=np.int64) for name in names}
    given = grades(
        seed,
        replication,
        rows["citizen"],
        rows["overhead_seconds"],
        rows["login_seconds"] + rows["recovery_seconds"] + rows["navigating_seconds"],
        burdens,
        rows["reminded"],
        YEAR / scenario.horizon.value,
        numbers.share.value,
        numbers.base.value,
        numbers.per_hour.value,
        numbers.per_fee.value,
        numbers.sd.value,
        numbers.adaptation.value if scenario.designs[design].compulsory else 0.0,
    )
    return dict(zip(names, given, strict=True))
