"""Engines: what simulates citizens. All of them agree to the last bit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from sim.errors import UsageError
from sim.outcomes.responses import Columns
from sim.outcomes.simulation import simulate
from sim.scenario.schema import Scenario

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
Simulate: TypeAlias = Callable[[Scenario, str, int, range], Columns]
"""Simulates citizens of one replication under one design: one row per citizen, in their order."""
Certify: TypeAlias = Callable[[Scenario], Mapping[str, Json]]
"""Simulates a sample of the citizens on the reference engine too, and returns what was compared, for the manifest;
raises `StudyError` with the first difference."""
Choice: TypeAlias = Literal["auto", "simpy", "compiled"]
CHOICES: Final[tuple[Choice, ...]] = ("auto", "simpy", "compiled")


@dataclass(frozen=True, slots=True)
class Engine:
    """Something that simulates."""

    name: str
    simulate: Simulate
    threads: bool = False
    """Whether it lets go of the interpreter while it works, so that threads of one process run side by side."""
    citizens_per_task: int = 250
    certify: Certify | None = None
    """The check that goes before a study, if this engine needs one."""

    def __call__(self, scenario: Scenario, design: str, replication: int, citizens: range) -> Columns:
        """Simulates citizens of one replication under one design."""
        return self.simulate(scenario, design, replication, citizens)


SIMPY: Final = Engine("simpy", simulate)
"""The reference engine, for any scenario."""


def engine_for(_scenario: Scenario, choice: Choice = "auto") -> Engine:
    """The engine for a scenario; raises `UsageError` if the one that was chosen cannot simulate it."""
    if choice == "compiled":
        raise UsageError("This version has no compiled engine. Use --engine simpy, or leave the choice to auto.")
    return SIMPY


def engine_for_all(scenarios: Sequence[Scenario], choice: Choice = "auto") -> Engine:
    """The engine for some scenarios together: the one that suits them all, else the one for any scenario."""
    suiting = {engine.name: engine for engine in (engine_for(scenario, choice) for scenario in scenarios)}
    return next(iter(suiting.values())) if len(suiting) == 1 else SIMPY
