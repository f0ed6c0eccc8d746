"""The plan of a trial over parameter uncertainty: power for each number of accounts, and the information it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.analysis.comparison import CONFIDENCE
from sim.analysis.exploration.ordinary import analyse_in_process
from sim.analysis.exploration.outputs import GROUPS, Output, may_affect
from sim.analysis.exploration.probe import Probe, folded_levels
from sim.analysis.exploration.space import Numbers
from sim.analysis.groups import REACHABLE, Group
from sim.analysis.student_t import half_width
from sim.analysis.study_analysis import Analysis
from sim.analysis.trials.learning import TrialResults, results_of
from sim.analysis.trials.power import Arms, detectable, power
from sim.analysis.uncertainty.information_value import LEAST, InformationValue, best_on_average, perfect
from sim.analysis.uncertainty.rounding import without_noise_digits
from sim.analysis.uncertainty.variance_components import sampling_variance, without_sampling_error
from sim.errors import UsageError
from sim.outcomes.responses import OBSERVED, Counts, Response, responses_of
from sim.outcomes.sums import CITIZENS, SUMMED
from sim.scenario.schema import Scenario, Trial
from sim.scenario.suggestions import require_known

ENDS: Final = (0.05, 0.5, 0.95)
LESSONS: Final = ("effort_minutes", "missed_share", "fees_eur")
"""Responses whose difference between the arms the trial may narrow, beside the outcomes themselves."""


@dataclass(frozen=True, slots=True)
class TrialPower:
    """Power of a trial of one size for one outcome of one arm against the control, over parameter uncertainty."""

    accounts: int
    """Accounts in each arm."""
    low: float
    """The 5th percentile of the power over the points."""
    median: float
    high: float
    assurance: float
    """Assurance: the mean power over the points, which is the probability that the trial shows a difference."""
    detectable: float
    """Smallest difference that is shown with the intended power, in the unit of the response, at the median standard
    error."""


@dataclass(frozen=True, slots=True)
class TrialContrast:
    """One outcome of one arm against the control."""

    response: Response
    design: str
    control: float
    """Median level under the control."""
    effects: tuple[float, float, float]
    """The 5th percentile, the median and the 95th percentile of the difference, without sampling error."""
    strengths: tuple[TrialPower, ...]
    enough: int | None
    """Least number of accounts in each arm whose assurance reaches the intended power; None if none does."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Reduction of the uncertainty about one number, or about one difference between the arms, by a trial."""

    name: str
    """Path of a number, or `response: design - control`."""
    narrowing: float
    """Expected part of its variance over parameter uncertainty that the trial removes."""
    error: float
    """Standard deviation of the narrowing of a number that is unrelated to the trial."""
    is_told: bool
    """True if the narrowing exceeds the largest that chance produces for any of the numbers."""


@dataclass(frozen=True, slots=True)
class ChoiceValue:
    """Value of a trial for the choice between its arms by one response, in the unit of that response."""

    response: Response
    best: str
    """The arm that is best on average over parameter uncertainty."""
    worth: InformationValue
    """Expected value of sample information: the mean gain of a choice after the trial."""
    everything: InformationValue
    """Expected value of perfect information: an upper bound for any trial."""


@dataclass(frozen=True, slots=True)
class PlannedTrial:
    """Power of a trial, and the information it gives."""

    trial: Trial
    arms: tuple[str, ...]
    aims: tuple[TrialContrast, ...]
    """Contrasts of each outcome and arm, the primary outcome first."""
    size: int
    """Accounts in each arm for which the information is calculated."""
    numbers: tuple[Narrowing, ...]
    """Every number that was varied, the most narrowed first; empty below 64 points."""
    differences: tuple[Narrowing, ...]
    points: int
    choices: tuple[ChoiceValue, ...] = ()
    """Value for the choice between the arms, by response; empty below 64 points."""


def arms_of(scenario: Scenario, named: Sequence[str] = ()) -> tuple[str, ...]:
    """The designs of a trial, the control first, or those that are named; raises `UsageError` if there is only one."""
    trial, compared = scenario.trial or Trial(), scenario.compare
    found = (
        tuple(named)
        or trial.designs
        or (compared.reference, *(each for each in compared.designs if each != compared.reference))
    )
    if len(found) < 2:
        raise UsageError(f"A trial compares two designs or more; there is only {found[0]}. Name another: --design.")
    return found


