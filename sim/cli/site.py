"""The documentation site: its pages, put together from what the project says of itself, and built by MkDocs.

Pages that are written for it lie in `sim/site`. All others are files that people read elsewhere too, of which only the
links are changed, or are written from the program: the commands, and the columns of results.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from sim.errors import UsageError

ROOT: Final = Path(__file__).parents[2]
"""The clone, where there is one."""
PACKAGE: Final = Path(__file__).parents[1]
SITE: Final = PACKAGE / "site"
CONFIGURATION: Final = "mkdocs.yml"
LINK: Final = re.compile(r"(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<target>[^)\s]+)\)")
FENCED: Final = re.compile(r"(```.*?```)", re.DOTALL)
INSTALL: Final = "pip install 'messagebox-sim[docs]'"


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page of the site."""

    section: str
    title: str
    name: str
    """Of its file."""
    source: str = ""
    """Where the text stands in a clone, for links; empty where it is written by the program."""


PAGES: Final = (
    SitePage("", "Start", "index.md", "README.md"),
    SitePage("Tutorial", "A first comparison", "01_first_comparison.md", "notebooks/01_first_comparison.ipynb"),
    SitePage(
        "Tutorial", "A design of your own", "02_a_design_of_your_own.md", "notebooks/02_a_design_of_your_own.ipynb"
    ),
    SitePage("Tutorial", "Reading results", "03_reading_results.md", "notebooks/03_reading_results.ipynb"),
    SitePage("Tutorial", "One citizen", "04_one_citizen.md", "notebooks/04_one_citizen.ipynb"),
    SitePage(
        "Tutorial", "Calibration and robustness", "05_calibration_and_robustness.md",
        "notebooks/05_calibration_and_robustness.ipynb",
    ),
    SitePage("Tutorial", "Finding a design", "06_finding_a_design.md", "notebooks/06_finding_a_design.ipynb"),
    SitePage("Tutorial", "Planning a trial", "07_planning_a_trial.md", "notebooks/07_planning_a_trial.ipynb"),
    SitePage("How to", "Add senders and messages", "how-to-senders.md", "sim/site/how-to-senders.md"),
    SitePage("How to", "Use your own population", "how-to-population.md", "sim/site/how-to-population.md"),
    SitePage("How to", "Bring published figures", "how-to-targets.md", "sim/site/how-to-targets.md"),
    SitePage("How to", "Run a large study", "how-to-cluster.md", "sim/site/how-to-cluster.md"),
    SitePage("How to", "Read results elsewhere", "how-to-results.md", "sim/site/how-to-results.md"),
    SitePage("Reference", "Scenario format", "scenario-format.md", "scenarios/README.md"),
    SitePage("Reference", "Commands", "commands.md"),
    SitePage("Reference", "Columns and responses", "columns.md"),
    SitePage("Reference", "Python", "python.md", "sim/API.md"),
    SitePage("Explanation", "How to read the results", "explanation-results.md", "sim/site/explanation-results.md"),
    SitePage("Explanation", "Why it is built this way", "explanation-design.md", "sim/site/explanation-design.md"),
    SitePage("Explanation", "The model (ODD+D)", "model.md", "scenarios/mijnoverheid-2016.odd.md"),
    SitePage("", "For contributors", "contributors.md", "sim/README.md"),
    SitePage("", "Changes", "changes.md", "CHANGELOG.md"),
)  # fmt: skip
"""All pages, in the order of the menu."""


def build(folder: Path, *, execute: bool = False) -> Path:
    """Writes the site into a folder, which is made; returns its first page.

    With `execute` the notebooks of the tutorial are run, which takes some minutes. Raises `UsageError` without MkDocs,
    or if the folder is not empty, and with what MkDocs says if a link leads nowhere.
    """
    if not (ROOT / "README.md").exists():
        raise UsageError("The pages are put together from a clone of the repository: run mbsim docs there.")
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty. Name another folder: --out.")
    work = folder / "source"
    (work / "pages").mkdir(parents=True)
    for page in PAGES:
        (work / "pages" / page.name).write_text(text_of(page, work / "pages", execute=execute), encoding="utf-8")
    configuration = (SITE / CONFIGURATION).read_text(encoding="utf-8") + f"nav: {json.dumps(menu())}\n"
    (work / CONFIGURATION).write_text(configuration, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--site-dir",
        str(folder.resolve() / "site"),
    ]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = done.stderr.strip() or done.stdout.strip()
        if "No module named mkdocs" in said or "Unrecognised theme name" in said:
            raise UsageError(f"The site is built by MkDocs, which is not installed: {INSTALL}.")
        raise UsageError(f"The site could not be built. {said}")
    shutil.rmtree(work)
    return folder / "site" / "index.html"


