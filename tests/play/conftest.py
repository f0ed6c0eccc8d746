"""A small study to play with, and a server of it."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from sim.play.played_study import PlayedStudy
from sim.play.server import Pages, PageServer, listening
from sim.scenario.schema import Scenario
from tests.shipped import MAIN

MOST: Final = 400
"""Citizens, so that a study is soon grown."""


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with few parameter sets."""
    file = tmp_path_factory.mktemp("play") / "small.yaml"
    study = Path(os.path.relpath(MAIN, file.parent)).as_posix()
    file.write_text(f"extends: {study}\nname: small\ncompare: {{designs: [opaque, wmebv], points: 6}}\n")
    return file


@pytest.fixture(scope="session")
def played(small: Path) -> PlayedStudy:
    return PlayedStudy(small, MOST)


@pytest.fixture
def scenario(played: PlayedStudy) -> Scenario:
    return played.scenario


@contextmanager
def served(played: PlayedStudy, folder: Path) -> Iterator[int]:
    """The page at a port of its own, in a thread."""
    with listening(free_port()) as bound:
        port: int = bound.getsockname()[1]
        server = PageServer(Pages(played, folder), port)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        try:
            yield port
        finally:
            server.should_exit = True
            thread.join(30)


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("folder")


@pytest.fixture(scope="package")
def port(played: PlayedStudy, folder: Path) -> Iterator[int]:
    with served(played, folder) as found:
        yield found
