"""The documentation site: every page is there, links lead somewhere, and what guides tell people to write is right."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

import sim
from sim.cli import COMMANDS, site
from sim.cli.site import PAGES, SitePage, build, menu, text_of
from sim.errors import UsageError
from sim.rules.columns import NAMES
from tests.shipped import MAIN

BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


def blocks(name: str, language: str) -> list[str]:
    """The blocks of a guide in a language."""
    text = (site.SITE / name).read_text(encoding="utf-8")
    return [textwrap.dedent(found[3]) for found in BLOCK.finditer(text) if found[2] == language]


def test_every_page_is_written_and_in_the_menu_once(tmp_path: Path) -> None:
    written = {page.name: text_of(page, tmp_path, execute=False) for page in PAGES}
    assert all(text.startswith("# ") for text in written.values())
    assert {path.name for path in site.SITE.glob("*.md")} <= written.keys()
    listed = re.findall(r"'([\w-]+\.md)'", str(menu()))
    assert sorted(listed) == sorted(written)


def test_every_notebook_is_part_of_the_tutorial() -> None:
    notebooks = {f"notebooks/{path.name}" for path in (site.ROOT / "notebooks").glob("*.ipynb")}
    assert notebooks == {page.source for page in PAGES if page.section == "Tutorial"}


def test_links_lead_to_pages_of_the_site_and_others_are_plain_text(tmp_path: Path) -> None:
    start = text_of(PAGES[0], tmp_path, execute=False)
    assert "(scenario-format.md#ready-studies)" in start
    assert "[CITATION.cff]" not in start
    assert (tmp_path / "mijnoverheid-2016.svg").is_file()
    assert "(scenario-format.md#a-population-from-a-file)" in text_of(
        next(page for page in PAGES if page.name == "how-to-population.md"), tmp_path, execute=False
    )


def test_reference_pages_have_every_command_and_column(tmp_path: Path) -> None:
    commands = text_of(SitePage("", "", "commands.md"), tmp_path, execute=False)
    assert all(f"\n## {verb}\n" in commands for verb in COMMANDS)
    columns = text_of(SitePage("", "", "columns.md"), tmp_path, execute=False)
    assert all(f"| `{name}` |" in columns for name in NAMES)


def test_the_sender_of_the_guide_can_be_added(tmp_path: Path) -> None:
    (own,) = blocks("how-to-senders.md", "yaml")
    study = sim.new("my-study", folder=tmp_path)
    with Path(study).open("a", encoding="utf-8") as file:
        file.write(own)
    scenario = sim.load(study)
    assert "yearly-levy" in scenario.senders["water-board"].message_types
    assert sim.simulate(scenario, "opaque", citizens=range(5)) is not None


def test_the_population_of_the_guide_is_read(tmp_path: Path) -> None:
    (people,) = blocks("how-to-population.md", "csv")
    (tmp_path / "people.csv").write_text(people, encoding="utf-8")
    scenario = sim.load(MAIN, {"population.from_file": str(tmp_path / "people.csv"), "population.size": 2})
    assert list(sim.simulate(scenario, "opaque")["segment"]) == ["age-20-40", "age-65-80"]


def test_the_figure_of_the_guide_is_read(tmp_path: Path) -> None:
    (figures,) = blocks("how-to-targets.md", "yaml")
    (tmp_path / "our-figures.yaml").write_text(figures, encoding="utf-8")
    found = sim.validate("municipal-tax-2016", targets=tmp_path / "our-figures.yaml", size=40, points=16)
    assert "opened-in-our-city" in found.text()


def test_commands_of_the_guides_are_verbs_with_their_options() -> None:
    for path in site.SITE.glob("*.md"):
        for block in blocks(path.name, "sh"):
            for line in block.splitlines():
                words = line.split()
                if words[0] == "mbsim":
                    help_of = text_of(SitePage("", "", "commands.md"), path.parent, execute=False)
                    section = help_of.split(f"\n## {words[1]}\n", 1)[1].split("\n## ", 1)[0]
                    assert all(word in section for word in words if word.startswith("--")), line


def test_what_lies_in_a_folder_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    with pytest.raises(UsageError, match="is not empty"):
        build(tmp_path)


def test_without_a_clone_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "ROOT", tmp_path)
    with pytest.raises(UsageError, match="a clone of the repository"):
        build(tmp_path / "out")


@pytest.mark.long
def test_the_site_is_built_and_a_broken_link_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("material", reason="comes with the extra docs")
    monkeypatch.setattr(
        site,
        "PAGES",
        (PAGES[0], SitePage("How to", "Population", "how-to-population.md", "sim/site/how-to-population.md")),
    )
    with pytest.raises(UsageError, match=r"scenario-format\.md"):
        build(tmp_path / "broken")
    monkeypatch.setattr(site, "PAGES", PAGES)
    assert build(tmp_path / "whole").read_text(encoding="utf-8").count("<h1") == 1
