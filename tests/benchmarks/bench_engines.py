"""How fast everything is that somebody waits for, side by side in one run: `python -m tests.benchmarks.bench_engines`.

It prints a table, in six minutes or so. Speeds differ between machines and moments; only ratios of one run say
something, so nothing is asserted about time. Everything takes its turn in every round, and the least processor time of
each counts, but for threads, of which the wall clock tells.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Final, TypeAlias

import simpy

from sim.experiment.certificate import certify
from sim.experiment.engines import COMPILED, SIMPY
from sim.outcomes.simulation import simulate, simulate_together
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from tests.benchmarks import idiomatic
from tests.shipped import SCENARIOS, main_scenario

ROUNDS: Final = 4
DESIGNS: Final = ("opaque", "sender", "action", "wmebv", "paper")
CITIZENS: Final = 20_000
FEW: Final = 500
ROOM: Final = "population.size=200000"
Work: TypeAlias = Callable[[], object]


@contextmanager
def counted() -> Iterator[list[int]]:
    """How many events SimPy handles meanwhile."""
    step, found = simpy.Environment.step, [0]

    def counting(environment: simpy.Environment) -> None:
        found[0] += 1
        step(environment)

    simpy.Environment.step = counting  # type: ignore[assignment,method-assign]
    try:
        yield found
    finally:
        simpy.Environment.step = step  # type: ignore[method-assign]


def events_of(work: Work) -> int:
    """The events of SimPy in some work."""
    with counted() as found:
        work()
    return found[0]


def as_many_bills(scenario: Scenario) -> float:
    """Bills a year with which a citizen of the idiomatic model has as many events as one of ours."""
    usual = idiomatic.BILLS_PER_YEAR
    ours = events_of(lambda: simulate(scenario, "opaque", 0, range(FEW)))
    once, twice = (events_of(partial(idiomatic.simulate, FEW, bills)) for bills in (usual, 2 * usual))
    return usual + usual * (ours - once) / (twice - once)


def in_threads(work: Callable[[range], object], threads: int) -> None:
    """So many threads, each with as many citizens as one has alone."""
    started = [Thread(target=work, args=(range(CITIZENS * each, CITIZENS * (each + 1)),)) for each in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()


def compare(place: Path, folder: str) -> None:
    """A first comparison of 1,000 citizens under five designs, or a later one where the code is kept."""
    command = [sys.executable, "-m", "sim", "compare", "mijnoverheid-2016", "--size", "1000", "--points", "0"]
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(place / folder)}
    with tempfile.TemporaryDirectory() as out:
        whole = [*command, "--out", f"{out}/results"]
        subprocess.run(whole, env=environment, check=True, stdout=subprocess.DEVNULL)


def processor_seconds(work: Work) -> float:
    """The processor time of this process and of those that it starts."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)

    def spent() -> float:
        return sum(each.ru_utime + each.ru_stime for each in map(resource.getrusage, whose))

    before = spent()
    work()
    return spent() - before


def wall_seconds(work: Work) -> float:
    """The time on the wall clock."""
    began_at = time.perf_counter()
    work()
    return time.perf_counter() - began_at


def least(works: dict[str, Work], seconds: Callable[[Work], float], rounds: int = ROUNDS) -> dict[str, float]:
    """The least time of each work, of rounds in which each has its turn."""
    found = [{name: seconds(work) for name, work in works.items()} for _ in range(rounds)]
    return {name: min(one[name] for one in found) for name in works}


def told(title: str, value: str) -> None:
    """A line of the table."""
    sys.stdout.write(f"{title:<62}{value:>14}\n")
    sys.stdout.flush()


