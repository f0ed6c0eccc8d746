"""The helpdesk against queueing theory: calls at a constant rate, exponential talks, with and without patience.

Calls come as a Poisson process at rate a, each of c agents ends a talk at rate m, and who waits hangs up at rate h. The
number of callers is then a birth-and-death process: births at rate a, deaths from n callers at rate min(n, c) m +
max(n - c, 0) h. With h = 0 it is Erlang's system C, with h > 0 his system A. Callers meet its stationary distribution,
and by Little's law the mean wait of all callers, those who hang up included, is the mean queue over the rate of calls.

Waits of successive callers depend on each other, so intervals come from the means of long batches, by Student's t. Each
test would fail a correct program with probability about FALSE_ALARM for each number that it checks.
"""

from __future__ import annotations

import math
from typing import NamedTuple, cast

import numpy as np
import pytest
import simpy
from scipy import stats

from sim.draws import Decision, exponential
from sim.model.citizen import Citizen
from sim.model.engine import Simulation
from sim.model.world import Story, World
from sim.rules.activity import Activity, Reason
from sim.rules.order import Happening
from sim.rules.parameters import Floats
from tests.shipped import main_scenario

pytestmark = [pytest.mark.theory, pytest.mark.long]

FALSE_ALARM = 1e-6
CALLS = 40_000
WARM_UP = 2_000
BATCHES = 38
TALK = 10_000
"""Mean seconds of a call: so long that whole seconds do not matter."""
NO_END = 1 << 40


class Queue(NamedTuple):
    """A queue: agents, calls per talk (offered load), and hang-ups per talk (0: nobody does)."""

    agents: int
    load: float
    impatience: float


class Expected(NamedTuple):
    """What theory says, with waits in talks."""

    waiting_share: float
    """Callers who are not answered at once."""
    mean_wait: float
    given_up_share: float


class Caller:
    """Somebody who calls once, at a given moment, and notes what becomes of it."""

    def __init__(self, world: World, number: int, calls_at: int) -> None:
        self.world = world
        self.number = number
        self.address = (world.parameters.seed, world.replication, number)
        self.segment = 0
        self.calls_at = calls_at
        self.waited = -1
        self.gave_up = False
        self.talked = 0

    def at(self, moment: int, happening: Happening, case: int = 0, contact: int = 0) -> simpy.Event:
        return self.world.at(moment, happening, self.number, case, contact)

    def calls(self) -> Story:
        assert self.world.helpdesk is not None
        yield self.at(self.calls_at, Happening.CALLING)
        yield from self.world.helpdesk.call(cast("Citizen", self), 0, Reason.RECOVERY, 0)

    def spends(self, _case: int, activity: Activity, _detail: int, seconds: int) -> None:
        if activity is Activity.HELPED:
            self.talked = seconds
            return
        self.waited, self.gave_up = seconds, activity is Activity.HUNG_UP


def callers_of(queue: Queue) -> list[Caller]:
    """Everybody who called, in order, after the queue has lived from its empty start to the last call's end."""
    patience = f"{{exponential: {{mean: {round(TALK / queue.impatience)} s}}}}" if queue.impatience else "36525 days"
    helpdesk = (
        f'{{agents: {queue.agents}, opens: "09:00", closes: "17:00", after_abandoned_login: 0, after_recovery: 0, '
        f"after_fee: 0, calls_after: 0 s, talks: {{exponential: {{mean: {TALK} s}}}}, patience: {patience}}}"
    )
    simulation = Simulation(main_scenario(f"helpdesk={helpdesk}"))
    world = never_ending(simulation)
    callers, at = [], 0.0
    for number in range(CALLS):
        at += exponential(world.parameters.seed, 0, number, 0, int(Decision.ARRIVAL_GAP), 0) * TALK / queue.load
        callers.append(Caller(world, number, int(at)))
        world.begin(callers[-1].calls())
    world.run()
    return callers


def never_ending(simulation: Simulation) -> World:
    """A world of one long working day, through which the helpdesk is open."""
    parameters = simulation.parameters
    assert parameters.helpdesk is not None
    day = parameters.arrivals._replace(
        midnights=np.array([0, NO_END], dtype=np.int64), sending_days=np.array([0], dtype=np.int64)
    )
    open_always = parameters.helpdesk._replace(opens=0, closes=NO_END)
    parameters = parameters._replace(end=NO_END, arrivals=day, helpdesk=open_always)
    return World(parameters, simulation.design("opaque"), 0, parameters.login.outages)


