"""The world that processes live in: the clock, the scenario's numbers, the design, and the journal."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeAlias

import simpy
from simpy.events import EventPriority

from sim.model.helpdesk import HelpdeskQueue
from sim.model.journal import Journal
from sim.rules.days import due_at
from sim.rules.order import Happening, priority
from sim.rules.parameters import DesignNumbers, Integers, Parameters

Story: TypeAlias = Generator[simpy.Event, object, None]
"""A SimPy process: a generator of the events that it waits for."""


class Moment(simpy.Event):
    """An event at a whole second, handled in the declared order among those of the same second."""

    def __init__(self, environment: simpy.Environment, at: int, order: int) -> None:
        if at < environment.now:
            raise ValueError(f"second {at} has passed: it is {environment.now}")
        super().__init__(environment)
        # What SimPy's own `Timeout` does. That class has no argument for the priority.
        self._ok = True
        self._value = None
        environment.schedule(self, priority=EventPriority(order), delay=at - environment.now)


class World:
    """The state that all processes share: one design, one replication, a few citizens, one SimPy environment.

    Environments are kept small, because SimPy's heap of events slows down as it grows and citizens rarely interact.
    """

    def __init__(
        self,
        parameters: Parameters,
        design: DesignNumbers,
        replication: int,
        outages: Integers,
        first_design: DesignNumbers | None = None,
    ) -> None:
        self.environment = simpy.Environment(initial_time=0)
        self.parameters = parameters
        self.design = first_design or design
        """The current design; until the end of the warm-up it is the former one, if there is one."""
        self.next_design = design
        self.replication = replication
        self.journal = Journal()
        self.helpdesk = HelpdeskQueue(self, parameters.helpdesk) if parameters.helpdesk is not None else None
        self.outages = outages
        """Times in which DigiD logins fail, as (begin, end)."""

    @property
    def now(self) -> int:
        """The current second."""
        return int(self.environment.now)

    def at(self, moment: int, happening: Happening, citizen: int, case: int = 0, contact: int = 0) -> simpy.Event:
        """The event to wait for until `moment`, which is not in the past."""
        return Moment(self.environment, moment, priority(happening, citizen, case, contact))

    def ends_at(self, term: int, *, runs_on: bool) -> int:
        """The moment at which a term that begins now ends."""
        post, midnights = self.parameters.post, self.parameters.arrivals.midnights
        return due_at(self.now, term, runs_on, post.longest_term, midnights, post.term_days)

    def begin(self, story: Story) -> None:
        """Start a process."""
        self.environment.process(story)

    def warm_up(self) -> None:
        """Run until the design changes, and change it."""
        # SimPy refuses to run until the second it is at. It handles only what comes before
        # `until`, so that the design changes before any event of that second.
        if self.parameters.changes > 0:
            self.environment.run(until=self.parameters.changes)
        self.design = self.next_design

    def run(self) -> None:
        """Run until the end of the simulation."""
        self.environment.run(until=self.parameters.end)
