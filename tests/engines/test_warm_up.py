"""The time before the start: everybody lives under the reference design, and nothing of it is measured."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from sim.clock import DAY
from sim.model.citizen import Citizen
from sim.model.engine import Simulation
from sim.model.message_box import Message
from sim.model.observer import Observer
from sim.outcomes.biography import life_pair
from sim.outcomes.simulation import compiled_journal, ready, simulate_compiled
from sim.report.timeline.text import text_of
from sim.rules.activity import ACTIVITY, AT, CASE, Activity
from sim.rules.parameters import ContactNumbers
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from tests.engines.agreement import assert_engines_agree, assert_equal_events
from tests.engines.test_shipped import DESIGNS, STUDIES
from tests.shipped import SCENARIOS, equal, main_scenario

YEARS = "730 days"  # of 365 days, from midnight to midnight: clocks show the same in January
CITIZENS = range(60)
SETTLED = 0.02
"""Beliefs that move by less than this in a year change the logit of opening by less than a tenth."""


def study(name: str, *settings: str) -> Scenario:
    return resolve(SCENARIOS / f"{name}.yaml", settings=settings).scenario


@pytest.mark.long
@pytest.mark.parametrize("name", [file.removesuffix(".yaml") for file in STUDIES])
def test_engines_agree_on_what_follows_a_warm_up(name: str) -> None:
    scenario = study(name, "warm_up=200 days")
    for design in scenario.compare.designs:
        assert assert_engines_agree(scenario, design, 0, CITIZENS) > 0


@pytest.mark.long
@pytest.mark.parametrize("reference", ["paper", "digest"])
def test_engines_agree_on_every_change_of_design(reference: str) -> None:
    """From a design without a box, and from one that bundles; with imitations and frustration enough to opt out."""
    lively = ("phishing.per_year=20 / year", "opt_out.hazard=0.2", "horizon=90 days", "warm_up=300 days")
    scenario = main_scenario(*lively, f"compare.reference={reference}")
    for design in DESIGNS:
        assert_engines_agree(scenario, design, 0, range(25))


def test_who_goes_on_under_the_reference_lives_as_if_nothing_had_begun() -> None:
    warmed = main_scenario("warm_up=" + YEARS, "start=2016-01-01", "horizon=365 days")
    longer = main_scenario("warm_up=0 days", "start=2014-01-01", "horizon=1095 days")
    found = compiled_journal(warmed, "opaque", 0, CITIZENS).journal
    assert_equal_events(found, compiled_journal(longer, "opaque", 0, CITIZENS).journal)


def test_a_design_in_use_for_a_year_is_measured_in_its_second() -> None:
    former = ("warm_up=365 days", "compare.before=paper", "follow_up=200 days")
    later = main_scenario(*former, "in_use=365 days", "start=2015-01-01", "horizon=365 days")
    whole = main_scenario(*former, "start=2014-01-01", "horizon=730 days")
    found = compiled_journal(later, "wmebv", 0, CITIZENS).journal
    assert_equal_events(found, compiled_journal(whole, "wmebv", 0, CITIZENS).journal)
    first = main_scenario(*former, "start=2014-01-01", "horizon=365 days", "follow_up=565 days")
    in_all = simulate_compiled(whole, "wmebv", 0, CITIZENS)
    years = [simulate_compiled(each, "wmebv", 0, CITIZENS) for each in (first, later)]
    for name in ("messages", "read", "missed", "logins", "effort_seconds", "fees_cents"):
        assert np.array_equal(in_all[name], years[0][name] + years[1][name]), name
    assert_engines_agree(later, "wmebv", 0, range(20))


@pytest.mark.parametrize("designs", [("opaque", "kivra"), ("paper", "content")])
def test_a_life_with_a_warm_up_is_told(designs: tuple[str, str]) -> None:
    """Former messages have the contacts of the design before, which may have more of them or none by that number."""
    scenario = main_scenario("warm_up=365 days", "in_use=30 days", "compare.before=norway")
    for citizen in range(4):
        pair = life_pair(scenario, citizen, designs)
        cases = [one.case for one, _ in pair.pairs]
        text = text_of(pair, cases)
        assert "lived under norway for 365 days and had each design for 30 days, which is not counted" in (
            " ".join(text.split())
        )
        assert all(not one.is_measured for one, _ in pair.pairs if one.delivered_at < 395 * DAY)
        counted = sum(one.is_measured for one, _ in pair.pairs)
        assert counted == pair.lives[0].row["messages"] < len(cases)


def test_nothing_before_the_start_is_measured() -> None:
    scenario = main_scenario("warm_up=" + YEARS)
    journal = compiled_journal(scenario, "wmebv", 0, CITIZENS).journal
    rows = simulate_compiled(scenario, "wmebv", 0, CITIZENS)
    opens, horizon = ready(scenario).prepared.parameters.opens, ready(scenario).prepared.parameters.horizon
    assert opens == 730 * DAY
    within = (journal[:, AT] >= opens) & (journal[:, AT] < horizon)
    arrived = np.isin(journal[:, ACTIVITY], (Activity.DELIVERED, Activity.POSTED))
    assert rows["messages"].sum() == (arrived & within).sum() < arrived.sum()
    unprompted = (journal[:, ACTIVITY] == Activity.LOGGED_IN) & (journal[:, CASE] == 0)
    assert rows["unprompted_logins"].sum() == (unprompted & within).sum() < unprompted.sum()


def test_designs_together_are_what_each_is_alone() -> None:
    for settings in (("warm_up=0 days",), ("warm_up=200 days", "population.check_interval=9 days")):
        scenario = main_scenario(*settings)
        designs = ("wmebv", "opaque", "digest", "paper", "app-push")
        together = ready(scenario).run(designs, 1, CITIZENS, journal=True)
        for design in designs:
            alone = ready(scenario).run((design,), 1, CITIZENS, journal=True)[design]
            journal = together[design].journal
            assert journal is not None
            assert alone.journal is not None
            assert_equal_events(journal, alone.journal)
            assert np.array_equal(together[design].rows, alone.rows)


def test_naming_the_sender_does_nothing_to_who_does_not_learn() -> None:
    """Belief in what is new comes from what it splits from, so that a name by itself resets nothing."""
    unlearning = ("appraisal.learning_rate=0", "phishing=null", "exposure=null")
    scenario = main_scenario("warm_up=365 days", *unlearning)
    assert equal(*(simulate_compiled(scenario, design, 0, range(500)) for design in ("opaque", "sender")))
    learning = main_scenario("warm_up=365 days", *unlearning[1:])
    assert not equal(*(simulate_compiled(learning, design, 0, range(500)) for design in ("opaque", "sender")))


def test_a_new_class_begins_with_what_is_believed_of_the_class_it_splits_from() -> None:
    scenario = main_scenario("warm_up=" + YEARS)
    prepared = ready(scenario).prepared
    opaque, sender = prepared.first_design, prepared.design("sender")
    assert sender.known_classes == len(opaque.initial_beliefs)
    opaque_class = opaque.contacts[0].beliefs[0]
    assert set(opaque.contacts[0].beliefs) == {opaque_class}
    assert min(sender.contacts[0].beliefs) >= sender.known_classes
    new = sender.split_shares[min(sender.contacts[0].beliefs) - sender.known_classes]
    assert new.tolist() == [float(place == opaque_class) for place in range(sender.known_classes)]
    assert not sender.split_understood.any()
    merged = main_scenario("warm_up=" + YEARS, "compare.reference=sender")
    (shares,) = ready(merged).prepared.design("opaque").split_shares
    assert shares.sum() == pytest.approx(1.0, abs=1e-12)
    assert (shares > 0.0).sum() == len(scenario.senders)


class Learning(Observer):
    """Remembers when a citizen's belief about each class moved, and where to."""

    def __init__(self) -> None:
        self.moves: list[tuple[int, int, float]] = []

    def learns(
        self,
        citizen: Citizen,
        message: Message,
        announced_by: ContactNumbers,
        before: float,  # noqa: ARG002
        after: float,
    ) -> None:
        self.moves.append((citizen.world.now, announced_by.beliefs[message.number_of_type], after))


