"""A tally is the same whatever parts it was made of, holds what the rows hold, and can be kept and taken up again."""

from __future__ import annotations

import pickle
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.groups import ALL, REACHABLE, groups_of
from sim.analysis.moments import layout_of
from sim.analysis.product_sums import COLUMN_BITS
from sim.analysis.record import RECORD
from sim.analysis.tally import SAME, SLICE, Tally
from sim.errors import TallyError
from sim.outcomes.quantity import CITIZEN, Quantity, of_column
from sim.outcomes.responses import JUDGED, Columns, Counts, responses_of
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from tests.experiment.fake_engine import simulate, uniforms
from tests.experiment.studies import QUEUEING, small

DESIGNS = ("opaque", "sender", "paper")
Rows = dict[str, Columns]


@cache
def scenario_of(unit: str) -> Scenario:
    return small(40, 2) if unit == "citizen" else resolve(QUEUEING, settings=("population.size=40",)).scenario


def rows_of(scenario: Scenario, replication: int, citizens: range) -> Rows:
    """With numbers in the columns that the small engine leaves at 0."""
    found: Rows = {}
    for strength, design in enumerate(DESIGNS, start=1):
        columns = dict(simulate(scenario, design, replication, citizens))
        citizen = columns["citizen"]
        columns["surveyed"] = (citizen % 2 == 0).astype(np.int64)
        columns["grade"] = np.where(citizen % 2 == 0, 4 + (citizen * strength) % 5, 0)
        columns["calls"] = (citizen * strength) % 3
        found[design] = columns
    return found


def whole(unit: str) -> Tally:
    found = Tally(scenario_of(unit), DESIGNS)
    for replication in range(2):
        found.add(rows_of(scenario_of(unit), replication, range(40)))
    return found


@cache
def in_one(unit: str) -> Tally:
    return whole(unit)


PARTS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 40)), max_size=7)


@pytest.mark.parametrize("unit", ["citizen", "replication"])
@settings(max_examples=25)
@given(cuts=PARTS, order=st.permutations(range(9)), merged=st.lists(st.booleans(), min_size=9, max_size=9))
def test_no_cut_order_or_merging_changes_a_tally(
    unit: str, cuts: list[tuple[int, int]], order: list[int], merged: list[bool]
) -> None:
    scenario, parts = scenario_of(unit), []
    for replication in range(2):
        places = sorted({0, 40, *(place for which, place in cuts if which == replication)})
        parts += [(replication, range(*pair)) for pair in pairwise(places)]
    found, other = Tally(scenario, DESIGNS), Tally(scenario, DESIGNS)
    shuffled = [parts[place] for place in order if place < len(parts)]
    for (replication, citizens), apart in zip(shuffled, merged, strict=False):
        (other if apart else found).add(rows_of(scenario, replication, citizens))
    other.merge(found)
    assert other == in_one(unit)


@pytest.mark.long
@pytest.mark.parametrize("unit", ["citizen", "replication"])
def test_the_comparison_of_tallies_sees_every_changed_number(unit: str) -> None:
    scenario, unchanged = scenario_of(unit), whole(unit)
    for name in unchanged.layout.columns:
        changed, rows = Tally(scenario, DESIGNS), rows_of(scenario, 0, range(40))
        columns = {key: values.copy() for key, values in rows["sender"].items()}
        columns[name][7] += 1
        changed.add({**rows, "sender": columns})
        changed.add(rows_of(scenario, 1, range(40)))
        assert changed != unchanged, name


def drawn(scenario: Scenario, count: int) -> Rows:
    """Any numbers, very small and very large, below the bound."""
    units = np.arange(count, dtype=np.int64)
    tables: Rows = {}
    who = simulate(scenario, "opaque", 0, range(count))
    for place, design in enumerate(DESIGNS):
        columns: dict[str, Counts] = {}
        for stream, name in enumerate(who):
            bits = np.floor(uniforms(place, stream, units) * (COLUMN_BITS + 1))
            columns[name] = np.minimum(2.0**bits * (0.5 + uniforms(9, stream + place, units)), 2.0**COLUMN_BITS - 1)
            columns[name] = columns[name].astype(np.int64)
        columns |= {name: who[name] for name in SAME} | {"surveyed": units % 2}
        tables[design] = columns
    return tables


def plain(columns: Columns, quantity: Quantity, rows: npt.NDArray[np.bool_]) -> list[int]:
    """A quantity of each citizen in Python's own integers."""
    of_citizen = [
        sum(factor * int(columns[name][row]) for factor, name in quantity.terms) if quantity.terms else 1
        for row in np.flatnonzero(rows)
    ]
    if quantity.among is None:
        return of_citizen
    return [x * int(columns[quantity.among][row]) for x, row in zip(of_citizen, np.flatnonzero(rows), strict=True)]


