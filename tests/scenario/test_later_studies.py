"""The shipped studies of 2020, of 2027 and of single questions: what they change, and the arithmetic behind it."""

from __future__ import annotations

import math
from datetime import date

import pytest

from sim.scenario.resolution import resolve
from sim.scenario.schema import Design, Scenario
from tests.scenario.test_shipped import SCENARIOS, value_for_all

WORDS_2020 = ("sender", "action")
WORDS_OF_THE_LAW = ("sender", "nature", "action", "deadline")


def study(name: str) -> Scenario:
    """A shipped study, resolved."""
    return resolve(SCENARIOS / f"{name}.yaml").scenario


def shares(scenario: Scenario, of: str) -> dict[str, float]:
    """Shares by category of an attribute that is the same in every segment."""
    categories = getattr(scenario.population, of)
    found = {segment: categories.for_segment(segment) for segment in scenario.population.segments}
    (first, *others) = found.values()
    assert all(other == first for other in others)
    return {name: known.value for name, known in first.items()}


def told(design: Design) -> set[tuple[str, ...]]:
    """What the contacts of a design disclose, in any order."""
    return {tuple(sorted(contact.discloses)) for contact in design.contacts}


def test_ways_to_log_in_of_2020_lie_on_the_line_between_the_years_published() -> None:
    before = {"password": 260 / 307.9, "sms": 37 / 307.9, "app": 10.9 / 307.9}
    after = {"password": 1 - (308 + 145) / 480, "sms": 145 / 480, "app": 308 / 480}
    expected = {method: before[method] + (after[method] - before[method]) * 2 / 5 for method in before}
    found = shares(study("mijnoverheid-2020"), "login_method")
    assert found == pytest.approx(expected, abs=0.001)
    assert math.fsum(found.values()) == pytest.approx(1)


def test_ways_to_log_in_of_2027_are_those_with_a_second_factor_in_2023() -> None:
    expected = {"password": 0.0, "sms": round(145 / 453, 4), "app": round(308 / 453, 4)}
    assert shares(study("wmebv-2027"), "login_method") == expected


def test_half_of_the_downloads_have_push_on_in_2020() -> None:
    app = study("mijnoverheid-2020").population.app
    assert value_for_all(app, study("mijnoverheid-2020")) == round(4 / 8.3 / 2, 2)


def test_addresses_of_2027_leave_out_the_published_people() -> None:
    addresses = shares(study("wmebv-2027"), "email")
    assert addresses["none"] + addresses["stale"] == pytest.approx(round(0.77 / 10, 2))


def test_bills_of_later_years_have_the_nearest_fees_published() -> None:
    for name in ("mijnoverheid-2020", "wmebv-2027"):
        scenario = study(name)
        kinds = [kind for sender in scenario.senders.values() for kind in sender.message_types.values()]
        schemes = {kind.collection for kind in kinds if kind.kind == "invoice"}
        assert schemes == {"municipal-2022"}


def test_the_designs_of_2020_differ_in_words_and_app_only() -> None:
    designs = study("mijnoverheid-2020").designs
    for plain, with_app in (("sender", "sender-app"), ("action", "action-app")):
        without_push = [each for each in designs[with_app].contacts if each.channel != "push"]
        assert tuple(without_push) == designs[plain].contacts
    assert told(designs["action-app"]) == {tuple(sorted(WORDS_2020))}


def test_the_law_adds_words_and_nothing_else() -> None:
    designs = study("wmebv-2027").designs
    law, today = designs["wmebv-app"], designs["action-app"]
    assert told(law) == {tuple(sorted(WORDS_OF_THE_LAW))}
    silent = [[each.model_copy(update={"discloses": ()}) for each in design.contacts] for design in (law, today)]
    assert silent[0] == silent[1]
    assert study("wmebv-2027").start == date(2027, 1, 1)


def test_fallbacks_differ_in_the_letter_only() -> None:
    scenario = study("paper-fallback")
    (mail,) = scenario.designs["mail-alone"].contacts
    for name in ("paper-fallback", "paper-week", "paper-3-weeks", "paper-asked"):
        first, letter = scenario.designs[name].contacts
        assert first == mail
        assert letter.channel == "letter"
    assert scenario.designs["paper-asked"].contacts[1].recipients == "needs_action"


def test_links_and_details_are_varied_one_by_one() -> None:
    scenario = study("phishing-trade-off")
    variants = {name: scenario.designs[name].contacts for name in scenario.compare.designs}
    assert {len(contacts) for contacts in variants.values()} == {1}
    varied = {name: (contacts[0].discloses, contacts[0].link) for name, contacts in variants.items()}
    assert len(set(varied.values())) == len(varied) == 6
    assert varied["named"] == (WORDS_2020, "none")


def test_the_country_is_the_study_of_the_law_at_full_size() -> None:
    country, law = study("netherlands"), study("wmebv-2027")
    own = {"name", "title", "description", "population", "compare"}
    differing = {each for each in Scenario.model_fields if getattr(country, each) != getattr(law, each)}
    assert differing == own
    assert country.population == law.population.model_copy(update={"size": 14_000_000})
