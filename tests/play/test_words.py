"""Every language says everything, and nothing that nobody asks for."""

import json
import re
from dataclasses import fields
from string import Formatter

import pytest

from sim.analysis.parameter_uncertainty import Conclusion
from sim.play.answers import EFFECTS, SHOWN
from sim.play.sliders import CHOICES, UNITS
from sim.play.words import FOLDER, LANGUAGES, PAGES, language_of, page, words
from sim.rules.columns import CAUSES

SCRIPT = (PAGES / "page.js").read_text()
TEMPLATE = (PAGES / "page.html").read_text()
FACTS = {"title": "A <b>study</b>", "study": "one", "file": "one.yaml"}


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_there_is_a_file_for_each_language_and_no_other() -> None:
    assert {each.stem for each in FOLDER.iterdir() if each.suffix == ".json"} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_all_that_english_says_with_the_same_places(language: str) -> None:
    english, other = words("en"), words(language)
    assert list(other) == list(english)
    for name, sentence in english.items():
        assert other[name].strip(), name
        assert places(other[name]) == places(sentence), name


def test_two_languages_hardly_ever_say_the_same() -> None:
    english, dutch = words("en"), words("nl")
    same = {name for name in english if english[name] == dutch[name]}
    assert same <= {"unit.per_cent", "contact", "channel.email", "language.en", "language.nl"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_stands_twice_in_a_file(language: str) -> None:
    pairs = json.loads((FOLDER / f"{language}.json").read_text(), object_pairs_hook=list)
    assert len({name for name, _ in pairs}) == len(pairs)


def test_all_that_is_asked_for_is_there_and_all_that_is_there_is_asked_for() -> None:
    asked = set(re.findall(r'(?:say|labelled|named)\("([a-z_.]+)"', SCRIPT)) | set(
        re.findall(r"{{ ([a-z_.]+) }}", TEMPLATE)
    )
    asked |= set(re.findall(r'"([a-z]+_[a-z]+)" : "([a-z]+_[a-z]+)"', SCRIPT)[0])
    asked |= {f"cause.{cause}" for cause in CAUSES} | {f"effect.{effect}" for effect, *_ in EFFECTS}
    asked |= {f"{key}.{each}" for key, listed in CHOICES.items() for each in listed}
    asked |= {f"unit.{name}" for units in UNITS.values() for name, _ in units}
    main = ("missed_share", "read_share")
    asked |= {f"{what}.{name}" for what in ("response", "unit") for name in (*main, *SHOWN)}
    asked |= {f"claim_{name}_{group}" for name in main for group in ("all", "reachable")}
    asked |= {f"verdict.{one}.{way}" for one in ("settled", "likely", "sampled") for way in ("less", "more", "same")}
    asked |= {"verdict.open.sampling", "verdict.open.unknown", "mean.effort", "mean.fees"}
    asked |= {f"grade.{grade}" for grade in ("measured", "calibrated", "assumed")}
    asked |= {f"winners_{group}" for group in ("all", "reachable")} | {f"language.{each}" for each in LANGUAGES}
    asked |= {"what_fits", "what_ranges", "rests_known", "rests_none", "citizens_done", "citizens_growing"}
    assert asked - {"study", "title", "file", "language"} == set(words("en"))


def test_the_page_escapes_what_a_study_says_of_itself() -> None:
    found = page("nl", FACTS)
    assert "A &lt;b&gt;study&lt;/b&gt;" in found
    assert '<html lang="nl">' in found
    assert "{{" not in found


@pytest.mark.parametrize(
    ("asked", "accepted", "found"),
    [
        ("nl", "", "nl"),
        (None, "nl-NL,nl;q=0.9,en;q=0.8", "nl"),
        ("xx", "fr", "en"),
        (None, "en", "en"),
        ("../x", "", "en"),
    ],
)
def test_the_language_is_one_of_them(asked: str | None, accepted: str, found: str) -> None:
    assert language_of(asked, accepted) == found


def test_the_page_reads_the_fields_that_a_conclusion_has() -> None:
    (taken,) = re.findall(r"const \{ ([\w, ]+) \} = row\.verdict;", SCRIPT)
    known = {each.name for each in fields(Conclusion)}
    assert set(taken.split(", ")) == known
    assert {"direction"} <= set(re.findall(r"row\.verdict\.(\w+)", SCRIPT)) <= known
