"""From the SimPy engine to a life: the journal of one citizen, each row with the recorded reasons for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from sim.clock import Calendar
from sim.elementary import logistic
from sim.model.decisions import (
    ActionPlanned,
    Attempted,
    Considered,
    Frustrated,
    Judged,
    LayBeside,
    Learnt,
    Postponed,
    Received,
    Recorded,
    Testimony,
    Travelled,
    WeighedPayment,
)
from sim.model.engine import Chunk, Simulation
from sim.model.recorder import Recorder
from sim.outcomes.citizen_rows import citizen_rows
from sim.outcomes.life import UNNAMED, Life, LifeMoment, LifePair, Person, PlannedContact, Story
from sim.outcomes.simulation import ready
from sim.rules.activity import CASE, CITIZEN, Activity
from sim.rules.attention import interval_between_looks
from sim.rules.parameters import ADDRESSES, EMAIL, LETTER, METHODS, PREFERENCES
from sim.scenario.schema import Scenario

EXPLAINS_NEXT: Final[Mapping[type[Testimony], frozenset[Activity]]] = {
    Received: frozenset({Activity.DELIVERED, Activity.POSTED}),
    Judged: frozenset({Activity.DOUBTED, Activity.TAKEN_FOR_PHISHING}),
    Considered: frozenset({Activity.CHOSE}),
    Attempted: frozenset({Activity.LOGGED_IN, Activity.LOGIN_FAILED}),
    LayBeside: frozenset({Activity.OPENED}),
    ActionPlanned: frozenset({Activity.PAID, Activity.RESPONDED}),
    WeighedPayment: frozenset({Activity.PAID}),
    Frustrated: frozenset({Activity.OPTED_OUT}),
}
"""Records that the engine makes just before the row that they explain, and the activities of such a row."""
EXPLAINS_LAST: Final[Mapping[type[Testimony], frozenset[Activity]]] = {
    Travelled: frozenset({Activity.SENT}),
    Judged: frozenset({Activity.NOTICED}),
    Postponed: frozenset({Activity.CHOSE}),
    Learnt: frozenset({Activity.READ}),
    ActionPlanned: frozenset({Activity.READ, Activity.OBJECTED, Activity.ANSWERED_BY_POST}),
    WeighedPayment: frozenset({Activity.REMINDER_HANDLED}),
    Frustrated: frozenset({Activity.LOGIN_WASTED, Activity.LOGIN_ABANDONED, Activity.REMINDER_HANDLED}),
}
"""Records made just after the row that they explain; looked up only where a record does not explain the next row."""


def life_pair(scenario: Scenario, citizen: int, designs: tuple[str, str], replication: int = 0) -> LifePair:
    """One citizen under two designs with the same random draws, simulated by the SimPy engine.

    Where citizens meet in the queue of a helpdesk the whole replication is simulated, as in a study.
    """
    simulation = Simulation(ready(scenario).prepared)
    meets = simulation.parameters.helpdesk is not None
    numbers = range(scenario.population.size) if meets else range(citizen, citizen + 1)
    lives = tuple(life(simulation, citizen, design, replication, numbers) for design in designs)
    first, second = lives
    return LifePair(
        scenario, citizen, replication, person(simulation, citizen, replication), (first, second), len(numbers)
    )


def life(simulation: Simulation, citizen: int, design: str, replication: int, numbers: range) -> Life:
    """The life of one citizen under one design, simulated together with all citizens of `numbers`."""
    recorder = Recorder()
    chunk = simulation.run(design, replication, numbers, {citizen: recorder})
    moments = with_trips(joined(own_rows(chunk, citizen), recorder.records))
    by_case: dict[int, list[LifeMoment]] = {}
    for moment in moments:
        by_case.setdefault(moment.case, []).append(moment)
    # Only messages delivered in the measured window count, so the life says which ones these are.
    window = range(simulation.parameters.opens, simulation.parameters.horizon)
    scenario = simulation.scenario
    calendar = Calendar(scenario.begins)

    def contacts(at: int) -> tuple[PlannedContact, ...]:
        plans = scenario.design_on(calendar.local(at).date(), design).contacts
        return tuple(PlannedContact(each.channel, "" if each.name in UNNAMED else each.name) for each in plans)

    # The contacts that the design of the time planned: a message of the warm-up follows the former design.
    stories = tuple(story(case, own, window, contacts(own[0].at)) for case, own in sorted(by_case.items()) if case > 0)
    # The row comes from the same functions as in a study, so that a life and a table never disagree.
    columns = citizen_rows(chunk, simulation, design, replication)
    row = {name: int(values[citizen - numbers.start]) for name, values in columns.items()}
    return Life(design, stories, tuple(by_case.get(0, ())), row)


def own_rows(chunk: Chunk, citizen: int) -> list[list[int]]:
    """The journal rows of one citizen, in the order in which they were written."""
    rows: list[list[int]] = chunk.journal[chunk.journal[:, CITIZEN] == citizen].tolist()
    return rows


def story(case: int, moments: Sequence[LifeMoment], window: range, contacts: tuple[PlannedContact, ...]) -> Story:
    """The story of one message; it begins when it was sent."""
    received = moments[0].reason(Received)
    if received is None:
        raise ValueError(f"the story of message {case} does not begin with its delivery")
    return Story(case, received, tuple(moments), moments[0].at in window, contacts)


def joined(rows: Sequence[Sequence[int]], records: Sequence[Recorded]) -> list[LifeMoment]:
    """Journal rows and records as moments in order: each record with the row that it explains, or as its own moment.

    A moment of its own has no activity: it stands for something that was considered and did not happen.
    """
    reasons: list[list[Testimony]] = [[] for _ in rows]
    alone: dict[int, list[LifeMoment]] = {}
    for at, case, place, what in records:
        explained = explained_row(rows, case, place, what)
        if explained is None:
            alone.setdefault(place, []).append(LifeMoment(at, case, None, 0, 0, 0, (what,)))
        else:
            reasons[explained].append(what)
    moments: list[LifeMoment] = []
    for place, (_, case, at, activity, detail, seconds, cents) in enumerate(rows):
        moments += alone.get(place, [])
        moments.append(LifeMoment(at, case, Activity(activity), detail, seconds, cents, tuple(reasons[place])))
    return moments + alone.get(len(rows), [])


def explained_row(rows: Sequence[Sequence[int]], case: int, place: int, what: Testimony) -> int | None:
    """The place of the row that a record explains: the next one, or the last about its message; None if neither."""
    # The next row first: a record that fits both was made just before the row that it leads to.
    # Only rows about the same message: between a record and its row other messages may have had events.
    last = next((row for row in range(place - 1, -1, -1) if rows[row][CASE] == case), -1)
    for candidate, explains in ((place, EXPLAINS_NEXT), (last, EXPLAINS_LAST)):
        if 0 <= candidate < len(rows):
            _, of_case, _, activity, *_ = rows[candidate]
            if of_case == case and activity in explains.get(type(what), ()):
                return candidate
    return None


def with_trips(moments: Sequence[LifeMoment]) -> list[LifeMoment]:
    """The moments; each noticing, and each contact sent in a bundle, also has the trip of its contact as a reason."""
    trips = [trip for moment in moments if (trip := moment.reason(Travelled)) is not None]
    sent = {(m.at, m.meaning): m.reason(Travelled) for m in moments if m.activity == Activity.SENT}
    found = []
    for moment in moments:
        trip = None
        if moment.activity == Activity.NOTICED:
            trip = next((t for t in trips if (t.contact, t.noticed_at) == (moment.meaning.contact, moment.at)), None)
        elif moment.activity == Activity.BUNDLED:
            trip = sent.get((moment.at, moment.meaning))
        found.append(moment if trip is None else replace(moment, reasons=(trip, *moment.reasons)))
    return found


def person(simulation: Simulation, citizen: int, replication: int) -> Person:
    """The attributes of a citizen in a replication, in the units in which they are shown."""
    drawn = simulation.prepared.citizens(replication, range(citizen, citizen + 1))
    parameters = simulation.parameters

    def interval(own: int, place: int) -> int:
        return interval_between_looks(own, parameters.channels[place].looks_per_interval, parameters.least_interval)

    return Person(
        segment=tuple(simulation.scenario.population.segments)[int(drawn.segment[0])],
        activated=bool(drawn.activated[0]),
        dormant=bool(drawn.dormant[0]),
        email=ADDRESSES[int(drawn.email[0])],
        phone=ADDRESSES[int(drawn.phone[0])],
        app=bool(drawn.app[0]),
        reminder_opt_in=bool(drawn.reminder_opt_in[0]),
        direct_debit=bool(drawn.direct_debit[0]),
        login_method=METHODS[int(drawn.login_method[0])],
        email_interval=interval(int(drawn.check_interval[0]), EMAIL),
        letterbox_interval=interval(int(drawn.letterbox_interval[0]), LETTER),
        notices=logistic(float(drawn.attention[0]) + parameters.channels[EMAIL].visibility),
        diligence=float(drawn.diligence[0]),
        forgets=float(drawn.forgets[0]),
        unprompted_logins=float(drawn.unprompted_logins[0]),
        preference=PREFERENCES[preference] if (preference := int(drawn.preference[0])) >= 0 else "none",
        chooses_paper=bool(drawn.chooses_paper[0]),
        habit=bool(drawn.habit[0]),
        helper=bool(drawn.helper[0]),
        mail_rule=bool(drawn.mail_rule[0]),
    )
