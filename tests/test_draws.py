"""Addressed draws: the generator against published vectors, the marginals, and independence between addresses.

Statistical tests use fixed addresses, so they pass or fail for good; each states the probability with which a correct
generator would fail it.
"""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import Philox  # noqa: TID251  (the generator to compare with)
from scipy import stats

from sim.draws import (
    MAX_REPLICATIONS,
    Decision,
    block,
    exponential,
    gumbels,
    lognormal,
    normal,
    normal_quantile,
    philox,
    signed,
    uniform,
)

FALSE_ALARM = 1e-6
"""Probability that a correct generator fails one of the statistical tests, each on its own."""
DRAWS = 40_000

RANDOM123_VECTORS = [
    # kat_vectors of Random123: counter, key and output of Philox4x32-10
    ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    ([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    (
        [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
        [0xA4093822, 0x299F31D0],
        [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
    ),
]


def words(counter: Sequence[int], key: Sequence[int]) -> list[int]:
    """Our generator on plain integers."""
    return [int(word) for word in philox(*(np.uint64(word) for word in [*counter, *key]))]


def reference(counter: Sequence[int], key: Sequence[int], bits: int) -> list[int]:
    """Philox4xW-10 for words of W = 32 or 64 bits, written as slowly and plainly as the paper states it."""
    multipliers = {32: (0xD2511F53, 0xCD9E8D57), 64: (0xD2E7470EE14C6C93, 0xCA5A826395121157)}[bits]
    increments = {32: (0x9E3779B9, 0xBB67AE85), 64: (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)}[bits]
    mask = (1 << bits) - 1
    a, b, c, d = counter
    k, m = key
    for _ in range(10):
        first, second = multipliers[0] * a, multipliers[1] * c
        a, b, c, d = (second >> bits) ^ b ^ k, second & mask, (first >> bits) ^ d ^ m, first & mask
        k, m = (k + increments[0]) & mask, (m + increments[1]) & mask
    return [a, b, c, d]


@pytest.mark.parametrize(("counter", "key", "output"), RANDOM123_VECTORS)
def test_published_vectors(counter: list[int], key: list[int], output: list[int]) -> None:
    assert words(counter, key) == output
    assert words([counter[0] ^ 1, *counter[1:]], key) != output


def test_the_plain_reference_is_numpys_generator_at_64_bits() -> None:
    counter, key = [5, 6, 7, 8], [9, 10]
    theirs = Philox(counter=np.array(counter, np.uint64), key=np.array(key, np.uint64)).random_raw(4)
    # numpy advances the counter before its first block.
    assert reference([6, 6, 7, 8], key, 64) == [int(word) for word in theirs]


@given(
    st.lists(st.integers(0, 2**32 - 1), min_size=4, max_size=4),
    st.lists(st.integers(0, 2**32 - 1), min_size=2, max_size=2),
)
def test_ours_is_the_plain_reference_at_32_bits(counter: list[int], key: list[int]) -> None:
    assert words(counter, key) == reference(counter, key, 32)


addresses = st.tuples(
    st.integers(0, MAX_REPLICATIONS - 1),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
    st.sampled_from(list(Decision)).map(int),
    st.integers(0, 2**32 - 1),
)


@given(addresses, addresses)
def test_two_addresses_never_share_a_block(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    # Philox is a bijection of the counter, so blocks are equal exactly if counters are.
    assert (block(1, *one) == block(1, *other)) == (one == other)


def test_decisions_fit_their_place_in_the_address_and_none_repeats() -> None:
    numbers = [int(decision) for decision in Decision]
    assert len(set(numbers)) == len(numbers) == len(Decision.__members__)
    assert all(0 < number < 1 << 12 for number in numbers)


def draws(kind: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Many draws at neighbouring citizens."""
    function = {"uniform": uniform, "exponential": exponential, "normal": normal}[kind]
    return np.array([function(7, 0, citizen, 1, 50, 0) for citizen in range(DRAWS)])


@pytest.mark.parametrize(
    ("kind", "distribution"), [("uniform", stats.uniform), ("exponential", stats.expon), ("normal", stats.norm)]
)
def test_marginals(kind: str, distribution: stats.rv_continuous) -> None:
    sample = draws(kind)
    assert stats.kstest(sample, distribution.cdf).pvalue > FALSE_ALARM
    assert stats.kstest(sample * 1.1 + 0.02, distribution.cdf).pvalue < FALSE_ALARM  # the test can fail


def test_gumbels_are_standard_and_independent_of_each_other() -> None:
    sample = np.array([gumbels(7, 0, citizen, 1, 53, 0) for citizen in range(DRAWS)])
    for alternative in range(3):
        assert stats.kstest(sample[:, alternative], stats.gumbel_r.cdf).pvalue > FALSE_ALARM
    correlations = np.corrcoef(sample, rowvar=False)[np.triu_indices(3, 1)]
    assert np.abs(correlations).max() < stats.norm.isf(FALSE_ALARM / 6) / math.sqrt(DRAWS)


def test_lognormal_has_the_median_and_sigma_asked_for() -> None:
    sample = np.array([lognormal(7, 0, citizen, 1, 55, 0, 3.0, 0.5) for citizen in range(DRAWS)])
    assert stats.kstest(np.log(sample / 3.0) / 0.5, stats.norm.cdf).pvalue > FALSE_ALARM


@pytest.mark.parametrize("coordinate", range(6))
def test_neighbouring_addresses_are_independent(coordinate: int) -> None:
    address = [3, 4, 5, 6, 50, 7]
    sample = []
    for step in range(DRAWS):
        place = address.copy()
        place[coordinate] = address[coordinate] + step if coordinate != 4 else 1 + step % 4000
        place[1 if coordinate != 1 else 2] += step // 4000 if coordinate == 4 else 0
        sample.append(uniform(*place))
    grid, _, _ = np.histogram2d(sample[:-1:2], sample[1::2], bins=10, range=[[0, 1], [0, 1]])
    assert stats.chisquare(grid.ravel()).pvalue > FALSE_ALARM
    assert abs(np.corrcoef(sample[:-1], sample[1:])[0, 1]) < stats.norm.isf(FALSE_ALARM / 2) / math.sqrt(DRAWS)


def test_a_dependence_would_be_seen() -> None:
    sample = draws("uniform")
    grid, _, _ = np.histogram2d(sample, (sample + 0.01 * draws("normal")) % 1, bins=10, range=[[0, 1], [0, 1]])
    assert stats.chisquare(grid.ravel()).pvalue < FALSE_ALARM


@given(st.floats(min_value=1e-300, max_value=1 - 1e-16))
def test_normal_quantile_is_wichuras_to_its_stated_accuracy(p: float) -> None:
    assert math.isclose(normal_quantile(p), float(stats.norm.ppf(p)), rel_tol=1e-14, abs_tol=1e-15)


@given(st.integers(0, 2**64 - 1))
def test_every_seed_has_its_own_key(seed: int) -> None:
    assert np.int64(signed(seed)).astype(np.uint64) == seed
    assert 0.0 < uniform(signed(seed), 0, 0, 0, 1, 0) < 1.0


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_outside_its_range_is_refused(seed: int) -> None:
    with pytest.raises(ValueError, match="a seed lies in"):
        signed(seed)
