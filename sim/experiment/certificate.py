"""The certificate of the compiled engine: a random sample of the citizens is simulated by SimPy as well.

Every number of every sampled citizen, and every event of their lives, must be equal. The sample is drawn with the
study's own seed, so that the same study has the same certificate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final, TypeAlias

import numpy as np

from sim.draws import WORLD, Decision, signed, uniform
from sim.errors import StudyError
from sim.model.engine import Chunk, Simulation
from sim.outcomes.citizen_rows import citizen_rows
from sim.outcomes.responses import Columns
from sim.outcomes.simulation import lives, ready, rows_of
from sim.rules.activity import FIELDS
from sim.rules.columns import NAMES
from sim.rules.parameters import Integers
from sim.scenario.compared_designs import designs_of
from sim.scenario.schema import Scenario

SAMPLE: Final = 100
"""Default number of citizens in the sample. After a warm-up of two years they are 300 years of life per design."""
BLOCK: Final = 10
"""Number of neighbouring citizens who are drawn together, and simulated in one SimPy environment."""

Simulated: TypeAlias = tuple[Columns, Integers]
"""The rows of some citizens and their journal."""
Simulate: TypeAlias = Callable[[Scenario, str, int, range], Simulated]


@dataclass(frozen=True, slots=True)
class Certificate:
    """Extent of a comparison of the engines that found no difference."""

    citizens: int
    designs: tuple[str, ...]
    events: int
    """Number of rows of the journal."""

    def record(self) -> dict[str, bool | int | str | list[str]]:
        """The certificate as a mapping, as the manifest stores it."""
        return {
            "engine": "compiled",
            "reference_engine": "simpy",
            "citizens": self.citizens,
            "designs": list(self.designs),
            "fields_per_citizen": len(NAMES),
            "events": self.events,
            "equal": True,
        }


def certificate_words(record: Mapping[str, Any]) -> str:
    """A certificate from the manifest, in lines of at most 80 characters."""
    designs = len(record["designs"])
    return (
        f"Engine: {record['engine']}. {record['citizens']:,} citizens were simulated by SimPy as well under "
        f"{designs} design{'s' if designs > 1 else ''}:\n"
        f"all {record['events']:,} events and all {record['fields_per_citizen']} numbers of each citizen are equal."
    )


def certify(scenario: Scenario, sample: int = SAMPLE) -> Certificate:
    """Simulates a sample of the citizens by both engines, under every design that is compared.

    Raises `StudyError` that names the first difference: the field, the citizen, and both values.
    """
    designs = designs_of(scenario)
    chosen = sampled(scenario, sample)
    events = 0
    for replication, citizens in chosen:
        for design in designs:
            events += compared(scenario, design, replication, citizens)
    return Certificate(sum(len(citizens) for _, citizens in chosen), designs, events)


def sampled(scenario: Scenario, sample: int) -> list[tuple[int, range]]:
    """The citizens of the sample with their replication, in the order in which they are drawn.

    They are drawn in blocks of neighbours, who are no more alike than any others and share the overhead of an
    environment. Where citizens meet in the queue of a helpdesk the sample is one block, of citizens who have the
    helpdesk to themselves.
    """
    size, replications = scenario.population.size, scenario.replications
    if scenario.helpdesk is not None:
        together = min(sample, size)
        # Every first citizen that leaves room for the block is equally likely.
        replication, first = divmod(next(drawn(scenario, replications * (size - together + 1))), size - together + 1)
        return [(replication, range(first, first + together))]
    # A block never crosses a replication, because its citizens share an environment.
    blocks, left, found = -(-size // BLOCK), min(sample, size * replications), []
    for number in drawn(scenario, blocks * replications):
        if left == 0:
            break
        replication, first = number // blocks, number % blocks * BLOCK
        found.append((replication, range(first, min(first + min(BLOCK, left), size))))
        left -= len(found[-1][1])
    return found


def drawn(scenario: Scenario, total: int) -> Iterator[int]:
    """All integers from 0 to below `total`, each once, in a random order."""
    found: set[int] = set()
    # Rejection needs no list of all numbers, and few draws while the sample is small beside the population.
    for number in count():
        if len(found) == total:
            return
        p = uniform(signed(scenario.seed), 0, WORLD, 0, int(Decision.CERTIFIED), number)
        place = min(int(p * total), total - 1)
        if place not in found:
            found.add(place)
            yield place


def by_simpy(scenario: Scenario, design: str, replication: int, citizens: range) -> Simulated:
    """The rows and journal of citizens from the SimPy engine."""
    simulation = Simulation(ready(scenario).prepared)
    chunk: Chunk = simulation.run(design, replication, citizens)
    return citizen_rows(chunk, simulation, design, replication), chunk.journal


def by_kernel(scenario: Scenario, design: str, replication: int, citizens: range) -> Simulated:
    """The rows and journal of citizens from the compiled engine."""
    found = lives(scenario, design, replication, citizens, journal=True)
    assert found.journal is not None  # noqa: S101  (it was asked for)
    return rows_of(found, scenario, design, replication), found.journal


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
    for name in NAMES:
        for place in np.flatnonzero(rows[name] != expected[name]).tolist():
            found, wanted = int(rows[name][place]), int(expected[name][place])
            raise disagreement(f"citizen {citizens[place]}, {where}, field {name}: {found}, and SimPy {wanted}")
    # Compared before the events themselves, which could not be laid side by side.
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
    """The error that stops a study whose engines disagree."""
    return StudyError(
        f"The compiled engine disagrees with SimPy, which is a fault of this program: {what}. No result was kept. "
        "Take --engine simpy, and report the scenario with this message."
    )
