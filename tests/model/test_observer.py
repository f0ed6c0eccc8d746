"""An observer changes nothing, and its records explain the events of a life."""

from functools import cache

import numpy as np
import pytest

from sim.clock import NEVER
from sim.model.decisions import (
    ActionPlanned,
    Attempted,
    Considered,
    Frustrated,
    Judged,
    LayBeside,
    Postponed,
    Recorded,
    Testimony,
    Travelled,
    WeighedPayment,
)
from sim.model.engine import Chunk, Simulation
from sim.model.recorder import Recorder
from sim.outcomes.citizen_rows import citizen_rows
from sim.rules.acting import AT_ONCE
from sim.rules.activity import ACTIVITY, AT, CASE, CITIZEN, DETAIL, Activity, Way
from sim.rules.appraisal import CHECKED, PHISHING
from sim.rules.parameters import Integers
from sim.scenario.resolution import resolve
from tests.shipped import SCENARIOS, main_scenario

CITIZENS = range(10, 130)
SETTINGS = (
    "population.email={valid: 0.9, none: 0.05, stale: 0.05}",
    "population.dormant=0",
    "population.app=0.5",
    "population.reminder_opt_in=1",
    "suspicion.base=-1",
    "opening.b_postpone=1",
    "opt_out.hazard=0.3",
    "login.methods.password.success=0.7",
)
"""Nothing is rare, so that each kind of decision is met."""
DESIGNS = ("opaque", "norway", "digest", "paper", "app-push", "direct-debit")


@cache
def heard(design: str) -> tuple[Simulation, Chunk, dict[int, Recorder]]:
    simulation = Simulation(main_scenario(*SETTINGS))
    recorders = {number: Recorder() for number in CITIZENS}
    return simulation, simulation.run(design, 0, CITIZENS, recorders), recorders


def every(design: str, kind: type[Testimony]) -> list[tuple[int, Recorded]]:
    _, _, recorders = heard(design)
    found = [(number, each) for number, by in recorders.items() for each in by.records if isinstance(each.what, kind)]
    assert found
    return found


def rows_at(journal: Integers, citizen: int, record: Recorded, activity: Activity) -> Integers:
    """The rows of an activity about the same message at the moment of a record."""
    same = (journal[:, CITIZEN] == citizen) & (journal[:, AT] == record.at) & (journal[:, ACTIVITY] == activity)
    return np.asarray(journal[same & (journal[:, CASE] == record.case)])


@pytest.mark.long
@pytest.mark.parametrize("design", DESIGNS)
def test_a_witness_changes_neither_journal_nor_rows(design: str) -> None:
    simulation, chunk, _ = heard(design)
    alone = simulation.run(design, 0, CITIZENS)
    assert np.array_equal(chunk.journal, alone.journal)
    rows, others = (citizen_rows(each, simulation, design, 0) for each in (chunk, alone))
    assert all(np.array_equal(rows[name], others[name]) for name in others)


def test_who_has_no_observer_is_not_recorded() -> None:
    simulation, _, _ = heard("opaque")
    recorder = Recorder()
    simulation.run("opaque", 0, CITIZENS, {CITIZENS[-1]: recorder})
    assert recorder.records == heard("opaque")[2][CITIZENS[-1]].records


@pytest.mark.long
@pytest.mark.parametrize("design", DESIGNS)
def test_utilities_and_luck_reproduce_each_choice(design: str) -> None:
    _, chunk, _ = heard(design)
    decisions = set()
    for citizen, record in every(design, Considered):
        choice = record.what
        assert isinstance(choice, Considered)
        rows = rows_at(chunk.journal, citizen, record, Activity.CHOSE)
        assert choice.contact << 4 | choice.decision in rows[:, DETAIL]
        assert sum(choice.chances) == pytest.approx(1.0, abs=1e-12)
        decisions.add(choice.decision)
    assert decisions == {0, 1, 2}
    assert len(every(design, Considered)) == int((chunk.journal[:, ACTIVITY] == Activity.CHOSE).sum())


def test_chances_are_those_with_which_the_alternatives_are_taken() -> None:
    """The mean chance of each alternative and its share agree within four standard errors (two-sided, 99.99 %)."""
    choices = [record.what for design in DESIGNS for _, record in every(design, Considered)]
    chances = np.array([choice.chances for choice in choices if isinstance(choice, Considered)])
    taken = np.array([choice.decision for choice in choices if isinstance(choice, Considered)])
    assert len(taken) > 3000
    for alternative in range(3):
        error = np.sqrt((chances[:, alternative] * (1 - chances[:, alternative])).sum()) / len(taken)
        assert abs(chances[:, alternative].mean() - (taken == alternative).mean()) < 4 * error


