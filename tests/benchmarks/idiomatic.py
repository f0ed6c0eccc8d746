"""An idiomatic SimPy model of a simplified workload: what one writes without addressed draws, rules or a journal.

A citizen gets bills, each with a notification, looks at mail at random intervals, notices, opens or postpones, logs in,
reads and pays or not; an unpaid bill is reminded and then enforced. One environment, one process per citizen and per
bill, Python's own random numbers. It says how fast SimPy itself is; it is no model of anything. With more bills it has
as many events as another model.
"""

from __future__ import annotations

import random  # noqa: TID251  (the point of comparison draws as people usually do)
from collections.abc import Generator

import simpy

DAY = 86_400.0
HORIZON = 530 * DAY
BILLS_PER_YEAR = 9.0

Story = Generator[simpy.Event, object, None]


class Bill:
    """One bill."""

    def __init__(self) -> None:
        self.read = False
        self.paid = False


class Citizen:
    """A citizen with a mailbox."""

    def __init__(self, environment: simpy.Environment, luck: random.Random, bills_per_year: float) -> None:
        self.environment = environment
        self.luck = luck
        self.bills_per_year = bills_per_year
        self.interval = luck.lognormvariate(0.0, 1.0) * 0.2 * DAY
        self.minutes = 0.0
        environment.process(self.receives())

    def receives(self) -> Story:
        """Bills come at random."""
        while True:
            yield self.environment.timeout(self.luck.expovariate(self.bills_per_year / (365.25 * DAY)))
            bill = Bill()
            self.environment.process(self.attends(bill))
            self.environment.process(self.collects(bill))

    def attends(self, bill: Bill) -> Story:
        """From the notification to the payment."""
        for _ in range(6):
            yield self.environment.timeout(self.luck.expovariate(1.0 / self.interval))
            if self.luck.random() < 0.75:
                break
        else:
            return
        self.minutes += 0.2
        while self.luck.random() < 0.4:
            if self.luck.random() > 0.7:
                return
            yield self.environment.timeout(self.luck.lognormvariate(0.7, 1.0) * DAY)
        self.minutes += 1.5
        bill.read = True
        if self.luck.random() < 0.8:
            yield self.environment.timeout(self.luck.expovariate(1.0 / (5 * DAY)))
            bill.paid = True

    def collects(self, bill: Bill) -> Story:
        """The due date, a reminder, and a writ."""
        for term in (42 * DAY, 28 * DAY, 28 * DAY):
            yield self.environment.timeout(term)
            if bill.paid:
                return
            yield self.environment.timeout(self.luck.expovariate(1.0 / DAY))
            self.minutes += 5.0
            bill.paid = self.luck.random() < 0.6


def simulate(citizens: int, bills_per_year: float = BILLS_PER_YEAR, seed: int = 1) -> float:
    """Total minutes of some citizens, in one environment."""
    environment = simpy.Environment()
    luck = random.Random(seed)  # noqa: S311
    people = [Citizen(environment, luck, bills_per_year) for _ in range(citizens)]
    environment.run(until=HORIZON)
    return sum(person.minutes for person in people)
