"""The helpdesk: agents, opening hours, a queue, and callers who lose patience. Citizens interact only here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import simpy

from sim.draws import Decision
from sim.rules.activity import Activity, Reason
from sim.rules.helpdesk import REASON_SHIFT, call_moment, calls, drawn_span
from sim.rules.order import Happening
from sim.rules.parameters import HelpdeskNumbers

if TYPE_CHECKING:
    from sim.model.citizen import Citizen
    from sim.model.world import Story, World

CALL_DELAY: Final = int(Decision.CALL_DELAY)
CALL_LENGTH: Final = int(Decision.CALL_LENGTH)
CALL_PATIENCE: Final = int(Decision.CALL_PATIENCE)


class HelpdeskQueue:
    """Agents who answer calls in the order in which they come in."""

    def __init__(self, world: World, numbers: HelpdeskNumbers) -> None:
        self.world = world
        self.numbers = numbers
        self.agents = simpy.Resource(world.environment, capacity=numbers.agents)

    def may_be_called(self, citizen: Citizen, case: int, reason: Reason, place: int) -> None:
        """An event makes some citizens call; `place` distinguishes it from others about the same message."""
        number = reason << REASON_SHIFT | place
        if calls(*citizen.address, case, number, self.numbers.after[reason]):
            # A process of its own: the citizen goes on living while the call waits for opening hours and an agent.
            self.world.begin(self.call(citizen, case, reason, number))

    def call(self, citizen: Citizen, case: int, reason: Reason, number: int) -> Story:
        """One call: made in opening hours, answered by the first free agent, or given up."""
        yield citizen.at(self._moment(citizen, case, number), Happening.CALLING, case, number & 0xFF)
        called_at = self.world.now
        with self.agents.request() as turn:
            patience = self._span(citizen, case, CALL_PATIENCE, number, self.numbers.patience_row)
            # The lowest eight bits of a priority are the contact's, so the number is cut to them,
            # as in the compiled engine.
            gives_up = citizen.at(called_at + patience, Happening.HANGING_UP, case, number & 0xFF)
            yield turn | gives_up
            waited = self.world.now - called_at
            # Both may come in one second, and an agent who is free then answers.
            if not turn.triggered:
                citizen.spends(case, Activity.HUNG_UP, reason, waited)
                return
            citizen.spends(case, Activity.CALLED, reason, waited)
            talk = self._span(citizen, case, CALL_LENGTH, number, self.numbers.talks_row)
            yield citizen.at(self.world.now + talk, Happening.CALL_ENDING, case, number & 0xFF)
            citizen.spends(case, Activity.HELPED, reason, talk)

    def _span(self, citizen: Citizen, case: int, decision: int, number: int, row: int) -> int:
        parameters = self.world.parameters
        row += citizen.segment
        return drawn_span(*citizen.address, case, decision, number, parameters.table, parameters.points, row)

    def _moment(self, citizen: Citizen, case: int, number: int) -> int:
        delay = self._span(citizen, case, CALL_DELAY, number, self.numbers.calls_after_row)
        arrivals = self.world.parameters.arrivals
        return call_moment(
            *citizen.address,
            case,
            number,
            self.world.now + delay,
            self.numbers.opens,
            self.numbers.closes,
            arrivals.midnights,
            arrivals.sending_days,
        )
