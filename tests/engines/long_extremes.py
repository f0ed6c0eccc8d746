"""Every extreme that the schema allows, in both engines.

Not part of the ordinary tests, for it takes minutes: `pytest -n0 tests/engines/long_extremes.py`.
"""

from __future__ import annotations

import pytest

from tests.engines.extremes import extremes, met


@pytest.mark.parametrize("setting", tuple(extremes()))
def test_an_extreme_is_refused_in_a_sentence_or_simulated_alike_by_both_engines(setting: str) -> None:
    met(setting)
