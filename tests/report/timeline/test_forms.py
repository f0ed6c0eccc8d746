"""The forms: text that fits, a drawing that is well-formed and escaped, a document with what was told."""

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest

import sim
from sim.clock import NEVER
from sim.errors import UsageError
from sim.outcomes.life import LifePair
from sim.report.timeline import sentences_of, svg_of, text_of
from sim.report.timeline.drawing import GAP, STEP, TimeAxis, placed, timeline_points
from sim.report.timeline.entry import EntryMark
from sim.report.timeline.json_document import document_of
from sim.report.timeline.person import summary, who
from sim.report.timeline.story import story_pair
from sim.studies.explain import explain, two_designs
from tests.report.timeline.lives import a_missed_bill, frequent, hostile
from tests.shipped import MAIN, main_scenario

SVG = "{http://www.w3.org/2000/svg}"


def every_case(pair: LifePair) -> list[int]:
    return [one.case for one, _ in pair.pairs]


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("citizen", range(10, 18))
def test_text_fits_its_width_and_says_each_message(citizen: int, width: int) -> None:
    pair = frequent(citizen)
    told_text = text_of(pair, every_case(pair), width=width)
    lines = told_text.splitlines()
    assert max(map(len, lines)) <= width
    assert [line for line in lines if line != line.rstrip()] == []
    assert all(f"── Message {case}: " in told_text for case in every_case(pair))
    assert told_text.count("HERE THEY DIVERGE") == sum(
        story_pair(pair, case).parting is not None for case in every_case(pair)
    )


def test_text_tells_what_it_leaves_out() -> None:
    pair = a_missed_bill()
    first, *others = [one.case for one, _ in pair.differing]
    text = " ".join(text_of(pair, [first]).split())
    same = len(pair.measured) - len(pair.differing)
    assert f"{same} more messages went the same way under both designs." in text
    assert all(f"{case} (" in text for case in others)
    assert "went the same way" not in text_of(pair, every_case(pair))
    alike = replace(pair, lives=(pair.lives[0], pair.lives[0]))
    assert f"\n\n{len(alike.measured)} messages went the same way" in text_of(alike, [])


def test_colour_changes_nothing_but_the_headings() -> None:
    pair = a_missed_bill()
    coloured = text_of(pair, [12], colour=True)
    assert "\x1b[1m" in coloured
    assert coloured.replace("\x1b[1m", "").replace("\x1b[0m", "") == text_of(pair, [12])


def test_the_summary_is_what_the_study_counts() -> None:
    pair = a_missed_bill()
    rows = {name.strip(): values for name, *values in summary(pair.lives)}
    assert rows["bills missed"] == [f"{life.row['missed']} of {life.row['invoices']}" for life in pair.lives]
    assert rows["minutes spent"] == [f"{life.row['effort_seconds'] / 60:.1f}" for life in pair.lives]


@pytest.mark.parametrize("citizen", range(10, 18))
def test_a_drawing_is_well_formed_has_a_mark_for_each_entry_and_keeps_to_its_page(citizen: int) -> None:
    pair = frequent(citizen)
    root = ElementTree.fromstring(svg_of(pair, every_case(pair)))  # noqa: S314  (our own)
    height = float(root.attrib["height"])
    assert root.attrib["viewBox"] == f"0 0 900 {height:.0f}"
    marked = [
        entry.sentence
        for case in every_case(pair)
        for side in story_pair(pair, case).entries
        for entry in side
        if entry.mark is not EntryMark.OTHER
    ]
    titles = [title.text for group in root.iter(f"{SVG}g") for title in group.findall(f"{SVG}title")]
    assert sorted(title or "" for title in titles) == sorted(marked)
    for text in root.findall(f"{SVG}text"):
        assert 0 < float(text.attrib["x"]) <= 900
        assert 0 < float(text.attrib["y"]) < height
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "rect", "text", "tspan", "g", "path", "circle", "line",
    }  # fmt: skip


def test_marks_stand_in_order_and_never_on_each_other() -> None:
    pair = a_missed_bill()
    for one, _ in pair.differing:
        for side in story_pair(pair, one.case).entries:
            every = timeline_points(side)
            axis = TimeAxis(side[0].at, side[-1].at, 136.0, 864.0)
            places = placed(every, axis)
            ends = [place + beat.width for place, beat in zip(places, every, strict=True)]
            assert all(end + GAP <= begin + 1e-9 for end, begin in zip(ends, places[1:], strict=False))
            assert ends[-1] <= axis.right + STEP
            assert [beat.at for beat in every] == sorted({entry.at for entry in side})


def test_texts_of_a_scenario_are_escaped_in_a_drawing_and_printable_in_text() -> None:
    pair = next(found for number in range(10, 60) if (found := hostile(number)).differing)
    cases = every_case(pair)
    drawing, text = svg_of(pair, cases, why='<why> & "so"'), text_of(pair, cases)
    root = ElementTree.fromstring(drawing)  # noqa: S314
    assert "<script>" not in drawing
    assert "&lt;script&gt;" in drawing
    assert "\x1b" not in drawing + text + "".join(sentences_of(pair))
    assert not list(root.iter(f"{SVG}script"))
    assert "<script>alert(1)</script> & study" in " ".join(text.split())


