"""Converting a scenario to the numbers that the rules use."""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import numpy as np

from sim.clock import DAY, MINUTE, NEVER, SLACK_DAYS, YEAR, Calendar, second_of_day, working_days
from sim.draws import signed
from sim.elementary import logit
from sim.rules.clocks import clocks_of
from sim.rules.distributions import FIELDS, DistributionShape, beta_quantiles
from sim.rules.login import expected_login_seconds
from sim.rules.parameters import (
    CHANNELS,
    KINDS,
    METHODS,
    ActingNumbers,
    AppraisalNumbers,
    Arrivals,
    ChannelNumbers,
    CollectionNumbers,
    EffortNumbers,
    HelpdeskNumbers,
    Integers,
    LoginNumbers,
    MessageTypeNumbers,
    MethodNumbers,
    OpeningNumbers,
    OptOutNumbers,
    Parameters,
    PhishingNumbers,
    PostNumbers,
    RandomOutageNumbers,
    StepNumbers,
    SuspicionNumbers,
)
from sim.scenario.distributions import (
    Beta,
    Constant,
    Distribution,
    Exponential,
    Known,
    LogitNormal,
    Lognormal,
    Normal,
    Quantiles,
    Uniform,
    Varied,
)
from sim.scenario.schema import Collection, MessageType, Scenario, Sender
from sim.scenario.schema.digid import MethodUse
from sim.scenario.units import SHARE, Dimension

SHAPES: Final[dict[type, tuple[Any, ...]]] = {
    Constant: (DistributionShape.CONSTANT, "value"),
    Lognormal: (DistributionShape.LOGNORMAL, "median", "sigma"),
    Exponential: (DistributionShape.EXPONENTIAL, "mean"),
    Normal: (DistributionShape.NORMAL, "mean", "sd"),
    Uniform: (DistributionShape.UNIFORM, "low", "high"),
    LogitNormal: (DistributionShape.LOGIT_NORMAL, "median", "sd"),
}
"""The shape of each class of distribution that needs no table of points, and the names of its parameters."""


class DistributionTable:
    """Collects distributions as rows; the rows of one attribute are adjacent, in the order of the segments."""

    def __init__(self, segments: Sequence[str]) -> None:
        self.segments = tuple(segments)
        self.rows: list[tuple[float, ...]] = []
        self.points: list[tuple[float, float]] = []

    def add(self, varied: Varied[Any]) -> int:
        """Add one row per segment; returns the number of the first."""
        first = len(self.rows)
        for segment in self.segments:
            self.rows.append(self._row(varied.for_segment(segment)))
        return first

    def arrays(self) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """The table of distributions, and the points of those given by quantiles (at least one row each)."""
        return (
            np.array(self.rows or [(0.0,) * FIELDS], dtype=np.float64),
            np.array(self.points or [(0.0, 0.0)], dtype=np.float64),
        )

    def _row(self, distribution: Distribution[Any]) -> tuple[float, ...]:
        shape, a, b = self._shape(distribution)
        dimension = dimension_of(distribution)
        least = distribution.at_least.value if distribution.at_least is not None else dimension.least
        most = distribution.at_most.value if distribution.at_most is not None else dimension.most
        return (float(shape), a, b, float(least), float(most))

    def _shape(self, distribution: Distribution[Any]) -> tuple[DistributionShape, float, float]:
        if isinstance(distribution, Quantiles):
            return self._tabulated((p, float(x.value)) for p, x in distribution.points)
        if isinstance(distribution, Beta):
            return self._tabulated(beta_quantiles(distribution.a.value, distribution.b.value).tolist())
        for kind, (shape, *names) in SHAPES.items():
            if isinstance(distribution, kind):
                a, b = [float(getattr(distribution, name).value) for name in names] + [0.0] * (2 - len(names))
                # The logit is taken once here, and not at every draw.
                return (shape, logit(a), b) if shape == DistributionShape.LOGIT_NORMAL else (shape, a, b)
        raise TypeError(f"no rule draws a {type(distribution).__name__}")

    def _tabulated(self, points: Iterable[tuple[float, float]]) -> tuple[DistributionShape, float, float]:
        first = len(self.points)
        self.points.extend(points)
        return DistributionShape.QUANTILES, float(first), float(len(self.points))


