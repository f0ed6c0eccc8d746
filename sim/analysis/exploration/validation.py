"""Validation: predictions of the model for published figures that it was not fitted to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

from sim.analysis.exploration.points import LEAST_POINTS
from sim.analysis.exploration.question import Question
from sim.analysis.exploration.space import Numbers
from sim.errors import UsageError
from sim.scenario.targets import Correlated, Target
from sim.spreadsheets import Column, Table

CONFIDENCE = 0.9
MATTERS: Final = 0.05
"""Size of an error that matters: five percentage points of a share, or this part of any other figure."""
HARDLY: Final = 0.2
"""Least power of a meaningful check. A model without error already fails in 10 % of cases, so less than this is hardly
a test."""
BEYOND: Final = 5
"""Least number of points beyond each end of a range; with fewer its ends are imprecise. A convention, met from 100
points on."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """A published figure with the prediction of the model, in the unit of its response."""

    target: Target
    values: Numbers
    """Prediction of the model at every point of parameter uncertainty."""
    points: int
    """Number of points at which the prediction is defined."""
    chance: float
    """Sampling standard error at one point."""
    low: float
    high: float
    """Ends of the 90 % prediction interval: over parameter uncertainty, sampling error and the figure's own
    uncertainty."""
    share: bool
    """True if it is a share, which lies between 0 and 1."""
    spread: float
    """Standard deviation that corresponds to that interval before it is cut off at 0 and 1."""

    @property
    def own(self) -> tuple[float, float]:
        """The middle 90 % of the predictions alone, without sampling error and the figure's own uncertainty."""
        tail = (1.0 - CONFIDENCE) / 2.0
        low, high = np.nanquantile(self.values, (tail, 1.0 - tail)).tolist()
        return low, high

    @property
    def relevant_error(self) -> float:
        """The size of an error that matters, in the unit of the figure.

        For a share it is five points, but at most half of it or of its complement; for a difference at most the
        difference itself. For any other figure it is a part of the figure.
        """
        value = self.target.value
        if self.target.is_difference:
            return min(MATTERS, abs(value)) if value else MATTERS
        if self.share:
            # At 0 and 1 these limits are nothing, and five points count.
            return min(MATTERS, value / 2.0, (1.0 - value) / 2.0) or MATTERS
        return MATTERS * abs(value)

    @property
    def power(self) -> float:
        """The probability that the check detects a model that is off by the size that matters."""
        low, high = self.target.ends
        return power(self.relevant_error, self.spread, (high - low) / 2.0)

    @property
    def cannot_fail(self) -> bool:
        """True if the check would hardly detect an error that matters, and did not detect a larger one either."""
        return self.is_inside and self.power < HARDLY

    @property
    def score(self) -> float:
        """The continuous ranked probability score of the prediction at the published figure, in its unit: 0 is best."""
        whole = self.values[np.isfinite(self.values)]
        return crps(whole, math.hypot(self.chance, self.target.uncertainty), self.nearest)

    @property
    def nearest(self) -> float:
        """The published figure; of a published interval, the value in it that is nearest to the median prediction."""
        low, high = self.target.ends
        return min(max(self.middle, low), high)

    @property
    def uninformed_score(self) -> float | None:
        """The score of an uninformed prediction: a uniform share, or no difference; None for other figures."""
        if self.target.is_difference:
            return crps(np.zeros(1), self.target.uncertainty, self.target.value)
        return crps_of_any_share(self.target.value) if self.share else None

    @property
    def skill(self) -> float | None:
        """The improvement over an uninformed prediction: 1 is perfect, 0 no better, below 0 worse; None without one."""
        return None if not self.uninformed_score else 1.0 - self.score / self.uninformed_score

    @property
    def middle(self) -> float:
        """The median of the predictions."""
        return float(np.nanmedian(self.values))

    @property
    def is_rough(self) -> bool:
        """True if so few points lie beyond each end of the interval that its ends are imprecise."""
        return self.points * (1.0 - CONFIDENCE) / 2.0 < BEYOND

    @property
    def is_inside(self) -> bool:
        """True if the published figure, or some of the published interval, lies in the prediction interval."""
        low, high = self.target.ends
        return self.low <= high and low <= self.high

    @property
    def distance_outside(self) -> float:
        """Signed distance of the published figure from the interval: 0 inside, negative if the model predicts more."""
        if self.is_inside:
            return 0.0
        low, high = self.target.ends
        return low - self.high if low > self.high else high - self.low


