from __future__ import annotations

from dataclasses import replace

import pytest

from sim.analysis.comparison import Estimate
from sim.report.causes import causes_block
from sim.report.html.page import html_report
from sim.report.html.responses import ListedResponse, decimals, listed
from tests.report.html.pages import FACTS, queueing, three, without_invoices


def number_of(text: str) -> float:
    return float(text.split(maxsplit=1)[0].replace("−", "-").replace(",", ""))


def places(text: str) -> int:
    return len(text.split(maxsplit=1)[0].partition(".")[2])


def test_every_contrast_is_listed_once_with_its_numbers() -> None:
    analysis = three()
    rows = list(listed(analysis))
    assert len(rows) == len(analysis.contrasts)
    for row, group, response, design in zip(
        rows,
        (g for g in analysis.groups for _ in analysis.responses for _ in analysis.designs),
        (r for _ in analysis.groups for r in analysis.responses.values() for _ in analysis.designs),
        (d for _ in analysis.groups for _ in analysis.responses for d in analysis.designs),
        strict=True,
    ):
        contrast = analysis.contrast(group.name, design, response.name)
        factor, unit = response.factor, response.shown_unit
        assert (row.group, row.response, row.design, row.unit) == (group.title, response.title, design, unit)
        if contrast.level.value is None:
            assert row.level == "–"
        else:
            assert number_of(row.level) == pytest.approx(
                contrast.level.value * factor, rel=0.006, abs=0.5 * 10.0 ** -places(row.level)
            )
        assert (row.difference == "reference") == (design == analysis.reference)


def test_shares_are_in_per_cent_and_say_of_what() -> None:
    responses = three().responses
    shown = {name: (one.factor, one.shown_unit) for name, one in responses.items()}
    assert shown["missed_share"] == (100.0, "% of invoices")
    assert shown["opt_out_share"] == (100.0, "% of citizens")
    assert shown["effort_minutes"] == (1.0, "minutes per citizen per year")


def test_three_digits_of_the_largest_level_are_shown() -> None:
    assert decimals([Estimate(52.7), Estimate(1.0)]) == 1
    assert decimals([Estimate(3.14)]) == 2
    assert decimals([Estimate(0.0213)]) == 4
    assert decimals([Estimate(1e-9)]) == 4
    assert decimals([Estimate(None), Estimate(0.0)]) == 1


def test_causes_add_up_to_what_is_missed() -> None:
    table = causes_block(three()).turned()
    assert table.heads == (("design", False), ("ignored", True), ("missed", True))
    for row, design in zip(table.rows, three().designs, strict=True):
        *causes, missed = (number_of(cell.text) for cell in row.cells)
        level = three().contrast("all", design, "missed_share").level.value
        assert level is not None
        assert sum(causes) == pytest.approx(missed, abs=0.1)
        assert missed == pytest.approx(100 * level, abs=0.051)
        assert all(cell.bar is not None and 0.0 <= cell.bar <= 1.0 for cell in row.cells[:-1])


def test_where_no_invoice_is_missed_there_is_no_table() -> None:
    assert 'id="losses"' in html_report(three(), FACTS, figures=[])
    assert 'id="losses"' not in html_report(without_invoices(), FACTS, figures=[])


def test_a_missing_interval_leaves_no_bracket() -> None:
    analysis = queueing()
    one = replace(analysis.contrasts[0], level=Estimate(2.0), difference=None)
    changed = replace(analysis, contrasts=(one, *analysis.contrasts[1:]))
    first = next(listed(changed))
    assert isinstance(first, ListedResponse)
    assert "[" not in first.level
