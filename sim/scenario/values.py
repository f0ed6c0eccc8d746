"""Values of a program as the text that a scenario file would hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.scenario.writing import inline


def texts_of(settings: Mapping[str, object]) -> tuple[str, ...]:
    """Settings as the command line takes them."""
    return tuple(f"{path}={text_of(value)}" for path, value in settings.items())


def text_of(value: object) -> str:
    """A value as a scenario has it; a text is taken as it would be written there."""
    return value if isinstance(value, str) else inline(plain(value))


def plain(value: object) -> Any:  # noqa: ANN401  # what a YAML reader gives
    """A value with its lists as tuples."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return tuple(plain(item) for item in value) if isinstance(value, list | tuple) else value
