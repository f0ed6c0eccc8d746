from __future__ import annotations

import numpy as np
from matplotlib.colors import to_hex

from sim.analysis.pareto import AXES
from sim.analysis.study_analysis import Analysis
from sim.report.figures.pareto import pareto
from sim.report.figures.sheet import Drawing
from sim.report.figures.style import BLUE, INK, PAPER, RULE, house_style
from tests.report.figures.studies import analysed, with_levels

LEVELS = {
    "opaque": (60.0, 0.20, 3.0, 1.0, 4.0),
    "sender": (62.0, 0.21, 3.5, 5.0, 4.0),
    "action": (50.0, 0.10, 2.0, 60.0, 4.0),
}


def study() -> Analysis:
    levels = {
        (design, response): value
        for design, values in LEVELS.items()
        for response, value in zip(AXES, values, strict=True)
    }
    return with_levels(analysed(", ".join(LEVELS)), levels)


def made(margins: dict[str, float] | None = None) -> Drawing:
    with house_style():
        drawing = pareto(study(), margins or {})
    assert drawing is not None
    return drawing


def test_every_design_has_its_mark_and_its_name_in_every_panel_where_designs_differ() -> None:
    panels = made().figure.axes
    assert len(panels) == 3  # the senders' cost is the same everywhere
    for axes, response in zip(panels, AXES[1:], strict=False):
        marks = [
            (float(np.asarray(line.get_xdata())[0]), float(np.asarray(line.get_ydata())[0]))
            for line in axes.lines
            if line.get_marker() == "o"
        ]
        place = AXES.index(response)
        factor = 100.0 if response.endswith("_share") else 1.0
        assert marks == [(values[0], values[place] * factor) for values in LEVELS.values()]
        (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
        assert all(left < x < right and bottom < y < top for x, y in marks)
        assert {text.get_text() for text in axes.texts} == set(LEVELS)


def test_who_is_beaten_is_hollow_and_the_reference_black() -> None:
    looks = [
        (to_hex(str(line.get_markerfacecolor())), to_hex(str(line.get_markeredgecolor())))
        for line in made().figure.axes[0].lines
        if line.get_marker() == "o"
    ]
    assert [tuple(one.upper() for one in look) for look in looks] == [
        (INK.upper(), INK.upper()),
        (PAPER.upper(), RULE.upper()),
        (BLUE, BLUE),
    ]


def test_only_what_differs_by_factors_is_on_a_logarithmic_axis() -> None:
    assert [axes.get_yscale() for axes in made().figure.axes] == ["linear", "linear", "log"]
    assert any("logarithmic" in text.get_text() for text in made().figure.texts)


def test_the_words_for_who_cannot_see_it_hold_the_numbers() -> None:
    assert made().alt == (
        "Of 3 designs, reachable accounts, 2 are not beaten by another; 1 is beaten: opaque (effort 60.0, invoices "
        "missed 20.0); action (effort 50.0, invoices missed 10.0)."
    )
    wide = made({"exposure": 100.0})
    assert wide.alt.startswith("Of 3 designs, reachable accounts, 1 is not beaten by another; 2 are beaten: action")
    assert "by more than the margin" in wide.words.subtitle
    assert "by more than the margin" not in made().words.subtitle


def test_there_is_none_where_no_design_differs_or_there_is_only_one() -> None:
    analysis = study()
    same = {(design, response): 1.0 for design in LEVELS for response in AXES}
    with house_style():
        assert pareto(with_levels(analysis, same), {}) is None
        assert pareto(analysed("opaque"), {}) is None
