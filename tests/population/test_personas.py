from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.population.personas import TEST_RANGE, WEIGHTS, mailbox_name, persona, reserved_bsn


def passes_eleven_test(bsn: str) -> bool:
    """True if a number of nine digits is a valid citizen service number."""
    return len(bsn) == 9 and bsn.isdecimal() and not sum(w * int(d) for w, d in zip(WEIGHTS, bsn, strict=True)) % 11


def test_a_citizen_has_one_persona_and_others_have_another() -> None:
    assert persona(1, 0, 7) == persona(1, 0, 7)
    assert len({persona(1, 0, number) for number in range(30)}) == 30
    assert persona(1, 0, 7) != persona(1, 1, 7) != persona(2, 0, 7)


def test_nothing_of_it_can_be_real() -> None:
    for number in range(30):
        found = persona(3, 0, number)
        assert found.postcode.startswith("0000 ")
        assert found.email.endswith("@example.org")
        assert found.email.isascii()
        assert found.bsn.startswith(TEST_RANGE)
        assert passes_eleven_test(found.bsn)


@given(st.integers(0, 2**32))
def test_every_test_number_is_valid_and_in_the_reserved_range(number: int) -> None:
    assert passes_eleven_test(reserved_bsn(number))
    assert reserved_bsn(number).startswith(TEST_RANGE)


@pytest.mark.parametrize(
    ("bsn", "valid"), [("249566758", True), ("249566759", False), ("24956675", False), ("x", False)]
)
def test_the_eleven_test_is_the_published_one(bsn: str, valid: bool) -> None:
    assert passes_eleven_test(bsn) == valid


@pytest.mark.parametrize(
    ("name", "expected"), [("Zoë van 't Hof", "zoe.van.t.hof"), ("漢字", "citizen"), ("A-B", "a.b")]
)
def test_a_mail_address_is_plain(name: str, expected: str) -> None:
    assert mailbox_name(name) == expected
