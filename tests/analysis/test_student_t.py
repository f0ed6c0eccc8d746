from __future__ import annotations

import pytest
from scipy import stats

from sim.analysis.student_t import LARGE, central_probability, half_width


@pytest.mark.parametrize("freedom", [*range(1, 12), 29, 30, 199, 998, 999])
@pytest.mark.parametrize("confidence", [0.01, 0.5, 0.95, 0.999, 0.999_999])
def test_it_is_the_quantile_of_students_t(freedom: int, confidence: float) -> None:
    assert half_width(freedom, confidence) == pytest.approx(stats.t.ppf(0.5 + confidence / 2, freedom), rel=1e-9)


def test_from_a_thousand_on_it_is_the_normal_quantile_within_what_is_said() -> None:
    assert half_width(LARGE, 0.95) == pytest.approx(stats.norm.ppf(0.975), rel=1e-12)
    assert half_width(LARGE, 0.95) == pytest.approx(half_width(LARGE - 1, 0.95), rel=0.002)
    assert half_width(LARGE, 0.95) != half_width(LARGE - 1, 0.95)


@pytest.mark.parametrize("freedom", [1, 2, 7, 8])
def test_the_central_probability_goes_from_0_to_1(freedom: int) -> None:
    assert central_probability(0.0, freedom) == 0.0
    assert central_probability(1.5707963267948966, freedom) == pytest.approx(1.0, abs=1e-12)
