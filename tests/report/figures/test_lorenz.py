from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.report.figures.lorenz import SHOWN, lorenz
from sim.report.figures.style import INK, house_style, series
from tests.report.figures.studies import EVERY, analysed


def test_the_curves_are_those_of_the_analysis_and_the_table_tells_their_gini() -> None:
    analysis = analysed("opaque, sender, paper")
    with house_style():
        drawing = lorenz(analysis)
    assert drawing is not None
    written = [text.get_text() for text in drawing.figure.texts]
    for axes, burden in zip(drawing.figure.axes, SHOWN, strict=True):
        curves = [tuple(np.asarray(line.get_ydata(), dtype=np.float64)) for line in axes.lines]
        for design in analysis.designs:
            found = analysis.spread("all", design, burden)
            assert found.lorenz is not None
            assert tuple(point * 100.0 for point in found.lorenz) in curves
            assert f"{found.distribution.gini:.2f}" in written
            assert design in written
        ginis = [analysis.spread("all", design, burden).distribution.gini or 0.0 for design in analysis.designs]
        assert f"{min(ginis):.2f} (" in drawing.alt
        assert f" to {max(ginis):.2f} (" in drawing.alt


def test_every_design_has_a_look_of_its_own() -> None:
    analysis = analysed(EVERY)
    assert len({series(place) for place, _ in enumerate(analysis.others)}) == 14
    assert INK not in {series(place)[0] for place, _ in enumerate(analysis.others)}


def test_a_burden_that_nobody_bears_has_no_panel() -> None:
    analysis = analysed("opaque, sender")
    free = replace(
        analysis,
        spreads=tuple(replace(row, lorenz=None) if row.burden == "fees_eur" else row for row in analysis.spreads),
    )
    with house_style():
        drawing = lorenz(free)
        assert drawing is not None
        assert len(drawing.figure.axes) == 1
        assert drawing.words.title == "How unequally effort is borne"
        assert lorenz(replace(free, spreads=tuple(replace(row, lorenz=None) for row in free.spreads))) is None