def theory(queue: Queue) -> Expected:
    """Waiting and hanging up in the stationary queue, from its birth-and-death process."""
    weights, states = [1.0], range(1, 2_000)
    for number in states:
        deaths = min(number, queue.agents) + max(number - queue.agents, 0) * queue.impatience
        weights.append(weights[-1] * queue.load / deaths)
    total = math.fsum(weights)
    waiting = math.fsum(weights[queue.agents :]) / total
    length = math.fsum((number - queue.agents) * weights[number] for number in states if number > queue.agents) / total
    return Expected(waiting, length / queue.load, queue.impatience * length / queue.load)


def erlang_c(agents: int, load: float) -> float:
    """The probability to wait without impatience, in Erlang's closed form."""
    last = load**agents / math.factorial(agents) * agents / (agents - load)
    return last / (sum(load**number / math.factorial(number) for number in range(agents)) + last)


def agrees(values: Floats, expected: float) -> bool:
    """Whether the mean of dependent values agrees with what is expected, judged by the means of batches."""
    batches = values[WARM_UP:].reshape(BATCHES, -1).mean(axis=1)
    reach = stats.t.isf(FALSE_ALARM / 2, BATCHES - 1) * batches.std(ddof=1) / math.sqrt(BATCHES)
    return bool(abs(batches.mean() - expected) <= reach)


def test_the_birth_and_death_process_gives_the_closed_form_without_impatience() -> None:
    for agents, load in ((1, 0.5), (3, 1.8), (10, 8.0)):
        expected = theory(Queue(agents, load, 0.0))
        assert expected.waiting_share == pytest.approx(erlang_c(agents, load), rel=1e-12)
        assert expected.mean_wait == pytest.approx(erlang_c(agents, load) / (agents - load), rel=1e-12)
        assert expected.given_up_share == 0.0


@pytest.mark.parametrize(
    "queue", [Queue(1, 0.5, 0.0), Queue(3, 1.8, 0.0), Queue(2, 1.2, 0.5), Queue(3, 4.5, 2.0), Queue(1, 0.8, 1.0)]
)
def test_waits_and_hang_ups_are_those_of_theory(queue: Queue) -> None:
    callers, expected = callers_of(queue), theory(queue)
    assert all(caller.waited >= 0 for caller in callers)
    waited = np.array([caller.waited for caller in callers]) / TALK
    waiting = (waited > 0).astype(np.float64)
    gave_up = np.array([caller.gave_up for caller in callers], dtype=np.float64)
    assert agrees(waiting, expected.waiting_share)
    assert agrees(waited, expected.mean_wait)
    assert gave_up.any() == (queue.impatience > 0)
    assert not queue.impatience or agrees(gave_up, expected.given_up_share)
    # The test can fail: an agent more, or twice the patience, is told apart.
    one_more = theory(queue._replace(agents=queue.agents + 1))
    assert not agrees(waiting, one_more.waiting_share)
    assert not agrees(waited, one_more.mean_wait)
    if queue.impatience:
        assert not agrees(gave_up, one_more.given_up_share)
        assert not agrees(waited, theory(queue._replace(impatience=queue.impatience / 2)).mean_wait)


def test_who_waits_without_impatience_waits_exponentially() -> None:
    """Of callers far apart, so that their waits are as good as independent."""
    queue = Queue(2, 1.0, 0.0)
    waits = np.array([caller.waited for caller in callers_of(queue)][WARM_UP::40])
    waits = waits[waits > 0] - 0.5
    mean = TALK / (queue.agents - queue.load)
    assert len(waits) > 250
    assert stats.kstest(waits, stats.expon(scale=mean).cdf).pvalue > FALSE_ALARM
    assert stats.kstest(waits, stats.expon(scale=2 * mean).cdf).pvalue < FALSE_ALARM  # the test can fail


def test_callers_are_answered_in_the_order_in_which_they_came_and_agents_are_never_exceeded() -> None:
    queue = Queue(3, 2.7, 0.4)
    callers = [caller for caller in callers_of(queue) if not caller.gave_up]
    answered_at = np.array([caller.calls_at + caller.waited for caller in callers])
    ended_at = answered_at + np.array([caller.talked for caller in callers])
    assert (np.diff(answered_at) >= 0).all()
    begins = np.searchsorted(np.sort(answered_at), answered_at, side="right")
    ends = np.searchsorted(np.sort(ended_at), answered_at, side="right")
    assert (begins - ends).max() == queue.agents
