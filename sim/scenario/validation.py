"""From the tree of a document to a `Scenario`, or to all its problems with their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from pydantic import ValidationError

from sim.scenario.forms import CAPS, FAMILIES, KNOWN_KEYS, TABLE
from sim.scenario.nearness import nearest
from sim.scenario.nodes import Entry, Mapping, child, plain
from sim.scenario.problems import Place
from sim.scenario.quantities import categories_of
from sim.scenario.references import refuse_dangling
from sim.scenario.schema import Scenario
from sim.scenario.shape import Shape, scenario_shape
from sim.scenario.units import described

Refuse = Callable[..., None]
"""Notes a problem: place, message, and by keyword `allowed` and `hint`."""

_WORDS: Final = {
    "string_type": "expected text; found {found}",
    "int_type": "expected a whole number; found {found}",
    "int_from_float": "expected a whole number; found {found}",
    "float_type": "expected a number; found {found}",
    "finite_number": "expected a finite number; found {found}",
    "bool_type": "expected true or false; found {found}",
    "dict_type": "expected a mapping; found {found}",
    "model_type": "expected a mapping; found {found}",
    "model_attributes_type": "expected a mapping; found {found}",
    "tuple_type": "expected a list; found {found}",
    "greater_than_equal": "must be {ge} or more; found {value}",
    "less_than_equal": "must be {le} or less; found {value}",
    "less_than": "must be below {lt}; found {value}",
    "too_short": "at least {min_length} needed; found {actual_length}",
    "too_long": "at most {max_length} allowed; found {actual_length}",
    "string_too_long": "at most {max_length} characters allowed",
}
"""Texts for problems that pydantic finds, by its name for them."""

_PATTERNS: Final = {
    "a-z0-9": "a name starts with a lower-case letter or digit, and consists of these, - and _; found {found}",
    "[01]": "expected a time of day such as 09:00; found {found}",
    "0[1-9]": "expected a day of the year as month-day, such as 02-28; found {found}",
}


def validated(root: Mapping, refuse: Refuse, *, partial: bool = False) -> Scenario | None:
    """The scenario, or None with every problem noted. A partial document may lack keys, and never yields one."""
    refuse_dangling(root, refuse, partial=partial)
    try:
        return Scenario.model_validate(plain(root))
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            if not (partial and _is_incomplete(problem)):
                _translate(problem, root, refuse)
    return None


def _is_incomplete(problem: Any) -> bool:
    text = str(problem.get("ctx", {}).get("problem", ""))
    return problem["type"] == "missing" or " needs " in text or text.startswith("an arrival has")


def _translate(problem: Any, root: Mapping, refuse: Refuse) -> None:
    """Notes one problem of pydantic's in our words, at the key or value that it is about."""
    location = [step for step in problem["loc"] if not (isinstance(step, str) and step.startswith("<"))]
    entry, shape, path = Entry(root.place, root), scenario_shape(), []
    parent: Entry = entry
    bad_key = location[-1:] == ["[key]"]
    for step in location[:-1] if bad_key else location:
        below = child(entry.node, step)
        if below is None:
            break
        parent, entry = entry, below
        path.append(str(step))
        shape = None if shape is None else shape.below(step)
    kind, context = problem["type"], problem.get("ctx", {})
    if kind == "missing":
        refuse(_start(entry), f"{_within(path)} lacks the key {location[-1]!r}")
    elif kind == "extra_forbidden":
        allowed = _allowed_keys(problem["loc"], scenario_shape())
        near = nearest(str(location[-1]), allowed)
        hint = f"did you mean {near}?" if near else ""
        refuse(entry.place, f"unknown key {location[-1]!r}", allowed=", ".join(allowed), hint=hint)
    elif kind == "scenario":
        below = child(entry.node, context["key"]) if context["key"] else None
        refuse(below.place if below is not None else _start(entry), context["problem"])
    elif kind == "literal_error":
        _refuse_word(problem, context, entry, refuse)
    else:
        place = entry.place if bad_key else entry.node.place
        refuse(place, _worded(kind, context, problem))


def _start(entry: Entry) -> Place:
    return entry.place if isinstance(entry.node, Mapping) else entry.node.place


def _within(path: Sequence[str]) -> str:
    return ".".join(path) if path else "the scenario"


def _refuse_word(problem: Any, context: Any, entry: Entry, refuse: Refuse) -> None:
    words = re.findall(r"'([^']*)'", str(context["expected"]))
    found = problem["input"]
    near = nearest(found, words) if isinstance(found, str) else None
    hint = f"did you mean {near}?" if near else ""
    refuse(entry.node.place, f"found {described(found)}", allowed=", ".join(words), hint=hint)


def _worded(kind: str, context: Any, problem: Any) -> str:
    found = described(problem["input"])
    if kind == "string_pattern_mismatch":
        texts = [text for start, text in _PATTERNS.items() if start in str(context["pattern"])[:8]]
        return texts[0].format(found=found)
    template = _WORDS.get(kind)
    if template is None:
        return str(problem["msg"])
    value = str(problem["input"])
    return template.format(found=found, value=value if len(value) < 60 else f"{value[:57]}...", **context)


def _allowed_keys(location: Sequence[str | int], shape: Shape | None) -> list[str]:
    """The keys allowed beside an unknown one, from pydantic's labelled location of it."""
    before = list(location[:-1])
    label = str(before[-1]) if before else ""
    if label == "<table>":
        return [TABLE]
    if label.strip("<>") in FAMILIES and label.startswith("<"):
        return [label.strip("<>"), *CAPS]
    if label in FAMILIES and before[-2:-1] == [f"<{label}>"]:
        return list(FAMILIES[label].parameters)
    for step in before:
        if not str(step).startswith("<") and shape is not None:
            shape = shape.below(step)
    if shape is not None and label == "<shares>":
        return list(categories_of(shape.annotation))
    if shape is not None and shape.keys:
        return list(shape.keys)
    if shape is not None and shape.options:
        return [key for option in shape.options for key in option.model_fields]
    return list(KNOWN_KEYS)
