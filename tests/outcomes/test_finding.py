"""Finding citizens: those who meet conditions, the one that tells most, and conditions that are none."""

import pytest

from sim.errors import StudyError, UsageError
from sim.outcomes.finding import WHATS, Condition, conditions_like, conditions_of, find, most_contrasting
from sim.outcomes.simulation import simulate_compiled
from sim.rules.parameters import Integers
from sim.scenario.resolution import resolve
from tests.shipped import SCENARIOS, main_scenario

SIZE = 1500
DESIGNS = ("opaque", "wmebv")


def rows(design: str) -> dict[str, Integers]:
    return simulate_compiled(main_scenario(f"population.size={SIZE}"), design, 0, range(SIZE))


def test_the_first_citizen_who_meets_the_conditions_is_found() -> None:
    scenario = main_scenario(f"population.size={SIZE}")
    found = find(scenario, DESIGNS, conditions_of("missed-under=opaque, not-under=wmebv", scenario))
    fits = (rows("opaque")["missed"] > 0) & (rows("wmebv")["missed"] == 0)
    assert (found.citizen, found.matching, found.looked_at) == (int(fits.argmax()), int(fits.sum()), SIZE)
    assert found.matching > 1
    assert found.other_way is None


def test_a_citizen_of_a_segment_is_found() -> None:
    scenario = main_scenario(f"population.size={SIZE}")
    asked = conditions_of("missed-under=opaque,segment=age-65-80,not-under=wmebv", scenario)
    assert ",".join(map(str, asked)) == "missed-under=opaque,segment=age-65-80,not-under=wmebv"
    found = find(scenario, DESIGNS, asked)
    place = list(scenario.population.segments).index("age-65-80")
    fits = (rows("opaque")["missed"] > 0) & (rows("wmebv")["missed"] == 0) & (rows("opaque")["segment"] == place)
    assert (found.citizen, found.matching) == (int(fits.argmax()), int(fits.sum()))
    assert 0 < found.matching < find(scenario, DESIGNS, asked[::2]).matching


def test_conditions_are_completed_one_step_at_a_time() -> None:
    scenario = main_scenario("population.size=50")
    for begun, offered in (
        ("mis", ["missed-under="]),
        ("not", []),
        ("missed-under=wm", ["missed-under=wmebv"]),
        ("missed-under=wmebv,not", ["missed-under=wmebv,not-under="]),
        ("fee-under=wmebv,segment=age-2", ["fee-under=wmebv,segment=age-20-40"]),
    ):
        assert conditions_like(begun, scenario) == offered


def test_more_effort_is_more_than_under_the_other_design() -> None:
    scenario = main_scenario(f"population.size={SIZE}")
    found = find(scenario, DESIGNS, conditions_of("more-effort-under=wmebv", scenario))
    more = rows("wmebv")["effort_seconds"] > rows("opaque")["effort_seconds"]
    assert (found.citizen, found.matching) == (int(more.argmax()), int(more.sum()))


def test_without_conditions_the_one_whose_fees_differ_most_is_found() -> None:
    found = find(main_scenario(f"population.size={SIZE}"), DESIGNS)
    one, other = rows("opaque"), rows("wmebv")
    fits = (one["missed"] > 0) & (other["missed"] == 0) & (one["fees_cents"] > 0) & (other["fees_cents"] == 0)
    back = (one["missed"] == 0) & (other["missed"] > 0) & (one["fees_cents"] == 0) & (other["fees_cents"] > 0)
    assert fits[found.citizen]
    assert one["fees_cents"][found.citizen] == one["fees_cents"][fits].max()
    assert (found.matching, found.other_way) == (int(fits.sum()), int(back.sum()))


def test_designs_the_other_way_about_find_the_same_citizens() -> None:
    one, other = rows("opaque"), rows("wmebv")
    there, back = (most_contrasting({"opaque": one, "wmebv": other}, way) for way in (DESIGNS, ("wmebv", "opaque")))
    assert (there.matching, there.other_way) == (back.other_way, back.matching)


def test_where_nobody_misses_anything_the_minutes_that_differ_most_are_found() -> None:
    scenario = main_scenario("population.size=200", "suspicion.base=-1000", "acting.pays_at_once=1")
    same = {design: simulate_compiled(scenario, "opaque", 0, range(200)) for design in DESIGNS}
    same["wmebv"] = {**same["wmebv"], "effort_seconds": same["wmebv"]["effort_seconds"].copy()}
    same["wmebv"]["effort_seconds"][77] += 60
    found = most_contrasting(same, DESIGNS)
    assert (found.citizen, found.conditions, found.matching) == (77, (), 0)


def test_conditions_that_nobody_meets_are_said() -> None:
    scenario = main_scenario("population.size=100")
    impossible = (Condition("missed", "opaque", holds=True), Condition("missed", "opaque", holds=False))
    with pytest.raises(StudyError, match=r"None of the 100 citizens looked at meets missed-under=opaque"):
        find(scenario, DESIGNS, impossible)


def test_a_queue_is_searched_as_a_whole() -> None:
    scenario = resolve(SCENARIOS / "digid-outage.yaml", settings=("population.size=150",)).scenario
    found = find(scenario, DESIGNS, conditions_of("wasted-login-under=opaque", scenario))
    row = simulate_compiled(scenario, "opaque", 0, range(150))
    assert found.looked_at == 150
    assert row["wasted_logins"][found.citizen] > 0


@pytest.mark.parametrize("what", WHATS)
def test_everything_that_may_be_asked_is_understood(what: str) -> None:
    scenario = main_scenario("population.size=50")
    conditions = conditions_of(f"{what}-under=opaque,not-under=wmebv", scenario)
    assert conditions == (Condition(what, "opaque", holds=True), Condition(what, "wmebv", holds=False))


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("mised-under=opaque", "'mised'. Did you mean missed?"),
        ("missed-under=opaqe", "'opaqe'. Did you mean opaque?"),
        ("not-under=opaque", "'not-under=opaque' has nothing before it"),
        ("segment=age-65-80,not-under=opaque", "'not-under=opaque' has nothing before it"),
        ("segment=age-65-8", "There is no segment 'age-65-8'. Did you mean age-65-80?"),
        ("missed", "'missed' is no condition"),
        ("missed-under=opaque,", "'' is no condition"),
        ("missed=opaque", "'missed=opaque' is no condition"),
        ("zzz-under=opaque", "One can ask for missed, late, fee"),
    ],
)
def test_conditions_that_are_none_are_refused_with_what_there_is(written: str, complaint: str) -> None:
    with pytest.raises(UsageError) as refused:
        conditions_of(written, main_scenario())
    assert complaint in str(refused.value)
