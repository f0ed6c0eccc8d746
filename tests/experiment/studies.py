"""Small scenarios to test with: the shipped one with few citizens."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario

SHIPPED = Path(__file__).parents[2] / "scenarios" / "mijnoverheid-2016.yaml"


QUEUEING = Path(__file__).with_name("helpdesk.yaml")


@cache
def small(size: int = 60, replications: int = 1, designs: str = "opaque, sender, paper", seed: int = 5) -> Scenario:
    """The shipped scenario with few citizens and the designs named."""
    settings = (
        f"population.size={size}",
        f"replications={replications}",
        f"compare.designs=[{designs}]",
        f"seed={seed}",
    )
    return resolve(SHIPPED, settings=settings).scenario
