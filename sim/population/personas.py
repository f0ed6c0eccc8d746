"""Fictitious names and addresses for letters: generated on demand and purely cosmetic.

A persona is determined by citizen, replication and seed, not by the design. No decision depends on it. Only a name can
coincide with a real one: the town is invented, the postcode begins with 0000 (Dutch ones begin at 1000), the mail
address has a domain reserved for examples (RFC 2606), and the citizen service number is a test number.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

TEST_RANGE: Final = "9999"
"""First digits of the citizen service numbers (BSN) reserved for tests.

The list of test numbers is published by the Dutch identity data office (Rijksdienst voor Identiteitsgegevens, Test
burgerservicenummers en A-nummers, 2023)."""
WEIGHTS: Final = (9, 8, 7, 6, 5, 4, 3, 2, -1)
"""The eleven test: a number is valid if its digits times these add up to a multiple of 11."""
TOWNS: Final = ("Voorbeelddam", "Specimenhoven", "Proefwijk aan Zee", "Nergenshuizen", "Denkbeeldrecht")
"""Towns that do not exist."""


@dataclass(frozen=True, slots=True)
class Persona:
    """The fictitious addressee of a letter."""

    name: str
    street: str
    postcode: str
    town: str
    email: str
    bsn: str
    """A citizen service number that passes the eleven test and is reserved for tests."""


def persona(seed: int, replication: int, citizen: int) -> Persona:
    """The name and address of a citizen, reproducible with the same version of Faker."""
    from faker import Faker  # noqa: PLC0415  (half a second to load, and only letters need it)

    key = hashlib.sha256(f"persona {seed} {replication} {citizen}".encode()).digest()
    faker = Faker("nl_NL", use_weighting=False)
    faker.seed_instance(int.from_bytes(key[:8], "big"))
    name = f"{faker.first_name()} {faker.last_name()}"
    number = int.from_bytes(key[8:12], "big")
    return Persona(
        name,
        f"{faker.street_name()} {1 + number % 198}",
        f"0000 {chr(65 + number % 26)}{chr(65 + number // 26 % 26)}",
        TOWNS[number % len(TOWNS)],
        f"{mailbox_name(name)}@example.org",
        reserved_bsn(int.from_bytes(key[12:16], "big")),
    )


def mailbox_name(name: str) -> str:
    """A name as the part of a mail address before the sign: letters, digits and dots of ASCII."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", ".", plain).strip(".") or "citizen"


def reserved_bsn(number: int) -> str:
    """One of the valid citizen service numbers in the range reserved for tests."""
    for step in range(10_000):
        begins = f"{TEST_RANGE}{(number + step) % 10_000:04d}"
        rest = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, begins, strict=False)) % 11
        if rest < 10:  # the last digit counts -1, so it is what is left over
            return f"{begins}{rest}"
    raise AssertionError("ten in eleven numbers have a last digit")
