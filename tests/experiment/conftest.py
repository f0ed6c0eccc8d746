"""What holds for tests of studies and their folders: figures are blank."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.blank import blank_figures


@pytest.fixture(autouse=True)
def _without_figures() -> Iterator[None]:
    with blank_figures():
        yield
