"""The scenarios that are shipped: what every number stands on, and the arithmetic that leads from published figures."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from shutil import copytree
from statistics import NormalDist
from typing import Any, Protocol, get_args

import pytest
from pydantic import BaseModel

from sim.scenario.checking import check
from sim.scenario.quantities import Constant, Exponential, Known, Lognormal, Varied
from sim.scenario.resolution import resolve
from sim.scenario.schema import CountedEvent, Headline, Kind, MessageType, Scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = sorted(SCENARIOS.glob("*.yaml"))
BASE = SCENARIOS / "mijnoverheid-2016.yaml"
SEED_CASE = SCENARIOS / "contact-count-2016.yaml"
OUTAGE = SCENARIOS / "digid-outage.yaml"
ONE_BILL = {
    "flanders-road-tax": ("vlabel", "road-tax"),
    "municipal-tax-2016": ("municipality", "yearly-tax-bill"),
    "parking-fines": ("municipality", "parking-bill"),
    "traffic-fines-2015": ("cjib", "traffic-fine"),
}
"""Studies of one kind of bill: who sends it, and what it is."""

CHOSEN = ("horizon", "warm_up", "in_use", "follow_up", "designs.", "search.")
"""Levers and frame of a study: chosen by its author, so there is nothing to know about them."""

PUBLISHED_MIX = {"belastingdienst": 0.73, "uwv": 0.16, "rdw": 0.03, "svb": 0.02, "municipality": 0.06}
"""Algemene Rekenkamer 2018, messages of 2017; the last one is what remains."""
PUBLISHED_MESSAGES_PER_YEAR = 82.2 / 8.3
"""Logius 2020: million messages of 2019 over million accounts."""


def known_leaves(node: object, path: str = "") -> Iterator[tuple[str, Known[Any]]]:
    """Every known quantity below a node, with its path."""
    if isinstance(node, Known):
        yield path, node
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from known_leaves(getattr(node, name), f"{path}.{name}".lstrip("."))
    elif is_dataclass(node) and not isinstance(node, type):
        for field in fields(node):
            yield from known_leaves(getattr(node, field.name), f"{path}.{field.name}")
    elif isinstance(node, Mapping):
        for name, inner in node.items():
            yield from known_leaves(inner, f"{path}.{name}")
    elif isinstance(node, tuple | list):
        for place, inner in enumerate(node):
            yield from known_leaves(inner, f"{path}.{place}")


def unsupported(scenario: Scenario) -> list[str]:
    """What lacks support: a number without grade, source, range or note where its grade asks for it."""
    complaints = []
    for path, known in known_leaves(scenario):
        if path.startswith(CHOSEN):
            continue
        if known.grade is None:
            complaints.append(f"{path}: no grade")
            continue
        if known.grade != "measured" and (known.low is None or known.high is None):
            complaints.append(f"{path}: {known.grade} without a plausible range")
        if known.grade != "measured" and not known.note:
            complaints.append(f"{path}: {known.grade} without a note")
        if known.grade != "assumed" and not known.source:
            complaints.append(f"{path}: {known.grade} without a source")
    return complaints


def cited(scenario: Scenario) -> set[str]:
    """The keys of all sources that a number, the calendar or the hours of the scenario name."""
    calendar = scenario.calendar
    lists = [each for each in (calendar.sending, calendar.terms, calendar.delivery) if each is not None]
    earlier = () if calendar.delivery is None else calendar.delivery.before
    patterns = () if scenario.hours is None else (scenario.hours.screens, scenario.hours.letterbox)
    bare = [part.source for part in (*calendar.days.values(), *lists, *earlier, *patterns)]
    return {key for keys in (*bare, *(known.source for _, known in known_leaves(scenario))) for key in keys}


def value_for_all(varied: Varied[float], scenario: Scenario) -> float:
    """The one value of an attribute that is constant and the same in every segment."""
    distributions = [varied.for_segment(segment) for segment in scenario.population.segments]
    values = {found.value.value for found in distributions if isinstance(found, Constant)}
    assert all(isinstance(found, Constant) for found in distributions)
    (value,) = values
    return value


def yearly(message_type: MessageType, scenario: Scenario) -> float:
    """Messages of a type that a citizen gets in a year, on average over citizens."""
    arrival = message_type.arrival
    each = arrival.per_year.value if arrival.per_year is not None else len(arrival.on or ())
    return each * value_for_all(message_type.eligible, scenario)


def messages_per_year(scenario: Scenario, kinds: tuple[str, ...] = get_args(Kind)) -> dict[str, float]:
    """Messages of these kinds by sender that a citizen gets in a year, on average over citizens."""
    return {
        key: math.fsum(yearly(kind, scenario) for kind in sender.message_types.values() if kind.kind in kinds)
        for key, sender in scenario.senders.items()
    }


class Extended(Protocol):
    """Resolves the base scenario with further parts and a few lines after it."""

    def __call__(self, text: str, *parts: str) -> Scenario: ...


@pytest.fixture(scope="module")
def shipped() -> Scenario:
    """The base scenario, resolved."""
    return resolve(BASE, fitted=False).scenario


@pytest.fixture(scope="module")
def headline() -> Headline:
    """The published numbers of the seed case."""
    found = resolve(SEED_CASE, fitted=False).scenario.headline
    assert found is not None
    return found


@pytest.fixture
def extended(tmp_path: Path) -> Extended:
    """The base scenario with changes, resolved from a file of its own."""

    copied = copytree(SCENARIOS, tmp_path / "scenarios")

    def resolved(text: str, *parts: str) -> Scenario:
        names = [BASE.name, *(f"parts/{part}" for part in parts)]
        file = copied / "extended.yaml"
        file.write_text("extends:\n" + "".join(f"  - {name}\n" for name in names) + text, encoding="utf-8")
        return resolve(file, fitted=False).scenario

    return resolved


def test_all_scenarios_that_are_tested_here_are_shipped() -> None:
    assert {BASE, SEED_CASE, OUTAGE} <= set(SHIPPED)


@pytest.mark.long
@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_shipped_scenario_is_good_and_says_what_it_shows(file: Path) -> None:
    assert check(file) == ()
    scenario = resolve(file, fitted=False).scenario
    assert scenario.name == file.stem
    assert scenario.compare.reference in scenario.compare.designs
    assert len(scenario.title) <= 80
    assert len(scenario.description.split()) >= 30


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_number_has_its_grade_and_what_the_grade_asks_for(file: Path) -> None:
    scenario = resolve(file, fitted=False).scenario
    assert unsupported(scenario) == []
    assert sum(1 for _ in known_leaves(scenario)) > 120


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("appraisal: {learning_rate: 0.1}\n", ["appraisal.learning_rate: no grade"]),
        (
            "opening: {b_friction: {value: 0.4, grade: assumed}}\n",
            [
                "opening.b_friction: assumed without a plausible range",
                "opening.b_friction: assumed without a note",
            ],
        ),
        (
            "collections: {tax: {unable: {value: 0.1, grade: calibrated}}}\n",
            [
                "collections.tax.unable: calibrated without a plausible range",
                "collections.tax.unable: calibrated without a note",
                "collections.tax.unable: calibrated without a source",
            ],
        ),
    ],
)
def test_the_check_finds_a_number_without_support(extended: Extended, text: str, complaint: list[str]) -> None:
    assert unsupported(extended(text)) == complaint


def test_the_check_looks_inside_distributions_and_shares_by_category(extended: Extended) -> None:
    scenario = extended(
        "population:\n"
        "  attention: {logit_normal: {median: 0.8, sd: {value: 1, grade: measured, source: cbs-2019}}}\n"
        "  email: {valid: 0.8, none: 0.2, stale: 0}\n"
    )
    complaints = unsupported(scenario)
    assert len(complaints) == 4
    assert sum("attention" in complaint and "median" in complaint for complaint in complaints) == 1
    assert sum("email" in complaint for complaint in complaints) == 3


def test_every_source_is_cited_and_every_citation_is_listed(extended: Extended) -> None:
    spare = [extended("", part) for part in ("traffic-fines.yaml", "collection-fees.yaml")]
    scenarios = [resolve(file, fitted=False).scenario for file in SHIPPED] + spare
    listed = {key for scenario in scenarios for key in scenario.sources}
    assert set().union(*(cited(scenario) for scenario in scenarios)) == listed


def test_the_scheme_of_traffic_fines_stands_on_the_same_support(extended: Extended) -> None:
    scenario = extended("", "traffic-fines.yaml")
    assert unsupported(scenario) == []
    steps = scenario.collections["traffic-fine"].steps
    assert [step.multiplies.value for step in steps if step.multiplies is not None] == [1.5, 3.0]


def test_the_schemes_of_later_years_have_the_published_fees(extended: Extended) -> None:
    scenario = extended("", "collection-fees.yaml")
    assert unsupported(scenario) == []
    fees = {
        name: [[fee.fee.value for fee in step.fees] for step in scheme.steps]
        for name, scheme in scenario.collections.items()
        if name.startswith("municipal-")
    }
    assert fees == {"municipal-2017": [[], [700, 1600], [4000]], "municipal-2022": [[], [800, 1800], [4500]]}


def test_senders_add_up_to_the_published_mix(shipped: Scenario) -> None:
    per_year = messages_per_year(shipped)
    total = math.fsum(per_year.values())
    assert per_year.keys() == PUBLISHED_MIX.keys()
    for sender, share in PUBLISHED_MIX.items():
        assert per_year[sender] / total == pytest.approx(share, abs=1e-9)
    assert round(PUBLISHED_MESSAGES_PER_YEAR, 1) == pytest.approx(total, abs=1e-9)


def test_a_citizen_gets_one_and_a_half_invoices_a_year(shipped: Scenario) -> None:
    assert math.fsum(messages_per_year(shipped, ("invoice",)).values()) == pytest.approx(1.5, abs=1e-9)


def test_the_sum_over_senders_notices_a_changed_rate(extended: Extended) -> None:
    scenario = extended("senders: {uwv: {message_types: {information-request: {eligible: 0.3}}}}\n")
    assert messages_per_year(scenario)["uwv"] == pytest.approx(1.684, abs=1e-9)


def test_segments_follow_the_counts_of_residents(shipped: Scenario) -> None:
    counts = {"age-20-40": 4_309_987, "age-40-65": 5_866_334, "age-65-80": 2_515_184, "age-80-up": 798_820}
    shares = {name: segment.share.value for name, segment in shipped.population.segments.items()}
    assert shares == {name: round(count / sum(counts.values()), 4) for name, count in counts.items()}


def test_login_methods_follow_the_counts_of_logins(shipped: Scenario) -> None:
    millions = {"password": 260.0, "sms": 37.0, "app": 10.9}
    expected = {method: round(count / sum(millions.values()), 4) for method, count in millions.items()}
    for segment in shipped.population.segments:
        shares = shipped.population.login_method.for_segment(segment)
        assert {method: share.value for method, share in shares.items()} == expected


def test_addresses_add_up_to_one(shipped: Scenario) -> None:
    for segment in shipped.population.segments:
        shares = shipped.population.email.for_segment(segment)
        assert math.fsum(share.value for share in shares.values()) == pytest.approx(1, abs=1e-9)
        assert shares["none"].value == 0.17


def test_the_letterbox_is_emptied_daily_by_the_published_share(shipped: Scenario) -> None:
    for segment in shipped.population.segments:
        interval = shipped.population.letterbox_interval.for_segment(segment)
        assert isinstance(interval, Lognormal)
        z_score = math.log(1.5 * 86_400 / interval.median.value) / interval.sigma.value
        assert round(NormalDist().cdf(z_score), 2) == 0.88


def test_a_second_factor_adds_what_was_published(shipped: Scenario) -> None:
    methods = shipped.login.methods
    assert 15 <= methods.sms.minutes.value - methods.password.minutes.value <= 25


def test_planning_and_forgetting_make_four_percent_late_though_read(shipped: Scenario) -> None:
    planned = 1 - shipped.acting.pays_at_once.value
    assert round(planned * value_for_all(shipped.population.forgets, shipped), 2) == 0.04


def test_payment_on_reminders_follows_the_funnel_of_traffic_fines(extended: Extended) -> None:
    scheme = extended("", "traffic-fines.yaml").collections["traffic-fine"]
    first, second = scheme.steps
    unpaid = 1 - 0.835
    unable = scheme.unable.value / unpaid
    assert round((0.414 - first.able_pays.value * (1 - unable)) / unable, 2) == first.unable_pays.value
    able_left = (1 - unable) * (1 - first.able_pays.value) / (1 - 0.414)
    assert round((0.169 - second.able_pays.value * able_left) / (1 - able_left), 2) == second.unable_pays.value


def test_the_fee_of_a_reminder_steps_up_at_454_euros(shipped: Scenario) -> None:
    for scheme in shipped.collections.values():
        reminder, writ = scheme.steps
        assert [(fee.amount_from.value, fee.fee.value) for fee in reminder.fees] == [(0, 700), (45_400, 1500)]
        assert [(fee.amount_from.value, fee.fee.value) for fee in writ.fees] == [(0, 4000)]


def test_failed_attempts_leave_room_for_giving_up_over_the_whole_range(shipped: Scenario) -> None:
    login = shipped.login
    assert login.retries.high is not None
    assert login.recovers.high is not None
    assert login.retries.high + login.recovers.high <= 1


def test_the_window_is_the_leap_year_of_the_headline(shipped: Scenario) -> None:
    assert (shipped.start.isoformat(), shipped.horizon.value // 86_400) == ("2016-01-01", 366)
    assert shipped.compare.reference == "opaque"


def test_the_base_scenario_measures_everything_but_the_queue(shipped: Scenario) -> None:
    assert None not in (shipped.exposure, shipped.phishing, shipped.sender_costs, shipped.survey)
    assert shipped.helpdesk is None
    assert shipped.headline is None


def test_counting_rules_reach_from_one_event_to_all_of_the_electronic_ones(shipped: Scenario) -> None:
    rules = [set(rule.counts) for rule in shipped.counting.values()]
    assert len({frozenset(rule) for rule in rules}) == len(rules) >= 5
    assert {"delivered"} in rules
    assert {"login"} in rules
    assert set(get_args(CountedEvent)) - {"letter"} in rules


def test_the_headline_adds_up_to_what_was_published(headline: Headline) -> None:
    assert headline.contacts is not None
    assert headline.grade is not None
    people = 390 / headline.contacts.value
    assert people == pytest.approx(13.0)
    assert round(200 / people) == headline.digital_contacts.value
    assert headline.grade.value == 7.1


def test_logins_of_the_headline_lie_between_those_of_the_years_published(headline: Headline) -> None:
    assert headline.logins is not None
    per_person = {2014: 158 / 13.0, 2017: 280 / 13.0}
    assert (headline.logins.low, headline.logins.high) == tuple(round(rate, 1) for rate in per_person.values())
    assert headline.logins.value == round((per_person[2014] + 2 * per_person[2017]) / 3, 1)


def test_the_seed_case_covers_the_accounts_of_its_year(headline: Headline, shipped: Scenario) -> None:
    assert (headline.covers.low, headline.covers.high) == (round(3.6 / 13.0, 3), round(6.1 / 13.0, 3))
    assert headline.covers.value == round((3.6 + 6.1) / 2 / 13.0, 3)
    millions_of_messages = headline.covers.value * 13.0 * math.fsum(messages_per_year(shipped).values())
    assert 43 < millions_of_messages < 82.2


def test_the_seed_case_has_the_citizens_and_senders_of_the_base(shipped: Scenario) -> None:
    seed_case = resolve(SEED_CASE, fitted=False).scenario
    own = {"name", "title", "description", "compare", "headline"}
    differing = {each for each in Scenario.model_fields if getattr(seed_case, each) != getattr(shipped, each)}
    assert differing == own


def test_citizens_of_the_outage_meet_at_a_helpdesk_over_several_histories() -> None:
    scenario = resolve(OUTAGE, fitted=False).scenario
    assert scenario.helpdesk is not None
    assert scenario.replications >= 8
    assert len(scenario.compare.designs) == 2
    (outage,) = scenario.login.outages
    assert scenario.start <= outage.begins.date()
    assert outage.lasts.value == 2 * 86_400


def test_belief_in_phishing_follows_the_safety_monitor(shipped: Scenario) -> None:
    assert shipped.phishing is not None
    believed = 1 / (1 + math.exp(-shipped.phishing.base.value))
    assert believed == pytest.approx(0.02 / 0.68, abs=5e-4)
    counts = 4_309_987 + 5_866_334 + 2_515_184 + 798_820
    assert shipped.phishing.per_year.high == round(50_000 * 365 / counts, 1)
    assert shipped.phishing.per_year.value * believed < 0.02


def test_a_letter_costs_at_least_its_postage(shipped: Scenario) -> None:
    assert shipped.sender_costs is not None
    assert shipped.sender_costs.letter.value > 72 - 7


def test_calls_last_and_callers_wait_as_long_as_published() -> None:
    helpdesk = resolve(OUTAGE, fitted=False).scenario.helpdesk
    assert helpdesk is not None
    talks, patience = helpdesk.talks.everyone, helpdesk.patience.everyone
    assert isinstance(talks, Lognormal)
    assert isinstance(patience, Exponential)
    assert 240 <= talks.median.value * math.exp(talks.sigma.value**2 / 2) <= 360
    assert -math.expm1(-18.5 * 60 / patience.mean.value) == pytest.approx(1 / 3, abs=0.01)


@pytest.mark.parametrize("name", ONE_BILL)
def test_a_study_of_one_bill_has_no_other_and_sends_none_twice(name: str) -> None:
    scenario = resolve(SCENARIOS / f"{name}.yaml", fitted=False).scenario
    bills = {
        (sender, key): kind
        for sender, body in scenario.senders.items()
        for key, kind in body.message_types.items()
        if kind.kind == "invoice"
    }
    assert set(bills) == {ONE_BILL[name]}
    (bill,) = bills.values()
    assert bill.also_on_paper.value == 0
    assert value_for_all(bill.eligible, scenario) == 1
    assert scenario.designs["paper"].contacts[0].channel == "letter"
    assert "paper" in scenario.compare.designs


def test_there_are_as_many_traffic_fines_as_were_imposed() -> None:
    scenario = resolve(SCENARIOS / "traffic-fines-2015.yaml", fitted=False).scenario
    fine = scenario.senders["cjib"].message_types["traffic-fine"]
    assert yearly(fine, scenario) == round(7_968_912 / 13_490_325, 3)
    assert fine.amount is not None
    assert isinstance(fine.amount.everyone, Constant)
    assert fine.amount.everyone.value.value == round(754 / 9.2) * 100


def test_nobody_who_chose_digital_post_is_dormant() -> None:
    for name in ("flanders-road-tax", "parking-fines"):
        scenario = resolve(SCENARIOS / f"{name}.yaml", fitted=False).scenario
        assert value_for_all(scenario.population.dormant, scenario) == 0


def test_a_second_factor_is_compulsory_for_parking_bills() -> None:
    population = resolve(SCENARIOS / "parking-fines.yaml", fitted=False).scenario.population
    shares = population.login_method.for_segment("age-20-40")
    assert [share.value for share in shares.values()] == [0, round(145 / 453, 4), round(308 / 453, 4)]


def test_the_year_of_the_opening_figures_has_the_citizens_of_the_base(shipped: Scenario) -> None:
    scenario = resolve(SCENARIOS / "mijnoverheid-2019.yaml", fitted=False).scenario
    own = {"name", "title", "description", "start", "horizon", "seed", "population", "compare"}
    assert {each for each in Scenario.model_fields if getattr(scenario, each) != getattr(shipped, each)} == own
    attributes = {each for each in type(shipped.population).model_fields if each != "app"}
    assert all(getattr(scenario.population, each) == getattr(shipped.population, each) for each in attributes)
    assert (scenario.start.year, scenario.compare.reference) == (2019, "sender")


def test_what_the_published_figures_speak_of_is_the_same_in_every_study() -> None:
    """What is to be fitted is known by its text: written twice, it is one number only if it says the same twice."""
    found: dict[str, set[Known[Any]]] = {}
    for file in SHIPPED:
        for path, known in known_leaves(resolve(file, fitted=False).scenario):
            if known.grade == "calibrated":
                found.setdefault(path, set()).add(known)
    assert all(len(values) == 1 for values in found.values())
    assert len(set().union(*found.values())) == 14
    tax = resolve(BASE, fitted=False).scenario.collections["tax"].unable
    assert all(
        scheme.unable == tax
        for name in ("mijnoverheid-2016", "parking-fines")
        for scheme in resolve(SCENARIOS / f"{name}.yaml", fitted=False).scenario.collections.values()
    )
