"""Conditions under which citizen i is the same person in two studies, so that results can be paired.

Every draw of a citizen has an address: the seed, the replication, the citizen's number, the decision. So the people of
two studies are the same if seed, population and the code that simulates are the same; and each of them can be found in
both if both have as many, with a row for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.experiment.identity import world_of
from sim.experiment.runner import Study
from sim.notation import listed
from sim.scenario.difference import differences
from sim.scenario.schema import Scenario

NAMED = 3
"""Paths that are named."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """A study, and by what it was simulated."""

    study: Study
    code: str
    """SHA-256 of the code that simulates."""


def why_unpaired(one: Simulated, other: Simulated) -> str:
    """Why citizens cannot be compared with themselves, in a sentence with the remedy; empty if they can."""
    return next(reasons(one, other), "")


def reasons(one: Simulated, other: Simulated) -> Iterator[str]:
    """Every reason, the most telling first."""
    first, second = one.study.scenario, other.study.scenario
    if one.code != other.code:
        yield "another version of the program simulated each; run both commands again with this one"
    if first.seed != second.seed:
        yield f"the seeds are {first.seed} and {second.seed}; give both the same --seed"
    if (changed := people_changed(first, second)) != "":
        yield f"the people differ ({changed})"
    if (first.helpdesk is None) != (second.helpdesk is None):
        yield "citizens meet at a helpdesk in one of them only, and are not independent there"
    sizes = [(each.population.size, each.replications) for each in (first, second)]
    if sizes[0] != sizes[1]:
        counts = " and ".join(f"{size:,} in {times:,} replication{'s' * (times > 1)}" for size, times in sizes)
        yield f"the citizens are {counts}; give both the same --size and --replications"
    if (first.start, first.horizon.value) != (second.start, second.horizon.value):
        yield "the studies measure another time (start, horizon)"
    if one.study.missing or other.study.missing:
        yield "some citizens are in no number, because their task failed; run that command again"
    if any(each.study.study_data.aim.totals is not None for each in (one, other)):
        yield "only tallies are kept, and no rows of citizens"


def people_changed(first: Scenario, second: Scenario) -> str:
    """The paths by which the people of two scenarios differ, texts and evidence aside; empty if by none."""
    # Without the size, which says how many people there are and not who they are.
    one, other = (each.model_copy(update={"population": each.population.model_copy(update={"size": None})})
                  for each in (world_of(first), world_of(second)))  # fmt: skip
    paths = [each.path for each in differences(one, other) if each.path.split(".")[0] == "population"]
    more = [f"{len(paths) - NAMED} more"] if len(paths) > NAMED else []
    return listed([*paths[:NAMED], *more]) if paths else ""