def test_who_it_is_has_no_name_but_a_segment() -> None:
    pair = a_missed_bill()
    said = " ".join(who(pair))
    assert said.startswith("80 years and over, with an activated account, a valid e-mail address and a mobile number.")
    assert "every 28 days" in said


def test_sentences_tell_both_lives_and_what_they_come_to() -> None:
    said = sentences_of(a_missed_bill(), 12)
    assert any("thought it might matter (belief 0.62), ignored it (chance 23" in each for each in said)
    assert any(each.startswith("Under wmebv, on Mon 21 Nov 2016 in the morning") for each in said)
    assert "2 of 3 bills missed" in said[-1]
    assert "1 of 3 bills missed" in said[-1]
    alike = sentences_of(frequent(12, "opaque", "opaque"))
    assert alike[-1] == "Both lives are the same, message by message."


def test_a_document_holds_every_moment_with_its_reasons_and_is_json() -> None:
    pair = a_missed_bill()
    document = json.loads(json.dumps(document_of(pair, [12, 13], "because")))
    assert (document["version"], document["citizen"], document["why"]) == (1, 6948, "because")
    assert [each["message"] for each in document["messages"]] == [12, 13]
    message = document["messages"][0]
    assert (message["kind"], message["differs"], message["due_at"]) == ("invoice", True, "2016-11-21T09:48:36+01:00")
    for design, story in zip(pair.designs, pair.pairs[11], strict=True):
        under = message["under"][design]
        assert len(under["moments"]) == len(story.moments)
        assert (under["missed"], under["fees_cents"]) == (story.is_missed, story.fees)
    choice = next(
        reason
        for moment in message["under"]["opaque"]["moments"]
        for reason in moment["reasons"]
        if reason["reason"] == "Considered"
    )
    assert choice["decision"] == 2
    assert sum(choice["chances"]) == pytest.approx(1.0)
    assert choice["worth"]["belief"] == pytest.approx(0.6208, abs=1e-3)
    assert str(NEVER) not in json.dumps(document)
    assert {design: len(moments) for design, moments in document["apart"].items()} == {
        life.design: len(life.apart) for life in pair.lives
    }


def test_explain_is_a_public_name_and_tells_in_every_form() -> None:
    explanation = sim.explain(main_scenario(), 6948, ["opaque", "wmebv"])
    assert explanation.pair.lives == a_missed_bill().lives
    assert explanation.cases == tuple(one.case for one, _ in a_missed_bill().differing)[:3]
    assert explanation.text().startswith("Citizen 6948: one life under two designs")
    assert explanation.svg() == svg_of(a_missed_bill())
    assert explanation.to_dict()["citizen"] == 6948
    assert explanation.sentences() == sentences_of(a_missed_bill())
    assert repr(explanation) == "<Explanation of citizen 6948 under opaque and wmebv: messages [13, 12, 7]>"


def test_explain_takes_a_file_as_well() -> None:
    assert (
        sim.explain(MAIN, 6948, ["opaque", "wmebv"]).text()
        == sim.explain(sim.load(MAIN), 6948, ["opaque", "wmebv"]).text()
    )


def test_long_names_do_not_run_into_the_tracks() -> None:
    name = "an-electronic-letter-with-a-very-long-name"
    plain = main_scenario()
    long = plain.designs["wmebv"].model_copy(update={"title": "Long " * 60})
    scenario = plain.model_copy(update={"designs": {**plain.designs, name: long}})
    drawn = ElementTree.fromstring(sim.explain(scenario, 6948, ["opaque", name]).svg())  # noqa: S314
    labels = [text for text in drawn.iter(f"{SVG}text") if text.text == name and text.attrib["x"] == "24.0"]
    assert labels
    assert all(float(text.attrib["font-size"]) * 0.54 * len(name) < 112 for text in labels)


@pytest.mark.parametrize(
    ("named", "chosen"),
    [
        ((), ("opaque", "sender")),
        (("wmebv",), ("opaque", "wmebv")),
        (("opaque",), ("opaque", "sender")),
        (("norway", "opaque"), ("norway", "opaque")),
    ],
)
def test_two_designs_are_taken_the_first_being_the_reference(named: tuple[str, ...], chosen: tuple[str, str]) -> None:
    assert two_designs(main_scenario(), named) == chosen


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ({"citizen": 10_000}, "There is no citizen 10000: the scenario has 0 to 9999."),
        ({"citizen": 1, "replication": 1}, "There is no replication 1"),
        ({"citizen": 1, "designs": ("opaque", "opaque")}, "two different designs; found opaque, opaque"),
        ({"citizen": 1, "designs": ("a", "b")}, "There is no design 'a'."),
        ({"citizen": 1, "designs": ("opaque", "wmebv", "paper")}, "two different designs"),
        ({"citizen": 1, "conditions": "missed-under=opaque"}, "Either a citizen is named"),
        ({"citizen": 1, "case": 99}, "There is no message 99: citizen 1 has 1 to"),
    ],
)
def test_what_there_is_not_is_refused(asked: dict[str, object], complaint: str) -> None:
    with pytest.raises(UsageError) as refused:
        explain(main_scenario(), **asked)  # type: ignore[arg-type]
    assert complaint in str(refused.value)
