"""The plan of a trial over what is not known: power for each number of accounts, and what the trial would teach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.analysis.comparison import CONFIDENCE
from sim.analysis.exploration.ordinary import ordinary
from sim.analysis.exploration.outputs import GROUPS, Output, moves
from sim.analysis.exploration.probe import Probe, folded_levels
from sim.analysis.exploration.space import Numbers
from sim.analysis.groups import REACHABLE, Group
from sim.analysis.student_t import half_width
from sim.analysis.study_analysis import Analysis
from sim.analysis.trials.learning import TrialResults, results_of
from sim.analysis.trials.power import Arms, detectable, power
from sim.analysis.uncertainty.information_value import LEAST, InformationValue, best_on_average, perfect
from sim.analysis.uncertainty.rounding import sound
from sim.analysis.uncertainty.variance_components import sampling_variance, without_sampling_error
from sim.errors import UsageError
from sim.outcomes.responses import OBSERVED, Counts, Response, responses_of
from sim.outcomes.sums import CITIZENS, SUMMED
from sim.scenario.schema import Scenario, Trial
from sim.scenario.suggestions import require_known

ENDS: Final = (0.05, 0.5, 0.95)
LESSONS: Final = ("effort_minutes", "missed_share", "fees_eur")
"""Responses whose difference between the arms may be narrowed, beside the outcomes themselves."""


@dataclass(frozen=True, slots=True)
class TrialPower:
    """How strong a trial of some size is for one outcome of one arm against the control, over what is not known."""

    accounts: int
    """In each arm."""
    low: float
    """The 5th percentile of the power over the points."""
    median: float
    high: float
    assurance: float
    """The mean of the power over the points: how likely the trial is to show a difference, for all that is known."""
    detectable: float
    """The smallest difference that is shown with the power that is wanted, in the unit of the response: at the median
    of the standard error."""


@dataclass(frozen=True, slots=True)
class TrialContrast:
    """One outcome of one arm against the control."""

    response: Response
    design: str
    control: float
    """The median level under the control."""
    effects: tuple[float, float, float]
    """The 5th percentile, the median and the 95th percentile of the difference, without sampling error."""
    strengths: tuple[TrialPower, ...]
    enough: int | None
    """The least number of accounts in each arm whose assurance reaches the power that is wanted; None if none does."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """How far a trial narrows one number, or one difference between the arms."""

    name: str
    """A number by its path, or `response: design - control`."""
    narrowing: float
    """The part of its variance over what is not known that is gone on average."""
    error: float
    """The standard deviation of that of a number of which the trial says nothing."""
    is_told: bool
    """Whether it is more than chance makes of any of the numbers."""


@dataclass(frozen=True, slots=True)
class ChoiceValue:
    """What a trial is worth for the choice between its arms by one response, in the unit of that."""

    response: Response
    best: str
    """The arm that is best on average over what is not known."""
    worth: InformationValue
    """The mean gain of who chooses after the trial (the expected value of sample information)."""
    everything: InformationValue
    """The mean gain of who knows everything: no trial is worth more."""


@dataclass(frozen=True, slots=True)
class PlannedTrial:
    """What a trial would show and teach."""

    trial: Trial
    arms: tuple[str, ...]
    aims: tuple[TrialContrast, ...]
    """The primary outcome first."""
    size: int
    """Accounts in each arm with which it teaches what is said."""
    numbers: tuple[Narrowing, ...]
    """Every number that was varied, the most narrowed first; empty below 64 points."""
    differences: tuple[Narrowing, ...]
    points: int
    choices: tuple[ChoiceValue, ...] = ()
    """What it is worth for the choice between the arms; empty below 64 points."""


def arms_of(scenario: Scenario, named: Sequence[str] = ()) -> tuple[str, ...]:
    """The designs of a trial, the control first, or those that are named; `UsageError` where there is only one."""
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
    """The outcomes of a trial; raises `UsageError` for one that there is not, or that no holder of the data sees."""
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
    """How many times as large the variance of an account is as that of one message or event of it, by outcome.

    From the citizens of an ordinary study under the numbers that the scenario states, over all arms. The variance at
    another point is taken to go with p (1 - p) of a share, or with the mean of a count, by the same number of times.
    """
    group, analysis = (scenario.trial or Trial()).among, ordinary(scenario, arms)
    return {each.name: dispersion_of(analysis, group, each, arms) for each in outcomes_of(scenario)}


def dispersion_of(analysis: Analysis, group: str, response: Response, arms: Sequence[str]) -> float:
    """The same of one outcome, over the arms in which accounts differ; raises `UsageError` where they do in none."""
    rows = [analysis.contrast(group, design, response.name) for design in arms]
    told = [(row.level.half_width, row.level.value, row.citizens) for row in rows]
    known = [(half, level, citizens) for half, level, citizens in told if half and level is not None]
    if not known:
        raise UsageError(f"{response.name} has no variance among {rows[0].citizens:,} accounts. Take more: --size.")
    histories = analysis.scenario.replications if analysis.unit == "replication" else None
    variances = [
        (half / half_width(max((histories or count) - 1, 1), CONFIDENCE)) ** 2 * count for half, _, count in known
    ]
    return sum(variances) / sum(base_of(response, np.array(level)).item() for _, level, _ in known)


def base_of(response: Response, levels: Numbers) -> Numbers:
    """What the variance of an account goes with: p (1 - p) of a share, the mean of a count."""
    return np.maximum(levels * (1.0 - levels) if response.is_share else levels, 1e-9)


def planned(probe: Probe, sums: Counts, places: Numbers, dispersion: Mapping[str, float], key: int) -> PlannedTrial:
    """The plan of a trial from the sums at points of what is not known, and the dispersion of its outcomes.

    `sums` are point by design by fold by cell by what is summed, the designs being the arms. Raises `UsageError` if an
    outcome is defined at fewer than two points.
    """
    scenario = probe.scenario
    trial, outcomes = scenario.trial or Trial(), outcomes_of(scenario)
    group = GROUPS[trial.among]
    told = {
        one.name: ArmResponse.of(scenario, probe.designs, sums, one, group, dispersion[one.name]) for one in outcomes
    }
    compared = range(1, len(probe.designs))
    aims = tuple(aimed(trial, probe.designs, each, arm) for arm in compared for each in told.values())
    size = next((each.enough for each in aims if each.enough), None) or max(trial.sizes)
    whole = np.logical_and.reduce([each.whole for each in told.values()])
    if whole.sum() < LEAST:
        return PlannedTrial(trial, probe.designs, aims, size, (), (), len(sums))
    said, covariance = results_said(list(told.values()), whole, arms_with(trial, size))
    results, lessons_of = results_of(said, covariance, key), of_lessons(probe, sums, told, group)
    names, columns = differences_of(probe.designs, lessons_of)
    moving = numbers_moving(probe, outcomes)
    known = np.hstack([places[:, moving], np.stack(columns, axis=1)])[whole]
    error, least = results.chance(known, key)
    lessons = [
        Narrowing(name, sound(float(narrowing)), sound(error), bool(narrowing > least))
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


def chosen_by(arms: Sequence[str], told: ArmResponse, found: TrialResults, whole: npt.NDArray[np.bool_]) -> ChoiceValue:
    """What a trial is worth for the choice between its arms by one response."""
    sign = 1.0 if told.response.better == "higher" else -1.0
    effects = [told.effects(arm) for arm in range(1, len(arms))]
    gains = sign * np.stack([np.zeros_like(effects[0]), *effects], axis=1)[whole[told.whole]]
    return ChoiceValue(told.response, arms[best_on_average(gains)], found.worth(gains), perfect(gains))


def numbers_moving(probe: Probe, outcomes: Sequence[Response]) -> list[int]:
    """The places of the numbers that may move an outcome under one of the arms: a trial says nothing of the others."""
    columns = {column for one in outcomes for column in Output(one, probe.designs[0], None).columns}
    factors = enumerate(probe.space.factors)
    return [place for place, factor in factors if moves(factor, probe.scenario, probe.designs, columns)]


@dataclass(frozen=True, slots=True)
class ArmResponse:
    """What the points say of one response in every arm."""

    response: Response
    levels: Numbers
    """Point by arm."""
    moved: Numbers
    """Point by arm by fold: how far each fold moves the level."""
    accounts: Numbers
    """Of each point, the accounts behind it."""
    whole: npt.NDArray[np.bool_]
    """At which points it is defined in every arm."""
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
        """What the points say of a response of a group."""
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


def aimed(trial: Trial, arms: Sequence[str], told: ArmResponse, arm: int) -> TrialContrast:
    """One outcome of one arm, for every size."""
    effects, variances = told.effects(arm), told.variances()
    significance = trial.significance / (len(arms) - 1)
    strengths = tuple(strength(trial, size, effects, variances[:, [0, arm]], significance) for size in trial.sizes)
    ends = np.quantile(effects, ENDS).tolist()
    enough = next((each.accounts for each in strengths if each.assurance >= trial.power), None)
    control = float(np.median(told.levels[told.whole][:, 0]))
    return TrialContrast(told.response, arms[arm], control, (ends[0], ends[1], ends[2]), strengths, enough)


def strength(trial: Trial, size: int, effects: Numbers, variances: Numbers, significance: float) -> TrialPower:
    """How strong a trial with so many accounts in each arm is."""
    arms = arms_with(trial, size)
    errors = [arms.error(*map(float, row)) for row in variances]
    powers = [
        power(float(effect), error, arms.freedom, significance) for effect, error in zip(effects, errors, strict=True)
    ]
    low, median, high = np.quantile(powers, ENDS).tolist()
    least = detectable(float(np.median(errors)), arms.freedom, significance, trial.power)
    return TrialPower(size, low, median, high, float(np.mean(powers)), least)


def arms_with(trial: Trial, size: int) -> Arms:
    """The arms of a trial with so many accounts in each, as they are analysed."""
    kept = size * (1.0 - (trial.drop_out.value if trial.drop_out is not None else 0.0))
    explained = trial.adjusts_for.explains.value if trial.adjusts_for is not None else 0.0
    if trial.clusters is None:
        return Arms(kept, explained=explained)
    return Arms(kept, size // trial.clusters.size, trial.clusters.correlation.value, explained)


def results_said(told: Sequence[ArmResponse], whole: npt.NDArray[np.bool_], arms: Arms) -> tuple[Numbers, Numbers]:
    """What a trial says at each point, and the covariance of its errors, averaged over the points.

    Of each outcome it says the level of the control and the difference of every other arm from that. Outcomes of one
    arm are of the same accounts, and go together as between the folds of the points; arms are independent.
    """
    count = told[0].levels.shape[1]
    found = np.zeros((len(told) * count, len(told) * count))
    for arm in range(count):
        moved = np.stack([each.moved[whole][:, arm] for each in told], axis=1)  # point by outcome by fold
        apart = moved - moved.mean(axis=2, keepdims=True)
        folds = moved.shape[2]
        products = np.einsum("pof,pqf->poq", apart, apart) / (folds - 1) / folds
        shared = (products * told[0].accounts[whole][:, None, None]).mean(axis=0) * arms.inflation / arms.accounts
        places = [outcome * count + arm for outcome in range(len(told))]
        found[np.ix_(places, places)] = shared
    levels = np.concatenate([each.levels[whole] for each in told], axis=1)
    apart_from = np.eye(count)
    apart_from[1:, 0] = -1.0
    turn = np.kron(np.eye(len(told)), apart_from)
    return levels @ turn.T, turn @ found @ turn.T


def of_lessons(probe: Probe, sums: Counts, told: Mapping[str, ArmResponse], group: Group) -> dict[str, ArmResponse]:
    """What the points say of the outcomes, and of effort, misses and fees, which no trial sees."""
    known = responses_of(probe.scenario)
    more = [known[name] for name in LESSONS if name in known and name not in told]
    billed = any(kind.kind == "invoice" for kind in probe.scenario.message_types())
    wanted = [each for each in more if billed or each.denominator != "invoices"]
    return {**told, **{one.name: ArmResponse.of(probe.scenario, probe.designs, sums, one, group) for one in wanted}}


def differences_of(arms: Sequence[str], lessons: Mapping[str, ArmResponse]) -> tuple[list[str], list[Numbers]]:
    """The differences between the arms that a trial may narrow, by name."""
    names, columns = [], []
    for name, each in lessons.items():
        for arm, design in enumerate(arms[1:], start=1):
            names.append(f"{name}: {design} - {arms[0]}")
            columns.append(np.nan_to_num(each.levels[:, arm] - each.levels[:, 0]))
    return names, columns