def dimension_of(distribution: Distribution[Any]) -> Dimension:
    """The dimension of the values of a distribution; beta distributions, whose shapes have no unit, yield shares."""
    if isinstance(distribution, Quantiles):
        return distribution.points[0][1].dimension
    if isinstance(distribution, Beta):
        return SHARE
    first: Known[Any] = getattr(distribution, SHAPES[type(distribution)][1])
    return first.dimension


def types_of(sender: Sender) -> Iterable[MessageType]:
    """The message types of a sender, in order."""
    return sender.message_types.values()


def prepare(scenario: Scenario) -> tuple[Parameters, DistributionTable]:
    """The scenario's numbers, and the table of distributions, to which attributes of citizens can still be added."""
    table = DistributionTable(list(scenario.population.segments))
    calendar = Calendar(scenario.begins)
    changes, opens = (calendar.seconds(datetime.combine(day, time())) for day in (scenario.changes, scenario.start))
    horizon = opens + scenario.horizon.value
    end = horizon + scenario.followed_for
    collections = list(scenario.collections)
    busy = scenario.population.busy
    parameters = Parameters(
        seed=signed(scenario.seed),
        changes=changes,
        opens=opens,
        horizon=horizon,
        end=end,
        least_interval=MINUTE if scenario.hours is None else max(MINUTE, scenario.hours.least_interval.value),
        busy_share=0.0 if busy is None else busy.share.value,
        busy_lasts=0 if busy is None else busy.lasts.value,
        clocks=clocks_of(scenario, end),
        post=_post(scenario, end),
        table=np.zeros((1, FIELDS)),
        points=np.zeros((1, 2)),
        types=tuple(
            _message_type(place, message_type, collections, table)
            for place, sender in enumerate(scenario.senders.values())
            for message_type in types_of(sender)
        ),
        arrivals=_arrivals(scenario, end, table),
        channels=tuple(_channel(scenario, name, table) for name in CHANNELS),  # type: ignore[arg-type]  # four of them
        appraisal=AppraisalNumbers(*_values(scenario.appraisal, AppraisalNumbers._fields)),
        suspicion=SuspicionNumbers(*_values(scenario.suspicion, SuspicionNumbers._fields)),
        opening=_opening(scenario, table),
        login=_login(scenario, end, table),
        acting=ActingNumbers(
            pays_at_once=scenario.acting.pays_at_once.value,
            planned_lead_row=table.add(scenario.acting.planned_lead),
            last_minute=scenario.acting.last_minute.value,
            pays_on_reminder=scenario.acting.pays_on_reminder.value,
            inability_lasts=scenario.acting.inability_lasts.value,
        ),
        collections=tuple(_collection(scheme) for scheme in scenario.collections.values()),
        effort=EffortNumbers(*_values(scenario.effort, EffortNumbers._fields)),
        opt_out=OptOutNumbers(*_values(scenario.opt_out, OptOutNumbers._fields)),
        random_outages=_random_outages(scenario, table),
        phishing=_phishing(scenario, table),
        helpdesk=_helpdesk(scenario, table),
    )
    return with_table(parameters, table), table


def with_table(parameters: Parameters, table: DistributionTable) -> Parameters:
    """The parameters with the current content of the table."""
    rows, points = table.arrays()
    return parameters._replace(table=rows, points=points)


def _values(part: object, names: Sequence[str]) -> list[Any]:
    return [getattr(part, name).value for name in names]


def _message_type(
    sender: int, message_type: MessageType, collections: Sequence[str], table: DistributionTable
) -> MessageTypeNumbers:
    term = message_type.payment_term or message_type.response_term
    answer = message_type.answer
    objections = answer.objections if answer is not None else None
    return MessageTypeNumbers(
        sender=sender,
        kind=KINDS.index(message_type.kind),
        importance=message_type.importance.value,
        words_row=table.add(message_type.words),
        amount_row=table.add(message_type.amount) if message_type.amount is not None else -1,
        term=term.value if term is not None else 0,
        collection=collections.index(message_type.collection) if message_type.collection is not None else -1,
        also_on_paper=message_type.also_on_paper.value,
        objections=objections.value if objections is not None else 0.0,
        online=answer.online.value if answer is not None else 1.0,
        by_post=answer.by_post.value if answer is not None else 0,
        postage=answer.postage.value if answer is not None else 0,
        term_runs_on=message_type.term_runs_on,
    )


