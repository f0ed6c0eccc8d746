from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.evaluation import analyse
from sim.analysis.study_analysis import Analysis
from sim.analysis.tally import Tally
from sim.experiment.runner import run
from sim.outcomes.responses import Columns, Counts
from sim.report.causes import causes_block, causes_meaning
from sim.report.comparison_text import render
from sim.report.consequences import consequences_block, consequences_meaning
from sim.report.contacts import contacts_block, counts_shown
from sim.report.headlines import contact_sentences
from sim.report.json_document import document
from sim.report.terminal import in_columns
from sim.rules.columns import CAUSES
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import QUEUEING, SHIPPED, small

SEED_CASE = SHIPPED.with_name("contact-count-2016.yaml")
OPTIONAL = ("exposure", "phishing", "sender_costs", "survey", "helpdesk")


@cache
def seed_case(*settings: str) -> Scenario:
    return resolve(SEED_CASE, settings=("population.size=40", *settings)).scenario


def simulated(scenario: Scenario) -> dict[str, dict[str, Counts]]:
    return {design: dict(columns) for design, columns in run(scenario, engine=simulate).tables.items()}


def measured(scenario: Scenario) -> Analysis:
    """With numbers of our own in the columns that the small engine leaves at 0."""
    tables = simulated(scenario)
    for factor, columns in enumerate(tables.values(), start=1):
        citizen = columns["citizen"]
        columns |= {
            "surveyed": (citizen % 2 == 0).astype(np.int64),
            "grade": np.where(citizen % 2 == 0, 6 + citizen % 3, 0),
            "opted_out": (citizen % 4 == 0).astype(np.int64),
            "exposure_thousandths": citizen * 1_500 * factor,
            "phishing_losses_cents": citizen * 7 * factor,
            "sender_cost_cents": citizen * 31 * factor,
            "calls": citizen % 2,
            "waiting_seconds": (citizen % 2) * 90,
        }
    return analyse(scenario, Tally.of(scenario, tables))


def row(block: object, label: str) -> list[str]:
    """The cells of the row with this label."""
    (found,) = (line for line in str(block).splitlines() if line.strip().startswith(f"{label}  "))
    return found.replace(label, "", 1).split()


