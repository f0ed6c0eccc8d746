"""The choices made on the page, as its address states them: two designs, own contacts, and numbers that were moved."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sim.errors import UsageError
from sim.scenario.compared_designs import designs_of
from sim.scenario.factors import Factor
from sim.scenario.schema import Scenario
from sim.scenario.suggestions import require_known

KEYS: Final = ("reference", "design", "contacts", "number")
"""Keys of an address that describe a study."""
LONGEST: Final = 16_000
"""Signs of an address."""
MOST_CONTACTS: Final = 12
MOST_NUMBERS: Final = 200


@dataclass(frozen=True, slots=True)
class State:
    """A study as it is chosen on the page. Equal ones are the same study."""

    reference: str
    design: str
    """The design that is compared with the reference, or that contacts of one's own are built from."""
    contacts: str = ""
    """A JSON list of contacts; empty where the design is taken as it is."""
    numbers: tuple[tuple[str, float], ...] = ()
    """Numbers that were moved, by the name of the factor, in base units; in the order of their names."""

    @property
    def is_built(self) -> bool:
        """True if the design has contacts that were built on the page."""
        return bool(self.contacts)

    def plans(self) -> list[dict[str, Any]]:
        """The contacts as a scenario writes them."""
        found: list[dict[str, Any]] = json.loads(self.contacts)
        return found


def first_state(scenario: Scenario) -> State:
    """The state shown if the address gives none: the reference, and the first design with a message box."""
    reference, designs = scenario.compare.reference, (*designs_of(scenario), *scenario.designs)
    others = [each for each in designs if each != reference]
    if not others:
        raise UsageError(f"{scenario.name} has only the design {reference}, and nothing to compare it with.")
    boxed = [each for each in others if scenario.designs[each].message_box]
    return State(reference, (boxed or others)[0])


def state_of(said: Iterable[tuple[str, str]], scenario: Scenario, factors: Mapping[str, Factor]) -> State:
    """The state that an address says, key by key; what it does not say is as at first.

    Raises `UsageError` that names what is wrong with it.
    """
    known: dict[str, str] = {}
    numbers: dict[str, float] = {}
    pairs = list(said)
    if sum(len(key) + len(value) for key, value in pairs) > LONGEST:
        raise UsageError(f"The address is too long: it has more than {LONGEST:,} signs.")
    for key, value in pairs:
        require_known(key, KEYS, "An address does not say {}", "It says")
        if key == "number":
            name, number = number_of(value, factors)
            numbers[name] = number
        elif key in known:
            raise UsageError(f"The address says {key} twice.")
        else:
            known[key] = value
    if len(numbers) > MOST_NUMBERS:
        raise UsageError(f"The address moves more than {MOST_NUMBERS} numbers.")
    first = first_state(scenario)
    reference = known.get("reference", first.reference)
    design = known.get("design", first.design)
    for name in (reference, design):
        require_known(name, scenario.designs, "There is no design {}", "The scenario has")
    contacts = contacts_of(known["contacts"]) if known.get("contacts") else ""
    if reference == design and not contacts:
        raise UsageError(f"{design} is compared with itself. Choose another design, or change its contacts.")
    # Sorted, so that states are equal whichever number was moved first.
    return State(reference, design, contacts, tuple(sorted(numbers.items())))


def number_of(text: str, factors: Mapping[str, Factor]) -> tuple[str, float]:
    """A number that an address moves: `population.dormant:0.2`, in base units and within its range."""
    name, colon, written = text.rpartition(":")
    if not colon:
        raise UsageError(f"A number is said as its name, a colon and its value; found {text!r:.40}.")
    require_known(name, factors, "No number that is called {} has a range to be moved in", present="")
    factor = factors[name]
    try:
        value = float(written)
    except ValueError:
        value = math.nan
    # `float` also reads nan and infinity.
    if not math.isfinite(value):
        raise UsageError(
            f"{name} is moved to a number in its base unit, such as {factor.value:g}; found {written!r:.40}."
        )
    if not factor.low <= value <= factor.high:
        low, high, found = (factor.text(each) for each in (factor.low, factor.high, whole(factor, value)))
        raise UsageError(f"{name} lies from {low} to {high}; found {found}.")
    return name, whole(factor, value)


def whole(factor: Factor, value: float) -> float:
    """A number of a factor: a whole one where it must be, such as a span in seconds."""
    return float(round(value)) if factor.whole else value


def contacts_of(text: str) -> str:
    """A JSON list of contacts, in one form; their fields are looked at where the scenario takes them."""
    try:
        found = json.loads(text)
    # Deeply nested JSON ends in a RecursionError.
    except (ValueError, RecursionError):
        raise UsageError("The contacts of the address are no JSON.") from None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise UsageError("The contacts of the address are a JSON list of contacts.")
    if not 1 <= len(found) <= MOST_CONTACTS:
        raise UsageError(f"A design of your own has 1 to {MOST_CONTACTS} contacts; found {len(found)}.")
    try:
        # `json.loads` accepts NaN, which is not JSON.
        return json.dumps(found, ensure_ascii=False, allow_nan=False)
    except ValueError:
        raise UsageError("The contacts of the address hold a number that is none.") from None


def address_of(state: State) -> list[tuple[str, str]]:
    """The keys and values by which an address says a state."""
    said = [("reference", state.reference), ("design", state.design)]
    said += [("contacts", state.contacts)] if state.contacts else []
    # `repr` gives every digit, so that the same number is read back.
    return said + [("number", f"{name}:{value!r}") for name, value in state.numbers]