def test_every_sum_is_that_of_the_rows() -> None:
    scenario = scenario_of("citizen")
    tables = drawn(scenario, 30)
    tally = Tally.of(scenario, tables)
    keys = {place: key for key, place in tally.layout.place_of.items()}
    for group, rows in ((ALL, np.ones(30, dtype=np.bool_)), (REACHABLE, tables["opaque"]["reachable"] == 1)):
        numbers = {place: plain(tables[design], quantity, rows) for place, (design, quantity) in keys.items()}
        sample = tally.sample(group)
        for (one, other), found in zip(tally.layout.moments, sample.pooled, strict=True):
            assert found == sum(a * b for a, b in zip(numbers[one], numbers[other], strict=True))
        for (a, b, c, d), count in zip(tally.layout.contests, sample.differing_citizens, strict=True):
            pairs = zip(numbers[a], numbers[b], numbers[c], numbers[d], strict=True)
            assert count == sum(one != other or below != beneath for one, other, below, beneath in pairs)
        for (one, other, below, power), found in zip(tally.layout.fourths, sample.fourths, strict=True):
            citizens = zip(numbers[one], numbers[other], numbers[below], strict=True)
            assert found == sum((a - b) ** (4 - power) * d**power for a, b, d in citizens)
        for (design, burden), (values, counts) in sample.distinct.items():
            listed = sorted(plain(tables[design], burden, rows))
            assert np.repeat(values, counts).tolist() == listed


def test_judged_responses_come_with_what_their_covariances_need() -> None:
    scenario = scenario_of("citizen")
    tables = rows_of(scenario, 0, range(40))
    sample, (effort, missed) = Tally.of(scenario, tables).sample(ALL), (responses_of(scenario)[one] for one in JUDGED)
    found = sample.crossed(("opaque", effort), ("paper", missed))
    seconds, counts, invoices = (
        tables[design][name].tolist()
        for design, name in (("opaque", "effort_seconds"), ("paper", "missed"), ("paper", "invoices"))
    )
    assert found.above_above == sum(a * b for a, b in zip(seconds, counts, strict=True))
    assert found.above_below == sum(a * b for a, b in zip(seconds, invoices, strict=True))
    assert found[2:] == (sum(counts), sum(invoices))
    with pytest.raises(KeyError):
        sample.crossed(("opaque", effort), ("paper", responses_of(scenario)["steps"]))


def test_no_size_of_the_parts_laid_out_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = whole("citizen")
    monkeypatch.setattr("sim.analysis.tally.SLICE", 7)
    assert SLICE > 40
    assert whole("citizen") == expected


@pytest.mark.parametrize("unit", ["citizen", "replication"])
def test_it_comes_back_from_its_columns_and_from_a_pickle(unit: str) -> None:
    scenario, tally = scenario_of(unit), whole(unit)
    columns = tally.to_columns()
    assert tuple(columns) == tuple(RECORD)
    assert {(values.dtype, values.shape) for values in columns.values()} == {
        (np.dtype(np.int64), (len(columns["low"]),))
    }
    keys = list(zip(*(columns[name].tolist() for name in list(RECORD)[:5]), strict=True))
    assert len(set(keys)) == len(keys)
    backwards = {name: values[::-1] for name, values in columns.items()}
    assert Tally.from_columns(scenario, DESIGNS, backwards) == tally
    for again in (Tally.from_columns(scenario, DESIGNS, columns), pickle.loads(pickle.dumps(tally))):
        assert again == tally
        again.add(rows_of(scenario, 1, range(40, 50)))
        assert again != tally
        assert again.citizens == tally.citizens + 10
    empty = Tally(scenario, DESIGNS)
    assert Tally.from_columns(scenario, DESIGNS, empty.to_columns()) == empty != tally


def test_its_size_does_not_depend_on_the_number_of_citizens() -> None:
    one, tenfold = whole("citizen"), whole("citizen")
    for _ in range(9):
        tenfold.merge(whole("citizen"))
    assert tenfold.citizens == 10 * one.citizens == 800
    assert len(tenfold.to_columns()["low"]) == len(one.to_columns()["low"])


def test_columns_of_another_study_are_refused() -> None:
    columns = whole("citizen").to_columns()
    with pytest.raises(TallyError, match="of other designs, of another scenario, or of another version"):
        Tally.from_columns(scenario_of("citizen"), DESIGNS[::-1], columns)
    with pytest.raises(TallyError, match="of other designs, of another scenario, or of another version"):
        Tally.from_columns(scenario_of("replication"), DESIGNS, columns)
    with pytest.raises(
        TallyError, match=r"has the columns part, replication, cell, place, value, high, low, not part\.$"
    ):
        Tally.from_columns(scenario_of("citizen"), DESIGNS, {"part": columns["part"]})
    with pytest.raises(TallyError, match="cannot be merged"):
        whole("citizen").merge(whole("replication"))


