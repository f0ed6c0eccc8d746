"""The numbers of a scenario as tables, one for each section of the file: value, range, grade, sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from sim.report.description.markdown import code, plain, table
from sim.report.evidence import range_of
from sim.scenario.distributions import Known
from sim.scenario.evidence import Ledger, Parameter
from sim.scenario.explanation import meaning_of
from sim.scenario.paths import known_in, visit
from sim.scenario.schema import Part, PopulationFile, Scenario, Source
from sim.scenario.writing import explicit, inline

LEVERS: Final = "designs"
"""The section whose numbers are in the tables of the designs."""
WORDS: Final = frozenset(
    {"title", "title_nl", "description", "name", "kind", "collection", "compare", "counting", "sources", LEVERS}
)
"""Keys of texts, of references to other parts, and of sections with tables of their own."""


@dataclass(frozen=True, slots=True)
class Setting:
    """An ungraded value, written without a unit in the scenario: a number, a date or a list."""

    path: tuple[str, ...]
    value: str

    @property
    def meaning(self) -> str:
        """The docstring of the schema field."""
        return meaning_of(self.path)


def parameter_tables(scenario: Scenario, evidence: Ledger) -> str:
    """All tables with their headings: the ungraded values first, then the sections in the order of the file."""
    graded = [each for each in evidence.parameters if each.section != LEVERS]
    # `groupby` joins neighbours only; the ledger lists parameters in the order of the file, section by section.
    sections = groupby(graded, key=lambda parameter: parameter.section)
    tables = [(name, section_table(tuple(members))) for name, members in sections]
    written = [("Counts, dates and lists", settings_table(scenario)), *((code(name), text) for name, text in tables)]
    return "\n\n".join(f"#### {heading}\n\n{text}" for heading, text in written)


def section_table(parameters: tuple[Parameter, ...]) -> str:
    """The numbers of one section. Paths omit the name of the section."""
    return table(
        ("key", "meaning", "value", "plausible range", "grade", "sources"), (row_of(each) for each in parameters)
    )


def row_of(parameter: Parameter) -> tuple[str, ...]:
    """The row of one number."""
    section, _, key = parameter.path.partition(".")
    cited = ", ".join(code(source) for source in parameter.sources)
    meaning, value, limits = plain(parameter.meaning), plain(parameter.value), plain(range_of(parameter))
    return (code(key or section), meaning, value, limits, parameter.standing, cited)


def settings_table(scenario: Scenario) -> str:
    """The ungraded values, with their full paths."""
    rows = ((code(".".join(each.path)), plain(each.meaning), plain(each.value)) for each in settings(scenario))
    return table(("key", "meaning", "value"), rows)


def settings(value: object) -> Iterator[Setting]:
    """All values below `value` that are neither graded quantities nor texts for readers."""
    for steps, item in visit(value, lambda step, item: not (is_described_elsewhere(step, item) or is_bare(item))):
        if is_bare(item) and not is_described_elsewhere(steps[-1], item):
            yield Setting(steps, inline(explicit(item)))


def is_described_elsewhere(step: str, item: object) -> bool:
    """True for a graded quantity, a text for readers, or a section with a table of its own."""
    return step in WORDS or known_in(item) is not None or isinstance(item, Known)


def is_bare(item: object) -> bool:
    """True for a single value or a list, with no parts below it."""
    return isinstance(item, int | float | str | date | PopulationFile) or is_list(item)


def is_list(item: object) -> bool:
    """True for a list of bare values, such as the hours of batches."""
    return isinstance(item, tuple) and bool(item) and not any(isinstance(each, Part) for each in item)


def source_table(evidence: Ledger) -> str:
    """The sources that numbers cite, each with its notes."""
    cited = [citation for citation in evidence.citations if citation.paths]
    rows = ((code(each.key), cited_source(each.source), each.source.solidity, str(len(each.paths))) for each in cited)
    return table(("key", "source and what it says", "solidity", "numbers"), rows)


def cited_source(source: Source) -> str:
    """A source as the text of a cell."""
    year = f", {source.year}" if source.year is not None else ""
    note = f" {plain(source.note)}" if source.note else ""
    return f"{plain(source.title)}{year}; {plain(source.where)}.{note}"
