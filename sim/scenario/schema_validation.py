"""Validating the tree of a document: the result is a `Scenario`, or all problems with their places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.scenario.composition import hints
from sim.scenario.families import CAPS, FAMILIES, TABLE
from sim.scenario.forms import KNOWN_KEYS
from sim.scenario.nodes import Entry, Mapping, Node, Scalar, child, plain
from sim.scenario.problems import Place
from sim.scenario.quantities import categories_of
from sim.scenario.references import Refuse, refuse_dangling
from sim.scenario.schema import Scenario
from sim.scenario.shape import Shape, shape_of
from sim.scenario.units import described

Document = TypeVar("Document", bound=BaseModel)

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
    "too_short": "at least {min_length} needed here; found {actual_length}",
    "too_long": "at most {max_length} allowed here; found {actual_length}",
    "string_too_long": "at most {max_length} characters allowed",
}
"""Messages for pydantic's errors, by error type."""

WANT_TEXT: Final = ("expected text", "expected the key of a source")
"""Beginnings of the messages about a value that has to be text."""
_LIMITS: Final = frozenset({"ge", "le", "lt"})
_PATTERNS: Final = {
    "a-z0-9": "a name starts with a lower-case letter or digit, and consists of these, - and _; found {found}",
    "[01]": "expected a time of day such as 09:00; found {found}",
    "0[1-9]": "expected a day of the year as month-day, such as 02-28; found {found}",
}


def validated(root: Mapping, refuse: Refuse, *, partial: bool = False) -> Scenario | None:
    """The scenario, or None with every problem recorded.

    In a partial document missing keys are not reported; if any are missing the result is None.
    """
    refuse_dangling(root, refuse, partial=partial)
    return validated_as(Scenario, root, refuse, partial=partial)


def validated_as(
    part: type[Document], root: Mapping, refuse: Refuse, *, partial: bool = False, whole: str = "the scenario"
) -> Document | None:
    """The validated document of a given class, or None with every problem recorded; `whole` names it in messages."""
    try:
        return part.model_validate(plain(root))
    except ValidationError as error:
        # Pydantic also reports a collection as too short whose items were refused; that would be a second report of
        # the same mistake.
        problems = error.errors(include_url=False)
        places = {problem["loc"][:-1] for problem in problems}
        for problem in problems:
            miscounted = problem["type"] == "too_short" and problem["loc"] in places
            if not miscounted and not (partial and problem["type"] in {"missing", "lacking"}):
                _Translation(problem, root, shape_of(part), whole).note(refuse)
    return None


