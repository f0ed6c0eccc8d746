from __future__ import annotations

import re

import pytest

from sim.report.grid import GridRow, grid


def lines(names: list[str], *rows: GridRow) -> list[str]:
    return str(grid("title", names, rows)).splitlines()


def test_labels_stand_left_and_cells_right_under_their_headings() -> None:
    assert lines(
        ["a", "long"], GridRow("part"), GridRow("  one", ("1.00", "2")), GridRow("  three", ("3", "44444"))
    ) == [
        "title",
        "            a   long",
        "────────────────────",
        "part",
        "  one    1.00      2",
        "  three     3  44444",
    ]


@pytest.mark.parametrize("columns", [1, 5, 15, 40])
@pytest.mark.parametrize("name", ["a", "paper-fallback", "a-name-that-is-much-longer-than-its-column", "x" * 40])
def test_any_number_of_columns_fits_and_every_cell_is_there_once(columns: int, name: str) -> None:
    cells = tuple(f"{place}.00" for place in range(columns))
    found = lines([name] * columns, GridRow("a label that is too long for a column of labels", cells))
    assert max(map(len, found)) <= 80
    assert re.findall(r"\d+\.00", "\n".join(found)) == list(cells)
    assert "".join(found).count("x") in (0, 40 * columns)


def test_columns_that_do_not_fit_follow_with_the_labels_again() -> None:
    found = lines(["paper-fallback"] * 8, GridRow("  one", ("1",) * 8))
    assert sum(line.startswith("  one") for line in found) == 2
    assert "" in found


def test_long_headings_are_folded_before_columns_are_moved_down() -> None:
    names = [f"{kind}-notification-rule" for kind in ("first", "second", "third", "fourth")]
    found = lines(names, GridRow("a label", ("1",) * 4))
    assert [line.split() for line in found[1:3]] == [
        ["first-", "second-", "third-", "fourth-"],
        ["notification-"] * 4,
    ]
    assert "" not in found
