"""Engines that simulate citizens; all of them agree to the last bit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from sim.errors import UsageError
from sim.experiment.certificate import certify
from sim.kernel.parameters import obstacle
from sim.model.engine import Chunk
from sim.outcomes.responses import Columns
from sim.outcomes.simulation import (
    compiled_journal,
    ready,
    simpy_journal,
    simulate,
    simulate_compiled,
    simulate_together,
)
from sim.scenario.schema import Scenario

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
Simulate: TypeAlias = Callable[[Scenario, str, int, range], Columns]
"""Simulates citizens of one replication under one design: one row per citizen, in their order."""
Together: TypeAlias = Callable[[Scenario, Sequence[str], int, range], dict[str, Columns]]
"""Simulates citizens of one replication under some designs: the same rows, by design."""
Tell: TypeAlias = Callable[[Scenario, str, int, range], Chunk]
"""Simulates the same citizens and returns the journal of all events."""
Certify: TypeAlias = Callable[[Scenario], Mapping[str, Json]]
"""Simulates a sample of the citizens on the reference engine too, and returns the extent of the comparison for the
manifest. Raises `StudyError` with the first difference."""
Choice: TypeAlias = Literal["auto", "simpy", "compiled"]
CITIZENS_PER_COMPILED_TASK: Final = 5_000
"""About a quarter of a second of work for one thread under two designs with a warm-up before them."""
CHOICES: Final[tuple[Choice, ...]] = ("auto", "simpy", "compiled")


@dataclass(frozen=True, slots=True)
class Engine:
    """A simulation engine with its properties."""

    name: str
    simulate: Simulate
    threads: bool = False
    """True if it releases the interpreter lock while it works, so that threads of one process run in parallel."""
    citizens_per_task: int = 100
    certify: Certify | None = None
    """The check before a study, if this engine needs one."""
    together: Together | None = None
    """Simulates some designs together, if that is less work than one after the other."""
    divides_queues: bool = False
    """True if a task may simulate some of the citizens who share a helpdesk's queue, with the results of simulating
    all."""
    tell: Tell = simpy_journal
    """Simulates citizens and returns the journal, event by event."""

    def __call__(self, scenario: Scenario, design: str, replication: int, citizens: range) -> Columns:
        """Simulates citizens of one replication under one design."""
        return self.simulate(scenario, design, replication, citizens)

    def tables(
        self, scenario: Scenario, designs: Sequence[str], replication: int, citizens: range
    ) -> dict[str, Columns]:
        """Simulates citizens of one replication under some designs."""
        if self.together is not None:
            return self.together(scenario, designs, replication, citizens)
        return {design: self.simulate(scenario, design, replication, citizens) for design in designs}


SIMPY: Final = Engine("simpy", simulate)
"""The reference engine, for any scenario."""


COMPILED: Final = Engine(
    "compiled",
    simulate_compiled,
    threads=True,
    citizens_per_task=CITIZENS_PER_COMPILED_TASK,
    certify=lambda scenario: certify(scenario).record(),
    together=simulate_together,
    divides_queues=True,
    tell=compiled_journal,
)
"""Compiled code, some eighty times as fast, certified by SimPy on a sample before every study."""


def engine_for(scenario: Scenario, choice: Choice = "auto") -> Engine:
    """The engine for a scenario; raises `UsageError` if the chosen one cannot simulate it.

    The default is the compiled engine, unless the scenario has something that it cannot simulate.
    """
    if choice == "simpy":
        return SIMPY
    reason = obstacle(ready(scenario).prepared.parameters)
    if reason is None:
        return COMPILED
    if choice == "compiled":
        raise UsageError(f"The compiled engine cannot simulate this scenario: {reason}. Use --engine simpy.")
    return SIMPY


def certified_on(engine: Engine, sample: int) -> Engine:
    """The engine with another number of citizens in its certificate, if it needs one."""
    if engine.certify is None:
        return engine
    return replace(engine, certify=lambda scenario: certify(scenario, sample).record())


def engine_for_all(scenarios: Sequence[Scenario], choice: Choice = "auto") -> Engine:
    """The engine for some scenarios together: the one that suits them all, else the one for any scenario."""
    suiting = {engine.name: engine for engine in (engine_for(scenario, choice) for scenario in scenarios)}
    return next(iter(suiting.values())) if len(suiting) == 1 else SIMPY