def menu() -> list[dict[str, Any]]:
    """The menu as MkDocs takes it: pages by title, those of a section under its name."""
    found: list[dict[str, Any]] = []
    for page in PAGES:
        if not page.section:
            found.append({page.title: page.name})
        elif found and page.section in found[-1]:
            found[-1][page.section].append({page.title: page.name})
        else:
            found.append({page.section: [{page.title: page.name}]})
    return found


def text_of(page: SitePage, folder: Path, *, execute: bool) -> str:
    """The Markdown of a page; images that it shows are written into the folder."""
    if not page.source:
        return {"commands.md": commands, "columns.md": columns}[page.name]()
    path = ROOT / page.source
    if path.suffix == ".ipynb":
        return "\n\n".join(cells(json.loads(path.read_text(encoding="utf-8")), path, folder, execute=execute)) + "\n"
    pieces = FENCED.split(path.read_text(encoding="utf-8"))
    return "".join(
        piece if piece.startswith("```") else LINK.sub(lambda found: linked(found, page, folder), piece)
        for piece in pieces
    )


def linked(found: re.Match[str], page: SitePage, folder: Path) -> str:
    """A link to another page of the site, to an image that is copied, or no link where the site has no such page.

    Guides that are written for the site name its pages; what does not exist is left as it is, for MkDocs to find.
    """
    target, _, anchor = found["target"].partition("#")
    path = (ROOT / page.source).parent / target
    if not target or "://" in target or page.source.startswith("sim/site/") or not path.exists():
        return found.group()
    if found["image"]:
        shutil.copy(path, folder / path.name)
        return f"![{found['text']}]({path.name})"
    places = {(ROOT / each.source).resolve(): each.name for each in PAGES if each.source}
    name = places.get(path.resolve())
    return found["text"] if name is None else f"[{found['text']}]({name}{'#' if anchor else ''}{anchor})"


def cells(notebook: Mapping[str, Any], path: Path, folder: Path, *, execute: bool) -> Iterator[str]:
    """The cells of a notebook as Markdown, with what they print where they are executed."""
    if execute:
        notebook = executed(path)
    for number, cell in enumerate(notebook["cells"]):
        text = "".join(cell["source"])
        yield text if cell["cell_type"] == "markdown" else f"```python\n{text}\n```"
        for place, output in enumerate(cell.get("outputs", ())):
            yield from shown(output, f"{path.stem}-{number}-{place}", folder)


def executed(path: Path) -> Mapping[str, Any]:
    """A notebook after it has run."""
    try:
        import nbformat
        from nbclient import NotebookClient
    except ImportError:
        raise UsageError(f"Notebooks are run by nbclient, which is not installed: {INSTALL}.") from None
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=None).execute()
    found: Mapping[str, Any] = notebook
    return found


def shown(output: Mapping[str, Any], name: str, folder: Path) -> Iterator[str]:
    """What a cell printed: a picture, a table, or text."""
    data = output.get("data", {})
    if "image/png" in data:
        (folder / f"{name}.png").write_bytes(base64.b64decode(data["image/png"]))
        yield f"![]({name}.png)"
    elif "text/html" in data:
        yield "".join(data["text/html"])
    else:
        text = "".join(output.get("text", ()) or data.get("text/plain", ()))
        yield f"```text\n{text.rstrip()}\n```"


def commands() -> str:
    """The help of every command."""
    from sim.cli import COMMANDS, cli

    context = click.Context(cli, info_name="mbsim")
    blocks = ["# Commands", "What `mbsim COMMAND --help` prints."]
    for verb in COMMANDS:
        command = cli.get_command(context, verb)
        assert command is not None  # noqa: S101  (it is listed)
        text = command.get_help(click.Context(command, parent=context, info_name=verb, max_content_width=100))
        blocks.append(f"## {verb}\n\n```text\n{text}\n```")
    return "\n\n".join(blocks) + "\n"


def columns() -> str:
    """The columns of the rows of citizens, and the responses of the main study."""
    from sim.outcomes.responses import responses_of
    from sim.rules.columns import COLUMNS
    from sim.scenario.resolution import resolve
    from sim.scenario.shipped import found_or_shipped

    scenario = resolve(found_or_shipped(Path("mijnoverheid-2016"))).scenario
    rows = [(f"`{each.name}`", each.unit, each.meaning) for each in COLUMNS]
    responses = [
        (f"`{each.name}`", each.title, each.unit, f"`{each.denominator or 'citizens'}`")
        for each in responses_of(scenario).values()
    ]
    rows_are = "A results folder has one row for each citizen and design (`citizens/*.parquet`), and every response in "
    sums = "A response is one sum over citizens divided by another. `mbsim responses FILE` lists those of a study."
    blocks = (
        "# Columns and responses",
        f"{rows_are}`responses.csv`.",
        "## Columns of the rows of citizens",
        table(("column", "unit", "meaning"), rows),
        "## Responses of mijnoverheid-2016",
        sums,
        table(("response", "meaning", "unit", "divided by"), responses),
    )
    return "\n\n".join(blocks) + "\n"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
