"""Differences are told in words, all of them, and only where there are any."""

from __future__ import annotations

import pytest

from sim.scenario.difference import differences
from sim.scenario.resolution import resolve
from tests.corpus.cases import BASE


def words(*settings: str, before: tuple[str, ...] = ()) -> list[str]:
    """How the base with settings differs from the base, or from the base with other settings."""
    left, right = resolve(BASE, settings=before).scenario, resolve(BASE, settings=settings).scenario
    return [difference.words for difference in differences(left, right)]


def test_a_scenario_does_not_differ_from_itself() -> None:
    assert words() == []


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        (
            "designs.opaque.contacts.reminder.when={unread_for: 7 days}",
            "design opaque, reminder after 21 days unread → 7 days",
        ),
        (
            "designs.opaque.contacts.reminder.when={unpaid_before_due: 7 days}",
            "design opaque, reminder after 21 days unread → 7 days before the due date if unpaid",
        ),
        (
            "designs.opaque.contacts.reminder.when=delivery",
            "design opaque, reminder, when after 21 days unread → delivery",
        ),
        (
            "designs.opaque.contacts.notification.send={daily: '09:00'}",
            "design opaque, notification, send working_days → daily at 09:00",
        ),
        (
            "designs.opaque.contacts.notification.send={weekly: {day: friday, at: '09:00'}}",
            "design opaque, notification, send working_days → weekly on friday at 09:00",
        ),
        ("designs.opaque.contacts.reminder=null", "design opaque, reminder removed"),
        (
            "designs.sender.contacts.notification.discloses=[sender, action]",
            "design sender, notification, discloses sender → sender, action",
        ),
        (
            "designs.sender.contacts.notification.discloses=[]",
            "design sender, notification, discloses sender → nothing",
        ),
        ("population.dormant=0.2", "population, dormant 0.1 → 0.2"),
        ("population.size=5", "population, size 10000 → 5"),
        (
            "population.check_interval={lognormal: {median: 5 h, sigma: 2}, at_most: 9 days}",
            "population, check interval 5 h → lognormal with median 5 h, sigma 2, at most 9 days",
        ),
        (
            "population.app={by_segment: {young: 0.5, old: {beta: {a: 1, b: 2}}}}",
            "population, app 0.3 → young 0.5, old beta with a 1, b 2",
        ),
        (
            "population.email={valid: 0.7, none: 0.25, stale: 0.05}",
            "population, email valid 0.8, none 0.15, stale 0.05 → valid 0.7, none 0.25, stale 0.05",
        ),
        ("collections.standard.steps.0.after=20 days", "collection standard, step 1, after 14 days → 20 days"),
        ("follow_up=60 days", "follow up added: 60 days"),
        ("sources.survey=null", "source survey removed"),
        ("sources.survey.year=null", "source survey, year removed: was 2015"),
        ("start=2017-01-01", "start 2016-01-01 → 2017-01-01"),
        ("compare.designs=[sender, opaque]", "compare, designs opaque, sender → sender, opaque"),
    ],
)
def test_a_difference_is_told_in_words(setting: str, told: str) -> None:
    assert words(setting) == [told]


def test_evidence_alone_is_a_difference() -> None:
    measured = "population.app={value: 0.3, grade: measured, source: report, low: 0.2}"
    assert words(measured) == ["population, app 0.3 (no grade) → 0.3 (measured, from 0.2 to 0.3, source report)"]


def test_another_order_is_a_difference() -> None:
    left = resolve(BASE).scenario
    segments = dict(reversed(left.population.segments.items()))
    right = left.model_copy(update={"population": left.population.model_copy(update={"segments": segments})})
    assert [each.words for each in differences(left, right)] == [
        "population, segments in another order: young, old → old, young"
    ]


def test_every_difference_is_told_with_its_path_and_both_sides() -> None:
    left = resolve(BASE).scenario
    right = resolve(BASE, settings=["seed=5", "population.app=0.5"]).scenario
    found = differences(left, right)
    assert [(each.path, each.before, each.after) for each in found] == [
        ("seed", "1", "5"),
        ("population.app", "0.3", '{value: 0.5, grade: assumed, note: "set by --set population.app=0.5"}'),
    ]


def test_what_one_adds_the_other_removes() -> None:
    one, other = resolve(BASE).scenario, resolve(BASE, settings=["designs.opaque.contacts.reminder=null"]).scenario
    assert [each.words for each in differences(other, one)] == ["design opaque, reminder added"]