def number_of(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


def test_causes_add_up_to_the_share_missed() -> None:
    scenario = small(200)
    tables = simulated(scenario)
    for columns in tables.values():
        columns["missed_dormant"] = columns["missed_ignored"] * (columns["citizen"] % 2)
        columns["missed_ignored"] = columns["missed_ignored"] - columns["missed_dormant"]
    analysis = analyse(scenario, Tally.of(scenario, tables))
    block = in_columns(causes_block(analysis))
    for place, design in enumerate(analysis.designs):
        parts = [number_of(row(block, cause)[place]) for cause in ("dormant", "ignored")]
        total = analysis.contrast("all", design, "missed_share").level.value
        assert total
        assert row(block, "missed")[place] == f"{100 * total:.1f}"
        assert sum(parts) == pytest.approx(100 * total, abs=0.1)
    assert not any(cause.replace("_", " ") in str(block) for cause in set(CAUSES) - {"dormant", "ignored"})
    share = 100 * int(tables["opaque"]["missed_dormant"].sum()) / int(tables["opaque"]["missed"].sum())
    assert f"{share:.0f} % of the missed invoices belong to accounts" in causes_meaning(analysis)


def test_nothing_is_said_of_reach_where_everybody_is_in_reach() -> None:
    assert "accounts" not in causes_meaning(analyse(small(60), Tally.of(small(60), simulated(small(60)))))


def test_causes_without_invoices_are_not_estimable() -> None:
    scenario = small(20)
    tables: dict[str, Columns] = {
        design: columns
        | {name: np.zeros(20, dtype=np.int64) for name in ("invoices", "missed", "late", "missed_ignored")}
        for design, columns in simulated(scenario).items()
    }
    assert row(in_columns(causes_block(analyse(scenario, Tally.of(scenario, tables)))), "missed") == ["–"] * 3


def test_contacts_are_those_of_the_responses_and_their_parts_make_the_whole() -> None:
    analysis = measured(seed_case())
    block = in_columns(contacts_block(analysis))
    rules = list(analysis.scenario.counting)
    assert str(block).splitlines()[1].split() == rules
    for design in analysis.designs:
        expected = [analysis.contrast("all", design, f"contacts_by_{rule}").level.value for rule in rules]
        label = f"{design} *" if design == analysis.reference else design
        assert [number_of(cell) for cell in row(block, label)] == pytest.approx(expected, abs=0.006)
    parts = ("messages, %", "notifications, logins, %", "reading and paying, %")
    shares = [[number_of(cell) for cell in row(block, part)] for part in parts]
    whole = [sum(values) for values in zip(*shares, strict=True)]
    assert whole == pytest.approx([100.0] * len(rules), abs=1.01)


def test_the_headline_stands_beside_what_is_counted() -> None:
    analysis = measured(seed_case("headline.covers=0.5", "headline.digital_contacts=10 / year"))
    block = in_columns(contacts_block(analysis))
    counted = [number_of(cell) for cell in row(block, "opaque *")]
    assert [number_of(cell) for cell in row(block, "per person")] == pytest.approx([c / 2 for c in counted], abs=0.01)
    assert [number_of(cell) for cell in row(block, "% of the headline")] == pytest.approx(
        [c / 2 / 10 * 100 for c in counted], abs=0.6
    )
    text = " ".join(contact_sentences(analysis))
    assert "Published: 10 digital contacts per person per year, of 30 over any channel" in text
    assert "describes 50 % of these people and" in text
    assert "over that range" not in text
    assert "The survey here gives 7.00 [6.62, 7.38] under opaque." in text


def test_the_range_of_what_is_covered_is_carried_through() -> None:
    headline = "headline.covers={value: 0.4, low: 0.2, high: 0.8}"
    text = " ".join(contact_sentences(measured(seed_case(headline))))
    assert "describes 40 % of these people (plausibly 20 to 80 %)" in text
    low, high = (int(part) for part in text.split("of the headline (")[1].split(" % over")[0].split(" % to "))
    assert high == pytest.approx(4 * low, abs=3)
    assert high > low > 0


def test_contacts_show_only_where_there_is_something_beside_them() -> None:
    several = measured(small(20))
    one_rule = small(20).model_copy(update={"counting": {"touches": small(20).counting["touches"]}})
    alone = measured(one_rule)
    assert counts_shown(several)
    assert not counts_shown(alone)
    assert "by counting rule" in render(several)
    assert "by counting rule" not in render(several, full=False)
    assert "by counting rule" not in render(alone)
    assert "whatever the rule" in contact_sentences(alone)[0]
    assert "Published: " in render(measured(seed_case()), full=False)
    assert "Published: " not in render(several, full=False)


def test_a_study_without_a_headline_says_nothing_of_one() -> None:
    assert len(contact_sentences(measured(small(20)))) == 1
    assert "headline" not in str(in_columns(contacts_block(measured(small(20)))))


def test_what_else_it_brings_has_the_levels_of_the_responses() -> None:
    analysis = measured(small(40))
    block = in_columns(consequences_block(analysis))
    for label, response, factor, off in (
        ("opted out, %", "opt_out_share", 100, 0.051),
        ("personal data disclosed", "exposure", 1, 0.0051),
        ("phishing losses, EUR", "phishing_losses_eur", 1, 0.0051),
        ("cost of the senders, EUR", "sender_cost_eur", 1, 0.0051),
        ("grade", "grade", 1, 0.0051),
    ):
        levels = [analysis.contrast("all", design, response).level.value for design in analysis.designs]
        assert all(levels)
        expected = [factor * (value or 0.0) for value in levels]
        assert [number_of(cell) for cell in row(block, label)] == pytest.approx(expected, abs=off)
    given = analysis.contrast("all", "paper", "grade").level
    assert f"{given.low:.2f}–{given.high:.2f}" in str(block)
    correlation = analysis.association("all", "paper", "grade").correlation
    assert correlation is not None
    with_overhead = next(line for line in str(block).splitlines() if "r with overhead" in line)
    assert number_of(with_overhead.split()[-1]) == pytest.approx(correlation, abs=0.0051)
    assert "mean of the 20 asked" in consequences_meaning(analysis)


def test_parts_that_are_absent_are_not_reported() -> None:
    bare = small(20).model_copy(update=dict.fromkeys(OPTIONAL))
    block = str(in_columns(consequences_block(measured(bare)))).splitlines()
    assert [line.split("  ")[0] for line in block[3:]] == ["opted out, %"]
    assert consequences_meaning(measured(bare)) == "Per citizen per year, except % and grades."


def test_a_helpdesk_shows_its_calls() -> None:
    block = str(in_columns(consequences_block(measured(resolve(QUEUEING).scenario))))
    assert all(words in block for words in ("calls to the helpdesk", "waiting in the queue, min", "calls given up, %"))


def test_how_many_numbers_are_assumed_is_counted() -> None:
    survey = small(20).survey
    assert survey is not None
    bare = small(20).model_copy(update=dict.fromkeys(OPTIONAL) | {"survey": survey})
    assert "All 6 numbers behind this are assumed" in consequences_meaning(measured(bare))
    known = resolve(SHIPPED, settings=("population.size=20", "survey.sd={value: 1, grade: measured, source: cbs-2019}"))
    assert known.scenario.survey is not None
    one = bare.model_copy(update={"survey": known.scenario.survey})
    assert "5 of the 6 numbers behind this are assumed" in consequences_meaning(measured(one))


@pytest.mark.long
@pytest.mark.parametrize("size", [1, 40])
def test_all_blocks_fit_80_columns_with_fifteen_designs_and_long_names(size: int) -> None:
    names = ", ".join(seed_case().designs)
    scenario = seed_case(f"population.size={size}", f"compare.designs=[{names}]")
    long = {f"{name}-of-a-name-that-goes-on-and-on": rule for name, rule in scenario.counting.items()}
    comparing = scenario.compare.model_copy(update={"counting": next(iter(long))})
    renamed = scenario.model_copy(update={"counting": long, "compare": comparing})
    text = render(measured(renamed))
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "nan" not in text
    assert "…" not in text


def test_the_whole_begins_with_the_answer() -> None:
    analysis = measured(small(60))
    short, full = render(analysis, full=False), render(analysis)
    assert full.startswith(short)
    for words in ("where invoices are lost", "\nverdict\n", "how effort and fees are spread", "other outcomes, "):
        assert words in full
        assert words not in short


def test_the_document_has_counts_and_associations() -> None:
    analysis = measured(seed_case())
    content = json.loads(document(analysis, "ab" * 32, Path("results/x")))
    assert content["contacts_said"] == list(contact_sentences(analysis))
    assert len(content["countings"]) == len(analysis.countings)
    everything = next(one for one in content["countings"] if one["rule"] == "everything")
    assert sum(everything["event_shares"].values()) == pytest.approx(1.0)
    found = next(one for one in content["associations"] if (one["group"], one["design"]) == ("all", "paper"))
    assert found["correlation_with_overhead"] == analysis.association("all", "paper", "grade").correlation
    assert found["asked"] == 20