def predictions(question: Question, answers: Numbers, chance: Iterable[float]) -> tuple[Prediction, ...]:
    """The prediction of each target; `answers` has one row for each point of parameter uncertainty.

    `chance` is the sampling standard error of each.
    """
    return tuple(
        prediction(target, answers[:, place], float(error), share=question.is_share(target))
        for place, (target, error) in enumerate(zip(question.targets, chance, strict=True))
    )


def prediction(target: Target, values: Numbers, chance: float, *, share: bool) -> Prediction:
    """One prediction: the middle 90 % over the points, widened by sampling error and by the figure's own uncertainty.

    Independent errors add in quadrature. A share stays between 0 and 1. Raises `UsageError` if the figure is defined at
    too few points.
    """
    whole = values[np.isfinite(values)]
    if len(whole) < LEAST_POINTS:
        raise UsageError(
            f"{target.name} is defined at {len(whole)} of {len(values)} points, and fewer than {LEAST_POINTS} are "
            "too few: what it is a share of hardly happens. Take more citizens: --size."
        )
    tail = (1.0 - CONFIDENCE) / 2.0
    low, middle, high = (float(each) for each in np.quantile(whole, (tail, 0.5, 1.0 - tail)))
    # Half-width at 90 % of both normal errors together; it adds to the spread of the points in quadrature.
    added = NormalDist().inv_cdf(1.0 - tail) * math.hypot(chance, target.uncertainty)
    least, most = middle - math.hypot(middle - low, added), middle + math.hypot(high - middle, added)
    low, high = (max(0.0, least), min(1.0, most)) if share else (least, most)
    spread = (most - least) / (2.0 * NormalDist().inv_cdf(1.0 - tail))
    return Prediction(target, values, len(whole), chance, low, high, share, spread)


def power(error: float, spread: float, half: float = 0.0) -> float:
    """The probability that a normal value with this standard deviation lies outside the 90 % range around 0.

    Its mean is off by `error`; without error the probability is 10 %. For a published interval of half-width `half` the
    range is wider by that on both sides.
    """
    # Without spread the outcome is certain; no error at all keeps the nominal 10 %.
    if spread <= 0.0:
        return float(abs(error) > half) if error else 1.0 - CONFIDENCE
    normal, limit = NormalDist(), NormalDist().inv_cdf((1.0 + CONFIDENCE) / 2.0) + half / spread
    return normal.cdf(abs(error) / spread - limit) + normal.cdf(-abs(error) / spread - limit)


@dataclass(frozen=True, slots=True)
class JointPrediction:
    """Figures with correlated errors, compared jointly with the predictions of the model."""

    correlated: Correlated
    distance: float
    """Mahalanobis distance of the figures from the mean of the predictions."""
    probability: float
    """Probability of a distance at least as large if the model were right: chi-squared, with as many degrees of freedom
    as figures."""
    probability_apart: float
    """The same if their errors were independent of each other, as a fit assumes."""

    @property
    def is_inside(self) -> bool:
        """True if they lie within the 90 % region."""
        return self.probability >= 1.0 - CONFIDENCE


def joint_predictions(found: Sequence[Prediction], correlated: Iterable[Correlated]) -> tuple[JointPrediction, ...]:
    """The joint comparison of each group of correlated figures of which all are predicted."""
    named = {each.target.name: each for each in found}
    return tuple(
        joint([named[name] for name in each.figures], each)
        for each in correlated
        if all(name in named for name in each.figures)
    )


def joint(members: Sequence[Prediction], correlated: Correlated) -> JointPrediction:
    """The figures against a normal distribution with the mean and covariance of the predictions.

    The covariance also holds the errors of the figures, with their correlation, and the sampling error. Points at which
    a figure is undefined are left out.
    """
    from scipy.special import gammaincc  # noqa: PLC0415  (half a second to load)

    values = np.stack([each.values for each in members], axis=1)
    values = values[np.isfinite(values).all(axis=1)]
    off = np.array([each.nearest for each in members]) - values.mean(axis=0)
    own = np.array([each.target.uncertainty for each in members])
    spread = np.cov(values, rowvar=False) + np.diag([each.chance**2 for each in members])
    alone = np.eye(len(own))
    mixed = correlated.correlation + (1.0 - correlated.correlation) * alone
    squares = [float(off @ np.linalg.solve(spread + np.outer(own, own) * each, off)) for each in (mixed, alone)]
    # The upper tail of chi-squared with k degrees of freedom at x is the regularised gamma function Q(k / 2, x / 2).
    together, apart = (float(gammaincc(len(own) / 2.0, each / 2.0)) for each in squares)
    return JointPrediction(correlated, math.sqrt(squares[0]), together, apart)


