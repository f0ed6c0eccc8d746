"""The file of a scenario on the command line: a path, or the bare name of one that comes with the program."""

from __future__ import annotations

import os
from pathlib import Path

import click


class ScenarioFile(click.Path):
    """A file; where there is none of that name here, the shipped scenario of that name."""

    def __init__(self, *, exists: bool) -> None:
        super().__init__(exists=exists, dir_okay=not exists, path_type=Path)

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """The path, checked."""
        return super().convert(str(shipped(Path(value))), param, ctx)


def shipped(path: Path) -> Path:
    """The file itself; or, for a bare name that is no file here, the shipped scenario of that name if there is one."""
    from sim.scenario.shipped import shipped_folder

    if path.exists() or path.parent != Path() or path.suffix not in {"", ".yaml"}:
        return path
    found = shipped_folder() / f"{path.stem}.yaml"
    return found if found.is_file() else path


class TargetsFile(click.Path):
    """A file of targets; where there is none of that name here, the shipped one of that name."""

    def __init__(self) -> None:
        super().__init__(exists=True, dir_okay=False, path_type=Path)

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """The path, checked."""
        from sim.scenario.shipped import PARTS, shipped_folder

        path = Path(value)
        inside = shipped_folder() / PARTS / f"{path.stem}.yaml"
        bare = not path.exists() and path.parent == Path() and path.suffix in {"", ".yaml"}
        return super().convert(str(inside if bare and inside.is_file() else path), param, ctx)
