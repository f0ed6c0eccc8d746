"""The certificate of the compiled engine: a random sample of the citizens is simulated by SimPy as well.

Each is simulated under one of the designs in turn, so that SimPy never simulates the same warm-up twice; the compiled
engine simulates all designs together, as it does in the study. Every number and every event must be equal. The sample
is drawn with the study's own seed, so that the same study has the same certificate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, cycle, islice
from typing import Any, Final, TypeAlias

import numpy as np

from sim.draws import WORLD, Decision, signed, uniform
from sim.errors import StudyError
from sim.model.engine import Chunk, Simulation
from sim.outcomes.citizen_rows import citizen_rows
from sim.outcomes.responses import Columns
from sim.outcomes.simulation import ready, rows_of
from sim.rules.activity import FIELDS
from sim.rules.columns import NAMES
from sim.rules.parameters import Integers
from sim.scenario.compared_designs import designs_of
from sim.scenario.schema import Scenario

SAMPLE: Final = 200
"""Default number of lives in the sample. With a warm-up of two years they are 600 years, none of which is the same."""
BLOCK: Final = 10
"""Largest number of neighbouring citizens who are drawn together, and simulated in one SimPy environment."""

Simulated: TypeAlias = tuple[Columns, Integers]
"""The rows of some citizens and their journal."""
Simulate: TypeAlias = Callable[[Scenario, str, int, range], Simulated]
Block: TypeAlias = tuple[str, int, range]
"""Some neighbours who are simulated by SimPy as well: the design, the replication, and their numbers."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Extent of a comparison of the engines that found no difference."""

    citizens: int
    lives: int
    """Number of citizens, each counted once for each design under which they were compared."""
    designs: tuple[str, ...]
    events: int
    """Number of rows of the journal."""

    def record(self) -> dict[str, bool | int | str | list[str]]:
        """The certificate as a mapping, as the manifest stores it."""
        return {
            "engine": "compiled",
            "reference_engine": "simpy",
            "citizens": self.citizens,
            "lives": self.lives,
            "designs": list(self.designs),
            "fields_per_citizen": len(NAMES),
            "events": self.events,
            "equal": True,
        }


def certificate_words(record: Mapping[str, Any]) -> str:
    """A certificate from the manifest, in lines of at most 80 characters."""
    return (
        f"Engine: {record['engine']}. Checked by SimPy: {sample_in_words(record)};\n"
        f"all {record['events']:,} events and all {record['fields_per_citizen']} numbers of each citizen are equal."
    )


def sample_in_words(record: Mapping[str, Any]) -> str:
    """The sample of a certificate from the manifest: how many citizens, and under which designs.

    >>> sample_in_words({"citizens": 200, "lives": 200, "designs": ["opaque", "paper"]})
    '200 citizens, each under one of 2 designs'
    """
    citizens, lives, designs = record["citizens"], record.get("lives"), len(record["designs"])
    who = f"{citizens:,} citizen{'s' if citizens != 1 else ''}"
    if lives == citizens and designs > 1:
        return f"{who}, each under one of {designs} designs"
    # In a small population some citizens are compared under several designs, as were all by earlier versions.
    counted = f"{lives:,} lives of {who}" if lives not in (None, citizens) else who
    return f"{counted} under {designs} design{'s' if designs > 1 else ''}"


def certify(scenario: Scenario, sample: int = SAMPLE) -> Certificate:
    """Simulates a sample of so many lives by both engines, and at least one under every design that is compared.

    Raises `StudyError` that names the first difference: the field, the citizen, and both values.
    """
    chosen = sampled(scenario, sample)
    events = sum(compared(scenario, *block) for block in chosen)
    citizens = {(replication, number) for _, replication, numbers in chosen for number in numbers}
    lives = sum(len(numbers) for _, _, numbers in chosen)
    return Certificate(len(citizens), lives, designs_of(scenario), events)


def sampled(scenario: Scenario, sample: int) -> list[Block]:
    """The citizens of the sample, each under one design, in the order in which they are drawn.

    They are drawn in blocks of neighbours, who are no more alike than any others and share the overhead of an
    environment. Where citizens meet in the queue of a helpdesk, there is one block for each design, of citizens who
    have the helpdesk to themselves.
    """
    designs, size, replications = designs_of(scenario), scenario.population.size, scenario.replications
    a_design = max(1, sample // len(designs))
    if scenario.helpdesk is not None:
        together = min(a_design, size)
        # Every first citizen that leaves room for the block is equally likely.
        starts = size - together + 1
        places = [divmod(place, starts) for place in islice(drawn(scenario, replications * starts), len(designs))]
        # In a replication that is no larger than the block there are fewer places than designs.
        chosen = zip(designs, cycle(places))
        return [(design, replication, range(first, first + together)) for design, (replication, first) in chosen]
    # A block never crosses a replication, because its citizens share an environment.
    block = min(BLOCK, a_design)
    blocks, left, found = -(-size // block), max(sample, len(designs)), []
    for number, design in in_turn(drawn(scenario, blocks * replications), designs):
        replication, first = number // blocks, number % blocks * block
        found.append((design, replication, range(first, min(first + min(block, left), size))))
        left -= len(found[-1][2])
        if left == 0:
            break
    return found


def in_turn(numbers: Iterator[int], designs: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Every number with every design: first each number with one of the designs in turn, then each with the next one.

    >>> list(in_turn(iter([7, 4, 6]), ["a", "b"]))
    [(7, 'a'), (4, 'b'), (6, 'a'), (7, 'b'), (4, 'a'), (6, 'b')]
    """
    taken: list[int] = []
    for number in numbers:
        yield number, designs[len(taken) % len(designs)]
        taken.append(number)
    for later in range(1, len(designs)):
        for place, number in enumerate(taken):
            yield number, designs[(place + later) % len(designs)]


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
    """The rows and journal of citizens from the compiled engine, which simulates the other designs as well."""
    found = ready(scenario).run(designs_of(scenario), replication, citizens, journal=True)[design]
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
