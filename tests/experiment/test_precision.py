from __future__ import annotations

import pytest

from sim.errors import UsageError
from sim.experiment.plan import Span
from sim.experiment.precision import InterimLook, alpha_spent, next_units, run_until_precise, stopping_words, target_of
from sim.experiment.runner import Study, run
from sim.experiment.study_data import StudyData
from sim.outcomes.responses import Columns
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import QUEUEING, small


class Alike(StudyData):
    """Rows that are under every design those of the first."""

    def rows(self, design: str, replication: int, citizens: Span) -> Columns:  # noqa: ARG002
        return super().rows(self.aim.designs[0], replication, citizens)


def perform(scenario: Scenario) -> Study:
    return run(scenario, engine=simulate)


@pytest.mark.parametrize(
    ("text", "response", "half_width", "of"),
    [
        ("missed_share 0.2 pp", "missed_share", 0.002, "differences"),
        ("effort_minutes 0.5 min", "effort_minutes", 0.5, "differences"),
        ("effort_minutes 0.5", "effort_minutes", 0.5, "differences"),
        ("fees_eur EUR 0.10", "fees_eur", 0.1, "differences"),
        ("fees_eur 0.10 EUR", "fees_eur", 0.1, "differences"),
        ("logins 0.05", "logins", 0.05, "differences"),
        ("missed_share 2 %", "missed_share", 0.02, "levels"),
    ],
)
def test_targets_are_absolute_for_differences_and_relative_for_levels(
    text: str, response: str, half_width: float, of: str
) -> None:
    found = target_of(text, small())
    assert (found.response, found.of) == (response, of)
    assert found.half_width == pytest.approx(half_width, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mised_share 0.2 pp", "Did you mean missed_share?"),
        ("missed_share 0.2 min", "measured in pp"),
        ("missed_share 0.2", "measured in pp"),
        ("effort_minutes 0.2 pp", "measured in min"),
        ("logins 0.2 min", "measured in no unit"),
        ("missed_share", "a response and a half-width"),
        ("missed_share -1 pp", "a response and a half-width"),
        ("missed_share 0 pp", "never reached"),
    ],
)
def test_what_is_no_target_is_refused(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said.replace("?", r"\?")):
        target_of(text, small())


def test_all_looks_together_spend_no_more_than_is_allowed() -> None:
    parts = [alpha_spent(0.05, look) for look in range(1, 10_000)]
    assert sum(parts) == pytest.approx(0.05, rel=2e-4)
    assert sum(parts) < 0.05
    assert parts == sorted(parts, reverse=True)


@pytest.mark.long
def test_a_study_grows_until_its_intervals_are_narrow_enough() -> None:
    scenario = small(40)
    targets = [target_of("missed_share 4 pp", scenario)]
    study, looks = run_until_precise(scenario, targets, perform)
    assert looks[-1].reached
    assert not any(look.reached for look in looks[:-1])
    assert [look.units for look in looks] == sorted({look.units for look in looks})
    assert [look.confidence for look in looks] == pytest.approx(
        [1.0 - alpha_spent(0.05, look.number) for look in looks]
    )
    assert study.scenario.population.size == looks[-1].units
    rows = [
        study.analysis.contrast(group, design, "missed_share")
        for group in ("all", "reachable")
        for design in study.analysis.others
    ]
    halves = [row.together.half_width for row in rows if row.together is not None]
    widest = max(half for half in halves if half is not None)
    assert widest <= 0.04
    assert looks[-1].widths == {"missed_share 4 pp": widest}
    assert "Precision reached" in stopping_words(looks, targets, "citizen")


def test_it_stops_at_the_most_and_says_so() -> None:
    scenario = small(40)
    targets = [target_of("missed_share 0.0001 pp", scenario)]
    study, looks = run_until_precise(scenario, targets, perform, most=100)
    assert [look.units for look in looks] == [40, 100]
    assert not looks[-1].reached
    assert study.scenario.population.size == 100
    assert "Precision NOT reached after 2 looks, at 40, 100 citizens." in stopping_words(looks, targets, "citizen")


def test_nothing_seen_to_differ_is_no_precision() -> None:
    def alike(larger: Scenario) -> Study:
        study = run(larger, engine=simulate)
        return Study(Alike(study.study_data.aim, study.study_data.part_store))

    _, looks = run_until_precise(small(50), [target_of("effort_minutes 100 min", small())], alike, most=200)
    assert [look.units for look in looks] == [50, 200]
    assert not any(look.reached for look in looks)
    assert looks[-1].widths == {"effort_minutes 100 min": None}


def test_one_design_has_no_differences_to_be_precise_about() -> None:
    with pytest.raises(UsageError, match="only opaque is compared"):
        target_of("missed_share 2 pp", small(designs="opaque"))
    assert target_of("missed_share 2 %", small(designs="opaque")).of == "levels"


def test_a_study_that_begins_beyond_the_most_is_refused() -> None:
    with pytest.raises(UsageError, match="begins with 60 units"):
        run_until_precise(small(60), [target_of("missed_share 2 pp", small())], perform, most=50)


def test_where_citizens_meet_replications_are_added() -> None:
    scenario = resolve(QUEUEING, settings=("population.size=20", "replications=3")).scenario
    study, looks = run_until_precise(scenario, [target_of("effort_minutes 2 min", scenario)], perform, most=40)
    assert study.scenario.population.size == 20
    assert study.scenario.replications == looks[-1].units > 3


def test_levels_are_widened_for_being_many() -> None:
    scenario = small(200)
    one = target_of("effort_minutes 100 %", scenario)
    _, (alone,) = run_until_precise(scenario, [one], perform)
    other = target_of("missed_share 1000 %", scenario)
    _, (both,) = run_until_precise(scenario, [one, other], perform)
    narrow, wide = alone.widths[one.written], both.widths[one.written]
    assert narrow is not None
    assert wide is not None
    assert narrow < wide < 1.5 * narrow


@pytest.mark.parametrize(
    ("width", "expected"),
    [(0.02, 440), (0.0101, 150), (None, 2_000), (5.0, 2_000), (1e200, 2_000)],
)
def test_the_next_look_takes_what_the_spread_asks_for(width: float | None, expected: float) -> None:
    target = target_of("missed_share 1 pp", small())
    look = InterimLook(1, 100, 0.975, {target.written: width}, reached=False)
    assert expected <= next_units(look, [target]) <= expected + 1
