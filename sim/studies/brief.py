"""The brief of a comparison: two pages for an official, as HTML and as PDF, and its methods in a paragraph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.experiment.ownership import BRIEF, FORMS, LANGUAGES
from sim.places import destination
from sim.report.brief.wording import Language

if TYPE_CHECKING:
    from sim.experiment.manifest import Manifest
    from sim.report.brief.content import Brief
    from sim.studies.compare import Comparison


def written_brief(
    found: Comparison, path: str | Path | None, language: Language, scale: int | None
) -> tuple[tuple[Path, ...], str]:
    """Writes the brief; the files, and what is said of a PDF that could not be written.

    Without a path both forms go into the results folder, and PDF is left out where nothing can write it. A path is of
    one form, by its ending.
    """
    from sim.report.brief.pdf import REMEDY, can_write, pdf_of
    from sim.report.html.brief import brief_page
    from sim.report.html.facts import facts_of
    from sim.report.html.page_file import written

    manifest, folder = manifest_of(found)
    places = places_of(folder, language) if path is None else [place_of(folder, Path(path))]
    writable = all(each.suffix != ".pdf" for each in places) or can_write()
    if not writable and path is not None:
        raise UsageError(REMEDY)
    page = brief_page(found.analysis, facts_of(manifest, found.lacks), language, scale, manifest.missing_citizens)
    # All content is made before anything is written, so that a failing PDF leaves no single file.
    wanted = [each for each in places if writable or each.suffix != ".pdf"]
    content = {each: pdf_of(page) if each.suffix == ".pdf" else page for each in wanted}
    return tuple(written(each, content[each]) for each in wanted), "" if writable else REMEDY


def methods_of(found: Comparison, language: Language) -> str:
    """The methods of the comparison in a paragraph for a paper."""
    from sim.report.answer import ComparisonAnswer
    from sim.report.brief.content import Brief
    from sim.report.brief.methods import methods_paragraph
    from sim.report.brief.wording import wording
    from sim.report.html.facts import facts_of

    manifest, _ = manifest_of(found)
    brief: Brief = Brief(ComparisonAnswer(found.analysis), wording(language), facts_of(manifest, found.lacks))
    asked = manifest.asked.get("unknown", {})
    return methods_paragraph(brief, manifest.missing_citizens, asked.get("points_seed"))


def manifest_of(found: Comparison) -> tuple[Manifest, Path]:
    """The manifest of a comparison, and its folder; raises `UsageError` if there is none."""
    manifest = found.manifest
    if found.folder is None or manifest is None:
        raise UsageError("A brief says how its numbers came about, so it needs a results folder: compare with out=...")
    return manifest, found.folder


def places_of(folder: Path, language: Language) -> list[Path]:
    """Both forms in the results folder, each where something can be written."""
    return [destination(folder / BRIEF.format(language, form), folder=False) for form in FORMS]


def place_of(folder: Path, path: Path) -> Path:
    """Where one form is written: anywhere outside the results folder, or under its own name there.

    Raises `UsageError` for another ending than those of the two forms.
    """
    if path.suffix not in FORMS:
        raise UsageError(f"A brief is HTML or PDF, and {path} says neither: give it a name that ends in .html or .pdf.")
    own = {(folder / BRIEF.format(language, path.suffix)).resolve() for language in LANGUAGES}
    if path.resolve() not in own and path.resolve().is_relative_to(folder.resolve()):
        called = BRIEF.format("nl", path.suffix)
        raise UsageError(f"{path} lies in the results folder, where a brief is called {called}. Name one outside.")
    return destination(path, folder=False)
