"""The origin of a scenario: its file, and the changes made to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path


@dataclass(frozen=True, slots=True, eq=False)
class FileSource:
    """The file that a scenario was read from, with the changes made to it.

    It does not belong to the content of a scenario: equal scenarios may come from different files.
    """

    file: Path
    overrides: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    """Lines `path=value`, applied first."""
    values: Mapping[str, object] = field(default_factory=dict)
    """Values by their dotted path, applied after the lines."""

    def with_values(self, values: Mapping[str, object]) -> FileSource:
        """The same source with more values changed."""
        return replace(self, values={**self.values, **values})

    def __eq__(self, _other: object) -> bool:
        """Always True, so that the origin does not affect the equality of scenarios."""
        return True

    def __hash__(self) -> int:
        """The same hash for all, consistent with equality."""
        return 0
