"""The power of a trial against the number of accounts: a panel for each outcome of each arm."""

from __future__ import annotations

import math
from typing import Final

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.trials.planning import PlannedTrial, TrialContrast
from sim.notation import listed, number, per_cent
from sim.report.figures import files_of
from sim.report.figures.lettering import drawable, height_of, shortened
from sim.report.figures.sheet import EDGE, Drawing, Sheet, SheetText
from sim.report.figures.style import GRID, INK, PANEL, PARAMETER_RANGE, RULE, SMALL, SOFT, UNKNOWN, house_style
from sim.scenario.coverage import Coverage

COLUMNS: Final = 2
WIDTH: Final = 2.7
HEIGHT: Final = 1.7
LEFT: Final = 0.45
HEADING: Final = 0.5
BELOW: Final = 0.5
BETWEEN: Final = 0.3
LEGEND: Final = 0.3


def trial_figures(found: PlannedTrial, title: str, reach: Coverage) -> dict[str, bytes]:
    """The figure of a trial as files."""
    with house_style():
        return files_of([trial_drawing(found, title, reach)])


def trial_drawing(found: PlannedTrial, title: str, reach: Coverage) -> Drawing:
    """The power for every outcome over the parameter points. Call it in the house style."""
    rows = math.ceil(len(found.aims) / COLUMNS)
    step, inside = HEADING + HEIGHT + BELOW, COLUMNS * (LEFT + WIDTH) + BETWEEN
    words = SheetText(
        f"How likely a trial of {listed(found.arms)} shows a difference",
        "The power against the number of accounts in each arm: its mean over the parameter uncertainty (the "
        "assurance), and where the middle 90 % of it lies. The grey line is the required power.",
        f"{found.points:,} parameter sets. {drawable(reach.range_words)}",
    )
    sheet = Sheet(title, words, inside + 2 * EDGE, LEGEND + rows * step)
    hatched = {**PARAMETER_RANGE, "edgecolor": UNKNOWN[0]}
    sheet.legend({"assurance": Line2D([], [], color=UNKNOWN[0]), "5 to 95 % of the power": Patch(**hatched)})
    for place, aim in enumerate(found.aims):
        down, aside = divmod(place, COLUMNS)
        left = EDGE + aside * (LEFT + WIDTH + BETWEEN) + LEFT
        axes = sheet.axes(left, LEGEND + down * step + HEADING, WIDTH, HEIGHT)
        draw(axes, aim, found.trial.power)
        top = LEGEND + down * step + 0.08
        heading = shortened(drawable(aim.response.label), WIDTH, PANEL)
        sheet.write(left, top, heading, size=PANEL, weight="bold", color=INK)
        sheet.write(left, top + height_of(1, PANEL), f"{drawable(aim.design)}", size=SMALL, color=SOFT)
    return Drawing("power", words, alternative(found), sheet.figure)


def draw(axes: Axes, aim: TrialContrast, wanted: float) -> None:
    """Draws one outcome of one arm."""
    accounts = [each.accounts for each in aim.strengths]
    axes.set_xscale("log")
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.axhline(100.0 * wanted, color=RULE, linewidth=0.8)
    axes.fill_between(
        accounts, [100.0 * each.low for each in aim.strengths], [100.0 * each.high for each in aim.strengths],
        **{**PARAMETER_RANGE, "linewidth": 0.0},
    )  # fmt: skip
    axes.plot(accounts, [100.0 * each.assurance for each in aim.strengths], color=UNKNOWN[0], linewidth=1.6, marker="o",
              markersize=3.5)  # fmt: skip
    axes.set_ylim(0.0, 100.0)
    # More labels than these would run into each other.
    axes.set_xticks(accounts[:: max(1, len(accounts) // 4)])
    axes.set_xticklabels([f"{each:,}" for each in accounts[:: max(1, len(accounts) // 4)]])
    axes.minorticks_off()
    axes.set_ylabel("%", fontsize=SMALL, color=SOFT)
    axes.set_xlabel("accounts in each arm", fontsize=SMALL, color=SOFT)


def alternative(found: PlannedTrial) -> str:
    """The assurance and the range of the power for the largest trial, in words."""
    return " ".join(
        f"{drawable(aim.response.label)} under {drawable(aim.design)}: with {each.accounts:,} accounts in each arm the "
        f"assurance is {per_cent(each.assurance, 0)}, and {number(100.0 * each.low, 0)} to "
        f"{number(100.0 * each.high, 0)} % of power are possible."
        for aim in found.aims
        for each in aim.strengths[-1:]
    )
