"""Writes what is expected in the corpus anew: `python -m tests.corpus.rewrite`. Read the changes before you commit."""

from __future__ import annotations

from tests.corpus.base import BASE, fault


def rewrite() -> None:
    """Every expected file, from what the program says now."""
    from tests.corpus import cases  # noqa: PLC0415  # it skips where the base has a fault

    for path in [BASE, *cases.VALID]:
        cases.write_expected(path, cases.resolved(path))
    for path in cases.INVALID:
        cases.write_expected(path, cases.checked(path))
    for path in cases.INVALID_TARGETS:
        cases.write_expected(path, cases.refused(path))


if __name__ == "__main__":
    if (wrong := fault()) is not None:
        raise SystemExit(wrong)
    rewrite()
