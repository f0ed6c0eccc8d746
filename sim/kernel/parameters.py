"""Converting the numbers of a scenario and a design to the records of the compiled engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from sim.compilation import COMPILES
from sim.elementary import logistic
from sim.kernel.memory import Scene, note_addresses
from sim.kernel.records import (
    CONTACT,
    GROUPS,
    MAX_SURPRISES,
    MESSAGE_TYPE,
    PERSON,
    STEP,
    WORLD,
    Records,
    plain_fields,
)
from sim.population.attributes import Citizens
from sim.population.prepared import PreparedScenario
from sim.rules.appraisal import logit_from_looks
from sim.rules.parameters import (
    ChannelNumbers,
    CollectionNumbers,
    ContactNumbers,
    DesignNumbers,
    Integers,
    MethodNumbers,
    Parameters,
    StepNumbers,
    SuspicionNumbers,
)
from sim.rules.tallies import Terms

NO_INTEGERS: Final = np.zeros(0, dtype=np.int64)
LATEST_END: Final = 1 << 31
"""First second beyond the range of the compiled engine: a moment and the order within its second share 63 bits."""


def obstacle(parameters: Parameters) -> str | None:
    """The reason for which the compiled engine cannot simulate a scenario; None if it can."""
    if not COMPILES:
        return "NUMBA_DISABLE_JIT is set, and it is made of compiled code"
    if parameters.end >= LATEST_END:
        return f"it follows citizens for {parameters.end} seconds, and the compiled engine for fewer than {LATEST_END}"
    longest = max((len(scheme.steps) for scheme in parameters.collections), default=0)
    if longest > MAX_SURPRISES:
        return f"a collection scheme has {longest} steps, and the compiled engine takes {MAX_SURPRISES}"
    return None


def fill(record: Any, numbers: Any, prefix: str = "") -> None:  # noqa: ANN401  (a record, and any tuple of numbers)
    """Copy the scalars of a named tuple into the fields of the same names."""
    # Only scalars are copied. Arrays are reached by the addresses in the record.
    for name, _ in plain_fields(type(numbers)):  # type: ignore[arg-type]  # a class has a hash, whatever mypy says
        record[prefix + name] = getattr(numbers, name)


def world_of(
    world: Any,  # noqa: ANN401  (a record)
    parameters: Parameters,
    design: DesignNumbers,
    replication: int,
    terms: Terms,
    former: DesignNumbers | None,
) -> None:
    """Fill in the record of the world under a design, which may follow a former one."""
    fill(world, parameters)
    world["former_contacts"] = first_of_former(design, former)
    world["former_pay_from_contact"] = (former or design).pay_from_contact
    for group in GROUPS:
        numbers = design if group == "design" else getattr(parameters, group)
        if numbers is not None:
            fill(world, numbers, f"{group}_")
    for name, _ in plain_fields(ChannelNumbers):
        world[f"channel_{name}"] = [getattr(channel, name) for channel in parameters.channels]
    for name, _ in plain_fields(MethodNumbers):
        world[f"method_{name}"] = [getattr(method, name) for method in parameters.login.methods]
    world["replication"] = replication
    world["hours"] = parameters.clocks.knots.shape[1]
    world["terms"] = terms.scalars()[0]
    if parameters.helpdesk is not None:
        world["has_helpdesk"], world["helpdesk_after"] = 1, parameters.helpdesk.after
    if parameters.phishing is not None:
        world["has_phishing"] = 1
        world["imitation_logit"] = imitation_logit(parameters, design)


def imitation_logit(parameters: Parameters, design: DesignNumbers) -> float:
    """The logit of believing an imitation of the design's notifications; 0 without phishing."""
    numbers, details = parameters.phishing, design.imitated_details
    return 0.0 if numbers is None else logit_from_looks(numbers, design.imitated_link, tells_details=details)


def scene_of(
    parameters: Parameters, design: DesignNumbers, outages: Integers, terms: Terms, former: DesignNumbers | None
) -> Scene:
    """The arrays that all citizens share under a design, which may follow a former one."""
    placed = places_of(design) | (places_of(former, first_of_former(design, former)) if former is not None else {})
    contacts, moments = contacts_of(placed, parameters.suspicion)
    types = types_of(parameters)
    steps, fee_from, fee = steps_of(parameters.collections)
    classes = np.full((len(contacts), len(types)), -1, dtype=np.int64)
    for place, plan in placed.items():
        classes[place] = plan.beliefs
    return Scene(
        types=types,
        kinds=terms.kinds,
        contacts=contacts,
        steps=steps,
        fee_from=fee_from,
        fee=fee,
        moments=moments,
        classes=classes,
        initial_beliefs=np.array(design.initial_beliefs or (0.0,), dtype=np.float64),
        split_shares=design.split_shares,
        split_means=design.split_means,
        split_understood=design.split_understood,
        exposure=terms.exposure,
        table=parameters.table,
        points=parameters.points,
        outages=outages,
        season_knots=parameters.login.season_knots,
        season_masses=parameters.login.season_masses,
        midnights=parameters.arrivals.midnights,
        working_days=parameters.arrivals.sending_days,
        term_days=parameters.post.term_days,
        delivery_days=parameters.post.delivery_days,
        clocks=parameters.clocks.knots,
        screen_clocks=parameters.clocks.screens,
        letterbox_clocks=parameters.clocks.letterbox,
    )


