"""Titles of what is shipped, in the language of the letter that they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from sim.report.correspondence.language import Language, Titled, titles
from sim.report.correspondence.occasion import EVERYTHING, Occasion
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from tests.report.correspondence.test_letters import BILL, everything
from tests.shipped import SCENARIOS

pytestmark = pytest.mark.long

STUDIES: Final = sorted(SCENARIOS.glob("*.yaml"))
TOLD: Final = EVERYTHING - {"content"}


def titled(scenario: Scenario) -> Iterator[Titled]:
    """Everything whose title a letter may name."""
    yield from scenario.designs.values()
    for sender in scenario.senders.values():
        yield sender
        yield from sender.message_types.values()
    for scheme in scenario.collections.values():
        yield from scheme.steps


def sent(scenario: Scenario) -> Iterator[Occasion]:
    """Everything that could be sent of each type, under each design."""
    for design in scenario.designs.values():
        for sender in scenario.senders.values():
            for message_type in sender.message_types.values():
                one = replace(
                    BILL,
                    design_title=titles(design),
                    sender=titles(sender),
                    title=titles(message_type),
                    kind=message_type.kind,
                )
                yield replace(one, discloses=TOLD)
                yield replace(one, discloses=TOLD, reminds_of="unread")
                yield replace(one, discloses=EVERYTHING, medium="letter")
                scheme = scenario.collections.get(message_type.collection or "")
                for step in () if scheme is None else scheme.steps:
                    yield replace(one, discloses=EVERYTHING, medium="letter", step=step, step_deadline=BILL.deadline)


def names(text: str, title: str) -> bool:
    """Whether a text holds a title as words of its own, whatever line breaks and marks stand in it."""
    return re.search(rf"(?<!\w){re.escape(flat(title))}(?!\w)", flat(text)) is not None


def flat(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.stem)
def test_every_shipped_title_has_its_dutch_one(study: Path) -> None:
    scenario = resolve(study).scenario
    lacking = [part.title for part in titled(scenario) if not part.title_nl]
    assert lacking == []


def test_no_dutch_letter_holds_an_english_title() -> None:
    scenario = resolve(SCENARIOS / "mijnoverheid-2016.yaml").scenario
    english = {part.title for part in titled(scenario)} - {part.title_nl for part in titled(scenario)}
    assert len(english) > 20
    letters: dict[Language, int] = {"nl": 0, "en": 0}
    found = list(sent(scenario))
    for one in {tuple(sorted((*each.title.items(), *each.design_title.items()))): each for each in found}.values():
        assert not [title for title in english if names(everything(one, "nl"), title)]
    for one in [each for each in found if each.design_title["en"] == "Opaque"]:
        for language in letters:
            said = everything(one, language)
            letters[language] += 1
            assert names(said, one.title[language])
            wrong = [title for title in english if names(said, title)]
            assert bool(wrong) == (language == "en")
    assert min(letters.values()) > 40


def test_without_a_dutch_title_a_letter_has_the_one_there_is() -> None:
    step = resolve(SCENARIOS / "mijnoverheid-2016.yaml").scenario.collections["tax"].steps[0]
    assert titles(step)["nl"] == "Aanmaning"
    assert titles(step.model_copy(update={"title_nl": None})) == {"nl": step.title, "en": step.title}
