"""People of habit, with helpers, with rules in their mail program, and busy in spells: lives that come of it."""

import numpy as np
import pytest

from sim.outcomes.biography import life_pair
from sim.outcomes.simulation import compiled_journal
from sim.report.timeline.text import text_of
from sim.rules.activity import ACTIVITY, AT, CASE, CITIZEN, DETAIL, Activity
from sim.rules.parameters import Integers
from tests.shipped import EVERYBODY_CAN_BE_REACHED, NOBODY_OPTS_OUT, NOTHING_ALSO_ON_PAPER, main_scenario, totals

CITIZENS = range(200)
BY_MAIL = (
    *EVERYBODY_CAN_BE_REACHED,
    *NOTHING_ALSO_ON_PAPER,
    *NOBODY_OPTS_OUT,
    "population.unprompted_logins=0 / year",
)


def events(activity: Activity, *settings: str) -> Integers:
    journal = compiled_journal(main_scenario(*BY_MAIL, *settings), "opaque", 0, CITIZENS).journal
    return np.asarray(journal[journal[:, ACTIVITY] == activity])


def told(*settings: str) -> str:
    """The life of the first citizen, in words."""
    pair = life_pair(main_scenario(*BY_MAIL, *settings), 0, ("opaque", "sender"))
    return " ".join(text_of(pair, [story.case for story in pair.lives[0].stories]).split())


def test_what_a_rule_files_away_is_never_seen_and_what_comes_by_post_is() -> None:
    scenario = main_scenario(*BY_MAIL, "population.mail_rule=1")
    counts = totals(scenario, "opaque", len(CITIZENS))
    assert counts["notifications"] > 1000
    assert counts["emails_noticed"] == 0
    assert counts["missed"] == counts["missed_not_noticed"] == counts["invoices"] > 100
    assert counts["imitations_noticed"] > 0  # a rule knows the true sender only
    assert 0 < totals(scenario, "paper-fallback", len(CITIZENS))["missed"] < counts["missed"] / 2


def test_nothing_is_noticed_later_for_a_helper_and_half_of_it_is_sooner() -> None:
    alone, helped = events(Activity.NOTICED), events(Activity.NOTICED, "population.helper=1")
    sooner = {tuple(row[[CITIZEN, CASE, DETAIL]].tolist()): row[AT] for row in helped}
    keys = [tuple(row[[CITIZEN, CASE, DETAIL]].tolist()) for row in alone]
    gains = np.array([row[AT] - sooner[key] for row, key in zip(alone, keys, strict=True) if key in sooner])
    assert len(gains) > 1000
    assert gains.min() == 0
    assert 0.4 < (gains > 0).mean() < 0.6  # who looks first is either


@pytest.mark.parametrize("setting", ["population.busy={share: 0.6, lasts: 4 days}", "population.habit=1"])
def test_other_ways_to_look_move_looks_and_nothing_that_comes(setting: str) -> None:
    assert np.array_equal(events(Activity.DELIVERED), events(Activity.DELIVERED, setting))
    usual, changed = events(Activity.NOTICED), events(Activity.NOTICED, setting)
    assert 0.9 < len(changed) / len(usual) < 1.1
    assert len(np.unique(changed[:, AT])) != len(np.unique(usual[:, AT]))


def test_a_life_tells_of_rules_helpers_and_habits() -> None:
    filed = told("population.mail_rule=1")
    assert "a rule that files notifications away" in filed
    assert "A rule of the mail program filed it away, where nobody sees it." in filed
    helped = told("population.helper=1", "population.habit=1")
    assert "somebody who sees mail and letters as well" in helped
    assert "on average, by habit" in helped
    assert "somebody else who sees it saw it first and passed it on" in helped
    usual = told()
    assert not any(word in usual for word in ("habit", "rule of the mail", "saw it first"))