def outcomes_of(scenario: Scenario) -> tuple[Response, ...]:
    """The outcomes of a trial; raises `UsageError` for one that does not exist, or that no holder of the data sees."""
    known, trial = responses_of(scenario), scenario.trial or Trial()
    boxless = [name for name in arms_of(scenario) if not scenario.designs[name].message_box]
    billed = any(kind.kind == "invoice" for kind in scenario.message_types())
    usual = (() if boxless else ("opened_within_21_days",)) + (("paid_on_first_notice_share",) if billed else ())
    chosen = trial.outcomes or usual
    if not chosen:
        raise UsageError(
            f"Without a message box under {boxless[0]} and without invoices nothing is seen of this trial."
        )
    for name in chosen:
        require_known(name, known, f"The scenario {scenario.name} has no response {{}}", present="")
        if name not in OBSERVED:
            raise UsageError(
                f"{name} is no outcome of a trial: who holds the data does not see it. Those that are seen: "
                f"{', '.join(each for each in known if each in OBSERVED)}."
            )
        if boxless and known[name].denominator == "box_delivered":
            raise UsageError(f"{name} is of messages in the box, and {boxless[0]} has none. Choose another outcome.")
    return tuple(known[name] for name in chosen)


def dispersions(scenario: Scenario, arms: Sequence[str]) -> dict[str, float]:
    """The dispersion of each outcome: the variance of an account divided by that of one message or event.

    It comes from the citizens of an ordinary study with the numbers that the scenario states, over all arms. At other
    points the variance is assumed to be proportional to p (1 - p) for a share, and to the mean for a count, with the
    same factor.
    """
    group, analysis = (scenario.trial or Trial()).among, analyse_in_process(scenario, arms)
    return {each.name: dispersion_of(analysis, group, each, arms) for each in outcomes_of(scenario)}


def dispersion_of(analysis: Analysis, group: str, response: Response, arms: Sequence[str]) -> float:
    """The dispersion of one outcome, over the arms in which accounts differ; raises `UsageError` without any."""
    rows = [analysis.contrast(group, design, response.name) for design in arms]
    measured = [(row.level.half_width, row.level.value, row.citizens) for row in rows]
    known = [(half, level, citizens) for half, level, citizens in measured if half and level is not None]
    if not known:
        raise UsageError(f"{response.name} has no variance among {rows[0].citizens:,} accounts. Take more: --size.")
    histories = analysis.scenario.replications if analysis.unit == "replication" else None
    variances = [
        (half / half_width(max((histories or count) - 1, 1), CONFIDENCE)) ** 2 * count for half, _, count in known
    ]
    return sum(variances) / sum(base_of(response, np.array(level)).item() for _, level, _ in known)


def base_of(response: Response, levels: Numbers) -> Numbers:
    """The variance that is scaled by the dispersion: p (1 - p) for a share, the mean for a count."""
    return np.maximum(levels * (1.0 - levels) if response.is_share else levels, 1e-9)


def planned(probe: Probe, sums: Counts, places: Numbers, dispersion: Mapping[str, float], key: int) -> PlannedTrial:
    """The plan of a trial from the sums at points of parameter uncertainty, and the dispersion of its outcomes.

    `sums` are an array of point by design by fold by cell by quantity; the designs are the arms. Raises `UsageError` if
    an outcome is defined at fewer than two points.
    """
    scenario = probe.scenario
    trial, outcomes = scenario.trial or Trial(), outcomes_of(scenario)
    group = GROUPS[trial.among]
    measured = {
        one.name: ArmResponse.of(scenario, probe.designs, sums, one, group, dispersion[one.name]) for one in outcomes
    }
    compared = range(1, len(probe.designs))
    aims = tuple(trial_contrast(trial, probe.designs, each, arm) for arm in compared for each in measured.values())
    # The information is calculated for the size that the first outcome with enough power needs.
    size = next((each.enough for each in aims if each.enough), None) or max(trial.sizes)
    whole = np.logical_and.reduce([each.whole for each in measured.values()])
    if whole.sum() < LEAST:
        return PlannedTrial(trial, probe.designs, aims, size, (), (), len(sums))
    said, covariance = trial_results(list(measured.values()), whole, arms_with(trial, size))
    results, lessons_of = results_of(said, covariance, key), outcomes_to_learn(probe, sums, measured, group)
    names, columns = differences_of(probe.designs, lessons_of)
    moving = numbers_moving(probe, outcomes)
    known = np.hstack([places[:, moving], np.stack(columns, axis=1)])[whole]
    error, least = results.chance(known, key)
    lessons = [
        Narrowing(name, without_noise_digits(float(narrowing)), without_noise_digits(error), bool(narrowing > least))
        for name, narrowing in zip(
            (*(probe.space.names[place] for place in moving), *names), results.narrowing(known), strict=True
        )
    ]
    numbers, others = lessons[: len(moving)], tuple(lessons[len(moving) :])
    ordered = tuple(sorted(numbers, key=lambda each: -each.narrowing))
    choices = tuple(
        chosen_by(probe.designs, each, results, whole)
        for each in lessons_of.values()
        if each.response.better is not None and each.whole[whole].all()
    )
    return PlannedTrial(trial, probe.designs, aims, size, ordered, others, int(whole.sum()), choices)


