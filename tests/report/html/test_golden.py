"""The report of the shipped main scenario as it was last looked at, word for word.

It changes where a result, a word or the page changes, and then it is written anew and read again:

    pytest tests/report/html/test_golden.py --write-golden

Figures stand in it by name only, since their paths hang on the version of Matplotlib; so do the versions of libraries.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from pathlib import Path

import pytest

import sim
from sim.report.figures import Drawn
from sim.report.html.lives import lives
from sim.report.html.page import html_report
from tests.experiment.studies import SHIPPED
from tests.report.html.pages import FACTS

GOLDEN = Path(__file__).with_name("mijnoverheid-2016.html")
SIZE = 2_000
NAMES = ("figure", "winners", "funnel", "lorenz", "pareto")
ELSEWHERE = re.compile(
    r"<style>.*?</style>|<script>.*?</script>|sha256-[A-Za-z0-9+/=]+|<section id=\"responses\".*?</section>", re.DOTALL
)
"""How the page looks and sorts is tested in a browser, and each of the many responses by itself."""


def made() -> str:
    """The page of the main scenario with few citizens."""
    analysis = sim.compare(sim.load(SHIPPED, {"population.size": SIZE})).analysis
    sketch = "<svg xmlns='http://www.w3.org/2000/svg'/>"
    figures = [Drawn(name, f"The figure {name}", f"Drawn: {name}.", "See the file.", sketch) for name in NAMES]
    told = [replace(life, svg=None) for life in lives(analysis)]
    return ELSEWHERE.sub("", html_report(analysis, FACTS, figures=figures, lives=told))


def require_equal(found: str, golden: str) -> None:
    """Raises AssertionError with the lines that differ."""
    lines = difflib.unified_diff(golden.splitlines(), found.splitlines(), "as looked at", "now", lineterm="", n=0)
    assert found == golden, "\n".join([*lines][:40])


def test_the_report_is_the_one_that_was_looked_at(request: pytest.FixtureRequest) -> None:
    found = made()
    if request.config.getoption("--write-golden"):
        GOLDEN.write_text(found, encoding="utf-8")
    require_equal(found, GOLDEN.read_text(encoding="utf-8"))


def test_one_other_digit_is_seen() -> None:
    golden = GOLDEN.read_text(encoding="utf-8")
    (place,) = [match.start() for match in re.finditer("the fewest invoices", golden)][:1]
    digit = next(at for at in range(place, len(golden)) if golden[at].isdigit())
    other = golden[:digit] + str((int(golden[digit]) + 1) % 10) + golden[digit + 1 :]
    with pytest.raises(AssertionError, match="as looked at"):
        require_equal(other, golden)
