from __future__ import annotations

import pytest

from sim.analysis.comparison import Estimate
from sim.analysis.judgement import judged, margins_of
from sim.scenario.measures import unit_of
from sim.scenario.resolution import resolve
from sim.scenario.schema import Margins
from tests.experiment.studies import SHIPPED, small


@pytest.mark.parametrize(
    ("low", "high", "margin", "expected"),
    [
        (1.0, 2.0, 0.0, "more"),
        (1.0, 2.0, 1.0, "more"),
        (1.0, 2.0, 1.5, "unsettled"),
        (1.0, 2.0, 2.0, "same"),
        (-2.0, -1.0, 1.0, "less"),
        (-2.0, -1.0, 3.0, "same"),
        (-1.0, 1.0, 0.0, "unsettled"),
        (-1.0, 1.0, 0.5, "unsettled"),
        (0.0, 1.0, 0.0, "unsettled"),
        (0.0, 0.0, 0.0, "same"),
    ],
)
def test_an_interval_against_what_matters(low: float, high: float, margin: float, expected: str) -> None:
    assert judged(Estimate((low + high) / 2.0, low, high), margin) == expected


def test_without_an_interval_nothing_is_settled() -> None:
    assert judged(Estimate(0.0), 1.0) == "unsettled"
    assert judged(Estimate(0.5), 1.0) == "unsettled"
    assert judged(Estimate(None), 1.0) == "unsettled"


def test_margins_come_in_the_unit_of_the_response() -> None:
    scenario = small().with_(
        {
            "compare.margins.effort_minutes": "30 s",
            "compare.margins.fees_eur": "EUR 0.25",
            "compare.margins.missed_share": "2 %",
            "compare.margins.logins": "6 / year",
        }
    )
    found = margins_of(scenario)
    assert (found["effort_minutes"], found["fees_eur"], found["missed_share"], found["logins"]) == (0.5, 0.25, 0.02, 6)
    assert margins_of(small().with_({"compare.margins": None})) == {}


def test_every_margin_is_read_back_as_it_was_written() -> None:
    one = {name: unit_of(name).written("1") + (" / year" if name == "logins" else "") for name in Margins.model_fields}
    written = tuple(f"compare.margins.{name}={text}" for name, text in one.items())
    found = margins_of(resolve(SHIPPED, settings=written).scenario)
    assert found == {name: 1.0 / unit_of(name).factor for name in one}