def chosen_by(
    arms: Sequence[str], measured: ArmResponse, found: TrialResults, whole: npt.NDArray[np.bool_]
) -> ChoiceValue:
    """The value of a trial for the choice between its arms by one response."""
    sign = 1.0 if measured.response.better == "higher" else -1.0
    effects = [measured.effects(arm) for arm in range(1, len(arms))]
    gains = sign * np.stack([np.zeros_like(effects[0]), *effects], axis=1)[whole[measured.whole]]
    return ChoiceValue(measured.response, arms[best_on_average(gains)], found.worth(gains), perfect(gains))


def numbers_moving(probe: Probe, outcomes: Sequence[Response]) -> list[int]:
    """Indices of the numbers that may move an outcome under one of the arms; a trial says nothing about the others."""
    columns = {column for one in outcomes for column in Output(one, probe.designs[0], None).columns}
    factors = enumerate(probe.space.factors)
    return [place for place, factor in factors if may_affect(factor, probe.scenario, probe.designs, columns)]


@dataclass(frozen=True, slots=True)
class ArmResponse:
    """One response in every arm at every point."""

    response: Response
    levels: Numbers
    """Array of point by arm."""
    moved: Numbers
    """Influence of each fold on the level: array of point by arm by fold."""
    accounts: Numbers
    """Number of accounts behind each point."""
    whole: npt.NDArray[np.bool_]
    """True for each point at which the response is defined in every arm."""
    dispersion: float = 1.0

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        arms: Sequence[str],
        sums: Counts,
        response: Response,
        group: Group,
        dispersion: float = 1.0,
    ) -> ArmResponse:
        """The response of a group in every arm; raises `UsageError` if it is defined at fewer than two points."""
        found = [folded_levels(scenario, sums[:, place], response.name, group) for place in range(len(arms))]
        levels = np.stack([level for level, _ in found], axis=1)
        cells = [1] if group is REACHABLE else [0, 1]
        counted = sums[:, 0][:, :, cells, SUMMED.index(CITIZENS)].sum(axis=(1, 2)).astype(np.float64)
        whole = np.asarray(np.isfinite(levels).all(axis=1))
        if whole.sum() < 2:
            raise UsageError(f"{response.name} is defined at hardly any point. Take more citizens: --size.")
        moves_ = np.stack([moved for _, moved in found], axis=1)
        return cls(response, levels, moves_, counted, whole, dispersion)

    def variances(self) -> Numbers:
        """The variance of an account at each point in each arm."""
        return self.dispersion * base_of(self.response, self.levels[self.whole])

    def effects(self, arm: int) -> Numbers:
        """The difference of an arm from the control at each point, without the sampling error of the points."""
        levels, moved = self.levels[self.whole], self.moved[self.whole]
        values, _ = without_sampling_error(
            levels[:, arm] - levels[:, 0], sampling_variance(moved[:, arm] - moved[:, 0])
        )
        return values


