"""The correspondence as files: a page, a text and mailboxes, in each language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.errors import StudyError, UsageError
from sim.files import write_whole
from sim.outcomes.life import LifePair
from sim.places import destination
from sim.population.personas import persona
from sim.report.correspondence.language import LANGUAGES
from sim.report.correspondence.letter_page import page, plain
from sim.report.correspondence.mail import mailbox
from sim.report.correspondence.occasion import occasions


def letters(pair: LifePair, cases: Sequence[int]) -> dict[str, bytes]:
    """The correspondence about some messages under both designs, by file name.

    The files are `letters-nl.html`, `letters-nl.txt` and `mails-<design>-nl.mbox`, and the same in English (`en`). A
    design under which no mail arrived has no mailbox.
    """
    listed = [one for case in cases for one in occasions(pair, case)]
    reader = persona(pair.scenario.seed, pair.replication, pair.citizen)
    found: dict[str, bytes] = {}
    for language in LANGUAGES:
        found[f"letters-{language}.html"] = page(listed, reader, language).encode()
        found[f"letters-{language}.txt"] = plain(listed, reader, language).encode()
        for design in pair.designs:
            mails = mailbox((one for one in listed if one.design == design), reader, language)
            if mails:
                found[f"mails-{design}-{language}.mbox"] = mails
    return found


def write_letters(folder: Path, pair: LifePair, cases: Sequence[int]) -> tuple[Path, ...]:
    """Writes the correspondence to a folder, each file atomically; returns the files.

    Raises `UsageError` if the folder cannot be made, `StudyError` if writing fails.
    """
    folder = destination(folder, folder=True)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"The folder {folder} cannot be made: {error.strerror}.") from error
    found = letters(pair, cases)
    try:
        for name, content in found.items():
            write_whole(folder / name, content)
    except OSError as error:
        raise StudyError(f"The letters could not be written to {folder}: {error.strerror}.") from error
    return tuple(folder / name for name in found)
