"""Finding an instructive citizen: one that meets some conditions, or the one whose two lives differ most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.errors import StudyError, UsageError
from sim.kernel.parameters import obstacle
from sim.outcomes.responses import Columns
from sim.outcomes.simulation import ready, simulate, simulate_compiled
from sim.scenario.schema import Scenario
from sim.scenario.suggestions import require_known

Flags: TypeAlias = npt.NDArray[np.bool_]
COLUMNS: Final[Mapping[str, str]] = {
    "missed": "missed",
    "late": "late",
    "fee": "fees_cents",
    "reminded": "reminders_seconds",
    "wasted-login": "wasted_logins",
    "abandoned-login": "abandoned_logins",
    "opted-out": "opted_out",
    "phished": "imitations_believed",
}
"""Names that a condition may use, and for each the per-citizen column that is above 0 where it holds."""
MORE_EFFORT: Final = "more-effort"
"""The condition that one design takes more minutes than every other design named in the conditions."""
WHATS: Final = (*COLUMNS, MORE_EFFORT)
UNDER: Final = "-under"
NOT_UNDER: Final = "not-under"
SEGMENT: Final = "segment"
MOST_COMPILED: Final = 50_000
MOST_BY_SIMPY: Final = 1_000
"""The largest number of citizens searched with compiled code and with SimPy: a few seconds of work each."""
CHUNK: Final = 10_000


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that holds for a citizen under a design, or does not."""

    what: str
    """One of `WHATS`."""
    design: str
    holds: bool

    def __str__(self) -> str:
        """The condition as users write it; a condition that does not hold repeats only the design."""
        return f"{self.what}{UNDER}={self.design}" if self.holds else f"{NOT_UNDER}={self.design}"


@dataclass(frozen=True, slots=True)
class OfSegment:
    """The condition that a citizen belongs to a segment of the population."""

    segment: str
    place: int
    """Place of the segment among all, from 0 on."""

    def __str__(self) -> str:
        """The condition as users write it."""
        return f"{SEGMENT}={self.segment}"


@dataclass(frozen=True, slots=True)
class Found:
    """The citizen found, the reasons for the choice, and the number of others like this one."""

    citizen: int
    conditions: tuple[Condition | OfSegment, ...]
    """The conditions asked for; without any, those that set this citizen apart. Empty if only minutes do."""
    matching: int
    """Citizens for whom the conditions hold."""
    looked_at: int
    """Citizens searched."""
    other_way: int | None
    """Citizens for whom they hold with the two designs exchanged; None if conditions were asked for."""


def find(
    scenario: Scenario,
    designs: tuple[str, str],
    conditions: Sequence[Condition | OfSegment] = (),
    *,
    replication: int = 0,
) -> Found:
    """The first citizen that meets the conditions; without conditions, the one whose two lives contrast most.

    The candidates without conditions are those who miss a bill and pay a fee under one design and do neither under the
    other. Citizens worse off under the first design come first; among them, the one whose fees differ most is taken.
    If there is no such citizen, the one whose minutes differ most is taken. At most the first 50,000 citizens of a
    replication are searched. Raises `StudyError` if nobody meets the conditions.
    """
    asked = tuple(dict.fromkeys((*designs, *designs_asked(conditions))))
    rows = {design: searched_rows(scenario, design, replication) for design in asked}
    if not conditions:
        return most_contrasting(rows, designs)
    flags = all_met(rows, conditions)
    count = len(flags)
    if not flags.any():
        raise StudyError(
            f"None of the {count:,} citizens looked at meets {', '.join(map(str, conditions))}. "
            "Ask for less, or take another --replication or --seed."
        )
    return Found(int(np.argmax(flags)), tuple(conditions), int(flags.sum()), count, None)


def most_contrasting(rows: Mapping[str, Columns], designs: tuple[str, str]) -> Found:
    """The citizen whose lives under two designs contrast most, as described at `find`."""
    first, second = designs
    ways = [distinction(*way) for way in ((first, second), (second, first))]
    flags = [all_met(rows, way) for way in ways]
    counts = [int(flag.sum()) for flag in flags]
    effort = np.abs(rows[first]["effort_seconds"] - rows[second]["effort_seconds"])
    fees = np.abs(rows[first]["fees_cents"] - rows[second]["fees_cents"])
    for way, flag in enumerate(flags):
        if counts[way]:
            numbers = np.flatnonzero(flag)
            # Largest difference in fees, then in minutes; a tie goes to the lowest number.
            best = int(numbers[np.lexsort((numbers, -effort[numbers], -fees[numbers]))[0]])
            return Found(best, ways[way], counts[way], len(flag), counts[1 - way])
    return Found(int(np.argmax(effort)), (), 0, len(effort), 0)


def distinction(one: str, other: str) -> tuple[Condition, ...]:
    """The conditions that a bill is missed and a fee paid under one design, and neither under the other."""
    return tuple(
        Condition(what, design, holds) for what in ("missed", "fee") for design, holds in ((one, True), (other, False))
    )


def designs_asked(conditions: Iterable[Condition | OfSegment]) -> tuple[str, ...]:
    """The designs that the conditions name, each once."""
    return tuple(dict.fromkeys(each.design for each in conditions if isinstance(each, Condition)))


