"""The long comparison: ten thousand citizens under every shipped design, every event and every number.

Not part of the ordinary tests, for SimPy takes minutes for it: `pytest -n0 tests/engines/long_agreement.py`.
"""

from __future__ import annotations

import pytest

from sim.scenario.resolution import resolve
from tests.engines.agreement import assert_engines_agree
from tests.shipped import MAIN

DESIGNS = sorted(resolve(MAIN).scenario.designs)
CITIZENS = 10_000
AT_ONCE = 1_000


@pytest.mark.parametrize("design", DESIGNS)
def test_engines_agree_on_ten_thousand_citizens(design: str) -> None:
    scenario = resolve(MAIN).scenario
    parts = [range(first, first + AT_ONCE) for first in range(0, CITIZENS, AT_ONCE)]
    events = sum(assert_engines_agree(scenario, design, 0, part) for part in parts)
    print(f"{design}: {events:,} events of {CITIZENS:,} citizens equal")  # noqa: T201
