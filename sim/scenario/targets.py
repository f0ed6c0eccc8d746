"""STUB"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Target:
    name: str
    title: str
    use: Literal["fit", "validate"]
    scenario: str
    design: str
    minus: str | None
    response: str
    value: float
    uncertainty: float
    sources: tuple[str, ...]
    note: str | None
    why: str | None