def _post(scenario: Scenario, end: int) -> PostNumbers:
    # Days of 23 and 25 hours cancel within a year, and the slack covers what is left.
    days = end // DAY + SLACK_DAYS
    terms, delivery = scenario.calendar.terms, scenario.calendar.delivery
    ending = [] if terms is None else working_days(*scenario.calendar.rule_of(terms), scenario.begins, days)
    delivering = scenario.calendar.delivery_days(scenario.begins, days) if delivery is not None else []
    return PostNumbers(
        longest_term=0 if terms is None else terms.up_to.value,
        opens=0 if delivery is None else second_of_day(delivery.opens),
        closes=0 if delivery is None else second_of_day(delivery.closes),
        term_days=_next_true(ending),
        delivery_days=_next_true(delivering),
    )


def _arrivals(scenario: Scenario, end: int, table: DistributionTable) -> Arrivals:
    calendar = Calendar(scenario.begins)
    days = end // DAY + SLACK_DAYS
    knots, months = calendar.month_starts(end)
    types = [kind for sender in scenario.senders.values() for kind in types_of(sender)]
    places = [place for place, sender in enumerate(scenario.senders.values()) for _ in types_of(sender)]
    spreads = [kind.arrival.spread.value if kind.arrival.spread is not None else 0 for kind in types]
    dates = [_dates(calendar, kind.arrival.on or (), spread, end) for kind, spread in zip(types, spreads, strict=True)]
    senders = list(scenario.senders.values())
    return Arrivals(
        eligible_rows=np.array([table.add(kind.eligible) for kind in types], dtype=np.int64),
        scheduled=np.array([kind.arrival.on is not None for kind in types], dtype=np.int64),
        knots=np.array(knots, dtype=np.int64),
        masses=np.array(
            [
                _masses(knots, months, kind.arrival.monthly_weights, kind.arrival.per_year.value)
                if kind.arrival.per_year is not None
                else [0.0] * len(knots)
                for kind in types
            ],
            dtype=np.float64,
        ),
        dates=_ragged(dates, NEVER),
        spreads=np.array(spreads, dtype=np.int64),
        senders=np.array(places, dtype=np.int64),
        batch_hours=_ragged([[3600 * hour for hour in sender.batch_hours] for sender in senders], -1),
        batch_spreads=np.array([sender.batch_spread.value for sender in senders], dtype=np.int64),
        midnights=np.array(calendar.midnights(days), dtype=np.int64),
        sending_days=_next_true(working_days(*scenario.calendar.sending_rule, scenario.begins, days)),
    )


def _dates(calendar: Calendar, on: Sequence[str], spread: int, end: int) -> list[int]:
    """Midnights of yearly dates, given as month-day, whose spread overlaps the time from start to end."""
    moments = []
    # A date of the year before may have a spread that reaches into the study.
    first = (calendar.start - timedelta(seconds=spread)).year
    for year in range(first, (calendar.start + timedelta(seconds=end)).year + 1):
        for month, day in (map(int, text.split("-")) for text in on):
            try:
                midnight = datetime.combine(date(year, month, day), time())
            except ValueError:  # 29 February in a year without it
                continue
            if -spread <= (moment := calendar.seconds(midnight)) < end:
                moments.append(moment)
    return sorted(moments)


def _masses(knots: Sequence[int], months: Sequence[int], weights: Sequence[float] | None, rate: float) -> list[float]:
    """Expected number of events from the start up to each knot, at a yearly rate modulated by monthly weights.

    Weights are divided by their mean over the twelve months, so that a year has the yearly rate. Without weights the
    rate is constant.
    """
    factors = [1.0] * 12 if weights is None else [weight * 12 / math.fsum(weights) for weight in weights]
    masses = [0.0]
    for begin, finish, month in zip(knots[:-1], knots[1:], months, strict=True):
        masses.append(masses[-1] + rate * factors[month - 1] * (finish - begin) / YEAR)
    return masses


def _ragged(rows: Sequence[Sequence[int]], end: int) -> Integers:
    """Rows of different lengths as one array, padded with `end`; each row has at least one `end`."""
    # Compiled loops stop at the first `end`, so the longest row needs one as well.
    width = 1 + max((len(row) for row in rows), default=0)
    return np.array([[*row, *[end] * (width - len(row))] for row in rows], dtype=np.int64)


def _next_true(flags: Sequence[bool]) -> Integers:
    """For each place the first true one from it on, or the last true one if none follows: so slack days are needed."""
    places = [place for place, flag in enumerate(flags) if flag]
    following = [places[min(bisect.bisect_left(places, place), len(places) - 1)] for place in range(len(flags))]
    return np.array(following, dtype=np.int64)


