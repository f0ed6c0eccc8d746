"""The reference of `import sim` as Markdown, generated from signatures and docstrings.

It is stored as `sim/API.md`; `pytest tests/report/test_interface.py --write-golden` regenerates it.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import sim

WIDEST: Final = 100
EXAMPLE: Final = re.compile(r"^>>> .*(?:\n(?!\n).+)*", re.MULTILINE)
HEAD: Final = """\
# The programming interface

What `import sim` offers to a program or a notebook, written from the docstrings of the code. Importing loads nothing
heavy; each name is loaded when it is first used. The examples run as tests, in a folder with the shipped scenarios.
"""


def interface() -> str:
    """The whole reference: functions, then classes, then errors, each in alphabetical order."""
    found = {name: getattr(sim, name) for name in sorted(sim.__all__)}
    functions = {name: each for name, each in found.items() if inspect.isfunction(each)}
    errors = {name: each for name, each in found.items() if inspect.isclass(each) and issubclass(each, Exception)}
    classes = {name: each for name, each in found.items() if name not in functions | errors}
    sections = [
        ("Functions", [function_section(name, each) for name, each in functions.items()]),
        ("Classes", [class_section(name, each) for name, each in classes.items()]),
        ("Errors", [f"### {name}\n\n{prose(each)}" for name, each in errors.items()]),
    ]
    return "\n\n".join([HEAD.strip(), *(f"## {title}\n\n" + "\n\n".join(parts) for title, parts in sections)]) + "\n"


def function_section(name: str, function: Callable[..., Any]) -> str:
    """The section of a function: its signature and its docstring."""
    return f"### {name}\n\n```python\n{call(name, function)}\n```\n\n{prose(function)}"


def class_section(name: str, kind: type) -> str:
    """The section of a class: its docstring, and a table of its public methods and properties."""
    rows = [f"| `{shown}` | {first} |" for shown, first in members(kind)]
    table = "\n".join(["| member | meaning |", "| --- | --- |", *rows]) if rows else ""
    return f"### {name}\n\n{prose(kind)}\n\n{table}".rstrip()


def members(kind: type) -> Iterator[tuple[str, str]]:
    """The public methods and properties defined in a class, each with its summary, in the order of the code."""
    for name, member in vars(kind).items():
        if name.startswith("_") or isinstance(member, staticmethod | classmethod):
            continue
        if inspect.isfunction(member) and member.__doc__:
            # A bare | would begin another cell of the table.
            yield call(name, member, widest=None).replace("|", "\\|"), first_line(member)
        elif isinstance(member, property | cached_property) and member.__doc__:
            yield name, first_line(member)


@dataclass(frozen=True, slots=True)
class Written:
    """An annotation that prints as in the code, without quotes."""

    text: str

    def __repr__(self) -> str:
        """The text itself."""
        return self.text


def call(name: str, function: Callable[..., Any], *, widest: int | None = WIDEST) -> str:
    """A signature without `self`, on one line, or with a line for each parameter where it is too long for one."""
    found = inspect.signature(function)
    parameters = [each for each in found.parameters.values() if each.name != "self"]
    bare = found.replace(
        parameters=[each.replace(annotation=Written(str(each.annotation))) for each in parameters],
        return_annotation=Written(str(found.return_annotation)),
    )
    line = f"{name}{bare}"
    if widest is None or len(line) <= widest:
        return line
    inner, _, returned = line.removeprefix(f"{name}(").rpartition(") -> ")
    listed = ",\n    ".join(parts(inner))
    return f"{name}(\n    {listed},\n) -> {returned}"


def parts(inner: str) -> list[str]:
    """The parameters of a signature, split at commas that stand in no brackets."""
    found, depth = [""], 0
    for letter in inner:
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return [part.strip() for part in found]


def prose(documented: object) -> str:
    """A docstring as Markdown, with its examples as code blocks."""
    return EXAMPLE.sub(lambda example: f"```pycon\n{example[0]}\n```", inspect.getdoc(documented) or "")


def first_line(documented: object) -> str:
    """The summary line of a docstring, escaped for a table cell."""
    return (inspect.getdoc(documented) or "").partition("\n\n")[0].replace("\n", " ").replace("|", "\\|")
