"""Structural alternatives: other assumptions about the world, drawn at each point like uncertain numbers.

A scenario names each alternative with a list of partial scenarios. At a point either one of them holds or the scenario
as it is stated; all are equally likely. The numbers that the drawn partial scenario states are not varied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from pydantic import ValidationError

from sim.scenario.composition import Composition
from sim.scenario.nodes import Listing, plain
from sim.scenario.nodes import Mapping as Table
from sim.scenario.paths import attributes, steps_from, with_steps
from sim.scenario.problems import Place
from sim.scenario.references import refuse_dangling
from sim.scenario.schema import Part, Scenario
from sim.scenario.schema_validation import validated
from sim.scenario.shape import leaves
from sim.scenario.values import node_of
from sim.scenario.writing import document_of

if TYPE_CHECKING:
    from sim.scenario.nodes import Node

ALTERNATIVES: Final = "alternatives"
OF_THE_WORLD: Final = frozenset(
    {
        "population",
        "senders",
        "channels",
        "appraisal",
        "suspicion",
        "opening",
        "login",
        "acting",
        "collections",
        "effort",
        "hours",
        "opt_out",
        "phishing",
        "survey",
    }
)
"""Keys that an alternative can change: assumptions about the world, not choices of the study."""
FIXED: Final = frozenset({"size", "segments", "from_file"})
"""Keys of the population that determine the layout of rows, and so must be the same at every point."""
Steps: TypeAlias = tuple[str, ...]


class ValueChange(NamedTuple):
    """One change by an alternative: the value that it puts at a path, or None where it deletes a key."""

    steps: Steps
    value: Any


def path_of(name: str) -> str:
    """The path of an alternative, as a factor has it."""
    return f"{ALTERNATIVES}.{name}"


def with_alternatives(scenario: Scenario, chosen: Mapping[str, int]) -> tuple[Scenario, tuple[Steps, ...]]:
    """The scenario with the chosen partial scenario of each named alternative, and the paths that these change.

    `chosen` maps an alternative to the number of its partial scenario, from 1 on; 0 leaves the scenario as stated.
    """
    found, stated = scenario, []
    # In the order of the scenario's alternatives. No two change one path, so the order moves nothing.
    for name, place in chosen.items():
        for change in changes_of(scenario, name, place) if place else ():
            found = put(found, change.steps, change.value)
            stated.append(change.steps)
    return found, tuple(stated)


def changes_of(scenario: Scenario, name: str, place: int) -> tuple[ValueChange, ...]:
    """The changes of a partial scenario, computed once for each scenario object."""
    # A study asks for the same changes at every point, and finding them means merging and validating.
    known: dict[tuple[str, int], tuple[ValueChange, ...]] = scenario.known_changes
    if (name, place) not in known:
        other = with_partial(scenario, scenario.alternatives[name][place - 1])
        known[name, place] = tuple(changes(scenario, other))
    return known[name, place]


def touched(scenario: Scenario, name: str) -> Iterator[Steps]:
    """The paths that some partial scenario of an alternative changes."""
    for place in range(1, 1 + len(scenario.alternatives[name])):
        yield from (change.steps for change in changes_of(scenario, name, place))


def with_partial(scenario: Scenario, partial: Mapping[str, Any]) -> Scenario:
    """A scenario with a partial one merged into it; the partial one was checked when the scenario was read."""
    # No file has these values, so all share one place; the tree only carries the values through merging.
    composition, place = Composition(), Place(ALTERNATIVES, 1, 1)
    root, node = (
        composition.by_name(node_of(each, place), composition.shape)
        for each in (document_of(scenario, located=True), dict(partial))
    )
    assert isinstance(root, Table) and isinstance(node, Table)  # noqa: S101, PT018  (both are mappings)
    # `known_only`, because a misspelt name would otherwise be a new item that nothing uses.
    found = validated(composition.merged(root, node, composition.shape, known_only=True), composition.refuse)
    assert found is not None  # noqa: S101  (it was checked)
    return found


def changes(before: object, after: object, steps: Steps = ()) -> Iterator[ValueChange]:
    """The smallest pieces in which two scenarios differ, each with its path and its value in the second."""
    if not (isinstance(before, Part) and type(before) is type(after)) and not (
        isinstance(before, dict) and isinstance(after, dict)
    ):
        if before != after:
            yield ValueChange(steps, after)
        return
    left, right = dict(steps_from(before)), dict(steps_from(after))
    # Keys of the first scenario in its order, then those that only the second one has: the order of the document.
    for key in (*left, *(key for key in right if key not in left)):
        yield from changes(left.get(key), right.get(key), (*steps, key))


def put(value: Any, steps: Sequence[str], changed: Any) -> Any:  # noqa: ANN401  (whatever stands in a scenario)
    """A piece of a scenario with `changed` at the end of some steps; None removes a row from its table."""
    if not steps:
        return changed
    step = steps[0]
    below = put(dict(steps_from(value)).get(step), steps[1:], changed)
    # None removes a row of a table, but is an ordinary value of an optional key of a part.
    if below is None and isinstance(value, Mapping):
        return {key: item for key, item in value.items() if key != step}
    return with_steps(value, {step: below})


def refuse_wrong(composition: Composition, scenario: Scenario) -> None:
    """Report the errors in the alternatives of a tree that is a valid scenario without them."""
    entry = composition.root.entries.get(ALTERNATIVES)
    if entry is None or not isinstance(entry.node, Table):
        return
    owner: dict[Steps, str] = {}
    for name, each in entry.node.entries.items():
        for item in each.node.items if isinstance(each.node, Listing) else ():
            if is_of_the_world(composition, name, item):
                assert isinstance(item, Table)  # noqa: S101  (so it is)
                # Brought to the form in which files are merged, so that a contact is found by its name here too.
                node = composition.by_name(item, composition.shape)
                assert isinstance(node, Table)  # noqa: S101  (so was the item)
                refuse_clashes(composition, name, node, owner)
                # A clash is reported already. Merging what clashes would report the same mistake in other words.
                problems = len(composition.problems)
                root = composition.merged(composition.root, node, composition.shape, known_only=True)
                if len(composition.problems) == problems and not fits(root, composition.root, scenario):
                    validated(root, composition.refuse)


def fits(root: Table, before: Table, scenario: Scenario) -> bool:
    """True if a tree is surely valid that differs in some of its keys from the tree of a scenario.

    Unchanged keys are not read again, which makes this about ten times as fast as a full validation. False also means
    undecided: where a key was deleted, another key may refer to it, and only a full validation finds out.
    """
    kept = {key for key, entry in root.entries.items() if key in before.entries and entry == before.entries[key]}
    changed = root.entries.keys() - kept
    # A key that is gone may be what another key refers to, which only a full validation sees.
    if any(lacks(before.entries[key].node, root.entries[key].node) for key in changed if key in before.entries):
        return False
    names = attributes(Scenario)
    # Kept parts are passed on as they are, and pydantic does not read a model again.
    document = {key: getattr(scenario, names[key]) for key in kept if readable_again(getattr(scenario, names[key]))}
    document |= {key: plain(entry.node) for key, entry in root.entries.items() if key not in document}
    wrong: list[object] = []
    refuse_dangling(root, lambda *found, **_: wrong.append(found), within=changed)
    try:
        Scenario.model_validate(document)
    except ValidationError:
        return False
    return not wrong


def lacks(before: Node, after: Node) -> bool:
    """True if `after` lacks a key that `before` has, at any depth."""
    if not isinstance(before, Table) or not isinstance(after, Table):
        return False
    return any(
        key not in after.entries or lacks(entry.node, after.entries[key].node) for key, entry in before.entries.items()
    )


def readable_again(value: object) -> bool:
    """True for a piece of a scenario that can be validated again as it is: a part, or a table of parts."""
    if isinstance(value, dict):
        return all(isinstance(each, Part) for each in value.values())
    return isinstance(value, Part)


def is_of_the_world(composition: Composition, name: str, item: Node) -> bool:
    """True if a partial scenario changes only keys that an alternative can change; otherwise problems are reported."""
    wrong: list[tuple[Place, str]] = []
    if not isinstance(item, Table) or not item.entries:
        wrong.append((item.place, "each is a mapping with the keys that it changes"))
    else:
        wrong += [
            (entry.place, f"it cannot change {key}") for key, entry in item.entries.items() if key not in OF_THE_WORLD
        ]
        people = item.entries.get("population")
        if people is not None and isinstance(people.node, Table):
            fixed = [(key, entry) for key, entry in people.node.entries.items() if key in FIXED]
            wrong += [(entry.place, f"it cannot change population.{key}") for key, entry in fixed]
    for place, why in wrong:
        composition.refuse(
            place,
            f"alternative {name!r} is a list of partial scenarios that say what the world is like: {why}",
            allowed=", ".join(sorted(OF_THE_WORLD)),
        )
    return not wrong


def refuse_clashes(composition: Composition, name: str, node: Table, owner: dict[Steps, str]) -> None:
    """Report paths that two alternatives change: both may hold at the same point, and would contradict each other."""
    for path, entry, _ in leaves(node):
        for other, by in owner.items():
            # One path at the beginning of the other: a whole mapping and a key in it clash as well.
            if by != name and (path[: len(other)] == other or other[: len(path)] == path):
                composition.refuse(entry.place, f"alternatives {by!r} and {name!r} both touch {'.'.join(path)}")
        owner.setdefault(path, name)
