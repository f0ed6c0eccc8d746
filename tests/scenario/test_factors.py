"""The numbers of a scenario that are not known exactly, and putting values in their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from sim.errors import UsageError
from sim.scenario.evidence import ledger
from sim.scenario.factors import Factor, chosen_factors, factors_of
from sim.scenario.placement import placed as placed_at
from sim.scenario.resolution import dump, resolve, with_settings
from sim.scenario.schema import Scenario
from tests.shipped import SCENARIOS, main_scenario


def placed(scenario: Scenario, factors: Sequence[Factor], values: Sequence[float]) -> Scenario:
    return placed_at(scenario, [factor.paths for factor in factors], values)


def named(scenario: Scenario, name: str) -> Factor:
    return next(each for each in factors_of(scenario) if each.name == name)


def test_every_number_with_a_range_is_in_exactly_one_factor() -> None:
    scenario = main_scenario()
    paths = [path for factor in factors_of(scenario) if not factor.choices for path in factor.paths]
    assert len(paths) == len(set(paths))
    ranged = {
        each.path
        for each in ledger(scenario).parameters
        if each.low is not None
        and each.low != each.high
        and each.section not in {"compare", "headline", "designs", "trial"}
    }
    assert ranged - set(paths) == {"population.email.valid", "population.phone.valid"}  # take what the others leave
    assert set(paths) <= ranged


def test_one_number_that_an_alias_repeats_is_one_factor() -> None:
    factor = named(main_scenario(), "senders.*.message_types.*.also_on_paper")
    assert len(factor.paths) == 13


def test_alike_numbers_that_are_not_one_by_a_pattern_are_named_after_the_first() -> None:
    words = [each for each in factors_of(main_scenario()) if each.paths[0].endswith(".words") and len(each.paths) > 1]
    assert len(words) == 3
    assert len({each.name for each in words}) == 3
    assert all(each.name.endswith(f" +{len(each.paths) - 1}") for each in words)


def test_margins_are_choices_and_no_factors() -> None:
    assert not any(each.name.startswith("compare") for each in factors_of(main_scenario()))


@pytest.mark.parametrize("place", [0.0, 0.25, 0.5, 1.0])
def test_a_place_and_its_value_are_two_names_of_one_thing(place: float) -> None:
    for factor in factors_of(main_scenario()):
        value = factor.at(place)
        assert factor.low <= value <= factor.high
        if not factor.whole:
            assert factor.place(value) == pytest.approx(place, abs=1e-9)


def test_a_wide_range_around_a_low_value_is_covered_by_factors() -> None:
    factors = {each.name: each for each in factors_of(main_scenario())}
    assert factors["phishing.per_year"].scale == "logarithmic"
    assert factors["phishing.per_year"].at(0.5) == pytest.approx((0.01 * 1.4) ** 0.5)
    assert factors["opening.b_value"].scale == "linear"  # 0.5 to 6 around 3.8
    assert factors["population.reminder_opt_in"].scale == "linear"  # a share always is


def test_the_stated_values_change_nothing() -> None:
    scenario = main_scenario()
    factors = factors_of(scenario)
    assert dump(placed(scenario, factors, [each.value for each in factors])) == dump(scenario)


def test_values_are_put_as_settings_put_them() -> None:
    scenario = main_scenario()
    apart = ("population.email", "population.phone", "alternatives")
    chosen = [each for each in factors_of(scenario) if not each.paths[0].startswith(apart)]
    values = [each.at(0.3) for each in chosen]
    put = placed(scenario, chosen, values)
    texts = [f"{path}={each.text(value)}" for each, value in zip(chosen, values, strict=True) for path in each.paths]
    set_so = with_settings(scenario, texts)
    for found, wanted in zip(ledger(put).parameters, ledger(set_so).parameters, strict=True):
        assert (found.path, found.value) == (wanted.path, wanted.value)


def test_evidence_stays() -> None:
    scenario = main_scenario()
    factor = named(scenario, "population.dormant")
    (before,) = (each for each in ledger(scenario).parameters if each.path == factor.name)
    (after,) = (each for each in ledger(placed(scenario, [factor], [0.05])).parameters if each.path == factor.name)
    assert after == replace(before, value="0.05")


def test_the_largest_share_takes_what_is_left() -> None:
    scenario = main_scenario()
    changed = placed(scenario, [named(scenario, "population.email.stale")], [0.1])
    shares = changed.population.email.for_segment("age-20-40")
    assert {name: round(known.value, 12) for name, known in shares.items()} == {
        "valid": 0.73,
        "none": 0.17,
        "stale": 0.1,
    }


def test_shares_that_leave_less_than_nothing_are_refused() -> None:
    scenario = main_scenario()
    stale = replace(named(scenario, "population.email.stale"), high=1.0)
    with pytest.raises(UsageError, match=r"population\.email.*less than nothing for valid"):
        placed(scenario, [stale], [0.9])


def test_ends_in_the_wrong_order_are_refused() -> None:
    scenario = main_scenario("acting.planned_lead={uniform: {low: 0 days, high: 3 days}}")
    assert not any("planned_lead" in each.name for each in factors_of(scenario))
    low, high = (named(main_scenario(), f"acting.planned_lead.uniform.{end}") for end in ("low", "high"))
    with pytest.raises(UsageError, match=r"acting\.planned_lead.*low end"):
        placed(main_scenario(), [low, high], [86_400.0, 3_600.0])


def test_factors_are_chosen_by_name_path_or_beginning() -> None:
    factors = factors_of(main_scenario())
    assert [each.name for each in chosen_factors(factors, ["population.dormant"])] == ["population.dormant"]
    (paper,) = chosen_factors(factors, ["senders.rdw.message_types.inspection-expiry.also_on_paper"])
    assert paper.name == "senders.*.message_types.*.also_on_paper"
    assert {each.name.split(".")[0] for each in chosen_factors(factors, ["opening", "acting"])} == {"opening", "acting"}
    with pytest.raises(UsageError, match=r"'population\.dormnt'.*Did you mean population\.dormant\?"):
        chosen_factors(factors, ["population.dormnt"])


def test_quantiles_and_tables_are_looked_into() -> None:
    path = "population.check_interval"
    scenario = main_scenario(
        f"{path}={{by_segment: {{age-20-40: {{lognormal: {{median: {{value: 1 day, low: 1 h, high: 2 days}}, "
        "sigma: 1}}, age-40-65: 1 day, age-65-80: {quantiles: {0: 1 h, 1: {value: 2 days, low: 2 h, high: 3 days}}}"
        ", age-80-up: 2 days}}"
    )
    found = {each.name for each in factors_of(scenario) if each.name.startswith(path)}
    assert found == {
        f"{path}.by_segment.age-20-40.lognormal.median",
        f"{path}.by_segment.age-65-80.quantiles.1",
    }
    factors = chosen_factors(factors_of(scenario), [path])
    changed = placed(scenario, factors, [7_200.0, 10_800.0])
    text = dump(changed)
    assert "median: {value: 2 h" in text or "value: 2 h" in text
    with pytest.raises(UsageError, match="quantiles would not ascend"):
        placed(scenario, factors[1:], [1_800.0])


@pytest.mark.long
@pytest.mark.parametrize("file", sorted(SCENARIOS.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_corner_of_every_shipped_scenario_is_a_scenario(file: object) -> None:
    scenario = resolve(str(file)).scenario
    factors = factors_of(scenario)
    assert factors
    for place in (0.0, 1.0):
        corner = placed(scenario, factors, [each.at(place) for each in factors])
        assert corner.with_({"seed": 1}).seed == 1  # reads it again, with every check
