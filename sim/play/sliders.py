"""Choices offered on the page: the numbers of a scenario that can be moved, its designs, and fields of a contact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, get_args

from sim.notation import printable
from sim.play.played_study import PlayedStudy
from sim.report.brief.wording import Language, wording
from sim.scenario.factors import Factor
from sim.scenario.schema import ContactPlan, Scenario, When
from sim.scenario.schema.parts import Channel, Disclosed
from sim.scenario.writing import explicit

UNITS: Final[Mapping[str, tuple[tuple[str, float], ...]]] = {
    "span": (("days", 86_400.0), ("hours", 3_600.0), ("minutes", 60.0), ("seconds", 1.0)),
    "money": (("euros", 100.0),),
    "share": (("per_cent", 0.01),),
    "rate": (("a_year", 1.0),),
}
"""By what is measured: the name of each unit in which people read it, and its size."""
DAY: Final = 86_400


def sliders(played: PlayedStudy, language: Language) -> list[dict[str, Any]]:
    """All numbers that can be moved, in the order of the document."""
    return [slider(each, language) for each in played.factors.values()]


def slider(factor: Factor, language: Language) -> dict[str, Any]:
    """One number that can be moved, in base units, with the part of the scenario that it belongs to in words."""
    unit, size = unit_of(factor)
    part = f"part.{factor.name.partition('.')[0]}"
    sentences = wording(language).sentences
    return {
        "name": factor.name,
        "label": printable(factor.label.replace("_", " ").replace("-", " ")),
        "part": sentences.get(part, ""),
        "value": factor.value,
        "low": factor.low,
        "high": factor.high,
        "scale": factor.scale,
        "whole": factor.whole,
        "grade": factor.grade or "assumed",
        "note": printable(factor.note or ""),
        "sources": list(factor.sources),
        "unit": unit,
        "size": size,
    }


def unit_of(factor: Factor) -> tuple[str, float]:
    """The unit in which a number is read: the largest of which its value has one."""
    units = UNITS.get(factor.dimension.name, (("", 1.0),))
    return next((each for each in units if abs(factor.value) >= each[1]), units[-1])


def designs(scenario: Scenario) -> list[dict[str, Any]]:
    """All designs of a scenario, with the contacts that one's own is built from."""
    return [
        {
            "name": name,
            "title": printable(each.title),
            "title_nl": printable(each.title_nl or each.title),
            "description": printable(each.description),
            "contacts": [contact(plan) for plan in each.contacts],
        }
        for name, each in scenario.designs.items()
    ]


def contact(plan: ContactPlan) -> dict[str, Any]:
    """A contact: as a scenario writes it, and its moment as a kind and a number of days."""
    kind, days = "delivery", 0.0
    if isinstance(plan.when, When):
        kind = next(key for key in type(plan.when).model_fields if getattr(plan.when, key) is not None)
        days = getattr(plan.when, kind).value / DAY
    return {"plan": explicit(plan), "kind": kind, "days": round(days, 4)}


CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "channel": get_args(Channel),
    "discloses": get_args(Disclosed),
    "kind": ("delivery", *When.model_fields),
    "for": ("all", "opted_in", "needs_action"),
}
"""The values that each field of a contact can take."""
