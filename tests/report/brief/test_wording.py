from __future__ import annotations

import pytest

from sim.report.brief.wording import LANGUAGES, placeholders, wording
from sim.report.correspondence.language import Titled
from sim.scenario.resolution import resolve
from tests.shipped import SCENARIOS

DUTCH, ENGLISH = wording("nl"), wording("en")


def test_every_language_has_the_same_sentences_with_the_same_placeholders() -> None:
    open_in = [{key: placeholders(text) for key, text in wording(each).sentences.items()} for each in LANGUAGES]
    assert all(each == open_in[0] for each in open_in)
    assert all(text.strip() == text and text for each in LANGUAGES for text in wording(each).sentences.values())


def test_no_sentence_is_left_as_it_is_in_the_other_language() -> None:
    same = {key for key, text in DUTCH.sentences.items() if ENGLISH.sentences[key] == text}
    assert same == {"table.share", "methods.code.commit", "methods.code", "methods.max-t"}


def test_a_placeholder_that_is_not_filled_or_not_there_is_an_error() -> None:
    assert DUTCH.say("span.hours", count="3") == "3 uur"
    for given in ({}, {"count": "3", "more": "4"}, {"counts": "3"}):
        with pytest.raises(KeyError, match="placeholders"):
            DUTCH.say("span.hours", **given)
    with pytest.raises(KeyError):
        DUTCH.say("nothing")


def test_numbers_are_written_as_the_language_has_them() -> None:
    assert (DUTCH.number(-1234.5, 1, signed=True), ENGLISH.number(-1234.5, 1, signed=True)) == ("−1.234,5", "−1,234.5")
    assert (DUTCH.money(1.25), ENGLISH.money(1.25)) == ("€ 1,25", "EUR 1.25")
    assert (DUTCH.per_cent(0.275, 1), ENGLISH.per_cent(0.275, 1)) == ("27,5%", "27.5 %")
    assert DUTCH.number(None) == "–"
    assert [DUTCH.listed(each) for each in ([], ["a"], ["a", "b", "c"])] == ["", "a", "a, b en c"]
    assert [DUTCH.span(each) for each in (86_400, 14 * 86_400, 36 * 3600)] == ["1 dag", "14 dagen", "36 uur"]


@pytest.mark.parametrize("study", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_design_sender_and_message_has_a_dutch_title(study: object) -> None:
    scenario = resolve(str(study)).scenario
    titled: list[Titled] = [*scenario.designs.values(), *scenario.senders.values(), *scenario.message_types()]
    assert [each.title for each in titled if not each.title_nl] == []
