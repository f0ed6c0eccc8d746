"""Sensitivity: the uncertain numbers that move a response, or a difference between two designs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from sim.analysis.comparison import Estimate
from sim.analysis.exploration.outputs import Output
from sim.analysis.exploration.probe import Probe
from sim.analysis.exploration.space import Numbers, Space
from sim.analysis.uncertainty.cube import RESAMPLED
from sim.analysis.uncertainty.indices import Indices, crossed_points, indices, require_base
from sim.analysis.uncertainty.priorities import Evidence, Priority, ledger
from sim.analysis.uncertainty.screening import Effect, effects, require_trajectories, shares, trajectories
from sim.errors import UsageError
from sim.outcomes.responses import Counts
from sim.scenario.factors import Factor
from sim.spreadsheets import Column, Table

Method: TypeAlias = Literal["morris", "sobol"]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Effects or indices of the factors for each output."""

    method: Method
    space: Space
    """Factors that were varied; all others stayed as the scenario states them."""
    outputs: tuple[Output, ...]
    effects: Mapping[str, tuple[Effect, ...]]
    """Elementary effects by output, from trajectories; empty for Sobol indices."""
    indices: Mapping[str, Indices]
    """Sobol indices by output, from crossed points; empty for elementary effects."""
    points: int
    seed: int

    def repetitions(self, output: str) -> int:
        """The number of trajectories, or of groups of points, at which an output is defined."""
        if self.method == "morris":
            return next((each.trajectories for each in self.effects[output]), 0)
        return self.indices[output].groups

    def is_estimable(self, output: str) -> bool:
        """True if an output is defined at enough points to attribute its variation."""
        return bool(self.effects[output]) if self.method == "morris" else self.indices[output].is_enough

    @property
    def has_intervals(self) -> bool:
        """True if every output has enough trajectories or groups for intervals."""
        return all(self.repetitions(each.name) >= RESAMPLED for each in self.outputs)

    def shares(self, output: str) -> dict[str, Estimate]:
        """The share of each factor in the variation of an output: its total index, or its part of all effects."""
        if self.method == "morris":
            return shares(self.effects[output])
        return {each.factor: each.total for each in self.indices[output].indices}

    def factor(self, name: str) -> Factor:
        """A factor by its name."""
        return next(each for each in self.space.factors if each.name == name)

    def largest_shares(self) -> dict[str, Estimate]:
        """The share of each factor in the difference between designs that it moves most."""
        found: dict[str, Estimate] = {}
        for output in self.outputs:
            for name, share in self.shares(output.name).items() if output.minus is not None else ():
                if name not in found or (share.value or 0.0) > (found[name].value or 0.0):
                    found[name] = share
        return found

    def ledger(self, output: str, identified: Mapping[str, bool]) -> tuple[Priority, ...]:
        """Priorities for measurement for an output; `identified` says whether a fitted factor is pinned down."""
        return self.entries(self.shares(output), identified)

    def whole_ledger(self, identified: Mapping[str, bool]) -> tuple[Priority, ...]:
        """Priorities for measurement for all differences between designs together."""
        return self.entries(self.largest_shares(), identified)

    def entries(self, found: Mapping[str, Estimate], identified: Mapping[str, bool]) -> tuple[Priority, ...]:
        """The priorities for some shares, with the evidence of each factor."""
        return ledger(
            Evidence(name, share, self.factor(name).grade, len(self.factor(name).sources), identified.get(name))
            for name, share in found.items()
        )


def screened(probe: Probe, outputs: Sequence[Output], points: Numbers, sums: Counts, seed: int) -> Sensitivity:
    """The effects of all factors on every output, from the sums at the points of trajectories."""
    names = probe.space.names
    found = {each.name: effects(names, points, each.values(probe, sums), seed) for each in outputs}
    return Sensitivity("morris", probe.space, tuple(outputs), found, {}, len(points), seed)


def indexed(probe: Probe, outputs: Sequence[Output], points: Numbers, sums: Counts, seed: int) -> Sensitivity:
    """The share of the variance of every output that each factor explains, from the sums at crossed points."""
    names = probe.space.names
    found = {each.name: indices(names, each.values(probe, sums), seed) for each in outputs}
    return Sensitivity("sobol", probe.space, tuple(outputs), {}, found, len(points), seed)


def trajectory_points(space: Space, count: int, seed: int) -> Numbers:
    """The points of trajectories through a space."""
    return trajectories(space.names, count, seed)


def index_points(space: Space, base: int, seed: int) -> Numbers:
    """The points for indices of a space."""
    return crossed_points(space.names, base, seed)