def all_met(rows: Mapping[str, Columns], conditions: Sequence[Condition | OfSegment]) -> Flags:
    """A flag for each citizen: True for those who meet all conditions."""
    flags: Flags = np.ones(len(next(iter(rows.values()))["citizen"]), dtype=np.bool_)
    for condition in conditions:
        if isinstance(condition, OfSegment):
            flags &= next(iter(rows.values()))["segment"] == condition.place
        else:
            flags &= event_flags(rows, condition) == condition.holds
    return flags


def event_flags(rows: Mapping[str, Columns], condition: Condition) -> Flags:
    """A flag for each citizen: True where the event of a condition happens under its design, whatever `holds` says."""
    if condition.what != MORE_EFFORT:
        return np.asarray(rows[condition.design][COLUMNS[condition.what]] > 0, dtype=np.bool_)
    effort = rows[condition.design]["effort_seconds"]
    others = [each["effort_seconds"] for design, each in rows.items() if design != condition.design]
    return np.asarray(np.all([effort > other for other in others], axis=0), dtype=np.bool_)


def searched_rows(scenario: Scenario, design: str, replication: int) -> Columns:
    """The rows of the citizens that are searched, by compiled code where it can simulate the scenario.

    Where citizens meet in the queue of a helpdesk all of them are simulated together.
    """
    size, compiles = scenario.population.size, obstacle(ready(scenario).prepared.parameters) is None
    run = simulate_compiled if compiles else simulate
    if scenario.helpdesk is not None:
        return run(scenario, design, replication, range(size))
    # A search is a few seconds of work, so it looks at the first citizens only and says at how many.
    most = min(size, MOST_COMPILED if compiles else MOST_BY_SIMPY)
    parts = [
        run(scenario, design, replication, range(begin, min(begin + CHUNK, most))) for begin in range(0, most, CHUNK)
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def conditions_of(written: str, scenario: Scenario) -> tuple[Condition | OfSegment, ...]:
    """The conditions of a text such as `missed-under=opaque,not-under=wmebv,segment=age-20-40`.

    Raises `UsageError` with the allowed names, and the nearest of them, if the text is written otherwise.
    """
    found: list[Condition | OfSegment] = []
    for part in (each.strip() for each in written.split(",")):
        key, sign, design = (each.strip() for each in part.partition("="))
        if sign and key == SEGMENT:
            names = tuple(scenario.population.segments)
            require_known(design, names, "There is no segment {}", "The scenario has")
            found.append(OfSegment(design, names.index(design)))
            continue
        if not sign or not (key == NOT_UNDER or key.endswith(UNDER)):
            raise UsageError(f"{part!r} is no condition. {GRAMMAR}")
        before = next((each for each in reversed(found) if isinstance(each, Condition)), None)
        if key == NOT_UNDER and before is None:
            raise UsageError(f"{part!r} has nothing before it that is not so. {GRAMMAR}")
        what = before.what if key == NOT_UNDER and before is not None else key.removesuffix(UNDER)
        require_known(what, WHATS, "Nothing can be asked about {}", "One can ask for")
        require_known(design, scenario.designs, "There is no design {}", "The scenario has")
        found.append(Condition(what, design, key != NOT_UNDER))
    return tuple(found)


def conditions_like(begun: str, scenario: Scenario) -> list[str]:
    """Completions of a partly typed text of conditions, for shells.

    Up to the `=` of the last condition its words are completed; after it, names of designs or segments.
    """
    done, comma, last = begun.rpartition(",")
    key, sign, _ = last.partition("=")
    if sign:
        names: Iterable[str] = scenario.population.segments if key == SEGMENT else scenario.designs
        offered = [f"{key}={name}" for name in names]
    else:
        offered = [*(f"{what}{UNDER}=" for what in WHATS), *([f"{NOT_UNDER}="] if done else []), f"{SEGMENT}="]
    return [f"{done}{comma}{each}" for each in offered if each.startswith(last)]


GRAMMAR: Final = (
    "Conditions are written WHAT-under=DESIGN and then not-under=DESIGN, with commas between them, such as "
    f"missed-under=opaque,not-under=wmebv; WHAT is one of {', '.join(WHATS)}. segment=NAME asks for one of a segment."
)


def why_found(found: Found, designs: tuple[str, str]) -> str:
    """Sentences that explain why this citizen was taken and how many others meet the same conditions."""
    if found.other_way is None:
        conditions = ", ".join(map(str, found.conditions))
        return (
            f"{found.matching:,} of the {found.looked_at:,} citizens looked at satisfy {conditions}; "
            f"citizen {found.citizen} is the first."
        )
    if not found.conditions:
        return (
            f"None of the {found.looked_at:,} citizens looked at misses a bill and pays a fee under one of the designs "
            f"and neither under the other; citizen {found.citizen} is the one whose minutes differ most."
        )
    (worse, *_) = designs_asked(found.conditions)
    better = designs[1] if worse == designs[0] else designs[0]
    return (
        f"Of the {found.looked_at:,} citizens looked at, {found.matching:,} miss a bill and pay a fee under {worse}, "
        f"and neither under {better}; {found.other_way:,} the other way about. Of the {found.matching:,}, the fees of "
        f"citizen {found.citizen} differ most: a telling case, not a typical one."
    )