def test_a_contact_is_noticed_at_the_look_whose_draw_is_below_its_chance() -> None:
    _, chunk, _ = heard("opaque")
    noticed = 0
    for citizen, record in every("opaque", Travelled):
        trip = record.what
        assert isinstance(trip, Travelled)
        assert trip.is_lost == (trip.has_address and trip.draw < trip.lost)
        is_noticed = [look.draw < look.chance for look in trip.looks]
        assert is_noticed == [look.at == trip.noticed_at for look in trip.looks]
        if trip.noticed_at < NEVER:
            noticed += 1
            assert is_noticed[-1]
            assert len(rows_at(chunk.journal, citizen, record._replace(at=trip.noticed_at), Activity.NOTICED))
    assert noticed == int((chunk.journal[:, ACTIVITY] == Activity.NOTICED).sum())


def test_suspicion_and_its_check_are_what_the_draws_say() -> None:
    _, chunk, _ = heard("opaque")
    for citizen, record in every("opaque", Judged):
        assert isinstance(record.what, Judged)
        for verdict, activity in ((CHECKED, Activity.DOUBTED), (PHISHING, Activity.TAKEN_FOR_PHISHING)):
            rows = rows_at(chunk.journal, citizen, record, activity)
            assert (record.what.verdict == verdict) == (record.what.contact in rows[:, DETAIL])


@pytest.mark.parametrize("design", ["opaque", "app-push"])
def test_an_attempt_works_when_its_draw_says_so(design: str) -> None:
    _, chunk, recorders = heard(design)
    for citizen, recorder in recorders.items():
        works = [each.what.works for each in recorder.records if isinstance(each.what, Attempted)]
        rows = chunk.journal[chunk.journal[:, CITIZEN] == citizen]
        attempts = rows[np.isin(rows[:, ACTIVITY], (Activity.LOGGED_IN, Activity.LOGIN_FAILED))]
        assert works == (attempts[:, ACTIVITY] == Activity.LOGGED_IN).tolist()


def test_what_lay_beside_is_read_when_its_draw_says_so() -> None:
    _, chunk, _ = heard("opaque")
    for citizen, record in every("opaque", LayBeside):
        assert isinstance(record.what, LayBeside)
        rows = rows_at(chunk.journal, citizen, record, Activity.READ)
        assert record.what.is_read == (Way.ALONG in rows[:, DETAIL])


def test_what_is_forgotten_has_a_draw_above_its_chance_or_was_postponed_too_often() -> None:
    _, chunk, _ = heard("opaque")
    for citizen, record in every("opaque", Postponed):
        postponed = record.what
        assert isinstance(postponed, Postponed)
        forgotten = postponed.back_at == NEVER
        rows = rows_at(chunk.journal, citizen, record, Activity.FORGOTTEN)
        assert forgotten == (postponed.contact in rows[:, DETAIL])
        if not postponed.by_deadline:
            assert forgotten == (postponed.too_often or postponed.draw >= postponed.remembers)


def test_intentions_and_payments_on_letters_are_what_the_draws_say() -> None:
    for _, record in every("opaque", ActionPlanned):
        assert isinstance(record.what, ActionPlanned)
        plan = record.what
        keeps = plan.draw < plan.at_once or (plan.forget_draw >= plan.forgets and plan.last_minute)
        assert (plan.intention == AT_ONCE) == keeps
    _, chunk, _ = heard("opaque")
    for citizen, record in every("opaque", WeighedPayment):
        assert isinstance(record.what, WeighedPayment)
        assert record.what.pays == bool(len(rows_at(chunk.journal, citizen, record, Activity.PAID)))


def test_digital_post_is_given_up_at_the_frustration_whose_draw_is_below_its_chance() -> None:
    _, chunk, _ = heard("opaque")
    for citizen, record in every("opaque", Frustrated):
        assert isinstance(record.what, Frustrated)
        assert record.what.opts_out == bool(len(rows_at(chunk.journal, citizen, record, Activity.OPTED_OUT)))


@pytest.mark.long
def test_a_witness_changes_nothing_where_citizens_meet_in_a_queue() -> None:
    scenario = resolve(SCENARIOS / "digid-outage.yaml", settings=("population.size=150",)).scenario
    simulation = Simulation(scenario)
    assert simulation.parameters.helpdesk is not None
    recorder = Recorder()
    heard_of = simulation.run("opaque", 0, range(150), {7: recorder})
    own = heard_of.journal[heard_of.journal[:, CITIZEN] == 7]
    choices = [record for record in recorder.records if isinstance(record.what, Considered)]
    assert len(choices) == int((own[:, ACTIVITY] == Activity.CHOSE).sum()) > 0
    assert all(own[record.rows, ACTIVITY] == Activity.CHOSE and own[record.rows, AT] == record.at for record in choices)
    assert np.array_equal(heard_of.journal, simulation.run("opaque", 0, range(150)).journal)
