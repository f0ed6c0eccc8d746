"""An engine of a few lines: consistent columns from a hash of seed, replication, citizen and design."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.experiment.engines import Engine
from sim.outcomes.responses import Columns, Counts
from sim.rules.columns import NAMES
from sim.scenario.schema import Scenario

Hashed = npt.NDArray[np.uint64]


def mixed(values: Hashed) -> Hashed:
    """The finaliser of SplitMix64: every input bit moves every output bit."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    finished: Hashed = values ^ (values >> np.uint64(31))
    return finished


def uniforms(seed: int, stream: int, units: Counts) -> npt.NDArray[np.float64]:
    """One number in [0, 1) for each unit, the same for the same seed, stream and unit."""
    key = mixed(np.array([seed * 1_000_003 + stream * 7_919 + 1], dtype=np.uint64))
    bits = mixed(units.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + key)
    fractions: npt.NDArray[np.float64] = (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return fractions


def strength(design: str) -> float:
    """How well a design works, between 0.2 and 0.8, by its name alone."""
    return 0.2 + 0.6 * hashlib.sha256(design.encode()).digest()[0] / 255.0


def counted(seed: int, stream: int, units: Counts, slots: Counts, probability: float) -> Counts:
    """For each unit the number of its slots whose own uniform is below the probability."""
    total = np.zeros(len(units), dtype=np.int64)
    for slot in range(int(slots.max(initial=0))):
        hit = uniforms(seed, stream * 100 + slot, units) < probability
        total += hit & (slot < slots)
    return total


def fake_rows(scenario: Scenario, design: str, replication: int, citizens: range) -> Columns:
    """Columns that reconcile, depend on nothing but their address, and differ between designs."""
    citizen = np.array(citizens, dtype=np.int64)
    units = citizen + replication * 1_000_000
    seed, works = scenario.seed, strength(design)
    box = scenario.designs[design].message_box
    columns = {name: np.zeros(len(citizen), dtype=np.int64) for name in NAMES}
    columns["replication"] += replication
    columns["citizen"] += citizen
    columns["segment"] += (uniforms(seed, 1, units) * len(scenario.population.segments)).astype(np.int64)
    columns["reachable"] += uniforms(seed, 2, units) < 0.7
    columns["messages"] += 3 + (uniforms(seed, 3, units) * 8).astype(np.int64)
    columns["invoices"] += (uniforms(seed, 4, units) * 3.5).astype(np.int64)
    columns["read"] += counted(seed, 5, units, columns["messages"], works)
    columns["unread_at_end"] += columns["messages"] - columns["read"]
    columns["opened_within_42_days"] += columns["read"] * box
    columns["box_delivered"] += columns["messages"] * box
    columns["box_read"] += columns["read"] * box
    columns["missed"] += counted(seed, 6, units, columns["invoices"], 1.0 - works)
    columns["missed_ignored"] += columns["missed"]
    columns["late"] += columns["missed"]
    columns["reminded"] += counted(seed, 7, units, columns["missed"], 0.5)
    columns["first_reminders"] += columns["reminded"]
    columns["fees_cents"] += columns["reminded"] * 1_500
    columns["notifications"] += columns["messages"] * box
    columns["letters"] += columns["messages"] * (not box)
    columns["logins"] += (columns["read"] + 2) * box
    columns["unprompted_logins"] += 2 * box
    columns["without_login"] += not box
    columns["payments"] += columns["invoices"] - columns["missed"]
    columns["paid_on_first_notice"] += columns["payments"]
    columns["unpaid_at_end"] += columns["missed"]
    columns["unprompted_seconds"] += columns["unprompted_logins"] * 120
    columns["overhead_seconds"] += columns["unprompted_seconds"] + columns["messages"] * 15 + columns["read"] * 75
    columns["effort_seconds"] += columns["overhead_seconds"] + columns["read"] * 60
    columns["login_seconds"] += columns["overhead_seconds"]
    columns["reading_seconds"] += columns["read"] * 60
    return columns


def failing_rows(scenario: Scenario, design: str, replication: int, citizens: range) -> Columns:
    """Fails for citizen 25 under the second design."""
    if 25 in citizens and design == scenario.compare.designs[1]:
        raise ZeroDivisionError("no minutes per login")
    return fake_rows(scenario, design, replication, citizens)


def dying_rows(scenario: Scenario, design: str, replication: int, citizens: range) -> Columns:
    """Takes its process with it at citizen 25 under the second design, as one does that runs out of memory."""
    if 25 in citizens and design == scenario.compare.designs[1]:
        os._exit(9)
    return fake_rows(scenario, design, replication, citizens)


def miscounting_rows(scenario: Scenario, design: str, replication: int, citizens: range) -> Columns:
    """Loses the cause of one missed invoice of citizen 7."""
    columns = dict(fake_rows(scenario, design, replication, citizens))
    if 7 in citizens:
        columns["missed"] = columns["missed"] + (columns["citizen"] == 7)
        columns["late"] = columns["late"] + (columns["citizen"] == 7)
        columns["invoices"] = columns["invoices"] + (columns["citizen"] == 7)
    return columns


def slow_rows(scenario: Scenario, design: str, replication: int, citizens: range) -> Columns:
    """Leaves a mark for each task that began, and takes a tenth of a second for it.

    Where `FAKE_ENGINE_FREE` is a number, no more tasks than that end before there is a file `gate` beside the
    folder of marks: so a test needs no luck to find a study half-way.
    """
    marks = Path(os.environ["FAKE_ENGINE_MARKS"])
    (marks / f"{design}-{replication}-{citizens.start}").touch()
    if "FAKE_ENGINE_FREE" in os.environ:
        held = len(list(marks.iterdir())) > int(os.environ["FAKE_ENGINE_FREE"])
        while held and not marks.with_name("gate").exists():
            time.sleep(0.01)
    else:
        time.sleep(0.1)
    return fake_rows(scenario, design, replication, citizens)


def stumbling_rows(scenario: Scenario, design: str, replication: int, citizens: range) -> Columns:
    """Fails the first time at every task."""
    mark = Path(os.environ["FAKE_ENGINE_MARKS"]) / f"{replication}-{citizens.start}"
    if not mark.exists():
        mark.touch()
        raise OSError("a moment of weakness")
    return fake_rows(scenario, design, replication, citizens)


simulate = Engine("fake", fake_rows)
failing = Engine("failing", failing_rows)
dying = Engine("dying", dying_rows)
miscounting = Engine("miscounting", miscounting_rows)
slow = Engine("slow", slow_rows)
stumbling = Engine("stumbling", stumbling_rows)
threaded = Engine("threaded", fake_rows, threads=True, citizens_per_task=20)
