"""Studies of parameter uncertainty to draw: small functions in place of simulations."""

from __future__ import annotations

from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from scipy.stats import qmc

from sim.analysis.uncertainty.cube import Matrix, Vector
from sim.analysis.uncertainty.fit_quality import Marginal, Predicted, marginal, predicted
from sim.analysis.uncertainty.indices import Indices, crossed_points, indices
from sim.analysis.uncertainty.priorities import Evidence, Priority, ledger
from sim.analysis.uncertainty.robustness import Robustness, robustness
from sim.analysis.uncertainty.screening import Effect, effects, trajectories
from sim.report.figures.sheet import About
from sim.scenario.distributions import Grade

ABOUT = About(
    "What the opaque notification of MijnOverheid costs",
    "mijnoverheid-2016: 64 points for each of 12 factors, 2,000 citizens at each point, seed 5.",
)
FACTORS = (
    "population.dormant",
    "population.check_interval.median",
    "population.check_interval.sigma",
    "behaviour.opening.b0",
    "behaviour.appraisal.initial_belief",
    "behaviour.channels.email.looks_before_lost",
    "behaviour.acting.forgets",
    "senders.*.message_types.*.also_on_paper",
    "digid.methods.password.success",
    "population.unprompted_logins.median",
    "behaviour.opening.sd_message",
    "collections.tax.unable",
)
LONG = (
    "senders.the-tax-administration-of-the-kingdom.message_types.provisional-assessment-of-income-tax.also_on_paper",
    "w" * 120,
    "p",
)


def many(count: int) -> tuple[str, ...]:
    """As many names of factors as wanted."""
    return tuple(f"{FACTORS[place % len(FACTORS)]}.{place}" for place in range(count))


def answer(points: Matrix, turn: int = 0) -> Vector:
    """An answer in which factors matter less and less, the first two together."""
    weights = 0.7 ** np.roll(np.arange(points.shape[1]), turn)
    moved: Vector = (points - 0.5) @ weights + 2.0 * (points[:, 0] - 0.5) * (points[:, 1 % points.shape[1]] - 0.5)
    return moved


@cache
def explained(names: tuple[str, ...] = FACTORS, turn: int = 0) -> Indices:
    return indices(names, answer(crossed_points(names, 64, 5), turn), 5)


@cache
def moved(names: tuple[str, ...] = FACTORS, turn: int = 0) -> tuple[Effect, ...]:
    points = trajectories(names, 12, 5)
    return effects(names, points, answer(points, turn), 5)


@cache
def evenly(count: int, factors: int) -> Matrix:
    points: Matrix = qmc.Sobol(factors, scramble=False).random(count)
    return points


DESIGNS = ("opaque", "sender", "action", "wmebv", "paper-fallback", "paper")


@cache
def contested(designs: tuple[str, ...] = DESIGNS, margin: float = 0.05) -> Robustness:
    """Designs of which the later ones are better on the whole, and the last one only where much is unknown."""
    points = evenly(256, 3)
    outputs = {
        design: points[:, 0] * (1.0 - 0.1 * place) + (points[:, 1] - 0.3) ** 2 * 0.3 * place
        for place, design in enumerate(designs)
    }
    return robustness(outputs, "lower", margin)


GRADED: tuple[Grade | None, ...] = ("calibrated", "assumed", "calibrated", "measured", "assumed", None)


def level(line: Line2D) -> list[float]:
    """The numbers of a line on the level axis."""
    return [float(one) for one in np.asarray(line.get_xdata(), dtype=np.float64)]


def bars(axes: Axes, shade: str | None = None) -> list[tuple[float, float]]:
    """Where bars begin and end: the solid ones of a shade, or the hatched ones."""
    return [
        (patch.get_x(), patch.get_x() + patch.get_width())
        for patch in axes.patches
        if isinstance(patch, Rectangle)
        and (patch.get_hatch() is not None if shade is None else to_hex(patch.get_facecolor()) == shade)
    ]


@cache
def rows(names: tuple[str, ...] = FACTORS) -> tuple[Priority, ...]:
    found = explained(names)
    return ledger(
        Evidence(each.factor, each.total, GRADED[place % len(GRADED)], place % 3, identified=place > 0)
        for place, each in enumerate(found.indices)
    )


def bounds(factor: str) -> tuple[float, float]:
    return (0.02, 20.0) if factor.endswith("median") else (0.0, 0.4)


@cache
def fitted(names: tuple[str, ...] = FACTORS) -> tuple[Marginal, ...]:
    """An ensemble in which the later factors are narrowed down more, and the first two trade off."""
    points, weights = evenly(256, len(names)), 0.2 + evenly(256, 1)[:, 0]
    found = []
    for place, name in enumerate(names):
        low, high = bounds(name)
        towards = 1.0 - points[:, 0] if place == 1 else 0.3
        near = min(0.97, 0.8 if place == 1 else 0.08 * place)
        places = (1.0 - near) * points[:, place] + near * towards
        logarithmic = low > 0.0
        values = low * (high / low) ** places if logarithmic else low + places * (high - low)
        found.append(marginal(name, low, high, values, weights, logarithmic=logarithmic))
    return tuple(found)


FIGURES = (
    ("opened-within-21-days", 0.54, 0.02, 0.0, True),
    ("without-login-2016", 0.38, 0.03, 1.1, True),
    ("e-mails-noticed-within-24-hours", 0.8, 0.05, -2.6, True),
    ("fines-paid-on-first-notice", 0.71, 0.01, 9.0, True),
    ("paid-late-on-paper", 0.06, 0.01, -0.4, False),
    ("opened-within-42-days-2020", 0.04, 0.015, 1.9, False),
)


@cache
def predictions(count: int = len(FIGURES)) -> tuple[Predicted, ...]:
    spread = evenly(256, 1)[:, 0] - 0.5
    return tuple(
        predicted(name, observed, sd, observed + sd * (off + 2.5 * spread), 0.2 + evenly(256, 2)[:, 1], fitted=fit)
        for name, observed, sd, off, fit in FIGURES[:count]
    )


def text(name: str, value: float) -> str:
    """A value as people write it."""
    return f"{value:.2g} days" if name.endswith("median") else f"{100.0 * value:.3g} %"
