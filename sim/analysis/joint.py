"""Winners and losers: the burdens of the same citizens under two designs, counted jointly.

Two means can show that a design saves four minutes a year. They cannot show whether everyone saves four, or half save
ten and some lose two. Each citizen lives under both designs, so this can be counted.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist

from sim.analysis.comparison import CONFIDENCE, NOT_ESTIMABLE, Estimate, estimate
from sim.analysis.joint_table import FATES, MIRRORED, JointCell
from sim.analysis.moments import Unit
from sim.analysis.ratio import Products, Ratio
from sim.analysis.sample import Sample
from sim.analysis.student_t import half_width
from sim.outcomes.responses import Response


@dataclass(frozen=True, slots=True)
class Joint:
    """Burdens of the citizens of a group under two designs, as shares of these citizens with intervals."""

    group: str
    design: str
    other: str
    burden: str
    citizens: int
    """Number of citizens; a citizen counts once for each replication."""
    more: Estimate
    """Share with a larger burden under the design than under the other."""
    equal: Estimate
    less: Estimate
    both: Estimate
    """Share with some burden under both."""
    only_here: Estimate
    """Share with some burden under the design and none under the other."""
    only_there: Estimate
    neither: Estimate
    mean_more: float | None
    """Mean increase among those with a larger burden, in the unit of the burden; None if there are none."""
    mean_less: float | None
    """Mean decrease among those with a smaller burden, in the unit of the burden; None if there are none."""
    net_less: Estimate
    """`less` minus `more`. This interval and the next hold for all groups of a kind, designs and burdens
    simultaneously."""
    net_freed: Estimate
    """`only_there` minus `only_here`."""


def joints(samples: Iterable[Sample], reference: str, burdens: Iterable[Response]) -> tuple[Joint, ...]:
    """Every burden of every group under every design against the reference, in the order group, design, burden."""
    # Intervals of net shares hold for all groups of a kind together: segments are read beside segments.
    listed, groups = tuple(burdens), tuple(samples)
    kinds = Counter(sample.group.column for sample in groups)
    return tuple(
        joint(sample, design, reference, burden, kinds[sample.group.column] * (len(sample.designs) - 1) * len(listed))
        for sample in groups
        for design in sample.designs
        if design != reference
        for burden in listed
    )


def joint(sample: Sample, design: str, other: str, burden: Response, family: int = 1) -> Joint:
    """The joint counts of one burden under two designs; `family` is the number of simultaneous net shares."""
    joint_cells = joint_counts(sample, design, other, burden)
    everyone = citizens_of(sample)
    # Bonferroni over all net shares of the same kind of group.
    confidence = 1.0 - (1.0 - CONFIDENCE) / family

    def net(gain: JointCell, loss: JointCell) -> Estimate:
        pairs = [(one[gain], one[loss]) for one in joint_cells]
        return net_of(pairs, everyone, sample.unit, confidence)

    def share(count: Callable[[Sequence[int], int], int]) -> Estimate:
        return share_of([count(one, whole) for one, whole in zip(joint_cells, everyone, strict=True)], everyone, sample)

    return Joint(
        sample.group.name,
        design,
        other,
        burden.name,
        sample.citizens,
        share(lambda one, _: one[JointCell.MORE]),
        share(lambda one, whole: whole - one[JointCell.MORE] - one[JointCell.LESS]),
        share(lambda one, _: one[JointCell.LESS]),
        share(lambda one, _: one[JointCell.BOTH]),
        share(lambda one, _: one[JointCell.ONLY_FIRST]),
        share(lambda one, _: one[JointCell.ONLY_OTHER]),
        share(lambda one, whole: whole - one[JointCell.BOTH] - one[JointCell.ONLY_FIRST] - one[JointCell.ONLY_OTHER]),
        mean_of(joint_cells, JointCell.EXCESS, JointCell.MORE, burden.scale),
        mean_of(joint_cells, JointCell.RELIEF, JointCell.LESS, burden.scale),
        net(JointCell.LESS, JointCell.MORE),
        net(JointCell.ONLY_OTHER, JointCell.ONLY_FIRST),
    )


def joint_counts(sample: Sample, design: str, other: str, burden: Response) -> list[list[int]]:
    """The numbers in the order of `JointCell`: one list for each replication if that is the unit, else one in total."""
    # Each pair is counted once, in the order of the designs; seen from the other design, more becomes less.
    ordered = sorted((design, other), key=sample.designs.index)
    first = FATES * sample.layout.encounter_of[ordered[0], ordered[1], burden.above]
    seen_from = MIRRORED if ordered[0] == other else {joint_cell: joint_cell for joint_cell in JointCell}
    return [[one[first + seen_from[joint_cell]] for joint_cell in JointCell] for one in sample.joint]


def citizens_of(sample: Sample) -> list[int]:
    """The number of citizens of the group, one for each list of `joint_counts`."""
    if sample.unit == "citizen":
        return [sample.citizens] if sample.joint else []
    return [moments[sample.layout.moment(0, 0)] for moments in sample.by_replication]


def share_of(counts: Sequence[int], everyone: Sequence[int], sample: Sample) -> Estimate:
    """A share of the citizens with its interval."""
    if sample.unit == "citizen":
        return wilson(sum(counts), sum(everyone))
    # A group has another number of citizens in each replication, so its share is a ratio of totals.
    ratio = ratio_of(counts, everyone)
    return within_bounds(estimate(ratio.value, ratio.variance, 1.0, ratio.units - 1))


def ratio_of(counts: Sequence[int], everyone: Sequence[int]) -> Ratio:
    """The ratio of the counts of each replication to its citizens."""
    mixed = sum(one * whole for one, whole in zip(counts, everyone, strict=True))
    squares = Products(sum(one * one for one in counts), mixed, mixed, sum(whole * whole for whole in everyone))
    return Ratio(len(counts), sum(counts), sum(everyone), squares)


def net_of(pairs: Sequence[tuple[int, int]], everyone: Sequence[int], unit: Unit, confidence: float) -> Estimate:
    """The share of the citizens who gain minus the share who lose, with its interval.

    For citizens it is the interval of Agresti and Min for matched pairs (Statistics in Medicine 24, 2005). It adds half
    a pair to each cell of the table, and keeps its coverage where few gain or lose.
    """
    if unit == "citizen":
        gain, loss, of = (sum(each) for each in (*zip(*pairs, strict=True), everyone)) if pairs else (0, 0, 0)
        if not of:
            return NOT_ESTIMABLE
        # Half a pair in each of the four cells: two pairs more in all, one of them discordant.
        # Agresti and Min (2005): half a pair is added to each cell of the 2 x 2 table.
        middle = Fraction(gain - loss, of + 2)
        variance = (Fraction(gain + loss + 1, of + 2) - middle**2) / (of + 2)
        reach = NormalDist().inv_cdf(0.5 + confidence / 2.0) * math.sqrt(variance)
        # The value itself is the observed one. Only the interval is centred on the adjusted one.
        return Estimate((gain - loss) / of, max(-1.0, float(middle) - reach), min(1.0, float(middle) + reach))
    ratio = ratio_of([gain - loss for gain, loss in pairs], everyone)
    found = estimate(ratio.value, ratio.variance, 1.0, ratio.units - 1)
    if found.half_width is None:
        return found
    # `estimate` gives the interval of a single difference; the family needs a higher confidence.
    return found.widened(half_width(ratio.units - 1, confidence) / half_width(ratio.units - 1, CONFIDENCE))


def within_bounds(share: Estimate) -> Estimate:
    """A share whose interval is cut off at 0 and 1."""
    if share.low is None or share.high is None:
        return share
    return Estimate(share.value, max(0.0, share.low), min(1.0, share.high))


def wilson(count: int, of: int, confidence: float = CONFIDENCE) -> Estimate:
    """A share with the score interval, which keeps its coverage near 0 and 1 too (Wilson, JASA 22, 1927)."""
    if not of:
        return NOT_ESTIMABLE
    z, share = NormalDist().inv_cdf(0.5 + confidence / 2.0), count / of
    # Wilson's interval: all shares p at which the observed one lies within z standard errors of
    # p, which are those under p.
    middle = (share + z * z / (2 * of)) / (1.0 + z * z / of)
    reach = z / (1.0 + z * z / of) * math.sqrt(share * (1.0 - share) / of + z * z / (4.0 * of * of))
    # The ends are exact at shares of 0 and 1, where rounding would leave a trace.
    return Estimate(share, max(0.0, middle - reach) if count else 0.0, min(1.0, middle + reach) if count < of else 1.0)


def mean_of(joint_cells: Sequence[Sequence[int]], total: JointCell, count: JointCell, scale: float) -> float | None:
    """The mean change of the citizens concerned, in the unit of the burden; None if there are none."""
    people = sum(one[count] for one in joint_cells)
    return float(Fraction(sum(one[total] for one in joint_cells), people)) * scale if people else None
