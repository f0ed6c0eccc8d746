"""Digital contacts by counting rule, compared with a published headline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sim.analysis.counting import ATTEMPTS, Counting
from sim.analysis.groups import ALL
from sim.analysis.study_analysis import Analysis
from sim.notation import number
from sim.report.block import Block, Cell, Head, Row
from sim.scenario.schema import CountedEvent, Headline

KINDS: Final[dict[str, tuple[CountedEvent, ...]]] = {
    "messages": ("delivered",),
    "notifications, logins": tuple(sorted(ATTEMPTS)),
    "reading and paying": ("read", "payment"),
    "letters": ("letter",),
}
"""The kinds of contact. Every event that can be counted is in exactly one of them."""


def counts_shown(analysis: Analysis) -> bool:
    """True if there is anything to compare: several counting rules, or a headline."""
    return len(analysis.scenario.counting) > 1 or analysis.scenario.headline is not None


def contacts_block(analysis: Analysis) -> Block:
    """A row for each design and a column for each counting rule; then the kinds of contact under the reference."""
    rows = [
        Row(
            Head(f"{design} *" if design == analysis.reference else design),
            tuple(Cell(one.contacts, 2) for one in of_design(analysis, design)),
        )
        for design in analysis.designs
    ]
    found = of_design(analysis, analysis.reference)
    rows.append(Row(Head(f"of which, under {analysis.reference}")))
    rows += [
        Row(Head(label, "%", level=1), percentages(one.share(events) for one in found))
        for label, events in KINDS.items()
        if any(event in one.events for one in found for event in events)
    ]
    headline = analysis.scenario.headline
    if headline is not None:
        rows += beside(headline, found, analysis.reference)
    title = f"digital contacts by counting rule, {ALL.title}"
    return Block(title, tuple(Head(one.rule) for one in found), tuple(rows), "per citizen per year")


def beside(headline: Headline, found: tuple[Counting, ...], reference: str) -> list[Row]:
    """The contacts under the reference, averaged over all people of the headline."""
    spread = [per_person(headline, one) for one in found]
    attempts = [per_person(headline, one, ATTEMPTS) for one in found]
    title = f"{reference} beside the headline of {plain(headline.digital_contacts.value)} per person per year"
    return [
        Row(Head(title)),
        Row(Head("per person", "per person", level=1), tuple(Cell(value, 2) for value in spread)),
        Row(Head("% of the headline", "%", level=1), percentages(of_headline(headline, value) for value in spread)),
        Row(Head("notifications, logins", level=2), percentages(of_headline(headline, value) for value in attempts)),
    ]


def of_design(analysis: Analysis, design: str) -> tuple[Counting, ...]:
    """The counts of every rule for all citizens under a design."""
    return tuple(one for one in analysis.countings if (one.group, one.design) == (ALL.name, design))


def percentages(shares: Iterable[float | None]) -> tuple[Cell, ...]:
    """Shares in whole per cent."""
    return tuple(Cell(None if share is None else 100.0 * share) for share in shares)


def per_person(
    headline: Headline, one: Counting, events: Iterable[CountedEvent] | None = None, covers: float | None = None
) -> float | None:
    """The contacts per person and year, averaged over all people of the headline.

    The scenario covers the share `covers` of them, by default that of the headline. With `events`, only those count.
    """
    if one.contacts is None:
        return None
    share = headline.covers.value if covers is None else covers
    part = 1.0 if events is None else one.share(events) or 0.0
    return one.contacts * part * share


def of_headline(headline: Headline, contacts: float | None) -> float | None:
    """Contacts per person as a share of the headline; None if the headline is 0."""
    published = headline.digital_contacts.value
    return None if contacts is None or not published else contacts / published


def plain(value: float) -> str:
    """A published number with the decimals it was published with: one if it has any."""
    return number(value, 0 if value.is_integer() else 1)
