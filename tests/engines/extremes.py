"""Every number of a scenario at the smallest and largest that it may be, and beyond."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from sim.errors import ScenarioError
from sim.scenario.evidence import numbers
from sim.scenario.paths import all_paths, value_at
from sim.scenario.resolution import resolve, with_settings
from sim.scenario.schema import Scenario
from tests.engines.agreement import assert_engines_agree

HERE: Final = Path(__file__).parent
TINY: Final = f"0.{'0' * 299}1"
SIZES: Final = {
    "share": ("0", "5e-324", "1", "1.0000001"),
    "number": ("-1e308", "-1000000", "0", "5e-324", "0.001", "1", "100", "1000000", "1e308"),
    "span": ("0 s", "1 s", "36525 days", "36526 days"),
    "rate": ("0 / year", f"{TINY} / year", "1000 / year", "1000000 / year"),
    "money": ("EUR 0", "EUR 0.01", "EUR 1000000000", "EUR 1000000001"),
}
"""Texts at the bounds of each dimension, and beyond them."""
FAMILIES: Final = {
    "check_interval": ("{lognormal: {median: 1 s, sigma: 1000000}}", "{exponential: {mean: 36525 days}}"),
    "unprompted_logins": (
        "{lognormal: {median: 1000 / year, sigma: 1000000}}",
        f"{{exponential: {{mean: {TINY} / year}}}}",
    ),
    "attention": ("{logit_normal: {median: 5e-324, sd: 1000000}}", "{beta: {a: 0.01, b: 1000000}}"),
    "diligence": ("{normal: {mean: -1000000, sd: 1000000}}", "{beta: {a: 1000000, b: 1000000}}"),
    "forgets": ("{beta: {a: 0.01, b: 0.01}}", "{quantiles: {0: 0, 0.000000000000000000000000000001: 1, 1: 1}}"),
}
"""Distributions of extreme shapes, by attribute."""
WHOLE: Final = ("-1", "0", "1", "8", "23", "60", "10000", "1000000", "9223372036854775807", "18446744073709551615")
WEIGHTS: Final = ("1e308", "1000000", "5e-324", "0")
WORK: Final = ("population.size", "replications")
"""How much is simulated is for people to choose, and has no number that is wrong."""


@cache
def everything() -> Scenario:
    """The scenario in which every number stands somewhere."""
    return resolve(HERE / "everything.yaml").scenario


def extremes() -> Iterator[str]:
    """Settings, each of one number of the scenario to one extreme."""
    scenario = everything()
    for steps, known in numbers(scenario):
        if steps[0] not in {"headline", "compare"}:
            yield from (f"{'.'.join(steps)}={size}" for size in SIZES[known.dimension.name])
    for name, shapes in FAMILIES.items():
        yield from (f"population.{name}={shape}" for shape in shapes)
    for path in all_paths(scenario):
        value = value_at(scenario, path.split("."))
        if type(value) is int and path not in WORK and "." + path.split(".")[-1] not in {".year", ".rows"}:
            yield from (f"{path}={size}" for size in WHOLE)
        if path.endswith(("monthly_weights", "season")):
            yield from (f"{path}=[{weight}{', 0' * 11}]" for weight in WEIGHTS)
            yield from (f"{path}=[1{', ' + weight}{(', ' + weight) * 10}]" for weight in WEIGHTS)


def met(setting: str) -> str:
    """Whether a setting is refused in a sentence, or simulated equally by both engines; anything else fails."""
    try:
        scenario = with_settings(everything(), [setting])
    except ScenarioError as error:
        if not str(error).strip() or "Traceback" in str(error):
            raise AssertionError(setting) from error
        return "refused"
    assert_engines_agree(scenario, "everything", 0, range(4))
    return "simulated"
