from __future__ import annotations

import io
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
from PIL import Image

from sim.analysis.analysing import analyse
from sim.analysis.study import Analysis
from sim.analysis.tally import Tally
from sim.experiment.runner import run
from sim.report.figures import draw, figures
from sim.report.layout import MAIN
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import small

MANY = "opaque, sender, action, wmebv, austria, norway, kivra, digest, paper-fallback, paper"


def analysed(designs: str, size: int = 200, seed: int = 5) -> Analysis:
    scenario = small(size, designs=designs, seed=seed)
    return analyse(scenario, Tally.of(scenario, run(scenario, engine=simulate).tables))


def test_the_bytes_are_those_of_the_numbers() -> None:
    once, again = figures(analysed("opaque, sender, paper")), figures(analysed("opaque, sender, paper"))
    assert once == again
    assert set(once) == {"figure.png", "figure.svg"}
    other = figures(analysed("opaque, sender, paper", seed=6))
    assert other["figure.png"] != once["figure.png"]
    assert other["figure.svg"] != once["figure.svg"]


def test_a_style_set_elsewhere_changes_nothing() -> None:
    once = figures(analysed("opaque, sender"))
    with mpl.rc_context({"font.size": 30, "axes.grid": True, "figure.dpi": 30}):
        assert figures(analysed("opaque, sender")) == once


def test_both_files_are_what_they_claim() -> None:
    found = figures(analysed("opaque, sender"))
    image = Image.open(io.BytesIO(found["figure.png"]))
    assert image.width > 1_500
    assert ElementTree.fromstring(found["figure.svg"]).tag.endswith("svg")  # noqa: S314 - our own figure


def test_there_is_no_figure_without_a_difference() -> None:
    assert figures(analysed("opaque")) == {}


def test_every_difference_and_interval_is_drawn_where_it_is() -> None:
    analysis = analysed("opaque, sender, paper")
    figure = draw(analysis)
    for axes, shown in zip(figure.axes, MAIN, strict=True):
        drawn = {float(x) for line in axes.lines for x in np.asarray(line.get_xdata(), dtype=np.float64)}
        for group in ("all", "reachable"):
            for design in analysis.others:
                difference = analysis.contrast(group, design, shown.response).difference
                assert difference is not None
                for value in (difference.value, difference.low, difference.high):
                    assert value is not None
                    assert value * shown.factor in drawn
                    assert within(axes.get_xlim(), value * shown.factor)


def within(limits: tuple[float, float], value: float) -> bool:
    return limits[0] <= value <= limits[1]


def test_no_text_is_cut_off_or_covers_another() -> None:
    for designs in ("opaque, sender", MANY):
        analysis = analysed(designs)
        figure = draw(analysis)
        figure.draw_without_rendering()
        texts = [
            text
            for axes in figure.axes
            for text in (*axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels())
            if text not in axes.get_xticklabels() or within(axes.get_xlim(), text.get_position()[0])
        ]
        boxes = [
            (text.get_text(), text.get_window_extent())
            for text in (*figure.texts, *texts)
            if text.get_text() and text.get_visible()
        ]
        page = figure.bbox
        for name, box in boxes:
            assert box.x0 >= page.x0, name
            assert box.x1 <= page.x1, name
            assert box.y0 >= page.y0, name
            assert box.y1 <= page.y1, name
        for place, (name, box) in enumerate(boxes):
            for other_name, other in boxes[place + 1 :]:
                assert not box.overlaps(other), (name, other_name)


def test_the_figure_states_size_seed_and_interval() -> None:
    analysis = analysed("opaque, sender")
    said = " ".join(text.get_text() for text in draw(analysis).texts)
    for needed in ("200 citizens", "seed 5", "95 % intervals", "Difference from opaque"):
        assert needed in said
    assert len([axes for axes in draw(analysis).axes if axes.axison]) == len(MAIN)
