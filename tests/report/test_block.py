from __future__ import annotations

import pytest

from sim.report.block import Block, Cell, Head, Row, stacked, words
from sim.report.consequences import consequences_block
from sim.report.levels import differences, differences_by_design, levels
from sim.report.terminal import in_columns, with_intervals
from sim.report.trade_offs import trade_offs_block
from sim.report.winners import joint_cells, winners_block
from tests.report.html.pages import three
from tests.report.test_blocks import measured, seed_case

BLOCK = Block(
    "two things",
    (Head("opaque"), Head("sender", note="the best")),
    (
        Row(Head("a part", "EUR")),
        Row(Head("one", "%", level=1), (Cell(1.25, 1, 1.0, 1.5, mark="?"), Cell(None, 1))),
        Row(Head("other", level=1), (Cell(-2, 0, signed=True), Cell("none"))),
    ),
    "per citizen",
)


def test_a_program_gets_numbers_unrounded_with_their_units() -> None:
    cells = BLOCK.document()["cells"]
    assert [(cell["row"], cell["column"], cell["among"]) for cell in cells] == [
        ("one", "opaque", ""),
        ("one", "sender", "the best"),
        ("other", "opaque", ""),
        ("other", "sender", "the best"),
    ]
    assert [cell["value"] for cell in cells] == [1.25, None, -2, "none"]
    assert [cell["unit"] for cell in cells] == ["%", "%", "per citizen", "per citizen"]
    assert (cells[0]["low"], cells[0]["high"], cells[0]["mark"]) == (1.0, 1.5, "?")


def test_text_has_a_row_of_intervals_and_units_where_the_label_has_none() -> None:
    assert str(in_columns(BLOCK)).splitlines() == [
        "two things: per citizen",
        "                    opaque  sender",
        "──────────────────────────────────",
        "a part, EUR",
        "  one, %               1.2       –",
        "    95 % interval  1.0–1.5       –",
        "  other                 −2    none",
    ]


def test_turned_has_rows_for_columns_and_no_titles() -> None:
    turned = BLOCK.turned("thing")
    assert turned.heads == (("thing", False), ("one, %", True), ("other", True))
    assert [row.head.label for row in turned.rows] == ["opaque", "sender"]
    assert [[cell.text for cell in row.cells] for row in turned.rows] == [["1.2", "−2"], ["–", "none"]]
    again = turned.turned()
    assert [row.cells for row in again.rows] == [row.cells for row in BLOCK.rows if row.cells]


def test_words_stand_on_the_left() -> None:
    block = Block("title", (Head("a"), Head("b")), (Row(Head("x"), (words("text"), Cell("2"))),))
    assert block.heads == (("design", False), ("a", False), ("b", True))


def test_blocks_below_each_other_keep_the_notes_of_their_rows() -> None:
    both = stacked([BLOCK.turned().noted("all"), BLOCK.turned().noted("some")])
    assert [row.head.note for row in both.rows] == ["all", "all", "some", "some"]
    assert both.title == "two things"


def test_a_response_has_one_form_in_all_blocks() -> None:
    analysis = measured(seed_case())
    blocks = (trade_offs_block(analysis, "all"), consequences_block(analysis))
    cells = [{row.head.words: [cell.text for cell in row.cells] for row in block.rows} for block in blocks]
    shared = set(cells[0]) & set(cells[1])
    assert shared == {"personal data disclosed", "cost of the senders, EUR"}
    assert {label: cells[0][label] for label in shared} == {label: cells[1][label] for label in shared}


def test_text_and_page_tell_the_same_fates_and_differences() -> None:
    analysis = three()
    text = {row.head.label: [cell.text for cell in row.cells] for row in winners_block(analysis).rows}
    for row in joint_cells(analysis).rows:
        assert text[row.head.label] == [cell.text for cell in row.cells]
    written = str(with_intervals(differences(analysis)))
    for row in differences_by_design(analysis).rows:
        for cell in row.cells:
            assert cell.text in written


def test_levels_are_those_of_the_analysis_in_the_unit_that_is_shown() -> None:
    analysis = three()
    group = analysis.groups[0]
    for row, design in zip(levels(analysis, group).rows, analysis.designs, strict=True):
        assert row.cells[0].value == analysis.contrast(group.name, design, "effort_minutes").level.value
        missed = analysis.contrast(group.name, design, "missed_share").level.value
        assert missed is not None
        assert row.cells[4].value == pytest.approx(100.0 * missed)