def places_of(design: DesignNumbers, first: int = 0) -> dict[int, ContactNumbers]:
    """The contacts of a design by place, which is `first` plus their number."""
    return {first + plan.number: plan for plan in (*design.contacts, design.paper, *design.collection_letters)}


def first_of_former(design: DesignNumbers, former: DesignNumbers | None) -> int:
    """The first place of the contacts of the former design: behind those of the design, or 0.

    If the design does not change, both share their places, and so messages from before and after the change can share
    a bundle.
    """
    # Identity, not equality: only a design that goes on unchanged shares its bundles with the time before.
    return 0 if former is None or former.contacts is design.contacts else 1 + max(places_of(design))


def contacts_of(placed: Mapping[int, ContactNumbers], suspicion: SuspicionNumbers) -> tuple[Records, Integers]:
    """Contacts at their places, and the moments of all bundles."""
    contacts = np.zeros(1 + max(placed), dtype=CONTACT)
    end = 0
    for place, plan in placed.items():
        contact = contacts[place]
        fill(contact, plan)
        contact["is_bundled"], contact["asks_for_payment"] = plan.is_bundled, plan.asks_for_payment
        contact["doubtful"] = logistic(logit_from_looks(suspicion, plan.link, tells_details=plan.tells_details))
        contact["first_moment"], end = end, end + len(plan.bundle_moments)
        contact["end_moment"] = end
    return contacts, np.concatenate([NO_INTEGERS, *(plan.bundle_moments for plan in placed.values())])


def bundling_contacts(contacts: Records) -> int:
    """One more than the largest number of a bundled contact; 0 if there is none."""
    return int(contacts["number"][contacts["is_bundled"] != 0].max(initial=-1)) + 1


def types_of(parameters: Parameters) -> Records:
    """Message types, each with the steps of its collection scheme."""
    types = np.zeros(len(parameters.types), dtype=MESSAGE_TYPE)
    first_steps = np.cumsum([0, *(len(scheme.steps) for scheme in parameters.collections)])
    for record, numbers in zip(types, parameters.types, strict=True):
        fill(record, numbers)
        if numbers.collection >= 0:
            scheme = parameters.collections[numbers.collection]
            record["unable"], record["steps"] = scheme.unable, len(scheme.steps)
            record["first_step"] = first_steps[numbers.collection]
    return types


def steps_of(collections: Sequence[CollectionNumbers]) -> tuple[Records, Integers, Integers]:
    """The steps of all collection schemes, and the brackets and fees of all steps."""
    listed: list[StepNumbers] = [step for scheme in collections for step in scheme.steps]
    steps = np.zeros(len(listed), dtype=STEP)
    end = 0
    for record, step in zip(steps, listed, strict=True):
        fill(record, step)
        record["first_fee"], end = end, end + len(step.fee)
        record["end_fee"] = end
    fee_from = np.concatenate([NO_INTEGERS, *(step.fee_from for step in listed)])
    return steps, fee_from, np.concatenate([NO_INTEGERS, *(step.fee for step in listed)])


def persons_of(citizens: Citizens) -> Records:
    """The attributes of citizens, one record each."""
    persons = np.zeros(len(citizens), dtype=PERSON)
    for name in PERSON.names or ():
        persons[name] = getattr(citizens, name)
    return persons


def prepare(
    prepared: PreparedScenario, designs: Sequence[str], replication: int, terms: Callable[[str], Terms]
) -> tuple[Records, tuple[Scene, ...]]:
    """The worlds and scenes of a replication: first for the design of the warm-up, then for each of some designs."""
    parameters, outages = prepared.parameters, prepared.outages(replication)
    former = prepared.former
    worlds = np.zeros(1 + len(designs), dtype=WORLD)
    scenes: list[Scene] = []
    # Without a warm-up place 0 still needs a world, in which nothing happens before second 0.
    for world, design in zip(worlds, (former or designs[0], *designs), strict=True):
        is_first = not scenes
        numbers = prepared.first_design if is_first and former else prepared.design(design)
        before = None if is_first or former is None else prepared.first_design
        world_of(world, parameters, numbers, replication, terms(design), before)
        scenes.append(scene_of(parameters, numbers, outages, terms(design), before))
        note_addresses(world, scenes[-1])
    return worlds, tuple(scenes)
