"""A life as data: the same rows as the study counts, whole stories, and where they part."""

import numpy as np
import pytest

from sim.model.decisions import Considered, Judged, Received, Travelled
from sim.model.engine import Simulation
from sim.outcomes.biography import life_pair
from sim.outcomes.life import divergence
from sim.outcomes.simulation import simulate, simulate_compiled
from sim.report.timeline.story import story_pair
from sim.rules.activity import Activity
from sim.scenario.resolution import resolve
from tests.report.timeline.lives import a_missed_bill, frequent
from tests.shipped import SCENARIOS, main_scenario

CITIZENS = range(10, 30)


@pytest.mark.parametrize("citizen", CITIZENS)
def test_a_life_is_what_the_study_counts(citizen: int) -> None:
    pair = frequent(citizen)
    for life in pair.lives:
        rows = simulate_compiled(pair.scenario, life.design, 0, range(citizen, citizen + 1))
        assert life.row == {name: int(values[0]) for name, values in rows.items()}
        measured = [story for story in life.stories if story.is_measured]
        assert sum(story.fees for story in measured) == life.row["fees_cents"]
        assert sum(story.is_missed for story in measured) == life.row["missed"]
        assert sum(story.read is not None for story in measured) == life.row["read"]


@pytest.mark.parametrize("design", ["opaque", "digest", "paper"])
def test_every_row_is_a_moment_of_its_message_once(design: str) -> None:
    pair = frequent(17, design, "wmebv")
    journal = Simulation(pair.scenario).run(design, 0, range(17, 18)).journal
    life = pair.lives[0]
    moments = [moment for story in life.stories for moment in story.moments] + list(life.apart)
    told = sorted((m.case, m.at, int(m.activity), m.detail, m.seconds, m.cents) for m in moments if m.activity)
    assert told == sorted(tuple(row[1:]) for row in journal.tolist())


@pytest.mark.parametrize("citizen", CITIZENS)
def test_reasons_stand_with_what_they_explain(citizen: int) -> None:
    for life in frequent(citizen).lives:
        for story in life.stories:
            assert story.moments[0].reason(Received) is story.received
            for moment in story.moments:
                if moment.activity == Activity.CHOSE:
                    choice = moment.reason(Considered)
                    assert choice is not None
                    assert moment.detail == choice.contact << 4 | choice.decision
                if moment.activity == Activity.NOTICED:
                    trip = moment.reason(Travelled)
                    assert trip is not None
                    assert trip.noticed_at == moment.at == trip.looks[-1].at
                if moment.activity == Activity.TAKEN_FOR_PHISHING:
                    assert moment.reason(Judged) is not None


def test_stories_share_exactly_what_comes_before_they_part() -> None:
    pair = a_missed_bill()
    assert pair.differing
    for one, other in pair.pairs:
        where = divergence(one, other)
        shared = len(one.moments) if where is None else where.shared
        happened = [story.happenings for story in (one, other)]
        assert happened[0][:shared] == happened[1][:shared]
        assert (where is None) == (happened[0] == happened[1])
        if where is not None:
            assert happened[0][shared : shared + 1] != happened[1][shared : shared + 1]


@pytest.mark.parametrize("designs", [("app-push", "direct-debit"), ("content", "paper-fallback")])
def test_lives_part_over_what_a_contact_is_and_not_over_its_place(designs: tuple[str, str]) -> None:
    """A reminder by e-mail is the third contact of one and the second of the other; a letter by e-mail is no e-mail."""
    told = 0
    for citizen in range(40, 46):
        pair = frequent(citizen, *designs)
        for one, other in pair.pairs:
            if (where := divergence(one, other)) is None:
                continue
            what = story_pair(pair, one.case)
            assert all(first.headline == second.headline for first, second in what.shared)
            said = [entries[0].sentence for entries in what.apart if entries and entries[0].at == where.at]
            if len(said) == 2 and said[0] == said[1] and what.why.startswith("On "):
                told += 1
                assert "luck of its own: " in what.why
                assert len({story.moments[where.shared].reason(Travelled) for story in (one, other)}) == 2
    assert told == 0 or designs[0] == "app-push"


def test_a_life_beside_itself_never_parts() -> None:
    pair = frequent(12, "opaque", "opaque")
    assert pair.first_divergence is None
    assert pair.differing == ()
    assert pair.pairs


def test_lives_part_first_where_the_earliest_message_does() -> None:
    pair = a_missed_bill()
    assert pair.first_divergence is not None
    case, where = pair.first_divergence
    every = [found.at for story, other in pair.pairs if (found := divergence(story, other)) is not None]
    assert where.at == min(every)
    assert divergence(*pair.pairs[case - 1]) == where


def test_the_message_with_the_largest_fee_is_told_first() -> None:
    fees = [abs(one.fees - other.fees) for one, other in a_missed_bill().differing]
    assert fees == sorted(fees, reverse=True)
    assert fees[0] > 0


@pytest.mark.long
def test_citizens_who_meet_in_a_queue_are_simulated_together() -> None:
    scenario = resolve(SCENARIOS / "digid-outage.yaml", settings=("population.size=120",)).scenario
    pair = life_pair(scenario, 5, ("opaque", "wmebv"), 1)
    rows = simulate(scenario, "wmebv", 1, range(120))
    assert pair.together == 120
    assert pair.lives[1].row == {name: int(values[5]) for name, values in rows.items()}


def test_a_person_is_who_the_population_says() -> None:
    scenario = main_scenario("population.app=1", "population.attention=0.5", "channels.email.visibility=0")
    person = life_pair(scenario, 3, ("opaque", "wmebv")).person
    assert person.app
    assert np.isclose(person.notices, 0.5)
    assert person.segment in scenario.population.segments


def test_nobody_is_said_to_look_at_the_mail_more_often_than_anybody_does() -> None:
    often = main_scenario("population.check_interval=1 min", "population.letterbox_interval=1 day")
    person = life_pair(often, 3, ("opaque", "wmebv")).person
    assert (person.email_interval, person.letterbox_interval) == (15 * 60, 24 * 3600)
    assert often.hours is not None
    assert often.hours.least_interval.value == 15 * 60