def yearly_moves(name: str, years: int) -> list[float]:
    """How much the mean belief about a class moves in each year under the reference design of a shipped study.

    The mean is over 120 citizens; classes count by how often anything is learnt of them.
    """
    citizens = range(120)
    scenario = study(name, f"warm_up={365 * years} days", "horizon=1 days")
    simulation = Simulation(scenario)
    first = simulation.prepared.first_design
    recorders = {citizen: Learning() for citizen in citizens}
    simulation.run(scenario.compare.reference, 0, citizens, recorders)
    beliefs = np.tile(np.array(first.initial_beliefs), (len(citizens), years + 1, 1))
    learnt: defaultdict[int, int] = defaultdict(int)
    for citizen, recorder in recorders.items():
        for at, belief_class, after in recorder.moves:
            year = at // (365 * DAY) + 1
            if year <= years:
                beliefs[citizen, year:, belief_class] = after
                learnt[belief_class] += 1
    moves = np.abs(np.diff(beliefs.mean(axis=0), axis=0))
    weights = np.array([learnt[belief_class] for belief_class in range(moves.shape[1])])
    return [float(move) for move in moves @ weights / weights.sum()]


@pytest.mark.long
@pytest.mark.parametrize("name", ["mijnoverheid-2016", "mijnoverheid-2020", "wmebv-2027", "parking-fines"])
def test_beliefs_have_settled_after_two_years(name: str) -> None:
    first, second, after = yearly_moves(name, 3)
    assert after < SETTLED
    assert after < second < first


OTHERWISE = {"court-fines-2012": 0, "subject-line-2021": 365}
"""Days of warm-up of studies of a first message, and of readers who are known to have had mail before."""


@pytest.mark.parametrize("name", [file.removesuffix(".yaml") for file in STUDIES])
def test_shipped_studies_warm_up_for_as_long_as_beliefs_take(name: str) -> None:
    assert study(name).warmed_for == OTHERWISE.get(name, 2 * 365) * DAY


def test_one_year_would_not_do() -> None:
    assert yearly_moves("mijnoverheid-2016", 2)[-1] > SETTLED