def require_enough(method: Method, trajectories_: int, base: int, *, screens: bool) -> None:
    """Raises `UsageError` if there are too few points for a result; `screens` if effects are needed."""
    try:
        if screens:
            require_trajectories(trajectories_)
        if method == "sobol":
            require_base(base)
    except ValueError as error:
        raise UsageError(f"{error}.") from error


def most_moving(found: Sensitivity, count: int) -> tuple[Factor, ...]:
    """The `count` factors with the largest share in any output, in the order of the space."""
    best: dict[str, float] = {}
    for output in found.outputs:
        for name, share in found.shares(output.name).items():
            best[name] = max(best.get(name, 0.0), share.value or 0.0)
    chosen = sorted(best, key=lambda name: -best[name])[:count]
    return tuple(factor for factor in found.space.factors if factor.name in chosen)


OF_OUTPUT: Final = "that of the output"
NAMED: Final = (
    Column("output", "string", "Output: a response under a design, or its difference between two designs."),
    Column("factor", "string", "The number that is varied, by its path in the scenario."),
    Column("grade", "string", "Evidence for the number: measured, calibrated or assumed.", "", False),
)
EFFECTS: Final = (
    *NAMED,
    Column("mu", "number", "Mean elementary effect of the number over its range (Morris).", OF_OUTPUT, False),
    Column("mu_star", "number", "Mean absolute elementary effect.", OF_OUTPUT, False),
    Column("mu_star_low", "number", "Lower end of the 95 % interval of mu_star.", OF_OUTPUT, False),
    Column("mu_star_high", "number", "Upper end of that interval.", OF_OUTPUT, False),
    Column("sigma", "number", "Standard deviation of the elementary effects: how far these depend on other numbers.",
           OF_OUTPUT, False),
)  # fmt: skip
INDICES: Final = (
    *NAMED,
    *(
        Column(f"{kind}{end}", "number", f"{words} {meaning}", "share of the variance", required=False)
        for kind, meaning in (
            ("first", "first-order Sobol index: share of the variance that the number explains alone."),
            ("total", "total Sobol index: share that it explains alone and with others."),
        )
        for end, words in (
            ("", "The"),
            ("_low", "Lower end of the 95 % interval of the"),
            ("_high", "Upper end of the 95 % interval of the"),
        )
    ),
)


def sensitivity_table(found: Sensitivity) -> Table:
    """A row for every number of every output: its effect, or its indices, with their intervals."""
    if found.method == "morris":
        effects_: list[list[object]] = [
            [output, row.factor, found.factor(row.factor).grade, row.mu, *ends(row.mu_star), row.sigma]
            for output, rows in found.effects.items()
            for row in rows
        ]
        return Table("The elementary effect of every number on every output", EFFECTS, effects_)
    shares_: list[list[object]] = [
        [output, row.factor, found.factor(row.factor).grade, *ends(row.first), *ends(row.total)]
        for output, each in found.indices.items()
        for row in each.indices
    ]
    return Table("The share of the variance of every output that every number explains", INDICES, shares_)


def ends(estimate: Estimate) -> tuple[float | None, float | None, float | None]:
    """A value and the two ends of its interval."""
    return estimate.value, estimate.low, estimate.high


def outputs_table(probe: Probe, outputs: Sequence[Output], points: Numbers, sums: Counts) -> Table:
    """Every point with the values of the factors in base units, and every output."""
    values = probe.space.values(points)
    measured = np.stack([each.values(probe, sums) for each in outputs], axis=1)
    columns = (*map(factor_column, probe.space.factors), *map(output_column, outputs))
    rows = (
        ["" if math.isnan(value) else f"{value:.10g}" for value in row]
        for row in np.hstack([values, measured]).tolist()
    )
    return Table("The points: the value of every varied number, and the outputs", columns, rows)


def factor_column(factor: Factor) -> Column:
    """The column with the values of a factor."""
    if factor.choices:
        listed = ", ".join(f"{place} {choice}" for place, choice in enumerate(factor.choices))
        return Column(factor.name, "integer", f"What the scenario is at the point: {listed}.")
    return Column(factor.name, "number", "Value of this number of the scenario at the point.", factor.dimension.base)


def output_column(output: Output) -> Column:
    """The column with the values of an output."""
    response, group = output.response, output.group.name
    minus = "" if output.minus is None else f" minus that under {output.minus}"
    meaning = f"{response.title} of {group} citizens under {output.design}{minus}. Empty where it is not estimable."
    return Column(output.name, "number", meaning, response.unit, required=False)
