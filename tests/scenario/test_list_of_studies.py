"""The table of ready studies in the description of the format lists every study that is shipped, and no other."""

from __future__ import annotations

import re

from tests.scenario.test_shipped import SCENARIOS, SHIPPED

ROW = re.compile(r"^\| `([a-z0-9-]+)` \| [^|]+\? \| [^|]+ \| [^|]+ \|$", re.MULTILINE)


def listed(text: str) -> list[str]:
    """The names of the studies in the table, each with a question, what it shows and a time."""
    return ROW.findall(text.partition("## Ready studies")[2].partition("\n## ")[0])


def test_every_study_is_listed_once() -> None:
    text = (SCENARIOS / "README.md").read_text(encoding="utf-8")
    assert sorted(listed(text)) == [file.stem for file in SHIPPED]


def test_a_study_without_a_question_is_not_taken_for_listed() -> None:
    rows = "| `a` | What? | it | 1 s |\n| `b` | it | 1 s |\n"
    text = f"## Ready studies\n{rows}\n## The file\n| `c` | What? | it | 1 s |\n"
    assert listed(text) == ["a"]