def trial_contrast(trial: Trial, arms: Sequence[str], measured: ArmResponse, arm: int) -> TrialContrast:
    """One outcome of one arm against the control, for every size."""
    effects, variances = measured.effects(arm), measured.variances()
    # Bonferroni over the arms that are compared with the control.
    significance = trial.significance / (len(arms) - 1)
    strengths = tuple(trial_power(trial, size, effects, variances[:, [0, arm]], significance) for size in trial.sizes)
    ends = np.quantile(effects, ENDS).tolist()
    enough = next((each.accounts for each in strengths if each.assurance >= trial.power), None)
    control = float(np.median(measured.levels[measured.whole][:, 0]))
    return TrialContrast(measured.response, arms[arm], control, (ends[0], ends[1], ends[2]), strengths, enough)


def trial_power(trial: Trial, size: int, effects: Numbers, variances: Numbers, significance: float) -> TrialPower:
    """The power of a trial with `size` accounts in each arm."""
    arms = arms_with(trial, size)
    errors = [arms.error(*map(float, row)) for row in variances]
    powers = [
        power(float(effect), error, arms.freedom, significance) for effect, error in zip(effects, errors, strict=True)
    ]
    low, median, high = np.quantile(powers, ENDS).tolist()
    least = detectable(float(np.median(errors)), arms.freedom, significance, trial.power)
    return TrialPower(size, low, median, high, float(np.mean(powers)), least)


def arms_with(trial: Trial, size: int) -> Arms:
    """The arms of a trial with `size` accounts in each, after drop-out."""
    kept = size * (1.0 - (trial.drop_out.value if trial.drop_out is not None else 0.0))
    explained = trial.adjusts_for.explains.value if trial.adjusts_for is not None else 0.0
    if trial.clusters is None:
        return Arms(kept, explained=explained)
    return Arms(kept, size // trial.clusters.size, trial.clusters.correlation.value, explained)


def trial_results(measured: Sequence[ArmResponse], whole: npt.NDArray[np.bool_], arms: Arms) -> tuple[Numbers, Numbers]:
    """The results of a trial at each point, and the covariance of their errors, averaged over the points.

    For each outcome the results are the level of the control, and the difference of every other arm from it. Outcomes
    of one arm come from the same accounts, and their correlation is that between the folds; arms are independent.
    """
    count = measured[0].levels.shape[1]
    found = np.zeros((len(measured) * count, len(measured) * count))
    for arm in range(count):
        moved = np.stack([each.moved[whole][:, arm] for each in measured], axis=1)  # point by outcome by fold
        apart = moved - moved.mean(axis=2, keepdims=True)
        folds = moved.shape[2]
        # The covariance of means from the folds, as in the jackknife; times the accounts behind a point it is that of
        # one account.
        products = np.einsum("pof,pqf->poq", apart, apart) / (folds - 1) / folds
        shared = (products * measured[0].accounts[whole][:, None, None]).mean(axis=0) * arms.inflation / arms.accounts
        places = [outcome * count + arm for outcome in range(len(measured))]
        found[np.ix_(places, places)] = shared
    levels = np.concatenate([each.levels[whole] for each in measured], axis=1)
    apart_from = np.eye(count)
    apart_from[1:, 0] = -1.0
    # Turns levels by arm into the control's level and the differences from it, outcome by outcome.
    turn = np.kron(np.eye(len(measured)), apart_from)
    return levels @ turn.T, turn @ found @ turn.T


def outcomes_to_learn(
    probe: Probe, sums: Counts, measured: Mapping[str, ArmResponse], group: Group
) -> dict[str, ArmResponse]:
    """The outcomes, and effort, misses and fees, which no trial observes, in every arm."""
    known = responses_of(probe.scenario)
    more = [known[name] for name in LESSONS if name in known and name not in measured]
    billed = any(kind.kind == "invoice" for kind in probe.scenario.message_types())
    wanted = [each for each in more if billed or each.denominator != "invoices"]
    return {**measured, **{one.name: ArmResponse.of(probe.scenario, probe.designs, sums, one, group) for one in wanted}}


def differences_of(arms: Sequence[str], lessons: Mapping[str, ArmResponse]) -> tuple[list[str], list[Numbers]]:
    """Names and values of the differences between the arms that a trial may narrow."""
    names, columns = [], []
    for name, each in lessons.items():
        for arm, design in enumerate(arms[1:], start=1):
            names.append(f"{name}: {design} - {arms[0]}")
            columns.append(np.nan_to_num(each.levels[:, arm] - each.levels[:, 0]))
    return names, columns
