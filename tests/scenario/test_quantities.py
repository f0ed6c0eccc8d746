"""Values, distributions, tables and categories as the engines see them."""

from __future__ import annotations

import pickle
from datetime import date, datetime
from pathlib import Path

import pytest

from sim.scenario.quantities import Beta, Constant, Known, LogitNormal, Lognormal, Normal, Quantiles, Uniform
from sim.scenario.resolution import Resolution, resolve
from sim.scenario.units import SHARE
from tests.corpus.cases import BASE

YOUNG_AND_OLD = "{by_segment: {young: {lognormal: {median: 3 h, sigma: 2}, at_most: 9 days}, old: 1 day}}"


def with_settings(*settings: str) -> Resolution:
    """The base of the corpus with settings."""
    return resolve(BASE, settings=settings)


def test_a_known_value_carries_its_evidence() -> None:
    known = "{value: 10 %, low: 0, high: 50 %, grade: calibrated, source: [report, survey], note: Why}"
    app = with_settings(f"population.app={known}").scenario.population.app.for_segment("old")
    assert app == Constant(Known(0.1, 0.0, 0.5, "calibrated", ("report", "survey"), "Why", SHARE))


def test_values_are_in_base_units() -> None:
    scenario = resolve(BASE).scenario
    assert scenario.horizon.value == 366 * 86_400
    assert scenario.start == date(2016, 1, 1)
    assert scenario.effort.paying.value == 150
    bill = scenario.senders["tax-office"].message_types["bill"]
    assert bill.amount is not None
    amount = bill.amount.for_segment("young")
    assert isinstance(amount, Constant)
    assert amount.value.value == 12_000
    assert bill.arrival.per_year is not None
    assert bill.arrival.per_year.value == 1.0


def test_a_moment_is_dutch_local_time() -> None:
    outage = "[{begins: 2016-03-01 09:00, lasts: 2 days}]"
    (only,) = with_settings(f"login.outages={outage}").scenario.login.outages
    assert only.begins == datetime.fromisoformat("2016-03-01 09:00")
    assert only.begins.tzinfo is None


def test_a_table_has_a_distribution_for_each_segment() -> None:
    interval = with_settings(f"population.check_interval={YOUNG_AND_OLD}").scenario.population.check_interval
    young, old = interval.for_segment("young"), interval.for_segment("old")
    assert isinstance(young, Lognormal)
    assert (young.median.value, young.sigma.value, young.at_least) == (10_800, 2.0, None)
    assert young.at_most is not None
    assert young.at_most.value == 9 * 86_400
    assert isinstance(old, Constant)
    assert old.value.value == 86_400
    with pytest.raises(KeyError):
        interval.for_segment("middle")


def test_categories_keep_their_declared_order() -> None:
    methods = "{app: 0.6, sms: 0.3, password: 0.1}"
    shares = with_settings(f"population.login_method={methods}").scenario.population.login_method.for_segment("old")
    assert {name: known.value for name, known in shares.items()} == {"password": 0.1, "sms": 0.3, "app": 0.6}
    assert list(shares) == ["password", "sms", "app"]


@pytest.mark.parametrize(
    ("path", "written", "kind", "parameters"),
    [
        ("attention", "{beta: {a: 2, b: 3}}", Beta, {"a": 2.0, "b": 3.0}),
        ("attention", "{logit_normal: {median: 0.7, sd: 1}}", LogitNormal, {"median": 0.7, "sd": 1.0}),
        ("diligence", "{normal: {mean: -1, sd: 2}}", Normal, {"mean": -1.0, "sd": 2.0}),
        ("app", "{uniform: {low: 10 %, high: 20 %}}", Uniform, {"low": 0.1, "high": 0.2}),
    ],
)
def test_distributions_have_their_parameters(path: str, written: str, kind: type, parameters: dict[str, float]) -> None:
    population = with_settings(f"population.{path}={written}").scenario.population
    distribution = getattr(population, path).for_segment("young")
    assert isinstance(distribution, kind)
    assert {name: getattr(distribution, name).value for name in parameters} == parameters


def test_quantiles_are_pairs_of_probability_and_value() -> None:
    written = "{quantiles: {0: 1 h, 0.5: 5 h, 1: 20 days}}"
    interval = with_settings(f"population.check_interval={written}").scenario.population.check_interval
    quantiles = interval.for_segment("old")
    assert isinstance(quantiles, Quantiles)
    assert [(p, known.value) for p, known in quantiles.points] == [(0.0, 3600), (0.5, 18_000), (1.0, 20 * 86_400)]


def test_a_resolution_travels_between_processes(tmp_path: Path) -> None:
    resolution = with_settings(f"population.check_interval={YOUNG_AND_OLD}")
    again = pickle.loads(pickle.dumps(resolution))  # our own bytes
    assert again.scenario == resolution.scenario
    assert again.origin("population.app") == resolution.origin("population.app")


def test_a_scenario_is_frozen() -> None:
    scenario = resolve(BASE).scenario
    with pytest.raises(ValueError, match="frozen"):
        scenario.seed = 3  # type: ignore[misc]  # what is tested
