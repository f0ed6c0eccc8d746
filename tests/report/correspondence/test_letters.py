from __future__ import annotations

import mailbox
import re
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

import sim
from sim.clock import DUTCH
from sim.population.personas import persona
from sim.report.correspondence.language import LANGUAGES, SPECIMEN, Language, money
from sim.report.correspondence.letter_files import letters, write_letters
from sim.report.correspondence.letter_page import page, plain
from sim.report.correspondence.letter_texts import text_of
from sim.report.correspondence.mail import entry, mail
from sim.report.correspondence.occasion import Occasion, occasions
from sim.studies.explain import Explanation
from tests.experiment.studies import SHIPPED


def same(title: str) -> dict[Language, str]:
    """A title that is the same in both languages."""
    return dict.fromkeys(LANGUAGES, title)


READER = persona(1, 0, 1)
DEADLINE = datetime(2016, 8, 4, 13, 8, tzinfo=DUTCH)
BILL = Occasion(
    design="opaque", case=3, contact=0, medium="email", sent_at=datetime(2016, 6, 23, 13, 8, 50, tzinfo=DUTCH),
    arrived=True, design_title=same("Opaque"), sender=same("Belastingdienst"), title=same("Motor vehicle tax"),
    kind="invoice", amount=12_457,
    delivered_at=datetime(2016, 6, 23, 13, 8, tzinfo=DUTCH), deadline=DEADLINE, discloses=frozenset(), link="none",
    access="digid", reminds_of="", pays_by_link=False, step=None, due=12_457, step_deadline=None,
)  # fmt: skip
TELLS = {
    "sender": ("Belastingdienst",),
    "nature": ("Motor vehicle tax",),
    "action": ("U moet betalen", "You have to pay"),
    "amount": ("124,57", "124.57"),
    "deadline": ("4 augustus", "4 August"),
}
"""What stands in a text only if it is disclosed."""


def everything(one: Occasion, language: Language) -> str:
    """All that a contact says in any form: its mail with headers, its card, its text."""
    shown = plain([one], READER, language) + page([one], READER, language)
    return shown + str(mail(one, READER, language)).replace("=\n", "").replace("\n ", " ")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("told", [(), *((name,) for name in TELLS), tuple(TELLS)])
def test_a_contact_tells_what_it_discloses_and_nothing_else(told: tuple[str, ...], language: Language) -> None:
    for one in (BILL, replace(BILL, reminds_of="unread"), replace(BILL, reminds_of="unpaid", link="deep")):
        said = everything(replace(one, discloses=frozenset(told)), language)
        for name, words in TELLS.items():
            assert any(word in said for word in words) == (name in told), name
        assert READER.bsn not in said


def test_each_form_is_marked_as_a_specimen_in_each_language() -> None:
    for language in LANGUAGES:
        assert SPECIMEN[language] in plain([BILL], READER, language)
        assert SPECIMEN[language] in page([BILL], READER, language)
        assert SPECIMEN[language].split(" ")[0] in mail(BILL, READER, language)["From"]


def test_money_is_written_as_the_language_does() -> None:
    assert money(123_450, "nl") == "EUR 1.234,50"
    assert money(123_450, "en") == "EUR 1,234.50"


def test_the_whole_letter_names_the_amount_the_day_and_a_test_number() -> None:
    said = " ".join(text_of(replace(BILL, medium="letter", discloses=frozenset({"content"})), READER, "en").paragraphs)
    for words in ("EUR 124.57", "4 August 2016", READER.bsn, "NL00 TEST"):
        assert words in said


HOSTILE = "</style><script>alert(1)</script>\nFrom evil\r\nBcc: x@example.org"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.found.append(tag)


def test_texts_of_a_scenario_break_out_of_neither_page_nor_mail() -> None:
    one = replace(
        BILL,
        sender=same(HOSTILE),
        title=same(HOSTILE),
        design_title=same(HOSTILE),
        design="d",
        discloses=frozenset(TELLS),
    )
    reader = Tags()
    reader.feed(page([one], READER, "en"))
    assert "script" not in reader.found
    made = mail(one, READER, "en")
    assert "Bcc" not in made
    assert len(re.findall(rb"^From ", entry(one, READER, "en"), re.MULTILINE)) == 1


@pytest.fixture(scope="module")
def explained() -> Explanation:
    """A citizen who misses a bill under one design."""
    return sim.explain(SHIPPED, None, ("opaque", "wmebv"), conditions="missed-under=opaque,not-under=wmebv")


def test_everything_that_was_sent_is_there_in_order(explained: Explanation) -> None:
    found = occasions(explained.pair, explained.cases[0])
    assert {one.design for one in found} == {"opaque", "wmebv"}
    late = [one for one in found if one.is_collection]
    assert late
    assert {one.design for one in late} == {"opaque"}
    assert all(one.due > one.amount for one in late if one.step is not None and one.step.fees)
    for design in ("opaque", "wmebv"):
        moments = [one.sent_at for one in found if one.design == design]
        assert moments == sorted(moments)
        assert next(one.medium for one in found if one.design == design) == "box"


def test_mailboxes_open_in_a_reader(explained: Explanation, tmp_path: Path) -> None:
    write_letters(tmp_path, explained.pair, explained.cases)
    listed = [one for case in explained.cases for one in occasions(explained.pair, case)]
    for design in ("opaque", "wmebv"):
        sent = [one for one in listed if (one.design, one.medium, one.arrived) == (design, "email", True)]
        box = mailbox.mbox(tmp_path / f"mails-{design}-nl.mbox")
        assert len(box) == len(sent)
        for one, found in zip(sent, box, strict=True):
            assert found["Message-ID"].startswith(f"<{design}.{one.case}.")
            assert [part.get_content_type() for part in found.walk()][1:] == ["text/plain", "text/html"]
            first = next(part for part in found.walk() if part.get_content_type() == "text/plain")
            content = first.get_payload(decode=True)
            assert isinstance(content, bytes)
            text = content.decode()
            assert text.startswith(SPECIMEN["nl"])
            assert text_of(one, persona(2016, 0, explained.pair.citizen), "nl").paragraphs[1] in text
        box.close()


def test_the_same_life_gives_the_same_bytes(explained: Explanation) -> None:
    once, again = letters(explained.pair, explained.cases), letters(explained.pair, explained.cases)
    assert once == again
    assert {name.split("-")[0] for name in once} == {"letters", "mails"}
    assert len(once) == 8
