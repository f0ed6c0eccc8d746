"""The certificate of the compiled engine: a random sample of the citizens is simulated by SimPy as well.

Every number of every sampled citizen, and every event of their lives, must be equal. The sample is drawn by the study's
own seed, so that the same study has the same certificate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final, TypeAlias

import numpy as np

from sim.draws import WORLD, Decision, signed, uniform
from sim.errors import StudyError
from sim.model.engine import Chunk, Simulation
from sim.outcomes.responses import Columns
from sim.outcomes.rows import citizen_rows
from sim.outcomes.simulation import lives, ready, rows_of
from sim.rules.activity import FIELDS
from sim.rules.columns import NAMES
from sim.rules.parameters import Integers
from sim.scenario.compared import designs_of
from sim.scenario.schema import Scenario

SAMPLE: Final = 200
"""Citizens in the sample, by default."""

Simulated: TypeAlias = tuple[Columns, Integers]
"""The rows of some citizens and their journal."""
Simulate: TypeAlias = Callable[[Scenario, str, int, range], Simulated]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was compared, and found equal."""

    citizens: int
    designs: tuple[str, ...]
    events: int
    """Rows of the journal."""

    def record(self) -> dict[str, bool | int | str | list[str]]:
        """As the manifest holds it."""
        return {
            "engine": "compiled",
            "reference_engine": "simpy",
            "citizens": self.citizens,
            "designs": list(self.designs),
            "fields_per_citizen": len(NAMES),
            "events": self.events,
            "equal": True,
        }


def in_words(record: Mapping[str, Any]) -> str:
    """A certificate as the manifest holds it, in lines of at most 80 characters."""
    designs = len(record["designs"])
    return (
        f"Engine: {record['engine']}. {record['citizens']:,} citizens were simulated by SimPy as well under "
        f"{designs} design{'s' if designs > 1 else ''}:\n"
        f"all {record['events']:,} events and all {record['fields_per_citizen']} numbers of each citizen are equal."
    )


def certify(scenario: Scenario, sample: int = SAMPLE) -> Certificate:
    """Simulates a sample of the citizens by both engines, under every design that is compared.

    Raises `StudyError` with the first citizen and field that differ, and both values.
    """
    designs = designs_of(scenario)
    chosen = sampled(scenario, sample)
    events = 0
    for replication, citizens in chosen:
        for design in designs:
            events += compared(scenario, design, replication, citizens)
    return Certificate(sum(len(citizens) for _, citizens in chosen), designs, events)


def sampled(scenario: Scenario, sample: int) -> Sequence[tuple[int, range]]:
    """Replication and number of each citizen of the sample, in ascending order; all if there are no more than that.

    Where citizens meet in the queue of a helpdesk the sample are neighbours, of one replication, who have the helpdesk
    for themselves.
    """
    size, replications = scenario.population.size, scenario.replications
    if scenario.helpdesk is not None:
        together = min(sample, size)
        (place,) = drawn(scenario, 1, replications * (size - together + 1))
        replication, first = divmod(place, size - together + 1)
        return [(replication, range(first, first + together))]
    places = sorted(drawn(scenario, min(sample, size * replications), size * replications))
    return [(place // size, range(place % size, place % size + 1)) for place in places]


def drawn(scenario: Scenario, wanted: int, total: int) -> set[int]:
    """So many different whole numbers below `total`, each as likely as any other."""
    found: set[int] = set()
    if wanted == total:
        return set(range(total))
    for number in count():
        if len(found) == wanted:
            break
        p = uniform(signed(scenario.seed), 0, WORLD, 0, int(Decision.CERTIFIED), number)
        found.add(min(int(p * total), total - 1))
    return found


def by_simpy(scenario: Scenario, design: str, replication: int, citizens: range) -> Simulated:
    """Citizens as the SimPy engine simulates them."""
    simulation = Simulation(ready(scenario).prepared)
    chunk: Chunk = simulation.run(design, replication, citizens)
    return citizen_rows(chunk, simulation, design, replication), chunk.journal


def by_kernel(scenario: Scenario, design: str, replication: int, citizens: range) -> Simulated:
    """Citizens as the compiled engine simulates them."""
    found = lives(scenario, design, replication, citizens, journal=True)
    assert found.journal is not None  # noqa: S101  (it was asked for)
    return rows_of(found, scenario, replication), found.journal


def compared(
    scenario: Scenario,
    design: str,
    replication: int,
    citizens: range,
    engine: Simulate = by_kernel,
    reference: Simulate = by_simpy,
) -> int:
    """Simulates citizens by both engines; returns the number of events found equal.

    Raises `StudyError` with the first difference.
    """
    rows, journal = engine(scenario, design, replication, citizens)
    expected, events = reference(scenario, design, replication, citizens)
    where = f"design {design}, replication {replication}"
    for place, citizen in enumerate(citizens):
        for name in NAMES:
            found, wanted = int(rows[name][place]), int(expected[name][place])
            if found != wanted:
                raise disagreement(f"citizen {citizen}, {where}, field {name}: {found}, and SimPy {wanted}")
    if len(journal) != len(events):
        found, wanted = len(journal), len(events)
        raise disagreement(
            f"citizens {citizens.start} to {citizens.stop - 1}, {where}: {found} events, and SimPy {wanted}"
        )
    unequal = np.argwhere(journal != events)
    if len(unequal):
        row, field = (int(place) for place in unequal[0])
        raise disagreement(
            f"citizen {int(events[row, 0])}, {where}, event {row}, field {FIELDS[field]}: "
            f"{int(journal[row, field])}, and SimPy {int(events[row, field])}"
        )
    return len(events)


def disagreement(what: str) -> StudyError:
    """The error that stops a study."""
    return StudyError(
        f"The compiled engine disagrees with SimPy, which is a fault of this program: {what}. No result was kept. "
        "Take --engine simpy, and report the scenario with this message."
    )