class _Translation:
    """One pydantic error, traced down the tree to the key or value that it concerns."""

    def __init__(self, problem: ErrorDetails, root: Mapping, root_shape: Shape, whole: str) -> None:
        self.root_shape = root_shape
        self.whole = whole
        self.kind = problem["type"]
        self.found = problem["input"]
        self.message = problem["msg"]
        self.context = problem.get("ctx", {})
        self.location = problem["loc"]
        self.steps = [step for step in self.location if not str(step).startswith("<")]
        self.entry = Entry(root.place, root)
        self.path: list[str] = []
        for step in self.steps:
            below = child(self.entry.node, step)
            if below is None:
                break
            self.path.append(_step_name(self.entry.node, step))
            self.entry = below

    def note(self, refuse: Refuse) -> None:
        """Record the problem in the wording of this program."""
        last = str(self.steps[-1]) if self.steps else ""
        if self.kind == "missing":
            refuse(self.start, f"{'.'.join(self.path) or self.whole} lacks the key {last!r}")
        elif self.kind == "extra_forbidden":
            refuse(self.entry.place, f"unknown key {last!r}", **hints(last, self.allowed_keys()))
        elif self.kind in {"scenario", "lacking"}:
            below = child(self.entry.node, self.context["key"]) if self.context["key"] else None
            hint = self.quoted() or ("" if below is None else self.merged(below.node))
            refuse(self.start if below is None else below.place, self.context["problem"], hint=hint)
        elif self.kind == "literal_error":
            words = re.findall(r"'([^']*)'", str(self.context["expected"]))
            refuse(self.entry.node.place, f"found {described(self.found)}", **self.word_hints(words))
        else:
            place = self.entry.place if last == "[key]" else self.entry.node.place
            refuse(place, self.worded(), hint=self.quoted())

    def merged(self, node: Node) -> str:
        """A hint that a mapping may be wrong because several files contribute to it; empty if one file gave it."""
        is_merged = isinstance(node, Mapping) and len({entry.place.file for entry in node.entries.values()}) > 1
        path = ".".join([*self.path, str(self.context["key"])])
        return f"several files give it; one that means all of it says so: replaces: {path}" if is_merged else ""

    @property
    def written(self) -> str:
        """The text in the file of a number or truth value, such as 012; empty for anything else."""
        node = self.entry.node
        is_bare = isinstance(node, Scalar) and isinstance(self.found, int | float) and node.value == self.found
        return node.text if isinstance(node, Scalar) and is_bare else ""

    def quoted(self) -> str:
        """A hint to quote a value that was read as a number or truth value; empty where no text is expected."""
        wants_text = self.kind == "string_type" or str(self.context.get("problem", "")).startswith(WANT_TEXT)
        return f'to be a text, put it in quotes: "{self.written}"' if wants_text and self.written else ""

    def word_hints(self, words: list[str]) -> dict[str, str]:
        """The values allowed instead of a word: other words, or mappings if the place accepts them."""
        shape = self.shape(self.steps)
        keys = [] if shape is None else [key for option in shape.options for key in option.model_fields]
        allowed = hints(str(self.found), words)
        return (
            allowed | {"allowed": f"{allowed['allowed']}, or a mapping with {' or '.join(keys)}"} if keys else allowed
        )

    def shape(self, steps: Sequence[str | int]) -> Shape | None:
        """The shape at the end of some steps."""
        shape: Shape | None = self.root_shape
        for step in steps:
            shape = None if shape is None else shape.below(step)
        return shape

    @property
    def start(self) -> Place:
        """The place of the key for a mapping, and of the value for anything else."""
        return self.entry.place if isinstance(self.entry.node, Mapping) else self.entry.node.place

    def worded(self) -> str:
        """The message for kinds of error that need no context but the value found."""
        found = described(self.found)
        if self.written and not isinstance(self.found, bool):
            found = f"the bare number {self.written[:60]}"
        if self.kind == "string_pattern_mismatch":
            pattern = str(self.context["pattern"])[:8]
            return next(text for start, text in _PATTERNS.items() if start in pattern).format(found=found)
        template = _WORDS.get(self.kind)
        if template is None:
            return self.message
        value = str(self.found)
        context = {
            key: int(limit) if limit == int(limit) else limit for key, limit in self.context.items() if key in _LIMITS
        }
        shown = value if len(value) < 60 else f"{value[:57]}..."
        return template.format(found=found, value=shown, **(self.context | context))

    def allowed_keys(self) -> list[str]:
        """The keys allowed instead of an unknown one; labels in the location show as which form a leaf was read."""
        before = [str(step) for step in self.location[:-1]]
        label = before[-1] if before else ""
        shape = self.shape(self.steps[:-1])
        if shape is not None and label == "<shares>":
            return list(categories_of(shape.annotation))
        if shape is not None and (shape.keys or shape.options):
            return list(shape.keys) or [key for option in shape.options for key in option.model_fields]
        if label == "<table>":
            return [TABLE]
        if label.startswith("<") and label.strip("<>") in FAMILIES:
            return [label.strip("<>"), *CAPS]
        is_family = label in FAMILIES and before[-2:-1] == [f"<{label}>"]
        return list(FAMILIES[label].parameters) if is_family else list(KNOWN_KEYS)


def _step_name(node: Node, step: str | int) -> str:
    """A step of a path as written by users: items of a named list by their name."""
    if isinstance(node, Mapping) and isinstance(step, int):
        return list(node.entries)[step]
    return str(step)
