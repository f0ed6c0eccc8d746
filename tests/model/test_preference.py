"""What channel people prefer: who has an account, chooses paper or leaves, and under which designs that matters."""

import numpy as np
import pytest

from sim.elementary import logistic, logit
from sim.outcomes.biography import life_pair
from sim.outcomes.simulation import simulate_compiled
from sim.population.prepared import PreparedScenario
from sim.report.timeline.text import text_of
from sim.scenario.schema import Scenario
from sim.scenario.usage import is_used
from tests.engines.agreement import assert_engines_agree
from tests.shipped import PREFERENCE, equal, main_scenario

COUNT = 4_000
CITIZENS = range(300)
PAPER, SHIFTS = (0.0, 0.2, 0.5, 1.0), (1.0, 0.0, -1.0, -3.0)
"""Of the four preferences, in the setting."""


def with_compulsory(*settings: str) -> Scenario:
    """The main scenario with a compulsory design like the opaque one."""
    scenario = main_scenario(*settings)
    compulsory = scenario.designs["opaque"].model_copy(update={"compulsory": True})
    return scenario.model_copy(update={"designs": {**scenario.designs, "compulsory": compulsory}})


def test_preferences_are_as_common_as_said_and_shape_accounts_and_choices() -> None:
    """All shares lie within five standard errors, which a correct draw misses once in a million times."""
    citizens = PreparedScenario(main_scenario(PREFERENCE, "population.activated=0.7")).citizens(0, range(COUNT))
    for place, share in enumerate((0.3, 0.1, 0.4, 0.2)):
        own = citizens.preference == place
        assert abs(own.mean() - share) < 5 * np.sqrt(share * (1 - share) / COUNT)
        for found, expected in (
            (citizens.chooses_paper[own], PAPER[place]),
            (citizens.activated[own], logistic(logit(0.7) + SHIFTS[place])),
        ):
            assert abs(found.mean() - expected) <= 5 * np.sqrt(expected * (1 - expected) / own.sum())


@pytest.mark.parametrize("activated", [0, 1])
def test_a_share_of_all_or_nobody_stays_and_all_other_attributes_are_drawn_alike(activated: int) -> None:
    plain, known = (
        PreparedScenario(main_scenario(f"population.activated={activated}", *settings)).citizens(0, range(COUNT))
        for settings in ((), (PREFERENCE,))
    )
    assert plain.activated.all() == known.activated.all() == bool(activated)
    for name in ("segment", "email", "attention", "diligence", "dormant", "unprompted_logins"):
        assert np.array_equal(getattr(plain, name), getattr(known, name))
    assert not plain.chooses_paper.any()
    assert set(plain.burden.tolist()) == set(plain.opt_out_factor.tolist()) == {1.0}


def test_who_chose_paper_gets_letters_alone_unless_the_box_is_compulsory() -> None:
    scenario = with_compulsory(PREFERENCE)
    chosen = PreparedScenario(scenario).citizens(0, CITIZENS).chooses_paper
    free, forced = (simulate_compiled(scenario, design, 0, CITIZENS) for design in ("opaque", "compulsory"))
    assert 0.2 < chosen.mean() < 0.7
    assert (
        free["box_delivered"][chosen].sum() == free["notifications"][chosen].sum() == free["logins"][chosen].sum() == 0
    )
    assert free["opted_out"][chosen].sum() == 0  # they never were in
    assert np.array_equal(forced["box_delivered"], forced["messages"])
    assert forced["opted_out"].sum() == 0
    assert forced["logins"][chosen].sum() > 0


@pytest.mark.parametrize("before", ["paper", "opaque", "compulsory"])
@pytest.mark.parametrize("design", ["opaque", "compulsory", "paper"])
def test_engines_agree_on_who_is_made_to_take_digital_post_and_who_may_leave_again(before: str, design: str) -> None:
    lively = (PREFERENCE, "opt_out.hazard=0.3", "warm_up=300 days", "horizon=120 days", "login.recovers=0.4")
    scenario = with_compulsory(*lively, "population.unprompted_logins=20 / year", "login.methods.password.success=0.6")
    scenario = scenario.model_copy(update={"compare": scenario.compare.model_copy(update={"before": before})})
    assert assert_engines_agree(scenario, design, 0, range(60)) > 1000


def test_what_a_design_forbids_is_not_used_under_it() -> None:
    """Each number is moved under the designs that do not use it: nothing changes."""
    paths = {
        "opt_out.hazard=2": ("opaque",),
        "survey.adaptation=1.5": ("compulsory",),
        "population.preference.could.paper=0.9": ("opaque",),
        "population.preference.could.opt_out=9": ("opaque",),
        "population.preference.could.burden=5": ("opaque", "compulsory"),
        "population.preference.could.activation=2": ("opaque", "compulsory", "paper"),  # who counts as reachable
    }
    some = ("population.activated=0.6", "survey.share=1", "opt_out.hazard=0.2", PREFERENCE)
    usual = with_compulsory(*some)
    for setting, users in paths.items():
        other = with_compulsory(*some, setting)
        for design in ("opaque", "compulsory", "paper"):
            steps = tuple(setting.partition("=")[0].split("."))
            one, two = (simulate_compiled(each, design, 0, CITIZENS) for each in (usual, other))
            told = is_used(usual, usual.designs[design], steps)
            assert (design in users, told) == (not equal(one, two),) * 2, (setting, design)


def test_a_life_tells_what_its_citizen_prefers_and_chose() -> None:
    scenario = with_compulsory(PREFERENCE)
    citizens = PreparedScenario(scenario).citizens(0, CITIZENS)
    citizen = int(np.argmax(citizens.chooses_paper & (citizens.preference == 3)))
    pair = life_pair(scenario, citizen, ("opaque", "compulsory"))
    told = " ".join(text_of(pair, [story.case for story in pair.lives[0].stories]).split())
    assert "Cannot well deal with government digitally, and has chosen paper where that can be chosen." in told
    assert "paper had been chosen" in told
