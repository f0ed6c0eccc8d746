"""Where a scenario came from: the file, and what was changed of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path


@dataclass(frozen=True, slots=True, eq=False)
class FileSource:
    """The file that a scenario was read from, with what was changed of it.

    It is no part of what the scenario is: two scenarios that say the same are equal, wherever they came from.
    """

    file: Path
    overrides: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    """Lines `path=value`, applied first."""
    values: Mapping[str, object] = field(default_factory=dict)
    """Values by their dotted path, applied after them."""

    def with_values(self, values: Mapping[str, object]) -> FileSource:
        """The same source with more values changed."""
        return replace(self, values={**self.values, **values})

    def __eq__(self, _other: object) -> bool:
        """Whatever it is, it makes no difference."""
        return True

    def __hash__(self) -> int:
        """The same for all."""
        return 0
