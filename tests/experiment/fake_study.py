"""A program to be interrupted, killed, or run out of disk: the small study, performed in a folder by the fake engine.

Arguments: the folder, the number of workers, `rows` or `totals`, and citizens per task. With `FAKE_ENGINE_MARKS` set
it is performed by the slow engine. Moments may follow: then the study is begun once for each, in a fork of a process
that has everything loaded, and is killed when it has come that far, as a share of the processor time that its tasks
take; beyond 1 its results are being written. The clock does not count, so that a busy machine changes nothing.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from pathlib import Path

from sim.errors import SimError
from sim.experiment.runner import RunSettings
from sim.experiment.store import results_folder
from tests.experiment.fake_engine import simulate, slow
from tests.experiment.studies import kept, origin_of, small


def perform(folder: Path, workers: int, citizens_per_task: int, *, totals: bool) -> None:
    """Performs the study."""
    engine = slow if "FAKE_ENGINE_MARKS" in os.environ else simulate
    kept(folder, small(60), RunSettings(engine, workers, None, citizens_per_task, totals))


def kill_at_many_moments(folder: Path, moments: list[float], citizens_per_task: int, *, totals: bool) -> None:
    """Begins the study anew in one folder after another, and kills it when it has come as far as each moment says."""
    scenario = small(60)
    if os.fork() == 0:  # a process that has written a table has threads, and what is forked from it may wait for ever
        with results_folder(folder / "whole", origin_of(scenario)) as results:
            results.perform([scenario], RunSettings(simulate, 1, None, citizens_per_task, totals))
        os._exit(0)
    os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = used.ru_utime + used.ru_stime
    for number, moment in enumerate(moments):
        child = os.fork()
        if child == 0:
            signal.setitimer(signal.ITIMER_PROF, moment * seconds)  # nothing handles its signal, so that it kills
            perform(folder / str(number), 1, citizens_per_task, totals=totals)
            os._exit(0)
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
