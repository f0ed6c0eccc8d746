"""Path parameters of the command line: scenario files, output paths, and files of targets."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sim.places import destination, is_folder


class ScenarioFile(click.Path):
    """A scenario file. A name without a file here stands for the shipped scenario of that name."""

    def __init__(self, *, exists: bool) -> None:
        super().__init__(exists=exists, dir_okay=not exists, path_type=Path)

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """The path. Raises `click.BadParameter` with the nearest name if it does not exist but must."""
        from sim.scenario.shipped import did_you_mean_file, found_or_shipped

        path = found_or_shipped(Path(value))
        try:
            return super().convert(str(path), param, ctx)
        except click.BadParameter as error:
            hint = did_you_mean_file(path, str(value))
            # The hint is a question that begins with a lower-case letter.
            message = f"{error.message} D{hint[1:]}" if hint else error.message
            raise click.BadParameter(message, ctx, param) from None


class StudyPath(ScenarioFile):
    """A file of a scenario, or the folder of a study, which is for the command to look at."""

    def __init__(self) -> None:
        super().__init__(exists=True)

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """The path, checked where it is that of a file."""
        folder = Path(value)
        return folder if is_folder(folder) else super().convert(value, param, ctx)


class WritablePath(click.Path):
    """A folder to fill or a file to write, checked before anything is simulated; either one if `folder` is None."""

    def __init__(self, *, folder: bool | None) -> None:
        super().__init__(file_okay=folder is not True, dir_okay=folder is not False, path_type=Path)
        self.folder = folder

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """The path, with `~` expanded. Raises `UsageError` if nothing can be written there."""
        return destination(value, folder=self.folder)


class TargetsFile(click.Path):
    """A file of targets. A name without a file here stands for the shipped file of that name."""

    def __init__(self) -> None:
        super().__init__(exists=True, dir_okay=False, path_type=Path)

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """The path of an existing file. Raises `click.BadParameter` if there is none."""
        from sim.scenario.shipped import found_or_shipped_part

        return super().convert(str(found_or_shipped_part(Path(value))), param, ctx)
