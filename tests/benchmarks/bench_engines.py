"""How many citizens per second each engine simulates, side by side in one process.

Not part of the ordinary tests: `pip install '.[benchmark]'` and `pytest -n0 -p no:randomly -W default
tests/benchmarks/bench_engines.py` run them and print ratios. Speeds differ between machines and moments; only ratios of
one run say something, so nothing is asserted about time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from sim.outcomes.simulation import simulate, simulate_compiled
from tests.benchmarks import idiomatic
from tests.shipped import main_scenario

pytestmark = pytest.mark.benchmark(group="citizens")
DESIGN = "opaque"


def test_idiomatic_simpy_on_a_simplified_workload(benchmark: Callable[..., object]) -> None:
    benchmark(idiomatic.simulate, 1_000, 1)


def test_simpy_engine(benchmark: Callable[..., object]) -> None:
    simulate(main_scenario(), DESIGN, 0, range(1))
    benchmark(simulate, main_scenario(), DESIGN, 0, range(1_000))


def test_compiled_engine(benchmark: Callable[..., object]) -> None:
    simulate_compiled(main_scenario(), DESIGN, 0, range(1))
    benchmark(simulate_compiled, main_scenario(), DESIGN, 0, range(20_000))


def seconds(work: Callable[[], object], rounds: int = 3) -> float:
    """The shortest time of a few rounds."""
    times = []
    for _ in range(rounds):
        began_at = time.perf_counter()
        work()
        times.append(time.perf_counter() - began_at)
    return min(times)


def test_ratios(capsys: pytest.CaptureFixture[str]) -> None:
    """Prints citizens per second and ratios: engines, a second thread, and sizes."""
    scenario = main_scenario()
    simulate(scenario, DESIGN, 0, range(1))
    simulate_compiled(scenario, DESIGN, 0, range(1))
    compiled = [20_000 / seconds(lambda: simulate_compiled(scenario, DESIGN, 0, range(20_000))) for _ in range(2)]
    simpy = 1_000 / seconds(lambda: simulate(scenario, DESIGN, 0, range(1_000)))
    plain = 1_000 / seconds(lambda: idiomatic.simulate(1_000, 1))
    crowded = 20_000 / seconds(lambda: idiomatic.simulate(20_000, 1), 1)
    compiled.append(20_000 / seconds(lambda: simulate_compiled(scenario, DESIGN, 0, range(20_000))))
    one = max(compiled)

    def two() -> None:
        halves = [range(first, first + 20_000) for first in (0, 20_000)]
        threads = [threading.Thread(target=simulate_compiled, args=(scenario, DESIGN, 0, half)) for half in halves]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    both = 40_000 / seconds(two)
    with capsys.disabled():
        print(f"\ncitizens per second, one core: compiled {one:,.0f}, SimPy engine {simpy:,.0f}")  # noqa: T201
        print(f"idiomatic SimPy, simplified: {plain:,.0f} with 1,000 citizens, {crowded:,.0f} with 20,000")  # noqa: T201
        print(f"compiled against SimPy engine: {one / simpy:.0f} times")  # noqa: T201
        print(f"compiled against idiomatic SimPy with 20,000 citizens: {one / crowded:.0f} times")  # noqa: T201
        print(f"second thread: {both / one - 1:+.0%}")  # noqa: T201
