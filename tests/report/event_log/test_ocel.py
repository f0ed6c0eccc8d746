from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tests.report.event_log.logs import (
    DESIGNS,
    HOSTILE,
    few,
    journal_counts,
    lively,
    lively_ocel,
    log_of,
    ocel_of,
    queueing,
    with_hostile_titles,
)
from tests.report.event_log.ocel_conformance import problems


@pytest.fixture(scope="module")
def log() -> dict[str, Any]:
    found = json.loads(lively_ocel())
    assert isinstance(found, dict)
    return found


def values(each: dict[str, Any]) -> dict[str, str]:
    return {attribute["name"]: attribute["value"] for attribute in each["attributes"]}


def related(each: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for relation in each["relationships"]:
        found.setdefault(relation["qualifier"], []).append(relation["objectId"])
    return found


@pytest.mark.long
def test_the_log_is_valid() -> None:
    assert problems(lively_ocel()) == []
    assert problems(ocel_of(log_of(queueing(), citizens=(range(9),)))) == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("sound", "damaged", "complaint"),
    [
        ("\n]}\n", "", "not JSON"),
        ('"objects":[', '"things":[', "'objects' is a required property"),
        ('"objectId":"opaque/0/0"', '"objectId":"opaque/0/4711"', "refers to opaque/0/4711"),
        ('"qualifier":"about"', '"qualifier":""', "should be non-empty"),
        ('"type":"read"', '"type":"red"', "of the unknown type red"),
        ('{"name":"second","value":"', '{"name":"second","value":"x', "which is not declared so"),
        ('{"name":"cents","value":"0"}', '{"name":"cents","value":0}', "0 is not of type 'string'"),
        ('{"name":"cents","value":"0"}', '{"name":"euros","value":"0"}', "which is not declared so"),
        ('{"name":"second","type":"integer"}', '{"name":"second","type":"number"}', "'number' is not one of"),
        ('+01:00","attributes"', '","attributes"', "does not match"),
        ('"id":"opaque/0/0#1"', '"id":"opaque/0/0#0"', "opaque/0/0#0 twice"),
        ('"relationships":[{"objectId"', '"related":[{"objectId"', "unexpected"),
        ('{"objectId":"opaque/0/0","qualifier":"done by"}', "", "not JSON"),
    ],
)
def test_a_damaged_log_fails(sound: str, damaged: str, complaint: str) -> None:
    text = ocel_of(few())
    assert sound in text
    assert problems(text) == []
    found = problems(text.replace(sound, damaged, 1))
    assert any(complaint in problem for problem in found), found[:3]


def test_the_events_are_those_of_the_journal(log: dict[str, Any]) -> None:
    assert Counter(event["type"] for event in log["events"]) == journal_counts()
    assert {values(event)["design"] for event in log["events"]} == set(DESIGNS)


def test_every_event_has_its_citizen_and_its_message_if_it_is_about_one(log: dict[str, Any]) -> None:
    types = {each["id"]: each["type"] for each in log["objects"]}
    for event in log["events"]:
        met = Counter(types[relation["objectId"]] for relation in event["relationships"])
        assert met["citizen"] == 1
        assert max(met.values()) == 1
        citizen = event["id"].partition("#")[0]
        assert all(
            relation["objectId"] == citizen or relation["objectId"].startswith(f"{citizen}/")
            for relation in event["relationships"]
        )


def test_objects_are_as_many_as_the_journal_says(log: dict[str, Any]) -> None:
    objects, counts = Counter(each["type"] for each in log["objects"]), journal_counts()
    assert objects["message"] == counts["message delivered to the box"] + counts["message sent without the box"]
    assert objects["contact"] == counts["contact sent"]
    assert objects["invoice"] == sum(
        each["type"] == "message" and values(each)["kind"] == "invoice" for each in log["objects"]
    )
    assert 0 < objects["login"] <= counts["logged in"] + counts["login failed"]


def test_a_bundle_is_one_contact_of_several_messages(log: dict[str, Any]) -> None:
    announced = {each["id"]: related(each)["announces"] for each in log["objects"] if each["type"] == "contact"}
    assert sum(len(messages) - 1 for messages in announced.values()) == journal_counts()["contact bundled with another"]
    assert all(identity.startswith("digest/") for identity, messages in announced.items() if len(messages) > 1)
    assert any(len(messages) > 1 for messages in announced.values())


def test_who_reads_in_the_box_does_so_in_a_login_that_worked(log: dict[str, Any]) -> None:
    worked = {related(event)["in"][0] for event in log["events"] if event["type"] == "logged in"}
    read = [event for event in log["events"] if event["type"] == "read"]
    in_box = [event for event in read if values(event)["detail"].startswith("in the box")]
    assert in_box
    assert all(related(event)["in"][0] in worked for event in in_box)
    assert not any("in" in related(event) for event in read if event not in in_box)
    logins = [each for each in log["objects"] if each["type"] == "login"]
    for login in logins:
        assert (values(login)["prompted"] == "true") == ("caused by" in related(login))
    assert {values(login)["prompted"] for login in logins} == {"true", "false"}


def test_money_is_about_invoices(log: dict[str, Any]) -> None:
    for event in log["events"]:
        if event["type"] in {"paid", "fee charged", "invoice became late", "collection letter handled"}:
            assert related(event)["concerns"][0].endswith("/invoice")


def test_texts_cannot_break_out() -> None:
    text = ocel_of(log_of(with_hostile_titles(lively())))
    assert problems(text) == []
    assert f"step 1: {HOSTILE}" in {values(event)["detail"] for event in json.loads(text)["events"]}


def test_a_log_of_nobody_is_valid() -> None:
    assert problems(ocel_of(log_of(lively(), citizens=()))) == []
