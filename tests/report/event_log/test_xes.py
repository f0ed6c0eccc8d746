from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.report.event_log.logs import (
    DESIGNS,
    HOSTILE,
    few,
    journal_counts,
    lively,
    lively_xes,
    log_of,
    with_hostile_titles,
    xes_of,
)
from tests.report.event_log.xes_conformance import attributes, problems, read, traces


def test_the_log_is_valid() -> None:
    assert problems(lively_xes()) == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("sound", "damaged", "complaint"),
    [
        ("</log>", "", "not XML"),
        ('xes.version="1849.2016"', 'xes.version="1849-2016"', "no log with a version"),
        ('prefix="org" uri="http://www', 'prefix="org" uri="http://other', "none of the standard's"),
        (
            '<extension name="Concept" prefix="concept"',
            '<extension name="Other" prefix="other"',
            "no declared extension",
        ),
        ('<classifier name="Activity"', '<classifier name="My activity"', "the name of a classifier"),
        ('keys="concept:name detail"', 'keys="concept:name contact"', "no global event attribute"),
        ('<string key="lifecycle:transition" value="complete"/></event>', "</event>", "(event), though global"),
        ('<int key="second" value="', '<int key="second" value="x', "is no int"),
        ('.000+01:00"/>', '.000"/>', "is no date"),
        ('<boolean key="measured" value="true"/>', '<boolean key="measured" value="yes"/>', "is no boolean"),
        ('key="effort_seconds"', 'key="effort seconds"', "is no name"),
        ('key="effort_seconds"', 'key="cents"', "a key twice"),
        ('key="org:role"', 'key="org:boss"', "no declared extension"),
        ('value="complete"/></event>', 'value="finished"/></event>', "a transition that the lifecycle has not"),
        ("<event>", "<event><event/>", "an event within an event"),
        ("<trace>", '<string key="late" value=""/><trace>', "another order"),
        ("<classifier", "<klassifier/><classifier", "elements {'klassifier'}"),
    ],
)
def test_a_damaged_log_fails(sound: str, damaged: str, complaint: str) -> None:
    text = xes_of(few())
    # What is damaged is its last place: an event, not the declaration of what is global, where there is a choice.
    before, found, after = text.rpartition(sound)
    assert found
    assert problems(text) == []
    wrong = problems(before + damaged + after)
    assert any(complaint in problem for problem in wrong), wrong[:3]


def test_times_that_run_backwards_fail() -> None:
    text = xes_of(few())
    line = '(<event>.*?time:timestamp" value="([^"]*)".*</event>\n)'
    first, second = next(pair for pair in re.finditer(line + line, text) if pair[2] < pair[4]).group(1, 3)
    assert problems(text.replace(first + second, second + first, 1)) == ["times that do not ascend in a trace"]


@pytest.mark.long
def test_the_events_are_those_of_the_journal() -> None:
    counted = Counter(event["concept:name"] for _, events in traces(lively_xes()) for event in events)
    assert counted == journal_counts()


def test_a_trace_is_a_message_or_what_a_citizen_does_besides() -> None:
    found = traces(lively_xes())
    names = [trace["concept:name"] for trace, _ in found]
    assert len(set(names)) == len(names)
    assert {trace["design"] for trace, _ in found} == set(DESIGNS)
    for trace, events in found:
        name = f"{trace['design']}/{trace['replication']}/{trace['citizen']}"
        if "case" in trace:
            assert trace["concept:name"] == f"{name}/{trace['case']}"
            assert events[0]["concept:name"].startswith("message ")
            assert {event["measured"] for event in events} == {trace["measured"]}
            assert {event["org:resource"] for event in events} <= {trace["sender"], f"citizen {trace['citizen']}"}
        else:
            assert trace["concept:name"] == name
            assert not any(event["concept:name"].startswith("message ") for event in events)
            assert "kind" not in trace
    assert any("case" not in trace for trace, _ in found)


def test_texts_cannot_break_out_and_come_back_as_far_as_xml_can_hold_them() -> None:
    text = xes_of(log_of(with_hostile_titles(lively())))
    assert problems(text) == []
    assert "<x a=" not in text
    legible = HOSTILE.replace("\x07", "\ufffd")
    details = {event["detail"] for _, events in traces(text) for event in events}
    assert f"step 1: {legible}" in details
    assert attributes(read(text))["concept:name"] == f"{lively().name}: {legible}"
    assert "<!DOCTYPE" not in text
    assert "<!ENTITY" not in text


def test_a_log_of_nobody_is_valid() -> None:
    text = xes_of(log_of(lively(), citizens=()))
    assert problems(text) == []
    assert traces(text) == []
