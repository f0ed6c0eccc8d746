"""How many citizens per second each engine simulates, side by side in one process.

Not part of the ordinary tests: `pip install '.[benchmark]'` and `pytest -n0 -p no:randomly -W default
tests/benchmarks/bench_engines.py` run them and print ratios. Speeds differ between machines and moments; only ratios of
one run say something, so nothing is asserted about time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from statistics import median

import pytest

from sim.outcomes.simulation import simulate, simulate_compiled
from sim.scenario.schema import Scenario
from tests.benchmarks import idiomatic
from tests.shipped import main_scenario

pytestmark = pytest.mark.benchmark(group="citizens")
DESIGN = "opaque"
CITIZENS = 40_000
CROWD = 20_000
ROUNDS = 5


def test_idiomatic_simpy_on_a_simplified_workload(benchmark: Callable[..., object]) -> None:
    benchmark(idiomatic.simulate, 1_000, 1)


def test_simpy_engine(benchmark: Callable[..., object]) -> None:
    simulate(main_scenario(), DESIGN, 0, range(1))
    benchmark(simulate, main_scenario(), DESIGN, 0, range(1_000))


def test_compiled_engine(benchmark: Callable[..., object]) -> None:
    simulate_compiled(main_scenario(), DESIGN, 0, range(1))
    benchmark(simulate_compiled, main_scenario(), DESIGN, 0, range(CITIZENS))


def rate(citizens: int, work: Callable[[], object]) -> float:
    """Citizens per second."""
    began_at = time.perf_counter()
    work()
    return citizens / (time.perf_counter() - began_at)


def in_two_threads(scenario: Scenario) -> None:
    """Two threads, with as many citizens each as one has alone."""
    halves = [range(first, first + CITIZENS) for first in (0, CITIZENS)]
    threads = [threading.Thread(target=simulate_compiled, args=(scenario, DESIGN, 0, half)) for half in halves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_ratios(capsys: pytest.CaptureFixture[str]) -> None:
    """Prints citizens per second and ratios: medians of rounds in which everything takes its turn."""
    scenario = main_scenario()
    simulate(scenario, DESIGN, 0, range(1))
    simulate_compiled(scenario, DESIGN, 0, range(1))
    works: dict[str, tuple[int, Callable[[], object]]] = {
        "compiled": (CITIZENS, lambda: simulate_compiled(scenario, DESIGN, 0, range(CITIZENS))),
        "in two threads": (2 * CITIZENS, lambda: in_two_threads(scenario)),
        "SimPy engine": (1_000, lambda: simulate(scenario, DESIGN, 0, range(1_000))),
        "idiomatic SimPy, 1,000 citizens": (1_000, lambda: idiomatic.simulate(1_000, 1)),
        "idiomatic SimPy, 20,000 citizens": (CROWD, lambda: idiomatic.simulate(CROWD, 1)),
    }
    rounds = [{name: rate(citizens, work) for name, (citizens, work) in works.items()} for _ in range(ROUNDS)]
    ratios = {
        "compiled / SimPy engine": ("compiled", "SimPy engine"),
        "compiled / idiomatic SimPy, 20,000 citizens": ("compiled", "idiomatic SimPy, 20,000 citizens"),
        "two threads / one": ("in two threads", "compiled"),
    }
    with capsys.disabled():
        print()  # noqa: T201
        for name in works:
            print(f"{name}: {median(one[name] for one in rounds):,.0f} citizens per second")  # noqa: T201
        for name, (above, below) in ratios.items():
            print(f"{name}: {median(one[above] / one[below] for one in rounds):.2f}")  # noqa: T201