def _channel(scenario: Scenario, name: str, table: DistributionTable) -> ChannelNumbers:
    channel = getattr(scenario.channels, name)
    return ChannelNumbers(
        delay_row=table.add(channel.delay),
        lost=channel.lost.value,
        visibility=channel.visibility.value,
        sinking=channel.sinking.value,
        looks_before_lost=channel.looks_before_lost,
        looks_per_interval=channel.looks_per_interval.value,
    )


def _opening(scenario: Scenario, table: DistributionTable) -> OpeningNumbers:
    opening = scenario.opening
    named = {
        name: getattr(opening, name).value
        for name in OpeningNumbers._fields
        if name not in ("postponement_row", "max_postponements")
    }
    return OpeningNumbers(
        **named, postponement_row=table.add(opening.postponement), max_postponements=opening.max_postponements
    )


def _login(scenario: Scenario, end: int, table: DistributionTable) -> LoginNumbers:
    login = scenario.login
    calendar = Calendar(scenario.begins)
    knots, months = calendar.month_starts(end)
    methods = [getattr(login.methods, name) for name in METHODS]
    outages = sorted((begin := calendar.seconds(outage.begins), begin + outage.lasts.value) for outage in login.outages)
    return LoginNumbers(
        methods=tuple(_method(use, login.max_attempts) for use in methods),  # type: ignore[arg-type]  # four of them
        retries=login.retries.value,
        recovers=login.recovers.value,
        max_attempts=login.max_attempts,
        recovery_seconds=login.recovery_minutes.value,
        recovery_delay_row=table.add(login.recovery_delay),
        outages=np.array(outages, dtype=np.int64).reshape(-1, 2),
        season_knots=np.array(knots, dtype=np.int64),
        season_masses=np.array(_masses(knots, months, login.season, 1.0), dtype=np.float64),
    )


def _method(use: MethodUse, max_attempts: int) -> MethodNumbers:
    success, seconds = use.success.value, use.minutes.value
    return MethodNumbers(success, seconds, expected_login_seconds(seconds, success, max_attempts) / MINUTE)


def _random_outages(scenario: Scenario, table: DistributionTable) -> RandomOutageNumbers | None:
    outages = scenario.login.random_outages
    return RandomOutageNumbers(outages.per_year.value, table.add(outages.lasts)) if outages is not None else None


def _phishing(scenario: Scenario, table: DistributionTable) -> PhishingNumbers | None:
    phishing = scenario.phishing
    if phishing is None:
        return None
    names = [name for name in PhishingNumbers._fields if name != "loss_row"]
    return PhishingNumbers(**dict(zip(names, _values(phishing, names), strict=True)), loss_row=table.add(phishing.loss))


def _helpdesk(scenario: Scenario, table: DistributionTable) -> HelpdeskNumbers | None:
    helpdesk = scenario.helpdesk
    if helpdesk is None:
        return None
    return HelpdeskNumbers(
        agents=helpdesk.agents,
        opens=second_of_day(helpdesk.opens),
        closes=second_of_day(helpdesk.closes),
        after=(helpdesk.after_abandoned_login.value, helpdesk.after_recovery.value, helpdesk.after_fee.value),
        calls_after_row=table.add(helpdesk.calls_after),
        talks_row=table.add(helpdesk.talks),
        patience_row=table.add(helpdesk.patience),
    )


def _collection(scheme: Collection) -> CollectionNumbers:
    multiplies = [step.multiplies.value if step.multiplies is not None else 0.0 for step in scheme.taken]
    return CollectionNumbers(
        unable=scheme.unable.value,
        steps=tuple(
            StepNumbers(
                after=step.after.value,
                term=step.term.value,
                fee_from=np.array([fee.amount_from.value for fee in step.fees], dtype=np.int64),
                fee=np.array([fee.fee.value for fee in step.fees], dtype=np.int64),
                # An increase counts from the largest multiple that any earlier step has reached,
                # so that it is charged once.
                multiplied=max(1.0, *multiplies[:place]) if place > 0 else 1.0,
                multiplies=multiplies[place],
                able_pays=step.able_pays.value,
                unable_pays=step.unable_pays.value,
            )
            for place, step in enumerate(scheme.taken)
        ),
    )