def crps(values: Numbers, spread: float, observed: float) -> float:
    """The continuous ranked probability score of an ensemble of equally likely values with normal errors, exactly.

    The formula for a mixture of normals: Grimit and others, Quarterly Journal of the Royal Meteorological Society 132,
    2006. Without a spread it is the score of the ensemble itself.
    """
    # CRPS = E|X - y| - E|X - X'| / 2; the difference of two members has twice the variance of one.
    to_observed = mean_distance(observed - values, spread).mean()
    apart = mean_distance(np.subtract.outer(values, values), math.sqrt(2.0) * spread).mean()
    return float(to_observed - apart / 2.0)


def mean_distance(means: Numbers, spread: float) -> Numbers:
    """The mean absolute value of normal variates with these means and this standard deviation."""
    from scipy.special import ndtr  # noqa: PLC0415  (half a second to load)

    if spread <= 0.0:
        return np.abs(means)
    scaled = means / spread
    found: Numbers = 2.0 * spread * np.exp(-(scaled**2) / 2.0) / math.sqrt(2.0 * math.pi)
    found += means * (2.0 * ndtr(scaled) - 1.0)
    return found


def crps_of_any_share(observed: float) -> float:
    """The score of a prediction that is uniform from 0 to 1, in closed form."""
    return (observed**3 + (1.0 - observed) ** 3) / 3.0


OF_FIGURE: Final = "that of the response"
PREDICTIONS: Final = (
    Column("target", "string", "Name of the published figure."),
    Column("scenario", "string", "Scenario that it belongs to."),
    Column("design", "string", "Design that it is of."),
    Column("minus", "string", "Design that is subtracted, where the figure is a difference.", "", False),
    Column("response", "string", "Response that it is of."),
    Column("minus_response", "string", "Response that is subtracted, where the figure is such a "
    "difference.", "", False),
    Column("published", "number", "The figure as it was published; of an interval its middle or what is stated.",
           OF_FIGURE),
    Column("published_low", "number", "Lower end of the interval that was published, if one was.", OF_FIGURE, False),
    Column("published_high", "number", "Upper end of that.", OF_FIGURE, False),
    Column("uncertainty", "number", "Standard error of the published figure.", OF_FIGURE),
    Column("median", "number", "Median of the predictions over the parameter uncertainty.", OF_FIGURE),
    Column("own_low", "number", "Lower end of the middle 90 % of the predictions.", OF_FIGURE),
    Column("own_high", "number", "Upper end of that.", OF_FIGURE),
    Column("low", "number", "Lower end of that, widened by sampling error and the uncertainty of the "
    "figure.", OF_FIGURE),
    Column("high", "number", "Upper end of that.", OF_FIGURE),
    Column("inside", "boolean", "Whether the figure lies between low and high."),
    Column("beyond", "number", "Distance outside; below 0 where the model predicts more than was published.",
           OF_FIGURE),
    Column("power", "number", "Probability that the check notices an error of the size that matters."),
    Column("cannot_fail", "boolean", "Whether it would hardly notice such an error."),
    Column("crps", "number", "Continuous ranked probability score of the prediction: 0 is best.", OF_FIGURE),
    Column("crps_trivial", "number", "The same for an uninformed prediction. Empty where there is none.", OF_FIGURE,
           False),
    Column("points", "integer", "Points at which the prediction is defined.", "points"),
)  # fmt: skip


def predictions_table(found: tuple[Prediction, ...]) -> Table:
    """Every figure with its prediction and verdict."""
    rows = (
        [
            each.target.name, each.target.scenario, each.target.design, each.target.minus, each.target.response,
            each.target.minus_response, each.target.value, each.target.low, each.target.high,
            each.target.uncertainty, each.middle, *each.own, each.low, each.high, each.is_inside,
            each.distance_outside, each.power, each.cannot_fail, each.score, each.uninformed_score, each.points,
        ]
        for each in found
    )  # fmt: skip
    return Table("What the model predicts for every published figure", PREDICTIONS, rows)
