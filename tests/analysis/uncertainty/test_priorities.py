from __future__ import annotations

import pytest

from sim.analysis.comparison import NOT_ESTIMABLE, Estimate
from sim.analysis.uncertainty.priorities import ADVICE, Advice, Evidence, Priority, advice, by_grade, ledger
from sim.scenario.distributions import Grade


def share(value: float) -> Estimate:
    return Estimate(value, value - 0.02, value + 0.02)


FOUND = (
    Evidence("well measured", share(0.5), "measured", 2),
    Evidence("found by the fit", share(0.3), "calibrated", 1, identified=True),
    Evidence("not found by the fit", share(0.1), "calibrated", 1, identified=False),
    Evidence("guessed", share(0.2), "assumed", 0),
    Evidence("guessed and idle", share(0.01), "assumed", 0),
    Evidence("never said", share(0.06), None, 0),
)


def test_what_nobody_measured_comes_first_and_what_hardly_matters_last() -> None:
    rows = ledger(FOUND)
    assert [(row.evidence.factor, row.advice) for row in rows] == [
        ("guessed", "measure this next"),
        ("not found by the fit", "measure this next"),
        ("never said", "measure this next"),
        ("found by the fit", "fitted, not measured"),
        ("well measured", "known"),
        ("guessed and idle", "hardly matters"),
    ]
    assert ledger(reversed(FOUND)) == rows


@pytest.mark.parametrize(
    ("value", "grade", "identified", "said"),
    [
        (0.05, "assumed", None, "measure this next"),
        (0.049, "assumed", None, "hardly matters"),
        (0.9, "calibrated", None, "measure this next"),
        (0.9, "calibrated", True, "fitted, not measured"),
        (0.9, "measured", None, "known"),
        (0.9, "assumed", True, "measure this next"),
        (0.0, "measured", None, "hardly matters"),
    ],
)
def test_advice_follows_from_share_and_grade(value: float, grade: Grade, identified: bool | None, said: Advice) -> None:
    assert advice(Evidence("one", share(value), grade, 1, identified)) == said
    assert said in ADVICE


def test_what_counts_as_little_can_be_told() -> None:
    assert {row.advice for row in ledger(FOUND, little=0.6)} == {"hardly matters"}


def test_a_factor_without_a_share_hardly_matters() -> None:
    assert ledger([Evidence("one", NOT_ESTIMABLE, "assumed", 0)])[0].advice == "hardly matters"


def test_shares_add_up_by_grade() -> None:
    assert by_grade(ledger(FOUND)) == pytest.approx(
        {"assumed": 0.21 / 1.17, None: 0.06 / 1.17, "calibrated": 0.4 / 1.17, "measured": 0.5 / 1.17}
    )
    assert by_grade([Priority(Evidence("one", share(0.0), "assumed", 0), "hardly matters")]) == {}