def engines(scenario: Scenario) -> None:
    """Citizens a second of one core, and how many times as many as SimPy."""
    bills = as_many_bills(scenario)
    told("bills a year with which the idiomatic model has as many events", f"{bills:.1f}")
    works: dict[str, tuple[int, Work]] = {
        f"compiled, {count} design{'s'[: count > 1]}": (
            CITIZENS,
            partial(simulate_together, scenario, DESIGNS[:count], 0, range(CITIZENS)),
        )
        for count in (1, 2, 5)
    }
    works["SimPy engine, 1 design"] = (FEW, partial(simulate, scenario, "opaque", 0, range(FEW)))
    works["idiomatic SimPy"] = (4 * FEW, partial(idiomatic.simulate, 4 * FEW))
    for citizens in (4 * FEW, CITIZENS):  # a larger heap of events is slower
        name = f"idiomatic SimPy, as many events, {citizens:,} citizens"
        works[name] = (citizens, partial(idiomatic.simulate, citizens, bills))
    seconds = least({name: work for name, (_, work) in works.items()}, processor_seconds)
    rates = {name: citizens / seconds[name] for name, (citizens, _) in works.items()}
    for name, rate in rates.items():
        told(f"citizens a second: {name}", f"{rate:,.0f}")
    for name in list(works)[3:]:
        told(f"compiled / {name}", f"{rates['compiled, 1 design'] / rates[name]:,.0f}")
    for count in (2, 5):
        alone = count * seconds["compiled, 1 design"]
        told(f"{count} designs together / one after the other", f"{seconds[f'compiled, {count} designs'] / alone:.2f}")


def waiting(scenario: Scenario) -> None:
    """What a study costs beside simulating it."""
    works: dict[str, Work] = {
        "certificate of 100 citizens under five designs": partial(certify, scenario),
        "journal of 500 citizens by SimPy": partial(SIMPY.tell, scenario, "opaque", 0, range(FEW)),
        "journal of 500 citizens, compiled": partial(COMPILED.tell, scenario, "opaque", 0, range(FEW)),
    }
    seconds = least(works, processor_seconds)
    for name, found in seconds.items():
        told(f"processor seconds: {name}", f"{found:.3f}")
    told("journal by SimPy / compiled", f"{seconds[list(works)[1]] / seconds[list(works)[2]]:,.0f}")


def desk() -> None:
    """A helpdesk for all citizens of a task, and for more than that: those are simulated for their calls as well."""
    size = 2 * CITIZENS
    setting = f"population.size={size}"
    whole, pieces = (resolve(SCENARIOS / "digid-outage.yaml", settings=(setting,)).scenario for _ in range(2))
    replication = iter(range(1 << 20))  # no answers are kept from one round to the next

    def in_pieces() -> None:
        at = next(replication)
        for first in range(0, size, COMPILED.citizens_per_task):
            COMPILED.tables(pieces, ("opaque", "wmebv"), at, range(first, first + COMPILED.citizens_per_task))

    works: dict[str, Work] = {
        "whole": lambda: COMPILED.tables(whole, ("opaque", "wmebv"), next(replication), range(size)),
        "in pieces": in_pieces,
    }
    seconds = least(works, processor_seconds)
    told("helpdesk: in pieces / whole", f"{seconds['in pieces'] / seconds['whole']:.2f}")


def main() -> None:
    """Prints the table."""
    scenario = main_scenario(ROOM)
    certify(scenario, 20)  # so that nothing is left to be compiled
    engines(scenario)
    live = partial(simulate_together, scenario, ("opaque",), 0)
    seconds = least({str(count): partial(in_threads, live, count) for count in (1, 2)}, wall_seconds)
    told("two threads / one", f"{2 * seconds['1'] / seconds['2']:.2f}")
    waiting(scenario)
    desk()
    with tempfile.TemporaryDirectory() as place:
        first = processor_seconds(partial(compare, Path(place), "kept"))
        later = least({"later": partial(compare, Path(place), "kept")}, processor_seconds, rounds=2)["later"]
    told("processor seconds: first comparison of 1,000 citizens", f"{first:.1f}")
    told("processor seconds: a later one", f"{later:.1f}")


if __name__ == "__main__":
    main()
