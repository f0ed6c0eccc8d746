from __future__ import annotations

import pytest

from sim.notation import listed, per_cent


@pytest.mark.parametrize(
    ("parts", "text"),
    [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c"), (("a, b", "c"), "a, b and c")],
)
def test_parts_are_joined_by_commas_and_a_last_and(parts: tuple[str, ...], text: str) -> None:
    assert listed(parts) == listed(iter(parts)) == text


@pytest.mark.parametrize(
    ("share", "decimals", "text"),
    [
        (0.95, None, "95 %"),
        (0.975, None, "97.5 %"),
        (0.9999999, None, "100 %"),
        (0.27, 1, "27.0 %"),
        (-0.27, 0, "−27 %"),
        (0.0, 1, "0.0 %"),
        (None, 1, "–"),
        (None, None, "–"),
    ],
)
def test_shares_in_per_cent(share: float | None, decimals: int | None, text: str) -> None:
    assert per_cent(share, decimals) == text
