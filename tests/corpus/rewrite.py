"""Writes what is expected in the corpus anew: `python -m tests.corpus.rewrite`. Read the changes before you commit."""

from __future__ import annotations

from tests.corpus.cases import INVALID, INVALID_TARGETS, VALID, checked, refused, resolved, write_expected


def rewrite() -> None:
    """Every expected file, from what the program says now."""
    for path in VALID:
        write_expected(path, resolved(path))
    for path in INVALID:
        write_expected(path, checked(path))
    for path in INVALID_TARGETS:
        write_expected(path, refused(path))


if __name__ == "__main__":
    rewrite()
