"""The HTML page of a comparison, and its view in a notebook."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.experiment.saved_exploration import explored
from sim.report.figures import figures_for_pages
from sim.report.html.exploration_sections import unknowns
from sim.report.html.facts import facts_of
from sim.report.html.lives import lives as lives_of
from sim.report.html.page import html_report
from sim.report.html.page_file import page_of, written

if TYPE_CHECKING:
    from sim.studies.compare import Comparison


def written_page(
    found: Comparison, path: str | Path | None, *, lives: bool = True, others: Sequence[str | Path] = ()
) -> Path:
    """Writes the page of a comparison that has a results folder; returns its path."""
    manifest = found.manifest
    if found.folder is None or manifest is None:
        raise UsageError("A page says how its numbers came about, so it needs a results folder: compare with out=...")
    place = page_of(found.folder, None if path is None else Path(path))
    unknown = unknowns([explored(Path(folder), found.scenario.name) for folder in others])
    shown = lives_of(found.analysis) if lives else ()
    return written(place, html_report(found.analysis, facts_of(manifest, found.lacks), lives=shown, unknown=unknown))


def notebook_view(found: Comparison) -> str:
    """The verdict and the main figure, as a piece of HTML."""
    first = figures_for_pages(found.analysis)[:1]
    said = [line for line in (found.lacks, *found.verdict.split("\n")) if line]
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in said)
    return f"<div>{''.join(each.svg for each in first)}{lines}</div>"
