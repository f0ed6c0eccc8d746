"""`mbsim sources`, run as people run it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner

from sim.cli import cli
from sim.cli.sources import GRADES
from sim.errors import ScenarioError
from sim.report.evidence import render
from sim.scenario.evidence import STANDINGS, Standing, ledger
from sim.scenario.resolution import resolve
from tests.cli.program import mbsim
from tests.corpus.cases import BASE
from tests.shipped import MAIN, SCENARIOS

SHIPPED = sorted(SCENARIOS.glob("*.yaml"))
DORMANT = "population.dormant={value: 0.1, low: 0, high: 0.5, grade: measured, source: survey, note: So they say.}"
TERM = "acting.last_minute={value: 3 days, low: 1 day, high: 7 days, grade: assumed, note: A guess.}"
SUMMARY = "Of {} numbers that describe the world, "


def printed(*arguments: str) -> str:
    """What the verb prints when all goes well."""
    answer = CliRunner().invoke(cli, ["sources", *arguments])
    assert (answer.exit_code, answer.stderr) == (0, "")
    return answer.stdout


def document(*arguments: str) -> dict[str, Any]:
    """The document that the verb prints."""
    found: dict[str, Any] = json.loads(printed(*arguments, "--json"))
    return found


def too_wide(lines: Iterable[str]) -> list[str]:
    """The lines that do not fit 80 columns."""
    return [line for line in lines if len(line) > 80]


def row(text: str, label: str) -> str:
    """The line of the table with this label, in single spaces."""
    (found,) = [line for line in text.splitlines() if line.split()[:1] == [label] and line.startswith("  ")]
    return " ".join(found.split())


@pytest.mark.long
@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_it_fits_80_columns_and_is_plain_in_a_pipe(file: Path) -> None:
    text = printed(str(file), "--notes")
    assert too_wide(text.splitlines()) == []
    assert "\x1b" not in text
    assert text == "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
    assert "\n\n\n" not in text


def test_a_line_that_is_too_wide_is_noticed() -> None:
    assert too_wide(["a" * 80, "b" * 81]) == ["b" * 81]


def test_a_number_has_value_range_standing_and_source() -> None:
    text = printed(str(BASE), "--set", DORMANT, "--set", TERM)
    assert row(text, "dormant") == "dormant 0.1 0 to 0.5 measured 1"
    assert row(text, "last_minute") == "last_minute 3 days 1 to 7 assumed"
    assert row(text, "b_postpone").endswith(" ungraded")
    assert "  1  survey  solidity C, 2015; cited by 1 number\n     A survey\n     example.net\n" in text
    assert text.endswith("\nCited by no number: report.\n")


@pytest.mark.parametrize(
    ("evidence", "shown"),
    [
        ("{value: 3 days, low: 12 h, high: 7 days, grade: assumed}", "3 days 12 h to 7 days assumed"),
        ("{value: 1 day, low: 1 day, high: 1 day, grade: assumed}", "1 day fixed assumed"),
        ("{value: 3 days, low: 1 day, grade: assumed}", "3 days from 1 day assumed"),
        ("{value: 3 days, high: 7 days, grade: assumed}", "3 days up to 7 days assumed"),
        ("{value: 3 days, grade: assumed}", "3 days assumed"),
    ],
)
def test_ranges_are_told_as_people_say_them(evidence: str, shown: str) -> None:
    assert row(printed(str(BASE), "--set", f"acting.last_minute={evidence}"), "last_minute") == f"last_minute {shown}"


def test_a_number_of_the_scenario_itself_has_no_heading() -> None:
    lines = printed(str(BASE)).splitlines()
    assert "population" in lines
    assert "horizon" not in lines


def test_a_long_name_has_a_line_of_its_own(tmp_path: Path) -> None:
    segment = "people-who-get-their-post-at-another-address"
    file = tmp_path / "mine.yaml"
    file.write_text(
        f"extends: {os.path.relpath(BASE, tmp_path)}\n"
        f"population:\n  segments: {{old: null, {segment}: {{title: Elsewhere, share: 0.4}}}}\n"
        f"  app: {{by_segment: {{young: 0.5, {segment}: {{value: 0.25, grade: assumed, note: A guess.}}}}}}\n",
        encoding="utf-8",
    )
    lines = printed(str(file)).splitlines()
    assert too_wide(lines) == []
    place = lines.index(f"  app.by_segment.{segment}")
    assert lines[place + 1].split() == ["0.25", "assumed"]
    young = next(line for line in lines if line.startswith("  app.by_segment.young"))
    assert lines[place + 1].index("0.25") == young.index("0.5")


def test_an_address_is_not_broken_at_its_hyphens() -> None:
    address = "example.org/what-the-report-says-of-accounts-that-nobody-uses-any-more"
    where = f"sources.survey.where=The second part of it, {address}"
    assert address in printed(str(BASE), "--set", DORMANT, "--set", where)


def test_a_negative_number_has_a_real_minus() -> None:
    text = printed(str(BASE), "--set", "opening.b_postpone={value: -0.5, low: -2, high: -0.1, grade: assumed}")
    assert row(text, "b_postpone") == "b_postpone −0.5 −2 to −0.1 assumed"


def test_notes_are_printed_on_request() -> None:
    assert "So they say." not in printed(str(BASE), "--set", DORMANT)
    assert "    So they say.\n" in printed(str(BASE), "--set", DORMANT, "--notes")


def test_the_summary_and_the_sums_are_those_of_the_ledger() -> None:
    found = ledger(resolve(MAIN).scenario)
    text = printed(str(MAIN))
    assert SUMMARY.format(found.tally.claims) in text
    percentages = [f"{100 * found.tally.share(each):.0f} % {each}" for each in ("measured", "calibrated", "assumed")]
    assert all(percentage in " ".join(text.split()) for percentage in percentages)
    (sums,) = [line.split() for line in text.splitlines() if line.startswith("all ")]
    assert sums == ["all", *(str(count) for count in found.tally.counts.values() if count)]


def test_only_one_grade_is_listed_on_request_and_the_summary_stays() -> None:
    text = printed(str(BASE), "--set", DORMANT, "--set", TERM, "--grade", "measured")
    assert "  dormant" in text
    assert "  last_minute" not in text
    assert SUMMARY.format(ledger(resolve(BASE).scenario).tally.claims) in text
    both = printed(str(BASE), "--set", DORMANT, "--set", TERM, "--grade", "measured", "--grade", "assumed")
    assert "  dormant" in both
    assert "  last_minute" in both
    assert "  b_postpone" not in both


def test_sources_keep_their_numbers_when_fewer_are_listed() -> None:
    everything, some = printed(str(MAIN)), printed(str(MAIN), "--grade", "measured")
    heads = [line for line in some.splitlines() if "solidity " in line]
    assert heads
    assert set(heads) < set(everything.splitlines())
    assert not heads[0].startswith("  1  ")


def test_no_number_of_a_grade_is_said() -> None:
    text = printed(str(BASE), "--grade", "calibrated")
    assert "No number has this grade." in text
    assert "solidity" not in text


def test_the_grades_on_offer_are_those_there_are() -> None:
    assert GRADES == tuple(STANDINGS) == get_args(Standing)


def test_the_document_holds_the_whole_ledger() -> None:
    found = document(str(BASE), "--set", DORMANT)
    whole = ledger(resolve(BASE, settings=[DORMANT]).scenario)
    assert found["scenario"] == "base"
    assert found["sha256"] == resolve(BASE, settings=[DORMANT]).sha256
    assert len(found["parameters"]) == len(whole.parameters)
    (dormant,) = [each for each in found["parameters"] if each["path"] == "population.dormant"]
    assert (dormant["value"], dormant["low"], dormant["high"]) == ("0.1", "0", "0.5")
    assert (dormant["grade"], dormant["standing"], dormant["sources"]) == ("measured", "measured", ["survey"])
    assert dormant["note"] == "So they say."
    assert found["tally"]["numbers"] == dict(whole.tally.counts)
    assert sum(found["tally"]["shares"].values()) == pytest.approx(1)
    assert [source["named_by"] for source in found["sources"]] == [[], ["population.dormant"]]
    assert found["never_named"] == ["report"]


def test_the_document_is_filtered_like_the_table() -> None:
    found = document(str(BASE), "--set", DORMANT, "--grade", "measured")
    assert [each["path"] for each in found["parameters"]] == ["population.dormant"]
    assert sum(found["tally"]["numbers"].values()) > 1


def test_overrides_apply(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    lines = f"extends: {os.path.relpath(BASE, tmp_path)}\noverrides: {{easy: {{opening: {{b_friction: 0.123}}}}}}\n"
    file.write_text(lines, encoding="utf-8")
    assert row(printed(str(file)), "b_friction").split()[1] != "0.123"
    assert row(printed(str(file), "--override", "easy"), "b_friction").split()[1] == "0.123"


def test_colour_is_for_terminals_and_changes_no_letter() -> None:
    resolution = resolve(BASE, settings=[DORMANT])
    found = ledger(resolution.scenario)
    plain, coloured = render(resolution, found), render(resolution, found, colour=True)
    assert "\x1b[32mmeasured\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
    assert "\x1b" not in plain


def test_text_of_a_scenario_cannot_steer_the_terminal() -> None:
    resolution = resolve(BASE, settings=['title="A \\e[31mred\\nstory"', DORMANT])
    text = render(resolution, ledger(resolution.scenario))
    assert "\x1b" not in text
    assert text.splitlines()[0].split()[0] == "A"
    assert text.splitlines()[1].startswith("base: ")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((str(BASE), "--grade", "good"), "'good' is not one of"),
        ((str(BASE), "--set", "opening.b_frictoin=1"), "b_friction"),
        (("no-such-file.yaml",), "no-such-file.yaml"),
    ],
)
def test_wrong_input_exits_with_2_and_says_what_is_wrong(arguments: tuple[str, ...], complaint: str) -> None:
    answer = mbsim("sources", *arguments)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert complaint in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_wrong_scenario_is_an_error_of_the_scenario(tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("name: wrong\n", encoding="utf-8")
    answer = CliRunner().invoke(cli, ["sources", str(file)])
    assert isinstance(answer.exception, ScenarioError)


def test_the_ledger_needs_no_compiler() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from sim.cli import cli;"
        "print(CliRunner().invoke(cli, ['sources', sys.argv[1]]).exit_code,"
        " [name for name in sys.argv[2:] if name in sys.modules])"
    )
    heavy = ("numba", "matplotlib", "scipy", "pandas", "simpy")
    answer = subprocess.run(  # our own program
        [sys.executable, "-c", code, str(BASE), *heavy], capture_output=True, text=True, check=True, timeout=600
    )
    assert answer.stdout == "0 []\n"
