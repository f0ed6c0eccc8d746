"""The evidence ledger: every number once, what it stands on, and which sources carry it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

import pytest
from pydantic import BaseModel

from sim.scenario.distributions import Grade, Known
from sim.scenario.evidence import CHOSEN, STANDINGS, Ledger, Parameter, ledger, tally
from sim.scenario.explanation import explain
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from tests.corpus.cases import BASE, VALID
from tests.shipped import SCENARIOS

SHIPPED = sorted(SCENARIOS.glob("*.yaml"))
EVIDENCE = (
    "population.dormant={value: 10 %, low: 0, high: 50 %, grade: calibrated, source: [report, survey], note: Both.}",
    "population.check_interval={lognormal: {median: {value: 4 h, grade: measured, source: report}, sigma: 1}}",
    "opening.b0={value: -0.5, low: -1, grade: assumed, note: A guess.}",
)


def ledger_of(*settings: str) -> Ledger:
    """The ledger of the smallest scenario, with these settings."""
    return ledger(resolve(BASE, settings=settings).scenario)


def entry(found: Ledger, path: str) -> Parameter:
    """The parameter at a path."""
    (parameter,) = [each for each in found.parameters if each.path == path]
    return parameter


def numbers_in(value: object) -> Iterator[Known[int] | Known[float]]:
    """Every known number at or below a value, found without the walk of the ledger."""
    if isinstance(value, Known):
        yield value
    elif isinstance(value, BaseModel):
        yield from (number for name in type(value).model_fields for number in numbers_in(getattr(value, name)))
    elif is_dataclass(value) and not isinstance(value, type):
        yield from (number for field in fields(value) for number in numbers_in(getattr(value, field.name)))
    elif isinstance(value, Mapping):
        yield from (number for item in value.values() for number in numbers_in(item))
    elif isinstance(value, tuple):
        yield from (number for item in value for number in numbers_in(item))


def parameter(grade: Grade | None, path: str = "opening.b0") -> Parameter:
    """A parameter of which only grade and path matter."""
    return Parameter(path, "opening", "b0", "1", None, None, "a number", "", grade, (), None)


@pytest.mark.long
@pytest.mark.parametrize("file", [*SHIPPED, *VALID], ids=lambda file: file.stem)
def test_every_number_is_listed_exactly_once(file: object) -> None:
    scenario = resolve(str(file)).scenario
    found = ledger(scenario)
    listed = sorted((each.value, each.grade or "", each.sources, each.note or "") for each in found.parameters)
    there = sorted(
        (str(each.dimension.write(each.value)), each.grade or "", each.source, each.note or "")
        for each in numbers_in(scenario)
    )
    assert listed == there
    assert len({each.path for each in found.parameters}) == len(found.parameters) > 50


def test_a_number_comes_with_everything_that_is_known_of_it() -> None:
    dormant = entry(ledger_of(*EVIDENCE), "population.dormant")
    assert dormant == Parameter(
        path="population.dormant",
        group="population",
        label="dormant",
        value="0.1",
        low="0",
        high="0.5",
        unit="a share",
        meaning=dormant.meaning,
        grade="calibrated",
        sources=("report", "survey"),
        note="Both.",
    )
    assert dormant.meaning.startswith("Share of activated accounts")
    assert dormant.section == "population"


def test_values_are_in_the_units_of_people() -> None:
    found = ledger_of(*EVIDENCE)
    values = {path: (entry(found, path).value, entry(found, path).unit) for path in (
        "horizon",
        "population.unprompted_logins",
        "senders.tax-office.message_types.bill.amount",
        "population.check_interval.lognormal.median",
        "population.check_interval.lognormal.sigma",
        "opening.b0",
    )}  # fmt: skip
    assert list(values.values()) == [
        ("366 days", "a span of time"),
        ("3 / year", "a rate"),
        ("EUR 120", "an amount of money"),
        ("4 h", "a span of time"),
        ("1", "a number"),
        ("-0.5", "a number"),
    ]


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_the_ledger_agrees_with_why(file: object) -> None:
    resolution = resolve(str(file))
    for each in ledger(resolution.scenario).parameters:
        told = explain(resolution, each.path)
        assert (told.text, told.low, told.high, told.unit, told.meaning, told.grade, told.note) == (
            each.value,
            each.low,
            each.high,
            each.unit,
            each.meaning,
            each.grade,
            each.note,
        )
        assert tuple(key for key, _ in told.sources) == each.sources


@pytest.mark.parametrize(
    ("path", "group", "label"),
    [
        ("opening.b0", "opening", "b0"),
        ("horizon", "horizon", "horizon"),
        ("population.segments.young.share", "population.segments.young", "share"),
        ("population.email.none", "population", "email.none"),
        ("population.check_interval.lognormal.median", "population", "check_interval.median"),
        ("senders.tax-office.batch_spread", "senders.tax-office", "batch_spread"),
        (
            "senders.tax-office.message_types.notice.arrival.per_year",
            "senders.tax-office.message_types.notice",
            "arrival.per_year",
        ),
        ("collections.standard.steps.0.fees.0.fee", "collections.standard.steps.0", "fees.0.fee"),
        ("designs.opaque.contacts.reminder.when.unread_for", "designs.opaque.contacts.reminder", "when.unread_for"),
    ],
)
def test_numbers_are_grouped_by_what_has_a_name(path: str, group: str, label: str) -> None:
    found = entry(ledger_of(*EVIDENCE), path)
    assert (found.group, found.label) == (group, label)


def test_a_table_by_segment_is_looked_into() -> None:
    found = ledger_of("population.app={by_segment: {young: {value: 0.5, grade: measured, source: report}, old: 0.1}}")
    young, old = (entry(found, f"population.app.by_segment.{segment}") for segment in ("young", "old"))
    assert (young.value, young.grade, young.sources, young.label) == (
        "0.5",
        "measured",
        ("report",),
        "app.by_segment.young",
    )
    assert (old.value, old.grade, old.sources) == ("0.1", None, ())


def test_what_the_study_chooses_is_not_ungraded() -> None:
    search = "search={base: opaque, vary: {last: {channel: [sms], when: [{unread_for: 3 days}]}}}"
    found = ledger_of("follow_up=100 days", "warm_up=30 days", "in_use=20 days", search)
    standings = {each.section: each.standing for each in found.parameters}
    assert [standings[section] for section in CHOSEN] == ["chosen"] * len(CHOSEN)
    assert standings["opening"] == "ungraded"


def test_a_number_that_is_set_is_assumed() -> None:
    b0 = entry(ledger_of("opening.b0=2"), "opening.b0")
    assert (b0.value, b0.standing, b0.note) == ("2", "assumed", "set by --set opening.b0=2")


def test_shares_are_those_among_the_numbers_about_the_world() -> None:
    counted = tally(
        [parameter("measured"), parameter("assumed"), parameter("assumed"), parameter(None), parameter(None, "horizon")]
    )
    assert counted.counts == {"measured": 1, "calibrated": 0, "assumed": 2, "ungraded": 1, "chosen": 1}
    assert counted.claims == 4
    assert {standing: counted.share(standing) for standing in STANDINGS} == {
        "measured": 0.25,
        "calibrated": 0.0,
        "assumed": 0.5,
        "ungraded": 0.25,
        "chosen": 0.0,
    }


def test_no_numbers_have_no_shares() -> None:
    assert all(tally([parameter(None, "horizon")]).share(standing) == 0.0 for standing in STANDINGS)


def test_sections_make_the_whole() -> None:
    found = ledger_of(*EVIDENCE)
    assert [each for members in found.sections.values() for each in members] == list(found.parameters)
    sums = {
        standing: sum(tally(members).counts[standing] for members in found.sections.values()) for standing in STANDINGS
    }
    assert sums == dict(found.tally.counts)
    assert list(found.sections) == [key for key in Scenario.model_fields if key in found.sections]


def test_sources_know_the_numbers_that_name_them() -> None:
    found = ledger_of(*EVIDENCE)
    named = {citation.key: citation.paths for citation in found.citations}
    assert named == {
        "report": ("population.dormant", "population.check_interval.lognormal.median"),
        "survey": ("population.dormant",),
    }
    assert found.uncited == ()


def test_sources_behind_no_number_are_told() -> None:
    assert ledger_of().uncited == ("report", "survey")
    assert ledger_of(EVIDENCE[1]).uncited == ("survey",)
