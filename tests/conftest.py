"""What holds for all tests: examples may take their time, for the first of them may wait for the compiler."""

import pytest
from hypothesis import settings

settings.register_profile("messagebox", deadline=None)
settings.load_profile("messagebox")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--write-golden` writes anew what was looked at, before it is compared."""
    parser.addoption("--write-golden", action="store_true", help="write golden files anew; read them before committing")
