from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.comparison import Contrast, Estimate
from sim.analysis.pareto import AXES, dominates, frontier, positions
from tests.report.figures.studies import analysed

FEW = st.integers(0, 4).map(float)
PLACES = st.fixed_dictionaries({"effort_minutes": FEW, "missed_share": FEW, "fees_eur": FEW})


def contrasts(levels: Mapping[str, tuple[float | None, float | None]], group: str = "all") -> list[Contrast]:
    return [
        Contrast(group, design, response, 10, Estimate(value), None, 0, None)
        for design, values in levels.items()
        for response, value in zip(("effort_minutes", "missed_share"), values, strict=True)
    ]


LEVELS: dict[str, tuple[float | None, float | None]] = {
    "quick": (10.0, 0.30),
    "sure": (20.0, 0.10),
    "slow": (21.0, 0.30),
    "between": (14.0, 0.20),
    "twin": (14.0, 0.20),
}


def test_who_beats_whom() -> None:
    found = {one.design: one.dominated_by for one in positions(contrasts(LEVELS), "all")}
    assert list(found) == list(LEVELS)
    assert found == {"quick": (), "sure": (), "slow": ("quick", "sure", "between", "twin"), "between": (), "twin": ()}


def test_what_is_within_the_margin_does_not_count() -> None:
    found = {
        one.design: one.dominated_by
        for one in positions(contrasts(LEVELS), "all", margins={"effort_minutes": 1.0, "missed_share": 0.05})
    }
    assert found["slow"] == ("quick", "sure", "between", "twin")
    # Ten points fewer missed are lost within a margin of fifteen, four minutes are not.
    wide = {one.design: one.dominated_by for one in positions(contrasts(LEVELS), "all", margins={"missed_share": 0.15})}
    assert wide["between"] == ("quick",)
    assert wide["sure"] == ("between", "twin")
    nothing_matters = positions(contrasts(LEVELS), "all", margins={"missed_share": 1.0, "effort_minutes": 99.0})
    assert all(not one.dominated_by for one in nothing_matters)


def test_a_response_that_some_design_lacks_is_left_out_and_groups_are_kept_apart() -> None:
    rows = [*contrasts({"a": (1.0, None), "b": (2.0, 0.1)}), *contrasts({"a": (9.0, 9.0), "b": (1.0, 1.0)}, "old")]
    first, second = positions(rows, "all")
    assert first.values == {"effort_minutes": 1.0}
    assert (first.dominated_by, second.dominated_by) == ((), ("a",))
    assert [one.dominated_by for one in positions(rows, "old")] == [("b",), ()]


def test_the_values_are_the_levels_of_the_analysis() -> None:
    analysis = analysed("opaque, sender, paper")
    found = positions(analysis.contrasts, "reachable")
    assert [one.design for one in found] == ["opaque", "sender", "paper"]
    for one in found:
        assert tuple(one.values) == AXES
        for response, value in one.values.items():
            assert value == analysis.contrast("reachable", one.design, response).level.value


@given(PLACES, PLACES, PLACES)
def test_no_two_designs_dominate_each_other(
    one: dict[str, float], other: dict[str, float], margin: dict[str, float]
) -> None:
    assert not dominates(one, one, margin)
    assert not (dominates(one, other, margin) and dominates(other, one, margin))


@given(PLACES, PLACES, PLACES)
def test_without_margins_dominance_is_handed_on(a: dict[str, float], b: dict[str, float], c: dict[str, float]) -> None:
    if dominates(a, b, {}) and dominates(b, c, {}):
        assert dominates(a, c, {})


@given(st.lists(st.tuples(FEW, FEW), max_size=12))
def test_the_frontier_is_what_nothing_beats(points: list[tuple[float, float]]) -> None:
    def beaten(one: tuple[float, float]) -> bool:
        return any(other != one and other[0] <= one[0] and other[1] <= one[1] for other in points)

    assert list(frontier(points)) == sorted({one for one in points if not beaten(one)})
