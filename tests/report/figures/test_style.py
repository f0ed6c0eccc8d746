from __future__ import annotations

from itertools import combinations

import matplotlib as mpl
import pytest
from matplotlib.colors import to_hex, to_rgb

from sim.report.figures import style
from sim.report.figures.style import COLOURS, INK, MARGIN, PAPER, PARAMETER_RANGE, SOFT, house_style, series


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ink", [INK, SOFT])
@pytest.mark.parametrize("ground", [PAPER, MARGIN])
def test_text_can_be_read_on_what_it_stands_on(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


def test_eighteen_series_differ() -> None:
    looks = [series(place) for place in range(18)]
    assert all(one != other for one, other in combinations(looks, 2))


def test_what_shows_ignorance_shows_nothing_else() -> None:
    others = {
        to_hex(value)
        for name, value in vars(style).items()
        if name.isupper() and isinstance(value, str) and value.startswith("#")
    }
    assert to_hex(PARAMETER_RANGE["edgecolor"]) not in others | {to_hex(colour) for colour in (*COLOURS, *style.GREYS)}
    assert PARAMETER_RANGE["hatch"]


def test_the_style_ends_where_it_ends() -> None:
    before = dict(mpl.rcParams)
    with house_style():
        assert mpl.rcParams["text.parse_math"] is False
    assert dict(mpl.rcParams) == before