@pytest.mark.parametrize("sign", [1, -1])
def test_a_number_beyond_the_bound_is_refused_and_changes_nothing(sign: int) -> None:
    scenario, tally = scenario_of("citizen"), whole("citizen")
    rows = rows_of(scenario, 0, range(40, 60))
    at_bound, beyond = dict(rows["sender"]), dict(rows["sender"])
    at_bound["logins"], beyond["logins"] = (rows["sender"]["logins"].copy() for _ in range(2))
    at_bound["logins"][3] = sign * (2**COLUMN_BITS - 1)
    beyond["logins"][3] = sign * (2**COLUMN_BITS + 1)
    with pytest.raises(TallyError) as failed:
        tally.add({**rows, "sender": beyond})
    assert str(failed.value) == (
        f"Column logins under sender is {sign * 4398046511105:,} for a citizen; sums are exact only below 2^42."
    )
    assert tally == whole("citizen")
    tally.add({**rows, "sender": at_bound})
    squares = tally.sample(ALL).product(("sender", of_column("logins")), ("sender", of_column("logins")))
    assert squares > (2**COLUMN_BITS - 1) ** 2 > 2**63


def test_a_burden_below_0_is_refused() -> None:
    rows = rows_of(scenario_of("citizen"), 0, range(5))
    below = {**rows["paper"], "fees_cents": np.array([0, 0, -1, 0, 0])}
    with pytest.raises(TallyError, match="burden fees_cents under paper is -1 for a citizen"):
        whole("citizen").add({**rows, "paper": below})


def test_more_citizens_than_it_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.analysis.tally.MOST_CITIZENS", 99)
    tally = whole("citizen")
    with pytest.raises(TallyError, match="not 80 and another 20"):
        tally.add(rows_of(scenario_of("citizen"), 0, range(40, 60)))
    with pytest.raises(TallyError, match="not 80 and another 80"):
        tally.merge(whole("citizen"))
    tally.add(rows_of(scenario_of("citizen"), 0, range(40, 59)))


def test_columns_may_lie_in_memory_as_they_like() -> None:
    expected, found = Tally(scenario_of("citizen"), DESIGNS), Tally(scenario_of("citizen"), DESIGNS)
    rows = rows_of(scenario_of("citizen"), 0, range(40))
    expected.add(rows)
    spread = {design: {name: np.repeat(columns[name], 3)[::3] for name in columns} for design, columns in rows.items()}
    for columns in spread.values():
        for values in columns.values():
            values.setflags(write=False)
    found.add(spread)
    assert found == expected


@pytest.mark.parametrize("name", SAME)
def test_rows_of_other_citizens_are_refused(name: str) -> None:
    rows = rows_of(scenario_of("citizen"), 0, range(10))
    other = {**rows["sender"], name: rows["sender"][name].copy()}
    other[name][4] += 1
    with pytest.raises(TallyError, match=f"Rows under sender and opaque have another {name}"):
        whole("citizen").add({**rows, "sender": other})


def test_rows_that_do_not_belong_together_are_refused() -> None:
    tally, rows = whole("citizen"), rows_of(scenario_of("citizen"), 0, range(10))
    with pytest.raises(TallyError, match=r"A tally of opaque, sender, paper was given rows of opaque, sender\."):
        tally.add({design: rows[design] for design in ("opaque", "sender")})
    for name, value, complaint in (
        ("replication", 1, "of one replication"),
        ("segment", 4, "segment from 0 to below 4"),
        ("reachable", 8, "reachable from 0 to below 8"),
    ):
        changed = {design: {**columns, name: columns[name].copy()} for design, columns in rows.items()}
        for columns in changed.values():
            columns[name][2] = value
        with pytest.raises(TallyError, match=complaint):
            tally.add(changed)
    assert tally == whole("citizen")


def test_no_rows_add_nothing() -> None:
    tally = Tally(scenario_of("replication"), DESIGNS)
    tally.add(rows_of(scenario_of("replication"), 0, range(0)))
    assert tally == Tally(scenario_of("replication"), DESIGNS)
    assert tally.citizens == 0
    assert {tally.sample(group).citizens for group in groups_of(scenario_of("replication"))} == {0}


def test_no_quantity_adds_up_more_columns_than_its_bits_allow() -> None:
    for unit in ("citizen", "replication"):
        layout = layout_of(scenario_of(unit), DESIGNS)
        assert max(sum(abs(factor) for factor, _ in one.terms) for one in layout.quantities) <= 16
        assert sorted(set(layout.place_of.values())) == list(range(layout.places))
        assert len(layout.place_of) == layout.places - 1 + len(DESIGNS)
        assert CITIZEN not in layout.quantities
        assert all(one <= other for one, other in layout.moments)
        assert bool(layout.contests) == bool(layout.fourths) == (unit == "citizen")
