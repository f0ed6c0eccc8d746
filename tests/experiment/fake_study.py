"""A program to be interrupted, killed, or run out of disk: the small study, performed in a folder by the fake engine.

Arguments: the folder, the number of workers, `rows` or `totals`, and citizens per task. With `FAKE_ENGINE_MARKS` set
each task takes as many seconds as `FAKE_ENGINE_SECONDS` says. Moments may follow: then the study is begun once for
each, in a fork of a process that has everything loaded, and is killed when it has come that far, counted in tasks: 2.5
is half-way the third.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from sim.errors import SimError
from sim.experiment.runner import Means
from tests.experiment.fake_engine import simulate, slow
from tests.experiment.studies import kept, small


def perform(folder: Path, workers: int, citizens_per_task: int, *, totals: bool) -> None:
    """Performs the study."""
    engine = slow if "FAKE_ENGINE_MARKS" in os.environ else simulate
    kept(folder, small(60), Means(engine, workers, None, citizens_per_task, totals))


def kill_at_many_moments(folder: Path, moments: list[float], citizens_per_task: int, *, totals: bool) -> None:
    """Begins the study anew in one folder after another, and kills it when it has come as far as each moment says."""
    small(60)
    marks = Path(os.environ["FAKE_ENGINE_MARKS"])
    for number, moment in enumerate(moments):
        for mark in marks.iterdir():
            mark.unlink()
        child = os.fork()
        if child == 0:
            perform(folder / str(number), 1, citizens_per_task, totals=totals)
            os._exit(0)
        while len(list(marks.iterdir())) < int(moment) and os.waitpid(child, os.WNOHANG) == (0, 0):
            time.sleep(0.001)
        time.sleep(float(os.environ.get("FAKE_ENGINE_SECONDS", "0.1")) * (moment % 1.0))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    place, count, tallies, chunk, *moments = sys.argv[1:]
    try:
        if moments:
            kill_at_many_moments(Path(place), [float(each) for each in moments], int(chunk), totals=tallies == "totals")
        else:
            perform(Path(place), int(count), int(chunk), totals=tallies == "totals")
    except SimError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
