"""Plain frozen records: values with their evidence, distributions, and quantities that vary over citizens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Generic, Literal, TypeAlias, TypeVar

from sim.scenario.units import NUMBER, Dimension

Grade = Literal["measured", "calibrated", "assumed"]
T = TypeVar("T", int, float)


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """A value in its base unit, its plausible range (ends included), and its evidence: grade, sources and note."""

    value: T
    low: T | None = None
    high: T | None = None
    grade: Grade | None = None
    source: tuple[str, ...] = ()
    note: str | None = None
    dimension: Dimension = field(default=NUMBER, repr=False)


@dataclass(frozen=True, slots=True)
class Constant(Generic[T]):
    """The same value for everyone."""

    value: Known[T]
    at_least: ClassVar[None] = None
    at_most: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class Lognormal(Generic[T]):
    """The logarithm is normal: `median` in the field's unit, `sigma` the standard deviation of the logarithm."""

    median: Known[T]
    sigma: Known[float]
    at_least: Known[T] | None = None
    at_most: Known[T] | None = None


@dataclass(frozen=True, slots=True)
class Exponential(Generic[T]):
    """Exponential with the given mean."""

    mean: Known[T]
    at_least: Known[T] | None = None
    at_most: Known[T] | None = None


@dataclass(frozen=True, slots=True)
class Normal(Generic[T]):
    """Normal with the given mean and standard deviation."""

    mean: Known[T]
    sd: Known[T]
    at_least: Known[T] | None = None
    at_most: Known[T] | None = None


@dataclass(frozen=True, slots=True)
class Uniform(Generic[T]):
    """Equally likely everywhere from `low` to `high`."""

    low: Known[T]
    high: Known[T]
    at_least: Known[T] | None = None
    at_most: Known[T] | None = None


@dataclass(frozen=True, slots=True)
class Beta(Generic[T]):
    """Beta with shape parameters `a` and `b`, between 0 and 1."""

    a: Known[float]
    b: Known[float]
    at_least: Known[T] | None = None
    at_most: Known[T] | None = None


@dataclass(frozen=True, slots=True)
class LogitNormal(Generic[T]):
    """The logit is normal: `median` a share, `sd` the standard deviation of the logit."""

    median: Known[T]
    sd: Known[float]
    at_least: Known[T] | None = None
    at_most: Known[T] | None = None


@dataclass(frozen=True, slots=True)
class Quantiles(Generic[T]):
    """Linear between the given quantiles: (probability, value) from probability 0 to 1, both ascending."""

    points: tuple[tuple[float, Known[T]], ...]
    at_least: Known[T] | None = None
    at_most: Known[T] | None = None


Distribution: TypeAlias = (
    Constant[T] | Lognormal[T] | Exponential[T] | Normal[T] | Uniform[T] | Beta[T] | LogitNormal[T] | Quantiles[T]
)


@dataclass(frozen=True, slots=True)
class Varied(Generic[T]):
    """A quantity that varies over citizens: one distribution for everyone, or one for each segment."""

    everyone: Distribution[T] | None
    by_segment: Mapping[str, Distribution[T]] | None = None

    def for_segment(self, name: str) -> Distribution[T]:
        """The distribution that holds for citizens of this segment; KeyError for an unknown segment in a table."""
        if self.by_segment is not None:
            return self.by_segment[name]
        if self.everyone is None:
            raise KeyError(name)
        return self.everyone
